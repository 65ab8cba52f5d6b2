"""The algorithm "Mask by quality flags"."""

from dataclasses import dataclass

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.quality_ids import LEVELS, PRESET_IDS
from .base import FusionAlgorithm
from .mask_quality_parameters import (
    DILATE,
    INPUT,
    LEVEL,
    MASK,
    OUTPUT,
    PRODUCT,
    QUALITY,
    QUALITY_BAND,
    RULE,
    data_type_parameter,
    layer_parameters,
    output_parameters,
    product_parameter,
    rule_parameters,
)
from .parameters import DATA_TYPE, RasterInput, creation_options_parameter, read_raster
from .resources import read_creation_options
from .styling import ClassStyle, LikeInput, read_style

USED_PRODUCT = "USED_PRODUCT"
USED_RULE = "USED_RULE"
KEPT = "KEPT"


@dataclass(frozen=True)
class MaskJob:
    """A run's parameters as plain values, safe in any thread."""

    source: RasterInput
    quality: RasterInput
    options: dict[str, object]
    renderer: str | None


class MaskQuality(FusionAlgorithm):
    """A raster without the pixels that its quality layer flags."""

    def name(self):
        return "maskquality"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("MaskQuality", "Mask by quality flags")

    def group(self):
        return QCoreApplication.translate("MaskQuality", "Quality")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "quality"

    def tags(self):
        return QCoreApplication.translate(
            "MaskQuality",
            "mask,quality,QA,QC,flags,bits,bitmask,cloud,cloud mask,shadow,cirrus,snow,aerosol,Fmask,QA_PIXEL,"
            "QA_RADSAT,SCL,scene classification,pixel reliability,confidence,MODIS,VIIRS,Landsat,HLS,ECOSTRESS,"
            "Sentinel,filter,screen,dilate,buffer,nodata",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "MaskQuality", "Takes out the pixels that a product's quality layer flags, by presets or a rule of yours."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *layer_parameters(),
            product_parameter(PRESET_IDS),
            *rule_parameters(LEVELS),
            data_type_parameter(),
            creation_options_parameter(),
            *output_parameters(),
        ]:
            self.addParameter(parameter)
        for name, label in (
            (USED_PRODUCT, QCoreApplication.translate("MaskQuality", "Kind of quality layer that was used")),
            (USED_RULE, QCoreApplication.translate("MaskQuality", "Rule that was used")),
        ):
            self.addOutput(QgsProcessingOutputString(name, label))
        self.addOutput(QgsProcessingOutputNumber(
            KEPT, QCoreApplication.translate("MaskQuality", "Share of pixels with data that are kept (%)")
        ))

    def read(self, parameters, context):
        source, quality = (read_raster(self, parameters, name, context) for name in (INPUT, QUALITY))
        for raster, name in ((source, INPUT), (quality, QUALITY)):
            if raster is None:
                raise FusionError(
                    QCoreApplication.translate("MaskQuality", "No raster is given as {name}; choose one.").format(
                        name=name
                    )
                )
        return MaskJob(
            source=source,
            quality=quality,
            options={
                "product": self.parameterAsEnumString(parameters, PRODUCT, context),
                "band": self.parameterAsInt(parameters, QUALITY_BAND, context),
                "rule": self.parameterAsString(parameters, RULE, context),
                "level": self.parameterAsEnumString(parameters, LEVEL, context),
                "dilate": self.parameterAsDouble(parameters, DILATE, context),
                "dtype": self.parameterAsEnumString(parameters, DATA_TYPE, context),
                "creation_options": read_creation_options(self, parameters, context),
            },
            renderer=read_style(self.parameterAsRasterLayer(parameters, INPUT, context)),
        )

    def check(self, job):
        from ..core.quality import Options, judgement_of

        with job.source.open(), job.quality.open() as quality:
            judgement_of(quality, Options(**job.options))

    def read_outputs(self, parameters, context):
        paths = {name: self.parameterAsOutputLayer(parameters, name, context) for name in (OUTPUT, MASK)}
        return {name: path for name, path in paths.items() if path}

    def execute(self, job, outputs, reporter):
        from ..core.quality import Options, mask_quality

        for note in (*job.source.notes, *job.quality.notes):
            reporter.warning(note)
        with job.source.open() as source, job.quality.open() as quality:
            result = mask_quality(
                source,
                quality,
                outputs[OUTPUT],
                mask=outputs.get(MASK),
                options=Options(**job.options),
                **self._resources.limits,
                reporter=reporter,
            )
        share = 100.0 * result.counts.kept / result.counts.data if result.counts.data else 0.0
        return {**outputs, USED_PRODUCT: result.product, USED_RULE: result.rule, KEPT: share}

    def styles(self, job, results):
        looks = {MASK: ClassStyle()}
        if job.renderer is not None:
            looks[OUTPUT] = LikeInput(job.renderer)
        return looks
