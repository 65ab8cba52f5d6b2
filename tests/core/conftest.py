"""Shared by the tests of the engine."""

import numpy as np
import pytest
from osgeo import gdal, ogr, osr

UTM = "EPSG:32611"
NORTH_UP = (600000.0, 30.0, 0.0, 3700020.0, 0.0, -30.0)
KINDS = {"uint8": "Byte", "uint16": "UInt16", "uint32": "UInt32", "uint64": "UInt64"}


@pytest.fixture(params=[False, True], ids=["plain", "exceptions"])
def gdal_mode(request):
    """GDAL's exceptions off and on: other plugins in the same QGIS may have switched them on."""
    before = gdal.GetUseExceptions()
    _use_exceptions(request.param)
    yield request.param
    _use_exceptions(before)


def _use_exceptions(use):
    """GDAL 3.6 refuses to switch exceptions off while another of its modules switched them on later."""
    if bool(gdal.GetUseExceptions()) == bool(use):
        return
    others = [module for module in (osr, ogr) if module.GetUseExceptions()]
    for module in others:
        module.DontUseExceptions()
    (gdal.UseExceptions if use else gdal.DontUseExceptions)()
    for module in reversed(others):
        module.UseExceptions()


@pytest.fixture(scope="session")
def make_tif():
    """A callable that writes a GeoTIFF of values (bands, rows, columns) with GDAL alone and returns its path.

    `describe(dataset)` may add to it before it is closed.
    """
    return _make_tif


def _make_tif(path, values, *, nodata=None, crs=UTM, transform=NORTH_UP, kind=None, options=(), describe=None):
    values = np.asarray(values)
    values = values if values.ndim == 3 else values[None]
    kind = kind or gdal.GetDataTypeByName(KINDS.get(values.dtype.name, values.dtype.name.title()))
    dataset = gdal.GetDriverByName("GTiff").Create(
        str(path), values.shape[2], values.shape[1], values.shape[0], kind, list(options)
    )
    if transform:
        dataset.SetGeoTransform(transform)
    if crs:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(crs)
        dataset.SetSpatialRef(reference)
    for number, plane in enumerate(values, start=1):
        band = dataset.GetRasterBand(number)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        band.WriteArray(plane)
    if describe:
        describe(dataset)
    dataset.FlushCache()
    return str(path)


@pytest.fixture(scope="session")
def read_all():
    """A callable that reads all pixels of a RasterSource: read_all(source, bands=None) -> Pixels."""

    def read(source, bands=None):
        rows, columns = source.grid.shape
        return source.read(bands or source.data_bands, (0, rows), (0, columns))

    return read
