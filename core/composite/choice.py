"""Which kind of variable the scenes hold, and whether the statistic suits it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..advice import Layer
from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import message
from ..variable import check, check_units, choose, meaning
from ..variable.evidence import Detection
from ..variable.kinds import allows
from .request import MEANS, PICKS, Options
from .scenes import Scene

_LOOKED_AT = 5    # scenes, of which the one with the most valid pixels in its sample tells the kind
_WELL_SEEN = 100_000   # pixels with a value in its sample
_NOT_FOR_OUTLIERS = ("categorical", "circular")
_PICK = message("Choose the statistic latest or best_quality, which take a value as it is.")
_REMEDIES = {"CATEGORICAL_AVERAGE": _PICK, "BITFIELD_AVERAGE": _PICK}
_OF_TOTALS = message("Multiply it by COUNT where the total of the observations is meant, or correct VARIABLE_KIND.")


@dataclass(frozen=True)
class Settled:
    """The kind of the variable, its units, sentences on how it was found, and what is to be said of the statistic."""

    kind: str
    units: str
    sentences: tuple[str, ...]
    findings: tuple[Finding, ...]


def settle(scenes: Sequence[Scene], options: Options, spread: bool) -> Settled:
    """The kind, as given or as a sample shows. ``spread``: is the output SPREAD wanted?

    Raises FusionError for a statistic, OUTLIERS or SPREAD that the kind does not have, and for units that do not fit.
    """
    statistic = "mean" if options.statistic in MEANS else "auto" if options.statistic in PICKS else options.statistic
    if options.kind != "auto" and statistic != "auto" and not allows(options.kind, statistic):
        raise FusionError(message(
            "The statistic {statistic} has no meaning for {kind} values ({meaning}); choose {choices}, or correct "
            "VARIABLE_KIND.", statistic=options.statistic, kind=options.kind, meaning=meaning(options.kind),
            choices=message("{first} or {last}", first=", ".join(_allowed(options.kind)[:-1]),
                            last=_allowed(options.kind)[-1])))
    layer, detection = _seen(scenes, options.band)
    choice = choose(options.kind, statistic, detection)
    if choice.kind in ("circular", "radiative"):
        check_units(choice.kind, detection.units, layer.sample(options.band).values)
    if options.outliers and choice.kind in _NOT_FOR_OUTLIERS:
        raise FusionError(message("OUTLIERS needs values with a median, which {kind} values do not have; leave it out.",
                                  kind=choice.kind))
    if spread and choice.kind == "categorical":
        raise FusionError(message("SPREAD is a standard deviation, which classes do not have; leave it out."))
    found = check(layer.name, choice, detection, options.kind, formulas=False) if statistic != "auto" else []
    return Settled(choice.kind, detection.units, choice.sentences[:1],
                   (*map(_suited, found), *_units_differ(scenes, options.band)))


def _allowed(kind: str) -> list[str]:
    return [*(each for each in ("mean", "median", "percentile", "min", "max") if allows(kind, each)), *PICKS]


def _seen(scenes: Sequence[Scene], band: int) -> tuple[Layer, Detection]:
    """Of a few scenes, from the first to the last, the first that is well seen; else the one of which most is."""
    step = max(1, len(scenes) // _LOOKED_AT)
    seen: dict[int, Layer] = {}
    for scene in scenes[::step][:_LOOKED_AT]:
        layer = Layer(scene.source.path, source=scene.source, bands=(band,))
        count = layer.sample(band).values.size
        seen.setdefault(count, layer)
        if count >= _WELL_SEEN:
            break
    best = seen[max(seen)]
    return best, best.detection(band)


def _suited(finding: Finding) -> Finding:
    """With a remedy that there is here."""
    if finding.code in _REMEDIES:
        return replace(finding, remedy=_REMEDIES[finding.code])
    if finding.code == "UNUSUAL_STATISTIC":
        return replace(finding, remedy=_OF_TOTALS if "sum" in finding.remedy else _PICK)
    return finding


def _units_differ(scenes: Sequence[Scene], band: int) -> Iterator[Finding]:
    units: dict[str, str] = {}
    for scene in scenes:
        units.setdefault(scene.source.bands[band - 1].units.strip(), scene.source.name)
    if len(units) > 1:
        (first, name), (second, other), *_ = units.items()
        yield Finding("UNITS_DIFFER", Severity.WARNING, other, message(
            'its units are "{second}" and those of {name} are "{first}"; a composite takes numbers as they are.',
            second=second, name=name, first=first), message("Convert the rasters to the same units first."))
