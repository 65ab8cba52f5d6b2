"""Fit-FC against plain loops, in every branch; blocks, scale, holes; the series of Salton."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.spacetime.contract import CoarseImage, Pair, Tile, fuse_block, fuse_image
from multiscale_fusion.core.spacetime.fitfc import FitFc, regress
from multiscale_fusion.core.spacetime.fitfc_kernel import interpolated, spatial_filter
from multiscale_fusion.core.spacetime.frame import Supports
from multiscale_fusion.core.spacetime.options import FusionOptions
from odc.geo.geobox import GeoBox
from pyproj import Transformer

from . import fitfc_reference as reference
from .salton import salton

UTM = "EPSG:32611"
SINUSOIDAL = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m"
OPTIONS = FusionOptions(window=300.0, similar=6, noise_fine=(0.004,), noise_coarse=(0.01,))


def grids(kind):
    """(fine grid, coarse grid, pixel) of a scene."""
    if kind == "equal":
        grid = GeoBox((13, 17), Affine(30, 0, 600000, 0, -30, 3600000), UTM)
        return grid, grid, (30.0, 30.0)
    if kind == "rotated":
        fine = GeoBox((23, 26), Affine(40, 0, 600000, 0, -30, 3600000), UTM)
        turned = Affine.translation(599950, 3600200) * Affine.rotation(15) * Affine.scale(150, -150)
        return fine, GeoBox((9, 11), turned, UTM), (30.0, 40.0)
    fine = GeoBox((24, 20), Affine(30, 0, 600000, 0, -30, 3600000), UTM)
    return fine, GeoBox((6, 5), Affine(120, 0, 600000, 0, -120, 3600000), UTM), (30.0, 30.0)


def random_scene(kind, bands=2, pairs=1, holes=True, seed=3):
    """Supports, pixel, pairs and the coarse image to predict from, of noise around a few levels, with holes."""
    rng = np.random.default_rng(seed)
    fine, coarse, pixel = grids(kind)
    supports = Supports(fine, coarse)

    def image(grid, share):
        # Of few levels, whose differences are exact: neighbours are often as near as others.
        values = (rng.normal(19.0, 6.0, (bands, *grid.shape)).round() / 64.0).astype(np.float32)
        if holes:
            values[:, rng.random(grid.shape) < share] = np.nan
            values[0, rng.random(grid.shape) < share] = np.nan
        return values

    made = tuple(Pair(10.0 * k, image(fine, 0.05), image(coarse, 0.06)) for k in range(pairs))
    return supports, pixel, made, CoarseImage(4.0, image(coarse, 0.06))


def tile_of(supports, pixel, pairs, coarse, inner=None, reach=0.0):
    """Of a part, by default of all."""
    rows, columns = map(int, supports.fine.shape)
    halo = tuple(int(np.ceil(reach / size)) for size in pixel)
    frame = supports.frame(inner or ((0, rows), (0, columns)), halo, pixel)

    def cells(values):
        return frame.cells.known(values[:, slice(*frame.cells.rows), slice(*frame.cells.columns)])

    return Tile(frame, tuple(Pair(each.day, each.fine[:, slice(*frame.rows), slice(*frame.columns)],
                                  cells(each.coarse)) for each in pairs), CoarseImage(coarse.day, cells(coarse.values)))


def expected(supports, pixel, pairs, coarse, options, cells):
    """What the reference predicts, for each pair."""
    frame, pairs, coarse = (tile := tile_of(supports, pixel, pairs, coarse)).frame, tile.pairs, tile.coarse
    to_cells = ~supports.coarse.transform * supports.fine.transform

    def position(j, i):
        column, row = to_cells * (i + 0.5, j + 0.5)
        # Where the fine grid and the cells are the same, their centres are.
        return round(row - 0.5 - frame.cells.rows[0], 9), round(column - 0.5 - frame.cells.columns[0], 9)

    return [reference.fit_fc(each.fine, each.coarse.astype(float), coarse.values.astype(float),
                             frame.cells.matrix.toarray(), position, pixel, window=options.window, cells=cells,
                             similar=options.similar, noise_fine=options.noise_fine[0],
                             noise_coarse=options.noise_coarse[0]) for each in pairs]


@pytest.mark.parametrize("kind, cells, holes", [("nested", 2, True), ("nested", 2, False), ("rotated", 2, True),
                                                ("equal", 5, True)])
def test_reference(kind, cells, holes):
    scene = random_scene(kind, holes=holes)
    found = fuse_image(FitFc(OPTIONS), tile_of(*scene), 4.0)
    (values, variances), = expected(*scene, OPTIONS, cells)
    assert np.isfinite(values).mean() > 0.6
    assert (np.isnan(values).any()) == holes
    np.testing.assert_allclose(found.values, values, rtol=0, atol=3e-6)
    np.testing.assert_allclose(found.sigma, np.sqrt(variances), rtol=0, atol=3e-6)
    assert found.filled == 0


def test_two_pairs():
    scene = random_scene("nested", bands=3, pairs=2)
    found = fuse_image(FitFc(OPTIONS), tile_of(*scene), 4.0)
    each = expected(*scene, OPTIONS, 2)
    values, variances = reference.averaged(each)
    np.testing.assert_allclose(found.values, values, rtol=0, atol=3e-6)
    np.testing.assert_allclose(found.sigma, np.sqrt(variances), rtol=0, atol=3e-6)
    first, second = (np.isfinite(values) for values, _ in each)
    assert found.filled == (second & ~first).sum() > 10
    # Nearer to the second date.
    assert fuse_image(FitFc(OPTIONS), tile_of(*scene), 6.0).filled == (first & ~second).sum()


def test_uniform_change_of_flat_fields_is_exact():
    supports, pixel, _, _ = random_scene("nested")
    levels = np.random.default_rng(1).random((2, 6, 5)).astype(np.float32)
    fine = levels.repeat(4, axis=1).repeat(4, axis=2)
    scene = supports, pixel, (Pair(0.0, fine, levels),), CoarseImage(1.0, (1.6 * levels - 0.2).astype(np.float32))
    found = fuse_image(FitFc(FusionOptions(window=120.0, similar=4, noise_fine=(0.0,), noise_coarse=(0.0,))),
                       tile_of(*scene), 1.0)
    np.testing.assert_allclose(found.values, 1.6 * fine - 0.2, atol=1e-6)
    assert found.sigma.max() < 1e-5


class TestRegression:
    def test_no_slope_where_the_first_image_tells_nothing(self):
        before = np.full((1, 5, 5), 300.1, np.float32)
        after = np.arange(25.0).reshape(1, 5, 5)
        found = regress(before, after, (1, 1), (0.0,))
        assert (found.slope == 1.0).all()
        assert found.offset[0, 2, 2] == pytest.approx(12.0 - float(before[0, 0, 0]))
        assert found.error[0, 2, 2] == pytest.approx(np.var(after[0, 1:4, 1:4], ddof=1))
        # Nine cells in the middle, four in the corner: too few for a line.
        before = np.random.default_rng(0).random((1, 5, 5))
        found = regress(before, 3.0 * before, (1, 1), (0.0,))
        np.testing.assert_allclose(found.slope[0, 1:4, 1:4], 3.0)
        assert found.slope[0, 0, 0] == 1.0
        # Of no more than its noise.
        assert (regress(before, 3.0 * before, (2, 2), (1.0,)).slope == 1.0).all()

    def test_one_cell(self):
        found = regress(np.array([[[2.0]]]), np.array([[[5.0]]]), (2, 2), (0.1,))
        assert (found.slope.item(), found.offset.item(), found.residual.item(), found.error.item()) == (1, 3, 0, 0)

    def test_cell_missing_at_either_date(self):
        before, after = np.random.default_rng(0).random((2, 1, 4, 4))
        before[0, 1, 1] = after[0, 2, 3] = np.nan
        found = regress(before, after, (2, 2), (0.0,))
        missing = np.zeros((1, 4, 4), bool)
        missing[0, 1, 1] = missing[0, 2, 3] = True
        for each in (found.slope, found.offset, found.residual, found.error):
            np.testing.assert_array_equal(np.isnan(each), missing)


class TestFilter:
    def test_of_equals_the_nearest_are_taken(self):
        keys = np.zeros((1, 9, 9), np.float32)
        values = np.arange(81, dtype=np.float32).reshape(1, 9, 9)
        rows, columns = np.mgrid[-4:5, -4:5]
        weights = 1.0 / (1.0 + np.hypot(rows, columns))
        means, _, squares = spatial_filter(keys, values, (0, 0), (9, 9), weights, 3)
        # Itself, the one above, the one to the left.
        expected_mean = (40.0 + 0.5 * 31.0 + 0.5 * 39.0) / 2.0
        assert means[0, 4, 4] == pytest.approx(expected_mean)
        assert squares[0, 4, 4] == pytest.approx((1.0 + 0.25 + 0.25) / 4.0)

    def test_clusters_and_jumps_of_level(self):
        """Where the bound that is tried first is far too low or too high."""
        rng = np.random.default_rng(5)
        keys = (10.0 ** rng.integers(-4, 3, (1, 30, 40)) * rng.random((1, 30, 40))).astype(np.float32)
        keys[:, :, 20:] = rng.normal(5.0, 1e-3, (30, 20))
        keys[0, 10:14, 10:25] = np.nan
        means, variances, _ = spatial_filter(keys, keys, (0, 0), (30, 40), np.ones((9, 11)), 7)
        for j, i in np.ndindex(30, 40):
            around = keys[0, max(0, j - 4):j + 5, max(0, i - 5):i + 6].ravel()
            around = around[np.isfinite(around)]
            order = np.argsort((around - keys[0, j, i]) ** 2, kind="stable")[:7]
            if np.isnan(keys[0, j, i]):
                assert np.isnan(means[0, j, i])
            else:
                assert means[0, j, i] == pytest.approx(around[order].astype(float).mean(), rel=1e-6)
                assert variances[0, j, i] == pytest.approx(around[order].astype(float).var(), rel=1e-5, abs=1e-14)


def test_positions_among_cells_of_another_crs():
    """Bicubic interpolation gives back a plane of rows and columns: pyproj's place of every pixel in the lattice."""
    fine = GeoBox((60, 70), Affine(30, 0, 630000, 0, -30, 3600000), UTM)
    x, y = Transformer.from_crs(UTM, SINUSOIDAL, always_xy=True).transform(630000, 3600000)
    coarse = GeoBox((30, 30), Affine(230, 0, x - 2500, 0, -230, y + 1500), SINUSOIDAL)
    frame = Supports(fine, coarse).frame(((0, 60), (0, 70)), (0, 0), (30.0, 30.0))
    homes = frame.cells.owner.reshape(frame.shape)
    planes = np.stack(np.mgrid[slice(*frame.cells.rows), slice(*frame.cells.columns)]).astype(float)
    there = frame.cells.coverage > 0.0
    found = interpolated(planes, frame.cells.centres, there, homes, (0.0, 0.0))
    i, j = np.meshgrid(np.arange(70) + 0.5, np.arange(60) + 0.5)
    x, y = Transformer.from_crs(UTM, SINUSOIDAL, always_xy=True).transform(*(fine.transform * (i, j)))
    columns, rows = ~coarse.transform * (x, y)
    # Two cells from the lattice's edge, where it does not repeat.
    inside = (slice(None), slice(20, 40), slice(25, 45))
    np.testing.assert_allclose(found[inside], np.stack([rows - 0.5, columns - 0.5])[inside], atol=2e-4)


