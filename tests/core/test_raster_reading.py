"""Windows, strips, threads and memory."""

import concurrent.futures
import os
import pickle
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest
from multiscale_fusion.core.raster import RasterSource, Scratch
from multiscale_fusion.core.raster import source as raster_source
from osgeo import gdal

UTM = "EPSG:32611"
NORTH_UP = (600000.0, 30.0, 0.0, 3700020.0, 0.0, -30.0)
MODIS_SPHERE = "+proj=sinu +lon_0=0 +R=6371007.181 +units=m +no_defs"


@pytest.fixture
def numbered(tmp_path, make_tif):
    """Two bands of different types, every pixel its own number, with some nodata; (path, stored arrays)."""
    first = np.arange(130 * 170, dtype=np.int32).reshape(130, 170)
    options = ["TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=32"]
    path = make_tif(tmp_path / "a.tif", np.stack([first, -first]), nodata=777, options=options)
    return path, np.stack([first, -first])


@pytest.mark.parametrize("strip", [1, 40000, 2**24])
@pytest.mark.parametrize("small", [0, 2**30])
def test_windows_are_the_same_however_they_are_read(numbered, monkeypatch, strip, small):
    monkeypatch.setattr(raster_source, "_STRIP", strip)
    monkeypatch.setattr(raster_source, "_SMALL", small)
    monkeypatch.setattr(raster_source, "_FEW_BLOCKS", 2**30)
    path, stored = numbered
    with RasterSource(path) as source:
        assert source.block_shape == (32, 32)
        for rows, cols in (((0, 130), (0, 170)), ((5, 6), (7, 8)), ((31, 97), (0, 33)), ((129, 130), (100, 170))):
            for bands in ([1], [2, 1], [1, 1]):
                pixels = source.read(bands, rows, cols)
                expected = stored[[number - 1 for number in bands], slice(*rows), slice(*cols)]
                np.testing.assert_array_equal(pixels.values, expected)
                np.testing.assert_array_equal(pixels.valid, expected != 777)


def test_strips_in_one_scratch_are_those_read_alone(numbered):
    path, stored = numbered
    scratch = Scratch()
    with RasterSource(path) as source:
        for rows, cols in (((0, 40), (0, 170)), ((40, 41), (3, 9)), ((30, 130), (0, 170)), ((0, 40), (0, 170))):
            pixels = source.read([1, 2], rows, cols, scratch)
            expected = stored[:, slice(*rows), slice(*cols)]
            np.testing.assert_array_equal(pixels.values, expected)
            np.testing.assert_array_equal(pixels.valid, expected != 777)
            assert pixels.values.flags.c_contiguous and pixels.valid.flags.c_contiguous


def test_bands_of_different_types_come_in_one_that_holds_both(tmp_path, make_tif, read_all):
    first = make_tif(tmp_path / "a.tif", np.array([[1, 2]], np.uint8))
    second = make_tif(tmp_path / "b.tif", np.array([[-3, 4]], np.int16))
    vrt = str(tmp_path / "c.vrt")
    gdal.BuildVRT(vrt, [first, second], separate=True).FlushCache()
    with RasterSource(vrt) as source:
        assert [band.dtype for band in source.bands] == ["uint8", "int16"]
        pixels = read_all(source)
        assert set(source.files) == {vrt, first, second}
    assert pixels.values.dtype == np.int16
    assert pixels.values.tolist() == [[[1, 2]], [[-3, 4]]]


def test_empty_windows_and_windows_outside(numbered):
    with RasterSource(numbered[0]) as source:
        assert source.read([1, 2], (3, 3), (0, 10)).values.shape == (2, 0, 10)
        assert source.read([], (0, 3), (0, 10)).valid.shape == (0, 3, 10)
        for rows, cols in (((-1, 3), (0, 3)), ((0, 131), (0, 3)), ((4, 3), (0, 3)), ((0, 3), (0, 171))):
            with pytest.raises(ValueError, match="leaves the raster"):
                source.read([1], rows, cols)
        for number in (0, 3):
            with pytest.raises(ValueError, match="bands 1 to 2"):
                source.read([number], (0, 1), (0, 1))


