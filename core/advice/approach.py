"""Which approach fits: A aggregates to a common grid, B downscales the coarse layers, C samples at points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import Message, message
from .steps import side_m
from .layer import Layer
from .lengths import days_text, length_text
from .points import Points
from .question import Question
from .series import Series, series_of

# Resolutions within this factor count as equal: partial pixels rule there (SMALL_RATIO).
ALIKE = 1.5
# Radiometers of 36 km are brought to 1 km with optical covariates; few have gone further in one step.
WIDEST = 40.0
# Values of these kinds do not come apart into finer ones by covariates and a residual.
_WHOLE = ("categorical", "circular", "nonlinear")
_UNUSABLE = ("CRS_MISSING", "SWATH_UNGRIDDED", "NO_OVERLAP")


@dataclass(frozen=True)
class Advice:
    """What a careful colleague would do.

    approach: "A" (aggregate to a common grid), "B" (downscale, or fuse in space and time), "C" (sample at points and
    footprints), or "" where there is nothing to fuse. Reasons and alternatives are sentences, the weightiest first.
    """

    approach: str
    reasons: tuple[Message, ...]
    alternatives: tuple[Message, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Plain strings, ready for JSON."""
        return {"approach": self.approach, "reasons": list(map(str, self.reasons)),
                "alternatives": list(map(str, self.alternatives))}


class _Sized(NamedTuple):
    """A layer that has a place, the side of its pixels (metres) and its kind as far as it is declared."""

    layer: Layer
    size: float
    declared: str

    @property
    def kind(self) -> str:
        """As declared, else that of the first band as detected; "" if its pixels cannot be read, as findings tell."""
        if self.declared != "auto":
            return self.declared
        try:
            return self.layer.detection(self.layer.bands[0].number).kind
        except FusionError:
            return ""


def advise(question: Question, findings: Sequence[Finding]) -> Advice:
    """Recommend an approach for what is asked, given the findings of `check` on it."""
    sized = _usable(question, findings)
    if question.points:
        advice = _at_points(question.points, sized, findings)
    elif not sized:
        advice = Advice("", (message("No layer has a place on Earth that can be used."),))
    else:
        advice = _on_grids(question, sized, findings)
    return Advice(advice.approach, (*advice.reasons, *_reservations(findings)), advice.alternatives)


def _usable(question: Question, findings: Sequence[Finding]) -> list[_Sized]:
    left_out = {finding.subject for finding in findings
                if finding.severity is Severity.BLOCKER and finding.code in _UNUSABLE}
    sides = [(layer, None if layer.grid is None else side_m(layer.grid)) for layer in question.layers]
    return [_Sized(layer, side, question.kind(layer)) for layer, side in sides
            if side is not None and layer.name not in left_out]


def _at_points(points: Sequence[Points], sized: list[_Sized], findings: Sequence[Finding]) -> Advice:
    count = sum(each.count for each in points)
    if not sized:
        return Advice("", (message("There are {count:,} points and no usable raster beside them.", count=count),),
                      (message("Add the rasters whose values are to be paired with the points."),))
    reasons = [message("{count:,} points or footprints are sparse: a grid of them would hold values that nobody "
                       "measured, so the rasters are brought to the points.", count=count)]
    alternatives = []
    finest, coarsest = min(each.size for each in sized), max(each.size for each in sized)
    footprints = [each.footprint_m for each in points if each.footprint_m]
    largest, smallest = max((each[1] for each in footprints), default=0.0), min((each[0] for each in footprints),
                                                                                default=0.0)
    if largest > finest:
        reasons.append(message("Footprints of {footprint} span several pixels of {pixel}: weigh the pixels by the "
                               "footprint.", footprint=length_text(largest), pixel=length_text(finest)))
    if coarsest > ALIKE * smallest:
        reasons.append(message("Pixels of {pixel} show more ground than a point or footprint does: what differs "
                               "between the two is partly a difference of support.", pixel=length_text(coarsest)))
        alternatives.append(message("A, where several points fall into each cell: average them by cell and compare "
                                    "cells with cells."))
    if _codes(findings) & {"GEOLOCATION_DOMINATES"}:
        alternatives.append(message("A first: aggregate the rasters to pixels larger than the error of the "
                                    "positions, then sample."))
    return Advice("C", tuple(reasons), tuple(alternatives))


