"""Does 1 sigma hold 68 % of the errors? By which factor it would, and what that is worth on dates it has not seen."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from dataclasses import dataclass

import numpy as np

if TYPE_CHECKING:
    from .league import Trial
    from .trial import HeldOut

WITHIN = 0.6827         # share of normal errors within one standard deviation
LEAST_DATES = 3         # held-out dates, without which there is nothing to learn from and to check with
MOST_RATIOS = 1 << 16   # of one date and method that are kept


@dataclass(frozen=True)
class Calibration:
    """``factor`` of sigma; ``before``, ``after``: share of the errors within one sigma without and with a factor, each
    date's factor being learned from the other dates; ``dates``: how many. With fewer than LEAST_DATES the factor is 1
    and ``after`` is NaN; without any, ``before`` is NaN too.
    """

    factor: float
    before: float
    after: float
    dates: int

    @property
    def calibrated(self) -> bool:
        """Is the factor learned?"""
        return self.dates >= LEAST_DATES


def error_ratios(estimate: np.ndarray, truth: np.ndarray, sigma: np.ndarray, used: np.ndarray) -> np.ndarray:
    """|error| / sigma (n,), float32, of the values ``used``, all arrays of one shape; infinite where sigma is 0 and the
    error is not. Values without a sigma are left out.
    """
    there = used & np.isfinite(sigma)
    error, spread = np.abs(estimate[there].astype(float) - truth[there]), sigma[there].astype(float)
    ratio = np.divide(error, spread, out=np.where(error > 0.0, np.inf, 0.0), where=spread > 0.0)
    with np.errstate(over="ignore"):
        return ratio.astype(np.float32)


class RatioSample:
    """Ratios that come part by part, of which at most MOST_RATIOS are kept, at equal steps: which ones hangs on their
    order alone, not on the parts.
    """

    def __init__(self) -> None:
        self._step, self._seen, self._size = 1, 0, 0
        self._parts: list[np.ndarray] = []

    def add(self, ratios: np.ndarray) -> None:
        """Add some (n,)."""
        kept = ratios[-self._seen % self._step::self._step].copy()
        self._seen += ratios.size
        self._parts.append(kept)
        self._size += kept.size
        while self._size > 2 * MOST_RATIOS:
            self._parts = [np.concatenate(self._parts)[::2].copy()]
            self._step, self._size = 2 * self._step, self._parts[0].size

    def taken(self) -> np.ndarray:
        """Those that are kept, in order."""
        found = np.concatenate(self._parts) if self._parts else np.zeros(0, np.float32)
        if found.size <= MOST_RATIOS:
            return found
        return found[np.arange(MOST_RATIOS) * found.size // MOST_RATIOS]


def calibrate(trial: "Trial | Iterable[HeldOut]", method: str) -> Calibration:
    """Of one method, from the dates that were held out."""
    from .league import Trial, collect

    return calibrate_ratios((trial if isinstance(trial, Trial) else collect(trial)).ratios(method))


def calibrate_ratios(by_date: Sequence[np.ndarray]) -> Calibration:
    """The factor from |error| / sigma (n,) of each held-out date: the 68.27 % quantile of all of them."""
    dates = [each for each in by_date if each.size]
    if not dates:
        return Calibration(1.0, math.nan, math.nan, 0)
    pooled = np.concatenate(dates)
    before = float(np.mean(pooled <= 1.0))
    if len(dates) < LEAST_DATES:
        return Calibration(1.0, before, math.nan, len(dates))
    inside = sum(int(np.sum(own <= _factor(dates[:k] + dates[k + 1:]))) for k, own in enumerate(dates))
    return Calibration(_factor(dates), before, inside / pooled.size, len(dates))


def _factor(dates: Sequence[np.ndarray]) -> float:
    """Values without an error and without a sigma say nothing of a factor; where sigma is 0 throughout, none helps."""
    pooled = np.concatenate(dates)
    found = float(np.quantile(pooled, WITHIN, method="inverted_cdf"))
    return found if 0.0 < found < math.inf else 1.0
