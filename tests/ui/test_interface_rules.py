"""Every page of the dock and of the options keeps QGIS's rules of the interface, as far as a machine can judge them."""

from importlib import import_module
from pathlib import Path

import pytest
from multiscale_fusion.tests.ui import choices

UI = Path(__file__).resolve().parent.parent.parent / "ui"
# Module, class, and which of the dock's parts it is made with.
PAGES = [
    ("layers_panel", "LayersPanel", "session"), ("grid_panel", "GridPanel", "session canvas"),
    ("approach_panel", "ApproachPanel", "session"), ("findings_panel", "FindingsPanel", "session canvas"),
    ("look_panel", "LookPanel", "session canvas"), ("run_panel", "RunPanel", "session message_bar"),
    ("options_page", "OptionsPage", ""), ("diagnostics_page", "DiagnosticsPage", ""),
]


class Interface:
    """What the dock asks of QGIS's main window."""

    def __init__(self):
        from qgis.gui import QgsMapCanvas, QgsMessageBar
        from qgis.PyQt.QtWidgets import QMainWindow

        self._window, self._canvas, self._bar = QMainWindow(), QgsMapCanvas(), QgsMessageBar()

    def mainWindow(self):  # noqa: N802 (QGIS's name)
        return self._window

    def mapCanvas(self):  # noqa: N802 (QGIS's name)
        return self._canvas

    def messageBar(self):  # noqa: N802 (QGIS's name)
        return self._bar


@pytest.fixture
def plain_font(qgis_app):
    """The size of letters on most screens: without a screen Qt takes larger ones."""
    from qgis.PyQt.QtWidgets import QApplication

    before = QApplication.font()
    font = QApplication.font()
    font.setPointSizeF(9.0)
    QApplication.setFont(font)
    yield
    QApplication.setFont(before)


@pytest.fixture
def layers(project, tmp_path):
    """Layers of the project: their names are no words, so that they are not judged."""
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsRasterLayer, QgsVectorLayer
    from multiscale_fusion.tests.processing.rasters import ORIGIN

    paths = {"LST_1": choices.write(tmp_path, "temperature", pixel=90.0),
             "NDVI_2": choices.write(tmp_path, "ndvi"), "NLCD_3": choices.write(tmp_path, "nlcd_2021")}
    added = [QgsRasterLayer(path, name) for name, path in paths.items()]
    added.append(QgsVectorLayer("Point?crs=EPSG:32633&field=diameter:double", "GEDI_4", "memory"))
    assert all(layer.isValid() for layer in added)
    beam = QgsFeature(added[-1].fields())
    beam.setAttribute(0, 25.0)
    beam.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(ORIGIN[0] + 500.0, ORIGIN[1] - 500.0)))
    added[-1].dataProvider().addFeatures([beam])
    project.addMapLayers(added)
    return added


@pytest.fixture
def recipe(layers):
    """They are all used, each as what it is."""
    from multiscale_fusion.ui.recipe import LayerChoice, Recipe

    return Recipe(layers=tuple(
        LayerChoice(layer.id(), layer.source(), layer.name(), used=True, role=role)
        for layer, role in zip(layers, ("coarse", "fine", "covariate", "points"))))


