"""Facts come in from the background: in a useful order, for layers that are still there, and without end of QGIS."""

import pytest
from multiscale_fusion.tests.processing import rasters


def sources(*ids):
    from multiscale_fusion.ui.layer_reading import LayerSource

    return [LayerSource(each, each, False) for each in ids]


def order(queue):
    """All jobs as (id, with a sample?), going on from headers to samples."""
    taken = []
    while (job := queue.take()) is not None:
        taken.append((job.source.layer_id, job.sampled))
        queue.go_on(job)
    return taken


@pytest.fixture
def queue(qgis_app):
    from multiscale_fusion.ui.facts_task import FactsQueue

    return FactsQueue()


@pytest.fixture
def reader(qgis_app, qtbot):
    """A reader on a session of its own; no task of it is left behind."""
    from multiscale_fusion.ui.facts_task import FactsReader
    from multiscale_fusion.ui.session import Session
    from qgis.core import QgsApplication

    session = Session()
    reader = FactsReader(session)
    reader.session = session
    yield reader
    reader.unload()
    qtbot.waitUntil(lambda: not QgsApplication.taskManager().activeTasks(), timeout=20_000)


@pytest.fixture
def files(project, tmp_path):
    """Sources of layers of three files."""
    from multiscale_fusion.ui.layer_reading import layer_source
    from qgis.core import QgsRasterLayer

    paths = [rasters.write(tmp_path / f"{number}.tif", rasters.field(number)) for number in range(3)]
    layers = project.addMapLayers([QgsRasterLayer(str(path), path.stem, "gdal") for path in paths])
    return [layer_source(layer) for layer in layers]


def test_headers_first_and_the_latest_first(queue):
    for source in sources("a", "b", "c"):
        queue.put(source)
    assert order(queue) == [("c", False), ("b", False), ("a", False), ("c", True), ("b", True), ("a", True)]


def test_used_layers_before_those_on_the_screen_before_others(queue):
    for source in sources("a", "b", "c", "d"):
        queue.put(source)
    queue.prefer(["a"], ["b", "a"])
    assert [layer_id for layer_id, _ in order(queue)] == ["a", "b", "d", "c"] * 2


def test_a_dropped_layer_is_not_gone_on_with(queue):
    for source in sources("a", "b"):
        queue.put(source)
    job = queue.take()
    queue.drop("b")
    queue.go_on(job)
    assert order(queue) == [("a", False), ("a", True)]
    assert not queue.is_wanted(job.source)


def test_what_was_asked_last_counts(queue):
    first, second = sources("a", "a")
    queue.put(first)
    job = queue.take()
    queue.put(second)
    queue.go_on(job)
    assert queue.take().source is second and queue.take() is None
    assert queue.is_wanted(second) and not queue.is_wanted(first)


def test_facts_come_into_the_session_with_the_header_first(reader, files, qtbot):
    heard = []
    reader.session.facts_changed.connect(lambda layer_id: heard.append((layer_id, reader.session.facts[layer_id].kind)))
    for source in files:
        reader.read(source)
    qtbot.waitUntil(lambda: not reader.is_busy, timeout=20_000)
    assert sorted(heard[:3]) == sorted((source.layer_id, "") for source in files)
    assert sorted(heard[3:]) == sorted((source.layer_id, "intensive") for source in files)


def test_a_layer_that_is_removed_meanwhile_is_forgotten(reader, files, qtbot):
    for source in files:
        reader.read(source)
    reader.forget(files[1].layer_id)
    qtbot.waitUntil(lambda: not reader.is_busy, timeout=20_000)
    assert set(reader.session.facts) == {files[0].layer_id, files[2].layer_id}
    reader.forget(files[0].layer_id)
    assert set(reader.session.facts) == {files[2].layer_id}


def test_reading_anew_forgets_what_no_longer_holds_and_keeps_what_does(reader, files, qtbot):
    reader.read(files[0])
    qtbot.waitUntil(lambda: not reader.is_busy, timeout=20_000)
    kinds = []
    reader.session.facts_changed.connect(
        lambda layer_id: kinds.append(getattr(reader.session.facts.get(layer_id), "kind", None)))
    reader.read(files[0], keep=True)
    qtbot.waitUntil(lambda: not reader.is_busy, timeout=20_000)
    assert kinds == []   # the same facts
    reader.read(files[0])
    qtbot.waitUntil(lambda: not reader.is_busy, timeout=20_000)
    assert kinds == [None, "", "intensive"]


def test_after_unload_nothing_is_told_and_the_task_ends(reader, files, qtbot):
    for source in files:
        reader.read(source)
    reader.unload()
    qtbot.wait(200)
    assert reader.session.facts == {} and not reader.is_busy


def test_a_bug_costs_one_layer_and_is_told(reader, files, qtbot, monkeypatch):
    from multiscale_fusion.ui import facts_task
    from qgis.core import QgsApplication

    read_facts = facts_task.read_facts

    def broken(source, sampled):
        if source is files[1]:
            raise KeyError("a bug")
        return read_facts(source, sampled)

    monkeypatch.setattr(facts_task, "read_facts", broken)
    log = []
    QgsApplication.messageLog().messageReceived.connect(lambda text, tag, level: log.append((tag, text)))
    for source in files:
        reader.read(source)
    qtbot.waitUntil(lambda: not reader.is_busy, timeout=20_000)
    problems = [reader.session.facts[source.layer_id].problem for source in files]
    assert [bool(problem) for problem in problems] == [False, True, False]
    assert any(tag == "Multiscale Fusion" and "KeyError: 'a bug'" in text for tag, text in log)
