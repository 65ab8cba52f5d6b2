"""Fit-FC: regression model fitting, spatial filtering and residual compensation (Wang and Atkinson 2018)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from .contract import CoarseImage, Fuser, Pair, Prediction
from .frame import Frame
from .options import FusionOptions

# Cells on each side of the one whose regression is fitted: the paper's window of five by five.
_CELLS = 2
# A line through fewer cells than this follows their noise.
_LEAST_CELLS = 5
# Of the mean square: what is below is rounding of float32 values.
_ROUNDING = 1e-12
_STRIP = 64   # rows between two looks at the cancel button


@dataclass(frozen=True)
class Regression:
    """C(tp) = ``slope`` C(t1) + ``offset`` around each cell, float64 (bands, cell rows, cell columns); ``residual``:
    of the cell itself; ``error``: variance of the residuals around it. NaN in cells that are missing at either date.
    """

    slope: np.ndarray
    offset: np.ndarray
    residual: np.ndarray
    error: np.ndarray


def regress(before: np.ndarray, after: np.ndarray, half: tuple[int, int], noise: Sequence[float]) -> Regression:
    """Least squares of ``after`` on ``before`` (bands, cell rows, cell columns) in windows of cells, ``half`` rows and
    columns on each side (Wang and Atkinson 2018).

    A line cannot be fitted through fewer than five cells, nor where ``before`` varies no more in the window than its
    ``noise`` (one standard deviation for each band) or its rounding: there the slope is 1 and the offset the mean
    change.
    """
    x, y = np.asarray(before, np.float64), np.asarray(after, np.float64)
    valid = np.isfinite(x) & np.isfinite(y)
    x, y = np.where(valid, x, 0.0), np.where(valid, y, 0.0)
    count = _window_sums(valid.astype(np.float64), half)
    variance = np.square(np.asarray(noise, np.float64))[:, None, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_x, mean_y = _window_sums(x, half) / count, _window_sums(y, half) / count
        square = _window_sums(x * x, half) / count
        xx = np.maximum(square - mean_x * mean_x, 0.0)
        yy = np.maximum(_window_sums(y * y, half) / count - mean_y * mean_y, 0.0)
        xy = _window_sums(x * y, half) / count - mean_x * mean_y
        fitted = (count >= _LEAST_CELLS) & (xx > np.maximum(variance, _ROUNDING * square))
        slope = np.where(fitted, xy / xx, 1.0)
        spread = np.maximum(yy - 2.0 * slope * xy + slope * slope * xx, 0.0)
        error = spread * count / np.maximum(count - np.where(fitted, 2.0, 1.0), 1.0)
    offset = mean_y - slope * mean_x
    found = slope, offset, y - (slope * x + offset), error
    return Regression(*(np.where(valid, values, np.nan) for values in found))


def _window_sums(values: np.ndarray, half: tuple[int, int]) -> np.ndarray:
    """Sums of (bands, rows, columns) over windows, which shrink at the borders, in the order of columns and rows."""
    for axis, reach in zip((1, 2), half):
        size = values.shape[axis]
        total = np.zeros_like(values)
        for step in range(-min(reach, size), min(reach, size) + 1):
            into, source = [slice(None)] * 3, [slice(None)] * 3
            into[axis] = slice(max(0, -step), min(size, size - step))
            source[axis] = slice(max(0, step), min(size, size + step))
            total[tuple(into)] += values[tuple(source)]
        values = total
    return values


class FitFc(Fuser):
    """Fit-FC (Wang and Atkinson 2018, doi 10.1016/j.rse.2017.10.046).

    Regression model fitting: C(tp) = a C(t1) + b in a window around every cell and for every band, a F1 + b on the fine
    pixels under it. The window is the paper's five by five cells, or `FusionOptions.window` where that is larger: cells
    that were resampled to fine pixels repeat one measurement, and a few of them tell nothing.

    Residual compensation: what the regression leaves at its cells, brought to the fine pixels by bicubic interpolation,
    is added. Spatial filtering: of the sum, the mean over the n pixels of the window that differ least from the middle
    one in F1, in mean square over the bands, weighted by 1 / D, D = 1 + distance / (w / 2). The paper filters both
    parts with the same weights, which is this. Differences of the bands are compared as they are, as in the paper.

    Two pairs (not in the paper): each predicts, and the predictions are averaged with the inverse of their variances as
    weights. A pair counts less where the coarse images of its date and of tp are not related, and where its neighbours
    disagree.

    The variance is, for one pair: the weighted variance of the neighbours' predictions around their mean, plus the
    variance s^2 of the regression's residuals, plus the noise that passes through, a^2 sF^2 sum(W^2) for the fine
    sensor's and (1 + a^2) sC^2 for the coarse one's, which the neighbours in a cell share. For two: the weighted mean
    of both, as their errors are not independent, plus the weighted variance of the two predictions around their mean.

    Where F1 is missing in a band, or one of its cells at either date, this pair predicts nothing for that band.
    """

    name = "fitfc"
    pairs_needed = (1, 2)

    def __init__(self, options: FusionOptions) -> None:
        super().__init__(options)
        self.frame_: Frame | None = None
        self.pairs_: tuple[Pair, ...] = ()

    def reach(self, pixel: tuple[float, float], cell: tuple[float, float]) -> float:
        """Half the window, the cells of the regression beyond, and two more for the bicubic interpolation."""
        # Cells of a lattice askew to the pixels lie as far along one axis as their height and width together.
        regression = sum(_half_cells(self.options.window, size) * size for size in cell)
        return self.options.window / 2.0 + regression + 2.0 * (cell[0] + cell[1]) + max(pixel)

    def fit(self, frame: Frame, pairs: Sequence[Pair], series: Sequence[CoarseImage] = ()) -> Self:
        """Take one base pair, or two."""
        self.frame_, self.pairs_ = frame, tuple(pairs)
        return self

    def predict(self, coarse: CoarseImage | None, day: float) -> Prediction:
        """See `Fuser.predict`; ``filled``: values that the pair nearer in time has a hole for."""
        half = tuple(_half_cells(self.options.window, size) for size in self.frame_.cell)
        noise = self.options.noises(len(coarse.values))[1]
        fitted = [regress(pair.coarse, coarse.values, half, noise) for pair in self.pairs_]
        found = [self._from_pair(*each) for each in zip(self.pairs_, fitted, self._residuals(fitted))]
        values, variances = (np.stack(each) for each in zip(*found))
        valid = np.isfinite(values)
        weights = np.where(valid, _inverse(variances), 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            weights = weights / weights.sum(axis=0)
        values = np.where(valid, values, 0.0)
        mean = (weights * values).sum(axis=0)
        variance = (weights * (np.where(valid, variances, 0.0) + (values - mean) ** 2)).sum(axis=0)
        first = min(range(len(found)), key=lambda k: abs(self.pairs_[k].day - day))
        filled = int((np.isfinite(mean) & ~valid[first]).sum())
        return Prediction(mean.astype(np.float32), np.sqrt(variance).astype(np.float32), filled)

    def _from_pair(self, pair: Pair, regression: Regression,
                   residual: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Values and variances, (bands, rows, columns) of the inner pixels; ``residual``: of the region's pixels."""
        from .fitfc_kernel import spatial_filter

        frame = self.frame_
        noise_fine, noise_coarse = (np.square(each)[:, None, None] for each in self.options.noises(len(pair.fine)))
        window = frame.half_window(self.options.window)
        region, begin, end = _region(frame, window)
        slope, offset, error = (frame.cells.spread(each)[region]
                                for each in (regression.slope, regression.offset, regression.error))
        fine = pair.fine[region]
        values = slope * fine + offset + residual
        keys = np.where(np.isfinite(values), fine, np.float32(np.nan))
        weights = _weights(window, frame.pixel, self.options.window)
        mean, spread, squares = np.empty((3, len(fine), *frame.inner_shape))
        for piece in frame.pieces(len(fine) * frame.window_pixels(window)):
            first, last = ([getattr(each, edge) - start.start for each, start in zip(piece, region[1:])]
                           for edge in ("start", "stop"))
            into = (slice(None), *(slice(a - start, b - start) for a, b, start in zip(first, last, begin)))
            mean[into], spread[into], squares[into] = spatial_filter(
                keys, values, tuple(first), tuple(last), weights, self.options.similar)
        inner = slice(None), slice(begin[0], end[0]), slice(begin[1], end[1])
        gain = np.square(slope[inner], dtype=np.float64)
        variance = spread + error[inner] + gain * noise_fine * squares + (1.0 + gain) * noise_coarse
        return mean, variance

    def _residuals(self, fitted: Sequence[Regression]) -> np.ndarray:
        """Of each pair (pairs, bands, rows, columns): the cells' residuals at the region's fine pixels, by bicubic
        interpolation.
        """
        from .fitfc_kernel import interpolated

        frame = self.frame_
        region, _, _ = _region(frame, frame.half_window(self.options.window))
        homes = np.ascontiguousarray(frame.cells.owner.reshape(frame.shape)[region[1:]])
        residual = np.concatenate([each.residual for each in fitted])
        found = np.empty((len(residual), *homes.shape), np.float32)
        for row in range(0, len(homes), _STRIP):
            frame.go_on()
            first = float(region[1].start + row), float(region[2].start)
            found[:, row:row + _STRIP] = interpolated(residual, frame.cells.centres, frame.cells.coverage > 0.0,
                                                      homes[row:row + _STRIP], first)
        return found.reshape(len(fitted), -1, *homes.shape)


