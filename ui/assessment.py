"""What the check said of a recipe: findings, the recommended approach, and the grid that is meant."""

from dataclasses import dataclass

from ..core.finding import Finding, Severity
from .recipe import Recipe


@dataclass(frozen=True)
class Assessment:
    """Texts are the engine's Messages, to be told by `processing.language.told`.

    ``recommended``: "A", "B", "C" or "" where there is nothing to fuse; ``reasons`` and ``alternatives`` are sentences.
    ``failure``: why the check itself could not be done, "" if it was.
    """

    recipe: Recipe
    findings: tuple[Finding, ...] = ()
    recommended: str = ""
    reasons: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    failure: str = ""

    @property
    def blockers(self) -> tuple[str, ...]:
        """Codes of blockers that the recipe does not accept, each once."""
        codes = (finding.code for finding in self.findings if finding.severity is Severity.BLOCKER)
        return tuple(code for code in dict.fromkeys(codes) if code not in self.recipe.accepted)
