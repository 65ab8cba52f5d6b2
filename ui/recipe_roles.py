"""Which layers of a recipe take part in a run, and as what. No QGIS."""

from collections.abc import Mapping, Sequence

from ..core.errors import FusionError
from ..core.message import message
from .layer_facts import LayerFacts
from .recipe import LayerChoice, Recipe

# Sides of pixels that differ by less are alike: those of a grid in degrees depend on the latitude.
_ALIKE = 1.01


def rasters_of(recipe: Recipe) -> tuple[LayerChoice, ...]:
    """The rasters that are worked on, in the order of the table: all that are used but quality layers."""
    return tuple(layer for layer in recipe.rasters if layer.role != "quality")


def coarse_layer(recipe: Recipe, facts: Mapping[str, LayerFacts]) -> LayerChoice:
    """The one raster that is downscaled: that of the role, else the coarsest among those without one.

    Raises FusionError if there is none, or more than one.
    """
    rasters = rasters_of(recipe)
    named = [layer for layer in rasters if layer.role == "coarse"]
    if len(named) > 1:
        raise FusionError(message("Several layers are coarse ({names}), and one at a time is downscaled; give the "
                                  "others another role.", names=", ".join(layer.name for layer in named)))
    if named:
        return named[0]
    free = [layer for layer in rasters if not layer.role]
    if not free:
        raise FusionError(message("Choose a coarse layer: give the raster that is to be downscaled the role coarse."))
    return free[0] if len(rasters) == 1 else _coarsest(free, rasters, facts)


def covariates(recipe: Recipe, facts: Mapping[str, LayerFacts]) -> tuple[LayerChoice, ...]:
    """The rasters that help to downscale the coarse one. Raises FusionError as `coarse_layer`."""
    coarse = coarse_layer(recipe, facts)
    return tuple(layer for layer in rasters_of(recipe) if layer is not coarse)


def left_out(recipe: Recipe, approach: str) -> list[LayerChoice]:
    """The layers that are used and yet take no part in a run."""
    return [layer for layer in recipe.used if why_left_out(recipe, layer, approach)]


def why_left_out(recipe: Recipe, layer: LayerChoice, approach: str) -> str:
    """Why a used layer takes no part in a run, in one sentence; "" if it does."""
    if layer.role == "quality":
        return message("{name} is a quality layer, which is checked and masks nothing; mask the layer that it belongs "
                       "to first.", name=layer.name)
    if layer.role == "points" and approach != "C":
        return message("{name} holds points, at which rasters are only sampled.", name=layer.name)
    if layer.role == "points" and layer is not recipe.points:
        return message("{name} is not sampled at, since {other} is; one layer of points is taken at a time.",
                       name=layer.name, other=recipe.points.name)
    return ""


def _coarsest(free: Sequence[LayerChoice], rasters: Sequence[LayerChoice],
              facts: Mapping[str, LayerFacts]) -> LayerChoice:
    """The one of ``free`` with the largest pixels, if they are larger than those of all other ``rasters``."""
    sides = {layer.layer_id: _side(layer, facts) for layer in rasters}
    coarsest = max(free, key=lambda layer: sides[layer.layer_id])
    others = [side for layer, side in sides.items() if layer != coarsest.layer_id]
    if sides[coarsest.layer_id] < _ALIKE * max(others):
        raise FusionError(message("Choose a coarse layer: no raster without a role has larger pixels than all others."))
    return coarsest


def _side(layer: LayerChoice, facts: Mapping[str, LayerFacts]) -> float:
    """Of its pixels in metres. Raises FusionError if it is not known."""
    known = facts.get(layer.layer_id)
    if known is None:
        raise FusionError(message("{name} is still being read; wait a moment.", name=layer.name))
    if known.side_m is None:
        raise FusionError(message("The size of the pixels of {name} on the ground is not known, so that its role must "
                                  "be chosen.", name=layer.name))
    return known.side_m