def _on_grids(question: Question, sized: list[_Sized], findings: Sequence[Finding]) -> Advice:
    finest, coarsest = min(each.size for each in sized), max(each.size for each in sized)
    wanted = _wanted(question, finest, coarsest)
    if wanted is None:
        return Advice("", (message("{name} is a single layer, and no other grid is asked for.",
                                   name=sized[0].layer.name),),
                      (message("Add a second layer, or give a target grid."),))
    sparse = _sparse_in_time(question)
    if sparse is not None:
        return sparse
    coarser = [each for each in sized if each.size > ALIKE * wanted]
    if coarser:
        return _to_finer(question, sized, coarser, wanted)
    if coarsest <= ALIKE * finest and wanted <= ALIKE * coarsest:
        return Advice("A", (message("All pixels are about as large as the cells asked for ({size}): bring them to one "
                                    "grid, where the mean over the ground that they share costs little detail.",
                                    size=length_text(wanted)),))
    return _to_coarser(sized, wanted, findings)


def _wanted(question: Question, finest: float, coarsest: float) -> float | None:
    """Side (metres) of the cells that the question is about; None if that is the only layer's own."""
    target = None if question.target is None else side_m(question.target)
    if question.purpose in ("downscale", "spatiotemporal") and (target is None or target > ALIKE * finest):
        target = target if len(question.layers) == 1 else finest
    if target is None and len(question.layers) > 1:
        return coarsest
    if len(question.layers) == 1 and (target is None or finest / ALIKE < target < finest * ALIKE):
        return None
    return target


def _sparse_in_time(question: Question) -> Advice | None:
    """Advice where the fine series is too rare for what is asked and a coarser one is not, else None."""
    series = [each for each in series_of(question.layers) if each.intervals and each.pixel_m]
    if len(series) < 2 or not (question.purpose == "spatiotemporal" or question.time_scale):
        return None
    fine = min(series, key=lambda each: (each.pixel_m, -each.interval))
    coarse = [each for each in series if each is not fine and _adds_dates(each, fine, question)]
    if not coarse:
        return None
    dense = min(coarse, key=lambda each: each.interval)
    return Advice("B", (
        message("The fine layers ({fine}) come every {rare} days and the coarse ones ({coarse}) every {often} days: "
                "fusion in space and time takes the detail of the former and the change of the latter.",
                fine=length_text(fine.pixel_m), rare=days_text(fine.interval), coarse=length_text(dense.pixel_m),
                often=days_text(dense.interval)),
    ), (message("A, if the coarse grid is fine enough for the question: aggregate the fine layers of the dates there "
                "are."),))


def _adds_dates(coarse: Series, fine: Series, question: Question) -> bool:
    """Coarse images are often kept on the fine grid for fusion in time; elsewhere they have to be coarser."""
    if question.purpose == "spatiotemporal":
        return coarse.interval < fine.interval
    return coarse.pixel_m > ALIKE * fine.pixel_m and coarse.interval <= question.time_scale / 2 < fine.interval


