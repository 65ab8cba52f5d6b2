"""Evaluation from files to a table, a report and a sentence."""

import csv

import numpy as np
import pytest

from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.spacetime import trial as trial_module
from multiscale_fusion.core.spacetime.baselines import Persistence
from multiscale_fusion.core.spacetime.error_maps import ErrorMaps
from multiscale_fusion.core.spacetime.evaluate import COLUMNS, evaluate, gap_classes, verdict
from multiscale_fusion.core.spacetime.contract import Prediction
from multiscale_fusion.core.spacetime.league import NAMES, best_of, standings
from multiscale_fusion.core.spacetime.methods import fuser_of
from multiscale_fusion.core.spacetime.options import FusionOptions
from multiscale_fusion.core.spacetime.trial import HeldOut
from multiscale_fusion.tests.core.spacetime import written_series as written
from multiscale_fusion.tests.core.spacetime.test_trial import made_up

METHODS = ("persistence", "interpolation", "difference")
DAYS = (0, 10, 14, 30, 60, 90)


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def one_of(rows, **wanted):
    found = [row for row in rows if all(row[name] == str(value) for name, value in wanted.items())]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def images(tmp_path):
    return written.series(tmp_path, DAYS, DAYS, holes=False)


def test_the_table_holds_scores_counted_by_hand(images, folder):
    path = str(folder / "scores.csv")
    found = evaluate(*images, methods=METHODS, table=path)
    rows = rows_of(path)
    assert tuple(rows[0]) == COLUMNS and len(rows) == len(found.rows)
    assert [row["date"] for row in rows if row["scope"] == "date" and row["band"] == "all"][::3] == [
        "2024-05-11", "2024-05-15", "2024-05-31", "2024-06-30"]
    estimate = (20 - 4) / 20 * written.scene(10).astype(float) + 4 / 20 * written.scene(30)
    error = estimate - written.scene(14)
    row = one_of(rows, scope="date", date="2024-05-15", method="interpolation", band=2)
    assert float(row["rmse"]) == pytest.approx(np.sqrt(np.mean(error[1] ** 2)), rel=1e-5)
    assert float(row["bias"]) == pytest.approx(np.mean(error[1]), abs=1e-7)
    assert float(row["gap_days"]) == pytest.approx(20.0) and float(row["nearest_days"]) == pytest.approx(4.0)
    pooled = one_of(rows, scope="all", method="interpolation", band=1)
    squares = []
    for before, day, after in zip(DAYS, DAYS[1:], DAYS[2:]):
        weight = (after - day) / (after - before)
        made = weight * written.scene(before).astype(float) + (1 - weight) * written.scene(after)
        squares.append((made[0] - written.scene(day)[0]) ** 2)
    assert float(pooled["rmse"]) == pytest.approx(np.sqrt(np.mean(squares)), rel=1e-5)
    assert int(pooled["values"]) == 4 * written.SHAPE[0] * written.SHAPE[1] and pooled["dates"] == "4"


def test_numbers_are_those_of_any_number_of_threads(images, folder):
    texts = []
    for threads in (1, 2):
        path = folder / f"{threads}.csv"
        evaluate(*images, methods=METHODS, table=str(path), threads=threads)
        texts.append(path.read_bytes())
    assert texts[0] == texts[1]


def test_the_report_opens_with_the_verdict_and_holds_its_tables(images, folder):
    path = folder / "report.html"
    found = evaluate(*images, methods=METHODS, report=str(path))
    page = path.read_text("utf-8")
    assert page.index(str(found.verdict)[:40]) < page.index("<table")
    assert {each.name for each in folder.iterdir()} == {"report.html", *(f"report_{name}.csv" for name in (
        "methods", "bands", "gaps", "dates", "uncertainty"))}
    methods = rows_of(folder / "report_methods.csv")
    assert methods[0]["Method"] == NAMES[found.best] and len(methods) == 3
    assert float(methods[0]["Time per megapixel [s]"]) > 0.0
    assert page.count('class="drawing"') >= 4      # errors over gaps, and maps of three dates


def test_what_cannot_be_is_told_in_one_sentence(images, folder):
    fine, coarse = images
    with pytest.raises(FusionError, match="No date can be held out"):
        evaluate(fine[:2], coarse, methods=METHODS)
    with pytest.raises(FusionError, match="unknown"):
        evaluate(fine, coarse, methods=("magic",))
    with pytest.raises(FusionError, match="No method"):
        evaluate(fine, coarse, methods=())
    with pytest.raises(FusionError, match="standard deviation"):
        evaluate(fine, coarse, methods=METHODS, options=FusionOptions(noise_fine=(-1.0,)))
    with pytest.raises(FusionError, match="cannot be held out"):
        evaluate(fine, coarse, methods=METHODS, days=[written.epoch_day(11)])
    with pytest.raises(FusionError, match="csv"):
        evaluate(fine, coarse, methods=METHODS, table=str(folder / "table.xls"))


