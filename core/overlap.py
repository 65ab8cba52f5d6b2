"""Compiled kernels of the support operator: exact overlaps of target cells with source pixels.

Everything happens in *source pixel coordinates*: pixel (row r, column c) is the unit square
[c, c+1] x [r, r+1], a target cell is the polygon of its outline. A cell's overlap with the pixels is
written as **spans**: (row, first column, end column, coverage), the coverage being the fraction of each
pixel of the span that lies inside the cell. Runs of whole pixels are one span, a pixel cut by an outline
is a span of its own. All that uses the operator (statistics, matrix, adjoint) reads spans.

Coverage is found without sampling and without clipping polygons: each outline segment is walked pixel by
pixel and adds the signed area to its right; the running sum along the row is then the coverage (the
exact-area method of font rasterisers). Coordinates are those of the whole raster, never of a window, so that
the result does not depend on how the work was cut.

Compiled with ``nogil`` for the thread pool of `blocks.py`, never with ``parallel`` (it aborts the process when
called from two Python threads). A kernel and all it calls live in one file: numba's disk cache watches only
the file of the function it compiles.
"""

from collections import namedtuple
from pathlib import Path

import numpy as np
from numba import njit

# Below this coverage a pixel is not inside the cell at all: what rounding of coordinates leaves behind.
_NOISE = 1e-12
# A pixel needs this coverage to count for the extremes: an outline that grazes a pixel does not own its value.
_EXTREME = 1e-6

_options = {"nogil": True, "cache": True, "error_model": "numpy"}
# Reassociation lets LLVM sum in vector lanes. NaN is never summed (invalid pixels are left out by selection).
_inlined = {**_options, "inline": "always"}
_vector = {**_options, "fastmath": {"reassoc", "nsz", "contract"}}


@njit(**_inlined)
def _add_segment(xa, xb, dy, low, high, line, touched, intervals):
    """Add one segment, within one pixel row, to the row's signed areas; return the number of touched intervals."""
    if xa > xb:
        xa, xb = xb, xa
    if xa >= high:
        return intervals
    if xb <= low:
        first, last = low, low
        line[0] += dy
    else:
        slope = dy / (xb - xa) if xb > xa else 0.0
        if xa < low:
            line[0] += slope * (low - xa)
            dy -= slope * (low - xa)
            xa = float(low)
        if xb > high:
            dy = slope * (high - xa)
            xb = float(high)
        first = int(np.floor(xa))
        last = int(np.floor(xb))
        if last == first:
            mean = 0.5 * (xa + xb) - first
            line[first - low] += dy * (1.0 - mean)
            line[first - low + 1] += dy * mean
        else:
            for c in range(first, last + 1):
                left = max(xa, float(c))
                right = min(xb, float(c + 1))
                part = slope * (right - left)
                mean = 0.5 * (left + right) - c
                line[c - low] += part * (1.0 - mean)
                line[c - low + 1] += part * mean
    touched[intervals, 0] = first
    touched[intervals, 1] = last + 2
    return intervals + 1


@njit(**_options)
def ring_spans(x, y, slope, begin, end, distance, area, row_start, row_end, low, high, line, touched, spans, coverage,
               written):
    """Append the spans of the ring x[begin:end], y[begin:end] on some pixel rows; returns how many are written in all.

    ``slope``: see `rings.py`. Only columns [low, high) count. The ring is moved by ``distance`` columns; ``area``
    is its signed area. ``line`` (high - low + 3 zeros, left as zeros) and ``touched`` (at least one row of 2 for each
    vertex) are work space. Each pixel lies in at most one span: ``spans`` (n, 3) and ``coverage`` (n) need room for
    high - low more for each row.
    """
    sign = -1.0 if area > 0.0 else 1.0
    for row in range(row_start, row_end):
        intervals = 0
        for k in range(begin, end):
            n = k + 1 if k + 1 < end else begin
            ya, yb = y[k], y[n]
            if ya == yb or (ya <= row and yb <= row) or (ya >= row + 1 and yb >= row + 1):
                continue
            xa, xb = x[k] + distance, x[n] + distance
            y0, y1 = min(max(ya, row), row + 1.0), min(max(yb, row), row + 1.0)
            x0 = xa if y0 == ya else xa + slope[k] * (y0 - ya)
            x1 = xb if y1 == yb else xa + slope[k] * (y1 - ya)
            intervals = _add_segment(x0, x1, sign * (y1 - y0), low, high, line, touched, intervals)
        _sort(touched, intervals)
        inside = 0.0
        column = low
        for a in range(intervals):
            if touched[a, 0] > column and inside > _NOISE:
                written = _write(row, column, touched[a, 0], inside, spans, coverage, written)
            for c in range(max(touched[a, 0], column), touched[a, 1]):
                inside += line[c - low]
                line[c - low] = 0.0
                if c < high and inside > _NOISE:
                    written = _write(row, c, c + 1, inside, spans, coverage, written)
            column = max(column, touched[a, 1])
        if column < high and inside > _NOISE:
            written = _write(row, column, high, inside, spans, coverage, written)
    return written


