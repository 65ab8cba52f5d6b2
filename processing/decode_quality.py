"""The algorithm "Decode quality flags"."""

from dataclasses import dataclass

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.quality_ids import PRESET_IDS
from .base import FusionAlgorithm
from .folders import make_folder
from .mask_quality_parameters import PRODUCT, QUALITY_BAND, product_parameter, quality_band_parameter
from .parameters import RasterInput, creation_options_parameter, described, read_raster
from .resources import read_creation_options
from .text_lists import read_words

INPUT = "INPUT"
FIELDS = "FIELDS"
OUTPUT_FOLDER = "OUTPUT_FOLDER"
TABLE = "TABLE"
USED_PRODUCT = "USED_PRODUCT"
RASTERS = "RASTERS"


@dataclass(frozen=True)
class DecodeJob:
    """A run's parameters as plain values, safe in any thread."""

    source: RasterInput
    options: dict[str, object]


class DecodeQuality(FusionAlgorithm):
    """The fields of a quality layer as rasters of classes, and how often each value occurs."""

    def name(self):
        return "decodequality"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("DecodeQuality", "Decode quality flags")

    def group(self):
        return QCoreApplication.translate("MaskQuality", "Quality")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "quality"

    def tags(self):
        return QCoreApplication.translate(
            "DecodeQuality",
            "decode,unpack,quality,QA,QC,flags,bits,bit field,bitmask,cloud,shadow,aerosol,Fmask,QA_PIXEL,SCL,classes,"
            "table,shares,statistics,MODIS,VIIRS,Landsat,HLS,ECOSTRESS,Sentinel",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "DecodeQuality", "Makes a raster of named classes of each field of a quality layer, and a table of shares."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in (
            described(
                QgsProcessingParameterRasterLayer(INPUT, QCoreApplication.translate("DecodeQuality", "Quality layer")),
                QCoreApplication.translate(
                    "DecodeQuality", "The quality layer, such as Fmask, QA_PIXEL, QC_Day, state_1km or SCL."
                ),
            ),
            quality_band_parameter(INPUT),
            product_parameter(PRESET_IDS),
            described(
                QgsProcessingParameterString(
                    FIELDS, QCoreApplication.translate("DecodeQuality", "Fields"), optional=True
                ),
                QCoreApplication.translate(
                    "DecodeQuality",
                    "Names of the fields to decode, separated by commas, such as cloud, aerosol; also single bits "
                    "(bit3) and neighbouring ones (bits6_7). Without a choice: all fields of the product.",
                ),
            ),
            creation_options_parameter(),
            described(
                QgsProcessingParameterFolderDestination(
                    OUTPUT_FOLDER, QCoreApplication.translate("DecodeQuality", "Folder of the class rasters")
                ),
                QCoreApplication.translate(
                    "DecodeQuality",
                    "Where the class rasters go, one for each field, named as the layer and the field. It is made if "
                    "it is absent.",
                ),
            ),
            described(
                QgsProcessingParameterFileDestination(
                    TABLE, QCoreApplication.translate("DecodeQuality", "Table of shares"), fileFilter="CSV (*.csv)",
                    optional=True, createByDefault=False,
                ),
                QCoreApplication.translate(
                    "DecodeQuality",
                    "A CSV file with field, value, label, number of pixels and their share of those whose quality is "
                    "known; the last row of a field tells of the unknown ones, as a share of all.",
                ),
            ),
        ):
            self.addParameter(parameter)
        for name, label in (
            (USED_PRODUCT, QCoreApplication.translate("MaskQuality", "Kind of quality layer that was used")),
            (RASTERS, QCoreApplication.translate("DecodeQuality", "Paths of the class rasters, separated by |")),
        ):
            self.addOutput(QgsProcessingOutputString(name, label))

    def read(self, parameters, context):
        source = read_raster(self, parameters, INPUT, context)
        if source is None:
            raise FusionError(
                QCoreApplication.translate("MaskQuality", "No raster is given as {name}; choose one.").format(
                    name=INPUT
                )
            )
        return DecodeJob(
            source=source,
            options={
                "product": self.parameterAsEnumString(parameters, PRODUCT, context),
                "band": self.parameterAsInt(parameters, QUALITY_BAND, context),
                "fields": read_words(self, parameters, FIELDS, context),
                "creation_options": read_creation_options(self, parameters, context),
            },
        )

    def check(self, job):
        from ..core.quality import DecodeOptions, fields_to_decode

        with job.source.open() as source:
            fields_to_decode(source, DecodeOptions(**job.options))

    def read_outputs(self, parameters, context):
        paths = {
            OUTPUT_FOLDER: self.parameterAsString(parameters, OUTPUT_FOLDER, context),
            TABLE: self.parameterAsFileOutput(parameters, TABLE, context),
        }
        return {name: path for name, path in paths.items() if path}

    def execute(self, job, outputs, reporter):
        from ..core.quality import DecodeOptions, decode_quality

        for note in job.source.notes:
            reporter.warning(note)
        folder = outputs[OUTPUT_FOLDER]
        make_folder(folder)
        with job.source.open() as source:
            result = decode_quality(
                source,
                folder,
                table=outputs.get(TABLE),
                options=DecodeOptions(**job.options),
                **self._resources.limits,
                reporter=reporter,
            )
        return {**outputs, USED_PRODUCT: result.product, RASTERS: "|".join(result.rasters.values())}
