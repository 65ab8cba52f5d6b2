"""Fuse one or two image pairs through processing.run: methods, dates, what is missing."""

import numpy as np
import pytest
from multiscale_fusion.tests.cli import spacetime_examples as scene
from multiscale_fusion.tests.processing import rasters

ALGORITHM = "multiscalefusion:fusepair"


@pytest.fixture
def images(tmp_path):
    place = tmp_path / "images"
    place.mkdir()
    scene.write_images(place)
    return place


@pytest.fixture
def two_pairs(images, folder):
    return {"FINE1": str(images / "fine_20240601.tif"), "COARSE1": str(images / "coarse_20240601.tif"),
            "FINE2": str(images / "fine_20240703.tif"), "COARSE2": str(images / "coarse_20240703.tif"),
            "COARSE_PREDICTION": str(images / "coarse_20240617.tif"), "OUTPUT": str(folder / "out.tif")}


@pytest.fixture
def one_pair(two_pairs):
    return {name: value for name, value in two_pairs.items() if name not in ("FINE2", "COARSE2")}


@pytest.fixture
def undated(two_pairs, tmp_path):
    """The same images under names without a date."""
    found = dict(two_pairs)
    for name in ("FINE1", "COARSE1", "FINE2", "COARSE2", "COARSE_PREDICTION"):
        found[name] = str(tmp_path / f"{name}.tif")
        (tmp_path / f"{name}.tif").write_bytes(open(two_pairs[name], "rb").read())
    return found


def test_auto_takes_the_method_for_as_many_pairs(run, two_pairs, one_pair, folder):
    sigma = str(folder / "sigma.tif")
    assert run(ALGORITHM, {**two_pairs, "UNCERTAINTY": sigma})["METHOD_USED"] == "estarfm"
    scene.check_prediction(rasters.read(folder / "out.tif"), "20240617")
    assert (rasters.read(sigma) > 0.0).all()
    assert run(ALGORITHM, one_pair)["METHOD_USED"] == "fsdaf"


def test_the_difference_method_is_its_formula(run, one_pair, folder):
    run(ALGORITHM, {**one_pair, "METHOD": "difference"})
    change = scene.coarse_of(scene.truth("20240617")) - scene.coarse_of(scene.truth("20240601"))
    expected = scene.truth("20240601") + change.repeat(scene.RATIO, 1).repeat(scene.RATIO, 2)
    found = rasters.read(folder / "out.tif")
    # In the middle of a cell, where smoothing between cells makes no difference to speak of.
    assert np.abs(found - expected).mean() < 0.02 and scene.record(folder / "out.tif")["parameters"][
        "method_used"] == "difference"


def test_parameters_arrive(run, two_pairs, folder):
    run(ALGORITHM, {**two_pairs, "METHOD": "starfm", "WINDOW": 900, "CLASSES": 3, "SIMILAR": 7, "BANDS": "2",
                    "COARSE_BANDS": "2", "UNCERTAINTY_FINE": "0.002", "UNCERTAINTY_COARSE": "0.003", "LIMITS": "0,1",
                    "BIAS": "gain_offset", "DATA_TYPE": "Float64"})
    given = scene.record(folder / "out.tif")["parameters"]
    assert {"window": 900.0, "classes": 3, "similar": 7, "bands": [2], "coarse_bands": [2], "noise_fine": [0.002],
            "noise_coarse": [0.003], "limits": [0.0, 1.0], "bias": "gain_offset", "dtype": "Float64",
            "noise": "given"}.items() <= given.items()
    assert len(rasters.read(folder / "out.tif")) == 1


def test_images_without_dates(run, two_pairs, undated, folder, feedback):
    from qgis.core import QgsProcessingException

    run(ALGORITHM, {**two_pairs, "METHOD": "starfm"})
    dated = rasters.read(folder / "out.tif")
    run(ALGORITHM, {**undated, "METHOD": "starfm"}, feedback=feedback)
    assert np.array_equal(rasters.read(folder / "out.tif"), dated)
    assert any("are not needed by the method starfm" in warning for warning in feedback.warnings)
    with pytest.raises(QgsProcessingException, match="needs the dates of the images, .* give DATE1"):
        run(ALGORITHM, {**undated, "METHOD": "interpolation"})
    days = {"DATE1": "2024-06-01", "DATE2": "2024-07-03", "DATE": "2024-06-17"}
    run(ALGORITHM, {**undated, **days, "METHOD": "interpolation"})
    expected = (scene.truth("20240601") + scene.truth("20240703")) / 2.0
    np.testing.assert_allclose(rasters.read(folder / "out.tif"), expected, atol=1e-6)


