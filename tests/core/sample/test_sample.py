"""Sampling from files: values by hand, borders, missing pixels, order, and the same bytes however it is done."""

import numpy as np
import pytest
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.sample import Footprints, Options, Sampler, sample
from multiscale_fusion.tests.core.engine import UTM, grid, write
from pyproj import CRS, Transformer
from shapely.geometry import Polygon, box

GRID = grid(UTM, 500_000, 4_000_000, 10, (96, 128))
UTM_CRS = CRS.from_user_input(UTM)


def surface(shape=GRID.shape, seed=1):
    return np.random.default_rng(seed).normal(20.0, 5.0, shape).astype("float32")


def points(column, row, geobox=GRID, **more):
    """Footprints around pixel coordinates, in the grid's CRS."""
    x, y = geobox.affine * (np.asarray(column, float), np.asarray(row, float))
    return Footprints(geobox.crs.proj, x, y, **more)


def run(paths, footprints, *, reporter=None, times=None, memory=2**30, threads=None, **options):
    sources = [RasterSource(str(path)) for path in np.atleast_1d(paths)]
    try:
        return sample(sources, footprints, Options(**options), reporter=reporter, times=times, memory=memory,
                      threads=threads)
    finally:
        for source in sources:
            source.close()


@pytest.fixture
def raster(tmp_path):
    return write(tmp_path / "ndvi.tif", GRID, surface(), options=("TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16"))


def test_the_pixel_that_holds_the_point(raster):
    column = np.array([0.5, 3.0, 127.99, 128.0, -0.01, np.nan, 64.2])
    row = np.array([0.5, 7.0, 95.99, 5.0, 5.0, 5.0, 40.0])
    found = run(raster, points(column, row), statistics=("mean", "count"))
    values = surface()
    assert list(found) == ["ndvi_value", "ndvi_count"]
    np.testing.assert_array_equal(found["ndvi_value"], [values[0, 0], values[7, 3], values[95, 127], np.nan, np.nan,
                                                        np.nan, values[40, 64]])
    np.testing.assert_array_equal(found["ndvi_count"], [1, 1, 1, 0, 0, np.nan, 1])


def test_points_in_another_crs_and_in_any_order(raster):
    rng = np.random.default_rng(2)
    column, row = rng.uniform(-5, 133, 5000), rng.uniform(-5, 101, 5000)
    x, y = GRID.affine * (column, row)
    back = Transformer.from_crs(UTM, "EPSG:4326", always_xy=True)
    found = run(raster, Footprints(CRS.from_epsg(4326), *back.transform(x, y)))["ndvi_value"]
    inside = (column >= 0) & (column < 128) & (row >= 0) & (row < 96)
    wanted = np.full(5000, np.nan)
    wanted[inside] = surface()[row[inside].astype(int), column[inside].astype(int)]
    np.testing.assert_array_equal(found, wanted)


def test_bilinear(raster):
    column, row = np.array([10.25, 0.5, 0.1, 60.5]), np.array([20.75, 0.5, 50.5, 30.5])
    values = surface().astype(float)
    found = run(raster, points(column, row), support="bilinear")["ndvi_value"]
    np.testing.assert_allclose(found, [
        0.25 * 0.75 * values[20, 9] + 0.75 * 0.75 * values[20, 10] + 0.25 * 0.25 * values[21, 9]
        + 0.75 * 0.25 * values[21, 10], values[0, 0], values[50, 0], values[30, 60]], rtol=1e-12)


def disc_shares(column, row, radius, points=400):
    """Shares (rows, columns) of the grid's pixels in a disc (radius in pixels), by counting points."""
    shares = np.zeros(GRID.shape)
    left, top = int(column - radius) - 1, int(row - radius) - 1
    size = int(2 * radius) + 4
    at = (np.arange(size * points) + 0.5) / points
    inside = np.hypot(left + at[None] - column, top + at[:, None] - row) < radius
    count = inside.reshape(size, points, size, points).sum((1, 3)) / points**2
    for j, i in np.argwhere(count > 0):
        if 0 <= top + j < GRID.shape[0] and 0 <= left + i < GRID.shape[1]:
            shares[top + j, left + i] = count[j, i]
    return shares, np.pi * radius**2


