"""Overlapping footprints and a fine grid, tile by tile: which footprints a tile needs, and their weights on its cells.

A tile is made on a lattice of its own that holds every footprint which it needs in whole, also beyond the grid's edges
and across the antimeridian, so that what is computed of a cell does not hang on how the grid is cut.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox
from pyproj import CRS

from .. import blocks
from ..crs import transformer
from ..errors import FusionError
from ..message import message
from ..support.footprint import centres_in_raster, local_maps, point_map, round_footprints
from ..support.overlap import CUT
from .kriging import Supports

Range = tuple[int, int]

MOST_FOOTPRINTS = 5_000_000
SIGMA = 1.0 / np.sqrt(8.0 * np.log(2.0))   # of a Gaussian, in full widths at half maximum
_CHUNK = 1 << 17          # footprints that are placed at once
_EDGES = (128, 64, 32, 16, 8, 4)   # of tiles, cells
_ENTRIES = 3_000_000      # weights of a tile's footprints, of which each takes some 30 bytes
_SCALE_SAMPLE = 256       # footprints whose sums of squares are averaged
_SCALE_ENTRIES = 1_000_000
_EARTH = 6371008.8


@dataclass(frozen=True)
class Observations:
    """Observations by footprints that are Gaussians on the ground.

    ``x``, ``y`` (n,) in ``crs`` (x before y); ``values`` (n,), NaN where missing; ``along``, ``across`` (n,): full
    widths at half maximum in metres, the first in the direction ``azimuth`` (n,), degrees clockwise from north.
    """

    crs: CRS
    x: np.ndarray
    y: np.ndarray
    values: np.ndarray
    along: np.ndarray
    across: np.ndarray
    azimuth: np.ndarray

    def part(self, which: np.ndarray) -> "Observations":
        """Some of them (an index or mask)."""
        return Observations(self.crs, *(each[which] for each in (self.x, self.y, self.values, self.along, self.across,
                                                                 self.azimuth)))


@dataclass(frozen=True)
class Tile:
    """``supports`` of the footprints that cells in ``rows`` x ``columns`` of a lattice need; ``values`` (m,) of these,
    ``near`` (m, k) their neighbours, ``cell`` height and width of a cell in metres; ``reached`` (rows, columns of the
    part): is a footprint's centre within its full width at half maximum?"""

    supports: Supports
    rows: Range
    columns: Range
    values: np.ndarray
    near: np.ndarray
    cell: tuple[float, float]
    reached: np.ndarray


