"""Grids on which a finding goes away. Pure; no file is opened, and what takes packages is imported late."""

import math
from typing import TYPE_CHECKING

from ..core.errors import FusionError
from ..core.message import message
from ..processing.parameters import crs_text
from .recipe import Recipe
from .recipe_grid import Facts, geobox, layer_grid
from .recipe_roles import rasters_of

if TYPE_CHECKING:
    import numpy as np
    from odc.geo.geobox import GeoBox

_SLACK = 1e-6      # of a cell
_STEPS = 30        # halvings until a rectangle fits
_FINER = 0.9       # of the size that keeps half of the variance, which is found between two halvings


def finer_grid(recipe: Recipe, facts: Facts, approach: str, cell: str, half: str) -> Recipe:
    """Cells of a little less than ``half``, where those of now measure ``cell`` (lengths as findings write them).

    Raises FusionError if there is no grid to begin with.
    """
    grid = _grid(recipe, facts, approach)
    resolution = _rounded_down(abs(grid.resolution.x) * _FINER * metres(half) / metres(cell))
    return recipe.with_grid(way="crs", layer_id="", preset="", crs=_crs(grid), resolution=resolution)


def smaller_grid(recipe: Recipe, facts: Facts, approach: str, cell: str, sides: frozenset[str]) -> Recipe:
    """Without the cells on some ``sides`` ("upper", "lower", "left", "right") as far as a coarse cell reaches (a length
    as findings write it).

    Raises FusionError if nothing would be left.
    """
    from ..core.advice.steps import side_m

    grid = _grid(recipe, facts, approach)
    side = side_m(grid)
    count = 1 if side is None else max(1, math.ceil(metres(cell) / side - 0.01))
    upper, lower, left, right = (count if name in sides else 0 for name in ("upper", "lower", "left", "right"))
    rows, columns = grid.shape
    return _within(recipe, grid, (left, upper, columns - right, rows - lower))


def common_ground(recipe: Recipe, facts: Facts, approach: str) -> Recipe:
    """The part of the grid that lies on all rasters: a rectangle of whole cells.

    Raises FusionError if there is none.
    """
    from shapely.geometry import Polygon, box

    grid = _grid(recipe, facts, approach)
    rows, columns = grid.shape
    common = box(0.0, 0.0, columns, rows)
    for layer in rasters_of(recipe):
        common = common.intersection(Polygon(_outline(layer_grid(facts[layer.layer_id], layer.name), grid)).buffer(0.0))
    if common.geom_type != "Polygon" or not common.area > 0.0:
        raise _nothing_common()
    return _within(recipe, grid, _inner(common))


def metres(text: str) -> float:
    """Of a length as findings write it: "25 m", "1.11 km"."""
    number, unit = str(text).split(" ")
    return float(number) * (1000.0 if unit == "km" else 1.0)


def _grid(recipe: Recipe, facts: Facts, approach: str) -> "GeoBox":
    grid = geobox(recipe, facts, approach)
    if grid is None:
        raise FusionError(message("There is no common grid that could be changed."))
    return grid


def _outline(source: "GeoBox", target: "GeoBox") -> "np.ndarray":
    """The outline of a raster (points, 2) in columns and rows of another grid. Raises FusionError if it has none."""
    import numpy as np

    from ..core.support.pixelmap import PixelMap

    rows, columns = source.shape
    t = np.linspace(0.0, 1.0, 65)[:-1]
    points = np.stack(PixelMap(target, source, source)(
        np.concatenate([t, np.ones_like(t), 1 - t, np.zeros_like(t)]) * columns,
        np.concatenate([np.zeros_like(t), t, np.ones_like(t), 1 - t]) * rows), axis=1)
    if not np.isfinite(points).all():
        raise _nothing_common()
    return points


def _inner(common) -> tuple[int, int, int, int]:
    """The first and the last column and row of a rectangle within a polygon: around its middle, in the proportions of
    its bounds, as large as fits."""
    from shapely.geometry import box

    grown = common.buffer(_SLACK)
    west, north, east, south = common.bounds
    middle = common.centroid if common.contains(common.centroid) else common.representative_point()

    def scaled(factor: float) -> tuple[float, float, float, float]:
        return (middle.x - factor * (middle.x - west), middle.y - factor * (middle.y - north),
                middle.x + factor * (east - middle.x), middle.y + factor * (south - middle.y))

    low, high = 0.0, 1.0
    if grown.contains(box(*scaled(1.0))):
        low = 1.0
    for _ in range(0 if low else _STEPS):
        factor = (low + high) / 2
        low, high = (factor, high) if grown.contains(box(*scaled(factor))) else (low, factor)
    west, north, east, south = scaled(low)
    return (math.ceil(west - _SLACK), math.ceil(north - _SLACK), math.floor(east + _SLACK), math.floor(south + _SLACK))


def _within(recipe: Recipe, grid: "GeoBox", cells: tuple[int, int, int, int]) -> Recipe:
    """The recipe with the grid's extent from the first to the last column and row."""
    first, top, last, bottom = cells
    if first >= last or top >= bottom:
        raise _nothing_common()
    x, y = zip(*(grid.affine * corner for corner in ((first, top), (last, bottom), (first, bottom), (last, top))))
    return recipe.with_grid(extent_way="drawn", extent_layer_id="", extent=(min(x), min(y), max(x), max(y)),
                            extent_crs=_crs(grid), margin=False)


def _crs(grid: "GeoBox") -> str:
    from qgis.core import QgsCoordinateReferenceSystem

    text = grid.crs.proj.to_wkt()
    return crs_text(QgsCoordinateReferenceSystem.fromWkt(text)) or text


def _rounded_down(value: float) -> float:
    """To two digits."""
    scale = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{math.floor(value / scale + _SLACK) * scale:.2g}")


def _nothing_common() -> FusionError:
    return FusionError(message("No whole cell of the grid lies on all layers; choose another extent, or leave a layer "
                               "out."))
