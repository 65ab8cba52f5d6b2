"""samplepoints: findings before the work, bad input in one sentence, cancels that leave what was there."""

import os

import numpy as np
import pytest
from multiscale_fusion.tests.processing import joined, rasters
from multiscale_fusion.tests.processing.sampled import ALGORITHM, place, read, write_points

SHAPE = (60, 80)


@pytest.fixture
def raster(tmp_path):
    return str(rasters.write(tmp_path / "lst.tif", rasters.field(shape=(1, *SHAPE))[0]))


@pytest.fixture
def points(tmp_path):
    return write_points(tmp_path / "shots.geojson", [place(10.5, 10.5), place(20.2, 30.7)], size=[25.0, 30.0],
                        text=["a", "b"])


def refusal(run, parameters):
    """The one sentence, of a run that wrote nothing."""
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as caught:
        run(ALGORITHM, {"OUTPUT": "memory:", **parameters})
    text = str(caught.value)
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize("wrong, sentence", [
    ({"RASTERS": []}, "No raster is given; choose some as RASTERS."),
    ({"DIAMETER": 0}, "The diameter of a footprint is 0 m; it must be more than 0"),
    ({"DIAMETER": -1}, "DIAMETER must be a number from 0"),
    ({"SUPPORT": "disc"}, "The support disc needs the diameter of the footprints in metres; give it."),
    ({"SUPPORT": "ellipse", "DIAMETER": 25, "LENGTH": 40}, "needs the azimuth of each footprint; name its field"),
    ({"SUPPORT": "polygon"}, "The support polygon needs polygons, and the input has points"),
    ({"SUPPORT": "cone"}, "SUPPORT must be one of auto, pixel, bilinear, disc"),
    ({"STATISTICS": "mean,average"}, "STATISTICS must be one of mean, std"),
    ({"DIAMETER_FIELD": "width"}, "shots has no field width (DIAMETER_FIELD); it has name, size, text."),
    ({"DIAMETER_FIELD": "text"}, 'The field text holds "a", which is no number; choose a numeric field.'),
    ({"TIME_FIELD": "when", "TIME_TOLERANCE": 3}, "shots has no field when (TIME_FIELD); it has name, size, text."),
    ({"TIME_TOLERANCE": 3}, "TIME_TOLERANCE needs the time of each point; name its field as TIME_FIELD."),
    ({"TIME_FIELD": "text", "TIME_TOLERANCE": 3}, 'The field text holds "a", which is no date; write dates as 2024-0'),
    ({"OUTPUT": None}, "No output is asked for; give OUTPUT, TABLE or both."),
    ({"TABLE": "/nowhere/t.parquet"}, "The folder /nowhere does not exist"),
    ({"TABLE": "t.txt"}, "must end in .parquet; outputs are GeoParquet files."),
    ({"CLASSES": "1,x"}, "CLASSES must be different whole numbers separated by commas"),
])
def test_wrong_parameters_are_one_sentence(run, raster, points, wrong, sentence):
    if "TABLE" in wrong:
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    assert sentence in refusal(run, {"INPUT": points, "RASTERS": [raster], **wrong})


@pytest.mark.parametrize("kind, sentence", [
    ("NoGeometry", "table holds no geometries; give points, or polygons as footprints."),
    ("LineString?crs=EPSG:32633", "table holds lines; give points, or polygons as footprints."),
    ("Point", "table has no coordinate reference system; assign one first."),
])
def test_layers_that_are_no_places(run, raster, kind, sentence):
    from qgis.core import QgsCoordinateReferenceSystem, QgsVectorLayer

    layer = QgsVectorLayer(kind, "table", "memory")
    if "crs" not in kind:
        layer.setCrs(QgsCoordinateReferenceSystem())
    assert sentence in refusal(run, {"INPUT": layer, "RASTERS": [raster]})


def test_files_that_are_none(run, raster, points, tmp_path):
    assert "cannot load" in refusal(run, {"INPUT": str(tmp_path / "none.gpkg"), "RASTERS": [raster]})
    assert "none.tif does not exist" in refusal(run, {"INPUT": points, "RASTERS": [str(tmp_path / "none.tif")]})


