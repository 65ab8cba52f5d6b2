"""Layers of patch centres for the tests of the algorithms on patches."""

import json


def write_centres(path, places, crs="EPSG:32633", **fields):
    """A GeoJSON of points (x, y) with lists of attributes; returns the path."""
    features = [{"type": "Feature", "properties": {name: values[number] for name, values in fields.items()},
                 "geometry": {"type": "Point", "coordinates": list(place)}} for number, place in enumerate(places)]
    collection = {"type": "FeatureCollection", "features": features}
    if crs is not None:
        collection["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(collection), encoding="utf-8")
    return str(path)
