"""Layers of points for the tests of sampling, their features read back, and what a disc on the ground covers."""

import json

import numpy as np
from multiscale_fusion.tests.processing import rasters
from pyproj import CRS, Transformer
from shapely.geometry import Polygon, box

ALGORITHM = "multiscalefusion:samplepoints"
PIXEL = 30.0


def place(column, row, pixel=PIXEL):
    """Coordinates of pixel coordinates of the rasters of `rasters.write`."""
    return rasters.ORIGIN[0] + pixel * column, rasters.ORIGIN[1] - pixel * row


def write_points(path, places, epsg=32633, **columns):
    """A GeoJSON file of points (x, y), None for a null geometry, with further columns; returns the path."""
    features = []
    for number, at in enumerate(places):
        geometry = None if at is None else {"type": "Point", "coordinates": [float(each) for each in at]}
        properties = {"name": f"p{number}", **{key: values[number] for key, values in columns.items()}}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return _write(path, features, epsg)


def write_polygons(path, polygons, epsg=32633):
    """A GeoJSON file of shapely polygons; returns the path."""
    features = [{"type": "Feature", "properties": {"name": f"p{number}"}, "geometry": each.__geo_interface__}
                for number, each in enumerate(polygons)]
    return _write(path, features, epsg)


def read(path):
    """The layer, and a dictionary of attributes with the geometry for each feature; nulls as None."""
    from multiscale_fusion.processing.feature_columns import is_null
    from qgis.core import QgsVectorLayer

    layer = path if isinstance(path, QgsVectorLayer) else QgsVectorLayer(str(path), "read", "ogr")
    assert layer.isValid(), path
    names = [field.name() for field in layer.fields()]
    return layer, [{**{name: None if is_null(value) else value for name, value in zip(names, each.attributes())},
                    "geometry": each.geometry()} for each in layer.getFeatures()]


def column(features, name):
    """A field as float64, NaN for null."""
    return np.array([np.nan if each[name] is None else each[name] for each in features], float)


def disc_shares(x, y, diameter, shape, epsg=32633, pixel=PIXEL):
    """Shares (rows, columns) of a disc on the ground in each pixel, by clipping an outline of 2,000 corners."""
    crs = CRS.from_epsg(epsg)
    to_geographic = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    longitude, latitude = to_geographic.transform(x, y)
    turns = np.linspace(0.0, 360.0, 2000, endpoint=False)
    around = crs.get_geod().fwd(np.full(2000, longitude), np.full(2000, latitude), turns, np.full(2000, diameter / 2.0))
    u, v = to_geographic.transform(*around[:2], direction="INVERSE")
    corners = np.stack([(u - rasters.ORIGIN[0]) / pixel, (rasters.ORIGIN[1] - v) / pixel], axis=1)
    return polygon_shares(Polygon(corners), shape)


def polygon_shares(outline, shape):
    """Shares (rows, columns) of a polygon in pixel coordinates in each pixel."""
    west, north, east, south = outline.bounds
    shares = np.zeros(shape)
    for row in range(max(0, int(north)), min(shape[0], int(south) + 1)):
        for number in range(max(0, int(west)), min(shape[1], int(east) + 1)):
            shares[row, number] = outline.intersection(box(number, row, number + 1, row + 1)).area / outline.area
    return shares


def _write(path, features, epsg):
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), encoding="utf-8")
    return str(path)
