"""The algorithm "Join layers on a common grid"."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.legend import Legend
from ..core.raster.writer import DATA_TYPES
from .aggregate_parameters import ACCEPT, MIN_VALID, min_valid_parameter
from .aggregate_style import style_of
from .base import FusionAlgorithm
from .parameters import (
    DATA_TYPE,
    RasterInput,
    TargetGrid,
    creation_options_parameter,
    data_type_parameter,
    describe_grid,
    described,
    each_layer,
    is_given,
    read_rasters,
    read_target_grid,
    target_grid_parameters,
)
from .resources import read_creation_options
from .styling import read_legend, read_style
from .text_lists import accept_parameter, read_kinds, read_names, read_statistics

if TYPE_CHECKING:
    from ..core.aggregate.join import Layer
    from ..core.raster import RasterSource

INPUTS = "INPUTS"
VARIABLE_KINDS = "VARIABLE_KINDS"
STATISTICS = "STATISTICS"
CLASS_STATISTIC = "CLASS_STATISTIC"
OUTPUT = "OUTPUT"
REPORT = "REPORT"
BANDS = "BANDS"
_CLASS_STATISTICS = ("fractions", "mode")
_STACK = 0.9   # of the progress, where there is a report to write


@dataclass(frozen=True)
class JoinJob:
    """A run's parameters as plain values, safe in any thread."""

    sources: tuple[RasterInput, ...]
    legends: tuple[Legend | None, ...]
    renderer: str | None   # of the first layer
    kinds: tuple[str, ...]
    statistics: tuple[str, ...]
    target: TargetGrid
    class_statistic: str
    min_valid: float
    accept: frozenset[str]
    dtype: str
    creation_options: str

    def open(self, stack: ExitStack) -> "tuple[RasterSource, ...]":
        """The rasters, which the stack closes. Raises FusionError."""
        return tuple(stack.enter_context(each.open()) for each in self.sources)

    def layers(self, sources: "tuple[RasterSource, ...]") -> "list[Layer]":
        """What is asked of each of them."""
        from ..core.aggregate import Options
        from ..core.aggregate.join import Layer

        return [
            Layer(source, Options(kind=kind, statistic=statistic, min_valid=self.min_valid, accept=self.accept), legend,
                  legend is not None)
            for source, kind, statistic, legend in zip(sources, self.kinds, self.statistics, self.legends, strict=True)
        ]


class JoinLayers(FusionAlgorithm):
    """Rasters of any CRS, resolution and kind as the bands of one raster, and a report on them."""

    def __init__(self):
        super().__init__()
        self._first_statistic = ""

    def name(self):
        return "joinlayers"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("JoinLayers", "Join layers on a common grid")

    def group(self):
        return QCoreApplication.translate("Aggregate", "Aggregate")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "aggregate"

    def tags(self):
        return QCoreApplication.translate(
            "JoinLayers",
            "join,stack,merge bands,combine,align,align rasters,common grid,collocate,harmonize,resample,multi-sensor,"
            "data cube,correlation,correlation matrix,scatter plot,report,land cover fractions,NDVI,LST,MODIS,"
            "ECOSTRESS,HLS,SMAP,Landsat,Sentinel,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "JoinLayers", "Brings layers of any resolution to one grid, each by its own support, and correlates them."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *_input_parameters(),
            *target_grid_parameters(),
            _class_statistic_parameter(),
            min_valid_parameter(),
            accept_parameter(ACCEPT),
            data_type_parameter(DATA_TYPES),
            creation_options_parameter(),
            *_output_parameters(),
        ]:
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputString(BANDS, QCoreApplication.translate("JoinLayers", "Names of the bands")))

    def read(self, parameters, context):
        given = each_layer(parameters.get(INPUTS))
        sources = read_rasters(self, parameters, INPUTS, context)
        if not sources:
            raise FusionError(QCoreApplication.translate("JoinLayers", "No layer is given; choose some as INPUTS."))
        layers = [self.parameterAsRasterLayer({INPUTS: each}, INPUTS, context) for each in given]
        return JoinJob(
            sources=sources,
            legends=tuple(map(read_legend, layers)),
            renderer=read_style(layers[0]),
            kinds=read_kinds(self, parameters, VARIABLE_KINDS, context, len(sources)),
            statistics=read_statistics(self, parameters, STATISTICS, context, len(sources)),
            target=read_target_grid(self, parameters, context),
            class_statistic=self.parameterAsEnumString(parameters, CLASS_STATISTIC, context),
            min_valid=self.parameterAsDouble(parameters, MIN_VALID, context),
            accept=frozenset(read_names(self, parameters, ACCEPT, context)),
            dtype=self.parameterAsEnumString(parameters, DATA_TYPE, context),
            creation_options=read_creation_options(self, parameters, context),
        )

    def check(self, job):
        from ..core.aggregate.join import check_choice

        with ExitStack() as stack:
            sources = job.open(stack)
            job.target.resolve(*sources)
            for layer in job.layers(sources):
                check_choice(layer)

    def read_outputs(self, parameters, context):
        outputs = {OUTPUT: self.parameterAsOutputLayer(parameters, OUTPUT, context)}
        if is_given(parameters, REPORT):
            outputs[REPORT] = self.parameterAsFileOutput(parameters, REPORT, context)
        return outputs

    def execute(self, job, outputs, reporter):
        from ..core.aggregate.join import join_layers
        from ..core.aggregate.join_report import write_join_report
        from ..core.report import check_report
        from ..core.reporter import Share

        job.target.protect([outputs[OUTPUT]])
        if REPORT in outputs:
            check_report(outputs[REPORT])
        for note in (note for each in job.sources for note in each.notes):
            reporter.warning(note)
        with ExitStack() as stack:
            sources = job.open(stack)
            target = job.target.resolve(*sources)
            reporter.info(describe_grid(target))
            result = join_layers(
                job.layers(sources),
                target,
                outputs[OUTPUT],
                class_statistic=job.class_statistic,
                dtype=job.dtype,
                creation_options=job.creation_options,
                **vars(self._resources),
                reporter=Share(reporter, 0.0, _STACK if REPORT in outputs else 1.0),
            )
        self._first_statistic = result.bands[0].statistic
        if REPORT in outputs:
            write_join_report(result, outputs[REPORT], Share(reporter, _STACK, 1.0 - _STACK))
        return {**outputs, BANDS: "; ".join(band.name for band in result.bands)}

    def styles(self, job, results):
        """As the first layer: QGIS itself would mix the first three bands to a colour, whatever they are."""
        style = style_of(self._first_statistic, job.sources[0], job.renderer)
        return {} if style is None else {OUTPUT: style}


