"""Parameters and outputs of the algorithm "Check sampling in time"."""

from qgis.core import (
    Qgis,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from .parameters import described

DATES = "DATES"
TABLE = "TABLE"
DATE_FIELD = "DATE_FIELD"
INPUTS = "INPUTS"
MIN_VALID = "MIN_VALID"
TIME_SCALE = "TIME_SCALE"
REPORT = "REPORT"
GAPS = "GAPS"
VERDICT = "VERDICT"
TEXT = "TEXT"
SENSORS = "SENSORS"
COUNT = "COUNT"
MEDIAN_INTERVAL = "MEDIAN_INTERVAL"
MEAN_INTERVAL = "MEAN_INTERVAL"
LONGEST_GAP = "LONGEST_GAP"
SHORTEST_PERIOD = "SHORTEST_PERIOD"
APPARENT_PERIOD = "APPARENT_PERIOD"

_DOUBLE = QgsProcessingParameterNumber.Type.Double


def input_parameters():
    return [
        described(
            QgsProcessingParameterMultipleLayers(
                INPUTS,
                QCoreApplication.translate("CheckSampling", "Rasters"),
                layerType=Qgis.ProcessingSourceType.Raster,
                optional=True,
            ),
            QCoreApplication.translate(
                "CheckSampling",
                "Rasters of one place at different times. Their dates come from the temporal properties of the layer, "
                "the tags of the file, or its name. What is dated together counts once: tiles of one overpass, and for "
                "long time scales all of a day.",
            ),
        ),
        described(
            QgsProcessingParameterString(
                DATES, QCoreApplication.translate("CheckSampling", "Dates"), multiLine=True, optional=True
            ),
            QCoreApplication.translate(
                "CheckSampling",
                "Dates as text, separated by commas, spaces or lines, such as 2024-06-02, 2024154 or "
                "2024-06-02T18:20:11Z. They are taken together with those of rasters and of the table.",
            ),
        ),
        described(
            QgsProcessingParameterFeatureSource(
                TABLE,
                QCoreApplication.translate("CheckSampling", "Table with dates"),
                types=[Qgis.ProcessingSourceType.Vector],
                optional=True,
            ),
            QCoreApplication.translate(
                "CheckSampling", "A layer or a table (also a CSV file) with a field of dates, such as found granules."
            ),
        ),
        described(
            QgsProcessingParameterField(
                DATE_FIELD,
                QCoreApplication.translate("CheckSampling", "Field of dates"),
                parentLayerParameterName=TABLE,
                optional=True,
            ),
            QCoreApplication.translate(
                "CheckSampling", "The field of the table that holds dates, times, or texts such as 2024-06-02."
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                TIME_SCALE,
                QCoreApplication.translate("CheckSampling", "Time scale"),
                type=_DOUBLE,
                defaultValue=365.0,
                minValue=0.001,
            ),
            QCoreApplication.translate(
                "CheckSampling",
                "The period in days of the process that matters: 365 for the seasons, 30 for what comes and goes in a "
                "month, 1 for the course of the day.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                MIN_VALID,
                QCoreApplication.translate("CheckSampling", "Least share of valid pixels"),
                type=_DOUBLE,
                defaultValue=0.0,
                minValue=0.0,
                maxValue=100.0,
            ),
            QCoreApplication.translate(
                "CheckSampling",
                "Percent of a raster's pixels that must have a value for its date to count. A raster without any "
                "valid pixel never counts. Large rasters are looked at in 16 places.",
            ),
            advanced=True,
        ),
    ]


def output_parameters():
    return [
        described(
            QgsProcessingParameterFileDestination(
                REPORT,
                QCoreApplication.translate("CheckSampling", "Report"),
                fileFilter=QCoreApplication.translate("CheckSampling", "HTML pages") + " (*.html *.htm)",
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "CheckSampling",
                "A page for the browser, which needs no network: the verdict, a timeline with the gaps, the spectral "
                "window of the dates, and sensors that look more often. Its tables are written beside it as CSV files.",
            ),
        ),
        described(
            QgsProcessingParameterFileDestination(
                GAPS,
                QCoreApplication.translate("CheckSampling", "Gaps"),
                fileFilter=QCoreApplication.translate("CheckSampling", "CSV files") + " (*.csv);;"
                + QCoreApplication.translate("CheckSampling", "JSON files") + " (*.json)",
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "CheckSampling",
                "All intervals between dates that count: begin, end, days, and whether they reach half of the time "
                "scale. A CSV file, or a JSON file that holds all other numbers too.",
            ),
        ),
    ]
