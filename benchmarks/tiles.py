"""The seeded rasters that all sections share, the target grids, and GeoTIFFs of them."""

import functools
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox
from osgeo import gdal, osr

THREADS = 2
SINUSOIDAL = "+proj=sinu +R=6371007.181 +units=m"
TARGETS = {"UTM 1 km": ("EPSG:32611", 1000.0), "MODIS sinusoidal": (SINUSOIDAL, 926.625433055833),
           "0.01 degree": ("EPSG:4326", 0.01)}
COMPRESSIONS = {"raw": [], "DEFLATE": ["COMPRESS=DEFLATE"], "ZSTD": ["COMPRESS=ZSTD"]}
CLASSES = np.array([10, 20, 30, 40, 50, 60, 80, 90, 95, 100], np.uint8)
WEST, NORTH = 399960, 3900000
_CODES = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "float32": gdal.GDT_Float32, "float64": gdal.GDT_Float64}


class Tile(NamedTuple):
    """A raster in UTM zone 11 N; values: (rows, columns); nodata: None if nothing is missing."""

    name: str
    grid: GeoBox
    values: np.ndarray
    nodata: float | None = None

    @property
    def label(self) -> str:
        return f"{self.name} {self.values.shape[0]} x {self.values.shape[1]} {self.values.dtype}"


@dataclass(frozen=True, eq=False)
class Bench:
    """How a run is made. folder: for all its files, removed after it. quick: small rasters, few runs, to try it."""

    folder: Path
    quick: bool = False
    _files: dict[tuple[str, str], Path] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        return 2 if self.quick else 5

    def tile(self, name: str) -> Tile:
        """The tile HLS (30 m, Float32), S2 (10 m, UInt16) or land cover (10 m, bytes)."""
        return _tile(name, 4 if self.quick else 1)

    def file(self, name: str, compression: str) -> Path:
        """A tiled GeoTIFF of a tile, written once."""
        key = name, compression
        if key not in self._files:
            tile = self.tile(name)
            path = self.folder / f"{name}-{compression}.tif".replace(" ", "-")
            options = ["TILED=YES", "NUM_THREADS=ALL_CPUS", *COMPRESSIONS[compression]]
            raster(tile.grid, tile.values, tile.nodata, path=path, options=options)
            os.sync()   # what is still on its way to the disk would slow the first programs down
            self._files[key] = path
        return self._files[key]


@functools.cache
def _tile(name: str, divisor: int) -> Tile:
    if name == "HLS":
        return _field(name, 3660 // divisor, 30.0, np.float32)
    if name == "S2":
        return _field(name, 10980 // divisor, 10.0, np.uint16)
    return _land_cover(name, 10980 // divisor, 10.0)


def square(size: int, pixel: float) -> GeoBox:
    """A grid in UTM zone 11 N."""
    return GeoBox((size, size), Affine(pixel, 0, WEST, 0, -pixel, NORTH), "EPSG:32611")


def _field(name: str, size: int, pixel: float, dtype: type) -> Tile:
    """Structure at several scales, and noise."""
    y, x = np.mgrid[:size, :size].astype(np.float32) * np.float32(pixel / 1000)
    values = 4000 + 1500 * np.sin(x / 3) * np.cos(y / 5) + 800 * np.sin(x * y / 400)
    values += np.random.default_rng(1).normal(0, 200, (size, size)).astype(np.float32)
    return Tile(name, square(size, pixel), values.astype(dtype))


def _land_cover(name: str, size: int, pixel: float) -> Tile:
    """Regions of 1.6 km with a class of their own, fields of 200 m, single pixels."""
    random = np.random.default_rng(1)
    fields = -(-size // 20)
    regions = random.choice(CLASSES, (fields // 8 + 1,) * 2).repeat(8, axis=0).repeat(8, axis=1)[:fields, :fields]
    patches = np.where(random.random((fields, fields)) < 0.3, random.choice(CLASSES, (fields, fields)), regions)
    values = patches.repeat(20, axis=0).repeat(20, axis=1)[:size, :size]
    single = random.random((size, size), np.float32) < 0.02
    values[single] = random.choice(CLASSES, np.count_nonzero(single))
    return Tile(name, square(size, pixel), values, 0)


def target_of(source: GeoBox, label: str) -> GeoBox:
    """The target grid of TARGETS that covers a source grid."""
    from ..core.grid import target_grid

    crs, resolution = TARGETS[label]
    return target_grid(source, crs=crs, resolution=resolution)


def raster(grid: GeoBox, values: np.ndarray | None = None, nodata: float | None = None, *, path: Path | str = "",
           dtype: str = "uint8", options: list[str] = ()) -> gdal.Dataset:
    """A dataset of one band, in memory unless it has a path; `dtype` counts where there are no values."""
    driver = gdal.GetDriverByName("GTiff" if path else "MEM")
    code = _CODES[values.dtype.name if values is not None else dtype]
    dataset = driver.Create(str(path), grid.shape[1], grid.shape[0], 1, code, list(options))
    dataset.SetGeoTransform(grid.affine.to_gdal())
    reference = osr.SpatialReference()
    reference.ImportFromWkt(grid.crs.proj.to_wkt("WKT1_GDAL"))
    dataset.SetProjection(reference.ExportToWkt())
    if nodata is not None:
        dataset.GetRasterBand(1).SetNoDataValue(nodata)
    if values is not None:
        dataset.GetRasterBand(1).WriteArray(values)
    return dataset