@njit(**_inlined)
def _sort(touched, intervals):
    for a in range(1, intervals):
        for b in range(a, 0, -1):
            if touched[b, 0] >= touched[b - 1, 0]:
                break
            touched[b, 0], touched[b - 1, 0] = touched[b - 1, 0], touched[b, 0]
            touched[b, 1], touched[b - 1, 1] = touched[b - 1, 1], touched[b, 1]


@njit(**_inlined)
def box_spans(x0, x1, y0, y1, first_share, last_share, row_start, row_end, low, high, spans, coverage, written):
    """Append the spans of an axis-parallel cell [x0, x1] x [y0, y1] on some pixel rows: the fast path of like axes.

    ``first_share`` and ``last_share`` are the shares of the cell's first and last pixel row that lie inside it.
    """
    left, right = int(np.floor(x0)), int(np.ceil(x1))
    top, bottom = int(np.floor(y0)), int(np.ceil(y1)) - 1
    begin, end = max(left, low), min(right, high)
    before = min(x1, left + 1.0) - x0 if begin == left and x0 > left else 0.0
    first = begin + 1 if before > 0.0 else begin
    after = x1 - (right - 1) if end == right and x1 < right and right - 1 >= first else 0.0
    last = end - 1 if after > 0.0 else end
    for row in range(row_start, row_end):
        share = first_share if row == top else (last_share if row == bottom else 1.0)
        if share <= _NOISE or begin >= end:
            continue
        if before > _NOISE:
            written = _write(row, begin, begin + 1, before * share, spans, coverage, written)
        if first < last:
            written = _write(row, first, last, share, spans, coverage, written)
        if after > _NOISE:
            written = _write(row, last, end, after * share, spans, coverage, written)
    return written


@njit(**_inlined)
def _write(row, begin, end, share, spans, coverage, written):
    spans[written, 0], spans[written, 1], spans[written, 2] = row, begin, end
    coverage[written] = share
    return written + 1


# The loops below count from zero with unsigned indices and select instead of branching: only so does LLVM turn them
# into vector instructions. Whole arrays are passed, never slices: each slice counts references, which threads fight
# for.
@njit(**_vector)
def _run_sum(values, band, row, begin, length, reference):
    total = 0.0
    for c in range(np.uint64(length)):
        total += values[band, row, begin + c] - reference
    return total


@njit(**_vector)
def _run_masked_sum(values, valid, band, row, begin, length, reference):
    total = 0.0
    count = 0
    for c in range(np.uint64(length)):
        total += (values[band, row, begin + c] - reference) if valid[band, row, begin + c] else 0.0
        count += valid[band, row, begin + c]
    return total, count


@njit(**_vector)
def _run_squares(values, valid, band, row, begin, length, reference):
    total = 0.0
    for c in range(np.uint64(length)):
        difference = (values[band, row, begin + c] - reference) if valid[band, row, begin + c] else 0.0
        total += difference * difference
    return total


@njit(**_vector)
def _run_by_pixel(values, valid, ground, portion, band, row, begin, length, reference):
    """Sums over one run of pixels with ground areas of their own, of which portions count: ground of all, ground that
    counts, values and squares weighted by it, portions, values weighted by them."""
    everything = 0.0
    weight = 0.0
    first = 0.0
    second = 0.0
    count = 0.0
    total = 0.0
    for c in range(np.uint64(length)):
        area = ground[row, begin + c]
        part = portion[band, row, begin + c] if valid[band, row, begin + c] else 0.0
        difference = (values[band, row, begin + c] - reference) if valid[band, row, begin + c] else 0.0
        everything += area
        weight += area * part
        first += area * part * difference
        second += area * part * difference * difference
        count += part
        total += part * difference
    return everything, weight, first, second, count, total


@njit(**_options)
def _extend_range(values, valid, band, row, begin, length, low, high):
    for c in range(np.uint64(length)):
        if valid[band, row, begin + c]:
            value = np.float64(values[band, row, begin + c])
            low = min(low, value)
            high = max(high, value)
    return low, high


# Columns of the accumulators, one row for each band and cell.
WEIGHT, FIRST, SECOND, COUNT, TOTAL, LOW, HIGH, REFERENCE, STARTED, ALL_WEIGHT, ALL_COVERAGE = range(11)
ACCUMULATORS = 11


