"""Covariances between averages over cells of a lattice, from a variogram model, by quadrature.

The average of C(|x - y|) over x in one cell and y in another, d cells away, is the integral of C over the difference of
places with triangular weights (Journel and Huijbregts 1978, Mining Geostatistics, II.D). It is integrated over the four
unit squares in which the weights are bilinear: by Gauss-Legendre, and where C's kink at distance 0 lies on a corner, by
Duffy's map of that corner, under which the integrand is smooth. Every support here is a set of lattice cells with
weights, so that covariances of supports are sums of these and agree with each other to rounding.
"""

from functools import lru_cache

import numpy as np

from .models import VariogramModel

_NEAR, _MIDDLE, _FAR = 14, 6, 3   # Gauss nodes along a side, by distance in cells
_MIDDLE_LAG, _FAR_LAG = 2, 8
_CHUNK = 1 << 20                  # nodes evaluated at a time


def cell_covariances(model: VariogramModel, cell: tuple[float, float], lags: np.ndarray) -> np.ndarray:
    """Covariances (n,) of the averages over two cells of size ``cell`` (height, width), ``lags`` (n, 2) cells apart.

    ``lags``: whole numbers, rows and columns. Without the nugget, which is no part of an average over a continuum.
    Errors are below 1e-4 of the sill where the range is a third of a cell or more.
    """
    lags = np.abs(np.asarray(lags)).reshape(-1, 2)
    found = np.empty(len(lags))
    most = lags.max(axis=1, initial=0)
    near = most < _MIDDLE_LAG
    for k in np.flatnonzero(near):
        distance, weight = _near_nodes(int(lags[k, 0]), int(lags[k, 1]), *map(float, cell))
        found[k] = model.structure(distance) @ weight
    for nodes, used in ((_MIDDLE, ~near & (most < _FAR_LAG)), (_FAR, most >= _FAR_LAG)):
        _apart(model, cell, lags, np.flatnonzero(used), nodes, found)
    return found


def lattice_table(model: VariogramModel, cell: tuple[float, float], shape: tuple[int, int]) -> np.ndarray:
    """Covariances (rows, columns) of two lattice cells by their lags 0 .. rows - 1 and 0 .. columns - 1.

    The nugget, which is each cell's own, stands at lag (0, 0).
    """
    lags = np.stack(np.meshgrid(np.arange(shape[0]), np.arange(shape[1]), indexing="ij"), axis=-1)
    table = cell_covariances(model, cell, lags.reshape(-1, 2)).reshape(shape)
    table[0, 0] += model.nugget
    return table


def _apart(model, cell, lags, which, nodes, found) -> None:
    offset, weight = _triangle_nodes(nodes)
    rows, columns = (np.repeat(offset, offset.size), np.tile(offset, offset.size))
    both = np.outer(weight, weight).ravel()
    step = max(1, _CHUNK // both.size)
    for begin in range(0, len(which), step):
        part = which[begin:begin + step]
        distance = np.hypot((lags[part, :1] + rows) * cell[0], (lags[part, 1:] + columns) * cell[1])
        found[part] = model.structure(distance) @ both


def _gauss(nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Gauss-Legendre nodes and weights on 0..1."""
    x, w = np.polynomial.legendre.leggauss(nodes)
    return 0.5 * (x + 1.0), 0.5 * w


@lru_cache
def _triangle_nodes(nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes on -1..1 and weights for an integral with 1 - |t|, in two halves."""
    x, w = _gauss(nodes)
    return np.concatenate([x - 1.0, x]), np.concatenate([w * x, w * (1.0 - x)])


@lru_cache(maxsize=64)
def _near_nodes(row: int, column: int, height: float, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Distances and weights for the lag (row, column), both 0 or 1, from its four unit squares."""
    x, w = _gauss(_NEAR)
    u, v = np.repeat(x, _NEAR), np.tile(x, _NEAR)
    plain = np.outer(w, w).ravel()
    distances, weights = [], []
    for down in (-1, 0):
        for right in (-1, 0):
            rows, columns = row + down, column + right
            at_corner = rows in (-1, 0) and columns in (-1, 0)
            if at_corner:   # from the corner at the origin outwards: (s, s t) and (s t, s), with s as Jacobian
                pieces = [(u, u * v, plain * u), (u * v, u, plain * u)]
                pieces = [(a if rows == 0 else -a, b if columns == 0 else -b, c) for a, b, c in pieces]
            else:
                pieces = [(rows + u, columns + v, plain)]
            for a, b, c in pieces:
                distances.append(np.hypot(a * height, b * width))
                weights.append(c * (1.0 - np.abs(a - row)) * (1.0 - np.abs(b - column)))
    return np.concatenate(distances), np.concatenate(weights)
