"""The algorithm "Read lidar and sounder footprints"."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingOutputNumber,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication, QDateTime, QMetaType, Qt

from .base import FusionAlgorithm
from .read_footprints_parameters import (
    BEAMS,
    EXTENT,
    INPUT,
    KEPT,
    OUTPUT,
    PRODUCT,
    QUALITY,
    READ,
    TIME_RANGE,
    VARIABLES,
    input_parameters,
    read_extent,
)
from .styling import GraduatedStyle
from .text_lists import read_words
from .vector_output import is_own_file, open_vector_output

if TYPE_CHECKING:
    import numpy as np

    from ..core.finding import Finding
    from ..core.granules import Chunk, Granules

_TYPES = {
    "int64": QMetaType.Type.LongLong,
    "float64": QMetaType.Type.Double,
    "datetime64[us]": QMetaType.Type.QDateTime,
    "str": QMetaType.Type.QString,
}
_AT_ONCE = 20_000


@dataclass(frozen=True)
class ReadJob:
    """A run's parameters as plain values, safe in any thread."""

    paths: tuple[str, ...]
    product: str
    variables: tuple[str, ...]
    quality: bool
    beams: tuple[str, ...]
    extent: tuple[float, float, float, float] | None
    time_range: str

    def plan(self) -> "Granules":
        """Raises FusionError."""
        from ..core.granules import Granules, Options, parse_range

        return Granules(
            self.paths,
            Options(
                product=self.product,
                variables=self.variables,
                quality=self.quality,
                beams=self.beams,
                extent=self.extent,
                times=parse_range(self.time_range),
            ),
        )


