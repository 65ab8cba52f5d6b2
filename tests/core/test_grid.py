"""Target grids: exactly one way to give them, snapping, extents, clipping, margins, the world's edges, sizes."""

import json

import numpy as np
import pytest
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from multiscale_fusion.core.aggregate import aggregate
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.grid import (
    add_margin,
    clip_grid,
    cover_bounds,
    covers,
    grid_from_resolution,
    grid_to_dict,
    preset_grid,
    target_grid,
)
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.engine import UTM, grid, write
from multiscale_fusion.tests.core.reference import SINUSOIDAL
from odc.geo.geobox import GeoBox
from pyproj import CRS, Transformer

SOURCE = grid(UTM, 390015.0, 3760005.0, 30.0, (100, 120))
MODIS = grid(SINUSOIDAL, -20015109.354, 10007554.677, 926.625433055833, (21600, 43200))


def bounds(geobox):
    a, (rows, columns) = geobox.affine, geobox.shape
    return a.c, a.f + a.e * rows, a.c + a.a * columns, a.f


@pytest.mark.parametrize(("ways", "sentence"), [
    ({}, "The target grid is not given; give a grid raster, or a target CRS and a resolution, or a grid preset."),
    ({"preset": "modis_1km", "grid": MODIS}, "in two ways"),
    ({"preset": "modis_1km", "crs": UTM, "resolution": 100.0}, "in two ways"),
    ({"preset": "modis_1km", "crs": UTM}, "in two ways"),
    ({"preset": "modis_1km", "resolution": 100.0}, "in two ways"),
    ({"preset": "modis_1km", "grid": MODIS, "crs": UTM, "resolution": 100.0}, "in three ways"),
    ({"preset": "modis_2km"}, "The grid preset modis_2km is unknown; choose one of modis_1km,"),
    ({"preset": ""}, "The grid preset  is unknown"),
    ({"crs": UTM, "resolution": 100.0, "extent": (0, 0, 1, 1), "extent_crs": "EPSG:9999999"}, "EPSG:9999999"),
    ({"crs": UTM, "resolution": 100.0, "extent": (1, 0, 0, 1), "extent_crs": UTM}, "The extent is empty"),
    ({"grid": MODIS, "crs": UTM, "resolution": 100.0}, "in two ways"),
    ({"grid": MODIS, "resolution": 100.0}, "in two ways"),
    ({"grid": MODIS, "crs": UTM}, "in two ways"),
    ({"crs": UTM}, "The target CRS needs a resolution"),
    ({"resolution": 100.0}, "The resolution needs a target CRS"),
    ({"extent": (0, 0, 1, 1)}, "The target grid is not given"),
    ({"crs": UTM, "resolution": 0.0}, "The resolution is 0; it must be a positive number"),
    ({"crs": UTM, "resolution": -5.0}, "The resolution is -5; it must be a positive number"),
    ({"crs": UTM, "resolution": float("nan")}, "must be a positive number"),
    ({"crs": UTM, "resolution": float("inf")}, "must be a positive number"),
    ({"crs": UTM, "resolution": 100.0, "extent": (5, 0, 5, 1)}, "The extent is empty"),
    ({"crs": UTM, "resolution": 100.0, "extent": (0, 9, 5, 1)}, "The extent is empty"),
    ({"crs": UTM, "resolution": 100.0, "extent": (0, 0, float("inf"), 1)}, "The extent is empty"),
    ({"crs": "EPSG:9999999", "resolution": 100.0}, "EPSG:9999999"),
    ({"grid": MODIS, "extent": (3e7, 0, 4e7, 1e6)}, "do not overlap"),
    ({"grid": MODIS, "extent": (0, 0, 0, 1e6)}, "The extent is empty"),
])
def test_wrong_ways_are_told_in_one_sentence(ways, sentence):
    with pytest.raises(FusionError) as error:
        target_grid(SOURCE, **ways)
    text = str(error.value)
    assert sentence in text and text.endswith(".") and "\n" not in text


def test_a_grid_is_taken_as_it_is():
    assert target_grid(SOURCE, grid=MODIS) == MODIS


