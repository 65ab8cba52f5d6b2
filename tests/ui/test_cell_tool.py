"""Clicks on a real canvas: the pixels beneath a cell or a footprint in the table, in words, and on the map."""

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.ui import looking
from multiscale_fusion.tests.ui.looking import FINE, NOISY, WAIT
from multiscale_fusion.tests.ui.running import add_points, add_raster
from shapely.geometry import Point, box

canvas, layers, panel, compare = looking.canvas, looking.layers, looking.panel, looking.compare

WEST, NORTH = rasters.ORIGIN


@pytest.fixture
def click(qtbot, panel, canvas, layers):
    """A callable: picks with the tool at a place on the map, and waits for the answer."""
    from qgis.core import QgsPointXY
    from qgis.PyQt.QtCore import QPoint, Qt

    panel.pages.setCurrentWidget(panel.cell_page)

    def click(x, y):
        if not panel.pick_button.isChecked():
            qtbot.mouseClick(panel.pick_button, Qt.MouseButton.LeftButton)
        assert canvas.mapTool() is panel._cell_tool
        place = canvas.getCoordinateTransform().transform(QgsPointXY(x, y))
        place = QPoint(round(place.x()), round(place.y()))
        qtbot.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert panel._picking.is_busy
        qtbot.waitUntil(lambda: not panel._picking.is_busy, timeout=WAIT)
        return table_of(panel)
    return click


@pytest.fixture
def choose(panel, layers):
    """A callable: the fine layer across, the coarse one up, or others."""
    def choose(across=None, up=None):
        panel.across_layer.setLayer(across or layers[0])
        panel.up_layer.setLayer(up or layers[1])
    return choose


def table_of(panel):
    """The table's rows of text."""
    model = panel.cell_view.model
    return [[model.data(model.index(row, column)) for column in range(model.columnCount())]
            for row in range(model.rowCount())]


def test_the_pixels_beneath_a_cell(choose, click, panel):
    choose()
    rows = click(WEST + 300 * 4 + 100, NORTH - 300 * 7 - 120)
    assert len(rows) == 100
    values = FINE[70:80, 40:50]
    seen = {tuple(map(int, place.split(", "))): (value, valid, weight) for place, value, valid, weight, _ in rows}
    assert seen[72, 45] == (f"{values[2, 5]:.6g}", "yes", "1 %")
    assert {row for row, _ in seen} == set(range(70, 80)) and {column for _, column in seen} == set(range(40, 50))
    assert float(rows[0][4]) == pytest.approx(900.0, rel=2e-3)
    told = panel.cell_view.words.text()
    assert "Cell in row 7, column 4 of the common grid. Pixels of Fine beneath it: 100." in told
    assert "They cover 100 % of its ground, 100 % is valid." in told
    mean = f"{values.astype(float).mean():.6g}"
    assert f"weights: {mean}." in told and f"result (Mean): {mean}." in told
    assert f"Coarse has {NOISY[7, 4]:.6g} here." in told


def test_the_other_layer_has_pixels_too(choose, click, panel, qtbot):
    choose()
    click(WEST + 300 * 4 + 100, NORTH - 300 * 7 - 120)
    panel.pixels_of.setCurrentIndex(1)
    panel.pixels_of.activated.emit(1)
    qtbot.waitUntil(lambda: panel.cell_view.model.rowCount() == 1, timeout=WAIT)
    assert table_of(panel)[0][:4] == ["7, 4", f"{NOISY[7, 4]:.6g}", "yes", "100 %"]
    assert "Pixels of Coarse beneath it: 1." in panel.cell_view.words.text()


def test_missing_pixels_count_for_nothing(choose, click, panel, project, tmp_path):
    values = FINE.copy()
    values[70:76, 40:50] = -1.0
    values[76, 40] = -1.0
    gaps = add_raster(project, rasters.write(tmp_path / "gaps.tif", values, nodata=-1.0), "Gaps")
    choose(gaps)
    rows = click(WEST + 300 * 4 + 100, NORTH - 300 * 7 - 120)
    assert sum(row[2] == "no" for row in rows) == 61 and all(row[1] == "–" for row in rows if row[2] == "no")
    told = panel.cell_view.words.text()
    assert "cover 100 % of its ground, 39 % is valid." in told and "nodata, since too little is valid" in told
    valid, missing, outline = panel._marks.bands
    assert valid.asGeometry().area() == pytest.approx(39 * 900.0)
    assert missing.asGeometry().area() == pytest.approx(61 * 900.0) and outline.asGeometry().area() == 90_000.0


