"""Random small rasters in files: any type, format, georeference, nodata, mask, scale and damage."""

import os
from contextlib import contextmanager

import numpy as np
from osgeo import gdal

from .places import random_crs, random_transform, reference

# What GDAL 3.6 stores; values go in as float64 or complex128, which WriteArray converts.
TYPES = ("Byte", "UInt16", "Int16", "UInt32", "Int32", "UInt64", "Int64", "Float32", "Float64")
COMPLEX = ("CInt16", "CInt32", "CFloat32", "CFloat64")
LIMITS = {"Byte": (0, 255), "UInt16": (0, 65535), "Int16": (-32768, 32767), "UInt32": (0, 2**32 - 1),
          "Int32": (-2**31, 2**31 - 1), "UInt64": (0, 2**53), "Int64": (-2**53, 2**53)}
FORMATS = {"GTiff": "tif", "HFA": "img", "ENVI": "bin", "netCDF": "nc", "PNG": "png", "ERS": "ers", "VRT": "vrt",
           "AAIGrid": "asc", "GPKG": "gpkg", "SAGA": "sdat"}
GTIFF_OPTIONS = ("COMPRESS=DEFLATE", "COMPRESS=LZW", "COMPRESS=ZSTD", "COMPRESS=LERC", "COMPRESS=PACKBITS",
                 "TILED=YES", "INTERLEAVE=BAND", "SPARSE_OK=TRUE", "BIGTIFF=YES", "PHOTOMETRIC=RGB", "ALPHA=YES",
                 "ENDIANNESS=BIG", "PIXELTYPE=SIGNEDBYTE", "COMPRESS=JPEG", "NBITS=4", "BLOCKYSIZE=1",
                 "PROFILE=GeoTIFF")


@contextmanager
def quiet():
    """GDAL says nothing on the console, and raises nothing: half of what is asked of it here is nonsense."""
    exceptions = gdal.GetUseExceptions()
    gdal.DontUseExceptions()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
    finally:
        gdal.PopErrorHandler()
        gdal.ErrorReset()
        if exceptions:
            gdal.UseExceptions()


def random_raster(random, folder, name):
    """Write a random raster and return its path. The file may be damaged, or missing where GDAL could not write it."""
    with quiet():
        dataset = _in_memory(random)
        _describe(random, dataset)
        path = _save(random, dataset, folder, name)
        del dataset
        if random.random() < 0.1:
            _damage(random, path)
    return path


def random_shape(random):
    """Rows and columns, from a single pixel on."""
    kind = random.random()
    if kind < 0.05:
        return 1, 1
    if kind < 0.1:
        return (1, int(random.integers(2, 80)))[::random.choice([-1, 1])]
    return tuple(int(2 + 78 * random.random() ** 2) for _ in range(2))


def _in_memory(random):
    rows, columns = random_shape(random)
    bands = 1 if random.random() < 0.6 else int(random.integers(2, 6))
    first = str(random.choice(COMPLEX if random.random() < 0.02 else TYPES))
    dataset = gdal.GetDriverByName("MEM").Create("", columns, rows, 0)
    for _ in range(bands):
        own = first if random.random() < 0.9 else str(random.choice(TYPES))
        dataset.AddBand(gdal.GetDataTypeByName(own))
    crs = None if random.random() < 0.03 else random_crs(random)
    place = reference(crs) if crs else None
    if place is not None:
        dataset.SetSpatialRef(place)
    transform = random_transform(random, crs or "EPSG:32611", (rows, columns))
    kind = random.random()
    if kind > 0.03:
        dataset.SetGeoTransform(transform.to_gdal())
    elif kind > 0.015 and place is not None:
        dataset.SetGCPs([gdal.GCP(10.0 + x, 50.0 + y, 0.0, x, y) for x, y in ((0, 0), (1, 0), (0, 1))], place)
    elif kind > 0.005:
        dataset.SetMetadata({"LINE_OFF": "1", "SAMP_OFF": "1", "LAT_OFF": "50", "LONG_OFF": "10"}, "RPC")
    alike = random.integers(8) if random.random() < 0.8 else None
    for number in range(1, bands + 1):
        _fill(random, dataset.GetRasterBand(number), (rows, columns), alike)
    return dataset


