"""The product knowledge: the names archives write are recognised, none as another's, and its entries are whole.

Expected products and layers are written out by hand from the names, not asked of the reader.
"""

import itertools
import math
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.core import product as product_module
from multiscale_fusion.core.product import (
    KINDS, LAYOUTS, find_product, known_names, mentioned, products, recognise,
)
from multiscale_fusion.core.variable import KINDS as VARIABLE_KINDS

S2 = "S2B_MSIL2A_20180605T115359_{}_R023_T29UNU_20180605T142000.SAFE/GRANULE/x/IMG_DATA/R60m/T29UNU_20180605T115359_"
S3 = "S3A_SL_2_LST____20221018T202117_20221018T202417_20221020T054232_0179_091_114_0720_PS1_O_NT_004.SEN3"
HDF = 'HDF4_EOS:EOS_GRID:"{}":MODIS_Grid:{}'
# Names as the archives (LP DAAC, LAADS, NSIDC, GES DISC, PO.DAAC, ORNL DAAC, ASF, ESA, USGS) and their tools write
# them: name, layer asked for, product, layer.
NAMES = (
    ("HLS.S30.T16UEA.2026185T170901.v2.0.B8A.tif", None, "HLSS30", "reflectance"),
    ("HLS.L30.T01LAH.2020097T222759.v2.0.B10.tif", None, "HLSL30", "brightness_temperature"),
    ("HLS.L30.T01LAH.2020097T222759.v2.0.SAA.tif", None, "HLSL30", "azimuth"),
    ("HLS-VI.S30.T01GEL.2024288T213749.v2.0.NDVI.tif", None, "HLSS30_VI", "index"),
    ("MYD09GA.A2023241.h08v05.061.2023243002222.hdf", "sur_refl_b07_1", "MYD09GA", "reflectance"),
    ("MOD09A1.A2023241.h08v05.061.2023250002222.hdf", "sur_refl_state_500m", "MOD09A1", "sur_refl_state_500m"),
    ("MYD09Q1.A2008065.h19v01.061.2008078075808.hdf", "sur_refl_qc_250m", "MYD09Q1", "sur_refl_qc_250m"),
    (HDF.format("C:\\data\\MYD11A2.A2020001.h18v04.061.2020010002222.hdf", "LST_Night_1km"), None, "MYD11A2", "LST"),
    ("MOD11A1.061_QC_Day_doy2020001_aid0001.tif", None, "MOD11A1", "QC"),
    ("MOD11A1.A2020123.h08v05.061.LST_Day_1km.tif", None, "MOD11A1", "LST"),
    ('HDF4_EOS:EOS_SWATH:"MYD11_L2.A2020048.1915.006.2020050045344.hdf":MOD_Swath_LST:LST', None, "MYD11_L2", "LST"),
    ("MOD13Q1.A2023241.h08v05.061.2023258002222.hdf", "250m 16 days relative azimuth angle", "MOD13Q1",
     "relative_azimuth_angle"),
    ("MYD13A2.A2023241.h08v05.061.2023258002222.hdf", "1 km 16 days EVI", "MYD13A2", "index"),
    ("MYD21A1D.A2003053.h18v03.061.2020088090154.hdf", "LST_1KM", "MYD21A1D", "LST"),
    ("MOD21A1N.A2003053.h18v03.061.2020088090154.hdf", "QC", "MOD21A1N", "QC"),
    ("MYD21A2.A2018089.h00v10.061.2021322144902.hdf", "QC_Day", "MYD21A2", "QC"),
    ("MCD12Q1.A2020001.h18v04.061.2022169160720.hdf", "LC_Type1", "MCD12Q1", "LC_Type1"),
    ("MCD43A4.A2020001.h18v04.061.2020010002222.hdf", "Nadir_Reflectance_Band2", "MCD43A4", "reflectance"),
    ("MCD43A3.A2020001.h18v04.061.2020010002222.hdf", "Albedo_WSA_shortwave", "MCD43A3", "albedo"),
    ("VNP13A1.A2022097.h11v05.001.2022113080900_500_m_16_days_EVI2.tif", None, "VNP13A1", "index"),
    ("VJ113A2.A2022097.h11v05.002.2022113080900.h5", "//HDFEOS/GRIDS/VIIRS/Data_Fields/1_km_16_days_NDVI", "VJ113A2",
     "index"),
    ("VJ221A1D.A2024097.h11v05.002.2024113080900.h5", "LST_1KM", "VJ221A1D", "LST"),
    ("VNP21A2.A2024097.h11v05.002.2024113080900.h5", "LST_Day_1KM", "VNP21A2", "LST"),
    ("VNP21.A2019065.2336.002.2019121164902.nc", "/VIIRS_Swath_LSTE/Data Fields/QC", "VNP21", "QC"),
    ("ECOv002_L2_LSTE_40400_016_20250821T075945_0713_01.h5", "/SDS/LST_err", "ECO_L2_LSTE", "LST_err"),
    ("ECOSTRESS_L2_LSTE_05525_002_20190627T070809_0600_01.h5", "SDS/Emis2", "ECO_L2_LSTE", "emissivity"),
    ("ECOv002_L2T_LSTE_39607_006_15TUF_20250701T061657_0713_01_cloud.tif", None, "ECO_L2T_LSTE", "mask"),
    ("ECOv002_L2G_LSTE_39607_006_20250701T061657_0713_01.h5", "QC", "ECO_L2G_LSTE", "QC"),
    ("LC09_L2SP_039037_20220728_20230407_02_T1_ST_B10.TIF", None, "LANDSAT_OT_C2_L2", "ST"),
    ("LE07_L2SP_039037_20150728_20200318_02_T1_SR_CLOUD_QA.TIF", None, "LANDSAT_ETM_C2_L2", "SR_CLOUD_QA"),
    ("LT05_L2SP_039037_19950728_20200318_02_T1_ST_B6.TIF", None, "LANDSAT_TM_C2_L2", "ST"),
    (S2.format("N0208") + "B04_60m.jp2", None, "S2MSI2A", "reflectance"),
    (S3 + "/LST_in.nc", None, "SL_2_LST___", "LST"),
    (S3 + "/flags_in.nc", "confidence_in", "SL_2_LST___", "confidence_in"),
    ("SMAP_L3_SM_P_20150406_R14010_001.h5", "Soil_Moisture_Retrieval_Data_PM/soil_moisture_pm", "SPL3SMP",
     "soil_moisture"),
    ("SMAP_L3_SM_P_E_20181106_R16010_001.h5", "Soil_Moisture_Retrieval_Data_AM/retrieval_qual_flag", "SPL3SMP_E",
     "retrieval_qual_flag"),
    ("SMAP_L3_SM_P_E_20150401_R16510_001_Soil_Moisture_Retrieval_Data_PM_soil_moisture_pm.tif", None, "SPL3SMP_E",
     "soil_moisture"),
    ("SMAP_L4_SM_gph_20231231T223000_Vv8010_001.h5", "Geophysical_Data/sm_rootzone", "SPL4SMGP", "soil_moisture"),
    ("3B-HHR.MS.MRG.3IMERG.20211115-S043000-E045959.0270.V07B.HDF5", "Grid/precipitation", "GPM_3IMERGHH",
     "precipitation"),
    ("3B-HHR-L.MS.MRG.3IMERG.20211115-S043000-E045959.0270.V07B.RT-H5", "Grid/randomError", "GPM_3IMERGHHL",
     "randomError"),
    ("NETCDF:GRCTellus.JPL.200204_202501.GLO.RL06.3M.MSCNv04CRI.nc:lwe_thickness", None,
     "TELLUS_GRAC-GRFO_MASCON_CRI_GRID_RL06.3_V4", "lwe_thickness"),
    ("GRCTellus.JPL.200204_202501.GLO.RL06.3M.MSCNv04.nc", "uncertainty", "TELLUS_GRAC-GRFO_MASCON_GRID_RL06.3_V4",
     "uncertainty"),
    ('HDF5:"/d/NISAR_L2_PR_GCOV_002_109_D_063_4005_DHDH_A_20251012T182508_20251012T182531_X05010_N_P_J_001.h5"'
     "://science/LSAR/GCOV/grids/frequencyA/HVHV", None, "NISAR_L2_GCOV", "backscatter"),
    ("GEDI01_B_2019162130932_O02806_01_T04237_02_005_01_V002.h5", "BEAM0101/geolocation/elevation_lastbin", "GEDI01_B",
     "elevation"),
    ("GEDI02_A_2019162130932_O02806_01_T04237_02_003_01_V002.h5", "BEAM0101/rh", "GEDI02_A", "rh"),
    ("GEDI02_B_2019162130932_O02806_01_T04237_02_003_01_V002.h5", "BEAM0101/rh100", "GEDI02_B", "rh100"),
    ("GEDI04_A_2019162130932_O02806_01_T04237_02_002_02_V002.h5", "BEAM0101/agbd", "GEDI04_A", "agbd"),
    ("ATL03_20200716202251_03280806_007_01.h5", "gt1r/heights/h_ph", "ATL03", "elevation"),
    ("processed_ATL06_20181016013411_02610106_006_01.h5", "gt1r/land_ice_segments/h_li_sigma", "ATL06", "uncertainty"),
    ("ATL08_20200716202251_03280806_007_01.h5", "gt1r/land_segments/canopy/h_canopy", "ATL08", "canopy_height"),
    ("oco2_LtCO2_141217_B10206Ar_200730235637s.nc4", "xco2", "OCO2_L2_Lite_FP", "xco2"),
    ("oco3_LtCO2_220601_B10400Br_220929042003s.nc4", "xco2_quality_flag", "OCO3_L2_Lite_FP", "xco2_quality_flag"),
    ("nlcd_2019_land_cover_l48_20210604.img", None, "NLCD", "land_cover"),
    ("Annual_NLCD_LndCov_2024_CU_C1V1.tif", "Layer_1", "NLCD", "land_cover"),
    ("ESA_WorldCover_10m_2021_v200_S30E024_Map.tif", None, "ESA_WorldCover", "Map"),
    ("N37W105.SRTMGL1.hgt", None, "SRTMGL1", "elevation"), ("n37_w105_1arc_v3.tif", None, "SRTMGL1", "elevation"),
    ("N37W105.SRTMGL3.hgt", None, "SRTMGL3", "elevation"),
    ("Copernicus_DSM_COG_10_N27_00_E061_00_DEM.tif", None, "COP-DEM_GLO-30", "DEM"),
    ("Copernicus_DSM_COG_30_N53_00_W115_00_DEM.tif", None, "COP-DEM_GLO-90", "DEM"),
)
# Other levels, collections and layers of the same families, and names that only look like products.
UNKNOWN = (
    "MOD21_L2.A2020001.0005.061.2020010002222.hdf", "MOD021KM.A2020001.0005.061.2020010002222.hdf",
    "MOD13C1.A2020001.061.2020010002222.hdf", "xMOD11A1.A2019305.h14v09.006.2019306084028.hdf",
    "MOD11A1.hdf", "LC08_L1TP_195025_20130707_20170503_01_T1_B8.TIF", "LC08_L1TP_017036_20130419_20200913_02_T2_B4.TIF",
    "S2A_MSIL1C_20221005T115411_N0400_R023_T29UNU_20221005T140000.SAFE", "T29UNU_20221005T115411_B04.jp2",
    "S3A_SL_1_RBT____20221018T202117_20221018T202417_20221020T054232_0179_091_114_0720_PS1_O_NT_004.SEN3/S8_BT_in.nc",
    "GEDI01_A_2019108080338_O01964_T05337_02_003_01.h5", "ATL09_20200716202251_03280806_007_01.h5",
    "SMAP_L2_SM_P_30058_D_20200916T194350_R19240_001.h5", "HLS.L30.T06WVS.2024120T211159.v2.0.jpg", "nlcd.tif",
    "srtm.tif", "NISAR_L2_PR_GSLC_002_109_D_063_4005_DHDH_A_20251012T182508_20251012T182531_X05010_N_P_J_001.h5",
    "MOD11A1_LST_cloudrm_20160205.tif",
)
ALL_LAYERS = [(product, layer) for product in products() for layer in product.layers]
LAYER_IDS = [f"{product.id}-{layer.name}" for product, layer in ALL_LAYERS]


