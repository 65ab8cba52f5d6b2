"""As much of QGIS's interface as the dock asks for: a real main window with a real canvas and message bar."""

from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QMainWindow, QVBoxLayout, QWidget


class SmallInterface:
    """Without the desktop around them. `close` when the dock is unloaded."""

    def __init__(self) -> None:
        self._window = QMainWindow()
        self._canvas, self._bar = QgsMapCanvas(), QgsMessageBar()
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._bar)
        layout.addWidget(self._canvas, 1)
        self._window.setCentralWidget(body)
        self._window.resize(1366, 768)

    def mainWindow(self):  # noqa: N802 (QGIS's name)
        return self._window

    def mapCanvas(self):  # noqa: N802 (QGIS's name)
        return self._canvas

    def messageBar(self):  # noqa: N802 (QGIS's name)
        return self._bar

    def addDockWidget(self, area, dock):  # noqa: N802 (QGIS's name)
        self._window.addDockWidget(area, dock)

    def show(self, dock: QWidget) -> None:
        """The window with the dock at its right."""
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        self._window.show()

    def close(self) -> None:
        self._canvas.stopRendering()
        self._window.close()
        self._window.deleteLater()
