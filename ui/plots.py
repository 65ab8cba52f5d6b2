"""Plots in the dock: axes by QGIS's own plot classes, the rest by QPainter, in the colours of the theme."""

import math
from typing import TYPE_CHECKING

import qgis.core
from qgis.core import (
    QgsBasicNumericFormat,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMargins,
    QgsNumericFormat,
    QgsRenderContext,
    QgsScientificNumericFormat,
    QgsTextFormat,
)
from qgis.PyQt.QtCore import QCoreApplication, QPointF, QRectF, QSize, QSizeF, Qt, pyqtSignal
from qgis.PyQt.QtGui import QBrush, QColor, QFontInfo, QFontMetricsF, QImage, QPainter, QPalette, QPen, QTextOption
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QMenu, QSizePolicy, QWidget

if TYPE_CHECKING:
    import numpy as np

    from ..core.statistics.pair import Density, Histogram

# QGIS 4 gives the axes to a class of their own and draws plots with a context of their own.
_AXES = getattr(qgis.core, "Qgs2DXyPlot", None) or qgis.core.Qgs2DPlot
_PLOT_CONTEXT = getattr(qgis.core, "QgsPlotRenderContext", None)

_INCH = 25.4        # mm
_LABEL = 62.0       # pixels between labels of an axis, about
_HUGE, _TINY = 1e6, 1e-4
_STEP = 0.025       # of an axis: an arrow key's
_FIRST = 0.15       # of an axis: a selection that begins by key
_DRAG = 4           # pixels: less is a click
Limits = tuple[float, float]


