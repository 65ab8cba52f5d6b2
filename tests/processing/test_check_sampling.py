"""checksampling through processing.run: dates of texts, tables and rasters, files, numbers for models, bad input."""

import csv
import json
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters

ALGORITHM = "multiscalefusion:checksampling"
EVERY_16 = ", ".join(str(np.datetime64("2020-01-01") + 16 * number) for number in range(23))


@pytest.fixture
def series(tmp_path):
    """Dated rasters: every 8 days, the third without a valid pixel and the fifth with a quarter of them."""
    paths = []
    for number in range(8):
        values = np.full((1, 20, 20), 0.5, np.float32)
        if number == 2:
            values[:] = np.nan
        if number == 4:
            values[:, 5:] = np.nan
        day = str(np.datetime64("2021-03-01") + 8 * number)
        paths.append(str(rasters.write(tmp_path / f"ndvi_{day}.tif", values)))
    return paths


@pytest.fixture
def table(tmp_path):
    def write(*words, name="when"):
        path = tmp_path / "dates.csv"
        path.write_text("\n".join([f"id,{name}", *(f"{number},{word}" for number, word in enumerate(words))]) + "\n")
        return str(path)

    return write


@pytest.fixture
def refused(run):
    """A callable: the sentence with which a run ends."""
    from qgis.core import QgsProcessingException

    def sentence(**parameters):
        with pytest.raises(QgsProcessingException) as error:
            run(ALGORITHM, parameters)
        return str(error.value)

    return sentence


def test_a_fast_cycle_at_16_days(run, feedback, folder):
    results = run(ALGORITHM, {"DATES": EVERY_16, "TIME_SCALE": 12, "GAPS": f"{folder}/gaps.json",
                              "REPORT": f"{folder}/report.html"}, feedback=feedback)
    assert results["VERDICT"] == "aliased" and results["COUNT"] == 23
    assert results["APPARENT_PERIOD"] == pytest.approx(48.0, rel=1e-6)
    assert (results["MEDIAN_INTERVAL"], results["MEAN_INTERVAL"], results["LONGEST_GAP"],
            results["SHORTEST_PERIOD"]) == (16.0, 16.0, 16.0, 32.0)
    assert "HLS (Landsat, Sentinel-2)" in results["SENSORS"]
    assert feedback.told_codes() == ["TIME_ALIASING"] and "looks like one of 48 days" in results["TEXT"]
    assert json.loads(Path(results["GAPS"]).read_text())["alias"]["period_days"] == pytest.approx(48.0)
    page = Path(results["REPORT"]).read_text("utf-8")
    assert "Timeline" in page and "Spectral window" in page and "TIME_ALIASING" in page
    with open(folder / "report_gaps.csv", newline="") as file:
        assert len(list(csv.reader(file))) == 23


def test_slow_cycles_are_resolved_without_a_warning(run, feedback):
    results = run(ALGORITHM, {"DATES": EVERY_16, "TIME_SCALE": 120}, feedback=feedback)
    assert results["VERDICT"] == "resolved" and feedback.warnings == [] and results["SENSORS"] == ""
    assert "APPARENT_PERIOD" not in results or results["APPARENT_PERIOD"] is None
    assert any("Resolved: the 23 dates" in info for info in feedback.infos)


def test_rasters_count_by_their_valid_pixels(run, series, folder):
    found = {least: run(ALGORITHM, {"INPUTS": series, "TIME_SCALE": 40, "MIN_VALID": least,
                                    "GAPS": f"{folder}/{least}.csv"}) for least in (0, 50)}
    assert (found[0]["COUNT"], found[0]["LONGEST_GAP"]) == (7, 16.0)
    assert (found[50]["COUNT"], found[50]["LONGEST_GAP"]) == (6, 16.0)
    with open(folder / "50.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["begin"], row["end"]) for row in rows if float(row["days"]) > 8.0] == [
        ("2021-03-09", "2021-03-25"), ("2021-03-25", "2021-04-10")]


