"""Grids of products: against the products' own files, published numbers, PROJ's table of zones, and point by point."""

import numpy as np
import pytest
from affine import Affine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.grid import preset_grid
from multiscale_fusion.core.grid_presets import PRESETS, utm_crs, utm_zone, utm_zone_at
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.engine import grid
from multiscale_fusion.tests.core.reference import SINUSOIDAL
from osgeo import gdal
from pyproj import CRS, Proj, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info

DEGREES = "EPSG:4326"
MOD11 = ("modis_granules/MOD11A1.hdf", 'HDF4_EOS:EOS_GRID:"{}":MODIS_Grid_Daily_1km_LST:LST_Day_1km')
MOD09 = ("modis_granules/MOD09GA.A2008296.h14v17.006.2015181011753.hdf", 'HDF4_EOS:EOS_GRID:"{}":{}')
MOD09_1KM = (MOD09[0], MOD09[1].format("{}", "MODIS_Grid_1km_2D:num_observations_1km"))
MOD09_500M = (MOD09[0], MOD09[1].format("{}", "MODIS_Grid_500m_2D:sur_refl_b01_1"))
MOD13 = "modis_series/VI_16Days_500m_v6/NDVI/MOD13A1_NDVI_2016_{:03d}.tif"
ECOSTRESS = ["ecostress/ECOv002_L2T_LSTE_21485_013_11SPS_20220420T211350_0601_01_LST.tif",
             "ecostress/ECOv002_L2T_LSTE_33730_008_11SPS_20240617T205018_0712_01_LST.tif"]
FMASK = "hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif"
SCL = "sentinel2/T29UNU_20221005T115411_SCL_{}m.jp2"
GLOBAL = [name for name in PRESETS if name != "hls_30m"]


def bounds(geobox):
    a, (rows, columns) = geobox.affine, geobox.shape
    return a.c, a.f + a.e * rows, a.c + a.a * columns, a.f


def file_grid(data_file, name, pattern="{}"):
    with RasterSource(pattern.format(data_file(name))) as source:
        return source.grid


def corner_in_cells(geobox, name):
    """The file's upper left corner in cells of the whole preset, by GDAL's own numbers of the file."""
    whole = preset_grid(name)
    return ~whole.affine * (geobox.affine.c, geobox.affine.f)


def assert_same(found, expected, cells=1e-6):
    assert found.shape == expected.shape
    assert ~expected.affine * (found.affine.c, found.affine.f) == pytest.approx((0.0, 0.0), abs=cells)
    end = found.affine * found.shape[::-1]
    assert ~expected.affine * end == pytest.approx(expected.shape[::-1], abs=cells)


# The products' own files.

@pytest.mark.parametrize(("file", "name"), [(MOD11, "modis_1km"), (MOD09_1KM, "modis_1km"), (MOD09_500M, "modis_500m")])
def test_a_modis_tile_is_covered_by_its_own_grid(data_file, file, name):
    tile = file_grid(data_file, *file)
    i, j = corner_in_cells(tile, name)
    side = {"modis_1km": 1200, "modis_500m": 2400}[name]
    assert (i / side, j / side) == pytest.approx((round(i / side), round(j / side)), abs=1e-8)
    assert_same(preset_grid(name, covering=tile), tile, cells=1e-5)


def test_all_of_a_modis_series_lies_on_the_grid(data_file):
    for day in range(1, 354, 16):
        part = file_grid(data_file, MOD13.format(day))
        i, j = corner_in_cells(part, "modis_500m")
        assert (i, j) == pytest.approx((round(i), round(j)), abs=1e-6)
        assert_same(preset_grid("modis_500m", covering=part), part)


@pytest.mark.parametrize("file", [MOD11, MOD09_1KM])
def test_finer_presets_split_the_cells_of_a_tile(data_file, file):
    tile = file_grid(data_file, *file)
    for name, parts in (("modis_500m", 2), ("modis_250m", 4)):
        fine = preset_grid(name, covering=tile)
        assert fine.shape == (1200 * parts, 1200 * parts)
        assert ~tile.affine * (fine.affine.c, fine.affine.f) == pytest.approx((0.0, 0.0), abs=1e-5)


