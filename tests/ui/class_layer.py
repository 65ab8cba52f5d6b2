"""Runs inside the QGIS desktop (qgis --code): loads outputs of a run as the desktop does and writes down how they look.

The scene (see story.py): {"values", "classes", "crs", "folder", "report"}.
"""

from pathlib import Path

from multiscale_fusion.tests.ui.story import SCENE, tell
from processing.gui.Postprocessing import handleAlgorithmResults
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsColorRampShader,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
    QgsStyle,
)
from qgis.PyQt.QtWidgets import QDockWidget
from qgis.utils import iface, plugins

FOLDER = Path(SCENE["folder"])


def story(report):
    """What happens, a step at a time: each `yield` waits until its condition holds."""
    yield lambda: {"multiscale_fusion", "processing"} <= set(plugins)
    iface.mainWindow().resize(1366, 900)
    iface.mainWindow().findChild(QDockWidget, "Browser").hide()
    project, feedback = QgsProject.instance(), QgsProcessingFeedback(False)
    values, classes = QgsRasterLayer(SCENE["values"], "Values"), QgsRasterLayer(SCENE["classes"], "Classes")
    paint(values)
    project.addMapLayers([values, classes])
    for layer, statistic in ((values, "mean"), (classes, "mode")):
        done = run(layer, statistic, feedback)
        yield lambda done=done: done
    added = QgsRasterLayer(str(FOLDER / "Classes.tif"), "Added as a file")
    project.addMapLayer(added)
    report["log"] = feedback.textLog()

    root = project.layerTreeRoot()
    for node in root.findLayers():
        path = Path(node.layer().source())
        node.setExpanded(path.parent == FOLDER or path == Path(SCENE["values"]))
        node.setItemVisibilityChecked(path == FOLDER / "Classes.tif")
    iface.mapCanvas().setDestinationCrs(added.crs())
    iface.mapCanvas().setExtent(added.extent())
    iface.mapCanvas().refresh()
    yield 300
    yield lambda: not iface.mapCanvas().isDrawing()
    yield 1000
    model = iface.layerTreeView().layerTreeModel()
    report["legends"] = {
        key(node.layer()): [str(each.data(0) or "") for each in model.layerLegendNodes(node)]
        for node in root.findLayers()
    }
    report["ramps"] = {
        key(layer): ramp_of(layer) for layer in project.mapLayers().values()
        if layer.renderer().type() == "singlebandpseudocolor"
    }
    path = FOLDER.parent / "layers.png"
    iface.mainWindow().grab().save(str(path))
    report["screenshots"].append(str(path))
    canvas = FOLDER.parent / "map.png"
    iface.mapCanvas().saveAsImage(str(canvas))
    report["map"] = str(canvas)


def run(layer, statistic, feedback):
    """Aggregate in a task, as the desktop does; the list that comes back holds something when its layers are loaded."""
    context, done = QgsProcessingContext(), []
    context.setProject(QgsProject.instance())
    outputs = {"OUTPUT": layer.name(), "VALID_FRACTION": f"{layer.name()} valid"}
    parameters = {
        "INPUT": layer.id(), "TARGET_CRS": SCENE["crs"], "RESOLUTION": 926.625433055833, "STATISTIC": statistic,
        **{name: QgsProcessingOutputLayerDefinition(str(FOLDER / f"{file}.tif"), context.project())
           for name, file in outputs.items()},
    }
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("multiscalefusion:aggregate")
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    task.executed.connect(lambda *_: done.append(handleAlgorithmResults(algorithm, context, feedback, parameters)))
    QgsApplication.taskManager().addTask(task)
    return done


def paint(layer):
    """As a user did: a ramp of QGIS's own from 1200 to 2600."""
    ramp = QgsColorRampShader(1200, 2600, QgsStyle.defaultStyle().colorRamp("Spectral"),
                              Qgis.ShaderInterpolationMethod.Linear, Qgis.ShaderClassificationMethod.Continuous)
    ramp.classifyColorRamp()
    shader = QgsRasterShader(1200, 2600)
    shader.setRasterShaderFunction(ramp)
    layer.setRenderer(QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader))


def key(layer):
    """The layer's folder and file, which names do not tell apart, and its name."""
    path = Path(layer.source())
    return f"{path.parent.name}/{path.stem}: {layer.name()}"


def ramp_of(layer):
    """Lower and upper end of the ramp, then its values and colours."""
    function = layer.renderer().shader().rasterShaderFunction()
    items = [[item.value, item.color.name()] for item in function.colorRampItemList()]
    return [function.minimumValue(), function.maximumValue(), *items]


tell(story)
