"""Kriging in time with the coarse images as drift: this plugin's own method.

The fine image of a day is predicted from all base dates around it, pixel by pixel, by ordinary kriging along time
(Cressie 1993, Statistics for Spatial Data, section 3.2) of what the fine images have beyond a drift G, and the drift of
the day is added:

    F(s, t) = G(s, t) + sum over base dates k of w_k (F(s, t_k) - G(s, t_k)),  sum w_k = 1
    G(s, t) = b1 M(t) + b2 (S(s, t) - M(t)) + b3 (C(s, t) - S(s, t))

M is the mean of the coarse image, S its binomial mean over 5 x 5 cells, C the coarse value itself: so the coarse images
count at three scales, each as much as it has proven to. Coarse values of days without an image, and of missing cells,
are linear in time between those observed.

Everything is learned for each band from the base dates, each predicted from the others: the variogram in time from
the errors on pixels that have all the dates concerned; the three slopes from what kriging leaves of the base dates,
averaged over cells, and the coarse anomalies of these dates; and the errors. A base date that differs from all others
by more than these differ from each other (clouds, haze, a shift) has noise of its own, and counts for less. With two or
three base dates, where none or one has others on both sides, each is predicted from the one before. Nothing is known of
the predicted date but its coarse image.

Sigma: the kriging variance of the day's weights, times the local error: the mean over the base dates and over 5 x 5
pixels of the squared error divided by its kriging variance, drawn towards 1; times a factor of the band that makes 68 %
of the errors of base dates lie within it. It is not less than the fine sensor's noise in the weighted sum.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Self

import numpy as np

from ..message import Message, message
from .contract import CoarseImage, Fuser, Pair, Prediction, Tile
from .frame import Frame
from .time_kriging_block import TimeBlock
from .time_kriging_drift import REACH_CELLS, SCALES, ImageMeans, SlopeSums, coarse_series
from .time_kriging_errors import RADIUS, ErrorRatios, LocalErrors
from .time_kriging_model import Differences, Variogram, learn_variogram


@dataclass(frozen=True)
class LearnedBand:
    """``slopes``: b1, b2, b3; ``factor``: of sigma."""

    variogram: Variogram
    slopes: np.ndarray
    factor: float = 1.0


class TimeKriging(Fuser):
    """Kriging in time with the coarse images as drift; see the module. Of the options it takes the fine sensor's noise
    alone.

    Learned in the survey: ``days_`` of the base dates, ``bands_``, and ``means_`` of the coarse images.
    """

    name: ClassVar[str] = "timekriging"
    pairs_needed: ClassVar[tuple[int, int | None]] = (2, None)
    needs_coarse: ClassVar[bool] = False
    uses_series: ClassVar[bool] = True

    def reach(self, pixel: tuple[float, float], cell: tuple[float, float]) -> float:
        """The cells of the binomial mean around those over the pixels whose errors are averaged."""
        # Along the diagonal: the cells' lattice may lean against the pixels'.
        return (REACH_CELLS + 1) * math.hypot(*cell) + (RADIUS + 1) * math.hypot(*pixel)

    def survey(self, tiles: Callable[[], Iterator[Tile]]) -> Self:
        """Three passes: differences of the images, and means; slopes; errors."""
        self.means_ = ImageMeans()
        self.bands_ = tuple(LearnedBand(variogram, np.zeros(SCALES)) for variogram in self._variograms(tiles))
        if self.means_.days.size:
            self.bands_ = tuple(replace(band, slopes=slopes) for band, slopes in zip(self.bands_, self._slopes(tiles)))
        self.bands_ = tuple(replace(band, factor=factor) for band, factor in zip(self.bands_, self._factors(tiles)))
        return self

    def _variograms(self, tiles) -> list[Variogram]:
        differences = None
        for tile in tiles():
            days = np.array([pair.day for pair in tile.pairs])
            if differences is None:
                differences = [Differences(days) for _ in tile.pairs[0].fine]
            rows, columns = tile.frame.inner_slices
            for band, each in enumerate(differences):
                each.add(np.stack([pair.fine[band, rows, columns] for pair in tile.pairs]))
            series = coarse_series(tile.pairs, tile.series, tile.coarse)
            if series.values is not None and tile.frame.cells_inside.any():
                fine = np.stack([tile.frame.cells.aggregate(pair.fine) for pair in tile.pairs])
                self.means_.add(series, tile.frame.cells_inside, fine, series.at(days))
        self.days_ = tuple(map(float, days))
        return [learn_variogram(each) for each in differences]

    def _slopes(self, tiles) -> list[np.ndarray]:
        sums = None
        for tile in tiles():
            block = self._block(tile.frame, tile.pairs, tile.series, tile.coarse)
            if sums is None:
                sums = [SlopeSums.of(block.mean_anomalies(number, band.variogram))
                        for number, band in enumerate(self.bands_)]
            if tile.frame.cells_inside.any():
                for number, band in enumerate(self.bands_):
                    block.add_slopes(number, band.variogram, sums[number])
        return [each.slopes(self.means_.ratio(number)) for number, each in enumerate(sums)]

    def _factors(self, tiles) -> list[float]:
        ratios = [ErrorRatios() for _ in self.bands_]
        for tile in tiles():
            block = self._block(tile.frame, tile.pairs, tile.series, tile.coarse)
            for number, band in enumerate(self.bands_):
                rest, _ = block.rest(number, band.slopes)
                planes = list(block.squares(rest, band.variogram))
                LocalErrors(planes, block.inner).add_ratios(planes, ratios[number])
        return [each.factor() for each in ratios]

    def _block(self, frame: Frame, pairs: Sequence[Pair], series: Sequence[CoarseImage],
               coarse: CoarseImage | None) -> TimeBlock:
        return TimeBlock(frame, tuple(pairs), coarse_series(pairs, series, coarse), self.means_)

    def fit(self, frame: Frame, pairs: Sequence[Pair], series: Sequence[CoarseImage] = ()) -> Self:
        """Take the base dates of one block and all coarse images; base dates need none of their own."""
        self._given = frame, tuple(pairs), tuple(series)
        return self

    def predict(self, coarse: CoarseImage | None, day: float) -> Prediction:
        """``coarse`` may be None: the coarse images of the days around then say what there is to say."""
        block = self._block(*self._given, coarse)
        noise, _ = self.options.noises(len(self.bands_))
        shape = len(self.bands_), *block.frame.inner_shape
        values, sigma = np.empty(shape, np.float32), np.empty(shape, np.float32)
        for number, band in enumerate(self.bands_):
            rest, drift = block.rest(number, band.slopes, day)
            found = block.krige(rest, band.variogram, day)
            local = LocalErrors(block.squares(rest, band.variogram), block.inner).scale()
            values[number] = found.estimate + drift
            sigma[number] = np.maximum(band.factor * np.sqrt(local * found.variance), noise[number] * found.gain)
        return Prediction(values, sigma)

    def notes(self) -> tuple[Message, ...]:
        """How the images change in time, what the coarse ones add, and which dates count for less, band by band."""
        found = []
        for number, band in enumerate(self.bands_, 1):
            model = band.variogram
            found.append(message(
                "Band {band}: variogram in time {nugget:.3g} + {slope:.3g} days^{power:g}; of the coarse images' "
                "anomalies the prediction takes {mean:.2f} (whole image), {around:.2f} (5 x 5 coarse pixels) and "
                "{own:.2f} (the coarse pixel); sigma is {factor:.2f} times the kriging model's.", band=number,
                nugget=model.nugget, slope=model.slope, power=model.power, mean=band.slopes[0], around=band.slopes[1],
                own=band.slopes[2], factor=band.factor))
            noisy = [_date(day) for day, noise in zip(self.days_, model.noise) if noise > 0.0]
            if noisy:
                found.append(message(
                    "Band {band}: the fine images of {dates} differ from all others more than time explains (clouds, "
                    "haze or a displacement?) and count for less; mask what is wrong in them, or leave them out.",
                    band=number, dates=", ".join(noisy)))
        return tuple(found)


def _date(day: float) -> str:
    return (date(1970, 1, 1) + timedelta(math.floor(day))).isoformat()
