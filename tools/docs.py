"""Builds docs/html from the Markdown pages of docs (make docs): what a dialog's Help button opens.

Usage: docs.py. Needs Python-Markdown (python3-markdown). Pages need no network: style is within, links lead to other
pages and to docs/images.
"""

import html
import os
import posixpath
import re
import shutil
import sys
import tempfile
from pathlib import Path

import markdown
from markdown.extensions.toc import slugify_unicode

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
BUILT = "html"
LANGUAGES = {"": ("en", "English"), "es": ("es", "Español")}
# The order of the pages in each page's list; further pages follow by name.
ORDER = ("index", "checklayers", "checksampling", "searchearthdata", "downloadearthdata", "opengranule", "maskquality",
         "decodequality", "compositetime", "aggregate", "joinlayers", "creategrid", "readfootprints", "samplepoints",
         "comparesupports", "downscale", "areatopointkriging", "enhanceresolution", "evaluatedownscaling",
         "fuseseries", "fusepair", "evaluatefusion", "patchcentres", "patchfootprints", "extractpatches",
         "previewpatches", "worked-example", "watershed-patches", "dock", "advice", "fusion-methods",
         "variable-kinds", "why-not-gdal-average", "benchmark", "development")
CONTENTS = {"en": "On this page", "es": "En esta página"}

_ADDRESS = re.compile(r'(?P<attribute>href|src)="(?P<path>[^":#]+)(?P<part>#[^"]*)?"')
_CELL = re.compile("<td>.*?</td>", re.DOTALL)
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_STYLE = """
:root { color-scheme: light dark; --ink: #1d2329; --paper: #fff; --soft: #5c6670; --line: #d5dae0; --code: #f2f4f7;
  --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #dfe4ea; --paper: #15191e; --soft: #98a3af; --line: #38414b;
  --code: #20262d; --link: #7ab8f5; } }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 1rem/1.55 system-ui, "Segoe UI", "DejaVu Sans",
  sans-serif; }
header, main { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
header { border-bottom: 1px solid var(--line); padding-top: .8rem; padding-bottom: .8rem; font-size: .9rem; }
header a { margin-right: 1rem; white-space: nowrap; display: inline-block; }
header a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
a { color: var(--link); }
h1 { margin: 1.6rem 0 .8rem; line-height: 1.2; }
h2 { margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); }
main > nav.contents { color: var(--soft); font-size: .9rem; margin-top: 1rem; }
nav.contents ul { margin: .2rem 0; padding-left: 1.2rem; }
code, pre { font: .9em/1.5 ui-monospace, Consolas, "DejaVu Sans Mono", monospace; background: var(--code);
  border-radius: 3px; }
code { padding: .1em .25em; overflow-wrap: anywhere; }
pre { padding: .8rem 1rem; overflow-x: auto; }
pre code { padding: 0; overflow-wrap: normal; }
div.table { overflow-x: auto; }
table { border-collapse: collapse; margin: .8rem 0; }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
th { background: var(--code); }
img { max-width: 100%; height: auto; background: #fff; }
@media print { header, nav.contents { display: none; } body { font-size: 10pt; } main { max-width: none; }
  a { color: inherit; text-decoration: none; } pre { white-space: pre-wrap; } tr, img { break-inside: avoid; }
  h2, h3 { break-after: avoid; } }
"""
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Multiscale Fusion</title>
<style>{style}</style>
</head>
<body>
<header>{links}</header>
<main>
{body}
</main>
</body>
</html>
"""


def main() -> None:
    """Build aside, then put the whole folder in place."""
    with tempfile.TemporaryDirectory(dir=DOCS, prefix=".html-") as folder:
        aside = Path(folder) / BUILT
        pages = build(DOCS, aside)
        shutil.rmtree(DOCS / BUILT, ignore_errors=True)
        os.replace(aside, DOCS / BUILT)
    print(f"Made {pages} pages in {DOCS / BUILT}")


def build(docs: Path, folder: Path) -> int:
    """Write the pages of each language to `folder`; their number. Raises FileNotFoundError for a link that leads
    nowhere."""
    sources = pages_of(docs)
    for source in sources:
        page = folder / source.relative_to(docs).with_suffix(".html")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(render(source, docs, sources), encoding="utf-8", newline="\n")
    return len(sources)


def pages_of(docs: Path) -> list[Path]:
    """The Markdown pages in the order of the list that each page begins with, English first."""
    def order(page: Path) -> tuple[int, str]:
        return ORDER.index(page.stem) if page.stem in ORDER else len(ORDER), page.stem

    return [page for part in LANGUAGES for page in sorted((docs / part).glob("*.md"), key=order)]


def render(source: Path, docs: Path, sources: list[Path]) -> str:
    """The page as HTML."""
    part = source.parent.relative_to(docs).as_posix().strip(".")
    language = LANGUAGES[part][0]
    text = source.read_text(encoding="utf-8")
    # Anchors as GitHub makes them, which keeps accents.
    converter = markdown.Markdown(extensions=["tables", "sane_lists", "toc"], output_format="html",
                                  extension_configs={"toc": {"toc_depth": "2-3", "slugify": slugify_unicode}})
    body = converter.convert(text)
    body = _ADDRESS.sub(lambda found: _address(found, source, docs, sources), body)
    # GitHub shows a bar for an escaped one in a table's code, Python-Markdown its backslash too.
    body = _CELL.sub(lambda found: found[0].replace("\\|", "|"), body)
    body = body.replace("<table>", '<div class="table"><table>').replace("</table>", "</table></div>")
    if len(converter.toc_tokens) > 1:
        contents = f'<nav class="contents">{CONTENTS[language]}\n{converter.toc}</nav>'
        body = body.replace("</h1>", f"</h1>\n{contents}", 1)
    return _PAGE.format(language=language, title=html.escape(title(text, source)), style=_STYLE, body=body,
                        links=_links(source, docs, sources))


def title(text: str, source: Path) -> str:
    """What stands in the page's first heading. Raises ValueError if there is none."""
    found = _TITLE.search(text)
    if found is None:
        raise ValueError(f"{source} has no title: a line that begins with #")
    return found[1]


def _links(source: Path, docs: Path, sources: list[Path]) -> str:
    """Links to the pages of the same language, and to this page in the others."""
    own = [page for page in sources if page.parent == source.parent]
    links = [_link(page, source, title(page.read_text(encoding="utf-8"), page)) for page in own]
    others = ((docs / part / source.name, name) for part, (_, name) in LANGUAGES.items())
    return "\n".join(links + [_link(page, source, name) for page, name in others if page in sources and page != source])


def _link(page: Path, source: Path, words: str) -> str:
    address = posixpath.relpath(page.with_suffix(".html").as_posix(), source.parent.as_posix())
    current = ' aria-current="page"' if page == source else ""
    return f'<a href="{html.escape(address)}"{current}>{html.escape(words)}</a>'


def _address(found: re.Match, source: Path, docs: Path, sources: list[Path]) -> str:
    """A link to a page leads to its HTML, one to another file of the repository up to where that lies."""
    there = Path(os.path.normpath(source.parent / found["path"]))
    if not there.exists():
        raise FileNotFoundError(f"{source.relative_to(docs)} has a link to {found['path']}, which is not there")
    if there in sources:
        path = posixpath.relpath(there.with_suffix(".html").as_posix(), source.parent.as_posix())
    else:
        path = posixpath.join("..", found["path"])
    return f'{found["attribute"]}="{path}{found["part"] or ""}"'


if __name__ == "__main__":
    sys.exit(main())
