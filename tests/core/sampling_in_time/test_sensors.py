"""The table of sensors agrees with the table of products, and cures are those that look often enough."""

import pytest
from multiscale_fusion.core.product import products
from multiscale_fusion.core.sampling_in_time.sensors import (
    QUANTITIES, cure_text, cures, interval_text, quantities_of, sensors,
)


def test_every_sensor_has_a_source_and_products_that_exist():
    known = {product.id for product in products()}
    for sensor in sensors():
        assert {*sensor.products, *sensor.composites} <= known, sensor.name
        assert sensor.observes in QUANTITIES and sensor.source and sensor.resolution_m > 0.0
        low, high = sensor.revisit_days
        assert 0.0 < low <= high


def test_products_that_look_often_are_no_composites():
    windows = {product.id: product.window_days for product in products()}
    for sensor in sensors():
        for identifier in sensor.products:
            # MCD43A4 is made of 16 days and comes daily.
            assert windows[identifier] is None or identifier == "MCD43A4", identifier


@pytest.mark.parametrize(("scale", "quantities", "first"), [
    (8.0, {"reflectance"}, "HLS (Landsat, Sentinel-2)"),
    (12.0, {"reflectance"}, "Sentinel-2 MSI"),
    (5.0, {"reflectance"}, "MODIS (Terra, Aqua)"),
    (20.0, {"temperature"}, "ECOSTRESS"),
    (1.0, {"temperature"}, "GOES ABI"),
    (10.0, {"soil_moisture"}, "SMAP"),
])
def test_the_finest_sensor_that_suffices_comes_first(scale, quantities, first):
    assert cures(scale, frozenset(quantities))[0].name == first


def test_an_interval_of_half_the_scale_does_not_suffice():
    names = {sensor.name for sensor in cures(10.0, frozenset())}
    assert "Sentinel-2 MSI" not in names and "HLS (Landsat, Sentinel-2)" in names


def test_quantities_of_products():
    assert quantities_of(["MOD11A2"]) == {"temperature"}
    assert quantities_of(["MOD13A1", "SPL3SMP"]) == {"reflectance", "soil_moisture"}
    assert quantities_of(["NLCD"]) == frozenset()


def test_words():
    named = {sensor.name: interval_text(sensor) for sensor in sensors()}
    assert named["Sentinel-2 MSI"] == "every 5 days" and named["ECOSTRESS"] == "every 1 to 5 days, irregularly"
    assert named["GPM IMERG"] == "every 30 minutes or less"
    assert cure_text(0.01, frozenset()).startswith("No sensor of the table looks more often than every 0.005 days")
    told = cure_text(8.0, frozenset({"reflectance"}))
    assert "HLS (Landsat, Sentinel-2) (reflectance, 30 m, every 2 to 3 days)" in told
