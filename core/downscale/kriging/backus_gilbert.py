"""Finer grids from overlapping footprints by Backus and Gilbert's regularised inversion.

Backus and Gilbert 1970 (Philosophical Transactions A 266, 123-192), Stogryn 1978 (IEEE Transactions on Antennas and
Propagation 26, 720-726), Long and Daum 1998 (IEEE Transactions on Geoscience and Remote Sensing 36, 407-417). A cell's
value is a sum a y of observations y_i = f_i x + noise. Its averaging kernel, sum a_i f_i, is to be near the cell, and
the noise that it gathers small: a minimises

    (1 - r) |sum a_i f_i - e|^2 + r g sum (a_i s_i)^2     under  sum a_i = 1,

e the cell, s_i the noise of an observation as share of the mean one, g the mean of |f_i|^2, which makes the
regularisation r a number between 0 (as sharp as can be) and 1 (as quiet as can be).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit

from ...errors import Cancelled, FusionError
from ...message import message
from .supports import Supports, grouped_cells, nearest

Range = tuple[int, int]
CURVE = 1.0 / (1.0 + np.logspace(3.0, -3.0, 25))   # r / (1 - r) from 0.001 to 1000
_CURVE_OWNERS = 40
_CURVE_CELLS = 4        # of each
_RIDGE = 1e-12          # of g: footprints seen twice are no reason to fail


@dataclass(frozen=True)
class Enhanced:
    """``values``; ``noise``: standard deviation as a multiple of one observation's; ``resolution``: full width at half
    maximum of the averaging kernel, that of a round one of its area, in units of distance. NaN where no footprint
    reaches. All (rows, columns)."""

    values: np.ndarray
    noise: np.ndarray
    resolution: np.ndarray


@dataclass(frozen=True)
class LCurve:
    """Mean noise amplification and mean spread of the averaging kernel (units of distance) by regularisation."""

    regularisation: np.ndarray
    noise: np.ndarray
    spread: np.ndarray


class BackusGilbert:
    """``regularisation``: 0 < r < 1, or None for the corner of the L-curve; ``neighbours``: observations to a cell.

    The L-curve knows footprints and not how noise compares with contrasts: where noise is low, a smaller r is better.
    Footprints that stand out of the grid are told of the part within alone; give the grid a margin of their radius.
    After `fit`: ``regularisation_``, ``l_curve_`` (None if it was given), ``shape_``. Picklable.
    """

    def __init__(self, regularisation: float | None = None, neighbours: int = 49, seed: int = 0):
        if regularisation is not None and not 0.0 < regularisation < 1.0:
            raise ValueError("The regularisation lies between 0 and 1.")
        self.regularisation = regularisation
        self.neighbours = neighbours
        self.seed = seed

    def fit(self, values: np.ndarray, supports: Supports, *, noise: np.ndarray | None = None,
            cell: tuple[float, float] = (1.0, 1.0), scale: float | None = None,
            near: np.ndarray | None = None) -> "BackusGilbert":
        """Learn from observations ``values`` (n,), NaN where missing, with footprints ``supports``.

        ``noise`` (n,): their standard deviations, all alike by default; ``cell``: height and width of a fine cell, in
        units of distance. Of a part of a scene: ``scale``: g of the whole; ``near`` (n, m): neighbours of each, itself
        among them, in ascending order and -1 for none. Raises FusionError where no footprint with a value reaches the
        grid.
        """
        self.values_ = np.asarray(values, float).ravel()
        valid = np.isfinite(self.values_) & (supports.sizes > 0)
        if not valid.any():
            raise FusionError(message("No footprint with a value reaches the grid; check the extent and the nodata "
                                      "value of the input."))
        noise = np.ones(supports.count) if noise is None else np.asarray(noise, float)
        if not (noise[valid] > 0.0).all():
            raise ValueError("The noise of an observation is above 0.")
        self._noise = np.where(valid, noise / noise[valid].mean(), 1.0)
        self._supports, self._cell, self.shape_ = supports, tuple(map(float, cell)), supports.shape
        squares = np.bincount(supports.support_of_entry, supports.shares ** 2, supports.count)
        self._scale = float(squares[valid].mean()) if scale is None else scale
        self._near = nearest(supports, valid, self.neighbours, self._cell) if near is None else near
        self._owner = supports.owners(valid)
        self._own_cells = grouped_cells(self._owner, supports.count)
        self.l_curve_: LCurve | None = None
        self.regularisation_ = self.regularisation
        if self.regularisation is None:
            self.l_curve_ = self._curve()
            self.regularisation_ = float(self.l_curve_.regularisation[corner(self.l_curve_)])
        return self

    def predict(self, rows: Range | None = None, columns: Range | None = None, *, resolution: bool = True,
                stopped: Callable[[], bool] | None = None) -> Enhanced:
        """The fine cells in two half-open ranges (all by default); the same however the grid is cut.

        Without ``resolution`` that is NaN, and most of the time is saved. Raises Cancelled when ``stopped()`` says so.
        """
        rows, columns = rows or (0, self.shape_[0]), columns or (0, self.shape_[1])
        found = np.full((3, rows[1] - rows[0], columns[1] - columns[0]), np.nan)
        start, cells = self._own_cells
        part = self._owner.reshape(self.shape_)[slice(*rows), slice(*columns)]
        for owner in np.unique(part[part >= 0]):
            if stopped is not None and stopped():
                raise Cancelled
            mine = cells[start[owner]:start[owner + 1]]
            row, column = np.divmod(mine, self.shape_[1])
            inside = (row >= rows[0]) & (row < rows[1]) & (column >= columns[0]) & (column < columns[1])
            system = self._system(owner, mine)
            weights = system.weights(self.regularisation_)
            value = self.values_[owner] + (self.values_[system.near] - self.values_[owner]) @ weights
            area = np.full(len(mine), np.nan)
            if resolution:
                kept = np.ascontiguousarray(weights.T[inside])
                area[inside] = _area_above_half(kept, system.kernels) * np.prod(self._cell)
            result = np.stack([value, system.gathered_noise(weights), 2.0 * np.sqrt(area / np.pi)])
            found[:, row[inside] - rows[0], column[inside] - columns[0]] = result[:, inside]
        return Enhanced(*found)

    def _system(self, owner: int, mine: np.ndarray) -> "_System":
        near = self._near[owner][self._near[owner] >= 0]
        kernels, first = self._footprints(near)
        row, column = np.divmod(mine, self.shape_[1])
        row, column = row - first[0], column - first[1]
        flat = kernels.reshape(len(near), -1)
        return _System(near, kernels, np.stack([row, column]), flat @ flat.T, kernels[:, row, column],
                       self._noise[near], self._scale)

    def _footprints(self, near: np.ndarray) -> tuple[np.ndarray, tuple[int, int]]:
        """Footprints side by side in their common window (m, rows, columns), and its first row and column."""
        supports = self._supports
        boxes = supports.boxes[near]
        top, left = int(boxes[:, 0].min()), int(boxes[:, 2].min())
        kernels = np.zeros((len(near), int(boxes[:, 1].max()) - top, int(boxes[:, 3].max()) - left))
        for k, support in enumerate(near):
            entries = slice(supports.start[support], supports.start[support + 1])
            row, column = np.divmod(supports.cells[entries], self.shape_[1])
            kernels[k, row - top, column - left] = supports.shares[entries]
        return kernels, (top, left)

    def _curve(self) -> LCurve:
        """Noise and spread of a seeded sample of cells for every regularisation of CURVE."""
        start, cells = self._own_cells
        rng = np.random.default_rng(self.seed)
        owners = np.flatnonzero(np.diff(start))
        owners = np.sort(rng.permutation(owners)[:_CURVE_OWNERS])
        found = []
        for owner in owners:
            mine = cells[start[owner]:start[owner + 1]]
            found.append(self._trade_off(owner, np.sort(rng.permutation(mine)[:_CURVE_CELLS])))
        return LCurve(CURVE, *np.mean(found, axis=0))

    def trade_off(self, rows: Range, columns: Range) -> np.ndarray | None:
        """Mean noise and spread (2, regularisations of `CURVE`) of the cells in two half-open ranges; None where no
        footprint reaches."""
        row, column = (each.ravel() for each in np.mgrid[slice(*rows), slice(*columns)])
        cells = row * self.shape_[1] + column
        owner = self._owner[cells]
        found = [(self._trade_off(each, cells[owner == each]), np.count_nonzero(owner == each))
                 for each in np.unique(owner[owner >= 0])]
        return np.average([each for each, _ in found], axis=0, weights=[n for _, n in found]) if found else None

    def _trade_off(self, owner: int, cells: np.ndarray) -> np.ndarray:
        system = self._system(owner, cells)
        found = np.empty((2, len(CURVE)))
        for k, regularisation in enumerate(CURVE):
            weights = system.weights(regularisation)
            found[:, k] = system.gathered_noise(weights).mean(), system.spreads(weights, self._cell).mean()
        return found


@dataclass(frozen=True)
class _System:
    """What cells (c) of one footprint have in common: observations ``near`` (m,), their footprints ``kernels`` (m,
    rows, columns), the cells' places (2, c) in those, products of footprints (m, m), of footprints and cells (m, c),
    noise (m,) as share of the mean one, and g."""

    near: np.ndarray
    kernels: np.ndarray
    place: np.ndarray
    products: np.ndarray
    target: np.ndarray
    noise: np.ndarray
    scale: float

    def weights(self, regularisation: float) -> np.ndarray:
        """a (m, c), each column adding up to 1."""
        quiet = self.scale * (regularisation * self.noise ** 2 + _RIDGE)
        system = (1.0 - regularisation) * self.products + np.diag(quiet)
        known = np.concatenate([(1.0 - regularisation) * self.target, np.ones((len(self.near), 1))], axis=1)
        solved = np.linalg.solve(system, known)
        found, ones = solved[:, :-1], solved[:, -1:]
        return found + ones * (1.0 - found.sum(axis=0)) / ones.sum()

    def gathered_noise(self, weights: np.ndarray) -> np.ndarray:
        """Standard deviations (c,) as multiples of an observation's."""
        return np.sqrt(np.square(weights * self.noise[:, None]).sum(axis=0))

    def spreads(self, weights: np.ndarray, cell: tuple[float, float]) -> np.ndarray:
        """Root mean squared distances from each cell (c,), by the square of its averaging kernel."""
        averaging = np.tensordot(weights.T, self.kernels, 1) ** 2
        rows, columns = ((np.arange(n) - self.place[axis][:, None]) * cell[axis]
                         for axis, n in enumerate(averaging.shape[1:]))
        moment = np.einsum("crk,cr->c", averaging, rows ** 2) + np.einsum("crk,ck->c", averaging, columns ** 2)
        return np.sqrt(moment / averaging.sum(axis=(1, 2)))


