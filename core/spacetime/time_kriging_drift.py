"""What the coarse images say between the fine ones: their anomaly at three scales, and how much of it the fine images
show."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numba import njit

from .contract import CoarseImage, Pair

# Binomial weights of the cells around, along rows and columns: standard deviation of one cell.
_BINOMIAL = np.array([1.0, 4.0, 6.0, 4.0, 1.0]) / 16.0
REACH_CELLS = len(_BINOMIAL) // 2
SCALES = 3


def coarse_series(pairs: Sequence[Pair], series: Sequence[CoarseImage], coarse: CoarseImage | None) -> "CoarseSeries":
    """All coarse images there are, once for each day: those of ``series``, without one those of the pairs; and that of
    the day to be predicted.
    """
    found = {image.day: image.values for image in series}
    if not found:
        found = {pair.day: pair.coarse for pair in pairs if pair.coarse is not None}
    if coarse is not None:
        found[coarse.day] = coarse.values
    days = sorted(found)
    return CoarseSeries(np.array(days), np.stack([found[day] for day in days]) if days else None)


@dataclass(frozen=True)
class CoarseSeries:
    """``days`` ascending, ``values`` (dates, bands, cell rows, cell columns), NaN missing; None without dates."""

    days: np.ndarray
    values: np.ndarray | None

    def spans(self, days: np.ndarray) -> np.ndarray:
        """Of each day: is it between the first and the last coarse image (or on the date of one)?"""
        if self.values is None:
            return np.zeros(np.shape(days), bool)
        return (np.floor(days) >= np.floor(self.days[0])) & (np.floor(days) <= np.floor(self.days[-1]))

    def band(self, number: int) -> "CoarseSeries":
        """One band alone."""
        return CoarseSeries(self.days, self.values[:, number:number + 1])

    def at(self, days: np.ndarray) -> np.ndarray:
        """Float64 (days, bands, cell rows, cell columns): linear in time between a cell's valid dates, constant before
        the first and after the last of them, NaN where a cell has none.
        """
        flat = self.values.reshape(self.days.size, -1)
        return _in_time(flat, self.days, np.asarray(days, float)).reshape(len(days), *self.values.shape[1:])


@njit(nogil=True, cache=True, error_model="numpy")
def _in_time(values, days, wanted):
    found = np.full((wanted.size, values.shape[1]), np.nan)
    for cell in range(values.shape[1]):
        for number in range(wanted.size):
            day, before, after = wanted[number], -1, -1
            for k in range(days.size):
                if not np.isnan(values[k, cell]):
                    if days[k] <= day:
                        before = k
                    else:
                        after = k
                        break
            if before >= 0 and after >= 0:
                share = (day - days[before]) / (days[after] - days[before])
                found[number, cell] = (1.0 - share) * values[before, cell] + share * values[after, cell]
            elif before >= 0 or after >= 0:
                found[number, cell] = values[max(before, after), cell]
    return found


def smooth(values: np.ndarray) -> np.ndarray:
    """Binomial means over 5 x 5 cells of the last two axes, of the valid ones among them; NaN where a cell is."""
    valid = np.isfinite(values)
    total, weight = _convolved(np.where(valid, values, 0.0)), _convolved(valid.astype(np.float64))
    return np.where(valid, total / np.where(valid, weight, 1.0), np.nan)


def _convolved(values: np.ndarray) -> np.ndarray:
    for axis in (-2, -1):
        around = [(0, 0)] * values.ndim
        around[axis] = (REACH_CELLS, REACH_CELLS)
        padded, size = np.pad(values, around), values.shape[axis]
        values = sum(weight * np.take(padded, range(k, k + size), axis) for k, weight in enumerate(_BINOMIAL))
    return values


def scales(values: np.ndarray, means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coarse values (days, cell rows, cell columns) about their images' ``means`` (days), split in two: what the cells
    around share, and a cell's own. 0 where a cell is missing.
    """
    around = smooth(values)
    return np.nan_to_num(around - means[:, None, None]), np.nan_to_num(values - around)


