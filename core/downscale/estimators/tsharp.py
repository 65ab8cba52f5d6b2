"""TsHARP: temperature from the fraction of vegetation cover (Kustas 2003; Agam 2007, 10.1016/j.rse.2006.10.006)."""

import numpy as np

from ...errors import FusionError
from ...message import message
from .base import Estimator
from .linear import Linear

_POWER = 0.625


class TsHarp(Estimator):
    """y = a0 + a1 fc, with fc = 1 - ((max - NDVI) / (max - min))^0.625.

    ``ndvi`` is the column of X with the NDVI; ``ndvi_min`` and ``ndvi_max`` belong to bare ground and to full cover,
    by default the least and greatest of the samples. Hand over those of the fine image: NDVI beyond them counts as
    they do.
    """

    def __init__(self, *, ndvi: int = 0, ndvi_min: float | None = None, ndvi_max: float | None = None,
                 seed: int = 0) -> None:
        super().__init__(seed=seed)
        self.ndvi, self.ndvi_min, self.ndvi_max = ndvi, ndvi_min, ndvi_max

    def _fit(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray, positions: np.ndarray | None) -> None:
        values = X[:, self.ndvi]
        self.ndvi_min_ = float(values.min() if self.ndvi_min is None else self.ndvi_min)
        self.ndvi_max_ = float(values.max() if self.ndvi_max is None else self.ndvi_max)
        if not self.ndvi_max_ > self.ndvi_min_:
            raise FusionError(message("The NDVI is {value} everywhere; TsHARP needs one that varies.",
                                      value=self.ndvi_min_))
        self.line_ = Linear(seed=self.seed).fit(self.cover(X), y, sample_weight=weight)
        self.residuals_ = self.line_.residuals_

    def cover(self, X: np.ndarray) -> np.ndarray:
        """The fraction of vegetation cover (n, 1), 0 to 1."""
        bare = (self.ndvi_max_ - np.asarray(X[:, self.ndvi], np.float64)) / (self.ndvi_max_ - self.ndvi_min_)
        return 1.0 - np.clip(bare, 0.0, 1.0)[:, None]**_POWER

    def extrapolates(self, X: np.ndarray) -> np.ndarray:
        """Where (n,) the NDVI, the only covariate that counts, lies outside the samples'."""
        values = np.asarray(X)[:, self.ndvi]
        return (values < self.low_[self.ndvi]) | (values > self.high_[self.ndvi])

    def _predict(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        return self.line_.predict(self.cover(X))

    def _spread(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        return self.line_.spread(self.cover(X))
