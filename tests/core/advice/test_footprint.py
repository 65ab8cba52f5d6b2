"""Rules of footprints, against discs and pixels of shapely and against dice."""

import math
import re

import h5py
import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.advice.points import Points
from multiscale_fusion.core.advice.rules import footprint
from multiscale_fusion.core.advice.rules.footprint import straddling_share, wrong_pixel_share
from multiscale_fusion.core.advice.steps import ground_steps, side_m
from multiscale_fusion.core.grid import preset_grid
from multiscale_fusion.core.product import find_product
from multiscale_fusion.tests.core.advice.rule_cases import NORTH, WEST, box, found
from odc.geo.geobox import GeoBox
from pyproj import CRS, Transformer
from shapely.geometry import Point, Polygon

UTM = CRS("EPSG:32611")
STRADDLES, DOMINATES = ("FOOTPRINT_STRADDLES", "warning"), ("GEOLOCATION_DOMINATES", "warning")


def scattered(count=4000, side=6000.0, *, diameter=None, product=None, name="shots", seed=1):
    """Points all over a square of UTM."""
    random = np.random.default_rng(seed)
    x, y = WEST + random.uniform(0.0, side, count), NORTH - random.uniform(0.0, side, count)
    return Points(name, UTM, x, y, count, (x.min(), y.min(), x.max(), y.max()), diameter,
                  None if product is None else find_product(product))


def ask(layers, points, **question):
    findings = found(footprint.RULES, layers, points=tuple(points), **question)[1]
    return [(each.code, each.severity.value) for each in findings], findings


def covering(desk, size, name="grid.tif"):
    return desk.layer(name, box(size, math.ceil(6000 / size), math.ceil(6000 / size)))


# FOOTPRINT_STRADDLES

@pytest.mark.parametrize("affine", [Affine(30.0, 0, WEST, 0, -30.0, NORTH), Affine(50.0, 0, WEST, 0, -20.0, NORTH),
                                    Affine(40.0, 25.0, WEST, -10.0, -35.0, NORTH)])
def test_the_share_is_that_of_discs_and_pixels_drawn_as_polygons(affine):
    """On a UTM grid, whose metres are the ground's to 0.1 %; discs drawn with 400 corners."""
    grid = GeoBox((100, 100), affine, "EPSG:32611")
    random = np.random.default_rng(3)
    columns, rows = random.uniform(20, 80, 400), random.uniform(20, 80, 400)
    for diameter in (5.0, 12.0, 19.0, 25.0):
        crosses = []
        for i, j in zip(columns, rows):
            a, b = math.floor(i), math.floor(j)
            pixel = Polygon([affine * corner for corner in ((a, b), (a + 1, b), (a + 1, b + 1), (a, b + 1))])
            crosses.append(not pixel.contains(Point(affine * (i, j)).buffer(diameter / 2.0, 100)))
        share = straddling_share(columns, rows, ground_steps(grid, columns, rows), diameter)
        assert share == pytest.approx(np.mean(crosses), abs=0.006)


def test_steps_are_metres_on_the_ground_whatever_the_crs():
    """A grid of degrees at 60 north, whose columns are half as wide; the sheared cells of MODIS keep their area."""
    degrees = GeoBox((10, 10), Affine(0.01, 0, 10.0, 0, -0.01, 60.05), "EPSG:4326")
    steps = ground_steps(degrees, np.array([5.0]), np.array([5.0]))
    assert np.hypot(*steps.along)[0] == pytest.approx(557.99, rel=1e-3)    # WGS 84: 111.32 km * cos, flattened
    assert np.hypot(*steps.down)[0] == pytest.approx(1114.12, rel=1e-3)
    modis = preset_grid("modis_500m", extent=(-122.0, 37.0, -121.9, 37.1), extent_crs=CRS("EPSG:4326"))
    assert side_m(modis) == pytest.approx(463.3127, rel=0.005)


@pytest.mark.parametrize("size, codes", [(10.0, [STRADDLES]), (30.0, [STRADDLES]), (100.0, [STRADDLES]),
                                         (500.0, []), (1000.0, [])])
