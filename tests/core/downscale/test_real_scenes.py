"""Downscaling of real rasters whose fine values are known: a thermal band from its means, NDVI of a made structure."""

import json

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.aggregate import Options as AggregateOptions
from multiscale_fusion.core.aggregate import aggregate
from multiscale_fusion.core.downscale.job import downscale
from multiscale_fusion.core.downscale.request import Options
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.examples.exact import ExactClipping
from multiscale_fusion.tests.core.engine import read, write
from odc.geo.geobox import GeoBox
from osgeo import gdal
from pyproj import Transformer
from scipy.ndimage import gaussian_filter, map_coordinates

COMPOSITE = "modis_series/VI_16Days_500m_v6/NDVI/MOD13A1_NDVI_2016_145.tif"
PLAIN_BEST = {32: 2.89, 8: 2.38}   # RMSE of the best of the usual methods
METHODS = ("linear", "tsharp", "forest", "boosting", "dms", "atprk", "blend", "atpk")


def compared(values, truth):
    there = np.isfinite(values) & np.isfinite(truth)
    return (float(np.sqrt(np.mean((values - truth)[there]**2))),
            float(np.corrcoef(values[there], truth[there])[0, 1]))


def thermal(data_file, folder, ratio):
    """The thermal band, NaN where a band has fill, and paths of its means and of eight covariates (the last: NDVI)."""
    source = gdal.Open(str(data_file("talca_thermal/L7_Talca.tif")))
    elevation = gdal.Open(str(data_file("talca_thermal/DEM_Talca.tif"))).ReadAsArray().astype(float)
    values, transform = source.ReadAsArray().astype(float), Affine.from_gdal(*source.GetGeoTransform())
    rows, columns = (size // ratio * ratio for size in elevation.shape)
    values, elevation = values[:, :rows, :columns], elevation[:rows, :columns]
    with np.errstate(invalid="ignore", divide="ignore"):
        ndvi = (values[3] - values[2]) / (values[3] + values[2])
    valid = (values > 0.0).all(axis=0) & (elevation > -1000.0) & np.isfinite(ndvi)
    truth = np.where(valid, values[5], np.nan)
    covariates = np.where(valid, np.concatenate([np.delete(values, 5, axis=0), elevation[None], ndvi[None]]), np.nan)
    stacked = truth.reshape(rows // ratio, ratio, columns // ratio, ratio)
    fine = GeoBox((rows, columns), transform, "EPSG:32719")
    coarse = GeoBox((rows // ratio, columns // ratio), transform * Affine.scale(ratio), "EPSG:32719")
    return (truth, write(folder / "coarse.tif", coarse, np.nanmean(stacked, axis=(1, 3)), nodata=np.nan),
            write(folder / "covariates.tif", fine, covariates.astype(np.float32), nodata=np.nan))


# Boosting takes most of the time, all the more where coarse pixels are many.
@pytest.mark.parametrize("ratio, left_out", [(32, "boosting"), pytest.param(32, None, marks=pytest.mark.long),
                                             pytest.param(8, "boosting", marks=pytest.mark.long)])
def test_a_thermal_band_is_sharpened_better_than_by_the_usual_methods(data_file, tmp_path, ratio, left_out):
    truth, coarse, covariates = thermal(data_file, tmp_path, ratio)
    found, coherence = {}, {}
    tried = tuple(each for each in METHODS if each != left_out)
    with RasterSource(coarse) as source, RasterSource(covariates) as layers:
        for method in ("nearest", "bilinear", *tried, "auto"):
            result = downscale(source, [layers], str(tmp_path / "out.tif"), options=Options(
                method=method, coherent=method not in ("nearest", "bilinear"), kind="intensive", ndvi=8))
            found[method] = compared(read(tmp_path / "out.tif")[0], truth)
            coherence[method] = result.coherence or 0.0
    print(f"\n{30 * ratio} m to 30 m: RMSE (digital numbers) and r; auto took {result.method}")
    for method, (rmse, r) in found.items():
        print(f"{method:9} {rmse:6.3f} {r:6.3f}")
    auto = found["auto"][0]
    assert auto <= 0.95 * PLAIN_BEST[ratio] and auto <= 1.03 * min(rmse for rmse, _ in found.values())
    assert auto <= 1.02 * found["bilinear"][0] and max(coherence.values()) < 1e-6


@pytest.fixture
def vegetation(data_file):
    """MODIS's NDVI (463 m, sinusoidal, of the order of 5000), a 30 m grid in UTM within it, and there a structure that
    was made, and an NDVI with it whose means over MODIS's pixels are MODIS's."""
    path = data_file(COMPOSITE)
    with RasterSource(path) as source:
        values, grid = source.read([1], (40, 60), (20, 38)), source.grid
    assert values.valid.all()
    corners = Transformer.from_crs(grid.crs.proj, "EPSG:32632", always_xy=True)
    x, y = corners.transform(*(grid.affine * (29.0, 49.0)))
    fine = GeoBox((224, 224), Affine(30.0, 0, round(x - 3360.0), 0, -30.0, round(y + 3360.0)), "EPSG:32632")
    column, row = (each.ravel() + 0.5 for each in np.meshgrid(np.arange(224), np.arange(224)))
    back = Transformer.from_crs("EPSG:32632", grid.crs.proj, always_xy=True)
    at = ~grid.affine * back.transform(*(fine.affine * (column, row)))
    smooth = map_coordinates(values.values[0].astype(float), (at[1] - 40.5, at[0] - 20.5), order=1, mode="nearest")
    texture = gaussian_filter(np.random.default_rng(3).normal(size=fine.shape), 1.5)
    structure = 600.0 * texture / texture.std()
    # By the pixel that holds a centre: MODIS's values are the means of these but for the edges.
    made, own = smooth + structure.ravel(), (np.floor(at[1]).astype(int) - 40) * 18 + np.floor(at[0]).astype(int) - 20
    mean = np.bincount(own, made, 360) / np.maximum(1, np.bincount(own, minlength=360))
    return path, fine, structure, (made + (values.values[0].ravel() - mean)[own]).reshape(fine.shape)


def test_ndvi_comes_back_to_itself_and_keeps_the_structure(vegetation, tmp_path):
    """The covariate is the NDVI of another sensor and day at 30 m: scaled, noisy, with the same structure."""
    path, fine, structure, truth = vegetation
    noise = np.random.default_rng(4).normal(0.0, 60.0, fine.shape)
    other = write(tmp_path / "other.tif", fine, (0.2 + 0.8e-4 * (truth + noise)).astype(np.float32))
    output = str(tmp_path / "fine.tif")
    with RasterSource(path) as source, RasterSource(other) as covariate:
        result = downscale(source, [covariate], output, options=Options(kind="ratio", dtype="Float64"))
        with RasterSource(output) as found:
            aggregate(found, source.grid, str(tmp_path / "back.tif"),
                      options=AggregateOptions(kind="intensive", dtype="Float64", min_valid=0.99))
    coarse, values, back = read(path)[0], read(output)[0], read(tmp_path / "back.tif")[0]
    whole = np.isfinite(back)
    scale = np.ptp(coarse[whole])
    assert whole.sum() > 120 and np.abs(back - coarse)[whole].max() < 1e-6 * scale
    # By clipping polygons, which knows nothing of the engine.
    clipping = ExactClipping(gdal.Open(output), gdal.Open(str(path)))
    for row, column in np.argwhere(whole)[::25]:
        assert abs(clipping.cell(row, column).mean - coarse[row, column]) < 1e-5 * scale
    assert result.method not in ("bilinear", "atpk") and result.coherence < 1e-6
    # Without the structure the made NDVI has MODIS's own steps and surface.
    r = float(np.corrcoef((values - (truth - structure)).ravel(), structure.ravel())[0, 1])
    print(f"\n{result.method}, {whole.sum()} pixels of MODIS: r of the structure {r:.3f}")
    assert r > 0.9
    record = json.loads((tmp_path / "fine.tif.json").read_text("utf-8"))
    assert "MODEL_DEPENDENT" in [each["code"] for each in record["findings"]]
