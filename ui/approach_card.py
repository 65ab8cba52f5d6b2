"""A card: an approach with what it does, when to use it, and whether it is recommended and why."""

from collections.abc import Sequence

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QRadioButton, QStyle, QVBoxLayout, QWidget

from .choice_names import ApproachWords
from .text_label import TextLabel


class ApproachCard(QFrame):
    """Its radio button is the choice; a click anywhere on the card takes it."""

    def __init__(self, letter: str, words: ApproachWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"card{letter}")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._words = words
        self.radio = QRadioButton(words.title)
        self.radio.setObjectName(f"approach{letter}")
        font = self.radio.font()
        font.setBold(True)
        self.radio.setFont(font)
        self._mark = self._make_mark()
        self._reasons, self._alternatives = TextLabel(f"reasons{letter}"), TextLabel(f"alternatives{letter}")
        layout = QVBoxLayout(self)
        layout.addWidget(self.radio)
        layout.addWidget(self._mark)
        label = TextLabel(f"words{letter}")
        label.setText(f"{words.what} {words.when}")
        for each in (label, self._reasons, self._alternatives):
            layout.addWidget(each)
        self.show_advice(False)

    @property
    def is_recommended(self) -> bool:
        return not self._mark.isHidden()

    def show_advice(self, is_recommended: bool, reasons: Sequence[str] = (), alternatives: Sequence[str] = ()) -> None:
        """Mark the card as recommended or not; the sentences on it, in QGIS's language."""
        self._mark.setVisible(is_recommended)
        parts = [bulleted(reasons) if reasons else ""]
        parts.append("" if not alternatives else "\n".join(
            [QCoreApplication.translate("ApproachCard", "Alternatives"), bulleted(alternatives)]))
        for label, text in zip((self._reasons, self._alternatives), parts, strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        name = self._words.title if not is_recommended else QCoreApplication.translate(
            "ApproachCard", "{approach} (recommended)").format(approach=self._words.title)
        self.radio.setAccessibleName(name)
        self.radio.setAccessibleDescription("\n".join([self._words.what, self._words.when, *filter(None, parts)]))

    def mousePressEvent(self, event) -> None:  # noqa: N802 (Qt's name)
        if event.button() == Qt.MouseButton.LeftButton and self.radio.isEnabled():
            self.radio.setFocus(Qt.FocusReason.MouseFocusReason)
            self.radio.click()
        else:
            super().mousePressEvent(event)

    def _make_mark(self) -> QWidget:
        """An icon and the word."""
        mark = QWidget()
        mark.setObjectName(f"{self.objectName()}Mark")
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize, None, self)
        icon = QLabel()
        icon.setPixmap(QgsApplication.getThemeIcon("/mIconSuccess.svg").pixmap(side, side))
        word = QLabel(QCoreApplication.translate("ApproachCard", "Recommended"))
        font = word.font()
        font.setBold(True)
        word.setFont(font)
        layout = QHBoxLayout(mark)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(icon)
        layout.addWidget(word)
        layout.addStretch(1)
        return mark


def bulleted(sentences: Sequence[str]) -> str:
    """A line for each."""
    return "\n".join(f"\u2022 {sentence}" for sentence in sentences)
