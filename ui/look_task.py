"""Work of the Look panel in the background: one errand at a time, the latest wins."""

import traceback
from collections.abc import Callable
from typing import Any

from qgis.core import Qgis, QgsApplication, QgsMessageLog, QgsTask
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ..core.errors import Cancelled, FusionError
from ..core.reporter import Reporter
from ..processing.language import told
from .turns import turn

Work = Callable[[Reporter], Any]

# QGIS keeps no reference to a task written in Python.
_at_work: set["_Task"] = set()


class _Heard(Reporter):
    """A task as the engine's reporter."""

    def __init__(self, task: QgsTask) -> None:
        super().__init__()
        self._task = task

    def progress(self, fraction: float) -> None:
        super().progress(fraction)
        self._task.setProgress(100.0 * fraction)

    def cancelled(self) -> bool:
        return self._task.isCanceled()


class _Task(QgsTask):
    """Calls ``work(reporter)`` in a worker's thread and keeps what came of it."""

    def __init__(self, description: str, work: Work) -> None:
        super().__init__(description, QgsTask.Flag.Hidden | QgsTask.Flag.Silent | QgsTask.Flag.CanCancel
                         | QgsTask.Flag.CancelWithoutPrompt)
        self._work = work
        self.value: Any = None
        self.problem = ""

    def run(self) -> bool:
        try:
            with turn(self.isCanceled):
                self.value = self._work(_Heard(self))
            return True
        except Cancelled:
            return False
        except FusionError as error:
            self.problem = told(error.sentence)
        except Exception:   # a bug, which is told; out of here it would end QGIS
            QgsMessageLog.logMessage(traceback.format_exc(), "Multiscale Fusion", Qgis.MessageLevel.Critical)
            self.problem = QCoreApplication.translate(
                "Errand", "Something went wrong; the log messages (tab Multiscale Fusion) tell what.")
        finally:
            self._work = None
        return False


class Errand(QObject):
    """Runs work in the background, and forgets what it was at when it is given other work. On the main thread."""

    done = pyqtSignal(object)        # what the work returned
    failed = pyqtSignal(str)         # why not, in a sentence in QGIS's language
    busy = pyqtSignal(bool)          # has it something to do?
    progressed = pyqtSignal(float)   # percent

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: _Task | None = None

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    def start(self, description: str, work: Work) -> None:
        """Do this instead of whatever is being done. ``work`` is called in another thread; it raises FusionError in
        one sentence, or Cancelled when the Reporter that it gets says so."""
        was_busy = self.is_busy
        self._let_go()
        task = self._task = _Task(description, work)
        _at_work.add(task)
        task.taskCompleted.connect(self._ended)
        task.taskTerminated.connect(self._ended)
        task.progressChanged.connect(self.progressed)
        task.taskCompleted.connect(lambda: _at_work.discard(task))
        task.taskTerminated.connect(lambda: _at_work.discard(task))
        if not was_busy:
            self.busy.emit(True)
        QgsApplication.taskManager().addTask(task)

    def stop(self) -> None:
        """Give up what is being done."""
        if self.is_busy:
            self._let_go()
            self.busy.emit(False)

    def _let_go(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.taskCompleted.disconnect(self._ended)
            task.taskTerminated.disconnect(self._ended)
            task.progressChanged.disconnect(self.progressed)
            task.cancel()

    def _ended(self) -> None:
        task, self._task = self._task, None
        self.busy.emit(False)
        if task.problem:
            self.failed.emit(task.problem)
        elif task.value is not None:
            self.done.emit(task.value)
