"""What all estimators share: checked arrays, importances, partial dependence, where a model extrapolates."""

from abc import ABC, abstractmethod

import numpy as np

from ...errors import FusionError
from ...message import Message, message
from ..patience import Tick, never

FEWEST_SAMPLES = 30
_PROBES = 2000   # samples at most for importances and partial dependence


class Estimator(ABC):
    """A model of y (n,) from covariates X (n, covariates), in scikit-learn's manners.

    Neither X nor y holds NaN. Positions (n, 2) are row and column in coarse pixels, fractions allowed; methods without
    a moving window do not look at them. After `fit`: ``low_`` and ``high_`` (covariates,), the range of each covariate
    among the samples; ``notes_``, sentences for the log. Predictions of a pixel depend on that pixel alone, to the
    bit, so that blocks and threads change nothing. ``tick`` is called now and then in long work, and may raise
    Cancelled.
    """

    tick: Tick = staticmethod(never)

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, X: np.ndarray, y: np.ndarray, *, sample_weight: np.ndarray | None = None,
            positions: np.ndarray | None = None) -> "Estimator":
        """Learn from coarse pixels. Raises FusionError where these are too few or all the same."""
        X, y, weight = checked_samples(X, y, sample_weight)
        self.notes_: list[Message] = []
        self.low_, self.high_ = X.min(axis=0), X.max(axis=0)
        self._samples = (X, y, None if positions is None else np.asarray(positions, np.float64))
        self._fit(X, y, weight, self._samples[2])
        return self

    def predict(self, X: np.ndarray, positions: np.ndarray | None = None) -> np.ndarray:
        """The estimate (n,), float64."""
        return self._predict(self._checked(X), positions)

    def spread(self, X: np.ndarray, positions: np.ndarray | None = None) -> np.ndarray:
        """1 sigma of the estimate (n,), in units of y, for the support of the samples (a coarse pixel)."""
        return self._spread(self._checked(X), positions)

    def extrapolates(self, X: np.ndarray) -> np.ndarray:
        """Where (n,) a covariate lies outside what the samples had: the model has seen nothing like it."""
        X = np.asarray(X)
        return ((X < self.low_) | (X > self.high_)).any(axis=1)

    @property
    def importances_(self) -> np.ndarray:
        """By how much (covariates,) the RMSE over the samples grows when one covariate is shuffled; units of y."""
        X, y, positions = self._probes()
        rng = np.random.default_rng(self.seed)
        plain = _rmse(self.predict(X, positions), y)
        growth = np.empty(X.shape[1])
        for j in range(X.shape[1]):
            shuffled = X.copy()
            shuffled[:, j] = rng.permutation(X[:, j])
            growth[j] = _rmse(self.predict(shuffled, positions), y) - plain
        return growth

    def partial_dependence(self, covariate: int, points: int = 24) -> tuple[np.ndarray, np.ndarray]:
        """(values of the covariate (points,), mean estimate over the samples when all have that value (points,)).

        Values run from the 1st to the 99th percentile of the samples.
        """
        X, _, positions = self._probes()
        values = np.linspace(*np.percentile(X[:, covariate], [1.0, 99.0]), points)
        means = np.empty(points)
        for k, value in enumerate(values):
            changed = X.copy()
            changed[:, covariate] = value
            means[k] = self.predict(changed, positions).mean()
        return values, means

    @abstractmethod
    def _fit(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray, positions: np.ndarray | None) -> None:
        """X float64, y float64, weight of mean 1."""

    @abstractmethod
    def _predict(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        """The estimate (n,)."""

    @abstractmethod
    def _spread(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        """1 sigma (n,)."""

    def _checked(self, X: np.ndarray) -> np.ndarray:
        X = np.asarray(X)
        if X.ndim != 2 or X.shape[1] != self.low_.size:
            raise ValueError(f"{X.shape} are not the {self.low_.size} covariates that this model was fitted to")
        return X

    def _probes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        X, y, positions = self._samples
        if y.size <= _PROBES:
            return X, y, positions
        chosen = np.sort(np.random.default_rng(self.seed).choice(y.size, _PROBES, replace=False))
        return X[chosen], y[chosen], None if positions is None else positions[chosen]


def checked_samples(X: np.ndarray, y: np.ndarray,
                    weight: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """X and y in float64 and weights of mean 1.

    Samples of weight 0 are left in. Raises ValueError for shapes that do not fit and for NaN or infinities, and
    FusionError for fewer than 30 samples and for a y that is constant.
    """
    X, y = np.asarray(X, np.float64), np.asarray(y, np.float64)
    weight = np.ones(y.shape) if weight is None else np.asarray(weight, np.float64)
    if X.ndim != 2 or y.shape != (X.shape[0],) or weight.shape != y.shape:
        raise ValueError(f"covariates {X.shape}, values {y.shape} and weights {weight.shape} do not belong together")
    if not (np.isfinite(X).all() and np.isfinite(y).all() and np.isfinite(weight).all() and (weight >= 0.0).all()):
        raise ValueError("samples hold NaN, infinities or negative weights")
    if np.count_nonzero(weight) < FEWEST_SAMPLES:
        raise FusionError(message("Only {count} coarse pixels can be learned from, and at least {fewest} are needed; "
                                  "use a larger area, or covariates with fewer holes.",
                                  count=int(np.count_nonzero(weight)), fewest=FEWEST_SAMPLES))
    if np.ptp(y[weight > 0.0]) == 0.0:
        raise FusionError(message("The coarse values are all {value}: there is nothing to learn from them.",
                                  value=float(y[weight > 0.0][0])))
    return X, y, weight / weight.mean()


def _rmse(estimate: np.ndarray, truth: np.ndarray) -> float:
    return float(np.sqrt(np.mean((estimate - truth)**2)))
