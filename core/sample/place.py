"""Footprints of a chunk on a raster: where they lie in its pixels, and their shapes there."""

from dataclasses import dataclass

import numpy as np
from odc.geo.geobox import GeoBox
from pyproj import CRS

from ..support.footprint import RoundFootprints, centres_in_raster, local_maps, point_map, round_footprints
from ..support.ground import GroundArea
from ..support.pixelmap import PixelMap
from ..support.point_footprint import PointFootprints
from ..support.polygon_footprint import (
    PolygonFootprints, ground_rate, polygon_footprints, raster_ground, segment_footprints,
)
from ..vector.wkb import polygons
from .request import Footprints

Shapes = RoundFootprints | PolygonFootprints | PointFootprints


class Ground:
    """A raster's grid and the way to it from the footprints' CRS: one coordinate operation for the whole job."""

    def __init__(self, grid: GeoBox, crs: CRS, support: str):
        self.grid, self.support = grid, support
        self.pixels: PixelMap = point_map(grid, crs)
        self.areas: GroundArea | None = raster_ground(grid) if support in ("polygon", "segment") else None
        self._rate = 0.0 if self.areas is None else ground_rate(self.areas, grid)

    def centres(self, footprints: Footprints) -> np.ndarray:
        """Pixel coordinates (2, n); NaN outside of a projection's domain. Of polygons `shapes` tells."""
        x, y = (np.asarray(each, float) for each in (footprints.x, footprints.y))
        return np.array(centres_in_raster(self.pixels, x, y))

    def shapes(self, footprints: Footprints, centres: np.ndarray | None) -> Shapes:
        """The footprints on the raster, from the `centres` of points."""
        grid, wrap = self.grid, self.pixels.wrap
        if self.support == "polygon":
            return polygon_footprints(self.pixels, [polygons(each) for each in footprints.wkb], self.areas,
                                      self._rate)
        x, y = centres
        if self.support in ("pixel", "bilinear"):
            return PointFootprints(x, y, int(grid.shape[1]), wrap[0], self.support == "bilinear")
        across = _for_each(footprints.diameter, len(x))
        if self.support in ("disc", "gaussian"):
            return round_footprints(grid, x, y, across, across, np.zeros(len(x)), gaussian=self.support == "gaussian",
                                    period=wrap[0])
        along, azimuth = _for_each(footprints.length, len(x)), _for_each(footprints.azimuth, len(x))
        if self.support == "ellipse":
            return round_footprints(grid, x, y, along, across, azimuth, period=wrap[0])
        local = local_maps(grid, x, y, 0.5 * np.hypot(along, across), wrap[0])
        return segment_footprints(grid, local, along, across, azimuth, self.areas, wrap, self._rate)


@dataclass(frozen=True)
class Places:
    """The footprints of a chunk on one raster; shapes of points are made for the parts that are worked on."""

    ground: Ground
    footprints: Footprints
    centres: np.ndarray | None
    made: Shapes | None = None

    def __call__(self, which: np.ndarray) -> Shapes:
        if self.made is not None:
            return self.made.part(which)
        footprints = self.footprints
        chosen = {name: value[which] for name in ("x", "y", "diameter", "length", "azimuth")
                  if isinstance(value := getattr(footprints, name), np.ndarray)}
        sizes = {name: chosen.get(name, getattr(footprints, name)) for name in ("diameter", "length", "azimuth")}
        return self.ground.shapes(Footprints(footprints.crs, chosen["x"], chosen["y"], **sizes),
                                  self.centres[:, which])


def _for_each(value: np.ndarray | float, count: int) -> np.ndarray:
    return np.ascontiguousarray(np.broadcast_to(np.asarray(value, float), (count,)))
