"""Which kind and statistic an aggregation takes, from what is asked and what the bands show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..advice import Layer
from ..errors import FusionError
from ..message import listed, message
from ..variable import Choice, check_units, choose
from ..variable.evidence import CONFIDENT, Detection
from .request import Options

# Kinds that average in the same way may go together.
_ALIKE = {"ratio": "intensive", "nonlinear": "intensive"}


@dataclass(frozen=True)
class Settled:
    """The kind and statistic of all bands, the units of the first one, and sentences on what was picked and why."""

    kind: str
    statistic: str
    units: str
    sentences: tuple[str, ...]


def settle(layers: Sequence[Layer], bands: tuple[int, ...], options: Options) -> Settled:
    """Settle the kind and statistic of bands of a raster, or of several rasters of one variable.

    Raises FusionError for bands or rasters of different kinds, and for units that do not fit the kind.
    """
    if options.numerator:
        choice = choose("ratio", options.statistic, None)
        return Settled(choice.kind, choice.statistic, "1", choice.sentences)
    layer, *tiles = layers
    detections = [layer.detection(number) for number in bands]
    choices = [_choose(options, detection) for detection in detections]
    for number, detection, choice in zip(bands, detections, choices):
        if choice.kind in ("radiative", "circular"):
            check_units(choice.kind, detection.units, layer.sample(number).values)
    sentences = _one_kind(layer.name, bands, choices)
    for tile in tiles:
        _check_tile(layer.name, tile, bands[0], detections[0])
    return Settled(choices[0].kind, choices[0].statistic, detections[0].units, sentences)


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


def _check_tile(name: str, tile: Layer, band: int, first: Detection) -> None:
    """FusionError if one of two tiles surely holds classes, and the other surely does not."""
    second = tile.detection(band)
    if min(first.confidence, second.confidence) < CONFIDENT:
        return
    if (first.kind == "categorical") != (second.kind == "categorical"):
        classes, other = (name, tile.name) if first.kind == "categorical" else (tile.name, name)
        raise FusionError(message("{classes} holds classes and {other} does not; tiles must be of the same variable.",
                                  classes=classes, other=other))
