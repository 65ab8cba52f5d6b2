"""The algorithm "Extract aligned patches"."""

from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsFeatureRequest,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingOutputNumber,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError, require
from ..core.reporter import Reporter
from .aggregate_parameters import ACCEPT, MIN_VALID
from .base import FusionAlgorithm
from .check_job import CheckedRaster
from .extract_patches_lists import read_bands, read_kinds, read_resamplings
from .extract_patches_parameters import (
    CANCELLED,
    COUNT,
    DROPPED,
    DTYPE,
    FORMAT,
    LABEL,
    LABEL_FIELD,
    LABEL_KIND,
    NORMALISE,
    OUTPUT,
    PADDING,
    RESOLUTION,
    RESUME,
    label_parameters,
    output_parameters,
    raster_parameters,
    size_parameters,
    value_parameters,
)
from .feature_columns import field_index, numbers
from .layers import raster_input, wkt
from .parameters import each_layer, is_given, read_raster
from .patch_inputs import (
    CENTRES,
    RASTERS,
    CentresInput,
    all_centres,
    centres_parameter,
    rasters_parameters,
    read_centres,
    read_named_rasters,
    read_size,
)
from .points import fixed_range
from .styling import read_legend
from .text_lists import read_names

if TYPE_CHECKING:
    from ..core.advice import Layer
    from ..core.patches.request import Centres, Raster, Shapes

_AT_ONCE = 10_000
_PACKAGES = {"zarr": "zarr", "hdf5": "h5py"}


@dataclass(frozen=True)
class PolygonLabel:
    """A layer of polygons to burn as values; `crs` is WKT 2, `field` "" for ones."""

    name: str
    crs: str
    field: str


@dataclass(frozen=True)
class ExtractJob:
    """A run's parameters as plain values, safe in any thread. `settings` of each raster: name, bands, kind, resampling.
    """

    centres: CentresInput
    rasters: tuple[CheckedRaster, ...]
    settings: tuple[tuple[str, tuple[int, ...], str, str], ...]
    options: dict[str, object]
    label: CheckedRaster | PolygonLabel | None
    label_kind: str
    format: str
    resume: bool
    cancelled: str

    def requests(self, layers: "list[Layer]") -> "list[Raster]":
        """What is asked of the rasters, opened as `layers`."""
        from ..core.patches.request import Raster

        return [Raster(layer.source, name, bands, kind, resampling, layer)
                for layer, (name, bands, kind, resampling) in zip(layers, self.settings, strict=True)]


class ExtractPatches(FusionAlgorithm):
    """Patches of several rasters around the same centres as a dataset for machine learning."""

    def __init__(self):
        super().__init__()
        self._centres = self._polygons = None

    def name(self):
        return "extractpatches"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("ExtractPatches", "Extract aligned patches")

    def group(self):
        return QCoreApplication.translate("Patches", "Patches")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "patches"

    def tags(self):
        return QCoreApplication.translate(
            "ExtractPatches",
            "patches,chips,tiles,samples,machine learning,deep learning,training data,dataset,segmentation,zarr,HDF5,"
            "WebDataset,TFRecord,PyTorch,TensorFlow,torchgeo,xbatcher,multi-sensor,normalise,label,mask,STAC,"
            "train validation test,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "ExtractPatches", "Cuts patches of several rasters around the same centres into a dataset for training."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [centres_parameter(), *rasters_parameters(), *raster_parameters(), *size_parameters(),
                          *value_parameters(), *label_parameters(), *output_parameters()]:
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputNumber(
            COUNT, QCoreApplication.translate("ExtractPatches", "Number of patches")))
        self.addOutput(QgsProcessingOutputNumber(
            DROPPED, QCoreApplication.translate("ExtractPatches", "Number of patches left out")))

    def read(self, parameters, context):
        rasters, names = read_named_rasters(self, parameters, context)
        layers = [self.parameterAsRasterLayer({RASTERS: each}, RASTERS, context)
                  for each in each_layer(parameters.get(RASTERS))]
        count = len(rasters)
        settings = zip(names, read_bands(self, parameters, context, count),
                       read_kinds(self, parameters, context, count),
                       read_resamplings(self, parameters, context, count), strict=True)
        size = read_size(self, parameters, context)
        return ExtractJob(
            centres=read_centres(self, parameters, context),
            rasters=tuple(CheckedRaster(raster, read_legend(layer) is not None, fixed_range(layer))
                          for raster, layer in zip(rasters, layers, strict=True)),
            settings=tuple(settings),
            options={
                "mode": size.mode,
                "patch_size": None if size.pixels is None else (size.pixels, size.pixels),
                "ground_size": size.metres,
                "resolution": self.parameterAsDouble(parameters, RESOLUTION, context)
                if is_given(parameters, RESOLUTION) else None,
                "padding": self.parameterAsEnumString(parameters, PADDING, context),
                "dtype": self.parameterAsEnumString(parameters, DTYPE, context),
                "normalise": self.parameterAsEnumString(parameters, NORMALISE, context),
                "min_valid": self.parameterAsDouble(parameters, MIN_VALID, context),
                "accept": frozenset(read_names(self, parameters, ACCEPT, context)),
            },
            label=_read_label(self, parameters, context),
            label_kind=self.parameterAsEnumString(parameters, LABEL_KIND, context),
            format=self.parameterAsEnumString(parameters, FORMAT, context),
            resume=self.parameterAsBool(parameters, RESUME, context),
            cancelled=self.parameterAsEnumString(parameters, CANCELLED, context),
        )

    def check(self, job):
        from ..core.patches.request import Options

        Options(**job.options).check()
        if job.format in _PACKAGES:
            require(_PACKAGES[job.format])
        with ExitStack() as stack:
            for raster in job.requests([_opened(each, stack) for each in job.rasters]):
                raster.check()
            if isinstance(job.label, CheckedRaster):
                _opened(job.label, stack)

    def read_outputs(self, parameters, context):
        self._centres = self.parameterAsSource(parameters, CENTRES, context)
        if isinstance(self._job.label, PolygonLabel):
            self._polygons = self.parameterAsSource(parameters, LABEL, context)
        return {OUTPUT: self.parameterAsFileOutput(parameters, OUTPUT, context)}

    def execute(self, job, outputs, reporter):
        try:
            return self._extract(job, outputs, reporter)
        finally:
            # QGIS's objects must not wait for Python's garbage collector, which may come after QGIS is gone.
            self._centres = self._polygons = None

    def _extract(self, job, outputs, reporter):
        from ..core.patches.extract import extract_patches
        from ..core.patches.request import Options

        for note in (note for each in job.rasters for note in each.raster.notes):
            reporter.warning(note)
        with ExitStack() as stack:
            rasters = job.requests([_opened(each, stack) for each in job.rasters])
            result = extract_patches(
                _centres(job.centres, self._centres, reporter), rasters, outputs[OUTPUT], Options(**job.options),
                label=self._label(job, stack, reporter), format=job.format, resume=job.resume,
                cancelled=job.cancelled, **self._resources.limits, reporter=reporter)
        return {OUTPUT: result.path, COUNT: result.info.count, DROPPED: result.dropped}

    def _label(self, job: ExtractJob, stack: ExitStack, reporter: Reporter) -> "Raster | Shapes | None":
        from ..core.patches.request import Raster

        if isinstance(job.label, CheckedRaster):
            layer = _opened(job.label, stack)
            return Raster(layer.source, "label", kind=job.label_kind, layer=layer)
        return None if job.label is None else _shapes(job.label, self._polygons, reporter)


