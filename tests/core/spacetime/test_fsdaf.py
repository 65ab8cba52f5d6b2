"""FSDAF against plain loops, on cut images, on changed land cover, on real data."""

from copy import copy
from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.spacetime.class_change import PurestCells
from multiscale_fusion.core.spacetime.contract import CoarseImage, Pair, Tile, fuse_block, fuse_image
from multiscale_fusion.core.spacetime.frame import Supports
from multiscale_fusion.core.spacetime.fsdaf import Fsdaf
from multiscale_fusion.core.spacetime.fsdaf_kernel import shared_residuals
from multiscale_fusion.core.spacetime.land_classes import LatticeSample, homogeneity, land_classes
from multiscale_fusion.core.spacetime.options import FusionOptions
from multiscale_fusion.tests.core.engine import UTM, grid
from multiscale_fusion.tests.core.spacetime import fsdaf_reference as reference
from multiscale_fusion.tests.core.spacetime.salton import salton
from odc.geo.geobox import GeoBox

PIXEL = (30.0, 30.0)
LEVELS = np.array([[0.05, 0.10], [0.20, 0.45], [0.40, 0.30]])   # of three classes in two bands
CHANGE = np.array([[0.00, -0.02], [0.05, 0.20], [-0.10, 0.04]])
OPTIONS = FusionOptions(window=9 * 30.0, classes=3, similar=6, noise_fine=(0.004,), noise_coarse=(0.003,))


