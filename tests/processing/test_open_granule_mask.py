"""Values masked by their flags as granules are opened: bits taken apart with NumPy alone, swaths by exact clipping."""

import json
import shutil
from datetime import date, timedelta

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.opening import Opening, Options
from multiscale_fusion.tests.core.opening import swaths
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal

ALGORITHM = "multiscalefusion:opengranule"
HDF = 'HDF4_EOS:EOS_GRID:"{file}":{grid}:{band}'
MOD11 = "modis_granules/MOD11A1.hdf"
MOD09 = "modis_granules/MOD09GA.A2008296.h14v17.006.2015181011753.hdf"
MOD13 = "modis_granules/MOD13A2.A2016145.h18v04.006.2016166145124.hdf"
LANDSAT = "landsat_c2/LC08_L2SP_017036_20130419_20200913_02_T2_MTL.txt"
SENTINEL = "sentinel2/T29UNU_20221005T115411_{band}.jp2"
NIR = {"L30": "B05", "S30": "B8A"}


def field(values, first, count=1):
    """A field of bits, by division."""
    return values.astype(np.int64) // 2**first % 2**count


def stored(path):
    return gdal.Open(str(path)).ReadAsArray()


def opened(path, folder, level, reporter=None, **options):
    """Values by band, NaN where missing."""
    from multiscale_fusion.processing.open_granule_mask import PresetScreen

    found = Opening(str(path), str(folder), Options(screen=PresetScreen(level), **options)).run(reporter)
    return {each.band: swaths.read(each.path)[0] for each in found}


def check(found, values, data, keep):
    """Values are those where there are data that are kept, and nothing else."""
    truth = np.where(data & keep, values, np.nan)
    np.testing.assert_allclose(found, truth, rtol=1e-6, atol=1e-7)
    assert 0 < np.count_nonzero(data & keep) < np.count_nonzero(data)


@pytest.fixture
def season(tmp_path):
    """A folder with two granules each of HLSL30 and HLSS30, all codes of Fmask in them; reflectance and codes by name.
    """
    folder, random, made = tmp_path / "season", np.random.default_rng(5), {}
    folder.mkdir()
    for number, product in enumerate(("L30", "S30", "L30", "S30")):
        day = date(2024, 6, 3) + timedelta(days=5 * number)
        name = f"HLS.{product}.T11SMU.{day:%Y%j}T182200.v2.0"
        codes = random.permutation(np.resize(np.arange(256, dtype=np.uint8), 60 * 70)).reshape(60, 70)
        rasters.write(folder / f"{name}.Fmask.tif", codes, nodata=255)
        for band in ("B04", NIR[product]):
            values = random.integers(1, 9000, codes.shape).astype(np.int16)
            values[random.random(codes.shape) < 0.1] = -9999
            rasters.write(folder / f"{name}.{band}.tif", values, nodata=-9999)
            made[f"{name}.{band}"] = values, codes
    return folder, made


@pytest.mark.parametrize(("level", "rule"), [
    ("lenient", lambda codes: (field(codes, 1) == 0) & (field(codes, 3) == 0)),
    ("normal", lambda codes: (field(codes, 1, 3) == 0) & (field(codes, 6, 2) != 3)),
    ("strict", lambda codes: (field(codes, 1, 4) == 0) & (field(codes, 6, 2) <= 1)),
])
@pytest.mark.parametrize("colour", ["red", "nir"])
def test_a_folder_of_both_hls_products_by_common_names(run, season, folder, level, rule, colour):
    place, made = season
    result = run(ALGORITHM, {"INPUT": str(place), "BANDS": colour, "MASK": level, "QUALITY": False,
                             "OUTPUT_FOLDER": str(folder)})
    names = sorted(name for name in made if name.endswith(".B04") == (colour == "red"))
    assert result["LAYERS"] == [str(folder / f"{name}.tif") for name in names] and result["BAND_COUNT"] == 4
    for name, path in zip(names, result["LAYERS"]):
        values, codes = made[name]
        check(swaths.read(path)[0], values * 0.0001, values != -9999, rule(codes) & (codes != 255))


