"""The one way in: blocks of a raster with one validity mask, scale and offset applied."""

import os
import threading
from collections.abc import Sequence
from functools import lru_cache, reduce
from typing import Any, NamedTuple

import numpy as np
from osgeo import gdal

from ..crs import canonical, parse_crs, same_crs, wkt_of
from ..errors import FusionError, require
from ..finding import Finding, Severity
from ..legend import Legend
from ..message import message
from .bands import (
    Band, BandFacts, MissingRule, describe_band, describe_classes, describe_metadata, is_alpha,
)
from .files import files_of, open_raster, short_name
from .scratch import Scratch
from .gdal_errors import attempt, one_thread

__all__ = ["Band", "Pixels", "RasterSource"]

# Read this many bytes before GDAL's blocks are dropped from its cache, which is global and outside our budget.
_STRIP = 16 * 2**20
# Rasters of few blocks and no more bytes stay in GDAL's cache: each window would decode all of them anew.
_SMALL, _FEW_BLOCKS = 32 * 2**20, 8
# Nodata beyond this stands for "the lowest number there is", which writers round differently (-3.4e38, -3.4028e38).
_EXTREME = 1e30
_NOTHING_MISSING = MissingRule(None, (None, None), False)


class Pixels(NamedTuple):
    """A window of pixels.

    values: (bands, rows, columns), C-contiguous; the stored type where no band is scaled, else float64 with scale and
    offset applied. valid: the same shape, uint8, 1 where the value is usable; values elsewhere mean nothing, but
    are as stored where no band is scaled. Where nothing can be missing it is a single 1 broadcast to that shape
    (read-only).
    """

    values: np.ndarray
    valid: np.ndarray