def interval(low: float, high: float, most: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, at most ``most`` of which lie between two values."""
    rough = (high - low) / max(most, 1.0)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1.0, 2.0, 5.0, 10.0) if power * factor >= rough * (1.0 - 1e-9))


def numbers(low: float, high: float, step: float) -> QgsNumericFormat:
    """How the labels of an axis are written: all digits that tell them apart, and no more."""
    largest = max(abs(low), abs(high))
    if largest >= _HUGE or step < _TINY:
        text = QgsScientificNumericFormat()
        text.setNumberDecimalPlaces(max(0, math.floor(math.log10(largest)) - math.floor(math.log10(step))))
        return text
    text = QgsBasicNumericFormat()
    text.setNumberDecimalPlaces(max(0, -math.floor(math.log10(step) + 1e-9)))
    text.setShowThousandsSeparator(False)
    return text


def _on_one_line() -> QTextOption:
    option = QTextOption(Qt.AlignmentFlag.AlignCenter)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    return option


def _mixed(first: QColor, second: QColor, share: float) -> QColor:
    """So much of the second colour in the first."""
    return QColor(*(round(a + (b - a) * share) for a, b in zip(first.getRgb()[:3], second.getRgb()[:3])))


class Plot(QWidget):
    """A plot with axes; a subclass draws what is in them. Says in words what it shows, to screen readers too."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self._x: Limits | None = None
        self._y: Limits | None = None
        self._titles = ("", "")
        self._text = ""
        self._area = QRectF()

    def sizeHint(self):  # noqa: N802 (Qt's name)
        return QSize(320, 220)

    def show_nothing(self, sentence: str) -> None:
        """Tell why there is nothing to see."""
        self._x = self._y = None
        self.describe(sentence)

    def describe(self, text: str) -> None:
        """What is seen, in words."""
        self._text = text
        self.setAccessibleDescription(text)
        self.update()

    @property
    def is_empty(self) -> bool:
        return self._x is None

    def set_axes(self, x: Limits, y: Limits, titles: tuple[str, str]) -> None:
        """Limits (least, greatest; apart from each other) and titles of both axes."""
        self._x, self._y, self._titles = x, y, titles

    def to_screen(self, x: float, y: float) -> QPointF:
        """Where in the widget a place in the plot is, as it was last drawn."""
        area = self._area
        return QPointF(area.left() + (x - self._x[0]) / (self._x[1] - self._x[0]) * area.width(),
                       area.bottom() - (y - self._y[0]) / (self._y[1] - self._y[0]) * area.height())

    def to_values(self, point: QPointF) -> tuple[float, float]:
        """The place in the plot at a point of the widget, within its limits."""
        area = self._area
        across = min(max((point.x() - area.left()) / area.width(), 0.0), 1.0)
        up = min(max((area.bottom() - point.y()) / area.height(), 0.0), 1.0)
        return self._x[0] + across * (self._x[1] - self._x[0]), self._y[0] + up * (self._y[1] - self._y[0])

    def draw_content(self, painter: QPainter, area: QRectF) -> None:
        """Draw what is inside of the axes, which the painter is clipped to."""
        raise NotImplementedError

    def paintEvent(self, event):  # noqa: N802 (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_empty:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            painter.drawText(QRectF(self.rect()).adjusted(8, 8, -8, -8), self._text,
                             QTextOption(Qt.AlignmentFlag.AlignCenter))
        else:
            self._draw(painter)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(self.font())
        context = QgsRenderContext.fromQPainter(painter)
        plot = self._axes(context, metrics.height())
        more = () if _PLOT_CONTEXT is None else (_PLOT_CONTEXT(),)
        painter.save()
        plot.render(context, *more)
        painter.restore()
        self._area = plot.interiorPlotArea(context, *more)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        across, up = self._titles
        width = self._area.width()
        painter.drawText(QRectF(self._area.left(), self.height() - metrics.height() - 1, width, metrics.height()),
                         metrics.elidedText(across, Qt.TextElideMode.ElideMiddle, width), _on_one_line())
        painter.save()
        painter.translate(0, self._area.bottom())
        painter.rotate(-90)
        height = self._area.height()
        painter.drawText(QRectF(0, 1, height, metrics.height()),
                         metrics.elidedText(up, Qt.TextElideMode.ElideMiddle, height), _on_one_line())
        painter.restore()
        painter.save()
        painter.setClipRect(self._area)
        self.draw_content(painter, self._area)
        painter.restore()

    def _axes(self, context: QgsRenderContext, line: float):
        """QGIS's plot with our limits, in the theme's colours, and room for a line of text left and below."""
        palette = self.palette()
        text, base = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Base)
        plot = _AXES()
        plot.setSize(QSizeF(self.size()))
        per_mm = context.scaleFactor() or 96.0 / _INCH
        # The last label of an axis stands half beyond it.
        plot.setMargins(QgsMargins((line + 2) / per_mm, (0.6 * line) / per_mm, line / per_mm, (line + 2) / per_mm))
        plot.setXMinimum(self._x[0])
        plot.setXMaximum(self._x[1])
        plot.setYMinimum(self._y[0])
        plot.setYMaximum(self._y[1])
        plot.setChartBackgroundSymbol(QgsFillSymbol.createSimple({"color": base.name(), "outline_style": "no"}))
        plot.setChartBorderSymbol(QgsFillSymbol.createSimple(
            {"style": "no", "outline_color": _mixed(base, text, 0.5).name(), "outline_width": "0.2"}))
        label = QgsTextFormat.fromQFont(self.font())
        label.setSize(QFontInfo(self.font()).pointSizeF() * 0.9)
        label.setColor(text)
        for axis, limits, length in ((plot.xAxis(), self._x, self.width()), (plot.yAxis(), self._y, self.height())):
            step = interval(*limits, length / _LABEL)
            axis.setTextFormat(label)
            axis.setNumericFormat(numbers(*limits, step))
            axis.setLabelInterval(step)
            axis.setGridIntervalMajor(step)
            axis.setGridIntervalMinor(step)
            for put in (axis.setGridMajorSymbol, axis.setGridMinorSymbol):
                put(QgsLineSymbol.createSimple({"color": _mixed(base, text, 0.15).name(), "width": "0.2"}))
        return plot

    def contextMenuEvent(self, event):  # noqa: N802 (Qt's name)
        menu = self.menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def menu(self) -> QMenu:
        """Copy and save the picture, copy the words."""
        menu = QMenu(self)
        menu.addAction(QCoreApplication.translate("Plot", "Copy Image"), self.copy_image)
        menu.addAction(QCoreApplication.translate("Plot", "Save Image…"), self.save_image)
        menu.addAction(QCoreApplication.translate("Plot", "Copy Text"), self.copy_text)
        return menu

    def copy_image(self) -> None:
        QApplication.clipboard().setPixmap(self.grab())

    def copy_text(self) -> None:
        QApplication.clipboard().setText(self._text)

    def save_image(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, QCoreApplication.translate("Plot", "Save Image"), "",
            QCoreApplication.translate("Plot", "PNG images") + " (*.png)")
        if path:
            self.grab().save(path if path.lower().endswith(".png") else f"{path}.png")


