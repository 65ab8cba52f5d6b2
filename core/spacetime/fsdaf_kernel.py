"""FSDAF's work on pixels, compiled: residuals shared among the pixels of a cell, and the mean over similar pixels."""

import math

import numpy as np
from numba import njit

from .nearest_kernel import nearest, selection_buffer

_MOST_WEIGHT = 10.0   # of a pixel, in mean weights of its cell: the authors' limit, beyond which it gets the mean
_options = {"nogil": True, "cache": True}


@njit(**_options)
def shared_residuals(indptr, indices, data, wanted, residuals, homogeneity, excess):
    """Residuals of cells (bands, cells) brought to pixels: float64 (bands, pixels), NaN where less than half of a pixel
    lies in cells that have one.

    ``indptr``, ``indices``, ``data``: the matrix A (cells, pixels); ``wanted`` (cells): which cells; ``homogeneity``
    (pixels): HI, NaN where there is no class; ``excess`` (bands, pixels): spatial minus temporal prediction.
    Zhu et al. 2016, step 5, for weights of overlap a: within cell k the weights CW add up so that the mean
    of the pixels' residuals is the cell's; a pixel in several cells gets their mean.
    """
    bands, pixels = excess.shape
    total, share, whole = np.zeros((bands, pixels)), np.zeros((bands, pixels)), np.zeros(pixels)
    longest = 0
    for cell in range(indptr.size - 1):
        longest = max(longest, indptr[cell + 1] - indptr[cell])
        for k in range(indptr[cell], indptr[cell + 1]):
            whole[indices[k]] += data[k]
    weights = np.empty(longest)
    for cell in range(indptr.size - 1):
        if not wanted[cell]:
            continue
        inside, area = indices[indptr[cell]:indptr[cell + 1]], data[indptr[cell]:indptr[cell + 1]]
        for band in range(bands):
            residual = residuals[band, cell]
            if math.isnan(residual):
                continue
            _cell_weights(inside, area, residual, homogeneity, excess[band], weights)
            for k in range(inside.size):
                pixel = inside[k]
                if not math.isnan(homogeneity[pixel]):
                    total[band, pixel] += area[k] * weights[k] * residual
                    share[band, pixel] += area[k]
    for band in range(bands):
        for pixel in range(pixels):
            if share[band, pixel] > 0.0 and share[band, pixel] >= (0.5 - 1e-9) * whole[pixel]:
                total[band, pixel] /= share[band, pixel]
            else:
                total[band, pixel] = np.nan
    return total


@njit(**_options)
def _cell_weights(inside, area, residual, homogeneity, excess, weights):
    """W of one cell's pixels, with mean 1 over the classified ones."""
    for k in range(inside.size):
        alike = homogeneity[inside[k]]
        if math.isnan(alike):
            continue
        change = excess[inside[k]] if residual > 0.0 else -excess[inside[k]]
        # A spatial prediction on the other side says nothing of this residual, nor one that is missing.
        change = change if change > 0.0 else 0.0
        weights[k] = change * alike + abs(residual) * (1.0 - alike)
    if _divide_by_mean(inside, area, homogeneity, weights):
        extreme = False
        for k in range(inside.size):
            if not math.isnan(homogeneity[inside[k]]) and weights[k] > _MOST_WEIGHT:
                weights[k], extreme = 1.0, True
        if extreme:
            _divide_by_mean(inside, area, homogeneity, weights)


@njit(**_options)
def _divide_by_mean(inside, area, homogeneity, weights):
    """So that the mean is 1; all weights 1 and False where all are 0."""
    total, weight = 0.0, 0.0
    for k in range(inside.size):
        if not math.isnan(homogeneity[inside[k]]):
            total += area[k] * weights[k]
            weight += area[k]
    for k in range(inside.size):
        weights[k] = weights[k] * weight / total if total > 0.0 else 1.0
    return total > 0.0


