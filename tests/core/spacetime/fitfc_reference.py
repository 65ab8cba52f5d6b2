"""Fit-FC in plain loops, from the equations of Wang and Atkinson (2018), on whole images."""

from math import floor, hypot

import numpy as np


def fit_fc(fine, before, after, matrix, position, pixel, *, window, cells, similar, noise_fine=0.0, noise_coarse=0.0):
    """One pair: (values, variances) (bands, rows, columns).

    ``fine`` (bands, rows, columns); ``before``, ``after`` (bands, cell rows, cell columns); ``matrix``: areas of the
    overlaps of cells and pixels; ``position``: from a pixel's row and column to its place in rows and columns of cells;
    ``pixel``: height and width; ``window``: its size; ``cells``: of the regression's window, on each side.
    """
    shape = fine.shape[1:]
    # Cells that no pixel of the image lies in are not used.
    before = np.where(matrix.sum(axis=1).reshape(before.shape[1:]) > 0.0, before, np.nan)
    predicted, error, gain = (np.full(fine.shape, np.nan) for _ in range(3))
    for band in range(len(fine)):
        lines = {cell: regression(before[band], after[band], cell, cells, noise_coarse)
                 for cell in np.ndindex(before.shape[1:])}
        residual = np.full(before.shape[1:], np.nan)
        for cell, line in lines.items():
            if line is not None:
                residual[cell] = after[band][cell] - line[0] * before[band][cell] - line[1]
        for j, i in np.ndindex(shape):
            parts = [(share, lines[divmod(cell, before.shape[2])])
                     for cell, share in enumerate(matrix[:, j * shape[1] + i]) if share > 0.0]
            valid = [(share, line) for share, line in parts if line is not None]
            if sum(share for share, _ in valid) < 0.5 * sum(share for share, _ in parts) or not valid:
                continue
            a, b, s2 = np.average([line for _, line in valid], axis=0, weights=[share for share, _ in valid])
            predicted[band, j, i] = a * fine[band, j, i] + b + bicubic(residual, *position(j, i))
            gain[band, j, i], error[band, j, i] = a, s2
    return filtered(fine, predicted, gain, error, pixel, window, similar, noise_fine, noise_coarse)


def regression(before, after, cell, half, noise):
    """(a, b, s^2) of C(tp) = a C(t1) + b around a cell; None where the cell is missing."""
    if not np.isfinite(before[cell] + after[cell]):
        return None
    around = tuple(slice(max(0, at - half), at + half + 1) for at in cell)
    valid = np.isfinite(before[around]) & np.isfinite(after[around])
    x, y = before[around][valid], after[around][valid]
    if len(x) < 5 or np.var(x) <= noise ** 2 or np.ptp(x) == 0.0:
        shift = np.mean(y - x)
        return 1.0, shift, np.sum((y - x - shift) ** 2) / max(len(x) - 1, 1)
    a, b = np.linalg.lstsq(np.stack([x, np.ones(len(x))], axis=1), y, rcond=None)[0]
    return a, b, np.sum((y - a * x - b) ** 2) / (len(x) - 2)


def keys(s):
    """The kernel of Keys (1981)."""
    s = abs(s)
    if s < 1.0:
        return 1.5 * s ** 3 - 2.5 * s ** 2 + 1.0
    return -0.5 * s ** 3 + 2.5 * s ** 2 - 4.0 * s + 2.0 if s < 2.0 else 0.0


def bicubic(plane, row, column):
    """Cubic convolution; for what is missing or beyond the edge, the bilinear mean of what is there."""
    def at(r, c):
        return plane[r, c] if 0 <= r < plane.shape[0] and 0 <= c < plane.shape[1] else np.nan

    q, p = floor(row), floor(column)
    near = [((1.0 - abs(row - r)) * (1.0 - abs(column - c)), at(r, c)) for r in (q, q + 1) for c in (p, p + 1)]
    near = [(weight, value) for weight, value in near if np.isfinite(value) and weight > 0.0]
    if not near:
        return np.nan
    mean = sum(weight * value for weight, value in near) / sum(weight for weight, _ in near)
    return sum(keys(row - r) * keys(column - c) * (at(r, c) if np.isfinite(at(r, c)) else mean)
               for r in range(q - 1, q + 3) for c in range(p - 1, p + 3))


def filtered(fine, predicted, gain, error, pixel, window, similar, noise_fine, noise_coarse):
    """The spatial filter of the sum of prediction and residual, and the variance of what it gives."""
    valid = np.isfinite(fine) & np.isfinite(predicted)
    half = [max(1, int(window / 2.0 / size + 1e-6)) for size in pixel]
    values, variances = np.full(fine.shape, np.nan), np.full(fine.shape, np.nan)
    for j, i in np.ndindex(fine.shape[1:]):
        bands = [band for band in range(len(fine)) if valid[band, j, i]]
        candidates = []
        for r in range(max(0, j - half[0]), min(fine.shape[1], j + half[0] + 1)):
            for c in range(max(0, i - half[1]), min(fine.shape[2], i + half[1] + 1)):
                if bands and all(valid[band, r, c] for band in bands):
                    spectral = np.float32(0.0)
                    for band in bands:
                        spectral += (fine[band, r, c] - fine[band, j, i]) ** 2
                    distance = 1.0 + hypot((r - j) * pixel[0], (c - i) * pixel[1]) / (window / 2.0)
                    candidates.append((spectral, distance, r, c))
        chosen = sorted(candidates)[:similar]
        for band in bands:
            weights = np.array([1.0 / distance for _, distance, _, _ in chosen])
            weights /= weights.sum()
            each = np.array([predicted[band, r, c] for _, _, r, c in chosen])
            values[band, j, i] = mean = weights @ each
            a2 = gain[band, j, i] ** 2
            variances[band, j, i] = (weights @ (each - mean) ** 2 + error[band, j, i]
                                     + a2 * noise_fine ** 2 * (weights ** 2).sum() + (1.0 + a2) * noise_coarse ** 2)
    return values, variances


def averaged(found):
    """Two pairs' (values, variances) with the inverse of the variances as weights: (values, variances)."""
    (p, v), (q, u) = found
    w = (1.0 / v) / (1.0 / v + 1.0 / u)
    w = np.where(np.isfinite(p), np.where(np.isfinite(q), w, 1.0), np.where(np.isfinite(q), 0.0, np.nan))
    p, q, v, u = np.nan_to_num(p), np.nan_to_num(q), np.nan_to_num(v), np.nan_to_num(u)
    mean = w * p + (1.0 - w) * q
    return mean, w * (v + (p - mean) ** 2) + (1.0 - w) * (u + (q - mean) ** 2)
