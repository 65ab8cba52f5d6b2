"""How large the blocks of target cells are: within the memory budget, and so that little is read twice."""

import numpy as np

from ..blocks import cut
from .operator import SupportOperator

_MOST_PIXELS = 1 << 23       # held at once: what a core works through in a fraction of a second
_MOST_WINDOW = 1 << 26       # pixels under one block, where they are read some rows at a time
_LEAST_PIXELS = 1 << 18      # below this, cutting costs more than it brings
_SAMPLE = 48                 # blocks looked at to judge a shape
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
    # Large blocks share few of the file's own blocks, and so decode few of them twice.
    strips_fit = native[0] * operator.source.shape[1] <= pixels
    window = _MOST_WINDOW if strips_fit and not whole else pixels
    area = operator.cell_area()
    rows, columns = map(int, operator.target.shape)
    most_cells = max(1, int(0.25 * memory / (3 * workers * bands * _BYTES_PER_CELL)))
    # A block for each worker, unless that cuts too fine.
    share = max(_LEAST_PIXELS / max(area, 1e-9), rows * columns / workers)
    # Windows with more pixels than may be held are read in strips.
    at_once = max(window / max(area, 1e-9), rows * columns / _MOST_BLOCKS)
    cells = int(max(1, min(most_cells, at_once, share)))
    return min(_shapes(rows, columns, cells, workers), key=lambda shape: _pixels_read(operator, native, shape)), pixels


def _shapes(rows: int, columns: int, cells: int, workers: int) -> list[tuple[int, int]]:
    """Strips along rows, strips along columns and squares of about ``cells`` cells; strips in rounds of ``workers``."""
    count = max(1, round(rows * columns / cells / workers)) * workers
    side = max(1.0, np.sqrt(cells))
    return [(-(-rows // count), columns) if count <= rows else (1, min(cells, columns)),
            (rows, -(-columns // count)) if count <= columns else (min(cells, rows), 1),
            tuple(-(-size // max(1, round(size / side))) for size in (rows, columns))]


def _pixels_read(operator: SupportOperator, native: tuple[int, int], shape: tuple[int, int]) -> float:
    """Source pixels that blocks of this shape read, in whole native blocks, estimated from a sample of them."""
    blocks = cut(tuple(map(int, operator.target.shape)), shape)
    sample = blocks[::max(1, len(blocks) // _SAMPLE)]
    t = np.linspace(0.0, 1.0, 5)
    t_j, t_i = (k.ravel() for k in np.meshgrid(t, t))
    j = np.array([block.rows[0] + t_j * (block.rows[1] - block.rows[0]) for block in sample])
    i = np.array([block.columns[0] + t_i * (block.columns[1] - block.columns[0]) for block in sample])
    x, y = operator.pixels(i, j)
    total = 1.0
    for coordinate, size, step in zip((x, y), operator.source.shape[::-1], native[::-1]):
        coordinate = np.where(np.isfinite(coordinate), coordinate, 0.0)
        begin = np.floor(np.clip(coordinate.min(1), 0, size) / step) * step
        end = np.minimum(np.ceil(np.clip(coordinate.max(1), 0, size) / step) * step, size)
        total = total * (end - begin)
    return float(total.sum()) * len(blocks) / len(sample)
