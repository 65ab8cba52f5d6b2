"""The algorithm "Aggregate to a coarser grid"."""

from dataclasses import dataclass

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterBand,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.raster_writer import DATA_TYPES
from ..core.variable import KINDS, STATISTICS
from .base import FusionAlgorithm
from .parameters import (
    CREATION_OPTIONS,
    DATA_TYPE,
    VARIABLE_KIND,
    RasterInput,
    TargetGrid,
    creation_options_parameter,
    data_type_parameter,
    described,
    is_given,
    read_raster,
    read_target_grid,
    target_grid_parameters,
    variable_kind_parameter,
)

INPUT = "INPUT"
BANDS = "BANDS"
STATISTIC = "STATISTIC"
MIN_VALID = "MIN_VALID"
OUTPUT = "OUTPUT"
VALID_FRACTION = "VALID_FRACTION"
VARIABILITY = "VARIABILITY"


@dataclass(frozen=True)
class AggregateJob:
    """A run's parameters as plain values, safe in any thread."""

    source: RasterInput
    target: TargetGrid
    bands: tuple[int, ...] | None
    kind: str
    statistic: str
    min_valid: float
    dtype: str
    creation_options: str


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
            "warp,align,average,mean,sum,total,minimum,maximum,standard deviation,count,zonal,zonal statistics,"
            "area-weighted,conservative,grid,pixel size,resolution,raster,MODIS,VIIRS,sinusoidal,EASE-Grid,Landsat,"
            "Sentinel,HLS,ECOSTRESS,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "Aggregate", "Averages or sums a fine raster into coarser cells by the true overlap of pixel and cell."
        )

    def shortHelpString(self):  # noqa: N802 (QGIS's name)
        return "\n".join(_help_paragraphs())

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *_input_parameters(),
            *target_grid_parameters(),
            variable_kind_parameter(KINDS),
            *_statistic_parameters(),
            data_type_parameter(DATA_TYPES),
            creation_options_parameter(),
            *_output_parameters(),
        ]:
            self.addParameter(parameter)
        self.addOutput(
            QgsProcessingOutputString(STATISTIC, QCoreApplication.translate("Aggregate", "Statistic that was used"))
        )

    def read(self, parameters, context):
        source = read_raster(self, parameters, INPUT, context)
        if source is None:
            raise FusionError(QCoreApplication.translate("Aggregate", "No input raster is given; choose one as INPUT."))
        return AggregateJob(
            source=source,
            target=read_target_grid(self, parameters, context),
            bands=self._read_bands(parameters, context),
            kind=self.parameterAsEnumString(parameters, VARIABLE_KIND, context),
            statistic=self.parameterAsEnumString(parameters, STATISTIC, context),
            min_valid=self.parameterAsDouble(parameters, MIN_VALID, context),
            dtype=self.parameterAsEnumString(parameters, DATA_TYPE, context),
            creation_options=self.parameterAsString(parameters, CREATION_OPTIONS, context),
        )

    def check(self, job):
        with job.source.open() as source:
            job.target.resolve(source)

    def read_outputs(self, parameters, context):
        paths = {
            name: self.parameterAsOutputLayer(parameters, name, context)
            for name in (OUTPUT, VALID_FRACTION, VARIABILITY)
        }
        return {name: path for name, path in paths.items() if path}

    def execute(self, job, outputs, reporter):
        from ..core.aggregate import aggregate

        job.target.protect(outputs.values())
        for note in job.source.notes:
            reporter.warning(note)
        with job.source.open() as source:
            target = job.target.resolve(source)
            reporter.info(_describe_grid(target))
            result = aggregate(
                source,
                target,
                outputs[OUTPUT],
                bands=job.bands,
                kind=job.kind,
                statistic=job.statistic,
                min_valid=job.min_valid,
                dtype=job.dtype,
                creation_options=job.creation_options,
                valid_fraction=outputs.get(VALID_FRACTION),
                variability=outputs.get(VARIABILITY),
                reporter=reporter,
            )
        return {**outputs, STATISTIC: result.statistic}

    def _read_bands(self, parameters, context):
        """Band numbers as asked for, None for all."""
        if not is_given(parameters, BANDS):
            return None
        return tuple(self.parameterAsInts(parameters, BANDS, context)) or None


def _input_parameters():
    return [
        described(
            QgsProcessingParameterRasterLayer(INPUT, QCoreApplication.translate("Aggregate", "Input layer")),
            QCoreApplication.translate(
                "Aggregate",
                "The fine raster: a file that GDAL reads, on a regular grid with a CRS. Nodata values, masks, "
                "transparency, NaN and infinities count as missing; scale and offset are applied.",
            ),
        ),
        described(
            QgsProcessingParameterBand(
                BANDS,
                QCoreApplication.translate("Aggregate", "Bands"),
                parentLayerParameterName=INPUT,
                optional=True,
                allowMultiple=True,
            ),
            QCoreApplication.translate(
                "Aggregate", "The bands to aggregate, in this order. Without a choice: all but transparency."
            ),
        ),
    ]


