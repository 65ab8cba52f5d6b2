"""extractpatches through processing.run: datasets read back, labels, splits, settings of each raster, bad input."""

import json
import os

import numpy as np
import pytest
import rasterio
from affine import Affine
from multiscale_fusion.core.patches.dataset import PatchDataset
from multiscale_fusion.core.patches.formats import FORMATS
from multiscale_fusion.processing import extract_patches_parameters as parameters
from multiscale_fusion.tests.core.patches import kept
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.processing.sampled import write_points
from qgis.core import QgsProcessingException

ALGORITHM = "multiscalefusion:extractpatches"
SHAPE = (60, 80)


@pytest.fixture
def fine(tmp_path):
    return str(rasters.write(tmp_path / "fine.tif", rasters.field(seed=3, shape=(2, *SHAPE))))


@pytest.fixture
def places(fine):
    """x, y of six centres, the last one at the raster's corner."""
    with rasterio.open(fine) as raster:
        return [raster.transform * at for at in ((10, 10), (30, 20), (50, 30), (60, 40), (20, 45), (79, 59))]


@pytest.fixture
def centres(tmp_path, places):
    return write_points(tmp_path / "centres.geojson", places, id=[4, 5, 6, 7, 8, 9], row=[0, 0, 1, 1, 2, 2],
                        col=[0, 1, 0, 1, 0, 1], split=["train", "train", "validation", "test", "train", ""])


