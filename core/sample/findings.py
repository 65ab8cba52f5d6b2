"""What is to be said against a sampling before it is begun."""

from collections.abc import Sequence

from ..advice import RULES, Layer, Points, Question, check
from ..finding import Finding, stop_at_blockers
from ..reporter import Reporter, Share
from .request import Options

_AT_POINTS = ("pixel", "bilinear")
# Rules on what other programs do with the files, and the one that `plan.py` asks of each statistic.
_ASKED_ELSEWHERE = ("scale_unapplied_elsewhere", "categorical_average")


def tell_of_sampling(layers: Sequence[Layer], points: Points, options: Options, *, memory: int = 2**30,
                     reporter: Reporter | None = None) -> None:
    """Tell what rules find on rasters that are to be sampled at points or footprints.

    Raises FusionError for a blocker that is not accepted, Cancelled when the reporter says so.
    """
    reporter = reporter or Reporter()
    question = Question(tuple(layers), points=(points,), purpose="sample", kinds=(options.kind,) * len(layers),
                        memory=memory)
    # The progress stays where it is.
    findings = judge_sampling(question, options.support, Share(reporter, 0.0, 0.0),
                              same_time=options.time_tolerance is None)
    stop_at_blockers(findings, options.accept)
    for finding in findings:
        reporter.finding(finding)


def judge_sampling(question: Question, support: str, reporter: Reporter, *, same_time: bool = True) -> list[Finding]:
    """What rules find, the gravest first, where the question's layers are sampled with a support, as it was settled.

    ``same_time``: are layers and points meant to be of one time? Raises Cancelled when the reporter says so.
    """
    left_out = {*_ASKED_ELSEWHERE}
    if support not in _AT_POINTS:
        left_out.add("footprint_straddles")   # the footprint itself is what is sampled
    if not same_time:
        left_out.add("time_mismatch")         # rasters of other dates are what it is for
    return check(question, tuple(rule for rule in RULES if rule.name not in left_out), reporter)
