"""What all our algorithms do alike: check, prepare on the main thread, run on values, translate errors."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
)
from qgis.PyQt.QtCore import QCoreApplication, QUrl
from qgis.PyQt.QtGui import QIcon

from ..core.errors import Cancelled, FusionError, require
from .feedback import FeedbackReporter
from .help import ONLINE, help_text, page_path
from .language import told
from .parameters import is_given
from .resources import Resources, read_resources
from .responsive import switching_often
from .styling import Style, style_when_loaded

ROOT = Path(__file__).parent.parent

_NO_MAXIMUM = 2**31 - 1   # what QGIS has for a number without one, or more


class FusionAlgorithm(QgsProcessingAlgorithm):
    """Base of our algorithms; a subclass gives `read`, `check`, `read_outputs`, `execute` and, if it likes, `styles`.

    `packages` are the modules the algorithm cannot do without. They are looked for when it is opened, and imported when
    its parameters are checked: `qgis_process` and `processing.run` never ask whether it can be executed.
    """

    packages: tuple[str, ...] = ("numba", "odc.geo")

    def __init__(self) -> None:
        super().__init__()
        self._job: Any = None
        self._results: dict[str, Any] = {}
        self._resources = Resources()

    def read(self, parameters: dict, context: QgsProcessingContext) -> Any:
        """The job as plain values, read from parameters and layers on the main thread. Raises FusionError."""
        raise NotImplementedError

    def check(self, job: Any) -> None:
        """Raise FusionError if the job cannot be done, as far as headers of files tell."""

    def read_outputs(self, parameters: dict, context: QgsProcessingContext) -> dict[str, str]:
        """Paths of the asked outputs by parameter name.

        In the worker thread: asking notes in the context which layers to load, and QGIS replaces the notes of the main
        thread's context by those of the worker's.
        """
        raise NotImplementedError

    def execute(self, job: Any, outputs: dict[str, str], reporter: FeedbackReporter) -> dict[str, Any]:
        """Run the engine in a worker thread. Raises FusionError, or Cancelled."""
        raise NotImplementedError

    def styles(self, job: Any, results: dict[str, Any]) -> dict[str, Style]:
        """How outputs look when QGIS loads them, by parameter name; QGIS's default for what is left out.

        On the main thread after the run, `results` being what `execute` returned. A failure here is told in the log.
        """
        return {}

    def createInstance(self):  # noqa: N802 (QGIS's name)
        return type(self)()

    def icon(self):
        return QIcon(self.svgIconPath())

    def svgIconPath(self):  # noqa: N802 (QGIS's name)
        return str(ROOT / "icons" / "multiscale_fusion.svg")

    def helpUrl(self):  # noqa: N802 (QGIS's name)
        page = page_path(self.name(), QgsApplication.locale())
        return ONLINE if page is None else QUrl.fromLocalFile(str(page)).toString()

    def shortHelpString(self):  # noqa: N802 (QGIS's name)
        # qgis_process prints it as it is, everything else shows HTML.
        plain = QgsApplication.platform() == "qgis_process"
        return help_text(self.name(), QgsApplication.locale(), plain=plain) or QCoreApplication.translate(
            "Algorithm",
            "The help page of this algorithm is missing in this installation; the documentation is at {address}.",
        ).format(address=ONLINE)

    def canExecute(self):  # noqa: N802 (QGIS's name)
        try:
            for package in self.packages:
                if not _is_present(package):
                    require(package)
        except FusionError as error:
            return False, told(error.sentence)
        return True, ""

    def checkParameterValues(self, parameters, context):  # noqa: N802 (QGIS's name)
        try:
            self._require_packages()
            self._check_choices(parameters, context)
            self._resources = read_resources()
            self.check(self.read(parameters, context))
        except FusionError as error:
            return False, told(error.sentence)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):  # noqa: N802 (QGIS's name)
        try:
            # Again: not every caller checks the values first.
            self._require_packages()
            self._resources = read_resources()
            self._job = self.read(parameters, context)
        except FusionError as error:
            raise QgsProcessingException(told(error.sentence)) from error
        return True

    def processAlgorithm(  # noqa: N802 (QGIS's name)
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ):
        reporter = FeedbackReporter(feedback, context.feedback())
        try:
            with switching_often():
                self._results = self.execute(self._job, self.read_outputs(parameters, context), reporter)
            return self._results
        except Cancelled:
            return {}
        except FusionError as error:
            raise QgsProcessingException(told(error.sentence)) from error

    def postProcessAlgorithm(self, context, feedback):  # noqa: N802 (QGIS's name)
        try:
            style_when_loaded(self.id(), self.styles(self._job, self._results), self._results, context)
        except Exception as error:  # a look is not worth a run
            feedback.pushWarning(
                QCoreApplication.translate(
                    "Algorithm", "The outputs are shown in QGIS's default style, since theirs failed: {reason}."
                ).format(reason=f"{type(error).__name__}: {error}")
            )
        return {}

    def _require_packages(self) -> None:
        for package in self.packages:
            require(package)

    def _check_choices(self, parameters: dict, context: QgsProcessingContext) -> None:
        """Say what a choice or number may be, where QGIS only says that the value is incorrect."""
        for definition in self.parameterDefinitions():
            value = parameters.get(definition.name())
            if not is_given(parameters, definition.name()) or definition.checkValueIsAcceptable(value, context):
                continue
            if isinstance(definition, QgsProcessingParameterEnum):
                raise FusionError(
                    QCoreApplication.translate("Algorithm", "{name} must be one of {choices}, not {value}.").format(
                        name=definition.name(), choices=", ".join(definition.options()), value=value
                    )
                )
            if isinstance(definition, QgsProcessingParameterNumber):
                open_ended = definition.maximum() >= _NO_MAXIMUM
                sentence = QCoreApplication.translate(
                    "Algorithm", "{name} must be a number from {low:g} upwards, not {value}."
                ) if open_ended else QCoreApplication.translate(
                    "Algorithm", "{name} must be a number from {low:g} to {high:g}, not {value}."
                )
                problem = sentence.format(name=definition.name(), low=definition.minimum(), high=definition.maximum(),
                                          value=value)
                raise FusionError(problem)


def _is_present(module: str) -> bool:
    """Can the module be found? Does not import it, only the packages it lies in."""
    try:
        return find_spec(module) is not None
    except ImportError:
        return False
