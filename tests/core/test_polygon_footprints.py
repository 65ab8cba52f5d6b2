"""Polygons as footprints, against exactextract, shapely's clipping and plain counting."""

import numpy as np
import pytest
import shapely.affinity
import shapely.geometry
import shapely.ops
import shapely.wkb
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.support.footprint import local_maps, point_map
from multiscale_fusion.core.support.footprint_support import FootprintSupport
from multiscale_fusion.core.support.polygon_footprint import polygon_footprints, raster_ground, segment_footprints
from multiscale_fusion.core.vector.wkb import polygons
from multiscale_fusion.tests.core.engine import UTM, grid
from pyproj import CRS, Transformer

SINUSOIDAL = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"
NO_WRAP = (0.0, np.inf, np.inf)
FLOWER = shapely.geometry.Point(0, 0).buffer(3.0).difference(shapely.geometry.Point(0.5, 0.3).buffer(1.1))
TWO = shapely.geometry.MultiPolygon([FLOWER, shapely.geometry.box(4.2, -1.7, 5.9, 6.3),
                                     shapely.geometry.Polygon([(-5, 4), (-3.5, 4.4), (-4.4, 6.1)])])


def moments(geobox, footprints, values, valid=None):
    """Moments (bands, n) of an array (rows, columns)."""
    support = FootprintSupport(footprints)
    support.start(1)
    support.look((0, geobox.shape[0]))
    valid = np.ones(values.shape, np.uint8) if valid is None else valid.astype(np.uint8)
    support.add(0, values[None], valid[None], column=0, squares=True, extremes=True)
    return support.moments()


def placed(geobox, shapes, crs=None):
    """Footprints of shapes given in pixel coordinates of the grid (or in a CRS)."""
    if crs is None:
        affine = geobox.affine
        shapes = [shapely.ops.transform(lambda x, y: affine * (np.array(x), np.array(y)), shape) for shape in shapes]
    return polygon_footprints(point_map(geobox, crs or geobox.crs), [polygons(shape.wkb) for shape in shapes],
                              raster_ground(geobox))


@pytest.mark.parametrize("geobox", [
    grid(UTM, 500_000, 4_000_000, 10, (16, 16)), grid(SINUSOIDAL, -9_000_000, 4_000_000, 500, (16, 16)),
    grid("EPSG:4326", 25.0, 60.0, (0.01, -0.005), (16, 16)), grid(UTM, 500_000, 4_000_000, (10.0, 10.0), (16, 16)),
], ids=["UTM", "sinusoidal", "degrees", "south up"])
def test_against_exactextract(geobox):
    exactextract = pytest.importorskip("exactextract", reason="exactextract, a test-only package, is not installed")
    from exactextract.raster import NumPyRasterSource

    values = np.random.default_rng(3).uniform(0, 2, (16, 16))
    shapes = [shapely.affinity.translate(TWO, 8.13, 7.77), shapely.affinity.translate(FLOWER, 15.2, 8.0),
              shapely.affinity.scale(shapely.affinity.translate(FLOWER, 4.4, 4.6), 0.1, 0.1),
              shapely.geometry.box(2, 3, 5, 7)]
    found = moments(geobox, placed(geobox, shapes), values)
    # In pixels, rows counted from below; pixels weighed by their ground, which exactextract is told.
    ground = np.broadcast_to(raster_ground(geobox).window((0, 16), (0, 16)), (16, 16))
    features = [{"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(
        shapely.affinity.affine_transform(shape, [1, 0, 0, -1, 0, 16]))} for shape in shapes]
    rows = exactextract.exact_extract(NumPyRasterSource(values, 0, 0, 16, 16), features,
                                      ["weighted_mean", "count", "min", "max", "weighted_stdev"],
                                      weights=NumPyRasterSource(np.ascontiguousarray(ground), 0, 0, 16, 16))
    wanted = {name: np.array([row["properties"][name] for row in rows]) for name in rows[0]["properties"]}
    np.testing.assert_allclose(found.mean[0, 0], wanted["weighted_mean"], rtol=1e-6)
    np.testing.assert_allclose(found.count[0, 0], wanted["count"], rtol=1e-6)
    np.testing.assert_allclose(found.variance[0, 0], wanted["weighted_stdev"] ** 2, rtol=2e-6)
    np.testing.assert_allclose(found.low[0, 0], wanted["min"])
    np.testing.assert_allclose(found.high[0, 0], wanted["max"])
    fraction = [shape.intersection(shapely.geometry.box(0, 0, 16, 16)).area / shape.area for shape in shapes]
    np.testing.assert_allclose(found.valid_fraction[0, 0], fraction, rtol=0, atol=2e-4 if geobox.crs.geographic
                               else 1e-9)


