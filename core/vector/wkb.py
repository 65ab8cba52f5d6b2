"""Polygons from WKB buffers, as QGIS, OGR, shapely and GeoPackage's readers give them (ISO and extended, any axes)."""

import struct

import numpy as np

from ..errors import FusionError
from ..message import message

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7
_EXTENDED_Z, _EXTENDED_M, _EXTENDED_SRID = 0x80000000, 0x40000000, 0x20000000
Polygon = list[np.ndarray]   # rings (vertices, 2), the outer one first, without their repeated last vertex


def polygons(wkb: bytes | None) -> list[Polygon]:
    """The polygons of a polygon, multipolygon or collection; [] of None and of empty geometries.

    Heights and measures are left out. Raises FusionError for other geometries and for damaged buffers.
    """
    if not wkb:
        return []
    try:
        found, end = _geometry(memoryview(wkb), 0)
    except (struct.error, ValueError) as error:
        raise FusionError(message("A geometry is damaged ({reason}); repair the layer's geometries.",
                                  reason=error)) from error
    return [polygon for polygon in found if polygon and len(polygon[0])]


def _geometry(buffer: memoryview, at: int) -> tuple[list[Polygon], int]:
    order = "<" if buffer[at:at + 1] == b"\x01" else ">"
    kind, = struct.unpack_from(order + "I", buffer, at + 1)
    at += 5
    extended = kind & (_EXTENDED_Z | _EXTENDED_M | _EXTENDED_SRID)
    if kind & _EXTENDED_SRID:
        at += 4
    kind &= ~(_EXTENDED_Z | _EXTENDED_M | _EXTENDED_SRID)
    kind, axes = kind % 1000, {0: 0, 1: 1, 2: 1, 3: 2}.get(kind // 1000, 0)
    axes = 2 + max(axes, bool(extended & _EXTENDED_Z) + bool(extended & _EXTENDED_M))
    if kind not in (_POLYGON, _MULTIPOLYGON, _COLLECTION):
        raise FusionError(message("A geometry is no polygon (WKB type {kind}); give polygons, or points with a "
                                  "diameter.", kind=kind))
    count, = struct.unpack_from(order + "I", buffer, at)
    at += 4
    if kind != _POLYGON:
        found = []
        for _ in range(count):
            parts, at = _geometry(buffer, at)
            found += parts
        return found, at
    rings = []
    for _ in range(count):
        vertices, = struct.unpack_from(order + "I", buffer, at)
        end = at + 4 + 8 * axes * vertices
        if end > len(buffer):
            raise ValueError("it ends too early")
        ring = np.frombuffer(buffer[at + 4:end], order + "f8").reshape(vertices, axes)[:, :2].astype(float)
        rings.append(ring[:-1] if vertices > 1 and (ring[0] == ring[-1]).all() else ring)
        at = end
    return [rings], at