@pytest.mark.parametrize("name, layer, product, expected", NAMES, ids=[row[0].split("/")[-1][:50] for row in NAMES])
def test_names_of_the_archives(name, layer, product, expected):
    found = recognise(name, None, layer)
    assert (found.product.id, found.layer.name) == (product, expected)


def test_paths_are_taken_as_well_as_texts():
    assert recognise(Path("folder", "MOD11A1.A2019305.h14v09.006.2019306084028.hdf")).product.id == "MOD11A1"


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_no_product_of_the_file_is_none(name):
    assert recognise(name) == (None, None)


def test_no_name_fits_two_products(data_dir):
    names = [*(row[0] for row in NAMES), *(path.name for path in data_dir.rglob("*") if path.is_file())]
    for name in names:
        file = re.split(r"[\\/]", product_module._split(name)[0])[-1]
        fitting = [product.id for product in products() if any(re.search(pattern, file) for pattern in product.files)]
        assert len(fitting) <= 1, (name, fitting)


def test_every_product_has_a_name_in_these_tests():
    """So that no file pattern goes untried; those that differ in a letter of the platform are like another."""
    def family(identifier):
        return re.sub(r"^(?:MOD|MYD|VNP|VJ1|VJ2|HLS[LS]30)", "", identifier)

    assert {family(product.id) for product in products()} <= {family(row[2]) for row in NAMES}


