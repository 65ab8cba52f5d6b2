"""How alike two images of one scene are: their errors, their structure, and their power at each scale.

Nothing here holds an image: what a strip adds is put together in the order of the strips, so that images of any size
can be compared, and the same strips give the same numbers.
"""

import math
from dataclasses import dataclass

import numpy as np

SSIM_REACH = 5          # pixels on each side of a window of 11, where the Gaussian is cut
_SSIM_SIGMA = 1.5       # pixels
_LUMINANCE, _CONTRAST = 0.01, 0.03


@dataclass(frozen=True)
class Errors:
    """Of estimates less truths: ``count`` of pairs, root mean square, mean of the sizes, mean, and Pearson's r of both
    (NaN where one of them is constant). NaN without pairs."""

    count: int
    rmse: float
    mae: float
    bias: float
    r: float


class ErrorSums:
    """Adds up pairs, part by part (Chan, Golub and LeVeque 1983, The American Statistician 37, 242-247)."""

    def __init__(self) -> None:
        self.count = 0
        self._sizes = self._squares = 0.0
        self._mean = np.zeros(2)
        self._moments = np.zeros((2, 2))

    def add(self, estimate: np.ndarray, truth: np.ndarray) -> None:
        """Pairs (n,), all finite."""
        if not estimate.size:
            return
        both = np.stack([estimate, truth]).astype(float)
        error = both[0] - both[1]
        self._sizes += float(np.abs(error).sum())
        self._squares += float((error * error).sum())
        mean = both.mean(axis=1)
        away = both - mean[:, None]
        moments = np.array([[(a * b).sum() for b in away] for a in away])
        self._merge(error.size, mean, moments)

    def merge(self, other: "ErrorSums") -> None:
        """What another one has added up."""
        self._sizes += other._sizes
        self._squares += other._squares
        if other.count:
            self._merge(other.count, other._mean, other._moments)

    def _merge(self, count: int, mean: np.ndarray, moments: np.ndarray) -> None:
        total = self.count + count
        step = mean - self._mean
        self._moments = self._moments + moments + np.outer(step, step) * (self.count * count / total)
        self._mean = self._mean + step * (count / total)
        self.count = total

    def errors(self) -> Errors:
        """Of all pairs so far."""
        if not self.count:
            return Errors(0, *[math.nan] * 4)
        (xx, xy), (_, yy) = self._moments
        r = xy / math.sqrt(xx * yy) if xx > 0.0 and yy > 0.0 else math.nan
        return Errors(self.count, math.sqrt(self._squares / self.count), self._sizes / self.count,
                      float(self._mean[0] - self._mean[1]), float(r))


def structural_similarity(estimate: np.ndarray, truth: np.ndarray, span: float) -> np.ndarray:
    """SSIM of each pixel (rows, columns), NaN where one of the images is missing there.

    Wang, Bovik, Sheikh and Simoncelli 2004, IEEE Transactions on Image Processing 13, 600-612: means, variances and
    covariance under a Gaussian of 1.5 pixels cut to 11 x 11, K1 = 0.01, K2 = 0.03, ``span`` the range of values. Only
    pixels where both images are known have weight, those beyond the images having none. A strip needs SSIM_REACH rows
    more on each side to be the same as in the whole image.
    """
    from scipy.ndimage import correlate1d

    place = np.arange(-SSIM_REACH, SSIM_REACH + 1)
    weights = np.exp(-0.5 * (place / _SSIM_SIGMA) ** 2)
    weights /= weights.sum()

    def local(image: np.ndarray) -> np.ndarray:
        return correlate1d(correlate1d(image, weights, 0, mode="constant"), weights, 1, mode="constant")

    x, y = np.asarray(estimate, float), np.asarray(truth, float)
    known = np.isfinite(x) & np.isfinite(y)
    x, y = np.where(known, x, 0.0), np.where(known, y, 0.0)
    weight = np.where(known, local(known.astype(float)), 1.0)
    mean_x, mean_y = local(x) / weight, local(y) / weight
    spread_x = np.maximum(local(x * x) / weight - mean_x**2, 0.0)
    spread_y = np.maximum(local(y * y) / weight - mean_y**2, 0.0)
    shared = local(x * y) / weight - mean_x * mean_y
    luminance, contrast = (_LUMINANCE * span) ** 2, (_CONTRAST * span) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        found = ((2.0 * mean_x * mean_y + luminance) * (2.0 * shared + contrast)
                 / ((mean_x**2 + mean_y**2 + luminance) * (spread_x + spread_y + contrast)))
    return np.where(known, found, np.nan)


