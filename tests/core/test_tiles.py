"""Several rasters of one variable into one grid: where they overlap, ground counts once."""

import numpy as np
import pytest
from multiscale_fusion.core.aggregate import aggregate
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.grid import grid_from_resolution, outline_bounds, target_grid
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.engine import UTM, grid, read, run, split, write
from multiscale_fusion.tests.core.reference import SINUSOIDAL
from odc.geo.geobox import GeoBox
from pyproj import CRS, Proj, Transformer

WEST = GeoBox((60, 80), grid("EPSG:32610", 738000.0, 3900000.0, 300.0, (60, 80)).affine, "EPSG:32610")
EAST = GeoBox((60, 80), grid("EPSG:32611", 205000.0, 3897000.0, 300.0, (60, 80)).affine, "EPSG:32611")
RULES = ("mean", "first", "last")


def run_tiles(folder, paths, target, **options):
    output = str(folder / "tiles.tif")
    sources = [RasterSource(str(path)) for path in paths]
    extra = {"valid_fraction": str(folder / "share.tif")} if options.pop("valid_fraction", False) else {}
    aggregate(sources[0], target, output, tiles=sources[1:], **extra, **split({"dtype": "Float64", **options}))
    return {name: read(path) for name, path in {"output": output, **extra}.items()}


def mosaic_case(folder):
    """Two tiles cut from one grid with an overlap, cloudy in different places, and the whole."""
    whole = grid(UTM, 390000.0, 3760020.0, 30.0, (120, 200))
    random = np.random.default_rng(5)
    left, right = random.normal(10.0, 3.0, whole.shape), random.normal(14.0, 3.0, whole.shape)
    seen = random.random((2, *whole.shape)) < 0.8
    seen[0, :, 120:], seen[1, :, :80] = False, False
    seen[0, 30:60, 70:100], seen[1, 50:90, 90:110] = False, False
    tiles = []
    for number, (values, columns) in enumerate(((left, slice(0, 120)), (right, slice(80, 200)))):
        part = whole[:, columns]
        tiles.append(write(folder / f"tile{number}.tif", part,
                           np.where(seen[number], values, -9999.0)[:, columns], nodata=-9999.0))
    return whole, tiles, np.array([left, right]), seen


def combined(values, seen, rule):
    count = seen.sum(0)
    if rule == "mean":
        return np.where(count, (values * seen).sum(0) / np.maximum(count, 1), -9999.0)
    first, second = (0, 1) if rule == "first" else (1, 0)
    return np.where(seen[first], values[first], np.where(seen[second], values[second], -9999.0))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("crs", [UTM, SINUSOIDAL])
@pytest.mark.parametrize("statistic", ["mean", "sum", "count", "std"])
def test_tiles_of_one_grid_equal_their_mosaic(tmp_path, rule, crs, statistic):
    whole, tiles, values, seen = mosaic_case(tmp_path)
    target = target_grid(whole, crs=crs, resolution=340.0)
    mosaic = write(tmp_path / "mosaic.tif", whole, combined(values, seen, rule), nodata=-9999.0)
    want = run(mosaic, target, tmp_path, statistic=statistic, valid_fraction=True)
    got = run_tiles(tmp_path, tiles, target, overlap=rule, statistic=statistic, valid_fraction=True)
    np.testing.assert_allclose(got["valid_fraction"], want["valid_fraction"], atol=1e-6)
    if statistic == "std" and rule == "mean":
        return   # of two values for one place: the spread of both, not of their mean
    rtol = 1e-9 if crs == UTM else 1e-5
    np.testing.assert_allclose(got["output"], want["output"], rtol=rtol, atol=1e-6 * np.nanmax(want["output"]))


@pytest.mark.parametrize("rule", ["first", "last"])
@pytest.mark.parametrize("options", [{"statistic": "median"}, {"statistic": "min"}, {"statistic": "max"}])
def test_other_statistics_of_tiles(tmp_path, rule, options):
    whole, tiles, values, seen = mosaic_case(tmp_path)
    target = target_grid(whole, crs=UTM, resolution=340.0)
    mosaic = write(tmp_path / "mosaic.tif", whole, combined(values, seen, rule), nodata=-9999.0)
    np.testing.assert_allclose(run_tiles(tmp_path, tiles, target, overlap=rule, **options)["output"],
                               run(mosaic, target, tmp_path, **options)["output"], rtol=1e-12)


