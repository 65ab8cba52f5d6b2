"""comparesupports through processing.run: numbers against NumPy, a known shift, the output layer, the report."""

import csv
import json

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from osgeo import ogr, osr

ALGORITHM = "multiscalefusion:comparesupports"
SHIFT = (7.0, -4.0)   # metres by which the points' positions are off, east and north
SIDE, PIXEL = 400, 5.0


def height(x, y):
    """Hills of 60 to 300 m across, in metres, at metres from the raster's corner (x east, y north)."""
    return (40.0 * np.sin(x / 97.0 + 0.3) * np.cos(y / 61.0) + 25.0 * np.sin((x + y) / 41.0)
            + 15.0 * np.cos((x - 2.0 * y) / 53.0 + 1.0) + 300.0)


@pytest.fixture
def dem(tmp_path):
    """Means of the hills over pixels of 5 m, by a sub-lattice."""
    step = (np.arange(SIDE * 5) + 0.5) * PIXEL / 5
    fine = height(step[None, :], -step[:, None])
    values = fine.reshape(SIDE, 5, SIDE, 5).mean(axis=(1, 3)).astype(np.float32)
    return str(rasters.write(tmp_path / "dem.tif", values, pixel=PIXEL))


def disc_mean(x, y, diameter=25.0):
    steps = (np.arange(-25, 25) + 0.5) * diameter / 50
    dx, dy = (each.ravel() for each in np.meshgrid(steps, steps))
    inside = np.hypot(dx, dy) < diameter / 2
    return height(x[:, None] + dx[inside], y[:, None] + dy[inside]).mean(axis=1)


def write_points(path, places, attributes, crs=rasters.UTM):
    """A GeoPackage of points (None: null geometry) with fields by name."""
    reference = osr.SpatialReference()
    reference.SetFromUserInput(crs)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    data = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = data.CreateLayer("shots", reference, ogr.wkbPoint)
    for name, values in attributes.items():
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString if isinstance(values[0], str) else ogr.OFTReal))
    layer.StartTransaction()
    for number, place in enumerate(places):
        feature = ogr.Feature(layer.GetLayerDefn())
        for name, values in attributes.items():
            if values[number] is not None:
                feature.SetField(name, values[number] if isinstance(values[number], str) else float(values[number]))
        if place is not None:
            point = ogr.Geometry(ogr.wkbPoint)
            point.AddPoint_2D(*map(float, place))
            feature.SetGeometry(point)
        layer.CreateFeature(feature)
    layer.CommitTransaction()
    del feature, layer, data   # in this order: a feature must not outlive its layer
    return str(path)


def tracks(count=400, shift=SHIFT, noise=1.0, seed=5, zero=0.0):
    """Where shots are said to be (metres from the corner), what they measured where they truly were, and their beam."""
    random = np.random.default_rng(seed)
    beam = random.integers(0, 2, count)
    along = random.uniform(0.0, 1.0, count)
    x, y = 150.0 + 1500.0 * along + 200.0 * beam, -150.0 - 1500.0 * along
    own = disc_mean(x, y) + noise * random.standard_normal(count) + zero
    return x + shift[0], y + shift[1], own, np.where(beam == 1, "BEAM0101", "BEAM0000")


@pytest.fixture
def shots(tmp_path):
    """A callable: the layer's path, and what it holds."""
    def write(**how):
        x, y, own, beam = tracks(**how)
        places = list(zip(x + rasters.ORIGIN[0], y + rasters.ORIGIN[1]))
        return write_points(tmp_path / "shots.gpkg", places, {"elev": own, "beam": beam.tolist()}), (x, y, own, beam)

    return write


def rows(path):
    data = ogr.Open(str(path))
    return [each.items() for each in data.GetLayer(0)]


# Numbers.

def test_numbers_are_numpy_s(run, dem, shots, folder):
    points, (x, y, own, _) = shots()
    result = run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": dem, "DIAMETER": 25,
                             "OUTPUT": str(folder / "out.gpkg")})
    difference = own - disc_mean(x, y)
    # The raster holds means over pixels: some centimetres.
    assert result["COUNT"] == 400
    assert result["BIAS"] == pytest.approx(difference.mean(), abs=0.05)
    assert result["RMSE"] == pytest.approx(np.sqrt(np.mean(difference**2)), abs=0.05)
    found = rows(folder / "out.gpkg")
    assert list(found[0]) == ["elev", "beam", "dem_mean", "difference"]
    written = np.array([row["difference"] for row in found])
    np.testing.assert_allclose(written, own - [row["dem_mean"] for row in found], atol=1e-9)
    np.testing.assert_allclose([row["dem_mean"] for row in found], disc_mean(x, y), atol=0.6)
    assert result["BIAS"] == pytest.approx(written.mean(), rel=1e-12)
    assert result["MAE"] == pytest.approx(np.abs(written).mean(), rel=1e-12)
    assert result["CORRELATION"] == pytest.approx(np.corrcoef(own, [row["dem_mean"] for row in found])[0, 1], rel=1e-9)
    assert "SHIFT_EAST" not in result or result["SHIFT_EAST"] is None


