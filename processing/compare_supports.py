"""The algorithm "Compare footprints with a raster"."""

from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QCoreApplication

from ..core.destination import same_file
from ..core.errors import FusionError
from ..core.message import message
from ..core.reporter import Reporter, Share
from .base import FusionAlgorithm
from .check_job import CheckedRaster
from .compare_run import Gathered, Moved, Silent, gather, new_columns, results_of, shifted, write
from .compare_supports_parameters import (
    ACCEPT,
    BAND,
    FIELD,
    GROUP_FIELD,
    INPUT,
    MAX_DIFFERENCE,
    MAX_SHIFT,
    MIN_VALID,
    OUTPUT,
    RASTER,
    REPORT,
    SEARCH_SHIFT,
    SHIFT_METRIC,
    SHIFT_PER_GROUP,
    STATISTIC,
    comparison_parameters,
    input_parameters,
    number_outputs,
)
from .feature_source import FeatureInput, Sizes, read_features, read_field, read_sizes, settled_support
from .parameters import VARIABLE_KIND, is_given, read_raster
from .points import fixed_range
from .sample_writers import LayerWriter
from .styling import GraduatedStyle, read_legend
from .text_lists import read_names
from .vector_output import is_own_file, open_vector_output

if TYPE_CHECKING:
    import numpy as np

    from ..core.advice import Layer
    from ..core.agreement.comparison import Comparison
    from ..core.sample import Column, Options

# Of the progress: until all is sampled, until the shift is found, until the layer is written.
_SAMPLED, _SEARCHED, _WRITTEN = 0.35, 0.75, 0.95
_NO_AMOUNTS = ("categorical", "circular")


@dataclass(frozen=True)
class ShiftSearch:
    """How a shift is searched."""

    reach: float
    metric: str
    per_group: bool


@dataclass(frozen=True)
class CompareJob:
    """A run's parameters as plain values, safe in any thread."""

    features: FeatureInput
    field: str
    group_field: str
    raster: CheckedRaster
    sizes: Sizes
    options: dict[str, object]
    max_difference: float | None
    search: ShiftSearch | None

    def parameters(self) -> dict[str, object]:
        """For the record: what the result depends on beside the options of the sampling."""
        return {"field": self.field, "group_field": self.group_field, "sizes": self.sizes.to_dict(),
                "max_difference": self.max_difference, "search": None if self.search is None else vars(self.search)}


