"""Opens granules: chosen bands and their flags as COGs of values, or as VRTs that declare what stored numbers mean."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from ..advice.times import TimeSpan
from ..destination import check_different
from ..errors import FusionError
from ..finding import Finding
from ..message import message
from ..product import recognise
from ..provenance import TAG, provenance, software, to_json
from ..raster.files import container_file, file_facts, short_name
from ..raster.redeclare import Declaration, declared_source, write_declared
from ..raster.writer import check_destination
from ..reporter import Reporter, Share
from .choose import choose_bands, quality_of
from .find import band_of_file, find_granules
from .granule import Granule, GranuleBand
from .grid_checks import check_grid
from .grid_of import place_of
from .screen import Judged, Screen, judged_flags, kept_by_all, noted
from .values import Stored, stored_values
from .write import grid_of, write_cog

COG, VRT = "cog", "vrt"
FORMATS = (COG, VRT)
_ODD = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Options:
    """What is asked for.

    ``bands``: names, none for the usual ones; ``quality``: their flags too; ``target``: a function from what a swath
    covers, a GeoBox, to the grid that is to be made of it, None for UTM in the product's resolution. ``screen``: rules
    over the flags that values have to pass, None to keep all.
    """

    bands: tuple[str, ...] = ()
    format: str = COG
    quality: bool = True
    creation_options: str = ""
    target: Any = None
    screen: Screen | None = None


@dataclass(frozen=True)
class Opened:
    """A band that was opened: its file, a name for people, when it was observed, whether its values are codes."""

    path: str
    name: str
    band: str
    times: TimeSpan | None
    is_categorical: bool


@dataclass(frozen=True)
class Item:
    """A band to be opened, the file it goes to, its flags, and those that screen its values."""

    granule: Granule
    band: GranuleBand
    path: str
    quality: tuple[GranuleBand, ...]
    judged: tuple[Judged, ...] = ()


class Opening:
    """The granules of a file or folder and what is to be opened of them, planned from headers.

    ``folder`` takes the outputs; None, while it is not known, only tells whether all can be opened. Raises FusionError
    for what holds no granule, a band that is none, or an output that would replace an input.
    """

    def __init__(self, path: str, folder: str | None, options: Options = Options()) -> None:
        if options.format not in FORMATS:
            raise FusionError(message("The format {format} is unknown; choose one of {choices}.",
                                      format=options.format, choices=", ".join(FORMATS)))
        if options.screen is not None and options.format != COG:
            raise FusionError(message("A VRT refers to all values of a granule, so that none can be masked; choose "
                                      "{format} as FORMAT, or none as MASK.", format=COG))
        self.granules = find_granules(path, folder)
        self._folder, self._options = folder or "", options
        self.items = tuple(item for granule in self.granules for item in self._planned(granule, path))
        if folder is not None:
            paths = [item.path for item in self.items]
            _check_once(paths)
            _check_inputs_stay(paths, list(dict.fromkeys(file for each in self.granules for file in each.files)))

    def run(self, reporter: Reporter | None = None, *, memory: int = 2**30, threads: int | None = None,
            scratch: str = "") -> tuple[Opened, ...]:
        """Write all of them, each renamed into place when it is whole. Raises FusionError or Cancelled."""
        reporter = reporter or Reporter()
        try:
            os.makedirs(self._folder, exist_ok=True)
        except OSError as error:
            raise FusionError(message("The folder {folder} cannot be made ({reason}); choose another one.",
                                      folder=self._folder, reason=error.strerror)) from error
        opened = []
        for number, item in enumerate(self.items):
            share = Share(reporter, number / len(self.items), 1.0 / len(self.items))
            share.progress(0.0)
            opened.append(self._open(item, share, memory, threads))
        reporter.progress(1.0)
        return tuple(opened)

    def _planned(self, granule: Granule, path: str) -> Iterator[Item]:
        _refuse_points(granule)
        alone = None if self._options.bands else band_of_file(granule, path)
        chosen = choose_bands(granule, self._options.bands) if alone is None else (alone,)
        known = {band.name: quality_of(granule, band) for band in chosen}
        quality = known if self._options.quality else {}
        flags = [flag for flags in quality.values() for flag in flags]
        for band in {band.name: band for band in (*chosen, *flags)}.values():
            judged = self._judged(granule, band, known[band.name]) if band.name in known else ()
            yield Item(granule, band, self._path(granule, band), quality.get(band.name, ()), judged)

    def _judged(self, granule: Granule, band: GranuleBand, flags: tuple[GranuleBand, ...]) -> tuple[Judged, ...]:
        screen = self._options.screen
        return () if screen is None else judged_flags(screen, granule, band, flags)

    def _path(self, granule: Granule, band: GranuleBand) -> str:
        """By product, date and band: as the product names its files, so that they are known again."""
        ending = ".tif" if self._options.format == COG else ".vrt"
        return os.path.join(self._folder, f"{_file_stem(granule, band)}{ending}")

    def _open(self, item: Item, reporter: Reporter, memory: int, threads: int | None) -> Opened:
        if item.granule.is_swath:
            return self._open_swath(item, reporter, memory, threads)
        stored = stored_values(item.granule, item.band)
        declared = _declared(item.band, stored, _band_tags(item, stored))
        findings = (*stored.findings, *check_grid(item.granule, item.band, grid_of(item.band, declared)))
        for finding in findings:
            reporter.finding(finding)
        record = to_json(self._record(item, stored, findings))
        declared = replace(declared, tags={"TIFFTAG_SOFTWARE": software(), TAG: record, **self._file_tags(item)})
        if self._options.format == VRT:
            write_declared(item.path, item.band.path, declared, record)
        else:
            counts = self._write_cog(item, stored, declared, record, reporter, memory, threads)
        reporter.info(_told(item, stored))
        if item.judged:
            self._tell_of_rules(item, reporter)
            reporter.info(message("Of {data:,} pixels with data {kept:,} ({share:.2f} %) are kept.", data=counts[0],
                                  kept=counts[1], share=100 * counts[1] / max(counts[0], 1)))
        return _opened(item, stored.is_categorical)

    def _write_cog(self, item: Item, stored: Stored, declared: Declaration, record: str, reporter: Reporter,
                   memory: int, threads: int | None) -> tuple[int, int]:
        grid = grid_of(item.band, declared)
        with ExitStack() as stack:
            keeps = []
            for band, judge in item.judged:
                layer = declared_source(band.path, _declared(band, stored_values(item.granule, band)))
                keeps.append(judge.keeps(stack.enter_context(layer), grid))
            return write_cog(item.path, item.band, stored, declared, record, self._options.creation_options, reporter,
                             memory, threads, kept_by_all(keeps))

    def _tell_of_rules(self, item: Item, reporter: Reporter) -> None:
        for band, judge in item.judged:
            reporter.info(message("Kept is what passes {band} ({kind}, {level}): {rule}", band=band.name,
                                  kind=judge.id, level=self._options.screen.level, rule=judge.rule))

    def _open_swath(self, item: Item, reporter: Reporter, memory: int, threads: int | None) -> Opened:
        from .swath_granule import covered, geolocation_of, open_swath

        if self._options.format != COG:
            raise FusionError(message("{granule} is a swath, whose pixels are put on a grid, so that no VRT can refer "
                                      "to them; choose {format} as FORMAT.", granule=item.granule.name, format=COG))
        stored = stored_values(item.granule, item.band)
        for finding in stored.findings:
            reporter.finding(finding)
        geolocation = geolocation_of(item.granule, item.band)
        grid = covered(geolocation, item.granule.product.resolution_m)
        if self._options.target is not None:
            grid = self._options.target(grid)
        open_swath(item.path, item.granule, item.band, stored, grid, geolocation=geolocation, judged=item.judged,
                   tags=self._file_tags(item), band_tags=_band_tags(item, stored),
                   noted=self._parameters(item, stored), creation_options=self._options.creation_options,
                   memory=memory, threads=threads, reporter=reporter)
        reporter.info(_told(item, stored))
        self._tell_of_rules(item, reporter)
        return _opened(item, stored.is_categorical)

    def _file_tags(self, item: Item) -> dict[str, str]:
        """By which core/product.py and core/advice/times.py know the file again, whatever it is called then."""
        product, known = item.granule.product, {}
        if product is not None:
            known = {key: product.id for key, pattern in product.attributes if re.fullmatch(pattern, product.id)}
            name = f"{_file_stem(item.granule, item.band)}.tif"
            # Where the product names only its own format, the granule's name tells it, and the band's description more.
            known["LOCALGRANULEID"] = name if recognise(name).product is product else \
                f"{item.granule.name}{os.path.splitext(item.band.file)[1]}"
            baseline = item.granule.attributes.get("PROCESSING_BASELINE")
            known |= {"PROCESSING_BASELINE": baseline} if baseline else {}
        times = item.granule.times
        if times is not None:
            known["time_coverage_start"] = times.begin.isoformat().replace("+00:00", "Z")
            known["time_coverage_end"] = times.end.isoformat().replace("+00:00", "Z")
        if item.quality:
            known["QUALITY_BANDS"] = ", ".join(band.name for band in item.quality)
            known["QUALITY_FILES"] = ", ".join(os.path.basename(self._path(item.granule, band))
                                               for band in item.quality)
        if item.judged:
            known["MASKED_BY"] = ", ".join(f"{band.name} ({judge.id}, {self._options.screen.level})"
                                           for band, judge in item.judged)
        return known

    def _record(self, item: Item, stored: Stored, findings: tuple[Finding, ...]) -> dict[str, Any]:
        sources = [{"name": short_name(band.path), **file_facts(container_file(band.path))}
                   for band in (item.band, *(flags for flags, _ in item.judged))]
        return provenance("opengranule", sources, self._parameters(item, stored), findings)

    def _parameters(self, item: Item, stored: Stored) -> dict[str, Any]:
        product, times = item.granule.product, item.granule.times
        return {
            "granule": item.granule.name,
            "product": None if product is None else product.id,
            "band": item.band.name,
            "format": self._options.format,
            "scale": stored.scale,
            "offset": stored.offset,
            "nodata": stored.nodata,
            "valid_range": list(stored.valid_range),
            "observed": None if times is None else [times.begin.isoformat(), times.end.isoformat()],
            "quality": [band.name for band in item.quality],
            "mask": noted(self._options.screen, item.judged),
        }


def _check_once(paths: Sequence[str]) -> None:
    """Raise FusionError if two outputs in one folder have one name: a granule may lie below a folder twice."""
    seen = set()
    for path in paths:
        name = os.path.normcase(path)
        if name in seen:
            check_different([path, path])
        seen.add(name)


def _check_inputs_stay(paths: Sequence[str], inputs: Sequence[str]) -> None:
    """Raise FusionError if an output would replace an input; of many granules each file is looked at once."""
    known = {_identity(file) for file in filter(os.path.exists, inputs)}
    for path in filter(os.path.exists, paths):
        if _identity(path) in known:
            check_destination(path, inputs)


def _identity(path: str) -> tuple[int, int]:
    found = os.stat(path)
    return found.st_dev, found.st_ino


def _file_stem(granule: Granule, band: GranuleBand) -> str:
    """A file per band keeps its name, whatever format it had; a band of a larger file gets its own behind the name."""
    own = os.path.splitext(os.path.basename(band.path))[0]
    if len(granule.files) == len(granule.bands) and band.path == band.file:
        return own
    return f"{granule.name}.{_ODD.sub('_', band.name)}"


def _declared(band: GranuleBand, stored: Stored, tags: dict[str, str] | None = None) -> Declaration:
    return Declaration(band.name, stored.units, stored.scale, stored.offset, stored.nodata, stored.valid_range,
                       stored.dtype == "int8", place_of(band.path), {}, tags or {})


def _band_tags(item: Item, stored: Stored) -> dict[str, str]:
    """The names of the flags as CF has them: variables that tell of this one."""
    known = {"variable_kind": stored.kind} if stored.kind else {}
    if item.quality:
        known["ancillary_variables"] = " ".join(_ODD.sub("_", band.name) for band in item.quality)
    return known


def _refuse_points(granule: Granule) -> None:
    if granule.product is not None and granule.product.layout == "points":
        raise FusionError(message("{granule} holds footprints and no grid; read it with \"Read lidar and sounder "
                                  "footprints\".", granule=granule.name))


def _opened(item: Item, categorical: bool) -> Opened:
    return Opened(item.path, f"{item.granule.title} {item.band.name}", item.band.name, item.granule.times, categorical)


def _told(item: Item, stored: Stored) -> str:
    """What was applied, in one line for the log."""
    if stored.is_categorical:
        return message("{name}: codes as stored ({dtype}).", name=f"{item.granule.title} {item.band.name}",
                       dtype=stored.dtype)
    return message("{name}: value = stored * {scale:.9g} + {offset:.9g}, {units}.",
                   name=f"{item.granule.title} {item.band.name}", scale=stored.scale, offset=stored.offset,
                   units=stored.units or message("without units"))
