"""A downscaled layer strip by strip beside its truth, beside plain interpolation, and beside its coarse data."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from odc.geo.geobox import GeoBox

from .. import blocks
from ..crs import same_crs
from ..raster import RasterSource
from ..reporter import Reporter, Share
from ..statistics.image_agreement import (
    SSIM_REACH, Errors, ErrorSums, Spectra, SpectrumSums, structural_similarity,
)
from .covariates import RasterCovariates
from .interpolation import Interpolator
from .request import Variable
from .sharpen import Scene

Range = tuple[int, int]

MAP_CELLS = 300          # along the longer side of the maps that are kept
_STRIP_PIXELS = 1 << 18  # fixed, so that sums are the same whatever the memory
_BYTES = 600             # that a pixel of a strip takes at most, with all that is made of it
_PAIRS = 20_000          # kept for the scatter plot
_SIDES = (256, 128, 64, 32)   # of windows for spectra, pixels
_WINDOWS = 8             # of them along each side at most
_KNOWN = 0.9             # share of a window that must be known
_RINGS = np.linspace(0.0, 0.75, 7)   # distances from the middle of a coarse pixel, in coarse pixels
_NORMAL_95 = 1.959964


class GridBand:
    """One band on a grid: as it is where its pixels are the grid's, else carried there by the support operator."""

    def __init__(self, source: RasterSource, band: int, grid: GeoBox):
        self.name, self.shape = source.name, tuple(map(int, grid.shape))
        self.carried = not same_pixels(source.grid, grid)
        self._rasters = RasterCovariates([source], grid, kinds=["intensive"])
        self._at = source.data_bands.index(band)

    def read(self, rows: Range) -> np.ndarray:
        """(rows, columns) in float64, NaN where missing."""
        return self._rasters.read(rows, [self._at])[0]


class Forward:
    """A band in what averages linearly (T^4 of radiative temperatures), for `Coherence.aggregate`."""

    def __init__(self, band: GridBand, variable: Variable):
        self._band, self._variable = band, variable

    def read(self, rows: Range) -> np.ndarray:
        return self._variable.forward(self._band.read(rows))


@dataclass(frozen=True)
class Distances:
    """Errors by the distance from the middle of the coarse pixel: ``edges`` (m + 1,) in coarse pixels, ``count`` and
    ``rmse`` (m,); ``slope`` of the size of the error, in units of the values to a coarse pixel."""

    edges: np.ndarray
    count: np.ndarray
    rmse: np.ndarray
    slope: float


@dataclass(frozen=True)
class Intervals:
    """How true 1 sigma is: shares of errors within 1 and within 1.96 sigma, root mean squares of sigma and of the
    error in sigmas."""

    within_68: float
    within_95: float
    sigma: float
    ratio: float


@dataclass(frozen=True)
class Compared:
    """What was found, by layer (``names``: the downscaled one, and bilinear and nearest interpolation of the coarse
    data where that is known), all on the same pixels.

    ``span``: range of the truth; ``spectra``: truth, downscaled, bilinear (None where no window is known well enough);
    ``maps``: truth, downscaled and error in at most MAP_CELLS a side; ``pairs`` (2, n): truth and downscaled.
    """

    names: tuple[str, ...]
    errors: tuple[Errors, ...]
    ssim: tuple[float, ...]
    span: float
    distances: Distances | None
    intervals: Intervals | None
    spectra: Spectra | None
    maps: tuple[np.ndarray, ...]
    pairs: np.ndarray

    def skill(self, against: str) -> float:
        """1 - MSE / MSE of another layer (Murphy 1988): 1 is perfect, 0 as good as that one, below 0 worse."""
        other = self.errors[self.names.index(against)] if against in self.names else None
        if other is None or not other.rmse > 0.0:
            return math.nan
        return 1.0 - (self.errors[0].rmse / other.rmse) ** 2


def same_pixels(one: GeoBox, other: GeoBox) -> bool:
    """Are pixels of one grid pixels of the other, where both have some?"""
    if not same_crs(one.crs.proj, other.crs.proj):
        return False
    across = np.array((~one.affine * other.affine)[:6])
    across[[2, 5]] -= np.rint(across[[2, 5]])
    return bool(np.allclose(across, [1.0, 0.0, 0.0, 0.0, 1.0, 0.0], rtol=0.0, atol=1e-6))


