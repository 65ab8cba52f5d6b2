"""Which approach is recommended: a table of situations, each with the reason that a colleague would give."""

import numpy as np
import pytest
from multiscale_fusion.core.advice import Question, advise
from multiscale_fusion.core.advice.points import Points
from multiscale_fusion.core.finding import Finding, Severity
from multiscale_fusion.core.message import Message
from multiscale_fusion.core.product import find_product
from multiscale_fusion.tests.core.advice.rule_cases import NORTH, UTM, WEST, box
from pyproj import CRS

SIDE = 6000.0


def square(size):
    cells = max(1, round(SIDE / size))
    return box(size, cells, cells)


def shots(product="GEDI02_A", count=500):
    x = WEST + np.linspace(10.0, SIDE - 10.0, count)
    return Points("shots", CRS(UTM), x, x - WEST + NORTH - SIDE, count, (WEST, NORTH - SIDE, WEST + SIDE, NORTH),
                  product=find_product(product))


def finding(code, severity="warning", subject="fine.tif"):
    return Finding(code, Severity(severity), subject, "seen.", "Do something.")


def days(step, name, last=30):
    return {f"2020-10-{day:02d}_{name}.tif": 0 for day in range(1, last + 1, step)}


def layers_of(sizes):
    return {f"layer{number}_{size:g}m.tif": size for number, size in enumerate(sizes)}