@pytest.mark.parametrize(("crs", "size"), [(UTM, 470.0), (SINUSOIDAL, 926.625433055833), ("EPSG:4326", 0.01),
                                           ("EPSG:6933", 9008.05521014)])
def test_without_extent_the_target_covers_the_outline_in_whole_cells(crs, size):
    target = target_grid(SOURCE, crs=crs, resolution=size)
    a, (rows, columns) = target.affine, target.shape
    assert (a.a, a.b, a.d, a.e) == (size, 0.0, 0.0, -size)
    # Whole cells counted from the CRS's origin.
    assert a.c / size == pytest.approx(round(a.c / size), abs=1e-6)
    assert a.f / size == pytest.approx(round(a.f / size), abs=1e-6)
    t = np.linspace(0, 1, 2001)
    i, j = np.r_[t, t, 0 * t, 0 * t + 1] * 120, np.r_[0 * t, 0 * t + 1, t, t] * 100
    x, y = Transformer.from_crs(UTM, crs, always_xy=True).transform(390015.0 + 30 * i, 3760005.0 - 30 * j)
    i, j = (x - a.c) / size, (y - a.f) / -size
    assert min(i.min(), j.min()) >= -1e-6 and i.max() <= columns + 1e-6 and j.max() <= rows + 1e-6
    # Not a row or column more than needed.
    assert i.min() < 1 and j.min() < 1 and i.max() > columns - 1 and j.max() > rows - 1


def test_a_bent_outline_is_followed_between_corners():
    """The top of a polar grid's outline in degrees lies in the middle of a side."""
    source = grid("EPSG:3413", -1000000.0, -1000000.0, 10000.0, (100, 200))
    target = target_grid(source, crs="EPSG:4326", resolution=0.1)
    _, top = Transformer.from_crs("EPSG:3413", "EPSG:4326", always_xy=True).transform(0.0, -1000000.0)
    assert target.affine.f >= top > target.affine.f - 0.1


def test_an_outline_that_is_whole_cells_already_stays():
    source = grid(UTM, 390000.0, 3760020.0, 30.0, (70, 140))
    target = target_grid(source, crs=UTM, resolution=210.0, extent=(390000.0, 3757920.0, 394200.0, 3760020.0))
    assert target == grid(UTM, 390000.0, 3760020.0, 210.0, (10, 20))


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0.01, 3e4), st.floats(0.01, 3e4), st.floats(0.5, 5e3))
def test_an_extent_is_covered_and_widened_by_less_than_a_cell(x, y, width, height, size):
    extent = (x, y, x + width, y + height)
    got = bounds(grid_from_resolution(UTM, size, extent=extent))
    slack = 1e-5 * size + 1e-6
    assert got[0] <= extent[0] + slack and got[1] <= extent[1] + slack
    assert got[2] >= extent[2] - slack and got[3] >= extent[3] - slack
    assert all(abs(g - e) < size * (1 + 1e-5) + 1e-6 for g, e in zip(got, extent))


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(1, 50), st.integers(1, 50),
       st.sampled_from([1000.0, 926.625433055833, 0.01, 0.1, 1 / 3]), st.floats(0, 1))
def test_an_extent_of_whole_cells_is_taken_as_it_is(j, i, rows, columns, size, shift):
    x, y = (i + shift) * size, (j + shift) * size
    extent = (x, y, x + columns * size, y + rows * size)
    target = grid_from_resolution(SINUSOIDAL, size, extent=extent)
    assert target.shape == (rows, columns)
    assert bounds(target) == pytest.approx(extent, abs=1e-5 * size)


def test_cells_are_counted_from_the_anchor():
    target = grid_from_resolution(UTM, 100.0, extent=(1000.0, 1000.0, 1300.0, 1250.0), anchor=(30.0, 60.0))
    assert bounds(target) == (930.0, 960.0, 1330.0, 1260.0)


def test_modis_cells_are_found_from_their_anchor():
    target = grid_from_resolution(SINUSOIDAL, 926.625433055833, covering=SOURCE, anchor=(-20015109.354, 10007554.677))
    i, j = ~MODIS.affine * (target.affine.c, target.affine.f)
    assert (i, j) == pytest.approx((round(i), round(j)), abs=1e-5)


