"""Points and polygons from WKB, against what shapely writes: both byte orders, heights, SRIDs, multipoints, damage."""

import struct

import numpy as np
import pytest
import shapely.wkb
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.vector.points import points, points_as_wkb
from multiscale_fusion.core.vector.wkb import polygons
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon, box


def written(geometry, **options):
    return shapely.wkb.dumps(geometry, **options)


@pytest.mark.parametrize("options", [{}, {"big_endian": True}, {"srid": 32633}, {"srid": 4326, "big_endian": True}])
def test_points_of_both_byte_orders_with_and_without_a_srid(options):
    rng = np.random.default_rng(1)
    places = rng.uniform(-1e7, 1e7, (50, 2))
    x, y = points([written(Point(*place), **options) for place in places])
    np.testing.assert_array_equal([x, y], places.T)


def test_heights_and_measures_are_left_out():
    iso = [struct.pack("<BI3d", 1, 1001, 1.0, 2.0, 3.0), struct.pack("<BI3d", 1, 2001, 4.0, 5.0, 6.0),
           struct.pack(">BI4d", 0, 3001, 7.0, 8.0, 9.0, 10.0), written(Point(11.0, 12.0, 13.0))]
    np.testing.assert_array_equal(points(iso), [[1, 4, 7, 11], [2, 5, 8, 12]])


def test_null_and_empty_geometries_are_nowhere():
    buffers = [None, b"", written(Point(1, 2)), struct.pack("<BI2d", 1, 1, np.nan, np.nan),
               struct.pack("<BII", 1, 4, 0)]
    x, y = points(buffers)
    np.testing.assert_array_equal(x, [np.nan, np.nan, 1, np.nan, np.nan])
    np.testing.assert_array_equal(y, [np.nan, np.nan, 2, np.nan, np.nan])
    assert [len(each) for each in points([])] == [0, 0]


@pytest.mark.parametrize("big_endian", [False, True])
def test_a_multipoint_of_one_point_is_that_point_and_of_more_is_refused(big_endian):
    one = written(MultiPoint([(3, 4)]), big_endian=big_endian)
    assert [each.tolist() for each in points([one, one])] == [[3, 3], [4, 4]]
    with pytest.raises(FusionError, match="A feature holds 3 points, .* split the layer first"):
        points([one, written(MultiPoint([(0, 0), (1, 1), (2, 2)]), big_endian=big_endian)])


def test_other_geometries_and_damage_are_told():
    with pytest.raises(FusionError, match="no point .WKB type 3."):
        points([written(box(0, 0, 1, 1))])
    with pytest.raises(FusionError, match="damaged"):
        points([written(Point(1, 2))[:-3]])


def test_points_go_back_as_wkb():
    x, y = np.array([1.5, np.nan, -7e6]), np.array([2.5, 3.0, 8e6])
    made = points_as_wkb(x, y)
    assert made[1] is None
    assert [(shapely.wkb.loads(each).x, shapely.wkb.loads(each).y) for each in (made[0], made[2])] == [
        (1.5, 2.5), (-7e6, 8e6)]


@pytest.mark.parametrize("options", [{}, {"big_endian": True}, {"srid": 32633}])
def test_polygons_keep_their_holes_and_parts(options):
    ring = Polygon([(0, 0), (9, 1), (8, 7), (1, 6)], [[(2, 2), (3, 2), (3, 3)], [(5, 5), (6, 5), (6, 6)]])
    several = MultiPolygon([ring, box(20, 20, 21, 22)])
    for geometry in (ring, several, Polygon([(x, y, 5.0) for x, y in ring.exterior.coords])):
        found = polygons(written(geometry, **options))
        parts = list(getattr(geometry, "geoms", [geometry]))
        made = [Polygon(outer, holes) for outer, *holes in found]
        assert len(made) == len(parts)
        for one, other in zip(made, parts):
            assert one.equals(other) and len(one.interiors) == len(other.interiors)
    assert polygons(None) == polygons(b"") == polygons(written(Polygon())) == []
