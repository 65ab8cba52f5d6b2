"""The panel Look: two bands against each other on the common grid, and what lies beneath a cell of it."""

from functools import partial
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)
from qgis.gui import QgsMapCanvas, QgsMapToolExtent
from qgis.PyQt.QtCore import QCoreApplication, Qt, QTimer
from qgis.PyQt.QtWidgets import QWidget

from ..core.errors import FusionError
from ..processing.feature_source import FeatureInput
from ..processing.language import told
from ..processing.layers import raster_input, wkt
from ..processing.sample_points_parameters import SUPPORT
from ..processing.styling import read_legend
from . import look, look_pick
from .cell_tool import MOST_OUTLINED, CellTool, Marks, PickedMarks, box_around
from .look_task import Errand
from .look_view import AREA_DRAWN, AREA_MAP, LookView
from .look_words import Linked, titles
from .recipe import LayerChoice
from .recipe_parameters import algorithm_parameters
from .recipe_roles import coarse_layer, rasters_of
from .session import Session

if TYPE_CHECKING:
    from .look import BandChoice, Compared, Scene
    from .look_pick import Picked, PointsChoice

_WAIT = 500   # ms: maps are dragged and choices changed in quick succession


class LookPanel(LookView):
    """Compares when it is seen: what is not on the screen is not computed."""

    def __init__(self, session: Session, canvas: QgsMapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._canvas = session, canvas
        self._results: set[str] = set()
        self._drawn: tuple[look.Extent, str] | None = None
        self._compared: "Compared | None" = None
        self._linked: Linked | None = None
        self._last: tuple[QgsPointXY, str] | None = None
        self._grid_crs = QgsCoordinateReferenceSystem()
        self._approach = session.approach
        self._is_stale, self._is_unloaded = True, False
        self._comparison, self._picking = Errand(self), Errand(self)
        self._cells = Marks(canvas, self)
        self._rectangle = Marks(canvas, self)
        self._marks = PickedMarks(canvas, self)
        self._cell_tool = CellTool(canvas)
        self._extent_tool = QgsMapToolExtent(canvas)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._connect()
        self._tell_what_is_missing()

    @property
    def compared(self) -> "Compared | None":
        """What is shown."""
        return self._compared

    def unload(self) -> None:
        """Stop what runs, take the tools and drawings off the map, and stop listening."""
        if self._is_unloaded:
            return
        self._is_unloaded = True
        self._timer.stop()
        self._comparison.stop()
        self._picking.stop()
        for tool in (self._cell_tool, self._extent_tool):
            self._canvas.unsetMapTool(tool)
            tool.deleteLater()
        for marks in self._all_marks():
            marks.unload()
        for signal, slot in self._outer_signals():
            signal.disconnect(slot)

    def showEvent(self, event):  # noqa: N802 (Qt's name)
        super().showEvent(event)
        for marks in self._all_marks():
            marks.set_shown(True)
        if self._is_stale:
            self._later()

    def hideEvent(self, event):  # noqa: N802 (Qt's name)
        super().hideEvent(event)
        if self._is_unloaded:
            return
        self._is_stale |= self._timer.isActive() or self._comparison.is_busy
        self._timer.stop()
        self._comparison.stop()
        self.scatter.hover(None)
        for tool in (self._cell_tool, self._extent_tool):
            self._canvas.unsetMapTool(tool)
        for marks in self._all_marks():
            marks.set_shown(False)

    def refresh(self) -> None:
        """Compare anew, now."""
        self._timer.stop()
        if not self.isVisible() or self._is_unloaded:
            return
        scene, area = self._scene(), self._area()
        if scene is None or area is None:
            self._comparison.stop()
            self._tell_what_is_missing()
            return
        self._is_stale = False
        self._comparison.start(QCoreApplication.translate("LookPanel", "Comparing layers"),
                               partial(look.compare, scene, *area))

    def pick_at(self, point: QgsPointXY) -> None:
        """Show what lies beneath a place in the map's CRS."""
        crs = self._canvas.mapSettings().destinationCrs()
        scene = self._scene()
        self.pages.setCurrentWidget(self.cell_page)
        if scene is None or not crs.isValid():
            self._tell_of_cell(self._missing())
            return
        place = look_pick.Place(point.x(), point.y(), wkt(crs))
        try:
            points = self._points(point)
        except FusionError as error:
            self._tell_of_cell(told(error.sentence))
            return
        self._last = point, place.crs
        self._picking.start(QCoreApplication.translate("LookPanel", "Looking beneath a cell"),
                            partial(look_pick.pick, scene, self.pixels_of.currentIndex(), place, points))

    def _connect(self) -> None:
        for signal, slot in self._outer_signals():
            signal.connect(slot)
        self._timer.timeout.connect(self.refresh)
        self._comparison.done.connect(self._show)
        self._comparison.failed.connect(self._tell)
        self._comparison.busy.connect(self.show_busy)
        self._comparison.progressed.connect(self.show_progress)
        self.stop_button.clicked.connect(self._comparison.stop)
        self._picking.done.connect(self._show_picked)
        self._picking.failed.connect(self._tell_of_cell)
        self._picking.busy.connect(self.pick_button.setDisabled)
        for combo, bands in ((self.across_layer, self.across_band), (self.up_layer, self.up_band)):
            combo.layerChanged.connect(bands.setLayer)
            combo.layerChanged.connect(self._choice_changed)
            bands.bandChanged.connect(self._choice_changed)
            bands.setLayer(combo.currentLayer())
        self.area.currentIndexChanged.connect(self._area_changed)
        self.draw_button.clicked.connect(self._draw)
        self.swap_button.clicked.connect(self._swap)
        self.pixels_of.activated.connect(self._pick_again)
        self.pick_button.clicked.connect(lambda: self._canvas.setMapTool(self._cell_tool))
        self.centre_button.clicked.connect(lambda: self.pick_at(self._canvas.center()))
        self.scatter.selected.connect(self._select)
        self.cell_view.pixel_chosen.connect(self._marks.choose)
        self._cell_tool.picked.connect(self.pick_at)
        self._cell_tool.setButton(self.pick_button)
        self._extent_tool.setButton(self.draw_button)
        self._extent_tool.extentChanged.connect(self._take_rectangle)

    def _outer_signals(self) -> tuple:
        return ((self._session.recipe_changed, self._later), (self._session.result_loaded, self._take_results),
                (self._session.facts_changed, self._facts_changed), (self._session.assessment_changed, self._assessed),
                (self._canvas.extentsChanged, self._map_moved), (self._canvas.destinationCrsChanged, self._map_moved),
                (self._canvas.xyCoordinates, self._hover))

    def _all_marks(self) -> tuple[Marks, ...]:
        return self._cells, self._marks, self._rectangle

    # What the user chooses.

    def _scene(self) -> "Scene | None":
        """None unless two rasters are chosen that files hold. A reason is kept for `_missing`."""
        self._problem = ""
        try:
            across, up = (self._band(layer.currentLayer(), band.currentBand())
                          for layer, band in ((self.across_layer, self.across_band), (self.up_layer, self.up_band)))
        except FusionError as error:
            self._problem = told(error.sentence)
            return None
        if across is None or up is None:
            return None
        settled = {} if self._compared is None else self._compared.settled
        return look.Scene(across, up, self._session.recipe, dict(self._session.facts),
                          self._session.approach or self._approach, settled)

    def _band(self, layer: QgsRasterLayer | None, band: int) -> "BandChoice | None":
        if layer is None or not layer.isValid():
            return None
        choice = self._session.recipe.layer(layer.id())
        kind, statistic = ("auto", "auto") if choice is None else (choice.kind, choice.statistic)
        band = max(band, 1)
        label = layer.name() if layer.bandCount() == 1 else f"{layer.name()}, {layer.bandName(band)}"
        return look.BandChoice(layer.id(), layer.name(), label, raster_input(layer), band, kind, statistic,
                               read_legend(layer) is not None, layer.id() in self._results)

    def _area(self) -> tuple[look.Extent, str] | None:
        if self.area.currentIndex() == AREA_DRAWN:
            return self._drawn
        settings = self._canvas.mapSettings()
        if not settings.destinationCrs().isValid() or settings.visibleExtent().isEmpty():
            return None
        return _extent(settings.visibleExtent()), wkt(settings.destinationCrs())

    def _points(self, point: QgsPointXY) -> "PointsChoice | None":
        """The recipe's point layer and where to look in it. Raises FusionError for sizes that cannot be."""
        recipe = self._session.recipe
        choice = recipe.points
        layer = None if choice is None else QgsProject.instance().mapLayer(choice.layer_id)
        if not isinstance(layer, QgsVectorLayer) or not layer.crs().isValid():
            return None
        box = box_around(point, self._canvas, layer.crs())
        if box is None:
            return None
        parameters = algorithm_parameters(recipe, self._session.facts, "C", by_id=True)
        sizes = look_pick.sizes_of(parameters)
        polygons = layer.geometryType() == Qgis.GeometryType.Polygon
        given = FeatureInput(layer.name(), layer.source(), wkt(layer.crs()), polygons, tuple(layer.fields().names()),
                             None)
        return look_pick.PointsChoice(
            QgsVectorLayerFeatureSource(layer), given, sizes,
            look_pick.settled_support(parameters.get(SUPPORT, "auto"), sizes, polygons), _extent(box), recipe.accepted)

    def _missing(self) -> str:
        """Why there is nothing to compare."""
        if self._problem:
            return self._problem
        if self.across_layer.currentLayer() is None or self.up_layer.currentLayer() is None:
            return QCoreApplication.translate("LookPanel", "Choose two raster layers to compare them.")
        if self.area.currentIndex() == AREA_DRAWN and self._drawn is None:
            return QCoreApplication.translate("LookPanel", "Draw a rectangle on the map.")
        return QCoreApplication.translate("LookPanel", "The map has no CRS; set one in the project's properties.")

    # What happens.

    def _later(self, *_: object) -> None:
        self._is_stale = True
        if self.isVisible() and not self._is_unloaded:
            self._timer.start()

    def _choice_changed(self, *_: object) -> None:
        self._marks.clear()
        self._last = None
        self.cell_view.tell(self.cell_hint())
        self.name_layers(*(combo.currentText() for combo in (self.across_layer, self.up_layer)))
        self._later()

    def _inputs(self) -> tuple[LayerChoice, ...]:
        recipe = self._session.recipe
        if self._session.approach == "B":
            try:
                return (coarse_layer(recipe, self._session.facts),)
            except FusionError:   # the recipe was changed while it ran
                pass
        return rasters_of(recipe)

    def _facts_changed(self, layer_id: str) -> None:
        """Of layers that are used, which the recipe's grid depends on."""
        choice = self._session.recipe.layer(layer_id)
        if choice is not None and choice.used:
            self._later()

    def _assessed(self, *_: object) -> None:
        """The approach, which decides the recipe's grid, is kept while the recipe is being checked."""
        approach = self._session.approach
        if approach and approach != self._approach:
            self._approach = approach
            self._later()

    def _map_moved(self, *_: object) -> None:
        if self.area.currentIndex() == AREA_MAP:
            self._later()

    def _take_results(self, ids: list[str]) -> None:
        """The result's first raster against the run's first input, which of a downscaling is the coarse layer."""
        self._results.update(ids)
        project = QgsProject.instance()
        results = [layer for layer in map(project.mapLayer, ids) if isinstance(layer, QgsRasterLayer)]
        if not results:
            return
        self.up_layer.setLayer(results[0])
        inputs = (project.mapLayer(choice.layer_id) for choice in self._inputs())
        first = next((layer for layer in inputs if isinstance(layer, QgsRasterLayer)), None)
        if first is not None:
            self.across_layer.setLayer(first)
        self._later()

    def _area_changed(self, *_: object) -> None:
        self.draw_button.setEnabled(self.area.currentIndex() == AREA_DRAWN)
        self._show_rectangle()
        if self.area.currentIndex() == AREA_MAP:
            self._canvas.unsetMapTool(self._extent_tool)
        elif self._drawn is None:
            self._draw()
        self._later()

    def _draw(self, *_: object) -> None:
        self._canvas.setMapTool(self._extent_tool)

    def _take_rectangle(self, rectangle: QgsRectangle) -> None:
        crs = self._canvas.mapSettings().destinationCrs()
        self._canvas.unsetMapTool(self._extent_tool)
        if not rectangle.isEmpty() and crs.isValid():
            self._drawn = _extent(rectangle), wkt(crs)
            self._show_rectangle()
            self._later()

    def _show_rectangle(self) -> None:
        self._rectangle.clear()
        if self.area.currentIndex() == AREA_DRAWN and self._drawn is not None:
            extent, crs = self._drawn
            self._rectangle.add(QgsGeometry.fromRect(QgsRectangle(*extent)), QgsCoordinateReferenceSystem.fromWkt(crs),
                                width=2, style=Qt.PenStyle.DashLine)

    def _swap(self, *_: object) -> None:
        across, up = self.across_layer.currentLayer(), self.up_layer.currentLayer()
        bands = self.across_band.currentBand(), self.up_band.currentBand()
        self.across_layer.setLayer(up)
        self.up_layer.setLayer(across)
        self.across_band.setBand(bands[1])
        self.up_band.setBand(bands[0])

    # What is shown.

    def _tell_what_is_missing(self) -> None:
        self._scene()
        self._tell(self._missing())

    def _tell(self, sentence: str) -> None:
        self._compared = self._linked = None
        self._cells.clear()
        self.show_nothing(sentence)

    def _show(self, compared: "Compared") -> None:
        self._compared = compared
        self._cells.clear()
        self._linked = Linked(compared)
        self._grid_crs = QgsCoordinateReferenceSystem.fromWkt(compared.common.grid.crs.proj.to_wkt())
        self.show_compared(compared, titles(compared))

    def _select(self, selection: object) -> None:
        """Show on the map, and in the histograms, what is selected in the scatter plot."""
        self._cells.clear()
        if self._linked is None:
            return
        chosen = self._linked.choose(selection)
        if chosen is not None and chosen.count:
            self._cells.add(chosen.cells(), self._grid_crs, width=int(chosen.count <= MOST_OUTLINED), fill=150)
        self.show_selection(chosen)

    def _hover(self, point: QgsPointXY) -> None:
        """Mark the pair of the cell that the mouse is over on the map."""
        if self._linked is None or not self.isVisible():
            return
        transform = QgsCoordinateTransform(self._canvas.mapSettings().destinationCrs(), self._grid_crs,
                                           QgsProject.instance())
        try:
            place = transform.transform(point)
        except QgsCsException:
            self.show_hovered(None)
            return
        self.show_hovered(self._linked.pair_at(place.x(), place.y()))

    def _pick_again(self, *_: object) -> None:
        if self._last is not None and self._last[1] == wkt(self._canvas.mapSettings().destinationCrs()):
            self.pick_at(self._last[0])

    def _tell_of_cell(self, sentence: str) -> None:
        self._marks.clear()
        self.cell_view.tell(sentence)

    def _show_picked(self, picked: "Picked") -> None:
        scene = self._scene()
        if scene is None:
            return
        self._marks.show(picked)
        self.cell_view.show_picked(picked, scene, self.pixels_of.currentIndex())


def _extent(box: QgsRectangle) -> look.Extent:
    return tuple(float(each) for each in (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()))
