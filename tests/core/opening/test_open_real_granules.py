"""Values of known pixels of real granules: what GDAL reads as stored, times the numbers of the products' guides."""

import json
import shutil
from datetime import datetime, timezone

import numpy as np
import pytest
from multiscale_fusion.core.advice.layer import Layer
from multiscale_fusion.core.opening import Opening, Options
from multiscale_fusion.core.opening.find import find_granules
from multiscale_fusion.core.raster import RasterSource
from osgeo import gdal

HDF = 'HDF4_EOS:EOS_GRID:"{file}":{grid}:{band}'
MOD11 = "modis_granules/MOD11A1.hdf"
MOD13 = "modis_granules/MOD13A2.A2016145.h18v04.006.2016166145124.hdf"
MOD09 = "modis_granules/MOD09GA.A2008296.h14v17.006.2015181011753.hdf"
LANDSAT = "landsat_c2/LC08_L2SP_017036_20130419_20200913_02_T2_MTL.txt"
HLS = "hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif"
ECOSTRESS = "ecostress/ECOv002_L2T_LSTE_21485_013_11SPS_20220420T211350_0601_01_LST.tif"


def stored(path):
    dataset = gdal.Open(str(path))
    return dataset.GetRasterBand(1).ReadAsArray()


def opened(path, folder, reporter=None, **options):
    """What was opened, by band."""
    return {each.band: each for each in Opening(str(path), str(folder), Options(**options)).run(reporter)}


def values(path):
    """As every part of the plugin reads them: float64, NaN where missing."""
    with RasterSource(path) as source:
        pixels = source.read([1], (0, source.grid.shape[0]), (0, source.grid.shape[1]))
    return np.where(pixels.valid[0] == 1, pixels.values[0].astype(np.float64), np.nan)


def expected(raw, scale, offset, missing):
    return np.where(missing, np.nan, raw.astype(np.float64) * scale + offset)


@pytest.mark.parametrize("format", ["cog", "vrt"])
def test_mod11a1_is_in_kelvin_with_flags_as_stored(data_file, folder, format):
    file = data_file(MOD11)
    found = opened(file, folder, format=format)
    assert list(found) == ["LST_Day_1km", "LST_Night_1km", "QC_Day", "QC_Night"]
    raw = stored(HDF.format(file=file, grid="MODIS_Grid_Daily_1km_LST", band="LST_Day_1km"))
    truth = expected(raw, 0.02, 0.0, raw < 7500)   # fill 0, valid from 7500 on
    np.testing.assert_allclose(values(found["LST_Day_1km"].path), truth, rtol=1e-7)
    assert 0.22 < np.isfinite(truth).mean() < 0.24
    flags = stored(HDF.format(file=file, grid="MODIS_Grid_Daily_1km_LST", band="QC_Day"))
    np.testing.assert_array_equal(values(found["QC_Day"].path), flags)


@pytest.mark.parametrize("format", ["cog", "vrt"])
def test_the_factor_of_mod13_divides(data_file, folder, format):
    file = data_file(MOD13)
    found = opened(file, folder, bands=("NDVI",), format=format)
    assert list(found) == ["1 km 16 days NDVI", "1 km 16 days VI Quality", "1 km 16 days pixel reliability"]
    grid = "MODIS_Grid_16DAY_1km_VI"
    raw = stored(HDF.format(file=file, grid=grid, band='"1 km 16 days NDVI"'))
    truth = expected(raw, 1.0 / 10000.0, 0.0, (raw == -3000) | (raw < -2000) | (raw > 10000))
    np.testing.assert_allclose(values(found["1 km 16 days NDVI"].path), truth, rtol=1e-6)
    assert 0.0 < np.nanmedian(truth) < 1.0
    reliability = stored(HDF.format(file=file, grid=grid, band='"1 km 16 days pixel reliability"')).view(np.int8)
    read = values(found["1 km 16 days pixel reliability"].path)
    np.testing.assert_array_equal(read[np.isfinite(read)], reliability[np.isfinite(read)])
    assert set(np.unique(reliability[np.isnan(read)])) <= {-1}


