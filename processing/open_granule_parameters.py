"""Parameters of the algorithm "Open granule bands"."""

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.quality_ids import LEVELS
from .parameters import described, is_given

INPUT = "INPUT"
BANDS = "BANDS"
FORMAT = "FORMAT"
MASK = "MASK"
QUALITY = "QUALITY"
LOAD = "LOAD"
OUTPUT_FOLDER = "OUTPUT_FOLDER"
LAYERS = "LAYERS"
BAND_COUNT = "BAND_COUNT"
# Those of core/opening, which is loaded late.
FORMATS = ("cog", "vrt")
NO_MASK = "none"


def input_parameters():
    return [
        described(
            QgsProcessingParameterFile(
                INPUT,
                QCoreApplication.translate("OpenGranule", "Granule"),
                # QGIS's own filter, *.*, refuses folders, whose names have no dot.
                fileFilter=QCoreApplication.translate("OpenGranule", "Granules and folders (*)"),
            ),
            QCoreApplication.translate(
                "OpenGranule",
                "A file of the product (HDF4, HDF5, netCDF, GeoTIFF, JPEG 2000, a Landsat MTL, a Sentinel-2 "
                "MTD_MSIL2A.xml), or a folder that holds it: of one granule or of several. A folder is typed or "
                "pasted into the field.",
            ),
        ),
        described(
            QgsProcessingParameterString(BANDS, QCoreApplication.translate("OpenGranule", "Bands"), optional=True),
            QCoreApplication.translate(
                "OpenGranule",
                "Names of bands as the product has them, separated by commas, such as LST_Day_1km or B04,B05. The end "
                "of a long name is enough (NDVI), * and ? stand for any characters, and a resolution may be left out "
                "for the finest (B04 instead of B04_10m). Common names mean the same in all products that have such a "
                "band: blue, green, red, nir, swir1, swir2, and lst where there is one. Without a choice the "
                "product's usual bands are opened, or of the file of a single band that band. A wrong name is "
                "answered with those there are.",
            ),
        ),
        described(
            QgsProcessingParameterEnum(
                FORMAT,
                QCoreApplication.translate("OpenGranule", "Format"),
                options=list(FORMATS),
                defaultValue="cog",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "OpenGranule",
                "cog: Cloud Optimized GeoTIFFs of the values themselves, scale and offset applied, NaN where nothing "
                "was measured; flags as they are stored. vrt: small virtual rasters that refer to the granule and "
                "declare what its stored numbers mean; they need the granule to stay where it is.",
            ),
        ),
        described(
            QgsProcessingParameterEnum(
                MASK,
                QCoreApplication.translate("OpenGranule", "Mask by quality flags"),
                options=[NO_MASK, *reversed(LEVELS)],
                defaultValue=NO_MASK,
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "OpenGranule",
                "Values whose flags do not pass the rule of the product's quality layers at this level (lenient, "
                "normal or strict) become nodata, those of a swath before they are put on a grid. The rules are those "
                "of Mask by quality flags, and are told in the log. none keeps all values.",
            ),
        ),
        described(
            QgsProcessingParameterBoolean(
                QUALITY, QCoreApplication.translate("OpenGranule", "Quality bands"), defaultValue=True
            ),
            QCoreApplication.translate(
                "OpenGranule",
                "Open the bands with the quality flags of the chosen bands too, and name them in the metadata of "
                "these.",
            ),
        ),
    ]


def output_parameters():
    return [
        described(
            QgsProcessingParameterBoolean(
                LOAD, QCoreApplication.translate("OpenGranule", "Load into the project"), defaultValue=True
            ),
            QCoreApplication.translate(
                "OpenGranule",
                "Load what was opened, named by product, date and band, with the time of observation in the layers' "
                "temporal properties.",
            ),
        ),
        described(
            QgsProcessingParameterFolderDestination(
                OUTPUT_FOLDER, QCoreApplication.translate("OpenGranule", "Folder of the bands")
            ),
            QCoreApplication.translate(
                "OpenGranule",
                "Takes a raster for each band, named as the product names its files: with product, date and band. It "
                "is made if it is not there.",
            ),
        ),
    ]


def read_names_of_bands(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> tuple[str, ...]:
    """Names separated by commas, or in a list; they may hold spaces."""
    if not is_given(parameters, name):
        return ()
    value = parameters[name]
    parts = map(str, value) if isinstance(value, list | tuple) else \
        algorithm.parameterAsString(parameters, name, context).split(",")
    return tuple(part.strip() for part in parts if part.strip())
