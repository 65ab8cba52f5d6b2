"""The series of `salton_series` in memory, and leave one date out over it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.spacetime.contract import CoarseImage, Fuser, Pair, Prediction, Tile, fuse_image
from multiscale_fusion.core.spacetime.frame import Frame, Supports

PIXEL = (70.0, 70.0)
_EPOCH = date(1970, 1, 1)
# Contaminated, or a sliver: neither held out nor a base.
_DROPPED = ("2020-11-01", "2020-11-26", "2020-12-12", "2020-12-28")


def day_of(text: str) -> float:
    """Days since 1970-01-01 of the middle of an ISO date."""
    return (date.fromisoformat(text) - _EPOCH).days + 0.5


@dataclass(frozen=True)
class Score:
    """Of the valid pixels of all days together: ``rmse``, ``bias``; ``coverage``, share of them whose error is at most
    sigma; ``count``, of pixels. ``mean_rmse``: mean over the days of each one's RMSE (`by_day`).
    """

    rmse: float
    mean_rmse: float
    bias: float
    coverage: float
    count: int
    by_day: dict[float, float]


@dataclass(frozen=True)
class Salton:
    """``fine``, ``coarse``: by day, float32 (1, 140, 140) and (1, 20, 20), NaN where missing; ``fine`` holds every day
    with a valid pixel, ``coarse`` every day of the series (of which some have no valid pixel).
    """

    fine: dict[float, np.ndarray]
    coarse: dict[float, np.ndarray]
    supports: Supports

    @cached_property
    def frame(self) -> Frame:
        """Of the whole image."""
        rows, columns = map(int, self.supports.fine.shape)
        return self.frame_of(((0, rows), (0, columns)), (0, 0))

    def frame_of(self, inner, halo) -> Frame:
        """Of a part: see `Supports.frame`."""
        return self.supports.frame(inner, halo, PIXEL)

    @cached_property
    def days(self) -> tuple[float, ...]:
        """More than half of the fine image is valid: 20 days."""
        return tuple(sorted(day for day, image in self.fine.items() if np.isfinite(image).mean() > 0.5))

    @cached_property
    def base_days(self) -> tuple[float, ...]:
        """`days` less the contaminated ones: 18, what may serve as a base date."""
        dropped = {day_of(text) for text in _DROPPED}
        return tuple(day for day in self.days if day not in dropped)

    @property
    def clear_days(self) -> tuple[float, ...]:
        """The 16 of `base_days` with one before and one after them: those to be held out."""
        return self.base_days[1:-1]

    def bases(self, day: float) -> tuple[float, float]:
        """The base days nearest before and after a day, which itself is none."""
        return (max(each for each in self.base_days if each < day), min(each for each in self.base_days if each > day))

    def nearest(self, day: float) -> tuple[float]:
        """The one base day nearest to a day, which itself is none; the earlier of two."""
        return (min((each for each in self.base_days if each != day), key=lambda each: (abs(each - day), each)),)

    def tile(self, day: float, base_days: Sequence[float], series: bool = False, frame: Frame | None = None) -> Tile:
        """What a method is given to predict ``day``; without ``frame`` the whole image."""
        frame = frame or self.frame
        return Tile(frame, tuple(Pair(base, _part(self.fine[base], frame), self._cells(base, frame))
                                 for base in sorted(base_days)),
                    CoarseImage(day, self._cells(day, frame)),
                    tuple(CoarseImage(each, self._cells(each, frame)) for each in sorted(self.coarse))
                    if series else ())

    def truth(self, day: float, frame: Frame | None = None) -> np.ndarray:
        """The fine image of the inner pixels."""
        (top, bottom), (left, right) = (frame or self.frame).inner
        return self.fine[day][:, top:bottom, left:right]

    def score(self, predict: Callable[[float], Prediction], days: Sequence[float] | None = None) -> Score:
        """``predict``: from a day to its prediction of the whole image, with that day's fine image held out."""
        errors, inside, by_day = [], [], {}
        for day in days or self.clear_days:
            prediction, truth = predict(day), self.truth(day)
            error = prediction.values.astype(np.float64) - truth
            valid = np.isfinite(error)
            errors.append(error[valid])
            inside.append(np.abs(error[valid]) <= prediction.sigma[valid])
            by_day[day] = float(np.sqrt(np.mean(error[valid] ** 2)))
        error, inside = np.concatenate(errors), np.concatenate(inside)
        return Score(float(np.sqrt(np.mean(error ** 2))), float(np.mean(list(by_day.values()))), float(error.mean()),
                     float(inside.mean()), len(error), by_day)

    def score_fuser(self, fuser: Fuser, base_days: Callable[[float], Sequence[float]] | None = None) -> Score:
        """Of a method with the base days that ``base_days`` gives for a day, by default those before and after it."""
        choose = base_days or self.bases
        return self.score(lambda day: fuse_image(fuser, self.tile(day, choose(day), fuser.uses_series), day))

    def _cells(self, day: float, frame: Frame) -> np.ndarray:
        (top, bottom), (left, right) = frame.cells.rows, frame.cells.columns
        return self.coarse[day][:, top:bottom, left:right]


def _part(image: np.ndarray, frame: Frame) -> np.ndarray:
    return image[:, slice(*frame.rows), slice(*frame.columns)]


@lru_cache(maxsize=1)
def salton(data_folder: Path | str) -> Salton:
    """The series in ``data_folder``, the folder that holds `salton_series` (the fixture `data_dir`), or that itself."""
    folder = Path(data_folder)
    folder = folder if folder.name == "salton_series" else folder / "salton_series"
    fine, coarse = ({day_of(path.name[:10]): RasterSource(str(path)) for path in sorted((folder / kind).glob("*.tif"))}
                    for kind in ("fine", "coarse"))
    supports = Supports(next(iter(fine.values())).grid, next(iter(coarse.values())).grid)
    images = {day: _read(source) for day, source in fine.items()}
    return Salton({day: image for day, image in images.items() if np.isfinite(image).any()},
                  {day: _read(source) for day, source in coarse.items()}, supports)


def _read(source: RasterSource) -> np.ndarray:
    rows, columns = map(int, source.grid.shape)
    with source:
        pixels = source.read((1,), (0, rows), (0, columns))
    return np.where(pixels.valid > 0, pixels.values, np.nan).astype(np.float32)
