"""Random fields of place: the same at a place whoever asks, and for whatever grid.

Random numbers sit at the nodes of a lattice that covers the world, drawn in tiles of _TILE x _TILE nodes: each tile has
a generator of its own, seeded with the scene's seed, the field's name and the tile's row and column. So any part of the
world can be made alone.
"""

import zlib
from dataclasses import dataclass

import numpy as np

from .world import Place

_TILE = 64
# Mean square of a cubic B-spline's weights over all phases, in two dimensions: the variance that blending leaves.
_BLEND_SPREAD = 151.0 / 315.0


def generator(seed: int, *name: str | int) -> np.random.Generator:
    """The random numbers that belong to a scene's seed and a name."""
    return np.random.default_rng([seed, *(zlib.crc32(part.encode()) if isinstance(part, str) else part
                                          for part in name)])


def numbers(seed: int, name: str, rows: np.ndarray, columns: np.ndarray, kind: str = "random") -> np.ndarray:
    """A random number (float32) for every pair of integers: uniform in [0, 1), or kind="standard_normal"."""
    rows, columns = np.broadcast_arrays(rows, columns)
    window = (int(rows.min()), int(rows.max()) + 1), (int(columns.min()), int(columns.max()) + 1)
    return _nodes((seed, name), *window, kind)[rows - window[0][0], columns - window[1][0]]


@dataclass(frozen=True)
class Noise:
    """A smooth Gaussian field of mean 0 and variance 1: octaves of cubic B-splines, each half as wide as the last.

    ``coarsest`` and ``finest`` are the distances of their nodes in metres, their ratio a power of 2. An octave's
    standard deviation goes as its distance to the power ``roughness``.
    """

    seed: int
    name: str
    coarsest: float
    finest: float
    roughness: float = 1.0

    @property
    def step(self) -> float:
        """Resolution in metres at which the field is made; between, it is linear."""
        return self.finest / 4.0

    def __call__(self, place: Place) -> np.ndarray:
        """Values (float32) at places."""
        raster = WorldRaster(place, self.step)
        return raster.sample(self.on(raster))

    def on(self, raster: "WorldRaster") -> np.ndarray:
        """Values (float32) on all nodes of a part of the world raster whose step divides ``finest``."""
        octaves = round(np.log2(self.coarsest / self.finest)) + 1
        spacings = self.finest * 2.0 ** np.arange(octaves)
        spreads = spacings ** self.roughness
        spreads /= np.sqrt((spreads ** 2).sum()) * _BLEND_SPREAD
        return sum(np.float32(spread) * self._octave(octave, round(spacing / raster.step), raster)
                   for octave, (spacing, spread) in enumerate(zip(spacings, spreads)))

    def _octave(self, octave: int, spacing: int, raster: "WorldRaster") -> np.ndarray:
        (j, down), (i, across) = (_spline(np.arange(*part), spacing) for part in (raster.rows, raster.columns))
        nodes = _nodes((self.seed, self.name, octave), (j[0], j[-1] + 4), (i[0], i[-1] + 4), "standard_normal")
        lines = sum(weight[:, None] * nodes[j - j[0] + k] for k, weight in enumerate(down))
        return sum(weight * lines[:, i - i[0] + k] for k, weight in enumerate(across))


class WorldRaster:
    """The part around ``place`` of a raster of ``step`` metres that covers the world.

    ``rows`` and ``columns`` are half-open ranges of its nodes, counted from the world's south-west corner (rows run
    north); one node more than interpolation needs lies on each side.
    """

    def __init__(self, place: Place, step: float):
        self.step = step
        (self.columns, column, self._right), (self.rows, row, self._up) = (
            self._nodes_around(coordinate) for coordinate in (place.x, place.y))
        self._at = row * (self.columns[1] - self.columns[0]) + column

    def _nodes_around(self, coordinate: np.ndarray) -> tuple[tuple[int, int], np.ndarray, np.ndarray]:
        node = coordinate / self.step
        first = np.floor(node)
        share = (node - first).astype(np.float32)
        begin, end = int(first.min()) - 1, int(first.max()) + 3
        return (begin, end), (first - begin).astype(np.int32), share

    def y(self) -> np.ndarray:
        """World y of its rows."""
        return np.arange(*self.rows) * self.step

    def sample(self, values: np.ndarray) -> np.ndarray:
        """Values at the places, linear between those of the nodes (rows, columns)."""
        width = values.shape[1]
        flat = values.ravel()
        low, high = (flat.take(self._at + k) for k in (0, width))
        low += (flat.take(self._at + 1) - low) * self._right
        high += (flat.take(self._at + width + 1) - high) * self._right
        low += (high - low) * self._up
        return low


def _spline(node: np.ndarray, spacing: int) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """The first of the four lattice nodes that count at every raster node, and their weights (cubic B-spline)."""
    t = (node % spacing / spacing).astype(np.float32)
    weights = ((1 - t) ** 3 / 6, (3 * t ** 3 - 6 * t ** 2 + 4) / 6, (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6,
               t ** 3 / 6)
    return node // spacing - 1, weights


def _nodes(name: tuple, rows: tuple[int, int], columns: tuple[int, int], kind: str) -> np.ndarray:
    """The random numbers (float32) of a window of a lattice's nodes."""
    found = np.empty((rows[1] - rows[0], columns[1] - columns[0]), np.float32)
    for j in range(rows[0] // _TILE, (rows[1] - 1) // _TILE + 1):
        for i in range(columns[0] // _TILE, (columns[1] - 1) // _TILE + 1):
            # One more, since seeds are not negative and the lattice reaches a little beyond the world.
            tile = getattr(generator(*name, j + 1, i + 1), kind)((_TILE, _TILE), np.float32)
            top, left = j * _TILE - rows[0], i * _TILE - columns[0]
            target = found[max(0, top):top + _TILE, max(0, left):left + _TILE]
            down, across = max(0, -top), max(0, -left)
            target[...] = tile[down:down + target.shape[0], across:across + target.shape[1]]
    return found
