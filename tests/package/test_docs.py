"""The pages of docs/: their tables agree with the algorithms, languages with each other, links and images lead on."""

import csv
import math
import os
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from multiscale_fusion.processing.help import cells, parse

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ALGORITHMS = ("checklayers", "checksampling", "searchearthdata", "downloadearthdata", "opengranule", "maskquality",
              "decodequality", "compositetime", "aggregate", "joinlayers", "creategrid",
              "readfootprints", "samplepoints", "comparesupports", "downscale", "areatopointkriging",
              "enhanceresolution", "evaluatedownscaling", "fuseseries", "fusepair", "evaluatefusion",
              "patchcentres", "patchfootprints",
              "extractpatches", "previewpatches")
LANGUAGES = {"": ("Parameters", "parameter"), "es": ("Parámetros", "parámetro")}
PAGES = sorted([*DOCS.glob("*.md"), *DOCS.glob("es/*.md")])
CODE = re.compile(r"`([^`]+)`")

sys.path.append(str(ROOT / "tools"))
docs = pytest.importorskip("docs", reason="Python-Markdown is not installed (Debian's python3-markdown)")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The HTML pages, in a copy of the folder they belong to."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "images").symlink_to(DOCS / "images")
    docs.build(DOCS, folder / "html")
    return folder / "html"


@pytest.fixture(scope="module")
def algorithm(qgis_app):
    """Kept: definitions do not outlive their algorithm."""
    made = {name: qgis_app.processingRegistry().createAlgorithmById(f"multiscalefusion:{name}") for name in ALGORITHMS}
    return made.__getitem__


def tables(name, part):
    """The rows of the two tables under "Parameters", each a list of cells, parameters and outputs."""
    blocks = parse((DOCS / part / f"{name}.md").read_text("utf-8"))
    heading = next(place for place, block in enumerate(blocks) if block.lines == (LANGUAGES[part][0],))
    found = [[cells(row) for row in block.lines[1:]] for block in blocks[heading:] if block.kind == "table"]
    return found[:2]


def names_of(row):
    return CODE.findall(row[0])


def each(name, part):
    """The cells of each parameter's row by the parameter's name."""
    return {parameter: row for row in tables(name, part)[0] for parameter in names_of(row)}


@pytest.mark.parametrize("part", LANGUAGES)
@pytest.mark.parametrize("name", ALGORITHMS)
def test_tables_hold_every_parameter_and_output_and_no_other(algorithm, name, part):
    parameters, outputs = ([one for row in table for one in names_of(row)] for table in tables(name, part))
    made = algorithm(name)
    destinations = {definition.name() for definition in made.destinationParameterDefinitions()}
    asked = [definition.name() for definition in made.parameterDefinitions() if definition.name() not in destinations]
    assert sorted(parameters) == sorted(asked)
    assert sorted(outputs) == sorted(output.name() for output in made.outputDefinitions())


@pytest.mark.parametrize("part", LANGUAGES)
@pytest.mark.parametrize("name", ALGORITHMS)
def test_tables_tell_defaults_and_what_is_optional(algorithm, name, part):
    from qgis.core import QgsProcessingParameterDefinition

    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    rows = each(name, part)
    for definition in algorithm(name).parameterDefinitions():
        if definition.isDestination():
            continue
        default, told = definition.defaultValue(), rows[definition.name()][2]
        if isinstance(default, str) and default:
            assert CODE.match(told)[1] == default, definition.name()
        elif isinstance(default, (int, float)):
            assert float(told) == default, definition.name()
        else:
            # Words on what happens without a value; of something that must be given there are none.
            assert definition.flags() & optional or not told, definition.name()
    for row in tables(name, part)[1]:
        definition = algorithm(name).parameterDefinition(names_of(row)[0])
        if definition is not None and definition.isDestination():
            assert bool(definition.flags() & optional) == row[1].startswith(("optional", "opcional")), row[0]


