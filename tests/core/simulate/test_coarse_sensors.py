"""ECOSTRESS, MODIS and SMAP: names, grids, factors, fills and bits, and values against the truth of their cells."""

import datetime
from dataclasses import replace

import numpy as np
import pytest
from multiscale_fusion.core.simulate import (
    PointSpread, Scene, SensorErrors, ecostress_grid, modis_grid, scene_grid, seen_on, smap_grid, truth_on,
    write_ecostress, write_modis_lst, write_modis_ndvi, write_smap,
)
from osgeo import gdal
from pyproj import CRS, Transformer

PERFECT = SensorErrors()
CELL = 926.625433055833


def lst_and_clouds(date, hour):
    return lambda truth: np.stack([truth.lst(date, hour), truth.clouds(date)])


def test_ecostress(scene, date, tmp_path, stored, read_band):
    paths = write_ecostress(scene, tmp_path, date, hour=13.0, errors=PERFECT)
    # 13:00 by the sun at 117.967 W.
    assert {layer: path.name for layer, path in paths.items()} == {
        layer: f"ECOv002_L2T_LSTE_33730_008_11SMU_20240629T205152_0712_01_{layer}.tif"
        for layer in ("LST", "cloud", "water", "QC")}
    kelvin, cloud = truth_on(scene, lst_and_clouds(date, 13.0), ecostress_grid(scene.grid))
    values, valid, source = read_band(paths["LST"])
    assert (source.bands[0].dtype, source.bands[0].is_scaled, np.isnan(source.bands[0].nodata)) == (
        "float32", False, True)
    assert np.array_equal(valid, cloud < 0.5)
    np.testing.assert_allclose(values[valid], kelvin[valid], atol=2e-5)
    numbers, dataset = stored(paths["cloud"])
    assert dataset.GetRasterBand(1).DataType == gdal.GDT_Byte
    assert np.array_equal(numbers, cloud >= 0.5)
    quality, dataset = stored(paths["QC"])
    assert dataset.GetRasterBand(1).DataType == gdal.GDT_UInt16
    assert np.array_equal(quality & 3, np.where(cloud >= 0.5, 2, 0))


def test_cells_of_ecostress_begin_at_the_tile(data_file, stored):
    # A real file's 1568 x 1568 cells of 70 m, from the corner of a tile of 109.8 km.
    _, dataset = stored(data_file("ecostress/ECOv002_L2T_LSTE_33730_008_11SPS_20240617T205018_0712_01_LST.tif"))
    grid = ecostress_grid(scene_grid(109.8, "EPSG:32611", 3_700_020.0, 600_000.0))
    assert grid.shape == (dataset.RasterYSize, dataset.RasterXSize)
    assert grid.affine.to_gdal() == dataset.GetGeoTransform()


def test_ecostress_errs_as_asked(scene, date, tmp_path, read_band):
    clear = replace(scene, cloud_share=0.0)
    paths = write_ecostress(clear, tmp_path, date, errors=SensorErrors(offset=-1.5, noise=0.7))
    truth = truth_on(clear, lambda part: part.lst(date, 13.0), ecostress_grid(clear.grid))
    error = read_band(paths["LST"])[0] - truth
    assert error.mean() == pytest.approx(-1.5, abs=0.01)
    assert error.std() == pytest.approx(0.7, rel=0.02)


def test_the_temperature_of_clouds_where_it_is_kept(scene, date, tmp_path, read_band):
    paths = write_ecostress(scene, tmp_path, date, errors=PERFECT, fill_clouds=False)
    values, valid, _ = read_band(paths["LST"])
    cloud = read_band(paths["cloud"])[0] == 1
    assert valid.all() and cloud.any()
    np.testing.assert_allclose(values[cloud], 262.0)