def test_an_hls_tile_is_covered_by_its_own_grid(data_file):
    tile = file_grid(data_file, FMASK)
    found = preset_grid("hls_30m", covering=tile)
    assert found.shape == (3660, 3660)
    assert found.affine == tile.affine
    assert found.crs.epsg == 32606


@pytest.mark.parametrize("size", [20, 60])
def test_a_sentinel_2_tile_has_the_shape_and_corner_of_an_hls_tile(data_file, size):
    tile = file_grid(data_file, SCL.format(size))
    found = preset_grid("hls_30m", covering=tile)
    assert found.shape == (3660, 3660)
    assert (found.affine.c, found.affine.f, found.crs.epsg) == (tile.affine.c, tile.affine.f, 32629)


@pytest.mark.parametrize("name", ECOSTRESS)
def test_an_ecostress_tile_begins_at_a_corner_of_hls_cells(data_file, name):
    """Its 1568 x 70 m are 40 m short of HLS's 3660 x 30 m, so its last cell reaches beyond it."""
    tile = file_grid(data_file, name)
    found = preset_grid("hls_30m", covering=tile)
    assert (found.affine.c, found.affine.f) == (tile.affine.c, tile.affine.f)
    assert found.crs.epsg == 32611
    assert found.shape == (3659, 3659)


# Published numbers.

@pytest.mark.parametrize(("name", "shape"), [
    ("modis_1km", (21600, 43200)), ("modis_500m", (43200, 86400)), ("modis_250m", (86400, 172800)),
    ("ease2_36km", (406, 964)), ("ease2_9km", (1624, 3856)),
    ("degree_0.05", (3600, 7200)), ("degree_0.1", (1800, 3600)), ("degree_0.25", (720, 1440)),
])
def test_whole_grids_have_the_published_counts(name, shape):
    assert preset_grid(name).shape == shape


@pytest.mark.parametrize(("name", "cell"), [("ease2_36km", 36032.220840584), ("ease2_9km", 9008.055210146)])
def test_ease_grid_has_the_corners_of_nsidcs_definition(name, cell):
    whole = preset_grid(name)
    assert whole.crs.epsg == 6933
    assert (whole.affine.a, -whole.affine.e) == (cell, cell)
    x0, y0, x1, y1 = bounds(whole)
    assert (x0, y1) == pytest.approx((-17367530.4451615, 7314540.8306386), abs=1e-6)
    assert (x1, y0) == pytest.approx((17367530.4451615, -7314540.8306386), abs=1e-6)
    longitude, latitude = Proj("EPSG:6933")([x0 + 1e-6, x1 - 1e-6], [y1, y0], inverse=True)
    assert longitude == pytest.approx((-180.0, 180.0), abs=1e-7)
    assert latitude == pytest.approx((85.0445664, -85.0445664), abs=1e-7)


@pytest.mark.parametrize("name", [name for name in PRESETS if name.startswith("degree")])
def test_degree_grids_end_where_the_world_does(name):
    assert bounds(preset_grid(name)) == pytest.approx((-180.0, -90.0, 180.0, 90.0), abs=1e-9)
    assert preset_grid(name).affine.a == float(name.removeprefix("degree_"))


# Upper left corners of tiles (h, v) of MODIS, as listed by users of its products from the files' metadata.
@pytest.mark.parametrize(("h", "v", "x", "y"), [
    (0, 8, -20015109.354, 1111950.51967), (32, 7, 15567307.2753, 2223901.03933),
    (33, 10, 16679257.795, -1111950.51967), (34, 8, 17791208.3147, 1111950.51967),
    (1, 11, -18903158.8343, -2223901.03933), (33, 11, 16679257.795, -2223901.03933),
])
def test_modis_tiles_are_where_they_are_listed(h, v, x, y):
    for name, side in (("modis_1km", 1200), ("modis_500m", 2400), ("modis_250m", 4800)):
        assert preset_grid(name).affine * (h * side, v * side) == pytest.approx((x, y), abs=1e-3)


def test_modis_cells_are_the_sphere_cut_into_even_parts():
    """The guide's own derivation, to what it rounds the radius to."""
    radius = 6371007.181
    assert preset_grid("modis_1km").affine.a == pytest.approx(2 * np.pi * radius / 36 / 1200, rel=1e-9)
    assert preset_grid("modis_1km").affine.f == pytest.approx(np.pi / 2 * radius, rel=1e-9)
    assert preset_grid("modis_1km").crs.proj.ellipsoid.semi_major_metre == radius


