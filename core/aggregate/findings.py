"""What is to be said against an aggregation before it is begun."""

import os
from collections.abc import Sequence
from dataclasses import replace

from odc.geo.geobox import GeoBox

from ..advice import RULES, Layer, Question, check
from ..finding import Finding, gravest_first, stop_at_blockers
from ..raster import RasterSource
from ..reporter import Reporter, Share
from .choice import Settled
from .request import Options

# Rules on what other programs do with the files.
_OF_OTHERS = ("scale_unapplied_elsewhere",)
# Rules that need to be asked of one tile of a variable only.
_OF_ONE_TILE = ("categorical_average", "signal_loss", "nodata_share")
# The one on what a statistic does to a band, which is not for bands of a formula.
_STATISTIC = "categorical_average"
# Findings that depend on the machine and its state, which the record of an output may not.
_UNRECORDED = ("MEMORY",)


def layers_of(sources: Sequence[RasterSource], bands: Sequence[int] | None = None,
              paletted: bool = False) -> tuple[Layer, ...]:
    """Rasters of one variable as rules see them; ``paletted``: the first one's map is."""
    return tuple(Layer(source.path, source=source, name=source.name, paletted=paletted and source is sources[0],
                       bands=bands) for source in sources)


def tell_of_aggregation(layers: Sequence[Layer], settled: Settled, target: GeoBox, options: Options, *, finer: bool,
                        memory: int, output: str, reporter: Reporter) -> None:
    """Tell what rules find on an aggregation of the rasters of one variable.

    Raises FusionError for a blocker that is not accepted, Cancelled when the reporter says so.
    """
    question = Question(
        tuple(layers), target=target, purpose="stack" if finer else "aggregate",
        methods=(settled.statistic,) * len(layers), kinds=(options.kind,) * len(layers), memory=memory,
        folder=os.path.dirname(os.path.realpath(output)))
    of_one = [name for name in _OF_ONE_TILE if not (name == _STATISTIC and options.numerator)]
    found = _found(replace(question, layers=question.layers[:1], methods=question.methods[:1],
                           kinds=question.kinds[:1]), of_one, reporter)
    _tell(gravest_first([*_found(question, _other_rules(), reporter), *found]), options.accept, reporter)


def tell_of_stack(layers: Sequence[Layer], settled: Sequence[Settled], target: GeoBox, options: Sequence[Options], *,
                  memory: int, output: str, scratch: str = "", reporter: Reporter) -> None:
    """Tell what rules find on layers that are joined; raises as `tell_of_aggregation`."""
    question = Question(
        tuple(layers), target=target, purpose="stack", methods=tuple(each.statistic for each in settled),
        kinds=tuple(each.kind for each in options), memory=memory, folder=os.path.dirname(os.path.realpath(output)),
        scratch=scratch)
    accept = frozenset().union(*(each.accept for each in options))
    _tell(_found(question, (*_OF_ONE_TILE, *_other_rules()), reporter), accept, reporter)


def recorded(findings: Sequence[Finding]) -> list[Finding]:
    """Findings for the record of an output, which is the same wherever it was made."""
    return [finding for finding in findings if finding.code not in _UNRECORDED]


def _other_rules() -> tuple[str, ...]:
    return tuple(rule.name for rule in RULES if rule.name not in (*_OF_OTHERS, *_OF_ONE_TILE))


def _found(question: Question, names: Sequence[str], reporter: Reporter) -> list[Finding]:
    """What the rules of these names find; the progress stays where it is."""
    return check(question, tuple(rule for rule in RULES if rule.name in names), Share(reporter, 0.0, 0.0))


def _tell(findings: Sequence[Finding], accept: frozenset[str], reporter: Reporter) -> None:
    stop_at_blockers(findings, accept)
    for finding in findings:
        reporter.finding(finding)
