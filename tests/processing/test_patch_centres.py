"""patchcentres through processing.run: fields, layers in any CRS, styles, the same bytes, bad input in one sentence."""

import json

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.processing.sampled import column, place, read, write_points, write_polygons
from pyproj import Transformer
from shapely.geometry import LineString, box
from shapely.ops import transform

ALGORITHM = "multiscalefusion:patchcentres"
SHAPE = (120, 160)


@pytest.fixture
def run(qgis_app, run):
    """processing.run, which knows the algorithm."""
    from multiscale_fusion.processing.patch_centres import PatchCentres
    from qgis.core import QgsApplication

    registry = QgsApplication.processingRegistry()
    if registry.algorithmById(ALGORITHM) is None:
        registry.providerById("multiscalefusion").addAlgorithm(PatchCentres())
    return run


@pytest.fixture
def raster(tmp_path):
    values = rasters.field(shape=(1, *SHAPE))[0]
    values[:40, :40] = -9999.0
    return str(rasters.write(tmp_path / "dem.tif", values, nodata=-9999.0))


@pytest.fixture
def classes(tmp_path):
    values = np.repeat(np.repeat(np.arange(12, dtype="uint8").reshape(3, 4) % 5 + 1, 40, 0), 40, 1)
    return str(rasters.write(tmp_path / "classes.tif", values))


def area(*corners):
    """A box of pixel coordinates in the rasters' CRS."""
    west, south = place(corners[0], corners[3])
    east, north = place(corners[2], corners[1])
    return box(west, south, east, north)


def in_degrees(shape):
    to_degrees = Transformer.from_crs(rasters.UTM, "EPSG:4326", always_xy=True)
    return transform(lambda x, y: to_degrees.transform(x, y), shape)


def at(features):
    """Pixel coordinates (n, 2), column and row, of points."""
    points = np.array([(each["geometry"].asPoint().x(), each["geometry"].asPoint().y()) for each in features])
    return np.stack([(points[:, 0] - rasters.ORIGIN[0]) / 30.0, (rasters.ORIGIN[1] - points[:, 1]) / 30.0], 1)


def test_a_grid_gives_centres_row_by_row(run, raster, folder):
    found = run(ALGORITHM, {"REFERENCE": raster, "PATCH_SIZE": 40, "OUTPUT": str(folder / "o.gpkg")})
    layer, features = read(found["OUTPUT"])
    assert [field.name() for field in layer.fields()] == ["fid", "id", "row", "col", "split"]
    assert layer.crs().authid() == rasters.UTM and found["TOTAL"] == 12
    assert column(features, "id").tolist() == list(range(12))
    np.testing.assert_array_equal(np.stack([column(features, "row"), column(features, "col")], 1),
                                  [(i, j) for i in range(3) for j in range(4)])
    middles = [(20 + 40 * j, 20 + 40 * i) for i in range(3) for j in range(4)]
    np.testing.assert_allclose(at(features), middles, atol=1e-6)
    assert {each["split"] for each in features} == {""}
    assert (found["TRAIN"], found["VALIDATION"], found["TEST"]) == (0, 0, 0)


def test_the_boundary_may_have_any_crs_and_valid_pixels_count(run, raster, folder):
    boundary = write_polygons(folder / "park.geojson", [in_degrees(area(-5, -5, 100.2, 90.1))], 4326)
    parameters = {"REFERENCE": raster, "PATCH_SIZE": 40, "BOUNDARY": boundary, "OUTPUT": str(folder / "o.gpkg")}
    inside = [(i, j) for i in range(2) for j in range(3) if 20 + 40 * j < 100.2]
    _, features = read(run(ALGORITHM, parameters)["OUTPUT"])
    assert [(each["row"], each["col"]) for each in features] == inside
    _, features = read(run(ALGORITHM, {**parameters, "MIN_VALID": 1})["OUTPUT"])
    assert [(each["row"], each["col"]) for each in features] == inside[1:]
    _, features = read(run(ALGORITHM, {**parameters, "RULE": "whole"})["OUTPUT"])
    assert [(each["row"], each["col"]) for each in features] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    whole = run(ALGORITHM, {**parameters, "RULE": "whole", "BUFFER": 900})
    assert whole["TOTAL"] == 8   # a buffer has round corners
    assert run(ALGORITHM, {**parameters, "RULE": "whole", "BUFFER": -300, "OUTPUT": "memory:"})["TOTAL"] == 1


def test_the_record_tells_of_inputs_and_parameters_and_bytes_are_the_same(run, raster, classes, folder):
    results = []
    for name in ("a", "b"):
        (folder / name).mkdir()
        run(ALGORITHM, {"REFERENCE": raster, "PATCH_SIZE": 20, "LAYOUT": "stratified", "CLASSES": classes, "COUNT": 9,
                        "SPLIT": "blocks", "BLOCK_SIZE": 900, "OUTPUT": str(folder / name / "o.gpkg")})
        results.append([(folder / name / file).read_bytes() for file in ("o.gpkg", "o.gpkg.json")])
    assert results[0] == results[1]
    record = json.loads(results[0][1])
    assert record["operation"] == "patchcentres" and record["parameters"]["shape"] == [20, 20]
    assert [each["name"] for each in record["inputs"]] == ["dem.tif", "classes.tif"]
    assert str(folder) not in results[0][1].decode()


