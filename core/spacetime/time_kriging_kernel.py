"""Ordinary kriging along time, pixel by pixel, from the valid dates nearest to the day on both sides."""

import numpy as np
from numba import njit

# Dates on each side that take part.
SIDE = 3
_MOST = 2 * SIDE
_options = {"nogil": True, "cache": True, "error_model": "numpy"}


@njit(**_options)
def variogram(lag, nugget, slope, power):
    """gamma(h) = nugget + slope h^power, 0 at h = 0; ``lag`` h in days."""
    if lag == 0.0:
        return 0.0
    return nugget + slope * lag ** power


@njit(**_options)
def solve(matrix, right, count):
    """Gaussian elimination with row pivots, in place: the solution replaces ``right``. False where there is none."""
    for k in range(count):
        pivot = k
        for i in range(k + 1, count):
            if abs(matrix[i, k]) > abs(matrix[pivot, k]):
                pivot = i
        if matrix[pivot, k] == 0.0:
            return False
        if pivot != k:
            for j in range(count):
                matrix[k, j], matrix[pivot, j] = matrix[pivot, j], matrix[k, j]
            right[k], right[pivot] = right[pivot], right[k]
        for i in range(k + 1, count):
            share = matrix[i, k] / matrix[k, k]
            if share != 0.0:
                for j in range(k, count):
                    matrix[i, j] -= share * matrix[k, j]
                right[i] -= share * right[k]
    for k in range(count - 1, -1, -1):
        for j in range(k + 1, count):
            right[k] -= matrix[k, j] * right[j]
        right[k] /= matrix[k, k]
    return True


@njit(**_options)
def kriging_weights(days, chosen, count, day, model, noise, own, weights):
    """Weights of ordinary kriging for ``day`` from the dates ``chosen[:count]``; returns the kriging variance.

    The system [Gamma 1; 1' 0] [w; mu] = [gamma; 1] (Cressie 1993, eq 3.2.15); variance gamma' w + mu. ``model``:
    nugget, slope, power of the `variogram`, scaled to 1 at the mean lag so that no unit enters the elimination. Images
    that never differ (nugget and slope 0) are interpolated along straight lines, with variance 0. ``noise`` (dates):
    variance that a date has beyond that, independent in time, so that half of it adds to gamma with any other date;
    ``own``: that of the day itself, which counts into the variance.
    """
    nugget, slope, power = model[0], model[1], model[2]
    still = nugget == 0.0 and slope == 0.0
    if still:
        slope = 1.0
    for a in range(count):
        weights[a] = 0.0
        if days[chosen[a]] == day:
            weights[a] = 1.0
            for b in range(a + 1, count):
                weights[b] = 0.0
            return 0.0
    gamma = np.empty(count)
    scale = 0.0
    for a in range(count):
        gamma[a] = variogram(abs(days[chosen[a]] - day), nugget, slope, power) + 0.5 * (noise[chosen[a]] + own)
        scale += gamma[a]
    scale /= count
    matrix, right = np.empty((count + 1, count + 1)), np.empty(count + 1)
    for a in range(count):
        for b in range(count):
            lag = abs(days[chosen[a]] - days[chosen[b]])
            more = 0.5 * (noise[chosen[a]] + noise[chosen[b]]) if a != b else 0.0
            matrix[a, b] = (variogram(lag, nugget, slope, power) + more) / scale
        matrix[a, count], matrix[count, a] = 1.0, 1.0
        right[a] = gamma[a] / scale
    matrix[count, count], right[count] = 0.0, 1.0
    if not solve(matrix, right, count + 1):
        return np.nan
    variance = right[count]
    for a in range(count):
        weights[a] = right[a]
        variance += right[a] * gamma[a] / scale
    # Rounding can leave less than nothing close to a date.
    return 0.0 if still else max(variance * scale, 0.0)


@njit(**_options)
def choose(valid, days, day, chosen):
    """Numbers of the valid dates nearest to ``day``: the last three up to it and the first three after it, in the order
    of time. Returns how many. ``days`` ascend.
    """
    after = np.searchsorted(days, day, side="right")
    before, count = 0, 0
    for k in range(after - 1, -1, -1):
        if valid[k]:
            before += 1
            chosen[SIDE - before] = k
            if before == SIDE:
                break
    for k in range(before):
        chosen[k] = chosen[SIDE - before + k]
    count = before
    for k in range(after, days.size):
        if valid[k]:
            chosen[count] = k
            count += 1
            if count - before == SIDE:
                break
    return count


