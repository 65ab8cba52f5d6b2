"""The panel Look on real layers and a real canvas: plots, brushing both ways, areas, sentences, unloading."""

import math

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.ui import looking
from multiscale_fusion.tests.ui.looking import COARSE, FINE, NOISY, WAIT, wait
from multiscale_fusion.tests.ui.running import add_raster

WEST, NORTH = rasters.ORIGIN
canvas, layers, panel, compare = looking.canvas, looking.layers, looking.panel, looking.compare


def test_two_layers_on_the_coarser_grid_by_hand(compare, panel):
    found = compare()
    assert found.common.name == "" and found.common.side == pytest.approx(300.0, rel=2e-3)
    across, up = found.pairs()
    np.testing.assert_allclose(across, COARSE.ravel(), rtol=1e-6)
    np.testing.assert_array_equal(up, NOISY.ravel())
    x, y = COARSE.astype(float).ravel(), NOISY.astype(float).ravel()
    assert found.statistics.r == pytest.approx(np.corrcoef(x, y)[0, 1], rel=1e-6)
    slope, intercept = np.polyfit(x, y, 1)
    assert found.statistics.slope == pytest.approx(slope, rel=1e-5)
    told = panel.words.text()
    assert "600 cells" in told and f"r = {np.corrcoef(x, y)[0, 1]:.3g}." in told
    assert f"Bias (y - x) = {np.mean(y - x):.4g}" in told
    assert f"RMSE = {np.sqrt(np.mean((y - x) ** 2)):.4g}" in told
    assert f"y = {slope:.4g} x" in told
    assert panel.scatter.accessibleDescription() == told
    assert f"mean {y.mean():.6g}" in panel.histogram_up.accessibleDescription()


