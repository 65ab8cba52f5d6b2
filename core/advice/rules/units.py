"""Layers of one quantity in different units."""

import re
from collections.abc import Iterator
from itertools import combinations

from ...finding import Finding, Severity
from ...message import message
from ...raster import Band
from ..layer import Layer
from ..question import Question
from ..rule import Rule
from ..subject import band_subject

_KELVIN, _IN_CELSIUS, _FAHRENHEIT = "K", message("degrees Celsius"), message("degrees Fahrenheit")
_SPELLINGS = {
    _KELVIN: r"k|kelvins?|deg(rees?)?[ _]?k(elvins?)?",
    _IN_CELSIUS: r"°?c|deg(rees?)?[ _]?c(elsius)?|celsius",
    _FAHRENHEIT: r"°?f|deg(rees?)?[ _]?f(ahrenheit)?|fahrenheit",
    "m": r"m|met(er|re)s?",
    message("feet"): r"ft|feet|foot|us[ _]survey[ _](feet|foot)",
    "%": r"%|percent|per ?cent",
}
_TEMPERATURES = (_KELVIN, _IN_CELSIUS, _FAHRENHEIT)
_TEMPERATURE = re.compile(r"(?<![a-z])(lst|land[ _-]?surface[ _-]?temperature|temperature|temp)(?![a-z])")
_REFLECTANCE = re.compile(r"(?<![a-z])(sur_)?refl(ectance)?(?![a-z])|(?<![a-z0-9])(sr_?b\d+|red|nir|green|blue|swir\d?)"
                          r"(?![a-z0-9])")
# Medians of a temperature without units that speak for degrees Celsius.
_CELSIUS = (-60.0, 70.0)
# Reflectance as a fraction has a median below, scaled reflectance (in percent, times 10000) one above.
_FRACTION, _SCALED = 1.2, 10.0
# Bands of two rasters without names are taken for the same ones if all their medians are in such a ratio: 10000, but
# for a factor of 5 that sensors, dates and clouds may make.
_LEAST_RATIO, _MOST_RATIO = 2000.0, 50000.0


def units_differ(question: Question) -> Iterator[Finding]:
    """UNITS_DIFFER: temperatures on different scales, scaled beside unscaled reflectance, other units of one name."""
    bands = [(layer, band) for layer in question.layers for band in layer.sampled_bands
             if layer.detection(band.number).kind not in ("categorical", "circular")]
    yield from _temperatures(bands)
    yield from _reflectances(question, bands)
    yield from _namesakes(bands)


def _temperatures(bands: list[tuple[Layer, Band]]) -> Iterator[Finding]:
    found: dict[str, tuple[Layer, Band]] = {}
    for layer, band in bands:
        units = _temperature_units(layer, band)
        if units:
            found.setdefault(units, (layer, band))
    yield from _each_pair(found)


def _temperature_units(layer: Layer, band: Band) -> str:
    units = _plain_units(band.units or layer.detection(band.number).units)
    if units in _TEMPERATURES:
        return units
    if not units and _TEMPERATURE.search(_names(layer, band)):
        return _IN_CELSIUS if _CELSIUS[0] <= layer.sample(band.number).median <= _CELSIUS[1] else ""
    return ""


def _namesakes(bands: list[tuple[Layer, Band]]) -> Iterator[Finding]:
    """Bands of one description with units that are known to differ; temperatures are told already."""
    names: dict[str, dict[str, tuple[Layer, Band]]] = {}
    for layer, band in bands:
        units = _plain_units(band.units)
        if band.description and units in _SPELLINGS and units not in _TEMPERATURES:
            names.setdefault(band.description.strip().lower(), {}).setdefault(units, (layer, band))
    for found in names.values():
        yield from _each_pair(found)


def _each_pair(found: dict[str, tuple[Layer, Band]]) -> Iterator[Finding]:
    for (first, one), (second, other) in combinations(found.items(), 2):
        yield Finding("UNITS_DIFFER", Severity.WARNING, band_subject(*other),
                      message("values are in {second}, and those of {name} in {first}.", second=second,
                              name=band_subject(*one), first=first),
                      message("Convert one of them before they are compared or combined."))


def _reflectances(question: Question, bands: list[tuple[Layer, Band]]) -> Iterator[Finding]:
    """The first pair of layers found."""
    named = [(layer, band) for layer, band in bands if _is_reflectance(layer, band)]
    pairs = [*_named_pairs(named), *_unnamed_pairs(question.layers, bands)]
    if not pairs:
        return
    low, high, small, large = pairs[0]
    yield Finding("UNITS_DIFFER", Severity.WARNING, high,
                  message("values (median {large:.3g}) look like the quantity of {name} (median {small:.3g}) "
                          "multiplied by a constant, as reflectance from 0 to 10000 beside 0 to 1.", large=large,
                          name=low, small=small),
                  message("Bring both to the same scale before they are compared or combined."))


def _named_pairs(bands: list[tuple[Layer, Band]]) -> Iterator[tuple[str, str, float, float]]:
    medians = [(layer.sample(band.number).median, band_subject(layer, band)) for layer, band in bands]
    low = [each for each in medians if 0.0 < each[0] < _FRACTION]
    high = [each for each in medians if each[0] > _SCALED]
    if low and high:
        yield low[0][1], high[0][1], low[0][0], high[0][0]


def _unnamed_pairs(layers: tuple[Layer, ...],
                   bands: list[tuple[Layer, Band]]) -> Iterator[tuple[str, str, float, float]]:
    """Rasters of as many bands, two at least, each of which is about 10000 times that of the other raster."""
    medians: dict[int, list[float]] = {}
    for layer, band in bands:
        medians.setdefault(id(layer), []).append(layer.sample(band.number).median)
    for first, second in combinations((layer for layer in layers if len(layer.sampled_bands) > 1), 2):
        pair = sorted(((medians.get(id(layer), []), layer) for layer in (first, second)), key=lambda each: sum(each[0]))
        (small, low), (large, high) = pair
        if not len(small) == len(large) == len(first.sampled_bands) == len(second.sampled_bands):
            continue
        if all(0.0 < a < _FRACTION and _LEAST_RATIO <= b / a <= _MOST_RATIO for a, b in zip(small, large)):
            yield low.name, high.name, small[0], large[0]


def _is_reflectance(layer: Layer, band: Band) -> bool:
    known = layer.product_of(band).layer
    if known is not None:
        return known.name == "reflectance"
    return band.units.strip().lower() == "reflectance" or bool(_REFLECTANCE.search(_names(layer, band)))


def _plain_units(units: str) -> str:
    text = units.strip()
    return next((plain for plain, spelling in _SPELLINGS.items() if re.fullmatch(spelling, text, re.IGNORECASE)), text)


def _names(layer: Layer, band: Band) -> str:
    return f"{layer.source.name} | {band.description}".lower().replace("-", "_")


RULES = (Rule("units_differ", units_differ),)
