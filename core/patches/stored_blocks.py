"""Blocks of rasters in memory: each is decoded once, whoever asks, and kept as long as there is room."""

import threading
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from ..raster import RasterSource

Range = tuple[int, int]

_UNIT_PIXELS = 1 << 18   # what is read at once, where a file's own blocks are smaller


@dataclass(frozen=True)
class Piece:
    """Pixels of a raster from ``row`` and ``column`` on: ``values`` (bands, rows, columns), ``valid`` of that shape in
    uint8, None where nothing can be missing."""

    row: int
    column: int
    values: np.ndarray
    valid: np.ndarray | None

    @property
    def nbytes(self) -> int:
        return self.values.nbytes + (0 if self.valid is None else self.valid.nbytes)


class BlockStore:
    """Decoded blocks of several rasters; threads may ask at the same time, and one decodes for all.

    ``capacity`` in bytes; the block that was asked for the longest time ago goes first. ``reads`` counts the blocks
    that were decoded.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, int, int], Future] = OrderedDict()
        self._sizes: dict[tuple[object, int, int], int] = {}
        self._held = 0
        self.reads = 0

    def get(self, raster: "BlockedRaster", row: int, column: int) -> Piece:
        """The block of a raster in a row and column of blocks. Raises FusionError for damaged files."""
        key = raster.key, row, column
        with self._lock:
            future = self._kept.get(key)
            mine = future is None
            if mine:
                future = self._kept[key] = Future()
                self.reads += 1
            else:
                self._kept.move_to_end(key)
        if mine:
            self._load(key, future, raster)
        return future.result()

    def _load(self, key: tuple[object, int, int], future: Future, raster: "BlockedRaster") -> None:
        try:
            piece = raster.read(*key[1:])
        except BaseException as error:  # those who wait for the block hear of it too, whatever it is
            with self._lock:
                self._kept.pop(key, None)
            future.set_exception(error)
            raise
        future.set_result(piece)
        with self._lock:
            if key in self._kept:
                self._sizes[key] = piece.nbytes
                self._held += piece.nbytes
            self._shrink()

    def _shrink(self) -> None:
        for key in list(self._kept):
            if self._held <= self._capacity:
                break
            if key in self._sizes:   # others are being read
                del self._kept[key]
                self._held -= self._sizes.pop(key)


class BlockedRaster:
    """Some bands (1-based) of a raster, cut into blocks along those of its file.

    ``most_bytes``: of one block; larger ones of a file are cut, and then decoded for each part. ``block_shape``: rows
    and columns of a block. ``dtype``: of the values; scale and offset are applied.
    """

    def __init__(self, key: object, source: RasterSource, bands: tuple[int, ...], store: BlockStore,
                 most_bytes: int) -> None:
        self.key, self.source, self.bands = key, source, bands
        self._store = store
        described = [source.bands[number - 1] for number in bands]
        scaled = any(band.is_scaled for band in described)
        self.dtype = np.dtype(float) if scaled else np.result_type(*(band.dtype for band in described))
        self.shape = tuple(map(int, source.grid.shape))
        each = len(bands) * (self.dtype.itemsize + 1)
        self.block_shape = _unit_shape(source.block_shape, self.shape, max(1, most_bytes // each))

    def read(self, row: int, column: int) -> Piece:
        """A block, from the file."""
        (height, width), (rows, columns) = self.block_shape, self.shape
        top, left = row * height, column * width
        pixels = self.source.read(self.bands, (top, min(top + height, rows)), (left, min(left + width, columns)))
        return Piece(top, left, pixels.values, pixels.valid if any(pixels.valid.strides) else None)

    def pieces(self, rows: tuple[np.ndarray, np.ndarray], columns: tuple[np.ndarray, np.ndarray]) -> list[Piece]:
        """The blocks that windows touch: first and end (n) rows and columns of each, within the raster. Row by row."""
        return [self.block(*place) for place in self.touched(rows, columns)]

    def block(self, row: int, column: int) -> Piece:
        """A block, from the store."""
        return self._store.get(self, row, column)

    def touched(self, rows: tuple[np.ndarray, np.ndarray],
                columns: tuple[np.ndarray, np.ndarray]) -> list[tuple[int, int]]:
        """Rows and columns of these blocks."""
        met = (rows[0] < rows[1]) & (columns[0] < columns[1])
        if not met.any():
            return []
        (r0, r1), (c0, c1) = (((begin[met] // size), (end[met] - 1) // size)
                              for (begin, end), size in zip((rows, columns), self.block_shape))
        found = set()
        for row in range(int((r1 - r0).max()) + 1):
            for column in range(int((c1 - c0).max()) + 1):
                here = (r0 + row <= r1) & (c0 + column <= c1)
                found.update(zip((r0[here] + row).tolist(), (c0[here] + column).tolist()))
        return sorted(found)

    def window(self, rows: Range, columns: Range) -> tuple[np.ndarray, np.ndarray]:
        """Values and validity (bands, rows, columns), C-contiguous, of a window within the raster."""
        shape = len(self.bands), max(0, rows[1] - rows[0]), max(0, columns[1] - columns[0])
        values, valid = np.empty(shape, self.dtype), np.ones(shape, np.uint8)
        for piece in self.pieces(*(tuple(np.array([each]) for each in ends) for ends in (rows, columns))):
            height, width = piece.values.shape[1:]
            (r0, r1), (c0, c1) = ((max(begin, at), min(end, at + size)) for (begin, end), at, size in
                                  zip((rows, columns), (piece.row, piece.column), (height, width)))
            to = slice(None), slice(r0 - rows[0], r1 - rows[0]), slice(c0 - columns[0], c1 - columns[0])
            of = slice(None), slice(r0 - piece.row, r1 - piece.row), slice(c0 - piece.column, c1 - piece.column)
            values[to] = piece.values[of]
            if piece.valid is not None:
                valid[to] = piece.valid[of]
        return values, valid


def _unit_shape(native: tuple[int, int], shape: tuple[int, int], most_pixels: int) -> tuple[int, int]:
    """Rows and columns of what is read at once: whole blocks of the file, several small ones, parts of huge ones."""
    rows, columns = (min(block, size) for block, size in zip(native, shape))
    wanted = min(_UNIT_PIXELS, most_pixels)
    # Squares share the fewest blocks with windows beyond them.
    while 2 * rows * columns <= wanted and (rows < shape[0] or columns < shape[1]):
        if columns >= shape[1] or rows <= columns and rows < shape[0]:
            rows = min(2 * rows, shape[0])
        else:
            columns = min(2 * columns, shape[1])
    if rows * columns > most_pixels:
        rows = max(1, most_pixels // columns)
        columns = min(columns, most_pixels)
    return rows, columns
