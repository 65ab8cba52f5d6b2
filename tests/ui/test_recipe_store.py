"""A recipe in the project and in a file of its own: what is kept, found again, and left alone."""

import dataclasses
import json
import shutil

import pytest
from multiscale_fusion.tests.processing import rasters


@pytest.fixture
def stored(project, fine, tmp_path):
    """A session of two layers of the project with its store; `told`: what it had to say."""
    from multiscale_fusion.tests.ui.running import add_raster, session_of
    from multiscale_fusion.ui.recipe_store import RecipeStore

    class Stored:
        def __init__(self):
            coarse = rasters.write(tmp_path / "coarse.tif", rasters.field(2, (20, 30)), pixel=300.0)
            self.fine, self.coarse = add_raster(project, fine, "Fine"), add_raster(project, coarse, "Coarse")
            self.session = session_of([self.fine, self.coarse])
            self.told = []
            self.open()

        def open(self):
            self.store = RecipeStore(self.session)
            self.store.problem_told.connect(self.told.append)

    made = Stored()
    yield made
    made.store.unload()


def entry(project):
    return project.readEntry("multiscale_fusion", "/recipe")[0]


def test_a_saved_project_brings_its_recipe_back(qtbot, project, stored, tmp_path):
    from multiscale_fusion.ui.recipe import Recipe

    stored.session.change(stored.session.recipe.replace(method="linear", accepted=frozenset({"X"})).with_layer(
        stored.fine.id(), kind="intensive"))
    kept = stored.session.recipe
    assert project.isDirty()
    assert project.write(str(tmp_path / "a.qgz"))
    project.clear()
    assert stored.session.recipe == Recipe()
    assert project.read(str(tmp_path / "a.qgz"))
    assert stored.session.recipe == kept
    assert not project.isDirty()
    assert stored.told == []


def test_a_new_project_has_no_recipe(project, stored):
    from multiscale_fusion.ui.recipe import Recipe

    stored.session.change(stored.session.recipe.replace(method="linear"))
    project.clear()
    assert stored.session.recipe == Recipe()
    assert entry(project) == "" and not project.isDirty()


def test_layers_that_go_one_by_one_while_a_project_closes_are_nobody_s_choice(project, stored):
    """As the table of layers follows the project: each layer that is removed leaves the recipe."""
    def follow(ids):
        recipe = stored.session.recipe
        stored.session.change(recipe.replace(layers=tuple(x for x in recipe.layers if x.layer_id not in ids)))

    project.layersWillBeRemoved.connect(follow)
    stored.session.change(stored.session.recipe.replace(method="linear"))
    project.clear()
    project.layersWillBeRemoved.disconnect(follow)
    assert entry(project) == "" and not project.isDirty()


def test_the_recipe_of_a_project_that_is_read_is_not_overwritten_meanwhile(project, stored, tmp_path):
    """As the table of layers fills while the project's layers come, before the project tells that it is read."""
    from multiscale_fusion.ui.recipe import LayerChoice

    stored.session.change(stored.session.recipe.replace(method="linear"))
    project.write(str(tmp_path / "a.qgz"))
    project.clear()

    def follow(layers):
        recipe = stored.session.recipe
        added = tuple(LayerChoice(x.id(), x.source(), x.name(), used=True) for x in layers)
        stored.session.change(recipe.replace(layers=(*recipe.layers, *added)))

    project.layersAdded.connect(follow)
    project.read(str(tmp_path / "a.qgz"))
    project.layersAdded.disconnect(follow)
    assert stored.session.recipe.method == "linear"
    assert [layer.role for layer in stored.session.recipe.layers] == ["fine", "fine"]
    assert json.loads(entry(project))["method"] == "linear" and not project.isDirty()


