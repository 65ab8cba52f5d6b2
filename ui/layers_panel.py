"""The page "Layers" of the dock: which layers take part, as what, and what is known of them."""

from qgis.gui import QgsFilterLineEdit, QgsMessageBar, QgsProviderSublayersDialog
from qgis.PyQt.QtCore import QCoreApplication, QModelIndex, Qt
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent
from qgis.PyQt.QtWidgets import (
    QDialog, QFileDialog, QFrame, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget,
)

from .add_layers import LayerAdder, Sublayers, file_filters
from .dropped import may_drop, read_drop
from .flow_layout import FlowLayout
from .layers_model import LAYER_ID, LayersModel
from .layers_table import LayersFilter, LayersTable
from .project_layers import ProjectLayers
from .session import Session


class LayersPanel(QWidget):
    """Choose layers, their roles and variable kinds; drop layers or files to use them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("LayersPanel")
        self.setAcceptDrops(True)
        self._session = session
        self.layers = ProjectLayers(session, self)
        self.adder = LayerAdder(self.choose_sublayers, self)
        self.model = LayersModel(session, self.layers, self)
        self._filter = LayersFilter(self)
        self._filter.setSourceModel(self.model)
        self._make_widgets()
        self._lay_out()
        self._connect()
        self._show_count()

    def unload(self) -> None:
        """Let go of project and session, and stop what is being read."""
        self._session.recipe_changed.disconnect(self._show_count)
        self.model.unload()
        self.layers.unload()
        self.adder.unload()

    def choose_files(self) -> list[str]:
        """Ask for files to add; none if the user thinks better of it."""
        title = QCoreApplication.translate("LayersPanel", "Add Files to the Project")
        return QFileDialog.getOpenFileNames(self, title, "", file_filters())[0]

    def choose_sublayers(self, path: str, sublayers: Sublayers) -> Sublayers:
        """Ask which of several layers in a file to add."""
        dialog = QgsProviderSublayersDialog(path, "", path, sublayers, parent=self)
        return dialog.selectedLayers() if dialog.exec() == int(_ACCEPTED) else []

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 (Qt's name)
        if may_drop(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 (Qt's name)
        dropped = read_drop(event.mimeData())
        # A copy: QGIS's layer tree would take a move for one of its own and remove the layer from where it was.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._use(list(dropped.layer_ids))
        if dropped.sources:
            self.adder.add(dropped.sources)

    def _make_widgets(self) -> None:
        self.message_bar = QgsMessageBar(self)
        self.filter_line = QgsFilterLineEdit(self)
        self.filter_line.setObjectName("layersFilter")
        self.filter_line.setShowSearchIcon(True)
        self.filter_line.setShowClearButton(True)
        self.filter_line.setPlaceholderText(QCoreApplication.translate("LayersPanel", "Filter layers"))
        self.filter_line.setAccessibleName(QCoreApplication.translate("LayersPanel", "Filter layers"))
        self.table = LayersTable(self)
        self.table.setObjectName("layersTable")
        self.table.setAccessibleName(QCoreApplication.translate("LayersPanel", "Layers"))
        self.table.setAccessibleDescription(QCoreApplication.translate(
            "LayersPanel", "Space uses the selected layers or not, F2 changes role or variable kind."))
        self.table.setMinimumHeight(120)
        self.table.setModel(self._filter)
        self.count = QLabel(self)
        self.count.setObjectName("layersCount")
        self.count.setWordWrap(True)
        self.details = QPlainTextEdit(self)
        self.details.setObjectName("layersDetails")
        self.details.setAccessibleName(QCoreApplication.translate("LayersPanel", "About the layer"))
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setFrameShape(QFrame.Shape.NoFrame)
        self.details.viewport().setAutoFillBackground(False)
        self.details.setFixedHeight(int(4.5 * self.details.fontMetrics().lineSpacing()))
        self.add_button = self._button("layersAddFile", QCoreApplication.translate("LayersPanel", "Add File…"),
                                       QCoreApplication.translate(
                                           "LayersPanel", "Add rasters or points to the project and use them."))
        self.use_button = self._button("layersUseSelected", QCoreApplication.translate("LayersPanel", "Use Selected"),
                                       QCoreApplication.translate(
                                           "LayersPanel", "Use the layers of the selected rows too."))
        self.none_button = self._button("layersUseNone", QCoreApplication.translate("LayersPanel", "Use None"),
                                        QCoreApplication.translate("LayersPanel", "Leave all layers out."))

    def _button(self, name: str, text: str, hint: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setToolTip(hint)
        button.setAccessibleDescription(hint)
        return button

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        for widget in (self.message_bar, self.filter_line):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        buttons = FlowLayout()   # in some languages too wide for one row
        for button in (self.add_button, self.use_button, self.none_button):
            buttons.addWidget(button)
        layout.addLayout(buttons)
        layout.addWidget(self.count)
        layout.addWidget(self.details)
        order = (self.filter_line, self.table, self.add_button, self.use_button, self.none_button, self.details)
        for first, second in zip(order, order[1:]):
            QWidget.setTabOrder(first, second)

    def _connect(self) -> None:
        self._session.recipe_changed.connect(self._show_count)
        self.filter_line.textChanged.connect(self._filter_by)
        self.table.use_asked.connect(self.model.use)
        self.table.shown_changed.connect(self._prefer)
        self.table.selectionModel().currentChanged.connect(self._show_details)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.model.dataChanged.connect(self._facts_shown)
        for signal in (self.model.rowsInserted, self.model.modelReset):
            signal.connect(self._rows_changed)
        self.add_button.clicked.connect(self._add_files)
        self.use_button.clicked.connect(lambda: self._use(self.table.selected_layers()))
        self.none_button.clicked.connect(self._use_none)
        self.adder.added.connect(self._use)
        self.adder.failed.connect(self._tell)
        self._enable()

    def _filter_by(self, text: str) -> None:
        self._filter.setFilterFixedString(text)
        self._show_count()
        self._prefer()

    def _use(self, layer_ids: list[str]) -> None:
        known = [layer_id for layer_id in layer_ids if self._session.recipe.layer(layer_id) is not None]
        if len(known) < len(layer_ids):
            self._tell(QCoreApplication.translate(
                "LayersPanel", "Only rasters and layers of points or polygons can be used; the others were left out."))
        if known:
            self.model.use(known)
            self._select(known[0])

    def _use_none(self) -> None:
        self.model.use([layer.layer_id for layer in self._session.recipe.used], False)

    def _select(self, layer_id: str) -> None:
        """Bring the row of a layer into view."""
        for row in range(self._filter.rowCount()):
            index = self._filter.index(row, 0)
            if index.data(LAYER_ID) == layer_id:
                self.table.setCurrentIndex(index)
                return

    def _add_files(self) -> None:
        files = self.choose_files()
        if files:
            self.adder.add(files)

    def _tell(self, sentence: str) -> None:
        self.message_bar.pushWarning("", sentence)

    def _rows_changed(self, *_: object) -> None:
        self._show_count()
        self.table.fit_columns()
        self._prefer()
        self._enable()

    def _facts_shown(self, *_: object) -> None:
        self.table.fit_columns()
        self._show_details(self.table.currentIndex())

    def _prefer(self) -> None:
        self.layers.show(self.table.shown_layers())

    def _enable(self, *_: object) -> None:
        self.use_button.setEnabled(self.table.selectionModel().hasSelection())

    def _show_details(self, current: QModelIndex, *_: object) -> None:
        told = self.model.details(current.data(LAYER_ID)) if current.isValid() else ""
        if self.details.toPlainText() != told:
            self.details.setPlainText(told)

    def _show_count(self, *_: object) -> None:
        recipe = self._session.recipe
        if not recipe.layers:
            text = QCoreApplication.translate(
                "LayersPanel", "The project holds no raster and no points yet. Add files, or drop them here.")
        else:
            text = QCoreApplication.translate("LayersPanel", "Layers in use: {used} of {count}.").format(
                used=len(recipe.used), count=len(recipe.layers))
        if recipe.layers and self._filter.rowCount() < len(recipe.layers):
            text = f"{text} " + QCoreApplication.translate("LayersPanel", "Shown: {shown}.").format(
                shown=self._filter.rowCount())
        self.none_button.setEnabled(bool(recipe.used))
        self.count.setText(text)


_ACCEPTED = getattr(QDialog.DialogCode.Accepted, "value", QDialog.DialogCode.Accepted)
