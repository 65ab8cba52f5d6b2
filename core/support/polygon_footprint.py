"""Polygons as footprints in the pixel coordinates of a raster: any rings, weighed by the ground they cover."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from . import overlap
from .footprint import LocalMap
from .ground import GroundArea
from .pixelmap import PixelMap
from .rings import describe_rings, follow_longitude

TOLERANCE = 0.0005   # source pixels, as for the outlines of cells
_HALVINGS = 12
_LONG = 8.0          # source pixels
_UNIFORM = 1e-6      # relative change of pixels' areas across a polygon that may be ignored
_BENT_PARTS = 16     # of each side of a segment that bends
_EMPTY = np.empty(0)

Range = tuple[int, int]
Rings = Sequence[Sequence[np.ndarray]]   # of one footprint: polygons of rings (vertices, 2), the outer ring first


@dataclass(frozen=True)
class PolygonFootprints:
    """n polygons on a raster as outlines of the kernel; `RoundFootprints` has the same face."""

    outlines: overlap.Outlines
    areas: GroundArea
    width: int
    rate: float

    by_parts = False

    @property
    def count(self) -> int:
        return len(self.outlines.area)

    @property
    def scale(self) -> np.ndarray:
        """Pixels (n)."""
        return np.abs(self.outlines.area)

    pixels = scale

    @property
    def boxes(self) -> np.ndarray:
        """See `RoundFootprints.boxes`."""
        return np.where(self.outlines.area[:, None] != 0.0, self.outlines.bounds, np.nan)

    def alike(self) -> list[tuple[np.ndarray, "PolygonFootprints"]]:
        """Indices of those whose pixels are weighed alike, and all as these want them."""
        if not self.rate:
            return [(np.arange(self.count), self)]
        west, east, north, south = self.outlines.bounds.T
        small = (east - west + south - north) * self.rate < _UNIFORM
        areas = copy(self.areas)
        areas.kind = "uniform"
        return [(np.flatnonzero(small), replace(self, areas=areas)), (np.flatnonzero(~small), self)]

    def part(self, which) -> "PolygonFootprints":
        """Some of them (an index or slice)."""
        outlines = self.outlines
        chosen = np.arange(self.count)[which]
        count = np.diff(outlines.start)[chosen]
        start = np.concatenate([[0], np.cumsum(count)])
        vertex = np.arange(start[-1]) + np.repeat(outlines.start[:-1][chosen] - start[:-1], count)
        return replace(self, outlines=outlines._replace(
            columns=len(chosen), bounds=outlines.bounds[chosen], area=outlines.area[chosen],
            turns=outlines.turns[chosen], start=start, x=outlines.x[vertex], y=outlines.y[vertex],
            slope=outlines.slope[vertex]))

    def spans(self, rows: Range) -> tuple[np.ndarray, np.ndarray]:
        """See `RoundFootprints.spans`."""
        return overlap.block_spans(self.outlines, self.width, *rows)

    def whole_areas(self, weight: np.ndarray, coverage: np.ndarray) -> np.ndarray:
        """Ground of whole polygons (n): of all their pixels, or of their outline where the raster ends inside them."""
        pixels = self.scale
        whole = coverage >= pixels * (1.0 - 1e-9)
        area = np.where(whole, weight, np.where(coverage > 0.0, pixels, 0.0))
        if self.areas.kind != "uniform":
            for k in np.flatnonzero((coverage > 0.0) & ~whole):
                begin, end = self.outlines.start[k:k + 2]
                area[k] = self.areas.ring_area(self.outlines.x[begin:end], self.outlines.y[begin:end])
        return area

    def ground(self, rows: Range, columns: Range) -> np.ndarray:
        """Relative ground areas of pixels: (1, 1), (rows, 1) or (rows, columns)."""
        return self.areas.window(rows, columns)


def raster_ground(grid: GeoBox) -> GroundArea:
    """Ground areas for footprints of any size: uniform only where the whole raster is."""
    rows, columns = grid.shape
    return GroundArea(PixelMap(grid, GeoBox((1, 1), grid.affine * Affine.scale(columns, rows), grid.crs)))


def ground_rate(areas: GroundArea, grid: GeoBox) -> float:
    """How much, relatively, ground areas change from pixel to pixel at most; 0 unless each has an area of its own."""
    if areas.kind != "pixel":
        return 0.0
    rows, columns = (np.unique(np.linspace(0, size - 1, 9).astype(int)) for size in grid.shape)
    area = np.log([[areas.window((row, row + 1), (column, column + 1))[0, 0] for column in columns] for row in rows])
    steps = [np.abs(np.diff(area, axis=axis)).max(initial=0.0) / np.diff(at).min(initial=1.0 * max(grid.shape))
             for axis, at in enumerate((rows, columns))]
    return float(sum(steps))


def polygon_footprints(pixels: PixelMap, geometries: Sequence[Rings], ground: GroundArea,
                       rate: float = 0.0) -> PolygonFootprints:
    """Polygons given in the CRS of a `point_map`. Edges are straight there, and exact to TOLERANCE in pixels.

    ``rate``: of `ground_rate`; polygons across which areas change too little to matter are weighed faster.
    """
    rings = iter(_in_pixels(pixels, [ring for geometry in geometries for rings in geometry for ring in rings]))
    polygons = [[[next(rings) for _ in each] for each in geometry] for geometry in geometries]
    return _footprints([_joined(each, pixels.wrap) for each in polygons], pixels.wrap, pixels.source, ground, rate)


def segment_footprints(grid: GeoBox, local: LocalMap, along: np.ndarray, across: np.ndarray, azimuth: np.ndarray,
                       ground: GroundArea, wrap: tuple[float, float, float], rate: float = 0.0) -> PolygonFootprints:
    """Rectangles around the points of a local map, ``along`` metres long in the direction of ``azimuth`` (degrees
    clockwise from north) and ``across`` metres wide."""
    parts = _BENT_PARTS
    t = np.arange(parts) / parts
    u = np.concatenate([2 * t - 1, np.ones(parts), 1 - 2 * t, -np.ones(parts)])
    v = np.roll(u, parts)
    u, v = 0.5 * along[:, None] * u, 0.5 * across[:, None] * v
    sine, cosine = np.sin(np.radians(azimuth))[:, None], np.cos(np.radians(azimuth))[:, None]
    x, y = local(u * sine + v * cosine, u * cosine - v * sine)
    bent = local.second.any((1, 2))
    rings = [np.stack([each_x, each_y], -1)[::1 if bends else parts] for each_x, each_y, bends in zip(x, y, bent)]
    return _footprints([_oriented(ring, 1.0) if np.isfinite(ring).all() else np.empty((0, 2)) for ring in rings],
                       wrap, grid, ground, rate)


def _footprints(rings: Sequence[np.ndarray], wrap: tuple[float, float, float], grid: GeoBox,
                ground: GroundArea, rate: float) -> PolygonFootprints:
    start = np.concatenate([[0], np.cumsum([len(ring) for ring in rings])]).astype(np.int64)
    x, y = (np.ascontiguousarray(np.concatenate([_EMPTY, *(ring[:, axis] for ring in rings)])) for axis in (0, 1))
    width = int(grid.shape[1])
    return PolygonFootprints(ring_outlines(start, x, y, wrap[0], width), ground, width, rate)


def ring_outlines(start: np.ndarray, x: np.ndarray, y: np.ndarray, period: float, width: int) -> overlap.Outlines:
    """Rings one behind the other (`rings.py`) as the kernels want them, on a raster of ``width`` columns."""
    bounds, area, slope = describe_rings(start, x, y)
    turns = np.zeros((len(area), 2), np.int64)
    if period:
        turns = np.stack([np.ceil((1e-9 - bounds[:, 1]) / period), np.floor((width - 1e-9 - bounds[:, 0]) / period)],
                         axis=1).astype(np.int64)
    return overlap.Outlines(1, len(area), False, bounds, area, turns, _EMPTY, _EMPTY, start, x, y, slope, period, 0)


def _in_pixels(pixels: PixelMap, rings: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Vertices of rings in pixel coordinates, and as many more as keep edges within the tolerance."""
    start = np.concatenate([[0], np.cumsum([len(ring) for ring in rings])]).astype(np.int64)
    vertices = np.concatenate([np.empty((0, 2)), *rings])
    here = np.array(pixels(*vertices.T)) if len(vertices) else np.empty((2, 0))
    if pixels.same_crs:
        return np.split(here.T, start[1:-1]) if len(rings) else []
    following = np.arange(1, len(vertices) + 1)
    filled = np.diff(start) > 0
    following[start[1:][filled] - 1] = start[:-1][filled]
    begin, end = here, here[:, following]
    edge, t0, t1 = np.arange(len(vertices)), np.zeros(len(vertices)), np.ones(len(vertices))
    found = [(edge, t0, *here)]
    for level in range(_HALVINGS):
        if not edge.size:
            break
        t = 0.5 * (t0 + t1)
        first = vertices[edge]
        middle = np.array(pixels(*(first + t[:, None] * (vertices[following[edge]] - first)).T))
        bent = ~(_sag(begin, middle, end, pixels.wrap[0]) < TOLERANCE)
        # The halves of long edges show what bends both ways.
        split = bent | (level == 0) & (np.hypot(*(end - begin)) > _LONG)
        found.append((edge[bent], t[bent], *middle[:, bent]))
        edge, t0, t, t1 = edge[split], t0[split], t[split], t1[split]
        begin, middle, end = begin[:, split], middle[:, split], end[:, split]
        edge, t0, t1 = np.tile(edge, 2), np.concatenate([t0, t]), np.concatenate([t, t1])
        begin, end = np.hstack([begin, middle]), np.hstack([middle, end])
    edge, t, x, y = (np.concatenate(part) for part in zip(*found))
    order = np.lexsort((t, edge))
    count = np.concatenate([[0], np.cumsum(np.bincount(edge, minlength=len(vertices)))])
    return np.split(np.stack([x[order], y[order]], -1), count[start[1:-1]]) if len(rings) else []