# Tile 53JNN of Sentinel-2 (GDAL's test suite holds its metadata) and 6300040 as the top of tiles near 34 degrees south.
@pytest.mark.parametrize(("x", "y", "epsg"), [(499980.0, 7200040.0, 32753), (399960.0, 6300040.0, 32756)])
def test_southern_cells_are_counted_from_the_equator(x, y, epsg):
    tile = grid(f"EPSG:{epsg}", x, y, 60.0, (1830, 1830))
    found = preset_grid("hls_30m", covering=tile)
    assert found.shape == (3660, 3660)
    assert (found.affine.c, found.affine.f, found.crs.epsg) == (x, y, epsg)


def test_northern_zones_with_negative_northings_share_the_southern_cells():
    """As Landsat has them; 10000 km are no whole number of 30 m."""
    tile = grid("EPSG:32653", 499980.0, 7200040.0 - 1e7, 60.0, (1830, 1830))
    found = preset_grid("hls_30m", covering=tile)
    assert (found.shape, found.crs.epsg, found.affine.f) == ((3660, 3660), 32653, 7200040.0 - 1e7)


# Zones.

@given(st.floats(-179.99, 179.99).map(lambda x: round(x, 4)), st.floats(-79.9, 83.9).map(lambda x: round(x, 4)))
def test_zones_are_those_of_projs_table(longitude, latitude):
    zone, southern = utm_zone_at(longitude, latitude)
    if 56 <= latitude < 64 and 3 <= longitude < 12 or latitude >= 72 and 0 <= longitude < 42:
        return
    listed = query_utm_crs_info("WGS 84", AreaOfInterest(longitude, latitude, longitude, latitude), contains=True)
    assert utm_crs(zone, southern) in {f"EPSG:{each.code}" for each in listed}


@pytest.mark.parametrize(("longitude", "latitude", "zone", "southern"), [
    (5.32, 60.39, 32, False),      # Bergen, 32V
    (2.9, 60.39, 31, False), (12.0, 60.0, 33, False), (5.32, 64.0, 31, False), (5.32, 55.9, 31, False),
    (15.6, 78.2, 33, False),       # Longyearbyen, 33X
    (8.9, 79.0, 31, False), (9.0, 79.0, 33, False), (21.0, 79.0, 35, False), (32.9, 79.0, 35, False),
    (33.0, 79.0, 37, False), (41.9, 79.0, 37, False), (42.0, 79.0, 38, False), (8.9, 71.9, 32, False),
    (151.2, -33.9, 56, True), (-78.5, -0.2, 17, True), (-78.5, 0.2, 17, False), (180.0, 10.0, 1, False),
    (-180.0, 10.0, 1, False), (190.0, 10.0, 2, False), (179.9, 10.0, 60, False),
])
def test_zones_of_the_military_grid(longitude, latitude, zone, southern):
    assert utm_zone_at(longitude, latitude) == (zone, southern)


@pytest.mark.parametrize("latitude", [84.1, -80.1])
def test_there_are_no_zones_at_the_poles(latitude):
    with pytest.raises(FusionError, match="UTM zones reach from -80 to 84 degrees"):
        utm_zone_at(0.0, latitude)


@pytest.mark.parametrize(("crs", "zone"), [
    ("EPSG:32611", (11, False)), ("EPSG:32719", (19, True)), ("EPSG:26912", (12, False)),
    ("+proj=utm +zone=60 +south +datum=WGS84", (60, True)), (CRS("EPSG:32719").to_wkt("WKT1_GDAL"), (19, True)),
    ("+proj=tmerc +lon_0=-117 +k=0.9996 +x_0=500000 +ellps=intl +towgs84=1,2,3", (11, False)),
    ("+proj=tmerc +lon_0=-116 +k=0.9996 +x_0=500000 +datum=WGS84", None),
    ("+proj=tmerc +lon_0=-117 +k=1 +x_0=500000 +datum=WGS84", None),
    ("+proj=tmerc +lon_0=-117 +k=0.9996 +x_0=500000 +y_0=5 +datum=WGS84", None),
    ("EPSG:31467", None), ("EPSG:3310", None), ("EPSG:4326", None), ("EPSG:5041", None), (SINUSOIDAL, None),
])
def test_a_zone_is_known_by_its_parameters(crs, zone):
    assert utm_zone(CRS(crs)) == zone