def _half_cells(window: float, size: float) -> int:
    return max(_CELLS, round(window / (2.0 * size)))


def _region(frame: Frame, half: tuple[int, int]) -> tuple[tuple[slice, ...], tuple[int, int], tuple[int, int]]:
    """The inner pixels with half a window around them, as slices of the frame, and where they begin and end in it."""
    inner = frame.inner_slices
    region = tuple(slice(max(0, each.start - more), min(size, each.stop + more))
                   for each, more, size in zip(inner, half, frame.shape))
    begin, end = ((edge(inner[0]) - region[0].start, edge(inner[1]) - region[1].start)
                  for edge in (lambda each: each.start, lambda each: each.stop))
    return (slice(None), *region), begin, end


def _weights(half: tuple[int, int], pixel: tuple[float, float], window: float) -> np.ndarray:
    """1 / D of a window's pixels by their place (Wang and Atkinson 2018)."""
    rows, columns = (np.arange(-reach, reach + 1) * size for reach, size in zip(half, pixel))
    return 1.0 / (1.0 + np.hypot(rows[:, None], columns[None, :]) / (window / 2.0))


def _inverse(variances: np.ndarray) -> np.ndarray:
    """Weights; those of no variance at all are as large as a float can be and still be summed."""
    with np.errstate(divide="ignore"):
        return np.minimum(1.0 / variances, 1e300)
