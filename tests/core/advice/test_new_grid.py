"""What is told of a grid before anything is brought to it."""

from contextlib import ExitStack

import pytest
from multiscale_fusion.core.advice.new_grid import tell_of_grid
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.core.advice.rule_cases import NORTH, WEST, box

FINE = box(30.0, 240, 300)


def told(paths, grid, within_extent=False):
    """(code, severity) by subject."""
    reporter = Reporter()
    with ExitStack() as stack:
        sources = [stack.enter_context(RasterSource(str(path))) for path in paths]
        tell_of_grid(sources, grid, within_extent=within_extent, reporter=reporter)
    return {(str(each.subject), each.code, each.severity.value) for each in reporter.findings}


@pytest.mark.parametrize(("grid", "expected"), [
    (box(240.0, 30, 38), set()),
    (box(30.0, 240, 300), set()),
    # By half a pixel: one of the two takes corners for middles.
    (box(30.0, 240, 300, west=WEST + 15.0, north=NORTH - 15.0), {("fine.tif", "GRID_OFFSET", "warning")}),
    (box(40.0, 180, 225), {("fine.tif", "SMALL_RATIO", "info")}),
    (box(0.01, 10, 10, west=-115.9, north=33.4, crs="EPSG:4326"), {
        ("fine.tif", "CRS_MISMATCH", "info"), ("the target grid", "GEOGRAPHIC_AREA", "info")}),
])
def test_what_headers_tell(desk, grid, expected):
    assert told([desk.raster("fine.tif", FINE)], grid) == expected


def test_a_grid_without_layers(desk):
    assert told([], box(0.25, 40, 40, west=0.0, north=60.0, crs="EPSG:4326")) == {
        ("the target grid", "GEOGRAPHIC_AREA", "info")}
    assert told([], box(240.0, 30, 38)) == set()


def test_layers_need_not_fill_a_grid_made_to_cover_them_but_an_extent(desk):
    here, there = desk.raster("here.tif", FINE), desk.raster("there.tif", box(240.0, 10, 10, west=WEST + 96_000.0))
    wide = box(240.0, 30, 450)
    assert told([here, there], wide) == set()
    assert told([here, there], wide, within_extent=True) == {
        ("here.tif", "PARTIAL_OVERLAP", "warning"), ("there.tif", "PARTIAL_OVERLAP", "warning")}


def test_nothing_stops_a_grid(desk):
    """It holds no values; where it is used, the same is a blocker."""
    elsewhere = desk.raster("elsewhere.tif", box(30.0, 10, 10, west=WEST + 50_000.0))
    moon = box(0.01, 10, 10, west=0.0, north=0.0, crs="+proj=longlat +R=1737400 +no_defs")
    assert told([elsewhere], box(240.0, 30, 38), within_extent=True) == {("elsewhere.tif", "NO_OVERLAP", "warning")}
    assert ("elsewhere.tif", "CRS_MISMATCH", "warning") in told([elsewhere], moon)
