"""The splits of patch centres, from blocks or polygons, with no ground in common."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from odc.geo.geobox import GeoBox

from ..crs import parse_crs
from ..errors import FusionError
from ..finding import Finding, Severity
from ..message import listed, message
from ..raster import RasterSource
from ..reporter import Reporter
from ..support.footprint import local_maps
from ..support.pixelmap import PixelMap
from .boundary import Area, Polygons, union_of
from .frame import pixel_size
from .centre_request import CentreRequest
from .split import (
    NO_SPLIT, SPLITS, Reach, at_seams, block_units, named_splits, reach_in, share_out,
)

if TYPE_CHECKING:
    from .centres import Inputs


def split_centres(inputs: "Inputs", request: CentreRequest, rasters: Sequence[tuple[RasterSource, tuple[int, int]]],
                  rows: np.ndarray, columns: np.ndarray, reporter: Reporter) -> tuple[np.ndarray, np.ndarray]:
    """Splits (n) of centres given by fractional rows and columns of the reference, and which of them are kept (n).

    ``rasters`` with the shapes of their patches, the reference first. Raises FusionError.
    """
    grid = inputs.reference.grid
    kept = np.ones(len(rows), bool)
    if request.split == "none":
        return np.full(len(rows), NO_SPLIT), kept
    expected = [number for number, share in enumerate(request.shares) if share]
    if request.split == "blocks":
        height, width = pixel_size(grid)
        units = block_units(rows, columns, (request.block_size / height, request.block_size / width))
        split = share_out(units, request.shares, request.seed)
    else:
        split, named = _by_polygons(grid, inputs.splits, request, rows, columns)
        expected = named or expected
    reach = Reach(*(0.0,) * 4)
    for source, shape in rasters:
        reach = reach.joined(reach_in(grid, source.grid, shape, rows, columns))
    gap = (0.0, 0.0) if not request.split_buffer else tuple(
        request.split_buffer / side for side in _least_pixel_size(grid))
    period = PixelMap(grid, grid).wrap[0]
    seams = at_seams(rows, columns, split, reach, gap, period)
    _tell(split, seams, expected, request, inputs.reference.name, reporter)
    if request.seams == "drop":
        return split, ~seams
    return np.where(seams, NO_SPLIT, split), kept


def _by_polygons(grid: GeoBox, polygons: Polygons | None, request: CentreRequest, rows: np.ndarray,
                 columns: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Splits (n) by the values of the polygons that centres lie in, and which of them are named by the values; else
    these are names of places to share out."""
    if polygons is None or not polygons.values:
        raise FusionError(message("A split by attribute needs polygons and their field; give SPLIT_FIELD, and "
                                  "SPLIT_LAYER where it is not one of BOUNDARY."))
    values = list(dict.fromkeys(value for value in polygons.values if value is not None))
    if not values:
        raise FusionError(message("{name} holds no value in its SPLIT_FIELD; choose another field.",
                                  name=polygons.name))
    named = named_splits(values, polygons.name)
    units = np.full(len(rows), NO_SPLIT)
    crs = parse_crs(polygons.crs)
    for number, value in enumerate(values):
        area = Area(grid, union_of([wkb for wkb, each in zip(polygons.wkb, polygons.values) if each == value]), crs)
        free = np.flatnonzero(units == NO_SPLIT)
        units[free[area.contains(rows[free], columns[free])]] = number if named is None else named[number]
    if (units == NO_SPLIT).all():
        raise FusionError(message("No patch centre lies in a polygon of {name}; choose another SPLIT_LAYER.",
                                  name=polygons.name))
    if named is None:
        return share_out(units, request.shares, request.seed), []
    return units, sorted(set(named))


def _least_pixel_size(grid: GeoBox) -> tuple[float, float]:
    """The least height and width (metres on the ground) of pixels all over a raster, so that no gap comes short."""
    rows, columns = (part.ravel() for part in np.meshgrid(*(np.linspace(0, side, 9) for side in grid.shape),
                                                          indexing="ij"))
    first = local_maps(grid, columns, rows, np.ones(rows.size)).first
    steps = np.linalg.inv(first[np.isfinite(first).all(axis=(1, 2))])
    if not len(steps):
        return pixel_size(grid)
    # The distance between neighbouring rows (columns), also where pixels are slanted.
    area = np.abs(np.linalg.det(steps))
    of_column, of_row = np.hypot(*steps[:, :, 0].T), np.hypot(*steps[:, :, 1].T)
    return float((area / of_column).min()), float((area / of_row).min())


def _tell(split: np.ndarray, seams: np.ndarray, expected: list[int], request: CentreRequest, name: str,
          reporter: Reporter) -> None:
    lost = {word: int((seams & (split == number)).sum()) for number, word in enumerate(SPLITS)}
    if seams.any():
        told = listed(message("{split} {count:,}", split=word, count=count) for word, count in lost.items() if count)
        reporter.finding(Finding("PATCHES_AT_SEAMS", Severity.WARNING, name, message(
            "Patches whose ground another split shares were dropped: {lost}.", lost=told) if request.seams == "drop"
            else message("Patches whose ground another split shares have no split: {lost}.", lost=told), message(
            "To lose fewer, give a larger BLOCK_SIZE, smaller patches or a smaller SPLIT_BUFFER.")))
    empty = [SPLITS[number] for number in expected if not ((split == number) & ~seams).any()]
    if empty:
        reporter.finding(Finding("EMPTY_SPLIT", Severity.WARNING, name, message(
            "No patch is left for {splits}.", splits=listed(empty)), message(
            "Give a smaller BLOCK_SIZE or more polygons, so that there are more places to share out, or other shares.")
        ))
