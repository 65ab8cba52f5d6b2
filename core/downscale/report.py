"""The report on a downscaled layer: does it beat interpolation, what does it lean on, and what is it good for?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..finding import Finding
from ..message import message
from ..report import Report
from ..report.line_figures import bars_figure, describe_bars, describe_panels, panels_figure
from ..report.page import shown
from ..reporter import Reporter, Share
from .checks import recorded
from .cross_validation import CrossValidation, cross_validate
from .marks import BEYOND, FILLED, Marks
from .model_report import Outside, important, outside_share
from .names import RESIDUAL_NAMES, method_name, working_unit
from .report_parts import (
    SOURCES, calibration_sentence, coherence_part, failures, maps_part, residual_map, scores_table, variogram_part,
    verdict, what_to_do, with_unit,
)
from .request import Variable
from .sharpen import MODELS, Downscaled, Scene
from .uncertainty import Calibration
from .validation import CANDIDATES, Choice, Trials, scale_up

_MOST_NAMED = 20   # covariates in tables and bars
_CITED = {"tsharp": "tsharp", "dms": "dms", "blend": "dms", "forest": "forest", "atprk": "atprk"}


@dataclass(frozen=True)
class Job:
    """What a report on a downscaling tells of: ``name`` and ``units`` of the coarse raster."""

    name: str
    units: str
    scene: Scene
    variable: Variable
    result: Downscaled
    trials: Trials | None
    choice: Choice
    calibration: Calibration | None
    findings: Sequence[Finding]

    @property
    def unit(self) -> str:
        return working_unit(self.variable.kind, self.units)


def make_report(job: Job, reporter: Reporter | None = None) -> Report:
    """The report, to be written while the outputs wait for their last step. Reads samples of what is large.

    Raises Cancelled when the reporter says so.
    """
    reporter = reporter or Reporter()
    tested = _all_tried(job)
    reporter.progress(0.3)
    crossed = _crossed(job, tested, Share(reporter, 0.3, 0.4))
    result = job.result
    score = job.trials.of(result.method, result.residual_kind) if job.trials else None
    report = Report(message("Downscaled with covariates"), verdict(job.trials, score, job.name), reporter.text)
    report.heading(message("Findings"))
    report.findings(list(dict.fromkeys(recorded(job.findings))))
    what_to_do(report)
    _tests(report, job, tested, crossed)
    if result.model is not None:
        _model(report, job)
    reporter.progress(0.8)
    _residual(report, job)
    coherence_part(report, result.achieved, job.unit)
    _calibration(report, job)
    maps_part(report, job.scene, job.variable, job.units, result.values, result.spread)
    report.heading(message("Sources"))
    cited = ["test", "blocks", "kriging", "deconvolution", _CITED.get(result.method, "")]
    report.items([SOURCES[each] for each in cited if each])
    reporter.progress(1.0)
    return report


def _all_tried(job: Job) -> Trials | None:
    """The trials, and those of the usual methods that were not asked for."""
    trials, scene = job.trials, job.scene
    if trials is None:
        return None
    known = {each.method for each in trials.scores} | set(trials.failed)
    others = [(method, residual) for method, residual in CANDIDATES
              if method not in known and (scene.covariates is not None or method not in MODELS)]
    if not others:
        return trials
    more = scale_up(scene, others)
    new = tuple(each for each in more.scores if each.method in dict(others))
    return Trials((*trials.scores, *new), trials.ratio, trials.pixels, {**more.failed, **trials.failed})


def _crossed(job: Job, tested: Trials | None, reporter: Reporter) -> CrossValidation | None:
    methods = [job.result.method, *(each.method for each in (tested.scores if tested else ()))]
    try:
        return cross_validate(job.scene, methods, reporter)
    except FusionError:   # fewer coarse pixels than anything can be learned from; the tests' part says so
        return None


def _tests(report: Report, job: Job, tested: Trials | None, crossed: CrossValidation | None) -> None:
    report.heading(message("Does it beat interpolation?"))
    report.paragraph(job.choice.why)
    result = job.result
    if result.method in MODELS:
        report.paragraph(message("What the model missed at the coarse scale was {how}.",
                                 how=RESIDUAL_NAMES[result.residual_kind]))
    if tested is None:
        report.paragraph(message("There are too few coarse pixels for a test."))
    else:
        scores_table(report, tested, tested.scores, (result.method, result.residual_kind), job.unit)
        failures(report, tested.failed)
    if crossed is not None:
        cross_validation_table(report, crossed, result.method, job.unit)


def cross_validation_table(report: Report, crossed: CrossValidation, used: str, unit: str) -> None:
    """How coarse pixels are told by others, the best first."""
    rows = [[method_name(each.method), each.method == used, each.rmse, each.mae, each.bias, each.r]
            for each in sorted(crossed.scores, key=lambda each: (each.rmse, each.method))]
    report.table("cross_validation", message("Cross-validation by spatial blocks at the coarse scale"),
                 [message("Method"), message("Used"), message("RMSE"), message("MAE"), message("Bias"), message("r")],
                 rows, ["", "", unit, unit, unit, ""])
    report.paragraph(message(
        "{pixels} coarse pixels in {folds} groups of blocks, each told by what was learned from the others. Models see "
        "the covariates' means, and no residual is added; interpolation sees the coarse values around the block, and "
        "is linear between them. It tells whether the covariates carry anything, not how good the fine pixels are.",
        pixels=shown(crossed.pixels), folds=crossed.folds))
    failures(report, crossed.failed)


def _model(report: Report, job: Job) -> None:
    scene, model, unit = job.scene, job.result.model, job.unit
    names = scene.covariates.names
    growth = model.estimator.importances_
    first = important(growth, _MOST_NAMED)
    report.heading(message("What the model leans on"))
    if model.sigma > 0.0:
        report.paragraph(message("The covariates were blurred by a Gaussian of {sigma} fine pixels, since the variable "
                                 "is that much smoother than they are.", sigma=shown(model.sigma)))
    chosen, values = [names[k] for k in first], [float(growth[k]) for k in first]
    report.figure(bars_figure(chosen, values, message("Importances"), with_unit(message("Growth of the RMSE"), unit)),
                  describe_bars(chosen, values, unit))
    report.paragraph(message("By how much the RMSE over the coarse pixels grows when one covariate is shuffled. "
                             "Covariates that tell the same share their importance."))
    panels = [(names[k], *model.estimator.partial_dependence(k)) for k in important(growth, 6)]
    if panels:
        report.figure(panels_figure(panels, message("Partial dependence"), with_unit(message("Estimate"), unit)),
                      describe_panels(panels, unit))
        report.paragraph(message("The mean estimate over the coarse pixels if one covariate had this value in all of "
                                 "them, from its 1st to its 99th percentile."))
    _extrapolation(report, outside_share(scene, model), job.result.marks, names, first)


def _extrapolation(report: Report, outside: Outside, marks: Marks | None, names: Sequence[str],
                   listed: Sequence[int]) -> None:
    report.heading(message("Where the model extrapolates"))
    report.paragraph(message(
        "{percent} % of the fine pixels have a covariate outside of the range of the coarse pixels that the model "
        "learned from.", percent=shown(100.0 * (outside.any if marks is None else marks.share(BEYOND)))))
    if marks is not None and marks.share(FILLED) > 0.0:
        report.paragraph(message("{percent} % of the fine pixels lack a covariate and were filled without any.",
                                 percent=shown(100.0 * marks.share(FILLED))))
    report.table("extrapolation", message("Share of the fine pixels outside of the learned range"),
                 [message("Covariate"), message("Learned from"), message("Learned to"), message("Below"),
                  message("Above")],
                 [[names[k], outside.low[k], outside.high[k], 100.0 * outside.below[k], 100.0 * outside.above[k]]
                  for k in sorted(listed, key=lambda k: -(outside.below[k] + outside.above[k]))],
                 ["", "", "", "%", "%"])
    report.paragraph(message("By {count} pixels of evenly spread rows.", count=shown(outside.pixels)))
    if len(names) > len(listed):
        report.paragraph(message("The {shown} most important of {count} covariates are listed.", shown=len(listed),
                                 count=len(names)))


def _residual(report: Report, job: Job) -> None:
    scene, result = job.scene, job.result
    of_model = np.isfinite(result.residual).any()
    values = result.residual if of_model else scene.per_pixel
    report.heading(message("Residual") if of_model else message("Variogram of the coarse values"))
    if of_model:
        report.paragraph(message("What the coarse raster says more than the model: coarse value less the mean of the "
                                 "model's fine pixels. A pattern in it is what the covariates do not tell."))
        residual_map(report, result.residual, job.unit)
    try:
        variogram_part(report, scene, result.kriging, values, job.unit)
    except FusionError as error:
        report.paragraph(error.sentence)


def _calibration(report: Report, job: Job) -> None:
    calibration = job.calibration
    if calibration is None:
        return
    report.heading(message("Uncertainty"))
    score = job.trials.of(job.result.method, job.result.residual_kind) if job.trials else None
    if not calibration.tested:
        report.paragraph(message("1 sigma is what the method tells of itself; no test stands behind it."))
    else:
        report.paragraph(message("The output's 1 sigma is what the method tells of itself, times {factor}: so it is as "
                                 "large as the errors at the coarse scale let expect below it.",
                                 factor=shown(calibration.factor)))
    if score is not None and np.isfinite(score.factor):
        report.paragraph(calibration_sentence(score.factor))
