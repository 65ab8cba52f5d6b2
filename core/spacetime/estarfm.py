"""ESTARFM (Zhu et al. 2010): two base pairs, similar pixels at both dates, and a factor from coarse to fine change."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Self

import numpy as np

from .contract import CoarseImage, Fuser, Pair, Prediction, Tile
from .frame import Frame
from .options import FusionOptions

_SIGNIFICANCE = 0.05
_CLASSES = 4


class Estarfm(Fuser):
    """Enhanced spatial and temporal adaptive reflectance fusion model (Zhu, Chen, Gao, Masek 2010,
    doi 10.1016/j.rse.2010.05.032), with the conventions of its authors' code where the paper leaves some open.

    Similar pixels: all in the window with |F_i - F_centre| <= 2 s / m in every band and at both base dates, s being
    the standard deviation of the whole fine image of that band and date, m ``options.classes``. The method takes all
    of them: ``options.similar`` is not used. Weight: W_i = 1 / ((1 - R_i) d_i), scaled to sum 1; R_i correlates the
    pixel's fine and coarse values of all bands and both dates, d = 1 + distance / (half the window), metres on the
    ground. A correlation of fewer than three values says nothing: then 1 - R_i is the mean of |F - C| / (|F| + |C|)
    (the authors' rule for one band, bounded where signs differ).

    V: slope of the regression of fine on coarse values of the similar pixels of both dates, of each band, where its F
    test has p <= 0.05, 0 < V <= 5, and the standard deviation of the coarse values is sqrt(2) times the coarse noise
    or more; else 1.

        F(p) = sum over k of T_k (F_k + V sum W_i (C_i(p) - C_i(k))),  T_k ~ 1 / |mean over the window of C(p) - C(k)|

    With 5 similar pixels or fewer, all pixels of the window serve, with equal weights and V = 1. A prediction outside
    ``options.limits`` becomes sum T_k sum W_i F_i(k).

    Missing data: a pixel counts as missing where one of its bands is. A neighbour drops out where it is missing in a
    fine or coarse image that is used. Where the centre lacks the fine or coarse image of one base date, similarity,
    weights and prediction are of the other pair alone, and V of the neighbours that have both; counted in
    `Prediction.filled` where it is the date nearer in time that lacks it. Without both, or without the coarse image of
    the prediction date: NaN.

    Sigma: with g_i = sum T_k (C_i(p) - C_i(k)), T = T_1^2 + T_2^2, e_i the difference of what the two pairs predict at
    the similar pixel i from its own values, F_i(2) - F_i(1) - V (C_i(2) - C_i(1)), sF and sC the noise of the sensors,
    and K the sum over coarse cells of the squared sum of W_i in the cell (its noise is common to its pixels),

        sigma^2 = V^2 (sum W g^2 - (sum W g)^2) + T_1 T_2 sum W e^2 + T sF^2 + (1 + T) K V^2 sC^2

    Of one pair alone, the factor of sum W e^2 is the window's T of the other pair: as if the truth were as uncertain
    around the mixture of both.

    ``threshold_tile``: take s over square tiles of that many pixels, counted from the image's first pixel, instead of
    the whole image: some implementations do, because they work through an image in patches.
    """

    name: ClassVar[str] = "estarfm"
    pairs_needed: ClassVar[tuple[int, int | None]] = (2, 2)
    _unbiased: ClassVar[bool] = False

    def __init__(self, options: FusionOptions, threshold_tile: int | None = None) -> None:
        super().__init__(options)
        self.threshold_tile = threshold_tile

    def reach(self, pixel: tuple[float, float], cell: tuple[float, float]) -> float:
        """Half the window, at least one pixel; see `Fuser.reach`."""
        del cell
        return max(self.options.window / 2.0, *pixel)

    def survey(self, tiles: Callable[[], Iterator[Tile]]) -> Self:
        """Learn ``spreads_`` (tile rows, tile columns, 2 bands): standard deviation of the fine images, of date 1's
        bands and then of date 2's.
        """
        moments: dict[tuple[int, int], np.ndarray] = {}
        for tile in tiles():
            planes = np.concatenate([pair.fine for pair in tile.pairs])
            for key, rows, columns in self._parts(tile.frame):
                found = _moments(planes[:, rows, columns])
                moments[key] = _merged(moments[key], found) if key in moments else found
        shape = tuple(1 + max(key[axis] for key in moments) for axis in (0, 1))
        self.spreads_ = np.full((*shape, len(planes)), np.nan)
        for key, (count, _, squares) in moments.items():
            with np.errstate(divide="ignore", invalid="ignore"):
                self.spreads_[key] = np.sqrt(squares / (count - 1.0))
        return self

    def fit(self, frame: Frame, pairs: Sequence[Pair], series: Sequence[CoarseImage] = ()) -> Self:
        """Take the two base pairs of a block; see `Fuser.fit`."""
        del series
        self._frame, self._pairs = frame, tuple(pairs)
        return self

    def predict(self, coarse: CoarseImage | None, day: float) -> Prediction:
        """The fine image of the inner pixels at the date of ``coarse``; see `Fuser.predict`."""
        from . import estarfm_kernel as kernel

        frame = self._frame
        planes = np.concatenate([pair.fine for pair in self._pairs]).astype(np.float32, copy=False)
        bands = len(planes) // 2
        fine = _by_pixel(planes)
        spread = _by_pixel(np.concatenate([frame.cells.spread(values) for values in
                                           (*(pair.coarse for pair in self._pairs), coarse.values)]))
        usable = _usable(fine, spread, bands)
        half = frame.half_window(self.options.window)
        distance = self._distance(half, frame.pixel)
        unlike = np.empty((3, 0)) if self._unbiased else kernel.unlike_pixels(fine, spread, usable)
        means = kernel.window_means(spread, usable, frame, half)
        thresholds = self.spreads_ * 2.0 / (self.options.classes or _CLASSES)
        critical, tiles = _critical(frame.window_pixels(half)), self._tile_of(frame)
        noise, limits = np.array(self.options.noises(bands), np.float64), tuple(map(float, self.options.limits))
        values, sigma = np.empty((2, bands, *frame.inner_shape), np.float32)
        for piece in frame.pieces(bands * frame.window_pixels(half)):
            part = tuple(slice(each.start - first.start, each.stop - first.start)
                         for each, first in zip(piece, frame.inner_slices))
            at = slice(None), *part
            values[at], sigma[at] = kernel.predict(
                planes, fine, spread, usable, unlike, frame.cells.owner, frame.cells.matrix.shape[0],
                np.ascontiguousarray(means[at]), distance, thresholds, tiles[0][part[0]], tiles[1][part[1]],
                tuple((each.start, each.stop) for each in piece), half, critical, noise, limits, self._unbiased)
        return Prediction(values, sigma, self._filled(usable, day) * bands)

    def _filled(self, usable: np.ndarray, day: float) -> int:
        """How many inner pixels are predicted though the pair nearer in time, the earlier of equals, cannot."""
        first = min(range(2), key=lambda number: abs(self._pairs[number].day - day))
        inner = usable.reshape(self._frame.shape)[self._frame.inner_slices]
        return int(np.count_nonzero(inner == 2 - first))

    def _distance(self, half: tuple[int, int], pixel: tuple[float, float]) -> np.ndarray:
        """d of each pixel of a window."""
        down, right = (np.arange(-n, n + 1) * size for n, size in zip(half, pixel))
        return 1.0 + np.hypot(down[:, None], right[None, :]) / (self.options.window / 2.0)

    def _tile_of(self, frame: Frame) -> tuple[np.ndarray, np.ndarray]:
        """Of which tile of thresholds each inner row and each inner column is."""
        size = self.threshold_tile
        return tuple(np.arange(*span) // size if size else np.zeros(span[1] - span[0], int) for span in frame.inner)

    def _parts(self, frame: Frame) -> Iterator[tuple[tuple[int, int], slice, slice]]:
        """The tiles of thresholds among the inner pixels: their number, and their rows and columns of the frame."""
        numbers = self._tile_of(frame)
        starts = [span.start for span in frame.inner_slices]
        for row in np.unique(numbers[0]):
            for column in np.unique(numbers[1]):
                here = [np.flatnonzero(each == which) for each, which in zip(numbers, (row, column))]
                yield (int(row), int(column)), *(slice(start + found[0], start + found[-1] + 1)
                                                 for start, found in zip(starts, here))


def _by_pixel(planes: np.ndarray) -> np.ndarray:
    """(planes, rows, columns) as (pixels, planes)."""
    return np.ascontiguousarray(planes.reshape(len(planes), -1).T)


def _usable(fine: np.ndarray, coarse: np.ndarray, bands: int) -> np.ndarray:
    """Bit 1 where pair 1 can predict, bit 2 where pair 2 can; uint8 (pixels,)."""
    now = np.isfinite(coarse[:, 2 * bands:]).all(axis=1)
    first, second = (now & np.isfinite(fine[:, part]).all(axis=1) & np.isfinite(coarse[:, part]).all(axis=1)
                     for part in (slice(0, bands), slice(bands, 2 * bands)))
    return first.astype(np.uint8) | second.astype(np.uint8) << 1


def _critical(pixels: int) -> np.ndarray:
    """By the number of pixels, two values each: r squared from which the F test of a regression is significant."""
    from scipy.stats import f

    freedom = 2.0 * np.arange(pixels + 1) - 2.0
    found = np.ones(pixels + 1)
    least = f.isf(_SIGNIFICANCE, 1.0, freedom[2:])
    found[2:] = least / (least + freedom[2:])
    return found


def _moments(planes: np.ndarray) -> np.ndarray:
    """Of the valid values of each plane: their number, mean, and sum of squared deviations from it (3, planes)."""
    found = np.zeros((3, len(planes)))
    for p, plane in enumerate(planes):
        values = plane[np.isfinite(plane)].astype(np.float64)
        if values.size:
            mean = values.mean()
            found[:, p] = values.size, mean, np.sum((values - mean) ** 2)
    return found


def _merged(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Moments of two sets of values together (Chan, Golub, LeVeque 1983)."""
    count = one[0] + other[0]
    share = np.divide(other[0], count, out=np.zeros(count.shape), where=count > 0.0)
    apart = other[1] - one[1]
    return np.stack([count, one[1] + share * apart, one[2] + other[2] + apart ** 2 * one[0] * share])
