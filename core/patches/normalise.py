"""Means and standard deviations of the training patches' valid pixels, the same in any order."""

import math
from collections.abc import Sequence

import numpy as np


class ExactSum:
    """Adds numbers without rounding (Shewchuk 1997, Adaptive precision floating-point arithmetic): the order of the
    numbers does not matter."""

    def __init__(self) -> None:
        self._partials: list[float] = []

    def add(self, numbers: Sequence[float]) -> None:
        for number in numbers:
            kept = []
            for partial in self._partials:
                if abs(number) < abs(partial):
                    number, partial = partial, number
                high = number + partial
                low = partial - (high - number)
                if low:
                    kept.append(low)
                number = high
            self._partials = [*kept, number]

    @property
    def value(self) -> float:
        """The sum, rounded once."""
        return math.fsum(self._partials)


class BandSums:
    """Counts, sums and sums of squares of bands, patch by patch, about a ``reference`` (bands) near their values."""

    def __init__(self, reference: np.ndarray) -> None:
        self.reference = reference
        self._count = [0] * len(reference)
        self._first = [ExactSum() for _ in reference]
        self._second = [ExactSum() for _ in reference]

    def add(self, sums: np.ndarray) -> None:
        """Those of some patches (n, bands, 3), of `patch_sums` with the same reference."""
        for band in range(len(self.reference)):
            count, first, second = sums[:, band].T.tolist()
            self._count[band] += int(sum(count))
            self._first[band].add(first)
            self._second[band].add(second)

    @property
    def counts(self) -> list[int]:
        """Valid pixels of each band."""
        return self._count

    def statistics(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Mean and standard deviation (of the population) of each band, 0 and 1 of one without a valid pixel.

        The deviation of a band whose pixels are all alike is told as 1, so that it can be divided by.
        """
        means, deviations = [], []
        for count, first, second, at in zip(self._count, self._first, self._second, self.reference.tolist()):
            apart = first.value / count if count else 0.0
            variance = max(0.0, second.value / count - apart * apart) if count else 0.0
            means.append(at + apart if count else 0.0)
            deviations.append(math.sqrt(variance) or 1.0)
        return tuple(means), tuple(deviations)


def patch_sums(values: np.ndarray, mask: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Count, sum and sum of squares about the reference (bands) of each patch's valid pixels, (n, bands, 3).

    ``values`` and ``mask`` (n, bands, rows, columns). Depends on the patch alone, not on those beside it.
    """
    found = np.empty((*values.shape[:2], 3))
    for k in range(len(values)):
        for band in range(values.shape[1]):
            apart = values[k, band][mask[k, band] == 1].astype(float) - reference[band]
            found[k, band] = apart.size, apart.sum(), (apart * apart).sum()
    return found


def reference_of(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Means (bands) of a patch's valid pixels, NaN for none: what others are summed about."""
    return np.array([each[valid == 1].astype(float).mean() if (valid == 1).any() else np.nan
                     for each, valid in zip(values, mask)])
