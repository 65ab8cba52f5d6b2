"""Multiple linear regression that stands collinear covariates: ridge, its strength by leave-one-out error."""

import numpy as np

from ...message import message
from .base import Estimator
from .linear_kernel import plane, quadratic_form

_RELATIVE_RANK = 1e-7   # singular values below this part of the largest are taken for none
_STRENGTHS = np.concatenate([[0.0], np.logspace(-6.0, 3.0, 37)])   # of the ridge, per sample, covariates of sd 1


class Linear(Estimator):
    """y = intercept + X . slopes.

    Directions in which the covariates do not vary get no slope (the solution of least norm). The ridge is the one with
    the least leave-one-out error, none among the candidates. Attributes: ``intercept_``, ``slopes_`` (covariates,),
    ``ridge_`` (per sample, for covariates of standard deviation 1), ``rank_``, ``sigma_`` (standard deviation of the
    leave-one-out residuals), ``residuals_`` (n,), those residuals.
    """

    def _fit(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray, positions: np.ndarray | None) -> None:
        centre, mean = np.average(X, axis=0, weights=weight), np.average(y, weights=weight)
        scale = np.sqrt(np.average((X - centre)**2, axis=0, weights=weight))
        varies = scale > 1e-12 * np.maximum(1e-300, np.abs(X).max(axis=0))
        scale = np.where(varies, scale, 1.0)
        root = np.sqrt(weight)
        design = root[:, None] * np.where(varies, (X - centre) / scale, 0.0)
        left, singular, right = np.linalg.svd(design, full_matrices=False)
        self.rank_ = int(np.count_nonzero(singular > _RELATIVE_RANK * max(singular[0], 1e-300)))
        left, singular, right = left[:, :self.rank_], singular[:self.rank_], right[:self.rank_]
        target = root * (y - mean)
        self.ridge_, self.residuals_ = _best_ridge(left, singular, target, root)
        kept = singular / (singular**2 + self.ridge_ * y.size)
        self.slopes_ = (right.T @ (kept * (left.T @ target))) / scale
        self.intercept_ = float(mean - centre @ self.slopes_)
        self.sigma_ = float(np.sqrt(np.average(self.residuals_**2, weights=weight)))
        self._centre, self._samples_count = centre, y.size
        self._factor = np.ascontiguousarray(kept[:, None] * right / scale)
        self._tell(varies)

    def _predict(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        return plane(X, self.intercept_, self.slopes_)

    def _spread(self, X: np.ndarray, positions: np.ndarray | None) -> np.ndarray:
        """sigma_ sqrt(1 + 1/n + leverage): grows away from the samples' centre."""
        return self.sigma_ * np.sqrt(1.0 + 1.0 / self._samples_count + quadratic_form(X, self._centre, self._factor))

    def _tell(self, varies: np.ndarray) -> None:
        if self.rank_ < self.slopes_.size:
            self.notes_.append(message(
                "{surplus} of {covariates} covariates are constant or follow from the others; of all regressions that "
                "fit as well, the one with the smallest slopes was taken.",
                surplus=self.slopes_.size - self.rank_, covariates=self.slopes_.size))


def _best_ridge(left: np.ndarray, singular: np.ndarray, target: np.ndarray,
                root: np.ndarray) -> tuple[float, np.ndarray]:
    """(the ridge per sample with the least leave-one-out error, its leave-one-out residuals (n,) in units of y)."""
    along = left.T @ target
    square, total = left**2, root**2
    best = (np.inf, 0.0, target)
    for ridge in _STRENGTHS:
        shrink = singular**2 / (singular**2 + ridge * target.size)
        # The mean is fitted too: it takes its own share of every sample.
        leverage = square @ shrink + total / total.sum()
        residual = (target - left @ (shrink * along)) / np.maximum(1e-9, 1.0 - leverage)
        error = float(residual @ residual)
        if error < best[0]:
            best = (error, float(ridge), residual)
    return best[1], np.divide(best[2], root, out=np.zeros_like(root), where=root > 0.0)
