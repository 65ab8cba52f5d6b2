"""A simulated series for the speed of fusion: fields that grow, some that change, seen at 30 m and at 480 m."""

from pathlib import Path

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox
from osgeo import gdal

from .tiles import NORTH, WEST, raster, square

RATIO, BANDS = 16, 3
TILE = 1008                       # pixels a side, after which the scene repeats: a multiple of the ratio
FINE_DAYS, DAYS = (0, 32), (0, 16, 32)
_FIELDS = 21                      # pixels a side
_CHANGED = 0.05                   # share of fields that change class after the first date
_CLASSES = 6
_NOISE = 0.003


def name_of(kind: str, day: int) -> str:
    """Of a file; days are counted from 1 June 2024."""
    month, number = (6, 1 + day) if day < 30 else (7, day - 29)
    return f"{kind}_2024-{month:02d}-{number:02d}.tif"


def truth(day: int) -> np.ndarray:
    """Reflectance (bands, TILE, TILE) of a day, float32."""
    random = np.random.default_rng(5)
    count = TILE // _FIELDS
    classes = random.integers(0, _CLASSES, (count, count))
    changed = np.where(random.random(classes.shape) < _CHANGED, random.integers(0, _CLASSES, classes.shape), classes)
    level, rate = random.uniform(0.05, 0.4, (BANDS, _CLASSES)), random.uniform(-0.002, 0.003, (BANDS, _CLASSES))
    texture = random.normal(0.0, 0.01, (BANDS, TILE, TILE))
    now = changed if day > DAYS[0] else classes
    fields = (level + rate * day)[:, now].repeat(_FIELDS, axis=1).repeat(_FIELDS, axis=2)
    return (fields + texture).astype(np.float32)


def write_scene(folder: Path, side: int) -> Path:
    """Files of ``side`` x ``side`` fine pixels, and of coarse pixels that cover them, into a new folder."""
    folder.mkdir()
    cells = -(-side // RATIO)
    times = -(-side // TILE)
    for day in DAYS:
        fine = truth(day)
        coarse = fine.reshape(BANDS, TILE // RATIO, RATIO, TILE // RATIO, RATIO).mean(axis=(2, 4))
        noise = np.random.default_rng(day).normal(0.0, _NOISE, fine.shape).astype(np.float32)
        if day in FINE_DAYS:
            _write(folder / name_of("fine", day), square(side, 30.0), fine + noise, times)
        else:
            _write(folder / name_of("truth", day), square(side, 30.0), fine, times)
        grid = GeoBox((cells, cells), Affine(30.0 * RATIO, 0, WEST, 0, -30.0 * RATIO, NORTH), "EPSG:32611")
        _write(folder / name_of("coarse", day), grid, coarse.astype(np.float32), times)
    return folder


def _write(path: Path, grid: GeoBox, tile: np.ndarray, times: int) -> None:
    """A tile side by side, cut to the grid."""
    like = raster(grid, dtype="float32")
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), like.RasterXSize, like.RasterYSize, BANDS,
                                                   gdal.GDT_Float32, ["TILED=YES"])
    dataset.SetGeoTransform(like.GetGeoTransform())
    dataset.SetProjection(like.GetProjection())
    rows, columns = map(int, grid.shape)
    for band, plane in enumerate(tile, start=1):
        row = np.tile(plane, (1, times))[:, :columns]
        for first in range(0, rows, plane.shape[0]):
            dataset.GetRasterBand(band).WriteArray(np.ascontiguousarray(row[:rows - first]), 0, first)
