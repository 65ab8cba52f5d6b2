"""Patch centres: laid out, filtered by boundary and valid pixels, shared out to training, validation and test."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import listed, message
from ..raster import RasterSource
from ..reporter import Reporter, Share
from .boundary import Area, Polygons, boundary_area
from .draw import Apart, draw
from .frame import fractional_place, windows
from .layout import Room, check_count, lattice, near_each_other, room, shuffled_places, within
from .centre_request import CentreRequest
from .split import SPLITS
from .splitting import split_centres
from .window_sums import valid_shares, values_at

__all__ = ["CentreRequest", "Centres", "GivenPoints", "Inputs", "make_centres"]

_MOST_CLASSES = 1000
_NO_CLASS = np.iinfo(np.int64).min


@dataclass(frozen=True)
class GivenPoints:
    """Given points: the layer's name and CRS (what `parse_crs` takes), x and y (n), NaN for null."""

    name: str
    crs: str
    x: np.ndarray
    y: np.ndarray


@dataclass(frozen=True)
class Inputs:
    """What centres are made from; ``rasters`` are those beside the reference."""

    reference: RasterSource
    rasters: Sequence[RasterSource] = ()
    boundary: Polygons | None = None
    classes: RasterSource | None = None
    points: GivenPoints | None = None
    splits: Polygons | None = None


@dataclass(frozen=True)
class Centres:
    """n patch centres in the reference's CRS, in the order of their ids.

    ``row``, ``column``: in the grid of the layout, -1 without one; ``split``: index in SPLITS, -1 for none;
    ``label``: class at the centre in a stratified layout; ``shape``: rows and columns of patches of the reference.
    """

    x: np.ndarray
    y: np.ndarray
    row: np.ndarray
    column: np.ndarray
    split: np.ndarray
    label: np.ndarray | None
    shape: tuple[int, int]

    def __len__(self) -> int:
        return len(self.x)

    def count(self, split: str) -> int:
        return int((self.split == SPLITS.index(split)).sum())


def make_centres(inputs: Inputs, request: CentreRequest, *, memory: int = 2**30, threads: int | None = None,
                 reporter: Reporter | None = None) -> Centres:
    """Centres of patches that keep all of a request's rules. Findings go to the reporter.

    Raises FusionError for input that does not fit together, and where no centre is left; Cancelled.
    """
    request.check()
    return _Maker(inputs, request, memory, threads, reporter or Reporter()).make()


@dataclass
class _Chosen:
    """Windows (n, 2) by first pixels, their centres in rows and columns of the reference, places in the layout."""

    first: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    index: np.ndarray
    label: np.ndarray | None = None

    def part(self, which: np.ndarray) -> "_Chosen":
        return _Chosen(self.first[which], self.rows[which], self.columns[which], self.index[which],
                       None if self.label is None else self.label[which])


