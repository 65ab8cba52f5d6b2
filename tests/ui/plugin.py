"""Runs inside the QGIS desktop (qgis --code): loads and unloads the plugin, and counts what it adds to QGIS.

The scene (see story.py): {"report", "part"}; the part "dock" ends with the dock open, for "again" to find it so, and
"bare" needs "fine", a raster, and "hidden", names of packages.
"""

import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

from multiscale_fusion.tests.ui.story import SCENE, tell
from qgis import utils
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsSettings
from qgis.gui import QgsGui, QgsOptionsPageWidget
from qgis.PyQt.QtCore import QEvent, QModelIndex, QObject, QTimer
from qgis.PyQt.QtWidgets import QApplication, QDialog, QDockWidget, QMenu, QTreeView

NAME = "multiscale_fusion"
DOCK = "MultiscaleFusionDock"
iface = utils.iface


def story(report):
    """What the user does, a step at a time: each `yield` waits until its condition holds."""
    yield lambda: "processing" in utils.plugins
    yield from {"actions": actions, "dock": dock, "again": again, "bare": bare}[SCENE["part"]](report)


def actions(report):
    """Menu, button, help, options; load, unload, load."""
    report["modules"] = sorted(sys.modules)
    report["snapshots"] = []
    for step in ("loaded", "unloaded", "loaded", "unloaded", "loaded"):
        if report["snapshots"]:
            unload() if step == "unloaded" else load()
            yield 300
        report["snapshots"].append(snapshot())
        report["snapshots"][-1]["options"] = yield from options()
    shell = utils.plugins[NAME].actions
    report["menu"] = [action.text() for action in shell.menu.actions()]

    report["steps"].append("an algorithm")
    find(shell.menu, "multiscaleFusionJoinlayers").trigger()
    yield lambda: visible_dialogs("AlgorithmDialog")
    report["title"] = visible_dialogs("AlgorithmDialog")[0].windowTitle()
    report["is_modal"] = visible_dialogs("AlgorithmDialog")[0].isModal()
    unload()   # with a dialog open
    yield 300
    report["dialogs_left"] = len(visible_dialogs("AlgorithmDialog"))
    load()
    yield 300

    report["steps"].append("Processing switched off")
    shell = utils.plugins[NAME].actions
    processing = utils.plugins.pop("processing")
    find(shell.menu, "multiscaleFusionAggregate").trigger()
    report["told"] = iface.messageBar().currentItem().text()
    utils.plugins["processing"] = processing

    report["steps"].append("options")
    shell = utils.plugins[NAME].actions
    for name in ("Options", "Diagnostics"):
        report[name], shot = yield from page_shown_by(find(shell.menu, f"multiscaleFusion{name}"))
        report["screenshots"].append(shot)


def dock(report):
    """The dock by its action, twice, and after a reload of the plugin."""
    shell = utils.plugins[NAME].actions
    report["before"] = [shell.dock is None, shell.toggle.isChecked(), snapshot()]
    shell.toggle.trigger()
    yield lambda: shell.dock is not None and shell.dock.isVisible()
    report["open"] = [shell.toggle.isChecked(), snapshot()["docks"]]
    shell.toggle.trigger()
    yield lambda: not shell.dock.isVisible()
    report["closed"] = [shell.toggle.isChecked(), len(docks())]
    shell.toggle.trigger()
    yield lambda: shell.dock.isVisible()
    shell.dock.close()
    yield lambda: not shell.toggle.isChecked()
    shell.toggle.trigger()
    yield lambda: shell.dock.isVisible()
    unload()
    yield 500
    report["unloaded"] = snapshot()
    load()   # and it opens as it was left
    yield lambda: utils.plugins[NAME].actions.dock is not None
    yield 500
    report["loaded"] = [len(docks()), utils.plugins[NAME].actions.toggle.isChecked()]
    QgsSettings().sync()


def again(report):
    """In another start of QGIS with the same profile."""
    yield lambda: utils.plugins[NAME].actions.dock is not None
    shell = utils.plugins[NAME].actions
    yield lambda: shell.dock.isVisible()
    report["open"] = [shell.toggle.isChecked(), len(docks())]
    shell.toggle.trigger()
    yield lambda: not shell.dock.isVisible()
    unload()
    load()
    yield 500
    report["reloaded"] = len(docks())
    QgsSettings().sync()


