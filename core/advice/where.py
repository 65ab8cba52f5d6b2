"""Where on the map a finding was made."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from odc.geo.geobox import GeoBox
from pyproj import CRS

from ..finding import Finding, MapPlace
from ..message import Message
from .placement import target_name
from .points import Points
from .question import Question


def of_grid(grid: GeoBox) -> MapPlace:
    """The outline of a grid."""
    return of_cells(grid, (0.0, grid.shape[1]), (0.0, grid.shape[0]))


def of_cells(grid: GeoBox, columns: tuple[float, float], rows: tuple[float, float]) -> MapPlace:
    """From the first to the last lattice line across and down a grid (whole numbers are sides of cells)."""
    i, j = np.meshgrid(columns, rows)
    x, y = grid.affine * (i.ravel(), j.ravel())
    return MapPlace((float(x.min()), float(y.min()), float(x.max()), float(y.max())), grid.crs.proj.to_wkt())


def of_points(crs: CRS, x: np.ndarray, y: np.ndarray) -> MapPlace | None:
    """Around points, in degrees the short way around the world; None without any."""
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if not x.size:
        return None
    west, east = float(x.min()), float(x.max())
    if crs.is_geographic and west >= -180.0 and east <= 180.0 and np.ptp(x % 360.0) < east - west:
        west, east = float(x[x >= 0.0].min()), float(x[x < 0.0].max())
    return MapPlace((west, float(y.min()), east, float(y.max())), crs.to_wkt())


def of_point_layer(points: Points, chosen: np.ndarray | None = None) -> MapPlace | None:
    """Around the points, or those of them that are ``chosen`` (an index); None without any, or without a CRS."""
    if points.crs is None:
        return None
    if chosen is None:
        return of_points(points.crs, points.x, points.y)
    return of_points(points.crs, points.x[chosen], points.y[chosen])


def placed(finding: Finding, question: Question) -> Finding:
    """The finding with the place of the first of its subjects that has one, unless its rule told a better one."""
    if finding.place is not None:
        return finding
    places = (_place(name, question) for name in _names(finding.subject))
    return replace(finding, place=next((each for each in places if each is not None), None))


def _names(subject: str) -> Iterator[str]:
    """The subject and what it is put together from."""
    yield str(subject)
    if isinstance(subject, Message):
        for value in subject.values.values():
            if isinstance(value, str):
                yield from _names(value)


def _place(name: str, question: Question) -> MapPlace | None:
    for layer in question.layers:
        if layer.name == name and layer.grid is not None:
            return of_grid(layer.grid)
    for points in question.points:
        if points.name == name:
            return of_point_layer(points)
    if name == target_name() and question.target is not None:
        return of_grid(question.target)
    return None
