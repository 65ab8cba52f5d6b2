"""A table of layers and the statistic of each, where choices that make no sense are greyed."""

from qgis.PyQt.QtCore import QAbstractTableModel, QCoreApplication, QEvent, QModelIndex, QObject, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView, QApplication, QHeaderView, QLabel, QStyle, QStyledItemDelegate, QStyleOptionComboBox,
    QStyleOptionViewItem, QTableView, QVBoxLayout, QWidget,
)

from ..processing.language import told
from .choice_combo import ChoiceCombo, remark_icon
from .legal_choices import Option, greyed_text, layer_statistic, layer_statistics, settled_choice
from .recipe import LayerChoice
from .recipe_roles import rasters_of
from .session import Session

LAYER, STATISTIC = range(2)
_ROWS_SHOWN = 4   # at least; more are scrolled to
# As numbers, which events have in Qt 5 and in Qt 6.
_OPENING = {getattr(key, "value", key)
            for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)}
# The focus goes to the list that the editor has opened, or to another window.
_PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class StatisticsModel(QAbstractTableModel):
    """The rasters that are aggregated, and their statistics."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._layers: tuple[LayerChoice, ...] = ()

    def refresh(self) -> None:
        """Show the recipe and the facts as they are; rows are kept where the layers are the same ones."""
        layers = rasters_of(self._session.recipe)
        same = [each.layer_id for each in layers] == [each.layer_id for each in self._layers]
        if not same:
            self.beginResetModel()
        self._layers = layers
        if not same:
            self.endResetModel()
        elif layers:
            self.dataChanged.emit(self.index(0, LAYER), self.index(len(layers) - 1, STATISTIC))

    def layer(self, index: QModelIndex) -> LayerChoice | None:
        """That of a row."""
        return self._layers[index.row()] if index.isValid() and index.row() < len(self._layers) else None

    def options(self, layer: LayerChoice) -> tuple[Option, ...]:
        """Those that it may have, and the others."""
        return layer_statistics(layer, self._session.facts, self._session.recipe.accepted)

    def option(self, layer: LayerChoice) -> Option:
        """The one that it has."""
        return layer_statistic(layer, self._session.facts, layer.statistic, self._session.recipe.accepted)

    def explanation(self, layer: LayerChoice) -> str:
        """In words: what is taken and why, and which statistics are greyed for what reason."""
        option, settled = self.option(layer), settled_choice(layer, self._session.facts)
        lines = [option.remark] if option.remark else []
        if settled is not None:
            lines.append(told(settled.sentences[0]))
        lines.append(greyed_text(self.options(layer)))
        return "\n".join(filter(None, lines))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: N802 (Qt's name)
        return 0 if parent.isValid() else len(self._layers)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: N802 (Qt's name)
        return 0 if parent.isValid() else 2

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == STATISTIC else flags

    def headerData(self, section: int, orientation: Qt.Orientation,  # noqa: N802 (Qt's name)
                   role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (QCoreApplication.translate("StatisticsTable", "Layer") if section == LAYER else
                QCoreApplication.translate("StatisticsTable", "Statistic"))

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        layer = self.layer(index)
        if layer is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.explanation(layer) or layer.name
        if index.column() == LAYER:
            return layer.name if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.EditRole:
            return layer.statistic
        if role == Qt.ItemDataRole.DisplayRole:
            return self.option(layer).label
        if role == Qt.ItemDataRole.DecorationRole:
            icon = remark_icon(self.option(layer))
            return None if icon.isNull() else icon
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.option(layer).remark
        return None

    def setData(self, index: QModelIndex, value: object,  # noqa: N802 (Qt's name)
                role: int = Qt.ItemDataRole.EditRole) -> bool:
        layer = self.layer(index)
        if layer is None or index.column() != STATISTIC or role != Qt.ItemDataRole.EditRole:
            return False
        self._session.change(self._session.recipe.with_layer(layer.layer_id, statistic=value))
        return True


class StatisticDelegate(QStyledItemDelegate):
    """Paints a statistic as the combo box that it is edited in."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem,  # noqa: N802 (Qt's name)
                     index: QModelIndex) -> QWidget:
        model = index.model()
        layer = model.layer(index)
        combo = ChoiceCombo(parent)
        combo.setObjectName("statistic")
        combo.setAccessibleName(QCoreApplication.translate("StatisticsTable", "Statistic of {layer}").format(
            layer=layer.name))
        combo.show_options(model.options(layer), layer.statistic)
        combo.chosen.connect(lambda: self._finish(combo))
        return combo

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:  # noqa: N802 (Qt's name)
        layer = index.model().layer(index)
        if layer is not None and editor.currentData() != layer.statistic and not editor.view().isVisible():
            editor.show_options(index.model().options(layer), layer.statistic)

    def setModelData(self, editor: QWidget, model: StatisticsModel,  # noqa: N802 (Qt's name)
                     index: QModelIndex) -> None:
        # While an unknown statistic of a loaded recipe is shown there is none.
        if editor.currentData() is not None:
            model.setData(index, editor.currentData())

    def paint(self, painter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        style = QApplication.style() if option.widget is None else option.widget.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        box = QStyleOptionComboBox()
        box.initFrom(option.widget)
        box.rect = option.rect
        box.state = option.state | QStyle.StateFlag.State_Enabled
        box.currentText = index.data(Qt.ItemDataRole.DisplayRole)
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        if icon is not None:
            box.currentIcon, box.iconSize = icon, option.decorationSize
        style.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, box, painter, option.widget)
        style.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, box, painter, option.widget)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() == QEvent.Type.FocusOut and event.reason() in _PASSING:
            return False   # the choice is still to come
        return super().eventFilter(editor, event)

    def _finish(self, combo: ChoiceCombo) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo)


