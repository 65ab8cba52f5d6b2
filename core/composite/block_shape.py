"""How the target is cut into blocks: the scenes of a window must fit, and files' own blocks be decoded once."""

from collections.abc import Sequence

from odc.geo.geobox import GeoBox

from .. import blocks
from ..blocks import Block
from ..support.block_shape import choose_block_shape
from .planes import Direct, Overlapped

_SHARE = 0.6           # of the memory, for stacks and results; the rest is for reading
_READING = 24          # bytes of a pixel that is read: stored, scaled, valid
_COUNTING = 48         # bytes of a cell's count, sums and results while they are computed
_ADDEND = 32           # of each of a cell's addends, with its sums
_ROUNDS = 4            # blocks for each worker at least, so that none waits long for another
_LEAST = 1 << 14       # cells, below which cutting costs more than it brings
_NEAR = 24 * 2**20     # bytes of a block that the processor still has at hand when it comes to the next scene
_TILE = 256            # rows of the tiles that are written: parts of one would be written several times
_HELD = 3              # blocks' results for each worker


def cut(planes: Sequence[Direct | Overlapped], target: GeoBox, *, depth: int, layers: int, scored: bool,
        short: bool, addends: int, memory: int, workers: int) -> list[Block]:
    """Blocks of cells, along the files' own blocks where their pixels are the cells.

    ``depth``: the most scenes that are held at once; ``layers``: bands of all outputs; ``short``: are values held in
    float32?
    """
    each = depth * ((4 if short else 8) + 8 * scored) + _READING * (1 + scored) + _COUNTING + _ADDEND * addends
    cells = int(max(1, _SHARE * memory / (workers * (each + 8 * _HELD * layers))))
    rows, columns = map(int, target.shape)
    cells = min(cells, max(_LEAST, rows * columns // (_ROUNDS * workers)))
    overlapped = [plane for plane in planes if isinstance(plane, Overlapped)]
    if overlapped:
        first = overlapped[0]
        shape, _ = choose_block_shape(first.operator, first.source.block_shape, _READING, 1, memory // 4, workers)
        height = max(1, min(shape[0], cells // min(shape[1], cells)))
        return blocks.cut((rows, columns), (height, min(shape[1], cells)))
    return _along(planes[0], (rows, columns), cells, _NEAR // each)


def _along(plane: Direct, shape: tuple[int, int], cells: int, near: int) -> list[Block]:
    """Whole rows of the file's blocks if they fit, else some of its blocks side by side, else parts of one.

    ``cells`` fit into the memory. No more than ``near`` are taken where one of the file's blocks, or a row of them as
    high as a tile, has no more; but of files that are opened for each block as many as fit.
    """
    rows, columns = shape
    height, width = (min(size, whole) for size, whole in zip(plane.source.block_shape, plane.source.grid.shape))
    if not plane.release:
        cells = min(cells, max(near, max(height, _TILE) * columns if width >= columns else height * width))
    if cells >= height * columns:
        step = cells // (height * columns) * height, columns
    elif cells >= height * width:
        step = height, cells // (height * width) * width
    elif width >= columns:
        step = max(1, cells // columns), min(columns, cells)
    else:
        step = max(1, cells // width), min(width, cells)
    return [Block(j, i) for j in _edges(rows, plane.row, height, step[0])
            for i in _edges(columns, plane.column, width, step[1])]


def _edges(size: int, first: int, native: int, step: int) -> list[tuple[int, int]]:
    """Ranges of at most ``step`` that end where native blocks do, or are parts of one."""
    offset = first % native
    parts = [0, *range(offset, size, max(native, step)), size]
    found = []
    for begin, end in zip(parts, parts[1:]):
        if begin < end:
            count = -(-(end - begin) // step)
            cuts = [begin + (end - begin) * k // count for k in range(count + 1)]
            found += zip(cuts, cuts[1:])
    return found
