"""Places on the ground near others: displaced by metres east and north."""

import numpy as np
from pyproj import CRS

from ..crs import transformer


def to_degrees(crs: CRS, x: np.ndarray, y: np.ndarray) -> tuple[CRS, np.ndarray, np.ndarray]:
    """The geographic CRS that ``crs`` rests on, and the points (n) as longitude and latitude in it (its own units).

    NaN stays NaN, as does what lies outside of the projection's domain.
    """
    geographic = crs.geodetic_crs
    longitude, latitude = transformer(crs, geographic).transform(np.asarray(x, float), np.asarray(y, float))
    lost = ~(np.isfinite(longitude) & np.isfinite(latitude))
    return geographic, np.where(lost, np.nan, longitude), np.where(lost, np.nan, latitude)


def displaced(geographic: CRS, longitude: np.ndarray, latitude: np.ndarray, east: np.ndarray,
              north: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude so many metres east and north, along the parallel and the meridian of the ellipsoid.

    Arrays are broadcast. Metres are divided by the radii of curvature at the point: good to a millimetre for 100 m, but
    within a kilometre of a pole.
    """
    unit, (along_parallel, along_meridian) = _unit(geographic), _radii(geographic, latitude)
    return longitude + east / (along_parallel * unit), latitude + north / (along_meridian * unit)


def metres(geographic: CRS, longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Metres east and north of the points' median, for telling which lie near each other; NaN stays NaN."""
    unit, middle = _unit(geographic), np.nanmedian(latitude) if np.isfinite(latitude).any() else 0.0
    along_parallel, along_meridian = _radii(geographic, middle)
    around = 2.0 * np.pi / unit
    step = longitude - (np.nanmedian(longitude) if np.isfinite(longitude).any() else 0.0)
    step = step - around * np.rint(step / around)
    return step * unit * along_parallel, (latitude - middle) * unit * along_meridian


def _radii(geographic: CRS, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Metres for a radian of longitude and of latitude."""
    geod, angle = geographic.get_geod(), latitude * _unit(geographic)
    w = np.sqrt(1.0 - geod.es * np.sin(angle) ** 2)
    return geod.a * np.cos(angle) / w, geod.a * (1.0 - geod.es) / w**3


def _unit(geographic: CRS) -> float:
    """Radians for one unit of the CRS's axes."""
    return geographic.axis_info[0].unit_conversion_factor
