"""What is taken of each raster at each centre: sizes, windows, grids, types."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from ..crs import parse_crs, same_crs
from ..errors import FusionError
from ..grid import size_text
from ..message import message
from ..reporter import Reporter
from ..statistics.averaging import averaging_of
from ..support.findings import datum_finding
from ..support.footprint import point_map
from ..support.pixelmap import PixelMap
from .cells import Cells
from .frame import NOWHERE, ground_shape, ground_size, window_transform, windows
from .label import Burned
from .request import Centres, Options, Raster, Shapes
from .sample import LABEL, RasterInfo
from .settle import band_names, date_text, fill_of, settle, stored_type
from .stored_blocks import BlockedRaster, BlockStore
from .take import Pixels, Taking, pixel_sides

_ROUNDING = 1e-6   # of a pixel: grids that differ by less share their pixels
# Statistics of one whole pixel that are the pixel's own value.
_OF_ONE_PIXEL = ("mean", "sum", "min", "max", "median", "mode")
_SIDE_POINTS = 16
_MOST_BLOCK = 1 / 32      # of the memory: one block of a raster
_MOST_PATCH = 1 / 4       # of the memory: one patch of all rasters


@dataclass(frozen=True)
class Frame:
    """Windows of one shape on a grid: ``first`` (n, 2) rows and columns on ``grid``, and on ``own``, the grid that was
    asked for, of which ``grid`` may be a wider one."""

    grid: GeoBox
    own: GeoBox
    shape: tuple[int, int]
    first: np.ndarray
    corner: np.ndarray


class Planner:
    """Plans what is taken at some centres. ``memory`` in bytes, of which ``store`` keeps decoded blocks."""

    def __init__(self, centres: Centres, options: Options, store: BlockStore, memory: int, reporter: Reporter) -> None:
        self._centres, self._options, self._reporter = centres, options, reporter
        self._store, self._memory = store, memory

    def rasters(self, rasters: Sequence[Raster]) -> list[Taking]:
        """In the order given. Raises FusionError for what cannot be taken, and for blockers."""
        options = self._options
        bands = [raster.check() for raster in rasters]
        common = self._common(rasters[0].source.grid) if options.mode == "common" else None
        first = rasters[0].source.grid
        shape = options.patch_size or ground_shape(first, options.ground_size)
        shapes = [shape] * len(rasters)
        if options.mode == "ground":
            size = options.ground_size or ground_size(first, shape)
            shapes[1:] = [ground_shape(raster.source.grid, size) for raster in rasters[1:]]
        frames = [common or self._frame(raster.source.grid, each) for raster, each in zip(rasters, shapes)]
        self._check_sizes(rasters, bands, frames)
        return [self._taking(raster, numbers, frame, common is not None)
                for raster, numbers, frame in zip(rasters, bands, frames)]

    def label(self, label: Raster | Shapes, first: Taking) -> Taking:
        """The label on the patch grid of the first raster. Raises FusionError as `rasters`."""
        frame = self._widened(first.grid, first.info.shape[1:], first.corner)
        if isinstance(label, Raster):
            return self._taking(label, label.check(), frame, True)
        source = Burned(label, frame.grid)
        if not source.reaches(frame.first, frame.shape):
            raise FusionError(message("No polygon of {name} lies on a patch; check its CRS and that of the centres.",
                                      name=label.name))
        fill = float("nan") if source.dtype.startswith("float") else int(np.iinfo(source.dtype).max)
        info = RasterInfo(
            name=LABEL, bands=(LABEL,), units=(label.units,), dtype=source.dtype,
            kind="intensive" if source.dtype.startswith("float") else "categorical",
            crs=frame.grid.crs.proj.to_wkt(), resolution=pixel_sides(frame.grid.affine), shape=(1, *frame.shape),
            fill=fill, source=label.name, resampling="centre")
        return Taking(info, label.name, source, frame.first, frame.own, frame.corner,
                      *np.zeros((2, len(frame.first)), bool), False)

    def _frame(self, grid: GeoBox, shape: tuple[int, int]) -> Frame:
        """Windows of the raster itself."""
        first = windows(grid, self._centres.x, self._centres.y, self._centres.crs, shape)
        return Frame(grid, grid, shape, first, first)

    def _common(self, grid: GeoBox) -> Frame:
        """Windows of the common grid: the first raster's, or one of the resolution asked for with its first corner."""
        options = self._options
        if options.resolution is not None:
            width, height = pixel_sides(grid.affine)
            across, down = options.resolution / width, options.resolution / height
            rows, columns = (max(1, int(np.ceil(count / step - _ROUNDING)))
                             for count, step in zip(map(int, grid.shape), (down, across)))
            grid = GeoBox((rows, columns), grid.affine * Affine.scale(across, down), grid.crs)
        shape = options.patch_size or ground_shape(grid, options.ground_size)
        corner = windows(grid, self._centres.x, self._centres.y, self._centres.crs, shape)
        if options.padding == "reflect":
            return Frame(grid, grid, shape, corner, corner)
        return self._widened(grid, shape, corner)

    def _widened(self, grid: GeoBox, shape: tuple[int, int], corner: np.ndarray) -> Frame:
        """Windows on a grid, and the grid made wide enough to hold them all."""
        placed = corner[(corner != NOWHERE).all(1)]
        if not len(placed):
            return Frame(grid, grid, shape, corner, corner)
        begin = np.minimum(placed.min(0), 0)
        end = np.maximum(placed.max(0) + shape, np.array(grid.shape, dtype=np.int64))
        if not begin.any() and (end == grid.shape).all():
            return Frame(grid, grid, shape, corner, corner)
        wide = GeoBox(tuple((end - begin).tolist()), window_transform(grid, *begin), grid.crs)
        return Frame(wide, grid, shape, corner - begin, corner)

    def _taking(self, raster: Raster, bands: tuple[int, ...], frame: Frame, resampled: bool) -> Taking:
        options, layer = self._options, raster.seen()
        settled = settle(raster, layer, bands, resampled, options.accept, self._reporter)
        normalised = options.normalise != "none" and raster.name != LABEL
        dtype = stored_type(raster, bands, settled, "auto" if raster.name == LABEL else options.dtype, normalised)
        blocked = BlockedRaster(raster.name, raster.source, bands, self._store, int(_MOST_BLOCK * self._memory))
        source, first = Pixels(blocked), frame.first
        pixels = point_map(raster.source.grid, parse_crs(self._centres.crs))
        if resampled:
            offset = _offset(raster.source.grid, frame.grid)
            plain = averaging_of(settled.kind, settled.units[0]).addends == 1 and settled.statistic in _OF_ONE_PIXEL
            if offset is not None and plain:
                first = frame.first + np.array(offset)
            else:
                source = Cells(blocked, frame.grid, settled, options.min_valid)
                pixels = source.operator.pixels
        finding = datum_finding(raster.source.name, pixels)
        if finding is not None:
            self._reporter.finding(finding)
        info = RasterInfo(
            name=raster.name, bands=band_names(raster, bands), units=settled.units, dtype=dtype, kind=settled.kind,
            crs=frame.own.crs.proj.to_wkt(), resolution=pixel_sides(frame.own.affine),
            shape=(len(bands), *map(int, frame.shape)), fill=fill_of(raster, bands, dtype), source=raster.source.name,
            date=date_text(layer.times), resampling=settled.statistic)
        reflect = options.padding == "reflect" and raster.name != LABEL
        if isinstance(source, Pixels):
            end, size = first + np.array(frame.shape), np.array(source.shape)
            beyond, outside = ((first < 0) | (end > size)).any(1), ((end <= 0) | (first >= size)).any(1)
        else:
            beyond, outside = _reach(source.operator.pixels, frame)
        return Taking(info, raster.source.name, source, first, frame.own, frame.corner, beyond, outside, reflect)

    def _check_sizes(self, rasters: Sequence[Raster], bands: Sequence[Sequence[int]], frames: Sequence[Frame]) -> None:
        total = 0
        for raster, numbers, frame in zip(rasters, bands, frames):
            rows, columns = map(int, frame.own.shape)
            if frame.shape[0] > rows or frame.shape[1] > columns:
                raise FusionError(message(
                    "A patch of {width:,} x {height:,} pixels is larger than {name}, which has {columns:,} x {rows:,}; "
                    "give a smaller size.", width=frame.shape[1], height=frame.shape[0], name=raster.source.name,
                    columns=columns, rows=rows))
            item = max(8 if each.is_scaled else np.dtype(each.dtype).itemsize
                       for each in (raster.source.bands[number - 1] for number in numbers))
            total += len(numbers) * frame.shape[0] * frame.shape[1] * (item + 1)
        if total > _MOST_PATCH * self._memory:
            raise FusionError(message(
                "One patch of all rasters takes {size} in memory, more than a quarter of the {memory} that a run may "
                "use; give a smaller size, fewer bands, or more memory in Settings > Options > Multiscale Fusion.",
                size=size_text(total), memory=size_text(self._memory)))


