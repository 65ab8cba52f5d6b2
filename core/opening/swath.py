"""Swaths on a grid: what a scanning sensor saw, cell by cell, from its pixels' own footprints.

    grid_swath(values, geolocation, target, output, *, bands=None, options=SwathOptions(), described=None, tags=None,
               noted=None, valid_fraction=None, count=None, memory=2**30, threads=None, reporter=None) -> SwathResult

``values`` is a `SwathSource` (`core/raster/swath_source.py`: a GDAL path with scale, offset, fills and valid range as
the product's guide says), ``geolocation`` a `Geolocation` (`swath_geolocation.py`: two `SwathSource`s in degrees, the
`Lattice` on which they were sampled, and the lines of a scan).

A swath is no grid: pixels grow and turn along the scan, neighbouring scans overlap (bow tie), and lines near a pole or
across the antimeridian have no order in longitude. So each pixel is a footprint, a quadrilateral whose corners are the
midpoints between its neighbours of the same scan (`swath_geolocation.py`), and a cell takes the pixels by the ground
that they share with it. Where scans overlap, the ground was seen twice and both count.

For the bands of granules there are `geolocation_of`, `covered` (a grid over what a swath covers) and `open_swath` in
`swath_granule.py`.
"""

import math
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from odc.geo.geobox import GeoBox

from .. import blocks
from ..errors import FusionError
from ..finding import Finding, Severity
from ..grid import grid_to_dict
from ..legend import Legend
from ..message import message
from ..provenance import describe_input, provenance, tags as carried, to_json
from ..raster.swath_source import SwathSource
from ..raster.writer import OutputBand, RasterWriter, check_destination, check_different
from ..reporter import Reporter, Share
from ..statistics.averaging import averaging_of
from ..statistics.class_areas import MOST_CLASSES
from ..support.quad_footprint import CellParts
from .swath_geolocation import (
    MODIS_250_M, MODIS_500_M, MODIS_5_KM, Geolocation, Lattice, scan_lines_of,
)
from .swath_task import SwathBlock, SwathTask
from .swath_tiles import SwathTiles, caps_of

__all__ = ["MODIS_250_M", "MODIS_500_M", "MODIS_5_KM", "Geolocation", "Lattice", "SwathOptions", "SwathResult",
           "SwathSource", "grid_swath"]

STATISTICS = ("auto", "mean", "sum", "mode", "fractions")
_FOUND, _SPREAD = 0.15, 0.75        # shares of the progress bar; the rest writes the final files
_LARGEST, _LARGEST_BY_CLASS = 1024, 128   # cells along the side of a block
_BYTES_PER_PIXEL = 800              # of a part: centres, corners, quadrilaterals, spans and copies of values
_BYTES_PER_CELL = 200               # accumulators and results of one cell and addend
_CLASSES = 32                       # that one block may well hold


@dataclass(frozen=True)
class SwathOptions:
    """How values are put into cells.

    ``kind``: of the variable (`variable/kinds.py`); ``statistic``: "mean" (as the kind averages), "sum" (each pixel
    shared out by its ground), "mode", "fractions" of ``classes``, or "auto": sum for extensive values, mode for
    classes, else mean. ``min_valid`` (0..1): the valid share of a cell's ground below which it becomes nodata.
    ``dtype``: of the output, auto is Float64 for sums, for the mode that of the values, else Float32.
    """

    kind: str = "intensive"
    statistic: str = "auto"
    classes: tuple[int, ...] = ()
    min_valid: float = 0.0
    dtype: str = "auto"
    creation_options: str = ""

    @property
    def settled(self) -> str:
        """The statistic that auto means."""
        by_kind = {"extensive": "sum", "categorical": "mode"}
        return by_kind.get(self.kind, "mean") if self.statistic == "auto" else self.statistic

    def check(self) -> None:
        """Raise FusionError for what cannot be done."""
        if self.statistic not in STATISTICS:
            raise FusionError(message("The statistic {statistic} is unknown; choose one of {choices}.",
                                      statistic=self.statistic, choices=", ".join(STATISTICS)))
        if not (math.isfinite(self.min_valid) and 0.0 <= self.min_valid <= 1.0):
            raise FusionError(message("The minimum valid fraction is {fraction:g}; it must be between 0 and 1.",
                                      fraction=self.min_valid))
        if (self.kind == "categorical") != (self.settled in ("mode", "fractions")):
            raise FusionError(message("The statistic {statistic} does not fit values of the kind {kind}; choose "
                                      "another.", statistic=self.settled, kind=self.kind))
        if self.settled == "fractions" and not 0 < len(self.classes) <= MOST_CLASSES:
            raise FusionError(message("Fractions need the classes that are wanted, at most {most}; name them.",
                                      most=MOST_CLASSES))


