"""What must not matter: where grids stand, which way rows run, how work is cut, threads, the order of bands."""

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from multiscale_fusion.core import blocks
from multiscale_fusion.core.aggregate import aggregate
from multiscale_fusion.core.aggregate.task import AggregateTask, Tile
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.core.statistics.averaging import Averaging
from multiscale_fusion.core.support import SupportOperator
from multiscale_fusion.tests.core import reference
from multiscale_fusion.tests.core.engine import STATISTICS, UTM, grid, moments, run, split, statistics, write
from multiscale_fusion.tests.core.reference import SINUSOIDAL
from odc.geo.geobox import GeoBox

SOURCE = grid(UTM, 390000.0, 3760020.0, 30.0, (160, 180))
VALUES, VALID = reference.field(SOURCE.shape), reference.clouds(SOURCE.shape)
CASES = {"same CRS": (UTM, 317.0), "sinusoidal": (SINUSOIDAL, 463.312716528), "degrees": ("EPSG:4326", 0.004)}
TARGETS = {name: target_grid(SOURCE, crs=crs, resolution=size) for name, (crs, size) in CASES.items()}


def same(got, want, rel=1e-9):
    for name in STATISTICS:
        np.testing.assert_allclose(got[name], want[name], rtol=rel, atol=1e-9, err_msg=name)


@given(st.integers(-40, 40), st.integers(-40, 40), st.sampled_from([1, 2, 5]), st.integers(1, 9))
@settings(max_examples=40)
def test_shifting_both_grids_by_whole_cells_changes_nothing(dj, di, factor, ratio):
    source = grid(UTM, 480000.0, 4000000.0, 32.0, (30, 33))
    target = grid(UTM, 480000.0 - 48.0, 4000000.0 + 16.0, 32.0 * ratio * 1.25, (6, 6))
    values, valid = VALUES[:30, :33], VALID[:30, :33]
    moved = [GeoBox(g.shape, Affine.translation(32.0 * ratio * di, 40.0 * factor * dj) * g.affine, UTM)
             for g in (source, target)]
    same(statistics(moments(*moved, values, valid)), statistics(moments(source, target, values, valid)), 1e-12)


@pytest.mark.parametrize("name", TARGETS)
@given(dj=st.integers(-3, 3), di=st.integers(-3, 3))
@settings(max_examples=8)
def test_shifting_the_target_by_whole_cells_shifts_the_result(name, dj, di):
    target = TARGETS[name]
    moved = GeoBox(target.shape, target.affine * Affine.translation(di, dj), target.crs)
    got, want = statistics(moments(SOURCE, moved, VALUES, VALID)), statistics(moments(SOURCE, target, VALUES, VALID))
    rows, columns = target.shape
    here = slice(max(0, dj), rows + min(0, dj)), slice(max(0, di), columns + min(0, di))
    there = slice(max(0, -dj), rows + min(0, -dj)), slice(max(0, -di), columns + min(0, -di))
    # Interpolation of the transformation is anchored at the target's origin: good to its tolerance.
    rel, atol = (1e-9, 1e-9) if name == "same CRS" else (1e-5, 0.05)
    for statistic in ("mean", "std", "count"):
        np.testing.assert_allclose(got[statistic][0][there], want[statistic][0][here], rtol=rel, atol=atol)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32632"])
@pytest.mark.parametrize("squares", [False, True])
def test_a_strip_of_one_row_weighs_as_much_as_in_a_larger_one(crs, squares):
    """Where ground areas differ by row or pixel: those of a single row are no areas of 1."""
    source = grid("EPSG:4326", 10.0, 60.0, 0.01, (90, 110))
    target = target_grid(source, crs=crs, resolution=0.3 if crs == "EPSG:4326" else 30000.0)
    values, valid = np.add.outer(np.arange(90.0) ** 2, np.arange(110.0))[None], np.ones((1, 90, 110), np.uint8)
    found = []
    for cuts in ((0, 90), (0, 13, 14, 88, 89, 90)):
        block = SupportOperator(source, target).block()
        block.start(1)
        for begin, end in zip(cuts, cuts[1:]):
            block.add(begin, values[:, begin:end], valid[:, begin:end], column=0, squares=squares)
        found.append(block.moments())
    for part in ("weight", "covered", "count", "mean", "variance"):
        np.testing.assert_array_equal(getattr(found[1], part), getattr(found[0], part))


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("more", [False, True])
@pytest.mark.parametrize("every", [0, 1])
def test_a_mask_may_be_one_value_broadcast(name, more, every):
    found = []
    for valid in (np.broadcast_to(np.uint8(every), (1, *SOURCE.shape)), np.full((1, *SOURCE.shape), every, np.uint8)):
        block = SupportOperator(SOURCE, TARGETS[name]).block()
        block.start(1)
        block.add(0, VALUES[None], valid, column=0, squares=more, extremes=more)
        found.append(block.moments())
    for part in ("weight", "covered", "count", "total", "mean", "variance", "low", "high"):
        np.testing.assert_allclose(getattr(found[0], part), getattr(found[1], part), rtol=1e-12, atol=1e-9)
    assert (found[0].weight.sum() > 0) == bool(every) and found[0].covered.any()


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("flip", ["rows", "columns", "both"])
def test_flipped_sources_give_the_same_values(name, flip):
    rows, columns = SOURCE.shape
    axes = {"rows": 0, "columns": 1, "both": (0, 1)}[flip]
    affine = SOURCE.affine
    if flip in ("rows", "both"):
        affine *= Affine.translation(0, rows) * Affine.scale(1, -1)
    if flip in ("columns", "both"):
        affine *= Affine.translation(columns, 0) * Affine.scale(-1, 1)
    flipped = GeoBox(SOURCE.shape, affine, UTM)
    same(statistics(moments(flipped, TARGETS[name], np.flip(VALUES, axes), np.flip(VALID, axes))),
         statistics(moments(SOURCE, TARGETS[name], VALUES, VALID)))


