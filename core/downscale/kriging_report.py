"""The report on an area-to-point kriging: variograms, the test, coherence, maps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..finding import Finding
from ..message import message
from ..report import Report
from ..report.page import shown
from ..reporter import Reporter
from .checks import recorded
from .names import method_name, working_unit
from .report_parts import (
    SOURCES, calibration_sentence, coherence_part, failures, maps_part, scores_table, variogram_part, verdict,
    what_to_do,
)
from .request import Variable
from .sharpen import Downscaled, Scene
from .validation import Trials


@dataclass(frozen=True)
class Job:
    """What a report on a kriging tells of: ``name`` and ``units`` of the coarse raster."""

    name: str
    units: str
    scene: Scene
    variable: Variable
    result: Downscaled
    trials: Trials | None
    findings: Sequence[Finding]


def make_report(job: Job, reporter: Reporter) -> Report:
    """The report, to be written while the outputs wait for their last step. Raises Cancelled when the reporter says so.
    """
    unit = working_unit(job.variable.kind, job.units)
    score = job.trials.of("atpk") if job.trials else None
    report = Report(method_name("atpk"), verdict(job.trials, score, job.name), reporter.text)
    report.heading(message("Findings"))
    report.findings(list(dict.fromkeys(recorded(job.findings))))
    what_to_do(report, kriged_alone=True)
    report.heading(message("Variogram"))
    _deconvolution(report, job)
    variogram_part(report, job.scene, job.result.kriging, job.scene.per_pixel, unit)
    reporter.progress(0.5)
    report.heading(message("Does it beat interpolation?"))
    if job.trials is None:
        report.paragraph(message("There are too few coarse pixels for a test."))
    else:
        scores_table(report, job.trials, job.trials.scores, ("atpk", "none"), unit)
        failures(report, job.trials.failed)
        if score is not None and np.isfinite(score.factor):
            report.paragraph(calibration_sentence(score.factor))
    coherence_part(report, job.result.achieved, unit)
    maps_part(report, job.scene, job.variable, job.units, job.result.values, job.result.spread)
    report.heading(message("Sources"))
    report.items([SOURCES[each] for each in ("kriging", "deconvolution", "test")])
    reporter.progress(1.0)
    return report


def _deconvolution(report: Report, job: Job) -> None:
    kriging = job.result.kriging
    found = kriging.deconvolution_
    if found is None:
        report.paragraph(message("The variogram was not deconvolved: the model of coarse pixels stands in for that of "
                                 "points, which underrates how much fine pixels vary."))
    else:
        report.paragraph(message(
            "The point model is that whose averages over coarse pixels vary as the coarse values do: found in "
            "{iterations} iterations, {how}; its averages deviate from the experimental variogram by {percent} % in "
            "the mean.", iterations=found.iterations, percent=shown(100.0 * found.deviation),
            how=message("then refined by a search along the range") if found.refined
            else message("which a search along the range did not better")))
    report.paragraph(message("Each fine pixel is kriged from {count} coarse pixels at most.",
                             count=(2 * kriging.neighbours + 1)**2))
