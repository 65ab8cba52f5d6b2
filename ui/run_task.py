"""A run of an algorithm from the dock: check and work in tasks of QGIS, log and history as its own dialog has them.

The run works on what it was given when it began: what happens to layers or choices meanwhile does not concern it.
"""

import time
import traceback
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterVectorDestination,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ..core.errors import FusionError, require
from ..processing.language import told
from .background import Background
from .run_log import RunFeedback

_LOADED = (QgsProcessingParameterRasterDestination, QgsProcessingParameterVectorDestination,
           QgsProcessingParameterFeatureSink)
_TRACEBACK = "Traceback (most recent call last)"
_POLL = 0.01   # seconds

# A task holds bare pointers to context and feedback, which must outlive it whatever becomes of the dock.
_at_work: set["Run"] = set()


@dataclass(frozen=True)
class Outcome:
    """How a run ended: "done", "cancelled" or "failed", then with a ``sentence`` that tells why.

    ``results`` are the algorithm's, by name of output; ``seconds`` it took.
    """

    state: str
    sentence: str = ""
    results: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


class Run(QObject):
    """One run. Lives on the main thread; `ended` comes exactly once after `start`, unless it is abandoned.

    ``parameters`` name layers by their ids in the project, outputs by path or as temporary ones.
    """

    progressed = pyqtSignal(float)   # percent
    ended = pyqtSignal(object)       # Outcome

    def __init__(self, algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], project: QgsProject) -> None:
        super().__init__()
        from processing.tools import dataobjects

        self.algorithm = algorithm
        self.feedback = RunFeedback()
        self.context: QgsProcessingContext = dataobjects.createContext(self.feedback)
        self.context.setProject(project)
        self.parameters = _loaded(algorithm, parameters, project)
        self._history: _History | None = None
        self._check: Background | None = None
        self._task: QgsProcessingAlgRunnerTask | None = None
        self._given: dict[str, Any] = {}   # keeps the layers that only the run has
        self._begun = 0.0
        self.feedback.progressChanged.connect(self.progressed)

    def start(self) -> None:
        """Check the values, then run; errors come through `ended`."""
        _at_work.add(self)
        self._begun = time.monotonic()
        _introduce(self)
        try:
            able, reason = self.algorithm.canExecute()
            if able:
                job = self.algorithm.read(self.parameters, self.context)
                # QGIS's own check; ours reads headers of files and is done in a task.
                able, reason = QgsProcessingAlgorithm.checkParameterValues(self.algorithm, self.parameters,
                                                                           self.context)
        except FusionError as error:
            able, reason = False, told(error.sentence)
        if not able:
            self._fail(reason)
            return
        self._check = Background(
            QCoreApplication.translate("Run", "Checking the layers"), lambda: _check(self.algorithm, job), self._checked
        ).start()

    def cancel(self) -> None:
        """Ask the run to stop, which it does within a second or two; while it checks, at once."""
        self.feedback.cancel()
        if self._task is not None:
            self._task.cancel()
        elif self._check is not None:
            self._check.drop()
            self._end(Outcome("cancelled"))

    def abandon(self, seconds: float = 5.0) -> None:
        """Cancel, wait until the worker thread has stopped (at most so many seconds), and tell nobody."""
        self.blockSignals(True)
        until = time.monotonic() + seconds
        self.cancel()
        # Waiting longer at once would keep Python's lock from the worker, which needs it to stop.
        while self._task is not None and not self._task.waitForFinished(1) and time.monotonic() < until:
            time.sleep(_POLL)

    def _checked(self, _: None, error: Exception | None) -> None:
        """On the main thread, when the check has ended."""
        self._check = None
        if isinstance(error, FusionError):
            self._fail(told(error.sentence))
        elif error is not None:
            trace = "".join(traceback.format_exception(error))
            self._fail(trace)
        else:
            self._launch()

    def _launch(self) -> None:
        self._history = _History(self.algorithm, self.parameters, self.context)
        self._given = _pinned(self.algorithm, self.parameters, self.context)
        task = QgsProcessingAlgRunnerTask(self.algorithm, self._given, self.context, self.feedback)
        if task.isCanceled():   # it could not be prepared, and the feedback knows why
            self._fail(self.feedback.errors[-1] if self.feedback.errors else "", is_told=True)
            return
        self._task = task
        task.executed.connect(self._executed)
        QgsApplication.taskManager().addTask(task)

    def _executed(self, successful: bool, results: dict[str, Any]) -> None:
        if self.feedback.isCanceled():
            self._end(Outcome("cancelled"))
        elif successful:
            self._end(Outcome("done", results=results))
        else:
            self._fail(self.feedback.errors[-1] if self.feedback.errors else "", is_told=True)

    def _fail(self, reason: str, *, is_told: bool = False) -> None:
        if not is_told:
            self.feedback.reportError(reason)
        self._end(Outcome("failed", _in_one_sentence(reason)))

    def _end(self, outcome: Outcome) -> None:
        seconds = time.monotonic() - self._begun
        _conclude(self, outcome, seconds)
        if self._history is not None:
            self._history.conclude(outcome.results, self.feedback.htmlLog())
        self._check = self._task = None
        self._given = {}
        _at_work.discard(self)
        self.ended.emit(Outcome(outcome.state, outcome.sentence, outcome.results, seconds))