@pytest.mark.parametrize("rule", ["first", "last"])
def test_classes_of_tiles(tmp_path, rule):
    whole = grid(UTM, 390000.0, 3760020.0, 30.0, (120, 200))
    random = np.random.default_rng(5)
    values = random.choice([1, 4, 9], (2, 12, 20)).repeat(10, axis=1).repeat(10, axis=2)
    values[1] += 1
    seen = np.ones((2, *whole.shape), bool)
    seen[0, :, 120:], seen[1, :, :80] = False, False
    tiles = [write(tmp_path / f"{n}.tif", whole[:, columns], values[n][:, columns].astype(np.uint8))
             for n, columns in enumerate((slice(0, 120), slice(80, 200)))]
    mosaic = write(tmp_path / "mosaic.tif", whole, combined(values, seen, rule).astype(np.uint8))
    target = target_grid(whole, crs=SINUSOIDAL, resolution=340.0)
    options = {"kind": "categorical", "statistic": "fractions"}
    got, want = run_tiles(tmp_path, tiles, target, overlap=rule, **options), run(mosaic, target, tmp_path, **options)
    np.testing.assert_allclose(got["output"], want["output"], atol=1e-6)


def field(longitude, latitude):
    return 20.0 + 8.0 * np.sin(300.0 * longitude) * np.cos(260.0 * latitude) + 5.0 * (longitude + 120.0)


def zone_tile(path, geobox, extra, hole):
    """The field, and a tile's own bias, with a cloud."""
    a, (rows, columns) = geobox.affine, geobox.shape
    x, y = np.meshgrid(a.c + a.a * (np.arange(columns) + 0.5), a.f + a.e * (np.arange(rows) + 0.5))
    values = field(*Proj(geobox.crs.proj)(x, y, inverse=True)) + extra
    values[hole] = -9999.0
    return write(path, geobox, values, nodata=-9999.0), np.where(values == -9999.0, np.nan, values)


def at(geobox, values, longitude, latitude):
    """A tile's pixel values at points, NaN outside and where missing."""
    x, y = Transformer.from_crs("EPSG:4326", geobox.crs.proj, always_xy=True).transform(longitude, latitude)
    i, j = (np.floor(k).astype(int) for k in ~geobox.affine * (x, y))
    inside = (i >= 0) & (j >= 0) & (i < geobox.shape[1]) & (j < geobox.shape[0])
    return np.where(inside, values[np.clip(j, 0, geobox.shape[0] - 1), np.clip(i, 0, geobox.shape[1] - 1)], np.nan)


@pytest.mark.parametrize("rule", RULES)
def test_tiles_in_two_utm_zones_equal_their_union_in_every_cell(tmp_path, rule):
    """The union, point by point: 120 x 120 points in each cell of 4 km, whatever covers them."""
    tiles = [zone_tile(tmp_path / "west.tif", WEST, 0.0, np.s_[10:25, 60:75]),
             zone_tile(tmp_path / "east.tif", EAST, 6.0, np.s_[30:50, 5:15])]
    bounds = np.array([outline_bounds(geobox, CRS(SINUSOIDAL)) for geobox in (WEST, EAST)])
    target = grid_from_resolution(SINUSOIDAL, 2500.0, extent=(*bounds[:, :2].min(0), *bounds[:, 2:].max(0)))
    got = run_tiles(tmp_path, [path for path, _ in tiles], target, overlap=rule, min_valid=0.0, valid_fraction=True)
    n = 120
    a = target.affine
    step = (np.arange(n * target.shape[1]) + 0.5) / n, (np.arange(n * target.shape[0]) + 0.5) / n
    x, y = np.meshgrid(a.c + a.a * step[0], a.f + a.e * step[1])
    longitude, latitude = Transformer.from_crs(target.crs.proj, "EPSG:4326", always_xy=True).transform(x, y)
    west, east = (at(geobox, values, longitude, latitude) for geobox, (_, values) in zip((WEST, EAST), tiles))
    with np.errstate(all="ignore"):
        union = {"mean": np.nanmean([west, east], axis=0), "first": np.where(np.isnan(west), east, west),
                 "last": np.where(np.isnan(east), west, east)}[rule]
        cells = union.reshape(target.shape[0], n, target.shape[1], n)
        want = np.nanmean(cells, axis=(1, 3))
    share = np.isfinite(cells).mean(axis=(1, 3))
    both = (np.isfinite(west) & np.isfinite(east)).reshape(cells.shape).mean(axis=(1, 3))
    assert (both > 0.9).sum() > 3 and (share > 0.99).sum() > 20
    np.testing.assert_allclose(got["valid_fraction"][0], share, atol=0.01)
    known = share > 0.02
    assert np.isfinite(got["output"][0][known]).all()
    spread = np.nanstd(want)
    error = np.abs(got["output"][0] - want)[known]
    assert error.max() < 0.03 * spread and np.sqrt((error**2).mean()) < 0.004 * spread