def test_the_record_and_the_tags_tell_the_rule(run, season, folder, feedback):
    place, made = season
    name = sorted(made)[0]
    run(ALGORITHM, {"INPUT": str(place / f"{name}.tif"), "MASK": "normal", "OUTPUT_FOLDER": str(folder)},
        feedback=feedback)
    record = json.loads((folder / f"{name}.tif.json").read_text("utf-8"))
    told, = record["parameters"]["mask"]["by"]
    rule = "cloud == no and adjacent == no and shadow == no and aerosol != high"
    assert (record["parameters"]["mask"]["level"], told["band"], told["kind"]) == ("normal", "Fmask", "hls_fmask")
    assert told["rule"] == rule and "hls-vi" in told["source"]
    assert [each["name"].split(".")[-2] for each in record["inputs"]] == ["B04", "Fmask"]
    assert gdal.Open(str(folder / f"{name}.tif")).GetMetadataItem("MASKED_BY") == "Fmask (hls_fmask, normal)"
    assert any(rule in info for info in feedback.infos) and any("% are kept" in info or "%) are kept" in info
                                                                for info in feedback.infos)
    flags = next(folder.glob("*.Fmask.tif"))   # which are no values, and stay as they are
    assert gdal.Open(str(flags)).GetMetadataItem("MASKED_BY") is None
    raw = made[name][1]
    np.testing.assert_array_equal(stored(flags), raw)


def test_as_masking_afterwards(run, season, folder):
    """Opened and masked at once, or one after the other: the same pixels."""
    place, made = season
    name = sorted(made)[0]
    once, plain, after = (folder / each for each in ("once", "plain", "after.tif"))
    for target, level in ((once, "normal"), (plain, "none")):
        run(ALGORITHM, {"INPUT": str(place / f"{name}.tif"), "MASK": level, "OUTPUT_FOLDER": str(target)})
    run("multiscalefusion:maskquality", {"INPUT": str(plain / f"{name}.tif"), "QUALITY": str(
        next(plain.glob("*.Fmask.tif"))), "OUTPUT": str(after)})
    np.testing.assert_array_equal(swaths.read(once / f"{name}.tif"), swaths.read(after))


def test_mod11a1_of_a_real_granule(data_file, folder):
    file, grid = data_file(MOD11), "MODIS_Grid_Daily_1km_LST"
    raw, flags = (stored(HDF.format(file=file, grid=grid, band=band)) for band in ("LST_Day_1km", "QC_Day"))
    keep = (field(flags, 0, 2) == 0) | (field(flags, 0, 2) == 1) & (field(flags, 6, 2) <= 1)
    check(opened(file, folder, "normal", bands=("LST_Day_1km",))["LST_Day_1km"], raw * 0.02, raw >= 7500, keep)


def test_mod13_passes_both_of_its_quality_layers(data_file, folder):
    file, grid = data_file(MOD13), "MODIS_Grid_16DAY_1km_VI"
    raw, flags, rank = (stored(HDF.format(file=file, grid=grid, band=f'"1 km 16 days {band}"'))
                        for band in ("NDVI", "VI Quality", "pixel reliability"))
    keep = ((field(flags, 0, 2) <= 1) & (field(flags, 2, 4) <= 10) & (field(flags, 8) == 0) & (field(flags, 10) == 0)
            & (field(flags, 15) == 0) & (field(flags, 6, 2) != 3) & (flags != 65535)
            & np.isin(rank.view(np.int8), [0, 1]))
    found = opened(file, folder, "normal", bands=("NDVI",), quality=False)
    check(found["1 km 16 days NDVI"], raw / 10000, (raw >= -2000) & (raw <= 10000), keep)


