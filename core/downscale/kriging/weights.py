"""Ordinary kriging weights of one neighbourhood, for many points at once."""

import numpy as np
from numba import njit

# Eigenvalues below this share of the largest are rounding: covariances carry about so much of it.
_FLOOR = 1e-13
_SOUND = 1e-4   # of the largest pivot: their squares tell of the condition


def ordinary_weights(blocks: np.ndarray, points: np.ndarray, variance: float) -> tuple[np.ndarray, np.ndarray]:
    """Weights (m, n), each column adding up to 1, and kriging variances (n,).

    ``blocks`` (m, m): covariances of the supports; ``points`` (m, n): of supports with points; ``variance``: of a
    point. The weights minimise the variance of the error under the condition that the unknown mean cancels: with B the
    blocks' covariance, w = B^-1 (p + mu 1) and error variance C(0) - w p + mu. Raises ValueError if B has no variance.
    """
    weights, ones = _solved(blocks, points)
    multiplier = (1.0 - weights.sum(axis=0)) / ones.sum()
    weights += ones[:, None] * multiplier
    # Rounding in near singular systems must not leak: what is told of the mean is told exactly.
    weights += (1.0 - weights.sum(axis=0)) / len(weights)
    return weights, np.maximum(variance - np.einsum("mn,mn->n", weights, points) + multiplier, 0.0)


def _solved(blocks: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """B^-1 p and B^-1 1; in a near singular B the smallest eigenvalues are lifted out of the rounding."""
    if not np.diagonal(blocks).max() > 0.0:
        raise ValueError("The supports have no variance.")
    known = np.empty((len(blocks), points.shape[1] + 1))
    known[:, :-1], known[:, -1] = points, 1.0
    if _cholesky_solve(np.array(blocks, float), known, _SOUND):
        return known[:, :-1], known[:, -1]
    values, vectors = np.linalg.eigh(blocks)
    turned = vectors / np.maximum(values, _FLOOR * values[-1])
    return turned @ (vectors.T @ points), turned @ vectors.sum(axis=0)


@njit(nogil=True, cache=True, error_model="numpy")
def _cholesky_solve(matrix, known, sound):
    """Solve in place for all columns of ``known`` and say so; False if the matrix is not positive definite or a pivot
    is below ``sound`` of the largest one. ``matrix`` is overwritten.

    BLAS would start threads of its own for each of these small systems, in threads that are ours already.
    """
    size = matrix.shape[0]
    for j in range(size):
        for k in range(j):
            for i in range(j, size):
                matrix[i, j] -= matrix[i, k] * matrix[j, k]
        if not matrix[j, j] > 0.0:
            return False
        pivot = np.sqrt(matrix[j, j])
        for i in range(j, size):
            matrix[i, j] /= pivot
    pivots = np.diag(matrix)
    if pivots.min() < sound * pivots.max():
        return False
    for i in range(size):
        for k in range(i):
            known[i] -= matrix[i, k] * known[k]
        known[i] /= matrix[i, i]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            known[i] -= matrix[k, i] * known[k]
        known[i] /= matrix[i, i]
    return True


def made_coherent(weights: np.ndarray, share: np.ndarray, own: int) -> np.ndarray:
    """The weights (m, n) with sum over n of ``share`` x weights equal to the unit vector of support ``own``.

    Holds before in exact arithmetic, since the points' mean is that support; ``share`` (n,) adds up to 1.
    """
    excess = weights @ share
    excess[own] -= 1.0
    return weights - excess[:, None]
