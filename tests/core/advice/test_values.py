"""Scale, offset and units, on written and on real files."""

import numpy as np
import pytest
from multiscale_fusion.core.advice.rules import units, values
from multiscale_fusion.tests.core.advice.rule_cases import box, codes, found
from multiscale_fusion.tests.core.surfaces import hills, patches

FINE = box(30.0, 240, 300)
HILLS = hills()
SCENE = "landsat_c2/LC08_L2SP_017036_20130419_20200913_02_T2"
ECOSTRESS = ("ecostress/ECOv002_L2T_LSTE_21485_013_11SPS_20220420T211350_0601_01_LST.tif",
             "ecostress/ECOv002_L2T_LSTE_33730_008_11SPS_20240617T205018_0712_01_LST.tif")


def scaled(scale, offset=0.0, units=""):
    """A function that declares a scale, an offset and units of every band."""
    def describe(dataset):
        for number in range(1, dataset.RasterCount + 1):
            band = dataset.GetRasterBand(number)
            band.SetScale(scale)
            band.SetOffset(offset)
            band.SetUnitType(units)
    return describe


def ask(layers, rules=values.RULES):
    return codes(rules, layers)


# SCALE_UNAPPLIED and SCALE_SUSPECT

def test_integers_with_a_scale_are_told_with_the_formula(desk):
    layer = desk.layer("a.tif", FINE, HILLS.astype("int16"), describe=scaled(0.02, -5.0))
    _, (finding,) = found(values.RULES, [layer])
    assert (finding.code, finding.severity, finding.subject) == ("SCALE_UNAPPLIED", "warning", "a.tif")
    assert "int16 with a scale of 0.02 and an offset of -5" in finding.message
    assert "stored x 0.02 - 5 " in finding.remedy


@pytest.mark.parametrize(("kind", "describe"), [
    ("int16", None), ("float32", None), ("float32", scaled(0.01)), ("int16", scaled(1.0))])
def test_without_a_scale_or_without_integers_there_is_nothing_to_forget(desk, kind, describe):
    assert ask([desk.layer("a.tif", FINE, HILLS.astype(kind), describe=describe)]) == []


def test_bands_of_one_scale_are_told_together(desk):
    def describe(dataset):
        scaled(0.01)(dataset)
        dataset.GetRasterBand(2).SetScale(0.1)

    layer = desk.layer("a.tif", FINE, np.stack([HILLS.astype("int16")] * 3), describe=describe)
    told, _ = found(values.RULES, [layer])
    assert told == {"a.tif, bands 1, 3": [("SCALE_UNAPPLIED", "warning")],
                    "a.tif, band 2": [("SCALE_UNAPPLIED", "warning")]}


def test_a_products_scale_that_the_file_does_not_declare_is_told(desk):
    name = "LC08_L2SP_017036_20130419_20200913_02_T1_SR_B4.TIF"
    bare = desk.layer(name, FINE, (HILLS * 100).astype("uint16"))
    _, (finding,) = found(values.RULES, [bare])
    assert finding.code == "SCALE_UNAPPLIED" and "stored x 2.75e-05 - 0.2" in finding.remedy
    applied = desk.layer(name, FINE, (HILLS / 1000).astype("float32"))
    assert ask([applied]) == []


@pytest.mark.parametrize(("name", "words"), [
    ("T29UNU_20221005T115411_B04_60m.tif", "an offset of -0.1 (0"),
    ("T29UNU_20210305T115411_B04_60m.tif", "-0.1 or 0;")])
def test_sentinel_2s_offset_is_told(desk, name, words):
    layer = desk.layer(name, FINE, (HILLS * 10).astype("uint16"))
    _, findings = found(values.RULES, [layer])
    assert [each.code for each in findings] == ["SCALE_SUSPECT"] and words in findings[0].message


