"""What is in a written raster, and creation options."""

import json

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.crs import same_crs
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.legend import make_legend
from multiscale_fusion.core.raster.creation_options import DEFAULTS, cog_options
from multiscale_fusion.core.raster.writer import DATA_TYPES, OutputBand, RasterWriter, nodata_of
from multiscale_fusion.tests.core.written import GRID, MODIS, digest, field, load, names, save
from odc.geo.geobox import GeoBox
from osgeo import gdal


# --- what is in the file ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DATA_TYPES[1:])
def test_every_type_comes_back(tmp_path, gdal_mode, dtype):
    values = np.array([[[np.nan, 0.0, 1.5, 2.5, 200.0]]])
    path = save(tmp_path / "a.tif", values, GRID[:1, :5], dtype)
    back, source = load(path)
    expected = values if dtype.startswith("Float") else np.array([[[np.nan, 0.0, 2.0, 2.0, 200.0]]])
    np.testing.assert_array_equal(back, expected)
    np.testing.assert_equal(source.bands[0].nodata, nodata_of(dtype))
    dataset = gdal.Open(path)
    assert gdal.GetDataTypeName(dataset.GetRasterBand(1).DataType) == dtype


def test_nodata_values():
    assert [nodata_of(dtype) for dtype in DATA_TYPES[1:6]] == [255, -32768, 65535, -(2**31), 2**32 - 1]
    assert np.isnan(nodata_of("Float32"))


def test_it_is_a_tiled_compressed_cog_with_all_that_was_said(tmp_path):
    grid = GeoBox((700, 1300), Affine(926.625433, 0, -1e7, 0, -926.625433, 4e6), MODIS)
    values = field(grid, 2)
    bands = [OutputBand("Temperature", "K", {"statistic": "mean"}), OutputBand("Fraction", "1")]
    path = save(tmp_path / "a.tif", values, grid, bands=bands, tags={"FOO": "bär <&>"}, sidecar='{"a": 1}\n')
    dataset = gdal.Open(path)
    structure = dataset.GetMetadata("IMAGE_STRUCTURE")
    assert (structure["LAYOUT"], structure["COMPRESSION"], structure["PREDICTOR"]) == ("COG", "DEFLATE", "3")
    assert dataset.GetRasterBand(1).GetBlockSize() == [512, 512]
    assert dataset.GetRasterBand(1).GetOverviewCount() == 2
    assert dataset.GetMetadataItem("FOO") == "bär <&>"
    assert dataset.GetMetadataItem("TIFFTAG_SOFTWARE").startswith("Multiscale Fusion ")
    assert dataset.GetMetadataItem("AREA_OR_POINT") == "Area"
    assert dataset.GetRasterBand(1).GetMetadata() == {"statistic": "mean"}
    back, source = load(path)
    np.testing.assert_array_equal(back, values.astype(np.float32))
    assert [(band.description, band.units) for band in source.bands] == [("Temperature", "K"), ("Fraction", "1")]
    assert source.grid.affine == grid.affine
    assert same_crs(source.grid.crs, MODIS)
    assert names(tmp_path) == ["a.tif", "a.tif.json"]
    assert json.loads((tmp_path / "a.tif.json").read_text()) == {"a": 1}


def test_tags_and_sidecar_may_come_after_the_blocks(tmp_path, gdal_mode):
    early = save(tmp_path / "a.tif", field(), tags={"B": "1"}, sidecar="{}\n")
    with RasterWriter(str(tmp_path / "b.tif"), GRID, [OutputBand()], "Float32", tags={"C": "2"}) as writer:
        writer.write(field(), 0, 0)
        writer.describe({"B": "1"}, "{}\n")
        writer.finish()
        writer.commit()
        with pytest.raises(ValueError, match="closed"):
            writer.describe({}, None)
    assert digest(early) == digest(tmp_path / "b.tif")
    assert (tmp_path / "b.tif.json").read_text() == "{}\n"


def test_overviews_are_means_of_what_is_valid(tmp_path):
    grid = GeoBox((1024, 1024), GRID.affine, GRID.crs)
    values = np.full((1, 1024, 1024), 4.0)
    values[0, ::2, ::2] = np.nan
    values[0, 1::2, 1::2] = 7.0
    dataset = gdal.Open(save(tmp_path / "a.tif", values, grid))
    overview = dataset.GetRasterBand(1).GetOverview(0).ReadAsArray()
    np.testing.assert_array_equal(overview, 5.0)


