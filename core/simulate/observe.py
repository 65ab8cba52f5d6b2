"""How sensors see a scene: through the engine's own support operator, displaced, biased and with noise."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from ..blocks import Block, cut, run
from ..reporter import Reporter
from ..support import BlockSupport, SupportOperator
from .scene import Scene
from .truth import Truth

# An array on the scene's grid, or what computes it for a part: (rows, columns) or (bands, rows, columns).
Values = np.ndarray | Callable[[Truth], np.ndarray]

_BLOCK_ROWS = 256    # of the scene that a block of cells covers, about
_PIXEL_ROWS = 320    # of the scene, at most, made at a time
_PARTS = 6           # of a cell along each side, to which a point spread function is cut
_WHOLE = 1.0 - 1e-6  # of a cell's area


@dataclass(frozen=True)
class SensorErrors:
    """What a sensor does wrong.

    ``shift``: metres by which everything is seen displaced along x and y of the sensor's grid; ``gain`` and ``offset``:
    measured = gain * true + offset; ``noise``: standard deviation, Gaussian, independent in each pixel. In the units
    of what is measured.
    """

    shift: tuple[float, float] = (0.0, 0.0)
    gain: float = 1.0
    offset: float = 0.0
    noise: float = 0.0

    def displaced(self, grid: GeoBox) -> GeoBox:
        """The ground that is seen on ``grid``."""
        return GeoBox(grid.shape, Affine.translation(-self.shift[0], -self.shift[1]) * grid.affine, grid.crs)

    def measure(self, values: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """What is measured of true values; rows of one image are to come in order."""
        measured = self.gain * values + self.offset
        if self.noise:
            measured += self.noise * random.standard_normal(values.shape)
        return measured


@dataclass(frozen=True)
class PointSpread:
    """A scanner's point spread function in its own cells: a box of one cell along the track; across it a triangle of
    full width 2, as the detector's box moves by its own width while it integrates (Nishihama et al. 1997, the MODIS
    level 1A Earth location ATBD); both blurred by a Gaussian of standard deviation ``blur`` (cells).

    Across the track is taken to be along the rows of the grid. The functions are piecewise constant over sixths of a
    cell, with the exact integral in each.
    """

    blur: float = 0.0

    @property
    def reach(self) -> int:
        """Whole cells that count on each side of a cell."""
        return 1 + math.ceil(3.0 * self.blur)

    def weights(self) -> tuple[np.ndarray, np.ndarray]:
        """Weights along and across the track, of all parts of 2 reach + 1 cells; each sums to 1."""
        edges = np.linspace(-self.reach - 0.5, self.reach + 0.5, _PARTS * (2 * self.reach + 1) + 1)
        box = np.diff(np.clip(edges + 0.5, 0.0, 1.0))
        left = np.clip(edges, -1.0, 1.0)
        triangle = np.diff(np.where(left < 0.0, 0.5 * (1.0 + left) ** 2, 1.0 - 0.5 * (1.0 - left) ** 2))
        if self.blur:
            distance = np.arange(1 - len(box) // 2, len(box) // 2) / _PARTS
            gauss = np.exp(-0.5 * (distance / self.blur) ** 2)
            box, triangle = (np.convolve(weights, gauss, "same") for weights in (box, triangle))
        return box / box.sum(), triangle / triangle.sum()


def truth_on(scene: Scene, values: Values, grid: GeoBox) -> np.ndarray:
    """Area-weighted means (float64) of the scene's pixels in the cells of any grid; NaN in cells that are not wholly
    in the scene.

    ``values``: an array on the scene's grid, or a function that computes it for a part, so that a large scene needs
    never be in memory: ``truth_on(scene, lambda truth: truth.ndvi(date), grid)``. Shaped (rows, columns) or
    (bands, rows, columns), as is the result.
    """
    operator = SupportOperator(scene.grid, grid)
    like = values(scene.part((0, 1))) if callable(values) else values
    means = np.full((*like.shape[:-2], *grid.shape), np.nan)

    def keep(block: Block, found: np.ndarray) -> None:
        means[..., slice(*block.rows), :] = found.reshape(*like.shape[:-2], *found.shape[1:])

    run(lambda block, _: _means(scene, values, operator.block(block.rows), math.prod(like.shape[:-2])),
        cut(grid.shape, (_rows_at_once(operator), grid.shape[1])), keep, Reporter())
    return means


def seen_on(scene: Scene, values: Values, grid: GeoBox, errors: SensorErrors = SensorErrors(),
            spread: PointSpread | None = None) -> np.ndarray:
    """As `truth_on`, displaced by ``errors.shift`` and through a point spread function: what a perfect detector there
    would measure. NaN where the function reaches beyond the scene.
    """
    grid = errors.displaced(grid)
    if spread is None:
        return truth_on(scene, values, grid)
    down, across = spread.weights()
    shape = tuple(_PARTS * (size + 2 * spread.reach) for size in grid.shape)
    affine = grid.affine * Affine.translation(-spread.reach, -spread.reach) * Affine.scale(1.0 / _PARTS)
    parts = truth_on(scene, values, GeoBox(shape, affine, grid.crs))
    parts = sum(weight * parts[..., k:k + _PARTS * grid.shape[0]:_PARTS, :] for k, weight in enumerate(down))
    return sum(weight * parts[..., k:k + _PARTS * grid.shape[1]:_PARTS] for k, weight in enumerate(across))


def _rows_at_once(operator: SupportOperator) -> int:
    """Rows of cells as high as _BLOCK_ROWS of the scene, as they are in the middle."""
    rows, columns = operator.target.shape
    _, y = operator.pixels([columns // 2] * 2, [rows // 2, rows // 2 + 1])
    height = abs(y[1] - y[0])
    return max(1, int(_BLOCK_ROWS / height)) if height > 0.0 else rows


def _means(scene: Scene, values: Values, support: BlockSupport, bands: int) -> np.ndarray:
    """Means (bands, rows, columns) in the cells of a block."""
    support.start(bands)
    (begin, end), columns = support.window.rows, slice(*support.window.columns)
    for row in range(begin, end, _PIXEL_ROWS):
        rows = row, min(row + _PIXEL_ROWS, end)
        pixels = values(scene.part(rows)) if callable(values) else values[..., slice(*rows), :]
        pixels = np.ascontiguousarray(pixels[..., columns], np.float32).reshape(bands, rows[1] - rows[0], -1)
        support.add(row, pixels, np.broadcast_to(np.uint8(1), pixels.shape))
    moments = support.moments()
    return np.where(moments.coverage > _WHOLE, moments.mean, np.nan)
