"""The algorithm "Sample rasters at points and footprints"."""

from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString
from qgis.PyQt.QtCore import QCoreApplication

from ..core.destination import same_file
from ..core.errors import FusionError, require
from ..core.reporter import Reporter, Share
from .base import FusionAlgorithm
from .check_job import CheckedRaster
from .feature_source import (
    FeatureChunk,
    FeatureChunks,
    FeatureInput,
    Sizes,
    first_features,
    read_features,
    read_field,
    read_sizes,
    settled_support,
    with_time,
)
from .parameters import VARIABLE_KIND, each_layer, is_given, read_rasters
from .points import fixed_range
from .sample_points_parameters import (
    ACCEPT,
    CLASSES,
    COUNT,
    FIELDS,
    INPUT,
    MIN_VALID,
    OUTPUT,
    PREFIX,
    RASTERS,
    STATISTICS,
    TABLE,
    TIME_FIELD,
    TIME_TOLERANCE,
    input_parameters,
    output_parameters,
    statistic_parameters,
    support_parameters,
)
from .sample_writers import LayerWriter, TableWriter
from .styling import GraduatedStyle, read_legend
from .text_lists import read_names, read_whole_numbers
from .vector_output import is_own_file, open_vector_output

if TYPE_CHECKING:
    from ..core.advice import Layer
    from ..core.sample import Options

# Of the budget: what waits to be written; the engine has the rest.
_WAITING = 0.25
# Of the progress of a chunk: until it is read, until it is sampled.
_READ, _SAMPLED = 0.1, 0.4


@dataclass(frozen=True)
class SampleJob:
    """A run's parameters as plain values, safe in any thread."""

    features: FeatureInput
    rasters: tuple[CheckedRaster, ...]
    sizes: Sizes
    options: dict[str, object]
    table: bool


