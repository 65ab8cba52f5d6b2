"""The algorithm "Check sampling in time"."""

import math
from contextlib import closing
from dataclasses import dataclass

from qgis.core import Qgis, QgsFeatureRequest, QgsProcessingOutputNumber, QgsProcessingOutputString
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from .base import FusionAlgorithm
from .check_job import CheckedRaster
from .check_sampling_parameters import (
    APPARENT_PERIOD,
    COUNT,
    DATE_FIELD,
    DATES,
    GAPS,
    INPUTS,
    LONGEST_GAP,
    MEAN_INTERVAL,
    MEDIAN_INTERVAL,
    MIN_VALID,
    REPORT,
    SENSORS,
    SHORTEST_PERIOD,
    TABLE,
    TEXT,
    TIME_SCALE,
    VERDICT,
    input_parameters,
    output_parameters,
)
from .feature_columns import field_index, moments
from .parameters import each_layer, is_given, read_rasters
from .points import fixed_range

_LOOKS = 0.8   # of the progress, where there is a report to write


@dataclass(frozen=True)
class SamplingJob:
    """A run's parameters as plain values, safe in any thread. ``moments``: seconds since 1970 of the table's dates."""

    rasters: tuple[CheckedRaster, ...]
    text: str
    moments: tuple[int, ...]
    scale: float
    least: float


