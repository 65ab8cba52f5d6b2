"""The patches of a dataset as STAC items (1.1.0), with the extensions for projections and rasters."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, TextIO

import numpy as np
from pyproj import Geod

from ..crs import parse_crs
from ..provenance import to_json
from .index import Index, footprints, outlines
from .sample import LABEL, DatasetInfo, RasterInfo

_VERSION = "1.1.0"
_EXTENSIONS = ["https://stac-extensions.github.io/projection/v2.0.0/schema.json",
               "https://stac-extensions.github.io/raster/v2.0.0/schema.json"]
_DECIMALS = 8   # of a degree: about a millimetre
# STAC wants a time of every item. Where none is known, it lies somewhere between these.
_ANY_TIME = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")


@dataclass(frozen=True)
class Asset:
    """What holds a layer's part of a patch: the path within the dataset, its media type, and which place in it."""

    href: str
    media_type: str
    told: dict[str, Any]


def write_items(path: str, info: DatasetInfo, index: Index, asset: Callable[[int, str], Asset]) -> None:
    """Write a GeoJSON FeatureCollection of items (a STAC item collection), one a patch. Raises OSError."""
    rings = footprints(info, index)
    layers = [_layer_fields(layer, pixel_metres(layer, index)) for layer in info.layers]
    with open(path + ".new", "w", encoding="utf-8", newline="\n") as file:
        file.write('{"type":"FeatureCollection","features":[')
        _write_features(file, info, index, rings, layers, asset)
        file.write("\n]}\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def geometry(ring: np.ndarray) -> tuple[dict[str, Any] | None, list[float] | None]:
    """GeoJSON and bounding box of a ring (points, 2) in degrees whose longitudes do not jump.

    Across the 180th meridian it is cut in two, and around a pole it reaches up to it. None of a ring that has no place
    on Earth.
    """
    if not np.isfinite(ring).all():
        return None, None
    west, south = ring.min(axis=0)
    east, north = ring.max(axis=0)
    if abs(ring[-1, 0] - ring[0, 0]) > 180.0 or east - west > 360.0:   # once around
        south, north = (float(south), 90.0) if south + north > 0 else (-90.0, float(north))
        box = [-180.0, south, 180.0, north]
        corners = [(-180.0, south), (180.0, south), (180.0, north), (-180.0, north), (-180.0, south)]
        return {"type": "Polygon", "coordinates": [np.round(corners, _DECIMALS).tolist()]}, box
    turns = 360.0 * np.floor((west + 180.0) / 360.0)
    ring, west, east = ring - (turns, 0.0), west - turns, east - turns
    if east <= 180.0:
        return {"type": "Polygon", "coordinates": [_rounded(ring)]}, _rounded([west, south, east, north])
    halves = [_clipped(ring, 180.0, -1), _clipped(ring, 180.0, 1) - (360.0, 0.0)]
    return ({"type": "MultiPolygon", "coordinates": [[_rounded(half)] for half in halves]},
            _rounded([west, south, east - 360.0, north]))


def times(info: DatasetInfo) -> dict[str, str | None]:
    """The item's datetime, start_datetime and end_datetime, from the dates of the rasters."""
    spans = [_span(layer.date) for layer in info.rasters if layer.date]
    if not spans:
        return {"datetime": None, "start_datetime": _ANY_TIME[0], "end_datetime": _ANY_TIME[1]}
    start, end = min(first for first, _ in spans), max(last for _, last in spans)
    if start == end:
        return {"datetime": _instant(start)}
    return {"datetime": None, "start_datetime": _instant(start), "end_datetime": _instant(end)}


def crs_fields(wkt: str) -> dict[str, Any]:
    """The CRS as the projection extension has it: a code where one means the same, else WKT."""
    crs = parse_crs(wkt)
    authority = crs.to_authority(min_confidence=100)
    if authority is not None:
        return {"proj:code": ":".join(authority)}
    return {"proj:code": None, "proj:wkt2": crs.to_wkt("WKT2_2019")}


def _write_features(file: TextIO, info: DatasetInfo, index: Index, rings: np.ndarray, layers: list[dict[str, Any]],
                    asset: Callable[[int, str], Asset]) -> None:
    shared, places = times(info), index.places
    for at, key in enumerate(places.keys):
        shape, box = geometry(rings[at])
        properties = {**shared, "patch:id": int(places.ids[at]), "patch:row": int(places.rows[at]),
                      "patch:column": int(places.columns[at]), "patch:split": places.splits[at],
                      "patch:centre": [float(places.lon[at]), float(places.lat[at])]}
        item = {"type": "Feature", "stac_version": _VERSION, "stac_extensions": _EXTENSIONS, "id": key,
                "geometry": shape, "properties": properties, "links": [], "assets": {
                    layer.name: _asset(told, asset(at, layer.name), index, layer.name, at)
                    for layer, told in zip(info.layers, layers)}}
        if box is not None:
            item["bbox"] = box
        file.write(",\n" if at else "\n")
        file.write(json.dumps(item, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def _asset(told: dict[str, Any], asset: Asset, index: Index, name: str, at: int) -> dict[str, Any]:
    return {"href": asset.href, "type": asset.media_type, **told, **asset.told,
            "proj:transform": index.transforms[name][at].tolist(), "patch:valid": float(index.valid[name][at])}


def pixel_metres(layer: RasterInfo, index: Index) -> float:
    """The mean side of a pixel on the ground (WGS 84), in the middle of the dataset; NaN where it has none."""
    ring = outlines(layer, index.transforms[layer.name][[len(index) // 2]])[0]
    if not np.isfinite(ring).all():
        return float("nan")
    area = abs(Geod(ellps="WGS84").polygon_area_perimeter(*ring.T)[0])
    return float(np.sqrt(area / (layer.shape[1] * layer.shape[2])))


def _layer_fields(layer: RasterInfo, metres: float) -> dict[str, Any]:
    """What all patches of a layer have in common."""
    known = {"raster:spatial_resolution": float(f"{metres:.6g}")} if np.isfinite(metres) else {}
    bands = [{"name": name, "data_type": layer.dtype, "nodata": _number(layer.fill), **known,
              **({"unit": unit} if unit else {})} for name, unit in zip(layer.bands, layer.units)]
    return {"title": layer.name, "roles": ["labels" if layer.name == LABEL else "data"], **crs_fields(layer.crs),
            "proj:shape": list(layer.shape[1:]), "bands": bands, "patch:source": layer.source, "patch:kind": layer.kind,
            **({"patch:mean": list(layer.mean), "patch:std": list(layer.std)} if layer.mean is not None else {}),
            **({"patch:date": layer.date} if layer.date else {})}


def _number(value: float | int) -> float | int | str:
    """As STAC writes a nodata value, with "nan", "inf" and "-inf" as texts."""
    return json.loads(to_json({"value": value}))["value"]


def _rounded(values: Any) -> Any:
    return np.round(np.asarray(values, float), _DECIMALS).tolist()


def _clipped(ring: np.ndarray, meridian: float, side: int) -> np.ndarray:
    """The part of a ring on one side of a meridian (-1 west, 1 east), closed (Sutherland and Hodgman)."""
    inside = side * (ring[:, 0] - meridian) >= 0
    found = []
    for at in range(len(ring) - 1):
        first, second = ring[at], ring[at + 1]
        if inside[at]:
            found.append(first)
        if inside[at] != inside[at + 1]:
            share = (meridian - first[0]) / (second[0] - first[0])
            found.append(np.array([meridian, first[1] + share * (second[1] - first[1])]))
    return np.array([*found, found[0]])


def _span(date: str) -> tuple[datetime, datetime]:
    """First and last moment of "2024-06-02", "2024-06-02T20:50:11Z" or two of them with a slash between."""
    first, _, last = date.partition("/")
    return _moments(first)[0], _moments(last or first)[1]


def _moments(text: str) -> tuple[datetime, datetime]:
    moment = datetime.fromisoformat(text.strip())
    start = moment.astimezone(timezone.utc) if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return start, start if len(text.strip()) > 10 else start + timedelta(days=1, seconds=-1)


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds").replace("+00:00", "Z")
