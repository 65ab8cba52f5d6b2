"""What the table says of layers, and that it stays quick with many."""

import pytest
from multiscale_fusion.ui.layer_facts import LayerFacts
from multiscale_fusion.ui.recipe import LayerChoice, Recipe


class Editing:
    """In the place of the project: takes changes, and knows no map layer."""

    def __init__(self, session):
        self.session = session

    def change(self, recipe):
        self.session.change(recipe)

    def choose_role(self, layer_id, role):
        self.session.change(self.session.recipe.with_layer(layer_id, role=role))

    def layer(self, layer_id):
        return None


FACTS = LayerFacts(
    is_points=False, crs="EPSG:4326 - WGS 84", crs_wkt="GEOGCRS[]", shape=(1200, 3000), pixel=(0.01, 0.01),
    pixel_m=(850.0, 1110.4), bands=2, date="2022-04-20", nodata_share=0.2512, kind="categorical",
    evidence="colours", is_sure=True)


@pytest.fixture
def model(qgis_app, qtbot):
    """A model of two rasters, of which the first is known, and a layer of points."""
    from multiscale_fusion.ui.layers_model import LayersModel
    from multiscale_fusion.ui.session import Session

    session = Session()
    session.change(Recipe((LayerChoice("a", "/data/a.tif", "First"), LayerChoice("b", "/data/b.tif", "second"),
                           LayerChoice("p", "/data/p.shp", "Plots", role="points"))))
    session.set_facts("a", FACTS)
    model = LayersModel(session, Editing(session))
    model.session = session
    yield model
    model.unload()


def texts(model, row):
    from qgis.PyQt.QtCore import Qt

    return [model.index(row, column).data(Qt.ItemDataRole.DisplayRole) for column in range(model.columnCount())]


def changed(facts, **changes):
    import dataclasses

    return dataclasses.replace(facts, **changes)


def test_a_row_says_what_is_known(model):
    assert texts(model, 0) == [None, "First", "", "categorical (detected)", "EPSG:4326 - WGS 84", "850 × 1110",
                               "2022-04-20", "25 %"]
    assert texts(model, 1) == [None, "second", "", "being read", "", "", "", ""]
    model.session.set_facts("p", LayerFacts(is_points=True, crs="EPSG:4326 - WGS 84", count=12345))
    assert texts(model, 2)[2:] == ["Points", "", "EPSG:4326 - WGS 84", "12,345 features", "", ""]


@pytest.mark.parametrize(("share", "told"), [
    (0.0, "0 %"), (1.0, "100 %"), (0.774, "77 %"), (0.0003, "0.03 %"), (0.99996, "99.99 %"), (None, "")])
def test_the_share_of_nodata_never_says_none_or_all_where_it_is_not(model, share, told):
    from multiscale_fusion.ui.layers_model import NODATA

    model.session.set_facts("a", changed(FACTS, nodata_share=share))
    assert texts(model, 0)[NODATA] == told


def test_square_pixels_have_one_size(model):
    from multiscale_fusion.ui.layers_model import PIXEL

    model.session.set_facts("a", changed(FACTS, pixel_m=(926.63, 926.61)))
    assert texts(model, 0)[PIXEL] == "926.6"


def test_the_kind_is_told_with_its_evidence_and_doubts(model):
    from multiscale_fusion.ui.layers_model import KIND
    from qgis.PyQt.QtCore import Qt

    def tool_tip():
        return model.index(0, KIND).data(Qt.ItemDataRole.ToolTipRole)

    assert tool_tip().startswith("Detected: categorical, codes of classes") and "Evidence: colours." in tool_tip()
    model.session.set_facts("a", changed(FACTS, is_sure=False))
    assert texts(model, 0)[KIND] == "categorical (detected, unsure)"
    assert tool_tip().startswith("Detected, but unsure: categorical")
    model.session.change(model.session.recipe.with_layer("a", kind="ratio"))
    assert texts(model, 0)[KIND] == "ratio"
    assert tool_tip().startswith("Chosen: ratio") and "categorical" in tool_tip()