@pytest.mark.parametrize(("extent", "want"), [
    ((100.0, 100.0, 200.0, 200.0), (100.0, 100.0, 200.0, 200.0)),
    ((110.0, 110.0, 190.0, 190.0), (100.0, 100.0, 200.0, 200.0)),
    ((-500.0, 150.0, 99.0, 5000.0), (0.0, 100.0, 100.0, 1000.0)),
    ((99.99999999, 100.0, 200.00000001, 200.0), (100.0, 100.0, 200.0, 200.0)),
])
def test_clipping_keeps_the_cells_it_touches(extent, want):
    whole = grid(UTM, 0.0, 1000.0, 100.0, (10, 10))
    assert bounds(clip_grid(whole, extent)) == want
    assert bounds(target_grid(SOURCE, grid=whole, extent=extent)) == want


@pytest.mark.parametrize("affine", [Affine(100, 0, 0, 0, 100, 0), Affine.rotation(30) * Affine.scale(100, -100)])
def test_clipping_keeps_the_lattice_of_any_grid(affine):
    whole = GeoBox((50, 50), affine, UTM)
    x, y = affine * (20.5, 30.5)
    part = clip_grid(whole, (x - 10, y - 10, x + 10, y + 10))
    assert part.shape == (1, 1)
    assert ~affine * (part.affine * (0.0, 0.0)) == pytest.approx((20.0, 30.0), abs=1e-9)


@pytest.mark.parametrize("ways", [
    {"crs": UTM, "resolution": 300.0}, {"grid": grid(UTM, 300000.0, 3900000.0, 300.0, (1000, 1000))},
    {"preset": "hls_30m"},
])
def test_an_extent_in_another_crs_is_followed_along_its_edges(ways):
    extent = (-117.0, 33.5, -116.0, 34.0)
    target = target_grid(SOURCE, extent=extent, extent_crs="EPSG:4326", **ways)
    t = np.linspace(0, 1, 5001)
    longitude, latitude = np.r_[t, t, 0 * t, 0 * t + 1] - 117.0, np.r_[0 * t, 0 * t + 1, t, t] / 2 + 33.5
    x, y = Transformer.from_crs("EPSG:4326", UTM, always_xy=True).transform(longitude, latitude)
    i, j = (x - target.affine.c) / target.affine.a, (y - target.affine.f) / target.affine.e
    rows, columns = target.shape
    assert -0.01 < i.min() < 1 and columns - 1 < i.max() < columns + 0.01
    assert -0.01 < j.min() < 1 and rows - 1 < j.max() < rows + 0.01


def test_an_extent_that_names_the_targets_own_crs_is_taken_as_it_is():
    extent = (390000.0, 3757920.0, 394200.0, 3760020.0)
    by_meaning = CRS(UTM).to_wkt("WKT1_GDAL").replace('AUTHORITY["EPSG","32611"]', 'AUTHORITY["X","1"]')
    for crs in (None, UTM, by_meaning):
        assert target_grid(SOURCE, crs=UTM, resolution=210.0, extent=extent, extent_crs=crs).shape == (10, 20)


def test_a_preset_covers_the_source_or_the_extent():
    assert target_grid(SOURCE, preset="modis_1km") == preset_grid("modis_1km", covering=SOURCE)
    extent = (10.0, 45.0, 11.0, 46.0)
    target = target_grid(SOURCE, preset="degree_0.05", extent=extent)
    assert bounds(target) == pytest.approx(extent) and target.shape == (20, 20)


def test_several_grids_are_covered_together():
    east = grid("EPSG:32612", 199980.0, 3700020.0, 30.0, (100, 100))
    for ways in ({"crs": "EPSG:4326", "resolution": 0.01}, {"preset": "degree_0.1"}):
        both, one, other = (bounds(target_grid(each, **ways)) for each in ([SOURCE, east], SOURCE, [east]))
        assert both == pytest.approx((min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]),
                                      max(one[3], other[3])))