def test_plots_are_drawn_in_the_theme(compare, panel, qtbot):
    from qgis.PyQt.QtGui import QColor, QPalette

    compare()
    light = panel.scatter.grab().toImage()
    dark = QPalette(panel.palette())
    for role, colour in ((QPalette.ColorRole.Window, "#202020"), (QPalette.ColorRole.WindowText, "#f0f0f0"),
                         (QPalette.ColorRole.Base, "#101010"), (QPalette.ColorRole.Highlight, "#4080ff")):
        dark.setColor(role, QColor(colour))
    panel.setPalette(dark)
    image = panel.scatter.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {"#101010", "#f0f0f0"} <= colours
    middle = image.pixelColor(image.width() // 2, 6).lightness(), light.pixelColor(light.width() // 2, 6).lightness()
    assert middle[0] < 80 < 200 < middle[1]


def test_a_rectangle_drawn_in_the_plot_selects_cells_on_the_map(compare, panel, qtbot):
    from qgis.PyQt.QtCore import QPoint, Qt

    found = compare()
    scatter = panel.scatter
    scatter.grab()   # the place of the axes is known when they are drawn
    x = np.median(found.pairs()[0])
    begin, end = scatter.to_screen(x, found.density.y[1]).toPoint(), scatter.to_screen(
        found.density.x[1], found.density.y[0]).toPoint()
    qtbot.mousePress(scatter, Qt.MouseButton.LeftButton, pos=begin + QPoint(0, 1))
    qtbot.mouseMove(scatter, (begin + end) / 2)
    qtbot.mouseRelease(scatter, Qt.MouseButton.LeftButton, pos=end)
    edge = scatter.to_values(begin)[0]
    wanted = COARSE > edge
    assert 200 < wanted.sum() < 400
    assert f"Cells selected: {wanted.sum():,}." == panel.link_words.text()
    assert panel.link_words.text() in scatter.accessibleDescription()
    band, = panel._cells.bands
    shape = band.asGeometry()
    assert shape.area() == pytest.approx(wanted.sum() * 90_000.0, rel=1e-9)
    from qgis.core import QgsGeometry, QgsPointXY
    for row, column in ((3, 4), (10, 20), (19, 0), (0, 29)):
        middle = QgsPointXY(WEST + 300 * column + 150, NORTH - 300 * row - 150)
        assert shape.contains(QgsGeometry.fromPointXY(middle)) == wanted[row, column]
    qtbot.mouseClick(scatter, Qt.MouseButton.LeftButton, pos=begin + QPoint(5, 5))
    assert not panel._cells.bands and panel.link_words.text() == ""


def test_a_selection_by_keys(compare, panel, qtbot):
    from qgis.PyQt.QtCore import Qt

    compare()
    chosen = []
    panel.scatter.selected.connect(chosen.append)
    panel.scatter.setFocus()
    qtbot.keyClick(panel.scatter, Qt.Key.Key_Right)
    (x0, x1), (y0, y1) = chosen[-1]
    assert panel._cells.bands and "selected" in panel.link_words.text()
    qtbot.keyClick(panel.scatter, Qt.Key.Key_Right)
    assert chosen[-1][0][0] > x0 and chosen[-1][1] == (y0, y1)
    assert chosen[-1][0][1] - chosen[-1][0][0] == pytest.approx(x1 - x0)
    qtbot.keyClick(panel.scatter, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert chosen[-1][1][1] > y1 and chosen[-1][1][0] == y0
    qtbot.keyClick(panel.scatter, Qt.Key.Key_Escape)
    assert chosen[-1] is None and not panel._cells.bands


def test_a_pixel_hovered_on_the_map_marks_its_point(compare, panel, canvas, qtbot):
    found = compare()
    place = canvas.getCoordinateTransform().transform(WEST + 300 * 12 + 40, NORTH - 300 * 7 - 200)
    qtbot.mouseMove(canvas.viewport(), _pixel(place.x() - 3, place.y()))
    qtbot.mouseMove(canvas.viewport(), _pixel(place.x(), place.y()))
    assert panel.scatter._hovered == pytest.approx((found.values[0, 7, 12], found.values[1, 7, 12]))
    assert panel.link_words.text().startswith("Row 7, column 12: Fine ")
    outside = canvas.getCoordinateTransform().transform(WEST - 100, NORTH + 100)
    panel._hover(canvas.getCoordinateTransform().toMapCoordinates(int(outside.x()), int(outside.y())))
    assert panel.scatter._hovered is None


def test_a_drawn_rectangle_is_the_area(compare, panel, canvas, qtbot):
    from qgis.core import QgsPointXY, QgsRectangle
    from qgis.PyQt.QtCore import Qt

    compare()
    panel.area.setCurrentIndex(1)
    assert panel.draw_button.isEnabled() and canvas.mapTool() is panel._extent_tool
    to_pixel = canvas.getCoordinateTransform().transform
    first = to_pixel(QgsPointXY(WEST + 610, NORTH - 910))
    last = to_pixel(QgsPointXY(WEST + 3310, NORTH - 2690))
    viewport = canvas.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=_pixel(first.x(), first.y()))
    qtbot.mouseMove(viewport, _pixel((first.x() + last.x()) / 2, last.y()))
    qtbot.mouseMove(viewport, _pixel(last.x(), last.y()))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=_pixel(last.x(), last.y()))
    assert canvas.mapTool() is not panel._extent_tool
    wait(qtbot, panel)
    window = panel.compared.window
    assert window.rows == (3, 9) and window.columns == (2, 12)
    np.testing.assert_array_equal(panel.compared.values[1], NOISY[3:9, 2:12])
    canvas.setExtent(QgsRectangle(WEST, NORTH - 600, WEST + 600, NORTH))
    assert not panel._timer.isActive()
    outline, = panel._rectangle.bands
    assert outline.asGeometry().area() == pytest.approx(2700.0 * 1780.0, rel=0.05)
    panel.area.setCurrentIndex(0)
    assert not panel._rectangle.bands


