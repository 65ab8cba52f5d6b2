"""Two variables on the same cells: by NumPy and by hand."""

import numpy as np
import pytest
from multiscale_fusion.core.statistics.pair import density, histogram, limits_of, pair_statistics


def test_statistics_by_numpy():
    rng = np.random.default_rng(1)
    x = rng.normal(290.0, 4.0, 5000)
    y = 3.0 + 0.98 * x + rng.normal(0.0, 1.5, 5000)
    found = pair_statistics(x, y)
    slope, intercept = np.polyfit(x, y, 1)
    assert found.count == 5000
    assert found.r == pytest.approx(np.corrcoef(x, y)[0, 1], rel=1e-12)
    assert (found.slope, found.intercept) == (pytest.approx(slope, rel=1e-9), pytest.approx(intercept, rel=1e-7))
    assert found.bias == pytest.approx(np.mean(y) - np.mean(x), rel=1e-9)
    assert found.rmse == pytest.approx(np.sqrt(np.mean((y - x) ** 2)), rel=1e-12)


def test_statistics_by_hand():
    found = pair_statistics(np.array([1, 2, 3]), np.array([2, 2, 5]))
    assert (found.slope, found.intercept, found.bias) == (1.5, 0.0, 1.0)
    assert found.rmse == pytest.approx(np.sqrt(5 / 3)) and found.r == pytest.approx(0.75**0.5)


def test_what_there_is_not():
    none = pair_statistics(np.empty(0), np.empty(0))
    assert none.count == 0 and np.isnan([none.r, none.slope, none.bias, none.rmse]).all()
    flat = pair_statistics(np.full(9, 0.1), np.arange(9.0))
    assert np.isnan([flat.r, flat.slope]).all() and flat.bias == pytest.approx(3.9)
    level = pair_statistics(np.arange(9.0), np.full(9, 0.1))
    assert np.isnan(level.r) and level.slope == pytest.approx(0.0, abs=1e-12)


def test_histogram_and_density():
    values = np.array([0.0, 0.1, 0.9, 1.0])
    found = histogram(values, bins=4)
    assert found.counts.tolist() == [2, 0, 0, 2] and found.edges.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert histogram(values, (-1.0, 3.0), 2).counts.tolist() == [3, 1]
    assert not histogram(np.empty(0)).counts.size
    shade = density(np.array([0.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0]), (0.0, 1.0), (0.0, 1.0), 2)
    assert shade.counts.tolist() == [[1, 1], [0, 1]]


def test_limits_are_apart():
    assert limits_of(np.array([1.0, 3.0])) == (1.0, 3.0)
    for value in (0.0, 7.0, -1e9, 1e-9):
        low, high = limits_of(np.full(3, value))
        assert low < value < high
