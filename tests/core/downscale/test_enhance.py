"""Resolution from overlapping footprints, from points and rasters to files: against dense algebra, a truth, noise."""

import json

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.crs import parse_crs
from multiscale_fusion.core.downscale.enhance import EnhanceOptions, enhance, enhance_raster
from multiscale_fusion.core.downscale.footprint_tiles import FootprintTiles, Observations
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.downscale.fields import torus_field
from multiscale_fusion.tests.core.engine import read, write
from odc.geo.geobox import GeoBox
from pyproj import Geod, Transformer

UTM = "EPSG:32633"
SIGMA = 1.0 / np.sqrt(8.0 * np.log(2.0))
CUT = np.sqrt(-2.0 * np.log(1e-3))


def utm(rows, columns, size=3000.0):
    return GeoBox((rows, columns), Affine(size, 0, 400000.0, 0, -size, 5200000.0), UTM)


def gaussians(grid, east, north, along, across, azimuth):
    """Weights (n, cells) of Gaussians on a plane, in a grid of metres: the mean of 8 x 8 places in each cell."""
    rows, columns = grid.shape
    part = 8
    place_x = (np.arange(columns * part) + 0.5) / part * grid.affine.a + grid.affine.c
    place_y = (np.arange(rows * part) + 0.5) / part * grid.affine.e + grid.affine.f
    found = []
    for e, n, a, b, angle in zip(east, north, along, across, np.radians(azimuth)):
        dx, dy = place_x[None] - e, place_y[:, None] - n
        u, v = dx * np.sin(angle) + dy * np.cos(angle), dx * np.cos(angle) - dy * np.sin(angle)
        square = (u / (a * SIGMA))**2 + (v / (b * SIGMA))**2
        weights = np.where(square < CUT**2, np.exp(-0.5 * square), 0.0)
        weights = weights.reshape(rows, part, columns, part).mean(axis=(1, 3)).ravel()
        found.append(weights / weights.sum())
    return np.array(found)


def points(grid, step, fwhm, jitter=0.3, margin=40000.0, seed=0, across=None, azimuth=0.0):
    """Footprints each ``step`` metres, in and around a grid, without values."""
    rng = np.random.default_rng(seed)
    left, top = grid.affine.c - margin, grid.affine.f + margin
    width, height = (size * abs(step_) + 2 * margin for size, step_ in
                     ((grid.shape[1], grid.affine.a), (grid.shape[0], grid.affine.e)))
    x, y = (each.ravel() for each in np.meshgrid(np.arange(left, left + width, step),
                                                 np.arange(top, top - height, -step)))
    x, y = x + rng.uniform(-jitter, jitter, x.size) * step, y + rng.uniform(-jitter, jitter, x.size) * step
    full = np.full(x.size, float(fwhm))
    return Observations(parse_crs(grid.crs), x, y, np.zeros(x.size), full, full if across is None else
                        np.full(x.size, float(across)), np.full(x.size, float(azimuth)))


def run(folder, observations, grid, *, layers=("noise", "resolution"), report=False, threads=None, reporter=None,
        memory=2**30, **options):
    paths = {name: str(folder / f"{name}.tif") for name in layers}
    result = enhance(observations, grid, str(folder / "out.tif"), name="swath", kind="intensive",
                     options=EnhanceOptions(**options), threads=threads, reporter=reporter, memory=memory,
                     report=str(folder / "report.html") if report else None, **paths)
    return result, {name: read(folder / f"{name}.tif")[0] for name in ("out", *layers)}


def with_values(observations, values):
    return Observations(**{**vars(observations), "values": values})


def test_values_and_noise_are_those_of_the_dense_system(tmp_path):
    """All footprints are neighbours, ellipses lie askew, some reach beyond the grid: Lagrange's system written out on
    a wider lattice."""
    grid, r = utm(10, 12), 0.2
    seen = points(grid, 9000.0, 20000.0, margin=3000.0, across=14000.0, azimuth=30.0)
    wide = GeoBox((40, 42), grid.affine * Affine.translation(-15, -15), grid.crs)
    # The scale of UTM, 82 km from the middle of its zone.
    scale = 1.0 / 0.99968
    operator = gaussians(wide, seen.x, seen.y, seen.along / scale, seen.across / scale, seen.azimuth)
    values = np.random.default_rng(2).normal(280.0, 5.0, len(operator))
    count = len(operator)
    system = np.ones((count + 1, count + 1))
    system[:count, :count] = ((1 - r) * operator @ operator.T
                              + r * np.mean(np.sum(operator**2, axis=1)) * np.eye(count))
    system[count, count] = 0.0
    weights = np.linalg.solve(system, np.vstack([(1 - r) * operator, np.ones(operator.shape[1])]))[:count]
    inner = slice(15, 25), slice(15, 27)
    expected = (values @ weights).reshape(40, 42)[inner]
    noise = np.sqrt(np.sum(weights**2, axis=0)).reshape(40, 42)[inner]
    _, found = run(tmp_path, with_values(seen, values), grid, layers=("noise",), regularisation=r, neighbours=400)
    known = np.isfinite(found["out"])
    assert known.mean() > 0.95
    np.testing.assert_allclose(found["out"][known], expected[known], atol=0.05 * np.std(values))
    np.testing.assert_allclose(found["noise"][known], noise[known], rtol=0.02)


