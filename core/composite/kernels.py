"""Compiled: statistics of each pixel through scenes that come one after another, or as a stack, NaN where missing.

Sums run in float64 from the first scene to the last, as NumPy's do along the first axis, so that means and standard
deviations have the bits of ``numpy.nanmean`` and ``numpy.nanstd``; medians have those of ``numpy.nanmedian``, quantiles
those of ``numpy.nanpercentile`` (Hyndman and Fan 1996, The American Statistician 50, 361-365, definition 7). Compiled
with ``nogil`` for the thread pool of `blocks.py`.

Stacks are sorted by Batcher's odd-even merge (Knuth 1998, The Art of Computer Programming 3, 5.2.2, algorithm M): which
values are compared does not depend on the values, so that neighbouring pixels are sorted side by side in the
processor's vectors.
"""

import numpy as np
from numba import njit

# To a standard deviation of normal values from the median of their distances from the median (1 / 0.6745).
MAD_TO_SIGMA = 1.4826
_SIDE = 64          # neighbouring pixels that are sorted side by side
_options = {"nogil": True, "cache": True, "error_model": "numpy"}


@njit(**_options)
def fill(values, valid, plane):
    """Write ``values`` (rows, columns) into ``plane``, NaN where ``valid`` is 0."""
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            plane[row, column] = values[row, column] if valid[row, column] else np.nan


@njit(**_options)
def blank(plane, scores):
    """Make values of a plane missing that have no score."""
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            plane[row, column] = plane[row, column] if scores[row, column] == scores[row, column] else np.nan


@njit(**_options)
def add_count(plane, counts):
    """Count the values of a plane (rows, columns)."""
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            value = plane[row, column]
            counts[row, column] += 1.0 if value == value else 0.0


@njit(**_options)
def add(plane, weight, totals, weights):
    """Add a plane's values times its weight, and the weight where there is one. A weight of 0 adds nothing."""
    if not weight > 0.0:
        return
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            value = np.float64(plane[row, column])
            totals[row, column] += weight * value if value == value else 0.0
            weights[row, column] += weight if value == value else 0.0


@njit(**_options)
def add_weighed(plane, weight, totals, weights):
    """As `add` with a weight for each pixel, NaN where there is none."""
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            value, each = np.float64(plane[row, column]), weight[row, column]
            used = value == value and each > 0.0
            totals[row, column] += each * value if used else 0.0
            weights[row, column] += each if used else 0.0


@njit(**_options)
def add_apart(plane, weight, means, squares):
    """Add the squares of the distances from the means times the plane's weight."""
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            value = np.float64(plane[row, column])
            apart = value - means[row, column]
            squares[row, column] += weight * (apart * apart) if value == value and weight > 0.0 else 0.0


@njit(**_options)
def add_apart_weighed(plane, weight, means, squares):
    """As `add_apart` with a weight for each pixel."""
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            value, each = np.float64(plane[row, column]), weight[row, column]
            apart = value - means[row, column]
            squares[row, column] += each * (apart * apart) if value == value and each > 0.0 else 0.0


@njit(**_options)
def keep_lowest(plane, found):
    """Keep a plane's values where they are smaller than what was found, or the first."""
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            value, kept = plane[row, column], found[row, column]
            found[row, column] = kept if value >= kept or value != value else value


@njit(**_options)
def keep_highest(plane, found):
    """Keep a plane's values where they are larger than what was found, or the first."""
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            value, kept = plane[row, column], found[row, column]
            found[row, column] = kept if value <= kept or value != value else value


@njit(**_options)
def keep_latest(plane, found):
    """Keep a plane's values wherever it has one."""
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            value = plane[row, column]
            found[row, column] = value if value == value else found[row, column]


@njit(**_options)
def keep_best(plane, scores, found, least):
    """Keep a plane's values where its scores are as low as the ``least`` so far, or lower."""
    for row in range(plane.shape[0]):
        for column in range(plane.shape[1]):
            value, score = plane[row, column], scores[row, column]
            if value == value and score <= least[row, column]:
                found[row, column], least[row, column] = value, score


@njit(**_options)
def keep_enough(values, counts, least, kept):
    """Write values of at least so many observations into ``kept``, else NaN; returns how many are NaN nonetheless."""
    undefined = 0
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            value = np.float64(values[row, column])
            enough = counts[row, column] >= least
            kept[row, column] = value if enough else np.nan
            undefined += 1 if enough and value != value else 0
    return undefined


