"""Leave one date out: what is held out, what methods get to see, and how they are compared."""

import dataclasses
import math
import threading
import time

import numpy as np
import pytest

from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.spacetime import trial as trial_module
from multiscale_fusion.core.spacetime.contract import Fuser, Prediction
from multiscale_fusion.core.spacetime.league import Trial, TrialDate, choose_method, collect, standings, try_methods
from multiscale_fusion.core.spacetime.options import FusionOptions
from multiscale_fusion.core.spacetime.pairs import PairChoice
from multiscale_fusion.core.spacetime.scores import ImageSums
from multiscale_fusion.core.spacetime.series import FusionSeries
from multiscale_fusion.core.spacetime.trial import HeldOut, gap_around, run_trial, trial_days, trial_windows
from multiscale_fusion.tests.core.spacetime import written_series as written

DAYS = (0, 10, 14, 30, 60)
SEEN = []


class Toy(Fuser):
    """The mean of the base images by inverse distance in days: of two that bracket, linear interpolation."""

    name = "interpolation"
    pairs_needed = (1, 2)
    needs_coarse = False
    learned_ = 0

    def reach(self, pixel, cell):
        return 0.0

    def survey(self, tiles):
        self.learned_ = sum(tile.frame.inner_shape[0] * tile.frame.inner_shape[1] for tile in tiles())
        return self

    def fit(self, frame, pairs, series=()):
        self._frame, self._pairs = frame, pairs
        return self

    def predict(self, coarse, day):
        SEEN.append((day, tuple(pair.day for pair in self._pairs), self.learned_))
        weights = np.array([1.0 / abs(pair.day - day) for pair in self._pairs])
        inner = [pair.fine[(slice(None), *self._frame.inner_slices)].astype(float) for pair in self._pairs]
        values = sum(weight * image for weight, image in zip(weights / weights.sum(), inner)).astype(np.float32)
        return Prediction(values, np.full_like(values, 0.02))


class Worse(Toy):
    name = "persistence"

    def predict(self, coarse, day):
        found = super().predict(coarse, day)
        return Prediction(found.values + np.float32(0.05), found.sigma)


class Holed(Toy):
    """Predicts nothing in the first three rows of a window."""

    name = "starfm"

    def predict(self, coarse, day):
        found = super().predict(coarse, day)
        found.values[:, :3] = np.nan
        return found


class Failing(Toy):
    name = "estarfm"

    def fit(self, frame, pairs, series=()):
        raise FusionError("it cannot.")


class Empty(Toy):
    name = "fsdaf"

    def predict(self, coarse, day):
        found = super().predict(coarse, day)
        return Prediction(np.full_like(found.values, np.nan), found.sigma)


TOYS = {toy.name: toy for toy in (Toy, Worse, Holed, Failing, Empty)}


@pytest.fixture
def toys(monkeypatch):
    monkeypatch.setattr(trial_module, "fuser_class", TOYS.__getitem__)
    monkeypatch.setattr(trial_module, "fuser_of", lambda method, options: TOYS[method](options))
    SEEN.clear()


@pytest.fixture
def series(tmp_path):
    return FusionSeries(*written.series(tmp_path, DAYS, (*DAYS, 50)))


def day(number):
    return pytest.approx(written.epoch_day(number), abs=1e-3)


def run(series, methods=("interpolation",), **keywords):
    return list(run_trial(series, methods, PairChoice(), FusionOptions(), **keywords))


def test_inner_dates_with_both_images_are_held_out(tmp_path):
    fine, coarse = written.series(tmp_path, DAYS, (0, 10, 30, 60))    # none of day 14
    empty = np.full((2, *written.SHAPE), np.nan, np.float32)
    empty[:, :10] = 0.3                                               # 17 % valid
    fine.append(written.dated(tmp_path, "fine", written.FINE, empty, 40))
    coarse.append(written.dated(tmp_path, "coarse", written.COARSE, written.means(written.scene(40)), 40))
    series = FusionSeries(fine, coarse)
    assert list(trial_days(series)) == [day(10), day(30)]
    assert list(trial_days(series, PairChoice(max_gap=25.0))) == [day(10)]
    assert len(trial_days(series, PairChoice(least_valid=0.1))) == 3
    assert gap_around(series, series.fine_days[1]) == pytest.approx((30.0, 10.0))
    assert gap_around(series, series.fine_days[0]) == pytest.approx((10.0, 10.0))
    midnight = math.floor(series.fine_days[1])      # of the same date: its own image is none of its neighbours
    assert gap_around(series, midnight) == pytest.approx((30.0, 10.0), abs=0.51)


