"""Points from WKB buffers, and back: ISO and extended WKB, as QGIS, OGR, shapely and GeoPackage give it."""

import struct
from collections.abc import Sequence

import numpy as np

from ..errors import FusionError
from ..message import message

_POINT, _MULTIPOINT = 1, 4
_EXTENDED_Z, _EXTENDED_M, _EXTENDED_SRID = 0x80000000, 0x40000000, 0x20000000
_PLAIN = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])


def points(wkb: Sequence[bytes | None]) -> tuple[np.ndarray, np.ndarray]:
    """x and y (n) float64 of n points; NaN for None, for empty buffers and for empty points.

    A multipoint of one point is that point. Heights and measures are left out. Raises FusionError for multipoints of
    several points, which have no single place, for other geometries and for damaged buffers.
    """
    plain = _all_plain(wkb)
    if plain is not None:
        return plain
    places = np.full((2, len(wkb)), np.nan)
    for number, buffer in enumerate(wkb):
        if buffer:
            try:
                places[:, number] = _place(memoryview(buffer))
            except struct.error as error:
                raise FusionError(message("A geometry is damaged ({reason}); repair the layer's geometries.",
                                          reason=error)) from error
    return places[0], places[1]


def points_as_wkb(x: np.ndarray, y: np.ndarray) -> list[bytes | None]:
    """ISO WKB of points (n); None where x or y is NaN."""
    packed = np.empty(len(x), _PLAIN)
    packed["order"], packed["kind"], packed["x"], packed["y"] = 1, _POINT, x, y
    buffer, size = packed.tobytes(), _PLAIN.itemsize
    known = (np.isfinite(x) & np.isfinite(y)).tolist()
    return [buffer[number * size:(number + 1) * size] if there else None for number, there in enumerate(known)]


def _all_plain(wkb: Sequence[bytes | None]) -> tuple[np.ndarray, np.ndarray] | None:
    """At once, where all are little-endian points of two axes, as nearly always; else None."""
    if None in wkb or set(map(len, wkb)) != {_PLAIN.itemsize}:
        return None
    packed = np.frombuffer(b"".join(wkb), _PLAIN)
    if not ((packed["order"] == 1) & (packed["kind"] == _POINT)).all():
        return None
    return _finite(np.stack([packed["x"], packed["y"]]))


def _finite(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places whose one coordinate is missing have none."""
    places[:, ~np.isfinite(places).all(axis=0)] = np.nan
    return places[0], places[1]


def _place(buffer: memoryview) -> tuple[float, float]:
    order, kind, at = _head(buffer, 0)
    if kind == _MULTIPOINT:
        count, = struct.unpack_from(order + "I", buffer, at)
        if count > 1:
            raise FusionError(message(
                "A feature holds {count} points, and a sample has one place; split the layer first (Multipart to "
                "singleparts).", count=count))
        if count == 0:
            return np.nan, np.nan
        order, kind, at = _head(buffer, at + 4)
    if kind != _POINT:
        raise FusionError(message("A geometry is no point (WKB type {kind}); give points, or polygons as footprints.",
                                  kind=kind))
    x, y = struct.unpack_from(order + "2d", buffer, at)
    return (x, y) if np.isfinite(x) and np.isfinite(y) else (np.nan, np.nan)


def _head(buffer: memoryview, at: int) -> tuple[str, int, int]:
    """Byte order, kind without axes, and where its content begins."""
    order = "<" if buffer[at:at + 1] == b"\x01" else ">"
    kind, = struct.unpack_from(order + "I", buffer, at + 1)
    at += 9 if kind & _EXTENDED_SRID else 5
    return order, (kind & ~(_EXTENDED_Z | _EXTENDED_M | _EXTENDED_SRID)) % 1000, at