def _opened(raster: CheckedRaster, stack: ExitStack) -> "Layer":
    layer = stack.enter_context(closing(raster.open()))
    if layer.source is None:
        raise layer.problem
    return layer


def _centres(given: CentresInput, source: QgsProcessingFeatureSource, reporter: Reporter) -> "Centres":
    from ..core.patches.request import Centres

    found = all_centres(source, reporter)
    return Centres(given.crs, found.x, found.y, found.ids, found.rows, found.columns, found.splits, given.name)


def _read_label(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
) -> CheckedRaster | PolygonLabel | None:
    """The label's layer, None if none is given. On the main thread. Raises FusionError for one of no use."""
    if not is_given(parameters, LABEL):
        return None
    layer = algorithm.parameterAsLayer(parameters, LABEL, context)
    if isinstance(layer, QgsRasterLayer) and layer.isValid():
        return CheckedRaster(raster_input(layer), read_legend(layer) is not None, fixed_range(layer))
    if not isinstance(layer, QgsVectorLayer):
        # The engine knows why a file does not open.
        raster = read_raster(algorithm, parameters, LABEL, context)
        return CheckedRaster(raster, False, None)
    if QgsWkbTypes.geometryType(layer.wkbType()) != Qgis.GeometryType.Polygon:
        raise FusionError(
            QCoreApplication.translate(
                "ExtractPatches", "The label {layer} holds no polygons; give polygons or a raster."
            ).format(layer=layer.name())
        )
    if not layer.crs().isValid():
        raise FusionError(
            QCoreApplication.translate(
                "FeatureSource", "{layer} has no coordinate reference system; assign one first."
            ).format(layer=layer.name())
        )
    field = algorithm.parameterAsString(parameters, LABEL_FIELD, context) if is_given(parameters, LABEL_FIELD) else ""
    if field:
        field = layer.fields().at(field_index(layer.fields(), field, LABEL_FIELD, layer.name())).name()
    return PolygonLabel(layer.name(), wkt(layer.crs()), field)


def _shapes(label: PolygonLabel, source: QgsProcessingFeatureSource, reporter: Reporter) -> "Shapes":
    """The polygons of the label. Raises FusionError for values that are no numbers."""
    import numpy as np

    from ..core.patches.request import Shapes

    wkb, values = [], []
    for feature in source.getFeatures(QgsFeatureRequest()):
        geometry = feature.geometry()
        wkb.append(b"" if geometry.isEmpty() else geometry.asWkb().data())
        values.append(feature.attribute(label.field) if label.field else 1.0)
        if len(wkb) % _AT_ONCE == 0:
            reporter.progress(0.0)
    found = numbers(values, label.field) if label.field else np.array(values, float)
    return Shapes(wkb, found, label.crs, label.name, record={"field": label.field} if label.field else {})
