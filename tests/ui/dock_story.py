"""Runs inside the QGIS desktop (qgis --code): from the demo's layers to a result, by mouse and keyboard in the dock.

The scene (see story.py): {"project", "use", "theme", "size", "folder", "output", "report"}; "use" holds the names of
the layers to join, "folder" is where the pictures go.
"""

from pathlib import Path

from multiscale_fusion.tests.ui.story import SCENE, tell
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDockWidget, QTabBar, QToolButton
from qgis.utils import iface, plugins

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
STACK = "multiscalefusion:joinlayers"


def story(report):
    """What the user does, a step at a time: each `yield` waits until its condition holds."""
    QgsApplication.setUITheme(SCENE["theme"])
    window = iface.mainWindow()
    window.setGeometry(0, 0, *SCENE["size"])
    for each in window.findChildren(QDockWidget):
        if each.objectName() in ("Browser", "GPSInformation", "LayerStyling"):
            each.hide()
    iface.addProject(SCENE["project"])
    project = QgsProject.instance()
    yield lambda: "processing" in plugins and project.mapLayers() and not iface.mapCanvas().isDrawing()
    # What was observed, as a user has it before the first run.
    project.layerTreeRoot().removeChildNode(project.layerTreeRoot().findGroup("Joined at 1 km"))
    yield 300
    named(project, SCENE["show"])
    yield 1500
    iface.messageBar().clearWidgets()

    report["steps"].append("the dock")
    click(toolbar_button())
    yield lambda: dock() is not None and dock().isVisible()
    window.resizeDocks([window.findChild(QDockWidget, "Layers"), dock()], [200, 440], Qt.Orientation.Horizontal)
    yield 300
    session = dock().session
    yield lambda: len(session.facts) == len(session.recipe.layers)
    yield from shot(report, "dock_opened")

    report["steps"].append("layers")
    show_page("layers")
    for name in SCENE["use"]:
        yield from use(name)
    yield lambda: session.assessment is not None and len(session.recipe.used) == len(SCENE["use"])
    report["used"] = [layer.name for layer in session.recipe.used]
    report["roles"] = {layer.name: layer.role for layer in session.recipe.used}
    yield from shot(report, "dock_layers")

    report["steps"].append("grid")
    show_page("grid")
    yield lambda: dock().grid_panel.is_settled
    canvas = iface.mapCanvas()
    canvas.setExtent(corner(canvas, project))
    canvas.refresh()
    yield 1500
    yield lambda: not canvas.isDrawing()
    report["grid"] = dock().grid_panel.preview.grid is not None
    yield from shot(report, "dock_grid")

    report["steps"].append("approach")
    show_page("approach")
    click(dock().approach_panel.cards["A"].radio)
    yield lambda: session.recipe.approach == "A" and session.assessment is not None
    yield from shot(report, "dock_approach")

    report["steps"].append("findings")
    show_page("findings")
    yield 500
    report["findings"] = [finding.code for finding in session.assessment.findings]
    yield from shot(report, "dock_findings")

    report["steps"].append("a run")
    panel = dock().run_panel
    line = panel.output.lineEdit()
    click(line)
    QTest.keyClicks(line, SCENE["output"])
    QTest.keyClick(line, Qt.Key.Key_Return)
    yield lambda: session.recipe.output == SCENE["output"] and session.assessment is not None and \
        panel.button.isEnabled()
    before = set(project.mapLayers())
    click(panel.button)
    yield lambda: set(project.mapLayers()) - before and not panel.is_running
    report["loaded"] = [project.mapLayer(each).source() for each in set(project.mapLayers()) - before]
    canvas.setExtent(canvas.fullExtent())
    yield 1500
    yield lambda: not canvas.isDrawing()
    report["parameters"] = parameters(session)
    yield from shot(report, "dock_result")

    report["steps"].append("a look")
    iface.messageBar().clearWidgets()
    plugins["processing"].resultsDock.hide()
    show_page("look")
    yield lambda: dock().look_panel.compared is not None
    yield 500
    yield from shot(report, "dock_look")


def dock():
    return iface.mainWindow().findChild(QDockWidget, "MultiscaleFusionDock")


def toolbar_button():
    return next(each for each in iface.pluginToolBar().findChildren(QToolButton)
                if each.defaultAction() is not None and each.defaultAction().objectName() == SCENE["action"])


def show_page(name):
    """By a click on its tab."""
    names = ["layers", "grid", "approach", "findings", "look"]
    bar = dock().tabs.findChild(QTabBar)
    QTest.mouseClick(bar, LEFT, NONE, bar.tabRect(names.index(name)).center())


def use(name):
    """Filter the table for a layer by typing, then check its box with the space bar."""
    panel = dock().layers_panel
    click(panel.filter_line)
    panel.filter_line.selectAll()
    QTest.keyClicks(panel.filter_line, name)
    yield lambda: panel.table.model().rowCount() == 1
    place = panel.table.visualRect(panel.table.model().index(0, 1)).center()
    QTest.mouseClick(panel.table.viewport(), LEFT, NONE, place)
    QTest.keyClick(panel.table, Qt.Key.Key_Space)
    yield lambda: dock().session.recipe.used and any(each.name == name for each in dock().session.recipe.used)
    panel.filter_line.clear()
    yield 100


def named(project, name):
    """Show one layer on the map, and go there."""
    for node in project.layerTreeRoot().findLayers():
        node.setItemVisibilityChecked(node.name() == name)
        if node.name() == name:
            node.setItemVisibilityCheckedParentRecursive(True)
            iface.setActiveLayer(node.layer())
    iface.zoomToActiveLayer()


def corner(canvas, project):
    """A place some cells of the coarse grid wide, where pixels of all layers can be told apart."""
    extent = canvas.extent()
    size = SCENE["cells"] * SCENE["cell"]
    centre = extent.center()
    extent.setXMinimum(centre.x() - size / 2)
    extent.setXMaximum(centre.x() + size / 2)
    extent.setYMinimum(centre.y() - size / 2)
    extent.setYMaximum(centre.y() + size / 2)
    return extent


def parameters(session):
    """Those of the run, with sources, so that the same can be run again outside."""
    from multiscale_fusion.ui.recipe_parameters import algorithm_parameters

    return algorithm_parameters(session.recipe, session.facts, session.approach, by_id=False)


def click(widget):
    QTest.mouseClick(widget, LEFT, NONE, QPoint(min(12, widget.width() // 2), widget.height() // 2))


def shot(report, name):
    """A picture of the whole screen."""
    yield 400
    path = Path(SCENE["folder"]) / f"{name}{SCENE['suffix']}.png"
    iface.mainWindow().screen().grabWindow(0).save(str(path))
    report["screenshots"].append(str(path))


def show_what_is_open(report):
    for _ in shot(report, "error"):
        pass


tell(story, show_what_is_open)
