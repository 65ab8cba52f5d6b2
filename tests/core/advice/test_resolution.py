"""Rules of resolution: sizes of pixels and cells that are alike, coarser or much finer, by what is asked."""

import numpy as np
import pytest
from multiscale_fusion.core.advice.rules import resolution
from multiscale_fusion.tests.core.advice.rule_cases import NORTH, WEST, box, codes, found

TARGET = box(300.0, 20, 30)
SMALL, DETAIL = ("SMALL_RATIO", "info"), ("INTERPOLATED_DETAIL", "blocker")
CARRIED, ALIASED = ("CARRIED_SUPPORT", "info"), ("ALIASED_RESAMPLING", "warning")


@pytest.fixture
def layer_of(desk):
    """A callable: a layer of square pixels of a size in metres over the target."""
    return lambda size: desk.layer(f"{size:g}.tif", box(size, round(6000 / size) + 2, round(9000 / size) + 2,
                                                        west=WEST - size / 3, north=NORTH + size / 3))


def ask(layers, target=TARGET, **question):
    return codes(resolution.RULES, layers, target, **question)


@pytest.mark.parametrize("size, purpose, expected", [
    (30.0, "aggregate", []), (180.0, "aggregate", []), (210.0, "aggregate", [SMALL]), (290.0, "aggregate", [SMALL]),
    (300.0, "aggregate", []),                                  # shifted by a fraction: GRID_OFFSET tells
    (310.0, "aggregate", [SMALL, DETAIL]), (1000.0, "aggregate", [DETAIL]),
    (310.0, "stack", [SMALL, CARRIED]), (1000.0, "stack", [CARRIED]), (30.0, "stack", []),
    (1000.0, "downscale", []), (1000.0, "spatiotemporal", []), (1000.0, "sample", []),
])
def test_what_sizes_alone_tell(layer_of, size, purpose, expected):
    assert ask([layer_of(size)], purpose=purpose) == expected


@pytest.mark.parametrize("size, method, expected", [
    (30.0, "nearest", [ALIASED]), (30.0, "bilinear", [ALIASED]), (30.0, "cubic", [ALIASED]),
    (30.0, "average", []), (30.0, "mean", []), (30.0, "mode", []), (30.0, "", []),
    (151.0, "bilinear", []), (149.0, "bilinear", [ALIASED]),
    (1000.0, "nearest", [DETAIL]), (1000.0, "bilinear", [DETAIL]), (1000.0, "cubic", [DETAIL]),
    (1000.0, "average", [DETAIL]), (1000.0, "mean", [CARRIED]), (1000.0, "auto", [CARRIED]),
    (400.0, "bilinear", [SMALL]),
])
def test_what_the_asked_method_adds(layer_of, size, method, expected):
    assert ask([layer_of(size)], purpose="stack", methods=(method,)) == expected


def test_figures_are_those_of_the_grids(layer_of):
    (finding,) = found(resolution.RULES, [layer_of(30.0)], TARGET, methods=("nearest",))[1]
    assert "1 of the 100 pixels in a cell" in finding.message
    (finding,) = found(resolution.RULES, [layer_of(1000.0)], TARGET, purpose="stack", methods=("cubic",))[1]
    assert "its pixels (1 km) are coarser than the target cells (300 m)" in finding.message
    assert "cubic makes 11.1 cells out of each" in finding.message and "at least 3.33 times the size" in finding.remedy


def test_each_layer_is_judged_by_its_own_method(layer_of):
    layers = [layer_of(30.0), layer_of(60.0)]
    told, _ = found(resolution.RULES, layers, TARGET, purpose="stack", methods=("mean", "nearest"))
    assert told == {"60.tif": [ALIASED]}


def test_sizes_are_compared_on_the_ground_across_crss(desk):
    """0.0025 degrees are 278 m down and 232 m across at 33.4 degrees north: 254 m, the root of their product."""
    layer = desk.layer("degrees.tif", box(0.0025, 60, 80, west=-115.95, north=33.45, crs="EPSG:4326"))
    (finding,) = found(resolution.RULES, [layer], TARGET)[1]
    assert finding.code == "SMALL_RATIO"
    pixel = float(finding.message.values["pixel"].split()[0])
    assert pixel == pytest.approx(np.sqrt(0.0025**2 * 111_320 * np.cos(np.radians(33.4)) * 110_920), rel=3e-3)


def test_layers_beside_the_target_and_questions_without_one_are_left_to_others(desk, layer_of):
    far = desk.layer("far.tif", box(1000.0, 5, 5, west=WEST + 100_000))
    assert ask([far], methods=("bilinear",)) == [] and ask([layer_of(1000.0)], None) == []


def test_real_pairs(data_dir, data_file, desk):
    fine = desk.open(data_file("salton_series/fine/2020-10-01_fine.tif"))
    coarse = desk.open(data_file("salton_series/coarse/2020-10-01_coarse.tif"))
    assert ask([fine, coarse], coarse.grid) == ask([fine, coarse], coarse.grid, purpose="stack") == []
    assert ask([fine, coarse], fine.grid, purpose="stack", methods=("mean", "bilinear")) == [DETAIL]
    assert ask([fine, coarse], fine.grid, purpose="spatiotemporal") == []
    landsat, cover = (desk.open(data_file(f"zion/{name}")) for name in ("landsat_b4.tif", "nlcd2011.tif"))
    told, _ = found(resolution.RULES, [landsat, cover], landsat.grid, purpose="stack")
    assert told == {"nlcd2011.tif": [SMALL, CARRIED]}    # 31.5 m on 30 m
    assert ask([landsat], landsat.grid) == []
