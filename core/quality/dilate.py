"""Grows flagged ground by a distance in metres: pixels whose centre lies within it of a flagged pixel's ground.

Distances are on the ground, also in degrees and where cells lean. What a metre is in pixels is looked up once for each
tile of a lattice that depends on the grid alone, so that blocks do not matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from odc.geo.geobox import GeoBox

from ..advice.steps import ground_steps
from ..errors import FusionError
from ..message import message

MOST_REACH = 400     # pixels
_SIDES = (256, 128, 64, 32, 16, 8)
_LIKE = 0.01         # steps in a tile may differ by this part
_SAMPLE = 9          # places along each side of the grid
_SLACK = 1e-6        # of the distance: rounding of georeferences

Range = tuple[int, int]


@dataclass(frozen=True)
class Dilation:
    """Grows flags on the pixels of ``grid`` by ``metres``. ``side``: of the tiles, pixels; ``reach``: no kernel goes
    further, pixels.
    """

    grid: GeoBox
    metres: float
    side: int
    reach: int

    def grow(self, flags: np.ndarray, rows: Range, columns: Range) -> np.ndarray:
        """Flags of the pixels ``rows`` x ``columns`` after growing, from those of a window that is `reach` pixels
        larger on each side: booleans.
        """
        found = np.empty((rows[1] - rows[0], columns[1] - columns[0]), bool)
        for tile_rows, tile_columns in self._tiles(rows, columns):
            j, i = tile_rows[0] - rows[0], tile_columns[0] - columns[0]
            height, width = tile_rows[1] - tile_rows[0], tile_columns[1] - tile_columns[0]
            around = flags[j:j + height + 2 * self.reach, i:i + width + 2 * self.reach]
            found[j:j + height, i:i + width] = self._grown(around, tile_rows[0] // self.side,
                                                           tile_columns[0] // self.side)
        return found

    def _grown(self, around: np.ndarray, tile_row: int, tile_column: int) -> np.ndarray:
        reach = self.reach
        height, width = around.shape[0] - 2 * reach, around.shape[1] - 2 * reach
        if not around.any():
            return np.zeros((height, width), bool)
        counts = np.zeros((around.shape[0], around.shape[1] + 1), np.int32)
        np.cumsum(around, axis=1, out=counts[:, 1:])
        found = np.zeros((height, width), bool)
        for down, first, last in _kernel(self.grid, self.side, self.metres, reach, tile_row, tile_column):
            row = counts[reach + down:reach + down + height]
            begin, end = reach + first, reach + last + 1
            found |= row[:, end:end + width] > row[:, begin:begin + width]
        return found

    def _tiles(self, rows: Range, columns: Range) -> Iterator[tuple[Range, Range]]:
        for tile_rows in _cut(rows, self.side):
            for tile_columns in _cut(columns, self.side):
                yield tile_rows, tile_columns


def dilation(grid: GeoBox, metres: float, name: str) -> Dilation | None:
    """How flags grow on the pixels of a grid; None for no distance. ``name``: the raster, for messages.

    Raises FusionError for a distance of very many pixels, or below zero.
    """
    if metres == 0.0:
        return None
    if not (metres > 0.0 and np.isfinite(metres)):
        raise FusionError(message("The distance to dilate by is {metres:g} m; it must be 0 or more.", metres=metres))
    steps = _steps(grid, *_places(grid))
    usable = np.isfinite(steps).all(axis=0)
    if not usable.any():
        raise FusionError(message("{name} lies nowhere on Earth, so no distance can be told; check its CRS.",
                                  name=name))
    extents = [_half_sizes(each, metres) for each in np.moveaxis(steps[:, usable], 1, 0)]
    # Between the places steps are a little larger or smaller.
    reach = int(np.ceil(1.05 * max(map(max, extents)))) + 1
    if reach > MOST_REACH:
        raise FusionError(message("The distance to dilate by, {metres:g} m, is more than {most} pixels of {name}; give "
                                  "a shorter one.", metres=metres, most=MOST_REACH, name=name))
    return Dilation(grid, metres, _side(grid), reach)


@lru_cache(maxsize=4096)
def _kernel(grid: GeoBox, side: int, metres: float, reach: int, tile_row: int,
            tile_column: int) -> tuple[tuple[int, int, int], ...]:
    """Rows of the kernel of a tile: rows down, first and last column to the right of a pixel, that flag it."""
    height, width = grid.shape
    row = np.clip((tile_row + 0.5) * side, 0, height)
    column = np.clip((tile_column + 0.5) * side, 0, width)
    steps = _steps(grid, np.array([column]), np.array([row]))[:, 0]
    if not np.isfinite(steps).all():
        return ((0, 0, 0),)
    offsets = np.arange(-reach, reach + 1)
    right, down = np.meshgrid(offsets, offsets)
    near = _distance(steps, right, down) <= metres * (1.0 + _SLACK)
    rows = np.flatnonzero(near.any(axis=1))
    return tuple((int(offsets[j]), int(offsets[near[j].argmax()]), int(offsets[::-1][near[j][::-1].argmax()]))
                 for j in rows)


def _distance(steps: np.ndarray, right: np.ndarray, down: np.ndarray) -> np.ndarray:
    """From the middle of a pixel to the ground of one that lies so many pixels to the right and down, metres.

    ``steps``: (4,), east and north of a step to the right, east and north of one down.
    """
    along, across = steps[:2], steps[2:]
    centre = right[..., None] * along + down[..., None] * across
    edges = [(side * 0.5 * first, second) for first, second in ((along, across), (across, along)) for side in (-1, 1)]
    nearest = np.full(right.shape, np.inf)
    for middle, direction in edges:
        # The foot of the perpendicular from the origin, kept within the edge.
        start = centre + middle
        along_edge = np.clip(-(start @ direction) / (direction @ direction), -0.5, 0.5)
        nearest = np.minimum(nearest, np.hypot(*np.moveaxis(start + along_edge[..., None] * direction, -1, 0)))
    nearest[(right == 0) & (down == 0)] = 0.0
    return nearest


def _half_sizes(steps: np.ndarray, metres: float) -> tuple[float, float]:
    """Columns and rows that a disc around a pixel's outline reaches to each side of its middle."""
    along, across = steps[:2], steps[2:]
    area = abs(along[0] * across[1] - along[1] * across[0])
    return metres * np.hypot(*across) / area + 0.5, metres * np.hypot(*along) / area + 0.5