@njit(**_inlined)
def accumulate(spans, coverage, count, values, valid, masked, ground, portion, band, row_offset, column_offset, squares,
               extremes, state, cell):
    """Add spans to the accumulators ``state[cell, band]`` of one cell and band.

    ``values`` and ``valid`` (bands, rows, columns) are the window that begins at (row_offset, column_offset). Where
    not ``masked`` every pixel is valid, and ``valid`` is read for squares, extremes and areas by pixel alone.
    ``ground`` is the relative ground area of the pixels: (1, 1) when it is the same for all, (rows, 1), or (rows,
    columns); with the last goes ``portion`` (bands, rows, columns), how much of each pixel counts (0..1). Sums are of
    differences from the first valid value met, so that constants stay constants and variances keep their digits.
    """
    by_row, by_pixel = ground.shape[0] > 1, portion.size > 0
    band = np.uint64(band)
    # Local variables live in registers; the accumulators are touched once for many spans.
    mine = state[cell, band]
    weight, first, second, pixels = mine[WEIGHT], mine[FIRST], mine[SECOND], mine[COUNT]
    total, low, high, reference = mine[TOTAL], mine[LOW], mine[HIGH], mine[REFERENCE]
    all_weight, all_coverage, started = mine[ALL_WEIGHT], mine[ALL_COVERAGE], mine[STARTED]
    for s in range(count):
        row = np.uint64(spans[s, 0] - row_offset)
        begin = np.uint64(spans[s, 1] - column_offset)
        length = spans[s, 2] - spans[s, 1]
        share = coverage[s]
        if started == 0.0:
            for c in range(np.uint64(length)):
                if not masked or valid[band, row, begin + c]:
                    reference = np.float64(values[band, row, begin + c])
                    started = 1.0
                    break
        all_coverage += share * length
        if length == 1:
            area = share
            if by_pixel:
                area *= ground[row, begin]
            else:
                area *= ground[row, 0] if by_row else ground[0, 0]
            all_weight += area
            if by_pixel:
                area *= portion[band, row, begin]
                share *= portion[band, row, begin]
            if not masked or valid[band, row, begin]:
                difference = values[band, row, begin] - reference
                weight += area
                first += area * difference
                second += area * difference * difference
                pixels += share
                total += share * difference
                if share > _EXTREME:
                    low = min(low, np.float64(values[band, row, begin]))
                    high = max(high, np.float64(values[band, row, begin]))
            continue
        if by_pixel:
            everything, usable, weighted, squared, number, run = _run_by_pixel(values, valid, ground, portion, band,
                                                                               row, begin, length, reference)
            pixels += share * number
            total += share * run
            all_weight += share * everything
            weight += share * usable
            first += share * weighted
            second += share * squared
        else:
            if masked:
                run, number = _run_masked_sum(values, valid, band, row, begin, length, reference)
            else:
                run, number = _run_sum(values, band, row, begin, length, reference), length
            pixels += share * number
            total += share * run
            area = share * (ground[row, 0] if by_row else ground[0, 0])
            all_weight += area * length
            weight += area * number
            first += area * run
            if squares:
                second += area * _run_squares(values, valid, band, row, begin, length, reference)
        if extremes and share > _EXTREME:
            low, high = _extend_range(values, valid, band, row, begin, length, low, high)
    mine[WEIGHT], mine[FIRST], mine[SECOND], mine[COUNT] = weight, first, second, pixels
    mine[TOTAL], mine[LOW], mine[HIGH], mine[REFERENCE] = total, low, high, reference
    mine[ALL_WEIGHT], mine[ALL_COVERAGE], mine[STARTED] = all_weight, all_coverage, started


Outlines = namedtuple("Outlines", ["rows", "columns", "separable", "bounds", "area", "turns", "first_share",
                                   "last_share", "start", "x", "y", "slope", "period", "torn"])
Outlines.__doc__ = """Outlines of a block of target cells in source pixel coordinates (`outline.py` makes them).

For each cell, row by row: ``bounds`` (x min, x max, y min, y max; all 0 for a cell without an outline), signed ``area``
(pixels), ``turns`` (first and last whole turn around the world that brings it over the raster; 0, 0 where nothing
wraps). Separable: cells are their bounds, with ``first_share`` and ``last_share`` of each target row (see
`box_spans`). Else ``start``, ``x``, ``y`` and ``slope``: rings as in `rings.py`. ``period``: the width of the world in
source pixels where the source wraps around it, else 0. ``torn``: cells without an outline although a corner of theirs
has a place in the source's projection.
"""

# So many neighbouring cells advance together, pixel row by pixel row: memory is then read in long lines.
_GROUP = 64
_ROWS = 6   # and so many rows at a time


