"""Reads facts of layers in the background, one layer after the other, and brings them into the session."""

import threading
import traceback
from collections.abc import Iterable
from dataclasses import dataclass

from qgis.core import Qgis, QgsApplication, QgsMessageLog, QgsTask
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ..core.errors import Cancelled
from .layer_facts import LayerFacts
from .layer_reading import LayerSource, read_facts
from .session import Session
from .turns import turn


@dataclass(frozen=True)
class _Job:
    source: LayerSource
    sampled: bool   # with a sample of its pixels, or the header alone?
    number: int     # the latest has the highest


class FactsQueue:
    """What is to be read, shared by the main thread and the worker.

    Headers come first, since they are quick and fill the table; then samples. Among each the layers in use, those on
    the screen, the rest, and of these the latest.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted: dict[str, LayerSource] = {}
        self._jobs: dict[str, _Job] = {}
        self._used: frozenset[str] = frozenset()
        self._shown: frozenset[str] = frozenset()
        self._count = 0

    def __len__(self) -> int:
        with self._lock:
            return len(self._jobs)

    def put(self, source: LayerSource, sampled: bool = False) -> None:
        """Ask for a layer, in the place of what was asked for it before; ``sampled``: at once with its sample."""
        with self._lock:
            self._count += 1
            self._wanted[source.layer_id] = source
            self._jobs[source.layer_id] = _Job(source, sampled, self._count)

    def drop(self, layer_id: str) -> None:
        """Forget a layer."""
        with self._lock:
            self._wanted.pop(layer_id, None)
            self._jobs.pop(layer_id, None)

    def clear(self) -> None:
        """Forget all layers."""
        with self._lock:
            self._wanted.clear()
            self._jobs.clear()

    def prefer(self, used: Iterable[str], shown: Iterable[str]) -> None:
        """Read these layers before others."""
        with self._lock:
            self._used, self._shown = frozenset(used), frozenset(shown)

    def take(self) -> _Job | None:
        """The next job, None if there is none."""
        with self._lock:
            if not self._jobs:
                return None
            layer_id = max(self._jobs, key=lambda each: self._rank(each, self._jobs[each]))
            return self._jobs.pop(layer_id)

    def go_on(self, job: _Job) -> None:
        """After the header the sample, unless the layer was dropped or changed meanwhile."""
        with self._lock:
            layer_id = job.source.layer_id
            if not job.sampled and self._wanted.get(layer_id) is job.source and layer_id not in self._jobs:
                self._jobs[layer_id] = _Job(job.source, True, job.number)

    def is_wanted(self, source: LayerSource) -> bool:
        """Is it still this that is asked for?"""
        with self._lock:
            return self._wanted.get(source.layer_id) is source

    def _rank(self, layer_id: str, job: _Job) -> tuple[bool, bool, bool, int]:
        return not job.sampled, layer_id in self._used, layer_id in self._shown, job.number


class FactsTask(QgsTask):
    """Works off a queue until it is empty or the task is cancelled."""

    read = pyqtSignal(object, object)     # LayerSource, LayerFacts
    failed = pyqtSignal(object, str)      # LayerSource, traceback

    def __init__(self, queue: FactsQueue) -> None:
        # Hidden and silent: there is nothing to wait for, and QGIS may close without asking.
        super().__init__(QCoreApplication.translate("FactsTask", "Reading layers"),
                         QgsTask.Flag.Hidden | QgsTask.Flag.Silent | QgsTask.Flag.CanCancel
                         | QgsTask.Flag.CancelWithoutPrompt)
        self._queue = queue

    def run(self) -> bool:
        """In the worker's thread."""
        while not self.isCanceled():
            job = self._queue.take()
            if job is None:
                return True
            try:
                with turn(self.isCanceled):
                    facts = read_facts(job.source, job.sampled)
            except Cancelled:
                return False
            except Exception:   # a bug, which shall cost one layer and be told; out of here it would end QGIS
                self.failed.emit(job.source, traceback.format_exc())
                continue
            if not (job.source.is_points or facts.problem):
                self._queue.go_on(job)
            self.read.emit(job.source, facts)
        return False


class FactsReader(QObject):
    """Facts of the layers that it is asked for, brought into the session as they come. On the main thread."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._queue = FactsQueue()
        self._task: FactsTask | None = None

    @property
    def is_busy(self) -> bool:
        """Is anything still to be read?"""
        return self._task is not None or len(self._queue) > 0

    def read(self, source: LayerSource, keep: bool = False) -> None:
        """Read a layer, anew if it was read before. ``keep``: does what is known of it still hold meanwhile?"""
        keep = keep and source.layer_id in self._session.facts
        if not keep and source.layer_id in self._session.facts:
            self._session.set_facts(source.layer_id, None)
        self._queue.put(source, sampled=keep)
        self._start()

    def forget(self, layer_id: str) -> None:
        """The layer is gone."""
        self._queue.drop(layer_id)
        if layer_id in self._session.facts:
            self._session.set_facts(layer_id, None)

    def prefer(self, used: Iterable[str], shown: Iterable[str]) -> None:
        """Read first what is used, then what is on the screen."""
        self._queue.prefer(used, shown)

    def unload(self) -> None:
        """Stop; the worker ends with the layer that it is at."""
        self._queue.clear()
        if self._task is not None:
            self._let_go()

    def _start(self) -> None:
        if self._task is not None:
            return
        self._task = FactsTask(self._queue)
        self._task.read.connect(self._take)
        self._task.failed.connect(self._take_failure)
        self._task.taskCompleted.connect(self._ended)
        self._task.taskTerminated.connect(self._ended)
        QgsApplication.taskManager().addTask(self._task)

    def _ended(self) -> None:
        self._task = None
        if len(self._queue):   # asked for while the worker was leaving
            self._start()

    def _let_go(self) -> None:
        task, self._task = self._task, None
        for signal, slot in ((task.read, self._take), (task.failed, self._take_failure),
                             (task.taskCompleted, self._ended), (task.taskTerminated, self._ended)):
            signal.disconnect(slot)
        # QGIS lets go of the task when it has ended, and so does this.
        _ending.add(task)
        task.taskCompleted.connect(lambda: _ending.discard(task))
        task.taskTerminated.connect(lambda: _ending.discard(task))
        task.cancel()

    def _take(self, source: LayerSource, facts: LayerFacts) -> None:
        if self._queue.is_wanted(source) and facts != self._session.facts.get(source.layer_id):
            self._session.set_facts(source.layer_id, facts)

    def _take_failure(self, source: LayerSource, told: str) -> None:
        QgsMessageLog.logMessage(told, "Multiscale Fusion", Qgis.MessageLevel.Critical)
        problem = QCoreApplication.translate(
            "FactsTask", '"{layer}" could not be read; the log messages (tab Multiscale Fusion) tell why.',
        ).format(layer=source.name)
        self._take(source, LayerFacts(source.is_points, problem=problem))


_ending: set[FactsTask] = set()