@pytest.fixture(scope="module")
def smap():
    """A truth of 3 km cells and noisy footprints of 36 km every 9 km, not quite in rows."""
    grid, size = utm(60, 60), 100
    truth = 250.0 + torus_field("matern", 100.0, 8.0, size, 6, parts=1)
    wide = GeoBox((size, size), grid.affine * Affine.translation(-20, -20), grid.crs)
    seen = points(grid, 9000.0, 36000.0, margin=10000.0, seed=3)
    operator = gaussians(wide, seen.x, seen.y, seen.along, seen.across, seen.azimuth)
    values = operator @ truth.ravel() + np.random.default_rng(7).normal(0.0, 0.3, len(operator))
    return {"grid": grid, "truth": truth[20:80, 20:80], "seen": with_values(seen, values), "operator": operator}


def test_a_swath_like_smaps_is_sharper_than_interpolation(smap, tmp_path):
    result, found = run(tmp_path, smap["seen"], smap["grid"], report=True)
    grid, seen = smap["grid"], smap["seen"]
    x, y = grid.affine * np.meshgrid(np.arange(60) + 0.5, np.arange(60) + 0.5)
    distance = np.hypot(x.ravel()[:, None] - seen.x, y.ravel()[:, None] - seen.y) + 1.0
    close = np.where(distance < 18000.0, distance**-2.0, 0.0)
    weighted = (close @ seen.values / close.sum(axis=1)).reshape(60, 60)
    nearest = seen.values[np.argmin(distance, axis=1)].reshape(60, 60)

    def rmse(image):
        return np.sqrt(np.nanmean((image - smap["truth"])**2))

    assert np.isfinite(found["out"]).all()
    assert rmse(found["out"]) < 0.9 * min(rmse(weighted), rmse(nearest))
    assert 20000.0 < np.median(found["resolution"]) < 34000.0
    assert result.curve is not None and result.regularisation in result.curve.regularisation
    assert np.median(result.resolution) == pytest.approx(np.median(found["resolution"]), rel=0.05)
    assert "NO_RESOLUTION_GAIN" not in [each.code for each in result.findings]
    record = json.loads((tmp_path / "out.tif.json").read_text("utf-8"))
    assert "MODEL_DEPENDENT" in [each["code"] for each in record["findings"]]
    assert record["parameters"]["regularisation_used"] == result.regularisation
    page = (tmp_path / "report.html").read_text("utf-8")
    for part in ("Footprints", "L-curve", "What is gained, and what it costs"):
        assert f"<h2>{part}</h2>" in page


def test_noise_told_is_noise_measured(tmp_path):
    """Of pure noise through the whole job, 60 times."""
    grid = utm(8, 8)
    seen = points(grid, 9000.0, 36000.0, margin=20000.0, seed=5)
    rng = np.random.default_rng(1)
    images = []
    for _ in range(60):
        _, found = run(tmp_path, with_values(seen, rng.normal(0.0, 2.0, len(seen.x))), grid, layers=("noise",),
                       regularisation=0.003, neighbours=25)
        images.append(found["out"])
    measured = np.std(images, axis=0) / 2.0
    assert np.sqrt(np.mean(measured**2) / np.mean(found["noise"]**2)) == pytest.approx(1.0, abs=0.05)


def test_the_bytes_hang_neither_on_threads_nor_on_memory(smap, tmp_path):
    names = ("out.tif", "noise.tif", "resolution.tif", "out.tif.json")
    texts = []
    for threads, memory in ((1, 2**30), (3, 2**28)):
        run(tmp_path, smap["seen"], smap["grid"], threads=threads, memory=memory, regularisation=0.01)
        texts.append([(tmp_path / name).read_bytes() for name in names])
    assert texts[0] == texts[1]


