"""What the temporal properties of raster layers say of when they were observed, as plain values."""

from qgis.core import Qgis, QgsProcessingAlgorithm, QgsProcessingContext, QgsRasterLayer
from qgis.PyQt.QtCore import Qt

from .parameters import each_layer

# First and last moment, ISO 8601 in UTC.
Times = tuple[str, str]


def layer_times(layer: QgsRasterLayer) -> Times | None:
    """The fixed range of time of a layer, None where it has none. On the main thread."""
    properties = layer.temporalProperties()
    if not properties.isActive() or properties.mode() != Qgis.RasterTemporalMode.FixedTemporalRange:
        return None
    span = properties.fixedTemporalRange()
    if not span.begin().isValid() or not span.end().isValid():
        return None
    begin, end = span.begin().toUTC(), span.end().toUTC()
    if not span.includeEnd() and end > begin:
        end = end.addSecs(-1)
    return begin.toString(Qt.DateFormat.ISODate), end.toString(Qt.DateFormat.ISODate)


def read_times(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> tuple[Times | None, ...]:
    """Of each layer of a parameter of several, in the order of `read_rasters`. On the main thread."""
    layers = (algorithm.parameterAsRasterLayer({name: each}, name, context)
              for each in each_layer(parameters.get(name)))
    return tuple(None if layer is None else layer_times(layer) for layer in layers)