def test_the_map_view_is_followed_and_the_latest_wins(compare, panel, canvas, qtbot):
    from qgis.core import QgsRectangle

    compare()
    shown = []
    panel._comparison.done.connect(shown.append)
    for columns in (25, 20, 6):
        canvas.setExtent(QgsRectangle(WEST, NORTH - 100 * columns, WEST + 150 * columns, NORTH))
        panel.refresh()
    qtbot.waitUntil(lambda: bool(shown), timeout=WAIT)
    wait(qtbot, panel)
    assert len(shown) == 1 and panel.compared is shown[0]
    assert panel.compared.window.columns == (0, math.ceil((canvas.extent().xMaximum() - WEST) / 300.0)) <= (0, 5)


def test_the_result_and_the_first_input_are_chosen(panel, layers, project, tmp_path, qtbot):
    path = rasters.write(tmp_path / "joined.tif", np.stack([COARSE, NOISY]), pixel=300.0)
    result = add_raster(project, path, "Joined")
    panel.session.result_loaded.emit([result.id()])
    wait(qtbot, panel)
    assert panel.up_layer.currentLayer() is result and panel.across_layer.currentLayer() is layers[0]
    assert panel.compared.common.name == "Joined"
    assert panel.compared.statistics.r == pytest.approx(1.0, abs=1e-6)
    assert "on the grid of Joined" in panel.words.text()
    panel.up_band.setBand(2)
    wait(qtbot, panel)
    np.testing.assert_array_equal(panel.compared.values[1], NOISY)
    panel.swap_button.click()
    wait(qtbot, panel)
    assert panel.across_layer.currentLayer() is result and panel.across_band.currentBand() == 2
    np.testing.assert_array_equal(panel.compared.values[0], NOISY)


def test_a_result_finer_than_its_input_is_seen_on_the_inputs_grid(panel, layers, qtbot):
    """Each coarse value would count a hundred times on the result's own grid."""
    recipe = panel.session.recipe.replace(approach="B").with_layer(layers[1].id(), role="coarse")
    panel.session.change(recipe)
    panel.session.result_loaded.emit([layers[0].id()])
    wait(qtbot, panel)
    assert panel.across_layer.currentLayer() is layers[1]
    assert panel.compared.common.name == "Coarse" and len(panel.compared.cells) == 600


def test_kinds_decide_how_layers_are_brought_to_the_grid(panel, project, tmp_path, compare, qtbot):
    classes = np.random.default_rng(3).integers(1, 5, FINE.shape).astype("uint8")
    fine = add_raster(project, rasters.write(tmp_path / "classes.tif", classes), "Classes")
    panel.session.change(panel.session.recipe.replace(layers=(
        *panel.session.recipe.layers,
        type(panel.session.recipe.layers[0])(fine.id(), fine.source(), "Classes", used=True, kind="categorical"))))
    panel.session.set_facts(fine.id(), panel.session.facts[next(iter(panel.session.facts))])
    found = compare(fine)
    counts = np.stack([rasters.block_means((classes == code)[None].astype(float))[0] for code in range(1, 5)])
    np.testing.assert_array_equal(found.values[0], 1 + np.argmax(counts >= counts.max(0) - 1e-9, axis=0))
    assert found.statistics is None and "no amounts" in panel.words.text() and "r =" not in panel.words.text()
    assert not found.are_alike


