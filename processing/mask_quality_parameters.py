"""The parameters of the algorithm "Mask by quality flags"."""

from qgis.core import (
    QgsProcessingParameterBand,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.raster.writer import DATA_TYPES
from .parameters import DATA_TYPE, described

INPUT = "INPUT"
QUALITY = "QUALITY"
QUALITY_BAND = "QUALITY_BAND"
PRODUCT = "PRODUCT"
LEVEL = "LEVEL"
RULE = "RULE"
DILATE = "DILATE"
OUTPUT = "OUTPUT"
MASK = "MASK"


def layer_parameters():
    return [
        described(
            QgsProcessingParameterRasterLayer(INPUT, QCoreApplication.translate("MaskQuality", "Input layer")),
            QCoreApplication.translate(
                "MaskQuality", "The raster to mask, all of its bands: reflectance, temperature, an index."
            ),
        ),
        described(
            QgsProcessingParameterRasterLayer(QUALITY, QCoreApplication.translate("MaskQuality", "Quality layer")),
            QCoreApplication.translate(
                "MaskQuality",
                "The quality layer of the same image, such as Fmask, QA_PIXEL, QC_Day or SCL. It may have another "
                "grid than the input: flags are then taken by area, and a pixel is masked where flagged ground covers "
                "more than 1 % of it.",
            ),
        ),
        quality_band_parameter(QUALITY),
    ]


def quality_band_parameter(parent):
    """QUALITY_BAND, of the layer of this parameter."""
    return described(
        QgsProcessingParameterBand(
            QUALITY_BAND, QCoreApplication.translate("MaskQuality", "Quality band"), defaultValue=1,
            parentLayerParameterName=parent,
        ),
        QCoreApplication.translate("MaskQuality", "The band that holds the quality flags."),
        advanced=True,
    )


def product_parameter(ids):
    """PRODUCT, with the ids of the presets."""
    return described(
        QgsProcessingParameterEnum(
            PRODUCT, QCoreApplication.translate("MaskQuality", "Kind of quality layer"), options=["auto", *ids],
            defaultValue="auto", usesStaticStrings=True,
        ),
        QCoreApplication.translate(
            "MaskQuality",
            "What the quality layer is, and so what its bits or classes mean. Auto: recognised by the name of the "
            "file or by its attributes; the log says as what.",
        ),
    )


def rule_parameters(levels):
    return [
        described(
            QgsProcessingParameterEnum(
                LEVEL, QCoreApplication.translate("MaskQuality", "Level"), options=list(levels),
                defaultValue="normal", usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "MaskQuality",
                "Which of the product's rules is used, where no rule is given: strict keeps the best pixels alone, "
                "lenient all that are not plainly bad. The help page and the log tell the rules and their sources.",
            ),
        ),
        described(
            QgsProcessingParameterString(
                RULE, QCoreApplication.translate("MaskQuality", "Rule of pixels to keep"), optional=True
            ),
            QCoreApplication.translate(
                "MaskQuality",
                "A rule of your own instead of the level's, over the fields of the quality layer: cloud == 0 and "
                "shadow == 0 and aerosol != high. Comparisons (==, !=, <, <=, >, >=, in (...), not in (...)) are "
                "joined by and, or, not and brackets; values are numbers or their names.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                DILATE, QCoreApplication.translate("MaskQuality", "Dilate by (m)"),
                type=QgsProcessingParameterNumber.Type.Double, defaultValue=0.0, minValue=0.0,
            ),
            QCoreApplication.translate(
                "MaskQuality",
                "Masks further pixels around masked ones: those whose centre lies within so many metres on the ground "
                "of a masked pixel.",
            ),
        ),
    ]


def data_type_parameter():
    return described(
        QgsProcessingParameterEnum(
            DATA_TYPE, QCoreApplication.translate("MaskQuality", "Output data type"), options=list(DATA_TYPES),
            defaultValue="auto", usesStaticStrings=True,
        ),
        QCoreApplication.translate(
            "MaskQuality",
            "The data type of the masked raster. Auto: that of the input. Integers are written as they are stored, "
            "with their scale and offset declared; of real types the scale is applied.",
        ),
        advanced=True,
    )


def output_parameters():
    return [
        described(
            QgsProcessingParameterRasterDestination(OUTPUT, QCoreApplication.translate("MaskQuality", "Masked")),
            QCoreApplication.translate(
                "MaskQuality", "The input with nodata where it is masked or where its quality is unknown."
            ),
        ),
        described(
            QgsProcessingParameterRasterDestination(
                MASK, QCoreApplication.translate("MaskQuality", "Mask"), optional=True, createByDefault=False
            ),
            QCoreApplication.translate(
                "MaskQuality", "1 where pixels are kept, 0 where they are masked, nodata where the quality is unknown."
            ),
        ),
    ]
