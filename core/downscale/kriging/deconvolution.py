"""The point variogram behind a variogram of block averages (Goovaerts 2008, doi 10.1007/s11004-007-9129-1).

A point model is regularised: gamma_v(h) = mean gamma(v, v_h) - mean gamma(v, v), compared with the model fitted to the
blocks' experimental variogram, and rescaled lag by lag by w(h) = 1 + (gamma_exp(h) - gamma_v(h)) / (s^2 sqrt(i)) with
the blocks' sill s^2 and the iteration i; a model is fitted to that and tried in its turn. A step that does not help is
tried again with weights half as far from 1. What comes out is then refined: for each range the sill that fits the
experimental variogram best is known in closed form, so that one search along the range finds the least squares of the
regularised model itself. The better of the two is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .covariance import cell_covariances
from .models import CANDIDATES, VariogramModel
from .variogram import Experimental, class_weights, fit_model, relative_deviation

_ITERATIONS = 40
_SMALL_DEVIATION = 0.01     # of the first one: enough
_SMALL_GAIN = 0.001         # relative gain that counts as none
_FEW_GAINS = 3
_SHORTEST = 0.3             # least range, in distances of neighbouring blocks
_LONGEST = 5.0              # largest, in longest lags
_RANGES = 24
_VECTORS = 48               # lag vectors of a class that are compared, at most


@dataclass(frozen=True)
class Deconvolution:
    """What was found. ``gamma``: the point model regularised, by the experimental classes; ``deviation``: mean relative
    deviation from the experimental variogram; ``iterations``: Goovaerts's; ``refined``: whether the search won."""

    block_model: VariogramModel
    point_model: VariogramModel
    gamma: np.ndarray
    deviation: float
    iterations: int
    refined: bool


