"""Which role each layer most likely has. The user's choice stays; what is only suggested follows what is known."""

import dataclasses
from collections.abc import Mapping

from .layer_facts import LayerFacts
from .recipe import LayerChoice, Recipe

# As the advice on approaches has it (core.advice.approach, which is too heavy for the main thread).
_ALIKE = 1.5


def suggested_roles(recipe: Recipe, facts: Mapping[str, LayerFacts], approach: str) -> dict[str, str]:
    """By layer id, for layers of which enough is known: points, quality, and of rasters in use fine or coarse.

    The largest pixels are coarse unless all are about alike. `approach` B calls what is not coarse a covariate.
    """
    known = {layer.layer_id: facts[layer.layer_id] for layer in recipe.layers if layer.layer_id in facts}
    roles = {layer_id: "points" if each.is_points else "quality" for layer_id, each in known.items()
             if each.is_points or each.is_quality}
    sides = {layer.layer_id: known[layer.layer_id].side_m for layer in recipe.used
             if layer.layer_id in known and layer.layer_id not in roles and layer.role != "quality"
             and known[layer.layer_id].side_m is not None}
    if not sides:
        return roles
    coarsest = max(sides.values())
    differ = coarsest > _ALIKE * min(sides.values())
    for layer_id, side in sides.items():
        finer = "covariate" if approach == "B" else "fine"
        roles[layer_id] = "coarse" if differ and _ALIKE * side > coarsest else finer
    return roles


class RoleSuggester:
    """Fills in roles, and remembers which were chosen by the user and which are its own."""

    def __init__(self) -> None:
        self._own: dict[str, str] = {}
        self._chosen: set[str] = set()
        self._approach, self._case = "", None

    def choose(self, layer_id: str, role: str) -> None:
        """The user has chosen a role, or with "" wants one suggested."""
        self._own.pop(layer_id, None)
        (self._chosen.add if role else self._chosen.discard)(layer_id)

    def apply(self, recipe: Recipe, facts: Mapping[str, LayerFacts], approach: str) -> Recipe:
        """The recipe with the roles that are suggested now; the same one if there is nothing to change.

        Nothing does as long as a layer in use is being read: its size may change the roles of the others.
        """
        if any(layer.layer_id not in facts for layer in recipe.used):
            return recipe
        roles = suggested_roles(recipe, facts, self._followed(recipe, approach))
        layers = tuple(self._with_role(layer, roles.get(layer.layer_id, "")) for layer in recipe.layers)
        return recipe if layers == recipe.layers else recipe.replace(layers=layers)

    def _with_role(self, layer: LayerChoice, suggested: str) -> LayerChoice:
        is_own = layer.role in ("", suggested, self._own.get(layer.layer_id))
        if layer.layer_id in self._chosen or not is_own:
            return layer
        self._own[layer.layer_id] = suggested
        return layer if layer.role == suggested else dataclasses.replace(layer, role=suggested)

    def _followed(self, recipe: Recipe, approach: str) -> str:
        """The approach that roles follow.

        A recommendation depends on roles and they on it: while nothing else changes it may turn them to those of
        approach B, and not back again.
        """
        case = (recipe.approach, frozenset(layer.layer_id for layer in recipe.used))
        if approach and (case != self._case or approach == "B"):
            self._approach, self._case = approach, case
        return self._approach
