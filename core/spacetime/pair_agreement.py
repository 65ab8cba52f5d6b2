"""Pairs whose fine and coarse image are less alike than those of the other dates: clouds that no mask took away."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .. import blocks
from ..errors import Cancelled
from ..reporter import Reporter
from .frame import Frame
from .pairs import coarse_of
from .series import FusionSeries

_TILE = 512
_MOST_TILES = 4        # of the image, spread over it, that are looked at
_LEAST_DATES = 5       # fewer do not tell what is usual
_LEAST_CELLS = 5
_WHOLE = 0.9          # of a cell that must be valid: the mean of a part of it differs for that alone
_UNLIKE = 2.0          # times the usual difference


class _Difference(NamedTuple):
    """Of fine values averaged over cells less coarse values, (bands,) each: their number, mean and mean square."""

    count: np.ndarray
    mean: np.ndarray
    square: np.ndarray


def unlike_pairs(series: FusionSeries, reporter: Reporter, threads: int | None = None) -> frozenset[int]:
    """Numbers of the fine images that differ from the coarse ones of their dates more than twice as much as is usual.

    The difference of a date is the root mean square, over the cells of a few sample tiles of which nine tenths are
    valid, of the fine image's mean less the coarse value less the usual bias between the sensors; the usual one is the
    median over the dates, of which there must be five. One band is enough. Raises Cancelled when the reporter says so.
    """
    paired = [(number, partner) for number, share in enumerate(series.fine_shares)
              if share > 0.0 and (partner := coarse_of(series, number)) is not None]
    if len(paired) < _LEAST_DATES:
        return frozenset()
    parts = blocks.cut(series.shape, (_TILE, _TILE))
    chosen = np.unique(np.linspace(0, len(parts) - 1, min(len(parts), _MOST_TILES)).astype(int))
    frames = [series.frame((parts[k].rows, parts[k].columns), 0.0) for k in chosen]
    found: list[_Difference] = []

    def look(block: blocks.Block, stopped: Callable[[], bool] | None) -> _Difference:
        return _difference(series, *paired[block.rows[0]], frames, stopped)

    blocks.run(look, blocks.cut((len(paired), 1), (1, 1)), lambda _, difference: found.append(difference), reporter,
               threads=threads)
    unlike = np.zeros(len(paired), bool)
    for band in range(series.count):
        count, mean, square = (np.array([getattr(each, name)[band] for each in found]) for name in _Difference._fields)
        known = count >= _LEAST_CELLS
        if known.sum() < _LEAST_DATES:
            continue
        bias = np.median(mean[known])
        apart = np.where(known, square - 2.0 * bias * mean + bias * bias, 0.0)
        unlike |= apart > _UNLIKE ** 2 * np.median(apart[known])
    return frozenset(number for (number, _), apart in zip(paired, unlike) if apart)


def _difference(series: FusionSeries, number: int, partner: int, frames: list[Frame],
                stopped: Callable[[], bool] | None) -> _Difference:
    total = np.zeros((3, series.count))
    for frame in frames:
        if stopped is not None and stopped():
            raise Cancelled
        means = frame.cells.aggregate(series.read_fine(number, frame), least=_WHOLE)
        apart = means - series.read_coarse(partner, frame)
        apart[:, ~(frame.cells_inside & (frame.cells.coverage >= 1.0))] = np.nan
        total += [np.isfinite(apart).sum(axis=(1, 2)), np.nansum(apart, axis=(1, 2)),
                  np.nansum(apart ** 2, axis=(1, 2))]
    count = np.maximum(total[0], 1.0)
    return _Difference(total[0], total[1] / count, total[2] / count)
