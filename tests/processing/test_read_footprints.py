"""readfootprints through processing.run: layers, fields, log, looks, and bad input; on the granules of the guides."""

import json

import numpy as np
import pytest

pytest.importorskip("h5py", reason="h5py is not installed (Debian: python3-h5py)")

from multiscale_fusion.tests.core.granules.conftest import atl06, gedi_l2a, oco, write  # noqa: E402, F401

ALGORITHM = "multiscalefusion:readfootprints"
NAME = "GEDI02_A_2019108080338_O01964_03_T05337_02_003_01_V002.h5"
RULES = "quality_flag = 1, degrade_flag = 0, sensitivity >= 0.9 (between the tropics 0.95)"


def features(path):
    from qgis.core import QgsVectorLayer

    layer = path if isinstance(path, QgsVectorLayer) else QgsVectorLayer(str(path), "read", "ogr")
    assert layer.isValid()
    names = [field.name() for field in layer.fields()]
    return layer, [dict(zip(names, each.attributes()), geometry=each.geometry()) for each in layer.getFeatures()]


def test_a_layer_of_points(run, gedi_l2a, folder, feedback):  # noqa: F811
    import h5py
    from qgis.PyQt.QtCore import QDateTime, Qt

    path = gedi_l2a(quality_flag=lambda n: (np.arange(n) != 2).astype(np.uint8))
    result = run(ALGORITHM, {"INPUT": [path], "OUTPUT": str(folder / "a.gpkg")}, feedback=feedback)
    assert (result["READ"], result["KEPT"]) == (16, 14)
    layer, found = features(result["OUTPUT"])
    assert layer.crs().authid() == "EPSG:4326"
    assert [field.name() for field in layer.fields()] == [
        "fid", "granule", "beam", "beam_type", "shot", "time", "quality_flag", "degrade_flag", "sensitivity",
        "diameter", "rh98", "rh100", "rh75", "rh50", "rh25", "elev_lowestmode"]
    with h5py.File(path) as file:
        kept = np.arange(6) != 2
        for name, values in (("rh98", file["BEAM0000/rh"][kept, 98]), ("shot", file["BEAM0000/shot_number"][kept]),
                             ("elev_lowestmode", file["BEAM0000/elev_lowestmode"][kept])):
            assert [each[name] for each in found[:5]] == values.tolist()
        place = found[0]["geometry"].asPoint()
        assert (place.x(), place.y()) == (file["BEAM0000/lon_lowestmode"][0], file["BEAM0000/lat_lowestmode"][0])
    assert found[0]["time"] == QDateTime.fromString("2019-04-18T08:06:40.000Z", Qt.DateFormat.ISODateWithMs)
    assert (found[0]["granule"], found[0]["beam"], found[-1]["beam_type"]) == (NAME, "BEAM0000", "full power")
    assert found[0]["diameter"] == 25.0
    lines = feedback.infos
    assert f"Recommended filter of GEDI02_A: {RULES}." in lines
    assert lines.index("16 footprints read.") < lines.index("2 dropped: not quality_flag = 1.") < lines.index(
        "14 footprints kept.")
    assert feedback.progress() == 100.0 and not feedback.warnings


def test_nulls_and_segments(run, atl06, folder):  # noqa: F811
    from qgis.core import QgsVariantUtils

    _, found = features(run(ALGORITHM, {"INPUT": [atl06()], "BEAMS": "strong", "OUTPUT": str(folder / "a.gpkg")})
                        ["OUTPUT"])
    assert [QgsVariantUtils.isNull(each["h_li"]) for each in found] == [False, True] + [False] * 6
    assert {(each["diameter"], each["length"], each["azimuth"], each["beam"]) for each in found} == {
        (11.0, 40.0, 352.5, "gt1l")}


def test_polygons(run, oco, folder):  # noqa: F811
    layer, found = features(run(ALGORITHM, {"INPUT": [oco()], "OUTPUT": str(folder / "a.gpkg")})["OUTPUT"])
    from qgis.core import Qgis

    assert layer.geometryType() == Qgis.GeometryType.Polygon and len(found) == 6
    assert all(each["geometry"].isGeosValid() and each["geometry"].area() == pytest.approx(0.00028, abs=1e-6)
               for each in found)


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "csv", "fgb"])
def test_formats(run, gedi_l2a, folder, ending):  # noqa: F811
    path = gedi_l2a()
    result = run(ALGORITHM, {"INPUT": [path], "VARIABLES": "rh98", "OUTPUT": str(folder / f"a.{ending}")})
    _, found = features(result["OUTPUT"])
    # FlatGeobuf puts features in an order of its own.
    assert sorted(int(each["shot"]) - 19_640_000_000_000_000 for each in found) == sorted([*range(6), *range(10)])


