"""The algorithm "Evaluate a downscaled raster"."""

from contextlib import ExitStack
from dataclasses import dataclass

from qgis.PyQt.QtCore import QCoreApplication

from ..core.downscale.methods import KINDS, LEARNING, MODELS
from ..core.errors import FusionError, require
from .base import FusionAlgorithm
from .downscale_parameters import read_ndvi
from .evaluate_downscaling_parameters import (
    BAND,
    COARSE,
    COARSE_BAND,
    COVARIATES,
    ERROR,
    INPUT,
    METHOD,
    PSF_FWHM,
    REPORT,
    RESIDUAL,
    TABLE,
    TRUTH,
    TRUTH_BAND,
    UNCERTAINTY,
    input_parameters,
    number_outputs,
    output_parameters,
    trial_parameters,
)
from .parameters import (
    VARIABLE_KIND,
    RasterInput,
    creation_options_parameter,
    is_given,
    read_raster,
    read_rasters,
    variable_kind_parameter,
)
from .resources import read_creation_options
from .styling import RampStyle


@dataclass(frozen=True)
class EvaluateJob:
    """A run's parameters as plain values, safe in any thread."""

    estimate: RasterInput
    rasters: dict[str, RasterInput]
    covariates: tuple[RasterInput, ...]
    options: dict[str, object]


class EvaluateDownscaling(FusionAlgorithm):
    """How good a downscaled raster is, against a truth or by the scale-up test, and beside plain interpolation."""

    packages = ("numba", "odc.geo", "scipy")

    def name(self):
        return "evaluatedownscaling"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("EvaluateDownscaling", "Evaluate a downscaled raster")

    def group(self):
        return QCoreApplication.translate("Downscale", "Downscale")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "downscale"

    def tags(self):
        return QCoreApplication.translate(
            "EvaluateDownscaling",
            "evaluate,validate,validation,accuracy,compare rasters,difference,error,RMSE,MAE,bias,correlation,SSIM,"
            "structural similarity,skill,spectrum,power spectrum,Fourier,coherence,consistency,Wald,downscale,"
            "downscaling,sharpening,super resolution,uncertainty,calibration,report,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "EvaluateDownscaling",
            "Tells how true a downscaled raster is, at which scales, and whether it beats plain interpolation.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *input_parameters(),
            variable_kind_parameter(KINDS),
            *trial_parameters(),
            creation_options_parameter(),
            *output_parameters(),
        ]:
            self.addParameter(parameter)
        for output in number_outputs():
            self.addOutput(output)

    def read(self, parameters, context):
        estimate = read_raster(self, parameters, INPUT, context)
        if estimate is None:
            raise FusionError(
                QCoreApplication.translate("EvaluateDownscaling", "No downscaled raster is given; choose one as INPUT.")
            )
        rasters = {name.lower(): read_raster(self, parameters, name, context) for name in (TRUTH, COARSE, UNCERTAINTY)}
        return EvaluateJob(
            estimate=estimate,
            rasters={name: raster for name, raster in rasters.items() if raster is not None},
            covariates=read_rasters(self, parameters, COVARIATES, context),
            options={
                **{name.lower(): self.parameterAsInt(parameters, name, context)
                   for name in (BAND, TRUTH_BAND, COARSE_BAND)},
                "kind": self.parameterAsEnumString(parameters, VARIABLE_KIND, context),
                "method": self.parameterAsEnumString(parameters, METHOD, context),
                "residual": self.parameterAsEnumString(parameters, RESIDUAL, context),
                "ndvi": read_ndvi(self, parameters, context),
                "fwhm": self.parameterAsDouble(parameters, PSF_FWHM, context)
                if is_given(parameters, PSF_FWHM)
                else None,
                "creation_options": read_creation_options(self, parameters, context),
            },
        )

    def check(self, job):
        method = job.options["method"]
        if "truth" not in job.rasters:
            if "coarse" not in job.rasters:
                raise FusionError(
                    QCoreApplication.translate(
                        "EvaluateDownscaling",
                        "There is nothing to evaluate against; give a fine TRUTH, or COARSE for the scale-up test.",
                    )
                )
            if method in LEARNING:
                require("sklearn")
            if method in MODELS and not job.covariates:
                raise FusionError(
                    QCoreApplication.translate(
                        "Downscale", "The method {method} needs covariates; give some as COVARIATES, or choose atpk."
                    ).format(method=method)
                )
        for each in (job.estimate, *job.rasters.values(), *job.covariates):
            each.open().close()

    def read_outputs(self, parameters, context):
        outputs = {name: self.parameterAsFileOutput(parameters, name, context) for name in (REPORT, TABLE)
                   if is_given(parameters, name)}
        outputs[ERROR] = self.parameterAsOutputLayer(parameters, ERROR, context)
        return {name: path for name, path in outputs.items() if path}

    def execute(self, job, outputs, reporter):
        from ..core.downscale.evaluate import EvaluateOptions, evaluate

        for note in (note for each in (job.estimate, *job.rasters.values(), *job.covariates) for note in each.notes):
            reporter.warning(note)
        with ExitStack() as stack:
            def opened(raster):
                return stack.enter_context(raster.open())

            found = evaluate(
                opened(job.estimate),
                covariates=[opened(each) for each in job.covariates],
                options=EvaluateOptions(**job.options),
                **self._resources.limits,
                reporter=reporter,
                **{name: opened(raster) for name, raster in job.rasters.items()},
                **{name.lower(): path for name, path in outputs.items()},
            )
        return {**outputs, **_numbers(found)}

    def styles(self, job, results):
        return {ERROR: RampStyle(diverging=True)}


def _numbers(found):
    """The numbers that are there, by the outputs' names."""
    row = found.rows[0]
    numbers = {"RMSE": row["rmse"], "MAE": row["mae"], "BIAS": row["bias"], "CORRELATION": row["r"],
               "SSIM": row.get("ssim"), "SKILL": row.get("skill_bilinear"), "PIXELS": row["pixels"],
               "COHERENCE": None if found.coherence is None else found.coherence.relative}
    return {name: value for name, value in numbers.items() if value is not None and value == value}
