"""What the dock says in QGIS's message bar."""

from collections.abc import Callable

from qgis.core import Qgis
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QPushButton

_OURS = "multiscale_fusion"
_SECONDS = {Qgis.MessageLevel.Critical: 0, Qgis.MessageLevel.Warning: 30}   # 0: until it is closed
_OTHERWISE = 20


class Messages:
    """Sentences, each with a button if there is something to do about it."""

    def __init__(self, bar: QgsMessageBar) -> None:
        self._bar = bar

    def say(self, sentence: str, level: Qgis.MessageLevel = Qgis.MessageLevel.Info, button: str = "",
            act: Callable[[], None] | None = None) -> None:
        """Show a sentence; the button calls ``act``."""
        item = QgsMessageBar.createMessage(QCoreApplication.translate("Messages", "Multiscale Fusion"), sentence)
        item.setProperty(_OURS, True)
        if act is not None:
            push = QPushButton(button)
            push.clicked.connect(lambda: act())
            item.layout().addWidget(push)
        self._bar.pushWidget(item, level, _SECONDS.get(level, _OTHERWISE))

    def warn(self, sentence: str) -> None:
        """Show what the user should know or mend."""
        self.say(sentence, Qgis.MessageLevel.Warning)

    def unload(self) -> None:
        """Take back what is still shown: its buttons lead to what is gone."""
        for item in list(self._bar.items()):
            if item.property(_OURS):
                self._bar.popWidget(item)