class _Maker:
    def __init__(self, inputs: Inputs, request: CentreRequest, memory: int, threads: int | None,
                 reporter: Reporter) -> None:
        self._inputs, self._request, self._reporter = inputs, request, reporter
        self._limits = {"memory": memory, "threads": threads}
        self._grid = inputs.reference.grid
        given = (inputs.reference, *inputs.rasters)
        self._rasters = tuple(zip(given, request.shapes([source.grid for source in given])))
        self._shape = self._rasters[0][1]
        self._space = room(tuple(map(int, self._grid.shape)), self._shape, request.edge, inputs.reference.name)
        self._area = self._boundary()
        self._lost: dict[str, int] = {}

    def make(self) -> Centres:
        chosen = {"grid": self._on_grid, "points": self._at_points}.get(self._request.layout, self._drawn)()
        if not len(chosen.first):
            raise self._nothing()
        split, kept = split_centres(self._inputs, self._request, self._rasters, chosen.rows, chosen.columns,
                                    self._reporter)
        if not kept.any():
            raise FusionError(message("No patch centre is left: all of them lie at seams between splits; give a larger "
                                      "BLOCK_SIZE, or smaller patches."))
        chosen, split = chosen.part(kept), split[kept]
        x, y = self._grid.affine * (chosen.columns, chosen.rows)
        self._reporter.progress(1.0)
        return Centres(x, y, *chosen.index.T, split, chosen.label, self._shape)

    def _boundary(self) -> Area | None:
        given, request = self._inputs.boundary, self._request
        if given is None:
            return None
        area = boundary_area(self._grid, given, request.buffer, request.bounding_box)
        top, bottom, left, right = area.bounds
        rows, columns = self._grid.shape
        if bottom <= 0 or top >= rows or right <= 0 or left >= columns:
            raise FusionError(message("{boundary} lies outside of {reference}; check their CRSs, or choose another "
                                      "boundary.", boundary=given.name, reference=self._inputs.reference.name))
        return area

    def _room(self) -> Room:
        if self._area is None:
            return self._space
        return within(self._space, self._shape, self._area.bounds)

    def _on_grid(self) -> _Chosen:
        first, index = lattice(self._room(), self._request.step(self._shape), self._limits["memory"])
        candidates = self._centred(first, index)
        return self._valid(self._inside(candidates), Share(self._reporter, 0.0, 0.95))

    def _at_points(self) -> _Chosen:
        points, grid = self._inputs.points, self._grid
        if points is None:
            raise FusionError(message("A layout of points needs them; give POINTS."))
        check_count(len(points.x), self._limits["memory"])
        first = windows(grid, points.x, points.y, points.crs, self._shape)
        nowhere = np.full((len(first), 2), -1, np.int64)
        candidates = self._centred(first, nowhere)
        if not self._request.snap:
            rows, columns = fractional_place(grid, points.x, points.y, points.crs)
            candidates = _Chosen(first, rows, columns, nowhere)
        space = self._space
        fits = ((first >= (space.rows[0], space.columns[0])) & (first < (space.rows[1], space.columns[1]))).all(axis=1)
        self._lost["edge"] = int((~fits).sum())
        return self._valid(self._inside(candidates.part(fits)), Share(self._reporter, 0.0, 0.95))

    def _drawn(self) -> _Chosen:
        """The candidates in random order; as few as needed are looked at in the rasters."""
        request = self._request
        first = shuffled_places(self._room(), np.random.default_rng(request.seed))
        candidates = self._inside(self._centred(first, np.full((len(first), 2), -1, np.int64)))
        labels = np.zeros(len(candidates.first), np.int64)
        if request.layout == "stratified":
            candidates = self._classified(candidates)
            labels = candidates.label
        apart = Apart(self._grid, request.min_distance) if request.min_distance > 0.0 else None

        def some(indices: np.ndarray, most: int) -> np.ndarray:
            if apart is None:
                return indices[:most]
            return indices[apart.some(candidates.rows[indices], candidates.columns[indices], most, self._reporter)]

        quiet = Share(self._reporter, 0.3, 0.0)
        at = draw(candidates.first, labels, request.count, lambda first: self._is_valid(first, quiet), some)
        self._tell_of_missing(labels, at)
        at = at[near_each_other(candidates.first[at], self._shape)]
        return candidates.part(at)

    def _centred(self, first: np.ndarray, index: np.ndarray) -> _Chosen:
        rows, columns = (first + np.array(self._shape) / 2).T
        return _Chosen(first, rows, columns, index)

    def _inside(self, candidates: _Chosen) -> _Chosen:
        area, request = self._area, self._request
        if area is None:
            return candidates
        if request.rule == "centre":
            inside = area.contains(candidates.rows, candidates.columns)
        elif request.rule == "whole":
            inside = area.is_whole(candidates.first, self._shape)
        else:
            inside = area.is_overlapped(candidates.first, self._shape, request.min_overlap / 100.0)
        self._lost["boundary"] = int((~inside).sum())
        return candidates.part(inside)

    def _valid(self, candidates: _Chosen, reporter: Reporter) -> _Chosen:
        return candidates.part(self._is_valid(candidates.first, reporter))

    def _is_valid(self, first: np.ndarray, reporter: Reporter) -> np.ndarray:
        """Have windows enough valid pixels in each raster?"""
        valid = np.ones(len(first), bool)
        if self._request.min_valid <= 0.0:
            return valid
        rows, columns = (first + np.array(self._shape) / 2).T
        x, y = self._grid.affine * (columns, rows)
        for number, (source, shape) in enumerate(self._rasters):
            at = np.flatnonzero(valid)
            there = first[at] if number == 0 else windows(source.grid, x[at], y[at], self._grid.crs, shape)
            part = Share(reporter, number / len(self._rasters), 1 / len(self._rasters))
            shares = valid_shares(source, there, shape, **self._limits, reporter=part)
            valid[at] = shares >= self._request.min_valid / 100.0 - 1e-12
        self._lost["valid"] = self._lost.get("valid", 0) + int((~valid).sum())
        return valid

    def _classified(self, candidates: _Chosen) -> _Chosen:
        """Those on a class, with it."""
        classes = self._inputs.classes
        if classes is None:
            raise FusionError(message("A stratified layout needs a raster of classes; give CLASSES."))
        if np.dtype(classes.bands[0].dtype).kind == "f" or classes.bands[0].is_scaled:
            raise FusionError(message("{name} holds no whole numbers, and so no classes; choose another CLASSES.",
                                      name=classes.name))
        x, y = self._grid.affine * (candidates.columns, candidates.rows)
        place = windows(classes.grid, x, y, self._grid.crs, (1, 1))
        values, known = values_at(classes, 1, place, **self._limits, reporter=Share(self._reporter, 0.0, 0.3))
        self._lost["class"] = int((~known).sum())
        label = np.where(known, values, 0).astype(np.int64)
        if len(np.unique(label[known])) > _MOST_CLASSES:
            raise FusionError(message("{name} has more than {most} different values; choose a raster of classes as "
                                      "CLASSES.", name=classes.name, most=_MOST_CLASSES))
        found = candidates.part(known)
        found.label = label[known]
        return found

    def _tell_of_missing(self, labels: np.ndarray, at: np.ndarray) -> None:
        """Say where fewer centres were found than asked for."""
        count = self._request.count
        if not len(at):
            return
        if self._request.layout == "random":
            few = [] if len(at) == count else [message("{found} of {count}", found=len(at), count=count)]
        else:
            found = {label: int((labels[at] == label).sum()) for label in np.unique(labels).tolist()}
            few = [message("{found} of {count} in class {label}", found=number, count=count, label=label)
                   for label, number in found.items() if number < count]
        if few:
            self._reporter.finding(Finding("FEWER_PATCHES", Severity.WARNING, self._inputs.reference.name, message(
                "There is room for fewer patch centres than asked for: {found}.", found=listed(few)), message(
                "Give a smaller COUNT, MIN_VALID or MIN_DISTANCE, or a wider boundary.")))

    def _nothing(self) -> FusionError:
        reasons: dict[str, Callable[[int], str]] = {
            "edge": lambda count: message("{count:,} do not fit into the reference", count=count),
            "boundary": lambda count: message("{count:,} fail the rule of the boundary", count=count),
            "class": lambda count: message("{count:,} lie on no class", count=count),
            "valid": lambda count: message("{count:,} have too few valid pixels", count=count),
        }
        told = [reasons[each](count) for each, count in self._lost.items() if count]
        if not told:
            return FusionError(message("No patch centre is left: there is no place of the layout inside the boundary "
                                       "and the reference; give a smaller size or STRIDE, or another RULE."))
        return FusionError(message("No patch centre is left: of the candidates, {reasons}; relax RULE, MIN_OVERLAP or "
                                   "MIN_VALID, or choose other layers.", reasons=listed(told)))
