"""Dialogs of algorithms with values filled in, beside the map and not before it."""

from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QDialog, QWidget

from ..core.errors import FusionError


class AlgorithmDialogs:
    """Those that were opened from one place. Nobody else keeps what Python has made of them."""

    def __init__(self) -> None:
        self._opened: list[QDialog] = []

    @property
    def opened(self) -> list[QDialog]:
        """Those that are still on the screen; one may have gone with its window."""
        self._opened = [each for each in self._opened if not sip.isdeleted(each) and each.isVisible()]
        return list(self._opened)

    def show(self, name: str, parameters: dict[str, Any], parent: QWidget) -> None:
        """Open that of an algorithm (its id). Raises FusionError where the algorithm cannot be run."""
        from processing.gui.AlgorithmDialog import AlgorithmDialog

        algorithm = QgsApplication.processingRegistry().createAlgorithmById(name)
        able, reason = algorithm.canExecute()
        if not able:
            raise FusionError(reason)
        dialog = AlgorithmDialog(algorithm, parent=parent)
        dialog.setParameters(parameters)
        self._opened = [*self.opened, dialog]
        dialog.show()

    def close(self) -> None:
        """Close them all."""
        for dialog in self.opened:
            dialog.close()
        self._opened.clear()
