"""Errors of pairs as a function of where the points are moved to: residuals, minima, and how sure a minimum is."""

from dataclasses import dataclass

import numpy as np

METRICS = ("unbiased_rmse", "rmse", "correlation")

# Nodes of the stencil on which a minimum is refined, in its spacings.
_SIDE = np.arange(-2.0, 3.0)
STENCIL = np.stack([each.ravel() for each in np.meshgrid(_SIDE, _SIDE)], 1)
REACH = _SIDE[-1]


def residuals(metric: str, own: np.ndarray, sampled: np.ndarray) -> np.ndarray:
    """What is left of own values (m) beside sampled ones (k, m), (k, m).

    rmse: their differences; unbiased_rmse: less their mean at each of the k places; correlation: from the least-squares
    line of own on sampled at each place, the sum of whose squares is least where r^2 is greatest.
    """
    if metric == "rmse":
        return own - sampled
    if metric == "unbiased_rmse":
        difference = own - sampled
        return difference - difference.mean(axis=1, keepdims=True)
    own, sampled = own - own.mean(), sampled - sampled.mean(axis=1, keepdims=True)
    power = (sampled * sampled).sum(axis=1)
    slope = np.divide(sampled @ own, power, out=np.zeros(len(power)), where=power > 0.0)
    return own - slope[:, None] * sampled


def lattice(reach: float, step: float) -> np.ndarray:
    """Steps east and north (k, 2) of a square lattice in a disc, the one without a step first."""
    side = np.arange(-np.floor(reach / step + 1e-9), np.floor(reach / step + 1e-9) + 1.0)
    nodes = step * np.stack([each.ravel() for each in np.meshgrid(side, side)], 1)
    length = np.hypot(*nodes.T)
    nodes, length = nodes[length <= reach * (1.0 + 1e-9)], length[length <= reach * (1.0 + 1e-9)]
    return nodes[np.argsort(length, kind="stable")]


@dataclass(frozen=True)
class Minimum:
    """The least sum of squares on a stencil: its place in spacings from the stencil's middle, and the curvature.

    ``place`` (2): the vertex of the parabola through the nodes where that lies within, else the best node.
    ``hessian`` (2, 2): second derivatives of the sum by steps of one spacing. ``inside``: is it such a vertex?
    """

    place: np.ndarray
    hessian: np.ndarray
    inside: bool


def minimum(squares: np.ndarray) -> Minimum:
    """Of sums of squares (25) at the nodes of STENCIL."""
    u, v = STENCIL.T
    terms = np.stack([np.ones(len(u)), u, v, 0.5 * u * u, u * v, 0.5 * v * v], 1)
    scale = np.abs(squares).max() or 1.0
    _, *slope, uu, uv, vv = np.linalg.lstsq(terms, squares / scale, rcond=None)[0]
    hessian = np.array([[uu, uv], [uv, vv]])
    if uu > 0.0 and uu * vv - uv * uv > 1e-9 * uu * vv:
        place = -np.linalg.solve(hessian, slope)
        if np.abs(place).max() <= REACH:
            return Minimum(place, hessian * scale, True)
    return Minimum(STENCIL[squares.argmin()], hessian * scale, False)


def covariance(errors: np.ndarray, hessian: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Of a minimum's place (2, 2), in squared spacings; NaN where the sum of squares has no minimum.

    ``errors`` (25, m): residuals at the nodes of a stencil around the minimum; ``clusters`` (m): numbers from 0, points
    whose errors may go together have the same. The sandwich of an M-estimator: inverse curvature, sum over clusters of
    squared slopes of their sums of squares, inverse curvature.
    """
    count = int(clusters.max()) + 1
    if count < 2 or not np.all(np.linalg.eigvalsh(hessian) > 0.0):
        return np.full((2, 2), np.nan)
    slopes = (STENCIL / (STENCIL * STENCIL).sum(axis=0)).T @ (errors * errors)
    sums = np.stack([np.bincount(clusters, each, count) for each in slopes])
    sums = sums - sums.mean(axis=1, keepdims=True)
    bread = np.linalg.inv(hessian)
    return bread @ (sums @ sums.T) @ bread * count / (count - 1)


def chance(step: np.ndarray, spread: np.ndarray, clusters: int) -> float:
    """The probability that a step (2) as far from none in its covariance comes of chance: Hotelling's T^2.

    1 where the covariance is not known.
    """
    free = clusters - 1
    if free < 2 or not np.isfinite(spread).all():
        return 1.0
    if np.linalg.matrix_rank(spread) < 2:
        return 0.0 if step.any() else 1.0
    squared = float(step @ np.linalg.solve(spread, step))
    return float((1.0 + squared / free) ** (-0.5 * (free - 1)))


def clustered(x: np.ndarray, y: np.ndarray, most: int) -> np.ndarray:
    """Numbers from 0 (m) of square cells of ground that points (m; metres) lie in: the largest cells that make up at
    least ``most`` occupied ones, or half as many points as there are; ordered along the longer side.
    """
    wanted = max(1, min(most, len(x) // 2))
    first, second = (x, y) if np.ptp(x) >= np.ptp(y) else (y, x)
    side = max(float(np.ptp(first)), 1e-3)
    for _ in range(60):
        column, row = (np.floor((each - each.min()) / side).astype(np.int64) for each in (first, second))
        _, number = np.unique(np.stack([column, row]), axis=1, return_inverse=True)
        number = number.ravel()
        if number.max() + 1 >= wanted:
            break
        side *= 0.8
    return number
