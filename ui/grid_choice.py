"""The choice of the target grid: as the approach suggests, of a layer, of a data product, or by CRS and cell size."""

from typing import Any

from qgis.core import Qgis, QgsCoordinateReferenceSystem, QgsMapLayer, QgsUnitTypes
from qgis.gui import QgsDoubleSpinBox, QgsMapCanvas, QgsMapLayerComboBox, QgsProjectionSelectionWidget
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QLocale, QObject, QSignalBlocker, Qt
from qgis.PyQt.QtWidgets import QGridLayout, QGroupBox, QLabel, QWidget

from ..processing.parameters import crs_text
from .choice_combo import ChoiceCombo
from .grid_words import how_cells_lie, preset_names, way_names
from .legal_choices import Option
from .recipe import GRID_WAYS
from .session import Session
from .text_label import TextLabel

_LARGEST = 1e9
_DECIMALS = 12     # of a resolution: 30 arc seconds are 0.008333333333
_METRES_PER_DEGREE = 111_320.0
_DIGITS = 3        # of a resolution that is suggested


class GridChoice(QGroupBox):
    """Shows the recipe's grid but its extent, and changes it."""

    def __init__(self, session: Session, canvas: QgsMapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("GridPanel", "Cells"), parent)
        self.setObjectName("gridCells")
        self._session, self._canvas = session, canvas
        self.way = ChoiceCombo()
        self.layer = layer_combo(Qgis.LayerFilter.RasterLayer)
        self.preset = ChoiceCombo()
        self.crs = QgsProjectionSelectionWidget()
        self.resolution = CellSize()
        self.note = TextLabel("gridNote")
        layout = form(self)
        self._rows = {
            "way": add(layout, QCoreApplication.translate("GridPanel", "Grid"), self.way, "gridWay"),
            "layer": add(layout, QCoreApplication.translate("GridPanel", "Layer"), self.layer, "gridLayer"),
            "preset": add(layout, QCoreApplication.translate("GridPanel", "Product"), self.preset, "gridPreset"),
            "crs": add(layout, QCoreApplication.translate("GridPanel", "CRS"), self.crs, "gridCrs"),
            "resolution": add(layout, QCoreApplication.translate("GridPanel", "Cell size"), self.resolution,
                              "gridResolution"),
        }
        add_wide(layout, self.note)
        self.way.chosen.connect(self._take_way)
        self.layer.activated.connect(self._take_layer)
        self.preset.chosen.connect(lambda name: self._change(preset=name))
        self.crs.crsChanged.connect(self._take_crs)
        self.resolution.valueChanged.connect(lambda value: self._change(resolution=value or None))

    def refresh(self, approach: str, like: str) -> None:
        """Show the recipe. ``like``: the layer whose grid the approach takes by itself, "" if that is not known."""
        grid = self._session.recipe.grid
        self.way.show_options([Option(way, way_names()[way]) for way in GRID_WAYS], grid.way)
        self.preset.show_options([Option(name, text, note=text) for name, text in preset_names().items()], grid.preset)
        show_layer(self.layer, grid.layer_id)
        crs = QgsCoordinateReferenceSystem(grid.crs)
        with QSignalBlocker(self.crs), QSignalBlocker(self.resolution):
            if self.crs.crs() != crs:
                self.crs.setCrs(crs)
            self.resolution.show_size(grid.resolution, crs)
        for name in ("layer", "preset", "crs", "resolution"):
            for widget in self._rows[name]:
                widget.setVisible(grid.way == {"resolution": "crs"}.get(name, name))
        text = how_cells_lie(grid.way, approach, like)
        self.note.setText(text)
        self.note.setVisible(bool(text))
        for widget in (*self._rows["way"], *self._rows["layer"], *self._rows["preset"], *self._rows["crs"],
                       *self._rows["resolution"]):
            widget.setEnabled(approach != "C")

    def _take_way(self, way: str) -> None:
        """With what is likely meant, where nothing was chosen yet."""
        grid = self._session.recipe.grid
        changes: dict[str, Any] = {"way": way}
        if way == "layer" and not grid.layer_id and self.layer.currentLayer() is not None:
            changes["layer_id"] = self.layer.currentLayer().id()
        if way == "preset" and not grid.preset:
            changes["preset"] = next(iter(preset_names()))
        if way == "crs" and not grid.crs:
            crs = self._canvas.mapSettings().destinationCrs()
            changes |= {"crs": crs_text(crs) or "", "resolution": self._likely_size(crs)}
        self._change(**changes)

    def _take_layer(self) -> None:
        layer = self.layer.currentLayer()
        self._change(layer_id="" if layer is None else layer.id())

    def _take_crs(self, crs: QgsCoordinateReferenceSystem) -> None:
        """Another unit makes another number of the cell size."""
        before = QgsCoordinateReferenceSystem(self._session.recipe.grid.crs)
        changes: dict[str, Any] = {"crs": crs_text(crs) or ""}
        if not before.isValid() or before.mapUnits() != crs.mapUnits():
            changes["resolution"] = self._likely_size(crs)
        self._change(**changes)

    def _likely_size(self, crs: QgsCoordinateReferenceSystem) -> float | None:
        """The pixel of the coarsest layer in use, of approach B of the finest, in units of the CRS."""
        facts = self._session.facts
        sides = [facts[layer.layer_id].side_m for layer in self._session.recipe.rasters if layer.layer_id in facts]
        sides = [side for side in sides if side is not None]
        if not sides or not crs.isValid():
            return None
        side = min(sides) if self._session.approach == "B" else max(sides)
        if crs.isGeographic():
            side /= _METRES_PER_DEGREE
        else:
            side *= QgsUnitTypes.fromUnitToUnitFactor(Qgis.DistanceUnit.Meters, crs.mapUnits())
        return float(f"{side:.{_DIGITS}g}")

    def _change(self, **changes: Any) -> None:
        self._session.change(self._session.recipe.with_grid(**changes))