def test_listing_layers_and_taking_a_choice_back_leave_the_project_as_it_was(project, fine):
    from multiscale_fusion.tests.ui.running import add_raster
    from multiscale_fusion.ui.recipe import LayerChoice, Recipe
    from multiscale_fusion.ui.recipe_store import RecipeStore
    from multiscale_fusion.ui.session import Session

    layer = add_raster(project, fine, "Fine")
    project.setDirty(False)
    session = Session()
    store = RecipeStore(session)
    listed = Recipe((LayerChoice(layer.id(), layer.source(), layer.name(), role="fine"),))
    session.change(listed)
    assert entry(project) == "" and not project.isDirty()
    session.change(listed.with_layer(layer.id(), used=True))
    assert project.isDirty() and [x["name"] for x in json.loads(entry(project))["layers"]] == ["Fine"]
    session.change(listed)
    assert entry(project) == "" and project.entryList("multiscale_fusion", "") == []
    store.unload()
    session.change(listed.replace(method="linear"))
    assert entry(project) == ""


def test_a_dock_that_is_opened_later_finds_the_recipe_of_the_project(project, stored):
    from multiscale_fusion.ui.recipe_store import RecipeStore
    from multiscale_fusion.ui.session import Session

    stored.session.change(stored.session.recipe.replace(method="linear"))
    project.setDirty(False)
    later = Session()
    store = RecipeStore(later)
    assert later.recipe == stored.session.recipe
    assert not project.isDirty()
    store.unload()


def test_a_recipe_that_cannot_be_read_is_told_and_left_in_the_project(qtbot, project, stored, tmp_path):
    project.writeEntry("multiscale_fusion", "/recipe", "{")
    project.write(str(tmp_path / "a.qgz"))
    project.read(str(tmp_path / "a.qgz"))
    qtbot.waitUntil(lambda: len(stored.told) == 1)
    assert stored.told[0].startswith("This is no recipe")
    assert entry(project) == "{" and not project.isDirty()
    stored.session.change(stored.session.recipe.replace(method="linear"))
    assert json.loads(entry(project))["method"] == "linear"


def test_a_layer_that_is_missing_in_a_project_is_told_and_its_choice_kept_in_the_file(qtbot, project, stored, tmp_path):
    form = entry_of(project, stored)
    project.removeMapLayer(stored.coarse.id())
    project.writeEntry("multiscale_fusion", "/recipe", form)
    project.write(str(tmp_path / "a.qgz"))
    project.read(str(tmp_path / "a.qgz"))
    qtbot.waitUntil(lambda: len(stored.told) == 1)
    assert stored.told == [
        "The recipe names layers that are not in this project: Coarse; add them and load it again."]
    assert [layer.name for layer in stored.session.recipe.layers] == ["Fine"]
    assert entry(project) == form and not project.isDirty()


def entry_of(project, stored):
    stored.session.change(stored.session.recipe.replace(method="linear"))
    return entry(project)


def test_a_recipe_s_file_is_loaded_in_another_project(project, stored, folder, tmp_path):
    """By source where the id is another one, by name where the file has moved."""
    from multiscale_fusion.tests.ui.running import add_raster
    from multiscale_fusion.ui.recipe import LayerChoice
    from multiscale_fusion.ui.recipe_store import from_text, read_recipe, save_recipe

    recipe = stored.session.recipe.with_layer(stored.coarse.id(), role="coarse", kind="intensive").with_grid(
        way="layer", layer_id=stored.coarse.id())
    path = save_recipe(recipe, str(folder / "mine"))
    assert [each.name for each in folder.iterdir()] == ["mine.json"]
    old = {layer.layer_id for layer in recipe.layers}
    fine_source = stored.fine.source()
    project.clear()
    moved = shutil.copy(tmp_path / "coarse.tif", tmp_path / "moved.tif")
    fine, coarse = add_raster(project, fine_source, "Renamed"), add_raster(project, moved, "Coarse")
    other = add_raster(project, fine_source, "Other")
    current = stored.session.recipe.replace(layers=(
        LayerChoice(other.id(), other.source(), "Other", used=True), LayerChoice(fine.id(), fine.source(), "Renamed")))
    loaded, sentence = from_text(read_recipe(path), current, project)
    assert sentence == ""
    assert not old & {layer.layer_id for layer in loaded.layers}
    by_name = {layer.name: layer for layer in loaded.layers}
    assert by_name["Coarse"] == LayerChoice(coarse.id(), coarse.source(), "Coarse", True, "coarse", "intensive")
    first = loaded.layers[0]
    assert (first.source, first.used, first.role) == (fine_source, True, "fine")
    assert loaded.grid.layer_id == coarse.id()
    # What the project lists beside them stays listed, and is not used.
    assert len(loaded.layers) == 3 and [layer.used for layer in loaded.layers] == [True, True, False]


