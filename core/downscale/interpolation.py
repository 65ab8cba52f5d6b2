"""Coarse values at the centres of fine pixels: nearest and bilinear, in any pair of CRSs."""

import numpy as np

from ..support.pixelmap import PixelMap
from .supports import CoarseSupports

Range = tuple[int, int]

# Centres are transformed on a lattice of so many fine pixels and interpolated between: in a coarse pixel's units the
# error is that of a projection's bend within half a kilometre or so.
_STEP = 16


class Interpolator:
    """Carries coarse values (rows, columns), NaN where missing, to some rows of the fine grid."""

    def __init__(self, supports: CoarseSupports):
        self.shape, self.lattice = supports.shape, supports.lattice
        self._map = PixelMap(supports.coarse, supports.fine)

    def positions(self, rows: Range) -> tuple[np.ndarray, np.ndarray]:
        """Row and column (rows, columns) in coarse pixels, whole numbers in their centres; NaN beyond a projection."""
        width = self.shape[1]
        if self._map.same_crs:
            column, row = self._map(np.arange(width)[None] + 0.5, np.arange(*rows)[:, None] + 0.5)
            return row - 0.5, column - 0.5
        j = np.arange(rows[0] // _STEP, (rows[1] - 1) // _STEP + 2)
        i = np.arange(0, (width - 1) // _STEP + 2)
        nodes = self._map(i[None] * _STEP + 0.5, j[:, None] * _STEP + 0.5)
        column, row = (_refined(each, rows, width, int(j[0])) for each in nodes)
        return row - 0.5, column - 0.5

    def nearest(self, values: np.ndarray, rows: Range) -> np.ndarray:
        """The value of the coarse pixel that holds the centre; NaN beyond the raster."""
        row, column = (np.nan_to_num(np.floor(each + 0.5), nan=-1.0).astype(int) for each in self.positions(rows))
        inside = (row >= 0) & (row < self.lattice[0]) & (column >= 0) & (column < self.lattice[1])
        found = values[np.where(inside, row, 0), np.where(inside, column, 0)]
        return np.where(inside, found, np.nan)

    def bilinear(self, values: np.ndarray, rows: Range) -> np.ndarray:
        """Between the four centres around, of which those that are missing do not count; beyond the outer centres as
        at them; NaN where the pixel's own coarse value is missing."""
        row, column = self.positions(rows)
        lost = np.isnan(row) | np.isnan(column)
        row = np.clip(np.where(lost, 0.0, row), 0.0, self.lattice[0] - 1.0)
        column = np.clip(np.where(lost, 0.0, column), 0.0, self.lattice[1] - 1.0)
        r0, c0 = np.minimum(row.astype(int), max(0, self.lattice[0] - 2)), np.minimum(column.astype(int),
                                                                                      max(0, self.lattice[1] - 2))
        total, weight = np.zeros((2, *row.shape))
        for dr in (0, 1):
            for dc in (0, 1):
                share = (1.0 - np.abs(row - r0 - dr)) * (1.0 - np.abs(column - c0 - dc))
                found = values[np.minimum(r0 + dr, self.lattice[0] - 1), np.minimum(c0 + dc, self.lattice[1] - 1)]
                known = np.isfinite(found) & (share > 0.0)
                total += np.where(known, share * found, 0.0)
                weight += np.where(known, share, 0.0)
        own = np.isfinite(self.nearest(values, rows)) & (weight > 0.0)
        return np.divide(total, weight, out=np.full(total.shape, np.nan), where=own)


def _refined(nodes: np.ndarray, rows: Range, width: int, first: int) -> np.ndarray:
    """Between the nodes of the lattice."""
    j, i = np.arange(*rows), np.arange(width)
    at, share = j // _STEP - first, (j % _STEP / _STEP)[:, None]
    down = nodes[at] * (1.0 - share) + nodes[at + 1] * share
    at, share = i // _STEP, i % _STEP / _STEP
    return down[:, at] * (1.0 - share) + down[:, at + 1] * share