def test_short_names_are_found_in_other_texts():
    assert mentioned("ndvi_MOD13Q1_mean.tif").id == "MOD13Q1"
    assert mentioned("mod13q1n").id == "MOD13Q1"
    assert mentioned("xMOD13Q1.tif") is None and mentioned("MOD13") is None


def test_known_names_are_words_and_kinds():
    assert known_names()
    for known in known_names():
        assert re.compile(known.words) and known.words == known.words.lower()
        assert known.kind in KINDS
        assert known.kind == "categorical" or not known.is_bitfield


def test_attributes_count_more_than_the_name():
    found = recognise("MOD11A1.A2019305.h14v09.006.2019306084028.hdf", {"ShortName": "MOD13A2"}, "1 km 16 days NDVI")
    assert (found.product.id, found.layer.name) == ("MOD13A2", "index")


@pytest.mark.parametrize("key", ["SHORTNAME", "ShortName", "short_name", "NC_GLOBAL#short_name"])
def test_keys_of_attributes_in_any_spelling(key):
    assert recognise("x.hdf", {key: "MCD12Q1"}).product.id == "MCD12Q1"


def test_the_granules_first_name_is_found_in_its_attributes():
    attributes = {"LOCALGRANULEID": "MYD09A1.A2023241.h08v05.061.2023250002222.hdf"}
    assert recognise("x.hdf", attributes).product.id == "MYD09A1"


