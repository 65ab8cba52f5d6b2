"""Bagged regression trees with a plane in every leaf, the part of which the data mining sharpener is made."""

import numpy as np

from ...errors import require
from ..patience import Tick, never
from .forest_kernel import add_planes
from .leaf_kernel import fill_planes
from .packed_trees import PackedTrees, Tree, pack, sortable


class LinearLeaves:
    """``trees`` regression trees on bootstrap samples whose leaves hold a plane each.

    ``fewest`` samples in a leaf. The slopes of a leaf are ridge regressed towards those of the plane through all
    samples of the bag, with the weight of ``pull`` samples: a small leaf tilts little from it. The value of a leaf
    stays within what its samples had, stretched by ``stretch`` of their range at either end. After `fit`: ``mean_`` and
    ``variance_`` (n,) out of the bag, NaN where a sample was in every bag.
    """

    def __init__(self, *, trees: int, fewest: int, most_leaves: int, pull: float, stretch: float, seed: int,
                 tick: Tick = never) -> None:
        self.trees, self.fewest, self.most_leaves = trees, fewest, most_leaves
        self.pull, self.stretch, self.seed, self._tick = pull, stretch, seed, tick

    def fit(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray) -> "LinearLeaves":
        """X (n, covariates), y and weights (n,), float64."""
        tree_module = require("sklearn.tree")
        self.centre_, scale = X.mean(axis=0), X.std(axis=0)
        self.scale_ = np.where(scale > 0.0, scale, 1.0)
        design = (X - self.centre_) / self.scale_
        rng = np.random.default_rng(self.seed)
        grown, leaves, count, sums, squares = [], [], *np.zeros((3, y.size))
        for _ in range(self.trees):
            self._tick()
            bag = np.bincount(rng.integers(y.size, size=y.size), minlength=y.size)
            tree = tree_module.DecisionTreeRegressor(max_leaf_nodes=self.most_leaves, min_samples_leaf=self.fewest,
                                                     random_state=int(rng.integers(2**31)))
            drawn = bag * weight > 0.0
            # Checked already, in `base.py`; a small tree takes scikit-learn as long to check as to grow.
            tree.fit(X[drawn].astype(np.float32), y[drawn], sample_weight=(bag * weight)[drawn], check_input=False)
            planes = self._planes(tree.tree_, X, design, y, bag * weight)
            self._note_others(tree.tree_, planes, X, design, bag == 0, (count, sums, squares))
            grown.append(Tree.of_sklearn(tree.tree_))
            leaves.append(planes)
        self._lay_out(pack(grown), leaves)
        with np.errstate(invalid="ignore"):
            self.mean_ = sums / count
            self.variance_ = np.maximum(0.0, squares / count - self.mean_**2)
        return self

    def moments(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(mean, variance between the trees) (n,)."""
        packed, sums, squares = self._packed, np.zeros(X.shape[0]), np.zeros(X.shape[0])
        add_planes(sortable(X), X, packed.nodes, packed.starts, packed.depths, self._planes_, self._low, self._high,
                   sums, squares)
        mean = sums / self.trees
        return mean, np.maximum(0.0, squares / self.trees - mean**2)

    def _planes(self, tree, X: np.ndarray, design: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """(nodes, 3 + covariates): least and greatest value, intercept, slopes for ``design``; leaves alone filled."""
        inside = weight > 0.0
        leaf = tree.apply(X.astype(np.float32))
        planes = np.zeros((tree.node_count, 3 + design.shape[1]))
        order = np.argsort(leaf[inside], kind="stable")
        members = np.flatnonzero(inside)[order]
        nodes, first = np.unique(leaf[members], return_index=True)
        fill_planes(design, y, weight, members, np.append(first, members.size), nodes, float(self.pull), self.stretch,
                    planes)
        return planes

    def _note_others(self, tree, planes: np.ndarray, X: np.ndarray, design: np.ndarray, out: np.ndarray,
                     totals: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
        plane = planes[tree.apply(X[out].astype(np.float32))]
        value = np.clip(plane[:, 2] + (plane[:, 3:] * design[out]).sum(axis=1), plane[:, 0], plane[:, 1])
        for total, part in zip(totals, (1.0, value, value**2)):
            total[out] += part

    def _lay_out(self, packed: PackedTrees, planes: list[np.ndarray]) -> None:
        """Planes for covariates as they come, not standardised."""
        self._packed = packed
        every = packed.gathered(planes)
        slopes = every[:, 3:] / self.scale_
        intercept = every[:, 2] - slopes @ self.centre_
        self._low, self._high = (np.ascontiguousarray(every[:, k]) for k in (0, 1))
        self._planes_ = np.ascontiguousarray(np.column_stack([intercept, slopes]))
