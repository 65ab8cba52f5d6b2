"""How good a downscaled raster is: against a fine truth, or by the scale-up test of the method; and its coherence."""

import csv
import io
import math
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass

import numpy as np

from ..advice.layer import pixel_size_m
from ..destination import Destination, check_different
from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import message
from ..provenance import describe_input, provenance, tags, to_json
from ..raster import RasterSource
from ..raster.writer import OutputBand, RasterWriter, check_destination
from ..report import check_report
from ..reporter import Reporter, Share
from .comparison import Compared, Forward, GridBand, Layers, compare, same_pixels
from .covariates import RasterCovariates
from .methods import MODELS, require_covariates
from .request import Options, Variable, fine_grid, read_coarse, settle_kind
from .sharpen import MOST_KRIGED, Scene, Settings
from .supports import CoarseSupports
from .validation import CANDIDATES, Trials, scale_up

_CSV = ((".csv",), message("CSV files"))
_HALF = 0.5             # share of a coarse pixel that must have values for its mean to be compared
_COHERENT = 1e-6        # of the range
_HONEST_68, _HONEST_95 = (0.60, 0.76), (0.90, 0.98)
COLUMNS = ("test", "layer", "residual", "coherent", "pixels", "rmse", "mae", "bias", "r", "ssim", "skill_bilinear",
           "skill_nearest", "coherence_largest_miss", "coherence_of_range", "within_68", "within_95")


@dataclass(frozen=True)
class EvaluateOptions:
    """Bands (1-based) of the rasters; ``kind`` of variable; ``fwhm`` (metres) of the coarse pixel's Gaussian point
    spread, its area without; for the scale-up test: ``method`` of METHODS or auto (all candidates of downscale), and
    ``residual``, ``ndvi`` (see `RasterCovariates.ndvi`), ``homogeneity``, ``window`` as downscale takes them."""

    band: int = 1
    truth_band: int = 1
    coarse_band: int = 1
    kind: str = "auto"
    fwhm: float | None = None
    method: str = "auto"
    residual: str = "auto"
    ndvi: int | tuple[int, int] | None = None
    homogeneity: float = 1.0
    window: int = 15
    seed: int = 0
    creation_options: str = ""

    def downscaling(self, band: int) -> Options:
        """As options of a downscaling of that band. Raises FusionError for what cannot be."""
        options = Options(method=self.method, residual=self.residual, kind=self.kind, fwhm=self.fwhm, band=band,
                          homogeneity=self.homogeneity, window=self.window, seed=self.seed)
        options.check()
        return options


@dataclass(frozen=True)
class Coherent:
    """How well the aggregate gives the coarse values back, in their own units: ``largest`` miss, root mean square miss
    ``rmse``, ``span`` of the coarse values, coarse ``pixels`` compared; ``rounding``: what Float32 may cost."""

    largest: float
    rmse: float
    span: float
    pixels: int
    rounding: float

    @property
    def relative(self) -> float:
        """The largest miss in parts of the range."""
        return self.largest / self.span if self.span > 0.0 else self.largest


@dataclass(frozen=True)
class Evaluation:
    """``compared``: with the truth, None without; ``trials``: of the scale-up test, None with a truth;
    ``coherence``: None without coarse data; ``pixel``: side of a fine pixel in metres; ``rows`` of the table."""

    kind: str
    compared: Compared | None
    trials: Trials | None
    coherence: Coherent | None
    pixel: float
    rows: tuple[dict[str, object], ...]
    findings: tuple[Finding, ...]