@pytest.mark.parametrize("case, told", [
    ("apart", "Fine and Far have no ground in common on the grid"),
    ("empty", "Empty has no valid cell in this area"),
    ("elsewhere", "Fine and Coarse have no ground in common in this area"),
    ("never together", "No cell in this area is valid in both Left and Right"),
])
def test_where_nothing_is_to_be_seen_one_sentence_tells_why(panel, project, tmp_path, canvas, compare, qtbot, case,
                                                            told):
    from qgis.core import QgsRectangle

    nothing = np.full(COARSE.shape, -1.0, "float32")
    halves = [nothing.copy(), nothing.copy()]
    halves[0][:, :15], halves[1][:, 15:] = 5.0, 6.0
    compare()

    def layer(name, values, **options):
        path = rasters.write(tmp_path / f"{name}.tif", values, pixel=300.0, nodata=-1.0, **options)
        return add_raster(project, path, name)

    if case == "apart":
        compare(up=layer("Far", COARSE, origin=(600_000.0, 5_300_000.0)))
    elif case == "empty":
        compare(up=layer("Empty", nothing))
    elif case == "never together":
        compare(layer("Left", halves[0]), layer("Right", halves[1]))
    else:
        canvas.setExtent(QgsRectangle(WEST - 90_000, NORTH, WEST - 80_000, NORTH + 5_000))
        wait(qtbot, panel)
    assert panel.compared is None and panel.scatter.is_empty and panel.histogram_up.is_empty
    assert panel.scatter.accessibleDescription().startswith(told)
    assert panel.scatter.accessibleDescription().count(".") == 1
    assert not panel._cells.bands and panel.words.text() == ""


def test_what_is_missing_is_told(panel, layers, project, canvas, qtbot):
    from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer

    assert panel.scatter.accessibleDescription() == "Choose two raster layers to compare them."
    panel.across_layer.setLayer(layers[0])
    panel.up_layer.setLayer(layers[1])
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem())
    wait(qtbot, panel)
    assert "The map has no CRS" in panel.scatter.accessibleDescription()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(rasters.UTM))
    tiles = QgsRasterLayer("type=xyz&url=file:///nowhere/{z}", "Tiles", "wms")
    project.addMapLayer(tiles)
    panel.up_layer.setLayer(tiles)
    wait(qtbot, panel)
    assert 'The layer "Tiles" comes from the data provider "wms"' in panel.scatter.accessibleDescription()


def test_removing_a_layer_ends_the_comparison(compare, panel, layers, project, qtbot):
    compare()
    project.removeMapLayer(layers[1].id())
    wait(qtbot, panel)
    assert panel.compared is None and panel.scatter.accessibleDescription().startswith("Choose two raster layers")


def test_what_is_hidden_is_not_computed(panel, layers, qtbot):
    panel.hide()
    panel.across_layer.setLayer(layers[0])
    panel.up_layer.setLayer(layers[1])
    panel.refresh()
    assert not panel._timer.isActive() and not panel._comparison.is_busy
    panel.show()
    wait(qtbot, panel)
    assert panel.compared is not None


def test_work_that_hiding_has_stopped_is_done_when_it_is_shown_again(panel, layers, qtbot):
    panel.across_layer.setLayer(layers[0])
    panel.up_layer.setLayer(layers[1])
    panel.refresh()
    assert panel._comparison.is_busy
    panel.hide()
    assert not panel._comparison.is_busy
    panel.show()
    wait(qtbot, panel)
    assert panel.compared is not None


def test_drawings_are_hidden_with_the_panel(compare, panel, canvas, qtbot):
    compare()
    panel.scatter.select((panel.compared.density.x, panel.compared.density.y))
    panel.pick_at(canvas.center())
    qtbot.waitUntil(lambda: panel.cell_view.model.rowCount() > 0, timeout=WAIT)
    panel.pick_button.click()
    drawn = [*panel._cells.bands, *panel._marks.bands, panel._marks.labels]
    assert len(drawn) > 3 and all(item.isVisible() for item in drawn)
    panel.hide()
    assert not any(item.isVisible() for item in drawn) and canvas.mapTool() is not panel._cell_tool
    panel.show()
    assert all(item.isVisible() for item in drawn)


def test_without_the_engine_it_says_what_is_missing(panel, layers, qtbot, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "numba", None)
    panel.across_layer.setLayer(layers[0])
    panel.up_layer.setLayer(layers[1])
    wait(qtbot, panel)
    assert 'The Python package "numba"' in panel.scatter.accessibleDescription()


