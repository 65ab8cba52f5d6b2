"""Surface soil moisture."""

import datetime

import numpy as np

from .land_cover import WATER
from .noise import Noise
from .vegetation import day_of_year
from .world import Place

DRIEST, WETTEST = 0.02, 0.5
_WEEK = 7


def soil_moisture(seed: int, date: datetime.date, place: Place, elevation: np.ndarray, fraction: np.ndarray,
                  cover: np.ndarray) -> np.ndarray:
    """Volumetric soil moisture in m3/m3 (float32), 0.02 to 0.5; open water has 0.5.

    A mean with its season (wettest at the end of January), valleys wetter than heights and vegetated ground than bare,
    plus weather: fields of 60 to 8 km whose pattern changes from week to week, and a lasting one of 8 to 1 km.
    """
    yearly = 0.05 * np.cos(2.0 * np.pi * (day_of_year(date) - 30) / 365.25)
    week, into = divmod(date.toordinal(), _WEEK)
    last, next_ = (Noise(seed, f"weather of week {number}", 61440.0, 7680.0)(place) for number in (week, week + 1))
    t = into / _WEEK
    weather = ((1.0 - t) * last + t * next_) / np.hypot(1.0 - t, t)
    lasting = Noise(seed, "soils", 7680.0, 960.0)(place)
    moisture = (0.15 + yearly + 0.05 * weather + 0.025 * lasting + 0.06 * fraction
                - 0.03 * np.tanh((elevation - 600.0) / 500.0))
    return np.where(cover == WATER, WETTEST, np.clip(moisture, DRIEST, WETTEST)).astype(np.float32)
