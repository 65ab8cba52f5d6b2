"""Plots by themselves: axes, shading, words, menu, pictures."""

import numpy as np
import pytest
from multiscale_fusion.core.statistics.pair import histogram, pair_density


@pytest.fixture
def scatter(qtbot, qgis_app):
    from multiscale_fusion.ui.plots import ScatterPlot

    plot = ScatterPlot("Scatter plot")
    qtbot.addWidget(plot)
    plot.resize(360, 260)
    plot.show()
    return plot


@pytest.fixture
def bars(qtbot, qgis_app):
    from multiscale_fusion.ui.plots import HistogramPlot

    plot = HistogramPlot("Histogram")
    qtbot.addWidget(plot)
    plot.resize(360, 200)
    plot.show()
    return plot


def pairs(count, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(0.5, 0.1, count)
    return x, 0.8 * x + rng.normal(0.1, 0.02, count)


def ink(image, colour, area=None):
    """How many pixels of a picture have a colour."""
    return sum(image.pixelColor(x, y).name() == colour for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("low, high, most, step", [
    (0.0, 1.0, 5, 0.2), (0.0, 1.0, 4, 0.5), (270.0, 310.0, 4, 10.0), (-3e-5, 4e-5, 5, 2e-5), (0.0, 9e9, 3, 5e9),
    (100000.1, 100000.2, 2, 0.05),
])
def test_labels_stand_at_round_numbers(qgis_app, low, high, most, step):
    from multiscale_fusion.ui.plots import interval

    assert interval(low, high, most) == pytest.approx(step)


@pytest.mark.parametrize("low, high, step, value, text", [
    (0.0, 1.0, 0.2, 0.6000000000000001, "0.6"), (270.0, 310.0, 10.0, 280.0, "280"), (0.0, 0.01, 0.002, 0.004, "0.004"),
    (0.0, 20000.0, 5000.0, 15000.0, "15000"), (100000.1, 100000.2, 0.05, 100000.15, "100000.15"),
])
def test_labels_tell_as_many_digits_as_are_needed(qgis_app, low, high, step, value, text):
    from multiscale_fusion.ui.plots import numbers
    from qgis.core import QgsNumericFormatContext

    assert numbers(low, high, step).formatDouble(value, QgsNumericFormatContext()) == text


def test_huge_and_tiny_numbers_have_powers_of_ten(qgis_app):
    from multiscale_fusion.ui.plots import numbers
    from qgis.core import QgsNumericFormatContext

    context = QgsNumericFormatContext()
    assert numbers(0.0, 9e9, 5e9).formatDouble(5e9, context).lower().startswith("5e+09")
    assert numbers(0.0, 4e-5, 1e-5).formatDouble(3e-5, context).lower().startswith("3e-05")


def test_few_pairs_are_points_and_many_are_shaded(scatter):
    from qgis.PyQt.QtCore import Qt

    x, y = pairs(300)
    shade = pair_density(x, y, True)
    scatter.show_pairs((x, y), shade, [(0.0, 1.0, Qt.PenStyle.DashLine)], ("NDVI", "Result"))
    points = scatter.grab().toImage()
    # A point is where its values are, and nothing is where there are none.
    at = scatter.to_screen(x[0], y[0])
    base = scatter.palette().base().color()
    scale = points.devicePixelRatio()
    here = points.pixelColor(int(at.x() * scale), int(at.y() * scale))
    assert here.name() != base.name()
    (west, east), (south, north) = shade.x, shade.y
    empty = scatter.to_screen(west + 0.02 * (east - west), north - 0.05 * (north - south))
    assert points.pixelColor(int(empty.x() * scale), int(empty.y() * scale)).name() == base.name()
    x, y = pairs(100_000)
    shade = pair_density(x, y, True)
    scatter.show_pairs(None, shade, [], ("NDVI", "Result"))
    image = scatter.grab().toImage()
    row, column = np.unravel_index(shade.counts.argmax(), shade.counts.shape)
    densest = scatter.to_screen(shade.x[0] + (column + 0.5) / 64 * (shade.x[1] - shade.x[0]),
                                shade.y[0] + (row + 0.5) / 64 * (shade.y[1] - shade.y[0]))
    rare = np.argwhere(shade.counts == 1)[0]
    seldom = scatter.to_screen(shade.x[0] + (rare[1] + 0.5) / 64 * (shade.x[1] - shade.x[0]),
                               shade.y[0] + (rare[0] + 0.5) / 64 * (shade.y[1] - shade.y[0]))
    far = [image.pixelColor(int(place.x() * scale), int(place.y() * scale)) for place in (densest, seldom)]
    away = [abs(colour.lightness() - base.lightness()) for colour in far]
    assert away[0] > away[1] + 40 > 40


def test_places_come_back(scatter):
    x, y = pairs(50)
    scatter.show_pairs((x, y), pair_density(x, y, False), [], ("a", "b"))
    scatter.grab()
    assert scatter.to_values(scatter.to_screen(0.51, 0.49)) == pytest.approx((0.51, 0.49))
    from qgis.PyQt.QtCore import QPointF

    shade = pair_density(x, y, False)
    assert scatter.to_values(QPointF(-100.0, -100.0)) == pytest.approx((shade.x[0], shade.y[1]))


def test_constant_values_are_drawn_too(scatter):
    x = np.full(5, 7.0)
    scatter.show_pairs((x, x), pair_density(x, x, True), [], ("a", "b"))
    image = scatter.grab().toImage()
    at = scatter.to_screen(7.0, 7.0) * image.devicePixelRatio()
    assert image.pixelColor(int(at.x()), int(at.y())).name() != scatter.palette().base().color().name()


def test_bars_are_as_high_as_their_counts(bars):
    counts = histogram(np.array([0.1, 0.1, 0.1, 0.9]), (0.0, 1.0), 2)
    bars.show_counts(counts, ("NDVI", "Cells"))
    image = bars.grab().toImage()
    scale = image.devicePixelRatio()
    data = bars.palette().highlight().color().name()

    def at(x, y):
        place = bars.to_screen(x, y)
        return image.pixelColor(int(place.x() * scale), int(place.y() * scale)).name()

    assert at(0.25, 2.8) == at(0.25, 0.2) == at(0.75, 0.8) == data
    assert at(0.75, 1.4) == bars.palette().base().color().name()
    bars.show_some(histogram(np.array([0.1]), (0.0, 1.0), 2))
    hatched = bars.grab().toImage()
    text = bars.palette().windowText().color().name()
    assert ink(hatched, text) > ink(image, text) + 20


def test_an_empty_plot_tells_why(scatter):
    scatter.show_nothing("Choose two raster layers to compare them.")
    assert scatter.is_empty and scatter.accessibleName() == "Scatter plot"
    assert scatter.accessibleDescription() == "Choose two raster layers to compare them."
    image = scatter.grab().toImage()
    assert ink(image, scatter.palette().windowText().color().name()) > 20


def test_the_menu_copies_and_saves(scatter, tmp_path, monkeypatch):
    from qgis.PyQt.QtGui import QImage
    from qgis.PyQt.QtWidgets import QApplication, QFileDialog

    x, y = pairs(30)
    scatter.show_pairs((x, y), pair_density(x, y, False), [], ("a", "b"))
    scatter.describe("30 cells.")
    actions = {action.text(): action for action in scatter.menu().actions()}
    assert list(actions) == ["Copy Image", "Save Image…", "Copy Text"]
    actions["Copy Text"].trigger()
    assert QApplication.clipboard().text() == "30 cells."
    actions["Copy Image"].trigger()
    assert QApplication.clipboard().image().size() == scatter.grab().size()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "plot"), ""))
    actions["Save Image…"].trigger()
    assert QImage(str(tmp_path / "plot.png")).size() == scatter.grab().size()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    actions["Save Image…"].trigger()
    assert [each.name for each in tmp_path.iterdir()] == ["plot.png"]
