"""Which approach is taken, recommended or chosen, and its settings."""

from qgis.PyQt.QtCore import QCoreApplication, QTimer
from qgis.PyQt.QtWidgets import QButtonGroup, QGroupBox, QRadioButton, QVBoxLayout, QWidget

from ..processing.language import told
from .approach_card import ApproachCard, bulleted
from .approach_settings import AggregateSettings, DownscaleSettings, SampleSettings
from .assessment import Assessment
from .choice_names import approach_words
from .recipe import APPROACHES
from .session import Session
from .text_label import TextLabel


class ApproachPanel(QWidget):
    """Choices of the approach: to follow the recommendation, or a card for each; below them what the approach needs."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("approachPanel")
        self._session = session
        # The last one, shown while a newer one is made: without it settings would vanish under the user's hands.
        self._assessment: Assessment | None = session.assessment
        self._words = approach_words()
        self.follow = QRadioButton(QCoreApplication.translate("ApproachPanel", "Follow the recommendation"))
        self.follow.setObjectName("followRecommendation")
        self.state = TextLabel("recommendationState")
        self.cards = {letter: ApproachCard(letter, self._words[letter]) for letter in APPROACHES}
        self.settings = {"A": AggregateSettings(session), "B": DownscaleSettings(session), "C": SampleSettings(session)}
        self._choices = self._make_choices()
        self._box = self._make_box()
        self._lay_out()
        self._later = QTimer(self)   # facts of many layers come one by one
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.refresh)
        session.recipe_changed.connect(self.refresh)
        session.assessment_changed.connect(self._take_assessment)
        session.facts_changed.connect(self._refresh_later)
        self.refresh()

    @property
    def approach(self) -> str:
        """The approach whose settings are shown, "" where none is known."""
        if self._session.recipe.approach:
            return self._session.recipe.approach
        return "" if self._assessment is None else self._assessment.recommended

    def refresh(self) -> None:
        """Show the session as it is."""
        if not self._session.recipe.used:
            self._assessment = self._session.assessment
        self._show_choice()
        self._show_advice()
        self._show_settings()

    def unload(self) -> None:
        """Hear the session no more."""
        self._later.stop()
        self._session.recipe_changed.disconnect(self.refresh)
        self._session.assessment_changed.disconnect(self._take_assessment)
        self._session.facts_changed.disconnect(self._refresh_later)

    def _make_choices(self) -> QButtonGroup:
        """The radio buttons exclude each other, though they lie in different cards."""
        choices = QButtonGroup(self)
        choices.addButton(self.follow)
        self.follow.clicked.connect(lambda: self._choose(""))
        for letter, card in self.cards.items():
            choices.addButton(card.radio)
            card.radio.clicked.connect(lambda checked, letter=letter: self._choose(letter))
        return choices

    def _make_box(self) -> QGroupBox:
        box = QGroupBox()
        box.setObjectName("approachSettings")
        layout = QVBoxLayout(box)
        for page in self.settings.values():
            layout.addWidget(page)
        return box

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(self.follow)
        layout.addWidget(self.state)
        for card in self.cards.values():
            layout.addWidget(card)
        layout.addWidget(self._box)
        layout.addStretch(1)

    def _choose(self, approach: str) -> None:
        self._session.change(self._session.recipe.replace(approach=approach))

    def _take_assessment(self, assessment: Assessment | None) -> None:
        if assessment is not None:
            self._assessment = assessment
            self.refresh()
        else:
            self._show_advice()

    def _refresh_later(self) -> None:
        self._later.start(0)

    def _show_choice(self) -> None:
        approach = self._session.recipe.approach
        button = self.cards[approach].radio if approach else self.follow
        button.setChecked(True)   # tells no one: `clicked` is of the user alone

    def _show_advice(self) -> None:
        text = self._state_text()
        self.state.setText(text)
        self.follow.setAccessibleDescription(text)
        advice = self._assessment
        for letter, card in self.cards.items():
            if advice is not None and letter == advice.recommended:
                card.show_advice(True, [*map(told, advice.reasons)], [*map(told, advice.alternatives)])
            else:
                card.show_advice(False)

    def _state_text(self) -> str:
        """What the recommendation is, or why there is none."""
        if not self._session.recipe.used:
            return QCoreApplication.translate("ApproachPanel", "Use some layers on the page Layers first.")
        if self._assessment is None:
            return QCoreApplication.translate("ApproachPanel", "The layers are being checked.")
        if self._assessment.failure:
            return told(self._assessment.failure)
        if self._assessment.recommended:
            return QCoreApplication.translate("ApproachPanel", "Recommended for these layers: {approach}").format(
                approach=self._words[self._assessment.recommended].short)
        return bulleted([*map(told, self._assessment.reasons), *map(told, self._assessment.alternatives)])

    def _show_settings(self) -> None:
        approach = self.approach
        self._box.setVisible(bool(approach))
        if not approach:
            return
        self._box.setTitle({
            "A": QCoreApplication.translate("ApproachPanel", "Statistic of Each Layer"),
            "B": QCoreApplication.translate("ApproachPanel", "Settings of Downscaling"),
            "C": QCoreApplication.translate("ApproachPanel", "Settings of Sampling"),
        }[approach])
        self.settings[approach].refresh()
        for letter, page in self.settings.items():
            page.setVisible(letter == approach)