def test_statistics_of_discs_over_borders_and_missing_pixels(tmp_path):
    values = surface()
    values[30:33, 40:44] = np.nan
    path = write(tmp_path / "lst.tif", GRID, values, options=("TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16"))
    places = [(64.2, 48.3), (31.9, 16.1), (0.4, 50.0), (41.7, 30.6), (43.5, 31.0), (127.0, 95.0)]
    column, row = np.array(places).T
    found = run(path, points(column, row, diameter=25.0), support="disc", min_valid=0.2, kind="intensive",
                statistics=("mean", "std", "min", "max", "median", "count", "valid_fraction"))
    # Ground and plane differ by the scale of UTM: 0.9996 here.
    radius = 1.25 * 0.9996
    for k, (i, j) in enumerate(places):
        shares, whole = disc_shares(i, j, radius)
        used = (shares > 0) & np.isfinite(values)
        weight, value = shares[used], values[used].astype(float)
        mean = (weight * value).sum() / weight.sum()
        order = np.argsort(value)
        median = value[order][np.searchsorted(np.cumsum(weight[order]), 0.5 * weight.sum())]
        assert found["lst_valid_fraction"][k] == pytest.approx(weight.sum() / whole, abs=2e-4)
        if weight.sum() / whole < 0.2:
            assert np.isnan(found["lst_mean"][k]) and found["lst_count"][k] == pytest.approx(weight.sum(), abs=1e-3)
            continue
        assert found["lst_mean"][k] == pytest.approx(mean, abs=2e-3)
        assert found["lst_std"][k] == pytest.approx(np.sqrt((weight * (value - mean) ** 2).sum() / weight.sum()),
                                                    abs=2e-3)
        assert found["lst_median"][k] == median
        assert (found["lst_min"][k], found["lst_max"][k]) == (value.min(), value.max())
        assert found["lst_count"][k] == pytest.approx(weight.sum(), abs=1e-3)
    assert 0.1 < found["lst_valid_fraction"][4] < 0.9


def test_polygons_and_null_geometries(raster):
    affine = GRID.affine
    shapes = [Polygon([affine * corner for corner in ((3.5, 4), (9, 4.5), (7, 12))]), None,
              box(*(affine * (200, 300)), *(affine * (210, 290)))]
    footprints = Footprints(UTM_CRS, np.full(3, np.nan), np.full(3, np.nan),
                            wkb=[shape.wkb if shape is not None else None for shape in shapes])
    found = run(raster, footprints, support="polygon", statistics=("mean", "valid_fraction"))
    pixel = [[box(i, j, i + 1, j + 1).intersection(Polygon([(3.5, 4), (9, 4.5), (7, 12)])).area for i in range(128)]
             for j in range(96)]
    wanted = (np.array(pixel) * surface()).sum() / np.sum(pixel)
    np.testing.assert_allclose(found["ndvi_mean"], [wanted, np.nan, np.nan], rtol=1e-6)
    np.testing.assert_allclose(found["ndvi_valid_fraction"], [1.0, np.nan, 0.0], atol=1e-9)


@pytest.mark.parametrize("support", ["pixel", "bilinear", "disc", "gaussian", "ellipse", "segment", "polygon"])
def test_memory_threads_and_chunks_change_no_byte(tmp_path, support):
    geobox = grid("EPSG:4326", 25.0, 60.0, (2e-4, -1e-4), (300, 400))
    values = np.stack([surface((300, 400)), surface((300, 400), 3)])
    values[0, 100:110] = np.nan
    path = write(tmp_path / "a.tif", geobox, values, options=("TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"))
    rng = np.random.default_rng(6)
    column, row = rng.uniform(-4, 404, 3000), rng.uniform(-4, 304, 3000)
    sizes = {"diameter": rng.choice([20.0, 60.0, 300.0], 3000, p=[0.6, 0.39, 0.01]),
             "length": rng.uniform(50, 100, 3000), "azimuth": rng.uniform(0, 360, 3000)}
    footprints = points(column, row, geobox, **sizes)
    if support == "polygon":
        x, y = footprints.x, footprints.y
        half = 3e-6 * sizes["diameter"]
        footprints = Footprints(geobox.crs.proj, x, y, wkb=[
            box(*each).buffer(1e-5).wkb for each in np.stack([x - half, y - half, x + half, y + half], 1)])
    options = {"support": support, "kind": "intensive", "statistics": ("mean", "std", "min", "median", "count")}
    whole = run(path, footprints, threads=1, **options)
    assert sum(np.isfinite(values).sum() for values in whole.values()) > 1000 * len(whole)
    for memory, threads in ((2**30, 3), (2**19, 2)):
        again = run(path, footprints, memory=memory, threads=threads, **options)
        assert {name: each.tobytes() for name, each in again.items()} == {
            name: each.tobytes() for name, each in whole.items()}
    with RasterSource(path) as source:
        sampler = Sampler([source], Options(**options), threads=2)
        parts = [sampler(footprints.part(begin, min(begin + 171, 3000))) for begin in range(0, 3000, 171)]
    for name, each in whole.items():
        assert np.concatenate([part[name] for part in parts]).tobytes() == each.tobytes()


