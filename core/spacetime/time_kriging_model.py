"""The variogram in time of one band, learned from how much its base images differ."""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from .time_kriging_kernel import SIDE, check_products, choose, half_squares, kriging_weights

_POWERS = (0.5, 1.0, 1.5)
_NUGGETS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.7)
# What another model must save of the squared error to be preferred to the straight line between two dates.
_WORTH = 0.02
# Pixels that tell the error of a check; and the share that must have all the dates of a level, of those that have the
# two dates around.
_FEWEST, _SHARE = 30, 0.25


@dataclass(frozen=True)
class Check:
    """A base date to be predicted from others: its number, and which dates may be used (dates)."""

    number: int
    allowed: np.ndarray


def checks_of(count: int) -> tuple[Check, ...]:
    """Each base date that has others on both sides, from all others; of two or three dates each from the one before."""
    if count >= 4:
        return tuple(Check(k, np.arange(count) != k) for k in range(1, count - 1))
    return tuple(Check(k, np.arange(count) == k - 1) for k in range(1, count))


@dataclass(frozen=True)
class Variogram:
    """gamma(h) = ``nugget`` + ``slope`` h^``power`` (h in days, gamma in squared units of the band), and ``noise``, the
    variance that each base date has beyond that (contaminated images), empty for none.
    """

    nugget: float
    slope: float
    power: float
    noise: tuple[float, ...] = ()

    @property
    def array(self) -> np.ndarray:
        """For the kernels."""
        return np.array([self.nugget, self.slope, self.power])

    def noises(self, dates: int) -> np.ndarray:
        """One for each base date."""
        return np.array(self.noise) if self.noise else np.zeros(dates)

    def weights(self, days: np.ndarray, allowed: np.ndarray, day: float, own: float = 0.0) -> tuple[np.ndarray, float]:
        """Weights (dates) of kriging a pixel without holes for ``day``, whose own noise is ``own``; and the variance.
        """
        chosen, some = np.empty(2 * SIDE, np.int64), np.empty(2 * SIDE)
        count = choose(allowed, days, day, chosen)
        variance = kriging_weights(days, chosen, count, day, self.array, self.noises(days.size), own, some)
        found = np.zeros(days.size)
        found[chosen[:count]] = some[:count]
        return found, variance


class Differences:
    """Running sums over the pixels of one band: how much its base images differ.

    The mean squared error of predicting a date with weights w that sum to 1 is w'Sw, S the mean products of the other
    dates' differences to it. S is taken over pixels that have all the dates concerned: put together from pairs of
    dates, each over the pixels that these two have, it would be a mean square of nothing, and could be negative.
    """

    def __init__(self, days: np.ndarray) -> None:
        self.days = days
        self._squares, self._counts = np.zeros((2, days.size, days.size))
        self._products = [_Products(days, check) for check in checks_of(days.size)]

    def add(self, planes: np.ndarray) -> None:
        """``planes`` (dates, rows, columns), float32, NaN missing."""
        half_squares(planes, self._squares, self._counts)
        for each in self._products:
            each.add(planes)

    @property
    def gammas(self) -> np.ndarray:
        """(dates, dates): mean of half the squared difference over the pixels that both have, NaN where none has."""
        with np.errstate(invalid="ignore", divide="ignore"):
            found = (self._squares + self._squares.T) / (self._counts + self._counts.T)
        np.fill_diagonal(found, 0.0)
        return found

    def checks(self) -> list[tuple[Check, np.ndarray]]:
        """What enough pixels tell of: checks, with the dates that they are predicted from, and S (dates, dates)."""
        return [found for each in self._products if (found := each.mean(self.days.size)) is not None]


class _Products:
    """Of one check: sums for its three nearest dates on both sides, its two, and its one."""

    def __init__(self, days: np.ndarray, check: Check) -> None:
        chosen = np.empty(2 * SIDE, np.int64)
        count = choose(check.allowed, days, days[check.number], chosen)
        self.number, self.used = check.number, chosen[:count]
        before = int(np.count_nonzero(self.used < check.number))
        sides = np.arange(SIDE, 0, -1)
        self.first, self.last = np.maximum(before - sides, 0), np.minimum(before + sides, count)
        self.sums, self.counts = np.zeros((SIDE, count, count)), np.zeros(SIDE)

    def add(self, planes: np.ndarray) -> None:
        check_products(planes, self.number, self.used, self.first, self.last, self.sums, self.counts)

    def mean(self, dates: int) -> tuple[Check, np.ndarray] | None:
        """The check with as many dates as enough pixels have, and their S; None where too few have the nearest."""
        # A pixel that has all dates of a level has all of the levels after it.
        counts, sums = np.cumsum(self.counts), np.cumsum(self.sums, axis=0)
        if counts[-1] < _FEWEST:
            return None
        level = int(np.argmax(counts >= max(_FEWEST, _SHARE * counts[-1])))
        part = slice(self.first[level], self.last[level])
        used = self.used[part]
        upper = np.triu(sums[level, part, part]) / counts[level]
        found = np.zeros((dates, dates))
        found[np.ix_(used, used)] = upper + np.triu(upper, 1).T
        return Check(self.number, np.isin(np.arange(dates), used)), found