@dataclass
class Layers:
    """What is compared: bands on one grid, ``sigma`` the 1 sigma of the estimate; ``scene`` with its ``variable``: the
    coarse data, None without."""

    estimate: GridBand
    truth: GridBand
    sigma: GridBand | None = None
    scene: Scene | None = None
    variable: Variable | None = None

    def __post_init__(self) -> None:
        self.shape = self.estimate.shape
        self._places = Interpolator(self.scene.supports) if self.scene else None
        self._coarse = self.scene.per_pixel if self.scene else None
        self.names = ("downscaled", "bilinear", "nearest") if self.scene else ("downscaled",)

    def read(self, rows: Range) -> np.ndarray:
        """Truth, estimate and what it is compared with (k, rows, columns), NaN where one of them is missing."""
        found = [self.truth.read(rows), self.estimate.read(rows)]
        if self._places is not None:
            found += [self.variable.back(carry(self._coarse, rows))
                      for carry in (self._places.bilinear, self._places.nearest)]
        found = np.stack(found)
        found[:, ~np.isfinite(found).all(axis=0)] = np.nan
        return found

    def distance(self, rows: Range) -> np.ndarray:
        """From the middle of the coarse pixel (rows, columns), in coarse pixels; NaN without coarse data."""
        if self._places is None:
            return np.full((rows[1] - rows[0], self.shape[1]), np.nan)
        return np.hypot(*(each - np.rint(each) for each in self._places.positions(rows)))


@dataclass
class _Part:
    """What a strip adds."""

    error: np.ndarray
    sums: list[ErrorSums]
    ssim: np.ndarray
    rings: np.ndarray
    line: np.ndarray
    intervals: np.ndarray
    maps: tuple[np.ndarray, ...]
    pairs: np.ndarray


