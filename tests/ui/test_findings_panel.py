"""The findings on the screen: all of them, by keyboard and mouse, with their places, their help and their accepting."""

import time

import numpy as np
import pytest
from multiscale_fusion.core.finding import Finding, MapPlace, Severity
from multiscale_fusion.core.message import message
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.ui.checking import add, recipe_of
from multiscale_fusion.ui import text_label
from multiscale_fusion.ui.assessment import Assessment
from multiscale_fusion.ui.finding_card import severity_mark
from multiscale_fusion.ui.findings_panel import FindingsPanel, advice_url, severity_icon
from multiscale_fusion.ui.recipe import LayerChoice, Recipe
from multiscale_fusion.ui.session import Session
from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, Qt, QTimer, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QColor, QDesktopServices, QPalette
from qgis.PyQt.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QScrollArea

RECIPE = Recipe(layers=(LayerChoice("a", "/a.tif", "Land cover", used=True, role="fine", statistic="mean"),
                        LayerChoice("b", "/b.tif", "Slope", used=True, role="fine")), approach="A")
UTM = QgsCoordinateReferenceSystem(rasters.UTM)
BLOCKER = Finding("CATEGORICAL_AVERAGE", Severity.BLOCKER, "Land cover", "the mean of class codes is no class.",
                  "Use the statistic mode or fractions.",
                  MapPlace((500100.0, 4994100.0, 509100.0, 5000100.0), UTM.toWkt()))
WARNING = Finding("TIME_MISMATCH", Severity.WARNING, "Land cover and Slope", "they are of 2020 and 2024.",
                  "Composite the layers to a common window.")
REMARK = Finding("CRS_MISMATCH", Severity.INFO, "Slope", "its CRS is not that of the target grid.",
                 "Nothing needs to be done here.")


@pytest.fixture
def session(project):
    made = Session()
    made.change(RECIPE)
    return made


@pytest.fixture
def canvas(qtbot):
    made = QgsMapCanvas()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.setDestinationCrs(UTM)
    made.setExtent(QgsRectangle(0, 0, 10, 10))
    return made


@pytest.fixture
def panel(qtbot, session, canvas):
    """In a scroll area, as in the dock."""
    made = FindingsPanel(session, canvas)
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(made)
    area.resize(380, 480)
    area.show()
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    yield made
    made.unload()


def find(session, *findings, **changes):
    session.set_assessment(Assessment(session.recipe, findings, **changes))


def texts(card):
    return [label.text() for label in card.findChildren(QLabel) if label.text()]


def button(card, name):
    return card.findChild(QPushButton, name)


def test_all_findings_are_told_in_full_with_icon_and_text_of_their_severity(panel, session):
    find(session, BLOCKER, WARNING, REMARK)
    assert [card.finding for card in panel.cards] == [BLOCKER, WARNING, REMARK]
    assert texts(panel.cards[0]) == ["Blocker", "CATEGORICAL_AVERAGE",
                                     "<b>Land cover</b>: the mean of class codes is no class.",
                                     "Use the statistic mode or fractions."]
    assert [texts(card)[0] for card in panel.cards] == ["Blocker", "Warning", "Remark"]
    marks = [card.findChild(QLabel, "findingIcon").pixmap().toImage() for card in panel.cards]
    assert len({mark.constBits().asstring(mark.sizeInBytes()) for mark in marks}) == 3
    assert panel.summary.text() == "1 blocker, 1 warning, 1 remark. Fix or accept the blockers to run."


def test_counts_are_told_to_the_dock_when_they_change(qtbot, panel, session):
    with qtbot.waitSignal(panel.counts_changed) as told:
        find(session, BLOCKER, WARNING, WARNING.__class__("UNITS_DIFFER", "warning", "Slope", "x"), REMARK)
    assert told.args == [1, 2, 1]
    with qtbot.assertNotEmitted(panel.counts_changed):
        session.set_assessment(None)
        find(session, BLOCKER, WARNING, WARNING.__class__("UNITS_DIFFER", "warning", "Slope", "y"), REMARK)
    with qtbot.waitSignal(panel.counts_changed) as told:
        find(session)
    assert told.args == [0, 0, 0] and panel.summary.text().startswith("Nothing speaks against")