@pytest.mark.parametrize("kind", ["nested", "rotated", "sinusoidal"])
def test_same_bytes_in_any_blocks(kind):
    fine = GeoBox((110, 90), Affine(30, 0, 630000, 0, -30, 3600000), UTM)
    if kind == "sinusoidal":
        x, y = Transformer.from_crs(UTM, SINUSOIDAL, always_xy=True).transform(630000, 3600000)
        coarse = GeoBox((45, 45), Affine(150, 0, x - 2500, 0, -150, y + 1500), SINUSOIDAL)
    else:
        turn = Affine.rotation(20 if kind == "rotated" else 0)
        coarse = GeoBox((36, 30), Affine.translation(629100, 3600300) * turn * Affine.scale(150, -150), UTM)
    rng = np.random.default_rng(8)
    supports = Supports(fine, coarse)
    images = [rng.normal(0.3, 0.1, (2, *fine.shape)).astype(np.float32) for _ in range(2)]
    cells = [rng.normal(0.3, 0.1, (2, *coarse.shape)).astype(np.float32) for _ in range(3)]
    images[0][:, 40:52, 30:37] = cells[1][1, 9, 9] = np.nan
    scene = (supports, (30.0, 30.0), tuple(Pair(9.0 * k, images[k], cells[k]) for k in range(2)),
             CoarseImage(4.0, cells[2]))
    fuser = FitFc(FusionOptions(window=240.0, similar=8))
    whole = fuse_image(fuser, tile_of(*scene), 4.0)
    assert np.isfinite(whole.values).mean() > 0.9
    reach = fuser.reach((30.0, 30.0), (150.0, 150.0))
    assert reach < 1500.0
    filled = 0
    for size in (37, 64):
        for top in range(0, 110, size):
            for left in range(0, 90, size):
                inner = (top, min(top + size, 110)), (left, min(left + size, 90))
                part = fuse_block(fuser, tile_of(*scene, inner, reach), 4.0)
                at = slice(None), slice(*inner[0]), slice(*inner[1])
                np.testing.assert_array_equal(part.values, whole.values[at])
                np.testing.assert_array_equal(part.sigma, whole.sigma[at])
                filled += part.filled
    assert filled == 2 * whole.filled > 0


