"""Rules of sensors and models."""

import json

import pytest
from multiscale_fusion.core.advice.points import Points
from multiscale_fusion.core.advice.rules import sensor
from multiscale_fusion.core.finding import Finding, Severity
from multiscale_fusion.core.product import find_product
from multiscale_fusion.core.provenance import provenance, tags
from multiscale_fusion.tests.core.advice.rule_cases import box, found

FINE, COARSE = box(30.0, 20, 20), box(900.0, 4, 4)
DIFFERENT, MODELLED = ("SENSOR_DIFFERENCE", "info"), ("MODEL_DEPENDENT", "info")


def ask(layers, **question):
    findings = found(sensor.RULES, layers, **question)[1]
    return [(each.code, each.severity.value) for each in findings], findings


MOD11 = "MOD11A1.A2020276.h08v05.061.2020277000000_LST_Day_1km.tif"
MYD11 = "MYD11A1.A2020276.h08v05.061.2020277000000_LST_Day_1km.tif"
ECOSTRESS = "ECOv002_L2T_LSTE_33730_008_11SPS_20201002T205018_0712_01_LST.tif"
L30, S30 = "HLS.L30.T11SPS.2020276T184231.v2.0.B05.tif", "HLS.S30.T11SPS.2020276T192231.v2.0.B8A.tif"


@pytest.mark.parametrize("first, second, words", [
    (MOD11, ECOSTRESS, ("MODIS", "ECOSTRESS", "hours", "65 and 35 degrees")),
    (MOD11, MYD11, ("hours",)),
    (L30, S30, ("OLI", "MSI")),
    (MOD11, "LC08_L2SP_017036_20201002_20201012_02_T1_ST_B10.TIF", ("MODIS", "TIRS")),
])
def test_sensors_of_one_quantity_that_differ_are_told(desk, first, second, words):
    codes, findings = ask([desk.layer(first, FINE), desk.layer(second, COARSE)])
    assert codes == [DIFFERENT]
    told = findings[0].message.replace("h local solar time", "hours")
    assert all(word in told for word in words), told


@pytest.mark.parametrize("first, second", [
    (MOD11, "MOD11A1.A2020277.h08v05.061.2020278000000_LST_Day_1km.tif"),       # the same product
    (MOD11, L30),                                                                # other quantities
    (L30.replace("B05", "Fmask"), S30.replace("B8A", "Fmask")),                  # classes
    (MOD11, "lst.tif"),                                                          # not known
    ("VNP21A1D.A2020009.h09v05.002.2020018033317_LST_1KM.h5.tif", "dem.tif"),
])
def test_others_are_not(desk, first, second):
    assert ask([desk.layer(first, FINE), desk.layer(second, COARSE)])[0] == []


def test_many_files_of_two_products_are_told_once(desk):
    names = [name.replace("2020276", f"20202{day}") for day in (76, 77, 78) for name in (L30, S30)]
    assert ask([desk.layer(name, FINE) for name in names])[0] == [DIFFERENT]


def test_the_hour_of_an_overpass_is_in_local_solar_time(data_file, desk):
    """20:50:18 UTC at 116.4 degrees west is 13:05 by the sun there."""
    granule = data_file("modis_granules/MOD11A1.hdf")
    lst = desk.open(f'HDF4_EOS:EOS_GRID:"{granule}":MODIS_Grid_Daily_1km_LST:LST_Day_1km')
    name = "ecostress/ECOv002_L2T_LSTE_33730_008_11SPS_20240617T205018_0712_01_LST.tif"
    codes, findings = ask([lst, desk.open(data_file(name))])
    assert codes == [DIFFERENT]
    assert "10.5/22.5 h and 13.1 h local solar time" in findings[0].message


def test_real_files_of_one_product_or_of_no_known_one_are_clean(data_dir, desk):
    for pattern in ("ecostress/*.tif", "zion/landsat*.tif", "salton_series/*/2020-10-0*.tif", "landsat_c2/*SR_B?.TIF"):
        assert ask([desk.open(path) for path in sorted(data_dir.glob(pattern))])[0] == []


# MODEL_DEPENDENT

def made_by(operation, findings=()):
    items = tags(provenance(operation, [], {}, findings))
    return lambda dataset: dataset.SetMetadata(items)


@pytest.mark.parametrize("operation, is_model", [("downscale", True), ("spatiotemporal", True), ("fusestarfm", True),
                                                 ("fillgaps", True), ("aggregate", False), ("joinlayers", False)])
def test_our_own_estimates_are_no_observations(desk, operation, is_model):
    path = desk.raster("made.tif", FINE, describe=made_by(operation))
    assert ask([desk.open(path)])[0] == ([MODELLED] if is_model else [])


def test_the_mean_of_an_estimate_is_one_too(desk):
    before = Finding("MODEL_DEPENDENT", Severity.INFO, "a.tif", "it was made by downscale.")
    other = Finding("NODATA_SHARE", Severity.INFO, "a.tif", "a tenth is missing.")
    assert ask([desk.open(desk.raster("a.tif", FINE, describe=made_by("aggregate", [before])))])[0] == [MODELLED]
    assert ask([desk.open(desk.raster("b.tif", FINE, describe=made_by("aggregate", [other])))])[0] == []


def test_modelled_products_are_told(desk):
    modelled = desk.layer("SMAP_L4_SM_gph_20150401T013000_Vv7032_001_sm_surface.tif", COARSE)
    observed = desk.layer("SMAP_L3_SM_P_20150401_R19240_001_soil_moisture.tif", COARSE)
    codes, findings = ask([modelled, observed])
    assert MODELLED in codes
    assert [each.subject for each in findings if each.code == "MODEL_DEPENDENT"] == [modelled.name]


def test_modelled_points_are_told():
    shots = [Points(name, None, [], [], 0, (0, 0, 0, 0), product=find_product(name))
             for name in ("GEDI02_A", "GEDI04_A")]
    codes, findings = ask([], points=tuple(shots))
    assert (codes, findings[0].subject) == ([MODELLED], "GEDI04_A")


def test_provenance_of_ours_is_found_in_the_file(desk):
    layer = desk.open(desk.raster("a.tif", FINE, describe=made_by("downscale")))
    assert layer.record["operation"] == "downscale"
    assert json.loads(json.dumps(layer.record)) == layer.record
