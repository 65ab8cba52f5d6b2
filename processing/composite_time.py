"""The algorithm "Composite to a time window"."""

from contextlib import ExitStack
from dataclasses import dataclass

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.raster.writer import DATA_TYPES
from ..core.variable import KINDS
from .aggregate_style import style_of
from .base import FusionAlgorithm
from .composite_time_parameters import (
    ACCEPT,
    BAND,
    BEST,
    COUNT,
    DATES,
    DAYS,
    INPUTS,
    MIN_COUNT,
    MIN_VALID,
    OUTLIERS,
    OUTPUT,
    PERCENTILE,
    QUALITY,
    QUALITY_BAND,
    RASTERS,
    SPREAD,
    START,
    STATISTIC,
    TIME_SCALE,
    WINDOW,
    input_parameters,
    output_parameters,
    read_day,
    statistic_parameters,
    window_parameters,
)
from .layer_times import DATE_TABLE, Times, read_times
from .parameters import (
    DATA_TYPE,
    VARIABLE_KIND,
    RasterInput,
    TargetGrid,
    creation_options_parameter,
    data_type_parameter,
    describe_grid,
    is_given,
    read_rasters,
    read_target_grid,
    target_grid_parameters,
    variable_kind_parameter,
)
from .resources import read_creation_options
from .styling import RampStyle, read_style
from .text_lists import read_names

KIND = "KIND"
WINDOW_COUNT = "WINDOW_COUNT"
# Parameters that some statistics or windows alone use: what chooses, what it must be, and the default.
_USED_BY = (
    (PERCENTILE, STATISTIC, ("percentile",), 50.0),
    (TIME_SCALE, STATISTIC, ("time_distance",), 0.0),
    (QUALITY, STATISTIC, ("best_quality", "inverse_variance"), ()),
    (DAYS, WINDOW, ("days",), 16),
    (START, WINDOW, ("days",), ""),
    (DATES, WINDOW, ("custom",), ""),
)
# Statistics whose results look as the inputs do.
_AS_INPUT = {"inverse_variance": "mean", "time_distance": "mean", "latest": "mean", "best_quality": "mean"}


@dataclass(frozen=True)
class CompositeJob:
    """A run's parameters as plain values, safe in any thread."""

    inputs: tuple[RasterInput, ...]
    times: tuple[Times | None, ...]
    qualities: tuple[RasterInput, ...]
    quality_times: tuple[Times | None, ...]
    table: str
    target: TargetGrid
    options: dict[str, object]
    renderer: str | None


