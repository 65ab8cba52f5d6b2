"""How large the blocks of target cells are: within the memory budget, and so that little is read twice."""

import math
from collections.abc import Iterator

import numpy as np

from ..blocks import Block, cut
from .operator import SupportOperator

_MOST_PIXELS = 1 << 23       # held at once: what a core works through in a fraction of a second
_WINDOWS = 1 << 26, 1 << 25, 1 << 24   # pixels under one block, where they are read some rows at a time
_MOST_STRIP = 1 << 22        # pixels of such rows
_LEAST_PIXELS = 1 << 18      # below this, cutting costs more than it brings
_SAMPLE = 48                 # blocks looked at to judge a shape
_PARTS, _BANDS = 4, 8        # see `_reading`
_MOST_BLOCKS = 1 << 10       # more only if the cells need the memory: a block costs milliseconds even if it is empty
_BYTES_PER_CELL = 600        # outline, accumulators and results of one cell and band


def choose_block_shape(operator: SupportOperator, native: tuple[int, int], bytes_per_pixel: int, bands: int,
                       memory: int, workers: int, *, whole: bool = False) -> tuple[tuple[int, int], int]:
    """The shape (rows, columns) of target blocks, and the most pixels to hold at once in one of them.

    ``native``: rows and columns of the source file's own blocks, which are read whole. ``bytes_per_pixel`` counts all
    bands, their masks and copies; ``whole``: those under a block are needed all at once. Half of ``memory`` (bytes) is
    for pixels, the rest for cells and results. Among strips and squares of like size the first that reads the fewest
    native blocks wins. The choice changes no result.
    """
    pixels = int(min(_MOST_PIXELS, max(1024, 0.5 * memory / (workers * bytes_per_pixel))))
    rows, columns = map(int, operator.target.shape)
    height, width = operator.source.shape
    area = max(operator.cell_area(), 1e-9)
    # Cells beside the source have no pixels.
    in_source = max(min(area, height * width / (rows * columns)), 1e-9)
    most_cells = max(1, int(0.25 * memory / (3 * workers * bands * _BYTES_PER_CELL)))
    # A block for each worker, unless that cuts too fine.
    share = max(_LEAST_PIXELS / area, rows * columns / workers)

    def best(window: float, strip: float) -> tuple[int, int] | None:
        at_once = max(window, rows * columns / _MOST_BLOCKS)
        cells = int(max(1, min(most_cells, at_once, share)))
        judged = [(*_reading(operator, native, shape), shape) for shape in _shapes(rows, columns, cells, workers)]
        return min([(read, shape) for read, widest, shape in judged if native[0] * widest <= strip],
                   key=lambda each: each[0], default=(0.0, None))[1]

    # Large blocks share few of the file's own blocks, and so decode few of them twice. Their pixels are read in strips
    # of whole native blocks, if such a strip may be held.
    for window in () if whole else _WINDOWS:
        shape = best(window / in_source, min(pixels, _MOST_STRIP))
        if shape is not None:
            return shape, pixels
    return best(pixels / area, math.inf), pixels


def _shapes(rows: int, columns: int, cells: int, workers: int) -> list[tuple[int, int]]:
    """Strips along rows, strips along columns and squares of about ``cells`` cells; strips in rounds of ``workers``."""
    count = max(1, round(rows * columns / cells / workers)) * workers
    side = max(1.0, np.sqrt(cells))
    return [(-(-rows // count), columns) if count <= rows else (1, min(cells, columns)),
            (rows, -(-columns // count)) if count <= columns else (min(cells, rows), 1),
            tuple(-(-size // max(1, math.ceil(size / side - 1e-9))) for size in (rows, columns))]


def _reading(operator: SupportOperator, native: tuple[int, int], shape: tuple[int, int]) -> tuple[float, float]:
    """Source pixels that blocks of this shape read, in whole native blocks, and how wide their widest rows are.

    A block is read in bands of rows, each no wider than the cells need there: a leaning block fills its bounding box
    badly. Judged by a sample of blocks, and their outlines by 4 x 4 parts.
    """
    blocks = cut(tuple(map(int, operator.target.shape)), shape)
    sample = blocks[::max(1, len(blocks) // _SAMPLE)]
    west, east, north, south = _parts(operator, sample)
    (rows, columns), (height, width) = native, operator.source.shape
    first = np.floor(north.min(1) / rows) * rows
    last = np.minimum(np.ceil(south.max(1) / rows) * rows, height)
    step = np.ceil((last - first) / rows / _BANDS) * rows
    total = widest = 0.0
    for band in range(_BANDS):
        begin = np.minimum(first + band * step, last)
        end = np.minimum(begin + step, last)
        met = (north < end[:, None]) & (south > begin[:, None])
        left = np.floor(np.where(met, west, width).min(1) / columns) * columns
        right = np.minimum(np.ceil(np.where(met, east, 0).max(1) / columns) * columns, width)
        total += (np.maximum(right - left, 0) * (end - begin)).sum()
        widest = max(widest, (right - left).max())
    return float(total) * len(blocks) / len(sample), float(widest)


def _parts(operator: SupportOperator, blocks: list[Block]) -> Iterator[np.ndarray]:
    """First and last column, first and last row in the source of the parts of blocks: four arrays (blocks, parts)."""
    j, i = (np.array([np.linspace(*each, _PARTS + 1) for each in ranges])
            for ranges in ([block.rows for block in blocks], [block.columns for block in blocks]))
    shape = len(blocks), _PARTS + 1, _PARTS + 1
    i, j = (np.broadcast_to(each, shape).ravel() for each in (i[:, None, :], j[:, :, None]))
    found = operator.pixels(i, j)
    for coordinate, size in zip(found, operator.source.shape[::-1]):
        corner = np.clip(np.where(np.isfinite(coordinate), coordinate, 0.0), 0, size).reshape(shape)
        corners = np.stack([corner[:, :-1, :-1], corner[:, 1:, :-1], corner[:, :-1, 1:], corner[:, 1:, 1:]])
        yield corners.min(0).reshape(len(blocks), -1)
        yield corners.max(0).reshape(len(blocks), -1)
