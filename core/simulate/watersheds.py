"""Watersheds as they are exported for patches: rasters of four sensors, each at its own resolution, and the boundary.

The layout is that of a known notebook: EPSG:4326, pixels of 10 m and 30 m counted in degrees of the equator, files
named HUC12_<id>_<name>_<sensor>_Rect.tif that cover the bounding box of the buffered boundary.
"""

import datetime
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from .files import Layer, Raster
from .noise import generator
from .scene import Scene, scene_grid
from .truth import Truth

# Of the ellipsoid's equator, which the exports' degrees are counted by.
METRES_A_DEGREE = 6378137.0 * math.pi / 180.0
BUFFER = 500.0           # metres around the boundary
DAY = datetime.date(2024, 6, 16)
_CORNERS = 240           # of a boundary
_RADIUS = 4600.0         # metres from a watershed's middle to its boundary, on average
_OUTER = 1e-9            # of a pixel: a side on the border of two ends there


class Watershed(NamedTuple):
    """A hydrologic unit: its code, its name, and longitude and latitude of its middle."""

    code: str
    name: str
    longitude: float
    latitude: float

    def boundary(self, seed: int) -> np.ndarray:
        """Longitudes and latitudes (n, 2) of a closed, bent outline around the middle that never crosses itself."""
        drawn = generator(seed, "boundary", self.code)
        angle = np.linspace(0.0, 2.0 * np.pi, _CORNERS, endpoint=False)
        waves = np.arange(2, 9)
        radius = _RADIUS * np.exp((drawn.normal(0.0, 0.25, waves.size)[:, None] / waves[:, None]
                                   * np.cos(waves[:, None] * angle + drawn.uniform(0, 2 * np.pi, (waves.size, 1)))
                                   ).sum(axis=0))
        ring = np.column_stack([
            self.longitude + radius * np.cos(angle) / (METRES_A_DEGREE * math.cos(math.radians(self.latitude))),
            self.latitude + radius * np.sin(angle) / METRES_A_DEGREE])
        return np.concatenate([ring, ring[:1]])


WATERSHEDS = (Watershed("180702030410", "Redonda_Canyon", -118.02, 35.20),
              Watershed("180702030411", "Upper_Lobo_Creek", -117.86, 35.17),
              Watershed("180702030507", "Mesa_Wash", -117.95, 35.05))

# Bands, how they are stored, and metres of a pixel, by sensor.
SENSORS: Mapping[str, tuple[tuple[str, ...], Layer, float]] = {
    "DEM_10m": (("elevation",), Layer("float32", -9999.0, units="m"), 10.0),
    "SAR_VV_10m": (("VV",), Layer("float32", -9999.0, units="dB"), 10.0),
    "Landsat_Optical_30m": (("red", "nir"), Layer("float32", -9999.0, units="1"), 30.0),
    "Landsat_Thermal_30m": (("LST",), Layer("float32", -9999.0, units="K"), 30.0)}


def write_watersheds(folder: Path | str, seed: int = 12) -> dict[str, dict[str, Path]]:
    """Write the rasters of all WATERSHEDS, and a GeoJSON with the boundary of each; {code: {sensor: path, "boundary":
    path}}. Names are the notebook's: HUC12_<code>_<name>_DEM_10m_Rect.tif, HUC12_<code>_<name>_Boundary.geojson.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return {each.code: _write(each, folder, seed) for each in WATERSHEDS}


def _write(watershed: Watershed, folder: Path, seed: int) -> dict[str, Path]:
    stem = f"HUC12_{watershed.code}_{watershed.name}"
    ring = watershed.boundary(seed)
    paths = {"boundary": folder / f"{stem}_Boundary.geojson"}
    paths["boundary"].write_text(json.dumps(_geojson(watershed, ring), indent=1), encoding="utf-8")
    scene = Scene(seed, scene_grid(30))
    for sensor, (bands, layer, metres) in SENSORS.items():
        paths[sensor] = folder / f"{stem}_{sensor}_Rect.tif"
        truth = Truth(scene, _around(ring, metres / METRES_A_DEGREE))
        with Raster(paths[sensor], truth.grid, layer, bands) as raster:
            raster.write(_see(truth, sensor, generator(seed, watershed.code, sensor)))
    return paths


def _around(ring: np.ndarray, pixel: float) -> GeoBox:
    """The pixels, counted from longitude and latitude 0, that touch the bounding box of the buffered outline."""
    latitude = np.abs(ring[:, 1]).max()
    margin = BUFFER / METRES_A_DEGREE / np.array([math.cos(math.radians(latitude)), 1.0])
    west, south = np.floor((ring.min(axis=0) - margin) / pixel + _OUTER).astype(int)
    east, north = np.ceil((ring.max(axis=0) + margin) / pixel - _OUTER).astype(int)
    corner = Affine.translation(west * pixel, north * pixel)
    return GeoBox((int(north - south), int(east - west)), corner * Affine.scale(pixel, -pixel), "EPSG:4326")


def _see(truth: Truth, sensor: str, random: np.random.Generator) -> np.ndarray:
    """What a sensor measures: values (bands, rows, columns) with its noise; radar has speckle of four looks."""
    shape = truth.grid.shape
    if sensor == "DEM_10m":
        return truth.elevation[None]
    if sensor == "SAR_VV_10m":
        backscatter = -18.0 + 8.0 * truth.cover_fraction(DAY) + 20.0 * truth.soil_moisture(DAY)
        return (backscatter + 10.0 * np.log10(random.gamma(4.0, 0.25, shape)))[None]
    if sensor == "Landsat_Thermal_30m":
        return (truth.lst(DAY, 10.5) + random.normal(0.0, 0.3, shape))[None]
    return np.stack(truth.reflectances(DAY)) + random.normal(0.0, 0.004, (2, *shape))


def _geojson(watershed: Watershed, ring: np.ndarray) -> dict:
    return {"type": "FeatureCollection", "name": watershed.name, "features": [{
        "type": "Feature", "properties": {"huc12": watershed.code, "name": watershed.name.replace("_", " ")},
        "geometry": {"type": "Polygon", "coordinates": [ring.round(8).tolist()]}}]}
