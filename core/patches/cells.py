"""Pixels of a raster as cells of a common grid, by the support operator: values that joining the layers gives too."""

import numpy as np
from odc.geo.geobox import GeoBox

from ..statistics.averaging import averaging_of
from ..statistics.class_areas import ClassAreas, mode
from ..statistics.quantiles import cell_quantiles, pixels_of_cells
from ..support import BlockSupport, Moments, SupportOperator
from .gather import Stopped, give_up
from .settle import Settled
from .stored_blocks import BlockedRaster, Range

_STRIP_PIXELS = 1 << 19   # read at once, to hear of a cancel soon
_ROUNDING = 1e-9          # a cell that is valid to exactly MIN_VALID must pass


class Cells:
    """Statistics of a raster's bands in the cells of ``target``.

    ``min_valid`` (0..1): the valid share of a cell's ground below which it has no value. Threads may read at the same
    time. Raises FusionError where the operator cannot be made.
    """

    def __init__(self, raster: BlockedRaster, target: GeoBox, settled: Settled, min_valid: float) -> None:
        self._raster, self._statistic, self._min_valid = raster, settled.statistic, min_valid
        self._averaging = averaging_of(settled.kind, settled.units[0])
        self.operator = SupportOperator(raster.source.grid, target)
        self.shape = tuple(map(int, target.shape))

    def window(self, rows: Range, columns: Range, stopped: Stopped = None) -> tuple[np.ndarray, np.ndarray]:
        """Values (bands, rows, columns) in float64 and their validity (uint8) of some cells of the grid."""
        support = self.operator.block(rows, columns)
        if self._statistic == "median" and _pixels(support) > _STRIP_PIXELS and support.cells > 1:
            return self._in_halves(rows, columns, stopped)
        bands, addends = len(self._raster.bands), self._averaging.addends
        classes = ClassAreas(support, bands, self._raster.source.name) if self._statistic == "mode" else None
        if classes is None:
            support.start(bands * addends)
        medians = np.full((bands, *support.shape), np.nan)
        for row, column, values, valid in self._strips(support, stopped):
            sums, usable = self._averaging.forward(values, valid)
            (support if classes is None else classes).add(
                row, np.ascontiguousarray(sums), np.ascontiguousarray(usable), column=column,
                squares=self._statistic == "std", extremes=self._statistic in ("min", "max"))
            if self._statistic == "median":
                spans = support.spans(row, values, column=column)
                for band in range(bands):
                    found = pixels_of_cells(spans, values, valid, band, support.cells)
                    medians[band] = cell_quantiles(*found, np.array([0.5])).reshape(support.shape)
        found = self._values(support.moments(), classes, medians)
        valid = np.isfinite(found)
        return np.where(valid, found, 0.0), valid.astype(np.uint8)

    def _values(self, moments: Moments, classes: ClassAreas | None, medians: np.ndarray) -> np.ndarray:
        averaging, statistic = self._averaging, self._statistic
        own = moments[averaging.own::averaging.addends]
        if statistic == "mean":
            values = averaging.mean(moments)
        elif statistic == "std":
            values = averaging.std(moments)
        elif statistic == "median":
            values = medians
        elif classes is not None:
            values = mode(classes.classes, classes.areas())[0]
        else:
            values = {"sum": own.total, "min": own.low, "max": own.high, "count": own.count}[statistic]
        first = moments[::averaging.addends]
        enough = (first.weight > 0.0) & (first.valid_fraction >= self._min_valid - _ROUNDING)
        return np.where(enough, values, np.nan)

    def _strips(self, support: BlockSupport, stopped: Stopped):
        """Rows of pixels under a block one after the other: first row and column, values, validity."""
        window = support.window
        if window.empty:
            return
        width = window.columns[1] - window.columns[0]
        step = max(1, _STRIP_PIXELS // width)
        if self._statistic == "median":
            step = window.rows[1] - window.rows[0]
        for row in range(window.rows[0], window.rows[1], step):
            give_up(stopped)
            rows = row, min(row + step, window.rows[1])
            columns = support.columns(rows)
            if columns[0] < columns[1]:
                yield row, columns[0], *self._raster.window(rows, columns)

    def _in_halves(self, rows: Range, columns: Range, stopped: Stopped) -> tuple[np.ndarray, np.ndarray]:
        if rows[1] - rows[0] > 1:
            middle, axis = (rows[0] + rows[1]) // 2, 1
            halves = ((rows[0], middle), columns), ((middle, rows[1]), columns)
        else:
            middle, axis = (columns[0] + columns[1]) // 2, 2
            halves = (rows, (columns[0], middle)), (rows, (middle, columns[1]))
        parts = [self.window(*half, stopped) for half in halves]
        return tuple(np.concatenate(each, axis=axis) for each in zip(*parts))


def _pixels(support: BlockSupport) -> int:
    window = support.window
    return 0 if window.empty else (window.rows[1] - window.rows[0]) * (window.columns[1] - window.columns[0])
