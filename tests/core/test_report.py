"""The report as others read it: an HTML parser, a CSV reader, plotly's own validation."""

import csv
import json
import math
import os
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
from multiscale_fusion.core.finding import Finding, Severity
from multiscale_fusion.core.report import Report
from multiscale_fusion.core.report.figures import correlation_figure, histogram_figure, maps_figure, scatter_figure
from multiscale_fusion.tests.core.written import names

EVIL = "<script>alert('1 & 2')</script><a href=\"https://example.org\">"
FINDINGS = [
    Finding("COARSE_LAYER", Severity.INFO, "lst.tif", "It is coarser than the grid."),
    Finding("CATEGORICAL_AVERAGE", Severity.BLOCKER, "nlcd.tif", "A mean of classes.", "Choose mode."),
    Finding("UNIT_GUESSED", Severity.WARNING, EVIL, f"No unit {EVIL}", f"Set {EVIL}"),
    Finding("SECOND_WARNING", Severity.WARNING, "", "Later."),
]
VOID = {"meta", "br", "wbr", "path", "circle"}


@pytest.fixture
def plotly():
    return pytest.importorskip("plotly")


class Page(HTMLParser):
    """The elements of a page in their order, with attributes and text; fails on tags that do not match."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self._open = [], []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attributes):
        element = {"tag": tag, "text": "", "inside": [each["tag"] for each in self._open], **dict(attributes)}
        assert len({name for name, _ in attributes}) == len(attributes)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attributes):
        assert tag in VOID
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        assert self._open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def all(self, *tags):
        return [element for element in self.elements if element["tag"] in tags]


def example():
    """A report that holds one of everything, with names meant to break it."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=400)
    report = Report(f"Join {EVIL}", f"Summary {EVIL}")
    report.heading(f"Layers {EVIL}")
    report.paragraph(f"Text {EVIL}")
    report.findings(FINDINGS)
    rows = [[EVIL, 1 / 3, 12345, None], ["=1+1, \"b\"", np.float32(0.1), np.int16(-7), float("nan")]]
    columns = ["Layer", f"Mean {EVIL}", "Cells", "Spread"]
    report.table("statistics", f"Caption {EVIL}", columns, rows, ["", "µm", "", "K"])
    report.table("empty", "Nothing", ["Layer", "Mean"], [])
    figures = [
        correlation_figure([EVIL, "b"], [[1, np.nan], [np.nan, 1]]),
        scatter_figure(x, x ** 2, EVIL, EVIL),
        scatter_figure(np.tile(x, 9), np.tile(x, 9) ** 2, EVIL, EVIL),
        maps_figure([(EVIL, EVIL, x.reshape(20, 20)), ("b", "", x.reshape(20, 20))]),
        histogram_figure(x, EVIL, EVIL),
    ]
    for figure in figures:
        report.figure(figure, f"Description {EVIL}")
    return report


def written(report, folder, name="report.html"):
    """The text of the page and its elements."""
    text = Path(report.write(str(folder / name))[0]).read_text(encoding="utf-8")
    return text, Page(text)


@pytest.fixture
def page(plotly, tmp_path):
    return written(example(), tmp_path)[1]


# --- the page -----------------------------------------------------------------------------------------------