def supports_of(shape, ratio, origin=(0, 0), cells=None):
    """Square cells of ``ratio`` pixels; ``origin``: pixels above and left of the image where they begin."""
    cells = cells or tuple(-(-(size + more) // ratio) for size, more in zip(shape, origin))
    return Supports(grid(UTM, 600000, 4000000, 30, shape),
                    grid(UTM, 600000 - 30 * origin[1], 4000000 + 30 * origin[0], 30 * ratio, cells))


def patches(shape, size=4, seed=1):
    """A map of three classes in square patches."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 3, [-(-n // size) for n in shape])
    return small.repeat(size, 0).repeat(size, 1)[:shape[0], :shape[1]]


def image_of(classes, levels, seed):
    noise = np.random.default_rng(seed).normal(0.0, 0.01, (2, *classes.shape))
    return (np.moveaxis(levels[classes], -1, 0) + noise).astype(np.float32)


def whole(supports, base, last, second=None, frame=None, day=8.0, noise=0.002):
    """The tile of an image: base date, fine image of the date to predict (seen by the coarse sensor alone)."""
    frame = frame or supports.frame(tuple((0, size) for size in base.shape[1:]), (0, 0), PIXEL)
    rng = np.random.default_rng(9)

    def seen(fine):
        cells = frame.cells.aggregate(fine, 0.0)
        return (cells + rng.normal(0.0, noise, cells.shape)).astype(np.float32)

    pairs = [Pair(0.0, base, seen(base))]
    if second is not None:
        pairs.append(Pair(10.0, second, seen(second)))
    return Tile(frame, tuple(pairs), CoarseImage(day, seen(last)))


def scene(shape=(32, 32), ratio=8, seed=1):
    """A tile of a landscape whose classes change, with a new patch of class 2; truth and classes of the base date."""
    classes = patches(shape, seed=seed)
    after = classes.copy()
    after[10:17, 9:20] = 2
    base, truth = image_of(classes, LEVELS, 2), image_of(after, LEVELS + CHANGE, 3)
    return whole(supports_of(shape, ratio), base, truth), truth, classes


def expected(tile, classes, options=OPTIONS, ratio=8):
    pair = tile.pairs[0]
    return reference.fsdaf(pair.fine.astype(float), pair.coarse.astype(float), tile.coarse.values, classes, 3, ratio,
                           options.window / 30.0, options.similar, ratio // 2, options.limits)


def without(values, *places):
    changed = values.copy()
    for place in places:
        changed[place] = np.nan
    return changed


def same(found, wanted, atol=2e-6):
    assert (np.isnan(found) == np.isnan(wanted)).all()
    np.testing.assert_allclose(found, wanted, rtol=0, atol=atol)


@pytest.mark.parametrize(("similar", "window"), [(6, 270.0), (1, 270.0), (40, 270.0), (500, 3000.0), (10, 40.0)])
def test_it_is_the_papers_by_plain_loops(similar, window):
    """Four by four cells, so that the local spline is the global one; classes far apart, so that no method errs.

    More similar pixels than a window has, a window beyond the image, and one of three pixels.
    """
    tile, _, classes = scene()
    options = replace(OPTIONS, similar=similar, window=window)
    values, variance, rest = expected(tile, classes, options)
    found = fuse_image(Fsdaf(options), tile, 8.0)
    same(found.values, values)
    same(found.sigma, np.sqrt(variance + rest**2 + 0.004**2 + 2 * 0.003**2))
    assert found.filled == 0


def test_holes_in_every_image():
    """Scattered pixels, a band of a pixel, a cell with few pixels left, a cell of one band, of both, at either date."""
    tile, _, classes = scene()
    pair = tile.pairs[0]
    fine = without(pair.fine, (slice(None), slice(3, 5), 7), (0, 20, 21), (slice(None), slice(8, 15), slice(0, 8)))
    first, last = without(pair.coarse, (0, 1, 3)), without(tile.coarse.values, (slice(None), 2, 2), (1, 3, 0))
    tile = Tile(tile.frame, (Pair(0.0, fine, first),), CoarseImage(8.0, last))
    values, _, _ = expected(tile, np.where(np.isfinite(fine).all(axis=0), classes, -1))
    found = fuse_image(Fsdaf(OPTIONS), tile, 8.0).values
    same(found, values)
    assert np.isnan(found[0, 8:16, 24:32]).all() and np.isfinite(found[1, 8:16, 24:32]).all()
    assert np.isnan(found[:, 20, 21]).all()
    assert np.isfinite(found[:, 15, 0:8]).all()   # the cell has an eighth of its pixels


def test_limits_bound_the_pixels_before_they_are_averaged():
    tile, _, classes = scene()
    options = replace(OPTIONS, limits=(0.06, 0.5))
    values, _, _ = expected(tile, classes, options)
    same(fuse_image(Fsdaf(options), tile, 8.0).values, values)
    assert np.abs(values - expected(tile, classes)[0]).max() > 0.01


def test_extreme_weights_become_the_mean():
    """The spline gives one pixel of a cell 28 times the mean of its weights: it gets the mean."""
    alike, excess, residual = np.full(64, 0.5), np.full(64, 1e-9), np.array([[0.002]])
    excess[12] = 0.1
    matrix = supports_of((8, 8), 8).frame(((0, 8), (0, 8)), (0, 0), PIXEL).cells.matrix
    found = shared_residuals(matrix.indptr, matrix.indices, matrix.data, np.ones(1, bool), residual, alike,
                             excess[None])
    wanted = reference.residuals(np.zeros((8, 8)), np.zeros((8, 8)), excess.reshape(8, 8), residual,
                                 alike.reshape(8, 8), 8)
    same(found.reshape(8, 8), wanted, 1e-12)
    assert 0.0021 < found.max() < 2 * 0.002


def test_no_change_is_no_change():
    """Coarse images that are equal change nothing, whatever the spline says; so do flat ones."""
    tile, _, _ = scene()
    pair = tile.pairs[0]
    still = Tile(tile.frame, tile.pairs, CoarseImage(8.0, pair.coarse))
    np.testing.assert_array_equal(fuse_image(Fsdaf(OPTIONS), still, 8.0).values, pair.fine)
    flat = Tile(tile.frame, (Pair(0.0, np.full_like(pair.fine, 0.2), np.full_like(pair.coarse, 0.2)),),
                CoarseImage(8.0, np.full_like(pair.coarse, 0.3)))
    np.testing.assert_allclose(fuse_image(Fsdaf(OPTIONS), flat, 8.0).values, 0.3, rtol=1e-6)


def test_a_cell_keeps_its_change_before_the_averaging():
    """With one similar pixel, which is the pixel itself, the prediction aggregates to F1 + (C(tp) - C1)."""
    tile, _, _ = scene()
    found = fuse_image(Fsdaf(replace(OPTIONS, similar=1)), tile, 8.0).values
    cells = tile.frame.cells
    wanted = cells.aggregate(tile.pairs[0].fine) + tile.coarse.values - tile.pairs[0].coarse
    np.testing.assert_allclose(cells.aggregate(found), wanted, rtol=0, atol=1e-6)


@pytest.mark.parametrize("kind", ["nested", "hanging", "turned"])
@pytest.mark.parametrize("pairs", [1, 2])
def test_blocks_give_the_same_bytes(kind, pairs):
    """Cells that hang over the border or lie askew, holes, two pairs: in one piece, and in uneven tiles."""
    shape, ratio = (70, 62), 4
    supports = supports_of(shape, ratio, (2, 3) if kind == "hanging" else (0, 0))
    if kind == "turned":
        askew = Affine.translation(600000, 4000300) * Affine.rotation(-30.0) * Affine.scale(120.0, -120.0)
        supports = Supports(supports.fine, GeoBox((30, 30), askew * Affine.translation(-6, -6), UTM))
    options = replace(OPTIONS, window=5 * 30.0)
    classes = patches(shape, 3)
    base, truth = image_of(classes, LEVELS, 2), image_of(np.roll(classes, 1, 0), LEVELS + CHANGE, 3)
    base = without(base, (slice(None), slice(30, 37), slice(11, 18)), (1, 3, 50))
    second = without(image_of(classes, LEVELS + 2 * CHANGE, 4), (slice(None), 60, slice(2, 9))) if pairs == 2 else None
    tile = whole(supports, base, truth, second)
    tile.coarse.values[:, 7, 7] = np.nan
    together = fuse_image(Fsdaf(options), tile, 8.0)
    fuser = Fsdaf(options)
    halo = int(np.ceil(fuser.reach(PIXEL, (ratio * 30.0,) * 2) / 30.0))

    def part(inner):
        frame = supports.frame(inner, (halo, halo), PIXEL)
        window = (slice(None), slice(*frame.rows), slice(*frame.columns))
        first = tile.frame.cells.rows[0], tile.frame.cells.columns[0]
        cells = (slice(None), *(slice(begin - start, end - start) for (begin, end), start in
                                zip((frame.cells.rows, frame.cells.columns), first)))
        return Tile(frame, tuple(Pair(each.day, each.fine[window], each.coarse[cells]) for each in tile.pairs),
                    CoarseImage(8.0, tile.coarse.values[cells]))

    parts = [((top, bottom), (left, right)) for top, bottom in ((0, 9), (9, 41), (41, 70))
             for left, right in ((0, 23), (23, 62))]
    fuser.survey(lambda: (part(inner) for inner in reversed(parts)))
    filled = 0
    for inner in parts:
        found = fuse_block(fuser, part(inner), 8.0)
        place = (slice(None), slice(*inner[0]), slice(*inner[1]))
        np.testing.assert_array_equal(found.values, together.values[place])
        np.testing.assert_array_equal(found.sigma, together.sigma[place])
        filled += found.filled
    assert filled == together.filled
    assert np.isfinite(together.values).mean() > (0.6 if kind == "turned" else 0.95)


@pytest.mark.parametrize("factor", [2.0**13, 10000.0])
def test_units_do_not_matter(factor):
    tile, _, _ = scene()

    def scaled(values):
        return (values * np.float32(factor)).astype(np.float32)

    options = replace(OPTIONS, noise_fine=(0.004 * factor,), noise_coarse=(0.003 * factor,), limits=(0.0, 0.5 * factor))
    found = fuse_image(Fsdaf(options), Tile(
        tile.frame, tuple(Pair(each.day, scaled(each.fine), scaled(each.coarse)) for each in tile.pairs),
        CoarseImage(8.0, scaled(tile.coarse.values))), 8.0)
    plain = fuse_image(Fsdaf(replace(OPTIONS, limits=(0.0, 0.5))), tile, 8.0)
    np.testing.assert_allclose(found.values / factor, plain.values, rtol=0, atol=1e-6)
    np.testing.assert_allclose(found.sigma / factor, plain.sigma, rtol=0, atol=1e-6)


def test_two_pairs_by_how_much_the_coarse_images_differ():
    """ESTARFM's temporal weights, from the cells of the window; a hole is filled from the other and counted."""
    shape, ratio = (32, 32), 8
    classes = patches(shape)
    base, second = image_of(classes, LEVELS, 2), image_of(classes, LEVELS + 1.5 * CHANGE, 4)
    base, second = without(base, (slice(None), 5, 6)), without(second, (slice(None), 5, 7), (slice(None), 9, 9))
    base = without(base, (slice(None), 9, 9))
    tile = whole(supports_of(shape, ratio), base, image_of(classes, LEVELS + CHANGE, 3), second)
    single = [fuse_image(Fsdaf(OPTIONS), Tile(tile.frame, (pair,), tile.coarse), 8.0) for pair in tile.pairs]
    found = fuse_image(Fsdaf(OPTIONS), tile, 8.0)
    gap = []
    for pair in tile.pairs:
        change = pair.coarse.astype(float) - tile.coarse.values
        # 270 m across are half a cell on each side: one ring of cells.
        around = [[change[:, max(0, j - 1):j + 2, max(0, i - 1):i + 2].mean(axis=(1, 2)) for i in range(4)]
                  for j in range(4)]
        gap.append(np.abs(np.moveaxis(np.array(around), -1, 0)).repeat(ratio, 1).repeat(ratio, 2))
    share = (1 / gap[0]) / (1 / gap[0] + 1 / gap[1])
    one, two = (each.values.astype(float) for each in single)
    wanted = share * one + (1 - share) * two
    variance = (share * (single[0].sigma.astype(float)**2 + (one - wanted)**2)
                + (1 - share) * (single[1].sigma.astype(float)**2 + (two - wanted)**2))
    wanted[:, 5, 6], wanted[:, 5, 7] = two[:, 5, 6], one[:, 5, 7]
    variance[:, 5, 6], variance[:, 5, 7] = single[1].sigma[:, 5, 6]**2, single[0].sigma[:, 5, 7]**2
    same(found.values, wanted)
    same(found.sigma, np.sqrt(variance))
    assert np.isnan(found.values[:, 9, 9]).all()
    assert found.filled == 2          # day 10 is nearer to day 8: both bands of one pixel
    assert fuse_image(Fsdaf(OPTIONS), tile, 1.0).filled == 2


def test_two_pairs_without_any_change_weigh_the_same():
    tile, _, _ = scene()
    pair = tile.pairs[0]
    other = Pair(10.0, pair.fine + np.float32(0.02), pair.coarse)
    found = fuse_image(Fsdaf(OPTIONS), Tile(tile.frame, (pair, other), CoarseImage(8.0, pair.coarse)), 8.0)
    np.testing.assert_allclose(found.values, pair.fine + 0.01, rtol=0, atol=1e-6)


def test_changed_land_cover_is_where_it_beats_the_coarse_difference():
    """A field that turns into another class: F1 + dC blurs it into cells, the spline keeps some of its shape."""
    shape, ratio = (128, 128), 16
    classes = patches(shape, 24, seed=5)
    after = classes.copy()
    after[20:76, 26:110] = 2
    base, truth = image_of(classes, LEVELS, 2), image_of(after, LEVELS + CHANGE, 3)
    tile = whole(supports_of(shape, ratio), base, truth)
    found = fuse_image(Fsdaf(replace(OPTIONS, window=510.0, similar=20)), tile, 8.0)
    difference = base + tile.frame.cells.spread(tile.coarse.values - tile.pairs[0].coarse)
    for place in (after != classes, after == classes):
        errors = [np.sqrt(np.mean((image - truth)[:, place] ** 2)) for image in (found.values, difference)]
        assert errors[0] < 0.8 * errors[1], errors
    assert 0.6 < (np.abs(found.values - truth) <= found.sigma).mean() < 0.85


def test_phenology_alone_is_found_to_the_noise():
    """Each class changes by its own amount and no land cover does: what unmixing is for."""
    classes = patches((96, 96), 6, seed=6)
    base, truth = image_of(classes, LEVELS, 2), image_of(classes, LEVELS + CHANGE, 3)
    fuser = Fsdaf(replace(OPTIONS, window=1500.0, similar=20))
    tile = whole(supports_of((96, 96), 8), base, truth, noise=0.001)
    surveyed = copy(fuser).survey(lambda: iter((tile,)))
    np.testing.assert_allclose(surveyed.models_[0].changes.T, CHANGE, rtol=0, atol=0.004)
    assert np.sqrt(np.mean((fuse_block(surveyed, tile, 8.0).values - truth) ** 2)) < 0.017   # two dates' noise: 0.0141
    assert surveyed.notes() == ()


def test_cells_that_are_not_nested():
    """A lattice off the image's by a third of a cell, of 7.5 pixels: what change there is arrives on the average."""
    shape = (60, 60)
    supports = Supports(grid(UTM, 600000, 4000000, 30, shape), grid(UTM, 599927, 4000081, 225, (9, 9)))
    classes = patches(shape, 5)
    base, truth = image_of(classes, LEVELS, 2), image_of(classes, LEVELS + CHANGE, 3)
    tile = whole(supports, base, truth, noise=0.0)
    found = fuse_image(Fsdaf(OPTIONS), tile, 8.0).values
    assert np.isfinite(found).all()
    difference = base + tile.frame.cells.spread(tile.coarse.values - tile.pairs[0].coarse)
    assert np.sqrt(np.mean((found - truth) ** 2)) < 0.75 * np.sqrt(np.mean((difference - truth) ** 2))


def test_cells_as_large_as_pixels():
    """Already resampled images: the change is known at every pixel, and the average over similar ones smooths it."""
    tile, truth, _ = scene(ratio=1)
    one = fuse_image(Fsdaf(replace(OPTIONS, similar=1)), tile, 8.0)
    np.testing.assert_allclose(one.values, tile.pairs[0].fine + tile.coarse.values - tile.pairs[0].coarse, atol=1e-6)
    many = fuse_image(Fsdaf(OPTIONS), tile, 8.0)
    assert np.sqrt(np.mean((many.values - truth) ** 2)) < 0.05


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 3)])
def test_an_image_smaller_than_a_cell(shape):
    """No cell is whole: no class change is told, and the coarse change comes as it is; the note says so."""
    supports = supports_of(shape, 8, cells=(1, 1))
    base = np.full((2, *shape), 0.2, np.float32)
    frame = supports.frame(tuple((0, size) for size in shape), (0, 0), PIXEL)
    tile = Tile(frame, (Pair(0.0, base, np.full((2, 1, 1), 0.25, np.float32)),),
                CoarseImage(8.0, np.full((2, 1, 1), 0.35, np.float32)))
    fuser = Fsdaf(OPTIONS).survey(lambda: iter((tile,)))
    np.testing.assert_allclose(fuse_block(fuser, tile, 8.0).values, 0.3, rtol=1e-6)
    assert "only 0 coarse pixels" in fuser.notes()[0]