@given(st.lists(st.tuples(st.integers(-179, 179), st.integers(1, 30)), min_size=2, max_size=4), st.integers(-2, 2))
def test_grids_around_the_world_are_covered_the_short_way(arcs, turns):
    grids = [grid("EPSG:4326", west + 360.0 * turns * (number % 2), 10.0, 1.0, (5, width))
             for number, (west, width) in enumerate(arcs)]
    west, south, east, north = cover_bounds(grids, CRS("EPSG:4326"))
    assert (south, north) == (5.0, 10.0)
    taken = np.zeros(360, bool)
    for start, width in arcs:
        taken[(start + np.arange(width)) % 360] = True
    # The longest run of free degrees, counted twice around, is what the bounds leave out.
    longest = length = 0
    for free in ~np.r_[taken, taken]:
        length = length + 1 if free else 0
        longest = max(longest, length)
    assert east - west == pytest.approx(360 - min(longest, 360), abs=1e-6)
    covered = np.zeros(360, bool)
    covered[np.arange(round(west), round(east)) % 360] = True
    assert covered[taken].all()


def test_a_grid_needs_something_to_cover():
    for nothing in (None, []):
        with pytest.raises(FusionError, match="needs an extent, or a raster to cover"):
            grid_from_resolution(UTM, 100.0, covering=nothing)


# Margins.

@pytest.mark.parametrize("affine", [Affine(100, 0, 0, 0, -100, 0), Affine(100, 0, 0, 0, 100, 0),
                                    Affine.rotation(30) * Affine.scale(100, -100)])
def test_a_margin_adds_cells_on_each_side(affine):
    wide = add_margin(GeoBox((5, 7), affine, UTM), 2)
    assert wide.shape == (9, 11)
    assert wide.affine * (2, 2) == pytest.approx(affine * (0, 0), abs=1e-9)
    assert add_margin(wide, 0) is wide


@pytest.mark.parametrize(("x", "y", "height", "shape", "want"), [
    (0.0, 90.0, -1.0, (10, 10), (0.0, 77.0, -3.0, 13.0)), (0.0, -80.0, -1.0, (10, 10), (0.0, -90.0, -3.0, 13.0)),
    (0.0, 80.0, 1.0, (10, 10), (0.0, 90.0, -3.0, 13.0)), (-180.0, 90.0, -1.0, (180, 360), (0.0, -90.0, -180.0, 180.0)),
    (-180.0, 5.0, -1.0, (10, 357), (0.0, -8.0, -181.0, 179.0)),
])
def test_a_margin_ends_at_the_poles_and_closes_the_world(x, y, height, shape, want):
    wide = add_margin(grid("EPSG:4326", x, y, (1.0, height), shape), 3)
    x0, y0, x1, y1 = bounds(wide)
    assert (min(y0, y1) == want[1] or max(y0, y1) == want[1]) and (x0, x1) == want[2:]
    assert max(y0, y1) <= 90.0 and min(y0, y1) >= -90.0


def test_every_way_takes_a_margin():
    for ways in ({"grid": MODIS, "extent": (0.0, 0.0, 1e4, 1e4)}, {"crs": UTM, "resolution": 300.0},
                 {"preset": "modis_1km"}):
        plain, wide = target_grid(SOURCE, **ways), target_grid(SOURCE, margin=4, **ways)
        assert wide.shape == (plain.shape[0] + 8, plain.shape[1] + 8)
        assert wide.affine * (4, 4) == pytest.approx((plain.affine.c, plain.affine.f), abs=1e-6)


def test_a_margin_cannot_make_a_grid_of_any_size():
    with pytest.raises(FusionError, match="more than any raster file can hold"):
        add_margin(SOURCE, 2**31)


# What a grid covers.

@pytest.mark.parametrize(("extent", "inside"), [
    ((0.0, 0.0, 10.0, 10.0), True), ((0.0, 0.0, 10.0005, 10.0), True), ((0.0, 0.0, 10.1, 10.0), False),
    ((-0.1, 0.0, 5.0, 5.0), False), ((1.0, 1.0, 2.0, 10.1), False), ((361.0, 1.0, 362.0, 2.0), True),
    ((-359.0, 1.0, -358.0, 2.0), True), ((50.0, 1.0, 60.0, 2.0), False),
])
def test_a_grid_knows_what_it_covers(extent, inside):
    x0, y0, x1, y1 = extent
    other = GeoBox((1, 1), Affine(x1 - x0, 0, x0, 0, y0 - y1, y1), "EPSG:4326")
    assert covers(grid("EPSG:4326", 0.0, 10.0, 1.0, (10, 10)), [other]) == inside


