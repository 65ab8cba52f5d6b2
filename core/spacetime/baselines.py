"""What a fusion has to beat: the last image, plain changes of the coarse images, interpolation in time."""

import math
from abc import abstractmethod
from collections.abc import Sequence
from itertools import product
from typing import Self

import numpy as np

from .contract import CoarseImage, Fuser, Pair, Prediction
from .frame import Frame

# Of the Gaussian of `Ratio`, in cells; and how far it reaches, in standard deviations.
_BLUR = 0.5
_CUT = 3.0
# The ratio of coarse values that are not that many times their noise tells nothing.
_CLEAR = 3.0


class _Baseline(Fuser):
    """Keeps the frame and the pairs."""

    def fit(self, frame: Frame, pairs: Sequence[Pair], series: Sequence[CoarseImage] = ()) -> Self:
        self._frame, self._pairs = frame, tuple(pairs)
        return self

    def _fine(self, pair: Pair) -> np.ndarray:
        """The inner pixels of its fine image, float64."""
        return pair.fine[(slice(None), *self._frame.inner_slices)].astype(np.float64)

    def _inner(self, coarse: np.ndarray) -> np.ndarray:
        """Coarse values at the inner pixels, float64."""
        return self._frame.cells.spread(coarse)[(slice(None), *self._frame.inner_slices)].astype(np.float64)

    def _noise(self) -> tuple[np.ndarray, np.ndarray]:
        """Variances (bands, 1, 1) of the noise of the fine and the coarse sensor."""
        return tuple(np.square(each)[:, None, None] for each in self.options.noises(len(self._pairs[0].fine)))

    def _nearest_first(self, day: float) -> list[Pair]:
        return sorted(self._pairs, key=lambda pair: (abs(pair.day - day), pair.day))

    def _kept(self, pair: Pair, coarse: CoarseImage | None) -> tuple[np.ndarray, np.ndarray]:
        """A pair's fine image as it is and the variance of its error: noise, and the coarse change where known."""
        fine = self._fine(pair)
        variance = np.where(np.isfinite(fine), self._noise()[0], np.nan)
        if coarse is not None and pair.coarse is not None:
            variance += np.nan_to_num(self._inner(coarse.values - pair.coarse)) ** 2
        return fine, variance


class Persistence(_Baseline):
    """The fine image of the nearest base date; its holes from the other, if there is one.

    Sigma: sqrt(noise_fine^2 + (C_p - C_k)^2), with the coarse change since the base date where it is known, else the
    noise alone.
    """

    name = "persistence"
    pairs_needed = (1, 2)
    needs_coarse = False

    def reach(self, pixel: tuple[float, float], cell: tuple[float, float]) -> float:
        return 0.0

    def predict(self, coarse: CoarseImage | None, day: float) -> Prediction:
        (values, variance), *others = (self._kept(pair, coarse) for pair in self._nearest_first(day))
        filled = 0
        for other, its_variance in others:
            hole = np.isnan(values) & np.isfinite(other)
            values, variance = np.where(hole, other, values), np.where(hole, its_variance, variance)
            filled += int(hole.sum())
        return _prediction(values, variance, filled)


class Interpolation(_Baseline):
    """Linear in time between the fine images before and after; coarse images are not needed.

    F_p = a F_1 + (1 - a) F_2, a = (t_2 - t_p) / (t_2 - t_1). Where one of the two is missing, the other as it is; so
    too, the nearest, for a day that does not lie between them. Sigma: the noise, and the variance of a Brownian bridge
    that makes the changes seen,

        sigma^2 = (a^2 + (1 - a)^2) noise_fine^2 + a (1 - a) (d^2 + mean of d^2) / 2,    d = F_2 - F_1,

    with the mean over the window: a pixel's own change alone tells its rate too poorly. Where there is one image alone,
    sigma is that of `Persistence`.
    """

    name = "interpolation"
    pairs_needed = (1, 2)
    needs_coarse = False

    def reach(self, pixel: tuple[float, float], cell: tuple[float, float]) -> float:
        return max(self.options.window / 2.0, *pixel)

    def predict(self, coarse: CoarseImage | None, day: float) -> Prediction:
        alone = Persistence(self.options).fit(self._frame, self._pairs).predict(coarse, day)
        before, after = self._pairs[0], self._pairs[-1]
        if not before.day <= day <= after.day or before.day == after.day:
            return alone
        share = (after.day - day) / (after.day - before.day)
        first, second = self._fine(before), self._fine(after)
        variance = ((share ** 2 + (1.0 - share) ** 2) * self._noise()[0]
                    + share * (1.0 - share) * self._squared_change(before, after))
        both = np.isfinite(variance)
        values = np.where(both, share * first + (1.0 - share) * second, alone.values)
        return _prediction(values, np.where(both, variance, alone.sigma.astype(np.float64) ** 2), alone.filled)

    def _squared_change(self, before: Pair, after: Pair) -> np.ndarray:
        squares = (after.fine.astype(np.float64) - before.fine) ** 2
        valid = np.isfinite(squares)
        half = self._frame.half_window(self.options.window)
        ones = [np.ones(2 * each + 1) for each in half]
        count, total = (_correlated(image, ones) for image in (valid.astype(np.float64), np.where(valid, squares, 0.0)))
        inner = (slice(None), *self._frame.inner_slices)
        with np.errstate(invalid="ignore", divide="ignore"):
            return 0.5 * (squares[inner] + total[inner] / count[inner])


