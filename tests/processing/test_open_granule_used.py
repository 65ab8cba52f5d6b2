"""opengranule as it is used: folders through qgis_process, in models, and layers in a project that QGIS has loaded."""

import gc
import time
from datetime import date, timedelta

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal

ALGORITHM = "multiscalefusion:opengranule"
DAYS = (date(2024, 6, 3), date(2024, 6, 19), date(2024, 7, 5))


@pytest.fixture
def season(tmp_path):
    """A folder without a dot in its name that holds, one folder deeper, three dates of HLSL30: red and Fmask."""
    random, made = np.random.default_rng(4), {}
    place = tmp_path / "granules" / "HLSL30"
    place.mkdir(parents=True)
    for day in DAYS:
        name = f"HLS.L30.T11SMU.{day:%Y%j}T182200.v2.0"
        values = random.integers(100, 4000, (40, 50)).astype(np.int16)
        codes = random.choice(np.uint8([64, 66, 72, 80]), values.shape)
        rasters.write(place / f"{name}.B04.tif", values, nodata=-9999)
        rasters.write(place / f"{name}.Fmask.tif", codes, nodata=255)
        made[day] = np.where(np.isin(codes, [64, 80]), values * 0.0001, np.nan)
    return tmp_path / "granules", made


def test_qgis_process_takes_a_folder(qgis_process, season, folder):
    place, made = season
    done = qgis_process(["run", ALGORITHM, f"--INPUT={place}", "--BANDS=red", "--MASK=normal", "--QUALITY=false",
                         f"--OUTPUT_FOLDER={folder}"])
    assert done.returncode == 0, done.stderr
    paths = sorted(folder.glob("*.tif"))
    assert [path.name.split(".")[3][:7] for path in paths] == [f"{day:%Y%j}" for day in DAYS]
    for path, values in zip(paths, made.values()):
        np.testing.assert_allclose(gdal.Open(str(path)).ReadAsArray(), values, rtol=1e-6)
    refused = qgis_process(["run", ALGORITHM, f"--INPUT={place / 'absent'}", f"--OUTPUT_FOLDER={folder}"])
    assert refused.returncode != 0 and "does not exist" in refused.stderr


@pytest.fixture
def model(qgis_app):
    """A season of granules in a folder, a model's parameter, to a composite."""
    from qgis.core import (
        QgsProcessingModelAlgorithm, QgsProcessingModelChildAlgorithm, QgsProcessingModelChildParameterSource,
        QgsProcessingModelOutput, QgsProcessingModelParameter, QgsProcessingParameterFile,
    )

    source = QgsProcessingModelChildParameterSource
    model = QgsProcessingModelAlgorithm("seasonal", "tests")
    model.addModelParameter(QgsProcessingParameterFile("FOLDER", "Folder", behavior=QgsProcessingParameterFile.Folder),
                            QgsProcessingModelParameter("FOLDER"))
    children = {}
    for name, algorithm, sources in (
        ("open", ALGORITHM, {
            "INPUT": source.fromModelParameter("FOLDER"), "BANDS": source.fromStaticValue("red"),
            "MASK": source.fromStaticValue("normal"), "QUALITY": source.fromStaticValue(False)}),
        ("composite", "multiscalefusion:compositetime", {
            "INPUTS": source.fromChildOutput("open", "LAYERS"), "WINDOW": source.fromStaticValue("month"),
            "STATISTIC": source.fromStaticValue("mean")}),
    ):
        child = QgsProcessingModelChildAlgorithm(algorithm)
        child.setChildId(name)
        for parameter, value in sources.items():
            child.addParameterSources(parameter, [value])
        children[name] = child
    output = QgsProcessingModelOutput("MONTHS", "Months")
    output.setChildId("composite")
    output.setChildOutputName("OUTPUT")
    children["composite"].setModelOutputs({"MONTHS": output})
    for child in children.values():
        model.addChildAlgorithm(child)
    return model


