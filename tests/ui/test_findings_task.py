"""The recipe is checked as it changes: findings come and go, the last change counts, and the screen stays alive."""

import json
import os
import re
import shutil
import threading
import time

import numpy as np
import pytest
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.ui import checking
from multiscale_fusion.tests.ui.checking import add, checked, choice, codes, read, recipe_of
from multiscale_fusion.tests.ui.running import add_points
from multiscale_fusion.ui import check_run, findings_task
from multiscale_fusion.ui.check_run import KeptLayers, assess
from multiscale_fusion.ui.findings_task import Checker
from multiscale_fusion.ui.recipe_parameters import algorithm_id, algorithm_parameters
from multiscale_fusion.ui.recipe_question import asked, read_question
from multiscale_fusion.ui.session import Session
from qgis.core import Qgis, QgsCoordinateReferenceSystem, QgsProcessingFeedback
from qgis.PyQt.QtCore import QTimer


class Told:
    """What the session said of its assessments, in order."""

    def __init__(self, session):
        self.all = []
        session.assessment_changed.connect(self.all.append)

    @property
    def results(self):
        return [each for each in self.all if each is not None]


@pytest.fixture
def session(project):
    return Session()


@pytest.fixture
def checker(session, qtbot):
    made = Checker(session)
    yield made
    made.unload()
    qtbot.waitUntil(lambda: not findings_task._at_work, timeout=checking.SECONDS)


@pytest.fixture
def cover(project, tmp_path):
    return add(project, checking.write_classes(tmp_path), "Land cover")


@pytest.fixture
def fine(project, tmp_path):
    """A smooth slope of 30 m on the grid of the land cover, 6 by 9 km."""
    slope = np.add.outer(np.arange(200.0), np.arange(300.0)).astype(np.float32)
    return add(project, rasters.write(tmp_path / "slope.tif", slope), "Slope")


@pytest.fixture
def coarse(project, tmp_path):
    """The same ground in pixels of 300 m."""
    slope = 10.0 * np.add.outer(np.arange(20.0), np.arange(30.0)).astype(np.float32)
    return add(project, rasters.write(tmp_path / "coarse.tif", slope, pixel=300.0), "Coarse")


def test_without_layers_there_is_nothing_to_find(qtbot, session, checker):
    found = checked(qtbot, session)
    assert (found.findings, found.failure, found.recommended) == ((), "", "")


def test_findings_come_and_go_as_choices_change(qtbot, session, checker, cover, fine):
    read(session, cover, fine)
    session.change(recipe_of(choice(cover, statistic="mean"), fine, approach="A"))
    assert session.assessment is None
    found = checked(qtbot, session)
    assert codes(found) == ["CATEGORICAL_AVERAGE"] and found.blockers == ("CATEGORICAL_AVERAGE",)
    assert str(found.findings[0].subject) == "Land cover"
    session.change(session.recipe.with_layer(cover.id(), statistic="mode"))
    assert codes(checked(qtbot, session)) == []
    session.change(session.recipe.with_layer(cover.id(), statistic="mean", kind="intensive"))
    found = checked(qtbot, session)   # a declared kind is believed, and warned of
    assert [(each.code, each.severity.value) for each in found.findings] == [("CATEGORICAL_AVERAGE", "warning")]
    session.change(session.recipe.with_layer(cover.id(), used=False))
    assert codes(checked(qtbot, session)) == []


def test_findings_come_and_go_as_layers_change(qtbot, session, checker, fine, project, tmp_path):
    far = add(project, rasters.write(tmp_path / "far.tif", rasters.field()[:1], origin=(700000.0, 5000100.0)), "Far")
    read(session, fine, far)
    session.change(recipe_of(fine, far, approach="A"))
    found = checked(qtbot, session)
    assert found.blockers == ("NO_OVERLAP",)
    project.removeMapLayer(far)
    session.change(recipe_of(fine, approach="A"))
    assert codes(checked(qtbot, session)) == []


def test_the_dock_and_the_algorithm_find_the_same(qtbot, session, checker, cover, fine, coarse, tmp_path):
    """checklayers on the same layers, statistics and grid."""
    import processing

    read(session, cover, fine, coarse)
    session.change(recipe_of(choice(cover, statistic="median"), fine, coarse, approach="A"))
    found = checked(qtbot, session)
    result = processing.run("multiscalefusion:checklayers", {
        "INPUTS": [cover, fine, coarse], "PURPOSE": "stack", "METHODS": "median,auto,auto",
        "FINDINGS": str(tmp_path / "findings.json")})
    listed = json.loads((tmp_path / "findings.json").read_text())["findings"]
    names = {"cover.tif": "Land cover", "slope.tif": "Slope", "coarse.tif": "Coarse"}
    assert [(each["code"], each["severity"], names[each["subject"]]) for each in listed] == [
        (each.code, each.severity.value, str(each.subject)) for each in found.findings]
    assert result["APPROACH"] == found.recommended and len(listed) >= 1


