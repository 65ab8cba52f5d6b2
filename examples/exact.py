"""The reference of the demo: target cells clipped one by one as polygons. Slow, and shares no code with the plugin."""

from typing import NamedTuple

import numpy as np
from osgeo import gdal
from pyproj import CRS, Transformer
from shapely.geometry import Polygon, box
from shapely.prepared import prep

POINTS_PER_EDGE = 64


class Exact(NamedTuple):
    """What a cell holds; mean and spread (standard deviation) are NaN where nothing in it is valid."""

    mean: float
    spread: float
    valid_fraction: float


class ExactClipping:
    """Clips cells of a target raster's grid against the pixels of a north-up source raster."""

    def __init__(self, source: gdal.Dataset, target: gdal.Dataset):
        self._source = source
        self._nodata = source.GetRasterBand(1).GetNoDataValue()
        self._target_transform = target.GetGeoTransform()
        self._to_source = Transformer.from_crs(
            CRS.from_wkt(target.GetProjection()), CRS.from_wkt(source.GetProjection()), always_xy=True
        )

    def cell(self, row: int, column: int) -> Exact:
        outline = self.outline(row, column)
        first_row, first_column, values = self._pixels_around(outline)
        area = overlap_areas(outline, first_row, first_column, values.shape)
        valid = values != self._nodata
        weight = np.where(valid, area, 0.0)
        covered = weight.sum()
        if covered == 0.0:
            return Exact(np.nan, np.nan, 0.0)
        mean = (weight * values).sum() / covered
        spread = np.sqrt((weight * (values - mean) ** 2).sum() / covered)
        return Exact(mean, spread, covered / outline.area)

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
    area = np.zeros(shape)
    quick = prep(outline)
    for row, column in np.ndindex(*shape):
        x, y = first_column + column, first_row + row
        pixel = box(x, y, x + 1, y + 1)
        if quick.contains(pixel):
            area[row, column] = 1.0
        elif quick.intersects(pixel):
            area[row, column] = outline.intersection(pixel).area
    return area
