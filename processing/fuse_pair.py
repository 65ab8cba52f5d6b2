"""The algorithm "Fuse one or two image pairs"."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import QgsProcessingOutputString
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.raster.writer import DATA_TYPES
from .aggregate_style import style_of
from .base import FusionAlgorithm
from .composite_time_parameters import read_day
from .fuse_pair_parameters import (
    COARSE1,
    COARSE2,
    COARSE_PREDICTION,
    DATE,
    DATE1,
    DATE2,
    FINE1,
    FINE2,
    OUTPUT,
    RASTERS,
    UNCERTAINTY,
    date_parameters,
    input_parameters,
    output_parameters,
)
from .fuse_series_parameters import METHOD_USED
from .fusion_inputs import renderer_of, spans_of, warn_of_window
from .fusion_parameters import (
    ACCEPT,
    BIAS,
    METHOD,
    band_parameters,
    method_parameter,
    read_bands,
    read_noise,
    read_options,
    value_parameters,
    window_parameters,
)
from .layer_times import Times, read_times
from .parameters import (
    DATA_TYPE,
    RasterInput,
    creation_options_parameter,
    data_type_parameter,
    read_raster,
)
from .resources import read_creation_options
from .styling import RampStyle
from .text_lists import accept_parameter, read_names

if TYPE_CHECKING:
    from ..core.advice.times import TimeSpan
    from ..core.raster import RasterSource
    from ..core.spacetime.series import Dated

IMAGES = (FINE1, COARSE1, FINE2, COARSE2, COARSE_PREDICTION)
# What auto takes for as many pairs.
CLASSICAL = {1: "fsdaf", 2: "estarfm"}
# Methods whose prediction is a matter of dates, and those that choose one of two pairs by them.
_DATED = ("persistence", "interpolation", "timekriging")
_ONE_PAIR = ("difference", "ratio")
_FINE_ALONE = ("persistence", "interpolation", "timekriging")


@dataclass(frozen=True)
class FusePairJob:
    """A run's parameters as plain values, safe in any thread. ``days``: ISO dates that are given, "" for none.

    ``settings`` are `fuse`'s own, by its names.
    """

    images: dict[str, RasterInput]
    times: dict[str, Times | None]
    days: dict[str, str]
    options: dict[str, object]
    settings: dict[str, object]
    renderer: str | None

    @property
    def pairs(self) -> int:
        """How many."""
        return 2 if FINE2 in self.images else 1

    @property
    def method(self) -> str:
        """The method, in place of auto that for so many pairs."""
        asked = self.settings["method"]
        return CLASSICAL[self.pairs] if asked == "auto" else asked


class FusePair(FusionAlgorithm):
    """The fine image of a date that has only a coarse one, from one or two pairs of other dates."""

    packages = ("numba", "odc.geo", "scipy")

    def name(self):
        return "fusepair"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("FusePair", "Fuse one or two image pairs")

    def group(self):
        return QCoreApplication.translate("Fusion", "Fuse in space and time")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "spacetime"

    def tags(self):
        return QCoreApplication.translate(
            "FusePair",
            "fuse,fusion,spatiotemporal,spatio-temporal,space-time,image fusion,data fusion,pair,STARFM,ESTARFM,"
            "ubESTARFM,Fit-FC,FSDAF,blending,downscale,reflectance,NDVI,land surface temperature,LST,MODIS,VIIRS,"
            "Landsat,Sentinel-2,Sentinel-3,uncertainty,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "FusePair",
            "Predicts the fine image of a date that has only a coarse one, from one or two pairs of other dates.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *input_parameters(),
            method_parameter(QCoreApplication.translate(
                "FusePair",
                "How the fine image is predicted. Auto: estarfm with two pairs, fsdaf with one; so few pairs cannot "
                "tell which is best, which a series can.",
            )),
            *date_parameters(),
            *window_parameters(),
            *value_parameters(),
            *band_parameters(),
            data_type_parameter(DATA_TYPES),
            creation_options_parameter(),
            accept_parameter(ACCEPT),
            *output_parameters(),
        ]:
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputString(
            METHOD_USED, QCoreApplication.translate("FuseSeries", "Method that was used")))

    def read(self, parameters, context):
        images = {name: read_raster(self, parameters, name, context) for name in IMAGES}
        times = {name: read_times(self, parameters, name, context) for name in IMAGES}
        job = FusePairJob(
            images={name: image for name, image in images.items() if image is not None},
            times={name: found[0] if found else None for name, found in times.items()},
            days={name: read_day(self, parameters, name, context) for name in (DATE1, DATE2, DATE)},
            options=read_options(self, parameters, context),
            settings={
                **read_bands(self, parameters, context),
                "noise": read_noise(parameters),
                "method": self.parameterAsEnumString(parameters, METHOD, context),
                "bias": self.parameterAsEnumString(parameters, BIAS, context),
                "dtype": self.parameterAsEnumString(parameters, DATA_TYPE, context),
                "creation_options": read_creation_options(self, parameters, context),
                "accept": frozenset(read_names(self, parameters, ACCEPT, context)),
            },
            renderer=renderer_of(self, parameters, FINE1, context),
        )
        _check_images(job)   # here, since a model does not check what it hands to its algorithms
        return job

    def check(self, job):
        from ..core.spacetime.options import FusionOptions
        from ..core.spacetime.series import FusionSeries

        FusionOptions(**job.options).check()
        with ExitStack() as stack:
            fine, coarse, _ = _dated(job, stack)
            FusionSeries(fine, coarse, bands=job.settings["bands"], coarse_bands=job.settings["coarse_bands"])

    def read_outputs(self, parameters, context):
        paths = {name: self.parameterAsOutputLayer(parameters, name, context) for name in RASTERS}
        return {name: path for name, path in paths.items() if path}

    def execute(self, job, outputs, reporter):
        from ..core.spacetime.job import fuse
        from ..core.spacetime.options import FusionOptions
        from ..core.spacetime.pairs import PairChoice

        for note in (note for image in job.images.values() for note in image.notes):
            reporter.warning(note)
        with ExitStack() as stack:
            fine, coarse, told = _dated(job, stack)
            warn_of_window(fine, job.options["window"], [job.method], reporter)
            for sentence in _uneven_pairs(job, stack):
                reporter.warning(sentence)
            if not told:
                reporter.warning(QCoreApplication.translate(
                    "FusePair",
                    "The dates of the images are not known, and are not needed by the method {method}; the dates in "
                    "the output's tags stand for an order alone.",
                ).format(method=job.method))
            result = fuse(
                fine,
                coarse,
                outputs[OUTPUT],
                days=(coarse[-1].day,),
                options=FusionOptions(**job.options),
                choice=PairChoice(rule="nearest"),
                calibrate=False,
                operation="fusepair",
                **{**job.settings, "method": job.method},
                uncertainty=outputs.get(UNCERTAINTY),
                **vars(self._resources),
                reporter=reporter,
            )
        return {**outputs, METHOD_USED: result.method}

    def styles(self, job, results):
        looks = {OUTPUT: style_of("mean", job.images[FINE1], job.renderer, job.settings["bands"]),
                 UNCERTAINTY: RampStyle()}
        return {name: look for name, look in looks.items() if look is not None}


def _check_images(job: FusePairJob) -> None:
    """Raise FusionError for images that are missing."""
    missing = [name for name in (FINE1, COARSE1, COARSE_PREDICTION) if name not in job.images]
    if FINE2 in job.images and COARSE2 not in job.images and job.method not in _FINE_ALONE:
        missing.append(COARSE2)
    if COARSE2 in job.images and FINE2 not in job.images:
        missing.append(FINE2)
    if missing:
        raise FusionError(QCoreApplication.translate(
            "FusePair", "{name} is missing; a pair is a fine and a coarse image of the same date."
        ).format(name=missing[0]))


def _dated(job: FusePairJob, stack: ExitStack) -> "tuple[list[Dated], list[Dated], bool]":
    """The fine images, the coarse ones with that to predict last, and whether their dates are known; else they are one
    after another. Raises FusionError where the method rests on them.
    """
    from ..core.spacetime.series import Dated

    sources = {name: stack.enter_context(image.open()) for name, image in job.images.items()}
    spans = [_span(job, sources, day, names) for day, names in (
        (DATE1, (FINE1, COARSE1)), (DATE2, (FINE2, COARSE2)), (DATE, (COARSE_PREDICTION,)))]
    asked = spans if job.pairs == 2 else [spans[0], spans[2]]
    told = all(span is not None for span in asked)
    if not told:
        if job.method in _DATED or (job.pairs == 2 and job.method in _ONE_PAIR):
            name = next(name for name, span in zip((DATE1, DATE2, DATE), spans) if span is None
                        and (name != DATE2 or job.pairs == 2))
            raise FusionError(QCoreApplication.translate(
                "FusePair", "The method {method} needs the dates of the images, and nothing tells that of {name}; give "
                "{name}.").format(method=job.method, name=name))
        spans = _in_a_row()
    pairs = [(FINE1, COARSE1, spans[0]), (FINE2, COARSE2, spans[1])][:job.pairs]
    fine = [Dated(sources[name], span) for name, _, span in pairs]
    coarse = [Dated(sources[name], span) for _, name, span in pairs if name in sources]
    return fine, [*coarse, Dated(sources[COARSE_PREDICTION], spans[2])], told


def _uneven_pairs(job: FusePairJob, stack: ExitStack) -> Iterator[str]:
    """Of pairs whose date is not given: that both images tell one, and no day is in both."""
    for day, names in ((DATE1, (FINE1, COARSE1)), (DATE2, (FINE2, COARSE2))):
        if job.days[day] or not set(names) <= set(job.images):
            continue
        sources = [stack.enter_context(job.images[name].open()) for name in names]
        spans = [_told_by(job, name, source) for name, source in zip(names, sources)]
        if None not in spans and max(span.begin for span in spans).date() > min(span.end for span in spans).date():
            yield QCoreApplication.translate(
                "FusePair",
                "{fine} is of {date} and {coarse} of {other}; a pair is a fine and a coarse image of the same date. "
                "Check {name} and {name2}.",
            ).format(fine=sources[0].name, coarse=sources[1].name, date=_in_words(spans[0]), other=_in_words(spans[1]),
                     name=names[0], name2=names[1])


def _span(job, sources, day, names) -> "TimeSpan | None":
    """The date that is given, else what the first of the images tells that tells any; None if nothing does."""
    from ..core.dates import parse_span

    if job.days[day]:
        return parse_span(job.days[day])
    known = (_told_by(job, name, sources[name]) for name in names if name in sources)
    return next((span for span in known if span is not None), None)


def _told_by(job: FusePairJob, name: str, source: "RasterSource") -> "TimeSpan | None":
    """The date that an image tells itself."""
    from ..core.dates import date_of

    return date_of(source, spans_of([job.times[name]])[0])


def _in_words(span: "TimeSpan") -> str:
    days = dict.fromkeys(f"{each:%Y-%m-%d}" for each in (span.begin, span.end))
    return "/".join(days)


def _in_a_row() -> "list[TimeSpan]":
    """Days that stand for an order: the date to predict between the first and the second pair."""
    from ..core.dates import parse_span

    return [parse_span(day) for day in ("1970-01-01", "1970-01-03", "1970-01-02")]
