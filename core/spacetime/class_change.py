"""How much each class has changed between two dates, from the coarse pixels that it fills best."""

import numpy as np

MOST_CELLS = 100            # of each class, as in the authors' program
_LEAST_SHARE = 0.01         # of a class in a cell that shall tell of it
_QUANTILES = 0.1, 0.9       # of the changes of a class's cells: what lies outside is taken for a change of land cover


class PurestCells:
    """Of one band: the cells with the largest share of each class, collected tile by tile in any order."""

    def __init__(self, classes: int, most: int = MOST_CELLS) -> None:
        self._most = most
        self._low, self._high = np.inf, -np.inf
        # Per class: rows, columns, changes (n,) and shares (n, classes).
        self._kept = [(np.empty(0, int), np.empty(0, int), np.empty(0), np.empty((0, classes)))
                      for _ in range(classes)]

    def add(self, rows: np.ndarray, columns: np.ndarray, changes: np.ndarray, shares: np.ndarray) -> None:
        """Cells by row and column of the coarse grid (n,), their change (n,) and shares of the classes (n, classes);
        those that lack one are left out.
        """
        valid = np.isfinite(changes) & np.isfinite(shares).all(axis=1)
        if not valid.any():
            return
        self._low = min(self._low, changes[valid].min())
        self._high = max(self._high, changes[valid].max())
        for number, kept in enumerate(self._kept):
            taken = valid & (shares[:, number] > _LEAST_SHARE)
            both = [np.concatenate([old, new[taken]]) for old, new in zip(kept, (rows, columns, changes, shares))]
            order = np.lexsort((both[1], both[0], -both[3][:, number]))[:self._most]
            self._kept[number] = tuple(each[order] for each in both)

    @property
    def count(self) -> int:
        """Different cells that tell of any class."""
        return len({(row, column) for kept in self._kept for row, column in zip(kept[0], kept[1])})

    def changes(self) -> np.ndarray:
        """The change of each class (classes,), zeros where no cell tells of any.

        Least squares of the cells' changes on their shares (Zhu et al. 2016, step 2) within the authors'
        bounds: the least and greatest change of any cell, and a standard deviation (here of the cells used) beyond.
        What the cells leave undetermined, as the change of a class that none of them holds, is their mean change.
        """
        from scipy.optimize import lsq_linear

        shares = np.concatenate([kept[3] for kept in self._kept])
        changes = np.concatenate([kept[2] for kept in self._kept])
        if not len(changes):
            return np.zeros(len(self._kept))
        inside = np.concatenate([_typical(kept[2]) for kept in self._kept])
        spread = changes.std()
        changes, shares = changes[inside], shares[inside]
        middle = changes.mean()
        if not spread > 0.0:
            return np.full(len(self._kept), middle)
        bounds = (self._low - spread - middle) / spread, (self._high + spread - middle) / spread
        return middle + spread * lsq_linear(shares, (changes - middle) / spread, bounds, method="bvls").x


def _typical(changes: np.ndarray) -> np.ndarray:
    """Which lie between the two quantiles, by rank."""
    if not len(changes):
        return np.zeros(0, bool)
    order = np.sort(changes)
    low, high = (order[min(int(share * len(order)), len(order) - 1)] for share in _QUANTILES)
    return (changes >= low) & (changes <= high)
