"""The algorithm "Downscale with covariates"."""

from contextlib import ExitStack
from dataclasses import dataclass

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString
from qgis.PyQt.QtCore import QCoreApplication

from ..core.downscale.methods import KINDS, LEARNING, MODELS
from ..core.errors import FusionError, require
from ..core.legend import Legend, LegendEntry
from .aggregate_style import style_of
from .base import FusionAlgorithm
from .downscale_parameters import (
    ACCEPT,
    BAND,
    COHERENT,
    COVARIATES,
    EXTRAPOLATION,
    FALLBACK,
    HOMOGENEITY,
    INPUT,
    METHOD,
    OUTPUT,
    PSF_FWHM,
    RASTERS,
    REALISATION_COUNT,
    REALISATIONS,
    REPORT,
    RESIDUAL,
    SEED,
    UNCERTAINTY,
    WINDOW,
    input_parameters,
    method_parameters,
    output_parameters,
    read_limits,
    read_ndvi,
    style_of_band,
)
from .parameters import (
    DATA_TYPE,
    VARIABLE_KIND,
    RasterInput,
    TargetGrid,
    creation_options_parameter,
    describe_grid,
    is_given,
    read_raster,
    read_rasters,
    read_target_grid,
    target_grid_parameters,
    variable_kind_parameter,
)
from .resources import read_creation_options
from .styling import ClassStyle, RampStyle
from .text_lists import read_names

KIND = "KIND"
COHERENCE = "COHERENCE"


@dataclass(frozen=True)
class DownscaleJob:
    """A run's parameters as plain values, safe in any thread."""

    source: RasterInput
    covariates: tuple[RasterInput, ...]
    target: TargetGrid
    options: dict[str, object]
    renderer: str | None


