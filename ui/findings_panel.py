"""The page "Findings" of the dock: what is wrong with fusing the layers as asked, and what can be done about it."""

import time
import traceback
from typing import Any

from qgis.core import Qgis, QgsApplication, QgsMessageLog, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import QCoreApplication, QTimer, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ..core.errors import FusionError
from ..core.finding import Finding, Severity
from ..processing.help import ONLINE, page_path
from ..processing.language import told
from ..processing.layers import raster_input
from .algorithm_dialog import AlgorithmDialogs
from .assessment import Assessment
from .background import Background
from .card_list import CardList
from .finding_card import FindingCard, severity_mark
from .fixes import Dialog, Fix, Nodata, fixes_for
from .map_place import show_place
from .recipe import Recipe
from .session import Session

_SLICE = 0.03   # seconds for which cards are made at a time
_LOG = "Multiscale Fusion"
_PAGE = "advice"


class FindingsPanel(QWidget):
    """Shows the session's assessment, all of it, the gravest first. Choices are changed by its fixes alone."""

    counts_changed = pyqtSignal(int, int, int)   # blockers, warnings, remarks
    check_asked = pyqtSignal()                   # anew, though nothing in the recipe has changed

    def __init__(self, session: Session, canvas: QgsMapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("FindingsPanel")
        self._session, self._canvas = session, canvas
        self._recommended = ""
        self._to_show: list[Finding] = []           # of which there are no cards yet
        self._done = 0                              # cards that are in their place
        self._lost_focus: int | None = None         # the number of the card that had it
        self._work: Background | None = None
        self._counts = (0, 0, 0)
        self._dialogs = AlgorithmDialogs()
        self._make_widgets()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show_some)
        session.assessment_changed.connect(self._show)
        self._show(session.assessment)

    def unload(self) -> None:
        """Stop what is at work, and hear of nothing any more."""
        self._session.assessment_changed.disconnect(self._show)
        self._later.stop()
        self._list.stop()
        if self._work is not None:
            self._work.drop()
        self._dialogs.close()

    @property
    def cards(self) -> tuple[FindingCard, ...]:
        """The findings on the screen, from top to bottom."""
        return tuple(self._list.cards)

    def _make_widgets(self) -> None:
        self.message_bar = QgsMessageBar(self)
        self.message_bar.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._mark = QLabel(self)
        self.summary = QLabel(self)
        self.summary.setObjectName("findingsSummary")
        self.summary.setWordWrap(True)
        self.again = QToolButton(self)
        self.again.setObjectName("findingsCheckAgain")
        self.again.setIcon(QgsApplication.getThemeIcon("/mActionRefresh.svg"))
        self.again.setAutoRaise(True)
        self.again.setToolTip(QCoreApplication.translate("FindingsPanel", "Check again, as after a change of files"))
        self.again.setAccessibleName(QCoreApplication.translate("FindingsPanel", "Check again"))
        self.again.clicked.connect(self.check_asked)
        row = QHBoxLayout()
        row.addWidget(self._mark)
        row.addWidget(self.summary, 1)
        row.addWidget(self.again)
        self._list = CardList(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.message_bar)
        layout.addLayout(row)
        layout.addWidget(self._list)
        layout.addStretch(1)

    def _show(self, assessment: Assessment | None) -> None:
        """The summary at once, the cards by and by. While the layers are checked the last findings stay."""
        self._tell(assessment)
        if assessment is None:
            return
        self._recommended = assessment.recommended
        self._to_show, self._done = list(dict.fromkeys(assessment.findings)), 0
        staying = set(map(_key, self._to_show))
        for number, card in reversed(list(enumerate(self.cards))):
            if _key(card.finding) not in staying:
                if card.has_focus():
                    self._lost_focus = number
                self._list.remove(card)
        self._later.stop()
        self._show_some()
        counts = _counts(assessment)
        if counts != self._counts:
            self._counts = counts
            self.counts_changed.emit(*counts)

    def _tell(self, assessment: Assessment | None) -> None:
        if assessment is None:
            icon, text = QgsApplication.getThemeIcon("/mTaskRunning.svg"), QCoreApplication.translate(
                "FindingsPanel", "Checking…")
        elif assessment.failure:
            icon, text = severity_mark(Severity.BLOCKER), told(assessment.failure)
        elif not assessment.recipe.used:
            icon, text = QIcon(), QCoreApplication.translate(
                "FindingsPanel", "Choose layers in the tab Layers; what is found on them is shown here.")
        else:
            icon, text = severity_icon(*_counts(assessment)), _summary(assessment)
            icon = QgsApplication.getThemeIcon("/mIconSuccess.svg") if icon.isNull() else icon
        size = self.fontMetrics().height()
        self._mark.setPixmap(icon.pixmap(size, size))
        self._mark.setVisible(not icon.isNull())
        self.summary.setText(text)

    def _show_some(self) -> None:
        """Make or move cards for a short time, and go on when others had their turn."""
        until = time.monotonic() + _SLICE
        cards = self._list.cards
        known = {_key(card.finding): card for card in cards}
        while self._to_show and time.monotonic() < until:
            finding = self._to_show.pop(0)
            card = known.get(_key(finding)) or self._new_card(finding)
            if self._done >= len(cards) or cards[self._done] is not card:
                self._list.put(card, self._done)
            if card.show_state(self._fixes(finding), finding.code in self._session.recipe.accepted):
                self._list.measure(card)
            self._done += 1
        self._list.arrange()
        if self._to_show:
            self._later.start(0)
        else:
            self._order_tabs()
            self._restore_focus()

    def _new_card(self, finding: Finding) -> FindingCard:
        card = FindingCard(finding, self._list)
        card.show_asked.connect(self._show_place)
        card.why_asked.connect(lambda each: QDesktopServices.openUrl(advice_url(each.code)))
        card.fix_asked.connect(self._fix)
        card.accept_asked.connect(self._accept)
        card.step_asked.connect(self._step)
        return card

    def _order_tabs(self) -> None:
        """From top to bottom, whenever the widgets were made."""
        stops = [self.again, *(stop for card in self.cards for stop in card.tab_stops)]
        for first, second in zip(stops, stops[1:]):
            QWidget.setTabOrder(first, second)

    def _restore_focus(self) -> None:
        """Where a fix made the card go that had it, the next one has it now."""
        number, self._lost_focus = self._lost_focus, None
        if number is not None:
            self._focus(min(number, len(self.cards) - 1))

    def _focus(self, number: int) -> None:
        widget = self.cards[number] if number >= 0 else self.again
        widget.setFocus()
        area = self._area()
        if area is not None:
            area.ensureWidgetVisible(widget)

    def _area(self) -> QScrollArea | None:
        """What the panel is scrolled by."""
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        return parent

    def _step(self, card: FindingCard, step: int) -> None:
        self._focus(max(0, min(len(self.cards) - 1, self.cards.index(card) + step)))

    def _fixes(self, finding: Finding) -> tuple[Fix, ...]:
        recipe = self._session.recipe
        return fixes_for(finding, recipe, self._session.facts, recipe.approach or self._recommended)

    def _show_place(self, finding: Finding) -> None:
        try:
            show_place(finding.place, self._canvas)
        except FusionError as error:
            self._warn(told(error.sentence))

    def _accept(self, code: str, accepted: bool) -> None:
        recipe = self._session.recipe
        change = recipe.accepted.union if accepted else recipe.accepted.difference
        self._session.change(recipe.replace(accepted=change({code})))

    def _fix(self, finding: Finding, label: str) -> None:
        """The fix of the recipe as it is now, which may be another one than when the button was made."""
        fix = next((each for each in self._fixes(finding) if each.label == label), None)
        if fix is None or self._work is not None:
            return
        self.message_bar.clearWidgets()
        if fix.nodata is not None:
            self._declare(fix.nodata)
            return
        if fix.dialog is not None:
            self._open(fix.dialog)
            return
        recipe = self._session.recipe
        self._start(label, fix.make, lambda fixed: self._take(recipe, fixed))

    def _take(self, recipe: Recipe, fixed: Recipe) -> None:
        if self._session.recipe == recipe:   # else it has been changed by hand meanwhile
            self._session.change(fixed)

    def _open(self, asked: Dialog) -> None:
        """Beside the map; what it makes is loaded and is for the user to take."""
        try:
            self._dialogs.show(asked.algorithm, dict(asked.parameters), self.window())
        except FusionError as error:
            self._warn(told(error.sentence))

    def _declare(self, nodata: Nodata) -> None:
        layer = QgsProject.instance().mapLayer(nodata.layer_id)
        if not isinstance(layer, QgsRasterLayer):
            return
        try:
            path = raster_input(layer).path
        except FusionError as error:
            self._warn(told(error.sentence))
            return

        def work() -> str:
            from ..core.raster.declare import declare_nodata

            return declare_nodata(path, nodata.bands, nodata.value)

        self._start(QCoreApplication.translate("FindingsPanel", "Declare a nodata value"), work,
                    lambda declared: self._read_from(nodata.layer_id, declared))

    def _read_from(self, layer_id: str, path: str) -> None:
        """Let a layer of the project read another file, which shows the same."""
        layer = QgsProject.instance().mapLayer(layer_id)
        if layer is None:
            return
        crs = layer.crs()
        layer.setDataSource(path, layer.name(), "gdal", False)
        if crs.isValid() and layer.crs() != crs:
            layer.setCrs(crs)
        self._session.change(self._session.recipe.with_layer(layer_id, source=layer.source()))
        self.message_bar.pushMessage("", QCoreApplication.translate(
            "FindingsPanel", "{layer} now reads {path}.").format(layer=layer.name(), path=path),
            Qgis.MessageLevel.Success)

    def _start(self, description: str, work: Any, then: Any) -> None:
        def ended(value: Any, error: Exception | None) -> None:
            self._work = None
            if error is None:
                then(value)
            else:
                self._warn(_sentence(error))

        self._work = Background(description, work, ended).start()

    def _warn(self, text: str) -> None:
        self.message_bar.clearWidgets()
        self.message_bar.pushMessage("", text, Qgis.MessageLevel.Warning, 0)


