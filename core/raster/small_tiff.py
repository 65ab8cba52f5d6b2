"""Small GeoTIFFs as they come: values of any type, stored as they are, no overviews, no file beside."""

import os
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from osgeo import gdal, osr

from ..crs import parse_crs
from ..provenance import software
from .gdal_errors import attempt, close

_OPTIONS = ("COMPRESS=DEFLATE", "ZLEVEL=1", "INTERLEAVE=BAND", "PHOTOMETRIC=MINISBLACK", "ALPHA=NO", "BIGTIFF=NO")
_TYPES = {"uint8": "Byte", "int16": "Int16", "uint16": "UInt16", "int32": "Int32", "uint32": "UInt32",
          "float32": "Float32", "float64": "Float64"}


def write_small_tiff(path: str, values: np.ndarray, transform: Sequence[float], crs: str, *,
                     nodata: float | int | None = None, bands: Sequence[str] = (), units: Sequence[str] = (),
                     tags: Mapping[str, str] | None = None, bits: int | None = None) -> None:
    """Write ``values`` (bands, rows, columns) in place; ``transform`` is affine.Affine's six numbers, ``crs`` WKT.

    ``bits``: of a value, where fewer than the type's. Raises OSError with GDAL's reason, and leaves no file then.
    """
    options = [*_OPTIONS, f"BLOCKYSIZE={values.shape[1]}", *([f"NBITS={bits}"] if bits else [])]
    if bits is None:
        options.append(f"PREDICTOR={3 if values.dtype.kind == 'f' else 2}")
    kind = getattr(gdal, f"GDT_{_TYPES[values.dtype.name]}")
    dataset, messages = attempt(gdal.GetDriverByName("GTiff").Create, path, values.shape[2], values.shape[1],
                                values.shape[0], kind, options)
    held = [dataset]
    if dataset is not None:
        _, messages = attempt(_fill, dataset, values, transform, crs, nodata, bands, units, tags or {})
    del dataset
    late = close(held.clear)
    if messages or late:
        for each in (path, f"{path}.aux.xml"):
            if os.path.exists(each):
                os.remove(each)
        raise OSError(messages.text or late.text)


def read_small_tiff(path: str) -> tuple[np.ndarray, tuple[float, ...]]:
    """Stored values (bands, rows, columns) and affine.Affine's six numbers. Raises OSError with GDAL's reason."""
    dataset, messages = attempt(gdal.OpenEx, path, gdal.OF_RASTER)
    values = None
    if dataset is not None:
        values, messages = attempt(dataset.ReadAsArray)
    if values is None:
        raise OSError(messages.text or path)
    c, a, b, f, d, e = dataset.GetGeoTransform()
    return values.reshape(dataset.RasterCount, dataset.RasterYSize, dataset.RasterXSize), (a, b, c, d, e, f)


def _fill(dataset: gdal.Dataset, values: np.ndarray, transform: Sequence[float], crs: str,
          nodata: float | int | None, bands: Sequence[str], units: Sequence[str], tags: Mapping[str, str]) -> None:
    a, b, c, d, e, f = map(float, transform[:6])
    dataset.SetGeoTransform((c, a, b, f, d, e))
    dataset.SetSpatialRef(_spatial_reference(crs, threading.get_ident()))
    dataset.SetMetadata({"AREA_OR_POINT": "Area", "TIFFTAG_SOFTWARE": _software(), **tags})
    for number in range(1, len(values) + 1):
        band = dataset.GetRasterBand(number)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        if bands:
            band.SetDescription(bands[number - 1])
        if units and units[number - 1]:
            band.SetUnitType(units[number - 1])
    dataset.WriteRaster(0, 0, values.shape[2], values.shape[1], np.ascontiguousarray(values).tobytes())


_software = lru_cache(software)   # which reads a file


@lru_cache(maxsize=64)
def _spatial_reference(crs: str, _thread: int) -> osr.SpatialReference:
    """GDAL's form of the CRS, one a thread; WKT 1 where GDAL's PROJ is older than the text."""
    reference = osr.SpatialReference()
    done, messages = attempt(reference.ImportFromWkt, crs)
    if done != 0 or messages:
        attempt(reference.ImportFromWkt, parse_crs(crs).to_wkt("WKT1_GDAL"))
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference
