"""The world that scenes show: one equal-area plane for the whole Earth, so that every grid sees the same ground.

Fields are functions of place on this plane and never of array indices: two grids that overlap, in whichever
projections, show the same values at the same points (to the thousandth of a metre to which places are computed).
"""

from dataclasses import dataclass

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox
from pyproj import CRS, Proj

from ..support.pixelmap import PixelMap

# EASE-Grid 2.0 global: x runs due east and y due north everywhere (Brodzik et al. 2012, doi:10.3390/ijgi1010032).
WORLD = CRS.from_epsg(6933)
# The plane's south-west corner, counted from which no place has a negative coordinate.
WEST, SOUTH = -17367530.4451615, -7314540.8306386

_STEP = 32   # pixels between the points that are projected; those between are interpolated


@dataclass(frozen=True)
class Place:
    """World coordinates of points in metres from the plane's south-west corner: float64 arrays of one shape."""

    x: np.ndarray
    y: np.ndarray

    def moved(self, east: float, north: float) -> "Place":
        """The points that lie so many metres on the ground to the east and to the north."""
        scale = east_scale(self.y[self.y.shape[0] // 2, self.y.shape[1] // 2])
        return Place(self.x + east * scale, self.y + north / scale)


def centres(grid: GeoBox) -> Place:
    """Places of the centres of a grid's pixels. Raises ValueError where one has no place on the plane."""
    return Place(*pixels_under(GeoBox((1, 1), Affine.translation(WEST, SOUTH), WORLD), grid))


def pixels_under(source: GeoBox, grid: GeoBox) -> tuple[np.ndarray, np.ndarray]:
    """Pixel coordinates (column, row) in ``source`` of the centres of a grid's pixels: whole numbers are edges.

    Raises ValueError where one has no place in the CRS of ``source``.
    """
    j, i = (np.arange(-_STEP, size + 2 * _STEP, _STEP) for size in grid.shape)
    nodes = PixelMap(source, grid, area=grid)(i[None, :] + 0.5, j[:, None] + 0.5)
    if not np.isfinite(nodes).all():
        raise ValueError("the grid leaves the part of the Earth that can be shown")
    return tuple(_interpolate(coordinate, grid.shape) for coordinate in nodes)


def east_scale(y: float | np.ndarray) -> float | np.ndarray:
    """World metres for one metre on the ground to the east, at world y; to the north it is the inverse."""
    projection = Proj(WORLD)
    y = np.asarray(y, float)
    longitude, latitude = projection(np.zeros(y.shape), y + SOUTH, inverse=True)
    scale = np.asarray(projection.get_factors(longitude, latitude).parallel_scale)
    return scale if scale.ndim else float(scale)


def _interpolate(nodes: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Lagrange's cubic between every _STEP-th point, of which the first lies one step before the first pixel."""
    down, across = (_along(size) for size in shape)
    lines = sum(weight[:, None] * nodes[down[0] + k] for k, weight in enumerate(down[1]))
    return sum(weight * lines[:, across[0] + k] for k, weight in enumerate(across[1]))


def _along(size: int) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    pixel = np.arange(size)
    t = pixel % _STEP / _STEP
    weights = (-t * (t - 1) * (t - 2) / 6, (t + 1) * (t - 1) * (t - 2) / 2, -(t + 1) * t * (t - 2) / 2,
               (t + 1) * t * (t - 1) / 6)
    return pixel // _STEP, weights
