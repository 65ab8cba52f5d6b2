"""The target grid on the map: its outline and cells, and beside them the pixels of the layers that it is made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QCoreApplication, QLineF, QObject, QPointF, QRectF, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from ..core.errors import FusionError
from ..processing.layers import wkt
from .background import Background
from .recipe_grid import known_crs

if TYPE_CHECKING:
    import numpy as np
    from odc.geo.geobox import GeoBox
    from pyproj import CRS

    from .grid_lines import View

_WAIT = 60   # ms: a map that is dragged tells of many extents
_HALO = QColor(255, 255, 255, 170)
_OUTLINE, _CELL, _MORE = 3.0, 1.0, 2.0   # pixels wide; the halo is wider by so much
_HALOED = 150   # lines at most: among more the ground hardly shows, and painting takes twice as long
_ZOOMED = 4.0   # times: lines of another scale are not worth painting, and may be very long
_EVERYWHERE = QRectF(-1e5, -1e5, 2e5, 2e5)


@dataclass(frozen=True)
class Stroke:
    """How a grid is drawn: no two of them look alike without their colours either."""

    colour: str
    style: Qt.PenStyle


# Colours of Okabe and Ito (2008), which the colour-blind can tell apart too.
TARGET = Stroke("#d55e00", Qt.PenStyle.SolidLine)
SOURCES = (
    Stroke("#0072b2", Qt.PenStyle.DashLine),
    Stroke("#009e73", Qt.PenStyle.DotLine),
    Stroke("#cc79a7", Qt.PenStyle.DashDotLine),
    Stroke("#000000", Qt.PenStyle.DashDotDotLine),
)


class GridLines(QgsMapCanvasItem):
    """Many lines, in map units, in one stroke.

    Unlike rubber bands they are drawn without smoothing, one pixel wide: a thousand dashed ones in a few hundredths of
    a second and not in two.
    """

    def __init__(self, canvas: QgsMapCanvas, lines: "Sequence[np.ndarray]", stroke: Stroke, width: float) -> None:
        super().__init__(canvas)
        self.lines = tuple(lines)
        self.stroke = stroke
        self._canvas, self._width = canvas, width
        self._scale = canvas.mapUnitsPerPixel()

    def boundingRect(self) -> QRectF:  # noqa: N802 (Qt's name)
        return _EVERYWHERE

    def updatePosition(self) -> None:  # noqa: N802 (QGIS's name)
        """It keeps to the canvas, and looks for the map when it is painted."""

    def paint(self, painter: QPainter, *_: object) -> None:
        if not 1 / _ZOOMED < self._canvas.mapUnitsPerPixel() / self._scale < _ZOOMED:
            return
        straight, bent = self._placed()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._width > _CELL)
        pens = [QPen(_HALO, self._width + _MORE), QPen(QColor(self.stroke.colour), self._width, self.stroke.style)]
        for pen in pens if len(self.lines) <= _HALOED else pens[1:]:
            pen.setCosmetic(pen.widthF() <= _CELL)   # painted much faster
            painter.setPen(pen)
            painter.drawLines(straight)
            for line in bent:
                painter.drawPolyline(line)

    def _placed(self) -> tuple[list[QLineF], list[QPolygonF]]:
        """The lines on the screen: straight ones, and those of more than two points."""
        transform = self._canvas.getCoordinateTransform()
        (x0, y0), (x1, y1), (x2, y2) = ((point.x(), point.y()) for point in (
            transform.transform(*place) for place in _three_corners(self._canvas)))
        (u0, v0), (u1, v1), (u2, v2) = _three_corners(self._canvas)
        a, d = (x1 - x0) / (u1 - u0), (y1 - y0) / (u1 - u0)
        b, e = (x2 - x0) / (v2 - v0), (y2 - y0) / (v2 - v0)
        straight, bent = [], []
        for line in self.lines:
            right, up = line[:, 0] - u0, line[:, 1] - v0
            points = [QPointF(x, y) for x, y in zip((x0 + a * right + b * up).tolist(),
                                                    (y0 + d * right + e * up).tolist())]
            if len(points) == 2:
                straight.append(QLineF(*points))
            else:
                bent.append(QPolygonF(points))
        return straight, bent


class GridOutline(QObject):
    """Draws on a canvas, and draws anew as that moves. On the main thread."""

    drawn = pyqtSignal()   # what can be told of lines has changed

    def __init__(self, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._target: GeoBox | None = None
        self._sources: tuple[GeoBox, ...] = ()
        self._is_shown = False
        self._items: list[GridLines] = []
        self._sizes: dict[int, float] = {}
        self.problem: FusionError | None = None   # why nothing can be drawn
        self._task: Background | None = None
        self._asked: tuple | None = None   # what the task prepares
        self._ready: tuple | None = None   # what it has prepared, and the map's CRS
        self._crs: CRS | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self.redraw)
        for signal in self._signals():
            signal.connect(self._later)

    def set_grids(self, target: "GeoBox | None", sources: "Sequence[GeoBox]") -> None:
        """The target grid, None if there is none, and those of layers, as many as there are `SOURCES`."""
        sources = tuple(sources[:len(SOURCES)])
        if (target, sources) != (self._target, self._sources):
            self._target, self._sources = target, sources
            self.redraw()

    def set_shown(self, is_shown: bool) -> None:
        """Show it on the map, or take it off."""
        if is_shown != self._is_shown:
            self._is_shown = is_shown
            self.redraw()

    @property
    def items(self) -> tuple[GridLines, ...]:
        """What is on the map: the pixels of each source, the target's cells, its outline, where there are any."""
        return tuple(self._items)

    def size(self, number: int) -> float:
        """The shorter side of a cell of the target (0) or of a source (from 1 on) in pixels of the screen, 0 where none
        is seen."""
        return self._sizes.get(number, 0.0)

    def unload(self) -> None:
        """Take everything off the map and stop listening to it."""
        self._timer.stop()
        self._drop_task()
        for signal in self._signals():
            signal.disconnect(self._later)
        self._clear()
        self._is_shown = False

    def redraw(self) -> None:
        """Draw what the map shows now; a CRS or a grid that is new is prepared in the background before."""
        self._timer.stop()
        self._clear()
        if self._is_shown and (self._target is not None or self._sources):
            crs = self._canvas.mapSettings().destinationCrs()
            wanted = (self._target, self._sources, wkt(crs) if crs.isValid() else "")
            if self._ready == wanted:
                self._draw()
            elif crs.isValid():
                self._prepare(wanted)
        self.drawn.emit()

    def _prepare(self, wanted: tuple) -> None:
        if self._task is not None and self._asked == wanted:
            return
        self._drop_task()
        self._asked, self.problem = wanted, None
        target, sources, crs = wanted
        grids = [*sources, *([] if target is None else [target])]
        self._task = Background(QCoreApplication.translate("GridPanel", "Finding the grid's place on the map"),
                                lambda: _prepared(grids, crs), self._take_prepared).start()

    def _take_prepared(self, crs: "CRS | None", error: Exception | None) -> None:
        self._task = None
        if error is not None and not isinstance(error, FusionError):
            raise error   # a bug, for QGIS to show
        self.problem, self._crs = error, crs
        self._ready = self._asked
        self.redraw()

    def _drop_task(self) -> None:
        if self._task is not None:
            self._task.drop()
            self._task = None

    def _signals(self) -> tuple:
        return self._canvas.extentsChanged, self._canvas.destinationCrsChanged, self._canvas.rotationChanged

    def _later(self, *_: object) -> None:
        if self._is_shown and not self._timer.isActive():
            self._timer.start()

    def _draw(self) -> None:
        view = self._view()
        if view is None:
            return
        from . import grid_lines

        # The target last, above the others.
        for number, (grid, stroke) in enumerate(zip(self._sources, SOURCES), start=1):
            self._sizes[number] = grid_lines.cell_size(grid, view)
            self._add(grid_lines.cells(grid, view), stroke, _CELL)
        if self._target is not None:
            self._sizes[0] = grid_lines.cell_size(self._target, view)
            self._add(grid_lines.cells(self._target, view), TARGET, _CELL)
            self._add(grid_lines.outline(self._target, view), TARGET, _OUTLINE)

    def _view(self) -> "View | None":
        """None where the map has no place: before it shows anything, or as no way leads to its CRS."""
        settings = self._canvas.mapSettings()
        polygon = settings.visiblePolygon()
        if self._crs is None or not settings.hasValidSettings():
            return None
        from .grid_lines import View

        corners = tuple((polygon[number].x(), polygon[number].y()) for number in range(4))
        return View(self._crs, corners, settings.mapUnitsPerPixel())

    def _add(self, lines: "list[np.ndarray]", stroke: Stroke, width: float) -> None:
        if lines:
            self._items.append(GridLines(self._canvas, lines, stroke, width))

    def _clear(self) -> None:
        for item in self._items:
            self._canvas.scene().removeItem(item)
        self._items.clear()
        self._sizes.clear()


def _prepared(grids: "Sequence[GeoBox]", crs: str) -> "CRS":
    from .grid_lines import prepare

    known = known_crs(crs)
    for grid in grids:
        prepare(grid, known)
    return known


def sample(stroke: Stroke, width: int, height: int, ratio: float) -> QPixmap:
    """A piece of such a line for a legend, on a white ground as its halo has it."""
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.white)
    painter = QPainter(pixmap)
    pen = QPen(QColor(stroke.colour), 2, stroke.style)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(1, height // 2, width - 1, height // 2)
    painter.end()
    return pixmap


def _three_corners(canvas: QgsMapCanvas) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
    """Places around the middle of the map: one, one to the right of it, one above it."""
    extent = canvas.mapSettings().visibleExtent()
    x, y, side = extent.center().x(), extent.center().y(), max(extent.width(), extent.height())
    return (x, y), (x + side, y), (x, y + side)
