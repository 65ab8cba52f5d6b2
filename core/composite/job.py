"""Composites in time, from files to files."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
from odc.geo.geobox import GeoBox

from .. import blocks
from ..dates import stamp
from ..errors import FusionError
from ..finding import Finding, gravest_first, stop_at_blockers
from ..grid import grid_to_dict
from ..message import message
from ..provenance import describe_input, provenance, tags, to_json
from ..raster import RasterSource
from ..raster.writer import RasterWriter, check_destination, check_different
from ..reporter import Reporter, Share
from ..statistics.averaging import Averaging, averaging_of
from .block_shape import cut
from .choice import settle
from .findings import closing_findings, opening_findings
from .layers import data_type, output_bands
from .planes import is_short, place, plane_of
from .request import SCORED, Options
from .scenes import Scene, check_scenes, in_order, members, time_weights
from .task import BlockResult, CompositeTask
from .windows import Window, make_windows

_CALCULATION = 0.85     # share of the progress bar; the rest writes the final files
_MOST_OPEN = 200        # files that may be open at once; some systems allow no more than 256


@dataclass(frozen=True)
class CompositeResult:
    """What was written, and how; ``used``: scenes that fall into a window."""

    output: str
    count: str | None
    spread: str | None
    kind: str
    windows: tuple[Window, ...]
    used: int
    findings: tuple[Finding, ...]


def composite(scenes: Sequence[Scene], output: str, *, target: GeoBox | None = None, options: Options = Options(),
              count: str | None = None, spread: str | None = None, memory: int = 2**30, threads: int | None = None,
              scratch: str = "", reporter: Reporter | None = None) -> CompositeResult:
    """Composite dated rasters of one variable, a band for each window of time, and write GeoTIFFs.

    ``target``: the grid, by default that of the scenes, which are then all on it. Scenes on another grid come to it by
    true overlap. ``options``: ``band`` (1-based) of the scenes; ``kind`` of `variable/`; ``window``, ``days``,
    ``start`` and ``dates`` as `make_windows` takes them; ``statistic`` of STATISTICS; ``percentile`` (0..100);
    ``time_scale`` (days) as `time_weights` takes it; ``best``: is the lowest or the highest score best?
    ``quality_band`` of the scenes' rasters of quality; ``min_count``: values below which a pixel is nodata;
    ``outliers``: how many robust standard deviations (1.4826 MAD) a value may lie from the pixel's median in the
    window, 0 for any; ``min_valid``: share of a cell's ground that a scene on another grid must see; ``accept``: codes
    of blockers that shall not stop the run. ``count`` and ``spread``: paths for the number of values used, and their
    standard deviation (`averaging.py`). ``memory`` in bytes; results do not depend on it, on ``threads`` or on the
    order of ``scenes``.

    Raises FusionError in one sentence for unusable input, Cancelled when the reporter says so; nothing is written then.
    """
    del scratch   # nothing is kept aside: the keyword is that of all capabilities
    reporter = Share(reporter or Reporter())
    options.check()
    check_scenes(scenes, options)
    scenes = in_order(scenes)
    rasters = _rasters(scenes, options)
    paths = {name: path for name, path in (("OUTPUT", output), ("COUNT", count), ("SPREAD", spread)) if path}
    for path in paths.values():
        check_destination(path, rasters)
    check_different(list(paths.values()))
    target = common_grid(scenes) if target is None else target

    settled = settle(scenes, options, spread is not None)
    windows = make_windows(options.window, [scene.span for scene in scenes], days=options.days, start=options.start,
                           dates=options.dates)
    found = members(windows, scenes)
    used = len(set().union(*found))
    opening = [*settled.findings, *opening_findings(windows, found, scenes)]
    stop_at_blockers(gravest_first(opening), options.accept)
    for sentence in settled.sentences:
        reporter.info(sentence)
    for finding in gravest_first(opening):
        reporter.finding(finding)
    averaging = averaging_of(settled.kind, settled.units)
    task = _task(scenes, windows, found, target, options, settled.kind, averaging, tuple(paths),
                 len(rasters) * blocks.thread_count(threads) > _MOST_OPEN)
    with ExitStack() as stack:
        writers = {}
        for name, path in paths.items():
            bands = output_bands(name, scenes, windows, found, options, settled.kind, averaging)
            dtype, nodata = data_type(name, scenes, options, settled.kind)
            writers[name] = stack.enter_context(RasterWriter(
                path, target, bands, dtype, nodata=nodata, creation_options=options.creation_options, threads=threads))
            for finding in writers[name].findings:
                reporter.finding(finding)
        _calculate(task, target, writers, memory, threads, reporter, windows)
        _finish(writers, scenes, rasters, windows, found, target, options, settled.kind, reporter)
        for writer in writers.values():
            writer.commit()
    return CompositeResult(output, count, spread, settled.kind, windows, used, tuple(reporter.findings))


def _rasters(scenes: Sequence[Scene], options: Options) -> list[RasterSource]:
    """All that is read, each once."""
    scores = [scene.scores for scene in scenes] if options.statistic in SCORED else []
    found = {id(source): source for source in (*(scene.source for scene in scenes), *scores)}
    return list(found.values())


def common_grid(scenes: Sequence[Scene]) -> GeoBox:
    """The one grid of all scenes. Raises FusionError if they have several."""
    first = scenes[0].source
    for scene in scenes:
        other = scene.source
        if other.grid.shape != first.grid.shape or place(other, first.grid) != (0, 0):
            raise FusionError(message("{first} and {second} are on different grids; give the one to composite on as "
                                      "GRID, or as a target CRS and a resolution.", first=first.name,
                                      second=other.name))
    return first.grid


def _task(scenes: Sequence[Scene], windows: Sequence[Window], found: Sequence[tuple[int, ...]], target: GeoBox,
          options: Options, kind: str, averaging: Averaging, layers: tuple[str, ...], release: bool) -> CompositeTask:
    planes = tuple(plane_of(scene.source, options.band, target, averaging, kind, options.min_valid, release)
                   for scene in scenes)
    scores = ()
    if options.statistic in SCORED:
        scores = tuple(plane_of(scene.scores, options.quality_band, target, Averaging(), "intensive",
                                options.min_valid, release) for scene in scenes)
    weighed = options.statistic == "time_distance"
    weights = tuple(time_weights(window, [scenes[number] for number in numbers], options.time_scale) if weighed
                    else (1.0,) * len(numbers) for window, numbers in zip(windows, found))
    if release:
        for scene in scenes:
            scene.source.close()
            scene.scores.close()
    dtype = "float32" if all(map(is_short, planes)) else "float64"
    return CompositeTask(planes, scores, tuple(found), weights, layers, averaging, options, dtype)


def _calculate(task: CompositeTask, target: GeoBox, writers: dict[str, RasterWriter], memory: int,
               threads: int | None, reporter: Reporter, windows: Sequence[Window]) -> None:
    """All blocks into the writers; tells what they have shown. Raises FusionError where there is nothing at all."""
    workers = blocks.thread_count(threads)
    parts = cut(task.planes, target, depth=1 if task.streams else max(map(len, task.windows)),
                layers=len(windows) * len(writers), scored=bool(task.scores), short=task.dtype == "float32",
                addends=task.averaging.addends, memory=memory, workers=workers)
    seen, kept = (np.zeros(len(windows), np.int64) for _ in range(2))
    undefined = 0

    def consume(block: blocks.Block, result: BlockResult) -> None:
        nonlocal undefined
        for name, writer in writers.items():
            writer.write(result.layers[name], block.rows[0], block.columns[0])
        seen[:] += result.seen
        kept[:] += result.kept
        undefined += result.undefined

    blocks.run(task, parts, consume, Share(reporter, 0.0, _CALCULATION), threads=workers)
    for finding in closing_findings(windows, task.windows, seen, kept, undefined, task.options):
        reporter.finding(finding)


def _finish(writers: dict[str, RasterWriter], scenes: Sequence[Scene], rasters: Sequence[RasterSource],
            windows: Sequence[Window], found: Sequence[tuple[int, ...]], target: GeoBox, options: Options, kind: str,
            reporter: Reporter) -> None:
    """Records and final files."""
    record = {
        **options.to_dict(), "kind_used": kind, "target": grid_to_dict(target),
        "dates": [{"name": scene.source.name, "begin": stamp(scene.span.begin), "end": stamp(scene.span.end),
                   "quality": scene.scores.name if options.statistic in SCORED else None} for scene in scenes],
        "windows": [{"name": window.name, "begin": stamp(window.begin), "end": stamp(window.end),
                     "scenes": [scenes[number].source.name for number in numbers]}
                    for window, numbers in zip(windows, found)],
    }
    inputs = [describe_input(source) for source in rasters]
    covered = {"TIME_COVERAGE_START": stamp(min(window.begin for window in windows)),
               "TIME_COVERAGE_END": stamp(max(window.end for window in windows))}
    length = (1.0 - _CALCULATION) / len(writers)
    for number, (name, writer) in enumerate(writers.items()):
        made = provenance("compositetime", inputs, {**record, "layer": name}, reporter.findings)
        writer.describe({**tags(made), **covered}, to_json(made))
        writer.finish(Share(reporter, _CALCULATION + number * length, length))
