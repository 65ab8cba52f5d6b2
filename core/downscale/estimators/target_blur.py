"""How much more blurred the target is than its covariates, learned at the coarse scale.

A thermal band on a grid of 30 m has pixels of 60 or 100 m that were resampled; its detail is not that of a reflectance
on the same grid, and a model fed with sharp covariates makes detail that is not there. The blur leaves a trace in the
coarse pixels: what lies outside of one, but near its border, takes part in it. So covariates are blurred by several
widths, averaged over the coarse pixels and held against the coarse values by cross-validation: differences to the mean
of the neighbours against such differences, since what varies slowly shows no blur. Where ratios are large the trace is
faint, and what is known beforehand decides: a half-normal prior of 1.5 fine pixels.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .folds import neighbours, spatial_folds
from .linear import Linear

CANDIDATES = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)   # standard deviations in fine pixels
_PRIOR = 1.5
# Errors of neighbouring coarse pixels repeat each other: each counts for a part of an independent one.
_INDEPENDENT = 0.25
REACH = 4.0   # standard deviations to which `blurred` looks


@dataclass(frozen=True)
class TargetBlur:
    """What was learned: the blur to apply, in fine pixels; error and probability of each candidate.

    `errors` are RMSE of cross-validation in units of the variable.
    """

    sigma: float
    candidates: tuple[float, ...]
    errors: tuple[float, ...]
    probabilities: tuple[float, ...]

    @property
    def told_by_data(self) -> bool:
        """Whether the coarse values, and not what was assumed beforehand, decided."""
        prior = _normalised(-0.5 * (np.array(self.candidates) / _PRIOR)**2)
        return bool(np.abs(np.array(self.probabilities) - prior).sum() > 0.5)


def target_blur(designs: Mapping[float, np.ndarray], y: np.ndarray, positions: np.ndarray | None = None, *,
                seed: int = 0) -> TargetBlur:
    """The blur of the target, from covariates that were blurred by each candidate before they were averaged.

    ``designs``: by standard deviation in fine pixels, X (n, covariates) at the coarse scale; ``y`` (n,); ``positions``
    (n, 2) in coarse pixels tell which samples are neighbours, whose differences are looked at then, and keep them in
    one fold. Linear regression is the judge, whatever method comes after. The answer is the mean over the candidates,
    by their probability.
    """
    fold = spatial_folds(y.size, positions, seed)
    if positions is not None:
        near = neighbours(positions)
        designs = {sigma: X - X[near].mean(axis=1) for sigma, X in designs.items()}
        y = y - y[near].mean(axis=1)
    squares = {sigma: _cross_validated(X, y, fold) for sigma, X in sorted(designs.items())}
    candidates, square = np.array(list(squares)), np.maximum(np.array(list(squares.values())), 1e-300)
    evidence = -0.5 * _INDEPENDENT * y.size * np.log(square) - 0.5 * (candidates / _PRIOR)**2
    probability = _normalised(evidence)
    return TargetBlur(float(probability @ candidates), tuple(candidates.tolist()), tuple(np.sqrt(square).tolist()),
                      tuple(probability.tolist()))


def blurred(values: np.ndarray, valid: np.ndarray, sigma: float) -> np.ndarray:
    """The Gaussian mean over the valid pixels (rows, columns) round each, NaN where the pixel itself is not valid.

    A pixel depends on what lies within `REACH` ``sigma`` of it: hand over so much more on every side of a block.
    """
    from scipy.ndimage import gaussian_filter   # late: SciPy is heavy

    kept = np.where(valid, values, 0.0).astype(np.float64)
    if sigma == 0.0:
        return np.where(valid, kept, np.nan)
    options = {"sigma": sigma, "mode": "constant", "truncate": REACH}
    total, weight = gaussian_filter(kept, **options), gaussian_filter(valid.astype(np.float64), **options)
    return np.divide(total, weight, out=np.full(kept.shape, np.nan), where=valid)


def _cross_validated(X: np.ndarray, y: np.ndarray, fold: np.ndarray) -> float:
    """Mean square error of linear regression of folds that it has not seen."""
    square = 0.0
    for k in np.unique(fold):
        out = fold == k
        square += float(((Linear().fit(X[~out], y[~out]).predict(X[out]) - y[out])**2).sum())
    return square / y.size


def _normalised(logarithms: np.ndarray) -> np.ndarray:
    weights = np.exp(logarithms - logarithms.max())
    return weights / weights.sum()
