"""Rasters and polygons for the tests of patch centres, and what rasterio, pyproj and shapely say of patches."""

from functools import lru_cache

import numpy as np
import rasterio
from affine import Affine
from multiscale_fusion.core.patches.boundary import Polygons
from multiscale_fusion.core.patches.centres import CentreRequest, Inputs, make_centres
from multiscale_fusion.core.raster import RasterSource
from odc.geo.geobox import GeoBox
from osgeo import ogr
from pyproj import Transformer
from rasterio.windows import Window
from shapely import wkb
from shapely.geometry import Polygon, box
from shapely.ops import transform, unary_union

UTM = "EPSG:32612"
# Rotated by some degrees, with pixels that are not square, rows that go up.
SLANTED = Affine.translation(300_000, 4_100_000) * Affine.rotation(17) * Affine.scale(30, 20)


def raster(path, values, affine=None, crs=UTM, nodata=None, **options):
    """A GeoTIFF of (rows, columns) or (bands, rows, columns), written by rasterio; returns its path."""
    values = values if values.ndim == 3 else values[None]
    with rasterio.open(path, "w", driver="GTiff", count=len(values), height=values.shape[1], width=values.shape[2],
                       dtype=values.dtype, crs=crs, transform=affine or Affine(30, 0, 300_000, 0, -30, 4_100_000),
                       nodata=nodata, **options) as file:
        file.write(values)
    return str(path)


def layer(path, field=None):
    """Polygons of a vector file, as the engine takes them."""
    dataset = ogr.Open(str(path))
    features = list(dataset.GetLayer())
    return Polygons(
        str(path), dataset.GetLayer().GetSpatialRef().ExportToWkt(),
        tuple(bytes(each.GetGeometryRef().ExportToWkb()) for each in features),
        tuple(each.GetField(field) for each in features) if field else ())


def polygons(*shapes, crs=UTM, values=(), name="polygons"):
    return Polygons(name, crs, tuple(each.wkb for each in shapes), tuple(values))


def centres(reference, rasters=(), *, reporter=None, memory=2**30, threads=None, boundary=None, classes=None,
            points=None, splits=None, **request):
    """Centres of rasters given by path."""
    sources = [RasterSource(str(path)) for path in (reference, *rasters, *([classes] if classes else []))]
    try:
        inputs = Inputs(sources[0], tuple(sources[1:1 + len(rasters)]), boundary, sources[-1] if classes else None,
                        points, splits)
        return make_centres(inputs, CentreRequest(**request), memory=memory, threads=threads, reporter=reporter)
    finally:
        for source in sources:
            source.close()


def in_pixels(file, polygons, pieces=500):
    """The union of polygons in pixel coordinates of a rasterio file, its edges cut before pyproj moves them."""
    to_file = way(polygons.crs, file.crs.to_wkt())
    shape = unary_union([wkb.loads(each) for each in polygons.wkb])
    step = max(shape.bounds[2] - shape.bounds[0], shape.bounds[3] - shape.bounds[1]) / pieces

    def cut(ring):
        line = np.array(ring.coords)[:, :2]
        parts = [np.linspace(a, b, max(2, int(np.ceil(np.hypot(*(b - a)) / step)) + 1))[:-1]
                 for a, b in zip(line, line[1:])]
        return np.concatenate(parts)

    def moved(x, y):
        return ~file.transform * to_file.transform(np.asarray(x), np.asarray(y))

    parts = [each for each in getattr(shape, "geoms", [shape])]
    return unary_union([transform(moved, Polygon(cut(each.exterior), [cut(hole) for hole in each.interiors]))
                        for each in parts])


@lru_cache
def way(source, target):
    """pyproj's transformer, remembered: it takes long to make."""
    return Transformer.from_crs(source, target, always_xy=True)


def window_of(file, x, y, crs, shape):
    """First row and column of a patch by pyproj and the file's transform alone."""
    column, row = ~file.transform * way(crs, file.crs.to_wkt()).transform(x, y)
    return tuple(int(np.floor(round(place - side / 2 + 0.5, 6))) for place, side in zip((row, column), shape))


def valid_share(file, first, shape):
    """Share of valid pixels of a window, by a plain read of the part inside the raster.

    Not by a boundless one, which rasterio makes by warping and gets wrong on slanted grids.
    """
    rows, columns = ((max(0, at), min(size, at + side)) for at, side, size in zip(first, shape, file.shape))
    if rows[0] >= rows[1] or columns[0] >= columns[1]:
        return 0.0
    values = file.read(window=Window.from_slices(rows, columns), masked=True)
    valid = ~np.ma.getmaskarray(values) & np.isfinite(values.data)
    return valid.all(axis=0).sum() / (shape[0] * shape[1])


def ground(file, first, shape, pieces=4):
    """The outline of a window in longitude and latitude, its sides cut."""
    t = np.linspace(0.0, 1.0, pieces, endpoint=False)
    across, down = np.concatenate([t, t * 0 + 1, 1 - t, t * 0]), np.concatenate([t * 0, t, t * 0 + 1, 1 - t])
    x, y = file.transform * (first[1] + across * shape[1], first[0] + down * shape[0])
    return Polygon(np.stack(way(file.crs.to_wkt(), "EPSG:4326").transform(x, y), -1))


def pixel_box(first, shape):
    return box(first[1], first[0], first[1] + shape[1], first[0] + shape[0])


def grid(shape=(200, 300), affine=SLANTED, crs=UTM):
    return GeoBox(shape, affine, crs)