def _steps(grid: GeoBox, columns: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(4, n): see `_distance`."""
    found = ground_steps(grid, columns, rows)
    return np.concatenate([found.along, found.down])


def _places(grid: GeoBox) -> tuple[np.ndarray, np.ndarray]:
    height, width = grid.shape
    at = (np.arange(_SAMPLE) + 0.5) / _SAMPLE
    columns, rows = np.meshgrid(at * width, at * height)
    return columns.ravel(), rows.ravel()


def _side(grid: GeoBox) -> int:
    """The largest side of tiles in which steps are alike."""
    height, width = map(int, grid.shape)
    for side in _SIDES:
        columns, rows = _places(grid)
        here = _steps(grid, columns, rows)
        there = [_steps(grid, columns + side / 2 * right, rows + side / 2 * down)
                 for right in (-1, 1) for down in (-1, 1)]
        size = np.sqrt(np.nansum(here**2, axis=0)) / 2
        differ = np.array([np.nanmax(np.abs(each - here) / size, initial=0.0) for each in there])
        if (differ <= _LIKE).all():
            return side
    return _SIDES[-1]


def _cut(whole: Range, side: int) -> Iterator[Range]:
    """A range in parts that end at multiples of ``side``."""
    start = whole[0]
    while start < whole[1]:
        end = min(whole[1], (start // side + 1) * side)
        yield start, end
        start = end