def test_mod09ga_reflectance_lies_below_two(data_file, folder):
    file = data_file(MOD09)
    found = opened(file, folder, bands=("sur_refl_b01",))
    raw = stored(HDF.format(file=file, grid="MODIS_Grid_500m_2D", band="sur_refl_b01_1"))
    truth = expected(raw, 0.0001, 0.0, (raw < -100) | (raw > 16000))
    np.testing.assert_allclose(values(found["sur_refl_b01_1"].path), truth, rtol=1e-6)
    assert list(found) == ["sur_refl_b01_1", "QC_500m_1", "state_1km_1"]


@pytest.mark.parametrize("format", ["cog", "vrt"])
def test_landsat_takes_the_numbers_of_level_2(data_file, folder, format):
    file = data_file(LANDSAT)
    found = opened(file, folder, bands=("SR_B4", "ST_B10"), format=format)
    assert list(found) == ["SR_B4", "ST_B10", "QA_PIXEL", "QA_RADSAT", "ST_QA"]
    stem = str(file).replace("_MTL.txt", "")
    red, thermal = stored(f"{stem}_SR_B4.TIF"), stored(f"{stem}_ST_B10.TIF")
    np.testing.assert_allclose(values(found["SR_B4"].path),
                               expected(red, 2.75e-05, -0.2, (red == 0) | (red > 65455)), rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(values(found["ST_B10"].path),
                               expected(thermal, 0.00341802, 149.0, thermal == 0), rtol=1e-6)
    pixel = stored(f"{stem}_QA_PIXEL.TIF")
    np.testing.assert_array_equal(values(found["QA_PIXEL"].path), np.where(pixel == 1, np.nan, pixel))
    assert found["SR_B4"].times.begin == datetime(2013, 4, 19, 16, 1, 51, 829419, timezone.utc)


@pytest.mark.parametrize("format", ["cog", "vrt"])
def test_sentinel_2_is_moved_by_its_offset_but_not_its_fill(data_file, tmp_path, folder, format):
    metadata = data_file("sentinel2/MTD_MSIL2A.xml")
    safe = tmp_path / "S2A_MSIL2A_20221005T115411_N0400_R023_T29UNU_20221005T164454.SAFE"
    images = safe / "GRANULE" / "L2A_T29UNU_A038058_20221005T115407" / "IMG_DATA"
    (images / "R60m").mkdir(parents=True)
    (images / "R20m").mkdir()
    shutil.copy(metadata, safe)
    for band in ("B04_60m", "SCL_60m", "SCL_20m"):
        shutil.copy(data_file(f"sentinel2/T29UNU_20221005T115411_{band}.jp2"), images / f"R{band[-3:]}")
    found = opened(safe, folder, bands=("B04",), format=format)
    assert list(found) == ["B04_60m", "SCL_20m"]
    raw = stored(images / "R60m" / "T29UNU_20221005T115411_B04_60m.jp2")
    truth = expected(raw.astype(np.int64) - 1000, 1.0 / 10000, 0.0, (raw == 0) | (raw == 65535))
    np.testing.assert_allclose(values(found["B04_60m"].path), truth, rtol=1e-6, atol=1e-8)
    scene = stored(images / "R20m" / "T29UNU_20221005T115411_SCL_20m.jp2")
    np.testing.assert_array_equal(values(found["SCL_20m"].path), np.where(scene == 0, np.nan, scene))
    assert found["B04_60m"].times.begin.date() == datetime(2022, 10, 5).date()


def test_fmask_keeps_its_bits_and_ecostress_its_kelvin(data_file, folder):
    file = data_file(HLS)
    flags = opened(file, folder)
    raw = stored(file)
    read = values(flags["Fmask"].path)
    np.testing.assert_array_equal(read, np.where(raw == 255, np.nan, raw))
    assert len(np.unique(read[np.isfinite(read)])) >= 42   # 43 codes with the fill's
    tile = data_file(ECOSTRESS)
    heat = opened(tile, folder)
    np.testing.assert_array_equal(values(heat["LST"].path), stored(tile))


@pytest.mark.parametrize(("path", "band", "date", "kind", "units"), [
    (MOD11, "LST_Day_1km", (2019, 11, 1), "intensive", "K"),
    (MOD13, "NDVI", (2016, 5, 24), "ratio", ""),
    (LANDSAT, "ST_B10", (2013, 4, 19), "intensive", "K"),
    (ECOSTRESS, "LST", (2022, 4, 20), "intensive", "K"),
])
@pytest.mark.parametrize("format", ["cog", "vrt"])
def test_every_part_knows_what_was_opened(data_file, folder, path, band, date, kind, units, format):
    first = next(iter(opened(data_file(path), folder, bands=(band,), format=format).values()))
    renamed = folder / ("renamed" + first.path[-4:])
    shutil.move(first.path, renamed)
    layer = Layer(str(renamed))
    detected = layer.detection(1)
    assert layer.times.begin.date() == datetime(*date).date()
    assert (detected.kind, detected.units, detected.confidence > 0.9) == (kind, units, True)
    assert layer.product.product is not None and layer.record["operation"] == "opengranule"
    layer.close()


def test_flags_are_named_in_the_tags(data_file, folder):
    found = opened(data_file(MOD11), folder, bands=("LST_Night_1km",))
    with RasterSource(found["LST_Night_1km"].path) as source:
        assert source.metadata["QUALITY_BANDS"] == "QC_Night"
        assert (folder / source.metadata["QUALITY_FILES"]).exists()


def test_outputs_are_named_as_the_product_names_its_files(data_file, folder):
    found = opened(data_file(MOD11), folder, bands=("LST_Day_1km",), quality=False)
    assert found["LST_Day_1km"].path.endswith("MOD11A1.A2019305.h14v09.006.2019306084028.LST_Day_1km.tif")
    assert found["LST_Day_1km"].name == "MOD11A1 2019-11-01 LST_Day_1km"


def test_a_grid_that_contradicts_its_metadata_is_told(data_file, folder, reporter):
    opened(data_file(LANDSAT), folder, reporter, bands=("SR_B4",), quality=False)
    texts = [str(each.message) for each in reporter.findings if each.code == "METADATA_CONTRADICTS_GRID"]
    assert any("464.121 m x 435.996 m, where 30 m" in text for text in texts)
    assert any("512 x 512 pixels, where 7921 x 7441" in text for text in texts)


def test_a_mosaic_under_the_name_of_one_tile_is_told(data_file, folder, reporter):
    opened(data_file(MOD13), folder, reporter, bands=("NDVI",), quality=False)
    assert ["beyond tile h18v04" in each.message for each in reporter.findings
            if each.code == "METADATA_CONTRADICTS_GRID"] == [True]


@pytest.mark.parametrize("path", [MOD11, MOD09, HLS, ECOSTRESS])
def test_grids_that_fit_their_metadata_are_not_told(data_file, folder, reporter, path):
    opened(data_file(path), folder, reporter, quality=False)
    assert not [each for each in reporter.findings if each.code == "METADATA_CONTRADICTS_GRID"]


def test_same_bytes_whatever_the_threads_and_the_memory(data_file, tmp_path):
    bytes_of = []
    for number, (threads, memory) in enumerate(((1, 2**30), (3, 2**22))):
        folder = tmp_path / str(number)
        opening = Opening(str(data_file(MOD11)), str(folder), Options(bands=("LST_Day_1km",)))
        bytes_of.append([open(each.path, "rb").read() for each in opening.run(threads=threads, memory=memory)])
    assert bytes_of[0] == bytes_of[1]


def test_the_record_holds_no_folder(data_file, folder):
    found = opened(data_file(MOD11), folder, bands=("LST_Day_1km",))
    text = (folder / (found["LST_Day_1km"].path + ".json")).read_text("utf-8")
    assert str(folder) not in text and json.loads(text)["parameters"]["scale"] == 0.02


def test_granules_of_a_folder(data_file):
    names = [each.name for each in find_granules(str(data_file(MOD11).parent))]
    assert names == ["MOD09GA.A2008296.h14v17.006.2015181011753", "MOD11A1.A2019305.h14v09.006.2019306084028",
                     "MOD13A2.A2016145.h18v04.006.2016166145124"]
