"""A combo box of choices of which some are greyed, each with its reason in the tool tip."""

from collections.abc import Sequence

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon, QStandardItem
from qgis.PyQt.QtWidgets import QComboBox, QWidget

from .legal_choices import Option


class ChoiceCombo(QComboBox):
    """Shows options; tells the id of the one that the user takes."""

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Long names must not make a narrow dock wide; and a wheel that scrolls the dock must not change a choice.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._options: tuple[Option, ...] = ()
        self.activated.connect(self._tell)

    def show_options(self, options: Sequence[Option], current: str) -> None:
        """A current choice that is not allowed is shown all the same, with its reason."""
        with QSignalBlocker(self):
            if tuple(options) != self._options:   # else an open list would close
                self._fill(options)
            self.setCurrentIndex(self.findData(current))
        taken = next((option for option in options if option.value == current), None)
        self.setToolTip("" if taken is None else taken.remark)

    def wheelEvent(self, event) -> None:  # noqa: N802 (Qt's name)
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _fill(self, options: Sequence[Option]) -> None:
        self._options = tuple(options)
        self.clear()
        for option in options:
            self.model().appendRow(_item(option))

    def _tell(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))


def remark_icon(option: Option | None) -> QIcon:
    """Tells beside the text whether a choice cannot be taken or is doubtful; empty where it is neither."""
    if option is None or not (option.problem or option.warning):
        return QIcon()
    return QgsApplication.getThemeIcon("/mIconWarning.svg" if option.is_allowed else "/mIconCritical.svg")


def _item(option: Option) -> QStandardItem:
    item = QStandardItem(remark_icon(option), option.label)
    item.setEditable(False)
    item.setEnabled(option.is_allowed)
    item.setData(option.value, Qt.ItemDataRole.UserRole)
    if option.remark:
        item.setToolTip(option.remark)
        item.setData(option.remark, Qt.ItemDataRole.AccessibleDescriptionRole)
    return item