def test_a_day_is_a_calendar_date_and_predicted_for_when_its_image_was_taken(toys, series):
    held, other = (run(series, days=[day])[0] for day in (series.fine_days[2], math.floor(series.fine_days[2])))
    assert other.day == held.day == series.fine_days[2] and (other.gap, other.nearest) == (held.gap, held.nearest)
    assert np.array_equal(other.predictions["interpolation"].values, held.predictions["interpolation"].values,
                          equal_nan=True)


def test_a_method_never_sees_the_image_that_is_held_out(toys, series):
    run(series)
    assert {seen for seen, _, _ in SEEN} == {series.fine_days[k] for k in (1, 2, 3)}
    for held, base, learned in SEEN:
        number = series.fine_days.index(held)
        assert base == (series.fine_days[number - 1], series.fine_days[number + 1])
        assert learned == written.SHAPE[0] * written.SHAPE[1]


def test_predictions_are_interpolated_by_hand(toys, series):
    found = run(series, days=[series.fine_days[2]])[0]
    first, second = written.scene(10), written.scene(30)
    first[:, 8:14, 10:30] = np.nan
    second[:, 24:30, 10:30] = np.nan
    assert np.allclose(found.predictions["interpolation"].values, 0.8 * first + 0.2 * second, atol=1e-6, equal_nan=True)
    truth = written.scene(14)
    truth[:, 16:22, 10:30] = np.nan
    assert np.array_equal(found.truth, truth, equal_nan=True)
    assert (found.gap, found.nearest) == pytest.approx((20.0, 4.0)) and found.seconds["interpolation"] > 0.0


def test_limits_hold_for_what_is_scored(toys, series):
    options = FusionOptions(limits=(0.15, 0.3))
    found = next(run_trial(series, ("interpolation",), PairChoice(), options)).predictions["interpolation"].values
    assert np.nanmin(found) == np.float32(0.15) and np.nanmax(found) == np.float32(0.3)


def test_a_method_that_cannot_is_told_and_left_out(toys, series):
    trial = try_methods(series, tuple(TOYS), PairChoice(), FusionOptions())
    assert trial.ranked == ("interpolation", "persistence", "starfm") and len(trial.compared) == 3
    assert trial.errors("estarfm") == {"it cannot.": 3}
    assert list(trial.errors("fsdaf").values()) == [3]
    assert trial.dates[0].coverage["fsdaf"] == 0.0
    with pytest.raises(FusionError, match="no fine image"):
        run(series, days=[series.fine_days[0] + 2.0])


def test_all_methods_are_compared_on_the_same_values(toys, series):
    """The method with holes takes its rows away from the others too; each one's own coverage is told."""
    trial = try_methods(series, ("interpolation", "persistence", "starfm"), PairChoice(), FusionOptions())
    for date in trial.dates:
        number = series.fine_days.index(date.day)
        truth, (first, second) = written.scene(DAYS[number]), (written.scene(DAYS[k]) for k in (number - 1, number + 1))
        for image, k in ((truth, number), (first, number - 1), (second, number + 1)):
            image[:, 8 * k:8 * k + 6, 10:30] = np.nan
        weight = (DAYS[number + 1] - DAYS[number]) / (DAYS[number + 1] - DAYS[number - 1])
        error = weight * first.astype(float) + (1.0 - weight) * second - truth
        compared = np.isfinite(error)
        compared[:, :3] = False
        for method, shift in (("interpolation", 0.0), ("persistence", 0.05), ("starfm", 0.0)):
            for band, found in enumerate(date.sums[method].scores().bands):
                each = error[band][compared[band]] + shift
                assert found.count == each.size
                assert found.rmse == pytest.approx(math.sqrt(np.mean(each**2)), rel=1e-4)
        share = np.count_nonzero(np.isfinite(error)) / np.count_nonzero(np.isfinite(truth))
        assert date.coverage["interpolation"] == pytest.approx(share)
        assert date.coverage["starfm"] < date.coverage["interpolation"]


def test_threads_change_nothing(toys, series):
    one, two = (run(series, ("interpolation", "persistence", "starfm"), threads=threads) for threads in (1, 3))
    assert len(one) == len(two) == 3
    for a, b in zip(one, two):
        assert (a.day, a.window, list(a.predictions)) == (b.day, b.window, list(b.predictions))
        for method in a.predictions:
            assert np.array_equal(a.predictions[method].values, b.predictions[method].values, equal_nan=True)


def test_a_large_image_is_sampled_in_windows(toys, series):
    found = run(series, most_pixels=900)
    assert len({held.window for held in found}) == len(found) / 3
    assert all(learned == sum(held.truth[0].size for held in found if held.day == seen) for seen, _, learned in SEEN)


