"""Compiled parts of Fit-FC: where pixels lie among the cells, bicubic interpolation there, the spatial filter.

Every number depends on places relative to a pixel or on places in the whole image, never on where a block begins.
"""

import numpy as np
from numba import njit

from .nearest_kernel import nearest, selection_buffer

_options = {"nogil": True, "cache": True, "error_model": "numpy"}

_STEPS = 3


@njit(**_options)
def interpolated(coarse, centres, there, homes, first):
    """Bicubic interpolation (Keys 1981, a = -1/2) of ``coarse`` (bands, cell rows, cell columns) at fine pixels:
    float32 (bands, rows, columns), NaN where ``homes`` (rows, columns) has no cell.

    ``centres`` (2, cell rows, cell columns): rows and columns of the cells' centres; ``first``: row and column of the
    first pixel, in the same numbers. ``there`` (cell rows, cell columns): which cells to use; where the lattice ends is
    a matter of the block and must not show. In place of a cell that is missing or not there stands the bilinear mean
    of those of the nearest four that are valid; NaN if none is.
    """
    bands, cell_columns = coarse.shape[0], coarse.shape[2]
    rows, columns = homes.shape
    found = np.full((bands, rows, columns), np.nan, np.float32)
    for j in range(rows):
        for i in range(columns):
            home = homes[j, i]
            if home < 0:
                continue
            row, column = home // cell_columns, home % cell_columns
            dr, dc = _offset(centres, there, row, column, first[0] + float(j), first[1] + float(i))
            q, p = int(np.floor(dr)), int(np.floor(dc))
            for band in range(bands):
                found[band, j, i] = _cubic(coarse[band], there, row + q, column + p, dr - q, dc - p)
    return found


@njit(**_options)
def _offset(centres, there, row, column, y, x):
    """How many cells lie between the centre of a cell and a place, down and across: by the steps to the cell's
    neighbours, then by Newton's method on the bilinear map of the four centres around the place.
    """
    has_down, down_y, down_x = _step(centres, there, row, column, 1, 0)
    has_across, across_y, across_x = _step(centres, there, row, column, 0, 1)
    if not has_down and not has_across:
        return 0.0, 0.0
    if not has_down:
        down_y, down_x = across_x, -across_y
    if not has_across:
        across_y, across_x = -down_x, down_y
    dr, dc = _solved(down_y, down_x, across_y, across_x, y - centres[0, row, column], x - centres[1, row, column])
    if not has_down or not has_across:
        return dr if has_down else 0.0, dc if has_across else 0.0
    q, p = int(np.floor(dr)), int(np.floor(dc))
    r, c = row + q, column + p
    if not (_is_there(there, r, c) and _is_there(there, r + 1, c) and _is_there(there, r, c + 1)
            and _is_there(there, r + 1, c + 1)):
        return dr, dc
    for _ in range(_STEPS):
        u, v = dr - q, dc - p
        at_y, down_y, across_y = _bilinear_map(centres[0, r:r + 2, c:c + 2], u, v)
        at_x, down_x, across_x = _bilinear_map(centres[1, r:r + 2, c:c + 2], u, v)
        more = _solved(down_y, down_x, across_y, across_x, y - at_y, x - at_x)
        dr, dc = dr + more[0], dc + more[1]
    return dr, dc


@njit(**_options)
def _is_there(there, row, column):
    return 0 <= row < there.shape[0] and 0 <= column < there.shape[1] and there[row, column]


@njit(**_options)
def _step(centres, there, row, column, down, across):
    """From a cell to the next one, or from the one before: (is there any, rows, columns)."""
    for sign in (1, -1):
        r, c = row + sign * down, column + sign * across
        if _is_there(there, r, c):
            return (True, sign * (centres[0, r, c] - centres[0, row, column]),
                    sign * (centres[1, r, c] - centres[1, row, column]))
    return False, 0.0, 0.0


@njit(**_options)
def _solved(down_y, down_x, across_y, across_x, y, x):
    determinant = down_y * across_x - down_x * across_y
    return (y * across_x - x * across_y) / determinant, (x * down_y - y * down_x) / determinant


@njit(**_options)
def _bilinear_map(square, u, v):
    """Value and derivatives down and across, of four values interpolated."""
    left, right = square[1, 0] - square[0, 0], square[1, 1] - square[0, 1]
    upper, lower = square[0, 1] - square[0, 0], square[1, 1] - square[1, 0]
    across = (1.0 - u) * upper + u * lower
    return square[0, 0] + u * left + v * across, (1.0 - v) * left + v * right, across


