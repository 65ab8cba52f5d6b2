"""A bounded sample of a band, and how its values lie in space."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..raster import RasterSource

# Windows are tried, spread over the raster, until one of these bounds is met: so many with more than one value, so many
# pixels decoded in those (JPEG 2000 takes 0.2 s for a million), so many of one value kept, so many tried, so many bytes
# (as stored, of all bands) in all that were tried.
_WINDOWS, _MOST_PIXELS, _UNIFORM, _TRIES, _MOST_BYTES = 16, 3 * 2**20, 16, 64, 64 * 2**20
# A window: whole native blocks, more of them where they are small; of a large one only a part is kept.
_WINDOW_BYTES, _WINDOW_SIDE, _WINDOW_PIXELS = 2 * 2**20, 256, 2**16
# Parts of a window count as equal from this share of the most valid pixels on; they are taken in turn, in steps of the
# golden ratio, so that windows as wide as the raster do not all give their first columns.
_FULL, _GOLDEN = 0.95, 0.6180339887
# What is missing is counted in pieces of a window, so many down and across.
_PIECES = 8
# A turn counts as filled from this share on.
_FILLED = 0.9
_FEWEST_JUMPS = 20


class Turn(NamedTuple):
    """The range of an angle that comes back to itself."""

    start: float
    length: float
    units: str


TURNS = (Turn(0.0, 360.0, "degrees"), Turn(-180.0, 360.0, "degrees"), Turn(0.0, math.tau, "radians"),
         Turn(-math.pi, math.tau, "radians"))


class Window(NamedTuple):
    """Values and validity (booleans) of neighbouring pixels, (rows, columns), from pixel (row, column) on."""

    values: np.ndarray
    valid: np.ndarray
    row: int = 0
    column: int = 0


class Place(NamedTuple):
    """What is missing in a rectangle of pixels: its first row and column, its size, and how many are not valid."""

    row: int
    column: int
    rows: int
    columns: int
    missing: int


@dataclass(frozen=True)
class BandSample:
    """Valid pixels of a band as read (scale and offset applied), and how they lie in space.

    windows: where they were taken; values: all of them, one after the other. places: everything that was looked at, in
    pieces of up to 1/64 of a window, those without a valid pixel too.
    distinct, equal, flatness and disorder are told of whole numbers only. equal: share of equal 4-neighbours; flatness:
    the same, where there are more than two values without the commonest (a background of zeros is no patch); disorder:
    mean step between unequal neighbours, in ranks of the distinct values, over its expectation for values shuffled in
    space (near 0 for a smooth surface, near 1 for codes); turn: the full turn that the values fill, if they do; wraps:
    do neighbours jump across its ends?
    """

    windows: tuple[Window, ...]
    places: tuple[Place, ...]
    are_whole: bool
    distinct: int
    equal: float
    flatness: float
    disorder: float
    turn: Turn | None
    wraps: bool

    @property
    def values(self) -> np.ndarray:
        """The valid pixels, made of the windows at each call."""
        return _valid_values(self.windows)

    @cached_property
    def median(self) -> float:
        """Median value, NaN of an empty sample."""
        values = self.values
        return float(np.median(values)) if values.size else math.nan


def draw_sample(source: RasterSource, band: int) -> BandSample:
    """The sample of band `band` (1-based): about a million pixels from up to 16 places, the same at every call.

    What is decoded is bounded whatever the raster's size (64 MiB as stored, of all bands), unless one native block
    alone is larger. Raises FusionError if the file is damaged there.
    """
    varied: list[Window] = []
    uniform: list[Window] = []
    places: list[Place] = []
    decoded = 0
    for number, (rows, columns) in enumerate(_places(source)):
        pixels = source.read([band], rows, columns)
        window = Window(pixels.values[0], pixels.valid[0] != 0, rows[0], columns[0])
        places += _places_missing(window)
        part = _fullest_part(window, number)
        valid = part.values[part.valid]
        if valid.size and valid.min() != valid.max():
            varied.append(part)
            decoded += pixels.values.size
        elif valid.size and len(uniform) < _UNIFORM:
            uniform.append(part)
        if len(varied) == _WINDOWS or decoded >= _MOST_PIXELS:
            break
    return describe_sample(varied + uniform, places)


def describe_sample(windows: Sequence[Window], places: Sequence[Place] = ()) -> BandSample:
    """Measure windows of pixels; there may be none."""
    values = _valid_values(windows)
    are_whole = values.dtype.kind in "iu" or bool((values == np.rint(values)).all())
    distinct, equal, flatness, disorder = 0, math.nan, math.nan, math.nan
    if are_whole and values.size:
        distinct, ranks = _ranks(values)
        from .texture import texture   # late: numba is heavy

        equal, flatness, disorder = texture(_put_back(windows, ranks), distinct)
    turn = _filled_turn(values)
    wraps = turn is not None and _wraps(*_neighbours(windows), turn.length)
    return BandSample(tuple(windows), tuple(places), are_whole, distinct, equal, flatness, disorder, turn, wraps)


def _valid_values(windows: Sequence[Window]) -> np.ndarray:
    return np.concatenate([window.values[window.valid] for window in windows]) if windows else np.empty(0)


def _ranks(values: np.ndarray) -> tuple[int, np.ndarray]:
    """How many values there are, and the rank of each one among them."""
    if values.dtype.kind not in "iu" or values.dtype.itemsize > 2:
        levels, ranks = np.unique(values, return_inverse=True)
        return levels.size, ranks
    # The same without sorting.
    above = values.astype(np.int32) - int(values.min())
    occurs = np.bincount(above) > 0
    return int(occurs.sum()), (np.cumsum(occurs, dtype=np.int32) - 1)[above]


def _places(source: RasterSource) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Rows and columns of the windows to try, in an order that covers the raster evenly from the first on."""
    shape = tuple(map(int, source.grid.shape))
    # A block may hold all bands.
    pixel_bytes = sum(np.dtype(band.dtype).itemsize for band in source.bands)
    height, width = _window_shape(shape, source.block_shape, pixel_bytes)
    count = min(_TRIES, max(1, _MOST_BYTES // (height * width * pixel_bytes)))
    for row, column in _spread(-(-shape[0] // height), -(-shape[1] // width), count):
        yield ((row * height, min((row + 1) * height, shape[0])), (column * width, min((column + 1) * width, shape[1])))


def _window_shape(shape: Sequence[int], block: tuple[int, int], pixel_bytes: int) -> tuple[int, int]:
    height, width = (min(size, step * max(1, _WINDOW_SIDE // step)) for size, step in zip(shape, block))
    affordable = _WINDOW_BYTES // (width * pixel_bytes) // block[0] * block[0]
    return min(height, max(block[0], affordable)), width


def _spread(down: int, across: int, count: int) -> list[tuple[int, int]]:
    """`count` different places of a lattice, or all, in the order of the R2 sequence.

    Roberts (2018), The unreasonable effectiveness of quasirandom sequences: multiples of the powers of the reciprocal
    of the plastic number, without the whole part.
    """
    if down * across <= count:
        return [(row, column) for row in range(down) for column in range(across)]
    places: dict[tuple[int, int], None] = {}
    for number in range(64 * count):
        places[int((0.5 + 0.7548776662 * number) % 1 * down), int((0.5 + 0.5698402910 * number) % 1 * across)] = None
        if len(places) == count:
            break
    return list(places)


def _places_missing(window: Window) -> Iterator[Place]:
    """The window in pieces, _PIECES down and as many across."""
    edges = [np.unique(np.linspace(0, size, _PIECES + 1).astype(int)) for size in window.valid.shape]
    counts = np.add.reduceat(np.add.reduceat(window.valid, edges[0][:-1], axis=0, dtype=np.int32), edges[1][:-1],
                             axis=1)
    (tops, heights), (lefts, widths) = ((each[:-1].tolist(), np.diff(each).tolist()) for each in edges)
    for top, height, line in zip(tops, heights, counts.tolist()):
        for left, width, count in zip(lefts, widths, line):
            yield Place(window.row + top, window.column + left, height, width, height * width - count)


def _fullest_part(window: Window, number: int) -> Window:
    """A part of at most _WINDOW_PIXELS with most valid pixels; among equal ones another one for each `number`."""
    values, valid, top, left = window
    rows, columns = values.shape
    height = min(rows, max(_WINDOW_SIDE, _WINDOW_PIXELS // columns))
    width = min(columns, _WINDOW_PIXELS // height)
    parts = [np.s_[row:row + height, column:column + width]
             for row in range(0, rows, height) for column in range(0, columns, width)]
    counts = [np.count_nonzero(valid[part]) for part in parts]
    full = [part for part, count in zip(parts, counts) if count >= _FULL * max(counts)]
    best = full[int(_GOLDEN * number % 1 * len(full))]
    return Window(values[best].copy(), valid[best].copy(), top + best[0].start, left + best[1].start)


def _put_back(windows: Sequence[Window], flat: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The windows with the values `flat`, one for each valid pixel, and where these are."""
    start = 0
    for _, valid, *_ in windows:
        plane = np.zeros(valid.shape, flat.dtype)
        end = start + np.count_nonzero(valid)
        plane[valid] = flat[start:end]
        start = end
        yield plane, valid


def _neighbours(windows: Iterable[Window]) -> tuple[np.ndarray, np.ndarray]:
    """Values of all pairs of valid pixels that share a side."""
    firsts, seconds = [], []
    for values, valid, *_ in windows:
        for first, second in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
            both = valid[first] & valid[second]
            firsts.append(values[first][both])
            seconds.append(values[second][both])
    return np.concatenate(firsts), np.concatenate(seconds)


def _filled_turn(values: np.ndarray) -> Turn | None:
    """The turn that the values fill without leaving it."""
    if not values.size:
        return None
    low, high = float(values.min()), float(values.max())
    for turn in TURNS:
        slack = 1e-3 * turn.length
        inside = turn.start - slack <= low and high <= turn.start + turn.length + slack
        if inside and high - low >= _FILLED * turn.length:
            return turn
    return None


def _wraps(first: np.ndarray, second: np.ndarray, length: float) -> bool:
    """Do neighbours jump by almost the full turn more often than noise does?

    Of jumps over a quarter of the turn, uniform noise makes a ninth over three quarters (1/16 of 9/16), and a smooth
    surface fewer.
    """
    jumps = np.abs(first.astype(float) - second)
    full, large = np.count_nonzero(jumps > 0.75 * length), np.count_nonzero(jumps > 0.25 * length)
    return full >= _FEWEST_JUMPS and full > 0.2 * large
