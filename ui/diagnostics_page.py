"""The page Settings > Options > Multiscale Fusion > Diagnostics: which packages there are, and what mends the rest."""

import platform
import re
import sys

from qgis.core import Qgis, QgsApplication, QgsCommandLineUtils
from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt import sip
from qgis.PyQt.QtCore import PYQT_VERSION_STR, QT_VERSION_STR, QCoreApplication, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..core.diagnostics import Diagnosis, State, report, survey
from ..processing.language import told
from .background import Background

KEY = "multiscale_fusion_diagnostics"
_NAME, _STATE, _VERSION, _PURPOSE, _PLACE = range(5)
_ICONS = {
    State.GOOD: "/mIconSuccess.svg",
    State.ABSENT: "/mIconInfo.svg",
    State.MISSING: "/mIconCritical.svg",
    State.OLD: "/mIconWarning.svg",
    State.FOREIGN: "/mIconWarning.svg",
    State.BROKEN: "/mIconCritical.svg",
}


class DiagnosticsFactory(QgsOptionsWidgetFactory):
    """Beneath the page of the given title."""

    def __init__(self, above: str) -> None:
        super().__init__(QCoreApplication.translate("DiagnosticsPage", "Diagnostics"),
                         QgsApplication.getThemeIcon("/mIconInfo.svg"), KEY)
        self._above = above

    def path(self):
        return [self._above]

    def createWidget(self, parent):  # noqa: N802 (QGIS's name)
        return DiagnosticsPage(parent)


