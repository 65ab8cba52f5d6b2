"""Windows of time: months, periods of n days, seasons, all of it, or dates of one's own."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from ..advice.times import TimeSpan
from ..dates import middle, parse_span
from ..errors import FusionError
from ..message import message

MOST_WINDOWS = 1000
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
# Meteorological seasons; December belongs to the winter of the year that follows.
_SEASONS = {12: "DJF", 3: "MAM", 6: "JJA", 9: "SON"}


@dataclass(frozen=True)
class Window:
    """From ``begin`` to ``end`` (UTC, both in); ``name`` is what its band is called."""

    name: str
    begin: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Does a moment lie in it?"""
        return self.begin <= moment <= self.end

    @property
    def middle(self) -> datetime:
        """The moment in its middle."""
        return self.begin + (self.end - self.begin + _SECOND) / 2

    @property
    def days(self) -> float:
        """Its length."""
        return (self.end - self.begin + _SECOND) / _DAY


def make_windows(kind: str, spans: Sequence[TimeSpan], *, days: int = 16, start: str = "",
                 dates: str = "") -> tuple[Window, ...]:
    """The windows that scenes of these dates fall into, from the first to the last, those without a scene among them.

    ``kind``: month, days (periods of ``days`` days from the date ``start`` on, and without it from each 1 January on,
    the year's last one cut short), season (December to February and so on), whole (from the first day to the last), or
    custom (``dates``: days and intervals of days, separated by commas). A scene falls into the window that holds its
    middle. Raises FusionError for dates that cannot be read, and for more than MOST_WINDOWS windows.
    """
    moments = [middle(span) for span in spans]
    if kind == "custom":
        return _custom(dates)
    if kind == "whole":
        first, last = _day(min(span.begin for span in spans)), _day(max(span.end for span in spans))
        return (_window(first, last + _DAY),)
    if kind == "days" and start:
        begins = _from_start(_start(start), days, moments)
    else:
        begins = {"month": _months, "season": _seasons}.get(kind, _in_years(days))(min(moments).year - 1)
    return tuple(_between(begins, min(moments), max(moments), _NAMES.get(kind)))


def _between(begins: Iterator[datetime], first: datetime, last: datetime,
             name: Callable[[datetime], str] | None) -> Iterator[Window]:
    """The windows from the one that holds ``first`` to the one that holds ``last``."""
    begin, count = next(begins), 0
    for end in begins:
        if begin > last:
            return
        if end > first:
            count += 1
            if count > MOST_WINDOWS:
                raise FusionError(message("The scenes lie so far apart that there are more than {most} windows of "
                                          "time; choose longer windows.", most=MOST_WINDOWS))
            yield _window(begin, end, name(begin) if name else "")
        begin = end


def _months(year: int) -> Iterator[datetime]:
    while True:
        for month in range(1, 13):
            yield _utc(year, month, 1)
        year += 1


def _seasons(year: int) -> Iterator[datetime]:
    return (begin for begin in _months(year) if begin.month in _SEASONS)


def _in_years(days: int) -> Callable[[int], Iterator[datetime]]:
    def begins(year: int) -> Iterator[datetime]:
        while True:
            begin = _utc(year, 1, 1)
            while begin.year == year:
                yield begin
                begin += days * _DAY
            year += 1
    return begins


def _from_start(start: datetime, days: int, moments: Sequence[datetime]) -> Iterator[datetime]:
    """From the period that holds the first moment on, which may lie before the start."""
    begin = start + (min(moments) - start) // (days * _DAY) * days * _DAY
    while True:
        yield begin
        begin += days * _DAY


def _start(text: str) -> datetime:
    span = parse_span(text)
    if span is None or span.end - span.begin >= _DAY:
        raise FusionError(message("START {text} is no date; give the first day of a period as in 2024-01-01.",
                                  text=text))
    return _day(span.begin)


def _custom(text: str) -> tuple[Window, ...]:
    parts = [part for part in re.split(r"\s*[,;\n]\s*", text.strip()) if part]
    if not parts:
        raise FusionError(message("The windows are to be dates of your own and none is given; give DATES, as in "
                                  "2024-05-01/2024-05-31,2024-06-01/2024-07-15."))
    windows = []
    for part in parts:
        span = parse_span(part)
        if span is None:
            raise FusionError(message("{text} is no interval of dates; give DATES as in "
                                      "2024-05-01/2024-05-31,2024-06-01/2024-07-15.", text=part))
        windows.append(_window(_day(span.begin), _day(span.end) + _DAY))
    if len(windows) > MOST_WINDOWS:
        raise FusionError(message("DATES holds more than {most} windows of time; give fewer.", most=MOST_WINDOWS))
    if len(set(windows)) < len(windows):
        raise FusionError(message("DATES holds a window twice; give each one once."))
    return tuple(windows)


def _window(begin: datetime, beyond: datetime, name: str = "") -> Window:
    first, last = f"{begin:%Y-%m-%d}", f"{beyond - _SECOND:%Y-%m-%d}"
    return Window(name or (first if first == last else f"{first}/{last}"), begin, beyond - _SECOND)


def _season_name(begin: datetime) -> str:
    return f"{begin.year + (begin.month == 12)} {_SEASONS[begin.month]}"


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _utc(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=timezone.utc)


_NAMES = {"month": "{:%Y-%m}".format, "season": _season_name}
