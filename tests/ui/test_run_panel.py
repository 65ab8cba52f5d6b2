"""The bar below the tabs, by clicks and keys: run, cancel, what comes into the project and what is told."""

import os
import re

import numpy as np
import pytest
from multiscale_fusion.core.finding import Finding, Severity
from multiscale_fusion.tests.processing import rasters

SECONDS = 60_000   # milliseconds: a guard against hangs


@pytest.fixture
def shown(qtbot, project, fine):
    """A panel on a session with a raster of the project, beside a message bar; a callable makes others."""
    from multiscale_fusion.tests.ui.running import add_raster, session_of
    from multiscale_fusion.ui.run_panel import RunPanel
    from qgis.gui import QgsMessageBar
    from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

    made = []

    class Shown:
        def __init__(self, layers, approach="A", **choices):
            self.window = QWidget()
            self.bar, self.session = QgsMessageBar(), session_of(layers, approach, **choices)
            self.panel = RunPanel(self.session, self.bar)
            layout = QVBoxLayout(self.window)
            layout.addWidget(self.bar)
            layout.addWidget(self.panel)
            self.window.resize(380, 200)
            self.window.show()
            qtbot.addWidget(self.window)
            self.loaded = []
            self.session.result_loaded.connect(self.loaded.append)
            made.append(self)

        def click(self, button=None):
            from qgis.PyQt.QtCore import Qt

            qtbot.mouseClick(button or self.panel.button, Qt.MouseButton.LeftButton)

        def run(self):
            self.click()
            self.wait()

        def wait(self):
            qtbot.waitUntil(lambda: not self.panel.is_running, timeout=SECONDS)

        def messages(self):
            """Texts of the message bar, of which Qt makes documents."""
            from qgis.PyQt.QtWidgets import QTextBrowser

            return [" ".join(box.toPlainText().split()) for item in self.bar.items()
                    for box in item.findChildren(QTextBrowser)]

        def message_button(self, text):
            from qgis.PyQt.QtWidgets import QPushButton

            return next(button for item in self.bar.items() for button in item.findChildren(QPushButton)
                        if button.text() == text)

    class Make:
        def __call__(self, *layers, **choices):
            return Shown(layers or [add_raster(project, fine, "Fine")], **choices)

    yield Make()
    for each in made:
        each.panel.unload()


def test_a_click_loads_a_styled_layer_in_a_group_with_its_report(qtbot, project, shown, fine):
    from multiscale_fusion.tests.ui.running import add_raster, layer_names
    from processing.core.ProcessingResults import resultsList
    from qgis.core import QgsSingleBandGrayRenderer

    layer = add_raster(project, fine, "Fine")
    layer.setRenderer(QgsSingleBandGrayRenderer(layer.dataProvider(), 2))
    dock = shown(layer)
    known = len(resultsList.getResults())
    dock.run()
    assert layer_names(project) == {"Fine": "", "Stack": "Join layers on a common grid"}
    stack = project.mapLayersByName("Stack")[0]
    # As the first layer looks, whose second band is painted; QGIS itself would mix bands to colours.
    assert isinstance(stack.renderer(), QgsSingleBandGrayRenderer) and stack.renderer().inputBand() == 2
    np.testing.assert_allclose(rasters.read(stack.source()), rasters.block_means(rasters.field()), rtol=1e-6)
    assert dock.loaded == [[stack.id()]]
    result = resultsList.getResults()[-1]
    assert len(resultsList.getResults()) == known + 1
    assert result.name == "Join layers on a common grid: Report" and os.path.getsize(result.filename) > 10_000
    assert re.fullmatch(r"Done in \d+\.\d s: Join layers on a common grid", dock.panel.state.whole)
    assert dock.panel.button.text() == "Run" and dock.panel.button.isEnabled()
    assert dock.panel.progress.isHidden()


def test_open_report_opens_the_page(qtbot, shown):
    from qgis.PyQt.QtCore import QObject, pyqtSlot, QUrl
    from qgis.PyQt.QtGui import QDesktopServices

    class Browser(QObject):
        urls = []

        @pyqtSlot(QUrl)
        def open(self, url):
            self.urls.append(url.toLocalFile())

    dock, browser = shown(), Browser()
    dock.run()
    QDesktopServices.setUrlHandler("file", browser, "open")
    dock.click(dock.message_button("Open Report"))
    QDesktopServices.unsetUrlHandler("file")
    assert len(browser.urls) == 1 and "<html" in open(browser.urls[0], encoding="utf-8").read()[:500].lower()


def test_without_a_report_there_is_no_page(qtbot, shown, folder):
    dock = shown(output=str(folder / "out.tif"))
    dock.click(dock.panel.report)
    assert dock.session.recipe.report is False
    dock.run()
    assert [path.suffix for path in sorted(folder.iterdir())] == [".tif", ".json"] and dock.loaded
    assert len(dock.messages()) == 1


def test_the_group_is_named_as_the_output_and_numbered(qtbot, project, shown, folder):
    from multiscale_fusion.tests.ui.running import layer_names

    dock = shown(output=str(folder / "mine.tif"), report=False)
    project.layerTreeRoot().addGroup("mine")
    dock.run()
    assert layer_names(project)["Stack"] == "mine 2"


