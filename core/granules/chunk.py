"""Chunks of the footprints of one beam: read in blocks of rows, filtered, as columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..message import message
from .granule import Granule
from .layout import TROPIC, Rule
from .shapes import polygons, track_azimuths
from .times import to_utc
from .variables import Variable, read_values

if TYPE_CHECKING:
    from .read import Granules, Part

_VALUES = 4_000_000        # at once
_ROWS = (5_000, 100_000)   # at least and at most


@dataclass(frozen=True)
class Chunk:
    """Footprints: `x`, `y` longitudes and latitudes in degrees (n), `wkb` polygons or None, `columns` by field (n).

    Columns of text are arrays of str, moments datetime64[us] (UTC, NaT for none), real numbers float64 (NaN for none),
    whole ones masked int64.
    """

    x: np.ndarray
    y: np.ndarray
    wkb: list[bytes | None] | None
    columns: dict[str, np.ndarray]


def read_chunks(granule: Granule, beam: str, part: "Part", plan: "Granules") -> Iterator[tuple[Chunk, int]]:
    """Chunks of what is kept, and how many rows of the file each is of."""
    rows = granule.must_find(beam, plan.layout.latitude).shape[0]
    width = len(plan.columns) + 4
    step = int(np.clip(_VALUES // width, *_ROWS))
    for begin in range(0, rows, step):
        end = min(begin + step, rows)
        yield _read(_Reader(granule, beam), part, plan, slice(begin, end)), end - begin


def _read(reader: "_Reader", part: "Part", plan: "Granules", rows: slice) -> Chunk:
    x, y, keep = _within_places(reader, plan, rows)
    # A small extent touches a few rows: nothing else of the block is read.
    inside = np.flatnonzero(keep)
    first, last = (int(inside[0]), int(inside[-1]) + 1) if inside.size else (0, 0)
    x, y, keep = x[first:last], y[first:last], keep[first:last]
    rows = slice(rows.start + first, rows.start + last)
    time = reader.times(rows)
    keep = _within_times(plan, time, keep)
    filters = reader.many(part.filters, rows)
    keep = _within_rules(plan, filters, y, keep)
    plan.counts.kept += int(np.count_nonzero(keep))
    if not keep.any():
        return Chunk(x[:0], y[:0], None, {})
    columns = {**reader.names(len(x)), "shot": reader.shots(rows), "time": time, **filters, **reader.sizes(rows),
               **reader.many(part.variables, rows)}
    wkb = reader.corners(rows, keep) if plan.polygons else None
    return Chunk(x[keep], y[keep], wkb, {
        column.name: _settled(columns.get(column.name, np.ma.masked_all(len(x))), column.dtype)[keep]
        for column in plan.columns})


def _within_places(reader: "_Reader", plan: "Granules", rows: slice) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places (x, y) and whether they are in the extent."""
    counts = plan.counts
    counts.read += rows.stop - rows.start
    x, y = reader.places(rows)
    keep = counts.drop(message("no position"), np.ones(len(x), bool), (np.abs(x) <= 180.0) & (np.abs(y) <= 90.0))
    if plan.options.extent is not None:
        west, south, east, north = plan.options.extent
        keep = counts.drop(message("outside of the extent"), keep,
                           (x >= west) & (x <= east) & (y >= south) & (y <= north))
    return x, y, keep


