"""Compiled: the planes in the leaves of a regression tree, summed in one fixed order, so that threads change no bit."""

import numpy as np
from numba import njit

_options = {"nogil": True, "cache": True, "error_model": "numpy"}
_SINGULAR = 1e-13   # of the largest pivot: what is smaller is rounding


@njit(**_options)
def ridge(design, y, weight, members, pull, towards):
    """(1 + covariates,): the plane of least squares through the samples ``members`` whose slopes are drawn ``towards``
    others with the weight of ``pull`` samples."""
    count = design.shape[1]
    total, mean, centre = 0.0, 0.0, np.zeros(count)
    for i in members:
        total += weight[i]
        mean += weight[i] * y[i]
        for j in range(count):
            centre[j] += weight[i] * design[i, j]
    mean /= total
    centre /= total
    matrix, right, inner = np.zeros((count, count)), np.zeros(count), np.empty(count)
    for i in members:
        rest = y[i] - mean
        for j in range(count):
            inner[j] = design[i, j] - centre[j]
            rest -= inner[j] * towards[j]
        for j in range(count):
            along = weight[i] * inner[j]
            right[j] += along * rest
            for k in range(j + 1):
                matrix[j, k] += along * inner[k]
    for j in range(count):
        matrix[j, j] += pull
    plane = np.empty(1 + count)
    _solve(matrix, right)
    plane[0] = mean
    for j in range(count):
        plane[1 + j] = towards[j] + right[j]
        plane[0] -= centre[j] * plane[1 + j]
    return plane


@njit(**_options)
def fill_planes(design, y, weight, members, starts, nodes, pull, stretch, planes):
    """Into ``planes`` (nodes, 3 + covariates) of the leaves ``nodes``: least and greatest value, intercept, slopes.

    ``members``: samples leaf by leaf, those of the k-th from starts[k] to starts[k + 1].
    """
    trunk = ridge(design, y, weight, members, pull, np.zeros(design.shape[1]))[1:]
    for k in range(nodes.size):
        own = members[starts[k]:starts[k + 1]]
        low = high = y[own[0]]
        for i in own:
            low, high = min(low, y[i]), max(high, y[i])
        planes[nodes[k], 0] = low - stretch * (high - low)
        planes[nodes[k], 1] = high + stretch * (high - low)
        planes[nodes[k], 2:] = ridge(design, y, weight, own, pull, trunk)


@njit(**_options)
def _solve(matrix, right):
    """Solve for a symmetric matrix without negative eigenvalues, given below its diagonal, by Cholesky's method; both
    are overwritten. What the matrix says nothing of becomes 0."""
    count, largest = right.size, 0.0
    for j in range(count):
        largest = max(largest, matrix[j, j])
    for j in range(count):
        pivot = matrix[j, j]
        for k in range(j):
            pivot -= matrix[j, k] * matrix[j, k]
        matrix[j, j] = np.sqrt(pivot) if pivot > _SINGULAR * largest else 0.0
        for i in range(j + 1, count):
            rest = matrix[i, j]
            for k in range(j):
                rest -= matrix[i, k] * matrix[j, k]
            matrix[i, j] = rest / matrix[j, j] if matrix[j, j] > 0.0 else 0.0
    for j in range(count):
        for k in range(j):
            right[j] -= matrix[j, k] * right[k]
        right[j] = right[j] / matrix[j, j] if matrix[j, j] > 0.0 else 0.0
    for j in range(count - 1, -1, -1):
        for k in range(j + 1, count):
            right[j] -= matrix[k, j] * right[k]
        right[j] = right[j] / matrix[j, j] if matrix[j, j] > 0.0 else 0.0