def test_modis_lst(scene, date, tmp_path, stored, read_band):
    paths = write_modis_lst(scene, tmp_path, date, errors=PERFECT)
    assert [path.name for path in paths.values()] == [
        "MOD11A1.A2024181.h08v05.061.LST_Day_1km.tif", "MOD11A1.A2024181.h08v05.061.QC_Day.tif"]
    kelvin, cloud = seen_on(scene, lst_and_clouds(date, 10.5), modis_grid(scene), spread=PointSpread())
    values, valid, source = read_band(paths["LST_Day_1km"])
    band = source.bands[0]
    assert (band.dtype, band.nodata, band.scale, band.offset, band.units) == ("uint16", 0, 0.02, 0.0, "K")
    assert not source.findings
    assert np.array_equal(valid, cloud <= 0.5)
    assert valid.sum() > 200
    np.testing.assert_allclose(values[valid], kelvin[valid], atol=0.0101)
    quality, dataset = stored(paths["QC_Day"])
    assert dataset.GetRasterBand(1).DataType == gdal.GDT_Byte
    assert dataset.GetRasterBand(1).GetNoDataValue() is None
    assert np.array_equal(quality & 3, np.where(np.isnan(kelvin), 3, np.where(cloud > 0.5, 2, cloud > 1e-9)))
    assert set(np.unique(quality)) == {0, 2, 3, 65}


def test_real_modis_quality_has_these_values(data_file):
    name = f"HDF4_EOS:EOS_GRID:{data_file('modis_granules/MOD11A1.hdf')}:MODIS_Grid_Daily_1km_LST:QC_Day"
    dataset = gdal.Open(name)
    if dataset is None:
        pytest.skip("this GDAL reads no HDF4")
    assert {0, 2, 3, 65} <= set(np.unique(dataset.ReadAsArray()))


def test_modis_sees_more_than_its_cell(scene, date, tmp_path, read_band):
    clear = replace(scene, cloud_share=0.0)
    spread, plain = (write_modis_lst(clear, tmp_path / str(index), date, errors=PERFECT, spread=function)["LST_Day_1km"]
                     for index, function in enumerate((PointSpread(), None)))
    (wide, valid, _), (cell, within, _) = read_band(spread), read_band(plain)
    truth = truth_on(clear, lambda part: part.lst(date, 10.5), modis_grid(clear))
    assert np.array_equal(within, np.isfinite(truth))
    np.testing.assert_allclose(cell[within], truth[within], atol=0.0101)
    assert valid.sum() < within.sum()
    assert 0.3 < np.abs(wide - cell)[valid].max()
    # Across the track neighbours grow alike.
    inside = valid[:, 1:] & valid[:, :-1]
    assert np.diff(wide, axis=1)[inside].std() < 0.9 * np.diff(cell, axis=1)[inside].std()


def test_modis_cells_are_those_of_the_real_tiles(scene, date, tmp_path, stored, data_file):
    name = f"HDF4_EOS:EOS_GRID:{data_file('modis_granules/MOD11A1.hdf')}:MODIS_Grid_Daily_1km_LST:LST_Day_1km"
    real = gdal.Open(name)
    if real is None:
        pytest.skip("this GDAL reads no HDF4")
    ours = stored(write_modis_lst(scene, tmp_path, date)["LST_Day_1km"])[1]
    a, b = ours.GetGeoTransform(), real.GetGeoTransform()
    for begin in (0, 3):
        cells = (a[begin] - b[begin]) / CELL
        assert cells == pytest.approx(round(cells), abs=1e-4)
    assert a[1] == pytest.approx(b[1], abs=1e-6)
    assert ours.GetSpatialRef().GetAttrValue("PROJECTION") == real.GetSpatialRef().GetAttrValue("PROJECTION")
    assert ours.GetSpatialRef().GetSemiMajor() == real.GetSpatialRef().GetSemiMajor() == 6371007.181


def test_modis_errs_as_asked(scene, date, tmp_path, read_band):
    clear = replace(scene, cloud_share=0.0)
    paths = write_modis_lst(clear, tmp_path, date, errors=SensorErrors(gain=1.01, offset=1.0, noise=0.5))
    kelvin = seen_on(clear, lambda truth: truth.lst(date, 10.5), modis_grid(clear), spread=PointSpread())
    values, valid, _ = read_band(paths["LST_Day_1km"])
    error = values[valid] - (1.01 * kelvin[valid] + 1.0)
    assert error.mean() == pytest.approx(0.0, abs=0.1)
    assert error.std() == pytest.approx(0.5, rel=0.15)


