"""The look of outputs when QGIS loads them, and what is read from the input's layer."""

import gc
import time
from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.core.legend import Legend, LegendEntry
from multiscale_fusion.core.raster.writer import OutputBand
from multiscale_fusion.tests.core.written import GRID, save
from multiscale_fusion.tests.processing import rasters


@pytest.fixture
def project(qgis_app):
    from qgis.core import QgsProject

    QgsProject.instance().clear()
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.fixture
def values(project, fine):
    """The layer of the raster `fine` (two bands) in the project."""
    from qgis.core import QgsRasterLayer

    layer = QgsRasterLayer(fine, "Fine")
    project.addMapLayer(layer)
    return layer


@pytest.fixture
def styled(qgis_app):
    from multiscale_fusion.tests.processing.styled import Styled

    return Styled().create()


def in_task(app, algorithm, parameters, feedback):
    """Run as the desktop does: in another thread, the layers loaded at the end on the main thread."""
    from processing.gui.Postprocessing import handleAlgorithmResults
    from qgis.core import QgsProcessingAlgRunnerTask, QgsProcessingContext, QgsProject

    context, executed = QgsProcessingContext(), []
    context.setProject(QgsProject.instance())
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    task.executed.connect(lambda successful, results: executed.append(successful))
    app.taskManager().addTask(task)
    end = time.monotonic() + 60
    while not executed and time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)
    assert executed == [True]
    gc.collect()
    assert handleAlgorithmResults(algorithm, context, feedback, parameters)


def in_this_thread(app, algorithm, parameters, feedback):
    import processing

    processing.runAndLoadResults(algorithm, parameters, feedback)


def destinations(folder, names, project):
    from qgis.core import QgsProcessingOutputLayerDefinition

    return {name: QgsProcessingOutputLayerDefinition(str(folder / f"{name}.tif"), project) for name in names}


def loaded(project, name):
    return next(layer for layer in project.mapLayers().values() if Path(layer.source()).stem == name)


def classes_of(layer):
    return [(each.value, each.label, each.color.getRgb()) for each in layer.renderer().classes()]


def pseudocolour(layer, band, low, high, as_in_the_dialog=True):
    """Paint a layer by a red to blue ramp, as the layer's properties do or as scripts often do."""
    from qgis.core import (
        Qgis,
        QgsColorRampShader,
        QgsGradientColorRamp,
        QgsRasterShader,
        QgsSingleBandPseudoColorRenderer,
    )
    from qgis.PyQt.QtGui import QColor

    function = QgsColorRampShader(low, high, QgsGradientColorRamp(QColor("red"), QColor("blue")),
                                  Qgis.ShaderInterpolationMethod.Linear, Qgis.ShaderClassificationMethod.Continuous)
    function.classifyColorRamp()
    shader = QgsRasterShader(low, high)
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), band, shader)
    if as_in_the_dialog:
        renderer.setClassificationMin(low)
        renderer.setClassificationMax(high)
    layer.setRenderer(renderer)


def colour_at(layer, value):
    """(shown?, red, green, blue, alpha) of a value by the layer's colour ramp."""
    return layer.renderer().shader().rasterShaderFunction().shade(value)


# --- outputs as QGIS loads them -----------------------------------------------------------------------------


@pytest.mark.parametrize("run", [in_task, in_this_thread])
def test_outputs_are_styled_when_they_are_loaded(qgis_app, run, styled, values, project, folder, feedback):
    from multiscale_fusion.tests.processing.styled import LEGEND, OUTPUTS

    pseudocolour(values, 2, 260.0, 300.0)
    parameters = {"INPUT": values.id(), **destinations(folder, OUTPUTS, project)}
    run(qgis_app, styled, parameters, feedback)
    assert feedback.warnings == []
    classes = loaded(project, "CLASSES")
    assert classes_of(classes) == [(entry.value, entry.name, entry.colour) for entry in LEGEND.entries]
    like = loaded(project, "VALUES").renderer()
    assert (like.type(), like.inputBand(), like.alphaBand()) == ("singlebandpseudocolor", 1, -1)
    assert (like.classificationMin(), like.classificationMax()) == (260.0, 300.0)
    for value in (260.0, 271.5, 300.0):
        assert colour_at(loaded(project, "VALUES"), value) == colour_at(values, value)
    fraction = loaded(project, "FRACTION").renderer()
    assert (fraction.classificationMin(), fraction.classificationMax()) == (0.0, 1.0)
    # matplotlib's viridis at 0, 0.25 and 1
    expected = {0.0: (68, 1, 84), 0.25: (59, 82, 139), 1.0: (253, 231, 37)}
    assert {value: colour_at(loaded(project, "FRACTION"), value)[1:4] for value in expected} == expected


