"""The parameters of the algorithm "Aggregate to a coarser grid"."""

from qgis.core import (
    Qgis,
    QgsProcessingParameterBand,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.variable import OVERLAPS, STATISTICS
from .parameters import described
from .text_lists import accept_parameter

INPUT = "INPUT"
TILES = "TILES"
BANDS = "BANDS"
STATISTIC = "STATISTIC"
PERCENTILE = "PERCENTILE"
NUMERATOR = "NUMERATOR"
DENOMINATOR = "DENOMINATOR"
CLASSES = "CLASSES"
OVERLAP = "OVERLAP"
MIN_VALID = "MIN_VALID"
ACCEPT = "ACCEPT"
OUTPUT = "OUTPUT"
VALID_FRACTION = "VALID_FRACTION"
VARIABILITY = "VARIABILITY"


def input_parameters():
    return [
        described(
            QgsProcessingParameterRasterLayer(INPUT, QCoreApplication.translate("Aggregate", "Input layer")),
            QCoreApplication.translate(
                "Aggregate",
                "The fine raster: a file that GDAL reads, on a regular grid with a CRS. Nodata values, masks, "
                "transparency, NaN and infinities count as missing; scale and offset are applied.",
            ),
        ),
        described(
            QgsProcessingParameterMultipleLayers(
                TILES,
                QCoreApplication.translate("Aggregate", "Further tiles"),
                layerType=Qgis.ProcessingSourceType.Raster,
                optional=True,
            ),
            QCoreApplication.translate(
                "Aggregate",
                "More rasters of the same variable, such as neighbouring tiles, also in other UTM zones: they are "
                "aggregated into one grid without a mosaic. They must have the bands that are aggregated of the input.",
            ),
        ),
        described(
            QgsProcessingParameterEnum(
                OVERLAP,
                QCoreApplication.translate("Aggregate", "Where tiles overlap"),
                options=list(OVERLAPS),
                defaultValue="mean",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "Aggregate",
                "Ground that several tiles see counts once. Mean: in equal parts for each tile with a valid pixel "
                "there. First, last: for the first or the last of them, in the order input, further tiles.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterBand(
                BANDS,
                QCoreApplication.translate("Aggregate", "Bands"),
                parentLayerParameterName=INPUT,
                optional=True,
                allowMultiple=True,
            ),
            QCoreApplication.translate(
                "Aggregate", "The bands to aggregate, in this order. Without a choice: all but transparency."
            ),
        ),
    ]


def statistic_parameters():
    return [
        described(
            QgsProcessingParameterEnum(
                STATISTIC,
                QCoreApplication.translate("Aggregate", "Statistic"),
                options=list(STATISTICS),
                defaultValue="auto",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "Aggregate",
                "What is computed of the valid pixels in each cell. Auto: the usual one of the variable's kind, mean "
                "for most, sum for extensive variables, mode for classes. Mean, sum, std, percentile and median weigh "
                "each pixel by its overlap with the cell, and the mean goes by the variable's kind; count is the "
                "number of valid pixels, parts of pixels counted as parts; min and max take every pixel that the cell "
                "touches. Mode: the class of the largest area. Fractions: a band for each class.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                PERCENTILE,
                QCoreApplication.translate("Aggregate", "Percentile"),
                type=QgsProcessingParameterNumber.Type.Double,
                defaultValue=50.0,
                minValue=0.0,
                maxValue=100.0,
            ),
            QCoreApplication.translate(
                "Aggregate", "For the statistic percentile: how many percent of the cell's ground lie below the value."
            ),
            advanced=True,
        ),
        *(
            described(
                QgsProcessingParameterString(name, label, optional=True),
                QCoreApplication.translate(
                    "Aggregate",
                    "For an index: a sum of multiples of bands, such as b5 - b4 as numerator and b5 + b4 as "
                    "denominator for NDVI from bands 4 and 5. Their means are divided, which gives the index of the "
                    "whole cell; a mean of the index itself does not. Several of both, separated by semicolons, give a "
                    "band each.",
                ),
                advanced=True,
            )
            for name, label in (
                (NUMERATOR, QCoreApplication.translate("Aggregate", "Numerator of a ratio")),
                (DENOMINATOR, QCoreApplication.translate("Aggregate", "Denominator of a ratio")),
            )
        ),
        described(
            QgsProcessingParameterString(
                CLASSES, QCoreApplication.translate("Aggregate", "Classes of fractions"), optional=True
            ),
            QCoreApplication.translate(
                "Aggregate",
                "For the statistic fractions: the values of the classes that get a band, in this order, separated by "
                "commas. Without a choice: all that occur, in ascending order.",
            ),
            advanced=True,
        ),
        min_valid_parameter(),
        accept_parameter(ACCEPT),
    ]


def min_valid_parameter():
    """MIN_VALID, the valid share of a cell below which it is nodata."""
    return described(
        QgsProcessingParameterNumber(
            MIN_VALID,
            QCoreApplication.translate("Aggregate", "Minimum valid fraction"),
            type=QgsProcessingParameterNumber.Type.Double,
            defaultValue=0.5,
            minValue=0.0,
            maxValue=1.0,
        ),
        QCoreApplication.translate(
            "Aggregate",
            "A cell becomes nodata where less than this fraction of its area holds valid pixels. Area outside of "
            "the input counts as missing. 0 keeps every cell with anything valid in it.",
        ),
    )


def output_parameters():
    return [
        described(
            QgsProcessingParameterRasterDestination(OUTPUT, QCoreApplication.translate("Aggregate", "Aggregated")),
            QCoreApplication.translate(
                "Aggregate",
                "The aggregated bands, a Cloud Optimized GeoTIFF. How it was made stands in its metadata and in a JSON "
                "file beside it.",
            ),
        ),
        described(
            QgsProcessingParameterRasterDestination(
                VALID_FRACTION,
                QCoreApplication.translate("Aggregate", "Valid fraction"),
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "Aggregate",
                "The fraction of each cell's area that holds valid pixels, 0 to 1, a band for each input band.",
            ),
        ),
        described(
            QgsProcessingParameterRasterDestination(
                VARIABILITY,
                QCoreApplication.translate("Aggregate", "Variability"),
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "Aggregate",
                "What is lost by aggregating: the standard deviation of the pixels within each cell, in the variable's "
                "units; for circular variables the length of the mean vector, 1 where all directions agree; for "
                "classes the share of the cell that is not of its mode.",
            ),
        ),
    ]
