"""How good a predicted image is beside the truth: errors, structure, spectra, edges and texture, over any windows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..statistics.image_agreement import ErrorSums, structural_similarity
from .texture_scores import edge_differences, pattern_differences

SCORES = ("rmse", "mae", "bias", "r", "ssim", "edge", "lbp")


@dataclass(frozen=True)
class BandScores:
    """Of one band, in its units: ``count`` of values, ``rmse``, ``mae``, ``bias`` (prediction less truth), Pearson's
    ``r``; ``ssim``; ``edge`` and ``lbp`` as in `texture_scores`. NaN where undefined.
    """

    count: int
    rmse: float
    mae: float
    bias: float
    r: float
    ssim: float
    edge: float
    lbp: float


@dataclass(frozen=True)
class ImageScores:
    """Of all bands: ``bands``; ``ergas`` (0 is perfect); ``sam``, mean angle between spectra in degrees, NaN for one
    band; ``relative``: root mean square of the errors, each band's in standard deviations of its truth.
    """

    bands: tuple[BandScores, ...]
    ergas: float
    sam: float
    relative: float

    def mean(self, name: str) -> float:
        """The mean of a score over the bands that have it."""
        values = [value for value in (getattr(band, name) for band in self.bands) if value == value]
        return sum(values) / len(values) if values else math.nan


class _Moments:
    """Mean and variance of values that come part by part (Chan, Golub and LeVeque 1983)."""

    def __init__(self) -> None:
        self.count, self.mean, self._squares = 0, 0.0, 0.0

    def add(self, values: np.ndarray) -> None:
        mean = float(values.mean())
        self._merge(values.size, mean, float(((values - mean) ** 2).sum()))

    def merge(self, other: "_Moments") -> None:
        if other.count:
            self._merge(other.count, other.mean, other._squares)

    def _merge(self, count: int, mean: float, squares: float) -> None:
        total, step = self.count + count, mean - self.mean
        self._squares += squares + step * step * (self.count * count / total)
        self.mean += step * count / total
        self.count = total

    @property
    def variance(self) -> float:
        return self._squares / self.count


class _Mean:
    """A mean that grows."""

    def __init__(self) -> None:
        self.count, self.total = 0, 0.0

    def add(self, values: np.ndarray) -> None:
        self.count += int(values.size)
        self.total += float(values.sum())

    def merge(self, other: "_Mean") -> None:
        self.count += other.count
        self.total += other.total

    @property
    def value(self) -> float:
        return self.total / self.count if self.count else math.nan


class ImageSums:
    """Adds up what scores need, window by window, so that images of any number and size can be scored together.

    ``bands``: their number; ``ratio``: side of a fine pixel over that of a coarse one, for ERGAS; ``noise``: of the
    truth's sensor, one for each band, the tolerance of the local binary patterns; ``detail``: with SSIM, edges and
    texture, which take time, or without.
    """

    def __init__(self, bands: int, ratio: float, noise: Sequence[float], *, detail: bool = True):
        self.bands, self.ratio, self.noise, self.detail = bands, ratio, tuple(noise), detail
        self._errors = [ErrorSums() for _ in range(bands)]
        self._truth = [_Moments() for _ in range(bands)]
        self._means = {name: [_Mean() for _ in range(bands)] for name in ("ssim", "edge", "lbp")}
        self._angle = _Mean()

    @property
    def count(self) -> int:
        """Number of values."""
        return sum(each.count for each in self._errors)

    def add(self, estimate: np.ndarray, truth: np.ndarray, used: np.ndarray) -> None:
        """A window: ``estimate`` and ``truth`` (bands, rows, columns); ``used`` of the same shape tells which values
        count, and must be False where one of the two is missing. SSIM takes the window's range of truths.
        """
        for band, there in enumerate(used):
            if not there.any():
                continue
            own, true = (np.asarray(image[band], float) for image in (estimate, truth))
            self._errors[band].add(own[there], true[there])
            self._truth[band].add(true[there])
            if self.detail:
                self._add_detail(band, np.where(there, own, np.nan), np.where(there, true, np.nan))
        if len(used) > 1:
            self._angle.add(spectral_angles(estimate, truth, used.all(axis=0)))

    def _add_detail(self, band: int, own: np.ndarray, true: np.ndarray) -> None:
        span = float(np.nanmax(true) - np.nanmin(true))
        if span > 0.0:
            ssim = structural_similarity(own, true, span)
            self._means["ssim"][band].add(ssim[np.isfinite(ssim)])
        self._means["edge"][band].add(edge_differences(own, true))
        self._means["lbp"][band].add(pattern_differences(own, true, self.noise[band]))

    def merge(self, other: "ImageSums") -> None:
        """What another one has added up."""
        for own, theirs in zip(self._errors + self._truth, other._errors + other._truth):
            own.merge(theirs)
        for name, means in self._means.items():
            for own, theirs in zip(means, other._means[name]):
                own.merge(theirs)
        self._angle.merge(other._angle)

    def scores(self) -> ImageScores:
        """Of all windows so far.

        ERGAS is 100 h/l sqrt(mean over bands of (RMSE / mean of the truth)^2), h/l the ratio of pixel sizes (Wald 2000,
        Quality of high resolution synthesised images: is there a simple criterion?).
        """
        found, ergas, relative = [], [], []
        for band, (errors, truth) in enumerate(zip(self._errors, self._truth)):
            each = errors.errors()
            found.append(BandScores(each.count, each.rmse, each.mae, each.bias, each.r,
                                    *(self._means[name][band].value for name in ("ssim", "edge", "lbp"))))
            if each.count:
                ergas.append(_ratio(each.rmse**2, truth.mean**2))
                relative.append(_ratio(each.rmse**2, truth.variance))
        return ImageScores(tuple(found), 100.0 * self.ratio * _root_mean(ergas), self._angle.value,
                           _root_mean(relative))


def spectral_angles(estimate: np.ndarray, truth: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Angles in degrees (n,) between the spectra (bands, rows, columns) of the pixels ``used`` (rows, columns): SAM
    (Kruse et al. 1993, doi:10.1016/0034-4257(93)90013-N). Pixels without a direction, all 0, have none.
    """
    own, true = (np.asarray(image, float)[:, used] for image in (estimate, truth))
    lengths = np.linalg.norm(own, axis=0) * np.linalg.norm(true, axis=0)
    there = lengths > 0.0
    cosine = (own * true).sum(axis=0)[there] / lengths[there]
    return np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))


def _ratio(value: float, unit: float) -> float:
    if unit > 0.0:
        return value / unit
    return math.inf if value > 0.0 else 0.0


def _root_mean(squares: Sequence[float]) -> float:
    return math.sqrt(sum(squares) / len(squares)) if squares else math.nan
