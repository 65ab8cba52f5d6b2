"""Small rasters for the tests of quality flags."""

import numpy as np
from osgeo import gdal, osr

UTM = (600000.0, 30.0, 0.0, 3700020.0, 0.0, -30.0)


def write(path, values, transform=UTM, nodata=None, scale=None, crs="EPSG:32611"):
    values = np.asarray(values)
    values = values if values.ndim == 3 else values[None]
    kind = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "int16": gdal.GDT_Int16, "uint32": gdal.GDT_UInt32,
            "float32": gdal.GDT_Float32}[values.dtype.name]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), values.shape[2], values.shape[1], len(values), kind)
    dataset.SetGeoTransform(transform)
    reference = osr.SpatialReference()
    reference.SetFromUserInput(crs)
    dataset.SetProjection(reference.ExportToWkt())
    for number, plane in enumerate(values, start=1):
        band = dataset.GetRasterBand(number)
        band.WriteArray(plane)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        if scale is not None:
            band.SetScale(scale[0])
            band.SetOffset(scale[1])
    dataset.FlushCache()
    return str(path)
