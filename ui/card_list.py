"""Many cards one below the other. Qt's own layouts ask all of them anew whenever one of them comes or changes."""

import time

from qgis.PyQt.QtCore import QEvent, QSize, QTimer
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

_SPACING = 6    # pixels
_SLICE = 0.03   # seconds for which cards are measured at a time


class CardList(QWidget):
    """Stacks widgets whose height depends on their width; each is measured when it comes, changes or is resized."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[QWidget] = []
        self._sizes: dict[QWidget, tuple[int, QSize]] = {}   # the width that a card was measured for; its least size
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._measure_some)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def cards(self) -> list[QWidget]:
        """From top to bottom. Not to be changed."""
        return self._cards

    def put(self, card: QWidget, number: int) -> None:
        """Put a card in this place, also one that is in another; `arrange` shows it."""
        if card in self._cards:
            self._cards.remove(card)
        self._cards.insert(number, card)
        card.setParent(self)

    def remove(self, card: QWidget) -> None:
        """Take a card out for good."""
        self._cards.remove(card)
        self._sizes.pop(card, None)
        card.hide()
        card.deleteLater()

    def measure(self, card: QWidget) -> None:
        """What is in the card has changed."""
        card.ensurePolished()
        layout = card.layout()
        layout.activate()
        width = max(self.width(), card.minimumSizeHint().width())
        self._sizes[card] = self.width(), QSize(card.minimumSizeHint().width(), card.heightForWidth(width))

    def arrange(self) -> None:
        """Show the cards in their places."""
        y = 0
        for card in self._cards:
            if card not in self._sizes:
                self.measure(card)
            size = self._sizes[card][1]
            card.setGeometry(0, y, max(self.width(), size.width()), size.height())
            card.show()
            y += size.height() + _SPACING
        self.setFixedHeight(max(0, y - _SPACING))
        self.setMinimumWidth(max((size.width() for _, size in self._sizes.values()), default=0))

    def stop(self) -> None:
        """Measure no more."""
        self._later.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measure_some()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._sizes = {card: (-1, size) for card, (_, size) in self._sizes.items()}
            self._later.start(0)

    def _measure_some(self) -> None:
        """Cards that were measured for another width, for a short time; the rest when others had their turn."""
        until = time.monotonic() + _SLICE
        for card in self._cards:
            if self._sizes.get(card, (-1, None))[0] == self.width():
                continue
            if time.monotonic() > until:
                self._later.start(0)
                break
            self.measure(card)
        self.arrange()
