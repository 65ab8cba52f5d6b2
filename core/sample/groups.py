"""How the footprints of a chunk are put together so that blocks of a raster are read once, or nearly so."""

from collections.abc import Iterator

import numpy as np

from ..raster import RasterSource

_LARGEST, _SMALLEST = 1 << 24, 1 << 18   # pixels of a tile
_UNIT = 64       # pixels: native blocks are taken together up to so many rows and columns
_SPARSE = 0.3    # a tile with footprints in fewer of its units is read unit by unit


def grouped(source: RasterSource, x: np.ndarray, y: np.ndarray, most_pixels: int, workers: int) -> Iterator[np.ndarray]:
    """Indices of the footprints around pixel coordinates ``x``, ``y`` (n; no NaN), group by group along the raster.

    A group lies in one tile of whole native blocks of at most about ``most_pixels``; where footprints are few, in one
    block. The choice changes no result.
    """
    if not len(x):
        return
    height, width = map(int, source.grid.shape)
    native = source.block_shape
    unit = [min(size, block * -(-_UNIT // block)) for size, block in zip((height, width), native)]
    tile = _tile(unit, (height, width), most_pixels, workers)
    row = np.clip(np.floor(y), 0, height - 1).astype(np.int64) // unit[0]
    column = np.clip(np.floor(x), 0, width - 1).astype(np.int64) // unit[1]
    per_tile = tile[0] // unit[0], tile[1] // unit[1]
    across = -(-width // unit[1]) // per_tile[1] + 1
    units_of_tile = per_tile[0] * per_tile[1]
    number = (row // per_tile[0] * across + column // per_tile[1]) * units_of_tile
    number += row % per_tile[0] * per_tile[1] + column % per_tile[1]
    # Of numbers that fit in 16 bits, as mostly here, numpy has a sort that takes a tenth of the time.
    number = number.astype(np.min_scalar_type(number.max()))
    order = np.argsort(number, kind="stable")
    number = number[order]
    for begin, end in _runs(number // units_of_tile):
        units = list(_runs(number[begin:end]))
        if len(units) < _SPARSE * units_of_tile:
            yield from (order[begin + first:begin + last] for first, last in units)
        else:
            yield order[begin:end]


def _tile(unit: list[int], shape: tuple[int, int], most_pixels: int, workers: int) -> tuple[int, int]:
    """Rows and columns, whole units, nearly square, and small enough that all workers have some."""
    pixels = min(_LARGEST, most_pixels, max(_SMALLEST, shape[0] * shape[1] // (4 * workers)))
    columns = min(-(-shape[1] // unit[1]), max(1, int(pixels**0.5) // unit[1])) * unit[1]
    return max(1, int(pixels / columns) // unit[0]) * unit[0], columns


def _runs(numbers: np.ndarray) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(numbers)) + 1
    return zip([0, *edges.tolist()], [*edges.tolist(), len(numbers)])
