"""ECOSTRESS: land surface temperature at 70 m."""

import datetime
import math
from pathlib import Path

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from .files import Layer, mgrs_tile, utc, write_layers
from .land_cover import WATER
from .noise import generator
from .observe import SensorErrors, seen_on
from .optical import CLOUD_TEMPERATURE
from .scene import Scene

CELL = 70.0


def write_ecostress(scene: Scene, folder: Path | str, date: datetime.date, *, hour: float = 13.0,
                    errors: SensorErrors = SensorErrors(noise=0.5), orbit: int = 33730, number: int = 8,
                    fill_clouds: bool = True) -> dict[str, Path]:
    """ECOSTRESS L2T LSTE version 2: LST (Float32, K, NaN), cloud and water (Byte) and QC (UInt16); the paths by layer.

    Cells of 70 m in the scene's CRS (UTM), on `ecostress_grid`, hold the area-weighted mean of the truth at ``hour``
    (local solar time; the station crosses at all hours). Those under cloud by half or more are 1 in ``cloud`` and have
    the mandatory bits 0-1 of QC at 2 ("cloud detected"), others 0; bits 14-15, accuracy of LST, are at 2 (1 to 1.5 K).
    Cells that are water by half or more are 1 in ``water``. The product keeps the temperature of clouds;
    ``fill_clouds`` (default) puts NaN there instead.
    """
    grid = ecostress_grid(scene.grid)
    time = utc(scene, date, hour)
    name = f"ECOv002_L2T_LSTE_{orbit:05d}_{number:03d}_{mgrs_tile(scene.grid)}_{time:%Y%m%dT%H%M%S}_0712_01"
    kelvin, covered, wet = seen_on(scene, lambda truth: np.stack([
        truth.lst(date, hour), truth.clouds(date), truth.land_cover(date) == WATER]), grid, errors)
    cloud = covered >= 0.5
    seen = np.where(cloud, np.nan if fill_clouds else CLOUD_TEMPERATURE, kelvin)
    missing = np.isnan(kelvin)
    layers = {
        "LST": (Layer("float32", math.nan), errors.measure(seen, generator(scene.seed, name))),
        "cloud": (Layer("uint8", 255), np.where(missing, np.nan, cloud)),
        "water": (Layer("uint8", 255), np.where(missing, np.nan, wet >= 0.5)),
        "QC": (Layer("uint16"), (2 << 14) + np.where(missing, 3, 2 * cloud)),
    }
    return write_layers(Path(folder), f"{name}_{{}}.tif", grid, layers)


def ecostress_grid(grid: GeoBox) -> GeoBox:
    """The cells of 70 m, counted from the grid's north-west corner, that lie wholly in it: a tile of the MGRS begins
    its cells at its own corner."""
    a = grid.affine
    shape = tuple(int(size * pixel // CELL) for size, pixel in zip(grid.shape, (-a.e, a.a)))
    return GeoBox(shape, Affine(CELL, 0.0, a.c, 0.0, -CELL, a.f), grid.crs)