def test_footprints_of_25_m_on_pixels(desk, size, codes):
    told, findings = ask([covering(desk, size)], [scattered(diameter=25.0)])
    assert told == codes
    if codes and size > 25.0:
        chance = 100.0 * (1.0 - max(0.0, 1.0 - 25.0 / size) ** 2)
        share = float(findings[0].message.split(" %")[0])
        assert share == pytest.approx(chance, abs=2.5)
    if size < 25.0:
        assert "larger than pixels of 10 m" in findings[0].message
    assert all("footprint" in finding.remedy for finding in findings)


def test_footprints_in_the_middle_of_pixels_do_not_straddle(desk):
    """The same sizes, the centres on the pixels' centres: no false alarm, where chance would alarm."""
    x, y = (k.ravel() for k in np.meshgrid(WEST + 30.0 * np.arange(50) + 15.0, NORTH - 30.0 * np.arange(50) - 15.0))
    points = Points("centred", UTM, x, y, x.size, (x.min(), y.min(), x.max(), y.max()), 25.0)
    assert ask([covering(desk, 30.0)], [points])[0] == []


def test_points_in_another_crs_are_found_on_the_grid(desk):
    there = scattered(diameter=25.0)
    degrees = CRS("EPSG:4326")
    longitude, latitude = Transformer.from_crs(UTM, degrees, always_xy=True).transform(there.x, there.y)
    moved = Points("degrees", degrees, longitude, latitude, there.count, (0, 0, 0, 0), 25.0)
    layer = covering(desk, 60.0)
    here, elsewhere = (ask([layer], [points])[1][0].message for points in (there, moved))
    assert here == elsewhere


def test_points_without_footprints_crs_or_ground_in_common_are_left_to_others(desk):
    layer = covering(desk, 30.0)
    far = Points("far", UTM, np.array([WEST + 90_000.0]), np.array([NORTH]), 1, (0, 0, 0, 0), 25.0)
    lost = Points("lost", None, np.array([WEST]), np.array([NORTH]), 1, (0, 0, 0, 0), 25.0)
    none = Points("none", UTM, np.array([]), np.array([]), 0, (0, 0, 0, 0), 25.0)
    assert ask([layer], [scattered(), far, lost, none])[0] == []


def test_without_layers_the_target_counts():
    assert ask([], [scattered(diameter=25.0)], target=box(30.0, 200, 200))[0] == [STRADDLES]


def test_segments_straddle_at_least_as_often_as_their_width_does(desk):
    points = scattered(product="ATL08")
    told, findings = ask([covering(desk, 80.0)], [points])
    assert told == [STRADDLES] and "11 m x 100 m are larger than pixels of 80 m" in findings[0].message
    told, findings = ask([covering(desk, 101.0, "b.tif")], [points])
    share = float(re.match(r"at least (\d+) % of the footprints", findings[0].message)[1])
    assert told == [STRADDLES] and share == pytest.approx(100.0 * (1.0 - (1.0 - 11.0 / 101.0) ** 2), abs=2.5)


# GEOLOCATION_DOMINATES

@pytest.mark.parametrize("width, height", [(10.0, 10.0), (27.0, 27.0), (30.0, 30.0), (90.0, 20.0), (463.0, 463.0)])
def test_the_share_of_wrong_pixels_is_that_of_dice(width, height):
    random = np.random.default_rng(5)
    x, y = random.uniform(0.0, width, 400_000), random.uniform(0.0, height, 400_000)
    moved_x, moved_y = x + random.normal(0.0, 10.0, x.size), y + random.normal(0.0, 10.0, x.size)
    wrong = ~((moved_x >= 0.0) & (moved_x < width) & (moved_y >= 0.0) & (moved_y < height))
    assert wrong_pixel_share(width, height, 10.0) == pytest.approx(wrong.mean(), abs=0.003)


