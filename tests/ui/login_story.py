"""Runs inside the QGIS desktop (qgis --code): the options page with the login to NASA Earthdata, its test, a search.

The scene (see story.py): {"theme", "size", "folder", "report", "environment", "user", "password", "wrong", "master",
"output"}; "environment" names an archive, "folder" is where the pictures go.
"""

import os
import re
import time
from pathlib import Path

from multiscale_fusion.processing.earthdata_login import write_entry
from multiscale_fusion.tests.ui.story import SCENE, tell
from processing.gui.AlgorithmDialog import AlgorithmDialog
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsProcessingOutputLayerDefinition, QgsProject
from qgis.gui import QgsAuthConfigSelect
from qgis.PyQt.QtCore import QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QScrollArea, QTreeView, QWidget
from qgis.utils import iface, plugins

ADDRESS = "MULTISCALE_FUSION_EARTHDATA"
SEARCH = "multiscalefusion:searchearthdata"


def story(report):
    """What the user does, a step at a time: each `yield` waits until its condition holds."""
    os.environ.update(SCENE["environment"])
    QgsApplication.setUITheme(SCENE["theme"])
    iface.mainWindow().setGeometry(0, 0, *SCENE["size"])
    yield lambda: "processing" in plugins
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword(SCENE["master"], True)
    right, wrong = (stored(manager, name, SCENE[name]) for name in ("password", "wrong"))
    write_entry(right)

    report["steps"].append("the page")
    QTimer.singleShot(0, lambda: iface.showOptionsDialog(iface.mainWindow()))
    yield lambda: page() is not None
    choose_page()
    yield lambda: page().isVisible()
    yield from shot(report, "options_top")
    group, button = page().findChild(QWidget, "earthdata"), page().findChild(QPushButton, "earthdataTest")
    scroll_to(group)
    report["cut_labels"] = cut_labels(page())
    report["overflow"] = viewport().parentWidget().horizontalScrollBar().maximum()
    yield from shot(report, "options_login")

    report["steps"].append("a slow archive")
    gaps = Gaps()
    click(button)
    yield 400
    report["asking"] = answer()
    yield from shot(report, "options_asking")
    yield button.isEnabled
    report["accepted"], report["longest_gap"] = answer(), gaps.longest
    scroll_to(group)
    yield from shot(report, "options_accepted")

    report["steps"].append("a wrong login")
    page().findChild(QgsAuthConfigSelect, "earthdataEntry").setConfigId(wrong)
    yield 200
    report["forgotten"] = answer()
    click(button)
    yield button.isEnabled
    report["refused"] = answer()
    scroll_to(group)
    report["cut_answer"] = cut_labels(group)
    yield from shot(report, "options_refused")

    report["steps"].append("no network")
    os.environ[ADDRESS] = "https://localhost:1"
    gaps = Gaps()
    click(button)
    yield button.isEnabled
    report["unreachable"], report["longest_gap_without_network"] = answer(), gaps.longest
    scroll_to(group)
    yield from shot(report, "options_unreachable")
    os.environ[ADDRESS] = SCENE["environment"][ADDRESS]
    options().reject()
    yield lambda: options() is None

    report["steps"].append("a search")
    toolbox = plugins["processing"].toolbox
    toolbox.setVisible(True)
    toolbox.searchBox.setText("Search NASA Earthdata")
    yield lambda: toolbox.algorithmTree.selectedAlgorithm() is not None
    report["found"] = toolbox.algorithmTree.selectedAlgorithm().id()
    QTimer.singleShot(0, toolbox.executeAlgorithm)
    yield dialogs
    yield 700
    dialog = dialogs()[0]
    output = QgsProcessingOutputLayerDefinition(SCENE["output"], QgsProject.instance())
    dialog.setParameters({**dialog.mainWidget().createProcessingParameters(), "PRODUCT": "MOD11A1", "OUTPUT": output})
    yield from shot(report, "search_dialog")
    QTimer.singleShot(0, dialog.runButton().click)
    yield 100
    yield lambda: dialog.feedback is None and QgsProject.instance().mapLayers()
    report["log"] = dialog.findChild(QWidget, "txtLog").toPlainText()
    yield from shot(report, "search_done")
    dialog.close()
    for each in (right, wrong):
        manager.removeAuthenticationConfig(each)


class Gaps:
    """Notes the longest time for which the window did nothing, in seconds."""

    def __init__(self):
        self.longest, self._last = 0.0, time.monotonic()
        self._timer = QTimer(iface.mainWindow())
        self._timer.timeout.connect(self._beat)
        self._timer.start(10)

    def _beat(self):
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now


def stored(manager, name, password):
    """The id of a new entry."""
    config = QgsAuthMethodConfig("Basic")
    config.setName(f"Earthdata ({name})")
    config.setConfigMap({"username": SCENE["user"], "password": password, "realm": ""})
    done, config = manager.storeAuthenticationConfig(config)
    assert done
    return config.id()


def options():
    return next((each for each in QApplication.topLevelWidgets()
                 if isinstance(each, QDialog) and each.isVisible() and each.objectName() == "QgsOptionsBase"), None)


def choose_page():
    """By a click on its name in the list."""
    tree = options().findChild(QTreeView, "mOptionsTreeView")
    [index] = tree.model().match(tree.model().index(0, 0), Qt.ItemDataRole.DisplayRole, "Multiscale Fusion", 1,
                                 Qt.MatchFlag.MatchExactly)
    tree.scrollTo(index)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
                     tree.visualRect(index).center())


def page():
    return options() and options().findChild(QWidget, "MultiscaleFusionOptions")


def viewport():
    widget = page()
    while not isinstance(widget, QScrollArea):
        widget = widget.parentWidget()
    return widget.viewport()


def scroll_to(group):
    viewport().parentWidget().ensureWidgetVisible(group, 0, 10)


def answer():
    return re.sub("<[^>]*>", "", page().findChild(QLabel, "earthdataAnswer").text()).strip()


def dialogs():
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, AlgorithmDialog) and each.isVisible()]


def cut_labels(widget):
    """Labels that have less room than their text needs."""
    found = []
    for each in widget.findChildren(QLabel):
        if each.isVisible() and each.text():
            needed = each.heightForWidth(each.width()) if each.wordWrap() else each.sizeHint().height()
            too_narrow = not each.wordWrap() and each.width() < each.sizeHint().width()
            if too_narrow or each.height() < needed:
                found.append(each.text())
    return found


def click(widget):
    """By the mouse, at its left: the rest may lie outside of what is shown."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
                     QPoint(min(12, widget.width() // 2), widget.height() // 2))


def shot(report, name):
    """A picture of the whole screen."""
    yield 400
    path = Path(SCENE["folder"]) / f"{name}.png"
    iface.mainWindow().screen().grabWindow(0).save(str(path))
    report["screenshots"].append(str(path))


def show_what_is_open(report):
    for _ in shot(report, "error"):
        pass


tell(story, show_what_is_open)
