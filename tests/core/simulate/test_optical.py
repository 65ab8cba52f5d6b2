"""HLS, its vegetation index and Landsat: names, types, factors, fills, bits, and values against the truth."""

import datetime
import json
from dataclasses import replace

import numpy as np
import pytest
from multiscale_fusion.core.simulate import (
    Scene, SensorErrors, landsat_grid, scene_grid, write_hls, write_hls_vi, write_landsat,
)
from multiscale_fusion.core.simulate.files import mgrs_tile
from osgeo import gdal

PERFECT = SensorErrors()


@pytest.fixture(scope="module")
def hls(scene, date, tmp_path_factory):
    return write_hls(scene, tmp_path_factory.mktemp("hls"), date, errors=PERFECT)


@pytest.fixture(scope="module")
def landsat(scene, date, tmp_path_factory):
    return write_landsat(scene, tmp_path_factory.mktemp("landsat"), date, errors=PERFECT, thermal_errors=PERFECT)


def bit(values, number):
    return (values >> number & 1).astype(bool)


def test_names_of_hls(hls):
    # The middle lies at 117.967 W, 7.86446 hours behind: half past ten by the sun is 18:21:52 of universal time.
    assert {layer: path.name for layer, path in hls.items()} == {
        layer: f"HLS.L30.T11SMU.2024181T182152.v2.0.{layer}.tif" for layer in ("B04", "B05", "Fmask")}


def test_storage_of_hls(hls, stored):
    for layer, kind, fill, scale in (("B04", gdal.GDT_Int16, -9999, 1e-4), ("B05", gdal.GDT_Int16, -9999, 1e-4),
                                     ("Fmask", gdal.GDT_Byte, 255, None)):
        _, dataset = stored(hls[layer])
        band = dataset.GetRasterBand(1)
        assert (band.DataType, band.GetNoDataValue(), band.GetScale()) == (kind, fill, scale)
        assert dataset.GetSpatialRef().GetAuthorityCode(None) == "32611"
        assert dataset.GetGeoTransform() == (399960.0, 30.0, 0.0, 3900000.0, 0.0, -30.0)
    tags = stored(hls["B04"])[1].GetMetadata()
    assert (tags["scale_factor"], tags["_FillValue"], tags["SENTINEL2_TILEID"]) == ("0.0001", "-9999", "11SMU")


def test_values_of_hls(scene, date, hls, read_band):
    clouds, shadows = scene.clouds(date), scene.shadows(date, 10.5)
    for layer, truth in (("B04", scene.red(date)), ("B05", scene.nir(date))):
        values, valid, source = read_band(hls[layer])
        assert not source.findings
        assert np.array_equal(valid, ~clouds)
        lit = valid & ~shadows
        np.testing.assert_allclose(values[lit], truth[lit], atol=0.51e-4)
        np.testing.assert_allclose(values[valid & shadows], 0.45 * truth[valid & shadows], atol=0.51e-4)


def test_bits_of_fmask(scene, date, hls, stored):
    mask, _ = stored(hls["Fmask"])
    assert np.array_equal(bit(mask, 1), scene.clouds(date))
    assert np.array_equal(bit(mask, 2), scene.cloud_edges(date))
    assert np.array_equal(bit(mask, 3), scene.shadows(date, 10.5))
    assert np.array_equal(bit(mask, 5), scene.land_cover(date) == 11)
    assert not (bit(mask, 0) | bit(mask, 4)).any()
    # As in a real tile, whose smallest value is 64: low aerosol on clear ground, high under clouds.
    assert mask.min() == 64
    assert set(np.unique(mask >> 6)) == {1, 3}
    assert np.array_equal(mask >> 6 == 3, scene.clouds(date))


def test_the_cloud_itself_where_it_is_kept(scene, date, tmp_path, read_band):
    paths = write_hls(scene, tmp_path, date, errors=PERFECT, fill_clouds=False)
    for layer in ("B04", "B05"):
        values, valid, _ = read_band(paths[layer])
        assert valid.all()
        np.testing.assert_allclose(values[scene.clouds(date)], 0.6, atol=1e-4)


