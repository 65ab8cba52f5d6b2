"""Rules of extent: do layers reach where they are needed?"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from odc.geo.geobox import GeoBox

from ...finding import Finding, MapPlace, Severity
from ...message import Message, listed, message
from ..layer import Layer, pixel_size_m
from ..lengths import length_text
from ..placement import can_map, cell_side, inside, on_earth, pixel_map, points_grid, target_name, was_made_for
from ..points import Points
from ..question import Question
from ..rule import Rule
from ..where import of_cells, of_point_layer

_SIDE = 64          # cells looked at along and down the target
_RIM = 129          # cells looked at along each side
_SLACK = 1e-3       # of a coarse cell: rounding of georeferences
_STEPS = 12         # halvings until the margin is known
_TOGETHER = ("downscale", "stack", "spatiotemporal")   # purposes whose layers must show the same ground


@dataclass(frozen=True)
class Cover:
    """Which of a sample of target cells lie on a layer, by their middles: ``all`` spread over the target (a share of
    them is that of the target), ``rim`` along its sides, one cell inside."""

    all: np.ndarray
    rim: np.ndarray

    def __or__(self, other: "Cover") -> "Cover":
        return Cover(self.all | other.all, self.rim | other.rim)

    @property
    def complete(self) -> bool:
        return bool(self.all.all() and self.rim.all())


def no_overlap(question: Question) -> Iterator[Finding]:
    """Layers and points that have no ground in common with the target, or without one with the first layer."""
    usable = _usable(question)
    reference, name = _reference(question, usable)
    for layer in usable if reference is not None else ():
        if _meets(layer.grid, reference):
            continue
        spare = question.purpose == "aggregate" and any(
            _meets(other.grid, reference) for other in usable if _alike(layer, other))
        yield Finding("NO_OVERLAP", Severity.WARNING if spare else Severity.BLOCKER, layer.name,
                      message("it has no ground in common with {other}.", other=name),
                      message("Check the extent and both CRSs, or leave the layer out."))
    for points in question.points:
        within = _points_inside(points, usable)
        if within is not None and not within.any():
            yield Finding("NO_OVERLAP", Severity.BLOCKER, points.name,
                          message("none of its points lies on any of the layers."),
                          message("Check the CRS of the points, and whether x and y are exchanged."))


def partial_overlap(question: Question) -> Iterator[Finding]:
    """Layers that cover a part of the target, and points of which only a part lies on a layer."""
    target = question.target
    usable = [layer for layer in _usable(question) if target is not None and _meets(layer.grid, target)]
    tiled = usable if question.purpose == "aggregate" else ()
    others = list({(layer.grid, _types(layer)): layer for layer in tiled}.values())
    for layer in usable:
        if cover(layer.grid, target).complete:
            continue
        tiles = [layer, *_tiles_beside(layer, others, target)]
        together = _together(tiles, target)
        if together.complete or was_made_for(target, tuple(tile.grid for tile in tiles)):
            continue
        yield Finding("PARTIAL_OVERLAP", Severity.WARNING, layer.name, _told(tiles, together, target),
                      message("Add the raster beside it if it is missing, or choose an extent that the layers cover; "
                              "the rest of the grid will be nodata."), _lacking(together, target))
    for points in question.points:
        within = _points_inside(points, _usable(question))
        if within is not None and within.any() and not within.all():
            yield Finding("PARTIAL_OVERLAP", Severity.WARNING, points.name,
                          message("{percent:.3g} % of its points lie on none of the layers.",
                                  percent=100 * float(1 - within.mean())),
                          message("Add the rasters beside them, or leave these points out; they get no values."),
                          of_point_layer(points, ~within))


def edge_margin(question: Question) -> Iterator[Finding]:
    """Layers that cover the target but end less than a coarse cell beyond it."""
    target = question.target
    if target is None:
        return
    usable = [layer for layer in _usable(question) if _meets(layer.grid, target)]
    sides = (cell_side(layer.grid, target) for layer in usable)
    coarse = max((1.0, *(1.0 / side for side in sides if side > 0.0)))
    for layer in usable:
        if was_made_for(target, (layer.grid,)) or not cover(layer.grid, target).complete:
            continue
        sides = _short_sides(layer.grid, target, coarse * (1 - _SLACK))
        if sides:
            yield _short(layer, target, coarse, sides)


@lru_cache(maxsize=256)
def cover(source: GeoBox, target: GeoBox) -> Cover:
    """Which cells of a sample lie on ``source``; those that are no place on Earth are left out."""
    return Cover(*(inside(source, target, i, j) for i, j in _looked_at(target)))


@lru_cache(maxsize=64)
def _looked_at(target: GeoBox) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Middles (i, j) of the cells of a `Cover`: of all, and along the rim."""
    rows, columns = map(int, target.shape)
    spread = [np.unique(((np.arange(_SIDE) + 0.5) / _SIDE * size).astype(int)) + 0.5 for size in (rows, columns)]
    places = []
    for j, i in (np.meshgrid(*spread, indexing="ij"), _rim(rows, columns)):
        i, j = i.ravel(), j.ravel()
        earthly = on_earth(target, i, j)
        places.append((i[earthly], j[earthly]))
    return tuple(places)


