"""Composite to a time window through processing.run: outputs, dates, grids, the log, what is refused."""

import json

import numpy as np
import pytest
from multiscale_fusion.tests.core.composite import stacks
from multiscale_fusion.tests.processing import rasters

ALGORITHM = "multiscalefusion:compositetime"


@pytest.fixture
def stack():
    return stacks.values(6, shape=(40, 50))


@pytest.fixture
def paths(stack, tmp_path):
    return [str(path) for path in stacks.write(tmp_path, stack)]


@pytest.fixture
def parameters(paths, folder):
    return {"INPUTS": paths, "VARIABLE_KIND": "intensive", "OUTPUT": str(folder / "out.tif")}


def record(folder, name="out"):
    return json.loads((folder / f"{name}.tif.json").read_text("utf-8"))


def test_months_by_default_with_count_and_spread(run, stack, parameters, folder, feedback):
    result = run(ALGORITHM, {**parameters, "COUNT": str(folder / "count.tif"), "SPREAD": str(folder / "spread.tif")},
                 feedback=feedback)
    found = rasters.read(folder / "out.tif")
    assert result["WINDOW_COUNT"] == 2 and result["KIND"] == "intensive" and found.shape == (2, 40, 50)
    for number, part in enumerate((stack[:3], stack[3:])):
        there = np.isfinite(part)
        with np.errstate(invalid="ignore"):
            mean = np.where(there, part, 0.0).astype(float).sum(0) / there.sum(0)
        assert np.array_equal(found[number], mean.astype(np.float32), equal_nan=True)
        assert np.array_equal(rasters.read(folder / "count.tif")[number], there.sum(0))
    assert {file.name for file in folder.iterdir()} == {
        f"{name}.tif{ending}" for name in ("out", "count", "spread") for ending in ("", ".json")}
    assert record(folder)["parameters"]["dates"][0]["begin"] == "2024-05-04T00:00:00Z"
    assert any("6 scenes in 2 windows of time, 2024-05 to 2024-06." in info for info in feedback.infos)


def test_every_parameter_of_windows_and_statistics_arrives(run, parameters, folder):
    run(ALGORITHM, {**parameters, "WINDOW": "days", "DAYS": 20, "START": "2024-05-01", "STATISTIC": "percentile",
                    "PERCENTILE": 20, "MIN_COUNT": 2, "OUTLIERS": 3, "MIN_VALID": 0.25, "DATA_TYPE": "Float64"})
    given = record(folder)["parameters"]
    assert {"window": "days", "days": 20, "start": "2024-05-01", "statistic": "percentile", "percentile": 20.0,
            "min_count": 2, "outliers": 3.0, "min_valid": 0.25, "dtype": "Float64"}.items() <= given.items()
    assert [window["name"] for window in given["windows"]] == [
        "2024-05-01/2024-05-20", "2024-05-21/2024-06-09", "2024-06-10/2024-06-29"]


def test_dates_from_the_temporal_properties_of_layers(run, stack, folder, tmp_path):
    from qgis.core import QgsDateTimeRange, QgsRasterLayer
    from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

    layers = []
    for number, plane in enumerate(stack[:2]):
        layer = QgsRasterLayer(str(rasters.write(tmp_path / f"plain_{number}.tif", plane, nodata=float("nan"))), "x")
        begin = QDateTime(QDate(2021, 3 + number, 1), QTime(0, 0), Qt.TimeSpec.UTC)
        layer.temporalProperties().setIsActive(True)
        layer.temporalProperties().setFixedTemporalRange(QgsDateTimeRange(begin, begin.addDays(1), True, False))
        layers.append(layer)
    run(ALGORITHM, {"INPUTS": layers, "OUTPUT": str(folder / "out.tif")})
    dates = record(folder)["parameters"]["dates"]
    assert [(each["begin"], each["end"]) for each in dates] == [
        ("2021-03-01T00:00:00Z", "2021-03-01T23:59:59Z"), ("2021-04-01T00:00:00Z", "2021-04-01T23:59:59Z")]


def test_dates_from_a_table_and_scenes_without_any(run, stack, folder, tmp_path):
    from qgis.core import QgsProcessingException

    paths = [str(rasters.write(tmp_path / f"plain_{number}.tif", plane)) for number, plane in enumerate(stack[:2])]
    parameters = {"INPUTS": paths, "OUTPUT": str(folder / "out.tif")}
    with pytest.raises(QgsProcessingException, match="plain_0.tif, plain_1.tif have no date"):
        run(ALGORITHM, parameters)
    (tmp_path / "dates.csv").write_text("plain_1,2022-07-05\nplain_0,2022-05-05\n")
    assert run(ALGORITHM, {**parameters, "DATE_TABLE": str(tmp_path / "dates.csv")})["WINDOW_COUNT"] == 3


def test_quality_and_what_is_not_used_is_told(run, stack, parameters, folder, tmp_path, feedback):
    (tmp_path / "scores").mkdir()
    scores = np.random.default_rng(3).random(stack.shape).astype(np.float32)
    quality = [str(path) for path in stacks.write(tmp_path / "scores", scores)]
    run(ALGORITHM, {**parameters, "WINDOW": "whole", "STATISTIC": "best_quality", "BEST": "highest", "PERCENTILE": 20,
                    "QUALITY": quality[::-1]}, feedback=feedback)
    pick = np.where(np.isfinite(stack), scores, -1.0).argmax(0)
    expected = np.take_along_axis(stack, pick[None], 0)[0]
    assert np.array_equal(rasters.read(folder / "out.tif")[0], expected, equal_nan=True)
    assert feedback.warnings == ["PERCENTILE is not used, since STATISTIC is best_quality; it is for percentile."]


def test_another_grid_and_a_part_of_the_own_one(run, parameters, folder):
    run(ALGORITHM, {**parameters, **rasters.ON_300_M})
    assert rasters.geotransform(folder / "out.tif")[1] == 300.0
    x, y = rasters.ORIGIN
    run(ALGORITHM, {**parameters, "EXTENT": f"{x + 300},{x + 900},{y - 600},{y - 300}"})
    assert rasters.read(folder / "out.tif").shape == (2, 10, 20)


def test_what_cannot_be_composited_is_told_before_anything_is_written(run, parameters, folder, tmp_path):
    from qgis.core import QgsProcessingException

    other = str(rasters.write(tmp_path / "scene_20240801.tif", np.ones((4, 5), np.float32), pixel=60.0))
    for changed, part in (({"INPUTS": []}, "INPUTS"), ({"WINDOW": "custom"}, "DATES"),
                          ({"STATISTIC": "inverse_variance"}, "QUALITY"), ({"STATISTIC": "mode"}, "one of mean"),
                          ({"INPUTS": [*parameters["INPUTS"], other]}, "different grids")):
        with pytest.raises(QgsProcessingException, match=part):
            run(ALGORITHM, {**parameters, **changed})
    assert not list(folder.iterdir())
