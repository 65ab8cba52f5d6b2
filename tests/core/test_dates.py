"""Dates of rasters: from tables, layers, tags and names, and the sentence that names those without."""

from datetime import datetime, timezone

import numpy as np
import pytest
from multiscale_fusion.core.advice.times import TimeSpan
from multiscale_fusion.core.dates import date_of, dates_of, middle, parse_span, read_date_table, stamp
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal

DAY = ("2024-06-02T00:00:00Z", "2024-06-02T23:59:59Z")


@pytest.mark.parametrize("text, expected", [
    ("2024-06-02", DAY), (" 20240602 ", DAY), ("2024154", DAY),
    ("2024-06-02T20:50:11Z", ("2024-06-02T20:50:11Z",) * 2), ("2024-06-02 20:50:11", ("2024-06-02T20:50:11Z",) * 2),
    ("2024-06-02T20:50:11+02:00", ("2024-06-02T18:50:11Z",) * 2),
    ("20240602_205011", ("2024-06-02T20:50:11Z",) * 2),
    ("2024-06-01/2024-06-16", ("2024-06-01T00:00:00Z", "2024-06-16T23:59:59Z")),
    ("2024-06-01T12:00:00Z / 20240602", ("2024-06-01T12:00:00Z", "2024-06-02T23:59:59Z"))])
def test_dates_are_read_in_every_form(text, expected):
    span = parse_span(text)
    assert (stamp(span.begin), stamp(span.end)) == expected


@pytest.mark.parametrize("text", ["", "soon", "2024-13-02", "2024-06-02/", "2024-06-03/2024-06-02", "a/b/c", "scene 2"])
def test_what_is_no_date_is_none(text):
    assert parse_span(text) is None


def raster(folder, name, tags=()):
    folder.mkdir(exist_ok=True)
    path = rasters.write(folder / name, np.ones((4, 5), np.float32))
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.SetMetadata(dict(tags))
    del dataset
    return RasterSource(str(path))


def test_a_table_counts_more_than_the_layer_it_more_than_tags_and_these_more_than_names(tmp_path):
    tagged = raster(tmp_path, "scene_20240110.tif", {"SENSING_TIME": "2024-02-10T10:00:00Z"})
    given = TimeSpan(datetime(2024, 3, 10), datetime(2024, 3, 10), "")
    (tmp_path / "dates.csv").write_text("scene_20240110.tif,2024-04-10\n")
    table = read_date_table(str(tmp_path / "dates.csv"))
    assert date_of(tagged, given, table).begin.month == 4
    assert date_of(tagged, given).begin.month == 3
    assert date_of(tagged).begin.month == 2
    assert date_of(raster(tmp_path / "named", "scene_20240110.tif")).begin.month == 1


@pytest.mark.parametrize("name, expected", [
    ("HLS.L30.T11SMU.2024154T182011.v2.0.B05.tif", ("2024-06-02T18:20:11Z",) * 2),
    ("MOD11A1.A2024154.h08v05.061.2024155084219.tif", DAY),
    ("ECOv002_L2T_LSTE_33730_008_11SMU_20240602T205011_0712_01_LST.tif", ("2024-06-02T20:50:11Z",) * 2),
    ("LC09_L2SP_042036_20240602_20240603_02_T1_SR_B4.tif", DAY),
    ("T11SMU_20240602T182921_B04_10m.tif", ("2024-06-02T18:29:21Z",) * 2),
    ("MOD13A2.A2024145.h08v05.061.2024170151042.tif", ("2024-05-24T00:00:00Z", "2024-06-08T23:59:59Z")),
])
def test_names_of_products(tmp_path, name, expected):
    span = date_of(raster(tmp_path, name))
    assert (stamp(span.begin), stamp(span.end)) == expected


def test_rasters_without_a_date_are_named_in_one_sentence(tmp_path):
    named = [raster(tmp_path, f"scene_{letter}.tif") for letter in "abcde"]
    dated = raster(tmp_path, "scene_20240110.tif")
    assert dates_of([dated])[0].begin.day == 10
    for count, part in ((1, r"scene_a.tif has no date.*its layer\.$"), (3, "scene_b.tif, scene_c.tif have no date"),
                        (5, "scene_c.tif and 2 more rasters")):
        with pytest.raises(FusionError, match=part):
            dates_of([dated, *named[:count]])
    span = TimeSpan(datetime(2024, 3, 10), datetime(2024, 3, 10), "")
    assert dates_of([named[0], dated], [span, None])[0] is span


@pytest.mark.parametrize("text", [
    "file,date\nscene_a.tif,2024-06-02\nscene_b,2024-06-03\n",
    "\ufeffscene_a.tif;2024-06-02\r\n\r\nScene_B;2024-06-03;2024-06-05\r\n",
    'name\tbegin\tend\n"C:\\data\\scene_a.tif"\t20240602\t\nscene_b.tif\t2024155\t2024157\n'])
def test_tables_with_and_without_headings_folders_and_endings(tmp_path, text):
    (tmp_path / "dates.csv").write_text(text, encoding="utf-8", newline="")
    table = read_date_table(str(tmp_path / "dates.csv"))
    assert stamp(table.find("/else/where/scene_a.tif").begin) == DAY[0]
    assert table.find("scene_b.tif").begin.day == 3 and table.find("scene_c.tif") is None
    assert table.find("scene_a.tif").origin == "from the table dates.csv"


@pytest.mark.parametrize("text, part", [
    ("a.tif,2024-06-02\nb.tif,soon\n", "Line 2 of dates.csv has no date"), ("file,date\n", "has no dates"),
    ("a.tif,2024-06-02\nA.TIF,2024-06-03\n", "gives A.TIF twice"), (None, "cannot be read")])
def test_tables_that_cannot_be_used_are_told(tmp_path, text, part):
    if text is not None:
        (tmp_path / "dates.csv").write_text(text)
    with pytest.raises(FusionError, match=part):
        read_date_table(str(tmp_path / "dates.csv"))


def test_the_middle_of_a_span():
    span = parse_span("2024-06-01/2024-06-16")
    assert middle(span) == datetime(2024, 6, 9, tzinfo=timezone.utc)
