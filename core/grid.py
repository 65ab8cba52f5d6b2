"""Grids: ``odc.geo.geobox.GeoBox`` values from a raster, a preset, or CRS and resolution, snapped to whole cells."""

import math
from collections.abc import Sequence

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox
from pyproj import CRS

from .crs import canonical, parse_crs, same_crs, transformer
from .errors import FusionError
from .grid_presets import Preset, find_preset, utm_crs, utm_origin, utm_zone, utm_zone_at
from .message import message

Extent = tuple[float, float, float, float]

_WHOLE = 1e-6            # a count of cells this close to a whole number is that number
_SLIVER = 1e-3           # a thousandth of a preset's cell needs no further cell: products round their corners
_FAR = 1e8               # metres; Mercator's pole lies beyond, by rounding not at infinity
_LARGEST = 2**31 - 1     # rows or columns that a raster file can have
_ZONE_REACH = 1_000_000  # metres from the middle of a UTM zone, beyond both of its neighbours
_WAYS = message("a grid raster, or a target CRS and a resolution, or a grid preset")


def target_grid(covering: GeoBox | Sequence[GeoBox], *, grid: GeoBox | None = None, crs=None,
                resolution: float | None = None, preset: str | None = None, extent: Extent | None = None,
                extent_crs=None, margin: int = 0) -> GeoBox:
    """The target grid, given in exactly one way: ``grid``, or ``crs`` with ``resolution``, or a ``preset`` by name.

    ``extent`` is (x min, y min, x max, y max) in ``extent_crs``, by default the target's CRS. Without it ``grid`` is
    taken in full, and the other two cover the grids ``covering`` (there may be none). ``margin`` is the number of cells
    added around. Raises FusionError.
    """
    check_ways(grid is not None, crs is not None, resolution, preset is not None)
    if preset is not None:
        return preset_grid(preset, covering=covering, extent=extent, extent_crs=extent_crs, margin=margin)
    if extent is not None and extent_crs is not None:
        extent = outline_bounds(extent_box(extent, extent_crs), grid.crs.proj if grid is not None else parse_crs(crs))
    if grid is not None:
        return add_margin(clip_grid(grid, extent) if extent is not None else grid, margin)
    return add_margin(grid_from_resolution(crs, resolution, extent=extent, covering=covering), margin)


def check_ways(grid: bool, crs: bool, resolution: float | None, preset: bool = False) -> None:
    """Raise FusionError unless a target grid is given in exactly one way and its resolution is a positive number."""
    ways = grid + (crs or resolution is not None) + preset
    if ways > 1:
        raise FusionError(message("The target grid is given in three ways; give either {ways}.", ways=_WAYS)
                          if ways == 3 else
                          message("The target grid is given in two ways; give either {ways}.", ways=_WAYS))
    if not ways:
        raise FusionError(message("The target grid is not given; give {ways}.", ways=_WAYS))
    if resolution is not None and not crs:
        raise FusionError(message("The resolution needs a target CRS; give one, or a grid raster or preset instead of "
                                  "both."))
    if crs and resolution is None:
        raise FusionError(message("The target CRS needs a resolution; give one, or a grid raster or preset instead of "
                                  "both."))
    if resolution is not None and not (resolution > 0 and math.isfinite(resolution)):
        raise FusionError(message("The resolution is {resolution:g}; it must be a positive number of the target CRS's "
                                  "units.", resolution=resolution))


