"""FSDAF by plain loops, from Zhu et al. 2016: nested square cells, global spline, classes given."""

import math

import numpy as np
from scipy.interpolate import RBFInterpolator
from scipy.optimize import minimize


def cell_of(j, i, ratio):
    return slice(j * ratio, (j + 1) * ratio), slice(i * ratio, (i + 1) * ratio)


def class_shares(classes, count, ratio):
    """(classes, cell rows, cell columns), NaN where less than half of a cell is classified."""
    rows, columns = (size // ratio for size in classes.shape)
    found = np.full((count, rows, columns), np.nan)
    for j in range(rows):
        for i in range(columns):
            inside = classes[cell_of(j, i, ratio)]
            inside = inside[inside >= 0]
            if 2 * inside.size >= ratio * ratio:
                found[:, j, i] = [np.mean(inside == number) for number in range(count)]
    return found


def class_changes(shares, change, most=100):
    """Least squares over the purest cells, within the bounds; by a general minimiser."""
    flat, change = shares.reshape(len(shares), -1), change.ravel()
    valid = np.isfinite(flat[0]) & np.isfinite(change)
    used_shares, used, before = [], [], []
    for number in range(len(shares)):
        cells = [k for k in np.flatnonzero(valid) if flat[number, k] > 0.01]
        cells = sorted(cells, key=lambda k: (-flat[number, k], k))[:most]
        ranked = sorted(change[k] for k in cells)
        low, high = ranked[int(0.1 * len(ranked))], ranked[min(int(0.9 * len(ranked)), len(ranked) - 1)]
        before += [change[k] for k in cells]
        used += [change[k] for k in cells if low <= change[k] <= high]
        used_shares += [flat[:, k] for k in cells if low <= change[k] <= high]
    x, y, spread = np.array(used_shares), np.array(used), np.std(before)
    bounds = [(change[valid].min() - spread, change[valid].max() + spread)] * len(shares)
    best = minimize(lambda c: np.sum((x @ c - y) ** 2) / spread**2, np.full(len(shares), y.mean()), bounds=bounds,
                    method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-12, "maxiter": 10000})
    return best.x


def homogeneity(classes, half):
    found = np.full(classes.shape, np.nan)
    for j, i in np.argwhere(classes >= 0):
        window = classes[max(0, j - half):j + half + 1, max(0, i - half):i + half + 1]
        found[j, i] = np.sum(window == classes[j, i]) / np.sum(window >= 0)
    return found


def spline(coarse, ratio):
    """The global thin-plate spline at the pixels, in units of a pixel."""
    rows, columns = coarse.shape
    centres = (np.argwhere(np.ones((rows, columns), bool)) + 0.5) * ratio - 0.5
    held = np.isfinite(coarse.ravel())
    pixels = np.argwhere(np.ones((rows * ratio, columns * ratio), bool))
    found = RBFInterpolator(centres[held], coarse.ravel()[held], kernel="thin_plate_spline", degree=1)(pixels)
    return found.reshape(rows * ratio, columns * ratio)


def residuals(fine, temporal, spatial, change, alike, ratio):
    """r of step 5 with the authors' sign rule and limit of 10, NaN where a cell's change is missing."""
    found = np.full(fine.shape, np.nan)
    for j in range(change.shape[0]):
        for i in range(change.shape[1]):
            place = cell_of(j, i, ratio)
            held = np.isfinite(alike[place])
            if not held.any() or math.isnan(change[j, i]):
                continue
            residual = change[j, i] - temporal[place][held].mean()
            excess = (spatial[place] - fine[place] - temporal[place])[held]
            excess = np.where(excess * residual > 0.0, np.abs(excess), 0.0)
            weight = excess * alike[place][held] + abs(residual) * (1.0 - alike[place][held])
            weight = weight / weight.mean() if weight.mean() > 0.0 else np.ones(weight.size)
            weight[weight > 10.0] = weight.mean()
            part = np.full((ratio, ratio), np.nan)
            part[held] = residual * weight / weight.mean()
            found[place] = part
    return found


def fsdaf(fine, first, last, classes, count, ratio, window, similar, half_cell, limits=(-np.inf, np.inf)):
    """Values, variance among the similar pixels, and their mean residual, (bands, rows, columns); ``window``: in
    pixels, as a length that need not be whole.
    """
    half = max(1, int(window / 2))
    change = last.astype(float) - first
    shares, alike = class_shares(classes, count, ratio), homogeneity(classes, half_cell)
    changes, carried = np.full(fine.shape, np.nan), np.full(fine.shape, np.nan)
    for band in range(len(fine)):
        by_class = class_changes(shares, change[band])
        temporal = np.where(classes >= 0, by_class[classes], np.nan)
        rest = residuals(fine[band], temporal, spline(last[band], ratio), change[band], alike, ratio)
        changes[band] = np.clip(fine[band] + temporal + rest, *limits) - fine[band]
        carried[band] = rest
    features = fine / np.array([band[classes >= 0].std() for band in fine])[:, None, None]
    values, variance, mean_rest = (np.full(fine.shape, np.nan) for _ in range(3))
    for j, i in np.argwhere(classes >= 0):
        ranked = []
        for row in range(max(0, j - half), min(fine.shape[1], j + half + 1)):
            for column in range(max(0, i - half), min(fine.shape[2], i + half + 1)):
                if classes[row, column] == classes[j, i] and np.isfinite(changes[:, row, column]).any():
                    unlike = np.abs(features[:, row, column] - features[:, j, i]).sum()
                    ranked.append((unlike, math.hypot(row - j, column - i), row, column))
        ranked = sorted(ranked)[:similar]
        for band in range(len(fine)):
            if math.isnan(changes[band, j, i]):
                continue
            found = [(1.0 / (1.0 + distance / (window / 2)), changes[band, row, column], carried[band, row, column])
                     for _, distance, row, column in ranked if np.isfinite(changes[band, row, column])]
            weight, each, rest = np.array(found).T
            mean = np.average(each, weights=weight)
            values[band, j, i] = fine[band, j, i] + mean
            variance[band, j, i] = np.average((each - mean) ** 2, weights=weight)
            mean_rest[band, j, i] = np.average(rest, weights=weight)
    return values, variance, mean_rest