def test_a_cancel_leaves_nothing(images, folder, reporter):
    reporter.cancel_at = 0.6
    with pytest.raises(Cancelled):
        evaluate(*images, methods=METHODS, table=str(folder / "a.csv"), report=str(folder / "a.html"),
                 reporter=reporter)
    assert not list(folder.iterdir())


def test_few_dates_are_told(images, reporter):
    fine, coarse = images
    evaluate(fine[:4], coarse, methods=METHODS, reporter=reporter)
    assert [finding.code for finding in reporter.findings] == ["FEW_HELD_OUT"]
    evaluate(fine, coarse, methods=METHODS, reporter=(other := type(reporter)()))
    assert not other.findings


GAPS = [4.0, 6.0, 12.0, 20.0, 40.0, 50.0]


def judged(interpolation, starfm, **others):
    return verdict(made_up({"interpolation": interpolation, "starfm": starfm, **others}, days=6, gap=GAPS))


def test_verdicts_follow_the_classes_of_gaps():
    assert judged(0.1, 0.2) == (
        "Linear interpolation is at least as good as every fusion here for gaps up to 50 days; STARFM, the best of "
        "them, has an error 100.0 % higher.")
    assert judged(0.2, 0.1) == (
        "STARFM is better than every baseline here for gaps up to 50 days: its error is 50.0 % lower than that of the "
        "best of them (Linear interpolation).")
    assert judged([0.1] * 3 + [0.4] * 3, 0.2) == (
        "Linear interpolation is at least as good as every fusion here for gaps up to 16 days; for longer ones STARFM "
        "is better than every baseline.")
    assert judged([0.4] * 4 + [0.1] * 2, 0.2) == (
        "STARFM is better than every baseline here for gaps up to 32 days; for longer ones Linear interpolation is at "
        "least as good as every fusion.")
    assert judged([0.1, 0.1, 0.9, 0.9, 0.1, 0.1], 0.2).startswith("STARFM has the least error over all gaps, ")
    assert judged([0.1, 0.1, 0.25, 0.1, 0.1, 0.1], 0.2) == (
        "Linear interpolation has the least error over all gaps; STARFM is better for some lengths of gap.")


def test_the_best_of_each_kind_is_named_for_each_side_of_the_turn():
    assert judged([0.1] * 3 + [0.6] * 3, [0.3] * 3 + [0.5] * 3, fsdaf=[0.4] * 3 + [0.2] * 3, persistence=0.5) == (
        "Linear interpolation is at least as good as every fusion here for gaps up to 16 days; for longer ones FSDAF "
        "is better than every baseline.")
    assert verdict(made_up({"starfm": 0.1, "fsdaf": 0.2})).startswith("STARFM has the least error (methods: 2")


@pytest.mark.parametrize("interpolation, starfm", [(0.1, 0.0997), (0.1, 0.1), (0.1, 0.1003)])
def test_equal_errors_are_no_victory_of_a_fusion(interpolation, starfm):
    """Nor is the fusion the best method then."""
    assert judged(interpolation, starfm) == (
        "Linear interpolation is at least as good as every fusion here for gaps up to 50 days; the error of STARFM, "
        "the best of them, differs by less than 0.5 %.")
    table = standings(made_up({"starfm": starfm, "interpolation": interpolation}, days=6, gap=GAPS))
    assert best_of(table).method == "interpolation"


def test_of_equal_baselines_the_same_one_is_named_as_is_best():
    trial = made_up({"interpolation": 0.1002, "difference": 0.1, "starfm": 0.2, "timekriging": 0.15}, days=6, gap=GAPS)
    assert best_of(standings(trial)).method == "interpolation"
    assert verdict(trial).startswith("Linear interpolation is at least as good") and "Kriging in time" in verdict(trial)


