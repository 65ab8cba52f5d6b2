"""The log of a run: kept line by line from any thread, and shown while it grows."""

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtGui import QFontDatabase
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


class RunFeedback(QgsProcessingFeedback):
    """QGIS's feedback, which also keeps the plain ``lines`` of the log and the ``errors`` among them.

    `QgsProcessingFeedback` itself may not be read while another thread writes to it.
    """

    logged = pyqtSignal()

    def __init__(self) -> None:
        super().__init__(False)
        self.lines: list[str] = []
        self.errors: list[str] = []

    def reportError(self, error, fatalError=False):  # noqa: N802, N803 (QGIS's names)
        super().reportError(error, fatalError)
        self.errors.append(error)
        self._keep(QCoreApplication.translate("RunFeedback", "Error: {text}").format(text=error))

    def pushWarning(self, warning):  # noqa: N802 (QGIS's name)
        super().pushWarning(warning)
        self._keep(QCoreApplication.translate("RunFeedback", "Warning: {text}").format(text=warning))

    def pushInfo(self, info):  # noqa: N802 (QGIS's name)
        super().pushInfo(info)
        self._keep(info)

    def pushCommandInfo(self, info):  # noqa: N802 (QGIS's name)
        super().pushCommandInfo(info)
        self._keep(info)

    def pushDebugInfo(self, info):  # noqa: N802 (QGIS's name)
        super().pushDebugInfo(info)
        self._keep(info)

    def pushConsoleInfo(self, info):  # noqa: N802 (QGIS's name)
        super().pushConsoleInfo(info)
        self._keep(info)

    def pushFormattedMessage(self, html, text):  # noqa: N802 (QGIS's name)
        super().pushFormattedMessage(html, text)
        self._keep(text)

    def setProgressText(self, text):  # noqa: N802 (QGIS's name)
        super().setProgressText(text)
        self._keep(text)

    def _keep(self, line: str) -> None:
        self.lines.append(line)
        self.logged.emit()


class LogDialog(QDialog):
    """Shows the log of a run, also while it is at work."""

    def __init__(self, feedback: RunFeedback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_log")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(QCoreApplication.translate("LogDialog", "Log of the Run"))
        self.resize(640, 420)
        self._feedback, self._shown = feedback, 0
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(QCoreApplication.translate("LogDialog", "Log of the run"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button = QPushButton(QCoreApplication.translate("LogDialog", "Copy"))
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        buttons.rejected.connect(self.close)
        self.copy_button.clicked.connect(self._copy)
        feedback.logged.connect(self._show_new)
        self._show_new()

    def _show_new(self) -> None:
        new = self._feedback.lines[self._shown:]
        self._shown += len(new)
        for line in new:
            self.text.appendPlainText(line)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.text.toPlainText())
