"""The sampling of one raster at a chunk of footprints: groups of them on workers, each window read once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..blocks import Block
from ..errors import Cancelled
from ..raster import Scratch
from ..raster.source import Pixels
from ..statistics.averaging import Averaging
from ..statistics.class_areas import ClassAreas
from ..statistics.quantiles import cell_quantiles, pixels_of_cells, quantiles_in_passes
from ..support.footprint_support import FootprintSupport
from ..support.operator import Window
from .place import Ground, Places, Shapes
from .plan import BandPlan, RasterPlan
from .statistics import Found, statistic_values

Stopped = Callable[[], bool] | None


@dataclass
class GroupResult:
    """Values (columns, n) of the group's footprints, and what the job has to know of them.

    ``met``: did a footprint have a pixel? ``valid``: had one a valid pixel? ``unplaced``: how many on the raster have
    no shape in its pixels; ``unknown``: classes without a column, by band.
    """

    values: np.ndarray
    met: bool = False
    valid: bool = False
    unplaced: int = 0
    unknown: dict[int, set[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class GatherTask:
    """Called with a block of rows in ``order`` (indices of footprints) it returns their GroupResult."""

    plan: RasterPlan
    places: Places
    order: np.ndarray
    min_valid: float
    most_pixels: int

    def __call__(self, block: Block, stopped: Stopped = None) -> GroupResult:
        which = self.order[block.rows[0]:block.rows[1]]
        result = GroupResult(np.full((len(self.plan.columns), len(which)), np.nan))
        shapes = self.places(which)
        placed = np.isfinite(shapes.boxes).all(1)
        result.unplaced = int(np.count_nonzero(~placed))
        for at, alike in shapes.alike():
            self._sample(alike, at[placed[at]], result, stopped)
        return result

    def _sample(self, shapes: Shapes, at: np.ndarray, result: GroupResult, stopped: Stopped) -> None:
        """Sample those ``at`` these places of the group, in halves where their pixels are too many to hold."""
        if not at.size:
            return
        window = window_of(shapes.boxes[at], self.places.ground)
        pixels = (window.rows[1] - window.rows[0]) * (window.columns[1] - window.columns[0])
        if pixels > self.most_pixels and at.size > 1:
            self._sample(shapes, at[:at.size // 2], result, stopped)
            self._sample(shapes, at[at.size // 2:], result, stopped)
            return
        if pixels > self.most_pixels:
            self._sum_up(_Strips(self, shapes.part(at), window, stopped), at, result)
            return
        _give_up(stopped)
        read = self.read(window, Scratch()) if pixels else None
        self._sum_up(_AtOnce(shapes.part(at), window, read), at, result)

    def read(self, window: Window, scratch: Scratch) -> Pixels:
        return self.plan.source.read([band.number for band in self.plan.bands], window.rows, window.columns, scratch)

    def _sum_up(self, visit: "_AtOnce | _Strips", which: np.ndarray, result: GroupResult) -> None:
        """Statistics of the footprints of a visit, into the columns of ``which``."""
        sums = [_Sums(bands, FootprintSupport(visit.shapes), self.plan.source.name) for bands in self._alike()]
        for window, pixels in visit.looks():
            for each in sums:
                each.add(window, pixels, visit.whole)
        for each in sums:
            found = each.found(visit)
            result.met |= bool((found.moments.covered > 0.0).any())
            result.valid |= bool((found.moments.weight > 0.0).any())
            for number, (place, band) in enumerate(each.bands):
                first = sum(len(other.columns) for other in self.plan.bands[:place])
                known = statistic_values(found, number, band, self.min_valid)
                result.values[first:first + len(band.columns), which] = known
                beyond = found.classes_beyond(number, band)
                if beyond:
                    result.unknown.setdefault(band.number, set()).update(beyond)

    def _alike(self) -> list[list[tuple[int, BandPlan]]]:
        """Bands that are summed together, with their places among all."""
        alike: dict[tuple[Averaging, bool], list[tuple[int, BandPlan]]] = {}
        for place, band in enumerate(self.plan.bands):
            alike.setdefault((band.averaging, band.by_class), []).append((place, band))
        return list(alike.values())


class _AtOnce:
    """Footprints whose pixels are all in memory."""

    whole = True

    def __init__(self, shapes: Shapes, window: Window, pixels: Pixels | None):
        self.shapes, self._window, self._pixels = shapes, window, pixels

    def looks(self) -> Iterator[tuple[Window, Pixels]]:
        if self._pixels is not None:
            yield self._window, self._pixels


class _Strips:
    """One footprint that is too large for that: some rows after the other."""

    whole = False

    def __init__(self, task: GatherTask, shapes: Shapes, window: Window, stopped: Stopped):
        self.shapes, self._window, self._task, self._stopped = shapes, window, task, stopped

    def looks(self) -> Iterator[tuple[Window, Pixels]]:
        (begin, end), columns = self._window.rows, self._window.columns
        scratch = Scratch()
        native = self._task.plan.source.block_shape[0]
        rows = max(1, self._task.most_pixels // (columns[1] - columns[0]))
        step = max(1, rows // native) * native if rows >= native else rows
        for row in range(begin - begin % step, end, step):
            _give_up(self._stopped)
            window = Window((max(row, begin), min(row + step, end)), columns)
            yield window, self._task.read(window, scratch)


class _Sums:
    """Everything that is added up of some bands that average alike."""

    def __init__(self, bands: Sequence[tuple[int, BandPlan]], support: FootprintSupport, name: str):
        self.bands, self.support = list(bands), support
        self._averaging = bands[0][1].averaging
        self._wanted = {statistic for _, band in bands for statistic in band.statistics}
        self._classes = ClassAreas(support, len(bands), name) if bands[0][1].by_class else None
        if self._classes is None:
            support.start(len(bands) * self._averaging.addends)
        self._medians = np.full((len(bands), support.cells), np.nan)

    def add(self, window: Window, pixels: Pixels, whole: bool) -> None:
        values, valid = self._forward(pixels)
        self.support.look(window.rows)
        add = self.support.add if self._classes is None else self._classes.add
        add(window.rows[0], values, valid, column=window.columns[0], squares="std" in self._wanted,
            extremes=not self._wanted.isdisjoint({"min", "max"}))
        if whole and "median" in self._wanted:
            for batch, spans in self.support.spans(window.rows[0], values, column=window.columns[0]):
                for number in range(len(self.bands)):
                    found = pixels_of_cells(spans, values, valid, self._own(number), batch.stop - batch.start)
                    self._medians[number, batch] = cell_quantiles(*found, np.array([0.5]))[0]

    def found(self, visit: "_AtOnce | _Strips") -> Found:
        if "median" in self._wanted and not visit.whole:
            for number in range(len(self.bands)):
                self._medians[number] = quantiles_in_passes(lambda: self._passes(visit, number), np.array([0.5]))
        classes, areas = (np.empty(0), None) if self._classes is None else (self._classes.classes,
                                                                            self._classes.areas())
        addends = self.support.moments()
        return Found(self._averaging, addends[::self._averaging.addends], addends, classes, areas, self._medians)

    def _passes(self, visit: "_Strips", number: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for window, pixels in visit.looks():
            values, valid = self._forward(pixels)
            self.support.look(window.rows)
            for _, spans in self.support.spans(window.rows[0], values, column=window.columns[0]):
                found = pixels_of_cells(spans, values, valid, self._own(number), 1)
                yield found.values, found.weights

    def _own(self, number: int) -> int:
        return number * self._averaging.addends + self._averaging.own

    def _forward(self, pixels: Pixels) -> tuple[np.ndarray, np.ndarray]:
        places = [place for place, _ in self.bands]
        if len(places) == len(pixels.values):
            values, valid = pixels
        else:
            values, valid = pixels.values[places], pixels.valid[places]
        values, valid = self._averaging.forward(values, valid)
        return np.ascontiguousarray(values), np.ascontiguousarray(valid)


def window_of(boxes: np.ndarray, ground: Ground) -> Window:
    """The pixels of a raster that hold all that footprints of these ``boxes`` (n, 4) have on it."""
    height, width = map(int, ground.grid.shape)
    west, east, north, south = boxes.T
    columns = _clipped(west.min(), east.max(), width)
    if ground.pixels.wrap[0] and (west.min() < 0.0 or east.max() > width):
        columns = (0, width)
    return Window(_clipped(north.min(), south.max(), height), columns)


def _clipped(begin: float, end: float, size: int) -> tuple[int, int]:
    first = min(max(0, int(np.floor(begin))), size)
    return first, max(first, min(size, int(np.floor(end)) + 1))


def _give_up(stopped: Stopped) -> None:
    if stopped is not None and stopped():
        raise Cancelled
