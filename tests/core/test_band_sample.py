"""The sample of a band: bounded, spread, and measured as loops measure it."""

import time

import numpy as np
import pytest
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.variable.band_sample import Window, describe_sample, draw_sample
from multiscale_fusion.core.variable.evidence import detect
from multiscale_fusion.tests.core.surfaces import hills, patches
from osgeo import gdal


def brute_force(values, valid):
    """Texture by loops: share of equal neighbours, the same without the commonest, mean step against shuffled."""
    levels = {value: rank for rank, value in enumerate(sorted(set(values[valid].tolist())))}
    rows, columns = values.shape
    pairs = []
    for row in range(rows):
        for column in range(columns):
            for other in ((row + 1, column), (row, column + 1)):
                if other[0] < rows and other[1] < columns and valid[row, column] and valid[other]:
                    pairs.append((levels[values[row, column]], levels[values[other]]))
    pairs = np.array(pairs)
    equal = (pairs[:, 0] == pairs[:, 1]).mean()
    common = np.bincount(pairs[:, 0]).argmax()
    rest = pairs[(pairs != common).all(1)]
    unequal = pairs[pairs[:, 0] != pairs[:, 1]]
    shuffled = np.random.default_rng(0).choice(unequal.ravel(), (400000, 2))
    shuffled = shuffled[shuffled[:, 0] != shuffled[:, 1]]
    step = np.abs(np.diff(unequal.astype(int))).mean() / np.abs(np.diff(shuffled.astype(int))).mean()
    return equal, (rest[:, 0] == rest[:, 1]).mean(), step


@pytest.mark.parametrize("values", [patches((40, 50)), hills((40, 50), 20).round().astype(int)])
def test_texture_equals_brute_force(values):
    valid = np.random.default_rng(1).random(values.shape) < 0.8
    sample = describe_sample([Window(values, valid)])
    equal, flatness, disorder = brute_force(values, valid)
    assert sample.distinct == len(np.unique(values[valid])) and sample.values.size == valid.sum()
    np.testing.assert_allclose((sample.equal, sample.flatness), (equal, flatness), rtol=1e-12)
    np.testing.assert_allclose(sample.disorder, disorder, rtol=0.01)


def test_an_empty_sample_says_nothing():
    sample = describe_sample([])
    assert sample.values.size == 0 and sample.distinct == 0 and not sample.wraps and np.isnan(sample.median)


def empty_file(path, shape, block, options=(), bands=1, kind=gdal.GDT_Byte):
    """A large file that takes no room: nothing but its frame is written."""
    layout = [f"BLOCKYSIZE={block[0]}"] + ([f"BLOCKXSIZE={block[1]}", "TILED=YES"] if block[1] else [])
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), shape[1], shape[0], bands, kind,
                                                   ["SPARSE_OK=YES", "COMPRESS=DEFLATE", *layout, *options])
    dataset.SetGeoTransform((0, 30, 0, 0, 0, -30))
    dataset.SetProjection('LOCAL_CS["plane",UNIT["metre",1]]')
    return dataset


def watched(source):
    """Note every window that is read."""
    windows, read = [], source.read

    def reading(bands, rows, columns):
        windows.append((rows, columns))
        return read(bands, rows, columns)

    source.read = reading
    return windows


@pytest.mark.parametrize(("shape", "block", "bands", "kind"), [
    ((36000, 36000), (1024, 1024), 1, gdal.GDT_Byte), ((36000, 36000), (1, 0), 1, gdal.GDT_Byte),
    ((36000, 36000), (1, 0), 1, gdal.GDT_Float64), ((10980, 10980), (512, 512), 1, gdal.GDT_UInt16),
    ((10980, 10980), (16, 16), 1, gdal.GDT_UInt16), ((1000, 1000), (256, 256), 200, gdal.GDT_Int16),
    ((700, 100000), (1, 0), 1, gdal.GDT_Int16), ((40, 30), (40, 0), 1, gdal.GDT_Byte)])
