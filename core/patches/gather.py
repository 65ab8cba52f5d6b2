"""Windows of rasters scattered into stacks of patches, from blocks that are read once for all of them."""

from collections.abc import Callable, Iterator

import numpy as np
from numba import njit

from ..errors import Cancelled
from .stored_blocks import BlockedRaster

Stopped = Callable[[], bool] | None

_options = {"nogil": True, "cache": True, "error_model": "numpy"}
_BITS = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}


def array_windows(array: np.ndarray, first: np.ndarray, shape: tuple[int, int]) -> Iterator[np.ndarray]:
    """Patches (bands, rows, columns) of an array in memory, one after the other, as views of it; as `gather_array`."""
    height, width = shape
    for row, column in _checked(array, first, shape).tolist():
        yield array[:, row:row + height, column:column + width]


def gather_array(array: np.ndarray, first: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Patches (n, bands, rows, columns) of an array in memory (bands, rows, columns).

    ``first`` (n, 2): first row and column of each; ``shape``: rows and columns. Raises ValueError for windows that
    reach beyond the array.
    """
    first = _checked(array, first, shape)
    patches = np.empty((len(first), array.shape[0], *shape), array.dtype)
    _copy(_bits(np.ascontiguousarray(array)), 0, 0, first, _bits(patches))
    return patches


def gather_windows(raster: BlockedRaster, first: np.ndarray, shape: tuple[int, int],
                   stopped: Stopped = None) -> tuple[np.ndarray, np.ndarray]:
    """Values and masks (n, bands, rows, columns) of windows of ``shape`` whose first rows and columns are ``first``.

    Values are of the raster's type, with 0 where the mask (uint8) is 0 outside of the raster; missing pixels have the
    values that are stored. Raises FusionError for damaged files, Cancelled once ``stopped`` says so.
    """
    stack = len(first), len(raster.bands), *shape
    values, mask = np.zeros(stack, raster.dtype), np.zeros(stack, np.uint8)
    rows, columns = clipped(first, shape, raster.shape)
    for row, column in raster.touched(rows, columns):
        give_up(stopped)
        piece = raster.block(row, column)
        _copy(_bits(piece.values), piece.row, piece.column, first, _bits(values))
        if piece.valid is None:
            _mark(*piece.values.shape[1:], piece.row, piece.column, first, mask)
        else:
            _copy(np.ascontiguousarray(piece.valid), piece.row, piece.column, first, mask)
    return values, mask


def clipped(first: np.ndarray, shape: tuple[int, int],
            raster: tuple[int, int]) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """First and end rows, first and end columns (n) of the parts of windows that lie on a raster of that shape."""
    return tuple((np.clip(first[:, axis], 0, raster[axis]), np.clip(first[:, axis] + shape[axis], 0, raster[axis]))
                 for axis in (0, 1))


def mirrored(first: int, count: int, size: int) -> np.ndarray:
    """Where pixels ``first`` and the following are found on a line of ``size`` pixels that is mirrored at its ends.

    The pixels at the ends are not repeated: -1 is found at 1.
    """
    if size == 1:
        return np.zeros(count, np.int64)
    turn = 2 * (size - 1)
    at = np.arange(first, first + count) % turn
    return np.where(at < size, at, turn - at)


def give_up(stopped: Stopped) -> None:
    """Raise Cancelled if it was."""
    if stopped is not None and stopped():
        raise Cancelled


def _checked(array: np.ndarray, first: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    first = np.ascontiguousarray(first, np.int64)
    if len(first) and ((first < 0).any() or (first + np.array(shape) > np.array(array.shape[1:])).any()):
        raise ValueError("a window reaches beyond the array")
    return first


def _bits(array: np.ndarray) -> np.ndarray:
    """The same memory as whole numbers, so that few kernels serve all types."""
    return array.view(_BITS[array.dtype.itemsize])


@njit(**_options)
def _copy(block, top, left, first, patches):
    """Copy what a block (bands, rows, columns), which begins at a pixel, holds of each window into its patch."""
    bands, height, width = block.shape
    count, _, rows, columns = patches.shape
    for k in range(count):
        r0, r1 = max(top, first[k, 0]), min(top + height, first[k, 0] + rows)
        c0, c1 = max(left, first[k, 1]), min(left + width, first[k, 1] + columns)
        if r0 >= r1 or c0 >= c1:
            continue
        for band in range(bands):
            for row in range(r0, r1):
                patches[k, band, row - first[k, 0], c0 - first[k, 1]:c1 - first[k, 1]] = \
                    block[band, row - top, c0 - left:c1 - left]


@njit(**_options)
def _mark(height, width, top, left, first, mask):
    """Write 1 where a block without missing pixels meets the windows."""
    count, bands, rows, columns = mask.shape
    for k in range(count):
        r0, r1 = max(top, first[k, 0]), min(top + height, first[k, 0] + rows)
        c0, c1 = max(left, first[k, 1]), min(left + width, first[k, 1] + columns)
        if r0 >= r1 or c0 >= c1:
            continue
        for band in range(bands):
            for row in range(r0, r1):
                mask[k, band, row - first[k, 0], c0 - first[k, 1]:c1 - first[k, 1]] = 1
