"""What estimators learn from: covariates averaged over a bounded, seeded, spatially spread sample of coarse pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .. import blocks
from ..errors import Cancelled, FusionError
from ..message import message
from ..reporter import Reporter
from .covariates import Covariates, groups
from .estimators.base import FEWEST_SAMPLES
from .estimators.homogeneity import homogeneous, variation
from .smoothing import Smoother, reach_of
from .supports import CoarseSupports

MOST_SAMPLES = 20_000
_WHOLE = 0.5   # share of a coarse pixel whose covariates must be known to learn from it


@dataclass(frozen=True)
class Samples:
    """Coarse pixels to learn from.

    ``designs``: by blur in fine pixels, X (n, covariates), means over the valid fine pixels; ``cells`` (n,): indices
    of the coarse pixels; ``positions`` (n, 2): their rows and columns; ``y`` (n,); ``weights`` (n,): the valid share;
    ``uneven`` (n,): how uneven the fine covariates are (`homogeneity.py`); ``ranges`` (covariates, 2): least and
    greatest fine value of each; ``missing``: the share of fine pixels without covariates.
    """

    designs: dict[float, np.ndarray]
    cells: np.ndarray
    positions: np.ndarray
    y: np.ndarray
    weights: np.ndarray
    uneven: np.ndarray
    ranges: np.ndarray
    missing: float

    def share(self, homogeneity: float) -> np.ndarray:
        """Mask (n,) of the ``homogeneity`` (0..1) least uneven ones."""
        if homogeneity >= 1.0:
            return np.ones(self.y.shape, bool)
        return homogeneous(self.uneven, homogeneity, FEWEST_SAMPLES)


def spread_sample(known: np.ndarray, most: int, seed: int) -> np.ndarray:
    """Indices, ascending, of at most ``most`` of the ``known`` cells (rows, columns), evenly spread: of squares of the
    lattice, each gives one cell before any gives two."""
    cells = np.flatnonzero(known)
    if len(cells) <= most:
        return cells
    rng = np.random.default_rng(seed)
    side = max(1, int(np.sqrt(len(cells) / most)))
    row, column = np.divmod(cells, known.shape[1])
    square = row // side * (known.shape[1] // side + 1) + column // side
    order = rng.permutation(len(cells))
    order = order[np.argsort(square[order], kind="stable")]
    sizes = np.unique(square, return_counts=True)[1]
    rank = np.arange(len(cells)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    # Of the last round, in which not every square has its turn, those that lots choose.
    chosen = np.lexsort((rng.permutation(len(cells)), rank))[:most]
    return np.sort(cells[order[chosen]])


def draw_samples(covariates: Covariates, supports: CoarseSupports, values: np.ndarray, sigmas: Sequence[float], *,
                 most: int = MOST_SAMPLES, seed: int = 0, memory: int = 2**28, threads: int | None = None,
                 reporter: Reporter | None = None) -> Samples:
    """Samples for the coarse ``values`` (rows, columns), NaN where missing; for totals: of a fine pixel.

    ``sigmas``: blurs of the covariates to prepare, in fine pixels. ``memory`` in bytes bounds what is read at once.
    Raises FusionError for fewer than 30 usable coarse pixels, and where all have one value.
    """
    values = np.asarray(values, float)
    cells = spread_sample(np.isfinite(values), most, seed)
    place = np.full(supports.count, -1)
    place[cells] = np.arange(len(cells))
    means = {sigma: np.zeros((len(cells), covariates.count)) for sigma in sigmas}
    squares = np.zeros((len(cells), covariates.count))
    weight, whole = np.zeros((2, len(cells)))
    ranges = np.tile([np.inf, -np.inf], (covariates.count, 1))
    seen = [0, 0]
    look = _Look(covariates, supports, place, tuple(sigmas), memory // blocks.thread_count(threads))

    def consume(_: blocks.Block, found: "_Found") -> None:
        for sigma in sigmas:
            means[sigma][found.rows] += found.means[sigma]
        squares[found.rows] += found.squares
        weight[found.rows] += found.weight
        whole[found.rows] += found.whole
        ranges[:, 0], ranges[:, 1] = np.fmin(ranges[:, 0], found.low), np.fmax(ranges[:, 1], found.high)
        seen[0] += found.valid
        seen[1] += found.pixels

    strips = [blocks.Block(rows, (0, supports.shape[1])) for rows in supports.ranges]
    blocks.run(look, strips, consume, reporter or Reporter(), threads=threads)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(whole > 0.0, weight / whole, 0.0) * supports.coverage()[cells]
        designs = {sigma: each / weight[:, None] for sigma, each in means.items()}
        plain = designs[min(sigmas)]
        deviations = np.sqrt(np.maximum(squares / weight[:, None] - plain**2, 0.0))
    usable = share >= _WHOLE
    _check(values.ravel()[cells[usable]])
    return Samples({sigma: each[usable] for sigma, each in designs.items()}, cells[usable],
                   np.stack(np.divmod(cells[usable], supports.lattice[1]), axis=1).astype(float),
                   values.ravel()[cells[usable]], share[usable], variation(plain[usable], deviations[usable]), ranges,
                   1.0 - seen[0] / max(1, seen[1]))


def _check(y: np.ndarray) -> None:
    if len(y) < FEWEST_SAMPLES:
        raise FusionError(message("Only {count} coarse pixels have a value and covariates, and at least {fewest} are "
                                  "needed to learn from; take a larger area, or covariates with fewer holes.",
                                  count=len(y), fewest=FEWEST_SAMPLES))
    if np.ptp(y) == 0.0:
        raise FusionError(message("The coarse values are all {value:g}: there is nothing to downscale.",
                                  value=float(y[0])))


@dataclass(frozen=True)
class _Found:
    """What a strip adds to the samples ``rows``."""

    rows: np.ndarray
    means: dict[float, np.ndarray]
    squares: np.ndarray
    weight: np.ndarray
    whole: np.ndarray
    low: np.ndarray
    high: np.ndarray
    valid: int
    pixels: int


@dataclass(frozen=True)
class _Look:
    """Adds up the covariates of a strip over the coarse pixels sampled."""

    covariates: Covariates
    supports: CoarseSupports
    place: np.ndarray
    sigmas: tuple[float, ...]
    memory: int

    def __call__(self, block: blocks.Block, stopped: Callable[[], bool] = lambda: False) -> _Found:
        number = self.supports.ranges.index(block.rows)
        part = self.supports.part(number)
        mine = np.flatnonzero(self.place[part.cells] >= 0)
        matrix = part.matrix[mine]
        margin = max(map(reach_of, self.sigmas))
        rows = max(0, block.rows[0] - margin), min(self.supports.shape[0], block.rows[1] + margin)
        inner = slice(block.rows[0] - rows[0], block.rows[1] - rows[0])
        count, size = self.covariates.count, (rows[1] - rows[0]) * self.supports.shape[1]
        cut = groups(count, size, self.memory)
        stacks = [self.covariates.read(rows, cut[0])] if len(cut) == 1 else (self.covariates.read(rows, g) for g in cut)
        valid = np.ones((rows[1] - rows[0], self.supports.shape[1]), bool)
        for stack in stacks:
            valid &= np.isfinite(stack).all(axis=0)
        here = valid[inner].ravel()
        means = {sigma: np.empty((len(mine), count)) for sigma in self.sigmas}
        smoothers = {sigma: Smoother(valid, sigma) for sigma in self.sigmas}
        squares, low, high = np.empty((len(mine), count)), np.full(count, np.nan), np.full(count, np.nan)
        for group in cut:
            stack = stacks[0] if len(cut) == 1 else self.covariates.read(rows, group)
            for k, plane in zip(group, stack):
                for sigma in self.sigmas:
                    if stopped():
                        raise Cancelled
                    smooth = np.nan_to_num(smoothers[sigma](plane)[inner].ravel())
                    means[sigma][:, k] = matrix @ smooth
                    if sigma == min(self.sigmas):
                        squares[:, k] = matrix @ smooth**2
                if here.any():
                    known = plane[inner].ravel()[here]
                    low[k], high[k] = known.min(), known.max()
        return _Found(self.place[part.cells[mine]], means, squares, matrix @ here.astype(float),
                      np.asarray(matrix.sum(axis=1)).ravel(), low, high, int(here.sum()), here.size)
