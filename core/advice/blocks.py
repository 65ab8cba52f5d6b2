"""Target cells as blocks of a layer's pixels: what a sample of windows tells of cells."""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from odc.geo.geobox import GeoBox

from ..errors import FusionError
from ..support.pixelmap import PixelMap
from ..variable.band_sample import Window
from .layer import Layer

# A block counts from this share of valid pixels on.
_LEAST_VALID = 0.5


class Blocks(NamedTuple):
    """Blocks of pixels, flat: how many of their pixels are valid, and the sums of these and of their squares."""

    count: np.ndarray
    total: np.ndarray
    squares: np.ndarray

    @property
    def within(self) -> float:
        """Variance of pixels around the mean of their block, over all pixels."""
        return float((self.squares - self.total**2 / self.count).sum() / self.count.sum())

    @property
    def variance(self) -> float:
        """Variance of pixels around the mean of all of them."""
        pixels = self.count.sum()
        return float(self.squares.sum() / pixels - (self.total.sum() / pixels) ** 2)


def cell_shape(layer: Layer, target: GeoBox | None) -> tuple[float, float] | None:
    """Height and width in a layer's pixels of a target cell where the two meet; None if they do not.

    By the median area of the cells there, which are taken for squares on the ground.
    """
    if target is None or layer.grid is None or layer.pixel_m is None:
        return None
    try:
        area = PixelMap(layer.grid, target).cell_area
    except FusionError:   # no way between the two CRSs, which the rules of place tell
        return None
    if not area > 0.0:
        return None
    width, height = layer.pixel_m
    return math.sqrt(area * width / height), math.sqrt(area * height / width)


def block_sums(windows: Iterable[Window], shape: tuple[float, float], about: float) -> Blocks:
    """Whole blocks of `shape` (rows, columns; edges are rounded to pixels) of which at least half is valid.

    Sums are those of values less `about`, which keeps their digits.
    """
    parts = [[each.ravel() for each in _window_sums(window, shape, about)] for window in windows]
    count, total, squares, pixels = (np.concatenate(each) if parts else np.empty(0) for each in
                                     (zip(*parts) if parts else ((),) * 4))
    used = (count > 0) & (count >= _LEAST_VALID * pixels)
    return Blocks(count[used], total[used], squares[used])


def _window_sums(window: Window, shape: tuple[float, float], about: float) -> Iterator[np.ndarray]:
    """Valid pixels, sum, sum of squares and pixels of every block (rows, columns)."""
    edges = [_edges(size, step) for size, step in zip(window.valid.shape, shape)]
    rows, columns = (each[-1] for each in edges)
    valid = window.valid[:rows, :columns]
    values = np.where(valid, window.values[:rows, :columns].astype(np.float64) - about, 0.0)
    for each in (valid.astype(np.float64), values, values * values):
        yield _block_sum(each, edges) if rows and columns else np.empty((0, 0))
    yield np.outer(*(np.diff(each) for each in edges)).astype(float)


def _edges(size: int, step: float) -> np.ndarray:
    """Where whole blocks begin and end; no two edges are one, for blocks are a pixel wide at least."""
    step = max(step, 1.0)
    edges = np.floor(np.arange(int(size / step + 1e-6) + 1) * step + 0.5).astype(int)
    return edges[edges <= size]


def _block_sum(values: np.ndarray, edges: list[np.ndarray]) -> np.ndarray:
    """Columns first, which is the shorter way through memory."""
    return np.add.reduceat(np.add.reduceat(values, edges[1][:-1], axis=1), edges[0][:-1], axis=0)
