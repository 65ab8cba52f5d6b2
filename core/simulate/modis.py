"""MODIS: land surface temperature and NDVI at 1 km on the sinusoidal grid."""

import datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox

from ..grid import preset_grid
from ..grid_presets import find_preset
from .files import Layer, write_layers
from .noise import generator
from .observe import PointSpread, SensorErrors, seen_on
from .scene import Scene

CELLS = 1200          # along each side of a tile
CLEAR_SHARE = 0.5     # of a cell: with more cloud it is not retrieved

_TEMPERATURE = Layer("uint16", 0, 0.02, declared=(0.02, 0.0), units="K", metadata={
    "long_name": "Daily daytime 1km grid Land-surface Temperature", "units": "K", "scale_factor": 0.02,
    "add_offset": 0, "valid_range": "7500, 65535", "_FillValue": 0})
_QUALITY = Layer("uint8", metadata={
    "long_name": "Quality control for daytime LST and emissivity", "valid_range": "0, 255"})
_INDEX = Layer("int16", -3000, 1e-4, declared=(10000.0, 0.0), metadata={
    "long_name": "1 km 16 days NDVI", "units": "NDVI", "scale_factor": 10000, "add_offset": 0,
    "valid_range": "-2000, 10000", "_FillValue": -3000})


def modis_grid(scene: Scene) -> GeoBox:
    """The cells of the global 1 km grid that the scene touches."""
    return preset_grid("modis_1km", covering=scene.grid)


def write_modis_lst(scene: Scene, folder: Path | str, date: datetime.date, *, hour: float = 10.5,
                    errors: SensorErrors = SensorErrors(noise=0.5),
                    spread: PointSpread | None = PointSpread()) -> dict[str, Path]:
    """MOD11A1 daytime LST and its QC on `modis_grid`, a clip of the tile that holds its middle; the paths by layer.

    LST_Day_1km: UInt16, scale 0.02 K, fill 0. QC_Day: Byte, without a fill, as in the MODIS LST user guide (Wan 2013,
    table 13): bits 0-1 are 0 for good quality, 1 where up to half of the cell is under cloud (bits 6-7 are then 1: an
    error of up to 2 K), 2 where LST is not produced for cloud, 3 for other reasons (the cell, or what of its
    surroundings the sensor sees, leaves the scene). ``spread`` None: plain area means.
    """
    grid = modis_grid(scene)
    name = f"MOD11A1.A{date:%Y%j}.{modis_tile(grid)}.061"
    found = modis_lst(scene, date, name, hour=hour, errors=errors, spread=spread)
    return write_layers(Path(folder), f"{name}.{{}}.tif", grid, {
        "LST_Day_1km": (_TEMPERATURE, found.kelvin), "QC_Day": (_QUALITY, found.quality)})


class DayLst(NamedTuple):
    """What MOD11A1 tells of a day's cells: K as measured, NaN where not retrieved; QC; the share under cloud."""

    kelvin: np.ndarray
    quality: np.ndarray
    cloud: np.ndarray


def modis_lst(scene: Scene, date: datetime.date, name: str, *, hour: float, errors: SensorErrors,
              spread: PointSpread | None) -> DayLst:
    """LST and QC on `modis_grid`; ``name`` chooses the noise, as each granule has its own."""
    kelvin, cloud = seen_on(scene, lambda truth: np.stack([truth.lst(date, hour), truth.clouds(date)]),
                            modis_grid(scene), errors, spread)
    cloudy = cloud > CLEAR_SHARE
    quality = np.where(np.isnan(kelvin), 3, np.where(cloudy, 2, np.where(cloud > 1e-9, 1 + (1 << 6), 0)))
    seen = errors.measure(np.where(cloudy, np.nan, kelvin), generator(scene.seed, name))
    return DayLst(seen, quality, cloud)


def write_modis_ndvi(scene: Scene, folder: Path | str, date: datetime.date, *,
                     errors: SensorErrors = SensorErrors(noise=0.002),
                     spread: PointSpread | None = PointSpread()) -> dict[str, Path]:
    """NDVI of MOD13A2 on `modis_grid`, for the 16 days that hold ``date``, as they were on it; {"NDVI": path}.

    Int16 with fill -3000. The factor 10000 that the file declares divides what is stored. The index is that of the
    reflectances the sensor sees, with ``errors`` in reflectance, and so not the mean of the fine index. Fill where more
    than half of the cell is under cloud.
    """
    grid = modis_grid(scene)
    first = date - datetime.timedelta(days=(date.timetuple().tm_yday - 1) % 16)
    name = f"MOD13A2.A{first:%Y%j}.{modis_tile(grid)}.061"
    red, nir, cloud = seen_on(scene, lambda truth: np.stack([*truth.reflectances(date), truth.clouds(date)]), grid,
                              errors, spread)
    red, nir = (errors.measure(band, generator(scene.seed, name, part)) for band, part in ((red, "red"), (nir, "nir")))
    index = np.where(cloud > CLEAR_SHARE, np.nan, (nir - red) / (nir + red))
    path, = write_layers(Path(folder), f"{name}.{{}}.tif", grid, {"1_km_16_days_NDVI": (_INDEX, index)}).values()
    return {"NDVI": path}


def modis_tile(grid: GeoBox) -> str:
    """The tile, such as "h08v05", that holds the middle of a grid."""
    preset = find_preset("modis_1km")
    (west, north), width = preset.origin, CELLS * preset.cell
    x, y = grid.affine * (grid.shape[1] / 2, grid.shape[0] / 2)
    return f"h{int((x - west) // width):02d}v{int((north - y) // width):02d}"


def tile_grid(tile: str) -> GeoBox:
    """The cells of a tile such as "h08v05"."""
    preset = find_preset("modis_1km")
    (west, north), cell = preset.origin, preset.cell
    column, row = CELLS * int(tile[1:3]), CELLS * int(tile[4:6])
    affine = Affine(cell, 0.0, west + column * cell, 0.0, -cell, north - row * cell)
    return GeoBox((CELLS, CELLS), affine, preset.crs)