@pytest.mark.parametrize("part", LANGUAGES)
@pytest.mark.parametrize("name", ALGORITHMS)
def test_tables_list_all_choices_in_their_order(algorithm, name, part):
    from qgis.core import QgsProcessingParameterEnum

    rows = each(name, part)
    for definition in algorithm(name).parameterDefinitions():
        if isinstance(definition, QgsProcessingParameterEnum):
            told = [word for word in CODE.findall(rows[definition.name()][1]) if word not in rows]
            assert told == definition.options(), definition.name()


@pytest.mark.parametrize("name", ALGORITHMS)
def test_spanish_pages_have_the_same_shape(name):
    """As many blocks of the same kinds in the same order, the same names and code in each table, the same commands."""
    english, spanish = (parse((DOCS / part / f"{name}.md").read_text("utf-8")) for part in ("", "es"))
    assert [(block.kind, block.level, len(block.lines)) for block in english] == \
        [(block.kind, block.level, len(block.lines)) for block in spanish]
    for one, other in zip(english, spanish):
        if one.kind == "code":
            assert one == other
        if one.kind == "table":
            assert [CODE.findall(row) for row in one.lines] == [CODE.findall(row) for row in other.lines]


def test_every_algorithm_has_its_pages_and_no_page_is_lost(qgis_app):
    from multiscale_fusion.processing.algorithms import algorithms

    names = {algorithm.name() for algorithm in algorithms()}
    assert names == set(ALGORITHMS)
    for part in LANGUAGES:
        assert names <= {page.stem for page in (DOCS / part).glob("*.md")}
    index = (DOCS / "index.md").read_text("utf-8")
    listed = set(re.findall(r"\]\(((?:es/)?[\w-]+\.md)\)", index))
    assert listed == {page.relative_to(DOCS).as_posix() for page in PAGES} - {"index.md"}
    assert "](docs/index.md)" in (ROOT / "README.md").read_text("utf-8")
    assert set(docs.ORDER) == {page.stem for page in DOCS.glob("*.md")}


