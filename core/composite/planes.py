"""A band of a scene on the cells of the composite: its own pixels where they are those cells, else by true overlap."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from odc.geo.geobox import GeoBox

from ..blocks import Block
from ..crs import same_crs
from ..errors import Cancelled, FusionError
from ..message import message
from ..raster import RasterSource, Scratch
from ..statistics.averaging import Averaging
from ..statistics.class_areas import ClassAreas, mode
from ..support import SupportOperator
from .kernels import fill

Stopped = Callable[[], bool] | None

_ROUNDING = 1e-6          # of a cell: grids that differ by less share their cells
_FINEST = 0.9             # of a pixel's area: zones of UTM differ by less, finer cells are no composite's business
_STRIP_PIXELS = 1 << 20   # read at once, to hear of a cancel soon
_VALID_ROUNDING = 1e-9
# What is stored in so few bits is held in float32 without a loss.
_SHORT = ("uint8", "int8", "uint16", "int16", "float32")


@dataclass(frozen=True)
class Direct:
    """A band whose pixels are cells of the target: its first pixel is the cell at ``row`` and ``column``.

    ``release``: close the file after each reading, since there are too many to keep them open.
    """

    source: RasterSource
    band: int
    row: int
    column: int
    release: bool = False

    def read(self, block: Block, plane: np.ndarray, scratch: Scratch, stopped: Stopped) -> None:
        """Write the cells of a block into ``plane`` (rows, columns), NaN where they are missing."""
        if stopped is not None and stopped():
            raise Cancelled
        height, width = map(int, self.source.grid.shape)
        rows, columns = _met(block.rows, self.row, height), _met(block.columns, self.column, width)
        whole = (rows[1] - rows[0], columns[1] - columns[0]) == plane.shape
        if not whole:
            plane.fill(np.nan)
        if rows[0] < rows[1] and columns[0] < columns[1]:
            values, valid = self.source.read([self.band], rows, columns, scratch)
            top, left = rows[0] + self.row - block.rows[0], columns[0] + self.column - block.columns[0]
            part = plane[top:top + rows[1] - rows[0], left:left + columns[1] - columns[0]]
            if any(valid.strides):
                fill(values[0], valid[0], part)
            else:
                part[...] = values[0]
        if self.release:
            self.source.close()


@dataclass(frozen=True)
class Overlapped:
    """A band on another grid: of each cell the mean of its valid pixels by ground area, as the kind averages.

    The total for extensive values, the mode for classes. Missing where less than ``min_valid`` of the cell's ground is
    valid.
    """

    source: RasterSource
    band: int
    operator: SupportOperator
    averaging: Averaging
    kind: str
    min_valid: float
    release: bool = False

    def read(self, block: Block, plane: np.ndarray, scratch: Scratch, stopped: Stopped) -> None:
        """As `Direct.read`."""
        support = self.operator.block(block.rows, block.columns)
        window = support.window
        if window.empty:
            plane.fill(np.nan)
            return
        classes = ClassAreas(support, 1, self.source.name) if self.kind == "categorical" else None
        if classes is None:
            support.start(self.averaging.addends)
        add = support.add if classes is None else classes.add
        native = self.source.block_shape[0]
        most = _STRIP_PIXELS // max(1, window.columns[1] - window.columns[0])
        step = max(1, most // native) * native
        for row in range(window.rows[0] - window.rows[0] % step, window.rows[1], step):
            if stopped is not None and stopped():
                raise Cancelled
            rows = max(row, window.rows[0]), min(row + step, window.rows[1])
            columns = support.columns(rows)
            if columns[0] == columns[1]:
                continue
            values, valid = self.averaging.forward(*self.source.read([self.band], rows, columns, scratch))
            add(rows[0], values, valid, column=columns[0])
        moments = support.moments()
        if classes is not None:
            found = mode(classes.classes, classes.areas())[0][0]
        elif self.kind == "extensive":
            found = moments.total[0]
        else:
            found = self.averaging.mean(moments)[0]
        enough = (moments.weight[0] > 0.0) & (moments.valid_fraction[0] >= self.min_valid - _VALID_ROUNDING)
        plane[...] = np.where(enough, found, np.nan)
        if self.release:
            self.source.close()


def place(source: RasterSource, target: GeoBox) -> tuple[int, int] | None:
    """Row and column of the raster's first pixel among the cells of ``target``; None where they are no cells of it."""
    grid = source.grid
    if not same_crs(grid.crs.proj, target.crs.proj):
        return None
    to_cell = ~target.affine * grid.affine
    parts = np.array([to_cell.a - 1.0, to_cell.b, to_cell.d, to_cell.e - 1.0]) * max(map(int, grid.shape))
    row, column = round(to_cell.f), round(to_cell.c)
    apart = max(abs(to_cell.f - row), abs(to_cell.c - column), np.abs(parts).max())
    return (row, column) if apart < _ROUNDING else None


def plane_of(source: RasterSource, band: int, target: GeoBox, averaging: Averaging, kind: str, min_valid: float,
             release: bool) -> Direct | Overlapped:
    """How a band comes onto ``target``. Raises FusionError where its cells are much finer than the raster's pixels."""
    cell = place(source, target)
    if cell is not None:
        return Direct(source, band, *cell, release)
    operator = SupportOperator(source.grid, target)
    area = operator.cell_area()
    if area < _FINEST:
        raise FusionError(message(
            "The cells of GRID are finer than the pixels of {name} ({share:.3g} of their area), and a composite cannot "
            "add detail; choose a coarser grid, or downscale first.", name=source.name, share=area))
    return Overlapped(source, band, operator, averaging, kind, min_valid, release)


def is_short(plane: Direct | Overlapped) -> bool:
    """Can its values be held in float32 without a loss?"""
    band = plane.source.bands[plane.band - 1]
    return isinstance(plane, Direct) and not band.is_scaled and band.dtype in _SHORT


def _met(cells: tuple[int, int], first: int, size: int) -> tuple[int, int]:
    """Pixels of a raster of ``size``, the first of which is the cell ``first``, that are among ``cells``."""
    begin, end = max(cells[0] - first, 0), min(cells[1] - first, size)
    return begin, max(begin, end)