class Downscale(FusionAlgorithm):
    """The fine version of a coarse raster from fine covariates, coherent with it, with its uncertainty."""

    packages = ("numba", "odc.geo", "scipy")

    def name(self):
        return "downscale"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("Downscale", "Downscale with covariates")

    def group(self):
        return QCoreApplication.translate("Downscale", "Downscale")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "downscale"

    def tags(self):
        return QCoreApplication.translate(
            "Downscale",
            "downscale,downscaling,disaggregate,disaggregation,sharpen,sharpening,thermal sharpening,pansharpen,"
            "super resolution,enhance,refine,fine,resample,TsHARP,DisTrad,data mining sharpener,DMS,random forest,"
            "gradient boosting,regression,kriging,area-to-point,ATPK,ATPRK,geographically,residual,uncertainty,"
            "realisation,simulation,dasymetric,population,precipitation,land surface temperature,LST,soil moisture,"
            "NDVI,embeddings,MODIS,VIIRS,SMAP,ECOSTRESS,Landsat,Sentinel,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "Downscale", "Estimates the fine version of a coarse raster from fine covariates, with its uncertainty."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *input_parameters(),
            *target_grid_parameters(),
            variable_kind_parameter(KINDS),
            *method_parameters(),
            creation_options_parameter(),
            *output_parameters(),
        ]:
            self.addParameter(parameter)
        for name, label in (
            (METHOD, QCoreApplication.translate("Downscale", "Method that was used")),
            (KIND, QCoreApplication.translate("Downscale", "Variable kind that was used")),
        ):
            self.addOutput(QgsProcessingOutputString(name, label))
        self.addOutput(QgsProcessingOutputNumber(COHERENCE, QCoreApplication.translate(
            "Downscale", "Largest difference from the coarse values, of their range")))

    def read(self, parameters, context):
        source = read_raster(self, parameters, INPUT, context)
        if source is None:
            raise FusionError(
                QCoreApplication.translate("Downscale", "No coarse raster is given; choose one as INPUT.")
            )
        band = self.parameterAsInt(parameters, BAND, context)
        return DownscaleJob(
            source=source,
            covariates=read_rasters(self, parameters, COVARIATES, context),
            target=read_target_grid(self, parameters, context),
            options={
                "band": band,
                "method": self.parameterAsEnumString(parameters, METHOD, context),
                "residual": self.parameterAsEnumString(parameters, RESIDUAL, context),
                "coherent": self.parameterAsBoolean(parameters, COHERENT, context),
                "homogeneity": self.parameterAsDouble(parameters, HOMOGENEITY, context),
                "window": self.parameterAsInt(parameters, WINDOW, context),
                "fwhm": self.parameterAsDouble(parameters, PSF_FWHM, context)
                if is_given(parameters, PSF_FWHM)
                else None,
                "kind": self.parameterAsEnumString(parameters, VARIABLE_KIND, context),
                "limits": read_limits(parameters),
                "fallback": self.parameterAsBoolean(parameters, FALLBACK, context),
                "ndvi": read_ndvi(self, parameters, context),
                "seed": self.parameterAsInt(parameters, SEED, context),
                "realisations": self.parameterAsInt(parameters, REALISATION_COUNT, context)
                if is_given(parameters, REALISATIONS)
                else 0,
                "dtype": self.parameterAsEnumString(parameters, DATA_TYPE, context),
                "creation_options": read_creation_options(self, parameters, context),
                "accept": frozenset(read_names(self, parameters, ACCEPT, context)),
            },
            renderer=style_of_band(self.parameterAsRasterLayer(parameters, INPUT, context), band),
        )

    def check(self, job):
        method = job.options["method"]
        if method in LEARNING:
            require("sklearn")
        if method in MODELS and not job.covariates:
            raise FusionError(
                QCoreApplication.translate(
                    "Downscale", "The method {method} needs covariates; give some as COVARIATES, or choose atpk."
                ).format(method=method)
            )
        with ExitStack() as stack:
            source, *covariates = (stack.enter_context(each.open()) for each in (job.source, *job.covariates))
            _target(job, source, covariates)

    def read_outputs(self, parameters, context):
        outputs = {name: self.parameterAsOutputLayer(parameters, name, context) for name in RASTERS}
        if is_given(parameters, REPORT):
            outputs[REPORT] = self.parameterAsFileOutput(parameters, REPORT, context)
        return {name: path for name, path in outputs.items() if path}

    def execute(self, job, outputs, reporter):
        from ..core.downscale.job import downscale
        from ..core.downscale.request import Options

        job.target.protect(outputs.values())
        for note in (note for each in (job.source, *job.covariates) for note in each.notes):
            reporter.warning(note)
        with ExitStack() as stack:
            source, *covariates = (stack.enter_context(each.open()) for each in (job.source, *job.covariates))
            target = _target(job, source, covariates)
            if target is not None:
                reporter.info(describe_grid(target))
            result = downscale(
                source,
                covariates,
                outputs[OUTPUT],
                target=target,
                options=Options(**job.options),
                **vars(self._resources),
                reporter=reporter,
                **{name.lower(): path for name, path in outputs.items() if name != OUTPUT},
            )
        coherence = {} if result.coherence is None else {COHERENCE: result.coherence}
        return {**outputs, METHOD: result.method, KIND: result.kind, **coherence}

    def styles(self, job, results):
        band = job.options["band"]
        as_input = style_of("mean", job.source, job.renderer, (band,))
        looks = {
            OUTPUT: as_input,
            UNCERTAINTY: RampStyle(),
            REALISATIONS: as_input,
            EXTRAPOLATION: ClassStyle(_extrapolation_legend()),
        }
        return {name: look for name, look in looks.items() if look is not None}


def _target(job, source, covariates):
    """The grid as asked for; None for the engine's own choice, the finest covariate's where the coarse raster lies."""
    from ..core.downscale.request import finest_of
    from ..core.grid import target_grid

    target = job.target
    if target.is_asked:
        return target.resolve(source)
    if target.extent is None or not covariates:
        return None
    return target_grid([], grid=finest_of(covariates).grid, extent=target.extent, extent_crs=target.extent_crs)


def _extrapolation_legend():
    return Legend((
        LegendEntry(0, QCoreApplication.translate("Downscale", "Within what was learned from"), (94, 201, 98, 255)),
        LegendEntry(1, QCoreApplication.translate("Downscale", "Outside of what was learned from"),
                    (253, 141, 60, 255)),
        LegendEntry(2, QCoreApplication.translate("Downscale", "Filled without covariates"), (117, 107, 177, 255)),
    ))