def test_hls_vi(scene, date, hls, tmp_path, read_band):
    path = write_hls_vi(scene, tmp_path, date, errors=PERFECT)["NDVI"]
    assert path.name == "HLS-VI.L30.T11SMU.2024181T182152.v2.0.NDVI.tif"
    values, valid, source = read_band(path)
    assert (source.bands[0].dtype, source.bands[0].nodata, source.bands[0].scale) == ("int16", -19999, 1e-4)
    hidden = scene.clouds(date) | scene.cloud_edges(date) | scene.shadows(date, 10.5)
    assert not valid[hidden].any()
    assert (valid | hidden).mean() > 0.999
    red, nir = (read_band(hls[layer])[0] for layer in ("B04", "B05"))
    np.testing.assert_allclose(values[valid], ((nir - red) / (nir + red))[valid], atol=0.51e-4)
    # Where both bands are a few hundredths, their rounding to 0.0001 shows.
    np.testing.assert_allclose(values[valid], scene.ndvi(date)[valid], atol=5e-3)


def test_noise_and_bias_of_hls(scene, date, hls, tmp_path, read_band):
    clear = replace(scene, cloud_share=0.0)
    paths = write_hls(clear, tmp_path, date, errors=SensorErrors(gain=1.05, offset=0.01, noise=0.02))
    values, _, _ = read_band(paths["B05"])
    error = values - (1.05 * clear.nir(date) + 0.01)
    assert error.mean() == pytest.approx(0.0, abs=2e-4)
    assert error.std() == pytest.approx(0.02, rel=0.01)
    other = read_band(paths["B04"])[0] - (1.05 * clear.red(date) + 0.01)
    assert abs(np.corrcoef(error.ravel(), other.ravel())[0, 1]) < 0.01


def test_displacement_of_whole_pixels(scene, date, hls, tmp_path, stored):
    # Two pixels to the east and one to the south.
    paths = write_hls(scene, tmp_path, date, errors=SensorErrors(shift=(60.0, -30.0)))
    for layer, path in paths.items():
        still, moved = stored(hls[layer])[0], stored(path)[0]
        assert (moved[1:, 2:] == still[:-1, :-2]).mean() > 0.9999
        assert stored(path)[1].GetGeoTransform() == stored(hls[layer])[1].GetGeoTransform()


def test_displacement_of_parts_of_a_pixel(scene, date, tmp_path, read_band):
    clear = replace(scene, cloud_share=0.0)
    true = clear.on(clear.grid.translate_pix(-0.4, 0.3)).nir(date)
    paths = write_hls(clear, tmp_path, date, errors=SensorErrors(shift=(12.0, 9.0)))
    assert np.abs(read_band(paths["B05"])[0] - true).max() < 1e-4
    assert np.abs(read_band(paths["B05"])[0] - clear.nir(date)).max() > 0.05


def test_the_same_files_again(scene, date, tmp_path):
    first, again = (write_hls(scene, tmp_path / name, date) for name in ("a", "b"))
    assert all(first[layer].read_bytes() == again[layer].read_bytes() for layer in first)


def test_names_and_grid_of_landsat(scene, landsat, stored):
    assert {layer: path.name for layer, path in landsat.items()} == {
        **{layer: f"LC08_L2SP_040036_20240629_20240705_02_T1_{layer}.TIF"
           for layer in ("SR_B4", "SR_B5", "ST_B10", "QA_PIXEL")},
        "MTL": "LC08_L2SP_040036_20240629_20240705_02_T1_MTL.json"}
    grid = landsat_grid(scene.grid)
    for layer in ("SR_B4", "ST_B10", "QA_PIXEL"):
        _, dataset = stored(landsat[layer])
        west, width, _, north, _, height = dataset.GetGeoTransform()
        assert (west, width, north, height) == (grid.affine.c, 30.0, grid.affine.f, -30.0)
        assert (west % 30.0, north % 30.0) == (15.0, 15.0)
        assert max(abs(west - scene.grid.affine.c), abs(north - scene.grid.affine.f)) <= 15.0
        assert dataset.GetMetadataItem("AREA_OR_POINT") == "Point"
        assert dataset.GetRasterBand(1).DataType == gdal.GDT_UInt16


def test_a_real_landsat_scene_has_pixels_there_too(data_file):
    metadata = json.loads(data_file("landsat_c2/LC08_L2SP_017036_20130419_20200913_02_T2_MTL.json").read_text())
    corner = metadata["LANDSAT_METADATA_FILE"]["PROJECTION_ATTRIBUTES"]
    # The metadata name the centre of the first pixel.
    assert float(corner["CORNER_UL_PROJECTION_X_PRODUCT"]) % 30.0 == 0.0
    assert float(corner["CORNER_UL_PROJECTION_Y_PRODUCT"]) % 30.0 == 0.0