@pytest.mark.parametrize("shape, most", [((1000, 1000), 1 << 20), ((5000, 5000), 1 << 20), ((40, 9000), 1 << 16),
                                         ((3, 5), 1 << 20), ((700, 10), 500), ((90, 90), 7)])
def test_windows_lie_in_the_image_apart_and_spread(shape, most):
    windows = trial_windows(shape, most)
    seen = np.zeros(shape, np.uint8)
    for (top, bottom), (left, right) in windows:
        assert 0 <= top < bottom <= shape[0] and 0 <= left < right <= shape[1]
        seen[top:bottom, left:right] += 1
    assert seen.max() == 1
    if shape[0] * shape[1] <= most:
        assert seen.min() == 1
    else:
        assert most / 4 < seen.sum() <= most
        rows, columns = np.nonzero(seen)
        for place, size in ((rows, shape[0]), (columns, shape[1])):
            assert abs(place.mean() - size / 2) <= max(1.0, 0.02 * size)


def test_cancel_stops_and_progress_ends_at_one(toys, series, reporter):
    run(series, reporter=reporter)
    assert reporter.fractions[-1] == 1.0 and reporter.fractions == sorted(reporter.fractions)
    reporter.fractions.clear()
    reporter.cancel_at = 0.5
    with pytest.raises(Cancelled):
        run(series, reporter=reporter)


class Stopping:
    """Cancels once a toy has begun."""

    def __init__(self, reporter):
        self.reporter, self.begun, self.after = reporter, threading.Event(), 0

    def begin(self):
        if self.begun.is_set():
            self.after += 1
        self.begun.set()
        self.reporter.cancel_at = 0.0
        time.sleep(0.4)     # until the caller has looked


def cancelled_run(monkeypatch, series, reporter, toy, **keywords):
    monkeypatch.setattr(trial_module, "fuser_class", lambda method: toy)
    monkeypatch.setattr(trial_module, "fuser_of", lambda method, options: toy(options))
    with pytest.raises(Cancelled):
        run(series, reporter=reporter, threads=1, **keywords)


@pytest.mark.parametrize("most_pixels", [1 << 20, 900])
def test_a_cancel_is_heard_while_a_method_learns(monkeypatch, series, reporter, most_pixels):
    stopping = Stopping(reporter)

    class Slow(Toy):
        def survey(self, tiles):
            for _ in range(20):
                for _ in tiles():
                    stopping.begin()
            return self

    cancelled_run(monkeypatch, series, reporter, Slow, most_pixels=most_pixels)
    assert stopping.after <= 1


def test_a_cancel_is_heard_within_a_window(monkeypatch, series, reporter):
    """A method is asked for few pixels at a time, the fewer the more of them each one is compared with."""
    stopping, sides = Stopping(reporter), []

    class Slow(Toy):
        def predict(self, coarse, day):
            sides.extend(self._frame.inner_shape)
            stopping.begin()
            return super().predict(coarse, day)

    monkeypatch.setattr(trial_module, "_SHORTEST", 8)
    monkeypatch.setattr(trial_module, "fuser_class", lambda method: Slow)
    monkeypatch.setattr(trial_module, "fuser_of", lambda method, options: Slow(options))
    with pytest.raises(Cancelled):
        list(run_trial(series, ("interpolation",), PairChoice(), FusionOptions(window=30.0 * 653), threads=1,
                       reporter=reporter))
    assert stopping.after <= 1 and max(sides) <= 9


def test_a_cancel_is_heard_between_the_scores_of_two_methods(reporter, monkeypatch):
    truth = np.random.default_rng(0).random((1, 40, 40)).astype(np.float32)
    window = HeldOut(3.0, 8.0, 4.0, ((0, 40), (0, 40)), truth,
                     {name: Prediction(truth, truth) for name in ("ratio", "starfm", "fsdaf")},
                     dict.fromkeys(("ratio", "starfm", "fsdaf"), 0.1))
    scored = []

    def add(sums, *images):
        scored.append(images)
        reporter.cancel_at = 0.0

    monkeypatch.setattr(ImageSums, "add", add)
    with pytest.raises(Cancelled):
        collect([window], reporter=reporter)
    assert len(scored) == 1


