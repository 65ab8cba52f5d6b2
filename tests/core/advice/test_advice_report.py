"""The report on checked layers as an HTML parser and a CSV reader see it, and the findings as JSON."""

import csv
import json
import re
from collections import Counter
from datetime import datetime, timezone
from html.parser import HTMLParser

import numpy as np
import pytest
from multiscale_fusion.core.advice import Advice, Layer, Points, Question
from multiscale_fusion.core.advice.question import default_target
from multiscale_fusion.core.advice.report import check_findings_file, verdict, write_advice_report, write_findings
from multiscale_fusion.core.advice.times import TimeSpan
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.finding import Finding, Severity
from multiscale_fusion.core.message import message
from multiscale_fusion.core.product import find_product
from pyproj import CRS

FINDINGS = [
    Finding("CATEGORICAL_AVERAGE", Severity.BLOCKER, "cover.tif", "a mean of <codes> is no class.", "Choose mode."),
    Finding("NODATA_SHARE", Severity.WARNING, "fine.tif", "much is missing.", "Look where."),
    Finding("CRS_MISMATCH", Severity.INFO, "", "the layers differ in CRS."),
]
ADVICE = Advice("B", (message("Cells of {size} m are asked for.", size=30), message("There is a covariate.")),
                (message("A on the coarse grid."),))
SEEN = TimeSpan(datetime(2020, 4, 1, tzinfo=timezone.utc), datetime(2020, 4, 9, 12, tzinfo=timezone.utc), "its name")
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t([hd])([^>]*)>(.*?)</t[hd]>", re.DOTALL)


@pytest.fixture
def layers(tmp_path, make_tif):
    """A field of 30 m of which a quarter is missing, classes of 300 m, and a raster without a CRS."""
    fine = np.random.default_rng(1).normal(280.0, 5.0, (1, 80, 120)).astype(np.float32)
    fine[:, :40, :60] = -9999.0
    cover = np.kron(np.random.default_rng(2).choice([1, 2, 3], (4, 6)), np.ones((2, 2))).astype(np.uint8)
    coarse = (600000.0, 300.0, 0.0, 3700020.0, 0.0, -300.0)
    made = (Layer(make_tif(tmp_path / "fine.tif", fine, nodata=-9999.0), times=SEEN),
            Layer(make_tif(tmp_path / "cover.tif", cover, transform=coarse), paletted=True),
            Layer(make_tif(tmp_path / "bare.tif", np.ones((4, 4), np.uint8), crs=None)))
    yield made
    for each in made:
        each.close()


@pytest.fixture
def question(layers):
    shots = Points("shots", CRS.from_epsg(4326), np.array([1.0]), np.array([2.0]), 12345, (1.0, 2.0, 1.0, 2.0),
                   product=find_product("GEDI02_A"))
    return Question(layers, (shots,), default_target(layers, "aggregate"))


def text_of(path):
    return open(path, encoding="utf-8").read()


def rows(path):
    return list(csv.reader(open(path, encoding="utf-8")))


def test_the_page_tells_the_verdict_the_approach_and_all_findings(question, folder):
    page = text_of(write_advice_report(question, FINDINGS, ADVICE, str(folder / "r.html"))[0])
    assert re.search(r'class="summary">These layers should not be fused as asked.*Blockers: 1, warnings: 1, remarks: 1',
                     page)
    assert re.findall("<h2>(.*?)</h2>", page) == ["Recommended approach", "Findings", "Purpose and target grid",
                                                  "Layers", "Points", "The tables as CSV files"]
    places = [page.index(text) for text in ("Approach B, downscale", "Cells of 30 m are asked for.",
                                            "There is a covariate.", "What else could be done", "A on the coarse grid",
                                            "CATEGORICAL_AVERAGE", "NODATA_SHARE", "CRS_MISMATCH")]
    assert places == sorted(places)
    assert "a mean of &lt;codes&gt; is no class" in page and "What to do: Choose mode." in page
    # The severity stands in words beside its colour, and its icon is hidden from screen readers.
    for severity in ("Blocker", "Warning", "Info"):
        assert re.search(rf'<p class="severity"><svg [^>]*aria-hidden="true">.*?</svg>{severity}<code>', page)
    assert "bare.tif has no coordinate reference system; assign one first." in page
    assert "Purpose: aggregate." in page
    assert "Target grid: 12 x 8 cells of 300 x 300 metre, WGS 84 / UTM zone 11N." in page


