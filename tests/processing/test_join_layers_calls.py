"""Join layers on a common grid: models, cancel, wrong values, missing packages."""

import json
import sys
import tempfile

import numpy as np
import pytest
from multiscale_fusion.tests.processing import joined, rasters
from multiscale_fusion.tests.processing.joined import ALGORITHM


@pytest.fixture
def classes(tmp_path):
    return joined.write_classes(tmp_path / "cover.tif")


@pytest.fixture
def coarse(tmp_path):
    return joined.write_coarse(tmp_path / "moisture.tif")


def test_a_model_makes_a_grid_with_a_margin_and_joins_layers_on_it(run, fine, classes, coarse, folder):
    """The layers to join come from two inputs of the model, several at once and one."""
    result = run(joined.grid_then_join(), {"INPUTS": [fine, classes], "MORE": coarse, "stack": str(folder / "s.tif")})
    wanted = {"INPUT": [fine, classes], "GRID_PRESET": "modis_1km"}
    plain = run("multiscalefusion:creategrid", {**wanted, "OUTPUT": str(folder / "t.tif")})
    stack = rasters.read(result["stack"])
    assert stack.shape == (5, plain["ROWS"] + 2, plain["COLUMNS"] + 2)
    a, b = rasters.geotransform(result["stack"]), rasters.geotransform(plain["OUTPUT"])
    assert (a[0], a[3]) == pytest.approx((b[0] - 926.625433055833, b[3] + 926.625433055833), abs=1e-6)
    seen = np.isfinite(stack[0])
    assert seen.any() and not seen[[0, -1]].any() and not seen[:, [0, -1]].any()
    np.testing.assert_allclose(stack[2:4].sum(0)[seen], 1.0, atol=1e-6)


def test_a_cancel_leaves_what_was_there(run, fine, classes, tmp_path, folder, feedback, monkeypatch):
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    large = str(rasters.enlarged(tmp_path / "large.vrt", fine, 100))
    output = {"OUTPUT": str(folder / "s.tif"), "REPORT": str(folder / "r.html")}
    run(ALGORITHM, {"INPUTS": [fine], **rasters.ON_300_M, "OUTPUT": output["OUTPUT"]})
    before = {file: file.read_bytes() for file in folder.iterdir()}
    feedback.cancel_from_another_thread(50)
    parameters = {"INPUTS": [classes, large], "TARGET_CRS": rasters.SINUSOIDAL, "RESOLUTION": 300, **output}
    assert run(ALGORITHM, parameters, feedback=feedback) == {}
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    assert not list((tmp_path / "scratch").iterdir())


def test_a_cancel_during_the_report_keeps_the_stack(fine, folder, reporter):
    from multiscale_fusion.core.aggregate.join import Layer, join_layers
    from multiscale_fusion.core.aggregate.join_report import write_join_report
    from multiscale_fusion.core.errors import Cancelled
    from multiscale_fusion.core.raster import RasterSource

    with RasterSource(fine) as source:
        result = join_layers([Layer(source)], source.grid.zoom_out(10), str(folder / "s.tif"))
    reporter.cancel_at = 0.6
    with pytest.raises(Cancelled):
        write_join_report(result, str(folder / "r.html"), reporter)
    assert {file.name for file in folder.iterdir()} == {"s.tif", "s.tif.json"}


@pytest.mark.parametrize("wrong, sentence", [
    ({"INPUTS": []}, "No layer is given; choose some as INPUTS."),
    ({"INPUTS": ["{fine}", "/nowhere/at_all.tif"]}, "/nowhere/at_all.tif does not exist; check the path."),
    ({"VARIABLE_KINDS": "intensive, vague"}, "VARIABLE_KINDS knows no kind vague; each must be one of auto, intensive"),
    ({"VARIABLE_KINDS": "intensive"}, "there are 2 in INPUTS, and it holds intensive."),
    ({"VARIABLE_KINDS": ["auto", "auto", "auto"]}, "there are 2 in INPUTS, and it holds auto, auto, auto."),
    ({"CLASS_STATISTIC": "mean"}, "CLASS_STATISTIC must be one of fractions, mode, not mean."),
    ({"MIN_VALID": 2}, "MIN_VALID must be a number from 0 to 1"),
    ({"RESOLUTION": None}, "needs a resolution"),
    ({"GRID": "{fine}"}, "two ways"),
])
def test_wrong_values_are_told_before_the_run(qgis_app, fine, classes, folder, wrong, sentence):
    from qgis.core import QgsProcessingContext

    wrong = json.loads(json.dumps(wrong).replace("{fine}", fine))
    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    parameters = {"INPUTS": [fine, classes], **rasters.ON_300_M, "OUTPUT": str(folder / "s.tif"), **wrong}
    fits, message = algorithm.checkParameterValues(parameters, QgsProcessingContext())
    assert not fits
    assert sentence in message and "\n" not in message


