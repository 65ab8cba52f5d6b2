"""The recipe follows a real project: layers that come, go, are renamed, moved and given another CRS."""

import pytest
from multiscale_fusion.tests.processing import rasters

WAIT = {"timeout": 20_000}


@pytest.fixture
def session(qgis_app):
    from multiscale_fusion.ui.session import Session

    return Session()


@pytest.fixture
def layers(project, session, qtbot):
    """The follower of the project; after the test it lets go."""
    from multiscale_fusion.ui.project_layers import ProjectLayers

    layers = ProjectLayers(session)
    yield layers
    layers.unload()


@pytest.fixture
def make(tmp_path):
    """A callable: a raster layer of a file of this name."""
    from qgis.core import QgsRasterLayer

    def raster(name, **options):
        path = rasters.write(tmp_path / f"{name}.tif", rasters.field(shape=(1, 50, 60)), **options)
        return QgsRasterLayer(str(path), name, "gdal")

    return raster


def names(session):
    return [layer.name for layer in session.recipe.layers]


def test_only_rasters_points_and_polygons_appear(project, session, layers, make):
    from qgis.core import QgsMapLayer, QgsVectorLayer

    hidden = make("hidden")
    hidden.setFlags(hidden.flags() | QgsMapLayer.LayerFlag.Private)
    vectors = [QgsVectorLayer(f"{kind}?crs=EPSG:4326", kind, "memory") for kind in
               ("Point", "MultiPolygon", "LineString", "NoGeometry")]
    project.addMapLayers([make("raster"), hidden, *vectors])
    assert sorted(names(session)) == ["MultiPolygon", "Point", "raster"]
    assert {layer.name: layer.role for layer in session.recipe.layers} == {
        "MultiPolygon": "points", "Point": "points", "raster": ""}


def test_layers_that_are_there_stand_in_the_order_of_the_layer_tree(project, session, make, qtbot):
    from multiscale_fusion.ui.project_layers import ProjectLayers

    for name in ("a", "b", "c"):
        project.layerTreeRoot().addLayer(project.addMapLayer(make(name), False))
    layers = ProjectLayers(session)
    assert names(session) == ["a", "b", "c"]
    layers.unload()


def test_facts_are_read_and_roles_suggested(project, session, layers, make, qtbot):
    fine, coarse = make("fine"), make("coarse", pixel=900.0)
    project.addMapLayers([fine, coarse])
    qtbot.waitUntil(lambda: not layers.is_busy, **WAIT)
    assert {session.facts[layer.id()].kind for layer in (fine, coarse)} == {"intensive"}
    layers.change(session.recipe.with_layer(fine.id(), used=True).with_layer(coarse.id(), used=True))
    assert [session.recipe.layer(layer.id()).role for layer in (fine, coarse)] == ["fine", "coarse"]
    session.change(session.recipe.replace(approach="B"))
    qtbot.waitUntil(lambda: session.recipe.layer(fine.id()).role == "covariate", **WAIT)


def test_a_layer_that_is_removed_leaves_recipe_and_facts(project, session, layers, make, qtbot):
    first, second = make("first"), make("second")
    project.addMapLayers([first, second])
    project.removeMapLayer(first.id())   # perhaps while it is being read
    assert names(session) == ["second"]
    qtbot.waitUntil(lambda: not layers.is_busy, **WAIT)
    assert set(session.facts) == {second.id()}
    project.clear()
    assert (names(session), session.facts) == ([], {})


def test_a_new_name_and_a_new_file_are_followed(project, session, layers, make, qtbot, tmp_path):
    layer = make("layer")
    project.addMapLayer(layer)
    qtbot.waitUntil(lambda: not layers.is_busy, **WAIT)
    layer.setName("Renamed")
    assert names(session) == ["Renamed"]
    other = rasters.write(tmp_path / "other.tif", rasters.field(shape=(1, 70, 80)))
    layer.setDataSource(str(other), "Renamed", "gdal")
    assert session.recipe.layers[0].source == str(other)
    qtbot.waitUntil(lambda: layer.id() in session.facts and session.facts[layer.id()].shape == (70, 80), **WAIT)
    layer.setDataSource(str(tmp_path / "gone.tif"), "Renamed", "gdal")
    qtbot.waitUntil(lambda: layer.id() in session.facts and "does not exist" in session.facts[layer.id()].problem,
                    **WAIT)


def test_a_new_crs_is_followed(project, session, layers, make, qtbot):
    from qgis.core import QgsCoordinateReferenceSystem

    layer = make("layer", crs=None)
    project.addMapLayer(layer)
    qtbot.waitUntil(lambda: layer.id() in session.facts, **WAIT)
    assert "no coordinate reference system" in session.facts[layer.id()].problem
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    qtbot.waitUntil(lambda: not layers.is_busy and layer.id() in session.facts, **WAIT)
    assert session.facts[layer.id()].problem == ""


def test_points_that_lose_their_file_stay_with_their_problem(project, session, layers, qtbot, data_file, tmp_path):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(str(data_file("gedi/stands_cerrado.shp")), "Stands", "ogr")
    project.addMapLayer(layer)
    layer.setDataSource(str(tmp_path / "gone.shp"), "Stands", "ogr")
    assert names(session) == ["Stands"]
    qtbot.waitUntil(lambda: layer.id() in session.facts and session.facts[layer.id()].problem != "", **WAIT)
    assert "repair its data source" in session.facts[layer.id()].problem


def test_a_project_that_is_read_again(project, session, layers, make, qtbot, tmp_path):
    project.addMapLayers([make("a"), make("b")])
    order = [node.name() for node in project.layerTreeRoot().findLayers()]
    assert project.write(str(tmp_path / "project.qgs"))
    project.clear()
    assert project.read(str(tmp_path / "project.qgs"))
    assert names(session) == order
    qtbot.waitUntil(lambda: not layers.is_busy, **WAIT)
    assert len(session.facts) == 2


def test_a_recipe_from_elsewhere_is_fitted_to_the_project(project, session, layers, make, qtbot):
    from multiscale_fusion.ui.recipe import LayerChoice, Recipe

    layer = make("layer")
    project.addMapLayer(layer)
    session.change(Recipe((LayerChoice("gone", "gone.tif", "Gone", used=True),
                           LayerChoice("other id", layer.source(), "Old name", used=True, kind="ratio"))))
    qtbot.waitUntil(lambda: names(session) == ["layer"], **WAIT)
    choice = session.recipe.layers[0]
    assert (choice.layer_id, choice.used, choice.kind) == (layer.id(), True, "ratio")


def test_unload_leaves_nothing_behind(project, session, make, qtbot):
    from multiscale_fusion.ui.project_layers import ProjectLayers

    layer = make("layer")
    project.addMapLayer(layer)

    def listeners():
        return [project.receivers(project.layersAdded), project.receivers(project.readProject),
                layer.receivers(layer.nameChanged), layer.receivers(layer.crsChanged)]

    before = listeners()
    for _ in range(2):
        follower = ProjectLayers(session)
        assert listeners() > before
        follower.unload()
    assert listeners() == before
    recipe = session.recipe
    project.addMapLayer(make("later"))
    qtbot.wait(100)
    assert session.recipe is recipe
