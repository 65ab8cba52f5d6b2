"""Made swaths: pixels whose corners are known in an equal-area plane, written as ECOSTRESS and others store them."""

import h5py
import numpy as np
import shapely.geometry
from affine import Affine
from multiscale_fusion.core.opening.swath import Geolocation, Lattice, SwathSource
from odc.geo.geobox import GeoBox
from osgeo import gdal
from pyproj import CRS, Transformer

FILL = -9999.0


def plane(longitude, latitude):
    """An equal-area plane (Lambert, on WGS 84) around a place."""
    return CRS.from_proj4(f"+proj=laea +lat_0={latitude} +lon_0={longitude} +datum=WGS84 +units=m +no_defs")


def cells(crs, size, shape, x=0.0, y=0.0):
    """A grid of square cells around (x, y)."""
    return GeoBox(shape, Affine(size, 0, x - 0.5 * size * shape[1], 0, -size, y + 0.5 * size * shape[0]), crs)


def lattice(shape, along, across, angle, x=0.0, y=0.0):
    """Corners (lines + 1, pixels + 1, 2) of a regular tilted pattern around (x, y); sizes in metres."""
    v, u = np.meshgrid(np.arange(shape[0] + 1) - 0.5 * shape[0], np.arange(shape[1] + 1) - 0.5 * shape[1],
                       indexing="ij")
    u, v = u * across, -v * along
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.stack([x + c * u - s * v, y + s * u + c * v], -1)


def middles(corner):
    """Centres of the pixels between corners."""
    return 0.25 * (corner[:-1, :-1] + corner[:-1, 1:] + corner[1:, :-1] + corner[1:, 1:])


def degrees(crs, points):
    """(latitude, longitude) of points (..., 2) of a plane."""
    to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    longitude, latitude = to_degrees.transform(points[..., 0], points[..., 1])
    return np.asarray(latitude), np.asarray(longitude)


def polygons(corner):
    """A shapely polygon for each pixel, line by line."""
    rings = np.stack([corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]], 2)
    return [shapely.geometry.Polygon(ring) for ring in rings.reshape(-1, 4, 2)]


def overlaps(pixels, grid):
    """Ground shared by each cell of a grid and each pixel, in m2: (rows, columns, pixels), by shapely's clipping."""
    found = np.zeros((*grid.shape, len(pixels)))
    for j in range(grid.shape[0]):
        for i in range(grid.shape[1]):
            x, y = zip(grid.affine * (i, j), grid.affine * (i + 1, j + 1))
            cell = shapely.geometry.box(min(x), min(y), max(x), max(y))
            found[j, i] = [pixel.intersection(cell).area if pixel.intersects(cell) else 0.0 for pixel in pixels]
    return found


def write_swath(folder, latitude, longitude, layers):
    """HDF5 files as ECOSTRESS's L2 LSTE (group SDS) and L1B GEO (group Geolocation); their paths."""
    values, geo = folder / "ECOv002_L2_LSTE_23456_007_20220801T200102_0710_01.h5", folder / (
        "ECOv002_L1B_GEO_23456_007_20220801T200102_0710_01.h5")
    with h5py.File(values, "w") as file:
        for name, array in layers.items():
            file.create_dataset(f"SDS/{name}", data=array, chunks=True, compression="gzip")
    with h5py.File(geo, "w") as file:
        file.create_dataset("Geolocation/latitude", data=np.asarray(latitude, float))
        file.create_dataset("Geolocation/longitude", data=np.asarray(longitude, float))
    return values, geo


def sources(values, geo, name="LST", scan_lines=0, **rules):
    """What `grid_swath` takes, from the files of `write_swath`."""
    rules = rules or {"scale": 0.02, "offset": 0.0, "fills": (0,)}
    return SwathSource(f'HDF5:"{values}"://SDS/{name}', **rules), Geolocation(
        *(SwathSource(f'HDF5:"{geo}"://Geolocation/{each}', fills=(FILL,)) for each in ("latitude", "longitude")),
        Lattice(), scan_lines)


def read(path):
    """All pixels of a file: (bands, rows, columns), NaN where nodata."""
    dataset = gdal.Open(str(path))
    found = dataset.ReadAsArray().astype(float)
    found = found if found.ndim == 3 else found[None]
    nodata = dataset.GetRasterBand(1).GetNoDataValue()
    return found if nodata is None or nodata != nodata else np.where(found == nodata, np.nan, found)
