"""Small series of dated fine and coarse images on disk, their values beside them."""

from datetime import datetime, timedelta, timezone

import numpy as np
from affine import Affine
from multiscale_fusion.core.advice.times import TimeSpan
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.spacetime.series import Dated
from multiscale_fusion.tests.core import engine
from odc.geo.geobox import GeoBox

FIRST = datetime(2024, 5, 1, tzinfo=timezone.utc)
RATIO = 6
SHAPE = (60, 72)
FINE = GeoBox(SHAPE, Affine(30, 0, 600000, 0, -30, 3700000), engine.UTM)
COARSE = GeoBox((SHAPE[0] // RATIO, SHAPE[1] // RATIO), Affine(180, 0, 600000, 0, -180, 3700000), engine.UTM)


def span(day, days=1):
    """Of a whole day, or more, counted from 1 May 2024."""
    begin = FIRST + timedelta(days=day)
    return TimeSpan(begin, begin + timedelta(days=days, seconds=-1), "")


def epoch_day(day):
    """Days since 1970-01-01 of the middle of a day counted from 1 May 2024; spans end a second early."""
    return (FIRST - datetime(1970, 1, 1, tzinfo=timezone.utc)).days + day + 0.5


def scene(day, bands=2, shape=SHAPE, seed=3):
    """The true image (bands, rows, columns) of a day: fields that change at rates of their own, and texture."""
    rng = np.random.default_rng(seed)
    fields = np.kron(rng.random((bands, shape[0] // 12, shape[1] // 12)), np.ones((12, 12)))
    rates = np.kron(rng.random((bands, shape[0] // 12, shape[1] // 12)), np.ones((12, 12)))
    texture = 0.01 * rng.standard_normal((bands, *shape))
    return (0.1 + 0.3 * fields + 0.1 * np.sin(rates * day / 10.0) + texture).astype(np.float32)


def means(image, ratio=RATIO):
    """Of squares of ``ratio`` pixels (bands, rows, columns)."""
    bands, rows, columns = image.shape
    return image.reshape(bands, rows // ratio, ratio, columns // ratio, ratio).mean((2, 4)).astype(np.float32)


def dated(folder, name, grid, values, day, *, nodata=float("nan"), mask=None, days=1, describe=None):
    """A file of values (bands, rows, columns) with its date, and its mask (rows, columns) of 0, 1 and 255."""
    path = engine.write(folder / f"{name}_{day:03d}.tif", grid, values, nodata=nodata, describe=describe)
    masked = None
    if mask is not None:
        masked = RasterSource(engine.write(folder / f"{name}_{day:03d}_mask.tif", grid, mask.astype(np.uint8), 255))
    return Dated(RasterSource(path), span(day, days), masked)


def series(folder, fine_days=(0, 10, 20), coarse_days=(0, 5, 10, 15, 20), bands=2, holes=True):
    """Lists of fine and coarse images; with holes in the fine ones, each at its own place."""
    fine = []
    for number, day in enumerate(fine_days):
        image = scene(day, bands)
        if holes:
            image[:, 8 * number:8 * number + 6, 10:30] = np.nan
        fine.append(dated(folder, "fine", FINE, image, day))
    coarse = [dated(folder, "coarse", COARSE, means(scene(day, bands)), day) for day in coarse_days]
    return fine, coarse
