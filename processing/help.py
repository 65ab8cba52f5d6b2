"""The help of an algorithm, made from its page in docs/. Knows no Qt, and reads a page when it is first asked for."""

import html
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parent.parent / "docs"
ONLINE = "https://github.com/multiscale-fusion/multiscale-fusion/tree/main/docs"

_SECTIONS = 2   # after the introduction: when to use it, and how it works
_HEADING = re.compile(r"(#+) +(.+)")
_SPAN = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|!\[[^\]]*\]\([^)]*\)"
    r"|\[(?P<words>[^\]]+)\]\((?P<address>[^)\s]+)\)"
    r"|\*\*(?P<bold>.+?)\*\*"
    r"|\*(?P<italic>\S|\S.*?\S)\*"
)
_CELL_BORDER = re.compile(r"(?<!\\)\|")


class Block(NamedTuple):
    """A part of a page: `kind` is heading, paragraph, list, table or code.

    `lines` are the items of a list, the rows of a table without the one of dashes, the lines of code as they are; one
    line for all others. `level` is that of a heading.
    """

    kind: str
    lines: tuple[str, ...]
    level: int = 0


def help_text(name: str, language: str = "en", *, plain: bool = False) -> str:
    """The introduction of an algorithm's page, its first two sections and its first example.

    One line for each paragraph, in the HTML that QGIS's help panel shows, or `plain` for a terminal. In `language` (as
    "es" or "es_AR") if there is such a page, else in English. "" if there is no page at all.
    """
    page = _find(name, language, (".md",))
    return "" if page is None else _help_text(page, plain)


def page_path(name: str, language: str = "en") -> Path | None:
    """The page to open in a browser: HTML if it was built, else its Markdown; None if there is neither."""
    return _find(name, language, (".html", ".md"))


def parse(text: str) -> list[Block]:
    """The blocks of a page, whose Markdown keeps to headings, paragraphs, lists, tables and indented code."""
    found, lines = [], text.splitlines()
    while lines:
        kind = _kind(lines[0])
        if kind == "blank":
            del lines[0]
            continue
        count = _length(kind, lines)
        found.append(_block(kind, lines[:count]))
        del lines[:count]
    return found


def digest(blocks: list[Block]) -> list[Block]:
    """What of a page is help: without its title, from the third section on only the first example of the last one."""
    body = [block for block in blocks if block != Block("heading", block.lines, 1)]
    starts = [place for place, block in enumerate(body) if block.kind == "heading" and block.level == 2]
    if len(starts) <= _SECTIONS:
        return body
    last = body[starts[-1]:]
    example = next((place for place, block in enumerate(last) if block.kind == "code"), -1)
    return body[:starts[_SECTIONS]] + last[:example + 1]


def to_html(blocks: list[Block]) -> str:
    """A line of HTML for each block: QGIS makes a paragraph of each line."""
    return "\n".join(filter(None, map(_block_html, blocks)))


def to_plain(blocks: list[Block]) -> str:
    """Text for a terminal, with an empty line between blocks."""
    return "\n\n".join(filter(None, map(_block_plain, blocks)))


def _find(name: str, language: str, endings: tuple[str, ...]) -> Path | None:
    """The first that is there; the language comes before the format."""
    language = re.split(r"[_\-.@]", language)[0].lower()
    for part in ([language] if language != "en" else []) + [""]:
        for ending in endings:
            page = DOCS / ("html" if ending == ".html" else "") / part / f"{name}{ending}"
            if page.is_file():
                return page
    return None


@lru_cache(maxsize=64)
def _help_text(page: Path, plain: bool) -> str:
    blocks = digest(parse(page.read_text(encoding="utf-8")))
    return to_plain(blocks) if plain else to_html(blocks)


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    if line.startswith("    "):
        return "code"
    if _HEADING.match(line):
        return "heading"
    return {"- ": "list", "1.": "list"}.get(line[:2], "table" if line.startswith("|") else "paragraph")


