"""Places of findings on the map: what is zoomed to, and what flashes."""

from typing import NamedTuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsGeometry,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.finding import MapPlace

_DEGREES = "EPSG:4326"
_ALONG = 32           # parts of each side of a rectangle, which bends in another CRS
_AROUND = 1.2         # the view is wider than the place by this
_TORN = 1.5           # an outline so much wider than its parts goes around the world between them
_LEAST_M, _METRES_OF_DEGREE = 50.0, 111_000.0   # what a single point is shown with


class Shown(NamedTuple):
    """A place in the CRS of a map: its outlines, two where the map has its edge within it, and what to zoom to."""

    outlines: list[QgsGeometry]
    view: QgsRectangle


def on_map(place: MapPlace, crs: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext) -> Shown:
    """The place in the CRS of a map; the view is on the larger part where the map has its edge within it.

    Raises FusionError if the place is not within the area where that CRS is defined.
    """
    own = QgsCoordinateReferenceSystem.fromWkt(place.crs)
    across = own.isGeographic() and place.bounds[0] > place.bounds[2]
    whole = None if across else _transformed(QgsRectangle(*place.bounds), own, crs, transforms)
    if whole is not None and own == crs:
        return Shown([whole], whole.boundingBox())
    parts = [_transformed(box, source, crs, transforms) for box, source in _ends(place, own)]
    parts = sorted((part for part in parts if part is not None), key=lambda part: -part.boundingBox().area())
    if whole is not None and not _is_torn(whole.boundingBox(), parts):
        return Shown([whole], whole.boundingBox())
    if not parts:
        raise FusionError(QCoreApplication.translate(
            "FindingsPanel", "The place lies outside the area where the CRS of the map is defined; choose another CRS "
                             "for the project."))
    together = QgsRectangle(parts[0].boundingBox())
    for part in parts[1:]:
        together.combineExtentWith(part.boundingBox())
    return Shown(parts, parts[0].boundingBox() if _is_torn(together, parts) else together)


def show_place(place: MapPlace, canvas: QgsMapCanvas) -> None:
    """Zoom to a place and flash its outline. Raises FusionError where the map cannot show it."""
    settings = canvas.mapSettings()
    crs = settings.destinationCrs()
    if not crs.isValid():
        crs = QgsCoordinateReferenceSystem.fromWkt(place.crs)
    shown = on_map(place, crs, settings.transformContext())
    box = QgsRectangle(shown.view)
    least = _LEAST_M / (_METRES_OF_DEGREE if crs.isGeographic() else 1.0)
    box.grow(max(0.0, (least - max(box.width(), box.height())) / 2))
    box.scale(_AROUND)
    canvas.setExtent(box)
    canvas.refresh()
    canvas.flashGeometries(shown.outlines, crs)


def _ends(place: MapPlace, own: QgsCoordinateReferenceSystem
          ) -> list[tuple[QgsRectangle, QgsCoordinateReferenceSystem]]:
    """The parts of a place to both sides of the antimeridian, in degrees; none if it does not lie across it."""
    west, south, east, north = place.bounds if own.isGeographic() else _in_degrees(place)
    if own.isGeographic() and west > east:
        east += 360.0
    if not (-180.0 <= west <= 180.0 < east < west + 360.0 or west < -180.0 < east < west + 360.0):
        return []
    if west < -180.0:
        west, east = west + 360.0, east + 360.0
    degrees = own if own.isGeographic() else QgsCoordinateReferenceSystem(_DEGREES)
    return [(QgsRectangle(west, south, 180.0, north), degrees), (QgsRectangle(-180.0, south, east - 360.0, north),
                                                                 degrees)]


def _in_degrees(place: MapPlace) -> tuple[float, float, float, float]:
    """Bounds in longitude and latitude, on beyond 180 degrees; nothing where the place has none."""
    from ..core.crs import parse_crs
    from ..core.grid import extent_box, outline_bounds

    west, south, east, north = place.bounds
    if west == east or south == north:
        return 0.0, 0.0, 0.0, 0.0
    try:
        return outline_bounds(extent_box(place.bounds, place.crs), parse_crs(_DEGREES))
    except FusionError:   # it has no place in degrees, as a whole hemisphere around a pole
        return 0.0, 0.0, 0.0, 0.0


def _is_torn(box: QgsRectangle, parts: list[QgsGeometry]) -> bool:
    return len(parts) > 1 and box.width() > _TORN * sum(part.boundingBox().width() for part in parts)


def _transformed(box: QgsRectangle, source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem,
                 transforms: QgsCoordinateTransformContext) -> QgsGeometry | None:
    """The outline of a rectangle in another CRS; None where it has no place there."""
    outline = QgsGeometry.fromRect(box).densifyByCount(_ALONG - 1)
    try:
        outline.transform(QgsCoordinateTransform(source, target, transforms))
    except QgsCsException:
        return None
    bounds = outline.boundingBox()
    return outline if bounds.isFinite() and not bounds.isNull() else None
