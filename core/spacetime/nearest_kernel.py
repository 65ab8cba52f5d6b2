"""Compiled: which pixels of a window are most like the one in its middle."""

import numpy as np
from numba import njit

_options = {"nogil": True, "cache": True, "error_model": "numpy"}

# The bound that is tried first, in units of what the pixel before needed.
_GENEROUS = np.float32(1.6)
_CHUNK = 32   # distances that are compared together; most hold none that is small enough


@njit(**_options)
def selection_buffer(size):
    """For windows of ``size`` pixels: their distances; row, column, distance and weight of those found; room to
    sort.
    """
    size += _CHUNK
    return (np.empty(size, np.float32), np.empty(size, np.int64), np.empty(size, np.int64),
            np.empty(size, np.float32), np.empty(size), np.empty(size, np.float32), np.empty(size))


@njit(**_options)
def nearest(buffer, window, origin, weights, most, bound):
    """How many pixels of a window are the ``most`` nearest, or all that have a distance; and the bound of distance to
    try first at the next pixel. What is found does not depend on ``bound``.

    ``buffer``: of `selection_buffer`, first in it the distances of the window (first row, end, first column, end) row
    by row, NaN where a pixel is no candidate; the rows, columns and weights of those found then lead it in the order of
    rows. ``weights`` of the places, the first of which is ``origin`` (row, column). Of pixels as near those with more
    weight are taken, and of these the first in the order of rows.
    """
    distances, row, column, distance, weight = buffer[:5]
    top, bottom, first, last = window
    width = last - first
    size = width * (bottom - top)
    distances[size:size + _CHUNK] = np.nan
    count = _collected(distances, size, bound, row, distance)
    for attempt in range(3):
        if count >= most or bound == np.inf:
            break
        bound = bound * np.float32(6.0) if attempt < 2 and bound > 0.0 else np.float32(np.inf)
        count = _collected(distances, size, bound, row, distance)
    for k in range(count):
        place = row[k]
        row[k], column[k] = top + place // width, first + place % width
        weight[k] = weights[row[k] - origin[0], column[k] - origin[1]]
    if count > most:
        bound = _GENEROUS * _thinned(buffer, count, most)
    return min(count, most), bound


@njit(**_options)
def _collected(distances, size, bound, place, distance):
    """Those within the bound, by place in the window; how many there are."""
    count = 0
    for begin in range(0, size, _CHUNK):
        # Unsigned: indices that cannot be negative, and loops that run in the processor's vectors.
        start, small = np.uint64(begin), np.int32(0)
        for k in range(np.uint64(_CHUNK)):
            small += np.int32(distances[start + k] <= bound)
        if small == 0:
            continue
        for k in range(np.uint64(_CHUNK)):
            if distances[start + k] <= bound:
                place[count], distance[count] = start + k, distances[start + k]
                count += 1
    return count


@njit(**_options)
def _thinned(buffer, count, most):
    """Keep the ``most`` best candidates, in their order; the distance of the last of them."""
    _, row, column, distance, weight, sort, sort_weight = buffer
    sort[:count] = distance[:count]
    limit = _smallest(sort, count, most - 1)
    below = equal = 0
    for k in range(count):
        if distance[k] < limit:
            below += 1
        elif distance[k] == limit:
            sort_weight[equal] = -weight[k]
            equal += 1
    room = most - below
    least = -_smallest(sort_weight, equal, room - 1)
    for k in range(equal):
        room -= sort_weight[k] < -least
    kept = 0
    for k in range(count):
        keep = distance[k] < limit or (distance[k] == limit and weight[k] > least)
        if not keep and distance[k] == limit and weight[k] == least and room > 0:
            keep, room = True, room - 1
        if keep:
            row[kept], column[kept], weight[kept] = row[k], column[k], weight[k]
            kept += 1
    return limit


@njit(**_options)
def _smallest(values, count, k):
    """The value that stands at place ``k`` when sorted (Hoare's selection); reorders ``values``."""
    low, high = 0, count - 1
    while low < high:
        pivot = values[(low + high) // 2]
        a, b = low, high
        while a <= b:
            while values[a] < pivot:
                a += 1
            while pivot < values[b]:
                b -= 1
            if a <= b:
                values[a], values[b] = values[b], values[a]
                a += 1
                b -= 1
        if k <= b:
            high = b
        elif k >= a:
            low = a
        else:
            break
    return values[k]
