"""Missing pixels, undeclared and declared, on written and on real files."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.advice.rule import Rule
from multiscale_fusion.core.advice.rules import missing
from multiscale_fusion.core.advice.rules.missing import nodata_share, nodata_undeclared
from multiscale_fusion.tests.core.advice.rule_cases import box, codes, found
from multiscale_fusion.tests.core.surfaces import hills, patches
from odc.geo.geobox import GeoBox
from osgeo import gdal

FINE = box(30.0, 240, 300)
HILLS = hills()
UNDECLARED = (Rule("nodata_undeclared", nodata_undeclared),)
SHARE = (Rule("nodata_share", nodata_share),)
WARNED = [("NODATA_UNDECLARED", "warning")]


def holed(value, kind, values=HILLS, part=np.s_[100:130, 60:200]):
    values = values.astype(kind)
    values[part] = value
    return values


# NODATA_UNDECLARED

@pytest.mark.parametrize(("value", "kind"), [
    (-9999, "int16"), (-9999, "float32"), (-32768, "int16"), (-3.4e38, "float32"), (-3.4028234663852886e38, "float32"),
    (9.969209968386869e36, "float32"), (65535, "uint16"), (32767, "int16"), (0, "uint16"), (0, "float32")])
def test_a_frequent_fill_that_is_not_declared_is_told(desk, value, kind):
    if value == 0:
        part = np.s_[:, :30]
        values = holed(value, kind, HILLS + 100, part)
    else:
        part = np.s_[100:130, 60:200]
        values = holed(value, kind, HILLS, part)
    layer = desk.layer("a.tif", FINE, values)
    _, (finding,) = found(UNDECLARED, [layer])
    assert (finding.code, finding.severity, finding.subject) == (*WARNED[0], "a.tif")
    share = float(finding.message.split(" %")[0])
    stands = float(finding.message.split(" are ")[1].split(",")[0])
    # The sample leaves out a part of the raster.
    assert share == pytest.approx(100 * np.zeros(FINE.shape)[part].size / HILLS.size, rel=0.35)
    assert stands == pytest.approx(value, rel=1e-6)
    assert "-a_nodata" in finding.remedy
    assert ask(desk.layer("b.tif", FINE, values, nodata=value)) == []


def ask(layer, rules=UNDECLARED):
    return codes(rules, [layer])


def test_255_among_bytes_is_told_where_it_stands_apart(desk):
    values = np.clip(HILLS / 3, 0, 180)
    assert ask(desk.layer("a.tif", FINE, holed(255, "uint8", values))) == WARNED
    saturated = np.clip(HILLS * 255 / 360, 0, 255).astype("uint8")
    assert (saturated == 255).mean() > 0.005
    assert ask(desk.layer("b.tif", FINE, saturated)) == []


def test_scaled_fill_is_told_as_it_is_stored(desk):
    def describe(dataset):
        dataset.GetRasterBand(1).SetScale(0.01)

    _, (finding,) = found(UNDECLARED, [desk.layer("a.tif", FINE, holed(-9999, "int16"), describe=describe)])
    assert "are -99.99, " in finding.message and "-a_nodata -9999," in finding.remedy


@pytest.mark.parametrize(("name", "values"), [
    ("dem", HILLS.astype("int16")),
    ("coast", np.maximum(HILLS - 250, 0).astype("int16")),
    ("ndvi", (HILLS - 250) / 250),
    ("rain", np.maximum(np.random.default_rng(0).gamma(0.3, 5.0, FINE.shape) - 1.0, 0.0)),
    ("population", np.random.default_rng(0).poisson(0.7, FINE.shape).astype("uint16")),
    ("mask", (patches() > 40).astype("uint8")),
    ("land_cover", np.where(patches() == 11, 0, patches()).astype("uint8")),
    ("deep", np.linspace(-10500, 10, HILLS.size).reshape(HILLS.shape)),
    ("zeros", np.zeros(FINE.shape, "int16"))])
def test_natural_zeros_and_extremes_are_left_alone(desk, name, values):
    values = values.astype("float32") if values.dtype.kind == "f" else values
    assert ask(desk.layer(f"{name}.tif", FINE, values)) == []


def test_a_rare_fill_value_is_data(desk):
    assert ask(desk.layer("a.tif", FINE, holed(-9999, "int16", part=np.s_[100, 100:102]))) == []


@pytest.mark.parametrize(("file", "want"), [
    ("talca_thermal/L7_Talca.tif", WARNED), ("zion/landsat_b4.tif", []), ("zion/landsat_b5.tif", []),
    ("zion/srtm.tif", []), ("zion/nlcd.tif", []), ("salton_series/fine/2020-10-02_fine.tif", []),
    ("salton_series/coarse/2020-10-02_coarse.tif", []), ("talca_thermal/DEM_Talca.tif", []),
    ("watershed/180701020604-dem.tif", []), ("lst_pairs/MOD11A1_LST_cloudrm_20160205.tif", []),
    ("landsat_small/DEM.TIF", []), ("landsat_small/LC08_L1TP_195025_20130707_20170503_01_T1_B4.TIF", []),
    ("ecostress/ECOv002_L2T_LSTE_21485_013_11SPS_20220420T211350_0601_01_LST.tif", []),
    ("landsat_c2/LC08_L2SP_017036_20130419_20200913_02_T2_SR_B4.TIF", []),
    ("landsat_c2/LC08_L2SP_017036_20130419_20200913_02_T2_ST_QA.TIF", [])])
def test_fills_of_real_files(desk, data_file, file, want):
    assert ask(desk.open(data_file(file))) == want


def test_talcas_thermal_band_has_undeclared_zeros(desk, data_file):
    told, (finding,) = found(UNDECLARED, [desk.open(data_file("talca_thermal/L7_Talca.tif"))])
    dataset = gdal.Open(str(data_file("talca_thermal/L7_Talca.tif")))
    values = dataset.GetRasterBand(6).ReadAsArray()
    assert list(told) == ["L7_Talca.tif, band 6"]
    true = 100.0 * (values == 0).sum() / (values > -1e30).sum()
    assert float(finding.message.split(" %")[0]) == pytest.approx(true, rel=0.3)


def test_sentinel_2s_zeros_count_as_missing_where_the_product_says_so_and_are_told_where_nobody_does(desk, data_file):
    path = data_file("sentinel2/T29UNU_20221005T115411_B04_60m.jp2")
    product = found(missing.RULES, [desk.open(path)])[1]
    assert [(each.code, each.severity.value) for each in product] == [
        ("NODATA_UNDECLARED", "info"), ("NODATA_SHARE", "info")]
    values = gdal.Open(str(path)).ReadAsArray()
    other = desk.layer("red.tif", box(60.0, *values.shape), values)
    assert ask(other) == WARNED


# NODATA_SHARE

@pytest.mark.parametrize(("part", "severity", "words"), [
    (np.s_[:120, :150], "info", "25 % of the pixels are missing, most in the north-western quarter (100 %)"),
    (np.s_[120:, 150:], "info", "25 % of the pixels are missing, most in the south-eastern quarter (100 %)"),
    (np.s_[:, :200], "warning", "67 % of the pixels are missing, most in the"),
    (np.s_[::4, ::4], "info", "6.2 % of the pixels are missing, all over the raster"),
    (np.s_[:], "warning", "no valid pixel was found among 72,000 that were looked at")])
def test_the_share_and_the_place_are_told(desk, part, severity, words):
    layer = desk.layer("a.tif", FINE, holed(-1, "float32", part=part), nodata=-1)
    _, (finding,) = found(SHARE, [layer])
    assert (finding.code, finding.severity) == ("NODATA_SHARE", severity)
    assert words in finding.message


def test_a_rim_is_told_and_a_raster_upside_down_named_as_on_the_map(desk):
    values = np.full(FINE.shape, -1.0, np.float32)
    values[30:-30, 40:-40] = HILLS[30:-30, 40:-40]
    _, (finding,) = found(SHARE, [desk.layer("rim.tif", FINE, values, nodata=-1)])
    assert "mostly along the rim (" in finding.message
    south_up = GeoBox(FINE.shape, Affine(30, 0, 6e5, 0, 30, 3.6e6), FINE.crs)
    layer = desk.layer("up.tif", south_up, holed(-1, "float32", part=np.s_[:120, :150]), nodata=-1)
    _, (finding,) = found(SHARE, [layer])
    assert "most in the south-western quarter" in finding.message


def test_complete_layers_are_not_mentioned_and_bands_only_where_they_differ(desk):
    assert ask(desk.layer("a.tif", FINE, HILLS.astype("float32"), nodata=-1), SHARE) == []
    gaps = holed(-1, "float32", part=np.s_[:60])
    told, _ = found(SHARE, [desk.layer("b.tif", FINE, np.stack([gaps, gaps]), nodata=-1)])
    assert list(told) == ["b.tif"]
    told, _ = found(SHARE, [desk.layer("c.tif", FINE, np.stack([HILLS.astype("float32"), gaps]), nodata=-1)])
    assert list(told) == ["c.tif, band 2"]


@pytest.mark.parametrize(("file", "severity"), [
    ("ecostress/ECOv002_L2T_LSTE_21485_013_11SPS_20220420T211350_0601_01_LST.tif", "info"),
    ("ecostress/ECOv002_L2T_LSTE_33730_008_11SPS_20240617T205018_0712_01_LST.tif", "info"),
    ("talca_thermal/L7_Talca.tif", "info"), ("salton_series/fine/2020-12-28_fine.tif", "warning"),
    ("kranj_series/landsat/unfilled/2020077_190-28_kranj.tif", "info"), ("watershed/180701020604-dem.tif", "warning"),
    ("landsat_c2/LC08_L2SP_017036_20130419_20200913_02_T2_SR_B4.TIF", "info"),
    ("landcover/ESA_WorldCover_10m_2020_v100_N00E006/ESA_WorldCover_10m_2020_v100_N00E006_Map.tif", "warning")])
def test_the_sample_tells_the_share_of_real_files(desk, data_file, file, severity):
    path = data_file(file)
    _, (finding,) = found(SHARE, [desk.open(path)])
    assert finding.severity == severity
    if "landcover" in file:
        true = 87.0   # as the README of the data has it
    else:
        dataset = gdal.Open(str(path))
        band = dataset.GetRasterBand(1)
        values = band.ReadAsArray()
        true = 100.0 * (1 - ((band.GetMaskBand().ReadAsArray() > 0) & np.isfinite(values)).mean())
    assert float(finding.message.removeprefix("about ").split(" %")[0]) == pytest.approx(true, abs=9.0)


def test_zions_landsat_has_too_little_missing_to_mention(desk, data_file):
    assert ask(desk.open(data_file("zion/landsat_b4.tif")), missing.RULES) == []