def test_a_grid_around_the_world_covers_all_longitudes():
    whole = preset_grid("degree_0.25")
    assert covers(whole, [grid("EPSG:32660", 500000.0, 7000000.0, 1000.0, (100, 400))])
    assert covers(whole, [grid("EPSG:4326", 0.0, 90.0, 0.5, (360, 720))])
    assert not covers(preset_grid("ease2_36km"), [grid("EPSG:3413", -1e5, 1e5, 1e3, (200, 200))])


@pytest.mark.parametrize(("source", "west", "east"), [
    (grid("EPSG:32660", 500000.0, 7000000.0, 1000.0, (100, 400)), 176.0, 186.0),
    (grid("EPSG:32601", 200000.0, 7000000.0, 1000.0, (100, 400)), -184.0, -174.0),
    (grid("EPSG:4326", 350.0, 10.0, 0.1, (100, 200)), 350.0, 370.0),
])
def test_outlines_are_followed_across_the_antimeridian(source, west, east):
    x0, _, x1, _ = bounds(target_grid(source, crs="EPSG:4326", resolution=0.5))
    assert x1 - x0 < 25.0, "the grid goes the long way around the world"
    assert west - 1 <= x0 and x1 <= east + 1 or west - 1 <= x0 - 360 and x1 - 360 <= east + 1 \
        or west - 1 <= x0 + 360 and x1 + 360 <= east + 1


@pytest.mark.parametrize(("crs", "top", "bottom"), [("EPSG:3413", 90.0, None), ("EPSG:3031", None, -90.0)])
def test_a_pole_inside_brings_all_longitudes(crs, top, bottom):
    x0, y0, x1, y1 = bounds(target_grid(grid(crs, -1e6, 1e6, 1e4, (200, 200)), crs="EPSG:4326", resolution=1.0))
    assert (x0, x1) == (-180.0, 180.0)
    assert top is None or y1 == top
    assert bottom is None or y0 == bottom
    _, corner = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(1e6, 1e6)
    assert (y0 if top else y1) == (np.floor(corner) if top else np.ceil(corner))


@pytest.mark.parametrize("first", [-180.0, 0.0])
def test_the_whole_world_stays_the_whole_world(first):
    x0, y0, x1, y1 = bounds(target_grid(grid("EPSG:4326", first, 90.0, 0.5, (360, 720)), crs="EPSG:4326",
                                        resolution=2.0))
    assert (x1 - x0, y0, y1) == (360.0, -90.0, 90.0)


def test_a_raster_outside_a_projections_domain_is_told():
    pole = grid("EPSG:3031", -1000.0, 1000.0, 10.0, (20, 20))
    with pytest.raises(FusionError, match="choose another target CRS"):
        target_grid(pole, crs="+proj=gnom +lat_0=90 +datum=WGS84", resolution=1000.0)


@pytest.mark.parametrize("size", [1e-6, 1e-12, 1e-100])
def test_absurd_sizes_are_told_with_their_memory(size):
    with pytest.raises(FusionError, match=r"cells \([\d,.e+]+ PB in memory\).* choose a coarser resolution") as error:
        target_grid(SOURCE, crs=UTM, resolution=size)
    assert len(str(error.value)) < 300


def test_a_target_far_larger_than_the_input_is_refused_before_anything_is_written(tmp_path):
    path = write(tmp_path / "in.tif", SOURCE, np.ones(SOURCE.shape, "float32"))
    target = grid_from_resolution(UTM, 100.0, extent=(-1e6, -1e7, 2e6, 1e7))
    with RasterSource(path) as source, pytest.raises(FusionError, match="more than 10,000 times the size of in.tif"):
        aggregate(source, target, str(tmp_path / "out.tif"))
    assert [file.name for file in tmp_path.iterdir()] == ["in.tif"]


