"""What a coarser grid takes away: the variance below its cells."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from ...finding import Finding, Severity
from ...message import message
from ...raster import Band
from ...variable import RESAMPLINGS
from ..blocks import block_sums, cell_shape
from ..layer import Layer
from ..lengths import length_text
from ..question import Question
from ..rule import Rule
from ..subject import band_subject

# More of the variance than this below the cells is told.
_MOST_LOST = 0.5
# So few cells in the sample tell nothing.
_FEWEST_CELLS = 8
_FEWEST_PIXELS = 64
_METHODS = ("auto", "mean", "sum", "median", "percentile", *RESAMPLINGS)
_KINDS_WITHOUT = ("categorical", "circular")


class Loss(NamedTuple):
    """What share of the variance lies below cells; those measured are `scale` (0..1) times as wide as the target's.

    ``half``: the same for cells that keep half of the variance.
    """

    share: float
    scale: float
    half: float


def signal_loss(question: Question) -> Iterator[Finding]:
    """SIGNAL_LOSS: more than half of a layer's variance is below the target's cells; for the band that loses most."""
    for layer in question.layers:
        shape = cell_shape(layer, question.target)
        if shape is None or min(shape) < 1.0 or max(shape) <= 1.0 or question.method(layer) not in _METHODS:
            continue
        losses = [(loss, band) for band in layer.sampled_bands if (loss := _band_loss(question, layer, band, shape))]
        if losses:
            loss, band = max(losses, key=lambda each: each[0].share)
            if loss.share > _MOST_LOST:
                yield _finding(layer, band, loss, shape)


def variance_loss(sample, shape: tuple[float, float]) -> Loss | None:
    """How much of the variance of a `BandSample` lies below cells of `shape` (rows, columns) pixels; None if too few.

    The share is 1 - variance of cell means / variance of pixels, which for cells in which pixels vary independently is
    1 - 1/pixels. Cells too large for the sample are halved until it holds some, and lose at least what these do.
    """
    values = sample.values
    if values.size < _FEWEST_PIXELS or not values.max() > values.min():
        return None
    about, scale = float(values.mean()), 1.0
    while True:
        blocks = block_sums(sample.windows, (shape[0] * scale, shape[1] * scale), about)
        if blocks.count.size >= _FEWEST_CELLS:
            break
        scale /= 2.0
        if min(shape) * scale < 2.0:
            return None
    share = _share(blocks)
    half = _half(sample.windows, shape, about, scale, share) if share > _MOST_LOST else scale
    return Loss(share, scale, half)


def _band_loss(question: Question, layer: Layer, band: Band, shape: tuple[float, float]) -> Loss | None:
    kind = question.kind(layer)
    if (layer.detection(band.number).kind if kind == "auto" else kind) in _KINDS_WITHOUT:
        return None
    return variance_loss(layer.sample(band.number), shape)


def _share(blocks) -> float:
    variance = blocks.variance
    return min(1.0, max(0.0, blocks.within / variance)) if variance > 0.0 else 0.0


def _half(windows, shape: tuple[float, float], about: float, scale: float, share: float) -> float:
    """The scale of cells that keep half, between halvings by the logarithm of their size; pixels lose nothing."""
    pixel = 1.0 / math.sqrt(shape[0] * shape[1])
    while True:
        smaller = max(scale / 2.0, pixel)
        lost = 0.0
        if smaller > pixel:
            lost = _share(block_sums(windows, (shape[0] * smaller, shape[1] * smaller), about))
        if lost <= _MOST_LOST:
            part = (_MOST_LOST - lost) / (share - lost)
            return smaller * (scale / smaller) ** part
        scale, share = smaller, lost


def _finding(layer: Layer, band: Band, loss: Loss, shape: tuple[float, float]) -> Finding:
    width = math.sqrt(shape[0] * shape[1] * layer.pixel_m[0] * layer.pixel_m[1])
    half = length_text(width * loss.half)
    figures = {"share": 100.0 * loss.share, "cell": length_text(width), "half": half,
               "pixels": loss.half * math.sqrt(shape[0] * shape[1])}
    if loss.scale == 1.0:
        told = message("{share:.0f} % of the variance of its pixels lies within cells of {cell} and is averaged away; "
                       "cells of {half} ({pixels:.2g} pixels wide) keep half of it (from a sample).", **figures)
    else:
        told = message("at least {share:.0f} % of the variance of its pixels lies within cells of {cell} and is "
                       "averaged away; cells of {half} ({pixels:.2g} pixels wide) keep half of it (from a sample).",
                       **figures)
    return Finding("SIGNAL_LOSS", Severity.WARNING, band_subject(layer, band), told,
                   message("Choose cells of {half} or finer, or keep the spread within cells beside their mean "
                           "(VARIABILITY).", half=half))


RULES = (Rule("signal_loss", signal_loss),)
