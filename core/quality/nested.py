"""Quality layers whose pixels nest with those of the data: flags are copied or counted there, not measured by area."""

from functools import reduce
from typing import NamedTuple

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from ..support import SupportOperator

Range = tuple[int, int]

_NEAR = 1e-3   # of a pixel, of the finer grid: a sliver of that width is far less ground than what counts


class Axis(NamedTuple):
    """Rows or columns. ``finer``: ``step`` pixels of the quality layer are one cell, the first of cell 0 is ``start``;
    else ``step`` cells are one of its pixels, and ``start`` of those of pixel 0 come before cell 0.
    """

    step: int
    start: int
    finer: bool

    def pixels(self, cells: Range) -> Range:
        """Those under one cell or more; they may lie beyond the layer."""
        if self.finer:
            return cells[0] * self.step + self.start, cells[1] * self.step + self.start
        return (cells[0] + self.start) // self.step, (cells[1] - 1 + self.start) // self.step + 1

    def any(self, flags: np.ndarray, cells: Range, axis: int) -> np.ndarray:
        """Flags of `pixels`, along an axis of the array, on the cells: set where one is under them at least."""
        if self.step == 1:
            return flags
        if self.finer:
            parts = [slice(first, None, self.step) for first in range(self.step)]
            return reduce(np.logical_or, (flags[part] if axis == 0 else flags[:, part] for part in parts))
        first = (cells[0] + self.start) % self.step
        part = slice(first, first + cells[1] - cells[0])
        repeated = np.repeat(flags, self.step, axis=axis)
        return repeated[part] if axis == 0 else repeated[:, part]


class Nesting(NamedTuple):
    """How the cells of a grid nest with the pixels of a quality layer."""

    rows: Axis
    columns: Axis


SAME = Nesting(Axis(1, 0, True), Axis(1, 0, True))


def nesting(operator: SupportOperator, grid: GeoBox, tiny: float) -> Nesting | None:
    """How ``grid`` nests with the operator's source; None where it does not, or where areas could decide otherwise.

    They cannot where one flagged pixel is more than the share ``tiny`` of a cell, pixels are alike, and none is met a
    second time around the world.
    """
    pixels = operator.pixels
    if not pixels.parallel or operator.ground.kind != "uniform" or pixels.wrap[0]:
        return None
    # As `PixelMap` has it: the source's origin is subtracted first.
    source = operator.source.affine
    to_pixel = ~Affine(source.a, source.b, 0.0, source.d, source.e, 0.0)
    lattice = to_pixel * Affine(grid.affine.a, grid.affine.b, grid.affine.c - source.c, grid.affine.d, grid.affine.e,
                                grid.affine.f - source.f)
    # The operator's target is the same lattice, with a margin on either side.
    height, width = map(int, operator.target.shape)
    rows, columns = _axis(lattice.e, lattice.f, height), _axis(lattice.a, lattice.c, width)
    if rows is None or columns is None:
        return None
    count = (rows.step if rows.finer else 1) * (columns.step if columns.finer else 1)
    return Nesting(rows, columns) if count * tiny < 0.9 else None


def _axis(size: float, origin: float, length: int) -> Axis | None:
    """``size`` of a cell and ``origin`` of the first in pixels; ``length`` cells. None where they do not nest."""
    finer = size > 0.7
    if not size > 0.0:
        return None
    # All in units of the finer of both.
    ratio, first = (size, origin) if finer else (1.0 / size, origin / size)
    step, start = round(ratio), round(first)
    # What one step is off adds up along the axis: there is one for each cell, or for each pixel.
    steps = length if finer else length / step + 1
    return Axis(step, start, finer) if abs(first - start) + steps * abs(ratio - step) < _NEAR else None
