"""Experimental variograms of coarse data, and models fitted to them.

Estimators: Matheron's (1962), gamma = sum d^2 / 2N, and the robust one of Cressie and Hawkins (1980, Mathematical
Geology 12, 115-125), 2 gamma = (mean sqrt|d|)^4 / (0.457 + 0.494 / N). Models are fitted by weighted least squares with
Cressie's (1985, Mathematical Geology 17, 563-586) weights N / gamma(h)^2, renewed until they stand.
"""

from dataclasses import dataclass

import numpy as np

from ...errors import FusionError
from ...message import message
from .models import CANDIDATES, VariogramModel

# Data on a lattice are compared along so many lags, in coarse pixels, by default.
MOST_LAGS = 12
LEAST_VALUES = 30
_RANGES = 40          # ranges tried in a search
_SEARCHES = 5         # each between the neighbours of the last one's best
_ROUNDS = 4           # renewals of the weights


@dataclass(frozen=True)
class Experimental:
    """An experimental variogram by classes of distance; arrays are (classes,).

    ``distance``: mean distance of a class's pairs; ``gamma``: semivariance; ``pairs``: number of pairs, as weights.
    ``vectors`` (n, 2): lag vectors (rows, columns) whose pairs were compared, in units of distance, ``vector_class``
    (n,) and ``vector_pairs`` (n,): their classes and pairs: what a model must be regularised along to be compared.
    ``variance``: of all values.
    """

    distance: np.ndarray
    gamma: np.ndarray
    pairs: np.ndarray
    vectors: np.ndarray
    vector_class: np.ndarray
    vector_pairs: np.ndarray
    variance: float


def lattice_variogram(values: np.ndarray, spacing=(1.0, 1.0), *, most_lag: float | None = None,
                      most_pairs: int = 5_000_000, robust: bool = False, seed: int = 0) -> Experimental:
    """The experimental variogram of ``values`` (rows, columns), NaN where missing.

    ``spacing``: height and width of a pixel, units of distance, or the two vectors (2, 2) that lead to the next row and
    the next column on a lattice that leans; ``most_lag``: longest distance, by default half of the shorter side and at
    most MOST_LAGS pixels; ``most_pairs``: beyond so many, a seeded sample of the rows is compared with all that lies in
    reach of them. Classes are as wide as the shorter side of a pixel. Raises FusionError where fewer than LEAST_VALUES
    values are there or no two of them are in reach.
    """
    values = np.asarray(values, float)
    values = np.where(np.isfinite(values), values, np.nan)
    _check_count(int(np.isfinite(values).sum()))
    steps = np.asarray(spacing, float)
    steps = np.diag(steps) if steps.ndim == 1 else steps
    sides = np.hypot(*steps.T)
    if most_lag is None:
        most_lag = default_reach([n * side for n, side in zip(values.shape, sides) if n > 1], sides.min())
    lags = _lag_vectors(values.shape, steps, most_lag)
    starts = _start_rows(values, len(lags), most_pairs, seed)
    sums, counts = np.zeros(len(lags)), np.zeros(len(lags))
    for k, (dr, dc) in enumerate(lags):
        first, second = _pairs_along(values, starts, int(dr), int(dc))
        difference = np.abs(first - second)
        there = np.isfinite(difference)
        counts[k] = there.sum()
        sums[k] = np.sum(np.sqrt(difference[there]) if robust else difference[there] ** 2)
    vectors = lags @ steps
    return _by_class(vectors, np.hypot(*vectors.T), sums, counts, sides.min(), robust, float(np.nanvar(values)))


