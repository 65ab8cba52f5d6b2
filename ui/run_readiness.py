"""May the recipe be run as it stands, and if not, why? Pure."""

import os

from ..core.errors import FusionError
from ..core.message import message
from .assessment import Assessment
from .recipe import Recipe
from .recipe_parameters import Facts, algorithm_parameters

RASTER_ENDINGS = (".tif", ".tiff")
VECTOR_ENDINGS = (".gpkg", ".geojson", ".csv", ".fgb")


def why_not(recipe: Recipe, facts: Facts, approach: str, assessment: Assessment | None) -> str:
    """Why the recipe cannot be run now, in one sentence; "" if it can."""
    if not recipe.used:
        return message("Choose the layers to fuse in the tab Layers.")
    if assessment is None:
        return message("The layers are being checked; wait a moment.")
    if not approach:
        return assessment.failure or message("Choose an approach in the tab Approach: none is recommended.")
    try:
        algorithm_parameters(recipe, facts, approach, by_id=True)
    except FusionError as error:
        return error.sentence
    if assessment.blockers:
        return message("Stopped by {codes}: fix it or accept it in the tab Findings.",
                       codes=", ".join(assessment.blockers))
    return ""


def endings(approach: str) -> tuple[str, ...]:
    """Of the main output's file, the usual one first."""
    return VECTOR_ENDINGS if approach == "C" else RASTER_ENDINGS


def with_ending(output: str, approach: str) -> str:
    """The path of an output with an ending that the approach can write; "" stays a temporary file.

    Only endings of outputs are replaced, so that a dot within a name is no ending.
    """
    stem, ending = os.path.splitext(output)
    if not stem or ending.lower() in endings(approach):
        return output
    known = ending.lower() in (*RASTER_ENDINGS, *VECTOR_ENDINGS)
    return (stem if known else output) + endings(approach)[0]