def test_states_without_findings(panel, session):
    assert panel.summary.text() == "Checking…"
    find(session, failure="Choose a grid preset.")
    assert panel.summary.text() == "Choose a grid preset." and panel.cards == ()
    session.change(Recipe())
    find(session)
    assert panel.summary.text().startswith("Choose layers in the tab Layers")


def test_while_layers_are_checked_the_last_findings_stay(panel, session):
    find(session, BLOCKER, WARNING)
    cards = panel.cards
    session.set_assessment(None)
    assert panel.summary.text() == "Checking…" and panel.cards == cards
    find(session, WARNING, REMARK)   # cards of findings that stay are the same ones
    assert panel.cards[0] is cards[1] and [card.finding for card in panel.cards] == [WARNING, REMARK]
    find(session, REMARK, WARNING)   # in the order of the findings
    assert [card.finding for card in panel.cards] == [REMARK, WARNING]
    heights = [card.y() for card in panel.cards]
    assert heights == sorted(heights) and heights[1] >= panel.cards[0].height()


def test_a_blocker_is_accepted_by_name_and_that_is_withdrawn(qtbot, panel, session):
    session.recipe_changed.connect(lambda recipe: session.set_assessment(Assessment(recipe, (BLOCKER, REMARK))))
    find(session, BLOCKER, REMARK)
    boxes = [card.findChild(QCheckBox) for card in panel.cards]
    assert boxes[1] is None and boxes[0].text() == "Accept CATEGORICAL_AVERAGE"
    boxes[0].setFocus()
    qtbot.keyClick(boxes[0], Qt.Key.Key_Space)
    assert session.recipe.accepted == {"CATEGORICAL_AVERAGE"} and session.assessment.blockers == ()
    assert panel.summary.text() == "1 blocker, 1 remark" and panel.cards[0].accept_box.isChecked()
    qtbot.keyClick(boxes[0], Qt.Key.Key_Space)
    assert session.recipe.accepted == frozenset() and session.assessment.blockers == ("CATEGORICAL_AVERAGE",)
    session.change(session.recipe.replace(accepted=frozenset({"CATEGORICAL_AVERAGE"})))   # by a recipe that was loaded
    assert panel.cards[0].accept_box.isChecked()


def test_buttons_are_there_where_they_help(panel, session):
    find(session, BLOCKER, WARNING)
    first, second = panel.cards
    assert [stop.text() for stop in first.tab_stops[1:]] == [
        "Use Mode", "Use Fractions", "Show on Map", "Why?", "Accept CATEGORICAL_AVERAGE"]
    assert [stop.text() for stop in second.tab_stops[1:]] == ["Why?"]
    assert all(stop.toolTip() for card in panel.cards for stop in card.tab_stops[1:])
    session.change(session.recipe.with_layer("a", statistic="mode"))
    find(session, BLOCKER)
    assert [stop.text() for stop in panel.cards[0].tab_stops[1:3]] == ["Use Fractions", "Show on Map"]


def test_why_opens_the_section_of_the_help(qtbot, panel, session):
    """Through Qt's own handler of addresses of files."""

    class Browser(QObject):
        opened = []

        @pyqtSlot(QUrl)
        def open(self, url):
            self.opened.append(url)

    browser, local = Browser(), advice_url("CATEGORICAL_AVERAGE")
    QDesktopServices.setUrlHandler(local.scheme(), browser, "open")
    try:
        find(session, BLOCKER)
        qtbot.mouseClick(button(panel.cards[0], "whyButton"), Qt.MouseButton.LeftButton)
    finally:
        QDesktopServices.unsetUrlHandler(local.scheme())
    assert browser.opened == [local] and local.fragment() == "categorical_average"
    if local.isLocalFile():
        assert 'id="categorical_average"' in open(local.toLocalFile(), encoding="utf-8").read()


