"""Runs inside the QGIS desktop (qgis --code): works the algorithm dialog as a user does and writes down what it saw.

The scene (see story.py): {"large", "fine", "folder", "theme", "report"}.
"""

from pathlib import Path

from multiscale_fusion.tests.ui.story import SCENE, tell
from processing.gui.AlgorithmDialog import AlgorithmDialog
from qgis.core import QgsApplication, QgsProcessingOutputLayerDefinition, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication, QComboBox, QLabel, QMessageBox, QScrollArea, QWidget
from qgis.utils import iface, plugins

ALGORITHM = "multiscalefusion:aggregate"
SINUSOIDAL = "PROJ:+proj=sinu +R=6371007.181 +units=m +no_defs"
FOLDER = Path(SCENE["folder"])


def story(report):
    """What the user does, a step at a time: each `yield` waits until its condition holds."""
    if SCENE["theme"] != "default":
        QgsApplication.setUITheme(SCENE["theme"])
    iface.mainWindow().resize(1366, 768)
    project = QgsProject.instance()
    project.addMapLayer(QgsRasterLayer(SCENE["fine"], "Fine"))
    yield lambda: "processing" in plugins

    toolbox = plugins["processing"].toolbox
    toolbox.setVisible(True)
    toolbox.searchBox.setText("upscale")
    yield lambda: toolbox.algorithmTree.selectedAlgorithm() is not None
    found = toolbox.algorithmTree.selectedAlgorithm()
    report["found"] = found.id()
    report["screenshots"].append(shoot(iface.mainWindow(), "toolbox"))

    dialog = yield from opened(toolbox)
    report["title"] = dialog.windowTitle()
    report["screenshots"].append(shoot(dialog, "opened"))
    report["cut_labels"] = cut_labels(dialog)
    dialog.mainWidget().findChild(QWidget, "grpAdvanced").setProperty("collapsed", False)
    yield 300
    scroll = dialog.mainWidget().findChild(QScrollArea).verticalScrollBar()
    for name, value in (("middle", scroll.maximum() // 2), ("end", scroll.maximum())):
        scroll.setValue(value)
        yield 200
        report["screenshots"].append(shoot(dialog, name))
    scroll.setValue(0)
    dialog.mainWidget().findChild(QWidget, "grpAdvanced").setProperty("collapsed", True)

    report["steps"].append("a mistake")
    fill(dialog, {"INPUT": SCENE["fine"], "GRID": SCENE["fine"], "TARGET_CRS": SINUSOIDAL, "RESOLUTION": 900.0})
    click(dialog.runButton())
    yield lambda: told(dialog)
    report["mistake"] = told(dialog)
    report["screenshots"].append(shoot(dialog, "mistake"))
    for box in message_boxes():
        box.accept()
    yield 200

    report["steps"].append("a run")
    dialog.mainWidget().wrappers["GRID"].wrappedWidget().findChild(QComboBox).setCurrentIndex(0)
    fill(dialog, {"STATISTIC": "mean", "OUTPUT": QgsProcessingOutputLayerDefinition(str(FOLDER / "out.tif"), project)})
    report["screenshots"].append(shoot(dialog, "filled"))
    click(dialog.runButton())
    yield 100
    yield lambda: finished(dialog) and len(project.mapLayers()) == 2
    report["layers"] = {layer.source(): layer.name() for layer in project.mapLayers().values()}
    report["log"] = dialog_log(dialog)
    report["screenshots"].append(shoot(dialog, "done"))

    report["steps"].append("a cancel")
    dialog.showParameters()
    fill(dialog, {"INPUT": SCENE["large"], "OUTPUT": str(FOLDER / "cancelled.tif")})
    click(dialog.runButton())
    yield lambda: any(file.name.startswith(".cancelled") for file in FOLDER.iterdir())
    yield 300
    click(dialog.cancelButton())
    yield 100
    yield lambda: finished(dialog)
    report["after_cancel"] = sorted(file.name for file in FOLDER.iterdir())
    report["screenshots"].append(shoot(dialog, "cancelled"))
    dialog.close()


def opened(toolbox):
    """Open the selected algorithm from the toolbox, from a timer for the same reason."""
    QTimer.singleShot(0, toolbox.executeAlgorithm)
    yield dialogs
    yield 700
    return dialogs()[0]


def click(button):
    """From a timer, for what opens may run an event loop of its own."""
    QTimer.singleShot(0, button.click)


def dialogs():
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, AlgorithmDialog) and each.isVisible()]


def message_boxes():
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox) and each.isVisible()]


def told(dialog):
    """What the dialog says of wrong values, in a box or its message bar."""
    texts = [box.text() for box in message_boxes()]
    item = dialog.messageBar().currentItem()
    if item is not None:
        texts.append(" ".join(item.text().split()))
    return " ".join(text for text in texts if text)


def fill(dialog, values):
    """Set the values that are named, keep the rest."""
    dialog.setParameters({**dialog.mainWidget().createProcessingParameters(), **values})


def finished(dialog):
    return dialog.feedback is None


def dialog_log(dialog):
    return dialog.findChild(QWidget, "txtLog").toPlainText()


def cut_labels(dialog):
    """Labels that have less room than their text needs."""
    labels = [each for each in dialog.mainWidget().findChildren(QLabel) if each.isVisible() and each.text()]
    return [each.text() for each in labels if not each.wordWrap() and each.width() < each.sizeHint().width()]


def shoot(widget, name):
    path = FOLDER.parent / f"{name}.png"
    widget.grab().save(str(path))
    return str(path)


def show_what_is_open(report):
    """When the story breaks: every window as it is, and what the dialogs have logged."""
    for number, window in enumerate([iface.mainWindow(), *dialogs(), *message_boxes()]):
        report["screenshots"].append(shoot(window, f"error_{number}"))
    report["error"] += "".join(map(dialog_log, dialogs()))


tell(story, show_what_is_open)
