"""A scene: a part of a made-up world whose every value is known."""

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox
from pyproj import Transformer

from ..blocks import cut, run
from ..reporter import Reporter
from . import clouds, temperature
from .truth import Truth

_ROWS = 256   # made at a time: memory does not grow with the scene


def scene_grid(kilometres: float, crs: str = "EPSG:32611", north: float = 3_900_000.0,
               west: float = 399_960.0) -> GeoBox:
    """A square grid of 30 m pixels with a side of at least so many kilometres; ``north`` and ``west`` in metres.

    The defaults are the corner of a tile of the MGRS as HLS uses it: zone 11 N, about 35.2 N, 118.1 W.
    """
    size = math.ceil(kilometres * 1000.0 / 30.0)
    return GeoBox((size, size), Affine(30.0, 0.0, west, 0.0, -30.0, north), crs)


@dataclass(frozen=True)
class Scene:
    """A part of the world that belongs to ``seed``, with its truth on ``grid``: pixels of 30 m in UTM as a rule.

    ``cloud_share`` (0 to 1) of the grid lies under cloud on every date. From ``change_date`` on, land cover is changed
    in ``change_share`` of the parcels (`land_cover.CHANGES`). ``home`` is the grid for which the cloud share holds and
    in whose middle the sun is reckoned: ``grid`` itself by default.

    Every array is a pure function of these values and a date: (rows, columns) float32 unless said otherwise, the value
    of a pixel being that at its centre. Hours are local solar time. Raises ValueError for parameters out of range.
    """

    seed: int
    grid: GeoBox
    cloud_share: float = 0.0
    change_date: datetime.date | None = None
    change_share: float = 0.0
    home: GeoBox | None = None

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise ValueError("the seed is negative")
        for name in ("cloud_share", "change_share"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} is not between 0 and 1")
        if self.change_share > 0.0 and self.change_date is None:
            raise ValueError("a change of land cover needs its date")
        if self.home is None:
            object.__setattr__(self, "home", self.grid)

    def on(self, grid: GeoBox) -> "Scene":
        """The same world, on the same days, on another grid: equal values at equal points."""
        return replace(self, grid=grid)

    @property
    def elevation(self) -> np.ndarray:
        """Metres above sea level."""
        return self.array(lambda truth: truth.elevation)

    @property
    def slope(self) -> np.ndarray:
        """Degrees from the horizontal."""
        return self.array(lambda truth: truth.slope)

    @property
    def aspect(self) -> np.ndarray:
        """The direction the ground faces, degrees clockwise from true north."""
        return self.array(lambda truth: truth.aspect)

    @property
    def parcels(self) -> np.ndarray:
        """Numbers of the fields (int32)."""
        return self.array(lambda truth: truth.parcels)

    @property
    def canopy_height(self) -> np.ndarray:
        """Metres, before any change of land cover."""
        return self.array(lambda truth: truth.canopy_height)

    def land_cover(self, date: datetime.date) -> np.ndarray:
        """Codes of the National Land Cover Database (uint8); names and colours are in `land_cover.CLASSES`."""
        return self.array(lambda truth: truth.land_cover(date))

    def ndvi(self, date: datetime.date) -> np.ndarray:
        """Normalized difference vegetation index (see `vegetation.ndvi`)."""
        return self.array(lambda truth: truth.ndvi(date))

    def cover_fraction(self, date: datetime.date) -> np.ndarray:
        """Vegetation cover fraction, 0 to 1, from NDVI."""
        return self.array(lambda truth: truth.cover_fraction(date))

    def red(self, date: datetime.date) -> np.ndarray:
        """Red reflectance, 0 to 1."""
        return self.array(lambda truth: truth.reflectances(date)[0])

    def nir(self, date: datetime.date) -> np.ndarray:
        """Near-infrared reflectance, 0 to 1; (nir - red) / (nir + red) is NDVI."""
        return self.array(lambda truth: truth.reflectances(date)[1])

    def soil_moisture(self, date: datetime.date) -> np.ndarray:
        """Volumetric surface soil moisture, m3/m3."""
        return self.array(lambda truth: truth.soil_moisture(date))

    def incidence(self, date: datetime.date, hour: float) -> np.ndarray:
        """Cosine of the angle between the sun and the slope."""
        return self.array(lambda truth: truth.incidence(date, hour))

    def lst(self, date: datetime.date, hour: float) -> np.ndarray:
        """Land surface temperature in K, by the law stated in `temperature.lst`; clouds do not count."""
        return self.array(lambda truth: truth.lst(date, hour))

    def clouds(self, date: datetime.date) -> np.ndarray:
        """Where there are clouds (boolean)."""
        return self.array(lambda truth: truth.clouds(date))

    def cloud_edges(self, date: datetime.date) -> np.ndarray:
        """Where there are no clouds but their surroundings (boolean)."""
        return self.array(lambda truth: truth.cloud_edges(date))

    def shadows(self, date: datetime.date, hour: float) -> np.ndarray:
        """Where clouds, 1500 m above the ground, throw their shadows and are not themselves (boolean)."""
        return self.array(lambda truth: truth.shadows(date, hour))

    def sun(self, date: datetime.date, hour: float) -> temperature.Sun:
        """The direction of the sun, the same for the whole scene."""
        return temperature.sun(self.middle[1], date, hour)

    def cloud_level(self, date: datetime.date) -> float:
        """The cloudiness above which there are clouds (see `clouds.cloud_level`)."""
        return clouds.cloud_level(self.seed, date, self.home, self.cloud_share)

    @cached_property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the middle of ``home``, in degrees."""
        rows, columns = self.home.shape
        to_degrees = Transformer.from_crs(self.home.crs.proj, "EPSG:4326", always_xy=True)
        return to_degrees.transform(*(self.home.affine * (columns / 2, rows / 2)))

    def part(self, rows: tuple[int, int]) -> Truth:
        """The truth in some rows of the grid (a half-open range)."""
        return Truth(self, self.grid[rows[0]:rows[1], :])

    def array(self, compute: Callable[[Truth], np.ndarray]) -> np.ndarray:
        """What ``compute`` gives for parts of the grid, put together."""
        parts = []
        self.each_part(compute, lambda _, values: parts.append(values))
        return np.concatenate(parts)

    def each_part(self, compute: Callable[[Truth], object], consume: Callable[[int, object], None]) -> None:
        """Call ``compute`` for one part of the grid after the other, on threads, and ``consume`` in order with the
        part's first row and what was computed."""
        run(lambda block, _: compute(self.part(block.rows)), cut(self.grid.shape, (_ROWS, self.grid.shape[1])),
            lambda block, values: consume(block.rows[0], values), Reporter())
