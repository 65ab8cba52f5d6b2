"""When a layer was observed: from what its caller knows, the file's tags, or the product's name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from ..message import message
from ..product import Product
from ..raster.files import short_name

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_YEARS = range(1970, 2100)
# Pairs of tags that hold begin and end, their keys in capitals without "_" and groups, with the time of day in tags of
# its own (or none). Tags on when a file was written or processed, such as TIFFTAG_DATETIME, are no time of observation.
_TAGS = (
    ("RANGEBEGINNINGDATE", "RANGEENDINGDATE", "RANGEBEGINNINGTIME", "RANGEENDINGTIME"),
    ("RANGEBEGINNINGDATETIME", "RANGEENDINGDATETIME", "", ""),
    ("TIMECOVERAGESTART", "TIMECOVERAGEEND", "", ""),
    ("SENSINGTIME", "", "", ""),
    ("DATEACQUIRED", "", "SCENECENTERTIME", ""),
    ("PRODUCTSTARTTIME", "PRODUCTSTOPTIME", "", ""),
    ("DATATAKE1DATATAKESENSINGSTART", "", "", ""),
    ("ACQUISITIONDATETIME", "", "", ""),
    ("ACQUISITIONDATE", "", "ACQUISITIONTIME", ""),
    ("STARTTIME", "STOPTIME", "", ""),
    ("TIMESTART", "TIMEEND", "", ""),
)
_Y, _DOY = r"(?P<y>(?:19|20)\d\d)", r"(?P<j>[0-3]\d\d)"
_MD, _HMS = r"(?P<m>\d\d)(?P<d>\d\d)", r"(?P<t>[0-2]\d[0-5]\d[0-5]\d)"
_DATE = _Y + _MD
_START, _END = r"(?<![0-9])", r"(?![0-9])"
_THEN = r"(?P<y2>(?:19|20)\d\d)(?P<m2>\d\d)(?P<d2>\d\d)"
# Names of products whose other numbers look like dates, or whose dates like other numbers: tried first.
_PRODUCT_NAMES = tuple(map(re.compile, (
    rf"(?<![A-Za-z0-9])A{_Y}{_DOY}{_END}",                                              # MODIS, VIIRS: .A2022110.
    rf"(?i)doy{_Y}{_DOY}{_END}",                                                        # AppEEARS
    rf"(?<![A-Za-z0-9])L[COETM]0?\d_L\w{{3}}_\d{{6}}_{_DATE}_\d{{8}}",                  # Landsat collections
    rf"(?<![A-Za-z0-9])L[COETM]\d{{7}}{_Y}{_DOY}[A-Z]{{3}}\d\d",                        # Landsat scenes
    rf"(?<![A-Za-z0-9])GEDI\d\d_[A-Z]_{_Y}{_DOY}{_HMS}_O",
    rf"(?<![A-Za-z0-9])oco[23]_\w+_(?P<yy>\d\d){_MD}_B",
    rf"(?<![A-Za-z0-9]){_DATE}-S{_HMS}-E(?P<t2>\d{{6}})",                               # IMERG
    rf"(?<![A-Za-z0-9])GRCTellus\.\w+\.{_Y}(?P<m>\d\d)_(?P<y2>\d{{4}})(?P<m2>\d\d)\.",
    rf"(?i)(?<![A-Za-z0-9])nlcd_(?:LndCov_)?{_Y}_",
    rf"(?<![A-Za-z0-9])ESA_WorldCover_\d+m_{_Y}_",
)))
_PLAIN_NAMES = tuple(map(re.compile, (
    rf"{_START}{_DATE}[T_]?{_HMS}{_END}",
    rf"{_START}{_Y}{_DOY}T{_HMS}{_END}",                                                # HLS
    rf"{_START}{_DATE}[-_]{_THEN}{_END}",
    rf"{_START}{_DATE}{_END}",
    rf"{_START}{_Y}(?P<s>[-_.])(?P<m>\d\d)(?P=s)(?P<d>\d\d){_END}",
    rf"{_START}{_Y}{_DOY}{_END}",
    rf"{_START}{_Y}_{_DOY}(?![0-9A-Za-z])",                                             # MODIStsp
)))


@dataclass(frozen=True)
class TimeSpan:
    """From ``begin`` to ``end`` (UTC, both ends in; equal for a moment); ``origin``: how that is known, in words.

    Times without a zone are taken as UTC. Raises ValueError if ``end`` lies before ``begin``.
    """

    begin: datetime
    end: datetime
    origin: str

    def __post_init__(self) -> None:
        for name in ("begin", "end"):
            time = getattr(self, name)
            object.__setattr__(self, name, time.astimezone(timezone.utc) if time.tzinfo else
                               time.replace(tzinfo=timezone.utc))
        if self.end < self.begin:
            raise ValueError(f"a span of time ends ({self.end}) before it begins ({self.begin})")

    @property
    def days(self) -> float:
        """Its length."""
        return (self.end - self.begin) / _DAY

    @property
    def text(self) -> str:
        """For people: a minute, a day, or the first and the last day."""
        if self.end - self.begin < timedelta(hours=1):
            return f"{self.begin:%Y-%m-%d %H:%M} UTC"
        first, last = f"{self.begin:%Y-%m-%d}", f"{self.end:%Y-%m-%d}"
        return first if first == last else f"{first}/{last}"


def observed(path: str, attributes: Mapping[str, str], product: Product | None = None) -> TimeSpan | None:
    """When a file's values were observed, as its attributes tell or else its name; None if neither does.

    A ``product`` that is made of several days widens the day in the name to them.
    """
    return from_tags(attributes) or from_name(path, product)


def from_tags(attributes: Mapping[str, str]) -> TimeSpan | None:
    """From attributes with keys in any case, with or without "_" and leading groups (``NC_GLOBAL#``)."""
    given = {key.rsplit("#", 1)[-1].replace("_", "").upper(): (key, str(value)) for key, value in attributes.items()}
    for first, last, first_time, last_time in _TAGS:
        if first not in given:
            continue
        times = [time for part in given[first][1].split(";")
                 for time in [_parsed(part, given.get(first_time, ("", ""))[1])] if time is not None]
        ends = [_parsed(given[last][1], given.get(last_time, ("", ""))[1])] if last in given else []
        if times:
            begin, end = min(each[0] for each in times), max(each[1] for each in [*times, *filter(None, ends)])
            return TimeSpan(begin, end, message("from the tag {tag}", tag=given[first][0]))
    return None


def from_name(path: str, product: Product | None = None) -> TimeSpan | None:
    """From the file's name, whatever surrounds the date in it, or that of the product's folder around it."""
    names = [short_name(path)]
    if product is not None:
        names += [folder for folder in reversed(re.split(r"[\\/]", path)[:-1])
                  if any(re.search(pattern, folder) for pattern in product.folders)]
    span = next((span for name in names for span in _dates(name)), None)
    if span is None:
        return None
    begin, end = span
    window = None if product is None else product.window_days
    if window is not None and end - begin < _DAY:
        day = begin.replace(hour=0, minute=0, second=0)
        begin, end = day + window[0] * _DAY, day + (window[1] + 1) * _DAY - _SECOND
    return TimeSpan(begin, end, message("from the name"))


def without_dates(name: str) -> str:
    """A name with "#" in the place of its dates."""
    for pattern in (*_PRODUCT_NAMES, *_PLAIN_NAMES):
        for found in reversed(list(pattern.finditer(name))):
            if _span(found):
                ends = [found.span(group) for group, text in found.groupdict().items() if text is not None]
                name = name[:min(ends)[0]] + "#" + name[max(end for _, end in ends):]
    return name


def _dates(name: str) -> Iterator[tuple[datetime, datetime]]:
    for pattern in (*_PRODUCT_NAMES, *_PLAIN_NAMES):
        for found in pattern.finditer(name):
            span = _span(found)
            if span is not None:
                yield span


def _span(found: re.Match[str]) -> tuple[datetime, datetime] | None:
    """What a match stands for; None where its numbers are no date."""
    parts = found.groupdict()
    year = int(parts["y"]) if parts.get("y") else 2000 + int(parts["yy"])
    time = parts.get("t")
    try:
        if parts.get("j"):
            first = datetime(year, 1, 1) + (int(parts["j"]) - 1) * _DAY
        else:
            first = datetime(year, int(parts.get("m") or 1), int(parts.get("d") or 1))
        last = _last(parts, first)
        if time:
            begin = datetime.strptime(f"{first:%Y%m%d}{time}", "%Y%m%d%H%M%S")
            end = datetime.strptime(f"{first:%Y%m%d}{parts['t2']}", "%Y%m%d%H%M%S") if parts.get("t2") else begin
            return (begin, end) if year == first.year and year in _YEARS and begin <= end else None
    except ValueError:
        return None
    return (first, last + _DAY - _SECOND) if year == first.year and year in _YEARS and first <= last else None


def _last(parts: dict[str, str | None], first: datetime) -> datetime:
    """The last day of what is named: of a year, of a month, or the day itself. Raises ValueError for no date."""
    if parts.get("y2"):
        year, month = int(parts["y2"]), int(parts["m2"])
        if parts.get("d2"):
            last = datetime(year, month, int(parts["d2"]))
            return last if first <= last <= first + 366 * _DAY else first
        return _month_end(year, month)
    if parts.get("j") or parts.get("d"):
        return first
    return datetime(first.year, 12, 31)


def _month_end(year: int, month: int) -> datetime:
    return datetime(year + month // 12, month % 12 + 1, 1) - _DAY


def _parsed(date: str, time: str) -> tuple[datetime, datetime] | None:
    """First and last moment of a date, with a time of day in it or beside it; None if it cannot be read."""
    text = f"{date.strip()}T{time.strip()}" if time and "T" not in date else date.strip()
    try:
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return (moment, moment) if ":" in text or "T" in text else (moment, moment + _DAY - _SECOND)
