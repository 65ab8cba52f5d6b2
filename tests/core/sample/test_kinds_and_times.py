"""Which statistics a band has, classes and their columns, dates, and names of fields."""

from datetime import datetime

import numpy as np
import pytest
from multiscale_fusion.core.advice.times import TimeSpan
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.sample import Footprints, Options, Sampler, sample
from multiscale_fusion.core.sample.names import LONGEST, Names, stem
from multiscale_fusion.core.sample.times import days_between
from multiscale_fusion.tests.core.engine import UTM, grid, write
from osgeo import gdal

GRID = grid(UTM, 500_000, 4_000_000, 10, (64, 64))
# Scale of UTM at its central meridian: 10 m on the ground are 9.996 m on the map.
SIDE = 0.9996


def patches():
    """Classes 1, 2, 5 in patches of 8 x 8 pixels."""
    small = np.random.default_rng(3).choice([1, 2, 5], (8, 8), p=[0.5, 0.3, 0.2])
    return np.kron(small, np.ones((8, 8), int)).astype("uint8")


def classes(path):
    def named(dataset):
        table = gdal.ColorTable()
        for value in (1, 2, 5):
            table.SetColorEntry(value, (40 * value, 20, 90, 255))
        dataset.GetRasterBand(1).SetColorTable(table)
        dataset.GetRasterBand(1).SetCategoryNames(["", "water", "forest", "", "", "field", "ice"])
    return write(path, GRID, patches(), describe=named)


def smooth(seed=0):
    j, i = np.mgrid[0:64, 0:64] / 64.0
    return (0.5 + 0.3 * np.sin(4 * i + seed) * np.cos(3 * j) + 0.001 * np.random.default_rng(seed).normal(
        size=(64, 64))).astype("float32")


def points(column, row, **more):
    x, y = GRID.affine * (np.asarray(column, float), np.asarray(row, float))
    return Footprints(GRID.crs.proj, x, y, **more)


def run(paths, footprints, reporter=None, times=None, **options):
    return sample([RasterSource(str(path)) for path in paths], footprints, Options(**options), reporter=reporter,
                  times=times)


def test_shares_of_classes(tmp_path, reporter):
    path = classes(tmp_path / "cover.tif")
    column, row, side = np.array([8.0, 20.0, 40.3]), np.array([8.0, 20.0, 15.9]), 60.0
    found = run([path], points(column, row, diameter=side, length=side, azimuth=0.0), reporter, support="segment",
                statistics=("mode", "fractions", "count"))
    assert list(found) == ["cover_mode", "cover_fraction_1", "cover_fraction_2", "cover_fraction_5",
                           "cover_fraction_6", "cover_count"]
    half = 3.0 * SIDE
    for k in range(3):
        def cut(at):
            return np.clip(np.minimum(np.arange(64) + 1, at + half) - np.maximum(np.arange(64), at - half), 0, 1)
        weight = cut(row[k])[:, None] * cut(column[k])
        shares = {code: weight[patches() == code].sum() / weight.sum() for code in (1, 2, 5)}
        for code, share in shares.items():
            assert found[f"cover_fraction_{code}"][k] == pytest.approx(share, abs=1e-4)
        assert found["cover_fraction_6"][k] == 0.0
        assert found["cover_count"][k] == pytest.approx(weight.sum(), rel=1e-4)
        assert shares[found["cover_mode"][k]] == pytest.approx(max(shares.values()), abs=1e-4)


def test_classes_have_no_mean(tmp_path):
    path = classes(tmp_path / "cover.tif")
    footprints = points([8.0], [8.0], diameter=60.0)
    with pytest.raises(FusionError, match="CATEGORICAL_AVERAGE"):
        run([path], footprints, support="disc", statistics=("mean",))
    with pytest.raises(FusionError, match="CATEGORICAL_AVERAGE"):
        run([path], footprints, support="bilinear")
    with pytest.raises(FusionError, match="no meaning for categorical"):
        run([path], footprints, support="disc", kind="categorical", statistics=("std",))
    assert list(run([path], footprints, support="disc", accept=frozenset({"CATEGORICAL_AVERAGE"}))) == ["cover_mean"]
    assert run([path], points([8.5, 1.0], [8.5, 1.0]))["cover_value"].tolist() == [patches()[8, 8], patches()[1, 1]]


def test_layers_of_different_kinds_go_together(tmp_path, reporter):
    paths = [classes(tmp_path / "cover.tif"), write(tmp_path / "ndvi.tif", GRID, smooth())]
    found = run(paths, points([30.0], [30.0], diameter=50.0), reporter, support="gaussian",
                statistics=("mean", "mode", "valid_fraction"))
    assert list(found) == ["cover_mode", "cover_valid_fraction", "ndvi_mean", "ndvi_valid_fraction"]
    assert [finding.code for finding in reporter.findings].count("STATISTIC_LEFT_OUT") == 2


def test_an_index_is_advised_to_be_made_of_sampled_bands(tmp_path, reporter):
    run([write(tmp_path / "ndvi.tif", GRID, smooth())], points([30.0], [30.0], diameter=50.0), reporter, support="disc",
        kind="ratio")
    (finding,) = (each for each in reporter.findings if each.code == "RATIO_AVERAGE")
    assert "means of its bands" in finding.remedy and "NUMERATOR" not in finding.remedy


