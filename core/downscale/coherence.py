"""Coherence: the least change of a fine prior after which its aggregate equals the coarse data.

With the supports A, coarse values y and a prior x whose variances are W, the answer is

    x' = x + W A^T (A W A^T)^-1 (y - A x),

the mean of a Gaussian conditioned on y without noise (Tarantola 2005, Inverse Problem Theory, 3.2). The system is as
large as the coarse raster and sparse, since only coarse pixels that share fine ones meet in it; in nested grids it is
diagonal, and x' is x plus the residual of its coarse pixel. For totals W = x, so that pixels change in proportion to
themselves. Where the range of values is limited, pixels that reach a limit are held there and the rest makes up for it.
"""

from dataclasses import dataclass

import numpy as np

from .. import blocks
from ..reporter import Reporter
from .field import Field
from .patience import Watch
from .supports import CoarseSupports, Part

EXACT = 1e-9         # of the range of the coarse values: what is aimed at
_ROUNDS = 40         # of holding pixels at limits
_ITERATIONS = 2000   # of conjugate gradients
_WHOLE = 0.05        # share of a support that must be valid for its mean to be held


@dataclass(frozen=True)
class Achieved:
    """How coherent a fine layer is: ``before`` and ``after`` are the largest misses, ``scale`` the range of the coarse
    values (all in units of these); ``held`` (coarse rows, columns): the pixels that count; ``lost``: coarse pixels with
    a value under which no fine pixel (or too few) are valid; ``beyond``: those that the limits keep from their value;
    ``rounds`` that were needed."""

    before: float
    after: float
    scale: float
    held: np.ndarray
    lost: int
    beyond: int
    rounds: int

    @property
    def relative(self) -> float:
        """The largest miss in parts of the range."""
        return self.after / self.scale if self.scale > 0.0 else self.after


@dataclass(frozen=True)
class Aggregate:
    """``mean`` (coarse pixels,) over valid fine pixels (totals: their sum), NaN without any; ``valid``: the share of
    the support (0..1) that they take up; ``weight``: their weights added up."""

    mean: np.ndarray
    valid: np.ndarray
    weight: np.ndarray


