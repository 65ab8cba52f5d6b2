"""What a report tells of a fitted model: which covariates matter, and where it has seen nothing alike."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .sharpen import Model, Scene
from .smoothing import Smoother, reach_of

_LINES = 64   # rows of the fine grid that are looked at


@dataclass(frozen=True)
class Outside:
    """``any``: share (0..1) of the fine pixels with a covariate outside of the learned range ``low`` to ``high``
    (covariates,), as the model sees them; ``below`` and ``above`` (covariates,): the shares of each; ``pixels`` looked
    at."""

    any: float
    below: np.ndarray
    above: np.ndarray
    low: np.ndarray
    high: np.ndarray
    pixels: int


def important(growth: np.ndarray, most: int) -> list[int]:
    """The covariates of largest importance, in that order; the first of equals."""
    return np.argsort(-growth, kind="stable")[:most].tolist()


def outside_share(scene: Scene, model: Model, lines: int = _LINES) -> Outside:
    """Where covariates leave the range that the model learned from, on ``lines`` evenly spread rows."""
    estimator, margin = model.estimator, reach_of(model.sigma)
    rows = np.unique(np.linspace(0, scene.supports.shape[0] - 1, lines).round().astype(int))
    below, above = np.zeros((2, len(estimator.low_)))
    outside = pixels = 0
    for row in rows.tolist():
        X = _line(scene, row, model.sigma, margin)
        low, high = X < estimator.low_, X > estimator.high_
        below += low.sum(axis=0)
        above += high.sum(axis=0)
        outside += int((low | high).any(axis=1).sum())
        pixels += len(X)
    count = max(1, pixels)
    return Outside(outside / count, below / count, above / count, estimator.low_, estimator.high_, pixels)


def _line(scene: Scene, row: int, sigma: float, margin: int) -> np.ndarray:
    """The covariates (n, covariates) of one row's pixels that have all of them, blurred as the model sees them."""
    outer = max(0, row - margin), min(scene.supports.shape[0], row + 1 + margin)
    stack = scene.covariates.read(outer)
    valid = np.isfinite(stack).all(axis=0)
    smooth, at = Smoother(valid, sigma), row - outer[0]
    return _columns((smooth(plane)[at] for plane in stack), valid[at])


def _columns(lines: Iterable[np.ndarray], valid: np.ndarray) -> np.ndarray:
    return np.stack([line[valid] for line in lines], axis=1)
