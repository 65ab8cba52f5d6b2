"""Where grids and points lie to each other, from their headers alone."""

import math
from functools import lru_cache

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox
from pyproj import CRS

from ..errors import FusionError
from ..grid import cover_bounds
from ..message import message
from ..support.pixelmap import PixelMap

_RIM = 1.01    # target cells between the bounds of a layer and of a grid that was made to cover it


@lru_cache(maxsize=256)
def pixel_map(source: GeoBox, target: GeoBox) -> PixelMap:
    """The map from the lattice of ``target`` to the pixels of ``source``; kept, since several rules ask for it."""
    return PixelMap(source, target)


@lru_cache(maxsize=256)
def can_map(source: GeoBox, target: GeoBox) -> bool:
    """Does PROJ know a way between the two CRSs? Not to another planet; `crs_mismatch` tells."""
    try:
        return pixel_map(source, target).cells_over_source is not None
    except FusionError:
        return False


def cell_side(source: GeoBox, target: GeoBox) -> float:
    """Side of a target cell in source pixels (root of its area); NaN where the two do not meet."""
    return math.sqrt(pixel_map(source, target).cell_area)


def points_grid(crs: CRS) -> GeoBox:
    """A grid whose lattice coordinates are the coordinates of a CRS, to map points by `pixel_map`."""
    return GeoBox((1, 1), Affine.identity(), crs)


def inside(source: GeoBox, target: GeoBox, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Do lattice points (i, j) of ``target`` lie on ``source``? Also where that goes around the world."""
    pixels = pixel_map(source, target)
    x, y = pixels(i, j)
    rows, columns = source.shape
    period = pixels.wrap[0]
    with np.errstate(invalid="ignore"):
        x = x % period if period else x
        return (x >= 0.0) & (x <= columns) & (y >= 0.0) & (y <= rows)


def on_earth(target: GeoBox, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Are lattice points of ``target`` places on Earth? The corners of a polar or a sinusoidal grid are none."""
    crs = target.crs.proj
    if crs.is_geographic:
        quarter = math.pi / 2 / crs.axis_info[0].unit_conversion_factor
        return np.abs((target.affine * (i, j))[1]) <= quarter * (1 + 1e-9)
    return np.isfinite(pixel_map(points_grid(crs.geodetic_crs), target)(i, j)).all(0)


@lru_cache(maxsize=256)
def was_made_for(target: GeoBox, sources: tuple[GeoBox, ...]) -> bool:
    """Are the bounds of the target grid those of the sources, to a cell? Then they, not an area, were asked for."""
    try:
        x0, y0, x1, y1 = cover_bounds(sources, target.crs.proj)
    except FusionError:   # a source has no place in the target's CRS
        return False
    rows, columns = target.shape
    i, j = zip(*(~target.affine * corner for corner in ((x0, y0), (x0, y1), (x1, y0), (x1, y1))))
    return all(abs(found - edge) <= _RIM
               for found, edge in ((min(i), 0), (max(i), columns), (min(j), 0), (max(j), rows)))


def target_name() -> str:
    """What findings call the target grid."""
    return message("the target grid")