def test_nothing_valid_predicts_nothing():
    tile, _, _ = scene()
    pair = tile.pairs[0]
    for changed in (replace(pair, fine=np.full_like(pair.fine, np.nan)),
                    replace(pair, coarse=np.full_like(pair.coarse, np.nan))):
        found = fuse_image(Fsdaf(OPTIONS), Tile(tile.frame, (changed,), tile.coarse), 8.0)
        assert np.isnan(found.values).all() and np.isnan(found.sigma).all()
    far = Supports(grid(UTM, 600000, 4000000, 30, (8, 8)), grid(UTM, 700000, 4000000, 240, (2, 2)))
    frame = far.frame(((0, 8), (0, 8)), (0, 0), PIXEL)
    nothing = np.empty((2, 0, 0), np.float32)
    tile = Tile(frame, (Pair(0.0, pair.fine[:, :8, :8], nothing),), CoarseImage(8.0, nothing))
    assert np.isnan(fuse_image(Fsdaf(OPTIONS), tile, 8.0).values).all()


def test_classes_are_those_that_are_there():
    classes = patches((40, 40))
    fine = image_of(classes, LEVELS, 1).astype(float)
    found = land_classes(fine.reshape(2, -1).T, 3)
    np.testing.assert_array_equal(found.of(found.standardised(fine)), classes)
    assert land_classes(np.empty((0, 2)), 4) is None
    assert land_classes(np.full((9, 2), [0.1, 0.0]), 4).count == 1
    assert land_classes(np.repeat([[1.0], [2.0]], 5, axis=0), 4).count == 2


