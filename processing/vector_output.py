"""Vector outputs: files are written beside their place and renamed when whole, all else goes into QGIS's sinks."""

import os
from contextlib import suppress

from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProperty,
    QgsVectorFileWriter,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication, QMetaType

from ..core.destination import Destination
from ..core.errors import FusionError
from ..core.message import message
from ..core.raster.gdal_errors import attempt, close

# Formats of one file. Others, databases and layers in memory are left to QGIS.
ENDINGS = (".gpkg", ".geojson", ".csv", ".fgb")
# Formats that know how many features they have.
_COUNTED = (".gpkg", ".fgb")
_SETTINGS = {
    # A GeoPackage names the moment of its last change; the same job must give the same bytes.
    "OGR_CURRENT_DATE": "2000-01-01T00:00:00Z",
    # SQLite need not wait for the disk, since the file is synced before it gets its name. Its index of places is built
    # out of order, for which the 2 MB that SQLite has by default are too few; these are megabytes.
    "OGR_SQLITE_SYNCHRONOUS": "OFF",
    "OGR_SQLITE_CACHE": "64",
}
# What SQLite leaves beside a GeoPackage that is open elsewhere, and would play into the new file.
JOURNALS = ("-wal", "-shm", "-journal")
_SIDECAR = ".json"


class WritingAside:
    """GDAL's settings, in this thread, for files that are written beside their place."""

    def __enter__(self) -> None:
        self._before = {key: gdal.GetThreadLocalConfigOption(key) for key in _SETTINGS}
        for key, value in _SETTINGS.items():
            gdal.SetThreadLocalConfigOption(key, value)

    def __exit__(self, *_: object) -> None:
        for key, value in self._before.items():
            gdal.SetThreadLocalConfigOption(key, value)


class FileOutput:
    """A layer in a file of its own: `add`, then `finish`, then `commit`; as a context manager it tidies up.

    A CSV file holds the coordinates of points in X and Y, other geometries as WKT. Raises FusionError for a destination
    that does not work.
    """

    def __init__(self, path: str, fields: QgsFields, geometry: Qgis.WkbType, crs: QgsCoordinateReferenceSystem,
                 context: QgsProcessingContext) -> None:
        self.path = path
        self._destination = Destination(path, ENDINGS, message("GeoPackage, GeoJSON, CSV or FlatGeobuf files"))
        self._ending = os.path.splitext(path)[1].lower()
        self._part = self._destination.part(self._ending)
        self._sidecar: str | None = None
        self._count = 0
        self._axes = _axes(self._ending, geometry, fields)
        if self._axes:
            fields = _with_axes(fields, self._axes)
            geometry = Qgis.WkbType.NoGeometry
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = QgsVectorFileWriter.driverForExtension(self._ending[1:])
        options.layerName = os.path.splitext(self._destination.name)[0]
        options.datasourceOptions = QgsVectorFileWriter.defaultDatasetOptions(options.driverName)
        options.layerOptions = QgsVectorFileWriter.defaultLayerOptions(options.driverName)
        if self._ending == ".csv" and not self._axes:
            options.layerOptions = [*options.layerOptions, "GEOMETRY=AS_WKT"]
        if self._ending == ".fgb":
            # The index of a FlatGeobuf file puts its features into an order of its own.
            options.layerOptions = [each for each in options.layerOptions if "SPATIAL_INDEX" not in each]
            options.layerOptions = [*options.layerOptions, "SPATIAL_INDEX=NO"]
        with WritingAside():
            self._writer = QgsVectorFileWriter.create(self._part, fields, geometry, crs, context.transformContext(),
                                                      options)
        if self._writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
            raise self._failure(self._writer.errorMessage())

    def add(self, features: list[QgsFeature]) -> None:
        """Write features. Raises FusionError if they cannot be written."""
        if self._axes:
            features = [_with_coordinates(feature, self._axes) for feature in features]
        with WritingAside():
            done, messages = attempt(self._writer.addFeatures, features, QgsFeatureSink.Flag.FastInsert)
        if not done:
            raise self._failure(self._writer.errorMessage() or messages.text)
        self._destination.watch()
        self._count += len(features)

    def describe(self, text: str) -> None:
        """What is written beside the file, into "<path>.json"."""
        self._sidecar = text

    def finish(self) -> None:
        """Close the file, which is whole then. Raises FusionError."""
        with WritingAside():
            messages = close(self._drop)
        if messages or not self._is_complete():
            raise self._destination.failure(messages.text or message("features are missing in it"))
        self._destination.sync(self._part)
        if self._sidecar is not None:
            self._destination.write_text(self._part + _SIDECAR, self._sidecar)

    def commit(self) -> None:
        """Put the file into its place. Raises FusionError if the destination cannot be replaced."""
        self._destination.replace(self._part)
        for ending in JOURNALS:
            with suppress(OSError):
                os.remove(self._destination.path + ending)
        if self._sidecar is not None:
            self._destination.replace(self._part + _SIDECAR, _SIDECAR)

    def __enter__(self) -> "FileOutput":
        return self

    def __exit__(self, *_: object) -> None:
        with WritingAside():
            close(self._drop)
        self._destination.remove_parts()

    def _drop(self) -> None:
        self._writer = None

    def _failure(self, reason: str) -> FusionError:
        failure = self._destination.failure(reason)
        with WritingAside():
            close(self._drop)
        self._destination.remove_parts()
        return failure

    def _is_complete(self) -> bool:
        """Errors of closing the file stop nobody: is every feature in it?"""
        if self._ending not in _COUNTED or not self._count:
            return os.path.exists(self._part)
        written, _ = attempt(gdal.OpenEx, self._part, gdal.OF_VECTOR)
        return written is not None and written.GetLayer().GetFeatureCount() == self._count


