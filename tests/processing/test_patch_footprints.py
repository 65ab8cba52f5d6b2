"""patchfootprints through processing.run: polygons against plain arithmetic, and bad input."""

import json

import numpy as np
import pytest

from .patches import write_centres
from .rasters import ORIGIN, field, write

ALGORITHM = "multiscalefusion:patchfootprints"


@pytest.fixture
def rasters(tmp_path):
    """10 m and 30 m over the same 3 km x 3 km."""
    return [str(write(tmp_path / "dem.tif", field(shape=(1, 300, 300)), pixel=10.0)),
            str(write(tmp_path / "lst.tif", field(shape=(1, 100, 100)), pixel=30.0))]


@pytest.fixture
def centres(tmp_path):
    x, y = ORIGIN
    return write_centres(tmp_path / "centres.geojson", [(x + 1500, y - 1500), (x + 300, y - 300)], id=[7, 8],
                         row=[1, 0], col=[1, 0], split=["train", "test"])


def features(path):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(str(path), "read", "ogr")
    assert layer.isValid()
    names = [each.name() for each in layer.fields()]
    return layer, [dict(zip(names, each.attributes()), geometry=each.geometry()) for each in layer.getFeatures()]


def test_native_patches_are_the_same_pixels_and_other_ground(run, rasters, centres, tmp_path, feedback):
    result = run(ALGORITHM, {"CENTRES": centres, "RASTERS": rasters, "PATCH_SIZE": 64,
                             "OUTPUT": str(tmp_path / "a.gpkg")}, feedback=feedback)
    assert result["COUNT"] == 4
    layer, found = features(result["OUTPUT"])
    assert layer.crs().authid() == "EPSG:32633"
    assert [(each["id"], each["split"], each["raster"]) for each in found] == [
        (7, "train", "dem"), (8, "test", "dem"), (7, "train", "lst"), (8, "test", "lst")]
    x, y = ORIGIN
    # On their own grid the corners are whole pixels: 32 on each side of the first centre, which is a corner of pixels.
    for each, resolution in ((found[0], 10.0), (found[2], 30.0)):
        box = each["geometry"].boundingBox()
        half = 32 * resolution
        assert [box.xMinimum(), box.xMaximum(), box.yMinimum(), box.yMaximum()] == pytest.approx(
            [x + 1500 - half, x + 1500 + half, y - 1500 - half, y - 1500 + half], abs=1e-6)
        assert each["area"] == pytest.approx((64 * resolution) ** 2, rel=1e-3)
        assert (each["rows"], each["columns"]) == (64, 64)
        assert each["pixel_width"] == pytest.approx(resolution, rel=1e-3)
    # 300 m from both edges: of 64 pixels of 30 m 22 lie outside each way.
    assert [each["inside"] for each in found] == pytest.approx([1.0, (62 / 64) ** 2, 1.0, (42 / 64) ** 2])
    assert feedback.progress() == 100.0 and not feedback.warnings


def test_ground_patches_are_the_same_ground(run, rasters, centres, tmp_path):
    result = run(ALGORITHM, {"CENTRES": centres, "RASTERS": rasters, "MODE": "ground", "GROUND_SIZE": 960,
                             "NAMES": "terrain,temperature", "TARGET_CRS": "EPSG:4326",
                             "OUTPUT": str(tmp_path / "a.gpkg")})
    layer, found = features(result["OUTPUT"])
    assert layer.crs().authid() == "EPSG:4326"
    assert [(each["raster"], each["rows"], each["columns"]) for each in found[::2]] == [
        ("terrain", 96, 96), ("temperature", 32, 32)]
    assert [each["area"] for each in found] == pytest.approx([960.0**2] * 4, rel=1e-3)
    intersection = found[0]["geometry"].intersection(found[2]["geometry"]).area()
    assert intersection == pytest.approx(found[0]["geometry"].area(), rel=1e-6)


