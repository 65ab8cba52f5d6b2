"""Writes the fields of a quality layer as rasters of classes, and how often each value occurs."""

import csv
import io
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from .. import blocks
from ..destination import Destination, check_different
from ..errors import Cancelled, FusionError
from ..legend import Legend
from ..message import listed, message
from ..provenance import describe_input, provenance, tags, to_json
from ..raster import RasterSource
from ..raster.files import short_name
from ..raster.writer import OutputBand, RasterWriter, check_destination
from ..reporter import Reporter, Share
from .fields import Field
from .presets import AUTO, Preset, chosen_preset, field_legend, fields_of
from .stored import Quality

CALCULATION = 0.7
COLUMNS = ("field", "value", "label", "pixels", "share")
_CSV = ((".csv",), message("CSV files"))
_PER_PIXEL = 40
_MOST_CELLS = 1 << 21
# Nodata of a class raster, and the largest value that a field of few bits can hold beside it.
_NODATA, _SMALL = 255, 254


@dataclass(frozen=True)
class DecodeOptions:
    """``product``: a preset's id, or AUTO; ``band``: 1-based; ``fields``: names, all by default."""

    product: str = AUTO
    band: int = 1
    fields: tuple[str, ...] = ()
    creation_options: str = ""


@dataclass(frozen=True)
class ValueShare:
    """How often a field holds a value: ``share`` of the pixels whose quality is known; of the unknown ones, of all."""

    field: str
    value: int | None
    label: str
    pixels: int
    share: float


@dataclass(frozen=True)
class DecodeResult:
    """Paths of the class rasters by field, and the table."""

    product: str
    rasters: dict[str, str]
    shares: tuple[ValueShare, ...]


@dataclass(frozen=True)
class _Task:
    quality: Quality
    fields: tuple[Field, ...]

    def __call__(self, block: blocks.Block, stopped) -> tuple[list[np.ndarray], list[Counter], int]:
        if stopped is not None and stopped():
            raise Cancelled
        stored, known = self.quality.read(block.rows, block.columns)
        planes, counters = [], []
        for field in self.fields:
            held = field.of(stored)
            numbers, counts = np.unique(held[known], return_counts=True)
            planes.append(np.where(known, held, np.nan).astype(np.float64))
            counters.append(Counter(dict(zip(numbers.tolist(), counts.tolist()))))
        return planes, counters, int(np.count_nonzero(~known))


def fields_to_decode(source: RasterSource, options: DecodeOptions) -> tuple[Preset | None, tuple[Field, ...]]:
    """The kind of a quality layer, and the fields asked for.

    Raises FusionError for a layer whose fields are not known, one that holds quantities, or a field that it lacks.
    """
    preset = chosen_preset(source, options.band, options.product)
    fields = fields_of(source, options.band, preset)
    if not fields.named and not options.fields:
        raise FusionError(message("{name} is not recognised as a quality layer; say what it is in PRODUCT, or name "
                                  "bits in FIELDS, such as bit3, bits6_7.", name=source.name))
    if fields.is_quantity:
        raise FusionError(message("{name} holds a quantity in {units} and no flags, so there is nothing to decode.",
                                  name=source.name, units=fields.named[0].units))
    if not options.fields:
        return preset, fields.named
    found = tuple(fields.find(name) for name in options.fields)
    for name, field in zip(options.fields, found):
        if field is None:
            raise FusionError(message("{owner} has no field {name}; its fields are {fields}.", owner=fields.owner,
                                      name=name, fields=listed(fields.names)))
    if len({field.name for field in found}) < len(found):
        raise FusionError(message("A field is given twice; give each field once."))
    return preset, found


