"""The sampling of rasters at points and footprints, chunk after chunk."""

from collections.abc import Collection, Sequence

import numpy as np

from .. import blocks
from ..advice import Layer
from ..advice.times import TimeSpan
from ..blocks import Block
from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import message
from ..raster import RasterSource
from ..reporter import Reporter, Share
from ..support.findings import datum_finding
from ..support.overlap import is_walk_compiled
from .gather import GatherTask, GroupResult
from .groups import grouped
from .names import LONGEST, Names
from .nearest import Nearest
from .place import Ground, Places
from .plan import RasterPlan, plan_raster
from .request import Column, Footprints, Options
from .times import days_between

_LEAST, _MOST = 1 << 10, 1 << 20   # footprints of a chunk
_MOST_POLYGONS = 1 << 14
_PIECE = 1 << 15                   # footprints located at once


class Sampler:
    """Samples rasters at chunks of footprints: made once, called for chunk after chunk in the input's order.

    ``options``: ``support``, one of SUPPORTS: the pixel that holds the point, the four around it (bilinear), or the
    ground of the footprint; ``statistics``, of STATISTICS (points have their value, and count and valid_fraction if
    asked); ``kind``: the variable kind of all bands, auto to find each one's; ``min_valid`` (0..1): share of a
    footprint on valid pixels below which its values are null; ``time_tolerance`` (days): a raster counts where it was
    observed so near to a point's time; ``prefix`` of all names; ``classes``: those whose fractions are wanted;
    ``accept``: codes of blockers that shall not stop the run; ``bands``: numbers of those sampled of each raster,
    without a choice all but transparency.
    ``memory`` in bytes. ``times``: when each raster was observed, None where it is not known; by default what its tags
    or its name tell. ``total``: footprints of all chunks, for the progress. ``taken``: names that columns must not
    have. ``layers``: the rasters as rules saw them already, so that they are not asked again. Results do not depend on
    ``memory``, ``threads`` and how the footprints are cut into chunks.

    ``columns``: those of the result. ``chunk``: so many footprints at a time keep within the memory. ``findings``: all
    that was told. Raises FusionError for unusable input.
    """

    def __init__(self, rasters: Sequence[RasterSource], options: Options = Options(), *, memory: int = 2**30,
                 threads: int | None = None, reporter: Reporter | None = None,
                 times: Sequence[TimeSpan | None] | None = None, total: int | None = None,
                 taken: Collection[str] = (), layers: Sequence[Layer] | None = None) -> None:
        options.check()
        if not rasters:
            raise FusionError(message("No raster is given; choose at least one."))
        self._options, self._memory, self._total = options, memory, total
        self._workers = blocks.thread_count(threads)
        self._reporter = Share(reporter or Reporter())
        layers = layers or [Layer(source.path, source=source, name=source.name) for source in rasters]
        names = Names(taken)
        self._plans: list[RasterPlan] = [plan_raster(index, layer, options, names, self._reporter)
                                         for index, layer in enumerate(layers)]
        self._times = self._spans_of_time(layers, times)
        self._nearest = None if options.time_tolerance is None else Nearest.of(self._plans, self._times, options, names)
        of_nearest = () if self._nearest is None else self._nearest.columns
        self.columns: tuple[Column, ...] = (*(each for plan in self._plans for each in plan.columns), *of_nearest)
        most = _MOST_POLYGONS if options.support == "polygon" else _MOST
        self.chunk = int(min(most, max(_LEAST, 0.4 * memory / self._bytes_each())))
        self._grounds: list[Ground] = []
        self._done = self._places = self._met = self._valid = 0
        self._unplaced = 0
        self._unknown: dict[tuple[int, int], set[int]] = {}
        self._tell_of_names(names)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(self._reporter.findings)

    def __call__(self, footprints: Footprints) -> dict[str, np.ndarray]:
        """The columns (n) of some footprints, by name: NaN (None for text) where there is nothing.

        Raises FusionError for footprints without what the support needs, for damaged files, and Cancelled.
        """
        footprints.check(self._options)
        if not self._grounds:
            self._prepare(footprints)
        results: dict[str, np.ndarray] = {}
        for plan, ground in zip(self._plans, self._grounds):
            share = self._share(footprints.count, plan.index)
            found = self._sampled(plan, ground, footprints, share)
            span = self._times[plan.index]
            if self._options.time_tolerance is not None and span is not None:
                days = days_between(footprints.time, span)
                found[:, ~(np.abs(days) <= self._options.time_tolerance)] = np.nan
            results.update({column.name: values for column, values in zip(plan.columns, found)})
        if self._nearest is not None:
            results.update(self._nearest(results, footprints.time))
        self._done += footprints.count
        return results

    def conclude(self) -> None:
        """Tell what the chunks have shown. Raises FusionError if no footprint lies on any raster."""
        if self._places and not self._met:
            raise FusionError(message("No point or footprint lies on {name}; check both CRSs.",
                                      name=self._plans[0].source.name) if len(self._plans) == 1 else
                              message("No point or footprint lies on any of the rasters; check their CRSs."))
        if self._met and not self._valid:
            self._warn("SAMPLE_EMPTY", "", message("no footprint has a valid pixel; all columns are null."),
                       message("Check the rasters' nodata values and masks."))
        if self._unplaced:
            self._warn("FOOTPRINT_UNPLACED", "", message(
                "{count} footprints lie where a raster's projection has a pole or an edge, and have no values there.",
                count=self._unplaced), message("Sample rasters in a projection that is smooth there."))
        for (index, number), codes in self._unknown.items():
            plan = self._plans[index]
            self._warn("UNKNOWN_CLASSES", plan.source.name, message(
                "band {band} has the classes {codes} under footprints, which neither its legend nor a sample of it had "
                "shown: they have no columns, and the fractions of a footprint may sum to less than 1.", band=number,
                codes=", ".join(map(str, sorted(codes)))), message("Name all classes that are wanted."))

    def _prepare(self, footprints: Footprints) -> None:
        if not is_walk_compiled():
            self._reporter.info(message("First run on this computer: compiling takes about 15 seconds, later runs "
                                        "start at once."))
        self._grounds = [Ground(plan.source.grid, footprints.crs, self._options.support) for plan in self._plans]
        for plan, ground in zip(self._plans, self._grounds):
            finding = datum_finding(plan.source.name, ground.pixels)
            if finding is not None:
                self._reporter.finding(finding)

    def _sampled(self, plan: RasterPlan, ground: Ground, footprints: Footprints, reporter: Reporter) -> np.ndarray:
        """Values (columns, n) of one raster."""
        places, x, y = self._located(ground, footprints, Share(reporter, 0.0, 0.2))
        values = np.full((len(plan.columns), footprints.count), np.nan)
        here = np.flatnonzero(np.isfinite(x) & np.isfinite(y) & _sized(footprints))
        self._places += here.size
        most = self._most_pixels(plan)
        groups = [here[group] for group in grouped(plan.source, x[here], y[here], most, self._workers)]
        order = np.concatenate([here[:0], *groups])
        edges = np.cumsum([0, *map(len, groups)]).tolist()
        task = GatherTask(plan, places, order, 0.0 if self._options.support == "pixel" else self._options.min_valid,
                          most)

        def consume(block: Block, result: GroupResult) -> None:
            values[:, order[slice(*block.rows)]] = result.values
            self._met += result.met
            self._valid += result.valid
            self._unplaced += result.unplaced
            for number, codes in result.unknown.items():
                self._unknown.setdefault((plan.index, number), set()).update(codes)

        blocks.run(task, [Block(rows, (0, 1)) for rows in zip(edges, edges[1:])], consume, Share(reporter, 0.2, 0.8),
                   threads=self._workers)
        return values

    def _located(self, ground: Ground, footprints: Footprints,
                 reporter: Reporter) -> tuple[Places, np.ndarray, np.ndarray]:
        """The footprints on a raster, and pixel coordinates (n) of their middles (NaN: none)."""
        if self._options.support == "polygon":
            reporter.progress(0.0)
            shapes = ground.shapes(footprints, None)
            west, east, north, south = shapes.boxes.T
            x, y = 0.5 * (west + east), 0.5 * (north + south)
            return Places(ground, footprints, None, shapes), _first_turn(ground, x), y
        centres = np.empty((2, footprints.count))
        edges = [*range(0, footprints.count, _PIECE), footprints.count]

        def locate(block: Block, stopped: object = None) -> np.ndarray:
            return ground.centres(footprints.part(*block.rows))

        def consume(block: Block, found: np.ndarray) -> None:
            centres[:, slice(*block.rows)] = found

        blocks.run(locate, [Block(rows, (0, 1)) for rows in zip(edges, edges[1:]) if rows[0] < rows[1]], consume,
                   reporter, threads=self._workers)
        return Places(ground, _arrays(footprints), centres), *centres

    def _share(self, count: int, index: int) -> Reporter:
        """The part of the progress that a raster has in a chunk."""
        if not self._total:
            return _Quiet(self._reporter)
        length = count / self._total / len(self._plans)
        return Share(self._reporter, self._done / self._total + index * length, length)

    def _most_pixels(self, plan: RasterPlan) -> int:
        """Pixels to hold at once in a worker: values, their mask, copies that scaling and addends make."""
        bands = [plan.source.bands[each.number - 1] for each in plan.bands]
        stored = max(np.dtype(band.dtype).itemsize for band in bands)
        each = 2 * (8 if any(band.is_scaled for band in bands) else stored) + 3
        addends = max(band.averaging.addends for band in plan.bands)
        each += 17 * addends if addends > 1 else 0
        each += 2 if any(band.by_class for band in plan.bands) else 0
        return int(max(1024, 0.5 * self._memory / (self._workers * len(bands) * each)))

    def _bytes_each(self) -> int:
        """Of one footprint: where it is and how it lies, results. What is added up is held for some thousand alone."""
        return (1200 if self._options.support == "polygon" else 350) + 24 * len(self.columns)

    def _spans_of_time(self, layers: Sequence[Layer],
                       times: Sequence[TimeSpan | None] | None) -> list[TimeSpan | None]:
        if self._options.time_tolerance is None:
            return [None] * len(layers)
        spans = [layer.times for layer in layers] if times is None else list(times)
        for layer, span in zip(layers, spans):
            self._reporter.info(message("{name} was observed {time} ({origin}).", name=layer.name, time=span.text,
                                        origin=span.origin) if span is not None else
                                message("{name}: neither its tags nor its name tell when it was observed; it counts "
                                        "for all points, whatever their time.", name=layer.name))
        return spans

    def _tell_of_names(self, names: Names) -> None:
        for wanted, name in names.shortened.items():
            self._reporter.finding(Finding("FIELD_SHORTENED", Severity.INFO, wanted, message(
                "field names have at most {most} characters; it is called {name}.", most=LONGEST, name=name)))

    def _warn(self, code: str, subject: str, text: str, remedy: str) -> None:
        self._reporter.finding(Finding(code, Severity.WARNING, subject, text, remedy))


