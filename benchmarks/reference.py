"""The exact result in a sample of cells, by clipping polygons (examples/exact.py, which shares no code with core)."""

import functools
from typing import NamedTuple

import numpy as np

from ..examples.exact import ExactClipping
from .tiles import Bench, raster, target_of

CELLS = 200


class Sample(NamedTuple):
    """Cells that lie in the input as a whole: rows, columns, and their exact mean, sum or largest class."""

    rows: np.ndarray
    columns: np.ndarray
    exact: np.ndarray

    def error(self, result: np.ndarray) -> float:
        """RMS difference over the standard deviation between cells; result: (rows, columns) of the target grid.

        A cell without a value makes it NaN: a program shall not gain by leaving cells out.
        """
        found = result[self.rows, self.columns].astype(float)
        return float(np.sqrt(np.mean((found - self.exact) ** 2)) / np.std(self.exact))

    def wrong(self, result: np.ndarray) -> float:
        """The share of cells with another class."""
        return float(np.mean(result[self.rows, self.columns] != self.exact))


@functools.cache
def sample(bench: Bench, name: str, label: str, statistic: str) -> Sample:
    """The exact ``statistic`` (mean, sum, mode) of a tile in a seeded sample of a target's cells."""
    tile = bench.tile(name)
    target = target_of(tile.grid, label)
    clipping = ExactClipping(raster(tile.grid, tile.values, tile.nodata), raster(target))
    found = []
    rows, columns = map(int, target.shape)
    for cell in np.random.default_rng(2).permutation(rows * columns):
        row, column = divmod(int(cell), columns)
        outline = clipping.outline(row, column)
        left, top, right, bottom = outline.bounds
        if min(left, top) < 0 or right > tile.values.shape[1] or bottom > tile.values.shape[0]:
            continue
        found.append((row, column, _value(clipping, row, column, statistic, outline.area)))
        if len(found) == CELLS:
            break
    return Sample(*(np.array(each) for each in zip(*found)))


def _value(clipping: ExactClipping, row: int, column: int, statistic: str, area: float) -> float:
    if statistic == "mode":
        return clipping.largest_class(row, column)
    exact = clipping.cell(row, column)
    return exact.mean * exact.valid_fraction * area if statistic == "sum" else exact.mean
