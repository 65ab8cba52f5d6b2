"""The support operator A: from values on a fine grid to values on the cells of a coarse one, by exact overlap.

Row j of A holds the ground areas of the overlaps of target cell j with every source pixel. It is never stored:
`accumulate_block` applies it on the fly. `matrix` writes it out for a block, `adjoint` applies its transpose.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from odc.geo.geobox import GeoBox

from ..errors import FusionError
from ..message import message
from . import overlap
from .ground import GroundArea
from .outline import Mesh, block_outlines
from .pixelmap import PixelMap

Range = tuple[int, int]

_SHARED_MESH = 1 << 24   # cells; their mesh takes a few megabytes


@dataclass(frozen=True)
class Window:
    """Source pixels that a block of target cells touches (half-open ranges; may be empty)."""

    rows: Range
    columns: Range

    @property
    def empty(self) -> bool:
        return self.rows[0] >= self.rows[1] or self.columns[0] >= self.columns[1]


@dataclass(frozen=True)
class Moments:
    """What a cell's pixels add up to; arrays are (bands, rows, columns) of the target block.

    ``weight``: ground area of the cell's overlap with valid pixels, ``covered``: with all pixels, ``area``: that of the
    whole cell (0 where no pixel overlaps it), all in the same relative unit. ``count``: valid pixels, those cut by the
    outline counting by their fraction. ``total``: values summed by the same fractions. ``mean`` and ``variance``:
    weighted by ground area.
    """

    weight: np.ndarray
    covered: np.ndarray
    area: np.ndarray
    count: np.ndarray
    total: np.ndarray
    mean: np.ndarray
    variance: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def __getitem__(self, bands) -> "Moments":
        """Those of some bands."""
        return Moments(*(getattr(self, each.name)[bands] for each in fields(self)))

    @property
    def coverage(self) -> np.ndarray:
        """Share of each cell's ground area that the source raster covers (0..1)."""
        return np.divide(self.covered, self.area, out=np.zeros_like(self.covered), where=self.area > 0.0)

    @property
    def valid_fraction(self) -> np.ndarray:
        """Share of each cell's ground area that valid pixels cover (0..1)."""
        share = np.divide(self.weight, self.area, out=np.zeros_like(self.weight), where=self.area > 0.0)
        # Rounding must not make a full cell fail MIN_VALID = 1, nor an empty one count.
        return np.where(share > 1.0 - 1e-9, 1.0, np.where(share < 1e-9, 0.0, share))


def joined_moments(parts: Sequence[Moments]) -> Moments:
    """What several rasters add up to in the same cells, ground areas as shares of each cell.

    Each part counts by the share of the cell that its valid pixels cover, so that no two projections' areas are mixed;
    ground that two rasters cover must have been divided between them (``portion`` of `BlockSupport.add`).
    """
    if len(parts) == 1:
        return parts[0]
    shares = [np.divide(part.weight, part.area, out=np.zeros_like(part.weight), where=part.area > 0) for part in parts]
    weight = sum(shares)
    used = [share > 0.0 for share in shares]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sum(np.where(use, share * part.mean, 0.0) for use, share, part in zip(used, shares, parts)) / weight
        variance = sum(np.where(use, share * (part.variance + (part.mean - mean) ** 2), 0.0)
                       for use, share, part in zip(used, shares, parts)) / weight
    total = sum(np.where(use, part.total, 0.0) for use, part in zip(used, parts))
    return Moments(weight, sum(part.coverage for part in parts),
                   np.any([part.area > 0.0 for part in parts], axis=0).astype(float),
                   sum(part.count for part in parts), total, mean, variance,
                   np.min([part.low for part in parts], axis=0), np.max([part.high for part in parts], axis=0))


class Spans(NamedTuple):
    """Overlaps of cells with runs of pixels in a window of a raster, ordered by cell.

    ``index`` (n, 4): cell, row, first column and end column in the window; ``coverage`` (n): the part of each of these
    pixels that lies in the cell (0..1); ``weight``: relative ground areas of the pixels that count, (1, 1, 1), (1,
    rows, 1) or (bands or 1, rows, columns).
    """

    index: np.ndarray
    coverage: np.ndarray
    weight: np.ndarray


class ClassCodes(NamedTuple):
    """Codes of pixels (bands, rows, columns), and the ground of each cell by code so far (cells, bands, codes, 2): of
    parts of pixels, and of whole ones (relative areas; their sum is meant)."""

    codes: np.ndarray
    areas: np.ndarray