def test_nulls_are_kept_and_count_for_nothing(run, dem, tmp_path, folder):
    x, y, own, _ = tracks(count=50)
    places = [*zip(x + rasters.ORIGIN[0], y + rasters.ORIGIN[1]), None, (0.0, 0.0)]
    own = [*own.tolist(), 300.0, 310.0]
    own[3] = None
    points = write_points(tmp_path / "nulls.gpkg", places, {"elev": own})
    result = run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": dem, "SEARCH_SHIFT": True,
                             "OUTPUT": str(folder / "out.gpkg")})
    assert result["COUNT"] == 49
    found = rows(folder / "out.gpkg")
    assert len(found) == 52 and found[3]["elev"] is None and found[3]["difference"] is None
    assert found[3]["dem_value"] is not None
    for row in found[50:]:
        assert row["dem_value"] is None and row["difference"] is None and row["dem_value_shifted"] is None


def test_pairs_that_differ_by_more_are_left_out(run, dem, shots, folder):
    points, (x, y, own, _) = shots(noise=0.0, shift=(0.0, 0.0))
    own[::50] += 1500.0
    path = write_points(folder / "clouds.gpkg", list(zip(x + rasters.ORIGIN[0], y + rasters.ORIGIN[1])), {"elev": own})
    asked = {"INPUT": path, "FIELD": "elev", "RASTER": dem, "DIAMETER": 25, "OUTPUT": str(folder / "out.gpkg")}
    assert run(ALGORITHM, asked)["BIAS"] == pytest.approx(30.0, abs=0.1)
    result = run(ALGORITHM, {**asked, "MAX_DIFFERENCE": 50})
    assert result["COUNT"] == 392 and abs(result["BIAS"]) < 0.1
    assert rows(folder / "out.gpkg")[0]["difference"] == pytest.approx(1500.0, abs=1.0)


def test_a_band_and_a_statistic_of_it(run, shots, tmp_path, folder):
    points, (x, y, own, _) = shots()
    values = np.stack([np.zeros((SIDE, SIDE)), np.arange(SIDE * SIDE).reshape(SIDE, SIDE)]).astype(np.float32)
    two = str(rasters.write(tmp_path / "two.tif", values, pixel=PIXEL))
    run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": two, "BAND": 2, "SUPPORT": "pixel",
                    "OUTPUT": str(folder / "out.gpkg")})
    expected = values[1][(-y // PIXEL).astype(int), (x // PIXEL).astype(int)]
    np.testing.assert_array_equal([row["two_b2_value"] for row in rows(folder / "out.gpkg")], expected)
    run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": two, "BAND": 2, "DIAMETER": 25, "STATISTIC": "max",
                    "OUTPUT": str(folder / "max.gpkg")})
    assert all(row["two_b2_max"] >= value for row, value in zip(rows(folder / "max.gpkg"), expected))


# The shift.

@pytest.mark.parametrize("metric, zero", [("unbiased_rmse", -31.5), ("rmse", 0.0), ("correlation", 5.0)])
def test_a_known_shift_is_found_within_a_metre(run, dem, shots, folder, metric, zero):
    points, (x, y, own, _) = shots(zero=zero)
    result = run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": dem, "DIAMETER": 25, "SEARCH_SHIFT": True,
                             "SHIFT_METRIC": metric, "OUTPUT": str(folder / "out.gpkg")})
    assert result["SHIFTS_FOUND"] == 1
    assert np.hypot(result["SHIFT_EAST"] + SHIFT[0], result["SHIFT_NORTH"] + SHIFT[1]) < 1.0
    found = rows(folder / "out.gpkg")
    assert list(found[0])[-4:] == ["dem_mean_shifted", "difference_shifted", "shift_east", "shift_north"]
    assert {(row["shift_east"], row["shift_north"]) for row in found} == {(result["SHIFT_EAST"],
                                                                          result["SHIFT_NORTH"])}
    after = np.array([row["difference_shifted"] for row in found])
    assert result["RMSE_SHIFTED"] == pytest.approx(np.sqrt(np.mean(after**2)), rel=1e-9)
    assert after.std() < 1.2 and result["RMSE"] > result["RMSE_SHIFTED"]
    expected = disc_mean(x + result["SHIFT_EAST"], y + result["SHIFT_NORTH"])
    np.testing.assert_allclose([row["dem_mean_shifted"] for row in found], expected, atol=0.6)


