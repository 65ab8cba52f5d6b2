"""Functions in tasks of QGIS."""

import threading


def start(work):
    from multiscale_fusion.ui.background import Background

    answers = []
    task = Background("A test", work, lambda *answer: answers.append((*answer, threading.current_thread())))
    return task.start(), answers


def test_the_answer_comes_on_the_main_thread(qtbot):
    _, answers = start(threading.current_thread)
    qtbot.waitUntil(lambda: len(answers) == 1)
    worked_in, error, told_in = answers[0]
    assert error is None and told_in is threading.main_thread() and worked_in is not told_in


def test_so_does_an_error(qtbot):
    _, answers = start(lambda: 1 // 0)
    qtbot.waitUntil(lambda: len(answers) == 1)
    assert answers[0][0] is None and isinstance(answers[0][1], ZeroDivisionError)


def test_what_was_dropped_is_not_heard_of(qtbot):
    go_on = threading.Event()
    dropped, silence = start(lambda: go_on.wait(10))
    dropped.drop()
    go_on.set()
    _, answers = start(lambda: 5)
    qtbot.waitUntil(lambda: len(answers) == 1)
    qtbot.wait(50)
    assert silence == []


def test_a_task_is_kept_until_it_has_ended(qtbot):
    """QGIS keeps no reference to one that is written in Python."""
    import gc

    from multiscale_fusion.ui import background

    go_on = threading.Event()
    answers = start(lambda: go_on.wait(10))[1]
    gc.collect()
    go_on.set()
    qtbot.waitUntil(lambda: len(answers) == 1)
    assert answers[0][0] is True and not background._at_work
