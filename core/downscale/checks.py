"""What is to be said against a downscaling before it is begun, by the rules of core/advice."""

import os
from collections.abc import Sequence
from dataclasses import replace

from odc.geo.geobox import GeoBox

from ..advice import RULES, Layer, Question, check
from ..finding import Finding, gravest_first, stop_at_blockers
from ..raster import RasterSource
from ..reporter import Reporter, Share
from .request import Options

# Rules on aggregating to the target, on what other programs do, and on ground beyond a target that the covariates make.
_LEFT_OUT = ("signal_loss", "scale_unapplied_elsewhere", "edge_margin")
# Rules for the coarse layer alone: only its one band is downscaled and written.
_OF_INPUT = ("categorical_average", "memory")
# Of what a statistic does to values, and among it that of a mean which no coherence can be asked of.
_HARMS = ("CATEGORICAL_AVERAGE", "BITFIELD_AVERAGE", "CIRCULAR_AVERAGE", "DECIBEL_AVERAGE", "NONLINEAR_AVERAGE")
OF_STATISTIC = (*_HARMS, "RATIO_AVERAGE", "RADIATIVE_MEAN", "UNUSUAL_STATISTIC")
# Findings that depend on the machine and its state, which the record of an output may not.
_UNRECORDED = ("MEMORY",)


def tell_of_downscaling(source: RasterSource, covariates: Sequence[RasterSource], fine: GeoBox, options: Options, *,
                        memory: int, output: str, reporter: Reporter) -> None:
    """Tell what rules find on the coarse raster and its covariates, to be brought to the grid ``fine``.

    Raises FusionError for a blocker that is not accepted, Cancelled when the reporter says so.
    """
    coarse = Layer(source.path, source=source, name=source.name, bands=(options.band,))
    others = tuple(Layer(each.path, source=each, name=each.name) for each in covariates)
    question = Question((coarse, *others), target=fine, purpose="downscale", memory=memory,
                        folder=os.path.dirname(os.path.realpath(output)))
    # The progress stays where it is.
    told = judge_downscaling(question, coarse, options.kind, Share(reporter, 0.0, 0.0))
    stop_at_blockers(told, options.accept)
    for finding in told:
        reporter.finding(finding)


def judge_downscaling(question: Question, coarse: Layer, kind: str, reporter: Reporter) -> list[Finding]:
    """What rules find, the gravest first, where ``coarse`` is downscaled with the other layers of the question.

    ``kind``: its variable kind as declared. Raises Cancelled when the reporter says so.
    """
    together = replace(question, methods=(), kinds=())
    alone = replace(together, layers=(coarse,), kinds=(kind,))
    names = [rule.name for rule in RULES if rule.name not in (*_LEFT_OUT, *_OF_INPUT)]
    found = [*_found(together, names, reporter), *_found(alone, _OF_INPUT, reporter)]
    return gravest_first(each for each in found if each.code not in OF_STATISTIC or each.code in _HARMS)


def recorded(findings: Sequence[Finding]) -> list[Finding]:
    """Findings for the record of an output, which is the same wherever it was made."""
    return [finding for finding in findings if finding.code not in _UNRECORDED]


def _found(question: Question, names: Sequence[str], reporter: Reporter) -> list[Finding]:
    """What the rules of these names find."""
    return check(question, tuple(rule for rule in RULES if rule.name in names), reporter)
