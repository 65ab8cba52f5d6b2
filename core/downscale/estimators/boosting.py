"""Histogram gradient boosting: grown by scikit-learn, predicted by the forest's kernel with identical answers."""

import numpy as np

from ...errors import require
from .base import Estimator
from .folds import spatial_folds

_FEW = 20_000   # samples, below which one thread is fastest
_QUANTILES = (0.1587, 0.8413)   # of a normal distribution at -1 and +1 sigma


class Boosting(Estimator):
    """A sum of ``rounds`` small trees, each grown on what those before it left over.

    ``rate`` of learning, ``most_leaves`` of a tree, ``fewest`` samples in a leaf (by default a 40th of the samples, 5
    to 20), ``ridge`` of the leaves. Covariates count in float32. With ``quantiles`` the spread is half the distance
    between the quantiles at -1 and +1 sigma, modelled as the mean is; without, it is the same everywhere. Either is
    calibrated by cross-validation: ``residuals_`` (n,), ``sigma_`` their root mean square. ``model_`` is
    scikit-learn's regressor.
    """

    def __init__(self, *, rounds: int = 150, rate: float = 0.06, most_leaves: int = 15, fewest: int | None = None,
                 ridge: float = 1.0, quantiles: bool = True, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.rounds, self.rate, self.most_leaves = rounds, rate, most_leaves
        self.fewest, self.ridge, self.quantiles = fewest, ridge, quantiles

    def _fit(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray, positions: np.ndarray | None) -> None:
        X = X.astype(np.float32)
        self.model_ = self._grown(X, y, weight)
        self._sums = _Sums(self.model_)
        self._bounds = self._grown_bounds(X, y, weight)
        fold = spatial_folds(y.size, positions, self.seed)
        self.residuals_, width = np.empty(y.size), np.empty(y.size)
        for k in np.unique(fold):
            out = fold == k
            self.residuals_[out] = y[out] - _Sums(self._grown(X[~out], y[~out], weight[~out]))(X[out])
            width[out] = _half_width(self._grown_bounds(X[~out], y[~out], weight[~out]), X[out])
        self.sigma_ = float(np.sqrt(np.average(self.residuals_**2, weights=weight)))
        # A quantile model may close up; no pixel is told to be many times surer than the rest.
        self._floor = 0.3 * float(np.average(width, weights=weight))
        score = self.residuals_ / np.maximum(width, self._floor) if self._floor > 0.0 else np.zeros(y.size)
        self.calibration_ = float(np.sqrt(np.average(score**2, weights=weight)))

    def _predict(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        return self._sums(X)

    def _spread(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        return self.calibration_ * np.maximum(_half_width(self._bounds, X), self._floor)

    def _grown(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray, **loss: object):
        ensemble = require("sklearn.ensemble")
        fewest = int(np.clip(y.size // 40, 5, 20)) if self.fewest is None else self.fewest
        model = ensemble.HistGradientBoostingRegressor(
            max_iter=self.rounds, learning_rate=self.rate, max_leaf_nodes=self.most_leaves, min_samples_leaf=fewest,
            l2_regularization=self.ridge, early_stopping=False, random_state=self.seed, **loss)
        # On few samples OpenMP's threads wait for each other most of the time (80 times as long on a busy machine).
        limits = require("threadpoolctl").threadpool_limits
        with limits(1 if y.size < _FEW else None, user_api="openmp"):
            # Weighted quantiles of leaves take scikit-learn three times as long.
            return model.fit(X, y, sample_weight=None if np.ptp(weight) == 0.0 else weight)

    def _grown_bounds(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray) -> list["_Sums"]:
        if not self.quantiles:
            return []
        return [_Sums(self._grown(X, y, weight, loss="quantile", quantile=quantile)) for quantile in _QUANTILES]


class _Sums:
    """Prediction with the trees of a fitted HistGradientBoostingRegressor."""

    def __init__(self, model) -> None:
        from .packed_trees import pack   # late: numba is heavy

        nodes = [predictor.nodes for stage in model._predictors for predictor in stage]
        self._packed = pack([_tree(each) for each in nodes])
        self._values = self._packed.gathered([each["value"] for each in nodes])
        self._baseline = float(np.ravel(model._baseline_prediction)[0])

    def __call__(self, X: np.ndarray) -> np.ndarray:
        from .forest_kernel import add_values
        from .packed_trees import sortable

        sums = np.full(X.shape[0], self._baseline)
        packed = self._packed
        add_values(sortable(X), packed.nodes, packed.starts, packed.depths, self._values, sums)
        return sums


def _tree(nodes: np.ndarray):
    from .packed_trees import Tree

    leaf = nodes["is_leaf"].astype(bool)
    left, right = (np.where(leaf, -1, nodes[side].astype(np.int64)) for side in ("left", "right"))
    return Tree(np.where(leaf, 0, nodes["feature_idx"]), np.where(leaf, 0.0, nodes["num_threshold"]), left, right,
                int(nodes["depth"].max()))


def _half_width(bounds: list[_Sums], X: np.ndarray) -> np.ndarray:
    if not bounds:
        return np.ones(X.shape[0])
    low, high = (bound(X) for bound in bounds)
    return 0.5 * np.maximum(0.0, high - low)
