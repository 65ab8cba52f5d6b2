"""The made-up scene of the demo: 100 km x 100 km of southern California in early summer, and what four sensors saw."""

from datetime import date
from pathlib import Path

import numpy as np
from load_package import load_package
from osgeo import gdal

load_package()

from multiscale_fusion.core.simulate import (  # noqa: E402
    Scene,
    SensorErrors,
    scene_grid,
    write_ecostress,
    write_hls_vi,
    write_land_cover,
    write_modis_lst,
)

DAY = date(2024, 6, 2)
HOUR = 13.0        # when the space station passed, local solar time
TERRA = 10.5       # when Terra did
KILOMETRES = 100
CLOUD_SHARE = 0.15
SEED = 11


def make_scene() -> Scene:
    return Scene(seed=SEED, grid=scene_grid(KILOMETRES), cloud_share=CLOUD_SHARE)


def observe(scene: Scene, folder: Path) -> dict[str, Path]:
    """The products, as files under their own names: NDVI of 30 m, LST of 70 m and of 1 km, land cover of 30 m."""
    return {
        "NDVI, HLS 30 m": write_hls_vi(scene, folder, DAY, hour=TERRA)["NDVI"],
        "LST, ECOSTRESS 70 m": write_ecostress(scene, folder, DAY, hour=HOUR, errors=SensorErrors(noise=0.5))["LST"],
        "LST, MODIS 1 km": write_modis_lst(scene, folder, DAY, hour=TERRA)["LST_Day_1km"],
        "land cover, NLCD 30 m": write_land_cover(scene, folder, DAY)["land_cover"],
    }


def write_truth(scene: Scene, folder: Path) -> dict[str, Path]:
    """What is true at 30 m: NDVI, LST at both hours, and where crops are grown (class 82: 1, else 0)."""
    truths = {
        "ndvi": lambda truth: truth.ndvi(DAY),
        "lst_noon": lambda truth: truth.lst(DAY, HOUR),
        "lst_morning": lambda truth: truth.lst(DAY, TERRA),
        "crops": lambda truth: (truth.land_cover(DAY) == 82).astype(np.float32),
    }
    return {name: _write(folder / f"truth_{name}.tif", scene, scene.array(values)) for name, values in truths.items()}


def _write(path: Path, scene: Scene, values: np.ndarray) -> Path:
    rows, columns = values.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), columns, rows, 1, gdal.GDT_Float32,
                                                   ["TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=3", "ZLEVEL=1"])
    dataset.SetGeoTransform(scene.grid.affine.to_gdal())
    dataset.SetProjection(scene.grid.crs.to_wkt())
    dataset.GetRasterBand(1).WriteArray(values)
    return path
