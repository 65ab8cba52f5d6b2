"""Places of findings: rectangles against rasterio's bounds, numbers counted by hand, and none for what has none."""

import pickle

import numpy as np
import pytest
import rasterio
from affine import Affine
from multiscale_fusion.core.advice import Points, Question, check
from multiscale_fusion.core.finding import Finding, MapPlace, Severity
from multiscale_fusion.core.message import message
from multiscale_fusion.core.product import recognise
from multiscale_fusion.tests.core.advice.rule_cases import NORTH, UTM, WEST, box
from odc.geo.geobox import GeoBox
from pyproj import CRS

TARGET = box(300.0, 20, 30)


def places(code, *layers, target=TARGET, **question):
    found = [each for each in check(Question(tuple(layers), target=target, **question)) if each.code == code]
    assert found
    return [each.place for each in found]


def point_layer(x, y, crs=UTM, **options):
    x, y = np.asarray(x, float), np.asarray(y, float)
    return Points("shots", CRS(crs), x, y, x.size, (x.min(), y.min(), x.max(), y.max()), **options)


def bounds(desk, layer):
    with rasterio.open(layer.path) as file:
        return tuple(file.bounds)


def test_a_finding_on_a_layer_is_where_the_layer_is(desk):
    """Also where the raster is rotated: the place is the box around it."""
    far = desk.layer("far.tif", box(30.0, 40, 50, west=WEST + 50_000))
    near = desk.layer("near.tif", box(30.0, 300, 400, west=WEST - 900, north=NORTH + 900))
    place, = places("NO_OVERLAP", near, far, purpose="stack")
    assert place.bounds == bounds(desk, far) and CRS(place.crs) == CRS(UTM)
    turned = Affine.translation(WEST + 50_000, NORTH) * Affine.rotation(30) * Affine.scale(30, -30)
    askew = GeoBox((40, 50), turned, UTM)
    place, = places("NO_OVERLAP", near, desk.layer("askew.tif", askew), purpose="stack")
    corners = [askew.affine * each for each in ((0, 0), (50, 0), (0, 40), (50, 40))]
    x, y = zip(*corners)
    np.testing.assert_allclose(place.bounds, (min(x), min(y), max(x), max(y)))


def test_of_two_layers_it_is_where_the_first_is(desk):
    one = desk.layer("A_20200101.tif", box(30.0, 300, 400, west=WEST - 900, north=NORTH + 900))
    two = desk.layer("B_20240601.tif", box(30.0, 310, 410, west=WEST - 900, north=NORTH + 900))
    place, = places("TIME_MISMATCH", one, two, purpose="stack")
    assert place.bounds == bounds(desk, one)


def test_what_a_layer_does_not_cover_is_told(desk):
    """The right third of 30 columns of 300 m is missing, but for half of the column that the raster ends in."""
    layer = desk.layer("left.tif", box(30.0, 320, 335, west=WEST - 3000.0, north=NORTH + 1500))
    place, = places("PARTIAL_OVERLAP", layer, purpose="stack")
    assert place.bounds == (WEST + 7200.0, NORTH - 6000.0, WEST + 9000.0, NORTH)


def test_the_missing_part_of_a_large_target_is_known_to_a_step_of_the_sample(desk):
    target = box(30.0, 2000, 2000)
    layer = desk.layer("upper.tif", box(30.0, 1100, 2100, west=WEST - 1500, north=NORTH + 1500))
    place, = places("PARTIAL_OVERLAP", layer, target=target, purpose="stack")
    # The raster ends 1050 rows below the upper side; a step is 2000 / 64 rows.
    assert place.bounds[:3] == (WEST, NORTH - 60_000.0, WEST + 60_000.0)
    assert abs(place.bounds[3] - (NORTH - 1050 * 30.0)) <= 2000 / 64 * 30.0


def test_a_short_margin_is_beside_the_target(desk):
    """At the right side 100 m of 300 are there, and 3 km at the others."""
    layer = desk.layer("layer.tif", box(10.0, 1200, 1210, west=WEST - 3000, north=NORTH + 3000))
    place, = places("EDGE_MARGIN", layer, purpose="stack")
    np.testing.assert_allclose(place.bounds, (WEST + 9000.0, NORTH - 6000.0, WEST + 9300.0, NORTH), atol=1e-6)
    layer = desk.layer("both.tif", box(10.0, 910, 1210, west=WEST - 3000, north=NORTH + 3000))
    place, = places("EDGE_MARGIN", layer, purpose="stack")
    np.testing.assert_allclose(place.bounds, (WEST, NORTH - 6300.0, WEST + 9300.0, NORTH), atol=1e-6)


