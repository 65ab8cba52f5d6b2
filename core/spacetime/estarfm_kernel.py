"""Compiled: what ESTARFM predicts for the inner pixels of a block, each from the similar pixels of its window.

Names used throughout. Of B bands, the fine planes are date 1's B bands, then date 2's; the coarse planes are those of
date 1, of date 2 and of the prediction date, brought to the fine pixels. ``usable``: bit 1 is set where pair 1 can
predict, bit 2 where pair 2 can: fine, coarse and the coarse image of the prediction date are valid in every band.
``mode``: the same bits of the centre pixel; its neighbours must have them all. Sums run over the window's pixels in
the order of the image's rows and columns, wherever the block begins.
"""

import numpy as np
from numba import njit

_options = {"nogil": True, "cache": True, "error_model": "numpy"}

BOTH = 3
# Zhu et al.'s code: with that many similar pixels or fewer, all pixels of the window serve.
TOO_FEW = 5
# Zhu et al.'s code: keeps the weight of a neighbour with (1 - R) d = 0 finite.
_CLOSEST = 1e-7
_UNDEFINED_CORRELATION = 0.5
_LARGEST_CONVERSION = 5.0


@njit(**_options)
def unlikeness(fine, coarse, pixel, first, last, shift):
    """1 - R of a pixel: R correlates its fine values ``fine[pixel, first:last] + shift[first:last]`` with its coarse
    ones. With fewer than three values, the mean of |F - C| / (|F| + |C|).
    """
    count = last - first
    if count < 3:
        total = 0.0
        for p in range(first, last):
            f, c = fine[pixel, p] + shift[p], np.float64(coarse[pixel, p])
            if f != c:
                total += abs(f - c) / (abs(f) + abs(c))
        return total / count
    f0, c0 = fine[pixel, first] + shift[first], np.float64(coarse[pixel, first])
    f_sum = c_sum = 0.0
    for p in range(first + 1, last):
        f_sum += fine[pixel, p] + shift[p] - f0
        c_sum += coarse[pixel, p] - c0
    f_mean, c_mean = f_sum / count, c_sum / count
    ff = cc = fc = 0.0
    for p in range(first, last):
        f, c = fine[pixel, p] + shift[p] - f0 - f_mean, coarse[pixel, p] - c0 - c_mean
        ff += f * f
        cc += c * c
        fc += f * c
    if ff == 0.0 or cc == 0.0:
        return 1.0 - _UNDEFINED_CORRELATION
    return max(0.0, 1.0 - fc / np.sqrt(ff * cc))


@njit(**_options)
def planes_of(mode, bands):
    """First and last of the planes of base dates that a mode uses."""
    return (bands if mode == 2 else 0), (bands if mode == 1 else 2 * bands)


@njit(**_options)
def unlike_pixels(fine, coarse, usable):
    """`unlikeness` of every pixel (3, pixels): in mode 1, in mode 2, in mode 3; NaN where the pixel lacks it."""
    bands = fine.shape[1] // 2
    found = np.full((3, usable.size), np.nan)
    shift = np.zeros(2 * bands)
    for pixel in range(usable.size):
        for mode in range(1, 4):
            if usable[pixel] & mode == mode:
                first, last = planes_of(mode, bands)
                found[mode - 1, pixel] = unlikeness(fine, coarse, pixel, first, last, shift)
    return found


def window_means(coarse, usable, frame, half):
    """Mean change of the coarse values (pixels, 3 bands) from either base date to the prediction date, over the
    window's pixels of a frame that are usable at both (2 bands, inner rows, inner columns).
    """
    inner = tuple((part.start, part.stop) for part in frame.inner_slices)
    both, bands = (usable == BOTH).reshape(frame.shape), coarse.shape[1] // 3
    counts = _box_sums(both.astype(np.float64), inner, half)
    found = np.empty((2 * bands, *frame.inner_shape))
    for p in range(2 * bands):
        frame.go_on()
        change = coarse[:, 2 * bands + p % bands].astype(np.float64) - coarse[:, p]
        with np.errstate(invalid="ignore"):
            found[p] = _box_sums(np.where(both, change.reshape(frame.shape), 0.0), inner, half) / counts
    return found


