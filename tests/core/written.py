"""Writing a small raster with the engine and reading it back, for the tests of the writer."""

import hashlib
from pathlib import Path

import numpy as np
from affine import Affine
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.raster.writer import OutputBand, RasterWriter
from odc.geo.geobox import GeoBox

GRID = GeoBox((70, 90), Affine(1000.0, 0, 300000, 0, -1000.0, 4000000), "EPSG:32611")
MODIS = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"


def field(grid=GRID, bands=1, seed=0):
    """Random values (bands, rows, columns) with a corner of NaN."""
    values = np.random.default_rng(seed).normal(300, 10, (bands, *grid.shape))
    values[:, :5, :7] = np.nan
    return values


def save(path, values, grid=GRID, dtype="Float32", bands=None, **arguments):
    with RasterWriter(str(path), grid, bands or [OutputBand()] * len(values), dtype, **arguments) as writer:
        writer.write(values, 0, 0)
        writer.finish()
        writer.commit()
    return str(path)


def load(path):
    with RasterSource(str(path)) as source:
        rows, columns = source.grid.shape
        pixels = source.read(source.data_bands, (0, rows), (0, columns))
        return np.where(pixels.valid == 1, pixels.values.astype(float), np.nan), source


def names(folder):
    return sorted(path.name for path in Path(folder).iterdir())


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
