"""The algorithm "Evaluate image fusion"."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QCoreApplication

from ..core.spacetime.options import METHODS as KNOWN
from .base import FusionAlgorithm
from .evaluate_fusion_parameters import (
    BEST,
    DATE_COUNT,
    FILES,
    METHODS,
    RMSE,
    RMSE_INTERPOLATION,
    VERDICT,
    dates_parameter,
    further_outputs,
    methods_parameter,
    output_parameters,
)
from .fusion_inputs import SeriesInput, days_of, read_dates, read_series, series_parameters, warn_of_window
from .fusion_parameters import (
    ACCEPT,
    BIAS,
    PAIRS,
    band_parameters,
    pair_parameters,
    read_bands,
    read_max_gap,
    read_noise,
    read_options,
    value_parameters,
    window_parameters,
)
from .language import told
from .parameters import is_given
from .text_lists import accept_parameter, read_names

if TYPE_CHECKING:
    from ..core.advice.times import TimeSpan


@dataclass(frozen=True)
class EvaluateFusionJob:
    """A run's parameters as plain values, safe in any thread. ``settings`` are `evaluate`'s own, by its names."""

    series: SeriesInput
    dates: "tuple[TimeSpan, ...]"
    options: dict[str, object]
    pairs: dict[str, object]
    settings: dict[str, object]


class EvaluateFusion(FusionAlgorithm):
    """All methods of fusion on a series of the user's own, each date predicted from the others."""

    packages = ("numba", "odc.geo", "scipy")

    def name(self):
        return "evaluatefusion"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("EvaluateFusion", "Evaluate image fusion")

    def group(self):
        return QCoreApplication.translate("Fusion", "Fuse in space and time")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "spacetime"

    def tags(self):
        return QCoreApplication.translate(
            "EvaluateFusion",
            "evaluate,evaluation,validate,validation,cross-validation,leave one out,accuracy,compare methods,fusion,"
            "spatiotemporal,STARFM,ESTARFM,Fit-FC,FSDAF,interpolation,baseline,RMSE,MAE,bias,correlation,SSIM,ERGAS,"
            "SAM,spectral angle,edge,texture,report,uncertainty,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "EvaluateFusion",
            "Tells which fusion method is best on your own series, and whether any beats plain interpolation.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *series_parameters(),
            methods_parameter(),
            dates_parameter(),
            *pair_parameters(),
            *window_parameters(),
            *value_parameters(),
            *band_parameters(),
            accept_parameter(ACCEPT),
            *output_parameters(),
        ]:
            self.addParameter(parameter)
        for output in further_outputs():
            self.addOutput(output)

    def read(self, parameters, context):
        chosen = self.parameterAsEnumStrings(parameters, METHODS, context) if is_given(parameters, METHODS) else ()
        return EvaluateFusionJob(
            series=read_series(self, parameters, context),
            dates=read_dates(self, parameters, context),
            options=read_options(self, parameters, context),
            pairs={"rule": self.parameterAsEnumString(parameters, PAIRS, context),
                   "max_gap": read_max_gap(self, parameters, context)},
            settings={
                **read_bands(self, parameters, context),
                "noise": read_noise(parameters),
                "methods": tuple(method for method in KNOWN if not chosen or method in chosen),
                "bias": self.parameterAsEnumString(parameters, BIAS, context),
                "accept": frozenset(read_names(self, parameters, ACCEPT, context)),
            },
        )

    def check(self, job):
        from ..core.spacetime.options import FusionOptions
        from ..core.spacetime.series import FusionSeries

        FusionOptions(**job.options).check()
        with ExitStack() as stack:
            fine, coarse = job.series.open(stack)
            days_of(job.dates, fine)
            FusionSeries(fine, coarse, bands=job.settings["bands"], coarse_bands=job.settings["coarse_bands"])

    def read_outputs(self, parameters, context):
        return {name: self.parameterAsFileOutput(parameters, name, context) for name in FILES
                if is_given(parameters, name)}

    def execute(self, job, outputs, reporter):
        from ..core.spacetime.evaluate import evaluate
        from ..core.spacetime.options import FusionOptions
        from ..core.spacetime.pairs import PairChoice

        for note in job.series.notes:
            reporter.warning(note)
        with ExitStack() as stack:
            fine, coarse = job.series.open(stack)
            warn_of_window(fine, job.options["window"], job.settings["methods"], reporter)
            found = evaluate(
                fine,
                coarse,
                days=days_of(job.dates, fine),
                options=FusionOptions(**job.options),
                choice=PairChoice(**job.pairs),
                **job.settings,
                **vars(self._resources),
                reporter=reporter,
                **{name.lower(): outputs.get(name) for name in FILES},
            )
        scores = {standing.method: _over_bands(standing.rmse) for standing in found.table}
        numbers = {RMSE: scores.get(found.best), RMSE_INTERPOLATION: scores.get("interpolation")}
        return {**outputs, BEST: found.best, DATE_COUNT: len(found.trial.compared), VERDICT: told(found.verdict),
                **{name: value for name, value in numbers.items() if value is not None}}

    def _check_choices(self, parameters, context):
        """Names a list of methods as text, since its sentence quotes the value."""
        given = parameters.get(METHODS)
        super()._check_choices(
            {**parameters, METHODS: ",".join(map(str, given))} if given and isinstance(given, list | tuple)
            else parameters, context)


def _over_bands(values):
    """The mean over the bands, as the table has it for all of them."""
    return sum(values) / len(values)
