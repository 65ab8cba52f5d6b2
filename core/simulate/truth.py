"""Everything true at the pixels of one grid, all in memory: what a scene is assembled from, a few rows at a time."""

import datetime
from functools import cached_property

import numpy as np
from odc.geo.geobox import GeoBox

from . import clouds, land_cover, moisture, temperature, terrain, vegetation
from .noise import Noise
from .parcels import Parcels, parcels
from .world import Place, centres


class Truth:
    """Fields at the centres of the pixels of ``grid``: arrays (rows, columns), float32 unless said otherwise.

    ``scene`` gives seed, cloud share, land-cover change and home (see `Scene`). What is used often is kept.
    Methods and their units are those of `Scene`.
    """

    def __init__(self, scene, grid: GeoBox):
        self.scene = scene
        self.grid = grid
        self._ndvi: dict[datetime.date, np.ndarray] = {}

    @cached_property
    def place(self) -> Place:
        """Where the pixels' centres lie in the world."""
        return centres(self.grid)

    @cached_property
    def fields(self) -> Parcels:
        """The parcel of every pixel, and random numbers for each."""
        return parcels(self.scene.seed, self.place)

    @property
    def elevation(self) -> np.ndarray:
        return self._terrain[0]

    @property
    def slope(self) -> np.ndarray:
        return terrain.slope(*self._terrain[1:])

    @property
    def aspect(self) -> np.ndarray:
        return terrain.aspect(*self._terrain[1:])

    @property
    def parcels(self) -> np.ndarray:
        return self.fields.number

    @property
    def canopy_height(self) -> np.ndarray:
        return vegetation.canopy_height(self._initial_cover, self._green, self._texture)

    def land_cover(self, date: datetime.date) -> np.ndarray:
        scene = self.scene
        if scene.change_date is None or date < scene.change_date:
            return self._initial_cover
        return land_cover.changed_cover(self._initial_cover, self.fields, scene.change_share)

    def ndvi(self, date: datetime.date) -> np.ndarray:
        if date not in self._ndvi:
            self._ndvi[date] = vegetation.ndvi(date, self.land_cover(date), self.fields, self._green, self._texture)
        return self._ndvi[date]

    def cover_fraction(self, date: datetime.date) -> np.ndarray:
        return vegetation.cover_fraction(self.ndvi(date))

    def reflectances(self, date: datetime.date) -> tuple[np.ndarray, np.ndarray]:
        """Red and near-infrared reflectance."""
        brightness = 0.08 * Noise(self.scene.seed, "brightness", 3840.0, 240.0, roughness=0.5)(self.place)
        return vegetation.reflectances(self.ndvi(date), self.land_cover(date), np.clip(brightness, -0.3, 0.3))

    def soil_moisture(self, date: datetime.date) -> np.ndarray:
        return moisture.soil_moisture(self.scene.seed, date, self.place, self.elevation, self.cover_fraction(date),
                                      self.land_cover(date))

    def incidence(self, date: datetime.date, hour: float) -> np.ndarray:
        return temperature.incidence(self.scene.sun(date, hour), *self._terrain[1:])

    def lst(self, date: datetime.date, hour: float) -> np.ndarray:
        texture = Noise(self.scene.seed, "unexplained temperature", 960.0, 120.0, roughness=0.5)(self.place)
        return temperature.lst(date, hour, self.scene.sun(date, hour), *self._terrain, self.ndvi(date),
                               self.land_cover(date), self.soil_moisture(date), texture)

    def clouds(self, date: datetime.date) -> np.ndarray:
        return self._clouds(date)[0]

    def cloud_edges(self, date: datetime.date) -> np.ndarray:
        return self._clouds(date)[1]

    def shadows(self, date: datetime.date, hour: float) -> np.ndarray:
        scene = self.scene
        shade = clouds.shadows_at(scene.seed, date, self.place, scene.cloud_level(date), scene.sun(date, hour))
        return shade & ~self.clouds(date)

    def _clouds(self, date: datetime.date) -> tuple[np.ndarray, np.ndarray]:
        return clouds.clouds_at(self.scene.seed, date, self.place, self.scene.cloud_level(date))

    @cached_property
    def _terrain(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return terrain.terrain(self.scene.seed, self.place)

    @cached_property
    def _initial_cover(self) -> np.ndarray:
        return land_cover.initial_cover(self.scene.seed, self.place, self.elevation, self.fields)

    @cached_property
    def _green(self) -> np.ndarray:
        return land_cover.greenness(self.scene.seed, self.place)

    @cached_property
    def _texture(self) -> np.ndarray:
        return Noise(self.scene.seed, "texture", 480.0, 120.0, roughness=0.5)(self.place)
