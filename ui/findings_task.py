"""Checks the recipe whenever it changes, in a task of QGIS, and tells the session what was found."""

import traceback

from qgis.core import Qgis, QgsApplication, QgsMessageLog, QgsProject, QgsTask
from qgis.PyQt.QtCore import QCoreApplication, QObject, QTimer

from ..core.errors import Cancelled, FusionError
from ..core.reporter import Reporter
from ..processing.language import told
from .assessment import Assessment
from .check_run import KeptLayers, assess
from .recipe import Recipe
from .recipe_question import RecipeQuestion, asked, needed, read_question
from .session import Session
from .turns import turn

_DELAY = 300          # ms after the last change
_LOG = "Multiscale Fusion"

# QGIS keeps no reference to a task written in Python.
_at_work: set["CheckTask"] = set()


class CheckTask(QgsTask):
    """One check. `assessment` and `error` are set when it has ended; both are None if it was cancelled."""

    def __init__(self, question: RecipeQuestion, kept: KeptLayers) -> None:
        super().__init__(QCoreApplication.translate("Checker", "Check layers"),
                         QgsTask.Flag.CanCancel | QgsTask.Flag.CancelWithoutPrompt | QgsTask.Flag.Hidden
                         | QgsTask.Flag.Silent)
        self.assessment: Assessment | None = None
        self.error: Exception | None = None
        self.then = None   # called with the task on the main thread
        self._question, self._kept = question, kept

    def run(self) -> bool:
        try:
            with turn(self.isCanceled):
                self.assessment = assess(self._question, self._kept, _TaskReporter(self))
        except Cancelled:
            return False
        except Exception as error:  # told on the main thread
            self.error = error
        return self.error is None

    def finished(self, result: bool) -> None:
        _at_work.discard(self)
        if self.then is not None:
            self.then(self)


class Checker(QObject):
    """Keeps the session's assessment up with its recipe: the last change counts, checks of earlier ones are given up.

    A check begins a short time after the last change, as soon as all layers that are used have been read, and one at a
    time. While it runs the session has no assessment.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._kept = KeptLayers()
        self._task: CheckTask | None = None
        self._wanted = False                    # once the task at work has ended
        self._last: Assessment | None = None    # of the last check that came to an end
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY)
        self._timer.timeout.connect(self._begin)
        session.recipe_changed.connect(self._recipe_changed)
        session.facts_changed.connect(self._facts_changed)
        self.check_again()

    def check_again(self) -> None:
        """Check the recipe anew, even if nothing in it has changed: files may have."""
        self._last = None
        self._restart()

    def unload(self) -> None:
        """Stop checking, close what is open, and hear of nothing any more."""
        self._timer.stop()
        for signal, slot in ((self._session.recipe_changed, self._recipe_changed),
                             (self._session.facts_changed, self._facts_changed)):
            signal.disconnect(slot)
        task, self._task = self._task, None
        kept = self._kept
        if task is None:
            kept.clear()
        else:   # its worker still reads what is kept, until it looks for the cancel
            task.then = lambda _: kept.clear()
            task.cancel()

    def _recipe_changed(self, recipe: Recipe) -> None:
        if self._last is not None and asked(recipe) == asked(self._last.recipe):
            self._give_up()
            self._session.set_assessment(Assessment(
                recipe, self._last.findings, self._last.recommended, self._last.reasons, self._last.alternatives,
                self._last.failure))
        else:
            self._restart()

    def _facts_changed(self, layer_id: str) -> None:
        if layer_id in needed(self._session.recipe):
            self.check_again()

    def _restart(self) -> None:
        self._give_up()
        self._timer.start()
        if self._session.assessment is not None:
            self._session.set_assessment(None)

    def _give_up(self) -> None:
        self._timer.stop()
        self._wanted = False
        if self._task is not None:
            self._task.cancel()

    def _begin(self) -> None:
        """When nothing has changed for a while."""
        if self._task is not None:
            self._wanted = True
            return
        recipe, facts = self._session.recipe, self._session.facts
        if not recipe.used:   # nothing is imported for nothing
            self._conclude(Assessment(recipe))
            return
        if any(layer.layer_id not in facts for layer in recipe.used):
            return   # which are being read, and change then
        try:
            question = read_question(recipe, facts, QgsProject.instance())
        except FusionError as error:
            self._conclude(Assessment(recipe, failure=told(error.sentence)))
            return
        self._task = CheckTask(question, self._kept)
        self._task.then = self._ended
        _at_work.add(self._task)
        QgsApplication.taskManager().addTask(self._task)

    def _ended(self, task: CheckTask) -> None:
        self._task = None
        if self._wanted:
            self._wanted = False
            self._begin()
        elif task.isCanceled() or self._timer.isActive():
            pass   # of no interest any more
        elif task.error is not None:
            self._conclude(Assessment(self._session.recipe, failure=_sentence(task.error)))
        elif task.assessment is not None:
            self._conclude(task.assessment)

    def _conclude(self, assessment: Assessment) -> None:
        self._last = assessment
        self._session.set_assessment(assessment)


class _TaskReporter(Reporter):
    """Hears from the task whether it was cancelled."""

    def __init__(self, task: QgsTask) -> None:
        super().__init__()
        self._task = task

    def cancelled(self) -> bool:
        return self._task.isCanceled()


def _sentence(error: Exception) -> str:
    """Why there are no findings; a bug is told with its traceback in the log."""
    if isinstance(error, FusionError):
        return told(error.sentence)
    QgsMessageLog.logMessage("".join(traceback.format_exception(error)), _LOG, Qgis.MessageLevel.Critical)
    return QCoreApplication.translate(
        "Checker", "The check failed ({reason}); please report it with the messages of the log."
    ).format(reason=f"{type(error).__name__}: {error}")
