"""Short ways for tests to run the engine on arrays and on files."""

from dataclasses import fields

import numpy as np
from affine import Affine
from multiscale_fusion.core.aggregate import Options, aggregate
from multiscale_fusion.core.aggregate.cell_statistics import Found, compute
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.statistics.averaging import Averaging
from multiscale_fusion.core.support import SupportOperator
from odc.geo.geobox import GeoBox
from osgeo import gdal, osr

UTM = "EPSG:32611"
STATISTICS = ("mean", "sum", "min", "max", "std", "count")
KINDS = {"uint8": gdal.GDT_Byte, "int16": gdal.GDT_Int16, "int32": gdal.GDT_Int32,
         "float32": gdal.GDT_Float32, "float64": gdal.GDT_Float64}


def grid(crs, x, y, size, shape):
    """A grid from its first corner, pixel size (a number: square, north up; or width and height) and shape."""
    width, height = (size, -size) if np.isscalar(size) else size
    return GeoBox(shape, Affine(width, 0, x, 0, height, y), crs)


def moments(source, target, values, valid=None, **parts):
    """The engine's Moments of an array (rows, columns) or (bands, rows, columns) for all cells, in one piece."""
    values = np.ascontiguousarray(values if values.ndim == 3 else values[None])
    valid = np.ones(values.shape, np.uint8) if valid is None else np.broadcast_to(valid, values.shape)
    block = SupportOperator(source, target).block(**parts)
    block.start(len(values))
    rows, columns = (slice(*part) for part in (block.window.rows, block.window.columns))
    if not block.window.empty:
        block.add(block.window.rows[0], np.ascontiguousarray(values[:, rows, columns]),
                  np.ascontiguousarray(valid[:, rows, columns]), squares=True, extremes=True)
    return block.moments()


def statistics(found, min_valid=0.0):
    """Every statistic (bands, rows, columns) of Moments, by name."""
    found = Found(found, found, np.empty(0))
    return {name: compute(found, name, Averaging(), min_valid) for name in STATISTICS}


def dense(source, target):
    """The engine's matrix, written out: (cells, source pixels)."""
    matrix, window = SupportOperator(source, target).matrix()
    rows, columns = source.shape
    full = np.zeros((matrix.shape[0], rows, columns))
    if window.empty:
        return full.reshape(matrix.shape[0], -1)
    shape = (matrix.shape[0], window.rows[1] - window.rows[0], window.columns[1] - window.columns[0])
    full[:, slice(*window.rows), slice(*window.columns)] = matrix.toarray().reshape(shape)
    return full.reshape(matrix.shape[0], -1)


def write(path, geobox, values, nodata=None, describe=None, options=()):
    """A GeoTIFF of (bands, rows, columns) or (rows, columns) on a grid, written by GDAL alone; returns its path."""
    values = np.asarray(values)
    values = values if values.ndim == 3 else values[None]
    bands, rows, columns = values.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), columns, rows, bands, KINDS[values.dtype.name],
                                                   list(options))
    dataset.SetGeoTransform(geobox.affine.to_gdal())
    reference = osr.SpatialReference()
    reference.ImportFromWkt(geobox.crs.proj.to_wkt("WKT2_2019"))
    dataset.SetSpatialRef(reference)
    for number, plane in enumerate(values, start=1):
        if nodata is not None:
            dataset.GetRasterBand(number).SetNoDataValue(nodata)
        dataset.GetRasterBand(number).WriteArray(plane)
    if describe:
        describe(dataset)
    dataset.FlushCache()
    return str(path)


def read(path):
    """All bands (bands, rows, columns) of a raster as float64, NaN where GDAL's mask says so."""
    dataset = gdal.Open(str(path))
    planes = []
    for number in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(number)
        planes.append(np.where(band.GetMaskBand().ReadAsArray() > 0, band.ReadAsArray().astype(float), np.nan))
    return np.array(planes)


def split(options):
    """Arguments of aggregate(), those that are Options put together."""
    own = {each.name for each in fields(Options)}
    return {"options": Options(**{name: value for name, value in options.items() if name in own}),
            **{name: value for name, value in options.items() if name not in own}}


def run(path, target, folder, **options):
    """Aggregate a file; the arrays of the output (Float64) and of every further layer asked for with True, by name."""
    asked = [name for name in ("valid_fraction", "variability") if options.pop(name, False)]
    paths = {name: str(folder / f"{name}.tif") for name in asked}
    output = str(folder / "output.tif")
    with RasterSource(str(path)) as source:
        aggregate(source, target, output, **paths, **split({"dtype": "Float64", **options}))
    return {name: read(file) for name, file in {"output": output, **paths}.items()}
