"""`target_blur.blurred` for many layers with the same missing pixels: the weights are summed up once."""

import numpy as np

from .estimators.target_blur import REACH


def reach_of(sigma: float) -> int:
    """Fine pixels to which a blur looks."""
    return int(np.ceil(REACH * sigma)) + 1 if sigma > 0.0 else 0


class Smoother:
    """The Gaussian mean over the pixels ``valid`` (rows, columns) round each, ``sigma`` in pixels."""

    def __init__(self, valid: np.ndarray, sigma: float):
        self._valid, self._sigma = valid, sigma
        self._weight = self._filtered(valid.astype(np.float64)) if sigma > 0.0 else None

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Blurred ``values`` (rows, columns), NaN where not valid."""
        kept = np.where(self._valid, values, 0.0).astype(np.float64)
        if self._weight is None:
            return np.where(self._valid, kept, np.nan)
        return np.divide(self._filtered(kept), self._weight, out=np.full(kept.shape, np.nan), where=self._valid)

    def _filtered(self, values: np.ndarray) -> np.ndarray:
        from scipy.ndimage import gaussian_filter   # late: SciPy is heavy

        return gaussian_filter(values, sigma=self._sigma, mode="constant", truncate=REACH)
