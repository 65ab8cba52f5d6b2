"""A swath cut into parts, and which of them a block of the target grid needs.

Parts are cut along scans, the same whatever the grid, memory or threads. What a block needs is told by caps: the least
ball around a part's corners, on the sphere, against that around a sample of the block's lattice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from odc.geo.geobox import GeoBox

from .. import blocks
from ..blocks import Block
from ..crs import parse_crs, transformer
from ..errors import Cancelled
from ..reporter import Reporter
from ..support.footprint import point_map
from .swath_geolocation import MARGIN, Geolocation, centres, corners

Stopped = Callable[[], bool] | None

WGS84 = "EPSG:4326"
_PIXELS = 1 << 15      # of a part
_LINES = 128           # of a part of a swath without scans
_WIDTH = 256           # pixels across a part
_LATTICE = 17          # points along each side of a block
_DATUMS = 1e-4         # by which the same place may differ between two datums, and more
_TORN = 8.0            # times the median size of a part's pixels in the target's CRS, for their size on the ground


@dataclass(frozen=True)
class Cap:
    """All that lies within ``radius`` (straight through the earth, of radius 1) of ``middle`` (3,)."""

    middle: np.ndarray
    radius: float

    def meets(self, other: "Cap") -> bool:
        """May they share ground?"""
        return bool(np.linalg.norm(self.middle - other.middle) <= self.radius + other.radius)


class Quads(NamedTuple):
    """Pixels of a part as quadrilaterals: ``x``, ``y`` (n, 4) in pixel coordinates of the target, NaN for those
    without a place; ``torn``: those that lie across the edge of its projection."""

    x: np.ndarray
    y: np.ndarray
    torn: int


class SwathTiles:
    """The parts of a swath of ``shape`` (lines, pixels), and their pixels on ``target``. Picklable.

    ``scan_lines``: of a scan, 0 where lines follow evenly.
    """

    def __init__(self, geolocation: Geolocation, shape: tuple[int, int], scan_lines: int, target: GeoBox):
        self._geolocation, self._shape, self._scan = geolocation, tuple(map(int, shape)), scan_lines
        self.pixels = point_map(target, parse_crs(WGS84))
        lines = _LINES
        if scan_lines:
            lines = max(1, _PIXELS // (_WIDTH * scan_lines)) * scan_lines
        rows = [(row, min(row + lines, self._shape[0])) for row in range(0, self._shape[0], lines)]
        width = self._shape[1]
        across = [(first, min(first + _WIDTH, width)) for first in range(0, width, _WIDTH)]
        self.tiles = [Block(each, columns) for each in rows for columns in across]

    def cap(self, tile: Block, stopped: Stopped = None) -> tuple[Cap | None, int]:
        """The cap of a part, None where none of its pixels has a place, and how many have none."""
        if stopped is not None and stopped():
            raise Cancelled
        scans = list(self._corners(tile))
        corner = np.concatenate([each.reshape(-1, 3) for each, _ in scans])
        placed = sum(int(np.isfinite(_quads(each)[..., 0]).all(-1)[here].sum()) for each, here in scans)
        corner = corner[np.isfinite(corner[:, 0])]
        return (cap_around(corner) if placed else None), tile.cells - placed

    def quads(self, tile: Block) -> Quads:
        """The pixels of a part, line by line."""
        found = [self._placed(each, here) for each, here in self._corners(tile)]
        x, y, size = (np.concatenate([part[axis] for part in found]) for axis in range(3))
        torn = np.zeros(len(x), bool)
        if not self.pixels.wrap[0]:
            known = np.isfinite(size)
            with np.errstate(invalid="ignore"):
                torn = size > _TORN * np.median(size[known]) if known.any() else torn
            x[torn] = np.nan
        return Quads(x, y, int(torn.sum()))

    def _placed(self, corner: np.ndarray, here: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Quadrilaterals (n, 4) on the target, and their size there for that on the ground (n)."""
        latitude = np.degrees(np.arctan2(corner[..., 2], np.hypot(corner[..., 0], corner[..., 1])))
        longitude = np.degrees(np.arctan2(corner[..., 1], corner[..., 0]))
        placed = np.stack(self._on_target(longitude, latitude), -1)
        with np.errstate(invalid="ignore", divide="ignore"):
            size = _diagonals(placed) / _diagonals(corner)
        quads = _quads(placed).reshape(-1, 4, 2)
        x, y = np.ascontiguousarray(quads[..., 0]), np.ascontiguousarray(quads[..., 1])
        x[~here.ravel()] = np.nan
        return x, y, size.ravel()

    def _on_target(self, longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        known = np.isfinite(longitude)
        x, y = np.full(longitude.shape, np.nan), np.full(longitude.shape, np.nan)
        x[known], y[known] = self.pixels(longitude[known], latitude[known])
        return x, y

    def _corners(self, tile: Block):
        """Corners (lines + 1, pixels + 1, 3) of each scan in a part, and which of its pixels have a centre."""
        (top, bottom), (left, right) = tile.rows, tile.columns
        columns = max(0, left - MARGIN), min(self._shape[1], right + MARGIN)
        scans = [(0, self._shape[0])] if not self._scan else [
            (row, min(row + self._scan, self._shape[0])) for row in range(top, bottom, self._scan)]
        for scan in scans:
            lines = max(scan[0], top - MARGIN), min(scan[1], bottom + MARGIN)
            first, end = max(scan[0], top), min(scan[1], bottom)
            middle = centres(self._geolocation, scan, lines, columns)
            part = slice(first - lines[0], end - lines[0]), slice(left - columns[0], right - columns[0])
            around = corners(middle)[part[0].start:part[0].stop + 1, part[1].start:part[1].stop + 1]
            yield around, np.isfinite(middle[part][..., 0])


def caps_of(tiles: SwathTiles, reporter: Reporter, threads: int | None) -> tuple[list[Cap | None], int]:
    """The caps of all parts, and how many pixels of the swath have no place on the ground."""
    caps: list[Cap | None] = []
    lost = 0

    def consume(_tile: Block, found: tuple[Cap | None, int]) -> None:
        nonlocal lost
        caps.append(found[0])
        lost += found[1]

    blocks.run(tiles.cap, tiles.tiles, consume, reporter, threads=threads)
    return caps, lost


def cap_around(points: np.ndarray) -> Cap:
    """The cap around points (n, 3), about their mean."""
    middle = points.mean(0)
    return Cap(middle, float(np.sqrt(((points - middle) ** 2).sum(1).max())) + _DATUMS)


def block_cap(target: GeoBox, block: Block) -> Cap:
    """The cap around the cells of a block; the whole earth where some of them have no place on it."""
    i, j = np.meshgrid(np.linspace(*block.columns, _LATTICE), np.linspace(*block.rows, _LATTICE))
    x, y = target.affine * (i, j)
    longitude, latitude = transformer(target.crs.proj, parse_crs(WGS84)).transform(x, y)
    if not (np.isfinite(longitude).all() and np.isfinite(latitude).all()):
        return Cap(np.zeros(3), 1.0)
    phi, lam = np.radians(latitude), np.radians(longitude)
    here = np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], -1)
    around = cap_around(here.reshape(-1, 3))
    steps = [np.linalg.norm(np.diff(here, axis=axis), axis=-1).max() for axis in (0, 1)]
    # Between the points of the lattice the block may bulge.
    return Cap(around.middle, around.radius + sum(steps))


def tiles_met(caps: Sequence[Cap | None], around: Cap) -> list[int]:
    """Numbers of the parts that a block may need."""
    return [number for number, cap in enumerate(caps) if cap is not None and cap.meets(around)]


def _quads(corner: np.ndarray) -> np.ndarray:
    """From corners (lines + 1, pixels + 1, k) to pixels (lines, pixels, 4, k), around each."""
    return np.stack([corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]], 2)


def _diagonals(corner: np.ndarray) -> np.ndarray:
    """Both diagonals of each pixel together: (lines, pixels)."""
    return (np.sqrt(((corner[1:, 1:] - corner[:-1, :-1]) ** 2).sum(-1))
            + np.sqrt(((corner[1:, :-1] - corner[:-1, 1:]) ** 2).sum(-1)))
