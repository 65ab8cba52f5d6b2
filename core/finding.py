"""Advice as data: the same findings feed the dock, the log, the report and the provenance."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from .errors import FusionError
from .message import Message, message


class Severity(str, Enum):
    """How much a finding matters; a blocker stops a run unless the user overrides its code by name."""

    INFO = "info"
    WARNING = "warning"
    BLOCKER = "blocker"


class MapPlace(NamedTuple):
    """A rectangle on the map: (x min, y min, x max, y max) in the CRS of the WKT; of a single point it has no size.

    In degrees x min > x max means that it lies across the antimeridian, as in GeoJSON.
    """

    bounds: tuple[float, float, float, float]
    crs: str


@dataclass(frozen=True)
class Finding:
    """One piece of advice: what was seen in `subject` (a file, a band, a parameter) and what to do about it.

    The texts are English, Messages where they can be told in another language. `place`: where on the map it was seen,
    None if it has no place; findings of the same texts are equal wherever that is.
    """

    code: str
    severity: Severity
    subject: str
    message: str
    remedy: str = ""
    place: MapPlace | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "severity", Severity(self.severity))

    def told(self) -> Message:
        """In one text, as the log shows it: the code in square brackets, the subject, what was seen, what to do."""
        text = message("[{code}] {subject}: {text}", code=self.code, subject=self.subject, text=self.message) \
            if self.subject else message("[{code}] {text}", code=self.code, text=self.message)
        return message("{text} {remedy}", text=text, remedy=self.remedy) if self.remedy else text

    def to_dict(self) -> dict[str, str]:
        """Plain strings, ready for JSON; the texts alone, without the place."""
        return {"code": self.code, "severity": self.severity.value, "subject": str(self.subject),
                "message": str(self.message), "remedy": str(self.remedy)}


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Blockers, then warnings, then remarks, each in the order given."""
    order = (Severity.BLOCKER, Severity.WARNING, Severity.INFO)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def stop_at_blockers(findings: Iterable[Finding], accept: frozenset[str]) -> None:
    """Raise FusionError for the first blocker whose code is not among those to ``accept``."""
    for finding in findings:
        if finding.severity is Severity.BLOCKER and finding.code not in accept:
            raise FusionError(message("{finding} To go on in spite of it, name {code} in ACCEPT.",
                                      finding=finding.told(), code=finding.code))
