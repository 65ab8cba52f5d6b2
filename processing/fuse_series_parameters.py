"""The parameters of the algorithm "Fuse fine and coarse image series"."""

from qgis.core import (
    QgsProcessingOutputMultipleLayers,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from .fusion_inputs import DATES
from .parameters import described

CALIBRATE = "CALIBRATE"
LOAD = "LOAD"
OUTPUT = "OUTPUT"
FOLDER = "FOLDER"
UNCERTAINTY = "UNCERTAINTY"
REPORT = "REPORT"
METHOD_USED = "METHOD_USED"
DATE_COUNT = "DATE_COUNT"
LAYERS = "LAYERS"
RASTERS = (OUTPUT, UNCERTAINTY)


def dates_parameter():
    return described(
        QgsProcessingParameterString(
            DATES, QCoreApplication.translate("FuseSeries", "Dates to predict"), optional=True
        ),
        QCoreApplication.translate(
            "FuseSeries",
            "Days such as 2024-06-02, or intervals such as 2024-06-01/2024-06-30, of which the dates of the coarse "
            "images in them are taken, separated by commas. Every date of a coarse image without it.",
        ),
    )


def calibrate_parameter():
    return described(
        QgsProcessingParameterBoolean(
            CALIBRATE, QCoreApplication.translate("FuseSeries", "Test against the baselines"), defaultValue=True
        ),
        QCoreApplication.translate(
            "FuseSeries",
            "Holds fine dates out one after another, predicts them, and tells whether a plain baseline would be "
            "better; 1 sigma is scaled so that it holds for these. Takes the time of some more dates.",
        ),
        advanced=True,
    )


def output_parameters():
    return [
        described(
            QgsProcessingParameterBoolean(
                LOAD, QCoreApplication.translate("FuseSeries", "Load the images of the folder"), defaultValue=True
            ),
            QCoreApplication.translate(
                "FuseSeries",
                "Load the images that are written into the folder, with their dates in the layers' temporal "
                "properties, and painted as the first fine layer is.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterRasterDestination(
                OUTPUT, QCoreApplication.translate("FuseSeries", "Fused images"), optional=True
            ),
            QCoreApplication.translate(
                "FuseSeries",
                "All dates in one raster on the grid of the fine images: of each date all bands, named by date and "
                "band. Either this or a folder is needed, or both.",
            ),
        ),
        described(
            QgsProcessingParameterFolderDestination(
                FOLDER, QCoreApplication.translate("FuseSeries", "Folder of fused images"), optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "FuseSeries",
                "A raster for each date, named fused_2024-06-02.tif, and beside it its 1 sigma where the uncertainty "
                "is asked for, too. The folder is made where it does not exist.",
            ),
        ),
        described(
            QgsProcessingParameterRasterDestination(
                UNCERTAINTY, QCoreApplication.translate("FuseSeries", "Uncertainty"), optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "FuseSeries",
                "1 sigma of the fused values in the variable's units, bands as in the fused images: from the spread "
                "of what similar pixels predict and the sensors' noise, scaled by the test on held-out dates.",
            ),
        ),
        described(
            QgsProcessingParameterFileDestination(
                REPORT, QCoreApplication.translate("FuseSeries", "Report"),
                fileFilter=QCoreApplication.translate("EvaluateDownscaling", "HTML pages") + " (*.html *.htm)",
                optional=True, createByDefault=False,
            ),
            QCoreApplication.translate(
                "FuseSeries",
                "A page for the browser, which needs no network: dates with their base dates, scores beside the "
                "baselines, and findings. Needs the Python package plotly.",
            ),
        ),
    ]


def further_outputs():
    return [
        QgsProcessingOutputString(METHOD_USED, QCoreApplication.translate("FuseSeries", "Method that was used")),
        QgsProcessingOutputNumber(DATE_COUNT, QCoreApplication.translate("FuseSeries", "Number of dates")),
        QgsProcessingOutputMultipleLayers(LAYERS, QCoreApplication.translate("FuseSeries", "Images of the folder")),
    ]
