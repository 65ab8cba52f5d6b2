"""The parts of a report's page as HTML. Every text from outside is escaped here, and only here."""

import base64
import html
import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any
from urllib.parse import quote

import numpy as np

from ..finding import Finding, Severity, gravest_first
from ..message import Message, message
from .style import script, style

# Takes a text to the language of the page.
Tell = Callable[[str], str]

# The code of the page's language.
_LANGUAGE = message("en")
_MISSING = message("n/a")
_LONG_WORD = 18
_MANY_COLUMNS = 12
_SCRIPT_END = re.compile("</(?=script)", re.IGNORECASE)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# The browser itself keeps the page from the network.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
_SEVERITIES = {
    Severity.INFO: message("Info"), Severity.WARNING: message("Warning"), Severity.BLOCKER: message("Blocker"),
}
# What of a figure may hold very many numbers, and no words.
_NUMBERS = ("x", "y", "z", "customdata")
_ICONS = {
    Severity.INFO: '<circle cx="8" cy="8" r="7"/><path d="M8 7v5M8 4v1"/>',
    Severity.WARNING: '<path d="M8 1.5 15 14.5H1z"/><path d="M8 6v4M8 11.5v1"/>',
    Severity.BLOCKER: '<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z"/><path d="M5 5l6 6M11 5l-6 6"/>',
}


@dataclass(frozen=True)
class Table:
    """One table: `rows` of values as given, a name and a unit ("" if it has none) for each column."""

    name: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    units: tuple[str, ...]

    def is_numeric(self, column: int) -> bool:
        """Does the column hold numbers and nothing else that is not missing?"""
        values = [row[column] for row in self.rows if not is_missing(row[column])]
        return bool(values) and all(isinstance(value, Real) and not _is_truth(value) for value in values)


def is_missing(value: object) -> bool:
    """Is there no value: None, NaN or masked?"""
    return value is None or value is np.ma.masked or (isinstance(value, Real) and value != value)


def clean(value: object) -> str:
    """The value as text without what no page or file can hold, such as the bytes of undecodable file names."""
    return _UNPRINTABLE.sub("\ufffd", str(value))


def escaped(value: object) -> str:
    """The value as text that is nothing but text in HTML."""
    return html.escape(clean(value))


def shown(value: object) -> str:
    """A value as people read it: numbers with four significant digits, and all digits of their integer part."""
    if is_missing(value):
        return _MISSING
    if _is_truth(value):
        return message("yes") if value else message("no")
    if isinstance(value, Integral):
        return f"{value:,}" if abs(int(value)) >= 10000 else str(int(value))
    if isinstance(value, Real):
        return _shown_real(float(value))
    return value if isinstance(value, Message) else clean(value)


def document(
    title: str, summary: str, body: Sequence[str], files: Sequence[str], plotly: str, tell: Tell = str
) -> str:
    """The whole page. `body` is HTML, `files` are the names of the CSV files, `plotly` is its code or ""."""
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{escaped(tell(_LANGUAGE))}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escaped(tell(title))}</title>",
        f"<style>{style()}</style>",
    ]
    if plotly:
        parts.append("<noscript><style>.drawing { display: none; }</style></noscript>")
    parts += ["</head>", "<body>", "<main>", f"<h1>{escaped(tell(title))}</h1>"]
    if summary:
        parts.append(f'<p class="summary">{escaped(tell(summary))}</p>')
    if plotly:
        hint = tell(message(
            "JavaScript is switched off, so the figures are not drawn; the text below each says what it shows."
        ))
        parts.append(f"<noscript><p>{escaped(hint)}</p></noscript>")
    parts += body
    if files:
        links = "".join(f"<li>{_link(name)}</li>" for name in files)
        parts.append(f"{heading(tell(message('The tables as CSV files')))}\n<ul>{links}</ul>")
    parts.append("</main>")
    if plotly:
        # Code that holds "</script" would end its own element; inside a string "<\/" is the same text.
        parts.append("<script>" + _SCRIPT_END.sub(r"<\\/", plotly) + "</script>")
        parts.append(f"<script>{script()}</script>")
    parts += ["</body>", "</html>", ""]
    return "\n".join(parts)


def heading(text: str) -> str:
    """The heading of a section."""
    return f"<h2>{escaped(text)}</h2>"


def paragraph(text: str) -> str:
    """One paragraph."""
    return f"<p>{escaped(text)}</p>"


def items(texts: Sequence[str]) -> str:
    """A list; nothing without entries."""
    return "<ul>\n" + "\n".join(f"<li>{escaped(text)}</li>" for text in texts) + "\n</ul>" if texts else ""


