"""A session whose layers are checked as the dock does it, for the tests of findings."""

import numpy as np
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.ui.layer_reading import layer_source, read_facts
from multiscale_fusion.ui.recipe import LayerChoice, Recipe
from qgis.core import QgsRasterLayer, QgsVectorLayer

SECONDS = 10_000   # ms until a test gives up


def add(project, path, name):
    layer = QgsRasterLayer(str(path), name)
    project.addMapLayer(layer)
    return layer


def choice(layer, **changes):
    values = {"used": True, "role": "points" if isinstance(layer, QgsVectorLayer) else "fine", **changes}
    return LayerChoice(layer.id(), layer.source(), layer.name(), **values)


def recipe_of(*layers, **changes):
    return Recipe(layers=tuple(each if isinstance(each, LayerChoice) else choice(each) for each in layers), **changes)


def read(session, *layers):
    """Their facts, as the dock reads them."""
    for layer in layers:
        session.set_facts(layer.id(), read_facts(layer_source(layer)))


def checked(qtbot, session):
    """The assessment of the session's recipe as it is."""
    qtbot.waitUntil(lambda: session.assessment is not None, timeout=SECONDS)
    assert session.assessment.recipe == session.recipe
    return session.assessment


def codes(assessment):
    return [finding.code for finding in assessment.findings]


def patches(seed=4, shape=(200, 300)):
    """Classes in patches of 5 x 5 pixels, as a map of land cover."""
    rows, columns = shape
    found = np.random.default_rng(seed).choice([11, 21, 42, 82], (rows // 5, columns // 5))
    return found.repeat(5, 0).repeat(5, 1).astype(np.uint8)


def write_classes(folder, name="cover.tif", **options):
    return rasters.write(folder / name, patches(), **options)