def test_names_are_what_differs_in_those_of_files(run, centres, tmp_path):
    paths = [str(write(tmp_path / f"HUC12_1807_Creek_{sensor}_Rect.tif", field(shape=(1, 100, 100))))
             for sensor in ("DEM_10m", "Landsat_Optical_30m", "Landsat_Thermal_30m")]
    _, found = features(run(ALGORITHM, {"CENTRES": centres, "RASTERS": paths, "PATCH_SIZE": 8,
                                        "OUTPUT": str(tmp_path / "a.gpkg")})["OUTPUT"])
    assert [each["raster"] for each in found[::2]] == ["DEM_10m", "Landsat_Optical_30m", "Landsat_Thermal_30m"]


def test_the_same_job_gives_the_same_record_and_bytes(run, rasters, centres, tmp_path):
    outputs = [run(ALGORITHM, {"CENTRES": centres, "RASTERS": rasters, "PATCH_SIZE": 8,
                               "OUTPUT": str(tmp_path / name)})["OUTPUT"] for name in ("a.gpkg", "b.gpkg")]
    first, second = (open(path, "rb").read() for path in outputs)
    assert len(first) == len(second)
    record = json.loads((tmp_path / "a.gpkg.json").read_text("utf-8"))
    assert record["parameters"]["patch_size"] == 8 and record["parameters"]["names"] == ["dem", "lst"]
    assert str(tmp_path) not in json.dumps(record)


def test_centres_without_fields_are_counted(run, rasters, tmp_path):
    x, y = ORIGIN
    points = write_centres(tmp_path / "p.geojson", [(x + 500, y - 500), (x + 900, y - 500)])
    _, found = features(run(ALGORITHM, {"CENTRES": points, "RASTERS": rasters[:1], "PATCH_SIZE": 8,
                                        "OUTPUT": str(tmp_path / "a.gpkg")})["OUTPUT"])
    assert [(each["id"], each["split"]) for each in found] == [(0, ""), (1, "")]


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"PATCH_SIZE": None}, "either PATCH_SIZE"),
    ({"GROUND_SIZE": 100}, "either PATCH_SIZE"),
    ({"NAMES": "a"}, "one name for each raster"),
    ({"NAMES": "a,A"}, "Two rasters have the name"),
    ({"NAMES": "a,../b"}, "cannot name files"),
    ({"RASTERS": []}, "No raster is given"),
    ({"PATCH_SIZE": None, "GROUND_SIZE": 1e12}, "more than any raster has"),
])
def test_bad_input_is_one_sentence(run, rasters, centres, tmp_path, changed, sentence):
    from qgis.core import QgsProcessingException

    given = {"CENTRES": centres, "RASTERS": rasters, "PATCH_SIZE": 8, "OUTPUT": str(tmp_path / "a.gpkg"), **changed}
    with pytest.raises(QgsProcessingException, match=sentence):
        run(ALGORITHM, {name: value for name, value in given.items() if value is not None})
    assert not (tmp_path / "a.gpkg").exists()


def test_centres_that_are_none_are_refused(run, rasters, tmp_path):
    from qgis.core import QgsProcessingException

    empty = write_centres(tmp_path / "empty.geojson", [], id=[])
    words = write_centres(tmp_path / "words.geojson", [ORIGIN], id=["first"])
    for path, sentence in ((empty, "empty|no points"), (words, "must hold whole numbers")):
        with pytest.raises(QgsProcessingException, match=sentence):
            run(ALGORITHM, {"CENTRES": path, "RASTERS": rasters, "PATCH_SIZE": 8, "OUTPUT": str(tmp_path / "a.gpkg")})


def test_a_cancelled_run_leaves_nothing(run, rasters, tmp_path, feedback):
    x, y = ORIGIN
    places = np.random.default_rng(1).uniform(0, 3000, (50_000, 2)) * [1, -1] + [x, y]
    points = write_centres(tmp_path / "p.geojson", places.tolist())
    feedback.cancel_from_another_thread(3)
    from qgis.core import QgsProcessingException

    try:
        run(ALGORITHM, {"CENTRES": points, "RASTERS": rasters, "PATCH_SIZE": 8, "OUTPUT": str(tmp_path / "a.gpkg")},
            feedback=feedback)
    except QgsProcessingException:
        pass
    assert feedback.isCanceled() and not [path for path in tmp_path.iterdir() if path.name.startswith("a.gpkg")]
