"""Granules read in chunks of footprints: what is asked of them, the filter with its counts, and the columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..errors import FusionError
from ..message import Message, listed, message
from ..reporter import Reporter
from .beams import choose_beams
from .chunk import Chunk, read_chunks
from .counts import Counts
from .granule import Granule
from .layout import Layout
from .variables import Variable, catalogue, find_variables, has, variable

CRS = "EPSG:4326"


@dataclass(frozen=True)
class Options:
    """What to read. `variables`: names, () for the product's default ones. `quality`: apply the recommended filter.

    `beams`: names ("BEAM0101", "0101", "gt1r") or kinds ("full power", "coverage", "strong", "weak"), () for all.
    `extent`: west, south, east, north in degrees. `times`: first and last moment (UTC), None for an open end.
    """

    product: str = "auto"
    variables: tuple[str, ...] = ()
    quality: bool = True
    beams: tuple[str, ...] = ()
    extent: tuple[float, float, float, float] | None = None
    times: tuple[np.datetime64 | None, np.datetime64 | None] | None = None


@dataclass(frozen=True)
class Column:
    """A field of the output: `dtype` is "int64", "float64", "datetime64[us]" or "str"."""

    name: str
    dtype: str
    unit: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class Part:
    """What is read of one granule: its beams with `rows` footprints, the fields asked for, and those filtered by."""

    path: str
    beams: tuple[str, ...]
    rows: int
    variables: tuple[Variable, ...]
    filters: tuple[Variable, ...]


@dataclass
class Granules:
    """Granules of one product, planned: every file was opened once, all that is asked for is there.

    Coordinates are longitudes and latitudes in degrees (`CRS`), footprints points, or polygons where the product has
    corners. `counts` grow while chunks are read. `notes` are what the user should know of the plan, `unapplied` the
    granules that lack what a rule of the filter looks at, with its name. Raises FusionError for a file that does not
    open, for different products, and for variables or beams that are not there.
    """

    paths: Sequence[str]
    options: Options = field(default_factory=Options)

    def __post_init__(self) -> None:
        self.notes: list[Message] = []
        self.unapplied: list[tuple[str, str]] = []
        self.counts = Counts()
        if not self.paths:
            raise FusionError(message("No granule is given; choose one."))
        self.layout: Layout | None = None
        self._parts: list[Part] = []
        asked: dict[str, Variable] = {}
        extra: dict[str, Variable] = {}
        for path in self.paths:
            with Granule(path, self.options.product) as granule, granule.reading():
                self._check_product(granule)
                self._plan(granule, asked, extra)
        self._finish(asked, extra)

    @property
    def polygons(self) -> bool:
        """Are the footprints polygons?"""
        return self.layout.shape == "polygon"

    @property
    def rows(self) -> int:
        """Footprints in the granules, before any filter."""
        return sum(part.rows for part in self._parts)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The fields, in their order."""
        return (*self._own_columns(), *(_column(each) for each in self.quality), *self._size_columns(),
                *(_column(each) for each in self.variables))

    def filter_told(self) -> Message:
        """The recommended filter of the product in words, whether or not it is applied."""
        return message("Recommended filter of {product}: {rules}.", product=self.layout.id,
                       rules=listed([rule.told() for rule in self.layout.rules]))

    def chunks(self, reporter: Reporter | None = None) -> Iterator[Chunk]:
        """The footprints that are kept, granule by granule and beam by beam in the files' order.

        Raises FusionError for a damaged file, Cancelled if the reporter says so.
        """
        reporter = reporter or Reporter()
        done, total = 0, max(self.rows, 1)
        for part in self._parts:
            with Granule(part.path, self.layout.id) as granule:
                for beam in part.beams:
                    reporter.progress(done / total)
                    with granule.reading():
                        for chunk, rows in read_chunks(granule, beam, part, self):
                            done += rows
                            reporter.progress(min(done / total, 1.0))
                            if len(chunk.x):
                                yield chunk
        reporter.progress(1.0)

    def _check_product(self, granule: Granule) -> None:
        if self.layout is None:
            self.layout = granule.layout
        elif granule.layout != self.layout:
            raise FusionError(message(
                "{name} is {product}, and the granules before it are {first}; read one product at a time.",
                name=granule.name, product=granule.layout.id, first=self.layout.id,
            ))

    def _plan(self, granule: Granule, asked: dict[str, Variable], extra: dict[str, Variable]) -> None:
        """Look at one granule; fields that it has are added to those `asked` for, and those written besides."""
        beams = choose_beams(granule, self.options.beams)
        rows = sum(granule.must_find(beam, self.layout.latitude).shape[0] for beam in beams)
        known = catalogue(granule, (beams or granule.beams)[0])
        names = self.options.variables or tuple(
            name for name in self.layout.variables if has(granule, name, known))
        filters = self._filters(granule, known)
        variables = find_variables(granule, names, known, {each.path: each.field for each in filters})
        self._parts.append(Part(granule.path, beams, rows, tuple(variables), tuple(filters)))
        for found, into in ((variables, asked), (filters, extra)):
            for each in found:
                before = into.setdefault(each.field, each)
                # Whole numbers in one granule and real ones in another are real ones.
                into[each.field] = replace(before, whole=before.whole and each.whole)

    def _filters(self, granule: Granule, known: dict[str, Any]) -> list[Variable]:
        """What the rules look at, and further fields of quality, as far as the granule has them."""
        found = []
        for rule in self.layout.rules:
            path = next((path for path in rule.dataset if path in known), None)
            if path is not None:
                largest = rule.max and len(known[path].shape) == 2
                found.append(replace(variable(path, known[path], self.layout, largest=largest), field=rule.name))
            elif self.options.quality:
                self.unapplied.append((granule.name, rule.name))
        return found + [variable(name, known[name], self.layout) for name in self.layout.quality if name in known]

    def _finish(self, asked: dict[str, Variable], extra: dict[str, Variable]) -> None:
        """Settle on the fields, and tell what is absent everywhere."""
        if not any(part.beams for part in self._parts):
            with Granule(self._parts[0].path, self.layout.id) as granule:
                raise FusionError(message(
                    "None of the beams {asked} is in the granules; {name} has {beams}.",
                    asked=", ".join(self.options.beams), name=granule.name, beams=", ".join(granule.beams),
                ))
        self.variables = tuple(asked.values())
        self.quality = tuple(each for each in extra.values() if each.field not in asked)
        absent = [name for name in self.layout.variables if name not in asked]
        if absent and not self.options.variables:
            self.notes.append(message("The granules lack {names}, which {product} has by default.",
                                      names=", ".join(absent), product=self.layout.id))
        self.notes += self.layout.notes

    def _own_columns(self) -> list[Column]:
        own = [Column("granule", "str", meaning="file")]
        if self.layout.groups:
            own += [Column("beam", "str"), Column("beam_type", "str")]
        return [*own, Column("shot", "int64", meaning="number of the footprint"),
                Column("time", "datetime64[us]", "UTC")]

    def _size_columns(self) -> list[Column]:
        layout, sizes = self.layout, []
        if layout.diameter_m is not None:
            meaning = "across the track" if layout.length_m else "of the footprint"
            sizes.append(Column("diameter", "float64", "m", meaning))
        if layout.length_m is not None:
            sizes += [Column("length", "float64", "m", "along the track"),
                      Column("azimuth", "float64", "degree", "of the track, clockwise from north")]
        return sizes


def _column(each: Variable) -> Column:
    return Column(each.field, "int64" if each.whole else "float64", each.unit, each.meaning)