def test_the_same_content_gives_the_same_bytes(plotly, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    first, second = (example().write(str(tmp_path / folder / "report.html")) for folder in ("a", "b"))
    assert [os.path.basename(path) for path in first] == ["report.html", "report_statistics.csv", "report_empty.csv"]
    assert names(tmp_path / "a") == sorted(map(os.path.basename, first))
    assert [Path(path).read_bytes() for path in first] == [Path(path).read_bytes() for path in second]


def test_nothing_is_fetched(page, plotly, tmp_path):
    from plotly.offline import get_plotlyjs

    for element in page.elements:
        assert not {"src", "srcset", "action", "data", "poster", "background", "xlink:href"} & set(element)
        assert element["tag"] not in {"link", "base", "iframe", "object", "embed", "img"}
        assert not re.search(r"url\(|@import", element.get("style", ""))
    assert [link["href"] for link in page.all("a")] == ["./report_statistics.csv", "./report_empty.csv"] * 2
    for style in page.all("style"):
        assert not re.search(r"url\(|@import|//", style["text"])
    library, own = [each["text"] for each in page.all("script") if each.get("type") != "application/json"]
    assert library == get_plotlyjs()
    assert "//" not in re.sub(r"// .*", "", own)
    types = {trace["type"] for each in page.all("script")[:-2] for trace in json.loads(each["text"])["data"]}
    assert types == {"heatmap", "scatter", "bar"}  # none that draws tiles or coastlines
    policy = next(each["content"] for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy")
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives.pop("default-src") == "'none'"
    assert directives.pop("img-src") == "data: blob:"
    assert set(directives.values()) == {"'none'", "'unsafe-inline'"}


def test_a_page_without_figures_needs_no_plotly(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    report = Report("Short")
    report.findings([])
    text, page = written(report, tmp_path, "short.htm")
    assert not page.all("script", "noscript")
    assert "There are no findings." in text
    assert len(text) < 10_000


def test_texts_from_outside_stay_text(page):
    assert len(page.all("script")) == 5 + 2
    for element, expected in (("title", "Join "), ("h1", "Join "), ("h2", "Layers "), ("caption", "Table 1. Caption ")):
        assert page.all(element)[0]["text"] == expected + EVIL
    assert {"Summary " + EVIL, "Text " + EVIL, f"{EVIL}: No unit {EVIL}"} <= {each["text"] for each in page.all("p")}
    assert EVIL in [cell["text"] for cell in page.all("th")]
    assert page.all("figcaption")[1]["text"].startswith(f"Figure 2. {EVIL} against {EVIL}. Description {EVIL}")
    assert page.all("figure")


def test_figures_hold_no_markup_from_outside(page):
    """Plotly takes links and bold in its texts for what they are, and entities for the characters they stand for."""
    def texts(value):
        if isinstance(value, dict):
            return [text for each in value.values() for text in texts(each)]
        if isinstance(value, list):
            return [text for each in value for text in texts(each)]
        return [value] if isinstance(value, str) else []

    for each in page.all("script")[:-2]:
        for text in texts(json.loads(each["text"])):
            tags = set(re.findall(r"<[^>]*>", text))
            assert tags <= {"<b>", "</b>", "<extra>", "</extra>"}, text


def test_plotly_accepts_every_figure(page, plotly):
    from plotly.graph_objects import Figure

    for each in page.all("script")[:-2]:
        Figure(json.loads(each["text"]))


def test_a_figure_cannot_end_its_element(plotly, tmp_path):
    figure = histogram_figure([1], "a")
    figure["data"][0]["name"] = "</script><!--<script>&\u2028"
    report = Report("a")
    report.figure(figure, "One value.")
    text, page = written(report, tmp_path)
    assert json.loads(page.all("script")[0]["text"])["data"] == figure["data"]
    assert "</script><!--" not in text


def test_text_that_no_file_can_hold(tmp_path):
    report = Report("a\udcffb\x00c")
    report.table("t", "T", ["x\udcff"], [["y\x01"]])
    text, _ = written(report, tmp_path)
    assert "<h1>a\ufffdb\ufffdc</h1>" in text
    assert (tmp_path / "report_t.csv").read_text(encoding="utf-8") == "x\ufffd\ny\ufffd\n"


def test_a_screen_reader_finds_its_way(page):
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("title")) == len(page.all("h1")) == len(page.all("main")) == 1
    levels = [int(each["tag"][1]) for each in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    identifiers = [each["id"] for each in page.elements if "id" in each]
    assert len(set(identifiers)) == len(identifiers)


def test_tables_have_captions_and_scopes(page):
    tables = page.all("table")
    assert len(page.all("caption")) == len(tables) == 2
    assert [each["text"] for each in page.all("caption")] == [f"Table 1. Caption {EVIL}", "Table 2. Nothing"]
    for head in page.all("th"):
        assert head["scope"] == ("col" if "thead" in head["inside"] else "row")
    assert len([each for each in page.all("th") if each["scope"] == "row"]) == 2
    assert "No rows." in [each["text"] for each in page.all("td")]


def test_every_figure_has_its_text(page):
    figures = [each for each in page.elements if each.get("role") == "img"]
    captions = {each["id"]: each["text"] for each in page.all("figcaption")}
    assert len(figures) == len(captions) == len(page.all("figure")) == 5
    for number, each in enumerate(figures, start=1):
        text = captions[each["aria-describedby"]]
        assert each["aria-label"].startswith(f"Figure {number}. ")
        assert text == f"{each['aria-label']}. Description {EVIL}"
    with pytest.raises(ValueError, match="description"):
        Report("a").figure(histogram_figure([1], "a"), " ")


def test_findings_come_by_severity_with_words_and_icons(page):
    items = [each for each in page.all("li") if each.get("class")]
    assert [each["class"] for each in items] == ["blocker", "warning", "warning", "info"]
    heads = [each["text"] for each in page.all("p") if each.get("class") == "severity"]
    assert heads == ["BlockerCATEGORICAL_AVERAGE", "WarningUNIT_GUESSED", "WarningSECOND_WARNING", "InfoCOARSE_LAYER"]
    assert items[0]["text"].endswith("nlcd.tif: A mean of classes.What to do: Choose mode.")
    assert "What to do" not in items[3]["text"]
    icons = [each for each in page.all("svg") if "li" in each["inside"]]
    assert len(icons) == 4
    assert all(icon["aria-hidden"] == "true" for icon in icons)


# --- the numbers --------------------------------------------------------------------------------------------


def shown_in(tmp_path, value):
    report = Report("a")
    report.table("t", "T", ["a", "b"], [["x", value]])
    return written(report, tmp_path)[1].all("td")[0]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.123456, "0.1235"), (301.25649, "301.3"), (1523.7, "1524"), (9999.7, "10,000"), (1234567.8, "1,234,568"),
        (-0.0, "0"), (2.0, "2"), (1.23456e-7, "1.235e-07"), (-3.1e20, "-3.100e+20"), (2024, "2024"), (12345, "12,345"),
        (np.float32(0.1), "0.1"), (np.int64(-7), "-7"), (np.uint8(3), "3"), (math.inf, "infinite"),
    ],
)
def test_numbers_on_the_page(tmp_path, value, text):
    cell = shown_in(tmp_path, value)
    assert (cell["text"], cell["class"]) == (text, "number")


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "n/a"), (math.nan, "n/a"), (np.float32("nan"), "n/a"), (np.ma.masked, "n/a"), (True, "yes"), ("K", "K")],
)
def test_other_values_on_the_page(tmp_path, value, text):
    cell = shown_in(tmp_path, value)
    assert (cell["text"], cell.get("class")) == (text, None)


