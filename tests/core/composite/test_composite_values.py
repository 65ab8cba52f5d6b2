"""Composites bit for bit beside NumPy's own statistics of the same stack."""

import warnings

import numpy as np
import pytest
from multiscale_fusion.tests.core.composite import stacks
from osgeo import gdal

WHOLE, MONTHS = "whole", "month"
# Of the nine scenes, every ten days from 4 May on: 4, 14, 24 May, 3, 13, 23 June, 3, 13, 23 July. They are the days
# 125, 135 ... 205 of 2024, and periods of 16 days begin on the days 113, 129, 145, 161, 177 and 193.
PARTS = {WHOLE: [slice(0, 9)], MONTHS: [slice(0, 3), slice(3, 6), slice(6, 9)],
         "season": [slice(0, 3), slice(3, 9)],
         "days": [slice(0, 1), slice(1, 2), slice(2, 4), slice(4, 6), slice(6, 7), slice(7, 9)],
         "custom": [slice(1, 5), slice(6, 9)]}
DATES = "2024-05-10/2024-06-15,2024-07-01/2024-07-31"


def by_numpy(function, stack, window):
    """A statistic of each window along the scenes, in float64."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)   # of pixels without any value
        return np.stack([function(stack[part].astype(float)) for part in PARTS[window]])


def last_valid(stack):
    number = np.where(np.isfinite(stack), np.arange(len(stack))[:, None, None], -1).max(0)
    picked = np.take_along_axis(stack, np.maximum(number, 0)[None], 0)[0]
    return np.where(number < 0, np.nan, picked)


STATISTICS = {
    "mean": lambda stack: np.nanmean(stack, axis=0),
    "median": lambda stack: np.nanmedian(stack, axis=0),
    "percentile": lambda stack: np.nanpercentile(stack, 35.0, axis=0),
    "min": lambda stack: np.nanmin(stack, axis=0),
    "max": lambda stack: np.nanmax(stack, axis=0),
    "latest": last_valid,
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    stack = stacks.values()
    return stack, stacks.write(tmp_path_factory.mktemp("scenes"), stack)


@pytest.mark.parametrize("window", PARTS)
@pytest.mark.parametrize("statistic", STATISTICS)
def test_statistics_have_the_bits_of_numpy(written, folder, statistic, window):
    stack, paths = written
    found, result = stacks.run(stacks.scenes(paths), folder, statistic=statistic, window=window, percentile=35.0,
                               dates=DATES)
    expected = by_numpy(STATISTICS[statistic], stack, window)
    assert np.array_equal(found["output"], expected, equal_nan=True) and np.isnan(expected).any()
    counts = by_numpy(lambda part: np.isfinite(part).sum(0), stack, window)
    assert np.array_equal(found["count"], counts)
    spread = by_numpy(lambda part: np.nanstd(part, axis=0), stack, window)
    assert np.array_equal(found["spread"], spread.astype(np.float32), equal_nan=True)
    assert result.kind == "intensive" and len(result.windows) == len(PARTS[window])
    assert result.used == (7 if window == "custom" else 9)


@pytest.mark.parametrize("outputs", [(), ("count",)])
@pytest.mark.parametrize("statistic", STATISTICS)
def test_scenes_that_come_one_after_another_give_the_same_bits(written, folder, statistic, outputs):
    stack, paths = written
    found, _ = stacks.run(stacks.scenes(paths), folder, statistic=statistic, window=MONTHS, percentile=35.0,
                          outputs=outputs, min_count=2)
    expected, counts = (by_numpy(each, stack, MONTHS)
                        for each in (STATISTICS[statistic], lambda part: np.isfinite(part).sum(0)))
    assert np.array_equal(found["output"], np.where(counts >= 2, expected, np.nan), equal_nan=True)
    assert not outputs or np.array_equal(found["count"], counts)


@pytest.mark.parametrize("count", [2, 3, 24, 41, 60, 97])
def test_quantiles_of_few_and_many_scenes(folder, tmp_path, count):
    stack = stacks.values(count, seed=count, shape=(48, 33), missing=0.1)
    given = stacks.scenes(stacks.write(tmp_path, stack))
    for order in (0.0, 12.5, 90.0, 100.0):
        found, _ = stacks.run(given, folder, statistic="percentile", percentile=order, outputs=())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            expected = np.nanpercentile(stack.astype(float), order, axis=0)
        assert np.array_equal(found["output"][0], expected, equal_nan=True)


@pytest.mark.parametrize("statistic", ["mean", "median", "max"])
def test_outliers_are_dropped_by_the_median_absolute_deviation(written, folder, statistic):
    stack, paths = written
    loud = stack.astype(float)
    loud[4, 10:30, 10:40] += 300.0
    given = stacks.scenes(stacks.write(folder.parent, loud.astype(np.float32)))
    found, _ = stacks.run(given, folder, statistic=statistic, outliers=3.0)
    loud = loud.astype(np.float32).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        middle = np.nanmedian(loud, axis=0)
        apart = np.abs(loud - middle)
        limit = 3.0 * (1.4826 * np.nanmedian(apart, axis=0))
    enough = np.isfinite(loud).sum(0) >= 3
    dropped = (apart > limit) & (limit > 0.0) & enough
    assert dropped[4, 10:30, 10:40].sum() > 300 and (limit == 0.0).any()
    kept = np.where(dropped, np.nan, loud)
    assert np.array_equal(found["output"], by_numpy(STATISTICS[statistic], kept, WHOLE), equal_nan=True)
    assert np.array_equal(found["count"][0], np.isfinite(kept).sum(0))


def test_too_few_values_are_nodata(written, folder):
    stack, paths = written
    found, _ = stacks.run(stacks.scenes(paths), folder, statistic="mean", min_count=7)
    few = np.isfinite(stack).sum(0) < 7
    assert 0 < few.sum() < few.size
    assert np.array_equal(np.isnan(found["output"][0]), few) and np.array_equal(np.isnan(found["spread"][0]), few)
    assert np.array_equal(found["count"][0], np.isfinite(stack).sum(0))


def scored(written, seed=5):
    """Scores of whole numbers with ties and gaps, by a seed of their own."""
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 4, written.shape).astype(np.float32)
    scores[rng.random(scores.shape) < 0.1] = np.nan
    return scores


@pytest.mark.parametrize("best, sign", [("lowest", 1.0), ("highest", -1.0)])
def test_the_best_value_and_of_equal_ones_the_latest(written, folder, tmp_path, best, sign):
    stack, paths = written
    scores = scored(stack)
    (tmp_path / "scores").mkdir()
    qualities = stacks.write(tmp_path / "scores", scores)
    found, _ = stacks.run(stacks.scenes(paths, qualities), folder, statistic="best_quality", best=best)
    streamed, _ = stacks.run(stacks.scenes(paths, qualities), folder, statistic="best_quality", best=best, outputs=())
    assert np.array_equal(found["output"], streamed["output"], equal_nan=True)
    usable = np.isfinite(stack) & np.isfinite(scores)
    ranked = np.where(usable, sign * scores, np.inf)[::-1]           # the latest first, which argmin takes of equals
    pick = np.argmin(ranked, axis=0)
    expected = np.take_along_axis(stack[::-1].astype(float), pick[None], 0)[0]
    expected[~usable.any(0)] = np.nan
    assert np.array_equal(found["output"][0], expected, equal_nan=True)
    assert np.array_equal(found["count"][0], usable.sum(0))


def test_weights_of_inverse_variance(written, folder, tmp_path):
    stack, paths = written
    sigma = np.abs(np.random.default_rng(8).normal(1.0, 0.5, stack.shape)).astype(np.float32)
    sigma[0, :20] = 0.0      # says nothing
    sigma[1, 20:25] = np.nan
    (tmp_path / "sigma").mkdir()
    given = stacks.scenes(paths, stacks.write(tmp_path / "sigma", sigma))
    found, _ = stacks.run(given, folder, statistic="inverse_variance")
    streamed, _ = stacks.run(given, folder, statistic="inverse_variance", outputs=())
    assert np.array_equal(found["output"], streamed["output"], equal_nan=True)
    usable = np.isfinite(stack) & (sigma > 0.0)
    values, square = np.where(usable, stack, 0.0).astype(float), sigma.astype(float) * sigma.astype(float)
    weights = np.where(usable, 1.0 / np.where(usable, square, 1.0), 0.0)
    with np.errstate(invalid="ignore"):
        expected = (weights * values).sum(0) / weights.sum(0)
        spread = np.sqrt((weights * (values - expected) ** 2).sum(0) / weights.sum(0))
    assert np.array_equal(found["output"][0], expected, equal_nan=True)
    assert np.allclose(found["spread"][0], spread, rtol=1e-6, equal_nan=True)
    assert np.array_equal(found["count"][0], usable.sum(0))


@pytest.mark.parametrize("scale", [0.0, 4.5])
def test_weights_of_the_distance_in_time(written, folder, scale):
    stack, paths = written
    found, _ = stacks.run(stacks.scenes(paths), folder, statistic="time_distance", window=MONTHS, time_scale=scale,
                          outputs=())
    # Days at noon UTC from the first of the month at 0:00, and the middles of months of 31, 30 and 31 days.
    days = [[3.5, 13.5, 23.5], [2.5, 12.5, 22.5], [2.5, 12.5, 22.5]]
    for number, (part, length) in enumerate(zip(PARTS[MONTHS], (31.0, 30.0, 31.0))):
        width = scale or length / 4.0
        weights = np.exp(-0.5 * ((np.array(days[number]) - length / 2.0) / width) ** 2)[:, None, None]
        there = np.isfinite(stack[part])
        with np.errstate(invalid="ignore"):
            expected = np.where(there, weights * stack[part], 0.0).sum(0) / np.where(there, weights, 0.0).sum(0)
        assert np.allclose(found["output"][number], expected, rtol=1e-9, equal_nan=True)


def test_bands_tell_their_windows(written, folder):
    _, paths = written
    stacks.run(stacks.scenes(paths), folder, window=MONTHS)
    dataset = gdal.Open(str(folder / "out.tif"))
    bands = [dataset.GetRasterBand(number) for number in (1, 2, 3)]
    assert [band.GetDescription() for band in bands] == ["2024-05", "2024-06", "2024-07"]
    assert [band.GetMetadataItem("TIME_START") for band in bands] == [
        "2024-05-01T00:00:00Z", "2024-06-01T00:00:00Z", "2024-07-01T00:00:00Z"]
    assert [band.GetMetadataItem("TIME_END") for band in bands] == [
        "2024-05-31T23:59:59Z", "2024-06-30T23:59:59Z", "2024-07-31T23:59:59Z"]
    assert dataset.GetMetadataItem("TIME_COVERAGE_START") == "2024-05-01T00:00:00Z"
    again, = stacks.scenes([folder / "out.tif"])
    assert again.span.text == "2024-05-01/2024-07-31"


def test_scaled_integers_are_scaled_first(folder, tmp_path):
    stored = np.random.default_rng(3).integers(10000, 20000, (4, *stacks.SHAPE)).astype(np.int16)
    stored[2, :30] = -9999
    paths = stacks.write(tmp_path, stored, nodata=-9999)
    for path in paths:
        dataset = gdal.Open(str(path), gdal.GA_Update)
        dataset.GetRasterBand(1).SetScale(0.02)
        dataset.GetRasterBand(1).SetOffset(-5.0)
        del dataset
    found, _ = stacks.run(stacks.scenes(paths), folder, statistic="mean")
    scaled = np.where(stored == -9999, np.nan, stored * 0.02 + -5.0)
    assert np.array_equal(found["output"][0], np.nanmean(scaled, axis=0))


def test_directions_decibels_and_kelvins_average_by_their_kind(written, folder):
    stack, paths = written
    given, there = stacks.scenes(paths), np.isfinite(stack)
    wide, count = np.where(there, stack, 0.0).astype(float), np.isfinite(stack).sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        found, _ = stacks.run(given, folder, kind="radiative")
        assert np.allclose(found["output"][0], ((wide**4).sum(0) / count) ** 0.25, rtol=1e-12, equal_nan=True)
        spread = np.sqrt(np.where(there, (wide - wide.sum(0) / count) ** 2, 0.0).sum(0) / count)
        assert np.allclose(found["spread"][0], spread, rtol=1e-6, equal_nan=True)
        angle = np.radians(wide)
        east, north = (np.where(there, each(angle), 0.0).sum(0) / count for each in (np.sin, np.cos))
        found, _ = stacks.run(given, folder, kind="circular")
        mean = np.degrees(np.arctan2(east, north)) % 360.0
        assert np.allclose(found["output"][0], mean, rtol=1e-9, equal_nan=True)
        assert np.allclose(found["spread"][0], np.minimum(np.hypot(east, north), 1.0), rtol=1e-5, equal_nan=True)
        low = stacks.write(folder.parent, stack - np.float32(300.0))
        found, _ = stacks.run(stacks.scenes(low), folder, kind="decibel")
        power = np.where(there, 10.0 ** ((stack - np.float32(300.0)).astype(float) / 10.0), 0.0).sum(0) / count
        assert np.allclose(found["output"][0], 10.0 * np.log10(power), rtol=1e-9, equal_nan=True)


def test_classes_are_picked_and_keep_their_type(folder, tmp_path):
    codes = np.random.default_rng(6).choice(np.array([10, 20, 80, 255], np.uint8), (5, *stacks.SHAPE))
    paths = stacks.write(tmp_path, codes, nodata=255)
    found, _ = stacks.run(stacks.scenes(paths), folder, statistic="latest", kind="categorical", dtype="auto",
                          outputs=("count",))
    assert np.array_equal(found["output"][0], last_valid(np.where(codes == 255, np.nan, codes)), equal_nan=True)
    dataset = gdal.Open(str(folder / "out.tif"))
    band = dataset.GetRasterBand(1)
    assert (band.DataType, band.GetNoDataValue()) == (gdal.GDT_Byte, 255.0)
