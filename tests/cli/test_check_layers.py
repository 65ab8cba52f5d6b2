"""checklayers through the real qgis_process: help, words and JSON, findings that do not fail, bad input."""

import json
import re

import pytest
from multiscale_fusion.tests.processing import joined, rasters

ALGORITHM = "multiscalefusion:checklayers"


@pytest.fixture
def classes(tmp_path):
    return joined.write_classes(tmp_path / "cover.tif")


@pytest.fixture
def bare(tmp_path):
    return str(rasters.write(tmp_path / "bare.tif", rasters.field()[:1], crs=None))


def test_the_help_reads_well_in_a_terminal(qgis_process):
    text = qgis_process(["help", ALGORITHM]).stdout
    assert f"qgis_process run {ALGORITHM} --PURPOSE=stack --GRID_PRESET=modis_1km \\\n    --INPUTS=" in text
    assert "\n\nWhen to use it\n\n- Before a run on new data" in text
    assert not re.search(r"</?(p|h3|ul|li|code|b|i)>|&\w+;", text)


def test_words(qgis_process, fine, classes, folder):
    done = qgis_process(["run", ALGORITHM, f"--INPUTS={fine}", f"--INPUTS={classes}", "--METHODS=mean,bilinear",
                         "--TARGET_CRS=EPSG:32633", "--RESOLUTION=300", f"--FINDINGS={folder}/f.json"])
    assert done.returncode == 0, done.stderr
    assert "[CATEGORICAL_AVERAGE] cover.tif: " in done.stdout + done.stderr
    found = json.loads((folder / "f.json").read_text())
    assert found["findings"][0]["code"] == "CATEGORICAL_AVERAGE" and found["advice"]["approach"] == "A"


def test_json_in_and_nothing_but_json_out(qgis_process, fine, bare, folder):
    """A raster without a CRS is a finding, and the run is one that went well."""
    outputs = {"REPORT": str(folder / "r.html"), "FINDINGS": str(folder / "f.json")}
    done = qgis_process(["run", ALGORITHM, "-"], {"inputs": {"INPUTS": [fine, bare], "PURPOSE": "stack", **outputs}})
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)["results"]
    found = json.loads((folder / "f.json").read_text())["findings"]
    assert results["BLOCKERS"] == sum(each["severity"] == "blocker" for each in found) == 1
    assert {name: results[name] for name in outputs} == outputs
    assert ("CRS_MISSING", "bare.tif") in {(each["code"], each["subject"]) for each in found}


def test_points_of_a_file(qgis_process, fine, tmp_path, folder):
    west, north = rasters.ORIGIN
    features = [{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [x, north - 900.0]}}
                for x in (west + 300.0, west + 600.0, west + 901.0)]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}
    path = tmp_path / "shots.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
    done = qgis_process(["run", ALGORITHM, "-"], {"inputs": {
        "INPUTS": [fine], "POINTS": str(path), "DIAMETER": 25, "PURPOSE": "sample", "FINDINGS": f"{folder}/f.json"}})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["results"]["APPROACH"] == "C"
    # Two of the three lie on borders of pixels of 30 m, the third one a metre from one: all discs cross.
    assert "FOOTPRINT_STRADDLES" in [each["code"] for each in json.loads((folder / "f.json").read_text())["findings"]]


@pytest.mark.parametrize("words, sentence", [
    ([], "No layer is given; choose rasters as INPUTS, or points as POINTS."),
    (["--INPUTS=/nowhere/at_all.tif"], "/nowhere/at_all.tif does not exist; check the path."),
    (["--INPUTS={fine}", "--METHODS=mean,mean"], "METHODS must hold one statistic or resampling for each layer"),
    (["--INPUTS={fine}", "--FINDINGS={folder}/f.txt"], "must end in .json; outputs are JSON files."),
])
def test_bad_input_is_one_sentence_and_exit_1(qgis_process, fine, folder, words, sentence):
    done = qgis_process(["run", ALGORITHM, *(word.format(fine=fine, folder=folder) for word in words)])
    assert done.returncode == 1
    assert sentence in done.stderr and "Traceback" not in done.stderr
    assert not list(folder.iterdir())
