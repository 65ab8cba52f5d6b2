"""Unsupervised classes of a fine image: k-means over a sample of the whole image, and how alike a pixel's surroundings.

The papers classify with ISODATA and say that any classifier will do. Here: Lloyd's k-means on standardised bands from
seeded k-means++ starts (Arthur & Vassilvitskii 2007), the best of a few, in one thread: the same classes in every run.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit

MOST_SAMPLED = 1 << 16
_STARTS = 4
_ROUNDS = 100
_SEED = 0
_FLAT = 1e-6    # a band that varies by less of its values is constant: float32 holds no more
_options = {"nogil": True, "cache": True}


class LatticeSample:
    """Pixels on a lattice of the whole image, at most ``most``, collected tile by tile in any order.

    The lattice's step is the least power of two that keeps to the limit, so the sample does not depend on the tiles.
    """

    def __init__(self, most: int = MOST_SAMPLED) -> None:
        self._most, self._step, self._parts = most, 1, []

    def add(self, row: int, column: int, values: np.ndarray) -> None:
        """Take the pixels of ``values`` (bands, rows, columns) that have all bands; its first pixel is at (row,
        column) of the whole image.
        """
        first, second = -row % self._step, -column % self._step
        values = values[:, first::self._step, second::self._step]
        j, i = np.nonzero(np.isfinite(values).all(axis=0))
        self._parts.append((row + first + j * self._step, column + second + i * self._step,
                            values[:, j, i].T.astype(np.float64)))
        while sum(len(part[0]) for part in self._parts) > self._most:
            self._step *= 2
            self._parts = [self._thinned(part) for part in self._parts]

    def _thinned(self, part):
        kept = (part[0] % self._step == 0) & (part[1] % self._step == 0)
        return tuple(each[kept] for each in part)

    def taken(self) -> np.ndarray:
        """The sample (pixels, bands), float64, by row and column."""
        rows, columns, values = (np.concatenate(each) for each in zip(*self._parts))
        return values[np.lexsort((columns, rows))]


@dataclass(frozen=True)
class LandClasses:
    """``centre``, ``spread`` (bands): mean and standard deviation of the sample; ``means`` (classes, bands) of the
    classes, standardised by these.
    """

    centre: np.ndarray
    spread: np.ndarray
    means: np.ndarray

    @property
    def count(self) -> int:
        return len(self.means)

    def standardised(self, fine: np.ndarray) -> np.ndarray:
        """(bands, rows, columns) in standard deviations from the mean, float32."""
        return ((fine - self.centre[:, None, None]) / self.spread[:, None, None]).astype(np.float32)

    def of(self, standardised: np.ndarray) -> np.ndarray:
        """The class of each pixel (rows, columns), int16; -1 where a band is missing."""
        return _nearest_class(standardised, self.means)


def land_classes(sample: np.ndarray, classes: int, go_on: Callable[[], None] = lambda: None) -> LandClasses | None:
    """Classes of a sample (pixels, bands): ``classes``, or fewer where it has fewer different pixels; None of none.
    ``go_on`` is called now and then, and may raise.
    """
    if not len(sample):
        return None
    centre, spread = sample.mean(axis=0), sample.std(axis=0)
    largest = np.abs(sample).max(axis=0)
    spread = np.where(spread > _FLAT * largest, spread, np.where(largest > 0.0, largest, 1.0))
    points = (sample - centre) / spread
    draws = np.random.default_rng(_SEED).random((_STARTS, classes))
    found = [_lloyd(points, _first_means(points, draw), go_on) for draw in draws]
    means = min(found, key=lambda each: each[1])[0]
    return LandClasses(centre, spread, means[np.lexsort(means.T[::-1])])


@njit(**_options)
def _distance(points, n, means, k):
    total = 0.0
    for band in range(means.shape[1]):
        step = points[n, band] - means[k, band]
        total += step * step
    return total


@njit(**_options)
def _first_means(points, draws):
    """k-means++: each further mean is a point drawn with odds of its squared distance to the nearest mean so far."""
    count, bands = points.shape
    means = np.empty((draws.size, bands))
    nearest = np.full(count, np.inf)
    means[0] = points[min(int(draws[0] * count), count - 1)]
    found = 1
    while found < draws.size:
        total = 0.0
        for n in range(count):
            nearest[n] = min(nearest[n], _distance(points, n, means, found - 1))
            total += nearest[n]
        if total <= 0.0:
            break
        left, chosen = draws[found] * total, -1
        for n in range(count):
            if nearest[n] > 0.0:
                chosen = n
                left -= nearest[n]
                if left < 0.0:
                    break
        means[found] = points[chosen]
        found += 1
    return means[:found].copy()


def _lloyd(points: np.ndarray, means: np.ndarray, go_on: Callable[[], None]) -> tuple[np.ndarray, float]:
    """Means that are those of their points, and the sum of squared distances; a mean that loses its points stays."""
    owner = np.full(len(points), -1)
    inertia = 0.0
    for _ in range(_ROUNDS):
        go_on()
        moved, inertia, nearer = _round(points, means, owner)
        if not moved:
            break
        means = nearer
    return means, inertia


@njit(**_options)
def _round(points, means, owner):
    """Give each point to the nearest mean: did any change its ``owner``, the sum of squared distances, the means of
    what they own.
    """
    moved, inertia = False, 0.0
    sums, counts = np.zeros(means.shape), np.zeros(means.shape[0])
    for n in range(points.shape[0]):
        best, least = 0, np.inf
        for k in range(means.shape[0]):
            distance = _distance(points, n, means, k)
            if distance < least:
                best, least = k, distance
        moved |= owner[n] != best
        owner[n] = best
        inertia += least
        counts[best] += 1.0
        for band in range(means.shape[1]):
            sums[best, band] += points[n, band]
    for k in range(means.shape[0]):
        sums[k] = sums[k] / counts[k] if counts[k] > 0.0 else means[k]
    return moved, inertia, sums


@njit(**_options)
def _nearest_class(values, means):
    bands, rows, columns = values.shape
    found = np.full((rows, columns), -1, np.int16)
    for j in range(rows):
        for i in range(columns):
            least = np.inf
            for k in range(means.shape[0]):
                distance = 0.0
                for band in range(bands):
                    step = values[band, j, i] - means[k, band]
                    distance += step * step
                if distance < least:
                    found[j, i], least = k, distance
    return found


def homogeneity(classes: np.ndarray, count: int, half: tuple[int, int]) -> np.ndarray:
    """The share of pixels of its own class among the classified ones in a window around each pixel, float64 (rows,
    columns); ``half``: rows and columns of the window on each side. NaN where a pixel has no class.

    The homogeneity index of Zhu et al. 2016, step 5; windows shrink at the border.
    """
    classified = _windowed(classes >= 0, half)
    found = np.full(classes.shape, np.nan)
    for number in range(count):
        own = classes == number
        found[own] = _windowed(own, half)[own] / classified[own]
    return found


def _windowed(mask: np.ndarray, half: tuple[int, int]) -> np.ndarray:
    """How many are set in the window around each pixel; whole numbers, so in any order."""
    total = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), np.int64)
    np.cumsum(np.cumsum(mask, axis=0, dtype=np.int64), axis=1, out=total[1:, 1:])
    (top, bottom), (left, right) = (
        (np.maximum(np.arange(size) - reach, 0), np.minimum(np.arange(size) + reach + 1, size))
        for size, reach in zip(mask.shape, half))
    return (total[bottom][:, right] - total[top][:, right] - total[bottom][:, left] + total[top][:, left])
