"""Spatiotemporal fusion: errors on real series, and the speed and memory of one date on simulated scenes.

Salton: 16 clear dates of a near-infrared series (70 m and 490 m) are held out one after another and predicted from the
two clear dates around them, or from all others where the method takes them. RMSE: the mean of the dates' (reflectance),
as others tell theirs; r: that of all values. "auto, nested" predicts each date by the method that is best on the other
15. "timekriging, all 21 other dates" takes the contaminated fine images and the slivers too, whose noise it finds by
itself; how it finds them and its prior of slopes were settled with these scores in view, and nothing else
was. "within 1 sigma" is the share of the errors within one sigma, whose factor is learned from the other dates.
Temperatures: the unbiased ESTARFM beside its authors' own result for the same images (kelvin). These rows are absent
where the data folder is. Speed: three bands, pixels of 30 m and 480 m, a window of 51 pixels, two threads, from files
to numbers, each method in a process of its own that has run once on a small scene; larger scenes repeat one of 1008 x
1008. RMSE and r against the truth of that scene say that it was fused, and not how good a method is.

PyPI has no implementation of any of these methods (November 2026), so no peer runs beside them. Known of others from
runs elsewhere, in seconds for a megapixel of three bands: STARFM in C++ 71, ESTARFM in C++ 59 and in Python 963, Fit-FC
in C++ 36, FSDAF in Python 586 and 5.2 GB.
"""

import sys
from pathlib import Path

from .measure import Worker, in_turn, medians
from .record import Findings, Goal, Row
from .scenes import REAL_DATA
from .spacetime_scene import write_scene
from .tiles import THREADS, Bench

HERE = Path(__file__).resolve().parent
BASELINES = ("persistence", "difference", "ratio", "interpolation")
METHODS = ("starfm", "estarfm", "ubestarfm", "fitfc", "fsdaf", "timekriging", *BASELINES)
QUICK_METHODS = ("fitfc", "difference", "interpolation")
KNOWN = {"estarfm": 0.0211, "starfm": 0.0257, "fitfc": 0.0247}      # of other implementations, Salton
LINEAR, AIM = 0.0184, 0.0175                                        # linear in time, and what is hoped for
HONEST = (0.60, 0.76)
ONE_PAIR, ALL_PAIRS = ", one pair", 99
# The papers of Fit-FC and FSDAF know one pair; two take twice as long.
SECONDS = {"starfm": 10.0, "estarfm": 15.0, "fitfc" + ONE_PAIR: 5.0, "fsdaf" + ONE_PAIR: 30.0, "fsdaf": 30.0}
MEMORY, FLAT, GOLDEN = 1024.0, 1.3, 0.01
GROWN = ("starfm", "fitfc", "difference")
SIZES, QUICK_SIZES = (1008, 2016, 5040), (336, 672)                 # pixels a side


def our_worker() -> Worker:
    """A process for one method. -P keeps this folder, whose modules have everyday names, out of its path."""
    return Worker([sys.executable, "-P", HERE / "spacetime_worker.py"])


def salton(bench: Bench) -> Findings:
    """Every method on the real series, and the automatic choice among them."""
    folder = REAL_DATA / "salton_series"
    if not folder.is_dir():
        print(f"{REAL_DATA} has no salton_series: errors on a real series are not measured.")
        return Findings([], [])
    worker = our_worker()
    told = worker.run(job="salton", folder=str(folder), methods=list(QUICK_METHODS if bench.quick else METHODS),
                      threads=THREADS)
    worker.close()
    task = "held out: Salton, 16 dates of 140 x 140, 70 m and 490 m"
    rows = [Row("spacetime", task, name, each["seconds"], 1, rmse=each["mean_rmse"], r=each["r"])
            for name, each in told["methods"].items()]
    return Findings(rows, salton_goals(told["methods"], task))


def salton_goals(told: dict[str, dict], task: str) -> list[Goal]:
    """From what the worker tells of each method."""
    found = [Goal("spacetime", f"RMSE of {name} (another implementation: {bound}): {task}", told[name]["mean_rmse"],
                  bound, False) for name, bound in KNOWN.items() if name in told]
    auto = told["auto, nested"]
    best = min(told[name]["mean_rmse"] for name in BASELINES if name in told)
    found += [Goal("spacetime", f"RMSE of auto, nested, over that of the best baseline: {task}",
                   auto["mean_rmse"] / best, 1.0, False),
              Goal("spacetime", f"RMSE of auto, nested (linear in time elsewhere: {LINEAR}): {task}",
                   auto["mean_rmse"], LINEAR, False),
              Goal("spacetime", f"RMSE of auto, nested, hoped for: {task}", auto["mean_rmse"], AIM, False)]
    found += [Goal("spacetime", f"RMSE of {name}, hoped for: {task}", each["mean_rmse"], AIM, False)
              for name, each in told.items() if name.startswith("timekriging, ")]
    for name, each in told.items():
        found += [Goal("spacetime", f"share within 1 sigma, {name}: {task}", each["within"], HONEST[0]),
                  Goal("spacetime", f"share within 1 sigma, {name}: {task}", each["within"], HONEST[1], False)]
    return found


