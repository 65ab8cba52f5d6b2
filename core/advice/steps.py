"""How far apart things are on the ground, in metres."""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from odc.geo.geobox import GeoBox
from pyproj import Geod

from ..crs import transformer


class Steps(NamedTuple):
    """Steps of one pixel along the rows and down the columns at some places: (east, north) in metres, (2, n) each."""

    along: np.ndarray
    down: np.ndarray

    @property
    def area(self) -> np.ndarray:
        """Of the parallelogram that they span, square metres."""
        return np.abs(self.along[0] * self.down[1] - self.along[1] * self.down[0])

    def reach(self, distance: float) -> tuple[np.ndarray, np.ndarray]:
        """How many columns and rows a disc of this radius (metres) reaches to each side of its centre."""
        return distance * np.hypot(*self.down) / self.area, distance * np.hypot(*self.along) / self.area


def ground_steps(grid: GeoBox, columns: np.ndarray, rows: np.ndarray) -> Steps:
    """Steps at places in pixel coordinates (whole numbers are corners); NaN where the CRS has none."""
    columns, rows = np.asarray(columns, float), np.asarray(rows, float)
    crs = grid.crs.proj
    to_degrees, geod = transformer(crs, crs.geodetic_crs), crs.get_geod()

    def step(right: float, down: float) -> np.ndarray:
        ends = [to_degrees.transform(*(grid.affine * (columns + side * right, rows + side * down)))
                for side in (-1, 1)]
        return _step(geod, ends, columns.size)

    return Steps(step(0.5, 0.0), step(0.0, 0.5))


def _step(geod: Geod, ends: list[tuple[np.ndarray, np.ndarray]], count: int) -> np.ndarray:
    known = np.isfinite(ends).all((0, 1))
    step = np.full((2, count), np.nan)
    azimuth, _, length = geod.inv(*(each[known] for end in ends for each in end))
    step[:, known] = length * np.sin(np.radians(azimuth)), length * np.cos(np.radians(azimuth))
    return step


@lru_cache(maxsize=256)
def side_m(grid: GeoBox) -> float | None:
    """Side of the square as large as the pixel in the middle of a grid, sheared or not; None beyond the world."""
    rows, columns = grid.shape
    area = float(ground_steps(grid, np.array([columns / 2]), np.array([rows / 2])).area[0])
    return math.sqrt(area) if math.isfinite(area) and area > 0.0 else None
