"""A season of granules over one scene, and what is true of it at 1 km."""

import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from odc.geo.geobox import GeoBox

from .granule import Granule, record
from .granule_writers import write_ecostress_granule, write_hls_granule, write_modis_granule
from .modis import CLEAR_SHARE, modis_grid
from .observe import truth_on
from .scene import Scene
from .truth import Truth

MORNING = 10.5     # local solar time of HLS and Terra
_YEAR = 2024
_STATION_HOURS = (11.0, 13.0, 14.5)     # at which the space station crosses, in turn


@dataclass(frozen=True)
class Season:
    """Days on which the sensors pass. MODIS passes on all days of HLS (Terra passes every day)."""

    l30: tuple[datetime.date, ...]
    s30: tuple[datetime.date, ...]
    ecostress: tuple[datetime.date, ...]

    @property
    def modis(self) -> tuple[datetime.date, ...]:
        return tuple(sorted({*self.l30, *self.s30}))

    def months(self) -> tuple[tuple[int, int], ...]:
        """Year and month of each month with MODIS in it."""
        return tuple(sorted({(day.year, day.month) for day in self.modis}))

    def station_hour(self, day: datetime.date) -> float:
        """Local solar time at which the space station crosses on one of its days."""
        return _STATION_HOURS[self.ecostress.index(day) % len(_STATION_HOURS)]


@dataclass(frozen=True)
class CellTruth:
    """What is true of 1 km cells in a span of time: means over its days, (rows, columns), NaN beyond the scene.

    ``ndvi``: of the mean reflectances of a cell (the ratio of sums), not the mean of the fine index. ``lst``: K at
    `MORNING`. ``station_lst``: K at the hours of the space station, over its days; NaN where it does not pass.
    """

    ndvi: np.ndarray
    lst: np.ndarray
    station_lst: np.ndarray


def summer(months: Sequence[int] = (5, 6, 7)) -> Season:
    """The season of the worked example: Landsat every 16 days, Sentinel-2 and the space station now and then."""
    days = {"l30": ((5, 6), (5, 22), (6, 7), (6, 23), (7, 9), (7, 25)),
            "s30": ((5, 14), (5, 29), (6, 13), (6, 28), (7, 13), (7, 30)),
            "ecostress": ((5, 9), (5, 24), (6, 5), (6, 20), (7, 11), (7, 27))}
    return Season(**{sensor: tuple(datetime.date(_YEAR, *day) for day in found if day[0] in months)
                     for sensor, found in days.items()})


def write_season(scene: Scene, season: Season, folder: Path | str) -> list[Granule]:
    """All granules of a season, under ``folder``/PRODUCT; in the order of products and days."""
    folder = Path(folder)
    granules = [write_hls_granule(scene, folder / f"HLS{sensor}", day, sensor=sensor, hour=MORNING)
                for sensor, days in (("L30", season.l30), ("S30", season.s30)) for day in days]
    granules += [write_modis_granule(scene, folder / "MOD11A1", day, hour=MORNING) for day in season.modis]
    granules += [write_ecostress_granule(scene, folder / "ECO_L2T_LSTE", day, hour=season.station_hour(day),
                                         orbit=33100 + 61 * number)
                 for number, day in enumerate(season.ecostress)]
    return granules


