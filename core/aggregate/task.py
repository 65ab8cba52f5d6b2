"""One block of an aggregation: read the pixels its cells touch, add them up, compute the statistics."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..blocks import Block
from ..errors import Cancelled
from ..raster import RasterSource
from ..support import SupportOperator
from .statistics import compute, is_valid


_STRIP_PIXELS = 1 << 21


@dataclass(frozen=True)
class BlockResult:
    """Layers (bands, rows, columns) by name, and what the job has to know of the cells."""

    layers: dict[str, np.ndarray]
    covered: bool       # does the source cover any part of the block?
    any_valid: bool     # is there a valid pixel in it?
    any_kept: bool      # does a cell reach the minimum valid fraction?
    torn_cells: int


@dataclass(frozen=True)
class AggregateTask:
    """Pure and picklable: called with a block it returns its BlockResult.

    ``layers`` maps the name of each output to its statistic, or to "valid fraction".
    """

    source: RasterSource
    operator: SupportOperator
    bands: Sequence[int]
    layers: dict[str, str]
    min_valid: float
    most_pixels: int

    def __call__(self, block: Block, stopped: Callable[[], bool] | None = None) -> BlockResult:
        support = self.operator.block(block.rows, block.columns)
        support.start(len(self.bands))
        statistics = set(self.layers.values())
        window = support.window
        if not window.empty:
            step = self._strip(window.columns[1] - window.columns[0])
            for row in range(window.rows[0] - window.rows[0] % step, window.rows[1], step):
                if stopped is not None and stopped():
                    raise Cancelled
                begin, end = max(row, window.rows[0]), min(row + step, window.rows[1])
                pixels = self.source.read(self.bands, (begin, end), window.columns)
                support.add(begin, pixels.values, pixels.valid, squares="std" in statistics,
                            extremes=not statistics.isdisjoint({"min", "max"}))
        moments = support.moments()
        layers = {name: moments.valid_fraction if statistic == "valid fraction"
                  else compute(moments, statistic, self.min_valid) for name, statistic in self.layers.items()}
        return BlockResult(layers, bool((moments.covered > 0.0).any()), bool((moments.weight > 0.0).any()),
                           bool(is_valid(moments, self.min_valid).any()), support.torn_cells)

    def _strip(self, columns: int) -> int:
        """Rows read at once: few, to hear of a cancel soon, but whole rows of the file's own blocks where they fit."""
        most = max(1, self.most_pixels // columns)
        native = self.source.block_shape[0]
        if most < native:
            return most
        return max(1, min(most, _STRIP_PIXELS // columns) // native) * native