def test_pixels_are_painted_in_the_colours_of_their_classes(qgis_app, styled, values, project, folder, feedback):
    """What a map shows, pixel by pixel."""
    from multiscale_fusion.tests.processing.styled import LEGEND
    from qgis.core import QgsMapRendererCustomPainterJob, QgsMapSettings
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QImage, QPainter

    in_this_thread(qgis_app, styled, {"INPUT": values.id(), **destinations(folder, ["CLASSES"], project)}, feedback)
    layer = loaded(project, "CLASSES")
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(layer.width(), layer.height()))
    image = QImage(settings.outputSize(), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    job = QgsMapRendererCustomPainterJob(settings, painter)
    job.renderSynchronously()
    painter.end()
    codes = rasters.read(folder / "CLASSES.tif")[0]
    for row, column in ((0, 0), (10, 15), (40, 30), (199, 299), (57, 120)):
        assert image.pixelColor(column, row).getRgb() == LEGEND.colour(int(codes[row, column]))


def test_the_project_s_names_and_colours_of_classes_are_used(qgis_app, styled, values, project, folder, feedback):
    from qgis.core import QgsPalettedRasterRenderer
    from qgis.PyQt.QtGui import QColor

    mine = [QgsPalettedRasterRenderer.Class(code, QColor(*colour), label) for code, colour, label in (
        (1, (1, 2, 3, 255), "Wasser"), (2, (4, 5, 6, 128), "2"), (4, (7, 8, 9, 255), "Wald"))]
    values.setRenderer(QgsPalettedRasterRenderer(values.dataProvider(), 1, mine))
    in_task(qgis_app, styled, {"INPUT": values.id(), **destinations(folder, ["CLASSES"], project)}, feedback)
    assert classes_of(loaded(project, "CLASSES")) == [
        (1, "Wasser", (1, 2, 3, 255)), (2, "2", (4, 5, 6, 128)), (4, "Wald", (7, 8, 9, 255)),
    ]


def test_a_file_that_is_no_layer_gets_the_default_style(qgis_app, styled, fine, project, folder, feedback):
    from qgis.core import QgsRasterLayer

    in_task(qgis_app, styled, {"INPUT": fine, **destinations(folder, ["VALUES"], project)}, feedback)
    plain = QgsRasterLayer(str(folder / "VALUES.tif"), "Plain")
    assert loaded(project, "VALUES").renderer().type() == plain.renderer().type()
    assert feedback.warnings == []


def test_nothing_happens_where_nothing_is_loaded(qgis_app, styled, fine, folder, feedback):
    import processing
    from multiscale_fusion.processing import styling

    before = list(styling._waiting)
    result = processing.run(styled, {"INPUT": fine, "CLASSES": str(folder / "CLASSES.tif")}, feedback=feedback)
    assert set(result) == {"CLASSES"}
    assert styling._waiting == before
    assert feedback.warnings == []


def test_broken_styles_do_not_fail_the_run(qgis_app, styled, values, project, folder, feedback):
    parameters = {"INPUT": values.id(), "BROKEN": True, **destinations(folder, ["CLASSES"], project)}
    in_task(qgis_app, styled, parameters, feedback)
    assert loaded(project, "CLASSES").isValid()
    assert feedback.warnings == [
        "The outputs are shown in QGIS's default style, since theirs failed: ZeroDivisionError: a bug."
    ]


def test_a_style_that_does_not_fit_is_told(qgis_app, styled, values, project, folder, feedback):
    pseudocolour(values, 2, 260.0, 300.0)
    one_band = rasters.write(folder / "one.tif", rasters.field(shape=(1, 20, 30)))
    values.setDataSource(str(one_band), "Fine", "gdal")
    pseudocolour(values, 3, 260.0, 300.0)  # a band that the file has not: as in a project whose file was replaced
    in_task(qgis_app, styled, {"INPUT": values.id(), **destinations(folder, ["VALUES"], project)}, feedback)
    assert loaded(project, "VALUES").renderer().type() == "singlebandgray"
    assert len(feedback.warnings) == 1
    assert feedback.warnings[0].startswith('The layer "Values" is shown in QGIS\'s default style')
    assert feedback.warnings[0].endswith("cannot be applied: the output lacks the bands or classes that it paints.")


def test_a_user_s_own_choices_stay(qgis_app, styled, values, project, folder, feedback, monkeypatch, tmp_path):
    """A layer that is in the project already keeps its look; so does an output with a style set in the toolbox."""
    from processing.gui.RenderingStyles import RenderingStyles

    parameters = {"INPUT": values.id(), **destinations(folder, ["FRACTION"], project)}
    in_task(qgis_app, styled, parameters, feedback)
    layer = loaded(project, "FRACTION")
    pseudocolour(layer, 1, 0.2, 0.3)
    in_task(qgis_app, styled.create(), parameters, feedback)
    assert loaded(project, "FRACTION") is layer
    assert layer.renderer().classificationMax() == 0.3

    qml = str(tmp_path / "mine.qml")
    layer.saveNamedStyle(qml)
    project.removeMapLayer(layer)
    monkeypatch.setitem(RenderingStyles.styles, styled.id(), {"FRACTION": qml})
    in_task(qgis_app, styled.create(), parameters, feedback)
    assert loaded(project, "FRACTION").renderer().classificationMax() == 0.3


def test_stylers_are_kept_until_they_were_called_and_not_for_ever(qgis_app, styled, values, project, folder, feedback):
    from multiscale_fusion.processing import styling

    parameters = {"INPUT": values.id(), **destinations(folder, ["CLASSES"], project)}
    for _ in range(3):
        in_task(qgis_app, styled.create(), parameters, feedback)
        project.removeMapLayer(loaded(project, "CLASSES"))
    assert len(styling._waiting) == 1
    assert styling._waiting[0].called


def test_a_model_s_outputs_are_styled(qgis_app, values, project, folder, feedback, monkeypatch):
    from multiscale_fusion.tests.processing.styled import LEGEND, Styled
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
        QgsProcessingModelOutput,
        QgsProcessingModelParameter,
        QgsProcessingParameterRasterLayer,
    )

    provider = qgis_app.processingRegistry().providerById("multiscalefusion")
    provider.addAlgorithm(Styled())
    model = QgsProcessingModelAlgorithm("classmodel", "tests")
    model.addModelParameter(QgsProcessingParameterRasterLayer("INPUT", "Input"), QgsProcessingModelParameter("INPUT"))
    step = QgsProcessingModelChildAlgorithm("multiscalefusion:styled")
    step.setChildId("step")
    step.addParameterSources("INPUT", [QgsProcessingModelChildParameterSource.fromModelParameter("INPUT")])
    output = QgsProcessingModelOutput("made", "Made")
    output.setChildId("step")
    output.setChildOutputName("CLASSES")
    step.setModelOutputs({"made": output})
    model.addChildAlgorithm(step)
    model.updateDestinationParameters()
    try:
        in_task(qgis_app, model.create(), {"INPUT": values.id(), **destinations(folder, ["made"], project)}, feedback)
    finally:
        provider.refreshAlgorithms()
    assert [each[1] for each in classes_of(loaded(project, "made"))] == [entry.name for entry in LEGEND.entries]


