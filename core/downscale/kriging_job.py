"""Area-to-point kriging from file to file: grid, variogram, kriging, coherence, report, provenance."""

from contextlib import ExitStack
from dataclasses import asdict, dataclass

from odc.geo.geobox import GeoBox

from ..destination import scratch_path
from ..errors import FusionError
from ..finding import Finding
from ..grid import grid_to_dict, refined_grid
from ..message import message
from ..raster import RasterSource
from ..raster.writer import OutputBand, RasterWriter
from ..report import check_report
from ..reporter import Reporter, Share
from .checks import tell_of_downscaling
from .field import Fields
from .findings import findings_of
from .kriging import VariogramModel
from .kriging_report import Job, make_report
from .methods import DTYPES, KINDS, REFUSED, VARIOGRAMS
from .output import asked_paths, data_type, finish, write_layers
from .patience import Passes
from .request import Variable, check_choices, check_spread_and_limits, fine_grid, read_coarse, settle_kind
from .sharpen import Downscaled, KrigingSettings, Scene, Settings, downscale_scene
from .supports import CoarseSupports
from .validation import Trials, scale_up

MOST_NEIGHBOURS = 6          # to each side
_TESTED, _KRIGED, _TOLD = 0.2, 0.8, 0.85   # of the progress bar


@dataclass(frozen=True)
class KrigingOptions:
    """How to krige; see `krige`."""

    kind: str = "auto"
    band: int = 1
    model: str = "auto"
    deconvolution: bool = True
    neighbours: int = 2
    robust: bool = False
    fwhm: float | None = None
    coherent: bool = True
    limits: tuple[float | None, float | None] = (None, None)
    seed: int = 0
    dtype: str = "auto"
    creation_options: str = ""
    accept: frozenset[str] = frozenset()

    def check(self) -> None:
        """Raise FusionError for what no kriging can be."""
        check_choices((message("variogram model"), self.model, ("auto", *VARIOGRAMS)),
                      (message("variable kind"), self.kind, (*KINDS, *REFUSED)),
                      (message("data type"), self.dtype, DTYPES))
        if not 1 <= self.neighbours <= MOST_NEIGHBOURS:
            raise FusionError(message("The neighbourhood reaches {count} coarse pixels to each side; choose 1 to "
                                      "{most}.", count=self.neighbours, most=MOST_NEIGHBOURS))
        check_spread_and_limits(self.fwhm, self.limits)

    def to_dict(self) -> dict[str, object]:
        """For the record: what the result depends on."""
        return {**asdict(self), "accept": sorted(self.accept)}


@dataclass(frozen=True)
class KrigingResult:
    """What was written, and how. ``trials``: None where there were too few coarse pixels for the scale-up test;
    ``coherence``: the largest miss in parts of the range, None if it was not asked for."""

    output: str
    sigma: str | None
    report: str | None
    kind: str
    block_model: VariogramModel
    point_model: VariogramModel
    iterations: int
    trials: Trials | None
    coherence: float | None
    findings: tuple[Finding, ...]


