"""The reference of the demo: target cells clipped one by one as polygons. Slow, and shares no code with the plugin."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from osgeo import gdal
from pyproj import CRS, Transformer
from shapely import vectorized
from shapely.geometry import Polygon, box

POINTS_PER_EDGE = 64


class Exact(NamedTuple):
    """What a cell holds; mean and spread (standard deviation) are NaN where nothing in it is valid."""

    mean: float
    spread: float
    valid_fraction: float


class ExactClipping:
    """Clips cells of a target raster's grid against the pixels of a north-up source raster.

    ``change`` turns pixel values, scale applied, into what is averaged.
    """

    def __init__(self, source: gdal.Dataset, target: gdal.Dataset, change: Callable = lambda values: values):
        self._source = source
        band = source.GetRasterBand(1)
        self._nodata, self._scale, self._change = band.GetNoDataValue(), band.GetScale() or 1.0, change
        self._target_transform = target.GetGeoTransform()
        self._to_source = Transformer.from_crs(
            CRS.from_wkt(target.GetProjection()), CRS.from_wkt(source.GetProjection()), always_xy=True
        )

    def cell(self, row: int, column: int) -> Exact:
        outline = self.outline(row, column)
        values, weight = self._pixels_inside(outline)
        values = self._change(values * self._scale)
        covered = weight.sum()
        if covered == 0.0:
            return Exact(np.nan, np.nan, 0.0)
        mean = (weight * values).sum() / covered
        spread = np.sqrt((weight * (values - mean) ** 2).sum() / covered)
        return Exact(mean, spread, covered / outline.area)

    def largest_class(self, row: int, column: int) -> float:
        """The class of the largest area in a cell, NaN where none is valid; of equal areas the smallest number."""
        values, weight = self._pixels_inside(self.outline(row, column))
        if not weight.any():
            return np.nan
        classes, index = np.unique(values[weight > 0.0], return_inverse=True)
        return float(classes[np.argmax(np.bincount(index, weight[weight > 0.0]))])

    def _pixels_inside(self, outline: Polygon) -> tuple[np.ndarray, np.ndarray]:
        """Values, and the area of each pixel inside the outline, 0 for missing ones."""
        first_row, first_column, values = self._pixels_around(outline)
        area = overlap_areas(outline, first_row, first_column, values.shape)
        valid = (values != self._nodata) & np.isfinite(values)
        return np.where(valid, values, 0.0), np.where(valid, area, 0.0)

    def outline(self, row: int, column: int) -> Polygon:
        """The cell's outline in pixel coordinates of the source (columns, rows), with many points along each edge."""
        step = np.arange(POINTS_PER_EDGE) / POINTS_PER_EDGE
        across = np.concatenate([step, np.ones_like(step), 1.0 - step, np.zeros_like(step)])
        down = np.concatenate([np.zeros_like(step), step, np.ones_like(step), 1.0 - step])
        west, width, _, north, _, height = self._target_transform
        x, y = self._to_source.transform(west + (column + across) * width, north + (row + down) * height)
        west, width, _, north, _, height = self._source.GetGeoTransform()
        return Polygon(np.column_stack([(x - west) / width, (y - north) / height]))

    def _pixels_around(self, outline: Polygon) -> tuple[int, int, np.ndarray]:
        left, top, right, bottom = outline.bounds
        first_column, first_row = max(int(np.floor(left)), 0), max(int(np.floor(top)), 0)
        columns = min(int(np.ceil(right)), self._source.RasterXSize) - first_column
        rows = min(int(np.ceil(bottom)), self._source.RasterYSize) - first_row
        values = self._source.GetRasterBand(1).ReadAsArray(first_column, first_row, columns, rows)
        return first_row, first_column, values.astype(float)


def overlap_areas(outline: Polygon, first_row: int, first_column: int, shape: tuple[int, int]) -> np.ndarray:
    """Area of each pixel, in pixels, that lies inside the outline."""
    # Pixels far from the outline are whole or nothing, by their centres; all others are clipped.
    x, y = np.meshgrid(first_column + np.arange(shape[1]) + 0.5, first_row + np.arange(shape[0]) + 0.5)
    area = vectorized.contains(outline, x, y).astype(float)
    near = vectorized.contains(outline.exterior.buffer(0.75, resolution=4), x, y)
    for row, column in np.argwhere(near):
        left, top = first_column + column, first_row + row
        area[row, column] = outline.intersection(box(left, top, left + 1, top + 1)).area
    return area
