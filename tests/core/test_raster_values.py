"""What counts as missing, scale and offset."""

from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.core.raster import RasterSource
from osgeo import gdal

UTM = "EPSG:32611"
NORTH_UP = (600000.0, 30.0, 0.0, 3700020.0, 0.0, -30.0)
MODIS_SPHERE = "+proj=sinu +lon_0=0 +R=6371007.181 +units=m +no_defs"


@pytest.fixture
def valid_of(read_all):
    """A callable: the validity mask of a file's data bands as lists."""

    def read(path):
        with RasterSource(path) as source:
            return read_all(source).valid.tolist()

    return read


# --- what is missing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dtype", "values", "nodata", "expected"),
    [
        ("uint8", [0, 1, 255], 255, [1, 1, 0]),
        ("int16", [-9999, -9998, 3], -9999, [0, 1, 1]),
        ("float32", [-3.4e38, 1, 2], -3.4e38, [0, 1, 1]),
        ("float32", [-9999.9, -9999.8, 2], -9999.9, [0, 1, 1]),
        ("float32", [-3.4028235e38, -1e30, 2], -3.40282e38, [0, 1, 1]),
        ("float32", [3.4028235e38, 1e30, 2], 3.4028235e38, [0, 1, 1]),
        ("float64", [np.nan, np.inf, 2], np.nan, [0, 0, 1]),
        ("float32", [np.nan, -np.inf, 2], None, [0, 0, 1]),
        ("float64", [-1.7976931348623157e308, 0, 2], -1.7976931348623157e308, [0, 1, 1]),
        ("int64", [-9007199254740993, -9007199254740992, 3], -9007199254740993, [0, 1, 1]),
        ("uint64", [18446744073709551615, 18446744073709551614, 3], 18446744073709551615, [0, 1, 1]),
        ("int32", [0, 1, 2], None, [1, 1, 1]),
    ],
)
def test_nodata_is_compared_as_stored(tmp_path, gdal_mode, dtype, values, nodata, expected, make_tif, read_all):
    path = make_tif(tmp_path / "a.tif", np.array([values], dtype), nodata=nodata)
    with RasterSource(path) as source:
        pixels = read_all(source)
        assert source.findings == ()
    assert pixels.values.dtype == np.dtype(dtype)
    assert pixels.values.flags.c_contiguous
    assert pixels.valid.dtype == np.uint8
    assert pixels.valid.ravel().tolist() == expected
    np.testing.assert_array_equal(pixels.values.ravel(), np.array(values, dtype))


@pytest.mark.parametrize(("dtype", "nodata"), [("uint8", -9999), ("uint16", 3.5)])
def test_nodata_that_cannot_occur_is_left_aside_and_told(tmp_path, dtype, nodata, make_tif, read_all):
    path = make_tif(tmp_path / "a.tif", np.array([[0, 3, 241]], dtype), nodata=nodata)
    with RasterSource(path) as source:
        assert source.bands[0].nodata is None
        assert [finding.code for finding in source.findings] == ["NODATA_OUTSIDE"]
        assert read_all(source).valid.all()


def test_signed_bytes(tmp_path, make_tif, read_all):
    path = make_tif(
        tmp_path / "a.tif", np.array([[255, 0, 127]], np.uint8), nodata=-1, options=["PIXELTYPE=SIGNEDBYTE"]
    )
    with RasterSource(path) as source:
        assert source.bands[0].dtype == "int8"
        pixels = read_all(source)
    assert pixels.values.tolist() == [[[-1, 0, 127]]]
    assert pixels.valid.tolist() == [[[0, 1, 1]]]


@pytest.mark.parametrize("inside", [True, False], ids=["internal", "msk file"])
def test_a_mask_of_the_dataset_holds_for_every_band(tmp_path, inside, make_tif, valid_of):
    def describe(dataset):
        previous = gdal.GetConfigOption("GDAL_TIFF_INTERNAL_MASK")
        gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES" if inside else "NO")
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", previous)
        dataset.GetRasterBand(1).GetMaskBand().WriteArray(np.array([[255, 0, 255]], np.uint8))

    path = make_tif(tmp_path / "a.tif", np.array([[[7, 8, 9]], [[1, 2, 3]]], np.int16), nodata=9, describe=describe)
    assert Path(path + ".msk").exists() != inside
    assert valid_of(path) == [[[1, 0, 0]], [[1, 0, 1]]]


