"""Ground areas of cells against geodesic polygons, closed forms and the whole earth."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.cell_area import cell_areas
from multiscale_fusion.core.grid import preset_grid
from multiscale_fusion.tests.core.engine import grid
from multiscale_fusion.tests.core.reference import SINUSOIDAL
from odc.geo.geobox import GeoBox
from pyproj import Proj

EARTH = 510065621724088.44   # m2, WGS 84


def geodesic_area(geobox, row, column, steps=1000):
    """By GeographicLib's polygons of short geodesics along the cell's edges."""
    t = np.arange(steps) / steps
    i = column + np.r_[t, 0 * t + 1, 1 - t, 0 * t]
    j = row + np.r_[0 * t, t, 0 * t + 1, 1 - t]
    a = geobox.affine
    x, y = a.a * i + a.b * j + a.c, a.d * i + a.e * j + a.f
    crs = geobox.crs.proj
    longitude, latitude = (x, y) if crs.is_geographic else Proj(crs)(x, y, inverse=True)
    return abs(crs.get_geod().polygon_area_perimeter(longitude, latitude)[0])


def all_areas(geobox):
    return cell_areas(geobox, (0, geobox.shape[0]))


@pytest.mark.parametrize("geobox", [
    grid("EPSG:32611", 600000.0, 3700020.0, 30.0, (4, 5)),
    grid("EPSG:32611", 300000.0, 7700000.0, 100000.0, (4, 5)),
    grid("EPSG:32756", 300000.0, 6300040.0, 1000.0, (4, 5)),
    grid("EPSG:26912", 300000.0, 4300040.0, 1000.0, (4, 5)),
    grid("EPSG:4326", 179.9, 60.0, 0.05, (4, 5)),
    grid("EPSG:4326", -10.0, 2.0, 1.0, (4, 20)),
    grid("EPSG:6933", 17300000.0, 7314540.830638552, 36032.220840584, (4, 1)),
    grid(SINUSOIDAL, 5000000.0, 5500000.0, 926.625433055833, (4, 5)),
    grid("EPSG:3413", -2000000.0, -1000000.0, 25000.0, (4, 5)),
    grid("EPSG:3035", 4000000.0, 3000000.0, 1000.0, (4, 5)),
    GeoBox((4, 5), Affine.translation(500000, 5e6) * Affine.rotation(30) * Affine.scale(1000, -1000), "EPSG:32633"),
    grid("EPSG:32611", 600000.0, 3600000.0, (30.0, 30.0), (4, 5)),
], ids=lambda geobox: f"{geobox.crs.proj.name} {abs(geobox.affine.a):g}")
def test_areas_are_those_of_geodesic_polygons(geobox):
    areas = all_areas(geobox)
    assert areas.shape == tuple(geobox.shape)
    expected = [[geodesic_area(geobox, row, column) for column in range(areas.shape[1])]
                for row in range(areas.shape[0])]
    np.testing.assert_allclose(areas, expected, rtol=1e-7)   # the reference adds up thousands of roundings


@pytest.mark.parametrize("name", ["degree_0.25", "degree_0.05"])
def test_degrees_add_up_to_the_earth(name):
    whole = preset_grid(name)
    strip = GeoBox((whole.shape[0], 3), whole.affine, whole.crs)
    assert all_areas(strip).sum() / 3 * whole.shape[1] == pytest.approx(EARTH, rel=1e-12)


def test_equal_area_cells_are_equal():
    cell = 36032.220840584
    assert all_areas(preset_grid("ease2_36km")) == pytest.approx(cell**2, rel=1e-8)
    part = preset_grid("modis_1km", extent=(1e6, 5e6, 1.1e6, 5.1e6))
    assert all_areas(part) == pytest.approx(926.625433055833**2, rel=1e-8)


def test_utm_cells_shrink_and_grow_by_the_scale_of_the_projection():
    """On the central meridian lengths are 0.9996 of the ground's."""
    middle = all_areas(grid("EPSG:32611", 499970.0, 3700020.0, 30.0, (1, 2)))[0, 1]
    assert middle == pytest.approx(900.0 / 0.9996**2, rel=1e-8)


@pytest.mark.parametrize(("crs", "sign"), [("EPSG:3413", 1), ("EPSG:3031", -1)])
@pytest.mark.parametrize("shift", [0.0, 0.5], ids=["corner", "middle"])
def test_cells_around_a_pole_add_up_to_the_cap(crs, sign, shift):
    """A square around the pole, cut into cells of which four or one touch it, against geodesics around the square."""
    side = 50000.0
    number = 4 if shift == 0.0 else 5
    first = side * number / 2
    cut, whole = grid(crs, -first, first, side, (number, number)), grid(crs, -first, first, 2 * first, (1, 1))
    # GeographicLib takes the smaller side of a ring around a pole.
    assert all_areas(cut).sum() == pytest.approx(geodesic_area(whole, 0, 0), rel=1e-5)
    assert np.ptp(all_areas(cut)) < 1e-2 * side**2


def test_beyond_the_world_there_is_no_ground():
    whole = preset_grid("modis_1km")
    coarse = GeoBox((36, 72), whole.affine * Affine.scale(600), whole.crs)
    areas = all_areas(coarse)
    corners = np.stack(np.meshgrid(np.arange(73) - 36, np.arange(37) - 18), -1) * 600 * 926.625433055833 / 6371007.181
    inside = np.abs(corners[..., 0]) <= np.pi * np.cos(corners[..., 1]) + 1e-9
    inside = inside[:-1, :-1] & inside[1:, :-1] & inside[:-1, 1:] & inside[1:, 1:]
    assert np.array_equal(np.isfinite(areas), inside)
    assert 0.55 < inside.mean() < 2 / np.pi


def test_rows_are_those_asked_for():
    geobox = grid("EPSG:4326", 10.0, 50.0, 0.5, (20, 4))
    np.testing.assert_array_equal(cell_areas(geobox, (5, 9)), all_areas(geobox)[5:9])
