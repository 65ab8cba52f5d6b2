"""Outlines of patches: sizes on the ground at any latitude, against plain geometry."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.patches.footprints import patch_outlines
from multiscale_fusion.core.patches.shapes import patch_shapes
from odc.geo.geobox import GeoBox
from pyproj import CRS, Geod, Transformer

WGS84 = Geod(ellps="WGS84")


def utm_grid(latitude, resolution, shape=(1000, 1000)):
    """Square pixels in the UTM zone of 15 degrees east, 27 km (0.36 degrees at most) off its line of true scale."""
    to_utm = Transformer.from_crs("EPSG:4326", "EPSG:32633", always_xy=True)
    _, north = to_utm.transform(15.0, latitude)
    return GeoBox(shape, Affine(resolution, 0, 680_000 - shape[1] * resolution / 2, 0, -resolution,
                                north + shape[0] * resolution / 2), "EPSG:32633")


def centre_of(grid):
    return tuple(np.array([value]) for value in grid.affine * (grid.shape[1] / 2, grid.shape[0] / 2))


@pytest.mark.parametrize("resolution", [10.0, 30.0])
@pytest.mark.parametrize("latitude", [0.0, 45.0, 70.0])
@pytest.mark.parametrize("crs_out", ["EPSG:4326", "EPSG:3857", "EPSG:32633"])
def test_an_area_is_size_times_resolution_squared(latitude, resolution, crs_out):
    grid = utm_grid(latitude, resolution)
    found = patch_outlines(grid, *centre_of(grid), "EPSG:32633", (224, 224), crs_out)
    assert found.area[0] == pytest.approx((224 * resolution) ** 2, rel=1e-3)
    assert (found.width[0], found.height[0]) == pytest.approx((224 * resolution,) * 2, rel=1e-3)
    # The drawn ring itself, in whatever CRS, by an independent way: back to degrees, and around them.
    to_degrees = Transformer.from_crs(crs_out, "EPSG:4326", always_xy=True)
    ring = to_degrees.transform(found.rings[0, :, 0], found.rings[0, :, 1])
    assert abs(WGS84.polygon_area_perimeter(*ring)[0]) == pytest.approx((224 * resolution) ** 2, rel=1e-3)


@pytest.mark.parametrize("latitude", [0.0, 45.0, 70.0])
def test_degrees_are_counted_in_metres_where_they_are(latitude):
    degrees = 8.983152841195215e-05
    grid = GeoBox((1000, 1000), Affine(degrees, 0, 15.0, 0, -degrees, latitude + 500 * degrees), "EPSG:4326")
    x, y = centre_of(grid)
    found = patch_outlines(grid, x, y, "EPSG:4326", (224, 224), "EPSG:4326")
    half = 112 * degrees
    width = WGS84.inv(x[0] - half, y[0], x[0] + half, y[0])[2]
    height = WGS84.inv(x[0], y[0] - half, x[0], y[0] + half)[2]
    assert (found.width[0], found.height[0]) == pytest.approx((width, height), rel=1e-9)
    # Between two parallels, the closed form on the ellipsoid is what the geodesic polygon comes to.
    assert found.area[0] == pytest.approx(width * height, rel=1e-4)
    # The same ground asked for in metres: other numbers of pixels across and down.
    (rows, columns), = patch_shapes([grid], "ground", None, 2240.0)
    assert columns == pytest.approx(2240.0 / (width / 224), abs=0.5)
    assert rows == pytest.approx(2240.0 / (height / 224), abs=0.5)


@pytest.mark.parametrize("transform", [
    Affine.translation(500_000, 5_000_000) * Affine.rotation(30) * Affine.scale(20, -20),
    Affine.translation(500_000, 5_000_000) * Affine.scale(10, -40),
    Affine.translation(500_000, 5_000_000) * Affine.scale(-15, 25)], ids=["rotated", "not square", "flipped"])
def test_other_pixels_keep_their_corners(transform):
    grid = GeoBox((300, 200), transform, "EPSG:32633")
    x, y = (np.array([value]) for value in transform * (60.3, 80.8))
    found = patch_outlines(grid, x, y, "EPSG:32633", (32, 48), "EPSG:32633", 4)
    # The window around column 60.3, row 80.8: 48 columns from 36, 32 rows from 65.
    corners = np.array([transform * corner for corner in ((36, 65), (84, 65), (84, 97), (36, 97))])
    np.testing.assert_allclose(found.rings[0, :-1:4], corners, atol=1e-6)
    np.testing.assert_array_equal(found.rings[0, 0], found.rings[0, -1])
    assert found.inside[0] == 1.0


def test_what_reaches_beyond_the_raster_is_told():
    grid = utm_grid(45.0, 30.0, (100, 100))
    x, y = (np.array(values) for values in zip(*(grid.affine * place for place in ((0, 0), (50, 50), (100, 50),
                                                                                   (-200, 50)))))
    found = patch_outlines(grid, x, y, grid.crs, (40, 40), "EPSG:4326")
    assert found.inside.tolist() == [0.25, 1.0, 0.5, 0.0]


def test_a_place_that_a_raster_cannot_have_has_no_outline():
    grid = GeoBox((100, 100), Affine(30, 0, 500_000, 0, -30, 5_000_000), "EPSG:32633")
    found = patch_outlines(grid, np.array([1e9, 15.0]), np.array([1e9, 45.1]), "EPSG:4326", (8, 8), "EPSG:4326")
    assert np.isnan(found.area[0]) and np.isnan(found.rings[0]).all() and found.inside[0] == 0
    assert found.area[1] == pytest.approx(240.0**2, rel=1e-3)


def test_modes_give_the_pixels_they_promise():
    grids = [utm_grid(45.0, 10.0), utm_grid(45.0, 30.0),
             GeoBox((10, 10), Affine(5.0, 0, 680_000, 0, -20.0, 4_985_000), CRS.from_epsg(32633))]
    assert patch_shapes(grids, "native", 224, None) == [(224, 224)] * 3
    assert patch_shapes(grids, "native", None, 2240.0) == [(224, 224)] * 3
    assert patch_shapes(grids, "ground", None, 960.0) == [(96, 96), (32, 32), (48, 192)]
    assert patch_shapes(grids, "ground", 96, None) == [(96, 96), (32, 32), (48, 192)]


@pytest.mark.parametrize(("patch", "ground", "sentence"), [
    (None, None, "either PATCH_SIZE"), (64, 640.0, "either PATCH_SIZE"), (0, None, "1 to 32768"),
    (10**6, None, "1 to 32768"), (None, -5.0, "positive number"), (None, float("nan"), "positive number"),
    (None, 1e15, "more than any raster has")])
def test_absurd_sizes_are_refused(patch, ground, sentence):
    with pytest.raises(FusionError, match=sentence):
        patch_shapes([utm_grid(45.0, 10.0)], "native", patch, ground)
