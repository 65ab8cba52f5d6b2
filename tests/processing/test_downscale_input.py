"""Downscale and bad input: each case ends in one sentence that says what to do, or works and tells of it."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.processing.downscaled import (
    ALGORITHM,
    COLUMNS,
    PIXEL,
    RATIO,
    ROWS,
    codes,
    make_scene,
    miss,
)
from osgeo import gdal
from shapely.geometry import Polygon

sys.path.append(str(Path(__file__).resolve().parents[2] / "examples"))

from exact import overlap_areas  # noqa: E402

EAST, SOUTH = 30.0 * RATIO * COLUMNS, 30.0 * RATIO * ROWS


@pytest.fixture
def scene(tmp_path):
    return make_scene(tmp_path)


@pytest.fixture
def parameters(scene, folder):
    return {"INPUT": scene["coarse"], "COVARIATES": [scene["ndvi"], scene["other"]], "METHOD": "linear",
            "OUTPUT": str(folder / "fine.tif")}


@pytest.fixture
def refused(run, folder):
    """A callable: the run ends with a sentence that holds these words, and leaves no file."""
    from qgis.core import QgsProcessingException

    def check(parameters, words):
        with pytest.raises(QgsProcessingException) as caught:
            run(ALGORITHM, parameters)
        text = str(caught.value)
        assert words in text and "Traceback" not in text, text
        assert not folder.is_dir() or not list(folder.iterdir())

    return check


def coarse(tmp_path, values, **options):
    return str(rasters.write(tmp_path / "bad.tif", values, **{"pixel": PIXEL, **options}))


def fine(tmp_path, values, **options):
    return str(rasters.write(tmp_path / "bad_fine.tif", values, **options))


# What works, and is told.

def test_covariates_that_cover_a_part_leave_the_rest_nodata(run, scene, parameters, folder, tmp_path, feedback):
    half = fine(tmp_path, scene["other_values"][:, :72].astype(np.float32))
    run(ALGORITHM, {**parameters, "COVARIATES": [scene["ndvi"], half]}, feedback=feedback)
    values = rasters.read(folder / "fine.tif")[0]
    assert np.isfinite(values[:, :72]).all() and np.isnan(values[:, 72:]).all()
    assert {"PARTIAL_OVERLAP", "COVARIATE_HOLES"} <= set(feedback.told_codes())
    assert miss(folder / "fine.tif", scene) <= 1e-6


def test_holes_are_filled_if_asked(run, scene, parameters, folder, tmp_path, feedback):
    holes = scene["other_values"].copy()
    holes[20:50, 30:60] = np.nan
    run(ALGORITHM, {**parameters, "COVARIATES": [scene["ndvi"], fine(tmp_path, holes)], "FALLBACK": True,
                    "EXTRAPOLATION": str(folder / "where.tif")}, feedback=feedback)
    assert np.isfinite(rasters.read(folder / "fine.tif")).all() and miss(folder / "fine.tif", scene) <= 1e-6
    assert (rasters.read(folder / "where.tif")[0, 20:50, 30:60] == 2.0).all()
    assert "COVARIATE_FALLBACK" in feedback.told_codes()


def test_nan_and_infinities_are_missing(run, scene, parameters, folder, tmp_path):
    y, x = scene["y"].copy(), scene["ndvi_values"].copy()
    y[2, 3], y[5, 5], x[50, 60], x[51, 60] = np.nan, np.inf, np.inf, -np.inf
    run(ALGORITHM, {**parameters, "INPUT": coarse(tmp_path, y), "COVARIATES": [fine(tmp_path, x), scene["other"]]})
    values = rasters.read(folder / "fine.tif")[0]
    missing = np.kron(~np.isfinite(y), np.ones((RATIO, RATIO), bool)) | ~np.isfinite(x)
    np.testing.assert_array_equal(np.isnan(values), missing)


def test_collinear_covariates_are_told(run, scene, parameters, folder, tmp_path):
    twice = fine(tmp_path, np.stack([scene["ndvi_values"], 2.0 * scene["ndvi_values"] + 1.0]))
    run(ALGORITHM, {**parameters, "COVARIATES": [twice, scene["other"]]})
    values = rasters.read(folder / "fine.tif")[0]
    assert "COLLINEAR_COVARIATES" in codes(folder)
    assert np.abs(values).max() < 400.0 and np.std(values - scene["truth"]) < 0.25 * np.std(scene["truth"])


def test_a_fine_grid_that_is_not_nested(run, scene, parameters, folder):
    """37 m cells, and a corner off the coarse pixels'."""
    west, north = rasters.ORIGIN
    extent = f"{west + 13},{west + EAST - 400},{north - SOUTH + 400},{north - 11} [{rasters.UTM}]"
    result = run(ALGORITHM, {**parameters, "TARGET_CRS": rasters.UTM, "RESOLUTION": 37, "EXTENT": extent})
    assert result["COHERENCE"] <= 1e-6 and np.isfinite(rasters.read(folder / "fine.tif")).mean() > 0.95