def test_stratified_centres_tell_their_class(run, raster, classes, folder):
    found = run(ALGORITHM, {"REFERENCE": raster, "PATCH_SIZE": 20, "LAYOUT": "stratified", "CLASSES": classes,
                            "COUNT": 9, "OUTPUT": str(folder / "o.gpkg")})
    _, features = read(found["OUTPUT"])
    expected = [int(column // 40 + 4 * (row // 40)) % 5 + 1 for column, row in at(features)]
    assert [each["class"] for each in features] == expected
    assert sorted(expected) == sorted([1, 2, 3, 4, 5] * 9) and found["TOTAL"] == 45


def test_given_points_are_taken_in_their_order(run, raster, folder, feedback):
    spots = [(100.2, 50.4), (30.9, 60.2), None, (500.0, 5.0)]
    points = write_points(folder / "plots.geojson", [spot and place(*spot) for spot in spots])
    found = run(ALGORITHM, {"REFERENCE": raster, "PATCH_SIZE": 20, "LAYOUT": "points", "POINTS": points,
                            "OUTPUT": str(folder / "o.geojson")}, feedback=feedback)
    _, features = read(found["OUTPUT"])
    np.testing.assert_allclose(at(features), [(100, 50), (31, 60)], atol=1e-6)
    assert [(each["row"], each["col"]) for each in features] == [(-1, -1)] * 2
    assert feedback.warnings == ["Points without a place: 1; they are left out."]


def test_splits_by_blocks_are_counted_and_told(run, raster, folder, feedback):
    found = run(ALGORITHM, {"REFERENCE": raster, "PATCH_SIZE": 16, "STRIDE": 4, "SPLIT": "blocks", "BLOCK_SIZE": 1200,
                            "SHARES": "60,20,20", "OUTPUT": str(folder / "o.gpkg")}, feedback=feedback)
    _, features = read(found["OUTPUT"])
    counts = [sum(each["split"] == name for each in features) for name in ("train", "validation", "test")]
    assert counts == [found["TRAIN"], found["VALIDATION"], found["TEST"]] and sum(counts) == found["TOTAL"]
    assert min(counts) > 0 and feedback.told_codes() == ["PATCHES_AT_SEAMS"]
    places, splits = at(features), np.array([each["split"] for each in features])
    for own, other in (("train", "validation"), ("train", "test"), ("validation", "test")):
        away = np.abs(places[splits == own][:, None] - places[splits == other][None]).max(-1)
        assert away.min() >= 16 - 1e-6


@pytest.mark.parametrize("layer", ["BOUNDARY", "SPLIT_LAYER"])
def test_splits_by_an_attribute_of_polygons(run, raster, folder, layer):
    given = write_polygons(folder / "halves.geojson", [in_degrees(area(-10, -10, 80, 130)),
                                                       in_degrees(area(80, -10, 170, 130))], 4326)
    found = run(ALGORITHM, {"REFERENCE": raster, "PATCH_SIZE": 40, layer: given, "SPLIT": "attribute",
                            "SPLIT_FIELD": "name", "SHARES": [50, 0, 50], "OUTPUT": str(folder / "o.gpkg")})
    _, features = read(found["OUTPUT"])
    west = {each["split"] for each in features if each["col"] < 2}
    east = {each["split"] for each in features if each["col"] >= 2}
    assert west | east == {"train", "test"} and len(west) == len(east) == 1


def test_the_layer_is_painted_by_split(run, raster, folder, qgis_app):
    from multiscale_fusion.processing.patch_centres import PatchCentres
    from multiscale_fusion.processing.styling import renderer_for
    from qgis.core import QgsProcessingContext

    algorithm, context = PatchCentres(), QgsProcessingContext()
    algorithm.initAlgorithm()
    parameters = {"REFERENCE": raster, "PATCH_SIZE": 16, "SPLIT": "blocks", "BLOCK_SIZE": 1200}
    job = algorithm.read(parameters, context)
    found = run(ALGORITHM, {**parameters, "OUTPUT": str(folder / "o.gpkg")})
    layer, _ = read(found["OUTPUT"])
    renderer = renderer_for(algorithm.styles(job, found)["OUTPUT"], layer)
    assert [each.value() for each in renderer.categories()] == ["train", "validation", "test", ""]
    assert len({each.symbol().color().name() for each in renderer.categories()}) == 4
    assert not algorithm.styles(algorithm.read({**parameters, "SPLIT": "none"}, context), found)


def test_further_rasters_decide_what_ground_is_shared(run, raster, tmp_path, folder):
    coarse = str(rasters.write(tmp_path / "coarse.tif", np.ones((40, 54), "float32"), pixel=90.0))
    parameters = {"REFERENCE": raster, "PATCH_SIZE": 10, "SPLIT": "blocks", "BLOCK_SIZE": 1500,
                  "OUTPUT": str(folder / "o.gpkg")}
    alone = run(ALGORITHM, parameters)
    both = run(ALGORITHM, {**parameters, "RASTERS": [coarse]})
    same = run(ALGORITHM, {**parameters, "RASTERS": [coarse], "MODE": "ground"})
    assert both["TOTAL"] < alone["TOTAL"] and both["TOTAL"] < same["TOTAL"]


def test_bad_input_is_told_in_one_sentence(run, raster, classes, folder, tmp_path):
    from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException, QgsVectorLayer

    lines = write_polygons(folder / "lines.geojson", [LineString([(0, 0), (1, 1)])])
    points = write_points(folder / "points.geojson", [place(20, 20)])
    park = write_polygons(folder / "park.geojson", [area(500, 500, 600, 600)])
    nowhere = str(rasters.write(tmp_path / "nowhere.tif", np.ones((20, 20), "uint8"), crs=None))
    loose = QgsVectorLayer("Polygon", "loose", "memory")
    loose.setCrs(QgsCoordinateReferenceSystem())
    for given, sentence in (
        ({"BOUNDARY": park}, "park lies outside of dem.tif"),
        ({"BOUNDARY": points}, "points holds no polygons; choose another layer as BOUNDARY"),
        ({"BOUNDARY": lines}, "lines"),
        ({"BOUNDARY": loose}, "loose has no coordinate reference system"),
        ({"REFERENCE": nowhere}, "nowhere.tif has no coordinate reference system"),
        ({"RASTERS": [nowhere]}, "nowhere.tif has no coordinate reference system"),
        ({"PATCH_SIZE": 130}, "larger than dem.tif, which has 120 x 160"),
        ({"PATCH_SIZE": 0}, "PATCH_SIZE must be a number from 1"),
        ({"PATCH_SIZE": 10**7}, "PATCH_SIZE must be a number from 1"),
        ({"PATCH_SIZE": None}, "PATCH_SIZE"),
        ({"GROUND_SIZE": 600}, "either PATCH_SIZE in pixels or GROUND_SIZE in metres"),
        ({"PATCH_SIZE": None, "GROUND_SIZE": 1e12}, "GROUND_SIZE|1e+12|pixels"),
        ({"MIN_VALID": 100, "PATCH_SIZE": 120}, "No patch centre is left"),
        ({"LAYOUT": "points"}, "The layout points needs POINTS"),
        ({"LAYOUT": "stratified", "COUNT": 3}, "The layout stratified needs CLASSES"),
        ({"LAYOUT": "random"}, "give COUNT"),
        ({"LAYOUT": "random", "COUNT": 10**9}, "COUNT is 1,000,000,000"),
        ({"SPLIT": "blocks"}, "give BLOCK_SIZE"),
        ({"SPLIT": "attribute"}, "give SPLIT_FIELD"),
        ({"SPLIT": "attribute", "BOUNDARY": park, "SPLIT_FIELD": "use"}, "has no field use"),
        ({"SPLIT": "blocks", "BLOCK_SIZE": 900, "SHARES": "70,30"}, "give three numbers"),
        ({"OUTPUT": str(folder / "absent" / "o.gpkg")}, "does not exist"),
    ):
        with pytest.raises(QgsProcessingException) as error:
            run(ALGORITHM, {"REFERENCE": raster, "PATCH_SIZE": 40, "OUTPUT": str(folder / "o.gpkg"), **given})
        assert any(part in str(error.value) for part in sentence.split("|")), (given, str(error.value))
    assert not list(folder.glob("o.gpkg*"))


def test_a_full_disk_leaves_nothing(run, raster, monkeypatch, folder):
    from multiscale_fusion.core.errors import FusionError
    from qgis.core import QgsProcessingException

    def full(self, path):
        raise FusionError("The disk is full.")

    monkeypatch.setattr("multiscale_fusion.core.destination.Destination.sync", full)
    with pytest.raises(QgsProcessingException, match="The disk is full"):
        run(ALGORITHM, {"REFERENCE": raster, "PATCH_SIZE": 40, "OUTPUT": str(folder / "o.gpkg")})
    assert not list(folder.iterdir())


def test_a_cancel_leaves_nothing(run, raster, folder, feedback):
    feedback.cancel()
    assert not run(ALGORITHM, {"REFERENCE": raster, "PATCH_SIZE": 40, "MIN_VALID": 5,
                               "OUTPUT": str(folder / "o.gpkg")}, feedback=feedback)
    assert not list(folder.iterdir())
