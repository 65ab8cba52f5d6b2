"""A nodata value is declared beside the file: what rasterio then masks, and what stays as it was."""

import hashlib
import os
import shutil

import numpy as np
import pytest
import rasterio
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.raster.declare import declare_nodata


def values(seed=0):
    """Two bands of heights, -9999 in the upper left corner of both."""
    found = np.random.default_rng(seed).normal(500.0, 50.0, (2, 40, 60)).astype(np.float32)
    found[:, :10, :20] = -9999.0
    return found


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_value_counts_as_missing_in_these_bands_and_the_file_stays(make_tif, tmp_path):
    path = tmp_path / "heights.tif"

    def describe(dataset):
        dataset.SetMetadata({"ACQUISITION_DATE": "2024-05-02"})
        band = dataset.GetRasterBand(1)
        band.SetDescription("height")
        band.SetUnitType("m")
        band.SetScale(0.5)
        band.SetOffset(10.0)

    make_tif(path, values(), describe=describe)
    before = digest(path)
    copy = declare_nodata(str(path), [2], -9999.0)
    assert copy == str(tmp_path / "heights_nodata.vrt")
    assert digest(path) == before and sorted(os.listdir(tmp_path)) == ["heights.tif", "heights_nodata.vrt"]
    with rasterio.open(path) as old, rasterio.open(copy) as new:
        assert (new.nodatavals, old.nodatavals) == ((None, -9999.0), (None, None))
        np.testing.assert_array_equal(new.read(), old.read())
        assert np.ma.count_masked(new.read(2, masked=True)) == 200 and new.read(1, masked=True).count() == 2400
        assert (new.transform, new.crs, new.scales, new.offsets) == (old.transform, old.crs, old.scales, old.offsets)
        assert (new.descriptions, new.units, new.tags()["ACQUISITION_DATE"]) == (
            old.descriptions, old.units, "2024-05-02")
    with RasterSource(copy) as source:
        valid = source.read([1, 2], (0, 40), (0, 60)).valid
    assert valid[0].all() and not valid[1][:10, :20].any() and valid[1].sum() == 2200


def test_folder_and_file_move_together_and_no_file_is_replaced(make_tif, tmp_path):
    (tmp_path / "a").mkdir()
    make_tif(tmp_path / "a" / "x.tif", values())
    first = declare_nodata(str(tmp_path / "a" / "x.tif"), [1], -9999.0)
    second = declare_nodata(first, [2], -9999.0)
    third = declare_nodata(str(tmp_path / "a" / "x.tif"), [1], 0.0)
    assert [os.path.basename(each) for each in (first, second, third)] == [
        "x_nodata.vrt", "x_nodata_nodata.vrt", "x_nodata_2.vrt"]
    shutil.move(tmp_path / "a", tmp_path / "b")
    with rasterio.open(tmp_path / "b" / "x_nodata_nodata.vrt") as moved:
        assert moved.nodatavals == (-9999.0, -9999.0) and np.ma.count_masked(moved.read(masked=True)) == 400


def test_of_a_subdataset_the_name_tells_which(tmp_path, data_file):
    """Quality flags of MOD11A1, which declare no nodata: 3 is no temperature, for other reasons than clouds."""
    shutil.copy(data_file("modis_granules/MOD11A1.hdf"), tmp_path)
    path = f'HDF4_EOS:EOS_GRID:"{tmp_path / "MOD11A1.hdf"}":MODIS_Grid_Daily_1km_LST:QC_Day'
    copy = declare_nodata(path, [1], 3.0)
    assert os.path.basename(copy) == "MOD11A1.hdf_MODIS_Grid_Daily_1km_LST_QC_Day_nodata.vrt"
    with RasterSource(path) as old, RasterSource(copy) as new:
        rows, columns = old.grid.shape
        before, after = (each.read([1], (0, rows), (0, columns)) for each in (old, new))
    assert np.mean(before.values == 3) > 0.1 and before.valid.all()
    np.testing.assert_array_equal(after.valid != 0, before.values != 3)


def test_what_is_no_file_and_what_is_no_folder_to_write_to_is_told(make_tif, tmp_path):
    with pytest.raises(FusionError, match="is not a file on this computer"):
        declare_nodata("/vsicurl/https://example.org/x.tif", [1], 0.0)
    make_tif(tmp_path / "x.tif", values())
    blocked = tmp_path / "x_nodata.vrt"
    blocked.mkdir()   # a folder of that name: another name is taken
    assert declare_nodata(str(tmp_path / "x.tif"), [1], 0.0).endswith("x_nodata_2.vrt")
