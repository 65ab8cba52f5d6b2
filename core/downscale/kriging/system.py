"""Area-to-point kriging with supports of any shape: one local system for each support, exact on the lattice.

Each fine cell belongs to the support that has the largest share of itself there, and all cells of a support are
predicted from the same neighbours. The covariance of a support with all cells around it is its weights folded with the
lattice's covariances, by FFT; averages of that over the neighbours' cells are the covariances of supports. So nothing
is approximated, and on a nested grid the answers are those of the stencil.
"""

import numpy as np
from numba import njit

from .covariance import lattice_table
from .models import VariogramModel
from .stencil import unit_model
from .supports import Supports, grouped_cells, lattice_neighbours, nearest
from .weights import made_coherent, ordinary_weights

Range = tuple[int, int]
_MOST_BYTES = 1 << 26   # covariances of supports with cells that are held at a time
_KEPT_FIELDS = 4


class LocalSystem:
    """Weights for ``supports``, of which ``valid`` (n,) have values.

    ``model``, ``neighbours`` and ``cell``: as for the `Stencil`; of scattered supports the (2 neighbours + 1)^2 nearest
    are taken. Holds one number for each fine cell and none for pairs of them.
    """

    def __init__(self, model: VariogramModel, supports: Supports, valid: np.ndarray, neighbours: int = 2,
                 cell: tuple[float, float] = (1.0, 1.0)):
        self.supports = supports
        unit, self._scale = unit_model(model)
        valid = valid & (supports.sizes > 0)
        self._owner = supports.owners(valid)
        self._near = lattice_neighbours(supports, valid, neighbours) if supports.lattice else nearest(
            supports, valid, (2 * neighbours + 1) ** 2, cell)
        self._own_cells = grouped_cells(self._owner, supports.count)
        self._place_fields(unit, cell)
        self._cells_bytes = 8 * self._near.shape[1]

    def interpolate(self, coarse: np.ndarray, rows: Range, columns: Range) -> tuple[np.ndarray, np.ndarray]:
        """Values and variances (rows, columns) of the fine cells in two half-open ranges, NaN under no valid support.

        ``coarse``: values of all supports, in their order."""
        shape = rows[1] - rows[0], columns[1] - columns[0]
        values, variance = np.full(shape, np.nan), np.full(shape, np.nan)
        width = self.supports.shape[1]
        part = self._owner.reshape(self.supports.shape)[slice(*rows), slice(*columns)]
        owners = np.unique(part[part >= 0])
        coarse = np.asarray(coarse, float).ravel()
        for batch in self._batches(owners):
            for owner, weights, error in self._solved(batch):
                start, cells = self._own_cells
                row, column = np.divmod(cells[start[owner]:start[owner + 1]], width)
                near = self._near[owner][self._near[owner] >= 0]
                # As in the stencil: the weights add up to 1.
                found = coarse[owner] + (coarse[near] - coarse[owner]) @ weights
                inside = (row >= rows[0]) & (row < rows[1]) & (column >= columns[0]) & (column < columns[1])
                target = row[inside] - rows[0], column[inside] - columns[0]
                values[target], variance[target] = found[inside], error[inside]
        return values, variance

    def _batches(self, owners: np.ndarray):
        """Runs of owners, so that their covariances keep to the limit."""
        start = self._own_cells[0]
        size = np.cumsum((start[owners + 1] - start[owners]) * self._cells_bytes)
        part = size // _MOST_BYTES
        return [owners[part == number] for number in np.unique(part)]

    def _solved(self, owners: np.ndarray):
        """Owner, weights (its neighbours, its cells) and variances (cells,) of each."""
        start, cells = self._own_cells
        pairs, points = self._covariances(owners)
        for n, owner in enumerate(owners):
            held = self._near[owner] >= 0
            near = self._near[owner][held]
            mine = cells[start[owner]:start[owner + 1]]
            weights, error = ordinary_weights(_matrix(pairs.indptr, pairs.indices, pairs.data, near), points[n][held],
                                              self._point_variance)
            share = self._own_shares(owner, mine)
            if share is not None:
                weights = made_coherent(weights, share, int(np.flatnonzero(near == owner)[0]))
            yield owner, weights, error * self._scale

    def _own_shares(self, owner: int, mine: np.ndarray) -> np.ndarray | None:
        """Shares of the owner's cells in it, if no other support owns any of its cells."""
        supports = self.supports
        begin, end = supports.start[owner:owner + 2]
        place = np.searchsorted(mine, supports.cells[begin:end])
        inside = place < len(mine)
        if not inside.all() or (mine[place] != supports.cells[begin:end]).any():
            return None
        share = np.zeros(len(mine))
        share[place] = supports.shares[begin:end]
        return share / share.sum()

    def _covariances(self, owners: np.ndarray):
        """Covariances of all pairs of neighbours (sparse, n x n), and for each owner those of its neighbours with its
        cells, (neighbours or -1, cells)."""
        from scipy.sparse import csr_matrix

        supports, near = self.supports, self._near[owners]
        held = near >= 0
        belongs = csr_matrix((np.ones(held.sum(), np.int32), (np.nonzero(held)[0], near[held])),
                             shape=(len(owners), supports.count))
        pairs = (belongs.T @ belongs).tocsr()
        pairs.sort_indices()
        pairs = csr_matrix((np.zeros(len(pairs.indices)), pairs.indices.astype(np.int64),
                            pairs.indptr.astype(np.int64)), shape=pairs.shape)
        order = np.argsort(near, axis=None, kind="stable")[int((~held).sum()):]
        users, slots = np.divmod(order, near.shape[1])
        begins = np.searchsorted(near.ravel()[order], np.arange(supports.count + 1))
        start, cells = self._own_cells
        points = _Points(start[owners + 1] - start[owners], near.shape[1])
        fields: dict[bytes, np.ndarray] = {}
        for support in np.unique(near[held]):
            used = slice(begins[support], begins[support + 1])
            _spread(self._field(support, fields), supports.boxes[support, 0], supports.boxes[support, 2],
                    supports.shape[1], supports.start, supports.cells, supports.shares,
                    pairs.indices[pairs.indptr[support]:pairs.indptr[support + 1]],
                    pairs.data[pairs.indptr[support]:pairs.indptr[support + 1]],
                    start, cells, owners, users[used], slots[used], points.start, points.values)
        return pairs, points

    def _place_fields(self, unit: VariogramModel, cell: tuple[float, float]) -> None:
        """The lattice's covariances on a torus that no support and its neighbours reach around."""
        from scipy.fft import next_fast_len, rfft2

        reach = self._reach()
        shape = tuple(next_fast_len(2 * int(r) + 1, real=True) for r in reach)
        table = lattice_table(unit, cell, tuple(int(r) + 1 for r in reach))
        self._point_variance = float(table[0, 0])
        lag = [np.minimum(np.minimum(np.arange(n), n - np.arange(n)), r) for n, r in zip(shape, reach)]
        self._torus, self._spectrum = shape, rfft2(table[np.ix_(*lag)]).real

    def _reach(self) -> np.ndarray:
        """The largest distance in rows and in columns between cells of supports that share a system."""
        boxes, held = self.supports.boxes, self._near >= 0
        owners = np.flatnonzero(held.any(axis=1))
        reach = np.zeros(2, int)
        if not len(owners):
            return reach
        start, cells = self._own_cells
        row, column = np.divmod(cells, self.supports.shape[1])
        for axis, place in ((0, row), (2, column)):
            low = np.where(held, boxes[self._near, axis], np.iinfo(np.int64).max)[owners].min(axis=1)
            high = np.where(held, boxes[self._near, axis + 1], -1)[owners].max(axis=1) - 1
            occupied = start[owners + 1] > start[owners]
            if occupied.any():
                first = start[owners[occupied]]
                low[occupied] = np.minimum(low[occupied], np.minimum.reduceat(place, first))
                high[occupied] = np.maximum(high[occupied], np.maximum.reduceat(place, first))
            reach[axis // 2] = (high - low).max()
        return reach

    def _field(self, support: int, kept: dict[bytes, np.ndarray]) -> np.ndarray:
        """Covariances of a support with the cells of the torus, which begins at the first cell of its box."""
        from scipy.fft import irfft2, rfft2

        supports = self.supports
        begin, end = supports.start[support:support + 2]
        row, column = np.divmod(supports.cells[begin:end], supports.shape[1])
        top, bottom, left, right = supports.boxes[support]
        kernel = np.zeros((bottom - top, right - left))
        kernel[row - top, column - left] = supports.shares[begin:end]
        key = np.array(kernel.shape).tobytes() + kernel.tobytes()
        if key not in kept:
            while len(kept) >= _KEPT_FIELDS:
                kept.pop(next(iter(kept)))
            kept[key] = irfft2(rfft2(kernel, self._torus) * self._spectrum, self._torus)
        return kept[key]


class _Points:
    """Arrays (neighbours, cells) of several owners, one behind the other in memory."""

    def __init__(self, sizes: np.ndarray, neighbours: int):
        self._neighbours, self._sizes = neighbours, sizes
        self.start = np.concatenate([[0], np.cumsum(sizes * neighbours)])
        self.values = np.zeros(self.start[-1])

    def __getitem__(self, owner: int) -> np.ndarray:
        begin, end = self.start[owner:owner + 2]
        return self.values[begin:end].reshape(self._neighbours, self._sizes[owner])


@njit(nogil=True, cache=True, error_model="numpy")
def _spread(field, top, left, width, start, cells, shares, others, averages, own_start, own_cells, owners, users, slots,
            points_start, points):
    """Write a support's covariances with others (averages of its field over them), and with the cells of its users.

    ``field`` begins at (top, left) of the lattice and goes around.
    """
    rows, columns = field.shape
    for k in range(others.size):
        total = 0.0
        for n in range(start[others[k]], start[others[k] + 1]):
            total += shares[n] * field[(cells[n] // width - top) % rows, (cells[n] % width - left) % columns]
        averages[k] = total
    for k in range(users.size):
        begin = own_start[owners[users[k]]]
        size = own_start[owners[users[k]] + 1] - begin
        place = points_start[users[k]] + slots[k] * size
        for n in range(size):
            cell = own_cells[begin + n]
            points[place + n] = field[(cell // width - top) % rows, (cell % width - left) % columns]


@njit(nogil=True, cache=True, error_model="numpy")
def _matrix(indptr, indices, data, near):
    """The dense symmetric part of a sparse matrix with sorted columns, mean of its two halves."""
    found = np.zeros((near.size, near.size))
    for i in range(near.size):
        begin, end = indptr[near[i]], indptr[near[i] + 1]
        for j in range(near.size):
            place = begin + np.searchsorted(indices[begin:end], near[j])
            found[i, j] += 0.5 * data[place]
            found[j, i] += 0.5 * data[place]
    return found
