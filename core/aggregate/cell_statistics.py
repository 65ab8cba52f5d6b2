"""From what a cell's pixels add up to, to the layer asked for."""

from dataclasses import dataclass

import numpy as np

from ..statistics.averaging import Averaging
from ..statistics.class_areas import mode
from ..support import Moments

# A cell that is valid to exactly MIN_VALID must pass, whatever the rounding of its weights.
_ROUNDING = 1e-9


@dataclass
class Found:
    """What is known of the cells of a block.

    ``moments``: one for each band, of the addend that tells what is valid; ``addends``: of all of them
    (`averaging.py`). ``areas`` (bands, classes, rows, columns) of the ``classes``; ``quantiles`` (bands, orders, rows,
    columns).
    """

    moments: Moments
    addends: Moments
    classes: np.ndarray
    areas: np.ndarray | None = None
    quantiles: np.ndarray | None = None

    def fractions(self, min_valid: float) -> np.ndarray:
        """Share of each class in the cell's valid ground (bands, classes, rows, columns), NaN as in `compute`."""
        enough = is_valid(self.moments, min_valid)[:, None]
        return np.divide(self.areas, self.areas.sum(axis=1, keepdims=True), out=np.full(self.areas.shape, np.nan),
                         where=np.broadcast_to(enough, self.areas.shape))


def compute(found: Found, layer: str, averaging: Averaging, min_valid: float) -> np.ndarray:
    """A layer (bands, rows, columns), NaN where less than ``min_valid`` of a cell's ground is valid.

    w is the ground area of the overlap of cell and valid pixel, f the fraction of the pixel inside the cell.
    mean: sum(w v) / sum(w), in the way of the variable's kind. sum: sum(f v). std: square root of
    sum(w (v - mean)^2) / sum(w). count: sum(f). min, max: over valid pixels that overlap the cell. percentile, median:
    `quantiles.py`. mode: `class_areas.py`. variability: `averaging.py`, of classes the share of all but the mode.
    valid fraction: sum(w) / area of the cell, in every cell.
    """
    if layer == "valid fraction":
        return found.moments.valid_fraction
    return np.where(is_valid(found.moments, min_valid), _values(found, layer, averaging), np.nan)


def _values(found: Found, layer: str, averaging: Averaging) -> np.ndarray:
    if layer == "mean":
        return averaging.mean(found.addends)
    if layer in ("percentile", "median"):
        return found.quantiles[:, 0]
    if layer == "mode":
        return mode(found.classes, found.areas)[0]
    if layer == "variability" and found.areas is not None:
        return 1.0 - mode(found.classes, found.areas)[1]
    if layer in ("std", "variability"):
        return (averaging.std if layer == "std" else averaging.spread)(found.addends)
    own = found.addends[averaging.own::averaging.addends]
    return {"sum": own.total, "min": own.low, "max": own.high, "count": own.count}[layer]


def is_valid(moments: Moments, min_valid: float) -> np.ndarray:
    """Does enough of the cell hold valid pixels?"""
    return (moments.weight > 0.0) & (moments.valid_fraction >= min_valid - _ROUNDING)
