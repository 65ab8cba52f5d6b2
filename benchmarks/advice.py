"""Advice: all rules on ten layers of 10980 x 10980, joined at MODIS's 1 km. They read headers and samples alone.

The files are written in three ways (raw, DEFLATE, ZSTD); each layer is a file of its own.
"""

import shutil
from pathlib import Path

from .measure import in_turn, medians
from .programs import our_worker
from .record import Findings, Goal, Row
from .tiles import COMPRESSIONS, TARGETS, Bench

LAYERS = 10
LABEL = "MODIS sinusoidal"
MOST_SECONDS, MOST_MB = 3.0, 300.0


def run(bench: Bench) -> Findings:
    compressions = list(COMPRESSIONS)
    paths = [bench.folder / f"layer-{number}.tif" for number in range(LAYERS)]
    for number, path in enumerate(paths):
        shutil.copy(bench.file("S2", compressions[number % len(compressions)]), path)
    crs, resolution = TARGETS[LABEL]
    job = {"job": "check_layers", "paths": [str(path) for path in paths], "crs": crs, "resolution": resolution}
    worker = our_worker()
    first = worker.run(**job)
    times = in_turn({"ours": lambda: worker.run(**job)["seconds"]}, bench.runs)
    peak = worker.close()
    _remove(paths)
    seconds = medians(times)["ours"]
    task = f"checking {LAYERS} layers of {bench.tile('S2').label}, {LABEL}"
    rows = [Row("advice", task, "ours", seconds, len(times["ours"]), peak),
            Row("advice", task, "ours, the first time", first["seconds"], 1, None, first["seconds"] / seconds)]
    return Findings(rows, [Goal("advice", f"seconds, the first time: {task}", first["seconds"], MOST_SECONDS, False),
                           Goal("advice", f"peak memory in MB: {task}", peak, MOST_MB, False)])


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink()