def test_nodata_values_of_all_bands_together(tmp_path, make_tif, valid_of):
    path = make_tif(
        tmp_path / "a.tif", np.array([[[0, 0, 5]], [[0, 5, 5]]], np.uint8),
        describe=lambda dataset: dataset.SetMetadataItem("NODATA_VALUES", "0 0"),
    )
    assert valid_of(path) == [[[0, 1, 1]], [[0, 1, 1]]]


@pytest.mark.parametrize("nodata", [None, 9])
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_alpha_hides_and_is_no_data(tmp_path, nodata, dtype, make_tif, read_all):
    def describe(dataset):
        dataset.GetRasterBand(3).SetColorInterpretation(gdal.GCI_AlphaBand)

    values = np.array([[[7, 8, 9]], [[1, 2, 3]], [[1, 0, 255]]], dtype)
    path = make_tif(tmp_path / "a.tif", values, nodata=nodata, describe=describe)
    with RasterSource(path) as source:
        assert source.data_bands == (1, 2)
        assert [finding.code for finding in source.findings] == ["ALPHA_BAND"]
        last = 0 if nodata == 9 else 1
        assert read_all(source).valid.tolist() == [[[1, 0, last]], [[1, 0, 1]]]
        assert read_all(source, [3]).values.tolist() == [[[1, 0, 255]]]


@pytest.mark.parametrize(
    ("dtype", "metadata", "expected"),
    [
        ("int16", {"valid_range": "-2000, 10000"}, [0, 1, 1, 0]),
        ("int16", {"valid_range": "{-2000,10000}"}, [0, 1, 1, 0]),
        ("int16", {"valid_min": "-2000"}, [0, 1, 1, 1]),
        ("int16", {"valid_max": "10000"}, [1, 1, 1, 0]),
        ("float32", {"valid_range": "-2000, 10000"}, [0, 1, 1, 0]),
        ("int16", {"valid_range": "-99999, 99999"}, [1, 1, 1, 1]),
        ("int16", {"valid_range": "10, -10"}, [1, 1, 1, 1]),
        ("int16", {"valid_range": "see the user guide"}, [1, 1, 1, 1]),
        ("int16", {"_FillValue": "-3000"}, [0, 1, 1, 1]),
        ("int16", {"_FillValue": "10001", "valid_range": "-2000, 20000"}, [0, 1, 1, 0]),
    ],
)
@pytest.mark.parametrize("where", ["dataset", "band"])
def test_attributes_of_fill_and_valid_range(tmp_path, dtype, metadata, expected, where, make_tif, valid_of):
    def describe(dataset):
        (dataset if where == "dataset" else dataset.GetRasterBand(1)).SetMetadata(metadata)

    path = make_tif(tmp_path / "a.tif", np.array([[-3000, -2000, 10000, 10001]], dtype), describe=describe)
    assert valid_of(path) == [[expected]]


def test_a_range_of_the_whole_file_does_not_hold_for_each_of_many_bands(tmp_path, make_tif, valid_of):
    path = make_tif(
        tmp_path / "a.tif", np.array([[[1, 200]], [[1, 200]]], np.int16),
        describe=lambda dataset: dataset.SetMetadataItem("valid_range", "0, 100"),
    )
    assert valid_of(path) == [[[1, 1]], [[1, 1]]]


def test_attributes_left_over_from_stored_values_are_not_believed(tmp_path, make_tif, read_all):
    """MOD11 after `gdal_translate -unscale`: kelvins, and a valid range of stored numbers."""
    path = make_tif(
        tmp_path / "a.tif", np.array([[300.0, 310.0]], np.float32),
        describe=lambda dataset: dataset.SetMetadata({"scale_factor": "0.02", "valid_range": "7500, 65535"}),
    )
    with RasterSource(path) as source:
        assert [finding.code for finding in source.findings] == ["SCALE_SUSPECT"]
        pixels = read_all(source)
    assert pixels.valid.all()
    assert pixels.values.dtype == np.float32


