"""Footprints that tile the ground, each a quadrilateral, spread over the cells of a grid: the rows of A turned around.

The pixels of a swath are such footprints: many, of any order, overlapping in places. `QuadSupport` adds up for each
cell of a block the ground that it shares with them, by the spans of the kernel (`overlap/spans.py`) on the grid's own
cells. Each cell adds in the order in which footprints come, whatever block it lies in, so that how the grid is cut
changes no bit of the result.
"""

import math

import numpy as np
from numba import njit
from odc.geo.geobox import GeoBox

from . import overlap
from .operator import Moments
from .polygon_footprint import ring_outlines
from .rings import follow_longitude

Range = tuple[int, int]

_UNEQUAL = 4e-3      # relative change of areas across a (part of a) cell that may be ignored
_MOST_PARTS = 16     # of a cell, along each side
_STEEP = 85.0        # degrees; areas vanish towards the poles, and no parts are small enough there
_BATCH_SPANS = 1 << 20
_NODES, _WEIGHTS = (each.tolist() for each in np.polynomial.legendre.leggauss(4))

_options = {"nogil": True, "cache": True, "error_model": "numpy"}


class CellParts:
    """Parts of a grid's cells whose ground may be taken as even: all of a cell but for large ones in degrees.

    ``count``: parts along each side. A cell's overlaps are weighed by the ground of the parts they lie in.
    """

    def __init__(self, grid: GeoBox):
        self.count = 1
        self.grid = grid
        self._e2 = grid.crs.proj.get_geod().es
        affine = grid.affine
        if grid.crs.geographic and not (affine.b or affine.d):
            rows = int(grid.shape[0])
            highest = min(_STEEP, max(abs(affine.f), abs(affine.f + rows * affine.e)))
            change = np.tan(np.radians(highest)) * np.radians(abs(affine.e))
            self.count = int(np.clip(np.ceil(change / _UNEQUAL), 1, _MOST_PARTS))

    def shares(self, rows: Range) -> np.ndarray:
        """Ground of a part as a share of its cell's, for the parts of some rows of cells: (rows * count)."""
        parts = (rows[1] - rows[0]) * self.count
        if self.count == 1:
            return np.ones(parts)
        affine, step = self.grid.affine, self.grid.affine.e / self.count
        north = [affine.f + step * part for part in range(rows[0] * self.count, rows[1] * self.count + 1)]
        area = np.array([self._ground(*pair) for pair in zip(north, north[1:])])
        whole = area.reshape(-1, self.count).sum(1) * self.count
        return area / np.repeat(np.where(whole > 0.0, whole, 1.0), self.count)

    def _ground(self, begin: float, end: float) -> float:
        """Ground between two latitudes, in any unit, 0 beyond the poles (`ground.py` has the formula).

        By the C library's functions: NumPy's differ in the last digit with where an array lies in memory.
        """
        middle, half, total = 0.5 * (begin + end), 0.5 * (end - begin), 0.0
        for node, weight in zip(_NODES, _WEIGHTS):
            latitude = math.radians(middle + half * node)
            if abs(latitude) < 0.5 * math.pi:
                total += weight * math.cos(latitude) / (1.0 - self._e2 * math.sin(latitude) ** 2) ** 2
        return total * abs(half)


