"""Fields and rules on real quality layers, beside a decoding written here from the products' guides."""

import numpy as np
import pytest
from multiscale_fusion.core.quality.presets import chosen_preset, recognised_preset
from multiscale_fusion.core.quality.rule import parse_rule
from multiscale_fusion.core.quality.stored import Quality
from multiscale_fusion.core.raster import RasterSource
from osgeo import gdal

HLS = "hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif"
LANDSAT = "landsat_c2/LC08_L2SP_017036_20130419_20200913_02_T2_"
MOD11 = 'HDF4_EOS:EOS_GRID:"{}":MODIS_Grid_Daily_1km_LST:QC_Day'
MOD09 = 'HDF4_EOS:EOS_GRID:"{}":MODIS_Grid_{}'
MOD13 = 'HDF4_EOS:EOS_GRID:"{}":MODIS_Grid_16DAY_1km_VI:"1 km 16 days {}"'


def bits(values, first, count=1):
    """Bits by division, not by shifting and masking as the engine does."""
    return values.astype(np.int64) // 2**first % 2**count


class Layer:
    """A quality layer as the engine reads it, and its stored values as GDAL alone reads them."""

    def __init__(self, path):
        self.stored = gdal.Open(str(path)).ReadAsArray()
        self.source = RasterSource(str(path))
        self.preset = recognised_preset(self.source, 1)
        rows, columns = self.source.grid.shape
        self.quality = Quality(self.source, 1, self.preset)
        self.values, self.known = self.quality.read((0, rows), (0, columns))

    def field(self, name):
        return self.preset.fields.find(name).of(self.values)

    def keeps(self, level):
        return parse_rule(self.preset.rules[level], self.preset.fields).keeps(self.values) & self.known

    def compare(self, name, guide):
        """The field as the engine has it, pixel by pixel beside the guide's; shares of both, of known pixels."""
        ours, known = self.field(name), self.known
        for value in np.unique(guide[known]):
            shares = [100 * np.mean(each[known] == value) for each in (ours, guide)]
            print(f"{self.preset.id} {name} = {value}: {shares[0]:.3f} % here, {shares[1]:.3f} % by the guide")
        assert np.array_equal(ours[known], guide[known])

    def compare_kept(self, level, keep):
        """What a level keeps beside what it shall keep."""
        ours = self.keeps(level)
        shares = [100 * each[self.known].mean() for each in (ours, keep)]
        print(f"{self.preset.id} {level}: {shares[0]:.3f} % kept here, {shares[1]:.3f} % by the guide's bits")
        assert np.array_equal(ours, keep)


@pytest.fixture(scope="module")
def fmask(data_file):
    return Layer(data_file(HLS))


def test_fmask_has_43_codes_and_its_aerosol_in_the_upper_bits(fmask):
    assert fmask.preset.id == "hls_fmask"
    codes = np.unique(fmask.stored)
    assert len(codes) == 43 and codes[0] == 64 and codes[-1] == 255
    assert np.array_equal(fmask.known, fmask.stored != 255)


def test_fmask_fields(fmask):
    for name, first, count in (("cirrus", 0, 1), ("cloud", 1, 1), ("adjacent", 2, 1), ("shadow", 3, 1),
                               ("snow", 4, 1), ("water", 5, 1), ("aerosol", 6, 2)):
        fmask.compare(name, bits(fmask.stored, first, count))
    assert np.mean(bits(fmask.stored, 1)[fmask.known]) == pytest.approx(0.045, abs=5e-4)


def test_fmask_levels(fmask):
    cloud, adjacent, shadow, snow = (bits(fmask.stored, bit) == 1 for bit in (1, 2, 3, 4))
    aerosol = bits(fmask.stored, 6, 2)
    data = fmask.stored != 255
    expected = {"strict": data & ~(cloud | adjacent | shadow | snow) & (aerosol < 2),
                "normal": data & ~(cloud | adjacent | shadow) & (aerosol < 3),
                "lenient": data & ~(cloud | shadow)}
    for level, keep in expected.items():
        fmask.compare_kept(level, keep)
    assert expected["normal"][data].mean() == pytest.approx(0.8425, abs=1e-4)


