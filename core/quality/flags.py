"""Which pixels of a raster a rule flags, from a quality layer on any grid: what lies on them, by area."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from ..crs import same_crs
from ..errors import Cancelled
from ..raster import Scratch
from ..support import SupportOperator
from .nested import SAME, Nesting, nesting
from .rule import Rule
from .stored import Quality

Range = tuple[int, int]
Stopped = Callable[[], bool] | None

# A pixel is flagged, or of unknown quality, where such ground covers more than this share of it.
TINY = 0.01
_MOST_STRIP = 1 << 21   # pixels of the quality layer held at once, at most
_SAME = 1e-6            # of a pixel


@dataclass(frozen=True, eq=False)
class Verdict:
    """A rule, judged once for every value that a layer of up to 16 bits can hold (``table``). Picklable."""

    rule: Rule
    table: np.ndarray | None

    def keeps(self, stored: np.ndarray) -> np.ndarray:
        """As `Rule.keeps`."""
        return self.rule.keeps(stored) if self.table is None else self.table[stored]


def verdict(rule: Rule, quality: Quality) -> Verdict:
    """The rule for values as `Quality.read` gives them."""
    dtype = quality.dtype
    if dtype.kind != "u" or dtype.itemsize > 2:
        return Verdict(rule, None)
    return Verdict(rule, rule.keeps(np.arange(1 << 8 * dtype.itemsize, dtype=dtype)))


@dataclass(frozen=True)
class Flags:
    """The flags of ``quality`` by ``verdict`` on the pixels of ``grid``, and ``margin`` pixels around it. Picklable.

    ``operator``: None where the quality layer has that very grid. ``nested``: how both nest, None where they do not;
    what is found is the same, and much sooner.
    """

    quality: Quality
    verdict: Verdict
    grid: GeoBox
    margin: int
    operator: SupportOperator | None
    nested: Nesting | None = None

    def read(self, rows: Range, columns: Range, stopped: Stopped = None) -> tuple[np.ndarray, np.ndarray]:
        """Of the pixels ``rows`` x ``columns``, which may reach ``margin`` pixels beyond the grid: are they
        flagged, and of unknown quality? Booleans; a pixel can be both.
        """
        if self.nested is not None:
            return self._nested(self.nested, rows, columns, stopped)
        support = self.operator.block(*((each[0] + self.margin, each[1] + self.margin) for each in (rows, columns)))
        shape = support.shape
        if support.window.empty:
            return np.zeros(shape, bool), np.ones(shape, bool)
        support.start(1)
        for row, column, flagged, known in self._strips(support, stopped):
            support.add(row, flagged[None], known.view(np.uint8)[None], column=column)
        found = support.moments()
        with np.errstate(invalid="ignore"):
            covered = found.valid_fraction[0]
            flagged = np.where(covered > 0.0, np.nan_to_num(found.mean[0]) * covered, 0.0)
        return flagged > TINY, covered < 1.0 - TINY

    def _nested(self, nested: Nesting, rows: Range, columns: Range, stopped: Stopped) -> tuple[np.ndarray, np.ndarray]:
        """By copying and counting, some rows at a time."""
        flagged = np.empty((rows[1] - rows[0], columns[1] - columns[0]), bool)
        unknown, scratch = np.empty_like(flagged), Scratch()
        first, last = nested.columns.pixels(columns)
        step = max(1, _MOST_STRIP // ((last - first) * (nested.rows.step if nested.rows.finer else 1)))
        for begin in range(*rows, step):
            if stopped is not None and stopped():
                raise Cancelled
            cells = begin, min(begin + step, rows[1])
            found = self._judged(nested.rows.pixels(cells), (first, last), scratch)
            for plane, each in zip((flagged, unknown), found):
                down = nested.rows.any(each, cells, axis=0)
                plane[begin - rows[0]:cells[1] - rows[0]] = nested.columns.any(down, columns, axis=1)
        return flagged, unknown

    def _judged(self, rows: Range, columns: Range, scratch: Scratch) -> tuple[np.ndarray, np.ndarray]:
        """Pixels of the quality layer: are they flagged, and unknown? Beyond its edges none is flagged, all unknown."""
        flagged = np.zeros((rows[1] - rows[0], columns[1] - columns[0]), bool)
        unknown = np.ones(flagged.shape, bool)
        height, width = map(int, self.quality.source.grid.shape)
        inside = [(max(each[0], 0), min(each[1], size)) for each, size in ((rows, height), (columns, width))]
        if any(begin >= end for begin, end in inside):
            return flagged, unknown
        stored, known = self.quality.read(*inside, scratch)
        part = tuple(slice(own[0] - each[0], own[1] - each[0]) for own, each in zip(inside, (rows, columns)))
        flagged[part] = known & ~self.verdict.keeps(stored)
        unknown[part] = ~known
        return flagged, unknown

    def _strips(self, support, stopped: Stopped) -> Iterator[tuple[int, int, np.ndarray, np.ndarray]]:
        """First row and column, flags (float64) and what is known, some rows of the quality layer at a time."""
        window, scratch = support.window, Scratch()
        width = window.columns[1] - window.columns[0]
        step = max(1, _MOST_STRIP // max(1, width))
        for row in range(window.rows[0], window.rows[1], step):
            if stopped is not None and stopped():
                raise Cancelled
            rows = row, min(row + step, window.rows[1])
            columns = support.columns(rows)
            if columns[0] == columns[1]:
                continue
            stored, known = self.quality.read(rows, columns, scratch)
            known = np.array(known)
            flagged = (known & ~self.verdict.keeps(stored)).astype(np.float64)
            yield rows[0], columns[0], np.ascontiguousarray(flagged), np.ascontiguousarray(known)


def flags_on(quality: Quality, rule: Rule, grid: GeoBox, margin: int) -> Flags:
    """Flags on a grid, by exact overlap where the quality layer has another one. Raises FusionError without a CRS."""
    if is_same_grid(quality.source.grid, grid):
        return Flags(quality, verdict(rule, quality), grid, margin, None, SAME)
    rows, columns = map(int, grid.shape)
    wider = GeoBox((rows + 2 * margin, columns + 2 * margin), grid.affine * Affine.translation(-margin, -margin),
                   grid.crs)
    operator = SupportOperator(quality.source.grid, wider)
    return Flags(quality, verdict(rule, quality), grid, margin, operator, nesting(operator, grid, TINY))


def is_same_grid(one: GeoBox, other: GeoBox) -> bool:
    """Are all pixels of both grids the same, up to rounding?"""
    if tuple(one.shape) != tuple(other.shape) or not same_crs(one.crs.proj, other.crs.proj):
        return False
    height, width = one.shape
    to_other = ~other.affine * one.affine
    corners = [(0, 0), (width, 0), (0, height), (width, height)]
    return all(np.hypot(*np.subtract(to_other * corner, corner)) < _SAME * max(width, height) for corner in corners)