def test_multipoints_of_one_point_are_points_and_others_are_refused(run, raster):
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    layer = QgsVectorLayer("MultiPoint?crs=EPSG:32633", "shots", "memory")
    x, y = place(10.5, 10.5)
    for text in (f"MultiPoint(({x} {y}))", f"MultiPoint(({x} {y}),({x} {y}))"):
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromWkt(text))
        layer.dataProvider().addFeature(feature)
    assert "A feature holds 2 points" in refusal(run, {"INPUT": layer, "RASTERS": [raster]})
    layer.dataProvider().deleteFeatures([max(layer.allFeatureIds())])
    _, (found,) = read(run(ALGORITHM, {"INPUT": layer, "RASTERS": [raster], "OUTPUT": "memory:"})["OUTPUT"])
    assert found["lst_value"] == rasters.read(raster)[0, 10, 10]


@pytest.fixture
def bow_tie(qgis_app):
    """A layer of one polygon that crosses itself."""
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    layer = QgsVectorLayer("Polygon?crs=EPSG:32633", "bow tie", "memory")
    feature = QgsFeature()
    corners = [place(*corner) for corner in ((5, 5), (9, 9), (9, 5), (5, 9), (5, 5))]
    feature.setGeometry(QgsGeometry.fromWkt(f"Polygon(({','.join(f'{x} {y}' for x, y in corners)}))"))
    layer.dataProvider().addFeature(feature)
    return layer


def test_an_invalid_polygon_stops_the_run_and_leaves_the_old_file(run, raster, bow_tie, folder):
    (folder / "o.gpkg").write_bytes(b"old")
    text = refusal(run, {"INPUT": bow_tie, "RASTERS": [raster], "OUTPUT": str(folder / "o.gpkg")})
    assert text.startswith("Feature 1 of bow tie has an invalid geometry; repair it")
    assert [(each.name, each.read_bytes()) for each in folder.iterdir()] == [("o.gpkg", b"old")]


def test_an_invalid_polygon_is_kept_with_nulls_where_qgis_is_told_to_skip_it(run, raster, bow_tie, feedback):
    from qgis.core import Qgis, QgsProcessingContext

    context = QgsProcessingContext()
    context.setInvalidGeometryCheck(Qgis.InvalidGeometryCheck.SkipInvalid)
    found = run(ALGORITHM, {"INPUT": bow_tie, "RASTERS": [raster], "OUTPUT": "memory:"}, feedback=feedback,
                context=context)
    _, (feature,) = read(found["OUTPUT"])
    assert feature["lst_mean"] is None and not feature["geometry"].isEmpty()
    assert any("Features without a usable geometry: 1" in warning for warning in feedback.warnings)


def test_an_empty_layer_gives_an_empty_layer_with_the_fields(run, raster, tmp_path, folder):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer("Point?crs=EPSG:32633&field=a:integer", "nothing", "memory")
    found = run(ALGORITHM, {"INPUT": layer, "RASTERS": [raster], "OUTPUT": str(folder / "o.gpkg")})
    made, features = read(found["OUTPUT"])
    assert not features and found["COUNT"] == 0
    assert [field.name() for field in made.fields()] == ["fid", "a", "lst_value"]


def test_points_with_null_geometries_alone_are_kept(run, raster, feedback):
    from qgis.core import QgsFeature, QgsVectorLayer

    layer = QgsVectorLayer("Point?crs=EPSG:32633", "nowhere", "memory")
    layer.dataProvider().addFeatures([QgsFeature(), QgsFeature()])
    found = run(ALGORITHM, {"INPUT": layer, "RASTERS": [raster], "OUTPUT": "memory:"}, feedback=feedback)
    assert [each["lst_value"] for each in read(found["OUTPUT"])[1]] == [None, None]
    assert any("Features without a usable geometry: 2" in warning for warning in feedback.warnings)


def test_points_off_the_raster_stop_the_run_unless_that_is_accepted(run, raster, tmp_path, folder):
    points = write_points(tmp_path / "p.geojson", [place(500, 500)])
    text = refusal(run, {"INPUT": points, "RASTERS": [raster], "OUTPUT": str(folder / "o.gpkg")})
    assert text.startswith("[NO_OVERLAP] p: none of its points lies on any of the layers.") and "ACCEPT" in text
    assert not list(folder.iterdir())


