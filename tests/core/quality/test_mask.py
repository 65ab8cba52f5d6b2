"""Masks from files to files, beside NumPy."""

import json

import numpy as np
import pytest
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.quality import Options, mask_quality
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.quality.written import write
from osgeo import gdal, osr

RULE = "cloud == 0"


def run(data, quality, folder, reporter=None, threads=2, memory=2**30, **options):
    options = Options(**{"product": "hls_fmask", **options})
    with RasterSource(data) as source, RasterSource(quality) as flags:
        return mask_quality(source, flags, str(folder / "masked.tif"), mask=str(folder / "mask.tif"), options=options,
                            reporter=reporter, threads=threads, memory=memory)


def stored(folder, name):
    return gdal.Open(str(folder / name)).ReadAsArray()


@pytest.fixture
def values():
    return np.random.default_rng(1).integers(1, 10000, (2, 90, 110)).astype(np.int16)


@pytest.fixture
def fmask():
    random = np.random.default_rng(2)
    codes = random.choice([64, 66, 72, 128, 192, 194, 255], (90, 110)).astype(np.uint8)
    return codes


def test_input_with_nodata_where_masked(tmp_path, folder, values, fmask, reporter):
    values[:, :5] = -9999
    data = write(tmp_path / "B04.tif", values, nodata=-9999, scale=(0.0001, -0.1))
    result = run(data, write(tmp_path / "Fmask.tif", fmask), folder, reporter, rule=RULE)
    unknown, cloudy = fmask == 255, (fmask // 2 % 2 == 1) & (fmask != 255)
    expected = np.where(unknown | cloudy, -9999, values)
    dataset = gdal.Open(str(folder / "masked.tif"))
    assert np.array_equal(dataset.ReadAsArray(), expected)
    band = dataset.GetRasterBand(2)
    assert (gdal.GetDataTypeName(band.DataType), band.GetNoDataValue()) == ("Int16", -9999)
    assert (band.GetScale(), band.GetOffset()) == (0.0001, -0.1)
    assert np.array_equal(stored(folder, "mask.tif"), np.where(unknown, 255, np.where(cloudy, 0, 1)))
    mask = gdal.Open(str(folder / "mask.tif"))
    assert mask.GetRasterBand(1).GetNoDataValue() == 255
    seen = values[0] != -9999
    assert (result.counts.data, result.counts.kept, result.counts.by_rule, result.counts.unknown) == (
        seen.sum(), (seen & ~unknown & ~cloudy).sum(), (seen & cloudy).sum(), (seen & unknown).sum())
    told = "\n".join(reporter.infos)
    assert "A pixel is kept where cloud is no (0)." in told and f"{result.counts.kept:,}" in told


def test_the_record_has_the_rule_in_words_and_the_counts(tmp_path, folder, values, fmask):
    data = write(tmp_path / "HLS.L30.T06WVS.2024120T211159.v2.0.B04.tif", values)
    result = run(data, write(tmp_path / "HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif", fmask), folder,
                 product="auto", level="strict")
    record = json.loads((folder / "masked.tif.json").read_text())
    assert record["operation"] == "maskquality"
    assert record["parameters"]["product"] == "hls_fmask" and record["parameters"]["level"] == "strict"
    assert record["parameters"]["rule"] == result.rule
    assert record["parameters"]["rule_in_words"].startswith("cloud is no (0) and adjacent is no (0)")
    assert record["parameters"]["pixels"]["kept"] == result.counts.kept
    assert str(tmp_path) not in (folder / "masked.tif.json").read_text()
    assert gdal.Open(str(folder / "masked.tif")).GetMetadataItem("TIME_START") == "2024-04-29T21:11:59Z"


def test_real_types_get_nan_and_the_scale(tmp_path, folder, values, fmask):
    data = write(tmp_path / "a.tif", values, scale=(0.5, 2.0))
    run(data, write(tmp_path / "Fmask.tif", fmask), folder, rule=RULE, dtype="Float32")
    masked = (fmask == 255) | (fmask // 2 % 2 == 1)
    assert np.array_equal(stored(folder, "masked.tif"), np.where(masked, np.nan, values * 0.5 + 2.0), equal_nan=True)
    dataset = gdal.Open(str(folder / "masked.tif"))
    band = dataset.GetRasterBand(1)
    assert np.isnan(band.GetNoDataValue()) and band.GetScale() in (None, 1.0)


def test_threads_blocks_and_memory_do_not_matter(tmp_path, values, fmask):
    data, flags = write(tmp_path / "a.tif", values), write(tmp_path / "Fmask.tif", fmask[:70, 10:],
                                                           transform=(600310.0, 30, 0, 3700005.0, 0, -30))
    outputs = []
    for number, (threads, memory) in enumerate(((1, 2**30), (2, 2**22), (3, 2**24))):
        place = tmp_path / str(number)
        place.mkdir()
        run(data, flags, place, threads=threads, memory=memory, rule=RULE, dilate=80.0)
        outputs.append([(place / name).read_bytes() for name in ("masked.tif", "mask.tif", "masked.tif.json")])
    assert outputs[0] == outputs[1] == outputs[2]


def test_a_quality_layer_of_other_pixels_counts_by_area(tmp_path, folder):
    """Data of 10 m under flags of 20 m, moved by 5 m: each flagged 20 m pixel covers parts of nine of 10 m."""
    values = np.ones((1, 40, 40), np.int16)
    codes = np.full((20, 20), 64, np.uint8)
    codes[8, 8] = 66
    data = write(tmp_path / "a.tif", values, transform=(600000.0, 10, 0, 3700000.0, 0, -10))
    flags = write(tmp_path / "Fmask.tif", codes, transform=(600005.0, 20, 0, 3699995.0, 0, -20))
    run(data, flags, folder, rule=RULE)
    mask = stored(folder, "mask.tif")
    expected = np.ones((40, 40), np.uint8)
    # Flags begin at 165 m and end at 185 m from the corner: pixels 16, 17, 18.
    expected[16:19, 16:19] = 0
    # The first row and column are half outside of the quality layer, which ends beyond the data on the other side.
    expected[0], expected[:, 0] = 255, 255
    assert np.array_equal(mask, expected)


def test_finer_flags_mask_any_pixel_they_touch(tmp_path, folder):
    """Data of 60 m over flags of 20 m: one flagged pixel of nine is enough."""
    random = np.random.default_rng(5)
    codes = np.where(random.random((90, 90)) < 0.05, 66, 64).astype(np.uint8)
    data = write(tmp_path / "a.tif", np.ones((1, 30, 30), np.uint8), transform=(600000.0, 60, 0, 3700000.0, 0, -60))
    flags = write(tmp_path / "Fmask.tif", codes, transform=(600000.0, 20, 0, 3700000.0, 0, -20))
    run(data, flags, folder, rule=RULE)
    touched = (codes == 66).reshape(30, 3, 30, 3).any(axis=(1, 3))
    assert np.array_equal(stored(folder, "mask.tif"), np.where(touched, 0, 1))


def test_a_tiny_share_does_not_count(tmp_path, folder):
    codes = np.full((10, 10), 64, np.uint8)
    codes[:, 5:] = 66
    for share, masked in ((0.005, False), (0.02, True)):
        data = write(tmp_path / "a.tif", np.ones((1, 10, 5), np.uint8),
                     transform=(600000.0 + 30 * share, 30, 0, 3700000.0, 0, -30))
        flags = write(tmp_path / "Fmask.tif", codes, transform=(600000.0, 30, 0, 3700000.0, 0, -30))
        run(data, flags, folder, rule=RULE)
        assert (stored(folder, "mask.tif")[:, 4] == 0).all() == masked


def test_in_another_crs_flagged_ground_is_masked(tmp_path, folder):
    """Flags in degrees over data in UTM: every pixel whose centre is flagged is masked, and none far from flags is."""
    codes = np.full((200, 200), 64, np.uint8)
    codes[80:120, 60:140] = 66
    data = write(tmp_path / "a.tif", np.ones((1, 100, 100), np.uint8),
                 transform=(600000.0, 30, 0, 3700000.0, 0, -30))
    to_degrees = osr.CoordinateTransformation(_crs("EPSG:32611"), _crs("EPSG:4326"))
    columns, rows = np.meshgrid(np.arange(100) + 0.5, np.arange(100) + 0.5)
    places = np.array(to_degrees.TransformPoints(np.stack([600000 + 30 * columns.ravel(), 3700000 - 30 * rows.ravel()],
                                                          1).tolist()))
    west, north, step = places[:, 0].min() - 0.002, places[:, 1].max() + 0.002, 0.0002
    flags = write(tmp_path / "Fmask.tif", codes, transform=(west, step, 0, north, 0, -step), crs="EPSG:4326")
    run(data, flags, folder, rule=RULE)
    i, j = (places[:, 0] - west) / step, (north - places[:, 1]) / step
    inside = ((i > 60) & (i < 140) & (j > 80) & (j < 120)).reshape(100, 100)
    near = ((i > 58) & (i < 142) & (j > 78) & (j < 122)).reshape(100, 100)
    mask = stored(folder, "mask.tif")
    assert inside.any() and (mask[inside] == 0).all() and (mask[~near] == 1).all()


def _crs(text):
    reference = osr.SpatialReference()
    reference.SetFromUserInput(text)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def test_dilation_by_disc(tmp_path, folder):
    codes = np.full((90, 110), 64, np.uint8)
    codes[40, 50] = codes[3, 100] = 66
    data = write(tmp_path / "a.tif", np.ones((1, 90, 110), np.uint8))
    result = run(data, write(tmp_path / "Fmask.tif", codes), folder, rule=RULE, dilate=150.0)
    row, column = np.indices((90, 110))
    expected = np.ones((90, 110), np.uint8)
    for j, i in ((40, 50), (3, 100)):
        # From the pixel's edge, 15 m off its middle; UTM's map is smaller than the ground by 0.0004 at most here.
        right, down = (np.maximum(abs(each) * 30.0 - 15.0, 0.0) for each in (column - i, row - j))
        expected[np.hypot(right, down) <= 150.0] = 0
    assert np.array_equal(stored(folder, "mask.tif"), expected)
    assert result.counts.by_rule == 2 and result.counts.by_dilation == (expected == 0).sum() - 2


def test_clouds_beyond_the_edge_of_the_data_grow_into_it(tmp_path, folder):
    codes = np.full((30, 30), 64, np.uint8)
    codes[15, 4] = 66
    data = write(tmp_path / "a.tif", np.ones((1, 30, 20), np.uint8), transform=(600150.0, 30, 0, 3700000.0, 0, -30))
    flags = write(tmp_path / "Fmask.tif", codes, transform=(600000.0, 30, 0, 3700000.0, 0, -30))
    run(data, flags, folder, rule=RULE, dilate=50.0)
    # The data begin where the flagged pixel ends: centres lie 15 or 45 m to its right, and 0, 15 or 45 m up or down.
    assert np.argwhere(stored(folder, "mask.tif") == 0).tolist() == [
        [13, 0], [14, 0], [14, 1], [15, 0], [15, 1], [16, 0], [16, 1], [17, 0]]


def test_a_declared_fill_that_means_good_quality_is_good(tmp_path, folder):
    """MOD21A2 declares a fill of 0 for QC, which is what its best pixels hold."""
    codes = np.array([[0, 2, 3, 0b11000000]], np.uint8)
    data = write(tmp_path / "a.tif", np.ones((1, 1, 4), np.uint8))
    run(data, write(tmp_path / "QC.tif", codes, nodata=0), folder, product="mod21a2_qc", level="lenient")
    assert stored(folder, "mask.tif").tolist() == [[1, 0, 0, 1]]


@pytest.mark.parametrize(("options", "words"), [
    ({"product": "auto"}, "is not recognised as a quality layer; say what it is in PRODUCT (hls_fmask, "),
    ({"product": "nonsense"}, "The quality layer nonsense is unknown; choose one of hls_fmask"),
    ({"level": "harsh"}, "The level harsh is unknown"),
    ({"product": "mod09_qc_500m"}, "holds uint8, too few bits for mod09_qc_500m"),
    ({"rule": "bit12 == 1"}, "The rule asks for bit12, but quality.tif has 8 bits"),
    ({"rule": "clod == 1"}, "character 1 (clod)"),
    ({"band": 2}, "quality.tif has no band 2"),
    ({"rule": "cloud == 0 and"}, "at its end (character 15)"),
    ({"dilate": -1.0}, "it must be 0 or more"),
    ({"dilate": float("nan")}, "it must be 0 or more"),
    ({"dilate": float("inf")}, "it must be 0 or more"),
    ({"dilate": 1e9}, "The distance to dilate by, 1e+09 m, is more than 400 pixels of a.tif; give a shorter one."),
])
def test_what_cannot_be_is_said_and_nothing_written(tmp_path, folder, values, fmask, options, words):
    data, flags = write(tmp_path / "a.tif", values), write(tmp_path / "quality.tif", fmask)
    with pytest.raises(FusionError) as raised:
        run(data, flags, folder, **options)
    sentence = str(raised.value)
    assert words in sentence and not list(folder.iterdir())
    assert sentence.endswith(".") and "\n" not in sentence


def test_other_places_and_other_types(tmp_path, folder, values, fmask):
    data = write(tmp_path / "a.tif", values)
    far = write(tmp_path / "far.tif", fmask, transform=(100000.0, 30, 0, 5000000.0, 0, -30))
    with pytest.raises(FusionError, match="far.tif and a.tif do not overlap"):
        run(data, far, folder)
    with pytest.raises(FusionError, match="no whole numbers, which flags are"):
        run(data, write(tmp_path / "real.tif", fmask.astype(np.float32)), folder)
    with pytest.raises(FusionError, match="is also an input"):
        with RasterSource(data) as source, RasterSource(data) as flags:
            mask_quality(source, flags, data, options=Options(rule="bit0 == 0"))
    assert not list(folder.iterdir())


@pytest.mark.parametrize("at", [0.0, 0.4, 0.85])
@pytest.mark.parametrize("side", [30.0, 15.0, 25.0], ids=["same grid", "nested", "any grid"])
def test_cancel_leaves_nothing(tmp_path, folder, values, fmask, reporter, at, side):
    """Also while the final files are written; what was there before stays."""
    (folder / "masked.tif").write_bytes(b"old")
    reporter.cancel_at = at
    flags = write(tmp_path / "Fmask.tif", fmask, transform=(600000.0, side, 0, 3700020.0, 0, -side))
    with pytest.raises(Cancelled):
        run(write(tmp_path / "a.tif", values), flags, folder, reporter, memory=2**20, dilate=60.0)
    assert [each.name for each in folder.iterdir()] == ["masked.tif"]
    assert (folder / "masked.tif").read_bytes() == b"old"


def test_all_masked_is_told(tmp_path, folder, values, reporter):
    flags = write(tmp_path / "Fmask.tif", np.full((90, 110), 66, np.uint8))
    run(write(tmp_path / "a.tif", values), flags, folder, reporter)
    assert any(text.startswith("Nothing was kept") for text in reporter.warnings)