def _sag(begin: np.ndarray, middle: np.ndarray, end: np.ndarray, period: float) -> np.ndarray:
    """How far the middles of edges are from those of their chords."""
    before, after = middle - begin, middle - end
    if period:
        for step in (before, after):
            step[0] -= period * np.rint(step[0] / period)
    return 0.5 * np.hypot(*(before + after))


def _joined(polygons: Sequence[Sequence[np.ndarray]], wrap: tuple[float, float, float]) -> np.ndarray:
    """All rings of a footprint as one (vertices, 2): there and back from its first vertex to each of the others.

    Outer rings run one way and holes the other, so that the way of the kernel (`overlap/spans.py`) adds and subtracts
    them. Empty if any ring has no place in the raster's projection.
    """
    rings = [_oriented(_continuous(ring, wrap), 1.0 if number == 0 else -1.0)
             for polygon in polygons for number, ring in enumerate(polygon) if len(ring) > 2]
    if not rings or not all(len(ring) and np.isfinite(ring).all() for ring in rings):
        return np.empty((0, 2))
    if len(rings) == 1:
        return rings[0]
    anchor = rings[0][:1]
    parts = [rings[0], anchor]
    for ring in rings[1:]:
        # Down and then across: the way back along an upright edge cancels it to the last bit.
        corner = np.array([[anchor[0, 0], ring[0, 1]]])
        parts += [corner, ring, ring[:1], corner, anchor]
    return np.concatenate(parts)


def _continuous(ring: np.ndarray, wrap: tuple[float, float, float]) -> np.ndarray:
    """The ring without jumps around the world."""
    if not wrap[0] or not np.isfinite(ring).all():
        return ring
    x, y = (np.concatenate([axis, np.zeros(len(ring) + 3)]) for axis in ring.T)
    count = follow_longitude(x, y, len(ring), *wrap)
    return np.stack([x[:count], y[:count]], -1)


def _oriented(ring: np.ndarray, sign: float) -> np.ndarray:
    x, y = (ring - ring[:1]).T
    area = (x * np.roll(y, -1) - np.roll(x, -1) * y).sum()
    return ring if area * sign >= 0.0 else ring[::-1]