@dataclass(frozen=True)
class Spectra:
    """Radially averaged spectra of k images, the first of which is the truth.

    ``wavelength`` (m,) in pixels, from the longest; ``power`` (k, m) in squared units of the values; ``coherence``
    (k, m): squared coherence with the truth, 0 to 1 (1 of the truth itself).
    """

    wavelength: np.ndarray
    power: np.ndarray
    coherence: np.ndarray

    def resolved(self, image: int) -> float:
        """The shortest wavelength (pixels) down to which at least half of the image's variance is the truth's, at all
        longer ones too: the squared coherence is 0.5 or more. NaN where the longest is not."""
        good = self.coherence[image] >= 0.5
        first_bad = int(np.argmin(good)) if not good.all() else len(good)
        return float(self.wavelength[first_bad - 1]) if first_bad else math.nan


class SpectrumSums:
    """Adds up spectra of windows of ``side`` x ``side`` pixels, of ``images`` images each."""

    def __init__(self, side: int, images: int):
        self.side, self.windows = side, 0
        rings = side // 2
        self._power = np.zeros((images, rings))
        self._cross = np.zeros((images, rings), complex)
        taper = np.hanning(side + 1)[:side]   # periodic, so that it has no seam
        self._taper = np.outer(taper, taper)
        frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side))) * side
        # Ring k holds frequencies of k cycles to a window, up to half a cycle to a pixel.
        ring = np.rint(frequency).astype(np.int64)
        self._ring = np.where((ring >= 1) & (ring <= rings), ring - 1, rings).ravel()
        self._members = np.bincount(self._ring, minlength=rings + 1)[:rings]

    def add(self, images: np.ndarray) -> None:
        """A window of all images (k, side, side), the truth first, NaN where missing.

        From each a plane is taken off, missing pixels are put on it, and the rest is tapered (Hann).
        """
        waves = np.stack([np.fft.fft2(without_plane(image) * self._taper) for image in images])
        for k, wave in enumerate(waves):
            self._power[k] += self._of_rings((wave * wave.conj()).real)
            cross = wave * waves[0].conj()
            self._cross[k] += self._of_rings(cross.real) + 1j * self._of_rings(cross.imag)
        self.windows += 1

    def spectra(self) -> Spectra:
        """Of all windows so far."""
        scale = max(1, self.windows) * (self._taper**2).sum()
        with np.errstate(invalid="ignore", divide="ignore"):
            coherence = np.abs(self._cross) ** 2 / (self._power * self._power[0])
        wavelength = self.side / np.arange(1.0, self._power.shape[1] + 1.0)
        return Spectra(wavelength, self._power / scale, np.nan_to_num(coherence))

    def _of_rings(self, values: np.ndarray) -> np.ndarray:
        rings = len(self._members)
        return np.bincount(self._ring, values.ravel(), rings + 1)[:rings] / self._members


def without_plane(image: np.ndarray) -> np.ndarray:
    """An image (rows, columns) less the plane that fits its known pixels best; 0 where it is missing."""
    known = np.isfinite(image)
    row, column = (each - 0.5 * (size - 1) for each, size in zip(np.indices(image.shape), image.shape))
    design = np.stack([np.ones(image.shape), row, column], axis=-1)
    plane = np.linalg.lstsq(design[known], image[known], rcond=None)[0]
    return np.where(known, image - design @ plane, 0.0)
