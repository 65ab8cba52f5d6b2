"""Compiled: the overlap of target cells with pixels, as spans.

A span is (row, first column, end column, coverage), the coverage being the fraction of each pixel of the span that
lies inside the cell. Runs of whole pixels are one span, a pixel cut by an outline is a span of its own.

Coverage is found without sampling and without clipping polygons: each outline segment is walked pixel by pixel and adds
the signed area to its right; the running sum along the row is then the coverage (the exact-area method of font
rasterisers). Coordinates are those of the whole raster, never of a window, so that the result does not depend on how
the work was cut.
"""

from collections import namedtuple

import numpy as np
from numba import njit

# Below this coverage a pixel is not inside the cell at all: what rounding of coordinates leaves behind.
NOISE = 1e-12

_options = {"nogil": True, "cache": True, "error_model": "numpy"}
_inlined = {**_options, "inline": "always"}

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
            if touched[a, 0] > column and inside > NOISE:
                written = _write(row, column, touched[a, 0], inside, spans, coverage, written)
            for c in range(max(touched[a, 0], column), touched[a, 1]):
                inside += line[c - low]
                line[c - low] = 0.0
                if c < high and inside > NOISE:
                    written = _write(row, c, c + 1, inside, spans, coverage, written)
            column = max(column, touched[a, 1])
        if column < high and inside > NOISE:
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
        if share <= NOISE or begin >= end:
            continue
        if before > NOISE:
            written = _write(row, begin, begin + 1, before * share, spans, coverage, written)
        if first < last:
            written = _write(row, first, last, share, spans, coverage, written)
        if after > NOISE:
            written = _write(row, last, end, after * share, spans, coverage, written)
    return written


@njit(**_inlined)
def _write(row, begin, end, share, spans, coverage, written):
    spans[written, 0], spans[written, 1], spans[written, 2] = row, begin, end
    coverage[written] = share
    return written + 1


@njit(**_options)
def most_vertices(start):
    """The vertices of the longest ring, and at least those of a box."""
    longest = 4
    for cell in range(start.size - 1):
        longest = max(longest, start[cell + 1] - start[cell])
    return longest


@njit(**_options)
def block_spans(outlines, columns, row_start, row_end):
    """All spans of a block as arrays (n, 4) of cell index, row, first and end column, and (n) of coverage."""
    line = np.zeros(columns + 4)
    touched = np.empty((most_vertices(outlines.start) + 1, 2), np.int64)
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