def test_run_again_into_a_file_that_is_loaded_renews_the_layer_in_its_place(qtbot, project, shown, folder):
    """No second layer, no empty group; the layer keeps its look and shows the new values."""
    from multiscale_fusion.tests.ui.running import assess
    from qgis.core import QgsSingleBandGrayRenderer

    dock = shown(output=str(folder / "out.tif"), report=False)
    dock.run()
    stack = project.mapLayersByName("Stack")[0]
    stack.setRenderer(QgsSingleBandGrayRenderer(stack.dataProvider(), 2))
    stack.setName("My stack")
    assert (stack.width(), stack.height()) == (30, 20)
    tree = [node.name() for node in project.layerTreeRoot().findGroups()]
    dock.session.change(dock.session.recipe.with_grid(resolution=600.0))
    assess(dock.session)
    dock.run()
    assert set(project.mapLayers().values()) == {stack, project.mapLayersByName("Fine")[0]}
    assert [node.name() for node in project.layerTreeRoot().findGroups()] == tree == ["out"]
    assert (stack.name(), stack.width(), stack.height()) == ("My stack", 15, 10)
    assert stack.renderer().inputBand() == 2
    block = stack.dataProvider().block(1, stack.extent(), 15, 10)
    np.testing.assert_allclose(block.value(0, 0), rasters.field()[0, :20, :20].astype(float).mean(), rtol=1e-6)
    assert dock.loaded[-1] == [stack.id()]


def test_points_are_sampled_into_a_layer(qtbot, project, shown, fine, folder):
    from multiscale_fusion.tests.ui.running import add_points, add_raster, layer_names

    west, north = rasters.ORIGIN
    points = add_points(project, [(west + 15, north - 15), (west + 45, north - 15)])
    dock = shown(points, add_raster(project, fine, "Fine"), approach="C", output=str(folder / "out.gpkg"))
    assert not dock.panel.report.isEnabled() and "no report" in dock.panel.report.toolTip()
    dock.run()
    assert layer_names(project)["Sampled"] == "out"
    sampled = project.mapLayersByName("Sampled")[0]
    values = [feature["fine_b1_value"] for feature in sampled.getFeatures()]
    np.testing.assert_allclose(values, rasters.field()[0, 0, :2], rtol=1e-6)
    # Run again: QGIS keeps connections to the file that is replaced.
    points.dataProvider().deleteFeatures([next(points.getFeatures()).id()])
    dock.run()
    assert project.mapLayersByName("Sampled") == [sampled]
    np.testing.assert_allclose([feature["fine_b1_value"] for feature in sampled.getFeatures()],
                               rasters.field()[0, 0, 1:2], rtol=1e-6)


def test_cancel_leaves_no_layer_and_no_file(qtbot, project, shown, fine, folder, tmp_path):
    from multiscale_fusion.tests.ui.running import add_raster

    large = add_raster(project, rasters.enlarged(tmp_path / "large.vrt", fine, 100), "Large")
    dock = shown(large, output=str(folder / "out.tif"))
    dock.click()
    assert dock.panel.button.text() == "Cancel" and dock.panel.progress.isVisible()
    assert dock.panel.state.whole == "Running: Join layers on a common grid"
    qtbot.waitUntil(lambda: dock.panel.progress.value() > 0, timeout=SECONDS)
    dock.click()
    assert not dock.panel.button.isEnabled()
    dock.wait()
    assert list(folder.iterdir()) == []
    assert list(project.mapLayers().values()) == [large] and not project.layerTreeRoot().findGroups()
    assert dock.panel.state.whole == "Cancelled; nothing was written."
    assert dock.panel.button.text() == "Run" and dock.panel.button.isEnabled()
    assert dock.messages() == [] and dock.loaded == []


def test_an_error_is_one_sentence_in_the_message_bar_and_its_log_is_at_hand(qtbot, project, shown):
    from multiscale_fusion.tests.ui.running import assess
    from multiscale_fusion.ui.run_log import LogDialog

    dock = shown(output="/sys/out.tif", report=False)
    dock.run()
    sentence = "The folder /sys may not be written to; choose another one."
    assert dock.messages() == [f"Multiscale Fusion: {sentence}"]
    assert dock.panel.state.whole == sentence
    dock.click(dock.message_button("Show Log"))
    log = dock.window.findChild(LogDialog)
    assert log.isVisible() and f"Error: {sentence}" in log.text.toPlainText()
    assert len(project.mapLayers()) == 1
    # The next run has a log of its own.
    dock.session.change(dock.session.recipe.replace(output=""))
    assess(dock.session)
    dock.run()
    dock.panel.show_log()
    shown_now = [each for each in dock.window.findChildren(LogDialog) if each.isVisible()]
    assert len(shown_now) == 1 and "Done in" in shown_now[0].text.toPlainText()