@pytest.mark.parametrize(
    ("crs", "affine"),
    [
        ("EPSG:4326", Affine(0.25, 0, -180, 0, -0.25, 90)),
        ("EPSG:6933", Affine(9008.055210146, 0, -17367530.44, 0, -9008.055210146, 7314540.83)),
        ("EPSG:3413", Affine(25000, 0, -3850000, 0, -25000, 5850000)),
        (MODIS, Affine(463.312716528, 0, 0, 0, -463.312716528, 0)),
        ("EPSG:32611", Affine(25, 10, 6e5, 10, -25, 3.7e6)),
        ("EPSG:32611", Affine(30, 0, 6e5, 0, 30, 3.7e6)),
        ("EPSG:8857", Affine(1000, 0, -1e6, 0, -1000, 2e6)),
        ("+proj=ob_tran +o_proj=longlat +o_lon_p=-162 +o_lat_p=39.25 +lon_0=180 +R=6371229",
         Affine(0.1, 0, 20, 0, -0.1, 10)),
    ],
    ids=["degrees", "EASE-Grid 2.0", "polar", "MODIS", "rotated", "south-up", "Equal Earth", "rotated pole"],
)
def test_grids_come_back(tmp_path, crs, affine):
    grid = GeoBox((20, 30), affine, crs)
    _, source = load(save(tmp_path / "a.tif", field(grid), grid))
    assert source.grid.shape == grid.shape
    np.testing.assert_allclose(source.grid.affine.to_gdal(), affine.to_gdal(), rtol=1e-15)
    assert same_crs(source.grid.crs, crs)


def test_a_crs_without_geotiff_keys_lies_beside_the_file_with_the_classes(tmp_path):
    grid = GeoBox(GRID.shape, Affine(1000, 0, -1e6, 0, -1000, 2e6), "EPSG:8857")
    legend = make_legend({3: "water"}, {})
    path = save(tmp_path / "a.tif", np.full((1, *grid.shape), 3.0), grid, "Byte", [OutputBand(legend=legend)])
    assert names(tmp_path) == ["a.tif", "a.tif.aux.xml"]
    dataset = gdal.Open(path)
    assert dataset.GetSpatialRef().GetAuthorityCode(None) == "8857"
    assert dataset.GetRasterBand(1).GetCategoryNames()[3] == "water"
    save(path, field())
    assert names(tmp_path) == ["a.tif"]


def test_four_bytes_are_no_colours(tmp_path):
    _, source = load(save(tmp_path / "a.tif", np.full((4, 70, 90), 3.0), dtype="Byte"))
    assert source.data_bands == (1, 2, 3, 4)
    assert source.findings == ()


def test_what_was_not_written_is_nodata(tmp_path):
    for dtype in ("Float32", "UInt16"):
        with RasterWriter(str(tmp_path / "a.tif"), GRID, [OutputBand()], dtype) as writer:
            writer.write(np.full((1, 10, 10), 5.0), 30, 40)
            writer.finish()
            writer.commit()
        back, _ = load(tmp_path / "a.tif")
        assert np.nansum(back) == 500
        assert np.isfinite(back).sum() == 100


def test_the_bytes_depend_on_the_values_alone(tmp_path, gdal_mode):
    """Another folder, another order and size of blocks, another number of compressing threads: the same file."""
    grid = GeoBox((900, 1100), GRID.affine, MODIS)
    values = field(grid, 2)
    digests = set()
    for block, backwards, threads in ((900, False, "1"), (100, True, "2"), (256, False, "ALL_CPUS"), (77, True, "4")):
        folder = tmp_path / f"{block}" / "deep"
        folder.mkdir(parents=True)
        path = folder / f"out{block}.tif"
        with RasterWriter(
            str(path), grid, [OutputBand("a", "K"), OutputBand()], "Float32", tags={"B": "1", "A": "2"},
            creation_options=f"NUM_THREADS={threads}",
        ) as writer:
            starts = [(row, col) for row in range(0, 900, block) for col in range(0, 1100, block)]
            for row, col in reversed(starts) if backwards else starts:
                writer.write(values[:, row:row + block, col:col + block], row, col)
            writer.finish()
            writer.commit()
        digests.add(digest(path))
    assert len(digests) == 1


