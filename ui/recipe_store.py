"""Where a recipe is kept: in the project, whose file then holds it, and in files of its own."""

import dataclasses
import os

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..core.destination import Destination
from ..core.errors import FusionError
from ..core.message import message
from ..processing.language import told
from .recipe import GridChoice, LayerChoice, Recipe, from_json, to_json
from .session import Session

SCOPE, KEY = "multiscale_fusion", "/recipe"
ENDING = ".json"
_MOST = 2**24   # bytes: no recipe is as large


class RecipeStore(QObject):
    """Keeps the session's recipe in the project: saving the project saves it, opening it brings it back.

    What the dock does by itself, such as listing layers, changes nothing in the project.
    """

    problem_told = pyqtSignal(str)   # one sentence in QGIS's language, when the event loop is back

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._project = QgsProject.instance()
        self._entry = ""   # what the project holds
        self._form = ""    # the recipe that belongs to it
        self._signals = (
            (session.recipe_changed, self._keep),
            (self._project.cleared, self._clear),
            (self._project.readProject, self._restore),
        )
        for signal, slot in self._signals:
            signal.connect(slot)
        self._restore()

    def unload(self) -> None:
        """Let go of project and session; what the project holds stays in it."""
        for signal, slot in self._signals:
            signal.disconnect(slot)
        self._signals = ()

    def _keep(self, recipe: Recipe) -> None:
        form = stored_form(recipe)
        # An entry that is not ours: the project is just being closed or read, and its layers come and go.
        if form == self._form or self._read() != self._entry:
            return
        if form:
            self._project.writeEntry(SCOPE, KEY, form)
        else:
            self._project.removeEntry(SCOPE, KEY)
        self._entry = self._form = form

    def _clear(self) -> None:
        self._session.change(Recipe())
        self._entry = self._form = ""

    def _restore(self, *_: object) -> None:
        entry = self._read()
        if not entry:
            return
        try:
            recipe, sentence = from_text(entry, self._session.recipe, self._project)
            self._session.change(recipe)
        except FusionError as error:
            sentence = error.sentence
        self._entry, self._form = entry, stored_form(self._session.recipe)
        if sentence:
            self._tell(told(sentence))

    def _tell(self, sentence: str) -> None:
        """A moment later: who listens may not be connected yet."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(lambda: self.problem_told.emit(sentence))
        timer.timeout.connect(timer.deleteLater)
        timer.start(0)

    def _read(self) -> str:
        return self._project.readEntry(SCOPE, KEY)[0]


def stored_form(recipe: Recipe) -> str:
    """The recipe as it is stored, without layers of which nothing was chosen; "" if nothing was chosen at all."""
    shown = {recipe.grid.layer_id, recipe.grid.extent_layer_id}
    layers = tuple(layer for layer in recipe.layers if layer.used or layer.kind != "auto" or layer.statistic != "auto"
                   or layer.layer_id in shown)
    kept = recipe.replace(layers=layers)
    return "" if kept == Recipe() else to_json(kept)


def from_text(text: str, current: Recipe, project: QgsProject) -> tuple[Recipe, str]:
    """The recipe of a text for the layers of a project, and in one sentence which layers are not found, "" if all are.

    Other layers that the ``current`` recipe lists follow unused. Raises FusionError for a text that is no recipe.
    """
    recipe, missing = found_again(from_json(text), project)
    known = {layer.layer_id for layer in recipe.layers}
    others = (dataclasses.replace(layer, used=False) for layer in current.layers if layer.layer_id not in known)
    sentence = message("The recipe names layers that are not in this project: {names}; add them and load it again.",
                       names=", ".join(dict.fromkeys(missing))) if missing else ""
    return recipe.replace(layers=(*recipe.layers, *others)), sentence


def found_again(recipe: Recipe, project: QgsProject) -> tuple[Recipe, list[str]]:
    """The recipe with the project's layers in the place of those it was made with, and the names of those missing.

    They are found by id, then source, then by a name that only one layer has.
    """
    free = dict(project.mapLayers())
    ids: dict[str, str] = {}
    for is_it in (_by_id, _by_source, _by_name):
        for layer in recipe.layers:
            found = [] if layer.layer_id in ids else [each for each in free.values() if is_it(layer, each)]
            if found and (is_it is not _by_name or len(found) == 1):
                ids[layer.layer_id] = found[0].id()
                del free[found[0].id()]
    layers = tuple(_renamed(layer, project.mapLayer(ids[layer.layer_id])) for layer in recipe.layers
                   if layer.layer_id in ids)
    missing = [layer.name for layer in recipe.layers if layer.layer_id not in ids]
    return recipe.replace(layers=layers, grid=_grid(recipe.grid, ids)), missing


def save_recipe(recipe: Recipe, path: str) -> str:
    """Write a recipe to a file, whole or not at all; its path, to which the ending is added if it lacks. In any thread.

    Raises FusionError if it cannot be written.
    """
    path = path if path.lower().endswith(ENDING) else path + ENDING
    destination = Destination(path, (ENDING,), message("recipes"))
    try:
        part = destination.part(ENDING)
        destination.write_text(part, to_json(recipe))
        destination.replace(part)
    finally:
        destination.remove_parts()
    return path


def read_recipe(path: str) -> str:
    """The text of a recipe's file. In any thread. Raises FusionError if it cannot be read."""
    try:
        if os.path.getsize(path) > _MOST:
            raise FusionError(message("{name} is no recipe; choose a file that the dock has saved.",
                                      name=os.path.basename(path)))
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise FusionError(message("{path} cannot be read ({reason}); choose another file.", path=path,
                                  reason=(error.strerror or str(error)).lower())) from error
    except UnicodeDecodeError as error:
        raise FusionError(message("{name} is no recipe; choose a file that the dock has saved.",
                                  name=os.path.basename(path))) from error


def _by_id(layer: LayerChoice, other: QgsMapLayer) -> bool:
    return other.id() == layer.layer_id and _is_alike(layer, other)


def _by_source(layer: LayerChoice, other: QgsMapLayer) -> bool:
    return other.source() == layer.source and _is_alike(layer, other)


def _by_name(layer: LayerChoice, other: QgsMapLayer) -> bool:
    return other.name() == layer.name and _is_alike(layer, other)


def _is_alike(layer: LayerChoice, other: QgsMapLayer) -> bool:
    """Is it a raster where one was meant, and a vector layer where points were?"""
    return isinstance(other, QgsRasterLayer) == (layer.role != "points")


def _renamed(layer: LayerChoice, other: QgsMapLayer) -> LayerChoice:
    return dataclasses.replace(layer, layer_id=other.id(), source=other.source(), name=other.name())


def _grid(grid: GridChoice, ids: dict[str, str]) -> GridChoice:
    """The grid by the layers found; what hangs on one that is missing goes back to what it is by itself."""
    if grid.layer_id and grid.layer_id not in ids:
        grid = dataclasses.replace(grid, layer_id="", way="auto" if grid.way == "layer" else grid.way)
    if grid.extent_layer_id and grid.extent_layer_id not in ids:
        grid = dataclasses.replace(grid, extent_layer_id="", **(
            {"extent_way": "layers", "extent": None, "extent_crs": ""} if grid.extent_way == "layer" else {}))
    return dataclasses.replace(grid, layer_id=ids.get(grid.layer_id, ""),
                               extent_layer_id=ids.get(grid.extent_layer_id, ""))