def test_a_recommended_approach_is_checked_as_it_will_be_run(qtbot, session, checker, project, tmp_path):
    """Noise of 30 m is lost in cells of 300 m, so that downscaling is recommended, which loses nothing."""
    noise = add(project, rasters.write(tmp_path / "noise.tif", rasters.field()[:1]), "Noise")
    wide = add(project, rasters.write(tmp_path / "wide.tif", rasters.field(3, (1, 20, 30)), pixel=300.0), "Wide")
    read(session, noise, wide)
    session.change(recipe_of(noise, choice(wide, role="coarse")))
    found = checked(qtbot, session)
    assert found.recommended == "B" and "SIGNAL_LOSS" not in codes(found) and found.reasons
    session.change(session.recipe.replace(approach="A"))
    found = checked(qtbot, session)
    assert found.recommended == "B" and codes(found) == ["SIGNAL_LOSS"]   # what the user chose changes no advice


def test_points_are_sampled_and_read_in_the_task(qtbot, session, checker, project, fine):
    plots = add_points(project, [(500115.0 + 30 * k, 5000085.0 - 30 * k) for k in range(50)] + [(400000.0, 5000000.0)])
    read(session, fine, plots)
    session.change(recipe_of(fine, plots))
    found = checked(qtbot, session)
    assert found.recommended == "C" and codes(found) == ["PARTIAL_OVERLAP"]
    assert found.findings[0].message.startswith("1.96 % of its points")
    # The one point that lies elsewhere is the place.
    assert found.findings[0].place.bounds == (400000.0, 5000000.0, 400000.0, 5000000.0)
    session.change(session.recipe.replace(approach="A"))
    assert codes(checked(qtbot, session)) == []    # which takes no points


class Log(QgsProcessingFeedback):
    """Codes of the findings that a run tells of, in its order."""

    def __init__(self):
        super().__init__(False)
        self.codes = []

    def _hear(self, text):
        self.codes += re.findall(r"^\[([A-Z_]+)\] ", text)

    pushInfo = pushWarning = _hear  # noqa: N815 (QGIS's names)


@pytest.mark.parametrize("approach", ["A", "B", "C"])
def test_a_run_tells_what_the_dock_has_found(qtbot, session, checker, project, fine, coarse, tmp_path, approach):
    """Of each approach, with rules that concern it and rules that do not: dates, detail that is lost, margins."""
    import processing

    dated = add(project, rasters.write(tmp_path / "noise_20200101.tif", rasters.field()[:1]), "Noise")
    other = add(project, rasters.write(tmp_path / "wide_20240601.tif", rasters.field(3, (1, 20, 30)), pixel=300.0),
                "Wide")
    plots = add_points(project, [(500115.0 + 30 * k, 5000085.0 - 30 * k) for k in range(80)])
    read(session, fine, dated, other, plots)
    session.change(recipe_of(fine, dated, choice(other, role="coarse"), plots, approach=approach, method="bilinear",
                             uncertainty=False, report=False, support="disc", diameter=40.0))
    found = checked(qtbot, session)
    log = Log()
    processing.run(algorithm_id(approach), algorithm_parameters(session.recipe, session.facts, approach, by_id=False),
                   feedback=log)
    assert "TIME_MISMATCH" in codes(found) and ("SIGNAL_LOSS" in codes(found)) == (approach == "A")
    # What only the values tell that were made comes behind.
    assert log.codes[:len(found.findings)] == codes(found)


def test_a_quality_layer_warns_and_stops_nothing(qtbot, session, checker, fine, project, tmp_path):
    far = add(project, rasters.write(tmp_path / "qa.tif", checking.patches(), origin=(710100.0, 5000100.0)), "Flags")
    read(session, fine, far)
    session.change(recipe_of(fine, choice(far, role="quality"), approach="A"))
    found = checked(qtbot, session)
    assert sorted(codes(found)) == ["NO_OVERLAP", "QUALITY_UNUSED"] and found.blockers == ()