def test_a_platforms_product_takes_over_the_layers_of_the_other():
    terra, aqua = find_product("MOD11A1"), find_product("MYD11A1")
    assert aqua.layers == terra.layers
    assert (terra.platform, aqua.platform) == ("Terra", "Aqua")
    assert (terra.overpass_h, aqua.overpass_h) == ((10.5, 22.5), (13.5, 1.5))


# Sentinel-2's offset -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path, attributes, offset", [
    (S2.format("N0208") + "B04_60m.jp2", None, 0.0),
    (S2.format("N0500") + "B04_60m.jp2", None, -0.1),
    ("T29UNU_20221005T115411_B04_60m.jp2", None, -0.1),
    ("T29UNU_20180605T115359_B04_60m.jp2", None, None),
    ("T29UNU_20220110T115359_B04_60m.jp2", None, None),
    ("T29UNU_20180605T115359_B04_60m.jp2", {"PROCESSING_BASELINE": "05.00"}, -0.1),
    ("T29UNU_20180605T115359_B04_60m.jp2", {"PROCESSING_BASELINE": "02.08"}, 0.0),
])
def test_the_offset_of_sentinel_2_follows_the_baseline_and_is_never_guessed(path, attributes, offset):
    layer = recognise(path, attributes).layer
    assert layer.offset == offset
    assert [choice.offset for choice in layer.offsets] == [-0.1, 0.0, -0.1]


# What the entries hold -----------------------------------------------------------------------------------------------


def test_kinds_are_those_of_variables():
    assert KINDS == tuple(kind for kind in VARIABLE_KINDS if kind != "auto")


def test_identifiers_and_layer_names_are_unique():
    identifiers = [product.id for product in products()]
    assert len(set(identifiers)) == len(identifiers)
    for product in products():
        names = [layer.name for layer in product.layers]
        assert len(set(names)) == len(names), product.id


@pytest.mark.parametrize("product", products(), ids=lambda product: product.id)
def test_every_product_is_whole(product):
    assert product.sources and all(len(source) > 10 for source in product.sources)
    assert "{" not in "".join((product.title, *product.sources, *(value for _, value in product.attributes)))
    assert product.title and product.platform and product.sensor and product.level and product.layers
    assert product.layout in LAYOUTS
    assert product.files and all(re.compile(pattern) for pattern in (*product.files, *product.folders))
    assert product.resolution_m is None or 1.0 < product.resolution_m < 1e6
    assert (product.geolocation_m is None) or product.geolocation_m > 0.0 and product.geolocation_note
    assert product.overpass_h is None or all(0.0 <= hour < 24.0 for hour in product.overpass_h)
    assert not (product.any_time and product.overpass_h)
    low, high = product.view_zenith_deg or (0.0, 0.0)
    assert 0.0 <= low <= high < 90.0
    first, last = product.window_days or (0.0, 0.0)
    assert -366.0 < first <= 0.0 <= last < 366.0