@njit(**_options)
def _cubic(plane, there, row, column, u, v):
    down, across = _keys(u), _keys(v)
    total, mean, needed = 0.0, np.nan, True
    for m in range(4):
        line = 0.0
        for n in range(4):
            value = _value(plane, there, row + m - 1, column + n - 1)
            if not np.isfinite(value):
                if needed:
                    mean, needed = _bilinear(plane, there, row, column, u, v), False
                value = mean
            line += across[n] * value
        total += down[m] * line
    return total


@njit(**_options)
def _bilinear(plane, there, row, column, u, v):
    total, weights = 0.0, 0.0
    for m in range(2):
        for n in range(2):
            value = _value(plane, there, row + m, column + n)
            weight = (u if m else 1.0 - u) * (v if n else 1.0 - v)
            if np.isfinite(value) and weight > 0.0:
                total += weight * value
                weights += weight
    return total / weights if weights > 0.0 else np.nan


@njit(**_options)
def _value(plane, there, row, column):
    return plane[row, column] if _is_there(there, row, column) else np.nan


@njit(**_options)
def _keys(t):
    return (((-0.5 * t + 1.0) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1.0, ((-1.5 * t + 2.0) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t)


@njit(**_options)
def spatial_filter(keys, values, begin, end, weights, most):
    """Weighted means over the ``most`` spectrally nearest pixels of a window: (means, variances, squares), float64
    (bands, rows, columns) of the pixels ``begin`` to ``end`` (row, column); NaN where the pixel itself is missing.

    ``keys`` (bands, rows, columns), float32: the values that are compared; a pixel is one of the neighbours if it has
    all the bands that the pixel in the middle has. ``values``, as large: what is averaged; finite where ``keys`` is.
    ``weights`` (window rows, window columns): of the neighbours, by their place. ``variances``: weighted, of the
    neighbours' values around their mean; ``squares``: sum of the squared weights, which sum to 1. Of neighbours that
    are as near spectrally those with more weight are taken, and of these the first in the order of rows.
    """
    bands = keys.shape[0]
    shape = bands, end[0] - begin[0], end[1] - begin[1]
    means, variances, squares = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    buffer = selection_buffer(weights.size)
    for j in range(begin[0], end[0]):
        bound = np.float32(np.inf)
        for i in range(begin[1], end[1]):
            count, bound = _neighbours(keys, weights, j, i, most, bound, buffer)
            for band in range(bands):
                if np.isfinite(keys[band, j, i]):
                    at = band, j - begin[0], i - begin[1]
                    means[at], variances[at], squares[at] = _weighted(values[band], buffer, count)
    return means, variances, squares


@njit(**_options)
def _neighbours(keys, weights, j, i, most, bound, buffer):
    """How many neighbours a pixel has, as `nearest` tells; with the ``bound`` to try first at the next pixel."""
    rows, columns = keys.shape[1:]
    up, left = weights.shape[0] // 2, weights.shape[1] // 2
    window = max(0, j - up), min(rows, j + up + 1), max(0, i - left), min(columns, i + left + 1)
    if not _spectral_distances(keys, j, i, *window, buffer[0]):
        return 0, bound
    return nearest(buffer, window, (j - up, i - left), weights, most, bound)


@njit(**_options)
def _spectral_distances(keys, j, i, top, bottom, first, last, distances):
    """Squared distances of a window's pixels from the one in the middle, over the bands that this one has."""
    width, left = last - first, np.uint64(first)
    started = False
    for band in range(keys.shape[0]):
        centre = keys[band, j, i]
        if not np.isfinite(centre):
            continue
        for r in range(top, bottom):
            # Unsigned: indices that cannot be negative, and loops that run in the processor's vectors.
            row, begin = np.uint64(r), np.uint64((r - top) * width)
            if started:
                for k in range(np.uint64(width)):
                    step = keys[band, row, left + k] - centre
                    distances[begin + k] += step * step
            else:
                for k in range(np.uint64(width)):
                    step = keys[band, row, left + k] - centre
                    distances[begin + k] = step * step
        started = True
    return started


@njit(**_options)
def _weighted(plane, buffer, count):
    row, column, weight = buffer[1], buffer[2], buffer[4]
    total = weights = squares = 0.0
    for k in range(count):
        total += weight[k] * plane[row[k], column[k]]
        weights += weight[k]
        squares += weight[k] * weight[k]
    mean = total / weights
    variance = 0.0
    for k in range(count):
        variance += weight[k] * (plane[row[k], column[k]] - mean) ** 2
    return mean, variance / weights, squares / (weights * weights)