def test_the_grid_follows_the_recipe(compare, panel, qtbot):
    from multiscale_fusion.ui.assessment import Assessment

    found = compare()
    assert found.common.side == pytest.approx(300.0, rel=2e-3)
    panel.session.change(panel.session.recipe.with_grid(resolution=600.0))
    wait(qtbot, panel)
    assert panel.compared.common.side == pytest.approx(600.0, rel=2e-3) and len(panel.compared.cells) == 150
    # While the recipe is being checked, the approach that was recommended before still holds.
    recipe = panel.session.recipe.replace(approach="")
    panel.session.change(recipe)
    panel.session.set_assessment(Assessment(recipe, recommended="A"))
    wait(qtbot, panel)
    panel.session.set_assessment(None)
    panel.refresh()
    wait(qtbot, panel)
    assert len(panel.compared.cells) == 150


def test_stop_ends_the_work(panel, project, layers, tmp_path, qtbot):
    from qgis.core import QgsApplication
    from qgis.PyQt.QtCore import Qt

    large = add_raster(project, rasters.enlarged(tmp_path / "large.vrt", layers[0].source(), 100), "Large")
    panel.across_layer.setLayer(large)
    panel.up_layer.setLayer(layers[1])
    qtbot.waitUntil(lambda: panel._comparison.is_busy, timeout=WAIT)
    assert panel.stop_button.isVisible() and panel.bar.isVisible()
    qtbot.mouseClick(panel.stop_button, Qt.MouseButton.LeftButton)
    assert not panel._comparison.is_busy and not panel.stop_button.isVisible()
    qtbot.waitUntil(lambda: QgsApplication.taskManager().countActiveTasks() == 0, timeout=20_000)
    assert panel.compared is None


def test_unloading_leaves_nothing_behind(qtbot, canvas, layers, project, tmp_path):
    from multiscale_fusion.tests.ui.running import session_of
    from multiscale_fusion.ui.look_panel import LookPanel
    from qgis.core import QgsApplication

    session = session_of(layers)
    items = len(canvas.scene().items())
    large = add_raster(project, rasters.enlarged(tmp_path / "large.vrt", layers[0].source(), 100), "Large")
    heard = canvas.receivers(canvas.extentsChanged)
    for _ in range(2):
        panel = LookPanel(session, canvas)
        qtbot.addWidget(panel)
        panel.show()
        panel.across_layer.setLayer(layers[0])
        panel.up_layer.setLayer(layers[1])
        wait(qtbot, panel)
        panel.scatter.select((panel.compared.density.x, panel.compared.density.y))
        panel.pick_at(canvas.center())
        qtbot.waitUntil(lambda: panel.cell_view.model.rowCount() > 0, timeout=WAIT)
        panel.pick_button.click()
        assert canvas.mapTool() is panel._cell_tool and len(canvas.scene().items()) > items
        panel.across_layer.setLayer(large)
        qtbot.waitUntil(lambda: panel._comparison.is_busy, timeout=WAIT)
        panel.unload()
        panel.unload()
        assert canvas.mapTool() is None
        qtbot.waitUntil(lambda: len(canvas.scene().items()) == items, timeout=WAIT)   # tools go with the next event
        assert canvas.receivers(canvas.extentsChanged) == heard
        qtbot.waitUntil(lambda: QgsApplication.taskManager().countActiveTasks() == 0, timeout=20_000)
        session.result_loaded.emit([layers[0].id()])
        assert panel.up_layer.currentLayer() is layers[1]
        panel.deleteLater()


def _pixel(x, y):
    from qgis.PyQt.QtCore import QPoint

    return QPoint(round(x), round(y))


def test_numbers_for_people():
    from multiscale_fusion.ui.look_words import length_text, number_or_none

    assert length_text(926.6254) == "926.6 m" and length_text(36032.2) == "36.03 km" and length_text(math.nan) == "–"
    assert number_or_none(math.nan, 3) == "–" and number_or_none(0.98765, 3) == "0.988"
