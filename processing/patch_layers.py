"""Polygons and points for patch centres, from QGIS's layers as plain values for the engine."""

from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsFeatureRequest, QgsGeometry, QgsProcessingFeatureSource
from qgis.PyQt.QtCore import QCoreApplication

from .feature_columns import is_null
from .feature_source import FeatureInput

if TYPE_CHECKING:
    from ..core.patches.boundary import Polygons
    from ..core.patches.centres import GivenPoints
    from ..core.reporter import Reporter

_AT_ONCE = 1_000
# QGIS's own check of validity throws through Python's frames, which this process does not survive.
_UNCHECKED = Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks


def polygons(source: QgsProcessingFeatureSource, layer: FeatureInput, field: str, reporter: "Reporter") -> "Polygons":
    """All polygons of a source, with a field's values as texts where one is named. Raises Cancelled."""
    from ..core.patches.boundary import Polygons

    index = source.fields().lookupField(field) if field else -1
    request = QgsFeatureRequest() if field else QgsFeatureRequest().setNoAttributes()
    wkb, values = [], []
    for number, feature in enumerate(source.getFeatures(request, _UNCHECKED)):
        wkb.append(_plain_wkb(feature.geometry()))
        if field:
            value = feature.attribute(index)
            values.append(None if is_null(value) or value == "" else str(value))
        _look_at_cancel(number, reporter)
    return Polygons(layer.name, layer.crs, tuple(wkb), tuple(values))


def given_points(source: QgsProcessingFeatureSource, layer: FeatureInput, reporter: "Reporter") -> "GivenPoints":
    """All points of a source in their order, each of a multipoint too; those without a place are left out and told.

    Raises Cancelled.
    """
    import numpy as np

    from ..core.patches.centres import GivenPoints

    places, nulls = [], 0
    request = QgsFeatureRequest().setNoAttributes()
    for number, feature in enumerate(source.getFeatures(request, _UNCHECKED)):
        geometry = feature.geometry()
        if geometry.isEmpty():
            nulls += 1
        else:
            places += [(point.x(), point.y()) for point in geometry.vertices()]
        _look_at_cancel(number, reporter)
    if nulls:
        reporter.warning(
            QCoreApplication.translate(
                "PatchCentres", "Points without a place: {count}; they are left out."
            ).format(count=nulls)
        )
    x, y = np.array(places, float).reshape(-1, 2).T
    return GivenPoints(layer.name, layer.crs, x, y)


def _plain_wkb(geometry: QgsGeometry) -> bytes | None:
    """Without curves, heights and measures; None of a null or empty geometry."""
    if geometry.isEmpty():
        return None
    plain = geometry.constGet().segmentize()
    plain.dropZValue()
    plain.dropMValue()
    return bytes(QgsGeometry(plain).asWkb().data())


def _look_at_cancel(number: int, reporter: "Reporter") -> None:
    if number % _AT_ONCE == 0 and reporter.cancelled():
        reporter.progress(0.0)   # raises
