"""The page Settings > Options > Multiscale Fusion: what runs may use, and how outputs are written."""

import dataclasses
import html

from qgis.core import QgsApplication
from qgis.gui import (
    QgsFileWidget,
    QgsFilterLineEdit,
    QgsOptionsPageWidget,
    QgsOptionsWidgetFactory,
    QgsSpinBox,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QGridLayout, QGroupBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ..core.blocks import thread_count
from ..core.errors import FusionError
from ..processing.language import told
from ..processing.provider import ICON
from ..processing.resources import (
    LEAST_MEMORY,
    MOST_MEMORY,
    MOST_THREADS,
    Settings,
    check_setting,
    read_settings,
    write_settings,
)
from .diagnostics_page import DiagnosticsFactory
from .earthdata_login import EarthdataLogin

KEY = "multiscale_fusion"
_BEFORE = "processingOptions"   # the page of Processing itself


class OptionsFactory(QgsOptionsWidgetFactory):
    """Beside the page of Processing."""

    def __init__(self) -> None:
        super().__init__(QCoreApplication.translate("OptionsPage", "Multiscale Fusion"), QIcon(str(ICON)), KEY)

    def pagePositionHint(self):  # noqa: N802 (QGIS's name)
        return _BEFORE

    def createWidget(self, parent):  # noqa: N802 (QGIS's name)
        return OptionsPage(parent)


def factories() -> list[QgsOptionsWidgetFactory]:
    """Of all pages, to be registered in this order."""
    options = OptionsFactory()
    return [options, DiagnosticsFactory(options.title())]


class OptionsPage(QgsOptionsPageWidget):
    """Shows the settings as they are stored; `apply` stores what is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("MultiscaleFusionOptions")
        self._fields: dict[str, QWidget] = {}
        self._notes: dict[str, QLabel] = {}
        self._earthdata = EarthdataLogin()
        self._make_fields()
        self._lay_out()
        try:
            self.show_settings(read_settings())
        except FusionError as error:
            self.show_settings(Settings())
            self._tell("memory", told(error.sentence))

    @property
    def settings(self) -> Settings:
        """As they are shown."""
        return Settings(
            threads=self._fields["threads"].value(),
            memory=self._fields["memory"].value(),
            scratch=self._fields["scratch"].filePath().strip(),
            creation_options=self._fields["creation_options"].text().strip(),
            scheduler=self._fields["scheduler"].text().strip(),
        )

    def show_settings(self, settings: Settings) -> None:
        self._fields["threads"].setValue(settings.threads)
        self._fields["memory"].setValue(settings.memory)
        self._fields["scratch"].setFilePath(settings.scratch)
        self._fields["creation_options"].setText(settings.creation_options)
        self._fields["scheduler"].setText(settings.scheduler)
        for name in self._fields:
            self._tell(name, "")

    def isValid(self):  # noqa: N802 (QGIS's name)
        """Can all be stored? QGIS then stays on this page, where each wrong value has its sentence."""
        wrong = [name for name in self._fields if not self._check(name)]
        if wrong:
            self._fields[wrong[0]].setFocus()
        return not wrong

    def apply(self):
        write_settings(self.settings)
        self._earthdata.apply()

    def _make_fields(self) -> None:
        threads = QgsSpinBox()
        threads.setRange(0, MOST_THREADS)
        threads.setClearValue(0, QCoreApplication.translate("OptionsPage", "Automatic ({count})").format(
            count=thread_count()))
        memory = QgsSpinBox()
        memory.setRange(LEAST_MEMORY, MOST_MEMORY)
        memory.setSingleStep(256)
        memory.setSuffix(QCoreApplication.translate("OptionsPage", " MB"))
        memory.setClearValue(Settings().memory)
        scratch = QgsFileWidget()
        scratch.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        scratch.setDialogTitle(QCoreApplication.translate("OptionsPage", "Scratch Folder"))
        scratch.lineEdit().setPlaceholderText(QCoreApplication.translate(
            "OptionsPage", "Beside the output, or the system's temporary folder"))
        options, scheduler = QgsFilterLineEdit(), QgsFilterLineEdit()
        options.setPlaceholderText("COMPRESS=ZSTD|LEVEL=15")
        scheduler.setPlaceholderText("tcp://host:8786")
        self._fields = {"threads": threads, "memory": memory, "scratch": scratch, "creation_options": options,
                        "scheduler": scheduler}
        for name, field in self._fields.items():
            field.setObjectName(name)
            note = self._notes[name] = QLabel()
            note.setObjectName(f"{name}Problem")
            note.setWordWrap(True)
            note.hide()
        for name, edit in (("scratch", scratch.lineEdit()), ("creation_options", options), ("scheduler", scheduler)):
            edit.editingFinished.connect(lambda name=name: self._check(name))

    def _lay_out(self) -> None:
        resources = self._group(QCoreApplication.translate("OptionsPage", "Resources"), {
            "threads": (QCoreApplication.translate("OptionsPage", "Threads"), QCoreApplication.translate(
                "OptionsPage", "How many a run calculates with. Results are the same for any number.")),
            "memory": (QCoreApplication.translate("OptionsPage", "Memory budget"), QCoreApplication.translate(
                "OptionsPage", "What a run may take of this computer's {total:,} MB, beside what QGIS itself takes. "
                "Results are the same for any budget.").format(total=QgsApplication.systemMemorySizeMb())),
            "scratch": (QCoreApplication.translate("OptionsPage", "Scratch folder"), QCoreApplication.translate(
                "OptionsPage", "For the working files of a run: a fast disk of this computer helps "
                "where outputs go to a slow or distant one. They are removed at the end of a run.")),
        })
        outputs = self._group(QCoreApplication.translate("OptionsPage", "Outputs"), {
            "creation_options": (
                QCoreApplication.translate("OptionsPage", "Default output options"), QCoreApplication.translate(
                    "OptionsPage", "GDAL's creation options, separated by a pipe, of outputs for which a run gives "
                    "none, in the desktop and in qgis_process. They have to suit numbers of all data types.")),
        })
        remote = self._group(QCoreApplication.translate("OptionsPage", "Remote Computing"), {
            "scheduler": (QCoreApplication.translate("OptionsPage", "Dask scheduler"), QCoreApplication.translate(
                "OptionsPage", "Stored for a later version of the plugin; nothing uses it yet.")),
        })
        reset = QPushButton(QCoreApplication.translate("OptionsPage", "Reset to Defaults"))
        reset.setObjectName("reset")
        reset.clicked.connect(lambda: self.show_settings(Settings()))
        reset.clicked.connect(self._earthdata.clear)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(reset)
        layout = QVBoxLayout(self)   # QGIS puts each page into a scroll area
        for group in (resources, outputs, self._earthdata, remote):
            layout.addWidget(group)
        layout.addLayout(buttons)
        layout.addStretch()

    def _group(self, title: str, rows: dict[str, tuple[str, str]]) -> QGroupBox:
        """``rows``: label and explanation of each field."""
        group = QGroupBox(title)
        grid = QGridLayout(group)   # and not a form, which cuts lines off where a note appears
        grid.setColumnStretch(1, 1)
        for name, (text, explanation) in rows.items():
            field = self._fields[name]
            label, below = QLabel(text), QLabel(explanation)
            label.setBuddy(field)
            below.setWordWrap(True)
            field.setAccessibleName(text)
            field.setAccessibleDescription(explanation)
            field.setToolTip(explanation)
            row = grid.rowCount()
            grid.addWidget(label, row, 0)
            for number, widget in enumerate((field, self._notes[name], below)):
                grid.addWidget(widget, row + number, 1)
        return group

    def _check(self, name: str) -> bool:
        """Tell beneath the field what is wrong with it; is nothing?"""
        try:
            check_setting(name, dataclasses.asdict(self.settings)[name])
        except FusionError as error:
            self._tell(name, told(error.sentence))
            return False
        self._tell(name, "")
        return True

    def _tell(self, name: str, sentence: str) -> None:
        note = self._notes[name]
        icon = QgsApplication.iconPath("mIconWarning.svg")
        note.setText(f'<img src="{icon}" width="16" height="16"> {html.escape(sentence)}' if sentence else "")
        note.setVisible(bool(sentence))
