"""Scenes to downscale: a coarse raster, covariates and the fine truth, as files and as arrays."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox
from osgeo import gdal

from .programs import band, our_job, our_worker
from .tiles import Bench, raster, square, target_of

REAL_DATA = Path(os.environ.get("MULTISCALE_FUSION_DATA")
                 or Path(__file__).resolve().parents[2] / "shared" / "data")
THERMAL, RED, NIR = 5, 2, 3   # bands of the Landsat 7 scene, from 0
COVARIATES = 6                # of the synthetic scene
RATIO = 30
SINUSOIDAL = "MODIS sinusoidal"


@dataclass(frozen=True)
class Scene:
    """``fine`` and ``grid``: those of truth and coarse raster; ``truth`` (rows, columns), NaN where missing; ``ndvi``:
    which covariate is the NDVI, from 1, None without."""

    label: str
    coarse: Path
    covariates: tuple[Path, ...]
    fine: GeoBox
    grid: GeoBox
    truth: np.ndarray
    ndvi: int | None = None

    @property
    def megapixels(self) -> float:
        return self.truth.size / 1e6

    @property
    def sources(self) -> dict[str, object]:
        """The arguments of the worker's job that say what is read."""
        return {"source": str(self.coarse), "covariates": [str(path) for path in self.covariates]}


def block_means(values: np.ndarray, ratio: int) -> np.ndarray:
    """Means of ``ratio`` x ``ratio`` pixels over those that are no NaN."""
    rows, columns = (size // ratio for size in values.shape)
    stacked = values.reshape(rows, ratio, columns, ratio)
    known = np.isfinite(stacked).sum(axis=(1, 3))
    return np.divide(np.nansum(stacked, axis=(1, 3)), known, out=np.full(known.shape, np.nan), where=known > 0)


def thermal(folder: Path, ratio: int) -> Scene | None:
    """The thermal band of Talca (Landsat 7, digital numbers, 30 m), its means, and as covariates the other bands, the
    elevation and the NDVI; None where the data folder is absent."""
    source = REAL_DATA / "talca_thermal" / "L7_Talca.tif"
    if not source.exists():
        return None
    bands, dem = (gdal.Open(str(path)) for path in (source, source.with_name("DEM_Talca.tif")))
    values, grid = bands.ReadAsArray().astype(float), Affine.from_gdal(*bands.GetGeoTransform())
    rows, columns = (size // ratio * ratio for size in values.shape[1:])
    values, elevation = values[:, :rows, :columns], dem.ReadAsArray()[:rows, :columns].astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        ndvi = (values[NIR] - values[RED]) / (values[NIR] + values[RED])
    layers = np.concatenate([np.delete(values, THERMAL, axis=0), elevation[None], ndvi[None]])
    # Fill is 0, or below all that is measured.
    valid = (values > 0.0).all(axis=0) & (elevation > -1000.0) & np.isfinite(ndvi)
    truth = np.where(valid, values[THERMAL], np.nan)
    fine = GeoBox((rows, columns), grid, "EPSG:32719")
    names = ("blue", "green", "red", "nir", "swir1", "swir2", "elevation", "ndvi")
    return _written(folder, f"thermal band, {30 * ratio} m to 30 m", fine, truth, ratio,
                    dict(zip(names, np.where(valid, layers, np.nan))), ndvi=len(names))


def synthetic(bench: Bench) -> Scene:
    """A scene as large as the tile HLS: six covariates, and a truth that bends with some of them, with noise."""
    tile, ratio = bench.tile("HLS"), RATIO // 2 if bench.quick else RATIO
    rng = np.random.default_rng(5)
    y, x = np.mgrid[:tile.values.shape[0], :tile.values.shape[1]].astype(np.float32) * np.float32(0.03)
    first = (tile.values - tile.values.mean()) / tile.values.std()
    layers = {"covariate-1": first}
    for number in range(2, COVARIATES + 1):
        wave = np.sin(x / number + number) * np.cos(y / (number + 2)) + np.sin(x * y / (150.0 * number))
        layers[f"covariate-{number}"] = wave + rng.normal(0.0, 0.3, wave.shape).astype(np.float32)
    second, third = layers["covariate-2"], layers["covariate-3"]
    truth = 300.0 + 4.0 * first - 3.0 * np.maximum(second, 0.0) + first * third
    truth = (truth + rng.normal(0.0, 0.5, truth.shape)).astype(np.float32).astype(float)
    label = f"{tile.values.shape[0]} x {tile.values.shape[1]}, {COVARIATES} covariates, ratio {ratio}"
    return _written(bench.folder, label, tile.grid, truth, ratio, layers)


def cut(folder: Path, scene: Scene, size: int, ratio: int) -> Scene:
    """The first rows and columns of a scene, with other coarse pixels."""
    part = slice(0, size), slice(0, size)
    layers = {f"cut-{number}": band(path)[part] for number, path in enumerate(scene.covariates)}
    return _written(folder, f"{size} x {size}, {len(layers)} covariates, ratio {ratio}",
                    GeoBox((size, size), scene.fine.affine, scene.fine.crs), scene.truth[part], ratio, layers)


def sinusoidal(bench: Bench, scene: Scene) -> Scene:
    """The same scene with coarse pixels on MODIS's grid."""
    truth, coarse = bench.folder / "truth.tif", bench.folder / "coarse-sinusoidal.tif"
    raster(scene.fine, scene.truth, np.nan, path=truth)
    worker = our_worker()
    worker.run(**our_job(truth, SINUSOIDAL, coarse, "intensive", "mean"))
    worker.close()
    return replace(scene, label=f"{scene.label.rpartition(',')[0]}, {SINUSOIDAL}", coarse=coarse,
                   grid=target_of(scene.fine, SINUSOIDAL))


def small(folder: Path) -> Scene:
    """Large enough to learn from: it compiles the kernels."""
    rng = np.random.default_rng(2)
    layers = {f"small-{number}": rng.normal(size=(96, 96)) for number in range(2)}
    truth = layers["small-0"] - layers["small-1"] + rng.normal(0.0, 0.2, (96, 96))
    return _written(folder, "small", square(96, RATIO), truth, 8, layers)


def _written(folder: Path, label: str, fine: GeoBox, truth: np.ndarray, ratio: int, layers: dict[str, np.ndarray],
             ndvi: int | None = None) -> Scene:
    means = block_means(truth, ratio)
    coarse = GeoBox(means.shape, fine.affine * Affine.scale(ratio), fine.crs)
    stem = f"{len(layers)}-{ratio}"
    paths = {name: folder / f"{name}-{stem}.tif" for name in ("coarse", *layers)}
    raster(coarse, means, np.nan, path=paths["coarse"])
    for name, values in layers.items():
        raster(fine, values.astype(np.float32), np.nan, path=paths[name], options=["TILED=YES", "COMPRESS=DEFLATE"])
    return Scene(label, paths["coarse"], tuple(paths[name] for name in layers), fine, coarse, truth, ndvi)
