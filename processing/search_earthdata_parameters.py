"""Parameters of the algorithm "Search NASA Earthdata"."""

from qgis.core import (
    Qgis,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.earthdata.offered import offered
from ..core.errors import FusionError
from .parameters import described, is_given

PRODUCT = "PRODUCT"
VERSION = "VERSION"
EXTENT = "EXTENT"
START = "START"
END = "END"
CLOUD_COVER = "CLOUD_COVER"
DAY_NIGHT = "DAY_NIGHT"
LIMIT = "LIMIT"
OUTPUT = "OUTPUT"

# Those of core/earthdata/search.py, which is loaded late.
DAY_NIGHTS = ("any", "day", "night")
_MOST = 100_000
_DATE = QgsProcessingParameterDateTime.Type.Date


def product_parameter():
    parameter = QgsProcessingParameterString(PRODUCT, QCoreApplication.translate("SearchEarthdata", "Product"))
    parameter.setMetadata({"widget_wrapper": {"class": f"{__package__}.product_widget.ProductWrapper",
                                              "choices": list(offered())}})
    return described(
        parameter,
        QCoreApplication.translate(
            "SearchEarthdata",
            "The product by its short name in the archive, such as HLSL30, HLSS30, MOD11A1 or ECO_L2T_LSTE, or by the "
            "DOI of its collection. The list holds those that the plugin knows; any other can be typed.",
        ),
    )


def search_parameters():
    return [
        product_parameter(),
        described(
            QgsProcessingParameterExtent(
                EXTENT, QCoreApplication.translate("SearchEarthdata", "Extent"), optional=True
            ),
            QCoreApplication.translate(
                "SearchEarthdata",
                "Granules whose footprints touch it: west,east,south,north in degrees unless a CRS is named, as in "
                "500000,600000,4000000,4100000 [EPSG:32611]. The whole world without one.",
            ),
        ),
        _day(START, QCoreApplication.translate("SearchEarthdata", "First day"), QCoreApplication.translate(
            "SearchEarthdata", "Granules from this day on (UTC), such as 2022-06-01. Open without one.")),
        _day(END, QCoreApplication.translate("SearchEarthdata", "Last day"), QCoreApplication.translate(
            "SearchEarthdata", "Granules up to the end of this day (UTC). Open without one.")),
        described(
            QgsProcessingParameterNumber(
                CLOUD_COVER,
                QCoreApplication.translate("SearchEarthdata", "Most cloud cover in percent"),
                type=QgsProcessingParameterNumber.Type.Double,
                optional=True,
                minValue=0.0,
                maxValue=100.0,
            ),
            QCoreApplication.translate(
                "SearchEarthdata",
                "Granules whose metadata tell of no more cloud than this. Those of products that tell no cloud cover, "
                "such as MODIS's, are then not found at all.",
            ),
        ),
        described(
            QgsProcessingParameterEnum(
                DAY_NIGHT,
                QCoreApplication.translate("SearchEarthdata", "Day or night"),
                options=list(DAY_NIGHTS),
                defaultValue="any",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "SearchEarthdata",
                "Granules that their metadata call those of the day or of the night. Products of both, and those that "
                "do not tell, are found with any alone.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                LIMIT,
                QCoreApplication.translate("SearchEarthdata", "Granules at most"),
                type=QgsProcessingParameterNumber.Type.Integer,
                defaultValue=500,
                minValue=1,
                maxValue=_MOST,
            ),
            QCoreApplication.translate(
                "SearchEarthdata", "How many granules are taken; a warning tells when there are more."
            ),
        ),
        described(
            QgsProcessingParameterString(
                VERSION, QCoreApplication.translate("SearchEarthdata", "Version"), optional=True
            ),
            QCoreApplication.translate(
                "SearchEarthdata", "The version of the product, such as 2.0 or 061. The newest without one."
            ),
            advanced=True,
        ),
    ]


def output_parameter():
    return described(
        QgsProcessingParameterFeatureSink(
            OUTPUT, QCoreApplication.translate("SearchEarthdata", "Granules"), Qgis.ProcessingSourceType.VectorPolygon
        ),
        QCoreApplication.translate(
            "SearchEarthdata",
            "The granules' footprints in EPSG:4326 with their ids, times (UTC), cloud cover, size in megabytes, links, "
            "and files with checksums, which the download reads. Painted by date.",
        ),
    )


def read_day(algorithm, parameters, name, context):
    """A date, None if none is given. Raises FusionError for what is none."""
    if not is_given(parameters, name):
        return None
    moment = algorithm.parameterAsDateTime(parameters, name, context)
    if not moment.isValid():
        raise FusionError(
            QCoreApplication.translate("SearchEarthdata", "{name} is no date; give it as 2022-06-01.").format(name=name)
        )
    return moment.date().toPyDate()


def _day(name, label, text):
    return described(QgsProcessingParameterDateTime(name, label, _DATE, optional=True), text)
