"""Errors of base dates predicted from the others: where they are large, and how wide sigma has to be."""

from collections.abc import Iterable

import numpy as np

# Of the square of pixels over which squared errors are averaged.
RADIUS = 2
# Weight of the model's own variance beside the errors found, in errors: neighbours err alike, and count for less.
_PRIOR = 10.0
_COVERED = 0.6826894921370859
_BINS_PER_DECADE, _DECADES = 200, 8


class ErrorRatios:
    """Counts of squared errors over their predicted squares, in bins of their logarithm."""

    def __init__(self) -> None:
        self.counts = np.zeros(2 * _DECADES * _BINS_PER_DECADE + 1, np.int64)

    def add(self, squares: np.ndarray) -> None:
        """``squares``: positive or 0, NaN missing."""
        squares = squares[np.isfinite(squares)]
        place = np.floor((np.log10(np.maximum(squares, 10.0 ** -_DECADES)) + _DECADES) * _BINS_PER_DECADE)
        self.counts += np.bincount(np.minimum(place, self.counts.size - 1).astype(np.int64), minlength=self.counts.size)

    def factor(self) -> float:
        """By which sigmas are multiplied to be as wide as 68 % of the errors; 1 without any, or where most are 0."""
        reached = np.cumsum(self.counts)
        if reached[-1] == 0:
            return 1.0
        place = int(np.searchsorted(reached, _COVERED * reached[-1]))
        return 1.0 if place == 0 else float(10.0 ** (0.5 * ((place + 0.5) / _BINS_PER_DECADE - _DECADES)))


class LocalErrors:
    """Sums over the square around each of a block's inner pixels of the checks' squared errors over their kriging
    variances, and of how many they are.

    ``planes``: of each check (rows, columns), NaN missing, the inner pixels and up to two more rows and columns around;
    ``inner``: where the inner ones are.
    """

    def __init__(self, planes: Iterable[np.ndarray], inner: tuple[slice, slice]) -> None:
        self.inner, self.total, self.number = inner, 0.0, 0.0
        for plane in planes:
            own, count = self._around(plane)
            self.total = self.total + own
            self.number = self.number + count

    def scale(self) -> np.ndarray:
        """What the kriging variance of each inner pixel is multiplied by."""
        return (self.total + _PRIOR) / (self.number + _PRIOR)

    def add_ratios(self, planes: Iterable[np.ndarray], ratios: ErrorRatios) -> None:
        """Each base date's errors over what the other base dates let expect; ``planes`` as above."""
        for plane in planes:
            own, count = self._around(plane)
            ratios.add(plane[self.inner] * (self.number - count + _PRIOR) / (self.total - own + _PRIOR))

    def _around(self, plane: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Sum and number of the valid squares in the window around each inner pixel."""
        valid = np.isfinite(plane)
        return tuple(_window_sums(each, self.inner) for each in (np.where(valid, plane, 0.0), valid.astype(np.float64)))


def _window_sums(values: np.ndarray, inner: tuple[slice, slice]) -> np.ndarray:
    for axis, part in enumerate(inner):
        around = [(0, 0), (0, 0)]
        around[axis] = (RADIUS, RADIUS)
        padded = np.pad(values, around)
        # In the order of rows and columns: the same sum wherever the block begins.
        values = sum(np.take(padded, range(part.start + k, part.stop + k), axis) for k in range(2 * RADIUS + 1))
    return values