# --- what is read from a layer ------------------------------------------------------------------------------


def test_a_legend_is_read_from_the_project_s_unique_values_alone(project, values, fine):
    from multiscale_fusion.processing.styling import read_legend, read_style
    from qgis.core import QgsPalettedRasterRenderer, QgsRasterLayer
    from qgis.PyQt.QtGui import QColor

    assert read_legend(values) is None
    mine = [QgsPalettedRasterRenderer.Class(code, QColor(*colour), label) for code, colour, label in (
        (3, (1, 2, 3, 128), "Drei"), (1.5, (0, 0, 0, 255), "Half"), (-7, (9, 9, 9, 255), "-7"))]
    for layer in (values, QgsRasterLayer(fine, "Not in the project")):
        layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 2, [each for each in mine]))
        expected = Legend((LegendEntry(3, "Drei", (1, 2, 3, 128)), LegendEntry(-7, "", (9, 9, 9, 255))))
        assert read_legend(layer, 2) == (expected if layer is values else None)
        assert read_legend(layer, 1) is None
        assert read_style(layer) is None


def test_a_legend_of_the_default_style_leaves_out_what_fills_the_table(project, data_file, tmp_path):
    import shutil

    from multiscale_fusion.core.raster import RasterSource
    from multiscale_fusion.processing.styling import read_legend
    from qgis.core import QgsRasterLayer

    for file in ("nlcd.tif", "nlcd.tif.aux.xml"):
        shutil.copy(data_file(f"zion/{file}"), tmp_path / file)
    layer = QgsRasterLayer(str(tmp_path / "nlcd.tif"), "Land cover")
    project.addMapLayer(layer)
    assert len(layer.renderer().classes()) == 256
    with RasterSource(layer.source()) as source:
        assert read_legend(layer) == source.legend(1)
    project.removeMapLayer(layer)


