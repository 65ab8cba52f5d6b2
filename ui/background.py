"""Work that must not hold up the screen: a function in a task of QGIS, its answer on the main thread."""

from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication, QgsTask

from .turns import turn

# QGIS keeps no reference to a task written in Python.
_at_work: set["Background"] = set()


class Background(QgsTask):
    """Calls ``work()`` in a worker thread, then ``then(value, error)`` on the main thread; one of the two is None.

    After `drop` nothing is called any more.
    """

    def __init__(self, description: str, work: Callable[[], Any],
                 then: Callable[[Any, Exception | None], None]) -> None:
        # Hidden and silent: it is short, and QGIS may close without asking.
        super().__init__(description, QgsTask.Flag.Hidden | QgsTask.Flag.Silent | QgsTask.Flag.CanCancel
                         | QgsTask.Flag.CancelWithoutPrompt)
        self._work, self._then = work, then
        self._value: Any = None
        self._error: Exception | None = None

    def start(self) -> "Background":
        _at_work.add(self)
        QgsApplication.taskManager().addTask(self)
        return self

    def drop(self) -> None:
        """Let it end by itself, unheard."""
        self._then = None
        self.cancel()

    def run(self) -> bool:
        try:
            with turn(self.isCanceled):
                self._value = self._work()
        except Exception as error:  # handed to the main thread, which tells of it
            self._error = error
        return self._error is None

    def finished(self, result: bool) -> None:
        _at_work.discard(self)
        then, self._then = self._then, None
        self._work = None
        if then is not None:
            then(self._value, self._error)
