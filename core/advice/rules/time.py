"""Rules of time: are the layers of one time, and close enough in time for what is asked?"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from ...finding import Finding, Severity
from ...message import message
from ..lengths import days_text
from ..question import PURPOSES, Question
from ..rule import Rule
from ..series import FEWEST, Series, series_of
from ..times import TimeSpan

# Layers less than a day apart count as of one time: hours are told by SENSOR_DIFFERENCE.
_DAY = timedelta(days=1)
# A map of a year holds for a day in it.
_LONG = timedelta(days=300)


class _Timed(NamedTuple):
    """A layer, or a series of them, and its time."""

    name: str
    span: TimeSpan
    is_series: bool = False


def time_mismatch(question: Question) -> Iterator[Finding]:
    """Do the dates or windows of layers differ? A series counts as its whole window."""
    tolerance = _DAY if question.time_scale is None else max(_DAY, timedelta(days=question.time_scale / 2))
    times = _times(question, tolerance)
    pairs = [(first, second) for number, first in enumerate(times) for second in times[number + 1:]
             if _mismatch(first, second, tolerance)]
    if not pairs:
        return
    first, second = max(pairs, key=lambda pair: (_gap(pair[0].span, pair[1].span), _between(*pair)))
    days = _between(first, second) / _DAY
    if _gap(first.span, second.span) > timedelta(0):
        told = message("they are of {time} ({origin}) and {other} ({other_origin}), {days} days apart: what changed "
                       "meanwhile will look like a difference of sensor or scale.", time=first.span.text,
                       origin=first.span.origin, other=second.span.text, other_origin=second.span.origin,
                       days=days_text(days))
    else:
        told = message("they are of {time} ({origin}) and {other} ({other_origin}): the windows overlap, but values of "
                       "one may come from outside of the other.", time=first.span.text, origin=first.span.origin,
                       other=second.span.text, other_origin=second.span.origin)
    yield Finding("TIME_MISMATCH", Severity.WARNING,
                  message("{first} and {second}", first=first.name, second=second.name), told,
                  message("Composite the layers to a common window, or take layers of the same day."))


def time_aliasing(question: Question) -> Iterator[Finding]:
    """Is the sampling interval longer than half of the time scale that the user gives (Nyquist)?"""
    if question.time_scale is None:
        return
    half = question.time_scale / 2
    for series in _sampled(question):
        subject = message("{first} and {second}", first=series.layers[0].name, second=series.layers[-1].name)
        longest = max(series.intervals)
        if series.interval > half:
            seen = message("the {count} dates are {interval} days apart, more than half of the time scale of "
                           "{scale} days: changes that fast are missed, or look like slow ones.",
                           count=len(series.windows), interval=days_text(series.interval),
                           scale=days_text(question.time_scale))
        elif longest > half:
            gaps = sum(interval > half for interval in series.intervals)
            seen = message("the {count} dates are usually {interval} days apart, but {gaps} of {intervals} "
                           "intervals are longer than half of the time scale of {scale} days, the longest "
                           "{longest} days: changes in these gaps are missed.", count=len(series.windows),
                           interval=days_text(series.interval), gaps=gaps, intervals=len(series.intervals),
                           scale=days_text(question.time_scale), longest=days_text(longest))
        else:
            continue
        yield Finding("TIME_ALIASING", Severity.WARNING, subject, seen, message(
            "Use data at most {half} days apart, such as a coarser sensor that looks more often (fusion in space "
            "and time joins both), or ask about changes over {scale} days and more.", half=days_text(half),
            scale=days_text(2.0 * max(series.interval, longest if series.interval <= half else 0.0))))


def _sampled(question: Question) -> list[Series]:
    """Series with intervals; if there are none, all dates together. Fusion in time has those of the densest one."""
    several = series_of(question.layers)
    found = [series for series in several if series.intervals]
    if not found:
        every = Series(tuple(sorted((layer for series in several for layer in series.layers),
                                    key=lambda layer: layer.times.begin)))
        found = [every] if every.intervals else []
    if question.purpose == "spatiotemporal" and found:
        return [min(found, key=lambda series: series.interval)]
    return found


def _times(question: Question, tolerance: timedelta) -> list[_Timed]:
    """What has to agree in time: whole series, single layers and points."""
    found: list[_Timed] = []
    several = series_of(question.layers)
    for series in several:
        if _is_series(series, several, tolerance):
            span = TimeSpan(series.windows[0].begin, max(layer.times.end for layer in series.layers),
                            series.layers[0].times.origin)
            found.append(_Timed(message("the series from {name} on", name=series.layers[0].name), span, True))
        else:
            found += [_Timed(layer.name, layer.times) for layer in series.layers]
    return found + [_Timed(points.name, points.times) for points in question.points if points.times is not None]


def _is_series(series: Series, among: Sequence[Series], tolerance: timedelta) -> bool:
    """Are its dates meant to differ: three or more, or two that another one has too?"""
    count = len(series.windows)
    return count >= FEWEST or count == 2 and any(
        all(any(not _differ(own, its, tolerance) for its in other.windows) for own in series.windows)
        for other in among if other is not series and len(other.windows) >= count)


def _mismatch(first: _Timed, second: _Timed, tolerance: timedelta) -> bool:
    """A series has to share time with others, and nothing more."""
    if first.is_series or second.is_series:
        return _gap(first.span, second.span) >= tolerance
    return _differ(first.span, second.span, tolerance)


def _differ(first: TimeSpan, second: TimeSpan, tolerance: timedelta) -> bool:
    longer = max(first.end - first.begin, second.end - second.begin)
    if longer >= _LONG and _gap(first, second) == timedelta(0):
        return False
    return max(abs(first.begin - second.begin), abs(first.end - second.end)) >= tolerance


def _gap(first: TimeSpan, second: TimeSpan) -> timedelta:
    """From the end of the one to the begin of the other; nothing if they overlap."""
    return max(first.begin - second.end, second.begin - first.end, timedelta(0))


def _between(first: _Timed, second: _Timed) -> timedelta:
    """From middle to middle."""
    return abs(first.span.begin - second.span.begin + first.span.end - second.span.end) / 2


RULES = (
    Rule("time_mismatch", time_mismatch, tuple(purpose for purpose in PURPOSES if purpose != "spatiotemporal")),
    Rule("time_aliasing", time_aliasing),
)
