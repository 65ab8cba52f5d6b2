"""How large errors of area-to-point kriging are where the texture below the coarse pixel is known from above it alone.

One variogram fitted to coarse values says too little: models of different smoothness fit nearly alike and err
differently. Here models from rough to smooth and from short to long are weighed by the restricted likelihood of the
coarse values (flat prior over the types and the logarithm of the range), and their kriging variances averaged with
these weights. White noise, which no coarse datum tells from texture of a fine pixel's size, is among them: the shortest
range is half a fine pixel.
"""

from dataclasses import dataclass

import numpy as np

from .covariance import cell_covariances
from .deconvolution import Regularisation
from .likelihood import WindowLikelihood
from .models import VariogramModel
from .stencil import Stencil
from .variogram import Experimental

_SHAPES = (("matern", 0.25), ("exponential", 0.5), ("matern", 1.5), ("matern", 2.5), ("gaussian", 1.5))
_RANGES = 20
_LONGEST = 40.0     # coarse pixels: variograms that rise over a window and far beyond
_NO_WEIGHT = 1e-3   # relative to the likeliest
_CELLS = 8          # along a coarse pixel where kriging variances are computed; what is finer is added
_NEXT = Experimental(np.ones(1), np.ones(1), np.ones(1), np.array([[0.0, 1.0]]), np.zeros(1, int), np.ones(1), 1.0)


@dataclass(frozen=True)
class Expected:
    """``error``: root mean square of kriging's errors at fine pixels, in the values' units; ``reach``: practical range
    of the likeliest model, coarse pixels; ``rough``: probability, 0 to 1, of models that white noise beside another
    texture would be taken for: the roughest, and those that rise within a coarse pixel."""

    error: float
    reach: float
    rough: float


def expected_error(values: np.ndarray, side: float, seed: int = 0) -> Expected | None:
    """Of kriging ``values`` (coarse rows, columns; NaN where missing) to fine pixels; ``side``: fine pixels along a
    coarse one. None where there are too few values, or all are alike."""
    known = values[np.isfinite(values)]
    if not known.size or np.ptp(known) == 0.0:
        return None
    likelihood = WindowLikelihood(values, np.eye(2), Regularisation(np.ones((1, 1)), (1.0, 1.0), _NEXT), seed)
    if not likelihood.usable or not side > 1.0:
        return None
    models = [VariogramModel(name, 1.0, scale, smoothness=smoothness) for name, smoothness in _SHAPES
              for scale in np.geomspace(0.5 / side, _LONGEST, _RANGES)]
    logs, sills = np.array([likelihood.profile(model) for model in models]).T
    if not np.isfinite(logs).any():
        return None
    weight = np.exp(logs - logs.max())
    kept = np.flatnonzero(weight > _NO_WEIGHT)
    weight /= weight[kept].sum()
    rough = [k for k in kept if models[k].smoothness < 0.5 or models[k].practical_range < 1.0]
    return Expected(float(np.sqrt(sum(weight[k] * sills[k] * unit_variance(models[k], side) for k in kept))),
                    models[int(np.argmax(logs))].practical_range, float(weight[rough].sum()))


def unit_variance(model: VariogramModel, side: float) -> float:
    """The mean variance of kriging's errors at fine pixels under a model whose range is in coarse pixels."""
    count = int(np.clip(round(side), 2, _CELLS))
    cell = 1.0 / count, 1.0 / count
    middle = 2 * count, 3 * count
    variance = Stencil(model, (count, count), 2, cell).interpolate(np.zeros((5, 5)), middle, middle)[1].mean()
    return float(variance + _cell_variance(model, 1.0 / side) - _cell_variance(model, cell[0]))


def _cell_variance(model: VariogramModel, size: float) -> float:
    """Of the mean over a square."""
    return float(cell_covariances(model, (size, size), np.zeros((1, 2), int))[0])