def krige(source: RasterSource, output: str, *, target: GeoBox | None = None, ratio: int | None = None,
          options: KrigingOptions = KrigingOptions(), sigma: str | None = None, report: str | None = None,
          memory: int = 2**30, threads: int | None = None, scratch: str = "",
          reporter: Reporter | None = None) -> KrigingResult:
    """Krige a band of ``source`` to ``target``, or to the grid ``ratio`` times as fine as its own.

    ``options``: ``model`` of VARIOGRAMS or auto; ``deconvolution``: find the variogram of points behind that of coarse
    pixels (else the latter stands in for it); ``neighbours``: coarse pixels to each side that a system holds;
    ``robust`` against outliers (Cressie and Hawkins); ``fwhm`` (metres) of a Gaussian point spread, the pixel's area
    without; ``coherent``: aggregated, the output gives the coarse values back also across grids and where limits hold;
    ``kind``, ``limits``, ``band``, ``seed``, ``dtype``, ``accept`` as in `job.downscale`. ``sigma``: path for the
    kriging standard deviation; ``report``: path of an HTML page. ``memory`` in bytes; ``scratch``: a folder for
    working files, "" for that of the output.

    Raises FusionError in one sentence for unusable input, Cancelled when the reporter says so; nothing is written then.
    """
    reporter = Share(reporter or Reporter())
    options.check()
    paths = asked_paths((source,), OUTPUT=output, UNCERTAINTY=sigma)
    if report:
        check_report(report)
    variable, sentences = settle_kind(source, options)
    fine = fine_grid(source, (), _grid(source, target, ratio))
    tell_of_downscaling(source, (), fine, options, memory=memory, output=output, reporter=reporter)
    for sentence in sentences:
        reporter.info(sentence)
    scene = _scene(source, fine, variable, options, memory, threads, Share(reporter, 0.0, 0.0))
    scene.reporter = Passes(reporter, 0.0, _TESTED)
    trials = _tried(scene, reporter)
    reporter.progress(_TESTED)
    with ExitStack() as stack:
        fields = stack.enter_context(Fields(scratch_path(output, scratch), tuple(fine.shape), memory // 3))
        scene.reporter = Passes(reporter, _TESTED, _KRIGED)
        result = downscale_scene(scene, "atpk", "none", fields, coherent=options.coherent,
                                 spread=sigma is not None or report is not None)
        for finding in findings_of(scene, result, trials, None, source.name):
            reporter.finding(finding)
        band = source.bands[options.band - 1]
        described = {"OUTPUT": band.description or source.name, "UNCERTAINTY": "kriging standard deviation"}
        writers = {name: stack.enter_context(RasterWriter(
            path, fine, [OutputBand(described[name], band.units)], data_type(scene, options.dtype),
            creation_options=options.creation_options, threads=threads)) for name, path in paths.items()}
        write_layers(scene, result, variable, writers["OUTPUT"], writers.get("UNCERTAINTY"))
        reporter.progress(_KRIGED)
        page = make_report(Job(source.name, band.units, scene, variable, result, trials, reporter.findings),
                           Share(reporter, _KRIGED, _TOLD - _KRIGED)) if report else None
        finish(writers, "areatopointkriging", (source,), _record(source, fine, options, variable, result, trials),
               reporter, _TOLD)
        if page is not None:
            page.write(report)
        for writer in writers.values():
            writer.commit()
    return _result(result, variable, trials, reporter, output, sigma, report)


def _grid(source: RasterSource, target: GeoBox | None, ratio: int | None) -> GeoBox:
    if (target is None) == (ratio is None):
        raise FusionError(message("The fine grid is given in two ways; give either a target grid or a ratio.")
                          if ratio is not None else
                          message("The fine grid is not given; give a target grid or a ratio."))
    return refined_grid(source.grid, ratio) if target is None else target


def _scene(source: RasterSource, fine: GeoBox, variable: Variable, options: KrigingOptions, memory: int,
           threads: int | None, reporter: Reporter) -> Scene:
    coarse = read_coarse(source, fine, options.band, margin=2 if options.fwhm else 0)
    supports = CoarseSupports(fine, coarse.grid, fwhm=options.fwhm, totals=variable.kind == "extensive")
    settings = Settings(seed=options.seed, kriging=KrigingSettings(options.model, options.deconvolution,
                                                                   options.neighbours, options.robust))
    return Scene(supports, variable.forward(coarse.values), None, variable.limits(options.limits), settings,
                 memory // 2, threads, reporter)


def _tried(scene: Scene, reporter: Reporter) -> Trials | None:
    """The scale-up test; None, and a sentence, where there are too few coarse pixels for it."""
    try:
        return scale_up(scene, [("atpk", "none")])
    except FusionError as error:
        reporter.info(message("The kriging was not tested: {reason}", reason=error.sentence))
        return None


def _record(source: RasterSource, fine: GeoBox, options: KrigingOptions, variable: Variable, result: Downscaled,
            trials: Trials | None) -> dict[str, object]:
    """What the result depends on and how it came about."""
    kriging, achieved = result.kriging, result.achieved
    found = kriging.deconvolution_
    return {
        **options.to_dict(), "kind": variable.kind, "target": grid_to_dict(fine),
        "source_grids": [grid_to_dict(source.grid)],
        "block_model": asdict(kriging.block_model_), "point_model": asdict(kriging.point_model_),
        "iterations": found.iterations if found else 0, "deviation": found.deviation if found else None,
        "scale_up_test": None if trials is None else {
            "ratio": list(trials.ratio), "pixels": trials.pixels,
            "rmse": {f"{each.method}{'' if each.coherent else ' (plain)'}": each.rmse for each in trials.scores}},
        "coherence": None if achieved is None else {"largest_miss": achieved.after, "range": achieved.scale,
                                                    "before": achieved.before},
    }


def _result(result: Downscaled, variable: Variable, trials: Trials | None, reporter: Reporter, output: str,
            sigma: str | None, report: str | None) -> KrigingResult:
    kriging = result.kriging
    return KrigingResult(output, sigma, report, variable.kind, kriging.block_model_, kriging.point_model_,
                         kriging.deconvolution_.iterations if kriging.deconvolution_ else 0, trials,
                         result.achieved.relative if result.achieved else None, tuple(reporter.findings))
