"""Supports as weighted cells of a fine lattice: cut, masked, reprojected or blurred coarse pixels, or footprints."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

_FAR = 1e-12   # shares of a support below this are rounding


@dataclass(frozen=True)
class Supports:
    """n supports over a lattice of ``shape`` (rows, columns).

    Those of support s are the cells ``cells[start[s]:start[s + 1]]`` (row by row: row * columns + column), with
    ``shares`` that add up to 1; a support without cells has no place. ``lattice``: rows and columns of the coarse
    raster they are the pixels of, row by row, or None for scattered ones.
    """

    start: np.ndarray
    cells: np.ndarray
    shares: np.ndarray
    shape: tuple[int, int]
    lattice: tuple[int, int] | None = None

    @classmethod
    def from_matrix(cls, matrix, shape: tuple[int, int], lattice: tuple[int, int] | None = None) -> "Supports":
        """From rows of any ``scipy.sparse`` matrix (n, fine cells), as `SupportOperator.matrix` gives: its rows are
        divided by their sums. Columns of cells without data must be empty."""
        matrix = matrix.tocsr().astype(float)
        matrix.sum_duplicates()
        if matrix.shape[1] != shape[0] * shape[1] or (lattice and matrix.shape[0] != lattice[0] * lattice[1]):
            raise ValueError("The matrix has not one row for each support and one column for each fine cell.")
        total = np.asarray(matrix.sum(axis=1)).ravel()
        shares = matrix.data / np.repeat(np.where(total > 0.0, total, 1.0), np.diff(matrix.indptr))
        kept = shares > _FAR
        start = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr]
        return cls(start, matrix.indices[kept].astype(np.int64), shares[kept], tuple(map(int, shape)), lattice)

    @property
    def count(self) -> int:
        return len(self.start) - 1

    @property
    def sizes(self) -> np.ndarray:
        """Cells of each."""
        return np.diff(self.start)

    @cached_property
    def support_of_entry(self) -> np.ndarray:
        return np.repeat(np.arange(self.count), self.sizes)

    @cached_property
    def centres(self) -> np.ndarray:
        """Centres of mass (n, 2): row and column of the lattice, cell centres at whole numbers; NaN without cells."""
        place = np.divmod(self.cells, self.shape[1])
        with np.errstate(invalid="ignore"):
            return np.stack([np.bincount(self.support_of_entry, self.shares * each, self.count)
                             / np.where(self.sizes > 0, 1.0, np.nan) for each in place], axis=1)

    @cached_property
    def boxes(self) -> np.ndarray:
        """First row, end row, first column, end column (n, 4) of the cells of each; 0 without any."""
        found = np.zeros((self.count, 4), np.int64)
        used = np.flatnonzero(self.sizes)
        row, column = np.divmod(self.cells, self.shape[1])
        for k, values in ((0, row), (2, column)):
            found[used, k] = np.minimum.reduceat(values, self.start[used])
            found[used, k + 1] = np.maximum.reduceat(values, self.start[used]) + 1
        return found

    def owners(self, valid: np.ndarray) -> np.ndarray:
        """For each cell of the lattice the support (of those ``valid`` (n,)) that has the largest share of itself
        there, the first of equals; -1 under none. Shape (cells,)."""
        used = valid[self.support_of_entry]
        support, cells, shares = self.support_of_entry[used], self.cells[used], self.shares[used]
        # Shares that differ by rounding alone are alike, so that ties do not hang on how a matrix was made.
        order = np.lexsort((support, -np.round(shares, 9), cells))
        first = np.concatenate([[True], np.diff(cells[order]) > 0]) if len(order) else np.empty(0, bool)
        owner = np.full(self.shape[0] * self.shape[1], -1, np.int32)
        owner[cells[order][first]] = support[order][first]
        return owner

    def means(self, values: np.ndarray) -> np.ndarray:
        """A x: averages (n,) of lattice values (rows, columns); NaN for supports with a cell that is NaN."""
        total = np.bincount(self.support_of_entry, self.shares * np.ravel(values)[self.cells], self.count)
        return np.where(self.sizes > 0, total, np.nan)

    def typical_kernel(self, most: int = 16) -> tuple[np.ndarray, int]:
        """The weights of the support of median size, on a lattice coarsened to about ``most`` cells a side, and the
        fine cells to a side of one of its cells."""
        used = np.flatnonzero(self.sizes)
        support = used[np.argsort(self.sizes[used], kind="stable")[len(used) // 2]]
        top, bottom, left, right = self.boxes[support]
        step = max(1, -(-max(bottom - top, right - left) // most))
        row, column = np.divmod(self.cells[self.start[support]:self.start[support + 1]], self.shape[1])
        kernel = np.zeros((-(-(bottom - top) // step), -(-(right - left) // step)))
        np.add.at(kernel, ((row - top) // step, (column - left) // step),
                  self.shares[self.start[support]:self.start[support + 1]])
        return kernel, step


def lattice_neighbours(supports: Supports, valid: np.ndarray, k: int) -> np.ndarray:
    """Of each valid support those of the (2k + 1)^2 around it in the raster that are valid, (n, m), -1 for others."""
    rows, columns = supports.lattice
    padded = np.full((rows + 2 * k, columns + 2 * k), -1, np.int64)
    padded[k:k + rows, k:k + columns] = np.where(valid, np.arange(supports.count), -1).reshape(rows, columns)
    size = 2 * k + 1
    near = np.lib.stride_tricks.sliding_window_view(padded, (size, size)).reshape(-1, size * size).copy()
    near[~valid] = -1
    return near


def nearest(supports: Supports, valid: np.ndarray, most: int, cell: tuple[float, float]) -> np.ndarray:
    """Of each valid support the ``most`` valid ones with the nearest centres, itself among them, (n, most), -1
    for others."""
    from scipy.spatial import cKDTree

    used = np.flatnonzero(valid)
    near = np.full((supports.count, most), -1, np.int64)
    if len(used):
        places = supports.centres[used] * np.asarray(cell)
        count = min(near.shape[1], len(used))
        found = cKDTree(places).query(places, count)[1].reshape(len(used), count)
        # Several footprints may have one centre, so that a support is not always its own nearest.
        missing = ~(found == np.arange(len(used))[:, None]).any(axis=1)
        found[missing, -1] = np.flatnonzero(missing)
        near[used, :count] = used[np.sort(found, axis=1)]
    return near


def grouped_cells(owner: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Cells of each owner: where they begin (count + 1), and the cells, in their order."""
    cells = np.argsort(owner, kind="stable")[int((owner < 0).sum()):]
    return np.concatenate([[0], np.cumsum(np.bincount(owner[cells], minlength=count))]), cells
