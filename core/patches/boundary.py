"""Boundaries of patches: polygons in any CRS, buffered in metres, seen in the pixels of the reference."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox
from pyproj import CRS
from shapely import wkb as shapely_wkb
from shapely.errors import ShapelyError
from shapely.geometry import Polygon
from shapely.ops import unary_union
from shapely.validation import make_valid

from ..blocks import Block
from ..crs import parse_crs, transformer
from ..errors import FusionError
from ..message import message
from ..support.footprint import point_map
from ..support.polygon_footprint import polygon_footprints, raster_ground
from .window_sums import WindowSums, integral_of

_STRIP = 1 << 21        # pixels that are looked at together
_SLIVER = 1e-5          # of a pixel: what rounding takes from the area of a window
_PIECES = 256           # a polygon's diagonal has so many pieces where straight lines are to bend
_MOST_PIECES = 1 << 16  # of one edge
_QUARTER = 32           # segments of a quarter of a circle


@dataclass(frozen=True)
class Polygons:
    """A layer of polygons as values: name, CRS (what `parse_crs` takes), WKB (None for null), a field's values."""

    name: str
    crs: str
    wkb: tuple[bytes | None, ...]
    values: tuple[object, ...] = ()


class Area:
    """Polygons, given as shapely's in ``crs``, in the pixel coordinates of a grid; they must not overlap each other.

    `bounds`: first row, end row, first column, end column of its ground; columns are infinite where it, or the grid,
    goes around half of the world. `is_known`: False where any part has no place in the grid's CRS. `period`: columns
    after which the grid's CRS repeats itself, 0 for none.
    """

    def __init__(self, grid: GeoBox, shapes: Sequence[Polygon], crs: CRS) -> None:
        self._grid = grid
        self._rings = [[[np.array(ring.coords)[:-1, :2] for ring in (each.exterior, *each.interiors)]]
                       for each in shapes]
        self._crs = crs
        found = self._seen_from(grid).outlines
        self.is_known = bool((np.diff(found.start) > 0).all())
        self.period = found.period
        following = np.arange(1, len(found.x) + 1)
        filled = np.diff(found.start) > 0
        following[found.start[1:][filled] - 1] = found.start[:-1][filled]
        width = int(grid.shape[1])
        west, east = (found.x.min(), found.x.max()) if len(found.x) else (0.0, 0.0)
        # The turn around the world that is nearest to the grid's middle, as for centres.
        x = found.x + (found.period and found.period * np.rint((width - west - east) / 2 / found.period))
        self._edges = np.stack([x, found.y, x[following], found.y[following]])
        self.bounds = (found.y.min(), found.y.max(), x.min(), x.max()) if len(x) else (0.0,) * 4
        if max(width, east - west) > found.period / 2 > 0.0:
            self.bounds = (*self.bounds[:2], -np.inf, np.inf)

    def _seen_from(self, grid: GeoBox):
        return polygon_footprints(point_map(grid, self._crs), self._rings, raster_ground(grid))

    @property
    def vertices(self) -> tuple[np.ndarray, np.ndarray]:
        """Columns and rows of the vertices of all rings."""
        return self._edges[0], self._edges[1]

    def contains(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Which places (n), in fractional rows and columns of the grid, lie inside."""
        inside = self._contains(rows, columns)
        if self.period:
            for turn in (-self.period, self.period):
                inside |= self._contains(rows, columns + turn)
        return inside

    def _contains(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """By the parity of the edges to the left, line of pixels by line of pixels."""
        inside = np.zeros(len(rows), bool)
        top, bottom, left, right = self.bounds
        with np.errstate(invalid="ignore"):
            near = np.flatnonzero((rows >= top) & (rows <= bottom) & (columns >= left) & (columns <= right))
        if not len(near):
            return inside
        near = near[np.argsort(rows[near], kind="stable")]
        lines, begin = np.unique(np.floor(rows[near]), return_index=True)
        edges, starts = self._edges_of_lines(lines)
        for at, end, first, last in zip(begin, [*begin[1:], len(near)], starts, starts[1:]):
            x0, y0, x1, y1 = self._edges[:, edges[first:last]]
            y, x = rows[near[at:end], None], columns[near[at:end], None]
            crosses = (y0 <= y) != (y1 <= y)
            with np.errstate(all="ignore"):
                passed = x0 + (y - y0) / (y1 - y0) * (x1 - x0) < x
            inside[near[at:end]] = (crosses & passed).sum(axis=1) % 2 == 1
        return inside

    def _edges_of_lines(self, lines: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Edges that pass each line of pixels, one line behind the other, and where each line's begin."""
        low = np.searchsorted(lines, np.floor(np.minimum(self._edges[1], self._edges[3])))
        high = np.searchsorted(lines, np.floor(np.maximum(self._edges[1], self._edges[3])), side="right")
        count = high - low
        edge = np.repeat(np.arange(count.size), count)
        line = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + low[edge]
        order = np.argsort(line, kind="stable")
        return edge[order], np.searchsorted(line[order], np.arange(lines.size + 1))

    def covered(self, first: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
        """How many pixels (n), parts of pixels counted as such, of each window lie inside; exact."""
        sums = WindowSums(first, shape, np.float64)
        if not len(first):
            return sums.totals
        (top, bottom), (left, right) = (
            (int(max(np.floor(begin), at.min())), int(min(np.ceil(end), at.max() + side)))
            for begin, end, at, side in zip(self.bounds[::2], self.bounds[1::2], first.T, shape))
        if top >= bottom or left >= right:
            return sums.totals
        part = GeoBox((bottom - top, right - left), self._grid.affine * Affine.translation(left, top), self._grid.crs)
        seen = self._seen_from(part)
        height = max(1, _STRIP // (right - left))
        for row in range(top, bottom, height):
            strip = Block((row, min(row + height, bottom)), (left, right))
            which = sums.meeting(strip)
            if len(which):
                coverage = _coverage(seen.spans((strip.rows[0] - top, strip.rows[1] - top)), strip, row - top)
                sums.add(which, sums.parts(which, strip, integral_of(coverage, np.float64)))
        return sums.totals

    def is_whole(self, first: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
        """Which windows (n) lie inside as a whole."""
        return self.covered(first, shape) > shape[0] * shape[1] - _SLIVER

    def is_overlapped(self, first: np.ndarray, shape: tuple[int, int], least: float) -> np.ndarray:
        """Of which windows (n) at least the share ``least`` lies inside, and any part does."""
        covered = self.covered(first, shape)
        return (covered > _SLIVER) & (covered >= least * shape[0] * shape[1] - _SLIVER)


def _coverage(spans: tuple[np.ndarray, np.ndarray], strip: Block, begin: int) -> np.ndarray:
    """Coverage of the pixels of a strip, (rows, columns), from its spans, whose rows count from ``begin``."""
    (_, row, first, end), share = spans[0].T, spans[1]
    height, width = strip.rows[1] - strip.rows[0], strip.columns[1] - strip.columns[0]
    steps = np.zeros((height, width + 1))
    np.add.at(steps, (row - begin, first), share)
    np.subtract.at(steps, (row - begin, end), share)
    return np.cumsum(steps, axis=1)[:, :width]


def boundary_area(grid: GeoBox, polygons: Polygons, buffer: float = 0.0, bounding_box: bool = False) -> Area:
    """The union of polygons, ``buffer`` metres wider (or narrower), or its bounding box along the axes of the grid's
    CRS, in the pixels of a grid.

    Metres are those of an azimuthal equidistant projection around each polygon, at any latitude. Raises FusionError
    where nothing is left, where it cannot be placed, and where it lies outside of the grid.
    """
    crs = parse_crs(polygons.crs)
    shapes = union_of(polygons.wkb)
    if not shapes:
        raise FusionError(message("{name} holds no polygon with an area; choose another boundary.", name=polygons.name))
    if buffer:
        shapes = _parts(unary_union([each for shape in shapes for each in _buffered(shape, crs, buffer, polygons)]))
        if not shapes:
            raise FusionError(message("Nothing is left of {name} with a buffer of {buffer:g} m; give a BUFFER nearer "
                                      "to 0.", name=polygons.name, buffer=buffer))
    area = Area(grid, shapes, crs)
    if not area.is_known:
        raise FusionError(message("{name} reaches where the CRS of the reference is not defined; clip it to the "
                                  "reference's surroundings first.", name=polygons.name))
    if bounding_box:
        area = Area(grid, [_box_around(grid, area)], grid.crs.proj)
    return area


def union_of(wkb: Sequence[bytes | None]) -> list[Polygon]:
    """Polygons that do not overlap each other, of the same ground; invalid ones are repaired."""
    try:
        found = [make_valid(shapely_wkb.loads(bytes(each))) for each in wkb if each]
        return _parts(unary_union([part for each in found for part in _parts(each)]))
    except (ShapelyError, ValueError) as error:
        raise FusionError(message("A geometry is damaged ({reason}); repair the layer's geometries.",
                                  reason=str(error))) from error


def _parts(geometry) -> list[Polygon]:
    """The polygons with an area among the parts of a geometry."""
    if geometry.geom_type == "Polygon":
        return [geometry] if geometry.area > 0.0 else []
    return [part for each in getattr(geometry, "geoms", ()) for part in _parts(each)]


def _buffered(shape: Polygon, crs: CRS, metres: float, polygons: Polygons) -> list[Polygon]:
    """The buffer of a polygon in its own CRS, from an azimuthal equidistant projection around its middle."""
    geodetic = crs.geodetic_crs
    west, south, east, north = shape.bounds
    to_degrees = transformer(crs, geodetic)
    longitude, latitude = to_degrees.transform((west + east) / 2, (south + north) / 2)
    if not np.isfinite([longitude, latitude]).all():
        raise _no_buffer(polygons)
    ellipsoid = crs.get_geod()
    around = CRS.from_proj4(f"+proj=aeqd +lon_0={longitude} +lat_0={latitude} +a={ellipsoid.a} +b={ellipsoid.b} "
                            "+units=m +type=crs")
    # The datum is the same one on both sides: no shift is meant.
    plane = transformer(around.geodetic_crs, around)

    def there(points: np.ndarray) -> np.ndarray:
        return np.stack(plane.transform(*to_degrees.transform(*points.T)), axis=-1)

    def back(points: np.ndarray) -> np.ndarray:
        degrees = plane.transform(*points.T, direction="INVERSE")
        turned = _near(np.asarray(degrees[0]), longitude), degrees[1]
        return np.stack(turned if crs.is_geographic else to_degrees.transform(*degrees, direction="INVERSE"), axis=-1)

    local = _moved(shape, there)
    if local is None:
        raise _no_buffer(polygons)
    wide = [_moved(each, back) for each in _parts(make_valid(local).buffer(metres, _QUARTER))]
    if any(each is None for each in wide):
        raise _no_buffer(polygons)
    return [part for each in wide for part in _parts(make_valid(each))]


def _near(longitude: np.ndarray, middle: float) -> np.ndarray:
    return longitude - 360.0 * np.rint((longitude - middle) / 360.0)


def _moved(shape: Polygon, move) -> Polygon | None:
    """The polygon elsewhere, its edges cut into pieces that can bend; None where a vertex has no place there."""
    west, south, east, north = shape.bounds
    step = max(float(np.hypot(east - west, north - south)) / _PIECES, 1e-12)
    rings = [move(_cut(np.array(ring.coords)[:, :2], step)) for ring in (shape.exterior, *shape.interiors)]
    if not all(np.isfinite(ring).all() for ring in rings):
        return None
    return Polygon(rings[0], rings[1:])


def _cut(ring: np.ndarray, step: float) -> np.ndarray:
    """A closed ring with more vertices, none farther than ``step`` from the next."""
    edge = np.diff(ring, axis=0)
    count = np.clip(np.ceil(np.hypot(*edge.T) / step), 1, _MOST_PIECES).astype(int)
    t = (np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)) / np.repeat(count, count)
    along = np.repeat(ring[:-1], count, axis=0) + t[:, None] * np.repeat(edge, count, axis=0)
    return np.concatenate([along, ring[-1:]])


def _box_around(grid: GeoBox, area: Area) -> Polygon:
    x, y = grid.affine * area.vertices
    west, south, east, north = x.min(), y.min(), x.max(), y.max()
    return Polygon([(west, south), (east, south), (east, north), (west, north)])


def _no_buffer(polygons: Polygons) -> FusionError:
    return FusionError(message("{name} is too large for a buffer in metres; clip it to the reference's surroundings, "
                               "or leave BUFFER out.", name=polygons.name))
