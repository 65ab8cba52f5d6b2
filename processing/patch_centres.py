"""The algorithm "Create patch centres"."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingOutputNumber,
)
from qgis.PyQt.QtCore import QCoreApplication, QMetaType

from ..core.errors import FusionError
from .base import FusionAlgorithm
from .feature_source import FeatureInput, read_features, read_field
from .layers import RasterInput
from .parameters import is_given, read_raster, read_rasters
from .patch_centres_parameters import (
    BLOCK_SIZE,
    BOUNDARY,
    BOUNDING_BOX,
    BUFFER,
    CLASSES,
    COUNT,
    EDGE,
    LAYOUT,
    MIN_DISTANCE,
    MIN_OVERLAP,
    MIN_VALID,
    OUTPUT,
    OVERLAP,
    POINTS,
    RASTERS,
    REFERENCE,
    RULE,
    SEAMS,
    SEED,
    SHARES,
    SNAP,
    SPLIT,
    SPLIT_BUFFER,
    SPLIT_FIELD,
    SPLIT_LAYER,
    STRIDE,
    TEST,
    TOTAL,
    TRAIN,
    VALIDATION,
    boundary_parameters,
    layout_parameters,
    output_parameters,
    raster_parameters,
    split_parameters,
)
from .patch_inputs import read_size, size_parameters
from .patch_layers import given_points, polygons
from .text_lists import read_words
from .vector_output import is_own_file, open_vector_output
from .vector_styling import CategoryStyle

if TYPE_CHECKING:
    from ..core.patches.centre_request import CentreRequest
    from ..core.patches.centres import Centres, Inputs
    from ..core.reporter import Reporter

_AT_ONCE = 20_000
# Of Okabe and Ito's palette, which colour-blind eyes tell apart.
_COLOURS = {"train": "#0072b2", "validation": "#e69f00", "test": "#d55e00", "": "#999999"}


@dataclass(frozen=True)
class CentresJob:
    """A run's parameters as plain values, safe in any thread."""

    reference: RasterInput
    rasters: tuple[RasterInput, ...]
    classes: RasterInput | None
    layers: dict[str, FeatureInput]
    split_source: str
    split_field: str
    options: dict[str, object]

    def request(self) -> "CentreRequest":
        """Raises FusionError."""
        from ..core.patches.centre_request import CentreRequest, parse_shares

        request = CentreRequest(**{**self.options, "shares": parse_shares(self.options["shares"])})
        request.check()
        return request


