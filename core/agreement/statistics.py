"""How well values of points and of a raster agree: differences, correlation, and a line that outliers do not bend."""

from dataclasses import dataclass

import numpy as np

MOST_OF_LINE = 2000      # pairs that the robust line is made of, at most: the slopes of all their pairs are held
NMAD = 1.4826            # of a normal distribution, standard deviation / median absolute deviation
_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Line:
    """own = intercept + slope * sampled by Theil and Sen, with the limits of the slope's 95 % confidence interval.

    ``pairs``: how many it was made of. NaN where the sampled values do not vary.
    """

    slope: float = np.nan
    slope_low: float = np.nan
    slope_high: float = np.nan
    intercept: float = np.nan
    pairs: int = 0


@dataclass(frozen=True)
class Agreement:
    """Of n differences d = own - sampled: ``bias`` their mean, ``median``, ``std`` their standard deviation about the
    mean, ``nmad`` 1.4826 times the median distance from their median, ``rmse`` the root of the mean of d^2, ``mae`` the
    mean of |d|; ``correlation``: Pearson's r of own and sampled. NaN where there is none.
    """

    count: int
    bias: float
    median: float
    std: float
    nmad: float
    rmse: float
    mae: float
    correlation: float


def agreement(own: np.ndarray, sampled: np.ndarray) -> Agreement:
    """Of two arrays (n); pairs that lack a finite value are left out."""
    own, sampled = pairs(own, sampled)
    if not own.size:
        return Agreement(0, *[np.nan] * 7)
    difference = own - sampled
    median = float(np.median(difference))
    return Agreement(
        count=int(own.size),
        bias=float(difference.mean()),
        median=median,
        std=float(difference.std()),
        nmad=NMAD * float(np.median(np.abs(difference - median))),
        rmse=float(np.sqrt(np.mean(difference * difference))),
        mae=float(np.abs(difference).mean()),
        correlation=_correlation(own, sampled),
    )


def pairs(own: np.ndarray, sampled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Those of both that are finite."""
    own, sampled = np.asarray(own, float), np.asarray(sampled, float)
    whole = np.isfinite(own) & np.isfinite(sampled)
    return own[whole], sampled[whole]


def robust_line(own: np.ndarray, sampled: np.ndarray) -> Line:
    """The median of the slopes between all pairs of points (Theil 1950, Sen 1968), through the point of both medians.

    The interval is Sen's, which takes the pairs for independent. Of more than 2000 pairs so many are taken, evenly
    spread over the sampled values in their order.
    """
    own, sampled = pairs(own, sampled)
    if own.size > MOST_OF_LINE:
        order = np.lexsort((own, sampled))
        chosen = order[np.linspace(0, own.size - 1, MOST_OF_LINE).round().astype(np.int64)]
        own, sampled = own[chosen], sampled[chosen]
    first, second = np.triu_indices(own.size, 1)
    run, rise = sampled[second] - sampled[first], own[second] - own[first]
    slopes = rise[run != 0.0] / run[run != 0.0]
    if not slopes.size:
        return Line(pairs=int(own.size))
    low, high = _ranks(own, sampled, slopes.size)
    middle = (slopes.size - 1) // 2, slopes.size // 2
    parts = np.partition(slopes, sorted({low, high, *middle}))
    slope = 0.5 * float(parts[middle[0]] + parts[middle[1]])
    intercept = float(np.median(own) - slope * np.median(sampled))
    return Line(slope, float(parts[low]), float(parts[high]), intercept, int(own.size))


def _ranks(own: np.ndarray, sampled: np.ndarray, slopes: int) -> tuple[int, int]:
    """Places of the interval's limits among the ordered slopes: Kendall's statistic as normal, with ties."""
    variance = (_weight(own.size) - _ties(own) - _ties(sampled)) / 18.0
    half = _NORMAL_95 * np.sqrt(max(variance, 0.0))
    low = max(int(np.round((slopes - half) / 2.0)) - 1, 0)
    return low, min(int(np.round((slopes + half) / 2.0)), slopes - 1)


def _ties(values: np.ndarray) -> float:
    return float(sum(_weight(int(count)) for count in np.unique(values, return_counts=True)[1]))


def _weight(count: int) -> int:
    return count * (count - 1) * (2 * count + 5)


def _correlation(own: np.ndarray, sampled: np.ndarray) -> float:
    if np.ptp(own) == 0.0 or np.ptp(sampled) == 0.0:
        return np.nan
    own, sampled = own - own.mean(), sampled - sampled.mean()
    return float(own @ sampled / np.sqrt((own @ own) * (sampled @ sampled)))
