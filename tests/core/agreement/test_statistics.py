"""Agreement against NumPy and SciPy, groups, and what there is not."""

import numpy as np
import pytest
from multiscale_fusion.core.agreement import agreement, robust_line
from multiscale_fusion.core.agreement.comparison import Groups, compare, without_far
from multiscale_fusion.core.agreement.statistics import MOST_OF_LINE
from multiscale_fusion.core.errors import FusionError
from scipy import stats


def made(seed=1, count=200, ties=False):
    random = np.random.default_rng(seed)
    sampled = random.normal(100.0, 20.0, count)
    own = 3.0 + 0.9 * sampled + random.normal(0.0, 2.0, count)
    return (np.round(own), np.round(sampled, -1)) if ties else (own, sampled)


def test_numbers_are_numpy_s_and_scipy_s():
    own, sampled = made()
    found, difference = agreement(own, sampled), own - sampled
    assert found.count == 200
    assert found.bias == pytest.approx(np.mean(difference))
    assert found.median == pytest.approx(np.median(difference))
    assert found.std == pytest.approx(np.std(difference))
    assert found.nmad == pytest.approx(stats.median_abs_deviation(difference, scale="normal"), rel=1e-4)
    assert found.rmse == pytest.approx(np.sqrt(np.mean(difference**2)))
    assert found.mae == pytest.approx(np.mean(np.abs(difference)))
    assert found.correlation == pytest.approx(stats.pearsonr(own, sampled).statistic)
    assert found.rmse**2 == pytest.approx(found.bias**2 + found.std**2)


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("seed, count", [(1, 200), (2, 31), (3, 8)])
def test_the_robust_line_is_scipy_s(seed, count, ties):
    own, sampled = made(seed, count, ties)
    found, expected = robust_line(own, sampled), stats.theilslopes(own, sampled)
    assert (found.slope, found.intercept) == pytest.approx((expected.slope, expected.intercept), rel=1e-12)
    assert (found.slope_low, found.slope_high) == pytest.approx((expected.low_slope, expected.high_slope), rel=1e-12)
    assert found.pairs == count


def test_outliers_do_not_bend_the_line():
    own, sampled = made()
    before = robust_line(own, sampled)
    own[::10] += 1500.0
    after = robust_line(own, sampled)
    assert abs(after.slope - before.slope) < 0.05 and abs(np.polyfit(sampled, own, 1)[0] - before.slope) > 0.1


def test_of_many_pairs_a_spread_sample_gives_nearly_the_same_line():
    own, sampled = made(count=20_000)
    found = robust_line(own, sampled)
    assert found.pairs == MOST_OF_LINE and found.slope_low < 0.9 < found.slope_high
    assert found.slope == pytest.approx(0.9, abs=0.01)


def test_pairs_without_a_value_do_not_count():
    own, sampled = made()
    with_holes = np.append(own, [np.nan, 5.0, np.inf]), np.append(sampled, [5.0, np.nan, 3.0])
    assert agreement(*with_holes) == agreement(own, sampled) and robust_line(*with_holes) == robust_line(own, sampled)


def test_what_there_is_not_is_nan():
    nothing = agreement(np.array([np.nan]), np.array([1.0]))
    assert nothing.count == 0 and np.isnan(nothing.bias) and np.isnan(nothing.rmse)
    flat = np.full(20, 7.0), np.full(20, 5.0)
    assert agreement(*flat).bias == 2.0 and np.isnan(agreement(*flat).correlation)
    assert np.isnan(robust_line(*flat).slope) and robust_line(*flat).pairs == 20
    assert np.isnan(robust_line(np.array([1.0]), np.array([2.0])).slope)


def test_groups_are_in_order_and_tell_their_own_numbers():
    own, sampled = made(count=6)
    groups = Groups.of([2, None, 10.0, 2, 10.0, 2], "(none)")
    assert groups.names == ("2", "10", "(none)") and groups.labels.tolist() == [0, 2, 1, 0, 1, 0]
    parts = compare(own, sampled, groups)
    assert [part.name for part in parts] == [None, "2", "10", "(none)"]
    assert [part.agreement.count for part in parts] == [6, 3, 2, 1]
    assert parts[2].agreement == agreement(own[[2, 4]], sampled[[2, 4]])
    assert Groups.of(["b", "a", None], "-").names == ("a", "b", "-")
    assert [part.name for part in compare(own, sampled, None)] == [None]


def test_too_many_groups_are_no_groups():
    assert len(Groups.of(list(range(100)), "-").names) == 100
    with pytest.raises(FusionError, match="more than 100 different values"):
        Groups.of(list(range(101)), "-")


def test_pairs_too_far_apart_lose_their_own_value():
    own, sampled = np.array([1.0, 60.0, np.nan]), np.array([0.0, 0.0, 0.0])
    np.testing.assert_array_equal(without_far(own, sampled, 50.0), [1.0, np.nan, np.nan])
    assert without_far(own, sampled, None) is own
