"""What must not change a byte of a composite: the order of the scenes, blocks, memory, threads, files' own blocks."""

import os
import random
import warnings
from dataclasses import replace

import numpy as np
import pytest
from multiscale_fusion.core.composite import STATISTICS, block_shape, planes
from multiscale_fusion.core.grid import grid_from_resolution
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.composite import stacks

SHAPE = (300, 410)


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    stack = stacks.values(11, shape=SHAPE)
    stack[3] = stack[2]
    return stacks.write(tmp_path_factory.mktemp("scenes"), stack,
                        options=["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"])


def outputs(paths, tmp_path, name, given=None, **options):
    folder = tmp_path / name
    folder.mkdir()
    stacks.run(given or stacks.scenes(paths), folder, window="month", outliers=3.5, **options)
    return bytes_of(folder)


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_order_threads_and_memory_change_no_byte(written, tmp_path, statistic):
    first = outputs(written, tmp_path, "first", statistic=statistic, threads=1)
    mixed = list(written)
    random.Random(4).shuffle(mixed)
    assert mixed != written
    assert outputs(mixed, tmp_path, "mixed", statistic=statistic) == first
    assert outputs(written, tmp_path, "small", statistic=statistic, memory=2_000_000, threads=3) == first
    assert len(first) == 6


@pytest.mark.parametrize("statistic", STATISTICS)
def test_no_statistic_depends_on_order_threads_or_memory(written, tmp_path, statistic):
    def run(paths, name, **options):
        folder = tmp_path / name
        folder.mkdir()
        # Each scene is its own score, as a smaller value of the same band.
        given = [replace(scene, quality=scene.source) for scene in stacks.scenes(paths)]
        stacks.run(given, folder, window="month", statistic=statistic, outputs=("count",), **options)
        return bytes_of(folder)

    first = run(written, "first", threads=1)
    assert run(written[::-1], "mixed", memory=1_500_000, threads=3) == first


def test_many_scenes_with_few_open_files(tmp_path, folder):
    resource = pytest.importorskip("resource", reason="limits open files as Linux and macOS do")
    stack = stacks.values(260, shape=(24, 31))
    paths = stacks.write(tmp_path, stack, files=stacks.names(260, days=1))
    given = stacks.scenes(paths)
    for scene in given:
        scene.source.close()
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/dev/fd")) + 30, limits[1]))
    try:
        mean, _ = stacks.run(given, folder, outputs=())
        median, _ = stacks.run(given, folder, statistic="median", memory=1_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)   # of pixels without any value
        assert np.array_equal(mean["output"][0], np.nanmean(stack.astype(float), axis=0), equal_nan=True)
        assert np.array_equal(median["output"][0], np.nanmedian(stack.astype(float), axis=0), equal_nan=True)


def test_blocks_of_other_grids_change_no_byte(written, tmp_path):
    source = RasterSource(str(written[0]))
    target = grid_from_resolution("EPSG:3035", 100.0, covering=[source.grid])
    first = outputs(written, tmp_path, "first", target=target)
    mixed = list(reversed(written))
    assert outputs(mixed, tmp_path, "mixed", target=target, memory=600_000, threads=1) == first


def test_files_that_are_closed_between_blocks_give_the_same(written, tmp_path, monkeypatch):
    first = outputs(written, tmp_path, "first")
    from multiscale_fusion.core.composite import job
    monkeypatch.setattr(job, "_MOST_OPEN", 0)
    assert outputs(written, tmp_path, "closed") == first


@pytest.mark.parametrize("native", [(1, 410), (64, 64), (512, 512), (16, 410)])
@pytest.mark.parametrize("memory", [10**5, 10**6, 10**7, 10**9])
@pytest.mark.parametrize("offset", [(0, 0), (-10, 37)])
def test_blocks_tile_the_target_once(written, native, memory, offset):
    source = RasterSource(str(written[0]))
    source.block_shape = native
    blocks = block_shape.cut([planes.Direct(source, 1, *offset)], source.grid, depth=40, layers=3, scored=False,
                             short=True, addends=1, memory=memory, workers=2)
    seen = np.zeros(SHAPE, int)
    for block in blocks:
        seen[slice(*block.rows), slice(*block.columns)] += 1
    assert (seen == 1).all()
    most = max(block.cells for block in blocks)
    assert most * 40 * 4 * 2 <= max(memory, 40 * 4 * 2 * max(SHAPE))
