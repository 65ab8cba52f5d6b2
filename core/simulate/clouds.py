"""Clouds and their shadows."""

import datetime
from functools import lru_cache

import numpy as np
from odc.geo.geobox import GeoBox

from .noise import Noise
from .temperature import Sun
from .world import Place, centres

HEIGHT = 1500.0        # metres of the clouds above the ground
_ADJACENT = 0.12       # standard deviations of cloudiness below a cloud's that still count as its edge
_SAMPLE = 400          # pixels along each side from which the level for a share is told


def cloudiness(seed: int, date: datetime.date, place: Place) -> np.ndarray:
    """A Gaussian field of variance 1 for each day; clouds are where it is high."""
    return Noise(seed, f"clouds of {date.isoformat()}", 15360.0, 480.0, roughness=0.75)(place)


@lru_cache(maxsize=64)
def cloud_level(seed: int, date: datetime.date, home: GeoBox, share: float) -> float:
    """The cloudiness above which lies ``share`` of the grid ``home`` (to about 0.001; told from a sample)."""
    if share <= 0.0:
        return np.inf
    if share >= 1.0:
        return -np.inf
    coarse = home.zoom_to(tuple(min(size, _SAMPLE) for size in home.shape))
    return float(np.quantile(cloudiness(seed, date, centres(coarse)), 1.0 - share))


def clouds_at(seed: int, date: datetime.date, place: Place, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Where there are clouds, and where their edges and surroundings are (booleans; clouds are in neither's way)."""
    thick = cloudiness(seed, date, place)
    clouds = thick > level
    return clouds, (thick > level - _ADJACENT) & ~clouds


def shadows_at(seed: int, date: datetime.date, place: Place, level: float, light: Sun) -> np.ndarray:
    """Where the ground lies in a cloud's shadow (booleans): none while the sun is down."""
    if light.up <= 0.0:
        return np.zeros(place.x.shape, bool)
    away = HEIGHT / light.up
    return cloudiness(seed, date, place.moved(away * light.east, away * light.north)) > level