class Page(HTMLParser):
    """What a page refers to (`addresses`), loads (`loads`), names (`ids`) and is (`language`, open tags at the end)."""

    def __init__(self, path):
        super().__init__()
        self.addresses, self.loads, self.ids, self.language, self.open = [], [], [], "", []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids += [values["id"]] if "id" in values else []
        self.language = values.get("lang", self.language)
        self.addresses += [values["href"]] if tag == "a" else []
        self.loads += [values[name] for name in ("src", "data") if name in values]
        self.loads += [values["href"]] if tag == "link" else []
        if tag not in ("meta", "img", "br", "hr", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_pages_are_built_in_their_language(built):
    made = {path.relative_to(built).as_posix() for path in built.rglob("*.html")}
    assert made == {page.relative_to(DOCS).with_suffix(".html").as_posix() for page in PAGES}
    assert Page(built / "aggregate.html").language == "en" and Page(built / "es/aggregate.html").language == "es"
    text = (built / "es/aggregate.html").read_text("utf-8")
    assert "<h2 id=\"cuándo-usarlo\">Cuándo usarlo</h2>" in text and "En esta página" in text
    assert "<code>COMPRESS=ZSTD|LEVEL=15</code>" in text


def test_links_anchors_and_images_lead_somewhere_without_a_network(built):
    """From one page to another, both ways between languages; outside of the folder only to files of the repository."""
    pages = {path.resolve(): Page(path) for path in built.rglob("*.html")}
    followed = 0
    for path, page in pages.items():
        assert not page.open and len(set(page.ids)) == len(page.ids), path
        assert all((path.parent / address).is_file() for address in page.loads), path
        for address in page.addresses:
            if address.startswith("https://"):
                continue
            target, _, anchor = address.partition("#")
            there = (path.parent / target).resolve() if target else path
            if there in pages:
                assert not anchor or anchor in pages[there].ids, f"{path.name}: {address}"
                followed += 1
            else:
                assert (DOCS / "html" / path.relative_to(built.resolve()).parent / target).resolve().is_file(), address
    assert followed > 150
    assert built.joinpath("es/aggregate.html").resolve() in {
        (built / address).resolve() for address in pages[(built / "aggregate.html").resolve()].addresses}
    assert any(page.loads for page in pages.values())


def test_links_of_the_readme_lead_somewhere(built):
    text = (ROOT / "README.md").read_text("utf-8")
    links = re.findall(r"\]\((?!https://)([^)#]+)(?:#([^)]*))?\)", text)
    assert len(links) > 5
    for path, anchor in links:
        assert (ROOT / path).is_file(), path
        assert not anchor or anchor in Page(built / f"{Path(path).stem}.html").ids, anchor


def test_a_link_that_leads_nowhere_is_told(tmp_path):
    (tmp_path / "a.md").write_text("# A\n\n[gone](b.md)\n", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match="a.md has a link to b.md"):
        docs.build(tmp_path, tmp_path / "html")


def test_what_is_in_a_page_is_text(tmp_path):
    """A title goes into the head as text, and a page without one is an error."""
    (tmp_path / "a.md").write_text("# A < B & C\n\nWords.\n", encoding="utf-8")
    docs.build(tmp_path, tmp_path / "html")
    assert "<title>A &lt; B &amp; C - Multiscale Fusion</title>" in (tmp_path / "html/a.html").read_text("utf-8")
    (tmp_path / "b.md").write_text("Words.\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no title"):
        docs.build(tmp_path, tmp_path / "html")


def test_make_docs_builds_what_is_out_of_date_and_else_nothing():
    # Not as a child of the make that runs these tests: it would tell which folder it enters.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}

    def make():
        done = subprocess.run(["make", "docs"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    make()
    page = DOCS / "html" / "index.html"
    before = page.stat().st_mtime_ns
    started = time.monotonic()
    assert "Made" not in make() and page.stat().st_mtime_ns == before
    assert time.monotonic() - started < 3
    assert not list(DOCS.glob(".html-*"))


def test_the_table_of_places_is_that_of_the_script():
    text = (DOCS / "why-not-gdal-average.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+) \| (-?[\d.]+), (-?[\d.]+) \|", text, re.MULTILINE)
    script = (DOCS / "images/make_error_by_place.py").read_text("utf-8")
    assert len(rows) >= 12
    for name, latitude, longitude in rows:
        assert re.search(rf'"{name}": \({latitude}(\.0)?, {longitude}(\.0)?\)', script), name


def test_what_the_page_says_of_the_map_is_what_the_map_shows():
    with (DOCS / "images/error-by-place.csv").open(encoding="utf-8") as file:
        places = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    text = " ".join((DOCS / "why-not-gdal-average.md").read_text("utf-8").split())
    area = [math.cos(math.radians(place["latitude"])) for place in places]

    def share_above(error):
        return sum(part for part, place in zip(area, places) if place["average_error_percent"] > error) / sum(area)

    assert f"at {len(places)} places" in text
    above, most, share = map(int, re.search(r"the error is above (\d+) %; over (\d+) % of it, above (\d+) %",
                                            text).group(1, 3, 2))
    assert share_above(above) > 0.5 > share_above(above + 1)
    assert int(100 * share_above(most)) == share
    worst = max(places, key=lambda place: place["average_error_percent"])
    assert (f"The largest, {worst['average_error_percent']:.0f} %, is in central Asia at {worst['latitude']:.0f} N, "
            f"{worst['longitude']:.0f} E, where the box has {100 * worst['box_area_over_cell_area']:.0f} % of") in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_no_line_of_a_paragraph_begins_like_a_list(page):
    """GitHub would take it for one, and other readers not: a list follows an empty line."""
    marked = re.compile(r"\s*([-*+] |\d+[.)] )")
    lines = page.read_text("utf-8").splitlines()
    wrong = [line for before, line in zip(lines, lines[1:]) if marked.match(line) and before.strip()
             and not marked.match(before) and not before.startswith(("  ", "    "))]
    assert not wrong


def test_pages_have_no_em_dash():
    assert not [page.name for page in PAGES if "\u2014" in page.read_text("utf-8")]
