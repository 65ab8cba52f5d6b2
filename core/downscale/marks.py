"""What stands behind each fine pixel of a model: covariates it has learned from, others, or none at all."""

from typing import TYPE_CHECKING

import numpy as np

from ..legend import Legend, LegendEntry
from .field import Field
from .interpolation import Interpolator, Range

if TYPE_CHECKING:
    from .sharpen import Scene

# Codes; BEYOND: a covariate is outside of what the samples had.
WITHIN, BEYOND, FILLED, NODATA = 0, 1, 2, 255
LEGEND = Legend((LegendEntry(WITHIN, "within what was learned from"),
                 LegendEntry(BEYOND, "outside of what was learned from"),
                 LegendEntry(FILLED, "filled without covariates")))


class Marks:
    """Codes of fine pixels, and how many have each. ``field``: where to keep them, None if only the counts matter.

    Different strips may be marked by different threads.
    """

    def __init__(self, field: Field | None):
        self.field = field
        self._counts: dict[int, np.ndarray] = {}

    def write(self, rows: Range, codes: np.ndarray) -> None:
        """Codes (rows, columns), NaN where the layer is nodata."""
        self._counts[rows[0]] = np.bincount(codes[np.isfinite(codes)].astype(int), minlength=3)
        if self.field is not None:
            self.field.write(rows, codes)

    def share(self, code: int) -> float:
        """Of the pixels with a value, 0 to 1."""
        counts = np.sum([*self._counts.values(), np.zeros(3)], axis=0)
        return float(counts[code] / counts.sum()) if counts.sum() else 0.0

    def filled(self, rows: Range | None = None) -> np.ndarray:
        """Which pixels (rows, columns) were filled; needs a field."""
        return self.field.read(rows) == FILLED


class _Filled:
    """1 in filled pixels, 0 in others, NaN in nodata: for `Coherence.aggregate`."""

    def __init__(self, marks: Marks):
        self._marks = marks

    def read(self, rows: Range) -> np.ndarray:
        codes = self._marks.field.read(rows)
        return np.where(np.isnan(codes), np.nan, codes == FILLED)


def fill(values: np.ndarray, estimate: np.ndarray, codes: np.ndarray, rows: Range, places: Interpolator) -> None:
    """Give pixels of ``rows`` without an estimate that of bilinear interpolation of the coarse ``values``, and mark
    them, in place."""
    plain = places.bilinear(values, rows)
    holes = np.isnan(estimate) & np.isfinite(plain)
    estimate[holes], codes[holes] = plain[holes], FILLED


def learned_from(scene: "Scene", marks: Marks, residual: np.ndarray) -> np.ndarray:
    """The residual of coarse pixels (rows, columns) of which a model has predicted half or more, NaN in others: what
    interpolation misses tells nothing of the model."""
    found = scene.coherence.aggregate(_Filled(marks))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = found.mean / found.weight if scene.supports.totals else found.mean
    return np.where(share.reshape(residual.shape) > 0.5, np.nan, residual)
