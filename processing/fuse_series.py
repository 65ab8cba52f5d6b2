"""The algorithm "Fuse fine and coarse image series"."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.raster.writer import DATA_TYPES
from .aggregate_style import style_of
from .base import FusionAlgorithm
from .dated_layers import DatedLayer, date_when_loaded, load_when_done
from .fuse_series_parameters import (
    CALIBRATE,
    DATE_COUNT,
    FOLDER,
    LAYERS,
    LOAD,
    METHOD_USED,
    OUTPUT,
    RASTERS,
    REPORT,
    UNCERTAINTY,
    calibrate_parameter,
    dates_parameter,
    further_outputs,
    output_parameters,
)
from .folders import make_folder
from .fusion_inputs import SeriesInput, days_of, read_dates, read_series, series_parameters, warn_of_window
from .fusion_parameters import (
    ACCEPT,
    BIAS,
    METHOD,
    PAIRS,
    band_parameters,
    method_parameter,
    pair_parameters,
    read_bands,
    read_max_gap,
    read_noise,
    read_options,
    value_parameters,
    window_parameters,
)
from .parameters import DATA_TYPE, creation_options_parameter, data_type_parameter, is_given
from .resources import read_creation_options
from .styling import LikeInput, RampStyle
from .text_lists import accept_parameter, read_names

if TYPE_CHECKING:
    from ..core.advice.times import TimeSpan
    from ..core.spacetime.job import FusedDate


@dataclass(frozen=True)
class FuseSeriesJob:
    """A run's parameters as plain values, safe in any thread. ``settings`` are `fuse`'s own, by its names."""

    series: SeriesInput
    dates: "tuple[TimeSpan, ...]"
    options: dict[str, object]
    pairs: dict[str, object]
    settings: dict[str, object]
    load: bool
    outputs: tuple[str, ...]


class FuseSeries(FusionAlgorithm):
    """Fine images for dates that have only coarse ones, from series of both."""

    packages = ("numba", "odc.geo", "scipy")

    def __init__(self):
        super().__init__()
        self._loading: tuple[DatedLayer, ...] = ()
        self._context = None

    def name(self):
        return "fuseseries"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("FuseSeries", "Fuse fine and coarse image series")

    def group(self):
        return QCoreApplication.translate("Fusion", "Fuse in space and time")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "spacetime"

    def tags(self):
        return QCoreApplication.translate(
            "FuseSeries",
            "fuse,fusion,spatiotemporal,spatio-temporal,space-time,image fusion,data fusion,STARFM,ESTARFM,ubESTARFM,"
            "Fit-FC,FSDAF,blending,downscale,time series,gap filling,cloud free,daily,phenology,reflectance,NDVI,"
            "land surface temperature,LST,MODIS,VIIRS,Landsat,Sentinel-2,Sentinel-3,HLS,uncertainty,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "FuseSeries",
            "Predicts fine images for dates that have only coarse ones, with uncertainty, and tests them against plain "
            "baselines.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *series_parameters(),
            dates_parameter(),
            method_parameter(QCoreApplication.translate(
                "FuseSeries",
                "How fine images are predicted. Auto: the method or baseline with the smallest error when fine dates "
                "are held out one after another, which takes as long as predicting these dates by every method.",
            )),
            *pair_parameters(),
            *window_parameters(),
            *value_parameters(),
            *band_parameters(),
            calibrate_parameter(),
            data_type_parameter(DATA_TYPES),
            creation_options_parameter(),
            accept_parameter(ACCEPT),
            *output_parameters(),
        ]:
            self.addParameter(parameter)
        for output in further_outputs():
            self.addOutput(output)

    def read(self, parameters, context):
        outputs = tuple(name for name in (*RASTERS, FOLDER, REPORT) if is_given(parameters, name))
        return FuseSeriesJob(
            series=read_series(self, parameters, context),
            dates=read_dates(self, parameters, context),
            options=read_options(self, parameters, context),
            pairs={"rule": self.parameterAsEnumString(parameters, PAIRS, context),
                   "max_gap": read_max_gap(self, parameters, context)},
            settings={
                **read_bands(self, parameters, context),
                "noise": read_noise(parameters),
                "method": self.parameterAsEnumString(parameters, METHOD, context),
                "bias": self.parameterAsEnumString(parameters, BIAS, context),
                "calibrate": self.parameterAsBoolean(parameters, CALIBRATE, context),
                "dtype": self.parameterAsEnumString(parameters, DATA_TYPE, context),
                "creation_options": read_creation_options(self, parameters, context),
                "accept": frozenset(read_names(self, parameters, ACCEPT, context)),
            },
            load=self.parameterAsBoolean(parameters, LOAD, context),
            outputs=outputs,
        )

    def check(self, job):
        from ..core.spacetime.options import FusionOptions
        from ..core.spacetime.series import FusionSeries

        if not {OUTPUT, FOLDER} & set(job.outputs):
            raise FusionError(QCoreApplication.translate(
                "FuseSeries", "There is no place for the fused images; give OUTPUT, a raster, or FOLDER, or both."))
        FusionOptions(**job.options).check()
        with ExitStack() as stack:
            fine, coarse = job.series.open(stack)
            days_of(job.dates, coarse)
            FusionSeries(fine, coarse, bands=job.settings["bands"], coarse_bands=job.settings["coarse_bands"])

    def read_outputs(self, parameters, context):
        self._context = context
        outputs = {name: self.parameterAsOutputLayer(parameters, name, context) for name in RASTERS}
        outputs |= {name: self.parameterAsFileOutput(parameters, name, context) for name in (FOLDER, REPORT)
                    if is_given(parameters, name)}
        return {name: path for name, path in outputs.items() if path}

    def execute(self, job, outputs, reporter):
        try:
            return self._fuse(job, outputs, reporter)
        finally:
            self._context = None

    def _fuse(self, job, outputs, reporter):
        from ..core.spacetime.job import fuse
        from ..core.spacetime.options import FusionOptions
        from ..core.spacetime.pairs import PairChoice

        for note in job.series.notes:
            reporter.warning(note)
        with ExitStack() as stack:
            fine, coarse = job.series.open(stack)
            warn_of_window(fine, job.options["window"], [job.settings["method"]], reporter)
            if FOLDER in outputs:
                stack.enter_context(_made(outputs[FOLDER]))
            result = fuse(
                fine,
                coarse,
                outputs.get(OUTPUT),
                days=days_of(job.dates, coarse),
                options=FusionOptions(**job.options),
                choice=PairChoice(**job.pairs),
                **job.settings,
                **vars(self._resources),
                reporter=reporter,
                **{name.lower(): outputs.get(name) for name in (FOLDER, UNCERTAINTY, REPORT)},
            )
        layers = _dated(result.dates, outputs.get(FOLDER), _like_fine(job))
        if job.load:
            self._loading = layers
            load_when_done(layers, self._context, LAYERS)
        return {**outputs, METHOD_USED: result.method, DATE_COUNT: len(result.dates),
                LAYERS: [layer.path for layer in layers]}

    def postProcessAlgorithm(self, context, feedback):  # noqa: N802 (QGIS's name)
        date_when_loaded(self._loading, context)
        return super().postProcessAlgorithm(context, feedback)

    def styles(self, job, results):
        looks = {OUTPUT: _like_fine(job), UNCERTAINTY: RampStyle()}
        return {name: look for name, look in looks.items() if look is not None}


def _like_fine(job: FuseSeriesJob) -> LikeInput | None:
    """As the first fine layer looks."""
    return style_of("mean", job.series.fine.rasters[0], job.series.renderer, job.settings["bands"])


def _dated(dates: "tuple[FusedDate, ...]", folder: str | None, look: LikeInput | None) -> tuple[DatedLayer, ...]:
    """The files of the folder as layers."""
    if folder is None:
        return ()
    return tuple(DatedLayer(os.path.join(folder, f"fused_{date.name}.tif"), f"fused_{date.name}",
                            f"{date.name}T00:00:00Z", f"{date.name}T23:59:59Z", look) for date in dates)


@contextmanager
def _made(folder: str) -> Iterator[None]:
    """The folder, with those it lies in, for as long as is needed to write into it: what was made and stays empty since
    the run fails or is cancelled goes again. Raises FusionError for a folder that cannot be.
    """
    new, path = [], os.path.abspath(folder)
    while not os.path.lexists(path):
        new.append(path)
        path = os.path.dirname(path)
    try:
        make_folder(folder)
        yield
    except BaseException:  # whatever it is, also a cancel: it goes on when the empty folders are gone
        with suppress(OSError):   # one that holds something stays, and so do those it lies in
            for path in new:
                os.rmdir(path)
        raise
