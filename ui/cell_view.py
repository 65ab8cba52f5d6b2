"""The pixels beneath a cell or footprint as a table, and what comes of them in words."""

import math
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from .cell_tool import MOST_DRAWN, weight_text
from .choice_names import statistic_names, support_names

if TYPE_CHECKING:
    from .look import Scene
    from .look_pick import Picked

_PIXEL, _VALUE, _VALID, _WEIGHT, _OVERLAP = range(5)


def number_text(value: float) -> str:
    """A value with six digits, a dash for none."""
    return f"{value:.6g}" if math.isfinite(value) else "–"


class BeneathModel(QAbstractTableModel):
    """Pixels, a row each; rows and columns of the raster are counted from 0, as QGIS's Identify does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picked: "Picked | None" = None
        self._order: list[int] = []

    def show(self, picked: "Picked | None") -> None:
        """The heaviest first."""
        self.beginResetModel()
        self._picked = picked
        self._order = [] if picked is None else (-picked.view.beneath.share).argsort(kind="stable").tolist()
        self.endResetModel()

    def pixel(self, row: int) -> int:
        """Which of the pixels a row of the table is."""
        return self._order[row]

    def rowCount(self, parent=QModelIndex()):  # noqa: B008, N802 (Qt's name and default)
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent=QModelIndex()):  # noqa: B008, N802 (Qt's name and default)
        return 0 if parent.isValid() else 5

    def headerData(self, section, orientation, role=Qt.ItemDataRole.DisplayRole):  # noqa: N802 (Qt's name)
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            _PIXEL: QCoreApplication.translate("CellView", "Row, column"),
            _VALUE: QCoreApplication.translate("CellView", "Value"),
            _VALID: QCoreApplication.translate("CellView", "Valid"),
            _OVERLAP: QCoreApplication.translate("CellView", "Overlap (m²)"),
            _WEIGHT: QCoreApplication.translate("CellView", "Weight"),
        }[section]

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.TextAlignmentRole:
            # Qt 5 takes flags for numbers in an item's data only where they are numbers.
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            return int(getattr(flags, "value", flags))
        if role != Qt.ItemDataRole.DisplayRole or self._picked is None:
            return None
        beneath, number = self._picked.view.beneath, self._order[index.row()]
        column = index.column()
        if column == _PIXEL:
            return f"{int(beneath.rows[number])}, {int(beneath.columns[number])}"
        if column == _VALUE:
            return number_text(float(beneath.values[number])) if beneath.valid[number] else "–"
        if column == _VALID:
            return (QCoreApplication.translate("CellView", "yes") if beneath.valid[number]
                    else QCoreApplication.translate("CellView", "no"))
        if column == _OVERLAP:
            return number_text(float(beneath.share[number]) * self._picked.view.area)
        return weight_text(float(beneath.share[number]))

    def sort(self, column, order=Qt.SortOrder.AscendingOrder):
        if self._picked is None:
            return
        import numpy as np

        beneath = self._picked.view.beneath
        keys = {_PIXEL: np.arange(beneath.count), _VALID: beneath.valid,
                _VALUE: np.where(beneath.valid, beneath.values, -np.inf)}.get(column, beneath.share)
        found = keys.argsort(kind="stable")
        self.layoutAboutToBeChanged.emit()
        self._order = (found if order == Qt.SortOrder.AscendingOrder else found[::-1]).tolist()
        self.layoutChanged.emit()


class CellView(QWidget):
    """Words above, the table below."""

    pixel_chosen = pyqtSignal(object)   # number of a pixel beneath, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel()
        self.words.setObjectName("cellWords")
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse
                                           | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.words.setAccessibleName(QCoreApplication.translate("CellView", "Cell in words"))
        self.model = BeneathModel(self)
        self.table = QTableView()
        self.table.setObjectName("beneathTable")
        self.table.setAccessibleName(QCoreApplication.translate("CellView", "Pixels beneath"))
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setAlternatingRowColors(True)
        self.table.setMinimumHeight(6 * (self.fontMetrics().height() + 6))
        self.table.verticalHeader().setVisible(False)
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_PIXEL, QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(3 * self.fontMetrics().height())
        header.setSortIndicator(_WEIGHT, Qt.SortOrder.DescendingOrder)
        self.table.setSortingEnabled(True)
        self.table.selectionModel().selectionChanged.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        layout.addWidget(self.table, 1)

    def tell(self, sentence: str) -> None:
        """A sentence instead of a cell."""
        self.model.show(None)
        self.words.setText(sentence)

    def show_picked(self, picked: "Picked", scene: "Scene", which: int) -> None:
        """The pixels, and what comes of them."""
        self.model.show(picked)
        header = self.table.horizontalHeader()
        header.setSortIndicator(_WEIGHT, Qt.SortOrder.DescendingOrder)
        self.table.setColumnHidden(_OVERLAP, not math.isfinite(picked.view.area))
        sentences = [_place(picked), _cover(picked), _sum(picked)]
        if picked.cell is not None and math.isfinite(picked.other):
            sentences.append(QCoreApplication.translate("CellView", "{layer} has {value} here.").format(
                layer=scene.bands[1 - which].name, value=number_text(picked.other)))
        if picked.view.beneath.count > MOST_DRAWN:
            sentences.append(QCoreApplication.translate(
                "CellView", "More than {most:,} pixels are not drawn on the map.").format(most=MOST_DRAWN))
        self.words.setText(" ".join(each for each in sentences if each))

    def _choose(self, *_: object) -> None:
        rows = self.table.selectionModel().selectedRows()
        self.pixel_chosen.emit(self.model.pixel(rows[0].row()) if rows else None)


def _place(picked: "Picked") -> str:
    if picked.cell is not None:
        row, column = picked.cell
        text = (QCoreApplication.translate("CellView", "Cell in row {row}, column {column} of the grid of {grid}.")
                if picked.common.name else
                QCoreApplication.translate("CellView", "Cell in row {row}, column {column} of the common grid."))
        return text.format(row=row, column=column, grid=picked.common.name)
    return QCoreApplication.translate("CellView", "Footprint of {layer} ({support}).").format(
        layer=picked.layer, support=support_names()[picked.support])


def _cover(picked: "Picked") -> str:
    beneath = picked.view.beneath
    return QCoreApplication.translate(
        "CellView", "Pixels of {layer} beneath it: {count:,}. They cover {covered} of its ground, {valid} is valid."
    ).format(
        count=beneath.count, layer=picked.band.name, covered=weight_text(beneath.covered),
        valid=weight_text(beneath.valid_share))


def _sum(picked: "Picked") -> str:
    """The pixels added up by hand, where the statistic allows, and what the engine has."""
    view, beneath = picked.view, picked.view.beneath
    statistic = picked.view.settled.statistic if picked.cell is not None else picked.view.column.statistic
    plain = picked.view.is_plain if picked.cell is not None else statistic == "mean"
    named = statistic_names().get(statistic, statistic)
    words = []
    if plain and statistic == "sum":
        words.append(QCoreApplication.translate("CellView", "Sum of value × part inside: {value}.").format(
            value=number_text(beneath.total)))
    elif plain:
        words.append(QCoreApplication.translate("CellView", "Sum of value × weight / sum of weights: {value}.").format(
            value=number_text(beneath.mean)))
    if math.isfinite(view.value):
        words.append(QCoreApplication.translate("CellView", "The engine's result ({statistic}): {value}.").format(
            statistic=named, value=number_text(view.value)))
    else:
        words.append(QCoreApplication.translate(
            "CellView", "The engine's result ({statistic}): nodata, since too little is valid.").format(
            statistic=named))
    return " ".join(words)
