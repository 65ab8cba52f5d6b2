"""Layers of points or footprints of QGIS as plain values for the engine."""

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from statistics import median
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsDateTimeRange,
    QgsDistanceArea,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsMapLayer,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.message import message
from .layers import wkt
from .parameters import is_given

if TYPE_CHECKING:
    from ..core.advice import Points
    from ..core.advice.times import TimeSpan

_MOST = 10_000   # of which coordinates are kept
_ORIGIN = message("from the temporal properties of the layer")
Moments = tuple[datetime, datetime]


@dataclass(frozen=True)
class PointsInput:
    """A layer of points, or of footprints as polygons, as values.

    `x`, `y`: at most 10,000 coordinates, spread over all `count` features, of polygons their centroids. `diameter`: of
    footprints on the ground in metres, of polygons the median of circles of their areas; None if it is not known.
    """

    name: str
    path: str
    crs: str | None
    x: tuple[float, ...]
    y: tuple[float, ...]
    count: int
    extent: tuple[float, float, float, float]
    diameter: float | None
    times: Moments | None

    def points(self) -> "Points":
        """Raises FusionError if the CRS cannot be used."""
        import numpy as np

        from ..core.advice import Points
        from ..core.advice.times import observed
        from ..core.crs import parse_crs
        from ..core.product import recognise

        # Footprints that were taken out of a granule keep its name, and seldom its format.
        product = recognise(self.path).product or recognise(f"{os.path.splitext(self.path)[0]}.h5").product
        return Points(
            name=self.name,
            crs=None if self.crs is None else parse_crs(self.crs),
            x=np.array(self.x),
            y=np.array(self.y),
            count=self.count,
            extent=self.extent,
            diameter_m=self.diameter,
            product=product,
            times=time_span(self.times) or observed(self.path, {}, product),
        )


def read_points(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    name: str,
    context: QgsProcessingContext,
    diameter: float | None = None,
) -> PointsInput | None:
    """The layer behind a parameter, None if none is given. On the main thread. Raises FusionError if it has no points.

    `diameter`: of the footprints in metres, if it is known.
    """
    if not is_given(parameters, name):
        return None
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise FusionError(
            QCoreApplication.translate("Points", "QGIS cannot load {layer} as a vector layer.").format(
                layer=algorithm.parameterAsString(parameters, name, context)
            )
        )
    layer = algorithm.parameterAsVectorLayer(parameters, name, context)
    # Invalid polygons have a centre too.
    features = source.getFeatures(point_request(), Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks)
    return gather_points(
        features,
        name=source.sourceName(),
        path=source.sourceName() if layer is None else layer.source().partition("|")[0],
        crs=source.sourceCrs(),
        count=source.featureCount(),
        box=source.sourceExtent(),
        diameter=diameter,
        times=None if layer is None else fixed_range(layer),
        transforms=context.transformContext(),
    )


def point_request() -> QgsFeatureRequest:
    """Asks for what `gather_points` needs of features."""
    return QgsFeatureRequest().setNoAttributes()


def gather_points(
    features: Iterable[QgsFeature],
    *,
    name: str,
    path: str,
    crs: QgsCoordinateReferenceSystem,
    count: int,
    box: QgsRectangle,
    diameter: float | None,
    times: Moments | None,
    transforms: QgsCoordinateTransformContext,
) -> PointsInput:
    """Of the features of a layer, about `count` of them, in any thread. Raises FusionError if none is a point.

    `box`: their extent. `diameter`: of the footprints in metres, None where it is to be found out.
    """
    geometries = _spread(features, count)
    centres = [(point.x(), point.y()) for point in (each.centroid().asPoint() for each in geometries)]
    centres = [centre for centre in centres if all(map(math.isfinite, centre))]
    if not centres:
        raise FusionError(
            QCoreApplication.translate("Points", "{layer} holds no points; choose another layer.").format(layer=name)
        )
    x, y = zip(*centres)
    return PointsInput(
        name=name,
        path=path,
        crs=wkt(crs) if crs.isValid() else None,
        x=x,
        y=y,
        count=max(count, len(x)),
        extent=(box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()),
        diameter=diameter or _diameter(crs, geometries, transforms),
        times=times,
    )


def fixed_range(layer: QgsMapLayer) -> Moments | None:
    """Begin and end (UTC) that the user gave a raster or vector layer in its temporal properties."""
    properties = layer.temporalProperties()
    if properties is None or not properties.isActive():
        return None
    fixed = (Qgis.RasterTemporalMode.FixedTemporalRange, Qgis.VectorTemporalMode.FixedTemporalRange)
    return _moments(properties.fixedTemporalRange()) if properties.mode() in fixed else None


def time_span(moments: Moments | None) -> "TimeSpan | None":
    """For the engine."""
    from ..core.advice.times import TimeSpan

    return None if moments is None else TimeSpan(*moments, _ORIGIN)


def _moments(between: QgsDateTimeRange) -> Moments | None:
    if not (between.begin().isValid() and between.end().isValid()):
        return None
    return tuple(
        datetime.fromtimestamp(each.toMSecsSinceEpoch() / 1000.0, timezone.utc)
        for each in (between.begin(), between.end())
    )


def _spread(features: Iterable[QgsFeature], count: int) -> list[QgsGeometry]:
    """Geometries of every n-th feature, at most _MOST."""
    step = max(1, -(-count // _MOST))
    found = [each.geometry() for number, each in enumerate(features) if number % step == 0]
    found = [each for each in found if not each.isEmpty()]
    # Not every source knows how many features it has.
    return found[:: max(1, -(-len(found) // _MOST))]


def _diameter(
    crs: QgsCoordinateReferenceSystem, geometries: list[QgsGeometry], transforms: QgsCoordinateTransformContext
) -> float | None:
    """Of circles of the polygons' areas on the ground, in metres."""
    measure = QgsDistanceArea()
    measure.setSourceCrs(crs, transforms)
    measure.setEllipsoid(crs.ellipsoidAcronym())
    areas = [measure.measureArea(each) for each in geometries if each.type() == Qgis.GeometryType.Polygon]
    areas = [area for area in areas if area > 0.0]
    if not areas or not measure.willUseEllipsoid():
        return None
    unit = Qgis.AreaUnit.SquareMeters
    return 2.0 * math.sqrt(measure.convertAreaMeasurement(median(areas), unit) / math.pi)
