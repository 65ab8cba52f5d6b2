"""Growth: time per pixel and peak memory of one job, from 10 to 1000 megapixels (UInt16, DEFLATE, to MODIS's 1 km).

The time per pixel is that beyond the first megapixel, which pays for opening, judging and writing.
"""

import os
import shutil
from pathlib import Path

import numpy as np

from .files import CORNER, write_corner
from .measure import Failed, in_turn, medians
from .programs import our_job, our_worker
from .record import Findings, Goal, Row
from .tiles import Bench, raster, square

SIZES, QUICK_SIZES = (10, 30, 100, 300, 1000), (4, 10, 30)    # megapixels
LABEL = "MODIS sinusoidal"
STRIP = 2048
FLAT = 1.3
RUNS = 7
FIRST = "ours, first megapixel"


def write(path: Path, megapixels: int) -> int:
    """A seeded raster, made strip by strip; returns its number of pixels."""
    size = round((megapixels * 1e6)**0.5)
    options = ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1", "NUM_THREADS=ALL_CPUS", "BIGTIFF=IF_SAFER"]
    dataset = raster(square(size, 10.0), path=path, dtype="uint16", options=options)
    noise = np.random.default_rng(3).normal(4000, 200, (STRIP, STRIP)).astype(np.uint16)
    row = np.tile(noise, (1, -(-size // STRIP) + 1))
    trend = (1500 + 1500 * np.sin(np.arange(size) / 3000)).astype(np.uint16)
    for number, first in enumerate(range(0, size, STRIP)):
        height = min(STRIP, size - first)
        # Moved sideways, so that strips differ.
        shift = number * 397 % STRIP
        dataset.GetRasterBand(1).WriteArray(row[:height, shift:shift + size] + trend, 0, first)
    del dataset
    os.sync()   # what is still on its way to the disk would slow the job down
    return size * size


def one(bench: Bench, megapixels: int) -> tuple[Row, float]:
    """The job's row, and its nanoseconds per pixel."""
    path = bench.folder / "growth.tif"
    need = megapixels * 2e6 + 1e8
    if shutil.disk_usage(bench.folder).free < need:
        raise Failed(f"{megapixels} megapixels need {need / 1e9:.1f} GB of disk; set TMPDIR to a folder with more.")
    try:
        pixels = write(path, megapixels)
        worker = our_worker()
        job = our_job(path, LABEL, bench.folder / "growth-out.tif", "intensive", "mean")
        corner = bench.folder / "growth-corner.tif"
        write_corner(path, str(corner))
        first = our_job(corner, LABEL, bench.folder / "growth-corner-out.tif", "intensive", "mean")
        worker.run(**job)
        times = in_turn({"ours": lambda: worker.run(**job)["seconds"],
                         FIRST: lambda: worker.run(**first)["seconds"]}, RUNS, patience=25.0)
        peak = worker.close()
    finally:
        path.unlink(missing_ok=True)
    middle = medians(times)
    task = f"{megapixels} megapixels, UInt16 DEFLATE level 1, {LABEL}"
    row = Row("growth", task, "ours", middle["ours"], len(times["ours"]), peak)
    return row, (middle["ours"] - middle[FIRST]) / (pixels - CORNER * CORNER) * 1e9


def run(bench: Bench) -> Findings:
    sizes = QUICK_SIZES if bench.quick else SIZES
    found = [one(bench, size) for size in sizes]
    rows, per_pixel = [row for row, _ in found], [each for _, each in found]
    peaks = [row.peak_mb for row in rows]
    span = f"{sizes[0]} to {sizes[-1]} megapixels"
    return Findings(rows, [
        Goal("growth", f"most over least time per pixel beyond the first megapixel, {span}",
             max(per_pixel) / min(per_pixel), FLAT, False),
        Goal("growth", f"most over least peak memory, {span}", max(peaks) / min(peaks), FLAT, False)])
