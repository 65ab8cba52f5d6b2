"""samplepoints through processing.run: values against exact clipping, features kept as they are, formats, times."""

import csv
import json

import numpy as np
import pytest
from multiscale_fusion.tests.processing import joined, rasters, sampled
from multiscale_fusion.tests.processing.sampled import ALGORITHM, PIXEL, column, place, read, write_points
from pyproj import Transformer
from shapely.geometry import Polygon

SHAPE = (60, 80)


@pytest.fixture
def values():
    return rasters.field(seed=3, shape=(1, *SHAPE))[0]


@pytest.fixture
def raster(tmp_path, values):
    return str(rasters.write(tmp_path / "lst.tif", values, options=("TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16")))


@pytest.fixture
def spots():
    """Pixel coordinates: inside a pixel, across borders of pixels and of blocks, at the raster's rim, far away."""
    return [(10.5, 10.5), (20.02, 30.7), (31.98, 16.01), (79.9, 59.9), (0.05, 30.0), (500.0, 10.0)]


@pytest.fixture
def points(tmp_path, spots):
    return write_points(tmp_path / "shots.geojson", [place(*spot) for spot in spots])


def shares_of(spots, diameter):
    return [sampled.disc_shares(*place(*spot), diameter, SHAPE) for spot in spots[:-1]]


def test_discs_are_what_clipping_their_outline_gives(run, raster, points, spots, values, folder):
    found = run(ALGORITHM, {"INPUT": points, "RASTERS": [raster], "DIAMETER": 25, "MIN_VALID": 0,
                            "STATISTICS": ["mean", "std", "count", "valid_fraction"], "OUTPUT": str(folder / "o.gpkg")})
    assert found["FIELDS"] == "lst_mean; lst_std; lst_count; lst_valid_fraction" and found["COUNT"] == len(spots)
    _, features = read(found["OUTPUT"])
    shares = shares_of(spots, 25.0)
    means = [np.average(values, weights=each) for each in shares]
    spreads = [np.sqrt(np.average((values - mean) ** 2, weights=each)) for each, mean in zip(shares, means)]
    np.testing.assert_allclose(column(features, "lst_mean"), [*means, np.nan], rtol=1e-6)
    np.testing.assert_allclose(column(features, "lst_std"), [*spreads, np.nan], rtol=1e-3, atol=1e-3)
    covered = [each.sum() for each in shares]
    np.testing.assert_allclose(column(features, "lst_valid_fraction"), [*covered, 0.0], atol=1e-5)


def test_too_little_of_a_footprint_on_the_raster_is_null(run, raster, points, spots, folder):
    found = run(ALGORITHM, {"INPUT": points, "RASTERS": [raster], "DIAMETER": 25, "OUTPUT": str(folder / "o.gpkg")})
    _, features = read(found["OUTPUT"])
    covered = np.array([each.sum() for each in shares_of(spots, 25.0)])
    np.testing.assert_array_equal(np.isnan(column(features, "lst_mean")), [*(covered < 0.5), True])


def test_features_keep_their_order_fields_ids_and_geometries(run, raster, values, tmp_path, folder):
    """Those without a geometry too, in another CRS, more than one block of them at once."""
    rng = np.random.default_rng(5)
    spots = rng.uniform((-5, -5), (85, 65), (3000, 2))
    to_degrees = Transformer.from_crs(rasters.UTM, "EPSG:4326", always_xy=True)
    places = [to_degrees.transform(*place(*spot)) for spot in spots]
    places[7] = places[2998] = None
    ids = rng.permutation(3000).tolist()
    given = write_points(tmp_path / "p.geojson", places, epsg=4326, id=ids, note=["x" * (n % 4) for n in ids])
    found = run(ALGORITHM, {"INPUT": given, "RASTERS": [raster], "OUTPUT": str(folder / "o.gpkg")})
    layer, features = read(found["OUTPUT"])
    _, before = read(given)
    assert layer.crs().authid() == "EPSG:4326" and len(features) == 3000
    for one, other in zip(before, features):
        assert {name: value for name, value in one.items() if name != "geometry"}.items() <= other.items()
        assert one["geometry"].isEmpty() == other["geometry"].isEmpty()
        assert one["geometry"].isEmpty() or one["geometry"].equals(other["geometry"])
    columns, rows = spots.T
    inside = (columns >= 0) & (columns < 80) & (rows >= 0) & (rows < 60)
    inside[[7, 2998]] = False
    wanted = np.full(3000, np.nan)
    wanted[inside] = values[rows[inside].astype(int), columns[inside].astype(int)]
    np.testing.assert_array_equal(column(features, "lst_value"), wanted)


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "fgb", "shp"])
def test_formats_hold_the_same_in_the_input_s_order(run, raster, points, spots, folder, ending):
    output = str(folder / f"o.{ending}")
    found = run(ALGORITHM, {"INPUT": points, "RASTERS": [raster], "OUTPUT": output, "PREFIX": "s_"})
    _, features = read(found["OUTPUT"])
    _, plain = read(run(ALGORITHM, {"INPUT": points, "RASTERS": [raster], "PREFIX": "s_",
                                    "OUTPUT": "TEMPORARY_OUTPUT"})["OUTPUT"])
    assert [each["name"] for each in features] == [f"p{number}" for number in range(len(spots))]
    np.testing.assert_allclose(column(features, "s_lst_valu" if ending == "shp" else "s_lst_value"),
                               column(plain, "s_lst_value"), rtol=1e-12)


