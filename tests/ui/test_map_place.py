"""Places on the map against pyproj: in other CRSs, across the antimeridian, at a single point."""

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.finding import MapPlace
from multiscale_fusion.ui.map_place import on_map, show_place
from pyproj import CRS, Transformer
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransformContext, QgsRectangle
from qgis.gui import QgsMapCanvas

MODIS = "PROJ:+proj=sinu +R=6371007.181 +units=m +no_defs"
DEGREES, MERCATOR, FIJI = "EPSG:4326", "EPSG:3857", "EPSG:3460"


def crs(text):
    return QgsCoordinateReferenceSystem(text) if not text.startswith("PROJ:") else \
        QgsCoordinateReferenceSystem.fromProj(text.removeprefix("PROJ:"))


def place(bounds, text):
    return MapPlace(bounds, crs(text).toWkt())


def shown(bounds, own, other):
    found = on_map(place(bounds, own), crs(other), QgsCoordinateTransformContext())
    boxes = [outline.boundingBox() for outline in found.outlines]
    return [corners(box) for box in boxes], corners(found.view)


def corners(box):
    return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()


def by_pyproj(bounds, own, other):
    """The bounds of a rectangle's sides, a thousand points each."""
    west, south, east, north = bounds
    t = np.linspace(0.0, 1.0, 1001)
    x = np.concatenate([west + t * (east - west)] * 2 + [np.full(1001, west), np.full(1001, east)])
    y = np.concatenate([np.full(1001, south), np.full(1001, north)] + [south + t * (north - south)] * 2)
    x, y = Transformer.from_crs(CRS(own.removeprefix("PROJ:")), CRS(other.removeprefix("PROJ:")),
                                always_xy=True).transform(x, y)
    return min(x), min(y), max(x), max(y)


@pytest.mark.parametrize(("bounds", "own", "other"), [
    ((500100.0, 4994100.0, 509100.0, 5000100.0), "EPSG:32633", DEGREES),
    ((500100.0, 4994100.0, 509100.0, 5000100.0), "EPSG:32633", MODIS),
    ((10.0, 45.0, 12.0, 46.0), DEGREES, MERCATOR),
    ((10.0, 45.0, 12.0, 46.0), DEGREES, "EPSG:3035"),
    ((1.0e6, 5.0e6, 1.1e6, 5.1e6), MODIS, "EPSG:32633"),
])
def test_a_place_is_where_pyproj_says(qgis_app, bounds, own, other):
    outlines, view = shown(bounds, own, other)
    wanted = by_pyproj(bounds, own, other)
    size = max(wanted[2] - wanted[0], wanted[3] - wanted[1])
    assert len(outlines) == 1 and outlines[0] == view
    np.testing.assert_allclose(view, wanted, atol=2e-3 * size)   # sides bend between the points of an outline


def test_in_its_own_crs_a_place_stays_as_it_is(qgis_app):
    """Also rasters of 0 to 360 degrees, which QGIS draws there."""
    for bounds, own in (((170.0, -20.0, 190.0, -10.0), DEGREES), ((0.0, -90.0, 360.0, 90.0), DEGREES),
                        ((1.0, 2.0, 3.0, 4.0), "EPSG:32633")):
        assert shown(bounds, own, own) == ([bounds], bounds)


@pytest.mark.parametrize("bounds", [(178.0, -20.0, -179.0, -10.0), (178.0, -20.0, 181.0, -10.0),
                                    (-182.0, -20.0, -179.0, -10.0)])
def test_across_the_antimeridian_a_map_with_an_edge_there_shows_both_parts(qgis_app, bounds):
    outlines, view = shown(bounds, DEGREES, MERCATOR)
    parts = (178.0, -20.0, 180.0, -10.0), (-180.0, -20.0, -179.0, -10.0)
    expected = [by_pyproj(each, DEGREES, MERCATOR) for each in parts]
    np.testing.assert_allclose(outlines, expected, rtol=1e-6)
    assert view == outlines[0]   # the larger one


def test_across_the_antimeridian_a_map_without_an_edge_there_shows_it_as_one(qgis_app):
    outlines, view = shown((178.0, -20.0, -179.0, -15.0), DEGREES, FIJI)
    wanted = by_pyproj((178.0, -20.0, 181.0, -15.0), DEGREES, FIJI)
    np.testing.assert_allclose(view, wanted, atol=2e-3 * (wanted[2] - wanted[0]))
    assert len(outlines) == 2


def test_a_raster_in_utm_across_the_antimeridian(qgis_app):
    """Zone 60 reaches 50 km beyond 180 degrees."""
    west, north = Transformer.from_crs(DEGREES, "EPSG:32760", always_xy=True).transform(179.0, -17.0)
    bounds = (west, north - 100_000.0, west + 150_000.0, north)
    assert shown(bounds, "EPSG:32760", "EPSG:32760") == ([bounds], bounds)
    outlines, view = shown(bounds, "EPSG:32760", DEGREES)
    assert len(outlines) == 2 and view == outlines[0]
    assert outlines[0][0] == pytest.approx(179.0, abs=0.02) and outlines[0][2] == 180.0
    assert outlines[1][0] == -180.0 and -179.7 < outlines[1][2] < -179.5


def test_a_place_that_is_none_in_the_crs_of_the_map(qgis_app):
    with pytest.raises(FusionError, match="choose another CRS for the project"):
        on_map(place((0.0, 91.0, 1.0, 92.0), DEGREES), crs(MERCATOR), QgsCoordinateTransformContext())


@pytest.mark.parametrize(("bounds", "own", "wide"), [
    ((500000.0, 5.0e6, 500000.0, 5.0e6), "EPSG:32633", 60.0), ((15.0, 45.0, 15.0, 45.0), DEGREES, 60.0 / 111_000.0)])
def test_a_single_point_is_shown_with_some_ground_around(qtbot, qgis_app, bounds, own, wide):
    canvas = QgsMapCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(300, 300)
    canvas.setDestinationCrs(crs(own))
    canvas.setExtent(QgsRectangle(0, 0, 10, 10))
    show_place(place(bounds, own), canvas)
    seen = canvas.extent()
    assert seen.contains(QgsRectangle(*bounds).center())
    assert min(seen.width(), seen.height()) == pytest.approx(wide, rel=0.05)