@pytest.mark.parametrize("product, layer", ALL_LAYERS, ids=LAYER_IDS)
def test_every_layer_is_whole(product, layer):
    assert layer.kind in KINDS
    assert layer.scale is None or layer.scale > 0.0
    assert (layer.offset is None) == (layer.scale is None or bool(layer.offsets))
    assert layer.kind == "categorical" or not layer.is_bitfield
    if layer.kind == "categorical":
        assert (layer.scale, layer.offset) == (1.0, 0.0)
    else:
        assert not layer.bits and not layer.classes
    assert not (layer.bits and layer.classes)
    if layer.valid_range:
        assert layer.valid_range[0] < layer.valid_range[1]
    for value in (*layer.fill, *(layer.valid_range or ())):
        # Pixel reliability is signed, and read as unsigned by libraries that know no signed bytes.
        assert fits(value, layer.dtype) or (layer.dtype, value) == ("int8", 255), value
    assert all(fits(value, layer.dtype or "uint8") for value, _ in layer.classes)


def fits(value, dtype):
    if not dtype or np.dtype(dtype).kind in "fc":
        return True
    limits = np.iinfo(dtype)
    return math.isfinite(value) and value == int(value) and limits.min <= value <= limits.max


@pytest.mark.parametrize("product, layer", [pair for pair in ALL_LAYERS if pair[1].bits],
                         ids=[name for name, pair in zip(LAYER_IDS, ALL_LAYERS) if pair[1].bits])
def test_bit_fields_lie_apart_within_the_type(product, layer):
    assert len({field.name for field in layer.bits}) == len(layer.bits)
    assert all(one.mask & other.mask == 0 for one, other in itertools.combinations(layer.bits, 2))
    assert layer.width is not None
    for field in layer.bits:
        assert field.count >= 1 and field.first + field.count <= layer.width
        assert field.values and all(0 <= value < 1 << field.count for value, _ in field.values)
        assert len(dict(field.values)) == len(field.values)
    assert [field.first for field in layer.bits] == sorted(field.first for field in layer.bits)


def test_a_bit_field_takes_its_bits_out_of_numbers_and_arrays():
    field = find_product("HLSL30").layer("Fmask").field("aerosol")
    assert field.of(0b11000010) == 3
    np.testing.assert_array_equal(field.of(np.array([64, 194, 32, 255], np.uint8)), [1, 3, 0, 3])
    quality = find_product("MOD09GA").layer("QC_500m")
    assert quality.field("adjacency_correction").of(np.uint32(2 ** 31)) == 1
    assert dict(quality.field("band1").values)[int(quality.field("band1").of(15 << 2))].startswith("not processed")


def test_products_can_be_pickled_and_are_read_once():
    assert repr(pickle.loads(pickle.dumps(products()))) == repr(products())
    assert products() is products()


def test_what_models_make_is_told():
    assert [product.id for product in products() if product.model_dependent] == ["SPL4SMGP", "GEDI04_A"]


def test_supports_of_footprints():
    gedi, strip, carbon = (find_product(name).support for name in ("GEDI02_A", "ATL08", "OCO2_L2_Lite_FP"))
    assert (gedi.shape, gedi.along_m, gedi.across_m) == ("disc", 25.0, 25.0)
    assert (strip.shape, strip.along_m, strip.across_m) == ("strip", 100.0, 11.0)
    assert (carbon.shape, carbon.along_m, carbon.across_m) == ("parallelogram", 2250.0, 1300.0)


def test_the_table_is_not_read_before_it_is_asked(root):
    """So that QGIS starts no later for it: every module that it loads at its start, and all of the engine's."""
    code = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
sys.path.insert(0, sys.argv[1])
from load_package import load_package
load_package()
import importlib, pkgutil
import multiscale_fusion.processing.provider
core = importlib.import_module("multiscale_fusion.core")
for module in pkgutil.walk_packages(core.__path__, "multiscale_fusion.core."):
    importlib.import_module(module.name)
def read():
    return sum(name.endswith("products.toml") for name in opened)
before = read()
sys.modules["multiscale_fusion.core.product"].products()
print(before, read())
"""
    done = subprocess.run([sys.executable, "-c", code, str(root / "tools")], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"], done.stderr
