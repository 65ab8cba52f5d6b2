"""Dates of rasters: from a table, from what the map says of a layer, from the files' tags or from their names."""

import csv
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .advice.times import TimeSpan, from_name, from_tags, observed
from .errors import FusionError
from .message import message
from .product import recognise
from .raster import RasterSource
from .raster.files import container_file

_MOST_NAMED = 3    # scenes that a sentence names
_SEPARATORS = ",;\t"
_INTERVAL = re.compile(r"\s*/\s*")


@dataclass(frozen=True)
class DateTable:
    """Dates by name of file, as a table gives them; ``name`` is the table's own."""

    name: str
    spans: Mapping[str, TimeSpan]

    def find(self, path: str) -> TimeSpan | None:
        """The date of a file, which the table may name with its folder or without, with its ending or without."""
        return next((self.spans[key] for key in _keys(container_file(path)) if key in self.spans), None)


def parse_span(text: str, origin: str = "") -> TimeSpan | None:
    """The span that a text names, None if it names none.

    "2024-06-02", "2024-06-02T20:50:11Z", "2024154" or "20240602": a day or a moment; two of them with a slash between:
    from the first to the end of the second. ``origin``: how it is known, in words.
    """
    begin, *rest = _INTERVAL.split(text.strip())
    if len(rest) > 1:
        return None
    spans = [_parse_one(part) for part in (begin, *rest)]
    if None in spans or spans[-1].end < spans[0].begin:
        return None
    return TimeSpan(spans[0].begin, spans[-1].end, origin)


def read_date_table(path: str) -> DateTable:
    """A text file with a line for each raster: its name, then its date, or its first and last date.

    Columns are separated by commas, semicolons or tabs; a first line without a date is taken for a heading. Raises
    FusionError, in one sentence, for a file that cannot be read, a line without a date, and a name given twice.
    """
    name = os.path.basename(path)
    spans: dict[str, TimeSpan] = {}
    for number, cells in _lines(path, name):
        span = parse_span("/".join(cells[1:3]), message("from the table {table}", table=name))
        if span is None and number == 1:
            continue
        if span is None:
            raise FusionError(message(
                "Line {line} of {table} has no date; write the name of a raster and its date, as in "
                "scene_1.tif,2024-06-02.", line=number, table=name))
        key = _keys(cells[0])[0]
        if key in spans:
            raise FusionError(message("{table} gives {raster} twice; give each raster one line.", table=name,
                                      raster=cells[0]))
        spans[key] = span
    if not spans:
        raise FusionError(message("{table} has no dates; write a line for each raster with its name and its date.",
                                  table=name))
    return DateTable(name, spans)


def date_of(source: RasterSource, given: TimeSpan | None = None, table: DateTable | None = None) -> TimeSpan | None:
    """When a raster was observed, None if nothing tells.

    A ``table`` counts most, then what is ``given`` (the temporal properties of its layer, say), then the file's tags,
    then its name by the patterns of all known products.
    """
    listed = None if table is None else table.find(source.path)
    if listed is not None or given is not None:
        return listed or given
    return observed(source.path, source.metadata, recognise(source.path, source.metadata).product)


def dates_of(sources: Sequence[RasterSource], given: Sequence[TimeSpan | None] = (),
             table: DateTable | None = None) -> tuple[TimeSpan, ...]:
    """The dates of rasters, in their order; ``given``: one for each raster, or none at all.

    Raises FusionError that names the rasters without a date.
    """
    known = given or (None,) * len(sources)
    spans = tuple(date_of(source, each, table) for source, each in zip(sources, known, strict=True))
    undated = [source.name for source, span in zip(sources, spans) if span is None]
    if not undated:
        return spans
    if len(undated) > _MOST_NAMED:
        raise FusionError(message(
            "{names} and {more} more rasters have no date in their tags or names; give a table of dates, or set the "
            "temporal properties of their layers.", names=", ".join(undated[:_MOST_NAMED]),
            more=len(undated) - _MOST_NAMED))
    if len(undated) == 1:
        raise FusionError(message("{name} has no date in its tags or its name; give a table of dates, or set the "
                                  "temporal properties of its layer.", name=undated[0]))
    raise FusionError(message("{names} have no date in their tags or names; give a table of dates, or set the temporal "
                              "properties of their layers.", names=", ".join(undated)))


def middle(span: TimeSpan) -> datetime:
    """The moment in the middle of a span (UTC), to the second."""
    half = (span.end - span.begin) / 2
    return span.begin + timedelta(seconds=round(half.total_seconds()))


def stamp(moment: datetime) -> str:
    """A moment in UTC as ISO 8601, to the second: "2024-06-02T20:50:11Z"."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _parse_one(text: str) -> TimeSpan | None:
    """A date as in the tags of a file, or as in its name where that is all of it."""
    if not re.fullmatch(r"[\d\-:.TtZz+ _]+", text):
        return None
    span = from_tags({"TIME_START": re.sub("[_ ]", "T", text.strip().upper())})
    return span or from_name(text)


def _keys(path: str) -> list[str]:
    """What a file may be called in a table, the fullest first."""
    base = re.split(r"[\\/]", path.strip())[-1].casefold()
    stem = os.path.splitext(base)[0]
    return [base] if stem == base else [base, stem]


def _lines(path: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Numbers and cells of the lines that are not empty."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise FusionError(message("The table of dates {table} cannot be read ({reason}); give a text file (CSV, "
                                  "UTF-8).", table=name, reason=getattr(error, "strerror", None) or error)) from error
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    for number, cells in enumerate(csv.reader(text.splitlines(), delimiter=separator), start=1):
        cells = [cell.strip() for cell in cells]
        if any(cells):
            yield number, [cell for cell in cells if cell]
