"""What a band says of its own meaning: its declarations, names and units, and a bounded sample of it, weighed.

Every piece of evidence carries a weight of evidence (Good 1950, Probability and the Weighing of Evidence): the natural
logarithm of how much likelier it is if the band is of that kind. The weights of a kind add up to its score, and the
scores' exponentials, divided by their sum over all kinds, are the confidences. The weights are judgements, such that:
fractional values rule classes out; a known product's name beats what its pixels look like; either beats a legend, since
colour ramps are kept in colour tables too; and classes are taken for classes by their pixels alone.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from ..message import Message, listed, message
from ..product import KnownName, Layer, known_names, recognise
from ..raster import RasterSource
from ..raster.bands import Band
from .band_sample import BandSample, draw_sample

# A detection of at least this confidence may stop a run.
CONFIDENT = 0.85

# Most bands without a word of explanation hold measurements.
_PRIOR = {"intensive": 3.0, "extensive": 0.0, "categorical": 0.0, "circular": 0.0, "decibel": 0.0, "ratio": 0.0,
          "nonlinear": 0.0}
_DECLARED = {"colour table": 6.0, "attribute table": 7.0, "category names": 8.0, "flag values": 8.0,
             "legend text": 8.0}
# A recognised layer is what its product's guide says, unless its values cannot be.
_RECOGNISED, _KNOWN_NAME = 12.0, 10.0
_PALETTED, _SCALED, _FRACTIONAL, _ONE_VALUE, _WRAPS = 6.0, -3.0, -20.0, 3.3, 5.0
# Fewer pixels show no pattern.
_FEWEST_PIXELS = 64
# Evidence for another kind than the one picked is told from this weight on.
_TELLING = 3.0


@dataclass(frozen=True)
class Detection:
    """The kind a band most likely is, how sure that is (0 to 1) and why, in words.

    units: as declared or inferred, "" if unknown. is_bitfield: are they flags packed into bits?
    """

    kind: str
    confidence: float
    reasons: tuple[str, ...]
    units: str
    is_bitfield: bool

    @property
    def percent(self) -> str:
        """The confidence in words for users, who are never told of certainty: "97 %"."""
        return message("{percent:.0f} %", percent=min(100.0 * self.confidence, 99.0))


class Evidence(NamedTuple):
    """One sign for a kind (or, with a negative weight, against it)."""

    kind: str
    weight: float
    reason: str
    is_bitfield: bool = False
    units: str = ""


class NameRule(NamedTuple):
    """Words (a regular expression, for names in lower case with single spaces) that tell a kind.

    `median`: the rule holds only if the sample's median lies in this range.
    """

    kind: str
    weight: float
    words: str
    meaning: str
    is_bitfield: bool = False
    units: str = ""
    median: tuple[float, float] | None = None


class UnitRule(NamedTuple):
    """Units (a regular expression for the whole text in lower case) that tell a kind (or tell against it)."""

    kind: str
    weight: float
    units: str
    is_bitfield: bool = False


class PatternRule(NamedTuple):
    """How whole numbers lie in space if at most so many are distinct and flatness and disorder are at least so much.

    The weight is that for classes. `words` takes what was measured to the reason.
    """

    weight: float
    distinct: float
    flatness: float
    disorder: float
    words: Callable[..., Message]


_TEMPERATURE = "lste?|(surface |brightness |air )?temp(erature)?|st b(6|10)"
# The first rule found in a name counts, so what may be mistaken by its name comes before what it is mistaken for: these
# rules, then the names that `products.toml` knows, then NAME_RULES.
QUALIFIER_RULES = (
    NameRule("intensive", 7, "uncertainty|std( ?dev)?|standard deviation|errors?|rmse", message("an uncertainty")),
    NameRule("intensive", 7, "num(ber)?( of)?( valid| clear)? obs(ervations)?"
             "|(valid|clear|obs|observation|scene|look)s? counts?",
             message("how often the ground was seen")),
    NameRule("nonlinear", 6, "cloud ?(fraction|cover|amount)s?|cloudiness|clear (sky )?(day |night )?cov(er(age)?)?",
             message("cloud fraction")),
    NameRule("intensive", 6, "prob(a|ability|abilities)?|confidence|assessment|unwrapped phase|aspect ratio",
             message("no code and no angle")),
    NameRule("categorical", 7, "class(es|ified|ification)?|categor(y|ies|ical)|labels?|segments"
             "|(?<!utm )zones?(?! ?\\d)|(cloud|water|land|snow|fire)? ?mask", message("classes")),
    NameRule("intensive", 6, "percent(age)?|fraction(al)?|proportion|density|obs ?cov(erage)?|impervious(ness)?"
             "|canopy", message("a share or a density")),
    NameRule("categorical", 10, "pointers?|identifiers?", message("numbers of other things")),
)
NAME_RULES = (
    NameRule("categorical", 9, "qa|qc|bit ?fields?|(quality|qual) (flags?|assurance|control|bits)|flags?",
             message("quality flags"), True),
    NameRule("categorical", 7, "land ?(cover|use)|lulc|scene class|reliability|quality|lithology|geology|landforms?"
             "|(soil|crop|forest|vegetation|rock|cover|fuel) types?|biomes?|ecoregions?|flow ?dir(ection)?s?"
             "|cloud (top )?phase", message("classes")),
    NameRule("ratio", 6, "ndvi|evi2?|ndwi|mndwi|[mo]?savi|ndmi|ndbi|ndsi|ndre|gndvi|nbr2?|ndii"
             "|(vegetation|water|snow|burn|moisture) (index|ratio)", message("an index of bands")),
    NameRule("circular", 6, "aspect|azimuth|(wind |wave )?direction|(wind|wave) ?dir|wdir|heading|bearing|orientation"
             "|[sv]aa", message("an angle around the circle")),
    NameRule("circular", 6, "(view|overpass|local( solar)?) time|time of day", message("a time of day"), units="hours"),
    NameRule("decibel", 6, "(sigma|gamma|beta) ?(0|nought)|backscatter|vv|vh|hh|hv",
             message("radar backscatter, below zero"), units="dB", median=(-60.0, -1.0)),
    NameRule("extensive", 6, "population|pop|people|persons|inhabitants|head ?counts?|livestock|households|ppp|landscan"
             "|counts?|total (biomass|carbon|mass|emissions?)|(biomass|carbon|mass|emissions?) totals?",
             message("an amount per pixel")),
    NameRule("intensive", 6, _TEMPERATURE, message("temperature"), units="K", median=(150.0, 400.0)),
    NameRule("intensive", 6, f"{_TEMPERATURE}|d[est]m|chm|srtm\\d*|elevation|altitude|heights?|slope|depth|zenith"
             "|[sv]za|angles?|angl|range|c?dist(ance)?|emis(sivity)?|emsd|(sur )?refl(ectance)?|albedo|(ir)?radiance"
             "|precip(itation)?|rain(fall)?|(soil )?moisture", message("a measurement")),
    NameRule("circular", 6, "phase", message("an angle around the circle")),
    NameRule("intensive", 4, "(sr )?b(and)? ?\\d{1,2}a?|red|green|blue|nir|swir\\d?|pan(chromatic)?",
             message("a spectral band")),
)

UNIT_RULES = (
    UnitRule("categorical", 12, "bit[ -]?fields?|bit ?flags?|flags?", True),
    UnitRule("categorical", 5, "class(es)?|class (codes?|numbers?)|categor(y|ies)|rank"),
    UnitRule("decibel", 7, "db|decibels?"),
    UnitRule("ratio", 5, "ndvi|evi|vi|index"),
    UnitRule("extensive", 6, ".*(/|per) ?(pixel|cell|grid ?cell)"),
    UnitRule("extensive", 5, "people|persons?|inhabitants?|individuals?|heads?|households?|counts?"),
    UnitRule("extensive", 4, "[kmgt]?g|t|ton(ne)?s?|m ?\\^?3|m³"),
    UnitRule("intensive", 5, "k|kelvin|°?[cf]|deg(rees?)?[ _]?[cf](elsius|ahrenheit)?|celsius|fahrenheit"),
    UnitRule("intensive", 5, "[kcm]?m|met(er|re)s?|feet|ft|reflectance"),
    UnitRule("categorical", -5, "%|percent"),
    UnitRule("intensive", 4, ".*(/|\\bper\\b|\\^?-[123]\\b).*"),
)

# The first rule that fits counts.
PATTERN_RULES = (
    PatternRule(4.5, 2, 0, 0, partial(message, "two values only, as in a mask")),
    PatternRule(6.0, 256, 0.6, 0.6, partial(message, "few distinct whole numbers ({distinct}) in flat patches "
                                                     "({equal:.0f} % of neighbours equal)")),
    PatternRule(5.0, 32, 0.9, 0.4, partial(message, "few distinct whole numbers ({distinct}) in flat patches "
                                                    "({equal:.0f} % of neighbours equal)")),
    PatternRule(4.0, 16, 0.9, 0, partial(message, "few distinct whole numbers ({distinct}) in large flat zones "
                                                  "({equal:.0f} % of neighbours equal)")),
    PatternRule(4.0, math.inf, 0.8, 0.8, partial(message, "whole numbers ({distinct} distinct) in flat patches "
                                                          "({equal:.0f} % of neighbours equal) that do not resemble "
                                                          "their neighbours")),
    PatternRule(3.8, 64, 0.35, 0.8, partial(message, "few distinct whole numbers ({distinct}) in small patches "
                                                     "({equal:.0f} % of neighbours equal)")),
    PatternRule(3.5, 8, 0, 0.8, partial(message, "very few distinct whole numbers ({distinct})")),
    PatternRule(-4.0, 64, 0, 0.4, partial(message, "whole numbers ({distinct} distinct) that form no patches")),
    PatternRule(-4.0, 64, 0, 0, partial(message, "whole numbers ({distinct} distinct) that change step by step")),
    PatternRule(-5.0, math.inf, 0, 0.4, partial(message, "many distinct whole numbers ({distinct})")),
    PatternRule(-8.0, math.inf, 0, 0, partial(message, "many distinct whole numbers ({distinct}) that change step by "
                                                       "step")),
)


def detect(source: RasterSource, band: int, *, paletted: bool = False, sample: BandSample | None = None) -> Detection:
    """What kind of variable band `band` (1-based) of `source` most likely holds.

    `paletted`: the layer is drawn with a paletted renderer; `sample`: that of the band, if it is drawn already. Reads
    no more than `draw_sample` does. Raises FusionError if the file is damaged where the sample lies.
    """
    described = source.bands[band - 1]
    sample = sample or draw_sample(source, band)
    told = list(_from_product(source, described, sample)) or _from_names(source, described, sample)
    evidence = [*_from_declarations(described, paletted), *told, *_from_units(described), *_from_sample(sample)]
    return _weigh(evidence, described.units, sample)


def _from_declarations(band: Band, paletted: bool) -> Iterator[Evidence]:
    # One alone: a file that names its classes colours them too, and QGIS paints by that palette.
    if band.class_evidence:
        weight = max(_DECLARED[words] for words in band.class_evidence)
        yield Evidence("categorical", weight, message("declared in the file: {what}", what=listed(band.class_evidence)))
    elif paletted:
        yield Evidence("categorical", _PALETTED, message("the layer is drawn with a paletted renderer"))
    if band.is_scaled:
        yield Evidence("categorical", _SCALED, message("values are stored with a scale or offset"))


def _from_product(source: RasterSource, band: Band, sample: BandSample) -> Iterator[Evidence]:
    """What the product's guide says of the layer, where both are recognised."""
    product, layer = recognise(source.path, source.metadata, band.description)
    if layer is not None:
        units = layer.units if _in_units_of(layer, band, sample) else ""
        reason = message('recognised as layer "{layer}" of {product}', layer=layer.name, product=product.id)
        yield Evidence(layer.kind, _RECOGNISED, reason, layer.is_bitfield, units)


