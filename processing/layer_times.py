"""When rasters were observed: what the temporal properties of their layers say, and a table of dates."""

from qgis.core import (
    Qgis,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, Qt

from .parameters import described, each_layer

# First and last moment, ISO 8601 in UTC.
Times = tuple[str, str]

DATE_TABLE = "DATE_TABLE"


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


def date_table_parameter() -> QgsProcessingParameterDefinition:
    """DATE_TABLE, as `core/dates.py` reads it."""
    return described(
        QgsProcessingParameterFile(
            DATE_TABLE,
            QCoreApplication.translate("CompositeTime", "Table of dates"),
            optional=True,
            fileFilter=QCoreApplication.translate("CompositeTime", "Text tables (*.csv *.tsv *.txt)"),
        ),
        QCoreApplication.translate(
            "CompositeTime",
            "A text file with a line for each raster whose date is not in its tags or its name, or is wrong there: "
            "the file's name, and the date or the first and the last date, separated by commas.",
        ),
        advanced=True,
    )
