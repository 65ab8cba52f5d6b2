"""The ground of footprints: directions of tracks, and corners as polygons."""

import numpy as np
from pyproj import Geod

_WGS84 = Geod(ellps="WGS84")
_POLYGON = np.dtype([
    ("order", "u1"), ("kind", "<u4"), ("rings", "<u4"), ("points", "<u4"), ("corners", "<f8", (5, 2)),
])


def track_azimuths(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """Degrees clockwise from north (n) in which a track runs at each of its places, from the one before to the next.

    At its ends the nearer half counts. NaN where places are missing, or where there is nowhere to go.
    """
    count = len(longitude)
    azimuth = np.full(count, np.nan)
    if count < 2:
        return azimuth
    place = np.arange(count)
    before, behind = np.maximum(place - 1, 0), np.minimum(place + 1, count - 1)
    good = np.isfinite(longitude) & np.isfinite(latitude)
    before, behind = np.where(good[before], before, place), np.where(good[behind], behind, place)
    use = good & (before != behind)
    use &= (longitude[before] != longitude[behind]) | (latitude[before] != latitude[behind])
    forward = _WGS84.inv(longitude[before[use]], latitude[before[use]], longitude[behind[use]],
                         latitude[behind[use]])[0]
    azimuth[use] = np.mod(forward, 360.0)
    return azimuth


def polygons(longitude: np.ndarray, latitude: np.ndarray) -> list[bytes | None]:
    """WKB of quadrilaterals from their corners (n, 4) in any order, counter-clockwise; None where one is missing.

    A footprint across the antimeridian stays in one piece, with longitudes beyond 180 degrees.
    """
    longitude = np.asarray(longitude, float)
    good = np.isfinite(longitude).all(axis=1) & np.isfinite(latitude).all(axis=1)
    wide = np.ptp(np.where(good[:, None], longitude, 0.0), axis=1) > 180.0
    longitude = np.where(wide[:, None] & (longitude < 0.0), longitude + 360.0, longitude)
    angle = np.arctan2(latitude - latitude.mean(axis=1, keepdims=True),
                       longitude - longitude.mean(axis=1, keepdims=True))
    order = np.argsort(angle, axis=1, kind="stable")
    order = np.concatenate([order, order[:, :1]], axis=1)
    packed = np.zeros(len(longitude), _POLYGON)
    packed["order"], packed["kind"], packed["rings"], packed["points"] = 1, 3, 1, 5
    packed["corners"][:, :, 0] = np.take_along_axis(longitude, order, axis=1)
    packed["corners"][:, :, 1] = np.take_along_axis(np.asarray(latitude, float), order, axis=1)
    content, size = packed.tobytes(), _POLYGON.itemsize
    return [content[number * size:(number + 1) * size] if kept else None for number, kept in enumerate(good)]
