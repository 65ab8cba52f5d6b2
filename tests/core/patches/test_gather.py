"""Windows scattered into stacks, against slices."""

import threading

import numpy as np
import pytest
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.patches.gather import array_windows, gather_array, gather_windows, mirrored
from multiscale_fusion.core.patches.stored_blocks import BlockedRaster, BlockStore
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.engine import grid, write

UTM = "EPSG:32611"


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32", "float64"])
def test_windows_of_an_array(dtype):
    rng = np.random.default_rng(1)
    array = rng.integers(0, 100, (4, 90, 110)).astype(dtype)
    first = np.stack([rng.integers(0, 90 - 32, 50), rng.integers(0, 110 - 20, 50)], -1)
    patches = gather_array(array, first, (32, 20))
    assert patches.dtype == dtype
    for patch, view, (row, column) in zip(patches, array_windows(array, first, (32, 20)), first, strict=True):
        assert view.base is array
        np.testing.assert_array_equal(view, patch)
        np.testing.assert_array_equal(patch, array[:, row:row + 32, column:column + 20])
    for windows in (gather_array, array_windows):
        with pytest.raises(ValueError, match="beyond"):
            list(windows(array, np.array([[60, 0]]), (32, 20)))


def test_mirrored_lines_are_those_of_numpy():
    for size in (1, 2, 5, 30):
        line = np.arange(size)
        expected = np.pad(line, 40, mode="reflect") if size > 1 else np.zeros(81, int)
        np.testing.assert_array_equal(mirrored(-40, size + 80, size), expected)


@pytest.mark.parametrize("options", [[], ["TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16"], ["BLOCKYSIZE=7"]])
@pytest.mark.parametrize("nodata", [None, 3])
def test_windows_of_a_raster_in_blocks_of_any_shape(tmp_path, options, nodata):
    rng = np.random.default_rng(2)
    values = rng.integers(0, 9, (2, 70, 90)).astype(np.uint8)
    path = write(tmp_path / "a.tif", grid(UTM, 0, 4000000, 10, (70, 90)), values, nodata, options=options)
    first = np.stack([rng.integers(-30, 80, 80), rng.integers(-30, 100, 80)], -1)
    padded = np.pad(values, [(0, 0), (60, 60), (60, 60)], constant_values=0)
    inside = np.pad(np.ones((70, 90), np.uint8), 60)
    with RasterSource(path) as source:
        store = BlockStore(3000)
        stacks = gather_windows(BlockedRaster("a", source, (1, 2), store, 2**10), first, (25, 31))
    for patch, mask, (row, column) in zip(*stacks, first + 60):
        part = slice(row, row + 25), slice(column, column + 31)
        np.testing.assert_array_equal(patch, padded[(slice(None), *part)])
        expected = (padded[(slice(None), *part)] != nodata) & (inside[part] == 1)
        np.testing.assert_array_equal(mask, expected)


def test_threads_wait_for_one_another_rather_than_decode_twice(tmp_path):
    path = write(tmp_path / "a.tif", grid(UTM, 0, 4000000, 10, (64, 64)), np.ones((64, 64), np.uint8))
    store = BlockStore(2**20)
    with RasterSource(path) as source:
        blocked = BlockedRaster("a", source, (1,), store, 2**20)
        together = threading.Barrier(4)

        def ask():
            together.wait()
            blocked.window((0, 64), (0, 64))

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert store.reads == 1


def test_what_does_not_fit_is_given_up(tmp_path):
    path = write(tmp_path / "a.tif", grid(UTM, 0, 4000000, 10, (64, 640)), np.ones((64, 640), np.uint8),
                 options=["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"])
    with RasterSource(path) as source:
        store = BlockStore(2 * 64 * 64)
        blocked = BlockedRaster("a", source, (1,), store, 2 * 64 * 64)
        assert blocked.block_shape == (64, 64)
        for column in (0, 1, 2, 1, 2, 0):
            blocked.block(0, column)
    assert store.reads == 4 and store._held <= 2 * 64 * 64


def test_damaged_files_and_cancels_are_told(tmp_path):
    path = write(tmp_path / "a.tif", grid(UTM, 0, 4000000, 10, (256, 256)),
                 np.random.default_rng(1).integers(0, 255, (256, 256)).astype(np.uint8))
    with RasterSource(path) as source:
        with open(path, "r+b") as file:
            file.truncate(4000)
        blocked = BlockedRaster("a", source, (1,), BlockStore(2**20), 2**20)
        for _ in range(2):
            with pytest.raises(FusionError, match="damaged or cut short"):
                gather_windows(blocked, np.array([[200, 200]]), (32, 32))
        with pytest.raises(Cancelled):
            gather_windows(blocked, np.array([[0, 0]]), (32, 32), lambda: True)
