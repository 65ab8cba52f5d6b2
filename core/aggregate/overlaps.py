"""Several rasters of one variable: which part of each pixel counts where they overlap, so that ground counts once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..raster import RasterSource
from ..support import SupportOperator
from ..support.pixelmap import PixelMap

_CELLS = 1 << 16    # pixels looked at together: their outlines take some hundred bytes each
_TOUCH = 1e-6       # rasters that overlap by less of a pixel are neighbours


@dataclass(frozen=True)
class Portions:
    """The part of each pixel of a raster that counts, in view of the other rasters that take ground from it.

    mean: ground that n rasters see counts by 1/n for each; first, last: ground counts for the first or last raster
    with a valid pixel there. ``others``: those that take ground, each with the operator from its pixels to the
    raster's. What they cover of a pixel is exact; where several cut one pixel, their parts are taken as independent.
    """

    others: tuple[tuple[RasterSource, tuple[int, ...], SupportOperator], ...]
    shared: bool

    def __call__(self, rows: tuple[int, int], columns: tuple[int, int]) -> np.ndarray:
        """Portions (bands, rows, columns), 0..1, of a window of the raster."""
        step = max(1, _CELLS // (columns[1] - columns[0]))
        parts = [self._portion((row, min(row + step, rows[1])), columns) for row in range(rows[0], rows[1], step)]
        return np.concatenate(parts, axis=1)

    def _portion(self, rows: tuple[int, int], columns: tuple[int, int]) -> np.ndarray:
        seen = [_seen(source, bands, operator, rows, columns) for source, bands, operator in self.others]
        if not self.shared:
            return np.prod([1.0 - part for part in seen], axis=0)
        # The mean of 1 / (1 + n), n the number of others that see a point: the integral of t^n, term by term.
        chance = [np.ones_like(seen[0])]
        for part in seen:
            chance = [a * (1.0 - part) + b * part for a, b in zip([*chance, 0.0], [0.0, *chance])]
        return sum(term / (n + 1) for n, term in enumerate(chance))


def _seen(source: RasterSource, bands: tuple[int, ...], operator: SupportOperator, rows: tuple[int, int],
          columns: tuple[int, int]) -> np.ndarray:
    """Share of each pixel's ground where another raster has valid pixels: (bands, rows, columns)."""
    support = operator.block(rows, columns)
    support.start(len(bands))
    window = support.window
    if window.empty:
        return np.zeros((len(bands), *support.shape))
    pixels = source.read(bands, window.rows, window.columns)
    support.add(window.rows[0], np.zeros(pixels.values.shape, np.uint8), pixels.valid)
    return support.moments().valid_fraction


def portions(sources: Sequence[RasterSource], bands: tuple[int, ...], number: int, rule: str) -> Portions | None:
    """Portions for ``sources[number]``, None where no other raster takes ground from it.

    ``rule``: one of `variable.OVERLAPS`.
    """
    source = sources[number]
    taking = {"mean": [*sources[:number], *sources[number + 1:]], "first": sources[:number],
              "last": sources[number + 1:]}[rule]
    others = tuple((other, bands, SupportOperator(other.grid, source.grid)) for other in taking
                   if _overlap(source, other))
    return Portions(others, rule == "mean") if others else None


def _overlap(source: RasterSource, other: RasterSource) -> bool:
    """May two rasters overlap, by the bounds of the other's outline among the pixels of the first?"""
    rows, columns = other.grid.shape
    t = np.linspace(0.0, 1.0, 65)
    x, y = PixelMap(source.grid, other.grid)(columns * np.concatenate([t, t, 0 * t, 0 * t + 1]),
                                             rows * np.concatenate([0 * t, 0 * t + 1, t, t]))
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return True
    height, width = source.grid.shape
    return bool(x[known].min() < width - _TOUCH and x[known].max() > _TOUCH
                and y[known].min() < height - _TOUCH and y[known].max() > _TOUCH)