class Coherence:
    """Holds fine fields to coarse values (rows, columns), NaN where missing.

    ``limits``: least and greatest value of a fine pixel, None for none. Totals that lie partly beyond the fine grid
    are held by the share that lies on it. Results are the same for any number of ``threads``.
    """

    def __init__(self, supports: CoarseSupports, values: np.ndarray, *,
                 limits: tuple[float | None, float | None] = (None, None), threads: int | None = None,
                 reporter: Reporter | None = None):
        self.supports, self.threads = supports, threads
        self.coverage = supports.coverage()
        values = np.asarray(values, float).ravel()
        self.target = values * self.coverage if supports.totals else values
        known = values[np.isfinite(values)]
        self.scale = float(np.ptp(known)) if known.size else 0.0
        low, high = limits
        self.low, self.high = -np.inf if low is None else low, np.inf if high is None else high
        self._reporter = reporter or Reporter()

    def aggregate(self, field: Field) -> Aggregate:
        """A x, as `aggregate` would have it."""
        total, weight, whole = np.zeros((3, self.supports.count))

        def look(number: int, part: Part) -> tuple[np.ndarray, ...]:
            x = field.read(self.supports.ranges[number]).ravel()
            valid = np.isfinite(x)
            return (part.cells, part.matrix @ np.where(valid, x, 0.0), part.matrix @ valid.astype(float),
                    np.asarray(part.matrix.sum(axis=1)).ravel())

        def add(found: tuple[np.ndarray, ...]) -> None:
            for sums, part in zip((total, weight, whole), found[1:]):
                sums[found[0]] += part

        self._each(look, add)
        with np.errstate(invalid="ignore", divide="ignore"):
            valid = np.where(whole > 0.0, weight / whole * self.coverage, 0.0)
            mean = total if self.supports.totals else total / weight
        return Aggregate(np.where(weight > 0.0, mean, np.nan), valid, weight)

    def hold(self, field: Field, variance: Field | None = None) -> Achieved:
        """Change ``field`` so that its aggregate is y; ``variance``: W of each pixel, 1 without, x itself for totals.

        Missing pixels stay missing.
        """
        found = self.aggregate(field)
        fewest = 0.0 if self.supports.totals else _WHOLE
        known = np.isfinite(self.target)
        held = known & (found.valid >= fewest) & (found.weight > 0.0)
        miss = np.where(held, self.target - np.where(held, found.mean, 0.0), 0.0)
        before, rounds, solved = float(np.abs(miss).max(initial=0.0)), 0, np.zeros(self.supports.count)
        limited = np.isfinite([self.low, self.high]).any()
        wanted, best = EXACT * self._size(), np.inf
        while rounds < (_ROUNDS if limited else 3):
            rounds += 1
            self._step(field, variance, held, miss, found.weight)
            found = self.aggregate(field)
            miss = np.where(held, self.target - np.where(held, found.mean, 0.0), 0.0)
            solved = np.abs(miss)
            if solved.max(initial=0.0) <= wanted or solved.max() > 0.999 * best:
                break
            best = solved.max()
        after = float(solved.max(initial=0.0))
        beyond = int(np.count_nonzero(solved > 1e-6 * self._size())) if limited else 0
        return Achieved(before, after, self.scale, held.reshape(self.supports.lattice),
                        int(np.count_nonzero(known & (self.coverage > 0.0) & ~held)), beyond, rounds)

    def _size(self) -> float:
        """What errors are compared with: the range, or the values where they are all the same."""
        known = np.abs(self.target[np.isfinite(self.target)])
        return self.scale or (float(known.max()) if known.size else 0.0) or 1.0

    def _step(self, field: Field, variance: Field | None, held: np.ndarray, miss: np.ndarray,
              weight: np.ndarray) -> None:
        """One correction, the pixels at limits staying where they are."""
        rows = np.where(held, 1.0 if self.supports.totals else 1.0 / np.where(weight > 0.0, weight, 1.0), 0.0)
        direction = rows * miss
        entries = []

        def look(number: int, part: Part) -> tuple[np.ndarray, ...]:
            from scipy.sparse import diags

            x, spread = self._free(number, part, field, variance, direction)
            matrix = diags(rows[part.cells]) @ part.matrix @ diags(np.sqrt(spread))
            gram = (matrix @ matrix.T).tocoo()
            return part.cells[gram.row], part.cells[gram.col], gram.data

        self._each(look, entries.append)
        factor = self._solve([np.concatenate(each) for each in zip(*entries)], held, miss) * rows

        def change(number: int, part: Part) -> None:
            x, spread = self._free(number, part, field, variance, direction)
            x += spread * (part.matrix.T @ factor[part.cells])
            np.clip(x, self.low, self.high, out=x)
            field.write(self.supports.ranges[number], x.reshape(-1, self.supports.shape[1]))

        self._each(change, lambda _: None)

    def _free(self, number: int, part: Part, field: Field, variance: Field | None,
              direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Values of a strip's pixels and how freely each may move: 0 where missing, or at a limit and pushed on."""
        rows = self.supports.ranges[number]
        x = field.read(rows).ravel()
        if self.supports.totals:
            spread = np.abs(x)
        else:
            spread = np.ones(x.shape) if variance is None else variance.read(rows).ravel()
        push = part.matrix.T @ direction[part.cells]
        stuck = (x <= self.low) & (push < 0.0) | (x >= self.high) & (push > 0.0)
        return x, np.where(np.isfinite(x) & np.isfinite(spread) & ~stuck, spread, 0.0)

    def _solve(self, entries: list[np.ndarray], held: np.ndarray, miss: np.ndarray) -> np.ndarray:
        from scipy.sparse import csr_matrix, diags

        row, column, data = entries
        gram = csr_matrix((data, (row, column)), shape=(self.supports.count,) * 2)
        diagonal = gram.diagonal()
        # A support whose pixels are all stuck can not be helped.
        free = held & (diagonal > 1e-14 * diagonal.max(initial=0.0))
        diagonal = np.where(free, diagonal, 1.0)
        if (row == column).all():
            return np.where(free, miss / diagonal, 0.0)
        gram = gram + diags(diagonal - gram.diagonal())
        return conjugate_gradients(gram, np.where(free, miss, 0.0), 0.1 * EXACT * self._size())

    def _each(self, look, consume) -> None:
        """Call ``look(number, part)`` for each strip on threads and ``consume`` with the answers in their order."""
        width = self.supports.shape[1]
        numbers = {rows: number for number, rows in enumerate(self.supports.ranges)}

        def task(block: blocks.Block, stopped) -> object:
            number = numbers[block.rows]
            return look(number, self.supports.part(number))

        blocks.run(task, [blocks.Block(rows, (0, width)) for rows in self.supports.ranges],
                   lambda _, found: consume(found), Watch(self._reporter), threads=self.threads)


def conjugate_gradients(matrix, values: np.ndarray, tolerance: float) -> np.ndarray:
    """Solve matrix x = values for a symmetric non-negative matrix with a positive diagonal, to ``tolerance`` in the
    largest residual (units of the values). Stops where rounding allows no more.

    Sums are NumPy's own: BLAS would cut them by its threads, and the last bits with them.
    """
    inverse = 1.0 / matrix.diagonal()
    x, residual = np.zeros(values.shape), values.astype(float)
    step = inverse * residual
    square = (residual * step).sum()
    for _ in range(_ITERATIONS):
        if np.abs(residual).max(initial=0.0) <= tolerance:
            break
        along = matrix @ step
        length = (step * along).sum()
        if not length > 0.0:
            break
        x += square / length * step
        residual -= square / length * along
        smoothed = inverse * residual
        before, square = square, (residual * smoothed).sum()
        step = smoothed + square / before * step
    return x
