"""Random forest: grown by scikit-learn, predicted by a compiled kernel with identical answers."""

import numpy as np

from ...errors import require
from .base import Estimator

_AT_ONCE = 10   # trees


class Forest(Estimator):
    """The mean of ``trees`` regression trees, each grown on a bootstrap sample (Breiman 2001).

    ``most_leaves`` of a tree bound time and memory; ``fewest`` samples in a leaf; ``share`` of the covariates looked
    at for each split; ``threads`` to grow on. Covariates count in float32, as in scikit-learn. ``forest_`` is
    scikit-learn's regressor, ``residuals_`` (n,) the out-of-bag residuals (NaN where a sample was in every bag),
    ``sigma_`` their root mean square.
    """

    def __init__(self, *, trees: int = 100, most_leaves: int = 512, fewest: int = 2, share: float = 0.5,
                 threads: int | None = None, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.trees, self.most_leaves, self.fewest, self.share, self.threads = trees, most_leaves, fewest, share, threads

    def _fit(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray, positions: np.ndarray | None) -> None:
        ensemble = require("sklearn.ensemble")
        self.forest_ = ensemble.RandomForestRegressor(
            0, max_leaf_nodes=self.most_leaves, min_samples_leaf=self.fewest, max_features=self.share,
            bootstrap=True, n_jobs=self.threads, random_state=self.seed, warm_start=True)
        X32 = X.astype(np.float32)
        # The same trees as all at once would be, and a look at the cancel button between them.
        for grown in range(_AT_ONCE, self.trees + _AT_ONCE, _AT_ONCE):
            self.tick()
            self.forest_.set_params(n_estimators=min(grown, self.trees)).fit(X32, y, sample_weight=weight)
        self._pack()
        mean, variance = self._out_of_bag(X)
        self.residuals_ = y - mean
        known = np.isfinite(mean) & (weight > 0.0)
        self.sigma_ = float(np.sqrt(np.average(self.residuals_[known]**2, weights=weight[known])))
        told = np.average(variance[known], weights=weight[known])
        # The ensemble knows where it is unsure; how much that amounts to is what the out-of-bag residuals say.
        self.calibration_ = self.sigma_**2 / told if told > 0.0 else 0.0

    def _pack(self) -> None:
        from .packed_trees import Tree, pack   # late: numba is heavy

        trees = [tree.tree_ for tree in self.forest_.estimators_]
        self._packed = pack([Tree.of_sklearn(tree) for tree in trees])
        self._values = self._packed.gathered([tree.value[:, 0, 0] for tree in trees])
        self._squares = self._packed.gathered([tree.value[:, 0, 0]**2 + tree.impurity for tree in trees])

    def _predict(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        from .forest_kernel import add_values
        from .packed_trees import sortable

        packed = self._packed
        sums = np.zeros(X.shape[0])
        add_values(sortable(X), packed.nodes, packed.starts, packed.depths, self._values, sums)
        return sums / self.trees

    def _spread(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        """From the variance of the samples in the leaves that a pixel falls in, calibrated out of the bag."""
        from .forest_kernel import add_moments
        from .packed_trees import sortable

        packed = self._packed
        sums, squares = np.zeros(X.shape[0]), np.zeros(X.shape[0])
        add_moments(sortable(X), packed.nodes, packed.starts, packed.depths, self._values, self._squares, sums, squares)
        variance = np.maximum(0.0, squares / self.trees - (sums / self.trees)**2)
        return np.sqrt(self.calibration_ * variance)

    def _out_of_bag(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(mean, variance) (n,) from the trees that did not grow on the sample; NaN where there is none."""
        count, sums, squares = np.zeros((3, X.shape[0]))
        X = X.astype(np.float32)
        for tree, bag in zip(self.forest_.estimators_, self.forest_.estimators_samples_):
            out = np.ones(X.shape[0], bool)
            out[bag] = False
            leaf = tree.tree_.apply(X[out])
            value = tree.tree_.value[leaf, 0, 0]
            count[out] += 1.0
            sums[out] += value
            squares[out] += value**2 + tree.tree_.impurity[leaf]
        with np.errstate(invalid="ignore"):
            mean = sums / count
            return mean, np.maximum(0.0, squares / count - mean**2)
