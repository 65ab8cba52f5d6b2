"""One block of the target grid: the parts of the swath that reach it, spread over its cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from odc.geo.geobox import GeoBox

from ..blocks import Block
from ..errors import Cancelled, FusionError
from ..message import message
from ..raster.swath_source import SwathSource
from ..statistics.averaging import Averaging
from ..statistics.class_areas import MOST_CLASSES, mode
from ..support import Moments
from ..support.quad_footprint import CellParts, QuadSupport
from .swath_tiles import Cap, Stopped, SwathTiles, block_cap, tiles_met


class SwathBlock(NamedTuple):
    """Layers (bands, rows, columns) by name, NaN where nodata; ``torn`` pixels (a pixel counts in each block that needs
    its part); does any pixel reach the block, and any valid one?"""

    layers: dict[str, np.ndarray]
    torn: int
    covered: bool
    any_valid: bool


@dataclass(frozen=True)
class SwathTask:
    """Pure and picklable: called with a block it returns its SwathBlock.

    ``layers``: what each output is made of, by its name: "mean", "sum", "mode", "fractions" (of ``classes``, in their
    order), "count" or "valid fraction".
    """

    values: SwathSource
    bands: tuple[int, ...]
    tiles: SwathTiles
    caps: Sequence[Cap | None]
    target: GeoBox
    parts: CellParts
    averaging: Averaging
    layers: dict[str, str]
    classes: tuple[int, ...]
    min_valid: float

    def __call__(self, block: Block, stopped: Stopped = None) -> SwathBlock:
        by_class = not {"mode", "fractions"}.isdisjoint(self.layers.values())
        addends = len(self.bands) * (1 if by_class else self.averaging.addends)
        support = QuadSupport(self.parts, self.tiles.pixels.wrap, block.rows, block.columns, addends)
        areas = _ClassAreas(support, len(self.bands), self.values.name) if by_class else None
        torn = 0
        for number in tiles_met(self.caps, block_cap(self.target, block)):
            if stopped is not None and stopped():
                raise Cancelled
            tile = self.tiles.tiles[number]
            x, y, lost = self.tiles.quads(tile)
            torn += lost
            met = support.meet(x, y)
            if not met.any():
                continue
            read = self.values.read(self.bands, tile.rows, tile.columns)
            values, valid = (read.values, read.valid) if by_class else self.averaging.forward(*read)
            values, valid = (np.asarray(each).reshape(len(each), -1)[:, met] for each in (values, valid))
            support.add(x[met], y[met], values, valid)
            if areas is not None:
                areas.add(x[met], y[met], values, valid)
        moments = support.moments()
        layers = {name: self._layer(layer, moments, areas) for name, layer in self.layers.items()}
        return SwathBlock(layers, torn, bool((moments.covered > 0.0).any()), bool((moments.weight > 0.0).any()))

    def _layer(self, layer: str, moments: Moments, areas: "_ClassAreas | None") -> np.ndarray:
        own = moments if areas is not None else moments[self.averaging.own::self.averaging.addends]
        share = own.valid_fraction
        if layer == "valid fraction":
            return np.where(own.covered > 0.0, share, np.nan)
        if layer == "count":
            return own.count
        enough = (own.weight > 0.0) & (share >= self.min_valid)
        if layer == "sum":
            return np.where(enough, own.total, np.nan)
        if layer == "mean":
            with np.errstate(invalid="ignore"):
                return np.where(enough, self.averaging.mean(moments), np.nan)
        if layer == "mode":
            return np.where(enough, mode(*areas.sorted())[0], np.nan)
        return areas.fractions(self.classes, enough, own.weight)


class _ClassAreas:
    """The ground of each class in the cells of a block, as classes come."""

    def __init__(self, support: QuadSupport, bands: int, name: str):
        self._support, self._name = support, name
        self._index: dict[int, int] = {}
        self._areas = np.zeros((bands, 1, *support.shape))

    def add(self, x: np.ndarray, y: np.ndarray, values: np.ndarray, valid: np.ndarray) -> None:
        """Pixels as `QuadSupport.add` takes them. Raises FusionError for values that are no classes."""
        used = valid.astype(bool)
        met, number = np.unique(values[used], return_inverse=True)
        broken = met[met != np.floor(met)]
        if broken.size:
            raise FusionError(message("{name} holds the value {value:.15g}, and a class is a whole number; choose "
                                      "another variable kind, or reclassify it.", name=self._name, value=broken[0]))
        index = [self._index.setdefault(int(value), len(self._index)) for value in met]
        if len(self._index) > MOST_CLASSES:
            raise FusionError(message("{name} holds more than {most} classes; reclassify it to fewer, or choose "
                                      "another variable kind if its values are no classes.", name=self._name,
                                      most=MOST_CLASSES))
        more = len(self._index) - self._areas.shape[1]
        if more > 0:
            self._areas = np.pad(self._areas, ((0, 0), (0, max(more, self._areas.shape[1])), (0, 0), (0, 0)))
        codes = np.zeros(values.shape, np.int64)
        codes[used] = np.array(index, np.int64)[number]
        self._support.add_classes(x, y, codes, used, self._areas)

    def sorted(self) -> tuple[np.ndarray, np.ndarray]:
        """Classes in ascending order and their areas (bands, classes, rows, columns)."""
        classes = np.array(sorted(self._index), float)
        return classes, self._areas[:, [self._index[int(value)] for value in classes]]

    def fractions(self, classes: Sequence[int], enough: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Shares of the valid ground, class by class of each band: (bands * classes, rows, columns)."""
        found = np.full((len(enough), len(classes), *enough.shape[1:]), np.nan)
        for number, value in enumerate(classes):
            area = self._areas[:, self._index[value]] if value in self._index else np.zeros(weight.shape)
            with np.errstate(invalid="ignore", divide="ignore"):
                found[:, number] = np.where(enough, area / weight, np.nan)
        return found.reshape(-1, *enough.shape[1:])