def test_without_a_shift_none_is_claimed(run, dem, shots, folder, feedback):
    points, _ = shots(shift=(0.0, 0.0))
    result = run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": dem, "DIAMETER": 25, "SEARCH_SHIFT": True,
                             "OUTPUT": str(folder / "out.gpkg")}, feedback=feedback)
    assert (result["SHIFTS_FOUND"], result["SHIFT_EAST"], result["SHIFT_NORTH"]) == (0, 0.0, 0.0)
    assert result["RMSE_SHIFTED"] == result["RMSE"]
    assert any("no shift is claimed" in line for line in feedback.infos)
    assert all(row["dem_mean_shifted"] == row["dem_mean"] for row in rows(folder / "out.gpkg"))


def test_points_in_degrees_are_moved_by_metres(run, dem, shots, tmp_path, folder):
    from pyproj import Transformer

    _, (x, y, own, _) = shots()
    to_degrees = Transformer.from_crs(rasters.UTM, "EPSG:4326", always_xy=True)
    places = list(zip(*to_degrees.transform(x + rasters.ORIGIN[0], y + rasters.ORIGIN[1])))
    points = write_points(tmp_path / "degrees.gpkg", places, {"elev": own}, crs="EPSG:4326")
    result = run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": dem, "SUPPORT": "gaussian", "DIAMETER": 25,
                             "SEARCH_SHIFT": True})
    assert np.hypot(result["SHIFT_EAST"] + SHIFT[0], result["SHIFT_NORTH"] + SHIFT[1]) < 1.0


def test_each_beam_has_a_shift_of_its_own(run, dem, tmp_path, folder):
    x, y, own, beam = tracks(count=600, shift=(0.0, 0.0))
    off = np.where(beam == "BEAM0101", 9.0, -6.0)
    places = list(zip(x + off + rasters.ORIGIN[0], y + rasters.ORIGIN[1]))
    points = write_points(tmp_path / "beams.gpkg", places, {"elev": own, "beam": beam.tolist()})
    result = run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": dem, "DIAMETER": 25, "GROUP_FIELD": "beam",
                             "SEARCH_SHIFT": True, "SHIFT_PER_GROUP": True, "OUTPUT": str(folder / "out.gpkg"),
                             "REPORT": str(folder / "r.html")})
    assert result["SHIFTS_FOUND"] == 2
    for row, east in zip(rows(folder / "out.gpkg"), off):
        assert np.hypot(row["shift_east"] + east, row["shift_north"]) < 1.0
    table = list(csv.DictReader((folder / "r_shift.csv").open(encoding="utf-8")))
    assert [row["Group"] for row in table] == ["BEAM0000", "BEAM0101"]
    assert [row["Verdict"] for row in table] == ["found", "found"]


# What is written.

def test_the_report_and_the_record(run, dem, shots, folder, feedback):
    points, (x, y, own, beam) = shots()
    result = run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": dem, "DIAMETER": 25, "GROUP_FIELD": "beam",
                             "SEARCH_SHIFT": True, "OUTPUT": str(folder / "out.gpkg"),
                             "REPORT": str(folder / "r.html")}, feedback=feedback)
    assert {each.name for each in folder.iterdir()} == {"out.gpkg", "out.gpkg.json", "r.html", "r_agreement.csv",
                                                        "r_shift.csv"}
    table = list(csv.DictReader((folder / "r_agreement.csv").open(encoding="utf-8")))
    assert [row["Group"] for row in table] == ["All", "BEAM0000", "BEAM0101"]
    found = rows(folder / "out.gpkg")
    for row, part in zip(table, (beam != "", beam == "BEAM0000", beam == "BEAM0101")):
        difference = np.array([each["difference"] for each in found])[part]
        assert int(row["Pairs"]) == part.sum()
        assert float(row["Bias"]) == pytest.approx(difference.mean(), rel=1e-9)
        assert float(row["RMSE"]) == pytest.approx(np.sqrt(np.mean(difference**2)), rel=1e-9)
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert page.count("<figure>") == 4 and page.rstrip().endswith("</html>")
    record = json.loads((folder / "out.gpkg.json").read_text())
    assert record["operation"] == "comparesupports" and record["parameters"]["search"]["reach"] == 30.0
    assert feedback.progress() == 100.0 and result["SHIFTS_FOUND"] == 1


def test_the_same_bytes_again(run, dem, shots, folder):
    points, _ = shots()
    written = []
    for name in ("first", "second"):
        (folder / name).mkdir()
        run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": dem, "DIAMETER": 25, "SEARCH_SHIFT": True,
                        "OUTPUT": str(folder / name / "out.gpkg"), "REPORT": str(folder / name / "r.html")})
        written.append({each.name: each.read_bytes() for each in (folder / name).iterdir()})
    assert written[0] == written[1]