# Fills: Sentinel-2's metadata (Special_Values); VNP13 user guide; Landsat's guide LSDS-1619 (the fill bit alone).
S2_RED, VIIRS_INDEX = "T29UNU_20221005T115411_B04_60m.tif", "VNP13A1.A2022097.h11v05.001.2022113080900_NDVI.tif"
LANDSAT_QA = "LC08_L2SP_017036_20130419_20200913_02_T2_QA_PIXEL.TIF"


@pytest.mark.parametrize(("name", "values", "dtype", "nodata", "expected", "told"), [
    (S2_RED, [0, 1, 65535], "uint16", None, [0, 1, 1], True),
    (S2_RED, [0, 1, 65535], "uint16", 0, [0, 1, 1], False),
    (S2_RED, [0, 1, 65535], "uint16", 65535, [1, 1, 0], False),
    (S2_RED, [0, 1, 2], "int16", None, [1, 1, 1], False),
    (S2_RED, [0, 0.1, 1], "float32", None, [1, 1, 1], False),
    ("red.tif", [0, 1, 65535], "uint16", None, [1, 1, 1], False),
    (VIIRS_INDEX, [-15000, -13000, 0], "int16", None, [0, 0, 1], True),
    (VIIRS_INDEX, [-15000, -13000, 0], "int16", -15000, [0, 0, 1], True),
    (LANDSAT_QA, [0, 1, 21824], "uint16", None, [1, 0, 1], True),
    ("MOD13Q1.A2023241.h08v05.061.250m_16_days_pixel_reliability.tif", [255, 254, 0], "uint8", None, [0, 1, 1], True),
])
def test_fill_that_only_the_product_knows_is_missing_and_told(tmp_path, name, values, dtype, nodata, expected, told,
                                                              make_tif, read_all):
    path = make_tif(tmp_path / name, np.array([values], dtype), nodata=nodata)
    with RasterSource(path) as source:
        assert read_all(source).valid.ravel().tolist() == expected
        assert [(finding.code, finding.severity) for finding in source.findings] == told * [
            ("NODATA_UNDECLARED", "info")]


def test_a_mask_counts_more_than_what_the_product_knows(tmp_path, make_tif, valid_of):
    def describe(dataset):
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        dataset.GetRasterBand(1).GetMaskBand().WriteArray(np.array([[255, 0, 255]], np.uint8))

    assert valid_of(make_tif(tmp_path / S2_RED, np.array([[0, 7, 9]], np.uint16), describe=describe)) == [[[1, 0, 1]]]


# --- scale and offset ---------------------------------------------------------------------------------------


def with_scale(scale, offset=None, **metadata):
    def describe(dataset):
        dataset.GetRasterBand(1).SetScale(scale)
        if offset is not None:
            dataset.GetRasterBand(1).SetOffset(offset)
        dataset.SetMetadata({key: str(value) for key, value in metadata.items()})

    return describe


def test_scale_and_offset_give_float64_and_nodata_stays_stored(tmp_path, make_tif, read_all):
    path = make_tif(tmp_path / "a.tif", np.array([[0, 10000, 65535]], np.uint16), nodata=0,
                    describe=with_scale(2.75e-05, -0.2))
    with RasterSource(path) as source:
        assert (source.bands[0].scale, source.bands[0].offset) == (2.75e-05, -0.2)
        pixels = read_all(source)
    assert pixels.values.dtype == np.float64
    assert pixels.valid.tolist() == [[[0, 1, 1]]]
    np.testing.assert_allclose(pixels.values[0, 0, 1:], [0.075, 1.6022125], rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "metadata"),
    [
        ("a.tif", {"SHORTNAME": "MOD13A2"}),
        ("a.tif", {"LOCALGRANULEID": "MYD13Q1.A2016145.h18v04.006.hdf"}),
        ("MOD13A1_NDVI_2016_001.tif", {}),
        ("a.tif", {"long_name": "16 day NDVI average", "scale_factor": 10000}),
        ("a.tif", {"units": "EVI"}),
        ("a.tif", {"units": "reflectance"}),
        ("my_MOD09A1_red.tif", {}),
        ("a.tif", {"SHORTNAME": "MOD13Q1N"}),
    ],
)
def test_divisors_are_recognised(tmp_path, name, metadata, make_tif, read_all):
    stored = np.array([[-2000, 10000]], np.int16)
    path = make_tif(tmp_path / name, stored, describe=with_scale(10000.0, 0.0, **metadata))
    with RasterSource(path) as source:
        assert ("SCALE_SUSPECT", "info") in [(finding.code, finding.severity) for finding in source.findings]
        assert not source.bands[0].scaled_as_declared
        np.testing.assert_allclose(read_all(source).values, [[[-0.2, 1.0]]], rtol=1e-15)


