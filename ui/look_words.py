"""Two compared bands in words, and the links between their plots and the map."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import QgsGeometry
from qgis.PyQt.QtCore import QCoreApplication

from .cell_tool import polygons
from .cell_view import number_text

if TYPE_CHECKING:
    import numpy as np

    from ..core.statistics.pair import Histogram
    from .look import Compared

Limits = tuple[float, float]

_MOST_RUNS = 20_000   # of selected cells that are outlined on the map


@dataclass(frozen=True)
class Hovered:
    """A cell of the common grid that both bands have."""

    row: int
    column: int
    across: float
    up: float


@dataclass(frozen=True)
class Chosen:
    """Cells that are selected: ``mask`` (rows, columns) of the window, and the histograms of both bands there."""

    compared: "Compared"
    mask: "np.ndarray"
    counts: "tuple[Histogram, Histogram]"

    @property
    def count(self) -> int:
        return int(self.mask.sum())

    def cells(self) -> QgsGeometry:
        """Outlines in the grid's CRS, of neighbours in a row as one."""
        import numpy as np

        edge = np.diff(np.pad(self.mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
        (rows, begin), (_, end) = np.nonzero(edge == 1), np.nonzero(edge == -1)
        rows, begin, end = (each[:_MOST_RUNS].astype(float) for each in (rows, begin, end))
        window = self.compared.window
        rows, begin, end = rows + window.rows[0], begin + window.columns[0], end + window.columns[0]
        i = np.stack([begin, end, end, begin, begin], 1)
        j = np.stack([rows, rows, rows + 1, rows + 1, rows], 1)
        return polygons(np.stack(self.compared.common.grid.affine * (i, j), -1))


class Linked:
    """The pairs of a comparison, found by their place in the plot or on the map."""

    def __init__(self, compared: "Compared") -> None:
        self._compared = compared
        self._across, self._up = compared.pairs()

    def histograms(self) -> "tuple[Histogram, Histogram]":
        """Of both bands, in the cells that both have."""
        from ..core.statistics.pair import histogram

        density = self._compared.density
        return histogram(self._across, density.x), histogram(self._up, density.y)

    def choose(self, selection: tuple[Limits, Limits] | None) -> Chosen | None:
        """The cells whose pair lies in a rectangle of the plot."""
        if selection is None:
            return None
        import numpy as np

        from ..core.statistics.pair import histogram

        (x0, x1), (y0, y1) = selection
        inside = (self._across >= x0) & (self._across <= x1) & (self._up >= y0) & (self._up <= y1)
        mask = np.zeros(self._compared.values.shape[1:], bool)
        mask.ravel()[self._compared.cells[inside]] = True
        density = self._compared.density
        if not inside.any():
            return Chosen(self._compared, mask, self.histograms())
        return Chosen(self._compared, mask, (histogram(self._across[inside], density.x),
                                             histogram(self._up[inside], density.y)))

    def pair_at(self, x: float, y: float) -> Hovered | None:
        """The pair of the cell at a place in the grid's CRS."""
        column, row = ~self._compared.common.grid.affine * (x, y)
        if not (math.isfinite(row) and math.isfinite(column)):
            return None
        window = self._compared.window
        j, i = math.floor(row) - window.rows[0], math.floor(column) - window.columns[0]
        rows, columns = window.shape
        if not (0 <= j < rows and 0 <= i < columns):
            return None
        across, up = self._compared.values[:, j, i].tolist()
        if not (math.isfinite(across) and math.isfinite(up)):
            return None
        return Hovered(math.floor(row), math.floor(column), across, up)


def titles(compared: "Compared") -> tuple[str, str]:
    """Of both axes: the layers, and their units."""
    return tuple(f"{band.label} [{units}]" if units else band.label
                 for band, units in zip(compared.scene.bands, compared.units))


def summary(compared: "Compared") -> str:
    """What is to be read off the scatter plot."""
    return " ".join([_cells(compared), *_statistics(compared)])


def _cells(compared: "Compared") -> str:
    count, common = len(compared.cells), compared.common
    side = length_text(common.side)
    words = (QCoreApplication.translate("LookPanel", "{count:,} cells of {side} on the grid of {grid}.")
             if common.name else
             QCoreApplication.translate("LookPanel", "{count:,} cells of {side} on the common grid."))
    text = words.format(count=count, side=side, grid=common.name)
    seen = compared.window.shape[0] * compared.window.shape[1]
    if seen < compared.window.wanted:
        text += " " + QCoreApplication.translate(
            "LookPanel", "The area holds {wanted:,} cells, of which those in its middle are shown.").format(
            wanted=compared.window.wanted)
    return text


def _statistics(compared: "Compared") -> list[str]:
    found = compared.statistics
    if found is None:
        words = [QCoreApplication.translate(
            "LookPanel", "Codes of classes and directions are no amounts: no correlation, line or error is told.")]
        if compared.same is not None:
            words.append(QCoreApplication.translate(
                "LookPanel", "Both have the same class in {percent:.3g} % of the cells.").format(
                percent=100.0 * compared.same))
        return words
    words = [QCoreApplication.translate("LookPanel", "r = {r}.").format(r=number_or_none(found.r, 3))]
    if math.isfinite(found.slope):
        words.append(QCoreApplication.translate("LookPanel", "Solid line: y = {line}.").format(
            line=_line(found.slope, found.intercept)))
    if compared.are_alike:
        words.append(QCoreApplication.translate(
            "LookPanel", "Dashed line: y = x. Bias (y - x) = {bias}, RMSE = {rmse}{unit}.").format(
            bias=number_or_none(found.bias, 4), rmse=number_or_none(found.rmse, 4),
            unit=f" {compared.units[0]}" if compared.units[0] else ""))
        if not compared.units[0]:
            words.append(QCoreApplication.translate("LookPanel", "Neither layer declares a unit."))
    return words


def _line(slope: float, intercept: float) -> str:
    sign = "-" if intercept < 0 else "+"
    return f"{slope:.4g} x {sign} {abs(intercept):.4g}"


def chosen_text(chosen: Chosen) -> str:
    """How many cells are selected."""
    return QCoreApplication.translate("LookPanel", "Cells selected: {count:,}.").format(count=chosen.count)


def hovered_text(hovered: Hovered, names: tuple[str, str]) -> str:
    """The cell under the mouse."""
    return QCoreApplication.translate(
        "LookPanel", "Row {row}, column {column}: {first} {across}, {second} {up}.").format(
        row=hovered.row, column=hovered.column, first=names[0], across=number_text(hovered.across), second=names[1],
        up=number_text(hovered.up))


def histogram_text(name: str, values: "np.ndarray") -> str:
    """What a histogram shows."""
    return QCoreApplication.translate(
        "LookPanel", "{layer}: from {low} to {high}, mean {mean}, standard deviation {std}.").format(
        layer=name, low=number_text(float(values.min())), high=number_text(float(values.max())),
        mean=number_text(float(values.mean())), std=number_text(float(values.std())))


def number_or_none(value: float, digits: int) -> str:
    """A number with so many digits, a dash for none."""
    return f"{value:.{digits}g}" if math.isfinite(value) else "–"


def length_text(metres: float) -> str:
    """A side of a cell."""
    if not math.isfinite(metres):
        return "–"
    return f"{metres:.4g} m" if metres < 1000.0 else f"{metres / 1000.0:.4g} km"
