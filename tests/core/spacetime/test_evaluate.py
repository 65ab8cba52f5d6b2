"""Evaluation from files to a table, a report and a sentence."""

import csv

import numpy as np
import pytest

from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.spacetime.error_maps import ErrorMaps
from multiscale_fusion.core.spacetime.evaluate import COLUMNS, evaluate, gap_classes, verdict
from multiscale_fusion.core.spacetime.contract import Prediction
from multiscale_fusion.core.spacetime.league import NAMES
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
    assert verdict(made_up({"starfm": 0.1, "fsdaf": 0.2})).startswith("STARFM has the least error of 2 methods")


def test_equal_errors_are_no_victory_of_a_fusion():
    assert judged(0.1, 0.0997).startswith("Linear interpolation is at least as good")


def test_classes_of_gaps_hold_each_date_once():
    found = gap_classes(made_up({"interpolation": 0.1}, days=6, gap=[8.0, 8.1, 16.0, 64.0, 128.0, 400.0]))
    assert [(str(each.name), len(each.trial.dates)) for each in found] == [
        ("up to 8 days", 1), ("8 to 16 days", 2), ("32 to 64 days", 1), ("64 to 128 days", 1), ("over 128 days", 1)]


def test_error_maps_are_means_of_blocks_over_windows():
    truth = np.random.default_rng(0).random((1, 500, 300))
    truth[0, :7, :4] = np.nan
    maps = ErrorMaps((500, 300), [3.0])
    for rows in ((0, 201), (201, 500)):
        part = truth[:, slice(*rows)]
        maps.add(HeldOut(3.0, 8.0, 4.0, (rows, (0, 300)), part, {"ratio": Prediction(part + 0.25, part)}, {}),
                 np.isfinite(part))
        maps.add(HeldOut(4.0, 8.0, 4.0, (rows, (0, 300)), part, {"ratio": Prediction(part, part)}, {}), part)
    assert maps.errors(4.0) == {} and maps.truth(3.0).shape == (167, 100)
    blocks = [[np.nanmean(truth[0, j:j + 3, i:i + 3]) if np.isfinite(truth[0, j:j + 3, i:i + 3]).any() else np.nan
               for i in range(0, 300, 3)] for j in range(0, 500, 3)]
    assert np.allclose(maps.truth(3.0), blocks, equal_nan=True)
    error = maps.errors(3.0)["ratio"]
    assert np.allclose(error[np.isfinite(error)], 0.25) and np.isnan(error).sum() == 2
