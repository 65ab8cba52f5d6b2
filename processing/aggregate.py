"""The algorithm "Aggregate to a coarser grid"."""

from dataclasses import dataclass

from qgis.core import QgsProcessingOutputString
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.legend import Legend
from ..core.raster.writer import DATA_TYPES
from ..core.variable import KINDS
from .aggregate_parameters import (
    ACCEPT,
    BANDS,
    CLASSES,
    DENOMINATOR,
    INPUT,
    MIN_VALID,
    NUMERATOR,
    OUTPUT,
    OVERLAP,
    PERCENTILE,
    STATISTIC,
    TILES,
    VALID_FRACTION,
    VARIABILITY,
    input_parameters,
    output_parameters,
    statistic_parameters,
)
from .aggregate_style import style_of
from .base import FusionAlgorithm
from .parameters import (
    DATA_TYPE,
    VARIABLE_KIND,
    RasterInput,
    TargetGrid,
    creation_options_parameter,
    data_type_parameter,
    describe_grid,
    is_given,
    read_raster,
    read_rasters,
    read_target_grid,
    target_grid_parameters,
    variable_kind_parameter,
)
from .resources import read_creation_options
from .styling import RampStyle, read_legend, read_style
from .text_lists import read_names, read_whole_numbers

KIND = "KIND"
# Parameters that one statistic alone uses, and their defaults.
_OF_ONE_STATISTIC = ((PERCENTILE, "percentile", 50.0), (CLASSES, "fractions", ()))


@dataclass(frozen=True)
class AggregateJob:
    """A run's parameters as plain values, safe in any thread."""

    source: RasterInput
    tiles: tuple[RasterInput, ...]
    target: TargetGrid
    bands: tuple[int, ...] | None
    options: dict[str, object]
    legend: Legend | None
    renderer: str | None


class Aggregate(FusionAlgorithm):
    """Area-weighted statistics of a fine raster in the cells of a coarser grid, in any pair of CRSs."""

    def name(self):
        return "aggregate"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("Aggregate", "Aggregate to a coarser grid")

    def group(self):
        return QCoreApplication.translate("Aggregate", "Aggregate")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "aggregate"

    def tags(self):
        return QCoreApplication.translate(
            "Aggregate",
            "aggregate,aggregation,resample,resampling,upscale,upscaling,coarsen,degrade,downsample,regrid,reproject,"
            "warp,align,average,mean,sum,total,minimum,maximum,standard deviation,count,percentile,quantile,median,"
            "mode,majority,class fractions,land cover,circular,aspect,decibel,backscatter,NDVI,zonal,zonal statistics,"
            "mosaic,area-weighted,conservative,grid,pixel size,resolution,raster,MODIS,VIIRS,sinusoidal,EASE-Grid,"
            "Landsat,Sentinel,HLS,ECOSTRESS,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "Aggregate", "Averages or sums a fine raster into coarser cells by the true overlap of pixel and cell."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *input_parameters(),
            *target_grid_parameters(),
            variable_kind_parameter(KINDS),
            *statistic_parameters(),
            data_type_parameter(DATA_TYPES),
            creation_options_parameter(),
            *output_parameters(),
        ]:
            self.addParameter(parameter)
        for name, label in (
            (KIND, QCoreApplication.translate("Aggregate", "Variable kind that was used")),
            (STATISTIC, QCoreApplication.translate("Aggregate", "Statistic that was used")),
        ):
            self.addOutput(QgsProcessingOutputString(name, label))

    def read(self, parameters, context):
        source = read_raster(self, parameters, INPUT, context)
        if source is None:
            raise FusionError(QCoreApplication.translate("Aggregate", "No input raster is given; choose one as INPUT."))
        layer = self.parameterAsRasterLayer(parameters, INPUT, context)
        return AggregateJob(
            source=source,
            tiles=read_rasters(self, parameters, TILES, context),
            target=read_target_grid(self, parameters, context),
            bands=self._read_bands(parameters, context),
            options={
                "kind": self.parameterAsEnumString(parameters, VARIABLE_KIND, context),
                "statistic": self.parameterAsEnumString(parameters, STATISTIC, context),
                "percentile": self.parameterAsDouble(parameters, PERCENTILE, context),
                "numerator": self.parameterAsString(parameters, NUMERATOR, context).strip(),
                "denominator": self.parameterAsString(parameters, DENOMINATOR, context).strip(),
                "classes": read_whole_numbers(self, parameters, CLASSES, context),
                "overlap": self.parameterAsEnumString(parameters, OVERLAP, context),
                "min_valid": self.parameterAsDouble(parameters, MIN_VALID, context),
                "dtype": self.parameterAsEnumString(parameters, DATA_TYPE, context),
                "creation_options": read_creation_options(self, parameters, context),
                "accept": frozenset(read_names(self, parameters, ACCEPT, context)),
            },
            legend=read_legend(layer, (self._read_bands(parameters, context) or (1,))[0]),
            renderer=read_style(layer),
        )

    def check(self, job):
        with job.source.open() as source:
            job.target.resolve(source)
        for tile in job.tiles:
            tile.open().close()

    def read_outputs(self, parameters, context):
        paths = {
            name: self.parameterAsOutputLayer(parameters, name, context)
            for name in (OUTPUT, VALID_FRACTION, VARIABILITY)
        }
        return {name: path for name, path in paths.items() if path}

    def execute(self, job, outputs, reporter):
        from contextlib import ExitStack

        from ..core.aggregate import Options, aggregate

        job.target.protect(outputs.values())
        for note in (note for each in (job.source, *job.tiles) for note in each.notes):
            reporter.warning(note)
        with ExitStack() as stack:
            source, *tiles = (stack.enter_context(each.open()) for each in (job.source, *job.tiles))
            target = job.target.resolve(source, *tiles)
            reporter.info(describe_grid(target))
            result = aggregate(
                source,
                target,
                outputs[OUTPUT],
                tiles=tiles,
                bands=job.bands,
                options=Options(**job.options),
                valid_fraction=outputs.get(VALID_FRACTION),
                variability=outputs.get(VARIABILITY),
                legend=job.legend,
                paletted=job.legend is not None,
                **vars(self._resources),
                reporter=reporter,
            )
        _tell_unused(job.options, result.statistic, reporter)
        return {**outputs, KIND: result.kind, STATISTIC: result.statistic}

    def styles(self, job, results):
        renderer = None if job.options["numerator"] else job.renderer
        looks = {
            OUTPUT: style_of(results.get(STATISTIC), job.source, renderer, job.bands or ()),
            VALID_FRACTION: RampStyle(0.0, 1.0),
        }
        return {name: look for name, look in looks.items() if look is not None}

    def _read_bands(self, parameters, context):
        """Band numbers as asked for, None for all."""
        if not is_given(parameters, BANDS):
            return None
        return tuple(self.parameterAsInts(parameters, BANDS, context)) or None


def _tell_unused(options, statistic, reporter):
    """Warn of a value that was given for another statistic than the one that was used."""
    for name, needed, default in _OF_ONE_STATISTIC:
        if options[name.lower()] != default and statistic != needed:
            reporter.warning(
                QCoreApplication.translate(
                    "Aggregate", "{name} is not used, since the statistic is {statistic}; it is for {needed}."
                ).format(name=name, statistic=statistic, needed=needed)
            )
