"""Fusion in a process that stays open: held-out dates of a real series, a known result, one date of a scene."""

import sys
from datetime import date
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))
from load_package import load_package  # noqa: E402

# Of the Salton series: contaminated, or a sliver; neither held out nor a base.
DROPPED = ("2020-11-01", "2020-11-26", "2020-12-12", "2020-12-28")
CLEAR = 0.5
WINDOW = 51 * 30.0
DAY = "2024-06-17"


def dated(paths: list[Path]) -> list:
    """Rasters with the dates of their names."""
    from multiscale_fusion.core.dates import date_of
    from multiscale_fusion.core.raster import RasterSource
    from multiscale_fusion.core.spacetime.series import Dated

    sources = [RasterSource(str(path)) for path in paths]
    return [Dated(source, date_of(source)) for source in sources]


def day_of(text: str) -> float:
    """Days since 1970-01-01 of the middle of a date."""
    return (date.fromisoformat(text) - date(1970, 1, 1)).days + 0.5


def salton(folder: str, methods: list[str], threads: int) -> dict:
    """RMSE, r, seconds of one core and coverage of each method, and of the choice that leaves the date itself out."""
    from multiscale_fusion.core.spacetime.calibration import calibrate
    from multiscale_fusion.core.spacetime.league import try_methods
    from multiscale_fusion.core.spacetime.options import FusionOptions
    from multiscale_fusion.core.spacetime.pairs import PairChoice
    from multiscale_fusion.core.spacetime.series import FusionSeries

    files = {kind: sorted(Path(folder, kind).glob("*.tif")) for kind in ("fine", "coarse")}
    fine = [path for path in files["fine"] if path.name[:10] not in DROPPED]
    every = FusionSeries(dated(fine), dated(files["coarse"]))
    clear = [path for path, share in zip(fine, every.fine_shares) if share > CLEAR]
    series = FusionSeries(dated(clear), dated(files["coarse"]))
    days = series.fine_days[1:-1]
    trial = try_methods(series, methods, PairChoice(), FusionOptions(), days=days, threads=threads)
    pixels = sum(series.shape[0] * series.shape[1] for _ in trial.compared) / 1e6
    found = {}
    for method in trial.ranked:
        found[method] = {**errors([each.sums[method] for each in trial.compared]),
                         "seconds": trial.seconds(method) * pixels, "within": calibrate(trial, method).after}
    found["auto, nested"] = nested(trial, sum(each["seconds"] for each in found.values()))
    if "timekriging" in methods:
        # Beside all methods between clear dates, so that the same values are compared as above.
        series = FusionSeries(dated(files["fine"]), dated(files["coarse"]))
        names = {path.name for path in clear}
        all_others = series.with_doubtful(frozenset(
            number for number, each in enumerate(series.fine) if Path(each.source.path).name not in names))
        trial = try_methods(all_others, methods, PairChoice(), FusionOptions(), days=days, threads=threads)
        found["timekriging, all 21 other dates"] = {
            **errors([each.sums["timekriging"] for each in trial.compared]),
            "seconds": trial.seconds("timekriging") * pixels, "within": calibrate(trial, "timekriging").after}
    return {"methods": found}


def nested(trial, seconds: float) -> dict:
    """The method for each date, and the factor of its sigma, are chosen from the other dates."""
    import numpy as np

    from multiscale_fusion.core.spacetime.calibration import calibrate
    from multiscale_fusion.core.spacetime.league import choose_method

    sums, inside = [], []
    for each in trial.compared:
        others = trial.without(each.day)
        method, _ = choose_method(others)
        sums.append(each.sums[method])
        inside.append(each.ratios[method] <= calibrate(others, method).factor)
    return {**errors(sums), "seconds": seconds, "within": float(np.mean(np.concatenate(inside)))}