def test_the_tables_have_headers_and_tell_what_is_in_the_files(question, folder):
    page, *tables = write_advice_report(question, FINDINGS, ADVICE, str(folder / "r.html"))
    assert [path.rpartition("/")[2] for path in tables] == ["r_layers.csv", "r_bands.csv", "r_points.csv"]
    head, fine, cover, bare = rows(tables[0])
    assert head[:7] == ["Layer", "CRS", "Columns", "Rows", "Bands", "Pixel width [m]", "Pixel height [m]"]
    assert fine[:5] == ["fine.tif", "WGS 84 / UTM zone 11N", "120", "80", "1"]
    # Metres on the ground: UTM's scale is about 0.99972 at 101 km off the central meridian.
    assert float(fine[5]) == pytest.approx(30.0 / 0.99972, rel=1e-4)
    assert fine[7:9] == ["2020-04-01 00:00 to 2020-04-09 12:00", "its name"]
    assert float(cover[5]) == pytest.approx(10 * float(fine[5]), rel=1e-3)
    assert bare[:5] == ["bare.tif", "", "", "", ""]
    _, fine, cover = rows(tables[1])
    assert fine[:3] == ["fine.tif", "intensive", "80 %"] and float(fine[5]) == 0.25
    assert cover[1] == "categorical" and "paletted renderer" in cover[3] and float(cover[5]) == 0.0
    _, shots = rows(tables[2])
    assert shots[:5] == ["shots", "WGS 84", "12345", "25.0", "25.0"] and "GEDI" in shots[7]
    for row in ROW.findall(text_of(page)):
        cells = CELL.findall(row)
        scopes = [attributes.split('scope="')[1].split('"')[0] for kind, attributes, _ in cells if kind == "h"]
        assert scopes in (["row"], ["col"] * len(cells))


def test_the_page_needs_no_network_and_is_sound(question, folder):
    class Links(HTMLParser):
        opened, addresses = Counter(), []

        def handle_starttag(self, tag, attributes):
            self.opened[tag] += 1
            self.addresses += [value for name, value in attributes if name in ("src", "href")]

        def handle_endtag(self, tag):
            self.opened[tag] -= 1

    page = text_of(write_advice_report(question, FINDINGS, ADVICE, str(folder / "r.html"))[0])
    links = Links()
    links.feed(page)
    assert links.addresses == ["./r_layers.csv", "./r_bands.csv", "./r_points.csv"] * 2
    assert {tag for tag, count in links.opened.items() if count} <= {"meta", "path", "circle"}
    assert "<script" not in page and "prefers-color-scheme: dark" in page and "@media print" in page


def test_without_anything_to_say(layers, folder):
    layers = layers[:1]
    page = text_of(write_advice_report(Question(layers), [], Advice("", ()), str(folder / "r.html"))[0])
    assert "Nothing that was checked speaks against fusing" in page and "There are no findings." in page
    assert "No approach is recommended" in page and "There is no target grid" in page
    assert "<ul>\n</ul>" not in page


@pytest.mark.parametrize("findings, told", [
    ([], "Nothing that was checked"), (FINDINGS[2:], "Nothing that was checked"), (FINDINGS[1:], "can be fused; read"),
    (FINDINGS, "should not be fused"),
])
def test_the_verdict_is_that_of_the_gravest(findings, told):
    assert told in verdict(findings)


def test_findings_as_json(folder):
    path = folder / "f.json"
    write_findings(FINDINGS, ADVICE, str(path))
    record = json.loads(path.read_text(encoding="utf-8"))
    assert [tuple(each.values()) for each in record["findings"]] == [
        (each.code, each.severity.value, each.subject, each.message, each.remedy) for each in FINDINGS]
    assert [*record["findings"][0]] == ["code", "severity", "subject", "message", "remedy"]
    assert record["advice"] == {"approach": "B", "reasons": ["Cells of 30 m are asked for.", "There is a covariate."],
                                "alternatives": ["A on the coarse grid."]}
    assert [each.name for each in folder.iterdir()] == ["f.json"]


@pytest.mark.parametrize("name, sentence", [("f.txt", "must end in .json"), ("gone/f.json", "does not exist")])
def test_where_findings_cannot_be_written(folder, name, sentence):
    for write in (check_findings_file, lambda path: write_findings([], ADVICE, path)):
        with pytest.raises(FusionError, match=sentence):
            write(str(folder / name))
    assert not list(folder.iterdir())


def test_a_cancel_leaves_no_page(question, folder, reporter):
    reporter.cancel_at = 0.4
    with pytest.raises(Cancelled):
        write_advice_report(question, FINDINGS, ADVICE, str(folder / "r.html"), reporter)
    assert not list(folder.iterdir())


def test_a_damaged_band_is_told_in_its_row(tmp_path, make_tif, folder):
    values = np.random.default_rng(3).normal(size=(1, 512, 512)).astype(np.float32)
    path = make_tif(tmp_path / "cut.tif", values, options=["TILED=YES", "COMPRESS=DEFLATE"])
    content = open(path, "rb").read()
    open(path, "wb").write(content[:len(content) // 3])
    layer = Layer(path)
    _, bands = write_advice_report(Question((layer,)), [], ADVICE, str(folder / "r.html"))[1:]
    assert "damaged or cut short" in rows(bands)[1][3]


@pytest.mark.parametrize("purpose, name", [("aggregate", "cover.tif"), ("stack", "cover.tif"),
                                           ("downscale", "fine.tif"), ("spatiotemporal", "fine.tif")])
def test_the_grid_that_is_meant_where_none_is_given(layers, purpose, name):
    assert default_target(layers, purpose) == next(each.grid for each in layers if each.name == name)


def test_where_no_grid_is_meant(layers):
    assert default_target(layers, "sample") is None and default_target(layers[2:], "stack") is None
