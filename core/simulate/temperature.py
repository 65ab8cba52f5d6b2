"""Land surface temperature by a stated law, and the sun that enters it."""

import datetime
import math
from typing import NamedTuple

import numpy as np

from .land_cover import by_class
from .vegetation import cover_fraction, day_of_year

LAPSE = 0.0065             # K per metre: the standard atmosphere's
SWING_BARE, SWING_FULL = 17.0, 6.0   # K: half the daily range of dry bare soil and of full cover
SUNLIT = 14.0              # K for one unit more of the cosine of incidence
DRYING = 30.0              # K for one m3/m3 less of soil moisture
TEXTURE = 0.4              # K: standard deviation of what nothing explains
WARMEST_HOUR = 13.5
_MEAN, _YEARLY, _WARMEST_DAY = 290.0, 11.0, 205.0


class Sun(NamedTuple):
    """Unit vector from the ground to the sun; ``up`` is the cosine of the zenith angle, below 0 at night."""

    east: float
    north: float
    up: float


def sun(latitude: float, date: datetime.date, hour: float) -> Sun:
    """The sun at a local solar time (hours); declination after Cooper 1969 (doi:10.1016/0038-092X(69)90047-4)."""
    declination = math.radians(23.45) * math.sin(2.0 * math.pi * (284 + day_of_year(date)) / 365.0)
    turn, height = math.radians(15.0 * (hour - 12.0)), math.radians(latitude)
    return Sun(-math.cos(declination) * math.sin(turn),
               math.cos(height) * math.sin(declination) - math.sin(height) * math.cos(declination) * math.cos(turn),
               math.sin(height) * math.sin(declination) + math.cos(height) * math.cos(declination) * math.cos(turn))


def incidence(light: Sun, east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """Cosine of the angle between sun and slope (0 where the slope lies in its own shade); rises as in `terrain`."""
    facing = light.up - light.east * east - light.north * north
    return np.maximum(facing / np.sqrt(1.0 + east * east + north * north), 0.0)


def seasonal(date: datetime.date) -> float:
    """The day's mean temperature in K of flat, dry, bare ground at sea level."""
    return _MEAN + _YEARLY * math.cos(2.0 * math.pi * (day_of_year(date) - _WARMEST_DAY) / 365.25)


def diurnal(hour: float) -> float:
    """The course of the day: 1 at half past one in the afternoon, -1 twelve hours later (local solar time)."""
    return math.cos(2.0 * math.pi * (hour - WARMEST_HOUR) / 24.0)


def lst(date: datetime.date, hour: float, light: Sun, elevation: np.ndarray, east: np.ndarray, north: np.ndarray,
        index: np.ndarray, cover: np.ndarray, moisture: np.ndarray, texture: np.ndarray) -> np.ndarray:
    """Land surface temperature in K (float32), linear in all that it depends on:

    LST = T(day) - 0.0065 z + c(class) + D(hour) (17 (1 - f) + 6 f) + 14 (cos i - cos s) - 30 (m - 0.15) + 0.4 e

    with elevation z in m, the class's offset c (`land_cover.CLASSES`), cover fraction f (`vegetation.cover_fraction`),
    the cosines of incidence on the slope and on flat ground (left out while the sun is down), soil moisture m in m3/m3
    and a field e of variance 1. T and D are `seasonal` and `diurnal`. At night bare ground is therefore colder than
    vegetation, at noon warmer, as observed.
    """
    fraction = cover_fraction(index)
    swing = np.float32(diurnal(hour)) * (SWING_BARE + np.float32(SWING_FULL - SWING_BARE) * fraction)
    lit = SUNLIT * (incidence(light, east, north) - np.float32(light.up)) if light.up > 0.0 else 0.0
    return (np.float32(seasonal(date)) - np.float32(LAPSE) * elevation + by_class("warmth")[cover] + swing + lit
            - DRYING * (moisture - np.float32(0.15)) + np.float32(TEXTURE) * texture).astype(np.float32)
