"""Rules of extent: overlap, cover and margin, against polygons of shapely, at the poles and the date line."""

import math

import numpy as np
import pytest
from multiscale_fusion.core.advice import Points
from multiscale_fusion.core.advice.rules import extent
from multiscale_fusion.core.grid import grid_from_resolution, preset_grid
from multiscale_fusion.tests.core.advice.rule_cases import NORTH, WEST, box, codes, found
from pyproj import CRS, Transformer
from shapely.geometry import Polygon

TARGET = box(300.0, 20, 30)
WORLD = box(1.0, 180, 360, west=-180.0, north=90.0, crs="EPSG:4326")


def ask(layers, target=None, **question):
    return codes(extent.RULES, layers, target, **question)


def around(target, size, *, west=0.0, east=0.0, north=0.0, south=0.0):
    """A grid that reaches beyond a target by metres on each side."""
    a = target.affine
    width, height = a.a * target.shape[1] + west + east, -a.e * target.shape[0] + north + south
    return box(size, round(height / size), round(width / size), west=a.c - west, north=a.f + north, crs=target.crs)


# NO_OVERLAP

def test_disjoint_layers_are_blockers_with_and_without_a_target(desk):
    near = desk.layer("near.tif", around(TARGET, 30.0, west=600, east=600, north=600, south=600))
    far = desk.layer("far.tif", box(30.0, 40, 40, west=WEST + 50_000))
    beside = desk.layer("beside.tif", box(30.0, 200, 40, west=WEST + 9000.0))   # touches the target's side
    told, _ = found(extent.RULES, [near, far, beside], TARGET, purpose="stack")
    assert told == {"far.tif": [("NO_OVERLAP", "blocker")], "beside.tif": [("NO_OVERLAP", "blocker")]}
    assert ask([near, far], purpose="spatiotemporal") == [("NO_OVERLAP", "blocker")]
    assert ask([near, far], purpose="aggregate") == []    # tiles need no ground in common


def test_a_tile_beside_the_target_is_no_blocker_if_another_tile_of_it_is_there(desk):
    tile = around(TARGET, 30.0, west=600, east=600, north=600, south=600)
    layers = [desk.layer("tile.tif", tile), desk.layer("spare.tif", box(30.0, 40, 40, west=WEST + 50_000))]
    assert found(extent.RULES, layers, TARGET)[0] == {"spare.tif": [("NO_OVERLAP", "warning")]}


def test_exchanged_coordinates_are_found_in_points(desk):
    layer = desk.layer("layer.tif", TARGET)
    longitude, latitude = Transformer.from_crs("EPSG:32611", "EPSG:4326", always_xy=True).transform(
        WEST + np.linspace(100, 8900, 50), NORTH - np.linspace(100, 5900, 50))

    def points(x, y):
        return Points("shots", CRS("EPSG:4326"), x, y, x.size, (x.min(), y.min(), x.max(), y.max()))

    assert ask([layer], purpose="sample", points=(points(longitude, latitude),)) == []
    assert ask([layer], purpose="sample", points=(points(latitude, longitude),)) == [("NO_OVERLAP", "blocker")]
    longitude[:20] += 1.0
    told, (finding,) = found(extent.RULES, [layer], purpose="sample", points=(points(longitude, latitude),))
    assert told == {"shots": [("PARTIAL_OVERLAP", "warning")]} and finding.message.startswith("40 % of its points")


# PARTIAL_OVERLAP

def ring(grid, crs):
    """The outline of a grid in another CRS, by shapely."""
    rows, columns = grid.shape
    t = np.linspace(0, 1, 200)
    i = np.concatenate([t, np.ones(200), 1 - t, np.zeros(200)]) * columns
    j = np.concatenate([np.zeros(200), t, np.ones(200), 1 - t]) * rows
    to_crs = Transformer.from_crs(grid.crs.proj, crs, always_xy=True)
    return Polygon(zip(*to_crs.transform(*(grid.affine * (i, j)))))