def test_a_cancelled_run_leaves_nothing(run, dem, shots, folder, feedback):
    points, _ = shots()
    feedback.cancel_from_another_thread(36)
    run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": dem, "DIAMETER": 25, "SEARCH_SHIFT": True,
                    "OUTPUT": str(folder / "out.gpkg"), "REPORT": str(folder / "r.html")}, feedback=feedback)
    assert not list(folder.iterdir())


# What cannot be.

@pytest.mark.parametrize("given, told", [
    ({"FIELD": "height"}, "has no field height (FIELD); it has"),
    ({"RASTER": "absent.tif"}, "absent.tif"),
    ({"BAND": 3}, "has no band 3; it has 1"),
    ({"SUPPORT": "disc"}, "needs the diameter"),
    ({"DIAMETER": 0}, "it must be more than 0"),
    ({"SEARCH_SHIFT": True, "SHIFT_PER_GROUP": True}, "name their field as GROUP_FIELD"),
    ({"FIELD": "beam"}, "no number"),
    ({"GROUP_FIELD": "elev"}, "more than 100 different values"),
    ({"VARIABLE_KIND": "circular"}, "differences of such numbers mean nothing"),
])
def test_bad_input_is_told_in_a_sentence(run, dem, shots, given, told):
    from qgis.core import QgsProcessingException

    points, _ = shots()
    with pytest.raises(QgsProcessingException, match=told.replace("(", r"\(").replace(")", r"\)")):
        run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": dem, **given})


def test_points_beside_the_raster_and_outputs_on_inputs_are_refused(run, dem, tmp_path, folder):
    from qgis.core import QgsProcessingException

    points = write_points(tmp_path / "far.gpkg", [(0.0, 0.0), (10.0, 10.0)], {"elev": [1.0, 2.0]})
    asked = {"INPUT": points, "FIELD": "elev", "RASTER": dem}
    with pytest.raises(QgsProcessingException, match=r"\[NO_OVERLAP\] far: none of its points"):
        run(ALGORITHM, {**asked, "OUTPUT": str(folder / "out.gpkg")})
    with pytest.raises(QgsProcessingException, match="would replace an input"):
        run(ALGORITHM, {**asked, "OUTPUT": points})
    assert not list(folder.iterdir()) and len(rows(points)) == 2


def test_into_a_layer_in_memory(run, dem, shots):
    points, _ = shots(count=40)
    layer = run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": dem, "OUTPUT": "memory:"})["OUTPUT"]
    assert layer.featureCount() == 40 and "difference" in layer.fields().names()


def test_classes_are_refused(run, shots, tmp_path):
    from qgis.core import QgsProcessingException

    points, _ = shots()
    codes = np.repeat(np.repeat(np.random.default_rng(1).choice([11, 21, 42, 52, 82], (40, 40)), 10, 0), 10, 1)
    cover = str(rasters.write(tmp_path / "nlcd_land_cover.tif", codes.astype(np.uint8), pixel=PIXEL))
    with pytest.raises(QgsProcessingException, match="differences of such numbers mean nothing"):
        run(ALGORITHM, {"INPUT": points, "FIELD": "elev", "RASTER": cover, "VARIABLE_KIND": "categorical"})


def test_polygons_are_compared_and_not_shifted(run, dem, tmp_path, folder):
    from qgis.core import QgsProcessingException

    data = ogr.GetDriverByName("GPKG").CreateDataSource(str(tmp_path / "plots.gpkg"))
    reference = osr.SpatialReference()
    reference.SetFromUserInput(rasters.UTM)
    layer = data.CreateLayer("plots", reference, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("elev", ogr.OFTReal))
    for number in range(40):
        west, north = rasters.ORIGIN[0] + 40 * number, rasters.ORIGIN[1] - 20 * number
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("elev", 300.0)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(
            f"POLYGON (({west} {north}, {west + 20} {north}, {west + 20} {north - 20}, {west} {north - 20}, "
            f"{west} {north}))"))
        layer.CreateFeature(feature)
    del feature, layer, data
    asked = {"INPUT": str(tmp_path / "plots.gpkg"), "FIELD": "elev", "RASTER": dem}
    result = run(ALGORITHM, {**asked, "OUTPUT": str(folder / "out.gpkg"), "REPORT": str(folder / "r.html")})
    values = rasters.read(dem)[0]
    expected = [values[4 * k:4 * k + 4, 8 * k:8 * k + 4].mean() for k in range(40)]
    np.testing.assert_allclose([row["dem_mean"] for row in rows(folder / "out.gpkg")], expected, rtol=1e-6)
    assert result["COUNT"] == 40
    with pytest.raises(QgsProcessingException, match="holds polygons"):
        run(ALGORITHM, {**asked, "SEARCH_SHIFT": True})
