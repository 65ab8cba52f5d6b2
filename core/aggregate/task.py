"""One block of an aggregation: read the pixels its cells touch, add them up, compute the layers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..blocks import Block
from ..errors import Cancelled
from ..raster import RasterSource, Scratch
from ..statistics.averaging import Averaging, BandRatio
from ..statistics.class_areas import ClassAreas, joined_areas
from ..statistics.quantiles import CellPixels, cell_quantiles, joined_pixels, pixels_of_cells, quantiles_in_passes
from ..support import BlockSupport, Moments, SupportOperator, joined_moments
from .cell_statistics import Found, compute, is_valid
from .difference import Difference, difference_of
from .overlaps import Portions

_STRIP_PIXELS = 1 << 21   # read at once, to hear of a cancel soon
Stopped = Callable[[], bool] | None


@dataclass(frozen=True)
class Tile:
    """A raster that is aggregated, the operator from its pixels to the cells, and which part of each pixel counts."""

    source: RasterSource
    operator: SupportOperator
    portions: Portions | None = None


@dataclass(frozen=True)
class BlockResult:
    """Layers (bands, rows, columns) by name, and what the job has to know of the cells.

    ``classes`` and ``fractions`` (bands, classes, rows, columns): shares of the valid ground, where asked for.
    """

    layers: dict[str, np.ndarray]
    classes: np.ndarray
    fractions: np.ndarray | None
    covered: bool       # does a source cover any part of the block?
    any_valid: bool     # is there a valid pixel in it?
    any_kept: bool      # does a cell reach the minimum valid fraction?
    torn_cells: int
    undefined: int      # cells with enough valid pixels, but without a mean (a denominator of zero)
    difference: Difference = Difference()


@dataclass(frozen=True)
class AggregateTask:
    """Pure and picklable: called with a block it returns its BlockResult.

    ``layers``: what each output is made of, by its name: a statistic, "variability" or "valid fraction". ``orders``:
    those of the quantiles wanted (0..1).
    """

    tiles: tuple[Tile, ...]
    bands: tuple[int, ...]
    layers: dict[str, str]
    averaging: Averaging
    by_class: bool
    orders: tuple[float, ...]
    min_valid: float
    most_pixels: int

    def __call__(self, block: Block, stopped: Stopped = None) -> BlockResult:
        supports = [tile.operator.block(block.rows, block.columns) for tile in self.tiles]
        at_once = not self.orders or max(map(_pixels, supports)) <= self.most_pixels
        if not at_once and block.cells > 1:
            return self._in_halves(block, stopped)
        parts = [self._add_up(tile, support, at_once, stopped) for tile, support in zip(self.tiles, supports)]
        found = self._join(parts)
        if self.orders and not at_once:
            found.quantiles = self._in_passes(supports, parts, stopped)
        layers = {name: compute(found, layer, self.averaging, self.min_valid)
                  for name, layer in self.layers.items() if layer != "fractions"}
        enough = is_valid(found.moments, self.min_valid)
        undefined = sum(int(np.count_nonzero(enough & np.isnan(layers[name])))
                        for name, layer in self.layers.items() if layer == "mean")
        fractions = found.fractions(self.min_valid) if "fractions" in self.layers.values() else None
        return BlockResult(layers, found.classes, fractions, bool((found.moments.covered > 0.0).any()),
                           bool((found.moments.weight > 0.0).any()), bool(enough.any()),
                           sum(support.torn_cells for support in supports), undefined, self._difference(found, layers))

    def _difference(self, found: Found, layers: dict[str, np.ndarray]) -> Difference:
        """Of ratios of means from the means of the pixels' ratios."""
        if not isinstance(self.averaging, BandRatio):
            return Difference()
        means = [layers[name] for name, layer in self.layers.items() if layer == "mean"]
        return difference_of(means[0], self.averaging.mean_of_pixels(found.addends)) if means else Difference()

    def _add_up(self, tile: Tile, support: BlockSupport, at_once: bool, stopped: Stopped) -> "_Part":
        """Everything but quantiles of more pixels than fit."""
        wanted, addends = set(self.layers.values()), self.averaging.addends
        classes = ClassAreas(support, len(self.bands), tile.source.name) if self.by_class else None
        if classes is None:
            support.start(self._outputs * addends)
        add = support.add if classes is None else classes.add
        pixels: list[CellPixels] = []
        for strip in self._strips(tile, support, stopped, whole=bool(self.orders) and at_once):
            sums, usable = self.averaging.forward(strip.values, strip.valid)
            add(strip.row, sums, usable, column=strip.column, squares=not wanted.isdisjoint({"std", "variability"}),
                extremes=not wanted.isdisjoint({"min", "max"}),
                portion=None if strip.portion is None else self.averaging.portions(strip.portion))
            if self.orders and at_once:
                pixels = self._pixels_of_cells(support, strip, range(self._outputs))
        return _Part(support.moments(), classes, pixels)

    def _join(self, parts: Sequence["_Part"]) -> Found:
        """What all tiles have in the block's cells."""
        moments = joined_moments([part.moments for part in parts])
        shape = moments.weight.shape[1:]
        classes, areas = (joined_areas([(part.classes, part.cell_area(self.averaging.addends)) for part in parts])
                          if self.by_class else (np.empty(0), None))
        quantiles = np.full((self._outputs, len(self.orders), *shape), np.nan)
        if any(part.pixels for part in parts):
            for band in range(self._outputs):
                pixels = joined_pixels([part.shares(band) for part in parts if part.pixels])
                quantiles[band] = cell_quantiles(*pixels, np.array(self.orders)).reshape(quantiles[band].shape)
        return Found(moments[::self.averaging.addends], moments, classes, areas, quantiles)

    def _in_passes(self, supports: Sequence[BlockSupport], parts: Sequence["_Part"], stopped: Stopped) -> np.ndarray:
        """Quantiles of one cell of very many pixels: (bands, orders, 1, 1)."""
        def strips(band: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
            for tile, support, part in zip(self.tiles, supports, parts):
                area = part.moments.area[band * self.averaging.addends, 0, 0]
                for strip in self._strips(tile, support, stopped):
                    found, = self._pixels_of_cells(support, strip, [band])
                    yield found.values, found.weights / area

        orders = np.array(self.orders)
        return np.stack([quantiles_in_passes(lambda: strips(band), orders)
                         for band in range(self._outputs)])[:, :, None, None]

    def _pixels_of_cells(self, support: BlockSupport, strip: "_Strip", bands: Iterable[int]) -> list[CellPixels]:
        own = slice(self.averaging.own, None, self.averaging.addends)
        values, valid = (np.ascontiguousarray(each[own]) for each in self.averaging.forward(strip.values, strip.valid))
        portion = None if strip.portion is None else np.ascontiguousarray(self.averaging.portions(strip.portion)[own])
        spans = support.spans(strip.row, values, column=strip.column, portion=portion)
        return [pixels_of_cells(spans, values, valid, band, support.cells) for band in bands]

    @property
    def _outputs(self) -> int:
        return self.averaging.outputs(len(self.bands))

    def _in_halves(self, block: Block, stopped: Stopped) -> BlockResult:
        (j0, j1), (i0, i1) = block.rows, block.columns
        if j1 - j0 > 1:
            middle, axis = (j0 + j1) // 2, -2
            halves = Block((j0, middle), block.columns), Block((middle, j1), block.columns)
        else:
            middle, axis = (i0 + i1) // 2, -1
            halves = Block(block.rows, (i0, middle)), Block(block.rows, (middle, i1))
        a, b = (self(half, stopped) for half in halves)
        layers = {name: np.concatenate([a.layers[name], b.layers[name]], axis=axis) for name in a.layers}
        return BlockResult(layers, a.classes, None, a.covered or b.covered, a.any_valid or b.any_valid,
                           a.any_kept or b.any_kept, a.torn_cells + b.torn_cells, a.undefined + b.undefined,
                           a.difference + b.difference)

    def _strips(self, tile: Tile, support: BlockSupport, stopped: Stopped, whole: bool = False) -> Iterator["_Strip"]:
        """The pixels under the block's cells, some rows at a time; a strip is given up when the next one is taken."""
        window = support.window
        if window.empty:
            return
        scratch = Scratch()
        step = window.rows[1] if whole else self._strip_rows(tile.source, window.columns[1] - window.columns[0])
        for row in range(window.rows[0] - window.rows[0] % step, window.rows[1], step):
            if stopped is not None and stopped():
                raise Cancelled
            rows = max(row, window.rows[0]), min(row + step, window.rows[1])
            columns = support.columns(rows)
            if columns[0] == columns[1]:
                continue
            pixels = tile.source.read(self.bands, rows, columns, scratch)
            portion = tile.portions(rows, columns) if tile.portions else None
            yield _Strip(rows[0], columns[0], *pixels, portion)

    def _strip_rows(self, source: RasterSource, columns: int) -> int:
        """Few rows, but whole rows of the file's own blocks where they fit."""
        most = max(1, self.most_pixels // columns)
        native = source.block_shape[0]
        if most < native:
            return most
        return max(1, min(most, _STRIP_PIXELS // columns) // native) * native


class _Strip(NamedTuple):
    """Some rows of pixels (bands, rows, columns) from pixel (row, column) on, and which part of each counts."""

    row: int
    column: int
    values: np.ndarray
    valid: np.ndarray
    portion: np.ndarray | None


@dataclass
class _Part:
    """What one tile has in the block's cells."""

    moments: Moments
    classes: ClassAreas | None
    pixels: list[CellPixels]

    def cell_area(self, addends: int) -> np.ndarray:
        """Ground areas of the cells (bands, rows, columns), infinite where the tile has none."""
        area = self.moments.area[::addends]
        return np.where(area > 0.0, area, np.inf)

    def shares(self, band: int) -> CellPixels:
        """The pixels of a band, weighted by their shares of the cells."""
        start, values, weights = self.pixels[band]
        area = self.moments.area[band * (len(self.moments.area) // len(self.pixels))].ravel()
        return CellPixels(start, values, weights / np.repeat(area, np.diff(start)))


def _pixels(support: BlockSupport) -> int:
    window = support.window
    return 0 if window.empty else (window.rows[1] - window.rows[0]) * (window.columns[1] - window.columns[0])
