"""Layers of points or footprints as the engine's Footprints, some at a time, in the layer's order."""

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QByteArray, QCoreApplication

from ..core.errors import FusionError
from ..core.reporter import Reporter
from .feature_columns import field_index, moments, numbers
from .layers import wkt
from .parameters import is_given
from .points import Moments, PointsInput, fixed_range
from .sample_points_parameters import (
    AZIMUTH_FIELD,
    DIAMETER,
    DIAMETER_FIELD,
    LENGTH,
    LENGTH_FIELD,
    SUPPORT,
)

if TYPE_CHECKING:
    import numpy as np

    from ..core.advice import Points
    from ..core.sample import Footprints, Options

_AT_ONCE = 5_000
_SEEN_BY_RULES = 10_000
_FEATURE_BYTES, _FIELD_BYTES = 700, 60
_FIRST, _FIRST_BYTES = 1 << 16, 1 << 26
# Where readfootprints notes the file that a footprint is of.
_GRANULE = "granule"


@dataclass(frozen=True)
class FeatureInput:
    """A layer of points or polygons as values; `fields` are the names of its fields, `crs` is WKT 2."""

    name: str
    path: str
    crs: str
    polygons: bool
    fields: tuple[str, ...]
    times: Moments | None

    def points(self, chunk: "FeatureChunk", sizes: "Sizes") -> "Points":
        """What rules see of the layer: some thousand of the chunk's features. Raises FusionError."""
        import numpy as np

        from ..core.product import recognise

        x, y = chunk.centres()
        step = max(1, -(-len(x) // _SEEN_BY_RULES))
        known = np.isfinite(x[::step]) & np.isfinite(y[::step])
        x, y = (each[::step][known].tolist() for each in (x, y))
        path = self.path
        if _GRANULE in self.fields and recognise(path).product is None:
            path = str(chunk.features[0].attribute(_GRANULE))
        diameter = chunk.footprints.diameter
        diameter = None if diameter is None or np.isnan(diameter).all() else float(np.nanmedian(diameter))
        return PointsInput(self.name, path, self.crs, tuple(x), tuple(y), len(chunk.features), (0.0, 0.0, 0.0, 0.0),
                           diameter, self.times).points()


@dataclass(frozen=True)
class Sizes:
    """Sizes of footprints in metres, and the fields that hold what differs from one to the next; "" for none."""

    diameter: float | None
    length: float | None
    diameter_field: str
    length_field: str
    azimuth_field: str
    time_field: str = ""

    def check(self, features: FeatureInput, options: "Options") -> None:
        """Raise FusionError if the support needs what is not given."""
        self._footprints(features, [b""], lambda name: [None]).check(options)

    def of(self, features: FeatureInput, wkb: list[bytes], given: list[QgsFeature]) -> "Footprints":
        """Raises FusionError for attributes that are no sizes or times."""
        return self._footprints(features, wkb, lambda name: [feature.attribute(name) for feature in given])

    def to_dict(self) -> dict[str, object]:
        """For the record: what the result depends on."""
        return {name: value for name, value in vars(self).items() if value not in (None, "")}

    def _footprints(self, features: FeatureInput, wkb: list[bytes], column: Callable[[str], list]) -> "Footprints":
        import numpy as np

        from ..core.crs import parse_crs
        from ..core.sample import Footprints
        from ..core.vector.points import points

        nowhere = np.full(len(wkb), np.nan)
        x, y = (nowhere, nowhere) if features.polygons else points(wkb)
        return Footprints(
            crs=parse_crs(features.crs),
            x=x,
            y=y,
            wkb=[each or None for each in wkb] if features.polygons else None,
            diameter=_size(column, self.diameter_field, self.diameter),
            length=_size(column, self.length_field, self.length),
            azimuth=numbers(column(self.azimuth_field), self.azimuth_field) if self.azimuth_field else None,
            time=moments(column(self.time_field), self.time_field) if self.time_field else None,
        )


@dataclass(frozen=True)
class FeatureChunk:
    """Some features in their order, of which `begin` come before; `wkb` are their geometries, b"" for null."""

    begin: int
    features: list[QgsFeature]
    wkb: list[bytes]
    footprints: "Footprints"

    def centres(self) -> "tuple[np.ndarray, np.ndarray]":
        """x and y, of polygons the middles of their boxes; NaN for null."""
        import numpy as np

        if self.footprints.wkb is None:
            return self.footprints.x, self.footprints.y
        boxes = [feature.geometry().boundingBox() for feature in self.features]
        known = np.array([bool(each) for each in self.wkb])
        x, y = np.array([(box.center().x(), box.center().y()) for box in boxes]).T
        return np.where(known, x, np.nan), np.where(known, y, np.nan)


class FeatureChunks:
    """The features of a source, `most` at a time or fewer where they are large; at least one chunk, if an empty one.

    `count`: features so far, `nulls`: those among them that have no geometry, or an invalid one where QGIS is told to
    skip these. Iterating raises FusionError for an invalid one where QGIS is told to stop there, and Cancelled.
    """

    def __init__(self, source: QgsProcessingFeatureSource, features: FeatureInput, sizes: Sizes, most: int, memory: int,
                 reporter: Reporter) -> None:
        self.count = self.nulls = 0
        self._source, self._input, self._sizes, self._reporter = source, features, sizes, reporter
        self._most = max(1, min(most, memory // (_FEATURE_BYTES + _FIELD_BYTES * len(features.fields))))
        self._as_wkb = _wkb_of(source.wkbType())
        self._check = source.invalidGeometryCheck() if features.polygons else Qgis.InvalidGeometryCheck.NoCheck

    def __iter__(self) -> Iterator[FeatureChunk]:
        features: list[QgsFeature] = []
        wkb: list[bytes] = []
        # QGIS's own check of validity throws through Python's frames, which this process does not survive.
        unchecked = Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks
        every = iter(self._source.getFeatures(QgsFeatureRequest(), unchecked))
        while some := _taken(every, min(_AT_ONCE, self._most - len(features))):
            features += some
            wkb += self._geometries(some)
            if self._reporter.cancelled():
                self._reporter.progress(0.0)   # raises
            if len(features) == self._most:
                yield self._chunk(features, wkb)
                features, wkb = [], []
        if features or not self.count:
            yield self._chunk(features, wkb)

    def _geometries(self, features: list[QgsFeature]) -> list[bytes]:
        if self._check == Qgis.InvalidGeometryCheck.NoCheck:
            as_wkb = self._as_wkb
            return [as_wkb(feature.geometry()).data() for feature in features]
        return [self._as_wkb(each.geometry()).data() if self._is_usable(each) else b"" for each in features]

    def _is_usable(self, feature: QgsFeature) -> bool:
        if feature.geometry().isNull():
            return True
        valid = feature.geometry().isGeosValid()
        if not valid and self._check == Qgis.InvalidGeometryCheck.AbortOnInvalid:
            raise FusionError(
                QCoreApplication.translate(
                    "FeatureSource",
                    "Feature {id} of {layer} has an invalid geometry; repair it (Fix Geometries), or have invalid "
                    "features skipped or used as they are in the settings of Processing.",
                ).format(id=feature.id(), layer=self._input.name)
            )
        return valid

    def _chunk(self, features: list[QgsFeature], wkb: list[bytes]) -> FeatureChunk:
        begin = self.count
        self.count += len(features)
        self.nulls += wkb.count(b"")
        return FeatureChunk(begin, features, wkb, self._sizes.of(self._input, wkb, features))


def first_features(source: QgsProcessingFeatureSource, features: FeatureInput, sizes: Sizes,
                   reporter: Reporter) -> FeatureChunk:
    """What rules look at: as many whatever the memory of the run, since what they say goes into the record."""
    return next(iter(FeatureChunks(source, features, sizes, _FIRST, _FIRST_BYTES, reporter)))


def read_features(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> FeatureInput:
    """The layer behind a feature source parameter. On the main thread.

    Raises FusionError if there is none, or if it is neither of points nor of polygons in a CRS.
    """
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise FusionError(
            QCoreApplication.translate("Points", "QGIS cannot load {layer} as a vector layer.").format(
                layer=algorithm.parameterAsString(parameters, name, context) or name
            )
        )
    layer = algorithm.parameterAsVectorLayer(parameters, name, context)
    kind = QgsWkbTypes.geometryType(source.wkbType())
    if kind not in (Qgis.GeometryType.Point, Qgis.GeometryType.Polygon):
        raise FusionError(
            QCoreApplication.translate(
                "FeatureSource",
                "{layer} holds {geometry}; give points, or polygons as footprints. A table with coordinates becomes "
                "points by Create Points Layer from Table.",
            ).format(layer=source.sourceName(), geometry=_geometry_name(kind))
        )
    if not source.sourceCrs().isValid():
        raise FusionError(
            QCoreApplication.translate(
                "FeatureSource", "{layer} has no coordinate reference system; assign one first."
            ).format(layer=source.sourceName())
        )
    return FeatureInput(
        name=_file_name(layer) or source.sourceName(),
        path=source.sourceName() if layer is None else layer.source().partition("|")[0],
        crs=wkt(source.sourceCrs()),
        polygons=kind == Qgis.GeometryType.Polygon,
        fields=tuple(source.fields().names()),
        times=None if layer is None else fixed_range(layer),
    )


def read_sizes(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, source: str
) -> Sizes:
    """DIAMETER, LENGTH and the fields that hold them, and the azimuth; `source` is the parameter of the layer.

    Raises FusionError for a field that the layer lacks.
    """
    fields = {name: read_field(algorithm, parameters, name, context, source)
              for name in (DIAMETER_FIELD, LENGTH_FIELD, AZIMUTH_FIELD)}
    lengths = {name: algorithm.parameterAsDouble(parameters, name, context) if is_given(parameters, name) else None
               for name in (DIAMETER, LENGTH)}
    return Sizes(lengths[DIAMETER], lengths[LENGTH], fields[DIAMETER_FIELD], fields[LENGTH_FIELD],
                 fields[AZIMUTH_FIELD])


def read_field(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext, source: str
) -> str:
    """The field that a parameter names, "" without one. Raises FusionError if the layer of `source` lacks it."""
    if not is_given(parameters, name):
        return ""
    field = algorithm.parameterAsString(parameters, name, context)
    layer = algorithm.parameterAsSource(parameters, source, context)
    return layer.fields().at(field_index(layer.fields(), field, name, layer.sourceName())).name()


def settled_support(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, features: FeatureInput,
    sizes: Sizes
) -> str:
    """SUPPORT, what auto means being settled by what is given."""
    support = algorithm.parameterAsEnumString(parameters, SUPPORT, context)
    if support != "auto":
        return support
    if features.polygons:
        return "polygon"
    if sizes.diameter is None and not sizes.diameter_field:
        return "pixel"
    is_long = sizes.azimuth_field and (sizes.length is not None or sizes.length_field)
    return "segment" if is_long else "disc"


def with_time(sizes: Sizes, field: str) -> Sizes:
    return replace(sizes, time_field=field)


def _taken(features: Iterator[QgsFeature], most: int) -> list[QgsFeature]:
    """The next ones. Features form no cycles, and to look for some takes as long as to read them."""
    collects = gc.isenabled()
    gc.disable()
    try:
        return list(islice(features, most))
    finally:
        if collects:
            gc.enable()


def _size(column: Callable[[str], list], field: str, value: float | None) -> "float | np.ndarray | None":
    if not field:
        return value
    return numbers(column(field), field, float("nan") if value is None else value)


def _wkb_of(kind: Qgis.WkbType) -> Callable[[QgsGeometry], QByteArray]:
    """How geometries of a type become WKB that the engine reads: curves as lines; empty for null ones."""
    return _without_curves if QgsWkbTypes.isCurvedType(kind) else QgsGeometry.asWkb


def _without_curves(geometry: QgsGeometry) -> QByteArray:
    return QByteArray() if geometry.isNull() else QgsGeometry(geometry.constGet().segmentize()).asWkb()


def _file_name(layer: QgsVectorLayer | None) -> str:
    """Of a layer's file, without its endings: what QGIS calls a layer that is given by path; "" without a file.

    A layer has the same name in records, whatever the project calls it.
    """
    if layer is None:
        return ""
    path = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source()).get("path", "")
    return os.path.basename(path).partition(".")[0]


def _geometry_name(kind: Qgis.GeometryType) -> str:
    return {
        Qgis.GeometryType.Line: QCoreApplication.translate("FeatureSource", "lines"),
        Qgis.GeometryType.Null: QCoreApplication.translate("FeatureSource", "no geometries"),
    }.get(kind, QCoreApplication.translate("FeatureSource", "geometries of no single type"))
