"""Land cover as the National Land Cover Database writes it."""

import datetime
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..grid import grid_from_resolution
from .files import Layer, Raster
from .land_cover import CLASSES
from .scene import Scene
from .truth import Truth
from .world import pixels_under

# The database's own grid (nlcd_2019_land_cover_l48_20210604): EPSG:5070's projection, but on WGS 84.
ALBERS = "+proj=aea +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs"
CELL, CORNER = 30.0, (-2493045.0, 3310005.0)

_COLUMNS = (("Value", gdal.GFT_Integer, gdal.GFU_MinMax), ("Count", gdal.GFT_Real, gdal.GFU_PixelCount),
            ("NLCD Land Cover Class", gdal.GFT_String, gdal.GFU_Name), ("Red", gdal.GFT_Integer, gdal.GFU_Red),
            ("Green", gdal.GFT_Integer, gdal.GFU_Green), ("Blue", gdal.GFT_Integer, gdal.GFU_Blue))


def write_land_cover(scene: Scene, folder: Path | str, date: datetime.date) -> dict[str, Path]:
    """Land cover of 30 m in the database's Albers projection; {"land_cover": path}.

    Byte with nodata 0 outside the scene, a colour table, and an attribute table with the value, count, class name and
    colour of each class that occurs. A pixel has the class of the scene's pixel that holds its centre.
    """
    codes = scene.land_cover(date)
    whole = scene.on(grid_from_resolution(ALBERS, CELL, anchor=CORNER, covering=scene.grid))
    counts = np.zeros(256, int)
    path = Path(folder) / f"nlcd_{date.year}_land_cover_l48_20230630.tif"
    with Raster(path, whole.grid, Layer("uint8", 0)) as raster:
        def consume(row: int, part: np.ndarray) -> None:
            counts[:] += np.bincount(part.ravel(), minlength=256)
            raster.write(part, row)

        whole.each_part(lambda truth: _nearest(codes, scene, truth), consume)
        raster.describe(lambda band: _describe(band, counts))
    return {"land_cover": path}


def _nearest(codes: np.ndarray, scene: Scene, truth: Truth) -> np.ndarray:
    """The scene's codes under the centres of another grid's pixels, 0 outside of the scene."""
    column, row = (np.floor(place).astype(np.int32) for place in pixels_under(scene.grid, truth.grid))
    inside = (row >= 0) & (row < codes.shape[0]) & (column >= 0) & (column < codes.shape[1])
    found = np.zeros(row.shape, np.uint8)
    found[inside] = codes[row[inside], column[inside]]
    return found


def _describe(band: gdal.Band, counts: np.ndarray) -> None:
    colours, table = gdal.ColorTable(), gdal.RasterAttributeTable()
    for column in _COLUMNS:
        table.CreateColumn(*column)
    present = [code for code in CLASSES if counts[code]]
    table.SetRowCount(len(present))
    for row, code in enumerate(present):
        for column, value in enumerate((code, float(counts[code]), CLASSES[code].name, *CLASSES[code].colour)):
            setter = {int: table.SetValueAsInt, float: table.SetValueAsDouble, str: table.SetValueAsString}[type(value)]
            setter(row, column, value)
    for code, cover in CLASSES.items():
        colours.SetColorEntry(code, cover.colour)
    band.SetColorTable(colours)
    band.SetDefaultRAT(table)
