"""Errands in the background: the latest wins, a stopped one is heard of no more, errors are told in a sentence."""

import threading

import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.message import message

WAIT = 20_000


@pytest.fixture
def errand(qgis_app):
    from multiscale_fusion.ui.look_task import Errand

    errand = Errand()
    errand.answers, errand.problems, errand.states = [], [], []
    errand.done.connect(errand.answers.append)
    errand.failed.connect(errand.problems.append)
    errand.busy.connect(errand.states.append)
    yield errand
    errand.stop()


def patient(begun, ended):
    """Work that goes on until it is cancelled."""
    def work(reporter):
        begun.set()
        try:
            while True:
                reporter.progress(0.5)
                threading.Event().wait(0.01)
        finally:
            ended.set()
    return work


def test_an_answer_comes_to_the_main_thread(errand, qtbot):
    heard = []
    errand.done.connect(lambda _: heard.append(threading.current_thread() is threading.main_thread()))
    errand.start("Looking", lambda reporter: threading.current_thread() is threading.main_thread())
    assert errand.is_busy
    qtbot.waitUntil(lambda: errand.answers == [False], timeout=WAIT)
    assert heard == [True] and errand.states == [True, False] and not errand.is_busy


def test_the_latest_wins(errand, qtbot):
    begun, ended = threading.Event(), threading.Event()
    errand.start("First", patient(begun, ended))
    qtbot.waitUntil(begun.is_set, timeout=WAIT)
    errand.start("Second", lambda reporter: "second")
    qtbot.waitUntil(lambda: errand.answers == ["second"], timeout=WAIT)
    qtbot.waitUntil(ended.is_set, timeout=WAIT)
    assert errand.answers == ["second"] and not errand.problems and errand.states == [True, False]


def test_stop_cancels(errand, qtbot):
    from multiscale_fusion.ui import look_task

    begun, ended = threading.Event(), threading.Event()
    errand.start("First", patient(begun, ended))
    qtbot.waitUntil(begun.is_set, timeout=WAIT)
    errand.stop()
    assert errand.states == [True, False] and not errand.is_busy
    qtbot.waitUntil(lambda: ended.is_set() and not look_task._at_work, timeout=WAIT)
    assert not errand.answers and not errand.problems


def test_a_problem_is_told_in_a_sentence(errand, qtbot):
    def work(reporter):
        raise FusionError(message("{name} has no valid cell.", name="NDVI"))

    errand.start("Looking", work)
    qtbot.waitUntil(lambda: errand.problems == ["NDVI has no valid cell."], timeout=WAIT)
    assert not errand.answers


def test_a_bug_is_told_and_logged(errand, qtbot):
    from qgis.core import QgsApplication

    logged = []

    def hear(*told):
        logged.append(str(told[0]))

    log = QgsApplication.messageLog()
    log.messageReceived.connect(hear)
    errand.start("Looking", lambda reporter: 1 / 0)
    qtbot.waitUntil(lambda: bool(errand.problems), timeout=WAIT)
    assert "the log messages" in errand.problems[0]
    qtbot.waitUntil(lambda: any("ZeroDivisionError" in text for text in logged), timeout=WAIT)
    log.messageReceived.disconnect(hear)


def test_progress_is_told(errand, qtbot):
    seen = []
    errand.progressed.connect(seen.append)

    def work(reporter):
        for k in range(5):
            reporter.progress(0.25 * k)
        return "done"

    errand.start("Looking", work)
    qtbot.waitUntil(lambda: errand.answers == ["done"], timeout=WAIT)
    assert any(0.0 < each <= 100.0 for each in seen)
