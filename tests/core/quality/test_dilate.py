"""Flags grown by metres, beside brute force over distances on the ellipsoid."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.quality.dilate import dilation
from odc.geo.geobox import GeoBox
from pyproj import CRS, Geod, Transformer

SINUSOIDAL = "+proj=sinu +R=6371007.181 +units=m +no_defs"
GRIDS = {
    "utm": GeoBox((60, 70), Affine(30, 0, 500100, 0, -30, 4500000), "EPSG:32633"),
    "oblong": GeoBox((60, 70), Affine(90, 0, 500100, 0, -30, 4500000), "EPSG:32633"),
    "degrees at 60 north": GeoBox((60, 70), Affine(0.001, 0, 10, 0, -0.001, 60), "EPSG:4326"),
    "sinusoidal, far from its meridian": GeoBox((60, 70), Affine(463.3127, 0, -9_000_000, 0, -463.3127, 4_500_000),
                                                SINUSOIDAL),
    "rotated": GeoBox((60, 70), Affine.translation(500100, 4500000) * Affine.rotation(30) * Affine.scale(30, -30),
                      "EPSG:32633"),
}
REACHES = {"utm": 100.0, "oblong": 100.0, "degrees at 60 north": 200.0, "sinusoidal, far from its meridian": 1500.0,
           "rotated": 100.0}


def grown(grid, flags, metres, block=None):
    """All pixels of the grid, or those of a block (rows, columns)."""
    growth = dilation(grid, metres, "it")
    rows, columns = block or ((0, grid.shape[0]), (0, grid.shape[1]))
    padded = np.pad(flags, growth.reach)
    window = padded[rows[0]:rows[1] + 2 * growth.reach, columns[0]:columns[1] + 2 * growth.reach]
    return growth.grow(window, rows, columns)


def nearest_ground(grid, flags):
    """Metres from each pixel's centre to the nearest flagged ground: points all over and around flagged pixels."""
    crs = CRS(grid.crs.proj)
    to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    geod = Geod(a=crs.ellipsoid.semi_major_metre, b=crs.ellipsoid.semi_minor_metre)
    rows, columns = np.indices(grid.shape)
    centres = to_degrees.transform(*(grid.affine * (columns.ravel() + 0.5, rows.ravel() + 0.5)))
    nearest = np.full(rows.size, np.inf)
    for row, column in np.argwhere(flags):
        for down in np.linspace(0, 1, 21):
            for right in np.linspace(0, 1, 21):
                if 0 < down < 1 and 0 < right < 1:
                    continue
                place = to_degrees.transform(*(grid.affine * (column + right, row + down)))
                distance = geod.inv(*centres, *(np.full(rows.size, each) for each in place))[2]
                nearest = np.minimum(nearest, distance)
    found = nearest.reshape(grid.shape)
    found[flags] = 0.0
    return found


@pytest.mark.parametrize("name", GRIDS)
def test_against_distances_on_the_ellipsoid(name):
    grid, metres = GRIDS[name], REACHES[name]
    flags = np.zeros(grid.shape, bool)
    flags[[10, 30, 55], [12, 60, 5]] = True
    distance, found = nearest_ground(grid, flags), grown(grid, flags, metres)
    # A kernel serves a tile in which steps differ by up to 1 %, and the points lie a twentieth of an edge apart.
    assert found[distance < 0.985 * metres].all()
    assert not found[distance > 1.015 * metres].any()
    assert found.sum() > flags.sum()


def test_a_neighbour_is_reached_at_half_a_pixel():
    grid = GRIDS["utm"]
    flags = np.zeros(grid.shape, bool)
    flags[30, 30] = True
    assert grown(grid, flags, 14.9).sum() == 1
    # Scale 0.9996 of UTM: 15 m on the map are a little more on the ground.
    assert grown(grid, flags, 15.1).sum() == 5
    assert grown(grid, flags, 21.3).sum() == 9


@pytest.mark.parametrize("name", GRIDS)
def test_blocks_do_not_matter(name):
    grid, metres = GRIDS[name], REACHES[name]
    flags = np.random.default_rng(3).random(grid.shape) < 0.003
    whole = grown(grid, flags, metres)
    for rows, columns in (((0, 17), (0, 70)), ((17, 60), (0, 33)), ((17, 60), (33, 70))):
        part = grown(grid, flags, metres, (rows, columns))
        assert np.array_equal(part, whole[rows[0]:rows[1], columns[0]:columns[1]])


def test_a_degree_grid_over_many_latitudes():
    """Pixels of 0.05 degrees: at 80 north a circle of 30 km is six times as many columns wide as at the equator."""
    grid = GeoBox((1700, 200), Affine(0.05, 0, 0, 0, -0.05, 85), "EPSG:4326")
    flags = np.zeros(grid.shape, bool)
    rows = {0: 1699, 40: 900, 60: 500, 80: 100}
    flags[list(rows.values()), 100] = True
    found = grown(grid, flags, 30_000.0)
    for latitude, row in rows.items():
        width = found[row].sum()
        degree = 111_320.0 * np.cos(np.radians(85 - 0.05 * (row + 0.5)))
        half = 30_000.0 / (0.05 * degree) + 0.5
        assert width == pytest.approx(2 * np.floor(half) + 1, rel=0.02, abs=2)


def test_distances_that_cannot_be():
    grid = GRIDS["utm"]
    assert dilation(grid, 0.0, "it") is None
    with pytest.raises(FusionError, match="it must be 0 or more"):
        dilation(grid, -1.0, "it")
    with pytest.raises(FusionError, match="more than 400 pixels of it"):
        dilation(grid, 20_000.0, "it")
