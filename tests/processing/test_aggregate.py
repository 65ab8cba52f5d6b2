"""The algorithm through processing.run, in tasks, models and batch: values, layers, errors, cancel."""

import time

import numpy as np
import pytest
from multiscale_fusion.tests.processing import models, rasters

ALGORITHM = "multiscalefusion:aggregate"


@pytest.fixture
def large(tmp_path):
    """A raster that takes long enough to be cancelled at leisure."""
    return str(rasters.enlarged(tmp_path / "large.vrt", rasters.write(tmp_path / "small.tif", rasters.field()), 100))


def test_means_in_whole_blocks_are_the_mean_of_the_block(run, fine, folder):
    result = run(ALGORITHM, {"INPUT": fine, **rasters.ON_300_M, "OUTPUT": str(folder / "out.tif")})
    expected = rasters.block_means(rasters.field())
    assert result["STATISTIC"] == "mean"
    assert rasters.geotransform(result["OUTPUT"]) == (*rasters.ORIGIN[:1], 300.0, 0.0, rasters.ORIGIN[1], 0.0, -300.0)
    np.testing.assert_array_equal(rasters.read(result["OUTPUT"]), expected.astype(np.float32))


def test_the_log_tells_the_grid_and_what_was_chosen_and_why(run, fine, folder, feedback):
    run(ALGORITHM, {"INPUT": fine, **rasters.ON_300_M, "OUTPUT": str(folder / "out.tif")}, feedback=feedback)
    log = "\n".join(feedback.infos)
    assert "Target grid: 30 x 20 cells of 300 x 300 metre, WGS 84 / UTM zone 33N." in log
    assert "intensive" in log and "mean" in log
    assert feedback.told_codes() == ["SIGNAL_LOSS"]   # noise has all of its variance within cells
    assert feedback.progress() == 100.0


def test_findings_are_warnings_in_the_log(run, fine, folder, feedback):
    parameters = {"INPUT": fine, **rasters.ON_300_M, "VARIABLE_KIND": "intensive", "STATISTIC": "sum"}
    run(ALGORITHM, {**parameters, "OUTPUT": str(folder / "out.tif")}, feedback=feedback)
    assert any("depends on the size of the pixels" in warning for warning in feedback.warnings)


def test_a_grid_is_copied_and_clipped(run, fine, tmp_path, folder):
    coarse = str(rasters.write(tmp_path / "coarse.tif", np.zeros((20, 30), np.float32), pixel=300.0))
    expected = rasters.block_means(rasters.field())
    whole = run(ALGORITHM, {"INPUT": fine, "GRID": coarse, "OUTPUT": str(folder / "whole.tif")})
    np.testing.assert_array_equal(rasters.read(whole["OUTPUT"]), expected.astype(np.float32))
    part = {"GRID": coarse, "EXTENT": "500700,501600,4998600,4999200"}
    part = run(ALGORITHM, {"INPUT": fine, **part, "OUTPUT": str(folder / "part.tif")})
    np.testing.assert_array_equal(rasters.read(part["OUTPUT"]), expected[:, 3:5, 2:5].astype(np.float32))


@pytest.mark.parametrize("statistic, reduce", [
    ("sum", np.sum), ("min", np.min), ("max", np.max), ("std", np.std), ("count", np.size),
])
def test_statistics_of_chosen_bands(run, fine, folder, statistic, reduce):
    values = rasters.field()[1].astype(np.float64).reshape(20, 10, 30, 10).swapaxes(1, 2)
    expected = np.array([[reduce(cell) for cell in row] for row in values])
    parameters = {"INPUT": fine, "BANDS": [2], **rasters.ON_300_M, "STATISTIC": statistic, "VARIABLE_KIND": "auto"}
    result = run(ALGORITHM, {**parameters, "DATA_TYPE": "Float64", "OUTPUT": str(folder / "out.tif")})
    assert result["STATISTIC"] == statistic
    np.testing.assert_allclose(rasters.read(result["OUTPUT"])[0], expected, rtol=1e-10)


def test_optional_rasters_are_made_when_asked_for(run, tmp_path, folder):
    values = rasters.field(shape=(1, 40, 40))
    values[0, :10, :5] = -9999
    fine = str(rasters.write(tmp_path / "holes.tif", values, nodata=-9999))
    plain = run(ALGORITHM, {"INPUT": fine, **rasters.ON_300_M, "OUTPUT": str(folder / "plain.tif")})
    assert set(plain) == {"OUTPUT", "KIND", "STATISTIC"}
    result = run(ALGORITHM, {
        "INPUT": fine, **rasters.ON_300_M, "OUTPUT": str(folder / "a.tif"), "VALID_FRACTION": str(folder / "b.tif"),
        "VARIABILITY": str(folder / "c.tif"),
    })
    fraction = rasters.read(result["VALID_FRACTION"])[0]
    assert fraction[0, 0] == 0.5
    assert (np.delete(fraction.ravel(), 0) == 1.0).all()
    np.testing.assert_allclose(rasters.read(result["OUTPUT"])[0, 0, 0], values[0, :10, 5:10].mean(), rtol=1e-6)
    np.testing.assert_allclose(rasters.read(result["VARIABILITY"])[0, 0, 0], values[0, :10, 5:10].std(), rtol=1e-5)