@njit(**_options)
def krige(values, days, allowed, day, model, noise, own, estimate, variance, gain, whole):
    """Fill (rows, columns) for ``day`` from ``values`` (dates, rows, columns), NaN missing.

    ``allowed`` (dates): which may be used; ``model``, ``noise``, ``own``: see `kriging_weights`. ``estimate``,
    ``variance``, and ``gain``, the root of the sum of squared weights: NaN where no allowed date is valid. ``whole``:
    are the dates used those of a pixel without holes?
    """
    dates, rows, columns = values.shape
    complete, chosen, last = np.empty(_MOST, np.int64), np.empty(_MOST, np.int64), np.empty(_MOST, np.int64)
    usual, others, valid = np.empty(_MOST), np.empty(_MOST), np.empty(dates, np.bool_)
    most = choose(allowed, days, day, complete)
    usual_error = kriging_weights(days, complete, most, day, model, noise, own, usual)
    usual_gain = _length(usual, most)
    known, error, length = 0, 0.0, 0.0
    for i in range(rows):
        for j in range(columns):
            total, here = 0.0, True
            for k in range(most):
                value = values[complete[k], i, j]
                here = here and not np.isnan(value)
                total += usual[k] * value
            whole[i, j] = here
            if here:
                estimate[i, j], variance[i, j], gain[i, j] = total, usual_error, usual_gain
                continue
            for k in range(dates):
                valid[k] = allowed[k] and not np.isnan(values[k, i, j])
            count = choose(valid, days, day, chosen)
            if count == 0:
                estimate[i, j], variance[i, j], gain[i, j] = np.nan, np.nan, np.nan
                continue
            same = count == known
            for k in range(count):
                same = same and chosen[k] == last[k]
                last[k] = chosen[k]
            if not same:
                error = kriging_weights(days, chosen, count, day, model, noise, own, others)
                known, length = count, _length(others, count)
            total = 0.0
            for k in range(count):
                total += others[k] * values[chosen[k], i, j]
            estimate[i, j], variance[i, j], gain[i, j] = total, error, length


@njit(**_options)
def _length(weights, count):
    total = 0.0
    for k in range(count):
        total += weights[k] * weights[k]
    return np.sqrt(total)


@njit(**_options)
def half_squares(values, band_sums, band_counts):
    """Add to (dates, dates) sums and numbers of (difference)^2 / 2 over the pixels of ``values`` (dates, rows,
    columns), for dates that are at most six apart in their order.
    """
    dates, rows, columns = values.shape
    for i in range(rows):
        for j in range(columns):
            for a in range(dates):
                first = values[a, i, j]
                if np.isnan(first):
                    continue
                for b in range(a + 1, min(dates, a + 1 + _MOST)):
                    second = values[b, i, j]
                    if not np.isnan(second):
                        difference = np.float64(second) - np.float64(first)
                        band_sums[a, b] += 0.5 * difference * difference
                        band_counts[a, b] += 1.0


@njit(**_options)
def check_products(values, number, used, first, last, sums, counts):
    """Add to ``sums`` (levels, used, used) the products of the differences of the dates ``used``, in the order of time,
    to date ``number``, over the pixels of ``values`` (dates, rows, columns), and to ``counts`` (levels) how many these
    are.

    Level n takes ``used[first[n]:last[n]]``: level 0 all, each other what lies in the level before. A pixel counts in
    the first level of which it has all dates and in no other.
    """
    _, rows, columns = values.shape
    size = used.size
    difference, products = np.empty(size), np.zeros((size, size))
    for i in range(rows):
        for j in range(columns):
            own = np.float64(values[number, i, j])
            if np.isnan(own):
                continue
            total = 0.0
            for k in range(size):
                difference[k] = values[used[k], i, j] - own
                total += difference[k]
            if not np.isnan(total):
                counts[0] += 1.0
                for a in range(size):
                    for b in range(a, size):
                        products[a, b] += difference[a] * difference[b]
                continue
            for level in range(1, first.size):
                total = 0.0
                for k in range(first[level], last[level]):
                    total += difference[k]
                if not np.isnan(total):
                    counts[level] += 1.0
                    for a in range(first[level], last[level]):
                        for b in range(a, last[level]):
                            sums[level, a, b] += difference[a] * difference[b]
                    break
    sums[0] += products
