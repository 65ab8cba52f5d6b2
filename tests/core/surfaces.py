"""Made surfaces for tests: patches of class codes, and smooth hills."""

import functools

import numpy as np


@functools.lru_cache
def patches(shape=(240, 300), size=12, codes=(11, 21, 41, 52, 71, 81), seed=1):
    """Class codes in patches: the nearest of random seeds."""
    rng = np.random.default_rng(seed)
    count = shape[0] * shape[1] // size**2
    rows, columns = rng.uniform(0, shape[0], count), rng.uniform(0, shape[1], count)
    y, x = np.mgrid[:shape[0], :shape[1]]
    nearest = np.zeros(shape, int)
    best = np.full(shape, np.inf)
    for index in range(count):
        distance = (y - rows[index])**2 + (x - columns[index])**2
        nearest[distance < best] = index
        best = np.minimum(best, distance)
    values = np.asarray(codes)[rng.integers(0, len(codes), count)][nearest]
    values.flags.writeable = False
    return values


@functools.lru_cache
def hills(shape=(240, 300), relief=300.0, seed=2):
    """A smooth surface from 100 to 100 + relief."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:shape[0], :shape[1]] / 40.0
    waves = sum(np.sin(rng.uniform(0.2, 1.5) * x + rng.uniform(0.2, 1.5) * y + rng.uniform(0, 6)) for _ in range(8))
    values = 100.0 + relief * (waves - waves.min()) / np.ptp(waves)
    values.flags.writeable = False
    return values
