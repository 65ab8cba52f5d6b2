"""Join layers with a statistic for each layer: values against NumPy's own, what is refused, and how lists are given."""

import json

import numpy as np
import pytest
from multiscale_fusion.processing.text_lists import LAYER_STATISTICS
from multiscale_fusion.tests.processing import joined, rasters
from multiscale_fusion.tests.processing.joined import ALGORITHM

# Of the pixels of a cell, by NumPy.
REFERENCES = {"mean": np.mean, "sum": np.sum, "min": np.min, "max": np.max, "std": np.std, "median": np.median,
              "count": lambda pixels, axis: np.full(pixels.shape[:1] + pixels.shape[2:], pixels.shape[axis])}


@pytest.fixture
def classes(tmp_path):
    return joined.write_classes(tmp_path / "cover.tif")


@pytest.fixture
def temperature(tmp_path):
    """One band of 30 m in kelvin."""
    return str(rasters.write(tmp_path / "lst.tif", rasters.field(7, (1, 200, 300))))


def cells_of(values):
    """(bands, pixels of a cell, rows, columns) of cells of 10 x 10 pixels."""
    bands, rows, columns = values.shape
    blocks = values.astype(np.float64).reshape(bands, rows // 10, 10, columns // 10, 10)
    return blocks.transpose(0, 2, 4, 1, 3).reshape(bands, 100, rows // 10, columns // 10)


def layers_of(folder):
    """What the record says of each layer."""
    return json.loads((folder / "s.tif.json").read_text(encoding="utf-8"))["parameters"]["layers"]


@pytest.mark.parametrize("statistic", REFERENCES)
def test_each_layer_has_its_own_statistic(run, fine, temperature, folder, statistic):
    """The second layer stays at its usual one, and is untouched by the first one's."""
    result = run(ALGORITHM, {"INPUTS": [fine, temperature], **rasters.ON_300_M, "STATISTICS": f"{statistic}, auto",
                             "VARIABLE_KINDS": "intensive, intensive", "DATA_TYPE": "Float64",
                             "OUTPUT": str(folder / "s.tif")})
    stack = rasters.read(result["OUTPUT"])
    np.testing.assert_allclose(stack[:2], REFERENCES[statistic](cells_of(rasters.field()), axis=1), rtol=2e-6)
    np.testing.assert_allclose(stack[2], cells_of(rasters.field(7, (1, 200, 300)))[0].mean(0), rtol=1e-6)
    assert [each["statistic"] for each in layers_of(folder)] == [statistic, "mean"]


def test_classes_follow_their_own_statistic_and_auto_the_one_for_classes(run, classes, folder):
    """Mode for the first, fractions by CLASS_STATISTIC for the second, the number of pixels for the third."""
    result = run(ALGORITHM, {"INPUTS": [classes] * 3, **rasters.ON_300_M, "STATISTICS": "mode,auto,count",
                             "OUTPUT": str(folder / "s.tif")})
    assert result["BANDS"] == "cover; cover: Water; cover: Forest; cover (2)"
    cells = cells_of(joined.class_codes()[None])[0]
    forest = (cells == 42).mean(0)
    stack = rasters.read(result["OUTPUT"])
    sure = np.abs(forest - 0.5) > 1e-6
    np.testing.assert_array_equal(stack[0][sure], np.where(forest > 0.5, 42, 11)[sure])
    np.testing.assert_allclose(stack[1:3], [1.0 - forest, forest], atol=1e-6)
    np.testing.assert_allclose(stack[3], 100.0, rtol=1e-6)


@pytest.mark.parametrize("class_statistic, bands", [("fractions", "cover: Water; cover: Forest"), ("mode", "cover")])
def test_without_a_choice_all_is_as_it_was(run, classes, temperature, folder, class_statistic, bands):
    """Byte for byte, whether STATISTICS is left out or auto for all."""
    given = {"INPUTS": [classes, temperature], **rasters.ON_300_M, "CLASS_STATISTIC": class_statistic,
             "OUTPUT": str(folder / "s.tif")}
    made = []
    for statistics in ({}, {"STATISTICS": ""}, {"STATISTICS": "auto,auto"}, {"STATISTICS": ["AUTO", "auto"]}):
        assert run(ALGORITHM, {**given, **statistics})["BANDS"] == f"{bands}; lst"
        made.append([(folder / name).read_bytes() for name in ("s.tif", "s.tif.json")])
    assert all(each == made[0] for each in made)


def test_the_sum_of_an_amount_asks_for_exact_numbers(run, fine, folder):
    """One statistic that sums makes the stack Float64, as for a layer that is extensive."""
    from osgeo import gdal

    types = []
    for statistics in ("auto", "sum"):
        result = run(ALGORITHM, {"INPUTS": fine, **rasters.ON_300_M, "STATISTICS": statistics,
                                 "OUTPUT": str(folder / "s.tif")})
        types.append(gdal.GetDataTypeName(gdal.Open(result["OUTPUT"]).GetRasterBand(1).DataType))
    assert types == ["Float32", "Float64"]


@pytest.mark.parametrize("statistic", ["max", "median"])
def test_a_coarser_layer_has_its_own_statistic_too(run, fine, tmp_path, folder, statistic):
    """Each cell lies in one pixel of the coarse layer, which is all there is to take the statistic of."""
    coarse = joined.write_coarse(tmp_path / "moisture.tif")
    result = run(ALGORITHM, {"INPUTS": [fine, coarse], **rasters.ON_300_M, "STATISTICS": ["auto", statistic],
                             "OUTPUT": str(folder / "s.tif")})
    want = (np.arange(20).reshape(4, 5) / 100).repeat(6, 0).repeat(6, 1)
    np.testing.assert_allclose(rasters.read(result["OUTPUT"])[2], want, rtol=1e-6)


@pytest.mark.parametrize("wrong, sentence", [
    ({"STATISTICS": "mean, percentile"}, "STATISTICS knows no statistic percentile; each must be one of auto, mean, "),
    ({"STATISTICS": "bilinear,auto"}, "STATISTICS knows no statistic bilinear; each must be one of auto, mean, "),
    ({"STATISTICS": "mean"}, "STATISTICS must hold one statistic for each layer, auto for the usual one; there are 2 "
                             "in INPUTS, and it holds mean."),
    ({"STATISTICS": "auto, fractions", "VARIABLE_KINDS": "auto, intensive"},
     "lst.tif: The statistic fractions is for classes, not for intensive values; set VARIABLE_KIND to categorical, or "
     "choose mean, "),
    ({"STATISTICS": "sum, auto", "VARIABLE_KINDS": "categorical, auto"},
     "cover.tif: The statistic sum has no meaning for categorical values (codes of classes, "),
])
def test_what_is_no_statistic_is_told_before_the_run(qgis_app, classes, temperature, folder, wrong, sentence):
    from qgis.core import QgsProcessingContext

    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    parameters = {"INPUTS": [classes, temperature], **rasters.ON_300_M, "OUTPUT": str(folder / "s.tif"), **wrong}
    fits, message = algorithm.checkParameterValues(parameters, QgsProcessingContext())
    assert not fits
    assert message.startswith(sentence) and "\n" not in message


def test_a_statistic_that_harms_what_is_seen_stops_until_it_is_accepted(run, classes, temperature, folder, feedback):
    """Only the values show that it averages codes of classes."""
    from qgis.core import QgsProcessingException

    given = {"INPUTS": [temperature, classes], **rasters.ON_300_M, "STATISTICS": "auto,mean",
             "OUTPUT": str(folder / "s.tif")}
    with pytest.raises(QgsProcessingException, match=r"^\[CATEGORICAL_AVERAGE\] cover.tif: "):
        run(ALGORITHM, given)
    assert not list(folder.iterdir())
    run(ALGORITHM, {**given, "ACCEPT": "CATEGORICAL_AVERAGE"}, feedback=feedback)
    means = cells_of(joined.class_codes()[None])[0].mean(0)
    np.testing.assert_allclose(rasters.read(folder / "s.tif")[1], means, rtol=1e-6)
    assert "CATEGORICAL_AVERAGE" in feedback.told_codes()


def test_the_help_tells_of_every_statistic(qgis_app):
    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    definition = algorithm.parameterDefinition("STATISTICS")
    assert all(statistic in definition.help() for statistic in LAYER_STATISTICS)
    assert definition.flags() & definition.Flag.FlagAdvanced and definition.flags() & definition.Flag.FlagOptional
