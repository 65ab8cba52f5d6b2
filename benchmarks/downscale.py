"""Downscaling: accuracy on a thermal scene, area-to-point kriging, trees beside scikit-learn, a scene of 13 megapixels.

Accuracy: the thermal band of a Landsat 7 scene is averaged to 960 m and to 240 m, downscaled with the other bands, the
elevation and the NDVI, and compared with the 30 m truth (digital numbers); these rows are absent where the data folder
is. "Plain" is without coherence. Stencil, trees and the sharpener: pixels in memory, two threads. From file to file:
jobs, with their scale-up test, in a process that has run once on a small scene. Of the data mining sharpener's own
implementation only published figures are known here (480 x 480 pixels, ratio 16: 5 to 14 s per megapixel; it misses its
coarse input by an RMSE of 28.8 where that is of the order of 1000).
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from . import scenes
from .measure import in_turn, medians, seconds
from .programs import band, our_worker
from .record import Findings, Goal, Row
from .scenes import Scene, block_means
from .tiles import THREADS, Bench

METHODS = ("linear", "tsharp", "forest", "boosting", "dms", "atprk", "blend", "atpk", "bilinear")
QUICK_METHODS = ("linear", "blend")
PLAIN = ("nearest", "bilinear")
LARGE = ("linear", "forest", "dms", "atpk")
PLAIN_BEST = {32: 2.89, 8: 2.38}   # RMSE of the best of the usual methods: a forest, and a regression on the NDVI
PUBLISHED = (480, 16)              # pixels a side and ratio of the scene of the sharpener's published figures
PIECE = 1 << 18                    # pixels that the engine predicts at once
SAMPLES, TREES = 15_000, 100
GOALS = {"better": 0.95, "hindsight": 1.03, "bilinear": 1.02, "stencil": 0.1, "trees": 2.0, "seconds": 90.0,
         "memory": 2048.0, "sharpener": 5.0, "coherence": 1e-6,
         "rounding": 1e-12}
SKLEARN = "scikit-learn"


def compared(values: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """RMSE and r over the pixels that both have."""
    there = np.isfinite(values) & np.isfinite(truth)
    return (float(np.sqrt(np.mean((values - truth)[there]**2))),
            float(np.corrcoef(values[there], truth[there])[0, 1]))


def incoherence(values: np.ndarray, scene: Scene) -> float:
    """The largest miss of the coarse values, over their range, by the means of the pixels nested in each."""
    coarse = band(scene.coarse)
    means = block_means(values, values.shape[0] // coarse.shape[0])
    return float(np.nanmax(np.abs(means - coarse)) / np.ptp(coarse[np.isfinite(coarse)]))


def accuracy(bench: Bench, ratio: int) -> Findings:
    """Every method on the thermal scene."""
    scene = scenes.thermal(bench.folder, ratio)
    if scene is None:
        print(f"{scenes.REAL_DATA} has no talca_thermal/L7_Talca.tif: accuracy at {30 * ratio} m is not measured.")
        return Findings([], [])
    worker, output, rows, rmse = our_worker(), bench.folder / "accuracy.tif", [], {}
    methods = QUICK_METHODS if bench.quick else METHODS
    for method, coherent in [*((each, False) for each in PLAIN), *((each, True) for each in (*methods, "auto"))]:
        told = worker.run(job="downscale", output=str(output), method=method, coherent=coherent, ndvi=scene.ndvi,
                          **scene.sources)
        rmse[method, coherent], r = compared(band(output), scene.truth)
        name = f"ours, {method}" if coherent else f"{method}, plain"
        rows.append(Row("downscale", f"accuracy: {scene.label}",
                        f"{name} ({told['method']})" if method == "auto" else name, told["seconds"], 1,
                        rmse=rmse[method, coherent], r=r))
    worker.close()
    found, best = rmse.pop(("auto", True)), min(rmse.values())
    return Findings(rows, [
        Goal("downscale", f"RMSE of auto over that of the best usual method ({PLAIN_BEST[ratio]}): {scene.label}",
             found / PLAIN_BEST[ratio], GOALS["better"], False),
        Goal("downscale", f"RMSE of auto over that of the best method in hindsight: {scene.label}", found / best,
             GOALS["hindsight"], False),
        Goal("downscale", f"RMSE of auto over that of bilinear interpolation: {scene.label}",
             found / rmse["bilinear", False], GOALS["bilinear"], False)])


def stencil(bench: Bench, scene: Scene) -> Findings:
    """Area-to-point kriging on nested grids, the variograms fitted and then known."""
    from ..core.downscale.kriging import AreaToPointKriging

    coarse, rows = band(scene.coarse), scene.truth.shape[0]
    ratio = rows // coarse.shape[0]
    strips = [(begin, min(begin + 8 * ratio, rows)) for begin in range(0, rows, 8 * ratio)]
    fitted = {}

    def fit() -> float:
        took, fitted["kriging"] = seconds(lambda: AreaToPointKriging().fit(coarse, ratio=(ratio, ratio),
                                                                           cell=(30.0, 30.0)))
        return took

    def predict() -> float:
        with ThreadPoolExecutor(THREADS) as pool:
            return seconds(lambda: list(pool.map(lambda strip: len(fitted["kriging"].predict(strip)), strips)))[0]

    fit()
    predict()
    times = in_turn({"ours, fitting": fit, "ours": predict}, bench.runs)
    middle = medians(times)
    task = f"area-to-point kriging by the stencil: {scene.label}"
    return Findings([Row("downscale", task, program, middle[program], len(times[program])) for program in middle],
                    [Goal("downscale", f"seconds per megapixel: {task}", middle["ours"] / scene.megapixels,
                          GOALS["stencil"], False)])


def trees(bench: Bench, scene: Scene) -> Findings:
    """Prediction of a forest by our kernel and by scikit-learn, on the same threads."""
    from ..core.downscale.estimators.forest import Forest

    X = np.stack([band(path).astype(np.float32).ravel() for path in scene.covariates], axis=1)
    drawn = np.random.default_rng(0).choice(len(X), SAMPLES, replace=False)
    forest = Forest(trees=TREES).fit(X[drawn], scene.truth.ravel()[drawn])
    forest.forest_.set_params(n_jobs=THREADS)
    pieces = [slice(begin, begin + PIECE) for begin in range(0, len(X), PIECE)]
    answers = {}

    def ours() -> float:
        with ThreadPoolExecutor(THREADS) as pool:
            took, parts = seconds(lambda: list(pool.map(lambda piece: forest.predict(X[piece]), pieces)))
        answers["ours"] = np.concatenate(parts)
        return took

    def theirs() -> float:
        took, answers[SKLEARN] = seconds(lambda: forest.forest_.predict(X))
        return took

    forest.predict(X[:1000])
    times = in_turn({"ours": ours, SKLEARN: theirs}, bench.runs, patience=40.0)
    middle = medians(times)
    ratio = middle[SKLEARN] / middle["ours"]
    # On several threads scikit-learn adds up trees in the order in which they end: last bits come and go.
    forest.forest_.set_params(n_jobs=1)
    one_by_one = forest.forest_.predict(X[:PIECE])
    unlike = float(np.mean(answers["ours"][:PIECE] != one_by_one))
    apart = float(np.abs(answers["ours"] / answers[SKLEARN] - 1.0).max())
    task = f"prediction of a forest of {TREES} trees: {scene.label}"
    rows = [Row("downscale", task, program, middle[program], len(times[program]), None,
                None if program == "ours" else ratio, None if program == "ours" else unlike) for program in middle]
    return Findings(rows, [
        Goal("downscale", f"times as fast as scikit-learn's own: {task}", ratio, GOALS["trees"]),
        Goal("downscale", f"share of pixels with another answer than scikit-learn's on one thread: {task}", unlike, 0.0,
             False),
        Goal("downscale", f"largest relative difference from scikit-learn's answers: {task}", apart, GOALS["rounding"],
             False)])


def sharpener(bench: Bench) -> Findings:
    """The data mining sharpener on a scene as large as that of the published figures, in memory, with no test."""
    from ..core.downscale.covariates import ArrayCovariates
    from ..core.downscale.field import Fields
    from ..core.downscale.sharpen import Scene as Data
    from ..core.downscale.sharpen import downscale_scene
    from ..core.downscale.supports import CoarseSupports

    scene = scenes.cut(bench.folder, scenes.synthetic(bench), *PUBLISHED)
    covariates = ArrayCovariates(np.stack([band(path) for path in scene.covariates]))
    answers = {}

    def ours() -> float:
        supports = CoarseSupports(scene.fine, scene.grid)
        data = Data(supports, band(scene.coarse), covariates, threads=THREADS)
        with Fields(None, supports.shape, 1 << 62) as fields:
            took, found = seconds(lambda: downscale_scene(data, "dms", "smooth", fields))
            answers["ours"] = found.values.read()
        return took

    ours()
    times = in_turn({"ours, dms": ours}, bench.runs)
    middle, (rmse, r) = medians(times)["ours, dms"], compared(answers["ours"], scene.truth)
    task = f"data mining sharpener in memory: {scene.label}"
    return Findings([Row("downscale", task, "ours, dms", middle, len(times["ours, dms"]), rmse=rmse, r=r)], [
        Goal("downscale", f"seconds per megapixel (published of its own implementation: 5 to 14): {task}",
             middle / scene.megapixels, GOALS["sharpener"], False),
        Goal("downscale", f"largest miss of the coarse values over their range: {task}",
             incoherence(answers["ours"], scene), GOALS["coherence"], False)])


def whole(bench: Bench, scene: Scene, method: str) -> tuple[Row, float]:
    """A job from file to file in a process of its own; its row, and by how much its means miss the coarse values."""
    small = scenes.small(bench.folder)
    output, worker = bench.folder / f"{method}.tif", our_worker()
    worker.run(job="downscale", output=str(output), method=method, **small.sources)
    took = worker.run(job="downscale", output=str(output), method=method, **scene.sources)
    peak, values = worker.close(), band(output)
    rmse, r = compared(values, scene.truth)
    row = Row("downscale", f"from file to file: {scene.label}", f"ours, {method}", took["seconds"], 1, peak, rmse=rmse,
              r=r)
    output.unlink()
    return row, incoherence(values, scene) if scene.grid.crs == scene.fine.crs else took["coherence"]


def large(bench: Bench, scene: Scene) -> Findings:
    """Whole jobs on the large scene, its coarse pixels nested in it, and on MODIS's grid."""
    found = [whole(bench, scene, method) for method in (("forest",) if bench.quick else LARGE)]
    if not bench.quick:
        found.append(whole(bench, scenes.sinusoidal(bench, scene), "forest"))
    goals = []
    for row, miss in found:
        if row.program == "ours, forest":
            goals += [Goal("downscale", f"seconds, forest: {row.task}", row.seconds, GOALS["seconds"], False),
                      Goal("downscale", f"peak memory in MB, forest: {row.task}", row.peak_mb, GOALS["memory"], False)]
        goals.append(Goal("downscale", f"largest miss of the coarse values over their range, {row.program}: {row.task}",
                          miss, GOALS["coherence"], False))
    return Findings([row for row, _ in found], goals)


def run(bench: Bench) -> Findings:
    found = [accuracy(bench, ratio) for ratio in ((32,) if bench.quick else (32, 8))]
    scene = scenes.synthetic(bench)
    found += [stencil(bench, scene), trees(bench, scene), sharpener(bench), large(bench, scene)]
    return Findings([row for each in found for row in each.rows], [goal for each in found for goal in each.goals])
