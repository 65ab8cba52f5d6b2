"""Files are looked into and opened in the background and join the project."""

import pytest
from multiscale_fusion.tests.processing import rasters

WAIT = {"timeout": 20_000}


@pytest.fixture
def adder(project, qtbot):
    """An adder that notes what it tells, and what it asked; it takes the last of several layers in a file."""
    from multiscale_fusion.ui.add_layers import LayerAdder

    asked = []

    def choose(path, sublayers):
        asked.append((path, len(sublayers)))
        return sublayers[-1:]

    adder = LayerAdder(choose)
    adder.asked, adder.ids, adder.sentences = asked, [], []
    adder.added.connect(adder.ids.extend)
    adder.failed.connect(adder.sentences.append)
    yield adder
    adder.unload()


def test_rasters_and_points_join_the_project(adder, project, qtbot, tmp_path, data_file):
    from qgis.PyQt.QtCore import QCoreApplication

    path = str(rasters.write(tmp_path / "fine.tif", rasters.field()))
    adder.add([path, str(data_file("gedi/stands_cerrado.shp"))])
    qtbot.waitUntil(lambda: not adder.is_busy, **WAIT)
    layers = [project.mapLayer(layer_id) for layer_id in adder.ids]
    assert [layer.name() for layer in layers] == ["fine", "stands_cerrado"]
    assert all(layer.isValid() and layer.thread() is QCoreApplication.instance().thread() for layer in layers)
    assert layers[0].dataProvider().thread() is layers[0].thread()
    assert layers[0].dataProvider().block(1, layers[0].extent(), 3, 2).value(0, 0) > 200.0
    assert adder.sentences == [] and adder.asked == []


def test_a_file_that_is_in_the_project_is_not_added_twice(adder, project, qtbot, tmp_path):
    from qgis.core import QgsRasterLayer

    path = str(rasters.write(tmp_path / "fine.tif", rasters.field()))
    layer = project.addMapLayer(QgsRasterLayer(path, "Mine", "gdal"))
    adder.add([path])
    assert adder.ids == [layer.id()] and not adder.is_busy and len(project.mapLayers()) == 1


def test_of_several_layers_in_a_file_the_user_chooses(adder, project, qtbot, data_file):
    path = str(data_file("modis_granules/MOD13A2.A2016145.h18v04.006.2016166145124.hdf"))
    adder.add([path])
    qtbot.waitUntil(lambda: not adder.is_busy, **WAIT)
    assert adder.asked == [(path, 3)]
    assert "pixel reliability" in project.mapLayer(adder.ids[0]).source() and len(project.mapLayers()) == 1


def test_what_holds_no_layer_is_told(adder, project, qtbot, tmp_path):
    (tmp_path / "notes.txt").write_text("no layer")
    adder.add([str(tmp_path / "notes.txt"), str(tmp_path / "gone.tif")])
    qtbot.waitUntil(lambda: not adder.is_busy, **WAIT)
    assert len(adder.sentences) == 2 and all("choose another file" in each for each in adder.sentences)
    assert not project.mapLayers()


def test_after_unload_nothing_joins_the_project(adder, project, qtbot, tmp_path):
    adder.add([str(rasters.write(tmp_path / "fine.tif", rasters.field()))])
    adder.unload()
    qtbot.wait(500)
    assert not project.mapLayers() and adder.ids == []


def test_filters_of_the_file_dialog_hold_rasters_and_vectors_once(qgis_app):
    from multiscale_fusion.ui.add_layers import file_filters

    filters = file_filters().split(";;")
    assert len(filters) == len(set(filters)) and filters[0] == "All files (*)"
    assert any("*.tif" in each for each in filters) and any("*.gpkg" in each for each in filters)