@njit(**_options)
def similar_means(features, classes, change, residual, begin, end, weights, most):
    """Of the pixels ``begin`` to ``end`` (row, column) the mean change of their similar pixels, its variance about it,
    and their mean residual: three arrays float64 (bands, rows, columns), NaN where the pixel has no change itself.

    Similar are the ``most`` pixels of its class in the window that differ least from it: by the sum of |differences|
    over the bands of ``features`` (bands, rows, columns), the nearer of equals. ``weights`` (window rows, window
    columns): 1 / D of the places (Zhu et al. 2016, step 6). ``classes``: negative where a pixel is no neighbour;
    ``change``, ``residual``: (rows, columns, bands).
    """
    rows, columns, bands = change.shape
    up, left = weights.shape[0] // 2, weights.shape[1] // 2
    shape = bands, end[0] - begin[0], end[1] - begin[1]
    mean, variance, rest = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    buffer = selection_buffer(min(weights.shape[0], rows) * min(weights.shape[1], columns))
    bounds = np.empty(1 + max(0, classes.max()), np.float32)
    for j in range(begin[0], end[0]):
        bounds[:] = np.inf
        for i in range(begin[1], end[1]):
            own = classes[j, i]
            if own < 0:
                continue
            window = max(0, j - up), min(rows, j + up + 1), max(0, i - left), min(columns, i + left + 1)
            _differences(features, classes, j, i, window, buffer[0])
            count, bounds[own] = nearest(buffer, window, (j - up, i - left), weights, most, bounds[own])
            for band in range(bands):
                if not math.isnan(change[j, i, band]):
                    at = band, j - begin[0], i - begin[1]
                    mean[at], variance[at], rest[at] = _means(change, residual, band, buffer, count)
    return mean, variance, rest


@njit(**_options)
def _means(change, residual, band, buffer, count):
    row, column, one = buffer[1], buffer[2], buffer[4]
    weight, total, carried = 0.0, 0.0, 0.0
    for k in range(count):
        value = change[row[k], column[k], band]
        if not math.isnan(value):
            weight += one[k]
            total += one[k] * value
            carried += one[k] * residual[row[k], column[k], band]
    total /= weight
    spread = 0.0
    for k in range(count):
        value = change[row[k], column[k], band]
        if not math.isnan(value):
            spread += one[k] * (value - total) ** 2
    return total, spread / weight, carried / weight


@njit(**_options)
def _differences(features, classes, j, i, window, differences):
    """How unlike each pixel of the window is, NaN in another class. Loops without a branch and indices without a sign,
    for the processor's vectors.
    """
    top, bottom, left, right = window
    width, found, first = np.uint64(right - left), classes[j, i], np.uint64(left)
    for r in range(top, bottom):
        row, begin = np.uint64(r), np.uint64(r - top) * width
        for k in range(width):
            differences[begin + k] = np.float32(0.0) if classes[row, first + k] == found else np.float32(np.nan)
        for band in range(features.shape[0]):
            centre = features[band, j, i]
            for k in range(width):
                differences[begin + k] += abs(features[band, row, first + k] - centre)


@njit(**_options)
def mean_around(values, half):
    """Mean over the valid values in the window around each: (bands, rows, columns), NaN around none. ``half``: rows and
    columns on each side. Rows are summed before columns, each from its first, wherever an array begins.
    """
    bands, rows, columns = values.shape
    sums, counts = np.zeros(values.shape), np.zeros(values.shape)
    for band in range(bands):
        for j in range(rows):
            for i in range(columns):
                for near in range(max(0, i - half[1]), min(columns, i + half[1] + 1)):
                    if not math.isnan(values[band, j, near]):
                        sums[band, j, i] += values[band, j, near]
                        counts[band, j, i] += 1.0
    found = np.full(values.shape, np.nan)
    for band in range(bands):
        for j in range(rows):
            for i in range(columns):
                total, count = 0.0, 0.0
                for near in range(max(0, j - half[0]), min(rows, j + half[0] + 1)):
                    total += sums[band, near, i]
                    count += counts[band, near, i]
                if count > 0.0:
                    found[band, j, i] = total / count
    return found
