"""Made-up scenes whose every value is known, and the sensors that observe them.

A `Scene` is a frozen value: seed, grid and a few parameters. Its truth lives on pixels of 30 m and is a function of
place, so that the same seed shows the same ground on any grid (`Scene.on`). The writers observe a scene as a sensor
would and write what it saw under the product's own name and layout; they return the paths. `truth_on` gives the true
value of any coarser cell, through the same support operator that the sensors see through.

    scene = Scene(seed=1, grid=scene_grid(30), cloud_share=0.2)
    paths = write_modis_lst(scene, folder, date(2024, 6, 29), errors=SensorErrors(offset=1.5, noise=0.3))
    truth = truth_on(scene, lambda part: part.lst(date(2024, 6, 29), 10.5), modis_grid(scene))
"""

from .gedi import write_gedi
from .granule import Granule, record
from .granule_writers import write_ecostress_granule, write_hls_granule, write_modis_granule
from .land_cover import CLASSES, CoverClass
from .modis import modis_grid, write_modis_lst, write_modis_ndvi
from .nlcd import write_land_cover
from .observe import PointSpread, SensorErrors, seen_on, truth_on
from .optical import landsat_grid, write_hls, write_hls_vi, write_landsat
from .scene import Scene, scene_grid
from .season import Season, cell_truth, correlation, season_truth, summer, write_records, write_season
from .smap import smap_grid, write_smap
from .thermal import ecostress_grid, write_ecostress
from .watersheds import write_watersheds

__all__ = [
    "CLASSES", "CoverClass", "Granule", "PointSpread", "Scene", "Season", "SensorErrors", "cell_truth", "correlation",
    "ecostress_grid", "landsat_grid", "modis_grid", "record", "scene_grid", "season_truth", "seen_on", "smap_grid",
    "summer", "truth_on", "write_ecostress", "write_ecostress_granule", "write_gedi", "write_hls", "write_hls_granule",
    "write_hls_vi", "write_land_cover", "write_landsat", "write_modis_granule", "write_modis_lst", "write_modis_ndvi",
    "write_records", "write_season", "write_smap", "write_watersheds",
]
