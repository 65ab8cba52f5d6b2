"""How large errors are below the coarse pixel, from what is seen above it: variances octave by octave.

The octave variance of a layer at side s is the mean variance of the four means over squares of side s within a square
of side 2s. The errors of a model are known for coarse pixels (its residuals in cross-validation), so their octave
variances are known for sides of 1, 2, 4 ... coarse pixels; what is asked for is their sum over the octaves from a fine
pixel to a coarse one, of which no coarse datum tells. There are three accounts of it:

- *continued*: the errors' octaves go on as they did, with a trend that is damped as it was damped among the coarse ones
  (Gardner and McKenzie 1985, Management Science 31, 1237-1246). White noise, which doubles from octave to octave, is
  continued as white noise; so is texture that is only white at the coarse scale, of which this makes too much.
- *relative*: the prediction's own octaves are known down to the fine pixel, and what the errors are of them goes on as
  it did among the coarse ones. Where noise sets in below the coarse pixel this makes too little of it.
- *kriged*: the error that area-to-point kriging of the errors is expected to have, averaged over models from rough to
  smooth by how likely they make the coarse errors (`kriging/roughness.py`).

None of the first two makes an error larger than the prediction's own variation, unless it was so at the coarse scale.
Part of the errors is caught by the residual that is added again; how much is measured on the residuals themselves,
aggregated and interpolated back. The geometric mean of the first two is taken, and of that and the third, of which the
third counts a quarter where the errors of neighbouring coarse pixels have next to nothing in common, and seven eighths
where their variogram rises over two coarse pixels or more, so that its shape is told by data.
The prediction's own octaves tell one thing more: no natural field varies more from octave to octave as white noise
does, so white noise in the prediction is taken for an error that a covariate brought in. It is added, as far as the
coarse errors have room for it, with the probability that these are rough: beneath smooth ones there is no noise.
Interpolation predicts nothing below the coarse pixel: there the values themselves are continued (without growth, which
no natural field shows), and the geometric mean of that and the variance of the kriging that was done is taken, of which
the latter counts three times where its variogram rises over three coarse pixels or more.
No truth at the fine scale is used. How the accounts go together, and the numbers below, were chosen by judgement while
their coverage was watched on a Landsat and two ECOSTRESS scenes and on simulated fields: other scenes may do worse.
"""

from typing import TYPE_CHECKING

import numpy as np

from .kriging.roughness import Expected, expected_error

if TYPE_CHECKING:
    from .field import Field
    from .supports import CoarseSupports

_UNSEEN, _SEEN = 1.0, 2.0   # coarse pixels over which a variogram rises whose shape is not seen, and is seen
_PARTS = 0.25, 0.875        # of the kriged account in the mean
_DECAYS = np.linspace(0.2, 1.0, 81)   # of a natural field's variance, from octave to octave
_FEWEST = 4          # squares of an octave
_MOST = 4            # octaves above the coarse pixel that are looked at
_DEEPEST = 9         # octaves below it
_UNKNOWN_DAMPING = 0.5   # where two octaves are known, which show one growth: halfway between none and all
_STEEPEST = 1.0      # growth in an octave (powers of two of the standard deviation), that of white noise


def coarse_side(supports: "CoarseSupports") -> float:
    """Fine pixels along the side of a coarse one."""
    ratio = supports.nested_ratio
    if ratio is not None:
        return float(np.sqrt(np.prod(ratio)))
    covered = float(supports.coverage().sum())
    return float(np.sqrt(max(1.0, np.prod(supports.shape) / max(covered, 1.0))))


def octaves(values: np.ndarray, most: int = _MOST) -> np.ndarray:
    """Octave variances (n,) of a layer (rows, columns) for sides 1, 2, 4 ... pixels, over squares without NaN in four
    positions; ends where fewer than 4 squares are whole."""
    found = []
    for _ in range(most):
        total = count = 0.0
        for down, right in ((0, 0), (0, 1), (1, 0), (1, 1)):
            whole, _, variance = _halved(values[down:, right:])
            total, count = total + variance.sum(), count + whole.sum()
        if count < 4 * _FEWEST:
            break
        found.append(total / count)
        whole, mean, _ = _halved(values)
        values = np.where(whole, mean, np.nan)
    return np.array(found)


