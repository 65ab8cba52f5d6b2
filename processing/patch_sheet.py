"""The contact sheet of patches as an image: the reference with the centres, then the patches at two scales."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QCoreApplication, QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

if TYPE_CHECKING:
    import numpy as np

    from ..core.patches.picture import Picture
    from ..core.patches.preview import SheetColumn, Tile

MAP = 420            # pixels along the longer side of the reference's map
_TILE = 150
_GAP = 12
_MARGIN = 24
_LABEL = 96          # left of the patches: id and split
_LINE = 20
_PAGE, _INK, _MUTED, _MISSING = (QColor(text) for text in ("#ffffff", "#1b1f24", "#57606a", "#d3d7dc"))
# Okabe and Ito's colours, which all kinds of colour vision tell apart.
_COLOURS = tuple(map(QColor, ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")))


@dataclass(frozen=True)
class Overview:
    """The reference's map: its picture, `step` pixels of the raster a pixel; in the raster's pixels (column, row) the
    centres of all patches (n, 2), outlines of the chosen ones in the reference, and the rings of the boundary."""

    picture: "Picture"
    step: int
    centres: "np.ndarray"
    outlines: "Sequence[np.ndarray]"
    boundary: "Sequence[np.ndarray]"


@dataclass(frozen=True)
class SheetRow:
    """What is written left of the patches around one centre."""

    id: int
    split: str


def draw_sheet(overview: Overview, columns: "Sequence[SheetColumn]", rows: Sequence[SheetRow]) -> QImage:
    """The whole sheet."""
    width = 2 * _MARGIN + max(_LABEL + len(columns) * (_TILE + _GAP), 2 * MAP + _GAP)
    grid = 3 * _LINE + len(rows) * (_TILE + _GAP)
    height = 2 * _MARGIN + MAP + 2 * (grid + 2 * _LINE) + _LINE
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(_PAGE)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sheet = _Sheet(painter)
    sheet.map(overview, QPointF(_MARGIN, _MARGIN))
    sheet.legend(columns, QPointF(_MARGIN + MAP + 2 * _GAP, _MARGIN), width - MAP - 2 * _GAP - 2 * _MARGIN)
    top = _MARGIN + MAP + 2 * _LINE
    largest = max(max(column.ground) for column in columns)
    for title, scales in (
        (QCoreApplication.translate("PatchSheet", "Each raster at its own scale"),
         [1.0 / max(column.ground) for column in columns]),
        (QCoreApplication.translate("PatchSheet", "All rasters at one scale, with the frames of the others"),
         [1.0 / largest] * len(columns)),
    ):
        sheet.patches(title, columns, rows, scales, top)
        top += grid + 2 * _LINE
    painter.end()
    return image


def frame_colour(number: int) -> QColor:
    """The colour in which the frames of a raster are drawn."""
    return _COLOURS[number % len(_COLOURS)]


class _Sheet:
    """Draws the parts of the sheet, each where it is told."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        self._font = QFont(painter.font())
        self._font.setPixelSize(13)
        self._bold = QFont(self._font)
        self._bold.setBold(True)

    def map(self, overview: Overview, corner: QPointF) -> None:
        """The reference, the boundary, a dot for each centre and the outlines of the patches that are shown."""
        rows, columns = overview.picture.valid.shape
        scale = MAP / max(rows, columns)
        area = QRectF(corner.x(), corner.y(), columns * scale, rows * scale)
        self._painter.drawImage(area, _image(overview.picture))
        self._painter.save()
        self._painter.setClipRect(area)
        self._painter.translate(corner)
        self._painter.scale(scale / overview.step, scale / overview.step)
        for rings, colour, thickness in ((overview.boundary, _INK, 2.0), (overview.outlines, _COLOURS[0], 2.0)):
            for pen in (_pen(_PAGE, thickness + 2.0), _pen(colour, thickness)):
                self._painter.setPen(pen)
                for ring in rings:
                    self._painter.drawPolyline(_polygon(ring))
        for pen in (_pen(_PAGE, 5.0), _pen(_INK, 3.0)):
            self._painter.setPen(pen)
            self._painter.drawPoints(_polygon(overview.centres))
        self._painter.restore()

    def legend(self, columns: "Sequence[SheetColumn]", corner: QPointF, width: float) -> None:
        """The rasters: the colour of their frames, pixels and size on the ground."""
        y = corner.y()
        for number, column in enumerate(columns):
            self._painter.setPen(_pen(frame_colour(number), 3.0))
            self._painter.drawRect(QRectF(corner.x(), y + 4, 14, 14))
            self._text(column.name, QRectF(corner.x() + 26, y, width - 26, _LINE), self._bold)
            self._text(sizes_told(column), QRectF(corner.x() + 26, y + _LINE, width - 26, _LINE), colour=_MUTED)
            y += 2.5 * _LINE

    def patches(self, title: str, columns: "Sequence[SheetColumn]", rows: Sequence[SheetRow], scales: Sequence[float],
                top: float) -> None:
        """A row of patches for each centre; `scales`: the share of a tile's side that a metre takes."""
        self._text(title, QRectF(_MARGIN, top, 900, _LINE), self._bold)
        top += 1.5 * _LINE
        for number, column in enumerate(columns):
            left = _MARGIN + _LABEL + number * (_TILE + _GAP)
            self._text(column.name, QRectF(left, top, _TILE, _LINE), colour=_MUTED)
        top += 1.25 * _LINE
        for k, row in enumerate(rows):
            y = top + k * (_TILE + _GAP)
            self._text(str(row.id), QRectF(_MARGIN, y, _LABEL - _GAP, _LINE), self._bold)
            self._text(row.split, QRectF(_MARGIN, y + _LINE, _LABEL - _GAP, _LINE), colour=_MUTED)
            for number, (column, scale) in enumerate(zip(columns, scales)):
                left = _MARGIN + _LABEL + number * (_TILE + _GAP)
                self._tile(column, column.tiles[k], number, QPointF(left + _TILE / 2, y + _TILE / 2), scale * _TILE)

    def _tile(self, column: "SheetColumn", tile: "Tile", number: int, middle: QPointF, scale: float) -> None:
        """A patch with the frames of the others; `scale`: pixels of the sheet a metre."""
        height, width = (max(3.0, metres * scale) for metres in column.ground)
        area = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
        self._painter.drawImage(area, _image(tile.picture, enlarged=width > column.shape[1]))
        self._painter.save()
        self._painter.setClipRect(area.adjusted(-1, -1, 1, 1))
        self._painter.translate(area.topLeft())
        self._painter.scale(width / column.shape[1], height / column.shape[0])
        others = [other for other in range(len(tile.frames) + 1) if other != number]
        for other, frame in zip(others, tile.frames):
            self._painter.setPen(_pen(frame_colour(other), 1.5))
            self._painter.drawPolyline(_polygon(frame))
        self._painter.restore()
        self._painter.setPen(_pen(frame_colour(number), 1.5))
        self._painter.drawRect(area)

    def _text(self, text: str, area: QRectF, font: QFont | None = None, colour: QColor = _INK) -> None:
        """One line, shortened in its middle where there is no room."""
        self._painter.setFont(font or self._font)
        self._painter.setPen(colour)
        line = QFontMetricsF(self._painter.font()).elidedText(text, Qt.TextElideMode.ElideMiddle, area.width())
        self._painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)


def sizes_told(column: "SheetColumn") -> str:
    """Pixels and ground of a raster's patches in words."""
    (rows, columns), (height, width) = column.shape, column.ground
    sentence = QCoreApplication.translate("PatchSheet", "{columns} x {rows} pixels, {width:,.0f} m x {height:,.0f} m")
    return sentence.format(columns=columns, rows=rows, width=width, height=height)


def _image(picture: "Picture", *, enlarged: bool = False) -> QImage:
    """The picture with grey where there is no value; smoothed where it will be made smaller."""
    import numpy as np

    rows, columns = picture.valid.shape
    pixels = np.where(picture.valid[..., None], picture.colours, np.array(_MISSING.getRgb()[:3], np.uint8))
    image = QImage(np.ascontiguousarray(pixels).tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888)
    if enlarged or max(rows, columns) <= MAP:
        return image.copy()
    return image.scaled(MAP, MAP, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _pen(colour: QColor, thickness: float) -> QPen:
    """As thick on every scale."""
    pen = QPen(colour, thickness)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def _polygon(points: "np.ndarray") -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])
