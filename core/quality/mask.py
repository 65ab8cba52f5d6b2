"""Masks a raster by a rule over its quality flags, from files to files."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass

import numpy as np

from .. import blocks
from ..advice.times import observed
from ..errors import FusionError
from ..grid import grid_to_dict
from ..legend import Legend, LegendEntry
from ..message import message
from ..product import recognise
from ..provenance import describe_input, provenance, tags, to_json
from ..quality_ids import LEVELS, PRESET_IDS
from ..raster import RasterSource
from ..raster.writer import OutputBand, RasterWriter, check_destination, check_different
from ..reporter import Reporter, Share
from ..support import overlap
from ..support.findings import datum_finding
from .dilate import dilation
from .flags import TINY, flags_on
from .mask_task import Counts, MaskBlock, MaskTask, block_shape
from .presets import AUTO, Preset, chosen_preset, fields_of
from .rule import Rule, parse_rule
from .stored import Quality

CALCULATION = 0.8   # share of the progress bar; the rest writes the final files
MASK_LEGEND = Legend((LegendEntry(0, "masked", (215, 48, 31, 255)), LegendEntry(1, "kept", (26, 152, 80, 255))))
_TYPES = {"uint8": "Byte", "int8": "Int16", "uint16": "UInt16", "int16": "Int16", "uint32": "UInt32",
          "int32": "Int32", "float16": "Float32", "float32": "Float32"}


@dataclass(frozen=True)
class Options:
    """How to mask. ``product``: a preset's id, or AUTO; ``band``: of the quality layer, 1-based; ``rule``: of those
    to keep, "" for the preset's at ``level``; ``dilate``: metres on the ground; ``dtype``: one of DATA_TYPES, auto is
    that of the input.
    """

    product: str = AUTO
    band: int = 1
    rule: str = ""
    level: str = "normal"
    dilate: float = 0.0
    dtype: str = "auto"
    creation_options: str = ""

    def check(self) -> None:
        """Raise FusionError for a level there is not."""
        if self.level not in LEVELS:
            raise FusionError(message("The level {level} is unknown; choose one of {choices}.", level=self.level,
                                      choices=", ".join(LEVELS)))


@dataclass(frozen=True)
class Judgement:
    """What is kept: the quality layer as it was understood, and the rule as text and parsed."""

    quality: Quality
    text: str
    rule: Rule

    @property
    def preset(self) -> Preset | None:
        return self.quality.preset


@dataclass(frozen=True)
class MaskResult:
    """What was written, and how many pixels with data were kept."""

    output: str
    mask: str | None
    product: str
    rule: str
    counts: Counts


def judgement_of(source: RasterSource, options: Options) -> Judgement:
    """Understand a quality layer and the rule over it.

    Raises FusionError where no rule is given and the layer is of no known product, and for a rule that is wrong.
    """
    options.check()
    preset = chosen_preset(source, options.band, options.product)
    if preset is None and not options.rule.strip():
        raise FusionError(message(
            "{name} is not recognised as a quality layer; say what it is in PRODUCT ({choices}), or write a RULE.",
            name=source.name, choices=", ".join(PRESET_IDS)))
    text = " ".join((options.rule.strip() or preset.rules[options.level]).split())
    rule = parse_rule(text, fields_of(source, options.band, preset))
    quality = Quality(source, options.band, preset)
    width = 8 * quality.dtype.itemsize
    for field in rule.fields:
        if field.bits is not None and field.bits.first + field.bits.count > width:
            raise FusionError(message("The rule asks for {field}, but {name} has {width} bits; correct the rule.",
                                      field=field.name, name=source.name, width=width))
    return Judgement(quality, text, rule)


def mask_quality(source: RasterSource, quality: RasterSource, output: str, *, mask: str | None = None,
                 bands: Sequence[int] | None = None, options: Options = Options(), memory: int = 2**30,
                 threads: int | None = None, reporter: Reporter | None = None) -> MaskResult:
    """Write ``source`` with nodata wherever the rule over ``quality`` does not hold, or the quality is unknown.

    ``mask``: a further output, 1 where pixels are kept, 0 where they are masked, nodata where their quality is unknown.
    ``bands``: of ``source`` (1-based), all data bands by default. The quality layer may lie on any grid: a pixel is
    masked where flagged ground covers more than TINY of it. Integers are written as they are stored, with their scale
    and offset declared. ``memory`` in bytes; results do not depend on it, nor on ``threads``.

    Raises FusionError in one sentence for unusable input, Cancelled when the reporter says so; nothing is written then.
    """
    reporter = Share(reporter or Reporter())
    judged = judgement_of(quality, options)
    bands = _checked_bands(source, bands)
    paths = {"output": output, **({"mask": mask} if mask else {})}
    for path in paths.values():
        check_destination(path, [source, quality])
    check_different(list(paths.values()))
    growth = dilation(source.grid, options.dilate, source.name)
    flags = flags_on(judged.quality, judged.rule, source.grid, 0 if growth is None else growth.reach)
    if flags.operator is not None and np.isnan(flags.operator.cell_area()):
        raise FusionError(message("{quality} and {name} do not overlap; check that they are of the same scene, and "
                                  "both CRSs.", quality=quality.name, name=source.name))
    for finding in (*source.findings, *quality.findings):
        reporter.finding(finding)
    warning = None if flags.operator is None else datum_finding(quality.name, flags.operator.pixels)
    if warning is not None:
        reporter.finding(warning)
    _tell(judged, options, source, flags.operator is not None, reporter)

    dtype = _data_type(source, bands, options.dtype)
    task = MaskTask(source, bands, flags, growth, stored=not dtype.startswith("Float"))
    shape = block_shape(task, memory, blocks.thread_count(threads))
    total = Counts()
    with ExitStack() as stack:
        writers = {"output": stack.enter_context(_values_writer(output, source, bands, dtype, options, threads))}
        if mask:
            band = OutputBand("kept", legend=MASK_LEGEND)
            writers["mask"] = stack.enter_context(RasterWriter(
                mask, source.grid, [band], "Byte", creation_options=options.creation_options, threads=threads))
        for writer in writers.values():
            for finding in writer.findings:
                reporter.finding(finding)

        def consume(block: blocks.Block, found: MaskBlock) -> None:
            nonlocal total
            total += found.counts
            corner = block.rows[0], block.columns[0]
            writers["output"].write(found.values, *corner)
            if mask:
                writers["mask"].write(found.mask, *corner)

        blocks.run(task, blocks.cut(tuple(map(int, source.grid.shape)), shape), consume,
                   Share(reporter, 0.0, CALCULATION), threads=threads)
        _tell_counts(total, options, reporter)
        record = _record(judged, options, bands, flags, total)
        _finish(writers, [source, quality], record, reporter)
    return MaskResult(output, mask, record["product"] or "", judged.text, total)


def _checked_bands(source: RasterSource, bands: Sequence[int] | None) -> tuple[int, ...]:
    chosen = tuple(bands) if bands else source.data_bands
    for number in chosen:
        if not 1 <= number <= len(source.bands):
            raise FusionError(message("{name} has no band {number}; it has bands 1 to {last}.", name=source.name,
                                      number=number, last=len(source.bands)))
    if len(set(chosen)) < len(chosen):
        raise FusionError(message("A band is given twice; give each band once."))
    return chosen


def _data_type(source: RasterSource, bands: Sequence[int], asked: str) -> str:
    """That of the stored values, or the next one that outputs can have."""
    if asked != "auto":
        return asked
    return _TYPES.get(np.result_type(*(source.bands[number - 1].dtype for number in bands)).name, "Float64")


def _values_writer(path: str, source: RasterSource, bands: Sequence[int], dtype: str, options: Options,
                   threads: int | None) -> RasterWriter:
    described = [source.bands[number - 1] for number in bands]
    stored = not dtype.startswith("Float")
    outputs = [OutputBand(band.description, band.units,
                          legend=source.legend(band.number) or Legend() if band.is_class else None,
                          scale=band.scale if stored else 1.0, offset=band.offset if stored else 0.0)
               for band in described]
    nodata = next((band.nodata for band in described if band.nodata is not None), None)
    return RasterWriter(path, source.grid, outputs, dtype, nodata=nodata, creation_options=options.creation_options,
                        threads=threads)


def _tell(judged: Judgement, options: Options, source: RasterSource, other_grid: bool, reporter: Reporter) -> None:
    """What will be done, in words."""
    preset, name = judged.preset, judged.quality.source.name
    if preset is not None:
        reporter.info(message("{name} is read as {id}: {title}.", name=name, id=preset.id, title=preset.title))
    reporter.info(message("Rule: {rule}", rule=judged.text))
    reporter.info(message("A pixel is kept where {words}.", words=judged.rule.words()))
    if preset is not None and not options.rule.strip():
        reporter.info(message("Source of the rule at the level {level}: {source}", level=options.level,
                              source=preset.source))
    if preset is not None and preset.note:
        reporter.info(message("Note: {note}", note=preset.note))
    if other_grid:
        reporter.info(message("{quality} has another grid than {name}: a pixel is masked where flagged ground covers "
                              "more than {share:g} % of it.", quality=name, name=source.name, share=100 * TINY))
        if not overlap.is_compiled():
            reporter.info(message("First run on this computer: compiling takes about 15 seconds, later runs start at "
                                  "once."))
    if options.dilate:
        reporter.info(message("Pixels whose centre lies within {metres:g} m of a masked pixel are masked too.",
                              metres=options.dilate))


def _tell_counts(counts: Counts, options: Options, reporter: Reporter) -> None:
    if not counts.data:
        reporter.warning(message("The input has no valid pixel, so nothing was kept."))
        return
    reporter.info(message("Of {data:,} pixels with data {kept:,} ({share:.2f} %) are kept.", data=counts.data,
                          kept=counts.kept, share=100 * counts.kept / counts.data))
    reporter.info(message("Masked by the rule: {count:,} ({share:.2f} %).", count=counts.by_rule,
                          share=100 * counts.by_rule / counts.data))
    if options.dilate:
        reporter.info(message("Masked by the dilation beyond that: {count:,} ({share:.2f} %).",
                              count=counts.by_dilation, share=100 * counts.by_dilation / counts.data))
    reporter.info(message("Of unknown quality, and so nodata: {count:,} ({share:.2f} %).", count=counts.unknown,
                          share=100 * counts.unknown / counts.data))
    if not counts.kept:
        reporter.warning(message("Nothing was kept; check that the quality layer is of this image, and the rule."))


def _record(judged: Judgement, options: Options, bands: Sequence[int], flags, counts: Counts) -> dict:
    operator = flags.operator
    return {
        **asdict(options), "bands": list(bands), "rule": judged.text, "rule_in_words": str(judged.rule.words()),
        "product": judged.preset.id if judged.preset else None,
        "level": None if options.rule.strip() else options.level,
        "rule_source": judged.preset.source if judged.preset and not options.rule.strip() else None,
        "target": grid_to_dict(flags.grid), "quality_grid": grid_to_dict(judged.quality.source.grid),
        "coordinate_operation": None if operator is None else operator.pixels.operation,
        "tiny_share": None if operator is None else TINY, "pixels": asdict(counts),
    }


def _finish(writers: dict[str, RasterWriter], sources: Sequence[RasterSource], record: dict,
            reporter: Reporter) -> None:
    """Describe, close and put into place all outputs, or none."""
    inputs = [describe_input(each) for each in sources]
    dated = _dates(sources)
    length = (1.0 - CALCULATION) / len(writers)
    for number, (name, writer) in enumerate(writers.items()):
        made = provenance("maskquality", inputs, {**record, "layer": name}, reporter.findings)
        writer.describe({**dated, **tags(made)}, to_json(made))
        writer.finish(Share(reporter, CALCULATION + number * length, length))
    for writer in writers.values():
        writer.commit()


def _dates(sources: Sequence[RasterSource]) -> dict[str, str]:
    """When the input was observed, or else its quality layer: whatever the output is called."""
    for source in sources:
        product = recognise(source.path, source.metadata).product
        span = observed(source.path, source.metadata, product)
        if span is not None:
            return {"TIME_START": f"{span.begin:%Y-%m-%dT%H:%M:%SZ}", "TIME_END": f"{span.end:%Y-%m-%dT%H:%M:%SZ}"}
    return {}
