"""The grid on a real canvas: its lines lie where QGIS itself draws the pixels."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.ui.grid_outline import SOURCES, TARGET, GridLines, GridOutline
from odc.geo.geobox import GeoBox
from pyproj import CRS, Transformer
from scipy.ndimage import binary_dilation

WIDTH, HEIGHT = 500, 400
PIXELS = GeoBox((20, 30), Affine(600.0, 0.0, 500100.0, 0.0, -600.0, 5000100.0), CRS(rasters.UTM))
SINUSOIDAL = CRS("+proj=sinu +R=6371007.181 +units=m +type=crs")


@pytest.fixture
def canvas(qtbot, project, tmp_path):
    """Shows a chessboard of 30 x 20 pixels of 600 m, its middle 10 x 8 of them."""
    from qgis.core import QgsContrastEnhancement, QgsCoordinateReferenceSystem, QgsRasterLayer, QgsRectangle
    from qgis.gui import QgsMapCanvas

    board = (np.indices((20, 30)).sum(0) % 2).astype(np.float32)
    layer = QgsRasterLayer(str(rasters.write(tmp_path / "board.tif", board, pixel=600.0)), "board")
    layer.setContrastEnhancement(QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum)
    project.addMapLayer(layer)
    canvas = QgsMapCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(WIDTH, HEIGHT)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(rasters.UTM))
    canvas.setLayers([layer])
    canvas.setExtent(QgsRectangle(506000.0, 4991700.0, 512000.0, 4996500.0))
    canvas.show()
    yield canvas
    canvas.setLayers([])


@pytest.fixture
def outline(canvas):
    outline = GridOutline(canvas)
    yield outline
    outline.unload()


def picture(qtbot, canvas):
    """What is on the screen: (rows, columns, 3)."""
    from qgis.PyQt.QtGui import QImage

    with qtbot.waitSignal(canvas.mapCanvasRefreshed, timeout=20_000):
        canvas.refresh()
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = image.constBits()
    data.setsize(image.sizeInBytes() if hasattr(image, "sizeInBytes") else image.byteCount())
    return np.frombuffer(bytes(data), np.uint8).reshape(image.height(), image.width(), 4)[..., 2::-1].astype(int)


def on_map(canvas):
    return [item for item in canvas.scene().items() if isinstance(item, GridLines)]


def bounds(item):
    points = np.concatenate(item.lines)
    return (*points.min(0), *points.max(0))


def show(qtbot, outline, target, sources):
    outline.set_grids(target, sources)
    outline.set_shown(True)
    qtbot.waitUntil(lambda: bool(outline.items), timeout=20_000)


def edges(row):
    """Where a row of the chessboard turns from black to white or back, between columns."""
    return np.flatnonzero(np.abs(np.diff(row[:, 1] > 127))) + 1


@pytest.mark.parametrize(("crs", "tolerance"), [(rasters.UTM, 1.5), ("EPSG:3857", 2.5), ("EPSG:3035", 2.5)])
def test_lines_lie_where_qgis_draws_the_pixels(qtbot, canvas, outline, crs, tolerance):
    from qgis.core import QgsCoordinateReferenceSystem

    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    picture(qtbot, canvas)   # the extent settles
    plain = picture(qtbot, canvas)
    show(qtbot, outline, None, [PIXELS])
    lined = picture(qtbot, canvas)
    changed = np.abs(lined - plain).sum(-1) > 60
    turns = plain[..., 1] > 127
    edge = np.zeros(turns.shape, bool)
    edge[:, 1:] |= turns[:, 1:] != turns[:, :-1]
    edge[1:] |= turns[1:] != turns[:-1]
    assert not (changed & ~binary_dilation(edge, iterations=5))[8:-8, 8:-8].any()
    # In the middle of a row of pixels: nine rows of the screen hold more than the gap of a dash.
    for row in (HEIGHT // 3, HEIGHT // 2, 2 * HEIGHT // 3):
        middles = np.flatnonzero(changed[row - 4:row + 5].any(0)) + 0.5
        at_edge = [edge for edge in edges(plain[row]) if 5 < edge < WIDTH - 5]
        assert len(at_edge) > 8
        assert max(np.abs(middles - edge).min() for edge in at_edge) <= tolerance


def test_the_target_over_the_pixels(qtbot, canvas, outline):
    """Solid and in its own colour, where pyproj says it lies; the outline is followed by its cells."""
    from qgis.PyQt.QtGui import QColor

    to_map = Transformer.from_crs(SINUSOIDAL, rasters.UTM, always_xy=True)
    x, y = Transformer.from_crs(rasters.UTM, SINUSOIDAL, always_xy=True).transform(509000.0, 4994000.0)
    grid = GeoBox((4, 4), Affine(926.625, 0, x - 2 * 926.625, 0, -926.625, y + 2 * 926.625), SINUSOIDAL)
    show(qtbot, outline, grid, [PIXELS])
    shown = picture(qtbot, canvas)
    pixels, cells, sides = (len(item.lines) for item in outline.items)
    # Some 12 x 9 pixels are seen.
    assert (cells, sides) == (5 + 5, 4) and 19 <= pixels <= 30
    wanted = QColor(TARGET.colour)
    near = np.abs(shown - [wanted.red(), wanted.green(), wanted.blue()]).sum(-1) < 40
    transform = canvas.getCoordinateTransform()
    for i, j in ((0, 0), (0, 2), (1.5, 1), (4, 4), (2, 3.5)):
        spot = transform.transform(*to_map.transform(*(grid.affine * (i, j))))
        row, column = round(spot.y()), round(spot.x())
        assert near[row - 2:row + 3, column - 2:column + 3].any()
    for i, j in ((0.5, 0.5), (2.5, 1.5), (-0.5, 2.0)):
        spot = transform.transform(*to_map.transform(*(grid.affine * (i, j))))
        row, column = round(spot.y()), round(spot.x())
        assert not near[row - 3:row + 4, column - 3:column + 4].any()


def test_it_follows_the_map(qtbot, canvas, outline):
    from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle

    show(qtbot, outline, PIXELS, [])
    assert len(on_map(canvas)) == 1, "only cells: the outline is out of sight"
    assert outline.size(0) == pytest.approx(600.0 / canvas.mapUnitsPerPixel())
    far = QgsRectangle(400000.0, 4900000.0, 600000.0, 5100000.0)
    with qtbot.waitSignal(outline.drawn, timeout=10_000):
        canvas.setExtent(far)
    assert len(on_map(canvas)) == 1, "only the outline"
    assert bounds(on_map(canvas)[0]) == (500100.0, 5000100.0 - 12000.0, 518100.0, 5000100.0)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    qtbot.waitUntil(lambda: bool(on_map(canvas)) and bounds(on_map(canvas)[0])[0] < 20.0, timeout=20_000)
    corner = Transformer.from_crs(rasters.UTM, "EPSG:4326", always_xy=True).transform(500100.0, 5000100.0)
    west, _, _, north = bounds(on_map(canvas)[0])
    assert (west, north) == pytest.approx(corner, abs=1e-4)
    with qtbot.waitSignal(outline.drawn, timeout=10_000):
        canvas.setDestinationCrs(QgsCoordinateReferenceSystem())
    assert on_map(canvas) == [], "a map without a CRS shows no place"


def test_it_leaves_nothing_behind(qtbot, canvas):
    before = len(canvas.scene().items())
    for _ in range(2):
        outline = GridOutline(canvas)
        show(qtbot, outline, PIXELS, [PIXELS])
        assert len(on_map(canvas)) == 2
        outline.set_shown(False)
        assert on_map(canvas) == []
        outline.set_shown(True)
        outline.unload()
        assert len(canvas.scene().items()) == before
    canvas.zoomByFactor(0.5)
    canvas.setRotation(10.0)
    assert len(canvas.scene().items()) == before


def test_more_layers_than_strokes(qtbot, canvas, outline):
    grids = [GeoBox((20, 30), Affine(600.0 + k, 0, 500100.0, 0, -600.0, 5000100.0), PIXELS.crs) for k in range(9)]
    show(qtbot, outline, None, grids)
    assert len(on_map(canvas)) == len(SOURCES)
    strokes = [TARGET, *SOURCES]
    assert len({stroke.style for stroke in strokes}) == len({stroke.colour for stroke in strokes}) == len(strokes)