def test_sentinel_2_with_its_scale_and_offset_is_read_right(desk):
    layer = desk.layer("T29UNU_20221005T115411_B04_60m.tif", FINE, (HILLS * 10).astype("uint16"),
                       describe=scaled(0.0001, -0.1))
    assert ask([layer]) == [("SCALE_UNAPPLIED", "warning")]   # by other programs


def test_a_factor_that_looks_like_a_divisor_is_suspect(desk):
    layer = desk.layer("a.tif", FINE, HILLS.astype("int16"), describe=scaled(10000.0))
    assert ("SCALE_SUSPECT", "warning") in ask([layer])


@pytest.mark.parametrize(("file", "want"), [
    (f"{SCENE}_SR_B4.TIF", ["SCALE_SUSPECT", "SCALE_UNAPPLIED"]), (f"{SCENE}_ST_B10.TIF", ["SCALE_UNAPPLIED"]),
    (f"{SCENE}_QA_PIXEL.TIF", []), ("sentinel2/T29UNU_20221005T115411_B04_60m.jp2", ["SCALE_SUSPECT"]),
    ("sentinel2/T29UNU_20221005T115411_SCL_60m.jp2", []),
    ("modis_series/VI_16Days_500m_v6/NDVI/MOD13A1_NDVI_2016_001.tif", ["SCALE_UNAPPLIED"]),
    ("zion/landsat_b4.tif", []), ("zion/nlcd2011.tif", []), ("zion/srtm.tif", []), (ECOSTRESS[0], []),
    ("salton_series/fine/2020-10-02_fine.tif", []), ("watershed/180701020604-dem.tif", []),
    ("hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif", [])])
def test_scales_of_real_files(desk, data_file, file, want):
    findings = ask([desk.open(data_file(file))])
    assert [code for code, _ in findings] == want and all(severity == "warning" for _, severity in findings)


def test_landsats_two_sets_of_coefficients_are_told_with_the_right_one(desk, data_file):
    _, findings = found(values.RULES, [desk.open(data_file(f"{SCENE}_SR_B4.TIF"))])
    assert "2 factors for this band (2e-05 and 2.75e-05)" in findings[0].message
    assert "scale 2.75e-05 and the offset -0.2" in findings[0].remedy


@pytest.mark.parametrize(("file", "grid", "layer", "want"), [
    ("MOD13A2.A2016145.h18v04.006.2016166145124.hdf", "MODIS_Grid_16DAY_1km_VI", "1 km 16 days NDVI",
     ["SCALE_SUSPECT"]),
    ("MOD13A2.A2016145.h18v04.006.2016166145124.hdf", "MODIS_Grid_16DAY_1km_VI", "1 km 16 days VI Quality", []),
    ("MOD11A1.hdf", "MODIS_Grid_Daily_1km_LST", "LST_Day_1km", ["SCALE_UNAPPLIED"]),
    ("MOD11A1.hdf", "MODIS_Grid_Daily_1km_LST", "QC_Day", [])])
def test_scales_of_modis(desk, data_file, file, grid, layer, want):
    file = data_file(f"modis_granules/{file}")
    assert [code for code, _ in ask([desk.open(f'HDF4_EOS:EOS_GRID:"{file}":{grid}:{layer}')])] == want


# UNITS_DIFFER

def ask_units(*layers):
    return ask(layers, units.RULES)


@pytest.mark.parametrize(("first", "second", "want"), [
    ("K", "degC", 1), ("Kelvin", "Celsius", 1), ("K", "°F", 1), ("K", "kelvin", 0), ("C", "degrees Celsius", 0)])
def test_temperatures_in_two_units_are_told(desk, first, second, want):
    layers = [desk.layer(f"{name}.tif", FINE, (HILLS / 10 + 250).astype("float32"), describe=scaled(1.0, 0.0, units))
              for name, units in (("a", first), ("b", second))]
    assert ask_units(*layers) == [("UNITS_DIFFER", "warning")] * want


