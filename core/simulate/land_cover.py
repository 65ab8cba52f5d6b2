"""Land cover in classes of the National Land Cover Database, and what each class does to the other fields."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from .noise import Noise
from .parcels import Parcels
from .world import Place

WATER, CROPS = 11, 82


class CoverClass(NamedTuple):
    """A class: name and colour (red, green, blue) of NLCD's legend, and the simulated properties.

    ``ndvi``: lowest and highest of the mean season; ``peak``: day of year of the highest; ``sharpness`` of the season
    (`vegetation.season`); ``warmth``: offset of LST in K; ``canopy``: mean height in m; ``soil``: red plus
    near-infrared reflectance without vegetation; ``by_parcel``: do its parcels differ from each other?
    """

    name: str
    colour: tuple[int, int, int]
    ndvi: tuple[float, float]
    peak: float
    sharpness: float
    warmth: float
    canopy: float
    soil: float
    by_parcel: bool


CLASSES = {
    11: CoverClass("Open Water", (70, 107, 159), (-0.2, -0.15), 200, 1.0, -5.0, 0.0, 0.06, False),
    21: CoverClass("Developed, Open Space", (222, 197, 197), (0.3, 0.5), 140, 1.0, 0.5, 3.0, 0.4, True),
    22: CoverClass("Developed, Low Intensity", (217, 146, 130), (0.22, 0.36), 140, 1.0, 1.5, 3.5, 0.38, True),
    23: CoverClass("Developed, Medium Intensity", (235, 0, 0), (0.16, 0.24), 140, 1.0, 2.5, 2.0, 0.36, True),
    24: CoverClass("Developed High Intensity", (171, 0, 0), (0.1, 0.14), 140, 1.0, 3.5, 0.5, 0.4, True),
    31: CoverClass("Barren Land", (179, 172, 159), (0.07, 0.11), 90, 1.0, 1.0, 0.0, 0.5, False),
    41: CoverClass("Deciduous Forest", (104, 171, 95), (0.35, 0.86), 190, 1.2, -1.0, 14.0, 0.3, False),
    42: CoverClass("Evergreen Forest", (28, 95, 44), (0.62, 0.76), 185, 0.8, -1.5, 19.0, 0.26, False),
    52: CoverClass("Shrub/Scrub", (204, 184, 121), (0.22, 0.4), 120, 1.0, 0.0, 1.6, 0.38, False),
    71: CoverClass("Grassland/Herbaceous", (223, 223, 194), (0.18, 0.62), 95, 2.5, 0.0, 0.4, 0.42, False),
    81: CoverClass("Pasture/Hay", (220, 217, 57), (0.34, 0.72), 150, 1.0, -0.5, 0.5, 0.38, True),
    82: CoverClass("Cultivated Crops", (171, 108, 40), (0.15, 0.84), 205, 4.0, -0.5, 0.8, 0.36, True),
    90: CoverClass("Woody Wetlands", (184, 217, 235), (0.4, 0.74), 180, 1.0, -2.5, 10.0, 0.24, False),
}

# What a class becomes where land cover changes: built over, felled or burnt; water and what is left out stay.
CHANGES = {21: 22, 22: 23, 23: 24, 31: 21, 41: 71, 42: 71, 52: 31, 71: 31, 81: 22, 82: 22}


@lru_cache(maxsize=None)
def by_class(name: str, part: int | None = None) -> np.ndarray:
    """A property of the classes as a table to index with codes (float32, 256 long)."""
    table = np.zeros(256, np.float32)
    for code, cover in CLASSES.items():
        value = getattr(cover, name)
        table[code] = value if part is None else value[part]
    return table


def initial_cover(seed: int, place: Place, elevation: np.ndarray, fields: Parcels) -> np.ndarray:
    """Class codes (uint8) before any change.

    Crops, pasture and grass by parcel in the valleys; shrub, grass and forest by greenness and elevation above; towns,
    which grow denser inwards, and lakes with wet shores where the ground is low.
    """
    green = greenness(seed, place)
    town = Noise(seed, "towns", 15360.0, 1920.0, roughness=0.7)(place) + 0.3 * fields.normal("town")
    lake = Noise(seed, "lakes", 7680.0, 960.0)(place)
    cover = np.digitize(green + 0.0011 * (elevation - 700.0), (-1.3, 0.0, 0.7, 1.2))
    cover = np.array([31, 52, 71, 41, 42], np.uint8)[cover]
    valley = elevation + 60.0 * green < 330.0
    farmed = np.array([82, 81, 71], np.uint8)[np.digitize(fields.uniform("farmed"), (0.65, 0.85))]
    cover = np.where(valley, farmed, cover)
    density = np.digitize(town, (1.1, 1.4, 1.8, 2.3))
    cover = np.where((density > 0) & (elevation < 700.0), (20 + density).astype(np.uint8), cover)
    low = elevation < 800.0
    cover[low & (lake > 1.8)] = 90
    cover[low & (lake > 2.0)] = WATER
    return cover


def changed_cover(cover: np.ndarray, fields: Parcels, share: float) -> np.ndarray:
    """Class codes after a change in ``share`` of the parcels (see CHANGES)."""
    after = np.arange(256, dtype=np.uint8)
    after[list(CHANGES)] = list(CHANGES.values())
    return np.where(fields.uniform("change") < share, after[cover], cover)


def greenness(seed: int, place: Place) -> np.ndarray:
    """What makes one hillside greener than another: a Gaussian field of variance 1."""
    return Noise(seed, "greenness", 30720.0, 480.0, roughness=0.7)(place)
