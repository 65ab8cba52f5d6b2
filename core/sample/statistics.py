"""From what a footprint's pixels add up to, to the columns asked for."""

from dataclasses import dataclass

import numpy as np

from ..statistics.averaging import Averaging
from ..statistics.class_areas import mode
from ..support import Moments
from .plan import VALUE, BandPlan

# A footprint that is valid to exactly MIN_VALID must pass, whatever the rounding of its weights.
_ROUNDING = 1e-9


@dataclass
class Found:
    """What is known of n footprints in some bands that average alike (arrays: bands, 1, n; medians: bands, n).

    ``moments``: one for each band, of the addend that tells what is valid; ``addends``: of all of them
    (`averaging.py`). ``areas`` (bands, classes, 1, n) of the ``classes``.
    """

    averaging: Averaging
    moments: Moments
    addends: Moments
    classes: np.ndarray
    areas: np.ndarray | None
    medians: np.ndarray

    def classes_beyond(self, number: int, band: BandPlan) -> set[int]:
        """Classes that were met in a band and have no column."""
        if "fractions" not in band.statistics:
            return set()
        met = self.classes[self.areas[number].any(axis=(1, 2))]
        return set(met.tolist()) - set(band.codes)


def statistic_values(found: Found, number: int, band: BandPlan, min_valid: float) -> np.ndarray:
    """The columns (columns, n) of band ``number`` of those found; NaN where less than ``min_valid`` is valid.

    w is what of the footprint's ground (of its energy, for Gaussians) lies on a valid pixel, f the part of the pixel
    inside. mean: sum(w v) / sum(w), in the way of the variable's kind. std: square root of sum(w (v - mean)^2) /
    sum(w). median: `quantiles.py`. min, max: over valid pixels. mode: the class with the largest sum of w. fractions:
    its share of the valid ground. count: sum(f), of Gaussians and points the number of pixels; valid_fraction: sum(w)
    of the whole footprint, beyond the raster too. These two are told of every footprint.
    """
    fraction = found.moments.valid_fraction[number, 0]
    enough = (found.moments.weight[number, 0] > 0.0) & (fraction >= min_valid - _ROUNDING)
    rows = []
    for statistic in band.statistics:
        if statistic == "count":
            rows.append(found.moments.count[number, 0])
        elif statistic == "valid_fraction":
            rows.append(fraction)
        elif statistic == "fractions":
            rows.extend(np.where(enough, each, np.nan) for each in _fractions(found, number, band))
        else:
            rows.append(np.where(enough, _value(found, number, statistic), np.nan))
    return np.array(rows)


def _value(found: Found, number: int, statistic: str) -> np.ndarray:
    averaging, own = found.averaging, found.averaging.own
    if statistic == "median":
        return found.medians[number]
    if statistic == "mode":
        return mode(found.classes, found.areas)[0][number, 0]
    addends = found.addends[number * averaging.addends:(number + 1) * averaging.addends]
    if statistic == "std":
        return averaging.std(addends)[0, 0]
    if statistic in ("mean", VALUE):
        return averaging.mean(addends)[0, 0]
    return {"min": addends.low, "max": addends.high}[statistic][own, 0]


def _fractions(found: Found, number: int, band: BandPlan) -> np.ndarray:
    """(codes, n)"""
    areas = found.areas[number, :, 0]
    whole = areas.sum(axis=0)
    shares = np.zeros((len(band.codes), areas.shape[1]))
    for row, code in enumerate(band.codes):
        at = np.flatnonzero(found.classes == code)
        if at.size:
            shares[row] = np.divide(areas[at[0]], whole, out=shares[row], where=whole > 0.0)
    return shares
