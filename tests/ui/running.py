"""A session with layers of the project and a recipe to run, for the tests of runs."""

from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.ui.grid_layers import facts_of
from multiscale_fusion.ui.assessment import Assessment
from multiscale_fusion.ui.layer_facts import LayerFacts
from multiscale_fusion.ui.recipe import GridChoice, LayerChoice, Recipe
from multiscale_fusion.ui.session import Session
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsRasterLayer, QgsVectorLayer

ON_300_M = GridChoice(way="crs", crs=rasters.UTM, resolution=300.0)


def add_raster(project, path, name):
    """The file as a layer of the project."""
    layer = QgsRasterLayer(str(path), name)
    assert project.addMapLayer(layer)
    return layer


def add_points(project, places):
    """A layer of points (x, y) in rasters.UTM, in memory."""
    layer = QgsVectorLayer(f"Point?crs={rasters.UTM}", "Plots", "memory")
    features = []
    for x, y in places:
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    assert project.addMapLayer(layer)
    return layer


def session_of(layers, approach="A", **choices):
    """A session in which the layers are used, by approach A on cells of 300 m, and checked without findings."""
    session = Session()
    chosen = tuple(
        LayerChoice(layer.id(), layer.source(), layer.name(), used=True,
                    role="points" if isinstance(layer, QgsVectorLayer) else "fine") for layer in layers)
    session.change(Recipe(layers=chosen, approach=approach, grid=choices.pop("grid", ON_300_M), **choices))
    for layer in layers:
        points = isinstance(layer, QgsVectorLayer)
        session.set_facts(layer.id(), LayerFacts(is_points=True) if points else facts_of(layer.source()))
    assess(session)
    return session


def assess(session, *findings, **values):
    """The check has ended with these findings."""
    session.set_assessment(Assessment(session.recipe, tuple(findings), **values))


def layer_names(project):
    """Of the layers in the tree, by the name of the group they lie in ("" for none)."""
    return {node.name(): node.parent().name() for node in project.layerTreeRoot().findLayers()}


def free_of_parts(folder):
    """Names of what lies in a folder, hidden temporary files among them."""
    return sorted(each.name for each in folder.iterdir())