def test_show_on_map_zooms_to_the_place_and_flashes(qtbot, panel, session, canvas):
    find(session, BLOCKER)
    items = len(canvas.scene().items())
    qtbot.mouseClick(button(panel.cards[0], "showButton"), Qt.MouseButton.LeftButton)
    west, south, east, north = BLOCKER.place.bounds
    seen = canvas.extent()
    assert seen.contains(QgsRectangle(west, south, east, north))
    assert max(seen.width() / (east - west), seen.height() / (north - south)) < 2.5
    assert min(seen.width() / (east - west), seen.height() / (north - south)) < 1.3
    assert len(canvas.scene().items()) == items + 1
    qtbot.waitUntil(lambda: len(canvas.scene().items()) == items, timeout=10_000)   # and leaves nothing behind


def test_a_place_that_the_map_cannot_show_is_told(qtbot, panel, session, canvas):
    pole = Finding("NO_OVERLAP", Severity.BLOCKER, "Slope", "it has no ground in common.", "",
                   MapPlace((0.0, 91.0, 1.0, 92.0), QgsCoordinateReferenceSystem("EPSG:4326").toWkt()))
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    find(session, pole)
    qtbot.mouseClick(button(panel.cards[0], "showButton"), Qt.MouseButton.LeftButton)
    assert "choose another CRS for the project" in panel.message_bar.currentItem().text()


def test_everything_is_reached_by_the_tab_key_from_top_to_bottom(qtbot, panel, session):
    find(session, WARNING, REMARK)
    find(session, BLOCKER, WARNING, REMARK)   # the first card is made last
    wanted = [panel.again, *(stop for card in panel.cards for stop in card.tab_stops)]
    panel.again.setFocus()
    for widget in wanted:
        assert QApplication.focusWidget() is widget
        qtbot.keyClick(widget, Qt.Key.Key_Tab)


def test_arrow_keys_go_from_finding_to_finding(qtbot, panel, session):
    find(session, BLOCKER, WARNING, REMARK)
    panel.cards[0].setFocus()
    seen = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(QApplication.focusWidget(), key)
        seen.append(panel.cards.index(QApplication.focusWidget()))
    assert seen == [1, 2, 2, 1]


def test_where_a_fix_takes_a_finding_away_the_next_one_has_the_focus(panel, session):
    find(session, BLOCKER, WARNING, REMARK)
    panel.cards[1].tab_stops[1].setFocus()
    find(session, BLOCKER, REMARK)
    assert QApplication.focusWidget() is panel.cards[1] and panel.cards[1].finding == REMARK
    find(session)
    assert QApplication.focusWidget() is panel.again


def test_names_and_descriptions_for_screen_readers(panel, session):
    find(session, BLOCKER, WARNING)
    first = panel.cards[0]
    assert first.accessibleName() == "Blocker: Land cover"
    assert first.accessibleDescription() == "the mean of class codes is no class. Use the statistic mode or fractions."
    for widget in (panel.again, *(stop for card in panel.cards for stop in card.tab_stops)):
        assert widget.accessibleName() or widget.text()
    assert all(stop.accessibleDescription() for card in panel.cards for stop in card.tab_stops)


def test_it_fits_360_pixels_with_long_names_and_shows_what_is_no_html(qtbot, panel, session):
    name = "HLS-VI.L30.T11SMU.2024154T182011.v2.0.NDVI_and_a_very_long_name_without_any_space.tif"
    find(session, Finding("NODATA_SHARE", Severity.WARNING, message("{name}, band {number}", name=name, number=2),
                          "values < 3 & > 1 are <b>missing</b>.", "Look at VALID_FRACTION beside the result."))
    card = panel.cards[0]
    assert panel.minimumSizeHint().width() <= 360 and card.width() <= 380
    label = card.findChild(QLabel, "findingText")
    assert "values &lt; 3 &amp; &gt; 1 are &lt;b&gt;missing&lt;/b&gt;." in label.text()
    assert label.text().replace(text_label._BREAK, "").startswith(f"<b>{name}, band 2</b>: ")
    assert label.accessibleName() == f"{name}, band 2: values < 3 & > 1 are <b>missing</b>."
    assert label.height() >= label.heightForWidth(label.width())


