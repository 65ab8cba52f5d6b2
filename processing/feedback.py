"""QGIS's feedback, spoken to as the engine's Reporter."""

import time

from qgis.core import QgsApplication, QgsProcessingFeedback, QgsProcessingMultiStepFeedback
from qgis.PyQt.QtCore import QCoreApplication

from ..core.reporter import Reporter
from .language import told

# Percent. Each step crosses threads and repaints a bar, and the engine may report a thousand times a second.
_STEP = 0.1
_LISTEN = 0.1   # seconds


class FeedbackReporter(Reporter):
    """Passes progress and messages of the engine on to a QgsProcessingFeedback, and its cancel to the engine.

    `outer` is the feedback of the whole job. A multi-step feedback made after the job was cancelled never learns of it,
    so its job is asked as well.
    """

    def __init__(self, feedback: QgsProcessingFeedback, outer: QgsProcessingFeedback | None = None) -> None:
        super().__init__()
        self._feedback = feedback
        # A plain feedback is asked alone: a context used again may still hold that of an earlier, cancelled run.
        self._outer = outer if isinstance(feedback, QgsProcessingMultiStepFeedback) else None
        self._shown = 0.0
        # qgis_process learns of Ctrl-C when it handles events, which it does when progress is made: not while a run
        # waits for a server.
        self._listens = QgsApplication.platform() == "qgis_process"
        self._listened = time.monotonic()

    def progress(self, fraction: float) -> None:
        super().progress(fraction)
        percent = 100.0 * fraction
        if abs(percent - self._shown) >= _STEP or (fraction >= 1.0 and self._shown < 100.0):
            self._shown = percent
            self._feedback.setProgress(percent)

    def cancelled(self) -> bool:
        if self._listens and time.monotonic() - self._listened >= _LISTEN:
            self._listened = time.monotonic()
            QCoreApplication.processEvents()
        return self._feedback.isCanceled() or (self._outer is not None and self._outer.isCanceled())

    def info(self, text: str) -> None:
        self._feedback.pushInfo(told(text))

    def warning(self, text: str) -> None:
        self._feedback.pushWarning(told(text))

    def text(self, text: str) -> str:
        return told(text)
