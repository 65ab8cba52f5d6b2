"""Clicking a cell or footprint on the map, and drawing it there with the pixels beneath and their weights."""

import math
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCsException, QgsGeometry
from qgis.core import QgsPointXY, QgsProject, QgsRectangle
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem, QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import QObject, QPointF, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QFontMetricsF, QPainterPath, QPen

if TYPE_CHECKING:
    import numpy as np

    from .look_pick import Picked

MOST_DRAWN = 4_000
_LEVELS = 6                # of shade
_MOST_LABELS = 400
_ROOM = 6                  # pixels of the screen between labels
_REACH = 12                # pixels of the screen around a click
# Vermilion of Okabe and Ito (2008), as the target grid's, with a halo that is seen on any map.
_INK, _HALO, _NONE = QColor("#d55e00"), QColor(255, 255, 255, 190), QColor(0, 0, 0, 0)
MOST_OUTLINED = 400        # more polygons have no room for lines


class CellTool(QgsMapTool):
    """Tells where was clicked."""

    picked = pyqtSignal(QgsPointXY)   # in the map's CRS

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (QGIS's name)
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(event.mapPoint())


def box_around(point: QgsPointXY, canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem) -> QgsRectangle | None:
    """What of a layer in ``crs`` lies so near to a place on the map that a click there means it; None if it has none.
    """
    reach = _REACH * canvas.mapUnitsPerPixel()
    box = QgsRectangle(point.x() - reach, point.y() - reach, point.x() + reach, point.y() + reach)
    transform = QgsCoordinateTransform(canvas.mapSettings().destinationCrs(), crs, QgsProject.instance())
    try:
        return transform.transformBoundingBox(box)
    except QgsCsException:
        return None


def polygons(rings: "np.ndarray") -> QgsGeometry:
    """Closed rings (n, vertices, 2) as one geometry of n polygons."""
    import numpy as np

    count, vertices = rings.shape[:2]
    kind = np.dtype([("order", "u1"), ("kind", "<u4"), ("rings", "<u4"), ("count", "<u4"),
                     ("xy", "<f8", (vertices, 2))])
    parts = np.empty(count, kind)
    parts["order"], parts["kind"], parts["rings"], parts["count"], parts["xy"] = 1, 3, 1, vertices, rings
    geometry = QgsGeometry()
    geometry.fromWkb(struct.pack("<BII", 1, 6, count) + parts.tobytes())
    return geometry


class Marks(QObject):
    """Geometries on a canvas, in CRSs of their own; they follow the map's. On the main thread."""

    def __init__(self, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._bands: list[QgsRubberBand] = []
        self._drawn: list[tuple[QgsRubberBand, QgsGeometry, QgsCoordinateReferenceSystem]] = []
        self._is_shown = True
        canvas.destinationCrsChanged.connect(self._redraw)

    @property
    def bands(self) -> tuple[QgsRubberBand, ...]:
        """What is on the map."""
        return tuple(self._bands)

    def set_shown(self, is_shown: bool) -> None:
        """Hide everything for a while, or show it again."""
        self._is_shown = is_shown
        for item in self._items():
            item.setVisible(is_shown)

    def clear(self) -> None:
        """Take everything off the map."""
        for band in self._bands:
            self._canvas.scene().removeItem(band)
        self._bands.clear()
        self._drawn.clear()

    def unload(self) -> None:
        self.clear()
        self._canvas.destinationCrsChanged.disconnect(self._redraw)

    def add(self, geometry: QgsGeometry, crs: QgsCoordinateReferenceSystem, *, width: int, fill: int = 0,
            pattern: Qt.BrushStyle = Qt.BrushStyle.SolidPattern,
            style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QgsRubberBand:
        """Draw polygons with a line so wide (0: none) and a fill so opaque (0 to 255)."""
        band = QgsRubberBand(self._canvas, Qgis.GeometryType.Polygon)
        band.setStrokeColor(_INK if width else _NONE)
        band.setSecondaryStrokeColor(_HALO if width else _NONE)
        shade = QColor(_INK)
        shade.setAlpha(fill)
        band.setFillColor(shade)
        band.setBrushStyle(pattern if fill else Qt.BrushStyle.NoBrush)
        band.setLineStyle(style)
        band.setWidth(width)
        self._bands.append(band)
        self._drawn.append((band, geometry, crs))
        _place(band, geometry, crs)
        band.setVisible(self._is_shown)
        return band

    def _items(self) -> list[QgsMapCanvasItem]:
        return [*self._bands]

    def _redraw(self) -> None:
        for band, geometry, crs in self._drawn:
            _place(band, geometry, crs)


def _place(band: QgsRubberBand, geometry: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> None:
    """Nothing is drawn where the map's projection has no place for it."""
    try:
        band.reset(Qgis.GeometryType.Polygon)
        band.addGeometry(geometry, crs)
    except QgsCsException:
        band.reset(Qgis.GeometryType.Polygon)


class PickedMarks(Marks):
    """The cell or footprint that was clicked, and the pixels beneath: the more opaque the more they weigh."""

    def __init__(self, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(canvas, parent)
        self._labels: WeightLabels | None = None
        self._chosen: QgsRubberBand | None = None
        self._picked: "Picked | None" = None

    @property
    def labels(self) -> "WeightLabels | None":
        return self._labels

    def clear(self) -> None:
        super().clear()
        self._picked = self._chosen = None
        if self._labels is not None:
            self._canvas.scene().removeItem(self._labels)
            self._labels = None

    def show(self, picked: "Picked") -> bool:
        """Draw it instead of what was there; are the pixels few enough to be drawn, too?"""
        import numpy as np

        self.clear()
        self._picked = picked
        beneath = picked.view.beneath
        crs = QgsCoordinateReferenceSystem.fromWkt(picked.raster_crs)
        drawn = beneath.count <= MOST_DRAWN
        if drawn:
            width = int(beneath.count <= MOST_OUTLINED)
            share = beneath.share / max(beneath.share.max(), 1e-300)
            level = np.clip(np.ceil(share * _LEVELS), 1, _LEVELS).astype(int)
            for step in range(1, _LEVELS + 1):
                chosen = beneath.valid & (level == step)
                if chosen.any():
                    self.add(polygons(picked.pixels[chosen]), crs, width=width, fill=round(170 * step / _LEVELS))
            if not beneath.valid.all():
                self.add(polygons(picked.pixels[~beneath.valid]), crs, width=width, fill=220,
                         pattern=Qt.BrushStyle.BDiagPattern)
            self._labels = WeightLabels(self._canvas, picked.pixels, beneath.share, crs)
            self._labels.setVisible(self._is_shown)
        if len(picked.outline):
            outline = QgsCoordinateReferenceSystem.fromWkt(picked.crs)
            self.add(polygons(_closed(picked.outline)[None]), outline, width=3)
        return drawn

    def choose(self, number: int | None) -> None:
        """Mark one of the pixels, None for none."""
        if self._chosen is not None:
            self._canvas.scene().removeItem(self._chosen)
            self._bands.remove(self._chosen)
            self._drawn = [each for each in self._drawn if each[0] is not self._chosen]
            self._chosen = None
        if number is not None and self._picked is not None:
            crs = QgsCoordinateReferenceSystem.fromWkt(self._picked.raster_crs)
            self._chosen = self.add(polygons(self._picked.pixels[number:number + 1]), crs, width=3,
                                    style=Qt.PenStyle.DashLine)

    def _items(self) -> list[QgsMapCanvasItem]:
        return [*super()._items(), *([] if self._labels is None else [self._labels])]

    def _redraw(self) -> None:
        super()._redraw()
        if self._labels is not None:
            self._labels.place()


class WeightLabels(QgsMapCanvasItem):
    """Weights of pixels in percent, where they have room."""

    def __init__(self, canvas: QgsMapCanvas, rings: "np.ndarray", share: "np.ndarray",
                 crs: QgsCoordinateReferenceSystem) -> None:
        super().__init__(canvas)
        self._canvas_of, self._crs = canvas, crs
        heaviest = share.argsort()[::-1][:_MOST_LABELS]
        self._middles = rings[heaviest, :4].mean(axis=1)
        self._sides = abs(rings[heaviest, 2] - rings[heaviest, 0]).min(axis=1)
        self._texts = [weight_text(each, digits=2) for each in share[heaviest].tolist()]
        self._places: list[tuple[QgsPointXY, float, str]] = []
        self.setZValue(1.0)   # above what is drawn beside it
        self.place()

    @property
    def texts(self) -> list[str]:
        """Those that have room at the map's scale."""
        return [text for _, text, _ in self._seen()]

    def place(self) -> None:
        """Find the places of the labels on the map as it is projected."""
        transform = QgsCoordinateTransform(self._crs, self._canvas_of.mapSettings().destinationCrs(),
                                           QgsProject.instance())
        self._places = []
        for (x, y), side, text in zip(self._middles.tolist(), self._sides.tolist(), self._texts):
            try:
                middle = transform.transform(QgsPointXY(x, y))
                edge = transform.transform(QgsPointXY(x + side / 2, y))
            except QgsCsException:
                continue
            self._places.append((middle, 2.0 * math.hypot(edge.x() - middle.x(), edge.y() - middle.y()), text))
        self.updatePosition()

    def updatePosition(self) -> None:  # noqa: N802 (QGIS's name)
        """The map has moved."""
        if self._places:
            box = QgsRectangle()
            box.setNull()
            for middle, side, _ in self._places:
                box.combineExtentWith(middle.x() - side, middle.y() - side)
                box.combineExtentWith(middle.x() + side, middle.y() + side)
            self.setRect(box)

    def paint(self, painter, option=None, widget=None):
        font = self._canvas_of.font()
        ascent = QFontMetricsF(font).ascent()
        for middle, text, width in self._seen():
            at = self.toCanvasCoordinates(middle) - self.pos()
            path = QPainterPath()
            path.addText(at + QPointF(-width / 2, ascent / 2), font, text)
            painter.setPen(QPen(QColor(255, 255, 255, 220), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0))
            painter.drawPath(path)

    def _seen(self) -> Iterator[tuple[QgsPointXY, str, float]]:
        """Places, texts and their widths (pixels of the screen)."""
        scale = self._canvas_of.mapUnitsPerPixel()
        metrics = QFontMetricsF(self._canvas_of.font())
        for middle, side, text in self._places:
            width = metrics.horizontalAdvance(text)
            if side / scale >= width + _ROOM:
                yield middle, text, width


def weight_text(share: float, digits: int = 3) -> str:
    """A share of 1 in percent, with so many digits that tell small ones apart."""
    percent = float(f"{100.0 * share:.{digits}g}")
    return f"{percent:g} %" if percent >= 0.01 or percent == 0.0 else "< 0.01 %"


def _closed(ring: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return ring if (ring[0] == ring[-1]).all() else np.concatenate([ring, ring[:1]])
