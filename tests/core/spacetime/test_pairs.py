"""Base dates: which are taken by each rule, and what is said where there are none."""

from types import SimpleNamespace

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.spacetime.pairs import PairChoice, PairsMissing, choose_pairs, coarse_of
from multiscale_fusion.core.spacetime.series import FusionSeries, Seen
from multiscale_fusion.tests.core.spacetime import written_series as written


class One:
    name, pairs_needed, needs_coarse = "one", (1, 1), True


class OneOrTwo:
    name, pairs_needed, needs_coarse = "oneortwo", (1, 2), True


class Two:
    name, pairs_needed, needs_coarse = "two", (2, 2), True


class Free:
    name, pairs_needed, needs_coarse = "free", (1, 2), False


class Any:
    name, pairs_needed, needs_coarse = "any", (2, None), False


@pytest.fixture(scope="module")
def series(tmp_path_factory):
    """Fine images on the days 0, 10, 14, 20 and 30, of which 14 has no coarse image and 20 no valid pixel."""
    folder = tmp_path_factory.mktemp("pairs")
    fine = []
    for day in (0, 10, 14, 20, 30):
        image = written.scene(day, 1)
        if day == 20:
            image[:] = np.nan
        fine.append(written.dated(folder, "fine", written.FINE, image, day))
    coarse = [written.dated(folder, "coarse", written.COARSE, written.means(written.scene(day, 1)), day)
              for day in (0, 5, 10, 12, 20, 30, 40)]
    return FusionSeries(fine, coarse)


def chosen(series, day, method, without=None, **choice):
    without = None if without is None else written.epoch_day(without)
    found = choose_pairs(series, written.epoch_day(day), method, PairChoice(**choice), without=without)
    return [round(series.fine_days[number] - written.epoch_day(0)) for number in found]


@pytest.mark.parametrize(("method", "day", "rule", "expected"), [
    (OneOrTwo, 5, "bracketing", [0, 10]),
    (OneOrTwo, 12, "bracketing", [10, 30]),     # 14 has no coarse image, 20 no pixel
    (Free, 12, "bracketing", [10, 14]),
    (OneOrTwo, 40, "bracketing", [30]),         # one side alone
    (Two, 40, "bracketing", [10, 30]),
    (One, 12, "bracketing", [10]),
    (One, 5, "bracketing", [0]),                # as near: the earlier one
    (Two, 12, "nearest", [0, 10]),
    (Any, 12, "bracketing", [0, 10, 14, 30]),
    (OneOrTwo, 10, "bracketing", [10, 30]),         # the date's own image is a base image as any
])
def test_rules(series, method, day, rule, expected):
    assert chosen(series, day, method, rule=rule) == expected


def test_a_held_out_date_is_not_taken(series):
    assert chosen(series, 10, OneOrTwo, without=10) == [0, 30]
    assert chosen(series, 10, Two, without=10, rule="nearest") == [0, 30]


def test_the_gap_bounds_them(series):
    assert chosen(series, 12, OneOrTwo, max_gap=5.0) == [10]
    with pytest.raises(PairsMissing, match="two needs 2 base dates and there are 1 within 5 days of 2024-05-13; raise"):
        chosen(series, 12, Two, max_gap=5.0)


def test_best_prefers_what_looks_alike(tmp_path):
    """The day 30 looks like the day 2 and the nearer one, 4, does not."""
    coarse = [written.dated(tmp_path, "coarse", written.COARSE, written.means(image), day) for day, image in
              ((2, written.scene(0, 1)), (4, written.scene(0, 1, seed=9)), (30, written.scene(0, 1)))]
    fine = [written.dated(tmp_path, "fine", written.FINE, written.scene(0, 1), day) for day in (4, 30)]
    series = FusionSeries(fine, coarse)
    assert chosen(series, 2, One) == [4]
    assert chosen(series, 2, One, rule="best") == [30]
    assert chosen(series, 2, One, rule="best", max_gap=20.0) == [4]


