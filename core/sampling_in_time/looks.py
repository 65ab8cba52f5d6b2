"""Looks: when something was observed, as dates in a text, in a table or of rasters tell, and how much was seen."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..advice.layer import Layer
from ..advice.times import TimeSpan
from ..dates import middle, parse_span
from ..errors import FusionError
from ..message import message
from ..raster import RasterSource

DAY = np.timedelta64(86_400, "s")
_NOON = np.timedelta64(43_200, "s")
_SEPARATORS = re.compile(r"[\s,;]+")
# A raster of up to so many pixels is read whole; of a larger one so many windows down and across, of so many pixels.
_WHOLE, _WINDOWS, _SIDE = 2**20, 4, 128


@dataclass(frozen=True)
class Look:
    """An observation at ``time`` (datetime64[s], UTC); ``valid``: share of its pixels that have a value, None where
    that is not known; ``counts``: is that enough?"""

    time: np.datetime64
    name: str = ""
    valid: float | None = None
    counts: bool = True


def read_dates(text: str) -> np.ndarray:
    """datetime64[s] (UTC) of dates in a text, separated by commas, semicolons, spaces or lines.

    Dates and spans as core.dates.parse_span knows them, of which the middle is taken: of a day its noon. Raises
    FusionError for what is no date.
    """
    return np.array([_moment(word) for word in _SEPARATORS.split(text) if word], "datetime64[s]")


def day_middles(times: np.ndarray) -> np.ndarray:
    """Times (datetime64[s]) that are all midnights are days: their noons. NaT stays."""
    known = times[~np.isnat(times)]
    return times + _NOON if np.all(known == known.astype("datetime64[D]")) else times


def looks_at(times: np.ndarray) -> list[Look]:
    """Looks at times (datetime64[s]) of which nothing else is known; NaT is left out."""
    return [Look(time) for time in times if not np.isnat(time)]


def look_of(layer: Layer, least: float) -> Look | None:
    """The look of a raster, in the middle of the time its values are of; None if its time is not known.

    It counts if more than ``least`` (0 to 1) of its pixels have a value, and at least one. A raster that cannot be read
    counts. Raises FusionError if the file is damaged.
    """
    if layer.times is None:
        return None
    valid = None if layer.source is None else valid_share(layer.source, [band.number for band in layer.sampled_bands])
    return Look(_middle(layer.times), layer.name, valid, valid is None or (valid > 0.0 and valid >= least))


def valid_share(source: RasterSource, bands: Sequence[int]) -> float:
    """Share of the pixels that have a value in all ``bands``: of all pixels, or of 16 places of a large raster.

    Raises FusionError if the file is damaged there.
    """
    rows, columns = map(int, source.grid.shape)
    if rows * columns <= _WHOLE:
        places = [((0, rows), (0, columns))]
    else:
        places = [(row, column) for row in _spread(rows) for column in _spread(columns)]
    seen = valid = 0
    for row, column in places:
        pixels = source.read(list(bands), row, column)
        every = (pixels.valid != 0).all(axis=0)
        seen, valid = seen + every.size, valid + int(every.sum())
    return valid / seen if seen else 0.0


def joined(looks: Iterable[Look], within: float) -> list[Look]:
    """Looks in the order of time, those within ``within`` days after the first of them as one.

    It has the first one's name and, if any of them counts, counts, at the mean time of those that do. Tiles of one
    overpass are one look.
    """
    groups: list[list[Look]] = []
    for look in sorted(looks, key=lambda look: (look.time, look.name)):
        if groups and (look.time - groups[-1][0].time) / DAY <= within:
            groups[-1].append(look)
        else:
            groups.append([look])
    return [_one(group) for group in groups]


def _one(group: list[Look]) -> Look:
    counted = [look for look in group if look.counts]
    chosen = counted or group
    first = chosen[0].time
    offset = sum(int((look.time - first) / np.timedelta64(1, "s")) for look in chosen) // len(chosen)
    valid = [look.valid for look in group if look.valid is not None]
    return replace(chosen[0], time=first + np.timedelta64(offset, "s"), valid=max(valid) if valid else None)


def _spread(size: int) -> list[tuple[int, int]]:
    """Windows along a side."""
    side = min(size, _SIDE)
    starts = np.unique(np.linspace(0, size - side, min(_WINDOWS, -(-size // side))).astype(int))
    return [(int(start), int(start) + side) for start in starts]


def _middle(span: TimeSpan) -> np.datetime64:
    return np.datetime64(middle(span).replace(tzinfo=None), "s")


def _moment(word: str) -> np.datetime64:
    span = parse_span(word)
    if span is None:
        raise FusionError(message(
            "{word} is no date; write dates as 2024-06-02, 2024154 or 2024-06-02T18:20:11Z, separated by commas.",
            word=word))
    return _middle(span)