def test_modis_ndvi(scene, date, tmp_path, read_band):
    path = write_modis_ndvi(scene, tmp_path, date, errors=PERFECT)["NDVI"]
    # The composite of days 177 to 192.
    assert path.name == "MOD13A2.A2024177.h08v05.061.1_km_16_days_NDVI.tif"
    values, valid, source = read_band(path)
    band = source.bands[0]
    assert (band.dtype, band.nodata, band.scale) == ("int16", -3000, 1e-4)
    assert [finding.code for finding in source.findings] == ["SCALE_SUSPECT"]
    red, nir, cloud = seen_on(scene, lambda truth: np.stack([*truth.reflectances(date), truth.clouds(date)]),
                              modis_grid(scene), spread=PointSpread())
    assert np.array_equal(valid, cloud <= 0.5)
    np.testing.assert_allclose(values[valid], ((nir - red) / (nir + red))[valid], atol=0.51e-4)


@pytest.mark.parametrize("day, first", [((2024, 1, 1), "2024001"), ((2024, 1, 16), "2024001"),
                                        ((2024, 1, 17), "2024017"), ((2023, 12, 31), "2023353")])
def test_composites_begin_anew_each_year(day, first, tmp_path):
    scene = Scene(2, scene_grid(3))
    assert f".A{first}." in write_modis_ndvi(scene, tmp_path, datetime.date(*day))["NDVI"].name


def test_smap(date, tmp_path, stored, read_band):
    # Around the middle of cell 166, 87 of EASE-Grid 2.0: 36032.220840584 m from its upper left corner.
    cell = 36032.220840584
    middle = -17367530.4451615 + 166.5 * cell, 7314540.8306386 - 87.5 * cell
    x, y = Transformer.from_crs("EPSG:6933", "EPSG:32611", always_xy=True).transform(*middle)
    scene = Scene(9, scene_grid(45, north=round(y / 30) * 30 + 22_500.0, west=round(x / 30) * 30 - 22_500.0))
    path = write_smap(scene, tmp_path, date, errors=PERFECT)["soil_moisture"]
    assert path.name == "SMAP_L3_SM_P_20240629_R19240_001_soil_moisture.tif"
    values, valid, source = read_band(path)
    assert (source.bands[0].dtype, source.bands[0].nodata) == ("float32", -9999.0)
    assert CRS.from_user_input(source.grid.crs.to_wkt()).equals(CRS.from_epsg(6933))
    west, width, _, north, _, height = stored(path)[1].GetGeoTransform()
    assert (width, height) == (cell, -cell)
    assert (west + 17367530.4451615) / cell == pytest.approx(165, abs=1e-6)
    assert (7314540.8306386 - north) / cell == pytest.approx(86, abs=1e-6)
    assert valid.tolist() == [[False] * 3, [False, True, False], [False] * 3]
    # The mean of the pixels whose centres lie in the cell: some 1.2 million.
    to_world = Transformer.from_crs("EPSG:32611", "EPSG:6933", always_xy=True)
    step = scene.grid.zoom_out(3)
    column, row = np.meshgrid(np.arange(step.shape[1]) + 0.5, np.arange(step.shape[0]) + 0.5)
    u, v = to_world.transform(*(step.affine * (column, row)))
    inside = (np.abs(u - middle[0]) < cell / 2) & (np.abs(v - middle[1]) < cell / 2)
    moisture = scene.on(step).soil_moisture(date)
    assert values[1, 1] == pytest.approx(moisture[inside].mean(), abs=2e-4)
    truth = truth_on(scene, lambda part: part.soil_moisture(date), smap_grid(scene))
    assert values[1, 1] == pytest.approx(truth[1, 1], abs=1e-7)
