"""The spectral window against scipy's Lomb-Scargle periodogram of a real cycle, and aliases against |f - k fs|."""

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.sampling_in_time.window import spectral_window, strongest_alias, window_curve
from scipy.signal import lombscargle


def periodogram_peak(days, period, slowest, fastest):
    """The frequency between two at which scipy finds most power of a cycle sampled at the dates; step 1e-5 / day."""
    values = np.cos(2.0 * np.pi * days / period + 0.7)
    frequencies = np.arange(slowest, fastest, 1e-5)
    power = lombscargle(days, values - values.mean(), 2.0 * np.pi * frequencies)
    return frequencies[power.argmax()], power


def test_window_is_one_at_the_sampling_frequency_and_follows_its_definition():
    days = np.sort(np.random.default_rng(1).uniform(0.0, 300.0, 40))
    frequencies = np.linspace(0.0, 0.5, 77)
    expected = [abs(sum(np.exp(-2j * np.pi * f * t) for t in days) / 40)**2 for f in frequencies]
    np.testing.assert_allclose(spectral_window(days, frequencies), expected, atol=1e-12)
    regular = np.arange(40) * 16.0
    np.testing.assert_allclose(spectral_window(regular, np.array([0.0, 1 / 16, 2 / 16])), 1.0, atol=1e-12)


@pytest.mark.parametrize("period", [30.0, 20.0, 12.0, 10.0, 7.3, 5.0, 1.03])
def test_regular_dates_take_a_cycle_to_the_folded_frequency(period):
    interval, days = 16.0, np.arange(60) * 16.0
    sampling, wanted = 1.0 / interval, 1.0 / period
    folded = min(abs(wanted - k * sampling) for k in range(40))
    alias = strongest_alias(days, period)
    assert alias.power == pytest.approx(1.0, abs=1e-6)
    assert 1.0 / alias.period == pytest.approx(folded, rel=1e-3)
    # What scipy sees of the sampled cycle below half the sampling frequency.
    seen, _ = periodogram_peak(days, period, 2e-4, 0.5 * sampling)
    assert 1.0 / alias.period == pytest.approx(seen, abs=5e-5)


def test_figures_of_the_advice_page_hold():
    """The table of TIME_ALIASING: cycles seen every 16 days."""
    days = np.arange(50) * 16.0
    assert strongest_alias(days, 40.0) is None
    assert [round(strongest_alias(days, period).period, 2) for period in (20.0, 12.0, 10.0)] == [80.0, 48.0, 40.0]
    assert np.isinf(strongest_alias(days, 8.0).period)


def test_a_regular_grid_with_missing_dates_keeps_its_alias():
    days = np.sort(np.random.default_rng(2).permutation(80)[:45]) * 8.0
    alias = strongest_alias(days, 9.0)
    assert alias.period == pytest.approx(72.0, rel=1e-3) and alias.power == pytest.approx(1.0, abs=1e-6)
    seen, _ = periodogram_peak(days, 9.0, 2e-4, 1.0 / 16.0)
    assert 1.0 / seen == pytest.approx(72.0, rel=5e-3)


def test_two_satellites_hours_apart_confuse_a_daily_cycle_as_scipy_does():
    """Looks at 10:30 and 13:30: the mean interval is half a day, and still a cycle of 1.1 days looks slow."""
    days = np.sort(np.concatenate([np.arange(60) + 10.5 / 24, np.arange(60) + 13.5 / 24]))
    alias = strongest_alias(days, 1.1)
    assert alias.power == pytest.approx(np.cos(np.pi * 3.0 / 24.0)**2, abs=1e-3)
    assert alias.period == pytest.approx(1.0 / (1.0 - 1.0 / 1.1), rel=5e-3)
    seen, power = periodogram_peak(days, 1.1, 0.05, 0.45)
    assert 1.0 / alias.period == pytest.approx(seen, abs=1e-3)
    _, whole = periodogram_peak(days, 1.1, 0.05, 0.95)
    assert power.max() / whole.max() == pytest.approx(alias.power, abs=0.05)


def test_irregular_dates_have_no_alias_where_scipy_finds_the_cycle_itself():
    days = np.sort(np.random.default_rng(3).uniform(0.0, 900.0, 60))     # 15 days apart on average
    assert strongest_alias(days, 10.0) is None
    seen, _ = periodogram_peak(days, 10.0, 1e-3, 0.2)
    assert 1.0 / seen == pytest.approx(10.0, rel=1e-2)


def test_alias_does_not_depend_on_origin_or_order_of_magnitude():
    days = np.arange(30) * 16.0 + np.random.default_rng(4).uniform(-0.1, 0.1, 30)
    first = strongest_alias(days, 12.0)
    moved, faster = strongest_alias(days + 7e5, 12.0), strongest_alias(days / 24.0, 0.5)
    assert moved.period == pytest.approx(first.period, rel=1e-6)
    assert faster.period == pytest.approx(first.period / 24.0, rel=1e-6)


def test_the_critical_period_is_no_alias_of_itself():
    assert strongest_alias(np.arange(30) * 16.0, 32.0) is None


def test_too_long_a_record_is_refused():
    with pytest.raises(FusionError, match="more than 131072 times the time scale of 0.01 days"):
        strongest_alias(np.arange(3000.0), 0.01)


def test_curve_starts_at_one_and_keeps_peaks():
    frequencies, heights = window_curve(np.arange(300) * 5.0, 4.0, points=50)
    assert len(frequencies) <= 50 and heights[0] == pytest.approx(1.0)
    assert heights[np.abs(frequencies - 0.2) < 0.01].max() > 0.9