def errors(sums: list) -> dict:
    """RMSE and r of the values of all dates together, and the mean of the dates' RMSE."""
    from multiscale_fusion.core.spacetime.league import pooled

    band = pooled(sums).scores().bands[0]
    dates = [each.scores().bands[0].rmse for each in sums]
    return {"rmse": band.rmse, "r": band.r, "mean_rmse": sum(dates) / len(dates)}


def golden(folder: str) -> dict:
    """The unbiased ESTARFM with its authors' settings, which take thresholds from parts of 200 x 200 pixels."""
    import numpy as np

    from multiscale_fusion.benchmarks.programs import band
    from multiscale_fusion.core.raster import RasterSource
    from multiscale_fusion.core.spacetime.contract import CoarseImage, Pair, Tile, fuse_image
    from multiscale_fusion.core.spacetime.frame import Supports
    from multiscale_fusion.core.spacetime.options import FusionOptions
    from multiscale_fusion.core.spacetime.ubestarfm import UnbiasedEstarfm

    def read(name: str) -> np.ndarray:
        return band(Path(folder, name))[None].astype(np.float32)

    pairs = tuple(Pair(float(day), read(f"Landsat_LST_cloudrm_{name}.tif"), read(f"MOD11A1_LST_cloudrm_{name}.tif"))
                  for day, name in ((0, "20160205"), (32, "20160308")))
    with RasterSource(str(Path(folder, "fused_result.tif"))) as source:
        frame = Supports(source.grid, source.grid).frame(((0, 400), (0, 400)), (0, 0), (100.0, 100.0))
    options = FusionOptions(window=5000.0, classes=2, limits=(250.0, 350.0), noise_fine=(1.0,), noise_coarse=(1.0,))
    tile = Tile(frame, pairs, CoarseImage(13.0, read("MOD11A1_LST_cloudrm_20160218.tif")))
    found = fuse_image(UnbiasedEstarfm(options, threshold_tile=200), tile, 13.0).values
    wanted = read("fused_result.tif")
    there = np.isfinite(found) & np.isfinite(wanted)
    away = (found - wanted)[there].astype(float)
    return {"median": float(np.median(np.abs(away))), "rmse": float(np.sqrt(np.mean(away**2))),
            "r": float(np.corrcoef(found[there], wanted[there])[0, 1])}


def predict(folder: str, method: str, pairs: int, threads: int) -> dict:
    """One date of a scene from its first ``pairs`` base dates, from files to numbers that are compared with the truth
    as they come."""
    import numpy as np

    from multiscale_fusion.core.raster import RasterSource
    from multiscale_fusion.core.spacetime.methods import fuser_class, fuser_of
    from multiscale_fusion.core.spacetime.options import FusionOptions
    from multiscale_fusion.core.spacetime.pairs import PairChoice, choose_pairs
    from multiscale_fusion.core.spacetime.series import FusionSeries
    from multiscale_fusion.core.spacetime.task import predict_date
    from multiscale_fusion.core.statistics.image_agreement import ErrorSums

    fine, coarse, true = (sorted(Path(folder).glob(f"{kind}_*.tif")) for kind in ("fine", "coarse", "truth"))
    series = FusionSeries(dated(fine), dated(coarse))
    day, sums = day_of(DAY), ErrorSums()
    base = choose_pairs(series, day, fuser_class(method), PairChoice())[:pairs]
    with RasterSource(str(true[0])) as source:
        def consume(block, found) -> None:
            truth, _ = source.read(source.data_bands, block.rows, block.columns)
            there = np.isfinite(found.values)
            sums.add(found.values[there], truth[there])

        predict_date(series, fuser_of(method, FusionOptions(window=WINDOW)), day, base, consume, threads=threads)
    found = sums.errors()
    return {"rmse": found.rmse, "r": found.r, "count": found.count}


def main() -> None:
    load_package()
    from multiscale_fusion.benchmarks.measure import serve
    from multiscale_fusion.core.spacetime import job as _job  # noqa: F401

    jobs = {"salton": salton, "golden": golden, "predict": predict}
    serve(lambda job, **arguments: jobs[job](**arguments))


if __name__ == "__main__":
    main()