def table(content: Table, number: int, file: str, tell: Tell = str) -> str:
    """A table with its caption and a link to the CSV file; the first column names the rows."""
    numeric = [content.is_numeric(column) for column in range(len(content.columns))]
    label = message("Table {number}", number=number)
    caption = escaped(tell(message("{table}. {caption}", table=label, caption=content.caption)))
    head = "".join(map(_column_head, map(tell, content.columns), map(tell, content.units), numeric))
    body = "\n".join(f"<tr>{_cells(row, numeric, tell)}</tr>" for row in content.rows)
    width = ' class="wide"' if len(numeric) > _MANY_COLUMNS else ""
    if not body:
        body = f'<tr><td colspan="{len(numeric)}">{escaped(tell(message("No rows.")))}</td></tr>'
    return (
        f'<div class="scroll" role="region" aria-label="{escaped(tell(label))}" tabindex="0">\n'
        f"<table{width}>\n<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table>\n"
        f'</div>\n<p class="files">{escaped(tell(message("Numbers in full:")))} {_link(file)}</p>'
    )


def findings(items: Sequence[Finding], tell: Tell = str) -> str:
    """A list of findings, the gravest first; its own sentence where there are none."""
    if not items:
        return paragraph(tell(message("There are no findings.")))
    listed = "\n".join(_finding(each, tell) for each in gravest_first(items))
    return f'<ul class="findings">\n{listed}\n</ul>'


def figure(content: dict[str, Any], description: str, number: int, tell: Tell = str) -> str:
    """A figure with the text that tells what it shows; its title opens that text, where it can be wrapped and read."""
    content = _told(content, tell)
    layout = dict(content["layout"])
    title = html.unescape(layout.pop("title", {}).get("text", ""))
    label = tell(message("Figure {number}", number=number))
    if title:
        label = f"{label}. {title}"
    place = f"figure-{number}"
    data = {"data": content["data"], "layout": layout}
    return (
        f'<figure>\n<div role="img" aria-label="{escaped(label)}" aria-describedby="{place}-text">'
        f'<div class="drawing" id="{place}" style="height: {layout["height"]}px" aria-hidden="true"></div></div>\n'
        f'<script type="application/json" id="{place}-data">{_json(data)}</script>\n'
        f'<figcaption id="{place}-text"><strong>{escaped(label)}.</strong> {escaped(tell(description))}</figcaption>\n'
        "</figure>"
    )


def image(png: bytes, description: str, tell: Tell = str) -> str:
    """A picture within the page, with the text that tells what it shows."""
    text = escaped(tell(description))
    data = base64.b64encode(png).decode("ascii")
    picture = f'<img src="data:image/png;base64,{data}" alt="{text}">'
    return f"<figure>\n{picture}\n<figcaption>{text}</figcaption>\n</figure>"


def _told(content: Any, tell: Tell) -> Any:
    """A figure with its words in the language of the page."""
    if isinstance(content, dict):
        return {key: value if key in _NUMBERS else _told(value, tell) for key, value in content.items()}
    if isinstance(content, list):
        return [_told(value, tell) for value in content]
    return tell(content) if isinstance(content, Message) else content


def _shown_real(value: float) -> str:
    if math.isinf(value):
        return message("infinite") if value > 0 else message("-infinite")
    size = abs(value)
    if size and (size < 1e-4 or size >= 1e15):
        return f"{value:.3e}"
    if size >= 1000:
        return shown(round(value))
    return f"{value + 0.0:.4g}"


def _is_truth(value: object) -> bool:
    return isinstance(value, (bool, np.bool_))


def _column_head(name: str, units: str, numeric: bool) -> str:
    below = f' <span class="units">{escaped(units)}</span>' if units else ""
    return f'<th scope="col"{_classes(name, numeric)}>{escaped(name)}{below}</th>'


def _cells(row: Sequence[object], numeric: Sequence[bool], tell: Tell) -> str:
    cells = []
    for value, is_number in zip(row, numeric, strict=True):
        text = tell(shown(value))
        tag, scope = ("td", "") if cells else ("th", ' scope="row"')
        cells.append(f"<{tag}{scope}{_classes(text, is_number)}>{escaped(text)}</{tag}>")
    return "".join(cells)


def _classes(text: str, is_number: bool) -> str:
    """Numbers stand right; names of files, which have no spaces, may be broken anywhere."""
    is_long = any(len(word) > _LONG_WORD for word in text.split())
    classes = " ".join(["number"] * is_number + ["long"] * is_long)
    return f' class="{classes}"' if classes else ""


def _finding(finding: Finding, tell: Tell) -> str:
    severity = finding.severity
    icon = (
        '<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true">'
        f"{_ICONS[severity]}</svg>"
    )
    severity_name = escaped(tell(_SEVERITIES[severity]))
    lines = [f'<p class="severity">{icon}{severity_name}<code>{escaped(finding.code)}</code></p>']
    subject = f"<strong>{escaped(tell(finding.subject))}</strong>: " if finding.subject else ""
    lines.append(f"<p>{subject}{escaped(tell(finding.message))}</p>")
    if finding.remedy:
        lines.append(paragraph(tell(message("What to do: {remedy}", remedy=finding.remedy))))
    return f'<li class="{severity.value}">{"".join(lines)}</li>'


def _link(file: str) -> str:
    """A link to a file beside the page; "./" keeps a colon in its name from meaning a protocol."""
    return f'<a href="{escaped("./" + quote(file, errors="surrogateescape"))}">{escaped(file)}</a>'


def _json(data: dict[str, Any]) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(data, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