@pytest.mark.parametrize("outputs, sentence", [
    ({"OUTPUT": "{fine}"}, "is also an input; choose another file for the output."),
    ({"OUTPUT": "{folder}/s.nc"}, "must end in .tif; outputs are GeoTIFF files."),
    ({"OUTPUT": "/nowhere/s.tif"}, "The folder /nowhere does not exist"),
    ({"REPORT": "{folder}/r.pdf"}, "must end in .html; outputs are HTML pages."),
    ({"REPORT": "/nowhere/r.html"}, "The folder /nowhere does not exist"),
    ({"EXTENT": "0,3000,0,3000"}, "cover.tif and the target grid do not overlap; check the extent and both CRSs."),
    ({"INPUTS": ["{classes}", "{away}"], "GRID": "{fine}", "TARGET_CRS": None, "RESOLUTION": None},
     "away.tif and the target grid do not overlap; check the extent and both CRSs."),
    ({"CREATION_OPTIONS": "NONSENSE=1"}, "NONSENSE"),
])
def test_what_cannot_be_is_told_and_nothing_is_written(run, fine, classes, tmp_path, folder, outputs, sentence):
    from qgis.core import QgsProcessingException

    away = rasters.write(tmp_path / "away.tif", rasters.field(shape=(1, 50, 50)), origin=(300000.0, 4000000.0))
    before = open(fine, "rb").read()
    filled = json.dumps({"OUTPUT": "{folder}/s.tif", **outputs})
    for name, path in (("fine", fine), ("classes", classes), ("folder", folder), ("away", away)):
        filled = filled.replace(f"{{{name}}}", str(path))
    with pytest.raises(QgsProcessingException) as caught:
        run(ALGORITHM, {"INPUTS": [classes, fine], **rasters.ON_300_M, **json.loads(filled)})
    assert sentence in str(caught.value) and "Traceback" not in str(caught.value)
    assert not list(folder.iterdir())
    assert open(fine, "rb").read() == before


def test_an_output_equal_to_the_grid_is_refused(run, fine, tmp_path):
    from qgis.core import QgsProcessingException

    grid = rasters.write(tmp_path / "grid.tif", np.ones((10, 10), np.float32), pixel=300.0)
    before = grid.read_bytes()
    with pytest.raises(QgsProcessingException, match="is also an input"):
        run(ALGORITHM, {"INPUTS": [fine], "GRID": str(grid), "OUTPUT": str(grid)})
    assert grid.read_bytes() == before


def test_without_plotly_there_is_a_stack_and_no_report(run, fine, folder, monkeypatch):
    from qgis.core import QgsProcessingException

    for module in ("plotly", "plotly.offline"):
        monkeypatch.setitem(sys.modules, module, None)
    parameters = {"INPUTS": [fine], **rasters.ON_300_M, "OUTPUT": str(folder / "s.tif")}
    with pytest.raises(QgsProcessingException, match='^The Python package "plotly" is missing; install it'):
        run(ALGORITHM, {**parameters, "REPORT": str(folder / "r.html")})
    assert not list(folder.iterdir())
    assert run(ALGORITHM, parameters)["BANDS"] == "fine: Band 1; fine: Band 2"


def test_the_help_tells_of_every_parameter(qgis_app):
    from multiscale_fusion.core.variable import KINDS

    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    assert [each.name() for each in algorithm.parameterDefinitions()] == [
        "INPUTS", "VARIABLE_KINDS", "STATISTICS", "GRID", "TARGET_CRS", "RESOLUTION", "GRID_PRESET", "EXTENT",
        "CLASS_STATISTIC", "MIN_VALID", "ACCEPT", "DATA_TYPE", "CREATION_OPTIONS", "OUTPUT", "REPORT",
    ]
    assert all(each.help() for each in algorithm.parameterDefinitions())
    assert all(kind in algorithm.parameterDefinition("VARIABLE_KINDS").help() for kind in KINDS)
    assert "/joinlayers." in algorithm.helpUrl()
    assert {each.name(): each.type() for each in algorithm.outputDefinitions()} == {
        "OUTPUT": "outputRaster", "REPORT": "outputHtml", "BANDS": "outputString",
    }