def test_equal_images_are_best_by_the_simplest_method(tmp_path, folder):
    """A scene that does not change: all methods are equal, whatever rounding makes of them."""
    fine = [written.dated(tmp_path, "fine", written.FINE, written.scene(0), day) for day in DAYS]
    coarse = [written.dated(tmp_path, "coarse", written.COARSE, written.means(written.scene(0)), day) for day in DAYS]
    path = folder / "report.html"
    found = evaluate(fine, coarse, methods=("timekriging", "persistence", "interpolation"), report=str(path))
    assert found.best == "interpolation" and found.verdict.startswith("Linear interpolation is at least as good")
    assert {row["Best"] for row in rows_of(folder / "report_gaps.csv")} == {"Linear interpolation"}


def test_dates_are_calendar_dates_with_others_on_both_sides(images):
    noon = evaluate(*images, methods=METHODS, days=[written.epoch_day(14), written.epoch_day(30)])
    midnight = evaluate(*images, methods=METHODS, days=[float(np.floor(written.epoch_day(day))) for day in (30, 14)])
    assert midnight.rows == noon.rows and len(noon.trial.dates) == 2
    for day in (0, 90):
        with pytest.raises(FusionError, match="before and after"):
            evaluate(*images, methods=METHODS, days=[written.epoch_day(day)])


def test_a_method_with_nothing_on_a_date_is_kept_out_of_its_rows(tmp_path, folder, reporter, monkeypatch):
    """Of five dates one tells nothing of it: the ranking is of the other four, and says so."""
    days = (0, 10, 20, 30, 40, 50, 60)

    class Blind(Persistence):
        def predict(self, coarse, day):
            found = super().predict(coarse, day)
            if int(day) == int(written.epoch_day(20)):
                found.values[:] = np.nan
            return found

    monkeypatch.setattr(trial_module, "fuser_of", lambda method, options: (
        Blind(options) if method == "persistence" else fuser_of(method, options)))
    path = folder / "report.html"
    found = evaluate(*written.series(tmp_path, days, days, holes=False), methods=METHODS, report=str(path),
                     reporter=reporter)
    date = [row["method"] for row in found.rows if row.get("date") == "2024-05-21" and row["band"] == "all"]
    assert sorted(date) == ["difference", "interpolation"]
    assert {row["dates"] for row in found.rows if row["scope"] == "all"} == {4}
    assert {row["values"] for row in found.rows if row["scope"] == "all" and row["band"] == 1} == {
        4 * written.SHAPE[0] * written.SHAPE[1]}
    assert sum(row["dates"] for row in found.rows
               if row["scope"].startswith(("up to", "8 to", "16 to")) and row["band"] == "all") == 3 * 4
    page = path.read_text("utf-8")
    for sentence in ("Nearest fine image is not compared on some dates (1 of 5): ", "Some held-out dates (1 of 5) are"):
        assert any(sentence in info for info in reporter.infos) and sentence in page
    dates = {row["Date"]: row for row in rows_of(folder / "report_dates.csv")}
    assert dates["2024-05-21"][[name for name in dates["2024-05-21"] if "Nearest fine image" in name][0]] in ("", "nan")


def test_classes_of_gaps_hold_each_date_once():
    found = gap_classes(made_up({"interpolation": 0.1}, days=6, gap=[8.0, 8.1, 16.0, 64.0, 128.0, 400.0]))
    assert [(str(each.name), len(each.trial.dates)) for each in found] == [
        ("up to 8 days", 1), ("8 to 16 days", 2), ("32 to 64 days", 1), ("64 to 128 days", 1), ("over 128 days", 1)]


def test_error_maps_are_means_of_blocks_over_windows():
    truth = np.random.default_rng(0).random((1, 500, 300))
    truth[0, :7, :6] = np.nan
    maps = ErrorMaps((500, 300), [3.0])
    for rows in ((0, 201), (201, 500)):
        part = truth[:, slice(*rows)]
        maps.add(HeldOut(3.0, 8.0, 4.0, (rows, (0, 300)), part, {"ratio": Prediction(part + 0.25, part)}, {}))
        maps.add(HeldOut(4.0, 8.0, 4.0, (rows, (0, 300)), part, {"ratio": Prediction(part, part)}, {}))
    assert maps.errors(4.0) == {} and maps.truth(3.0).shape == (100, 60)
    blocks = [[np.nanmean(truth[0, j:j + 5, i:i + 5]) if np.isfinite(truth[0, j:j + 5, i:i + 5]).any() else np.nan
               for i in range(0, 300, 5)] for j in range(0, 500, 5)]
    assert np.allclose(maps.truth(3.0), blocks, equal_nan=True)
    error = maps.errors(3.0)["ratio"]
    assert np.allclose(error[np.isfinite(error)], 0.25) and np.isnan(error).sum() == 1