def test_a_raster_without_a_crs_counts_and_is_told(run, series, tmp_path, feedback):
    bare = str(rasters.write(tmp_path / "ndvi_2021-03-17T.tif", np.ones((1, 5, 5), np.float32), crs=None))
    results = run(ALGORITHM, {"INPUTS": [*series, bare], "TIME_SCALE": 40}, feedback=feedback)
    assert (results["COUNT"], results["LONGEST_GAP"]) == (8, 8.0)
    assert any("has no coordinate reference system" in warning for warning in feedback.warnings)


def test_an_old_report_survives_a_cancel(run, series, folder, feedback):
    (folder / "report.html").write_text("old")
    feedback.cancel()
    run(ALGORITHM, {"INPUTS": series, "TIME_SCALE": 40, "REPORT": f"{folder}/report.html"}, feedback=feedback)
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [("report.html", "old")]


def test_dates_of_a_table_and_texts_are_taken_together(run, table):
    path = table("2020-01-01", "2020-01-09", "2020-01-25")
    alone = run(ALGORITHM, {"TABLE": path, "DATE_FIELD": "when", "TIME_SCALE": 30})
    both = run(ALGORITHM, {"TABLE": path, "DATE_FIELD": "when", "DATES": "2020-01-17", "TIME_SCALE": 30})
    assert (alone["COUNT"], alone["LONGEST_GAP"]) == (3, 16.0)
    assert (both["COUNT"], both["LONGEST_GAP"]) == (4, 8.0)


def test_temporal_properties_count_more_than_names(run, qgis_app, series):
    from qgis.core import Qgis, QgsDateTimeRange, QgsRasterLayer
    from qgis.PyQt.QtCore import QDateTime, Qt

    layers = [QgsRasterLayer(path) for path in series]
    properties = layers[-1].temporalProperties()
    properties.setIsActive(True)
    properties.setMode(Qgis.RasterTemporalMode.FixedTemporalRange)
    when = QDateTime.fromSecsSinceEpoch(int(datetime(2021, 7, 1, 12, tzinfo=timezone.utc).timestamp()),
                                        Qt.TimeSpec.UTC)
    properties.setFixedTemporalRange(QgsDateTimeRange(when, when))
    results = run(ALGORITHM, {"INPUTS": layers, "TIME_SCALE": 40})
    expected = (datetime(2021, 7, 1) - datetime(2021, 4, 18)).days
    assert results["LONGEST_GAP"] == pytest.approx(expected, abs=1e-3)


def test_what_is_no_input_is_told_in_a_sentence(refused, table, series, tmp_path):
    assert "No date is given; choose rasters as INPUTS, write DATES, or choose a TABLE." in refused(TIME_SCALE=10)
    assert "yesterday is no date" in refused(DATES="2020-01-01, yesterday", TIME_SCALE=10)
    assert "Only 2 different dates were given" in refused(DATES="2020-01-01 2020-02-01 2020-02-01", TIME_SCALE=10)
    path = table("2020-01-01", "soon")
    assert 'The field when holds "soon", which is no date' in refused(TABLE=path, DATE_FIELD="when", TIME_SCALE=10)
    assert "DATE_FIELD must name the field of dates that holds dates; it has" in refused(TABLE=path, TIME_SCALE=10)
    assert "has no field then (DATE_FIELD)" in refused(TABLE=path, DATE_FIELD="then", TIME_SCALE=10)
    assert "TIME_SCALE must be a number" in refused(DATES=EVERY_16, TIME_SCALE=-3)
    assert "must end in .csv" in refused(DATES=EVERY_16, TIME_SCALE=30, GAPS=str(tmp_path / "gaps.txt"))
    assert "must end in .html" in refused(DATES=EVERY_16, TIME_SCALE=30, REPORT=str(tmp_path / "report.pdf"))
    assert "MIN_VALID must be a number from 0 to 100" in refused(INPUTS=series, TIME_SCALE=30, MIN_VALID=120)


def test_a_failed_run_leaves_nothing(refused, folder):
    refused(DATES="2020-01-01", TIME_SCALE=10, GAPS=f"{folder}/gaps.csv", REPORT=f"{folder}/report.html")
    assert list(folder.iterdir()) == []