def test_a_target_no_disk_can_hold_is_refused_although_cells_may_be_finer(tmp_path):
    path = write(tmp_path / "in.tif", SOURCE, np.ones(SOURCE.shape, "float32"))
    with RasterSource(path) as source, pytest.raises(FusionError, match=r"in memory\) is too large; choose a smaller"):
        aggregate(source, target_grid(SOURCE, crs=UTM, resolution=1e-4), str(tmp_path / "out.tif"), finer=True)
    assert [file.name for file in tmp_path.iterdir()] == ["in.tif"]


def test_a_crs_is_recorded_alike_however_it_was_given(tmp_path):
    nameless = CRS(UTM).to_wkt("WKT1_GDAL").replace(',AUTHORITY["EPSG","32611"]', "")
    path = write(tmp_path / "grid.tif", SOURCE, np.ones(SOURCE.shape, "uint8"))
    with RasterSource(path) as source:
        copied = grid_to_dict(target_grid(SOURCE, grid=source.grid))
    assert CRS(nameless).to_wkt() != copied["crs"]
    for crs in (UTM, nameless, CRS(UTM).to_wkt()):
        assert grid_to_dict(target_grid(SOURCE, crs=crs, resolution=30.0))["crs"] == copied["crs"]
    assert grid_to_dict(target_grid(SOURCE, preset="hls_30m"))["crs"] == copied["crs"]


def test_a_grid_for_provenance_is_plain_data():
    record = json.loads(json.dumps(grid_to_dict(MODIS)))
    assert record["shape"] == [21600, 43200]
    assert record["transform"] == [926.625433055833, 0, -20015109.354, 0, -926.625433055833, 10007554.677]
    assert CRS.from_wkt(record["crs"]).equals(MODIS.crs.proj)


@pytest.mark.parametrize("crs", ["EPSG:6933", SINUSOIDAL, "+proj=eqearth", "+proj=moll", "+proj=robin", "EPSG:4326",
                                 "EPSG:3574", "+proj=laea +lat_0=45"])
def test_a_grid_that_covers_a_polar_raster_covers_all_of_it(crs):
    """The NSIDC ice grid of 25 km holds the pole: bounds of its outline alone would cut out its middle."""
    source = GeoBox((448, 304), Affine(25000.0, 0, -3850000.0, 0, -25000.0, 5850000.0), "EPSG:3413")
    found = target_grid(source, crs=crs, resolution=1.0 if crs == "EPSG:4326" else 50000.0)
    i, j = np.meshgrid(np.arange(304) + 0.5, np.arange(448) + 0.5)
    x, y = source.affine * (i, j)
    x, y = Transformer.from_crs("EPSG:3413", CRS(crs), always_xy=True).transform(x, y)
    column, row = ~found.affine * (x, y)
    assert np.isfinite(x).all()
    assert (row >= 0).all() and (row <= found.shape[0]).all()
    if crs == "EPSG:4326":
        column %= 360
    assert (column >= 0).all() and (column <= found.shape[1]).all()


def test_a_pole_without_a_place_in_the_target_is_refused():
    source = GeoBox((448, 304), Affine(25000.0, 0, -3850000.0, 0, -25000.0, 5850000.0), "EPSG:3413")
    with pytest.raises(FusionError, match="holds a pole"):
        target_grid(source, crs="EPSG:3857", resolution=50000.0)


def test_one_grid_is_recorded_alike_however_it_is_given(tmp_path):
    """MODIS's CRS has no code, and GDAL, PROJ text and QGIS each spell it in their own way."""
    preset = preset_grid("modis_1km", covering=SOURCE)
    path = write(tmp_path / "grid.tif", preset, np.ones(preset.shape))
    with RasterSource(path) as source:
        copied = target_grid(SOURCE, grid=source.grid)
    with RasterSource(path, CRS(SINUSOIDAL).to_wkt("WKT2_2019")) as source:
        again = source.grid
    assert grid_to_dict(copied)["crs"] == grid_to_dict(preset)["crs"] == grid_to_dict(again)["crs"]
    given = target_grid(SOURCE, crs="+proj=sinu +R=6371007.181 +units=m", resolution=926.625433055833)
    assert grid_to_dict(given)["crs"] == grid_to_dict(preset)["crs"]
