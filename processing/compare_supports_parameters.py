"""Parameters and outputs of the algorithm "Compare footprints with a raster"."""

from qgis.core import (
    Qgis,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from .parameters import VARIABLE_KIND, described
from .sample_points_parameters import ACCEPT, INPUT, MIN_VALID, statistic_parameters, support_parameters

FIELD = "FIELD"
RASTER = "RASTER"
BAND = "BAND"
STATISTIC = "STATISTIC"
GROUP_FIELD = "GROUP_FIELD"
MAX_DIFFERENCE = "MAX_DIFFERENCE"
SEARCH_SHIFT = "SEARCH_SHIFT"
MAX_SHIFT = "MAX_SHIFT"
SHIFT_METRIC = "SHIFT_METRIC"
SHIFT_PER_GROUP = "SHIFT_PER_GROUP"
OUTPUT = "OUTPUT"
REPORT = "REPORT"
STATISTICS = ("mean", "median", "min", "max")
# Those of core/agreement, which is loaded late.
METRICS = ("unbiased_rmse", "rmse", "correlation")


def input_parameters():
    return [
        described(
            QgsProcessingParameterFeatureSource(
                INPUT,
                QCoreApplication.translate("CompareSupports", "Points or footprints"),
                types=[Qgis.ProcessingSourceType.VectorPoint, Qgis.ProcessingSourceType.VectorPolygon],
            ),
            QCoreApplication.translate(
                "CompareSupports",
                "Points in any CRS with values of their own, or polygons, which then are the footprints themselves.",
            ),
        ),
        described(
            QgsProcessingParameterField(
                FIELD,
                QCoreApplication.translate("CompareSupports", "Field of the points' own values"),
                parentLayerParameterName=INPUT,
                type=Qgis.ProcessingFieldParameterDataType.Numeric,
            ),
            QCoreApplication.translate(
                "CompareSupports",
                "What the points measured, in the raster's unit and above the same zero: heights above the ellipsoid "
                "and above the sea differ by tens of metres.",
            ),
        ),
        described(
            QgsProcessingParameterRasterLayer(RASTER, QCoreApplication.translate("CompareSupports", "Raster")),
            QCoreApplication.translate(
                "CompareSupports",
                "The raster to compare with, of any CRS and resolution, such as a digital elevation model.",
            ),
        ),
        described(
            QgsProcessingParameterBand(
                BAND,
                QCoreApplication.translate("CompareSupports", "Band"),
                defaultValue=1,
                parentLayerParameterName=RASTER,
            ),
            QCoreApplication.translate("CompareSupports", "The band to compare with."),
        ),
        *support_parameters(),
        described(
            QgsProcessingParameterEnum(
                STATISTIC,
                QCoreApplication.translate("CompareSupports", "Statistic"),
                options=list(STATISTICS),
                defaultValue="mean",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "CompareSupports",
                "What becomes of the pixels in a footprint, weighed by their share of it. Of a pixel and of bilinear "
                "sampling it is the value itself.",
            ),
        ),
        *(each for each in statistic_parameters() if each.name() in (VARIABLE_KIND, MIN_VALID, ACCEPT)),
    ]


def comparison_parameters():
    return [
        described(
            QgsProcessingParameterField(
                GROUP_FIELD,
                QCoreApplication.translate("CompareSupports", "Field of groups"),
                parentLayerParameterName=INPUT,
                type=Qgis.ProcessingFieldParameterDataType.Any,
                optional=True,
            ),
            QCoreApplication.translate(
                "CompareSupports",
                "Tells beams, orbits, classes or sites apart (at most 100); agreement is told for each, too.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                MAX_DIFFERENCE,
                QCoreApplication.translate("CompareSupports", "Largest difference"),
                type=QgsProcessingParameterNumber.Type.Double,
                minValue=0.0,
                optional=True,
            ),
            QCoreApplication.translate(
                "CompareSupports",
                "Pairs that differ by more are left out of all numbers, such as 50 m where clouds were taken for "
                "ground. They stay in the output layer.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterBoolean(
                SEARCH_SHIFT, QCoreApplication.translate("CompareSupports", "Search the shift"), defaultValue=False
            ),
            QCoreApplication.translate(
                "CompareSupports",
                "Find how far east and north the points have to be moved to fit the raster best, how sure that is, and "
                "whether it may be chance. For points, over ground that varies.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                MAX_SHIFT,
                QCoreApplication.translate("CompareSupports", "Largest shift"),
                type=QgsProcessingParameterNumber.Type.Double,
                defaultValue=30.0,
                minValue=0.1,
                maxValue=1000.0,
            ),
            QCoreApplication.translate(
                "CompareSupports", "How far to search, in metres on the ground. For GEDI 30 holds three of its sigmas."
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterEnum(
                SHIFT_METRIC,
                QCoreApplication.translate("CompareSupports", "Error to minimise"),
                options=list(METRICS),
                defaultValue="unbiased_rmse",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "CompareSupports",
                "Of the shift. Unbiased RMSE: of the differences less their mean, so that heights above different "
                "zeros do no harm. RMSE: of the differences. Correlation: the largest r squared, for quantities that "
                "go together and are not the same.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterBoolean(
                SHIFT_PER_GROUP,
                QCoreApplication.translate("CompareSupports", "A shift for each group"),
                defaultValue=False,
            ),
            QCoreApplication.translate(
                "CompareSupports",
                "Search a shift of its own for each group, such as each beam or orbit, instead of one for all.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterFeatureSink(
                OUTPUT,
                QCoreApplication.translate("CompareSupports", "Compared"),
                optional=True,
                createByDefault=True,
            ),
            QCoreApplication.translate(
                "CompareSupports",
                "The input's features with the raster's value and the difference, own value less the raster's; with a "
                "search both also at the shifted place, and the shift in metres (0 where none is claimed).",
            ),
        ),
        described(
            QgsProcessingParameterFileDestination(
                REPORT,
                QCoreApplication.translate("CompareSupports", "Report"),
                fileFilter=QCoreApplication.translate("CompareSupports", "HTML pages") + " (*.html *.htm)",
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "CompareSupports",
                "A page for the browser, which needs no network: agreement in numbers and by group, scatter plot, "
                "differences as a histogram and on a map, and the shift. Its tables are written beside it as CSV "
                "files. Needs the Python package plotly.",
            ),
        ),
    ]


def number_outputs():
    """By what they are called in `results_of`."""
    return [
        QgsProcessingOutputNumber(name, label)
        for name, label in (
            ("COUNT", QCoreApplication.translate("CompareSupports", "Number of pairs")),
            ("BIAS", QCoreApplication.translate("CompareSupports", "Mean difference")),
            ("RMSE", QCoreApplication.translate("CompareSupports", "RMSE")),
            ("MAE", QCoreApplication.translate("CompareSupports", "Mean absolute difference")),
            ("CORRELATION", QCoreApplication.translate("CompareSupports", "Correlation")),
            ("SLOPE", QCoreApplication.translate("CompareSupports", "Slope of the robust line")),
            ("INTERCEPT", QCoreApplication.translate("CompareSupports", "Intercept of the robust line")),
            ("SHIFT_EAST", QCoreApplication.translate("CompareSupports", "Shift east in metres, 0 if none is claimed")),
            ("SHIFT_NORTH", QCoreApplication.translate("CompareSupports",
                                                       "Shift north in metres, 0 if none is claimed")),
            ("SHIFTS_FOUND", QCoreApplication.translate("CompareSupports", "Number of shifts claimed")),
            ("RMSE_SHIFTED", QCoreApplication.translate("CompareSupports", "RMSE after the shift")),
        )
    ]