class ReadFootprints(FusionAlgorithm):
    """Footprints of granules of GEDI, ICESat-2 or OCO as a vector layer."""

    packages = (*FusionAlgorithm.packages, "h5py")

    def __init__(self):
        super().__init__()
        self._plan = None
        self._open_output = None

    def name(self):
        return "readfootprints"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("ReadFootprints", "Read lidar and sounder footprints")

    def group(self):
        return QCoreApplication.translate("ReadFootprints", "Sample")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "sample"

    def tags(self):
        return QCoreApplication.translate(
            "ReadFootprints",
            "GEDI,ICESat-2,ATLAS,OCO-2,OCO-3,lidar,altimetry,footprints,shots,photons,soundings,HDF5,h5,netCDF,granule,"
            "L1B,L2A,L2B,L4A,ATL03,ATL06,ATL08,canopy height,relative height,rh98,biomass,AGBD,carbon dioxide,XCO2,"
            "quality filter,points",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "ReadFootprints",
            "Reads footprints of GEDI, ICESat-2 and OCO granules into a layer, with the product's recommended filter.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in input_parameters():
            self.addParameter(parameter)
        for name, label in (
            (READ, QCoreApplication.translate("ReadFootprints", "Number of footprints read")),
            (KEPT, QCoreApplication.translate("ReadFootprints", "Number of footprints kept")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def read(self, parameters, context):
        return ReadJob(
            paths=tuple(path for path in self.parameterAsFileList(parameters, INPUT, context) if path),
            product=self.parameterAsEnumString(parameters, PRODUCT, context),
            variables=read_words(self, parameters, VARIABLES, context),
            quality=self.parameterAsBoolean(parameters, QUALITY, context),
            beams=read_words(self, parameters, BEAMS, context),
            extent=read_extent(self, parameters, EXTENT, context),
            time_range=self.parameterAsString(parameters, TIME_RANGE, context) or "",
        )

    def check(self, job):
        job.plan()

    def read_outputs(self, parameters, context):
        # What can fail comes first: a layer in a database cannot take back what is written.
        self._plan = self._job.plan()
        geometry = QgsWkbTypes.Type.Polygon if self._plan.polygons else QgsWkbTypes.Type.Point
        crs = QgsCoordinateReferenceSystem("EPSG:4326")
        self._open_output = lambda fields: open_vector_output(self, parameters, OUTPUT, context, fields, geometry, crs)
        own = is_own_file(parameters[OUTPUT], context)
        return {OUTPUT: self.parameterAsOutputLayer(parameters, OUTPUT, context)} if own else {}

    def execute(self, job, outputs, reporter):
        from ..core.granules.findings import tell_of_footprints, tell_of_product

        plan, fields = self._plan, _fields(self._plan)
        reporter.info(plan.filter_told())
        for note in plan.notes:
            reporter.info(note)
        tell_of_product(plan, reporter)
        try:
            with self._open_output(fields) as output:
                for chunk in plan.chunks(reporter):
                    for features in _features(chunk, fields):
                        output.add(features)
                _tell_counts(plan, job, reporter)
                tell_of_footprints(plan, reporter)
                output.describe(_record(job, plan, reporter.findings))
                output.finish()
                output.commit()
        finally:
            # QGIS's objects must not wait for Python's garbage collector, which may come after QGIS is gone.
            self._open_output = None
        return {OUTPUT: output.path, READ: plan.counts.read, KEPT: plan.counts.kept}

    def styles(self, job, results):
        if self._plan is None or not self._plan.variables or not results.get(KEPT):
            return {}
        return {OUTPUT: GraduatedStyle(self._plan.variables[0].field)}


def _record(job: ReadJob, plan: "Granules", findings: "Sequence[Finding]") -> str:
    """What made the output, as JSON; the same for the same job, whatever the machine."""
    from ..core.provenance import provenance, to_json

    parameters = {
        "product": plan.layout.id,
        "variables": [variable.field for variable in plan.variables],
        "quality": job.quality,
        "filter": str(plan.filter_told()),
        "beams": job.beams,
        "extent": job.extent,
        "time_range": job.time_range,
    }
    inputs = [{"name": os.path.basename(path)} for path in job.paths]
    return to_json(provenance("readfootprints", inputs, parameters, findings))


def _tell_counts(plan: "Granules", job: ReadJob, reporter: Any) -> None:
    for sentence in plan.counts.told():
        reporter.info(sentence)
    if not job.quality:
        reporter.info(QCoreApplication.translate("ReadFootprints", "The recommended filter was not applied."))


def _fields(plan: "Granules") -> QgsFields:
    fields = QgsFields()
    for column in plan.columns:
        field = QgsField(column.name, _TYPES[column.dtype])
        field.setComment(" ".join(filter(None, (column.meaning, f"({column.unit})" if column.unit else ""))))
        fields.append(field)
    return fields


def _features(chunk: "Chunk", fields: QgsFields) -> Iterator[list[QgsFeature]]:
    """Some at a time."""
    columns = [_plain(values) for values in chunk.columns.values()]
    rows = zip(chunk.x.tolist(), chunk.y.tolist(), chunk.wkb or [None] * len(chunk.x), zip(*columns))
    features = []
    for x, y, polygon, values in rows:
        feature = QgsFeature(fields)
        feature.setAttributes(list(values))
        feature.setGeometry(_geometry(x, y, polygon, chunk.wkb is not None))
        features.append(feature)
        if len(features) == _AT_ONCE:
            yield features
            features = []
    if features:
        yield features


def _geometry(x: float, y: float, polygon: bytes | None, polygons: bool) -> QgsGeometry:
    if not polygons:
        return QgsGeometry.fromPointXY(QgsPointXY(x, y))
    geometry = QgsGeometry()
    if polygon is not None:
        geometry.fromWkb(polygon)
    return geometry


def _plain(values: "np.ndarray") -> list:
    """Python's values, None for what is missing."""
    import numpy as np

    if values.dtype.kind == "M":
        milliseconds = values.astype("datetime64[ms]").astype(np.int64).tolist()
        missing = np.isnat(values).tolist()
        return [None if gone else QDateTime.fromMSecsSinceEpoch(moment, Qt.TimeSpec.UTC)
                for moment, gone in zip(milliseconds, missing)]
    if values.dtype.kind == "f":
        return [None if value != value else value for value in values.tolist()]
    return values.tolist()
