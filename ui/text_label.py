"""Labels for sentences, on several lines where there is little room: long names of files may be broken."""

import re

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel, QWidget

# Names of files are long words, which may be broken behind these marks.
_MARKS = re.compile(r"(?<=[._/\\:-])(?=\w)")
_LONG = 20
_BREAK = "\u200b"


class TextLabel(QLabel):
    """Plain text, by whose longest word no panel is widened."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:  # noqa: N802 (Qt's name)
        super().setText(breakable(text))

    def text(self) -> str:
        """As it was set."""
        return super().text().replace(_BREAK, "")


def breakable(text: str) -> str:
    """The text with invisible places at which its longest words may be broken."""
    return " ".join(_MARKS.sub(_BREAK, word) if len(word) > _LONG else word for word in text.split(" "))
