"""Small stacks of dated scenes on disk, their values beside them."""

from datetime import datetime, timedelta, timezone

import numpy as np

from multiscale_fusion.core.composite import Options, Scene, composite
from multiscale_fusion.core.dates import dates_of
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.processing import rasters

SHAPE = (70, 90)
FIRST = datetime(2024, 5, 4, tzinfo=timezone.utc)


def values(count=9, seed=1, shape=SHAPE, missing=0.3):
    """(scenes, rows, columns) of float32 with gaps, in a corner of all scenes, and with values that occur twice."""
    rng = np.random.default_rng(seed)
    stack = rng.normal(290.0, 8.0, (count, *shape)).astype(np.float32)
    stack[:, 40:, :30] = np.round(stack[:, 40:, :30] / 4.0) * 4.0
    stack[rng.random(stack.shape) < missing] = np.nan
    stack[:, :6, :7] = np.nan
    return stack


def names(count, days=10):
    return [f"scene_{FIRST + number * timedelta(days=days):%Y%m%d}.tif" for number in range(count)]


def write(folder, stack, *, files=None, **options):
    """Paths of the scenes, one every ten days from 4 May 2024 on."""
    options.setdefault("nodata", float("nan"))
    return [rasters.write(folder / name, plane, **options)
            for name, plane in zip(files or names(len(stack)), stack, strict=True)]


def scenes(paths, qualities=()):
    sources = [RasterSource(str(path)) for path in paths]
    scores = [RasterSource(str(path)) for path in qualities] or [None] * len(sources)
    return [Scene(*each) for each in zip(sources, dates_of(sources), scores)]


def run(given, folder, *, outputs=("count", "spread"), reporter=None, target=None, memory=2**30, threads=2,
        **options):
    """The layers OUTPUT and ``outputs`` as float64 (windows, rows, columns), NaN where nodata; and the result."""
    options = {"kind": "intensive", "window": "whole", "dtype": "Float64", **options}
    paths = {name: str(folder / f"{name}.tif") for name in outputs}
    result = composite(given, str(folder / "out.tif"), target=target, options=Options(**options), **paths,
                       memory=memory, threads=threads, reporter=reporter)
    found = {name: rasters.read(path) for name, path in {"output": folder / "out.tif", **paths}.items()}
    return found, result
