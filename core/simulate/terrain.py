"""Elevation, slope and aspect: flat valleys between rough mountains."""

import numpy as np

from .noise import Noise, WorldRaster
from .world import Place, east_scale

_STEP = 60.0             # metres of the world raster on which heights and their gradient are made
_VALLEY = 60.0           # metres: the lowest ground, about
_RISE = 650.0            # metres for one standard deviation of the large forms
_RELIEF = 150.0          # standard deviation in metres of the small forms, where the ground is high


def terrain(seed: int, place: Place) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Elevation in metres, and its rise per metre on the ground to the east and to the north (float32).

    With large forms L and small forms S, both Gaussian fields of variance 1:
    elevation = 60 + 650 / 1.5 * ln(1 + exp(1.5 L)) + 150 S / (1 + exp(-2.5 L)).
    """
    raster = WorldRaster(place, _STEP)
    large = Noise(seed, "large forms", 15360.0, 3840.0, roughness=0.8).on(raster)
    small = Noise(seed, "small forms", 1920.0, 240.0, roughness=0.9).on(raster)
    height = _VALLEY + _RISE / 1.5 * np.log1p(np.exp(1.5 * large)) + _RELIEF * small / (1.0 + np.exp(-2.5 * large))
    north, east = np.gradient(height, np.float32(_STEP))
    scale = east_scale(raster.y()).astype(np.float32)[:, None]
    return tuple(raster.sample(part) for part in (height, east * scale, north / scale))


def slope(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """Degrees from the horizontal, from the rises to the east and north."""
    return np.degrees(np.arctan(np.hypot(east, north)))


def aspect(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """The direction that a slope faces, in degrees clockwise from north (0 to 360)."""
    return np.degrees(np.arctan2(-east, -north)) % np.float32(360.0)
