"""Writes the values of a band as a Cloud Optimized GeoTIFF, block by block."""

from collections.abc import Iterator

import numpy as np
from odc.geo.geobox import GeoBox

from ..legend import Legend
from ..raster import RasterSource
from ..raster.redeclare import Declaration, declared_source
from ..raster.writer import OutputBand, RasterWriter
from ..reporter import Reporter, Share
from .granule import GranuleBand
from .screen import Keeps
from .values import Stored, gdal_type

# Of the memory: values in float64, as they are stored and as they are written, masks, and GDAL's strips.
_BYTES_PER_PIXEL = 48
_BYTES_OF_FLAGS = 400     # where they are on another grid: outlines and sums of the pixels on which they are laid
_READING = 0.6      # share of the progress; the rest makes the COG
_FREE = 16          # so many of the largest numbers of a type are tried for nodata
_WIDER = {"Byte": "UInt16", "Int16": "Int32", "UInt16": "UInt32", "Int32": "Float64", "UInt32": "Float64"}
_NUMPY = {"Byte": "uint8", "Int16": "int16", "UInt16": "uint16", "Int32": "int32", "UInt32": "uint32"}


def grid_of(band: GranuleBand, declared: Declaration) -> GeoBox:
    """The band's grid. Raises FusionError if it has none."""
    with declared_source(band.path, declared) as source:
        return source.grid


def write_cog(path: str, band: GranuleBand, stored: Stored, declared: Declaration, sidecar: str,
              creation_options: str, reporter: Reporter, memory: int, threads: int | None,
              keeps: Keeps | None = None) -> tuple[int, int]:
    """Values with scale and offset applied as Float32, codes in their own type; what ``keeps`` leaves out is nodata.

    Returns how many pixels there were with data, and how many were kept. Raises FusionError or Cancelled.
    """
    data = kept = 0
    with declared_source(band.path, declared) as source:
        dtype, nodata = _type(source, stored, memory, reporter)
        legend = (source.legend(1) or Legend()) if stored.is_categorical else None
        described = OutputBand(band.name, stored.units, declared.band_tags, legend)
        with RasterWriter(path, source.grid, [described], dtype, nodata=nodata, creation_options=creation_options,
                          threads=threads, tags=declared.tags, sidecar=sidecar) as writer:
            for finding in writer.findings:
                reporter.finding(finding)
            for row, values in _strips(source, memory, Share(reporter, 0.0, _READING), keeps is not None):
                data += int(np.count_nonzero(np.isfinite(values)))
                if keeps is not None:
                    rows, columns = values.shape
                    values = np.where(keeps((row, row + rows), (0, columns)), values, np.nan)
                kept += int(np.count_nonzero(np.isfinite(values)))
                writer.write(values[None], row, 0)
            writer.finish(Share(reporter, _READING, 1.0 - _READING))
            writer.commit()
    return data, kept


def _strips(source: RasterSource, memory: int, reporter: Reporter, screened: bool = False
            ) -> Iterator[tuple[int, np.ndarray]]:
    """First row and values (rows, columns) in float64, NaN where missing, of strips from top to bottom."""
    rows, columns = map(int, source.grid.shape)
    high = source.block_shape[0]
    per_pixel = _BYTES_PER_PIXEL + (_BYTES_OF_FLAGS if screened else 0)
    step = max(1, memory // (per_pixel * columns * high)) * high
    for row in range(0, rows, step):
        end = min(rows, row + step)
        pixels = source.read([1], (row, end), (0, columns))
        yield row, np.where(pixels.valid[0], pixels.values[0].astype(np.float64), np.nan)
        reporter.progress(end / rows)


def _type(source: RasterSource, stored: Stored, memory: int, reporter: Reporter) -> tuple[str, float | int | None]:
    """The type that holds the values, and a nodata value that none of them has."""
    if not stored.is_categorical:
        return ("Float64" if stored.dtype in ("float64", "int32", "uint32") else "Float32"), None
    dtype = gdal_type(stored.dtype)
    if stored.nodata is not None or dtype.startswith("Float"):
        return dtype, stored.nodata
    # Without a fill of its own every code may mean something, so that nodata has to be one that does not occur.
    largest = np.iinfo(_NUMPY[dtype]).max
    free = set(range(int(largest), int(largest) - _FREE, -1))
    for _, values in _strips(source, memory, Share(reporter, 0.0, 0.0)):
        free -= {int(value) for value in np.unique(values[values > largest - _FREE])}
        if not free:
            return _WIDER[dtype], None
    return dtype, max(free)
