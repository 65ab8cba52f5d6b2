"""Compiled: the ground of a cell by the class of its pixels."""

import numpy as np
from numba import njit

from .spans import NOISE

_options = {"nogil": True, "cache": True, "error_model": "numpy"}
_inlined = {**_options, "inline": "always"}

# Pixels of more classes than that are not tallied: to empty the tallies would cost more than they bring.
_TALLIED = 128
_PARTS, _WHOLE = 0, 1   # the two sums of a cell's ground: of parts of pixels, and of whole ones


@njit(**_inlined)
def add_classes(spans, coverage, count, codes, ground, portion, band, row_offset, column_offset, tally, areas, cell):
    """Add spans to ``areas[cell, band]`` (codes, 2): the ground of one cell and band, by the code of its class.

    ``codes`` (bands, rows, columns) of the pixels in the window that begins at (row_offset, column_offset); ``tally``
    (codes, 4) is work space, zeros; the rest as in `sums.add_values`. Whole pixels are summed apart from parts of
    pixels: their number is exact, and how the rows are cut changes no bit.
    """
    by_row, by_pixel = ground.shape[0] > 1, portion.size > 0
    band, cell = np.uint64(band), np.uint64(cell)
    tallied = False
    for s in range(count):
        row = np.uint64(spans[s, 0] - row_offset)
        begin, end = np.uint64(spans[s, 1] - column_offset), np.uint64(spans[s, 2] - column_offset)
        share = coverage[s] if coverage[s] < 1.0 - NOISE else 1.0
        if by_pixel:
            for column in range(begin, end):
                code = np.uint64(codes[band, row, column])
                areas[cell, band, code, _PARTS] += share * ground[row, column] * portion[band, row, column]
            continue
        share *= ground[row, 0] if by_row else ground[0, 0]
        if end - begin == 1:
            areas[cell, band, np.uint64(codes[band, row, begin]), _PARTS] += share
        elif share == 1.0 and areas.shape[2] <= _TALLIED:
            _tally_run(codes, band, row, begin, end, tally)
            tallied = True
        else:
            _add_run(codes, band, row, begin, end, share, areas, cell)
    if tallied:
        for code in range(np.uint64(tally.shape[0])):
            areas[cell, band, code, _WHOLE] += tally[code, 0] + tally[code, 1] + tally[code, 2] + tally[code, 3]
            tally[code, 0] = tally[code, 1] = tally[code, 2] = tally[code, 3] = 0


@njit(**_inlined)
def _tally_run(codes, band, row, begin, end, tally):
    """Count pixels in four tallies by turns: one that is counted up pixel after pixel would wait for itself."""
    one, two, three, four = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
    column = begin
    while column + three < end:
        tally[np.uint64(codes[band, row, column]), 0] += 1
        tally[np.uint64(codes[band, row, column + one]), 1] += 1
        tally[np.uint64(codes[band, row, column + two]), 2] += 1
        tally[np.uint64(codes[band, row, column + three]), 3] += 1
        column += four
    while column < end:
        tally[np.uint64(codes[band, row, column]), 0] += 1
        column += one


@njit(**_inlined)
def _add_run(codes, band, row, begin, end, share, areas, cell):
    """Add a run of pixels; land lies in patches, so like neighbours are counted before they are added."""
    code, pixels, kind = np.uint64(codes[band, row, begin]), 0, _WHOLE if share == 1.0 else _PARTS
    for column in range(begin, end):
        here = np.uint64(codes[band, row, column])
        if here != code:
            areas[cell, band, code, kind] += share * pixels
            code, pixels = here, 0
        pixels += 1
    areas[cell, band, code, kind] += share * pixels
