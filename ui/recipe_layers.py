"""The recipe's list of layers, kept to what the project holds."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from .recipe import GridChoice, LayerChoice, Recipe


def follow(recipe: Recipe, present: Sequence[LayerChoice]) -> Recipe:
    """The recipe for the layers that are `present` (untouched choices, in the project's order).

    Layers keep their place and their choices; they are found by id, else by source, as in another project. Choices of
    layers that are gone are dropped, new layers come last. The same recipe if nothing changes.
    """
    ids = _matches(recipe.layers, present)
    now = {each.layer_id: each for each in present}
    kept = tuple(
        dataclasses.replace(layer, layer_id=ids[layer.layer_id], source=now[ids[layer.layer_id]].source,
                            name=now[ids[layer.layer_id]].name)
        for layer in recipe.layers if layer.layer_id in ids)
    taken = set(ids.values())
    layers = (*kept, *(each for each in present if each.layer_id not in taken))
    return recipe.replace(layers=layers, grid=_grid(recipe.grid, ids))


def use(recipe: Recipe, layer_ids: Iterable[str], used: bool = True) -> Recipe:
    """The recipe in which these layers are used, or are not.

    A run samples at one layer of points: of those in `layer_ids` the first, which takes the place of any other.
    """
    chosen = set(layer_ids)
    points = [layer.layer_id for layer in recipe.layers if layer.role == "points" and layer.layer_id in chosen]
    if not used or not points:
        return _with_use(recipe, dict.fromkeys(chosen, used))
    others = {layer.layer_id: False for layer in recipe.layers if layer.role == "points"}
    return _with_use(recipe, {**dict.fromkeys(chosen, True), **others, points[0]: True})


def _with_use(recipe: Recipe, used: Mapping[str, bool]) -> Recipe:
    return recipe.replace(layers=tuple(
        dataclasses.replace(layer, used=used.get(layer.layer_id, layer.used)) for layer in recipe.layers))


def _matches(layers: Iterable[LayerChoice], present: Sequence[LayerChoice]) -> dict[str, str]:
    """Ids of layers that are present, by the ids that the recipe knows them by."""
    now = {each.layer_id for each in present}
    ids = {layer.layer_id: layer.layer_id for layer in layers if layer.layer_id in now}
    free = [each for each in present if each.layer_id not in ids]
    for layer in layers:
        found = None if layer.layer_id in ids else next((each for each in free if each.source == layer.source), None)
        if found is not None:
            ids[layer.layer_id] = found.layer_id
            free.remove(found)
    return ids


def _grid(grid: GridChoice, ids: Mapping[str, str]) -> GridChoice:
    """The grid that is asked for, without layers that are gone."""
    if grid.layer_id:
        gone = {"layer_id": "", "way": "auto" if grid.way == "layer" else grid.way}
        grid = dataclasses.replace(grid, **({"layer_id": ids[grid.layer_id]} if grid.layer_id in ids else gone))
    if grid.extent_layer_id:
        gone = {"extent_layer_id": ""}
        if grid.extent_way == "layer":
            gone.update(extent_way="layers", extent=None, extent_crs="")
        grid = dataclasses.replace(grid, **({"extent_layer_id": ids[grid.extent_layer_id]}
                                            if grid.extent_layer_id in ids else gone))
    return grid