def test_an_input_in_a_zone_keeps_it_though_another_one_were_nearer():
    source = grid("EPSG:32611", 900000.0, 3700000.0, 30.0, (10, 10))   # east of 114 W: zone 12 by longitude
    assert preset_grid("hls_30m", covering=source).crs.epsg == 32611
    elsewhere = grid(DEGREES, -112.7, 33.4, 0.01, (10, 10))
    assert preset_grid("hls_30m", covering=elsewhere).crs.epsg == 32612
    assert preset_grid("hls_30m", covering=source, extent=(-113.0, 33.0, -112.9, 33.1),
                       extent_crs=DEGREES).crs.epsg == 32611
    assert preset_grid("hls_30m", covering=source, extent=(3e5, 3.7e6, 4e5, 3.8e6),
                       extent_crs="EPSG:32612").crs.epsg == 32612
    assert bounds(preset_grid("hls_30m", covering=source, extent=(600000.0, 3700020.0, 600060.0, 3700050.0))) == \
        (600000.0, 3700020.0, 600060.0, 3700050.0)


def test_inputs_in_two_zones_go_to_the_zone_of_their_middle():
    west = grid("EPSG:32611", 600000.0, 3700020.0, 30.0, (3660, 3660))   # 115.9 W to 114.8 W
    east = grid("EPSG:32612", 199980.0, 3700020.0, 30.0, (1000, 1000))   # 114.2 W to 113.9 W
    found = preset_grid("hls_30m", covering=[west, east])
    assert found.crs.epsg == 32611
    corner = Transformer.from_crs("EPSG:32612", "EPSG:32611", always_xy=True).transform(199980.0 + 30000.0, 3670020.0)
    assert found.affine.c == 600000.0 and 0 <= bounds(found)[2] - corner[0] < 1000.0


def test_south_of_the_equator_a_new_zone_is_a_southern_one():
    found = preset_grid("hls_30m", extent=(150.0, -34.0, 150.1, -33.9), extent_crs=DEGREES)
    assert found.crs.epsg == 32756
    assert (found.affine.f - 1e7) / 30 == round((found.affine.f - 1e7) / 30)


def points_inside(west, south, east, north, number=400):
    rng = np.random.default_rng(5)
    edge = np.r_[rng.uniform(0, 1, number), np.linspace(0, 1, 60), np.zeros(60), np.linspace(0, 1, 60), np.ones(60)]
    side = np.r_[rng.uniform(0, 1, number), np.zeros(60), np.linspace(0, 1, 60), np.ones(60), np.linspace(0, 1, 60)]
    longest = np.clip(0.0, south, north)   # the parallel on which sinusoidal grids reach farthest
    return np.r_[west + edge * (east - west), west, east], np.r_[south + side * (north - south), longest, longest]


def cells_of(found, longitude, latitude):
    """Columns and rows (fractions too) of points in degrees, those beyond a grid that wraps brought around."""
    x, y = Transformer.from_crs(DEGREES, found.crs.proj, always_xy=True).transform(longitude, latitude)
    i, j = ~found.affine * (np.asarray(x), np.asarray(y))
    return i, j


@settings(max_examples=60)
@given(st.sampled_from(GLOBAL), st.floats(-180, 180), st.floats(-84, 83), st.floats(0.01, 60), st.floats(0.01, 60))
@example("modis_1km", 170.0, -10.0, 20.0, 20.0)
@example("ease2_9km", 179.0, 80.0, 3.0, 5.0)
@example("modis_1km", 32.509765625, -1.0, 60.0, 39.0)
def test_an_extent_in_degrees_is_covered_in_cells_of_the_whole_grid(name, west, south, width, height):
    north = min(south + height, 84.9)
    extent = (west, south, west + width, north)
    found, whole = preset_grid(name, extent=extent, extent_crs=DEGREES), preset_grid(name)
    i, j = ~whole.affine * (found.affine.c, found.affine.f)
    assert (i, j) == pytest.approx((round(i), round(j)), abs=1e-5)
    assert found.affine.a == whole.affine.a and found.crs == whole.crs
    rows, columns = found.shape
    assert j > -1e-6 and round(j) + rows <= whole.shape[0] and i > -1e-6 and columns <= whole.shape[1]
    longitude, latitude = points_inside(*extent)
    i, j = cells_of(found, longitude, latitude)
    if not name.startswith("modis"):
        i = np.where(i < -0.002, i + whole.shape[1], i)
    assert i.min() > -0.002 and i.max() < columns + 0.002
    assert j.min() > -0.002 and j.max() < rows + 0.002
    assert j.min() < 1.002 and j.max() > rows - 1.002
    if not (name.startswith("modis") and west + width > 180):
        assert i.min() < 1.002 and i.max() > columns - 1.002


