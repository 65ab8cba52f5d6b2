"""Maps of errors of held-out dates, thinned as they come so that no image is kept."""

from collections.abc import Sequence

import numpy as np

from .trial import HeldOut

CELLS = 100     # along the longer side: pages hold a map of each method, as text


class ErrorMaps:
    """Means over square blocks of pixels, of the first band: of the truth and of each method's error (prediction less
    truth). ``shape`` of the image (rows, columns); ``days``: dates to keep.
    """

    def __init__(self, shape: tuple[int, int], days: Sequence[float]):
        self.days = tuple(days)
        self._step = max(1, -(-max(shape) // CELLS))
        self._shape = tuple(-(-size // self._step) for size in shape)
        self._sums: dict[tuple[float, str], np.ndarray] = {}

    def add(self, window: HeldOut) -> None:
        """A window, as `league.collect` hands it on."""
        if window.day not in self.days:
            return
        truth = window.truth[0].astype(float)
        self._add(window, "", truth)
        for method, found in window.predictions.items():
            self._add(window, method, found.values[0] - truth)

    def truth(self, day: float) -> np.ndarray:
        """Of one date (rows, columns), NaN where missing."""
        return self._mean((day, ""))

    def errors(self, day: float) -> dict[str, np.ndarray]:
        """By method, of one date (rows, columns), NaN where missing."""
        return {method: self._mean((day, method)) for own, method in self._sums if own == day and method}

    def _add(self, window: HeldOut, name: str, values: np.ndarray) -> None:
        sums = self._sums.setdefault((window.day, name), np.zeros((2, *self._shape)))
        (top, bottom), (left, right) = window.window
        cell = (np.arange(top, bottom) // self._step)[:, None] * self._shape[1] + np.arange(left, right) // self._step
        there = np.isfinite(values)
        size = self._shape[0] * self._shape[1]
        sums[0] += np.bincount(cell[there], values[there], size).reshape(self._shape)
        sums[1] += np.bincount(cell[there], None, size).reshape(self._shape)

    def _mean(self, key: tuple[float, str]) -> np.ndarray:
        total, count = self._sums.get(key, np.zeros((2, *self._shape)))
        return np.divide(total, count, out=np.full(self._shape, np.nan), where=count > 0.0)
