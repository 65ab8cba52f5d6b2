"""STARFM pixel by pixel, from the equations of Gao et al. 2006, with the filter of its authors' code; slow."""

import math

import numpy as np


def starfm(fine, then, now, *, half, pixel, window, classes, noise, deviations):
    """One band. ``fine``, ``then``: of each base date, F and C on fine pixels; ``now``: C of the day to predict.

    ``half``: rows and columns of the window on each side; ``pixel``: metres; ``window``: metres; ``noise``: of the fine
    and the coarse sensor; ``deviations``: s_k. Returns value and sigma, NaN where missing.
    """
    values, sigmas = np.full(now.shape, math.nan), np.full(now.shape, math.nan)
    for y, x in np.ndindex(now.shape):
        values[y, x], sigmas[y, x] = _pixel(y, x, fine, then, now, half, pixel, window, classes, noise, deviations)
    return values, sigmas


def _pixel(y, x, fine, then, now, half, pixel, window, classes, noise, deviations):
    fine_noise, coarse_noise = noise
    sigma_s, sigma_t = math.sqrt(fine_noise ** 2 + coarse_noise ** 2), math.sqrt(2.0) * coarse_noise
    whole = [k for k in range(len(fine)) if _valid(fine[k][y, x], then[k][y, x], now[y, x])]
    if not whole:
        return math.nan, math.nan
    spectral_limit = max(abs(fine[k][y, x] - then[k][y, x]) for k in whole) + sigma_s
    temporal_limit = max(abs(then[k][y, x] - now[y, x]) for k in whole) + sigma_t
    found = []
    for k in whole:
        same = 1e-3 * deviations[k]
        for j in range(max(0, y - half[0]), min(now.shape[0], y + half[0] + 1)):
            for i in range(max(0, x - half[1]), min(now.shape[1], x + half[1] + 1)):
                f, c, p = fine[k][j, i], then[k][j, i], now[j, i]
                if not _valid(f, c, p) or abs(f - fine[k][y, x]) > 2.0 * deviations[k] / classes:
                    continue
                s, t = abs(f - c), abs(c - p)
                if s > spectral_limit and t > temporal_limit:
                    continue
                d = 1.0 + math.hypot((j - y) * pixel[0], (i - x) * pixel[1]) / (window / 2.0)
                cost = (1.0 + s / max(sigma_s, same)) * (1.0 + t / max(sigma_t, same)) * d
                found.append((k, 1.0 / cost, f + p - c))
    total = sum(weight for _, weight, _ in found)
    value = sum(weight * guess for _, weight, guess in found) / total
    own = sum((weight / total) ** 2 for _, weight, _ in found)
    shares = sum((sum(weight for k, weight, _ in found if k == pair) / total) ** 2 for pair in whole)
    spread = sum(weight * (guess - value) ** 2 for _, weight, guess in found) / total
    return value, math.sqrt((1.0 + own) * spread + fine_noise ** 2 * own + coarse_noise ** 2 * (1.0 + shares))


def _valid(*values):
    return all(math.isfinite(value) for value in values)
