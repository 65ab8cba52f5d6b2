"""The files of a fusion: one of all dates, and one of each date, all of them or none."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from ..advice.times import TimeSpan
from ..blocks import Block
from ..dates import stamp
from ..errors import FusionError
from ..finding import Finding
from ..message import message
from ..provenance import provenance, tags, to_json
from ..raster.writer import OutputBand, RasterWriter, check_destination, check_different
from ..reporter import Reporter, Share
from .series import FusionSeries, date_name
from .task import Fused

# Finished files of dates that wait for the others; each holds a lock, and some systems allow no more than 256 open
# files.
_MOST_WAITING = 100


@dataclass(frozen=True)
class Places:
    """Paths of the outputs, "" for those that are not wanted. ``output``, ``uncertainty``: of the files of all dates;
    ``folder``: of the files of each date, "fused_2020-11-10.tif", and "fused_2020-11-10_sigma.tif" where there is an
    ``uncertainty``.
    """

    output: str
    folder: str
    uncertainty: str

    def check(self, series: FusionSeries, names: Sequence[str]) -> None:
        """Raise FusionError for no output at all, a folder there is not, and outputs that would replace an input or
        each other. ``names``: of the dates.
        """
        if not self.output and not self.folder:
            raise FusionError(message("No output is asked for; give OUTPUT, a file for all dates, or a folder for a "
                                      "file of each date."))
        if self.folder and not os.path.isdir(self.folder):
            raise FusionError(message("The folder {folder} does not exist; create it or choose another one.",
                                      folder=self.folder))
        paths = [path for path in (self.output, self.uncertainty) if path]
        for name in names if self.folder else ():
            paths += self.of_date(name).values()
        for path in paths:
            check_destination(path, series.sources)
        check_different(paths)

    def of_date(self, name: str) -> dict[str, str]:
        """Paths of the files of a date, by layer."""
        if not self.folder:
            return {}
        stem = os.path.join(self.folder, f"fused_{name}")
        return {"OUTPUT": f"{stem}.tif", **({"UNCERTAINTY": f"{stem}_sigma.tif"} if self.uncertainty else {})}

    def of_all(self) -> dict[str, str]:
        """Paths of the files of all dates, by layer."""
        return {name: path for name, path in (("OUTPUT", self.output), ("UNCERTAINTY", self.uncertainty)) if path}


class Outputs:
    """Writers of all outputs. Use, in a ``with`` statement: for each date `begin`, `write` its blocks, `end`; then
    `finish` and `commit`.

    What was not put into place in the end is discarded. Files of dates are put into place a hundred at a time,
    so that a run that is stopped leaves whole files of its first dates, and where they were fewer nothing.
    """

    def __init__(self, places: Places, series: FusionSeries, spans: Sequence[TimeSpan], days: Sequence[float],
                 dtype: str, creation_options: str, threads: int | None, operation: str):
        self._operation = operation
        self._places, self._series, self._spans = places, series, spans
        self._names = [date_name(day) for day in days]
        self._kind = {"OUTPUT": "Float32" if dtype == "auto" else dtype, "UNCERTAINTY": "Float32"}
        self._made = {"creation_options": creation_options, "threads": threads}
        self._stack = ExitStack()
        self._waiting: list[RasterWriter] = []
        self._dated: dict[str, RasterWriter] = {}
        self._number = 0
        self.written: list[str] = []
        self._whole: dict[str, RasterWriter] = {}
        self.findings: tuple[Finding, ...] = ()

    def begin(self, number: int) -> None:
        """Of a date (0-based)."""
        self._number = number
        self._dated = {layer: self._writer(layer, path, (number,))
                       for layer, path in self._places.of_date(self._names[number]).items()}

    def write(self, block: Block, found: Fused) -> None:
        """A block of the date."""
        layers = {"OUTPUT": found.values, "UNCERTAINTY": found.sigma}
        for writers, first in ((self._whole, 1 + self._number * self._series.count), (self._dated, 1)):
            for layer, writer in writers.items():
                writer.write(layers[layer].astype(np.float64), block.rows[0], block.columns[0], first_band=first)

    def end(self, inputs: list[dict], record: dict, findings: Sequence[Finding], reporter: Reporter) -> None:
        """The date is complete; ``record``: what its values depend on, ``findings``: what was said of it."""
        for number, (layer, writer) in enumerate(self._dated.items()):
            span = self._spans[self._number]
            made = provenance(self._operation, inputs, {**record, "layer": layer}, findings)
            writer.describe({**tags(made), "TIME_START": stamp(span.begin), "TIME_END": stamp(span.end)}, to_json(made))
            writer.finish(Share(reporter, number / len(self._dated), 1.0 / len(self._dated)))
            self._waiting.append(writer)
        self._dated = {}
        if len(self._waiting) >= _MOST_WAITING:
            self.commit()

    def finish(self, inputs: list[dict], record: dict, findings: Sequence[Finding], reporter: Reporter) -> None:
        """All dates are complete: close the files of all dates."""
        covered = {"TIME_COVERAGE_START": stamp(min(span.begin for span in self._spans)),
                   "TIME_COVERAGE_END": stamp(max(span.end for span in self._spans))}
        for number, (layer, writer) in enumerate(self._whole.items()):
            made = provenance(self._operation, inputs, {**record, "layer": layer}, findings)
            writer.describe({**tags(made), **covered}, to_json(made))
            writer.finish(Share(reporter, number / len(self._whole), 1.0 / len(self._whole)))
            self._waiting.append(writer)

    def commit(self) -> None:
        """Put all files that are complete into place."""
        for writer in self._waiting:
            writer.commit()
            self.written.append(writer.path)
        self._waiting = []

    def __enter__(self) -> "Outputs":
        every = range(len(self._names))
        with self._stack:   # where a file cannot be made, those before it are discarded
            self._whole = {layer: self._writer(layer, path, every) for layer, path in self._places.of_all().items()}
            self._stack = self._stack.pop_all()
        self.findings = tuple(finding for writer in self._whole.values() for finding in writer.findings)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _writer(self, layer: str, path: str, numbers: Sequence[int]) -> RasterWriter:
        bands = [self._band(layer, number, band) for number in numbers for band in range(self._series.count)]
        return self._stack.enter_context(RasterWriter(path, self._series.grid, bands, self._kind[layer], **self._made))

    def _band(self, layer: str, number: int, band: int) -> OutputBand:
        span, name = self._spans[number], f"{self._names[number]} {self._series.band_names[band]}"
        return OutputBand(name if layer == "OUTPUT" else f"{name} 1 sigma", self._series.units[band],
                          {"TIME_START": stamp(span.begin), "TIME_END": stamp(span.end)})
