"""Grids at the edges of the world: the antimeridian, poles, 0..360; and rotated, south-up and non-square ones."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.support import SupportOperator
from multiscale_fusion.tests.core import reference
from multiscale_fusion.tests.core.engine import UTM, dense, grid, moments, statistics
from odc.geo.geobox import GeoBox
from shapely.geometry import Polygon


def world(first_longitude, size=1.0):
    """The whole Earth in degrees, its first column at a longitude."""
    return grid("EPSG:4326", first_longitude, 90.0, size, (int(180 / size), int(360 / size)))


def smooth(longitude, latitude):
    """A function on the globe without a seam."""
    x, y = np.radians(longitude), np.radians(latitude)
    return 10.0 + np.cos(x - 0.3) * np.cos(y) + 0.5 * np.sin(2 * x) * np.cos(y) ** 2 + np.sin(y)


def on_world(geobox):
    a = geobox.affine
    return smooth(*np.meshgrid(a.c + a.a * (np.arange(geobox.shape[1]) + 0.5),
                               a.f + a.e * (np.arange(geobox.shape[0]) + 0.5)))


@pytest.mark.parametrize("first", [-180.0, 0.0, -100.0, 37.0])
@pytest.mark.parametrize("target", [grid("EPSG:4326", -180.0, 90.0, 7.5, (24, 48)),
                                    grid("EPSG:4326", 0.0, 90.0, 7.5, (24, 48)),
                                    grid("EPSG:4326", 173.1, 60.0, 7.5, (4, 4))], ids=["-180", "0", "173"])
def test_worlds_that_begin_at_any_longitude_give_the_same_means(first, target):
    """The area mean of a cell by quadrature of strips: no grid, no seam."""
    got = statistics(moments(world(first), target, on_world(world(first))))
    assert np.all(np.isfinite(got["mean"]))
    a = target.affine
    for j, i in [(0, 0), (target.shape[0] - 1, target.shape[1] - 1), (target.shape[0] // 2, target.shape[1] // 2)]:
        west, north = a.c + i * a.a, a.f + j * a.e
        east, south = west + a.a, north + a.e
        columns = np.arange(np.floor(west), np.ceil(east))
        rows = np.arange(np.floor(south), np.ceil(north))
        across = np.minimum(columns + 1, east) - np.maximum(columns, west)
        down = reference.authalic(np.minimum(rows + 1, north)) - reference.authalic(np.maximum(rows, south))
        want = np.average(smooth(*np.meshgrid(columns + 0.5, rows + 0.5)), weights=np.outer(down, across))
        assert got["mean"][0, j, i] == pytest.approx(want, rel=1e-9)
        pixels = reference.authalic(rows + 1) - reference.authalic(rows)
        assert got["count"][0, j, i] == pytest.approx(across.sum() * (down / pixels).sum(), rel=1e-9)


def test_a_cell_across_the_seam_of_a_degree_grid_equals_clipping():
    """Chatham Islands: a projected cell over 180 degrees from a source that ends and begins there."""
    source = grid("EPSG:4326", -180.0, -20.0, 0.25, (160, 1440))
    target = grid("EPSG:3832", 3000000.0, -3000000.0, 200000.0, (10, 12))
    values = on_world(source)
    got = statistics(moments(source, target, values))
    seam = 0
    for cell in [(j, i) for j in (1, 5) for i in range(0, 12)]:
        rows, columns, shares, weights = reference.cell_weights(source, target, *cell, period=1440.0, turns=(-1, 0, 1))
        want = reference.statistics(values[rows, columns], np.ones(rows.size), shares, weights)
        assert got["mean"][0][cell] == pytest.approx(want["mean"], rel=1e-7)
        assert got["count"][0][cell] == pytest.approx(want["count"], rel=1e-5)
        seam += columns.min() == 0 and columns.max() == 1439
    assert seam >= 2, "no cell lies across the seam"


def test_a_projected_source_across_the_antimeridian_equals_clipping():
    source = grid("EPSG:32660", 600000.0, 7000000.0, 1000.0, (200, 300))
    target = target_grid(source, crs="EPSG:4326", resolution=0.25)
    west, east = target.affine.c, target.affine.c + target.affine.a * target.shape[1]
    assert west < 180.0 < east and east - west < 15.0
    values = reference.field(source.shape)
    got = statistics(moments(source, target, values))
    column = int((180.0 - west) / 0.25)
    for cell in [(target.shape[0] // 2, column - 1), (target.shape[0] // 2, column), (3, column + 2)]:
        rows, columns, shares, weights = reference.cell_weights(source, target, *cell)
        want = reference.statistics(values[rows, columns], np.ones(rows.size), shares, weights)
        assert want["count"] > 100
        assert got["mean"][0][cell] == pytest.approx(want["mean"], abs=1e-4)


@pytest.mark.parametrize("crs, sign", [("EPSG:3413", 1), ("EPSG:3031", -1)])
def test_cells_at_a_pole_equal_clipping(crs, sign):
    """Degree cells that end in the pole are circular sectors on a polar grid."""
    source = grid(crs, -200500.0, 201500.0, 1000.0, (400, 400))
    target = grid("EPSG:4326", -180.0, 90.0 if sign > 0 else -89.0, 1.0, (1, 360))
    values = reference.field(source.shape)
    got = statistics(moments(source, target, values))
    for column in (0, 45, 100, 179, 180, 359):
        rows, columns, shares, weights = reference.cell_weights(source, target, 0, column, steps=100)
        want = reference.statistics(values[rows, columns], np.ones(rows.size), shares, weights)
        assert got["count"][0, 0, column] == pytest.approx(want["count"], rel=1e-4)
        assert got["mean"][0, 0, column] == pytest.approx(want["mean"], abs=2e-4)


@pytest.mark.parametrize("crs, sign", [("EPSG:3413", 1), ("EPSG:3031", -1)])
def test_a_cell_over_a_pole_of_a_degree_grid_takes_all_longitudes(crs, sign):
    """The polar cell's mean of latitude's rows, against quadrature in polar coordinates."""
    source = grid("EPSG:4326", -180.0, 90.0 if sign > 0 else -70.0, 0.25, (80, 1440))
    target = grid(crs, -300000.0, 300000.0, 600000.0, (1, 1))
    row_latitude = np.abs(source.affine.f - 0.25 * (np.arange(80) + 0.5))
    values = np.broadcast_to(row_latitude[:, None], source.shape)
    found = moments(source, target, values)
    got = statistics(found)["mean"][0, 0, 0]
    middle = (np.arange(1200) + 0.5) * 500.0 - 300000.0
    x, y = np.meshgrid(middle, middle)
    projection = reference.Proj(target.crs.proj)
    _, latitude = projection(x, y, inverse=True)
    exact = np.average(90.0 - (np.floor((90.0 - np.abs(latitude)) / 0.25) + 0.5) * 0.25)
    assert got == pytest.approx(exact, abs=2e-3)
    assert found.valid_fraction[0, 0, 0] == 1.0


def test_a_polar_target_over_the_whole_world_is_whole():
    source = world(-180.0)
    target = grid("EPSG:3413", -4000000.0, 4000000.0, 500000.0, (16, 16))
    found = moments(source, target, on_world(source))
    assert SupportOperator(source, target).block().torn_cells == 0
    assert np.all(found.valid_fraction == 1.0)
    mean = statistics(found)["mean"][0]
    a = target.affine
    x, y = np.meshgrid(a.c + a.a * (np.arange(16) + 0.5), a.f + a.e * (np.arange(16) + 0.5))
    longitude, latitude = reference.Proj(target.crs.proj)(x, y, inverse=True)
    assert np.abs(mean - smooth(longitude, latitude)).max() < 0.02


@pytest.mark.parametrize("pixel", [30.0, 1000.0])
def test_a_projection_with_seams_of_less_than_a_metre_is_not_torn(pixel):
    """PROJ's Robinson interpolates a table: at every fifth degree its pieces meet to about a metre only."""
    source = grid("EPSG:32631", 500000.0 - 50 * pixel, 4982950.0 + 50 * pixel, pixel, (100, 100))
    assert source.shape == (100, 100) and 44.9 < _latitude(source, 50, 50) < 45.1
    target = target_grid(source, crs="+proj=robin +datum=WGS84", resolution=12 * pixel)
    assert SupportOperator(source, target).block().torn_cells == 0
    found = moments(source, target, np.ones(source.shape))
    assert found.count.sum() == pytest.approx(10000.0, rel=1e-4)