class CompareSupports(FusionAlgorithm):
    """How values that points or footprints have of their own agree with a raster sampled under them."""

    def __init__(self):
        super().__init__()
        self._source = None
        self._open_output = None
        self._difference = ""

    def name(self):
        return "comparesupports"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("CompareSupports", "Compare footprints with a raster")

    def group(self):
        return QCoreApplication.translate("CompareSupports", "Sample")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "sample"

    def tags(self):
        return QCoreApplication.translate(
            "CompareSupports",
            "compare,validate,validation,accuracy,agreement,bias,RMSE,MAE,correlation,regression,Theil-Sen,scatter "
            "plot,residuals,differences,matchup,in situ,field plots,DEM,elevation,lidar,GEDI,ICESat-2,ATL08,"
            "geolocation,geolocation error,shift,offset,co-registration,coregistration,beam,orbit,report,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "CompareSupports",
            "Tells how values of points or footprints agree with a raster, and which shift of theirs would fit best.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [*input_parameters(), *comparison_parameters()]:
            self.addParameter(parameter)
        for output in number_outputs():
            self.addOutput(output)

    def read(self, parameters, context):
        raster = read_raster(self, parameters, RASTER, context)
        if raster is None:
            raise FusionError(
                QCoreApplication.translate("CompareSupports", "No raster is given; choose one as RASTER.")
            )
        layer = self.parameterAsRasterLayer(parameters, RASTER, context)
        features = read_features(self, parameters, INPUT, context)
        sizes = read_sizes(self, parameters, context, INPUT)
        field = read_field(self, parameters, FIELD, context, INPUT)
        if not field:
            raise FusionError(
                QCoreApplication.translate(
                    "CompareSupports", "No field of the points' own values is given; choose one as FIELD."
                )
            )
        return CompareJob(
            features=features,
            field=field,
            group_field=read_field(self, parameters, GROUP_FIELD, context, INPUT),
            raster=CheckedRaster(raster, read_legend(layer) is not None, fixed_range(layer)),
            sizes=sizes,
            options={
                "support": settled_support(self, parameters, context, features, sizes),
                "statistics": (self.parameterAsEnumString(parameters, STATISTIC, context),),
                "kind": self.parameterAsEnumString(parameters, VARIABLE_KIND, context),
                "min_valid": self.parameterAsDouble(parameters, MIN_VALID, context),
                "accept": frozenset(read_names(self, parameters, ACCEPT, context)),
                "bands": (self.parameterAsInt(parameters, BAND, context),),
            },
            max_difference=self.parameterAsDouble(parameters, MAX_DIFFERENCE, context)
            if is_given(parameters, MAX_DIFFERENCE)
            else None,
            search=self._read_search(parameters, context),
        )

    def check(self, job):
        from ..core.sample import Options

        options = Options(**job.options)
        options.check()
        job.sizes.check(job.features, options)
        if job.search is not None and job.features.polygons:
            raise FusionError(
                QCoreApplication.translate(
                    "CompareSupports",
                    "A shift is searched for points, and {layer} holds polygons; give their centroids and a DIAMETER, "
                    "or leave SEARCH_SHIFT.",
                ).format(layer=job.features.name)
            )
        if job.search is not None and job.search.per_group and not job.group_field:
            raise FusionError(
                QCoreApplication.translate(
                    "CompareSupports", "SHIFT_PER_GROUP needs groups; name their field as GROUP_FIELD."
                )
            )
        with job.raster.raster.open() as source:
            _check_band(source, *options.bands)

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
        if is_given(parameters, REPORT):
            outputs[REPORT] = self.parameterAsFileOutput(parameters, REPORT, context)
        return outputs

    def execute(self, job, outputs, reporter):
        try:
            return self._compare(job, outputs, reporter)
        finally:
            # QGIS's objects must not wait for Python's garbage collector, which may come after QGIS is gone.
            self._source = self._open_output = None

    def _compare(self, job, outputs, reporter):
        from ..core.agreement.report import write_agreement_report
        from ..core.report import check_report
        from ..core.sample import Options, Sampler

        _protect(job, outputs)
        if REPORT in outputs:
            check_report(outputs[REPORT])
        for note in job.raster.raster.notes:
            reporter.warning(note)
        options, told = Options(**job.options), Share(reporter)
        with ExitStack() as stack:
            layer = _opened(job.raster, stack)
            _refuse_codes(layer, options)

            def make(reporter: Reporter) -> Sampler:
                return Sampler([layer.source], options, memory=self._half, threads=self._resources.threads,
                               reporter=reporter, layers=[layer], taken=job.features.fields)

            gathered, column = self._gather(job, make(Share(told, 0.0, 0.0)), layer, options, told)
            moved, search = None, None
            if job.search is not None:
                moved = Moved(gathered.footprints, lambda: make(Silent(reporter)), column.name)
                search = _searched(job, gathered, moved, Share(reporter, _SAMPLED, _SEARCHED - _SAMPLED))
            comparison = _comparison(job, gathered, column, layer, search)
            _tell(comparison, reporter)
            values = self._write(job, gathered, comparison, column, moved, outputs, stack,
                                 _record(job, options, layer, gathered.count, told), reporter)
        results = {**outputs, **results_of(comparison, values)}
        if REPORT in outputs:
            write_agreement_report(comparison, outputs[REPORT], told.findings, Share(reporter, _WRITTEN, 1 - _WRITTEN))
        return results

    def styles(self, job, results):
        return {OUTPUT: GraduatedStyle(self._difference)} if self._difference else {}

    @property
    def _half(self) -> int:
        """Of the budget: for features, and for the engine."""
        return self._resources.memory // 2

    def _read_search(self, parameters, context):
        if not self.parameterAsBoolean(parameters, SEARCH_SHIFT, context):
            return None
        return ShiftSearch(
            reach=self.parameterAsDouble(parameters, MAX_SHIFT, context),
            metric=self.parameterAsEnumString(parameters, SHIFT_METRIC, context),
            per_group=self.parameterAsBoolean(parameters, SHIFT_PER_GROUP, context),
        )

    def _gather(self, job, sampler, layer, options, reporter):
        from ..core.sample.findings import tell_of_sampling

        if not sampler.columns:
            raise FusionError(
                QCoreApplication.translate(
                    "CompareSupports", "{raster} has no {statistic}; choose another STATISTIC."
                ).format(raster=layer.name, statistic=options.statistics[0])
            )

        def look(chunk):
            tell_of_sampling([layer], job.features.points(chunk, job.sizes), options,
                             memory=self._resources.memory, reporter=reporter)

        column = sampler.columns[0]
        gathered = gather(self._source, job.features, job.sizes, (job.field, job.group_field), sampler, column, look,
                          self._half, Share(reporter, 0.0, _SAMPLED))
        return gathered, column

    def _write(self, job, gathered, comparison, column, moved, outputs, stack, record, reporter):
        """Write the layer, if it is asked for; the values (n) at the shifts that are claimed, None without a search."""
        values, new = None, [gathered.sampled, gathered.own - gathered.sampled]
        if comparison.search is not None:
            values, east, north = shifted(gathered, moved, comparison.search, _labels(job, gathered),
                                          Share(reporter, _SEARCHED, 0.0))
            new += [values, gathered.own - values, east, north]
        if self._open_output is not None:
            columns = new_columns(column, job.field, job.features.fields, comparison.search is not None)
            writer = LayerWriter(self._source.fields(), columns, self._open_output, stack)
            write(self._source, job.features, columns, new, writer, self._half,
                  Share(reporter, _SEARCHED, _WRITTEN - _SEARCHED))
            writer.finish(record)
            writer.commit()
            outputs[OUTPUT] = writer.path
            self._difference = columns[1].name
        return values


def _opened(raster: CheckedRaster, stack: ExitStack) -> "Layer":
    layer = stack.enter_context(closing(raster.open()))
    if layer.source is None:
        raise layer.problem
    return layer


def _check_band(source, band: int) -> None:
    if not 1 <= band <= len(source.bands):
        raise FusionError(
            QCoreApplication.translate(
                "CompareSupports", "{raster} has no band {band}; it has {count}."
            ).format(raster=source.name, band=band, count=len(source.bands))
        )


def _refuse_codes(layer: "Layer", options: "Options") -> None:
    """Raise FusionError for values whose differences mean nothing."""
    _check_band(layer.source, *options.bands)
    kind = layer.detection(*options.bands).kind if options.kind == "auto" else options.kind
    if kind in _NO_AMOUNTS:
        raise FusionError(
            QCoreApplication.translate(
                "CompareSupports",
                "{raster} is {kind}, and the differences of such numbers mean nothing; choose a raster of amounts, or "
                "set VARIABLE_KIND if it was taken for what it is not.",
            ).format(raster=layer.name, kind=kind)
        )


def _labels(job: CompareJob, gathered: Gathered) -> "np.ndarray":
    import numpy as np

    if job.search.per_group:
        return gathered.groups.labels
    return np.zeros(gathered.count, np.int64)


def _searched(job: CompareJob, gathered: Gathered, moved: Moved, reporter: Reporter):
    from ..core.agreement import search_shifts
    from ..core.agreement.comparison import without_far

    own = without_far(gathered.own, gathered.sampled, job.max_difference)
    return search_shifts(moved, own, _labels(job, gathered), moved.east, moved.north, reach=job.search.reach,
                         metric=job.search.metric, reporter=reporter)


def _comparison(job: CompareJob, gathered: Gathered, column: "Column", layer: "Layer", search) -> "Comparison":
    import numpy as np

    from ..core.agreement.comparison import Comparison, compare, without_far
    from ..core.crs import parse_crs

    own = without_far(gathered.own, gathered.sampled, job.max_difference)
    far = int(np.count_nonzero(np.isfinite(gathered.own) & ~np.isfinite(own)))
    crs, middle = parse_crs(job.features.crs), gathered.y[np.isfinite(gathered.y)]
    stretch = 1.0
    if crs.is_geographic and middle.size:
        stretch = 1.0 / max(np.cos(np.median(middle) * crs.axis_info[0].unit_conversion_factor), 0.05)
    support, diameter = job.options["support"], job.sizes.diameter
    told = message("support {support}", support=support) if diameter is None or support in ("pixel", "bilinear") else \
        message("support {support}, {diameter:g} m", support=support, diameter=diameter)
    names = () if search is None else gathered.groups.names if job.search.per_group else (None,)
    return Comparison(
        points=job.features.name, raster=layer.name, own_name=job.field, sampled_name=column.name, support=told,
        unit=column.unit, own=own, sampled=gathered.sampled, x=gathered.x, y=gathered.y, stretch=float(stretch),
        parts=compare(own, gathered.sampled, gathered.groups), far=far, search=search, shift_names=names)


def _tell(comparison: "Comparison", reporter: Reporter) -> None:
    from ..core.agreement.report import verdict

    whole = comparison.parts[0].agreement
    reporter.info(message("{count} pairs: bias {bias:.6g}, RMSE {rmse:.6g}, MAE {mae:.6g}, r {r:.4f}.",
                          count=whole.count, bias=whole.bias, rmse=whole.rmse, mae=whole.mae, r=whole.correlation))
    if not whole.count:
        reporter.warning(message("No point has both a value of its own and one of the raster; check the field, and the "
                                 "raster's nodata values."))
    for shift, name in zip(() if comparison.search is None else comparison.search.shifts, comparison.shift_names):
        reporter.info(verdict(shift, name, comparison.search.metric))


def _protect(job: CompareJob, outputs: dict[str, str]) -> None:
    """Raise FusionError if an output would replace what is read."""
    for path in outputs.values():
        if same_file(path, job.features.path) or same_file(path, job.raster.raster.path):
            raise FusionError(
                QCoreApplication.translate(
                    "CompareSupports", "The output {path} would replace an input; choose another name."
                ).format(path=path)
            )


def _record(job: CompareJob, options: "Options", layer: "Layer", count: int, reporter: Reporter) -> str:
    """What made the outputs, as JSON; the same for the same job, whatever the machine."""
    from ..core.provenance import describe_input, provenance, to_json

    features = {"name": job.features.name, "features": count, "crs": job.features.crs}
    findings = [finding for finding in reporter.findings if finding.code != "MEMORY"]
    return to_json(provenance("comparesupports", [features, describe_input(layer.source)],
                              {**options.to_dict(), **job.parameters()}, findings))
