"""Grids: ``odc.geo.geobox.GeoBox`` values from a raster, or from CRS and resolution, snapped to whole cells."""

import math

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox
from pyproj import CRS

from .crs import parse_crs
from .errors import FusionError

Extent = tuple[float, float, float, float]

_WHOLE = 1e-6            # a count of cells this close to a whole number is that number
_LARGEST = 2**31 - 1     # rows or columns that a raster file can have


def target_grid(source: GeoBox, *, grid: GeoBox | None = None, crs=None, resolution: float | None = None,
                extent: Extent | None = None) -> GeoBox:
    """The target grid, given in exactly one way: ``grid``, or ``crs`` with ``resolution`` (and ``extent``).

    ``extent`` is (x min, y min, x max, y max) in the target's CRS; with ``grid`` it clips it. Raises FusionError.
    """
    check_ways(grid is not None, crs is not None, resolution)
    if grid is not None:
        return clip_grid(grid, extent) if extent is not None else grid
    return grid_from_resolution(crs, resolution, extent=extent, covering=source)


def check_ways(grid: bool, crs: bool, resolution: float | None) -> None:
    """Raise FusionError unless a target grid is given in exactly one way and its resolution is a positive number."""
    if grid and (crs or resolution is not None):
        raise FusionError("The target grid is given in two ways; give either a grid raster, or a target CRS and a "
                          "resolution.")
    if not grid and not crs and resolution is None:
        raise FusionError("The target grid is not given; give a grid raster, or a target CRS and a resolution.")
    if not grid and not crs:
        raise FusionError("The resolution needs a target CRS; give one, or a grid raster instead of both.")
    if not grid and resolution is None:
        raise FusionError("The target CRS needs a resolution; give one, or a grid raster instead of both.")
    if resolution is not None and not (resolution > 0 and math.isfinite(resolution)):
        raise FusionError(f"The resolution is {resolution:g}; it must be a positive number of the target CRS's units.")


def grid_from_resolution(crs, resolution: float, *, extent: Extent | None = None,
                         anchor: tuple[float, float] | None = None, covering: GeoBox | None = None) -> GeoBox:
    """A north-up grid of square cells.

    Without ``extent`` it covers the outline of the grid ``covering``. Bounds are widened outward to whole cells
    counted from ``anchor`` (the CRS's origin by default), except that an extent of a whole number of cells is taken as
    it is. Raises FusionError for an empty extent, an outline without a place in the CRS, or a size no file can have.
    """
    crs = parse_crs(crs)
    if extent is None:
        if covering is None:
            raise FusionError("The target grid needs an extent, or a raster to cover.")
        extent = outline_bounds(covering, crs)
    x0, y0, x1, y1 = extent
    if not (x0 < x1 and y0 < y1 and all(map(math.isfinite, extent))):
        raise FusionError("The extent is empty; give x min < x max and y min < y max in the target CRS.")
    columns, rows = (x1 - x0) / resolution, (y1 - y0) / resolution
    _check_size(columns, rows)
    as_given = anchor is None and _is_whole(columns) and _is_whole(rows)
    if not as_given:
        ax, ay = anchor or (0.0, 0.0)
        x0, y0 = (a + _floor((v - a) / resolution) * resolution for v, a in ((x0, ax), (y0, ay)))
        x1, y1 = (a - _floor((a - v) / resolution) * resolution for v, a in ((x1, ax), (y1, ay)))
    shape = max(1, round((y1 - y0) / resolution)), max(1, round((x1 - x0) / resolution))
    return GeoBox(shape, Affine(resolution, 0, x0, 0, -resolution, y1), crs)