class _Reader:
    """Reads rows of the datasets of one beam; what the beam lacks is masked."""

    def __init__(self, granule: Granule, beam: str) -> None:
        self._granule, self._beam, self._layout = granule, beam, granule.layout
        self._base = granule.base(beam)

    def names(self, count: int) -> dict[str, np.ndarray]:
        """Granule, beam and what the beam is, the same for each footprint."""
        told = {"granule": self._granule.name}
        if self._beam:
            told.update(beam=self._beam, beam_type=self._granule.kind_of(self._beam))
        return {name: np.full(count, text, object) for name, text in told.items()}

    def sizes(self, rows: slice) -> dict[str, np.ndarray]:
        """Metres, and the direction of what is long."""
        layout, count, found = self._layout, rows.stop - rows.start, {}
        if layout.diameter_m is not None:
            found["diameter"] = np.full(count, layout.diameter_m)
        if layout.length_m is not None:
            found.update(length=np.full(count, layout.length_m), azimuth=self.azimuths(rows))
        return found

    def places(self, rows: slice) -> tuple[np.ndarray, np.ndarray]:
        return self._floats(self._layout.longitude, rows), self._floats(self._layout.latitude, rows)

    def times(self, rows: slice) -> np.ndarray:
        dataset = self._granule.find(self._beam, self._layout.time)
        if dataset is None:
            return np.full(rows.stop - rows.start, np.datetime64("NaT", "us"))
        return to_utc(read_values(dataset, self._layout, "", rows), self._granule.epoch())

    def shots(self, rows: slice) -> np.ma.MaskedArray:
        """The product's own numbers, else the places in the file, counted from 0."""
        dataset = self._granule.find(self._beam, self._layout.shot) if self._layout.shot else None
        if dataset is None:
            return np.ma.MaskedArray(np.arange(rows.start, rows.stop), np.zeros(rows.stop - rows.start, bool))
        return read_values(dataset, self._layout, "", rows)

    def many(self, variables: tuple[Variable, ...], rows: slice) -> dict[str, np.ma.MaskedArray]:
        """By field; each dataset is read once, whatever the number of its columns."""
        found = {}
        for path in dict.fromkeys(each.path for each in variables):
            mine = [each for each in variables if each.path == path]
            if path not in self._base:
                found.update((each.field, np.ma.masked_all(rows.stop - rows.start)) for each in mine)
                continue
            columns = None if mine[0].largest else [each.index or 0 for each in mine]
            values = read_values(self._base[path], self._layout, path, rows, columns)
            if mine[0].largest:
                values = values.max(axis=1)
            for number, each in enumerate(mine):
                found[each.field] = values[:, number] if values.ndim == 2 else values
        return {each.field: found[each.field] for each in variables}

    def azimuths(self, rows: slice) -> np.ndarray:
        """As the product says, else from the neighbours in the file, those beyond the rows too."""
        dataset = self._granule.find(self._beam, self._layout.azimuth) if self._layout.azimuth else None
        if dataset is not None:
            return np.mod(np.ma.filled(read_values(dataset, self._layout, "", rows).astype(float), np.nan), 360.0)
        total = self._granule.must_find(self._beam, self._layout.latitude).shape[0]
        wide = slice(max(rows.start - 1, 0), min(rows.stop + 1, total))
        return track_azimuths(*self.places(wide))[rows.start - wide.start:][:rows.stop - rows.start]

    def corners(self, rows: slice, keep: np.ndarray) -> list[bytes | None]:
        latitude, longitude = (self._floats((name,), rows)[keep] for name in self._layout.vertices)
        return polygons(longitude, latitude)

    def _floats(self, names: tuple[str, ...], rows: slice) -> np.ndarray:
        dataset = self._granule.must_find(self._beam, names)
        return np.ma.filled(read_values(dataset, self._layout, "", rows).astype(float), np.nan)


def _within_times(plan: "Granules", time: np.ndarray, keep: np.ndarray) -> np.ndarray:
    if plan.options.times is None:
        return keep
    first, last = plan.options.times
    good = ~np.isnat(time)
    if first is not None:
        good &= time >= first
    if last is not None:
        good &= time <= last
    return plan.counts.drop(message("outside of the time range"), keep, good)


def _within_rules(plan: "Granules", filters: dict[str, np.ma.MaskedArray], latitude: np.ndarray,
                  keep: np.ndarray) -> np.ndarray:
    """Those that the recommended filter keeps; without it all, and those it would drop are counted."""
    recommended = keep
    for rule in plan.layout.rules:
        if rule.name in filters:
            passes = _passes(rule, filters[rule.name], latitude)
            if plan.options.quality:
                keep = plan.counts.drop(message("not {rule}", rule=rule.told()), keep, passes)
            recommended = recommended & passes
    plan.counts.unfit += int(np.count_nonzero(keep & ~recommended))
    return keep


def _passes(rule: Rule, values: np.ma.MaskedArray, latitude: np.ndarray) -> np.ndarray:
    """Does each value follow the rule? A missing one does not. Limits are compared in single precision, as stored."""
    present, values = ~np.ma.getmaskarray(values), np.ma.filled(values, 0)
    if rule.equals is not None:
        return present & (values == rule.equals)
    least = np.full(len(values), rule.least, np.float32)
    if rule.tropics_least is not None:
        least[np.abs(latitude) <= TROPIC] = rule.tropics_least
    return present & (values.astype(np.float32) >= least)


def _settled(values: np.ndarray, dtype: str) -> np.ndarray:
    """Of numbers: whole ones masked, real ones with NaN."""
    if dtype == "int64":
        return np.ma.MaskedArray(np.ma.filled(values, 0).astype(np.int64), np.ma.getmaskarray(values))
    return np.ma.filled(values.astype(float), np.nan) if dtype == "float64" else values