def test_texts_are_whole_at_every_width(qtbot, panel, session):
    long = "5 % of the pixels are missing. " * 6
    find(session, BLOCKER, *(Finding("NODATA_SHARE", Severity.INFO, f"Layer {number}", long, "Look.")
                             for number in range(20)))
    area = panel.parentWidget().parentWidget()
    for width in (380, 700, 360):
        area.resize(width, 480)
        qtbot.waitUntil(lambda: all(card.width() == panel._list.width() for card in panel.cards))
        qtbot.wait(50)
        labels = [label for card in panel.cards for label in card.findChildren(QLabel) if label.wordWrap()]
        assert len(labels) == 42 and all(label.height() >= label.heightForWidth(label.width()) for label in labels)
        edges = [(card.y(), card.y() + card.height()) for card in panel.cards]
        assert all(0 <= after[0] - before[1] <= 10 for before, after in zip(edges, edges[1:]))
        assert panel._list.height() == edges[-1][1]


def test_texts_follow_the_palette(panel, session):
    """Light letters on dark ground in a dark palette."""
    dark = QPalette()
    dark.setColor(QPalette.ColorRole.Window, QColor(30, 30, 30))
    dark.setColor(QPalette.ColorRole.WindowText, QColor(240, 240, 240))
    panel.setPalette(dark)
    find(session, BLOCKER)
    label = panel.cards[0].findChild(QLabel, "findingText")
    image = label.grab().toImage()
    shades = np.array([image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())])
    assert np.median(shades) < 60 and shades.max() > 200


def test_many_findings_come_by_and_by_and_the_screen_stays_alive(qtbot, panel, session):
    findings = [Finding("NODATA_SHARE", Severity.INFO, f"Layer {number}", "5 % of the pixels are missing.", "Look.")
                for number in range(300)]
    beats = []
    probe = QTimer()
    probe.timeout.connect(lambda: beats.append(time.monotonic()))
    probe.start(10)
    find(session, *findings)
    assert 0 < len(panel.cards) < 300
    qtbot.waitUntil(lambda: len(panel.cards) == 300, timeout=20_000)
    probe.stop()
    assert [card.finding for card in panel.cards] == findings and max(np.diff(beats)) < 1.0   # a guard against hanging


def test_check_again_is_asked_for(qtbot, panel):
    with qtbot.waitSignal(panel.check_asked):
        qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton)


def test_icons_of_the_tab():
    assert severity_icon(0, 0, 0).isNull()
    assert severity_icon(0, 2, 3).cacheKey() != 0 and not severity_icon(0, 2, 3).isNull()
    images = [icon.pixmap(32, 32).toImage() for icon in (severity_icon(1, 1, 1), severity_icon(0, 1, 1),
                                                         severity_icon(0, 0, 1))]
    grades = (Severity.BLOCKER, Severity.WARNING, Severity.INFO)
    assert images == [severity_mark(each).pixmap(32, 32).toImage() for each in grades]


def test_after_unloading_it_hears_of_nothing(qtbot, session, canvas):
    for _ in range(2):
        panel = FindingsPanel(session, canvas)
        qtbot.addWidget(panel)
        panel.unload()
        find(session, BLOCKER)
        assert panel.cards == () and session.receivers(session.assessment_changed) == 0
        session.set_assessment(None)


def test_a_fix_by_keyboard_changes_the_recipe(qtbot, panel, session, project, tmp_path):
    cover = add(project, rasters.write(tmp_path / "cover.tif", np.ones((20, 20), np.uint8)), "Land cover")
    session.change(recipe_of(cover, approach="A").with_layer(cover.id(), statistic="mean"))
    find(session, BLOCKER)
    fix = panel.cards[0].tab_stops[1]
    fix.setFocus()
    qtbot.keyClick(fix, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: session.recipe.layers[0].statistic == "mode", timeout=10_000)
