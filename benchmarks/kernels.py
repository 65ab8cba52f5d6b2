"""Kernels in memory: our area-weighted mean beside GDAL's `average`, on the same arrays, two threads each.

Start-up, compiling and reading files are left out on both sides. Both run in one process, so no peak is told.
"""

import numpy as np
from odc.geo.geobox import GeoBox
from osgeo import gdal

from .measure import in_turn, medians, seconds
from .record import Findings, Goal, Row
from .reference import sample
from .tiles import TARGETS, THREADS, Bench, raster, target_of

GOALS = {("HLS", "UTM 1 km"): 8.0, ("S2", "UTM 1 km"): 8.0, ("HLS", "MODIS sinusoidal"): 3.0,
         ("S2", "MODIS sinusoidal"): 5.0, ("HLS", "0.01 degree"): 2.5}


def ours(source: GeoBox, target: GeoBox, values: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Means (rows, columns) of bands (bands, rows, columns), NaN where less than half of a cell is valid."""
    from ..core import blocks
    from ..core.support.block_shape import choose_block_shape
    from ..core.reporter import Reporter
    from ..core.support import SupportOperator

    operator = SupportOperator(source, target)
    shape, _ = choose_block_shape(operator, (1, 1), 8, 1, 2**30, THREADS)
    result = np.full(target.shape, np.nan)

    def task(block, _stopped):
        support = operator.block(block.rows, block.columns)
        support.start(1)
        window = support.window
        if not window.empty:
            rows = slice(*window.rows)
            support.add(window.rows[0], values[:, rows], valid[:, rows], column=0)
        moments = support.moments()
        return np.where(moments.valid_fraction >= 0.5, moments.mean, np.nan)[0]

    def keep(block, mean):
        result[slice(*block.rows), slice(*block.columns)] = mean

    blocks.run(task, blocks.cut(tuple(target.shape), shape), keep, Reporter(), threads=THREADS)
    return result


def gdals(source: gdal.Dataset, target: gdal.Dataset, method: str) -> np.ndarray:
    """What GDAL's warper writes into `target`."""
    gdal.Warp(target, source, resampleAlg=method, multithread=True, warpMemoryLimit=512,
              warpOptions=[f"NUM_THREADS={THREADS}"])
    return target.ReadAsArray()


def run(bench: Bench) -> Findings:
    rows, goals = [], []
    for name in ("HLS", "S2"):
        tile = bench.tile(name)
        dataset, valid = raster(tile.grid, tile.values), np.broadcast_to(np.uint8(1), (1, *tile.values.shape))
        for label in TARGETS:
            target = target_of(tile.grid, label)
            results = {}

            def our_seconds():
                took, results["ours"] = seconds(lambda: ours(tile.grid, target, tile.values[None], valid))
                return took

            def gdal_seconds():
                empty = raster(target, dtype="float64")
                took, results["GDAL average"] = seconds(lambda: gdals(dataset, empty, "average"))
                return took

            our_seconds()
            times = in_turn({"ours": our_seconds, "GDAL average": gdal_seconds}, bench.runs + 2)
            middle, exact = medians(times), sample(bench, name, label, "mean")
            ratio, task = middle["GDAL average"] / middle["ours"], f"{tile.label}, {label}"
            rows += [Row("kernels", task, program, middle[program], len(times[program]), None,
                         None if program == "ours" else ratio, exact.error(results[program])) for program in middle]
            if (name, label) in GOALS:
                goals.append(Goal("kernels", f"times as fast as GDAL's average in memory: {task}", ratio,
                                  GOALS[name, label]))
    return Findings(rows, goals)
