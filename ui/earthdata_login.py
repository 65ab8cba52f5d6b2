"""The part of the options page for NASA Earthdata: which entry of QGIS's authentication manager, and does it hold?"""

import html
import re

from qgis.core import QgsApplication
from qgis.gui import QgsAuthConfigSelect
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QGridLayout, QGroupBox, QLabel, QPushButton, QWidget

from ..core.earthdata.credentials import Credentials, in_environment
from ..core.errors import FusionError
from ..processing.earthdata_login import credentials_of, read_entry, write_entry
from ..processing.language import told
from .background import Background

_REGISTER = "https://urs.earthdata.nasa.gov/users/new"
_LINK = re.compile(r"https://[^\s<>&]*[^\s<>&.,;]")


class EarthdataLogin(QGroupBox):
    """Shows the entry as it is stored; `apply` stores what is shown. The login itself never leaves QGIS's manager."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("EarthdataLogin", "NASA Earthdata"), parent)
        self.setObjectName("earthdata")
        self._tasks = tasks = []   # the test that is under way
        self._select = QgsAuthConfigSelect()
        self._select.setObjectName("earthdataEntry")
        self._test = QPushButton(QCoreApplication.translate("EarthdataLogin", "Test Login"))
        self._test.setObjectName("earthdataTest")
        self._answer = QLabel()
        self._answer.setObjectName("earthdataAnswer")
        self._answer.setWordWrap(True)
        self._answer.setOpenExternalLinks(True)
        self._lay_out()
        self.show_stored()
        self._select.selectedConfigIdChanged.connect(self._forget)
        self._test.clicked.connect(self.test)
        # No method of its own: Qt calls none of what is being destroyed.
        self.destroyed.connect(lambda *_: _drop(tasks))

    def show_stored(self) -> None:
        self._select.setConfigId(read_entry())
        self._tell("", True)

    def clear(self) -> None:
        """As before anything was chosen."""
        self._select.setConfigId("")

    def apply(self) -> None:
        write_entry(self._select.configId())

    def test(self) -> None:
        """Log in with what is shown, in a task; the answer appears beneath the button."""
        try:
            credentials = self._credentials()
        except FusionError as error:
            self._tell(told(error.sentence), False)
            return
        _drop(self._tasks)
        self._test.setEnabled(False)
        self._tell(QCoreApplication.translate("EarthdataLogin", "Asking NASA Earthdata\u2026"), True)
        self._tasks.append(Background(
            QCoreApplication.translate("EarthdataLogin", "Test of the login to NASA Earthdata"),
            lambda: _try_login(credentials), self._answered).start())

    def _credentials(self) -> Credentials | None:
        """On the main thread; None for the environment and .netrc."""
        entry = self._select.configId()
        return None if not entry or in_environment() is not None else credentials_of(entry)

    def _answered(self, source: str | None, error: Exception | None) -> None:
        self._tasks.clear()
        self._test.setEnabled(True)
        if isinstance(error, FusionError):
            self._tell(told(error.sentence), False)
        elif error is not None:
            self._tell(f"{type(error).__name__}: {error}", False)
        else:
            self._tell(QCoreApplication.translate(
                "EarthdataLogin", "NASA Earthdata accepts the login ({source}).").format(source=told(source)), True)

    def _forget(self) -> None:
        """Another entry: what was answered does not hold for it."""
        _drop(self._tasks)
        self._test.setEnabled(True)
        self._tell("", True)

    def _tell(self, sentence: str, is_good: bool) -> None:
        icon = QgsApplication.iconPath("mIconSuccess.svg" if is_good else "mIconWarning.svg")
        text = _LINK.sub(r'<a href="\g<0>">\g<0></a>', html.escape(sentence))
        self._answer.setText(f'<img src="{icon}" width="16" height="16"> {text}' if sentence else "")
        self._answer.setVisible(bool(sentence))

    def _lay_out(self) -> None:
        label = QLabel(QCoreApplication.translate("EarthdataLogin", "Login"))
        label.setBuddy(self._select)
        explanation = QCoreApplication.translate(
            "EarthdataLogin",
            "To search and to download. User and password (basic authentication), or a token (an API header named "
            "Authorization that holds Bearer and the token), are kept in QGIS's encrypted authentication manager and "
            "nowhere else. Without a choice .netrc counts; variables of the environment come before both. An account "
            "is registered free of charge at {page}.",
        )
        below = QLabel(explanation.format(page=f'<a href="{_REGISTER}">{_REGISTER}</a>'))
        below.setTextFormat(Qt.TextFormat.RichText)
        below.setOpenExternalLinks(True)
        below.setWordWrap(True)
        self._select.setAccessibleName(label.text())
        self._select.setAccessibleDescription(explanation.format(page=_REGISTER))
        grid = QGridLayout(self)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self._select, 0, 1)
        grid.addWidget(below, 1, 1)
        grid.addWidget(self._test, 2, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._answer, 3, 1)


def _drop(tasks: list[Background]) -> None:
    while tasks:
        tasks.pop().drop()


def _try_login(credentials: Credentials | None) -> str:
    """Where the login comes from, in words. In the worker thread. Raises FusionError."""
    from ..core.earthdata.login import log_in, verify

    login = log_in(credentials)
    verify(login)
    return login.source