def test_little_is_read_in_whole_blocks_and_little_time(tmp_path, shape, block, bands, kind):
    dataset = empty_file(tmp_path / "a.tif", shape, block, ["INTERLEAVE=PIXEL"], bands, kind)
    rng = np.random.default_rng(0)
    for row in rng.integers(0, shape[0] - 30, 3):
        dataset.WriteRaster(0, int(row), min(shape[1], 3000), 30, rng.bytes(30 * min(shape[1], 3000)),
                            buf_type=gdal.GDT_Byte, band_list=[1])
    dataset = None
    with RasterSource(str(tmp_path / "a.tif"), crs="EPSG:32631") as source:
        windows = watched(source)
        start = time.perf_counter()
        detect(source, 1)
        seconds = time.perf_counter() - start
        size = sum(np.dtype(band.dtype).itemsize for band in source.bands)
    assert len(set(windows)) == len(windows)
    assert sum((r1 - r0) * (c1 - c0) for (r0, r1), (c0, c1) in windows) * size <= 64 * 2**20
    for (r0, r1), (c0, c1) in windows:
        assert r0 % source.block_shape[0] == 0 and c0 % source.block_shape[1] == 0
        assert (r1 == shape[0] or r1 % source.block_shape[0] == 0) and 0 <= r0 < r1 <= shape[0]
        assert (c1 == shape[1] or c1 % source.block_shape[1] == 0) and 0 <= c0 < c1 <= shape[1]
    assert seconds < 1.0


@pytest.mark.parametrize("shape", [(5, 300), (700, 900), (64, 64)])
def test_what_is_missing_is_counted_where_it_is(tmp_path, make_tif, shape):
    values = np.random.default_rng(0).integers(0, 3, shape).astype("uint8")
    values[:, : shape[1] // 3] = 0
    with RasterSource(make_tif(tmp_path / "a.tif", values, nodata=0)) as source:
        sample = draw_sample(source, 1)
    seen = np.zeros(shape, int)
    for row, column, rows, columns, missing in sample.places:
        part = np.s_[row:row + rows, column:column + columns]
        seen[part] += 1
        assert missing == (values[part] == 0).sum() and rows > 0 and columns > 0
    assert (seen == 1).all()
    for window in sample.windows:
        rows, columns = window.valid.shape
        part = values[window.row:window.row + rows, window.column:window.column + columns]
        assert np.array_equal(window.valid, part != 0) and np.array_equal(window.values[window.valid], part[part != 0])


def test_windows_as_wide_as_the_raster_give_parts_all_across_it(tmp_path, make_tif):
    values = np.random.default_rng(0).random((2048, 2048)).astype(np.float32)
    with RasterSource(make_tif(tmp_path / "a.tif", values)) as source:
        assert source.block_shape[1] == 2048
        columns = {window.column for window in draw_sample(source, 1).windows}
    assert min(columns) < 512 and max(columns) >= 1536 and len(columns) > 3


def test_windows_are_spread_and_empty_ones_passed_over(tmp_path):
    shape = (8192, 8192)
    dataset = empty_file(tmp_path / "a.tif", shape, (256, 256))
    dataset.GetRasterBand(1).SetNoDataValue(0)
    codes = np.kron(patches((64, 64), 1), np.ones((32, 32), int)).astype("uint8")
    dataset.GetRasterBand(1).WriteArray(codes, 5120, 3072)
    dataset = None
    with RasterSource(str(tmp_path / "a.tif"), crs="EPSG:32631") as source:
        windows = watched(source)
        sample = draw_sample(source, 1)
        assert np.array_equal(sample.values, draw_sample(source, 1).values)
        assert detect(source, 1).kind == "categorical"
    tried = windows[:len(windows) // 3]
    quarters = {(r0 // 4096, c0 // 4096) for (r0, _), (c0, _) in tried}
    assert len(tried) <= 64 and quarters == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert sample.values.size >= 2 * 65536 and set(np.unique(sample.values)) <= set(np.unique(codes))
