"""Small rasters for the tests of processing, command line and desktop."""

import numpy as np
from osgeo import gdal, osr

UTM = "EPSG:32633"
# A fine grid of 30 m whose corner lies on whole multiples of 300 m: blocks of 10 x 10 pixels are cells of 300 m.
ORIGIN = (500100.0, 5000100.0)
ON_300_M = {"TARGET_CRS": UTM, "RESOLUTION": 300}
SINUSOIDAL = "PROJ:+proj=sinu +R=6371007.181 +units=m +no_defs"
_TYPES = {
    "uint8": gdal.GDT_Byte, "int16": gdal.GDT_Int16, "float32": gdal.GDT_Float32, "float64": gdal.GDT_Float64,
    "complex64": gdal.GDT_CFloat32,
}


def write(path, values, *, crs=UTM, pixel=30.0, origin=ORIGIN, nodata=None, options=()):
    """Write values (bands, rows, columns) or (rows, columns) as a GeoTIFF, north up; returns the path."""
    values = np.atleast_3d(values) if values.ndim == 3 else values[np.newaxis]
    count, rows, columns = values.shape
    kind = _TYPES[values.dtype.name]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), columns, rows, count, kind, list(options))
    dataset.SetGeoTransform((origin[0], pixel, 0.0, origin[1], 0.0, -pixel))
    if crs is not None:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(crs.removeprefix("PROJ:"))
        dataset.SetProjection(reference.ExportToWkt())
    for number, band in enumerate(values, start=1):
        if nodata is not None:
            dataset.GetRasterBand(number).SetNoDataValue(nodata)
        dataset.GetRasterBand(number).WriteRaster(0, 0, columns, rows, np.ascontiguousarray(band).tobytes())
    dataset.FlushCache()
    del dataset
    return path


def field(seed=1, shape=(2, 200, 300)):
    """A seeded field of float32."""
    return np.random.default_rng(seed).normal(280.0, 10.0, shape).astype(np.float32)


def enlarged(path, small, factor):
    """A VRT that shows each pixel of the raster `small` as factor x factor pixels: much work in a small file."""
    source = gdal.Open(str(small))
    rows, columns = source.RasterYSize * factor, source.RasterXSize * factor
    del source
    gdal.Translate(str(path), str(small), options=gdal.TranslateOptions(
        format="VRT", width=columns, height=rows, resampleAlg="nearest",
    ))
    return path


def read(path):
    """All bands as float64 (bands, rows, columns), nodata as NaN."""
    dataset = gdal.Open(str(path))
    values = np.empty((dataset.RasterCount, dataset.RasterYSize, dataset.RasterXSize))
    for index in range(dataset.RasterCount):
        band = dataset.GetRasterBand(index + 1)
        band.ReadRaster(buf_obj=values[index], buf_type=gdal.GDT_Float64)
        nodata = band.GetNoDataValue()
        if nodata is not None and nodata == nodata:
            values[index][values[index] == nodata] = np.nan
    return values


def geotransform(path):
    """GDAL's six numbers."""
    return gdal.Open(str(path)).GetGeoTransform()


def block_means(values, side=10):
    """Means (bands, rows, columns) of whole blocks of side x side pixels."""
    bands, rows, columns = values.shape
    blocks = values.astype(np.float64).reshape(bands, rows // side, side, columns // side, side)
    return blocks.mean(axis=(2, 4))
