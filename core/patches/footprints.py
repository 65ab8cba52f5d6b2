"""The ground that patches cover: their outlines, and how large they are."""

from dataclasses import dataclass

import numpy as np
from odc.geo.geobox import GeoBox
from pyproj import CRS, Transformer

from .frame import outlines, windows

POINTS_PER_SIDE = 16


@dataclass(frozen=True)
class PatchOutlines:
    """Patches of one raster; arrays of one length n.

    ``rings`` (n, 4 x points a side + 1, 2): closed outlines, NaN where the output's CRS has no place for them.
    ``width`` and ``height`` (m): along a row and along a column through the middle; ``area`` (m2): all three on the
    ellipsoid of the raster's CRS, NaN where it has no place. ``inside``: share of the pixels that lie in the raster.
    """

    rings: np.ndarray
    width: np.ndarray
    height: np.ndarray
    area: np.ndarray
    inside: np.ndarray


def patch_outlines(grid: GeoBox, x: np.ndarray, y: np.ndarray, crs, shape: tuple[int, int], crs_out,
                   points_per_side: int = POINTS_PER_SIDE) -> PatchOutlines:
    """Outlines of the patches of ``shape`` (rows, columns) around centres ``x``, ``y`` (n) in ``crs``.

    They are drawn in the raster's own CRS, each side in ``points_per_side`` parts, and taken to ``crs_out`` then.
    Raises FusionError where PROJ knows no way between the CRSs.
    """
    first = windows(grid, x, y, crs, shape)
    rings = outlines(grid, first, shape, crs_out, points_per_side)
    width, height, area = _sizes(grid, first, shape, max(2, points_per_side + points_per_side % 2))
    return PatchOutlines(rings, width, height, area, _inside(first, shape, grid.shape))


def _sizes(grid: GeoBox, first: np.ndarray, shape: tuple[int, int], parts: int
           ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Widths, heights and areas on the ellipsoid; ``parts`` of a side are even, so that its middle is a corner."""
    crs: CRS = grid.crs.proj
    geod, geodetic = crs.get_geod(), crs.geodetic_crs
    rings = outlines(grid, first, shape, crs, parts)
    to_degrees = Transformer.from_crs(crs, geodetic, always_xy=True)
    longitude, latitude = to_degrees.transform(rings[..., 0], rings[..., 1])
    known = (np.isfinite(longitude) & np.isfinite(latitude)).all(axis=1)
    top, right, bottom, left = (side * parts + parts // 2 for side in range(4))
    width, height = (np.where(known, geod.inv(longitude[:, a], latitude[:, a], longitude[:, b], latitude[:, b])[2],
                              np.nan) for a, b in ((left, right), (top, bottom)))
    area = np.full(len(first), np.nan)
    for number in np.flatnonzero(known):
        area[number] = abs(geod.polygon_area_perimeter(longitude[number], latitude[number])[0])
    return width, height, area


def _inside(first: np.ndarray, shape: tuple[int, int], size: tuple[int, int]) -> np.ndarray:
    """The share of each window that lies in a raster of ``size``."""
    ends = np.minimum(first + np.array(shape), np.array(size))
    return np.clip(ends - np.maximum(first, 0), 0, None).prod(axis=1) / (shape[0] * shape[1])
