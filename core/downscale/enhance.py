"""A finer grid from overlapping footprints, from files or points to files, by Backus and Gilbert's inversion."""

import math
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass

import numpy as np
from odc.geo.geobox import GeoBox

from .. import blocks
from ..errors import FusionError, require
from ..finding import Finding, Severity
from ..grid import grid_to_dict
from ..message import message
from ..provenance import describe_input, provenance, tags, to_json
from ..raster import RasterSource
from ..raster.writer import OutputBand, RasterWriter, check_different
from ..report import check_report
from ..reporter import Reporter, Share
from ..support.pixelmap import PixelMap
from .footprint_tiles import FootprintTiles, Observations
from .kriging.backus_gilbert import CURVE, BackusGilbert, LCurve, corner
from .request import Options, Variable, settle_kind

KINDS = ("auto", "intensive", "ratio", "decibel", "radiative")
_SAMPLED = 40            # places where the L-curve is looked at,
_SIDE = 2                # of so many cells a side
_GAIN = 0.95             # of the footprint's width: what is wider is no gain
_KEPT = 20_000           # cells of which noise and resolution are kept for the report
_CALCULATION = 0.9       # share of the progress


@dataclass(frozen=True)
class EnhanceOptions:
    """``regularisation``: above 0 and below 1, None for the corner of the L-curve; ``neighbours``: observations to a
    cell; ``kind`` of variable, ``band`` of a raster (1-based)."""

    regularisation: float | None = None
    neighbours: int = 49
    kind: str = "auto"
    band: int = 1
    seed: int = 0
    creation_options: str = ""

    def check(self) -> None:
        """Raise FusionError for what cannot be."""
        if self.regularisation is not None and not 0.0 < self.regularisation < 1.0:
            raise FusionError(message("The regularisation is {value:g}; it must lie between 0 and 1, or be 0 to be "
                                      "chosen.", value=self.regularisation))
        if not 1 <= self.neighbours <= 400:
            raise FusionError(message("{count} neighbours are asked for; choose 1 to 400.", count=self.neighbours))
        if self.kind == "extensive":
            raise FusionError(message("A footprint sees an average, and totals are none; divide them by their areas "
                                      "first."))
        if self.kind not in KINDS:
            raise FusionError(message("Values of the kind {kind} have no averages that an inversion could undo; choose "
                                      "one of {choices}.", kind=self.kind, choices=", ".join(KINDS)))


@dataclass(frozen=True)
class EnhanceResult:
    """``regularisation`` that was used and its ``curve`` (None if it was given); ``noise``, ``resolution`` (n,): of a
    sample of cells, multiples of an observation's noise, metres; ``width``: median full width at half maximum of the
    footprints in metres; ``count`` of those; ``kind`` of the variable."""

    regularisation: float
    curve: LCurve | None
    noise: np.ndarray
    resolution: np.ndarray
    width: float
    count: int
    kind: str
    findings: tuple[Finding, ...]


def raster_observations(source: RasterSource, band: int, fwhm: float, grid: GeoBox) -> Observations:
    """The pixels of a raster near ``grid`` as Gaussian footprints, ``fwhm`` metres wide at half maximum.

    Raises FusionError where none is valid, and for a width that is not positive.
    """
    if not (fwhm > 0.0 and math.isfinite(fwhm)):
        raise FusionError(message("The width of the footprints is {value:g} m; it must be positive.", value=fwhm))
    rows, columns = _window(source.grid, fwhm, grid)
    pixels = source.read([band], rows, columns)
    values = np.where(pixels.valid[0] > 0, pixels.values[0].astype(float), np.nan)
    at = np.flatnonzero(np.isfinite(values))
    if not len(at):
        raise FusionError(message("{name} has no valid pixel on the fine grid; check its nodata value and the extent.",
                                  name=source.name))
    row, column = np.divmod(at, values.shape[1])
    x, y = source.grid.affine * (column + columns[0] + 0.5, row + rows[0] + 0.5)
    width = np.full(len(at), float(fwhm))
    return Observations(source.grid.crs.proj, x, y, values.ravel()[at], width, width, np.zeros(len(at)))


