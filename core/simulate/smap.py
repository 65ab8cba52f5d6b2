"""SMAP: soil moisture at 36 km on EASE-Grid 2.0."""

import datetime
from pathlib import Path

from odc.geo.geobox import GeoBox

from ..grid import preset_grid
from .files import Layer, write_layers
from .noise import generator
from .observe import SensorErrors, seen_on
from .scene import Scene

_MOISTURE = Layer("float32", -9999.0, units="m3/m3", metadata={
    "long_name": "Volumetric soil moisture", "units": "m3/m3", "_FillValue": -9999.0})


def smap_grid(scene: Scene) -> GeoBox:
    """The cells of the global 36 km grid that the scene touches."""
    return preset_grid("ease2_36km", covering=scene.grid)


def write_smap(scene: Scene, folder: Path | str, date: datetime.date, *,
               errors: SensorErrors = SensorErrors(noise=0.01), revision: int = 19240) -> dict[str, Path]:
    """SMAP L3 passive soil moisture on `smap_grid`; {"soil_moisture": path}.

    Float32, m3/m3, fill -9999 in cells that are not wholly in the scene; clouds do not matter.
    """
    grid = smap_grid(scene)
    name = f"SMAP_L3_SM_P_{date:%Y%m%d}_R{revision}_001_{{}}.tif"
    seen = seen_on(scene, lambda truth: truth.soil_moisture(date), grid, errors)
    measured = errors.measure(seen, generator(scene.seed, name))
    return write_layers(Path(folder), name, grid, {"soil_moisture": (_MOISTURE, measured)})
