"""Runs the rules and keeps their findings in order."""

from ..errors import Cancelled
from ..finding import Finding, Severity, gravest_first
from ..message import message
from ..reporter import Reporter
from .question import Question
from .rule import Rule
from .rules import (
    extent, footprint, missing, reference, resolution, resources, sensor, signal, statistic, time, units, values,
)
from .where import placed

RULES: tuple[Rule, ...] = (
    *reference.RULES,
    *extent.RULES,
    *statistic.RULES,
    *resolution.RULES,
    *signal.RULES,
    *footprint.RULES,
    *values.RULES,
    *units.RULES,
    *missing.RULES,
    *time.RULES,
    *sensor.RULES,
    *resources.RULES,
)


def check(question: Question, rules: tuple[Rule, ...] | None = None,
          reporter: Reporter | None = None) -> list[Finding]:
    """Findings of all rules that concern the question's purpose: blockers first, then warnings, each once, with the
    place where it was made.

    A rule that fails is told as a finding of its own and stops nothing. ``reporter`` learns of the progress alone.
    Raises Cancelled.
    """
    reporter = reporter or Reporter()
    rules = RULES if rules is None else rules
    findings: list[Finding] = []
    for number, rule in enumerate(rules):
        reporter.progress(number / len(rules))
        if question.purpose in rule.purposes:
            findings.extend(_found(rule, question))
    reporter.progress(1.0)
    return gravest_first(dict.fromkeys(findings))


def _found(rule: Rule, question: Question) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(placed(finding, question) for finding in rule.find(question))
    except Cancelled:
        raise
    except Exception as error:  # advice must not cost the user's work
        found.append(Finding(
            "RULE_FAILED", Severity.INFO, rule.name,
            message("this check failed and was left out ({kind}: {reason}).", kind=type(error).__name__, reason=error),
            message("Please report it with the layers' headers; the other checks are not concerned."),
        ))
    return found
