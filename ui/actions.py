"""What the plugin adds to QGIS's window: Raster > Multiscale Fusion, a toolbar button, a help entry, the dock."""

from functools import partial

from qgis.core import Qgis, QgsApplication, QgsProcessingAlgorithm, QgsSettings, QgsStringUtils
from qgis.gui import QgisInterface, QgsGui
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import QAction, QDialog, QMenu

from ..processing.help import ONLINE, page_path
from ..processing.provider import ICON
from .diagnostics_page import KEY as DIAGNOSTICS
from .options_page import KEY as OPTIONS

PROVIDER = "multiscalefusion"
# Those of the toolbox that stand for themselves, in the order of work.
ALGORITHMS = ("checklayers", "creategrid", "aggregate", "joinlayers", "downscale", "samplepoints")
_OPEN = "multiscale_fusion/dock_open"


class Actions:
    """Made when QGIS loads the plugin; `unload` takes everything back.

    The dock is made when it is first shown, so that QGIS starts as fast as without it.
    """

    def __init__(self, iface: QgisInterface) -> None:
        self._iface = iface
        self._window = iface.mainWindow()
        self._dialogs: list[QDialog] = []
        self._actions: list[QAction] = []
        self.dock = None
        self.toggle = self._toggle_action()
        self.help = self._action("help", self._help_text(), self.show_help, "mActionHelpContents.svg")
        self.menu = self._menu()
        iface.rasterMenu().addMenu(self.menu)
        iface.addToolBarIcon(self.toggle)
        self.in_help_menu = self._action("helpMenu", _title(), self.show_help, "")
        self.in_help_menu.setIcon(QIcon(str(ICON)))
        iface.pluginHelpMenu().addAction(self.in_help_menu)
        for action in self._actions:
            iface.registerMainWindowAction(action, "")   # so that a shortcut can be given to it
        self._later = QTimer(self._window)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._reopen)
        if self._window.isVisible():
            self._later.start(0)
        else:
            iface.initializationCompleted.connect(self._reopen)

    def show_dock(self) -> None:
        """Show the dock, making it if need be, and bring it to the front."""
        if self.dock is None:
            self._make_dock()
        self.dock.setUserVisible(True)

    def open_algorithm(self, name: str) -> None:
        """The toolbox's dialog of one of our algorithms, not modal."""
        from qgis.utils import plugins

        if "processing" not in plugins:
            self._iface.messageBar().pushMessage(_title(), QCoreApplication.translate(
                "Actions", "The plugin Processing is switched off; enable it in Plugins > Manage and Install Plugins."
            ), Qgis.MessageLevel.Warning)
            return
        from processing import createAlgorithmDialog

        dialog = createAlgorithmDialog(f"{PROVIDER}:{name}")
        # QGIS deletes it when it is closed, and until then knows only its half in C++.
        self._dialogs = [each for each in self._dialogs if not sip.isdeleted(each)] + [dialog]
        dialog.show()

    def show_options(self) -> None:
        self._iface.showOptionsDialog(self._window, OPTIONS)

    def show_diagnostics(self) -> None:
        self._iface.showOptionsDialog(self._window, DIAGNOSTICS)

    def show_help(self) -> None:
        """The page on the dock, in a browser."""
        language = QgsApplication.locale()
        page = page_path("dock", language) or page_path("index", language)
        QDesktopServices.openUrl(QUrl(ONLINE) if page is None else QUrl.fromLocalFile(str(page)))

    def unload(self) -> None:
        """Leave QGIS as it was found."""
        iface = self._iface
        self._later.stop()
        self._later.deleteLater()
        _disconnect(iface.initializationCompleted, self._reopen)
        for dialog in self._dialogs:
            if not sip.isdeleted(dialog):
                dialog.close()
        self._dialogs = []
        self._remove_dock()
        iface.pluginHelpMenu().removeAction(self.in_help_menu)
        for action in self._actions:
            iface.unregisterMainWindowAction(action)
        iface.removeToolBarIcon(self.toggle)
        iface.rasterMenu().removeAction(self.menu.menuAction())
        for each in (*self._actions, self.menu):
            each.deleteLater()
        self._actions = []

    def _toggle_action(self) -> QAction:
        action = self._action("dock", QCoreApplication.translate("Actions", "Multiscale Fusion Panel"), self._toggled)
        action.setIcon(QIcon(str(ICON)))
        action.setCheckable(True)
        action.setToolTip(QCoreApplication.translate(
            "Actions", "Join, downscale or sample layers of different resolution"))
        return action

    def _help_text(self) -> str:
        return QCoreApplication.translate("Actions", "Help")

    def _menu(self) -> QMenu:
        menu = QMenu(_title(), self._window)
        menu.setObjectName("multiscaleFusionMenu")
        menu.setIcon(QIcon(str(ICON)))
        menu.addAction(self.toggle)
        menu.addSeparator()
        registry = QgsApplication.processingRegistry()
        for name in ALGORITHMS:
            algorithm = registry.algorithmById(f"{PROVIDER}:{name}")
            action = self._action(name, _menu_text(algorithm), partial(self.open_algorithm, name))
            action.setIcon(algorithm.icon())
            action.setToolTip(algorithm.shortDescription())
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(self._action("options", QCoreApplication.translate("Actions", "Options…"), self.show_options,
                                    "mActionOptions.svg"))
        menu.addAction(self._action("diagnostics", QCoreApplication.translate("Actions", "Diagnostics…"),
                                    self.show_diagnostics, "mIconInfo.svg"))
        menu.addAction(self.help)
        return menu

    def _action(self, name: str, text: str, called, icon: str = "") -> QAction:
        action = QAction(text, self._window)
        action.setObjectName(f"multiscaleFusion{name[0].upper()}{name[1:]}")
        if icon:
            action.setIcon(QgsApplication.getThemeIcon(f"/{icon}"))
        # Not with `checked`, which a partial or a method would take for its argument.
        action.triggered.connect(lambda *_: called())
        self._actions.append(action)
        return action

    def _toggled(self) -> None:
        """The first time only: from then on the action and the dock know each other."""
        if self.dock is None:
            self.show_dock()

    def _make_dock(self) -> None:
        from .dock import FusionDock

        try:
            self.dock = FusionDock(self._iface)
        finally:
            if self.dock is None:
                self.toggle.setChecked(False)
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        # Where it was when QGIS was last left, which QGIS restores only for docks that are there from the start.
        self._window.restoreDockWidget(self.dock)
        self.dock.setToggleVisibilityAction(self.toggle)
        # Not the dock's own signals, which do not tell of a dock that an action hides.
        self.dock.toggleViewAction().toggled.connect(_remember)
        _remember(True)

    def _remove_dock(self) -> None:
        if self.dock is None:
            return
        self.dock.toggleViewAction().toggled.disconnect(_remember)
        self.dock.unload()
        self._iface.removeDockWidget(self.dock)
        self.dock.deleteLater()
        self.dock = None

    def _reopen(self) -> None:
        """As QGIS was left."""
        if self.dock is None and QgsSettings().value(_OPEN, False, type=bool):
            self.show_dock()


def _remember(is_open: bool) -> None:
    QgsSettings().setValue(_OPEN, is_open)


def _disconnect(signal, slot) -> None:
    try:
        signal.disconnect(slot)
    except TypeError:   # it was not connected
        return


def _title() -> str:
    return QCoreApplication.translate("Actions", "Multiscale Fusion")


def _menu_text(algorithm: QgsProcessingAlgorithm) -> str:
    """As Processing writes its own entries of menus."""
    title = algorithm.displayName()
    if QgsGui.higFlags() & QgsGui.HigFlag.HigMenuTextIsTitleCase:
        title = QgsStringUtils.capitalize(title, Qgis.Capitalization.TitleCase)
    return f"{title}…"