class PatchCentres(FusionAlgorithm):
    """Centres of patches on a reference, inside a boundary, shared out to training, validation and test."""

    packages = (*FusionAlgorithm.packages, "shapely", "scipy")

    def __init__(self):
        super().__init__()
        self._sources = {}
        self._open_output = None

    def name(self):
        return "patchcentres"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("PatchCentres", "Create patch centres")

    def group(self):
        return QCoreApplication.translate("Patches", "Patches")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "patches"

    def tags(self):
        return QCoreApplication.translate(
            "PatchCentres",
            "patches,chips,tiles,sampling,machine learning,deep learning,training data,train test split,spatial blocks,"
            "cross-validation,stratified,random points,grid,stride,overlap,watershed,boundary,multi-sensor",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "PatchCentres",
            "Lays out the centres of patches for machine learning, and shares them out to training, validation and "
            "test without common ground.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [*raster_parameters(), *size_parameters(), *layout_parameters(), *boundary_parameters(),
                          *split_parameters(), *output_parameters()]:
            self.addParameter(parameter)
        for name, label in (
            (TOTAL, QCoreApplication.translate("PatchCentres", "Number of patch centres")),
            (TRAIN, QCoreApplication.translate("PatchCentres", "Number of training patches")),
            (VALIDATION, QCoreApplication.translate("PatchCentres", "Number of validation patches")),
            (TEST, QCoreApplication.translate("PatchCentres", "Number of test patches")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def read(self, parameters, context):
        reference = read_raster(self, parameters, REFERENCE, context)
        if reference is None:
            raise FusionError(
                QCoreApplication.translate("PatchCentres", "No reference is given; choose a raster as REFERENCE.")
            )
        layers = {name: self._read_layer(parameters, name, context, name != POINTS)
                  for name in (BOUNDARY, SPLIT_LAYER, POINTS) if is_given(parameters, name)}
        split_source = SPLIT_LAYER if SPLIT_LAYER in layers else BOUNDARY
        field = read_field(self, parameters, SPLIT_FIELD, context, split_source) if split_source in layers else ""
        return CentresJob(
            reference=reference,
            rasters=read_rasters(self, parameters, RASTERS, context),
            classes=read_raster(self, parameters, CLASSES, context),
            layers=layers,
            split_source=split_source,
            split_field=field,
            options=self._options(parameters, context),
        )

    def check(self, job):
        request = job.request()
        needed = {"stratified": (CLASSES, job.classes), "points": (POINTS, job.layers.get(POINTS))}
        name, given = needed.get(request.layout, ("", ""))
        if given is None:
            raise FusionError(
                QCoreApplication.translate("PatchCentres", "The layout {layout} needs {name}; give it.").format(
                    layout=request.layout, name=name)
            )
        if request.split == "attribute" and not job.split_field:
            raise FusionError(
                QCoreApplication.translate(
                    "PatchCentres",
                    "A split by attribute needs polygons and their field; give SPLIT_FIELD, and SPLIT_LAYER where it "
                    "is not one of BOUNDARY.",
                )
            )
        for raster in (job.reference, *job.rasters, *filter(None, [job.classes])):
            raster.open().close()

    def read_outputs(self, parameters, context):
        # Sources are QGIS's, and made in the thread that uses them, as its own algorithms do.
        self._sources = {name: self.parameterAsSource(parameters, name, context) for name in self._job.layers}
        with self._job.reference.open() as reference:
            crs = QgsCoordinateReferenceSystem.fromWkt(reference.grid.crs.proj.to_wkt())
        self._open_output = lambda fields: open_vector_output(
            self, parameters, OUTPUT, context, fields, Qgis.WkbType.Point, crs)
        own = is_own_file(parameters[OUTPUT], context)
        return {OUTPUT: self.parameterAsOutputLayer(parameters, OUTPUT, context)} if own else {}

    def execute(self, job, outputs, reporter):
        try:
            return self._make(job, reporter)
        finally:
            # QGIS's objects must not wait for Python's garbage collector, which may come after QGIS is gone.
            self._sources, self._open_output = {}, None

    def styles(self, job, results):
        if job.options["split"] == "none":
            return {}
        labels = {
            "train": QCoreApplication.translate("PatchCentres", "Training"),
            "validation": QCoreApplication.translate("PatchCentres", "Validation"),
            "test": QCoreApplication.translate("PatchCentres", "Test"),
            "": QCoreApplication.translate("PatchCentres", "No split"),
        }
        return {OUTPUT: CategoryStyle("split", tuple((name, labels[name], colour)
                                                     for name, colour in _COLOURS.items()))}

    def _make(self, job, reporter):
        from ..core.patches.centres import make_centres

        for note in (note for each in (job.reference, *job.rasters) for note in each.notes):
            reporter.warning(note)
        request = job.request()
        with ExitStack() as stack:
            inputs = self._inputs(job, stack, reporter)
            centres = make_centres(inputs, request, **self._resources.limits, reporter=reporter)
            record = _record(job, request, inputs, centres, reporter)
        fields = _fields(centres)
        with self._open_output(fields) as output:
            for features in _features(centres, fields):
                output.add(features)
                reporter.progress(1.0)
            output.describe(record)
            output.finish()
            output.commit()
        return {OUTPUT: output.path, TOTAL: len(centres), TRAIN: centres.count("train"),
                VALIDATION: centres.count("validation"), TEST: centres.count("test")}

    def _inputs(self, job: CentresJob, stack: ExitStack, reporter: "Reporter") -> "Inputs":
        from ..core.patches.centres import Inputs

        def opened(raster: RasterInput):
            return stack.enter_context(raster.open())

        def read(name: str, field: str = ""):
            return polygons(self._sources[name], job.layers[name], field, reporter) if name in self._sources else None

        layout, split = job.options["layout"], job.options["split"]
        return Inputs(
            reference=opened(job.reference),
            rasters=tuple(opened(raster) for raster in job.rasters),
            boundary=read(BOUNDARY),
            classes=opened(job.classes) if layout == "stratified" else None,
            points=given_points(self._sources[POINTS], job.layers[POINTS], reporter) if layout == "points" else None,
            splits=read(job.split_source, job.split_field) if split == "attribute" else None,
        )

    def _options(self, parameters, context):
        def number(name, read):
            return read(parameters, name, context) if is_given(parameters, name) else None

        size = read_size(self, parameters, context)
        choices = {name.lower(): self.parameterAsEnumString(parameters, name, context)
                   for name in (LAYOUT, RULE, EDGE, SPLIT, SEAMS)}
        decimals = {name.lower(): self.parameterAsDouble(parameters, name, context)
                    for name in (BUFFER, MIN_DISTANCE, MIN_OVERLAP, MIN_VALID, SPLIT_BUFFER)}
        optional = {name.lower(): number(name, self.parameterAsDouble) for name in (OVERLAP, BLOCK_SIZE)}
        whole = {name.lower(): number(name, self.parameterAsInt) for name in (STRIDE, COUNT)}
        return {
            **choices, **decimals, **optional, **whole,
            "mode": size.mode, "patch_size": size.pixels, "ground_size": size.metres,
            "seed": self.parameterAsInt(parameters, SEED, context),
            "snap": self.parameterAsBoolean(parameters, SNAP, context),
            "bounding_box": self.parameterAsBoolean(parameters, BOUNDING_BOX, context),
            "shares": read_words(self, {SHARES: "70,15,15", **parameters}, SHARES, context),
        }

    def _read_layer(self, parameters, name, context, wants_polygons):
        layer = read_features(self, parameters, name, context)
        if layer.polygons != wants_polygons:
            sentence = QCoreApplication.translate(
                "PatchCentres", "{layer} holds no polygons; choose another layer as {name}."
            ) if wants_polygons else QCoreApplication.translate(
                "PatchCentres", "{layer} holds no points; choose another layer as {name}."
            )
            problem = sentence.format(layer=layer.name, name=name)
            raise FusionError(problem)
        return layer


def _fields(centres: "Centres") -> QgsFields:
    kinds = [("id", QMetaType.Type.LongLong, "Number of the patch"),
             ("row", QMetaType.Type.LongLong, "Row in the grid of patches, -1 without a grid"),
             ("col", QMetaType.Type.LongLong, "Column in the grid of patches, -1 without a grid"),
             ("split", QMetaType.Type.QString, "train, validation or test")]
    if centres.label is not None:
        kinds.append(("class", QMetaType.Type.LongLong, "Class at the centre"))
    fields = QgsFields()
    for name, kind, comment in kinds:
        field = QgsField(name, kind)
        field.setComment(comment)
        fields.append(field)
    return fields


def _features(centres: "Centres", fields: QgsFields) -> Iterator[list[QgsFeature]]:
    """Some at a time."""
    from ..core.patches.sample import SPLITS

    names = (*SPLITS, "")   # -1 is the last one
    labels = [] if centres.label is None else [centres.label]
    for begin in range(0, len(centres), _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        columns = [each[some].tolist() for each in (centres.x, centres.y, centres.row, centres.column, centres.split,
                                                    *labels)]
        features = []
        for number, (x, y, row, column, split, *label) in enumerate(zip(*columns), begin):
            feature = QgsFeature(fields)
            feature.setAttributes([number, row, column, names[split], *label])
            feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
            features.append(feature)
        yield features


def _record(job: CentresJob, request: "CentreRequest", inputs: "Inputs", centres: "Centres",
            reporter: "Reporter") -> str:
    """What made the output, as JSON; the same for the same job, whatever the machine."""
    from ..core.provenance import describe_input, provenance, to_json

    rasters = [inputs.reference, *inputs.rasters, *([inputs.classes] if inputs.classes is not None else [])]
    layers = [{"parameter": name, "name": layer.name, "crs": layer.crs} for name, layer in job.layers.items()]
    parameters = {**request.to_dict(), "split_field": job.split_field, "shape": centres.shape}
    return to_json(provenance("patchcentres", [*map(describe_input, rasters), *layers], parameters, reporter.findings))
