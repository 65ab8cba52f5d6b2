"""Which layers a quality layer belongs to, by names alone."""

import pytest
from multiscale_fusion.ui.layer_facts import LayerFacts
from multiscale_fusion.ui.quality_pairs import flagged_by
from multiscale_fusion.ui.recipe import LayerChoice, Recipe

HDF = 'HDF4_EOS:EOS_GRID:"/data/MOD11A1.A2024154.h08v05.061.hdf":MODIS_Grid_Daily_1km_LST:{}'
HLS = "/data/HLS.L30.T11SMU.2024154T182011.v2.0.{}.tif"
LANDSAT = "C:\\data\\LC08_L2SP_040036_20240602_20240611_02_T1_{}.TIF"
ECOSTRESS = "/data/ECOv002_L2T_LSTE_33730_008_11SMU_20240602T205011_0712_01_{}.tif"
SENTINEL = "/data/T29UNU_20221005T115411_{}.jp2"


def flagged(quality, *others, dates=None):
    """Sources of the layers that it belongs to."""
    layers = [LayerChoice(str(number), source, source.rpartition("/")[2], True, "quality" if not number else "")
              for number, source in enumerate((quality, *others))]
    facts = {layer.layer_id: LayerFacts(False, date=date) for layer, date in zip(layers, dates or ())}
    return [each.source for each in flagged_by(layers[0], Recipe(layers=tuple(layers)), facts)]


@pytest.mark.parametrize(("quality", "own", "others"), [
    (HLS.format("Fmask"), [HLS.format("B04"), HLS.format("B05")], [
        "/data/HLS.L30.T11SMU.2024162T182011.v2.0.B04.tif", "/data/HLS.L30.T11SLU.2024154T182011.v2.0.B04.tif",
        "/data/HLS.S30.T11SMU.2024154T182919.v2.0.B04.tif", "/other/HLS.L30.T11SMU.2024154T182011.v2.0.B04.tif"]),
    (LANDSAT.format("QA_PIXEL"), [LANDSAT.format("SR_B4"), LANDSAT.format("ST_B10")], [
        LANDSAT.format("SR_B4").replace("040036", "040037"), LANDSAT.format("SR_B4").replace("20240602", "20240618")]),
    (ECOSTRESS.format("cloud"), [ECOSTRESS.format("LST")], [ECOSTRESS.format("LST").replace("33730", "33731")]),
    (SENTINEL.format("SCL_20m"), [SENTINEL.format("B04_10m"), SENTINEL.format("B8A_20m")], [
        SENTINEL.format("B04_10m").replace("T29UNU", "T29UPU")]),
    (HDF.format("QC_Day"), [HDF.format("LST_Day_1km"), HDF.format("Emis_31")], [
        HDF.format("LST_Night_1km"), HDF.format("LST_Day_1km").replace("h08", "h09")]),
    ("NETCDF:/data/MOD21A1D.A2024154.nc:QC", ["NETCDF:/data/MOD21A1D.A2024154.nc:LST_1KM"],
     ["NETCDF:/data/MOD21A1D.A2024155.nc:LST_1KM"]),
    ("/data/MOD09GA.A2024154.h08v05.061.QC_500m_1.tif", ["/data/MOD09GA.A2024154.h08v05.061.sur_refl_b01_1.tif"],
     ["/data/MOD09GA.A2024154.h08v06.061.sur_refl_b01_1.tif"]),
    ("/data/MOD11A1.A2024154.h08v05.061.QC_Night.tif", ["/data/MOD11A1.A2024154.h08v05.061.LST_Night_1km.tif"], [
        "/data/MOD11A1.A2024154.h08v05.061.LST_Day_1km.tif", "/data/MOD11A1.A2024154.h08v06.061.LST_Night_1km.tif"]),
])
def test_those_of_the_same_granule(quality, own, others):
    assert flagged(quality, *others, *own) == own


def test_else_those_of_the_same_folder_and_date():
    layers = ["/data/flags.tif", "/data/red.tif", "/data/nir.tif", "/else/red.tif"]
    dates = ["2024-06-02", "2024-06-02", "2024-06-18", "2024-06-02"]
    assert flagged(*layers, dates=dates) == ["/data/red.tif"]
    assert flagged(*layers, dates=["", "", "", ""]) == flagged(*layers) == []


def test_no_quality_layer_and_nothing_unused_is_flagged():
    layers = (LayerChoice("q", HLS.format("Fmask"), "Q", True, "quality"),
              LayerChoice("other", HLS.format("QA"), "O", True, "quality"),
              LayerChoice("b", HLS.format("B04"), "B", False))
    assert flagged_by(layers[0], Recipe(layers=layers), {}) == ()