def test_best_costs_a_tenth_of_a_correlation_a_month(tmp_path):
    """Correlations of 1 and of about 0.9: a month is as long as that difference."""
    noise = np.random.default_rng(1).standard_normal((1, *written.COARSE.shape)).astype(np.float32)
    image = written.means(written.scene(0, 1))
    other = image + 0.5 * image.std() * noise / noise.std()
    r = np.corrcoef(image.ravel(), other.ravel())[0, 1]
    for later, expected in ((int(3 + 300 * (1 - r)) - 4, "far"), (int(3 + 300 * (1 - r)) + 4, "near")):
        folder = tmp_path / expected
        folder.mkdir()
        coarse = [written.dated(folder, "coarse", written.COARSE, values, day)
                  for day, values in ((0, image), (3, other), (later, image))]
        fine = [written.dated(folder, "fine", written.FINE, written.scene(0, 1), day) for day in (3, later)]
        assert chosen(FusionSeries(fine, coarse), 0, One, rule="best") == [later if expected == "far" else 3]


def test_slivers_serve_only_where_nothing_better_does(tmp_path):
    sliver = written.scene(0, 1)
    sliver[:, 4:] = np.nan
    fine = [written.dated(tmp_path, "fine", written.FINE, image, day)
            for day, image in ((0, written.scene(0, 1)), (8, sliver))]
    coarse = [written.dated(tmp_path, "coarse", written.COARSE, written.means(written.scene(0, 1)), day)
              for day in (0, 8, 9)]
    series = FusionSeries(fine, coarse)
    assert chosen(series, 9, One) == [0]
    assert chosen(series, 9, One, least_valid=0.0) == [8]
    assert chosen(series, 9, Two) == [0, 8]


def test_partners_have_the_same_calendar_date(series):
    assert [coarse_of(series, number) for number in range(5)] == [0, 2, None, 4, 5]


def test_no_pair_at_all_is_said(tmp_path):
    fine = [written.dated(tmp_path, "fine", written.FINE, written.scene(0, 1), 1)]
    coarse = [written.dated(tmp_path, "coarse", written.COARSE, written.means(written.scene(0, 1)), 5)]
    series = FusionSeries(fine, coarse)
    with pytest.raises(PairsMissing, match="each with a fine and a coarse image .* there are 0 for 2024-05-06; add"):
        chosen(series, 5, One)
    with pytest.raises(PairsMissing, match="each with a fine image that has valid pixels, and there are 1"):
        chosen(series, 5, Any)


@pytest.mark.parametrize("method", [OneOrTwo, Free])
def test_a_long_survey_is_planned_in_few_steps(method, monkeypatch):
    """Ten years: partners are sought once, and not for each date again."""
    days = [written.epoch_day(day) for day in range(3650)]
    series = object.__new__(FusionSeries)
    series.fine = [SimpleNamespace(span=written.span(day)) for day in range(0, 3650, 12)]
    series.coarse = [SimpleNamespace(span=written.span(day)) for day in range(3650)]
    series.fine_days, series.coarse_days, series.doubtful = tuple(days[::12]), tuple(days), frozenset()
    series._seen = tuple((Seen(0.9, (0.2,), (0.1,), (0.0,), (1.0,)),) * len(each) for each in (series.fine, days))
    counts = {"coarse_at": 0, "look": 0}
    for name in counts:
        def counted(self, *arguments, name=name, asked=getattr(FusionSeries, name)):
            counts[name] += 1
            return asked(self, *arguments)
        monkeypatch.setattr(FusionSeries, name, counted)
    found = [choose_pairs(series, day, method, PairChoice()) for day in days]
    assert found[0] == (0, 1) and found[13] == (1, 2) and found[-1] == (304,)
    assert counts["coarse_at"] <= len(series.fine) and counts["look"] <= 2


@pytest.mark.parametrize("wrong", [{"rule": "any"}, {"max_gap": 0.0}, {"max_gap": float("nan")}])
def test_choices_that_cannot_be(wrong):
    with pytest.raises(FusionError):
        PairChoice(**wrong).check()
