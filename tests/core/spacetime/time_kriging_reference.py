"""Kriging in time with a coarse drift, plain and slow: fine pixels nested in cells, one band, one variogram."""

import numpy as np

KERNEL = np.array([1.0, 4.0, 6.0, 4.0, 1.0])


def gamma(lag, model):
    """Of a nugget, a slope and a power."""
    nugget, slope, power = model
    return 0.0 if lag == 0 else nugget + slope * abs(lag) ** power


def used_dates(valid, days, day):
    """The three valid dates up to a day and the three after it."""
    before = [k for k in range(len(days)) if valid[k] and days[k] <= day][-3:]
    return before + [k for k in range(len(days)) if valid[k] and days[k] > day][:3]


def weights(days, day, model, noise=0.0, own=0.0):
    """Ordinary kriging in covariance form: with K = c - Gamma any large c gives the same weights and variance.
    ``noise`` of the dates adds to the diagonal, ``own`` of the day to the variance.
    """
    n, sill = len(days), 10.0 * max(gamma(days[-1] - days[0], model), gamma(day - days[0], model),
                                    gamma(day - days[-1], model), 1e-30)
    K = np.array([[sill - gamma(a - b, model) for b in days] for a in days]) + np.diag(noise * np.ones(n))
    k = np.array([sill - gamma(a - day, model) for a in days])
    inverse, ones = np.linalg.inv(K), np.ones(n)
    multiplier = (1.0 - ones @ inverse @ k) / (ones @ inverse @ ones)
    w = inverse @ (k + multiplier)
    return w, sill - w @ k + multiplier + own


def in_time(series, days, day):
    """A cell's values, linear between its valid days, constant beyond; NaN without any."""
    valid = np.isfinite(series)
    return np.interp(day, days[valid], series[valid]) if valid.any() else np.nan


def smooth(image):
    """Binomial mean over 5 x 5 cells of the valid ones, at valid ones."""
    rows, columns = image.shape
    found = np.full(image.shape, np.nan)
    for r in range(rows):
        for c in range(columns):
            if np.isfinite(image[r, c]):
                total = weight = 0.0
                for a in range(-2, 3):
                    for b in range(-2, 3):
                        if 0 <= r + a < rows and 0 <= c + b < columns and np.isfinite(image[r + a, c + b]):
                            w = KERNEL[a + 2] * KERNEL[b + 2]
                            total, weight = total + w * image[r + a, c + b], weight + w
                found[r, c] = total / weight
    return found


def scales(coarse, coarse_days, days):
    """Of each day: mean of the image, and two images about it; ``coarse`` (dates, cell rows, cell columns)."""
    found = []
    filled = np.array([[[in_time(coarse[:, r, c], coarse_days, day) for c in range(coarse.shape[2])]
                        for r in range(coarse.shape[1])] for day in coarse_days])
    means = np.nanmean(filled, axis=(1, 2))
    for day in days:
        image = np.array([[in_time(coarse[:, r, c], coarse_days, day) for c in range(coarse.shape[2])]
                          for r in range(coarse.shape[1])])
        mean, around = np.interp(day, coarse_days, means), smooth(image)
        found.append((mean, np.nan_to_num(around - mean), np.nan_to_num(image - around)))
    return found


def predict(fine, days, coarse, coarse_days, day, model, slopes):
    """Estimate and kriging variance (rows, columns); ``fine`` (dates, rows, columns)."""
    size = fine.shape[1] // coarse.shape[1]
    drift = [np.kron(slopes[0] * m + slopes[1] * s + slopes[2] * o, np.ones((size, size)))
             for m, s, o in scales(coarse, coarse_days, [*days, day])]
    found, variance = np.full(fine.shape[1:], np.nan), np.full(fine.shape[1:], np.nan)
    for i in range(fine.shape[1]):
        for j in range(fine.shape[2]):
            use = used_dates(np.isfinite(fine[:, i, j]), days, day)
            if use:
                w, variance[i, j] = weights(days[use], day, model)
                found[i, j] = drift[-1][i, j] + sum(each * (fine[k, i, j] - drift[k][i, j]) for each, k in zip(w, use))
    return found, variance


def slopes(fine, days, coarse, coarse_days, model):
    """The three slopes, as posterior means with the prior N(ratio, ratio^2); no date may have a hole in ``fine``."""
    rows, columns = coarse.shape[1:]
    size = fine.shape[1] // rows
    cells = fine.reshape(len(days), rows, size, columns, size).mean(axis=(2, 4))
    parts = scales(coarse, coarse_days, days)
    at_base = np.array([m + s + o for m, s, o in parts])
    ratio = cells.std() / at_base.std()
    local, left, mean_x, mean_y = [], [], [], []
    for j in range(1, len(days) - 1):
        others = np.arange(len(days)) != j
        use = used_dates(others, days, days[j])
        w, _ = weights(days[use], days[j], model)
        y = cells[j] - sum(each * cells[k] for each, k in zip(w, use))
        x = [parts[j][n] - sum(each * parts[k][n] for each, k in zip(w, use)) for n in range(3)]
        mean_x.append(x[0])
        mean_y.append(y.mean())
        left.append((y - y.mean()).ravel())
        local.append(np.array([each.ravel() - each.mean() for each in x[1:]]).T)
    y, x = np.concatenate(left), np.concatenate(local)
    noise = (y @ y) / y.size
    both = np.linalg.solve(x.T @ x / noise + np.eye(2) / ratio ** 2, x.T @ y / noise + 1.0 / ratio)
    mean_x, mean_y = np.array(mean_x), np.array(mean_y)
    noise = (mean_y @ mean_y) / mean_y.size
    return np.array([(mean_x @ mean_y / noise + 1.0 / ratio) / (mean_x @ mean_x / noise + 1.0 / ratio ** 2), *both])