class SinkOutput:
    """QGIS's own sink for what is no file of ours: layers in memory, databases, other formats.

    With the manners of FileOutput; what was added cannot be taken back. Raises FusionError if it cannot be made.
    """

    def __init__(self, algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext,
                 fields: QgsFields, geometry: Qgis.WkbType, crs: QgsCoordinateReferenceSystem) -> None:
        self._sink, self.path = algorithm.parameterAsSink(parameters, name, context, fields, geometry, crs)
        if self._sink is None:
            raise FusionError(
                QCoreApplication.translate(
                    "VectorOutput", "{path} cannot be written; choose another place or format for {name}."
                ).format(path=_destination(parameters[name], context), name=name)
            )

    def add(self, features: list[QgsFeature]) -> None:
        if not self._sink.addFeatures(features, QgsFeatureSink.Flag.FastInsert):
            raise FusionError(
                QCoreApplication.translate(
                    "VectorOutput",
                    "{path} cannot be written ({reason}); is there space, and is it open elsewhere?",
                ).format(path=self.path, reason=self._sink.lastError())
            )

    def describe(self, text: str) -> None:
        """There is no place for it."""

    def finish(self) -> None:
        self._sink = None   # closes it

    def commit(self) -> None:
        """It is in its place already."""

    def __enter__(self) -> "SinkOutput":
        return self

    def __exit__(self, *_: object) -> None:
        self._sink = None


def open_vector_output(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    name: str,
    context: QgsProcessingContext,
    fields: QgsFields,
    geometry: Qgis.WkbType,
    crs: QgsCoordinateReferenceSystem,
) -> FileOutput | SinkOutput:
    """The output behind a feature sink parameter. In the worker thread. Raises FusionError if it cannot be written."""
    if is_own_file(parameters[name], context):
        path = algorithm.parameterAsOutputLayer(parameters, name, context)
        return FileOutput(path, fields, geometry, crs, context)
    return SinkOutput(algorithm, parameters, name, context, fields, geometry, crs)


def is_own_file(value: object, context: QgsProcessingContext) -> bool:
    """Is it the path of a file in one of our formats? A file that QGIS appends to or maps fields to is its own."""
    if isinstance(value, QgsProcessingOutputLayerDefinition) and value.useRemapping():
        return False
    text = _destination(value, context)
    return text.lower().endswith(ENDINGS) and "://" not in text and not text.startswith(("memory:", "ogr:"))


def _destination(value: object, context: QgsProcessingContext) -> str:
    """What is asked for, before QGIS takes notes of it."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        return value.valueAsString(context.expressionContext(), "")[0]
    return "" if value is None else str(value)


def _axes(ending: str, geometry: Qgis.WkbType, fields: QgsFields) -> tuple[str, ...]:
    """Fields that hold the coordinates of points in a CSV file; none where others have their names.

    GDAL's own ones are 0 where there is no geometry.
    """
    if ending != ".csv" or QgsWkbTypes.flatType(geometry) != Qgis.WkbType.Point:
        return ()
    axes = ("X", "Y", "Z") if QgsWkbTypes.hasZ(geometry) else ("X", "Y")
    return () if any(fields.lookupField(name) >= 0 for name in axes) else axes


def _with_axes(fields: QgsFields, axes: tuple[str, ...]) -> QgsFields:
    whole = QgsFields(fields)
    for name in axes:
        whole.append(QgsField(name, QMetaType.Type.Double))
    return whole


def _with_coordinates(feature: QgsFeature, axes: tuple[str, ...]) -> QgsFeature:
    point = None if feature.geometry().isEmpty() else feature.geometry().constGet()
    places = [None] * len(axes) if point is None else [point.x(), point.y(), point.z()][:len(axes)]
    written = QgsFeature(feature)
    written.setAttributes([*feature.attributes(), *places])
    written.clearGeometry()
    return written
