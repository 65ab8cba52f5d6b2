"""The bar below the tabs: where the result goes, Run, and how far it is."""

import os

from qgis.core import Qgis, QgsApplication, QgsProject
from qgis.gui import QgsFileWidget, QgsMessageBar
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QDir, QEvent, Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QResizeEvent
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import FusionError
from ..processing.language import told
from .recipe_parameters import algorithm_id, algorithm_parameters
from .recipe_store import stored_form
from .run_log import LogDialog
from .run_menu import RunMenu
from .run_messages import Messages
from .run_readiness import endings, why_not, with_ending
from .run_results import load_results, run_name
from .run_task import Outcome, Run
from .session import Session

_MARGIN = 6


class RunPanel(QWidget):
    """Runs the recipe. A run goes on when the dock is closed, and shows in QGIS's task manager; `unload` cancels it."""

    def __init__(self, session: Session, message_bar: QgsMessageBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_panel")
        self._session = session
        self._run: Run | None = None
        self._ended: tuple[str, str] | None = None   # form of the recipe that ran, and how that ended
        self.messages = Messages(message_bar)
        self.output = _output_widget()
        self.report = QCheckBox(QCoreApplication.translate("RunPanel", "Write report"))
        self.report.setObjectName("run_report")
        self.menu = RunMenu(session, self.messages, self.show_log, self)
        self.more = _menu_button(self.menu)
        self.button = QPushButton()
        self.button.setObjectName("run_button")
        self.state = _StateLine()
        self.progress = _progress_bar()
        self._log: LogDialog | None = None
        self._feedback = None
        self._lay_out()
        self.output.fileChanged.connect(self._output_changed)
        self.output.lineEdit().editingFinished.connect(self._take_output)
        self.report.clicked.connect(lambda on: session.change(session.recipe.replace(report=on)))
        self.button.clicked.connect(self._run_or_cancel)
        self._signals = ((session.recipe_changed, self._show), (session.assessment_changed, self._show),
                         (session.facts_changed, self._show))
        for signal, slot in self._signals:
            signal.connect(slot)
        self._show()

    @property
    def is_running(self) -> bool:
        return self._run is not None

    def tell(self, sentence: str) -> None:
        """Show in the message bar what the user should know."""
        self.messages.warn(sentence)

    def show_log(self) -> None:
        """Open the log of the run, the last one if none is at work."""
        if self._feedback is None:
            return
        if not self._is_log_open():
            self._log = LogDialog(self._feedback, self.window())
            self._log.show()
        self._log.raise_()

    def unload(self) -> None:
        """Cancel what runs, and let go of session, message bar and windows."""
        for signal, slot in self._signals:
            signal.disconnect(slot)
        self._signals = ()
        if self._run is not None:
            self._run.abandon()
            self._run = None
        self._close_log()
        self.menu.unload()
        self.messages.unload()

    def _lay_out(self) -> None:
        label = QLabel(QCoreApplication.translate("RunPanel", "Output"))
        label.setBuddy(self.output)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(_MARGIN - 2)
        for widgets in ((label, self.output), (self.report, None, self.more, self.button), (self.state, self.progress)):
            row = QHBoxLayout()
            for widget in widgets:
                row.addStretch(1) if widget is None else row.addWidget(widget)
            layout.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for first, second in zip((self.output, self.report, self.more), (self.report, self.more, self.button),
                                 strict=True):
            self.setTabOrder(first, second)

    def _show(self, *_: object) -> None:
        """The recipe, and whether it can be run."""
        recipe, approach = self._session.recipe, self._session.approach
        if approach and with_ending(recipe.output, approach) != recipe.output:
            self._session.change(recipe.replace(output=with_ending(recipe.output, approach)))
            return   # shown by that change
        self._show_output(recipe.output, approach)
        self.report.setChecked(recipe.report)
        self.report.setEnabled(approach != "C")
        self.report.setToolTip(
            QCoreApplication.translate("RunPanel", "Sampling writes no report") if approach == "C" else
            QCoreApplication.translate("RunPanel", "A page for the browser, beside the output"))
        self._show_button()

    def _show_output(self, output: str, approach: str) -> None:
        kind = QCoreApplication.translate("RunPanel", "Layers of points") if approach == "C" else \
            QCoreApplication.translate("RunPanel", "GeoTIFF files")
        self.output.setFilter(f"{kind} ({' '.join(f'*{ending}' for ending in endings(approach))})")
        if not self.output.lineEdit().isModified():
            self._set_output(output)

    def _set_output(self, output: str) -> None:
        if self.output.filePath() != output:
            self.output.blockSignals(True)
            self.output.setFilePath(output)
            self.output.blockSignals(False)
        self.output.lineEdit().setModified(False)

    def _show_button(self) -> None:
        if self._run is not None:
            self._show_cancel()
            return
        session = self._session
        reason = told(why_not(session.recipe, session.facts, session.approach, session.assessment))
        self.button.setText(QCoreApplication.translate("RunPanel", "Run"))
        self.button.setIcon(QgsApplication.getThemeIcon("/mActionStart.svg"))
        self.button.setEnabled(not reason)
        self.button.setToolTip(reason or self._what_runs())
        self.button.setAccessibleDescription(reason)
        self.progress.hide()
        if self._ended is not None and self._ended[0] == stored_form(session.recipe):
            self.state.setText(self._ended[1])
        else:
            self._ended = None
            self.state.setText(reason or QCoreApplication.translate("RunPanel", "Ready: {algorithm}").format(
                algorithm=self._what_runs()))

    def _show_cancel(self) -> None:
        self.button.setText(QCoreApplication.translate("RunPanel", "Cancel"))
        self.button.setIcon(QgsApplication.getThemeIcon("/mActionStop.svg"))
        self.button.setEnabled(not self._run.feedback.isCanceled())
        self.button.setToolTip("")
        self.button.setAccessibleDescription("")
        self.progress.show()

    def _what_runs(self) -> str:
        algorithm = QgsApplication.processingRegistry().algorithmById(algorithm_id(self._session.approach))
        return algorithm.displayName()

    def _output_changed(self, *_: object) -> None:
        """Chosen in the dialog, dropped or cleared; while a path is being typed it waits for its end."""
        if not self.output.lineEdit().isModified() or not self.output.filePath():
            self._take_output()

    def _take_output(self) -> None:
        output = self.output.filePath().strip()
        if output and not os.path.isabs(output):
            output = os.path.join(QgsProject.instance().homePath() or QDir.homePath(), output)
        output = with_ending(output, self._session.approach) if self._session.approach else output
        self._set_output(output)
        self._session.change(self._session.recipe.replace(output=output))

    def _run_or_cancel(self) -> None:
        if self._run is None:
            self._start()
            return
        self._run.cancel()
        if self._run is not None:
            self.state.setText(QCoreApplication.translate("RunPanel", "Cancelling"))
            self._show_cancel()

    def _start(self) -> None:
        self._take_output()   # a click takes no focus everywhere
        session = self._session
        try:
            parameters = algorithm_parameters(session.recipe, session.facts, session.approach, by_id=True)
            algorithm = QgsApplication.processingRegistry().createAlgorithmById(algorithm_id(session.approach))
        except FusionError as error:
            self.messages.warn(told(error.sentence))
            return
        name, form = run_name(session.recipe.output, algorithm.displayName()), stored_form(session.recipe)
        run = Run(algorithm, parameters, QgsProject.instance())
        self._run, self._feedback = run, run.feedback
        self._close_log()
        self.menu.log_action.setEnabled(True)
        run.progressed.connect(self._progressed)
        run.ended.connect(lambda outcome: self._run_ended(run, outcome, name, form))
        self.progress.setValue(0)
        self.state.setText(QCoreApplication.translate("RunPanel", "Running: {algorithm}").format(
            algorithm=algorithm.displayName()))
        self._show_cancel()
        run.start()

    def _progressed(self, percent: float) -> None:
        self.progress.setValue(round(percent))

    def _run_ended(self, run: Run, outcome: Outcome, name: str, form: str) -> None:
        self._run = None
        if outcome.state == "failed":
            self._tell_end(form, outcome.sentence)
            self.messages.say(outcome.sentence, Qgis.MessageLevel.Critical,
                              QCoreApplication.translate("RunPanel", "Show Log"), self.show_log)
        elif outcome.state == "cancelled":
            self._tell_end(form, QCoreApplication.translate("RunPanel", "Cancelled; nothing was written."))
        else:
            self._bring(run, outcome, name, form)

    def _bring(self, run: Run, outcome: Outcome, name: str, form: str) -> None:
        """The results into the project, and word of them."""
        loaded = load_results(run, outcome.results, name)
        done = QCoreApplication.translate("RunPanel", "Done in {seconds:.1f} s: {name}").format(
            name=name, seconds=outcome.seconds)
        self._tell_end(form, done)
        if not loaded.is_complete:
            self.messages.say(QCoreApplication.translate("RunPanel", "Results of {name} could not be loaded.").format(
                name=name), Qgis.MessageLevel.Warning, QCoreApplication.translate("RunPanel", "Show Log"),
                self.show_log)
        elif loaded.reports:
            self.messages.say(done, Qgis.MessageLevel.Success, QCoreApplication.translate("RunPanel", "Open Report"),
                              lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(loaded.reports[0])))
        else:
            self.messages.say(done, Qgis.MessageLevel.Success)
        self._session.result_loaded.emit(list(loaded.layers))

    def _tell_end(self, form: str, sentence: str) -> None:
        """In the line of state, where it stays until the choices change."""
        self._ended = (form, sentence)
        self._show_button()

    def _is_log_open(self) -> bool:
        """A dialog deletes itself when it is closed, or with the window that it belongs to."""
        return self._log is not None and not sip.isdeleted(self._log) and self._log.isVisible()

    def _close_log(self) -> None:
        if self._is_log_open():
            self._log.close()
        self._log = None


