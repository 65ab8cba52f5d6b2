"""One finding on the screen: what was seen, what to do about it, and buttons for what is a click."""

import html

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtGui import QFocusEvent, QIcon, QKeyEvent, QPainter, QPaintEvent
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QStyleOptionFocusRect,
    QVBoxLayout,
    QWidget,
)

from ..core.finding import Finding, Severity
from ..processing.language import told
from .fixes import Fix
from .flow_layout import FlowLayout
from .text_label import breakable

_ICONS = {Severity.BLOCKER: "mIconCritical.svg", Severity.WARNING: "mIconWarning.svg", Severity.INFO: "mIconInfo.svg"}
_SMALL = 0.8   # of the size of other texts


class FindingCard(QFrame):
    """A finding with its fixes. It can have the focus, so that a screen reader tells it as a whole."""

    show_asked = pyqtSignal(object)             # the Finding
    why_asked = pyqtSignal(object)              # the Finding
    fix_asked = pyqtSignal(object, str)         # the Finding, and the label of the Fix
    accept_asked = pyqtSignal(str, bool)        # the code, and whether it is accepted
    step_asked = pyqtSignal(object, int)        # this card, and 1 for the next one or -1 for the one before

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self._fixes: tuple[Fix, ...] = ()
        self._fix_buttons: list[QPushButton] = []
        self.setObjectName(f"finding_{finding.code}")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        subject, text, remedy = (told(each) for each in (finding.subject, finding.message, finding.remedy))
        severity = severity_name(finding.severity)
        self.setAccessibleName(f"{severity}: {subject}" if subject else severity)
        self.setAccessibleDescription(" ".join(filter(None, (text, remedy))))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(self._header(severity))
        seen = f"<b>{_breakable(subject)}</b>: {_breakable(text)}" if subject else _breakable(text)
        layout.addWidget(_label("findingText", seen, f"{subject}: {text}"))
        if remedy:
            layout.addWidget(_label("findingRemedy", _breakable(remedy), remedy))
        self._fix_row, self._help_row = FlowLayout(), FlowLayout()
        layout.addLayout(self._fix_row)
        layout.addLayout(self._help_row)
        self._help_buttons = self._make_help_buttons()
        self.accept_box = self._accept_box()
        if self.accept_box is not None:
            layout.addWidget(self.accept_box)

    def show_state(self, fixes: tuple[Fix, ...], accepted: bool) -> bool:
        """The fixes there are now, and whether the finding is accepted. Answers whether the card needs another height.
        """
        if self.accept_box is not None:
            self.accept_box.blockSignals(True)
            self.accept_box.setChecked(accepted)
            self.accept_box.blockSignals(False)
        if fixes == self._fixes:
            return False
        self._fixes = fixes
        self._put_fixes()
        return True

    @property
    def tab_stops(self) -> list[QWidget]:
        """What the Tab key comes to, in its order."""
        return [self, *self._fix_buttons, *self._help_buttons, *([self.accept_box] if self.accept_box else [])]

    def has_focus(self) -> bool:
        """Has the card, or something in it, the focus?"""
        focused = QgsApplication.focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self.step_asked.emit(self, step)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 (Qt's name)
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        super().paintEvent(event)
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            option.rect = self.rect().adjusted(2, 2, -2, -2)
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, QPainter(self), self)

    def _header(self, severity: str) -> QHBoxLayout:
        size = self.fontMetrics().height()
        icon = QLabel(self)
        icon.setPixmap(severity_mark(self.finding.severity).pixmap(size, size))
        icon.setObjectName("findingIcon")
        name = QLabel(severity, self)
        name.setObjectName("findingSeverity")
        font = name.font()
        font.setBold(True)
        name.setFont(font)
        code = QLabel(self.finding.code, self)
        code.setObjectName("findingCode")
        small = code.font()
        small.setPixelSize(round(_SMALL * code.fontInfo().pixelSize()))
        code.setFont(small)
        row = QHBoxLayout()
        row.addWidget(icon)
        row.addWidget(name)
        row.addStretch(1)
        row.addWidget(code)
        return row

    def _accept_box(self) -> QCheckBox | None:
        if self.finding.severity is not Severity.BLOCKER:
            return None
        box = QCheckBox(QCoreApplication.translate("FindingCard", "Accept {code}").format(code=self.finding.code), self)
        box.setObjectName("acceptBox")
        box.setToolTip(QCoreApplication.translate(
            "FindingCard", "Run in spite of all blockers of this code; the result's record says so."))
        box.setAccessibleDescription(box.toolTip())
        box.toggled.connect(lambda accepted: self.accept_asked.emit(self.finding.code, accepted))
        return box

    def _make_help_buttons(self) -> list[QPushButton]:
        buttons = []
        if self.finding.place is not None:
            show = self._button(self._help_row, "showButton", QCoreApplication.translate("FindingCard", "Show on Map"),
                                QCoreApplication.translate("FindingCard", "Zoom to the place and let it flash."))
            show.clicked.connect(lambda: self.show_asked.emit(self.finding))
            buttons.append(show)
        why = self._button(self._help_row, "whyButton", QCoreApplication.translate("FindingCard", "Why?"),
                           QCoreApplication.translate(
                               "FindingCard", "Open the help: what goes wrong, what to do, and the sources."))
        why.clicked.connect(lambda: self.why_asked.emit(self.finding))
        return [*buttons, why]

    def _put_fixes(self) -> None:
        for button in self._fix_buttons:
            self._fix_row.removeWidget(button)
            button.setParent(None)
            button.deleteLater()
        self._fix_buttons = []
        for fix in self._fixes:
            button = self._button(self._fix_row, "fixButton", fix.label, fix.hint)
            button.clicked.connect(lambda _=False, label=fix.label: self.fix_asked.emit(self.finding, label))
            self._fix_buttons.append(button)

    def _button(self, row: FlowLayout, name: str, text: str, hint: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setToolTip(hint)
        button.setAccessibleDescription(hint)
        button.setAutoDefault(False)
        row.addWidget(button)
        button.show()
        return button


def severity_name(severity: Severity) -> str:
    """In QGIS's language."""
    return {
        Severity.BLOCKER: QCoreApplication.translate("FindingCard", "Blocker"),
        Severity.WARNING: QCoreApplication.translate("FindingCard", "Warning"),
        Severity.INFO: QCoreApplication.translate("FindingCard", "Remark"),
    }[severity]


def severity_mark(severity: Severity) -> QIcon:
    """QGIS's icon of a severity; their shapes differ."""
    return QgsApplication.getThemeIcon(f"/{_ICONS[severity]}")


def _label(name: str, rich: str, plain: str) -> QLabel:
    label = QLabel(rich)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(True)
    label.setAccessibleName(plain)
    return label


def _breakable(text: str) -> str:
    """HTML in which long words may be broken."""
    return html.escape(breakable(str(text)))
