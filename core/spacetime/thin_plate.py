"""A thin-plate spline through the centres of coarse pixels, solved in the neighbourhood of each.

The spline s(x) = sum_k w_k phi(|x - x_k|) + c_0 + c_1 x + c_2 y with phi(r) = r^2 log r passes through all values, and
the weights obey sum w_k = sum w_k x_k = sum w_k y_k = 0 (Duchon 1977; Zhu et al. 2016, step 4). What a value
does to it fades within a few cells: the spline through a cell and its three rings of neighbours stands for the global
one, at a cost that grows with the number of cells and not with its cube.
"""

import math
from collections.abc import Callable

import numpy as np
from numba import njit

from .frame import Cells

RINGS = 3
_CELLS = 2000   # between two looks at the cancel button
_RIDGE = 1e-10   # holds where the cells lie in a line or are less than three: there the spline has no slope across it
_options = {"nogil": True, "cache": True}


def thin_plate(cells: Cells, coarse: np.ndarray, pixel: tuple[float, float], wanted: np.ndarray,
               go_on: Callable[[], None] = lambda: None) -> np.ndarray:
    """The spline through ``coarse`` (bands, cell rows, cell columns) at the middles of fine pixels: float64 (bands,
    rows, columns), NaN where not ``wanted`` (rows, columns, bool) or where the cell that holds most of a pixel has no
    value. ``pixel``: height and width of a fine pixel in metres. ``go_on`` is called now and then, and may raise.
    """
    found = np.full((len(coarse), cells.shape[0] * cells.shape[1]), np.nan)
    count = cells.lattice[0] * cells.lattice[1]
    owner = np.where(wanted.ravel(), cells.owner, -1)
    order = np.argsort(owner, kind="stable")
    start = np.searchsorted(owner[order], np.arange(count + 1))
    centres, coarse = (np.ascontiguousarray(each, np.float64) for each in (cells.centres, coarse))
    for first in range(0, count, _CELLS):
        go_on()
        _splines(centres, coarse, np.array(pixel, np.float64), order, start, cells.shape[1],
                 (first, min(first + _CELLS, count)), RINGS, found)
    return found.reshape(len(coarse), *cells.shape)


