"""Folds for cross-validation, and which samples lie next to which."""

import numpy as np

_FOLDS = 5
_NEIGHBOURS = 8   # coarse pixels


def spatial_folds(count: int, positions: np.ndarray | None, seed: int) -> np.ndarray:
    """The fold (n,), 0 to 4, of each sample.

    By squares of coarse pixels where positions (n, 2) are known and there are enough of them, so that neighbours stay
    together; else at random.
    """
    rng = np.random.default_rng(seed)
    if positions is None:
        return rng.permutation(count) % _FOLDS
    side = max(1.0, np.sqrt(np.prod(np.ptp(positions, axis=0) + 1.0) / (8 * _FOLDS)))
    _, square = np.unique((positions // side).astype(np.int64), axis=0, return_inverse=True)
    square = square.ravel()
    if square.max() + 1 < 2 * _FOLDS:
        return rng.permutation(count) % _FOLDS
    return (rng.permutation(square.max() + 1) % _FOLDS)[square]


def neighbours(positions: np.ndarray) -> np.ndarray:
    """Indices (n, 8) of the nearest others of the samples at positions (n, 2); fewer columns where there are fewer."""
    from scipy.spatial import cKDTree   # late: SciPy is heavy

    count = min(_NEIGHBOURS, len(positions) - 1)
    return cKDTree(positions).query(positions, count + 1)[1][:, 1:]
