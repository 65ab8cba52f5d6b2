"""FSDAF, flexible spatiotemporal data fusion (Zhu et al. 2016, doi 10.1016/j.rse.2015.11.016)."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from ..message import Message, message
from .class_change import PurestCells
from .contract import CoarseImage, Fuser, Pair, Prediction, Tile
from .frame import Frame
from .fsdaf_kernel import mean_around, shared_residuals, similar_means
from .land_classes import LandClasses, LatticeSample, homogeneity, land_classes
from .thin_plate import RINGS, thin_plate

_ROUNDING = 1e-6
_CLASSES = 4
_ANY = 0.0   # least share of a cell's ground that must be valid: any pixel stands for its cell


@dataclass(frozen=True)
class BaseModel:
    """What the survey learns of a base date: ``classes`` of its fine image, ``changes`` (bands, classes) from then to
    the date to predict, and from how many ``cells`` (bands).
    """

    classes: LandClasses
    changes: np.ndarray
    cells: tuple[int, ...]


@dataclass(frozen=True)
class _Base:
    """A base date in one block: of its pixels, the bands in standard deviations, the class and the homogeneity."""

    pair: Pair
    model: BaseModel
    features: np.ndarray
    classes: np.ndarray
    homogeneity: np.ndarray


class Fsdaf(Fuser):
    """F(tp) = F1 + sum W (dF(class) + r) over the pixels most like each one in its class, with W inverse to distance.

    dF(class): the change of each class, from the purest coarse pixels of the whole image (`PurestCells`); r: what that
    leaves of each coarse pixel's change, shared among its fine pixels by their homogeneity and by a thin-plate spline
    through C(tp) (`shared_residuals`). Unlike the paper: k-means for ISODATA; similarity in standard deviations of the
    bands instead of shares of the centre's values, which break down about zero; local splines; supports by area, so
    that cells need not be nested. A cell with few valid pixels, or that hangs over the image's edge, is told by the
    valid pixels it has; only whole cells with half of their ground valid tell the changes of classes. A pixel with a
    missing band has no class and is missing in all. Similar pixels are chosen by F1 alone: a window much wider than the
    fields that change their cover blurs these.

    Two pairs (ours): predicted from each and averaged with weights inverse to the absolute mean of C1 - C(tp) in the
    window around the cell, as ESTARFM's (Zhu et al. 2010). Where one has a hole, the other stands alone.

    sigma of a prediction: s^2 = V + r^2 + sF^2 + 2 sC^2, V the weighted variance of the similar pixels' changes, r
    their weighted mean residual (the change that no class explains), sF and sC the sensors' noise: F1's comes in whole,
    that of both coarse images through the residual. Of two: sum T (s^2 + (f - F)^2), T their weights, f each value.

    Learned: ``models_``, of each pair a `BaseModel`, None where no pixel is valid.
    """

    name: ClassVar[str] = "fsdaf"
    pairs_needed: ClassVar[tuple[int, int | None]] = (1, 2)

    models_: tuple[BaseModel | None, ...]

    def reach(self, pixel: tuple[float, float], cell: tuple[float, float]) -> float:
        """Half the window, the cell of a pixel there, and the neighbours of its spline, in whatever direction."""
        return self.options.window / 2.0 + (RINGS + 1) * math.hypot(*cell) + math.hypot(*pixel)

    def survey(self, tiles: Callable[[], Iterator[Tile]]) -> Self:
        """Two passes: over a sample of pixels to find classes, and over all coarse pixels for the classes' changes."""
        samples, go_on = _sampled(tiles)
        classes = [land_classes(sample.taken(), self.options.classes or _CLASSES, go_on) for sample in samples]
        purest = [None] * len(classes)
        for tile in tiles():
            for number, (pair, found) in enumerate(zip(tile.pairs, classes)):
                if found is not None:
                    purest[number] = purest[number] or [PurestCells(found.count) for _ in pair.fine]
                    _add_cells(purest[number], tile, pair, found)
        self.models_ = tuple(
            None if found is None else BaseModel(found, np.array([band.changes() for band in bands]),
                                                 tuple(band.count for band in bands))
            for found, bands in zip(classes, purest))
        return self

    def notes(self) -> tuple[Message, ...]:
        """How much the changes of the classes rest on."""
        found = []
        for model in self.models_:
            if model is not None and min(model.cells) < model.classes.count:
                found.append(message(
                    "FSDAF: only {cells} coarse pixels tell how {classes} classes change; what they leave open comes "
                    "from the coarse change of each place.", cells=min(model.cells), classes=model.classes.count))
        return tuple(found)

    def fit(self, frame: Frame, pairs: Sequence[Pair], series: Sequence[CoarseImage] = ()) -> Self:
        del series
        self._frame = frame
        self._bases = [_base(frame, pair, model) for pair, model in zip(pairs, self.models_)]
        self._pairs = tuple(pairs)
        return self

    def predict(self, coarse: CoarseImage, day: float) -> Prediction:
        spline = self._spline(coarse)
        found = [self._from_one(pair, base, coarse, spline) for pair, base in zip(self._pairs, self._bases)]
        if len(found) == 1:
            values, variance = found[0]
            return Prediction(values.astype(np.float32), np.sqrt(variance).astype(np.float32))
        values, variance = _combined(found, self._temporal_weights(coarse))
        first = min(range(2), key=lambda number: abs(self._pairs[number].day - day))
        filled = np.isfinite(values) & ~np.isfinite(found[first][0])
        return Prediction(values.astype(np.float32), np.sqrt(variance).astype(np.float32), int(filled.sum()))

    def _from_one(self, pair: Pair, base: _Base | None, coarse: CoarseImage,
                  spline: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Values and error variances (bands, inner rows, inner columns) from one pair, float64."""
        bands, frame = len(pair.fine), self._frame
        if base is None or 0 in frame.cells.lattice:
            return np.full((2, bands, *frame.inner_shape), np.nan)
        change, residual = self._changes(base, coarse, spline)
        usable = np.where(np.isfinite(change).any(axis=-1), base.classes, np.int16(-1))
        half = frame.half_window(self.options.window)
        features, weights = np.nan_to_num(base.features), _weights(half, frame.pixel, self.options.window)
        mean, variance, rest = np.empty((3, bands, *frame.inner_shape))
        for piece in frame.pieces(bands * frame.window_pixels(half)):
            begin, end = (tuple(getattr(each, edge) for each in piece) for edge in ("start", "stop"))
            into = (slice(None), *(slice(a - first.start, b - first.start)
                                   for a, b, first in zip(begin, end, frame.inner_slices)))
            mean[into], variance[into], rest[into] = similar_means(
                features, usable, change, residual, begin, end, weights, self.options.similar)
        fine, noise_coarse = (np.reshape(noise, (-1, 1, 1)) for noise in self.options.noises(bands))
        variance += rest**2 + fine**2 + 2.0 * noise_coarse**2
        return pair.fine[(slice(None), *frame.inner_slices)] + mean, variance

    def _changes(self, base: _Base, coarse: CoarseImage, spline: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of each pixel that an inner one can be like: its change, and the residual in it, (rows, columns, bands)."""
        cells, fine = self._frame.cells, base.pair.fine.astype(np.float64)
        # Pixels without a class take the NaN behind the last.
        temporal = np.pad(base.model.changes, ((0, 0), (0, 1)), constant_values=np.nan)[:, base.classes]
        residuals = coarse.values.astype(np.float64) - base.pair.coarse - cells.aggregate(temporal, _ANY)
        bands = len(fine)
        residual = shared_residuals(
            cells.matrix.indptr, cells.matrix.indices, cells.matrix.data, self._wanted, residuals.reshape(bands, -1),
            base.homogeneity.ravel(), (spline - fine - temporal).reshape(bands, -1)).reshape(fine.shape)
        low, high = self.options.limits
        change = np.clip(fine + temporal + residual, low, high) - fine
        return np.ascontiguousarray(np.moveaxis(change, 0, -1)), np.ascontiguousarray(np.moveaxis(residual, 0, -1))

    def _spline(self, coarse: CoarseImage) -> np.ndarray:
        """Through the coarse image, (bands, rows, columns), at all pixels of the cells that are wanted."""
        frame, wanted = self._frame, self._wanted
        pixels = (frame.cells.matrix.T @ wanted.astype(np.float64) > 0.0).reshape(frame.shape)
        return thin_plate(frame.cells, coarse.values, frame.pixel, pixels, frame.go_on)

    @property
    def _wanted(self) -> np.ndarray:
        """The cells (cells,) that hold pixels in the window of an inner one."""
        frame, matrix = self._frame, self._frame.cells.matrix
        near = np.zeros(frame.shape, bool)
        near[tuple(slice(max(0, part.start - half), part.stop + half)
                   for part, half in zip(frame.inner_slices, frame.half_window(self.options.window)))] = True
        return matrix @ near.ravel().astype(np.float64) > 0.0

    def _temporal_weights(self, coarse: CoarseImage) -> tuple[np.ndarray, np.ndarray]:
        """Of the two pairs at the inner pixels, (bands, inner rows, inner columns), adding up to 1."""
        half = np.array([max(1, round(self.options.window / (2.0 * cell))) for cell in self._frame.cell])
        first, second = (
            self._frame.cells.spread(np.abs(mean_around(pair.coarse.astype(np.float64) - coarse.values, half)))[
                (slice(None), *self._frame.inner_slices)].astype(np.float64) for pair in self._pairs)
        total = first + second
        weight = np.divide(second, total, out=np.full(total.shape, 0.5), where=total > 0.0)
        return weight, 1.0 - weight


def _sampled(tiles: Callable[[], Iterator[Tile]]) -> tuple[list[LatticeSample], Callable[[], None]]:
    """Of each base date, and what to call in long work upon them."""
    samples, go_on = [], None
    for tile in tiles():
        samples = samples or [LatticeSample() for _ in tile.pairs]
        rows, columns = tile.frame.inner
        for sample, pair in zip(samples, tile.pairs):
            sample.add(rows[0], columns[0], pair.fine[(slice(None), *tile.frame.inner_slices)])
        go_on = tile.frame.go_on
    return samples, go_on


def _add_cells(purest: list[PurestCells], tile: Tile, pair: Pair, found: LandClasses) -> None:
    cells = tile.frame.cells
    kept = tile.frame.cells_inside & (cells.coverage >= 1.0)
    classes = found.of(found.standardised(pair.fine))
    indicators = np.where(classes < 0, np.nan, np.arange(found.count)[:, None, None] == classes)
    shares = cells.aggregate(indicators)[:, kept].T
    rows, columns = np.nonzero(kept)
    for band, before, after in zip(purest, pair.coarse, tile.coarse.values):
        change = after[kept].astype(np.float64) - before[kept]
        band.add(rows + cells.rows[0], columns + cells.columns[0], change, shares)


def _base(frame: Frame, pair: Pair, model: BaseModel | None) -> _Base | None:
    if model is None:
        return None
    features = model.classes.standardised(pair.fine)
    classes = model.classes.of(features)
    half = tuple(max(1, int(cell / (2.0 * pixel) + _ROUNDING)) for cell, pixel in zip(frame.cell, frame.pixel))
    return _Base(pair, model, features, classes, homogeneity(classes, model.classes.count, half))


def _weights(half: tuple[int, int], pixel: tuple[float, float], window: float) -> np.ndarray:
    """1 / D of a window's pixels by their place."""
    rows, columns = (np.arange(-reach, reach + 1) * size for reach, size in zip(half, pixel))
    return 1.0 / (1.0 + np.hypot(rows[:, None], columns[None, :]) / (window / 2.0))


def _combined(found, weights) -> tuple[np.ndarray, np.ndarray]:
    """Values and variances of two predictions, by their weights; of one where the other is missing."""
    (first, spread), (second, other) = found
    values = weights[0] * first + weights[1] * second
    variance = weights[0] * (spread + (first - values) ** 2) + weights[1] * (other + (second - values) ** 2)
    for alone, own, rest in ((first, spread, second), (second, other, first)):
        single = np.isfinite(alone) & ~np.isfinite(rest)
        values[single], variance[single] = alone[single], own[single]
    return values, variance
