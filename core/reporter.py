"""How the engine tells its caller of progress and findings, and learns of a cancel."""

from .errors import Cancelled
from .finding import Finding, Severity


class Reporter:
    """Silent by default; subclasses override `progress`, `cancelled`, `info` and `warning`."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def progress(self, fraction: float) -> None:
        """Tell that `fraction` (0 to 1) of the work is done; raises Cancelled if the user cancelled."""
        if self.cancelled():
            raise Cancelled("The run was cancelled.")

    def cancelled(self) -> bool:
        """Has the user cancelled?"""
        return False

    def info(self, text: str) -> None:
        """Pass a remark on to the user."""

    def warning(self, text: str) -> None:
        """Pass a warning on to the user."""

    def finding(self, finding: Finding) -> None:
        """Keep a finding and pass it on, once for each distinct finding."""
        if finding in self.findings:
            return
        self.findings.append(finding)
        text = f"{finding.subject}: {finding.message}" if finding.subject else finding.message
        if finding.remedy:
            text = f"{text} {finding.remedy}"
        if finding.severity is Severity.INFO:
            self.info(text)
        else:
            self.warning(text)