@njit(**_options)
def _box_sums(values, inner, half):
    rows, columns = values.shape
    (top, bottom), (left, right) = inner
    first, last = max(0, top - half[0]), min(rows, bottom + half[0])
    across = np.zeros((last - first, right - left))
    for r in range(first, last):
        for step in range(-half[1], half[1] + 1):
            for c in range(max(left, -step), min(right, columns - step)):
                across[r - first, c - left] += values[r, c + step]
    sums = np.zeros((bottom - top, right - left))
    for r in range(top, bottom):
        for k in range(max(0, r - half[0]), min(rows, r + half[0] + 1)):
            for c in range(right - left):
                sums[r - top, c] += across[k - first, c]
    return sums


@njit(**_options)
def _inside(value, threshold):
    """Least and greatest float32 that lie within ``threshold`` of a value: so float32 can be compared exactly."""
    low, high = np.float32(value - threshold), np.float32(value + threshold)
    if low < value - threshold:
        low = np.nextafter(low, np.float32(np.inf))
    if high > value + threshold:
        high = np.nextafter(high, np.float32(-np.inf))
    return low, high


@njit(**_options)
def gather_similar(planes, usable, mode, window, low, high, first, last, found, far, keep, distance, offset):
    """Write the pixels of a window that are similar in every band and at every date of the mode to ``found``, their
    distances to ``far``; return how many they are.
    """
    top, bottom, left, right = window
    width, columns = right - left, planes.shape[2]
    count = 0
    for r in range(top, bottom):
        begin = r * columns + left
        for c in range(width):
            keep[c] = usable[begin + c] & mode == mode
        for p in range(first, last):
            least, most = low[p], high[p]
            row = planes[p, r, left:right]
            for c in range(width):
                keep[c] &= (row[c] >= least) & (row[c] <= most)
        for c in range(width):
            found[count] = begin + c
            far[count] = distance[r - offset[0], left + c - offset[1]]
            count += keep[c]
    return count


@njit(**_options)
def gather_all(usable, mode, window, columns, found):
    """Write all usable pixels of a window to ``found``; return how many they are."""
    top, bottom, left, right = window
    count = 0
    for r in range(top, bottom):
        for c in range(left, right):
            if usable[r * columns + c] & mode == mode:
                found[count] = r * columns + c
                count += 1
    return count


