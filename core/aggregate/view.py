"""A band on a grid, in memory, to be looked at: the cells of a window, and what lies beneath one of them.

The values are those that `job.aggregate` writes: the same operator on the same grid, in other blocks.
"""

from dataclasses import dataclass, replace

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from .. import blocks
from ..advice import Layer
from ..blocks import Block
from ..cell_area import cell_areas
from ..crs import same_crs
from ..errors import FusionError
from ..grid import Extent, cover_bounds, extent_box
from ..message import message
from ..raster import RasterSource
from ..reporter import Reporter
from ..statistics.averaging import averaging_of
from ..support import SupportOperator
from ..support.beneath import Beneath, beneath_support, check_window
from .choice import Settled, settle
from .request import Options, check_cells
from .task import AggregateTask, BlockResult, Tile

MOST_CELLS = 250_000
_PIXELS = 1 << 22         # under a block of cells, about
_BLOCK_CELLS = 1 << 14
_ROUNDING = 1e-6          # of a cell: grids that differ by less share their cells
# Statistics of one whole pixel that are the pixel's own value.
_OF_ONE_PIXEL = ("mean", "sum", "min", "max", "median", "percentile", "mode")

Range = tuple[int, int]


@dataclass(frozen=True)
class CellView:
    """One cell and the pixels beneath it.

    ``value``: what the aggregation makes of it, NaN where less of it is valid than is asked for. ``valid_fraction``:
    the share of its ground on valid pixels (0..1). ``area``: its ground in square metres, NaN beyond the projection's
    world. ``is_plain``: is the value the mean or the sum of the pixels as they are, rather than of their powers or
    directions?
    """

    beneath: Beneath
    value: float
    valid_fraction: float
    area: float
    settled: Settled
    is_plain: bool