def scattered_variogram(places: np.ndarray, values: np.ndarray, step: float, *, most_lag: float | None = None,
                        most_pairs: int = 2_000_000, robust: bool = False, seed: int = 0) -> Experimental:
    """The experimental variogram of ``values`` (n,) at ``places`` (n, 2), NaN where missing.

    ``step``: width of a class. Beyond ``most_pairs`` a seeded sample of the places is compared with all in their reach.
    """
    from scipy.spatial import cKDTree

    there = np.isfinite(values)
    places, values = np.asarray(places, float)[there], np.asarray(values, float)[there]
    _check_count(len(values))
    if most_lag is None:
        most_lag = default_reach(np.ptp(places, axis=0), step)
    tree = cKDTree(places)
    first = np.random.default_rng(seed).permutation(len(values))
    reached = np.cumsum(tree.query_ball_point(places[first], most_lag, return_length=True))
    first = first[:max(1, int(np.searchsorted(reached, 2 * most_pairs)))]
    near = tree.query_ball_point(places[first], most_lag)
    second = np.concatenate([np.asarray(each, int) for each in near])
    first = np.repeat(first, [len(each) for each in near])
    # A pair may be met from both ends; where all places are first ones, every pair is.
    first, second = np.unique(np.sort(np.stack([first, second]), axis=0), axis=1)
    vectors = places[second] - places[first]
    distance = np.hypot(*vectors.T)
    apart = distance > 0.0
    difference = np.abs(values[second] - values[first])[apart]
    return _by_class(vectors[apart], distance[apart], np.sqrt(difference) if robust else difference ** 2,
                     np.ones(int(apart.sum())), step, robust, float(values.var()))


def default_reach(sides, step: float) -> float:
    """Half of the shorter side, at least three steps, at most MOST_LAGS of them."""
    half = 0.5 * float(min(sides, default=step))
    return min(max(half, 3.0 * step), MOST_LAGS * step)


def fit_model(experimental: Experimental, name: str = "auto", *, nugget: bool = True,
              smoothness: float = 1.5) -> VariogramModel:
    """The model of least weighted squares.

    ``name``: one of MODELS, or "auto" for the best of CANDIDATES; ``nugget``: whether one may be fitted. A variogram
    of zeros gives a nugget model without variance.
    """
    if not np.any(experimental.gamma > 0.0):
        return VariogramModel("nugget", 0.0, float(experimental.distance.min()))
    names = CANDIDATES if name == "auto" else (name,)
    fits = [_fitted(experimental.distance, experimental.gamma, experimental.pairs, each, nugget, smoothness)
            for each in names]
    return min(fits, key=lambda model: misfit(experimental, model))


def misfit(experimental: Experimental, model: VariogramModel) -> float:
    """Mean relative deviation of the model from the experimental variogram (see `relative_deviation`)."""
    return relative_deviation(experimental, model.variogram(experimental.distance))


def relative_deviation(experimental: Experimental, gamma: np.ndarray) -> float:
    """Mean of |gamma - experimental| / experimental, each class by its weight (see `class_weights`)."""
    used = experimental.gamma > 0.0
    weight = class_weights(experimental)[used]
    return float(np.sum(weight * np.abs(gamma[used] / experimental.gamma[used] - 1.0)) / weight.sum())


def class_weights(experimental: Experimental) -> np.ndarray:
    """N / h^2, scaled to a sum of 1: kriging leans on short lags, and there pairs are least alike by chance."""
    weight = experimental.pairs / experimental.distance ** 2
    return weight / weight.sum()


def _fitted(distance, gamma, pairs, name, nugget, smoothness) -> VariogramModel:
    if name == "nugget":
        return VariogramModel("nugget", 0.0, float(distance.min()), float(np.average(gamma, weights=pairs)))
    weight = pairs / np.maximum(gamma, 0.05 * gamma.max()) ** 2
    model = None
    for _ in range(_ROUNDS):
        model = _least_squares(distance, gamma, weight, name, nugget, smoothness)
        weight = pairs / np.maximum(model.variogram(distance), 1e-3 * gamma.max()) ** 2
    return model


def _least_squares(distance, gamma, weight, name, nugget, smoothness) -> VariogramModel:
    """Nugget and sill are linear for a given range, so that the range alone is searched for, ever closer."""
    low, high = np.log(0.1 * distance.min()), np.log(5.0 * distance.max())
    for _ in range(_SEARCHES):
        grid = np.linspace(low, high, _RANGES)
        shape = VariogramModel(name, 1.0, 1.0, smoothness=smoothness).variogram(distance / np.exp(grid)[:, None])
        flat, sill, error = _linear(shape, gamma, weight, nugget)
        best = int(np.argmin(error))
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, _RANGES - 1)]
    return VariogramModel(name, float(sill[best]), float(np.exp(grid[best])), float(flat[best]), smoothness)


