"""Suggested roles: by what a layer is and by the size of its pixels; the user's choice stays."""

import pytest
from multiscale_fusion.ui.layer_facts import LayerFacts
from multiscale_fusion.ui.recipe import LayerChoice, Recipe
from multiscale_fusion.ui.roles import RoleSuggester, suggested_roles


def of_pixels(side):
    return LayerFacts(is_points=False, pixel_m=(side, side))


def recipe(*names, used=True, **changes):
    return Recipe(tuple(LayerChoice(name, name, name, used=used) for name in names), **changes)


def roles(recipe):
    return [layer.role for layer in recipe.layers]


FACTS = {
    "fine": of_pixels(30.0), "alike": of_pixels(40.0), "middle": of_pixels(250.0), "coarse": of_pixels(1000.0),
    "flags": LayerFacts(is_points=False, pixel_m=(30.0, 30.0), is_quality=True),
    "plots": LayerFacts(is_points=True, count=5), "nowhere": LayerFacts(is_points=False, problem="No CRS."),
}


@pytest.mark.parametrize(("names", "approach", "expected"), [
    (["fine", "coarse"], "A", ["fine", "coarse"]),
    (["fine", "coarse"], "B", ["covariate", "coarse"]),
    (["coarse", "middle", "fine"], "A", ["coarse", "fine", "fine"]),
    (["fine", "alike"], "A", ["fine", "fine"]),
    (["fine"], "", ["fine"]),
    (["fine", "flags", "plots"], "C", ["fine", "quality", "points"]),
    (["coarse", "flags"], "A", ["fine", "quality"]),   # flags are no scale of their own
    (["fine", "nowhere"], "A", ["fine", ""]),
])
def test_roles_by_what_layers_are(names, approach, expected):
    found = suggested_roles(recipe(*names), FACTS, approach)
    assert [found.get(name, "") for name in names] == expected


def test_layers_that_are_not_used_have_no_scale():
    assert suggested_roles(recipe("fine", "coarse", "flags", used=False), FACTS, "A") == {"flags": "quality"}


def test_a_choice_of_the_user_stays_and_can_be_taken_back():
    suggester = RoleSuggester()
    first = suggester.apply(recipe("fine", "coarse"), FACTS, "A")
    assert roles(first) == ["fine", "coarse"]
    suggester.choose("fine", "quality")
    chosen = suggester.apply(first.with_layer("fine", role="quality"), FACTS, "B")
    assert chosen.layer("fine").role == "quality"
    suggester.choose("fine", "")
    assert roles(suggester.apply(chosen.with_layer("fine", role=""), FACTS, "B")) == ["covariate", "coarse"]


def test_a_choice_that_equals_the_suggestion_is_a_choice():
    suggester = RoleSuggester()
    first = suggester.apply(recipe("fine", "coarse"), FACTS, "A")
    suggester.choose("fine", "fine")
    assert roles(suggester.apply(first, FACTS, "B")) == ["fine", "coarse"]


def test_roles_that_came_with_a_recipe_are_choices():
    loaded = recipe("fine", "coarse").with_layer("fine", role="quality")
    assert roles(RoleSuggester().apply(loaded, FACTS, "A"))[0] == "quality"


def test_suggestions_follow_what_is_used():
    suggester = RoleSuggester()
    first = suggester.apply(recipe("fine", "middle", "coarse"), FACTS, "A")
    assert roles(first) == ["fine", "fine", "coarse"]
    assert roles(suggester.apply(first.with_layer("coarse", used=False), FACTS, "A")) == ["fine", "coarse", ""]


def test_nothing_changes_while_a_used_layer_is_being_read():
    suggester = RoleSuggester()
    first = suggester.apply(recipe("fine", "coarse"), FACTS, "A")
    assert suggester.apply(first, {"fine": FACTS["fine"]}, "A") is first


def test_a_recommendation_that_hinges_on_roles_comes_to_rest():
    """A check that takes covariates for a reason to aggregate, and fine layers for one to downscale."""
    suggester, current, seen = RoleSuggester(), recipe("fine", "coarse"), []
    for _ in range(6):
        current = suggester.apply(current, FACTS, "A" if "covariate" in roles(current) else "B")
        seen.append(roles(current))
    assert seen[-3:] == [["covariate", "coarse"]] * 3
