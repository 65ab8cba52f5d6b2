"""Which layers take part in a run, as what, and what is said of the others."""

import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.ui.layer_facts import LayerFacts
from multiscale_fusion.ui.recipe import LayerChoice, Recipe
from multiscale_fusion.ui.recipe_roles import coarse_layer, covariates, left_out, rasters_of, why_left_out


def recipe_of(**roles):
    """Layers that are used, by id and role."""
    return Recipe(layers=tuple(LayerChoice(each, f"/{each}.tif", each.upper(), True, role)
                               for each, role in roles.items()))


def facts_of(**sides):
    return {name: LayerFacts(False, pixel_m=side and (side, side)) for name, side in sides.items()}


def ids(layers):
    return [layer.layer_id for layer in layers]


ALL = recipe_of(a="fine", b="quality", c="coarse", d="points", e="", f="points")


def test_quality_layers_and_points_are_no_rasters_to_work_on():
    assert ids(rasters_of(ALL)) == ["a", "c", "e"]
    assert ids(rasters_of(ALL.with_layer("a", used=False))) == ["c", "e"]


@pytest.mark.parametrize("approach, wanted", [("A", ["b", "d", "f"]), ("B", ["b", "d", "f"]), ("C", ["b", "f"])])
def test_what_is_left_out_is_told_why(approach, wanted):
    assert ids(left_out(ALL, approach)) == wanted
    for layer in ALL.used:
        sentence = why_left_out(ALL, layer, approach)
        assert bool(sentence) == (layer.layer_id in wanted)
        assert not sentence or (sentence.startswith(f"{layer.name} ") and sentence.endswith("."))


def test_the_coarse_layer_is_the_one_of_that_role():
    assert coarse_layer(ALL, {}).layer_id == "c"
    assert ids(covariates(ALL, {})) == ["a", "e"]


def test_without_roles_the_coarsest_is_the_coarse_one():
    recipe = recipe_of(a="", b="", c="")
    facts = facts_of(a=30.0, b=1000.0, c=70.0)
    assert coarse_layer(recipe, facts).layer_id == "b"
    assert ids(covariates(recipe, facts)) == ["a", "c"]


def test_a_raster_of_another_role_is_never_the_coarse_one():
    recipe, facts = recipe_of(a="", b="fine", c=""), facts_of(a=30.0, b=10.0, c=70.0)
    assert coarse_layer(recipe, facts).layer_id == "c"


def test_a_raster_alone_is_the_coarse_one_whatever_its_pixels():
    assert coarse_layer(recipe_of(a=""), {}).layer_id == "a"


@pytest.mark.parametrize("recipe, facts, sentence", [
    (recipe_of(a="coarse", b="coarse"), {}, "Several layers are coarse (A, B), and one at a time is downscaled"),
    (recipe_of(a="fine", b="covariate"), {}, "Choose a coarse layer: give the raster"),
    (recipe_of(a="points", b="quality"), {}, "Choose a coarse layer: give the raster"),
    (Recipe(), {}, "Choose a coarse layer: give the raster"),
    (recipe_of(a="", b=""), facts_of(a=30.0), "B is still being read; wait a moment."),
    (recipe_of(a="", b=""), facts_of(a=30.0, b=None), "The size of the pixels of B on the ground is not known"),
    (recipe_of(a="", b=""), facts_of(a=30.0, b=30.1), "Choose a coarse layer: no raster without a role"),
    (recipe_of(a="", b="fine"), facts_of(a=30.0, b=70.0), "Choose a coarse layer: no raster without a role"),
])
def test_what_is_missing_is_told_in_one_sentence(recipe, facts, sentence):
    with pytest.raises(FusionError) as caught:
        coarse_layer(recipe, facts)
    told = str(caught.value)
    assert told.startswith(sentence) and told.endswith(".") and "\n" not in told
