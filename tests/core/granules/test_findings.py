"""What is told of footprints that are read: of the product, of its filter, and of what is left."""

import numpy as np
import pytest
from multiscale_fusion.core.granules import Granules, Options, layouts
from multiscale_fusion.core.granules.findings import tell_of_footprints, tell_of_product
from multiscale_fusion.core.product import find_product
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.core.granules.conftest import write


def told(path, **options):
    """Findings before and after reading."""
    plan, reporter = Granules([path], Options(**options)), Reporter()
    tell_of_product(plan, reporter)
    before = list(reporter.findings)
    for _ in plan.chunks():
        pass
    tell_of_footprints(plan, reporter)
    return before, reporter.findings[len(before):]


@pytest.mark.parametrize("layout", layouts().values(), ids=lambda layout: layout.id)
def test_products_and_layouts_are_of_one_mind(layout):
    product = find_product(layout.id)
    assert product.layout == "points"
    if layout.shape == "polygon":
        assert product.support.shape == "parallelogram"
    else:
        assert product.support.shape == {"disc": "disc", "segment": "strip"}[layout.shape]
        assert product.support.across_m == layout.diameter_m
        assert product.support.along_m == (layout.length_m or layout.diameter_m)


def test_a_filter_that_is_applied_is_no_finding(gedi_l2a, atl06):
    assert told(gedi_l2a(quality_flag=lambda n: np.arange(n) % 2)) == ([], [])
    assert told(atl06()) == ([], [])


@pytest.mark.parametrize(("sensitivity", "share"), [(0.96, "12.5 %"), (0.92, "12.5 %"), (0.5, "100 %")])
def test_a_filter_that_is_not_applied_is_measured(gedi_l2a, sensitivity, share):
    """Beams of 6 and 10 shots at 45 degrees north, of each of which one has another flag."""
    path = gedi_l2a(quality_flag=lambda n: (np.arange(n) != 3).astype(np.uint8),
                    sensitivity=lambda n: np.full(n, sensitivity, np.float32))
    before, (after,) = told(path, quality=False)
    assert before == [] and (after.code, after.severity, after.subject) == (
        "QUALITY_UNFILTERED", "warning", "GEDI02_A")
    assert after.message.startswith(f"{share} of the footprints do not pass")


def test_without_the_filter_good_footprints_are_no_finding(gedi_l2a):
    assert told(gedi_l2a(), quality=False) == ([], [])


def test_a_part_of_the_filter_that_cannot_be_applied_is_told(gedi_l2a):
    (before,), after = told(gedi_l2a(degrade_flag=None))
    assert after == [] and (before.code, before.severity) == ("QUALITY_UNFILTERED", "warning")
    assert before.subject.startswith("GEDI02_A_2019108080338") and "lacks degrade_flag" in before.message
    assert told(gedi_l2a(degrade_flag=None), quality=False) == ([], [])


def test_an_empty_layer_tells_what_dropped_all(gedi_l2a):
    path = gedi_l2a(quality_flag=lambda n: np.zeros(n, np.uint8))
    _, (after,) = told(path, extent=(7.9, 44.0, 8.0022, 46.0))
    assert (after.code, after.severity, after.subject) == ("FOOTPRINTS_EMPTY", "warning", "GEDI02_A")
    # 6 shots of each beam lie in the extent.
    assert "of the 16 that were read (4 outside of the extent, 12 not quality_flag = 1)" in after.message


def test_what_a_model_made_is_told(tmp_path):
    n = 3
    own = {"shot_number": np.arange(n, dtype=np.uint64), "delta_time": np.arange(n) + 4e7, "agbd": np.ones(n),
           "lat_lowestmode": np.full(n, 45.0), "lon_lowestmode": np.full(n, 8.0), "sensitivity": np.ones(n),
           "degrade_flag": np.zeros(n, np.uint8), "l4_quality_flag": np.ones(n, np.uint8)}
    path = write(tmp_path / "a.h5", {f"BEAM0000/{key}": value for key, value in own.items()},
                 {"short_name": "GEDI_L4A"})
    (before,), after = told(path)
    assert after == [] and (before.code, before.severity, before.subject) == ("MODEL_DEPENDENT", "info", "GEDI04_A")