@pytest.fixture
def page(request, qtbot, plain_font, recipe):
    """A page on its own, shown, as the dock makes it; the recipe's layers are all used."""
    from multiscale_fusion.ui.session import Session

    module, name, needs = request.param
    interface, session = Interface(), Session()
    parts = {"session": session, "canvas": interface.mapCanvas(), "message_bar": interface.messageBar()}
    kind = getattr(import_module(f"multiscale_fusion.ui.{module}"), name)
    page = kind(*(parts[each] for each in needs.split()))
    qtbot.addWidget(page)
    session.change(recipe)
    page.resize(380, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.session, page.interface = session, interface   # they live as long
    yield page
    if hasattr(page, "unload"):
        page.unload()


@pytest.mark.parametrize("page", PAGES, indirect=True, ids=[name for _, name, _ in PAGES])
def test_a_page_keeps_the_rules(page):
    from multiscale_fusion.tests.ui import interface_rules

    assert len(interface_rules.ours(page)) > 3
    assert interface_rules.faults(page) == []


@pytest.mark.parametrize("approach", ["A", "B", "C"])
@pytest.mark.parametrize("page", PAGES[1:3], indirect=True, ids=[name for _, name, _ in PAGES[1:3]])
def test_pages_keep_the_rules_for_each_approach(page, approach):
    from multiscale_fusion.tests.ui import interface_rules

    page.session.change(page.session.recipe.replace(approach=approach))
    assert interface_rules.faults(page) == []


def test_the_whole_dock_keeps_the_rules(qtbot, plain_font, recipe):
    from multiscale_fusion.tests.ui import interface_rules
    from multiscale_fusion.ui.dock import FusionDock

    interface = Interface()
    dock = FusionDock(interface, interface.mainWindow())
    qtbot.addWidget(interface.mainWindow())
    interface.mainWindow().resize(380, 700)
    with qtbot.waitExposed(interface.mainWindow()):
        interface.mainWindow().show()
    dock.setFloating(True)
    dock.resize(380, 650)
    with qtbot.waitExposed(dock):
        dock.show()
    try:
        wrong = recipe.with_layer(recipe.layers[2].layer_id, statistic="mean").replace(approach="A")
        dock.session.change(wrong)
        qtbot.waitUntil(lambda: dock.session.assessment is not None and dock.session.assessment.blockers
                        == ("CATEGORICAL_AVERAGE",), timeout=30_000)
        assert list(interface_rules.width_faults(dock)) == []
        for name in ("layers", "grid", "approach", "findings", "look"):
            dock.show_panel(name)
            found = [*interface_rules.case_faults(dock), *interface_rules.name_faults(dock),
                     *interface_rules.focus_faults(dock), *interface_rules.tab_order_faults(dock.widget())]
            assert (name, found) == (name, [])
    finally:
        dock.unload()


def sources():
    return sorted(UI.rglob("*.py"))


def test_every_text_can_be_told():
    from multiscale_fusion.tests.ui import interface_rules

    assert [f"{path.name}:{line}" for path in sources()
            for line in interface_rules.untold(path.read_text("utf-8"))] == []


def test_dialogs_are_told_by_one_kind_of_ellipsis():
    """QGIS's own texts have the character."""
    from multiscale_fusion.tests.ui import interface_rules

    assert [f"{path.name}:{line}" for path in sources()
            for line in interface_rules.three_dots(path.read_text("utf-8"))] == []


class TestTheJudge:
    """It finds what is wrong, and lets pass what is not."""

    @pytest.fixture
    def shown(self, qtbot, plain_font):
        """A callable: a page of widgets, one below the other, shown."""
        from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

        def show(*widgets):
            page = QWidget()
            qtbot.addWidget(page)
            layout = QVBoxLayout(page)
            for widget in widgets:
                layout.addWidget(widget)
            with qtbot.waitExposed(page):
                page.show()
            return page

        return show

    @pytest.mark.parametrize("text, is_title", [
        ("Target Grid", False), ("target grid", False), ("Margin:", False), ("Choose file...", False),
        ("Use Map View", False), ("common grid", True), ("Common grid", True), ("Add file\u2026", True),
        ("Copy As Of the command", True), ("Save Recipe...", True), ("Layers:", True),
    ])
    def test_wrong_texts(self, qgis_app, text, is_title):
        from multiscale_fusion.tests.ui import interface_rules

        assert list(interface_rules.text_faults(text, is_title)) != []

    @pytest.mark.parametrize("text, is_title", [
        ("Target grid", False), ("CRS of the GeoTIFF", False), ("Gaussian beam", False), ("TsHARP (on NDVI)", False),
        ("Nothing is missing. Run it.", False), ("Add File\u2026", True), ("Copy as Python Code", True),
        ("Statistic of Each Layer", True), ("&Run", True), ("MODIS 1 km", True), ("12 %", False), ("", True),
        ("ndvi_30m.tif", False), ("Recommended for this: B (downscale)", False),
    ])
    def test_right_texts(self, qgis_app, text, is_title):
        from multiscale_fusion.tests.ui import interface_rules

        assert list(interface_rules.text_faults(text, is_title)) == []

    def test_texts_of_widgets(self, shown):
        from multiscale_fusion.tests.ui import interface_rules
        from qgis.PyQt.QtWidgets import QCheckBox, QGroupBox, QLabel, QMenu, QPushButton, QTabWidget, QWidget

        button, tabs, menu = QPushButton("do it"), QTabWidget(), QMenu()
        menu.addAction("save it")
        button.setMenu(menu)
        tabs.addTab(QWidget(), "first page")
        page = shown(QLabel("Wrong Label"), QCheckBox("Wrong Box"), QGroupBox("wrong group"), button, tabs)
        wrong = [fault for fault in interface_rules.case_faults(page)]
        assert len(wrong) == 6
        assert all(any(word in fault for fault in wrong) for word in (
            "Wrong Label", "Wrong Box", "wrong group", "do it", "save it", "first page"))

    def test_names(self, shown):
        from multiscale_fusion.tests.ui import interface_rules
        from qgis.PyQt.QtWidgets import QComboBox, QLabel, QLineEdit, QSpinBox, QToolButton

        label, buddy, named, bare = QLabel("Size"), QSpinBox(), QComboBox(), QLineEdit()
        label.setBuddy(buddy)
        named.setAccessibleName("Kind")
        page = shown(label, buddy, named, bare, QToolButton())
        assert {fault.split()[0] for fault in interface_rules.name_faults(page)} == {"QToolButton", "QLineEdit"}

    def test_focus(self, shown):
        from multiscale_fusion.tests.ui import interface_rules
        from qgis.PyQt.QtCore import Qt
        from qgis.PyQt.QtWidgets import QPushButton, QRadioButton

        unreachable, radios = QPushButton("Hidden"), [QRadioButton("One"), QRadioButton("Two")]
        unreachable.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        radios[1].setFocusPolicy(Qt.FocusPolicy.ClickFocus)   # as Qt has it once the other one has the focus
        faults = list(interface_rules.focus_faults(shown(unreachable, *radios)))
        assert len(faults) == 1 and "Hidden" in faults[0]

    def test_order(self, shown):
        from multiscale_fusion.tests.ui import interface_rules
        from qgis.PyQt.QtWidgets import QPushButton, QWidget

        buttons = [QPushButton(name) for name in ("First", "Second", "Third")]
        page = shown(*buttons)
        assert interface_rules.stops(page) == buttons and list(interface_rules.tab_order_faults(page)) == []
        QWidget.setTabOrder(buttons[2], buttons[1])
        wrong = list(interface_rules.tab_order_faults(page))
        assert len(wrong) == 1 and wrong[0].startswith("QPushButton '' 'Second': lies above")

    def test_a_trap_of_the_keyboard(self, shown):
        from multiscale_fusion.tests.ui import interface_rules
        from qgis.PyQt.QtWidgets import QPlainTextEdit, QPushButton

        trap = QPlainTextEdit()   # takes the Tab key for itself
        page = shown(QPushButton("First"), trap, QPushButton("Behind It"))
        wrong = list(interface_rules.tab_order_faults(page))
        assert len(wrong) == 1 and "Behind It" in wrong[0]
        trap.setTabChangesFocus(True)
        assert list(interface_rules.tab_order_faults(page)) == []

    @pytest.mark.parametrize("sheet, count", [
        ("color: #ff0000", 1), ("background-color: white", 1), ("color: rgb(0, 0, 0)", 1),
        ("color: palette(highlight)", 0), ("font-weight: bold", 0), ("background: transparent", 0),
    ])
    def test_colours(self, shown, sheet, count):
        from multiscale_fusion.tests.ui import interface_rules
        from qgis.PyQt.QtWidgets import QLabel

        label = QLabel("Text")
        label.setStyleSheet(sheet)
        assert len(list(interface_rules.style_faults(shown(label)))) == count

    def test_small_print_and_width(self, shown):
        from multiscale_fusion.tests.ui import interface_rules
        from qgis.PyQt.QtWidgets import QLabel

        small, wide = QLabel("Small print"), QLabel("Wide " * 40)
        font = small.font()
        font.setPointSizeF(5.0)
        small.setFont(font)
        page = shown(small, wide)
        assert len(list(interface_rules.style_faults(page))) == 1
        assert len(list(interface_rules.width_faults(page))) == 1
        wide.setWordWrap(True)
        assert list(interface_rules.width_faults(page)) == []

    @pytest.mark.parametrize("code", [
        'label.setText("Hello there")', 'QLabel("Hello")', 'box.addItem(f"{count} layers")', 'x.setToolTip("ab" + c)',
        'x.setTitle("{} layers".format(count))', 'menu.addAction("Save" if x else y)', 'QPushButton(text="Run")',
    ])
    def test_untold_texts(self, qgis_app, code):
        from multiscale_fusion.tests.ui import interface_rules

        assert len(list(interface_rules.untold(code))) == 1

    @pytest.mark.parametrize("code", [
        'label.setText(QCoreApplication.translate("A", "Hello"))', 'QLabel(text)', 'x.setText(f"{count} %")',
        'x.setToolTip(QCoreApplication.translate("A", "{x}").format(x="ab"))', 'x.setText("")',
        'menu.addAction(QgsApplication.getThemeIcon("/a.svg"), told(text))', 'x.setText(names["auto"])',
    ])
    def test_told_texts(self, qgis_app, code):
        from multiscale_fusion.tests.ui import interface_rules

        assert list(interface_rules.untold(code)) == []

    def test_three_dots(self, qgis_app):
        from multiscale_fusion.tests.ui import interface_rules

        assert len(list(interface_rules.three_dots('QCoreApplication.translate("A", "Save...")'))) == 1
        assert list(interface_rules.three_dots('QCoreApplication.translate("A", "Save\u2026")')) == []
