"""Area-to-point kriging on nested grids: the weights of a fine position repeat from coarse pixel to coarse pixel.

Every fine cell is predicted from the (2k + 1) x (2k + 1) coarse pixels around the one it lies in. All fine cells of a
coarse pixel then share one system, so that their mean is that pixel's value exactly. Where a neighbour is missing, or
the raster ends, the same system without it is solved, once for each pattern of missing neighbours.
"""

import numpy as np
from numba import njit
from numpy.lib.stride_tricks import sliding_window_view

from .covariance import lattice_table
from .models import VariogramModel
from .weights import made_coherent, ordinary_weights

Range = tuple[int, int]
_PATTERN_BYTES = 1 << 26   # weights of patterns held at a time


class Stencil:
    """Weights for a regular grid.

    ``model``: the point model, its nugget that of a fine cell; ``ratio``: fine rows and columns in a coarse pixel;
    ``neighbours``: k; ``cell``: height and width of a fine cell, in the model's units of distance; ``kernel``: weights
    of fine cells in a coarse value, centred on the coarse pixel, at least as large as it and symmetric in size around
    it (by default the coarse pixel itself). ``variance_of_block``: of a coarse value.
    """

    def __init__(self, model: VariogramModel, ratio: tuple[int, int], neighbours: int = 2,
                 cell: tuple[float, float] = (1.0, 1.0), kernel: np.ndarray | None = None):
        self.ratio, self.neighbours = tuple(map(int, ratio)), neighbours
        unit, self._scale = unit_model(model)
        kernel = np.ones(self.ratio) if kernel is None else np.asarray(kernel, float)
        self._margin = _margins(kernel.shape, self.ratio)
        self._nested = self._margin == (0, 0) and np.ptp(kernel) == 0.0
        self._blocks, self._points = self._covariances(unit, kernel / kernel.sum(), cell)
        self.variance_of_block = float(self._blocks[0, 0] * self._scale)
        self._point_variance = float(lattice_table(unit, cell, (1, 1))[0, 0])
        self._full = self._solve(np.ones(len(self._blocks), bool))

    def interpolate(self, coarse: np.ndarray, rows: Range, columns: Range) -> tuple[np.ndarray, np.ndarray]:
        """Values and variances (rows, columns) of the fine cells in two half-open ranges, NaN where the coarse pixel
        over them is missing. ``coarse`` (rows, columns): all of it, NaN where missing."""
        k, (height, width) = self.neighbours, self.ratio
        top, left = rows[0] // height, columns[0] // width
        bottom, right = -(-rows[1] // height), -(-columns[1] // width)
        around = _window(np.asarray(coarse, float), (top - k, bottom + k), (left - k, right + k))
        valid = np.isfinite(around)
        values = np.full((rows[1] - rows[0], columns[1] - columns[0]), np.nan)
        variance = values.copy()
        place = (rows[0] - top * height, columns[0] - left * width)
        filled = np.where(valid, around, 0.0)
        for chosen, weights, error in self._patterns(valid):
            _apply(filled, chosen, weights, error, k, height, width, *place, values, variance)
        return values, variance

    def _patterns(self, valid: np.ndarray):
        """For batches of patterns of neighbours: which each pixel has (-1: none of these), weights and variances."""
        size = 2 * self.neighbours + 1
        near = sliding_window_view(valid, (size, size)).reshape(-1, size * size)
        shape = tuple(n - size + 1 for n in valid.shape)
        there = near[:, size * size // 2]
        whole = near.all(axis=1)
        yield np.where(whole, 0, -1).reshape(shape), self._full[0][None], self._full[1][None]
        partial = np.flatnonzero(there & ~whole)
        if not len(partial):
            return
        packed = np.ascontiguousarray(np.packbits(near[partial], axis=1))
        _, first, place = np.unique(packed.view(f"V{packed.shape[1]}").ravel(), return_index=True, return_inverse=True)
        batch = max(1, _PATTERN_BYTES // self._full[0].nbytes)
        for begin in range(0, len(first), batch):
            solved = [self._solve(near[partial[k]]) for k in first[begin:begin + batch]]
            chosen = np.full(near.shape[0], -1)
            mine = (place >= begin) & (place < begin + batch)
            chosen[partial[mine]] = place[mine] - begin
            yield chosen.reshape(shape), np.stack([w for w, _ in solved]), np.stack([v for _, v in solved])

    def _solve(self, used: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Weights (m, fine cells) of one pattern, 0 for the missing, and variances (fine cells,)."""
        weights = np.zeros(self._points.shape)
        found, error = ordinary_weights(self._blocks[np.ix_(used, used)], self._points[used], self._point_variance)
        if self._nested:
            own = int(used[:len(used) // 2].sum())
            found = made_coherent(found, np.full(found.shape[1], 1.0 / found.shape[1]), own)
        weights[used] = found
        return weights, error * self._scale

    def _covariances(self, model, kernel, cell) -> tuple[np.ndarray, np.ndarray]:
        """Of the neighbourhood's supports with each other, and with the fine cells of the one in the middle."""
        k, (height, width), (above, beside) = self.neighbours, self.ratio, self._margin
        reach = 2 * k * height, 2 * k * width
        field = support_field(model, kernel, cell, reach)
        # A support a pixels down and b to the right begins a height and b width cells from the first one's beginning.
        cuts = [(slice(reach[0] + a * height, reach[0] + a * height + kernel.shape[0]),
                 slice(reach[1] + b * width, reach[1] + b * width + kernel.shape[1]))
                for a in range(2 * k + 1) for b in range(-2 * k, 2 * k + 1)]
        lagged = np.array([np.sum(kernel * field[cut]) for cut in cuts]).reshape(2 * k + 1, 4 * k + 1)
        place = np.array([(a, b) for a in range(-k, k + 1) for b in range(-k, k + 1)])
        apart = place[None] - place[:, None]
        turned = np.where((apart[..., 0] < 0) | ((apart[..., 0] == 0) & (apart[..., 1] < 0)), -1, 1)
        blocks = lagged[np.abs(apart[..., 0]), (apart[..., 1] * turned) + 2 * k]
        first = reach[0] + above, reach[1] + beside
        points = np.stack([field[first[0] - a * height:first[0] - a * height + height,
                                 first[1] - b * width:first[1] - b * width + width].ravel() for a, b in place])
        return blocks, points


def support_field(model: VariogramModel, kernel: np.ndarray, cell: tuple[float, float],
                  reach: tuple[int, int]) -> np.ndarray:
    """Covariances of a support with the lattice cells of its box and ``reach`` cells around it.

    ``kernel`` (h, w): weights of the cells of its box. Returns (h + 2 reach rows, w + 2 reach columns).
    """
    from scipy.signal import fftconvolve

    table = lattice_table(model, cell, tuple(r + n for r, n in zip(reach, kernel.shape)))
    half = np.concatenate([table[:0:-1], table])
    return fftconvolve(np.concatenate([half[:, :0:-1], half], axis=1), kernel, mode="valid")


def unit_model(model: VariogramModel) -> tuple[VariogramModel, float]:
    """The model with a variance of 1, and the variance it had. Without any, values tell nothing of their neighbours."""
    if model.variance > 0.0:
        return model.scaled(1.0 / model.variance), model.variance
    return VariogramModel("nugget", 0.0, model.range, 1.0), 0.0


def gaussian_kernel(ratio: tuple[int, int], fwhm: tuple[float, float], reach: float = 3.0) -> np.ndarray:
    """A Gaussian point spread around a coarse pixel's centre: weights of fine cells that add up to 1.

    ``fwhm``: full width at half maximum along rows' and columns' axes, in fine cells; ``reach``: standard deviations
    after which it is cut. Each cell has the Gaussian's integral over it.
    """
    from scipy.special import erf

    sides = []
    for n, width in zip(ratio, fwhm):
        sigma = width / np.sqrt(8.0 * np.log(2.0))
        margin = max(0, int(np.ceil(reach * sigma - 0.5 * n)))
        edges = np.arange(-margin, n + margin + 1) - 0.5 * n
        sides.append(np.diff(erf(edges / (sigma * np.sqrt(2.0)))))
    kernel = np.outer(*sides)
    return kernel / kernel.sum()


def _margins(shape: tuple[int, int], ratio: tuple[int, int]) -> tuple[int, int]:
    margins = tuple((n - r) // 2 for n, r in zip(shape, ratio))
    if any(m < 0 or n - r != 2 * m for m, n, r in zip(margins, shape, ratio)):
        raise ValueError("A kernel must stand out by the same number of fine cells on either side of a coarse pixel.")
    return margins


def _window(coarse: np.ndarray, rows: Range, columns: Range) -> np.ndarray:
    """A part of the raster that may stand out of it, with NaN there."""
    found = np.full((rows[1] - rows[0], columns[1] - columns[0]), np.nan)
    inside = [(max(0, b), min(n, e)) for (b, e), n in zip((rows, columns), coarse.shape)]
    target = tuple(slice(b - r[0], e - r[0]) for (b, e), r in zip(inside, (rows, columns)))
    found[target] = coarse[tuple(slice(*each) for each in inside)]
    return found


@njit(nogil=True, cache=True, error_model="numpy")
def _apply(coarse, chosen, weights, error, k, height, width, row0, column0, values, variance):
    """Write values and variances of all coarse pixels with a pattern; (row0, column0): where the output begins."""
    size = 2 * k + 1
    fine = np.empty(height * width)
    for j in range(chosen.shape[0]):
        r0, r1 = max(0, row0 - j * height), min(height, row0 + values.shape[0] - j * height)
        for i in range(chosen.shape[1]):
            pattern = chosen[j, i]
            if pattern < 0:
                continue
            fine[:] = 0.0
            # The weights add up to 1, and small differences lose less to rounding than large values.
            middle = coarse[j + k, i + k]
            for n in range(size * size):
                z = coarse[j + n // size, i + n % size] - middle
                w = weights[pattern, n]
                for x in range(fine.size):
                    fine[x] += w[x] * z
            c0, c1 = max(0, column0 - i * width), min(width, column0 + values.shape[1] - i * width)
            for r in range(r0, r1):
                for c in range(c0, c1):
                    values[j * height + r - row0, i * width + c - column0] = middle + fine[r * width + c]
                    variance[j * height + r - row0, i * width + c - column0] = error[pattern, r * width + c]