def grid_from_resolution(crs, resolution: float, *, extent: Extent | None = None,
                         anchor: tuple[float, float] | None = None,
                         covering: GeoBox | Sequence[GeoBox] | None = None) -> GeoBox:
    """A north-up grid of square cells.

    Without ``extent`` it covers the outlines of the grids ``covering``. Bounds are widened outward to whole cells
    counted from ``anchor`` (the CRS's origin by default), except that an extent of a whole number of cells is taken as
    it is. Raises FusionError for an empty extent, an outline without a place in the CRS, or a size no file can have.
    """
    crs = canonical(parse_crs(crs))
    if extent is None:
        grids = _each(covering)
        if not grids:
            raise FusionError(message("The target grid needs an extent, or a raster to cover."))
        extent = cover_bounds(grids, crs)
    x0, y0, x1, y1 = _checked(extent)
    columns, rows = (x1 - x0) / resolution, (y1 - y0) / resolution
    _check_size(columns, rows)
    as_given = anchor is None and _is_whole(columns) and _is_whole(rows)
    if not as_given:
        ax, ay = anchor or (0.0, 0.0)
        x0, y0 = (a + _floor((v - a) / resolution) * resolution for v, a in ((x0, ax), (y0, ay)))
        x1, y1 = (a - _floor((a - v) / resolution) * resolution for v, a in ((x1, ax), (y1, ay)))
    shape = max(1, round((y1 - y0) / resolution)), max(1, round((x1 - x0) / resolution))
    return GeoBox(shape, Affine(resolution, 0, x0, 0, -resolution, y1), crs)


def preset_grid(name: str, *, covering: GeoBox | Sequence[GeoBox] | None = None, extent: Extent | None = None,
                extent_crs=None, margin: int = 0) -> GeoBox:
    """The part of a preset's grid that ``extent`` touches, or else the grids ``covering``, or else all of it.

    Cells keep the product's own lattice; a thousandth of a cell too much in the extent brings no further cell. The
    part, with ``margin`` cells around, ends where the preset's grid does, save that a grid around the world goes on
    past the antimeridian (x then passes the right end). A preset of UTM zones takes the zone of ``extent_crs`` or of
    ``covering`` if they are in one, else that in the middle of the extent or of ``covering``.
    Raises FusionError for an unknown name, an extent outside of the grid, or one too large for a UTM zone.
    """
    preset = find_preset(name)
    grids = _each(covering)
    extent = None if extent is None else _checked(extent)
    asked = [extent_box(extent, extent_crs)] if extent is not None and extent_crs is not None else []
    crs, (x, y) = _place(preset, asked, grids)
    lattice = Affine(preset.cell, 0, x, 0, -preset.cell, y)
    if asked or (extent is None and grids):
        extent = _bounds_in(preset, asked or grids, crs)
    if extent is None:
        return GeoBox(preset.shape, lattice, crs)
    if preset.shape is None and max(abs(extent[0] - 500_000.0), abs(extent[2] - 500_000.0)) > _ZONE_REACH:
        raise FusionError(message("The extent is too wide for one UTM zone, which {name} has; give a smaller extent, "
                                  "or choose another grid.", name=name))
    return _part(preset, GeoBox((1, 1), lattice, crs), extent, margin)


