"""The page of the approach by clicks and keys, on real rasters: cards, recommendation, and the settings of each."""

import pytest
from multiscale_fusion.core.message import message
from multiscale_fusion.tests.ui import choices
from multiscale_fusion.ui.layer_facts import LayerFacts
from multiscale_fusion.ui.recipe import LayerChoice, from_json, to_json


@pytest.fixture
def session(qgis_app, tmp_path):
    """A coarse temperature, a fine NDVI, classes, and points."""
    from multiscale_fusion.ui.session import Session

    session = Session()
    paths = {name: choices.write(tmp_path, name, pixel=pixel)
             for name, pixel in (("temperature", 90.0), ("ndvi", 30.0), ("nlcd_2021", 30.0))}
    roles = {"temperature": "coarse", "ndvi": "fine", "nlcd_2021": "covariate"}
    session.change(choices.recipe_of(*(choices.choice(path, roles[name]) for name, path in paths.items()),
                                     LayerChoice("points", "p.gpkg", "beams", used=True, role="points")))
    for path in paths.values():
        session.set_facts(path, choices.facts(path))
    session.set_facts("points", LayerFacts(True, count=5, size_fields=("diameter",)))
    return session


@pytest.fixture
def panel(qtbot, session):
    from multiscale_fusion.ui.approach_panel import ApproachPanel

    panel = ApproachPanel(session)
    qtbot.addWidget(panel)
    panel.resize(380, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


@pytest.fixture
def changes(session):
    """The recipes that the session was given, in their order."""
    found = []
    session.recipe_changed.connect(found.append)
    return found


def assessed(session, recommended, reasons=(), alternatives=(), failure=""):
    from multiscale_fusion.ui.assessment import Assessment

    session.set_assessment(Assessment(session.recipe, (), recommended, reasons, alternatives, failure))


def marked(panel):
    return [letter for letter, card in panel.cards.items() if card.is_recommended]


def checked(panel):
    return ["follow"] * panel.follow.isChecked() + [
        letter for letter, card in panel.cards.items() if card.radio.isChecked()]


def shown(panel):
    return [letter for letter, page in panel.settings.items() if page.isVisible()]


def child(panel, kind, name):
    found = panel.findChild(kind, name)
    assert found is not None
    return found


def take(qtbot, combo, value):
    """Choose by keys alone: down the list, or up."""
    from qgis.PyQt.QtCore import Qt

    combo.setFocus()
    key = Qt.Key.Key_Down if combo.findData(value) > combo.currentIndex() else Qt.Key.Key_Up
    for _ in range(combo.count()):
        if combo.currentData() != value:
            qtbot.keyClick(combo, key)
    assert combo.currentData() == value


@pytest.mark.parametrize("letter", ["A", "B", "C"])
def test_a_click_anywhere_on_a_card_takes_it(letter, qtbot, panel, session, changes):
    from qgis.PyQt.QtCore import QPoint, Qt
    from qgis.PyQt.QtWidgets import QLabel

    card = panel.cards[letter]
    qtbot.mouseClick(child(card, QLabel, f"words{letter}"), Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    assert session.recipe.approach == letter and len(changes) == 1
    assert checked(panel) == shown(panel) == [letter]


def test_a_click_on_the_radio_button_does_the_same_and_the_recommendation_can_be_followed_again(
        qtbot, panel, session, changes):
    from qgis.PyQt.QtCore import QPoint, Qt

    assert checked(panel) == ["follow"]
    for button, expected in ((panel.cards["C"].radio, "C"), (panel.follow, "")):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(8, button.height() // 2))
        assert session.recipe.approach == expected
    assert checked(panel) == ["follow"] and len(changes) == 2


def test_cards_by_keys(qtbot, panel, session):
    """One stop of the Tab key; arrows choose among all four."""
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QApplication

    panel.follow.setFocus()
    for expected in ("A", "B", "C"):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        assert session.recipe.approach == expected and checked(panel) == [expected]
        assert QApplication.focusWidget() is panel.cards[expected].radio
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert session.recipe.approach == "" and checked(panel) == ["follow"]


def test_the_mark_moves_with_the_recommendation(panel, session):
    assert marked(panel) == [] and shown(panel) == []
    assert panel.state.text() == "The layers are being checked."
    assessed(session, "B", [message("It is {what}.", what="so")], [message("A otherwise.")])
    card = panel.cards["B"]
    assert marked(panel) == shown(panel) == ["B"]
    from qgis.PyQt.QtWidgets import QLabel

    words = [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    assert "Recommended" in words and "\u2022 It is so." in words and "Alternatives\n\u2022 A otherwise." in words
    assert any(label.pixmap() is not None and not label.pixmap().isNull() for label in card.findChildren(QLabel))
    assert "recommended" in card.radio.accessibleName() and "It is so." in card.radio.accessibleDescription()
    assert panel.state.text() == "Recommended for these layers: B (downscale)"
    assessed(session, "C")
    assert marked(panel) == shown(panel) == ["C"] and "recommended" not in card.radio.accessibleName()
    assert checked(panel) == ["follow"]   # the mark is no choice


def test_the_mark_stays_beside_another_choice(qtbot, panel, session):
    session.change(session.recipe.replace(approach="A"))
    assessed(session, "B")
    assert checked(panel) == shown(panel) == ["A"] and marked(panel) == ["B"]


def test_settings_stay_while_layers_are_checked_again(panel, session):
    assessed(session, "C")
    session.set_assessment(None)
    assert shown(panel) == marked(panel) == ["C"]


def test_why_there_is_no_recommendation(panel, session):
    assessed(session, "", [message("No layer has a place on Earth that can be used.")])
    assert panel.state.text() == "\u2022 No layer has a place on Earth that can be used." and shown(panel) == []
    assessed(session, "", failure=message("The grid is too large."))
    assert panel.state.text() == "The grid is too large."
    session.set_assessment(None)
    session.change(session.recipe.replace(layers=()))
    assert panel.state.text() == "Use some layers on the page Layers first."


def test_a_statistic_lands_in_the_recipe(qtbot, panel, session, changes):
    from qgis.PyQt.QtCore import Qt

    session.change(session.recipe.replace(approach="A"))
    view = panel.settings["A"].table.view
    assert [view.model().index(row, 1).data() for row in range(view.model().rowCount())] == [
        "Automatic (mean)", "Automatic (mean)", "Automatic (fractions of classes)"]
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Space)
    combo = view.indexWidget(view.model().index(0, 1))
    qtbot.waitUntil(combo.view().isVisible)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(combo.view(), key)
    assert session.recipe.layers[0].statistic == "mean" and len(changes) == 2


def test_downscaling_by_keys(qtbot, panel, session, changes):
    from multiscale_fusion.ui.choice_combo import ChoiceCombo
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QCheckBox, QLabel

    session.change(session.recipe.replace(approach="B"))
    assert child(panel, QLabel, "covariates").text() == "ndvi.tif, nlcd_2021.tif"
    take(qtbot, child(panel, ChoiceCombo, "method"), "linear")
    assert session.recipe.method == "linear"
    box = child(panel, QCheckBox, "uncertainty")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert session.recipe.uncertainty is False and len(changes) == 3
    ndvi = session.recipe.layers[1].layer_id
    take(qtbot, child(panel, ChoiceCombo, "coarseLayer"), ndvi)
    assert [layer.role for layer in session.recipe.layers] == ["fine", "coarse", "covariate", "points"]
    assert child(panel, QLabel, "covariates").text() == "temperature.tif, nlcd_2021.tif"


def test_methods_that_cannot_be_are_greyed(panel, session):
    from multiscale_fusion.ui.choice_combo import ChoiceCombo
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QLabel

    session.change(session.recipe.replace(approach="B", method="linear", layers=session.recipe.layers[:1]))
    combo = child(panel, ChoiceCombo, "method")
    enabled = [combo.itemData(row) for row in range(combo.count())
               if combo.model().index(row, 0).flags() & Qt.ItemFlag.ItemIsEnabled]
    assert enabled == ["auto", "atpk", "bilinear", "nearest"]
    # What is taken and cannot be is told in words too.
    remark = child(panel, QLabel, "methodRemark")
    assert remark.isVisible() and remark.text() == "The method linear needs covariates; give some, or choose atpk."
    assert combo.currentData() == "linear" and combo.toolTip() == remark.text()
    session.change(session.recipe.replace(layers=()))
    assert child(panel, QLabel, "covariates").text().startswith("Choose a coarse layer")


def test_sampling_by_keys(qtbot, panel, session, changes):
    from multiscale_fusion.ui.choice_combo import ChoiceCombo
    from qgis.gui import QgsDoubleSpinBox
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QLabel, QListWidget

    session.change(session.recipe.replace(approach="C"))
    assert child(panel, QLabel, "points").text() == "beams"
    support, diameter = child(panel, ChoiceCombo, "support"), child(panel, QgsDoubleSpinBox, "diameter")
    take(qtbot, support, "gaussian")
    # Each key chooses; bilinear, which is not for classes, is skipped.
    assert [recipe.support for recipe in changes] == ["auto", "pixel", "disc", "gaussian"]
    changes.clear()
    assert diameter.text() == "as the product says" and session.recipe.diameter is None
    diameter.setFocus()
    diameter.selectAll()
    qtbot.keyClicks(diameter, "25")
    assert session.recipe.diameter is None   # not before the number is complete
    qtbot.keyClick(diameter, Qt.Key.Key_Return)
    assert session.recipe.diameter == 25.0
    diameter.clear()
    assert session.recipe.diameter is None and len(changes) == 2
    listed = child(panel, QListWidget, "sampleStatistics")
    listed.setFocus()
    listed.setCurrentRow(1)
    qtbot.keyClick(listed, Qt.Key.Key_Space)
    assert session.recipe.statistics == ("mean", "std")
    listed.setCurrentRow(0)
    qtbot.keyClick(listed, Qt.Key.Key_Space)
    assert session.recipe.statistics == ("std",) and len(changes) == 4


def test_no_statistic_is_told(qtbot, panel, session):
    from qgis.PyQt.QtWidgets import QLabel

    session.change(session.recipe.replace(approach="C", statistics=()))
    assert "Choose at least one statistic." in child(panel, QLabel, "statisticsRemark").text()


def test_statistics_that_no_raster_has_are_greyed(panel, session):
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QListWidget

    classes = session.recipe.layers[2]
    session.change(session.recipe.replace(approach="C", statistics=("mode",),
                                          layers=(classes, session.recipe.layers[3])))
    listed = child(panel, QListWidget, "sampleStatistics")
    items = {listed.item(row).data(Qt.ItemDataRole.UserRole): listed.item(row) for row in range(listed.count())}
    greyed = {name for name, item in items.items() if not item.flags() & Qt.ItemFlag.ItemIsEnabled}
    assert greyed == {"mean", "std", "median"}
    assert "no meaning for categorical values" in items["mean"].toolTip()
    # One that a loaded recipe has can be given up.
    session.change(session.recipe.replace(statistics=("mode", "mean")))
    assert items["mean"].flags() & Qt.ItemFlag.ItemIsEnabled
    assert items["mean"].checkState() == Qt.CheckState.Checked
    items["mean"].setCheckState(Qt.CheckState.Unchecked)
    assert session.recipe.statistics == ("mode",) and not items["mean"].flags() & Qt.ItemFlag.ItemIsEnabled


def test_a_recipe_that_is_loaded_shows_and_changes_nothing(panel, session, changes):
    from multiscale_fusion.ui.choice_combo import ChoiceCombo
    from qgis.gui import QgsDoubleSpinBox
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QCheckBox, QListWidget

    loaded = from_json(to_json(session.recipe.replace(
        approach="C", support="disc", diameter=70.0, statistics=("std", "count"), method="dms", uncertainty=False)))
    session.change(loaded)
    assert changes == [loaded] and session.recipe == loaded
    assert checked(panel) == shown(panel) == ["C"]
    assert child(panel, ChoiceCombo, "support").currentData() == "disc"
    assert child(panel, QgsDoubleSpinBox, "diameter").value() == 70.0
    listed = child(panel, QListWidget, "sampleStatistics")
    assert [listed.item(row).data(Qt.ItemDataRole.UserRole) for row in range(listed.count())
            if listed.item(row).checkState() == Qt.CheckState.Checked] == ["std", "count"]
    session.change(loaded.replace(approach="B"))
    assert child(panel, ChoiceCombo, "method").currentData() == "dms"
    assert not child(panel, QCheckBox, "uncertainty").isChecked() and len(changes) == 2


def test_after_unloading_it_hears_nothing(qtbot, session):
    from multiscale_fusion.ui.approach_panel import ApproachPanel

    for _ in range(2):
        panel = ApproachPanel(session)
        qtbot.addWidget(panel)
        panel.unload()
    session.change(session.recipe.replace(approach="B"))
    assessed(session, "C")
    session.set_facts("points", None)
    assert checked(panel) == ["follow"] and marked(panel) == []
    signals = (session.recipe_changed, session.assessment_changed, session.facts_changed)
    assert [session.receivers(signal) for signal in signals] == [0, 0, 0]


def test_facts_of_many_layers_are_shown_at_once(qtbot, panel, session, monkeypatch):
    session.change(session.recipe.replace(approach="A"))
    shown_times = []
    page = panel.settings["A"]
    monkeypatch.setattr(page, "refresh", lambda: shown_times.append(1))
    for number in range(200):
        session.set_facts(f"layer{number}", LayerFacts(False))
    qtbot.waitUntil(lambda: bool(shown_times))
    assert len(shown_times) == 1
