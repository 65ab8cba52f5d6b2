"""A made-up fine raster for the demo: near-infrared reflectance, 100 km x 100 km at 30 m, a fifth of it under cloud.

The same seed gives the same values. Written in blocks of rows, so that memory does not grow with the size.
"""

from pathlib import Path

import numpy as np
from osgeo import gdal, osr

EPSG = 32611                # UTM zone 11 N: southern California
WEST, NORTH = 400_000.0, 3_900_000.0
PIXEL = 30.0                # metres
SIZE = 3334                 # pixels along each side: 100 km
NODATA = -9999.0
CLOUD_SHARE = 0.2
BLOCK_ROWS = 256

# (spacing in pixels, standard deviation in reflectance): from mountain ranges down to a few pixels.
SCALES = ((900, 0.045), (260, 0.035), (80, 0.03), (25, 0.02), (8, 0.015))
CLOUD_SCALES = ((500, 1.0), (150, 0.7), (40, 0.35), (12, 0.15))
PARCEL = (14, 27)           # mean height and width of a field in pixels
PARCEL_SPREAD = 0.06
NOISE = 0.01
MEAN = 0.3


class SmoothNoise:
    """Random values on a wide lattice, joined by smooth curves; can be asked for any rows."""

    def __init__(self, random: np.random.Generator, spacing: float, spread: float):
        count = int(SIZE / spacing) + 3
        self._spacing = spacing
        self._values = random.normal(0.0, spread, (count, count))
        self._across = self._weights(np.arange(SIZE))

    def rows(self, first: int, end: int) -> np.ndarray:
        return self._weights(np.arange(first, end)) @ self._values @ self._across.T

    def _weights(self, pixels: np.ndarray) -> np.ndarray:
        place = pixels / self._spacing
        node = place.astype(int)
        step = place - node
        share = step * step * (3.0 - 2.0 * step)
        weights = np.zeros((pixels.size, self._values.shape[0]))
        weights[np.arange(pixels.size), node] = 1.0 - share
        weights[np.arange(pixels.size), node + 1] = share
        return weights


class Parcels:
    """Rectangular fields with sharp edges, each with a value of its own; neighbouring strips are shifted."""

    def __init__(self, random: np.random.Generator):
        height, width = PARCEL
        self._strips = np.cumsum(random.integers(height // 2, 2 * height, 2 * SIZE // height))
        self._shifts = random.integers(0, width, self._strips.size + 1)
        self._values = random.normal(0.0, PARCEL_SPREAD, (self._strips.size + 1, SIZE // width + 3))

    def rows(self, first: int, end: int) -> np.ndarray:
        strip = np.searchsorted(self._strips, np.arange(first, end), side="right")
        column = (np.arange(SIZE)[None, :] + self._shifts[strip][:, None]) // PARCEL[1]
        return self._values[strip[:, None], column]


class Field:
    """The reflectance and its clouds."""

    def __init__(self, seed: int = 2):
        # A sequence of its own for each part: none changes when another one does.
        parts = iter(np.random.SeedSequence(seed).spawn(len(SCALES) + len(CLOUD_SCALES) + 2))
        self._layers = [SmoothNoise(np.random.default_rng(next(parts)), *scale) for scale in SCALES]
        self._clouds = [SmoothNoise(np.random.default_rng(next(parts)), *scale) for scale in CLOUD_SCALES]
        self._layers.append(Parcels(np.random.default_rng(next(parts))))
        self._noise = np.random.default_rng(next(parts))
        self._cloud_level = self._find_cloud_level()

    def blocks(self):
        """Yields (first row, reflectance as Float32 with NODATA under cloud), from north to south."""
        for first in range(0, SIZE, BLOCK_ROWS):
            end = min(first + BLOCK_ROWS, SIZE)
            values = MEAN + sum(layer.rows(first, end) for layer in self._layers)
            values += self._noise.normal(0.0, NOISE, values.shape)
            values = np.clip(values, 0.0, 1.0).astype(np.float32)
            values[self._cloudiness(first, end) > self._cloud_level] = NODATA
            yield first, values

    def _cloudiness(self, first: int, end: int) -> np.ndarray:
        return sum(layer.rows(first, end) for layer in self._clouds)

    def _find_cloud_level(self) -> float:
        sample = [self._cloudiness(row, row + 1)[0, ::16] for row in range(0, SIZE, 16)]
        return float(np.quantile(np.concatenate(sample), 1.0 - CLOUD_SHARE))


def write_field(path: Path) -> float:
    """Write the field as a GeoTIFF; the share of cloud."""
    # QGIS keeps statistics of an earlier file there.
    Path(f"{path}.aux.xml").unlink(missing_ok=True)
    system = osr.SpatialReference()
    system.ImportFromEPSG(EPSG)
    options = ["TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=3", "ZLEVEL=1", "NUM_THREADS=ALL_CPUS"]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), SIZE, SIZE, 1, gdal.GDT_Float32, options)
    dataset.SetProjection(system.ExportToWkt())
    dataset.SetGeoTransform((WEST, PIXEL, 0.0, NORTH, 0.0, -PIXEL))
    band = dataset.GetRasterBand(1)
    band.SetNoDataValue(NODATA)
    band.SetDescription("near-infrared reflectance")
    cloudy = 0
    for first, values in Field().blocks():
        band.WriteArray(values, 0, first)
        cloudy += np.count_nonzero(values == NODATA)
    dataset.FlushCache()
    return cloudy / SIZE**2