# Sizes of pixels (m) by layer, what else is asked, codes found, the approach, a piece of the first reason, and one of
# an alternative ("" where there is none).
SITUATIONS = {
    "fields and a coarse sensor, on the coarse grid":
        ((30, 990), {"target": 990}, (), "A", "means over whole cells are exact", ""),
    "three resolutions, the target coarser than all":
        ((10, 30, 90), {"target": 1000}, (), "A", "3 of 3", ""),
    "no target: the coarsest layer's grid":
        ((30, 500), {}, (), "A", "500 m", ""),
    "nearly one resolution":
        ((30, 31.5), {"target": 30}, (), "A", "about as large", ""),
    "temperature of 1 km wanted at 30 m beside reflectance":
        ((30, 990), {"target": 30}, (), "B", "33 times as long", "A on the coarse grid"),
    "downscale asked without a target":
        ((30, 990), {"purpose": "downscale"}, (), "B", "Cells of 30 m", "A on the coarse grid"),
    "most of the signal lies within the cells":
        ((30, 990), {"target": 990}, ("SIGNAL_LOSS",), "B", "would be lost", "means over cells of 990 m"),
    "signal loss, and nothing to downscale":
        ((30,), {"target": 990}, ("SIGNAL_LOSS",), "A", "means over whole cells", "finer grid"),
    "signal loss, but the coarse layer holds classes":
        ((30, 990), {"target": 990, "kinds": ("auto", "categorical")}, ("SIGNAL_LOSS",), "A", "means over whole cells",
         "finer grid"),
    "classes of 1 km wanted at 30 m":
        ((30, 990), {"target": 30, "kinds": ("auto", "categorical")}, (), "A", "33 times as long", "Carry its pixels"),
    "nothing finer than the coarse layer":
        ((990,), {"target": 30}, (), "A", "33 times as long", "area-to-point kriging"),
    "a radiometer of 3 km wanted at 30 m":
        ((30, 3000), {"target": 30}, (), "A", "100 times as long", "75 m or coarser"),
    "a single layer on its own grid":
        ((30,), {}, (), "", "single layer", "Add a second layer"),
    "footprints on fine pixels":
        ((10,), {"points": "GEDI02_A"}, ("FOOTPRINT_STRADDLES",), "C", "brought to the points", ""),
    "footprints on coarse pixels":
        ((1000,), {"points": "GEDI02_A", "purpose": "sample"}, (), "C", "brought to the points",
         "average them by cell"),
    "footprints whose place is less sure than the pixels are large":
        ((10,), {"points": "GEDI02_A"}, ("GEOLOCATION_DOMINATES",), "C", "brought to the points",
         "aggregate the rasters"),
    "points and no raster":
        ((), {"points": "GEDI02_A"}, (), "", "no usable raster", "Add the rasters"),
    "nothing at all":
        ((), {}, (), "", "No layer has a place", ""),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_is_judged_as_a_colleague_would(desk, situation):
    sizes, asked, codes, approach, reason, alternative = SITUATIONS[situation]
    layers = tuple(desk.layer(name, square(size)) for name, size in layers_of(sizes).items())
    asked = dict(asked)
    target, points = asked.pop("target", None), asked.pop("points", None)
    question = Question(layers, (shots(points),) if points else (), square(target) if target else None, **asked)
    advice = advise(question, [finding(code) for code in codes])
    assert advice.approach == approach
    assert any(reason in each for each in advice.reasons), advice.reasons
    assert any(alternative in each for each in advice.alternatives) if alternative else not advice.alternatives
    assert all(isinstance(each, Message) and each.endswith(".") for each in advice.reasons + advice.alternatives)
    assert advice == advise(question, [finding(code) for code in codes])


def series(desk, rare, often, *, coarse=490.0):
    fine = [desk.layer(name, square(70.0)) for name in days(rare, "fine")]
    return tuple(fine + [desk.layer(name, square(coarse)) for name in days(often, "coarse")])


@pytest.mark.parametrize("asked, approach", [
    ({"purpose": "spatiotemporal"}, "B"), ({"time_scale": 6.0}, "B"), ({"time_scale": 40.0}, "A"),
    ({"time_scale": 1.0}, "A"), ({}, "A"),
])
def test_a_rare_fine_series_beside_a_dense_coarse_one(desk, asked, approach):
    """Every 10 days and every 2 days: a time scale of 6 days needs an interval of 3."""
    question = Question(series(desk, 10, 2), target=square(490.0), **asked)
    advice = advise(question, [])
    assert advice.approach == approach
    assert ("fusion in space and time" in advice.reasons[0]) == (approach == "B")
    if approach == "B":
        assert "every 10 days" in advice.reasons[0] and "every 2 days" in advice.reasons[0]


def test_layers_that_cannot_be_used_are_left_out(desk):
    layers = tuple(desk.layer(name, square(size)) for name, size in (("fine.tif", 30.0), ("far.tif", 990.0)))
    question = Question(layers, target=square(30.0))
    assert advise(question, []).approach == "B"
    left = advise(question, [finding("NO_OVERLAP", "blocker", "far.tif")])
    assert left.approach == "A" and "NO_OVERLAP" in left.reasons[-1]
    nothing = [finding("NO_OVERLAP", "blocker", name) for name in ("far.tif", "fine.tif")]
    assert advise(question, nothing).approach == ""


def test_a_layer_without_crs_has_no_say(desk):
    lost = desk.open(desk.raster("lost.tif", square(990.0), crs=None))
    assert lost.grid is None
    advice = advise(Question((lost, desk.layer("fine.tif", square(30.0))), target=square(300.0)),
                    [finding("CRS_MISSING", "blocker", "lost.tif")])
    assert advice.approach == "A" and "1 of 1" in advice.reasons[0]


@pytest.mark.parametrize("code, words", [("TIME_MISMATCH", "common window"), ("MODEL_DEPENDENT", "not every layer")])
def test_what_holds_for_every_approach_is_said(desk, code, words):
    layers = tuple(desk.layer(name, square(size)) for name, size in (("fine.tif", 30.0), ("coarse.tif", 990.0)))
    for target in (30.0, 990.0):
        question = Question(layers, target=square(target))
        assert words in advise(question, [finding(code)]).reasons[-1].lower()
        assert not any(words in each.lower() for each in advise(question, []).reasons)


def test_mixed_kinds_are_downscaled_where_they_can_be(desk):
    names = (("fine.tif", 30.0), ("lst.tif", 990.0), ("cover.tif", 480.0))
    question = Question(tuple(desk.layer(name, square(size)) for name, size in names), target=square(30.0),
                        kinds=("auto", "radiative", "categorical"))
    advice = advise(question, [])
    assert advice.approach == "B"
    assert "cover.tif holds values of the kind categorical" in advice.reasons[2]


def test_advice_as_json(desk):
    advice = advise(Question((desk.layer("a.tif", square(30.0)),), target=square(300.0)), [])
    assert advice.to_dict() == {"approach": "A", "reasons": [str(each) for each in advice.reasons],
                                "alternatives": []}
    assert all(type(each) is str for each in advice.to_dict()["reasons"])


def test_real_layers(data_file, desk):
    """The demo's teaching pairs: what the data folder's own README says they show."""
    fine, coarse = (desk.open(data_file(f"salton_series/{name}/2020-10-02_{name}.tif")) for name in ("fine", "coarse"))
    assert advise(Question((fine, coarse), target=coarse.grid), []).approach == "A"
    downscale = advise(Question((fine, coarse), target=fine.grid), [])
    assert downscale.approach == "B" and "7 times as long (490 m)" in downscale.reasons[0]
    zion = [desk.open(data_file(f"zion/{name}.tif")) for name in ("landsat_b4", "nlcd2011", "srtm")]
    assert advise(Question(tuple(zion)), []).approach == "A"