class ScatterPlot(Plot):
    """Pairs of values, as points or shaded by how many there are; a rectangle of them can be selected.

    Drag with the mouse, or use the arrow keys (with Shift to change the size); Escape, or a click, clears.
    """

    selected = pyqtSignal(object)   # ((x least, x greatest), (y least, y greatest)), or None

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setMouseTracking(True)
        self._points: tuple["np.ndarray", "np.ndarray"] | None = None
        self._shade: "Density | None" = None
        self._lines: list[tuple[float, float, Qt.PenStyle]] = []
        self._selection: tuple[Limits, Limits] | None = None
        self._hovered: tuple[float, float] | None = None
        self._press: QPointF | None = None
        self._mouse: QPointF | None = None

    def show_pairs(self, points: "tuple[np.ndarray, np.ndarray] | None", shade: "Density",
                   lines: list[tuple[float, float, Qt.PenStyle]], titles: tuple[str, str]) -> None:
        """Show ``points`` (x, y), or the density if that is None, and lines of an intercept, a slope and a style."""
        self.set_axes(shade.x, shade.y, titles)
        self._points, self._shade, self._lines = points, shade, lines
        self._hovered = self._press = self._mouse = None
        self.select(None)
        self.update()

    def select(self, selection: tuple[Limits, Limits] | None) -> None:
        """Select the pairs in a rectangle."""
        if selection != self._selection:
            self._selection = selection
            self.selected.emit(selection)
            self.update()

    def hover(self, place: tuple[float, float] | None) -> None:
        """Mark a pair."""
        if place != self._hovered:
            self._hovered = place
            self.update()

    def draw_content(self, painter, area):
        palette = self.palette()
        text, data = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Highlight)
        if self._points is None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(area, _shaded(self._shade, palette))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            data.setAlpha(150)
            painter.setBrush(data)
            for x, y in zip(*(each.tolist() for each in self._points)):
                painter.drawEllipse(self.to_screen(x, y), 2.2, 2.2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for intercept, slope, style in self._lines:
            painter.setPen(QPen(text, 1.5, style))
            painter.drawLine(*(self.to_screen(x, intercept + slope * x) for x in self._x))
        painter.setPen(QPen(text, 1.2))
        if self._press is not None and self._mouse is not None:
            painter.drawRect(QRectF(self._press, self._mouse).normalized())
        elif self._selection is not None:
            (x0, x1), (y0, y1) = self._selection
            shade = QColor(text)
            shade.setAlpha(40)
            painter.setBrush(shade)
            painter.drawRect(QRectF(self.to_screen(x0, y1), self.to_screen(x1, y0)))
        if self._hovered is not None:
            painter.setBrush(palette.color(QPalette.ColorRole.Base))
            painter.setPen(QPen(text, 2))
            painter.drawEllipse(self.to_screen(*self._hovered), 5, 5)

    def mousePressEvent(self, event):  # noqa: N802 (Qt's name)
        if event.button() == Qt.MouseButton.LeftButton and not self.is_empty and self._area.width() > 0:
            self._press = self._mouse = QPointF(event.pos())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event):  # noqa: N802 (Qt's name)
        if self._press is not None:
            self._mouse = QPointF(event.pos())
            self.update()

    def mouseReleaseEvent(self, event):  # noqa: N802 (Qt's name)
        if self._press is None or event.button() != Qt.MouseButton.LeftButton:
            return
        begin, end, self._press, self._mouse = self._press, QPointF(event.pos()), None, None
        if (end - begin).manhattanLength() < _DRAG:
            self.select(None)
        else:
            self.select(tuple(tuple(sorted(pair)) for pair in zip(self.to_values(begin), self.to_values(end))))
        self.update()

    def keyPressEvent(self, event):  # noqa: N802 (Qt's name)
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Down: (0, -1), Qt.Key.Key_Up: (0, 1)}
        if self.is_empty:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape and self._selection is not None:
            self.select(None)
        elif event.key() in steps:
            grows = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.select(tuple(_stepped(part, limits, step, grows) for part, limits, step in
                              zip(self._selection or (None, None), (self._x, self._y), steps[event.key()])))
        else:
            super().keyPressEvent(event)


