"""The support operator for footprints: rows of A that are a footprint each, applied to rows of pixels."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from . import overlap
from .footprint import RoundFootprints
from .operator import ClassCodes, Moments, Spans
from .point_footprint import PointFootprints
from .polygon_footprint import PolygonFootprints

Footprints = RoundFootprints | PolygonFootprints | PointFootprints
Range = tuple[int, int]

_BATCH = 1 << 14           # footprints whose spans are held at once,
_BATCH_SPANS = 1 << 20     # fewer where they have more spans than so many


class FootprintSupport:
    """Accumulators of n footprints on a raster, (1, n) cells for all that takes a `BlockSupport`.

    ``look`` at some rows of pixels after the other, from the top, then `add` and `spans` with the pixels of a window
    that holds all the footprints there. How the rows are cut changes no bit of the result.
    """

    def __init__(self, footprints: Footprints):
        self.footprints = footprints
        self.cells = footprints.count
        self.shape = (1, self.cells)
        self._rows = (0, 0)
        self._state = self._parts = None

    def look(self, rows: Range) -> None:
        """Go to these pixel rows."""
        self._rows = rows

    def start(self, bands: int) -> None:
        """Prepare accumulators for ``bands`` bands."""
        self._state = np.zeros((self.cells, bands, overlap.ACCUMULATORS))
        self._state[..., overlap.LOW] = np.inf
        self._state[..., overlap.HIGH] = -np.inf
        self._parts = np.zeros((self.cells, bands), np.int64)

    def add(self, row: int, values: np.ndarray, valid: np.ndarray, *, column: int, portion: np.ndarray | None = None,
            squares: bool = False, extremes: bool = False, classes: ClassCodes | None = None) -> None:
        """Add pixels (bands, rows, columns) from pixel (row, column) on; see `BlockSupport.add`. All of each pixel
        counts: ``portion`` stays None."""
        if portion is not None:
            raise ValueError("pixels under footprints count in whole")
        ground = np.ascontiguousarray(self._ground(row, column, values.shape))
        portion = np.ones(values.shape) if ground.shape[1] > 1 else np.empty((0, 0, 0))
        values, valid = np.ascontiguousarray(values), np.ascontiguousarray(valid)
        for batch, index, coverage in self._spans():
            index[:, 0] += batch.start
            overlap.accumulate_spans(index, coverage, values, valid, True, ground, portion, row, column, squares,
                                     extremes, self._state, self._parts, *(classes or (None, None)))

    def spans(self, row: int, values: np.ndarray, *, column: int) -> Iterator[tuple[slice, Spans]]:
        """The window's spans, for what cannot be had from sums alone: batch by batch of footprints, cells counted from
        the first of each."""
        ground = np.ascontiguousarray(self._ground(row, column, values.shape))[None]
        for batch, index, coverage in self._spans():
            index[:, 1] -= row
            index[:, 2:] -= column
            yield batch, Spans(index, coverage, ground)

    def _spans(self) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
        for batch in self._batches:
            part = self.footprints.part(batch)
            index, coverage = part.spans(self._rows)
            if len(index):
                yield batch, index, coverage

    @cached_property
    def _batches(self) -> list[slice]:
        west, east, north, south = np.nan_to_num(self.footprints.boxes).T
        number = np.cumsum((east - west + 2.0) * (south - north + 2.0)) // _BATCH_SPANS
        edges = np.union1d(np.flatnonzero(np.diff(number)) + 1, np.arange(0, self.cells, _BATCH)).astype(int).tolist()
        return [slice(begin, end) for begin, end in zip(edges, [*edges[1:], self.cells])]

    def moments(self) -> Moments:
        """Everything added so far, (bands, 1, n). ``area`` is that of whole footprints, beyond the raster too."""
        state = np.moveaxis(self._state, 1, 0)
        weight, covered, coverage = (state[..., k] for k in (overlap.WEIGHT, overlap.ALL_WEIGHT, overlap.ALL_COVERAGE))
        area = np.stack([self.footprints.whole_areas(*each) for each in zip(covered, coverage)])
        with np.errstate(invalid="ignore", divide="ignore"):
            first = state[..., overlap.FIRST] / weight
            variance = np.maximum(state[..., overlap.SECOND] / weight - first * first, 0.0)
            pixels = self.footprints.pixels / self.footprints.scale
        reference, count = state[..., overlap.REFERENCE], state[..., overlap.COUNT]
        total = state[..., overlap.TOTAL] + reference * count
        count = self._parts.T.astype(float) if self.footprints.by_parts else count * pixels
        found = (weight, covered, area, count, total, reference + first, variance, state[..., overlap.LOW],
                 state[..., overlap.HIGH])
        return Moments(*(each[:, None] for each in found))

    def _ground(self, row: int, column: int, shape: tuple[int, int, int]) -> np.ndarray:
        return self.footprints.ground((row, row + shape[1]), (column, column + shape[2]))
