"""The choice of the target grid's extent: what the layers need, a layer's, the map's, or drawn on the map."""

from typing import Any

from qgis.core import Qgis, QgsCoordinateReferenceSystem, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication, QSignalBlocker
from qgis.PyQt.QtWidgets import QCheckBox, QGroupBox, QHBoxLayout, QPushButton, QWidget

from ..processing.parameters import crs_text
from .choice_combo import ChoiceCombo
from .extent_tool import ExtentDrawer
from .grid_choice import add, add_wide, form, layer_combo, show_layer
from .grid_words import extent_names, extent_text, margin_help, margin_text
from .legal_choices import Option
from .session import Session
from .text_label import TextLabel


class ExtentChoice(QGroupBox):
    """Shows the recipe's extent and margin, and changes them."""

    def __init__(self, session: Session, canvas: QgsMapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("GridPanel", "Extent"), parent)
        self.setObjectName("gridExtent")
        self._session, self._canvas = session, canvas
        self.drawer = ExtentDrawer(canvas, self)
        self.way = ChoiceCombo()
        self.layer = layer_combo(Qgis.LayerFilter.RasterLayer | Qgis.LayerFilter.PointLayer
                                 | Qgis.LayerFilter.PolygonLayer)
        self.note = TextLabel("extentNote")
        self.view = self._button(QCoreApplication.translate("GridPanel", "Use Map View"), "useMapView")
        self.draw = self._button(QCoreApplication.translate("GridPanel", "Draw on Map"), "drawOnMap")
        self.draw.setCheckable(True)
        self.margin = QCheckBox()
        self.margin.setObjectName("gridMargin")
        self._lay_out()
        self.way.chosen.connect(self._take_way)
        self.layer.activated.connect(self._take_layer)
        self.view.clicked.connect(self._take_view)
        self.draw.clicked.connect(self._draw)
        self.margin.clicked.connect(lambda checked: self._change(margin=checked))
        self.drawer.drawn.connect(lambda extent: self._take_extent("drawn", extent))
        self.drawer.ended.connect(lambda: self.draw.setChecked(False))

    def refresh(self, approach: str, margin_m: float | None, takes_margin: bool) -> None:
        """Show the recipe. ``margin_m``: the side of the pixel that a margin adds, None if that is not known;
        ``takes_margin``: can one be added?
        """
        recipe = self._session.recipe
        grid = recipe.grid
        self.way.show_options([Option(way, name) for way, name in extent_names(approach).items()], grid.extent_way)
        show_layer(self.layer, grid.extent_layer_id)
        for widget in self._layer_row:
            widget.setVisible(grid.extent_way == "layer")
        text = self._told()
        self.note.setText(text)
        self.note.setVisible(bool(text))
        with QSignalBlocker(self.margin):
            self.margin.setChecked(grid.margin)
        self.margin.setText(margin_text(margin_m))
        self.margin.setEnabled(takes_margin)
        self.margin.setToolTip(margin_help(takes_margin))
        self.margin.setAccessibleDescription(margin_help(takes_margin))
        self.setEnabled(approach != "C")

    def unload(self) -> None:
        """Give the map back."""
        self.drawer.stop()

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        layout = form(self)
        add(layout, QCoreApplication.translate("GridPanel", "Area"), self.way, "extentWay")
        self._layer_row = add(layout, QCoreApplication.translate("GridPanel", "Layer"), self.layer, "extentLayer")
        buttons = QWidget()
        side_by_side = QHBoxLayout(buttons)
        side_by_side.setContentsMargins(0, 0, 0, 0)
        side_by_side.addWidget(self.view)
        side_by_side.addWidget(self.draw)
        for widget in (self.note, buttons, self.margin):
            add_wide(layout, widget)
        self.view.setToolTip(QCoreApplication.translate(
            "GridPanel", "Take over what the map shows now; it does not follow the map afterwards."))
        self.draw.setToolTip(QCoreApplication.translate("GridPanel", "Drag a rectangle on the map; Escape gives up."))

    def _told(self) -> str:
        """The extent in numbers, where it is known without working it out."""
        grid = self._session.recipe.grid
        if grid.extent_way == "layer":
            known = self._session.facts.get(grid.extent_layer_id)
            if known is None or known.extent is None:
                return ""
            return extent_text(known.extent, QgsCoordinateReferenceSystem.fromWkt(known.crs_wkt))
        if grid.extent is None:
            return ""
        return extent_text(grid.extent, QgsCoordinateReferenceSystem(grid.extent_crs))

    def _take_way(self, way: str) -> None:
        """What the map shows is taken at once; what is drawn comes later, and until then the extent stays."""
        if way == "map":
            self._take_view()
            return
        changes: dict[str, Any] = {"extent_way": way}
        if way == "layer" and not self._session.recipe.grid.extent_layer_id and self.layer.currentLayer() is not None:
            changes["extent_layer_id"] = self.layer.currentLayer().id()
        if way in ("layers", "layer"):
            changes |= {"extent": None, "extent_crs": ""}
        self._change(**changes)

    def _take_layer(self) -> None:
        layer = self.layer.currentLayer()
        self._change(extent_layer_id="" if layer is None else layer.id())

    def _take_view(self) -> None:
        """A map that is turned shows parts of a larger box."""
        self._take_extent("map", self._canvas.mapSettings().visiblePolygon().boundingRect())

    def _take_extent(self, way: str, box: Any) -> None:
        rectangle = QgsRectangle(box)
        crs = crs_text(self._canvas.mapSettings().destinationCrs())
        self._change(extent_way=way, extent_crs=crs or "", extent=(
            rectangle.xMinimum(), rectangle.yMinimum(), rectangle.xMaximum(), rectangle.yMaximum()))

    def _draw(self, checked: bool) -> None:
        (self.drawer.start if checked else self.drawer.stop)()

    def _change(self, **changes: Any) -> None:
        self._session.change(self._session.recipe.with_grid(**changes))