@dataclass
class ImageMeans:
    """Running sums of the coarse images and of the fine ones over cells: whole-image means, and their spreads."""

    days: np.ndarray = field(default_factory=lambda: np.empty(0))
    coarse: np.ndarray | float = 0.0
    cells: np.ndarray | float = 0.0
    moments: np.ndarray | float = 0.0      # (fine, coarse) x (number, sum, sum of squares) x bands

    def add(self, series: CoarseSeries, inside: np.ndarray, fine: np.ndarray, coarse: np.ndarray) -> None:
        """``inside``: the tile's cells; ``fine``, ``coarse`` (dates, bands, cell rows, cell columns) of base dates."""
        self.days = series.days
        filled = np.where(inside, series.at(series.days), np.nan)
        self.coarse = self.coarse + np.nansum(filled, axis=(2, 3))
        self.cells = self.cells + np.isfinite(filled).sum(axis=(2, 3))
        both = np.isfinite(fine) & np.isfinite(coarse) & inside
        self.moments = self.moments + np.array([
            [np.sum(np.where(both, values, 0.0), axis=(0, 2, 3)) for values in (1.0, each, each * each)]
            for each in (fine, coarse)])

    def at(self, days: np.ndarray, band: int) -> np.ndarray:
        """Mean of the coarse image on each day."""
        with np.errstate(invalid="ignore", divide="ignore"):
            means = np.nan_to_num(self.coarse[:, band] / self.cells[:, band])
        return np.interp(days, self.days, means)

    def ratio(self, band: int) -> float:
        """Standard deviation of the fine images' cell means over that of the coarse values; 0 where one is constant."""
        number, total, squares = self.moments[:, :, band].T
        if number[0] < 2:
            return 0.0
        spread = np.maximum(squares / number - (total / number) ** 2, 0.0)
        low = 1e-12 * squares / number
        return float(np.sqrt(spread[0] / spread[1])) if (spread > low).all() else 0.0


@dataclass
class SlopeSums:
    """Of one band and each check: number of cells, sums of y (what kriging leaves, over cells), of x (the coarse
    anomaly at two scales), of their products; ``mean``: the anomaly of the whole image's mean; ``trust``: weight of the
    check, 1 unless its date has noise of its own.
    """

    mean: np.ndarray
    sums: np.ndarray
    trust: np.ndarray

    @classmethod
    def of(cls, mean: Sequence[float]) -> "SlopeSums":
        """Before the first tile."""
        return cls(np.array(mean), np.zeros((len(mean), 4, 4)), np.ones(len(mean)))

    def add(self, check: int, trust: float, y: np.ndarray, x: Sequence[np.ndarray], inside: np.ndarray) -> None:
        """Of the tile's cells (cell rows, cell columns); NaN in ``y`` is missing."""
        use = inside & np.isfinite(y)
        rows = np.stack([np.ones(np.count_nonzero(use)), *(each[use] for each in x), y[use]])
        self.sums[check] += rows @ rows.T
        self.trust[check] = trust

    def slopes(self, ratio: float) -> np.ndarray:
        """How much of the coarse anomaly the fine images show: of the whole image's mean, of the cells around, of the
        cell itself.

        Posterior means of a Bayesian line through the origin (Bishop 2006, Pattern Recognition and Machine Learning,
        eq 3.50 to 3.51) with the prior N(ratio, ratio^2): that both sensors show the same anomaly, until base dates say
        otherwise. ``ratio``: of the sensors' spreads, which carries their units. The two local slopes come from all
        cells about each date's mean, the first from the dates' means. All are 0 where no base date was checked.
        """
        number = self.sums[:, 0, 0]
        dated = number > 0
        if not dated.any() or ratio == 0.0:
            return np.zeros(SCALES)
        sums, number, trust = self.sums[dated], number[dated], self.trust[dated]
        means = sums[:, 0] / number[:, None]
        centred = (sums - number[:, None, None] * means[:, :, None] * means[:, None, :])[:, 1:, 1:]
        centred = (trust[:, None, None] * centred).sum(axis=0)
        local = _posterior(centred[:2, :2], centred[:2, 2], centred[2, 2] / number.sum(), ratio)
        x, y = np.sqrt(trust) * self.mean[dated], np.sqrt(trust) * means[:, 3]
        whole = _posterior(np.array([[x @ x]]), np.array([x @ y]), y @ y / y.size, ratio)
        return np.concatenate([whole, local])


def _posterior(xx: np.ndarray, xy: np.ndarray, variance: float, ratio: float) -> np.ndarray:
    if not variance > 0.0:
        return np.zeros(len(xy))
    precision = 1.0 / ratio ** 2
    return np.linalg.solve(xx / variance + precision * np.eye(len(xy)), xy / variance + precision * ratio)