def test_a_footprint_that_straddles_is_told_where_only_one_pixel_is_taken(run, raster, tmp_path, feedback):
    points = write_points(tmp_path / "p.geojson", [place(10.0, 10.0), place(20.02, 30.7)])
    wanted = {"INPUT": points, "RASTERS": [raster], "DIAMETER": 25, "OUTPUT": "memory:"}
    run(ALGORITHM, {**wanted, "SUPPORT": "pixel"}, feedback=feedback)
    assert "FOOTPRINT_STRADDLES" in feedback.told_codes()
    feedback.warnings.clear()
    run(ALGORITHM, wanted, feedback=feedback)
    assert "FOOTPRINT_STRADDLES" not in feedback.told_codes()


@pytest.mark.parametrize("pixel, told", [(5.0, True), (60.0, False)])
def test_pixels_smaller_than_the_error_of_positions_are_told(run, tmp_path, feedback, pixel, told):
    """GEDI's product is known by the file that readfootprints noted, its error is 10 m."""
    fine = str(rasters.write(tmp_path / "dem.tif", rasters.field(shape=(1, *SHAPE))[0], pixel=pixel))
    x, y = place(20.5, 20.5, pixel)
    points = write_points(tmp_path / "p.geojson", [(x, y)], granule=["GEDI02_A_2019108080338_O01964_03_T05337_02_003_0"
                                                                     "1_V002.h5"])
    run(ALGORITHM, {"INPUT": points, "RASTERS": [fine], "DIAMETER": 25, "OUTPUT": "memory:"}, feedback=feedback)
    pairs = [warning for warning in feedback.warnings if warning.startswith("[GEOLOCATION_DOMINATES] p on dem.tif")]
    assert bool(pairs) is told


def test_the_mean_of_classes_stops_the_run_and_the_mode_does_not(run, tmp_path, points):
    cover = joined.write_classes(tmp_path / "cover.tif")
    wanted = {"INPUT": points, "RASTERS": [cover], "DIAMETER": 90}
    assert refusal(run, {**wanted, "VARIABLE_KIND": "auto", "STATISTICS": "mean"}).startswith("[CATEGORICAL_AVERAGE]")
    found = run(ALGORITHM, {**wanted, "STATISTICS": "mode", "OUTPUT": "memory:"})
    assert {each["cover_mode"] for each in read(found["OUTPUT"])[1]} <= {11, 42}


def test_an_output_in_the_place_of_an_input_is_refused(run, raster, tmp_path):
    points = write_points(tmp_path / "p.geojson", [place(3, 3)])
    assert "would replace an input" in refusal(run, {"INPUT": points, "RASTERS": [raster], "OUTPUT": points})


def test_a_missing_package_is_told_before_the_run(run, raster, points, folder, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    text = refusal(run, {"INPUT": points, "RASTERS": [raster], "TABLE": str(folder / "t.parquet")})
    assert 'The Python package "pyarrow"' in text and not list(folder.iterdir())


def test_a_cancel_leaves_what_was_there(run, raster, tmp_path, folder, feedback):
    rng = np.random.default_rng(6)
    places = [place(*spot) for spot in rng.uniform((0, 0), (80, 60), (30_000, 2))]
    points = write_points(tmp_path / "p.geojson", places)
    output = str(folder / "o.gpkg")
    run(ALGORITHM, {"INPUT": points, "RASTERS": [raster], "DIAMETER": 25, "OUTPUT": output})
    before = {file: file.read_bytes() for file in folder.iterdir()}
    feedback.cancel_from_another_thread(40)
    assert run(ALGORITHM, {"INPUT": points, "RASTERS": [raster], "DIAMETER": 25, "OUTPUT": output},
               feedback=feedback) == {}
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


def test_a_folder_that_cannot_be_written_to_is_told(run, raster, points, tmp_path):
    text = refusal(run, {"INPUT": points, "RASTERS": [raster], "OUTPUT": str(tmp_path / "nowhere" / "o.gpkg")})
    assert "does not exist; create it or choose another one" in text


def test_a_damaged_raster_stops_the_run_and_leaves_no_file(run, tmp_path, points, folder):
    path = rasters.write(tmp_path / "cut.tif", rasters.field(shape=(1, 600, 800))[0], options=("TILED=YES",))
    os.truncate(path, os.path.getsize(path) // 40)
    assert "damaged or cut short" in refusal(
        run, {"INPUT": points, "RASTERS": [str(path)], "OUTPUT": str(folder / "o.gpkg")})
    assert not list(folder.iterdir())
