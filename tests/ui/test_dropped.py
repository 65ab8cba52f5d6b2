"""What is dropped: as QGIS's layer tree, its browser and a file manager hand it out."""

import pytest


@pytest.fixture
def tree(project, tmp_path):
    """The model of the layer tree of a project: a layer of points, and a group with a polygon layer in it."""
    from qgis.core import QgsLayerTreeModel, QgsVectorLayer

    points, polygons = (QgsVectorLayer(f"{kind}?crs=EPSG:4326", kind, "memory") for kind in ("Point", "Polygon"))
    project.addMapLayers([points, polygons], False)
    root = project.layerTreeRoot()
    root.addLayer(points)
    root.addGroup("Group").addLayer(polygons)
    model = QgsLayerTreeModel(root)
    model.points, model.polygons = points, polygons
    return model


def test_layers_and_groups_of_the_layer_tree(tree):
    from multiscale_fusion.ui.dropped import Dropped, may_drop, read_drop

    group = tree.rootGroup().findGroup("Group")
    layer = tree.rootGroup().findLayer(tree.points.id())
    for nodes, expected in (([layer], (tree.points.id(),)), ([group], (tree.polygons.id(),))):
        mime = tree.mimeData([tree.node2index(node) for node in nodes])
        assert may_drop(mime)
        assert read_drop(mime) == Dropped(layer_ids=expected)


def test_a_layer_of_another_qgis_comes_by_its_source(tree):
    from multiscale_fusion.ui.dropped import PROCESS, read_drop

    mime = tree.mimeData([tree.node2index(tree.rootGroup().findLayer(tree.points.id()))])
    mime.setData(PROCESS, b"1")
    dropped = read_drop(mime)
    assert dropped.layer_ids == () and dropped.sources[0].startswith("memory")


def test_a_raster_of_the_browser_comes_by_its_source(qgis_app):
    from multiscale_fusion.ui.dropped import Dropped, may_drop, read_drop
    from qgis.core import QgsMimeDataUtils

    uri = QgsMimeDataUtils.Uri()
    uri.layerType, uri.providerKey, uri.name, uri.uri = "raster", "gdal", "dem", "/data/dem.tif"
    mime = QgsMimeDataUtils.encodeUriList([uri])
    assert may_drop(mime)
    assert read_drop(mime) == Dropped(sources=("/data/dem.tif",))


def test_files_of_a_file_manager(qgis_app, tmp_path):
    from multiscale_fusion.ui.dropped import Dropped, may_drop, read_drop
    from qgis.PyQt.QtCore import QMimeData, QUrl

    mime = QMimeData()
    assert not may_drop(mime) and not read_drop(mime)
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.tif")), QUrl("https://example.org/b.tif")])
    assert may_drop(mime)
    assert read_drop(mime) == Dropped(sources=(str(tmp_path / "a.tif"),))