def test_windows_that_are_predicted_in_blocks_are_the_same(series, monkeypatch):
    methods = ("starfm", "ratio", "interpolation")
    whole = run(series, methods, days=[series.fine_days[2]])[0]
    monkeypatch.setattr(trial_module, "_block_side", lambda task: 17)
    parts = run(series, methods, days=[series.fine_days[2]])[0]
    for method in methods:
        one, other = whole.predictions[method], parts.predictions[method]
        assert np.array_equal(one.values, other.values, equal_nan=True) and one.filled == other.filled
        assert np.array_equal(one.sigma, other.sigma, equal_nan=True) and np.isfinite(one.values).any()


def made_up(errors, days=5, gap=10.0, seed=1):
    """A trial of methods whose RMSE is that of ``errors`` (by method; a number, or one for each date)."""
    random, dates = np.random.default_rng(seed), []
    for number in range(days):
        truth = random.random((1, 30, 30))
        sums = {}
        for method, size in errors.items():
            size = size[number] if isinstance(size, (list, tuple)) else size
            sums[method] = ImageSums(1, 1.0, (0.0,), detail=False)
            estimate = truth + size * np.sign(random.random(truth.shape) - 0.5)
            sums[method].add(estimate, truth, np.ones(truth.shape, bool))
        gaps = gap[number] if isinstance(gap, (list, tuple)) else gap
        dates.append(TrialDate(100.0 + number, gaps, gaps / 2.0, truth.size, sums, dict.fromkeys(errors, 1.0),
                               {method: np.full(9, 0.5) for method in errors}))
    return Trial(tuple(errors), tuple(dates))


def test_the_least_typical_error_wins_and_a_contaminated_date_does_not_decide():
    """On four dates of five interpolation is twice as good; over all values together it would be the worst."""
    trial = made_up({"interpolation": [0.1, 0.1, 0.1, 0.1, 0.9], "starfm": 0.2, "fitfc": 0.19})
    method, table = choose_method(trial)
    assert method == "interpolation" and [each.method for each in table] == ["interpolation", "fitfc", "starfm"]
    assert table[0].rmse[0] == pytest.approx(math.sqrt((4 * 0.01 + 0.81) / 5)) and table[1].rmse[0] < table[0].rmse[0]
    spread = [np.std(np.random.default_rng(1).random((1, 30, 30)))]
    assert trial.dates[0].sums["fitfc"].scores().relative == pytest.approx(0.19 / spread[0])
    relative = [date.sums["interpolation"].scores().relative for date in trial.dates]
    assert table[0].relative == pytest.approx(np.prod(relative) ** (1 / 5))
    assert choose_method(trial.without(100.0).without(101.0))[0] == "fitfc"


def test_of_equal_methods_the_simplest_is_taken():
    assert choose_method(made_up({"estarfm": 0.2, "ratio": 0.2005, "fitfc": 0.2004}))[0] == "ratio"
    assert choose_method(made_up({"estarfm": 0.2, "ratio": 0.203}))[0] == "estarfm"


def test_two_dates_are_too_few_to_choose_by():
    method, table = choose_method(made_up({"estarfm": 0.1, "interpolation": 0.3}, days=2))
    assert method == "interpolation" and table[0].method == "estarfm"
    assert choose_method(Trial(("estarfm",), ()), default="difference") == ("difference", [])


def test_a_method_that_is_missing_on_most_dates_is_not_ranked():
    trial = made_up({"estarfm": 0.1, "interpolation": 0.3, "starfm": 0.2})
    dates = [dataclasses.replace(date, sums={name: sums for name, sums in date.sums.items()
                                             if not (name == "estarfm" and k < 3 or name == "starfm" and k == 0)})
             for k, date in enumerate(trial.dates)]
    trial = Trial(trial.methods, tuple(dates))
    assert trial.ranked == ("interpolation", "starfm") and len(trial.compared) == 4
    assert [each.method for each in standings(trial)] == ["starfm", "interpolation"]


def test_bands_count_in_standard_deviations_of_their_own():
    """Errors of a band of large values do not outweigh those of another."""
    random = np.random.default_rng(2)
    truth = random.random((2, 40, 40)) * np.array([1.0, 1e4])[:, None, None]
    noise = random.normal(size=truth.shape)
    made = {"interpolation": truth + noise * np.array([0.01, 1000.0])[:, None, None],
            "starfm": truth + noise * np.array([0.2, 900.0])[:, None, None]}
    windows = [HeldOut(100.0 + k, 8.0, 4.0, ((0, 40), (0, 40)), truth,
                       {name: Prediction(values, np.ones_like(values)) for name, values in made.items()},
                       dict.fromkeys(made, 0.1)) for k in range(3)]
    assert choose_method(windows)[0] == "interpolation"
    trial = collect(windows, tuple(made))
    assert trial.seconds("starfm") == pytest.approx(0.1 * 1e6 / 1600)
