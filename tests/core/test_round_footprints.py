"""Shares of pixels in round footprints, against brute force: points by the million in each footprint's own projection.
"""

import numpy as np
import pytest
from multiscale_fusion.core.support.footprint import centres_in_raster, point_map, round_footprints
from multiscale_fusion.tests.core.engine import UTM, grid
from pyproj import CRS, Transformer

SINUSOIDAL = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"
FEET = "EPSG:2230"   # California zone 6, US survey feet
CUT = np.sqrt(-2.0 * np.log(1e-3))
DEGREE = 1 / 111320


def shares(geobox, x, y, along, across=None, azimuth=0.0, gaussian=False, period=0.0):
    """The engine's shares of all pixels (rows, columns) in one footprint around pixel coordinates."""
    along, across, azimuth, x, y = np.broadcast_arrays(*map(np.atleast_1d, (
        float(along), float(along if across is None else across), float(azimuth), float(x), float(y))))
    found = round_footprints(geobox, x, y, along, across, azimuth, gaussian=gaussian, period=period)
    index, coverage = found.spans((0, geobox.shape[0]))
    full = np.zeros(geobox.shape)
    for (_, row, begin, end), share in zip(index, coverage / found.scale[index[:, 0]]):
        full[row, begin:end] += share
    return full


def brute(geobox, x, y, along, across=None, azimuth=0.0, gaussian=False, points=100):
    """The same by counting points in each pixel, weighted by ground area and by the density where they are."""
    across = along if across is None else across
    crs = geobox.crs.proj
    rows, columns = geobox.shape
    degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    longitude, latitude = degrees.transform(*(geobox.affine * (x, y)))
    geod = crs.get_geod()
    local = CRS.from_proj4(f"+proj=aeqd +lat_0={latitude!r} +lon_0={longitude!r} +a={geod.a!r} +b={geod.b!r}")
    to_local = Transformer.from_crs(local.geodetic_crs, local, always_xy=True)
    full = np.zeros(geobox.shape)
    half = (np.arange(points) + 0.5) / points
    turn = np.radians(azimuth)
    for row in range(rows):
        i, j = np.meshgrid((np.arange(columns)[:, None] + half).ravel(), row + half)
        places = degrees.transform(*(geobox.affine * (i, j)))
        east, north = to_local.transform(*places)
        size = 4.0 if gaussian else 2.0
        u = (east * np.sin(turn) + north * np.cos(turn)) / (along / size)
        v = (east * np.cos(turn) - north * np.sin(turn)) / (across / size)
        square = u * u + v * v
        energy = np.where(square <= CUT**2, np.exp(-0.5 * square), 0.0) if gaussian else (square <= 1.0) * 1.0
        # Metres of a step across and down, by differences of the points themselves.
        area = np.abs(np.gradient(east, axis=1) * np.gradient(north, axis=0)
                      - np.gradient(east, axis=0) * np.gradient(north, axis=1))
        full[row] = (energy * area).reshape(points, columns, points).sum((0, 2))
    whole = np.pi * along * across * ((1.0 - 1e-3) / 8.0 if gaussian else 0.25)
    return full / whole


GRIDS = {
    "UTM": grid(UTM, 500_000, 4_000_000, 10, (8, 8)),
    "sinusoidal, far from its meridian": grid(SINUSOIDAL, -9_000_000, 4_000_000, 10, (9, 9)),
    "degrees at 60 N": grid("EPSG:4326", 25.0, 60.0, (20 * DEGREE, -10 * DEGREE), (8, 8)),
    "feet, south up": grid(FEET, 6_300_000, 1_900_000, (33.0, 33.0), (8, 8)),
}


@pytest.mark.parametrize("gaussian", [False, True])
@pytest.mark.parametrize("name", GRIDS)
def test_small_footprints_of_any_crs(name, gaussian):
    geobox = GRIDS[name]
    x, y = 4.3, 4.1
    found = shares(geobox, x, y, 25.0, gaussian=gaussian)
    wanted = brute(geobox, x, y, 25.0, gaussian=gaussian, points=50 if gaussian else 250)
    assert np.count_nonzero(found) > 6
    np.testing.assert_allclose(found, wanted, atol=1e-4)
    assert abs(found.sum() - 1.0) < 1e-9