def test_tiles_change_nothing(smap):
    """A cell has the same footprints, weights and neighbours in a tile of its own and in a large one."""
    from multiscale_fusion.core import blocks
    from multiscale_fusion.core.downscale.kriging.backus_gilbert import BackusGilbert

    tiles = FootprintTiles(smap["seen"], smap["grid"], 25)
    found = []
    for block in (blocks.Block((0, 60), (0, 60)), blocks.Block((20, 23), (57, 60))):
        tile = tiles.tile(block)
        method = BackusGilbert(0.01, 25).fit(tile.values, tile.supports, cell=tile.cell, scale=tiles.scale,
                                             near=tile.near)
        found.append(method.predict(tile.rows, tile.columns, resolution=False).values)
    np.testing.assert_allclose(found[1], found[0][20:23, 57:60], rtol=1e-9)


def test_apart_footprints_gain_nothing_and_that_is_told(tmp_path):
    grid = utm(40, 40)
    seen = points(grid, 70000.0, 20000.0, jitter=0.0, margin=0.0)
    values = np.random.default_rng(1).normal(280.0, 5.0, len(seen.x))
    result, found = run(tmp_path, with_values(seen, values), grid)
    assert "NO_RESOLUTION_GAIN" in [each.code for each in result.findings]
    # Each footprint's surroundings have its value; what lies a width away from all has none.
    assert set(np.round(found["out"][np.isfinite(found["out"])], 3)) <= set(np.round(values, 3))
    x, y = grid.affine * np.meshgrid(np.arange(40) + 0.5, np.arange(40) + 0.5)
    away = np.min(np.hypot(x.ravel()[:, None] - seen.x, y.ravel()[:, None] - seen.y), axis=1).reshape(40, 40)
    assert np.isnan(found["out"][away > 22000.0]).all() and np.isfinite(found["out"][away < 18000.0]).all()
    assert np.nanmedian(found["resolution"]) == pytest.approx(20000.0, rel=0.03)
    assert np.nanmax(found["noise"]) == pytest.approx(1.0, abs=1e-6)


def test_across_the_antimeridian_it_is_as_anywhere_else(tmp_path):
    """The same scene in degrees around the meridian of 0 and, turned by half the world, around 180."""
    grids = [GeoBox((16, 20), Affine(0.1, 0, west, 0, -0.1, 10.8), "EPSG:4326") for west in (-1.0, 179.0)]
    rng = np.random.default_rng(4)
    longitude, latitude = rng.uniform(-1.6, 1.6, 300), rng.uniform(8.6, 11.4, 300)
    values = 250.0 + 5.0 * np.sin(3.0 * longitude) + rng.normal(0.0, 0.2, 300)
    width = np.full(300, 36000.0)
    found = []
    for grid, turn in zip(grids, (0.0, 180.0)):
        x = (longitude + turn + 180.0) % 360.0 - 180.0
        seen = Observations(parse_crs("EPSG:4326"), x, latitude, values, width, width, np.zeros(300))
        found.append(run(tmp_path, seen, grid, regularisation=0.01)[1])
    assert np.isfinite(found[0]["out"]).all()
    for name in found[0]:
        np.testing.assert_allclose(found[1][name], found[0][name], rtol=1e-5)


def test_widths_are_metres_on_the_ground(tmp_path):
    """One footprint at 60 degrees north on a grid of degrees: its width is its own, both ways."""
    grid = GeoBox((41, 41), Affine(0.05, 0, 8.975, 0, -0.025, 60.5125), "EPSG:4326")
    one = np.ones(1)
    seen = Observations(parse_crs("EPSG:4326"), 10.0 * one, 60.0 * one, one, 30000.0 * one, 30000.0 * one, 0.0 * one)
    _, found = run(tmp_path, seen, grid, regularisation=0.5, neighbours=1)
    assert found["resolution"][20, 20] == pytest.approx(30000.0, rel=0.02)
    rows, columns = np.nonzero(np.isfinite(found["out"]))
    longitude, latitude = grid.affine * (columns + 0.5, rows + 0.5)
    _, _, away = Geod(ellps="WGS84").inv(longitude, latitude, np.full(rows.size, 10.0), np.full(rows.size, 60.0))
    assert 26000.0 < away.max() < 32500.0


