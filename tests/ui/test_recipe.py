"""The recipe: its changes, and its JSON, which comes back as it was or is refused in one sentence."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from multiscale_fusion.core.downscale.methods import METHODS
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.grid_presets import PRESETS
from multiscale_fusion.core.variable import KINDS, STATISTICS
from multiscale_fusion.ui.recipe import (
    APPROACHES,
    EXTENT_WAYS,
    GRID_WAYS,
    ROLES,
    GridChoice,
    LayerChoice,
    Recipe,
    from_json,
    to_json,
)

TEXTS = some.text(some.characters(blacklist_categories=("Cs",), blacklist_characters="\0"))
SIZES = some.none() | some.floats(0.0, allow_infinity=False)
NUMBERS = some.floats(allow_nan=False, allow_infinity=False)
EXTENTS = some.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS).map(
    lambda box: (min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])))
LAYERS = some.builds(LayerChoice, layer_id=TEXTS, source=TEXTS, name=TEXTS, used=some.booleans(),
                     role=some.sampled_from(("", *ROLES)), kind=some.sampled_from(KINDS),
                     statistic=some.sampled_from((*STATISTICS, "valid_fraction")))
GRIDS = some.builds(GridChoice, way=some.sampled_from(GRID_WAYS), layer_id=TEXTS,
                    preset=some.sampled_from(("", *PRESETS)), crs=TEXTS, resolution=SIZES,
                    extent_way=some.sampled_from(EXTENT_WAYS), extent_layer_id=TEXTS, extent=some.none() | EXTENTS,
                    extent_crs=TEXTS, margin=some.booleans())
RECIPES = some.builds(
    Recipe, layers=some.lists(LAYERS, max_size=4, unique_by=lambda layer: layer.layer_id).map(tuple), grid=GRIDS,
    approach=some.sampled_from(("", *APPROACHES)), method=some.sampled_from(("auto", *METHODS)),
    support=some.sampled_from(("auto", "disc", "pixel")), diameter=SIZES,
    statistics=some.lists(some.sampled_from(("mean", "std", "fractions")), unique=True).map(tuple),
    accepted=some.frozensets(TEXTS, max_size=3), output=TEXTS, uncertainty=some.booleans(), report=some.booleans())
# Whatever Python's own reader of JSON lets through: NaN, infinities, half surrogate pairs, huge whole numbers.
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(some.characters(), max_size=8)
    | some.sampled_from([10**400, -1, "auto", "A", ""]),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=5), inner, max_size=4),
    max_leaves=8)
FULL = Recipe(
    layers=(LayerChoice("a", "/a b/ñ.tif", "NDVI", True, "fine", "ratio", "max"), LayerChoice("b", "b.tif", "LST")),
    grid=GridChoice("crs", "", "", "EPSG:32633", 300.0, "drawn", "", (1.0, 2.0, 3.0, 4.0), "EPSG:4326", True),
    approach="A", diameter=25.0, accepted=frozenset({"B", "A"}), output="/tmp/o.tif")


def refusal(text):
    """The one sentence with which a text is refused, None if it is a recipe."""
    try:
        recipe = from_json(text)
    except FusionError as error:
        sentence = str(error.sentence)
        assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 1000
        sentence.encode("utf-8")
        return sentence
    assert from_json(to_json(recipe)) == recipe
    return None


def changed(place, value):
    """The full recipe as JSON with another value at a place (keys and numbers)."""
    values = json.loads(to_json(FULL))
    inner = values
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return json.dumps(values)


def places(values, before=()):
    """All places in a tree of JSON."""
    for key, value in values.items() if isinstance(values, dict) else enumerate(values):
        yield (*before, key)
        if isinstance(value, dict | list):
            yield from places(value, (*before, key))


PLACES = list(places(json.loads(to_json(FULL))))


@given(RECIPES)
def test_a_recipe_comes_back_as_it_was(recipe):
    text = to_json(recipe)
    again = from_json(text)
    assert again == recipe and hash(again) == hash(recipe)
    assert to_json(again) == text


@given(some.text())
def test_any_text_is_a_recipe_or_refused_in_one_sentence(text):
    assert refusal(text)


@settings(max_examples=1000)
@given(some.sampled_from(PLACES), JSON)
def test_any_value_anywhere_is_taken_or_refused_in_one_sentence(place, value):
    refusal(changed(place, value))


@given(some.dictionaries(some.text(max_size=5), JSON, min_size=1, max_size=3))
def test_fields_that_no_recipe_has_are_refused(more):
    values = json.loads(to_json(FULL))
    assert refusal(json.dumps(values | more)) or set(more) <= set(values)


@pytest.mark.parametrize("text, sentence", [
    ("", "This is no recipe: Expecting value"),
    ("[" * 100_000, "This is no recipe: maximum recursion depth"),
    ('{"version": 1, "diameter": NaN}', "This is no recipe: NaN is no number of JSON."),
    ('{"version": 1, "diameter": 1e999}', "The recipe is damaged: diameter is inf and no number."),
    ("7", "This is no recipe: its version is missing"),
    ("{}", "This is no recipe: its version is missing"),
    ('{"version": true}', "This is no recipe: its version is missing"),
    ('{"version": 0}', "This is no recipe: its version is missing"),
    ('{"version": 2}', "The recipe is of version 2, and this plugin reads up to 1; update the plugin."),
    ('{"version":1,"grid":3}', "The recipe is damaged: grid is 3 and no JSON object."),
    ('{"version":1,"layers":{}}', "The recipe is damaged: layers is {} and no JSON array."),
    ('{"version":1,"layers":[{"layer_id":"a","name":"b"}]}', "The recipe is damaged: layer 1 lacks the field source."),
    ('{"version":1,"layers":["a"]}', "The recipe is damaged: layer 1 is 'a' and no JSON object."),
    ('{"version":1,"wine":"red"}', "The recipe is damaged: the recipe has an unknown field 'wine'."),
    ('{"version":1,"grid":{"wine":0}}', "The recipe is damaged: grid has an unknown field 'wine'."),
    ('{"version":1,"statistics":"mean"}', "The recipe is damaged: statistics is 'mean' and no JSON array."),
    ('{"version":1,"statistics":["sum"]}', "The recipe is damaged: statistics is 'sum' and must be one of mean, std, "),
    ('{"version":1,"report":1}', "The recipe is damaged: report is 1 and neither true nor false."),
    ('{"version":1,"output":null}', "The recipe is damaged: output is None and no text."),
    ('{"version":1,"output":"\\ud800"}', "The recipe is damaged: output is '\\ud800' and no text."),
    ('{"version":1,"approach":"D"}', "The recipe is damaged: approach is 'D' and must be one of A, B, C."),
    ('{"version":1,"grid":{"resolution":true}}', "The recipe is damaged: resolution is True and no number."),
    ('{"version":1,"grid":{"resolution":-3}}', "The recipe is damaged: resolution is -3 and must not be negative."),
    ('{"version":1,"grid":{"extent":[1,2,3]}}', "The recipe is damaged: extent is [1, 2, 3] and must be x min, "),
    ('{"version":1,"grid":{"extent":[3,2,1,4]}}', "The recipe is damaged: extent is [3, 2, 1, 4] and must be x min, "),
])
def test_what_is_wrong_is_told(text, sentence):
    assert refusal(text).startswith(sentence)


def test_a_layer_that_is_there_twice_is_refused():
    values = json.loads(to_json(FULL))
    values["layers"].append(values["layers"][0])
    assert refusal(json.dumps(values)) == "The recipe is damaged: a layer is in it twice."


def test_whole_numbers_are_numbers_and_give_the_same_text():
    recipe = from_json('{"version": 1, "diameter": 25, "grid": {"resolution": 300, "extent": [0, 1, 2, 3]}}')
    assert recipe == Recipe(diameter=25.0, grid=GridChoice(resolution=300.0, extent=(0.0, 1.0, 2.0, 3.0)))
    assert '"resolution": 300.0' in to_json(recipe)


def test_a_recipe_that_json_cannot_hold_is_not_written():
    with pytest.raises(ValueError):
        to_json(Recipe(diameter=math.nan))


def test_changes_leave_the_old_recipe_as_it_was():
    recipe = FULL.with_layer("a", role="coarse").with_grid(margin=False).replace(report=False)
    assert (recipe.layer("a").role, recipe.grid.margin, recipe.report) == ("coarse", False, False)
    assert (FULL.layer("a").role, FULL.grid.margin, FULL.report) == ("fine", True, True)
    assert FULL.with_layer("nowhere", role="coarse") == FULL


def test_only_used_layers_take_part():
    recipe = Recipe(layers=(LayerChoice("a", "", "", True, "fine"), LayerChoice("b", "", ""),
                            LayerChoice("c", "", "", True, "points"), LayerChoice("d", "", "", True)))
    assert [layer.layer_id for layer in recipe.used] == ["a", "c", "d"]
    assert [layer.layer_id for layer in recipe.rasters] == ["a", "d"]
    assert recipe.points.layer_id == "c" and Recipe().points is None
