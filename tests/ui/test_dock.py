"""The whole dock: its pages, what it remembers, and that it leaves nothing behind."""

import gc
from pathlib import Path

import pytest
from multiscale_fusion.tests.processing import rasters
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QEvent, Qt, QTranslator
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QTabBar
from small_interface import SmallInterface

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("layers", "grid", "approach", "findings", "look")


@pytest.fixture
def interface(project):
    interface = SmallInterface()
    yield interface
    interface.close()


@pytest.fixture
def dock(interface, qtbot):
    dock = opened(interface)
    yield dock
    close(interface, dock)


@pytest.fixture
def two_layers(project, tmp_path):
    """A fine raster and a coarse one over the same ground."""
    fine = str(rasters.write(tmp_path / "fine.tif", rasters.field()))
    return [project.addMapLayer(QgsRasterLayer(fine, name)) for name in ("one", "two")]


def opened(interface):
    from multiscale_fusion.ui.dock import FusionDock

    dock = FusionDock(interface)
    interface.show(dock)
    return dock


def close(interface, dock):
    """As QGIS does when it switches the plugin off."""
    dock.unload()
    interface.mainWindow().removeDockWidget(dock)
    dock.deleteLater()
    QCoreApplication.sendPostedEvents(dock, QEvent.Type.DeferredDelete)


def use_all(dock):
    recipe = dock.session.recipe
    for layer in recipe.layers:
        recipe = recipe.with_layer(layer.layer_id, used=True)
    dock.session.change(recipe)


def is_checked(dock):
    return dock.session.assessment is not None and dock.session.assessment.recipe == dock.session.recipe


def test_each_tab_shows_its_page(dock):
    bar = dock.tabs.findChild(QTabBar)
    for number, name in enumerate(PAGES):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(number).center())
        assert getattr(dock, f"{name}_panel").isVisible()
        dock.show_panel("look" if name == "layers" else "layers")
        assert not getattr(dock, f"{name}_panel").isVisible() or name == "look"


def test_the_keyboard_goes_through_the_pages(dock):
    dock.show_panel("layers")
    bar = dock.tabs.findChild(QTabBar)
    for name in PAGES[1:]:
        QTest.keyClick(bar, Qt.Key.Key_Right)
        assert getattr(dock, f"{name}_panel").isVisible()


def test_findings_are_counted_in_the_title_of_their_tab(dock, two_layers, qtbot):
    qtbot.waitUntil(lambda: len(dock.session.recipe.layers) == 2, timeout=10_000)
    use_all(dock)
    qtbot.waitUntil(lambda: is_checked(dock), timeout=60_000)
    title = dock.tabs.tabText(PAGES.index("findings"))
    count = len(dock.session.assessment.findings)
    assert title == (f"Findings ({count})" if count else "Findings")
    dock.session.change(dock.session.recipe.replace(
        layers=tuple(layer.__class__(**{**vars(layer), "used": False}) for layer in dock.session.recipe.layers)))
    qtbot.waitUntil(lambda: dock.tabs.tabText(PAGES.index("findings")) == "Findings", timeout=30_000)


def test_the_page_is_remembered(interface, qtbot):
    first = opened(interface)
    first.show_panel("approach")
    close(interface, first)
    second = opened(interface)
    assert second.tabs.currentIndex() == PAGES.index("approach")
    close(interface, second)
    QgsSettings().remove("multiscale_fusion/dock_tab")


def test_it_is_no_wider_than_a_small_screen_allows(dock):
    assert dock.widget().minimumSizeHint().width() <= 360
    for name in PAGES:
        panel = getattr(dock, f"{name}_panel")
        assert panel.minimumSizeHint().width() <= 420, name


@pytest.fixture
def spanish(qgis_app):
    translator = QTranslator()
    assert translator.load(str(ROOT / "i18n" / "multiscale_fusion_es.qm"))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_it_speaks_spanish_within_the_same_width(spanish, interface, two_layers, qtbot):
    dock = opened(interface)
    assert [dock.tabs.tabText(number) for number in range(3)] == ["Capas", "Cuadrícula", "Enfoque"]
    use_all(dock)
    qtbot.waitUntil(lambda: is_checked(dock), timeout=60_000)
    assert dock.run_panel.button.text() == "Ejecutar"
    for name in PAGES:
        assert getattr(dock, f"{name}_panel").minimumSizeHint().width() <= 420, name
    close(interface, dock)


def test_what_is_unloaded_leaves_nothing(interface, two_layers, qtbot):
    canvas, found = interface.mapCanvas(), []
    for _ in range(3):   # after the first time there is what QGIS itself keeps
        dock = opened(interface)
        use_all(dock)
        dock.show_panel("grid")
        qtbot.wait(400)
        close(interface, dock)
        del dock
        qtbot.waitUntil(lambda: QgsApplication.taskManager().countActiveTasks() == 0, timeout=30_000)
        gc.collect()
        qtbot.wait(50)
        left = len(canvas.scene().items()), *listeners(QgsProject.instance())
        found.append(left)
    assert found[1] == found[2]
    assert canvas.mapTool() is None or canvas.mapTool().toolName() == ""


def listeners(project):
    return [project.receivers(signal) for signal in (
        project.layersAdded, project.layersWillBeRemoved, project.readProject, project.cleared)]
