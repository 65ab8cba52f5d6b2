"""Training, validation and test patches: whole places belong to one of them, and their grounds never overlap."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from odc.geo.geobox import GeoBox
from scipy.spatial import cKDTree

from ..errors import FusionError
from ..message import message
from .frame import first_pixels, fractional_place, outlines
from .sample import SPLITS

NO_SPLIT = -1
_NAMES = {"train": 0, "training": 0, "validation": 1, "validate": 1, "val": 1, "valid": 1, "test": 2, "testing": 2}
_AT_ONCE = 50_000
_TOUCH = 1e-6   # pixels by which grounds may overlap that touch each other


@dataclass(frozen=True)
class Reach:
    """How far the grounds of patches reach from their centres at most, in pixels of the reference."""

    up: float
    down: float
    left: float
    right: float

    def joined(self, other: "Reach") -> "Reach":
        return Reach(*(max(a, b) for a, b in zip((self.up, self.down, self.left, self.right),
                                                 (other.up, other.down, other.left, other.right))))


def block_units(rows: np.ndarray, columns: np.ndarray, block: tuple[float, float]) -> np.ndarray:
    """Numbers (n), from 0, of the blocks of so many pixels (rows, columns) that centres lie in."""
    cell = np.stack([np.floor(rows / block[0]), np.floor(columns / block[1])], axis=-1).astype(np.int64)
    return np.unique(cell, axis=0, return_inverse=True)[1].reshape(-1)


def named_splits(values: Sequence[object], layer: str) -> list[int] | None:
    """The splits that values of a field name, NO_SPLIT for null; None where they name none.

    Raises FusionError where only some of them do.
    """
    known = [NO_SPLIT if value is None else _NAMES.get(str(value).strip().lower()) for value in values]
    if all(each is None or each == NO_SPLIT for each in known):
        return None
    if None in known:
        raise FusionError(message(
            '{layer} holds "{value}" beside names of splits in its SPLIT_FIELD; let it hold train, validation and test '
            "only, or names of places, which are shared out.", layer=layer,
            value=str(values[known.index(None)])))
    return known


def share_out(units: np.ndarray, shares: Sequence[float], seed: int) -> np.ndarray:
    """Splits (n) of centres by the units (n; NO_SPLIT for none) that they lie in, each as a whole to one of them.

    Units in random order, the ones with most centres first, go where most centres are lacking from its share.
    """
    found, at, count = np.unique(units, return_inverse=True, return_counts=True)
    goal = np.array(shares, float) / np.sum(shares) * count[found != NO_SPLIT].sum()
    goal[np.array(shares) == 0.0] = -np.inf
    order = np.random.default_rng(seed).permutation(len(found))
    order = order[np.argsort(-count[order], kind="stable")]
    split = np.full(len(found), NO_SPLIT)
    for unit in order[found[order] != NO_SPLIT]:
        split[unit] = int(np.argmax(goal))
        goal[split[unit]] -= count[unit]
    return split[at.reshape(-1)]


def reach_in(reference: GeoBox, grid: GeoBox, shape: tuple[int, int], rows: np.ndarray, columns: np.ndarray) -> Reach:
    """How far windows of ``shape`` in a raster's ``grid`` reach from their centres, fractional rows and columns (n) of
    the reference.

    Of the corners and middles of the sides, and as much more as sides bend. Windows without a place count for nothing.
    """
    found = Reach(0.0, 0.0, 0.0, 0.0)
    for begin in range(0, len(rows), _AT_ONCE):
        row, column = rows[begin:begin + _AT_ONCE], columns[begin:begin + _AT_ONCE]
        x, y = reference.affine * (column, row)
        first = first_pixels(np.stack(fractional_place(grid, x, y, reference.crs), axis=-1), shape)
        ring = outlines(grid, first, shape, reference.crs, points_per_side=2)[:, :8]
        ring_column, ring_row = ~reference.affine * (ring[..., 0], ring[..., 1])
        found = found.joined(_reach(ring_row - row[:, None], ring_column - column[:, None]))
    return found


def _reach(rows: np.ndarray, columns: np.ndarray) -> Reach:
    known = np.isfinite(rows).all(axis=1) & np.isfinite(columns).all(axis=1)
    rows, columns = rows[known], columns[known]
    if not len(rows):
        return Reach(0.0, 0.0, 0.0, 0.0)
    bends = [np.abs(each[:, 1::2] - 0.5 * (each[:, ::2] + np.roll(each[:, ::2], -1, axis=1))).max() for each in
             (rows, columns)]
    bends = [bend if bend > _TOUCH else 0.0 for bend in bends]
    return Reach(-rows.min() + bends[0], rows.max() + bends[0], -columns.min() + bends[1], columns.max() + bends[1])


def at_seams(rows: np.ndarray, columns: np.ndarray, split: np.ndarray, reach: Reach, gap: tuple[float, float],
             period: float = 0.0) -> np.ndarray:
    """Which centres (n) have ground, or a ``gap`` of pixels (rows, columns) around it, in common with other splits.

    Of two it is the one of training, else of validation: what is left has nothing in common. ``period``: columns after
    which the reference repeats itself, 0 for none.
    """
    sides = np.array([reach.up + reach.down + gap[0], reach.left + reach.right + gap[1]]) - _TOUCH
    # Grounds overlap where centres are nearer than 1 in both directions.
    places = np.stack([rows, columns], axis=-1) / sides
    lost = np.zeros(len(rows), bool)
    for own in reversed(range(len(SPLITS) - 1)):
        mine, others = np.flatnonzero(split == own), np.flatnonzero((split > own) & ~lost)
        if not len(mine) or not len(others):
            continue
        there = places[others]
        if period:
            turn = np.array([0.0, period / sides[1]])
            there = np.concatenate([there, there - turn, there + turn])
        distance = cKDTree(there).query(places[mine], p=np.inf, distance_upper_bound=1.0)[0]
        lost[mine[distance < 1.0]] = True
    return lost