def test_a_name_that_two_layers_have_finds_neither(project, stored, tmp_path):
    from multiscale_fusion.tests.ui.running import add_raster
    from multiscale_fusion.ui.recipe import to_json
    from multiscale_fusion.ui.recipe_store import from_text

    text = to_json(stored.session.recipe)
    project.clear()
    for number in range(2):
        add_raster(project, rasters.write(tmp_path / f"{number}.tif", rasters.field()), "Fine")
    loaded, sentence = from_text(text, stored.session.recipe, project)
    assert loaded.layers == ()
    assert "Fine, Coarse" in sentence


def test_a_raster_is_no_layer_of_points_of_the_same_name(project, stored):
    from multiscale_fusion.tests.ui.running import add_points
    from multiscale_fusion.ui.recipe_store import found_again

    project.removeMapLayer(stored.fine.id())
    add_points(project, [(0.0, 0.0)]).setName("Fine")
    recipe, missing = found_again(stored.session.recipe, project)
    assert missing == ["Fine"] and [layer.name for layer in recipe.layers] == ["Coarse"]


def test_a_grid_on_a_missing_layer_becomes_one_that_needs_none(project, stored):
    from multiscale_fusion.ui.recipe import GridChoice
    from multiscale_fusion.ui.recipe_store import found_again

    recipe = stored.session.recipe.replace(grid=GridChoice(
        way="layer", layer_id=stored.coarse.id(), extent_way="layer", extent_layer_id=stored.coarse.id(),
        extent=(0.0, 0.0, 1.0, 1.0), extent_crs="EPSG:4326", margin=True))
    project.removeMapLayer(stored.coarse.id())
    assert found_again(recipe, project)[0].grid == GridChoice(margin=True)


def test_files_that_are_no_recipes_are_told_in_one_sentence(project, stored, folder):
    from multiscale_fusion.core.errors import FusionError
    from multiscale_fusion.ui.recipe_store import from_text, read_recipe

    (folder / "binary.json").write_bytes(b"\xff\xfe\x00\x80")
    (folder / "later.json").write_text(json.dumps({"version": 99}))
    for name, part in (("absent.json", "no such file or directory"), ("binary.json", "binary.json is no recipe"),
                       ("", "cannot be read"), ("later.json", "update the plugin")):
        with pytest.raises(FusionError, match=part) as caught:
            from_text(read_recipe(str(folder / name)), stored.session.recipe, project)
        assert "\n" not in str(caught.value)


def test_a_recipe_is_written_whole_or_not_at_all(stored, folder):
    from multiscale_fusion.core.errors import FusionError
    from multiscale_fusion.ui.recipe_store import save_recipe

    with pytest.raises(FusionError, match="The folder /sys may not be written to; choose another one."):
        save_recipe(stored.session.recipe, "/sys/a.json")
    path = save_recipe(stored.session.recipe, str(folder / "a.json"))
    other = dataclasses.replace(stored.session.recipe, method="linear")
    assert save_recipe(other, path) == path
    assert json.loads((folder / "a.json").read_text())["method"] == "linear"
    assert [each.name for each in folder.iterdir()] == ["a.json"]