def test_they_are_drawn_with_their_weights(choose, click, panel, canvas, qtbot):
    from qgis.core import QgsRectangle

    choose()
    canvas.setExtent(QgsRectangle(WEST + 1150, NORTH - 2450, WEST + 1550, NORTH - 2050))
    click(WEST + 300 * 4 + 100, NORTH - 300 * 7 - 120)
    pixels, outline = panel._marks.bands
    assert pixels.asGeometry().area() == pytest.approx(90_000.0) == outline.asGeometry().area()
    assert panel._marks.labels.texts == [] and pixels.asGeometry().constGet().numGeometries() == 100
    canvas.setExtent(QgsRectangle(WEST + 1200, NORTH - 2250, WEST + 1350, NORTH - 2100))
    assert panel._marks.labels.texts == ["1 %"] * 100
    plain = canvas.grab().toImage()
    panel._marks.labels.setVisible(False)
    bare = canvas.grab().toImage()
    dark = [sum(image.pixelColor(x, y).lightness() < 40 for x in range(0, image.width(), 2)
                for y in range(0, image.height(), 2)) for image in (plain, bare)]
    assert dark[0] > dark[1] + 100
    panel.cell_view.tell("")
    panel._marks.clear()
    assert not panel._marks.bands and panel._marks.labels is None


def test_a_chosen_row_is_marked_on_the_map(choose, click, panel, qtbot):
    from qgis.PyQt.QtCore import Qt

    choose()
    click(WEST + 300 * 4 + 100, NORTH - 300 * 7 - 120)
    table = panel.cell_view.table
    drawn = len(panel._marks.bands)
    table.setFocus()
    table.selectRow(3)
    row, column = map(int, table_of(panel)[3][0].split(", "))
    assert len(panel._marks.bands) == drawn + 1
    middle = panel._marks.bands[-1].asGeometry().centroid().asPoint()
    assert (middle.x(), middle.y()) == (WEST + 30 * column + 15, NORTH - 30 * row - 15)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert len(panel._marks.bands) == drawn + 1
    moved = panel._marks.bands[-1].asGeometry().centroid().asPoint()
    assert (moved.x(), moved.y()) != (middle.x(), middle.y())


def test_the_table_can_be_sorted(choose, click, panel):
    from qgis.PyQt.QtCore import Qt

    choose()
    click(WEST + 300 * 4 + 100, NORTH - 300 * 7 - 120)
    panel.cell_view.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    values = [float(row[1]) for row in table_of(panel)]
    assert values == sorted(values)
    panel.cell_view.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert table_of(panel)[0][0] == "70, 40"


def test_leaning_cells_weigh_the_pixels_they_cut(choose, click, panel, canvas, project, tmp_path, qtbot):
    """A grid in another CRS, the map in a third one; weights against polygons in the raster's plane."""
    from pyproj import Transformer
    from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY, QgsRectangle
    from shapely.geometry import Polygon

    to_sinusoidal = Transformer.from_crs(rasters.UTM, rasters.SINUSOIDAL.removeprefix("PROJ:"), always_xy=True)
    x, y = to_sinusoidal.transform(WEST + 2000.0, NORTH - 1000.0)
    leaning = add_raster(project, rasters.write(
        tmp_path / "leaning.tif", NOISY[:6, :8], crs=rasters.SINUSOIDAL, pixel=463.3127, origin=(x, y)), "Leaning")
    panel.session.change(panel.session.recipe.replace(approach="C"))
    choose(up=leaning)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    degrees = Transformer.from_crs(rasters.SINUSOIDAL.removeprefix("PROJ:"), "EPSG:4326", always_xy=True)
    place = degrees.transform(x + 463.3127 * 3.5, y - 463.3127 * 2.5)
    canvas.setExtent(QgsRectangle(place[0] - 0.02, place[1] - 0.01, place[0] + 0.02, place[1] + 0.01))
    rows = click(*place)
    t = np.linspace(0, 1, 50)
    ring = np.concatenate([np.stack([3 + t, 0 * t + 2], 1), np.stack([0 * t + 4, 2 + t], 1),
                           np.stack([4 - t, 0 * t + 3], 1), np.stack([0 * t + 3, 3 - t], 1)])
    back = Transformer.from_crs(rasters.SINUSOIDAL.removeprefix("PROJ:"), rasters.UTM, always_xy=True)
    cell = Polygon(np.stack(back.transform(x + 463.3127 * ring[:, 0], y - 463.3127 * ring[:, 1]), 1))
    assert len(rows) > 200
    for text, _, _, weight, area in rows[::7]:
        row, column = map(int, text.split(", "))
        left, top = WEST + 30 * column, NORTH - 30 * row
        share = cell.intersection(box(left, top - 30, left + 30, top)).area / cell.area
        if weight.startswith("<"):
            assert share < 1.1e-4
        else:
            assert float(weight.split()[0]) == pytest.approx(100 * share, rel=2e-3, abs=2e-3)
        assert float(area) == pytest.approx(share * cell.area, rel=3e-3, abs=0.5)
    assert "of the grid of Leaning" in panel.cell_view.words.text()
    outline = panel._marks.bands[-1].asGeometry()
    assert outline.contains(QgsGeometry.fromPointXY(QgsPointXY(*place)))
    assert outline.boundingBox().width() < 0.02


