"""The factor of sigma, and how honest it is on dates it has not seen."""

import math

import numpy as np
import pytest

from multiscale_fusion.core.spacetime.calibration import MOST_RATIOS, RatioSample, calibrate_ratios, error_ratios
from multiscale_fusion.core.spacetime.contract import Prediction
from multiscale_fusion.core.spacetime.league import collect
from multiscale_fusion.core.spacetime.trial import HeldOut


def normal(dates=8, count=5000, scale=2.5, seed=3):
    """|error| / sigma of errors that are ``scale`` sigmas large."""
    random = np.random.default_rng(seed)
    return [np.abs(random.normal(0.0, scale, count)) for _ in range(dates)]


def test_the_factor_is_the_size_of_the_errors_in_sigmas():
    found = calibrate_ratios(normal(scale=2.5))
    assert found.factor == pytest.approx(2.5, rel=0.02)
    assert found.before == pytest.approx(math.erf(1.0 / 2.5 / math.sqrt(2.0)), abs=0.01)
    assert found.after == pytest.approx(0.6827, abs=0.01) and found.calibrated


def test_coverage_is_of_dates_left_out_of_the_factor():
    """One date three times as bad as the others: its own errors must not help its factor."""
    dates = [np.linspace(0.0, 1.0, 1001)] * 3 + [np.linspace(0.0, 3.0, 1001)]
    inside = 0
    for number, own in enumerate(dates):
        others = np.sort(np.concatenate([each for k, each in enumerate(dates) if k != number]))
        factor = others[math.ceil(0.6827 * others.size) - 1]
        inside += np.count_nonzero(own <= factor)
    found = calibrate_ratios(dates)
    assert found.after == pytest.approx(inside / 4004, abs=1e-12)
    pooled = np.sort(np.concatenate(dates))
    assert found.factor == pooled[math.ceil(0.6827 * pooled.size) - 1]
    assert np.mean(pooled <= found.factor) >= 0.6827


def test_with_two_dates_nothing_is_learned():
    found = calibrate_ratios(normal(dates=2))
    assert (found.factor, found.dates, found.calibrated) == (1.0, 2, False)
    assert math.isnan(found.after) and 0.2 < found.before < 0.4
    none = calibrate_ratios([np.array([]), np.array([])])
    assert none.factor == 1.0 and math.isnan(none.before) and none.dates == 0


def test_no_sigma_at_all_and_no_error_at_all_leave_the_factor_at_one():
    assert calibrate_ratios([np.full(9, np.inf)] * 4).factor == 1.0
    found = calibrate_ratios([np.zeros(9)] * 4)
    assert (found.factor, found.before, found.after) == (1.0, 1.0, 1.0)


def test_ratios_of_values_with_a_sigma():
    truth = np.array([[[1.0, 1.0, 1.0, np.nan, 1.0, 1.0]]])
    estimate = np.array([[[1.5, 0.0, 1.0, 1.0, 2.0, 2.0]]], np.float32)
    sigma = np.array([[[0.5, 0.5, 0.0, 1.0, 0.0, np.nan]]], np.float32)
    used = np.isfinite(truth) & np.isfinite(estimate)
    assert error_ratios(estimate, truth, sigma, used).tolist() == [1.0, 2.0, 0.0, np.inf]


def test_of_very_many_values_some_are_kept_at_equal_steps():
    """However many windows they come in: which ones are kept hangs on their order alone."""
    for count in (MOST_RATIOS - 1, MOST_RATIOS, 3 * MOST_RATIOS + 5, 11 * MOST_RATIOS):
        values = np.arange(count, dtype=np.float32)
        samples = []
        for cuts in ([], [count // 3, count // 2, count // 2, count - 1], range(1000, count, 70001)):
            sample = RatioSample()
            for part in np.split(values, cuts):
                sample.add(part)
            samples.append(sample.taken())
        assert samples[0].size == min(count, MOST_RATIOS) and samples[0].dtype == np.float32
        steps = np.diff(samples[0])
        assert samples[0][0] == 0.0 and samples[0][-1] >= count - steps.max() - 1.0
        assert abs(steps.mean() - count / samples[0].size) < 1e-3 * steps.mean() and steps.max() <= 2.0 * steps.min()
        assert all(np.array_equal(samples[0], other) for other in samples[1:])


def test_a_date_of_many_windows_keeps_as_few_ratios_as_one_of_few():
    random = np.random.default_rng(5)
    windows = []
    for column in range(0, 1600, 200):
        truth = random.random((1, 200, 200))
        estimate = (truth + random.normal(0.0, 0.1, truth.shape)).astype(np.float32)
        windows.append(HeldOut(3.0, 8.0, 4.0, ((0, 200), (column, column + 200)), truth,
                               {"ratio": Prediction(estimate, np.full(truth.shape, 0.1, np.float32))}, {"ratio": 0.1}))
    kept = collect(windows, ("ratio",)).dates[0].ratios["ratio"]
    assert kept.dtype == np.float32 and kept.size == MOST_RATIOS < 8 * 200 * 200
    assert np.quantile(kept, 0.6827) == pytest.approx(1.0, abs=0.02)
