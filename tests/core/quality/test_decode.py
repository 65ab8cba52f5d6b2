"""Class rasters of quality fields, and the table of shares."""

import csv

import numpy as np
import pytest
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.quality import DecodeOptions, decode_quality
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.quality.written import write
from osgeo import gdal

FMASK = "hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif"
SCL = "sentinel2/T29UNU_20221005T115411_SCL_60m.jp2"
QC = 'HDF4_EOS:EOS_GRID:"{}":MODIS_Grid_500m_2D:QC_500m_1'


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def test_fmask_as_seven_rasters(data_file, folder, tmp_path):
    with RasterSource(str(data_file(FMASK))) as source:
        result = decode_quality(source, str(folder), table=str(tmp_path / "shares.csv"), threads=2)
    values = gdal.Open(str(data_file(FMASK))).ReadAsArray()
    known = values != 255
    rows = rows_of(tmp_path / "shares.csv")
    for name, first, count in (("cloud", 1, 1), ("adjacent", 2, 1), ("shadow", 3, 1), ("snow", 4, 1),
                               ("water", 5, 1), ("aerosol", 6, 2)):
        guide = values // 2**first % 2**count
        raster = gdal.Open(result.rasters[name])
        assert np.array_equal(raster.ReadAsArray(), np.where(known, guide, 255))
        assert raster.GetRasterBand(1).GetNoDataValue() == 255
        for value in range(2**count):
            row, = (row for row in rows if row["field"] == name and row["value"] == str(value))
            assert int(row["pixels"]) == np.count_nonzero(guide[known] == value)
            assert float(row["share"]) == pytest.approx(np.mean(guide[known] == value), abs=1e-8)
    last, = (row for row in rows if row["field"] == "cloud" and row["label"] == "unknown")
    assert int(last["pixels"]) == np.count_nonzero(~known)


def test_labels_and_colours(data_file, folder):
    with RasterSource(str(data_file(SCL))) as source:
        result = decode_quality(source, str(folder))
    with RasterSource(result.rasters["class"]) as found:
        legend = found.legend(1)
    assert legend.name(9) == "Cloud, high probability" and legend.colour(9) == (255, 255, 255, 255)
    assert legend.name(6) == "Water" and legend.colour(6) == (0, 0, 255, 255)


def test_bits_of_a_32_bit_layer(data_file, folder):
    path = QC.format(data_file("modis_granules/MOD09GA.A2008296.h14v17.006.2015181011753.hdf"))
    with RasterSource(path) as source:
        result = decode_quality(source, str(folder), options=DecodeOptions(fields=("band7", "adjacency_correction")))
    values = gdal.Open(path).ReadAsArray().astype(np.int64)
    known = values != 787410671
    assert set(result.rasters) == {"band7", "adjacency_correction"}
    assert np.array_equal(gdal.Open(result.rasters["band7"]).ReadAsArray(), np.where(known, values // 2**26 % 16, 255))
    assert np.array_equal(gdal.Open(result.rasters["adjacency_correction"]).ReadAsArray(),
                          np.where(known, values // 2**31, 255))


def test_bits_without_a_product(tmp_path, folder):
    codes = np.arange(256, dtype=np.uint8).reshape(16, 16)
    with RasterSource(write(tmp_path / "flags.tif", codes)) as source:
        result = decode_quality(source, str(folder), options=DecodeOptions(fields=("bit3", "bits6_7", "value")))
    assert np.array_equal(gdal.Open(result.rasters["bits6_7"]).ReadAsArray(), codes // 64)
    assert np.array_equal(gdal.Open(result.rasters["value"]).ReadAsArray(), codes)


def test_threads_and_memory_do_not_matter(data_file, tmp_path):
    outputs = []
    for number, (threads, memory) in enumerate(((1, 2**30), (3, 2**22))):
        place = tmp_path / str(number)
        place.mkdir()
        with RasterSource(str(data_file(SCL))) as source:
            decode_quality(source, str(place), table=str(place / "t.csv"), threads=threads, memory=memory)
        outputs.append({path.name: path.read_bytes() for path in place.iterdir()})
    assert outputs[0] == outputs[1] and len(outputs[0]) == 4


@pytest.mark.parametrize(("options", "words"), [
    ({}, "is not recognised as a quality layer"),
    ({"product": "hls_fmask", "fields": ("clod",)}, "hls_fmask has no field clod; its fields are cirrus, cloud"),
    ({"product": "hls_fmask", "fields": ("cloud", "CLOUD")}, "A field is given twice"),
    ({"product": "landsat_st_qa"}, "holds a quantity in K and no flags"),
])
def test_what_cannot_be_is_said(tmp_path, folder, options, words):
    with RasterSource(write(tmp_path / "flags.tif", np.zeros((4, 4), np.uint8))) as source:
        with pytest.raises(FusionError) as raised:
            decode_quality(source, str(folder), options=DecodeOptions(**options))
    assert words in str(raised.value) and not list(folder.iterdir())


def test_real_numbers_and_a_folder_that_is_not_there(tmp_path, folder):
    with RasterSource(write(tmp_path / "Fmask.tif", np.zeros((4, 4), np.float32))) as source:
        with pytest.raises(FusionError, match="holds float32 and no whole numbers, which flags are; give the quality"):
            decode_quality(source, str(folder), options=DecodeOptions(product="hls_fmask"))
    with RasterSource(write(tmp_path / "a.tif", np.zeros((4, 4), np.uint8))) as source:
        with pytest.raises(FusionError, match="does not exist; create it or choose another one"):
            decode_quality(source, str(folder / "none"), options=DecodeOptions(product="hls_fmask"))
    assert not list(folder.iterdir())


@pytest.mark.parametrize("at", [0.0, 0.4, 0.85])
def test_cancel_leaves_nothing(tmp_path, folder, reporter, at):
    reporter.cancel_at = at
    codes = np.random.default_rng(1).integers(0, 255, (300, 300)).astype(np.uint8)
    with RasterSource(write(tmp_path / "flags.tif", codes)) as source:
        with pytest.raises(Cancelled):
            decode_quality(source, str(folder), table=str(folder / "t.csv"), memory=2**20, reporter=reporter,
                           options=DecodeOptions(product="hls_fmask"))
    assert not list(folder.iterdir())
