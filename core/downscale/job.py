"""Downscaling from files to files: grid, model, residual, coherence, uncertainty, realisations, provenance."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from odc.geo.geobox import GeoBox

from ..destination import scratch_path
from ..errors import FusionError
from ..finding import Finding
from ..grid import grid_to_dict
from ..message import message
from ..raster import RasterSource
from ..raster.writer import OutputBand, RasterWriter
from ..report import check_report
from ..reporter import Reporter, Share
from .checks import tell_of_downscaling
from .covariates import RasterCovariates
from .field import Fields
from .findings import findings_of
from .marks import BEYOND, FILLED, LEGEND, NODATA
from .methods import require_covariates
from .output import asked_paths, data_type, finish, write_layers, write_marks
from .patience import Passes
from .realise import realise
from .report import Job, make_report
from .request import Options, Variable, fine_grid, read_coarse, settle_kind
from .sharpen import MODELS, MOST_KRIGED, Downscaled, Scene, Settings, downscale_scene
from .supports import CoarseSupports
from .uncertainty import Calibration, calibrate
from .validation import CANDIDATES, Choice, Trials, choose, scale_up

# Where in the progress bar the trials, the estimate and all calculations end.
_TRIALS, _ESTIMATE, _CALCULATION = 0.35, 0.75, 0.9


@dataclass(frozen=True)
class DownscaleResult:
    """What was written, and how. ``trials``: None where there were too few coarse pixels for the scale-up test."""

    output: str
    uncertainty: str | None
    realisations: str | None
    method: str
    residual: str
    kind: str
    extrapolation: str | None
    report: str | None
    trials: Trials | None
    coherence: float | None
    findings: tuple[Finding, ...]


def downscale(source: RasterSource, covariates: Sequence[RasterSource], output: str, *, target: GeoBox | None = None,
              options: Options = Options(), uncertainty: str | None = None, realisations: str | None = None,
              extrapolation: str | None = None, report: str | None = None, memory: int = 2**30,
              threads: int | None = None, scratch: str = "", reporter: Reporter | None = None) -> DownscaleResult:
    """Downscale a band of ``source`` to ``target`` (default: the finest covariate's grid) with the help of covariates.

    ``options``: ``method`` of METHODS or auto (the best in the scale-up test); ``residual`` of RESIDUALS, auto is
    kriging where it can be had, else smooth; ``coherent``: aggregated, the output gives the coarse values back;
    ``homogeneity``: share of the coarse pixels to learn from; ``window`` of dms (coarse pixels); ``fwhm`` (metres) of a
    Gaussian point spread, the pixel's area without; ``kind``: extensive totals are split, radiative works in T^4;
    ``limits`` of fine values; ``ndvi``: which covariate is the NDVI, for tsharp, as `RasterCovariates.ndvi` takes it;
    ``fallback``: fill fine pixels that lack a covariate by interpolation; ``realisations``: how many; ``accept``: codes
    of blockers that shall not stop the run.
    ``uncertainty``: path for 1 sigma in the variable's units; ``realisations``: path for as many bands;
    ``extrapolation``: path for the codes of `marks.py`, bytes; ``report``: path of an HTML page, whose tables are CSV
    files beside it. ``memory`` in bytes; ``scratch``: a folder for working files, "" for that of the output.
    Raises FusionError in one sentence for unusable input, Cancelled when the reporter says so.
    """
    reporter = Share(reporter or Reporter())
    options.check()
    sources = (source, *covariates)
    paths = asked_paths(sources, OUTPUT=output, UNCERTAINTY=uncertainty, REALISATIONS=realisations,
                        EXTRAPOLATION=extrapolation)
    if report:
        check_report(report)
    variable, sentences = settle_kind(source, options)
    fine = fine_grid(source, covariates, target)
    tell_of_downscaling(source, covariates, fine, options, memory=memory, output=output, reporter=reporter)
    scene = _scene(source, covariates, fine, variable, options, memory, threads, Share(reporter, 0.0, 0.0))
    for sentence in sentences:
        reporter.info(sentence)
    scene.reporter = Passes(reporter, 0.02, _TRIALS)
    trials, choice = _choose(scene, options, reporter)
    scene.settings = choice.settings(scene.settings)
    reporter.info(choice.why)
    reporter.progress(_TRIALS)
    spread = uncertainty is not None or realisations is not None
    with ExitStack() as stack:
        fields = stack.enter_context(Fields(scratch_path(output, scratch), tuple(fine.shape), memory // 3))
        scene.reporter = Passes(reporter, _TRIALS, _ESTIMATE)
        result = downscale_scene(scene, choice.method, choice.residual, fields, coherent=options.coherent,
                                 spread=spread, marks=extrapolation is not None)
        calibration = calibrate(scene, result) if spread else None
        reporter.progress(_ESTIMATE)
        for finding in findings_of(scene, result, trials, calibration, source.name):
            reporter.finding(finding)
        writers = {}
        for name, path in paths.items():
            writers[name] = stack.enter_context(_writer(name, path, source, fine, scene, options))
        if "EXTRAPOLATION" in writers:
            write_marks(scene, result, writers["EXTRAPOLATION"])
            if result.marks is None:
                reporter.info(message("EXTRAPOLATION is 0 everywhere: the method {method} has no covariates whose "
                                      "range could be left.", method=result.method))
        write_layers(scene, result, variable, writers["OUTPUT"], writers.get("UNCERTAINTY"))
        if "REALISATIONS" in writers:
            _write_realisations(scene, result, variable, writers["REALISATIONS"], fields, options, reporter)
        record = _record(source, covariates, fine, options, variable, choice, trials, result, calibration)
        page = None
        if report:
            page = make_report(Job(source.name, source.bands[options.band - 1].units, scene, variable, result, trials,
                                   choice, calibration, reporter.findings), Share(reporter, _CALCULATION, 0.05))
        finish(writers, "downscale", sources, record, reporter, _CALCULATION + 0.05 * bool(report))
        if page is not None:
            page.write(report)
        for writer in writers.values():
            writer.commit()
    return DownscaleResult(output, uncertainty, realisations, choice.method, choice.residual, variable.kind,
                           extrapolation, report, trials, result.achieved.relative if result.achieved else None,
                           tuple(reporter.findings))


def _scene(source: RasterSource, covariates: Sequence[RasterSource], fine: GeoBox, variable: Variable,
           options: Options, memory: int, threads: int | None, reporter: Reporter) -> Scene:
    coarse = read_coarse(source, fine, options.band, margin=2 if options.fwhm else 0)
    supports = CoarseSupports(fine, coarse.grid, fwhm=options.fwhm, totals=variable.kind == "extensive")
    known = RasterCovariates(covariates, fine) if covariates else None
    require_covariates(options.method, len(covariates))
    ndvi = known.ndvi(options.ndvi) if options.method == "tsharp" else 0
    settings = Settings(ndvi=ndvi, window=options.window, homogeneity=options.homogeneity, seed=options.seed,
                        fallback=options.fallback)
    return Scene(supports, variable.forward(coarse.values), known, variable.limits(options.limits), settings,
                 memory // 2, threads, reporter)


def _choose(scene: Scene, options: Options, reporter: Reporter) -> tuple[Trials | None, Choice]:
    """The trials and what is taken. Raises FusionError where neither models nor a test are possible."""
    supports = scene.supports
    kriged = supports.nested_ratio is not None or supports.shape[0] * supports.shape[1] <= MOST_KRIGED
    residual = options.residual if options.residual != "auto" else "kriging" if kriged else "smooth"
    if options.method == "auto":
        candidates = [(method, residual if method in MODELS else "none") for method, _ in CANDIDATES
                      if (scene.covariates is not None or method not in MODELS) and (kriged or method != "atpk")]
    else:
        candidates = [(options.method, residual if options.method in MODELS else "none")]
    try:
        trials = scale_up(scene, candidates)
    except FusionError as error:
        if options.method == "auto" and scene.covariates is not None:
            # What cannot be learned from cannot be tried either: that sentence tells more.
            scene.samples
        if options.method == "auto":
            return None, Choice("bilinear", "none", message("Interpolation is used, since no method can be tested: "
                                                            "{reason}", reason=error.sentence))
        return None, Choice(*candidates[0], message("The method {method} is used, as chosen; it was not tested: "
                                                    "{reason}", method=options.method, reason=error.sentence))
    for method, sentence in trials.failed.items():
        reporter.info(message("{method} was not tried: {reason}", method=method, reason=sentence))
    if options.method == "auto":
        return trials, choose(trials)
    return trials, Choice(*candidates[0], message("The method {method} is used, as chosen.", method=options.method))


def _writer(name: str, path: str, source: RasterSource, fine: GeoBox, scene: Scene, options: Options) -> RasterWriter:
    band = source.bands[options.band - 1]
    if name == "EXTRAPOLATION":
        return RasterWriter(path, fine, [OutputBand("extrapolation", legend=LEGEND)], "Byte", nodata=NODATA,
                            creation_options=options.creation_options, threads=scene.threads)
    described = {"OUTPUT": band.description or source.name, "UNCERTAINTY": "1 sigma"}
    bands = [OutputBand(described[name], band.units)] if name in described else [
        OutputBand(f"realisation {number + 1}", band.units) for number in range(max(1, options.realisations))]
    return RasterWriter(path, fine, bands, data_type(scene, options.dtype), creation_options=options.creation_options,
                        threads=scene.threads)


def _write_realisations(scene: Scene, result: Downscaled, variable: Variable, writer: RasterWriter, fields: Fields,
                        options: Options, reporter: Reporter) -> None:
    field = fields.make()
    count = max(1, options.realisations)
    for number in range(count):
        realise(scene, result, field, seed=options.seed, number=number, coherent=options.coherent)
        for rows in scene.supports.ranges:
            scene.tick()
            writer.write(variable.back(field.read(rows))[None], rows[0], 0, first_band=number + 1)
        reporter.progress(_ESTIMATE + (_CALCULATION - _ESTIMATE) * (number + 1) / count)


def _record(source: RasterSource, covariates: Sequence[RasterSource], fine: GeoBox, options: Options,
            variable: Variable, choice: Choice, trials: Trials | None, result: Downscaled,
            calibration: Calibration | None) -> dict[str, object]:
    """What the result depends on and how it came about."""
    achieved = result.achieved
    return {
        **options.to_dict(), "kind": variable.kind, "method_used": choice.method, "residual_used": choice.residual,
        "weights": dict(choice.weights),
        "target": grid_to_dict(fine), "source_grids": [grid_to_dict(each.grid) for each in (source, *covariates)],
        "blur": result.model.sigma if result.model else None,
        "scale_up_test": None if trials is None else {
            "ratio": list(trials.ratio), "pixels": trials.pixels,
            "rmse": {f"{each.method}{'' if each.coherent else ' (plain)'}": each.rmse for each in trials.scores}},
        "coherence": None if achieved is None else {"largest_miss": achieved.after, "range": achieved.scale,
                                                    "before": achieved.before},
        "sigma_factor": calibration.factor if calibration else None,
        "extrapolated": result.marks.share(BEYOND) if result.marks else None,
        "filled": result.marks.share(FILLED) if result.marks else None,
    }
