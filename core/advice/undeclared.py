"""Numbers that look like fill although no one says so."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..message import Message, message
from ..raster import Band
from .layer import Layer

# Numbers that producers take for fill, and the limits of types that they take too.
_FILLS = (-9999.0, -99999.0, -999.0, -32768.0, -28672.0, -3000.0)
_LIMITS = {"uint8": 255.0, "uint16": 65535.0, "int16": 32767.0}
# No measurement is that far from zero.
_BEYOND = 1e19
# A number is frequent from these shares of the valid pixels on: of telling numbers, of those that may be data.
_FREQUENT, _COMMON = 1e-3, 5e-3
# It stands apart if values closer to it than this share of its size are this much rarer than itself.
_NEAR, _RARER = 0.05, 0.05
# Zero stands apart from other values if their first percentile is above these shares of their median: on the raster's
# rim, and anywhere.
_APART_ON_RIM, _APART = 0.1, 0.5
_RIM_SIDE, _RIM_PIXELS, _RIM_SHARE = 16, 2 * 2**20, 0.9
_COUNTED = ("extensive", "categorical")


class Suspect(NamedTuple):
    """A value as read and as stored, its share of the valid pixels (0..1), and what is suspicious about it."""

    value: float
    stored: float
    share: float
    sign: Message


def find_suspects(layer: Layer, band: Band) -> Iterator[Suspect]:
    """Values of a band that are likely fill and count as data, from its sample and (for zeros) a look at the rim."""
    sample = layer.sample(band.number)
    values, detection = sample.values, layer.detection(band.number)
    if not values.size or detection.is_bitfield or _fill_is_known(layer, band):
        return
    ends = float(values.min()), float(values.max())
    yield from _beyond(values, band, ends)
    for stored in _FILLS:
        if _within(ends, stored, band):
            yield from _apart(values, band, stored, _FREQUENT, message("a usual fill value far from all others"))
    limit, has_legend = _LIMITS.get(band.dtype), detection.kind == "categorical" and band.class_evidence
    if limit is not None and _within(ends, limit, band) and not has_legend:
        yield from _apart(values, band, limit, _COMMON, message("the highest number of its type, far from all others"))
    if detection.kind not in _COUNTED and _within(ends, 0.0, band):
        yield from _zeros(layer, band, values)


def _fill_is_known(layer: Layer, band: Band) -> bool:
    """Does the product's table tell the fill of what is stored? Reading the file leaves it out then."""
    known = layer.product_of(band).layer
    return known is not None and bool(known.fill) and known.stored_as(band.dtype)


def equals(values: np.ndarray, value: float, band: Band) -> np.ndarray:
    """Which values of a band are this one, but for rounding of their scale?"""
    return np.abs(values - value) <= _tolerance(value, band)


def _within(ends: tuple[float, float], stored: float, band: Band) -> bool:
    value = stored * band.scale + band.offset
    slack = _tolerance(value, band)
    return ends[0] - slack <= value <= ends[1] + slack


def _tolerance(value: float, band: Band) -> float:
    return 1e-6 * max(abs(value), abs(band.scale))


def _beyond(values: np.ndarray, band: Band, ends: tuple[float, float]) -> Iterator[Suspect]:
    """Beyond all measurements; as fills are written, in single or double precision."""
    for value in ends:
        if abs(value) > _BEYOND and np.dtype(band.dtype).kind == "f":
            yield Suspect(value, (value - band.offset) / band.scale, float((values == value).mean()),
                          message("beyond all measurements"))


def _apart(values: np.ndarray, band: Band, stored: float, frequent: float, sign: Message) -> Iterator[Suspect]:
    """The stored number, if it is frequent, others are there, and few of them are close to it."""
    value = stored * band.scale + band.offset
    equal = np.count_nonzero(equals(values, value, band))
    if not frequent * values.size <= equal < values.size:
        return
    near = np.count_nonzero(np.abs(values - value) <= _NEAR * abs(stored * band.scale)) - equal
    if near <= _RARER * equal:
        yield Suspect(value, stored, equal / values.size, sign)


def _zeros(layer: Layer, band: Band, values: np.ndarray) -> Iterator[Suspect]:
    """A stored 0, where values do not come near it."""
    zero = values == band.offset
    share = np.count_nonzero(zero) / values.size
    if not _COMMON <= share < 1.0:
        return
    others = np.abs(values[~zero] - band.offset)
    apart = np.percentile(others, 1) / np.median(others)
    if apart > _APART:
        yield Suspect(band.offset, 0.0, share, message("far from all others"))
    elif apart > _APART_ON_RIM and _on_rim(layer, band):
        yield Suspect(band.offset, 0.0, share, message("apart from others and along the rim of the raster"))


def _on_rim(layer: Layer, band: Band) -> bool:
    """Is the stored value 0 along the raster's rim, at a corner or in the middle of a side?"""
    rows, columns = (int(size) for size in layer.grid.shape)
    height, width = min(_RIM_SIDE, rows), min(_RIM_SIDE, columns)
    for row, column in _rim_places(layer, height, width):
        pixels = layer.source.read([band.number], (row, row + height), (column, column + width))
        zero = (pixels.values[0] == band.offset) & (pixels.valid[0] != 0)
        lines = [line for line, outermost in ((zero[0], row == 0), (zero[-1], row + height == rows),
                                              (zero[:, 0], column == 0), (zero[:, -1], column + width == columns))
                 if outermost]
        if any(line.mean() >= _RIM_SHARE for line in lines):
            return True
    return False


def _rim_places(layer: Layer, height: int, width: int) -> list[tuple[int, int]]:
    """Corners and middles of the sides, as many as can be decoded cheaply: first rows and columns of windows."""
    rows, columns = (int(size) for size in layer.grid.shape)
    last, middle = (rows - height, columns - width), ((rows - height) // 2, (columns - width) // 2)
    places = [(0, 0), (last[0], last[1]), (0, last[1]), (last[0], 0),
              (0, middle[1]), (last[0], middle[1]), (middle[0], 0), (middle[0], last[1])]
    down, across = layer.source.block_shape
    decoded = -(-height // down) * down * -(-width // across) * across
    return places[:max(2, _RIM_PIXELS // decoded)]