def fine_octaves(field: "Field", supports: "CoarseSupports") -> np.ndarray:
    """Octave variances (n,) of a fine layer for sides 1, 2, 4 ... fine pixels, less than a coarse one; NaN where there
    is no whole square."""
    count = _steps(coarse_side(supports))
    sums = np.zeros((count, 2))
    height = 1 << count
    for row in range(0, field.shape[0], height):
        values = field.read((row, min(row + height, field.shape[0])))
        for octave in range(count):
            whole, mean, variance = _halved(values)
            sums[octave] += variance.sum(), whole.sum()
            values = np.where(whole, mean, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        return sums[:, 0] / sums[:, 1]


def model_error(residual: np.ndarray, predicted: np.ndarray, inner: np.ndarray, side: float, seed: int = 0) -> float:
    """1 sigma of a model's errors at fine pixels, root mean square; NaN where too little is known.

    ``residual`` (coarse rows, columns): the model's, of pixels that it has not learned from; ``predicted``: its
    prediction, aggregated; ``inner``: `fine_octaves` of the prediction; ``side``: fine pixels to a coarse one.
    """
    errors, known = octaves(residual), octaves(predicted)
    count = min(len(errors), len(known))
    inner = _from_above(inner, side)
    if not count or not np.isfinite(inner).all() or not known[:count].min() > 0.0 or not errors[:count].min() > 0.0:
        return np.nan
    ratio = np.sqrt(errors[:count] / known[:count])
    most = max(1.0, float(ratio[0])) * inner
    steps = _steps(side)
    continued = np.minimum(_continued(np.sqrt(errors), steps, damped=True), most)
    relative = np.minimum(_continued(ratio, steps, damped=False) * inner, most)
    left = np.sqrt(_left_over(residual, steps))
    below = left * _total(np.sqrt(continued * relative), side)
    expected = expected_error(residual, side, seed)
    if expected is None:
        return below
    # White noise has three quarters of its variance in an octave.
    white = min(_total(white_octaves(inner), side), side * np.sqrt(errors[0] / 0.75))
    # Where errors look white at the coarse scale, the other accounts hold about half of it already.
    added = 0.5 * (1.0 + _seen(expected)) * expected.rough
    return float(np.hypot(_together(below, expected), np.sqrt(added) * white))


def interpolation_error(values: np.ndarray, side: float, kriging: float, reach: float = 0.0) -> float:
    """1 sigma of interpolated coarse ``values`` (rows, columns) at fine pixels, root mean square; NaN where too little
    is known. ``kriging``: root mean square of the kriging error; ``reach``: practical range of its variogram, in coarse
    pixels."""
    found = octaves(values)
    if not len(found) or not found.min() > 0.0:
        return np.nan
    steps = _steps(side)
    continued = np.minimum(_continued(np.sqrt(found), steps, damped=True), np.sqrt(found[0]))
    below = np.sqrt(_left_over(values, steps)) * _total(continued, side)
    part = 0.5 + 0.25 * float(np.clip(reach - 2.0, 0.0, 1.0))
    return float(below**(1.0 - part) * kriging**part)


def white_octaves(deviations: np.ndarray) -> np.ndarray:
    """What white noise has in the standard deviations (n,) of octaves, coarsest first: the variances are taken for a
    field whose octaves decrease by one factor and noise that grows fourfold, by least squares of relative errors."""
    from scipy.optimize import nnls   # late: SciPy is heavy

    number = np.arange(len(deviations))
    grown = 4.0**(number - number[-1])
    variance = deviations**2
    if len(number) < 3 or not variance.min() > 0.0:
        return np.zeros(len(number))
    fits = [nnls(np.stack([decay**number, grown], axis=1) / variance[:, None], np.ones(len(number)))
            for decay in _DECAYS]
    return np.sqrt(min(fits, key=lambda fit: fit[1])[0][1] * grown)


def _seen(expected: Expected) -> float:
    """Is the shape of the errors' variogram told by coarse data? 0 to 1."""
    return float(np.clip((expected.reach - _UNSEEN) / (_SEEN - _UNSEEN), 0.0, 1.0))


def _together(below: float, expected: Expected) -> float:
    """The mean of an account from octaves and the kriged one."""
    part = _PARTS[0] + _seen(expected) * (_PARTS[1] - _PARTS[0])
    return float(below**(1.0 - part) * expected.error**part)


def _halved(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of squares of 2 x 2: which are whole, their means, and their variances (0 where not whole)."""
    rows, columns = (size // 2 for size in values.shape)
    cut = values[:2 * rows, :2 * columns].reshape(rows, 2, columns, 2)
    mean = cut.mean(axis=(1, 3))
    whole = np.isfinite(mean)
    return whole, mean, np.where(whole, ((cut - mean[:, None, :, None])**2).mean(axis=(1, 3)), 0.0)


def _steps(side: float) -> int:
    """Octaves from a fine to a coarse pixel, the last one perhaps in part."""
    return int(np.clip(np.ceil(np.log2(max(side, 1.0)) - 1e-9), 1, _DEEPEST))


def _total(deviations: np.ndarray, side: float) -> float:
    """The standard deviation that octaves below the coarse pixel, coarsest first, add up to."""
    share = np.ones(len(deviations))
    share[-1] = np.clip(np.log2(max(side, 1.0)) - (len(share) - 1), 0.0, 1.0)
    return float(np.sqrt((share * deviations**2).sum()))


def _from_above(inner: np.ndarray, side: float) -> np.ndarray:
    """Deviations for sides of a half, a quarter ... of the coarse pixel, from those for 1, 2, 4 ... fine pixels."""
    place = np.log2(max(side, 1.0)) - np.arange(1, len(inner) + 1)
    logs = 0.5 * np.log2(np.maximum(inner, np.finfo(float).tiny))
    return 2.0**np.interp(np.maximum(place, 0.0), np.arange(len(inner)), logs)


def _continued(deviations: np.ndarray, steps: int, damped: bool) -> np.ndarray:
    """The next ``steps`` octaves below, of deviations (n,) from the finest known on."""
    logs = np.log2(deviations)
    growth, keep = 0.0, 1.0
    if len(logs) > 1:
        growth = float(logs[0] - logs[1])
    if damped and len(logs) > 1:
        growth = float(np.clip(growth, -_STEEPEST, _STEEPEST))
        keep = _damping(logs[0] - logs[1], logs[1] - logs[2]) if len(logs) > 2 else _UNKNOWN_DAMPING
    grown = growth * np.cumsum(keep**np.arange(1, steps + 1))
    return 2.0**(logs[0] + grown)


def _damping(growth: float, before: float) -> float:
    """What is left of a growth from one octave to the next, 0 to 1."""
    if growth * before > 0.0:
        return float(min(1.0, growth / before))
    return 0.0 if abs(growth) < abs(before) else 1.0


def _left_over(values: np.ndarray, steps: int) -> float:
    """The share of the variance within aggregated pixels that is left when these are interpolated back, coherently;
    measured for the nearest ratio to 2^``steps`` that leaves enough of them, 1 where none does."""
    for step in range(steps, 0, -1):
        size = 1 << step
        shifts = {(down, right) for down in (0, size // 2) for right in (0, size // 2)}
        found = [_interpolated(values[down:, right:], size) for down, right in sorted(shifts)]
        count, error, variance = np.sum(found, axis=0)
        if count >= _FEWEST * len(shifts) and variance > 0.0:
            return float(error / variance)
    return 1.0


def _interpolated(values: np.ndarray, size: int) -> tuple[float, float, float]:
    """Aggregated pixels without NaN, squared errors of interpolating them back, squared deviations within them."""
    rows, columns = (each // size for each in values.shape)
    if rows < 3 or columns < 3:
        return 0.0, 0.0, 0.0
    cut = values[:rows * size, :columns * size].reshape(rows, size, columns, size).swapaxes(1, 2)
    mean = cut.mean(axis=(2, 3))
    whole = np.isfinite(mean)
    around = np.pad(mean, 1, mode="edge")
    place = (np.arange(size) + 0.5) / size - 0.5
    total, weight = np.zeros((2, *cut.shape))
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            share = np.outer(*(np.maximum(0.0, 1.0 - np.abs(place - each)) for each in (down, right)))
            near = around[1 + down:1 + down + rows, 1 + right:1 + right + columns]
            known = np.isfinite(near)
            total += np.where(known, near, 0.0)[..., None, None] * share
            weight += known[..., None, None] * share
    carried = np.divide(total, weight, out=np.zeros(cut.shape), where=weight > 0.0)
    carried += (mean - carried.mean(axis=(2, 3)))[..., None, None]
    error, variance = (cut - carried)**2, (cut - mean[..., None, None])**2
    return float(whole.sum()), float(error[whole].sum()), float(variance[whole].sum())