def test_threads_and_copies_read_the_same(numbered, read_all):
    path, stored = numbered
    source = RasterSource(path)
    corners = [(row, col) for row in range(0, 130, 9) for col in range(0, 170, 40)]
    windows = [((row, min(130, row + 9)), (col, min(170, col + 40))) for row, col in corners]
    for reader in (source, pickle.loads(pickle.dumps(source))):
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            answers = pool.map(lambda window, reader=reader: reader.read([2], *window), windows)
            for (rows, cols), pixels in zip(windows, answers, strict=True):
                np.testing.assert_array_equal(pixels.values[0], stored[1, slice(*rows), slice(*cols)])
        reader.close()
        assert reader._handles._open == {}
    assert read_all(source).values.shape == (2, 130, 170)


def test_hdf4_is_read_by_threads(data_file, read_all):
    """The HDF4 library is not safe for threads; GDAL locks it."""
    path = data_file("modis_granules/MOD11A1.hdf")
    source = RasterSource(f'HDF4_EOS:EOS_GRID:"{path}":MODIS_Grid_Daily_1km_LST:LST_Day_1km')
    whole = read_all(source)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda row: source.read([1], (row, row + 100), (0, 1200)), range(0, 1200, 100)))
    np.testing.assert_array_equal(np.concatenate([part.values for part in parts], axis=1), whole.values)
    source.close()


def test_handles_of_finished_threads_are_dropped(numbered, read_all):
    source = RasterSource(numbered[0])
    for _ in range(20):
        thread = threading.Thread(target=read_all, args=(source,))
        thread.start()
        thread.join()
    assert len(source._handles._open) <= 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_opens_its_own(numbered, read_all):
    source = RasterSource(numbered[0])
    with source:
        pid = os.fork()
        if pid == 0:
            same = np.array_equal(read_all(source).values, numbered[1]) and len(source._handles._open) == 1
            os._exit(0 if same else 1)
        assert os.waitpid(pid, 0)[1] == 0


def test_other_threads_run_while_a_block_is_decoded(tmp_path, make_tif, read_all):
    values = np.random.default_rng(1).integers(0, 9, (4000, 4000)).astype(np.uint8)
    path = make_tif(tmp_path / "a.tif", values, options=["TILED=YES", "COMPRESS=DEFLATE"])
    with RasterSource(path) as source:
        done = threading.Event()
        ticks = []

        def tick():
            while not done.is_set():
                ticks.append(time.perf_counter())
                time.sleep(0.001)

        thread = threading.Thread(target=tick)
        thread.start()
        start = time.perf_counter()
        read_all(source)
        elapsed = time.perf_counter() - start
        done.set()
        thread.join()
    gaps = np.diff([start, *[t for t in ticks if start <= t <= start + elapsed], start + elapsed])
    assert gaps.max() < elapsed / 2


MEMORY = """
    import sys
    sys.path.append(sys.argv[1])
    from multiscale_fusion.core.raster import RasterSource

    def peak():
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024

    with RasterSource(sys.argv[2]) as source:
        rows, columns = source.grid.shape
        source.read([1], (0, 256), (0, columns))
        before = peak()
        for row in range(0, rows, 256):
            source.read([1], (row, min(rows, row + 256)), (0, columns))
        print(peak() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("through_vrt", [False, True])
def test_gdal_s_cache_does_not_grow_with_the_raster(tmp_path, plugin_folder, through_vrt):
    """288 MB of pixels pass; the peak may rise by a block row or two (3 MB each), not by the raster."""
    path = str(tmp_path / "a.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(
        path, 6000, 24000, 1, gdal.GDT_UInt16, ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1"]
    )
    dataset.SetGeoTransform(NORTH_UP)
    dataset.SetProjection("EPSG:32611")
    dataset.GetRasterBand(1).Fill(7)
    dataset.FlushCache()
    del dataset
    if through_vrt:
        gdal.BuildVRT(str(tmp_path / "a.vrt"), [path]).FlushCache()
        path = str(tmp_path / "a.vrt")
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(MEMORY), str(plugin_folder), path],
        capture_output=True, text=True, check=True, env={**os.environ, "GDAL_CACHEMAX": "1000"},
    )
    assert float(result.stdout) < 40