def _in_units_of(layer: Layer, band: Band, sample: BandSample) -> bool:
    """Are values as they are read in the layer's units? They are not where nobody applied its scale."""
    if layer.scale is None or layer.offset is None:
        return band.is_scaled
    if layer.stored_as(band.dtype):
        return math.isclose(band.scale, layer.scale, rel_tol=1e-6) and math.isclose(band.offset, layer.offset)
    if layer.valid_range is None:
        return False
    low, high = (end * layer.scale + layer.offset for end in layer.valid_range)
    return low <= sample.median <= high


def _from_names(source: RasterSource, band: Band, sample: BandSample) -> Iterator[Evidence]:
    """What the band's own names tell (subdataset, description), or else the file's name."""
    file, *inner = source.name.split(":")
    places = {message("its name"): " | ".join([*inner[-1:], band.description]),
              message("the file's name"): re.sub(r"(\.[A-Za-z]\w{1,3})+$", "", file)}
    for place, text in places.items():
        for rule, words in _name_rules():
            found = words.search(_spaced(text))
            if found and (rule.median is None or rule.median[0] <= sample.median <= rule.median[1]):
                reason = message('"{word}" in {place} ({meaning})', word=found.group().strip(), place=place,
                                 meaning=rule.meaning)
                yield Evidence(rule.kind, rule.weight, reason, rule.is_bitfield, rule.units)
                return


