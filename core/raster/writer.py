"""The one way out: a Cloud Optimized GeoTIFF, written aside and renamed into place when it is whole."""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from osgeo import gdal, osr

from ..destination import Destination, check_different, same_file
from ..errors import Cancelled, FusionError
from ..legend import Legend
from ..message import message
from ..provenance import software
from ..reporter import Reporter
from .classes import auxiliary_xml, colour_table, keep_classes, written_legend
from .creation_options import cog_options
from .files import container_file, crs_beside
from .gdal_errors import attempt, close

__all__ = ["DATA_TYPES", "OutputBand", "RasterWriter", "check_destination", "check_different", "nodata_of"]

DATA_TYPES = ("auto", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Float32", "Float64")
_NUMPY = {"Byte": "uint8", **{name: name.lower() for name in DATA_TYPES[2:]}}
_SCRATCH = ("TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "SPARSE_OK=TRUE", "BIGTIFF=IF_SAFER", "INTERLEAVE=BAND")
# Bands of ours are never colours: GDAL would take four Byte bands for red, green, blue and transparency.
_PLAIN = ("PHOTOMETRIC=MINISBLACK", "ALPHA=NO")


@dataclass(frozen=True)
class OutputBand:
    """What an output band says of itself.

    `legend` marks a band of class codes and gives their names and colours, as far as known; an empty one says that the
    values are classes and no more. `scale` and `offset` are declared and not applied: value = written * scale + offset.
    """

    description: str = ""
    units: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    legend: Legend | None = None
    scale: float = 1.0
    offset: float = 0.0


def nodata_of(dtype: str, own: float | int | None = None) -> float | int:
    """The nodata value outputs of a DATA_TYPE declare: NaN, the maximum if unsigned, the minimum if signed.

    Integer types take `own`, that of the source, where they can hold it.
    """
    if dtype.startswith("Float"):
        return float("nan")
    limits = np.iinfo(_NUMPY[dtype])
    if own is not None and own == own and limits.min <= own <= limits.max and own == int(own):
        return int(own)
    return int(limits.max if limits.min == 0 else limits.min)


def check_destination(path: str, inputs: Sequence[Any]) -> None:
    """Raise FusionError if an output would replace an input, each a path or a RasterSource.

    The file that holds a subdataset and, of a RasterSource, every file it is read from count as inputs.
    """
    for each in inputs:
        files = getattr(each, "files", None) or (container_file(os.fspath(each)),)
        if any(same_file(path, file) for file in files):
            raise FusionError(message("The output {path} is also an input; choose another file for the output.",
                                      path=path))


class RasterWriter:
    """One output file: write blocks, `finish` (makes the COG under a temporary name), `commit` (renames it).

    As a context manager it discards everything that was not committed. The same arguments and blocks give the same
    bytes. `dtype` is one of DATA_TYPES except auto; `nodata` replaces its usual nodata value where `nodata_of` says so;
    `tags` become metadata of the file; `sidecar` is the text of "<path>.json". `findings` tells what was changed in the
    creation options; `threads` compress, by default all. Bands with a legend are never averaged in overviews; names and
    colours of what the legend names and of what was written go into "<path>.aux.xml", which GDAL and QGIS read along,
    and the colours of a single band of bytes into the file itself too. So does a CRS for which GeoTIFF has no keys,
    such as Equal Earth.
    Raises FusionError if the destination or an option does not work.
    """

    def __init__(
        self,
        path: str,
        grid: Any,
        bands: Sequence[OutputBand],
        dtype: str,
        *,
        nodata: float | int | None = None,
        creation_options: str = "",
        threads: int | None = None,
        tags: dict[str, str] | None = None,
        sidecar: str | None = None,
    ) -> None:
        if dtype not in _NUMPY:
            raise FusionError(message("The data type {dtype} is unknown; choose one of {choices}.", dtype=dtype,
                                      choices=", ".join(DATA_TYPES[1:])))
        self.path = os.fspath(path)
        self.dtype = dtype
        self.nodata = nodata_of(dtype, nodata)
        self.shape = (len(bands), *map(int, grid.shape))
        self._options, self.findings = cog_options(creation_options, _NUMPY[dtype], threads)
        self._legends = [band.legend for band in bands]
        if any(legend is not None for legend in self._legends):
            self._options, self.findings = keep_classes(self._options, self.findings, creation_options)
        self._seen: list[set[float | int]] = [set() for _ in bands]
        self._texts: dict[str, str | None] = {".aux.xml": None, ".json": sidecar}
        self._lock = threading.Lock()
        self._finished = False
        self._dataset: gdal.Dataset | None = None
        self._destination = Destination(self.path)
        self._scratch = self._destination.part(".tif")
        self._cog = self._destination.part(".cog.tif")
        created = False
        try:
            self._create(grid, bands, tags or {})
            self._paint()
            created = True
        finally:
            if not created:
                self.discard()

    def write(self, values: np.ndarray, row0: int, col0: int, first_band: int = 1) -> None:
        """Write a block (bands, rows, columns) of float64, NaN where nodata, with its first pixel at row0, col0.

        It may hold fewer bands than the file, from `first_band` (1-based) on. Integers are rounded half to even. Raises
        FusionError for values the data type cannot hold or a full disk.
        """
        count, height, width = values.shape
        if (first_band < 1 or first_band + count - 1 > self.shape[0] or row0 < 0 or col0 < 0
                or row0 + height > self.shape[1] or col0 + width > self.shape[2]):
            raise ValueError(f"a block {values.shape} at {row0}, {col0} does not fit into {self.shape}")
        encoded = _encode(values, self.dtype, self.nodata)
        window = (col0, row0, width, height)
        with self._lock:
            self._note_classes(encoded, first_band)
            _, messages = attempt(self._write_bands, encoded, window, first_band)
            if messages:
                self._fail(messages.text)

    def describe(self, tags: dict[str, str], sidecar: str | None) -> None:
        """Set the file's metadata and its sidecar when they are known only after the blocks; before `finish`."""
        self._texts[".json"] = sidecar
        _, messages = attempt(self._set_tags, tags)
        if messages:
            self._fail(messages.text)

    def finish(self, reporter: Reporter | None = None) -> None:
        """Make the COG and the sidecar beside the destination. Raises Cancelled or FusionError, and discards then."""
        try:
            self._close()
            self._copy_to_cog(reporter or Reporter())
            self._texts[".aux.xml"] = auxiliary_xml([
                None if legend is None else written_legend(legend, seen, self.nodata)
                for legend, seen in zip(self._legends, self._seen)
            ], crs_beside(self._cog))
            self._destination.sync(self._cog)
            os.remove(self._scratch)
            for ending, text in self._written_texts():
                self._destination.write_text(self._destination.part(ending), text)
            self._finished = True
        finally:
            if not self._finished:
                self.discard()

    def commit(self) -> None:
        """Put the finished files into place. Raises FusionError if the destination cannot be replaced."""
        if not self._finished:
            raise ValueError("finish() comes before commit()")
        try:
            self._destination.replace(self._cog)
            self._destination.remove_companions()
            for ending, _ in self._written_texts():
                self._destination.replace(self._destination.part(ending), ending)
        finally:
            self.discard()

    def discard(self) -> None:
        """Remove every temporary file; what was committed stays."""
        self._finished = False
        close(self._drop)
        self._destination.remove_parts()

    def __enter__(self) -> "RasterWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def _create(self, grid: Any, bands: Sequence[OutputBand], tags: dict[str, str]) -> None:
        count, rows, columns = self.shape
        kind = getattr(gdal, f"GDT_{self.dtype}")
        driver = gdal.GetDriverByName("GTiff")
        self._dataset, messages = attempt(
            driver.Create, self._scratch, columns, rows, count, kind, [*_SCRATCH, *_PLAIN]
        )
        if self._dataset is None:
            self._fail(messages.text)
        _, messages = attempt(self._describe, grid, bands, tags)
        if messages:
            self._fail(messages.text)

    def _describe(self, grid: Any, bands: Sequence[OutputBand], tags: dict[str, str]) -> None:
        dataset = self._dataset
        dataset.SetGeoTransform(grid.affine.to_gdal())
        dataset.SetSpatialRef(_spatial_reference(grid.crs))
        self._set_tags(tags)
        for number, described in enumerate(bands, start=1):
            band = dataset.GetRasterBand(number)
            band.SetNoDataValue(self.nodata)
            band.SetDescription(described.description)
            band.SetUnitType(described.units)
            if described.scale != 1.0 or described.offset != 0.0:
                band.SetScale(described.scale)
                band.SetOffset(described.offset)
            if described.metadata:
                band.SetMetadata({key: str(value) for key, value in described.metadata.items()})

    def _paint(self) -> None:
        """A single band alone: of several, GDAL paints the first and takes another one for transparency."""
        only = self._legends[0] if len(self._legends) == 1 else None
        table = None if only is None else colour_table(only, self.dtype)
        if table is not None:
            _, messages = attempt(self._dataset.GetRasterBand(1).SetColorTable, table)
            if messages:
                self._fail(messages.text)

    def _note_classes(self, encoded: np.ndarray, first_band: int) -> None:
        for index, values in enumerate(encoded, start=first_band - 1):
            if self._legends[index] is not None:
                self._seen[index].update(np.unique(values).tolist())

    def _written_texts(self) -> list[tuple[str, str]]:
        """Endings and contents of the files that belong beside the output."""
        return [(ending, text) for ending, text in self._texts.items() if text is not None]

    def _set_tags(self, tags: dict[str, str]) -> None:
        if self._dataset is None:
            raise ValueError("the writer is closed")
        self._dataset.SetMetadata({"AREA_OR_POINT": "Area", "TIFFTAG_SOFTWARE": software(), **tags})

    def _write_bands(self, encoded: np.ndarray, window: tuple[int, int, int, int], first_band: int) -> None:
        """Blocks go to the file at once: left in GDAL's cache, they could fail later in somebody else's call."""
        if self._dataset is None:
            raise ValueError("the writer is closed")
        for number, values in enumerate(encoded, start=first_band):
            band = self._dataset.GetRasterBand(number)
            band.WriteRaster(*window, values)
            band.FlushCache()

    def _close(self) -> None:
        if self._dataset is None:
            raise ValueError("the writer is closed")
        _, messages = attempt(self._dataset.FlushCache)
        late = close(self._drop)
        if messages or late:
            self._fail(messages.text or late.text)

    def _drop(self) -> None:
        self._dataset = None

    def _copy_to_cog(self, reporter: Reporter) -> None:
        source, messages = attempt(gdal.OpenEx, self._scratch, gdal.OF_RASTER)
        if source is None:
            self._fail(messages.text)
        progress = _Progress(reporter, self._destination, source)
        copy, messages = attempt(_cog, self._cog, source, self._options, progress)
        del source, progress.source  # Windows removes no file that is open
        progress.raise_what_stopped_it()
        if copy is None or messages:
            self._fail(messages.text)
        if "SPARSE_OK=YES" not in self._options:
            whole, messages = attempt(_has_every_block, self._cog)
            if not whole:
                self._fail(messages.text or message("a block is missing, which its compression may not have accepted"))
        if any(option.startswith("COMPRESS=LERC") for option in self._options):
            kept, messages = attempt(_keeps_gaps, self._scratch, self._cog, self.nodata)
            if messages or not kept:
                self._fail(message("LERC does not bring back which values are missing; use another compression, such "
                                   "as ZSTD"))

    def _fail(self, reason: str) -> None:
        """Say why, while the temporary files still tell, and remove them."""
        failure = self._destination.failure(reason)
        self.discard()
        raise failure


class _Progress:
    """GDAL's progress callback. It must not raise: what stops the copy is kept and raised after it."""

    def __init__(self, reporter: Reporter, destination: Destination, source: gdal.Dataset) -> None:
        self._reporter = reporter
        self._destination = destination
        self.source = source
        self._stopped: BaseException | None = None

    def __call__(self, fraction: float, _message: str, _data: object) -> int:
        if self._stopped is None:
            try:
                self._destination.watch()
                attempt(self.source.FlushCache)  # else the copy fills GDAL's cache, a twentieth of all memory
                self._reporter.progress(min(max(fraction, 0.0), 1.0))
                if self._reporter.cancelled():
                    raise Cancelled("The run was cancelled.")
            except BaseException as error:  # raised in GDAL's face it would be printed and lost
                self._stopped = error
        return 0 if self._stopped else 1

    def raise_what_stopped_it(self) -> None:
        """Raise Cancelled, or the bug a reporter has."""
        if self._stopped is not None:
            raise self._stopped


def _cog(path: str, source: gdal.Dataset, options: list[str], progress: _Progress) -> bool | None:
    copy = gdal.GetDriverByName("COG").CreateCopy(path, source, 0, options, callback=progress)
    if copy is None:
        return None
    copy.FlushCache()
    return True


def _has_every_block(path: str) -> bool:
    """GDAL 3.6 loses errors of its compressing threads: the file is then closed without their blocks."""
    dataset = gdal.OpenEx(path, gdal.OF_RASTER)
    if dataset is None:
        return False
    together = dataset.GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE") == "PIXEL"
    for number in range(1, 2 if together else dataset.RasterCount + 1):
        band = dataset.GetRasterBand(number)
        levels = [band, *(band.GetOverview(index) for index in range(band.GetOverviewCount()))]
        if not all(map(_band_has_every_block, levels)):
            return False
    return True


def _keeps_gaps(path: str, copy: str, nodata: float | int) -> bool:
    """GDAL 3.6 mixes up the gaps of several bands under LERC; a tolerance may move integers off the nodata value."""
    first, second = gdal.OpenEx(path, gdal.OF_RASTER), gdal.OpenEx(copy, gdal.OF_RASTER)
    for number in range(1, first.RasterCount + 1):
        for row in range(0, first.RasterYSize, 256):
            rows = min(256, first.RasterYSize - row)
            a, b = (each.GetRasterBand(number).ReadAsArray(0, row, first.RasterXSize, rows) for each in (first, second))
            if b is None or ((a == nodata) | (a != a) != (b == nodata) | (b != b)).any():
                return False
    return True


def _band_has_every_block(band: gdal.Band) -> bool:
    width, height = band.GetBlockSize()
    return all(
        band.GetMetadataItem(f"BLOCK_SIZE_{column}_{row}", "TIFF")
        for row in range(-(-band.YSize // height))
        for column in range(-(-band.XSize // width))
    )


def _spatial_reference(crs: Any) -> osr.SpatialReference:
    """GDAL's form of the grid's CRS; WKT 1 where GDAL's PROJ is older than the text."""
    reference = osr.SpatialReference()
    done, messages = attempt(reference.ImportFromWkt, crs.to_wkt())
    if done != 0 or messages:
        attempt(reference.ImportFromWkt, crs.proj.to_wkt("WKT1_GDAL"))
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def _encode(values: np.ndarray, dtype: str, nodata: float | int) -> np.ndarray:
    """`values` (float64, NaN where nodata) in the output's type. Raises FusionError if they do not fit."""
    target = np.dtype(_NUMPY[dtype])
    if target.kind == "f":
        if np.isinf(values).any():
            raise FusionError(message("Results are larger than any number a raster can hold; check the nodata value "
                                      "and the scale of the input."))
        with np.errstate(over="ignore"):
            encoded = np.ascontiguousarray(values, dtype=target)
        if target.itemsize < 8 and (np.isinf(encoded) & np.isfinite(values)).any():
            raise FusionError(message("Values are too large for {dtype}; choose Float64 as DATA_TYPE.", dtype=dtype))
        return encoded
    missing = np.isnan(values)
    rounded = np.rint(np.where(missing, 0.0, values))
    limits = np.iinfo(target)
    low, high = float(rounded.min(initial=0.0)), float(rounded.max(initial=0.0))
    if low < limits.min or high > limits.max:
        raise FusionError(message(
            "Values from {low:g} to {high:g} do not fit into {dtype}; choose a larger DATA_TYPE, such as Float32.",
            low=low, high=high, dtype=dtype,
        ))
    if ((rounded == nodata) & ~missing).any():
        raise FusionError(message(
            "The value {nodata} occurs, which means nodata in {dtype}; choose a larger DATA_TYPE, such as Float32.",
            nodata=nodata, dtype=dtype,
        ))
    rounded[missing] = nodata
    return np.ascontiguousarray(rounded, dtype=target)