def test_classes_that_no_sample_showed(tmp_path, reporter):
    path = classes(tmp_path / "cover.tif")
    footprints = points([20.0, 44.0], [20.0, 44.0], diameter=400.0)
    run([path], footprints, reporter, support="disc", kind="categorical", statistics=("fractions",), classes=(1, 2))
    told = [finding for finding in reporter.findings if finding.code == "UNKNOWN_CLASSES"]
    assert len(told) == 1 and "classes 5 under" in told[0].message


def test_angles_and_decibels(tmp_path):
    j, i = np.mgrid[0:64, 0:64]
    angle = (350.0 + 20.0 * (i % 2)).astype("float32") % 360.0
    path = write(tmp_path / "aspect.tif", GRID, angle)
    footprints = points([10.0], [10.0], diameter=40.0 / SIDE, length=40.0 / SIDE, azimuth=0.0)
    assert run([path], footprints, support="segment", kind="circular")["aspect_mean"][0] % 360.0 == pytest.approx(
        0.0, abs=1e-4)
    power = np.where(i % 2, -10.0, -20.0).astype("float32")
    path = write(tmp_path / "vv.tif", GRID, power)
    found = run([path], footprints, support="segment", kind="decibel", statistics=("mean", "min", "median"))
    assert found["vv_mean"][0] == pytest.approx(10 * np.log10(0.5 * (0.1 + 0.01)), abs=1e-4)
    assert found["vv_min"][0] == -20.0


def test_bands_have_names(tmp_path):
    path = write(tmp_path / "stack.tif", GRID, np.stack([smooth(), smooth(1)]))
    with RasterSource(path) as source:
        sampler = Sampler([source, source], Options(prefix="s_", statistics=("mean",), support="disc"),
                          taken=["S_stack_B1_mean"])
        assert [column.name for column in sampler.columns] == [
            "s_stack_b1_2_mean", "s_stack_b2_mean", "s_stack_b1_3_mean",
            "s_stack_b2_2_mean"]
        assert {column.band for column in sampler.columns} == {1, 2}


def test_names_are_unique_and_short():
    names = Names()
    start = "MOD13Q1.A2022110.h08v05.061.2022129182215_250m_16_days_NDVI_and_more_of_it"
    first, second = names.unique(start, "_mean"), names.unique(start, "_mean")
    assert len(first) == len(second) == LONGEST and first.lower() != second.lower()
    assert first.startswith("MOD13Q1.A2022110") and first.endswith("_mean") and second.endswith("_2_mean")
    assert len(names.shortened) == 1
    assert stem("MOD11A1.A2022110.hdf:LST_Day_1km") == "MOD11A1.A2022110_LST_Day_1km"
    assert stem("dem 30 m.tif") == "dem_30_m" and stem("x.y.2020.tif") == "x.y.2020"


def span(begin, end=None):
    return TimeSpan(datetime.fromisoformat(begin), datetime.fromisoformat(end or begin), "as given")


def test_days_to_a_span():
    time = np.array(["2020-06-01T12:00", "2020-06-10T12:00", "2020-06-15", "NaT"], "datetime64[s]")
    days = days_between(time, span("2020-06-10", "2020-06-12"))
    np.testing.assert_array_equal(days, [8.5, 0.0, -3.0, np.nan])


def test_rasters_count_near_their_time(tmp_path, reporter):
    first, second, static = smooth(1), smooth(2), smooth(3)
    second[:, :10] = np.nan
    paths = [write(tmp_path / name, GRID, values) for name, values in (
        ("a.tif", first), ("b.tif", second), ("dem.tif", static))]
    times = [span("2020-06-01"), span("2020-06-11"), None]
    time = np.array(["2020-06-02", "2020-06-09", "2020-06-06", "2020-06-09", "2020-07-30", "NaT"], "datetime64[s]")
    column = np.array([20.5, 20.5, 20.5, 5.5, 20.5, 20.5])
    found = run(paths, points(column, np.full(6, 30.5), time=time), reporter, times, time_tolerance=8.0)
    a, b = (each[30, column.astype(int)] for each in (first, second))
    nan = np.nan
    np.testing.assert_array_equal(found["a_value"], [a[0], a[1], a[2], a[3], nan, nan])
    np.testing.assert_array_equal(found["b_value"], [nan, b[1], b[2], nan, nan, nan])
    np.testing.assert_array_equal(found["dem_value"], static[30, column.astype(int)])
    # Equally near: the first. Nothing there: the next nearest.
    np.testing.assert_array_equal(found["nearest_value"], [a[0], b[1], a[2], a[3], nan, nan])
    assert found["nearest_raster"].tolist() == ["a", "b", "a", "a", None, None]
    np.testing.assert_array_equal(found["nearest_days"], [-1.0, 2.0, -5.0, -8.0, nan, nan])


def test_times_from_names(tmp_path):
    path = write(tmp_path / "ndvi_2020-06-01.tif", GRID, smooth())
    time = np.array(["2020-06-03", "2020-06-08"], "datetime64[s]")
    found = run([path], points([4.5, 4.5], [4.5, 4.5], time=time), time_tolerance=3.0)
    assert np.isfinite(found["ndvi_2020-06-01_value"]).tolist() == [True, False]
    assert list(found) == ["ndvi_2020-06-01_value"]
