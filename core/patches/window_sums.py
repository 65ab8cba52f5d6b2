"""Sums over many windows of one shape: of valid pixels, of coverage; a raster's blocks are gone through once."""

import math
from collections.abc import Callable, Iterator

import numpy as np

from ..blocks import Block, run, thread_count
from ..raster import RasterSource
from ..reporter import Reporter

# Pixels of a tile: its sums take a few times as many bytes.
_TILE = 1 << 21
_PIXEL_BYTES = 16


class WindowSums:
    """Adds up, tile by tile, what windows of one ``shape`` with their ``first`` rows and columns (n, 2) hold.

    `totals` (n) are in the order of ``first``.
    """

    def __init__(self, first: np.ndarray, shape: tuple[int, int], dtype=np.int64) -> None:
        self._order = np.argsort(first[:, 0], kind="stable")
        self._row, self._col = np.ascontiguousarray(first[self._order].T)
        self.shape = shape
        self._sums = np.zeros(len(first), dtype)

    @property
    def totals(self) -> np.ndarray:
        totals = np.empty_like(self._sums)
        totals[self._order] = self._sums
        return totals

    def meeting(self, tile: Block) -> np.ndarray:
        """Which windows share pixels with a tile, to hand to `parts`."""
        begin, end = np.searchsorted(self._row, [tile.rows[0] - self.shape[0] + 1, tile.rows[1]])
        column = self._col[begin:end]
        meets = (column < tile.columns[1]) & (column + self.shape[1] > tile.columns[0])
        return begin + np.flatnonzero(meets)

    def parts(self, which: np.ndarray, tile: Block, integral: np.ndarray) -> np.ndarray:
        """What those windows hold of a tile, from the integral (rows + 1, columns + 1) of its values."""
        (top, bottom), (left, right) = (
            (np.clip(at - begin, 0, end - begin), np.clip(at + size - begin, 0, end - begin))
            for at, size, (begin, end) in ((self._row[which], self.shape[0], tile.rows),
                                           (self._col[which], self.shape[1], tile.columns)))
        return integral[bottom, right] - integral[top, right] - integral[bottom, left] + integral[top, left]

    def add(self, which: np.ndarray, parts: np.ndarray) -> None:
        self._sums[which] += parts


def integral_of(values: np.ndarray, dtype=np.int64) -> np.ndarray:
    """Sums of all above and to the left, (rows + 1, columns + 1)."""
    integral = np.zeros((values.shape[0] + 1, values.shape[1] + 1), dtype)
    np.cumsum(values, axis=0, dtype=dtype, out=integral[1:, 1:])
    np.cumsum(integral[1:, 1:], axis=1, out=integral[1:, 1:])
    return integral


def valid_shares(source: RasterSource, first: np.ndarray, shape: tuple[int, int], *, memory: int = 2**30,
                 threads: int | None = None, reporter: Reporter | None = None) -> np.ndarray:
    """Shares (n), 0 to 1, of windows' pixels that are valid in all data bands of a raster; what lies beyond it is not.

    ``first`` (n, 2): first rows and columns. Each block is decoded once. Raises FusionError for a damaged file, and
    Cancelled.
    """
    sums = WindowSums(first, shape)
    bands = source.data_bands
    # Nothing can be missing in it: its outline tells.
    if not source.read(bands, (0, 0), (0, 0)).valid.flags.writeable:
        return _area_inside(source.grid.shape, first, shape) / (shape[0] * shape[1])

    def task(tile: Block, stopped: Callable[[], bool] | None) -> tuple[np.ndarray, np.ndarray]:
        which = sums.meeting(tile)
        valid = source.read(bands, tile.rows, tile.columns).valid
        whole = valid[0] if len(bands) == 1 else valid.all(axis=0)
        return which, sums.parts(which, tile, integral_of(whole, np.int32))

    tiles = [tile for tile in tiles_over(source, first, shape, memory, threads) if len(sums.meeting(tile))]
    if tiles:
        run(task, tiles, lambda tile, found: sums.add(*found), reporter or Reporter(), threads=threads)
    return sums.totals / (shape[0] * shape[1])


def values_at(source: RasterSource, band: int, place: np.ndarray, *, memory: int = 2**30, threads: int | None = None,
              reporter: Reporter | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Values of a band in the pixels (n, 2; row, column) and whether there is one (n), also False beyond the raster.

    Each block is decoded once. Raises FusionError for a damaged file, and Cancelled.
    """
    sums = WindowSums(place, (1, 1))
    values, known = np.zeros(len(place), source.read((band,), (0, 0), (0, 0)).values.dtype), np.zeros(len(place), bool)
    order = np.argsort(place[:, 0], kind="stable")

    def task(tile: Block, stopped: Callable[[], bool] | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        at = order[sums.meeting(tile)]
        pixels = source.read((band,), tile.rows, tile.columns)
        row, col = (place[at] - (tile.rows[0], tile.columns[0])).T
        return at, pixels.values[0, row, col], pixels.valid[0, row, col] != 0

    def consume(tile: Block, found: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
        at, values[at], known[at] = found[0], *found[1:]

    tiles = [tile for tile in tiles_over(source, place, (1, 1), memory, threads) if len(sums.meeting(tile))]
    if tiles:
        run(task, tiles, consume, reporter or Reporter(), threads=threads)
    return values, known


def tiles_over(source: RasterSource, first: np.ndarray, shape: tuple[int, int], memory: int,
               threads: int | None) -> Iterator[Block]:
    """Tiles of whole blocks of a raster that cover the windows, row by row."""
    lines = [(max(0, int(at.min())), min(int(size), int(at.max()) + side))
             for at, size, side in zip(first.T, source.grid.shape, shape)] if len(first) else []
    if not lines or any(begin >= end for begin, end in lines):
        return
    pixel = _PIXEL_BYTES + sum(np.dtype(band.dtype).itemsize + 1 for band in source.bands)
    most = max(1, min(_TILE, memory // (4 * thread_count(threads) * pixel)))
    block_rows, block_columns = source.block_shape
    # Square tiles cut the fewest windows.
    width = _whole_blocks(math.isqrt(most), block_columns)
    height = _whole_blocks(most // min(width, int(source.grid.shape[1])), block_rows)
    for row in range(lines[0][0] // height * height, lines[0][1], height):
        for column in range(lines[1][0] // width * width, lines[1][1], width):
            yield Block((max(row, lines[0][0]), min(row + height, lines[0][1])),
                        (max(column, lines[1][0]), min(column + width, lines[1][1])))


def _whole_blocks(size: int, block: int) -> int:
    return max(1, size // block) * block


def _area_inside(raster: tuple[int, int], first: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    sides = [np.clip(at + side, 0, size) - np.clip(at, 0, size) for at, side, size in zip(first.T, shape, raster)]
    return sides[0] * sides[1]
