"""Which methods and windows of a date are compared where some methods are blind in parts of it."""

import numpy as np
import pytest

from multiscale_fusion.core.spacetime.contract import Prediction
from multiscale_fusion.core.spacetime.league import best_of, collect, not_compared, standings
from multiscale_fusion.core.spacetime.scores import ImageSums
from multiscale_fusion.core.spacetime.trial import HeldOut

SIDE = 40
METHODS = ("interpolation", "difference", "starfm")


def windows(blind, days=5, count=4, shift=0.1, rows=SIDE):
    """Windows of some dates; ``blind`` (method, day, window) tells how many rows of a window a method lacks."""
    random, found = np.random.default_rng(0), []
    for day in range(days):
        for number in range(count):
            truth = random.random((1, rows, SIDE)).astype(np.float32)
            made = {}
            for place, method in enumerate(METHODS):
                noise = random.standard_normal(truth.shape).astype(np.float32)
                values = truth + np.float32(shift * (place + 1)) * noise
                values[:, :blind(method, day, number)] = np.nan
                made[method] = Prediction(values, np.ones_like(values))
            found.append(HeldOut(float(day), 8.0, 4.0, ((0, rows), (SIDE * number, SIDE * number + SIDE)), truth, made,
                                 dict.fromkeys(METHODS, 0.1)))
    return found


def pooled_errors(chosen, method, used=slice(None)):
    return np.concatenate([(each.predictions[method].values - each.truth)[:, used].ravel() for each in chosen])


def test_a_window_that_some_methods_do_not_see_counts_for_none():
    """A coarse cloud over one window of four: the methods predict 75 % of each date."""
    made = windows(lambda method, day, number: SIDE if method != "interpolation" and number == day % 4 else 0)
    trial = collect(made, METHODS)
    assert trial.ranked == METHODS and len(trial.compared) == 5 and not not_compared(trial)
    for day, date in enumerate(trial.dates):
        assert date.coverage == pytest.approx({"interpolation": 1.0, "difference": 0.75, "starfm": 0.75})
        seen = [each for number, each in enumerate(made[4 * day:4 * day + 4]) if number != day % 4]
        for method in METHODS:
            scores = date.sums[method].scores().bands[0]
            assert scores.count == 3 * SIDE * SIDE
            assert scores.rmse == pytest.approx(np.sqrt(np.mean(pooled_errors(seen, method).astype(float) ** 2)))
    assert [each.method for each in standings(trial)] == list(METHODS)


def test_a_method_with_less_than_half_of_a_date_is_left_out_and_takes_no_window_from_the_others():
    made = windows(lambda method, day, number: SIDE if method == "starfm" and number != 1 else 0)
    trial = collect(made, METHODS)
    assert trial.ranked == ("interpolation", "difference")
    assert all(date.sums["difference"].count == 4 * SIDE * SIDE for date in trial.dates)
    note, = not_compared(trial)
    assert note.startswith("STARFM is not compared on some dates (5 of 5): it predicts less than half")


def test_windows_seen_in_part_are_compared_where_all_see_them():
    blind = {("starfm", 0): 10, ("difference", 1): 30, ("starfm", 2): 19}     # rows of 40
    made = windows(lambda method, day, number: blind.get((method, number), 0))
    date = collect(made, METHODS).dates[0]
    errors = np.concatenate([pooled_errors(made[:1], "interpolation", slice(10, None)),
                             pooled_errors(made[2:3], "interpolation", slice(19, None)),
                             pooled_errors(made[3:4], "interpolation")]).astype(float)
    assert {each.count for each in date.sums.values()} == {errors.size}
    assert date.sums["interpolation"].scores().bands[0].rmse == pytest.approx(np.sqrt(np.mean(errors**2)))


def test_methods_that_see_no_window_together_leave_the_fuller_and_simpler_one():
    made = windows(lambda method, day, number: SIDE if (method == "starfm" and number < 2) or (
        method == "difference" and number >= 2) else 0)
    trial = collect(made, METHODS)
    assert trial.ranked == ("interpolation", "difference") and trial.dates[0].sums["difference"].count == 2 * SIDE**2
    assert list(trial.errors("starfm")) == ["it predicts no part of the image that all the other methods predict too."]


def test_a_method_that_fails_in_one_window_is_compared_in_the_others():
    made = windows(lambda method, day, number: 0)
    for each in made[::4]:
        del each.predictions["starfm"]
        each.failed["starfm"] = "it cannot."
    trial = collect(made, METHODS)
    assert trial.ranked == METHODS and trial.errors("starfm") == {}
    assert trial.dates[0].coverage["starfm"] == 0.75
    assert trial.dates[0].sums["starfm"].count == 3 * SIDE**2


def test_dates_without_any_window_in_common_are_told():
    made = windows(lambda method, day, number: SIDE if method == "starfm" and day == 0 else 0)
    trial = collect(made, METHODS)
    assert trial.ranked == METHODS and len(trial.compared) == 4
    assert trial.dates[0].sums.keys() == {"interpolation", "difference"}
    assert [str(note)[:60] for note in not_compared(trial)] == [
        "STARFM is not compared on some dates (1 of 5): it predicts l",
        "Some held-out dates (1 of 5) are left out of the comparison,"]


def test_sums_of_groups_of_windows_are_those_of_all_windows():
    """Windows where a method that is left out sees something go to a group of their own."""
    made = windows(lambda method, day, number: 0 if method != "starfm" or number == 2 else SIDE, days=1)
    found = collect(made, METHODS).dates[0].sums["difference"].scores()
    sums = ImageSums(1, 1.0, (0.0,), detail=False)
    for each in made:
        sums.add(each.predictions["difference"].values, each.truth, np.isfinite(each.truth))
    assert found.relative == pytest.approx(sums.scores().relative, rel=1e-12)


def test_the_best_is_the_simplest_of_equal_ones_in_any_order():
    table = standings(collect(windows(lambda method, day, number: 0, shift=0.0), METHODS))
    assert best_of(table).method == best_of(table[::-1]).method == "interpolation"