def enhance(observations: Observations, grid: GeoBox, output: str, *, name: str, kind: str,
            options: EnhanceOptions = EnhanceOptions(), units: str = "", inputs: Sequence[dict] = (),
            noise: str | None = None, resolution: str | None = None, report: str | None = None, memory: int = 2**30,
            threads: int | None = None, reporter: Reporter | None = None) -> EnhanceResult:
    """Bring ``observations`` of the layer ``name`` to ``grid``; ``kind`` of variable (one of KINDS but auto), ``units``
    of the values, ``inputs``: records of what they come from.

    ``noise``: path for the noise amplification (multiples of one observation's standard deviation); ``resolution``: for
    the effective resolution (metres); ``report``: of an HTML page. ``memory`` in bytes. Cells farther than one full
    width from every footprint's centre are nodata. Raises FusionError in one sentence, Cancelled.
    """
    reporter = Share(reporter or Reporter())
    options.check()
    paths = {"OUTPUT": output, "NOISE": noise, "RESOLUTION": resolution}
    paths = {key: path for key, path in paths.items() if path}
    check_different([*paths.values(), *([report] if report else [])])
    if report:
        check_report(report)
    variable = Variable(kind)
    values = variable.forward(observations.values)
    observations = Observations(**{**vars(observations), "values": values})
    tiles = FootprintTiles(observations, grid, options.neighbours)
    width = float(np.median(np.sqrt(tiles.observations.along * tiles.observations.across)))
    _check_grid(tiles, width, memory)
    count = max(1, min(blocks.thread_count(threads), memory // max(1, tiles.bytes)))
    limits = require("threadpoolctl").threadpool_limits
    with ExitStack() as stack:
        stack.enter_context(limits(1))
        regularisation, curve = _settle(tiles, options, count, Share(reporter, 0.0, 0.1))
        sample = _sampled(tiles, options, regularisation, count, Share(reporter, 0.1, 0.05))
        writers = {key: stack.enter_context(RasterWriter(path, grid, [_band(key, name, units)], "Float32",
                                                         creation_options=options.creation_options, threads=threads))
                   for key, path in paths.items()}
        seen = _predict(tiles, options, regularisation, variable, writers, count, Share(reporter, 0.15, 0.75))
        found = EnhanceResult(regularisation, curve, np.concatenate([sample[0], *seen]), sample[1], width,
                              len(tiles.observations.values), kind, ())
        for finding in _findings(found, name):
            reporter.finding(finding)
        record = {**asdict(options), "kind": kind, "regularisation_used": regularisation, "grid": grid_to_dict(grid),
                  "footprint_width": width, "footprints": found.count}
        for number, (key, writer) in enumerate(writers.items()):
            made = provenance("enhanceresolution", list(inputs), {**record, "layer": key.lower()}, reporter.findings)
            writer.describe(tags(made), to_json(made))
            length = (1.0 - _CALCULATION) / (len(writers) + 1)
            writer.finish(Share(reporter, _CALCULATION + number * length, length))
        if report:
            from .enhance_report import write_enhance_report

            write_enhance_report(found, tiles, name, report, reporter)
        for writer in writers.values():
            writer.commit()
    return EnhanceResult(**{**vars(found), "findings": tuple(reporter.findings)})


def enhance_raster(source: RasterSource, fwhm: float, grid: GeoBox, output: str, *,
                   options: EnhanceOptions = EnhanceOptions(), reporter: Reporter | None = None,
                   **outputs) -> EnhanceResult:
    """`enhance` for the pixels of a raster, each a footprint ``fwhm`` metres wide at half maximum."""
    reporter = reporter or Reporter()
    options.check()
    variable, sentences = settle_kind(source, Options(kind=options.kind, band=options.band))
    # What was found out must be possible, too.
    EnhanceOptions(kind=variable.kind).check()
    for sentence in sentences:
        reporter.info(sentence)
    observations = raster_observations(source, options.band, fwhm, grid)
    band = source.bands[options.band - 1]
    return enhance(observations, grid, output, name=band.description or source.name, kind=variable.kind,
                   options=options, units=band.units, inputs=[describe_input(source)], reporter=reporter, **outputs)


def _window(source: GeoBox, fwhm: float, grid: GeoBox) -> tuple[tuple[int, int], tuple[int, int]]:
    """Rows and columns of a raster whose footprints a cell of the grid may need."""
    pixels = PixelMap(source, grid)
    rows, columns = map(int, grid.shape)
    x, y = pixels(*np.meshgrid(np.linspace(0, columns, 65), np.linspace(0, rows, 65)))
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        raise FusionError(message("The grid lies beyond the input; check the extent and both CRSs."))
    margin = _margin(source, fwhm)
    height, width = map(int, source.shape)
    found = []
    for each, size in ((y[known], height), (x[known], width)):
        low, high = int(np.floor(each.min())) - margin, int(np.ceil(each.max())) + margin
        found.append((max(0, low), min(size, high)))
    period = pixels.wrap[0]
    if period and (x[known].min() - margin < 0 or x[known].max() + margin > width):
        # The grid, or a footprint, reaches around the world: which columns these are, places tell.
        found[1] = (0, width)
    if found[0][0] >= found[0][1] or found[1][0] >= found[1][1]:
        raise FusionError(message("The grid lies beyond the input; check the extent and both CRSs."))
    return found[0], found[1]


def _margin(source: GeoBox, fwhm: float) -> int:
    """Pixels around a grid that its cells may need: four full widths."""
    from ..advice.layer import pixel_size_m

    size = pixel_size_m(source)
    return 64 if size is None else int(np.ceil(4.0 * fwhm / min(size))) + 1


def _check_grid(tiles: FootprintTiles, width: float, memory: int) -> None:
    if tiles.pixel >= width:
        raise FusionError(message("The grid's cells are {cell:.4g} m wide, and the footprints {width:.4g} m; choose a "
                                  "finer grid, or aggregate instead.", cell=tiles.pixel, width=width))
    if tiles.bytes > memory:
        raise FusionError(message("The footprints are {cells:.0f} cells wide, too many for the memory; choose coarser "
                                  "cells or fewer NEIGHBOURS.", cells=width / tiles.pixel))


def _fitted(tiles: FootprintTiles, block: blocks.Block, options: EnhanceOptions, regularisation: float):
    """(tile, fitted inversion) of a block; None where no footprint reaches."""
    tile = tiles.tile(block)
    if tile is None:
        return None
    method = BackusGilbert(regularisation, options.neighbours)
    return tile, method.fit(tile.values, tile.supports, cell=tile.cell, scale=tiles.scale, near=tile.near)


def _places(tiles: FootprintTiles, options: EnhanceOptions) -> list[blocks.Block]:
    """Seeded, small parts of the grid around centres of footprints."""
    rng = np.random.default_rng(options.seed)
    found = []
    for footprint in rng.permutation(len(tiles.observations.values)):
        block = tiles.middle(int(footprint), _SIDE)
        if block is not None:
            found.append(block)
        if len(found) == _SAMPLED:
            break
    return found or [tiles.blocks[0]]


def _settle(tiles: FootprintTiles, options: EnhanceOptions, threads: int,
            reporter: Reporter) -> tuple[float, LCurve | None]:
    """The regularisation, and the L-curve if it was chosen by that."""
    if options.regularisation is not None:
        return options.regularisation, None
    found: list[np.ndarray] = []

    def look(block: blocks.Block, stopped) -> np.ndarray | None:
        fitted = _fitted(tiles, block, options, 0.5)
        return None if fitted is None else fitted[1].trade_off(fitted[0].rows, fitted[0].columns)

    def take(_: blocks.Block, part: np.ndarray | None) -> None:
        if part is not None:
            found.append(part)

    blocks.run(look, _places(tiles, options), take, reporter, threads=threads)
    if not found:
        raise FusionError(message("No footprint with a value reaches the grid; check the extent and the nodata "
                                  "value of the input."))
    curve = LCurve(CURVE, *np.mean(found, axis=0))
    return float(curve.regularisation[corner(curve)]), curve


def _sampled(tiles: FootprintTiles, options: EnhanceOptions, regularisation: float, threads: int,
             reporter: Reporter) -> tuple[np.ndarray, np.ndarray]:
    """Noise and resolution of the cells of `_places`."""
    noise, resolution = [], []

    def look(block: blocks.Block, stopped):
        fitted = _fitted(tiles, block, options, regularisation)
        return None if fitted is None else fitted[1].predict(fitted[0].rows, fitted[0].columns, stopped=stopped)

    def take(_: blocks.Block, part) -> None:
        if part is not None:
            known = np.isfinite(part.noise)
            noise.append(part.noise[known])
            resolution.append(part.resolution[known])

    blocks.run(look, _places(tiles, options), take, reporter, threads=threads)
    return tuple(np.concatenate(each) if each else np.empty(0) for each in (noise, resolution))


def _predict(tiles: FootprintTiles, options: EnhanceOptions, regularisation: float, variable: Variable,
             writers: dict[str, RasterWriter], threads: int, reporter: Reporter) -> list[np.ndarray]:
    """Write all tiles; some of the noise (n,) of each."""
    seen, step = [], max(1, tiles.shape[0] * tiles.shape[1] // _KEPT)

    def look(block: blocks.Block, stopped):
        fitted = _fitted(tiles, block, options, regularisation)
        if fitted is None:
            return None
        tile, method = fitted
        found = method.predict(tile.rows, tile.columns, resolution="RESOLUTION" in writers, stopped=stopped)
        layers = {"OUTPUT": variable.back(found.values), "NOISE": found.noise, "RESOLUTION": found.resolution}
        return {key: np.where(tile.reached, layers[key], np.nan) for key in layers}

    def take(block: blocks.Block, found) -> None:
        shape = block.rows[1] - block.rows[0], block.columns[1] - block.columns[0]
        for key, writer in writers.items():
            layer = np.full(shape, np.nan) if found is None else found[key]
            writer.write(layer[None], block.rows[0], block.columns[0])
        if found is not None:
            part = found["NOISE"].ravel()[::step]
            seen.append(part[np.isfinite(part)])

    blocks.run(look, tiles.blocks, take, reporter, threads=threads)
    return seen


def _band(key: str, name: str, units: str) -> OutputBand:
    return {"OUTPUT": OutputBand(name, units), "NOISE": OutputBand("noise amplification", "1"),
            "RESOLUTION": OutputBand("effective resolution", "m")}[key]


def _findings(found: EnhanceResult, name: str) -> list[Finding]:
    findings = [Finding("MODEL_DEPENDENT", Severity.INFO, name, message(
        "its fine values are estimates of the method {method} and no measurements.", method="Backus-Gilbert"),
        message("Use them with their uncertainty, and not as truth at points."))]
    resolution, noise = (float(np.median(each)) if each.size else math.nan for each in (found.resolution, found.noise))
    if resolution > _GAIN * found.width:
        findings.append(Finding("NO_RESOLUTION_GAIN", Severity.WARNING, name, message(
            "the effective resolution is {resolution:.4g} m and the footprints are {width:.4g} m wide: they overlap "
            "too little, or the regularisation is too strong, for a gain.", resolution=resolution, width=found.width),
            message("Use the observations as they are, add overlapping ones, or choose a smaller REGULARISATION.")))
    if noise > 2.0:
        findings.append(Finding("NOISE_AMPLIFIED", Severity.WARNING, name, message(
            "the noise of an observation is amplified {noise:.3g} times (median).", noise=noise),
            message("Choose a larger REGULARISATION, unless the observations have little noise.")))
    return findings
