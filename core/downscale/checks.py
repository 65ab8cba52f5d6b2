"""What is to be said against a downscaling before it is begun, by the rules of core/advice."""

import os
from collections.abc import Sequence

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
# Of what a mean does to values: that which no coherent mean can be asked of.
_HARMS = ("CATEGORICAL_AVERAGE", "BITFIELD_AVERAGE", "CIRCULAR_AVERAGE", "DECIBEL_AVERAGE", "NONLINEAR_AVERAGE")
_OF_STATISTIC = (*_HARMS, "RATIO_AVERAGE", "RADIATIVE_MEAN", "UNUSUAL_STATISTIC")
# Findings that depend on the machine and its state, which the record of an output may not.
_UNRECORDED = ("MEMORY",)


def tell_of_downscaling(source: RasterSource, covariates: Sequence[RasterSource], fine: GeoBox, options: Options, *,
                        memory: int, output: str, reporter: Reporter) -> None:
    """Tell what rules find on the coarse raster and its covariates, to be brought to the grid ``fine``.

    Raises FusionError for a blocker that is not accepted, Cancelled when the reporter says so.
    """
    coarse = Layer(source.path, source=source, name=source.name, bands=(options.band,))
    others = tuple(Layer(each.path, source=each, name=each.name) for each in covariates)
    folder = os.path.dirname(os.path.realpath(output))
    alone = Question((coarse,), target=fine, purpose="downscale", kinds=(options.kind,), memory=memory, folder=folder)
    together = Question((coarse, *others), target=fine, purpose="downscale", memory=memory, folder=folder)
    found = [*_found(together, [rule.name for rule in RULES if rule.name not in (*_LEFT_OUT, *_OF_INPUT)], reporter),
             *_found(alone, _OF_INPUT, reporter)]
    told = [each for each in found if each.code not in _OF_STATISTIC or each.code in _HARMS]
    stop_at_blockers(gravest_first(told), options.accept)
    for finding in gravest_first(told):
        reporter.finding(finding)


def recorded(findings: Sequence[Finding]) -> list[Finding]:
    """Findings for the record of an output, which is the same wherever it was made."""
    return [finding for finding in findings if finding.code not in _UNRECORDED]


def _found(question: Question, names: Sequence[str], reporter: Reporter) -> list[Finding]:
    """What the rules of these names find; the progress stays where it is."""
    return check(question, tuple(rule for rule in RULES if rule.name in names), Share(reporter, 0.0, 0.0))
