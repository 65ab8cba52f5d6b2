"""Patches on a common grid, against the stack that joining the layers on that grid gives."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from multiscale_fusion.core.aggregate import Options as AggregateOptions
from multiscale_fusion.core.aggregate.join import Layer, join_layers
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.patches.request import Centres, Options, Raster
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.engine import grid, write
from multiscale_fusion.tests.core.patches import kept
from odc.geo.geobox import GeoBox

UTM = "EPSG:32612"


def joined(paths, target, output, statistics=(), kinds=()):
    """The stack that joinlayers writes on a grid: (bands, rows, columns)."""
    layers = [Layer(RasterSource(str(path)), AggregateOptions(statistic=statistic, kind=kind))
              for path, statistic, kind in zip(paths, statistics or ["auto"] * len(paths),
                                               kinds or ["auto"] * len(paths))]
    join_layers(layers, target, str(output), class_statistic="mode", dtype="Float64")
    with rasterio.open(output) as stack:
        return stack.read()


def check_cells(writer, name, plane, shape):
    """Patches are the windows of a plane (rows, columns), NaN where there is nothing, inside of it."""
    values, mask, transforms = writer.stack(name)
    info = next(each for each in writer.info.rasters if each.name == name)
    looked = 0
    for k, first in enumerate(writer.first):
        (r0, r1), (c0, c1) = ((max(0, at), min(at + side, size)) for at, side, size in zip(first, shape, plane.shape))
        if r0 >= r1 or c0 >= c1:
            continue
        part = slice(r0 - first[0], r1 - first[0]), slice(c0 - first[1], c1 - first[1])
        expected = plane[r0:r1, c0:c1]
        np.testing.assert_array_equal(mask[k, 0][part] == 1, np.isfinite(expected))
        known = np.isfinite(expected)
        np.testing.assert_allclose(values[k, 0][part][known], expected[known].astype(info.dtype), rtol=2e-7)
        looked += known.sum()
    assert looked


def test_the_first_rasters_grid(monkeypatch, data_file, tmp_path):
    paths = {name: data_file(f"zion/{name}.tif") for name in ("landsat_b4", "nlcd", "srtm")}
    centres = kept.centres_on(paths["landsat_b4"], 300, margin=20)
    writer = kept.run(monkeypatch, centres, paths, Options(mode="common", patch_size=(64, 48)))
    # A part of the grid, with its upper edge.
    writer.first = kept.first_pixels(paths["landsat_b4"], centres.x, centres.y, centres.crs, (64, 48)) - (0, 200)
    with RasterSource(str(paths["landsat_b4"])) as source:
        stack = joined(paths.values(), source.grid[0:420, 200:680], tmp_path / "stack.tif")
    for name, plane in zip(paths, stack):
        check_cells(writer, name, plane, (64, 48))
    told = {info.name: (info.kind, info.resampling, info.dtype) for info in writer.info.rasters}
    assert told["nlcd"] == ("categorical", "mode", "uint8") and told["srtm"][1:] == ("mean", "float32")
    assert len({info.crs for info in writer.info.rasters}) == 1


@pytest.mark.parametrize("statistic", ["mean", "min", "max", "std", "count", "median", "sum"])
def test_a_coarser_grid_and_every_statistic(monkeypatch, data_file, tmp_path, statistic):
    path = data_file("zion/landsat_b5.tif")
    source = RasterSource(str(path))
    target = GeoBox((143, 113), source.grid.affine * Affine.scale(10), source.grid.crs)
    centres = kept.centres_on(path, 400)
    kind = "extensive" if statistic == "sum" else "intensive"
    raster = Raster(source, "a", resampling=statistic, kind=kind)
    writer = kept.run(monkeypatch, centres, [raster], Options(mode="common", patch_size=(20, 20), resolution=300.0))
    column, row = ~target.affine * (centres.x, centres.y)
    writer.first = np.floor(np.stack([row, column], -1) - 10 + 0.5).astype(int)
    check_cells(writer, "a", joined([path], target, tmp_path / "stack.tif", [statistic], [kind])[0], (20, 20))
    assert writer.info.rasters[0].resolution == (300.0, 300.0)


@pytest.mark.parametrize("kind, values", [
    ("circular", (0.0, 360.0)), ("decibel", (-25.0, 0.0)), ("radiative", (270.0, 320.0))])
def test_kinds_average_in_their_own_way(monkeypatch, tmp_path, kind, values):
    rng = np.random.default_rng(4)
    fine = write(tmp_path / "fine.tif", GeoBox((120, 120), Affine.translation(500000, 4000000) * Affine.rotation(10)
                                               * Affine.scale(10, -10), UTM),
                 rng.uniform(*values, (120, 120)).astype(np.float32))
    coarse = write(tmp_path / "coarse.tif", grid(UTM, 500100, 3999900, 35, (25, 25)),
                   rng.uniform(0, 1, (25, 25)).astype(np.float32))
    centres = Centres(UTM, np.array([500500.0, 500700.0]), np.array([3999500.0, 3999350.0]))
    rasters = [Raster(RasterSource(coarse), "coarse"), Raster(RasterSource(fine), "fine", kind=kind)]
    writer = kept.run(monkeypatch, centres, rasters, Options(mode="common", patch_size=(8, 8)))
    writer.first = kept.first_pixels(coarse, centres.x, centres.y, UTM, (8, 8))
    with RasterSource(coarse) as source:
        stack = joined([coarse, fine], source.grid, tmp_path / "stack.tif", kinds=["auto", kind])
    check_cells(writer, "coarse", stack[0], (8, 8))
    check_cells(writer, "fine", stack[1], (8, 8))


def test_what_reaches_beyond_is_dropped_and_what_lies_outside_told(monkeypatch, tmp_path, reporter):
    a = write(tmp_path / "a.tif", grid(UTM, 500000, 4000000, 10, (100, 100)), np.random.rand(100, 100))
    b = write(tmp_path / "b.tif", grid(UTM, 500405, 3999595, 30, (10, 10)), np.random.rand(10, 10))
    x = np.array([500200.0, 500500.0, 500420.0])
    centres = Centres(UTM, x, 4000000 - (x - 500000))
    options = Options(mode="common", patch_size=(8, 8))
    writer = kept.run(monkeypatch, centres, {"a": a, "b": b}, options, reporter=reporter)
    assert [each.code for each in reporter.findings if each.code.startswith("PATCH")] == ["PATCHES_OUTSIDE"]
    assert [each.any() for each in writer.stack("b")[1]] == [False, True, True]
    assert not writer.stack("b")[1].all(axis=(1, 2, 3))[2]
    dropped = kept.run(monkeypatch, centres, {"a": a, "b": b}, Options(mode="common", patch_size=(8, 8),
                                                                       padding="drop"))
    np.testing.assert_array_equal(dropped.places.ids, [1])


def test_classes_are_not_averaged(monkeypatch, data_file):
    path = data_file("zion/nlcd.tif")
    with pytest.raises(FusionError, match="CATEGORICAL_AVERAGE"):
        kept.run(monkeypatch, kept.centres_on(path, 500), [Raster(RasterSource(str(path)), "a", resampling="mean")],
                 Options(mode="common", patch_size=(8, 8), resolution=100.0))