def test_divisors_of_angles_are_those_of_their_product(tmp_path, make_tif, read_all):
    """MOD13's zenith angles are in hundredths, which no other word would tell."""
    path = make_tif(tmp_path / "MOD13Q1.A2023241.h08v05.061.250m_16_days_view_zenith_angle.tif",
                    np.array([[4500]], np.int16), describe=with_scale(100.0))
    with RasterSource(path) as source:
        assert read_all(source).values.tolist() == [[[45.0]]]


def test_a_scale_that_contradicts_the_product_is_applied_and_told(tmp_path, make_tif, read_all):
    path = make_tif(tmp_path / "MOD11A1.A2019305.h14v09.006.LST_Day_1km.tif", np.array([[3000]], np.uint16),
                    nodata=0, describe=with_scale(0.1))
    with RasterSource(path) as source:
        finding, = source.findings
        assert (finding.code, finding.severity) == ("SCALE_SUSPECT", "warning")
        assert "0.1," in finding.message and "MOD11A1" in finding.message and "0.02" in finding.message
        assert source.bands[0].scaled_as_declared
        np.testing.assert_allclose(read_all(source).values, [[[300.0]]], rtol=1e-15)


@pytest.mark.parametrize("scale", [0.0001, 1.0])
def test_a_corrected_vegetation_index_is_left_alone(tmp_path, scale, make_tif, read_all):
    path = make_tif(tmp_path / "MOD13A2.tif", np.array([[5000]], np.int16), describe=with_scale(scale))
    with RasterSource(path) as source:
        assert source.findings == ()
        np.testing.assert_allclose(read_all(source).values, 5000 * scale)


def test_a_large_factor_of_something_else_is_applied_and_told(tmp_path, make_tif, read_all):
    path = make_tif(tmp_path / "population.tif", np.array([[3]], np.int16), describe=with_scale(10000.0))
    with RasterSource(path) as source:
        assert [finding.code for finding in source.findings] == ["SCALE_SUSPECT"]
        assert read_all(source).values.tolist() == [[[30000.0]]]


@pytest.mark.parametrize("scale", [0.0, np.nan, np.inf])
def test_a_scale_that_cannot_be_meant_is_left_aside_and_told(tmp_path, scale, make_tif, read_all):
    path = make_tif(tmp_path / "a.tif", np.array([[3]], np.int16), describe=with_scale(scale))
    with RasterSource(path) as source:
        assert [finding.code for finding in source.findings] == ["SCALE_INVALID"]
        assert read_all(source).values.tolist() == [[[3]]]


def test_units_descriptions_and_classes(tmp_path, make_tif):
    def describe(dataset):
        for number, text in ((1, "red"), (2, "cover"), (3, "counts")):
            dataset.GetRasterBand(number).SetDescription(text)
        dataset.GetRasterBand(1).SetUnitType("1")
        dataset.GetRasterBand(2).SetRasterCategoryNames(["water", "land"])
        histogram = gdal.RasterAttributeTable()
        histogram.CreateColumn("Histogram", gdal.GFT_Integer, gdal.GFU_PixelCount)
        dataset.GetRasterBand(3).SetDefaultRAT(histogram)

    path = make_tif(tmp_path / "a.tif", np.zeros((3, 2, 2), np.uint8), describe=describe)
    with RasterSource(path) as source:
        assert [(band.description, band.units, band.is_class) for band in source.bands] == [
            ("red", "1", False), ("cover", "", True), ("counts", "", False),
        ]
