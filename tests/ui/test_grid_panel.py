"""The page of the common grid, by clicks and keys, with layers of a real project on a real canvas."""

import dataclasses
import sys

import pytest
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.ui.grid_layers import recipe_of


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Coarse: 15 x 10 pixels of 600 m. Fine: two bands of 300 x 200 pixels of 30 m on the same ground."""
    folder = tmp_path_factory.mktemp("layers")
    fine = rasters.field()
    return {"coarse": rasters.write(folder / "coarse.tif", rasters.block_means(fine[:1], 20).astype("float32"),
                                    pixel=600.0),
            "fine": rasters.write(folder / "fine.tif", fine)}


@pytest.fixture
def layers(project, files):
    """The project's layers by name."""
    from qgis.core import QgsRasterLayer

    layers = {name: QgsRasterLayer(str(path), name) for name, path in files.items()}
    project.addMapLayers(list(layers.values()))
    return layers


@pytest.fixture
def canvas(qtbot, layers):
    """In UTM, 10 m to a pixel of the screen, with a tool of its own."""
    from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
    from qgis.gui import QgsMapCanvas, QgsMapToolPan

    canvas = QgsMapCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(rasters.UTM))
    canvas.setLayers([])
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.setExtent(QgsRectangle(501000.0, 4995000.0, 507000.0, 4999000.0))
    canvas.pan = QgsMapToolPan(canvas)
    canvas.setMapTool(canvas.pan)
    return canvas


@pytest.fixture
def session(layers, files):
    """Both layers in use, their facts known, approach A."""
    from multiscale_fusion.ui.session import Session

    recipe, facts = recipe_of(coarse=(files["coarse"], "coarse"), fine=(files["fine"], "fine"))
    session = Session()
    for name, known in facts.items():
        session.set_facts(layers[name].id(), known)
    session.change(recipe.replace(approach="A", layers=tuple(
        dataclasses.replace(layer, layer_id=layers[layer.name].id()) for layer in recipe.layers)))
    return session


@pytest.fixture
def panel(qtbot, session, canvas):
    from multiscale_fusion.ui.grid_panel import GridPanel

    panel = GridPanel(session, canvas)
    qtbot.addWidget(panel)
    panel.resize(380, 480)
    panel.show()
    panel.summary.shown.setChecked(True)
    settle(qtbot, panel)
    yield panel
    panel.unload()


def settle(qtbot, panel):
    qtbot.waitUntil(lambda: panel.is_settled, timeout=30_000)


def child(panel, name):
    from qgis.PyQt.QtWidgets import QWidget

    return panel.findChild(QWidget, name)


def lines(panel):
    return child(panel, "gridSummary").text().split("\n")


def keys(qtbot, widget, *pressed):
    from qgis.PyQt.QtCore import Qt

    for key in pressed:
        qtbot.keyClick(widget, getattr(Qt.Key, f"Key_{key}"))


