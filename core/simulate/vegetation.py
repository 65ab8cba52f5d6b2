"""The season of NDVI, the reflectances that go with it, cover fraction and canopy height."""

import datetime

import numpy as np

from .land_cover import CROPS, by_class
from .parcels import Parcels

# Bare soil and full cover, between which NDVI is turned into a cover fraction.
NDVI_BARE, NDVI_FULL = 0.08, 0.90
LOWEST, HIGHEST = -0.3, 0.95

_WINTER_CROPS = 0.4      # share of the fields whose season comes earlier
_EARLIER = 110.0         # days
_LEAF = 0.52             # red plus near-infrared reflectance of full cover


def day_of_year(date: datetime.date) -> int:
    """1 on the first of January."""
    return date.timetuple().tm_yday


def season(day: float, peak: np.ndarray, sharpness: np.ndarray) -> np.ndarray:
    """How far the season is (1 at its peak): exp(sharpness (cos(2 pi (day - peak) / 365.25) - 1)), a periodic bump."""
    angle = (np.float32(day) - peak) * np.float32(2.0 * np.pi / 365.25)
    return np.exp(sharpness * (np.cos(angle) - np.float32(1.0)))


def ndvi(date: datetime.date, cover: np.ndarray, fields: Parcels, green: np.ndarray, texture: np.ndarray) -> np.ndarray:
    """NDVI (float32): the class's season, moved and scaled by parcel, by greenness and by fine texture.

    ``green`` and ``texture`` are fields of variance 1. Crops are of two kinds: two fifths of the fields peak in spring.
    Within a class, parcels differ by 0.03, peaks by 10 days, greenness by 0.03 and texture by 0.02 (standard
    deviations; texture less in water).
    """
    by_parcel = by_class("by_parcel")[cover]
    early = (cover == CROPS) & (fields.uniform("crop") < _WINTER_CROPS)
    peak = by_class("peak")[cover] + by_parcel * 10.0 * fields.normal("peak") - np.float32(_EARLIER) * early
    low, high = by_class("ndvi", 0)[cover], by_class("ndvi", 1)[cover]
    mean = low + (high - low) * season(day_of_year(date), peak, by_class("sharpness")[cover])
    own = by_parcel * 0.03 * fields.normal("vigour") + (1.0 - by_parcel) * 0.03 * green + 0.02 * texture
    return np.clip(mean + np.where(mean < 0.0, 0.2, 1.0) * own, LOWEST, HIGHEST).astype(np.float32)


def cover_fraction(index: np.ndarray) -> np.ndarray:
    """Vegetation cover fraction (0 to 1) from NDVI: 1 - ((full - NDVI) / (full - bare))^0.625.

    Agam et al. 2007 (doi:10.1016/j.rse.2006.10.006), after Choudhury et al. 1994.
    """
    bare = np.clip((NDVI_FULL - index) / np.float32(NDVI_FULL - NDVI_BARE), 0.0, 1.0)
    return np.float32(1.0) - bare ** np.float32(0.625)


def reflectances(index: np.ndarray, cover: np.ndarray, brightness: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Red and near-infrared reflectance (0 to 1) whose NDVI is ``index``.

    Their sum goes from the class's soil to that of leaves with the cover fraction, times 1 + ``brightness``.
    """
    fraction = cover_fraction(index)
    soil = by_class("soil")[cover]
    half = (soil + (np.float32(_LEAF) - soil) * fraction) * (np.float32(0.5) + np.float32(0.5) * brightness)
    return half * (1 - index), half * (1 + index)


def canopy_height(cover: np.ndarray, green: np.ndarray, texture: np.ndarray) -> np.ndarray:
    """Canopy height in metres: the class's mean, with stands (greenness) and trees (texture) that differ."""
    return by_class("canopy")[cover] * np.clip(1.0 + 0.15 * green + 0.2 * texture, 0.1, None).astype(np.float32)
