"""The view of the table of layers: combo boxes in its cells, and its keys."""

from qgis.PyQt.QtCore import (
    QAbstractItemModel, QEvent, QModelIndex, QObject, QSortFilterProxyModel, Qt, QTimer, pyqtSignal,
)
from qgis.PyQt.QtGui import QKeyEvent, QPainter, QResizeEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView, QApplication, QComboBox, QHeaderView, QStyle, QStyledItemDelegate, QStyleOption,
    QStyleOptionViewItem, QTableView, QWidget,
)

from .layers_model import KIND, LAYER_ID, NAME, OPTIONS, ROLE, SORT, USE

# Pixels: how wide a column may be when it is fitted (beside this share of the table), and the sign of a combo box.
_WIDEST, _SHARE, _ARROW = 140, 0.4, 12


class LayersFilter(QSortFilterProxyModel):
    """Rows whose layer's name holds the text, sorted by the column that the user has clicked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSortRole(SORT)
        self.setFilterKeyColumn(NAME)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)


class ChoiceDelegate(QStyledItemDelegate):
    """A combo box of what can be chosen in a cell, open as soon as it is there."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        super().paint(painter, option, index)
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return
        sign = QStyleOption()
        sign.initFrom(option.widget)
        sign.rect = option.rect.adjusted(max(0, option.rect.width() - _ARROW - 2), 0, -2, 0)
        QApplication.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorArrowDown, sign, painter, option.widget)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # noqa: N802 (Qt's name)
        super().initStyleOption(option, index)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            option.text += "   "   # room for the sign

    def createEditor(  # noqa: N802 (Qt's name)
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget:
        editor = QComboBox(parent)
        header = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(str(header))
        for value, label in index.data(OPTIONS):
            editor.addItem(label, value)
        editor.activated.connect(lambda *_: self._chosen(editor))
        QTimer.singleShot(0, editor.showPopup)
        return editor

    def setEditorData(self, editor: QComboBox, index: QModelIndex) -> None:  # noqa: N802 (Qt's name)
        editor.setCurrentIndex(max(0, editor.findData(index.data(Qt.ItemDataRole.EditRole))))

    def setModelData(self, editor: QComboBox, model: QAbstractItemModel, index: QModelIndex) -> None:  # noqa: N802
        if editor.property("chosen"):
            model.setData(index, editor.currentData(), Qt.ItemDataRole.EditRole)

    def _chosen(self, editor: QComboBox) -> None:
        # Only what was picked: an editor that was opened and left says nothing.
        editor.setProperty("chosen", True)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)


class LayersTable(QTableView):
    """Space uses the selected layers or not, F2 and a click edit, Tab leaves the table."""

    use_asked = pyqtSignal(list, bool)   # ids of layers
    shown_changed = pyqtSignal()         # other rows are on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_fitting, self._is_fitted_by_user = False, False
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)   # see `_edit`
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        # Left to the panel, which takes drops anywhere.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self._choices = ChoiceDelegate(self)
        for column in (ROLE, KIND):
            self.setItemDelegateForColumn(column, self._choices)
        self.clicked.connect(self._edit)
        self.verticalScrollBar().valueChanged.connect(self.shown_changed)
        # Fitted to the rows on the screen: asking all of 200 for their sizes takes half a second.
        self.horizontalHeader().setResizeContentsPrecision(0)
        self.horizontalHeader().sectionResized.connect(self._note_resize)

    def setModel(self, model: QAbstractItemModel) -> None:  # noqa: N802 (Qt's name)
        super().setModel(model)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def fit_columns(self) -> None:
        """As wide as what is on the screen, within limits, unless the user has set widths."""
        if self._is_fitted_by_user or not self.isVisible():
            return
        self._is_fitting = True
        widest = max(_WIDEST, int(_SHARE * self.viewport().width()))
        try:
            for column in range(self.model().columnCount()):
                self.resizeColumnToContents(column)
                if self.columnWidth(column) > widest:
                    self.setColumnWidth(column, widest)
        finally:
            self._is_fitting = False

    def selected_layers(self) -> list[str]:
        """Ids of the layers of the selected rows, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.model().index(row, NAME).data(LAYER_ID) for row in rows]

    def shown_layers(self) -> list[str]:
        """Ids of the layers whose rows are on the screen."""
        count = self.model().rowCount()
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return []
        return [self.model().index(row, NAME).data(LAYER_ID) for row in range(first, count if last < 0 else last + 1)]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            self._toggle(index)
        elif event.key() == Qt.Key.Key_F2 and index.isValid():
            self._edit(index if index.column() in (ROLE, KIND) else index.siblingAtColumn(ROLE))
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        super().showEvent(event)
        self.fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self.shown_changed.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)

    def _toggle(self, index: QModelIndex) -> None:
        """All selected layers like the current one."""
        checked = index.siblingAtColumn(USE).data(Qt.ItemDataRole.CheckStateRole)
        layers = self.selected_layers() or [index.data(LAYER_ID)]
        self.use_asked.emit(layers, Qt.CheckState(checked) != Qt.CheckState.Checked)

    def _edit(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.edit(index)

    def _note_resize(self, *_: object) -> None:
        self._is_fitted_by_user = self._is_fitted_by_user or not self._is_fitting
