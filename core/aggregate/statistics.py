"""From what a cell's pixels add up to, to the statistic asked for."""

import numpy as np

from ..support import Moments

# A cell that is valid to exactly MIN_VALID must pass, whatever the rounding of its weights.
_ROUNDING = 1e-9


def compute(moments: Moments, statistic: str, min_valid: float) -> np.ndarray:
    """The statistic (bands, rows, columns), NaN where less than ``min_valid`` of a cell's ground is valid.

    mean: sum(w v) / sum(w) over valid pixels, w the ground area of the overlap. sum: sum(f v), f the fraction of the
    pixel inside the cell. std: square root of sum(w (v - mean)^2) / sum(w). count: sum(f). min, max: over valid pixels
    that overlap the cell.
    """
    if statistic == "std":
        values = np.sqrt(moments.variance)
    else:
        values = {"mean": moments.mean, "sum": moments.total, "min": moments.low, "max": moments.high,
                  "count": moments.count}[statistic]
    return np.where(is_valid(moments, min_valid), values, np.nan)


def is_valid(moments: Moments, min_valid: float) -> np.ndarray:
    """Does enough of the cell hold valid pixels?"""
    return (moments.weight > 0.0) & (moments.valid_fraction >= min_valid - _ROUNDING)
