"""Windows of patches: on any grid and across CRSs against pyproj, sizes and areas on the ground against geodesics."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.patches.frame import (
    NOWHERE, Window, fractional_place, ground_shape, ground_size, outline, outlines, pixel_size, window_transform,
    windows,
)
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.patches.laid_out import SLANTED, grid
from odc.geo.geobox import GeoBox
from pyproj import Geod, Transformer
from shapely.geometry import Polygon

GRIDS = {
    "north up": GeoBox((90, 80), Affine(30, 0, 301_905, 0, -30, 4_154_085), "EPSG:32612"),
    "slanted": grid((90, 80), SLANTED),
    "south up": GeoBox((90, 80), Affine(30, 0, 301_905, 0, 45, 4_154_085), "EPSG:32612"),
    "degrees": GeoBox((90, 80), Affine(1 / 1200, 0, -113.2395832127840, 0, -1 / 1200, 37.5129167631658), "EPSG:4326"),
}


@pytest.mark.parametrize("shape", [(1, 1), (4, 4), (7, 4), (64, 33)])
@pytest.mark.parametrize("place", GRIDS.values(), ids=GRIDS)
def test_a_window_s_middle_gives_the_window_back(place, shape):
    rows, columns = np.mgrid[-70:90:7, -70:90:9].reshape(2, -1)
    x, y = place.affine * (columns + shape[1] / 2, rows + shape[0] / 2)
    np.testing.assert_array_equal(windows(place, x, y, place.crs, shape), np.stack([rows, columns], 1))


@pytest.mark.parametrize("shape", [(5, 5), (8, 6)])
def test_places_off_the_middle_take_the_nearest_window(shape):
    place = GRIDS["slanted"]
    random = np.random.default_rng(2)
    rows, columns = random.uniform(0, 80, (2, 500))
    first = windows(place, *(place.affine * (columns, rows)), place.crs, shape)
    middle = first + np.array(shape) / 2
    assert np.abs(middle - np.stack([rows, columns], 1)).max() <= 0.5


@pytest.mark.parametrize("name", ["landsat_b4.tif", "nlcd2011.tif", "srtm.tif"])
def test_places_in_another_crs_are_where_pyproj_puts_them(data_file, name):
    with RasterSource(str(data_file(f"zion/{name}"))) as source:
        to_file = Transformer.from_crs("EPSG:4326", source.grid.crs.proj, always_xy=True)
        random = np.random.default_rng(3)
        x, y = random.uniform(-113.2, -112.9, 400), random.uniform(37.15, 37.5, 400)
        rows, columns = fractional_place(source.grid, x, y, "EPSG:4326")
        expected = ~source.grid.affine * to_file.transform(x, y)
        assert np.abs(np.stack([columns, rows]) - expected).max() < 0.01


def test_centres_agree_across_sensors_to_a_hundredth_of_a_pixel(data_file):
    names = ["zion/landsat_b4.tif", "zion/nlcd2011.tif", "zion/srtm.tif"]
    sources = [RasterSource(str(data_file(name))) for name in names]
    x, y = sources[0].grid.affine * np.random.default_rng(4).uniform(0, 1100, (2, 300))
    to_degrees = Transformer.from_crs(sources[0].grid.crs.proj, "EPSG:4326", always_xy=True)
    for source in sources:
        rows, columns = fractional_place(source.grid, x, y, sources[0].grid.crs)
        back = Transformer.from_crs(source.grid.crs.proj, "EPSG:4326", always_xy=True).transform(
            *(source.grid.affine * (columns, rows)))
        away = Geod(ellps="WGS84").inv(*to_degrees.transform(x, y), *back)[2]
        assert np.max(away) < 0.01 * min(pixel_size(source.grid))
        source.close()


def test_a_place_without_one_in_the_raster_is_far_from_it():
    globe = GeoBox((10, 10), Affine(1000, 0, 0, 0, -1000, 0), "+proj=ortho +lat_0=0 +lon_0=0 +datum=WGS84")
    first = windows(globe, [0.0, np.nan, 180.0], [0.0, 45.0, 0.0], "EPSG:4326", (3, 3))
    assert (first[0] == -1).all() and (first[1:] == NOWHERE).all()


def test_beside_the_antimeridian_the_nearest_turn_counts():
    place = GeoBox((10, 10), Affine(1, 0, 175, 0, -1, 5), "EPSG:4326")
    np.testing.assert_array_equal(windows(place, [-179.0, 174.5], [0.5, 0.5], "EPSG:4326", (1, 1))[:, 1], [6, -1])


@pytest.mark.parametrize("latitude", [0, 45, 70])
def test_sizes_on_the_ground_are_those_of_geodesics(latitude):
    place = GeoBox((200, 300), Affine(0.001, 0, 10, 0, -0.0005, latitude + 0.05), "EPSG:4326")
    geod = Geod(ellps="WGS84")
    middle = 10.15, latitude
    width = geod.inv(middle[0] - 5e-4, middle[1], middle[0] + 5e-4, middle[1])[2]
    height = geod.inv(middle[0], middle[1] - 2.5e-4, middle[0], middle[1] + 2.5e-4)[2]
    assert pixel_size(place) == pytest.approx((height, width), rel=1e-5)
    assert ground_shape(place, 2240.0) == (round(2240 / height), round(2240 / width))
    assert ground_size(place, (10, 20)) == pytest.approx((10 * height, 20 * width), rel=1e-5)
    assert ground_shape(place, ground_size(place, (37, 1000))) == (37, 1000)


@pytest.mark.parametrize("latitude", [0, 45, 70])
@pytest.mark.parametrize("utm", [True, False])
def test_areas_of_outlines_are_the_size_on_the_ground_squared(latitude, utm):
    crs = "EPSG:32632" if utm else "EPSG:4326"
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(7.0, latitude)
    step = 30.0 if utm else 0.0003
    place = GeoBox((448, 448), Affine(step, 0, x, 0, -step, y), crs)
    height, width = pixel_size(place)
    ring = outline(place, Window(112, 112, 224, 224), "EPSG:4326")
    area = abs(Geod(ellps="WGS84").polygon_area_perimeter(*ring.T)[0])
    assert area == pytest.approx(224 * height * 224 * width, rel=1e-3)


def test_outlines_are_closed_and_lie_on_the_window_s_sides():
    place = GRIDS["slanted"]
    ring = outline(place, Window(-3, 5, 10, 20), place.crs, points_per_side=4)
    column, row = ~place.affine * (ring[:, 0], ring[:, 1])
    assert len(ring) == 17 and (ring[0] == ring[-1]).all()
    shape = Polygon(np.stack([column, row], 1))
    assert shape.bounds == pytest.approx((5, -3, 25, 7)) and shape.area == pytest.approx(200)
    many = outlines(place, np.array([[0, 0], [-3, 5]]), (10, 20), place.crs, 4)
    np.testing.assert_allclose(many[1], ring)


def test_a_window_s_transform_puts_its_first_pixel_in_place():
    place = GRIDS["slanted"]
    assert window_transform(place, 7, -2) * (2, 3) == pytest.approx(place.affine * (0, 10))


@pytest.mark.parametrize(("size", "sentence"), [(0.0, "positive"), (float("nan"), "positive"), (1e300, "smaller")])
def test_sizes_that_cannot_be_are_refused(size, sentence):
    with pytest.raises(FusionError, match=sentence):
        ground_shape(GRIDS["north up"], size)


def test_a_raster_whose_middle_is_off_the_earth_has_no_size_in_metres():
    place = GeoBox((10, 10), Affine(1e6, 0, 1.9e7, 0, -1e6, 1.9e7), "+proj=sinu +R=6371007.181 +units=m")
    with pytest.raises(FusionError, match="no place on Earth"):
        ground_shape(place, 100.0)