def test_temporary_outputs_come_back_as_layers(run, fine):
    result = run(ALGORITHM, {"INPUT": fine, **rasters.ON_300_M, "OUTPUT": "TEMPORARY_OUTPUT"})
    layer = result["OUTPUT"]
    layer = layer if isinstance(layer, str) else layer.source()
    assert layer.endswith(".tif")
    assert rasters.read(layer).shape == (2, 20, 30)


@pytest.mark.parametrize("wrong, sentence", [
    ({"GRID": "{fine}"}, "two ways"),
    ({"TARGET_CRS": None, "RESOLUTION": None}, "not given"),
    ({"RESOLUTION": None}, "needs a resolution"),
    ({"RESOLUTION": 0}, "positive"),
    ({"RESOLUTION": -300}, "positive"),
    ({"RESOLUTION": float("nan")}, "positive"),
    ({"TARGET_CRS": "nonsense"}, "not a known coordinate reference system"),
    ({"STATISTIC": "harmonic"}, "STATISTIC must be one of auto, mean"),
    ({"MIN_VALID": 1.5}, "MIN_VALID must be a number from 0 to 1"),
    ({"INPUT": "/nowhere/at_all.tif"}, "/nowhere/at_all.tif does not exist"),
    ({"INPUT": None}, "No input raster"),
])
def test_wrong_values_are_told_before_the_run(qgis_app, fine, folder, wrong, sentence):
    from qgis.core import QgsProcessingContext

    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    wrong = {name: fine if value == "{fine}" else value for name, value in wrong.items()}
    parameters = {"INPUT": fine, **rasters.ON_300_M, "OUTPUT": str(folder / "out.tif"), **wrong}
    fits, message = algorithm.checkParameterValues(parameters, QgsProcessingContext())
    assert not fits
    assert sentence in message
    assert "\n" not in message


def test_an_error_of_the_engine_is_its_sentence_alone(run, fine, folder):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as caught:
        run(ALGORITHM, {"INPUT": fine, "TARGET_CRS": rasters.UTM, "RESOLUTION": 10, "OUTPUT": str(folder / "out.tif")})
    assert "finer" in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert not list(folder.iterdir())


def test_a_bug_shows_its_traceback(run, fine, folder, monkeypatch):
    import multiscale_fusion.core.aggregate as engine
    from qgis.core import QgsProcessingException

    def broken(*_, **__):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(engine, "aggregate", broken)
    with pytest.raises(QgsProcessingException, match="(?s)Traceback.*ZeroDivisionError: a bug"):
        run(ALGORITHM, {"INPUT": fine, **rasters.ON_300_M, "OUTPUT": str(folder / "out.tif")})


def test_values_are_checked_even_if_the_caller_does_not(qgis_app, fine, folder, feedback):
    from qgis.core import QgsProcessingContext

    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    parameters = {"INPUT": "/nowhere/at_all.tif", **rasters.ON_300_M, "OUTPUT": str(folder / "out.tif")}
    assert algorithm.run(parameters, QgsProcessingContext(), feedback) == ({}, False)
    assert feedback.errors == ["/nowhere/at_all.tif does not exist; check the path."]


def test_a_missing_package_is_told_when_the_algorithm_is_opened(qgis_app, monkeypatch):
    import sys

    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    monkeypatch.setitem(sys.modules, "numba", None)
    executes, message = algorithm.canExecute()
    assert not executes
    assert message.startswith('The Python package "numba"')


def test_a_cancel_from_another_thread_leaves_nothing(run, large, folder, feedback):
    feedback.cancel_from_another_thread(2)
    parameters = {"INPUT": large, "TARGET_CRS": rasters.SINUSOIDAL, "RESOLUTION": 300}
    assert run(ALGORITHM, {**parameters, "OUTPUT": str(folder / "out.tif")}, feedback=feedback) == {}
    assert feedback.isCanceled()
    assert not list(folder.iterdir())


def test_a_cancel_keeps_the_output_of_before(run, fine, large, folder, feedback):
    out = folder / "out.tif"
    run(ALGORITHM, {"INPUT": fine, **rasters.ON_300_M, "OUTPUT": str(out)})
    before = {file: file.read_bytes() for file in folder.iterdir()}
    feedback.cancel_from_another_thread(2)
    parameters = {"INPUT": large, "TARGET_CRS": rasters.UTM, "RESOLUTION": 300, "OUTPUT": str(out)}
    assert run(ALGORITHM, parameters, feedback=feedback) == {}
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


def test_a_cancelled_task_of_the_desktop_leaves_nothing(qgis_app, large, folder):
    parameters = {"INPUT": large, "TARGET_CRS": rasters.UTM, "RESOLUTION": 300, "OUTPUT": str(folder / "out.tif")}
    assert _run_task(qgis_app, ALGORITHM, parameters, cancel_at=2.0) == (False, {})
    assert not list(folder.iterdir())


