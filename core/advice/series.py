"""Layers of one variable at several dates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from .steps import side_m
from .layer import Layer
from .times import TimeSpan, without_dates

DAY = timedelta(days=1)
# Orbits, scenes and versions; shorter ones tell bands and tiles apart.
_NUMBERS = re.compile(r"\d{3,}")
FEWEST = 3


@dataclass(frozen=True)
class Series:
    """Layers of one variable on one kind of grid, in the order of their times; perhaps a single one."""

    layers: tuple[Layer, ...]

    @property
    def windows(self) -> tuple[TimeSpan, ...]:
        """The distinct times, those that begin within a day of each other taken as one, in order."""
        found: list[TimeSpan] = []
        for layer in self.layers:
            if not found or layer.times.begin - found[-1].begin >= DAY:
                found.append(layer.times)
        return tuple(found)

    @property
    def intervals(self) -> tuple[float, ...]:
        """Days from the middle of each window to the middle of the next."""
        middles = [window.begin + (window.end - window.begin) / 2 for window in self.windows]
        return tuple((after - before) / DAY for before, after in zip(middles, middles[1:]))

    @property
    def interval(self) -> float:
        """The usual one of `intervals`. Raises ValueError for a single window."""
        if not self.intervals:
            raise ValueError("a single window has no interval")
        return median(self.intervals)

    @property
    def pixel_m(self) -> float | None:
        """Side of the square that is as large as a pixel on the ground; None without a grid."""
        grid = self.layers[0].grid
        return None if grid is None else side_m(grid)


def series_of(layers: Iterable[Layer]) -> list[Series]:
    """Layers whose times are known, by what they show.

    Of one series are layers of the same product, layer and pixel size whose names differ in dates and long numbers
    only.
    """
    groups: dict[tuple, list[Layer]] = {}
    for layer in layers:
        if layer.times is not None:
            groups.setdefault(_key(layer), []).append(layer)
    return [Series(tuple(sorted(group, key=lambda layer: (layer.times.begin, layer.times.end))))
            for group in groups.values()]


def _key(layer: Layer) -> tuple:
    product, part = layer.product
    side = None if layer.grid is None else side_m(layer.grid)
    return (_NUMBERS.sub("#", without_dates(layer.name)), product and product.id, part and part.name,
            side and f"{side:.2g}")