class StatisticsView(QTableView):
    """A click on a statistic, or a key in its row, opens the list as in any combo box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)   # Tab leaves the table, arrows move in it
        self.clicked.connect(self.open_list)

    def open_list(self, index: QModelIndex) -> None:
        """Of the statistics in a cell; nothing for the name of a layer."""
        if index.column() != STATISTIC or self.state() == QAbstractItemView.State.EditingState:
            return
        self.edit(index)
        self.indexWidget(index).showPopup()

    def keyPressEvent(self, event) -> None:  # noqa: N802 (Qt's name)
        if event.key() in _OPENING and self.currentIndex().isValid():
            self.open_list(self.currentIndex().siblingAtColumn(STATISTIC))
        else:
            super().keyPressEvent(event)


class StatisticsTable(QWidget):
    """The table, and below it in words what there is to say of the layer in the current row."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statisticsTable")
        self.model = StatisticsModel(session, self)
        self.view = self._make_view()
        self.note = QLabel()
        self.note.setObjectName("statisticNote")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        layout.addWidget(self.note)

    def refresh(self) -> None:
        """Show the recipe and the facts as they are."""
        self.model.refresh()
        if not self.view.currentIndex().isValid() and self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0, STATISTIC))
        self._tell()

    def _make_view(self) -> StatisticsView:
        view = StatisticsView()
        view.setObjectName("statistics")
        view.setAccessibleName(QCoreApplication.translate("StatisticsTable", "Statistic of each layer"))
        view.setModel(self.model)
        view.setItemDelegateForColumn(STATISTIC, StatisticDelegate(view))
        view.verticalHeader().hide()
        header = view.horizontalHeader()
        for column in (LAYER, STATISTIC):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        view.setMinimumHeight(header.sizeHint().height() + _ROWS_SHOWN * view.verticalHeader().defaultSectionSize())
        view.selectionModel().currentChanged.connect(self._tell)
        return view

    def _tell(self, *_: object) -> None:
        layer = self.model.layer(self.view.currentIndex())
        text = "" if layer is None else self.model.explanation(layer)
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self.view.setAccessibleDescription(text)
