"""What lies beneath a clicked place, for the Look panel: values in, values out, in the background. The engine comes
late."""

import math
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayerFeatureSource,
)

from ..core.errors import FusionError
from ..core.message import message
from ..core.reporter import Reporter
from ..processing.feature_source import FeatureInput, Sizes
from .look import BandChoice, CommonGrid, Extent, Scene, common_grid, require_engine, views
from .recipe_grid import known_crs

if TYPE_CHECKING:
    import numpy as np
    from odc.geo.geobox import GeoBox

    from ..core.aggregate.view import CellView
    from ..core.raster import RasterSource
    from ..core.sample.view import FootprintView


@dataclass(frozen=True)
class Place:
    """Where was clicked, in ``crs`` (WKT)."""

    x: float
    y: float
    crs: str


@dataclass(frozen=True)
class PointsChoice:
    """A layer of points or footprints, where to look in it (``box``, in its CRS), and the support of its features.

    ``accept``: codes of blockers that are accepted.
    """

    source: QgsVectorLayerFeatureSource
    layer: FeatureInput
    sizes: Sizes
    support: str
    box: Extent
    accept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Picked:
    """A cell of the common grid (its row and column, and what the ``other`` band has there, NaN if nothing), or a
    footprint of a layer (its name, and the support).

    ``outline`` (vertices, 2) is in ``crs`` (WKT), and empty where there is none; ``pixels`` (n, 5, 2), the outlines of
    those beneath, are in ``raster_crs``.
    """

    band: BandChoice
    view: "CellView | FootprintView"
    outline: "np.ndarray"
    crs: str
    pixels: "np.ndarray"
    raster_crs: str
    cell: tuple[int, int] | None = None
    common: CommonGrid | None = None
    other: float = math.nan
    layer: str = ""
    support: str = ""


def settled_support(support: str, sizes: Sizes, is_polygons: bool) -> str:
    """What "auto" comes to, as `samplepoints` settles it."""
    if support != "auto":
        return support
    if is_polygons:
        return "polygon"
    if sizes.diameter is None and not sizes.diameter_field:
        return "pixel"
    return "segment" if sizes.azimuth_field and (sizes.length is not None or sizes.length_field) else "disc"


def pick(scene: Scene, which: int, place: Place, points: PointsChoice | None, reporter: Reporter) -> Picked:
    """What lies beneath a place: a footprint of ``points`` if one is there, else the cell of the common grid.

    ``which``: the band (0 or 1 of the scene's) whose pixels are told. Raises FusionError, and Cancelled.
    """
    require_engine()
    feature = None if points is None else _nearest(points, place)
    reporter.progress(0.1)
    with ExitStack() as stack:
        if feature is not None:
            source = stack.enter_context(scene.bands[which].raster.open())
            return _footprint(scene.bands[which], source, points, feature)
        sources = [stack.enter_context(each.raster.open()) for each in scene.bands]
        return _cell(scene, sources, which, place, reporter)


def _cell(scene: Scene, sources: "list[RasterSource]", which: int, place: Place, reporter: Reporter) -> Picked:
    from ..core.support.beneath import cell_outline, pixel_outlines

    common, band, raster = common_grid(scene, sources), scene.bands[which], sources[which].grid
    row, column = _cell_at(common.grid, place)
    cell = views(scene, sources, common.grid, reporter, (which,))[0].cell(row, column)
    reporter.progress(0.7)
    if not cell.beneath.count:
        raise FusionError(message("No pixel of {name} lies beneath this cell.", name=band.name))
    return Picked(band, cell, cell_outline(common.grid, row, column), common.grid.crs.proj.to_wkt(),
                  pixel_outlines(raster, cell.beneath.rows, cell.beneath.columns), raster.crs.proj.to_wkt(),
                  (row, column), common, _other(scene, sources, common.grid, 1 - which, row, column, reporter))


def _other(scene: Scene, sources: "list[RasterSource]", grid: "GeoBox", which: int, row: int, column: int,
           reporter: Reporter) -> float:
    """What the other band has in a cell."""
    try:
        view = views(scene, sources, grid, reporter, (which,))[0]
        return float(view.values((row, row + 1), (column, column + 1), threads=1)[0, 0])
    except FusionError:   # the plots tell why there is nothing
        return math.nan


def _cell_at(grid: "GeoBox", place: Place) -> tuple[int, int]:
    """Row and column. Raises FusionError beside the grid."""
    x, y = _moved(place, grid.crs.proj)
    column, row = ~grid.affine * (x, y)
    if not (0 <= row < grid.shape[0] and 0 <= column < grid.shape[1]):   # NaN too
        raise FusionError(message("The common grid has no cell there; click where the layers are."))
    return math.floor(row), math.floor(column)


def _moved(place: Place, crs: object) -> tuple[float, float]:
    from ..core.crs import transformer

    return transformer(known_crs(place.crs), crs).transform(place.x, place.y)


def _nearest(points: PointsChoice, place: Place) -> QgsFeature | None:
    """Of the features in the box the one that is nearest to the place."""
    x, y = _moved(place, known_crs(points.layer.crs))
    if not (math.isfinite(x) and math.isfinite(y)):
        return None
    here = QgsGeometry.fromPointXY(QgsPointXY(x, y))
    request = QgsFeatureRequest(QgsRectangle(*points.box)).setFlags(QgsFeatureRequest.Flag.ExactIntersect)
    near = [feature for feature in points.source.getFeatures(request) if not feature.geometry().isNull()]
    return min(near, key=lambda feature: feature.geometry().distance(here), default=None)


def _footprint(band: BandChoice, source: "RasterSource", points: PointsChoice, feature: QgsFeature) -> Picked:
    from ..core.sample import Options
    from ..core.sample.view import footprint_view
    from ..core.support.beneath import pixel_outlines

    geometry = QgsGeometry(feature.geometry().constGet().segmentize())
    footprint = points.sizes.of(points.layer, [geometry.asWkb().data()], [feature])
    options = Options(points.support, kind=band.kind, accept=points.accept)
    view = footprint_view(source, band.band, footprint, options, paletted=band.paletted)
    if view is None:
        raise FusionError(message("The footprint does not lie on {name}.", name=band.name))
    crs = source.grid.crs.proj.to_wkt()
    return Picked(band, view, view.outline, crs, pixel_outlines(source.grid, view.beneath.rows, view.beneath.columns),
                  crs, layer=points.layer.name, support=points.support)


def sizes_of(parameters: dict) -> Sizes:
    """Sizes as the parameters of `samplepoints` say them."""
    from ..processing.sample_points_parameters import AZIMUTH_FIELD, DIAMETER, DIAMETER_FIELD, LENGTH, LENGTH_FIELD

    return Sizes(parameters.get(DIAMETER), parameters.get(LENGTH), parameters.get(DIAMETER_FIELD, ""),
                 parameters.get(LENGTH_FIELD, ""), parameters.get(AZIMUTH_FIELD, ""))