def clip_grid(grid: GeoBox, extent: Extent) -> GeoBox:
    """The part of ``grid`` that ``extent`` (in its CRS) touches, in whole cells. FusionError if they are disjoint."""
    x0, y0, x1, y1 = extent
    if not (x0 < x1 and y0 < y1):
        raise FusionError("The extent is empty; give x min < x max and y min < y max in the target CRS.")
    inverse = ~grid.affine
    i, j = zip(*(inverse * corner for corner in ((x0, y0), (x0, y1), (x1, y0), (x1, y1))))
    rows, columns = grid.shape
    i0, i1 = max(0, _floor(min(i))), min(columns, -_floor(-max(i)))
    j0, j1 = max(0, _floor(min(j))), min(rows, -_floor(-max(j)))
    if i0 >= i1 or j0 >= j1:
        raise FusionError("The extent and the target grid do not overlap; check the extent and its CRS.")
    return GeoBox((j1 - j0, i1 - i0), grid.affine * Affine.translation(i0, j0), grid.crs)


def outline_bounds(grid: GeoBox, crs: CRS) -> Extent:
    """Bounds in ``crs`` of the outline of ``grid`` (x min, y min, x max, y max).

    The outline is followed densely, so that bends count; in degrees it is followed across the antimeridian
    (longitudes then pass 180) and a pole inside it brings all longitudes up to that pole.
    Raises FusionError where the outline has no place in ``crs``.
    """
    # Imported here: grids must be usable before anything is known to be installed.
    from .pixelmap import PixelMap, world_width

    rows, columns = grid.shape
    t = np.linspace(0.0, 1.0, 201)
    i = np.concatenate([t, np.ones(201), 1 - t, np.zeros(201)]) * columns
    j = np.concatenate([np.zeros(201), t, np.ones(201), 1 - t]) * rows
    # A grid of unit cells in the target CRS, whose "pixels" are the CRS's own coordinates.
    x, y = PixelMap(GeoBox((1, 1), Affine.identity(), crs), grid, area=grid)(i, j)
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        raise FusionError("The input lies outside the area where the target CRS is defined; choose another target CRS.")
    x, y = x[known], y[known]
    width = world_width(crs)
    if not width:
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())
    turns = np.diff(x, append=x[0])
    winding = turns - width * np.rint(turns / width)
    if abs(winding.sum()) > 0.5 * width:
        pole = 90.0 if crs.is_geographic else float(np.abs(y).max())
        south, north = (float(y.min()), pole) if y.mean() > 0 else (-pole, float(y.max()))
        return -width / 2, south, width / 2, north
    x = x[0] + np.concatenate([[0.0], np.cumsum(winding[:-1])])
    if np.ptp(x) >= width * (1 - 1e-9):
        # The whole world, however its edge was numbered.
        middle = np.rint((x.min() + x.max()) / 2 / width * 2) * width / 2
        return float(middle - width / 2), float(y.min()), float(middle + width / 2), float(y.max())
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def grid_to_dict(grid: GeoBox) -> dict:
    """A grid for provenance and logs: CRS as WKT, transform (affine a to f), shape (rows, columns)."""
    return {"crs": grid.crs.proj.to_wkt(), "transform": list(grid.affine)[:6], "shape": list(map(int, grid.shape))}


def _check_size(columns: float, rows: float) -> None:
    if max(columns, rows) > _LARGEST:
        raise FusionError(f"The target grid would have {columns:,.6g} x {rows:,.6g} cells "
                          f"({size_text(8 * columns * rows)} in memory), more than any raster file can hold; "
                          "choose a coarser resolution or a smaller extent.")


def size_text(size: float) -> str:
    """Bytes for people: 1.5 GB."""
    for unit in ("bytes", "kB", "MB", "GB", "TB", "PB"):
        if size < 1000 or unit == "PB":
            return f"{size:,.4g} {unit}"
        size /= 1000
    return ""


def _is_whole(cells: float) -> bool:
    return round(cells) > 0 and abs(cells - round(cells)) < _WHOLE * max(1.0, cells)


def _floor(cells: float) -> int:
    nearest = round(cells)
    return nearest if abs(cells - nearest) < _WHOLE else math.floor(cells)