@pytest.mark.parametrize("name", TARGETS)
def test_a_flipped_target_gives_flipped_values(name):
    target = TARGETS[name]
    flipped = GeoBox(target.shape, target.affine * Affine.translation(0, target.shape[0]) * Affine.scale(1, -1),
                     target.crs)
    got, want = (statistics(moments(SOURCE, cells, VALUES, VALID)) for cells in (flipped, target))
    for statistic in STATISTICS:
        np.testing.assert_allclose(got[statistic][:, ::-1], want[statistic], rtol=1e-5, atol=1e-3)


@pytest.mark.parametrize("name", TARGETS)
def test_a_transposed_source_gives_the_same_values(name):
    transposed = GeoBox(SOURCE.shape[::-1], SOURCE.affine * Affine(0, 1, 0, 1, 0, 0), UTM)
    same(statistics(moments(transposed, TARGETS[name], VALUES.T, VALID.T)),
         statistics(moments(SOURCE, TARGETS[name], VALUES, VALID)))


@given(st.floats(-1e30, 1e30, allow_subnormal=False), st.sampled_from(list(TARGETS)), st.integers(0, 2**16))
@settings(max_examples=40)
def test_a_constant_field_gives_exactly_that_constant(constant, name, seed):
    valid = np.random.default_rng(seed).integers(0, 2, SOURCE.shape).astype(np.uint8)
    got = statistics(moments(SOURCE, TARGETS[name], np.where(valid, constant, -9999.0), valid))
    for statistic in ("mean", "min", "max"):
        known = got[statistic][~np.isnan(got[statistic])]
        assert known.size and np.all(known == constant)
    assert np.nanmax(got["std"]) == 0.0


