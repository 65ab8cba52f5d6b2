"""Parameters and outputs of the algorithm "Check layers before fusing"."""

from qgis.core import (
    Qgis,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from .parameters import described

INPUTS = "INPUTS"
POINTS = "POINTS"
DIAMETER = "DIAMETER"
PURPOSE = "PURPOSE"
METHODS = "METHODS"
VARIABLE_KINDS = "VARIABLE_KINDS"
TIME_SCALE = "TIME_SCALE"
REPORT = "REPORT"
FINDINGS = "FINDINGS"
BLOCKERS = "BLOCKERS"
WARNINGS = "WARNINGS"
INFOS = "INFOS"
APPROACH = "APPROACH"
# Those of core/advice, which is loaded late.
PURPOSES = ("aggregate", "downscale", "sample", "stack", "spatiotemporal")


def input_parameters():
    return [
        described(
            QgsProcessingParameterMultipleLayers(
                INPUTS,
                QCoreApplication.translate("CheckLayers", "Layers to check"),
                layerType=Qgis.ProcessingSourceType.Raster,
                optional=True,
            ),
            QCoreApplication.translate(
                "CheckLayers",
                "Rasters of any CRS, resolution and kind: files that GDAL reads. Those without a CRS or a grid are "
                "checked too, and the findings say what they lack.",
            ),
        ),
        described(
            QgsProcessingParameterFeatureSource(
                POINTS,
                QCoreApplication.translate("CheckLayers", "Points or footprints"),
                types=[Qgis.ProcessingSourceType.VectorPoint, Qgis.ProcessingSourceType.VectorPolygon],
                optional=True,
            ),
            QCoreApplication.translate(
                "CheckLayers",
                "Points at which the rasters are to be sampled, or footprints as polygons, such as those of GEDI or of "
                "flux towers. At most 10,000 of them, spread over all, are looked at.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                DIAMETER,
                QCoreApplication.translate("CheckLayers", "Footprint diameter"),
                type=QgsProcessingParameterNumber.Type.Double,
                minValue=0.0,
                optional=True,
            ),
            QCoreApplication.translate(
                "CheckLayers",
                "The diameter of each footprint on the ground, in metres: 25 for GEDI. Without it, that of a known "
                "product or of the polygons is taken.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterEnum(
                PURPOSE,
                QCoreApplication.translate("CheckLayers", "Purpose"),
                options=list(PURPOSES),
                defaultValue="aggregate",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "CheckLayers",
                "What the layers are for. Aggregate: means, sums or shares of a fine layer in coarser cells. "
                "Downscale: a coarse layer brought to finer cells. Sample: values at points or footprints. Stack: "
                "layers as the bands of one raster. Spatiotemporal: rare fine and frequent coarse images fused.",
            ),
        ),
    ]


def asked_parameters():
    return [
        _list_parameter(
            METHODS,
            QCoreApplication.translate("CheckLayers", "Statistics or resamplings"),
            QCoreApplication.translate(
                "CheckLayers",
                "What is planned for each layer, in their order, separated by commas, such as mean, auto, bilinear: a "
                "statistic of the algorithm aggregate, or a resampling of other programs (nearest, bilinear, cubic, "
                "average). Without a choice all are auto, which is what our own algorithms would do.",
            ),
        ),
        _list_parameter(
            VARIABLE_KINDS,
            QCoreApplication.translate("CheckLayers", "Variable kinds"),
            QCoreApplication.translate(
                "CheckLayers",
                "The kind of each layer, in their order, separated by commas, such as auto, categorical, radiative. "
                "Without a choice all are auto: the report says what was found and why.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                TIME_SCALE,
                QCoreApplication.translate("CheckLayers", "Time scale"),
                type=QgsProcessingParameterNumber.Type.Double,
                minValue=0.001,
                optional=True,
            ),
            QCoreApplication.translate(
                "CheckLayers",
                "The period of the process that matters, in days, such as 365 for the seasons: the layers' dates are "
                "compared with it.",
            ),
        ),
    ]


def output_parameters():
    return [
        described(
            QgsProcessingParameterFileDestination(
                REPORT,
                QCoreApplication.translate("CheckLayers", "Report"),
                fileFilter=QCoreApplication.translate("CheckLayers", "HTML pages") + " (*.html *.htm)",
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "CheckLayers",
                "A page for the browser, which needs no network: the recommended approach with its reasons, the "
                "findings, and what was seen of each layer. Its tables are written beside it as CSV files.",
            ),
        ),
        described(
            QgsProcessingParameterFileDestination(
                FINDINGS,
                QCoreApplication.translate("CheckLayers", "Findings"),
                fileFilter=QCoreApplication.translate("CheckLayers", "JSON files") + " (*.json)",
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "CheckLayers",
                "The findings for programs: a JSON object whose list findings holds objects with code, severity, "
                "subject, message and remedy, and whose object advice holds the approach with its reasons.",
            ),
        ),
    ]


def _list_parameter(name, label, text):
    return described(QgsProcessingParameterString(name, label, optional=True), text, advanced=True)