class SupportOperator:
    """Exact overlap of the cells of ``target`` with the pixels of ``source``, in any pair of CRSs.

    Parameters: two grids with a CRS; rotated, south-up and non-square ones too. Picklable. Raises FusionError where a
    grid has no CRS, and for a source that goes around the world more than twice. Geometry is exact to 0.001 source
    pixel (`outline.py`); weights are ground areas (`ground.py`).
    """

    def __init__(self, source: GeoBox, target: GeoBox):
        self.source = source
        self.target = target
        self.pixels = PixelMap(source, target)
        _check_width(source, self.pixels)
        rows, columns = map(int, target.shape)
        # Made once for all blocks where it is small; else each block makes the part it needs, to the same bits.
        shared = not self.pixels.parallel and rows * columns <= _SHARED_MESH
        self.mesh = Mesh(self.pixels, (0, rows), (0, columns)) if shared else None
        self.ground = GroundArea(self.pixels)

    def block(self, rows: Range | None = None, columns: Range | None = None) -> "BlockSupport":
        """The operator restricted to the target cells ``rows`` x ``columns`` (all by default)."""
        return BlockSupport(self, rows or (0, self.target.shape[0]), columns or (0, self.target.shape[1]))

    def matrix(self, rows: Range | None = None, columns: Range | None = None):
        """A for a block as ``scipy.sparse.csr_matrix`` (cells, source pixels), and the Window its columns cover.

        Entries are ground areas in units of one source pixel (of its own ground where that varies: relative areas),
        cells and pixels run row by row. Divide rows by their sums for area-weighted means.
        """
        return self.block(rows, columns).matrix()

    def adjoint(self, values: np.ndarray, rows: Range | None = None, columns: Range | None = None):
        """A^T times values of the block (rows, columns): an array (window rows, window columns), and its Window."""
        matrix, window = self.matrix(rows, columns)
        shape = (window.rows[1] - window.rows[0], window.columns[1] - window.columns[0])
        return (matrix.T @ np.asarray(values, float).ravel()).reshape(shape), window

    def cell_area(self) -> float:
        """Median area in source pixels of the target's cells that meet the source, from a sample; NaN if none does."""
        return self.pixels.cell_area