def _lacking(found: Cover, target: GeoBox) -> MapPlace:
    """Around the cells that do not lie on a layer: as far as half of the way to the next cell that was looked at."""
    i, j = (np.concatenate([middles[~on] for middles, on in zip(each, (found.all, found.rim))])
            for each in zip(*_looked_at(target)))
    ends = []
    for middles, size in ((i, target.shape[1]), (j, target.shape[0])):
        half = max(1, size // _SIDE) / 2
        ends.append((max(0.0, middles.min() - half), min(float(size), middles.max() + half)))
    return of_cells(target, *ends)


def _rim(rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Middles (j, i) of cells along the sides, in the second row and column from outside: a grid is cut to whole cells,
    so that the outermost ones commonly reach beyond what they were cut to."""
    down, across = ([min(1, (size - 1) // 2) + 0.5, max(size - 2, size // 2) + 0.5] for size in (rows, columns))
    along_j, along_i = (np.floor(np.linspace(*ends, _RIM)) + 0.5 for ends in (down, across))
    j = np.concatenate([np.repeat(down, _RIM), along_j, along_j])
    i = np.concatenate([along_i, along_i, np.repeat(across, _RIM)])
    return j, i


def _on(source: GeoBox, target: GeoBox, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    earthly = on_earth(target, i, j)
    return inside(source, target, i[earthly], j[earthly])


def _usable(question: Question) -> list[Layer]:
    target = question.target
    return [layer for layer in question.layers
            if layer.grid is not None and (target is None or can_map(layer.grid, target))]


def _reference(question: Question, usable: Sequence[Layer]) -> tuple[GeoBox | None, str]:
    if question.target is not None:
        return question.target, target_name()
    if question.purpose in _TOGETHER and usable:
        return usable[0].grid, usable[0].name
    return None, ""


def _meets(grid: GeoBox, target: GeoBox) -> bool:
    return pixel_map(grid, target).cells_over_source[0].size > 0


def _alike(layer: Layer, other: Layer) -> bool:
    """Could both be tiles of one variable: the same resolution, types and number of bands?"""
    first, second = layer.grid.affine, other.grid.affine
    same_size = all(math.isclose(*pair, rel_tol=1e-4) for pair in ((first.a, second.a), (first.e, second.e)))
    return layer is not other and same_size and _types(layer) == _types(other)


def _types(layer: Layer) -> tuple[str, ...]:
    return tuple(band.dtype for band in layer.bands)


def _tiles_beside(layer: Layer, usable: Sequence[Layer], target: GeoBox) -> Iterator[Layer]:
    """Layers that look like further tiles of its variable: alike, and for the most part beside it."""
    own = cover(layer.grid, target).all
    for other in usable:
        if _alike(layer, other):
            theirs = cover(other.grid, target).all
            if 2 * np.count_nonzero(own & theirs) <= min(np.count_nonzero(own), np.count_nonzero(theirs)):
                yield other


def _together(tiles: Sequence[Layer], target: GeoBox) -> Cover:
    found = cover(tiles[0].grid, target)
    for tile in tiles[1:]:
        found = found | cover(tile.grid, target)
    return found


def _told(tiles: Sequence[Layer], found: Cover, target: GeoBox) -> Message:
    # The sample may miss what lacks along the rim only, and a layer much smaller than the target.
    percent = min(100.0 * found.all.mean(), 99.9) or min(1.0, 100.0 * sum(_share(tile.grid, target) for tile in tiles))
    if len(tiles) > 1:
        return message("it and the layers beside it cover {percent:.3g} % of {target} together.", percent=percent,
                       target=target_name())
    return message("it covers {percent:.3g} % of {target}.", percent=percent, target=target_name())


def _share(grid: GeoBox, target: GeoBox) -> float:
    """Area of a layer in that of the target."""
    return float(np.prod(grid.shape, dtype=float) / cell_side(grid, target) ** 2 / np.prod(target.shape, dtype=float))


def _points_inside(points: Points, usable: Sequence[Layer]) -> np.ndarray | None:
    """Which of the points lie on a layer; None where that cannot be told."""
    if points.crs is None or not usable or not points.x.size:
        return None
    lattice = points_grid(points.crs)
    grids = {layer.grid for layer in usable}
    return np.any([inside(grid, lattice, points.x, points.y) for grid in grids], axis=0)


def _short_sides(grid: GeoBox, target: GeoBox, distance: float) -> list[int]:
    """Sides of the target (0 upper, 1 lower, 2 left, 3 right) where ``grid`` ends less than ``distance`` target cells
    beyond them. What is no place on Earth is not missing."""
    rows, columns = target.shape
    along_i, along_j = (np.linspace(0.0, size, _RIM) for size in (columns, rows))
    lines = [(along_i, np.full(_RIM, -distance)), (along_i, np.full(_RIM, rows + distance)),
             (np.full(_RIM, -distance), along_j), (np.full(_RIM, columns + distance), along_j)]
    return [side for side, (i, j) in enumerate(lines) if not _on(grid, target, i, j).all()]


def _short(layer: Layer, target: GeoBox, coarse: float, sides: Sequence[int]) -> Finding:
    low, high = 0.0, coarse
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if _short_sides(layer.grid, target, middle) else (middle, high)
    size = pixel_size_m(target)
    side = (size[0] * size[1]) ** 0.5 if size else 1.0
    names = (message("upper"), message("lower"), message("left"), message("right"))
    return Finding(
        "EDGE_MARGIN", Severity.WARNING, layer.name,
        message("it ends {margin} beyond {target} ({sides}), which is less than one coarse cell ({cell}): coarse "
                "values there also stem from ground that the layer does not show.", margin=length_text(low * side),
                target=target_name(), sides=listed(names[number] for number in sides),
                cell=length_text(coarse * side)),
        message("Take the layer with a margin of one coarse cell around the area of interest, or leave the outermost "
                "cells out afterwards."), _beyond(target, coarse, sides))


def _beyond(target: GeoBox, distance: float, sides: Sequence[int]) -> MapPlace:
    """The strip beyond a side of the target, or around all of it where several sides are meant."""
    rows, columns = map(float, target.shape)
    upper, lower, left, right = (distance if side in sides else 0.0 for side in range(4))
    if len(sides) > 1:
        return of_cells(target, (-left, columns + right), (-upper, rows + lower))
    strips = (((0.0, columns), (-distance, 0.0)), ((0.0, columns), (rows, rows + distance)),
              ((-distance, 0.0), (0.0, rows)), ((columns, columns + distance), (0.0, rows)))
    return of_cells(target, *strips[sides[0]])


RULES = (Rule("no_overlap", no_overlap), Rule("partial_overlap", partial_overlap), Rule("edge_margin", edge_margin))