class _StateLine(QLabel):
    """One line, cut where there is no room; the tool tip has the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("run_state")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.whole = ""

    def setText(self, text: str) -> None:  # noqa: N802 (Qt's name)
        self.whole = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        self._cut()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._cut()

    def _cut(self) -> None:
        super().setText(self.fontMetrics().elidedText(self.whole, Qt.TextElideMode.ElideRight, self.width()))


def _output_widget() -> QgsFileWidget:
    widget = QgsFileWidget()
    widget.setObjectName("run_output")
    widget.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
    widget.setDialogTitle(QCoreApplication.translate("RunPanel", "Save Result"))
    widget.lineEdit().setPlaceholderText(QCoreApplication.translate("RunPanel", "Temporary file"))
    widget.lineEdit().setShowClearButton(True)
    widget.lineEdit().setAccessibleName(QCoreApplication.translate("RunPanel", "Output file"))
    widget.setFocusProxy(widget.lineEdit())
    return widget


def _menu_button(menu: RunMenu) -> QToolButton:
    button = QToolButton()
    button.setObjectName("run_more")
    button.setText(QCoreApplication.translate("RunPanel", "More"))
    button.setToolTip(QCoreApplication.translate("RunPanel", "The same choices as a dialog, command, model or recipe"))
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setMenu(menu)
    return button


def _progress_bar() -> QProgressBar:
    bar = QProgressBar()
    bar.setObjectName("run_progress")
    bar.setRange(0, 100)
    bar.setMaximumWidth(110)
    bar.setAccessibleName(QCoreApplication.translate("RunPanel", "Progress of the run"))
    policy = bar.sizePolicy()
    policy.setRetainSizeWhenHidden(False)
    bar.setSizePolicy(policy)
    bar.hide()
    return bar
