"""The algorithm "Check layers before fusing"."""

from contextlib import ExitStack

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from .base import FusionAlgorithm
from .check_job import CheckedRaster, CheckJob, open_layers, question_of, target_of
from .check_layers_parameters import (
    APPROACH,
    BLOCKERS,
    DIAMETER,
    FINDINGS,
    INFOS,
    INPUTS,
    METHODS,
    POINTS,
    PURPOSE,
    REPORT,
    TIME_SCALE,
    VARIABLE_KINDS,
    WARNINGS,
    asked_parameters,
    input_parameters,
    output_parameters,
)
from .parameters import (
    describe_grid,
    each_layer,
    is_given,
    read_rasters,
    read_target_grid,
    target_grid_parameters,
)
from .points import fixed_range, read_points
from .styling import read_legend
from .text_lists import read_kinds, read_methods

_RULES = 0.6   # of the progress, where there is a report to write


class CheckLayers(FusionAlgorithm):
    """Findings on what can go wrong with layers, before anything is computed, and the approach that fits."""

    def name(self):
        return "checklayers"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("CheckLayers", "Check layers before fusing")

    def group(self):
        return QCoreApplication.translate("CheckLayers", "Advice")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "advice"

    def tags(self):
        return QCoreApplication.translate(
            "CheckLayers",
            "check,advice,validate,quality,diagnose,compatibility,compare layers,CRS mismatch,resolution,nodata,units,"
            "scale factor,overlap,dates,land cover,resample,aggregate,downscale,fusion,GEDI,MODIS,ECOSTRESS,HLS,SMAP,"
            "Landsat,Sentinel,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "CheckLayers", "Tells what would go wrong with layers before they are fused, and which approach fits them."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *input_parameters(),
            *target_grid_parameters(),
            *asked_parameters(),
            *output_parameters(),
        ]:
            self.addParameter(parameter)
        for name, label in (
            (BLOCKERS, QCoreApplication.translate("CheckLayers", "Number of blockers")),
            (WARNINGS, QCoreApplication.translate("CheckLayers", "Number of warnings")),
            (INFOS, QCoreApplication.translate("CheckLayers", "Number of remarks")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))
        self.addOutput(
            QgsProcessingOutputString(APPROACH, QCoreApplication.translate("CheckLayers", "Recommended approach"))
        )

    def read(self, parameters, context):
        rasters = self._read_rasters(parameters, context)
        diameter = self.parameterAsDouble(parameters, DIAMETER, context) if is_given(parameters, DIAMETER) else None
        points = read_points(self, parameters, POINTS, context, diameter)
        if not rasters and points is None:
            raise FusionError(
                QCoreApplication.translate(
                    "CheckLayers", "No layer is given; choose rasters as INPUTS, or points as POINTS."
                )
            )
        return CheckJob(
            rasters=rasters,
            points=points,
            target=read_target_grid(self, parameters, context),
            purpose=self.parameterAsEnumString(parameters, PURPOSE, context),
            methods=read_methods(self, parameters, METHODS, context, len(rasters)),
            kinds=read_kinds(self, parameters, VARIABLE_KINDS, context, len(rasters)),
            time_scale=self.parameterAsDouble(parameters, TIME_SCALE, context)
            if is_given(parameters, TIME_SCALE)
            else None,
        )

    def check(self, job):
        with ExitStack() as stack:
            target_of(job, open_layers(job, stack))

    def read_outputs(self, parameters, context):
        return {
            name: self.parameterAsFileOutput(parameters, name, context)
            for name in (REPORT, FINDINGS)
            if is_given(parameters, name)
        }

    def execute(self, job, outputs, reporter):
        from ..core.advice import advise, check
        from ..core.advice.report import approach_name, write_advice_report, write_findings
        from ..core.reporter import Share

        _check_outputs(outputs)
        for note in (note for each in job.rasters for note in each.raster.notes):
            reporter.warning(note)
        share = _RULES if REPORT in outputs else 1.0
        with ExitStack() as stack:
            layers = open_layers(job, stack)
            question = question_of(job, layers, target_of(job, layers), self._resources.memory)
            if question.target is not None:
                reporter.info(describe_grid(question.target))
            findings = check(question, reporter=Share(reporter, 0.0, share))
            for finding in findings:
                reporter.finding(finding)
            advice = advise(question, findings)
            for sentence in (approach_name(advice), *advice.reasons):
                reporter.info(sentence)
            if REPORT in outputs:
                write_advice_report(question, findings, advice, outputs[REPORT], Share(reporter, share, 1.0 - share))
        if FINDINGS in outputs:
            write_findings(findings, advice, outputs[FINDINGS])
        count = [sum(each.severity.value == severity for each in findings) for severity in
                 ("blocker", "warning", "info")]
        return {**outputs, **dict(zip((BLOCKERS, WARNINGS, INFOS), count)), APPROACH: advice.approach}

    def _read_rasters(self, parameters, context):
        given = each_layer(parameters.get(INPUTS))
        layers = [self.parameterAsRasterLayer({INPUTS: each}, INPUTS, context) for each in given]
        rasters = read_rasters(self, parameters, INPUTS, context)
        return tuple(
            CheckedRaster(raster, read_legend(layer) is not None, fixed_range(layer))
            for raster, layer in zip(rasters, layers, strict=True)
        )


def _check_outputs(outputs: dict[str, str]) -> None:
    """Before the work: can they be written?"""
    from ..core.advice.report import check_findings_file
    from ..core.report import check_report

    if REPORT in outputs:
        check_report(outputs[REPORT], figures=False)
    if FINDINGS in outputs:
        check_findings_file(outputs[FINDINGS])
