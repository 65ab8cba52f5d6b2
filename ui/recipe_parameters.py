"""From what the user chose to the parameters of the algorithm that does it. Pure: nothing is read, nothing is run."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from ..core.downscale.methods import require_covariates, require_divisible
from ..core.errors import FusionError
from ..core.message import message
from ..processing.join_layers import INPUTS, VARIABLE_KINDS
from ..processing.join_layers import STATISTICS as LAYER_STATISTICS
from ..processing.downscale_parameters import ACCEPT, COVARIATES, INPUT, METHOD, OUTPUT, REPORT, UNCERTAINTY
from ..processing.parameters import VARIABLE_KIND
from ..processing.sample_points_parameters import (
    AZIMUTH_FIELD, DIAMETER, DIAMETER_FIELD, LENGTH_FIELD, RASTERS, STATISTICS, SUPPORT,
)
from .layer_facts import LayerFacts
from .recipe import LayerChoice, Recipe
from .recipe_grid import grid_parameters
from .recipe_roles import coarse_layer, covariates, rasters_of

TEMPORARY = "TEMPORARY_OUTPUT"   # QgsProcessing's
_ALGORITHMS = {"A": "multiscalefusion:joinlayers", "B": "multiscalefusion:downscale",
               "C": "multiscalefusion:samplepoints"}
_RASTER_ENDINGS = (".tif", ".tiff")
# Supports that have no size, and those that need a length.
_WITHOUT_SIZE, _LONG = ("pixel", "bilinear", "polygon"), ("ellipse", "segment")

Facts = Mapping[str, LayerFacts]


def algorithm_id(approach: str) -> str:
    """The algorithm of an approach. Raises FusionError as long as there is none."""
    if approach not in _ALGORITHMS:
        raise FusionError(message("Choose an approach: aggregate, downscale or sample."))
    return _ALGORITHMS[approach]


def algorithm_parameters(recipe: Recipe, facts: Facts, approach: str, *, by_id: bool) -> dict[str, Any]:
    """What the algorithm of the approach is given. Choices that are its defaults are left out.

    ``by_id``: layers by their id in the project, for a run in QGIS; else by their source, for commands and models.
    Values are text, numbers, truth values and lists of text. Raises FusionError, in one sentence, for what is missing
    or cannot be.
    """
    algorithm_id(approach)
    taking_part = [*rasters_of(recipe), *([recipe.points] if approach == "C" and recipe.points else [])]
    for layer in taking_part:
        problem = layer.layer_id in facts and facts[layer.layer_id].problem
        if problem:
            raise FusionError(problem)
    given = {"A": _join, "B": _downscale, "C": _sample}[approach](recipe, facts, by_id)
    if recipe.accepted:
        given[ACCEPT] = ",".join(sorted(recipe.accepted))
    return given | _outputs(recipe, approach)


def _join(recipe: Recipe, facts: Facts, by_id: bool) -> dict[str, Any]:
    rasters = rasters_of(recipe)
    if not rasters:
        raise FusionError(message("Choose at least one raster to be joined."))
    given: dict[str, Any] = {INPUTS: _named(rasters, by_id)}
    for name, choices in ((VARIABLE_KINDS, [layer.kind for layer in rasters]),
                          (LAYER_STATISTICS, [layer.statistic for layer in rasters])):
        if any(choice != "auto" for choice in choices):
            given[name] = ",".join(choices)
    return given | grid_parameters(recipe, facts, "A", by_id=by_id)


def _downscale(recipe: Recipe, facts: Facts, by_id: bool) -> dict[str, Any]:
    coarse, others = coarse_layer(recipe, facts), covariates(recipe, facts)
    require_covariates(recipe.method, len(others))
    given: dict[str, Any] = {INPUT: _name(coarse, by_id)}
    if others:
        given[COVARIATES] = _named(others, by_id)
    if recipe.method != "auto":
        given[METHOD] = recipe.method
    if coarse.kind != "auto":
        require_divisible(coarse.name, coarse.kind)
        given[VARIABLE_KIND] = coarse.kind
    return given | grid_parameters(recipe, facts, "B", by_id=by_id)


def _sample(recipe: Recipe, facts: Facts, by_id: bool) -> dict[str, Any]:
    points, rasters = recipe.points, rasters_of(recipe)
    if points is None:
        raise FusionError(message("Choose a layer of points or footprints to sample at."))
    if not rasters:
        raise FusionError(message("Choose at least one raster to be sampled."))
    if not recipe.statistics:
        raise FusionError(message("Choose at least one statistic of the pixels in a footprint."))
    given: dict[str, Any] = {INPUT: _name(points, by_id), RASTERS: _named(rasters, by_id),
                             STATISTICS: list(recipe.statistics)}
    if recipe.support != "auto":
        given[SUPPORT] = recipe.support
    given |= _sizes(recipe, facts.get(points.layer_id))
    kind = _one_kind(rasters, facts)
    if kind != "auto":
        given[VARIABLE_KIND] = kind
    return given


def _sizes(recipe: Recipe, points: LayerFacts | None) -> dict[str, Any]:
    """The sizes of footprints: the diameter that is given, else what the fields of the points say."""
    given: dict[str, Any] = {} if recipe.diameter is None else {DIAMETER: recipe.diameter}
    if points is None or points.is_polygons or recipe.support in _WITHOUT_SIZE:
        return given
    if recipe.diameter is None and "diameter" in points.size_fields:
        given[DIAMETER_FIELD] = "diameter"
    is_long = {"length", "azimuth"} <= set(points.size_fields)
    if is_long and (recipe.support in _LONG or recipe.support == "auto" and DIAMETER_FIELD in given):
        given |= {LENGTH_FIELD: "length", AZIMUTH_FIELD: "azimuth"}
    return given


def _one_kind(rasters: Sequence[LayerChoice], facts: Facts) -> str:
    """The kind of all rasters that are sampled, which the algorithm takes one of.

    It may be left to the algorithm where it finds of each raster what was chosen. Raises FusionError where one kind
    cannot be said for all.
    """
    chosen = [layer for layer in rasters if layer.kind != "auto"]
    if not chosen:
        return "auto"
    seen = {layer.layer_id: facts[layer.layer_id].kind if layer.layer_id in facts else "" for layer in rasters}
    meant = {layer.kind if layer in chosen else seen[layer.layer_id] for layer in rasters}
    if len(meant) == 1:
        return chosen[0].kind
    apart = [layer for layer in chosen if layer.kind != seen[layer.layer_id]]
    if apart:
        raise FusionError(message("Rasters are sampled with one variable kind for all of them, and {names} would need "
                                  "another one than the rest; set the kind to auto, or sample these by themselves.",
                                  names=", ".join(layer.name for layer in apart)))
    return "auto"


def _outputs(recipe: Recipe, approach: str) -> dict[str, str]:
    """Where the results go: beside the main one, with names that begin like its name, or all to temporary files."""
    stem, ending = os.path.splitext(recipe.output)
    if recipe.output and (ending.lower() in _RASTER_ENDINGS) == (approach == "C"):
        raise FusionError(
            message("{output} is the name of a raster, and points are written; give one that ends in .gpkg.",
                    output=recipe.output) if approach == "C" else
            message("{output} is not the name of a raster, which is written; give one that ends in .tif.",
                    output=recipe.output))
    outputs = {OUTPUT: recipe.output or TEMPORARY}
    if approach == "B" and recipe.uncertainty:
        outputs[UNCERTAINTY] = f"{stem}_uncertainty{ending}" if recipe.output else TEMPORARY
    if approach != "C" and recipe.report:
        outputs[REPORT] = f"{stem}.html" if recipe.output else TEMPORARY
    return outputs


def _named(layers: Sequence[LayerChoice], by_id: bool) -> list[str]:
    return [_name(layer, by_id) for layer in layers]


def _name(layer: LayerChoice, by_id: bool) -> str:
    return layer.layer_id if by_id else layer.source