def click(qtbot, widget):
    from qgis.PyQt.QtCore import QPoint, Qt

    # On the indicator of a check box, which does not fill its row.
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(8, widget.height() // 2))


def on_map(canvas):
    from multiscale_fusion.ui.grid_outline import GridLines

    return [item for item in canvas.scene().items() if isinstance(item, GridLines)]


def drag(qtbot, canvas, start, end, escape=False):
    from qgis.PyQt.QtCore import QPoint, Qt

    view = canvas.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(*start))
    qtbot.mouseMove(view, QPoint((start[0] + end[0]) // 2, (start[1] + end[1]) // 2))
    qtbot.mouseMove(view, QPoint(*end))
    if escape:
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(*end))


def test_the_grid_that_approach_a_suggests(panel):
    """15 x 10 cells of 600 m; a band of the coarse and two of the fine layer, 4 bytes each: 1800 bytes."""
    assert lines(panel) == [
        "10 rows x 15 columns = 150 cells",
        "Cells of 600 m",
        "CRS WGS 84 / UTM zone 33N",
        "Output of 1.8 kB before compression",
        "The run takes less than a minute",
    ]
    assert "coarse, the coarsest layer in use" in child(panel, "gridNote").text()
    assert child(panel, "gridMargin").text() == "Margin of a coarse pixel (600 m)"
    assert not child(panel, "gridMargin").isEnabled(), "a copied grid ends where its layer does"


def test_the_grid_that_approach_b_suggests(qtbot, session, panel):
    session.change(session.recipe.replace(approach="B"))
    settle(qtbot, panel)
    assert lines(panel)[:2] == ["200 rows x 300 columns = 60,000 cells", "Cells of 30 m"]
    assert lines(panel)[3] == "Output of 480 kB before compression", "an estimate and its uncertainty"
    session.change(session.recipe.replace(uncertainty=False))
    settle(qtbot, panel)
    assert lines(panel)[3] == "Output of 240 kB before compression"


def test_approach_c_needs_no_grid(qtbot, session, panel):
    session.change(session.recipe.replace(approach="C"))
    settle(qtbot, panel)
    assert panel.preview.grid is None and not child(panel, "gridWay").isEnabled()
    assert not child(panel, "useMapView").isEnabled()
    assert "needs no common grid" in child(panel, "gridNote").text()


def test_a_layers_grid_by_keys(qtbot, session, layers, panel):
    keys(qtbot, child(panel, "gridWay"), "Down")
    assert session.recipe.grid.way == "layer" and session.recipe.grid.layer_id == ""
    settle(qtbot, panel)
    assert lines(panel) == ["Choose the layer whose grid is copied."]
    combo = child(panel, "gridLayer")
    while combo.currentText() != "fine":
        keys(qtbot, combo, "Down")
    assert session.recipe.grid.layer_id == layers["fine"].id()
    settle(qtbot, panel)
    assert lines(panel)[0] == "200 rows x 300 columns = 60,000 cells"


def test_a_products_grid_by_keys(qtbot, session, panel):
    combo = child(panel, "gridWay")
    keys(qtbot, combo, "Down", "Down")
    assert (session.recipe.grid.way, session.recipe.grid.preset) == ("preset", "modis_1km")
    while not child(panel, "gridPreset").currentText().endswith("(ease2_9km)"):
        keys(qtbot, child(panel, "gridPreset"), "Down")
    settle(qtbot, panel)
    assert session.recipe.grid.preset == "ease2_9km"
    assert lines(panel)[1].startswith("Cells of 9008.05521 m, on the ground ")


def test_crs_and_cell_size_by_keys(qtbot, session, panel):
    """Counted from the origin: columns 500100 / 280 = 1786.1 to 509100 / 280 = 1818.2, rows 17836.1 to 17857.5."""
    from qgis.core import QgsCoordinateReferenceSystem

    keys(qtbot, child(panel, "gridWay"), "End")
    assert session.recipe.grid.way == "crs"
    assert (session.recipe.grid.crs, session.recipe.grid.resolution) == (rasters.UTM, 600.0), "as the map, and layers"
    size = child(panel, "gridResolution")
    assert size.text() == "600 m"
    size.selectAll()
    qtbot.keyClicks(size, "280")
    keys(qtbot, size, "Return")
    settle(qtbot, panel)
    assert session.recipe.grid.resolution == 280.0
    assert lines(panel)[0] == "22 rows x 33 columns = 726 cells"
    child(panel, "gridCrs").setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    assert session.recipe.grid.crs == "EPSG:4326"
    assert session.recipe.grid.resolution == pytest.approx(600 / 111_320, rel=0.01), "metres are no degrees"
    session.change(session.recipe.with_grid(resolution=1 / 120))
    settle(qtbot, panel)
    assert size.text() == "0.008333333333 deg" and session.recipe.grid.resolution == 1 / 120
    assert lines(panel)[1] == "Cells of 0.008333333333°, on the ground 656 m x 926 m"
    for typed in ("0.00001", "1234567.5", "20"):
        size.selectAll()
        qtbot.keyClicks(size, typed)
        keys(qtbot, size, "Return")
        assert session.recipe.grid.resolution == float(typed) and size.text() == f"{typed} deg"


def test_the_map_view(qtbot, session, canvas, panel):
    """501000 to 507000 and 4995000 to 4999000: of the coarse pixels 500100 + 600 k those from 1 to 11, rows 1 to 8."""
    click(qtbot, child(panel, "useMapView"))
    grid = session.recipe.grid
    assert grid.extent_way == "map" and grid.extent_crs == rasters.UTM
    shown = canvas.extent()
    assert grid.extent == pytest.approx((shown.xMinimum(), shown.yMinimum(), shown.xMaximum(), shown.yMaximum()))
    assert child(panel, "extentNote").text().startswith("x 5")
    session.change(session.recipe.with_grid(extent=(501000.0, 4995000.0, 507000.0, 4999000.0)))
    settle(qtbot, panel)
    assert child(panel, "extentNote").text() == (
        "x 501,000 to 507,000, y 4,995,000 to 4,999,000 (EPSG:32633)")
    assert lines(panel)[0] == "8 rows x 11 columns = 88 cells"
    assert child(panel, "gridMargin").isEnabled()
    click(qtbot, child(panel, "gridMargin"))
    settle(qtbot, panel)
    assert session.recipe.grid.margin and lines(panel)[0] == "10 rows x 13 columns = 130 cells"


def test_a_layers_extent_by_keys(qtbot, session, layers, panel):
    session.change(session.recipe.with_grid(way="preset", preset="modis_1km"))
    keys(qtbot, child(panel, "extentWay"), "Down")
    combo = child(panel, "extentLayer")
    while combo.currentText() != "coarse":
        keys(qtbot, combo, "Down")
    assert (session.recipe.grid.extent_way, session.recipe.grid.extent_layer_id) == ("layer", layers["coarse"].id())
    settle(qtbot, panel)
    assert child(panel, "extentNote").text().startswith("x 500,100 to 509,100, y 4,994,100 to 5,000,100")
    keys(qtbot, child(panel, "extentWay"), "Home")
    assert session.recipe.grid.extent_way == "layers"


def test_an_extent_that_is_drawn(qtbot, session, canvas, panel):
    button = child(panel, "drawOnMap")
    click(qtbot, button)
    assert button.isChecked() and canvas.mapTool() is not canvas.pan
    corner = canvas.getCoordinateTransform().toMapCoordinates(100, 50)
    drag(qtbot, canvas, (100, 50), (300, 250))
    assert not button.isChecked() and canvas.mapTool() is canvas.pan
    grid = session.recipe.grid
    assert (grid.extent_way, grid.extent_crs) == ("drawn", rasters.UTM)
    side = 200 * canvas.mapUnitsPerPixel()
    assert grid.extent == pytest.approx(
        (corner.x(), corner.y() - side, corner.x() + side, corner.y()), abs=canvas.mapUnitsPerPixel())


def test_drawing_is_given_up(qtbot, session, canvas, panel):
    from qgis.PyQt.QtCore import Qt

    button, before = child(panel, "drawOnMap"), session.recipe
    click(qtbot, button)
    drag(qtbot, canvas, (100, 50), (300, 250), escape=True)
    assert not button.isChecked() and canvas.mapTool() is canvas.pan
    click(qtbot, button)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not button.isChecked() and canvas.mapTool() is canvas.pan
    click(qtbot, button)
    canvas.setMapTool(canvas.pan)
    assert not button.isChecked()
    click(qtbot, button)
    drag(qtbot, canvas, (100, 50), (100, 50))
    assert button.isChecked(), "a click draws nothing"
    click(qtbot, button)
    assert canvas.mapTool() is canvas.pan
    click(qtbot, button)
    panel.hide()
    assert canvas.mapTool() is canvas.pan
    assert session.recipe == before


def test_the_grid_on_the_map(qtbot, session, canvas, panel):
    qtbot.waitUntil(lambda: len(on_map(canvas)) == 3, timeout=20_000)   # outline and cells, and as large pixels
    assert panel.summary.legend == (
        "Target grid", "Pixels of coarse", "Pixels of fine (zoom in by a factor of 5)")
    click(qtbot, child(panel, "showGrid"))
    assert on_map(canvas) == [] and panel.summary.legend == ()
    click(qtbot, child(panel, "showGrid"))
    assert len(on_map(canvas)) == 3
    panel.hide()
    assert on_map(canvas) == []
    panel.show()
    assert len(on_map(canvas)) == 3
    with qtbot.waitSignal(panel.outline.drawn, timeout=10_000):
        canvas.zoomScale(canvas.scale() / 10)
    assert panel.summary.legend[2] == "Pixels of fine"
    session.change(session.recipe.with_grid(way="preset", preset="degree_0.25"))
    settle(qtbot, panel)
    canvas.zoomScale(canvas.scale() * 5000)
    zoom_in = "Target grid, outline (for its cells, zoom in by a factor of "
    qtbot.waitUntil(lambda: panel.summary.legend[0].startswith(zoom_in), timeout=20_000)


def test_what_is_wrong_is_told(qtbot, session, layers, panel):
    fine = layers["fine"].id()
    facts = session.facts[fine]
    session.set_facts(fine, None)
    settle(qtbot, panel)
    assert lines(panel) == ["fine is still being read; wait a moment."]
    session.set_facts(fine, dataclasses.replace(facts, problem="fine has no georeference; georeference it first."))
    settle(qtbot, panel)
    assert lines(panel) == ["fine has no georeference; georeference it first."]
    session.set_facts(fine, facts)
    settle(qtbot, panel)
    assert len(lines(panel)) == 5
    session.change(session.recipe.replace(approach=""))
    settle(qtbot, panel)
    assert len(lines(panel)) == 5, "between two checks the last recommendation stands"


def test_a_package_that_is_missing_is_told(qtbot, session, panel, monkeypatch):
    monkeypatch.setitem(sys.modules, "odc.geo.geobox", None)
    session.change(session.recipe.with_grid(margin=True))
    settle(qtbot, panel)
    assert len(lines(panel)) == 1 and lines(panel)[0].startswith('The Python package "odc-geo" is missing')


def test_it_is_usable_in_a_narrow_dock_and_by_keys(qtbot, session, panel):
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox

    for way in ("auto", "layer", "preset", "crs"):
        session.change(session.recipe.with_grid(way=way, preset="degree_0.05", crs="EPSG:4326", resolution=1 / 120))
        settle(qtbot, panel)
        assert panel.minimumSizeHint().width() <= 360
    named = ("gridWay", "gridCrs", "gridResolution", "extentWay", "useMapView", "drawOnMap", "gridMargin", "showGrid")
    order, widget = [], child(panel, "gridWay")
    while widget.objectName() not in order or not widget.objectName():
        order.append(widget.objectName())
        widget = widget.nextInFocusChain()
    assert [name for name in order if name in named] == list(named)
    for kind in (QComboBox, QAbstractSpinBox, QAbstractButton):
        for each in panel.findChildren(kind):
            if each.objectName() in named:
                assert each.focusPolicy() & Qt.FocusPolicy.TabFocus
                assert each.accessibleName() or each.text()


def test_it_leaves_nothing_behind(qtbot, session, canvas):
    from multiscale_fusion.ui.grid_panel import GridPanel

    before = len(canvas.scene().items())
    for _ in range(2):
        panel = GridPanel(session, canvas)
        qtbot.addWidget(panel)
        panel.show()
        settle(qtbot, panel)
        click(qtbot, child(panel, "drawOnMap"))
        qtbot.waitUntil(lambda: len(on_map(canvas)) >= 2, timeout=20_000)
        assert canvas.mapTool() is not canvas.pan
        session.change(session.recipe.with_grid(margin=not session.recipe.grid.margin))
        panel.unload()
        assert canvas.mapTool() is canvas.pan
        qtbot.waitUntil(lambda: len(canvas.scene().items()) == before, timeout=5_000)
        text = child(panel, "gridMargin").isChecked()
        session.change(session.recipe.with_grid(margin=not session.recipe.grid.margin))
        canvas.zoomByFactor(0.9)
        qtbot.wait(300)
        assert child(panel, "gridMargin").isChecked() == text and on_map(canvas) == []