def severity_icon(blockers: int, warnings: int, remarks: int) -> QIcon:
    """The icon of the gravest of so many findings; none where there are none."""
    for count, severity in ((blockers, Severity.BLOCKER), (warnings, Severity.WARNING), (remarks, Severity.INFO)):
        if count:
            return severity_mark(severity)
    return QIcon()


def advice_url(code: str) -> QUrl:
    """The section of the help on findings that tells of a code, in QGIS's language if there is one."""
    page = page_path(_PAGE, QgsApplication.locale())
    url = QUrl.fromLocalFile(str(page)) if page is not None and page.suffix == ".html" else QUrl(f"{ONLINE}/{_PAGE}.md")
    url.setFragment(code.lower())
    return url


def _counts(assessment: Assessment) -> tuple[int, int, int]:
    severities = [finding.severity for finding in assessment.findings]
    return tuple(severities.count(each) for each in (Severity.BLOCKER, Severity.WARNING, Severity.INFO))


def _summary(assessment: Assessment) -> str:
    blockers, warnings, remarks = _counts(assessment)
    parts = [one if count == 1 else several.format(count=count) for count, one, several in (
        (blockers, QCoreApplication.translate("FindingsPanel", "1 blocker"),
         QCoreApplication.translate("FindingsPanel", "{count} blockers")),
        (warnings, QCoreApplication.translate("FindingsPanel", "1 warning"),
         QCoreApplication.translate("FindingsPanel", "{count} warnings")),
        (remarks, QCoreApplication.translate("FindingsPanel", "1 remark"),
         QCoreApplication.translate("FindingsPanel", "{count} remarks"))) if count]
    if not parts:
        return QCoreApplication.translate("FindingsPanel", "Nothing speaks against fusing these layers as asked.")
    told_counts = ", ".join(parts)
    if assessment.blockers:
        return QCoreApplication.translate("FindingsPanel", "{counts}. Fix or accept the blockers to run.").format(
            counts=told_counts)
    return told_counts


def _key(finding: Finding) -> tuple:
    """What makes a card another one."""
    return finding, finding.place


def _sentence(error: Exception) -> str:
    """Why a fix did not work; a bug is told with its traceback in the log."""
    if isinstance(error, FusionError):
        return told(error.sentence)
    QgsMessageLog.logMessage("".join(traceback.format_exception(error)), _LOG, Qgis.MessageLevel.Critical)
    return QCoreApplication.translate(
        "FindingsPanel", "This failed ({reason}); please report it with the messages of the log."
    ).format(reason=f"{type(error).__name__}: {error}")
