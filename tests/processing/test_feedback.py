"""The engine's Reporter on top of QGIS's feedback."""

import pytest
from multiscale_fusion.core.errors import Cancelled
from multiscale_fusion.core.finding import Finding, Severity


@pytest.fixture
def feedback(qgis_app):
    from qgis.core import QgsProcessingFeedback

    class Recorded(QgsProcessingFeedback):
        def __init__(self):
            super().__init__(False)
            self.infos, self.warnings, self.percents = [], [], []
            self.progressChanged.connect(self.percents.append)

        def pushInfo(self, info):
            self.infos.append(info)

        def pushWarning(self, warning):
            self.warnings.append(warning)

    return Recorded()


@pytest.fixture
def make():
    from multiscale_fusion.processing.feedback import FeedbackReporter

    return FeedbackReporter


def test_progress_is_a_fraction_and_not_every_step_is_shown(feedback, make):
    reporter = make(feedback)
    for step in range(100_001):
        reporter.progress(step / 100_000)
    assert feedback.percents[-1] == 100.0
    assert 900 <= len(feedback.percents) <= 1002
    assert feedback.percents == sorted(feedback.percents)


def test_the_end_is_always_shown(feedback, make):
    reporter = make(feedback)
    reporter.progress(0.9999)
    reporter.progress(1.0)
    assert feedback.percents[-1] == 100.0


def test_findings_are_kept_and_shown_by_their_severity(feedback, make):
    reporter = make(feedback)
    findings = [Finding("a", each, "band 1", f"is {each.value}.", "Do this.") for each in Severity]
    for finding in findings:
        reporter.finding(finding)
    assert reporter.findings == findings
    assert feedback.infos == ["[a] band 1: is info. Do this."]
    assert feedback.warnings == ["[a] band 1: is warning. Do this.", "[a] band 1: is blocker. Do this."]


def test_a_cancel_is_raised_by_progress(feedback, make):
    reporter = make(feedback)
    reporter.progress(0.5)
    feedback.cancel()
    assert reporter.cancelled()
    with pytest.raises(Cancelled):
        reporter.progress(0.6)


def test_a_cancel_before_a_multi_step_feedback_was_made_is_learned_from_the_whole_job(feedback, make):
    from qgis.core import QgsProcessingMultiStepFeedback

    feedback.cancel()
    step = QgsProcessingMultiStepFeedback(2, feedback)
    assert not step.isCanceled()
    assert make(step, feedback).cancelled()


def test_a_context_used_again_does_not_cancel_the_next_run(feedback, make):
    from qgis.core import QgsProcessingFeedback

    feedback.cancel()
    fresh = QgsProcessingFeedback(False)
    assert not make(fresh, feedback).cancelled()