def test_layers_feed_a_composite_in_a_model(model, run, season, folder):
    place, made = season
    assert model.validate()[0], model.validate()
    months, = (each.name() for each in model.destinationParameterDefinitions())
    result = run(model, {"FOLDER": str(place), months: str(folder / "months.tif")})
    found = gdal.Open(result[months]).ReadAsArray()
    june = np.stack([made[day] for day in DAYS[:2]])
    with np.errstate(invalid="ignore"):
        mean = np.where(np.isfinite(june).any(0), np.nansum(june, 0) / np.isfinite(june).sum(0), np.nan)
    assert found.shape[0] == 2
    np.testing.assert_allclose(found, [mean, made[DAYS[2]]], rtol=1e-5)


def test_the_modeler_offers_folders_for_the_granule(qgis_app):
    """Folders that a step before has filled, and folders that the model asks for."""
    from qgis.core import (
        QgsProcessingContext, QgsProcessingModelAlgorithm, QgsProcessingModelChildAlgorithm,
        QgsProcessingModelParameter, QgsProcessingParameterFile,
    )
    from qgis.gui import QgsGui
    from qgis.PyQt.QtWidgets import QComboBox

    model = QgsProcessingModelAlgorithm("fed", "tests")
    model.addModelParameter(QgsProcessingParameterFile("ASKED", "Asked", behavior=QgsProcessingParameterFile.Folder),
                            QgsProcessingModelParameter("ASKED"))
    for name in ("multiscalefusion:downloadearthdata", ALGORITHM):
        child = QgsProcessingModelChildAlgorithm(name)
        child.setChildId(name)
        model.addChildAlgorithm(child)
    definition = model.childAlgorithm(ALGORITHM).algorithm().parameterDefinition("INPUT")
    widget = QgsGui.processingGuiRegistry().createModelerParameterWidget(model, ALGORITHM, definition,
                                                                         QgsProcessingContext())
    offered = [box.itemText(number) for box in widget.findChildren(QComboBox) for number in range(box.count())]
    assert "Asked" in offered and any("Folder of the files" in text for text in offered), offered


def test_layers_of_a_project_are_named_and_follow_the_temporal_controller(qgis_app, season, folder):
    """Run in a task, as the desktop does, and loaded by QGIS's own code."""
    from multiscale_fusion.processing.open_granule import OpenGranule
    from processing.gui.Postprocessing import handleAlgorithmResults
    from qgis.core import (
        QgsDateTimeRange, QgsProcessingAlgRunnerTask, QgsProcessingContext, QgsProcessingFeedback, QgsProject,
    )
    from qgis.PyQt.QtCore import QDateTime, Qt

    place, project, executed = season[0], QgsProject.instance(), []
    context, feedback, algorithm = QgsProcessingContext(), QgsProcessingFeedback(False), OpenGranule().create()
    context.setProject(project)
    parameters = {"INPUT": str(place), "BANDS": "red", "OUTPUT_FOLDER": str(folder)}
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    task.executed.connect(lambda successful, results: executed.append(successful))
    qgis_app.taskManager().addTask(task)
    end = time.monotonic() + 60
    while not executed and time.monotonic() < end:
        qgis_app.processEvents()
        time.sleep(0.01)
    gc.collect()
    try:
        assert executed == [True] and handleAlgorithmResults(algorithm, context, feedback, parameters)
        layers = {layer.name(): layer for layer in project.mapLayers().values()}
        assert set(layers) == {f"HLSL30 {day} 18:22 UTC {band}" for day in DAYS for band in ("B04", "Fmask")}
        for day in DAYS:
            properties = layers[f"HLSL30 {day} 18:22 UTC B04"].temporalProperties()
            assert properties.isActive()
            shown = [properties.isVisibleInTemporalRange(QgsDateTimeRange(*(
                QDateTime.fromString(f"{day + timedelta(days=days)}T{clock}Z", Qt.DateFormat.ISODate)
                for clock in ("00:00:00", "23:59:59")))) for days in (-1, 0, 1)]
            assert shown == [False, True, False]
    finally:
        project.clear()
