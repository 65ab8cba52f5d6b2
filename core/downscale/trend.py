"""What varies too slowly for the covariates to be asked: taken from the coarse values before a model learns from them.

A coarse value is f(covariates) plus what they do not tell. The latter is mostly smooth (air, soil, haze), far from
independent between neighbours, and large scale gradients of covariates take it for their own: slopes, and trees even
more, then make detail where none is. The kriged residual brings the smooth part back in any case, so a model need only
tell the detail. The way there is that of generalised least squares in regression kriging (Cressie 1993, Statistics for
Spatial Data, 3.4), in a form that any learner can take: slopes are learned from the differences of coarse pixels to the
mean of their neighbours; what the neighbours of a pixel are missed by then, as far as it tells of the pixel itself, is
taken from it. Where relations bend, this takes away some of what a learner could have found. So both are learned, and
judged by the differences of the unseen residual to its neighbours, which no kriging can make up for.
"""

from collections.abc import Callable

import numpy as np

from .estimators.base import Estimator
from .estimators.folds import neighbours
from .estimators.linear import Linear
from .patience import Tick

_JUDGED = 5_000      # samples at most on which both ways are tried


def fit_detail(make: Callable[[], Estimator], X: np.ndarray, y: np.ndarray, weights: np.ndarray, positions: np.ndarray,
               tick: Tick) -> Estimator:
    """An estimator made by ``make`` that tells detail: X (n, covariates), y, weights (n,), positions (n, 2) in coarse
    pixels; ``tick`` is called now and then. Its ``residuals_`` are those of ``y`` itself."""
    step = -(-y.size // _JUDGED)
    some = np.arange(0, y.size, step)
    near = neighbours(positions[some])
    plain, without = (_learned(make, X[some], y[some], weights[some], positions[some], trend, tick) for trend in
                      (np.zeros(some.size), smooth_part(X[some], y[some], weights[some], near)))
    better = contrast(without.residuals_, weights[some], near) < contrast(plain.residuals_, weights[some], near)
    if step == 1:
        return without if better else plain
    trend = smooth_part(X, y, weights, neighbours(positions)) if better else np.zeros(y.size)
    return _learned(make, X, y, weights, positions, trend, tick)


def smooth_part(X: np.ndarray, y: np.ndarray, weights: np.ndarray, near: np.ndarray) -> np.ndarray:
    """What (n,) of y follows from the residuals of the neighbours ``near`` and not from X; of mean 0."""
    there = weights > 0.0
    differences = y - y[near].mean(axis=1)
    if np.ptp(differences[there]) == 0.0:
        return np.zeros(y.size)
    apart = Linear().fit((X - X[near].mean(axis=1))[there], differences[there], sample_weight=weights[there])
    residual = y - X @ apart.slopes_
    residual = residual - np.average(residual, weights=weights)
    around = residual[near].mean(axis=1)
    square = float((weights * around**2).sum())
    share = float(np.clip((weights * around * residual).sum() / square, 0.0, 1.0)) if square > 0.0 else 0.0
    return share * (around - np.average(around, weights=weights))


def contrast(residual: np.ndarray, weights: np.ndarray, near: np.ndarray) -> float:
    """Root mean square of the differences of residuals (n,), NaN where not known, to the mean of their neighbours."""
    known = np.isfinite(residual)
    filled = np.where(known, residual, 0.0)
    count = known[near].sum(axis=1)
    there = known & (count > 0) & (weights > 0.0)
    apart = filled[there] - filled[near].sum(axis=1)[there] / count[there]
    return float(np.sqrt(np.average(apart**2, weights=weights[there])))


def _learned(make: Callable[[], Estimator], X: np.ndarray, y: np.ndarray, weights: np.ndarray, positions: np.ndarray,
             trend: np.ndarray, tick: Tick) -> Estimator:
    estimator = make()
    estimator.tick = tick
    estimator.fit(X, y - trend, sample_weight=weights, positions=positions)
    estimator.residuals_ = estimator.residuals_ + trend
    return estimator