def decode_quality(source: RasterSource, folder: str, *, table: str | None = None,
                   options: DecodeOptions = DecodeOptions(), memory: int = 2**30, threads: int | None = None,
                   reporter: Reporter | None = None) -> DecodeResult:
    """Write each field of a quality layer as "<name of the layer>_<field>.tif" into ``folder``, with names and colours
    of its values, and the shares of values as CSV (COLUMNS) to ``table``.

    Results do not depend on ``memory`` (bytes) and ``threads``. Raises FusionError in one sentence for unusable input,
    Cancelled when the reporter says so; nothing is written then.
    """
    reporter = Share(reporter or Reporter())
    preset, fields = fields_to_decode(source, options)
    if not os.path.isdir(folder):
        raise FusionError(message("The folder {folder} does not exist; create it or choose another one.",
                                  folder=folder))
    stem = _stem(source)
    paths = {field.name: os.path.join(folder, f"{stem}_{field.name}.tif") for field in fields}
    for path in paths.values():
        check_destination(path, [source])
    check_different([*paths.values(), *([table] if table else [])])
    for finding in source.findings:
        reporter.finding(finding)
    if preset is not None:
        reporter.info(message("{name} is read as {id}: {title}.", name=source.name, id=preset.id, title=preset.title))

    totals, unknown = [Counter() for _ in fields], 0
    quality = Quality(source, options.band, preset)
    rows, columns = map(int, source.grid.shape)
    with ExitStack() as stack:
        csv_file = None if not table else Destination(table, *_CSV)
        if csv_file is not None:
            stack.callback(csv_file.remove_parts)
        writers = {field.name: stack.enter_context(_writer(paths[field.name], source, field, quality, options, threads))
                   for field in fields}
        for writer in writers.values():
            for finding in writer.findings:
                reporter.finding(finding)

        def consume(block: blocks.Block, found) -> None:
            nonlocal unknown
            planes, counters, missing = found
            unknown += missing
            for field, plane, counter, total in zip(fields, planes, counters, totals):
                total.update(counter)
                writers[field.name].write(plane[None], block.rows[0], block.columns[0])

        cells = int(max(256, min(_MOST_CELLS, memory / (4 * blocks.thread_count(threads) * _PER_PIXEL * len(fields)))))
        shape = (min(rows, max(1, cells // columns)), columns)
        blocks.run(_Task(quality, fields), blocks.cut((rows, columns), shape), consume,
                   Share(reporter, 0.0, CALCULATION), threads=threads)
        shares = tuple(share for field, total in zip(fields, totals) for share in _shares(field, total, unknown))
        _tell(shares, reporter)
        _finish(writers, source, options, preset, shares, reporter)
        if csv_file is not None:
            csv_file.write_text(csv_file.part(".csv"), csv_text(shares))
            csv_file.replace(csv_file.part(".csv"))
        for writer in writers.values():
            writer.commit()
    return DecodeResult(preset.id if preset else "", paths, shares)


def csv_text(shares: Sequence[ValueShare]) -> str:
    """The table of shares, with COLUMNS; of unknown quality the value is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in shares:
        writer.writerow((each.field, "" if each.value is None else each.value, each.label, each.pixels,
                         f"{each.share:.8f}"))
    return text.getvalue()


def _stem(source: RasterSource) -> str:
    """The layer's name as that of a file: of a subdataset with the names of file and layer."""
    name = short_name(source.path)
    base, ending = os.path.splitext(name)
    return "".join(each if each.isalnum() or each in "._-" else "_" for each in (base if len(ending) <= 5 else name))


def _writer(path: str, source: RasterSource, field: Field, quality: Quality, options: DecodeOptions,
            threads: int | None) -> RasterWriter:
    legend = field_legend(field, quality.preset)
    dtype = _data_type(field, quality)
    band = OutputBand(field.name, legend=legend if legend.entries else Legend(), metadata={"FIELD": field.name})
    return RasterWriter(path, source.grid, [band], dtype, nodata=_NODATA if dtype == "Byte" else None,
                        creation_options=options.creation_options, threads=threads)


def _data_type(field: Field, quality: Quality) -> str:
    """The smallest that holds the field's numbers and nodata beside them; classes of a byte never use all of it."""
    largest = field.largest if field.largest is not None else int(np.iinfo(quality.dtype).max)
    if largest <= _SMALL or largest == _NODATA and field.bits is None and field.values:
        return "Byte"
    return next((dtype for dtype, most in (("UInt16", 2**16 - 2), ("UInt32", 2**32 - 2)) if largest <= most),
                "Float64")


def _shares(field: Field, total: Counter, unknown: int) -> list[ValueShare]:
    """Those of all named values, and of others that occur; those of unknown quality last."""
    known = sum(total.values())
    numbers = sorted({number for number, _ in field.values} | set(total))
    found = [ValueShare(field.name, number, field.meaning(number), total[number], total[number] / max(known, 1))
             for number in numbers]
    return [*found, ValueShare(field.name, None, "unknown", unknown, unknown / max(known + unknown, 1))]


def _tell(shares: Sequence[ValueShare], reporter: Reporter) -> None:
    for name in dict.fromkeys(share.field for share in shares):
        own = [share for share in shares if share.field == name]
        texts = [f"{share.label or share.value} {100 * share.share:.2f} %" for share in own
                 if share.value is not None and share.pixels]
        reporter.info(message("{field}: {shares} (of {known:,} pixels whose quality is known; {unknown:,} unknown).",
                              field=name, shares="; ".join(texts) or "-", unknown=own[-1].pixels,
                              known=sum(share.pixels for share in own[:-1])))


def _finish(writers: dict[str, RasterWriter], source: RasterSource, options: DecodeOptions, preset: Preset | None,
            shares: Sequence[ValueShare], reporter: Reporter) -> None:
    inputs = [describe_input(source)]
    length = (1.0 - CALCULATION) / len(writers)
    for number, (name, writer) in enumerate(writers.items()):
        own = {("unknown" if each.value is None else str(each.value)): each.pixels
               for each in shares if each.field == name}
        record = {"product": preset.id if preset else None, "band": options.band, "field": name, "pixels": own,
                  "creation_options": options.creation_options}
        made = provenance("decodequality", inputs, record, reporter.findings)
        writer.describe(tags(made), to_json(made))
        writer.finish(Share(reporter, CALCULATION + number * length, length))