def test_accepting_needs_no_second_check(qtbot, session, checker, cover, fine):
    read(session, cover, fine)
    session.change(recipe_of(choice(cover, statistic="mean"), fine, approach="A"))
    assert checked(qtbot, session).blockers
    told = Told(session)
    session.change(session.recipe.replace(accepted=frozenset({"CATEGORICAL_AVERAGE"})))
    assert [each.recipe for each in told.all] == [session.recipe]    # at once, and no None between
    assert session.assessment.blockers == () and codes(session.assessment) == ["CATEGORICAL_AVERAGE"]
    session.change(session.recipe.replace(accepted=frozenset()))
    assert session.assessment.blockers == ("CATEGORICAL_AVERAGE",)


def test_of_twenty_quick_changes_one_result_comes_and_is_that_of_the_last(qtbot, session, checker, cover, fine):
    read(session, cover, fine)
    session.change(recipe_of(cover, fine, approach="A"))
    checked(qtbot, session)
    told = Told(session)
    statistics = ["mean", "mode", "sum", "fractions"] * 5
    statistics[-1] = "median"
    for statistic in statistics:
        session.change(session.recipe.with_layer(cover.id(), statistic=statistic))
        qtbot.wait(5)
    found = checked(qtbot, session)
    qtbot.wait(500)
    assert len(told.results) == 1 and found.recipe.layers[0].statistic == "median"
    assert "the median of class codes" in found.findings[0].message


def test_a_change_during_a_check_gives_it_up(qtbot, session, checker, cover, fine, monkeypatch):
    """The check of the first recipe hangs, looking for a cancel as rules do, until the second recipe cancels it."""
    begun, recipes = threading.Event(), []
    real = check_run._judged

    def slow(question, approach, layers, reporter):
        recipes.append(question.recipe)
        if len(recipes) == 1:
            begun.set()
            until = time.monotonic() + 20
            while time.monotonic() < until:
                reporter.progress(0.0)
                time.sleep(0.01)
        return real(question, approach, layers, reporter)

    monkeypatch.setattr(check_run, "_judged", slow)
    read(session, cover, fine)
    told = Told(session)
    session.change(recipe_of(choice(cover, statistic="mean"), fine, approach="A"))
    qtbot.waitUntil(begun.is_set, timeout=checking.SECONDS)
    session.change(session.recipe.with_layer(cover.id(), statistic="mode"))
    cancelled = time.monotonic()
    found = checked(qtbot, session)
    assert time.monotonic() - cancelled < 10 and len(told.results) == 1   # a guard against hanging for all 20 s
    assert codes(found) == [] and recipes[-1] == session.recipe


def test_a_file_deleted_in_mid_check_is_told(qtbot, session, checker, cover, project, tmp_path, monkeypatch):
    victim = tmp_path / "victim.tif"
    shutil.copy(cover.source(), victim)
    layer = add(project, victim, "Victim")
    read(session, cover, layer)
    real = check_run.KeptLayers._open

    def deleted_before(kept, raster):
        if raster.name == "Victim":
            victim.unlink(missing_ok=True)
        return real(kept, raster)

    monkeypatch.setattr(check_run.KeptLayers, "_open", deleted_before)
    session.change(recipe_of(cover, layer, approach="A"))
    found = checked(qtbot, session)
    assert found.failure == "" and found.blockers == ("LAYER_UNREADABLE",)
    assert str(found.findings[0].subject) == "Victim" and "does not exist" in found.findings[0].message


def test_a_file_that_changes_is_read_anew(qtbot, session, checker, cover, fine, tmp_path):
    """Land cover is written over by heights, of which the mean may be taken."""
    read(session, cover, fine)
    session.change(recipe_of(choice(cover, statistic="mean"), fine, approach="A"))
    assert codes(checked(qtbot, session)) == ["CATEGORICAL_AVERAGE"]
    shutil.copy(fine.source(), cover.source())
    read(session, cover)
    assert session.assessment is None
    assert codes(checked(qtbot, session)) == []


def test_check_again_hears_of_a_file_that_nobody_told_of(qtbot, session, checker, cover, fine):
    read(session, cover, fine)
    session.change(recipe_of(cover, fine, approach="A"))
    assert codes(checked(qtbot, session)) == []
    os.remove(cover.source())
    checker.check_again()
    assert checked(qtbot, session).blockers == ("LAYER_UNREADABLE",)


