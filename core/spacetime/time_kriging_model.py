"""The variogram in time of one band, learned from how much its base images differ."""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from .time_kriging_kernel import SIDE, choose, kriging_weights

_POWERS = (0.5, 1.0, 1.5)
_NUGGETS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.7)
# What another model must save of the squared error to be preferred to the straight line between two dates.
_WORTH = 0.02


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


def learn_variogram(days: np.ndarray, gammas: np.ndarray) -> Variogram:
    """The variogram whose kriging predicts the base dates best, each from the others.

    ``gammas`` (dates, dates): mean of half the squared difference of two dates over the pixels that both have, NaN
    where none has. The mean squared error of any weights w that sum to 1 follows from it: 2 w'g - w'Gw. Compared are
    powers, nuggets, and the dates' own noise or none, by the mean over the dates of that error as a share of what the
    straight line between the two dates around (nugget 0, power 1) leaves; the line stays unless another saves 2 %. Then
    all is scaled so that kriging variances are, in the mean, the errors found.
    """
    checks = checks_of(days.size)
    spacing = float(np.median(np.diff(days)))
    line = _of(0.0, 1.0, spacing)
    straight, expected = _errors(line, days, gammas, checks)
    usable = np.isfinite(straight) & (straight > 0.0)
    if not usable.any():
        return _line_through(days, gammas)
    best, least = (line, straight, expected), 1.0 - _WORTH
    for noise in ((), _noise(days, gammas, spacing)):
        for power, share in product(_POWERS, _NUGGETS):
            model = replace(_of(share, power, spacing), noise=noise)
            found, variances = _errors(model, days, gammas, checks)
            score = float(np.mean(found[usable] / straight[usable]))
            if score < least:
                best, least = (model, found, variances), score
    model, found, variances = best
    scale = float(np.mean(found[usable] / variances[usable]))
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


def _errors(model: Variogram, days: np.ndarray, gammas: np.ndarray, checks) -> tuple[np.ndarray, np.ndarray]:
    """Mean squared errors of a model's weights at the checks, and its own variances."""
    errors, variances, noise = [], [], model.noises(days.size)
    for check in checks:
        weights, variance = model.weights(days, check.allowed, days[check.number], noise[check.number])
        used = np.flatnonzero(weights)
        weights = weights[used]
        errors.append(2.0 * weights @ gammas[check.number, used] - weights @ gammas[np.ix_(used, used)] @ weights)
        variances.append(variance)
    return np.array(errors), np.array(variances)