def test_csv_files_hold_coordinates_and_nothing_for_null_geometries(run, raster, values, tmp_path, folder):
    at = place(10.25, 20.5)
    points = write_points(tmp_path / "p.geojson", [at, None])
    run(ALGORITHM, {"INPUT": points, "RASTERS": [raster], "OUTPUT": str(folder / "o.csv")})
    rows = list(csv.DictReader((folder / "o.csv").open(encoding="utf-8")))
    assert (float(rows[0]["X"]), float(rows[0]["Y"])) == at
    assert float(rows[0]["lst_value"]) == pytest.approx(float(values[20, 10]), rel=1e-7)
    assert rows[1] == {"name": "p1", "lst_value": "", "X": "", "Y": ""}


def test_csv_files_of_polygons_hold_wkt(run, raster, tmp_path, folder):
    import shapely.wkt

    outline = Polygon([place(5, 5), place(9, 6), place(7, 12)])
    polygons = sampled.write_polygons(tmp_path / "p.geojson", [outline])
    run(ALGORITHM, {"INPUT": polygons, "RASTERS": [raster], "OUTPUT": str(folder / "o.csv")})
    row, = csv.DictReader((folder / "o.csv").open(encoding="utf-8"))
    assert shapely.wkt.loads(row["WKT"]).equals(outline)


def test_polygons_are_the_footprints(run, raster, values, tmp_path, folder):
    corners = np.array([(5.3, 5.2), (19.8, 7.7), (16.1, 21.4), (4.9, 12.5)])
    hole = [(9.0, 9.0), (12.0, 9.5), (11.0, 12.0)]
    outline = Polygon(corners, [hole])
    given = sampled.write_polygons(tmp_path / "p.geojson", [
        Polygon([place(*each) for each in corners], [[place(*each) for each in hole]])])
    found = run(ALGORITHM, {"INPUT": given, "RASTERS": [raster], "STATISTICS": "mean,valid_fraction",
                            "OUTPUT": str(folder / "o.gpkg")})
    _, (feature,) = read(found["OUTPUT"])
    wanted = np.average(values, weights=sampled.polygon_shares(outline, SHAPE))
    # Pixels of UTM differ in ground area by less than a part in a million over this raster.
    assert feature["lst_mean"] == pytest.approx(wanted, rel=1e-6)
    assert feature["lst_valid_fraction"] == pytest.approx(1.0, abs=1e-9)


def test_sizes_come_from_fields_and_nulls_from_the_number(run, raster, spots, tmp_path, folder):
    sizes = [12.0, None, 60.0, 25.0, 25.0, 25.0]
    points = write_points(tmp_path / "p.geojson", [place(*spot) for spot in spots], size=sizes)
    wanted = {"INPUT": points, "RASTERS": [raster], "DIAMETER_FIELD": "size", "STATISTICS": "count", "MIN_VALID": 0}
    _, without = read(run(ALGORITHM, {**wanted, "OUTPUT": str(folder / "a.gpkg")})["OUTPUT"])
    _, filled = read(run(ALGORITHM, {**wanted, "DIAMETER": 40, "OUTPUT": str(folder / "b.gpkg")})["OUTPUT"])
    for features, second in ((without, np.nan), (filled, 40.0)):
        found = column(features, "lst_count") * PIXEL**2 / (np.pi / 4.0)
        expected = np.array([12.0, second, 60.0]) ** 2
        # UTM's scale at its central meridian is 0.9996.
        np.testing.assert_allclose(found[:3], expected * 0.9996**2, rtol=1e-4)


