"""Bands by common names: as the products' guides have them, and as core/products.toml knows red and near infrared."""

import re

import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.opening.choose import _table, choose_bands
from multiscale_fusion.core.opening.granule import Granule, GranuleBand
from multiscale_fusion.core.product import find_product

MODIS = [f"sur_refl_b0{number}_1" for number in range(1, 8)]
BRDF = [f"Nadir_Reflectance_Band{number}" for number in range(1, 8)]
MSI = [f"B{number}" for number in ("01", "02", "03", "04", "05", "06", "07", "08", "8A", "09", "10", "11", "12")]
SENTINEL = [f"{band}_{size}m" for band in ("B02", "B03", "B04", "B8A", "B11", "B12") for size in (20, 60)] + ["B08_10m"]
COLOURS = ("blue", "green", "red", "nir", "swir1", "swir2")


def granule(product, names):
    return Granule(find_product(product), "made", tuple(GranuleBand(name, name, None) for name in names))


@pytest.mark.parametrize(("product", "names", "expected"), [
    # Bands of these wavelengths (0.48, 0.56, 0.66, 0.86, 1.6 and 2.2 micrometres) in the tables of the guides.
    ("HLSL30", MSI, ("B02", "B03", "B04", "B05", "B06", "B07")),
    ("HLSS30", MSI, ("B02", "B03", "B04", "B8A", "B11", "B12")),
    ("MOD09GA", MODIS, tuple(MODIS[number - 1] for number in (3, 4, 1, 2, 6, 7))),
    ("MYD09A1", [name[:-2] for name in MODIS], tuple(f"sur_refl_b0{number}" for number in (3, 4, 1, 2, 6, 7))),
    ("MCD43A4", BRDF, tuple(BRDF[number - 1] for number in (3, 4, 1, 2, 6, 7))),
    ("LANDSAT_OT_C2_L2", [f"SR_B{number}" for number in range(1, 8)], ("SR_B2", "SR_B3", "SR_B4", "SR_B5", "SR_B6",
                                                                       "SR_B7")),
    ("LANDSAT_TM_C2_L2", [f"SR_B{number}" for number in range(1, 8)], ("SR_B1", "SR_B2", "SR_B3", "SR_B4", "SR_B5",
                                                                       "SR_B7")),
    ("S2MSI2A", SENTINEL, ("B02_20m", "B03_20m", "B04_20m", "B08_10m", "B11_20m", "B12_20m")),
])
def test_the_same_wavelengths_under_the_same_names(product, names, expected):
    made = granule(product, names)
    assert tuple(band.name for name in COLOURS for band in choose_bands(made, [name])) == expected
    assert [band.name for band in choose_bands(made, ["NIR", "Red"])] == [expected[3], expected[2]]


@pytest.mark.parametrize(("product", "name"), [("LANDSAT_OT_C2_L2", "ST_B10"), ("LANDSAT_ETM_C2_L2", "ST_B6"),
                                               ("VNP21A1D", "LST_1KM"), ("ECO_L2T_LSTE", "LST")])
def test_the_surface_temperature(product, name):
    assert choose_bands(granule(product, ["QA_PIXEL", name]), ["lst"])[0].name == name


def test_vegetation_index_products_hold_reflectances_too():
    made = granule("MOD13A2", ["1 km 16 days NDVI", "1 km 16 days red reflectance", "1 km 16 days NIR reflectance"])
    assert [band.name.split()[4] for band in choose_bands(made, ["red", "nir", "ndvi"])] == ["red", "NIR", "NDVI"]


def test_red_and_near_infrared_are_those_of_the_product_file():
    for name, usual in _table().items():
        product = find_product(name)
        for colour, known in (("red", product.red), ("nir", product.nir)):
            if known and colour in usual.common:
                band = re.sub(r"\(\?:_1\)\?|_\[126\]0m|_10m", "", usual.common[colour])
                assert re.fullmatch(known, band), (name, colour)


def test_names_that_a_product_does_not_have():
    with pytest.raises(FusionError, match="made has no band coastal; it has sur_refl_b01_1"):
        choose_bands(granule("MOD09GA", MODIS), ["coastal"])
    with pytest.raises(FusionError, match="made has no band lst"):   # by day or by night: there are two
        choose_bands(granule("MOD11A1", ["LST_Day_1km", "LST_Night_1km"]), ["lst"])
    with pytest.raises(FusionError, match="made has no band red"):
        choose_bands(Granule(None, "made", (GranuleBand("B04", "B04", None),)), ["red"])
