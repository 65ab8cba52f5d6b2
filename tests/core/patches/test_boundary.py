"""Boundaries in pixels against shapely, polygon by polygon and window by window; buffers against geodesics."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.patches.boundary import Area, boundary_area, union_of
from multiscale_fusion.tests.core.patches.laid_out import SLANTED, grid, pixel_box, polygons
from odc.geo.geobox import GeoBox
from pyproj import CRS, Geod, Transformer
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.ops import transform

SHAPE = (16, 24)


@pytest.fixture(scope="module")
def star():
    """A star with a hole, and an island, in pixel coordinates of the slanted grid."""
    turns = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    far = np.where(np.arange(40) % 2, 40.0, 90.0)
    outer = Polygon(np.stack([140 + far * np.cos(turns), 100 + far * np.sin(turns)], 1),
                    [Point(140, 100).buffer(22).exterior])
    return MultiPolygon([outer, box(250.3, 10.2, 290.7, 50.9)])


@pytest.fixture(scope="module")
def area(star):
    return boundary_area(grid(), polygons(transform(lambda x, y: SLANTED * (x, y), star)))


@pytest.fixture(scope="module")
def first():
    return np.random.default_rng(7).integers((-20, -30), (200, 300), (600, 2))


def test_places_inside_are_those_of_shapely(area, star):
    rows, columns = np.random.default_rng(8).uniform((-10, -10), (210, 310), (3000, 2)).T
    expected = [star.contains(Point(x, y)) for x, y in zip(columns, rows)]
    assert 300 < sum(expected) < 2700
    np.testing.assert_array_equal(area.contains(rows, columns), expected)


def test_what_windows_cover_is_what_shapely_cuts_out(area, star, first):
    expected = np.array([star.intersection(pixel_box(each, SHAPE)).area for each in first])
    np.testing.assert_allclose(area.covered(first, SHAPE), expected, atol=1e-6)
    whole = [star.contains(pixel_box(each, SHAPE)) for each in first]
    assert any(whole)
    np.testing.assert_array_equal(area.is_whole(first, SHAPE), whole)
    np.testing.assert_array_equal(area.is_overlapped(first, SHAPE, 0.3), expected >= 0.3 * 16 * 24)
    np.testing.assert_array_equal(area.is_overlapped(first, SHAPE, 0.0), expected > 1e-5)


def test_polygons_that_overlap_count_once(first):
    halves = polygons(*(transform(lambda x, y: SLANTED * (x, y), box(*corners))
                        for corners in ((20, 20, 160, 150), (100, 60, 280, 180))))
    union = box(20, 20, 160, 150).union(box(100, 60, 280, 180))
    expected = [union.intersection(pixel_box(each, SHAPE)).area for each in first]
    np.testing.assert_allclose(boundary_area(grid(), halves).covered(first, SHAPE), expected, atol=1e-6)


def test_edges_bend_between_two_crss(first):
    """A box of degrees, over a degree wide, seen on a grid of metres."""
    place = GeoBox((2000, 2000), Affine(60, 0, 270_000, 0, -60, 4_170_000), "EPSG:32612")
    area = boundary_area(place, polygons(box(-113.4, 36.8, -112.3, 37.4), crs="EPSG:4326"))
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:32612", always_xy=True)
    side = np.linspace(0, 1, 4000, endpoint=False)
    ring = np.concatenate([np.stack([-113.4 + 1.1 * side, 0 * side + 36.8], 1),
                           np.stack([0 * side - 112.3, 36.8 + 0.6 * side], 1),
                           np.stack([-112.3 - 1.1 * side, 0 * side + 37.4], 1),
                           np.stack([0 * side - 113.4, 37.4 - 0.6 * side], 1)])
    exact = Polygon(np.stack(~place.affine * to_metres.transform(*ring.T), 1))
    first = np.random.default_rng(9).integers(0, 1950, (400, 2))
    expected = [exact.intersection(pixel_box(each, (50, 50))).area for each in first]
    # Half a thousandth of a pixel on an edge of 50.
    np.testing.assert_allclose(area.covered(first, (50, 50)), expected, atol=0.1)


@pytest.mark.parametrize("latitude", [0, 45, 70, -70])
@pytest.mark.parametrize("metres", [2000.0, -1500.0])
def test_buffers_are_metres_at_any_latitude(latitude, metres):
    """The buffered edge is so far from the nearest point of the edge, along geodesics."""
    place = GeoBox((4000, 4000), Affine(1e-4, 0, 14.8, 0, -1e-4, latitude + 0.2), "EPSG:4326")
    given = box(14.9, latitude - 0.06, 15.1, latitude + 0.06)
    area = boundary_area(place, polygons(given, crs="EPSG:4326"), metres)
    columns, rows = area.vertices
    longitude, latitudes = place.affine * (columns, rows)
    side = np.linspace(0, 1, 2001)
    edge = np.concatenate([np.stack([a + (b - a) * side, c + (d - c) * side], 1) for a, b, c, d in (
        (14.9, 15.1, latitude - 0.06, latitude - 0.06), (15.1, 15.1, latitude - 0.06, latitude + 0.06),
        (14.9, 15.1, latitude + 0.06, latitude + 0.06), (14.9, 14.9, latitude - 0.06, latitude + 0.06))])
    geod, nearest = Geod(ellps="WGS84"), []
    for x, y in zip(longitude[::7], latitudes[::7]):
        nearest.append(np.min(geod.inv(np.full(len(edge), x), np.full(len(edge), y), *edge.T)[2]))
    assert np.abs(np.array(nearest) / abs(metres) - 1.0).max() < 1e-3
    grown = area.covered(np.array([[0, 0]]), (4000, 4000))[0]
    plain = boundary_area(place, polygons(given, crs="EPSG:4326")).covered(np.array([[0, 0]]), (4000, 4000))[0]
    assert (grown > plain) == (metres > 0)


def test_the_bounding_box_is_that_of_the_buffered_outline_in_the_reference_s_crs():
    place = grid((400, 400), Affine.translation(299_000, 4_100_000) * Affine.rotation(30) * Affine.scale(30, -30))
    shape = Polygon([(301_000, 4_099_000), (306_000, 4_100_500), (303_000, 4_103_000)])
    area = boundary_area(place, polygons(shape), 500.0, bounding_box=True)
    x, y = place.affine * area.vertices
    # Metres on the ground, by UTM's scale here.
    assert (x.min(), y.min(), x.max(), y.max()) == pytest.approx(shape.buffer(500.0).bounds, abs=0.5)
    assert len(x) == 4


def test_touching_polygons_are_narrowed_as_one():
    place = grid((400, 400), Affine(30, 0, 300_000, 0, -30, 4_106_000))
    halves = polygons(box(301_000, 4_098_000, 304_000, 4_104_000), box(304_000, 4_098_000, 307_000, 4_104_000))
    area = boundary_area(place, halves, -500.0)
    assert area.contains(np.array([(4_106_000 - 4_101_000) / 30]), np.array([4_000 / 30])).all()


def test_invalid_polygons_are_repaired_and_empty_ones_passed_over():
    bow = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    found = union_of([bow.wkb, None, Polygon().wkb])
    assert sum(each.area for each in found) == pytest.approx(2.0)


@pytest.mark.parametrize(("shape", "buffer", "sentence"), [
    (Polygon(), 0.0, "holds no polygon with an area"),
    (box(301_000, 4_098_000, 302_000, 4_099_000), -600.0, "Nothing is left of parks"),
])
def test_a_boundary_of_which_nothing_is_left_is_told(shape, buffer, sentence):
    with pytest.raises(FusionError, match=sentence):
        boundary_area(grid(), polygons(shape, name="parks"), buffer)


def test_a_boundary_where_the_reference_s_crs_ends_is_told():
    place = GeoBox((100, 100), Affine(1000, 0, 0, 0, -1000, 5_000_000), "+proj=gnom +lat_0=45 +lon_0=0")
    with pytest.raises(FusionError, match="reaches where the CRS of the reference is not defined"):
        boundary_area(place, polygons(box(-170, -80, 170, 80), crs="EPSG:4326", name="world"))


def test_a_damaged_geometry_is_told():
    with pytest.raises(FusionError, match="damaged"):
        union_of([b"\x01\x03"])


def test_the_world_s_edge_is_no_edge():
    """A global grid: a box across the antimeridian is met on both sides."""
    place = GeoBox((180, 360), Affine(1, 0, -180, 0, -1, 90), "EPSG:4326")
    area = Area(place, [box(175.25, -10, 184.75, 10)], CRS.from_epsg(4326))
    assert area.contains(np.array([90.0, 90.0, 90.0]), np.array([357.0, 3.0, 100.0])).tolist() == [True, True, False]
    covered = area.covered(np.array([[85, 350], [85, 0], [85, 100]]), (10, 10))
    np.testing.assert_allclose(covered, [47.5, 47.5, 0.0], atol=1e-6)
