"""ESTARFM: against a plain implementation, on changes whose answer is known, with holes, in blocks, on real data."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.spacetime.contract import CoarseImage, Pair, Tile, fuse_block, fuse_image
from multiscale_fusion.core.spacetime.estarfm import Estarfm
from multiscale_fusion.core.spacetime.frame import Supports
from multiscale_fusion.core.spacetime.options import FusionOptions
from multiscale_fusion.core.spacetime.ubestarfm import UnbiasedEstarfm
from multiscale_fusion.tests.core.spacetime.estarfm_reference import Reference
from multiscale_fusion.tests.core.spacetime.salton import salton
from odc.geo.geobox import GeoBox

OPTIONS = FusionOptions(window=260.0, noise_fine=(0.004,), noise_coarse=(0.006,))


def grids(rows, columns, pixel=(30.0, 30.0), ratio=4, offset=0.0):
    """Supports of a fine grid of ``rows`` x ``columns`` pixels and of a coarse one that covers it; ``offset``: how
    far the coarse grid begins to the left and above, in fine pixels.
    """
    height, width = pixel
    cells = [int(np.ceil((size + offset) / ratio)) for size in (rows, columns)]
    fine = Affine(width, 0.0, 500_000.0, 0.0, -height, 4_000_000.0)
    coarse = fine * Affine.translation(-offset, -offset) * Affine.scale(ratio)
    return Supports(GeoBox((rows, columns), fine, "EPSG:32611"), GeoBox(cells, coarse, "EPSG:32611"))


def whole(supports, pixel=(30.0, 30.0)):
    """The frame of the whole image."""
    rows, columns = map(int, supports.fine.shape)
    return supports.frame(((0, rows), (0, columns)), (0, 0), pixel)


def scene(supports, bands, seed=1, holes=True, pixel=(30.0, 30.0)):
    """Fine images of the base dates, coarse ones of these and of the date to predict: patches of four covers that
    change differently, noise, holes in every image.
    """
    generator = np.random.default_rng(seed)
    frame = whole(supports, pixel)
    rows, columns = frame.shape
    cover = np.kron(generator.integers(0, 4, (rows // 3 + 1, columns // 3 + 1)), np.ones((3, 3), int))[:rows, :columns]
    level, growth = generator.uniform(0.1, 0.5, (bands, 4)), generator.uniform(-0.1, 0.25, (bands, 4))
    images = [level[:, cover] + growth[:, cover] * time + generator.normal(0.0, 0.01, (bands, rows, columns))
              for time in (0.0, 1.0, 0.6)]
    coarse = [frame.cells.aggregate(image) * 1.1 + generator.normal(0.0, 0.006, (bands, *frame.cells.lattice))
              for image in images]
    if holes:
        for image, place in zip(images, ((slice(4, 9), slice(3, 8)), (slice(7, 12), slice(6, 10)))):
            image[:, place[0], place[1]] = np.nan
            image[-1][generator.random((rows, columns)) < 0.03] = np.nan
        for image, (row, column) in zip(coarse, ((0, 0), (-1, -1), (0, -1))):
            image[0, row, column] = np.nan
    return [image.astype(np.float32) for image in images[:2]], [image.astype(np.float32) for image in coarse]


def tile_of(frame, fine, coarse):
    """The part of a scene that a frame asks for."""
    (top, bottom), (left, right) = frame.rows, frame.columns
    cells = [image[:, slice(*frame.cells.rows), slice(*frame.cells.columns)] for image in coarse]
    parts = [image[:, top:bottom, left:right] for image in fine]
    return Tile(frame, (Pair(0.0, parts[0], cells[0]), Pair(16.0, parts[1], cells[1])), CoarseImage(10.0, cells[2]))


def reference_of(tile, options, unbiased=False, spreads=None):
    """The plain implementation for a tile that is a whole image."""
    cells = tile.frame.cells
    fine = np.stack([pair.fine for pair in tile.pairs])
    if spreads is None:
        spreads = np.nanstd(fine.astype(np.float64), axis=(2, 3), ddof=1)
    owner = np.reshape(np.asarray(cells.matrix.todense()).round(9).argmax(axis=0), tile.frame.shape)
    return Reference(fine, np.stack([cells.spread(pair.coarse) for pair in tile.pairs]),
                     cells.spread(tile.coarse.values), owner, tile.frame.pixel, options.window,
                     spreads * 2.0 / (options.classes or 4), options.noise_fine[0], options.noise_coarse[0],
                     options.limits, unbiased)


def assert_like(prediction, reference):
    """Values, sigma and count of a prediction are those of the plain implementation."""
    values, sigma, alone = reference.predict()
    np.testing.assert_allclose(prediction.values, values, rtol=2e-6, atol=1e-7)
    np.testing.assert_allclose(prediction.sigma, sigma, rtol=1e-5, atol=1e-7)
    # The tests' day 10 lies nearer to day 16 than to 0: it is the first pair alone that fills.
    assert prediction.filled == alone[0]


@pytest.mark.parametrize("bands, pixel, offset, classes, limits, branches", [
    (3, (30.0, 30.0), 0.0, 4, (-np.inf, np.inf), {"V", "V: not significant", "too few"}),
    (3, (30.0, 20.0), 1.5, 2, (0.2, 0.5), {"V", "limits"}),
    (1, (30.0, 30.0), 0.0, 4, (-np.inf, np.inf), {"V", "V: negative"}),
    (2, (20.0, 30.0), 2.0, 3, (0.15, 0.45), {"V", "limits"}),
])
def test_plain_implementation(bands, pixel, offset, classes, limits, branches):
    options = FusionOptions(window=260.0, classes=classes, noise_fine=(0.004,), noise_coarse=(0.006,), limits=limits)
    supports = grids(22, 26, pixel, offset=offset)
    tile = tile_of(whole(supports, pixel), *scene(supports, bands, pixel=pixel))
    reference = reference_of(tile, options)
    assert_like(fuse_image(Estarfm(options), tile, 10.0), reference)
    assert branches | {"enough", "missing", "pairs0", "pairs1", "pairs01"} <= set(reference.met)


@pytest.mark.parametrize("scale, branch", [(0.0, "V: no change"), (0.1, "V: too large")])
def test_conversion_is_dropped(scale, branch):
    supports = grids(16, 16)
    fine, coarse = scene(supports, 2, holes=False)
    middle = coarse[0].mean()
    tile = tile_of(whole(supports), fine, [(middle + scale * (image - middle)).astype(np.float32) for image in coarse])
    options = FusionOptions(window=260.0, noise_fine=(0.0,), noise_coarse=(0.0,))
    reference = reference_of(tile, options)
    assert_like(fuse_image(Estarfm(options), tile, 10.0), reference)
    assert branch in reference.met


def test_constant_vectors_have_no_correlation():
    supports = grids(12, 12)
    fine, coarse = scene(supports, 3, holes=False)
    fine = [image.copy() for image in fine]
    for image in fine:
        image[:, :, 5:] = 0.25
    tile = tile_of(whole(supports), fine, coarse)
    reference = reference_of(tile, OPTIONS)
    assert_like(fuse_image(Estarfm(OPTIONS), tile, 10.0), reference)
    assert "R undefined" in reference.met


def linear_scene(slopes, moments):
    """Four covers in the same shares in every cell; each changes by its slope times a common moment of time; the cells
    change by the mean of the slopes times the moment. Fine images of all moments, the tile of the last one.
    """
    supports = grids(16, 16)
    frame = whole(supports)
    cover = np.tile([[0, 1], [2, 3]], (8, 8))
    fine = [(np.array([0.1, 0.3, 0.5, 0.7])[cover] + np.array(slopes)[cover] * moment)[None].astype(np.float32)
            for moment in moments]
    coarse = [frame.cells.aggregate(image).astype(np.float32) for image in fine]
    return fine[2], cover, tile_of(frame, fine[:2], coarse)


@pytest.mark.parametrize("slopes", [(0.1, 0.2, 0.3, 0.4), (0.3, -0.2, 0.0, 0.1)])
def test_change_linear_in_time_is_exact(slopes):
    truth, _, tile = linear_scene(slopes, (0.0, 1.0, 0.3))
    np.testing.assert_allclose(fuse_image(Estarfm(OPTIONS), tile, 10.0).values, truth, atol=1e-6)


def test_conversion_carries_change_beyond_the_base_dates():
    truth, cover, tile = linear_scene((0.1, 0.2, 0.4, -0.1), (0.0, 1.0, 1.6))
    found = fuse_image(Estarfm(OPTIONS), tile, 10.0).values
    np.testing.assert_allclose(found[0][cover < 3], truth[0][cover < 3], atol=1e-6)
    # The method's known limit: what changes against the mean of its cell has V = 1. The coarse change is 0.15 a unit
    # of time, and the base dates have weights 0.6 : 1.6.
    expected = 0.7 + (0.6 * 0.15 * 1.6 + 1.6 * (-0.1 + 0.15 * 0.6)) / 2.2
    np.testing.assert_allclose(found[0][cover == 3], expected, atol=1e-6)


@pytest.mark.parametrize("method", [Estarfm, UnbiasedEstarfm])
def test_blocks_give_the_same_bytes(method):
    supports = grids(41, 37, ratio=3.7, offset=0.8)
    fine, coarse = scene(supports, 2)
    options = FusionOptions(window=330.0)
    image = tile_of(whole(supports), fine, coarse)
    fuser = method(options, threshold_tile=19).survey(lambda: iter((image,)))
    expected = fuse_block(fuser, image, 10.0)
    halo = (int(np.ceil(fuser.reach((30.0, 30.0), (111.0, 111.0)) / 30.0)),) * 2
    filled = 0
    for inner in (((0, 17), (0, 37)), ((17, 41), (0, 9)), ((17, 41), (9, 37))):
        found = fuse_block(fuser, tile_of(supports.frame(inner, halo, (30.0, 30.0)), fine, coarse), 10.0)
        part = (slice(None), slice(*inner[0]), slice(*inner[1]))
        np.testing.assert_array_equal(found.values, expected.values[part])
        np.testing.assert_array_equal(found.sigma, expected.sigma[part])
        filled += found.filled
    assert filled == expected.filled > 0


@pytest.mark.parametrize("method", [Estarfm, UnbiasedEstarfm])
def test_units_do_not_matter(method):
    supports = grids(24, 20)
    fine, coarse = scene(supports, 2)
    limited = FusionOptions(window=260.0, limits=(0.2, 0.5))
    plain = fuse_image(method(limited), tile_of(whole(supports), fine, coarse), 10.0)
    # A power of two, so that scaling does not round.
    scaled = FusionOptions(window=260.0, noise_fine=(0.005 * 16384.0,), noise_coarse=(0.005 * 16384.0,),
                           limits=(0.2 * 16384.0, 0.5 * 16384.0))
    tile = tile_of(whole(supports), *([image * np.float32(16384.0) for image in images] for images in (fine, coarse)))
    found = fuse_image(method(scaled), tile, 10.0)
    np.testing.assert_array_equal(found.values, plain.values * np.float32(16384.0))
    np.testing.assert_array_equal(found.sigma, plain.sigma * np.float32(16384.0))


def test_survey_in_tiles_is_that_of_the_whole():
    supports = grids(30, 24)
    fine, coarse = scene(supports, 2)
    image = tile_of(whole(supports), fine, coarse)
    parts = [tile_of(supports.frame(inner, (5, 5), (30.0, 30.0)), fine, coarse)
             for inner in (((0, 13), (0, 24)), ((13, 30), (0, 7)), ((13, 30), (7, 24)))]
    expected = np.nanstd(np.concatenate(fine).astype(np.float64), axis=(1, 2), ddof=1)
    for tiles in ([image], parts):
        np.testing.assert_allclose(Estarfm(OPTIONS).survey(lambda: iter(tiles)).spreads_[0, 0], expected, rtol=1e-12)
        cut = Estarfm(OPTIONS, threshold_tile=16).survey(lambda: iter(tiles)).spreads_
        assert cut.shape == (2, 2, 4)
        np.testing.assert_allclose(cut[1, 0], np.nanstd(np.concatenate(fine)[:, 16:, :16].astype(np.float64), (1, 2),
                                                        ddof=1), rtol=1e-12)


def test_a_void_base_date_leaves_the_other():
    supports = grids(16, 12)
    fine, coarse = scene(supports, 3, holes=False)
    tile = tile_of(whole(supports), [np.full_like(fine[0], np.nan), fine[1]], coarse)
    prediction = fuse_image(Estarfm(OPTIONS), tile, 10.0)
    reference = reference_of(tile, OPTIONS, spreads=np.stack(
        [np.full(3, np.nan), np.std(fine[1].astype(np.float64), axis=(1, 2), ddof=1)]))
    assert_like(prediction, reference)
    assert prediction.filled == 0     # day 16, which is there, is the nearer one
    for day in (5.0, 8.0):
        assert fuse_image(Estarfm(OPTIONS), tile, day).filled == fine[0].size
    assert set(reference.met) >= {"pairs1"}


def test_nothing_without_the_coarse_image():
    supports = grids(16, 12)
    fine, coarse = scene(supports, 2, holes=False)
    coarse[2][1, :2] = np.nan
    prediction = fuse_image(Estarfm(OPTIONS), tile_of(whole(supports), fine, coarse), 10.0)
    assert np.isnan(prediction.values[:, :8]).all() and np.isnan(prediction.sigma[:, :8]).all()
    assert np.isfinite(prediction.values[:, 8:]).all() and prediction.filled == 0


def test_coarse_image_elsewhere():
    fine = GeoBox((8, 8), Affine(30.0, 0.0, 500_000.0, 0.0, -30.0, 4_000_000.0), "EPSG:32611")
    coarse = GeoBox((4, 4), Affine(120.0, 0.0, 700_000.0, 0.0, -120.0, 4_000_000.0), "EPSG:32611")
    frame = whole(Supports(fine, coarse))
    images = [np.random.default_rng(0).random((2, 8, 8), np.float32) for _ in range(2)]
    nothing = np.empty((2, *frame.cells.lattice), np.float32)
    tile = Tile(frame, tuple(Pair(float(k), image, nothing) for k, image in enumerate(images)),
                CoarseImage(0.5, nothing))
    assert np.isnan(fuse_image(Estarfm(OPTIONS), tile, 0.5).values).all()


def test_window_larger_than_the_image():
    supports = grids(7, 6)
    tile = tile_of(whole(supports), *scene(supports, 1, holes=False))
    options = FusionOptions(window=5_000.0, noise_fine=(0.004,), noise_coarse=(0.006,))
    assert_like(fuse_image(Estarfm(options), tile, 10.0), reference_of(tile, options))


def test_reach_is_half_the_window_and_at_least_a_pixel():
    assert Estarfm(OPTIONS).reach((30.0, 30.0), (120.0, 120.0)) == 130.0
    assert Estarfm(FusionOptions(window=10.0)).reach((30.0, 40.0), (120.0, 120.0)) == 40.0


def test_salton(data_dir):
    score = salton(data_dir).score_fuser(Estarfm(FusionOptions()))
    assert score.rmse <= 0.0211
    assert 0.60 <= score.coverage <= 0.76
