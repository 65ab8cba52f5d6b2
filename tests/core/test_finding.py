"""Findings as one text, and what stops a run."""

import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.finding import Finding, Severity, stop_at_blockers

CLASSES = Finding("CATEGORICAL_AVERAGE", Severity.BLOCKER, "nlcd.tif", "the mean of class codes is no class.",
                  "Use the statistic mode.")
APART = Finding("NO_OVERLAP", Severity.BLOCKER, "", "the layers lie apart.")
SMALL = Finding("SMALL_RATIO", Severity.WARNING, "b.tif", "the pixels are hardly finer.", "Choose larger cells.")


@pytest.mark.parametrize("finding, text", [
    (CLASSES, "[CATEGORICAL_AVERAGE] nlcd.tif: the mean of class codes is no class. Use the statistic mode."),
    (APART, "[NO_OVERLAP] the layers lie apart."),
])
def test_the_text_of_a_finding_begins_with_its_code(finding, text):
    assert finding.told() == text


def test_a_blocker_stops_and_says_how_to_go_on():
    with pytest.raises(FusionError) as stopped:
        stop_at_blockers([SMALL, CLASSES, APART], frozenset({"NO_OVERLAP"}))
    assert stopped.value.sentence == (
        "[CATEGORICAL_AVERAGE] nlcd.tif: the mean of class codes is no class. Use the statistic mode. To go on in "
        "spite of it, name CATEGORICAL_AVERAGE in ACCEPT.")


@pytest.mark.parametrize("findings, accept", [
    ([], set()), ([SMALL], set()), ([CLASSES], {"CATEGORICAL_AVERAGE"}),
    ([CLASSES, APART], {"CATEGORICAL_AVERAGE", "NO_OVERLAP"}),
])
def test_what_does_not_stop(findings, accept):
    stop_at_blockers(findings, frozenset(accept))