def learn_variogram(differences: Differences) -> Variogram:
    """The variogram whose kriging predicts the base dates best, each from the others.

    Compared are powers, nuggets, and the dates' own noise or none, by the mean over the dates of the squared error as a
    share of what the straight line between the two dates around (nugget 0, power 1) leaves; the line stays unless
    another saves 2 %. Then all is scaled so that kriging variances are, in the mean, the errors found. Where no date
    can be checked, gamma is in proportion to the lag.
    """
    days, gammas = differences.days, differences.gammas
    spacing = float(np.median(np.diff(days)))
    line = _of(0.0, 1.0, spacing)
    checks = [each for each in differences.checks() if _errors(line, days, [each])[0][0] > 0.0]
    if not checks:
        return _line_through(days, gammas)
    straight, expected = _errors(line, days, checks)
    best, least = (line, straight, expected), 1.0 - _WORTH
    for noise in ((), _noise(days, gammas, spacing)):
        for power, share in product(_POWERS, _NUGGETS):
            model = replace(_of(share, power, spacing), noise=noise)
            found, variances = _errors(model, days, checks)
            score = float(np.mean(found / straight))
            if 0.0 < score < least:
                best, least = (model, found, variances), score
    model, found, variances = best
    scale = float(np.mean(found / variances))
    return Variogram(model.nugget * scale, model.slope * scale, model.power,
                     tuple(scale * each for each in model.noise))


def _noise(days: np.ndarray, gammas: np.ndarray, spacing: float) -> tuple[float, ...]:
    """What each date's differences to others have beyond those of the usual date, in units of the line's gamma at the
    usual spacing; empty where no date stands out.

    Relative least squares of positive numbers (Lawson and Hanson 1974): gamma of dates a and b = slope h +
    (s_a + s_b) / 2. A date stands out whose s exceeds the median by more than dates usually differ: its own noise
    (clouds, haze, a displaced image) then parts it from the others more than time parts these. Only the excess over the
    median counts; the median is the nugget's matter.
    """
    from scipy.optimize import nnls

    first, second = np.nonzero(np.triu(np.isfinite(gammas), 1))
    if days.size < 4 or first.size <= days.size or not gammas[first, second].any():
        return ()
    lags = days[second] - days[first]
    design = np.zeros((first.size, days.size + 1))
    rows = np.arange(first.size)
    design[rows, 0] = lags
    design[rows, first + 1] = design[rows, second + 1] = 0.5
    found = gammas[first, second]
    weight = 1.0 / np.maximum(found, 1e-3 * found.mean())
    slope, *noise = nnls(design * weight[:, None], found * weight)[0]
    excess = np.array(noise) - np.median(noise)
    excess = np.where(excess > 2.0 * np.median(found), excess, 0.0)
    if not slope > 0.0 or not excess.any():
        return ()
    return tuple(excess / (slope * spacing))


def _line_through(days: np.ndarray, gammas: np.ndarray) -> Variogram:
    """Where no date can be checked: in proportion to the lag; 0 without any difference."""
    lags = np.abs(days[:, None] - days)
    known = np.isfinite(gammas) & (lags > 0.0)
    return Variogram(0.0, float(gammas[known].sum() / lags[known].sum()) if known.any() else 0.0, 1.0)


def _of(share: float, power: float, spacing: float) -> Variogram:
    """1 at the usual spacing of dates, of which ``share`` is nugget."""
    return Variogram(share, (1.0 - share) / spacing ** power, power)


def _errors(model: Variogram, days: np.ndarray, checks) -> tuple[np.ndarray, np.ndarray]:
    """Mean squared errors of a model's weights at the checks, and its own variances."""
    errors, variances, noise = [], [], model.noises(days.size)
    for check, products in checks:
        weights, variance = model.weights(days, check.allowed, days[check.number], noise[check.number])
        errors.append(weights @ products @ weights)
        variances.append(variance)
    return np.array(errors), np.array(variances)
