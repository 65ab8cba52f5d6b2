"""Data mining sharpener (Gao, Kustas, Anderson 2012, 10.3390/rs4113287).

Bagged regression trees with linear leaves, one ensemble for all samples and one for every moving window, mixed by the
inverse of their squared residuals. Unlike the paper's, residuals are those of samples out of the bag (of the trees that
have not seen them), and neighbouring windows overlap by half and blend into each other, so that no seam shows. For
temperatures whose energy matters hand over T^4 as y, as the paper does in mixing. The homogeneity filter is in
`homogeneity.py`.
"""

from dataclasses import dataclass

import numpy as np

from .base import FEWEST_SAMPLES, Estimator
from .linear_leaves import LinearLeaves


class DataMiningSharpener(Estimator):
    """Global and local ensembles of trees with linear leaves.

    ``window``: side of the moving window in coarse pixels, 0 for none; it needs positions. ``trees`` of the global
    ensemble, ``local_trees`` of each window's; ``fewest`` samples in a leaf, of which there are ``most_leaves`` at
    most; ``pull`` and ``stretch``: see `LinearLeaves`. ``sigma_``: root mean square of the global ensemble's
    out-of-bag ``residuals_`` (n,), which are NaN where a sample was in every bag.
    """

    def __init__(self, *, window: int = 15, trees: int = 30, local_trees: int = 20, fewest: int = 10,
                 most_leaves: int = 256, pull: float = 5.0, stretch: float = 0.25, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.window, self.trees, self.local_trees, self.fewest = window, trees, local_trees, fewest
        self.most_leaves, self.pull, self.stretch = most_leaves, pull, stretch

    def _fit(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray, positions: np.ndarray | None) -> None:
        self.ensemble_ = self._ensemble(self.trees, 0).fit(X, y, weight)
        self.residuals_ = y - self.ensemble_.mean_
        known = np.isfinite(self.residuals_) & (weight > 0.0)
        self.sigma_ = float(np.sqrt(np.average(self.residuals_[known]**2, weights=weight[known])))
        self._usual_variance = float(np.average(self.ensemble_.variance_[known], weights=weight[known]))
        self._windows = _Windows.none() if positions is None or not self.window else _lattice(positions, self.window)
        self.local_ = [self._local(node, X, y, weight, positions) for node in self._windows.nodes()]

    def _predict(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        return self._mixed(X, positions)[0]

    def _spread(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        """Out-of-bag residuals of the mix round a place, more where the trees agree less than they usually do."""
        _, variance, square = self._mixed(X, positions)
        unsure = variance / self._usual_variance if self._usual_variance > 0.0 else np.ones(X.shape[0])
        return np.sqrt(square * 0.5 * (1.0 + unsure))

    def _mixed(self, X: np.ndarray, positions: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(estimate, variance between the global trees, mean squared residual of the mix) (n,) each."""
        everywhere, variance = self.ensemble_.moments(X)
        if positions is None or not self.local_:
            return everywhere, variance, np.full(X.shape[0], self.sigma_**2)
        mixed, square = np.zeros((2, X.shape[0]))
        positions = np.asarray(positions, np.float64)
        for node, local in enumerate(self.local_):
            self.tick()
            share = self._windows.share(node, positions)
            near = np.flatnonzero(share)
            if not near.size:
                continue
            estimate = everywhere[near]
            if local is not None:
                estimate = local.share * local.ensemble.moments(X[near])[0] + (1.0 - local.share) * estimate
            mixed[near] += share[near] * estimate
            square[near] += share[near] * (self.sigma_**2 if local is None else local.square)
        return mixed, variance, square

    def _ensemble(self, trees: int, number: int) -> LinearLeaves:
        seed = int(np.random.SeedSequence([self.seed, number]).generate_state(1)[0])
        return LinearLeaves(tick=self.tick, trees=trees, fewest=self.fewest, most_leaves=self.most_leaves,
                            pull=self.pull, stretch=self.stretch, seed=seed)

    def _local(self, node: int, X: np.ndarray, y: np.ndarray, weight: np.ndarray,
               positions: np.ndarray) -> "_Local | None":
        """The ensemble of one window, None where it has too few samples or they are all the same."""
        inside = self._windows.inside(node, positions) & (weight > 0.0)
        if np.count_nonzero(inside) < FEWEST_SAMPLES or np.ptp(y[inside]) == 0.0:
            return None
        ensemble = self._ensemble(self.local_trees, 1 + node).fit(X[inside], y[inside], weight[inside])
        known = np.isfinite(ensemble.mean_) & np.isfinite(self.residuals_[inside])
        if not known.any():
            return None
        weight = weight[inside][known]
        own, whole = (y[inside] - ensemble.mean_)[known], self.residuals_[inside][known]
        squares = [float(np.average(residual**2, weights=weight)) for residual in (own, whole)]
        share = squares[1] / sum(squares) if sum(squares) > 0.0 else 0.5
        square = float(np.average((share * own + (1.0 - share) * whole)**2, weights=weight))
        return _Local(ensemble, share, square)


@dataclass(frozen=True)
class _Local:
    """The ensemble of a window, its share in the mix with the global one, the mean squared residual of that mix."""

    ensemble: LinearLeaves
    share: float
    square: float


@dataclass(frozen=True)
class _Windows:
    """Windows of side 2 ``step`` round the nodes of a lattice: centres first + step (row, column) in coarse pixels."""

    first: tuple[float, float]
    step: float
    shape: tuple[int, int]
    reach: float

    @classmethod
    def none(cls) -> "_Windows":
        return cls((0.0, 0.0), 1.0, (0, 0), 0.0)

    def nodes(self) -> range:
        return range(self.shape[0] * self.shape[1])

    def inside(self, node: int, positions: np.ndarray) -> np.ndarray:
        """Which positions (n,) belong to the window."""
        return (np.abs(positions - self._centre(node)) <= self.reach).all(axis=1)

    def share(self, node: int, positions: np.ndarray) -> np.ndarray:
        """Bilinear weight (n,) of the window at positions; those of all windows add up to 1."""
        share = np.ones(positions.shape[0])
        for axis, at in enumerate(np.unravel_index(node, self.shape)):
            place = np.clip((positions[:, axis] - self.first[axis]) / self.step, 0.0, self.shape[axis] - 1.0)
            share *= np.maximum(0.0, 1.0 - np.abs(place - at))
        return share

    def _centre(self, node: int) -> np.ndarray:
        return np.array(self.first) + self.step * np.array(np.unravel_index(node, self.shape))


def _lattice(positions: np.ndarray, window: int) -> _Windows:
    """Windows half a window apart over all positions; none where one window would hold them all."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    step = window / 2.0
    count = np.maximum(1, np.ceil((high - low - window) / step).astype(int) + 1)
    if count.max() == 1:
        return _Windows.none()
    middle = 0.5 * (low + high)
    first = middle - 0.5 * step * (count - 1)
    return _Windows((float(first[0]), float(first[1])), step, (int(count[0]), int(count[1])), window / 2.0)