def test_what_is_asked(run, gedi_l2a, feedback):  # noqa: F811
    parameters = {"INPUT": gedi_l2a(sensitivity=lambda n: np.full(n, 0.2, np.float32)), "QUALITY": False,
                  "VARIABLES": ["rh98", "rh_a1_50"], "BEAMS": "BEAM0101", "TIME_RANGE": "2019-04-18",
                  "EXTENT": "7.9995,8.0021,44.9,45.1", "OUTPUT": "memory:"}
    _, found = features(run(ALGORITHM, parameters, feedback=feedback)["OUTPUT"])
    assert len(found) == 6 and [*found[0]][-4:] == ["diameter", "rh98", "rh_a1_50", "geometry"]
    assert "The recommended filter was not applied." in feedback.infos
    assert [warning.split("]")[0] for warning in feedback.warnings] == ["[QUALITY_UNFILTERED"]


def test_findings_stand_in_the_record(run, gedi_l2a, folder):  # noqa: F811
    run(ALGORITHM, {"INPUT": gedi_l2a(sensitivity=lambda n: np.full(n, 0.2, np.float32)), "QUALITY": False,
                    "OUTPUT": str(folder / "a.gpkg")})
    record = json.loads((folder / "a.gpkg.json").read_text(encoding="utf-8"))
    assert [(each["code"], each["subject"]) for each in record["findings"]] == [("QUALITY_UNFILTERED", "GEDI02_A")]


def test_an_extent_in_another_crs(run, gedi_l2a):  # noqa: F811
    from pyproj import Transformer

    transform = Transformer.from_crs("EPSG:4326", "EPSG:32632", always_xy=True)
    (west, south), (east, north) = (transform.transform(8 + d, 45 + d) for d in (0.0002, 0.0018))
    for extent in (f"{west},{east},{south},{north} [EPSG:32632]", "8.0002,8.0018,45.0002,45.0018 [EPSG:4326]"):
        result = run(ALGORITHM, {"INPUT": [gedi_l2a()], "EXTENT": extent, "OUTPUT": "memory:"})
        assert result["KEPT"] == 8   # 1 to 4 of each beam


def test_nothing_left_is_an_empty_layer_and_a_warning(run, gedi_l2a, feedback):  # noqa: F811
    result = run(ALGORITHM, {"INPUT": [gedi_l2a()], "EXTENT": "0,1,0,1", "OUTPUT": "memory:"}, feedback=feedback)
    layer, found = features(result["OUTPUT"])
    assert (found, result["READ"], result["KEPT"]) == ([], 16, 0) and layer.fields().count() == 15
    assert feedback.warnings == [
        "[FOOTPRINTS_EMPTY] GEDI02_A: no footprint is left of the 16 that were read (16 outside of the extent), and "
        "the layer is empty. Widen EXTENT or TIME_RANGE, or read without QUALITY and filter by the fields."]


@pytest.mark.parametrize("given, sentence", [
    ({"PRODUCT": "GEDI02_B"}, "is GEDI02_A and not GEDI02_B; choose another file"),
    ({"PRODUCT": "GEDI05"}, "PRODUCT must be one of auto, GEDI01_B, GEDI02_A"),
    ({"VARIABLES": "rh98,canopy"}, "has no variable canopy; it has beam, degrade_flag"),
    ({"BEAMS": "gt1l"}, "GEDI02_A has no beam gt1l"),
    ({"BEAMS": "BEAM1011"}, "None of the beams BEAM1011 is in the granules"),
    ({"TIME_RANGE": "in spring"}, "TIME_RANGE in spring is no range of dates"),
    ({"EXTENT": "1,2,3"}, "EXTENT"),
    ({"EXTENT": "1,2,3,4 [EPSG:99999]"}, "EXTENT is not an extent"),
    ({"INPUT": ["/nowhere/a.h5"]}, "/nowhere/a.h5 does not exist; check the path."),
])
def test_bad_input_is_one_sentence_and_writes_nothing(run, gedi_l2a, folder, given, sentence):  # noqa: F811
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as caught:
        run(ALGORITHM, {"INPUT": [gedi_l2a()], "OUTPUT": str(folder / "a.gpkg"), **given})
    assert sentence in str(caught.value)
    assert not list(folder.iterdir())