@pytest.mark.parametrize(("name", "shape"), [("degree_0.25", (80, 80)), ("ease2_36km", (72, 54))])
def test_across_the_antimeridian_a_grid_around_the_world_goes_on(name, shape):
    found, whole = preset_grid(name, extent=(170.0, -10.0, 190.0, 10.0), extent_crs=DEGREES), preset_grid(name)
    assert tuple(found.shape) == pytest.approx(shape, abs=1)
    x0, _, x1, _ = bounds(found)
    assert x0 < bounds(whole)[2] < x1
    same = preset_grid(name, extent=(-190.0, -10.0, -170.0, 10.0), extent_crs=DEGREES)
    assert same == found


def test_beyond_the_antimeridian_columns_are_named_from_the_first():
    found = preset_grid("degree_0.1", extent=(185.0, 0.0, 186.0, 1.0))
    assert bounds(found) == pytest.approx((-175.0, 0.0, -174.0, 1.0), abs=1e-9)


def test_across_the_antimeridian_a_sinusoidal_grid_reaches_both_of_its_ends():
    found = preset_grid("modis_1km", extent=(170.0, 10.0, 190.0, 20.0), extent_crs=DEGREES)
    a = found.affine
    half = 6371007.181 * np.pi * np.cos(np.radians(10.0))
    assert a.c <= -half < a.c + a.a
    assert a.c + a.a * found.shape[1] >= half > a.c + a.a * (found.shape[1] - 1)


@pytest.mark.parametrize("name", GLOBAL)
def test_the_whole_world_is_the_whole_grid(name):
    assert preset_grid(name, extent=(-180.0, -90.0, 180.0, 90.0), extent_crs=DEGREES) == preset_grid(name)
    if not name.startswith("modis"):
        assert preset_grid(name, extent=(0.0, -90.0, 360.0, 90.0), extent_crs=DEGREES) == preset_grid(name)
    if name.startswith("degree"):
        assert preset_grid(name, covering=grid(DEGREES, 0.0, 90.0, 0.5, (360, 720))) == preset_grid(name)


def test_a_pole_inside_the_input_is_covered():
    source = grid("EPSG:3413", -1e6, 1e6, 1e4, (200, 200))
    found = preset_grid("degree_0.25", covering=source)
    assert bounds(found)[0::2] == (-180.0, 180.0) and bounds(found)[3] == 90.0
    found = preset_grid("modis_1km", covering=source)
    _, lowest = Transformer.from_crs("EPSG:3413", DEGREES, always_xy=True).transform(1e6, 1e6)
    half = 6371007.181 * np.pi * np.cos(np.radians(lowest))
    x0, _, x1, y1 = bounds(found)
    assert x0 <= -half and x1 >= half and y1 == pytest.approx(10007554.677)
    assert x1 - x0 < 2.02 * half


def test_an_extent_beyond_the_grid_is_clipped_to_it():
    assert bounds(preset_grid("ease2_36km", extent=(0.0, 7e6, 1e5, 9e6)))[3] == pytest.approx(7314540.830638552)
    found = preset_grid("modis_1km", extent=(-3e7, -1000.0, 3e7, 1000.0))
    assert bounds(found)[0::2] == pytest.approx((-20015109.354, 20015109.354), abs=1e-4)
    assert bounds(preset_grid("degree_0.1", extent=(0.0, 80.0, 1.0, 95.0)))[3] == 90.0


def test_an_extent_on_cell_edges_stays_as_it_is_though_rounded():
    whole = preset_grid("modis_250m")
    (x0, y1), (x1, y0) = whole.affine * (20000, 30000), whole.affine * (20005, 30004)
    exact = preset_grid("modis_250m", extent=(x0, y0, x1, y1))
    assert exact.shape == (4, 5)
    assert preset_grid("modis_250m", extent=(x0 - 0.01, y0 + 0.02, x1 + 0.01, y1 + 0.02)) == exact
    assert preset_grid("modis_250m", extent=(x0 - 1.0, y0, x1, y1)).shape == (4, 6)