def _linear(shape, gamma, weight, nugget) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Nuggets >= 0, sills >= 0 and squared errors (n,) of gamma ~ nugget + sill shape for shapes (n, classes)."""
    flat = np.zeros((3, len(shape)))
    sill = np.zeros((3, len(shape)))
    sill[0] = np.maximum(0.0, shape @ (weight * gamma) / np.maximum((shape * shape) @ weight, 1e-300))
    if nugget:
        mean_gamma = np.average(gamma, weights=weight)
        centred = shape - np.average(shape, axis=1, weights=weight)[:, None]
        spread = (centred * centred) @ weight
        slope = centred @ (weight * (gamma - mean_gamma)) / np.maximum(spread, 1e-300)
        level = mean_gamma - slope * (shape - centred)[:, 0]
        allowed = (slope >= 0.0) & (level >= 0.0) & (spread > 1e-12 * ((shape * shape) @ weight))
        flat[1], sill[1] = np.where(allowed, level, 0.0), np.where(allowed, slope, sill[0])
        flat[2] = mean_gamma
    error = ((gamma - flat[..., None] - sill[..., None] * shape) ** 2) @ weight
    best = np.argmin(error if nugget else error[:1], axis=0), np.arange(len(shape))
    return flat[best], sill[best], error[best]


def _check_count(count: int) -> None:
    if count < LEAST_VALUES:
        raise FusionError(message("Only {count} coarse pixels have a value, and a variogram needs at least {least}; "
                                  "take a larger area.", count=count, least=LEAST_VALUES))


def _lag_vectors(shape, steps, most_lag) -> np.ndarray:
    """Lag vectors (rows, columns) in pixels of one half plane, no longer than ``most_lag``."""
    area = abs(np.linalg.det(steps))
    # Lines of pixels are as far apart as the area of a pixel over the other step's length.
    reach = [min(int(most_lag * np.hypot(*other) / area + 1e-9), n - 1) for other, n in zip(steps[::-1], shape)]
    found = np.array([(dr, dc) for dr in range(reach[0] + 1) for dc in range(-reach[1] if dr else 1, reach[1] + 1)],
                     int).reshape(-1, 2)
    return found[np.hypot(*(found @ steps).T) <= most_lag * (1.0 + 1e-9)]


def _start_rows(values: np.ndarray, lags: int, most_pairs: int, seed: int) -> np.ndarray:
    """Rows whose pixels are the first of a pair: all, or as many as keep to ``most_pairs``, one from each stretch."""
    rows, columns = values.shape
    count = min(rows, max(1, int(most_pairs / max(1, lags * columns))))
    if count == rows:
        return np.arange(rows)
    edges = np.linspace(0, rows, count + 1)
    place = edges[:-1] + np.random.default_rng(seed).random(count) * np.diff(edges)
    return np.unique(np.minimum(place.astype(int), rows - 1))


def _pairs_along(values: np.ndarray, starts: np.ndarray, dr: int, dc: int) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = values.shape
    used = starts[starts + dr < rows]
    first, second = values[used], values[used + dr]
    return first[:, max(0, -dc):columns - max(0, dc)], second[:, max(0, dc):columns - max(0, -dc)]


def _by_class(vectors, distance, sums, counts, step, robust, variance) -> Experimental:
    number = np.rint(distance / step).astype(int)
    used = counts > 0
    if not used.any():
        raise FusionError(message("No two coarse pixels with values are near each other, so that no variogram can be "
                                  "made; take a larger area."))
    numbers, place = np.unique(number[used], return_inverse=True)
    pairs = np.bincount(place, counts[used])
    total = np.bincount(place, sums[used])
    gamma = (total / pairs) ** 4 / (0.457 + 0.494 / pairs) / 2.0 if robust else total / pairs / 2.0
    mean = np.bincount(place, counts[used] * distance[used]) / pairs
    return Experimental(mean, gamma, pairs, vectors[used], place, counts[used], variance)