@njit(**_options)
def biases(fine, coarse, usable, found, count, shift):
    """Mean coarse less mean fine value of those of the pixels found that are usable at the plane's date, for each
    plane of base dates, into ``shift``; 0 without any.
    """
    bands = fine.shape[1] // 2
    for p in range(2 * bands):
        pixels, total = 0, 0.0
        for i in range(count):
            if usable[found[i]] & (1 + p // bands):
                total += np.float64(coarse[found[i], p]) - fine[found[i], p]
                pixels += 1
        shift[p] = total / pixels if pixels else 0.0


@njit(**_options)
def shared_noise(weight, found, count, owner, of_cell):
    """Sum over cells of the squared sum of the weights of their pixels: how much of the noise of one coarse value is
    left in the weighted mean. ``of_cell``: zeros, and zeros again afterwards.
    """
    total = 0.0
    for i in range(count):
        cell, w = owner[found[i]], weight[i]
        total += w * (2.0 * of_cell[cell] + w)
        of_cell[cell] += w
    for i in range(count):
        of_cell[owner[found[i]]] = 0.0
    return total


@njit(**_options)
def conversion(fine, coarse, usable, found, count, band, origin, least_variance, critical):
    """V: slope of fine on coarse values of the similar pixels at both dates. 1 where there are too few, their coarse
    values vary too little, the slope is not significant, or lies outside (0, 5].
    """
    bands = fine.shape[1] // 2
    f0, c0 = np.float64(fine[found[origin], band]), np.float64(coarse[found[origin], band])
    pixels = 0
    f = c = ff = cc = fc = 0.0
    for i in range(count):
        pixel = found[i]
        if usable[pixel] != BOTH:
            continue
        pixels += 1
        f1, f2 = fine[pixel, band] - f0, fine[pixel, bands + band] - f0
        c1, c2 = coarse[pixel, band] - c0, coarse[pixel, bands + band] - c0
        f += f1 + f2
        c += c1 + c2
        ff += f1 * f1 + f2 * f2
        cc += c1 * c1 + c2 * c2
        fc += f1 * c1 + f2 * c2
    if pixels <= TOO_FEW:
        return 1.0
    values = 2.0 * pixels
    ff, cc, fc = ff - f * f / values, cc - c * c / values, fc - f * c / values
    if cc <= 0.0 or ff <= 0.0 or cc < least_variance * (values - 1.0) or fc * fc < critical[pixels] * ff * cc:
        return 1.0
    slope = fc / cc
    return slope if 0.0 < slope <= _LARGEST_CONVERSION else 1.0


@njit(**_options)
def first_of_both(usable, found, count):
    """Which of the pixels found is the first that is usable at both dates; 0 if none is."""
    for i in range(count):
        if usable[found[i]] == BOTH:
            return i
    return 0


@njit(**_options)
def weighted_change(coarse, found, weight, count, band, share1, share2):
    """Weighted mean and variance over the pixels found of the coarse change to the prediction date, from the base
    dates mixed by their shares.
    """
    bands = coarse.shape[1] // 3
    mean = square = 0.0
    for i in range(count):
        pixel = found[i]
        now, change = np.float64(coarse[pixel, 2 * bands + band]), 0.0
        if share1 > 0.0:
            change += share1 * (now - coarse[pixel, band])
        if share2 > 0.0:
            change += share2 * (now - coarse[pixel, bands + band])
        mean += weight[i] * change
        square += weight[i] * change * change
    return mean, max(0.0, square - mean * mean)


@njit(**_options)
def disagreement(fine, coarse, usable, found, weight, count, band, slope, shift):
    """Weighted mean over the pixels found that both pairs can predict of the squared difference of the two
    predictions, each from the pixel's own values; 0 where there are none.
    """
    bands = fine.shape[1] // 2
    square = total = 0.0
    shifted = shift[bands + band] - shift[band]
    for i in range(count):
        pixel = found[i]
        if usable[pixel] == BOTH:
            apart = (np.float64(fine[pixel, bands + band]) - fine[pixel, band] + shifted
                     - slope * (np.float64(coarse[pixel, bands + band]) - coarse[pixel, band]))
            square += weight[i] * apart * apart
            total += weight[i]
    return square / total if total > 0.0 else 0.0


@njit(**_options)
def weighted_fine(fine, found, weight, count, band, share1, share2, shift):
    """Weighted mean over the pixels found of their fine values (shifted) at the base dates, mixed by their shares, and
    its weighted variance: what stands in for a prediction outside the limits.
    """
    bands = fine.shape[1] // 2
    mean = square = 0.0
    for i in range(count):
        value = 0.0
        if share1 > 0.0:
            value += share1 * (fine[found[i], band] + shift[band])
        if share2 > 0.0:
            value += share2 * (fine[found[i], bands + band] + shift[bands + band])
        mean += weight[i] * value
        square += weight[i] * value * value
    return mean, max(0.0, square - mean * mean)


@njit(**_options)
def weigh(fine, coarse, unlike, mode, unbiased, found, far, count, first, last, shift, weight):
    """Weights of the similar pixels, 1 / ((1 - R) d), with sum 1, into ``weight``."""
    total = 0.0
    for i in range(count):
        if unbiased:
            apart = unlikeness(fine, coarse, found[i], first, last, shift)
        else:
            apart = unlike[mode - 1, found[i]]
        weight[i] = 1.0 / (apart * far[i] + _CLOSEST)
        total += weight[i]
    for i in range(count):
        weight[i] /= total


@njit(**_options)
def shares_of(change1, change2):
    """Weights of the two pairs, inverse to the mean change of the coarse values in the window; equal without any."""
    change1, change2 = abs(change1), abs(change2)
    if not change1 + change2 > 0.0:
        return 0.5, 0.5
    return change2 / (change1 + change2), change1 / (change1 + change2)


@njit(**_options)
def predict(planes, fine, coarse, usable, unlike, owner, cells, means, distance, thresholds, row_tile, column_tile,
            inner, half, critical, noise, limits, unbiased):
    """Values and sigma (bands, inner rows, inner columns), float64, NaN where missing.

    ``planes`` (2 bands, rows, columns) and ``fine`` (pixels, 2 bands): the same, float32; ``coarse`` (pixels, 3 bands),
    float32; ``usable`` (pixels,), uint8; ``unlike``: of `unlike_pixels`; ``owner``: cell of each pixel, -1 without, of
    ``cells``; ``means``: of `window_means`; ``distance`` (window rows, window columns), d; ``thresholds`` (tile rows,
    tile columns, 2 bands), ``row_tile``, ``column_tile``: of which tile the inner rows and columns are; ``half``: rows
    and columns of the window on each side of the centre; ``critical``: by the number of pixels, the least r squared of
    a significant regression; ``noise`` (2, bands), of the fine and the coarse sensor.
    """
    rows, columns = planes.shape[1:]
    bands = fine.shape[1] // 2
    (top, bottom), (left, right) = inner
    values = np.full((bands, bottom - top, right - left), np.nan)
    sigma = np.full(values.shape, np.nan)
    size = min(distance.shape[0], rows) * min(distance.shape[1], columns)
    found, far, weight = np.empty(size + 1, np.int64), np.empty(size + 1), np.empty(size)
    keep, of_cell = np.empty(distance.shape[1], np.bool_), np.zeros(cells + 1)
    low, high = np.empty(2 * bands, np.float32), np.empty(2 * bands, np.float32)
    shift = np.zeros(2 * bands)
    for r in range(top, bottom):
        for c in range(left, right):
            centre = r * columns + c
            mode = usable[centre]
            if mode == 0:
                continue
            first, last = planes_of(mode, bands)
            threshold = thresholds[row_tile[r - top], column_tile[c - left]]
            for p in range(first, last):
                low[p], high[p] = _inside(np.float64(fine[centre, p]), threshold[p])
            window = max(0, r - half[0]), min(rows, r + half[0] + 1), max(0, c - half[1]), min(columns, c + half[1] + 1)
            count = gather_similar(planes, usable, mode, window, low, high, first, last, found, far, keep, distance,
                                   (r - half[0], c - half[1]))
            similar = count > TOO_FEW
            if not similar:
                count = gather_all(usable, mode, window, columns, found)
                weight[:count] = 1.0 / count
            if unbiased:
                biases(fine, coarse, usable, found, count, shift)
            if similar:
                weigh(fine, coarse, unlike, mode, unbiased, found, far, count, first, last, shift, weight)
            common = shared_noise(weight, found, count, owner, of_cell)
            origin = first_of_both(usable, found, count)
            for band in range(bands):
                at = band, r - top, c - left
                share1, share2 = shares_of(means[at], means[bands + band, r - top, c - left])
                doubt = share1 * share2
                if mode != BOTH:
                    doubt = share2 if mode == 1 else share1
                    share1, share2 = (1.0, 0.0) if mode == 1 else (0.0, 1.0)
                slope = 1.0
                if similar and not unbiased:
                    slope = conversion(fine, coarse, usable, found, count, band, origin, 2.0 * noise[1, band] ** 2,
                                       critical)
                change, spread = weighted_change(coarse, found, weight, count, band, share1, share2)
                value, spread = slope * change, slope * slope * spread
                if share1 > 0.0:
                    value += share1 * (fine[centre, band] + shift[band])
                if share2 > 0.0:
                    value += share2 * (fine[centre, bands + band] + shift[bands + band])
                mixed = share1 * share1 + share2 * share2
                error = (mixed * noise[0, band] ** 2 + (1.0 + mixed) * common * (slope * noise[1, band]) ** 2
                         + doubt * disagreement(fine, coarse, usable, found, weight, count, band, slope, shift))
                if similar and not limits[0] <= value <= limits[1]:
                    value, spread = weighted_fine(fine, found, weight, count, band, share1, share2, shift)
                values[at] = value
                sigma[at] = np.sqrt(spread + error)
    return values, sigma
