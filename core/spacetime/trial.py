"""Leave one date out: every method predicts fine images that are known, from the other dates."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from ..blocks import Block, cut, run, thread_count
from ..errors import FusionError
from ..message import message
from ..reporter import Reporter, Share
from .contract import Prediction, Tile
from .frame import Range
from .methods import fuser_class, fuser_of
from .options import FusionOptions
from .pairs import PairChoice, choose_pairs, coarse_of, is_clear
from .series import FusionSeries, date_name
from .task import DateTask, surveyed

MOST_PIXELS = 1 << 20   # of a date that are predicted; of larger images, sample windows with as many
_SIDE = 256             # pixels, of a sample window
_LARGEST, _SMALLEST = 512, 32    # pixels, of a window where the whole image is predicted
_BUDGET = 1 << 28       # bytes for a window: a constant, so that windows do not hang on the memory a run is given
_OTHERS = 8             # images of a window besides pairs and predictions
# Pixels along a block that is predicted at one go, between looks at the cancel button; fewer for a wider window of
# similar pixels, so that a block is about the same work.
_LONGEST, _SHORTEST, _AT_ONCE = 256, 64, 128 * 51

Window = tuple[Range, Range]


@dataclass(frozen=True)
class HeldOut:
    """A window of a fine image that was held out, and what each method makes of it without it.

    ``gap``: days between the usable fine dates before and after it, or to the nearest one where there is none on one
    side; ``nearest``: days to the nearest of them; ``truth`` (bands, rows, columns); ``predictions`` of its shape,
    within the limits; ``seconds``: time of one core for the window, with its part of what was learned before;
    ``failed``: why a method gives nothing.
    """

    day: float
    gap: float
    nearest: float
    window: Window
    truth: np.ndarray
    predictions: dict[str, Prediction]
    seconds: dict[str, float]
    failed: dict[str, str] = field(default_factory=dict)


def trial_days(series: FusionSeries, choice: PairChoice = PairChoice()) -> tuple[float, ...]:
    """The fine dates that can be held out: ``choice.least_valid`` of their values are valid, they have a coarse image,
    and there are such dates before and after them, within ``choice.max_gap``.
    """
    usable = usable_days(series, choice)
    return tuple(day for before, day, after in zip(usable, usable[1:], usable[2:])
                 if max(day - before, after - day) <= choice.max_gap)


def usable_days(series: FusionSeries, choice: PairChoice = PairChoice()) -> list[float]:
    """The fine dates with enough valid values, none of them doubtful, and a coarse image that has some."""
    found = []
    for number, day in enumerate(series.fine_days):
        partner = coarse_of(series, number)
        if is_clear(series, number, choice) and partner is not None and series.coarse_shares[partner] > 0.0:
            found.append(day)
    return found


def gap_around(series: FusionSeries, day: float, choice: PairChoice = PairChoice()) -> tuple[float, float]:
    """Days between the usable fine dates before and after a day, and to the nearest of these. Where there is none on
    one side, both are the days to the nearest one; NaN without any.
    """
    steps = [each - day for each in usable_days(series, choice) if math.floor(each) != math.floor(day)]
    before = max((each for each in steps if each < 0.0), default=-math.inf)
    after = min((each for each in steps if each > 0.0), default=math.inf)
    nearest = min(-before, after)
    if math.isinf(nearest):
        return math.nan, math.nan
    return (nearest if math.isinf(after - before) else after - before), nearest


def trial_windows(shape: tuple[int, int], most_pixels: int = MOST_PIXELS, largest: int = _LARGEST) -> list[Window]:
    """Windows that tile an image (rows, columns) of at most ``most_pixels``; of a larger one, squares that are spread
    over it evenly and hold nearly as many pixels together.
    """
    if shape[0] * shape[1] <= most_pixels:
        return [(block.rows, block.columns) for block in cut(shape, (largest, largest))]
    sides = [min(_SIDE, largest, size, max(1, math.isqrt(most_pixels))) for size in shape]
    count = max(1, most_pixels // (sides[0] * sides[1]))
    down = min(max(1, round(math.sqrt(count * shape[0] / shape[1]))), count, shape[0] // sides[0])
    across = max(1, min(count // down, shape[1] // sides[1]))
    return [(rows, columns) for rows in _spread(shape[0], sides[0], down)
            for columns in _spread(shape[1], sides[1], across)]


def _spread(size: int, side: int, count: int) -> list[Range]:
    """``count`` ranges of ``side``, each in the middle of its part of ``size``."""
    middles = [(2 * k + 1) * size // (2 * count) for k in range(count)]
    begins = [min(max(0, middle - side // 2), size - side) for middle in middles]
    return [(begin, begin + side) for begin in begins]


def run_trial(series: FusionSeries, methods: Sequence[str], choice: PairChoice, options: FusionOptions, *,
              days: Sequence[float] | None = None, most_pixels: int = MOST_PIXELS, threads: int | None = None,
              memory: int = 2**30, reporter: Reporter | None = None) -> Iterator[HeldOut]:
    """Hold out the fine images of ``days`` (`trial_days` by default), one after another, and predict them.

    Windows without a value are passed over. Of an image larger than ``most_pixels``, methods see and learn from the
    sample windows alone. A method that cannot predict a date, having too few pairs say, is among ``failed``.
    ``memory`` in bytes. Raises Cancelled when the reporter says so.
    """
    reporter = reporter or Reporter()
    days = trial_days(series, choice) if days is None else tuple(days)
    threads = max(1, min(thread_count(threads), memory // _BUDGET))
    images = 2 * len(series.fine_days) + 2 * len(methods) + _OTHERS
    largest = min(_LARGEST, max(_SMALLEST, math.isqrt(_BUDGET // (4 * series.count * images))))
    windows = trial_windows(series.shape, most_pixels, largest)
    for number, day in enumerate(days):
        date = _Date(series, choice, day, windows)
        yield from date.held_out(methods, options, threads, Share(reporter, number / len(days), 1.0 / len(days)))
    reporter.progress(1.0)


@dataclass(frozen=True)
class _Work:
    """One method in one window, as `blocks.run` hands them out; they count alike."""

    task: DateTask
    window: Window
    cells: int = 1

    @property
    def method(self) -> str:
        return self.task.fuser.name


Timed = tuple[object, float]    # what was computed, or the FusionError instead, and seconds of one core


class _Date:
    """One date that is held out."""

    def __init__(self, series: FusionSeries, choice: PairChoice, day: float, windows: Sequence[Window]):
        self._series, self._choice = series, choice
        number = series.fine_at(day)
        if number is None:
            raise FusionError(message("{date} has no fine image, and so nothing to compare with; name dates of fine "
                                      "images.", date=date_name(day)))
        self._number, self._day = number, series.fine_days[number]
        self._whole = sum((b - a) * (d - c) for (a, b), (c, d) in windows) == series.shape[0] * series.shape[1]
        self._windows = [window for window in windows if np.isfinite(self._truth(window)).any()]
        self._failed: dict[str, str] = {}

    def held_out(self, methods: Sequence[str], options: FusionOptions, threads: int,
                 reporter: Reporter) -> Iterator[HeldOut]:
        """Its windows, one after another."""
        steps = len(self._windows) + 1
        works = [work for method in methods if (work := self._prepared(method, options)) is not None]
        learned: dict[str, Timed] = {}
        run(self._learn, works if self._windows else [], partial(self._keep, learned, self._failed),
            Share(reporter, 0.0, 1.0 / steps), threads=threads)
        tasks = [(replace(work.task, fuser=learned[work.method][0]), learned[work.method][1] / len(self._windows))
                 for work in works if work.method in learned]
        around = gap_around(self._series, self._day, self._choice)
        for number, window in enumerate(self._windows, start=1):
            found: dict[str, Timed] = {}
            failed = dict(self._failed)
            run(_predict, [_Work(task, window) for task, _ in tasks], partial(self._keep, found, failed),
                Share(reporter, number / steps, 1.0 / steps), threads=threads)
            yield HeldOut(self._day, *around, window, self._truth(window),
                          {method: prediction for method, (prediction, _) in found.items()},
                          {task.fuser.name: found[task.fuser.name][1] + before for task, before in tasks
                           if task.fuser.name in found}, failed)

    def _prepared(self, method: str, options: FusionOptions) -> _Work | None:
        try:
            base = choose_pairs(self._series, self._day, fuser_class(method), self._choice, without=self._day)
        except FusionError as error:
            self._failed[method] = error.sentence
            return None
        task = DateTask(self._series, fuser_of(method, options), self._day, base, self._series.coarse_at(self._day))
        return _Work(task, ((0, 0), (0, 0)))

    def _learn(self, work: _Work, stopped: Callable[[], bool] | None) -> Timed:
        """What the method learns before it predicts: as in a job where all of the image is held out."""
        reporter = _Stoppable(stopped)
        begin = time.thread_time()
        try:
            fuser = surveyed(work.task, reporter) if self._whole else copy(work.task.fuser).survey(
                lambda: self._tiles(work.task, reporter))
        except FusionError as error:
            return error, 0.0
        return fuser, time.thread_time() - begin

    def _tiles(self, task: DateTask, reporter: Reporter) -> Iterator[Tile]:
        for number, window in enumerate(self._windows):
            reporter.progress(number / len(self._windows))
            yield task.tile(Block(*window))

    def _truth(self, window: Window) -> np.ndarray:
        frame = self._series.frame(window, 0.0)
        return self._series.read_fine(self._number, frame)[(slice(None), *frame.inner_slices)]

    @staticmethod
    def _keep(found: dict[str, Timed], failed: dict[str, str], work: _Work, result: Timed) -> None:
        if isinstance(result[0], FusionError):
            failed[work.method] = result[0].sentence
        else:
            found[work.method] = result


def _predict(work: _Work, stopped: Callable[[], bool] | None) -> Timed:
    begin = time.thread_time()
    (top, bottom), (left, right) = work.window
    side = _block_side(work.task)
    shape = (work.task.series.count, bottom - top, right - left)
    values, sigma, filled = np.empty(shape, np.float32), np.empty(shape, np.float32), 0
    try:
        for part in cut(shape[1:], (side, side)):
            block = Block(tuple(top + row for row in part.rows), tuple(left + column for column in part.columns))
            found = work.task(block, stopped)
            place = (slice(None), slice(*part.rows), slice(*part.columns))
            values[place], sigma[place] = found.values, found.sigma
            filled += found.filled
    except FusionError as error:
        return error, 0.0
    return Prediction(values, sigma, filled), time.thread_time() - begin


def _block_side(task: DateTask) -> int:
    """Pixels along a block of a window: what a method gives does not hang on it."""
    width = max(1.0, task.fuser.options.window / min(task.series.pixel))
    return int(min(_LONGEST, max(_SHORTEST, _AT_ONCE / width)))


class _Stoppable(Reporter):
    """Passes on that a run was cancelled to what goes on in a thread."""

    def __init__(self, stopped: Callable[[], bool] | None):
        super().__init__()
        self._stopped = stopped

    def cancelled(self) -> bool:
        return self._stopped is not None and self._stopped()