class Regularisation:
    """Maps a point model to the variogram of its averages over supports of one shape, by experimental classes.

    ``kernel`` (h, w): the support's weights on a lattice of cells of size ``cell`` (height, width; units of distance);
    [[1]] is a support of one cell. ``experimental``: gives classes and lag vectors, which are rounded to the lattice.
    ``share``: what is left of the point model's nugget in the variance of one support.
    """

    def __init__(self, kernel: np.ndarray, cell: tuple[float, float], experimental: Experimental, share: float = 0.0):
        from scipy.signal import correlate

        kernel = np.asarray(kernel, float) / np.sum(kernel)
        self.cell, self.share = cell, share
        overlap = correlate(kernel, kernel, method="direct")
        own = np.stack(np.meshgrid(*(np.arange(n) - n // 2 for n in overlap.shape), indexing="ij"), -1).reshape(-1, 2)
        self._own, self._overlap = own[overlap.ravel() != 0.0], overlap[overlap != 0.0]
        vectors, classes, pairs = _fewer_vectors(experimental)
        first = np.concatenate([[0], classes + 1])
        self._averages = self._between(np.concatenate([np.zeros((1, 2)), vectors]), first, np.append(1.0, pairs))

    def __call__(self, model: VariogramModel) -> np.ndarray:
        """gamma_v (classes,) in squared units of the variable."""
        averages = self._averages(model)
        return averages[0] + model.nugget * self.share - averages[1:]

    def block_variance(self, model: VariogramModel) -> float:
        """The variance of one support's average."""
        return float(self._averages(model)[0] + model.nugget * self.share)

    def between(self, vectors: np.ndarray):
        """A function of a model that gives the covariances (n,) of two supports which are ``vectors`` (n, 2) apart, in
        units of distance; the nugget is in that of no distance."""
        averages = self._between(vectors, np.arange(len(vectors)), np.ones(len(vectors)))
        none = ~np.any(vectors, axis=1)
        return lambda model: averages(model) + np.where(none, model.nugget * self.share, 0.0)

    def _between(self, vectors: np.ndarray, rows: np.ndarray, pairs: np.ndarray):
        """A function of a model: covariances of supports, averaged by ``rows`` with weights ``pairs``."""
        from scipy.sparse import csr_matrix

        lags = np.rint(vectors / np.asarray(self.cell)).astype(int)
        every = np.abs(lags[:, None] + self._own[None]).reshape(-1, 2)
        lags, place = np.unique(every, axis=0, return_inverse=True)
        value = (pairs[:, None] * self._overlap).ravel()
        matrix = csr_matrix((value, (np.repeat(rows, len(self._own)), place.ravel())),
                            shape=(rows.max() + 1, len(lags)))
        matrix = matrix.multiply(1.0 / matrix.sum(axis=1)).tocsr()
        return lambda model: matrix @ cell_covariances(model, self.cell, lags)


def deconvolve(experimental: Experimental, regularised: Regularisation, name: str = "auto", *,
               smoothness: float = 1.5, likelihood: Callable[[VariogramModel], float] | None = None) -> Deconvolution:
    """The point model of type ``name`` that the blocks' variogram tells of.

    "auto" takes that of CANDIDATES under which the data are most likely (``likelihood``, of a model), or without
    likelihood the one of least deviation, which is often of a wrong type: blocks' variograms look much alike.
    The point model has no nugget: averages over blocks do not tell a nugget from a short range. Blocks whose values do
    not vary at all give a nugget model without variance.
    """
    if name == "nugget" or not np.any(experimental.gamma > 0.0):
        block = fit_model(experimental, "nugget")
        point = block if regularised.share == 0.0 else block.scaled(1.0 / regularised.share)
        gamma = np.full(len(experimental.distance), block.nugget)
        deviation = relative_deviation(experimental, gamma) if block.nugget else 0.0
        return Deconvolution(block, point, gamma, deviation, 0, False)
    names = CANDIDATES if name == "auto" else (name,)
    found = [_deconvolve_one(experimental, regularised, each, smoothness) for each in names]
    if likelihood is None or len(found) == 1:
        return min(found, key=lambda each: each.deviation)
    return max(found, key=lambda each: likelihood(each.point_model))


def _deconvolve_one(experimental, regularised, name, smoothness) -> Deconvolution:
    block = fit_model(experimental, name, smoothness=smoothness)
    point, iterations = _iterate(experimental, regularised, block)
    refined = _search_range(experimental, regularised, name, smoothness)
    options = [(relative_deviation(experimental, gamma), model, gamma)
               for model in (point, refined) for gamma in (regularised(model),)]
    best = int(options[1][0] < options[0][0])
    deviation, model, gamma = options[best]
    return Deconvolution(block, model, gamma, deviation, iterations, bool(best))


def _iterate(experimental: Experimental, regularised: Regularisation, block: VariogramModel):
    """Goovaerts's iterations: the best point model, and their number."""
    distance = experimental.distance
    aim = block.variogram(distance)
    best = replace(block, sill=block.variance, nugget=0.0)
    gamma = regularised(best)
    first = least = _deviation(gamma, aim)
    factor, few, number = None, 0, 0
    while number < _ITERATIONS and least > _SMALL_DEVIATION * first and few < _FEW_GAINS:
        number += 1
        if factor is None:
            factor = 1.0 + (aim - gamma) / (block.variance * np.sqrt(number))
        rescaled = replace(experimental, gamma=np.maximum(best.variogram(distance) * factor, 0.0))
        trial = fit_model(rescaled, block.name, nugget=False, smoothness=block.smoothness)
        trial_gamma = regularised(trial)
        deviation = _deviation(trial_gamma, aim)
        if deviation < least:
            few = few + 1 if least - deviation < _SMALL_GAIN * least else 0
            best, gamma, least, factor = trial, trial_gamma, deviation, None
        else:
            few, factor = few + 1, 1.0 + 0.5 * (factor - 1.0)
    return best, number


def _deviation(gamma: np.ndarray, aim: np.ndarray) -> float:
    return float(np.mean(np.abs(gamma - aim) / np.maximum(aim, 1e-300)))


def _search_range(experimental, regularised, name, smoothness) -> VariogramModel:
    from scipy.optimize import minimize_scalar

    target = experimental.gamma
    weight = class_weights(experimental) / np.maximum(target, 0.05 * target.max()) ** 2

    def at(log_range):
        shape = regularised(VariogramModel(name, 1.0, float(np.exp(log_range)), smoothness=smoothness))
        sill = max(0.0, float(np.sum(weight * shape * target) / np.sum(weight * shape * shape)))
        return float(np.sum(weight * (target - sill * shape) ** 2)), sill

    distance = experimental.distance
    grid = np.linspace(np.log(_SHORTEST * distance.min()), np.log(_LONGEST * distance.max()), _RANGES)
    errors = [at(each)[0] for each in grid]
    best = int(np.argmin(errors))
    found = minimize_scalar(lambda each: at(each)[0], method="bounded", options={"xatol": 1e-4},
                            bounds=(grid[max(best - 1, 0)], grid[min(best + 1, _RANGES - 1)]))
    place = found.x if found.fun <= errors[best] else grid[best]
    return VariogramModel(name, at(place)[1], float(np.exp(place)), smoothness=smoothness)


def _fewer_vectors(experimental: Experimental) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """At most _VECTORS lag vectors of each class, evenly taken in their order, and their classes and pairs."""
    order = np.argsort(experimental.vector_class, kind="stable")
    bounds = np.searchsorted(experimental.vector_class[order], np.arange(len(experimental.distance) + 1))
    kept = [order[b + np.unique(np.linspace(0, e - b - 1, min(e - b, _VECTORS)).astype(int))]
            for b, e in zip(bounds, bounds[1:])]
    kept = np.concatenate(kept)
    return experimental.vectors[kept], experimental.vector_class[kept], experimental.vector_pairs[kept]
