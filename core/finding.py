"""Advice as data: the same findings feed the dock, the log, the report and the provenance."""

from dataclasses import asdict, dataclass
from enum import Enum


class Severity(str, Enum):
    """How much a finding matters; a blocker stops a run unless the user overrides its code by name."""

    INFO = "info"
    WARNING = "warning"
    BLOCKER = "blocker"


@dataclass(frozen=True)
class Finding:
    """One piece of advice: what was seen in `subject` (a file, a band, a parameter) and what to do about it.

    The texts are English, Messages where they can be told in another language.
    """

    code: str
    severity: Severity
    subject: str
    message: str
    remedy: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "severity", Severity(self.severity))

    def to_dict(self) -> dict[str, str]:
        """Plain strings, ready for JSON."""
        return {**{name: str(text) for name, text in asdict(self).items()}, "severity": self.severity.value}