def test_segments_lie_along_their_azimuth(run, raster, values, tmp_path, folder):
    """A strip of one pixel's width to the north-east, by clipping."""
    at = place(40.0, 30.0)
    points = write_points(tmp_path / "p.geojson", [at], turn=[45.0])
    found = run(ALGORITHM, {"INPUT": points, "RASTERS": [raster], "AZIMUTH_FIELD": "turn", "LENGTH": 300.0,
                            "DIAMETER": 30.0, "OUTPUT": str(folder / "o.gpkg")})
    # Grid north is true north to 0.001 degrees here.
    along, across = 0.9996 * np.array([150.0, 15.0]) / PIXEL
    ends = [(along, across), (along, -across), (-along, -across), (-along, across)]
    turned = [(40.0 + (a + b) * np.sqrt(0.5), 30.0 - (a - b) * np.sqrt(0.5)) for a, b in ends]
    wanted = np.average(values, weights=sampled.polygon_shares(Polygon(turned), SHAPE))
    assert read(found["OUTPUT"])[1][0]["lst_mean"] == pytest.approx(wanted, rel=1e-5)


def test_classes_get_shares_and_numbers_means_in_one_run(run, raster, tmp_path, folder, spots, values):
    cover = joined.write_classes(tmp_path / "cover.tif")   # on a larger grid from the same corner
    points = write_points(tmp_path / "p.geojson", [place(*spot) for spot in spots[:3]])
    found = run(ALGORITHM, {"INPUT": points, "RASTERS": [raster, cover], "DIAMETER": 150, "STATISTICS": "mean,mode,"
                            "fractions", "OUTPUT": str(folder / "o.gpkg")})
    assert found["FIELDS"] == "lst_mean; cover_mode; cover_fraction_11; cover_fraction_42"
    _, features = read(found["OUTPUT"])
    codes = joined.class_codes()
    for feature, spot in zip(features, spots):
        shares = sampled.disc_shares(*place(*spot), 150.0, codes.shape)
        water = shares[codes == 11].sum()
        assert feature["cover_fraction_11"] == pytest.approx(water, abs=1e-5)
        assert feature["cover_fraction_42"] == pytest.approx(1.0 - water, abs=1e-5)
        assert feature["cover_mode"] == (11 if water > 0.5 else 42)


def test_bands_and_names(run, tmp_path, folder, points):
    first = str(rasters.write(tmp_path / "two bands.tif", rasters.field(shape=(2, *SHAPE))))
    taken = write_points(tmp_path / "p.geojson", [place(3.5, 3.5)], two_bands_b1_value=[1.0])
    found = run(ALGORITHM, {"INPUT": taken, "RASTERS": [first], "OUTPUT": str(folder / "o.gpkg")})
    new = found["FIELDS"].split("; ")
    assert len(set(new)) == 2 and new[1] == "two_bands_b2_value" and "two_bands_b1_value" not in new
    assert read(found["OUTPUT"])[1][0]["two_bands_b1_value"] == 1.0


@pytest.mark.parametrize("kind", ["date", "text", "moment"])
def test_rasters_count_near_their_own_date(run, tmp_path, folder, kind):
    """Three dates in the files' names; the second raster is nearest to the first point in time."""
    days = ("2024-06-02", "2024-06-10", "2024-06-30")
    layers = [str(rasters.write(tmp_path / f"lst_{day.replace('-', '')}.tif",
                                np.full(SHAPE, 280.0 + number, np.float32))) for number, day in enumerate(days)]
    times = {"date": ["2024-06-08", "2024-07-01", None], "text": ["2024-06-08T01:00:00+02:00", "2024-07-01", ""],
             "moment": ["2024-06-08T00:00:00Z", "2024-07-01T00:00:00Z", None]}[kind]
    points = write_points(tmp_path / "p.geojson", [place(3.5, 3.5)] * 3, when=times)
    found = run(ALGORITHM, {"INPUT": points, "RASTERS": layers, "TIME_FIELD": "when", "TIME_TOLERANCE": 3,
                            "OUTPUT": str(folder / "o.gpkg")})
    _, features = read(found["OUTPUT"])
    own = np.array([column(features, f"lst_{day.replace('-', '')}_value") for day in days]).T
    np.testing.assert_array_equal(own, [[np.nan, 281, np.nan], [np.nan, np.nan, 282], [np.nan] * 3])
    np.testing.assert_array_equal(column(features, "nearest_value"), [281, 282, np.nan])
    assert [each["nearest_raster"] for each in features] == ["lst_20240610", "lst_20240630", None]
    # From the point to the begin or end of the raster's day.
    away = 2.0 + 1.0 / 24.0 if kind == "text" else 2.0
    assert features[0]["nearest_days"] == pytest.approx(away, abs=1e-4)
    assert features[1]["nearest_days"] == pytest.approx(0.0, abs=1e-4)


