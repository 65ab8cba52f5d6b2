"""The calculation of an aggregation: blocks through the workers, layers into writers, what was seen told."""

from collections.abc import Mapping
from contextlib import ExitStack

import numpy as np
from odc.geo.geobox import GeoBox

from .. import blocks
from ..destination import scratch_path
from ..errors import FusionError
from ..finding import Finding, Severity
from ..legend import Legend
from ..message import message
from ..raster.spool import Spool
from ..raster.writer import RasterWriter
from ..reporter import Reporter, Share
from ..support.block_shape import choose_block_shape
from .difference import Difference
from .layers import data_type, fraction_bands, output_bands
from .request import Options
from .task import AggregateTask, BlockResult

CALCULATION = 0.9   # share of the progress bar; the rest writes the final files
_KEPT = "kept"      # the spool's layers of cells that are valid enough, by band
_COPY_ROWS = 256


class Run:
    """Calculates the layers of a task and hands them to writers.

    ``classes``: those of fractions, in the order of the bands, known after `write`.
    """

    def __init__(self, task: AggregateTask, target: GeoBox, paths: Mapping[str, str], options: Options,
                 legend: Legend | None, memory: int, threads: int | None, scratch: str, reporter: Reporter):
        self._target, self._paths, self._options, self._legend = target, paths, options, legend
        self._reporter, self._threads, self._scratch = reporter, threads, scratch
        self._workers = blocks.thread_count(threads)
        self._source = task.tiles[0].source
        self._shape, most_pixels = self._choose_blocks(task, memory)
        self._task = AggregateTask(**{**vars(task), "most_pixels": most_pixels})
        self._seen: set[int] = set()
        self._covered = self._any_valid = self._any_kept = False
        self._torn = self._undefined = 0
        self._difference = Difference()
        self.classes: tuple[int, ...] = ()

    def write(self, stack: ExitStack) -> dict[str, RasterWriter]:
        """Run all blocks; the writers (closed by ``stack``) hold the layers afterwards. Raises FusionError."""
        by_class = [name for name, layer in self._task.layers.items() if layer == "fractions"]
        writers = {name: stack.enter_context(self._writer(name, layer)) for name, layer in self._task.layers.items()
                   if layer != "fractions"}
        spool = stack.enter_context(self._spool(self._paths[by_class[0]])) if by_class else None
        for writer in writers.values():
            for finding in writer.findings:
                self._reporter.finding(finding)

        def consume(block: blocks.Block, result: BlockResult) -> None:
            self._note(result)
            for name, values in result.layers.items():
                writers[name].write(values, block.rows[0], block.columns[0])
            if spool is not None:
                self._keep(spool, block, result)

        blocks.run(self._task, blocks.cut(tuple(map(int, self._target.shape)), self._shape), consume,
                   Share(self._reporter, 0.0, CALCULATION), threads=self._workers)
        self._conclude()
        if spool is not None:
            writers[by_class[0]] = self._write_fractions(stack, spool, self._paths[by_class[0]])
        return {name: writers[name] for name in self._task.layers}

    def _choose_blocks(self, task: AggregateTask, memory: int) -> tuple[tuple[int, int], int]:
        """Values, their mask, and the copies that scaling, the comparison with nodata and the addends make."""
        bands = [self._source.bands[number - 1] for number in task.bands]
        stored = max(np.dtype(band.dtype).itemsize for band in bands)
        scaled = any(band.is_scaled for band in bands)
        per_band = 2 * (8 if scaled else stored) + 3
        per_band += 17 * task.averaging.addends if task.averaging.addends > 1 else 0   # made, then interleaved
        per_band += 2 if task.by_class else 0
        per_band += 9 if any(tile.portions for tile in task.tiles) else 0
        per_pixel = len(bands) * per_band
        if task.orders:
            per_pixel += 64   # spans, sorted values and weights of one band at a time
        cost = len(bands) * (task.averaging.addends + (8 if task.by_class else 0))
        shapes = [choose_block_shape(tile.operator, tile.source.block_shape, per_pixel, cost, memory, self._workers,
                                     whole=bool(task.orders))
                  for tile in task.tiles]
        return min(shapes, key=lambda shape: shape[0][0] * shape[0][1])

    def _writer(self, name: str, layer: str) -> RasterWriter:
        task = self._task
        bands = output_bands(self._source, task.bands, layer, task.averaging, task.by_class, self._legend)
        dtype, nodata = "Float32", None
        if name == "OUTPUT":
            dtype, nodata = data_type(self._options.dtype, layer, [self._source.bands[n - 1] for n in task.bands])
        return RasterWriter(self._paths[name], self._target, bands, dtype, nodata=nodata,
                            creation_options=self._options.creation_options, threads=self._threads)

    def _note(self, result: BlockResult) -> None:
        self._covered |= result.covered
        self._any_valid |= result.any_valid
        self._any_kept |= result.any_kept
        self._torn += result.torn_cells
        self._undefined += result.undefined
        self._difference += result.difference

    @property
    def _fraction_type(self) -> str:
        return "Float32" if self._options.dtype == "auto" else self._options.dtype

    def _spool(self, path: str) -> Spool:
        dtype = "float64" if self._fraction_type == "Float64" else "float32"
        return Spool(scratch_path(path, self._scratch), tuple(self._target.shape), dtype)

    def _keep(self, spool: Spool, block: blocks.Block, result: BlockResult) -> None:
        """Fractions of classes above zero; which classes there are is known only after the last block."""
        corner = block.rows[0], block.columns[0]
        for band, planes in enumerate(result.fractions):
            kept = np.isfinite(planes).any(axis=0)
            spool.write((_KEPT, band), kept, *corner)
            for value, plane in zip(result.classes.tolist(), np.where(kept, planes, 0.0)):
                if plane.any():
                    self._seen.add(value)
                    spool.write((band, value), plane, *corner)

    def _write_fractions(self, stack: ExitStack, spool: Spool, path: str) -> RasterWriter:
        self.classes = self._options.classes or tuple(sorted(self._seen))
        count = len(self._task.bands)
        bands = fraction_bands(self._source, self._task.bands, self.classes, self._legend)
        writer = stack.enter_context(RasterWriter(path, self._target, bands, self._fraction_type,
                                                  creation_options=self._options.creation_options,
                                                  threads=self._threads))
        rows = int(self._target.shape[0])
        for row in range(0, rows, _COPY_ROWS):
            end = min(row + _COPY_ROWS, rows)
            for band in range(count):
                kept = spool.read((_KEPT, band), row, end) > 0.0
                for number, value in enumerate(self.classes):
                    plane = np.where(kept, spool.read((band, value), row, end), np.nan)
                    writer.write(plane[None], row, 0, first_band=band * len(self.classes) + number + 1)
            self._reporter.progress(CALCULATION)
        return writer

    def _conclude(self) -> None:
        """Say what the blocks have shown; raises FusionError if there is nothing to write."""
        name = self._source.name
        if not self._covered:
            raise FusionError(message("{name} and the target grid do not overlap; check the extent and both CRSs.",
                                      name=name))
        if not self._any_valid:
            raise FusionError(message("{name} has no valid pixel inside the target grid; check its nodata value and "
                                      "mask.", name=name))
        if not self._any_kept:
            self._warn("AGGREGATE_EMPTY",
                       message("no cell is valid to the minimum fraction of {fraction:g}; the output is all nodata.",
                               fraction=self._options.min_valid),
                       message("Lower the minimum valid fraction, or choose a finer target grid."))
        if self._torn:
            self._warn("GRID_TORN",
                       message("{count} target cells are nodata because they lie across the edge of one of the two "
                               "projections.", count=self._torn),
                       message("Choose a target CRS that is whole where the input is."))
        if self._undefined:
            reason = (message("their denominator is zero") if self._options.numerator
                      else message("their directions cancel and have no mean"))
            self._warn("MEAN_UNDEFINED", message("{count} of the target cells are nodata because {reason}.",
                                                 count=self._undefined, reason=reason))

        self._tell_difference()

    def _tell_difference(self) -> None:
        found = self._difference
        if found.cells:
            self._reporter.finding(Finding("RATIO_DIFFERENCE", Severity.INFO, self._source.name, message(
                "the ratio of the means differs from the mean of the pixels' ratios by {mean:.3g} on average over "
                "{cells} cells, {size:.3g} without the sign, at most {largest:.3g}.", mean=found.mean,
                cells=found.cells, size=found.mean_size, largest=found.largest)))

    def _warn(self, code: str, text: str, remedy: str = "") -> None:
        self._reporter.finding(Finding(code, Severity.WARNING, self._source.name, text, remedy))
