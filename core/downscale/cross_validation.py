"""Cross-validation by spatial blocks at the coarse scale: how well coarse pixels are told by others than their block.

Neighbours are alike, so that pixels left out one by one would flatter every method; blocks are left out whole (Roberts
et al. 2017, doi 10.1111/ecog.02881). Models see the covariates' means over the coarse pixels that were left out;
interpolation sees the values of the pixels around the block. No residual is added, so that this tells what the
covariates are worth, and not how good the fine layer is: that is what the scale-up test is for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..message import Message
from ..reporter import Reporter
from .estimators.folds import spatial_folds
from .kriging.variogram import fit_model, lattice_variogram
from .kriging.weights import ordinary_weights
from .sharpen import MODELS, Scene, cell_size, design_at, estimator_of
from .training import Samples, spread_sample

MOST_PIXELS = 1000
_MOST_VALUES = 100_000   # covariates times pixels
_FEWEST_PIXELS = 300
_NEIGHBOURS = 24         # values that a left-out pixel is kriged from
_SEED = 0x5eed           # of the choice of pixels, beside that of the scene


@dataclass(frozen=True)
class FoldScore:
    """How a method told the coarse pixels that it had not seen; in the units of the values it was given."""

    method: str
    rmse: float
    mae: float
    bias: float
    r: float


@dataclass(frozen=True)
class CrossValidation:
    """``scores`` of models and of nearest, bilinear (linear between the pixels around a block) and kriging; ``pixels``
    and ``folds`` there were; ``failed``: sentences on methods that could not be fitted, by method."""

    scores: tuple[FoldScore, ...]
    pixels: int
    folds: int
    failed: dict[str, Message]


@dataclass(frozen=True)
class _Pixels:
    """Coarse pixels: covariates X (n, covariates; None without), y, weights (n,), positions (n, 2), which may be
    learned from (n,), and the fold of each (n,)."""

    X: np.ndarray | None
    y: np.ndarray
    weights: np.ndarray
    positions: np.ndarray
    used: np.ndarray
    folds: np.ndarray


def cross_validate(scene: Scene, methods: Sequence[str], reporter: Reporter | None = None) -> CrossValidation:
    """Try the models among ``methods`` beside interpolation, on a bounded, seeded sample of coarse pixels.

    Raises Cancelled when the reporter says so. There is no score of a method that could not be fitted in some fold.
    """
    reporter = reporter or Reporter()
    pixels = _pixels(scene)
    ways = {method: _model(scene, method) for method in dict.fromkeys(methods) if method in MODELS}
    ways |= {"nearest": _nearest, "bilinear": _linear, "atpk": _kriging(scene)}
    scores, failed = [], {}
    for number, (method, way) in enumerate(ways.items()):
        try:
            estimate = np.full(pixels.y.shape, np.nan)
            for train, test in _splits(pixels.folds):
                estimate[test] = way(pixels, train, test)
                reporter.progress(number / len(ways))
            scores.append(_score(method, estimate, pixels.y))
        except FusionError as error:
            failed[method] = error.sentence
    reporter.progress(1.0)
    return CrossValidation(tuple(scores), pixels.y.size, len(np.unique(pixels.folds)), failed)


def _pixels(scene: Scene) -> _Pixels:
    seed = scene.settings.seed
    if scene.covariates is None:
        values = scene.per_pixel
        cells = spread_sample(np.isfinite(values), MOST_PIXELS, seed)
        positions = np.stack(np.divmod(cells, values.shape[1]), axis=1).astype(float)
        whole = np.ones(cells.shape)
        return _Pixels(None, values.ravel()[cells], whole, positions, whole > 0.0,
                       spatial_folds(cells.size, positions, seed))
    samples: Samples = scene.samples
    design = design_at(samples.designs, scene.blur.sigma if scene.blur else (scene.settings.blur or 0.0))
    most = min(MOST_PIXELS, max(_FEWEST_PIXELS, _MOST_VALUES // design.shape[1]))
    chosen = np.sort(np.random.default_rng([seed, _SEED]).permutation(samples.y.size)[:most])
    positions = samples.positions[chosen]
    return _Pixels(design[chosen], samples.y[chosen], samples.weights[chosen], positions,
                   samples.share(scene.settings.homogeneity)[chosen], spatial_folds(chosen.size, positions, seed))


def _splits(folds: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Indices to learn from, and those left out, of each fold."""
    for fold in np.unique(folds):
        yield np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)


def _model(scene: Scene, method: str) -> Callable[[_Pixels, np.ndarray, np.ndarray], np.ndarray]:
    def estimate(pixels: _Pixels, train: np.ndarray, test: np.ndarray) -> np.ndarray:
        learned = train[pixels.used[train]]
        estimator = estimator_of(method, scene.settings, scene.samples)
        estimator.fit(pixels.X[learned], pixels.y[learned], sample_weight=pixels.weights[learned],
                      positions=pixels.positions[learned])
        return estimator.predict(pixels.X[test], pixels.positions[test])

    return estimate


def _nearest(pixels: _Pixels, train: np.ndarray, test: np.ndarray) -> np.ndarray:
    from scipy.spatial import cKDTree   # late: SciPy is heavy

    return pixels.y[train][cKDTree(pixels.positions[train]).query(pixels.positions[test])[1]]


def _linear(pixels: _Pixels, train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Linear within the triangles of the pixels around, the nearest one's value beyond them."""
    from scipy.interpolate import LinearNDInterpolator
    from scipy.spatial import QhullError

    nearest = _nearest(pixels, train, test)
    try:
        found = LinearNDInterpolator(pixels.positions[train], pixels.y[train])(pixels.positions[test])
    except QhullError:   # pixels in one line have no triangles
        return nearest
    return np.where(np.isfinite(found), found, nearest)


def _kriging(scene: Scene) -> Callable[[_Pixels, np.ndarray, np.ndarray], np.ndarray]:
    """Ordinary kriging of coarse pixels from coarse pixels, by the variogram of coarse pixels."""
    spacing = np.array(cell_size(scene.supports.coarse))

    def estimate(pixels: _Pixels, train: np.ndarray, test: np.ndarray) -> np.ndarray:
        from scipy.spatial import cKDTree

        known = np.full(scene.supports.lattice, np.nan)
        known[tuple(pixels.positions[train].astype(int).T)] = pixels.y[train]
        settings = scene.settings.kriging
        model = fit_model(lattice_variogram(known, spacing, robust=settings.robust, seed=scene.settings.seed),
                          settings.model)
        places, wanted = pixels.positions[train] * spacing, pixels.positions[test] * spacing
        near = cKDTree(places).query(wanted, min(_NEIGHBOURS, len(train)))[1]
        found = np.empty(len(test))
        for k, (place, neighbours) in enumerate(zip(wanted, near)):
            around = places[neighbours]
            apart = np.hypot(*(around[:, None] - around[None]).transpose(2, 0, 1))
            weights, _ = ordinary_weights(model.covariance(apart),
                                          model.covariance(np.hypot(*(around - place).T))[:, None], model.variance)
            found[k] = weights[:, 0] @ pixels.y[train][neighbours]
        return found

    return estimate


def _score(method: str, estimate: np.ndarray, truth: np.ndarray) -> FoldScore:
    error = estimate - truth
    varied = np.ptp(estimate) > 0.0 and np.ptp(truth) > 0.0
    return FoldScore(method, float(np.sqrt(np.mean(error**2))), float(np.abs(error).mean()), float(error.mean()),
                     float(np.corrcoef(estimate, truth)[0, 1]) if varied else np.nan)