def _to_finer(question: Question, sized: list[_Sized], coarser: list[_Sized], wanted: float) -> Advice:
    """Cells are asked for that are finer than some layers' pixels."""
    coarsest = max(each.size for each in coarser)
    ratio = coarsest / wanted
    divisible = [each for each in coarser if each.kind not in _WHOLE]
    covariates = [each for each in sized if each not in coarser]
    facts = message("Cells of {cell} are asked for, and the pixels of {name} are {ratio:.3g} times as long "
                    "({pixel}).", cell=length_text(wanted), ratio=ratio, pixel=length_text(coarsest),
                    name=max(coarser, key=lambda each: each.size).layer.name)
    on_coarse = message("A on the coarse grid ({pixel}), where every value is an observation.",
                        pixel=length_text(coarsest))
    if not divisible:
        return Advice("A", (facts, message(
            "{name} holds values of the kind {kind}, which cannot be shared out among finer cells: aggregate the "
            "others to its grid.", name=coarser[0].layer.name, kind=coarser[0].kind)),
            (message("Carry its pixels onto the finer grid as they are (join layers), knowing that neighbouring cells "
                     "then repeat one value."),))
    if not covariates:
        return Advice("A", (facts, message(
            "No layer shows what lies inside these pixels, and without one nothing can be known of it.")),
            (message("B with fine covariates that explain the coarse layer, such as NDVI or elevation for "
                     "temperature: add them to the layers."),
             message("B without covariates (area-to-point kriging) makes a smooth surface that keeps the coarse "
                     "means, and no detail.")))
    if ratio > WIDEST:
        return Advice("A", (facts, message(
            "Over a factor of {widest:.0f} a single coarse value is spread over {cells:,.0f} cells, and what comes "
            "out is nearly all covariates.", widest=WIDEST, cells=ratio ** 2)),
            (message("B to a grid of {size} or coarser, where the coarse layer still has a say.",
                     size=length_text(coarsest / WIDEST)),))
    reasons = [facts, message(
        "Layers at {size} or finer that can tell where inside its pixels the values lie: {count}. Downscale with them, "
        "and keep the coarse values as means.", count=len(covariates),
        size=length_text(max(each.size for each in covariates)))]
    if len(divisible) < len(coarser):
        kept = next(each for each in coarser if each not in divisible)
        reasons.append(message("{name} holds values of the kind {kind} and is only carried onto the finer grid.",
                               name=kept.layer.name, kind=kept.kind))
    return Advice("B", tuple(reasons), (on_coarse,))


def _to_coarser(sized: list[_Sized], wanted: float, findings: Sequence[Finding]) -> Advice:
    """No pixel is much larger than the cells asked for."""
    fine = [each for each in sized if each.size * ALIKE < wanted]
    facts = message("Layers finer than the cells asked for ({cell}): {count} of {all}. None is much coarser, so that "
                    "means over whole cells are exact and nothing has to be guessed.", count=len(fine),
                    all=len(sized), cell=length_text(wanted))
    if not any(finding.code == "SIGNAL_LOSS" for finding in findings):
        return Advice("A", (facts,), ())
    coarse = [each for each in sized if each not in fine and each.kind not in _WHOLE]
    loss = message("Most of what varies in the fine layers lies inside these cells and would be lost.")
    keep = message("A on a finer grid, as the finding SIGNAL_LOSS names it.")
    if not coarse or not fine or wanted / min(each.size for each in fine) > WIDEST:
        return Advice("A", (facts, loss), (keep,))
    return Advice("B", (loss, message(
        "{name} ({pixel}) can be downscaled with the fine layers as covariates, which keeps their detail.",
        name=coarse[0].layer.name, pixel=length_text(coarse[0].size))),
        (message("A, if the question is about means over cells of {cell}.", cell=length_text(wanted)), keep))


def _reservations(findings: Sequence[Finding]) -> list[Message]:
    """What holds whatever the approach."""
    codes, told = _codes(findings), []
    if "TIME_MISMATCH" in codes:
        told.append(message("The layers are of different times: bring them to a common window first, or change is "
                            "taken for detail."))
    if "MODEL_DEPENDENT" in codes:
        told.append(message("Not every layer is an observation: do not fit a model to one that was made from the "
                            "others."))
    blockers = sorted({finding.code for finding in findings if finding.severity is Severity.BLOCKER})
    if blockers:
        told.append(message("To be solved first: {codes}.", codes=", ".join(blockers)))
    return told


def _codes(findings: Sequence[Finding]) -> set[str]:
    return {finding.code for finding in findings}
