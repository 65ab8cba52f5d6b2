"""Times of footprints, and the range of times that is asked for."""

from datetime import datetime, timedelta, timezone

import numpy as np

from ..errors import FusionError
from ..message import message

_OPEN = ("", "..")


def to_utc(seconds: np.ma.MaskedArray, epoch: tuple[np.datetime64, float]) -> np.ndarray:
    """Moments (UTC, datetime64[us]) of seconds since an epoch; NaT where they are masked."""
    begin, offset = epoch
    microseconds = np.rint((np.ma.filled(seconds, 0.0) + offset) * 1e6).astype(np.int64)
    moments = begin.astype("datetime64[us]") + microseconds.astype("timedelta64[us]")
    return np.where(np.ma.getmaskarray(seconds), np.datetime64("NaT", "us"), moments)


def parse_range(text: str) -> tuple[np.datetime64 | None, np.datetime64 | None] | None:
    """First and last moment (UTC, datetime64[us], both ends in) of an ISO 8601 interval; None for no text.

    "2019-04-18/2019-05-01" goes to the end of its last day, "2019-04-18" is that day, ".." is an open end. A time
    without a zone is UTC. Raises FusionError for what does not parse.
    """
    if not text.strip():
        return None
    begin, slash, end = (part.strip() for part in text.partition("/"))
    first = None if begin in _OPEN else _moment(begin, text)[0]
    if not slash:
        first, last = _moment(begin, text)
    else:
        last = None if end in _OPEN else _moment(end, text)[1]
    if first is not None and last is not None and first > last:
        raise FusionError(message("TIME_RANGE {text} ends before it begins; exchange its two dates.", text=text))
    return first, last


def _moment(part: str, text: str) -> tuple[np.datetime64, np.datetime64]:
    """First and last moment of a date, twice the moment of a date with a time."""
    try:
        moment = datetime.fromisoformat(part.replace("Z", "+00:00").replace("z", "+00:00"))
    except ValueError as error:
        raise FusionError(message(
            "TIME_RANGE {text} is no range of dates; give it as 2019-04-18/2019-05-01 or "
            "2019-04-18T08:00:00Z/2019-04-18T09:00:00Z, with .. for an open end.", text=text,
        )) from error
    if moment.tzinfo is not None:
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    last = moment + timedelta(days=1, microseconds=-1) if len(part) <= len("2019-04-18") else moment
    return np.datetime64(moment, "us"), np.datetime64(last, "us")
