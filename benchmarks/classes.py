"""Class statistics: mode and all fractions of a land cover map in one walk, beside GDAL's `-r mode` alone.

In memory: the kernels on the same arrays, two threads each. Files: from GeoTIFF to GeoTIFF. The error is the share of
sampled cells with another class than exact clipping finds.
"""

import numpy as np
from odc.geo.geobox import GeoBox

from .files import compare
from .kernels import gdals
from .measure import in_turn, medians, seconds
from .record import Findings, Goal, Row
from .reference import sample
from .tiles import CLASSES, THREADS, Bench, raster, target_of

NAME = "land cover"
LABELS = ("MODIS sinusoidal", "UTM 1 km")
STRIP = 256    # rows given to the kernel at a time, as files are read
GOAL = 3.0


def ours(source: GeoBox, target: GeoBox, values: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """The mode (rows, columns) of bands (bands, rows, columns), 0 where there is none; fractions are made with it."""
    from ..core import blocks
    from ..core.support.block_shape import choose_block_shape
    from ..core.statistics.class_areas import ClassAreas, mode
    from ..core.reporter import Reporter
    from ..core.support import SupportOperator

    operator = SupportOperator(source, target)
    shape, _ = choose_block_shape(operator, (1, 1), 8, 9, 2**30, THREADS)
    modes, fractions = np.zeros(target.shape), np.zeros((len(CLASSES), *target.shape), np.float32)

    def task(block, _stopped):
        support = operator.block(block.rows, block.columns)
        areas = ClassAreas(support, 1, NAME)
        columns = slice(*support.window.columns)
        for row in range(*support.window.rows, STRIP):
            rows = slice(row, min(row + STRIP, support.window.rows[1]))
            areas.add(row, values[:, rows, columns], valid[:, rows, columns])
        found = areas.areas()
        total = found.sum(axis=1, keepdims=True)
        shares = np.divide(found, total, out=np.zeros_like(found), where=total > 0.0)
        return areas.classes, mode(areas.classes, found)[0][0], shares[0]

    def keep(block, result):
        classes, winning, shares = result
        rows, columns = slice(*block.rows), slice(*block.columns)
        modes[rows, columns] = winning
        fractions[np.searchsorted(CLASSES, classes), rows, columns] = shares

    blocks.run(task, blocks.cut(tuple(target.shape), shape), keep, Reporter(), threads=THREADS)
    inside = fractions.sum(axis=0) > 0.0
    np.testing.assert_allclose(fractions.sum(axis=0)[inside], 1.0, atol=1e-6)
    return modes


def in_memory(bench: Bench) -> list[Row]:
    """Kernels on arrays."""
    rows, tile = [], bench.tile(NAME)
    dataset = raster(tile.grid, tile.values, tile.nodata)
    valid = np.broadcast_to(np.uint8(1), (1, *tile.values.shape))
    for label in LABELS:
        target, results = target_of(tile.grid, label), {}

        def our_seconds():
            took, results["ours"] = seconds(lambda: ours(tile.grid, target, tile.values[None], valid))
            return took

        def gdal_seconds():
            empty = raster(target, nodata=0)
            took, results["GDAL mode"] = seconds(lambda: gdals(dataset, empty, "mode"))
            return took

        our_seconds()
        times = in_turn({"ours": our_seconds, "GDAL mode": gdal_seconds}, bench.runs)
        middle, exact = medians(times), sample(bench, NAME, label, "mode")
        ratio = middle["GDAL mode"] / middle["ours"]
        rows += [Row("classes", f"mode in memory, {label}", program, middle[program], len(times[program]), None,
                     None if program == "ours" else ratio, exact.wrong(results[program])) for program in middle]
    return rows


def run(bench: Bench) -> Findings:
    rows, goals = in_memory(bench), []
    for compression in ("raw", "DEFLATE"):
        for label in LABELS:
            found = compare(bench, NAME, compression, label, "fractions", section="classes")
            rows += found
            ratio = next(row.ratio for row in found if row.program.startswith("gdalwarp"))
            goals.append(Goal("classes", "mode and all fractions, times as fast as gdalwarp's mode alone: "
                                         f"{compression}, {label}", ratio, GOAL))
    return Findings(rows, goals)