def corner(curve: LCurve) -> int:
    """The point of the curve nearest to its corner: in logarithms scaled to 0..1, the one farthest below the line
    between its ends; but none that gathers less noise than a single observation has, where there is another."""
    scaled = [np.log(side) - np.log(side.min()) for side in (curve.noise, curve.spread)]
    found = int(np.argmin(sum(side / max(side.max(), 1e-300) for side in scaled)))
    noisy = np.flatnonzero(curve.noise >= 1.0)
    return min(found, int(noisy[-1])) if len(noisy) else found


@njit(nogil=True, cache=True, error_model="numpy")
def _area_above_half(weights, kernels):
    """Areas, in cells, where averaging kernels are above half of their maximum.

    ``weights`` (n, m), ``kernels`` (m, rows, columns). Along each row and each column the ends of what lies above are
    found by linear interpolation; the mean of the two areas is returned.
    """
    count, rows, columns = weights.shape[0], kernels.shape[1], kernels.shape[2]
    area = np.empty(count)
    # With a border of zeros around it, no kernel is cut.
    averaging = np.zeros((rows + 2, columns + 2))
    for n in range(count):
        averaging[:] = 0.0
        for m in range(kernels.shape[0]):
            for r in range(rows):
                for c in range(columns):
                    averaging[r + 1, c + 1] += weights[n, m] * kernels[m, r, c]
        half = 0.5 * averaging.max()
        total = 0.0
        for r in range(rows + 1):
            for c in range(columns + 1):
                here = averaging[r, c]
                total += _share_above(here, averaging[r, c + 1], half) + _share_above(here, averaging[r + 1, c], half)
        area[n] = 0.5 * total
    return area


@njit(nogil=True, cache=True, error_model="numpy")
def _share_above(first, second, level):
    """The share of a straight line between two values that lies above a level."""
    low, high = min(first, second), max(first, second)
    if low >= level:
        return 1.0
    if high <= level:
        return 0.0
    return (high - level) / (high - low)