def test_a_rotated_coarse_layer_is_given_back_by_its_own_pixels(run, scene, parameters, folder, tmp_path):
    """Its cells, cut out of the fine pixels as polygons, have its values."""
    path = coarse(tmp_path, scene["y"])
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.SetGeoTransform((rasters.ORIGIN[0], PIXEL, 40.0, rasters.ORIGIN[1], 40.0, -PIXEL))
    del dataset
    run(ALGORITHM, {**parameters, "INPUT": path})
    values = rasters.read(folder / "fine.tif")[0]
    for row, column in ((6, 6), (4, 9), (10, 3), (7, 12)):
        corners = [(column + across, row + down) for across, down in ((0, 0), (1, 0), (1, 1), (0, 1))]
        outline = Polygon([((PIXEL * i + 40.0 * j) / 30.0, (PIXEL * j - 40.0 * i) / 30.0) for i, j in corners])
        areas = overlap_areas(outline, 0, 0, values.shape)
        inside = areas > 0.0
        assert np.isfinite(values[inside]).all()
        assert abs(np.average(values[inside], weights=areas[inside]) - scene["y"][row, column]) <= 1e-4


def test_a_declared_kind_overrules_codes_and_is_told(run, scene, parameters, tmp_path, feedback):
    codes_of_classes = np.random.default_rng(1).choice([11, 21, 42, 52, 81], (ROWS, COLUMNS)).astype(np.uint8)
    path = tmp_path / "bad.tif"
    rasters.write(path, codes_of_classes, pixel=PIXEL)
    colour(path)
    run(ALGORITHM, {**parameters, "INPUT": str(path), "VARIABLE_KIND": "intensive"}, feedback=feedback)
    assert "CATEGORICAL_AVERAGE" in feedback.told_codes()


# What is refused.

def colour(path):
    dataset = gdal.Open(str(path), gdal.GA_Update)
    table = gdal.ColorTable()
    for code in (11, 21, 42, 52, 81):
        table.SetColorEntry(code, (code, 2 * code, 100, 255))
    dataset.GetRasterBand(1).SetColorTable(table)


def test_classes(refused, parameters, tmp_path):
    path = tmp_path / "bad.tif"
    rasters.write(path, np.random.default_rng(1).choice([11, 21, 42, 52, 81], (ROWS, COLUMNS)).astype(np.uint8),
                  pixel=PIXEL)
    colour(path)
    refused({**parameters, "INPUT": str(path)}, "no regression can split")


@pytest.mark.parametrize("method", ["auto", "linear", "forest"])
def test_fewer_than_30_usable_coarse_pixels(refused, scene, parameters, tmp_path, method):
    y = np.full_like(scene["y"], np.nan)
    y[:5, :5] = scene["y"][:5, :5]
    refused({**parameters, "INPUT": coarse(tmp_path, y), "METHOD": method}, "Only 25 coarse pixels")


def test_constant_coarse_values(refused, scene, parameters, tmp_path):
    refused({**parameters, "INPUT": coarse(tmp_path, np.full((ROWS, COLUMNS), 5.0))}, "nothing to downscale")


def test_all_nodata(refused, parameters, tmp_path):
    values = np.full((ROWS, COLUMNS), -9999.0)
    refused({**parameters, "INPUT": coarse(tmp_path, values, nodata=-9999)}, "no valid pixel on the fine grid")


def test_covariates_without_a_valid_pixel(refused, scene, parameters, tmp_path):
    empty = fine(tmp_path, np.full_like(scene["truth"], np.nan))
    refused({**parameters, "COVARIATES": [scene["ndvi"], empty]}, "Only 0 coarse pixels have a value and covariates")


@pytest.mark.parametrize("resolution", [30 * RATIO, 480])
def test_a_ratio_of_1_or_less(refused, parameters, resolution):
    refused({**parameters, "TARGET_CRS": rasters.UTM, "RESOLUTION": resolution}, "choose a finer grid, or aggregate")


def test_fine_and_coarse_exchanged(refused, scene, parameters):
    refused({**parameters, "INPUT": scene["ndvi"], "COVARIATES": [scene["coarse"]]}, "choose a finer grid")


def test_neither_covariates_nor_a_grid(refused, parameters):
    refused({**parameters, "COVARIATES": [], "METHOD": "bilinear"}, "give one of them")


