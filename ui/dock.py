"""The dock: from layers to a result, a tab for each question and the run below them."""

from qgis.core import QgsSettings
from qgis.gui import QgisInterface, QgsDockWidget, QgsScrollArea
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QFrame, QTabWidget, QVBoxLayout, QWidget

from .approach_panel import ApproachPanel
from .findings_panel import FindingsPanel, severity_icon
from .findings_task import Checker
from .grid_panel import GridPanel
from .layers_panel import LayersPanel
from .look_panel import LookPanel
from .recipe_store import RecipeStore
from .run_panel import RunPanel
from .session import Session

_TAB = "multiscale_fusion/dock_tab"
_SMALLEST = (360, 260)   # pixels: beside a map on a screen of 1366 x 768, below another panel


class FusionDock(QgsDockWidget):
    """Made when it is first shown; `unload` takes back all that it has added to QGIS."""

    def __init__(self, iface: QgisInterface, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("FusionDock", "Multiscale Fusion"), parent or iface.mainWindow())
        self.setObjectName("MultiscaleFusionDock")
        canvas = iface.mapCanvas()
        self.session = Session(self)
        self.layers_panel = LayersPanel(self.session)
        self.grid_panel = GridPanel(self.session, canvas)
        self.approach_panel = ApproachPanel(self.session)
        self.findings_panel = FindingsPanel(self.session, canvas)
        self.look_panel = LookPanel(self.session, canvas)
        self.run_panel = RunPanel(self.session, iface.messageBar())
        self._panels = {
            "layers": self.layers_panel,
            "grid": self.grid_panel,
            "approach": self.approach_panel,
            "findings": self.findings_panel,
            "look": self.look_panel,
        }
        self.tabs = self._tabs()
        self._lay_out()
        self.checker = Checker(self.session, self)
        self.store = RecipeStore(self.session, self)
        self.store.problem_told.connect(self.run_panel.tell)
        self.findings_panel.counts_changed.connect(self._tell_counts)
        self.findings_panel.check_asked.connect(self.checker.check_again)

    def show_panel(self, name: str) -> None:
        """Bring a tab to the front: "layers", "grid", "approach", "findings" or "look"."""
        self.tabs.setCurrentIndex(list(self._panels).index(name))

    def unload(self) -> None:
        """Stop what runs, and take back map tools, canvas items and connections."""
        self.checker.unload()
        self.store.unload()
        for panel in (*self._panels.values(), self.run_panel):
            panel.unload()

    def _tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setObjectName("tabs")
        tabs.setDocumentMode(True)
        tabs.setUsesScrollButtons(True)
        titles = {
            "layers": QCoreApplication.translate("FusionDock", "Layers"),
            "grid": QCoreApplication.translate("FusionDock", "Grid"),
            "approach": QCoreApplication.translate("FusionDock", "Approach"),
            "findings": QCoreApplication.translate("FusionDock", "Findings"),
            "look": QCoreApplication.translate("FusionDock", "Look"),
        }
        for name, panel in self._panels.items():
            tabs.addTab(_scrolled(panel), titles[name])
        tabs.setCurrentIndex(min(QgsSettings().value(_TAB, 0, type=int), tabs.count() - 1))
        tabs.currentChanged.connect(lambda index: QgsSettings().setValue(_TAB, index))
        return tabs

    def _lay_out(self) -> None:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.run_panel)
        body.setMinimumSize(*_SMALLEST)
        self.setWidget(body)
        self.setFocusProxy(self.tabs)

    def _tell_counts(self, blockers: int, warnings: int, remarks: int) -> None:
        """In the title of the tab, so that findings are seen from every other one."""
        index = list(self._panels).index("findings")
        title = QCoreApplication.translate("FusionDock", "Findings")
        count = blockers + warnings + remarks
        self.tabs.setTabText(index, f"{title} ({count})" if count else title)
        self.tabs.setTabIcon(index, severity_icon(blockers, warnings, remarks))
        self.tabs.setTabToolTip(index, QCoreApplication.translate(
            "FusionDock", "Blockers: {blockers}. Warnings: {warnings}. Remarks: {remarks}."
        ).format(blockers=blockers, warnings=warnings, remarks=remarks))


def _scrolled(panel: QWidget) -> QgsScrollArea:
    area = QgsScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(panel)
    return area