def test_blocks_that_do_not_fit_are_a_mistake_of_ours(tmp_path):
    with RasterWriter(str(tmp_path / "a.tif"), GRID, [OutputBand()], "Float32") as writer:
        for shape, row, col in (((1, 71, 1), 0, 0), ((1, 1, 1), 70, 0), ((1, 1, 1), -1, 0), ((2, 1, 1), 0, 0)):
            with pytest.raises(ValueError, match="does not fit"):
                writer.write(np.zeros(shape), row, col)
        with pytest.raises(ValueError, match="finish"):
            writer.commit()
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("dtype", "value", "sentence"),
    [
        ("Byte", 256.0, r"Values from 0 to 256 do not fit into Byte; choose a larger DATA_TYPE, such as Float32\."),
        ("Byte", -1.0, "Values from -1 to 0 do not fit into Byte"),
        ("Byte", 254.6, r"The value 255 occurs, which means nodata in Byte; choose a larger DATA_TYPE"),
        ("Int16", -32768.0, "The value -32768 occurs"),
        ("UInt16", np.inf, "do not fit into UInt16"),
        ("Int32", 3e9, "do not fit into Int32"),
        ("Float32", 1e39, r"Values are too large for Float32; choose Float64 as DATA_TYPE\."),
        ("Float64", -np.inf, r"Results are larger than any number a raster can hold; check the nodata value and the "),
    ],
)
def test_values_that_the_type_cannot_hold(tmp_path, dtype, value, sentence):
    with (
        RasterWriter(str(tmp_path / "a.tif"), GRID, [OutputBand()], dtype) as writer,
        pytest.raises(FusionError, match=sentence),
    ):
        writer.write(np.array([[[value]]]), 0, 0)
    assert names(tmp_path) == []