@given(st.floats(-5, 5).filter(lambda k: abs(k) > 1e-3), st.floats(-100, 100), st.sampled_from(list(TARGETS)))
@settings(max_examples=25)
def test_statistics_follow_a_linear_change_of_units(scale, offset, name):
    got = statistics(moments(SOURCE, TARGETS[name], scale * VALUES + offset, VALID))
    want = statistics(moments(SOURCE, TARGETS[name], VALUES, VALID))
    low, high = ("min", "max") if scale > 0 else ("max", "min")
    np.testing.assert_allclose(got["mean"], scale * want["mean"] + offset, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(got["sum"], scale * want["sum"] + offset * want["count"], rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(got["std"], abs(scale) * want["std"], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(got["min"], scale * want[low] + offset, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(got["max"], scale * want[high] + offset, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
@settings(max_examples=12)
def test_any_block_of_cells_and_any_strips_of_rows_give_the_same_bits(name, data):
    target = TARGETS[name]
    whole = moments(SOURCE, target, VALUES, VALID)
    (r0, r1), (c0, c1) = (sorted(data.draw(st.lists(st.integers(0, n), min_size=2, max_size=2, unique=True)))
                          for n in target.shape)
    part = SupportOperator(SOURCE, target).block((r0, r1), (c0, c1))
    part.start(1)
    row = part.window.rows[0]
    while not part.window.empty and row < part.window.rows[1]:
        end = min(part.window.rows[1], row + data.draw(st.integers(1, 60)))
        columns = part.columns((row, end))
        values, valid = (np.ascontiguousarray(each[None, row:end, slice(*columns)]) for each in (VALUES, VALID))
        part.add(row, values, valid, column=columns[0], squares=True, extremes=True)
        row = end
    for field, got in vars(part.moments()).items():
        want = getattr(whole, field)[..., r0:r1, c0:c1]
        np.testing.assert_array_equal(got, want, err_msg=field)


def test_strips_of_a_leaning_block_hold_little_more_than_its_cells():
    """115 degrees from its meridian at 40 N the sinusoidal projection leans by 52 degrees."""
    source = GeoBox((6000, 6000), Affine(10.0, 0.0, 300000.0, 0.0, -10.0, 4500000.0), "EPSG:32611")
    target = target_grid(source, crs=SINUSOIDAL, resolution=926.625433055833)
    block = SupportOperator(source, target).block((20, 50), (60, 90))
    strips = [(row, row + 100) for row in range(*block.window.rows, 100)]
    read = sum(100 * (end - begin) for begin, end in map(block.columns, strips))
    (top, bottom), (west, east) = block.window.rows, block.window.columns
    # A cell holds 92.66 x 92.66 pixels; the strips' ends and the cells at the sides come on top.
    assert 900 * 92.66**2 < read < 1.25 * 900 * 92.66**2
    assert (bottom - top) * (east - west) > 1.8 * 900 * 92.66**2
    assert block.columns((0, top - 1)) == (west, west)


@pytest.fixture(scope="module")
def raster(tmp_path_factory):
    """Three bands, clouds, tiles of 64, on disk."""
    bands = np.array([reference.field(SOURCE.shape, seed) for seed in (1, 2, 3)])
    bands[:, VALID == 0] = -9999.0
    return write(tmp_path_factory.mktemp("raster") / "in.tif", SOURCE, bands.astype("float32"), nodata=-9999.0,
                 options=["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"])


def written_bytes(path, target, folder, **options):
    folder.mkdir(exist_ok=True)
    names = {name: str(folder / f"{name}.tif") for name in ("output", "valid_fraction", "variability")}
    with RasterSource(path) as source:
        aggregate(source, target, names["output"], valid_fraction=names["valid_fraction"],
                  variability=names["variability"], **split(options))
    return [Path(name + end).read_bytes() for name in names.values() for end in ("", ".json")]


@pytest.mark.parametrize("name", TARGETS)
def test_memory_and_threads_change_no_byte_of_the_files(raster, tmp_path, name):
    want = written_bytes(raster, TARGETS[name], tmp_path, memory=2**30, threads=1)
    for memory in (2**18, 2**22, 2**30):
        for threads in (1, 2, 3):
            if (memory, threads) != (2**30, 1):
                assert written_bytes(raster, TARGETS[name], tmp_path, memory=memory, threads=threads) == want


def test_torn_cells_are_counted_alike_however_the_work_is_cut():
    """Cells of 4,099 km in Albers of North America lie across the edge of what it shows of the globe."""
    operator = SupportOperator(grid("EPSG:4269", 0.0, 0.0, 1.0, (36, 52)),
                               grid("EPSG:5070", -20495921.0, 40991843.0, 4099184.0, (16, 16)))
    whole = operator.block().torn_cells
    assert whole > 0
    for shape in ((1, 1), (1, 16), (5, 3), (16, 1)):
        assert sum(operator.block(block.rows, block.columns).torn_cells
                   for block in blocks.cut((16, 16), shape)) == whole


@pytest.mark.parametrize("order", [(3, 1, 2), (2,), (2, 3)])
def test_bands_come_in_the_order_asked_for(raster, tmp_path, order):
    straight = run(raster, TARGETS["sinusoidal"], tmp_path)["output"]
    chosen = run(raster, TARGETS["sinusoidal"], tmp_path, bands=order)["output"]
    np.testing.assert_array_equal(chosen, straight[[number - 1 for number in order]])


@pytest.fixture
def task(raster):
    source = RasterSource(raster)
    operator = SupportOperator(source.grid, TARGETS["degrees"])
    yield AggregateTask((Tile(source, operator),), (1, 3),
                        {"OUTPUT": "mean", "VARIABILITY": "variability", "SHARE": "valid fraction"}, Averaging(), False,
                        (), 0.5, 5000)
    source.close()


def test_a_pickled_task_gives_the_same_arrays(task):
    block = blocks.Block((1, 7), (0, TARGETS["degrees"].shape[1]))
    for again in (pickle.loads(pickle.dumps(task)), pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(task))))):
        got, want = again(block), task(block)
        for name in want.layers:
            np.testing.assert_array_equal(got.layers[name], want.layers[name])


def test_processes_give_the_same_arrays_as_threads(task):
    pieces = blocks.cut(tuple(map(int, TARGETS["degrees"].shape)), (4, 7))
    results = []
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as executor:
        for options in ({"threads": 2}, {"threads": 2, "executor": executor}):
            found = []
            blocks.run(task, pieces, lambda block, result, found=found: found.append((block, result)), Reporter(),
                       **options)
            results.append(found)
    assert [block for block, _ in results[1]] == pieces
    for (_, got), (_, want) in zip(*results):
        for name in want.layers:
            np.testing.assert_array_equal(got.layers[name], want.layers[name])
