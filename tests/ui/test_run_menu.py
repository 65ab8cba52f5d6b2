"""The menu beside Run: the algorithm's dialog, the clipboard, models, and recipes in files."""

import json

import pytest
from multiscale_fusion.tests.processing import rasters


@pytest.fixture
def menu(qtbot, project, fine):
    """The menu on a session with one raster, in a window with a message bar; `said`: the bar's sentences."""
    from multiscale_fusion.tests.ui.running import add_raster, session_of
    from multiscale_fusion.ui.run_menu import RunMenu
    from multiscale_fusion.ui.run_messages import Messages
    from qgis.gui import QgsMessageBar
    from qgis.PyQt.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

    class Shown:
        def __init__(self):
            self.window = QWidget()
            qtbot.addWidget(self.window)
            self.bar = QgsMessageBar()
            QVBoxLayout(self.window).addWidget(self.bar)
            self.window.show()
            self.layer = add_raster(project, fine, "Fine")
            self.session = session_of([self.layer])
            self.menu = RunMenu(self.session, Messages(self.bar), lambda: None, self.window)

        def choose(self, name):
            self.menu.findChild(type(self.menu.log_action), name).trigger()

        def said(self):
            return [" ".join(box.toPlainText().split()) for item in self.bar.items()
                    for box in item.findChildren(QTextBrowser)]

    shown = Shown()
    yield shown
    shown.menu.unload()


def answer(qtbot, path):
    """Type a path into the file dialog that opens, and accept it."""
    from qgis.PyQt.QtCore import QTimer
    from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QLineEdit

    def fill():
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            QTimer.singleShot(20, fill)
            return
        dialog.findChild(QLineEdit).setText(str(path))
        dialog.accept()

    QTimer.singleShot(0, fill)


def test_advanced_opens_the_algorithm_s_dialog_with_the_same_values(qtbot, menu, folder):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    menu.session.change(menu.session.recipe.replace(output=str(folder / "out.tif")))
    menu.choose("advanced")
    dialog = menu.window.findChild(AlgorithmDialog)
    assert dialog.isVisible() and dialog.algorithm().id() == "multiscalefusion:joinlayers"
    values = dialog.createProcessingParameters()
    assert values["INPUTS"] == [menu.layer.id()] or values["INPUTS"] == [menu.layer.source()]
    assert values["RESOLUTION"] == 300.0 and values["TARGET_CRS"].authid() == "EPSG:32633"
    assert values["OUTPUT"].sink.staticValue() == str(folder / "out.tif")
    assert values["REPORT"] == str(folder / "out.html")
    menu.menu.unload()
    assert not dialog.isVisible()


def test_advanced_opens_again_after_its_dialog_is_closed_or_gone(qtbot, menu):
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from qgis.PyQt import sip

    for end in (AlgorithmDialog.close, sip.delete, AlgorithmDialog.close):
        menu.choose("advanced")
        dialog, = (each for each in menu.window.findChildren(AlgorithmDialog) if each.isVisible())
        end(dialog)
    menu.menu.unload()


def test_commands_go_into_the_clipboard(qtbot, menu):
    from multiscale_fusion.ui.recipe_code import python_code, qgis_process_command
    from qgis.PyQt.QtWidgets import QApplication

    session = menu.session
    for name, write, word in (("copy_command", qgis_process_command, "qgis_process run"),
                              ("copy_python", python_code, "processing.run(")):
        menu.choose(name)
        text = QApplication.clipboard().text()
        assert text == write(session.recipe, session.facts, "A") and word in text
    assert set(menu.said()) == {"Multiscale Fusion: The Python code is in the clipboard.",
                                "Multiscale Fusion: The command is in the clipboard."}


@pytest.mark.parametrize("name", ["advanced", "copy_command", "copy_python", "save_model"])
def test_what_is_missing_is_told(qtbot, menu, name):
    menu.session.change(menu.session.recipe.replace(approach="C"))
    menu.choose(name)
    assert menu.said() == ["Multiscale Fusion: Choose a layer of points or footprints to sample at."]


def test_a_model_is_saved(qtbot, menu, folder):
    from qgis.core import QgsProcessingModelAlgorithm

    answer(qtbot, folder / "mine")
    menu.choose("save_model")
    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(folder / "mine.model3"))
    assert [child.algorithmId() for child in model.childAlgorithms().values()] == ["multiscalefusion:joinlayers"]
    assert len(menu.said()) == 1 and "mine.model3" in menu.said()[0]


def test_a_recipe_is_saved_loaded_and_undone(qtbot, menu, folder):
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QPushButton

    recipe = menu.session.recipe.replace(method="linear")
    menu.session.change(recipe)
    answer(qtbot, folder / "mine")
    menu.choose("save_recipe")
    qtbot.waitUntil(lambda: len(menu.said()) == 1)
    assert "mine.json" in menu.said()[0] and json.loads((folder / "mine.json").read_text())["method"] == "linear"
    other = recipe.replace(method="auto", approach="")
    menu.session.change(other)
    answer(qtbot, folder / "mine.json")
    menu.choose("load_recipe")
    qtbot.waitUntil(lambda: menu.session.recipe == recipe)
    assert "The recipe is loaded." in " ".join(menu.said())
    undo = next(button for button in menu.bar.findChildren(QPushButton) if button.text() == "Undo")
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert menu.session.recipe == other


def test_a_recipe_s_missing_layers_are_told(qtbot, menu, project, folder, tmp_path):
    from multiscale_fusion.tests.ui.running import add_raster
    from multiscale_fusion.ui.recipe import LayerChoice
    from multiscale_fusion.ui.recipe_store import save_recipe

    gone = add_raster(project, rasters.write(tmp_path / "gone.tif", rasters.field()), "Gone")
    recipe = menu.session.recipe
    save_recipe(recipe.replace(layers=(*recipe.layers, LayerChoice(gone.id(), gone.source(), "Gone", used=True))),
                str(folder / "mine.json"))
    project.removeMapLayer(gone.id())
    answer(qtbot, folder / "mine.json")
    menu.choose("load_recipe")
    qtbot.waitUntil(lambda: len(menu.said()) == 1)
    assert menu.said() == ["Multiscale Fusion: The recipe names layers that are not in this project: Gone; add them "
                           "and load it again."]
    assert menu.session.recipe == recipe


def test_a_file_that_is_no_recipe_changes_nothing(qtbot, menu, folder):
    before = menu.session.recipe
    (folder / "no.json").write_text("[]")
    answer(qtbot, folder / "no.json")
    menu.choose("load_recipe")
    qtbot.waitUntil(lambda: len(menu.said()) == 1)
    assert "no recipe" in menu.said()[0] and menu.session.recipe == before


def test_a_recipe_that_cannot_be_written_is_told(qtbot, menu):
    answer(qtbot, "/sys/mine.json")
    menu.choose("save_recipe")
    qtbot.waitUntil(lambda: len(menu.said()) == 1)
    assert menu.said() == ["Multiscale Fusion: The folder /sys may not be written to; choose another one."]
