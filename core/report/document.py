"""A report: one HTML page that needs no network, and its numbers as CSV files beside it."""

import csv
import io
import os
import re
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

from ..destination import Destination, check_different
from ..errors import require
from ..finding import Finding
from ..message import message
from . import page

_PAGE = ((".html", ".htm"), message("HTML pages"))
_CSV = ((".csv",), message("CSV files"))
_NAME = re.compile("[A-Za-z0-9_-]+")


class Report:
    """What a run tells its user: sections of text, tables, findings and figures, in the order they were added.

    Texts are plain text; the page escapes them, and ``tell`` takes them to the language of the page. The CSV files are
    the same in every language. The same content written under the same name gives the same bytes.
    """

    def __init__(self, title: str, summary: str = "", tell: page.Tell = str) -> None:
        self._title = title
        self._summary = summary
        self._tell = tell
        self._parts: list[str | page.Table] = []
        self._figures = 0

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._parts.append(page.heading(self._tell(text)))

    def paragraph(self, text: str) -> None:
        """Add a paragraph."""
        self._parts.append(page.paragraph(self._tell(text)))

    def items(self, texts: Sequence[str]) -> None:
        """Add a list, an entry for each text; nothing if there is none."""
        self._parts.append(page.items([self._tell(text) for text in texts]))

    def table(
        self,
        name: str,
        caption: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
        units: Sequence[str] | None = None,
    ) -> None:
        """Add a table, which also becomes the file "<report without ending>_<name>.csv".

        The first column names the rows. Numbers have four significant digits on the page and all of theirs in the
        file, where the units follow the column's name in brackets; None and NaN are missing. Raises ValueError if the
        name is used already or is not made of letters, digits, "_" and "-", or if a row does not fit the columns.
        """
        if not _NAME.fullmatch(name) or name.lower() in (table.name.lower() for table in self._tables):
            raise ValueError(f"{name!r} is no name for a table, or names another one already")
        table = page.Table(name, caption, tuple(columns), tuple(map(tuple, rows)), tuple(units or [""] * len(columns)))
        if not columns or any(len(row) != len(columns) for row in (table.units, *table.rows)):
            raise ValueError(f"the rows or units of the table {name} do not fit its columns")
        self._parts.append(table)

    def findings(self, findings: Sequence[Finding]) -> None:
        """Add findings, the gravest first, or the sentence that there are none."""
        self._parts.append(page.findings(findings, self._tell))

    def figure(self, figure: dict[str, Any], description: str) -> None:
        """Add a figure of report_figures and the text that tells those who cannot see it what it shows."""
        if not description.strip():
            raise ValueError("a figure needs a description")
        self._figures += 1
        self._parts.append(page.figure(figure, description, self._figures, self._tell))

    def image(self, png: bytes, description: str) -> None:
        """Add a picture and the text that tells those who cannot see it what it shows."""
        if not description.strip():
            raise ValueError("an image needs a description")
        self._parts.append(page.image(png, description, self._tell))

    def write(self, path: str) -> list[str]:
        """Write the page and the CSV files and return their paths, the page first.

        All of them are written under temporary names and renamed when the last one is whole, the page at the end.
        Raises FusionError if `path` does not end in .html or .htm, if a file cannot be written or replaced, or if
        there are figures and plotly is missing.
        """
        path = os.fspath(path)
        paths = [path, *(_csv_path(path, table) for table in self._tables)]
        destinations: list[Destination] = []
        try:
            destinations.append(Destination(path, *_PAGE))
            check_different(paths)
            destinations += (Destination(file, *_CSV) for file in paths[1:])
            texts = [self._html(path), *map(_csv_text, self._tables)]
            for destination, text in zip(destinations, texts, strict=True):
                destination.write_text(destination.part(".txt"), text)
            for destination in reversed(destinations):
                destination.replace(destination.part(".txt"))
        finally:
            for destination in destinations:
                destination.remove_parts()
        return paths

    @property
    def _tables(self) -> list[page.Table]:
        return [part for part in self._parts if isinstance(part, page.Table)]

    def _html(self, path: str) -> str:
        files = {table.name: os.path.basename(_csv_path(path, table)) for table in self._tables}
        numbers = {name: number for number, name in enumerate(files, start=1)}
        body = [
            page.table(part, numbers[part.name], files[part.name], self._tell) if isinstance(part, page.Table) else part
            for part in self._parts
        ]
        plotly = require("plotly.offline").get_plotlyjs() if self._figures else ""
        return page.document(self._title, self._summary, body, list(files.values()), plotly, self._tell)


def check_report(path: str, *, figures: bool = True) -> None:
    """Raise FusionError if no report (with ``figures``, or without) can be written to `path`: to be asked before the
    work begins.
    """
    Destination(path, *_PAGE).remove_parts()
    if figures:
        require("plotly.offline")


def _csv_path(path: str, table: page.Table) -> str:
    return f"{os.path.splitext(path)[0]}_{table.name}.csv"


def _csv_text(table: page.Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        f"{page.clean(name)} [{page.clean(units)}]" if units else page.clean(name)
        for name, units in zip(table.columns, table.units, strict=True)
    )
    writer.writerows(map(_in_full, row) for row in table.rows)
    return text.getvalue()


def _in_full(value: object) -> str:
    """A number as the shortest text that reads back as the same number; "" if it is missing."""
    if page.is_missing(value):
        return ""
    if isinstance(value, Real) and not isinstance(value, (bool, Integral)):
        return repr(float(value))
    return page.clean(value)