def test_qa_pixel(data_file):
    layer = Layer(data_file(LANDSAT + "QA_PIXEL.TIF"))
    assert layer.preset.id == "landsat_qa_pixel"
    known = layer.stored != 1
    assert np.array_equal(layer.known, known)
    flags = {"dilated_cloud": (1, 1), "cirrus": (2, 1), "cloud": (3, 1), "shadow": (4, 1), "snow": (5, 1),
             "clear": (6, 1), "water": (7, 1), "cloud_confidence": (8, 2), "shadow_confidence": (10, 2),
             "snow_confidence": (12, 2), "cirrus_confidence": (14, 2)}
    for name, (first, count) in flags.items():
        layer.compare(name, bits(layer.stored, first, count))
    fill, dilated, cirrus, cloud, shadow = (bits(layer.stored, bit) == 1 for bit in range(5))
    layer.compare_kept("normal", known & ~(fill | dilated | cirrus | cloud | shadow))
    layer.compare_kept("lenient", known & ~(fill | cloud | shadow))


def test_qa_radsat(data_file):
    layer = Layer(data_file(LANDSAT + "QA_RADSAT.TIF"))
    assert layer.preset.id == "landsat_qa_radsat"
    assert np.array_equal(layer.keeps("strict"), layer.stored == 0)
    saturated = np.isin(layer.stored // 1 % 128, [0], invert=True) | (bits(layer.stored, 11) == 1)
    assert np.array_equal(layer.keeps("normal"), ~saturated)


def test_st_qa_is_a_threshold_in_kelvin(data_file):
    layer = Layer(data_file(LANDSAT + "ST_QA.TIF"))
    assert layer.preset.id == "landsat_st_qa"
    known = layer.stored != -9999
    assert np.array_equal(layer.known, known)
    for level, hundredths in (("strict", 200), ("normal", 400), ("lenient", 600)):
        layer.compare_kept(level, known & (layer.stored <= hundredths))


def test_mod11_qc(data_file):
    layer = Layer(MOD11.format(data_file("modis_granules/MOD11A1.hdf")))
    assert layer.preset.id == "mod11_qc" and layer.known.all()
    mandatory, lst_error = bits(layer.stored, 0, 2), bits(layer.stored, 6, 2)
    for name, guide in (("mandatory", mandatory), ("data_quality", bits(layer.stored, 2, 2)),
                        ("emissivity_error", bits(layer.stored, 4, 2)), ("lst_error", lst_error)):
        layer.compare(name, guide)
    layer.compare_kept("strict", (mandatory == 0) & (lst_error == 0))
    layer.compare_kept("normal", (mandatory == 0) | ((mandatory == 1) & (lst_error <= 1)))
    layer.compare_kept("lenient", mandatory <= 1)


def test_mod11_qc_says_where_there_is_no_temperature(data_file):
    path = data_file("modis_granules/MOD11A1.hdf")
    layer = Layer(MOD11.format(path))
    temperature = gdal.Open(MOD11.format(path).replace("QC_Day", "LST_Day_1km")).ReadAsArray()
    assert np.array_equal(layer.keeps("lenient"), temperature != 0)
    assert np.mean(temperature == 0) == pytest.approx(0.77, abs=0.005)


def test_mod09_state(data_file):
    path = data_file("modis_granules/MOD09GA.A2008296.h14v17.006.2015181011753.hdf")
    layer = Layer(MOD09.format(path, "1km_2D:state_1km_1"))
    assert layer.preset.id == "mod09ga_state"
    known = (layer.stored != 65535) & (layer.stored <= 57335)
    assert np.array_equal(layer.known, known)
    fields = {"cloud": (0, 2), "shadow": (2, 1), "land_water": (3, 3), "aerosol": (6, 2), "cirrus": (8, 2),
              "internal_cloud": (10, 1), "fire": (11, 1), "snow_mod35": (12, 1), "adjacent": (13, 1),
              "salt_pan": (14, 1), "internal_snow": (15, 1)}
    for name, (first, count) in fields.items():
        layer.compare(name, bits(layer.stored, first, count))
    cloud, cirrus = bits(layer.stored, 0, 2), bits(layer.stored, 8, 2)
    bad = (bits(layer.stored, 2) | bits(layer.stored, 10) | bits(layer.stored, 13)) == 1
    layer.compare_kept("normal", known & np.isin(cloud, [0, 3]) & ~bad & (cirrus <= 1))


def test_mod09_qc(data_file):
    path = data_file("modis_granules/MOD09GA.A2008296.h14v17.006.2015181011753.hdf")
    layer = Layer(MOD09.format(path, "500m_2D:QC_500m_1"))
    assert layer.preset.id == "mod09_qc_500m"
    known = layer.stored != 787410671
    assert np.array_equal(layer.known, known)
    modland = bits(layer.stored, 0, 2)
    layer.compare("modland", modland)
    bands = [bits(layer.stored, first, 4) for first in range(2, 30, 4)]
    for number, band in enumerate(bands, start=1):
        layer.compare(f"band{number}", band)
    layer.compare("atmospheric_correction", bits(layer.stored, 30))
    layer.compare("adjacency_correction", bits(layer.stored, 31))
    best = np.all([band == 0 for band in bands[:4]], axis=0)
    layer.compare_kept("normal", known & (modland <= 1) & best)


def test_mod13_quality_and_reliability(data_file):
    path = data_file("modis_granules/MOD13A2.A2016145.h18v04.006.2016166145124.hdf")
    layer = Layer(MOD13.format(path, "VI Quality"))
    assert layer.preset.id == "mod13_quality"
    known = layer.stored != 65535
    assert np.array_equal(layer.known, known)
    modland, usefulness, aerosol = (bits(layer.stored, *place) for place in ((0, 2), (2, 4), (6, 2)))
    fields = {"modland": (0, 2), "usefulness": (2, 4), "aerosol": (6, 2), "adjacent": (8, 1), "brdf_correction": (9, 1),
              "mixed_clouds": (10, 1), "land_water": (11, 3), "snow": (14, 1), "shadow": (15, 1)}
    for name, place in fields.items():
        layer.compare(name, bits(layer.stored, *place))
    bad = (bits(layer.stored, 8) | bits(layer.stored, 10) | bits(layer.stored, 15)) == 1
    keep = known & (modland <= 1) & (usefulness <= 10) & ~bad & (aerosol != 3)
    layer.compare_kept("normal", keep)
    layer.compare_kept("lenient", known & (modland <= 1) & (usefulness <= 12))

    rank = Layer(MOD13.format(path, "pixel reliability"))
    assert rank.preset.id == "mod13_reliability"
    signed = rank.stored.astype(np.uint8).view(np.int8)
    assert np.array_equal(rank.known, signed != -1)
    rank.compare("reliability", signed)
    rank.compare_kept("normal", (signed == 0) | (signed == 1))


@pytest.mark.parametrize("size", ["20m", "60m"])
def test_scl(data_file, size):
    layer = Layer(data_file(f"sentinel2/T29UNU_20221005T115411_SCL_{size}.jp2"))
    assert layer.preset.id == "sentinel2_scl"
    known = layer.stored != 0
    assert np.array_equal(layer.known, known)
    layer.compare("class", layer.stored)
    for level, classes in (("strict", [4, 5, 6]), ("normal", [4, 5, 6, 7, 11]), ("lenient", [2, 4, 5, 6, 7, 10, 11])):
        layer.compare_kept(level, np.isin(layer.stored, classes))


def test_a_product_that_is_named_counts_over_the_name(data_file):
    with RasterSource(str(data_file(HLS))) as source:
        assert chosen_preset(source, 1, "sentinel2_scl").id == "sentinel2_scl"