def test_mod09ga_takes_flags_of_1_km_to_its_pixels_of_500_m(data_file, folder):
    file = data_file(MOD09)
    raw = stored(HDF.format(file=file, grid="MODIS_Grid_500m_2D", band="sur_refl_b01_1"))
    quality = stored(HDF.format(file=file, grid="MODIS_Grid_500m_2D", band="QC_500m_1"))
    state = stored(HDF.format(file=file, grid="MODIS_Grid_1km_2D", band="state_1km_1"))
    clear = (np.isin(field(state, 0, 2), [0, 3]) & (field(state, 2) == 0) & (field(state, 10) == 0)
             & (field(state, 13) == 0) & (field(state, 8, 2) <= 1) & (state != 65535))
    good = (field(quality, 0, 2) <= 1) & (field(quality, 2, 16) == 0) & (quality != 787410671)
    found = opened(file, folder, "normal", bands=("red",))["sur_refl_b01_1"]
    truth = (raw >= -100) & (raw <= 16000) & good & clear.repeat(2, 0).repeat(2, 1)
    np.testing.assert_allclose(found, np.where(truth, raw * 0.0001, np.nan), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("real", [True, False])
def test_landsat_passes_pixel_and_saturation_flags_and_a_threshold(data_file, tmp_path, folder, real):
    """Of the real scene, which is all cloud, nothing; with made flags in its files what they say."""
    stem = str(data_file(LANDSAT)).replace("_MTL.txt", "")
    copy = str(tmp_path / stem.rpartition("/")[2])
    for each in ("MTL.txt", "SR_B4.TIF", "ST_B10.TIF", "QA_PIXEL.TIF", "QA_RADSAT.TIF", "ST_QA.TIF"):
        shutil.copy(f"{stem}_{each}", f"{copy}_{each}")
    if not real:
        random = np.random.default_rng(2)
        for band, codes in (("QA_PIXEL", [1, 21824, 21826, 21828, 22280, 23888, 30048]), ("QA_RADSAT", [0, 0, 8, 2048]),
                            ("ST_QA", [-9999, 200, 400, 401])):
            dataset = gdal.Open(f"{copy}_{band}.TIF", gdal.GA_Update)
            dataset.WriteArray(random.choice(codes, (dataset.RasterYSize, dataset.RasterXSize)).astype(
                np.int16 if band == "ST_QA" else np.uint16))
            del dataset
    red, heat, pixel, saturated, error = (stored(f"{copy}_{band}.TIF") for band in (
        "SR_B4", "ST_B10", "QA_PIXEL", "QA_RADSAT", "ST_QA"))
    clear = field(pixel, 0, 5) == 0
    reflectance = np.where((red == 0) | (red > 65455) | ~clear | (saturated.astype(int) & 0b100001111111 != 0), np.nan,
                           red * 2.75e-05 - 0.2)
    temperature = np.where((heat == 0) | ~clear | (error == -9999) | (error * 0.01 > 4.0), np.nan,
                           heat * 0.00341802 + 149)
    found = opened(f"{copy}_MTL.txt", folder, "normal", bands=("red", "lst"))
    np.testing.assert_allclose(found["SR_B4"], reflectance, rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(found["ST_B10"], temperature, rtol=1e-6)
    assert np.isnan(found["SR_B4"]).all() == np.isnan(found["ST_B10"]).all() == real


def sentinel(data_file, folder, bands):
    """A SAFE folder with these bands."""
    safe = folder / "S2A_MSIL2A_20221005T115411_N0400_R023_T29UNU_20221005T164454.SAFE"
    images = safe / "GRANULE" / "L2A_T29UNU_A038058_20221005T115407" / "IMG_DATA" / "R60m"
    images.mkdir(parents=True)
    shutil.copy(data_file("sentinel2/MTD_MSIL2A.xml"), safe)
    for band in bands:
        shutil.copy(data_file(SENTINEL.format(band=band)), images)
    return safe


def test_sentinel_2_takes_a_finer_scene_classification_by_area(data_file, tmp_path, folder):
    safe = sentinel(data_file, tmp_path, ("B04_60m", "SCL_20m"))
    raw, scene = (stored(data_file(SENTINEL.format(band=band))) for band in ("B04_60m", "SCL_20m"))
    # A ninth of the pixel's ground is more than a hundredth of it, so that a single class spoils it.
    rows, columns = raw.shape
    keep = np.isin(scene, [4, 5, 6, 7, 11]).reshape(rows, 3, columns, 3).all((1, 3))
    found = opened(safe, folder, "normal", bands=("red",), quality=False)
    check(found["B04_60m"], (raw.astype(float) - 1000) / 10000, (raw != 0) & (raw != 65535), keep)


def test_same_bytes_whatever_the_threads_and_the_memory(data_file, tmp_path):
    from multiscale_fusion.processing.open_granule_mask import PresetScreen

    found = []
    for number, (threads, memory) in enumerate(((1, 2**30), (3, 2**24))):
        opening = Opening(str(data_file(MOD09)), str(tmp_path / str(number)),
                          Options(bands=("sur_refl_b01",), quality=False, screen=PresetScreen("normal")))
        found.append([open(each.path, "rb").read() for each in opening.run(threads=threads, memory=memory)])
    assert found[0] == found[1]


@pytest.fixture
def swath(tmp_path):
    """An ECOSTRESS swath whose cloudy pixels hold a value far from all others; (plane, corners, stored, cloud, quality,
    folder).
    """
    plane = swaths.plane(-118.0, 34.0)
    corner = swaths.lattice((128, 60), 70.0, 70.0, 20.0)
    random = np.random.default_rng(8)
    numbers = random.integers(14000, 16000, (128, 60)).astype(np.uint16)
    cloud = np.zeros(numbers.shape, np.uint8)
    cloud[30:60, 10:40] = 1
    cloud[100:, :5] = 255
    quality = random.choice([0b10 << 14, 0b11 << 14 | 1, 0, 0b10 << 14 | 3], numbers.shape).astype(np.uint16)
    numbers[cloud == 1] = 60000
    numbers[random.random(numbers.shape) < 0.1] = 0
    swaths.write_swath(tmp_path, *swaths.degrees(plane, swaths.middles(corner)),
                       {"LST": numbers, "QC": quality, "cloud_mask": cloud})
    return plane, corner, numbers, cloud, quality, tmp_path


def test_a_swath_is_masked_before_it_is_put_on_a_grid(swath, folder):
    plane, corner, numbers, cloud, quality, place = swath
    path, = place.glob("*L2_LSTE*")
    grid = swaths.cells(plane, 700.0, (8, 8))
    found = opened(path, folder, "normal", target=lambda cover: grid, bands=("LST",), quality=False)["LST"]
    # Accuracy of 2 K or better, produced, and no cloud.
    keep = (numbers != 0) & (cloud == 0) & (field(quality, 0, 2) <= 1) & (field(quality, 14, 2) >= 1)
    shared = swaths.overlaps(swaths.polygons(corner), grid)[..., keep.ravel()]
    with np.errstate(invalid="ignore"):
        mean = (shared * numbers[keep] * 0.02).sum(-1) / shared.sum(-1)
    np.testing.assert_allclose(found, mean, atol=2e-4)
    assert np.nanmax(found) < 16000 * 0.02 and np.isnan(found).any() and np.isfinite(found).sum() > 30


def test_a_cloudy_swath_is_empty_and_does_not_stop_the_others(swath, folder, reporter):
    plane, _, numbers, _, quality, place = swath
    corner = swaths.lattice((128, 60), 70.0, 70.0, 20.0)
    swaths.write_swath(place, *swaths.degrees(plane, swaths.middles(corner)),
                       {"LST": numbers, "QC": quality, "cloud_mask": np.ones(numbers.shape, np.uint8)})
    path, = place.glob("*L2_LSTE*")
    found = opened(path, folder, "lenient", reporter, target=lambda cover: swaths.cells(plane, 700.0, (8, 8)),
                   bands=("LST",), quality=False)
    assert np.isnan(found["LST"]).all()
    told = reporter.findings[-1]
    assert told.code == "AGGREGATE_EMPTY" and "no pixel inside the target grid passes its quality flags" in told.message


def test_flags_with_other_lines_than_the_values_are_refused(swath, folder):
    plane, corner, numbers, cloud, quality, place = swath
    swaths.write_swath(place, *swaths.degrees(plane, swaths.middles(corner)),
                       {"LST": numbers, "QC": quality, "cloud_mask": cloud[::2]})
    path, = place.glob("*L2_LSTE*")
    with pytest.raises(FusionError, match="cloud_mask of ECOv002_L2_LSTE_23456_007_.* has other lines and pixels"):
        opened(path, folder, "normal", bands=("LST",))
    assert not list(folder.iterdir())


def test_what_an_earlier_run_made_below_the_folder_is_no_input(run, season):
    place, made = season
    results = [run(ALGORITHM, {"INPUT": str(place), "BANDS": "red", "MASK": level, "QUALITY": False,
                               "OUTPUT_FOLDER": str(place / "opened")}) for level in ("none", "normal")]
    assert results[0]["LAYERS"] == results[1]["LAYERS"] and results[1]["BAND_COUNT"] == 4
    values, codes = made[sorted(made)[0]]
    keep = (field(codes, 1, 3) == 0) & (field(codes, 6, 2) != 3) & (codes != 255)
    check(swaths.read(results[1]["LAYERS"][0])[0], values * 0.0001, values != -9999, keep)


def test_nor_of_a_file_of_many_bands(run, data_file, tmp_path):
    """Opened bands have names of granules of their own, without flags beside them."""
    shutil.copy(data_file(MOD11), tmp_path)
    for _ in range(2):
        assert run(ALGORITHM, {"INPUT": str(tmp_path), "BANDS": "LST_Day_1km", "MASK": "normal", "QUALITY": False,
                               "OUTPUT_FOLDER": str(tmp_path / "opened")})["BAND_COUNT"] == 1


def test_what_cannot_be_masked_is_refused(season, folder, run):
    from qgis.core import QgsProcessingException

    place, made = season
    name = sorted(made)[0]
    with pytest.raises(QgsProcessingException, match="choose cog as FORMAT, or none as MASK"):
        run(ALGORITHM, {"INPUT": str(place), "MASK": "normal", "FORMAT": "vrt", "OUTPUT_FOLDER": str(folder)})
    next(place.glob(f"{name[:-4]}.Fmask.tif")).unlink()
    with pytest.raises(QgsProcessingException, match=f"No flags with a known rule are there for B04 of {name[:-4]}"):
        run(ALGORITHM, {"INPUT": str(place), "BANDS": "red", "MASK": "normal", "OUTPUT_FOLDER": str(folder)})
    with pytest.raises(QgsProcessingException, match="MASK must be one of none, lenient, normal, strict, not hard"):
        run(ALGORITHM, {"INPUT": str(place), "MASK": "hard", "OUTPUT_FOLDER": str(folder)})
    assert not list(folder.iterdir())


def test_a_quality_layer_of_another_place_is_refused(season, folder, run):
    from qgis.core import QgsProcessingException

    place, made = season
    name = sorted(made)[0]
    rasters.write(place / f"{name[:-4]}.Fmask.tif", made[name][1], nodata=255, origin=(700000.0, 4200000.0))
    with pytest.raises(QgsProcessingException, match="Fmask.tif does not overlap the band that it tells of"):
        run(ALGORITHM, {"INPUT": str(place / f"{name}.tif"), "MASK": "normal", "OUTPUT_FOLDER": str(folder)})
    assert not list(folder.iterdir())