def test_a_task_of_the_desktop_runs_to_its_end(qgis_app, fine, folder):
    parameters = {"INPUT": fine, **rasters.ON_300_M, "OUTPUT": str(folder / "out.tif")}
    done, results = _run_task(qgis_app, ALGORITHM, parameters)
    assert done
    assert rasters.read(results["OUTPUT"]).shape == (2, 20, 30)


def test_a_task_of_the_desktop_hands_its_layers_to_the_project(qgis_app, fine, folder):
    from qgis.core import QgsProcessingContext, QgsProcessingOutputLayerDefinition, QgsProject

    paths = {name: str(folder / f"{name}.tif") for name in ("OUTPUT", "VARIABILITY")}
    outputs = {name: QgsProcessingOutputLayerDefinition(path, QgsProject.instance()) for name, path in paths.items()}
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    done, _ = _run_task(qgis_app, ALGORITHM, {"INPUT": fine, **rasters.ON_300_M, **outputs}, context=context)
    assert done
    assert set(context.layersToLoadOnCompletion()) == set(paths.values())


def test_a_model_chains_two_runs(run, qgis_app, fine, folder):
    model = models.two_steps(300, 600)
    result = run(model, {"INPUT": fine, models.OUTPUT: str(folder / "out.tif")})
    expected = rasters.block_means(rasters.field(), 20)
    np.testing.assert_allclose(rasters.read(result[models.OUTPUT]), expected, rtol=1e-6)


def test_a_cancelled_model_leaves_nothing(qgis_app, large, folder):
    model = models.two_steps(300, 600)
    done, _ = _run_task(qgis_app, model, {"INPUT": large, models.OUTPUT: str(folder / "out.tif")}, cancel_at=1.0)
    assert not done
    assert not list(folder.iterdir())


def test_batch_runs_every_row(qgis_app, tmp_path, folder):
    inputs = [str(rasters.write(tmp_path / f"{seed}.tif", rasters.field(seed))) for seed in (1, 2, 3)]
    rows = [{"INPUT": path, **rasters.ON_300_M, "OUTPUT": str(folder / f"{number}.tif")}
            for number, path in enumerate(inputs)]
    _run_batch(qgis_app, rows)
    for number, seed in enumerate((1, 2, 3)):
        expected = rasters.block_means(rasters.field(seed)).astype(np.float32)
        np.testing.assert_array_equal(rasters.read(folder / f"{number}.tif"), expected)


def test_a_cancelled_batch_leaves_no_half_row(qgis_app, fine, large, folder):
    rows = [
        {"INPUT": fine, **rasters.ON_300_M, "OUTPUT": str(folder / "done.tif")},
        {"INPUT": large, "TARGET_CRS": rasters.UTM, "RESOLUTION": 300, "OUTPUT": str(folder / "cut.tif")},
    ]
    _run_batch(qgis_app, rows, cancel_after=folder / "done.tif")
    assert {file.name for file in folder.iterdir()} <= {"done.tif", "done.tif.json"}


def _run_task(app, algorithm, parameters, cancel_at=None, context=None):
    """Run as the desktop does, in a task; returns (successful, results)."""
    from qgis.core import QgsProcessingAlgRunnerTask, QgsProcessingContext, QgsProcessingFeedback

    if isinstance(algorithm, str):
        algorithm = app.processingRegistry().createAlgorithmById(algorithm)
    context, feedback, executed = context or QgsProcessingContext(), QgsProcessingFeedback(False), []
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    task.executed.connect(lambda successful, results: executed.append((successful, results)))
    if cancel_at is not None:
        feedback.progressChanged.connect(lambda percent: task.cancel() if percent >= cancel_at else None)
    app.taskManager().addTask(task)
    _wait(app, lambda: executed)
    return executed[0]


def _run_batch(app, rows, cancel_after=None):
    """Fill the table of the batch dialog, press run, and wait; cancel once a file is there."""
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog
    from qgis.core import QgsProcessingContext

    dialog = BatchAlgorithmDialog(app.processingRegistry().createAlgorithmById(ALGORITHM))
    panel, context = dialog.mainWidget(), QgsProcessingContext()
    panel.checkLoadLayersOnCompletion.setChecked(False)
    panel.clear()
    for number, row in enumerate(rows):
        panel.addRow()
        for name, value in row.items():
            column = panel.parameter_to_column[name]
            if name == "OUTPUT":
                panel.tblParameters.cellWidget(number + 1, column).setValue(value)
            else:
                panel.wrappers[number][column].setParameterValue(value, context)
    dialog.runButton().click()
    if cancel_after is not None:
        _wait(app, cancel_after.exists)
        dialog.cancelButton().click()
    _wait(app, lambda: dialog.runButton().isEnabled() and not dialog.cancelButton().isEnabled())
    dialog.close()
    dialog.deleteLater()


def _wait(app, condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened in time"
        app.processEvents()
        time.sleep(0.01)