def _input_parameters():
    return [
        described(
            QgsProcessingParameterMultipleLayers(
                INPUTS,
                QCoreApplication.translate("JoinLayers", "Layers to join"),
                layerType=Qgis.ProcessingSourceType.Raster,
            ),
            QCoreApplication.translate(
                "JoinLayers",
                "Rasters of any CRS, resolution and kind: files that GDAL reads, on regular grids with a CRS. All of "
                "their bands become bands of the stack, in this order.",
            ),
        ),
        described(
            QgsProcessingParameterString(
                VARIABLE_KINDS, QCoreApplication.translate("JoinLayers", "Variable kinds"), optional=True
            ),
            QCoreApplication.translate(
                "JoinLayers",
                "The kind of each layer, in their order, separated by commas, such as auto, categorical, radiative. "
                "Kinds: intensive (averages), extensive (adds up), categorical, circular, decibel, ratio, radiative, "
                "nonlinear, auto. Without a choice all are auto: the log says what was picked and why.",
            ),
            advanced=True,
        ),
        described(
            QgsProcessingParameterString(
                STATISTICS, QCoreApplication.translate("JoinLayers", "Statistics"), optional=True
            ),
            QCoreApplication.translate(
                "JoinLayers",
                "The statistic of each layer, in their order, separated by commas, such as auto, max, mode. "
                "Statistics: mean, sum, min, max, std, count, mode, fractions, median, auto. Auto, also without a "
                "choice, is the usual one of the kind, of classes the statistic for classes. One that a kind does not "
                "have stops the run.",
            ),
            advanced=True,
        ),
    ]


def _class_statistic_parameter():
    return described(
        QgsProcessingParameterEnum(
            CLASS_STATISTIC,
            QCoreApplication.translate("JoinLayers", "Statistic for classes"),
            options=list(_CLASS_STATISTICS),
            defaultValue="fractions",
            usesStaticStrings=True,
        ),
        QCoreApplication.translate(
            "JoinLayers",
            "What becomes of layers of classes. Fractions: a band for each class, its share of the cell. Mode: the "
            "class of the largest area.",
        ),
    )


def _output_parameters():
    return [
        described(
            QgsProcessingParameterRasterDestination(OUTPUT, QCoreApplication.translate("JoinLayers", "Stack")),
            QCoreApplication.translate(
                "JoinLayers",
                "All layers on the target grid, a Cloud Optimized GeoTIFF with named bands. How it was made stands in "
                "its metadata and in a JSON file beside it.",
            ),
        ),
        described(
            QgsProcessingParameterFileDestination(
                REPORT,
                QCoreApplication.translate("JoinLayers", "Report"),
                fileFilter=QCoreApplication.translate("JoinLayers", "HTML pages") + " (*.html *.htm)",
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "JoinLayers",
                "A page for the browser, which needs no network: statistics of each band, correlations, scatter plots, "
                "maps side by side and findings. Its tables are written beside it as CSV files.",
            ),
        ),
    ]
