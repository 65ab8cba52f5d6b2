"""1 sigma of a downscaled layer: what model and kriging tell of themselves, made as large as errors are.

The spread tells where a layer is less sure. How large it is in all is told by `calibration.py`, from the errors at the
coarse scale and above it; of pixels that the fallback filled, by interpolation's.
"""

from dataclasses import dataclass

import numpy as np

from .calibration import coarse_side, interpolation_error, model_error
from .kriging import AreaToPointKriging
from .sharpen import MODELS, Downscaled, Scene


@dataclass(frozen=True)
class Calibration:
    """``factor`` that the spread was multiplied by (``filled``: that of filled pixels); ``tested``: do errors at the
    coarse scale stand behind it?"""

    factor: float
    tested: bool
    filled: float = 1.0


def calibrate(scene: Scene, result: Downscaled) -> Calibration:
    """Multiply the spread of a result in place so that it is 1 sigma."""
    own, filled = _root_mean_squares(scene, result)
    side = coarse_side(scene.supports)
    if result.method in MODELS:
        residual, predicted = unseen(scene, result)
        size = model_error(residual, predicted, result.octaves, side, scene.settings.seed)
    else:
        size = interpolation_error(scene.per_pixel, side, own, _reach(scene, result.kriging))
    plain = np.nan
    if filled > 0.0:
        plain = interpolation_error(scene.per_pixel, side, filled, _reach(scene, result.filler))
    tested = bool(np.isfinite(size) and own > 0.0)
    factors = size / own if tested else 1.0, plain / filled if np.isfinite(plain) else 1.0
    for rows in scene.supports.ranges:
        spread = result.spread.read(rows)
        if filled > 0.0:
            spread *= np.where(result.marks.filled(rows), factors[1], factors[0])
        else:
            spread *= factors[0]
        result.spread.write(rows, spread)
    return Calibration(factors[0], tested, factors[1])


def unseen(scene: Scene, result: Downscaled) -> tuple[np.ndarray, np.ndarray]:
    """The residual of a model at coarse pixels that it has not learned from, and its prediction, aggregated (coarse
    rows, columns each). Of pixels that it has learned from it is that of cross-validation."""
    residual = result.residual.ravel().copy()
    samples = scene.samples
    cells = samples.cells[samples.share(scene.settings.homogeneity)]
    validated = result.model.estimator.residuals_
    residual[cells] = np.where(np.isfinite(residual[cells]) & np.isfinite(validated), validated, np.nan)
    return residual.reshape(result.residual.shape), scene.per_pixel - result.residual


def _reach(scene: Scene, kriging: AreaToPointKriging | None) -> float:
    """The practical range of the point variogram in coarse pixels."""
    if kriging is None:
        return 0.0
    return kriging.point_model_.practical_range / coarse_side(scene.supports) / float(np.sqrt(np.prod(kriging.cell_)))


def _root_mean_squares(scene: Scene, result: Downscaled) -> tuple[float, float]:
    """Of the spread of pixels that the method itself made, and of filled ones; 0 where there are none."""
    some = result.marks is not None and result.marks.field is not None
    sums = np.zeros((2, 2))
    for rows in scene.supports.ranges:
        square = result.spread.read(rows)**2
        known = np.isfinite(square) & np.isfinite(result.values.read(rows))
        filled = result.marks.filled(rows) if some else np.zeros(square.shape, bool)
        for number, mine in enumerate((known & ~filled, known & filled)):
            sums[number] += square[mine].sum(), mine.sum()
    return tuple(float(np.sqrt(total / count)) if count else 0.0 for total, count in sums)
