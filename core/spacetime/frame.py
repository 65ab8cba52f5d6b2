"""Where a block's fine pixels lie, and the coarse pixels (cells) over them: the support operator between the two."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numba import njit
from odc.geo.geobox import GeoBox

from ..errors import Cancelled
from ..support import SupportOperator
from ..support.pixelmap import PixelMap

Range = tuple[int, int]

_ROUNDING = 1e-9
_EQUAL = 1e-6            # shares of a pixel that differ by less are equal
_PLACES = 2.0 ** 20      # of a pixel: to which centres are told, so that their differences are exact in every frame
_PIECE = 1 << 24         # steps of work between two looks at the cancel button: a few tenths of a second


class Supports:
    """The support operators between a fine grid and a coarse one, made once for all blocks. Picklable."""

    def __init__(self, fine: GeoBox, coarse: GeoBox):
        self.fine, self.coarse = fine, coarse
        self.down = SupportOperator(fine, coarse)    # from fine pixels to cells
        self._up = SupportOperator(coarse, fine)     # from cells to fine pixels
        self._centres = PixelMap(fine, coarse)
        self._steps = self._cell_steps()

    def cells_over(self, rows: Range, columns: Range) -> tuple[Range, Range]:
        """Rows and columns of the cells that touch a window of fine pixels; empty ranges if none does."""
        window = self._up.block(rows, columns).window
        return window.rows, window.columns

    def frame(self, inner: tuple[Range, Range], halo: tuple[int, int], pixel: tuple[float, float]) -> "Frame":
        """The frame of the fine pixels ``inner`` (rows, columns), with at least ``halo`` fine rows and columns around
        them, and beyond that as many as it takes for every cell over these to be whole.
        """
        shape = tuple(map(int, self.fine.shape))
        rows, columns = ((max(0, begin - more), min(size, end + more))
                         for (begin, end), more, size in zip(inner, halo, shape))
        return self._frame(inner, rows, columns, pixel)

    def cell(self, pixel: tuple[float, float]) -> tuple[float, float]:
        """Height and width in metres of the cell in the middle of the fine image, from those of a fine pixel."""
        return tuple(float(np.hypot(*(np.array(pixel) * step))) for step in self._steps)

    def _cell_steps(self) -> np.ndarray:
        """From a cell to the one below it, and to the one right of it: fine rows and columns (2, 2)."""
        middle = self.cells_over(*((size // 2, size // 2 + 1) for size in map(int, self.fine.shape)))
        row, column = (0.5 * (begin + end) for begin, end in middle)
        x, y = self._centres(np.array([column, column, column + 1.0]), np.array([row, row + 1.0, row]))
        return np.stack([y[1:] - y[0], x[1:] - x[0]], axis=1)

    def _frame(self, inner: tuple[Range, Range], rows: Range, columns: Range, pixel: tuple[float, float]) -> "Frame":
        cell_rows, cell_columns = self.cells_over(rows, columns)
        cell = self.cell(pixel)
        bare = Frame(rows, columns, inner, pixel, cell, Cells.none((rows[1] - rows[0], columns[1] - columns[0])))
        if cell_rows[0] == cell_rows[1] or cell_columns[0] == cell_columns[1]:
            return bare
        block = self.down.block(cell_rows, cell_columns)
        matrix, window = block.matrix()
        touched = _touched(matrix, window, rows, columns)
        if not touched.any():
            return bare
        matrix, rows, columns = _placed(matrix, window, touched, rows, columns)
        shape = rows[1] - rows[0], columns[1] - columns[0]
        coverage = np.where(touched.reshape(block.shape), self._coverage(block), 0.0)
        cells = Cells(cell_rows, cell_columns, shape, matrix, coverage,
                      self._cell_centres(cell_rows, cell_columns, rows[0], columns[0]))
        return Frame(rows, columns, inner, pixel, cell, cells)

    def _coverage(self, block) -> np.ndarray:
        window = block.window
        block.start(1)
        shape = 1, window.rows[1] - window.rows[0], window.columns[1] - window.columns[0]
        block.add(window.rows[0], np.zeros(shape, np.float32), np.broadcast_to(np.uint8(1), shape))
        share = block.moments().coverage[0]
        return np.where(share > 1.0 - 1e-6, 1.0, share)

    def _cell_centres(self, rows: Range, columns: Range, row: int, column: int) -> np.ndarray:
        j, i = np.meshgrid(np.arange(*rows) + 0.5, np.arange(*columns) + 0.5, indexing="ij")
        x, y = self._centres(i.ravel(), j.ravel())
        y, x = (np.round(np.reshape(each, j.shape) * _PLACES) / _PLACES for each in (y, x))
        return np.stack([y - row - 0.5, x - column - 0.5])


def _touched(matrix, window, rows: Range, columns: Range) -> np.ndarray:
    """Which cells, the rows of a matrix, share ground with the pixels ``rows`` x ``columns``: where a lattice leans,
    not all in the rectangle of cells do.
    """
    if window.empty:
        return np.zeros(matrix.shape[0], bool)
    row, column = _pixels(matrix, window)
    inside = (row >= rows[0]) & (row < rows[1]) & (column >= columns[0]) & (column < columns[1])
    counts = np.add.reduceat(np.append(inside, False), matrix.indptr[:-1])
    return (counts > 0) & (np.diff(matrix.indptr) > 0)


def _pixels(matrix, window) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of each entry in the whole image."""
    width = window.columns[1] - window.columns[0]
    return matrix.indices // width + window.rows[0], matrix.indices % width + window.columns[0]


