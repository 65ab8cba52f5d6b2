"""The parameters of the algorithm "Fuse one or two image pairs"."""

from qgis.core import (
    QgsProcessingParameterDateTime,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from .parameters import described

FINE1 = "FINE1"
COARSE1 = "COARSE1"
FINE2 = "FINE2"
COARSE2 = "COARSE2"
COARSE_PREDICTION = "COARSE_PREDICTION"
DATE1 = "DATE1"
DATE2 = "DATE2"
DATE = "DATE"
OUTPUT = "OUTPUT"
UNCERTAINTY = "UNCERTAINTY"
RASTERS = (OUTPUT, UNCERTAINTY)


def input_parameters():
    return [
        _raster(
            FINE1,
            QCoreApplication.translate("FusePair", "Fine image of the first pair"),
            QCoreApplication.translate(
                "FusePair",
                "All bands that are to be predicted, with nodata where clouds are. Its grid is that of the output.",
            ),
        ),
        _raster(
            COARSE1,
            QCoreApplication.translate("FusePair", "Coarse image of the first pair"),
            QCoreApplication.translate(
                "FusePair",
                "What the coarse sensor saw on the same date, or nearly so: as many bands in the same order, on any "
                "grid and in any CRS.",
            ),
        ),
        _raster(
            FINE2,
            QCoreApplication.translate("FusePair", "Fine image of the second pair"),
            QCoreApplication.translate(
                "FusePair",
                "Of another date, on the grid of the first one; at best one pair is earlier and one later than the "
                "date to predict.",
            ),
            optional=True,
        ),
        _raster(
            COARSE2,
            QCoreApplication.translate("FusePair", "Coarse image of the second pair"),
            QCoreApplication.translate("FusePair", "Of the date of the second fine image, on the coarse grid."),
            optional=True,
        ),
        _raster(
            COARSE_PREDICTION,
            QCoreApplication.translate("FusePair", "Coarse image of the date to predict"),
            QCoreApplication.translate("FusePair", "On the same coarse grid, of the date that is to be predicted."),
        ),
    ]


def date_parameters():
    text = QCoreApplication.translate(
        "FusePair",
        "Without it the date of the layers, their tags or names counts. Dates are needed by persistence, interpolation "
        "and timekriging, and choose the pair where a method takes one of two; others weigh pairs by what the coarse "
        "sensor saw.",
    )
    return [
        _date(DATE1, QCoreApplication.translate("FusePair", "Date of the first pair"), text),
        _date(DATE2, QCoreApplication.translate("FusePair", "Date of the second pair"), text),
        _date(DATE, QCoreApplication.translate("FusePair", "Date to predict"), text),
    ]


def output_parameters():
    return [
        described(
            QgsProcessingParameterRasterDestination(OUTPUT, QCoreApplication.translate("FusePair", "Fused image")),
            QCoreApplication.translate(
                "FusePair", "The predicted image on the grid of the first fine image; a Cloud Optimized GeoTIFF."
            ),
        ),
        described(
            QgsProcessingParameterRasterDestination(
                UNCERTAINTY, QCoreApplication.translate("FusePair", "Uncertainty"), optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "FusePair",
                "1 sigma of each value in the variable's units, from the spread of what similar pixels predict and the "
                "sensors' noise. One or two pairs cannot calibrate it: a series can (fuseseries).",
            ),
        ),
    ]


def _raster(name, label, text, optional=False):
    return described(QgsProcessingParameterRasterLayer(name, label, optional=optional), text)


def _date(name, label, text):
    return described(
        QgsProcessingParameterDateTime(name, label, type=QgsProcessingParameterDateTime.Type.Date, optional=True),
        text,
        advanced=True,
    )