def test_between_checks_files_are_closed_and_samples_stay(project, cover, fine):
    session, kept = Session(), KeptLayers()
    read(session, cover, fine)
    question = read_question(recipe_of(cover, fine, approach="A"), session.facts, project)
    first = assess(question, kept, Reporter())
    layers = [layer for layer, _ in kept._kept.values()]
    assert all(not layer.source._handles._open for layer in layers)
    assert sum(layer.held_bytes for layer in layers) > 200 * 300 * 5   # bytes of land cover, floats of the slope
    again = assess(question, kept, Reporter())
    assert [layer for layer, _ in kept._kept.values()] == layers and again == first
    small = KeptLayers(most_bytes=0)
    assert assess(question, small, Reporter()) == first and len(small) == 0


def test_a_grid_that_cannot_be_is_a_failure_in_one_sentence(qtbot, session, checker, fine):
    read(session, fine)
    session.change(recipe_of(fine, approach="A").with_grid(way="preset"))
    found = checked(qtbot, session)
    assert found.failure == "Choose a grid preset." and found.findings == ()


def test_a_layer_without_a_crs_leaves_the_others_checked(qtbot, session, checker, fine, project, tmp_path):
    bare = add(project, rasters.write(tmp_path / "bare.tif", rasters.field()[:1], crs=None), "Bare")
    bare.setCrs(QgsCoordinateReferenceSystem())
    read(session, fine, bare)
    session.change(recipe_of(fine, bare, approach="A"))
    assert checked(qtbot, session).blockers == ("CRS_MISSING",)


def test_a_bug_is_told_in_a_sentence_and_in_the_log(qtbot, session, checker, fine, qgis_app, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("by nothing")

    heard = []
    qgis_app.messageLog().messageReceived[str, str, Qgis.MessageLevel].connect(
        lambda text, tag, level: heard.append((tag, text)))
    monkeypatch.setattr(check_run, "_judged", broken)
    read(session, fine)
    session.change(recipe_of(fine, approach="A"))
    found = checked(qtbot, session)
    assert found.failure.startswith("The check failed (ZeroDivisionError: by nothing)")
    assert any(tag == "Multiscale Fusion" and "Traceback" in text for tag, text in heard)


def test_a_missing_package_is_a_failure_in_one_sentence(qtbot, session, checker, fine, monkeypatch):
    monkeypatch.setattr(check_run, "_PACKAGES", ("no_such_package_here",))
    read(session, fine)
    session.change(recipe_of(fine, approach="A"))
    assert checked(qtbot, session).failure.startswith('The Python package "no_such_package_here" is missing')


def test_the_screen_stays_alive_while_many_layers_are_checked(qtbot, session, checker, project, tmp_path):
    values = checking.patches()
    layers = [add(project, rasters.write(tmp_path / f"{number}.tif", values), f"L{number}") for number in range(30)]
    read(session, *layers)
    beats = []
    probe = QTimer()
    probe.timeout.connect(lambda: beats.append(time.monotonic()))
    probe.start(10)
    session.change(recipe_of(*layers, approach="A"))
    checked(qtbot, session)
    probe.stop()
    assert len(beats) > 5 and max(np.diff(beats)) < 1.0   # a guard against hanging


def test_unloading_stops_a_check_and_hears_of_nothing_more(qtbot, session, cover, fine, monkeypatch):
    begun = threading.Event()

    def endless(question, approach, layers, reporter):
        begun.set()
        while True:
            reporter.progress(0.0)
            time.sleep(0.01)

    monkeypatch.setattr(check_run, "_judged", endless)
    read(session, cover, fine)
    for _ in range(2):
        begun.clear()
        checker = Checker(session)
        session.change(recipe_of(cover, fine, approach="A"))
        checker.check_again()
        qtbot.waitUntil(begun.is_set, timeout=checking.SECONDS)
        told = Told(session)
        checker.unload()
        qtbot.waitUntil(lambda: not findings_task._at_work, timeout=checking.SECONDS)
        session.change(session.recipe.with_layer(cover.id(), statistic="mode"))
        qtbot.wait(400)
        assert told.all == [] and session.receivers(session.facts_changed) == 0


def test_what_changes_no_finding_is_the_same_question():
    recipe = recipe_of()
    same = recipe.replace(accepted=frozenset({"NO_OVERLAP"}), report=False, uncertainty=False, method="forest")
    assert asked(same) == asked(recipe) and asked(recipe.replace(diameter=25.0)) != asked(recipe)
    assert asked(recipe.replace(output="/a/b.tif")) == asked(recipe.replace(output="/a/c.tif")) != asked(recipe)