def shapes_file(path, rings, epsg, **fields):
    features = [{"type": "Feature", "properties": {name: values[k] for name, values in fields.items()},
                 "geometry": {"type": "Polygon", "coordinates": [[*map(list, ring), list(ring[0])]]}}
                for k, ring in enumerate(rings)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, "crs": {
        "type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}}))
    return str(path)


def test_choices_are_those_of_the_engine():
    from multiscale_fusion.core.patches import request

    assert parameters.FORMATS == tuple(FORMATS) and parameters.MODES == request.MODES
    assert parameters.PADDINGS == request.PADDINGS and parameters.NORMALISATIONS == request.NORMALISATIONS
    assert parameters.TREATMENTS == request.CANCELLED and parameters.RESAMPLINGS == request.RESAMPLINGS


@pytest.mark.parametrize("format", parameters.FORMATS)
def test_patches_of_every_format_are_plain_window_reads(run, fine, centres, places, tmp_path, format):
    found = run(ALGORITHM, {"CENTRES": centres, "RASTERS": [fine], "PATCH_SIZE": 16, "FORMAT": format,
                            "OUTPUT": str(tmp_path / "dataset")})
    assert found["COUNT"] == 6 and found["DROPPED"] == 0
    dataset = PatchDataset(found["OUTPUT"])
    assert len(dataset) == 6 and dataset.info.complete and dataset.info.format == format
    first = kept.first_pixels(fine, *np.array(places).T, rasters.UTM, (16, 16))
    for k, at in enumerate(first):
        expected, valid, transform = kept.window(fine, at, (16, 16))
        sample = dataset[k]
        np.testing.assert_array_equal(sample["mask"]["fine"], valid)
        np.testing.assert_array_equal(sample["values"]["fine"][valid == 1], expected[valid == 1])
    assert [dataset[k]["id"] for k in range(6)] == [4, 5, 6, 7, 8, 9]
    assert [dataset[k]["split"] for k in range(6)] == ["train", "train", "validation", "test", "train", ""]


def test_settings_of_each_raster(run, fine, centres, tmp_path):
    other = str(rasters.write(tmp_path / "other.tif", rasters.field(seed=5, shape=(3, *SHAPE))))
    found = run(ALGORITHM, {"CENTRES": centres, "RASTERS": [fine, other], "NAMES": "one,two", "PATCH_SIZE": 8,
                            "BANDS": "2;3,1", "MODE": "common", "RESAMPLING": "auto,max", "DTYPE": "Float64",
                            "VARIABLE_KINDS": "intensive,intensive", "OUTPUT": str(tmp_path / "d")})
    one, two = PatchDataset(found["OUTPUT"]).info.rasters
    assert (one.name, one.shape, one.resampling) == ("one", (1, 8, 8), "mean")
    assert (two.name, two.shape, two.resampling, two.dtype) == ("two", (2, 8, 8), "max", "float64")
    record = PatchDataset(found["OUTPUT"]).info.provenance
    assert record["operation"] == "extractpatches" and record["parameters"]["rasters"][1]["bands"] == [3, 1]
    assert str(tmp_path) not in json.dumps(record)


def test_polygons_as_label_and_normalised_values(run, fine, centres, places, tmp_path):
    with rasterio.open(fine) as raster:
        corners = [raster.transform * at for at in ((0, 0), (40, 0), (40, 60), (0, 60))]
    west = shapes_file(tmp_path / "west.geojson", [corners], 32633, code=[7])
    found = run(ALGORITHM, {"CENTRES": centres, "RASTERS": [fine], "PATCH_SIZE": 10, "NORMALISE": "train",
                            "LABEL": west, "LABEL_FIELD": "code", "OUTPUT": str(tmp_path / "d")})
    dataset = PatchDataset(found["OUTPUT"])
    first = kept.first_pixels(fine, *np.array(places).T, rasters.UTM, (10, 10))
    for k, (_, column) in enumerate(first):
        np.testing.assert_array_equal(dataset[k]["values"]["label"][0], np.broadcast_to(
            np.where(np.arange(column, column + 10) < 40, 7, 0), (10, 10)))
    info, = dataset.info.rasters
    train = [kept.window(fine, first[k], (10, 10)) for k in (0, 1, 4)]
    for band in range(2):
        known = np.concatenate([values[band][valid[band] == 1] for values, valid, _ in train]).astype(float)
        assert info.mean[band] == pytest.approx(known.mean()) and info.std[band] == pytest.approx(known.std())


def test_a_raster_as_label(run, fine, centres, tmp_path):
    codes = np.random.default_rng(1).integers(1, 4, (1, *SHAPE)).astype(np.uint8)
    classes = str(rasters.write(tmp_path / "classes.tif", codes))
    found = run(ALGORITHM, {"CENTRES": centres, "RASTERS": [fine], "PATCH_SIZE": 10, "LABEL": classes,
                            "LABEL_KIND": "categorical", "PADDING": "drop", "OUTPUT": str(tmp_path / "d")})
    assert found["COUNT"] == 5 and found["DROPPED"] == 1
    dataset = PatchDataset(found["OUTPUT"])
    np.testing.assert_array_equal(dataset[0]["values"]["label"][0], codes[0, 5:15, 5:15])


@pytest.mark.parametrize("treatment", ["keep", "nothing"])
def test_a_cancel_leaves_what_was_asked_for(run, fine, tmp_path, feedback, monkeypatch, treatment):
    monkeypatch.setattr("multiscale_fusion.core.patches.sample.GROUP_BYTES", 2**15)
    monkeypatch.setattr("multiscale_fusion.core.patches.extract._MOST_PIECE", 2**14)
    with rasterio.open(fine) as raster:
        many = [raster.transform * (column, row) for row in range(60) for column in range(80)]
    given = {"CENTRES": write_points(tmp_path / "many.geojson", many), "RASTERS": [fine], "PATCH_SIZE": 16,
             "FORMAT": "tfrecord", "OUTPUT": str(tmp_path / "dataset")}
    feedback.progressChanged.connect(lambda now: feedback.cancel() if now >= 30 else None)
    assert run(ALGORITHM, {**given, "CANCELLED": treatment}, feedback=feedback) in ({}, None)
    if treatment == "nothing":
        assert not [name for name in os.listdir(tmp_path) if name.startswith("dataset")]
        return
    dataset = PatchDataset(given["OUTPUT"])
    assert not dataset.info.complete and 0 < len(dataset) < 4800
    kept_values = dataset[len(dataset) - 1]["values"]["fine"]
    count = len(dataset)
    assert run(ALGORITHM, {**given, "RESUME": True})["COUNT"] == 4800
    whole = PatchDataset(given["OUTPUT"])
    assert whole.info.complete and len(whole) == 4800
    np.testing.assert_array_equal(whole[count - 1]["values"]["fine"], kept_values)


@pytest.mark.parametrize("given, sentence", [
    ({"PATCH_SIZE": 99}, "99 x 99 pixels is larger than fine.tif"),
    ({}, "give PATCH_SIZE or GROUND_SIZE"),
    ({"PATCH_SIZE": 8, "BANDS": "1;2"}, "BANDS must hold the bands of each raster"),
    ({"PATCH_SIZE": 8, "BANDS": "red"}, "BANDS must be numbers"),
    ({"PATCH_SIZE": 8, "BANDS": "3"}, "has no band 3"),
    ({"PATCH_SIZE": 8, "VARIABLE_KINDS": "odd"}, "VARIABLE_KINDS knows no odd"),
    ({"PATCH_SIZE": 8, "RESAMPLING": "mean,mean"}, "RESAMPLING must hold one choice for each raster"),
    ({"PATCH_SIZE": 8, "NAMES": "label"}, "taken by the dataset"),
    ({"PATCH_SIZE": 8, "DTYPE": "Byte", "NORMALISE": "train"}, "no whole numbers"),
    ({"PATCH_SIZE": 8, "LABEL": "CENTRES"}, "holds no polygons"),
    ({"PATCH_SIZE": 8, "OUTPUT": "/nowhere/dataset"}, "The folder /nowhere does not exist"),
])
def test_what_is_wrong_is_told_in_one_sentence(run, fine, centres, tmp_path, given, sentence):
    given = {**given, "LABEL": centres} if given.get("LABEL") == "CENTRES" else given
    with pytest.raises(QgsProcessingException, match=sentence):
        run(ALGORITHM, {"CENTRES": centres, "RASTERS": [fine], "OUTPUT": str(tmp_path / "d"), **given})
    assert not (tmp_path / "d").exists()


def test_names_that_clash_and_layers_without_a_crs(run, fine, centres, tmp_path):
    nowhere = str(rasters.write(tmp_path / "nowhere.tif", np.ones((1, *SHAPE), np.float32), crs=None))
    far = write_points(tmp_path / "far.geojson", [(10.0, 10.0)], epsg=4326)
    for given, sentence in (({"RASTERS": [fine, fine], "NAMES": "a,A"}, "Two rasters have the name"),
                            ({"RASTERS": [nowhere]}, "no coordinate reference system"),
                            ({"CENTRES": far}, "No patch lies on fine.tif")):
        with pytest.raises(QgsProcessingException, match=sentence):
            run(ALGORITHM, {"CENTRES": centres, "RASTERS": [fine], "PATCH_SIZE": 8, "OUTPUT": str(tmp_path / "d"),
                            **given})


def test_the_transform_places_a_patch(run, fine, centres, places, tmp_path):
    found = run(ALGORITHM, {"CENTRES": centres, "RASTERS": [fine], "PATCH_SIZE": 16, "OUTPUT": str(tmp_path / "d")})
    sample = PatchDataset(found["OUTPUT"])[1]
    x, y = Affine(*sample["transform"]["fine"]) * (8, 8)
    assert (x, y) == pytest.approx(places[1], abs=1e-6)
