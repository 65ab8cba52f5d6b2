"""How two variables on the same cells go together: differences, correlation, a line, and where the pairs lie."""

from dataclasses import dataclass

import numpy as np

from .image_agreement import ErrorSums

BINS = 64
# A spread that is less of the values' size is what rounding leaves of a constant.
_CONSTANT = 1e-12
_ROOM = 0.02   # of the range of values, on both sides


@dataclass(frozen=True)
class PairStatistics:
    """Of n pairs (x, y): Pearson's ``r``, the line y = ``intercept`` + ``slope`` x of least squares, ``bias`` the mean
    of y - x and ``rmse`` the root of the mean of its square. NaN where there is none."""

    count: int
    r: float
    slope: float
    intercept: float
    bias: float
    rmse: float


@dataclass(frozen=True)
class Histogram:
    """``counts`` (bins) of values between the ``edges`` (bins + 1), evenly spaced; both empty without values."""

    counts: np.ndarray
    edges: np.ndarray


@dataclass(frozen=True)
class Density:
    """``counts`` (bins of y from the lowest up, bins of x) of pairs within ``x`` and ``y`` (least, greatest)."""

    counts: np.ndarray
    x: tuple[float, float]
    y: tuple[float, float]


def pair_statistics(x: np.ndarray, y: np.ndarray) -> PairStatistics:
    """Of two arrays (n), all finite."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    sums = ErrorSums()
    sums.add(y, x)
    errors = sums.errors()
    slope = intercept = r = float("nan")
    if x.size:
        away_x, away_y = x - x.mean(), y - y.mean()
        spread_x, spread_y = float((away_x * away_x).sum()), float((away_y * away_y).sum())
        if spread_x > _CONSTANT * float((x * x).sum()):
            slope = float((away_x * away_y).sum()) / spread_x
            intercept = float(y.mean() - slope * x.mean())
            r = errors.r if spread_y > _CONSTANT * float((y * y).sum()) else r
    return PairStatistics(errors.count, r, slope, intercept, errors.bias, errors.rmse)


def histogram(values: np.ndarray, limits: tuple[float, float] | None = None, bins: int = BINS) -> Histogram:
    """Of values (n), all finite, within ``limits`` (by default their own)."""
    if not np.size(values):
        return Histogram(np.empty(0, np.int64), np.empty(0))
    counts, edges = np.histogram(values, bins, limits or limits_of(values))
    return Histogram(counts, edges)


def density(x: np.ndarray, y: np.ndarray, limits_x: tuple[float, float], limits_y: tuple[float, float],
            bins: int = BINS) -> Density:
    """Of pairs (n), all finite."""
    counts, _, _ = np.histogram2d(y, x, bins, (limits_y, limits_x))
    return Density(counts.astype(np.int64), limits_x, limits_y)


def limits_of(values: np.ndarray) -> tuple[float, float]:
    """Least and greatest of values (one or more), apart from each other even if all are equal."""
    low, high = float(np.min(values)), float(np.max(values))
    if high - low > _CONSTANT * max(abs(low), abs(high)):
        return low, high
    half = max(abs(low), 1.0) * 0.05
    return low - half, high + half


def pair_density(x: np.ndarray, y: np.ndarray, alike: bool) -> Density:
    """Of pairs (n, one or more), all finite, with a little room around them.

    ``alike``: are both in the same unit? Both axes then have the same limits, for the line of equal values.
    """
    limits = [limits_of(np.concatenate([x, y]))] * 2 if alike else [limits_of(x), limits_of(y)]
    return density(x, y, *((low - _ROOM * (high - low), high + _ROOM * (high - low)) for low, high in limits))
