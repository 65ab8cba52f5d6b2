"""What is read of a layer: on the main thread what belongs to it in QGIS, then in any thread what its file tells."""

import dataclasses
import re
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError, require
from ..core.message import listed
from ..processing.language import told
from ..processing.layers import raster_input, wkt
from ..processing.points import Moments, PointsInput, fixed_range, time_span
from ..processing.styling import read_legend
from .layer_facts import SIZE_FIELDS, LayerFacts

if TYPE_CHECKING:
    from ..core.advice import Layer
    from ..core.variable.evidence import Detection

Extent = tuple[float, float, float, float]
_OF_POINTS = (Qgis.GeometryType.Point, Qgis.GeometryType.Polygon)
# Their features live in the project alone, and no worker may ask them.
_IN_PROJECT = ("memory", "virtual")
_PACKAGES = ("numba", "odc.geo.geobox")
_QUALITY = re.compile(r"(?<![a-z0-9])(q[ac]|fmask|scl|quality|reliability|(cloud|pixel|bit)? ?mask|(pixel )?flags?)"
                      r"(?![a-z])")


@dataclass(frozen=True)
class LayerSource:
    """A layer as plain values, safe in any thread.

    ``path``: what GDAL opens, of points the source. ``crs``: WKT 2, "" if it has none; ``crs_name`` as QGIS calls it,
    "" where it is not registered. ``count`` and ``extent``: of points that live in the project alone. ``problem``: why
    there is nothing to read, "" if there is.
    """

    layer_id: str
    name: str
    is_points: bool
    path: str = ""
    provider: str = ""
    crs: str = ""
    crs_name: str = ""
    paletted: bool = False
    times: Moments | None = None
    count: int | None = None
    extent: Extent | None = None
    is_polygons: bool = False
    size_fields: tuple[str, ...] = ()
    problem: str = ""


def is_listed(layer: QgsMapLayer) -> bool:
    """Does it belong into the table: a raster, or a layer of points or polygons, and not one that QGIS hides?"""
    if layer.flags() & QgsMapLayer.LayerFlag.Private:
        return False
    return isinstance(layer, QgsRasterLayer) or is_points(layer)


def is_points(layer: QgsMapLayer) -> bool:
    """Is it a vector layer of points or polygons?"""
    return isinstance(layer, QgsVectorLayer) and layer.geometryType() in _OF_POINTS


def layer_source(layer: QgsMapLayer) -> LayerSource:
    """On the main thread; opens no file."""
    crs = layer.crs()
    source = LayerSource(layer.id(), layer.name(), is_points=not isinstance(layer, QgsRasterLayer),
                         path=layer.source(), provider=layer.providerType(), crs=wkt(crs) if crs.isValid() else "",
                         crs_name=_crs_name(crs), times=fixed_range(layer))
    if not source.is_points:
        return _of_raster(source, layer)
    names = layer.fields().names()
    source = dataclasses.replace(source, is_polygons=layer.geometryType() == Qgis.GeometryType.Polygon,
                                 size_fields=tuple(name for name in SIZE_FIELDS if name in names))
    if source.provider in _IN_PROJECT:
        return dataclasses.replace(source, count=layer.featureCount(), extent=_corners(layer.extent()))
    return source


def read_facts(source: LayerSource, sampled: bool = True) -> LayerFacts:
    """What is to be told of a layer, in any thread; without `sampled` of a raster its header alone.

    What cannot be read is told as its problem.
    """
    known = LayerFacts(source.is_points, crs=source.crs_name, crs_wkt=source.crs, problem=source.problem)
    if source.problem:
        return known
    try:
        for package in _PACKAGES:
            require(package)
        return _points(source) if source.is_points else _raster(source, sampled)
    except FusionError as error:
        return dataclasses.replace(known, problem=told(error.sentence))


def _of_raster(source: LayerSource, layer: QgsRasterLayer) -> LayerSource:
    if source.provider == "gdal" and not layer.isValid():
        return source   # opening it tells why
    try:
        raster = raster_input(layer)
    except FusionError as error:
        return dataclasses.replace(source, problem=told(error.sentence))
    return dataclasses.replace(source, path=raster.path, crs=raster.crs or "", paletted=read_legend(layer) is not None)


def _crs_name(crs: QgsCoordinateReferenceSystem) -> str:
    registered = crs.isValid() and crs.authid() and not crs.authid().startswith("USER:")
    return crs.userFriendlyIdentifier() if registered else ""


