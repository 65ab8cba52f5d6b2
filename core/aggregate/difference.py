"""How far ratios of means lie from the means of ratios: sums that are the same in whatever parts the cells come."""

from dataclasses import dataclass

import numpy as np

# Differences are added as whole numbers of this unit: exact, so that the order of the blocks does not matter.
_UNIT = 2.0**-24
_MOST = 2.0**20   # of a difference, so that a row of a million cells fits an int64


@dataclass(frozen=True)
class Difference:
    """Of some cells: how many, the sums of differences and of their sizes (in `_UNIT`), and the largest size."""

    cells: int = 0
    total: int = 0
    sizes: int = 0
    largest: float = 0.0

    def __add__(self, other: "Difference") -> "Difference":
        return Difference(self.cells + other.cells, self.total + other.total, self.sizes + other.sizes,
                          max(self.largest, other.largest))

    @property
    def mean(self) -> float:
        """Of the cells; there must be one."""
        return self.total * _UNIT / self.cells

    @property
    def mean_size(self) -> float:
        """Of the cells, without the sign; there must be one."""
        return self.sizes * _UNIT / self.cells


def difference_of(first: np.ndarray, second: np.ndarray) -> Difference:
    """first - second over cells where both are numbers; beyond a million each counts as a million in the means."""
    away = first - second
    known = np.isfinite(away)
    if not known.any():
        return Difference()
    away = np.where(known, away, 0.0)
    steps = np.rint(np.clip(away, -_MOST, _MOST) / _UNIT).astype(np.int64)
    return Difference(int(known.sum()), _sum(steps), _sum(np.abs(steps)), float(np.abs(away).max()))


def _sum(steps: np.ndarray) -> int:
    """Without overflow, along rows first."""
    return sum(steps.sum(axis=-1).ravel().tolist())