def _offset(source: GeoBox, grid: GeoBox) -> tuple[int, int] | None:
    """Row and column of a grid's first cell among a raster's pixels, None where its cells are no pixels of it."""
    if not same_crs(source.crs.proj, grid.crs.proj):
        return None
    to_pixel = ~source.affine * grid.affine
    parts = np.array([to_pixel.a - 1.0, to_pixel.b, to_pixel.d, to_pixel.e - 1.0]) * max(map(int, grid.shape))
    row, column = round(to_pixel.f), round(to_pixel.c)
    apart = max(abs(to_pixel.f - row), abs(to_pixel.c - column), np.abs(parts).max())
    return (row, column) if apart < _ROUNDING else None


def _reach(pixels: PixelMap, frame: Frame) -> tuple[np.ndarray, np.ndarray]:
    """Which windows (n) of a grid reach beyond a raster, whose ``pixels`` these are, and which lie outside of it."""
    t, zeros = np.arange(_SIDE_POINTS) / _SIDE_POINTS, np.zeros(_SIDE_POINTS)
    across = np.concatenate([t, zeros + 1, 1 - t, zeros]) * frame.shape[1]
    down = np.concatenate([zeros, t, zeros + 1, 1 - t]) * frame.shape[0]
    columns, rows = pixels(frame.first[:, 1:] + across, frame.first[:, :1] + down)
    height, width = map(int, pixels.source.shape)
    around = 0.0 < pixels.wrap[0] <= width + _ROUNDING
    # A comparison with NaN is false: what has no place lies outside.
    beyond, outside = np.zeros(len(frame.first), bool), np.zeros(len(frame.first), bool)
    for at, size in ((rows, height), *(() if around else ((columns, width),))):
        beyond |= ~((at > -_ROUNDING) & (at < size + _ROUNDING)).all(1)
        outside |= ~(at > _ROUNDING).any(1) | ~(at < size - _ROUNDING).any(1)
    return beyond, outside
