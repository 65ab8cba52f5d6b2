"""Statistics and resamplings that do not fit what values mean, on written and on real files."""

import numpy as np
import pytest
from multiscale_fusion.core.advice.rules import statistic
from multiscale_fusion.tests.core.advice.rule_cases import box, codes, found
from multiscale_fusion.tests.core.surfaces import hills, patches

FINE = box(30.0, 240, 300)
COARSE = box(240.0, 30, 37)
SCENE = "landsat_c2/LC08_L2SP_017036_20130419_20200913_02_T2"


def ask(layers, **question):
    return codes(statistic.RULES, layers, **question)


def reflectances(seed=3):
    """Red and near infrared of fields and bare soil (240, 300), with noise."""
    rng = np.random.default_rng(seed)
    green = np.isin(patches(), (41, 52, 81))
    red = np.where(green, 0.05, 0.25) + rng.normal(0.0, 0.005, green.shape)
    nir = np.where(green, 0.45, 0.30) + rng.normal(0.0, 0.005, green.shape)
    return red, nir


@pytest.mark.parametrize("method", ["mean", "bilinear", "cubic", "average", "median", "std"])
def test_classes_are_not_averaged(desk, method):
    layer = desk.layer("land_cover.tif", FINE, patches().astype("uint8"))
    _, (finding,) = found(statistic.RULES, [layer], methods=(method,))
    assert (finding.code, finding.severity) == ("CATEGORICAL_AVERAGE", "blocker")
    assert finding.subject == "land_cover.tif" and "mode or fractions" in finding.remedy


@pytest.mark.parametrize("method", ["auto", "", "mode", "fractions", "nearest", "count"])
def test_classes_may_be_counted_and_picked(desk, method):
    layer = desk.layer("land_cover.tif", FINE, patches().astype("uint8"))
    assert ask([layer], methods=(method,)) == []


@pytest.mark.parametrize("method", ["auto", "mean", "bilinear", "cubic", "average", "nearest", "max"])
def test_measurements_may_be_averaged(desk, method):
    layer = desk.layer("dem.tif", FINE, hills().astype(np.float32))
    assert ask([layer], methods=(method,)) == []


@pytest.mark.parametrize(("name", "values", "code"), [
    ("aspect.tif", np.linspace(0, 360, 72000).reshape(240, 300), "CIRCULAR_AVERAGE"),
    ("sigma0_vv.tif", hills() / 40.0 - 20.0, "DECIBEL_AVERAGE"),
    ("cloud_fraction.tif", hills() / 400.0, "NONLINEAR_AVERAGE")])
def test_what_a_plain_mean_does_harm_to_may_not_be_resampled(desk, name, values, code):
    layer = desk.layer(name, FINE, values.astype(np.float32))
    for method in ("bilinear", "average"):
        assert ask([layer], methods=(method,)) == [(code, "blocker")]
    assert ask([layer], methods=("nearest",)) == []


@pytest.mark.parametrize(("kind", "code"), [
    ("circular", "CIRCULAR_AVERAGE"), ("decibel", "DECIBEL_AVERAGE"), ("categorical", "CATEGORICAL_AVERAGE")])
def test_a_declared_kind_does_not_save_a_resampling_but_a_statistic(desk, kind, code):
    layer = desk.layer("a.tif", FINE, hills().astype(np.float32))
    assert ask([layer], methods=("bilinear",), kinds=(kind,)) == [(code, "blocker")]
    assert ask([layer], methods=("auto",), kinds=(kind,)) == []


def test_a_statistic_that_the_kind_does_not_have_is_told_as_the_run_would_tell_it(desk):
    layer = desk.layer("a.tif", FINE, hills().astype(np.float32))
    _, (finding,) = found(statistic.RULES, [layer], methods=("mode",), kinds=("intensive",))
    assert (finding.code, finding.severity) == ("UNUSUAL_STATISTIC", "blocker")
    assert "is for classes, not for intensive values" in finding.message


def test_of_an_index_the_difference_is_computed_where_its_bands_are_at_hand(desk):
    red, nir = reflectances()
    index = (nir - red) / (nir + red)
    layers = [desk.layer(f"{name}.tif", FINE, values.astype(np.float32))
              for name, values in (("ndvi", index), ("red", red), ("nir", nir))]
    _, (finding,) = found(statistic.RULES, layers, COARSE)
    cells = np.s_[:240, :296]

    def means(values):
        return values[cells].reshape(30, 8, 37, 8).mean((1, 3))

    difference = (means(nir) - means(red)) / (means(nir) + means(red)) - means(index)
    assert (finding.code, finding.severity) == ("RATIO_AVERAGE", "warning")
    assert np.abs(difference).max() > 0.01
    # The sample leaves out a part of the raster.
    told = [float(finding.message.split(before)[1].split()[0].strip(","))
            for before in ("differ by ", "up to ", "sample of ")]
    assert told[0] == pytest.approx(np.sqrt((difference**2).mean()), rel=0.1)
    assert told[1] == pytest.approx(np.abs(difference).max(), rel=0.2) and told[2] > 500
    assert "red.tif and nir.tif" in finding.message


