"""The table of statistics by clicks and keys, on real rasters."""

import pytest
from multiscale_fusion.core.variable import STATISTICS
from multiscale_fusion.tests.ui import choices


@pytest.fixture
def scene(qgis_app, tmp_path):
    """A session with a temperature and classes, and their ids."""
    from multiscale_fusion.ui.session import Session

    session = Session()
    paths = [choices.write(tmp_path, name) for name in ("temperature", "nlcd_2021")]
    session.change(choices.recipe_of(*map(choices.choice, paths)))
    for path in paths:
        session.set_facts(path, choices.facts(path))
    return session, paths


@pytest.fixture
def table(qtbot, scene):
    """The table, shown and up to date with its session."""
    from multiscale_fusion.ui.statistics_table import StatisticsTable

    session, _ = scene
    table = StatisticsTable(session)
    qtbot.addWidget(table)
    session.recipe_changed.connect(table.refresh)
    session.facts_changed.connect(table.refresh)
    table.resize(360, 300)
    with qtbot.waitExposed(table):
        table.show()
    table.refresh()
    return table


def cell(table, row):
    from multiscale_fusion.ui.statistics_table import STATISTIC

    return table.model.index(row, STATISTIC)


def click(qtbot, view, index):
    from qgis.PyQt.QtCore import Qt

    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def opened(qtbot, table, row):
    """The list that is open in a row."""
    from multiscale_fusion.ui.choice_combo import ChoiceCombo

    combo = table.view.indexWidget(cell(table, row))
    assert isinstance(combo, ChoiceCombo)
    qtbot.waitUntil(combo.view().isVisible)
    return combo


def greyed(combo):
    from qgis.PyQt.QtCore import Qt

    return {combo.itemData(row) for row in range(combo.count())
            if not combo.model().flags(combo.model().index(row, 0)) & Qt.ItemFlag.ItemIsEnabled}


def test_a_row_for_each_raster_that_is_joined(table, scene):
    session, (temperature, classes) = scene
    quality = choices.choice("q.tif", "quality")
    unused = choices.choice("u.tif", "fine")
    session.change(session.recipe.replace(layers=(
        *session.recipe.layers, quality, choices.choice("p.gpkg", "points"), unused)).with_layer("u.tif", used=False))
    assert [table.model.index(row, 0).data() for row in range(table.model.rowCount())] == [
        "temperature.tif", "nlcd_2021.tif"]
    assert [cell(table, row).data() for row in range(2)] == ["Automatic (mean)", "Automatic (fractions of classes)"]


def test_a_click_opens_the_list_and_greys_what_makes_no_sense(qtbot, table):
    from qgis.PyQt.QtCore import Qt

    click(qtbot, table.view, cell(table, 1))
    combo = opened(qtbot, table, 1)
    assert [combo.itemData(row) for row in range(combo.count())] == [
        each for each in STATISTICS if each != "percentile"]
    assert greyed(combo) == {"mean", "sum", "std", "median"}
    assert combo.itemData(combo.findData("mean"), Qt.ItemDataRole.ToolTipRole).endswith(
        "the mean of class codes is no class and no quantity.")
    assert "lowest code" in combo.itemData(combo.findData("min"), Qt.ItemDataRole.ToolTipRole)
    assert not combo.itemIcon(combo.findData("mean")).isNull() and combo.itemIcon(combo.findData("mode")).isNull()


@pytest.mark.parametrize("statistic, expected", [("mean", "auto"), ("mode", "mode")])
def test_a_click_in_the_list_lands_in_the_recipe_if_it_is_not_greyed(statistic, expected, qtbot, table, scene):
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QApplication

    session, (_, classes) = scene
    click(qtbot, table.view, cell(table, 1))
    combo = opened(qtbot, table, 1)
    # So long Qt takes a click into a list that has just opened for the one that opened it.
    qtbot.wait(QApplication.doubleClickInterval() + 50)
    listed = combo.view()
    at = listed.visualRect(combo.model().index(combo.findData(statistic), 0)).center()
    qtbot.mouseMove(listed.viewport(), at)
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: table.view.indexWidget(cell(table, 1)) is None)
    assert session.recipe.layer(classes).statistic == expected


def test_keys_alone(qtbot, table, scene):
    from qgis.PyQt.QtCore import Qt

    session, (temperature, classes) = scene
    table.view.setFocus()
    assert table.view.currentIndex().row() == 0
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    qtbot.keyClick(table.view, Qt.Key.Key_Space)
    combo = opened(qtbot, table, 1)
    # From automatic over mean and sum, which are greyed, to the first that can be taken.
    qtbot.keyClick(combo.view(), Qt.Key.Key_Down)
    qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
    assert session.recipe.layer(classes).statistic == "min"
    assert session.recipe.layer(temperature).statistic == "auto"
    qtbot.waitUntil(lambda: table.view.indexWidget(cell(table, 1)) is None)
    qtbot.keyClick(table.view, Qt.Key.Key_F2)
    combo = opened(qtbot, table, 1)
    assert combo.currentData() == "min"
    qtbot.keyClick(combo.view(), Qt.Key.Key_Escape)
    assert session.recipe.layer(classes).statistic == "min"


def test_what_there_is_to_say_stands_below(qtbot, table):
    assert table.note.text().startswith("Variable kind intensive") and "Greyed: Mode (largest" in table.note.text()
    click(qtbot, table.view, table.model.index(1, 0))
    assert "codes of classes" in table.note.text() and "Greyed: Mean, Sum" in table.note.text()
    assert table.view.accessibleDescription() == table.note.text()


def test_a_recipe_that_is_loaded_shows_with_what_is_wrong_in_it(table, scene):
    from qgis.PyQt.QtCore import Qt

    session, (temperature, classes) = scene
    session.change(session.recipe.with_layer(classes, statistic="mean").with_layer(temperature, statistic="max"))
    assert [cell(table, row).data() for row in range(2)] == ["Maximum", "Mean"]
    assert not cell(table, 1).data(Qt.ItemDataRole.DecorationRole).isNull()
    assert cell(table, 0).data(Qt.ItemDataRole.DecorationRole) is None
    assert "class codes" in cell(table, 1).data(Qt.ItemDataRole.ToolTipRole)
    # The kind that the user declares is believed.
    session.change(session.recipe.with_layer(classes, kind="intensive"))
    assert not cell(table, 1).data(Qt.ItemDataRole.ToolTipRole).startswith("The statistic mean has no meaning")


def test_facts_that_come_later_grey(qtbot, table, scene):
    session, (_, classes) = scene
    known = session.facts[classes]
    session.set_facts(classes, None)
    click(qtbot, table.view, cell(table, 1))
    combo = opened(qtbot, table, 1)
    assert greyed(combo) == set()
    combo.hidePopup()
    table.view.closeEditor(combo, table.view.itemDelegate().EndEditHint.NoHint)
    session.set_facts(classes, known)
    click(qtbot, table.view, cell(table, 0))
    click(qtbot, table.view, cell(table, 1))
    assert greyed(opened(qtbot, table, 1)) == {"mean", "sum", "std", "median"}