@pytest.mark.parametrize("size, codes", [(10.0, [DOMINATES]), (20.0, [DOMINATES]), (30.0, []), (1000.0, [])])
def test_gedi_on_pixels(desk, size, codes):
    """10 m (1 sigma) against pixels of Sentinel-2 and Landsat."""
    told, findings = ask([covering(desk, size)], [scattered(product="GEDI02_A")])
    assert [each for each in told if each == DOMINATES] == codes
    for finding in findings:
        if finding.code == "GEOLOCATION_DOMINATES":
            assert "10 m (1 sigma)" in finding.message and "at least 30 m" in finding.remedy


def test_unknown_errors_are_not_told(desk):
    assert DOMINATES not in ask([covering(desk, 1.0)], [scattered(300, 500.0, diameter=25.0)])[0]


def test_footprints_and_pixels_smaller_than_their_own_error(desk):
    tiny = scattered(product="GEDI02_A", diameter=20.0)
    assert ask([], [tiny])[0] == [DOMINATES]
    assert ask([], [scattered(product="GEDI02_A")])[0] == []
    name = "MOD09GA.A2020276.h08v05.061.2020277000000_sur_refl_b01_1.tif"
    told, findings = ask([desk.layer(name, box(30.0, 20, 20))], [])
    assert told == [DOMINATES] and "30 m" in findings[0].message and "50 m" in findings[0].message
    assert ask([desk.layer("x_" + name, box(463.0, 20, 20))], [])[0] == []


# Real files

def gedi(path):
    """All shots of a GEDI file of version 1, as Points."""
    x, y = [], []
    with h5py.File(path) as file:
        for beam in (file[name] for name in file if name.startswith("BEAM")):
            place = beam if "lon_lowestmode" in beam else beam["geolocation"]
            x.append(place["lon_lowestmode"][:])
            y.append(place["lat_lowestmode"][:])
    x, y = np.concatenate(x), np.concatenate(y)
    return Points(path.name, CRS("EPSG:4326"), x, y, x.size, (x.min(), y.min(), x.max(), y.max()),
                  product=find_product("GEDI02_A"))


@pytest.mark.parametrize("size, codes", [(10.0, [STRADDLES, DOMINATES]), (30.0, [STRADDLES]), (1000.0, [])])
def test_real_gedi_shots_on_grids_around_them(data_file, size, codes):
    points = gedi(data_file("gedi/GEDI02_A_2019108080338_O01964_T05337_02_001_01_sub.h5"))
    assert points.count > 200
    zone = CRS("EPSG:32723" if points.x.mean() > -48.0 else "EPSG:32722")
    x, y = Transformer.from_crs(points.crs, zone, always_xy=True).transform(points.x, points.y)
    west, north = x.min() - 500.0, y.max() + 500.0
    columns, rows = (int(np.ptp(k) + 1000.0) // int(size) + 1 for k in (x, y))
    assert ask([], [points], target=box(size, rows, columns, west=west, north=north, crs=zone))[0] == codes


def test_real_icesat_segments_are_longer_than_landsat_pixels(data_file):
    path = data_file("icesat2/atl08_clip.h5")
    with h5py.File(path) as file:
        segments = next(file[name]["land_segments"] for name in file if name.startswith("gt"))
        x, y = segments["longitude"][:].astype(float), segments["latitude"][:].astype(float)
    assert x.size == 9
    points = Points(path.name, CRS("EPSG:4326"), x, y, x.size, (x.min(), y.min(), x.max(), y.max()),
                    product=find_product("ATL08"))
    zone = int((x.mean() + 180.0) // 6.0) + 1
    crs = CRS(f"EPSG:326{zone:02d}")
    east, north = Transformer.from_crs(points.crs, crs, always_xy=True).transform(x, y)
    grid = box(30.0, 400, 400, west=east.min() - 300.0, north=north.max() + 300.0, crs=crs)
    told, findings = ask([], [points], target=grid)
    assert told == [STRADDLES] and "larger than pixels of 30 m" in findings[0].message


def test_real_rasters_alone_are_clean(data_dir, desk):
    for pattern in ("ecostress/*.tif", "zion/*.tif", "landsat_c2/*_SR_B4.TIF", "sentinel2/*_60m.jp2"):
        paths = sorted(data_dir.glob(pattern))
        assert paths and ask([desk.open(path) for path in paths], [])[0] == []