@njit(**_options)
def quantile(stack, order, halved):
    """The quantile of an order (0..1) of each pixel, between the two nearest values where it lies between them.

    ``stack``: (scenes, rows, columns). ``halved``: it is the median, of an even number of values the mean of the two in
    the middle.
    """
    found = np.full(stack.shape[1:], np.nan)
    side = np.empty((stack.shape[0], _SIDE), stack.dtype)
    counts = np.empty(_SIDE, np.int64)
    for row in range(stack.shape[1]):
        for begin in range(0, stack.shape[2], _SIDE):
            width = min(_SIDE, stack.shape[2] - begin)
            _gather(stack, row, begin, width, side, counts)
            _sort(side)
            for k in range(width):
                if counts[k]:
                    found[row, begin + k] = (_median(side, k, counts[k]) if halved
                                             else _interpolated(side, k, counts[k], order))
    return found


@njit(**_options)
def reject(stack, limit):
    """Make values missing that lie more than ``limit`` robust standard deviations from the pixel's median.

    Where more than half of them are equal there is no such deviation, and all stay.
    """
    side = np.empty((stack.shape[0], _SIDE))
    counts = np.empty(_SIDE, np.int64)
    middle, most = np.empty(_SIDE), np.empty(_SIDE)
    for row in range(stack.shape[1]):
        for begin in range(0, stack.shape[2], _SIDE):
            width = min(_SIDE, stack.shape[2] - begin)
            _gather(stack, row, begin, width, side, counts)
            _sort(side)
            for k in range(width):
                middle[k] = _median(side, k, counts[k]) if counts[k] else 0.0
            for scene in range(stack.shape[0]):
                for k in range(width):
                    value = np.float64(stack[scene, row, begin + k])
                    side[scene, k] = abs(value - middle[k]) if value == value else np.inf
            _sort(side)
            for k in range(width):
                most[k] = limit * (MAD_TO_SIGMA * _median(side, k, counts[k])) if counts[k] > 2 else 0.0
                most[k] = most[k] if most[k] > 0.0 else np.inf
            for scene in range(stack.shape[0]):
                for k in range(width):
                    if abs(np.float64(stack[scene, row, begin + k]) - middle[k]) > most[k]:
                        stack[scene, row, begin + k] = np.nan


@njit(**_options)
def _gather(stack, row, begin, width, side, counts):
    """Values of neighbouring pixels side by side (scenes, _SIDE), infinite where missing, and how many there are."""
    infinite = side.dtype.type(np.inf)
    side[:, width:] = infinite
    counts[:] = 0
    for scene in range(stack.shape[0]):
        for k in range(width):
            value = side.dtype.type(stack[scene, row, begin + k])
            side[scene, k] = value if value == value else infinite
            counts[k] += 1 if value == value else 0


@njit(**_options)
def _sort(side):
    """Each column from the smallest to the largest."""
    count = side.shape[0]
    top = 1
    while 2 * top < count:
        top *= 2
    step = top
    while step > 0:
        last, remainder, apart = top, 0, step
        while True:
            for k in range(count - apart):
                if k & step == remainder:
                    _exchange(side[k], side[k + apart])
            if last == step:
                break
            apart, last, remainder = last - step, last // 2, step
        step //= 2


@njit(**_options)
def _exchange(low, high):
    for k in range(_SIDE):
        first, second = low[k], high[k]
        low[k] = first if first < second else second
        high[k] = second if first < second else first


@njit(**_options)
def _median(side, k, size):
    half = size // 2
    if size % 2:
        return np.float64(side[half, k])
    return 0.5 * (np.float64(side[half - 1, k]) + np.float64(side[half, k]))


@njit(**_options)
def _interpolated(side, k, size, order):
    """As NumPy rounds it."""
    place = (size - 1) * order
    first = int(np.floor(place))
    if first >= size - 1:
        return np.float64(side[size - 1, k])
    low, high, part = np.float64(side[first, k]), np.float64(side[first + 1, k]), place - first
    return high - (high - low) * (1.0 - part) if part >= 0.5 else low + (high - low) * part
