"""A raster of lines and pixels as the sensor saw them, without a grid: its geolocation arrays say where they lie."""

import math
from dataclasses import replace
from typing import Any, NamedTuple

from osgeo import gdal

from ..errors import require
from .bands import MissingRule
from .files import open_raster
from .gdal_errors import attempt, text_of
from .source import RasterSource


class SwathSource(RasterSource):
    """A `RasterSource` whose file needs no georeference: `grid` counts lines and pixels and has no CRS.

    ``scale`` and ``offset`` (value = stored * scale + offset), ``fills`` and ``valid_range`` (stored values, both ends
    in) replace what the file declares, in all bands; None leaves the file's own. Raises FusionError if the path is no
    raster.
    """

    is_screened = False     # does it leave values out that the file holds?

    def __init__(self, path: str, *, scale: float | None = None, offset: float | None = None,
                 fills: tuple[float, ...] | None = None, valid_range: tuple[float, float] | None = None) -> None:
        self._told = scale, offset, fills, valid_range
        super().__init__(path)

    def _describe(self, dataset: gdal.Dataset, crs: str | None) -> bool:
        described = super()._describe(dataset, crs)
        scale, offset, fills, valid_range = self._told
        self.bands = tuple(replace(band, scale=band.scale if scale is None else scale,
                                   offset=band.offset if offset is None else offset) for band in self.bands)
        if fills is not None:
            self.bands = tuple(replace(band, nodata=next(iter(fills), None)) for band in self.bands)
            self._missing = tuple(MissingRule(next(iter(fills), None), each.valid_range, each.mask, tuple(fills[1:]))
                                  for each in self._missing)
        if valid_range is not None:
            self._missing = tuple(replace(each, valid_range=valid_range) for each in self._missing)
        return described

    def _place(self, dataset: gdal.Dataset, crs: str | None) -> Any:
        geobox, affine = require("odc.geo.geobox"), require("affine")
        return geobox.GeoBox((dataset.RasterYSize, dataset.RasterXSize), affine.Affine.identity(), None)


class GeolocationItems(NamedTuple):
    """What a raster says of its geolocation arrays: GDAL paths, and the line and pixel (0-based, of the raster) of
    their first value with the steps to the next ones."""

    latitude: str
    longitude: str
    line_offset: float
    line_step: float
    pixel_offset: float
    pixel_step: float


def geolocation_items(path: str) -> GeolocationItems | None:
    """The geolocation arrays that a raster names itself (GDAL's domain GEOLOCATION); None where it names none in
    degrees of longitude and latitude. Raises FusionError if the path is no raster."""
    found = {text_of(key): text_of(value) for key, value in open_raster(path).GetMetadata("GEOLOCATION").items()}
    steps = [_number(found.get(key, start)) for key, start in (("LINE_OFFSET", "0"), ("LINE_STEP", "1"),
                                                               ("PIXEL_OFFSET", "0"), ("PIXEL_STEP", "1"))]
    if not {"X_DATASET", "Y_DATASET"} <= found.keys() or not all(map(math.isfinite, steps)):
        return None
    return GeolocationItems(found["Y_DATASET"], found["X_DATASET"], *steps)


def subdatasets(path: str) -> list[str]:
    """GDAL's names of the rasters in a file, [] of one that holds none or does not open."""
    dataset, _ = attempt(gdal.OpenEx, path, gdal.OF_RASTER)
    return [] if dataset is None else [text_of(name) for name, _ in dataset.GetSubDatasets()]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