def test_scale():
    supports, pixel, pairs, coarse = random_scene("rotated", pairs=2)
    plain = fuse_image(FitFc(OPTIONS), tile_of(supports, pixel, pairs, coarse), 4.0)
    times = np.float32(8192)
    scaled = fuse_image(FitFc(FusionOptions(window=300.0, similar=6, noise_fine=(0.004 * 8192,),
                                            noise_coarse=(0.01 * 8192,))),
                        tile_of(supports, pixel, tuple(Pair(p.day, p.fine * times, p.coarse * times) for p in pairs),
                                CoarseImage(4.0, coarse.values * times)), 4.0)
    np.testing.assert_allclose(scaled.values, plain.values * times, rtol=1e-6)
    np.testing.assert_allclose(scaled.sigma, plain.sigma * times, rtol=1e-6)


def test_window_larger_than_the_image():
    scene = random_scene("nested", bands=1)
    options = FusionOptions(window=1e7, similar=9, noise_fine=(0.004,), noise_coarse=(0.01,))
    found = fuse_image(FitFc(options), tile_of(*scene), 4.0)
    # The window is the unit of distance, so that the weights are all but equal; of equals the nearest come first still.
    (values, _), = expected(*scene, options, 6)
    np.testing.assert_allclose(found.values, values, rtol=0, atol=3e-6)


