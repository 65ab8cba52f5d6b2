"""Lines of grids as maps show them, against pyproj and against what is known of the places by hand."""

import math

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.ui.grid_lines import MOST, View, cell_size, cells, outline
from odc.geo.geobox import GeoBox
from pyproj import CRS, Transformer

UTM = CRS("EPSG:32633")
DEGREES = CRS("EPSG:4326")
SINUSOIDAL = CRS("+proj=sinu +R=6371007.181 +units=m +type=crs")
GRID = GeoBox((20, 30), Affine(600.0, 0.0, 500100.0, 0.0, -600.0, 5000100.0), UTM)


def view(crs, west, south, east, north, pixels=1000, turned=0.0):
    """A map of so many screen pixels across; ``turned`` in degrees around its middle."""
    x, y = (west + east) / 2, (south + north) / 2
    cosine, sine = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    corners = tuple((x + (a - x) * cosine - (b - y) * sine, y + (a - x) * sine + (b - y) * cosine)
                    for a, b in ((west, north), (east, north), (east, south), (west, south)))
    return View(crs, corners, (east - west) / pixels)


def around(grid, crs, share=0.2, **keywords):
    """A view of a whole grid with some space around it."""
    rows, columns = grid.shape
    i, j = np.meshgrid(np.linspace(0, columns, 50), np.linspace(0, rows, 50))
    x, y = Transformer.from_crs(grid.crs.proj, crs, always_xy=True).transform(*(grid.affine * (i, j)))
    dx, dy = share * np.ptp(x), share * np.ptp(y)
    return view(crs, x.min() - dx, y.min() - dy, x.max() + dx, y.max() + dy, **keywords)


def lattice(lines, grid, crs):
    """Where points of lines lie in the grid: a list of (columns, rows)."""
    back = Transformer.from_crs(crs, grid.crs.proj, always_xy=True)
    return [~grid.affine * back.transform(*line.T) for line in lines]


@pytest.mark.parametrize("crs", [UTM, SINUSOIDAL, DEGREES, CRS("EPSG:3857")], ids=lambda crs: crs.name)
def test_the_outline_joins_the_corners(crs):
    x, y = GRID.affine * (np.array([0, 30, 30, 0]), np.array([0, 0, 20, 20]))
    corners = np.column_stack(Transformer.from_crs(UTM, crs, always_xy=True).transform(x, y))
    lines = outline(GRID, around(GRID, crs))
    assert len(lines) == 4
    unit = 1.0 if crs.is_projected else 1e-5
    ends = np.concatenate([line[[0, -1]] for line in lines])
    for corner in corners:
        assert (np.hypot(*(ends - corner).T) < 1e-3 * unit).sum() == 2
    for i, j in lattice(lines, GRID, crs):
        on_side = np.minimum.reduce([abs(i), abs(i - 30), abs(j), abs(j - 20)])
        assert on_side.max() < 1e-5


def test_bent_lines_stay_on_their_side():
    """Between its points too, by a thousandth of the view: a 3000 km parallel in a conic projection."""
    grid = GeoBox((60, 120), Affine(0.5, 0.0, -20.0, 0.0, -0.5, 70.0), DEGREES)
    lines = outline(grid, around(grid, CRS("EPSG:3035")))
    middles = [(line[1:] + line[:-1]) / 2 for line in lines]
    for i, j in lattice(middles, grid, CRS("EPSG:3035")):
        assert np.minimum.reduce([abs(i), abs(i - 120), abs(j), abs(j - 60)]).max() < 0.06


@pytest.mark.parametrize("crs", [UTM, SINUSOIDAL, DEGREES], ids=lambda crs: crs.name)
def test_lines_of_cells_lie_between_pixels(crs):
    seen = around(GRID, crs)
    lines = cells(GRID, seen)
    assert len(lines) == 31 + 21
    kept = set()
    for i, j in lattice(lines, GRID, crs):
        upright = np.ptp(i) < np.ptp(j)
        along, across = (j, i) if upright else (i, j)
        assert abs(across - np.rint(across[0])).max() < 1e-5
        assert np.ptp(along) == pytest.approx(20 if upright else 30, abs=1e-5)
        kept.add((upright, int(np.rint(across[0]))))
    assert kept == {(True, k) for k in range(31)} | {(False, k) for k in range(21)}


def test_cells_are_drawn_where_they_are_large_enough():
    assert cell_size(GRID, view(UTM, 500000, 4990000, 560000, 5010000)) == pytest.approx(10.0)
    assert cells(GRID, view(UTM, 500000, 4990000, 560000, 5010000)) == []
    assert len(outline(GRID, view(UTM, 500000, 4990000, 560000, 5010000))) == 4
    assert cell_size(GRID, view(UTM, 500000, 4990000, 540000, 5010000)) == pytest.approx(15.0)
    assert cells(GRID, view(UTM, 500000, 4990000, 540000, 5010000))