def test_neighbouring_tiles_that_touch_take_nothing_from_each_other(tmp_path):
    whole = grid(SINUSOIDAL, -10007554.677, 3335851.559, 463.312716527917, (40, 60))
    values = np.random.default_rng(2).normal(300.0, 5.0, whole.shape)
    path = write(tmp_path / "whole.tif", whole, values)
    tiles = [write(tmp_path / f"{n}.tif", whole[rows], values[rows])
             for n, rows in enumerate((np.s_[:20, :], np.s_[20:, :30], np.s_[20:, 30:]))]
    target = target_grid(whole, crs="EPSG:4326", resolution=0.03)
    for statistic in ("mean", "sum", "std", "median"):
        np.testing.assert_allclose(run_tiles(tmp_path, tiles, target, statistic=statistic)["output"],
                                   run(path, target, tmp_path, statistic=statistic)["output"], rtol=1e-6)


def test_threads_and_memory_change_no_byte(tmp_path):
    tiles = [zone_tile(tmp_path / "west.tif", WEST, 0.0, np.s_[10:25, 60:75])[0],
             zone_tile(tmp_path / "east.tif", EAST, 6.0, np.s_[30:50, 5:15])[0]]
    target = target_grid(WEST, crs=SINUSOIDAL, resolution=4000.0)
    found = set()
    for memory, threads in ((2**30, 1), (2**20, 2), (2**18, 3)):
        run_tiles(tmp_path, tiles, target, memory=memory, threads=threads)
        found.add((tmp_path / "tiles.tif").read_bytes())
    assert len(found) == 1


def test_rasters_without_the_same_bands_are_refused(tmp_path):
    geobox = grid(UTM, 390000.0, 3760020.0, 30.0, (20, 20))
    one = write(tmp_path / "one.tif", geobox, np.ones((1, 20, 20)))
    two = write(tmp_path / "two.tif", geobox, np.ones((2, 20, 20)))
    target = target_grid(geobox, crs=UTM, resolution=100.0)
    with pytest.raises(FusionError, match="one.tif and two.tif have not the same number of bands"):
        run_tiles(tmp_path, [one, two], target)
    with pytest.raises(FusionError, match="one.tif has no band 2"):
        run_tiles(tmp_path, [one, two], target, bands=[2])
    run_tiles(tmp_path, [one, two], target, bands=[1])


def test_classes_and_measurements_are_no_tiles_of_one_variable(tmp_path, data_file):
    """Zion's land cover and its red band."""
    import shutil

    red, classes = (shutil.copy(data_file(f"zion/{name}.tif"), tmp_path) for name in ("landsat_b4", "nlcd"))
    shutil.copy(data_file("zion/nlcd.tif.aux.xml"), tmp_path)
    with RasterSource(red) as source:
        target = target_grid(source.grid, crs=SINUSOIDAL, resolution=926.625433055833)
    with pytest.raises(FusionError, match="nlcd.tif holds classes and landsat_b4.tif does not"):
        run_tiles(tmp_path, [red, classes], target)