class _CoarseChange(_Baseline):
    """From one base date, of several the nearest, by what the coarse images tell of the change since."""

    pairs_needed = (1, 1)

    def reach(self, pixel: tuple[float, float], cell: tuple[float, float]) -> float:
        # The cells of the pixel and the eight around these, in whatever direction the lattice leans.
        return 2.0 * math.hypot(*cell) + 2.0 * max(pixel)

    def predict(self, coarse: CoarseImage | None, day: float) -> Prediction:
        pair = self._nearest_first(day)[0]
        return _prediction(*self._changed(self._fine(pair), pair.coarse, coarse.values))

    @abstractmethod
    def _changed(self, fine: np.ndarray, then: np.ndarray, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The inner pixels and the variance of their error; from F there and from coarse values of the cells."""

    def _difference(self, fine: np.ndarray, then: np.ndarray, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        fine_noise, coarse_noise = self._noise()
        change = now.astype(np.float64) - then
        uneven = np.maximum(_variance_around(change) - 2.0 * coarse_noise, 0.0)
        return fine + self._inner(change), fine_noise + 2.0 * coarse_noise + self._inner(uneven)


class Difference(_CoarseChange):
    """F_1 + C_p - C_1.

    Sigma: the noise of the three images, and that the change within a cell is uneven, which is taken to be as uneven
    as from cell to cell: v, the variance of C_p - C_1 in a cell and the eight around it, less its noise,

        sigma^2 = noise_fine^2 + 2 noise_coarse^2 + v.
    """

    name = "difference"

    def _changed(self, fine: np.ndarray, then: np.ndarray, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return self._difference(fine, then, now)


class Ratio(_CoarseChange):
    """F_1 G(C_p) / G(C_1), for quantities whose 0 is nothing, such as reflectance.

    G smooths with a Gaussian whose standard deviation is half a cell, over pixels that are valid on both dates: so that
    the cells leave no edges. Where the two are of unlike sign or G(C_1) is less than three times the coarse noise,
    their ratio tells nothing, and `Difference` predicts.

    Sigma: with r the ratio and v as for `Difference`,

        sigma^2 = r^2 noise_fine^2 + (F_1 / G(C_1))^2 ((1 + r^2) noise_coarse^2 + v).
    """

    name = "ratio"

    def reach(self, pixel: tuple[float, float], cell: tuple[float, float]) -> float:
        # The cut, and a cell beyond it: the Gaussian is square.
        return max(super().reach(pixel, cell), (_CUT * _BLUR + 1.0) * math.hypot(*cell) + 2.0 * max(pixel))

    def _changed(self, fine: np.ndarray, then: np.ndarray, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        fine_noise, coarse_noise = self._noise()
        values, variance = self._difference(fine, then, now)
        first, last = self._smoothed(then, now)
        clear = (first * last > 0.0) & (abs(first) >= _CLEAR * np.sqrt(coarse_noise)) & np.isfinite(values)
        first, last = (np.where(clear, each, 1.0) for each in (first, last))
        ratio = last / first
        uneven = variance - fine_noise - 2.0 * coarse_noise
        scaled = (ratio ** 2 * fine_noise
                  + (fine / first) ** 2 * ((1.0 + ratio ** 2) * coarse_noise + uneven))
        return np.where(clear, fine * ratio, values), np.where(clear, scaled, variance)

    def _smoothed(self, then: np.ndarray, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Both coarse images at the inner pixels, smoothed over what is valid in both; NaN where nothing is."""
        spread = [self._frame.cells.spread(each).astype(np.float64) for each in (then, now)]
        valid = np.isfinite(spread[0]) & np.isfinite(spread[1])
        weight = self._blurred(valid.astype(np.float64))
        with np.errstate(invalid="ignore", divide="ignore"):
            return tuple(self._blurred(np.where(valid, each, 0.0)) / weight for each in spread)

    def _blurred(self, images: np.ndarray) -> np.ndarray:
        weights = []
        for cell, size in zip(self._frame.cell, self._frame.pixel):
            deviation = _BLUR * cell / size
            offsets = np.arange(-int(_CUT * deviation), int(_CUT * deviation) + 1)
            weights.append(np.exp(-0.5 * (offsets / deviation) ** 2))
        return _correlated(images, weights)[(slice(None), *self._frame.inner_slices)]


def _correlated(images: np.ndarray, weights: Sequence[np.ndarray]) -> np.ndarray:
    """Images (bands, rows, columns) with weights along rows and along columns, 0 beyond the edges.

    A pixel gets the same bytes wherever the images begin, unlike from a running sum.
    """
    from scipy.ndimage import correlate1d

    for axis, along in enumerate(weights, start=1):
        images = correlate1d(images, along, axis=axis, mode="constant")
    return images


def _prediction(values: np.ndarray, variance: np.ndarray, filled: int = 0) -> Prediction:
    sigma = np.where(np.isfinite(values), np.sqrt(variance), np.nan)
    return Prediction(values.astype(np.float32), sigma.astype(np.float32), filled)


def _variance_around(cells: np.ndarray) -> np.ndarray:
    """Of each cell (bands, cell rows, cell columns) and the eight around it, where the cell itself is valid."""
    count, total, squares = np.zeros((3, *cells.shape))
    padded = np.pad(cells, ((0, 0), (1, 1), (1, 1)), constant_values=np.nan)
    rows, columns = cells.shape[1:]
    for row, column in product(range(3), range(3)):
        step = padded[:, row:row + rows, column:column + columns] - cells
        valid = np.isfinite(step)
        step = np.where(valid, step, 0.0)
        count += valid
        total += step
        squares += step ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.maximum(squares / count - (total / count) ** 2, 0.0)