def test_only_what_is_seen_is_drawn():
    """Of a global grid of 30 m a window of 3 x 2 km: some 100 x 67 cells and few beyond."""
    world = GeoBox((600_000, 1_200_000), Affine(30.0, 0.0, -18e6, 0.0, -30.0, 9e6), CRS("EPSG:6933"))
    seen = view(UTM, 500000, 5000000, 503000, 5002000, pixels=2000)
    lines = cells(world, seen)
    assert 160 < len(lines) < 260
    assert outline(world, seen) == []
    for line in lines:
        assert line[:, 0].min() > 499000 and line[:, 0].max() < 504000
        assert line[:, 1].min() > 4999000 and line[:, 1].max() < 5003000
    fine = GeoBox((10_000, 10_000), Affine(1.0, 0.0, 500000.0, 0.0, -1.0, 5010000.0), UTM)
    assert cells(fine, view(UTM, 500000, 5000000, 510000, 5010000, pixels=200_000)) == [], f"more than {MOST} lines"


def test_a_map_that_is_turned():
    """By 45 degrees: a square view of 2 km shows 1.41 km along its diagonal to each side."""
    lines = cells(GRID, view(UTM, 505000, 4994000, 507000, 4996000, turned=45.0))
    straight = cells(GRID, view(UTM, 505000, 4994000, 507000, 4996000))
    assert len(straight) < len(lines) <= len(straight) + 6
    x = np.concatenate(lines)[:, 0]
    assert x.min() <= 506000 - 1414 and x.max() >= 506000 + 1414


def test_a_grid_that_is_turned():
    """By atan(3/4): steps (40, 30) and (30, -40)."""
    grid = GeoBox((4, 5), Affine(40.0, 30.0, 500000.0, 30.0, -40.0, 5000000.0), UTM)
    lines = cells(grid, around(grid, UTM))
    assert len(lines) == 6 + 5
    directions = {tuple(np.rint((line[-1] - line[0]) / 10).astype(int)) for line in lines}
    assert directions == {(12, -16), (20, 15)}


@pytest.mark.parametrize(("west", "east"), [(-180.0, 180.0), (0.0, 360.0), (165.0, 195.0)])
def test_across_the_antimeridian_in_degrees(west, east):
    """From 170 to 190 degrees: seen at both ends of a map from -180 to 180."""
    grid = GeoBox((40, 40), Affine(0.5, 0.0, 170.0, 0.0, -0.5, 10.0), DEGREES)
    lines = outline(grid, view(DEGREES, west, -20.0, east, 20.0))
    upright = sorted(line[0, 0] for line in lines if np.ptp(line[:, 0]) == 0)
    seen = [x for x in upright if west <= x <= east]
    assert seen == ([-170.0, 170.0] if west == -180.0 else [170.0, 190.0])
    assert {line[0, 1] for line in lines if np.ptp(line[:, 1]) == 0} == {10.0, -10.0}


def test_across_the_antimeridian_in_other_systems():
    """UTM zone 60's grid of 6 degrees around the antimeridian, on a map of Mercator that ends there."""
    grid = GeoBox((10, 40), Affine(10_000.0, 0.0, 600_000.0, 0.0, -10_000.0, 50_000.0), CRS("EPSG:32660"))
    mercator = CRS("EPSG:3857")
    world = 2 * math.pi * 6378137.0
    lines = outline(grid, view(mercator, -world / 2, -2e7, world / 2, 2e7))
    # No line runs around the world, and each end of the map shows its part.
    assert all(np.ptp(line[:, 0]) < 500_000 for line in lines)
    x = np.concatenate(lines)[:, 0]
    assert (abs(x - world / 2) < 400_000).any() and (abs(x + world / 2) < 400_000).any()
    # Where a projection is cut open, a line goes on at the other end.
    cut = outline(grid, view(SINUSOIDAL, -2.1e7, -1e6, 2.1e7, 1e6))
    assert cut and all(np.ptp(line[:, 0]) < 500_000 for line in cut)


def test_where_a_projection_has_no_place():
    """A grid of the whole world on a map of one hemisphere: only what lies on it, without lines across."""
    world = GeoBox((180, 360), Affine(1.0, 0.0, -180.0, 0.0, -1.0, 90.0), DEGREES)
    orthographic = CRS("+proj=ortho +lat_0=40 +lon_0=10 +R=6371000 +type=crs")
    lines = cells(world, view(orthographic, -6.4e6, -6.4e6, 6.4e6, 6.4e6, pixels=8000))
    assert lines
    points = np.concatenate(lines)
    assert np.isfinite(points).all() and np.hypot(*points.T).max() <= 6371000 + 1
    steps = np.concatenate([np.hypot(*np.diff(line, axis=0).T) for line in lines])
    assert steps.max() < 1.5e6


def test_elsewhere_nothing_is_drawn():
    seen = view(UTM, 700000, 5000000, 701000, 5001000)
    assert (outline(GRID, seen), cells(GRID, seen), cell_size(GRID, seen)) == ([], [], 0.0)
    beyond = view(SINUSOIDAL, 3e7, 3e7, 3.1e7, 3.1e7)
    assert (outline(GRID, beyond), cells(GRID, beyond)) == ([], [])