@pytest.mark.parametrize("layer", [
    box(30.0, 100, 200), box(30.0, 200, 297), box(30.0, 400, 150, west=WEST + 4500.0, north=NORTH + 3000.0),
    box(0.0003, 120, 200, west=-115.9, north=33.42, crs="EPSG:4326"), box(30.0, 12, 12, west=WEST + 4000.0),
], ids=["corner", "three_columns_short", "side", "degrees", "small"])
def test_the_share_of_the_target_is_that_of_the_outlines(desk, layer):
    target = box(30.0, 200, 300)
    told, (finding,) = found(extent.RULES, [desk.layer("part.tif", layer)], target, purpose="stack")
    assert told == {"part.tif": [("PARTIAL_OVERLAP", "warning")]}
    whole = ring(target, target.crs.proj)
    share = ring(layer, target.crs.proj).intersection(whole).area / whole.area
    assert finding.message.values["percent"] == pytest.approx(100 * share, abs=1.0)
    assert 0.0 < finding.message.values["percent"] < 100.0


def test_a_layer_far_smaller_than_the_target_is_partial_with_its_tiny_share(desk):
    target = box(30.0, 20_000, 20_000)
    (finding,) = found(extent.RULES, [desk.layer("plot.tif", box(30.0, 5, 8, west=WEST + 3210.0))], target)[1]
    assert finding.code == "PARTIAL_OVERLAP"
    assert finding.message.values["percent"] == pytest.approx(100 * 40 / 4e8, rel=1e-6)


def test_tiles_count_together_and_different_variables_do_not(desk):
    left = desk.layer("left.tif", box(30.0, 280, 220, west=WEST - 1200, north=NORTH + 1200))
    right = desk.layer("right.tif", box(30.0, 280, 220, west=WEST + 5400, north=NORTH + 1200))
    assert ask([left], TARGET) == [("PARTIAL_OVERLAP", "warning")]
    assert ask([left, right], TARGET) == []
    assert ask([left, right], TARGET, purpose="stack") == [("PARTIAL_OVERLAP", "warning")] * 2
    other = desk.layer("other.tif", right.grid, np.ones(right.grid.shape, np.uint8))
    assert ask([left, other], TARGET) == [("PARTIAL_OVERLAP", "warning")] * 2


def test_a_grid_made_to_cover_a_layer_is_no_cause_for_a_warning(desk):
    layer = desk.layer("utm.tif", box(30.0, 900, 1000))
    for target in (grid_from_resolution("EPSG:4326", 0.01, covering=layer.grid),
                   grid_from_resolution("EPSG:32611", 1000.0, covering=layer.grid),
                   preset_grid("ease2_9km", covering=layer.grid), layer.grid):
        assert ask([layer], target) == [], target
    wider = grid_from_resolution("EPSG:4326", 0.01, extent=(-116.2, 33.0, -115.4, 33.6))
    assert ask([layer], wider) == [("PARTIAL_OVERLAP", "warning")]


@pytest.mark.parametrize("target", [
    box(1000.0, 50, 400, west=340_000.0, north=-1_000_000.0, crs="EPSG:32701"),   # across the date line
    box(25_000.0, 720, 720, west=-9_000_000.0, north=9_000_000.0, crs="EPSG:6931"),   # around the pole
    box(25_000.0, 720, 720, west=-9_000_000.0, north=9_000_000.0, crs="EPSG:6932"),
    box(1.0, 20, 30, west=170.0, north=10.0, crs="EPSG:4326"),
    box(0.5, 20, 20, west=-180.0, north=90.0, crs="EPSG:4326"),
    box(1.0, 180, 360, west=0.0, north=90.0, crs="EPSG:4326"),
], ids=["date_line", "north", "south", "past_180", "at_the_pole", "from_0_to_360"])
def test_a_layer_of_the_whole_world_covers_everything(desk, target):
    assert ask([desk.layer("world.tif", WORLD)], target, purpose="stack") == []


def test_half_a_world_covers_half_of_the_ground_around_the_pole_that_is_one(desk):
    """The corners of the polar grid are no places on Earth, and do not count as missing."""
    east = desk.layer("east.tif", box(1.0, 180, 180, west=0.0, north=90.0, crs="EPSG:4326"))
    target = box(100_000.0, 180, 180, west=-9_000_000.0, north=9_000_000.0, crs="EPSG:6931")
    (finding,) = found(extent.RULES, [east], target)[1]
    assert finding.message.values["percent"] == pytest.approx(50.0, abs=1.0)


# EDGE_MARGIN

@pytest.mark.parametrize("margin, size, warned", [(300.0, 30.0, False), (270.0, 30.0, True), (30.0, 30.0, True),
                                                  (6000.0, 30.0, False)])