class FootprintTiles:
    """The footprints of ``observations`` with a value and a place near ``grid``, and the tiles of the grid.

    ``neighbours``: observations to a cell. Attributes: ``observations`` that are used, ``blocks`` (tiles as blocks of
    the grid), ``scale`` (mean sum of squared weights of a footprint), ``pixel`` (typical side of a cell in metres),
    ``bytes`` that a tile takes. Raises FusionError where no footprint reaches the grid, or there are too many.
    """

    def __init__(self, observations: Observations, grid: GeoBox, neighbours: int):
        from scipy.spatial import cKDTree

        self.grid, self.shape, self.neighbours = grid, tuple(map(int, grid.shape)), neighbours
        known = np.isfinite(observations.values)
        for each in (observations.along, observations.across):
            known &= np.isfinite(each) & (each > 0.0)
        self._place(observations.part(known & np.isfinite(observations.azimuth)))
        if not len(self._x):
            raise FusionError(message("No footprint with a value reaches the grid; check the extent and the nodata "
                                      "value of the input."))
        self._radius = CUT * SIGMA * np.maximum(self.observations.along, self.observations.across)
        self._sphere = self._on_sphere()
        self._tree = cKDTree(self._sphere)
        reach = np.median(self._reach, axis=0)
        self.pixel = float(np.sqrt(np.median(np.prod(self._cells, axis=1))))
        edge, entries = self._edge(reach)
        self.blocks = blocks.cut(self.shape, (edge, edge))
        window = np.prod(np.minimum(6.0 * reach, 2.0 * reach + np.sqrt(neighbours) * self.spacing + 2.0))
        self.bytes = int(40 * entries + 32 * window * min(neighbours, len(self._x)))
        self._touching = self._touched(edge)
        self.scale = self._mean_square()

    def tile(self, block: blocks.Block) -> Tile | None:
        """What the cells of a block (one of ``blocks``, or within one) need; None where no footprint reaches it."""
        first, last = ((block.rows[k] - k, block.columns[k] - k) for k in (0, 1))
        owners = np.unique(np.concatenate([self._touching.get((row, column), np.empty(0, np.int64))
                                           for row in self._index(0, first[0], last[0])
                                           for column in self._index(1, first[1], last[1])]))
        x, y = self._seen_from(owners, block)
        reach = self._reach[owners]
        touching = ((x + reach[:, 0] > 0) & (x - reach[:, 0] < block.columns[1] - block.columns[0])
                    & (y + reach[:, 1] > 0) & (y - reach[:, 1] < block.rows[1] - block.rows[0]))
        owners = owners[touching]
        return self._tile(block, owners) if len(owners) else None

    def middle(self, footprint: int, side: int) -> blocks.Block | None:
        """The block of at most ``side`` x ``side`` cells around a footprint's centre; None beyond the grid."""
        column, row = int(np.floor(self._x[footprint])), int(np.floor(self._y[footprint]))
        if not (0 <= row < self.shape[0] and 0 <= column < self.shape[1]):
            return None
        return blocks.Block((row, min(row + side, self.shape[0])), (column, min(column + side, self.shape[1])))

    def around_middle(self, most: int) -> np.ndarray:
        """The footprints nearest to one in the middle (n, 5): its distance east and north in metres, full widths along
        and across, azimuth."""
        centre = np.array([0.5 * self.shape[1], 0.5 * self.shape[0]])
        middle = int(np.argmin(np.hypot(self._x - centre[0], self._y - centre[1])))
        near = np.atleast_1d(self._tree.query(self._sphere[middle], min(most, len(self._x)))[1])
        up = self._sphere[middle] / np.linalg.norm(self._sphere[middle])
        east = np.array([-up[1], up[0], 0.0]) / max(math.hypot(up[0], up[1]), 1e-12)
        step = self._sphere[near] - self._sphere[middle]
        seen = self.observations.part(near)
        return np.stack([step @ east, step @ np.cross(up, east), seen.along, seen.across, seen.azimuth], axis=1)

    def _place(self, observations: Observations) -> None:
        """Keep the footprints that lie so near to the grid that a cell may need them."""
        to_grid = point_map(self.grid, observations.crs)
        self._period = to_grid.wrap[0]
        places, sizes, cells, kept = [], [], [], []
        for begin in range(0, len(observations.x), _CHUNK):
            part = observations.part(slice(begin, begin + _CHUNK))
            x, y = centres_in_raster(to_grid, part.x, part.y)
            if self._period:
                x = x - self._period * np.rint((x - 0.5 * self.shape[1]) / self._period)
            shapes = _shapes(self.grid, x, y, part, self._period)
            local = local_maps(self.grid, x, y, CUT * SIGMA * np.maximum(part.along, part.across), self._period)
            places.append(np.stack([x, y], 1))
            sizes.append(shapes.reach)
            cells.append(_cell_sizes(local.first))
            kept.append(np.isfinite(shapes.centre).all(axis=1) & np.isfinite(shapes.reach).all(axis=1))
        if not places:
            self._x = np.empty(0)
            return
        place, reach, cell, kept = map(np.concatenate, (places, sizes, cells, kept))
        widest = 3.0 * reach[kept].max(axis=0, initial=0.0)
        for axis, size in ((0, self.shape[1]), (1, self.shape[0])):
            with np.errstate(invalid="ignore"):
                kept &= (place[:, axis] + widest[axis] > 0) & (place[:, axis] - widest[axis] < size)
        if np.count_nonzero(kept) > MOST_FOOTPRINTS:
            raise FusionError(message("{count:,} footprints are more than the {most:,} that can be used at once; "
                                      "choose a smaller area.", count=int(np.count_nonzero(kept)),
                                      most=MOST_FOOTPRINTS))
        self.observations, self._reach, self._cells = observations.part(kept), reach[kept], cell[kept]
        self._x, self._y = place[kept].T
        near = ((self._x + self._reach[:, 0] > 0) & (self._x - self._reach[:, 0] < self.shape[1])
                & (self._y + self._reach[:, 1] > 0) & (self._y - self._reach[:, 1] < self.shape[0]))
        if not near.any():
            self._x = np.empty(0)

    def _on_sphere(self) -> np.ndarray:
        """Places (n, 3) in metres, so that distances know no edge of a map."""
        crs = self.observations.crs
        x, y = self.observations.x, self.observations.y
        if crs.is_geographic:
            unit = crs.axis_info[0].unit_conversion_factor
        else:
            unit = np.radians(1.0)
            x, y = transformer(crs, crs.geodetic_crs).transform(x, y)
        longitude, latitude = np.asarray(x) * unit, np.asarray(y) * unit
        return _EARTH * np.stack([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude),
                                  np.sin(latitude)], axis=1)

    @cached_property
    def spacing(self) -> float:
        """Typical distance of neighbouring footprints in cells."""
        chosen = np.unique(np.linspace(0, len(self._x) - 1, min(len(self._x), 500)).astype(int))
        if len(self._x) < 2:
            return 1.0
        distance = self._tree.query(self._sphere[chosen], 2)[0][:, 1]
        return float(np.median(distance)) / self.pixel

    def _edge(self, reach: np.ndarray) -> tuple[int, float]:
        """Side of the tiles in cells, by the footprints alone and not by the memory, and how many weights one has."""
        spacing = max(self.spacing, 1e-3)
        for edge in _EDGES:
            count = min(len(self._x), np.prod((edge + 4.0 * reach) / spacing + 1.0))
            entries = count * np.pi * np.prod(reach + 1.0)
            if entries <= _ENTRIES:
                break
        return edge, float(entries)

    def _index(self, axis: int, first: int, last: int) -> range:
        """Numbers of the tiles, along an axis, that hold cells from the first to the last."""
        begins = self._begins[axis]
        return range(*(int(np.searchsorted(begins, cell, "right")) - 1 + end for cell, end in ((first, 0), (last, 1))))

    def _touched(self, edge: int) -> dict[tuple[int, int], np.ndarray]:
        """Footprints that reach into each tile, by its numbers (row, column)."""
        self._begins = [np.unique([getattr(block, name)[0] for block in self.blocks]) for name in ("rows", "columns")]
        found: dict[tuple[int, int], list[np.ndarray]] = {}
        turns = (-self._period, 0.0, self._period) if self._period else (0.0,)
        for turn in turns:
            spans = []
            for centre, axis, size in ((self._y, 1, self.shape[0]), (self._x + turn, 0, self.shape[1])):
                low = np.floor(centre - self._reach[:, axis])
                high = np.ceil(centre + self._reach[:, axis]) - 1
                inside = (high >= 0) & (low < size)
                spans.append((inside, *(np.searchsorted(self._begins[1 - axis], np.clip(each, 0, size - 1), "right") - 1
                                        for each in (low, high))))
            there = np.flatnonzero(spans[0][0] & spans[1][0])
            (_, top, bottom), (_, left, right) = spans
            for down in range(int((bottom - top)[there].max(initial=-1)) + 1):
                for across in range(int((right - left)[there].max(initial=-1)) + 1):
                    row, column = top[there] + down, left[there] + across
                    used = (row <= bottom[there]) & (column <= right[there])
                    _group(found, row[used], column[used], there[used])
        return {key: np.unique(np.concatenate(parts)) for key, parts in found.items()}

    def _seen_from(self, which: np.ndarray, block: blocks.Block) -> tuple[np.ndarray, np.ndarray]:
        """Centres in cells from a block's first corner, the short way around the world."""
        x, y = self._x[which] - block.columns[0], self._y[which] - block.rows[0]
        if self._period:
            middle = 0.5 * (block.columns[1] - block.columns[0])
            x = x - self._period * np.rint((x - middle) / self._period)
        return x, y

    def _neighbours(self, owners: np.ndarray) -> np.ndarray:
        """The nearest footprints that overlap each owner (owners, k), itself among them, ascending, -1 for none."""
        count = min(self.neighbours, len(self._x))
        distance, near = self._tree.query(self._sphere[owners], count)
        distance, near = distance.reshape(-1, count), near.reshape(-1, count)
        missing = ~(near == owners[:, None]).any(axis=1)
        near[missing, -1], distance[missing, -1] = owners[missing], 0.0
        apart = distance > self._radius[owners][:, None] + self._radius[near]
        near = np.where(apart, np.iinfo(np.int64).max, near)
        near.sort(axis=1)
        return np.where(near == np.iinfo(np.int64).max, -1, near)

    def _tile(self, block: blocks.Block, owners: np.ndarray) -> Tile:
        near = self._neighbours(owners)
        used = np.union1d(owners, near[near >= 0])
        x, y = self._seen_from(used, block)
        reach = self._reach[used]
        left, right = int(np.floor((x - reach[:, 0]).min())), int(np.ceil((x + reach[:, 0]).max()))
        top, bottom = int(np.floor((y - reach[:, 1]).min())), int(np.ceil((y + reach[:, 1]).max()))
        left, top = min(left, 0), min(top, 0)
        right, bottom = (max(end, size[1] - size[0]) for end, size in ((right, block.columns), (bottom, block.rows)))
        if self._period and right - left > self._period:
            # All around the world: once and no further.
            spare = right - left - int(self._period)
            left, right = min(0, left + spare // 2), max(block.columns[1] - block.columns[0],
                                                         right - (spare - spare // 2))
        grid = GeoBox((bottom - top, right - left),
                      self.grid.affine * Affine.translation(block.columns[0] + left, block.rows[0] + top),
                      self.grid.crs)
        shapes = _shapes(grid, x - left, y - top, self.observations.part(used), self._period)
        supports = _supports(shapes, tuple(map(int, grid.shape)))
        full = np.full((len(used), near.shape[1]), -1, np.int64)
        full[np.searchsorted(used, owners)] = np.where(near >= 0, np.searchsorted(used, near), -1)
        rows, columns = ((-begin, -begin + size[1] - size[0])
                         for begin, size in ((top, block.rows), (left, block.columns)))
        cell = np.median(self._cells[owners], axis=0)
        return Tile(supports, rows, columns, self.observations.values[used], full, (float(cell[0]), float(cell[1])),
                    _reached(supports)[slice(*rows), slice(*columns)])

    def _mean_square(self) -> float:
        """Of a sample spread over all footprints."""
        cells = np.pi * float(np.prod(np.median(self._reach, axis=0) + 1.0))
        most = int(np.clip(_SCALE_ENTRIES / cells, 4, min(len(self._x), _SCALE_SAMPLE)))
        chosen = np.unique(np.linspace(0, len(self._x) - 1, most).round().astype(int))
        low, high = ([float(side(centre[chosen] + sign * self._reach[chosen, axis])) for centre, axis in
                      ((self._x, 0), (self._y, 1))] for side, sign in ((np.min, -1), (np.max, 1)))
        left, top = int(np.floor(low[0])), int(np.floor(low[1]))
        shape = int(np.ceil(high[1])) - top, int(np.ceil(high[0])) - left
        if self._period:
            shape = shape[0], min(shape[1], int(self._period))
        grid = GeoBox(shape, self.grid.affine * Affine.translation(left, top), self.grid.crs)
        shapes = _shapes(grid, self._x[chosen] - left, self._y[chosen] - top, self.observations.part(chosen),
                         self._period)
        supports = _supports(shapes, shape)
        return float((supports.shares ** 2).sum() / np.count_nonzero(supports.sizes))


def _shapes(grid: GeoBox, x: np.ndarray, y: np.ndarray, observations: Observations, period: float):
    # Axes of a Gaussian are four standard deviations long.
    return round_footprints(grid, x, y, 4.0 * SIGMA * observations.along, 4.0 * SIGMA * observations.across,
                            observations.azimuth, gaussian=True, period=period)


def _supports(shapes, shape: Range) -> Supports:
    from scipy.sparse import csr_matrix

    index, share = shapes.spans((0, shape[0]))
    length = index[:, 3] - index[:, 2]
    column = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + np.repeat(index[:, 2], length)
    cell = np.repeat(index[:, 1], length) * shape[1] + column
    matrix = csr_matrix((np.repeat(share, length), (np.repeat(index[:, 0], length), cell)),
                        shape=(shapes.count, shape[0] * shape[1]))
    return Supports.from_matrix(matrix, shape)


def _reached(supports: Supports) -> np.ndarray:
    """Cells (rows, columns) that weigh at least 1 / 16 of the greatest weight in a footprint: one full width at half
    maximum from its centre."""
    found = np.zeros(supports.shape[0] * supports.shape[1], bool)
    used = np.flatnonzero(supports.sizes)
    peak = np.zeros(supports.count)
    peak[used] = np.maximum.reduceat(supports.shares, supports.start[used])
    found[supports.cells[supports.shares >= peak[supports.support_of_entry] / 16.0]] = True
    return found.reshape(supports.shape)


def _cell_sizes(first: np.ndarray) -> np.ndarray:
    """Height and width (n, 2) of cells in metres, their product being the area, from pixels for a metre (n, 2, 2)."""
    area = 1.0 / np.abs(first[:, 0, 0] * first[:, 1, 1] - first[:, 0, 1] * first[:, 1, 0])
    # A step of one column, in metres east and north, is the first column of the inverse.
    width = area * np.hypot(first[:, 1, 1], first[:, 1, 0])
    return np.stack([area / width, width], axis=1)


def _group(found: dict, row: np.ndarray, column: np.ndarray, which: np.ndarray) -> None:
    order = np.lexsort((column, row))
    row, column, which = row[order], column[order], which[order]
    edges = np.flatnonzero(np.diff(row) | np.diff(column)) + 1
    for part in np.split(np.arange(len(which)), edges) if len(which) else ():
        found.setdefault((int(row[part[0]]), int(column[part[0]])), []).append(which[part])
