"""STARFM (Gao, Masek, Schwaller and Hall 2006, doi 10.1109/TGRS.2006.872081)."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Self

import numpy as np

from .contract import CoarseImage, Frame, Fuser, Pair, Prediction, Tile

# What differs less than this share of the image's standard deviation is the same, however little noise is stated.
_SAME = 1e-3
_SLICES = 40   # m, as the authors' program has it


class Starfm(Fuser):
    """A pixel is the weighted mean of what similar pixels around it predict, from one base pair or two.

    With F fine and C coarse (brought to the fine pixels), k a base date and p the day to predict, neighbour i of the
    window predicts F_ik + C_ip - C_ik, and the pixel gets (equation 5)

        F_p = sum_ik W_ik (F_ik + C_ip - C_ik),        W_ik = (1 / c_ik) / sum (1 / c_ik)                      (9)

    over the candidates of all base dates together. A candidate is similar to the central pixel, |F_ik - F_k| <=
    2 s_k / m with s_k the standard deviation of the whole base image and m the classes (the program's 40 slices, where
    none are given), and no worse than it (15, 16):

        S_ik = |F_ik - C_ik| <= max_k S_k + sigma_S  or  T_ik = |C_ik - C_ip| <= max_k T_k + sigma_T,
        sigma_S = sqrt(noise_fine^2 + noise_coarse^2), sigma_T = sqrt(2) noise_coarse.

    Each band is predicted on its own, as in the paper. Where the paper leaves open or must give way:

    - It asks for both of (15) and (16); its authors' code for one of them, as here. With both, a pixel of a coarse one
      that changes less for being mixed would bar the pure ones around it, which know the change.
    - Its c = S T D (10) is infinite weight for S = 0 or T = 0, and the code adds 1 to both, which makes the result
      depend on units. Here c = (1 + S / sigma_S) (1 + T / sigma_T) D: a difference within the noise is none. Neither
      sigma counts as less than a thousandth of s_k there.
    - D = 1 + d / A, d in metres on the ground and A half the window.
    - A base pair serves a pixel where both its images are valid there; the other serves it alone, else it is missing.
      Missing neighbours drop out.

    Sigma: the candidates' weighted spread as of one more of them, and both sensors' noise. The noise of fine pixels is
    independent; that of coarse ones is taken as common to the window, as most candidates share a cell or two:

        sigma^2 = (1 + sum W_ik^2) sum W_ik (f_ik - F_p)^2 + noise_fine^2 sum W_ik^2 + noise_coarse^2 (1 + sum_k W_k^2)

    with f_ik what a candidate predicts and W_k the sum of a pair's weights.

    ``deviations_`` (pairs, bands): s_k. ``origin_`` (bands): mean of the first base image, from which values are
    counted, as the sums over a row of the window run in single precision.
    """

    name = "starfm"
    pairs_needed = (1, 2)

    def reach(self, pixel: tuple[float, float], cell: tuple[float, float]) -> float:
        return max(self.options.window / 2.0, *pixel)

    def survey(self, tiles: Callable[[], Iterator[Tile]]) -> Self:
        moments = None
        for tile in tiles():
            found = [_Moments.of(pair.fine[(slice(None), *tile.frame.inner_slices)]) for pair in tile.pairs]
            moments = found if moments is None else [one.merged(other) for one, other in zip(moments, found)]
        self.deviations_ = np.array([each.deviation() for each in moments])
        self.origin_ = moments[0].mean
        return self

    def fit(self, frame: Frame, pairs: Sequence[Pair], series: Sequence[CoarseImage] = ()) -> Self:
        self._frame, self._pairs = frame, tuple(pairs)
        self._coarse = [frame.cells.spread(pair.coarse) for pair in pairs]
        return self

    def predict(self, coarse: CoarseImage | None, day: float) -> Prediction:
        frame = self._frame
        now = frame.cells.spread(coarse.values)
        nearness = _nearness(frame, self.options.window)
        noises = zip(*self.options.noises(len(now)))
        values = np.empty((len(now), *frame.inner_shape), np.float32)
        sigma, filled = np.empty_like(values), 0
        for band, noise in enumerate(noises):
            origin = self.origin_[band]
            planes = [_Plane.of(pair.fine[band], then[band], now[band], origin)
                      for pair, then in zip(self._pairs, self._coarse)]
            found, sigma[band] = self._band(planes, self.deviations_[:, band], noise, nearness)
            values[band] = origin + found
            first = min(range(len(planes)), key=lambda k: (abs(self._pairs[k].day - day), k))
            filled += np.count_nonzero(~planes[first].valid[frame.inner_slices] & np.isfinite(values[band]))
        return Prediction(values, sigma, filled)

    def _band(self, planes: Sequence["_Plane"], deviations: np.ndarray, noise: tuple[float, float],
              nearness: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        from .starfm_kernel import pair_sums

        fine_noise, coarse_noise = noise
        spectral_noise, temporal_noise = np.hypot(fine_noise, coarse_noise), np.sqrt(2.0) * coarse_noise
        spectral_limit = _largest([plane.spectral for plane in planes]) + spectral_noise
        temporal_limit = _largest([plane.temporal for plane in planes]) + temporal_noise
        reference = _first_valid(planes)
        sums = []
        for plane, deviation in zip(planes, deviations):
            merit = plane.merit(max(spectral_noise, _SAME * deviation), max(temporal_noise, _SAME * deviation))
            limits = [np.where(plane.valid, limit, -np.inf) for limit in (spectral_limit, temporal_limit)]
            sums.append(pair_sums(plane.fine, plane.spectral, plane.temporal, merit, plane.prediction, *limits,
                                  reference, 2.0 * deviation / (self.options.classes or _SLICES), nearness,
                                  self._frame))
        return _combined(np.stack(sums), reference[self._frame.inner_slices], noise)


class _Plane(NamedTuple):
    """One band of a base pair with the day to predict: F, S, T, F + C_p - C_k and where all of them are valid.

    float64, values less an origin; finite where not valid but for F, which is NaN there.
    """

    fine: np.ndarray
    spectral: np.ndarray
    temporal: np.ndarray
    prediction: np.ndarray
    valid: np.ndarray

    @classmethod
    def of(cls, fine: np.ndarray, then: np.ndarray, now: np.ndarray, origin: float) -> "_Plane":
        fine, then, now = (np.subtract(image, origin, dtype=np.float64) for image in (fine, then, now))
        valid = np.isfinite(fine) & np.isfinite(then) & np.isfinite(now)
        return cls(np.where(valid, fine, np.nan),
                   *(np.where(valid, each, 0.0) for each in (abs(fine - then), abs(then - now), fine + now - then)),
                   valid)

    def merit(self, spectral_noise: float, temporal_noise: float) -> np.ndarray:
        """Weights but for the distance; a noise of 0 is that of an image without any difference."""
        cost = np.ones_like(self.fine)
        for difference, noise in ((self.spectral, spectral_noise), (self.temporal, temporal_noise)):
            if noise > 0.0:
                cost *= 1.0 + difference / noise
        return np.where(self.valid, 1.0 / cost, 0.0)


class _Moments(NamedTuple):
    """Of each band: how many values, their mean, and the sum of squared deviations from it."""

    count: np.ndarray
    mean: np.ndarray
    squares: np.ndarray

    @classmethod
    def of(cls, image: np.ndarray) -> "_Moments":
        flat = np.asarray(image, np.float64).reshape(len(image), -1)
        valid = np.isfinite(flat)
        count = valid.sum(axis=1)
        mean = np.where(valid, flat, 0.0).sum(axis=1) / np.maximum(count, 1)
        return cls(count, mean, (np.where(valid, flat - mean[:, None], 0.0) ** 2).sum(axis=1))

    def merged(self, other: "_Moments") -> "_Moments":
        count = self.count + other.count
        share, step = other.count / np.maximum(count, 1), other.mean - self.mean
        return _Moments(count, self.mean + step * share,
                        self.squares + other.squares + step ** 2 * self.count * share)

    def deviation(self) -> np.ndarray:
        return np.sqrt(self.squares / np.maximum(self.count, 1))


def _largest(images: Sequence[np.ndarray]) -> np.ndarray:
    return images[0] if len(images) == 1 else np.maximum(*images)


def _first_valid(planes: Sequence[_Plane]) -> np.ndarray:
    found = planes[-1].prediction
    for plane in planes[-2::-1]:
        found = np.where(plane.valid, plane.prediction, found)
    return found


def _nearness(frame: Frame, window: float) -> np.ndarray:
    """1 / D of the pixels of a window about its middle one."""
    offsets = (np.arange(-half, half + 1) * size for half, size in zip(frame.half_window(window), frame.pixel))
    return 1.0 / (1.0 + np.hypot(*np.meshgrid(*offsets, indexing="ij")) / (window / 2.0))


def _combined(sums: np.ndarray, reference: np.ndarray, noise: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Value and sigma from the sums (pairs, SUMS, rows, columns) of all pairs."""
    from .starfm_kernel import FIRST, SECOND, SQUARE, WEIGHT

    fine_noise, coarse_noise = noise
    total = sums.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, second = total[FIRST] / total[WEIGHT], total[SECOND] / total[WEIGHT]
        own, pairs = total[SQUARE] / total[WEIGHT] ** 2, (sums[:, WEIGHT] / total[WEIGHT]) ** 2
    spread = np.maximum(second - mean ** 2, 0.0)
    variance = (1.0 + own) * spread + fine_noise ** 2 * own + coarse_noise ** 2 * (1.0 + pairs.sum(axis=0))
    return reference + mean, np.sqrt(variance)
