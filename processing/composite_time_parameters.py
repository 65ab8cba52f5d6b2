"""Parameters and outputs of the algorithm "Composite to a time window"."""

from qgis.core import (
    Qgis,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication, Qt

from .aggregate_parameters import MIN_VALID
from .layer_times import date_table_parameter
from .parameters import described, is_given
from .text_lists import accept_parameter

INPUTS = "INPUTS"
BAND = "BAND"
WINDOW = "WINDOW"
DAYS = "DAYS"
START = "START"
DATES = "DATES"
STATISTIC = "STATISTIC"
PERCENTILE = "PERCENTILE"
TIME_SCALE = "TIME_SCALE"
QUALITY = "QUALITY"
QUALITY_BAND = "QUALITY_BAND"
BEST = "BEST"
MIN_COUNT = "MIN_COUNT"
OUTLIERS = "OUTLIERS"
ACCEPT = "ACCEPT"
OUTPUT = "OUTPUT"
COUNT = "COUNT"
SPREAD = "SPREAD"
RASTERS = (OUTPUT, COUNT, SPREAD)
# Those of core/composite, which is loaded late.
WINDOWS = ("month", "days", "season", "whole", "custom")
STATISTICS = ("mean", "median", "percentile", "min", "max", "latest", "best_quality", "inverse_variance",
              "time_distance")
BEST_SCORES = ("lowest", "highest")
_INTEGER, _DOUBLE = QgsProcessingParameterNumber.Type.Integer, QgsProcessingParameterNumber.Type.Double


def input_parameters():
    return [
        described(
            QgsProcessingParameterMultipleLayers(
                INPUTS,
                QCoreApplication.translate("CompositeTime", "Dated rasters"),
                layerType=Qgis.ProcessingSourceType.Raster,
            ),
            QCoreApplication.translate(
                "CompositeTime",
                "Rasters of one variable and different dates. The date of each comes from the table of dates, from the "
                "temporal properties of its layer, from its tags, or from its name, as known products have it. Their "
                "order does not matter.",
            ),
        ),
        _number(
            BAND,
            QCoreApplication.translate("CompositeTime", "Band"),
            _INTEGER, 1, 1, 65535,
            QCoreApplication.translate("CompositeTime", "The number of the band that is composited, in each raster."),
            advanced=True,
        ),
        date_table_parameter(),
    ]


def window_parameters():
    return [
        _choice(
            WINDOW,
            QCoreApplication.translate("CompositeTime", "Window of time"),
            WINDOWS, "month",
            QCoreApplication.translate(
                "CompositeTime",
                "What each band of the output covers. Month: calendar months. Days: periods of as many days as are "
                "given. Season: December to February, March to May, and so on. Whole: from the first scene to the "
                "last. Custom: the dates that are given. Windows between the first and the last scene that have none "
                "get a band of nodata.",
            ),
        ),
        _number(
            DAYS,
            QCoreApplication.translate("CompositeTime", "Days"),
            _INTEGER, 16, 1, 3660,
            QCoreApplication.translate(
                "CompositeTime", "For the window days: the length of a period. MODIS's composites take 8 or 16."
            ),
        ),
        described(
            QgsProcessingParameterDateTime(
                START,
                QCoreApplication.translate("CompositeTime", "First day of a period"),
                type=QgsProcessingParameterDateTime.Type.Date,
                optional=True,
            ),
            QCoreApplication.translate(
                "CompositeTime",
                "For the window days: a day on which a period begins. Without it periods begin anew on each 1 January, "
                "as MODIS's do, and the last one of a year is cut short.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterString(
                DATES, QCoreApplication.translate("CompositeTime", "Dates of windows"), optional=True
            ),
            QCoreApplication.translate(
                "CompositeTime",
                "For the window custom: intervals of days (UTC) with both ends in, separated by commas, as in "
                "2024-05-01/2024-05-31,2024-06-01/2024-07-15. They may overlap.",
            ),
        ),
    ]


def statistic_parameters():
    return [
        _choice(
            STATISTIC,
            QCoreApplication.translate("CompositeTime", "Statistic"),
            STATISTICS, "mean",
            QCoreApplication.translate(
                "CompositeTime",
                "What becomes of the values of a pixel within a window. The mean goes by the variable's kind. Latest: "
                "the last valid value. Best quality: the value of the best score in QUALITY. Inverse variance: the "
                "mean with weights 1/s^2, s the standard deviations in QUALITY. Time distance: the mean with weights "
                "that fall with the distance from the middle of the window.",
            ),
        ),
        _number(
            PERCENTILE,
            QCoreApplication.translate("CompositeTime", "Percentile"),
            _DOUBLE, 50.0, 0.0, 100.0,
            QCoreApplication.translate(
                "CompositeTime", "For the statistic percentile: how many percent of the values lie below it."
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterMultipleLayers(
                QUALITY,
                QCoreApplication.translate("CompositeTime", "Quality rasters"),
                layerType=Qgis.ProcessingSourceType.Raster,
                optional=True,
            ),
            QCoreApplication.translate(
                "CompositeTime",
                "For best quality a raster of scores for each input, for inverse variance one of standard deviations "
                "in the units of the variable. They belong to the inputs of the same dates, else to those of the same "
                "place in the list. Values without a score take no part.",
            ),
            advanced=True,
        ),
        _number(
            QUALITY_BAND,
            QCoreApplication.translate("CompositeTime", "Band of quality"),
            _INTEGER, 1, 1, 65535,
            QCoreApplication.translate(
                "CompositeTime",
                "The number of the band that holds the score or the standard deviation: in the quality rasters, or in "
                "the inputs themselves where there are none.",
            ),
            advanced=True,
        ),
        _choice(
            BEST,
            QCoreApplication.translate("CompositeTime", "Best score"),
            BEST_SCORES, "lowest",
            QCoreApplication.translate(
                "CompositeTime",
                "For best quality: is the lowest score best, as in MODIS's pixel reliability, or the highest? Of equal "
                "scores the latest value counts.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterNumber(
                TIME_SCALE,
                QCoreApplication.translate("CompositeTime", "Time scale (days)"),
                type=_DOUBLE,
                optional=True,
                minValue=0.001,
                maxValue=1e6,
            ),
            QCoreApplication.translate(
                "CompositeTime",
                "For time distance: at this distance from the middle of the window the weight is 0.61, at twice as "
                "much 0.14 (a Gaussian). A quarter of the window without it.",
            ),
            advanced=True,
        ),
        _number(
            MIN_COUNT,
            QCoreApplication.translate("CompositeTime", "Minimum count"),
            _INTEGER, 1, 1, 65534,
            QCoreApplication.translate(
                "CompositeTime", "A pixel becomes nodata where fewer values than this remain in the window."
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                OUTLIERS,
                QCoreApplication.translate("CompositeTime", "Outliers beyond (robust standard deviations)"),
                type=_DOUBLE,
                optional=True,
                minValue=0.1,
                maxValue=1000.0,
            ),
            QCoreApplication.translate(
                "CompositeTime",
                "Values are dropped that lie farther than this from the pixel's median in the window, in units of "
                "1.4826 times the median absolute deviation: 3 is usual. All stay without it, and where more than "
                "half of the values are equal.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                MIN_VALID,
                QCoreApplication.translate("CompositeTime", "Minimum valid fraction"),
                type=_DOUBLE,
                defaultValue=0.5,
                minValue=0.0,
                maxValue=1.0,
            ),
            QCoreApplication.translate(
                "CompositeTime",
                "For rasters on another grid than the output's: a scene has a value in a cell where it sees at least "
                "this fraction of its ground.",
            ),
            advanced=True,
        ),
        accept_parameter(ACCEPT),
    ]


def output_parameters():
    return [
        described(
            QgsProcessingParameterRasterDestination(OUTPUT, QCoreApplication.translate("CompositeTime", "Composite")),
            QCoreApplication.translate(
                "CompositeTime",
                "A band for each window of time, named by it, with its first and last moment in TIME_START and "
                "TIME_END; a Cloud Optimized GeoTIFF.",
            ),
        ),
        _further(
            COUNT,
            QCoreApplication.translate("CompositeTime", "Number of values"),
            QCoreApplication.translate(
                "CompositeTime", "How many values each pixel has in each window, without outliers: bands as in OUTPUT."
            ),
        ),
        _further(
            SPREAD,
            QCoreApplication.translate("CompositeTime", "Spread"),
            QCoreApplication.translate(
                "CompositeTime",
                "The standard deviation of these values in the variable's units, with the weights of the statistic; of "
                "circular values the length of the mean vector.",
            ),
        ),
    ]


def read_day(algorithm, parameters, name, context):
    """A date parameter as ISO 8601, "" if it is not given."""
    if not is_given(parameters, name):
        return ""
    return algorithm.parameterAsDateTime(parameters, name, context).date().toString(Qt.DateFormat.ISODate)


def _choice(name, label, options, default, text, advanced=False):
    return described(
        QgsProcessingParameterEnum(
            name, label, options=list(options), defaultValue=default, usesStaticStrings=True
        ),
        text,
        advanced=advanced,
    )


def _number(name, label, kind, default, least, most, text, advanced=False):
    return described(
        QgsProcessingParameterNumber(name, label, type=kind, defaultValue=default, minValue=least, maxValue=most),
        text,
        advanced=advanced,
    )


def _further(name, label, text):
    return described(QgsProcessingParameterRasterDestination(name, label, optional=True, createByDefault=False), text)
