"""The state behind the dock: the recipe, what is known of its layers, and what the check said. Panels show and edit it.

Lives on the main thread.
"""

from qgis.PyQt.QtCore import QObject, pyqtSignal

from .assessment import Assessment
from .layer_facts import LayerFacts
from .recipe import Recipe


class Session(QObject):
    """One recipe at a time. Whoever changes anything does it here, and everyone hears of it."""

    recipe_changed = pyqtSignal(object)       # the new Recipe
    facts_changed = pyqtSignal(str)           # id of the layer
    assessment_changed = pyqtSignal(object)   # Assessment, or None while none fits the recipe
    result_loaded = pyqtSignal(list)          # ids of the layers that a run has brought into the project

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recipe = Recipe()
        self._facts: dict[str, LayerFacts] = {}
        self._assessment: Assessment | None = None
        self._is_telling = False

    @property
    def recipe(self) -> Recipe:
        return self._recipe

    @property
    def facts(self) -> dict[str, LayerFacts]:
        """By layer id; layers whose facts are still being read are absent. Not to be changed."""
        return self._facts

    @property
    def assessment(self) -> Assessment | None:
        """Of the recipe as it is, None until its check has ended."""
        return self._assessment

    @property
    def approach(self) -> str:
        """The approach to take: the user's, else the recommended one, "" as long as there is neither."""
        if self._recipe.approach:
            return self._recipe.approach
        return "" if self._assessment is None else self._assessment.recommended

    def change(self, recipe: Recipe) -> None:
        """Take another recipe. What was found on the old one no longer counts."""
        if recipe == self._recipe:
            return
        self._recipe = recipe
        if self._is_telling:
            return   # by a listener: told when all have heard of the last one, so that the newest comes last
        self._is_telling = True
        try:
            told = None
            while told != self._recipe:
                told = self._recipe
                self.recipe_changed.emit(told)
        finally:
            self._is_telling = False

    def set_facts(self, layer_id: str, facts: LayerFacts | None) -> None:
        """What was read of a layer; None forgets it."""
        if facts is None:
            self._facts.pop(layer_id, None)
        else:
            self._facts[layer_id] = facts
        self.facts_changed.emit(layer_id)

    def set_assessment(self, assessment: Assessment | None) -> None:
        """What the check said of the recipe; None while it is being checked."""
        self._assessment = assessment
        self.assessment_changed.emit(assessment)