def _raster(source: LayerSource, sampled: bool) -> LayerFacts:
    from ..core.advice import Layer

    layer = Layer(source.path, crs=source.crs or None, paletted=source.paletted, times=time_span(source.times))
    with closing(layer):
        if layer.problem is not None:
            raise layer.problem
        facts = _header(source, layer)
        if not sampled or not layer.bands:
            return facts
        try:
            return _with_sample(facts, source, layer)
        except FusionError as error:
            return dataclasses.replace(facts, problem=told(error.sentence))


def _header(source: LayerSource, layer: "Layer") -> LayerFacts:
    from ..core.crs import display_name

    grid, times = layer.grid, layer.times
    box, a = grid.boundingbox, grid.affine
    north_up = a.b == 0.0 and a.d == 0.0 and a.a > 0.0 and a.e < 0.0
    return LayerFacts(
        is_points=False,
        crs=source.crs_name or display_name(grid.crs.proj),
        crs_wkt=grid.crs.proj.to_wkt(),
        extent=(box.left, box.bottom, box.right, box.top),
        shape=(int(grid.shape[0]), int(grid.shape[1])),
        pixel=((a.a ** 2 + a.d ** 2) ** 0.5, (a.b ** 2 + a.e ** 2) ** 0.5),
        pixel_m=layer.pixel_m,
        transform=None if north_up else tuple(a[:6]),
        bands=len(layer.bands),
        date="" if times is None else times.text,
        is_quality=_is_quality(source, layer),
    )


def _with_sample(facts: LayerFacts, source: LayerSource, layer: "Layer") -> LayerFacts:
    """Kind and missing pixels of the first band, as the advice on approaches takes them."""
    from ..core.variable.evidence import CONFIDENT

    band = layer.bands[0].number
    places, detection = layer.sample(band).places, layer.detection(band)
    pixels = sum(place.rows * place.columns for place in places)
    return dataclasses.replace(
        facts,
        nodata_share=sum(place.missing for place in places) / pixels if pixels else None,
        kind=detection.kind,
        evidence=told(listed(detection.reasons, "; ")),
        detection=detection,
        are_whole=layer.sample(band).are_whole,
        is_sure=detection.confidence >= CONFIDENT,
        is_quality=_is_quality(source, layer, detection),
    )


def _is_quality(source: LayerSource, layer: "Layer", detection: "Detection | None" = None) -> bool:
    """By its product; without one by its names, unless the values are no flags."""
    if not layer.bands:
        return False
    known = layer.product_of(layer.bands[0]).layer
    kind = known.kind if known is not None else None if detection is None else detection.kind
    if (known is not None and known.is_bitfield) or (detection is not None and detection.is_bitfield):
        return True
    if kind not in (None, "categorical"):
        return False
    names = (layer.name, source.name, layer.bands[0].description or "")
    return any(_QUALITY.search(re.sub(r"[^a-z0-9]+", " ", name.lower())) for name in names)


def _points(source: LayerSource) -> LayerFacts:
    from ..core.crs import display_name, parse_crs

    if not source.crs:
        raise FusionError(QCoreApplication.translate(
            "LayerReading", '"{layer}" has no coordinate reference system; assign one in its properties.',
        ).format(layer=source.name))
    crs = parse_crs(source.crs)
    count, extent = (source.count, source.extent) if source.provider in _IN_PROJECT else _of_features(source)
    if not count:
        raise FusionError(QCoreApplication.translate(
            "LayerReading", '"{layer}" holds no features; choose another layer.').format(layer=source.name))
    path = QgsProviderRegistry.instance().decodeUri(source.provider, source.path).get("path") or source.name
    points = PointsInput(source.name, path, source.crs, (), (), count, extent, None, source.times).points()
    return LayerFacts(is_points=True, crs=source.crs_name or display_name(crs), crs_wkt=source.crs, extent=extent,
                      count=count, date="" if points.times is None else points.times.text,
                      is_polygons=source.is_polygons, size_fields=source.size_fields)


def _of_features(source: LayerSource) -> tuple[int, Extent]:
    """How many there are and where, from a layer of this thread's own: the provider may have to go through them."""
    options = QgsVectorLayer.LayerOptions(False, False)
    options.skipCrsValidation = True
    layer = QgsVectorLayer(source.path, source.name, source.provider, options)
    if not layer.isValid():
        raise FusionError(QCoreApplication.translate(
            "LayerReading", '"{layer}" cannot be read from {source}; repair its data source.',
        ).format(layer=source.name, source=source.path))
    return max(0, layer.featureCount()), _corners(layer.extent())


def _corners(box: QgsRectangle) -> Extent:
    return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()