@lru_cache(maxsize=1)
def _name_rules() -> tuple[tuple[NameRule, re.Pattern[str]], ...]:
    rules = (*QUALIFIER_RULES, *map(_rule_of, known_names()), *NAME_RULES)
    return tuple((rule, re.compile(rf"(?<![a-z0-9])(?:{rule.words})(?![a-z])")) for rule in rules)


def _rule_of(known: KnownName) -> NameRule:
    meaning = message("a known classification") if known.kind == "categorical" else message("a measurement")
    if known.is_bitfield:
        meaning = message("a product's quality bits")
    return NameRule(known.kind, _KNOWN_NAME, known.words, meaning, known.is_bitfield)


def _spaced(text: str) -> str:
    """Words in lower case with single spaces: "SensorAzimuth_1" is "sensor azimuth 1"."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return re.sub(r"[^a-z0-9|]+", " ", apart.lower())


def _from_units(band: Band) -> Iterator[Evidence]:
    units = band.units.strip().lower()
    for rule in UNIT_RULES:
        if re.fullmatch(rule.units, units):
            yield Evidence(rule.kind, rule.weight, message('units "{units}"', units=band.units), rule.is_bitfield)
            return


def _from_sample(sample: BandSample) -> Iterator[Evidence]:
    if not sample.are_whole:
        yield Evidence("categorical", _FRACTIONAL, message("values are not whole numbers"))
    elif sample.distinct == 1 and sample.values.dtype.kind in "iu":
        yield Evidence("categorical", _ONE_VALUE, message("whole numbers of one value ({value})",
                                                          value=sample.values[0]))
    elif sample.distinct > 1 and sample.values.size >= _FEWEST_PIXELS:
        rule = next(rule for rule in PATTERN_RULES if sample.distinct <= rule.distinct
                    and sample.flatness >= rule.flatness and sample.disorder >= rule.disorder)
        words = rule.words(distinct=sample.distinct, equal=100.0 * sample.equal)
        yield Evidence("categorical", rule.weight, words)
    if sample.wraps:
        start, length, units = sample.turn
        reason = message("neighbours jump between {low:.4g} and {high:.4g}", low=start, high=start + length)
        yield Evidence("circular", _WRAPS, reason, units=units)


def _weigh(evidence: Sequence[Evidence], declared_units: str, sample: BandSample) -> Detection:
    scores = dict(_PRIOR)
    for each in evidence:
        scores[each.kind] += each.weight
    kind = max(scores, key=scores.get)
    confidence = 1.0 / sum(math.exp(score - scores[kind]) for score in scores.values())
    ranked = sorted(evidence, key=lambda each: (each.weight < 0, -abs(each.weight)))
    agreeing = [each for each in ranked if _speaks_for(each, kind)]
    reasons = [each.reason for each in agreeing] or [message("nothing says otherwise")]
    reasons += [message("although {reason}", reason=each.reason) for each in ranked
                if not _speaks_for(each, kind) and abs(each.weight) >= _TELLING]
    inferred = [each.units for each in agreeing if each.units]
    if kind == "circular" and sample.turn is not None:
        inferred = [sample.turn.units]
    is_bitfield = kind == "categorical" and any(each.is_bitfield for each in agreeing)
    return Detection(kind, confidence, tuple(reasons), declared_units or next(iter(inferred), ""), is_bitfield)


def _speaks_for(evidence: Evidence, kind: str) -> bool:
    return (evidence.kind == kind) == (evidence.weight > 0)
