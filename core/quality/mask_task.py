"""The work on one block of a mask: flags, dilated, on the values of the input."""

import math
from dataclasses import astuple, dataclass

import numpy as np

from ..blocks import Block
from ..errors import Cancelled
from ..raster import RasterSource
from .dilate import Dilation
from .flags import Flags, Stopped

_MOST_CELLS = 1 << 21
_PER_CELL = 400   # bytes: outline and accumulators of a cell whose quality comes from another grid


@dataclass(frozen=True)
class Counts:
    """Pixels with data in any band: all, kept, masked by the rule, masked by the dilation alone, of unknown quality."""

    data: int = 0
    kept: int = 0
    by_rule: int = 0
    by_dilation: int = 0
    unknown: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other))))


@dataclass(frozen=True)
class MaskBlock:
    """Values (bands, rows, columns), NaN where missing or not kept; the mask (1, rows, columns): 1, 0, NaN unknown."""

    values: np.ndarray
    mask: np.ndarray
    counts: Counts


@dataclass(frozen=True)
class MaskTask:
    """What is done with each block; picklable. ``stored``: are values to be as they are stored, without scale?"""

    source: RasterSource
    bands: tuple[int, ...]
    flags: Flags
    dilation: Dilation | None
    stored: bool

    def __call__(self, block: Block, stopped: Stopped) -> MaskBlock:
        by_rule, grown, unknown = self._flagged(block, stopped)
        if stopped is not None and stopped():
            raise Cancelled
        values, valid = self.source.read(self.bands, block.rows, block.columns)
        flagged = by_rule | grown
        kept = ~flagged & ~unknown
        found = np.where((valid != 0) & kept, self._written(values), np.nan)
        mask = np.where(flagged, 0.0, np.where(unknown, np.nan, 1.0))
        data = (valid != 0).any(axis=0)
        counts = Counts(*(int(np.count_nonzero(data & each)) for each in (
            np.True_, kept, by_rule, grown & ~by_rule, unknown & ~flagged)))
        return MaskBlock(found, mask[None], counts)

    def _flagged(self, block: Block, stopped: Stopped) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Flagged by the rule, by the dilation too, and of unknown quality."""
        if self.dilation is None:
            by_rule, unknown = self.flags.read(block.rows, block.columns, stopped)
            return by_rule, by_rule, unknown
        reach = self.dilation.reach
        around = [(each[0] - reach, each[1] + reach) for each in (block.rows, block.columns)]
        flagged, unknown = self.flags.read(*around, stopped)
        inner = slice(reach, -reach)
        return (flagged[inner, inner], self.dilation.grow(flagged, block.rows, block.columns),
                unknown[inner, inner])

    def _written(self, values: np.ndarray) -> np.ndarray:
        """As float64, which holds all integers of up to 32 bits."""
        values = values.astype(np.float64)
        if not self.stored:
            return values
        for plane, number in zip(values, self.bands):
            band = self.source.bands[number - 1]
            if band.is_scaled and not band.dtype.startswith("float"):
                plane[...] = np.rint((plane - band.offset) / band.scale)
        return values


def block_shape(task: MaskTask, memory: int, workers: int) -> tuple[int, int]:
    """Rows and columns of blocks that keep to the budget (bytes); no result depends on it."""
    rows, columns = map(int, task.source.grid.shape)
    # As many results wait as there are blocks under way.
    per_cell = 2 * (40 + 34 * len(task.bands)) + (_PER_CELL if task.flags.nested is None else 0)
    cells = int(max(256, min(_MOST_CELLS, 0.5 * memory / (workers * per_cell))))
    margin = task.flags.margin
    native = task.source.block_shape[0]
    strip = cells // columns // native * native or cells // columns
    if strip >= max(1, 4 * margin):
        return min(strip, rows), columns
    side = max(1, math.isqrt(cells))
    return min(side, rows), min(side, columns)
