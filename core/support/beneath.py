"""The pixels beneath one support: where they lie, what they hold, and how much of the support's ground is theirs."""

from dataclasses import dataclass

import numpy as np
from odc.geo.geobox import GeoBox

from ..errors import FusionError
from ..message import message
from .footprint_support import FootprintSupport
from .operator import BlockSupport, Window

MOST_PIXELS = 1_000_000
_PARTS = 8   # of an edge of a drawn cell


@dataclass(frozen=True)
class Beneath:
    """Pixels of a raster (n), row by row, that share ground with a cell or footprint.

    ``rows``, ``columns``: where they lie in the raster. ``values``: float64, which mean nothing where not ``valid``.
    ``part``: of each pixel's own ground, how much lies inside (0..1); 1 for Gaussians and points, which have no edge.
    ``share``: of the support's ground (of a Gaussian's energy), how much lies on the pixel: they add up to 1 where the
    raster covers all of it.
    """

    rows: np.ndarray
    columns: np.ndarray
    values: np.ndarray
    valid: np.ndarray
    part: np.ndarray
    share: np.ndarray

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def covered(self) -> float:
        """Share of the support's ground that the raster covers."""
        return float(self.share.sum())

    @property
    def valid_share(self) -> float:
        """Share of it on valid pixels."""
        return float(self.share[self.valid].sum())

    @property
    def mean(self) -> float:
        """Of the valid values, by ground; NaN without any."""
        whole = self.valid_share
        return float((self.share * self.values)[self.valid].sum() / whole) if whole > 0.0 else float("nan")

    @property
    def total(self) -> float:
        """Of the valid values, each by the part of its pixel inside."""
        return float((self.part * self.values)[self.valid].sum())


def check_window(window: Window, name: str) -> None:
    """Raise FusionError if the pixels of a raster under a support are too many to be told one by one."""
    count = (window.rows[1] - window.rows[0]) * (window.columns[1] - window.columns[0])
    if count > MOST_PIXELS:
        raise FusionError(message("About {count:,} pixels of {name} lie beneath, more than can be told one by one; "
                                  "choose a finer grid or a smaller footprint.", count=count, name=name))


def beneath_support(support: BlockSupport | FootprintSupport, window: Window, values: np.ndarray,
                    valid: np.ndarray) -> Beneath:
    """The pixels beneath a support of one cell or footprint.

    ``values``, ``valid`` (1, rows, columns): those of ``window``, which holds all of the support that is on the raster.
    """
    if support.cells != 1:
        raise ValueError(f"pixels are told of one cell, not of {support.cells}")
    values, valid = np.ascontiguousarray(values), np.ascontiguousarray(valid)
    row, column = window.rows[0], window.columns[0]
    support.start(1)
    if isinstance(support, FootprintSupport):
        support.look(window.rows)
        found = [spans for _, spans in support.spans(row, values, column=column)]
        shapes = support.footprints
        factor = None if shapes.by_parts else float((shapes.pixels / shapes.scale)[0])
    else:
        found, factor = [support.spans(row, values, column=column)], 1.0
    support.add(row, values, valid, column=column)
    area = float(support.moments().area[0, 0, 0])
    parts = [_pixels(spans.index, spans.coverage, spans.weight, values.shape[1:]) for spans in found]
    at, coverage, weight = (np.concatenate([part[k] for part in parts]) if parts else np.empty((0,)) for k in range(3))
    # Around the world a pixel may be met in several turns.
    at, which = np.unique(at.astype(np.int64), return_inverse=True)
    coverage, weight = (np.bincount(which, each, at.size) for each in (coverage, weight))
    j, i = np.unravel_index(at, values.shape[1:])
    return Beneath(j + row, i + column, values[0, j, i].astype(float), valid[0, j, i] != 0,
                   np.ones(at.size) if factor is None else coverage * factor,
                   weight / area if area > 0.0 else np.zeros(at.size))


def _pixels(index: np.ndarray, coverage: np.ndarray, ground: np.ndarray,
            shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pixel by pixel what spans hold: place in the window, counted row by row, coverage, and weight."""
    length = index[:, 3] - index[:, 2]
    row = np.repeat(index[:, 1], length)
    column = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + np.repeat(index[:, 2], length)
    coverage = np.repeat(coverage, length)
    ground = np.broadcast_to(ground[0], shape)
    return row * shape[1] + column, coverage, coverage * ground[row, column]


def cell_outline(grid: GeoBox, row: int, column: int) -> np.ndarray:
    """The closed outline (vertices, 2) of a cell in the grid's CRS, with points between its corners."""
    t = np.arange(_PARTS) / _PARTS
    zero, one = np.zeros(_PARTS), np.ones(_PARTS)
    i, j = column + np.r_[t, one, 1.0 - t, zero, 0.0], row + np.r_[zero, t, one, 1.0 - t, 0.0]
    return np.stack(grid.affine * (i, j), axis=-1)


def pixel_outlines(grid: GeoBox, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The closed outlines (n, 5, 2) of pixels (n) in the grid's CRS."""
    i, j = columns[:, None] + np.array([0.0, 1.0, 1.0, 0.0, 0.0]), rows[:, None] + np.array([0.0, 0.0, 1.0, 1.0, 0.0])
    return np.stack(grid.affine * (i, j), axis=-1)
