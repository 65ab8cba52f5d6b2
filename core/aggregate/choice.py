"""Which kind and statistic an aggregation takes, from what is asked and what the bands show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import listed, message
from ..raster import RasterSource
from ..reporter import Reporter
from ..variable import Choice, check, check_units, choose
from ..variable.band_sample import draw_sample
from ..variable.evidence import CONFIDENT, Detection, detect
from .request import Options

# Kinds that average in the same way may go together.
_ALIKE = {"ratio": "intensive", "nonlinear": "intensive"}


@dataclass(frozen=True)
class Settled:
    """The kind and statistic of all bands, the units of the first one, findings on them, and sentences for the log."""

    kind: str
    statistic: str
    units: str
    findings: tuple[Finding, ...]
    sentences: tuple[str, ...]

    def tell(self, reporter: Reporter) -> None:
        """Say what was picked and why, and what is to be said against it."""
        for sentence in self.sentences:
            reporter.info(sentence)
        for finding in self.findings:
            reporter.finding(finding)


def settle(source: RasterSource, bands: tuple[int, ...], options: Options, paletted: bool = False,
           tiles: Sequence[RasterSource] = ()) -> Settled:
    """Settle the kind and statistic of bands of a raster and of its further ``tiles``.

    Raises FusionError for bands or tiles of different kinds, for units that do not fit the kind, and for blockers that
    are not accepted.
    """
    if options.numerator:
        choice = choose("ratio", options.statistic, None)
        return Settled(choice.kind, choice.statistic, "1", (), choice.sentences)
    detections = [detect(source, number, paletted=paletted) for number in bands]
    choices = [_choose(options, detection) for detection in detections]
    findings = []
    for number, detection, choice in zip(bands, detections, choices):
        name = source.name if len(source.bands) == 1 else message("{name}, band {number}", name=source.name,
                                                                  number=number)
        findings += check(name, choice, detection, options.kind)
        if choice.kind in ("radiative", "circular"):
            check_units(choice.kind, detection.units, draw_sample(source, number).values)
    _stop_at_blockers(findings, options.accept)
    sentences = _one_kind(source.name, bands, choices)
    for tile in tiles:
        _check_tile(source.name, tile, bands[0], detections[0])
    return Settled(choices[0].kind, choices[0].statistic, detections[0].units, tuple(findings), sentences)


def _choose(options: Options, detection: Detection) -> Choice:
    choice = choose(options.kind, options.statistic, detection)
    if choice.kind != "categorical" or options.statistic != "auto":
        return choice
    told = message("Statistic {statistic}, the usual one here for classes.", statistic=options.class_statistic)
    return replace(choice, statistic=options.class_statistic, sentences=(choice.sentences[0], told))


def _one_kind(name: str, bands: tuple[int, ...], choices: Sequence[Choice]) -> tuple[str, ...]:
    """Sentences on what was picked. FusionError if bands would have to be treated differently."""
    found: dict[tuple[str, str], list[int]] = {}
    for number, choice in zip(bands, choices):
        found.setdefault((choice.kind, choice.statistic), []).append(number)
    if len({(_ALIKE.get(kind, kind), statistic) for kind, statistic in found}) > 1:
        told = listed((message("band {bands}: {kind}", bands=", ".join(map(str, numbers)), kind=kind)
                       for (kind, _), numbers in found.items()), "; ")
        raise FusionError(message("The bands of {name} are of different kinds ({kinds}); choose bands of one kind, or "
                                  "say which kind they are.", name=name, kinds=told))
    return tuple(sentence if len(found) == 1 else
                 message("Band {bands}: {sentence}", bands=", ".join(map(str, numbers)), sentence=sentence)
                 for numbers in found.values() for sentence in choices[bands.index(numbers[0])].sentences)


def _check_tile(name: str, tile: RasterSource, band: int, first: Detection) -> None:
    """FusionError if one of two tiles surely holds classes, and the other surely does not."""
    second = detect(tile, band)
    if min(first.confidence, second.confidence) < CONFIDENT:
        return
    if (first.kind == "categorical") != (second.kind == "categorical"):
        classes, other = (name, tile.name) if first.kind == "categorical" else (tile.name, name)
        raise FusionError(message("{classes} holds classes and {other} does not; tiles must be of the same variable.",
                                  classes=classes, other=other))


def _stop_at_blockers(findings: Sequence[Finding], accept: frozenset[str]) -> None:
    for finding in findings:
        if finding.severity is Severity.BLOCKER and finding.code not in accept:
            raise FusionError(message("[{code}] {subject}: {text} {remedy} To go on in spite of it, name {code} in "
                                      "ACCEPT.", code=finding.code, subject=finding.subject, text=finding.message,
                                      remedy=finding.remedy))