def compare(layers: Layers, consume: Callable[[Range, np.ndarray], None], *, memory: int, threads: int | None = None,
            reporter: Reporter | None = None) -> Compared | None:
    """Compare the layers on the pixels that all of them have; None where there are none.

    ``consume(rows, error)`` gets the error (rows, columns), estimate less truth, of strip after strip. The result is
    the same for any ``threads`` and ``memory`` (bytes).
    """
    reporter = reporter or Reporter()
    step = max(1, -(-max(layers.shape) // MAP_CELLS))
    ranges = _strips(layers.shape, step)
    pixels = max(rows[1] - rows[0] + 2 * SSIM_REACH for rows in ranges) * layers.shape[1]
    threads = max(1, min(blocks.thread_count(threads), memory // (_BYTES * pixels)))
    low, high = _range_of(layers, ranges, threads, Share(reporter, 0.0, 0.25))
    if not low <= high:
        return None
    parts = _Parts(len(layers.names))

    def take(block: blocks.Block, part: _Part) -> None:
        consume(block.rows, part.error)
        parts.add(part)

    share = min(1.0, _PAIRS / (layers.shape[0] * layers.shape[1]))
    _each(lambda rows: _look(layers, rows, high - low, step, share), ranges, layers.shape[1], take, threads,
          Share(reporter, 0.25, 0.5))
    spectra = _spectra(layers, Share(reporter, 0.75, 0.25))
    return parts.compared(layers.names, high - low, spectra)


class _Parts:
    """What strips add up to, in their order."""

    def __init__(self, count: int):
        self.sums = [ErrorSums() for _ in range(count)]
        self.ssim = np.zeros(count)
        self.rings = np.zeros((2, len(_RINGS) - 1))
        self.line, self.intervals = np.zeros(5), np.zeros(5)
        self.maps: list[tuple[np.ndarray, ...]] = []
        self.pairs: list[np.ndarray] = []

    def add(self, part: _Part) -> None:
        for sums, own in zip(self.sums, part.sums):
            sums.merge(own)
        self.ssim += part.ssim
        self.rings += part.rings
        self.line += part.line
        self.intervals += part.intervals
        self.maps.append(part.maps)
        self.pairs.append(part.pairs)

    def compared(self, names: tuple[str, ...], span: float, spectra: Spectra | None) -> Compared:
        errors = tuple(sums.errors() for sums in self.sums)
        n, d, e, dd, de = self.line
        distances = None
        if n:
            with np.errstate(invalid="ignore", divide="ignore"):
                rmse = np.sqrt(self.rings[1] / self.rings[0])
                slope = float((de - d * e / n) / (dd - d * d / n)) if dd * n > d * d else math.nan
            distances = Distances(_RINGS, self.rings[0], rmse, slope)
        count, one, two, squares, scaled = self.intervals
        intervals = Intervals(one / count, two / count, math.sqrt(squares / count),
                              math.sqrt(scaled / count)) if count else None
        return Compared(names, errors, tuple(float(total) / errors[0].count for total in self.ssim), span, distances,
                        intervals, spectra, tuple(np.concatenate(each) for each in zip(*self.maps)),
                        np.concatenate(self.pairs, axis=1))


def _strips(shape: Range, step: int) -> list[Range]:
    """Rows of strips, whole cells of the maps."""
    height = max(SSIM_REACH, _STRIP_PIXELS // shape[1]) // step * step or step
    return [(row, min(row + height, shape[0])) for row in range(0, shape[0], height)]


def _each(task: Callable[[Range], object], ranges: list[Range], width: int, consume: Callable, threads: int,
          reporter: Reporter) -> None:
    strips = [blocks.Block(rows, (0, width)) for rows in ranges]
    blocks.run(lambda block, stopped: task(block.rows), strips, consume, reporter, threads=threads)


def _range_of(layers: Layers, ranges: list[Range], threads: int, reporter: Reporter) -> tuple[float, float]:
    """Least and greatest truth of the pixels that are compared."""
    found = [math.inf, -math.inf]

    def take(_: blocks.Block, pair: tuple[float, float]) -> None:
        found[:] = min(found[0], pair[0]), max(found[1], pair[1])

    def look(rows: Range) -> tuple[float, float]:
        truth = layers.read(rows)[0]
        known = truth[np.isfinite(truth)]
        return float(known.min(initial=math.inf)), float(known.max(initial=-math.inf))

    _each(look, ranges, layers.shape[1], take, threads, reporter)
    return found[0], found[1]


def _look(layers: Layers, rows: Range, span: float, step: int, share: float) -> _Part:
    outer = max(0, rows[0] - SSIM_REACH), min(layers.shape[0], rows[1] + SSIM_REACH)
    images = layers.read(outer)
    inner = slice(rows[0] - outer[0], rows[1] - outer[0])
    ssim = np.array([np.nansum(structural_similarity(image, images[0], span)[inner]) for image in images[1:]])
    truth, *others = images[:, inner]
    error = others[0] - truth
    known = np.isfinite(error)
    sums = [ErrorSums() for _ in others]
    for own, image in zip(sums, others):
        own.add(image[known], truth[known])
    rings, line = _by_distance(layers.distance(rows)[known], error[known])
    sigma = layers.sigma.read(rows)[known] if layers.sigma is not None else np.empty(0)
    rng = np.random.default_rng((0, rows[0]))
    drawn = np.flatnonzero(known.ravel() & (rng.random(known.size) < share))
    maps = tuple(_thinned(image, step) for image in (truth, others[0], error))
    return _Part(error, sums, ssim, rings, line, _within(sigma, error[known]) if sigma.size else np.zeros(5), maps,
                 np.stack([truth.ravel()[drawn], others[0].ravel()[drawn]]))


def _by_distance(distance: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Counts and squared errors by ring, and the sums of a line of the error's size on the distance."""
    there = np.isfinite(distance)
    d, e = distance[there], np.abs(error[there])
    ring = np.clip(np.searchsorted(_RINGS, d, "right") - 1, 0, len(_RINGS) - 2)
    rings = np.stack([np.bincount(ring, weights, len(_RINGS) - 1) for weights in (None, e * e)])
    return rings, np.array([d.size, d.sum(), e.sum(), (d * d).sum(), (d * e).sum()])


def _within(sigma: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Count, those within 1 and 1.96 sigma, squares of sigma and of the error in sigmas."""
    there = np.isfinite(sigma) & (sigma > 0.0)
    size, sigma = np.abs(error[there]), sigma[there]
    return np.array([size.size, np.count_nonzero(size <= sigma), np.count_nonzero(size <= _NORMAL_95 * sigma),
                     (sigma * sigma).sum(), ((size / sigma) ** 2).sum()])


def _thinned(image: np.ndarray, step: int) -> np.ndarray:
    """Means of squares of ``step`` pixels, NaN where one has no value."""
    rows, columns = (-(-size // step) for size in image.shape)
    padded = np.full((rows * step, columns * step), np.nan)
    padded[:image.shape[0], :image.shape[1]] = image
    cells = padded.reshape(rows, step, columns, step)
    count = np.isfinite(cells).sum(axis=(1, 3))
    return np.divide(np.nansum(cells, axis=(1, 3)), count, out=np.full(count.shape, np.nan), where=count > 0)


def _spectra(layers: Layers, reporter: Reporter) -> Spectra | None:
    """Of windows spread over the image; None where none is known well enough."""
    for side in _SIDES:
        if side > min(layers.shape):
            continue
        sums = SpectrumSums(side, min(3, len(layers.names) + 1))
        for images in _windows(layers, side, reporter):
            if np.isfinite(images[0]).mean() >= _KNOWN:
                sums.add(images)
        if sums.windows:
            return sums.spectra()
    return None


def _windows(layers: Layers, side: int, reporter: Reporter) -> Iterator[np.ndarray]:
    tops, lefts = (_spread(size // side) * side for size in layers.shape)
    for number, top in enumerate(tops):
        images = layers.read((int(top), int(top) + side))[:3]
        for left in lefts:
            yield images[:, :, left:left + side]
        reporter.progress((number + 1) / len(tops))


def _spread(count: int) -> np.ndarray:
    """Up to _WINDOWS whole numbers below ``count``, evenly spread."""
    return np.unique(np.linspace(0, count - 1, min(count, _WINDOWS)).round().astype(int))