class HistogramPlot(Plot):
    """How often values occur, and among those that are selected."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._all: "Histogram | None" = None
        self._some: "Histogram | None" = None

    def show_counts(self, counts: "Histogram", titles: tuple[str, str]) -> None:
        """Show a histogram that is not empty."""
        self.set_axes((float(counts.edges[0]), float(counts.edges[-1])), (0.0, 1.05 * float(counts.counts.max())),
                      titles)
        self._all, self._some = counts, None
        self.update()

    def show_some(self, counts: "Histogram | None") -> None:
        """The histogram, between the same edges, of what is selected."""
        self._some = counts
        self.update()

    def draw_content(self, painter, area):
        palette = self.palette()
        data, text = palette.color(QPalette.ColorRole.Highlight), palette.color(QPalette.ColorRole.WindowText)
        # Bars of what is selected are hatched: told from the others without their colour.
        hatched = QBrush(text, Qt.BrushStyle.BDiagPattern)
        for counts, pen, brush in ((self._all, QPen(Qt.PenStyle.NoPen), QBrush(data)),
                                   (self._some, QPen(text, 1.2), hatched)):
            if counts is None:
                continue
            painter.setPen(pen)
            painter.setBrush(brush)
            edges, heights = counts.edges.tolist(), counts.counts.tolist()
            for left, right, height in zip(edges, edges[1:], heights):
                if height:
                    painter.drawRect(QRectF(self.to_screen(left, height), self.to_screen(right, 0.0)))


def _stepped(part: Limits | None, limits: Limits, step: int, grows: bool) -> Limits:
    """A selection on an axis, moved or made larger by one step of a key, within the limits."""
    whole = limits[1] - limits[0]
    if part is None:
        middle = 0.5 * (limits[0] + limits[1])
        return middle - 0.5 * _FIRST * whole, middle + 0.5 * _FIRST * whole
    low, high = part
    if grows:
        return low, min(max(high + step * _STEP * whole, low + _STEP * whole), limits[1])
    move = min(max(step * _STEP * whole, limits[0] - low), limits[1] - high)
    return low + move, high + move


def _shaded(shade: "Density", palette: QPalette) -> QImage:
    """A pixel for each bin, the darker (in a dark theme the brighter) the more pairs, by their logarithm."""
    import numpy as np

    base, data = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Highlight)
    text = palette.color(QPalette.ColorRole.WindowText)
    ramp = [_mixed(base, data, 0.25 + 0.75 * k / 127) for k in range(128)]
    ramp += [_mixed(data, text, 0.7 * k / 127) for k in range(128)]
    colours = np.array([colour.rgba() for colour in ramp], np.uint32)
    counts = np.flipud(shade.counts)
    level = np.log1p(counts) / max(np.log1p(counts.max()), 1e-9)
    pixels = np.ascontiguousarray(np.where(counts > 0, colours[np.rint(255 * level).astype(int)], np.uint32(0)))
    rows, columns = pixels.shape
    return QImage(pixels.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_ARGB32).copy()