@njit(**_options)
def _splines(centres, coarse, pixel, order, start, width, part, rings, found):
    bands, rows, columns = coarse.shape
    most = (2 * rings + 1) ** 2
    x, y, values = np.empty(most), np.empty(most), np.empty(most)
    near, before = np.empty(most, np.int64), np.empty(most, np.int64)
    basis, pivots = np.empty((most + 3, most + 3)), np.empty(most + 3, np.int64)
    phi = np.empty((np.diff(start[part[0]:part[1] + 1]).max(), most + 3))
    for cell in range(*part):
        pixels = order[start[cell]:start[cell + 1]]
        if pixels.size == 0:
            continue
        j, i = cell // columns, cell % columns
        if pixels.size == 1 and _at(centres, j, i, pixels[0], width):
            for band in range(bands):
                found[band, pixels[0]] = coarse[band, j, i]
            continue
        count_before = -1
        for band in range(bands):
            if math.isnan(coarse[band, j, i]):
                continue
            count = _neighbours(coarse[band], j, i, rings, near, values)
            if not _same(near, before, count, count_before):
                scale = _place(centres, pixel, j, i, near, count, x, y)
                _assemble(x, y, count, basis)
                _factorise(basis, pivots, count + 3)
                for n in range(pixels.size):
                    up = (pixels[n] // width - centres[0, j, i]) * pixel[0] / scale
                    across = (pixels[n] % width - centres[1, j, i]) * pixel[1] / scale
                    _terms(y, x, count, up, across, phi[n])
                before[:count], count_before = near[:count], count
            weights = np.zeros(count + 3)
            # The spline of differences is the difference of splines: less rounding.
            for k in range(count):
                weights[k] = values[k] - coarse[band, j, i]
            _solve(basis, pivots, count + 3, weights)
            for n in range(pixels.size):
                total = coarse[band, j, i]
                for k in range(count + 3):
                    total += weights[k] * phi[n, k]
                found[band, pixels[n]] = total


@njit(**_options)
def _at(centres, j, i, pixel, width):
    """Is the middle of a pixel the centre of a cell, where the spline has the cell's value?"""
    return max(abs(pixel // width - centres[0, j, i]), abs(pixel % width - centres[1, j, i])) < 1e-6


@njit(**_options)
def _neighbours(coarse, j, i, rings, near, values):
    """Which cells around one have values: numbers of the cells, by row and column, and their values."""
    rows, columns = coarse.shape
    count = 0
    for row in range(max(0, j - rings), min(rows, j + rings + 1)):
        for column in range(max(0, i - rings), min(columns, i + rings + 1)):
            if not math.isnan(coarse[row, column]):
                near[count], values[count] = row * columns + column, coarse[row, column]
                count += 1
    return count


@njit(**_options)
def _same(near, before, count, count_before):
    if count != count_before:
        return False
    for k in range(count):
        if near[k] != before[k]:
            return False
    return True


@njit(**_options)
def _place(centres, pixel, j, i, near, count, x, y):
    """Places of the cells around one, from its centre, in units of the farthest: ground distances."""
    columns = centres.shape[2]
    farthest = 0.0
    for k in range(count):
        row, column = near[k] // columns, near[k] % columns
        y[k] = (centres[0, row, column] - centres[0, j, i]) * pixel[0]
        x[k] = (centres[1, row, column] - centres[1, j, i]) * pixel[1]
        farthest = max(farthest, math.hypot(x[k], y[k]))
    if farthest == 0.0:
        farthest = math.hypot(pixel[0], pixel[1])
    for k in range(count):
        x[k] /= farthest
        y[k] /= farthest
    return farthest


@njit(**_options)
def _phi(square):
    return 0.5 * square * math.log(square) if square > 0.0 else 0.0


@njit(**_options)
def _assemble(x, y, count, basis):
    for k in range(count):
        basis[k, k] = 0.0
        for m in range(k):
            basis[k, m] = basis[m, k] = _phi((x[k] - x[m]) ** 2 + (y[k] - y[m]) ** 2)
        basis[k, count] = basis[count, k] = 1.0
        basis[k, count + 1] = basis[count + 1, k] = x[k]
        basis[k, count + 2] = basis[count + 2, k] = y[k]
    for k in range(count, count + 3):
        for m in range(count, count + 3):
            basis[k, m] = -_RIDGE if k == m else 0.0


@njit(**_options)
def _factorise(matrix, pivots, size):
    """LU with partial pivoting, in place. Small systems in threads that are ours: LAPACK would start its own."""
    for k in range(size):
        best = k
        for j in range(k + 1, size):
            if abs(matrix[j, k]) > abs(matrix[best, k]):
                best = j
        pivots[k] = best
        if best != k:
            for i in range(size):
                matrix[k, i], matrix[best, i] = matrix[best, i], matrix[k, i]
        for j in range(k + 1, size):
            factor = matrix[j, k] / matrix[k, k]
            matrix[j, k] = factor
            for i in range(k + 1, size):
                matrix[j, i] -= factor * matrix[k, i]


@njit(**_options)
def _solve(matrix, pivots, size, values):
    for k in range(size):
        values[k], values[pivots[k]] = values[pivots[k]], values[k]
    for k in range(size):
        for i in range(k):
            values[k] -= matrix[k, i] * values[i]
    for k in range(size - 1, -1, -1):
        for i in range(k + 1, size):
            values[k] -= matrix[k, i] * values[i]
        values[k] /= matrix[k, k]


@njit(**_options)
def _terms(y, x, count, up, across, terms):
    """What the weights are multiplied by at a place."""
    for k in range(count):
        terms[k] = _phi((across - x[k]) ** 2 + (up - y[k]) ** 2)
    terms[count], terms[count + 1], terms[count + 2] = 1.0, across, up
