"""How vector outputs look when QGIS loads them: graduated by a field."""

from dataclasses import dataclass

from qgis.core import (
    QgsClassificationQuantile,
    QgsColorRamp,
    QgsFeatureRenderer,
    QgsGraduatedSymbolRenderer,
    QgsSymbol,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt

_CLASSES = 5
_POINT_SIZE = 1.6   # mm


@dataclass(frozen=True)
class GraduatedStyle:
    """Five classes with equally many features, by a numeric field."""

    field: str


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
