"""Compiled: the pixels under all cells of a block, summed in one walk over them.

Compiled with ``nogil`` for the thread pool of `blocks.py`, never with ``parallel`` (it aborts the process when called
from two Python threads).
"""

import hashlib
from pathlib import Path

import numpy as np
from numba import njit

from . import classes, spans, sums
from .classes import add_classes
from .spans import box_spans, most_vertices, ring_spans
from .sums import add_values

_options = {"nogil": True, "cache": True, "error_model": "numpy"}

# So many neighbouring cells advance together, pixel row by pixel row: memory is then read in long lines.
_GROUP = 64
_ROWS = 6   # and so many rows at a time


def _compiled_from(sources):
    """The kernel compiled from ``sources``: a checksum of all files it calls.

    numba's disk cache watches the file of a function and what it closes over, but not the files of what it calls.
    """
    @njit(**_options)
    def accumulate_block(outlines, columns, row_start, row_end, values, valid, masked, ground, portion, column_offset,
                         squares, extremes, state, codes, areas):
        """Add the pixel rows [row_start, row_end) to the accumulators of all cells of a block.

        ``values`` and ``valid`` are (bands, rows, columns) windows that begin at pixel (row_start, column_offset) and
        hold every column the block needs; ``columns`` is the width of the whole raster. ``masked``, ``ground`` and
        ``portion``: see `add_values`. ``state`` is (cells, bands, ACCUMULATORS). ``codes`` (such a window) and
        ``areas`` (cells, bands, codes, 2): see `add_classes`; None where there are no classes. Calls for consecutive
        row ranges give the same bytes as one call for all of them.
        """
        sources
        # Reading an array out of a tuple, or passing it on, counts a reference: too dear for the loops below.
        (rows, cells, separable, bounds, area, turns, first_share, last_share, start, x, y, slope, period,
         torn) = outlines
        line = np.zeros(columns + 4)
        # Each turn may cut one pixel more. No cell is wider than the world, no raster than two (`operator.py`).
        room = _ROWS * (columns + 16)
        touched = np.empty((most_vertices(start) + 1, 2), np.int64)
        spans, coverage = np.empty((room, 3), np.int64), np.empty(room)
        first, last = np.empty(_GROUP, np.int64), np.empty(_GROUP, np.int64)
        if codes is not None:
            tally = np.zeros((areas.shape[2], 4), np.int32)
        for group in range(rows * -(-cells // _GROUP)):
            j, i = group // -(-cells // _GROUP), group % -(-cells // _GROUP) * _GROUP
            begin_cell, size = j * cells + i, min(_GROUP, cells - i)
            for g in range(size):
                first[g] = max(row_start, int(np.floor(bounds[begin_cell + g, 2])))
                last[g] = min(row_end, int(np.ceil(bounds[begin_cell + g, 3])))
            for begin in range(first[:size].min(), last[:size].max(), _ROWS):
                for g in range(size):
                    cell, written = begin_cell + g, 0
                    # Row by row where a cell is met in several turns: the order of sums must not depend on the cutting.
                    stride = _ROWS if turns[cell, 0] == turns[cell, 1] else 1
                    end = min(begin + _ROWS, last[g])
                    for row in range(max(begin, first[g]), end, stride):
                        x0, x1, y0, y1 = bounds[cell, 0], bounds[cell, 1], bounds[cell, 2], bounds[cell, 3]
                        for turn in range(turns[cell, 0], turns[cell, 1] + 1):
                            distance = turn * period
                            low = max(0, int(np.floor(x0 + distance)))
                            high = min(columns, int(np.ceil(x1 + distance)))
                            if low >= high:
                                continue
                            if separable:
                                written = box_spans(x0 + distance, x1 + distance, y0, y1, first_share[j], last_share[j],
                                                    row, min(row + stride, end), low, high, spans, coverage, written)
                            else:
                                written = ring_spans(x, y, slope, start[cell], start[cell + 1], distance, area[cell],
                                                     row, min(row + stride, end), low, high, line, touched, spans,
                                                     coverage, written)
                    for band in range(values.shape[0] if written > 0 else 0):
                        add_values(spans, coverage, written, values, valid, masked, ground, portion, band, row_start,
                                   column_offset, squares, extremes, state, cell)
                        if codes is not None:
                            add_classes(spans, coverage, written, codes, ground, portion, band, row_start,
                                        column_offset, tally, areas, cell)

    return accumulate_block


_FILES = [Path(module.__file__) for module in (classes, spans, sums)]
accumulate_block = _compiled_from(hashlib.sha256(b"".join(file.read_bytes() for file in _FILES)).hexdigest())


def is_compiled() -> bool:
    """Has this computer compiled the kernels before (for any type of pixels)?"""
    return any(Path(accumulate_block.stats.cache_path).glob("*accumulate_block-*.nbc"))
