"""What a value means, and so how it may be aggregated."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import Message, listed, message
from .evidence import CONFIDENT, Detection

KINDS = ("auto", "intensive", "extensive", "categorical", "circular", "decibel", "ratio", "radiative", "nonlinear")
STATISTICS = ("auto", "mean", "sum", "min", "max", "std", "count", "mode", "fractions", "percentile", "median")
# Which of several rasters of a variable counts where they see the same ground.
OVERLAPS = ("mean", "first", "last")
# What other programs do instead of a statistic.
RESAMPLINGS = ("nearest", "bilinear", "cubic", "average")

_AVERAGES = ("mean", "sum", "std", "percentile", "median")
_OF_CLASSES = ("mode", "fractions")
_OF_LEVELS = ("min", "max", "std", "count", "percentile", "median")
_CELSIUS = re.compile(r"°?[cf]|deg(rees?)?[ _]?[cf](elsius|ahrenheit)?|celsius|fahrenheit", re.IGNORECASE)
_KELVIN = re.compile(r"k|kelvins?|deg(rees?)?[ _]?k(elvins?)?", re.IGNORECASE)
# No natural surface is colder or hotter than this in kelvin; values beyond are other units or unscaled.
_COLDEST, _HOTTEST = 100.0, 2000.0
_TURNS = ((re.compile(r"rad(ians?)?", re.IGNORECASE), math.tau),
          (re.compile(r"gons?|grads?|gradians?", re.IGNORECASE), 400.0),
          (re.compile(r"h(ou)?rs?|hours? .*", re.IGNORECASE), 24.0))


class _Kind(NamedTuple):
    """A kind in words, its usual statistic, those it allows, and those among them that are seldom meant."""

    meaning: str
    usual: str
    allowed: tuple[str, ...]
    unusual: tuple[str, ...] = ()


class _Harm(NamedTuple):
    """What plain statistics do to values of a kind: code, statistics, the reason (of a statistic) and the remedy."""

    code: str
    statistics: tuple[str, ...]
    reason: Callable[..., Message]
    remedy: str


_KINDS = {
    "intensive": _Kind(message("a quantity that averages, as reflectance, temperature or soil moisture"), "mean",
                       ("mean", "sum", *_OF_LEVELS), ("sum",)),
    "extensive": _Kind(message("an amount per pixel that adds up, as counts, population or mass"), "sum",
                       ("sum", "mean", *_OF_LEVELS), ("mean",)),
    "categorical": _Kind(message("codes of classes, as land cover or quality flags"), "mode",
                         (*_OF_CLASSES, "count", "min", "max"), ("min", "max")),
    "circular": _Kind(message("an angle or a time of day, which comes back to itself"), "mean",
                      ("mean", "std", "count")),
    "decibel": _Kind(message("a power on a logarithmic scale, averaged as power"), "mean", ("mean", *_OF_LEVELS)),
    "ratio": _Kind(message("a ratio of two quantities, as NDVI"), "mean", ("mean", *_OF_LEVELS)),
    "radiative": _Kind(message("a temperature averaged by the energy it radiates (mean of T^4)"), "mean",
                       ("mean", *_OF_LEVELS)),
    "nonlinear": _Kind(message("values that depend non-linearly on what was measured, as cloud fraction from pixel "
                               "flags"), "mean", ("mean", "sum", *_OF_LEVELS)),
}

_HARMS = {
    "categorical": _Harm("CATEGORICAL_AVERAGE", _AVERAGES,
                         partial(message, "the {statistic} of class codes is no class and no quantity"),
                         message("Use the statistic mode or fractions.")),
    "bit field": _Harm("BITFIELD_AVERAGE", _AVERAGES,
                       partial(message, "the {statistic} of numbers that pack several flags into their bits sets bits "
                                        "that no pixel has"),
                       message("Extract the flag that matters first and aggregate it as a mask.")),
    "circular": _Harm("CIRCULAR_AVERAGE", (*_AVERAGES, "min", "max"),
                      partial(message, "the plain {statistic} of angles depends on where the circle is cut (359 and 1 "
                                       "degree average to 180)"),
                      message("Set VARIABLE_KIND to circular and the statistic to mean, which is then the vector "
                              "mean.")),
    "decibel": _Harm("DECIBEL_AVERAGE", ("mean", "sum", "std"),
                     partial(message, "the plain {statistic} of decibels is one of logarithms, not of power"),
                     message("Set VARIABLE_KIND to decibel, which averages the power.")),
    "ratio": _Harm("RATIO_AVERAGE", ("mean", "sum"),
                   partial(message, "the {statistic} of an index is not the index of the means"),
                   message("Name its bands in NUMERATOR and DENOMINATOR, or aggregate these and compute the index "
                           "afterwards.")),
    "nonlinear": _Harm("NONLINEAR_AVERAGE", ("mean", "sum", "std"),
                       partial(message, "the {statistic} of values that depend non-linearly on what was measured is "
                                        "not what the coarse cell would show"),
                       message("Aggregate what they are computed from and compute them afterwards.")),
}
# Of an index, where there is no NUMERATOR and DENOMINATOR.
_BANDS_FIRST = message("Take the means of its bands instead, and compute the index from these.")
# Of a kind whose own statistics avoid the harm there is nothing to tell.
_OWN_SEVERITY = {"categorical": Severity.BLOCKER, "nonlinear": Severity.BLOCKER, "ratio": Severity.WARNING}

_UNUSUAL = {
    "sum": partial(message, "the sum of {kind} values depends on the size of the pixels."),
    "mean": partial(message, "the mean of {kind} values loses the total."),
    "min": partial(message, "the min of {kind} values is the lowest code, whatever it stands for."),
    "max": partial(message, "the max of {kind} values is the highest code, whatever it stands for."),
}


@dataclass(frozen=True)
class Choice:
    """The kind and the statistic to use, and sentences for the log: what was picked and why."""

    kind: str
    statistic: str
    sentences: tuple[str, ...]


def choose(kind: str, statistic: str, detection: Detection | None = None) -> Choice:
    """Settle what is left to ``auto``.

    An explicit kind or statistic stands. A kind left open follows a statistic that only one kind has (sum, mode,
    fractions), else the detection, else it is intensive; where the statistic does not fit the detected kind it is
    intensive too, and `check` tells. A statistic left open is the kind's usual one.

    Raises FusionError for an explicit kind with a statistic that it does not allow.
    """
    if kind == "auto":
        kind, reason = _open_kind(statistic, detection)
    else:
        _require_fit(kind, statistic)
        reason = message("as chosen")
    facts = _KINDS[kind]
    chosen, why = statistic, message("as chosen")
    if statistic == "auto":
        chosen, why = facts.usual, message("the usual one for {kind} values", kind=kind)
    return Choice(kind, chosen, (
        message("Variable kind {kind} ({meaning}), {reason}.", kind=kind, meaning=facts.meaning, reason=reason),
        message("Statistic {statistic}, {reason}.", statistic=chosen, reason=why),
    ))


def check(subject: str, choice: Choice, detection: Detection | None, chosen_kind: str, *,
          formulas: bool = True) -> list[Finding]:
    """Findings on a statistic that does not fit what the values of `subject` mean.

    ``chosen_kind``: the kind as the user gave it, perhaps ``auto``. A kind that the user declares is believed, so that
    contrary evidence gives a warning at most. ``formulas``: can NUMERATOR and DENOMINATOR be given where it is said?
    """
    harmed = list(_harmed(subject, choice, detection, chosen_kind))
    if not formulas:
        harmed = [replace(each, remedy=_BANDS_FIRST) if each.code == _HARMS["ratio"].code else each for each in harmed]
    return [*(harmed or _unusual(subject, choice, detection, chosen_kind)), *_notes(subject, choice, detection)]


def check_units(kind: str, units: str, sample: np.ndarray | None = None) -> None:
    """Can values with these units and this sample (valid values, scale and offset applied) be of `kind`?

    Circular needs values within a full turn or two: raises FusionError for others. Radiative needs kelvin, since T^4
    counts from absolute zero: raises FusionError for Celsius or Fahrenheit, and for values that are no temperature of a
    surface in kelvin.
    """
    if kind == "circular" and sample is not None and np.size(sample):
        turn = full_turn(units)
        if np.ptp(sample) > 2.0 * turn:
            raise FusionError(message(
                "The variable kind circular needs angles within a full turn ({turn:g}), and values lie between {low:g} "
                "and {high:g}; set VARIABLE_KIND to intensive.", turn=turn, low=np.min(sample), high=np.max(sample)))
    if kind != "radiative":
        return
    if _CELSIUS.fullmatch(units.strip()):
        raise FusionError(message("The variable kind radiative needs temperatures in kelvin, and these are in {units}; "
                                  "convert them first, or set VARIABLE_KIND to intensive.", units=units.strip()))
    if sample is None or not np.size(sample):
        return
    lowest, highest = float(np.min(sample)), float(np.max(sample))
    if lowest < _COLDEST or highest > _HOTTEST:
        raise FusionError(message("The variable kind radiative needs temperatures in kelvin, and values lie between "
                                  "{low:g} and {high:g}; convert or scale them first, or set VARIABLE_KIND to "
                                  "intensive.", low=lowest, high=highest))


def allows(kind: str, statistic: str) -> bool:
    """Is it a statistic that values of a kind have?"""
    return statistic in _KINDS[kind].allowed


def fits(kind: str, statistic: str) -> bool:
    """Is it one, and not one that is seldom meant?"""
    return allows(kind, statistic) and statistic not in _KINDS[kind].unusual


def meaning(kind: str) -> Message:
    """What a kind (not "auto") is, in words."""
    return _KINDS[kind].meaning


def full_turn(units: str) -> float:
    """The length of a full turn of circular values: 2 pi for radians, 400 for gon, 24 for hours, else 360."""
    return next((length for pattern, length in _TURNS if pattern.fullmatch(units.strip())), 360.0)


def _open_kind(statistic: str, detection: Detection | None) -> tuple[str, str]:
    if statistic == "sum":
        return "extensive", message("as the statistic {statistic} asks", statistic=statistic)
    if statistic in _OF_CLASSES:
        return "categorical", message("as the statistic {statistic} asks", statistic=statistic)
    if detection is None:
        return "intensive", message("as nothing says otherwise")
    reasons = listed(detection.reasons, "; ")
    if statistic == "auto" or statistic in _KINDS[detection.kind].allowed:
        return detection.kind, message("detected with a confidence of {percent} ({reasons})", percent=detection.percent,
                                       reasons=reasons)
    return "intensive", message("as the statistic {statistic} asks, although detected as {kind} with a confidence of "
                                "{percent} ({reasons})", statistic=statistic, kind=detection.kind,
                                percent=detection.percent, reasons=reasons)


def _require_fit(kind: str, statistic: str) -> None:
    facts = _KINDS[kind]
    if statistic == "auto" or statistic in facts.allowed:
        return
    allowed = message("{first} or {last}", first=", ".join(facts.allowed[:-1]), last=facts.allowed[-1])
    if statistic in _OF_CLASSES:
        raise FusionError(message("The statistic {statistic} is for classes, not for {kind} values; set VARIABLE_KIND "
                                  "to categorical, or choose {allowed}.", statistic=statistic, kind=kind,
                                  allowed=allowed))
    raise FusionError(message("The statistic {statistic} has no meaning for {kind} values ({meaning}); choose "
                              "{allowed}, or correct VARIABLE_KIND.", statistic=statistic, kind=kind,
                              meaning=facts.meaning, allowed=allowed))


def _harmed(subject: str, choice: Choice, detection: Detection | None, chosen_kind: str) -> Iterator[Finding]:
    if choice.kind in _OWN_SEVERITY:
        yield from _harm(subject, choice.kind, choice.statistic, _OWN_SEVERITY[choice.kind])
    if detection is None or detection.kind == choice.kind:
        return
    confident = detection.confidence >= CONFIDENT
    if chosen_kind == "auto" or confident:
        blocks = confident and chosen_kind == "auto" and _OWN_SEVERITY.get(detection.kind) != Severity.WARNING
        yield from _harm(subject, detection.kind, choice.statistic, Severity.BLOCKER if blocks else Severity.WARNING,
                         detection)


def _harm(subject: str, kind: str, statistic: str, severity: Severity,
          seen: Detection | None = None) -> Iterator[Finding]:
    """What the statistic does to values of a kind, which the band has, or looks to have (``seen``)."""
    harm = _HARMS.get("bit field" if seen is not None and seen.is_bitfield else kind)
    if harm is None or statistic not in harm.statistics:
        return
    told = message("{reason}.", reason=harm.reason(statistic=statistic))
    if seen is not None:
        told = message("the band looks {kind} ({percent}), and {reason}", kind=kind, percent=seen.percent, reason=told)
    yield Finding(harm.code, severity, subject, told, harm.remedy)


def _unusual(subject: str, choice: Choice, detection: Detection | None, chosen_kind: str) -> Iterator[Finding]:
    facts = _KINDS[choice.kind]
    if choice.statistic in facts.unusual:
        yield Finding("UNUSUAL_STATISTIC", Severity.WARNING, subject,
                      _UNUSUAL[choice.statistic](kind=choice.kind),
                      message("Use the statistic {statistic}, or correct VARIABLE_KIND.", statistic=facts.usual))
    elif chosen_kind == "auto" and detection is not None and _contradicts(choice, detection):
        yield Finding("UNUSUAL_STATISTIC", Severity.WARNING, subject,
                      message("the statistic {statistic} takes the values as {kind}, and the band looks {seen} "
                              "({percent}).", statistic=choice.statistic, kind=choice.kind, seen=detection.kind,
                              percent=detection.percent),
                      message("Use the statistic {statistic}, or set VARIABLE_KIND to {kind}.",
                              statistic=_KINDS[detection.kind].usual, kind=choice.kind))


def _contradicts(choice: Choice, detection: Detection) -> bool:
    """Does the statistic, by which the kind was settled, not fit a kind that is clearly seen?"""
    return (detection.kind != choice.kind and detection.confidence >= CONFIDENT
            and not fits(detection.kind, choice.statistic))


def _notes(subject: str, choice: Choice, detection: Detection | None) -> Iterator[Finding]:
    if detection is None:
        return
    if choice.statistic == "mode" and detection.is_bitfield:
        confident = detection.confidence >= CONFIDENT
        yield Finding("BITFIELD_AVERAGE", Severity.BLOCKER if confident else Severity.WARNING, subject,
                      message("the band looks like a bit field ({percent}), and its mode is the most frequent "
                              "combination of all flags, not of the flag that matters.", percent=detection.percent),
                      _HARMS["bit field"].remedy)
    if choice.statistic == "fractions" and detection.is_bitfield:
        yield Finding("BITFIELD_AVERAGE", Severity.WARNING, subject,
                      message("the band looks like a bit field ({percent}), and its fractions are those of "
                              "combinations of all flags, not of the flag that matters.", percent=detection.percent),
                      _HARMS["bit field"].remedy)
    if (choice.kind, choice.statistic) == ("intensive", "mean") and _KELVIN.fullmatch(detection.units.strip()):
        yield Finding("RADIATIVE_MEAN", Severity.INFO, subject,
                      message("the mean of temperatures T lies below the temperature that radiates their mean energy, "
                              "by about 1.5 var(T) / T (0.5 K where they vary by 10 K around 300 K)."),
                      message("Set VARIABLE_KIND to radiative where energy matters."))