class CellSize(QgsDoubleSpinBox):
    """A length in units of a CRS, with as many digits as it has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(_DECIMALS)
        self.setRange(0.0, _LARGEST)
        self.setShowClearButton(False)
        self.setKeyboardTracking(False)
        self.setSpecialValueText(QCoreApplication.translate("GridPanel", "Not set"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_size(self, size: float | None, crs: QgsCoordinateReferenceSystem) -> None:
        self.setSuffix(f" {QgsUnitTypes.toAbbreviatedString(crs.mapUnits())}" if crs.isValid() else "")
        self.setSingleStep(size / 10 if size else 1.0)
        if self.value() != (size or 0.0):
            self.setValue(size or 0.0)

    def textFromValue(self, value: float) -> str:  # noqa: N802 (Qt's name)
        locale = self.locale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        return locale.toString(value, "f", _DECIMALS).rstrip("0").rstrip(locale.decimalPoint())

    def wheelEvent(self, event) -> None:  # noqa: N802 (Qt's name)
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _WheelGuard(QObject):
    """Keeps a wheel that scrolls the dock from changing a choice."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        if event.type() == QEvent.Type.Wheel and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def layer_combo(kinds: Any) -> QgsMapLayerComboBox:
    """Layers of the project, of these kinds (Qgis.LayerFilter)."""
    combo = QgsMapLayerComboBox()
    combo.setFilters(Qgis.LayerFilters(kinds))
    combo.setAllowEmptyLayer(True, QCoreApplication.translate("GridPanel", "Choose a layer"))
    combo.setSizeAdjustPolicy(QgsMapLayerComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(12)
    combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    combo.installEventFilter(_WheelGuard(combo))
    return combo


def show_layer(combo: QgsMapLayerComboBox, layer_id: str) -> None:
    """Show a layer by its id, the empty entry for one that is not there."""
    current: QgsMapLayer | None = combo.currentLayer()
    if (current.id() if current is not None else "") != layer_id:
        with QSignalBlocker(combo):
            layers = (combo.layer(row) for row in range(combo.count()))
            combo.setLayer(next((each for each in layers if each is not None and each.id() == layer_id), None))


def form(widget: QWidget) -> QGridLayout:
    """Labels and fields: a grid, since a form keeps the gaps of rows that are hidden."""
    layout = QGridLayout(widget)
    layout.setColumnStretch(1, 1)
    return layout


def add(layout: QGridLayout, text: str, field: QWidget, name: str) -> tuple[QLabel, QWidget]:
    """A row with its label, which is the field's buddy."""
    label = QLabel(text)
    label.setBuddy(field)
    field.setObjectName(name)
    field.setAccessibleName(text)
    row = layout.rowCount()
    layout.addWidget(label, row, 0)
    layout.addWidget(field, row, 1)
    return label, field


def add_wide(layout: QGridLayout, field: QWidget) -> None:
    """A row without a label."""
    layout.addWidget(field, layout.rowCount(), 0, 1, 2)