class CheckSampling(FusionAlgorithm):
    """Gaps between dates, what they resolve, what looks like a slower cycle, and which sensor would help."""

    packages = ("odc.geo",)

    def name(self):
        return "checksampling"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("CheckSampling", "Check sampling in time")

    def group(self):
        return QCoreApplication.translate("CheckSampling", "Advice")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "advice"

    def tags(self):
        return QCoreApplication.translate(
            "CheckSampling",
            "time series,sampling,Nyquist,aliasing,alias,gaps,revisit,interval,frequency,period,season,phenology,"
            "diurnal cycle,spectral window,Lomb-Scargle,dates,timeline,cloud gaps,temporal resolution,check,advice,"
            "HLS,MODIS,VIIRS,ECOSTRESS,SMAP,GOES,Landsat,Sentinel,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "CheckSampling", "Tells whether dates lie close enough together for a time scale, and what would help."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in (*input_parameters(), *output_parameters()):
            self.addParameter(parameter)
        for name, label in (
            (VERDICT, QCoreApplication.translate("CheckSampling", "Verdict")),
            (TEXT, QCoreApplication.translate("CheckSampling", "Verdict in a sentence")),
            (SENSORS, QCoreApplication.translate("CheckSampling", "Sensors that look often enough")),
        ):
            self.addOutput(QgsProcessingOutputString(name, label))
        for name, label in (
            (COUNT, QCoreApplication.translate("CheckSampling", "Number of dates that count")),
            (MEDIAN_INTERVAL, QCoreApplication.translate("CheckSampling", "Median interval in days")),
            (MEAN_INTERVAL, QCoreApplication.translate("CheckSampling", "Mean interval in days")),
            (LONGEST_GAP, QCoreApplication.translate("CheckSampling", "Longest gap in days")),
            (SHORTEST_PERIOD, QCoreApplication.translate("CheckSampling", "Shortest resolved period in days")),
            (APPARENT_PERIOD, QCoreApplication.translate("CheckSampling", "Apparent period in days")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def read(self, parameters, context):
        rasters = self._read_rasters(parameters, context)
        text = self.parameterAsString(parameters, DATES, context) if is_given(parameters, DATES) else ""
        if not rasters and not text.strip() and not is_given(parameters, TABLE):
            raise FusionError(
                QCoreApplication.translate(
                    "CheckSampling", "No date is given; choose rasters as INPUTS, write DATES, or choose a TABLE."
                )
            )
        return SamplingJob(
            rasters=rasters,
            text=text,
            moments=self._read_table(parameters, context) if is_given(parameters, TABLE) else (),
            scale=self.parameterAsDouble(parameters, TIME_SCALE, context),
            least=self.parameterAsDouble(parameters, MIN_VALID, context) / 100.0,
        )

    def check(self, job):
        _times(job)

    def read_outputs(self, parameters, context):
        return {
            name: self.parameterAsFileOutput(parameters, name, context)
            for name in (REPORT, GAPS)
            if is_given(parameters, name)
        }

    def execute(self, job, outputs, reporter):
        from ..core.report import check_report
        from ..core.reporter import Share
        from ..core.sampling_in_time import Asked, check_sampling
        from ..core.sampling_in_time.report import check_gaps_file, write_gaps, write_sampling_report

        if REPORT in outputs:
            check_report(outputs[REPORT])
        if GAPS in outputs:
            check_gaps_file(outputs[GAPS])
        for note in (note for each in job.rasters for note in each.raster.notes):
            reporter.warning(note)
        checked = check_sampling(_times(job), _opened(job.rasters), Asked(job.scale, job.least),
                                 Share(reporter, 0.0, _LOOKS), len(job.rasters))
        for finding in checked.findings:
            reporter.finding(finding)
        if not checked.findings:
            reporter.info(checked.text)
        if GAPS in outputs:
            write_gaps(checked, outputs[GAPS])
        if REPORT in outputs:
            write_sampling_report(checked, outputs[REPORT], Share(reporter, _LOOKS, 1.0 - _LOOKS))
        return {**outputs, **_results(checked, reporter)}

    def _read_rasters(self, parameters, context):
        given = each_layer(parameters.get(INPUTS))
        layers = [self.parameterAsRasterLayer({INPUTS: each}, INPUTS, context) for each in given]
        rasters = read_rasters(self, parameters, INPUTS, context)
        return tuple(CheckedRaster(raster, False, fixed_range(layer))
                     for raster, layer in zip(rasters, layers, strict=True))

    def _read_table(self, parameters, context):
        source = self.parameterAsSource(parameters, TABLE, context)
        if source is None:
            raise FusionError(
                QCoreApplication.translate("CheckSampling", "QGIS cannot load {layer} as a table.").format(
                    layer=self.parameterAsString(parameters, TABLE, context)
                )
            )
        if not is_given(parameters, DATE_FIELD):
            raise FusionError(
                QCoreApplication.translate(
                    "CheckSampling", "DATE_FIELD must name the field of {layer} that holds dates; it has {fields}."
                ).format(layer=source.sourceName(), fields=", ".join(source.fields().names()) or "-")
            )
        # One name, also where QGIS hands on a list.
        name = str(each_layer(parameters[DATE_FIELD])[0])
        index = field_index(source.fields(), name, DATE_FIELD, source.sourceName())
        request = QgsFeatureRequest().setFlags(Qgis.FeatureRequestFlag.NoGeometry).setSubsetOfAttributes([index])
        features = source.getFeatures(request, Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks)
        times = moments((feature.attribute(index) for feature in features), name)
        return tuple(times[times == times].astype("int64").tolist())


def _opened(rasters):
    """Each raster as rules see it, open until the next one is asked for: there may be more than files can be open."""
    for raster in rasters:
        with closing(raster.open()) as layer:
            yield layer


def _times(job):
    """Dates of the text and of the table, datetime64[s]. Raises FusionError."""
    import numpy as np

    from ..core.sampling_in_time.looks import day_middles, read_dates

    table = np.array(job.moments, "int64").astype("datetime64[s]")
    return np.concatenate([read_dates(job.text), day_middles(table)])


def _results(checked, reporter):
    """Numbers and texts for models; what does not exist is left out."""
    sampling = checked.sampling
    alias = sampling.alias if sampling.verdict == "aliased" else None
    apparent = {} if alias is None or math.isinf(alias.period) else {APPARENT_PERIOD: alias.period}
    return {
        VERDICT: sampling.verdict, TEXT: reporter.text(checked.text),
        SENSORS: "; ".join(checked.sensor_names), COUNT: len(sampling.times),
        MEDIAN_INTERVAL: sampling.median, MEAN_INTERVAL: sampling.mean, LONGEST_GAP: sampling.longest,
        SHORTEST_PERIOD: 2.0 * sampling.longest, **apparent,
    }
