"""How large errors of area-to-point kriging are where the texture below the coarse pixel is known from above it alone.

One variogram fitted to coarse values says too little: models of different smoothness fit nearly alike and err
differently. Here models from rough to smooth and from short to long are weighed by the restricted likelihood of the
coarse values (flat prior over the types and the logarithm of the range), and their kriging variances averaged with these
weights. White noise, which no coarse datum tells from texture of a fine pixel's size, is among them: the shortest range
is half a fine pixel. Each model is tried with and without white noise of a given size beside it.
"""

from dataclasses import dataclass

import numpy as np

from .covariance import cell_covariances
from .deconvolution import Regularisation
from .likelihood import WindowLikelihood
from .models import VariogramModel
from .stencil import Stencil
from .variogram import Experimental

_SHAPES = (("matern", 0.25), ("exponential", 0.5), ("matern", 1.5), ("matern", 2.5), ("gaussian", np.inf))
_RANGES = 14
_LONGEST = 40.0     # coarse pixels: variograms that rise over a window and far beyond
_NO_WEIGHT = 1e-3   # relative to the likeliest
_CELLS = 8          # along a coarse pixel where kriging variances are computed; what is finer is added
_NEXT = Experimental(np.ones(1), np.ones(1), np.ones(1), np.array([[0.0, 1.0]]), np.zeros(1, int), np.ones(1), 1.0)


@dataclass(frozen=True)
class Expected:
    """``error``: root mean square of kriging's errors at fine pixels, without white noise, in the values' units;
    ``reach``: practical range of the likeliest model, coarse pixels; ``white``: probability, 0 to 1, that white noise
    of the size asked about is among the errors."""

    error: float
    reach: float
    white: float


def expected_error(values: np.ndarray, side: float, white: float = 0.0, seed: int = 0) -> Expected | None:
    """Of kriging ``values`` (coarse rows, columns; NaN where missing) to fine pixels; ``side``: fine pixels along a
    coarse one; ``white``: standard deviation at fine pixels of white noise that may be among the errors. None where
    there are too few values."""
    likelihood = WindowLikelihood(values, np.eye(2), Regularisation(np.ones((1, 1)), (1.0, 1.0), _NEXT, 1.0), seed)
    if not likelihood.usable or not side > 1.0:
        return None
    models = [VariogramModel(name, 1.0, scale, smoothness=smoothness) for name, smoothness in _SHAPES
              for scale in np.geomspace(0.5 / side, _LONGEST, _RANGES)]
    found = [(model, 0.0, *likelihood.profile(model)) for model in models]
    if white > 0.0:
        found += [_with_noise(likelihood, model, sill, (white / side)**2) for model, _, log, sill in found
                  if np.isfinite(log) and sill > 0.0]
    found = [each for each in found if np.isfinite(each[2])]
    if not found:
        return None
    logs = np.array([each[2] for each in found])
    weight = np.exp(logs - logs.max())
    kept = np.flatnonzero(weight > _NO_WEIGHT)
    variance = [found[k][3] * unit_variance(found[k][0], side) for k in kept]
    return Expected(float(np.sqrt(np.average(variance, weights=weight[kept]))),
                    found[int(np.argmax(logs))][0].practical_range,
                    float(np.average([each[1] for each in found], weights=weight)))


def _with_noise(likelihood: WindowLikelihood, model: VariogramModel, sill: float,
                noise: float) -> tuple[VariogramModel, float, float, float]:
    """A model with white noise of variance ``noise`` at coarse pixels: itself, 1, its log-likelihood with the likelier
    of two sills (the one without noise, and the one that follows from it), and that sill."""
    tried = []
    for _ in range(2):
        relative = VariogramModel(model.name, 1.0, model.range, noise / sill, model.smoothness)
        log, best = likelihood.profile(relative)
        if not np.isfinite(log):
            break
        tried.append((log - 0.5 * likelihood.count * (np.log(sill / best) + best / sill - 1.0), sill))
        sill = best
    log, sill = max(tried, default=(-np.inf, np.nan))
    return model, 1.0, log, sill


def unit_variance(model: VariogramModel, side: float) -> float:
    """The mean variance of kriging's errors at fine pixels under the structure of a model, whose range is in coarse
    pixels; in units of its sill."""
    count = int(np.clip(round(side), 2, _CELLS))
    cell = 1.0 / count, 1.0 / count
    middle = 2 * count, 3 * count
    structure = VariogramModel(model.name, 1.0, model.range, smoothness=model.smoothness)
    variance = Stencil(structure, (count, count), 2, cell).interpolate(np.zeros((5, 5)), middle, middle)[1].mean()
    return float(variance + _cell_variance(structure, 1.0 / side) - _cell_variance(structure, cell[0]))


def _cell_variance(model: VariogramModel, size: float) -> float:
    """Of the mean over a square."""
    return float(cell_covariances(model, (size, size), np.zeros((1, 2), int))[0])
