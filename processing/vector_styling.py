"""How vector outputs look when QGIS loads them: graduated by a field, by date, or in categories."""

from dataclasses import dataclass
from datetime import datetime, timezone

from qgis.core import (
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsClassificationQuantile,
    QgsColorRamp,
    QgsFeatureRenderer,
    QgsGraduatedSymbolRenderer,
    QgsRendererCategory,
    QgsSymbol,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

_CLASSES = 5
_POINT_SIZE = 1.6   # mm
_SEE_THROUGH = 0.35   # areas that lie on each other


@dataclass(frozen=True)
class GraduatedStyle:
    """Five classes with equally many features, by a numeric field."""

    field: str


@dataclass(frozen=True)
class DateStyle:
    """Five classes with equally many features, by a field of times, named by their days; areas are see-through."""

    field: str


@dataclass(frozen=True)
class CategoryStyle:
    """A colour for each value of a field: (value, label, colour as #rrggbb); values that are not listed are not drawn,
    areas are see-through."""

    field: str
    categories: tuple[tuple[str, str, str], ...]


def category_renderer(style: CategoryStyle, layer: QgsVectorLayer) -> QgsFeatureRenderer | None:
    """The renderer of the categories; None if the layer lacks the field."""
    if QgsSymbol.defaultSymbol(layer.geometryType()) is None or layer.fields().lookupField(style.field) < 0:
        return None
    categories = []
    for value, label, colour in style.categories:
        symbol = QgsSymbol.defaultSymbol(layer.geometryType())
        symbol.setColor(QColor(colour))
        if layer.geometryType() == Qgis.GeometryType.Polygon:
            symbol.setOpacity(_SEE_THROUGH)
        categories.append(QgsRendererCategory(value, symbol, label))
    return QgsCategorizedSymbolRenderer(style.field, categories)


def date_renderer(style: DateStyle, layer: QgsVectorLayer, ramp: QgsColorRamp) -> QgsFeatureRenderer | None:
    """The renderer in the ramp's colours; None if the layer lacks the field, or has no times in it.

    The layer also learns that its features belong to their times, for QGIS's temporal controller.
    """
    symbol = QgsSymbol.defaultSymbol(layer.geometryType())
    if symbol is None or layer.fields().lookupField(style.field) < 0:
        return None
    symbol.setOpacity(_SEE_THROUGH)
    renderer = QgsGraduatedSymbolRenderer(f'epoch("{style.field}") / 86400000')
    renderer.setSourceSymbol(symbol)
    renderer.setSourceColorRamp(ramp)
    renderer.setClassificationMethod(QgsClassificationQuantile())
    renderer.updateClasses(layer, _CLASSES)
    for number, each in enumerate(renderer.ranges()):
        first, last = (datetime.fromtimestamp(day * 86400, timezone.utc).date().isoformat()
                       for day in (each.lowerValue(), each.upperValue()))
        renderer.updateRangeLabel(number, first if first == last else f"{first} \u2013 {last}")
    temporal = layer.temporalProperties()
    temporal.setMode(Qgis.VectorTemporalMode.FeatureDateTimeInstantFromField)
    temporal.setStartField(style.field)
    temporal.setIsActive(True)
    return renderer if renderer.ranges() else None


def graduated_renderer(
    style: GraduatedStyle, layer: QgsVectorLayer, ramp: QgsColorRamp
) -> QgsFeatureRenderer | None:
    """The renderer in the ramp's colours; None if the layer lacks the field, or has no values in it."""
    symbol = QgsSymbol.defaultSymbol(layer.geometryType())
    if symbol is None or layer.fields().lookupField(style.field) < 0:
        return None
    for part in symbol.symbolLayers():
        if hasattr(part, "setStrokeStyle"):
            part.setStrokeStyle(Qt.PenStyle.NoPen)
        if hasattr(part, "setSize"):
            part.setSize(_POINT_SIZE)
    renderer = QgsGraduatedSymbolRenderer(f'"{style.field}"')
    renderer.setSourceSymbol(symbol)
    renderer.setSourceColorRamp(ramp)
    renderer.setClassificationMethod(QgsClassificationQuantile())
    renderer.updateClasses(layer, _CLASSES)
    return renderer if renderer.ranges() else None