# --- creation options ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "changed", "codes"),
    [
        ("", {}, []),
        # QGIS's profiles "High compression", "Low compression", "No compression", "JPEG compression"
        ("COMPRESS=DEFLATE|PREDICTOR=2|ZLEVEL=9", {"PREDICTOR": "STANDARD", "LEVEL": "9"}, []),
        ("COMPRESS=PACKBITS", {"COMPRESS": "LZW"}, ["CREATION_ADAPTED"]),
        ("COMPRESS=NONE|BIGTIFF=IF_NEEDED", {"COMPRESS": "NONE", "BIGTIFF": "IF_NEEDED", "PREDICTOR": None}, []),
        ("COMPRESS=JPEG|JPEG_QUALITY=75", {"COMPRESS": "JPEG", "QUALITY": "75", "PREDICTOR": None}, ["CREATION_LOSSY"]),
        ("compress=zstd|zstd_level=3", {"COMPRESS": "ZSTD", "LEVEL": "3"}, []),
        (" TILED=YES | BLOCKXSIZE=256|BLOCKYSIZE=256|", {"BLOCKSIZE": "256"}, []),
        ("TILED=NO|INTERLEAVE=BAND|PHOTOMETRIC=RGB", {}, ["CREATION_ADAPTED"] * 3),
        ("PREDICTOR=1", {"PREDICTOR": "NO"}, []),
        ("COMPRESS=LERC|MAX_Z_ERROR=0.1", {"COMPRESS": "LERC", "MAX_Z_ERROR": "0.1", "PREDICTOR": None},
         ["CREATION_LOSSY"]),
        ("COMPRESS=LERC", {"COMPRESS": "LERC", "PREDICTOR": None}, []),
        ("RESAMPLING=NEAREST", {"RESAMPLING": "NEAREST", "OVERVIEW_RESAMPLING": None}, []),
    ],
)
def test_options_are_put_into_the_cog_driver_s_words(text, changed, codes):
    options, findings = cog_options(text, "uint8")
    expected = {key: value for key, value in {**DEFAULTS, **changed}.items() if value is not None}
    assert dict(option.split("=", 1) for option in options) == expected
    assert [finding.code for finding in findings] == codes


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("COMPRESS", 'The creation option "COMPRESS" is not of the form KEY=VALUE'),
        ("=3", "is not of the form KEY=VALUE"),
        ("COMPRESS=", "is not of the form KEY=VALUE"),
        ("COLOUR=RED", "The creation option COLOUR is unknown; use those of GDAL's COG driver: ADD_ALPHA, BIGTIFF, "),
        ("COMPRESS=ZIP", "The creation option COMPRESS cannot be ZIP; choose one of NONE, LZW, "),
        ("LEVEL=high", "The creation option LEVEL cannot be high; give a whole number."),
        ("BLOCKSIZE=64", "The creation option BLOCKSIZE cannot be 64; give at least 128."),
        ("SPARSE_OK=perhaps", "The creation option SPARSE_OK cannot be perhaps; choose YES or NO."),
        ("BLOCKXSIZE=256|BLOCKYSIZE=512", "give both 256 and 512 for BLOCKSIZE; give one."),
        ("PREDICTOR=3", "The creation option PREDICTOR=3 is for Float32 and Float64"),
        ("COMPRESS=WEBP", "COMPRESS=WEBP takes Byte values only; choose another compression, such as DEFLATE."),
        ("TARGET_SRS=EPSG:4326", "would resample the result away from its grid; set the target grid instead."),
        ("TILING_SCHEME=GoogleMapsCompatible", "would resample the result away from its grid"),
    ],
)
def test_options_that_cannot_be_meant(tmp_path, text, sentence):
    with pytest.raises(FusionError) as caught:
        RasterWriter(str(tmp_path / "a.tif"), GRID, [OutputBand()], "Int16", creation_options=text)
    assert sentence in str(caught.value)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "COMPRESS=NONE", "COMPRESS=LZW", "COMPRESS=ZSTD|LEVEL=1", "PREDICTOR=2", "PREDICTOR=3", "COMPRESS=LERC",
        "COMPRESS=DEFLATE|PREDICTOR=2|ZLEVEL=9", "BLOCKSIZE=128|OVERVIEWS=NONE", "SPARSE_OK=on", "BIGTIFF=YES",
        "GEOTIFF_VERSION=1.1",
    ],
)
@pytest.mark.parametrize("dtype", ["Float32", "Float64"])
def test_lossless_options_keep_every_bit(tmp_path, text, dtype):
    values = field().astype(dtype.lower()).astype(float)
    np.testing.assert_array_equal(load(save(tmp_path / "a.tif", values, dtype=dtype, creation_options=text))[0], values)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("COMPRESS=WEBP", "a block is missing"),  # for three bands only, which GDAL finds out in a thread
        ("COMPRESS=WEBP|NUM_THREADS=1", "WEBP driver doesn't support 1 bands"),
        ("BLOCKSIZE=130", "must be multiple of 16"),
    ],
)
def test_what_gdal_does_not_accept_is_one_sentence(tmp_path, gdal_mode, options, reason):
    with pytest.raises(FusionError) as caught:
        save(tmp_path / "a.tif", np.ones((1, 70, 90)), dtype="Byte", creation_options=options)
    text = str(caught.value)
    assert text.startswith("a.tif could not be written (")
    assert text.endswith("); nothing was changed.")
    assert "\n" not in text
    assert names(tmp_path) == []


def test_lerc_that_loses_gaps_is_refused(tmp_path):
    """GDAL 3.6 mixes up bands that lack different pixels; later ones may keep them apart."""
    values = field(bands=2)
    values[1, :5, :7], values[1, 20:30, 40:50] = 1.0, np.nan
    try:
        save(tmp_path / "a.tif", values, creation_options="COMPRESS=LERC")
    except FusionError as error:
        assert str(error).startswith("a.tif could not be written (LERC does not bring back which values are ")
        assert names(tmp_path) == []
    else:
        np.testing.assert_array_equal(load(tmp_path / "a.tif")[0], values.astype(np.float32))


def test_a_lossy_choice_is_the_user_s(tmp_path):
    values = np.nan_to_num(np.round(field() - 200), nan=90.0)
    path = save(tmp_path / "a.tif", values, dtype="Byte", creation_options="COMPRESS=JPEG|QUALITY=90")
    dataset = gdal.Open(path)
    assert dataset.GetMetadata("IMAGE_STRUCTURE")["COMPRESSION"].endswith("JPEG")
