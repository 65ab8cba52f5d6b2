"""What intervals between dates can show of a cycle.

- **Resolved**: no interval reaches half of the period. That suffices to rebuild what varies no faster from irregular
  dates (Groechenig 1992, Reconstruction algorithms in irregular sampling, Mathematics of Computation 59: maximal gap).
- **Aliased**: a slower cycle looks the same at the dates, by half of its power or more in their spectral window.
- **Marginal**: neither; the mean interval tells whether there are two dates a period on average, without which nothing
  can be rebuilt (Landau 1967, doi:10.1007/BF02395039).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..message import Message, message
from .looks import DAY
from .window import Alias, strongest_alias

VERDICTS = ("resolved", "marginal", "aliased")
FEWEST = 3
# Intervals count as equal within this share of their median.
_REGULAR = 0.05


@dataclass(frozen=True)
class Sampling:
    """Dates ``times`` (n,), datetime64[s] in increasing order, and the time scale ``scale`` in days that matters."""

    times: np.ndarray
    scale: float

    @cached_property
    def days(self) -> np.ndarray:
        """Days (n,) since the first date."""
        return (self.times - self.times[0]) / DAY

    @cached_property
    def intervals(self) -> np.ndarray:
        """Days (n - 1,) between one date and the next."""
        return np.diff(self.days)

    @property
    def span(self) -> float:
        """Days from the first to the last date."""
        return float(self.days[-1])

    @property
    def median(self) -> float:
        """The usual interval."""
        return float(np.median(self.intervals))

    @property
    def mean(self) -> float:
        """The mean interval: twice it is the shortest period with two dates a period on average."""
        return float(self.intervals.mean())

    @property
    def longest(self) -> float:
        """The longest interval: what is longer than twice it is resolved everywhere."""
        return float(self.intervals.max())

    @property
    def step(self) -> float:
        """The longest interval of which all others are multiples (Eyer and Bartholdi 1999), in days."""
        seconds = np.diff(self.times).astype("timedelta64[s]").astype(np.int64)
        return float(np.gcd.reduce(seconds)) / 86_400.0

    @property
    def is_regular(self) -> bool:
        """Are all intervals equal, within 5 %?"""
        return bool((np.abs(self.intervals - self.median) <= _REGULAR * self.median).all())

    @cached_property
    def too_long(self) -> np.ndarray:
        """Booleans (n - 1,): does the interval reach half of the time scale?"""
        return self.intervals >= 0.5 * self.scale

    @cached_property
    def alias(self) -> Alias | None:
        """The slower cycle that looks like one of the time scale; None if there is none."""
        return strongest_alias(self.days, self.scale)

    @property
    def verdict(self) -> str:
        """One of VERDICTS."""
        if not self.too_long.any() and self.span >= self.scale:
            return "resolved"
        return "marginal" if self.alias is None else "aliased"

    def interval_dates(self, number: int) -> tuple[str, str]:
        """The dates around an interval, as texts."""
        return tuple(date_text(time) for time in self.times[number:number + 2])


def date_text(time: np.datetime64) -> str:
    """A date; with its time where that is not noon, which stands for the day."""
    text = str(time.astype("datetime64[s]"))
    return text[:10] if text.endswith("T12:00:00") else f"{text[:16]}Z"


def verdict_text(sampling: Sampling) -> Message:
    """The verdict in a sentence, with its figures."""
    begin, end = sampling.interval_dates(int(sampling.intervals.argmax()))
    values = {"count": len(sampling.times), "scale": f"{sampling.scale:.5g}", "longest": f"{sampling.longest:.4g}",
              "mean": f"{sampling.mean:.4g}", "span": f"{sampling.span:.5g}", "begin": begin, "end": end,
              "gaps": int(sampling.too_long.sum()), "intervals": len(sampling.intervals)}
    if sampling.verdict == "resolved":
        return message("Resolved: the {count} dates lie at most {longest} days apart, less than half of the time scale "
                       "of {scale} days.", **values)
    if sampling.verdict == "aliased":
        return _aliased_text(sampling.alias, values)
    if not sampling.too_long.any():
        return message("Marginal: the {count} dates lie at most {longest} days apart, but span {span} days only, less "
                       "than one period of {scale} days, so that a cycle cannot be told from a trend.", **values)
    if sampling.mean < 0.5 * sampling.scale:
        return message("Marginal: the dates lie {mean} days apart on average, less than half of the time scale of "
                       "{scale} days, but {gaps} of {intervals} intervals are not shorter than that, the longest "
                       "{longest} days ({begin} to {end}): what happens in them is missed.", **values)
    return message("Marginal: with {mean} days between dates on average there are no more than two in {scale} days, "
                   "so that changes are missed, the most between {begin} and {end} ({longest} days); no slower cycle "
                   "looks the same.", **values)


def _aliased_text(alias: Alias, values: dict[str, object]) -> Message:
    values["power"] = f"{100.0 * alias.power:.3g}"
    if np.isinf(alias.period):
        return message("Aliased: at these dates a cycle of {scale} days looks like no change at all (likeness "
                       "{power} %); the longest interval has {longest} days ({begin} to {end}).", **values)
    return message("Aliased: at these dates a cycle of {scale} days looks like one of {period} days (likeness "
                   "{power} %); the longest interval has {longest} days ({begin} to {end}).",
                   period=f"{alias.period:.4g}", **values)