class TestMissing:
    def test_no_coarse_image_over_the_block(self):
        fine = GeoBox((8, 9), Affine(30, 0, 600000, 0, -30, 3600000), UTM)
        coarse = GeoBox((3, 3), Affine(120, 0, 700000, 0, -120, 3600000), UTM)
        nothing = np.empty((1, 0, 0), np.float32)
        frame = Supports(fine, coarse).frame(((0, 8), (0, 9)), (0, 0), (30.0, 30.0))
        found = fuse_image(FitFc(OPTIONS), Tile(frame, (Pair(0.0, np.ones((1, 8, 9), np.float32), nothing),),
                                                CoarseImage(1.0, nothing)), 1.0)
        assert np.isnan(found.values).all() and np.isnan(found.sigma).all() and found.filled == 0

    def test_nothing_valid(self):
        supports, pixel, (pair,), coarse = random_scene("nested")
        for fine, before, after in ((np.nan, 1, 1), (1, np.nan, 1), (1, 1, np.nan)):
            scene = (supports, pixel, (Pair(0.0, pair.fine * np.float32(fine), pair.coarse * np.float32(before)),),
                     CoarseImage(1.0, coarse.values * np.float32(after)))
            found = fuse_image(FitFc(OPTIONS), tile_of(*scene), 1.0)
            assert np.isnan(found.values).all() and np.isnan(found.sigma).all()

    def test_a_band_without_values_leaves_the_others_alone(self):
        supports, pixel, (pair,), coarse = random_scene("nested", bands=2, holes=False)
        alone = fuse_image(FitFc(OPTIONS), tile_of(supports, pixel, (Pair(0.0, pair.fine[1:], pair.coarse[1:]),),
                                                   CoarseImage(4.0, coarse.values[1:])), 4.0)
        pair.fine[0] = np.nan
        both = fuse_image(FitFc(OPTIONS), tile_of(supports, pixel, (pair,), coarse), 4.0)
        np.testing.assert_array_equal(both.values[1], alone.values[0])
        assert np.isnan(both.values[0]).all()


class TestSalton:
    def test_one_pair(self, data_dir):
        series = salton(data_dir)
        score = series.score_fuser(FitFc(FusionOptions()), series.nearest)
        assert score.rmse <= 0.0247
        assert 0.6 <= score.coverage <= 0.76

    def test_two_pairs(self, data_dir):
        score = salton(data_dir).score_fuser(FitFc(FusionOptions()))
        assert score.rmse <= 0.0205
        assert 0.6 <= score.coverage <= 0.9
