"""The algorithm "Area-to-point kriging"."""

from dataclasses import dataclass

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString
from qgis.PyQt.QtCore import QCoreApplication

from ..core.downscale.methods import KINDS
from ..core.errors import FusionError
from .aggregate_style import style_of
from .area_to_point_kriging_parameters import (
    ACCEPT,
    BAND,
    COHERENT,
    DECONVOLUTION,
    INPUT,
    NEIGHBOURS,
    OUTPUT,
    PSF_FWHM,
    RATIO,
    REPORT,
    ROBUST,
    SEED,
    UNCERTAINTY,
    VARIOGRAM,
    input_parameters,
    kriging_parameters,
    output_parameters,
)
from .base import FusionAlgorithm
from .downscale_parameters import read_limits, style_of_band
from .parameters import (
    DATA_TYPE,
    VARIABLE_KIND,
    RasterInput,
    TargetGrid,
    creation_options_parameter,
    describe_grid,
    is_given,
    read_raster,
    read_target_grid,
    target_grid_parameters,
    variable_kind_parameter,
)
from .resources import read_creation_options
from .styling import RampStyle
from .text_lists import read_names

KIND = "KIND"
MODEL = "MODEL"
COHERENCE = "COHERENCE"


@dataclass(frozen=True)
class KrigingJob:
    """A run's parameters as plain values, safe in any thread."""

    source: RasterInput
    ratio: int | None
    target: TargetGrid
    options: dict[str, object]
    renderer: str | None


class AreaToPointKriging(FusionAlgorithm):
    """The fine version of a coarse raster from itself alone, by its own variogram."""

    packages = ("numba", "odc.geo", "scipy")

    def name(self):
        return "areatopointkriging"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("AreaToPointKriging", "Area-to-point kriging")

    def group(self):
        return QCoreApplication.translate("Downscale", "Downscale")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "downscale"

    def tags(self):
        return QCoreApplication.translate(
            "AreaToPointKriging",
            "kriging,area-to-point,ATPK,block kriging,geostatistics,variogram,semivariogram,deconvolution,"
            "regularisation,regularization,change of support,downscale,downscaling,disaggregate,interpolate,"
            "interpolation,resample,refine,smooth,spherical,exponential,Matern,uncertainty,kriging variance,"
            "pycnophylactic,population,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "AreaToPointKriging",
            "Interpolates a coarse raster to fine pixels whose means are the coarse values, with the error of each.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *input_parameters(),
            *target_grid_parameters(),
            variable_kind_parameter(KINDS),
            *kriging_parameters(),
            creation_options_parameter(),
            *output_parameters(),
        ]:
            self.addParameter(parameter)
        for name, label in (
            (MODEL, QCoreApplication.translate("AreaToPointKriging", "Variogram model that was used")),
            (KIND, QCoreApplication.translate("AreaToPointKriging", "Variable kind that was used")),
        ):
            self.addOutput(QgsProcessingOutputString(name, label))
        self.addOutput(QgsProcessingOutputNumber(COHERENCE, QCoreApplication.translate(
            "AreaToPointKriging", "Largest difference from the coarse values, of their range")))

    def read(self, parameters, context):
        source = read_raster(self, parameters, INPUT, context)
        if source is None:
            raise FusionError(
                QCoreApplication.translate("AreaToPointKriging", "No coarse raster is given; choose one as INPUT.")
            )
        band = self.parameterAsInt(parameters, BAND, context)
        return KrigingJob(
            source=source,
            ratio=self.parameterAsInt(parameters, RATIO, context) if is_given(parameters, RATIO) else None,
            target=read_target_grid(self, parameters, context),
            options={
                "band": band,
                "kind": self.parameterAsEnumString(parameters, VARIABLE_KIND, context),
                "model": self.parameterAsEnumString(parameters, VARIOGRAM, context),
                "deconvolution": self.parameterAsBoolean(parameters, DECONVOLUTION, context),
                "neighbours": self.parameterAsInt(parameters, NEIGHBOURS, context),
                "robust": self.parameterAsBoolean(parameters, ROBUST, context),
                "fwhm": self.parameterAsDouble(parameters, PSF_FWHM, context)
                if is_given(parameters, PSF_FWHM)
                else None,
                "coherent": self.parameterAsBoolean(parameters, COHERENT, context),
                "limits": read_limits(parameters),
                "seed": self.parameterAsInt(parameters, SEED, context),
                "dtype": self.parameterAsEnumString(parameters, DATA_TYPE, context),
                "creation_options": read_creation_options(self, parameters, context),
                "accept": frozenset(read_names(self, parameters, ACCEPT, context)),
            },
            renderer=style_of_band(self.parameterAsRasterLayer(parameters, INPUT, context), band),
        )

    def check(self, job):
        with job.source.open() as source:
            _target(job, source)

    def read_outputs(self, parameters, context):
        outputs = {name: self.parameterAsOutputLayer(parameters, name, context) for name in (OUTPUT, UNCERTAINTY)}
        if is_given(parameters, REPORT):
            outputs[REPORT] = self.parameterAsFileOutput(parameters, REPORT, context)
        return {name: path for name, path in outputs.items() if path}

    def execute(self, job, outputs, reporter):
        from ..core.downscale.kriging_job import KrigingOptions, krige

        job.target.protect(outputs.values())
        for note in job.source.notes:
            reporter.warning(note)
        with job.source.open() as source:
            target = _target(job, source)
            reporter.info(describe_grid(target))
            result = krige(
                source,
                outputs[OUTPUT],
                target=target,
                options=KrigingOptions(**job.options),
                sigma=outputs.get(UNCERTAINTY),
                report=outputs.get(REPORT),
                **vars(self._resources),
                reporter=reporter,
            )
        coherence = {} if result.coherence is None else {COHERENCE: result.coherence}
        return {**outputs, MODEL: result.point_model.name, KIND: result.kind, **coherence}

    def styles(self, job, results):
        looks = {
            OUTPUT: style_of("mean", job.source, job.renderer, (job.options["band"],)),
            UNCERTAINTY: RampStyle(),
        }
        return {name: look for name, look in looks.items() if look is not None}


def _target(job, source):
    """The fine grid, as asked for in one way."""
    from ..core.grid import refined_grid, target_grid

    target = job.target
    if job.ratio is None:
        if not target.is_asked:
            raise FusionError(
                QCoreApplication.translate(
                    "AreaToPointKriging", "The fine grid is not given; give RATIO or a target grid."
                )
            )
        return target.resolve(source)
    if target.is_asked:
        raise FusionError(
            QCoreApplication.translate(
                "AreaToPointKriging", "The fine grid is given in two ways; give either RATIO or a target grid."
            )
        )
    coarse = target_grid([], grid=source.grid, extent=target.extent, extent_crs=target.extent_crs)
    return refined_grid(coarse, job.ratio)