def test_edges_are_straight_in_their_own_crs():
    """A county-sized polygon of degrees on a projected raster: clipped by shapely after fine steps along its edges."""
    geobox = grid("EPSG:3035", 4_000_000, 3_200_000, 1000, (160, 160))
    middle = Transformer.from_crs("EPSG:3035", "EPSG:4258", always_xy=True).transform(4_080_000, 3_120_000)
    shape = shapely.geometry.Polygon([(-0.8, -0.5), (0.9, -0.4), (0.2, 0.55)],
                                     [[(-0.1, -0.1), (0.2, -0.1), (0.1, 0.1)]])
    shape = shapely.affinity.translate(shape, *middle)
    values = np.random.default_rng(4).uniform(0, 1, geobox.shape)
    found = moments(geobox, placed(geobox, [shape], "EPSG:4258"), values)
    fine = shapely.ops.transform(Transformer.from_crs("EPSG:4258", "EPSG:3035", always_xy=True).transform,
                                 _segmentized(shape))
    affine = ~geobox.affine
    fine = shapely.ops.transform(lambda x, y: affine * (np.array(x), np.array(y)), fine)
    prepared = shapely.prepared.prep(fine)
    part = np.zeros(geobox.shape)
    for row, column in np.ndindex(*geobox.shape):
        pixel = shapely.geometry.box(column, row, column + 1, row + 1)
        if prepared.intersects(pixel):
            part[row, column] = 1.0 if prepared.contains(pixel) else fine.intersection(pixel).area
    assert found.count[0, 0, 0] == pytest.approx(part.sum(), rel=1e-5)
    assert found.mean[0, 0, 0] == pytest.approx((part * values).sum() / part.sum(), abs=1e-6)


def _segmentized(shape):
    def fine(ring):
        line = shapely.geometry.LineString(ring)
        return [line.interpolate(d).coords[0] for d in np.arange(0, line.length, 1e-3)]
    return shapely.geometry.Polygon(fine(shape.exterior.coords), [fine(each.coords) for each in shape.interiors])


def test_over_the_dateline():
    whole = grid("EPSG:4326", -180.0, 90.0, (1.0, -1.0), (180, 360))
    values = np.arange(360.0)[None] + np.zeros((180, 1))
    shape = shapely.geometry.box(179.0, 10.0, 181.0, 11.0)
    halves = shapely.geometry.MultiPolygon([shapely.geometry.box(179.0, 10.0, 180.0, 11.0),
                                            shapely.geometry.box(-180.0, 10.0, -179.0, 11.0)])
    cap = shapely.geometry.Polygon([(-180, 88), (-90, 88), (0, 88), (90, 88), (180, 88), (180, 90), (-180, 90)])
    found = moments(whole, placed(whole, [shape, halves, cap], "EPSG:4326"), values)
    np.testing.assert_allclose(found.mean[0, 0], 179.5, rtol=1e-9)
    np.testing.assert_allclose(found.count[0, 0], [2.0, 2.0, 720.0], rtol=1e-9)
    np.testing.assert_allclose(found.valid_fraction[0, 0], 1.0)


def test_segments_are_rectangles_on_the_ground():
    for geobox in (grid(UTM, 500_000, 4_000_000, 10, (16, 16)), grid("EPSG:4326", 25.0, 60.0, (2e-4, -1e-4), (16, 16))):
        at = np.array([7.6]), np.array([8.2])
        sizes = np.array([100.0]), np.array([11.0]), np.array([20.0])
        local = local_maps(geobox, *at, np.array([51.0]))
        footprints = segment_footprints(geobox, local, *sizes, raster_ground(geobox), NO_WRAP)
        values = np.random.default_rng(5).uniform(0, 1, geobox.shape)
        found = moments(geobox, footprints, values)
        crs = geobox.crs.proj
        degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        centre = degrees.transform(*(geobox.affine * (7.6, 8.2)))
        geod = crs.get_geod()
        aeqd = CRS.from_proj4(f"+proj=aeqd +lon_0={centre[0]!r} +lat_0={centre[1]!r} +a={geod.a!r} +b={geod.b!r}")
        back = Transformer.from_crs(aeqd, crs, always_xy=True)
        s, c = np.sin(np.radians(20.0)), np.cos(np.radians(20.0))
        corners = [(u * s + v * c, u * c - v * s) for u, v in ((-50, -5.5), (50, -5.5), (50, 5.5), (-50, 5.5))]
        pixel = ~geobox.affine
        shape = shapely.geometry.Polygon([pixel * back.transform(*corner) for corner in corners])
        part = np.array([[shape.intersection(shapely.geometry.box(i, j, i + 1, j + 1)).area for i in range(16)]
                         for j in range(16)])
        assert found.count[0, 0, 0] == pytest.approx(part.sum(), rel=1e-5)
        assert found.mean[0, 0, 0] == pytest.approx((part * values).sum() / part.sum(), abs=1e-5)


def test_wkb_of_any_kind():
    shape = shapely.affinity.translate(TWO, 8, 8)
    flat = [[ring.round(12).tolist() for ring in polygon] for polygon in polygons(shape.wkb)]
    assert [len(polygon) for polygon in flat] == [2, 1, 1]
    for other in (shapely.wkb.dumps(shape, big_endian=True), shapely.wkb.dumps(shape, srid=4326),
                  shapely.wkb.dumps(shapely.geometry.GeometryCollection([shape]))):
        assert [[ring.round(12).tolist() for ring in polygon] for polygon in polygons(other)] == flat
    high = shapely.ops.transform(lambda x, y: (x, y, 0 * np.array(x)), FLOWER)
    assert np.allclose(polygons(high.wkb)[0][0], polygons(FLOWER.wkb)[0][0])
    assert polygons(None) == polygons(b"") == polygons(shapely.geometry.Polygon().wkb) == []
    with pytest.raises(FusionError, match="no polygon"):
        polygons(shapely.geometry.Point(1, 2).wkb)
    for cut in (3, 8, 40, len(shape.wkb) - 1):
        with pytest.raises(FusionError, match="damaged"):
            polygons(shape.wkb[:cut])
