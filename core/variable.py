"""What a value means, and so how it may be aggregated."""

from .finding import Finding, Severity

KINDS = ("auto", "intensive", "extensive")
STATISTICS = ("auto", "mean", "sum", "min", "max", "std", "count")

_MEANING = {"intensive": "a quantity that averages (reflectance, temperature, soil moisture)",
            "extensive": "an amount per pixel that adds up (counts, population, mass)"}
_USUAL = {"intensive": "mean", "extensive": "sum"}
_WRONG = {"intensive": "sum", "extensive": "mean"}


def choose(kind: str, statistic: str) -> tuple[str, str, str]:
    """The kind and statistic to use, and one sentence that says why.

    ``auto`` for the kind follows the statistic, ``auto`` for the statistic follows the kind; both: intensive, mean.
    """
    if kind == "auto":
        kind = "extensive" if statistic == "sum" else "intensive"
        reason = "as the statistic asks" if statistic != "auto" else "as nothing says otherwise"
    else:
        reason = "as chosen"
    if statistic == "auto":
        statistic = _USUAL[kind]
    return kind, statistic, f"Variable kind {kind}, {reason}: {_MEANING[kind]}. Statistic {statistic}."


def check(subject: str, kind: str, statistic: str, is_class: bool) -> list[Finding]:
    """Findings on a statistic that does not fit what the values mean."""
    findings = []
    if statistic == _WRONG[kind]:
        findings.append(Finding(
            "variable.statistic", Severity.WARNING, subject,
            f"the {statistic} of {kind} values has no physical meaning.",
            f"Use the {_USUAL[kind]}, or correct the variable kind."))
    if is_class and statistic in ("mean", "sum", "std"):
        findings.append(Finding(
            "variable.class", Severity.WARNING, subject,
            f"the band holds classes (it has a colour table or class names), and a {statistic} of class codes is none.",
            "Use min, max or count, or aggregate one class at a time (a 0/1 raster of it has its fraction as mean)."))
    return findings
