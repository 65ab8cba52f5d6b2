"""Aggregation of real satellite files (skipped where they are absent)."""

import numpy as np
import pytest
from multiscale_fusion.core.grid import clip_grid, grid_from_resolution
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core import reference
from multiscale_fusion.tests.core.engine import read, run
from odc.geo.geobox import GeoBox
from osgeo import gdal
from pyproj import CRS

ECOSTRESS = ["ecostress/ECOv002_L2T_LSTE_21485_013_11SPS_20220420T211350_0601_01_LST.tif",
             "ecostress/ECOv002_L2T_LSTE_33730_008_11SPS_20240617T205018_0712_01_LST.tif"]
COARSE = "salton_series/coarse/2020-10-01_coarse.tif"
FMASK = "hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif"
MOD11 = 'HDF4_EOS:EOS_GRID:"{}":MODIS_Grid_Daily_1km_LST:LST_Day_1km'
ROW, COLUMN = 574, 714   # of the coarse grid's corner in ECOSTRESS's pixels


def plain_grid(path):
    """A file's grid as GDAL tells it."""
    dataset = gdal.Open(str(path))
    return dataset.GetGeoTransform(), (dataset.RasterYSize, dataset.RasterXSize), CRS.from_wkt(dataset.GetProjection())


@pytest.mark.parametrize("name", ECOSTRESS)
def test_ecostress_to_the_aligned_490_m_grid_equals_7_x_7_means(data_file, tmp_path, name):
    fine, coarse = data_file(name), data_file(COARSE)
    with RasterSource(str(coarse)) as other:
        target = other.grid
    values = gdal.Open(str(fine)).ReadAsArray().astype(float)
    cells = values[ROW:ROW + 140, COLUMN:COLUMN + 140].reshape(20, 7, 20, 7).transpose(0, 2, 1, 3).reshape(20, 20, 49)
    share = np.isfinite(cells).mean(2)
    written = run(fine, target, tmp_path, min_valid=0.5, valid_fraction=True, variability=True)
    with np.errstate(invalid="ignore"):
        mean = np.where(share >= 0.5, np.nansum(cells, 2) / np.isfinite(cells).sum(2), np.nan)
        std = np.where(share >= 0.5, np.sqrt(np.nansum((cells - mean[..., None]) ** 2, 2) / (49 * share)), np.nan)
    assert np.isfinite(mean).any()
    np.testing.assert_allclose(written["output"][0], mean, rtol=1e-12)
    np.testing.assert_allclose(written["valid_fraction"][0], share, rtol=1e-6)
    np.testing.assert_allclose(written["variability"][0], std, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("name", ECOSTRESS)
def test_ecostress_as_a_whole_keeps_nan_cells_apart(data_file, tmp_path, name):
    fine = data_file(name)
    values = gdal.Open(str(fine)).ReadAsArray().astype(float)
    with RasterSource(str(fine)) as source:
        target = GeoBox((224, 224), source.grid.affine * source.grid.affine.scale(7), source.grid.crs)
        assert source.grid.shape == (1568, 1568)
    cells = values.reshape(224, 7, 224, 7)
    written = run(fine, target, tmp_path, min_valid=1.0)["output"][0]
    want = cells.mean((1, 3))   # NaN where any pixel is
    assert 0 < np.isfinite(want).sum() < want.size or np.isfinite(values).all()
    np.testing.assert_allclose(written, want, rtol=1e-12)


@pytest.mark.parametrize(("name", "shape", "epsg"), [
    (ECOSTRESS[0], (1568, 1568), 32611), (ECOSTRESS[1], (1568, 1568), 32611), (FMASK, (3660, 3660), 32606)])
def test_grids_are_those_of_the_files(data_file, name, shape, epsg):
    path = data_file(name)
    transform, size, _ = plain_grid(path)
    with RasterSource(str(path)) as source:
        assert source.grid.shape == shape == size
        assert source.grid.affine.to_gdal() == transform
        assert source.grid.crs.proj.to_epsg() == epsg


def test_fmask_cloud_bit_counts_are_kept(data_file, tmp_path):
    """Totals of codes over 10 x 10 pixels, by plain arithmetic."""
    path = data_file(FMASK)
    with RasterSource(str(path)) as source:
        grid = source.grid
    target = clip_grid(GeoBox((366, 366), grid.affine * grid.affine.scale(10), grid.crs),
                       (grid.affine.c, grid.affine.f - 30 * 1000, grid.affine.c + 30 * 800, grid.affine.f))
    assert target.shape == (100, 80)
    dataset = gdal.Open(str(path))
    codes = dataset.ReadAsArray(0, 0, 800, 1000)
    codes = np.where(codes == dataset.GetRasterBand(1).GetNoDataValue(), np.nan, codes).reshape(100, 10, 80, 10)
    counts = run(path, target, tmp_path, statistic="count", min_valid=0.0)["output"][0]
    np.testing.assert_array_equal(np.nan_to_num(counts), np.isfinite(codes).sum((1, 3)))
    highest = run(path, target, tmp_path, statistic="max", min_valid=1.0)["output"][0]
    np.testing.assert_array_equal(highest, codes.max((1, 3)))


def test_mod11a1_subdataset_aggregates_to_5_km(data_file, tmp_path):
    path = MOD11.format(data_file("modis_granules/MOD11A1.hdf"))
    dataset = gdal.Open(path)
    stored = dataset.ReadAsArray().astype(float)
    kelvin = np.where(stored == 0.0, np.nan, stored * dataset.GetRasterBand(1).GetScale())
    with RasterSource(path) as source:
        grid = source.grid
        rows, columns = grid.shape
        target = GeoBox((rows // 5, columns // 5), grid.affine * grid.affine.scale(5), grid.crs)
    assert (rows, columns) == (1200, 1200)
    written = run(path, target, tmp_path, min_valid=0.6, valid_fraction=True)
    cells = kelvin.reshape(240, 5, 240, 5).transpose(0, 2, 1, 3).reshape(240, 240, 25)
    share = np.isfinite(cells).mean(2)
    with np.errstate(invalid="ignore"):
        want = np.where(share >= 0.6, np.nansum(cells, 2) / (25 * share), np.nan)
    assert 200.0 < np.nanmin(want) and np.nanmax(want) < 350.0
    np.testing.assert_allclose(written["output"][0], want, rtol=1e-9)
    np.testing.assert_allclose(written["valid_fraction"][0], share, atol=1e-6)


def test_ecostress_to_modis_sinusoidal_equals_exact_clipping(data_file, tmp_path):
    fine = data_file(ECOSTRESS[0])
    with RasterSource(str(fine)) as source:
        grid = source.grid
    target = grid_from_resolution(reference.SINUSOIDAL, 926.625433055833, covering=grid,
                                  anchor=(-20015109.354, 10007554.677))
    written = run(fine, target, tmp_path, min_valid=0.2, valid_fraction=True)
    values = read(fine)[0]
    between = np.nanstd(written["output"])
    checked = 0
    for cell in reference.sample_cells(grid, target, seed=7, interior=40, edge=1):
        rows, columns, shares, weights = reference.cell_weights(grid, target, *cell)
        want = reference.statistics(values[rows, columns], np.isfinite(values[rows, columns]), shares, weights)
        area = reference.outline(grid, target, *cell).area
        assert written["valid_fraction"][0][cell] == pytest.approx(want["count"] / area, abs=5e-4)
        if want["count"] > 0.25 * area:
            assert abs(written["output"][0][cell] - want["mean"]) < 1e-4 * between
            checked += 1
    assert checked >= 10