def _placed(matrix, window, touched: np.ndarray, rows: Range, columns: Range):
    """The matrix without the cells that are not ``touched``, for a window that holds the others whole; rows and columns
    of that window.
    """
    from scipy.sparse import csr_matrix

    length = np.diff(matrix.indptr)
    kept = np.repeat(touched, length)
    row, column = (each[kept] for each in _pixels(matrix, window))
    rows = min(rows[0], int(row.min())), max(rows[1], int(row.max()) + 1)
    columns = min(columns[0], int(column.min())), max(columns[1], int(column.max()) + 1)
    width = columns[1] - columns[0]
    indptr = np.concatenate([[0], np.cumsum(np.where(touched, length, 0))])
    placed = csr_matrix((matrix.data[kept], (row - rows[0]) * width + column - columns[0], indptr),
                        shape=(matrix.shape[0], (rows[1] - rows[0]) * width))
    placed.sort_indices()
    return placed, rows, columns


@dataclass(frozen=True)
class Cells:
    """The coarse pixels over a window of fine ones, ``shape`` (rows, columns).

    ``rows``, ``columns``: which of the coarse grid. ``matrix``: A (cells, fine pixels), ground areas of the overlaps in
    units of a fine pixel. ``coverage`` (cell rows, cell columns): share of each cell's ground that lies on the fine
    image, 1 for whole ones; 0 for cells of the rectangle that lie apart from the frame's pixels, of which A holds
    nothing. ``centres`` (2, cell rows, cell columns): row and column of each cell's centre, in fine
    pixels of the window, the middle of the first pixel being (0, 0).
    """

    rows: Range
    columns: Range
    shape: tuple[int, int]
    matrix: object
    coverage: np.ndarray
    centres: np.ndarray

    @classmethod
    def none(cls, shape: tuple[int, int]) -> "Cells":
        """No cell at all."""
        from scipy.sparse import csr_matrix

        return cls((0, 0), (0, 0), shape, csr_matrix((0, shape[0] * shape[1])), np.empty((0, 0)), np.empty((2, 0, 0)))

    @property
    def lattice(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        return self.rows[1] - self.rows[0], self.columns[1] - self.columns[0]

    @cached_property
    def owner(self) -> np.ndarray:
        """The cell that holds most of each pixel, int64 (pixels,), the first of equals; -1 where none does."""
        return _largest_owner(self.matrix.indptr, self.matrix.indices, self.matrix.data, self.matrix.shape[1])

    def known(self, coarse: np.ndarray) -> np.ndarray:
        """Values (bands, cell rows, cell columns) as a frame may use them: NaN in cells of the rectangle that lie apart
        from its pixels, as where a lattice leans against the pixels it is a matter of the block which these are.
        """
        return np.where(self.coverage > 0.0, coarse, np.asarray(np.nan, coarse.dtype))

    @cached_property
    def _to_cells(self):
        """A with rows that sum to the cell's coverage."""
        return _rows_summing_to(self.matrix, self.coverage.ravel())

    @cached_property
    def _to_pixels(self):
        """A^T with rows that sum to 1."""
        return _rows_summing_to(self.matrix.T.tocsr(), None)

    def spread(self, coarse: np.ndarray, least: float = 0.5) -> np.ndarray:
        """Values (bands, cell rows, cell columns) brought to the fine pixels (bands, rows, columns), float32: of each
        pixel the mean of the cells it lies in, by area; NaN where less than ``least`` of it lies in valid cells.
        """
        return _averaged(self._to_pixels, coarse, least).reshape(len(coarse), *self.shape).astype(np.float32)

    def aggregate(self, fine: np.ndarray, least: float = 0.5) -> np.ndarray:
        """Values (bands, rows, columns) averaged over the cells by ground area: float64 (bands, cell rows, cell
        columns); NaN where less than ``least`` of a cell's ground is valid.
        """
        return _averaged(self._to_cells, fine, least).reshape(len(fine), *self.lattice)


@njit(nogil=True, cache=True)
def _largest_owner(indptr, indices, shares, pixels):
    owner, most = np.full(pixels, -1, np.int64), np.zeros(pixels)
    for cell in range(indptr.size - 1):
        for k in range(indptr[cell], indptr[cell + 1]):
            # Shares of equals differ by rounding, which depends on the block.
            if shares[k] > most[indices[k]] * (1.0 + _EQUAL):
                owner[indices[k]], most[indices[k]] = cell, shares[k]
    return owner


def _rows_summing_to(matrix, sums: np.ndarray | None):
    from scipy.sparse import diags

    total = np.asarray(matrix.sum(axis=1)).ravel()
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(total > 0.0, (1.0 if sums is None else sums) / total, 0.0)
    # A pixel in one cell alone gets exactly that cell's value.
    scaled = (diags(factor) @ matrix).tocsr()
    if sums is None:
        single = np.diff(scaled.indptr) == 1
        scaled.data[scaled.indptr[:-1][single]] = 1.0
    return scaled


def _averaged(matrix, values: np.ndarray, least: float) -> np.ndarray:
    found = np.full((len(values), matrix.shape[0]), np.nan)
    for band, plane in enumerate(values):
        plane = np.asarray(plane, np.float64).ravel()
        valid = np.isfinite(plane)
        weight = matrix @ valid.astype(np.float64)
        total = matrix @ np.where(valid, plane, 0.0)
        np.divide(total, weight, out=found[band], where=(weight > 0.0) & (weight >= least - _ROUNDING))
    return found


@dataclass(frozen=True)
class Frame:
    """A window of the fine image: ``rows`` and ``columns`` of the whole image's; ``inner`` (rows, columns), which of
    these, in the whole image's numbers, are to be predicted; ``pixel``, ``cell``: height and width of a fine pixel and
    of a cell in metres on the ground, the same for all frames of an image. ``stopped``: asked now and then in long work
    whether to give up.
    """

    rows: Range
    columns: Range
    inner: tuple[Range, Range]
    pixel: tuple[float, float]
    cell: tuple[float, float]
    cells: Cells
    stopped: Callable[[], bool] | None = field(default=None, compare=False, repr=False)

    def go_on(self) -> None:
        """Raise Cancelled if the work shall stop."""
        if self.stopped is not None and self.stopped():
            raise Cancelled

    def pieces(self, work: int) -> Iterator[tuple[slice, slice]]:
        """The inner pixels in pieces (rows, columns of the window), each so small that ``work`` steps for a pixel take
        no longer than a user waits. Raises Cancelled between them if the work shall stop.
        """
        rows, columns = self.inner_slices
        pixels = max(1, _PIECE // max(1, work))
        wide = min(pixels, max(1, columns.stop - columns.start))
        high = max(1, pixels // wide)
        for row in range(rows.start, rows.stop, high):
            for column in range(columns.start, columns.stop, wide):
                self.go_on()
                yield slice(row, min(row + high, rows.stop)), slice(column, min(column + wide, columns.stop))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the window."""
        return self.rows[1] - self.rows[0], self.columns[1] - self.columns[0]

    @property
    def inner_shape(self) -> tuple[int, int]:
        """Rows and columns that are to be predicted."""
        return tuple(end - begin for begin, end in self.inner)

    @property
    def inner_slices(self) -> tuple[slice, slice]:
        """Where the inner pixels lie in the window."""
        return tuple(slice(begin - first, end - first)
                     for (begin, end), (first, _) in zip(self.inner, (self.rows, self.columns)))

    @cached_property
    def cells_inside(self) -> np.ndarray:
        """Of each cell (cell rows, cell columns): does its centre lie on the inner pixels? Tiles of an image share no
        such cell; one whose centre lies off the image belongs to none.
        """
        found = []
        for centre, (begin, end), (first, _) in zip(self.cells.centres, self.inner, (self.rows, self.columns)):
            nearest = np.floor(centre + 0.5) + first
            found.append((nearest >= begin) & (nearest < end))
        return found[0] & found[1]

    def half_window(self, metres: float) -> tuple[int, int]:
        """Fine rows and columns on each side of a pixel, of a square window ``metres`` across: at least one, and no
        more than there are.
        """
        return tuple(max(1, min(int(metres / (2.0 * size) + 1e-6), most))
                     for size, most in zip(self.pixel, self.shape))

    def window_pixels(self, half: tuple[int, int]) -> int:
        """How many pixels a window of so many rows and columns on each side holds at most."""
        return int(np.prod([min(2 * each + 1, most) for each, most in zip(half, self.shape)]))