class RasterSource:
    """A raster to read blocks from; threads may read at the same time, and it can be pickled.

    `crs` (authority code or WKT) replaces the file's own if it differs in meaning, or is missing. The attribute
    `metadata` holds the dataset's metadata items.
    Raises FusionError if the path is no raster on a usable grid.
    """

    def __init__(self, path: str, crs: str | None = None) -> None:
        self.path = os.fspath(path)
        self.name = short_name(self.path)
        self._handles = _Handles(self.path)
        dataset = self._handles.get()
        described, messages = attempt(self._describe, dataset, crs)
        if described is None:
            raise FusionError(message("{name} cannot be read ({reason}); check the file.", name=self.name,
                                      reason=messages.text))

    def _describe(self, dataset: gdal.Dataset, crs: str | None) -> bool:
        self.files = files_of(dataset, self.path)
        self.grid = self._place(dataset, crs)
        count = dataset.RasterCount
        facts = tuple(describe_band(dataset, number, self.name) for number in range(1, count + 1))
        self.bands: tuple[Band, ...] = tuple(each.band for each in facts)
        self._missing: tuple[MissingRule, ...] = tuple(each.missing for each in facts)
        alpha = tuple(number for number in range(1, count + 1) if is_alpha(dataset, number))
        self._alpha = alpha if len(alpha) < count else ()
        self.findings = _findings(facts, self._alpha, self.name)
        self.metadata: dict[str, str] = describe_metadata(dataset)
        columns, rows = dataset.GetRasterBand(1).GetBlockSize()
        self.block_shape = (rows, columns)
        size = sum(np.dtype(band.dtype).itemsize for band in self.bands) * _area(dataset)
        self._stays_cached = size <= _SMALL and rows * columns * _FEW_BLOCKS >= _area(dataset)
        return True

    def _place(self, dataset: gdal.Dataset, crs: str | None) -> Any:
        return _grid(dataset, self.name, crs)

    @property
    def data_bands(self) -> tuple[int, ...]:
        """Numbers of the bands that hold data; alpha bands are left out."""
        return tuple(band.number for band in self.bands if band.number not in self._alpha)

    def legend(self, number: int) -> Legend | None:
        """Names and colours of the classes of a band (1-based) as the file, or its product, has them; None for none."""
        self._band(number)
        return attempt(describe_classes, self._handles.get(), number)[0]

    def read(self, bands: Sequence[int], rows: tuple[int, int], cols: tuple[int, int],
             scratch: Scratch | None = None) -> Pixels:
        """Pixels of `bands` (1-based) in rows r0 to r1 and columns c0 to c1, the ends not included.

        Ask for all bands at once, in windows along `block_shape`: what was decoded is not kept for the next call. With
        a `scratch` the pixels lie in its memory, until the next call with the same one.
        Raises FusionError if the file is damaged there, ValueError for a window or band outside of the raster.
        """
        described = [self._band(number) for number in bands]
        height, width = _window_size(self.grid.shape, rows, cols)
        shape = (len(described), height, width)
        scratch = scratch or Scratch()
        complete = self._is_complete(described)
        valid = np.broadcast_to(np.uint8(1), shape) if complete else scratch.array("valid", shape, np.uint8)
        pixels = Pixels(scratch.array("values", shape, _common_dtype(described)), valid)
        if 0 in shape:
            return pixels
        with one_thread():
            self._read_window(described, rows, cols, pixels, scratch)
        return pixels

    def close(self) -> None:
        """Close the file in every thread."""
        self._handles.close()

    def __enter__(self) -> "RasterSource":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in vars(self).items() if key != "_handles"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._handles = _Handles(self.path)

    def _band(self, number: int) -> Band:
        if not 1 <= number <= len(self.bands):
            raise ValueError(f"{self.name} has bands 1 to {len(self.bands)}, not {number}")
        return self.bands[number - 1]

    def _is_complete(self, bands: Sequence[Band]) -> bool:
        """Can no pixel of these bands be missing, whatever is stored?"""
        return not self._alpha and all(
            np.dtype(band.dtype).kind != "f" and self._missing[band.number - 1] == _NOTHING_MISSING for band in bands)

    def _strip_rows(self, bands: Sequence[Band], width: int) -> int:
        """Rows per strip: whole rows of blocks, about _STRIP bytes of all bands (a block may hold all of them)."""
        row_bytes = width * max(sum(np.dtype(band.dtype).itemsize for band in self.bands), len(bands))
        block_rows = self.block_shape[0]
        return max(1, _STRIP // (row_bytes * block_rows)) * block_rows

    def _read_window(
        self, bands: Sequence[Band], rows: tuple[int, int], cols: tuple[int, int], pixels: Pixels, scratch: Scratch
    ) -> None:
        """Read strip by strip, so that GDAL's cache holds one strip at a time."""
        dataset = self._handles.get()
        width = cols[1] - cols[0]
        step = self._strip_rows(bands, width)
        for start in _strip_starts(rows, step):
            end = min(rows[1], start - start % step + step)
            part = slice(start - rows[0], end - rows[0])
            strip = Pixels(pixels.values[:, part], pixels.valid[:, part])
            self._read_strip(dataset, bands, (cols[0], start, width, end - start), strip, scratch)
            if not self._stays_cached:
                attempt(dataset.FlushCache)

    def _read_strip(
        self, dataset: gdal.Dataset, bands: Sequence[Band], window: tuple[int, int, int, int], strip: Pixels,
        scratch: Scratch
    ) -> None:
        opaque = self._opaque(dataset, window)
        masks: dict[bool, np.ndarray] = {}
        for index, band in enumerate(bands):
            values = strip.values[index]
            direct = values.dtype == np.dtype(band.dtype) and not band.is_scaled
            stored = values if direct else scratch.array("stored", values.shape, band.dtype)
            self._fill(dataset.GetRasterBand(band.number), band.number, window, stored)
            if strip.valid.flags.writeable:
                valid = strip.valid[index].view(bool)
                rule = self._missing[band.number - 1]
                _find_valid(stored, rule, valid, scratch.array("fits", valid.shape, bool))
                if rule.mask:
                    valid &= self._mask(dataset, band.number, window, masks)
                if opaque is not None and band.number not in self._alpha:
                    valid &= opaque
            if not direct:
                _apply_scale(stored, band, values)

    def _opaque(self, dataset: gdal.Dataset, window: tuple[int, int, int, int]) -> np.ndarray | None:
        """Where the alpha bands are above zero; None without alpha bands."""
        opaque = None
        for number in self._alpha:
            alpha = np.empty((window[3], window[2]), self.bands[number - 1].dtype)
            self._fill(dataset.GetRasterBand(number), number, window, alpha)
            opaque = alpha > 0 if opaque is None else opaque & (alpha > 0)
        return opaque

    def _mask(
        self, dataset: gdal.Dataset, number: int, window: tuple[int, int, int, int], masks: dict[bool, np.ndarray]
    ) -> np.ndarray:
        """The band's mask as booleans; one of the whole dataset is read once for all bands."""
        band = dataset.GetRasterBand(number)
        shared = bool(band.GetMaskFlags() & gdal.GMF_PER_DATASET)
        if shared and True in masks:
            return masks[True]
        mask = np.empty((window[3], window[2]), np.uint8)
        mask_band = band.GetMaskBand()
        self._fill(mask_band, number, window, mask, gdal.GDT_Byte)
        if not self._stays_cached:
            attempt(mask_band.FlushCache)
        masks[shared] = mask != 0
        return masks[shared]

    def _fill(
        self,
        band: gdal.Band,
        number: int,
        window: tuple[int, int, int, int],
        array: np.ndarray,
        kind: int | None = None,
    ) -> None:
        """Read a window of stored values into `array`; ReadRaster lets other threads run meanwhile."""
        done, messages = attempt(band.ReadRaster, *window, buf_type=kind, buf_obj=array)
        if done is None or messages:
            first, last = window[1], window[1] + window[3] - 1
            raise FusionError(message(
                "{name} is damaged or cut short: rows {first} to {last} of band {band} cannot be read; "
                "copy or download the file again (GDAL: {reason}).", name=self.name, first=first, last=last,
                band=number, reason=messages.text or message("no reason given"),
            ))


class _Handles:
    """One open dataset for each thread (and each forked process), since a GDAL dataset must not be shared."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._open: dict[tuple[int, int], gdal.Dataset] = {}
        self._layout: tuple[int, int, int] | None = None

    def get(self) -> gdal.Dataset:
        """The calling thread's dataset."""
        key = (os.getpid(), threading.get_ident())
        with self._lock:
            dataset = self._open.get(key)
        if dataset is not None:
            return dataset
        dataset = open_raster(self._path)
        layout = (dataset.RasterXSize, dataset.RasterYSize, dataset.RasterCount)
        with self._lock:
            if self._layout not in (None, layout):
                raise FusionError(message("{name} changed while it was in use; run again.",
                                          name=short_name(self._path)))
            self._layout = layout
            self._drop_finished_threads()
            self._open[key] = dataset
        return dataset

    def close(self) -> None:
        """Drop every dataset; GDAL closes one when its last user lets go."""
        with self._lock:
            self._open.clear()

    def _drop_finished_threads(self) -> None:
        alive = {(os.getpid(), thread.ident) for thread in threading.enumerate()}
        for key in [key for key in self._open if key not in alive]:
            del self._open[key]


def _grid(dataset: gdal.Dataset, name: str, crs: str | None) -> Any:
    geobox, affine = require("odc.geo.geobox"), require("affine")
    transform = affine.Affine.from_gdal(*_geotransform(dataset, name))
    if not np.isfinite(transform[:6]).all() or transform.determinant == 0:
        raise FusionError(message("{name} has a georeference whose pixels have no area; correct its geotransform.",
                                  name=name))
    return geobox.GeoBox((dataset.RasterYSize, dataset.RasterXSize), transform, _crs(dataset, name, crs))


def _geotransform(dataset: gdal.Dataset, name: str) -> tuple[float, ...]:
    transform = dataset.GetGeoTransform(can_return_null=True)
    if transform is not None:
        return transform
    indirect = {
        message("ground control points"): dataset.GetGCPCount() > 0,
        message("rational polynomial coefficients (RPC)"): bool(dataset.GetMetadata("RPC")),
        message("geolocation arrays"): bool(dataset.GetMetadata("GEOLOCATION")),
    }
    for means, present in indirect.items():
        if present:
            raise FusionError(message("{name} is located by {means} only; warp it to a grid first (gdalwarp).",
                                      name=name, means=means))
    raise FusionError(message("{name} has no georeference; georeference it first.", name=name))


def _crs(dataset: gdal.Dataset, name: str, replacement: str | None) -> Any:
    reference = dataset.GetSpatialRef()
    own = None if reference is None else wkt_of(reference)
    if replacement is None and own is None:
        raise FusionError(message("{name} has no coordinate reference system; assign one first.", name=name))
    return _settled_crs(own, replacement)


@lru_cache(maxsize=64)   # PROJ takes longer to read and compare CRSs than a file to open, and rasters come in hundreds
def _settled_crs(own: str | None, replacement: str | None) -> Any:
    """The canonical form of a file's CRS (WKT), or of its replacement where that means another. Raises FusionError."""
    if replacement is None:
        return canonical(parse_crs(own))
    wanted = parse_crs(replacement)
    try:
        known = None if own is None else parse_crs(own)
    except FusionError:
        known = None
    return canonical(known if known is not None and same_crs(known, wanted) else wanted)


def _findings(facts: Sequence[BandFacts], alpha: Sequence[int], name: str) -> tuple[Finding, ...]:
    found = [finding for each in facts for finding in each.findings]
    if alpha:
        found.append(Finding("ALPHA_BAND", Severity.INFO, name, message(
            "Band {bands} is transparency: where it is 0, no other band counts.",
            bands=reduce(_and, map(str, alpha)),
        )))
    return tuple(found)


def _and(first: str, second: str) -> str:
    return message("{first} and {second}", first=first, second=second)


def _area(dataset: gdal.Dataset) -> int:
    return dataset.RasterXSize * dataset.RasterYSize


def _window_size(shape: tuple[int, int], rows: tuple[int, int], cols: tuple[int, int]) -> tuple[int, int]:
    for (start, end), size in ((rows, shape[0]), (cols, shape[1])):
        if not 0 <= start <= end <= size:
            raise ValueError(f"the window {rows}, {cols} leaves the raster of {shape[0]} rows, {shape[1]} columns")
    return rows[1] - rows[0], cols[1] - cols[0]


def _common_dtype(bands: Sequence[Band]) -> np.dtype:
    if any(band.is_scaled for band in bands):
        return np.dtype(np.float64)
    return np.result_type(*(band.dtype for band in bands)) if bands else np.dtype(np.float64)


def _strip_starts(rows: tuple[int, int], step: int) -> list[int]:
    """First rows of the strips of a window, cut where blocks begin."""
    return [rows[0], *range(rows[0] - rows[0] % step + step, rows[1], step)]


def _find_valid(stored: np.ndarray, rule: MissingRule, valid: np.ndarray, fits: np.ndarray) -> None:
    """Write into `valid` where stored values are finite, in range and not nodata; `fits` is room for one condition."""
    if stored.dtype.kind == "f":
        np.isfinite(stored, out=valid)
    else:
        valid.fill(True)
    with np.errstate(invalid="ignore"):
        if rule.nodata is not None and rule.nodata == rule.nodata:
            valid &= _differs(stored, rule.nodata, fits)
        for fill in rule.fills:
            valid &= _differs(stored, fill, fits)
        low, high = rule.valid_range
        if low is not None:
            valid &= np.greater_equal(stored, stored.dtype.type(low), out=fits)
        if high is not None:
            valid &= np.less_equal(stored, stored.dtype.type(high), out=fits)


def _differs(stored: np.ndarray, nodata: float | int, out: np.ndarray) -> np.ndarray:
    if stored.dtype.kind == "f" and abs(nodata) > _EXTREME:
        bound = stored.dtype.type(nodata * (1 - 1e-5))
        return (np.greater if nodata < 0 else np.less)(stored, bound, out=out)
    return np.not_equal(stored, stored.dtype.type(nodata), out=out)


def _apply_scale(stored: np.ndarray, band: Band, values: np.ndarray) -> None:
    """Write stored * scale + offset into `values`; what is missing may overflow, it is not used."""
    if not band.is_scaled:
        values[...] = stored
        return
    with np.errstate(all="ignore"):
        np.multiply(stored, band.scale, out=values, dtype=np.float64)
        if band.offset:
            values += band.offset
