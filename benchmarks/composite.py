"""Composites: ten dated layers of 3660 x 3660 beside QGIS's cell statistics, mean, median and maximum, in one run.

The layers are tiled GeoTIFFs of Float32, uncompressed, a fifth of each missing. Both programs run as Processing
algorithms in a QGIS process that is open already, each once before it is timed, and write a plain band of Float32,
uncompressed and without overviews, as QGIS does. "as a COG" writes what ours does by default, compressed and with
overviews. "whole process" is a run of qgis_process with its start-up. The error is the share of pixels that differ by
more than rounding to Float32.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from .measure import Worker, environment, in_turn, medians
from .programs import Qgis, band
from .record import Findings, Goal, Row
from .tiles import Bench, raster

LAYERS = 10
MISSING = 0.2
NODATA = -9999.0
OURS, COG, NATIVE = "ours", "ours, as a COG", "QGIS cellstatistics"
WHOLE = {OURS: "ours, whole process", NATIVE: "QGIS cellstatistics, whole process"}
PLAIN = "COMPRESS=NONE|OVERVIEWS=NONE"
STATISTICS = {"mean": 2, "median": 3, "max": 7}    # and the numbers that QGIS has for them
GOAL = 3.0
ROUNDING = 1e-6


def write(bench: Bench) -> list[Path]:
    """Ten layers of one month, each with noise and gaps of its own."""
    tile = bench.tile("HLS")
    random = np.random.default_rng(11)
    paths = []
    for day in range(1, LAYERS + 1):
        values = tile.values + random.normal(0.0, 50.0, tile.values.shape).astype(np.float32)
        values[random.random(values.shape, np.float32) < MISSING] = NODATA
        paths.append(bench.folder / f"layer_202406{day:02d}.tif")
        raster(tile.grid, values, NODATA, path=paths[-1], options=["TILED=YES"])
    return paths


def tasks(paths: list[Path], statistic: str) -> dict[str, tuple[str, dict]]:
    """Algorithm and inputs of each program."""
    names = list(map(str, paths))
    ours = {"INPUTS": names, "WINDOW": "whole", "STATISTIC": statistic}
    native = {"INPUT": names, "STATISTIC": STATISTICS[statistic], "IGNORE_NODATA": True, "REFERENCE_LAYER": names[0]}
    return {OURS: ("multiscalefusion:compositetime", {**ours, "CREATION_OPTIONS": PLAIN}),
            COG: ("multiscalefusion:compositetime", ours), NATIVE: ("native:cellstatistics", native)}


def compare(bench: Bench, qgis: Qgis, paths: list[Path], statistic: str) -> tuple[list[Row], Goal]:
    """Rows of all programs for one statistic, and the goal."""
    outputs: dict[str, Path] = {}
    peaks: dict[str, float] = {}
    workers: dict[str, Worker] = {}

    def job(program: str, algorithm: str, inputs: dict) -> Callable[[], float]:
        output = outputs[program] = bench.folder / f"{program.replace(', ', '-').replace(' ', '-')}.tif"
        workers[program] = Worker([sys.executable, "-P", Path(__file__).with_name("qgis_worker.py")],
                                  environment(QT_QPA_PLATFORM="offscreen"))

        def once() -> float:
            output.unlink(missing_ok=True)
            return workers[program].run(algorithm=algorithm, OUTPUT=str(output), **inputs)["seconds"]

        once()    # loads the kernels; the system has then read the files
        return once

    def process(program: str, algorithm: str, inputs: dict) -> Callable[[], float]:
        def once() -> float:
            cost = qgis.run(algorithm, OUTPUT=bench.folder / "whole.tif", **inputs)
            peaks[WHOLE[program]] = max(peaks.get(WHOLE[program], 0.0), cost.peak_mb)
            return cost.seconds
        return once

    given = tasks(paths, statistic)
    programs = {program: job(program, *each) for program, each in given.items()}
    programs |= {WHOLE[program]: process(program, *given[program]) for program in WHOLE}
    times = in_turn(programs, min(bench.runs, 3), patience=60.0)
    middle = medians(times)
    peaks |= {program: worker.close() for program, worker in workers.items()}
    ours = band(outputs[OURS])
    wrong = {program: float(np.mean(~np.isclose(ours, band(outputs[program]), rtol=ROUNDING, equal_nan=True)))
             for program in (COG, NATIVE)}
    task = f"{statistic} of {LAYERS} layers, {' x '.join(map(str, ours.shape))} float32, from layers to layer"
    rows = [Row("composite", task, program, middle[program], len(times[program]), peaks[program],
                None if program == OURS else middle[program] / middle[OURS], wrong.get(program))
            for program in middle]
    return rows, Goal("composite", f"times as fast as QGIS's cell statistics: {task}",
                      middle[NATIVE] / middle[OURS], GOAL)


def run(bench: Bench) -> Findings:
    paths, qgis = write(bench), Qgis(bench.folder, plugin=True)
    found = [compare(bench, qgis, paths, statistic) for statistic in STATISTICS]
    return Findings([row for rows, _ in found for row in rows], [goal for _, goal in found])