@dataclass(frozen=True)
class SwathResult:
    """What was written, and how. ``scan_lines``: as given or found; ``unlocated``: pixels without a place."""

    output: str
    valid_fraction: str | None
    count: str | None
    statistic: str
    scan_lines: int
    unlocated: int
    findings: tuple[Finding, ...]


def grid_swath(values: SwathSource, geolocation: Geolocation, target: GeoBox, output: str, *,
               bands: Sequence[int] | None = None, options: SwathOptions = SwathOptions(),
               described: Sequence[OutputBand] | None = None, tags: dict[str, str] | None = None,
               noted: dict[str, Any] | None = None, valid_fraction: str | None = None, count: str | None = None,
               memory: int = 2**30, threads: int | None = None, reporter: Reporter | None = None) -> SwathResult:
    """Put a swath on the grid ``target`` and write a GeoTIFF: each cell from the pixels that share ground with it.

    ``bands``: 1-based, all by default. ``described``: what the output's bands (classes of each band for fractions) say
    of themselves, by default what the values' do; ``tags``: further metadata of the file, ``noted``: further
    parameters for its provenance. ``valid_fraction`` and ``count`` (pixels, those cut by a cell's edge counting by
    their fraction): further output paths. Pixels whose geolocation is missing do not count. ``memory`` in bytes; the
    result depends neither on it nor on ``threads``.

    Raises FusionError in one sentence for unusable input, Cancelled when the reporter says so; nothing is written then.
    """
    reporter = Share(reporter or Reporter())
    options.check()
    bands = tuple(bands or values.data_bands)
    paths = {name: path for name, path in {"OUTPUT": output, "VALID_FRACTION": valid_fraction,
                                           "COUNT": count}.items() if path}
    inputs = (values, geolocation.latitude, geolocation.longitude)
    for path in paths.values():
        check_destination(path, inputs)
    check_different(list(paths.values()))
    shape = tuple(map(int, values.grid.shape))
    geolocation.check(shape, values.name)
    scan = _scan_lines(geolocation, shape[0], reporter)
    layers = {"OUTPUT": options.settled, "VALID_FRACTION": "valid fraction", "COUNT": "count"}
    tiles = SwathTiles(geolocation, shape, scan, target)
    caps, unlocated = caps_of(tiles, Share(reporter, 0.0, _FOUND), threads)
    _tell_of_unlocated(unlocated, shape, geolocation, reporter)
    units = values.bands[bands[0] - 1].units
    task = SwathTask(values, bands, tiles, caps, target, CellParts(target), averaging_of(options.kind, units),
                     {name: layers[name] for name in paths}, options.classes, options.min_valid)
    with ExitStack() as stack:
        writers = {name: stack.enter_context(_writer(task, name, path, options, described, threads))
                   for name, path in paths.items()}
        for finding in (each for writer in writers.values() for each in writer.findings):
            reporter.finding(finding)
        _spread(task, writers, memory, threads, reporter)
        record = {**(noted or {}), "bands": list(bands), **asdict(options), "statistic": options.settled,
                  "scan_lines": scan, "lattice": list(geolocation.lattice), "target": grid_to_dict(target),
                  "coordinate_operation": tiles.pixels.operation}
        # Which blocks meet a torn pixel depends on how the grid is cut.
        recorded = [finding for finding in reporter.findings if finding.code != "GRID_TORN"]
        for number, (name, writer) in enumerate(writers.items()):
            made = provenance("opengranule", [describe_input(each) for each in inputs],
                              {**record, "layer": task.layers[name]}, recorded)
            writer.describe({**(tags or {}), **carried(made)}, to_json(made))
            begin, length = _FOUND + _SPREAD, 1.0 - _FOUND - _SPREAD
            writer.finish(Share(reporter, begin + length * number / len(writers), length / len(writers)))
        for writer in writers.values():
            writer.commit()
    return SwathResult(output, valid_fraction, count, options.settled, scan, unlocated, tuple(reporter.findings))


def _scan_lines(geolocation: Geolocation, lines: int, reporter: Reporter) -> int:
    if geolocation.scan_lines is not None:
        return geolocation.scan_lines
    found = scan_lines_of(geolocation, lines)
    reporter.info(message("Scans of {lines} lines overlap at their edges; each is placed by itself.", lines=found)
                  if found else message("No edges of scans show in the geolocation; all lines count as neighbours."))
    return found


