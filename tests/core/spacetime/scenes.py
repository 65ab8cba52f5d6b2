"""Simulated scenes whose every fine image is known; the coarse ones are their exact means over the cells.

As in the papers' own tests: fields with seasons (Zhu et al. 2010), a change of land cover (Zhu et al. 2016), a circle
that grows and a line thinner than a cell (Gao et al. 2006). Two bands, red and near infrared, in reflectance; days -50,
0, 50 (to be predicted) and 100.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from affine import Affine
from multiscale_fusion.core.spacetime.contract import CoarseImage, Fuser, Pair, Prediction, Tile, fuse_image
from multiscale_fusion.core.spacetime.frame import Frame, Supports
from multiscale_fusion.core.spacetime.options import FusionOptions
from odc.geo.geobox import GeoBox

EARLIER, BEFORE, DAY, AFTER = DAYS = -50.0, 0.0, 50.0, 100.0
PIXEL = 30.0
SIZE = 96
RATIO = 8
NOISE = 0.002
OPTIONS = FusionOptions(window=750.0, classes=4, similar=20, noise_fine=(NOISE,), noise_coarse=(NOISE,))


@dataclass(frozen=True)
class Scene:
    """``truth``: the fine images (bands, rows, columns) by day, free of noise; ``seed``: of the sensors' noise;
    ``bias``: of the coarse sensor by day, where it has one.
    """

    truth: dict[float, np.ndarray]
    ratio: int = RATIO
    noise: float = NOISE
    seed: int = 0
    bias: dict[float, float] = field(default_factory=dict)

    @cached_property
    def frame(self) -> Frame:
        """Of the whole image."""
        rows, columns = self.truth[DAY].shape[1:]
        fine = GeoBox((rows, columns), Affine(PIXEL, 0, 600000, 0, -PIXEL, 3600000), "EPSG:32611")
        cell = PIXEL * self.ratio
        coarse = GeoBox((rows // self.ratio, columns // self.ratio), Affine(cell, 0, 600000, 0, -cell, 3600000),
                        "EPSG:32611")
        return Supports(fine, coarse).frame(((0, rows), (0, columns)), (0, 0), (PIXEL, PIXEL))

    @cached_property
    def fine(self) -> dict[float, np.ndarray]:
        """What the fine sensor sees."""
        return {day: self._seen(image, day) for day, image in self.truth.items()}

    @cached_property
    def coarse(self) -> dict[float, np.ndarray]:
        """What the coarse sensor sees."""
        return {day: self._seen(self.frame.cells.aggregate(image) + self.bias.get(day, 0.0), day + 1.0)
                for day, image in self.truth.items()}

    def _seen(self, image: np.ndarray, seed: float) -> np.ndarray:
        rng = np.random.default_rng((self.seed, int(seed) + 100))
        return (image + rng.normal(0.0, self.noise, image.shape)).astype(np.float32)

    def predict(self, fuser: Fuser, base_days: Sequence[float] = (BEFORE, AFTER)) -> Prediction:
        """The image of `DAY` from the pairs of ``base_days``."""
        pairs = tuple(Pair(day, self.fine[day], self.coarse[day]) for day in base_days)
        series = tuple(CoarseImage(day, image) for day, image in sorted(self.coarse.items()))
        tile = Tile(self.frame, pairs, CoarseImage(DAY, self.coarse[DAY]), series if fuser.uses_series else ())
        return fuse_image(fuser, tile, DAY)

    def rmse(self, prediction: Prediction, where: np.ndarray | None = None) -> float:
        """Of a prediction, over both bands; ``where`` (rows, columns): of these pixels alone."""
        error = prediction.values - self.truth[DAY]
        return float(np.sqrt(np.mean(np.square(error if where is None else error[:, where]))))


def fields(size: int, kinds: int, seed: int) -> np.ndarray:
    """Which of ``kinds`` crops grows where (rows, columns): rectangles about ``size`` pixels across, jittered."""
    rng = np.random.default_rng(seed)
    count = SIZE // size + 2
    seeds = (np.stack(np.mgrid[:count, :count]).reshape(2, -1).T + rng.uniform(-0.35, 0.35, (count ** 2, 2))) * size
    crops = rng.integers(0, kinds, count ** 2)
    rows, columns = np.mgrid[:SIZE, :SIZE]
    nearest = np.argmin(np.abs(rows[..., None] - seeds[:, 0]) + np.abs(columns[..., None] - seeds[:, 1]), axis=-1)
    return crops[nearest]


def texture(seed: int) -> np.ndarray:
    """How the ground under the crops differs from place to place, the same on all days: a factor around 1."""
    from scipy.ndimage import gaussian_filter

    noise = gaussian_filter(np.random.default_rng(seed).normal(size=(SIZE, SIZE)), 1.5)
    return 1.0 + 0.06 * noise / noise.std()


def season(crop: np.ndarray, day: float, curve: Callable[[np.ndarray, float], np.ndarray]) -> np.ndarray:
    """Red and near infrared (2, rows, columns) of crops whose greenness, 0 to 1, follows ``curve`` (crop, day)."""
    green = curve(crop, day)
    return np.stack([0.16 - 0.11 * green, 0.20 + 0.28 * green])


def linear(crop: np.ndarray, day: float) -> np.ndarray:
    """Greenness that grows or falls at a rate of its own."""
    start, rate = np.array([0.1, 0.9, 0.3, 0.6]), np.array([0.8, -0.6, 0.3, -0.1])
    return start[crop] + rate[crop] * day / 100.0


def abrupt(crop: np.ndarray, day: float) -> np.ndarray:
    """Greenness that stays, rises or falls fast, and late: most of the change comes before day 50."""
    start, change, steep, middle = (np.array(each)[crop] for each in (
        [0.1, 0.9, 0.3, 0.6], [0.8, -0.7, 0.4, 0.0], [8.0, 6.0, 10.0, 5.0], [30.0, 25.0, 40.0, 50.0]))
    return start + change / (1.0 + np.exp(-(day - middle) / steep))


def phenology(size: int, curve=abrupt, seed: int = 1, **scene) -> Scene:
    """Fields ``size`` pixels across with seasons of their own."""
    crop, ground = fields(size, 4, seed), texture(seed)
    return Scene({day: season(crop, day, curve) * ground for day in DAYS}, **scene)


def changed(patch: np.ndarray, days: Sequence[float] = (DAY, AFTER), seed: int = 2, **scene) -> Scene:
    """Fields of 24 pixels that change little and linearly; ``patch`` (rows, columns) is water on ``days``."""
    crop, ground = fields(24, 4, seed), texture(seed)
    water = np.array([0.05, 0.02])[:, None, None]
    return Scene({day: np.where(patch & (day in days), water, season(crop, 0.3 * day, linear)) * ground
                  for day in DAYS}, **scene)


def rectangle(rows: tuple[int, int], columns: tuple[int, int]) -> np.ndarray:
    """A patch."""
    found = np.zeros((SIZE, SIZE), bool)
    found[slice(*rows), slice(*columns)] = True
    return found


def uniform_change(seed: int = 4, size: int = 8, **scene) -> Scene:
    """Fields that all turn green between day 0 and day 50, at a pace that varies slowly over the scene."""
    crop, ground = fields(size, 4, seed), texture(seed)
    rows, columns = np.mgrid[:SIZE, :SIZE] / SIZE
    pace = 0.4 + 0.4 * rows * columns
    bare = np.array([0.0, 0.1, 0.2, 0.3])[crop]
    truth = {}
    for day in DAYS:
        green = bare + (1.0 - bare) * pace * (day > BEFORE)
        truth[day] = np.stack([0.16 - 0.11 * green, 0.20 + 0.28 * green]) * ground
    return Scene(truth, **scene)


def circle(radius: float) -> np.ndarray:
    """Pixels within ``radius`` of the scene's middle."""
    rows, columns = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2.0
    return np.hypot(rows, columns) <= radius


def growing_circle(radii: tuple[float, float, float] = (14.0, 24.0, 34.0), **scene) -> Scene:
    """Water that spreads over an even plain (Gao et al. 2006)."""
    land, water = np.array([0.10, 0.35])[:, None, None], np.array([0.04, 0.02])[:, None, None]
    return Scene({day: np.where(circle(radius), water, land) for day, radius in zip((BEFORE, DAY, AFTER), radii)},
                 **scene)


def line() -> np.ndarray:
    """Pixels of a straight line two pixels wide."""
    rows, columns = np.mgrid[:SIZE, :SIZE]
    return np.abs(columns - 0.6 * rows - 20.0) < 1.2


def linear_object(**scene) -> Scene:
    """A line of stable reflectance over a plain that changes (Gao et al. 2006; Zhu et al. 2010)."""
    truth = {}
    for day, plain in ((BEFORE, (0.12, 0.22)), (DAY, (0.07, 0.38)), (AFTER, (0.06, 0.42))):
        truth[day] = np.where(line(), np.array([0.20, 0.24])[:, None, None], np.array(plain)[:, None, None])
    return Scene(truth, **scene)