def test_the_marks_follow_the_maps_projection(choose, click, panel, canvas):
    from qgis.core import QgsCoordinateReferenceSystem

    choose()
    click(WEST + 300 * 4 + 100, NORTH - 300 * 7 - 120)
    assert panel._marks.bands[-1].asGeometry().area() == pytest.approx(90_000.0)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    box = panel._marks.bands[-1].asGeometry().boundingBox()
    assert 14.9 < box.xMinimum() < box.xMaximum() < 15.1 and 45.0 < box.yMinimum() < 45.2


@pytest.mark.parametrize("support", ["auto", "gaussian"])
def test_a_footprint(choose, click, panel, project, support):
    x, y = WEST + 1234.0, NORTH - 2345.0
    points = add_points(project, [(x, y), (WEST + 5000.0, NORTH - 5000.0)])
    recipe = panel.session.recipe
    chosen = type(recipe.layers[0])(points.id(), points.source(), "Plots", used=True, role="points")
    panel.session.change(recipe.replace(layers=(*recipe.layers, chosen), approach="C", support=support, diameter=100.0))
    choose()
    rows = click(x + 20.0, y - 10.0)
    shares = {tuple(map(int, row[0].split(", "))): float(row[3].split()[0]) / 100 for row in rows if row[3][0] != "<"}
    told = panel.cell_view.words.text()
    if support == "auto":
        disc = Point(x, y).buffer(50.0, 256)
        for (row, column), share in shares.items():
            left, top = WEST + 30 * column, NORTH - 30 * row
            area = disc.intersection(box(left, top - 30, left + 30, top)).area
            assert share == pytest.approx(area / disc.area, abs=2e-3)
        assert "Footprint of Plots (Disc)." in told
        assert float(rows[0][4]) == pytest.approx(shares[next(iter(shares))] * np.pi * 2500.0, rel=5e-3)
    else:
        values = sorted(shares.values())
        assert len(shares) > 20 and values[-1] > 5 * values[0]
        assert "Footprint of Plots (Gaussian beam)." in told
        assert panel.cell_view.table.isColumnHidden(4)
    assert sum(shares.values()) == pytest.approx(1.0, abs=0.01)
    ring = panel._marks.bands[-1].asGeometry()
    assert ring.area() == pytest.approx(np.pi * 2500.0, rel=5e-3)
    middle = ring.centroid().asPoint()
    assert (middle.x(), middle.y()) == pytest.approx((x, y), abs=0.5)
    assert "result (Mean)" in told and "here." not in told


def test_beside_footprints_it_is_the_cell(choose, click, panel, project):
    points = add_points(project, [(WEST + 1234.0, NORTH - 2345.0)])
    recipe = panel.session.recipe
    chosen = type(recipe.layers[0])(points.id(), points.source(), "Plots", used=True, role="points")
    panel.session.change(recipe.replace(layers=(*recipe.layers, chosen), approach="C", diameter=100.0))
    choose()
    assert len(click(WEST + 4000.0, NORTH - 1000.0)) == 100
    assert panel.cell_view.words.text().startswith("Cell in row 3, column 13")


def test_by_keyboard_the_cell_in_the_middle(choose, panel, canvas, qtbot):
    from qgis.PyQt.QtCore import Qt

    choose()
    panel.pages.setCurrentWidget(panel.cell_page)
    panel.centre_button.setFocus()
    qtbot.keyClick(panel.centre_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.cell_view.model.rowCount() == 100, timeout=WAIT)
    centre = canvas.center()
    row, column = int((NORTH - centre.y()) / 300), int((centre.x() - WEST) / 300)
    assert f"row {row}, column {column} " in panel.cell_view.words.text()


def test_where_nothing_lies_one_sentence_tells_why(choose, click, panel, canvas, qtbot):
    from qgis.core import QgsRectangle

    panel.centre_button.click()
    assert panel.cell_view.words.text() == "Choose two raster layers to compare them."
    choose()
    canvas.setExtent(QgsRectangle(WEST - 9000.0, NORTH - 6000.0, WEST + 9000.0, NORTH))
    click(WEST + 2000.0, NORTH - 2000.0)
    assert click(WEST - 5000.0, NORTH - 1000.0) == []
    assert panel.cell_view.words.text() == "The common grid has no cell there; click where the layers are."
    assert not panel._marks.bands


def test_pixels_by_the_thousand_are_not_drawn(choose, click, panel, project, tmp_path):
    wide = add_raster(project, rasters.write(tmp_path / "wide.tif", NOISY[:2, :3], pixel=3000.0), "Wide")
    choose(up=wide)
    rows = click(WEST + 1000.0, NORTH - 1000.0)
    assert len(rows) == 10_000
    assert "More than 4,000 pixels are not drawn" in panel.cell_view.words.text()
    assert len(panel._marks.bands) == 1 and panel._marks.labels is None


def test_weights_as_text():
    from multiscale_fusion.ui.cell_tool import weight_text

    texts = [weight_text(each) for each in (0.0, 1e-7, 0.00123, 0.5, 1.0)]
    assert texts == ["0 %", "< 0.01 %", "0.123 %", "50 %", "100 %"]