class QuadSupport:
    """Accumulators of the cells ``rows`` x ``columns`` of the grid, to which footprints are added."""

    def __init__(self, parts: CellParts, wrap: tuple[float, float, float], rows: Range, columns: Range, addends: int):
        self._parts, self._rows, self._columns, self._wrap = parts, rows, columns, wrap
        self._ground = parts.shares(rows)
        self.shape = rows[1] - rows[0], columns[1] - columns[0]
        self._covered = np.zeros(self.shape)
        self._weight, self._first, self._count, self._total = np.zeros((4, addends, *self.shape))

    def meet(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Which of some quadrilaterals (n, 4) in the grid's pixel coordinates may share ground with the block (n).

        One without all of its corners shares none."""
        with np.errstate(invalid="ignore"):
            whole = np.isfinite(x.sum(1))
            met = (_high(y) > self._rows[0]) & (_low(y) < self._rows[1]) & whole
            if not self._wrap[0]:
                met &= (_high(x) > self._columns[0]) & (_low(x) < self._columns[1])
        poles = [row for row in self._wrap[1:] if np.isfinite(row)] if self._wrap[0] else []
        # What holds a pole reaches it, though no corner does.
        for pole in poles:
            if self._rows[0] - 1 <= pole <= self._rows[1] + 1:
                met |= whole & (_high(x) - _low(x) > 0.25 * self._wrap[0])
        return met

    def add(self, x: np.ndarray, y: np.ndarray, values: np.ndarray, valid: np.ndarray) -> None:
        """Add quadrilaterals (n, 4) with ``values`` and ``valid`` (addends, n)."""
        values, valid = np.ascontiguousarray(values, float), np.ascontiguousarray(valid, np.uint8)
        for part, index, coverage, area in self._spans(x, y):
            _scatter(index, coverage, area, values[:, part], valid[:, part], self._ground, self._rows[0],
                     self._columns[0], self._parts.count, self._covered, self._weight, self._first, self._count,
                     self._total)

    def add_classes(self, x: np.ndarray, y: np.ndarray, codes: np.ndarray, valid: np.ndarray,
                    areas: np.ndarray) -> None:
        """Add to ``areas`` (bands, classes, rows, columns) the ground of quadrilaterals by ``codes`` (bands, n), the
        indices of their classes, where ``valid`` (bands, n)."""
        codes, valid = np.ascontiguousarray(codes, np.int64), np.ascontiguousarray(valid, np.uint8)
        for part, index, coverage, _ in self._spans(x, y):
            _scatter_classes(index, coverage, codes[:, part], valid[:, part], self._ground, self._rows[0],
                             self._columns[0], self._parts.count, areas)

    def moments(self) -> Moments:
        """What was added: (addends, rows, columns); ``variance``, ``low`` and ``high`` are not kept (NaN).

        Areas are in units of the cell. Where footprints overlap, ``covered`` may be more than 1 and is then the area
        that they are measured by: `Moments.valid_fraction` is the valid share of all that was seen of the cell.
        """
        covered = np.broadcast_to(self._covered, self._weight.shape)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self._first / self._weight
        none = np.full(mean.shape, np.nan)
        area = np.where(covered > 0.0, np.maximum(covered, 1.0), 0.0)
        return Moments(self._weight, covered, area, self._count, self._total, mean, none, none, none)

    def _spans(self, x: np.ndarray, y: np.ndarray):
        """(slice of the footprints, spans, coverage, areas in parts of cells), some footprints at a time."""
        count = self._parts.count
        x, y = x * count, y * count
        number = np.cumsum((_high(y) - _low(y) + 2.0) * 3.0) // _BATCH_SPANS
        edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(x)] if len(x) else []
        wrap = tuple(each * count for each in self._wrap)
        width = count * int(self._parts.grid.shape[1])
        for begin, end in zip(edges, edges[1:]):
            rings = _rings(np.ascontiguousarray(x[begin:end]), np.ascontiguousarray(y[begin:end]), *wrap)
            outlines = ring_outlines(*rings, wrap[0], width)
            index, coverage = overlap.block_spans(outlines, width, self._rows[0] * count, self._rows[1] * count)
            yield slice(begin, end), index, coverage, np.abs(outlines.area)


def _low(corners: np.ndarray) -> np.ndarray:
    a, b, c, d = corners.T
    return np.minimum(np.minimum(a, b), np.minimum(c, d))


def _high(corners: np.ndarray) -> np.ndarray:
    a, b, c, d = corners.T
    return np.maximum(np.maximum(a, b), np.maximum(c, d))


@njit(**_options)
def _rings(x, y, period, north, south):
    """Start (n + 1), x and y of quadrilaterals (n, 4) as rings (`rings.py`); empty where a corner has no place."""
    start = np.zeros(len(x) + 1, np.int64)
    all_x, all_y = np.empty(11 * len(x)), np.empty(11 * len(x))
    ring_x, ring_y = np.empty(11), np.empty(11)
    total = 0
    for k in range(len(x)):
        count = 4
        for corner in range(4):
            ring_x[corner], ring_y[corner] = x[k, corner], y[k, corner]
            if not (np.isfinite(x[k, corner]) and np.isfinite(y[k, corner])):
                count = 0
        if count and period > 0.0:
            count = follow_longitude(ring_x, ring_y, count, period, north, south)
        all_x[total:total + count], all_y[total:total + count] = ring_x[:count], ring_y[:count]
        total += count
        start[k + 1] = total
    return start, all_x[:total], all_y[:total]


@njit(**_options)
def _scatter(index, coverage, area, values, valid, ground, row_start, column_start, parts, covered, weight, first,
             count, total):
    """Add spans (footprint, row, first and end column, in parts of cells) to the accumulators of their cells."""
    columns = covered.shape[1]
    for s in range(coverage.size):
        k, row = index[s, 0], index[s, 1] - row_start * parts
        j = row // parts
        share = coverage[s] * ground[row]
        of_footprint = coverage[s] / area[k]
        low = max(index[s, 2], column_start * parts)
        for column in range(low, min(index[s, 3], (column_start + columns) * parts)):
            i = column // parts - column_start
            covered[j, i] += share
            for addend in range(values.shape[0]):
                if valid[addend, k]:
                    weight[addend, j, i] += share
                    first[addend, j, i] += share * values[addend, k]
                    count[addend, j, i] += of_footprint
                    total[addend, j, i] += of_footprint * values[addend, k]


@njit(**_options)
def _scatter_classes(index, coverage, codes, valid, ground, row_start, column_start, parts, areas):
    columns = areas.shape[3]
    for s in range(coverage.size):
        k, row = index[s, 0], index[s, 1] - row_start * parts
        share = coverage[s] * ground[row]
        low = max(index[s, 2], column_start * parts)
        for column in range(low, min(index[s, 3], (column_start + columns) * parts)):
            i = column // parts - column_start
            for band in range(codes.shape[0]):
                if valid[band, k]:
                    areas[band, codes[band, k], row // parts, i] += share
