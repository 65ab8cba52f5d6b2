"""Rules of resolution: how pixels and target cells compare in size."""

import math
from collections.abc import Iterator

from ...crs import same_crs
from ...finding import Finding, Severity
from ...message import message
from ...support.findings import carried_support
from ...variable import RESAMPLINGS
from ..layer import Layer, pixel_size_m
from ..lengths import length_text
from ..placement import can_map, cell_side
from ..question import Question
from ..rule import Rule

_SMALL = 1.5        # sizes within this factor are nearly alike
_EQUAL = 1e-3       # relative difference of sizes that are the same
_COARSE = 2.0       # from this ratio on, resampling by a kernel of fixed size passes pixels over
# Pixels around the middle of a cell that a resampling looks at.
_KERNEL = {"nearest": 1, "bilinear": 4, "cubic": 16}
# Target cells of less than this share of a pixel are finer than pixels; the engine refuses to aggregate to them.
_FINER = 0.999


def small_ratio(question: Question) -> Iterator[Finding]:
    """Layers whose pixels are nearly as large as the cells, but not the cells themselves."""
    for layer, side in _sides(question):
        if not 1.0 / _SMALL <= side <= _SMALL:
            continue
        if abs(side - 1.0) < _EQUAL and same_crs(layer.grid.crs.proj, question.target.crs.proj):
            continue   # the same grid, or a shifted one: `grid_offset`
        yield Finding(
            "SMALL_RATIO", Severity.INFO, layer.name,
            message("its pixels ({pixel}) and the target cells ({cell}) are nearly of the same size, so that most "
                    "cells are made of parts of a few pixels: the result is smoothed, unevenly.",
                    pixel=_size(layer.grid), cell=_size(question.target)),
            message("Choose cells of at least twice the size of the pixels, or the layer's own grid."))


def interpolated_detail(question: Question) -> Iterator[Finding]:
    """Layers coarser than the cells, unless they are carried by area or downscaled."""
    for layer, side in _sides(question):
        method = question.method(layer)
        if method in RESAMPLINGS:
            if side * _SMALL < 1.0:
                yield _detail(layer, side, message(
                    "its pixels ({pixel}) are coarser than the target cells ({cell}), and {method} makes {count:.3g} "
                    "cells out of each: that looks like detail, and none was observed.", pixel=_size(layer.grid),
                    cell=_size(question.target), method=method, count=side ** -2))
        elif side * side < _FINER and question.purpose == "aggregate":
            yield _detail(layer, side, message(
                "its pixels ({pixel}) are coarser than the target cells ({cell}), and aggregation cannot add detail.",
                pixel=_size(layer.grid), cell=_size(question.target)))


def carried(question: Question) -> Iterator[Finding]:
    """Layers of a stack coarser than its cells, which carry them by area."""
    for layer, side in _sides(question):
        if side * side < _FINER and question.method(layer) not in RESAMPLINGS:
            yield carried_support(layer.name, side * side)


def aliased_resampling(question: Question) -> Iterator[Finding]:
    """Layers much finer than the cells, asked for by a resampling that looks at a few pixels only."""
    for layer, side in _sides(question):
        method = question.method(layer)
        if method not in _KERNEL or side <= _COARSE:
            continue
        used, count = _KERNEL[method], side * side
        told = (message("nearest takes 1 of the {count:.3g} pixels in a cell and passes the others over: what varies "
                        "between them becomes noise and false patterns (aliasing).", count=count) if used == 1 else
                message("{method} computes a value from the {used} pixels around the middle of a cell, and a cell "
                        "holds {count:.3g}: what varies within it becomes noise and false patterns (aliasing).",
                        method=method, used=used, count=count))
        yield Finding("ALIASED_RESAMPLING", Severity.WARNING, layer.name, told,
                      message("Aggregate it by the statistic of its kind, which counts every pixel by its share of the "
                              "cell."))


def _sides(question: Question) -> Iterator[tuple[Layer, float]]:
    """Layers that meet the target, and the side of its cells in their pixels."""
    for layer in question.layers if question.target is not None else ():
        if layer.grid is not None and can_map(layer.grid, question.target):
            side = cell_side(layer.grid, question.target)
            if math.isfinite(side) and side > 0.0:
                yield layer, side


def _detail(layer: Layer, side: float, told: str) -> Finding:
    return Finding("INTERPOLATED_DETAIL", Severity.BLOCKER, layer.name, told,
                   message("Choose cells of at least {factor:.3g} times the size, or downscale the layer with fine "
                           "covariates.", factor=1.0 / side))


def _size(grid) -> str:
    """Mean side of the pixel in the middle, on the ground."""
    size = pixel_size_m(grid)
    return message("unknown") if size is None else length_text(math.sqrt(size[0] * size[1]))


RULES = (
    Rule("small_ratio", small_ratio),
    Rule("interpolated_detail", interpolated_detail, ("aggregate", "stack", "sample")),
    Rule("carried", carried, ("stack",)),
    Rule("aliased_resampling", aliased_resampling),
)