def test_a_method_without_its_covariates(refused, parameters):
    refused({**parameters, "COVARIATES": [], "TARGET_CRS": rasters.UTM, "RESOLUTION": 60},
            "The method linear needs covariates")


def test_no_crs(refused, scene, parameters, tmp_path):
    refused({**parameters, "INPUT": coarse(tmp_path, scene["y"], crs=None)}, "no coordinate reference system")
    refused({**parameters, "COVARIATES": [fine(tmp_path, scene["truth"], crs=None)]}, "no coordinate reference system")


def test_disjoint(refused, scene, parameters, tmp_path):
    elsewhere = (rasters.ORIGIN[0] + 1e5, rasters.ORIGIN[1])
    refused({**parameters, "INPUT": coarse(tmp_path, scene["y"], origin=elsewhere)}, "do not overlap")
    other = fine(tmp_path, scene["truth"], origin=elsewhere)
    refused({**parameters, "COVARIATES": [scene["ndvi"], other]}, "no ground in common")
    (tmp_path / "far").mkdir()
    far = fine(tmp_path / "far", scene["truth"], origin=elsewhere, pixel=20.0)
    refused({**parameters, "COVARIATES": [scene["ndvi"], far]}, "do not overlap")


def test_two_layers_without_common_ground(refused, scene, parameters, tmp_path):
    away = fine(tmp_path, scene["truth"], origin=(rasters.ORIGIN[0] + 1e5, rasters.ORIGIN[1]))
    refused({**parameters, "COVARIATES": [away]}, "do not overlap")


@pytest.mark.skipif(os.name == "nt", reason="the path is Unix's")
def test_an_output_that_cannot_be_written(refused, scene, parameters):
    refused({**parameters, "OUTPUT": "/nowhere/fine.tif"}, "The folder /nowhere does not exist")
    refused({**parameters, "OUTPUT": "/proc/fine.tif"}, "could not be written")
    refused({**parameters, "OUTPUT": scene["ndvi"]}, "is also an input")


@pytest.mark.parametrize("change, words", [
    ({"METHOD": "magic"}, "METHOD must be one of auto, linear"),
    ({"RESIDUAL": "magic"}, "RESIDUAL must be one of auto, none"),
    ({"VARIABLE_KIND": "categorical"}, "VARIABLE_KIND must be one of auto, intensive"),
    ({"BAND": 7}, "has no band 7"),
    ({"HOMOGENEITY": 0}, "must lie between 0 and 1"),
    ({"HOMOGENEITY": 1.5}, "HOMOGENEITY must be a number from 0 to 1"),
    ({"PSF_FWHM": 0}, "must be positive"),
    ({"WINDOW": -3}, "WINDOW must be a number from 0"),
    ({"LIMITS": "5,1"}, "leave no range"),
    ({"LIMITS": "5"}, "least and the greatest value"),
    ({"LIMITS": "a,b"}, "least and the greatest value"),
    ({"LIMITS": "0,inf"}, "least and the greatest value"),
    ({"NDVI_BAND": "red"}, "number of a layer"),
    ({"METHOD": "tsharp", "NDVI_BAND": "3:1"}, "which covariate is the NDVI"),
    ({"REALISATION_COUNT": 0}, "REALISATION_COUNT must be a number from 1"),
    ({"SEED": -1}, "SEED must be a number from 0"),
    ({"RESOLUTION": -5, "TARGET_CRS": rasters.UTM}, "must be a positive number"),
    ({"RESOLUTION": 0.001, "TARGET_CRS": rasters.UTM}, "too large"),
    ({"INPUT": "absent.tif"}, "does not exist"),
    ({"COVARIATES": ["absent.tif"]}, "does not exist"),
    ({"CREATION_OPTIONS": "COMPRESS=MAGIC"}, "COMPRESS"),
])
def test_absurd_parameters(refused, parameters, change, words):
    refused({**parameters, **change}, words)


def test_too_narrow_a_point_spread_is_no_division_by_zero(run, parameters, folder):
    """A Gaussian much narrower than a fine pixel sees that pixel alone."""
    assert run(ALGORITHM, {**parameters, "PSF_FWHM": 1.0})["COHERENCE"] <= 1e-6


@pytest.mark.parametrize("percent", [1, 20, 60])
def test_a_cancelled_run_leaves_no_file(run, parameters, scene, folder, tmp_path, feedback, percent):
    feedback.cancel_from_another_thread(percent)
    assert run(ALGORITHM, {**parameters, "METHOD": "auto", "UNCERTAINTY": str(folder / "sigma.tif"),
                           "REALISATIONS": str(folder / "several.tif"), "REALISATION_COUNT": 1000},
               feedback=feedback) == {}
    assert not list(folder.iterdir())
