"""Made fields and plain algebra for the tests of kriging: everything dense, nothing shared with the engine."""

import numpy as np

CORRELATIONS = {
    "spherical": lambda h: np.where(h < 1.0, 1.0 - 1.5 * h + 0.5 * h**3, 0.0),
    "exponential": lambda h: np.exp(-h),
    "gaussian": lambda h: np.exp(-h**2),
    "matern": lambda h: (1.0 + np.sqrt(3.0) * h) * np.exp(-np.sqrt(3.0) * h),   # smoothness 1.5
}


def cell_average(name, sill, scale, cell, lag, nodes=200):
    """Covariance of two cell averages: the midpoint rule over differences of places, with triangular weights."""
    t = (np.arange(2 * nodes) + 0.5) / nodes - 1.0
    weight = (1.0 - np.abs(t)) / nodes
    distance = np.hypot((lag[0] + t)[:, None] * cell[0], (lag[1] + t)[None] * cell[1])
    return sill * weight @ CORRELATIONS[name](distance / scale) @ weight


def lattice_covariance(name, sill, scale, nugget, shape, cell=(1.0, 1.0), nodes=200):
    """Covariances (cells, cells) of all pairs of lattice cells; the nugget is each cell's own."""
    table = np.array([[cell_average(name, sill, scale, cell, (r, c), nodes) for c in range(shape[1])]
                      for r in range(shape[0])])
    row, column = np.indices(shape).reshape(2, -1)
    return (table[np.abs(row[:, None] - row), np.abs(column[:, None] - column)]
            + nugget * np.eye(row.size))


def ordinary_kriging(covariance, operator, values):
    """Estimates and error variances of all lattice cells from ``values`` = ``operator`` @ cells: one dense system."""
    there = np.isfinite(values)
    operator, values = operator[there], values[there]
    count = len(values)
    system = np.ones((count + 1, count + 1))
    system[:count, :count] = operator @ covariance @ operator.T
    system[count, count] = 0.0
    known = np.ones((count + 1, covariance.shape[0]))
    known[:count] = operator @ covariance
    solution = np.linalg.solve(system, known)
    return values @ solution[:count], np.diag(covariance) - np.sum(solution * known, axis=0)


def nested(coarse_shape, ratio):
    """The dense operator (coarse pixels, fine cells) of means over nested pixels."""
    rows, columns = (n * r for n, r in zip(coarse_shape, ratio))
    row, column = np.indices((rows, columns)).reshape(2, -1)
    owner = row // ratio[0] * coarse_shape[1] + column // ratio[1]
    return (np.arange(coarse_shape[0] * coarse_shape[1])[:, None] == owner) / (ratio[0] * ratio[1])


def gaussian_field(covariance, seed, count=1):
    """Fields (count, cells) of that covariance, by Cholesky."""
    root = np.linalg.cholesky(covariance + 1e-9 * covariance[0, 0] * np.eye(len(covariance)))
    return np.random.default_rng(seed).normal(size=(count, len(covariance))) @ root.T


def torus_field(name, sill, scale, size, seed, parts=3):
    """A field (size, size) of cell averages, each of ``parts`` x ``parts`` places, by circulant embedding in a torus
    four times as wide."""
    wide = 4 * size * parts
    lag = np.minimum(np.arange(wide), wide - np.arange(wide)) / parts
    spectrum = np.maximum(np.fft.rfft2(sill * CORRELATIONS[name](np.hypot(lag[:, None], lag) / scale)).real, 0.0)
    noise = np.fft.rfft2(np.random.default_rng(seed).normal(size=(wide, wide)))
    field = np.fft.irfft2(np.sqrt(spectrum) * noise)[:size * parts, :size * parts]
    return field.reshape(size, parts, size, parts).mean(axis=(1, 3))
