"""The recipe's layers follow the project and keep their choices."""

import dataclasses

from multiscale_fusion.ui.recipe import LayerChoice, Recipe
from multiscale_fusion.ui.recipe_layers import follow, use


def present(*ids, **names):
    return [LayerChoice(each, f"{each}.tif", names.get(each, each)) for each in ids]


def ids(recipe):
    return [layer.layer_id for layer in recipe.layers]


def test_new_layers_come_last_and_others_keep_place_and_choices():
    recipe = follow(Recipe(), present("a", "b")).with_layer("b", used=True, kind="ratio")
    followed = follow(recipe, present("c", "b", "a"))
    assert ids(followed) == ["a", "b", "c"]
    assert (followed.layer("b").used, followed.layer("b").kind) == (True, "ratio")
    assert follow(followed, present("c", "b", "a")) == followed


def test_choices_of_a_layer_that_is_gone_are_dropped():
    recipe = follow(Recipe(), present("a", "b")).with_layer("a", used=True)
    recipe = recipe.with_grid(way="layer", layer_id="a", extent_way="layer", extent_layer_id="a",
                              extent=(0.0, 0.0, 1.0, 1.0), extent_crs="EPSG:4326", margin=True)
    without = follow(recipe, present("b"))
    assert ids(without) == ["b"]
    assert (without.grid.way, without.grid.layer_id) == ("auto", "")
    assert (without.grid.extent_way, without.grid.extent_layer_id, without.grid.extent) == ("layers", "", None)
    assert without.grid.margin
    assert not follow(without, present("b", "a")).layer("a").used


def test_an_extent_that_was_drawn_outlives_the_layer_of_the_grid():
    recipe = follow(Recipe(), present("a", "b")).with_grid(
        way="preset", layer_id="a", extent_way="drawn", extent=(0.0, 0.0, 1.0, 1.0), extent_crs="EPSG:4326")
    grid = follow(recipe, present("b")).grid
    assert (grid.way, grid.layer_id, grid.extent) == ("preset", "", (0.0, 0.0, 1.0, 1.0))


def test_layers_of_another_project_are_found_by_their_source():
    recipe = follow(Recipe(), present("a", "b")).with_layer("a", used=True).with_grid(way="layer", layer_id="a")
    now = [dataclasses.replace(each, layer_id=f"new_{each.layer_id}") for each in present("b", "a", a="Renamed")]
    found = follow(recipe, now)
    assert ids(found) == ["new_a", "new_b"]
    assert (found.layers[0].used, found.layers[0].name, found.grid.layer_id) == (True, "Renamed", "new_a")


def test_two_layers_of_one_file_are_told_apart_by_id():
    twice = [LayerChoice("a", "same.tif", "One"), LayerChoice("b", "same.tif", "Two")]
    recipe = follow(Recipe(), twice).with_layer("a", used=True)
    assert not follow(recipe, twice[1:]).layer("b").used


def test_one_layer_of_points_at_a_time():
    points = [LayerChoice(each, each, each, role="points") for each in ("p", "q")]
    recipe = follow(Recipe(), [*points, *present("a")])
    first = use(recipe, ["p", "a"])
    assert [layer.layer_id for layer in first.used] == ["p", "a"]
    assert [layer.layer_id for layer in use(first, ["q"]).used] == ["q", "a"]
    assert [layer.layer_id for layer in use(recipe, ["a", "q", "p"]).used] == ["p", "a"]
    assert [layer.layer_id for layer in use(first, ["p"], False).used] == ["a"]
