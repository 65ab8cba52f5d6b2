"""One block of all base dates, for kriging in time."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from .contract import Pair
from .frame import Frame
from .time_kriging_drift import CoarseSeries, ImageMeans, SlopeSums, scales
from .time_kriging_errors import RADIUS
from .time_kriging_kernel import krige
from .time_kriging_model import Check, Variogram, checks_of


@dataclass(frozen=True)
class Kriged:
    """Of pixels (rows, columns): ``estimate`` and ``variance``, NaN without any valid date; ``gain``: the root of the
    sum of squared weights; ``whole``: the dates used are those of a pixel without holes.
    """

    estimate: np.ndarray
    variance: np.ndarray
    gain: np.ndarray
    whole: np.ndarray


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

    @cached_property
    def window(self) -> tuple[slice, slice]:
        """The frame's rows and columns that the prediction needs: the inner ones, and those around over which errors
        are averaged.
        """
        return tuple(slice(max(0, part.start - RADIUS), min(size, part.stop + RADIUS))
                     for part, size in zip(self.frame.inner_slices, self.frame.shape))

    @cached_property
    def inner(self) -> tuple[slice, slice]:
        """Where the inner pixels lie in the window."""
        return tuple(slice(part.start - wide.start, part.stop - wide.start)
                     for part, wide in zip(self.frame.inner_slices, self.window))

    def rest(self, band: int, slopes: np.ndarray, day: float | None = None) -> tuple[np.ndarray, np.ndarray | float]:
        """The fine images (dates, rows, columns) of the window less their drift, float32, and the drift of ``day`` on
        the inner pixels, 0 without a day. Where the coarse images do not span the day and the nearest dates, there is
        no drift.
        """
        rest = np.stack([pair.fine[band][self.window] for pair in self.pairs])
        if not slopes.any() or (day is not None and not self._known(np.ones(self.days.size, bool), day)):
            return rest, 0.0
        days = self.days if day is None else np.append(self.days, day)
        means, around, own = self._scales(band, days)
        cells = slopes[0] * means[:, None, None] + slopes[1] * around + slopes[2] * own
        # Date by date: all of them as large as the fine images would be several times what these take.
        for plane, each, mean in zip(rest, cells, slopes[0] * means):
            plane -= self._drift(each, mean)
        return rest, 0.0 if day is None else self._drift(cells[-1], slopes[0] * means[-1])[self.inner]

    def _drift(self, cells: np.ndarray, mean: float) -> np.ndarray:
        drift = self.frame.cells.spread(cells[None])[0][self.window]
        # Where no cell is, the drift is that of the whole image.
        drift[np.isnan(drift)] = mean
        return drift

    def krige(self, rest: np.ndarray, variogram: Variogram, day: float) -> Kriged:
        """The inner pixels for ``day`` from all base dates."""
        found = self._krige(rest, variogram, np.ones(self.days.size, bool), day)
        return Kriged(*(getattr(found, each.name)[self.inner] for each in fields(found)))

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

    def squares(self, rest: np.ndarray, variogram: Variogram) -> Iterator[np.ndarray]:
        """Of each check (rows, columns of the window), float32: squared error over kriging variance, NaN missing."""
        for check in self.checks:
            found = self._check(rest, variogram, check)
            with np.errstate(invalid="ignore", divide="ignore"):
                ratio = (rest[check.number] - found.estimate) ** 2 / found.variance
            yield np.where(found.variance > 0.0, ratio, np.nan).astype(np.float32)

    def _check(self, values: np.ndarray, variogram: Variogram, check: Check) -> Kriged:
        own = variogram.noises(self.days.size)[check.number]
        return self._krige(values, variogram, check.allowed, self.days[check.number], own)

    def _krige(self, values: np.ndarray, variogram: Variogram, allowed: np.ndarray, day: float,
               own: float = 0.0) -> Kriged:
        shape = values.shape[1:]
        estimate, variance, gain = np.empty(shape), np.empty(shape), np.empty(shape)
        whole = np.empty(shape, bool)
        krige(np.ascontiguousarray(values), self.days, allowed, day, variogram.array,
              variogram.noises(self.days.size), own, estimate, variance, gain, whole)
        return Kriged(estimate, variance, gain, whole)

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