def test_a_ramp_set_by_a_script_keeps_its_range(project, values, fine):
    from multiscale_fusion.processing.styling import LikeInput, read_style, renderer_for
    from qgis.core import QgsRasterLayer

    pseudocolour(values, 1, 260.0, 300.0, as_in_the_dialog=False)
    copy = renderer_for(LikeInput(read_style(values)), QgsRasterLayer(fine, "Output"))
    assert (copy.classificationMin(), copy.classificationMax()) == (260.0, 300.0)
    assert copy.shader().rasterShaderFunction().shade(275.0) == colour_at(values, 275.0)


@pytest.mark.parametrize("updated", [False, True])
def test_grey_and_colour_composites_are_taken_over_with_their_bands(project, values, fine, updated):
    from multiscale_fusion.processing.styling import LikeInput, read_style, renderer_for
    from qgis.core import QgsContrastEnhancement, QgsMultiBandColorRenderer, QgsRasterLayer, QgsSingleBandGrayRenderer

    def stretched(low, high):
        stretch = QgsContrastEnhancement(values.dataProvider().dataType(1))
        stretch.setContrastEnhancementAlgorithm(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
        )
        stretch.setMinimumValue(low)
        stretch.setMaximumValue(high)
        return stretch

    output = QgsRasterLayer(fine, "Output")
    grey = QgsSingleBandGrayRenderer(values.dataProvider(), 2)
    grey.setContrastEnhancement(stretched(250, 310))
    if updated:
        origin = grey.minMaxOrigin()
        origin.setLimits(origin.limits().__class__(1))
        origin.setExtent(origin.extent().__class__(2))
        grey.setMinMaxOrigin(origin)
    values.setRenderer(grey)
    copy = renderer_for(LikeInput(read_style(values), (2, 1)), output)
    assert (copy.type(), copy.inputBand()) == ("singlebandgray", 1)
    assert (copy.contrastEnhancement().minimumValue(), copy.contrastEnhancement().maximumValue()) == (250, 310)
    assert int(copy.minMaxOrigin().limits()) == int(updated)
    assert renderer_for(LikeInput(read_style(values), (1,)), output) is None

    composite = QgsMultiBandColorRenderer(values.dataProvider(), 2, 1, -1)
    composite.setRedContrastEnhancement(stretched(1, 2))
    composite.setGreenContrastEnhancement(stretched(3, 4))
    values.setRenderer(composite)
    copy = renderer_for(LikeInput(read_style(values), (2, 1)), output)
    assert (copy.redBand(), copy.greenBand(), copy.blueBand()) == (1, 2, -1)
    assert copy.greenContrastEnhancement().maximumValue() == 4
    assert renderer_for(LikeInput(read_style(values)), output).redBand() == 2


# --- what QGIS makes of a written file by itself --------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["Byte", "UInt16", "Int16"])
def test_qgis_paints_a_file_of_classes_by_itself(project, tmp_path, dtype):
    """Dragged in from the browser: exactly the named classes, not the 256 of a colour table."""
    from qgis.core import QgsPalettedRasterRenderer, QgsRasterLayer

    legend = Legend((LegendEntry(1, "Forêt <1>", (0, 100, 0, 255)), LegendEntry(200, "Water", (0, 0, 255, 255))))
    codes = np.random.default_rng(0).choice([1.0, 200.0, np.nan], (1, *GRID.shape))
    path = save(tmp_path / "a.tif", codes, dtype=dtype, bands=[OutputBand(legend=legend)], nodata=0)
    layer = QgsRasterLayer(path, "Classes")
    assert layer.renderer().type() == "paletted"
    assert classes_of(layer) == [(1, "Forêt <1>", (0, 100, 0, 255)), (200, "Water", (0, 0, 255, 255))]
    table = layer.attributeTable(1)
    assert table.isValid()[0]
    assert [row[:2] for row in table.data()] == [[1, "Forêt <1>"], [200, "Water"]]
    counted = QgsPalettedRasterRenderer.classDataFromRaster(layer.dataProvider(), 1)
    assert [each.value for each in counted] == [1, 200]