def add_margin(grid: GeoBox, cells: int) -> GeoBox:
    """The grid with ``cells`` further cells on each side, but none beyond a pole or a second time around the world.

    Raises FusionError for a size no file can have.
    """
    if not cells:
        return grid
    rows, columns = grid.shape
    top = bottom = left = right = cells
    if not (grid.affine.b or grid.affine.d):
        if grid.crs.geographic:
            north, south = ((latitude - grid.affine.f) / grid.affine.e for latitude in (90.0, -90.0))
            first, last = sorted((north, south))
            top = min(top, max(0, -_ceil(first)))
            bottom = min(bottom, max(0, _floor(last) - rows))
        around = _world_width(grid.crs.proj)
        if around:
            free = max(0, _floor(around / abs(grid.affine.a)) - columns)
            left = min(left, free // 2)
            right = min(right, free - left)
    _check_size(columns + left + right, rows + top + bottom)
    shape = rows + top + bottom, columns + left + right
    return GeoBox(shape, grid.affine * Affine.translation(-left, -top), grid.crs)


def refined_grid(grid: GeoBox, ratio: int) -> GeoBox:
    """The grid of the same outline with ``ratio`` pixels to a side of each of its own.

    Raises FusionError for a ratio below 2, and for a size no file can have.
    """
    if ratio < 2:
        raise FusionError(message("The ratio is {ratio}; a finer grid has 2 pixels or more to a side of a coarse one.",
                                  ratio=ratio))
    rows, columns = (int(size) * ratio for size in grid.shape)
    _check_size(columns, rows)
    return GeoBox((rows, columns), grid.affine * Affine.scale(1.0 / ratio), grid.crs)


def clip_grid(grid: GeoBox, extent: Extent) -> GeoBox:
    """The part of ``grid`` that ``extent`` (in its CRS) touches, in whole cells. FusionError if they are disjoint."""
    x0, y0, x1, y1 = _checked(extent)
    inverse = ~grid.affine
    i, j = zip(*(inverse * corner for corner in ((x0, y0), (x0, y1), (x1, y0), (x1, y1))))
    rows, columns = grid.shape
    i0, i1 = max(0, _floor(min(i))), min(columns, _ceil(max(i)))
    j0, j1 = max(0, _floor(min(j))), min(rows, _ceil(max(j)))
    if i0 >= i1 or j0 >= j1:
        raise FusionError(message("The extent and the target grid do not overlap; check the extent and its CRS."))
    return GeoBox((j1 - j0, i1 - i0), grid.affine * Affine.translation(i0, j0), grid.crs)


def extent_box(extent: Extent, crs) -> GeoBox:
    """An extent (x min, y min, x max, y max) in ``crs`` as a grid of one cell, to be handled like any outline.

    Raises FusionError if it is empty or the CRS is not understood.
    """
    x0, y0, x1, y1 = _checked(extent)
    return GeoBox((1, 1), Affine(x1 - x0, 0, x0, 0, y0 - y1, y1), parse_crs(crs))


def cover_bounds(grids: Sequence[GeoBox], crs: CRS) -> Extent:
    """Bounds in ``crs`` of the outlines of all ``grids``, the short way around the world where ``crs`` repeats itself.

    Raises FusionError where an outline has no place in ``crs``.
    """
    bounds = [outline_bounds(grid, crs) for grid in grids]
    south, north = min(each[1] for each in bounds), max(each[3] for each in bounds)
    west, east = min(each[0] for each in bounds), max(each[2] for each in bounds)
    width = _world_width(crs)
    if width and len(bounds) > 1:
        arcs = [(each[0] % width, each[2] - each[0]) for each in bounds]
        length, start = min((max((a - start) % width + size for a, size in arcs), start) for start, _ in arcs)
        if length >= width:
            return -width / 2, south, width / 2, north
        if length < (east - west) * (1 - _WHOLE):
            west = (start + width / 2) % width - width / 2
            east = west + length
    return west, south, east, north


def covers(grid: GeoBox, others: Sequence[GeoBox]) -> bool:
    """Does ``grid`` reach around the bounds of all ``others``, to a thousandth of a cell?"""
    x0, y0, x1, y1 = cover_bounds(others, grid.crs.proj)
    rows, columns = grid.shape
    i, j = zip(*(~grid.affine * corner for corner in ((x0, y0), (x0, y1), (x1, y0), (x1, y1))))
    turn = _world_width(grid.crs.proj) / math.hypot(grid.affine.a, grid.affine.d)
    first, last = min(i), max(i)
    if turn:
        whole_turns = math.floor(first / turn + _WHOLE) * turn
        first, last = first - whole_turns, last - whole_turns
    across = first >= -_SLIVER and last <= columns + _SLIVER or 0 < turn <= columns + _SLIVER
    return across and min(j) >= -_SLIVER and max(j) <= rows + _SLIVER


def outline_bounds(grid: GeoBox, crs: CRS) -> Extent:
    """Bounds in ``crs`` of the ground of ``grid`` (x min, y min, x max, y max).

    The outline is followed densely, so that bends count; where ``crs`` repeats itself it is followed around the world
    (longitudes then pass 180). What lies inside counts too: a lattice of points, and a pole with all its longitudes.
    Raises FusionError where the outline, or a pole inside it, has no place in ``crs``.
    """
    # Imported here: grids must be usable before anything is known to be installed.
    from .support.pixelmap import PixelMap

    rows, columns = grid.shape
    t = np.linspace(0.0, 1.0, 201)
    # A grid of unit cells in the target CRS, whose "pixels" are the CRS's own coordinates.
    to_crs = PixelMap(GeoBox((1, 1), Affine.identity(), crs), grid, area=grid)
    x, y = to_crs(np.concatenate([t, np.ones(201), 1 - t, np.zeros(201)]) * columns,
                  np.concatenate([np.zeros(201), t, np.ones(201), 1 - t]) * rows)
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        raise FusionError(message("The input lies outside the area where the target CRS is defined; choose another "
                                  "target CRS."))
    x, y = x[known], y[known]
    inside = [np.concatenate(parts) for parts in zip(_lattice_points(to_crs, grid.shape), _pole_points(grid, crs))]
    low, high = min(y.min(), inside[1].min(initial=np.inf)), max(y.max(), inside[1].max(initial=-np.inf))
    width = _world_width(crs)
    if not width:
        return (float(min(x.min(), inside[0].min(initial=np.inf))), float(low),
                float(max(x.max(), inside[0].max(initial=-np.inf))), float(high))
    turns = np.diff(x, append=x[0])
    winding = turns - width * np.rint(turns / width)
    if abs(winding.sum()) > 0.5 * width:
        return -width / 2, float(low), width / 2, float(high)
    x = x[0] + np.concatenate([[0.0], np.cumsum(winding[:-1])])
    if np.ptp(x) >= width * (1 - 1e-9):
        # The whole world, however its edge was numbered.
        middle = np.rint((x.min() + x.max()) / 2 / width * 2) * width / 2
        return float(middle - width / 2), float(low), float(middle + width / 2), float(high)
    return float(x.min()), float(low), float(x.max()), float(high)


def _lattice_points(to_crs, shape: tuple[int, int]) -> np.ndarray:
    """Points (2, n) in the target CRS that are spread over the inside of a grid."""
    t = np.linspace(0.0, 1.0, 35)[1:-1]
    points = np.array(to_crs(*(k.ravel() for k in np.meshgrid(t * shape[1], t * shape[0]))))
    return points[:, np.isfinite(points).all(0)]


def _pole_points(grid: GeoBox, crs: CRS) -> np.ndarray:
    """The poles inside a grid, with all longitudes, in another CRS: points (2, n). FusionError if they have none."""
    found = [np.empty((2, 0))]
    longitude = np.linspace(-180.0, 180.0, 73)
    own = grid.crs.proj
    for latitude in (90.0, -90.0):
        x, y = transformer(own.geodetic_crs, own).transform(0.0, latitude)
        if not (math.isfinite(x) and math.isfinite(y)):
            continue
        column, row = ~grid.affine * (x, y)
        # In a grid of degrees a pole is an edge, and part of the outline.
        if own.is_geographic or not (0 < column < grid.shape[1] and 0 < row < grid.shape[0]):
            continue
        points = np.array(transformer(crs.geodetic_crs, crs).transform(longitude, np.full(longitude.size, latitude)))
        if not np.isfinite(points).all(0).any() or np.nanmax(np.abs(points)) > _FAR:
            raise FusionError(message("The input holds a pole, which has no place in the target CRS; choose another "
                                      "target CRS, or give an extent."))
        found.append(points[:, np.isfinite(points).all(0)])
    return np.concatenate(found, axis=1)


def grid_to_dict(grid: GeoBox) -> dict:
    """A grid for provenance and logs: CRS as WKT, transform (affine a to f), shape (rows, columns)."""
    return {"crs": grid.crs.proj.to_wkt(), "transform": list(grid.affine)[:6], "shape": list(map(int, grid.shape))}


def _place(preset: Preset, asked: list[GeoBox], grids: list[GeoBox]) -> tuple[CRS, tuple[float, float]]:
    """The preset's CRS and the corner its cells are counted from."""
    if preset.crs is not None:
        return parse_crs(preset.crs), preset.origin
    if not asked and not grids:
        raise FusionError(message("The grid {name} has the UTM zone of a place; give a raster to cover, or an extent "
                                  "that names its CRS, such as 10,11,45,46 [EPSG:4326].", name=preset.name))
    zones = {utm_zone(grid.crs.proj) for grid in asked} - {None} or {utm_zone(grid.crs.proj) for grid in grids}
    zone = zones.pop() if len(zones) == 1 else None
    if zone is None:
        west, south, east, north = cover_bounds(asked or grids, parse_crs("EPSG:4326"))
        zone = utm_zone_at((west + east) / 2, (south + north) / 2)
    return parse_crs(utm_crs(*zone)), utm_origin(zone[1])


def _bounds_in(preset: Preset, grids: list[GeoBox], crs: CRS) -> Extent:
    """Bounds of ``grids`` in the preset's CRS; across the antimeridian, where it has two ends, to both ends."""
    degrees = parse_crs("EPSG:4326")
    if preset.wraps or preset.crs is None:
        return cover_bounds(grids, crs)
    boxes = []
    for grid in grids:
        if not same_crs(grid.crs.proj, crs):
            west, south, east, north = outline_bounds(grid, degrees)
            if east - west >= 360.0 or _floor((west + 180.0) / 360.0) != _ceil((east + 180.0) / 360.0) - 1:
                grid = extent_box((-180.0, south, 180.0, north), degrees)
        boxes.append(grid)
    return cover_bounds(boxes, crs)


def _part(preset: Preset, lattice: GeoBox, extent: Extent, margin: int) -> GeoBox:
    """The cells of ``lattice`` that ``extent`` touches, and a margin, as far as the preset's grid goes."""
    x0, y0, x1, y1 = extent
    (i0, j0), (i1, j1) = (~lattice.affine * corner for corner in ((x0, y1), (x1, y0)))
    _check_size(i1 - i0 + 2 * margin, j1 - j0 + 2 * margin)
    i0, j0, i1, j1 = _floor(i0, _SLIVER), _floor(j0, _SLIVER), _ceil(i1, _SLIVER), _ceil(j1, _SLIVER)
    i0, j0, i1, j1 = i0 - margin, j0 - margin, max(i1, i0 + 1) + margin, max(j1, j0 + 1) + margin
    if preset.shape is not None:
        rows, columns = preset.shape
        j0, j1 = max(0, j0), min(rows, j1)
        if not preset.wraps:
            i0, i1 = max(0, i0), min(columns, i1)
        elif i1 - i0 >= columns:
            i0, i1 = 0, columns
        else:
            i0, i1 = i0 % columns, i1 - i0 // columns * columns
    if i0 >= i1 or j0 >= j1:
        raise FusionError(message("The extent lies outside of the grid {name}; check the extent and its CRS.",
                                  name=preset.name))
    return GeoBox((j1 - j0, i1 - i0), lattice.affine * Affine.translation(i0, j0), lattice.crs)


def _each(grids: GeoBox | Sequence[GeoBox] | None) -> list[GeoBox]:
    if grids is None:
        return []
    return [grids] if isinstance(grids, GeoBox) else list(grids)


def _checked(extent: Extent) -> Extent:
    x0, y0, x1, y1 = extent
    if not (x0 < x1 and y0 < y1 and all(map(math.isfinite, extent))):
        raise FusionError(message("The extent is empty; give x min < x max and y min < y max in the target CRS."))
    return x0, y0, x1, y1


def _world_width(crs: CRS) -> float:
    from .support.pixelmap import world_width

    return world_width(crs)


def _check_size(columns: float, rows: float) -> None:
    if max(columns, rows) > _LARGEST:
        raise FusionError(message(
            "The target grid would have {columns:,.6g} x {rows:,.6g} cells ({size} in memory), more than any raster "
            "file can hold; choose a coarser resolution or a smaller extent.", columns=columns, rows=rows,
            size=size_text(8 * columns * rows)))


def size_text(size: float) -> str:
    """Bytes for people: 1.5 GB."""
    for unit in ("bytes", "kB", "MB", "GB", "TB", "PB"):
        if size < 1000 or unit == "PB":
            return f"{size:,.4g} {unit}"
        size /= 1000
    return ""


def _is_whole(cells: float) -> bool:
    return round(cells) > 0 and abs(cells - round(cells)) < _WHOLE * max(1.0, cells)


def _floor(cells: float, slack: float = _WHOLE) -> int:
    nearest = round(cells)
    return nearest if abs(cells - nearest) < slack else math.floor(cells)


def _ceil(cells: float, slack: float = _WHOLE) -> int:
    return -_floor(-cells, slack)
