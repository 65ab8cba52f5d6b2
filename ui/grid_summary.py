"""What the target grid is and costs, whether it is shown on the map, and the legend of its lines."""

from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QCheckBox, QGridLayout, QGroupBox, QLabel, QVBoxLayout, QWidget

from ..processing.language import told
from .grid_outline import SOURCES, TARGET, GridOutline, Stroke, sample
from .grid_preview import Pixels, Preview
from .grid_words import duration_source, legend_text, summary
from .text_label import TextLabel

_SAMPLE = (36, 12)   # pixels
SMALLEST = 12.0      # as grid_lines has it, which is loaded late


class GridSummary(QGroupBox):
    """Tells of a preview; the legend follows what is drawn."""

    def __init__(self, outline: GridOutline, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("GridPanel", "Target Grid"), parent)
        self.setObjectName("gridSummaryBox")
        self._outline = outline
        self._preview = Preview()
        self.text = TextLabel("gridSummary")
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.text.setAccessibleName(QCoreApplication.translate("GridPanel", "Target grid"))
        self.shown = QCheckBox(QCoreApplication.translate("GridPanel", "Show grid on map"))
        self.shown.setObjectName("showGrid")
        self.shown.setToolTip(QCoreApplication.translate(
            "GridPanel", "Draws the outline of the grid, and where they are large enough its cells and the pixels of "
            "the layers in use, as long as this page is open."))
        self._legend = QGridLayout()
        self._legend.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(self.shown)
        layout.addLayout(self._legend)
        outline.drawn.connect(self._show_legend)

    def refresh(self, preview: Preview, approach: str) -> None:
        """Tell of a preview; of its grids the outline is to know already."""
        self._preview = preview
        self.text.setText(summary(preview, approach))
        self.text.setToolTip(duration_source() if preview.size is not None else "")
        self.text.setVisible(bool(self.text.text()))
        self._show_legend()

    @property
    def legend(self) -> tuple[str, ...]:
        """Its texts."""
        return tuple(text.text() for _, text in self._lines if not text.isHidden())

    def _show_legend(self) -> None:
        entries = self._entries() if self.shown.isChecked() else []
        while len(self._lines) < len(entries):
            self._add_line()
        for (icon, text), entry in zip(self._lines, [*entries, *[None] * (len(self._lines) - len(entries))]):
            icon.setVisible(entry is not None and entry[0] is not None)
            text.setVisible(entry is not None)
            if entry is not None:
                stroke, words = entry
                if stroke is not None:
                    icon.setPixmap(sample(stroke, *_SAMPLE, self.devicePixelRatioF()))
                text.setText(words)

    def _entries(self) -> list[tuple[Stroke | None, str]]:
        if self._outline.problem is not None:
            return [(None, told(self._outline.problem.sentence))]
        grids: list[tuple[Stroke, Pixels | None]] = list(zip(SOURCES, self._preview.pixels))
        if self._preview.grid is not None:
            grids.insert(0, (TARGET, None))
        offset = 0 if self._preview.grid is not None else 1
        entries: list[tuple[Stroke | None, str]] = [
            (stroke, legend_text(pixels, self._outline.size(number), SMALLEST))
            for number, (stroke, pixels) in enumerate(grids, start=offset)]
        hidden = len(self._preview.pixels) - len(SOURCES)
        if hidden > 0:
            entries.append((None, QCoreApplication.translate(
                "GridPanel", "Grids of finer layers that are not shown: {count}").format(count=hidden)))
        return entries

    def _add_line(self) -> None:
        icon, text = QLabel(), TextLabel(f"gridLegend{len(self._lines)}")
        row = len(self._lines)
        self._legend.addWidget(icon, row, 0, Qt.AlignmentFlag.AlignTop)
        self._legend.addWidget(text, row, 1)
        self._lines.append((icon, text))