def evaluate(estimate: RasterSource, *, truth: RasterSource | None = None, coarse: RasterSource | None = None,
             covariates: Sequence[RasterSource] = (), uncertainty: RasterSource | None = None,
             options: EvaluateOptions = EvaluateOptions(), report: str | None = None, table: str | None = None,
             error: str | None = None, memory: int = 2**30, threads: int | None = None,
             reporter: Reporter | None = None) -> Evaluation:
    """Evaluate a downscaled raster against ``truth``, or without one by the scale-up test on ``coarse`` and
    ``covariates``; and by ``coarse`` its coherence and its gain over plain interpolation.

    ``uncertainty``: its 1 sigma; ``report``: path of an HTML page, ``table``: of a CSV file, ``error``: of the raster
    estimate less truth. ``memory`` in bytes. Raises FusionError in one sentence, Cancelled when the reporter says so.
    """
    reporter = Share(reporter or Reporter())
    sources = [each for each in (estimate, truth, coarse, uncertainty, *covariates) if each is not None]
    _check(estimate, truth, coarse, uncertainty, options, error)
    _check_paths(sources, report, table, error)
    asked = options.downscaling(options.coarse_band if coarse is not None else options.band)
    variable, sentences = settle_kind(estimate if coarse is None else coarse, asked)
    for sentence in sentences:
        reporter.info(sentence)
    scene = None if coarse is None else _scene(estimate, coarse, covariates, variable, options, memory, threads,
                                               Share(reporter, 0.0, 0.0))
    band = GridBand(estimate, options.band, estimate.grid)
    with ExitStack() as stack:
        compared = trials = writer = None
        if truth is not None:
            layers = _layers(band, estimate, truth, uncertainty, scene, variable, options)
            writer = stack.enter_context(_error_writer(error, estimate, options, threads)) if error else None
            compared = _compared(layers, writer, memory // 2, threads, Share(reporter, 0.0, 0.6))
        else:
            trials = _tried(scene, options, reporter)
            reporter.progress(0.6)
        coherence = None if scene is None else _coherence(band, scene, variable)
        reporter.progress(0.7)
        for finding in _findings(estimate.name, compared, trials, coherence, truth, estimate):
            reporter.finding(finding)
        rows = tuple(_rows(compared, trials, coherence))
        found = Evaluation(variable.kind, compared, trials, coherence, _pixel(estimate), rows, ())
        _write(found, sources, options, estimate, report, table, writer, reporter)
    return Evaluation(**{**vars(found), "findings": tuple(reporter.findings)})


def _check(estimate: RasterSource, truth: RasterSource | None, coarse: RasterSource | None,
           uncertainty: RasterSource | None, options: EvaluateOptions, error: str | None) -> None:
    if truth is None and coarse is None:
        raise FusionError(message("There is nothing to evaluate {name} against; give a fine truth, or the coarse "
                                  "raster that it was made from.", name=estimate.name))
    if error and truth is None:
        raise FusionError(message("Errors can be written only against a truth; give one, or leave ERROR out."))
    if uncertainty is not None and not (same_pixels(uncertainty.grid, estimate.grid)
                                        and tuple(uncertainty.grid.shape) == tuple(estimate.grid.shape)):
        raise FusionError(message("{name} is not on the grid of {estimate}; give the 1 sigma that was written with it.",
                                  name=uncertainty.name, estimate=estimate.name))
    bands = ((estimate, options.band), (truth, options.truth_band), (coarse, options.coarse_band))
    for source, band in ((source, band) for source, band in bands if source is not None):
        if band not in source.data_bands:
            raise FusionError(message("{name} has no band {number} with data; it has {bands}.", name=source.name,
                                      number=band, bands=", ".join(map(str, source.data_bands))))


def _check_paths(sources: Sequence[RasterSource], report: str | None, table: str | None, error: str | None) -> None:
    paths = [path for path in (report, table, error) if path]
    for path in paths:
        check_destination(path, sources)
    check_different(paths)
    if report:
        check_report(report)
    if table:
        Destination(table, *_CSV).remove_parts()


def _scene(estimate: RasterSource, coarse: RasterSource, covariates: Sequence[RasterSource], variable: Variable,
           options: EvaluateOptions, memory: int, threads: int | None, reporter: Reporter) -> Scene:
    """The coarse data on the estimate's grid. Raises FusionError where they do not overlap, or are not coarser."""
    fine = fine_grid(coarse, (), estimate.grid)
    known = read_coarse(coarse, fine, options.coarse_band, margin=2 if options.fwhm else 0)
    supports = CoarseSupports(fine, known.grid, fwhm=options.fwhm, totals=variable.kind == "extensive")
    layers = RasterCovariates(covariates, fine) if covariates else None
    ndvi = layers.ndvi(options.ndvi) if options.method == "tsharp" and layers is not None else 0
    settings = Settings(ndvi=ndvi, window=options.window, homogeneity=options.homogeneity, seed=options.seed)
    return Scene(supports, variable.forward(known.values), layers, variable.limits((None, None)), settings,
                 memory // 2, threads, reporter)


def _layers(band: GridBand, estimate: RasterSource, truth: RasterSource, uncertainty: RasterSource | None,
            scene: Scene | None, variable: Variable, options: EvaluateOptions) -> Layers:
    if variable.kind == "extensive" and not same_pixels(truth.grid, estimate.grid):
        raise FusionError(message("{truth} has other pixels than {estimate}, and totals of other pixels cannot be "
                                  "compared; aggregate it to that grid with the statistic sum first.",
                                  truth=truth.name, estimate=estimate.name))
    return Layers(band, GridBand(truth, options.truth_band, estimate.grid),
                  None if uncertainty is None else GridBand(uncertainty, uncertainty.data_bands[0], estimate.grid),
                  scene, variable)


def _compared(layers: Layers, writer: RasterWriter | None, memory: int, threads: int | None,
              reporter: Reporter) -> Compared:
    def consume(rows: tuple[int, int], error: np.ndarray) -> None:
        if writer is not None:
            writer.write(error[None], rows[0], 0)

    found = compare(layers, consume, memory=memory, threads=threads, reporter=reporter)
    if found is None:
        raise FusionError(message("No pixel has a value in both {estimate} and {truth}; check their extents and nodata "
                                  "values.", estimate=layers.estimate.name, truth=layers.truth.name))
    return found


def _tried(scene: Scene, options: EvaluateOptions, reporter: Reporter) -> Trials:
    """The scale-up test of the methods that are asked for."""
    supports = scene.supports
    kriged = supports.nested_ratio is not None or supports.shape[0] * supports.shape[1] <= MOST_KRIGED
    residual = options.residual if options.residual != "auto" else "kriging" if kriged else "smooth"
    methods = [method for method, _ in CANDIDATES] if options.method == "auto" else [options.method]
    require_covariates(options.method, 0 if scene.covariates is None else scene.covariates.count)
    methods = [each for each in methods if scene.covariates is not None or each not in MODELS]
    trials = scale_up(scene, [(each, residual if each in MODELS else "none") for each in methods])
    for method, sentence in trials.failed.items():
        reporter.info(message("{method} was not tried: {reason}", method=method, reason=sentence))
    return trials


def _coherence(band: GridBand, scene: Scene, variable: Variable) -> Coherent:
    """Coarse pixels at least half of which have fine values are compared."""
    found = scene.coherence.aggregate(Forward(band, variable))
    target = scene.coherence.target
    used = np.isfinite(target) & np.isfinite(found.mean) & (found.valid >= _HALF)
    own, wanted = variable.back(found.mean[used]), variable.back(target[used])
    miss, known = np.abs(own - wanted), variable.back(target[np.isfinite(target)])
    return Coherent(float(miss.max()) if miss.size else math.nan,
                    float(np.sqrt(np.mean(miss**2))) if miss.size else math.nan,
                    float(np.ptp(known)), int(miss.size), 2.0**-23 * float(np.abs(known).max()))


def _findings(name: str, compared: Compared | None, trials: Trials | None, coherence: Coherent | None,
              truth: RasterSource | None, estimate: RasterSource) -> list[Finding]:
    found = []
    if compared is not None:
        found += _of_truth(name, compared)
        if not same_pixels(truth.grid, estimate.grid):
            found.append(Finding("TRUTH_CARRIED", Severity.INFO, truth.name, message(
                "it has other pixels than {estimate} and was averaged over these by the support operator.",
                estimate=name)))
    if trials is not None:
        found.append(Finding("TESTED_ONE_SCALE_UP", Severity.INFO, name, message(
            "without a truth, methods were tested one scale up (ratio {rows} x {columns}), and not this raster; that "
            "they do as well at its own scale is an assumption.", rows=trials.ratio[0], columns=trials.ratio[1]),
            message("Give a fine truth of another date or place, if there is one.")))
    if coherence is not None and coherence.largest > max(_COHERENT * coherence.span, coherence.rounding):
        found.append(Finding("INCOHERENT", Severity.WARNING, name, message(
            "aggregated, it misses the coarse values by up to {miss:.3g}, {percent:.3g} % of their range.",
            miss=coherence.largest, percent=100.0 * coherence.relative),
            message("Downscale with COHERENT, or check that this is the coarse raster that it was made from.")))
    return found


def _of_truth(name: str, compared: Compared) -> list[Finding]:
    found = []
    own, skill = compared.errors[0], compared.skill("bilinear")
    if skill < 0.0:
        plain = compared.errors[compared.names.index("bilinear")]
        found.append(Finding("WORSE_THAN_INTERPOLATION", Severity.WARNING, name, message(
            "against the truth it has an RMSE of {rmse:.4g}, and bilinear interpolation one of {plain:.4g}.",
            rmse=own.rmse, plain=plain.rmse), message("Choose the method auto or bilinear.")))
    intervals = compared.intervals
    if intervals is not None and not (_HONEST_68[0] <= intervals.within_68 <= _HONEST_68[1]
                                      and _HONEST_95[0] <= intervals.within_95 <= _HONEST_95[1]):
        found.append(Finding("SIGMA_OFF", Severity.WARNING, name, message(
            "{one:.0f} % of its errors lie within 1 sigma and {two:.0f} % within 1.96 sigma, where 68 and 95 % should.",
            one=100.0 * intervals.within_68, two=100.0 * intervals.within_95),
            message("Multiply sigma by {ratio:.3g}, the errors' root mean square in sigmas.", ratio=intervals.ratio)))
    return found


def _rows(compared: Compared | None, trials: Trials | None, coherence: Coherent | None) -> list[dict[str, object]]:
    if compared is not None:
        rows = [{"test": "truth", "layer": name, "pixels": each.count, "rmse": each.rmse, "mae": each.mae,
                 "bias": each.bias, "r": each.r, "ssim": ssim}
                for name, each, ssim in zip(compared.names, compared.errors, compared.ssim)]
        rows[0].update(skill_bilinear=compared.skill("bilinear"), skill_nearest=compared.skill("nearest"))
        if compared.intervals is not None:
            rows[0].update(within_68=compared.intervals.within_68, within_95=compared.intervals.within_95)
    else:
        plain = {each.method: each.rmse for each in trials.scores if not each.coherent}
        rows = [{"test": "scale-up", "layer": each.method, "residual": each.residual, "coherent": each.coherent,
                 "pixels": trials.pixels, "rmse": each.rmse, "mae": each.mae, "bias": each.bias, "r": each.r,
                 **{f"skill_{name}": 1.0 - (each.rmse / rmse) ** 2 for name, rmse in plain.items() if rmse > 0.0}}
                for each in sorted(trials.scores, key=lambda each: each.rmse)]
    if coherence is not None:
        own = rows[0] if compared is not None else {"test": "coherence", "layer": "downscaled"}
        own.update(coherence_largest_miss=coherence.largest, coherence_of_range=coherence.relative)
        rows = rows if compared is not None else [*rows, own]
    return rows


def _pixel(estimate: RasterSource) -> float:
    size = pixel_size_m(estimate.grid)
    return math.nan if size is None else math.sqrt(size[0] * size[1])


def _error_writer(path: str, estimate: RasterSource, options: EvaluateOptions, threads: int | None) -> RasterWriter:
    units = estimate.bands[options.band - 1].units
    return RasterWriter(path, estimate.grid, [OutputBand("estimate - truth", units)], "Float32",
                        creation_options=options.creation_options, threads=threads)


def _write(found: Evaluation, sources: Sequence[RasterSource], options: EvaluateOptions, estimate: RasterSource,
           report: str | None, table: str | None, writer: RasterWriter | None, reporter: Reporter) -> None:
    """All or nothing, but for what the disk refuses at the last moment."""
    if writer is not None:
        made = provenance("evaluatedownscaling", [describe_input(each) for each in sources],
                          {**asdict(options), "kind": found.kind}, reporter.findings)
        writer.describe(tags(made), to_json(made))
        writer.finish(Share(reporter, 0.7, 0.2))
    if report:
        from .evaluation_report import write_evaluation_report

        write_evaluation_report(found, estimate.name, estimate.bands[options.band - 1].units, report, reporter)
    reporter.progress(0.99)
    if table:
        destination = Destination(table, *_CSV)
        try:
            destination.write_text(destination.part(".csv"), _csv_text(found.rows))
            destination.replace(destination.part(".csv"))
        finally:
            destination.remove_parts()
    if writer is not None:
        writer.commit()


def _csv_text(rows: Sequence[dict[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value != value else repr(float(value)) if isinstance(value, float) else value
                      for name, value in row.items()} for row in rows)
    return text.getvalue()
