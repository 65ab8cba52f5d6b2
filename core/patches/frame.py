"""Frames of patches: which whole-pixel window of a raster belongs to a centre, and where it lies on the ground."""

from dataclasses import dataclass

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from ..crs import parse_crs
from ..errors import FusionError
from ..message import message
from ..support.footprint import local_maps, point_map
from ..support.pixelmap import PixelMap

# First row and column of the window of a centre that has no place in a raster's CRS: far from every raster.
NOWHERE = -2**40
# Pixel coordinates so close to the border between two windows are on it, whatever their last digits.
_SNAP = 1e-6
_LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Window:
    """Whole pixels of a raster: first row and column, and how many of each; may reach beyond the raster."""

    row: int
    col: int
    rows: int
    cols: int


def fractional_place(grid: GeoBox, x: np.ndarray, y: np.ndarray, crs) -> tuple[np.ndarray, np.ndarray]:
    """Fractional rows and columns (n) in a raster of places ``x``, ``y`` (n) in ``crs`` (any value that names one).

    0 is the upper (left) edge of the first pixel. NaN where the raster's CRS has no place for them. Around the world
    the turn nearest to the raster's middle counts. Raises FusionError where PROJ knows no way between the CRSs.
    """
    pixels = point_map(grid, parse_crs(crs))
    column, row = pixels(np.asarray(x, float), np.asarray(y, float))
    period = pixels.wrap[0]
    if period:
        column = column - period * np.rint((column - grid.shape[1] / 2) / period)
    return row, column


def windows(grid: GeoBox, x: np.ndarray, y: np.ndarray, crs, shape: tuple[int, int]) -> np.ndarray:
    """First row and first column (n, 2) int64 of the windows of ``shape`` (rows, columns) around places in ``crs``.

    A window's middle is the pixel corner (sides even) or pixel centre (odd) nearest to its place. NOWHERE in both
    where a place has none in the raster. Raises FusionError as `fractional_place`.
    """
    return first_pixels(np.stack(fractional_place(grid, x, y, crs), axis=-1), shape)


def first_pixels(places: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """First row and column (n, 2) int64 of windows of ``shape`` around fractional rows and columns (n, 2)."""
    begin = np.asarray(places, float) - np.asarray(shape) / 2 + 0.5
    whole = np.rint(begin)
    with np.errstate(invalid="ignore"):
        first = np.where(np.abs(begin - whole) < _SNAP, whole, np.floor(begin))
        known = (np.abs(first) < -NOWHERE).all(axis=-1, keepdims=True)
    return np.where(known, first, NOWHERE).astype(np.int64)


def pixel_size(grid: GeoBox) -> tuple[float, float]:
    """Height (along a column) and width (along a row) of the pixel in a raster's middle: metres on the ground.

    On the ellipsoid of its CRS, so that degrees and Mercator's metres count with their true length. Raises FusionError
    where the middle has no place on Earth.
    """
    rows, columns = grid.shape
    # The derivative over a reach of one metre: a pixel in the middle stands for all.
    local = local_maps(grid, np.array([columns / 2]), np.array([rows / 2]), np.array([1.0]))
    if not np.isfinite(local.first).all():
        raise FusionError(message("The middle of a raster has no place on Earth in its CRS, so that sizes in metres "
                                  "cannot be told there; give PATCH_SIZE, or clip the raster."))
    of_column, of_row = np.linalg.inv(local.first[0]).T
    return float(np.hypot(*of_row)), float(np.hypot(*of_column))


def ground_size(grid: GeoBox, shape: tuple[int, int]) -> tuple[float, float]:
    """Height and width (metres on the ground, in a raster's middle) of a patch of ``shape`` (rows, columns)."""
    height, width = pixel_size(grid)
    return shape[0] * height, shape[1] * width


def ground_shape(grid: GeoBox, size_m: float | tuple[float, float]) -> tuple[int, int]:
    """Rows and columns of the patches of a raster that are ``size_m`` metres on the ground: square, or height and
    width.

    The nearest whole numbers of the pixels in the raster's middle, 1 at least, the same for all patches of a raster.
    Raises FusionError for a size that is no positive number or beyond all rasters.
    """
    sides = np.broadcast_to(np.asarray(size_m, float), (2,))
    if not (np.isfinite(sides).all() and (sides > 0).all()):
        raise FusionError(message("The ground size is {size:g}; it must be a positive number of metres.",
                                  size=float(sides[0] if not sides[0] > 0 else sides[1])))
    counts = np.maximum(1, np.rint(sides / np.array(pixel_size(grid))))
    if counts.max() > _LARGEST:
        raise FusionError(message("A patch of {size:g} m would have {pixels:,.6g} pixels on a side, more than any "
                                  "raster has; give a smaller size.", size=float(sides.max()),
                                  pixels=float(counts.max())))
    return int(counts[0]), int(counts[1])


def window_transform(grid: GeoBox, row: int, col: int) -> Affine:
    """The transform of the window of a raster that begins at a row and column."""
    return grid.affine * Affine.translation(int(col), int(row))


def outline(grid: GeoBox, window: Window, crs_out, points_per_side: int = 16) -> np.ndarray:
    """The outline of a window as a closed ring (4 x points_per_side + 1, 2) of x, y in ``crs_out``.

    Each side is cut into ``points_per_side`` parts before it is transformed, so that it bends as it does on the ground.
    The ring goes along the rows first. NaN where ``crs_out`` has no place for a point. Raises FusionError where PROJ
    knows no way between the CRSs.
    """
    first = np.array([[window.row, window.col]])
    return outlines(grid, first, (window.rows, window.cols), crs_out, points_per_side)[0]


def outlines(grid: GeoBox, first: np.ndarray, shape: tuple[int, int], crs_out,
             points_per_side: int = 16) -> np.ndarray:
    """Outlines (n, 4 x points_per_side + 1, 2) of the windows of one shape whose first rows and columns are ``first``
    (n, 2); as `outline`, with one coordinate operation for all.
    """
    t, zeros = np.arange(points_per_side) / points_per_side, np.zeros(points_per_side)
    across = np.concatenate([t, zeros + 1, 1 - t, zeros, [0.0]]) * shape[1]
    down = np.concatenate([zeros, t, zeros + 1, 1 - t, [0.0]]) * shape[0]
    first = np.asarray(first)
    # A grid of unit cells in the output's CRS, whose "pixels" are that CRS's coordinates.
    to_crs = PixelMap(GeoBox((1, 1), Affine.identity(), parse_crs(crs_out)), grid, area=grid)
    return np.stack(to_crs(first[:, 1:] + across, first[:, :1] + down), axis=-1)