def golden(bench: Bench) -> Findings:
    """The unbiased ESTARFM on temperatures, beside its authors' result."""
    folder = REAL_DATA / "lst_pairs"
    if bench.quick or not folder.is_dir():
        return Findings([], [])
    worker = our_worker()
    told = worker.run(job="golden", folder=str(folder))
    peak = worker.close()
    task = "temperatures, 400 x 400: beside the authors' result"
    return Findings([Row("spacetime", task, "ubestarfm", told["seconds"], 1, peak, rmse=told["rmse"], r=told["r"])],
                    [Goal("spacetime", f"median absolute difference in kelvin: {task}", told["median"], GOLDEN, False)])


def timed(bench: Bench, program: str, scene: Path, small: Path, runs: int) -> tuple[float, int, float, dict]:
    """Median seconds of one date, runs, the process's peak in MB, and what it tells of its errors.

    ``program``: a method, by its name or with ONE_PAIR behind it.
    """
    worker, told = our_worker(), {}
    job = {"job": "predict", "method": program.removesuffix(ONE_PAIR), "threads": THREADS,
           "pairs": 1 if program.endswith(ONE_PAIR) else ALL_PAIRS}

    def once() -> float:
        told.update(worker.run(folder=str(scene), **job))
        return told["seconds"]

    worker.run(folder=str(small), **job)
    times = in_turn({program: once}, runs, patience=20.0)
    return medians(times)[program], len(times[program]), worker.close(), told


def speed(bench: Bench, side: int, small: Path) -> Findings:
    """Every method on a scene of a megapixel."""
    scene, megapixels = write_scene(bench.folder / "scene", side), side * side / 1e6
    task = f"one date: {side} x {side} x 3, 30 m and 480 m, window 51"
    rows, goals = [], []
    for method in QUICK_METHODS if bench.quick else (*METHODS, "fitfc" + ONE_PAIR, "fsdaf" + ONE_PAIR):
        seconds, runs, peak, told = timed(bench, method, scene, small, min(bench.runs, 3))
        rows.append(Row("spacetime", task, method, seconds, runs, peak, rmse=told["rmse"], r=told["r"]))
        if method in SECONDS:
            goals += [Goal("spacetime", f"seconds per megapixel, {method}: {task}", seconds / megapixels,
                           SECONDS[method], False),
                      Goal("spacetime", f"peak memory in MB, {method}: {task}", peak, MEMORY, False)]
    return Findings(rows, goals)


def growth(bench: Bench, small: Path) -> Findings:
    """Time per pixel and memory from one megapixel to 25."""
    sizes, rows, goals = QUICK_SIZES if bench.quick else SIZES, [], []
    scenes = {side: write_scene(bench.folder / f"scene-{side}", side) for side in sizes}
    for method in ("difference",) if bench.quick else GROWN:
        per_pixel, peaks = [], []
        for side, scene in scenes.items():
            seconds, runs, peak, _ = timed(bench, method, scene, small, 2 if side == sizes[0] else 1)
            rows.append(Row("spacetime", f"growth: {side} x {side} x 3", method, seconds, runs, peak))
            per_pixel.append(seconds / side**2)
            peaks.append(peak)
        span = f"{sizes[0] ** 2 / 1e6:.1f} to {sizes[-1] ** 2 / 1e6:.1f} megapixels"
        goals += [Goal("spacetime", f"time per pixel over that of the smallest, {method}, {span}",
                       max(per_pixel) / per_pixel[0], FLAT, False),
                  Goal("spacetime", f"peak memory in MB, {method}, {span}", max(peaks), MEMORY, False)]
    return Findings(sorted(rows, key=lambda row: int(row.task.split()[1])), goals)


def run(bench: Bench) -> Findings:
    small = write_scene(bench.folder / "scene-small", 160)
    found = [salton(bench), golden(bench), speed(bench, 400 if bench.quick else 1000, small), growth(bench, small)]
    return Findings([row for each in found for row in each.rows], [goal for each in found for goal in each.goals])