def test_what_is_found_wrong_leaves_the_old_file(gedi_l2a, folder, qgis_app):  # noqa: F811
    """Not every caller checks the values first."""
    from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    (folder / "a.gpkg").write_text("old")
    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    with pytest.raises(QgsProcessingException, match="has no variable canopy"):
        algorithm.run({"INPUT": [gedi_l2a()], "VARIABLES": "canopy", "OUTPUT": str(folder / "a.gpkg")},
                      QgsProcessingContext(), QgsProcessingFeedback(False), catchExceptions=False)
    assert (folder / "a.gpkg").read_text() == "old"


@pytest.mark.parametrize("ending", ["gpkg", "csv"])
def test_a_cancel_leaves_no_half_file(run, atl06, folder, feedback, ending):  # noqa: F811
    feedback.progressChanged.connect(lambda percent: percent > 40 and feedback.cancel())
    result = run(ALGORITHM, {"INPUT": [atl06()], "OUTPUT": str(folder / f"a.{ending}")}, feedback=feedback)
    assert "OUTPUT" not in result and not list(folder.iterdir())


def test_a_cancel_leaves_the_old_file_and_a_run_replaces_it(run, atl06, folder, feedback):  # noqa: F811
    path = folder / "a.gpkg"
    path.write_text("old")
    stop = feedback.progressChanged.connect(lambda percent: percent > 40 and feedback.cancel())
    run(ALGORITHM, {"INPUT": [atl06()], "OUTPUT": str(path)}, feedback=feedback)
    assert path.read_text() == "old" and [each.name for each in folder.iterdir()] == ["a.gpkg"]
    feedback.progressChanged.disconnect(stop)
    run(ALGORITHM, {"INPUT": [atl06()], "OUTPUT": str(path)})
    assert path.read_bytes().startswith(b"SQLite format 3")
    record = json.loads((folder / "a.gpkg.json").read_text(encoding="utf-8"))
    assert record["operation"] == "readfootprints" and record["parameters"]["product"] == "ATL06"


def test_points_of_a_csv_file_keep_their_coordinates(run, atl06, folder):  # noqa: F811
    import csv

    run(ALGORITHM, {"INPUT": [atl06()], "OUTPUT": str(folder / "a.csv")})
    with open(folder / "a.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows and all(-180.0 <= float(row["X"]) <= 180.0 and -90.0 <= float(row["Y"]) <= 90.0 for row in rows)


def test_the_choices_are_those_of_the_engine(qgis_app):
    from multiscale_fusion.core.granules import layouts
    from multiscale_fusion.processing.read_footprints_parameters import PRODUCTS

    assert PRODUCTS[0] == "auto" and set(PRODUCTS[1:]) == set(layouts())


def test_the_page_tells_the_rules_and_variables_of_the_engine(root):
    from multiscale_fusion.core.granules import layouts

    for page in ("docs/readfootprints.md", "docs/es/readfootprints.md"):
        text = (root / page).read_text(encoding="utf-8")
        for each in layouts().values():
            row = next(line for line in text.splitlines() if f"`{each.id}`" in line and line.startswith("|"))
            assert all(f"`{name}`" in row for name in each.variables), each.id
            assert all(f"`{rule.name}`" in row for rule in each.rules), each.id


def test_it_is_painted_by_the_first_variable(qgis_app, gedi_l2a, folder, feedback):  # noqa: F811
    """As the desktop does it: in another thread, and the layer is loaded at the end."""
    from multiscale_fusion.tests.processing.test_styling import in_task
    from qgis.core import QgsProcessingOutputLayerDefinition, QgsProject

    project = QgsProject.instance()
    project.clear()
    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    in_task(qgis_app, algorithm, {
        "INPUT": [gedi_l2a()], "VARIABLES": "rh50,rh98",
        "OUTPUT": QgsProcessingOutputLayerDefinition(str(folder / "a.gpkg"), project)}, feedback)
    layer, = project.mapLayers().values()
    renderer = layer.renderer()
    assert renderer.type() == "graduatedSymbol" and renderer.classAttribute() == '"rh50"'
    colours = [each.symbol().color().name() for each in renderer.ranges()]
    assert len(colours) == 5 and (colours[0], colours[-1]) == ("#440154", "#fde725")
    project.clear()
    assert not feedback.warnings
