"""Patches of one layer: its pixels in windows, in the dataset's type, with a mask."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from ..errors import FusionError
from ..message import message
from .frame import window_transform
from .gather import Stopped, gather_windows, give_up, mirrored
from .sample import RasterInfo, RasterStack
from .stored_blocks import BlockedRaster, Range


class Grid(Protocol):
    """Values and validity of windows within a grid of so many rows and columns."""

    shape: tuple[int, int]

    def window(self, rows: Range, columns: Range, stopped: Stopped = None) -> tuple[np.ndarray, np.ndarray]:
        """(bands, rows, columns) each, the validity uint8."""


@dataclass(frozen=True)
class Pixels:
    """The pixels of a raster itself."""

    raster: BlockedRaster

    @property
    def shape(self) -> tuple[int, int]:
        return self.raster.shape

    def window(self, rows: Range, columns: Range, stopped: Stopped = None) -> tuple[np.ndarray, np.ndarray]:
        give_up(stopped)
        return self.raster.window(rows, columns)


@dataclass(frozen=True)
class Taking:
    """How patches of a layer are taken: windows of ``info.shape`` from ``first`` (n, 2) rows and columns of ``source``.

    ``grid`` and ``corner``: where they lie, as the grid's own first rows and columns (n, 2). ``beyond``: does a patch
    (n) reach beyond what the layer covers, and ``outside``: does it lie there altogether? ``reflect``: are values
    mirrored there? ``name``: for messages.
    """

    info: RasterInfo
    name: str
    source: Grid
    first: np.ndarray
    grid: GeoBox
    corner: np.ndarray
    beyond: np.ndarray
    outside: np.ndarray
    reflect: bool

    def part(self, which: np.ndarray) -> "Taking":
        """That of some patches."""
        return replace(self, first=self.first[which], corner=self.corner[which], beyond=self.beyond[which],
                       outside=self.outside[which])

    def described(self, info: RasterInfo) -> "Taking":
        """The same with other values stored."""
        return replace(self, info=info)

    def read(self, which: np.ndarray, stopped: Stopped = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Values in the variable's units, the mask, and what is known (valid or mirrored), (n, bands, rows, columns).
        """
        first = self.first[which]
        if isinstance(self.source, Pixels):
            values, mask = gather_windows(self.source.raster, first, self.info.shape[1:], stopped)
        else:
            values = np.zeros((len(first), *self.info.shape))
            mask = np.zeros(values.shape, np.uint8)
            for k in range(len(first)):
                self._read_one(first[k], values[k], mask[k], stopped)
        known = mask
        if self.reflect:
            known = mask.copy()
            shape, size = np.array(self.info.shape[1:]), np.array(self.source.shape)
            met = ((first < size) & (first + shape > 0)).all(1)
            for k in np.flatnonzero(met & ((first < 0) | (first + shape > size)).any(1)):
                values[k], known[k] = self._mirrored(first[k], stopped)
        return values, mask, known

    def stack(self, which: np.ndarray, stopped: Stopped = None) -> RasterStack:
        """Patches as they are stored. Raises FusionError for values that do not fit the type."""
        values, mask, known = self.read(which, stopped)
        stored = self._stored(values, known)
        stored[known == 0] = self.info.fill
        transforms = np.array([window_transform(self.grid, *corner)[:6] for corner in self.corner[which]])
        return RasterStack(stored, mask, transforms.reshape(-1, 6))

    def _read_one(self, first: np.ndarray, values: np.ndarray, mask: np.ndarray, stopped: Stopped) -> None:
        rows, columns = ((max(0, int(begin)), min(int(begin) + side, size))
                         for begin, side, size in zip(first, self.info.shape[1:], self.source.shape))
        if rows[0] >= rows[1] or columns[0] >= columns[1]:
            return
        to = (slice(None), *(slice(a - int(begin), b - int(begin)) for (a, b), begin in zip((rows, columns), first)))
        values[to], mask[to] = self.source.window(rows, columns, stopped)

    def _mirrored(self, first: np.ndarray, stopped: Stopped) -> tuple[np.ndarray, np.ndarray]:
        rows, columns = (mirrored(int(begin), side, size)
                         for begin, side, size in zip(first, self.info.shape[1:], self.source.shape))
        values, valid = self.source.window(*((int(each.min()), int(each.max()) + 1) for each in (rows, columns)),
                                           stopped)
        at = np.ix_(range(len(values)), rows - rows.min(), columns - columns.min())
        return values[at], valid[at]

    def _stored(self, values: np.ndarray, known: np.ndarray) -> np.ndarray:
        if self.info.mean is not None:
            mean, std = (np.array(each)[:, None, None] for each in (self.info.mean, self.info.std))
            return ((values - mean) / std).astype(self.info.dtype)
        dtype = np.dtype(self.info.dtype)
        if values.dtype == dtype:
            return values
        if dtype.kind in "iu":
            rounded = np.rint(values) if values.dtype.kind == "f" else values
            limits = np.iinfo(dtype)
            self._check(values, known, (rounded < limits.min) | (rounded > limits.max))
            with np.errstate(invalid="ignore"):
                return rounded.astype(dtype)
        if dtype == np.float32 and values.dtype.kind == "f":
            self._check(values, known, np.abs(values) > np.finfo(np.float32).max)
        with np.errstate(over="ignore"):
            return values.astype(dtype)

    def _check(self, values: np.ndarray, known: np.ndarray, beyond: np.ndarray) -> None:
        wrong = np.argwhere(beyond & (known == 1))
        if wrong.size:
            band = int(wrong[0, 1])
            raise FusionError(message("{name} holds the value {value:.10g} in {band}, which does not fit the type "
                                      "{dtype}; choose another DTYPE, or auto.", name=self.name,
                                      value=float(values[tuple(wrong[0])]), band=self.info.bands[band],
                                      dtype=self.info.dtype))


def pixel_sides(affine: Affine) -> tuple[float, float]:
    """Width and height of a grid's pixel in units of its CRS."""
    return float(np.hypot(affine.a, affine.d)), float(np.hypot(affine.b, affine.e))