def test_missing_pixels_and_undeclared_fill_are_where_they_are(desk):
    values = 500.0 + np.add.outer(np.arange(200.0), np.arange(200.0))
    values[20:60, 100:150] = -9999.0
    grid = box(30.0, 200, 200)
    around = (WEST + 3000.0, NORTH - 1800.0, WEST + 4500.0, NORTH - 600.0)
    place, = places("NODATA_UNDECLARED", desk.layer("undeclared.tif", grid, values), target=None)
    assert place.bounds == around
    place, = places("NODATA_SHARE", desk.layer("declared.tif", grid, values, nodata=-9999.0), target=None)
    # Missing pixels are counted in pieces of an eighth: 25 pixels.
    assert place.bounds == (WEST + 3000.0, NORTH - 2250.0, WEST + 4500.0, NORTH)


def test_points_are_told_by_those_that_are_meant(desk):
    layer = desk.layer("layer.tif", box(30.0, 200, 300))
    inside = [(WEST + 30.0 * k + 15.0, NORTH - 30.0 * k - 15.0) for k in range(10)]
    across = [(WEST + 30.0 * k, NORTH - 900.0) for k in range(5, 11)]
    x, y = zip(*inside, *across)
    place, = places("FOOTPRINT_STRADDLES", layer, purpose="sample", points=(point_layer(x, y, diameter_m=5.0),))
    assert place.bounds == (WEST + 150.0, NORTH - 900.0, WEST + 300.0, NORTH - 900.0)
    x, y = zip(*inside, (WEST - 90.0, NORTH), (WEST - 60.0, NORTH + 30.0))
    place, = places("PARTIAL_OVERLAP", layer, purpose="sample", points=(point_layer(x, y),))
    assert place.bounds == (WEST - 90.0, NORTH, WEST - 60.0, NORTH + 30.0)
    gedi = recognise("GEDI02_A_2019108002012_O01959_01_T03909_02_003_01_V002.h5").product
    place, *_ = places("GEOLOCATION_DOMINATES", desk.layer("fine.tif", box(3.0, 2000, 3000)), purpose="sample",
                       points=(point_layer(x[:10], y[:10], product=gedi),))
    assert place.bounds == (min(x[:10]), min(y[:10]), max(x[:10]), max(y[:10]))


def test_points_around_the_antimeridian_have_a_place_across_it(desk):
    """As in GeoJSON, x min > x max."""
    layer = desk.layer("layer.tif", box(1.0, 10, 10, west=0.0, north=10.0, crs="EPSG:4326"))
    place, = places("NO_OVERLAP", layer, target=None, purpose="sample",
                    points=(point_layer([179.0, 179.5, -179.0, -178.0], [-17.0, -16.0, -17.0, -18.0], "EPSG:4326"),))
    assert place.bounds == (179.0, -18.0, -178.0, -16.0)


def test_the_target_and_what_has_no_place(desk):
    degrees = box(0.1, 100, 100, west=10.0, north=50.0, crs="EPSG:4326")
    layer = desk.layer("layer.tif", box(0.1, 100, 100, west=10.05, north=50.0, crs="EPSG:4326"))
    own, target = places("GEOGRAPHIC_AREA", layer, target=degrees)
    np.testing.assert_allclose((own.bounds, target.bounds), ((10.05, 40.0, 20.05, 50.0), (10.0, 40.0, 20.0, 50.0)))
    assert places("CRS_MISSING", desk.layer("bare.tif", box(30.0, 20, 20), crs=None)) == [None]


def test_texts_alone_make_findings_equal_and_are_written():
    place = MapPlace((0.0, 0.0, 1.0, 1.0), CRS(UTM).to_wkt())
    subject = message("{name}, band {number}", name="a", number=1)
    values = ("NO_OVERLAP", Severity.BLOCKER, subject, "it lies elsewhere.")
    here, nowhere = Finding(*values, place=place), Finding(*values)
    assert here == nowhere and hash(here) == hash(nowhere) and here.to_dict() == nowhere.to_dict()
    assert "place" not in here.to_dict() and pickle.loads(pickle.dumps(here)).place == place


@pytest.mark.parametrize("name", ["", "Named by the user"])
def test_what_reading_the_file_told_has_the_name_of_the_layer(desk, make_tif, tmp_path, name):
    """A nodata value that bytes cannot have is told by the source, under the name of the file."""
    path = desk.raster("odd.tif", box(30.0, 20, 20), np.ones((20, 20), np.uint8))
    vrt = tmp_path / "odd.vrt"
    with rasterio.open(path) as file:
        text = file.crs.to_wkt()
    vrt.write_text(f'<VRTDataset rasterXSize="20" rasterYSize="20"><SRS>{text.replace(chr(34), "&quot;")}</SRS>'
                   f'<GeoTransform>{WEST}, 30, 0, {NORTH}, 0, -30</GeoTransform>'
                   '<VRTRasterBand dataType="Byte" band="1"><NoDataValue>-9999</NoDataValue><SimpleSource>'
                   f'<SourceFilename>{path}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>'
                   '</VRTRasterBand></VRTDataset>')
    layer = desk.open(vrt, name=name)
    found = [each for each in check(Question((layer,))) if each.code == "NODATA_OUTSIDE"]
    assert [(str(each.subject), each.place.bounds) for each in found] == [
        (name or "odd.vrt", (WEST, NORTH - 600.0, WEST + 600.0, NORTH))]
