"""The dock's page of the common grid: which cells, how far they go, what that costs, and where they lie on the map."""

from qgis.core import QgsSettings
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication, QTimer
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from .background import Background
from .extent_choice import ExtentChoice
from .grid_choice import GridChoice
from .grid_outline import SOURCES, GridOutline
from .grid_preview import Preview, preview
from .grid_summary import GridSummary
from .session import Session

_SHOWN = "multiscale_fusion/show_grid"
_WAIT = 150   # ms: facts of many layers come one by one


class GridPanel(QWidget):
    """Shows and changes the recipe's grid. What it would be is worked out in the background, as long as it is seen."""

    def __init__(self, session: Session, canvas: QgsMapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gridPanel")
        self._session = session
        self._task: Background | None = None
        self._approach = session.approach
        self._preview = Preview()
        self._is_stale = True
        self.outline = GridOutline(canvas, self)
        self.cells = GridChoice(session, canvas)
        self.extent = ExtentChoice(session, canvas)
        self.summary = GridSummary(self.outline)
        self.summary.shown.setChecked(QgsSettings().value(_SHOWN, True, type=bool))
        self.summary.shown.toggled.connect(self._show_on_map)
        layout = QVBoxLayout(self)
        for box in (self.cells, self.extent, self.summary):
            layout.addWidget(box)
        layout.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._start)
        session.recipe_changed.connect(self.refresh)
        session.facts_changed.connect(self._renew)
        session.assessment_changed.connect(self.refresh)
        self.refresh()

    @property
    def preview(self) -> Preview:
        """What the grid would be, as last worked out."""
        return self._preview

    @property
    def is_settled(self) -> bool:
        """Is the preview that of the recipe as it is?"""
        return not (self._is_stale or self._task is not None)

    def refresh(self, *_: object) -> None:
        """Show the recipe at once, and what comes of it when it is known."""
        # Between two checks there is no recommendation; the last one stands until then.
        if self._session.approach or not self._session.recipe.used:
            self._approach = self._session.approach
        self._show()
        self._renew()

    def unload(self) -> None:
        """Take back what is on the map and stop what runs."""
        self._timer.stop()
        self._drop_task()
        self._session.recipe_changed.disconnect(self.refresh)
        self._session.assessment_changed.disconnect(self.refresh)
        self._session.facts_changed.disconnect(self._renew)
        self.extent.unload()
        self.outline.unload()

    def showEvent(self, event) -> None:  # noqa: N802 (Qt's name)
        super().showEvent(event)
        self.outline.set_shown(self.summary.shown.isChecked())
        if self._is_stale:
            self._timer.start()

    def hideEvent(self, event) -> None:  # noqa: N802 (Qt's name)
        super().hideEvent(event)
        self.extent.drawer.stop()
        self.outline.set_shown(False)

    def _renew(self, *_: object) -> None:
        """Work out the preview anew, soon or as soon as it is seen."""
        self._is_stale = True
        if self.isVisible():
            self._timer.start()

    def _show(self) -> None:
        self.cells.refresh(self._approach, self._preview.like)
        self.extent.refresh(self._approach, self._preview.margin_m, self._preview.takes_margin)

    def _show_on_map(self, shown: bool) -> None:
        QgsSettings().setValue(_SHOWN, shown)
        self.outline.set_shown(shown and self.isVisible())

    def _start(self) -> None:
        self._drop_task()
        self._is_stale = False
        recipe, facts, approach = self._session.recipe, dict(self._session.facts), self._approach
        if not recipe.used:
            self._take(Preview())   # nothing is loaded for that
            return
        self._task = Background(QCoreApplication.translate("GridPanel", "Working out the common grid"),
                                lambda: preview(recipe, facts, approach), self._heard).start()

    def _heard(self, found: Preview | None, error: Exception | None) -> None:
        self._task = None
        if error is not None:
            raise error   # a bug, for QGIS to show
        self._take(found)

    def _take(self, found: Preview) -> None:
        self._preview = found
        self.outline.set_grids(found.grid, [each.grid for each in found.pixels[:len(SOURCES)]])
        self._show()
        self.summary.refresh(found, self._approach)

    def _drop_task(self) -> None:
        if self._task is not None:
            self._task.drop()
            self._task = None
