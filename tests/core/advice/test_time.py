"""Rules of time: mismatch of dates and windows, aliasing."""

from datetime import datetime

import pytest
from multiscale_fusion.core.advice.rules import time
from multiscale_fusion.core.advice.times import TimeSpan
from multiscale_fusion.core.variable.band_sample import draw_sample
from multiscale_fusion.tests.core.advice.rule_cases import box, found

FINE, COARSE = box(30.0, 20, 20), box(300.0, 4, 4)
MISMATCH, ALIASING = ("TIME_MISMATCH", "warning"), ("TIME_ALIASING", "warning")


def ask(layers, **question):
    """Codes and severities, and the findings."""
    findings = found(time.RULES, layers, **question)[1]
    return [(each.code, each.severity.value) for each in findings], findings


def dated(desk, names, grid=FINE):
    return [desk.layer(name, grid) for name in names]


# TIME_MISMATCH

@pytest.mark.parametrize("fine, coarse", [
    ("a_2020-10-02.tif", "b_2020-11-10.tif"),
    ("a_2020-10-02.tif", "b_2020-10-03.tif"),
    ("MOD13A1_NDVI_2016_033.tif", "LST_20160210.tif"),              # a day in a composite of 16
    ("MOD13A1_NDVI_2016_033.tif", "MOD11A1_LST_2016_300.tif"),
    ("ESA_WorldCover_10m_2020_v100_N00E006_Map.tif", "ndvi_20221005.tif"),
])
def test_layers_of_different_times_are_told(desk, fine, coarse):
    codes, findings = ask([desk.layer(fine, FINE), desk.layer(coarse, COARSE)])
    assert codes == [MISMATCH]
    assert fine in findings[0].subject and coarse in findings[0].subject
    assert "Composite" in findings[0].remedy


def test_the_distance_is_told_in_days(desk):
    _, findings = ask(dated(desk, ["a_2020-10-02.tif", "b_2020-11-10.tif"]))
    assert "39 days apart" in findings[0].message
    assert "2020-10-02 (from the name)" in findings[0].message


@pytest.mark.parametrize("first, second", [
    ("a_2020-10-02.tif", "b_2020-10-02.tif"),
    ("a_20201002T183000.tif", "b_2020-10-02.tif"),
    ("MOD13A1_NDVI_2016_033.tif", "MOD13A1_EVI_2016_033.tif"),
    ("ESA_WorldCover_10m_2020_v100_N00E006_Map.tif", "ndvi_20200705.tif"),   # a map of the year holds in it
    ("a_2020-10-02.tif", "dem.tif"),
])
def test_layers_of_one_time_are_not(desk, first, second):
    assert ask([desk.layer(first, FINE), desk.layer(second, COARSE)])[0] == []


def test_what_the_caller_knows_counts_more_than_the_name(desk):
    july = TimeSpan(datetime(2020, 7, 1), datetime(2020, 7, 1, 23), "from the layer's properties")
    path = desk.raster("a_2020-10-02.tif", FINE)
    other = desk.layer("b_2020-07-01.tif", COARSE)
    assert ask([desk.open(path), other])[0] == [MISMATCH]
    assert ask([desk.open(path, times=july), other])[0] == []


def test_a_series_is_meant_to_differ_and_has_to_share_time_with_others(desk):
    days = ["2020-10-02", "2020-10-12", "2020-10-22"]
    series = dated(desk, [f"{day}_fine.tif" for day in days])
    assert ask(series)[0] == []
    assert ask([*series, desk.layer("lst_2020-10-17.tif", COARSE)])[0] == []
    codes, findings = ask([*series, desk.layer("lst_2021-10-17.tif", COARSE)])
    assert codes == [MISMATCH]
    assert "the series from 2020-10-02_fine.tif on" in findings[0].subject


def test_two_dates_of_one_variable_differ_unless_another_has_both(desk):
    fine = dated(desk, ["2020-10-02_fine.tif", "2020-11-10_fine.tif"])
    assert ask(fine)[0] == [MISMATCH]
    coarse = dated(desk, ["2020-10-02_coarse.tif", "2020-11-10_coarse.tif"], COARSE)
    assert ask([*fine, *coarse])[0] == []
    assert ask([*fine, coarse[0]])[0] == [MISMATCH]


def test_fusion_in_time_wants_different_dates(desk):
    layers = dated(desk, ["a_2020-10-02.tif", "b_2020-11-10.tif"])
    assert ask(layers, purpose="spatiotemporal")[0] == []
    assert ask(layers, purpose="stack")[0] == [MISMATCH]


def test_slow_processes_bear_days_between_the_layers(desk):
    layers = dated(desk, ["a_2020-10-02.tif", "b_2020-10-09.tif"])
    assert ask(layers, time_scale=60.0)[0] == []
    assert ask(layers, time_scale=10.0)[0] == [MISMATCH, ALIASING]


