"""The extraction of patches: blocks read once, scattered into patches, group by group into a dataset."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .. import blocks
from ..blocks import Block
from ..crs import parse_crs
from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import message
from ..provenance import describe_input, provenance
from ..reporter import Reporter, Share
from .formats import open_writer
from .formats.writer import DatasetWriter
from .normalise import BandSums, patch_sums, reference_of
from .plan import Planner
from .request import CANCELLED, Centres, Options, Raster, Shapes
from .sample import LABEL, SPLITS, DatasetInfo, PatchGroup, Places, RasterStack, check_names
from .stored_blocks import BlockStore
from .take import Taking

_TRAIN = "train"
_STORE, _PIECE = 0.4, 1 / 64   # of the memory: decoded blocks; the patches that a worker takes at once
_MOST_PIECE = 8 * 2**20
_STATISTICS = 0.4              # of the progress, where there are some to compute
# Findings that depend on the machine and its state, which the record of a dataset may not.
_UNRECORDED = ("MEMORY",)


@dataclass(frozen=True)
class Extracted:
    """A dataset that was written: its path, what it says of itself, how many centres were dropped, what was found."""

    path: str
    info: DatasetInfo
    dropped: int
    findings: tuple[Finding, ...]


def extract_patches(centres: Centres, rasters: Sequence[Raster], path: str, options: Options = Options(), *,
                    label: Raster | Shapes | None = None, format: str = "zarr", resume: bool = False,
                    cancelled: str = "keep", memory: int = 2**30, threads: int | None = None,
                    reporter: Reporter | None = None, centres_record: Mapping[str, Any] | None = None) -> Extracted:
    """Take the patches of ``rasters`` around ``centres`` and write them as a dataset into the folder ``path``.

    ``options``: ``mode`` native (the same pixels of each raster), ground (the same ground in each one's own pixels) or
    common (the same ground on the grid of the first raster, or one of ``resolution``, in units of its CRS);
    ``patch_size`` (rows, columns) in pixels, in the mode ground of the first raster, or ``ground_size`` (metres), in
    the mode native that of the first raster's patches;
    ``padding``: what stands where a patch reaches beyond a raster: nodata, reflect (mirrored values, whose mask is 0
    all the same), drop (such patches are left out); ``dtype``: one of DATA_TYPES, auto is that of the file where its
    values are stored as they are, else Float32 (sums: Float64); ``normalise``: train stores (value - mean) / std of the
    training patches' valid pixels; ``min_valid`` (0..1): of the mode common, the valid share of a cell below which it
    has no value; ``accept``: codes of blockers that shall not stop the run.
    ``label``: a raster, or polygons to burn, on the patch grid of the first raster. ``format``: one of
    `formats.FORMATS`. ``resume`` takes up what a killed run left. ``cancelled``: keep a readable part after a cancel or
    an error, or nothing. ``memory`` in bytes; results do not depend on it and ``threads``.

    Raises FusionError in one sentence for unusable input and full disks, Cancelled when the reporter says so.
    """
    reporter = Share(reporter or Reporter())
    options.check()
    if cancelled not in CANCELLED:
        raise FusionError(message("The {name} {value} is unknown; choose one of {choices}.",
                                  name=message("treatment of a cancel"), value=cancelled,
                                  choices=", ".join(CANCELLED)))
    if not rasters:
        raise FusionError(message("No raster is given; choose at least one."))
    check_names([raster.name for raster in rasters])
    places = centres.places()
    if options.normalise != "none" and _TRAIN not in places.splits:
        raise FusionError(message("{name} has no patch of the split train, whose statistics normalise the values; "
                                  "create centres with a split, or choose the normalisation none.", name=centres.name))
    store = BlockStore(int(_STORE * memory))
    planner = Planner(centres, options, store, memory, reporter)
    takings = planner.rasters(rasters)
    if label is not None:
        takings.append(planner.label(replace(label, name=LABEL) if isinstance(label, Raster) else label, takings[0]))
    kept = _kept(takings, options, reporter)
    if len(kept) < len(places):
        takings, places = [each.part(kept) for each in takings], _some(places, kept)
    job = _Job(takings, places, memory, threads)
    share = _STATISTICS if options.normalise != "none" else 0.0
    if options.normalise != "none":
        job.normalise(Share(reporter, 0.0, share))
    info = job.info(options, parse_crs(centres.crs).to_wkt(),
                    _record(centres, rasters, label, options, centres_record, reporter))
    writer = open_writer(format, path, info, places, resume=resume)
    try:
        job.write(writer, info, Share(reporter, share, 1.0 - share))
        written = writer.finish()
        for remark in writer.remarks:
            reporter.info(remark)
    except BaseException:  # whatever it is, also a cancel: what was written is kept or removed, then it goes on
        _give_up(writer, cancelled, reporter)
        raise
    return Extracted(written, writer.info, int(np.size(centres.x)) - len(places), tuple(reporter.findings))


class _Job:
    """The patches of all layers, in pieces for the workers."""

    def __init__(self, takings: list[Taking], places: Places, memory: int, threads: int | None) -> None:
        self.takings, self._places = takings, places
        self._threads, self._workers = threads, blocks.thread_count(threads)
        self._piece_bytes = min(_MOST_PIECE, int(_PIECE * memory))

    def info(self, options: Options, crs: str, record: dict[str, Any]) -> DatasetInfo:
        layers = [each.info for each in self.takings]
        labelled = layers[-1].name == LABEL
        return DatasetInfo(
            mode=options.mode, padding=options.padding, crs=crs, rasters=tuple(layers[:-1] if labelled else layers),
            label=layers[-1] if labelled else None, count=len(self._places),
            splits=tuple(each for each in SPLITS if each in self._places.splits), provenance=record)

    def normalise(self, reporter: Reporter) -> None:
        """Put the training patches' statistics into what is told of each raster that is no map of classes."""
        train = np.flatnonzero(np.array(self._places.splits) == _TRAIN)
        wanted = [k for k, each in enumerate(self.takings) if each.info.kind != "categorical"
                  and each.info.name != LABEL]
        if not train.size:
            raise FusionError(message("All patches of the split train were dropped, whose statistics normalise the "
                                      "values; choose another padding."))
        by_id = train[np.argsort(self._places.ids[train], kind="stable")]
        sums = [BandSums(self._reference(self.takings[k], by_id, reporter)) for k in wanted]

        def task(block: Block, stopped: Callable[[], bool] | None) -> list[np.ndarray]:
            which = train[slice(*block.rows)]
            found = []
            for k, each in zip(wanted, sums):
                values, mask, _ = self.takings[k].read(which, stopped)
                found.append(patch_sums(values, mask, each.reference))
            return found

        def consume(_: Block, found: list[np.ndarray]) -> None:
            for each, part in zip(sums, found):
                each.add(part)

        blocks.run(task, self._pieces(0, train.size), consume, reporter, threads=self._threads)
        for k, each in zip(wanted, sums):
            mean, std = each.statistics()
            info = self.takings[k].info
            self.takings[k] = self.takings[k].described(replace(info, mean=mean, std=std))

    def write(self, writer: DatasetWriter, info: DatasetInfo, reporter: Reporter) -> None:
        """Hand all groups that are not there yet to the writer, in their order."""
        ranges = {index: info.group_range(index) for index in range(info.group_count) if index not in writer.done}
        pieces = [(index, block) for index, each in ranges.items() for block in self._pieces(each.start, each.stop)]
        group_of = {block.rows: index for index, block in pieces}
        groups: dict[int, PatchGroup] = {}

        def task(block: Block, stopped: Callable[[], bool] | None) -> dict[str, RasterStack]:
            which = np.arange(*block.rows)
            return {each.info.name: each.stack(which, stopped) for each in self.takings}

        def consume(block: Block, found: dict[str, RasterStack]) -> None:
            index = group_of[block.rows]
            begin, end = ranges[index].start, ranges[index].stop
            if block.rows == (begin, end):
                groups[index] = found
            else:
                group = groups.setdefault(index, {name: _empty(stack, end - begin) for name, stack in found.items()})
                for name, stack in found.items():
                    _put(group[name], stack, block.rows[0] - begin)
            if block.rows[1] == end:
                writer.write_group(index, groups.pop(index))

        blocks.run(task, [block for _, block in pieces], consume, reporter, threads=self._threads)

    def _pieces(self, begin: int, end: int) -> list[Block]:
        """Patches from ``begin`` to ``end`` in parts of bounded size."""
        size = max(1, self._piece_bytes // sum(each.info.patch_bytes for each in self.takings))
        return [Block((first, min(first + size, end)), (0, 1)) for first in range(begin, end, size)]

    def _reference(self, taking: Taking, by_id: np.ndarray, reporter: Reporter) -> np.ndarray:
        """Means (bands) of the first training patch, in the order of ids, in which each band has a valid pixel."""
        found = np.full(taking.info.shape[0], np.nan)
        for k in by_id:
            values, mask, _ = taking.read(np.array([k]))
            found = np.where(np.isnan(found), reference_of(values[0], mask[0]), found)
            if not np.isnan(found).any():
                return found
            reporter.progress(0.0)
        raise FusionError(message("{band} of {name} has no valid pixel in the training patches, so that nothing tells "
                                  "how to normalise it; leave the band out, or choose the normalisation none.",
                                  band=taking.info.bands[int(np.flatnonzero(np.isnan(found))[0])], name=taking.name))


def _kept(takings: Sequence[Taking], options: Options, reporter: Reporter) -> np.ndarray:
    """Indices of the patches that are taken. Raises FusionError where none is, or where a raster has none."""
    beyond = np.any([each.beyond for each in takings if each.info.name != LABEL], axis=0)
    for taking in takings:
        outside = taking.outside
        if outside.all():
            raise FusionError(message("No patch lies on {name}; check its CRS and that of the centres.",
                                      name=taking.name))
        if outside.any() and options.padding != "drop":
            reporter.finding(Finding(
                "PATCHES_OUTSIDE", Severity.WARNING, taking.name,
                message("{count} of the {total} patches lie outside of it and have no value of it.",
                        count=int(outside.sum()), total=len(outside)),
                message("Set PADDING to drop, or create the centres with it among RASTERS.")))
    if options.padding != "drop" or not beyond.any():
        return np.arange(len(beyond))
    if beyond.all():
        raise FusionError(message("All {count} patches reach beyond a raster, and the padding drop leaves such patches "
                                  "out; choose another padding or smaller patches.", count=len(beyond)))
    reporter.finding(Finding(
        "PATCHES_DROPPED", Severity.INFO, "",
        message("{count} of the {total} patches reach beyond a raster and are left out.", count=int(beyond.sum()),
                total=len(beyond)),
        message("Set PADDING to nodata or reflect to keep them.")))
    return np.flatnonzero(~beyond)


def _some(places: Places, which: np.ndarray) -> Places:
    return Places(**{name: tuple(value[k] for k in which) if isinstance(value, tuple) else value[which]
                     for name, value in vars(places).items()})


def _empty(stack: RasterStack, count: int) -> RasterStack:
    return RasterStack(*(np.empty((count, *array.shape[1:]), array.dtype) for array in vars(stack).values()))


def _put(group: RasterStack, part: RasterStack, at: int) -> None:
    for name, array in vars(part).items():
        getattr(group, name)[at:at + len(array)] = array


def _record(centres: Centres, rasters: Sequence[Raster], label: Raster | Shapes | None, options: Options,
            centres_record: Mapping[str, Any] | None, reporter: Reporter) -> dict[str, Any]:
    """What made the dataset; the same for the same job, whatever the machine."""
    inputs = [{"name": centres.name, "patches": int(np.size(centres.x)), **(centres_record or {})}]
    inputs += [describe_input(raster.source) for raster in rasters]
    parameters = {**options.to_dict(), "rasters": [
        {"name": raster.name, "bands": list(raster.bands), "kind": raster.kind, "resampling": raster.resampling}
        for raster in rasters]}
    if isinstance(label, Raster):
        inputs.append(describe_input(label.source))
        parameters["label"] = {"kind": label.kind, "resampling": label.resampling}
    elif label is not None:
        inputs.append({"name": label.name, "features": len(label.wkb), **label.record})
        parameters["label"] = {"burned": label.name}
    found = [finding for finding in reporter.findings if finding.code not in _UNRECORDED]
    return provenance("extractpatches", inputs, parameters, found)


def _give_up(writer: DatasetWriter, cancelled: str, reporter: Reporter) -> None:
    """After a cancel or an error."""
    if cancelled == "nothing":
        writer.discard()
        return
    path = writer.keep()
    if path:
        reporter.warning(message("The patches that were finished are kept in {name}, which is marked as incomplete; "
                                 "run again with RESUME to complete it.", name=os.path.basename(path)))