def test_pixels_of_a_raster_are_footprints(tmp_path):
    """9 km pixels that saw 36 km: the job on the raster is the job on its pixels' centres."""
    coarse = GeoBox((26, 26), Affine(9000.0, 0, 380000.0, 0, -9000.0, 5220000.0), UTM)
    values = 250.0 + 4.0 * np.random.default_rng(8).normal(size=(26, 26))
    values[10, 12] = np.nan
    path = write(tmp_path / "coarse.tif", coarse, values)
    grid = utm(20, 20)
    result = enhance_raster(RasterSource(path), 36000.0, grid, str(tmp_path / "raster.tif"),
                            options=EnhanceOptions(regularisation=0.01, kind="intensive"))
    x, y = coarse.affine * np.meshgrid(np.arange(26) + 0.5, np.arange(26) + 0.5)
    width = np.full(26 * 26, 36000.0)
    seen = Observations(parse_crs(UTM), x.ravel(), y.ravel(), values.ravel(), width, width, np.zeros(26 * 26))
    _, found = run(tmp_path, seen, grid, regularisation=0.01, layers=())
    np.testing.assert_allclose(read(tmp_path / "raster.tif")[0], found["out"], rtol=1e-6)
    assert result.kind == "intensive" and np.isfinite(found["out"]).all()
    other = Transformer.from_crs(UTM, "EPSG:4326", always_xy=True).transform(430000.0, 5170000.0)
    degrees = GeoBox((20, 20), Affine(0.03, 0, other[0], 0, -0.02, other[1]), "EPSG:4326")
    enhance_raster(RasterSource(path), 36000.0, degrees, str(tmp_path / "degrees.tif"),
                   options=EnhanceOptions(regularisation=0.01, kind="intensive"))
    assert np.isfinite(read(tmp_path / "degrees.tif")[0]).all()


def test_radiative_temperatures_are_inverted_as_energy(tmp_path):
    grid = utm(8, 8)
    seen = points(grid, 9000.0, 36000.0)
    values = np.full(len(seen.x), 300.0)
    enhance(with_values(seen, values), grid, str(tmp_path / "out.tif"), name="t", kind="radiative",
            options=EnhanceOptions(regularisation=0.01))
    np.testing.assert_allclose(read(tmp_path / "out.tif")[0], 300.0, rtol=1e-6)


@pytest.mark.parametrize("options, sentence", [
    ({"regularisation": 1.5}, "it must lie between 0 and 1"),
    ({"neighbours": 0}, "choose 1 to 400"),
    ({"kind": "categorical"}, "have no averages that an inversion could undo"),
    ({"kind": "extensive"}, "totals are none"),
])
def test_options_that_cannot_be(smap, tmp_path, options, sentence):
    with pytest.raises(FusionError, match=sentence):
        run(tmp_path, smap["seen"], smap["grid"], **options)
    assert list(tmp_path.iterdir()) == []


def test_bad_input_is_told(smap, tmp_path, reporter):
    seen = smap["seen"]
    with pytest.raises(FusionError, match="No footprint with a value reaches the grid"):
        run(tmp_path, with_values(seen, np.full(len(seen.x), np.nan)), smap["grid"])
    away = GeoBox((10, 10), Affine(3000.0, 0, 900000.0, 0, -3000.0, 2200000.0), UTM)
    with pytest.raises(FusionError, match="No footprint with a value reaches the grid"):
        run(tmp_path, seen, away)
    with pytest.raises(FusionError, match="choose a finer grid, or aggregate instead"):
        run(tmp_path, seen, utm(4, 4, 45000.0))
    with pytest.raises(FusionError, match="too many for the memory"):
        run(tmp_path, seen, utm(600, 600, 300.0), memory=2**22)
    codes = write(tmp_path / "codes.tif", utm(20, 20, 9000.0), np.full((20, 20), np.nan))
    with pytest.raises(FusionError, match="it must be positive"):
        enhance_raster(RasterSource(codes), 0.0, smap["grid"], str(tmp_path / "out.tif"),
                       options=EnhanceOptions(kind="intensive"))
    with pytest.raises(FusionError, match="has no valid pixel"):
        enhance_raster(RasterSource(codes), 36000.0, smap["grid"], str(tmp_path / "out.tif"),
                       options=EnhanceOptions(kind="intensive"))
    reporter.cancel_at = 0.3
    with pytest.raises(Cancelled):
        run(tmp_path, seen, smap["grid"], reporter=reporter)
    assert [path.name for path in tmp_path.iterdir()] == ["codes.tif"]