def test_a_pair_of_two_dates_is_told(run, two_pairs, one_pair, folder, images, feedback):
    wrong = {**one_pair, "COARSE1": str(images / "coarse_20240703.tif"), "METHOD": "difference"}
    run(ALGORITHM, wrong, feedback=feedback)
    named = [warning for warning in feedback.warnings if "fine_20240601.tif is of 2024-06-01" in warning]
    assert len(named) == 1 and "coarse_20240703.tif of 2024-07-03" in named[0]
    assert "Check FINE1 and COARSE1" in named[0]
    feedback.warnings.clear()
    run(ALGORITHM, {**two_pairs, "COARSE2": two_pairs["COARSE1"], "METHOD": "starfm"}, feedback=feedback)
    assert [warning for warning in feedback.warnings if "Check FINE2 and COARSE2" in warning]
    feedback.warnings.clear()
    run(ALGORITHM, {**wrong, "DATE1": "2024-06-01"}, feedback=feedback)
    run(ALGORITHM, {**two_pairs, "METHOD": "starfm"}, feedback=feedback)
    assert not [warning for warning in feedback.warnings if "Check " in warning]


def test_a_composite_of_days_belongs_to_each_of_them(run, one_pair, folder, tmp_path, feedback):
    from osgeo import gdal

    path = tmp_path / "composite.tif"
    path.write_bytes(open(one_pair["COARSE1"], "rb").read())
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.SetMetadata({"TIME_START": "2024-05-28", "TIME_END": "2024-06-04"})
    del dataset
    run(ALGORITHM, {**one_pair, "COARSE1": str(path), "METHOD": "difference"}, feedback=feedback)
    assert not [warning for warning in feedback.warnings if "Check " in warning]
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.SetMetadata({"TIME_START": "2024-06-02", "TIME_END": "2024-06-09"})
    del dataset
    run(ALGORITHM, {**one_pair, "COARSE1": str(path), "METHOD": "difference"}, feedback=feedback)
    assert [warning for warning in feedback.warnings if "composite.tif of 2024-06-02/2024-06-09" in warning]


def test_interpolation_needs_no_coarse_pair_image(run, two_pairs, folder):
    given = {name: value for name, value in two_pairs.items() if name != "COARSE2"}
    run(ALGORITHM, {**given, "METHOD": "interpolation"})
    expected = (scene.truth("20240601") + scene.truth("20240703")) / 2.0
    np.testing.assert_allclose(rasters.read(folder / "out.tif"), expected, atol=1e-6)


def test_what_cannot_be_fused_is_told_before_anything_is_written(run, two_pairs, one_pair, folder, images):
    from qgis.core import QgsProcessingException

    without_coarse = {name: value for name, value in two_pairs.items() if name != "COARSE2"}
    without_fine = {name: value for name, value in two_pairs.items() if name != "FINE2"}
    for parameters, part in (
            (without_coarse, "COARSE2 is missing"), (without_fine, "FINE2 is missing"),
            ({**one_pair, "METHOD": "estarfm"}, "needs 2 base dates"),
            ({**one_pair, "BANDS": "1"}, "as many of both"),
            ({**one_pair, "UNCERTAINTY_FINE": "-0.01"}, "a standard deviation is 0 or more"),
            ({**one_pair, "UNCERTAINTY_FINE": "low"}, "numbers separated by commas"),
            ({**one_pair, "DATE": "2024-06-01"}, "2024-06-01"),
            ({**one_pair, "COARSE1": one_pair["FINE1"], "COARSE_PREDICTION": str(images / "fine_20240703.tif"),
              "FINE1": one_pair["COARSE1"]}, "exchange FINE and COARSE")):
        with pytest.raises(QgsProcessingException, match=part):
            run(ALGORITHM, parameters)
    assert not list(folder.iterdir())


def test_the_model_tells_what_is_missing(run, two_pairs, folder, feedback):
    from qgis.core import QgsProcessingException

    del two_pairs["OUTPUT"], two_pairs["COARSE2"]
    with pytest.raises(QgsProcessingException):
        run("multiscalefusion:fusepairandevaluate", {
            **two_pairs, "fused": str(folder / "fused.tif"), "stack": str(folder / "stack.tif")}, feedback=feedback)
    assert any("COARSE2 is missing" in error for error in feedback.errors), feedback.errors


def test_the_model_compares_on_the_coarse_grid(run, two_pairs, one_pair, folder):
    pytest.importorskip("plotly")
    del two_pairs["OUTPUT"], one_pair["OUTPUT"]
    places = {name: str(folder / file) for name, file in (("fused", "fused.tif"), ("uncertainty", "sigma.tif"),
                                                          ("stack", "stack.tif"), ("report", "report.html"))}
    for inputs, method in ((two_pairs, "estarfm"), (one_pair, "fsdaf")):
        run("multiscalefusion:fusepairandevaluate", {**inputs, **places})
        assert scene.record(folder / "fused.tif")["parameters"]["method_used"] == method
        scene.check_prediction(rasters.read(folder / "fused.tif"), "20240617")
        stack = rasters.read(folder / "stack.tif")
        seen = scene.coarse_of(scene.truth("20240617")).astype(float)
        # As many bands of the fused image as of the coarse one, on its grid.
        assert stack.shape == (4, *seen.shape[1:])
        np.testing.assert_allclose(stack[2:], seen, atol=1e-6)
        assert np.abs(stack[:2] - seen).mean() < 0.02