def _statistic_parameters():
    return [
        described(
            QgsProcessingParameterEnum(
                STATISTIC,
                QCoreApplication.translate("Aggregate", "Statistic"),
                options=list(STATISTICS),
                defaultValue="auto",
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "Aggregate",
                "What is computed of the valid pixels in each cell. Auto: mean for intensive variables, sum for "
                "extensive ones. Mean, sum and std weigh each pixel by its overlap with the cell; count is the number "
                "of valid pixels, parts of pixels counted as parts; min and max take every pixel that the cell "
                "touches.",
            ),
        ),
        described(
            QgsProcessingParameterNumber(
                MIN_VALID,
                QCoreApplication.translate("Aggregate", "Minimum valid fraction"),
                type=QgsProcessingParameterNumber.Type.Double,
                defaultValue=0.5,
                minValue=0.0,
                maxValue=1.0,
            ),
            QCoreApplication.translate(
                "Aggregate",
                "A cell becomes nodata where less than this fraction of its area holds valid pixels. Area outside of "
                "the input counts as missing. 0 keeps every cell with anything valid in it.",
            ),
        ),
    ]


def _output_parameters():
    return [
        described(
            QgsProcessingParameterRasterDestination(OUTPUT, QCoreApplication.translate("Aggregate", "Aggregated")),
            QCoreApplication.translate(
                "Aggregate",
                "The aggregated bands, a Cloud Optimized GeoTIFF. How it was made stands in its metadata and in a JSON "
                "file beside it.",
            ),
        ),
        described(
            QgsProcessingParameterRasterDestination(
                VALID_FRACTION,
                QCoreApplication.translate("Aggregate", "Valid fraction"),
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "Aggregate",
                "The fraction of each cell's area that holds valid pixels, 0 to 1, a band for each input band.",
            ),
        ),
        described(
            QgsProcessingParameterRasterDestination(
                VARIABILITY,
                QCoreApplication.translate("Aggregate", "Variability"),
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "Aggregate",
                "The standard deviation of the pixels within each cell, in the variable's units: what is lost by "
                "averaging.",
            ),
        ),
    ]


def _describe_grid(grid):
    rows, columns = grid.shape
    resolution = grid.resolution
    crs = grid.crs.proj
    operation = crs.coordinate_operation
    is_nameless = crs.name.lower() in ("unknown", "unnamed") and operation is not None
    return QCoreApplication.translate(
        "Aggregate", "Target grid: {columns} x {rows} cells of {width:.10g} x {height:.10g} {units}, {crs}."
    ).format(
        columns=columns,
        rows=rows,
        width=abs(resolution.x),
        height=abs(resolution.y),
        units=grid.crs.units[0],
        crs=operation.method_name if is_nameless else crs.name,
    )


def _help_paragraphs():
    """Plain text: the dialog makes a paragraph of each line, and `qgis_process help` prints the lines as they are."""
    return [
        QCoreApplication.translate(
            "Aggregate",
            "Brings a fine raster to a coarser grid: 30 m to 1 km, one projection to another, without a detour. Each "
            "pixel counts by the area of ground that it shares with the cell. The overlap is computed exactly, also "
            "where the grids lie askew to each other, as UTM and the sinusoidal grid of MODIS do; resampling by "
            "average takes boxes along the axes instead, and weighs the wrong pixels.",
        ),
        QCoreApplication.translate(
            "Aggregate",
            "Use it to compare or merge products of different resolution, to bring Landsat, Sentinel-2 or ECOSTRESS to "
            "MODIS, VIIRS or EASE-Grid, to sum population or counts without losing any. The target must be coarser "
            "than the input.",
        ),
        QCoreApplication.translate(
            "Aggregate",
            "The target grid is given in one of two ways: copied from a layer, or by a target CRS and a resolution, "
            "with cell edges on whole multiples of the resolution, or on those of an extent of a whole number of cells. An "
            "extent cuts either down.",
        ),
        QCoreApplication.translate(
            "Aggregate",
            "mean = the sum of value times overlap area, divided by the sum of overlap areas, over valid pixels.",
        ),
        QCoreApplication.translate(
            "Aggregate",
            "sum = the sum of value times the fraction of the pixel that lies in the cell. Totals are kept when the "
            "target covers the input.",
        ),
        QCoreApplication.translate(
            "Aggregate", "std = the square root of the area-weighted mean of squared differences from the mean."
        ),
        QCoreApplication.translate(
            "Aggregate", "min, max = the extremes of the valid pixels that the cell touches."
        ),
        QCoreApplication.translate(
            "Aggregate", "count = the sum of the fractions of valid pixels that lie in the cell."
        ),
        QCoreApplication.translate(
            "Aggregate",
            "valid fraction = the area of valid pixels in the cell, divided by the cell's area. Missing pixels take no "
            "part in any statistic, and a cell whose valid fraction is below the minimum becomes nodata.",
        ),
        QCoreApplication.translate(
            "Aggregate",
            "Beside the rasters, the output STATISTIC names the statistic that was used. The log tells what was chosen "
            "and why. On the command line:",
        ),
        # The same in every language.
        'qgis_process run multiscalefusion:aggregate --INPUT=lst_70m.tif --TARGET_CRS="PROJ:+proj=sinu +R=6371007.181 '
        '+units=m +no_defs" --RESOLUTION=926.625433055833 --STATISTIC=mean --OUTPUT=lst_1km.tif',
    ]