def write_records(granules: Sequence[Granule], folder: Path | str) -> list[Path]:
    """The UMM-G record of each granule as JSON, in ``folder``/GRANULE.json."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for granule in granules:
        paths.append(folder / f"{granule.name}.json")
        paths[-1].write_text(json.dumps(record(granule), indent=1), encoding="utf-8")
    return paths


def cell_truth(scene: Scene, season: Season, days: Sequence[datetime.date], grid: GeoBox | None = None, *,
               clear: bool = False) -> CellTruth:
    """The truth of the cells of ``grid`` (`modis_grid` by default) over those of ``days`` on which MODIS passes, and
    for the space station over those on which it does.

    ``clear``: what clouds leave to composites. The morning's temperature is then that of the days on which no more than
    half of the cell is under cloud; reflectances and the space station's temperature are means of each fine pixel over
    its own clear days, and of the cell over the pixels that have any, which half of it must. NaN where nothing is left.
    Raises ValueError where MODIS passes on none of the days.
    """
    grid = modis_grid(scene) if grid is None else grid
    morning, station = ([day for day in days if day in passes] for passes in (season.modis, season.ecostress))
    if not morning:
        raise ValueError("MODIS passes on none of these days")
    if clear:
        return _clear_truth(scene, season, morning, station, grid)
    ndvi, lst = (_mean(parts) for parts in zip(*(_day(scene, day, MORNING, grid) for day in morning)))
    warm = [_day(scene, day, season.station_hour(day), grid)[1] for day in station]
    return CellTruth(ndvi, lst, _mean(warm) if warm else np.full(grid.shape, np.nan))


def days_of(season: Season, year: int, month: int) -> list[datetime.date]:
    """Days of a month on which any sensor passes."""
    return sorted(day for day in {*season.modis, *season.ecostress} if (day.year, day.month) == (year, month))


def correlation(first: np.ndarray, second: np.ndarray, where: np.ndarray | None = None) -> tuple[float, int]:
    """Pearson's r over cells where both hold something (and ``where`` is true), and how many these are.

    Raises ValueError for fewer than three.
    """
    both = np.isfinite(first) & np.isfinite(second)
    if where is not None:
        both &= where
    if both.sum() < 3:
        raise ValueError("a correlation needs three cells")
    return float(np.corrcoef(first[both], second[both])[0, 1]), int(both.sum())


def season_truth(scene: Scene, season: Season, area: GeoBox | None = None) -> dict:
    """Correlations at 1 km, as JSON takes them, over the cells that lie wholly in ``area`` (the scene by default).

    "days" of MODIS and "months": of LST with NDVI ("lst_ndvi", "cells"), of the space station's LST with that of the
    morning ("station_lst", "station_cells") in months where it passes; "clear": the same of clear days alone.
    """
    grid = modis_grid(scene)
    where = None
    if area is not None:
        where = np.isfinite(truth_on(scene.on(area), np.ones(area.shape, np.float32), grid))

    def told(days: Sequence[datetime.date], clear: bool) -> dict:
        truth = cell_truth(scene, season, days, grid, clear=clear)
        r, cells = correlation(truth.lst, truth.ndvi, where)
        found = {"lst_ndvi": r, "cells": cells}
        if np.isfinite(truth.station_lst).any():
            r, cells = correlation(truth.station_lst, truth.lst, where)
            found |= {"station_lst": r, "station_cells": cells}
        return found

    months = {f"{year}-{month:02d}": days_of(season, year, month) for year, month in season.months()}
    return {"days": {day.isoformat(): told([day], clear=False) for day in season.modis},
            "months": {name: told(days, clear=False) for name, days in months.items()},
            "clear": {name: told(days, clear=True) for name, days in months.items()}}


def _day(scene: Scene, day: datetime.date, hour: float, grid: GeoBox) -> tuple[np.ndarray, np.ndarray]:
    """NDVI of the mean reflectances, and mean LST."""
    red, nir, lst = truth_on(scene, lambda truth: np.stack([*truth.reflectances(day), truth.lst(day, hour)]), grid)
    return (nir - red) / (nir + red), lst


def _clear_truth(scene: Scene, season: Season, morning: Sequence[datetime.date], station: Sequence[datetime.date],
                 grid: GeoBox) -> CellTruth:
    red, nir = _clear_means(
        scene, morning, grid, lambda truth, day: truth.reflectances(day),
        lambda truth, day: truth.clouds(day) | truth.cloud_edges(day) | truth.shadows(day, MORNING))
    warm, = _clear_means(scene, station, grid, lambda truth, day: [truth.lst(day, season.station_hour(day))],
                         Truth.clouds) if station else [np.full(grid.shape, np.nan)]
    cool = []
    for day in morning:
        lst, cloud = truth_on(scene, lambda truth: np.stack([truth.lst(day, MORNING), truth.clouds(day)]), grid)
        cool.append(np.where(cloud > CLEAR_SHARE, np.nan, lst))
    return CellTruth((nir - red) / (nir + red), _mean(cool), warm)


def _clear_means(scene: Scene, days: Sequence[datetime.date], grid: GeoBox,
                 see: Callable[[Truth, datetime.date], Sequence[np.ndarray]],
                 hidden: Callable[[Truth, datetime.date], np.ndarray]) -> np.ndarray:
    """(bands, rows, columns): of each pixel over its clear days, then of the cell over such pixels."""
    def composite(truth: Truth) -> np.ndarray:
        total, count = 0.0, 0
        for day in days:
            clear = ~hidden(truth, day)
            total, count = total + np.where(clear, np.stack(see(truth, day)), 0.0), count + clear
        return np.concatenate([total / np.maximum(count, 1), [count > 0]])

    *bands, share = truth_on(scene, composite, grid)
    enough = share >= 0.5
    return np.where(enough, np.stack(bands) / np.where(enough, share, 1.0), np.nan)


def _mean(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Of those that hold something in a cell, NaN where none does."""
    held = np.isfinite(parts).sum(axis=0)
    with np.errstate(invalid="ignore"):
        return np.where(held > 0, np.nansum(parts, axis=0) / held, np.nan)