def test_the_sample_does_not_depend_on_tiles():
    values = np.random.default_rng(1).normal(size=(2, 50, 45))
    values[0, 3, 4] = np.nan
    one, many = LatticeSample(300), LatticeSample(300)
    one.add(0, 0, values)
    for top, bottom in ((31, 50), (0, 31)):
        for left, right in ((0, 8), (19, 45), (8, 19)):
            many.add(top, left, values[:, top:bottom, left:right])
    np.testing.assert_array_equal(one.taken(), many.taken())
    lattice = values[:, ::4, ::4].reshape(2, -1).T       # every second pixel would be 574
    np.testing.assert_array_equal(one.taken(), lattice[np.isfinite(lattice).all(axis=1)])


def test_homogeneity_by_plain_loops():
    classes = patches((17, 23), 3)
    classes[4:6, 5:9] = -1
    np.testing.assert_allclose(homogeneity(classes, 3, (4, 4)), reference.homogeneity(classes, 4), rtol=1e-12)


def test_class_changes_against_a_general_minimiser():
    """Unbounded, at its bounds, and where a class has no cell."""
    rng = np.random.default_rng(7)
    for noise in (0.01, 0.5):
        shares = rng.dirichlet([0.5] * 3, 400).T.reshape(3, 20, 20)
        change = np.tensordot([0.1, -0.2, 0.3], shares, 1) + rng.normal(0.0, noise, (20, 20))
        change[3, 3] = np.nan
        cells = PurestCells(3)
        rows, columns = np.indices((20, 20)).reshape(2, -1)
        for part in (slice(150, None), slice(0, 150)):
            cells.add(rows[part], columns[part], change.ravel()[part], shares.reshape(3, -1).T[part])
        np.testing.assert_allclose(cells.changes(), reference.class_changes(shares, change), rtol=0, atol=2e-5)
    # Shares that hardly differ would give changes far beyond any that was seen.
    shares = np.full((2, 1, 40), 0.5)
    shares[0] += np.linspace(-0.001, 0.001, 40)
    shares[1] = 1.0 - shares[0]
    change = np.linspace(-0.2, 0.2, 40)[None]
    cells = PurestCells(2)
    cells.add(np.zeros(40, int), np.arange(40), change[0], shares[:, 0].T)
    found = cells.changes()
    assert found[0] == pytest.approx(0.2 + change.std(), rel=1e-9)
    kept = change[0, 4:37]   # ranks 0.1 and 0.9 of 40, of both classes
    assert found.sum() == pytest.approx(2 * kept.mean(), abs=1e-3)
    lacking = PurestCells(3)
    lacking.add(np.zeros(40, int), np.arange(40), change[0] + 1.0, np.pad(shares[:, 0].T, ((0, 0), (0, 1))))
    assert 0.99 < lacking.changes()[2] < 1.01


@pytest.mark.parametrize("pairs", [1, 2])
def test_salton_leave_one_date_out(data_dir, pairs):
    """Another FSDAF, in Python, came to 0.0229 with one pair, and 0.0232 with two."""
    series = salton(data_dir)
    score = series.score_fuser(Fsdaf(FusionOptions()), series.nearest if pairs == 1 else series.bases)
    assert score.rmse < (0.0235 if pairs == 1 else 0.0215), score
    assert 0.65 < score.coverage < 0.85, score
