"""Scenes of several grids: each comes by true overlap onto the target, and the composite is made there."""

import numpy as np
from affine import Affine
from multiscale_fusion.core.grid import grid_from_resolution
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.support import SupportOperator
from multiscale_fusion.tests.core.composite import stacks
from multiscale_fusion.tests.processing import rasters
from odc.geo.geobox import GeoBox


def overlapped(values, source, target, min_valid=0.5):
    """Means by ground area with the operator's own matrix, NaN where less of a cell is valid."""
    matrix, window = SupportOperator(source.grid, target).matrix()
    part = values[window.rows[0]:window.rows[1], window.columns[0]:window.columns[1]].ravel()
    there = np.isfinite(part)
    weight, whole = matrix @ there.astype(float), np.asarray(matrix.sum(1)).ravel()
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (matrix @ np.where(there, part, 0.0).astype(float)) / weight
        enough = weight / whole >= min_valid - 1e-9
    return np.where(enough & (weight > 0.0), mean, np.nan).reshape(target.shape)


def test_blocks_of_pixels_are_averaged_before_they_are_composited(folder, tmp_path):
    stack = stacks.values(5, shape=(60, 80), missing=0.25)
    paths = stacks.write(tmp_path, stack)
    source = RasterSource(str(paths[0]))
    target = GeoBox((6, 8), source.grid.affine * Affine.scale(10.0), source.grid.crs)
    found, _ = stacks.run(stacks.scenes(paths), folder, statistic="median", target=target)
    tens = stack.astype(float).reshape(5, 6, 10, 8, 10)
    cells = np.nanmean(tens, axis=(2, 4))
    cells[np.isfinite(tens).mean(axis=(2, 4)) < 0.5] = np.nan
    assert np.allclose(found["output"][0], np.nanmedian(cells, axis=0), rtol=1e-12, equal_nan=True)
    assert np.array_equal(found["count"][0], np.isfinite(cells).sum(0))


def test_two_zones_and_two_resolutions_on_a_third_grid(folder, tmp_path):
    stack = stacks.values(4, shape=(120, 120), missing=0.2)
    stack[0, :60] = np.nan
    (tmp_path / "far").mkdir()
    near = stacks.write(tmp_path, stack[:2], files=stacks.names(4)[:2])
    # The same ground from the neighbouring zone, in pixels of 20 m.
    x, y = 500100.0, 5000100.0
    west = RasterSource(str(near[0])).grid
    east = grid_from_resolution("EPSG:32634", 20.0, covering=[west])
    box = east.boundingbox
    fine = stacks.values(2, seed=9, shape=tuple(map(int, east.shape)), missing=0.2)
    far = stacks.write(tmp_path / "far", fine, files=stacks.names(4)[2:], crs="EPSG:32634", pixel=20.0,
                       origin=(box.left, box.top))
    target = GeoBox((10, 11), Affine(300.0, 0.0, x + 90.0, 0.0, -300.0, y - 60.0), west.crs)
    found, _ = stacks.run(stacks.scenes([*near, *far]), folder, statistic="mean", target=target)
    planes = np.stack([overlapped(values, RasterSource(str(path)), target)
                       for values, path in zip([*stack[:2], *fine], [*near, *far])])
    assert np.allclose(found["output"][0], np.nanmean(planes, axis=0), rtol=1e-9, equal_nan=True)
    assert np.array_equal(found["count"][0], np.isfinite(planes).sum(0))
    assert np.isfinite(planes).sum() > 300 and (np.isfinite(planes).sum(0) < 4).any()


def test_a_part_of_the_same_lattice_is_read_as_it_is(folder, tmp_path):
    stack = stacks.values(3, shape=(50, 60))
    paths = stacks.write(tmp_path, stack[:2], files=stacks.names(3)[:2])
    # The third scene begins 10 rows further down and 20 columns further right.
    paths += stacks.write(tmp_path, stack[2:, 10:, 20:], files=stacks.names(3)[2:],
                          origin=(rasters.ORIGIN[0] + 600.0, rasters.ORIGIN[1] - 300.0))
    target = RasterSource(str(paths[0])).grid
    found, _ = stacks.run(stacks.scenes(paths), folder, statistic="max", target=target, memory=10**6)
    stack = stack.astype(float)
    stack[2, :10], stack[2, :, :20] = np.nan, np.nan
    assert np.array_equal(found["output"][0], np.fmax.reduce(stack, axis=0), equal_nan=True)


def test_totals_stay_totals_and_classes_take_the_mode(folder, tmp_path):
    rng = np.random.default_rng(3)
    counts = rng.poisson(20.0, (2, 60, 60)).astype(np.float32)
    paths = stacks.write(tmp_path, counts)
    source = RasterSource(str(paths[0]))
    target = GeoBox((6, 6), source.grid.affine * Affine.scale(10.0), source.grid.crs)
    found, _ = stacks.run(stacks.scenes(paths), folder, kind="extensive", statistic="max", target=target)
    totals = counts.reshape(2, 6, 10, 6, 10).sum(axis=(2, 4))
    assert np.allclose(found["output"][0], totals.max(0), rtol=1e-12)
    codes = rng.choice(np.array([1, 2, 3], np.uint8), (2, 60, 60), p=[0.5, 0.3, 0.2])
    (tmp_path / "codes").mkdir()
    paths = stacks.write(tmp_path / "codes", codes, nodata=0)
    found, _ = stacks.run(stacks.scenes(paths), folder, kind="categorical", statistic="latest", target=target,
                          outputs=(), dtype="auto")
    last = codes[1].reshape(6, 10, 6, 10).transpose(0, 2, 1, 3).reshape(36, 100)
    modes = [np.bincount(cell).argmax() for cell in last]
    assert np.array_equal(found["output"][0].ravel(), modes)