@pytest.mark.parametrize("side, name", [("west", "left"), ("east", "right"), ("north", "upper"), ("south", "lower")])
def test_a_margin_of_less_than_a_target_cell_is_told_with_its_length_and_side(desk, margin, size, warned, side, name):
    margins = {**dict.fromkeys(("west", "east", "north", "south"), 3000.0), side: margin}
    findings = found(extent.RULES, [desk.layer("fine.tif", around(TARGET, size, **margins))], TARGET)[1]
    assert [(each.code, each.severity.value) for each in findings] == [("EDGE_MARGIN", "warning")] * warned
    for finding in findings:
        assert f"ends {margin:g} m beyond the target grid ({name})" in finding.message
        assert "one coarse cell (300 m)" in finding.message


def test_the_coarse_cell_is_that_of_the_coarsest_layer(desk):
    fine = desk.layer("fine.tif", around(TARGET, 30.0, west=900, east=900, north=900, south=900))
    coarse = desk.layer("coarse.tif", around(TARGET, 1000.0, west=5000, east=5000, north=5000, south=5000))
    assert ask([fine], TARGET, purpose="downscale") == []
    told, (finding,) = found(extent.RULES, [fine, coarse], TARGET, purpose="downscale")
    assert told == {"fine.tif": [("EDGE_MARGIN", "warning")]}
    margin = float(finding.message.values["margin"].split()[0])
    assert margin == pytest.approx(900.0, abs=2.0) and finding.message.values["cell"] == "1 km"


def test_layers_that_end_with_the_world_need_no_margin(desk):
    world = desk.layer("world.tif", WORLD)
    for target in (box(10.0, 4, 36, west=-180.0, north=90.0, crs="EPSG:4326"),
                   box(10.0, 18, 5, west=-180.0, north=90.0, crs="EPSG:4326")):
        assert ask([world], target) == []


# Real files

def test_the_salton_series_the_ecostress_pair_and_zions_landsat_raise_nothing(data_dir, desk):
    for pattern in ("salton_series/*/2020-10-0*.tif", "ecostress/*.tif", "zion/landsat_*.tif"):
        layers = [desk.open(path) for path in sorted(data_dir.glob(pattern))]
        for target in {layer.grid for layer in layers}:
            for purpose in ("aggregate", "stack", "spatiotemporal", "downscale"):
                assert ask(layers, target, purpose=purpose) == [], (pattern, purpose)


def test_the_area_of_the_salton_series_lies_well_inside_the_ecostress_tile(data_dir, data_file, desk):
    coarse = desk.open(data_file("salton_series/coarse/2020-10-01_coarse.tif"))
    tiles = [desk.open(path) for path in sorted((data_dir / "ecostress").glob("*.tif"))]
    assert ask(tiles, coarse.grid) == []
    told, _ = found(extent.RULES, [coarse, *tiles], tiles[0].grid, purpose="stack")
    assert told == {coarse.name: [("PARTIAL_OVERLAP", "warning")]}


def test_zion_on_the_grid_of_its_elevations_is_covered_but_for_slanting_rims(data_file, desk):
    names = ("srtm.tif", "landsat_b4.tif", "nlcd2011.tif")
    srtm, *others = (desk.open(data_file(f"zion/{name}")) for name in names)
    told, findings = found(extent.RULES, [srtm, *others], srtm.grid, purpose="stack")
    assert told == {layer.name: [("PARTIAL_OVERLAP", "warning")] for layer in others}
    whole = ring(srtm.grid, srtm.grid.crs.proj)
    for layer, finding in zip(others, findings):
        share = ring(layer.grid, srtm.grid.crs.proj).intersection(whole).area / whole.area
        assert finding.message.values["percent"] == pytest.approx(100 * share, abs=0.5)
        assert not math.isclose(share, 1.0, abs_tol=1e-3)


def test_the_watershed_beside_zion_is_a_blocker(data_file, desk):
    dem, landsat = (desk.open(data_file(name)) for name in ("watershed/180701020604-dem.tif", "zion/landsat_b4.tif"))
    assert found(extent.RULES, [landsat, dem], landsat.grid, purpose="stack")[0] == {
        dem.name: [("NO_OVERLAP", "blocker")]}