def _spread(task: SwathTask, writers: dict[str, RasterWriter], memory: int, threads: int | None,
            reporter: Reporter) -> None:
    """Run all blocks; the writers hold the layers afterwards. Raises FusionError where there is nothing to write."""
    torn = 0
    covered = any_valid = any_kept = False

    def consume(block: blocks.Block, found: SwathBlock) -> None:
        nonlocal torn, covered, any_valid, any_kept
        torn, covered, any_valid = torn + found.torn, covered or found.covered, any_valid or found.any_valid
        any_kept |= bool(np.isfinite(found.layers["OUTPUT"]).any())
        for name, layer in found.layers.items():
            writers[name].write(layer, block.rows[0], block.columns[0])

    cells = blocks.cut(tuple(map(int, task.target.shape)), _block_shape(task, memory, threads))
    blocks.run(task, cells, consume, Share(reporter, _FOUND, _SPREAD), threads=threads)
    name = task.values.name
    if not covered:
        raise FusionError(message("{name} and the target grid do not overlap; check the extent and the geolocation.",
                                  name=name))
    if not any_valid and not task.values.is_screened:
        raise FusionError(message("{name} has no valid pixel inside the target grid; check its nodata value and "
                                  "mask.", name=name))
    warn = partial(_warn, reporter, name)
    if not any_valid:
        warn("AGGREGATE_EMPTY", message("no pixel inside the target grid passes its quality flags; the output is all "
                                        "nodata."),
             message("Choose a more lenient level, or another granule."))
    elif not any_kept:
        warn("AGGREGATE_EMPTY", message("no cell is valid to the minimum fraction of {fraction:g}; the output is all "
                                        "nodata.", fraction=task.min_valid),
             message("Lower the minimum valid fraction, or choose a finer target grid."))
    if torn:
        warn("GRID_TORN", message("pixels that lie across the edge of the target's projection are left out."),
             message("Choose a target CRS that is whole where the input is."))


def _warn(reporter: Reporter, subject: str, code: str, text: str, remedy: str) -> None:
    reporter.finding(Finding(code, Severity.WARNING, subject, text, remedy))


def _block_shape(task: SwathTask, memory: int, threads: int | None) -> tuple[int, int]:
    """Squares of cells: as large as fits beside the parts of the swath that are held, since each block reads its own.
    """
    workers = blocks.thread_count(threads)
    by_class = task.layers["OUTPUT"] in ("mode", "fractions")
    addends = len(task.bands) * (_CLASSES if by_class else task.averaging.addends)
    held = max((tile.cells for tile in task.tiles.tiles), default=0) * (_BYTES_PER_PIXEL + 32 * len(task.bands))
    free = max(0.5 * memory / workers - held, 0.1 * memory / workers)
    rows, columns = map(int, task.target.shape)
    share = math.ceil(math.sqrt(rows * columns / (2 * workers)))   # some blocks for each worker
    side = min(math.isqrt(int(free / (addends * _BYTES_PER_CELL))), share,
               _LARGEST_BY_CLASS if by_class else _LARGEST)
    return max(side, 16), max(side, 16)


def _writer(task: SwathTask, name: str, path: str, options: SwathOptions, described: Sequence[OutputBand] | None,
            threads: int | None) -> RasterWriter:
    layer = task.layers[name]
    sources = [task.values.bands[number - 1] for number in task.bands]
    dtype, nodata = "Float32", None
    if name == "OUTPUT":
        dtype = options.dtype
        if dtype == "auto":
            dtype = {"sum": "Float64", "mode": _class_type(sources)}.get(layer, "Float32")
            nodata = sources[0].nodata if layer == "mode" else None
    found = list(described) if described is not None and name == "OUTPUT" else _described(task, layer, sources)
    return RasterWriter(path, task.target, found, dtype, nodata=nodata, creation_options=options.creation_options,
                        threads=threads)


def _described(task: SwathTask, layer: str, sources: Sequence) -> list[OutputBand]:
    units = {"count": "pixels", "valid fraction": "1", "mode": "", "fractions": "1"}
    if layer == "fractions":
        return [OutputBand(" ".join(filter(None, (band.description, f"Class {value}"))), "1",
                           {"STATISTIC": layer, "CLASS_VALUE": str(value)})
                for band in sources for value in task.classes]
    return [OutputBand(band.description, units.get(layer, band.units), {"STATISTIC": layer},
                       (task.values.legend(band.number) or Legend()) if layer == "mode" else None)
            for band in sources]


def _class_type(sources: Sequence) -> str:
    """The smallest output type for the stored classes of all bands."""
    found = np.result_type(*(band.dtype for band in sources))
    known = {"uint8": "Byte", "int8": "Int16", "uint16": "UInt16", "int16": "Int16", "uint32": "UInt32"}
    return known.get(found.name, "Int32")


def _tell_of_unlocated(unlocated: int, shape: tuple[int, int], geolocation: Geolocation, reporter: Reporter) -> None:
    total = shape[0] * shape[1]
    if unlocated == total:
        raise FusionError(message("{geolocation} places no pixel on the earth; give the geolocation of this granule, "
                                  "in degrees.", geolocation=geolocation.latitude.name))
    if unlocated:
        reporter.info(message("{count} of {total} pixels have no place in the geolocation and do not count.",
                              count=unlocated, total=total))