def sample(rasters: Sequence[RasterSource], footprints: Footprints, options: Options = Options(), *,
           memory: int = 2**30, threads: int | None = None, reporter: Reporter | None = None,
           times: Sequence[TimeSpan | None] | None = None) -> dict[str, np.ndarray]:
    """The columns of a `Sampler` for footprints that are in memory, (n) each, by name."""
    sampler = Sampler(rasters, options, memory=memory, threads=threads, reporter=reporter, times=times,
                      total=footprints.count)
    parts = [sampler(footprints.part(begin, min(begin + sampler.chunk, footprints.count)))
             for begin in range(0, max(footprints.count, 1), sampler.chunk)]
    sampler.conclude()
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


class _Quiet(Share):
    """Hears of a cancel; how much there is to do is not known."""

    def __init__(self, whole: Reporter):
        super().__init__(whole, 0.0, 0.0)

    def progress(self, fraction: float) -> None:
        Reporter.progress(self, fraction)


def _arrays(footprints: Footprints) -> Footprints:
    """With sizes as arrays where they differ from footprint to footprint."""
    sizes = {name: np.asarray(value, float) if np.ndim(value) else value
             for name in ("x", "y", "diameter", "length", "azimuth")
             if (value := getattr(footprints, name)) is not None}
    return Footprints(footprints.crs, **sizes)


def _sized(footprints: Footprints) -> np.ndarray:
    """Which have all the sizes that are given."""
    known = np.ones(footprints.count, bool)
    for value in (footprints.diameter, footprints.length, footprints.azimuth):
        known &= True if value is None else np.isfinite(np.asarray(value, float))
    return known


def _first_turn(ground: Ground, x: np.ndarray) -> np.ndarray:
    period = ground.pixels.wrap[0]
    return x - period * np.floor(x / period) if period else x