def _fill(random, band, shape, sort):
    name = gdal.GetDataTypeName(band.DataType)
    if name.startswith("C"):
        band.WriteArray(random.normal(size=shape) + 1j)
        return
    low, high = LIMITS.get(name, (0, 0))
    values = random_values(random, shape, sort)
    band.WriteArray(np.clip(values, low, high) if name in LIMITS else values)
    if random.random() < 0.5:
        special = [0.0, 255.0, -9999.0, 1.0, 3.0, 65535.0, float(band.ReadAsArray().flat[0])]
        if random.random() < 0.15:
            special = [np.nan, np.inf, -np.inf, 1e40, -3.4e38, 0.5, 1e-310, 2.0**63, -1e308]
        value = float(random.choice(special))
        if name in ("Int64", "UInt64"):
            value = int(np.clip(np.nan_to_num(value), -2**60 if name == "Int64" else 0, 2**60))
        band.SetNoDataValue(value)


def random_values(random, shape, sort=None):
    """Float64: noise, classes, a constant, extremes, with NaN and infinities among them now and then."""
    kind = random.integers(8) if sort is None else sort
    if kind == 0:
        values = np.full(shape, float(random.choice([0, 1, 255, -9999, 1e30, 0.1])))
    elif kind in (1, 2):
        values = random.integers(0, random.choice([2, 5, 20, 400]), shape).astype(float)
    elif kind == 3:
        values = random.choice([0.0, 1e-310, 1e300, -1e308, 1.7e308, 3e38, -3e38, 1e18], shape)
    elif kind == 4:
        values = random.uniform(-1.2, 1.2, shape)
    elif kind == 5:
        values = random.normal(290.0, 15.0, shape)
    else:
        values = random.normal(0.0, 10.0 ** random.uniform(-3, 8), shape)
    if random.random() < 0.15:
        values = np.where(random.random(shape) < random.choice([0.05, 0.5, 1.0]),
                          random.choice([np.nan, np.inf, -np.inf, -9999.0]), values)
    return values


def _describe(random, dataset):
    """Scale, offset, tables, names, units and metadata, some of them nonsense."""
    for number in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(number)
        if random.random() < 0.15:
            band.SetScale(float(random.choice([0.0, 1.0, 0.02, -3.0, 1e4, np.nan, np.inf, 1e-300, 1e300])))
        if random.random() < 0.15:
            band.SetOffset(float(random.choice([0.0, -0.2, 273.15, -1e3, np.nan, 1e308])))
        if random.random() < 0.2:
            band.SetUnitType(str(random.choice(["K", "dB", "degrees", "m", "°C", "1", "ü" * 40, "rad", "hours"])))
        if random.random() < 0.2:
            names = ["NDVI", "LST", "aspect", "land cover", "", "a\nb", "x" * 300, "qa", "🌍"]
            band.SetDescription(str(random.choice(names)))
        if random.random() < 0.1:
            band.SetColorTable(_colours(random))
        if random.random() < 0.07:
            band.SetCategoryNames([f"class {n}" for n in range(random.integers(1, 300))])
        if random.random() < 0.07:
            band.SetDefaultRAT(_table(random))
        if random.random() < 0.1:
            band.SetMetadataItem(*[("_FillValue", "nan"), ("valid_range", "3, 1"), ("scale_factor", "1e999"),
                                   ("flag_values", "1 2 3"), ("valid_min", "-1e400")][random.integers(5)])
        if random.random() < 0.05:
            sorts = [gdal.GCI_AlphaBand, gdal.GCI_RedBand, gdal.GCI_PaletteIndex]
            band.SetColorInterpretation(sorts[random.integers(3)])
    if random.random() < 0.07:
        whole = random.random() < 0.5
        (dataset if whole else dataset.GetRasterBand(1)).CreateMaskBand(gdal.GMF_PER_DATASET if whole else 0)
        mask = dataset.GetRasterBand(1).GetMaskBand()
        mask.WriteArray((random.random((dataset.RasterYSize, dataset.RasterXSize)) < 0.6).astype(np.uint8) * 255)


