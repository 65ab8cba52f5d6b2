"""A scene is a value: the same bytes at each call, the same world on any grid."""

import datetime
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.simulate import Scene, scene_grid
from multiscale_fusion.core.simulate.world import SOUTH, WEST, centres
from odc.geo.geobox import GeoBox
from pyproj import Geod, Transformer

DATE = datetime.date(2024, 6, 29)
FIELDS = {
    "elevation": lambda scene: scene.elevation,
    "slope": lambda scene: scene.slope,
    "aspect": lambda scene: scene.aspect,
    "canopy_height": lambda scene: scene.canopy_height,
    "ndvi": lambda scene: scene.ndvi(DATE),
    "red": lambda scene: scene.red(DATE),
    "nir": lambda scene: scene.nir(DATE),
    "soil_moisture": lambda scene: scene.soil_moisture(DATE),
    "lst": lambda scene: scene.lst(DATE, 10.5),
}
CLASSES = {
    "parcels": lambda scene: scene.parcels,
    "land_cover": lambda scene: scene.land_cover(DATE),
    "clouds": lambda scene: scene.clouds(DATE),
    "cloud_edges": lambda scene: scene.cloud_edges(DATE),
    "shadows": lambda scene: scene.shadows(DATE, 10.5),
}
TYPES = {"parcels": np.int32, "land_cover": np.uint8, "clouds": bool, "cloud_edges": bool, "shadows": bool}


@pytest.mark.parametrize("name", [*FIELDS, *CLASSES])
def test_the_same_bytes_at_each_call(name):
    first, again = (Scene(4, scene_grid(9), cloud_share=0.4) for _ in range(2))
    field = {**FIELDS, **CLASSES}[name]
    values = field(first)
    assert values.dtype == TYPES.get(name, np.float32)
    assert values.shape == (300, 300)
    assert field(first).tobytes() == field(again).tobytes() == values.tobytes()
    assert not np.array_equal(values, field(replace(first, seed=5)))


def test_a_part_of_the_grid_shows_the_same(scene):
    part = scene.on(scene.grid[270:411, 133:402])
    for field in FIELDS.values():
        np.testing.assert_allclose(field(part), field(scene)[270:411, 133:402], rtol=1e-5, atol=1e-5)
    for field in CLASSES.values():
        assert (field(part) == field(scene)[270:411, 133:402]).mean() > 0.9999


def zone_border():
    """Two grids of 30 m around 114 W, 35 N, in zones 11 and 12, that overlap."""
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:32611", always_xy=True).transform(-114.0, 35.0)
    u, v = Transformer.from_crs("EPSG:4326", "EPSG:32612", always_xy=True).transform(-114.0, 35.0)
    return tuple(GeoBox((400, 400), Affine(30.0, 0.0, round(a / 30) * 30 - 6000.0, 0.0, -30.0,
                                           round(b / 30) * 30 + 6000.0), f"EPSG:326{zone}")
                 for a, b, zone in ((x, y, 11), (u, v, 12)))


def test_two_zones_show_the_same_ground():
    west, east = zone_border()
    scene = Scene(9, west, cloud_share=0.3)
    other = scene.on(east)
    random = np.random.default_rng(0)
    rows, columns = random.integers(20, 380, (2, 25))
    x, y = Transformer.from_crs("EPSG:32612", "EPSG:32611", always_xy=True).transform(
        *(east.affine * (columns + 0.5, rows + 0.5)))
    # Pixels of zone 11 whose centres are those points.
    points = [scene.on(GeoBox((1, 1), Affine(30.0, 0.0, a - 15.0, 0.0, -30.0, b + 15.0), west.crs))
              for a, b in zip(x, y)]
    for name, field in FIELDS.items():
        found = np.array([field(point)[0, 0] for point in points])
        expected = field(other)[rows, columns]
        scale = 1.0 if name == "aspect" else np.std(expected)
        difference = (found - expected + 180.0) % 360.0 - 180.0 if name == "aspect" else found - expected
        assert np.abs(difference).max() < 1e-3 * scale, name
    for name, field in CLASSES.items():
        assert [field(point)[0, 0] for point in points] == field(other)[rows, columns].tolist(), name


def test_the_sun_and_the_cloud_level_stay_those_of_the_scene(scene):
    far = scene.on(scene_grid(3, north=3_950_010.0))
    assert far.sun(DATE, 9.0) == scene.sun(DATE, 9.0)
    assert far.cloud_level(DATE) == scene.cloud_level(DATE)


def test_places_in_the_world_are_those_of_pyproj():
    grid = scene_grid(30, "EPSG:32733", north=7_000_020.0, west=300_000.0)
    place = centres(grid)
    random = np.random.default_rng(1)
    rows, columns = random.integers(0, grid.shape[0], (2, 500))
    x, y = Transformer.from_crs(grid.crs.proj, "EPSG:6933", always_xy=True).transform(
        *(grid.affine * (columns + 0.5, rows + 0.5)))
    np.testing.assert_allclose(place.x[rows, columns] + WEST, x, atol=1e-3)
    np.testing.assert_allclose(place.y[rows, columns] + SOUTH, y, atol=1e-3)


def test_moving_a_place_is_moving_on_the_ground():
    place = centres(scene_grid(0.3))
    moved = place.moved(1200.0, -700.0)
    to_degrees = Transformer.from_crs("EPSG:6933", "EPSG:4326", always_xy=True)
    a, b = (to_degrees.transform(p.x[5, 5] + WEST, p.y[5, 5] + SOUTH) for p in (place, moved))
    azimuth, _, distance = Geod(ellps="WGS84").inv(*a, *b)
    assert distance == pytest.approx(np.hypot(1200.0, 700.0), rel=1e-3)
    assert azimuth == pytest.approx(np.degrees(np.arctan2(1200.0, -700.0)), abs=0.1)


def test_a_grid_off_the_earth_is_refused():
    grid = GeoBox((40, 40), Affine(1000.0, 0.0, 17_360_000.0, 0.0, -1000.0, 9_000_000.0), "ESRI:54009")
    with pytest.raises(ValueError, match="leaves the part of the Earth"):
        centres(grid)


def test_the_default_grid():
    grid = scene_grid(100)
    assert grid.shape == (3334, 3334)
    assert grid.crs == "EPSG:32611"
    assert grid.affine == Affine(30.0, 0.0, 399_960.0, 0.0, -30.0, 3_900_000.0)


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"cloud_share": 1.2}, {"change_share": -0.1}, {"change_share": 0.5}])
def test_parameters_out_of_range(wrong):
    with pytest.raises(ValueError):
        Scene(**{"seed": 0, "grid": scene_grid(3), **wrong})


def test_a_scene_is_frozen(scene):
    with pytest.raises(FrozenInstanceError):
        scene.seed = 3
