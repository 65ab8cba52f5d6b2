"""The aggregation of one raster from file to files."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
from odc.geo.geobox import GeoBox

from .. import blocks, overlap
from ..block_shape import choose_block_shape
from ..errors import FusionError
from ..finding import Finding, Severity
from ..grid import grid_to_dict, size_text
from ..provenance import describe_input, provenance, tags, to_json
from ..raster import RasterSource
from ..raster_writer import DATA_TYPES, OutputBand, RasterWriter, check_destination, check_different
from ..reporter import Reporter, Share
from ..support import SupportOperator
from ..variable import KINDS, STATISTICS, check, choose
from .task import AggregateTask, BlockResult

_CALCULATION = 0.9   # share of the progress bar; the rest writes the final files


@dataclass(frozen=True)
class AggregateResult:
    """What was written, and how."""

    output: str
    valid_fraction: str | None
    variability: str | None
    kind: str
    statistic: str
    findings: tuple[Finding, ...]


def aggregate(source: RasterSource, target: GeoBox, output: str, *, bands: Sequence[int] | None = None,
              kind: str = "auto", statistic: str = "auto", min_valid: float = 0.5, dtype: str = "auto",
              creation_options: str = "", valid_fraction: str | None = None, variability: str | None = None,
              memory: int = 2**30, threads: int | None = None, reporter: Reporter | None = None) -> AggregateResult:
    """Aggregate ``source`` to the coarser grid ``target`` and write GeoTIFFs.

    ``bands``: 1-based, all data bands by default. ``kind`` and ``statistic``: see `variable.py`. ``min_valid`` (0..1):
    the valid share of a cell's ground below which it becomes nodata. ``dtype``: one of DATA_TYPES; auto is Float64 for
    sums, Float32 for the rest. ``valid_fraction`` and ``variability`` (within-cell standard deviation): further output
    paths. ``memory`` in bytes. Results do not depend on ``memory`` and ``threads``.

    Raises FusionError in one sentence for unusable input, Cancelled when the reporter says so; nothing is written then.
    """
    reporter = Share(reporter or Reporter())
    _check_choices(kind, statistic, dtype, min_valid)
    bands = _check_bands(source, bands)
    kind, statistic, reason = choose(kind, statistic)
    paths = {"OUTPUT": output, "VALID_FRACTION": valid_fraction, "VARIABILITY": variability}
    paths = {name: path for name, path in paths.items() if path}
    for path in paths.values():
        check_destination(path, [source])
    check_different(list(paths.values()))

    operator = SupportOperator(source.grid, target)
    _check_coarser(source, operator)
    reporter.info(reason)
    if not overlap.is_compiled():
        reporter.info("First run on this computer: compiling takes about 15 seconds, later runs start at once.")
    for finding in source.findings:
        reporter.finding(finding)
    for number in bands:
        band = source.bands[number - 1]
        for finding in check(f"{source.name}, band {number}", kind, statistic, band.is_class):
            reporter.finding(finding)

    layers = {"OUTPUT": statistic, "VALID_FRACTION": "valid fraction", "VARIABILITY": "std"}
    layers = {name: layers[name] for name in paths}
    parameters = {"bands": list(bands), "kind": kind, "statistic": statistic, "min_valid": min_valid, "dtype": dtype,
                  "creation_options": creation_options, "target": grid_to_dict(target),
                  "source_grid": grid_to_dict(source.grid), "coordinate_operation": operator.pixels.operation}
    with ExitStack() as stack:
        writers = {name: stack.enter_context(RasterWriter(
            path, target, [_output_band(source, number, layers[name]) for number in bands],
            _data_type(dtype, layers[name]) if name == "OUTPUT" else "Float32",
            creation_options=creation_options)) for name, path in paths.items()}
        for finding in next(iter(writers.values())).findings:
            reporter.finding(finding)
        _calculate(source, operator, bands, layers, min_valid, memory, threads, writers, reporter)
        for number, (name, writer) in enumerate(writers.items()):
            record = provenance("aggregate", [describe_input(source)], {**parameters, "layer": layers[name]},
                                reporter.findings)
            writer.describe(tags(record), to_json(record))
            length = (1.0 - _CALCULATION) / len(writers)
            writer.finish(Share(reporter, _CALCULATION + number * length, length))
        for writer in writers.values():
            writer.commit()
    return AggregateResult(output, valid_fraction, variability, kind, statistic, tuple(reporter.findings))


def _calculate(source: RasterSource, operator: SupportOperator, bands: Sequence[int], layers: dict[str, str],
               min_valid: float, memory: int, threads: int | None, writers: dict[str, RasterWriter],
               reporter: Reporter) -> None:
    workers = blocks.thread_count(threads)
    # Values, their mask, and the copy that scaling or the comparison with nodata makes.
    stored = max(np.dtype(source.bands[number - 1].dtype).itemsize for number in bands)
    scaled = any(source.bands[number - 1].is_scaled for number in bands)
    bytes_per_pixel = len(bands) * (2 * (8 if scaled else stored) + 3)
    shape, most_pixels = choose_block_shape(operator, source.block_shape, bytes_per_pixel, len(bands), memory, workers)
    task = AggregateTask(source, operator, tuple(bands), layers, min_valid, most_pixels)
    seen = {"covered": False, "any_valid": False, "any_kept": False, "torn": 0}

    def consume(block: blocks.Block, result: BlockResult) -> None:
        seen["covered"] |= result.covered
        seen["any_valid"] |= result.any_valid
        seen["any_kept"] |= result.any_kept
        seen["torn"] += result.torn_cells
        for name, values in result.layers.items():
            writers[name].write(values, block.rows[0], block.columns[0])

    blocks.run(task, blocks.cut(tuple(map(int, operator.target.shape)), shape), consume,
               Share(reporter, 0.0, _CALCULATION), threads=workers)
    if not seen["covered"]:
        raise FusionError(f"{source.name} and the target grid do not overlap; check the extent and both CRSs.")
    if not seen["any_valid"]:
        raise FusionError(f"{source.name} has no valid pixel inside the target grid; check its nodata value and mask.")
    if not seen["any_kept"]:
        reporter.finding(Finding(
            "aggregate.empty", Severity.WARNING, source.name,
            f"no cell is valid to the minimum fraction of {min_valid:g}; the output is all nodata.",
            "Lower the minimum valid fraction, or choose a finer target grid."))
    if seen["torn"]:
        reporter.finding(Finding(
            "grid.torn", Severity.WARNING, source.name,
            f"{seen['torn']} target cells are nodata because they lie across the edge of one of the two projections.",
            "Choose a target CRS that is whole where the input is."))


def _check_choices(kind: str, statistic: str, dtype: str, min_valid: float) -> None:
    for name, value, allowed in (("variable kind", kind, KINDS), ("statistic", statistic, STATISTICS),
                                 ("data type", dtype, DATA_TYPES)):
        if value not in allowed:
            raise FusionError(f"The {name} {value} is unknown; choose one of {', '.join(allowed)}.")
    if not 0.0 <= min_valid <= 1.0:
        raise FusionError(f"The minimum valid fraction is {min_valid:g}; it must lie between 0 and 1.")


def _check_bands(source: RasterSource, bands: Sequence[int] | None) -> tuple[int, ...]:
    chosen = tuple(bands) if bands else source.data_bands
    for number in chosen:
        if not 1 <= number <= len(source.bands):
            raise FusionError(f"{source.name} has no band {number}; it has bands 1 to {len(source.bands)}.")
    if len(set(chosen)) < len(chosen):
        raise FusionError("A band is given twice; give each band once.")
    return chosen


def _check_coarser(source: RasterSource, operator: SupportOperator) -> None:
    area = operator.cell_area()
    if np.isnan(area):
        raise FusionError(f"{source.name} and the target grid do not overlap; check the extent and both CRSs.")
    if area < 0.999:
        raise FusionError(f"The target cells are finer than the pixels of {source.name} ({area:.3g} of their area), "
                          "and aggregation cannot add detail; choose a coarser resolution, or downscale instead.")
    cells = float(np.prod(operator.target.shape, dtype=float))
    meets = float(np.prod(source.grid.shape, dtype=float)) / area
    if cells > 1e6 and cells > 1e4 * max(meets, 1.0):
        raise FusionError(f"The target grid of {operator.target.shape[1]:,} x {operator.target.shape[0]:,} cells "
                          f"({size_text(8 * cells)} in memory) is more than 10,000 times the size of {source.name}; "
                          "choose a smaller extent or a coarser resolution.")


def _data_type(dtype: str, statistic: str) -> str:
    if dtype != "auto":
        return dtype
    return "Float64" if statistic == "sum" else "Float32"


def _output_band(source: RasterSource, number: int, statistic: str) -> OutputBand:
    band = source.bands[number - 1]
    units = {"count": "pixels", "valid fraction": "1"}.get(statistic, band.units)
    return OutputBand(band.description or f"Band {number}", units, {"STATISTIC": statistic})