@pytest.mark.parametrize(("purpose", "has_formula"), [("aggregate", True), ("sample", False), ("stack", False)])
def test_a_formula_is_advised_where_one_can_be_given(desk, purpose, has_formula):
    index = desk.layer("ndvi.tif", FINE, (hills() / 500.0).astype(np.float32))
    _, (finding,) = found(statistic.RULES, [index], COARSE, purpose=purpose)
    assert finding.code == "RATIO_AVERAGE" and ("NUMERATOR" in finding.remedy) == has_formula


@pytest.mark.parametrize(("target", "want"), [
    (FINE, []), (box(30.0, 100, 90, west=600000.0 + 30 * 7), []),
    (box(30.0, 240, 300, west=600015.0), ["RATIO_AVERAGE"]), (box(30.01, 240, 300), ["RATIO_AVERAGE"]),
    (COARSE, ["RATIO_AVERAGE"])], ids=["its own", "whole pixels off", "half a pixel off", "other pixels", "coarse"])
def test_what_is_stacked_on_its_own_pixels_is_not_averaged(desk, target, want):
    index = desk.layer("ndvi.tif", FINE, (hills() / 500.0).astype(np.float32))
    _, findings = found(statistic.RULES, [index], target, purpose="stack")
    assert [each.code for each in findings] == want


def test_without_its_bands_on_its_grid_no_figure_is_given(desk):
    red, nir = reflectances()
    index = desk.layer("ndvi.tif", FINE, ((nir - red) / (nir + red)).astype(np.float32))
    other = [desk.layer(f"{name}.tif", box(30.0, 240, 300, west=600015.0), values.astype(np.float32))
             for name, values in (("red", red), ("nir", nir))]
    for layers in ([index], [index, *other]):
        _, (finding,) = found(statistic.RULES, layers, COARSE)
        assert finding.code == "RATIO_AVERAGE" and "sample" not in finding.message


@pytest.mark.parametrize(("file", "method", "want"), [
    (f"{SCENE}_QA_PIXEL.TIF", "auto", [("BITFIELD_AVERAGE", "blocker")]),
    (f"{SCENE}_QA_PIXEL.TIF", "mean", [("BITFIELD_AVERAGE", "blocker")]),
    (f"{SCENE}_QA_PIXEL.TIF", "average", [("BITFIELD_AVERAGE", "blocker")]),
    (f"{SCENE}_QA_PIXEL.TIF", "fractions", [("BITFIELD_AVERAGE", "warning")]),
    (f"{SCENE}_QA_PIXEL.TIF", "nearest", []),
    (f"{SCENE}_ST_QA.TIF", "mean", []),
    ("hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif", "mode",
     [("BITFIELD_AVERAGE", "blocker")]),
    ("zion/nlcd2011.tif", "mean", [("CATEGORICAL_AVERAGE", "blocker")]),
    ("zion/nlcd2011.tif", "cubic", [("CATEGORICAL_AVERAGE", "blocker")]),
    ("zion/nlcd2011.tif", "auto", []),
    ("zion/landsat_b4.tif", "bilinear", []),
    ("zion/srtm.tif", "cubic", []),
    ("sentinel2/T29UNU_20221005T115411_SCL_60m.jp2", "bilinear", [("CATEGORICAL_AVERAGE", "blocker")]),
    ("landcover/ESA_WorldCover_10m_2020_v100_N00E006/ESA_WorldCover_10m_2020_v100_N00E006_Map.tif", "average",
     [("CATEGORICAL_AVERAGE", "blocker")]),
    ("modis_series/VI_16Days_500m_v6/NDVI/MOD13A1_NDVI_2016_001.tif", "mean", [("RATIO_AVERAGE", "warning")]),
    ("salton_series/fine/2020-10-02_fine.tif", "mean", [])])
def test_real_files(desk, data_file, file, method, want):
    assert ask([desk.open(data_file(file))], methods=(method,)) == want


@pytest.mark.parametrize(("subdataset", "want"), [
    ("QC_Day", [("BITFIELD_AVERAGE", "blocker")]), ("Clear_day_cov", [("NONLINEAR_AVERAGE", "blocker")]),
    ("Day_view_time", []), ("LST_Day_1km", [("RADIATIVE_MEAN", "info")])])
def test_layers_of_mod11(desk, data_file, subdataset, want):
    file = data_file("modis_granules/MOD11A1.hdf")
    layer = desk.open(f'HDF4_EOS:EOS_GRID:"{file}":MODIS_Grid_Daily_1km_LST:{subdataset}')
    assert ask([layer]) == want


def test_landsats_bands_are_found_by_what_the_product_calls_them(desk, data_file, tmp_path):
    red, nir = (desk.open(data_file(f"{SCENE}_SR_B{number}.TIF")) for number in (4, 5))
    values = np.random.default_rng(0).random(red.grid.shape).astype(np.float32)
    index = desk.layer("ndvi.tif", red.grid, values)
    area = red.grid.extent.boundingbox
    target = box(5000.0, 20, 20, west=area.left + 40000, north=area.top - 60000, crs=red.grid.crs)
    _, findings = found(statistic.RULES, [index, nir, red], target)
    (finding,) = (each for each in findings if each.code == "RATIO_AVERAGE")
    assert "SR_B4.TIF" in finding.message and finding.message.endswith("SR_B5.TIF.")
