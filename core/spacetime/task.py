"""One date: the survey of its images, then one block after the other, in threads."""

import math
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from .. import blocks
from ..blocks import Block
from ..errors import Cancelled
from ..reporter import Reporter, Share
from .contract import CoarseImage, Fuser, Pair, Prediction, Tile, fuse_block
from .frame import Frame
from .pairs import coarse_of
from .series import FusionSeries

_LARGEST, _SMALLEST = 512, 32        # rows and columns of a block
_SURVEY = 1024                       # rows and columns of the survey's tiles
_SURVEY_BYTES = 192 * 2**20          # of the images in such a tile
_SHARE = 0.6                         # of the memory, for blocks under way
_WORK = 14                           # float32 planes of a block's frame for each band, while it is computed
_RESULTS = 4                         # results of blocks for each worker: under way and waiting to be written
_SURVEYED = 0.25                     # share of the progress of a date


@dataclass(frozen=True)
class Fused(Prediction):
    """A prediction as it is written. ``observed``: how many values are those of the date's own fine image;
    ``clipped``: how many were beyond the limits.
    """

    observed: int = 0
    clipped: int = 0


@dataclass(frozen=True)
class DateTask:
    """Pure and picklable: called with a block it returns what is predicted for its pixels.

    ``base``: numbers of the fine images to predict from; ``coarse``: number of the coarse image of the day, None
    without one; ``own``: number of a fine image whose valid values are kept as they are. ``factor``: by which the
    method's sigma is multiplied.
    """

    series: FusionSeries
    fuser: Fuser
    day: float
    base: tuple[int, ...]
    coarse: int | None
    own: int | None = None
    factor: float = 1.0

    @property
    def reach(self) -> float:
        """In metres."""
        return self.fuser.reach(self.series.pixel, self.series.cell)

    def tile(self, block: Block, stopped: Callable[[], bool] | None = None) -> Tile:
        """What the method sees of a block."""
        series = self.series
        frame = replace(series.frame((block.rows, block.columns), self.reach), stopped=stopped)
        pairs = tuple(self._pair(number, frame) for number in self.base)
        coarse = None if self.coarse is None else self._coarse(self.coarse, frame)
        return Tile(frame, pairs, coarse, tuple(self._coarse(number, frame) for number in self.others))

    @property
    def others(self) -> tuple[int, ...]:
        """Numbers of all coarse images from the first base date to the last, for methods that use them."""
        if not self.fuser.uses_series:
            return ()
        days = [self.series.fine_days[number] for number in self.base] + [self.day]
        first, last = math.floor(min(days)), math.floor(max(days)) + 1
        return tuple(number for number, day in enumerate(self.series.coarse_days) if first <= day < last)

    def __call__(self, block: Block, stopped: Callable[[], bool] | None = None) -> Fused:
        if stopped is not None and stopped():
            raise Cancelled
        tile = self.tile(block, stopped)
        if not self.base:
            empty = np.full((self.series.count, *tile.frame.inner_shape), np.nan, np.float32)
            return self._with_own(Fused(empty, empty.copy()), tile.frame)
        found = fuse_block(self.fuser, tile, self.day)
        return self._with_own(self._within_limits(found), tile.frame)

    def _within_limits(self, found: Prediction) -> Fused:
        low, high = self.fuser.options.limits
        missing = ~np.isfinite(found.values)
        values = np.where(missing, np.float32(np.nan), np.clip(found.values, low, high))
        clipped = int(np.count_nonzero((values != found.values) & ~missing))
        sigma = np.where(missing | ~np.isfinite(found.sigma), np.nan, found.sigma * self.factor)
        return Fused(values.astype(np.float32), sigma.astype(np.float32), found.filled, 0, clipped)

    def _with_own(self, found: Fused, frame: Frame) -> Fused:
        if self.own is None:
            return found
        inner = replace(frame, rows=frame.inner[0], columns=frame.inner[1])
        observed = self.series.read_fine(self.own, inner)
        valid = np.isfinite(observed)
        noise = np.float32(self.fuser.options.noises(self.series.count)[0])[:, None, None]
        return replace(found, values=np.where(valid, observed, found.values),
                       sigma=np.where(valid, noise, found.sigma), observed=int(np.count_nonzero(valid)))

    def _pair(self, number: int, frame: Frame) -> Pair:
        partner = coarse_of(self.series, number)
        coarse = None if partner is None else self.series.read_coarse(partner, frame)
        return Pair(self.series.fine_days[number], self.series.read_fine(number, frame), coarse)

    def _coarse(self, number: int, frame: Frame) -> CoarseImage:
        return CoarseImage(self.series.coarse_days[number], self.series.read_coarse(number, frame))


def predict_date(series: FusionSeries, fuser: Fuser, day: float, base: Sequence[int],
                 consume: Callable[[Block, Fused], None], *, parts: Sequence[Block] | None = None,
                 own: int | None = None, factor: float = 1.0, memory: int = 2**30, threads: int | None = None,
                 reporter: Reporter | None = None) -> Fuser:
    """Predict a day from the fine images ``base`` (numbers), hand each block's result to ``consume`` in order, and
    return the surveyed method.

    ``parts``: blocks of fine pixels to predict, the whole image in blocks that fit into ``memory`` by default; the
    survey sees the whole image in any case. ``own``, ``factor``: as in `DateTask`. ``fuser`` stays as it is.
    Raises Cancelled when the reporter says so.
    """
    reporter = reporter or Reporter()
    task = DateTask(series, copy(fuser), day, tuple(base), series.coarse_at(day), own, factor)
    if base:
        task = replace(task, fuser=surveyed(task, Share(reporter, 0.0, _SURVEYED)))
    workers = blocks.thread_count(threads)
    parts = cut(task, memory, workers) if parts is None else parts
    blocks.run(task, parts, consume, Share(reporter, _SURVEYED, 1.0 - _SURVEYED), threads=workers)
    return task.fuser


def surveyed(task: DateTask, reporter: Reporter) -> Fuser:
    """The method after its survey of the whole image, in tiles that depend on the image and its dates alone."""
    series = task.series
    images = max(1, (len(task.base) + len(task.others)) * series.count)
    side = max(_SMALLEST * 4, min(_SURVEY, int(math.sqrt(_SURVEY_BYTES / (4 * images)))))
    parts = blocks.cut(series.shape, (side, side))

    def tiles() -> Iterator[Tile]:
        for number, part in enumerate(parts):
            reporter.progress(number / len(parts))
            yield task.tile(part, reporter.cancelled)

    return copy(task.fuser).survey(tiles)


def cut(task: DateTask, memory: int, workers: int) -> list[Block]:
    """Blocks of the whole image, as large as the memory allows."""
    series = task.series
    halo = [2 * (task.reach / size + cell / size) for size, cell in zip(series.pixel, series.cell)]
    per_cell = np.prod(series.pixel) / np.prod(series.cell)
    # Methods that use the whole series work on a copy of all images, band by band.
    copies = 1.0 + task.fuser.uses_series / series.count
    planes = copies * len(task.base) + _WORK + 2 * per_cell * (len(task.base) + len(task.others))
    most = _SHARE * memory / workers
    side = _LARGEST
    while side > _SMALLEST:
        frame = np.prod([min(side + more, size + 1) for more, size in zip(halo, series.shape)])
        held = frame * planes * series.count * 4 + frame * 24 + _RESULTS * 8 * series.count * side * side
        if held <= most:
            break
        side //= 2
    return blocks.cut(series.shape, (side, side))