def test_the_table_holds_what_the_layer_holds(run, raster, points, folder):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    import shapely.wkb

    found = run(ALGORITHM, {"INPUT": points, "RASTERS": [raster], "DIAMETER": 25, "TABLE": str(folder / "t.parquet"),
                            "OUTPUT": str(folder / "o.gpkg")})
    table = parquet.read_table(found["TABLE"])
    _, features = read(found["OUTPUT"])
    assert table.column_names == ["name", "lst_mean", "geometry"]
    assert table["name"].to_pylist() == [each["name"] for each in features]
    np.testing.assert_array_equal([np.nan if each is None else each for each in table["lst_mean"].to_pylist()],
                                  column(features, "lst_mean"))
    for buffer, feature in zip(table["geometry"].to_pylist(), features):
        at = feature["geometry"].asPoint()
        assert shapely.wkb.loads(buffer).coords[0] == (at.x(), at.y())
    record = json.loads(table.schema.metadata.get(b"MULTISCALE_FUSION_PROVENANCE")
                        or parquet.read_metadata(found["TABLE"]).metadata[b"MULTISCALE_FUSION_PROVENANCE"])
    assert record == json.loads((folder / "o.gpkg.json").read_text(encoding="utf-8"))
    assert record["parameters"]["support"] == "disc" and record["parameters"]["sizes"] == {"diameter": 25.0}


def test_a_table_alone(run, raster, points, folder):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    found = run(ALGORITHM, {"INPUT": points, "RASTERS": [raster], "TABLE": str(folder / "t.parquet"), "OUTPUT": None})
    assert "OUTPUT" not in found and [each.name for each in folder.iterdir()] == ["t.parquet"]


def test_the_same_bytes_whenever_it_is_run(run, raster, points, folder):
    for name in ("a", "b"):
        (folder / name).mkdir()
        run(ALGORITHM, {"INPUT": points, "RASTERS": [raster], "OUTPUT": str(folder / name / "o.gpkg")})
    assert (folder / "a/o.gpkg").read_bytes() == (folder / "b/o.gpkg").read_bytes()


def test_layers_of_the_project_and_selected_features(run, raster, points, values, folder, qgis_app):
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

    layer = QgsVectorLayer(points, "shots", "ogr")
    QgsProject.instance().addMapLayer(layer)
    try:
        layer.selectByExpression("name IN ('p1', 'p0')")
        selected = QgsProcessingFeatureSourceDefinition(layer.id(), True)
        found = run(ALGORITHM, {"INPUT": selected, "RASTERS": [raster], "OUTPUT": "memory:"})["OUTPUT"]
        _, features = read(found)
        assert {each["name"] for each in features} == {"p0", "p1"}
        by_name = {each["name"]: each["lst_value"] for each in features}
        assert by_name == {"p0": values[10, 10], "p1": values[30, 20]}
    finally:
        QgsProject.instance().removeMapLayer(layer.id())


def test_the_layer_is_graduated_by_the_first_value(run, raster, points, folder, qgis_app):
    from multiscale_fusion.processing.sample_points import SamplePoints
    from multiscale_fusion.processing.styling import renderer_for
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject

    algorithm, context = SamplePoints(), QgsProcessingContext()
    algorithm.initAlgorithm()
    context.setProject(QgsProject.instance())
    parameters = {"INPUT": points, "RASTERS": [raster], "OUTPUT": str(folder / "o.gpkg")}
    prepared = algorithm.create()
    assert prepared.prepare(parameters, context, QgsProcessingFeedback())
    results = prepared.runPrepared(parameters, context, QgsProcessingFeedback())
    style, = prepared.styles(prepared._job, results).values()
    layer, _ = read(results["OUTPUT"])
    renderer = renderer_for(style, layer)
    assert renderer.classAttribute() == '"lst_value"' and len(renderer.ranges()) >= 3
