"""One block of all base dates, for kriging in time."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .contract import Pair
from .frame import Frame
from .time_kriging_drift import CoarseSeries, ImageMeans, SlopeSums, scales
from .time_kriging_errors import RADIUS, LocalErrors
from .time_kriging_kernel import krige
from .time_kriging_model import Check, Variogram, checks_of


@dataclass(frozen=True)
class Kriged:
    """Of pixels (rows, columns): ``estimate`` and ``variance``, NaN without any valid date; ``gain``: the root of the
    sum of squared weights; ``whole``: the dates used are those of a pixel without holes; ``filled``: predicted though
    the nearest date is missing.
    """

    estimate: np.ndarray
    variance: np.ndarray
    gain: np.ndarray
    whole: np.ndarray
    filled: np.ndarray


@dataclass(frozen=True)
class TimeBlock:
    """Base dates, coarse images and their means, of a frame."""

    frame: Frame
    pairs: tuple[Pair, ...]
    series: CoarseSeries
    means: ImageMeans

    @cached_property
    def days(self) -> np.ndarray:
        """Of the base dates."""
        return np.array([pair.day for pair in self.pairs])

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Base dates that are predicted from others."""
        return checks_of(len(self.pairs))

    def rest(self, band: int, slopes: np.ndarray, day: float | None = None) -> tuple[np.ndarray, np.ndarray | float]:
        """The fine images (dates, rows, columns) less their drift, float32, and the drift of ``day`` on the inner
        pixels, 0 without a day. Where the coarse images do not span the day and the nearest dates, there is no drift.
        """
        fine = np.stack([pair.fine[band] for pair in self.pairs])
        if not slopes.any() or (day is not None and not self._known(np.ones(self.days.size, bool), day)):
            return fine, 0.0
        days = self.days if day is None else np.append(self.days, day)
        means, around, own = self._scales(band, days)
        drift = self.frame.cells.spread(slopes[0] * means[:, None, None] + slopes[1] * around + slopes[2] * own)
        # Where no cell is, the drift is that of the whole image.
        drift = np.where(np.isnan(drift), np.float32(slopes[0] * means)[:, None, None], drift)
        rows, columns = self.frame.inner_slices
        return fine - drift[:self.days.size], 0.0 if day is None else drift[-1, rows, columns]

    def krige(self, rest: np.ndarray, variogram: Variogram, day: float) -> Kriged:
        """The inner pixels for ``day`` from all base dates."""
        rows, columns = self.frame.inner_slices
        return self._krige(rest[:, rows, columns], variogram, np.ones(self.days.size, bool), day)

    def mean_anomalies(self, band: int, variogram: Variogram) -> np.ndarray:
        """Of each check: the mean of its coarse image less what the others' weights make of theirs."""
        means = self.means.at(self.days, band)
        return np.array([means[check.number] - self._weights(check, variogram)[0] @ means for check in self.checks])

    def add_slopes(self, band: int, variogram: Variogram, sums: SlopeSums) -> None:
        """What kriging leaves of each check, averaged over the cells, beside the coarse anomalies at the local scales.

        Only pixels count that all the dates are valid of which the weights for the coarse images are.
        """
        fine = np.stack([pair.fine[band] for pair in self.pairs])
        _, *local = self._scales(band, self.days)
        for number, check in enumerate(self.checks):
            if not self._known(check.allowed, self.days[check.number]):
                continue
            found = self._check(fine, variogram, check)
            left = np.where(found.whole, fine[check.number] - found.estimate, np.nan)
            weights, trust = self._weights(check, variogram)
            sums.add(number, trust, self.frame.cells.aggregate(left[None])[0],
                     [each[check.number] - np.tensordot(weights, each, 1) for each in local], self.frame.cells_inside)

    def local_errors(self, rest: np.ndarray, variogram: Variogram) -> LocalErrors:
        """Squared errors of all checks over their kriging variances."""
        window, inner = zip(*(_widened(part, size) for part, size in zip(self.frame.inner_slices, self.frame.shape)))
        rest = np.ascontiguousarray(rest[:, window[0], window[1]])
        squares = np.empty((len(self.checks), *rest.shape[1:]), np.float32)
        for number, check in enumerate(self.checks):
            found = self._check(rest, variogram, check)
            with np.errstate(invalid="ignore", divide="ignore"):
                ratio = (rest[check.number] - found.estimate) ** 2 / found.variance
            squares[number] = np.where(found.variance > 0.0, ratio, np.nan)
        return LocalErrors(squares, inner)

    def _check(self, values: np.ndarray, variogram: Variogram, check: Check) -> Kriged:
        own = variogram.noises(self.days.size)[check.number]
        return self._krige(values, variogram, check.allowed, self.days[check.number], own)

    def _krige(self, values: np.ndarray, variogram: Variogram, allowed: np.ndarray, day: float,
               own: float = 0.0) -> Kriged:
        shape = values.shape[1:]
        estimate, variance, gain = np.empty(shape), np.empty(shape), np.empty(shape)
        whole, filled = np.empty(shape, bool), np.empty(shape, bool)
        krige(np.ascontiguousarray(values), self.days, allowed, day, variogram.array,
              variogram.noises(self.days.size), own, estimate, variance, gain, whole, filled)
        return Kriged(estimate, variance, gain, whole, filled)

    def _weights(self, check: Check, variogram: Variogram) -> tuple[np.ndarray, float]:
        """Of a check without holes; and how far its errors are not its own noise, a share of their variance."""
        day, own = self.days[check.number], variogram.noises(self.days.size)[check.number]
        weights, variance = variogram.weights(self.days, check.allowed, day, own)
        return weights, (variance - own) / variance if variance > 0.0 else 1.0

    def _known(self, allowed: np.ndarray, day: float) -> bool:
        """Do the coarse images span the day and the nearest dates it is predicted from?"""
        days = self.days[allowed]
        return bool(self.series.spans(np.concatenate([[day], days[days <= day][-1:], days[days > day][:1]])).all())

    def _scales(self, band: int, days: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        means = self.means.at(days, band)
        return means, *scales(self.series.band(band).at(days)[:, 0], means)


def _widened(part: slice, size: int) -> tuple[slice, slice]:
    """A range with the pixels on both sides over which errors are averaged, within ``size``; and where it lies in that.
    """
    start, stop = max(0, part.start - RADIUS), min(size, part.stop + RADIUS)
    return slice(start, stop), slice(part.start - start, part.stop - start)