def _latitude(geobox, i, j):
    x, y = geobox.affine * (i, j)
    return reference.Proj(geobox.crs.proj)(x, y, inverse=True)[1]


ORIENTED = {
    "rotated": Affine.translation(390000.0, 3760020.0) * Affine.rotation(33.0) * Affine.scale(30.0, -30.0),
    "south up": Affine(30.0, 0, 390000.0, 0, 30.0, 3700000.0),
    "mirrored": Affine(-30.0, 0, 420000.0, 0, -30.0, 3760020.0),
    "non-square": Affine(20.0, 0, 390000.0, 0, -45.0, 3760020.0),
    "sheared": Affine(30.0, 9.0, 390000.0, 4.0, -30.0, 3760020.0),
}


@pytest.mark.parametrize("side", ["source", "target"])
@pytest.mark.parametrize("orientation", ORIENTED)
def test_oriented_grids_equal_exact_clipping_in_one_crs(orientation, side):
    """Cells with straight edges: the corners' polygon is the exact outline."""
    affine = ORIENTED[orientation]
    source = GeoBox((40, 44), affine if side == "source" else Affine(30.0, 0, 390000.0, 0, -30.0, 3760020.0), UTM)
    middle = source.affine * (22.0, 20.0)
    cells = affine if side == "target" else Affine(30.0, 0, 0, 0, -30.0, 0)
    cells = Affine(cells.a * 7.3, cells.b * 7.3, 0, cells.d * 7.3, cells.e * 7.3, 0)
    corner = cells * (2.5, 2.5)
    target = GeoBox((5, 5), Affine.translation(middle[0] - corner[0], middle[1] - corner[1]) * cells, UTM)
    matrix = dense(source, target)
    for cell in (0, 7, 12, 18, 24):
        j, i = divmod(cell, 5)
        corners = [~source.affine * (target.affine * (i + di, j + dj)) for di, dj in ((0, 0), (1, 0), (1, 1), (0, 1))]
        rows, columns, shares = reference.clip(source, Polygon(corners))
        exact = np.zeros(source.shape)
        exact[rows, columns] = shares
        assert np.abs(matrix[cell] - exact.ravel()).max() < 1e-9 * Polygon(corners).area


@pytest.mark.parametrize("orientation", ORIENTED)
def test_a_target_grid_covers_an_oriented_source(orientation):
    source = GeoBox((40, 44), ORIENTED[orientation], UTM)
    target = target_grid(source, crs=UTM, resolution=200.0)
    assert dense(source, target).sum(0) == pytest.approx(np.ones(source.shape[0] * source.shape[1]), abs=1e-9)


def test_degrees_that_are_metres_are_refused():
    source = grid("EPSG:4326", 400000.0, 4000000.0, 30.0, (40, 50))
    with pytest.raises(FusionError, match="^The input is 4.167 times as wide as the world; its coordinates are not "):
        SupportOperator(source, grid("EPSG:4326", 400000.0, 4000000.0, 150.0, (8, 10)))


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_cells_wider_than_the_world_are_refused(crs):
    source = world(-180.0, 10.0) if crs == "EPSG:4326" else grid(crs, -2e7, 2e7, 1e6, (40, 40))
    with pytest.raises(FusionError, match="^The target cells are wider than the world; choose a finer resolution, "):
        SupportOperator(source, grid(crs, -4e8, 4e8, 8e8, (1, 1))).block()
