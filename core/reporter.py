"""How the engine tells its caller of progress and findings, and learns of a cancel."""

from .errors import Cancelled
from .finding import Finding, Severity


class Reporter:
    """Silent by default; subclasses override `progress`, `cancelled`, `info`, `warning` and `text`.

    Texts are English, Messages where they can be told in another language.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def progress(self, fraction: float) -> None:
        """Tell that `fraction` (0 to 1) of the work is done; raises Cancelled if the user cancelled."""
        if self.cancelled():
            raise Cancelled

    def cancelled(self) -> bool:
        """Has the user cancelled?"""
        return False

    def info(self, text: str) -> None:
        """Pass a remark on to the user."""

    def warning(self, text: str) -> None:
        """Pass a warning on to the user."""

    def text(self, text: str) -> str:
        """The text in the user's language: what is written for people, as a report is, takes its words from here."""
        return text

    def finding(self, finding: Finding) -> None:
        """Keep a finding and pass it on, once for each distinct finding."""
        if finding in self.findings:
            return
        self.findings.append(finding)
        text = finding.told()
        if finding.severity is Severity.INFO:
            self.info(text)
        else:
            self.warning(text)


class Share(Reporter):
    """A part of a job: from ``begin``, ``length`` of the progress of the whole (0 to 1). It keeps its own findings."""

    def __init__(self, whole: Reporter, begin: float = 0.0, length: float = 1.0):
        super().__init__()
        self._whole, self._begin, self._length = whole, begin, length

    def progress(self, fraction: float) -> None:
        self._whole.progress(self._begin + self._length * fraction)

    def cancelled(self) -> bool:
        return self._whole.cancelled()

    def info(self, text: str) -> None:
        self._whole.info(text)

    def warning(self, text: str) -> None:
        self._whole.warning(text)

    def text(self, text: str) -> str:
        return self._whole.text(text)

    def finding(self, finding: Finding) -> None:
        if finding not in self.findings:
            self.findings.append(finding)
        self._whole.finding(finding)