class DiagnosticsPage(QgsOptionsPageWidget):
    """A table of packages, filled in the background. Nothing to be applied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("MultiscaleFusionDiagnostics")
        self._found: tuple[Diagnosis, ...] = ()
        self._task: Background | None = None
        self.table = self._make_table()
        self.summary = _wrapped("summary")
        self.detail = _wrapped("detail")
        self.detail.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.copy_command = _button("copyCommand", QCoreApplication.translate("DiagnosticsPage", "Copy Command"),
                                    QCoreApplication.translate(
                                        "DiagnosticsPage", "Copies the command that mends the selected package"))
        self.copy_report = _button("copyReport", QCoreApplication.translate("DiagnosticsPage", "Copy Report"),
                                   QCoreApplication.translate(
                                       "DiagnosticsPage", "Copies all of this as plain English text, for a bug report"))
        self.test = _button("testLoading", QCoreApplication.translate("DiagnosticsPage", "Test Loading"),
                            QCoreApplication.translate(
                                "DiagnosticsPage", "Loads every package, which takes seconds and shows what is there "
                                "but does not work"))
        self.copy_command.clicked.connect(lambda: _copy(self._selected().command))
        self.copy_report.clicked.connect(lambda: _copy(report(self._found, versions())))
        self.test.clicked.connect(lambda: self.look(load=True))
        self.table.itemSelectionChanged.connect(self._show_selected)
        self._lay_out()
        self.look()

    def apply(self):
        """Nothing here is a setting."""

    def look(self, *, load: bool = False) -> None:
        """Fill the table anew; ``load``: import every package."""
        if self._task is not None:
            self._task.drop()
        self.summary.setText(QCoreApplication.translate("DiagnosticsPage", "Looking for packages…"))
        for button in (self.copy_command, self.copy_report, self.test):
            button.setEnabled(False)
        gdal = gdal_of_qgis()
        self._task = Background(QCoreApplication.translate("DiagnosticsPage", "Looking for packages"),
                                lambda: survey(gdal, load=load), self._show).start()

    def _show(self, found: tuple[Diagnosis, ...] | None, error: Exception | None) -> None:
        if sip.isdeleted(self):   # the dialog was closed meanwhile
            return
        self._task = None
        self.test.setEnabled(True)
        if error is not None:
            raise error   # a bug, for QGIS's window of errors
        self._found = found
        self.copy_report.setEnabled(True)
        self.table.setRowCount(0)
        for diagnosis in found:
            self._add(diagnosis)
        wrong = [row for row, each in enumerate(found) if each.state not in (State.GOOD, State.ABSENT)]
        self.summary.setText(
            QCoreApplication.translate("DiagnosticsPage", "All packages that the plugin can use are there.")
            if not wrong else QCoreApplication.translate(
                "DiagnosticsPage", "Packages to look at: {names}. What needs none of them works."
            ).format(names=", ".join(told(found[row].name) for row in wrong)))
        self.table.selectRow(wrong[0] if wrong else 0)

    def _add(self, found: Diagnosis) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        unknown = QCoreApplication.translate("DiagnosticsPage", "unknown") if found.place else ""
        texts = {_NAME: told(found.name), _STATE: _state_name(found.state), _VERSION: found.version or unknown,
                 _PURPOSE: told(found.purpose), _PLACE: found.place}
        for column, text in texts.items():
            item = QTableWidgetItem(text)
            item.setToolTip(told(found.problem) or text)
            self.table.setItem(row, column, item)
        self.table.item(row, _STATE).setIcon(QgsApplication.getThemeIcon(_ICONS[found.state]))

    def _selected(self) -> Diagnosis | None:
        row = self.table.currentRow()
        return self._found[row] if 0 <= row < len(self._found) and self.table.selectedItems() else None

    def _show_selected(self) -> None:
        found = self._selected()
        self.copy_command.setEnabled(bool(found and found.command))
        self.detail.setText("" if found is None else "\n".join(filter(None, (told(found.problem), found.command))))

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 5)
        table.setObjectName("packages")
        table.setAccessibleName(QCoreApplication.translate("DiagnosticsPage", "Packages"))
        table.setHorizontalHeaderLabels([
            QCoreApplication.translate("DiagnosticsPage", "Package"),
            QCoreApplication.translate("DiagnosticsPage", "State"),
            QCoreApplication.translate("DiagnosticsPage", "Version"),
            QCoreApplication.translate("DiagnosticsPage", "Needed for"),
            QCoreApplication.translate("DiagnosticsPage", "Folder"),
        ])
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)   # the key leads on to the buttons
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        return table

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.copy_command, self.copy_report, self.test):
            buttons.addWidget(button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        for widget in (self.summary, self.table, self.detail):
            layout.addWidget(widget, 1 if widget is self.table else 0)
        layout.addLayout(buttons)


def gdal_of_qgis() -> str:
    """The version of GDAL that QGIS itself runs on, "" if it does not tell."""
    # Where QGIS was compiled against another one, that is told first.
    found = re.findall(r"GDAL/OGR\D*([\d.]+)", QgsCommandLineUtils.allVersions())
    return found[-1] if found else ""


def versions() -> list[tuple[str, str]]:
    """Of what surrounds the plugin, in English."""
    return [
        ("QGIS", Qgis.version()),
        ("GDAL of QGIS", gdal_of_qgis()),
        ("Qt", QT_VERSION_STR),
        ("PyQt", PYQT_VERSION_STR),
        ("Python", f"{platform.python_version()} ({sys.prefix})"),
        ("Platform", platform.platform()),
    ]


def _state_name(state: State) -> str:
    return {
        State.GOOD: QCoreApplication.translate("DiagnosticsPage", "present"),
        State.ABSENT: QCoreApplication.translate("DiagnosticsPage", "not installed"),
        State.MISSING: QCoreApplication.translate("DiagnosticsPage", "missing"),
        State.OLD: QCoreApplication.translate("DiagnosticsPage", "older than tested"),
        State.FOREIGN: QCoreApplication.translate("DiagnosticsPage", "not QGIS's"),
        State.BROKEN: QCoreApplication.translate("DiagnosticsPage", "does not load"),
    }[state]


def _copy(text: str) -> None:
    QgsApplication.clipboard().setText(text)


def _wrapped(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    return label


def _button(name: str, text: str, explanation: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(explanation)
    button.setAccessibleDescription(explanation)
    return button