def _colours(random):
    table = gdal.ColorTable()
    for entry in range(random.integers(1, 256)):
        table.SetColorEntry(entry, tuple(int(c) for c in random.integers(0, 256, 4)))
    return table


def _table(random):
    table = gdal.RasterAttributeTable()
    table.CreateColumn("Value", gdal.GFT_Integer, gdal.GFU_MinMax)
    table.CreateColumn("Class", gdal.GFT_String, gdal.GFU_Name)
    rows = int(random.integers(0, 12))
    table.SetRowCount(rows)
    for row in range(rows):
        table.SetValueAsInt(row, 0, int(random.integers(-5, 300)))
        table.SetValueAsString(row, 1, str(random.choice(["water", "forest", "", "a;b", "\n"])))
    return table


def _save(random, dataset, folder, name):
    kind = str(random.choice(list(FORMATS))) if random.random() < 0.3 else "GTiff"
    path = os.path.join(folder, f"{name}.{FORMATS[kind]}")
    if kind == "VRT":
        return _save_virtual(dataset, path)
    options = []
    if kind == "GTiff":
        options = [str(each) for each in random.choice(GTIFF_OPTIONS, random.integers(0, 4), replace=False)]
    made = gdal.GetDriverByName(kind).CreateCopy(path, dataset, 0, options)
    if made is None:   # a format or an option that does not take this raster
        path = os.path.join(folder, f"{name}.tif")
        made = gdal.GetDriverByName("GTiff").CreateCopy(path, dataset, 0)
    if made is None:   # 64-bit integers
        return _save_virtual(dataset, os.path.join(folder, f"{name}.vrt"))
    del made
    if kind == "netCDF" and dataset.RasterCount > 1:
        return f"NETCDF:{path}:Band{random.integers(1, dataset.RasterCount + 1)}"
    return path


def _save_virtual(dataset, path):
    """A VRT on raw files, which holds every type and a type of its own for each band."""
    made = gdal.GetDriverByName("VRT").Create(path, dataset.RasterXSize, dataset.RasterYSize, 0)
    made.SetGeoTransform(dataset.GetGeoTransform())
    if dataset.GetSpatialRef() is not None:
        made.SetSpatialRef(dataset.GetSpatialRef())
    for number in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(number)
        raw = f"{os.path.splitext(path)[0]}_{number}.raw"
        band.ReadAsArray().tofile(raw)
        made.AddBand(band.DataType, ["subclass=VRTRawRasterBand", f"SourceFilename={raw}", "RelativeToVRT=0"])
        copy = made.GetRasterBand(number)
        if band.GetNoDataValue() is not None:
            copy.SetNoDataValue(band.GetNoDataValue())
        copy.SetDescription(band.GetDescription())
        if band.GetScale() is not None:
            copy.SetScale(band.GetScale())
    del made
    return path


def _damage(random, path):
    """Cut the file short, or spoil some of its bytes, more often near its beginning."""
    if not os.path.isfile(path) or not os.path.getsize(path):
        return
    with open(path, "r+b") as file:
        content = bytearray(file.read())
        if random.random() < 0.3:
            content = content[:int(len(content) * random.random())]
        else:
            for _ in range(int(random.integers(1, 12))):
                reach = len(content) if random.random() < 0.5 else min(len(content), 400)
                content[random.integers(reach)] = random.integers(256)
        file.seek(0)
        file.truncate()
        file.write(content)
