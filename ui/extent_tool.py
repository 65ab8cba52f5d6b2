"""Drawing an extent on the map."""

from qgis.core import QgsRectangle
from qgis.gui import QgsMapCanvas, QgsMapTool, QgsMapToolExtent
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal


class ExtentDrawer(QObject):
    """Hands the map to a tool that draws a rectangle, and back to the tool that was there before.

    Escape gives up, and so does whoever takes another tool.
    """

    drawn = pyqtSignal(QgsRectangle)   # in the map's CRS
    ended = pyqtSignal()               # drawn or given up

    def __init__(self, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._tool: QgsMapToolExtent | None = None
        self._before: QgsMapTool | None = None

    @property
    def is_drawing(self) -> bool:
        return self._tool is not None

    def start(self) -> None:
        """Take the map; its keys too, so that Escape arrives."""
        if self._tool is not None:
            return
        self._before = self._canvas.mapTool()
        self._tool = QgsMapToolExtent(self._canvas)
        self._tool.extentChanged.connect(self._take)
        self._tool.deactivated.connect(self._end)
        self._canvas.setMapTool(self._tool)
        # In the midst of a drag the canvas keeps keys from its tool.
        self._canvas.installEventFilter(self)
        self._canvas.setFocus()

    def stop(self) -> None:
        """Give the map back."""
        if self._tool is None:
            return
        tool, before = self._tool, self._before
        tool.deactivated.disconnect(self._end)
        if before is not None and not sip.isdeleted(before):
            self._canvas.setMapTool(before)
        else:
            self._canvas.unsetMapTool(tool)
        self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.stop()
            return True
        return super().eventFilter(watched, event)

    def _take(self, extent: QgsRectangle) -> None:
        if extent.isEmpty():
            return   # a click
        self.stop()
        self.drawn.emit(extent)

    def _end(self) -> None:
        """Once, whoever took the map away."""
        tool, self._tool, self._before = self._tool, None, None
        if tool is None:
            return
        self._canvas.removeEventFilter(self)
        tool.deleteLater()
        self.ended.emit()