def test_the_log_is_shown_while_it_grows(qtbot, shown):
    from multiscale_fusion.ui.run_log import LogDialog

    dock = shown()
    assert not dock.panel.menu.log_action.isEnabled()
    dock.click()
    dock.panel.menu.log_action.trigger()
    log = dock.window.findChild(LogDialog)
    dock.wait()
    qtbot.waitUntil(lambda: "Done in" in log.text.toPlainText())
    lines = log.text.toPlainText().splitlines()
    assert sum("started at" in line for line in lines) == 1
    dock.click(log.copy_button)
    from qgis.PyQt.QtWidgets import QApplication

    assert QApplication.clipboard().text() == log.text.toPlainText()


def test_blockers_block_until_they_are_accepted(qtbot, shown):
    from multiscale_fusion.tests.ui.running import assess

    dock = shown()
    blocker = Finding("CATEGORICAL_AVERAGE", Severity.BLOCKER, "fine", "no")
    assess(dock.session, blocker)
    reason = "Stopped by CATEGORICAL_AVERAGE: fix it or accept it in the tab Findings."
    assert not dock.panel.button.isEnabled()
    assert dock.panel.button.toolTip() == dock.panel.state.whole == dock.panel.button.accessibleDescription() == reason
    dock.session.change(dock.session.recipe.replace(accepted=frozenset({"CATEGORICAL_AVERAGE"})))
    assess(dock.session, blocker)
    assert dock.panel.button.isEnabled()
    assert dock.panel.state.whole == "Ready: Join layers on a common grid"
    dock.session.set_assessment(None)
    assert not dock.panel.button.isEnabled() and "being checked" in dock.panel.state.whole


def test_the_line_of_state_keeps_to_one_line(qtbot, shown):
    dock = shown()
    dock.panel.state.setText("A long sentence about what stops the run. " * 5)
    assert dock.panel.state.text().endswith("…") and len(dock.panel.state.text()) < 100
    assert dock.panel.state.toolTip() == dock.panel.state.whole
    assert dock.panel.sizeHint().height() <= 120


def test_an_output_is_typed_and_gets_its_ending(qtbot, shown, project, folder):
    from qgis.PyQt.QtCore import Qt

    dock = shown()
    line = dock.panel.output.lineEdit()
    assert line.placeholderText() == "Temporary file"
    qtbot.keyClicks(line, str(folder / "typed"))
    assert dock.session.recipe.output == ""
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert dock.session.recipe.output == dock.panel.output.filePath() == str(folder / "typed.tif")
    assert ".tif" in dock.panel.output.filter()
    dock.session.change(dock.session.recipe.replace(approach="C"))
    assert dock.session.recipe.output == dock.panel.output.filePath() == str(folder / "typed.gpkg")
    assert ".gpkg" in dock.panel.output.filter()
    dock.session.change(dock.session.recipe.replace(approach="A"))
    qtbot.keyClicks(line, "x")
    dock.run()   # while it is being typed
    assert dock.session.recipe.output == str(folder / "typed.tifx.tif") and os.path.exists(folder / "typed.tifx.tif")
    dock.panel.output.setFilePath("")
    assert dock.session.recipe.output == ""


def test_a_bare_name_is_meant_beside_the_project(qtbot, shown, project, folder):
    dock = shown()
    project.setPresetHomePath(str(folder))
    dock.panel.output.setFilePath("out")
    assert dock.session.recipe.output == str(folder / "out.tif")


def test_the_bar_is_worked_by_keys_alone(qtbot, shown, folder):
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QApplication

    dock = shown(report=False)
    dock.panel.output.lineEdit().setFocus()
    order = []
    for _ in range(6):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget().objectName())
    names = [name for name in order if name.startswith("run_")]
    assert names[:3] == ["run_report", "run_more", "run_button"]
    dock.panel.button.setFocus()
    qtbot.keyClick(dock.panel.button, Qt.Key.Key_Space)
    assert dock.panel.is_running
    dock.wait()
    assert dock.loaded


def test_the_run_goes_on_when_the_dock_is_closed(qtbot, project, shown):
    dock = shown(report=False)
    dock.click()
    dock.window.hide()
    dock.wait()
    assert len(project.mapLayersByName("Stack")) == 1


def test_unloaded_in_mid_run_it_leaves_nothing(qtbot, project, shown, fine, folder, tmp_path):
    from multiscale_fusion.tests.ui.running import add_raster
    from qgis.core import QgsApplication

    large = add_raster(project, rasters.enlarged(tmp_path / "large.vrt", fine, 100), "Large")
    dock = shown(large, output=str(folder / "out.tif"))
    dock.panel.tell("Something to know")
    dock.click()
    qtbot.waitUntil(lambda: dock.panel.progress.value() > 0, timeout=SECONDS)
    dock.panel.show_log()
    dock.panel.unload()
    assert dock.bar.items() == [] and list(folder.iterdir()) == []
    qtbot.waitUntil(lambda: not QgsApplication.taskManager().activeTasks(), timeout=SECONDS)
    dock.panel.deleteLater()
    qtbot.wait(200)
    assert list(project.mapLayers().values()) == [large] and dock.loaded == []
    assert dock.session.receivers(dock.session.recipe_changed) == 0