def test_ellipses_lie_along_their_azimuth():
    geobox = GRIDS["degrees at 60 N"]
    found = shares(geobox, 4.2, 3.9, 50.0, 12.0, 35.0)
    np.testing.assert_allclose(found, brute(geobox, 4.2, 3.9, 50.0, 12.0, 35.0, points=250), atol=1e-4)
    # Up to the right: 35 degrees clockwise from north.
    assert found[:4, 4:].sum() > found[:4, :4].sum()


@pytest.mark.parametrize("crs, x, y, size, shape", [
    ("EPSG:4326", 25.0, 70.0, (0.09, -0.03), (14, 14)),      # 40 km at 70 N: parallels bend
    (SINUSOIDAL, -9_000_000, 4_000_000, 3000, (18, 22)),
    ("EPSG:3413", -20_000, 20_000, 3000, (14, 14)),          # over the pole itself
    ("EPSG:3857", 2_000_000, 8_400_000, 8000, (14, 14)),     # scale grows northwards
], ids=["degrees at 70 N", "sinusoidal", "polar", "Mercator"])
@pytest.mark.parametrize("gaussian", [False, True])
def test_large_footprints_bend_with_the_projection(crs, x, y, size, shape, gaussian):
    geobox = grid(crs, x, y, size, shape)
    at = shape[1] / 2 + 0.2, shape[0] / 2 - 0.3
    along = 20_000.0 if gaussian else 30_000.0
    found = shares(geobox, *at, along, gaussian=gaussian)
    np.testing.assert_allclose(found, brute(geobox, *at, along, gaussian=gaussian), atol=1e-4)
    assert abs(found.sum() - 1.0) < 1e-4


def test_partly_outside():
    geobox = GRIDS["UTM"]
    for x, y in ((0.2, 4.0), (8.3, 7.9), (4.0, -0.5)):
        found = shares(geobox, x, y, 25.0)
        np.testing.assert_allclose(found, brute(geobox, x, y, 25.0), atol=1e-4)
        assert 0.1 < found.sum() < 0.9
    assert not shares(geobox, -2.0, 4.0, 25.0).any()


def test_around_the_world():
    whole = grid("EPSG:4326", -180.0, 1.0, (1.0, -1.0), (2, 360))
    pixels = point_map(whole, "EPSG:4326")
    (x, y) = centres_in_raster(pixels, np.array([180.0, -180.0, 540.0]), np.array([0.2, 0.2, 0.2]))
    np.testing.assert_allclose(x, 0.0)
    found = shares(whole, x[0], y[0], 100_000.0, period=pixels.wrap[0])
    assert found[:, 0].sum() == pytest.approx(0.5, abs=1e-6) and found[:, -1].sum() == pytest.approx(0.5, abs=1e-6)


def test_no_place():
    geobox = GRIDS["UTM"]
    nothing = round_footprints(geobox, np.array([np.nan, 4.0]), np.array([4.0, 4.0]), np.array([25.0, np.nan]),
                               np.array([25.0, np.nan]), np.zeros(2))
    assert not len(nothing.spans((0, 8))[0])
    pole = grid("EPSG:4326", -180.0, 90.0, (1.0, -1.0), (180, 360))
    assert not shares(pole, 10.0, 0.01, 200_000.0, period=360.0).any()


def test_chunks_change_no_bit():
    geobox = grid("EPSG:4326", 25.0, 60.0, (20 * DEGREE, -10 * DEGREE), (64, 64))
    rng = np.random.default_rng(1)
    x, y, size = rng.uniform(-2, 66, 300), rng.uniform(-2, 66, 300), rng.choice([25.0, 90.0, 3000.0], 300)
    whole = round_footprints(geobox, x, y, size, size, np.zeros(300))
    parts = [round_footprints(geobox, *(each[k:k + 7] for each in (x, y, size, size, np.zeros(300))))
             for k in range(0, 300, 7)]
    for name in ("centre", "to_round", "bend", "reach", "scale"):
        assert getattr(whole, name).tobytes() == b"".join(getattr(part, name).tobytes() for part in parts)
    index, coverage = whole.spans((0, 64))
    halves = [whole.spans(rows) for rows in ((0, 29), (29, 64))]
    assert sum(len(each[1]) for each in halves) == len(coverage)
    above = index[:, 1] < 29
    assert coverage[above].tobytes() == halves[0][1].tobytes() and coverage[~above].tobytes() == halves[1][1].tobytes()
