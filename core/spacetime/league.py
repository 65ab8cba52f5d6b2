"""What leave one date out tells: scores of every method on the same values, date by date, and which method is best."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..errors import Cancelled
from ..message import Message, message
from ..reporter import Reporter
from .calibration import RatioSample, error_ratios
from .options import METHODS, FusionOptions
from .pairs import PairChoice
from .scores import ImageScores, ImageSums
from .series import FusionSeries
from .trial import MOST_PIXELS, HeldOut, run_trial

# The simplest first: of equally good methods the first one is chosen.
SIMPLEST_FIRST = ("interpolation", "persistence", "difference", "ratio", "fitfc", "starfm", "estarfm", "ubestarfm",
                  "fsdaf", "timekriging")
DEFAULT = "interpolation"
# As reports call them.
NAMES = {
    "interpolation": message("Linear interpolation"), "persistence": message("Nearest fine image"),
    "difference": message("Coarse difference"), "ratio": message("Coarse ratio"), "fitfc": "Fit-FC",
    "starfm": "STARFM", "estarfm": "ESTARFM", "ubestarfm": "ubESTARFM", "fsdaf": "FSDAF",
    "timekriging": message("Kriging in time"),
}
LEAST_DATES = 3         # fewer tell too little to choose by
_EQUAL = 1.005          # error over the least one that counts as equally good
_LEAST_SHARE = 0.5      # of the values that the fullest method predicts; a method with fewer is not compared
_PERFECT = 1e-12        # of a standard deviation: the least error that is told from none
_PIXELS = 1e6
_TOO_FEW = message("it predicts less than half of the values that other methods predict.")
_APART = message("it predicts no part of the image that all the other methods predict too.")


@dataclass(frozen=True)
class TrialDate:
    """One held-out date. ``values``: how many the truth has; ``sums``: of each compared method, over the values that
    all compared methods predict; by method, ``coverage``: share of the truth's values that it predicts, ``ratios``:
    |error| / sigma of its own values, ``seconds``: of one core for a megapixel, window by window; ``failed``: why a
    method is not compared.
    """

    day: float
    gap: float
    nearest: float
    values: int = 0
    sums: dict[str, ImageSums] = field(default_factory=dict)
    coverage: dict[str, float] = field(default_factory=dict)
    ratios: dict[str, np.ndarray] = field(default_factory=dict)
    seconds: dict[str, tuple[float, ...]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """All held-out dates. Methods are ranked on the dates where all ranked ones are compared; a method that is missing
    on more than a fifth of the dates is not ranked, so that it takes no more than these from the others.
    """

    methods: tuple[str, ...]
    dates: tuple[TrialDate, ...]

    @property
    def ranked(self) -> tuple[str, ...]:
        """The methods that are compared on at least four fifths of the dates where any is."""
        dates = [date for date in self.dates if date.sums]
        return tuple(method for method in self.methods
                     if dates and 5 * sum(method in date.sums for date in dates) >= 4 * len(dates))

    @property
    def compared(self) -> tuple[TrialDate, ...]:
        """The dates where all ranked methods are compared."""
        ranked = self.ranked
        return tuple(date for date in self.dates if ranked and all(method in date.sums for method in ranked))

    def without(self, day: float) -> "Trial":
        """Without one date."""
        return replace(self, dates=tuple(date for date in self.dates if date.day != day))

    def among(self, methods: Sequence[str]) -> "Trial":
        """Of some methods alone; the values that are compared stay the same."""
        return replace(self, methods=tuple(method for method in self.methods if method in methods))

    def scores(self, method: str, dates: Sequence[TrialDate] | None = None) -> ImageScores:
        """Of all values of the ``compared`` dates together, or of other dates. KeyError where it is not compared."""
        return pooled([date.sums[method] for date in (self.compared if dates is None else dates)]).scores()

    def seconds(self, method: str) -> float:
        """Of one core for a megapixel: the median of all windows, NaN without any."""
        found = [each for date in self.dates for each in date.seconds.get(method, ())]
        return float(np.median(found)) if found else float("nan")

    def ratios(self, method: str) -> list[np.ndarray]:
        """|error| / sigma of each date that it predicts."""
        return [date.ratios[method] for date in self.dates if method in date.ratios]

    def errors(self, method: str) -> dict[str, int]:
        """Why it is not compared, and on how many dates."""
        found: dict[str, int] = {}
        for date in self.dates:
            if method in date.failed:
                found[date.failed[method]] = found.get(date.failed[method], 0) + 1
        return found


@dataclass(frozen=True)
class Standing:
    """A method in the league: ``relative``, its error by which methods are ranked (`typical_error`); ``rmse`` and
    ``bias`` of each band over all values, in its units.
    """

    method: str
    relative: float
    rmse: tuple[float, ...]
    bias: tuple[float, ...]


def pooled(sums: Sequence[ImageSums]) -> ImageSums:
    """Sums of all values together; at least one of them."""
    first = sums[0]
    total = ImageSums(first.bands, first.ratio, first.noise, detail=first.detail)
    for each in sums:
        total.merge(each)
    return total


def try_methods(series: FusionSeries, methods: Sequence[str], choice: PairChoice, options: FusionOptions, *,
                days: Sequence[float] | None = None, detail: bool = False, most_pixels: int = MOST_PIXELS,
                watch: Callable[[HeldOut], None] | None = None, memory: int = 2**30,
                threads: int | None = None, reporter: Reporter | None = None) -> Trial:
    """Leave one date out (`run_trial`), scored as it goes (`collect`). Raises Cancelled when the reporter says so."""
    held_out = run_trial(series, methods, choice, options, days=days, most_pixels=most_pixels, threads=threads,
                         memory=memory, reporter=reporter)
    ratio = ((series.pixel[0] * series.pixel[1]) / (series.cell[0] * series.cell[1])) ** 0.5
    return collect(held_out, methods, ratio=ratio, noise=options.noises(series.count)[0], detail=detail, watch=watch,
                   reporter=reporter)


def typical_error(sums: Sequence[ImageSums]) -> float:
    """The geometric mean over dates of the root mean square error, each band in standard deviations of its truth.

    So a date counts by how much better one method is than another there. In the errors of all values together a
    contaminated image, which no method can predict, would outweigh all other dates.
    """
    return math.exp(sum(math.log(max(each.scores().relative, _PERFECT)) for each in sums) / len(sums))


def collect(held_out: Iterable[HeldOut], methods: Sequence[str] = METHODS, *, ratio: float = 1.0,
            noise: Sequence[float] | None = None, detail: bool = False,
            watch: Callable[[HeldOut], None] | None = None, reporter: Reporter | None = None) -> Trial:
    """Score windows as they come, so that no image is kept; those of a date follow one another.

    A method that predicts less than half of what the fullest one predicts of a date is not compared there. A window of
    which a compared method predicts less than half counts for no method, as it lies under a cloud of that method's
    images. ``ratio``, ``noise``, ``detail``: as `ImageSums` takes them. ``watch`` sees each window. Raises Cancelled
    when the reporter says so.
    """
    reporter = reporter or Reporter()
    dates: list[_Growing] = []
    for window in held_out:
        if not dates or dates[-1].day != window.day:
            dates.append(_Growing(window, noise or (0.0,) * len(window.truth), ratio, detail))
        dates[-1].add(window, reporter)
        if watch is not None:
            watch(window)
    return Trial(tuple(methods), tuple(each.finished() for each in dates))


class _Growing:
    """A date while its windows come. Which methods are compared is known at its end alone: until then sums are kept for
    each group of methods that see the same windows.
    """

    def __init__(self, first: HeldOut, noise: Sequence[float], ratio: float, detail: bool):
        self.day, self._gap, self._nearest = first.day, first.gap, first.nearest
        self._new = lambda: ImageSums(len(first.truth), ratio, noise, detail=detail)
        self._values = 0
        self._groups: dict[tuple[str, ...], dict[str, ImageSums]] = {}
        self._predicted: dict[str, int] = {}
        self._ratios: dict[str, RatioSample] = {}
        self._seconds: dict[str, list[float]] = {}
        self._failed: dict[str, str] = {}

    def add(self, window: HeldOut, reporter: Reporter) -> None:
        """Score a window."""
        there = np.isfinite(window.truth)
        self._values += int(np.count_nonzero(there))
        self._failed |= window.failed
        own = {}
        for method, found in window.predictions.items():
            own[method] = there & np.isfinite(found.values)
            self._predicted[method] = self._predicted.get(method, 0) + int(np.count_nonzero(own[method]))
            self._seconds.setdefault(method, []).append(window.seconds[method] * _PIXELS / window.truth[0].size)
            self._ratios.setdefault(method, RatioSample()).add(
                error_ratios(found.values, window.truth, found.sigma, own[method]))
            _look(reporter)
        group = _full({method: int(np.count_nonzero(used)) for method, used in own.items()})
        used = np.logical_and.reduce([own[method] for method in group]) if group else np.zeros_like(there)
        if not used.any():
            return
        sums = self._groups.setdefault(group, {method: self._new() for method in group})
        for method in group:
            sums[method].add(window.predictions[method].values, window.truth, used)
            _look(reporter)

    def finished(self) -> TrialDate:
        """The methods that predict enough of the date, on the windows that all of them see."""
        whole = _full(self._predicted)
        failed = {method: _TOO_FEW for method in self._predicted if method not in whole}
        while whole and not any(set(whole) <= set(group) for group in self._groups):
            # The emptiest one, of equally empty ones the least simple.
            worst = min(whole, key=lambda method: (self._predicted[method], -SIMPLEST_FIRST.index(method)))
            whole = tuple(method for method in whole if method != worst)
            failed[worst] = _APART
        seen = [sums for group, sums in self._groups.items() if set(whole) <= set(group)]
        failed = {method: reason for method, reason in (self._failed | failed).items() if method not in whole}
        return TrialDate(self.day, self._gap, self._nearest, self._values,
                         {method: pooled([sums[method] for sums in seen]) for method in whole},
                         {method: count / max(1, self._values) for method, count in self._predicted.items()},
                         {method: sample.taken() for method, sample in self._ratios.items()},
                         {method: tuple(each) for method, each in self._seconds.items()}, failed)


def _full(counts: dict[str, int]) -> tuple[str, ...]:
    """The methods with at least half as many values as the fullest one."""
    most = max(counts.values(), default=0)
    return tuple(method for method, count in counts.items() if most and count >= _LEAST_SHARE * most)


def _look(reporter: Reporter) -> None:
    if reporter.cancelled():
        raise Cancelled


def standings(trial: Trial) -> list[Standing]:
    """The ranked methods, the best first."""
    dates, found = trial.compared, []
    for method in trial.ranked if dates else ():
        scores = trial.scores(method, dates)
        relative = typical_error([date.sums[method] for date in dates])
        found.append(Standing(method, relative, tuple(band.rmse for band in scores.bands),
                              tuple(band.bias for band in scores.bands)))
    return sorted(found, key=lambda each: (each.relative, SIMPLEST_FIRST.index(each.method)))


def choose_method(trial: Trial | Iterable[HeldOut], default: str = DEFAULT) -> tuple[str, list[Standing]]:
    """The method with the least `typical_error` on the values that are compared, and all methods with theirs.

    Of methods within half a per cent of the least error the simplest one is taken (`best_of`). With fewer than
    LEAST_DATES dates, ``default``.
    """
    trial = trial if isinstance(trial, Trial) else collect(trial)
    table = standings(trial)
    if len(trial.compared) < LEAST_DATES or not table:
        return default, table
    return best_of(table).method, table


def best_of(table: Sequence[Standing]) -> Standing:
    """The simplest of the methods within half a per cent of the least error; at least one of them, in any order."""
    least = min(each.relative for each in table)
    good = [each for each in table if each.relative <= _EQUAL * least]
    return min(good, key=lambda each: SIMPLEST_FIRST.index(each.method))


def not_compared(trial: Trial) -> list[Message]:
    """Which methods are not compared, on how many dates and why, and how many dates tell nothing of the methods."""
    found = [message("{method} is not compared on some dates ({count} of {all}): {reason}", method=NAMES[method],
                     count=count, all=len(trial.dates), reason=reason)
             for method in trial.methods for reason, count in trial.errors(method).items()]
    left = len(trial.dates) - len(trial.compared)
    if left:
        found.append(message("Some held-out dates ({left} of {all}) are left out of the comparison, since not all "
                             "ranked methods have values there.", left=left, all=len(trial.dates)))
    return found