# TIME_ALIASING

@pytest.mark.parametrize("step, scale, aliased", [(10, 19.0, True), (10, 20.0, False), (10, 60.0, False),
                                                  (1, 2.0, False), (1, 1.5, True)])
def test_nyquist_holds_to_the_day(desk, step, scale, aliased):
    series = dated(desk, [f"2020-10-{day:02d}_fine.tif" for day in range(1, 31, step)])
    codes, findings = ask(series, time_scale=scale)
    assert (codes == [ALIASING]) == aliased
    if aliased:
        assert f"at most {scale / 2:.2g} days apart" in findings[0].remedy
        assert f"changes over {2 * step} days" in findings[0].remedy


def test_no_time_scale_or_a_single_date_is_not_aliased(desk):
    series = dated(desk, ["2020-10-01_fine.tif", "2020-10-21_fine.tif", "2020-11-10_fine.tif"])
    assert ask(series)[0] == []
    assert ask(series[:1], time_scale=1.0)[0] == []
    assert ask(series, time_scale=1.0)[0] == [ALIASING]


def test_a_gap_in_a_dense_series_is_told_as_one(desk):
    series = dated(desk, [f"2020-10-{day:02d}_fine.tif" for day in (1, 2, 3, 4, 20, 21, 22)])
    codes, findings = ask(series, time_scale=4.0)
    assert codes == [ALIASING]
    assert "1 of 6 intervals" in findings[0].message and "the longest 16 days" in findings[0].message


def test_fusion_in_time_has_the_interval_of_the_densest_series(desk):
    fine = dated(desk, ["2020-10-01_fine.tif", "2020-10-17_fine.tif"])
    coarse = dated(desk, [f"2020-10-{day:02d}_coarse.tif" for day in range(1, 18)], COARSE)
    assert ask([*fine, *coarse], time_scale=8.0, purpose="spatiotemporal")[0] == []
    assert ask([*fine, *coarse], time_scale=8.0)[0] == [ALIASING]


# Real files

def test_the_ecostress_pair_is_two_years_apart(data_dir, desk):
    layers = [desk.open(path) for path in sorted(data_dir.glob("ecostress/*.tif"))]
    assert len(layers) == 2
    codes, findings = ask(layers)
    assert codes == [MISMATCH]
    assert "2022-04-20" in findings[0].message and "2024-06-17" in findings[0].message
    assert "789 days" in findings[0].message    # 254 + 365 + 170 days, by the calendar


def test_the_salton_series_is_clean(data_dir, desk):
    layers = [desk.open(path) for path in sorted(data_dir.glob("salton_series/*/*.tif"))]
    assert len(layers) == 184
    assert ask(layers)[0] == []
    assert ask(layers, time_scale=5.0)[0] == []


def test_a_fine_and_a_coarse_salton_image_of_different_days_do_not_match(data_file, desk):
    fine = desk.open(data_file("salton_series/fine/2020-10-02_fine.tif"))
    assert ask([fine, desk.open(data_file("salton_series/coarse/2020-10-02_coarse.tif"))])[0] == []
    assert ask([fine, desk.open(data_file("salton_series/coarse/2020-11-10_coarse.tif"))])[0] == [MISMATCH]


def test_composites_of_16_days_resolve_a_month_and_no_weeks(data_dir, desk):
    layers = [desk.open(path) for path in sorted(data_dir.glob("modis_series/*/NDVI/*.tif"))]
    assert len(layers) == 23
    assert ask(layers, time_scale=32.0)[0] == []
    codes, findings = ask(layers, time_scale=20.0)
    assert codes == [ALIASING]
    assert "23 dates are 16 days apart" in findings[0].message


def test_kranj_landsat_comes_too_rarely_for_a_week_and_modis_does_not(data_dir, desk):
    landsat = [desk.open(path) for path in sorted(data_dir.glob("kranj_series/landsat/unfilled/*.tif"))]
    modis = [desk.open(path) for path in sorted(data_dir.glob("kranj_series/modis/filled/*.tif"))]
    assert (len(landsat), len(modis)) == (4, 26)
    codes, findings = ask([*landsat, *modis], time_scale=7.0)
    assert codes == [ALIASING]
    assert "4 dates are 9 days apart" in findings[0].message     # days 68, 77, 93, 100
    assert ask([*landsat, *modis], time_scale=7.0, purpose="spatiotemporal")[0] == []


def test_no_pixel_is_read(data_file, desk, monkeypatch):
    layer = desk.open(data_file("salton_series/fine/2020-10-02_fine.tif"))
    monkeypatch.setattr(type(layer.source), "read", lambda *_: pytest.fail("pixels were read"))
    with pytest.raises(pytest.fail.Exception):
        draw_sample(layer.source, 1)
    ask([layer, layer], time_scale=3.0)