def test_the_smallest_extent_is_one_cell():
    assert preset_grid("degree_0.05", extent=(10.0, 10.0, 10.0 + 1e-9, 10.0 + 1e-9)).shape == (1, 1)


# Margins.

def test_a_margin_is_whole_cells_around():
    plain = preset_grid("modis_1km", extent=(500.0, 500.0, 5e5, 5e5))
    wide = preset_grid("modis_1km", extent=(500.0, 500.0, 5e5, 5e5), margin=3)
    assert wide.shape == (plain.shape[0] + 6, plain.shape[1] + 6)
    assert ~plain.affine * (wide.affine.c, wide.affine.f) == pytest.approx((-3.0, -3.0), abs=1e-6)


def test_a_margin_ends_where_the_grid_does():
    assert preset_grid("modis_1km", margin=5) == preset_grid("modis_1km")
    corner = preset_grid("modis_1km", extent=(-20015109.0, 10007000.0, -20015000.0, 10007500.0), margin=2)
    assert corner.shape == (3, 3)
    assert preset_grid("degree_0.25", extent=(-180.0, -90.0, 180.0, 90.0), margin=1) == preset_grid("degree_0.25")
    top = preset_grid("degree_0.25", extent=(-180.0, 89.75, -179.75, 90.0), margin=1)
    assert bounds(top) == (179.75, 89.5, 180.5, 90.0)


# Errors.

@pytest.mark.parametrize(("name", "ways", "sentence"), [
    ("modis_2km", {}, "modis_2km is unknown; choose one of modis_1km, modis_500m"),
    ("hls_30m", {}, "give a raster to cover, or an extent that names its CRS"),
    ("hls_30m", {"extent": (10, 45, 11, 46)}, "give a raster to cover, or an extent that names its CRS"),
    ("hls_30m", {"extent": (0, 40, 30, 45), "extent_crs": DEGREES}, "too wide for one UTM zone"),
    ("hls_30m", {"extent": (-180, -80, 180, 80), "extent_crs": DEGREES}, "too wide for one UTM zone"),
    ("hls_30m", {"extent": (0, 85, 1, 86), "extent_crs": DEGREES}, "no cells at latitude 85.5"),
    ("ease2_36km", {"extent": (0, 86, 10, 89), "extent_crs": DEGREES}, "lies outside of the grid ease2_36km"),
    ("modis_1km", {"extent": (3e7, 0, 4e7, 1)}, "lies outside of the grid modis_1km"),
    ("degree_0.1", {"extent": (0, 91, 1, 92)}, "lies outside of the grid degree_0.1"),
    ("degree_0.1", {"extent": (1, 0, 0, 1)}, "The extent is empty"),
    ("degree_0.1", {"extent": (0, 0, float("nan"), 1)}, "The extent is empty"),
    ("degree_0.1", {"extent": (0, 0, 1, 1), "extent_crs": "nonsense"}, "nonsense"),
    ("degree_0.1", {"extent": (0, 0, 1e12, 1)}, "more than any raster file can hold"),
])
def test_errors_are_one_sentence(name, ways, sentence):
    with pytest.raises(FusionError) as error:
        preset_grid(name, **ways)
    text = str(error.value)
    assert sentence in text and text.endswith(".") and "\n" not in text


def test_cells_of_a_preset_are_read_back_from_a_file(tmp_path):
    """What GeoTIFF keeps of the sinusoidal CRS and of the origin is enough to find the same grid again."""
    part = preset_grid("modis_500m", extent=(7e5, 5e6, 8e5, 5.1e6))
    dataset = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "a.tif"), part.shape[1], part.shape[0])
    dataset.SetGeoTransform(part.affine.to_gdal())
    dataset.SetProjection(part.crs.proj.to_wkt("WKT1_GDAL"))
    del dataset
    with RasterSource(str(tmp_path / "a.tif")) as source:
        assert_same(preset_grid("modis_500m", covering=source.grid), part, cells=1e-9)
        assert source.grid.affine * Affine.identity() == part.affine