def test_a_problem_is_told_in_words_and_by_an_icon(model):
    from multiscale_fusion.ui.layers_model import KIND, ROLE
    from qgis.PyQt.QtCore import Qt

    model.session.set_facts("a", LayerFacts(is_points=False, problem="It is gone."))
    assert texts(model, 0)[KIND] == "cannot be used"
    assert model.index(0, KIND).data(Qt.ItemDataRole.ToolTipRole) == "It is gone."
    assert not model.index(0, KIND).data(Qt.ItemDataRole.DecorationRole).isNull()
    assert not any(model.index(0, column).flags() & Qt.ItemFlag.ItemIsEditable for column in (ROLE, KIND))


def test_edits_go_into_the_recipe(model):
    from multiscale_fusion.ui.layers_model import KIND, OPTIONS, ROLE, USE
    from qgis.PyQt.QtCore import Qt

    assert model.setData(model.index(1, USE), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert model.setData(model.index(1, ROLE), "coarse")
    assert model.setData(model.index(1, KIND), "circular")
    layer = model.session.recipe.layer("b")
    assert (layer.used, layer.role, layer.kind) == (True, "coarse", "circular")
    assert not model.setData(model.index(1, 1), "Another name")
    assert [value for value, _ in model.index(1, ROLE).data(OPTIONS)] == ["", "fine", "coarse", "covariate", "quality"]
    assert model.index(0, KIND).data(OPTIONS)[0] == ("auto", "Automatic (categorical)")
    assert model.index(2, ROLE).data(OPTIONS) == []   # points are points


def test_rows_come_and_go_without_a_reset_where_they_are_added(model, qtbot):
    resets, inserted = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.rowsInserted.connect(lambda parent, first, last: inserted.append((first, last)))
    recipe = model.session.recipe
    more = (LayerChoice("c", "c", "c"), LayerChoice("d", "d", "d"))
    model.session.change(recipe.replace(layers=(*recipe.layers, *more)))
    assert (resets, inserted, model.rowCount()) == ([], [(3, 4)], 5)
    model.session.change(recipe.replace(layers=recipe.layers[1:]))
    assert (resets, model.rowCount()) == ([1], 2)


def test_facts_that_come_in_together_are_shown_together(model, qtbot):
    shown = []
    model.dataChanged.connect(lambda first, last, *_: shown.append((first.row(), last.row())))
    for layer_id in ("p", "a", "b"):
        model.session.set_facts(layer_id, FACTS)
    assert shown == []
    qtbot.waitUntil(lambda: shown == [(0, 2)])


def test_columns_sort_by_meaning(model):
    from multiscale_fusion.ui.layers_model import NAME, NODATA, PIXEL, USE
    from multiscale_fusion.ui.layers_table import LayersFilter

    model.session.set_facts("b", changed(FACTS, pixel_m=(30.0, 30.0), nodata_share=0.3))
    model.session.change(model.session.recipe.with_layer("b", used=True))
    table = LayersFilter()
    table.setSourceModel(model)

    def order(column):
        table.sort(column)
        return [table.index(row, NAME).data() for row in range(table.rowCount())]

    assert order(PIXEL) == ["Plots", "second", "First"]
    assert order(NODATA) == ["Plots", "First", "second"]
    assert order(USE)[0] == "second"
    assert order(NAME) == ["First", "Plots", "second"]
    assert order(-1) == ["First", "second", "Plots"]
    table.setFilterFixedString("SEC")
    assert order(-1) == ["second"]


def test_cells_speak_for_screen_readers(model):
    from multiscale_fusion.ui.layers_model import USE
    from qgis.PyQt.QtCore import Qt

    assert model.index(0, USE).data(Qt.ItemDataRole.AccessibleTextRole) == "Use First"
    for column in range(model.columnCount()):
        assert model.headerData(column, Qt.Orientation.Horizontal)
        assert model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole).endswith((".", "?"))