class BandView:
    """A band of ``source`` (1-based) as cells of ``grid``, by the statistic that fits what it holds.

    ``options``: how it is aggregated (of classes the mode). ``settled``: what these came to before, so that the band
    is not sampled again. Raises FusionError for options that do not fit, and where the raster and the grid do not
    overlap.
    """

    def __init__(self, source: RasterSource, band: int, grid: GeoBox, options: Options = Options(), *,
                 paletted: bool = False, settled: Settled | None = None) -> None:
        if not 1 <= band <= len(source.bands):
            raise FusionError(message("{name} has no band {number}; it has bands 1 to {last}.", name=source.name,
                                      number=band, last=len(source.bands)))
        self.source, self.band, self.grid = source, band, grid
        options = replace(options, class_statistic="mode",
                          statistic="mode" if options.statistic == "fractions" else options.statistic)
        self.settled = settled or settle_band(source, band, options, paletted=paletted)
        self._operator = SupportOperator(source.grid, grid)
        check_cells([source], [self._operator], finer=True)
        averaging = averaging_of(self.settled.kind, self.settled.units)
        self._task = AggregateTask(
            (Tile(source, self._operator),), (band,), {"value": self.settled.statistic, "valid": "valid fraction"},
            averaging, self.settled.kind == "categorical", options.orders(self.settled.statistic), options.min_valid,
            _PIXELS)

    def values(self, rows: Range, columns: Range, reporter: Reporter | None = None,
               threads: int | None = None) -> np.ndarray:
        """The cells (rows, columns) of a window of the grid (half-open ranges), NaN where they are nodata.

        Raises FusionError for damaged files and unusable classes, Cancelled when the reporter says so.
        """
        reporter = reporter or Reporter()
        found = np.full((rows[1] - rows[0], columns[1] - columns[0]), np.nan)
        place = self._place()
        if place is not None and self.settled.statistic in _OF_ONE_PIXEL:
            self._read(rows, columns, place, found)
            reporter.progress(1.0)
            return found

        def consume(block: Block, result: BlockResult) -> None:
            (j0, j1), (i0, i1) = block.rows, block.columns
            found[j0 - rows[0]:j1 - rows[0], i0 - columns[0]:i1 - columns[0]] = result.layers["value"][0]

        blocks.run(self._task, self._blocks(rows, columns), consume, reporter, threads=threads)
        return found

    def cell(self, row: int, column: int) -> CellView:
        """A cell of the grid, and the pixels beneath it. Raises FusionError if they are too many to be told."""
        block = Block((row, row + 1), (column, column + 1))
        support = self._operator.block(block.rows, block.columns)
        check_window(support.window, self.source.name)
        pixels = self.source.read([self.band], support.window.rows, support.window.columns)
        layers = self._task(block).layers
        cell = GeoBox((1, 1), self.grid.affine * Affine.translation(column, row), self.grid.crs)
        plain = averaging_of(self.settled.kind, self.settled.units).addends == 1
        return CellView(beneath_support(support, support.window, *pixels), float(layers["value"][0, 0, 0]),
                        float(layers["valid"][0, 0, 0]), float(cell_areas(cell, (0, 1))[0, 0]), self.settled,
                        plain and self.settled.statistic in ("mean", "sum"))

    def _place(self) -> tuple[int, int] | None:
        """Row and column of the grid's first cell among the source's pixels, None where cells are no pixels of it."""
        source, grid = self.source.grid, self.grid
        if not same_crs(source.crs.proj, grid.crs.proj):
            return None
        to_pixel = ~source.affine * grid.affine
        parts = np.array([to_pixel.a - 1.0, to_pixel.b, to_pixel.d, to_pixel.e - 1.0]) * max(map(int, grid.shape))
        row, column = round(to_pixel.f), round(to_pixel.c)
        apart = max(abs(to_pixel.f - row), abs(to_pixel.c - column), np.abs(parts).max())
        return (row, column) if apart < _ROUNDING else None

    def _read(self, rows: Range, columns: Range, place: tuple[int, int], found: np.ndarray) -> None:
        """The pixels that are the cells."""
        height, width = map(int, self.source.grid.shape)
        j0, j1 = (min(max(each + place[0], 0), height) for each in rows)
        i0, i1 = (min(max(each + place[1], 0), width) for each in columns)
        pixels = self.source.read([self.band], (j0, j1), (i0, i1))
        top, left = j0 - place[0] - rows[0], i0 - place[1] - columns[0]
        found[top:top + j1 - j0, left:left + i1 - i0] = np.where(pixels.valid[0] == 1,
                                                                 pixels.values[0].astype(float), np.nan)

    def _blocks(self, rows: Range, columns: Range) -> list[Block]:
        cells = int(max(1, min(_BLOCK_CELLS, _PIXELS / max(self._operator.cell_area(), 1e-3))))
        width = min(cells, columns[1] - columns[0])
        return [Block((j[0] + rows[0], j[1] + rows[0]), (i[0] + columns[0], i[1] + columns[0]))
                for block in blocks.cut((rows[1] - rows[0], columns[1] - columns[0]), (max(1, cells // width), width))
                for j, i in [(block.rows, block.columns)]]


def settle_band(source: RasterSource, band: int, options: Options, *, paletted: bool = False) -> Settled:
    """The kind and statistic of a band. Raises FusionError for options that do not fit."""
    options.check()
    return settle([Layer(source.path, source=source, name=source.name, paletted=paletted, bands=(band,))], (band,),
                  options)


@dataclass(frozen=True)
class GridWindow:
    """A window of a grid (half-open ranges); ``wanted``: cells of the area that was asked for, some of which are left
    out where they are more than MOST_CELLS."""

    rows: Range
    columns: Range
    wanted: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows[1] - self.rows[0], self.columns[1] - self.columns[0]


def grid_window(grid: GeoBox, extent: Extent, crs: object, rasters: tuple[GeoBox, ...],
                most: int = MOST_CELLS) -> GridWindow | None:
    """The cells of ``grid`` that ``extent`` (x min, y min, x max, y max, in ``crs``) and all ``rasters`` touch.

    Of more than ``most`` those in the middle. None where there are none. Raises FusionError for an extent that has no
    place in the CRS of the grid.
    """
    ranges = [(0, int(size)) for size in grid.shape]
    for part in (extent_box(extent, crs), *rasters):
        ranges = [_met(mine, other) for mine, other in zip(ranges, _touched(grid, part))]
    rows, columns = ranges
    count = max(0, rows[1] - rows[0]) * max(0, columns[1] - columns[0])
    if not count:
        return None
    if count > most:
        height = max(1, int((rows[1] - rows[0]) * (most / count) ** 0.5))
        rows = _middle(rows, height)
        columns = _middle(columns, most // (rows[1] - rows[0]))
        rows = _middle(ranges[0], most // (columns[1] - columns[0]))
    return GridWindow(rows, columns, count)


def _touched(grid: GeoBox, part: GeoBox) -> tuple[Range, Range]:
    """Rows and columns of a grid that another one touches, beyond its own ends too."""
    x0, y0, x1, y1 = cover_bounds([part], grid.crs.proj)
    inverse = ~grid.affine
    i, j = zip(*(inverse * corner for corner in ((x0, y0), (x0, y1), (x1, y0), (x1, y1))))
    return tuple((int(np.floor(min(each) + _ROUNDING)), int(np.ceil(max(each) - _ROUNDING))) for each in (j, i))


def _met(first: Range, second: Range) -> Range:
    return max(first[0], second[0]), min(first[1], second[1])


def _middle(whole: Range, size: int) -> Range:
    size = min(size, whole[1] - whole[0])
    begin = whole[0] + (whole[1] - whole[0] - size) // 2
    return begin, begin + size