def test_temperatures_without_units_are_told_by_their_name_and_values(desk):
    kelvin = desk.layer("lst_day.tif", FINE, (HILLS / 10 + 270).astype("float32"))
    celsius = desk.layer("lst_night.tif", FINE, (HILLS / 10 - 3).astype("float32"))
    _, (finding,) = found(units.RULES, [kelvin, celsius])
    assert finding.subject == "lst_night.tif"
    assert "in degrees Celsius, and those of lst_day.tif in K" in finding.message
    other = desk.layer("depth.tif", FINE, (HILLS / 10 - 3).astype("float32"))
    assert ask_units(kelvin, other) == []


def test_scaled_beside_unscaled_reflectance_is_told(desk):
    low = desk.layer("refl_red.tif", FINE, (HILLS / 1000).astype("float32"))
    high = desk.layer("reflectance.tif", FINE, (HILLS * 10).astype("int16"))
    _, (finding,) = found(units.RULES, [low, high])
    assert finding.subject == "reflectance.tif" and "refl_red.tif" in finding.message
    assert ask_units(low, low) == ask_units(high, high) == []


def test_other_quantities_of_other_sizes_are_no_contradiction(desk):
    moisture = desk.layer("soil_moisture.tif", FINE, (HILLS / 1000).astype("float32"))
    height = desk.layer("dem.tif", FINE, (HILLS * 10).astype("float32"))
    classes = desk.layer("land_cover.tif", FINE, patches().astype("uint8"))
    assert ask_units(moisture, height, classes) == []


def test_rasters_of_as_many_bands_are_compared_band_by_band(desk):
    bands = np.stack([HILLS, 2 * HILLS, 3 * HILLS]) / 4000
    low = desk.layer("a.tif", FINE, bands.astype("float32"))
    high = desk.layer("b.tif", FINE, (bands * 10000).astype("float32"))
    assert ask_units(low, high) == [("UNITS_DIFFER", "warning")]
    assert ask_units(low, desk.layer("c.tif", FINE, (bands * 1000).astype("float32"))) == []
    unlike = bands * np.array([10000, 10, 10000])[:, None, None]
    assert ask_units(low, desk.layer("d.tif", FINE, unlike.astype("float32"))) == []
    assert ask_units(low, desk.layer("e.tif", FINE, (bands[:2] * 10000).astype("float32"))) == []


def test_one_name_with_two_units_is_told(desk):
    def named(units):
        def describe(dataset):
            dataset.GetRasterBand(1).SetDescription("Snow depth")
            dataset.GetRasterBand(1).SetUnitType(units)
        return describe

    layers = [desk.layer(f"{number}.tif", FINE, HILLS.astype("float32"), describe=named(each))
              for number, each in enumerate(("m", "feet", "metres"))]
    assert ask_units(*layers) == [("UNITS_DIFFER", "warning")]
    assert ask_units(layers[0], layers[2]) == []


def test_kranjs_sensors_are_scaled_differently(desk, data_file):
    folder = data_file("kranj_series")
    landsat = [desk.open(path) for path in sorted(folder.glob("landsat/filled/*.tif"))]
    modis = [desk.open(path) for path in sorted(folder.glob("modis/filled/*.tif"))[:3]]
    _, (finding,) = found(units.RULES, [*landsat, *modis])
    assert finding.subject == landsat[0].name and modis[0].name in finding.message
    assert ask_units(*landsat) == ask_units(*modis) == []


@pytest.mark.parametrize("files", [
    ["zion/landsat_b4.tif", "zion/landsat_b5.tif", "zion/srtm.tif", "zion/nlcd2011.tif"], ECOSTRESS,
    ["salton_series/fine/2020-10-02_fine.tif", "salton_series/coarse/2020-10-02_coarse.tif"],
    ["lst_pairs/Landsat_LST_cloudrm_20160205.tif", "lst_pairs/MOD11A1_LST_cloudrm_20160205.tif"],
    ["talca_thermal/L7_Talca.tif", "talca_thermal/DEM_Talca.tif"]])
def test_real_layers_that_fit_together(desk, data_file, files):
    assert ask_units(*(desk.open(data_file(file)) for file in files)) == []
