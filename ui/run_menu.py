"""The menu beside Run: the same choices elsewhere, as a dialog, a command, Python, a model or a recipe's file."""

import os
from collections.abc import Callable

from qgis.core import Qgis, QgsProject, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QDir
from qgis.PyQt.QtWidgets import QAction, QApplication, QFileDialog, QMenu, QWidget

from ..core.errors import FusionError
from ..processing.language import told
from .algorithm_dialog import AlgorithmDialogs
from .background import Background
from .recipe_code import python_code, qgis_process_command, save_model
from .recipe_parameters import algorithm_id, algorithm_parameters
from .recipe_store import ENDING, from_text, read_recipe, save_recipe
from .run_messages import Messages
from .session import Session

_FOLDER = "multiscale_fusion/recipe_folder"
_MODEL = ".model3"
_OPEN, _SAVE = QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave


class RunMenu(QMenu):
    """Its actions tell in the message bar what they did, or why they could not."""

    def __init__(self, session: Session, messages: Messages, show_log: Callable[[], None],
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_menu")
        self.setToolTipsVisible(True)
        self._session, self._messages = session, messages
        self._dialogs = AlgorithmDialogs()
        self._add("advanced", QCoreApplication.translate("RunMenu", "Advanced…"), self._advanced,
                  QCoreApplication.translate("RunMenu", "Opens the algorithm's dialog with these choices"))
        self.addSeparator()
        self._add("copy_command", QCoreApplication.translate("RunMenu", "Copy as qgis_process Command"),
                  lambda: self._copy(qgis_process_command,
                                     QCoreApplication.translate("RunMenu", "The command is in the clipboard.")))
        self._add("copy_python", QCoreApplication.translate("RunMenu", "Copy as Python"),
                  lambda: self._copy(python_code,
                                     QCoreApplication.translate("RunMenu", "The Python code is in the clipboard.")))
        self._add("save_model", QCoreApplication.translate("RunMenu", "Save as Model…"), self._save_model)
        self.addSeparator()
        self._add("save_recipe", QCoreApplication.translate("RunMenu", "Save Recipe…"), self._save_recipe,
                  QCoreApplication.translate("RunMenu", "Writes all choices to a file; a project keeps its own"))
        self._add("load_recipe", QCoreApplication.translate("RunMenu", "Load Recipe…"), self._load_recipe)
        self.addSeparator()
        self.log_action = self._add("show_log", QCoreApplication.translate("RunMenu", "Show Log"), show_log)
        self.log_action.setEnabled(False)

    def unload(self) -> None:
        """Close the dialogs that it has opened."""
        self._dialogs.close()

    def _add(self, name: str, text: str, slot: Callable[[], None], tip: str = "") -> QAction:
        action = self.addAction(text)
        action.setObjectName(name)
        action.setToolTip(tip)
        action.triggered.connect(lambda: slot())
        return action

    def _attempt(self, act: Callable[[], None]) -> bool:
        """Has it worked? If not, the reason is told."""
        try:
            act()
        except FusionError as error:
            self._messages.warn(told(error.sentence))
            return False
        return True

    def _advanced(self) -> None:
        self._attempt(self._open_dialog)

    def _open_dialog(self) -> None:
        session = self._session
        parameters = algorithm_parameters(session.recipe, session.facts, session.approach, by_id=True)
        self._dialogs.show(algorithm_id(session.approach), parameters, self.window())

    def _copy(self, write: Callable[..., str], sentence: str) -> None:
        session = self._session

        def act() -> None:
            QApplication.clipboard().setText(write(session.recipe, session.facts, session.approach))
            self._messages.say(sentence, Qgis.MessageLevel.Success)

        self._attempt(act)

    def _save_model(self) -> None:
        session = self._session
        # Before a name is asked for, in case there is nothing to save.
        if not self._attempt(lambda: algorithm_parameters(session.recipe, session.facts, session.approach, by_id=True)):
            return
        path = self._ask(QCoreApplication.translate("RunMenu", "Save as Model"),
                         QCoreApplication.translate("RunMenu", "Models of QGIS"), _MODEL, _SAVE)
        if path and self._attempt(lambda: save_model(path, session.recipe, session.facts, session.approach)):
            self._messages.say(QCoreApplication.translate("RunMenu", "The model is saved as {path}.").format(
                path=QDir.toNativeSeparators(path)), Qgis.MessageLevel.Success)

    def _save_recipe(self) -> None:
        recipe = self._session.recipe
        path = self._ask(QCoreApplication.translate("RunMenu", "Save Recipe"), _recipes(), ENDING, _SAVE)
        if path:
            Background(QCoreApplication.translate("RunMenu", "Saving a recipe"), lambda: save_recipe(recipe, path),
                       self._saved).start()

    def _saved(self, path: str | None, error: Exception | None) -> None:
        if error is not None:
            self._tell(error)
            return
        self._messages.say(QCoreApplication.translate("RunMenu", "The recipe is saved as {path}.").format(
            path=QDir.toNativeSeparators(path)), Qgis.MessageLevel.Success)

    def _load_recipe(self) -> None:
        path = self._ask(QCoreApplication.translate("RunMenu", "Load Recipe"), _recipes(), ENDING, _OPEN)
        if path:
            Background(QCoreApplication.translate("RunMenu", "Loading a recipe"), lambda: read_recipe(path),
                       self._loaded).start()

    def _loaded(self, text: str | None, error: Exception | None) -> None:
        before = self._session.recipe
        try:
            if error is not None:
                raise error
            recipe, sentence = from_text(text, before, QgsProject.instance())
        except FusionError as problem:
            self._messages.warn(told(problem.sentence))
            return
        self._session.change(recipe)
        self._messages.say(
            told(sentence) or QCoreApplication.translate("RunMenu", "The recipe is loaded."),
            Qgis.MessageLevel.Warning if sentence else Qgis.MessageLevel.Success,
            QCoreApplication.translate("RunMenu", "Undo"), lambda: self._session.change(before))

    def _tell(self, error: Exception) -> None:
        """Of a recipe's file; anything but a sentence is a bug and shows as one."""
        if not isinstance(error, FusionError):
            raise error
        self._messages.warn(told(error.sentence))

    def _ask(self, title: str, kind: str, ending: str, mode: QFileDialog.AcceptMode) -> str:
        """A path to save to, with the ending, or to open; "" if the user thinks better of it."""
        dialog = QFileDialog(self.window(), title, _folder(), f"{kind} (*{ending})")
        dialog.setAcceptMode(mode)
        if mode == _OPEN:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setDefaultSuffix(ending)
        accepted = dialog.exec()
        dialog.deleteLater()
        if not accepted:
            return ""
        path = dialog.selectedFiles()[0]
        QgsSettings().setValue(_FOLDER, os.path.dirname(path))
        return path


def _recipes() -> str:
    return QCoreApplication.translate("RunMenu", "Recipes")


def _folder() -> str:
    return QgsSettings().value(_FOLDER, "", type=str) or QgsProject.instance().homePath() or QDir.homePath()