def _length(kind: str, lines: list[str]) -> int:
    """How many lines a block takes that begins with the first."""
    if kind == "heading":
        return 1
    if kind == "code":
        # An empty line within code belongs to it.
        ends = (place for place, line in enumerate(lines) if line.strip() and _kind(line) != "code")
        count = next(ends, len(lines))
        while not lines[count - 1].strip():
            count -= 1
        return count
    stops = {"table": lambda line: _kind(line) != "table", "list": lambda line: _kind(line) == "blank"}
    stop = stops.get(kind, lambda line: _kind(line) in ("blank", "heading", "list", "table"))
    return next((place for place, line in enumerate(lines) if place and stop(line)), len(lines))


def _block(kind: str, lines: list[str]) -> Block:
    if kind == "heading":
        marks, text = _HEADING.match(lines[0]).groups()
        return Block(kind, (text.strip(),), len(marks))
    if kind == "code":
        return Block(kind, tuple(line[4:] for line in lines))
    if kind == "table":
        return Block(kind, (lines[0], *lines[2:]))
    if kind == "list":
        items = re.split(r"^(?:- |\d+\. +)", "\n".join(lines), flags=re.MULTILINE)[1:]
        return Block(kind, tuple(" ".join(item.split()) for item in items))
    return Block(kind, (" ".join(line.strip() for line in lines),))


def cells(row: str) -> list[str]:
    """The cells of a table's row, where `\\|` is a bar that is no border."""
    return [cell.strip().replace("\\|", "|") for cell in _CELL_BORDER.split(row.strip())[1:-1]]


def _block_html(block: Block) -> str:
    if block.kind == "heading":
        return f"<h{block.level + 1}>{_inline_html(block.lines[0])}</h{block.level + 1}>"
    if block.kind == "code":
        # Not pre, whose lines QGIS would tear apart.
        return f"<code>{'<br>'.join(html.escape(line).replace('  ', '&nbsp;&nbsp;') for line in block.lines)}</code>"
    if block.kind == "list":
        return f"<ul>{''.join(f'<li>{_inline_html(item)}</li>' for item in block.lines)}</ul>"
    if block.kind == "table":
        head, *rows = ([_inline_html(cell) for cell in cells(row)] for row in block.lines)
        lines = [f"<th>{'</th><th>'.join(head)}</th>", *(f"<td>{'</td><td>'.join(row)}</td>" for row in rows)]
        return f"<table border=\"1\" cellpadding=\"3\">{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
    return _inline_html(block.lines[0])


def _block_plain(block: Block) -> str:
    if block.kind == "code":
        return "\n".join(block.lines)
    if block.kind == "list":
        return "\n".join(f"- {_inline_plain(item)}" for item in block.lines)
    if block.kind == "table":
        return "\n".join("  ".join(map(_inline_plain, cells(row))) for row in block.lines)
    return _inline_plain(block.lines[0])


def _inline_html(text: str) -> str:
    """Links to other pages become their words, since the panel opens none of them; images are left out."""
    return _inline(text, _span_html).strip()


def _inline_plain(text: str) -> str:
    return _inline(text, _span_plain).strip()


def _inline(text: str, write: Callable[[str, str, str], str]) -> str:
    """`text` with its spans (text, code, bold, italic, link; images are left out) as `write` writes them."""
    found, end = [], 0
    for span in _SPAN.finditer(text):
        found.append(write("text", text[end:span.start()], ""))
        kind, end = span.lastgroup, span.end()
        if kind == "address":
            found.append(write("link", span["words"], span["address"]))
        elif kind is not None:
            found.append(write(kind, span[kind], ""))
    return "".join(found) + write("text", text[end:], "")


def _span_html(kind: str, text: str, address: str) -> str:
    if kind in ("text", "code"):
        escaped = html.escape(text, quote=False)
        return escaped if kind == "text" else f"<code>{escaped}</code>"
    inner = _inline(text, _span_html)
    if kind == "link":
        return f'<a href="{html.escape(address)}">{inner}</a>' if address.startswith("https://") else inner
    return f"<{kind[0]}>{inner}</{kind[0]}>"


def _span_plain(kind: str, text: str, address: str) -> str:
    if kind in ("text", "code"):
        return text
    inner = _inline(text, _span_plain)
    return f"{inner} ({address})" if address.startswith("https://") else inner
