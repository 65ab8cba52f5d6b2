"""A small made-up dataset of patches of several types, bands and CRSs, handed to writers as the engine does."""

from functools import lru_cache

import numpy as np
from affine import Affine
from multiscale_fusion.core.patches import sample
from multiscale_fusion.core.patches.formats import open_writer
from multiscale_fusion.core.patches.sample import DatasetInfo, Places, RasterInfo, RasterStack
from pyproj import CRS, Transformer

FORMATS = ("zarr", "hdf5", "webdataset", "tfrecord", "geotiff")
COUNT, GROUP = 23, 4
SPLITS = ("train", "train", "test", "validation", "", "train", "train")
UTM = CRS.from_epsg(32612).to_wkt()
DEGREES = CRS.from_epsg(4326).to_wkt()
SINUSOIDAL = CRS.from_proj4("+proj=sinu +R=6371007.181 +units=m +no_defs").to_wkt()
# Rasters of 200 x 200 pixels by name: dtype, bands, side of a patch, transform, CRS, fill.
RASTERS = {
    "optical": ("uint16", 3, 9, Affine(30, 0, 320000, 0, -30, 4140000), UTM, 0),
    "dem": ("float32", 1, 12, Affine(0.0003, 0, -113.03, 0, -0.0003, 37.39), DEGREES, float("nan")),
    "cover": ("uint8", 1, 7, Affine(40, 12, 319000, -12, 40, 4133000), UTM, 255),
    "coarse": ("int16", 2, 2, Affine(463.3127, 0, -10030000, 0, -463.3127, 4165000), SINUSOIDAL, -9999),
}


def layer(name, dtype, bands, side, transform, crs, fill, **told):
    return RasterInfo(
        name=name, bands=tuple(f"band {number}" for number in range(1, bands + 1)), units=("m",) * bands, dtype=dtype,
        kind="intensive", crs=crs, resolution=(float(np.hypot(transform.a, transform.d)),
                                               float(np.hypot(transform.b, transform.e))),
        shape=(bands, side, side), fill=fill, source=f"{name}.tif", **told)


def info(count=COUNT, label=True, **changes):
    rasters = tuple(layer(name, *told, date="2024-06-02" if name == "optical" else "")
                    for name, told in RASTERS.items())
    made = layer("label", "uint8", 1, 9, *RASTERS["optical"][3:5], 255)
    whole = DatasetInfo(mode="native", padding="nodata", crs=UTM, rasters=rasters, label=made if label else None,
                        count=count, splits=("train", "validation", "test"),
                        provenance={"software": "x", "operation": "extractpatches", "inputs": [{"name": "a.tif"}]})
    return whole.replaced(**changes)


def places(count=COUNT):
    ids = np.arange(count, dtype=np.int64) * 3 + 1
    x = 320000 + 45.0 * np.arange(count)
    y = 4140000 - 60.0 * np.arange(count)
    lon, lat = Transformer.from_crs(UTM, DEGREES, always_xy=True).transform(x, y)
    return Places(ids, ids // 5, ids % 5, tuple(SPLITS[at % len(SPLITS)] for at in range(count)), x, y, lon, lat)


@lru_cache
def raster(name):
    """The raster that patches come from: values and mask (bands, 200, 200)."""
    dtype, bands, _, _, _, fill = RASTERS["optical" if name == "label" else name]
    if name == "label":
        dtype, bands, fill = "uint8", 1, 255
    generator = np.random.default_rng(sorted([*RASTERS, "label"]).index(name))
    values = generator.integers(1, 200, (bands, 200, 200)).astype(dtype)
    if np.dtype(dtype).kind == "f":
        values += generator.random(values.shape).astype(dtype)
    mask = (generator.random(values.shape) > 0.2).astype(np.uint8)
    values[mask == 0] = fill
    return values, mask


def patch(name, at, made):
    """First row and column of a patch of a raster, its values, mask and transform."""
    side = 9 if name == "label" else RASTERS[name][2]
    transform = RASTERS["optical" if name == "label" else name][3]
    row, column = 2 * at % (200 - side), 3 * at % (200 - side)
    values, mask = (each[:, row:row + side, column:column + side] for each in made)
    return row, column, values, mask, tuple(transform * Affine.translation(column, row))[:6]


def group(whole, index):
    """What the engine hands over for a group."""
    found = {}
    for each in whole.layers:
        made = raster(each.name)
        parts = [patch(each.name, at, made) for at in whole.group_range(index)]
        found[each.name] = RasterStack(*(np.stack([part[number] for part in parts]) for number in (2, 3)),
                                       np.array([part[4] for part in parts]))
    return found


def small_groups(size=GROUP):
    """Let groups have so many patches."""
    sample.GROUP_BYTES = size * sum(each.patch_bytes for each in info().layers)


def write(format, path, *, resume=False, before=None, **changes):
    """Write the dataset; ``before(writer, index)`` is called before each group."""
    whole = info(**changes)
    writer = open_writer(format, str(path), whole, places(whole.count), resume=resume)
    for index in range(whole.group_count):
        if index not in writer.done:
            if before is not None:
                before(writer, index)
            writer.write_group(index, group(whole, index))
    return writer.finish()