class _History:
    """The entry of a run in Processing's history, as the algorithm's own dialog writes it."""

    def __init__(self, algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> None:
        self._details = {
            "python_command": algorithm.asPythonCommand(parameters, context),
            "algorithm_id": algorithm.id(),
            "parameters": algorithm.asMap(parameters, context),
        }
        command, is_possible = algorithm.asQgisProcessCommand(parameters, context)
        if is_possible:
            self._details["process_command"] = command
        self._id, self._is_kept = QgsGui.historyProviderRegistry().addEntry("processing", self._details)
        QgsGui.instance().processingRecentAlgorithmLog().push(algorithm.id())

    def conclude(self, results: dict[str, Any], log: str) -> None:
        if self._is_kept:
            QgsGui.historyProviderRegistry().updateEntry(self._id, {**self._details, "results": results, "log": log})


def _loaded(algorithm: QgsProcessingAlgorithm, parameters: dict, project: QgsProject) -> dict[str, Any]:
    """The parameters with outputs that are layers noted for loading into the project."""
    layers = {each.name() for each in algorithm.parameterDefinitions() if isinstance(each, _LOADED)}
    return {
        name: QgsProcessingOutputLayerDefinition(value, project) if name in layers and isinstance(value, str) else value
        for name, value in parameters.items()
    }


def _pinned(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> dict[str, Any]:
    """The parameters with copies of vector layers, which are read in the worker thread and may be removed meanwhile.

    Rasters are read by path from the start. Unsaved edits live in the layer alone: such a one is taken as it is.
    """
    pinned = dict(parameters)
    for definition in algorithm.parameterDefinitions():
        value = parameters.get(definition.name())
        if isinstance(definition, QgsProcessingParameterFeatureSource) and isinstance(value, str):
            layer = context.project().mapLayer(value)
            if isinstance(layer, QgsVectorLayer) and not layer.isModified():
                pinned[definition.name()] = layer.clone()
    return pinned


def _check(algorithm: QgsProcessingAlgorithm, job: Any) -> None:
    """What a run needs: packages, whose first import takes seconds, and readable headers. In a worker thread."""
    for package in algorithm.packages:
        require(package)
    algorithm.check(job)


def _in_one_sentence(reason: str) -> str:
    reason = reason.strip()
    if _TRACEBACK not in reason:
        return reason or QCoreApplication.translate("Run", "The run failed without a reason; see the log.")
    return QCoreApplication.translate("Run", "The run met an error of the plugin ({reason}); see the log.").format(
        reason=reason.splitlines()[-1].rstrip("."))


def _introduce(run: Run) -> None:
    """The head of the log."""
    run.feedback.pushVersionInfo(run.algorithm.provider())
    run.feedback.pushInfo(QCoreApplication.translate("Run", "{algorithm}, started at {time}").format(
        algorithm=run.algorithm.displayName(), time=datetime.now().replace(microsecond=0).isoformat()))
    run.feedback.pushInfo(QCoreApplication.translate("Run", "Parameters:"))
    values = ((name, run.algorithm.parameterDefinition(name), value) for name, value in run.parameters.items())
    text = ", ".join(f"'{name}': {definition.valueAsPythonString(value, run.context)}"
                     for name, definition, value in values if definition is not None)
    run.feedback.pushCommandInfo(f"{{ {text} }}")


def _conclude(run: Run, outcome: Outcome, seconds: float) -> None:
    """The foot of the log."""
    if outcome.state == "done":
        run.feedback.pushInfo(QCoreApplication.translate("Run", "Done in {seconds:.1f} s.").format(seconds=seconds))
        run.feedback.pushFormattedResults(run.algorithm, run.context, outcome.results)
    elif outcome.state == "cancelled":
        run.feedback.pushInfo(QCoreApplication.translate("Run", "Cancelled after {seconds:.1f} s; nothing was written.")
                              .format(seconds=seconds))
    else:
        run.feedback.pushInfo(QCoreApplication.translate("Run", "Failed after {seconds:.1f} s.").format(
            seconds=seconds))