def test_values_of_landsat(scene, date, landsat, stored):
    metadata = json.loads(landsat["MTL"].read_text())["LANDSAT_METADATA_FILE"]
    reflectance = metadata["LEVEL2_SURFACE_REFLECTANCE_PARAMETERS"]
    temperature = metadata["LEVEL2_SURFACE_TEMPERATURE_PARAMETERS"]
    factors = {"SR_B4": [float(reflectance[f"REFLECTANCE_{part}_BAND_4"]) for part in ("MULT", "ADD")],
               "SR_B5": [float(reflectance[f"REFLECTANCE_{part}_BAND_5"]) for part in ("MULT", "ADD")],
               "ST_B10": [float(temperature[f"TEMPERATURE_{part}_BAND_ST_B10"]) for part in ("MULT", "ADD")]}
    assert factors == {"SR_B4": [2.75e-05, -0.2], "SR_B5": [2.75e-05, -0.2], "ST_B10": [0.00341802, 149.0]}
    assert metadata["LEVEL1_RADIOMETRIC_RESCALING"]["REFLECTANCE_MULT_BAND_4"] == "2.0000E-05"
    seen = scene.on(landsat_grid(scene.grid))
    lit = ~(seen.clouds(date) | seen.shadows(date, 10.5))
    for layer, truth in (("SR_B4", seen.red(date)), ("SR_B5", seen.nir(date)), ("ST_B10", seen.lst(date, 10.5))):
        numbers, dataset = stored(landsat[layer])
        assert dataset.GetRasterBand(1).GetNoDataValue() == 0
        assert dataset.GetRasterBand(1).GetScale() is None
        assert np.array_equal(numbers == 0, seen.clouds(date))
        multiplier, addend = factors[layer]
        np.testing.assert_allclose((numbers * multiplier + addend)[lit], truth[lit], atol=0.51 * multiplier + 4e-5)


def test_bits_of_qa_pixel(scene, date, landsat, stored):
    quality, dataset = stored(landsat["QA_PIXEL"])
    seen = scene.on(landsat_grid(scene.grid))
    cloud, edge, shadow = seen.clouds(date), seen.cloud_edges(date), seen.shadows(date, 10.5)
    assert np.array_equal(bit(quality, 3), cloud)
    assert np.array_equal(bit(quality, 1), edge)
    assert np.array_equal(bit(quality, 4), shadow)
    assert np.array_equal(bit(quality, 6), ~(cloud | edge))
    assert np.array_equal(bit(quality, 7), seen.land_cover(date) == 11)
    assert np.array_equal(quality >> 8 & 3, np.where(cloud, 3, 1))
    assert np.array_equal(quality >> 10 & 3, np.where(shadow, 3, 1))
    # The guide's values of clear land, clear water, cloud and cloud shadow.
    assert {21824, 21952, 22280, 23888} <= set(np.unique(quality))


def test_real_clouds_have_the_same_value(landsat, stored, data_file):
    real, _ = stored(data_file("landsat_c2/LC08_L2SP_017036_20130419_20200913_02_T2_QA_PIXEL.TIF"))
    assert set(np.unique(stored(landsat["QA_PIXEL"])[0])) & set(np.unique(real)) == {22280}


@pytest.mark.parametrize("crs, west, north, tile", [
    ("EPSG:32611", 600_000.0, 3_700_020.0, "11SPS"),    # of a real ECOSTRESS file
    ("EPSG:32606", 399_960.0, 7_200_000.0, "06WVS"),    # of a real HLS file
    ("EPSG:32756", 300_000.0, 6_300_040.0, "56HLH"),    # Sydney's
])
def test_tiles(crs, west, north, tile):
    assert mgrs_tile(scene_grid(109.8, crs, north, west)) == tile


def test_tiles_need_utm():
    with pytest.raises(ValueError, match="UTM"):
        mgrs_tile(scene_grid(3, "EPSG:5070"))


def test_a_folder_is_made_and_old_statistics_go(date, tmp_path):
    scene = Scene(2, scene_grid(3))
    folder = tmp_path / "deep" / "er"
    path = write_hls(scene, folder, datetime.date(2024, 6, 29))["B04"]
    side = path.with_name(path.name + ".aux.xml")
    side.write_text("<PAMDataset/>")
    write_hls(scene, str(folder), date)
    assert not side.exists()