def test_the_csv_holds_every_digit(tmp_path):
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.normal(size=50) * 10.0 ** rng.integers(-200, 200, 50), [5e-324, 1.7e308, 1 / 3, 0.1]])
    report = Report("a")
    report.table("numbers", "N", ["name", "double", "single", "whole"],
                 [[f"é,\"{i}\"\n", value, np.float32(value % 7), i * 10 ** 17] for i, value in enumerate(values)],
                 units=["", "W m-2", "", ""])
    report.write(str(tmp_path / "my report.v2.html"))
    with open(tmp_path / "my report.v2_numbers.csv", encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["name", "double [W m-2]", "single", "whole"]
    assert [row[0] for row in rows] == [f"é,\"{i}\"\n" for i in range(len(values))]
    np.testing.assert_array_equal([float(row[1]) for row in rows], values)
    np.testing.assert_array_equal(np.array([row[2] for row in rows], "f4"), (values % 7).astype("f4"))
    assert [int(row[3]) for row in rows] == [i * 10 ** 17 for i in range(len(values))]


def test_missing_numbers_are_empty_in_the_csv(tmp_path):
    report = Report("a")
    report.table("t", "T", ["a", "b", "c", "d"], [[None, math.nan, np.ma.masked, "n/a"]])
    report.write(str(tmp_path / "a.html"))
    assert (tmp_path / "a_t.csv").read_text() == "a,b,c,d\n,,,n/a\n"


def test_a_link_leads_to_the_file(tmp_path):
    report = Report("a")
    report.table("t", "T", ["a"], [[1]])
    _, page = written(report, tmp_path, "a:b #1?<&>% é.html")
    for link in page.all("a"):
        assert not set(link["href"]) & set(":#?<>&")
        assert (tmp_path / unquote(link["href"])).is_file()


def test_tables_that_do_not_fit():
    report = Report("a")
    report.table("one", "T", ["a", "b"], [[1, 2]])
    for name in ("One", "a b", "", "../x"):
        with pytest.raises(ValueError, match="no name for a table"):
            report.table(name, "T", ["a"], [[1]])
    for columns, rows, units in ((["a", "b"], [[1]], None), (["a"], [[1]], ["K", "m"]), ([], [], None)):
        with pytest.raises(ValueError, match="do not fit"):
            report.table("two", "T", columns, rows, units)
