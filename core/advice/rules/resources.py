"""Rules of resources: what a run will need."""

import math
import os
import shutil
import tempfile
from collections.abc import Iterator

import numpy as np

from ...finding import Finding, Severity
from ...grid import size_text
from ...message import message
from ..layer import Layer
from ..placement import can_map, cell_side
from ..question import Question
from ..rule import Rule

# Held for a pixel and band where all pixels of a cell are needed at once: value, mask, and both sorted with weights.
_SORTED_BYTES = 83
_AT_ONCE = ("percentile", "median")
# An output is laid out uncompressed beside its destination, then written again as a COG, at worst as large.
_COPIES = 2
_MOST_CLASSES = 256   # of a byte


def memory(question: Question) -> Iterator[Finding]:
    """What a run must hold at once, beyond the budget; what it writes, beyond what disks have free."""
    for layer in question.layers:
        if layer.grid is not None:
            yield from _block(layer, question.memory)
            yield from _cell(layer, question)
    yield from _disks(question)


def _block(layer: Layer, budget: int) -> Iterator[Finding]:
    """A block of the file is decoded whole, and may hold all bands."""
    size = math.prod(layer.source.block_shape) * _pixel_bytes(layer)
    if size > budget:
        yield _over(layer.name, message(
            "its blocks of {rows:,} x {columns:,} pixels can only be read whole and take {size} each, more than the "
            "budget of {budget}.", rows=layer.source.block_shape[0], columns=layer.source.block_shape[1],
            size=size_text(size), budget=size_text(budget)),
            message("Write it in tiles first (gdal_translate -of COG), or raise the memory budget."))


def _cell(layer: Layer, question: Question) -> Iterator[Finding]:
    """Percentiles need all pixels of a cell together."""
    if question.method(layer) not in _AT_ONCE or question.target is None or not can_map(layer.grid, question.target):
        return
    side = cell_side(layer.grid, question.target)
    if not math.isfinite(side):
        return
    pixels = min(side * side, float(np.prod(layer.grid.shape, dtype=float)))
    size = pixels * _SORTED_BYTES
    if size > question.memory:
        yield _over(layer.name, message(
            "the {statistic} of a cell needs its {pixels:,.3g} pixels at once, {size} of memory, more than the budget "
            "of {budget}.", statistic=question.method(layer), pixels=pixels, size=size_text(size),
            budget=size_text(question.memory)),
            message("Choose smaller cells or another statistic, or raise the memory budget."))


def _disks(question: Question) -> Iterator[Finding]:
    if question.target is None or question.purpose == "sample":
        return
    layers = [layer for layer in question.layers if layer.grid is not None]
    sizes = [_output_bytes(layer, question) for layer in layers]
    if not sizes:
        return
    # Tiles and dates of one variable become one raster; a stack holds the bands of all.
    output = _COPIES * (sum(sizes) if question.purpose == "stack" else max(sizes))
    needs = [(question.folder, output)]
    if question.purpose == "stack":   # each layer is aggregated into a file of its own first
        needs.append((question.scratch or tempfile.gettempdir(), sum(sizes) + max(sizes)))
    for (folder, needed), free in zip(needs, map(_free, (folder for folder, _ in needs))):
        if free is not None and needed > free:
            yield _over(folder, message("the run may write up to {needed} there, and the disk has {free} free.",
                                        needed=size_text(needed), free=size_text(free)),
                        message("Free some space, choose another folder, or choose a coarser resolution or a smaller "
                                "extent."))


def _output_bytes(layer: Layer, question: Question) -> int:
    """Of what a layer becomes on the target, uncompressed."""
    bands = layer.bands
    count = sum(_fractions(layer, band.number) if _as_fractions(layer, question) else 1 for band in bands)
    size = 8 if question.method(layer) == "sum" else 4
    return math.prod(map(int, question.target.shape)) * count * size


def _as_fractions(layer: Layer, question: Question) -> bool:
    method = question.method(layer)
    if method != "auto" or question.purpose != "stack" or not layer.bands:
        return method == "fractions"
    kind = question.kind(layer)
    return (layer.detection(layer.bands[0].number).kind if kind == "auto" else kind) == "categorical"


def _fractions(layer: Layer, band: int) -> int:
    """About how many classes a band has."""
    return min(max(1, layer.sample(band).distinct), _MOST_CLASSES)


def _pixel_bytes(layer: Layer) -> int:
    return sum(np.dtype(band.dtype).itemsize for band in layer.source.bands)


def _free(folder: str) -> int | None:
    """Bytes that its disk has free; None for a folder that is not known or not there."""
    return shutil.disk_usage(folder).free if folder and os.path.isdir(folder) else None


def _over(subject: str, told: str, remedy: str) -> Finding:
    return Finding("MEMORY", Severity.WARNING, subject, told, remedy)


RULES = (Rule("memory", memory),)
