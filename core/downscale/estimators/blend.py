"""A weighted mean of models whose errors are unlike: a regression that extrapolates, and trees that bend."""

from collections.abc import Sequence

import numpy as np

from .base import Estimator
from .dms import DataMiningSharpener
from .forest import Forest
from .linear import Linear

MEMBERS = ("linear", "dms", "forest")
HALVES = (("linear", 0.5), ("dms", 0.5))


class Blend(Estimator):
    """The sum of ``weights`` (member of MEMBERS, weight) times the members' estimates.

    Weights are positive and add up to 1 or less; what is missing to 1 is given to the mean, so that the detail is that
    much weaker. ``window``: see `DataMiningSharpener`; ``trees``: of a forest.
    """

    def __init__(self, *, weights: Sequence[tuple[str, float]] = HALVES, window: int = 15, trees: int = 100,
                 seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.weights, self.window, self.trees = tuple(weights), window, trees

    def _fit(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray, positions: np.ndarray | None) -> None:
        made = {"linear": lambda: Linear(seed=self.seed), "forest": lambda: Forest(trees=self.trees, seed=self.seed),
                "dms": lambda: DataMiningSharpener(window=self.window, seed=self.seed)}
        self.members_ = tuple(made[name]() for name, _ in self.weights)
        self._shares = tuple(share for _, share in self.weights)
        self._rest = 1.0 - sum(self._shares)
        self._mean = float(np.average(y, weights=weight))
        for each in self.members_:
            each.tick = self.tick
            each.fit(X, y, sample_weight=weight, positions=positions)
            self.notes_ += each.notes_
        self.residuals_ = self._rest * (y - self._mean) + sum(
            share * each.residuals_ for share, each in zip(self._shares, self.members_))

    def _predict(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        estimate = np.full(X.shape[0], self._rest * self._mean)
        for share, each in zip(self._shares, self.members_):
            each.tick = self.tick
            estimate += share * each.predict(X, positions)
        return estimate

    def _spread(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        squares = sum(share * each.spread(X, positions)**2 for share, each in zip(self._shares, self.members_))
        return np.sqrt(squares / sum(self._shares))
