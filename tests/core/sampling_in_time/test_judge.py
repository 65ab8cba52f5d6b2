"""Verdicts on known dates, and what is told of them."""

import numpy as np
import pytest
from multiscale_fusion.core.sampling_in_time.judge import Sampling, date_text, verdict_text

START = np.datetime64("2020-01-01T12:00:00", "s")


def dates(days):
    return START + (np.asarray(days, float) * 86_400).astype("timedelta64[s]")


@pytest.mark.parametrize(("days", "scale", "verdict"), [
    (np.arange(24) * 16.0, 365.0, "resolved"),
    (np.arange(24) * 16.0, 33.0, "resolved"),
    (np.arange(24) * 16.0, 32.0, "marginal"),                        # at the limit
    (np.arange(24) * 16.0, 31.0, "aliased"),
    (np.arange(24) * 16.0, 12.0, "aliased"),
    (np.arange(24) * 16.0, 16.0, "aliased"),                         # looks constant
    (np.delete(np.arange(73) * 5.0, slice(20, 40)), 60.0, "marginal"),   # a gap
    (np.arange(10) * 5.0, 365.0, "marginal"),                        # a short record
    (np.sort(np.random.default_rng(3).uniform(0.0, 900.0, 60)), 10.0, "marginal"),
    (np.arange(5) * 365.25, 365.25, "aliased"),                      # a look a year
])
def test_verdicts(days, scale, verdict):
    assert Sampling(dates(days), scale).verdict == verdict


def test_numbers_are_those_of_numpy():
    days = np.array([0.0, 3.0, 6.0, 21.0, 24.0])
    sampling = Sampling(dates(days), 20.0)
    assert (sampling.median, sampling.mean, sampling.longest, sampling.span) == (3.0, 6.0, 15.0, 24.0)
    assert sampling.step == 3.0 and not sampling.is_regular
    assert sampling.too_long.tolist() == [False, False, True, False]
    assert sampling.interval_dates(2) == ("2020-01-07", "2020-01-22")


def test_a_resolved_cycle_is_rebuilt_from_its_dates_and_one_in_a_gap_is_not():
    """What the verdict promises: below the limit of gaps, least squares finds a band-limited signal again."""
    generator = np.random.default_rng(5)
    days = np.cumsum(generator.uniform(4.0, 14.0, 60))
    fast = 30.0
    assert Sampling(dates(days - days[0]), fast).verdict == "resolved"
    periods = days.size * 9.0 / np.arange(1, int(days.size * 9.0 / fast) + 1)
    columns = [trig(2.0 * np.pi * days / period) for period in periods for trig in (np.cos, np.sin)]
    design = np.column_stack([np.ones_like(days), *columns])
    truth = generator.normal(size=design.shape[1])
    found, *_ = np.linalg.lstsq(design, design @ truth, rcond=None)
    np.testing.assert_allclose(found, truth, atol=1e-6)
    holed = design[(days < 200.0) | (days > 330.0)]
    assert np.linalg.cond(holed) > 100.0 * np.linalg.cond(design)


@pytest.mark.parametrize(("days", "scale", "words"), [
    (np.arange(24) * 16.0, 365.0, "Resolved: the 24 dates lie at most 16 days apart"),
    (np.arange(24) * 16.0, 12.0, "Aliased: at these dates a cycle of 12 days looks like one of 48 days "
                                 "(likeness 100 %)"),
    (np.arange(24) * 16.0, 16.0, "looks like no change at all (likeness 100 %)"),
    (np.arange(10) * 5.0, 365.0, "span 45 days only, less than one period of 365 days"),
    (np.delete(np.arange(73) * 5.0, slice(20, 40)), 60.0, "1 of 52 intervals are not shorter than that, the longest "
                                                          "105 days (2020-04-05 to 2020-07-19)"),
    (np.sort(np.random.default_rng(3).uniform(0.0, 900.0, 60)), 10.0, "no more than two in 10 days"),
])
def test_verdict_in_words(days, scale, words):
    assert words in verdict_text(Sampling(dates(days), scale))


def test_dates_show_their_time_only_where_they_have_one():
    assert date_text(START) == "2020-01-01"
    assert date_text(np.datetime64("2020-01-01T10:30:00", "s")) == "2020-01-01T10:30Z"
