"""Round footprints on the ground (discs, ellipses, Gaussians) in the pixel coordinates of a raster.

Distances around a centre are those of the azimuthal equidistant projection there, on the ellipsoid of the raster's CRS:
g = (east, north) in metres. A local map p(g) = p0 + J g + H (e^2, e n, n^2) carries them to pixel coordinates. Of small
footprints J alone is needed, from steps along the parallel and the meridian by the radii of curvature; of large ones J
and H come from geodesics in six directions. Which it is depends on the footprint alone.
"""

from dataclasses import dataclass, fields

import numpy as np
from odc.geo.geobox import GeoBox
from pyproj import Proj

from .overlap import CUT, round_spans
from .pixelmap import PixelMap

Range = tuple[int, int]

# The quadratic terms of a footprint are left out where they move its edge by less of a pixel.
_LINEAR = 1e-5
# A footprint whose edge they place worse than so much of its own radius has no place: it lies on a pole of the raster.
_MISFIT = 0.003
# Longer steps than so many times those asked for cross the edge of a projection's world.
_JUMP = 100.0
_AZIMUTHS = np.array([90.0, 0.0, 270.0, 180.0, 45.0, 225.0, 135.0])


@dataclass(frozen=True)
class LocalMap:
    """p(g) = p + first g + second (e^2, e n, n^2) around each of n points; NaN where a point has no place.

    ``centre`` (n, 2): column and row; ``first`` (n, 2, 2): pixels for a metre east and north; ``second`` (n, 2, 3): 0
    where it does not matter within the reach asked for.
    """

    centre: np.ndarray
    first: np.ndarray
    second: np.ndarray

    def __call__(self, east: np.ndarray, north: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Pixel coordinates of places (n, k) around the points, metres."""
        terms = np.stack([east, north, east * east, east * north, north * north])
        return tuple(self.centre[:, axis, None]
                     + np.einsum("nj,jnk->nk", np.concatenate([self.first, self.second], 2)[:, axis], terms)
                     for axis in (0, 1))


@dataclass(frozen=True)
class RoundFootprints:
    """n round footprints on a raster, as the kernel wants them (`overlap/round.py`), and how coverage is counted.

    The coverage of its spans is the share of the footprint times ``scale`` (n), so that the whole footprint adds up to
    ``scale``; of discs it is the part of each pixel that lies inside, if multiplied by ``pixels`` / ``scale``.
    """

    centre: np.ndarray
    to_round: np.ndarray
    bend: np.ndarray
    reach: np.ndarray
    scale: np.ndarray
    pixels: np.ndarray
    gaussian: bool
    width: int
    period: float

    by_parts = property(lambda self: self.gaussian)

    @property
    def count(self) -> int:
        return len(self.scale)

    @property
    def boxes(self) -> np.ndarray:
        """Least and largest column, least and largest row (n, 4) that a footprint reaches; NaN without a place."""
        return np.stack([self.centre[:, 0] - self.reach[:, 0], self.centre[:, 0] + self.reach[:, 0],
                         self.centre[:, 1] - self.reach[:, 1], self.centre[:, 1] + self.reach[:, 1]], axis=1)

    def alike(self) -> list[tuple[np.ndarray, "RoundFootprints"]]:
        """Indices of those whose pixels are weighed alike, and all as these want them: here all are."""
        return [(np.arange(self.count), self)]

    def part(self, which) -> "RoundFootprints":
        """Some of them (an index or slice)."""
        arrays = {each.name: getattr(self, each.name) for each in fields(self)}
        return RoundFootprints(**{name: value[which] if isinstance(value, np.ndarray) else value
                                  for name, value in arrays.items()})

    def spans(self, rows: Range) -> tuple[np.ndarray, np.ndarray]:
        """Spans on some pixel rows: (spans, 4) of footprint, row, first and end column, by footprint and row, and
        (spans) of coverage."""
        index, share = round_spans(self.centre, self.to_round, self.bend, self.reach, self.gaussian, rows,
                                   (0, self.width), self.period)
        # Around the world a footprint is met turn by turn.
        step = np.diff(index[:, :2], axis=0)
        if self.period and ((step[:, 0] == 0) & (step[:, 1] < 0)).any():
            order = np.lexsort((index[:, 2], index[:, 1], index[:, 0]))
            index, share = index[order], share[order]
        return index, share * self.scale[index[:, 0]]

    def whole_areas(self, weight: np.ndarray, coverage: np.ndarray) -> np.ndarray:
        """What whole footprints weigh, (n), whatever of them lies on the raster."""
        return np.where(coverage > 0.0, self.scale, 0.0)

    def ground(self, rows: Range, columns: Range) -> np.ndarray:
        """Shares are those of the ground already."""
        return np.ones((1, 1))


def round_footprints(grid: GeoBox, x: np.ndarray, y: np.ndarray, along: np.ndarray, across: np.ndarray,
                     azimuth: np.ndarray, *, gaussian: bool = False, period: float = 0.0) -> RoundFootprints:
    """Ellipses (or elliptic Gaussians) around pixel coordinates ``x``, ``y`` (n) of a raster's grid.

    ``along``, ``across`` (n): axes in metres on the ground, ``azimuth`` (n): degrees clockwise from north of the first.
    Axes of a Gaussian are four standard deviations long; it is cut where 99.9 % of its energy lies. ``period``: the
    world's width in pixels where the raster goes around it (`PixelMap.wrap`). A NaN leaves a footprint without pixels.
    """
    parts = 4.0 if gaussian else 2.0
    radius = CUT if gaussian else 1.0
    unit_u, unit_v = along / parts, across / parts
    largest = radius * np.maximum(unit_u, unit_v)
    local = local_maps(grid, x, y, largest, period)
    sine, cosine = np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))
    # (e, n) of a step of one unit of u (along the azimuth) and of v (to its right), and back.
    from_round = np.stack([np.stack([sine * unit_u, cosine * unit_u], -1),
                           np.stack([cosine * unit_v, -sine * unit_v], -1)], -1)
    inverse = _inverse(local.first)
    unround = _inverse(from_round)
    to_round = unround @ inverse
    bend = -to_round @ local.second @ _squares(inverse)
    reach = radius * np.sqrt(((local.first @ from_round) ** 2).sum(-1))
    reach = reach + np.abs(local.second).sum(-1) * (largest * largest)[:, None] + 1e-9
    pixels = np.pi / np.abs(to_round[:, 0, 0] * to_round[:, 1, 1] - to_round[:, 0, 1] * to_round[:, 1, 0])
    # Where pixels differ in size, some are covered by more than the centre's: none may seem more than whole.
    scale = np.ones(len(x)) if gaussian else np.where(local.second.any((1, 2)), 0.5 * pixels, pixels)
    return RoundFootprints(local.centre, to_round, bend, reach, scale, pixels, gaussian, int(grid.shape[1]), period)


def local_maps(grid: GeoBox, x: np.ndarray, y: np.ndarray, reach: np.ndarray, period: float = 0.0) -> LocalMap:
    """Local maps around pixel coordinates ``x``, ``y`` (n), for distances up to ``reach`` (n, metres)."""
    projection = _Projection(grid, period)
    with np.errstate(all="ignore"):
        longitude, latitude = projection.inverse(x, y)
        first = _steps(projection, x, y, longitude, latitude, reach)
        second = np.zeros((len(x), 2, 3))
        pixel = np.abs(first[:, 0, 0] * first[:, 1, 1] - first[:, 0, 1] * first[:, 1, 0]) ** -0.5
        curved = reach * reach * (1.0 + np.abs(np.tan(np.radians(latitude)))) / projection.axis > _LINEAR * pixel
        curved |= ~np.isfinite(first).all((1, 2))
        curved &= np.isfinite(longitude) & np.isfinite(latitude) & np.isfinite(reach)
        if curved.any():
            at = np.flatnonzero(curved)
            first[at], second[at] = _stencil(projection, longitude[at], latitude[at], reach[at])
    centre = np.stack([x, y], -1)
    centre[~np.isfinite(first).all((1, 2))] = np.nan
    return LocalMap(centre, first, second)


class _Projection:
    """Between pixel coordinates and longitude, latitude (degrees) on the ellipsoid of the raster's CRS; no datum shift.
    """

    def __init__(self, grid: GeoBox, period: float):
        crs, affine = grid.crs.proj, grid.affine
        self.geod, self.period = crs.get_geod(), period
        self.axis, self.e2 = self.geod.a, self.geod.es
        self._affine = affine
        determinant = affine.a * affine.e - affine.b * affine.d
        self._inverse = np.array([[affine.e, -affine.b], [-affine.d, affine.a]]) / determinant
        # Made anew for each call: a Proj is not to be shared by threads.
        self._proj = None if crs.is_geographic else Proj(crs)
        self._unit = np.degrees(crs.axis_info[0].unit_conversion_factor) if crs.is_geographic else 1.0
        self.geographic = crs.is_geographic

    def inverse(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        u, v = self._affine * (x, y)
        if self.geographic:
            return u * self._unit, np.where(np.abs(v * self._unit) <= 90.0, v * self._unit, np.nan)
        longitude, latitude = self._proj(u, v, inverse=True)
        lost = ~(np.isfinite(longitude) & np.isfinite(latitude))
        return np.where(lost, np.nan, longitude), np.where(lost, np.nan, latitude)

    def forward(self, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        """(n, 2)"""
        u, v = (longitude / self._unit, latitude / self._unit) if self.geographic else self._proj(longitude, latitude)
        u, v = (np.where(np.isfinite(each), each, np.nan) - origin
                for each, origin in ((u, self._affine.c), (v, self._affine.f)))
        (a, b), (c, d) = self._inverse
        return np.stack([a * u + b * v, c * u + d * v], -1)

    def step(self, end: np.ndarray, begin: np.ndarray) -> np.ndarray:
        """Steps in pixels, the short way around the world."""
        step = end - begin
        if self.period:
            step[:, 0] -= self.period * np.rint(step[:, 0] / self.period)
        return step

    def degrees(self, latitude: np.ndarray, metres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Degrees of longitude and of latitude that are so many metres long."""
        sine, cosine = np.sin(np.radians(latitude)), np.cos(np.radians(latitude))
        w = 1.0 - self.e2 * sine * sine
        return (np.degrees(metres * np.sqrt(w) / (self.axis * cosine)),
                np.degrees(metres * w * np.sqrt(w) / (self.axis * (1.0 - self.e2))))


def _steps(projection: _Projection, x: np.ndarray, y: np.ndarray, longitude: np.ndarray, latitude: np.ndarray,
           reach: np.ndarray) -> np.ndarray:
    """Pixels for a metre east and north, (n, 2, 2), from one step of ``reach`` along each."""
    east, north = projection.degrees(latitude, reach)
    if projection.geographic:
        (a, b), (c, d) = projection._inverse / projection._unit
        east, north = east / reach, north / reach
        return np.stack([np.stack([a * east, b * north], -1), np.stack([c * east, d * north], -1)], -2)
    centre = projection.forward(longitude, latitude)
    # Towards the equator: there is room on the other side of a pole.
    north = np.where(latitude > 0.0, -north, north)
    to_north = projection.step(projection.forward(longitude, latitude + north), centre)
    to_north = to_north / np.where(latitude > 0.0, -reach, reach)[:, None]
    to_east = projection.step(projection.forward(longitude + east, latitude), centre) / reach[:, None]
    # Across the edge of the projection's world: the other way.
    lost = ~(np.hypot(*to_east.T) < _JUMP * np.hypot(*to_north.T)) & np.isfinite(centre).all(1)
    if lost.any():
        there = projection.forward((longitude - east)[lost], latitude[lost])
        to_east[lost] = -projection.step(there, centre[lost]) / reach[lost, None]
    return np.stack([to_east, to_north], -1)


def _stencil(projection: _Projection, longitude: np.ndarray, latitude: np.ndarray,
             reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and second derivatives from geodesics of ``reach``; NaN where they do not describe the map."""
    centre = projection.forward(longitude, latitude)
    ends = []
    for azimuth in _AZIMUTHS:
        there = projection.geod.fwd(longitude, latitude, np.full(longitude.shape, azimuth), reach)[:2]
        ends.append(projection.step(projection.forward(*map(np.asarray, there)), centre))
    east, north, west, south, north_east, south_west, south_east = ends
    metres = reach[:, None]
    first = np.stack([(east - west) / (2 * metres), (north - south) / (2 * metres)], -1)
    of_east, of_north = (east + west) / (2 * metres**2), (north + south) / (2 * metres**2)
    mixed = (north_east + south_west) / metres**2 - of_east - of_north
    second = np.stack([of_east, mixed, of_north], -1)
    leg = reach * np.sqrt(0.5)
    model = (first @ np.stack([leg, -leg], -1)[..., None])[..., 0] + 0.5 * metres**2 * (of_east - mixed + of_north)
    # As seen on the ground: pixels may be narrow.
    miss = (_inverse(first) @ (south_east - model)[..., None])[..., 0]
    lost = ~(np.hypot(*miss.T) < _MISFIT * reach)
    first[lost], second[lost] = np.nan, 0.0
    return first, second


def _inverse(matrix: np.ndarray) -> np.ndarray:
    """Of matrices (n, 2, 2), by elements: NaN stays where it is."""
    (a, b), (c, d) = np.moveaxis(matrix, 0, -1)
    with np.errstate(all="ignore"):
        return np.moveaxis(np.array([[d, -b], [-c, a]]) / (a * d - b * c), -1, 0)


def _squares(a: np.ndarray) -> np.ndarray:
    """From (x^2, x y, y^2) to (e^2, e n, n^2), (n, 3, 3), where (e, n) = a (x, y)."""
    (p, q), (r, s) = np.moveaxis(a, 0, -1)
    return np.moveaxis(np.array([[p * p, 2 * p * q, q * q], [p * r, p * s + q * r, q * s], [r * r, 2 * r * s, s * s]]),
                       -1, 0)


def centres_in_raster(pixels: PixelMap, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pixel coordinates of points, of a map from `point_map`; in the first turn where the raster goes around the world.
    """
    column, row = pixels(x, y)
    period = pixels.wrap[0]
    return (column - period * np.floor(column / period) if period else column), row


def point_map(grid: GeoBox, crs) -> PixelMap:
    """Takes coordinates in a CRS (x, y order) to pixel coordinates of a raster: the best operation for its area."""
    from affine import Affine

    return PixelMap(grid, GeoBox((1, 1), Affine.identity(), crs))
