"""FSDAF's work on pixels, compiled: residuals shared among the pixels of a cell, and the mean over similar pixels."""

import math

import numpy as np
from numba import njit

_MOST_WEIGHT = 10.0   # of a pixel, in mean weights of its cell: the authors' limit, beyond which it gets the mean
_GROUP = 4             # rows of a window that are looked at together
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
def similar_means(features, classes, change, residual, inner, half, pixel, reach, most):
    """Of each inner pixel the mean change of its similar pixels, their variance about it, and their mean residual:
    three arrays float64 (bands, inner rows, inner columns), NaN where the pixel has no change itself.

    Similar are the ``most`` pixels of its class in the window that differ least from it: by the sum of |differences|
    over the bands of ``features`` (bands, rows, columns), the nearer of equals. Weights are 1 / D, D = 1 + d / reach
    (Zhu et al. 2016, step 6). ``classes``: negative where a pixel is no neighbour; ``change``,
    ``residual``: (rows, columns, bands); ``inner``: first row, end, first column, end; ``half``: rows and columns of
    the window on each side; ``pixel``, ``reach``: metres.
    """
    rows, columns, bands = change.shape
    differences = np.empty((2 * half[0] + 1, 2 * half[1] + 1), np.float32)
    least = np.empty(2 * half[1] + 1, np.float32)
    shape = bands, inner[1] - inner[0], inner[3] - inner[2]
    mean, variance, rest = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    unlike, square, place = np.empty(most, np.float32), np.empty(most), np.empty(most, np.int64)
    for j in range(inner[0], inner[1]):
        for i in range(inner[2], inner[3]):
            if classes[j, i] < 0:
                continue
            count = _most_similar(features, classes, j, i, half, pixel, differences, least, unlike, square,
                                  place)
            for band in range(bands):
                if math.isnan(change[j, i, band]):
                    continue
                weight, total, carried = 0.0, 0.0, 0.0
                for k in range(count):
                    row, column = place[k] // columns, place[k] % columns
                    if not math.isnan(change[row, column, band]):
                        one = 1.0 / (1.0 + math.sqrt(square[k]) / reach)
                        weight += one
                        total += one * change[row, column, band]
                        carried += one * residual[row, column, band]
                total /= weight
                spread = 0.0
                for k in range(count):
                    row, column = place[k] // columns, place[k] % columns
                    if not math.isnan(change[row, column, band]):
                        one = 1.0 / (1.0 + math.sqrt(square[k]) / reach)
                        spread += one * (change[row, column, band] - total) ** 2
                where = j - inner[0], i - inner[2]
                mean[band][where] = total
                variance[band][where] = spread / weight
                rest[band][where] = carried / weight
    return mean, variance, rest


@njit(**_options)
def _most_similar(features, classes, j, i, half, pixel, differences, least, unlike, square, place):
    """The pixels most like one, in a heap with the least alike first; how many there are."""
    bands, rows, columns = features.shape
    left, right = max(0, i - half[1]), min(columns, i + half[1] + 1)
    top, bottom = max(0, j - half[0]), min(rows, j + half[0] + 1)
    for row in range(top, bottom):
        _differences(features, classes, j, i, row, left, right, differences[row - top])
    limit = _enough(differences[:bottom - top], right - left, least, unlike)
    count, most = 0, place.size
    for row in range(top, bottom):
        line = differences[row - top]
        down = ((row - j) * pixel[0]) ** 2
        for k in range(right - left):
            difference = line[k]
            if not difference <= limit or difference == np.inf or (count == most and difference > unlike[0]):
                continue
            distance = down + ((left + k - i) * pixel[1]) ** 2
            if count < most:
                unlike[count], square[count], place[count] = difference, distance, row * columns + left + k
                _sift_up(unlike, square, place, count)
                count += 1
            elif difference < unlike[0] or distance < square[0]:
                unlike[0], square[0], place[0] = difference, distance, row * columns + left + k
                _sift_down(unlike, square, place)
    return count


@njit(**_options)
def _differences(features, classes, j, i, row, left, right, line):
    """Of a row of the window: how unlike each pixel is, infinite in another class. Loops without a branch, for SIMD."""
    own, found = classes[row, left:right], classes[j, i]
    for k in range(own.size):
        line[k] = np.float32(0.0) if own[k] == found else np.float32(np.inf)
    for band in range(features.shape[0]):
        values, centre = features[band, row, left:right], features[band, j, i]
        for k in range(values.size):
            line[k] += abs(values[k] - centre)


@njit(**_options)
def _enough(differences, width, least, heap):
    """A difference that at least as many pixels as the ``heap`` is long do not exceed: that many different groups of
    pixels, a few rows of one column each, have one so small. Only a few others do not exceed it either, so that few
    pixels have to be ranked.
    """
    count, most = 0, heap.size
    for first in range(0, differences.shape[0], _GROUP):
        for k in range(width):
            least[k] = differences[first, k]
        for row in range(first + 1, min(first + _GROUP, differences.shape[0])):
            line = differences[row]
            for k in range(width):
                least[k] = min(least[k], line[k])
        for k in range(width):
            if count < most:
                heap[count] = least[k]
                count += 1
                if count == most:
                    heap.sort()
                    heap[:] = heap[::-1].copy()
            elif least[k] < heap[0]:
                _replace_first(heap, least[k])
    return heap[0] if count == most else np.float32(np.inf)


@njit(**_options)
def _replace_first(heap, value):
    k = 0
    while 2 * k + 1 < heap.size:
        child = 2 * k + 1
        if child + 1 < heap.size and heap[child + 1] > heap[child]:
            child += 1
        if heap[child] <= value:
            break
        heap[k] = heap[child]
        k = child
    heap[k] = value


@njit(**_options)
def _worse(unlike, square, a, b):
    return unlike[a] > unlike[b] or (unlike[a] == unlike[b] and square[a] > square[b])


@njit(**_options)
def _swap(unlike, square, place, a, b):
    unlike[a], unlike[b] = unlike[b], unlike[a]
    square[a], square[b] = square[b], square[a]
    place[a], place[b] = place[b], place[a]


@njit(**_options)
def _sift_up(unlike, square, place, k):
    while k > 0 and _worse(unlike, square, k, (k - 1) // 2):
        _swap(unlike, square, place, k, (k - 1) // 2)
        k = (k - 1) // 2


@njit(**_options)
def _sift_down(unlike, square, place):
    k = 0
    while True:
        worst = k
        for child in (2 * k + 1, 2 * k + 2):
            if child < place.size and _worse(unlike, square, child, worst):
                worst = child
        if worst == k:
            return
        _swap(unlike, square, place, k, worst)
        k = worst


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
