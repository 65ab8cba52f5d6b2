"""What the panel Look consists of: its widgets, and how a comparison is put into them."""

from functools import partial
from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsApplication
from qgis.gui import QgsMapLayerComboBox, QgsRasterBandComboBox
from qgis.PyQt.QtCore import QCoreApplication, QModelIndex, Qt
from qgis.PyQt.QtWidgets import (
    QComboBox, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QTabWidget, QToolButton, QVBoxLayout,
    QWidget,
)

from .cell_view import CellView
from .flow_layout import FlowLayout
from .look import MOST_POINTS
from .look_words import Chosen, Hovered, Linked, chosen_text, histogram_text, hovered_text, summary
from .plots import HistogramPlot, ScatterPlot

if TYPE_CHECKING:
    from .look import Compared

AREA_MAP, AREA_DRAWN = 0, 1


class LookView(QWidget):
    """Widgets alone; `LookPanel` makes them do something."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("LookPanel")
        self._names = ("", "")
        self._words = ""
        self._make_choices()
        self._make_progress()
        self._make_pages()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(self._choices())
        layout.addLayout(self._progress())
        layout.addWidget(self.pages, 1)
        self.show_busy(False)

    def show_busy(self, is_busy: bool) -> None:
        self.bar.setVisible(is_busy)
        self.stop_button.setVisible(is_busy)
        self.bar.setValue(0)

    def show_progress(self, percent: float) -> None:
        self.bar.setValue(round(percent))

    def name_layers(self, across: str, up: str) -> None:
        """In the choice of whose pixels are told of a cell."""
        chosen = max(self.pixels_of.currentIndex(), 0)
        self._names = (across, up)
        self.pixels_of.clear()
        self.pixels_of.addItems([across, up])
        self.pixels_of.setCurrentIndex(chosen)

    def show_nothing(self, sentence: str) -> None:
        """Why there is nothing to be seen."""
        self._words = ""
        for plot in (self.scatter, self.histogram_across, self.histogram_up):
            plot.show_nothing(sentence)
        self.words.setText("")
        self.link_words.setText("")

    def show_compared(self, compared: "Compared", titles: tuple[str, str]) -> None:
        pairs, found = compared.pairs(), compared.statistics
        lines = []
        if found is not None and found.slope == found.slope:
            lines.append((found.intercept, found.slope, Qt.PenStyle.SolidLine))
        if compared.are_alike:
            lines.append((0.0, 1.0, Qt.PenStyle.DashLine))
        self._words = summary(compared)
        self.scatter.show_pairs(pairs if len(pairs[0]) <= MOST_POINTS else None, compared.density, lines, titles)
        self.scatter.describe(self._words)
        self.words.setText(self._words)
        self.link_words.setText("")
        cells = QCoreApplication.translate("LookPanel", "Cells")
        for plot, counts, title, name, values in zip((self.histogram_across, self.histogram_up),
                                                     Linked(compared).histograms(), titles, self._names, pairs):
            plot.show_counts(counts, (title, cells))
            plot.describe(histogram_text(name, values))

    def show_selection(self, chosen: Chosen | None) -> None:
        counts = (None, None) if chosen is None else chosen.counts
        for plot, some in zip((self.histogram_across, self.histogram_up), counts):
            plot.show_some(some if chosen is not None and chosen.count else None)
        text = "" if chosen is None else chosen_text(chosen)
        self.link_words.setText(text)
        self.scatter.describe(" ".join(filter(None, (self._words, text))))

    def show_hovered(self, hovered: Hovered | None) -> None:
        self.scatter.hover(None if hovered is None else (hovered.across, hovered.up))
        if hovered is not None:
            self.link_words.setText(hovered_text(hovered, self._names))

    def cell_hint(self) -> str:
        return QCoreApplication.translate(
            "LookPanel", "Pick a cell of the common grid, or a footprint, to see the pixels beneath it.")

    def _make_choices(self) -> None:
        self.across_layer = self._layers("acrossLayer", QCoreApplication.translate(
            "LookPanel", "Layer on the horizontal axis"))
        self.up_layer = self._layers("upLayer", QCoreApplication.translate("LookPanel", "Layer on the vertical axis"))
        self.across_band = self._bands("acrossBand", QCoreApplication.translate(
            "LookPanel", "Band on the horizontal axis"))
        self.up_band = self._bands("upBand", QCoreApplication.translate("LookPanel", "Band on the vertical axis"))
        self.swap_button = QToolButton()
        self.swap_button.setObjectName("swapButton")
        self.swap_button.setText("⇅")
        self.swap_button.setToolTip(QCoreApplication.translate("LookPanel", "Swap the two layers"))
        self.swap_button.setAccessibleName(QCoreApplication.translate("LookPanel", "Swap the two layers"))
        self.area = QComboBox()
        self.area.setMinimumContentsLength(8)
        self.area.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.area.setObjectName("area")
        self.area.addItems([QCoreApplication.translate("LookPanel", "Map view"),
                            QCoreApplication.translate("LookPanel", "Drawn rectangle")])
        self.draw_button = QPushButton(QCoreApplication.translate("LookPanel", "Draw"))
        self.draw_button.setObjectName("drawButton")
        self.draw_button.setCheckable(True)
        self.draw_button.setEnabled(False)
        self.draw_button.setToolTip(QCoreApplication.translate("LookPanel", "Draw a rectangle on the map"))

    def _layers(self, name: str, accessible: str) -> QgsMapLayerComboBox:
        combo = QgsMapLayerComboBox()
        combo.setObjectName(name)
        combo.setFilters(Qgis.LayerFilter.RasterLayer)
        combo.setAllowEmptyLayer(True)
        combo.setCurrentIndex(0)
        combo.model().rowsAboutToBeRemoved.connect(partial(_choose_none, combo))
        combo.setMinimumContentsLength(5)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setAccessibleName(accessible)
        return combo

    def _bands(self, name: str, accessible: str) -> QgsRasterBandComboBox:
        combo = QgsRasterBandComboBox()
        combo.setObjectName(name)
        combo.setMinimumContentsLength(3)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setAccessibleName(accessible)
        return combo

    def _choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        rows = ((QCoreApplication.translate("LookPanel", "Horizontal"), self.across_layer, self.across_band),
                (QCoreApplication.translate("LookPanel", "Vertical"), self.up_layer, self.up_band),
                (QCoreApplication.translate("LookPanel", "Area"), self.area, self.draw_button))
        for row, (text, buddy, beside) in enumerate(rows):   # in the order in which the Tab key visits them
            label = QLabel(text)
            label.setBuddy(buddy)
            for column, widget in enumerate((label, buddy, beside)):
                grid.addWidget(widget, row, column)
            if row == 1:
                grid.addWidget(self.swap_button, 0, 3, 2, 1)
        return grid

    def _make_progress(self) -> None:
        self.bar = QProgressBar()
        self.bar.setObjectName("progress")
        self.bar.setMaximumHeight(self.fontMetrics().height())
        self.bar.setAccessibleName(QCoreApplication.translate("LookPanel", "Progress"))
        self.stop_button = QToolButton()
        self.stop_button.setObjectName("stopButton")
        self.stop_button.setIcon(QgsApplication.getThemeIcon("/mTaskCancel.svg"))
        self.stop_button.setToolTip(QCoreApplication.translate("LookPanel", "Stop comparing"))
        self.stop_button.setAccessibleName(QCoreApplication.translate("LookPanel", "Stop comparing"))

    def _progress(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        return row

    def _make_pages(self) -> None:
        self.scatter = ScatterPlot(QCoreApplication.translate("LookPanel", "Scatter plot"))
        self.scatter.setObjectName("scatter")
        self.scatter.setToolTip(QCoreApplication.translate(
            "LookPanel", "Drag a rectangle to see its cells on the map. By keyboard: arrow keys, with Shift to change "
                         "the size, Escape to clear."))
        self.histogram_across = HistogramPlot(QCoreApplication.translate(
            "LookPanel", "Histogram of the horizontal layer"))
        self.histogram_across.setObjectName("histogramAcross")
        self.histogram_up = HistogramPlot(QCoreApplication.translate("LookPanel", "Histogram of the vertical layer"))
        self.histogram_up.setObjectName("histogramUp")
        self.words = _words("words", QCoreApplication.translate("LookPanel", "Comparison in words"))
        self.link_words = _words("linkWords", QCoreApplication.translate("LookPanel", "Selected or hovered cells"))
        self.pages = QTabWidget()
        self.pages.setObjectName("pages")
        self.scatter_page = _page(self.scatter, self.link_words, self.words)
        self.histogram_page = _page(self.histogram_across, self.histogram_up)
        self.cell_page = self._cell_page()
        self.pages.addTab(self.scatter_page, QCoreApplication.translate("LookPanel", "Scatter"))
        self.pages.addTab(self.histogram_page, QCoreApplication.translate("LookPanel", "Histograms"))
        self.pages.addTab(self.cell_page, QCoreApplication.translate("LookPanel", "Cell"))

    def _cell_page(self) -> QWidget:
        self.cell_view = CellView()
        self.cell_view.tell(self.cell_hint())
        self.pixels_of = QComboBox()
        self.pixels_of.setObjectName("pixelsOf")
        self.pixels_of.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.pixels_of.setMinimumContentsLength(5)
        self.pick_button = QPushButton(QCoreApplication.translate("LookPanel", "Pick on Map"))
        self.pick_button.setObjectName("pickButton")
        self.pick_button.setCheckable(True)
        self.pick_button.setToolTip(QCoreApplication.translate("LookPanel", "Click a cell or footprint on the map"))
        self.centre_button = QPushButton(QCoreApplication.translate("LookPanel", "Map Centre"))
        self.centre_button.setObjectName("centreButton")
        self.centre_button.setToolTip(QCoreApplication.translate(
            "LookPanel", "Look at the cell or footprint in the centre of the map"))
        label = QLabel(QCoreApplication.translate("LookPanel", "Pixels of"))
        label.setBuddy(self.pixels_of)
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(4, 4, 4, 4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.pixels_of, 0, 1)
        buttons = FlowLayout()
        buttons.addWidget(self.pick_button)
        buttons.addWidget(self.centre_button)
        grid.addLayout(buttons, 1, 0, 1, 2)
        grid.addWidget(self.cell_view, 2, 0, 1, 2)
        grid.setRowStretch(2, 1)
        return page


def _choose_none(combo: QgsMapLayerComboBox, parent: QModelIndex, first: int, last: int) -> None:
    """Where the chosen layer is removed: the combo box would go on to any other one, and not tell."""
    if first <= combo.currentIndex() <= last:
        combo.setCurrentIndex(0)
        combo.layerChanged.emit(None)


def _words(name: str, accessible: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setAccessibleName(accessible)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse
                                  | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    return label


def _page(*widgets: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(4, 4, 4, 4)
    for widget in widgets:
        layout.addWidget(widget, 0 if isinstance(widget, QLabel) else 1)
    return page
