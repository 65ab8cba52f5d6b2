"""samplepoints through the real qgis_process: help, words and JSON, the model, bad input."""

import csv
import json
import re

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.processing.sampled import ALGORITHM, place, write_points


@pytest.fixture
def field():
    return rasters.field(shape=(1, 60, 80))[0]


@pytest.fixture
def raster(tmp_path, field):
    return str(rasters.write(tmp_path / "lst.tif", field))


@pytest.fixture
def points(tmp_path):
    return write_points(tmp_path / "shots.geojson", [place(10.5, 10.5), None, place(20.2, 30.7)])


def test_the_help_reads_well_in_a_terminal(qgis_process):
    text = qgis_process(["help", ALGORITHM]).stdout
    assert "\n\nWhen to use it\n\n- " in text and f"qgis_process run {ALGORITHM}" in text
    assert not re.search(r"</?(p|h3|ul|li|code|b|i)>|&\w+;", text)


def test_words(qgis_process, raster, points, field, folder):
    done = qgis_process(["run", ALGORITHM, f"--INPUT={points}", f"--RASTERS={raster}", "--STATISTICS=mean,count",
                         f"--OUTPUT={folder}/o.csv"])
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((folder / "o.csv").open(encoding="utf-8")))
    assert [row["lst_value"] for row in rows[1:2]] == [""]
    np.testing.assert_allclose([float(rows[0]["lst_value"]), float(rows[2]["lst_value"])],
                               [field[10, 10], field[30, 20]], rtol=1e-6)
    assert [row["lst_count"] for row in rows] == ["1", "", "1"]


def test_json_in_and_nothing_but_json_out(qgis_process, raster, points, folder):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    outputs = {"OUTPUT": str(folder / "o.gpkg"), "TABLE": str(folder / "t.parquet")}
    done = qgis_process(["run", ALGORITHM, "-"], {"inputs": {
        "INPUT": points, "RASTERS": [raster], "DIAMETER": 25, "STATISTICS": ["mean", "std"], **outputs}})
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)["results"]
    assert results == {**outputs, "COUNT": 3, "FIELDS": "lst_mean; lst_std"}
    assert {each.name for each in folder.iterdir()} == {"o.gpkg", "o.gpkg.json", "t.parquet"}


@pytest.mark.parametrize("words, sentence", [
    (["--DIAMETER=0"], "The diameter of a footprint is 0 m; it must be more than 0"),
    (["--DIAMETER_FIELD=width"], "shots has no field width (DIAMETER_FIELD); it has name."),
    (["--TIME_TOLERANCE=2"], "TIME_TOLERANCE needs the time of each point; name its field as TIME_FIELD."),
    (["--STATISTICS=median,average"], "STATISTICS must be one of mean, std"),
])
def test_bad_input_is_one_sentence_and_exit_1(qgis_process, raster, points, folder, words, sentence):
    done = qgis_process(["run", ALGORITHM, f"--INPUT={points}", f"--RASTERS={raster}", *words,
                         f"--OUTPUT={folder}/o.gpkg"])
    assert done.returncode == 1
    assert sentence in done.stderr and "Traceback" not in done.stderr
    assert not list(folder.iterdir())