class SamplePoints(FusionAlgorithm):
    """Values of rasters at points, or in footprints by what each covers of the pixels."""

    def __init__(self):
        super().__init__()
        self._source = None
        self._open_output = None
        self._first_column = ""

    def name(self):
        return "samplepoints"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("SamplePoints", "Sample rasters at points and footprints")

    def group(self):
        return QCoreApplication.translate("SamplePoints", "Sample")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "sample"

    def tags(self):
        return QCoreApplication.translate(
            "SamplePoints",
            "sample,extract,raster values,point sampling,footprint,buffer,zonal statistics,zonal,exact,area-weighted,"
            "disc,Gaussian,beam,lidar,GEDI,ICESat-2,ATL08,OCO-2,flux tower,field plots,in situ,validation,matchup,"
            "collocation,class fractions,land cover,bilinear,time series,GeoParquet,table,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "SamplePoints", "Adds the values of rasters to points, or to footprints by what they cover of each pixel."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [*input_parameters(), *support_parameters(), *statistic_parameters(), *output_parameters()]:
            self.addParameter(parameter)
        self.addOutput(
            QgsProcessingOutputNumber(COUNT, QCoreApplication.translate("SamplePoints", "Number of features"))
        )
        self.addOutput(
            QgsProcessingOutputString(FIELDS, QCoreApplication.translate("SamplePoints", "Names of the new fields"))
        )

    def read(self, parameters, context):
        features = read_features(self, parameters, INPUT, context)
        sizes = read_sizes(self, parameters, context, INPUT)
        time_field = read_field(self, parameters, TIME_FIELD, context, INPUT)
        tolerance = is_given(parameters, TIME_TOLERANCE)
        if tolerance and not time_field:
            raise FusionError(
                QCoreApplication.translate(
                    "SamplePoints", "TIME_TOLERANCE needs the time of each point; name its field as TIME_FIELD."
                )
            )
        if not is_given(parameters, OUTPUT) and not is_given(parameters, TABLE):
            raise FusionError(
                QCoreApplication.translate("SamplePoints", "No output is asked for; give OUTPUT, TABLE or both.")
            )
        return SampleJob(
            features=features,
            rasters=self._read_rasters(parameters, context),
            sizes=with_time(sizes, time_field if tolerance else ""),
            options={
                "support": settled_support(self, parameters, context, features, sizes),
                "statistics": tuple(self.parameterAsEnumStrings(parameters, STATISTICS, context)),
                "kind": self.parameterAsEnumString(parameters, VARIABLE_KIND, context),
                "min_valid": self.parameterAsDouble(parameters, MIN_VALID, context),
                "time_tolerance": self.parameterAsDouble(parameters, TIME_TOLERANCE, context) if tolerance else None,
                "prefix": self.parameterAsString(parameters, PREFIX, context).strip(),
                "classes": read_whole_numbers(self, parameters, CLASSES, context),
                "accept": frozenset(read_names(self, parameters, ACCEPT, context)),
            },
            table=is_given(parameters, TABLE),
        )

    def check(self, job):
        from ..core.sample import Options

        options = Options(**job.options)
        options.check()
        job.sizes.check(job.features, options)
        if job.table:
            require("pyarrow")
        for each in job.rasters:
            each.raster.open().close()

    def read_outputs(self, parameters, context):
        # Source and sink are QGIS's, and made in the thread that uses them, as its own algorithms do.
        self._source = source = self.parameterAsSource(parameters, INPUT, context)
        self._open_output = None
        outputs = {}
        if is_given(parameters, OUTPUT):
            if is_own_file(parameters[OUTPUT], context):
                outputs[OUTPUT] = self.parameterAsOutputLayer(parameters, OUTPUT, context)
            self._open_output = lambda fields: open_vector_output(
                self, parameters, OUTPUT, context, fields, source.wkbType(), source.sourceCrs())
        if is_given(parameters, TABLE):
            outputs[TABLE] = self.parameterAsFileOutput(parameters, TABLE, context)
        return outputs

    def execute(self, job, outputs, reporter):
        try:
            return self._sample(job, outputs, reporter)
        finally:
            # QGIS's objects must not wait for Python's garbage collector, which may come after QGIS is gone.
            self._source = self._open_output = None

    def _sample(self, job, outputs, reporter):
        from ..core.sample import Options, Sampler
        from ..core.sample.findings import tell_of_sampling

        _protect(job, outputs)
        for note in (note for each in job.rasters for note in each.raster.notes):
            reporter.warning(note)
        options = Options(**job.options)
        stage = _Stage(reporter, self._source.featureCount())
        memory = self._resources.memory
        waiting = int(_WAITING * memory)
        with ExitStack() as stack:
            layers = [_opened(each, stack) for each in job.rasters]
            sampler = Sampler([layer.source for layer in layers], options, memory=memory - waiting,
                              threads=self._resources.threads, reporter=stage, layers=layers, total=stage.total,
                              taken=job.features.fields)
            writers = self._writers(job, sampler, outputs, stack)
            first = first_features(self._source, job.features, job.sizes, reporter)
            if first.features:
                tell_of_sampling(layers, job.features.points(first, job.sizes), options, memory=memory, reporter=stage)
            chunks = FeatureChunks(self._source, job.features, job.sizes, sampler.chunk, waiting, reporter)
            for chunk in chunks:
                stage.samples(chunk)
                values = sampler(chunk.footprints)
                stage.writes(chunk)
                for writer in writers.values():
                    writer.write(chunk, values, stage)
            sampler.conclude()
            _tell_of_nulls(chunks.nulls, reporter)
            record = _record(job, options, layers, chunks.count, stage)
            for writer in writers.values():
                writer.finish(record)
            reporter.progress(1.0)
            for writer in writers.values():
                writer.commit()
        self._first_column = next((each.name for each in sampler.columns if each.dtype != "str"), "")
        return {**{name: writer.path for name, writer in writers.items()}, COUNT: chunks.count,
                FIELDS: "; ".join(column.name for column in sampler.columns)}

    def styles(self, job, results):
        return {OUTPUT: GraduatedStyle(self._first_column)} if self._first_column else {}

    def _read_rasters(self, parameters, context):
        given = each_layer(parameters.get(RASTERS))
        rasters = read_rasters(self, parameters, RASTERS, context)
        if not rasters:
            raise FusionError(
                QCoreApplication.translate("SamplePoints", "No raster is given; choose some as RASTERS.")
            )
        layers = [self.parameterAsRasterLayer({RASTERS: each}, RASTERS, context) for each in given]
        return tuple(CheckedRaster(raster, read_legend(layer) is not None, fixed_range(layer))
                     for raster, layer in zip(rasters, layers, strict=True))

    def _writers(self, job, sampler, outputs, stack):
        """By output; the table first, since the layer's features get the values for good."""
        fields = self._source.fields()
        writers = {}
        if TABLE in outputs:
            writers[TABLE] = TableWriter(outputs[TABLE], fields, sampler.columns, self._source.wkbType(),
                                         job.features.crs, stack)
        if self._open_output is not None:
            writers[OUTPUT] = LayerWriter(fields, sampler.columns, self._open_output, stack)
        return writers


class _Stage(Share):
    """The progress of chunks that are read, sampled and written in turn; `total` is None if it is not known."""

    def __init__(self, whole: Reporter, count: int) -> None:
        super().__init__(whole, 0.0, 0.0)
        self.total = count if count > 0 else None

    def samples(self, chunk: FeatureChunk) -> None:
        """The engine, which tells of its progress in all features, is about to sample the chunk."""
        if self.total:
            done = chunk.begin / self.total
            length = _SAMPLED - _READ
            self._begin = done * (1.0 - length) + _READ * len(chunk.features) / self.total
            self._length = length

    def writes(self, chunk: FeatureChunk) -> None:
        """The chunk is about to be written."""
        if self.total:
            self._begin = (chunk.begin + _SAMPLED * len(chunk.features)) / self.total
            self._length = (1.0 - _SAMPLED) * len(chunk.features) / self.total


def _opened(raster: CheckedRaster, stack: ExitStack) -> "Layer":
    layer = stack.enter_context(closing(raster.open()))
    if layer.source is None:
        raise layer.problem
    return layer


def _protect(job: SampleJob, outputs: dict[str, str]) -> None:
    """Raise FusionError if an output would replace what is read."""
    for path in outputs.values():
        for given in (job.features.path, *(each.raster.path for each in job.rasters)):
            if same_file(path, given):
                raise FusionError(
                    QCoreApplication.translate(
                        "SamplePoints", "The output {path} would replace an input; choose another name."
                    ).format(path=path)
                )


def _tell_of_nulls(count: int, reporter: Reporter) -> None:
    if count:
        reporter.warning(
            QCoreApplication.translate(
                "SamplePoints", "Features without a usable geometry: {count}; they are kept, with nulls."
            ).format(count=count)
        )


def _record(job: SampleJob, options: "Options", layers: "list[Layer]", count: int, reporter: Reporter) -> str:
    """What made the outputs, as JSON; the same for the same job, whatever the machine."""
    from ..core.provenance import describe_input, provenance, to_json

    features = {"name": job.features.name, "features": count, "crs": job.features.crs}
    parameters = {**options.to_dict(), "sizes": job.sizes.to_dict()}
    findings = [finding for finding in reporter.findings if finding.code != "MEMORY"]
    return to_json(provenance("samplepoints", [features, *(describe_input(layer.source) for layer in layers)],
                              parameters, findings))
