"""The baselines against arithmetic by hand, cut into blocks, and on the Salton series."""

import math
from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.spacetime.baselines import Difference, Interpolation, Persistence, Ratio
from multiscale_fusion.core.spacetime.contract import CoarseImage, Pair, Tile, fuse_block, fuse_image
from multiscale_fusion.core.spacetime.frame import Supports
from multiscale_fusion.core.spacetime.options import FusionOptions
from multiscale_fusion.tests.core.spacetime.salton import salton
from odc.geo.geobox import GeoBox
from scipy.special import erf

PIXEL = (30.0, 20.0)
SHAPE, RATIO = (20, 24), (4, 6)
OPTIONS = FusionOptions(window=210.0, noise_fine=(0.01, 0.02), noise_coarse=(0.003, 0.004))
BASELINES = (Persistence, Difference, Ratio, Interpolation)


class Scene:
    """Two bands, nested cells; base dates on days 10 and 14."""

    def __init__(self, holes=0.1, seed=3):
        random = np.random.default_rng(seed)
        cells = tuple(size // ratio for size, ratio in zip(SHAPE, RATIO))
        height, width = (size * ratio for size, ratio in zip(PIXEL, RATIO))
        self.supports = Supports(GeoBox(SHAPE, Affine(PIXEL[1], 0, 0, 0, -PIXEL[0], 0), "EPSG:32611"),
                                 GeoBox(cells, Affine(width, 0, 0, 0, -height, 0), "EPSG:32611"))
        self.fine = {day: random.uniform(0.1, 0.4, (2, *SHAPE)).astype(np.float32) for day in (10.0, 14.0)}
        self.coarse = {day: random.uniform(0.2, 0.5, (2, *cells)).astype(np.float32) for day in (10.0, 11.0, 14.0)}
        for image in (*self.fine.values(), *self.coarse.values()):
            image[random.random(image.shape) < holes] = np.nan

    def tile(self, inner=((0, SHAPE[0]), (0, SHAPE[1])), halo=(0, 0), days=(10.0, 14.0), scale=1.0):
        frame = self.supports.frame(inner, halo, PIXEL)
        fine = (slice(None), slice(*frame.rows), slice(*frame.columns))
        cells = (slice(None), slice(*frame.cells.rows), slice(*frame.cells.columns))
        scale = np.float32(scale)
        return Tile(frame, tuple(Pair(day, self.fine[day][fine] * scale, self.coarse[day][cells] * scale)
                                 for day in days), CoarseImage(11.0, self.coarse[11.0][cells] * scale))

    def on_pixels(self, day):
        return self.coarse[day].repeat(RATIO[0], axis=1).repeat(RATIO[1], axis=2).astype(np.float64)


def test_persistence_is_the_nearest_image_and_its_holes_come_from_the_other():
    scene = Scene()
    found = fuse_image(Persistence(OPTIONS), scene.tile(), 11.0)
    near, far = scene.fine[10.0], scene.fine[14.0]
    np.testing.assert_array_equal(found.values, np.where(np.isnan(near), far, near))
    assert found.filled == np.count_nonzero(np.isnan(near) & ~np.isnan(far)) > 0
    change = np.where(np.isnan(near), scene.on_pixels(14.0), scene.on_pixels(10.0)) - scene.on_pixels(11.0)
    noise = np.array([0.01, 0.02])[:, None, None]
    sigma = np.where(np.isnan(found.values), np.nan, np.sqrt(noise ** 2 + np.where(np.isnan(change), 0, change) ** 2))
    np.testing.assert_allclose(found.sigma, sigma, rtol=1e-5)
    later = fuse_image(Persistence(OPTIONS), scene.tile(), 13.0)
    np.testing.assert_array_equal(later.values, np.where(np.isnan(far), near, far))


def test_persistence_and_interpolation_need_no_coarse_image():
    tile = Scene().tile()
    tile = replace(tile, coarse=None, pairs=tuple(replace(pair, coarse=None) for pair in tile.pairs))
    for baseline in (Persistence, Interpolation):
        found = fuse_image(baseline(OPTIONS), tile, 11.0)
        np.testing.assert_array_equal(np.isnan(found.values), np.isnan(found.sigma))
        assert np.isfinite(found.values).mean() > 0.95
    alone = fuse_image(Persistence(OPTIONS), tile, 11.0)
    np.testing.assert_allclose(np.nanmax(alone.sigma, axis=(1, 2)), [0.01, 0.02], rtol=1e-6)


def test_interpolation_is_linear_in_time():
    scene = Scene()
    found = fuse_image(Interpolation(OPTIONS), scene.tile(), 11.0)
    first, last = (scene.fine[day].astype(np.float64) for day in (10.0, 14.0))
    both = np.isfinite(first + last)
    np.testing.assert_allclose(found.values[both], (0.75 * first + 0.25 * last)[both], rtol=1e-6)
    for band, row, column in np.argwhere(both):
        around = (band, slice(max(0, row - 3), row + 4), slice(max(0, column - 5), column + 6))
        rate = np.nanmean((last - first)[around] ** 2) / 2 + (last - first)[band, row, column] ** 2 / 2
        variance = (0.75 ** 2 + 0.25 ** 2) * (0.01, 0.02)[band] ** 2 + 0.75 * 0.25 * rate
        assert found.sigma[band, row, column] == pytest.approx(np.sqrt(variance), rel=1e-5)
    one = np.isfinite(first) & ~both
    np.testing.assert_array_equal(found.values[one], scene.fine[10.0][one])
    other = np.isfinite(last) & ~both
    np.testing.assert_array_equal(found.values[other], scene.fine[14.0][other])
    assert found.filled == other.sum() > 0


@pytest.mark.parametrize("day, same", [(9.0, 10.0), (10.0, 10.0), (14.0, 14.0), (20.0, 14.0)])
def test_interpolation_does_not_extrapolate(day, same):
    scene = Scene(holes=0.0)
    found = fuse_image(Interpolation(OPTIONS), scene.tile(), day)
    np.testing.assert_array_equal(found.values, scene.fine[same])


def test_sigma_squared_is_the_mean_squared_error_where_a_random_walk_is_interpolated():
    random = np.random.default_rng(5)
    steps = random.normal(0.0, 1.0, (10, 2, 400, 400))
    path = np.cumsum(steps, axis=0, dtype=np.float64)
    supports = Supports(GeoBox((400, 400), Affine(20, 0, 0, 0, -20, 0), "EPSG:32611"),
                        GeoBox((10, 10), Affine(800, 0, 0, 0, -800, 0), "EPSG:32611"))
    frame = supports.frame(((0, 400), (0, 400)), (0, 0), (20.0, 20.0))
    pairs = (Pair(0.0, np.zeros((2, 400, 400), np.float32), None), Pair(10.0, path[-1].astype(np.float32), None))
    quiet = FusionOptions(window=210.0, noise_fine=(0.0,))
    for day in (2, 5, 9):
        found = fuse_image(Interpolation(quiet), Tile(frame, pairs, None), float(day))
        error = found.values - path[day - 1]
        assert np.mean(found.sigma.astype(float) ** 2) == pytest.approx(np.mean(error ** 2), rel=0.02)
        # The rate is the same everywhere, and half of sigma squared goes with the pixel's own end: an integral over it.
        ends = np.linspace(-8.0, 8.0, 4001)
        within = erf(np.sqrt((1.0 + ends ** 2) / 4.0)) * np.exp(-ends ** 2 / 2.0)
        assert np.mean(abs(error) <= found.sigma) == pytest.approx(within.sum() * 0.004 / np.sqrt(2 * np.pi), abs=0.01)


def variance_around(cells):
    found = np.full(cells.shape, math.nan)
    for band, row, column in np.argwhere(np.isfinite(cells)):
        found[band, row, column] = np.nanvar(cells[band, max(0, row - 1):row + 2, max(0, column - 1):column + 2])
    return found


def test_difference_adds_the_coarse_change():
    scene = Scene()
    found = fuse_image(Difference(OPTIONS), scene.tile(days=(10.0,)), 11.0)
    expected = scene.fine[10.0] + scene.on_pixels(11.0) - scene.on_pixels(10.0)
    np.testing.assert_allclose(found.values, expected, rtol=1e-5)
    assert np.isnan(expected).any()
    uneven = variance_around(scene.coarse[11.0].astype(np.float64) - scene.coarse[10.0])
    for band, (fine, coarse) in enumerate(((0.01, 0.003), (0.02, 0.004))):
        variance = fine ** 2 + 2 * coarse ** 2 + np.maximum(uneven[band] - 2 * coarse ** 2, 0.0)
        expected_sigma = np.sqrt(np.kron(variance, np.ones(RATIO)))
        np.testing.assert_allclose(found.sigma[band], np.where(np.isnan(expected[band]), np.nan, expected_sigma),
                                   rtol=1e-4)


def smoothed(image, valid):
    """The Gaussian of half a cell, cut at three standard deviations of each axis, over valid pixels: by the sum."""
    deviation = [0.5 * ratio for ratio in RATIO]
    found = np.full(image.shape, math.nan)
    for y, x in np.ndindex(image.shape):
        rows, columns = np.mgrid[:image.shape[0], :image.shape[1]]
        down, right = (rows - y) / deviation[0], (columns - x) / deviation[1]
        weight = np.where((abs(down) <= 3) & (abs(right) <= 3) & valid, np.exp(-(down ** 2 + right ** 2) / 2), 0.0)
        found[y, x] = (weight * np.where(valid, image, 0.0)).sum() / weight.sum()
    return found


def test_ratio_scales_by_smoothed_coarse_images():
    scene = Scene()
    found = fuse_image(Ratio(OPTIONS), scene.tile(days=(10.0,)), 11.0)
    uneven = variance_around(scene.coarse[11.0].astype(np.float64) - scene.coarse[10.0])
    for band, (fine, coarse) in enumerate(((0.01, 0.003), (0.02, 0.004))):
        then, now = scene.on_pixels(10.0)[band], scene.on_pixels(11.0)[band]
        valid = np.isfinite(then + now)
        first, last = smoothed(then, valid), smoothed(now, valid)
        values = np.where(valid, scene.fine[10.0][band] * last / first, np.nan)
        np.testing.assert_allclose(found.values[band], values, rtol=1e-5)
        v = np.kron(np.maximum(uneven[band] - 2 * coarse ** 2, 0.0), np.ones(RATIO))
        sigma = np.sqrt((last / first) ** 2 * fine ** 2
                        + (scene.fine[10.0][band] / first) ** 2 * ((1 + (last / first) ** 2) * coarse ** 2 + v))
        np.testing.assert_allclose(found.sigma[band], np.where(np.isnan(values), np.nan, sigma), rtol=1e-4)


def test_ratio_gives_way_to_the_difference_where_it_tells_nothing():
    scene = Scene(holes=0.0)
    scene.coarse[10.0][0] = 0.002          # less than three times the noise
    scene.coarse[10.0][1] *= -1.0          # of the other sign
    ratio, difference = (fuse_image(method(OPTIONS), scene.tile(days=(10.0,)), 11.0) for method in (Ratio, Difference))
    np.testing.assert_array_equal(ratio.values, difference.values)
    np.testing.assert_array_equal(ratio.sigma, difference.sigma)


@pytest.mark.parametrize("baseline", BASELINES)
def test_blocks_give_the_same_bytes_as_the_whole_image(baseline):
    scene = Scene()
    fuser = baseline(OPTIONS).survey(lambda: iter((scene.tile(),)))
    whole = fuse_block(fuser, scene.tile(), 11.0)
    reach = fuser.reach(PIXEL, (120.0, 120.0))
    halo = tuple(math.ceil(reach / size) for size in PIXEL)
    filled = 0
    for rows in ((0, 7), (7, 8), (8, 20)):
        for columns in ((0, 9), (9, 24)):
            part = fuse_block(fuser, scene.tile((rows, columns), halo), 11.0)
            inner = (slice(None), slice(*rows), slice(*columns))
            assert part.values.tobytes() == whole.values[inner].tobytes()
            assert part.sigma.tobytes() == whole.sigma[inner].tobytes()
            filled += part.filled
    assert filled == whole.filled


@pytest.mark.parametrize("baseline", BASELINES)
def test_units_do_not_matter(baseline):
    scene = Scene()
    large = FusionOptions(window=210.0, noise_fine=(100.0, 200.0), noise_coarse=(30.0, 40.0))
    one = fuse_image(baseline(OPTIONS), scene.tile(), 11.0)
    other = fuse_image(baseline(large), scene.tile(scale=10_000.0), 11.0)
    np.testing.assert_allclose(other.values, one.values * 1e4, rtol=1e-5, atol=0.01)
    np.testing.assert_allclose(other.sigma, one.sigma * 1e4, rtol=1e-4)


def test_salton_series_leave_one_date_out(data_dir):
    data = salton(data_dir)
    assert (len(data.days), len(data.base_days), len(data.clear_days)) == (20, 18, 16)
    persistence = data.score_fuser(Persistence(FusionOptions()), data.nearest)
    interpolation = data.score_fuser(Interpolation(FusionOptions()))
    # Known for these dates: 0.0236 and 0.0184, on the pixels that all images have.
    assert persistence.mean_rmse == pytest.approx(0.0236, abs=0.0005)
    whole = data.score(lambda day: _without_holes(data, day, fuse_image(Interpolation(FusionOptions()),
                                                                        data.tile(day, data.bases(day)), day)))
    assert whole.mean_rmse == pytest.approx(0.0184, abs=0.0002)
    assert interpolation.count > whole.count
    difference, ratio = (data.score_fuser(each(FusionOptions()), data.nearest) for each in (Difference, Ratio))
    assert ratio.rmse < difference.rmse < persistence.rmse
    assert all(0.55 <= score.coverage <= 0.76 for score in (persistence, difference, ratio))
    assert 0.6 <= interpolation.coverage <= 0.76


def _without_holes(data, day, prediction):
    holes = np.isnan(sum(data.fine[base] for base in data.bases(day)))
    return replace(prediction, values=np.where(holes, np.nan, prediction.values))