def test_footprints_larger_than_blocks_and_than_memory(tmp_path):
    geobox = grid(UTM, 500_000, 4_000_000, 10, (900, 1100))
    values = surface(geobox.shape)
    path = write(tmp_path / "large.tif", geobox, values, options=("TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"))
    footprints = points([500.0, 30.0], [450.0, 20.0], geobox, diameter=8000.0)
    options = {"support": "disc", "kind": "intensive", "min_valid": 0.1,
               "statistics": ("mean", "std", "median", "count", "valid_fraction")}
    found, strips = (run(path, footprints, memory=memory, **options) for memory in (2**30, 2**18))
    for name in found:
        assert strips[name].tobytes() == found[name].tobytes()
    j, i = np.mgrid[0:900, 0:1100] + 0.5
    near = np.hypot(i - 500, j - 450) < 400.0 / 1.0004
    assert found["large_mean"][0] == pytest.approx(values[near].mean(), abs=0.02)
    assert found["large_count"][0] == pytest.approx(np.pi * (400 * 0.9996) ** 2, rel=1e-3)
    assert found["large_valid_fraction"][0] == 1.0 and 0.2 < found["large_valid_fraction"][1] < 0.4


def test_around_the_world_and_at_its_poles(tmp_path, reporter):
    whole = grid("EPSG:4326", -180.0, 90.0, (1.0, -1.0), (180, 360))
    values = np.add.outer(np.zeros(180), np.arange(360.0)).astype("float32")
    path = write(tmp_path / "world.tif", whole, values)
    footprints = Footprints(CRS.from_epsg(4326), np.array([180.0, -180.0, 359.5, 10.2, 10.2]),
                            np.array([0.5, 0.5, 0.5, 0.5, 89.99]), diameter=60_000.0)
    found = run(path, footprints, reporter=reporter, support="disc", kind="intensive",
                statistics=("mean", "valid_fraction"))
    np.testing.assert_allclose(found["world_mean"], [179.5, 179.5, 179.0, 190.0, np.nan], atol=0.3)
    np.testing.assert_allclose(found["world_mean"][:2], 179.5, atol=1e-6)
    np.testing.assert_allclose(found["world_valid_fraction"], [1, 1, 1, 1, np.nan])
    told = {finding.code: finding.message for finding in reporter.findings}
    assert told["FOOTPRINT_UNPLACED"].startswith("1 footprints")
    found = run(path, footprints, support="bilinear", kind="intensive")["world_value"]
    np.testing.assert_allclose(found, [179.5, 179.5, 179.0, 189.7, 189.7], atol=1e-5)


def test_a_raster_without_valid_pixels_is_told(tmp_path, reporter):
    path = write(tmp_path / "empty.tif", GRID, np.full(GRID.shape, -9999.0, "float32"), nodata=-9999.0)
    found = run(path, points([5.0], [5.0]), reporter=reporter, statistics=("mean", "valid_fraction"))
    assert np.isnan(found["empty_value"][0]) and found["empty_valid_fraction"][0] == 0.0
    assert "SAMPLE_EMPTY" in [finding.code for finding in reporter.findings]


@pytest.mark.parametrize("cancel_at", [0.0, 0.2, 0.7])
def test_cancel(raster, reporter, cancel_at):
    reporter.cancel_at = cancel_at
    with pytest.raises(Cancelled):
        run(raster, points(np.full(10, 5.0), np.full(10, 5.0)), reporter=reporter)


def test_no_footprints(raster, reporter):
    found = run(raster, points([], []), reporter=reporter)
    assert {name: len(values) for name, values in found.items()} == {"ndvi_value": 0}
    found = run(raster, Footprints(UTM_CRS, np.empty(0), np.empty(0), wkb=[]), support="polygon")
    assert list(map(len, found.values())) == [0]


@pytest.mark.parametrize("changed, options, told", [
    ({"diameter": 0.0}, {"support": "disc"}, "diameter of a footprint is 0 m"),
    ({"diameter": np.array([25.0, -3.0])}, {"support": "gaussian"}, "is -3 m"),
    ({}, {"support": "disc"}, "needs the diameter"),
    ({"diameter": 25.0, "length": 100.0}, {"support": "segment"}, "needs the azimuth"),
    ({}, {"support": "polygon"}, "needs polygons"),
    ({"wkb": [None, None]}, {"support": "disc"}, "needs points"),
    ({}, {"time_tolerance": 3.0}, "no time of the points"),
    ({}, {"statistics": ("average",)}, "statistic average is unknown"),
    ({}, {"statistics": ()}, "No statistic"),
    ({}, {"support": "box"}, "support box is unknown"),
    ({}, {"min_valid": 2.0}, "must lie between 0 and 1"),
    ({"x": np.array([0.0, 1.0])}, {}, "lies on ndvi.tif; check both CRSs"),
])
def test_what_cannot_be(raster, changed, options, told):
    footprints = points([5.0, 6.0], [5.0, 6.0])
    with pytest.raises(FusionError, match=told):
        run(raster, Footprints(**{**vars(footprints), **changed}), **options)
