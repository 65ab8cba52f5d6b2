"""The aggregation of rasters of one variable, from files to files."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from odc.geo.geobox import GeoBox

from ..advice import Layer
from ..finding import Finding
from ..grid import grid_to_dict
from ..legend import Legend
from ..message import message
from ..provenance import describe_input, provenance, tags, to_json
from ..raster import RasterSource
from ..raster.writer import check_destination, check_different
from ..reporter import Reporter, Share
from ..support import overlap
from ..support import SupportOperator
from .choice import settle
from .findings import layers_of, recorded, tell_of_aggregation
from .overlaps import portions
from .request import Options, averaging_for, check_cells, read_bands
from .run import CALCULATION, Run
from .task import AggregateTask, Tile


@dataclass(frozen=True)
class AggregateResult:
    """What was written, and how. ``classes``: those of fractions, in the order of the bands."""

    output: str
    valid_fraction: str | None
    variability: str | None
    kind: str
    statistic: str
    classes: tuple[int, ...]
    findings: tuple[Finding, ...]


def aggregate(source: RasterSource, target: GeoBox, output: str, *, tiles: Sequence[RasterSource] = (),
              bands: Sequence[int] | None = None, options: Options = Options(), valid_fraction: str | None = None,
              variability: str | None = None, legend: Legend | None = None, paletted: bool = False,
              finer: bool = False, memory: int = 2**30, threads: int | None = None, scratch: str = "",
              reporter: Reporter | None = None, checked: Layer | None = None) -> AggregateResult:
    """Aggregate ``source``, and ``tiles`` of the same variable, to the coarser grid ``target`` and write GeoTIFFs.

    ``bands``: 1-based, all data bands by default. ``options``: ``kind`` and ``statistic`` of `variable/`;
    ``class_statistic``: what auto means for classes; ``percentile`` (0..100); ``numerator`` and ``denominator``:
    formulas of bands (`band_formula.py`) for a ratio of means; ``classes``: those whose fractions are wanted, in this
    order (all that occur by default); ``overlap``: which raster counts where several see the ground (`overlaps.py`);
    ``min_valid`` (0..1): the valid share of a cell's ground below which it becomes nodata; ``dtype``: one of
    DATA_TYPES, auto is Float64 for sums, for the mode that of the source, Float32 for the rest; ``accept``: codes of
    blockers that shall not stop the run.
    ``valid_fraction`` and ``variability`` (`averaging.py`): further output paths. ``legend``, ``paletted``: what a map
    says of the classes. ``finer``: cells may be finer than pixels. ``memory`` in bytes; ``scratch``: a folder for
    working files, "" for that of the output. Results do not depend on these and ``threads``. ``checked``: ``source`` as
    rules saw it already, so that they are not asked again.

    Raises FusionError in one sentence for unusable input, Cancelled when the reporter says so; nothing is written then.
    """
    reporter = Share(reporter or Reporter())
    options.check()
    sources = (source, *tiles)
    bands = read_bands(sources, bands, options)
    paths = {"OUTPUT": output, "VALID_FRACTION": valid_fraction, "VARIABILITY": variability}
    paths = {name: path for name, path in paths.items() if path}
    for path in paths.values():
        check_destination(path, sources)
    check_different(list(paths.values()))

    operators = [SupportOperator(each.grid, target) for each in sources]
    check_cells(sources, operators, finer)
    layers = layers_of(sources, bands, paletted) if checked is None else (checked,)
    choice = settle(layers, bands, options)
    if checked is None:
        tell_of_aggregation(layers, choice, target, options, finer=finer, memory=memory, output=output,
                            reporter=reporter)
    for sentence in choice.sentences:
        reporter.info(sentence)
    if not overlap.is_compiled():
        reporter.info(message("First run on this computer: compiling takes about 15 seconds, later runs start at "
                              "once."))

    averaging = averaging_for(options, choice.kind, choice.units, bands)
    layers = {"OUTPUT": choice.statistic, "VALID_FRACTION": "valid fraction", "VARIABILITY": "variability"}
    task = AggregateTask(
        tuple(Tile(each, operator, portions(sources, bands, number, options.overlap))
              for number, (each, operator) in enumerate(zip(sources, operators))),
        bands, {name: layers[name] for name in paths}, averaging, choice.kind == "categorical",
        options.orders(choice.statistic), options.min_valid, 0)
    run = Run(task, target, paths, options, legend, memory, threads, scratch, reporter)
    with ExitStack() as stack:
        writers = run.write(stack)
        record = {"bands": list(bands), **options.to_dict(), "kind": choice.kind, "statistic": choice.statistic,
                  "target": grid_to_dict(target), "source_grids": [grid_to_dict(each.grid) for each in sources],
                  "coordinate_operations": [operator.pixels.operation for operator in operators]}
        inputs = [describe_input(each) for each in sources]
        for number, (name, writer) in enumerate(writers.items()):
            made = provenance("aggregate", inputs, {**record, "layer": task.layers[name]},
                              recorded(reporter.findings))
            writer.describe(tags(made), to_json(made))
            length = (1.0 - CALCULATION) / len(writers)
            writer.finish(Share(reporter, CALCULATION + number * length, length))
        for writer in writers.values():
            writer.commit()
    return AggregateResult(output, valid_fraction, variability, choice.kind, choice.statistic, run.classes,
                           tuple(reporter.findings))