class CompositeTime(FusionAlgorithm):
    """Dated rasters of one variable to a band for each window of time."""

    def name(self):
        return "compositetime"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("CompositeTime", "Composite to a time window")

    def group(self):
        return QCoreApplication.translate("Aggregate", "Aggregate")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "aggregate"

    def tags(self):
        return QCoreApplication.translate(
            "CompositeTime",
            "composite,compositing,time,temporal,time series,monthly,seasonal,annual,month,season,16-day,8-day,mosaic,"
            "cloud free,cloud-free,mean,median,percentile,minimum,maximum,maximum value composite,MVC,latest,best "
            "pixel,best quality,inverse variance,weighted,outlier,MAD,median absolute deviation,cell statistics,stack,"
            "dates,NDVI,LST,HLS,MODIS,VIIRS,Landsat,Sentinel,ECOSTRESS,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "CompositeTime", "Puts dated rasters of one variable together, a band for each month, season or period."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *input_parameters(),
            *window_parameters(),
            *statistic_parameters(),
            *target_grid_parameters(),
            variable_kind_parameter(KINDS),
            data_type_parameter(DATA_TYPES),
            creation_options_parameter(),
            *output_parameters(),
        ]:
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputString(
            KIND, QCoreApplication.translate("CompositeTime", "Variable kind that was used")))
        self.addOutput(QgsProcessingOutputNumber(
            WINDOW_COUNT, QCoreApplication.translate("CompositeTime", "Number of windows")))

    def read(self, parameters, context):
        inputs = read_rasters(self, parameters, INPUTS, context)
        if not inputs:
            raise FusionError(
                QCoreApplication.translate("CompositeTime", "No rasters are given; choose some as INPUTS.")
            )
        layer = self.parameterAsRasterLayer({INPUTS: inputs[0].path}, INPUTS, context)
        return CompositeJob(
            inputs=inputs,
            times=read_times(self, parameters, INPUTS, context),
            qualities=read_rasters(self, parameters, QUALITY, context),
            quality_times=read_times(self, parameters, QUALITY, context),
            table=self.parameterAsFile(parameters, DATE_TABLE, context) if is_given(parameters, DATE_TABLE) else "",
            target=read_target_grid(self, parameters, context),
            options={
                "band": self.parameterAsInt(parameters, BAND, context),
                "kind": self.parameterAsEnumString(parameters, VARIABLE_KIND, context),
                "window": self.parameterAsEnumString(parameters, WINDOW, context),
                "days": self.parameterAsInt(parameters, DAYS, context),
                "start": read_day(self, parameters, START, context),
                "dates": self.parameterAsString(parameters, DATES, context).strip(),
                "statistic": self.parameterAsEnumString(parameters, STATISTIC, context),
                "percentile": self.parameterAsDouble(parameters, PERCENTILE, context),
                "time_scale": self._number(parameters, TIME_SCALE, context),
                "best": self.parameterAsEnumString(parameters, BEST, context),
                "quality_band": self.parameterAsInt(parameters, QUALITY_BAND, context),
                "min_count": self.parameterAsInt(parameters, MIN_COUNT, context),
                "outliers": self._number(parameters, OUTLIERS, context),
                "min_valid": self.parameterAsDouble(parameters, MIN_VALID, context),
                "dtype": self.parameterAsEnumString(parameters, DATA_TYPE, context),
                "creation_options": read_creation_options(self, parameters, context),
                "accept": frozenset(read_names(self, parameters, ACCEPT, context)),
            },
            renderer=None if layer is None else read_style(layer),
        )

    def check(self, job):
        with ExitStack() as stack:
            self._scenes(job, stack)

    def read_outputs(self, parameters, context):
        paths = {name: self.parameterAsOutputLayer(parameters, name, context) for name in RASTERS}
        return {name: path for name, path in paths.items() if path}

    def execute(self, job, outputs, reporter):
        from ..core.composite import Options, composite

        job.target.protect(outputs.values())
        for note in (note for each in (*job.inputs, *job.qualities) for note in each.notes):
            reporter.warning(note)
        _tell_unused(job, reporter)
        with ExitStack() as stack:
            scenes = self._scenes(job, stack)
            target = _target(job, scenes)
            reporter.info(describe_grid(target))
            result = composite(
                scenes,
                outputs[OUTPUT],
                target=target,
                options=Options(**job.options),
                count=outputs.get(COUNT),
                spread=outputs.get(SPREAD),
                **vars(self._resources),
                reporter=reporter,
            )
        reporter.info(
            QCoreApplication.translate(
                "CompositeTime", "{scenes} scenes in {windows} windows of time, {first} to {last}."
            ).format(scenes=result.used, windows=len(result.windows), first=result.windows[0].name,
                     last=result.windows[-1].name)
        )
        return {**outputs, KIND: result.kind, WINDOW_COUNT: len(result.windows)}

    def styles(self, job, results):
        statistic = job.options["statistic"]
        if results.get(KIND) == "categorical":
            look = style_of("mode", job.inputs[0], None)
        else:
            look = style_of(_AS_INPUT.get(statistic, statistic), job.inputs[0], job.renderer, (job.options["band"],))
        looks = {OUTPUT: look, COUNT: RampStyle()}
        return {name: each for name, each in looks.items() if each is not None}

    def _number(self, parameters, name, context):
        """An optional number, 0 where it is not given."""
        return self.parameterAsDouble(parameters, name, context) if is_given(parameters, name) else 0.0

    def _scenes(self, job, stack):
        """Rasters with their dates and qualities, which the stack closes. Raises FusionError."""
        from ..core.composite.scenes import pair_quality
        from ..core.dates import date_of, dates_of, read_date_table

        table = read_date_table(job.table) if job.table else None
        sources, qualities = (_opened(each, stack) for each in (job.inputs, job.qualities))
        spans = dates_of(sources, _spans(job.times), table)
        dates = [date_of(source, given, table) for source, given in zip(qualities, _spans(job.quality_times))]
        return pair_quality(sources, spans, qualities, dates)


def _opened(inputs, stack):
    """Described and closed again, since there may be more of them than files that may be open."""
    sources = []
    for each in inputs:
        source = stack.enter_context(each.open())
        source.close()
        sources.append(source)
    return sources


def _spans(times):
    from ..core.dates import parse_span
    from ..core.message import message

    return tuple(None if each is None else parse_span("/".join(each), message("from the layer")) for each in times)


def _target(job, scenes):
    """The grid that is asked for, else that of the scenes, in the extent that is asked for."""
    from ..core.composite.job import common_grid
    from ..core.grid import target_grid

    if job.target.is_asked:
        return job.target.resolve(*(scene.source for scene in scenes))
    grid = common_grid(scenes)
    return target_grid([grid], grid=grid, extent=job.target.extent, extent_crs=job.target.extent_crs)


def _tell_unused(job, reporter):
    """Warn of a value that was given for another statistic or window than the one that is used."""
    given = {**job.options, "quality": job.qualities}
    for name, chooser, needed, default in _USED_BY:
        chosen = given[chooser.lower()]
        if given[name.lower()] != default and chosen not in needed:
            reporter.warning(
                QCoreApplication.translate(
                    "CompositeTime", "{name} is not used, since {chooser} is {chosen}; it is for {needed}."
                ).format(name=name, chooser=chooser, chosen=chosen, needed=", ".join(needed))
            )