def bare(report):
    """Without the packages that QGIS does not bring itself, and with a raster in the project."""
    unload()
    hide(SCENE["hidden"])
    report["errors"] = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: report["errors"].append(f"{tag}: {text}") if level >= 2 else None)
    load()
    QgsProject.instance().addMapLayer(QgsRasterLayer(SCENE["fine"], "Fine"))
    shell = utils.plugins[NAME].actions
    shell.show_dock()
    yield lambda: shell.dock.isVisible()
    for tab in range(shell.dock.tabs.count()):
        shell.dock.tabs.setCurrentIndex(tab)
        yield 500
    shell.dock.tabs.setCurrentIndex(0)
    report["screenshots"].append(str(Path(SCENE["report"]).with_name("dock.png")))
    iface.mainWindow().grab().save(report["screenshots"][-1])
    QTimer.singleShot(0, shell.show_diagnostics)
    yield lambda: diagnostics() is not None and diagnostics().copy_report.isEnabled()
    page, dialog = diagnostics(), diagnostics().window()
    report["summary"] = page.summary.text()
    report["command"] = page.detail.text()
    report["screenshots"].append(str(Path(SCENE["report"]).with_name("diagnostics.png")))
    dialog.grab().save(report["screenshots"][-1])
    dialog.reject()
    yield lambda: QApplication.activeModalWidget() is None
    shell.toggle.trigger()
    yield 200
    QgsSettings().sync()


def diagnostics():
    """The page in the options dialog, None as long as that is not open."""
    pages = (each.findChild(QgsOptionsPageWidget, "MultiscaleFusionDiagnostics") for each in
             QApplication.topLevelWidgets() if each.isVisible())
    return next(filter(None, pages), None)


def hide(packages):
    """As if they were not installed."""
    class Hidden(MetaPathFinder):
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in packages:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    for name in [name for name in sys.modules if name.partition(".")[0] in packages]:
        del sys.modules[name]
    sys.meta_path.insert(0, Hidden())


def unload():
    assert utils.unloadPlugin(NAME)
    collect()


def load():
    assert utils.loadPlugin(NAME) and utils.startPlugin(NAME)
    collect()


def collect():
    """Objects to be deleted later go now."""
    kind = QEvent.Type.DeferredDelete
    QApplication.sendPostedEvents(None, getattr(kind, "value", kind))   # a number in Qt 6
    QApplication.processEvents()


def snapshot():
    """All that QGIS holds of ours, or might: names, each as often as it occurs."""
    window = iface.mainWindow()
    return {
        "raster menu": texts(iface.rasterMenu()),
        "help menu": texts(iface.pluginHelpMenu()),
        "toolbar": [action.objectName() for action in iface.pluginToolBar().actions()],
        "panels": texts(window.findChild(QMenu, "mPanelMenu")),
        "docks": sorted(each.objectName() for each in window.findChildren(QDockWidget)),
        "actions": sorted(each.objectName() for each in window.findChildren(QObject)
                          if each.objectName().startswith("multiscaleFusion")),
        "shortcuts": sorted(action.objectName() for action in QgsGui.shortcutsManager().listActions()
                            if action.objectName().startswith("multiscaleFusion")),
        "providers": sorted(each.id() for each in QgsApplication.processingRegistry().providers()),
    }


def texts(menu):
    """Of a menu's entries, those of menus in it among them."""
    found = []
    for action in menu.actions():
        found.append(action.text())
        if action.menu() is not None:
            found += texts(action.menu())
    return sorted(found)


def docks():
    return [each for each in iface.mainWindow().findChildren(QDockWidget) if each.objectName() == DOCK]


def find(menu, name):
    return next(action for action in menu.actions() if action.objectName() == name)


def options():
    """Entries of the tree of QGIS's options."""
    found = []
    QTimer.singleShot(0, lambda: iface.showOptionsDialog(iface.mainWindow()))
    yield lambda: QApplication.activeModalWidget() is not None
    yield 300
    dialog = QApplication.activeModalWidget()
    walk(dialog.findChild(QTreeView, "mOptionsTreeView").model(), found)
    dialog.reject()
    yield lambda: QApplication.activeModalWidget() is None
    collect()
    return found


def walk(model, found, parent=QModelIndex(), above=""):
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        found.append(f"{above}{index.data()}")
        walk(model, found, index, f"{found[-1]} > ")


def page_shown_by(action):
    """The page that is current in the dialog of options which an action opens."""
    QTimer.singleShot(0, action.trigger)
    yield lambda: QApplication.activeModalWidget() is not None
    yield 700
    dialog = QApplication.activeModalWidget()
    shown = [each.objectName() for each in dialog.findChildren(QgsOptionsPageWidget) if each.isVisible()]
    shot = str(Path(SCENE["report"]).with_name(f"{action.objectName()}.png"))
    dialog.grab().save(shot)
    dialog.reject()
    yield lambda: QApplication.activeModalWidget() is None
    return shown, shot


def visible_dialogs(kind):
    return [each for each in QApplication.topLevelWidgets()
            if isinstance(each, QDialog) and each.isVisible() and type(each).__name__ == kind]


tell(story)