class BlockSupport:
    """The support operator for one block of target cells: outlines, the source window they touch, accumulators."""

    def __init__(self, operator: SupportOperator, rows: Range, columns: Range):
        self._operator = operator
        self.shape = (rows[1] - rows[0], columns[1] - columns[0])
        self.cells = self.shape[0] * self.shape[1]
        self._outlines = block_outlines(operator.pixels, operator.ground, operator.mesh, rows, columns)
        self.torn_cells = self._outlines.torn
        self._boxes = _boxes(self._outlines)
        self.window = self._window()
        self._state = None

    def columns(self, rows: Range) -> Range:
        """Columns of ``window`` that hold all pixels under the block's cells in the source rows ``rows``.

        Where cells lean, as in the sinusoidal projection far from its meridian, these are much fewer than all.
        """
        west, east, north, south = self._boxes
        met = (np.floor(north) < rows[1]) & (np.ceil(south) > rows[0])
        if not met.any():
            return self.window.columns[0], self.window.columns[0]
        return _clip(west[met].min(), east[met].max(), self._operator.source.shape[1])

    def start(self, bands: int) -> None:
        """Prepare accumulators for ``bands`` bands."""
        self._state = np.zeros((self.cells, bands, overlap.ACCUMULATORS))
        self._state[..., overlap.LOW] = np.inf
        self._state[..., overlap.HIGH] = -np.inf

    def add(self, row: int, values: np.ndarray, valid: np.ndarray, *, column: int | None = None,
            portion: np.ndarray | None = None, squares: bool = False, extremes: bool = False,
            classes: ClassCodes | None = None) -> None:
        """Add source rows: ``values`` and ``valid`` (bands, rows, columns) begin at pixel row ``row`` and at
        ``column``, the first column of ``window`` by default, and hold all of `columns`. C-contiguous arrays are much
        faster. ``portion``: how much of each pixel counts (0..1; all by default), of that shape; give it for all rows
        of a job or for none.

        Rows must come in order, without gaps; how they are cut changes no bit of the result. Variances need
        ``squares``, minimum and maximum need ``extremes``; areas by class are added to those of ``classes``. A
        ``valid`` that is a single 1 broadcast to its shape (`Pixels`) makes sums faster.
        """
        column = self.window.columns[0] if column is None else column
        rows = (row, row + values.shape[1])
        columns = (column, column + values.shape[2])
        ground = self._operator.ground.window(rows, columns)
        if portion is not None:
            ground = np.ascontiguousarray(np.broadcast_to(ground, values.shape[1:]))
            valid = valid * (portion > 0.0).view(np.uint8)
        elif ground.shape[1] > 1:
            portion = np.ones(values.shape)
        else:
            portion = np.empty((0, 0, 0))
        masked = any(valid.strides) or not valid.size or not valid.flat[0]
        if squares or extremes or portion.size or masked:
            valid = np.ascontiguousarray(valid)
        else:
            valid = valid[:1, :1, :1].copy()
        overlap.accumulate_block(self._outlines, self._operator.source.shape[1], *rows, values, valid, masked, ground,
                                 portion, columns[0], squares, extremes, self._state, *(classes or (None, None)))

    def spans(self, row: int, values: np.ndarray, *, column: int | None = None,
              portion: np.ndarray | None = None) -> "Spans":
        """Overlaps of the block's cells with pixels, for what cannot be had from sums alone. Parameters: see `add`."""
        column = self.window.columns[0] if column is None else column
        rows = (row, row + values.shape[1])
        index, coverage = overlap.block_spans(self._outlines, self._operator.source.shape[1], *rows)
        index[:, 1] -= row
        index[:, 2:] -= column
        ground = self._operator.ground.window(rows, (column, column + values.shape[2]))[None]
        return Spans(index, coverage, ground if portion is None else ground * portion)

    def moments(self) -> Moments:
        """Everything added so far."""
        state = np.moveaxis(self._state.reshape(*self.shape, *self._state.shape[1:]), 2, 0)
        weight, covered = state[..., overlap.WEIGHT], state[..., overlap.ALL_WEIGHT]
        with np.errstate(invalid="ignore", divide="ignore"):
            first = state[..., overlap.FIRST] / weight
            variance = np.maximum(state[..., overlap.SECOND] / weight - first * first, 0.0)
        reference = state[..., overlap.REFERENCE]
        count = state[..., overlap.COUNT]
        return Moments(weight, covered, self._ground_area(state), count,
                       state[..., overlap.TOTAL] + reference * count, reference + first, variance,
                       state[..., overlap.LOW], state[..., overlap.HIGH])

    def _ground_area(self, state: np.ndarray) -> np.ndarray:
        """Ground area of whole cells: of all their pixels, or of their outline where the raster ends inside them."""
        pixels = np.abs(self._outlines.area).reshape(self.shape)
        with np.errstate(invalid="ignore", divide="ignore"):
            whole = state[..., overlap.ALL_COVERAGE] >= pixels * (1.0 - 1e-9)
        touched = state[..., overlap.ALL_COVERAGE] > 0.0
        area = np.where(whole, state[..., overlap.ALL_WEIGHT], np.where(touched, pixels, 0.0))
        if self._operator.ground.kind == "uniform":
            return area
        for j, i in np.argwhere(touched[0] & ~whole[0]):
            area[:, j, i] = self._operator.ground.ring_area(*self._ring(j, i))
        return area

    def _window(self) -> Window:
        west, east, north, south = self._boxes
        if not west.size:
            return Window((0, 0), (0, 0))
        height, width = self._operator.source.shape
        return Window(_clip(north.min(), south.max(), height), _clip(west.min(), east.max(), width))

    def _ring(self, j: int, i: int) -> tuple[np.ndarray, np.ndarray]:
        outlines = self._outlines
        if outlines.separable:
            x0, x1, y0, y1 = outlines.bounds[j * self.shape[1] + i]
            return np.array([x0, x1, x1, x0]), np.array([y0, y0, y1, y1])
        begin, end = outlines.start[j * self.shape[1] + i:][:2]
        return outlines.x[begin:end], outlines.y[begin:end]

    def matrix(self):
        """See `SupportOperator.matrix`."""
        from scipy.sparse import csr_matrix

        window = self.window
        height, width = (max(0, r[1] - r[0]) for r in (window.rows, window.columns))
        if window.empty:
            return csr_matrix((self.cells, 0)), window
        spans, coverage = overlap.block_spans(self._outlines, self._operator.source.shape[1], *window.rows)
        length = spans[:, 3] - spans[:, 2]
        cell, row = np.repeat(spans[:, 0], length), np.repeat(spans[:, 1], length) - window.rows[0]
        column = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        column += np.repeat(spans[:, 2], length) - window.columns[0]
        ground = np.broadcast_to(self._operator.ground.window(window.rows, window.columns), (height, width))
        weights = np.repeat(coverage, length) * ground[row, column]
        return csr_matrix((weights, (cell, row * width + column)), shape=(self.cells, height * width)), window


def _check_width(source: GeoBox, pixels: PixelMap) -> None:
    """Degrees that are metres in truth, as a rule."""
    period = pixels.wrap[0]
    turns = source.shape[1] / period if period else 0.0
    if turns > 2.0 + 1e-6:
        raise FusionError(message("The input is {turns:.4g} times as wide as the world; its coordinates are not those "
                                  "of its CRS, so assign the right one.", turns=turns))


def _boxes(outlines: overlap.Outlines) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """First and last column, first and last row of the cells that meet the source, in source pixel coordinates.

    A cell that meets it in several turns around the world has the columns between the first and the last of them.
    """
    turns = outlines.turns
    used = (outlines.area != 0.0) & (turns[:, 0] <= turns[:, 1])
    west, east, north, south = outlines.bounds[used].T
    turns = turns[used] * outlines.period
    return west + turns[:, 0], east + turns[:, 1], north, south


def _clip(begin: float, end: float, size: int) -> Range:
    begin = min(max(0, int(np.floor(begin))), size)
    return begin, max(begin, min(size, int(np.ceil(end))))
