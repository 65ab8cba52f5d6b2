"""Follows the project: the recipe's layers are its rasters and layers of points, and their facts are read."""

import dataclasses
import time
from functools import partial

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QObject, QTimer

from .facts_task import FactsReader
from .layer_reading import LayerSource, is_listed, is_points, layer_source
from .recipe import LayerChoice, Recipe
from .recipe_layers import follow
from .roles import RoleSuggester
from .session import Session

# How long (seconds) the main thread asks layers for what belongs to them before it lets others have their turn, and how
# long (milliseconds) facts are gathered before roles are suggested anew.
_SLICE, _GATHER = 0.01, 50


class ProjectLayers(QObject):
    """Keeps the layers of the recipe those of the project, their roles suggested and their facts read."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._project = QgsProject.instance()
        self._reader = FactsReader(session, self)
        self._roles = RoleSuggester()
        self._connections: dict[str, list[tuple]] = {}
        self._sources: dict[str, LayerSource] = {}
        self._to_ask: dict[str, bool] = {}   # by id: whatever its source, does it have to be read?
        self._asking = self._timer(0, self._ask_some)
        self._suggesting = self._timer(_GATHER, self._suggest)
        self._following = self._timer(0, self._follow)
        self._signals = (
            (self._project.layersAdded, self._layers_added),
            (self._project.layersWillBeRemoved, self._layers_removed),
            (self._project.readProject, self._project_read),
            (session.recipe_changed, self._recipe_changed),
            (session.facts_changed, self._facts_changed),
            (session.assessment_changed, self._facts_changed),
        )
        for signal, slot in self._signals:
            signal.connect(slot)
        self._layers_added(list(self._project.mapLayers().values()))

    @property
    def is_busy(self) -> bool:
        """Is anything still to be read of the layers?"""
        return bool(self._to_ask) or self._reader.is_busy or self._suggesting.isActive()

    def change(self, recipe: Recipe) -> None:
        """Take a recipe that the user has edited, with the roles that it leaves open."""
        self._session.change(self._roles.apply(recipe, self._session.facts, self._session.approach))

    def choose_role(self, layer_id: str, role: str) -> None:
        """The user's role for a layer; "" to have one suggested."""
        self._roles.choose(layer_id, role)
        self.change(self._session.recipe.with_layer(layer_id, role=role))

    def layer(self, layer_id: str) -> QgsMapLayer | None:
        """The project's layer."""
        return self._project.mapLayer(layer_id)

    def show(self, layer_ids: list[str]) -> None:
        """These are on the screen, and read before others that are not in use."""
        self._reader.prefer((layer.layer_id for layer in self._session.recipe.used), layer_ids)

    def unload(self) -> None:
        """Let go of project, layers and session."""
        for timer in (self._asking, self._suggesting, self._following):
            timer.stop()
        for signal, slot in self._signals:
            signal.disconnect(slot)
        for layer_id in list(self._connections):
            self._disconnect(layer_id)
        self._to_ask.clear()
        self._reader.unload()

    def _timer(self, milliseconds: int, slot) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _layers_added(self, layers: list[QgsMapLayer]) -> None:
        for layer in layers:
            self._connect(layer)
        self._follow()

    def _layers_removed(self, layer_ids: list[str]) -> None:
        gone = frozenset(layer_ids)
        for layer_id in layer_ids:
            self._disconnect(layer_id)
        self._follow(gone)

    def _project_read(self, *_: object) -> None:
        """A project is read in any order: as long as nothing is used, the table takes the order of the layer tree."""
        recipe = self._session.recipe
        if not recipe.used:
            choices = (recipe.layer(each.layer_id) for each in self._present())
            self._session.change(recipe.replace(layers=tuple(each for each in choices if each is not None)))

    def _connect(self, layer: QgsMapLayer) -> None:
        if layer.id() in self._connections:
            return
        changed = partial(self._layer_changed, layer.id(), False)
        rewritten = partial(self._layer_changed, layer.id(), True)
        pairs = [(layer.nameChanged, changed), (layer.dataSourceChanged, rewritten), (layer.crsChanged, changed),
                 (layer.dataChanged, rewritten)]
        if isinstance(layer, QgsRasterLayer):
            pairs.append((layer.rendererChanged, changed))
        if layer.temporalProperties() is not None:
            pairs.append((layer.temporalProperties().changed, changed))
        for signal, slot in pairs:
            signal.connect(slot)
        self._connections[layer.id()] = pairs

    def _disconnect(self, layer_id: str) -> None:
        for signal, slot in self._connections.pop(layer_id, ()):
            signal.disconnect(slot)

    def _layer_changed(self, layer_id: str, rewritten: bool, *_: object) -> None:
        self._follow()
        if self._session.recipe.layer(layer_id) is not None:
            self._ask(layer_id, rewritten)

    def _present(self, gone: frozenset[str] = frozenset()) -> list[LayerChoice]:
        """Untouched choices of the project's layers, in the order of the layer tree, others behind."""
        layers = {layer_id: layer for layer_id, layer in self._project.mapLayers().items() if layer_id not in gone}
        order = [layer_id for layer_id in self._project.layerTreeRoot().findLayerIds() if layer_id in layers]
        return [_choice(layers[layer_id]) for layer_id in dict.fromkeys((*order, *layers))
                if self._is_listed(layers[layer_id])]

    def _is_listed(self, layer: QgsMapLayer) -> bool:
        """A layer of points that lost its file has no geometry any more, and still is one that was chosen."""
        known = self._session.recipe.layer(layer.id())
        return is_listed(layer) or (known is not None and known.role == "points" and not layer.isValid())

    def _follow(self, gone: frozenset[str] = frozenset()) -> None:
        recipe = follow(self._session.recipe, self._present(gone))
        listed = {layer.layer_id for layer in recipe.layers}
        for layer_id in [each for each in self._sources if each not in listed]:
            del self._sources[layer_id]
            self._reader.forget(layer_id)
        self._to_ask = {layer_id: value for layer_id, value in self._to_ask.items() if layer_id in listed}
        for layer_id in reversed([layer.layer_id for layer in recipe.layers]):
            if layer_id not in self._sources:
                self._ask(layer_id)
        self.change(recipe)

    def _recipe_changed(self, *_: object) -> None:
        """Later: others have to hear of this recipe before there is another one."""
        self._following.start()

    def _facts_changed(self, *_: object) -> None:
        if not self._suggesting.isActive():
            self._suggesting.start()

    def _suggest(self) -> None:
        self.change(self._session.recipe)

    def _ask(self, layer_id: str, anew: bool = False) -> None:
        self._to_ask[layer_id] = anew or self._to_ask.get(layer_id, False)
        self._asking.start()

    def _ask_some(self) -> None:
        """Ask layers what belongs to them, for a short time."""
        until = time.monotonic() + _SLICE
        while self._to_ask and time.monotonic() < until:
            layer_id, anew = self._to_ask.popitem()
            source, before = layer_source(self._project.mapLayer(layer_id)), self._sources.get(layer_id)
            if source == before and not anew:
                continue
            self._sources[layer_id] = source
            same_file = before is not None and dataclasses.replace(before, name=source.name) == source
            self._reader.read(source, keep=same_file)
        if self._to_ask:
            self._asking.start()


def _choice(layer: QgsMapLayer) -> LayerChoice:
    return LayerChoice(layer.id(), layer.source(), layer.name(), role="points" if is_points(layer) else "")
