"""The parameters of the algorithm "Evaluate image fusion"."""

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.spacetime.options import METHODS as KNOWN
from .fusion_inputs import DATES
from .parameters import described

METHODS = "METHODS"
REPORT = "REPORT"
TABLE = "TABLE"
BEST = "BEST"
RMSE = "RMSE"
RMSE_INTERPOLATION = "RMSE_INTERPOLATION"
DATE_COUNT = "DATE_COUNT"
VERDICT = "VERDICT"
FILES = (REPORT, TABLE)


def methods_parameter():
    return described(
        QgsProcessingParameterEnum(
            METHODS,
            QCoreApplication.translate("EvaluateFusion", "Methods to compare"),
            options=list(KNOWN),
            allowMultiple=True,
            optional=True,
            usesStaticStrings=True,
        ),
        QCoreApplication.translate(
            "EvaluateFusion",
            "Fusion methods and baselines, as in fuseseries. All of them without a choice; the baselines persistence, "
            "difference, ratio and interpolation cost next to nothing, so leave them in.",
        ),
    )


def dates_parameter():
    return described(
        QgsProcessingParameterString(
            DATES, QCoreApplication.translate("EvaluateFusion", "Dates to hold out"), optional=True
        ),
        QCoreApplication.translate(
            "EvaluateFusion",
            "Days such as 2024-06-02, or intervals such as 2024-06-01/2024-06-30, of which the fine images in them are "
            "taken, separated by commas; each must have usable fine dates before and after it. Without it: every fine "
            "date with a coarse image that other fine dates lie before and after.",
        ),
    )


def output_parameters():
    return [
        _file(
            REPORT,
            QCoreApplication.translate("EvaluateFusion", "Report"),
            QCoreApplication.translate("EvaluateDownscaling", "HTML pages") + " (*.html *.htm)",
            QCoreApplication.translate(
                "EvaluateFusion",
                "A page for the browser, which needs no network: the verdict in a sentence, tables of scores by date, "
                "gap and band, times, and maps of errors. Needs the Python package plotly.",
            ),
        ),
        _file(
            TABLE,
            QCoreApplication.translate("EvaluateFusion", "Table"),
            QCoreApplication.translate("EvaluateDownscaling", "CSV files") + " (*.csv)",
            QCoreApplication.translate(
                "EvaluateFusion", "The scores as CSV: a row for each method, date, gap and band, and for all together."
            ),
        ),
    ]


def further_outputs():
    """By what they are called in the results."""
    return [
        QgsProcessingOutputString(BEST, QCoreApplication.translate("EvaluateFusion", "Method of the smallest error")),
        QgsProcessingOutputNumber(RMSE, QCoreApplication.translate("EvaluateFusion", "Its RMSE over all dates")),
        QgsProcessingOutputNumber(
            RMSE_INTERPOLATION, QCoreApplication.translate("EvaluateFusion", "RMSE of interpolation in time")),
        QgsProcessingOutputNumber(
            DATE_COUNT, QCoreApplication.translate("EvaluateFusion", "Number of dates held out")),
        QgsProcessingOutputString(VERDICT, QCoreApplication.translate("EvaluateFusion", "Verdict in a sentence")),
    ]


def _file(name, label, kinds, text):
    return described(
        QgsProcessingParameterFileDestination(name, label, fileFilter=kinds, optional=True, createByDefault=False),
        text,
    )