@njit(**_options)
def _longest(start):
    longest = 4
    for cell in range(start.size - 1):
        longest = max(longest, start[cell + 1] - start[cell])
    return longest


@njit(**_options)
def accumulate_block(outlines, columns, row_start, row_end, values, valid, masked, ground, portion, column_offset,
                     squares, extremes, state):
    """Add the pixel rows [row_start, row_end) to the accumulators of all cells of a block.

    ``values`` and ``valid`` are (bands, rows, columns) windows that begin at pixel (row_start, column_offset) and hold
    every column the block needs; ``columns`` is the width of the whole raster. ``masked``, ``ground`` and ``portion``:
    see `accumulate`. ``state`` is (cells, bands, ACCUMULATORS). Calls for consecutive row ranges give the same bytes as
    one call for all of them.
    """
    line = np.zeros(columns + 4)
    touched = np.empty((_longest(outlines.start) + 1, 2), np.int64)
    spans, coverage = np.empty((_ROWS * (columns + 4), 3), np.int64), np.empty(_ROWS * (columns + 4))
    # Reading an array out of a tuple counts a reference: too dear for the loops below.
    rows, cells, separable, bounds, area, turns, first_share, last_share, start, x, y, slope, period, torn = outlines
    first, last = np.empty(_GROUP, np.int64), np.empty(_GROUP, np.int64)
    for j in range(rows):
        for i in range(0, cells, _GROUP):
            size = min(_GROUP, cells - i)
            group = j * cells + i
            for g in range(size):
                first[g] = max(row_start, int(np.floor(bounds[group + g, 2])))
                last[g] = min(row_end, int(np.ceil(bounds[group + g, 3])))
            for begin in range(first[:size].min(), last[:size].max(), _ROWS):
                for g in range(size):
                    cell = group + g
                    x0, x1, y0, y1 = bounds[cell, 0], bounds[cell, 1], bounds[cell, 2], bounds[cell, 3]
                    written = 0
                    # Row by row where a cell is met in several turns: the order of sums must not depend on the cutting.
                    stride = _ROWS if turns[cell, 0] == turns[cell, 1] else 1
                    end = min(begin + _ROWS, last[g])
                    for row in range(max(begin, first[g]), end, stride):
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
                        accumulate(spans, coverage, written, values, valid, masked, ground, portion, band, row_start,
                                   column_offset, squares, extremes, state, cell)


def is_compiled() -> bool:
    """Has this computer compiled the kernels before (for any type of pixels)?"""
    return any(Path(accumulate_block.stats.cache_path).glob("overlap.accumulate_block-*.nbc"))


@njit(**_options)
def block_spans(outlines, columns, row_start, row_end):
    """All spans of a block as arrays (n, 4) of cell index, row, first and end column, and (n) of coverage."""
    line = np.zeros(columns + 4)
    touched = np.empty((_longest(outlines.start) + 1, 2), np.int64)
    spans, coverage = np.empty((columns + 4, 3), np.int64), np.empty(columns + 4)
    found, shares = np.empty((1024, 4), np.int64), np.empty(1024)
    total = 0
    for cell in range(outlines.rows * outlines.columns):
        j = cell // outlines.columns
        x0, x1, y0, y1 = outlines.bounds[cell]
        for row in range(max(row_start, int(np.floor(y0))), min(row_end, int(np.ceil(y1)))):
            for turn in range(outlines.turns[cell, 0], outlines.turns[cell, 1] + 1):
                distance = turn * outlines.period
                low, high = max(0, int(np.floor(x0 + distance))), min(columns, int(np.ceil(x1 + distance)))
                if low >= high:
                    continue
                if outlines.separable:
                    written = box_spans(x0 + distance, x1 + distance, y0, y1, outlines.first_share[j],
                                        outlines.last_share[j], row, row + 1, low, high, spans, coverage, 0)
                else:
                    written = ring_spans(outlines.x, outlines.y, outlines.slope, outlines.start[cell],
                                         outlines.start[cell + 1], distance, outlines.area[cell], row, row + 1,
                                         low, high, line, touched, spans, coverage, 0)
                if total + written > found.shape[0]:
                    found, shares = _grown(found, shares, 2 * (total + written))
                found[total:total + written, 0] = cell
                found[total:total + written, 1:] = spans[:written]
                shares[total:total + written] = coverage[:written]
                total += written
    return found[:total], shares[:total]


@njit(**_options)
def _grown(found, shares, size):
    larger, longer = np.empty((size, 4), np.int64), np.empty(size)
    larger[:shares.size], longer[:shares.size] = found, shares
    return larger, longer
