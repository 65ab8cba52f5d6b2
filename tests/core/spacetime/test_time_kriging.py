"""Kriging in time: weights, slopes and predictions against a plain implementation, simulated processes, real series."""

import numpy as np
import pytest
from affine import Affine
from odc.geo.geobox import GeoBox

from multiscale_fusion.core.spacetime.contract import CoarseImage, Pair, Tile, fuse_block, fuse_image
from multiscale_fusion.core.spacetime.frame import Supports
from multiscale_fusion.core.spacetime.options import FusionOptions
from multiscale_fusion.core.spacetime.time_kriging import TimeKriging
from multiscale_fusion.core.spacetime.time_kriging_errors import ErrorRatios
from multiscale_fusion.core.spacetime.time_kriging_model import Differences, Variogram, learn_variogram
from multiscale_fusion.tests.core.spacetime import time_kriging_reference as reference
from multiscale_fusion.tests.core.spacetime.salton import salton

SIZE = 4
QUIET = FusionOptions(noise_fine=(0.0,))


def _supports(cells=(10, 12), size=SIZE):
    fine = GeoBox((cells[0] * size, cells[1] * size), Affine(30.0, 0, 5e5, 0, -30.0, 4e6), "EPSG:32611")
    coarse = GeoBox(cells, Affine(30.0 * size, 0, 5e5, 0, -30.0 * size, 4e6), "EPSG:32611")
    return Supports(fine, coarse)


def _frame(supports, inner=None, reach=0.0):
    halo = int(np.ceil(reach / 30.0))
    rows, columns = map(int, supports.fine.shape)
    return supports.frame(inner or ((0, rows), (0, columns)), (halo, halo), (30.0, 30.0))


def _tile(frame, fine, coarse, coarse_days, day, observed=True):
    """``fine``: {day: (bands, rows, columns)} of the whole image; ``coarse`` (dates, bands, cell rows, columns)."""
    (top, bottom), (left, right) = frame.rows, frame.columns
    (first, last), (west, east) = frame.cells.rows, frame.cells.columns
    apart = frame.cells.coverage == 0.0
    images = {each: np.where(apart, np.float32(np.nan), np.float32(values[:, first:last, west:east]))
              for each, values in zip(coarse_days, coarse)}
    pairs = tuple(Pair(each, np.float32(values[:, top:bottom, left:right]), images.get(each))
                  for each, values in sorted(fine.items()))
    return Tile(frame, pairs, CoarseImage(day, images[day]) if observed and day in images else None,
                tuple(CoarseImage(each, images[each]) for each in coarse_days if observed or each != day))


def _scene(supports, days, coarse_days, seed=0, bands=1, holes=0.0, noise=0.01):
    """Brownian fine pixels in time, with shifts of whole cells that the coarse images see with noise."""
    rng = np.random.default_rng(seed)
    rows, columns = map(int, supports.coarse.shape)
    every = np.arange(min(coarse_days), max(coarse_days) + 1.0)
    steps = 0.01 * rng.standard_normal((every.size, bands, rows * SIZE, columns * SIZE))
    shifts = 0.02 * rng.standard_normal((every.size, bands, rows, columns)) + 0.02 * rng.standard_normal((
        every.size, bands, 1, 1))
    fields = 0.3 + np.cumsum(steps, axis=0) + np.kron(shifts, np.ones((SIZE, SIZE)))
    cells = fields.reshape(every.size, bands, rows, SIZE, columns, SIZE).mean(axis=(3, 5))
    at = {day: k for k, day in enumerate(every)}
    fine = {day: fields[at[day]].copy() for day in days}
    coarse = np.array([cells[at[day]] + noise * rng.standard_normal(cells[0].shape) for day in coarse_days])
    for values in fine.values():
        values[rng.random(values.shape) < holes] = np.nan
    coarse[rng.random(coarse.shape) < holes] = np.nan
    return fine, coarse, {day: fields[at[day]] for day in every}


@pytest.mark.parametrize("model", [(0.0, 2.0, 1.0), (0.3, 1.0, 1.5), (0.7, 0.1, 0.5)])
@pytest.mark.parametrize("day", [5.0, 11.5, 40.0, -3.0])
def test_weights_solve_the_kriging_system(model, day):
    days = np.array([0.0, 2.0, 9.0, 10.0, 16.0, 23.0, 30.0])
    use = reference.used_dates(np.ones(7, bool), days, day)
    expected, variance = reference.weights(days[use], day, model)
    found, error = Variogram(*model).weights(days, np.ones(7, bool), day)
    np.testing.assert_allclose(found[use], expected, atol=1e-9)
    assert np.count_nonzero(found) <= len(use) and found.sum() == pytest.approx(1.0)
    assert error == pytest.approx(variance, rel=1e-8)


def test_dates_with_noise_of_their_own_count_for_less():
    days, noise = np.array([0.0, 4.0, 9.0, 12.0]), np.array([0.0, 5.0, 0.0, 2.0])
    expected, variance = reference.weights(days, 6.0, (0.1, 1.0, 1.0), noise, own=0.7)
    model = Variogram(0.1, 1.0, 1.0, tuple(noise))
    found, error = model.weights(days, np.ones(4, bool), 6.0, own=0.7)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    assert error == pytest.approx(variance, rel=1e-8)
    plain, _ = Variogram(0.1, 1.0, 1.0).weights(days, np.ones(4, bool), 6.0)
    assert 0.0 < found[1] < 0.5 * plain[1]


def test_a_date_that_is_there_is_taken_as_it_is():
    found, error = Variogram(0.2, 1.0, 1.0).weights(np.array([0.0, 3.0, 8.0]), np.ones(3, bool), 3.0)
    np.testing.assert_array_equal(found, [0.0, 1.0, 0.0])
    assert error == 0.0


def _learned(days, values):
    differences = Differences(days)
    differences.add(np.float32(values).reshape(len(days), 100, -1))
    return learn_variogram(differences)


def test_a_brownian_process_is_interpolated_along_straight_lines():
    rng = np.random.default_rng(1)
    days = np.array([0.0, 3.0, 4.0, 9.0, 15.0, 16.0, 22.0, 30.0])
    steps = np.sqrt(np.diff(days, prepend=-5.0))[:, None] * 0.1 * rng.standard_normal((8, 20_000))
    found = _learned(days, np.cumsum(steps, axis=0))
    assert (found.nugget, found.power) == (0.0, 1.0)
    assert found.slope == pytest.approx(0.5 * 0.1 ** 2, rel=0.03)


def test_noise_about_a_constant_is_averaged():
    rng = np.random.default_rng(2)
    days = np.arange(0.0, 80.0, 8.0)
    found = _learned(days, 0.1 * rng.standard_normal((10, 20_000)))
    weights, variance = found.weights(days, np.ones(10, bool), 36.0)
    # Six dates at best: variance (1 + 1/6); the straight line has (1 + 1/2).
    assert variance == pytest.approx(0.01 * (1.0 + 1.0 / 6.0), rel=0.06)
    assert weights[2:8].min() > 0.1


def test_a_smooth_process_is_followed_around_its_bends():
    rng = np.random.default_rng(3)
    days = np.arange(0.0, 80.0, 8.0)
    phase = rng.uniform(0.0, 2.0 * np.pi, 20_000)
    values = np.sin(2.0 * np.pi * days[:, None] / 60.0 + phase)
    found = _learned(days, values)
    weights, _ = found.weights(days, np.ones(10, bool), 36.0)
    error = np.sin(2.0 * np.pi * 36.0 / 60.0 + phase) - weights @ values
    line = np.sin(2.0 * np.pi * 36.0 / 60.0 + phase) - 0.5 * (values[4] + values[5])
    assert found.power > 1.0
    assert np.std(error) < 0.8 * np.std(line)


def test_a_contaminated_date_is_found_and_hardly_counts():
    supports = _supports()
    rng = np.random.default_rng(16)
    fields = 0.3 + np.cumsum(0.01 * rng.standard_normal((61, 1, 40, 48)), axis=0)
    fine = {day: fields[int(day)].copy() for day in np.arange(0.0, 61.0, 6.0)}
    fine[30.0] += 0.2 * rng.standard_normal((1, 40, 48)) + 0.1
    fuser = TimeKriging(QUIET)
    tile = _tile(_frame(supports), fine, np.empty((0, 1, 10, 12)), (), 33.0)
    fuser.survey(lambda: iter((tile,)))
    noise = np.array(fuser.bands_[0].variogram.noise)
    # 0.2^2 + 0.1^2: what was added, in the mean over pixels.
    assert np.flatnonzero(noise).tolist() == [5] and noise[5] == pytest.approx(0.05, rel=0.15)
    assert "1970-01-31" in fuser.notes()[1]
    error = fuse_block(fuser, tile, 33.0).values - fields[33]
    # From the dates 24 and 36 alone the bridge leaves 9 x 3 / 12 of a day's variance.
    assert np.sqrt(np.mean(error ** 2)) == pytest.approx(0.01 * np.sqrt(9.0 * 3.0 / 12.0), rel=0.08)


@pytest.mark.parametrize("holes", [0.0, 0.2])
def test_predictions_are_those_of_the_plain_implementation(holes):
    supports = _supports((6, 7))
    days, coarse_days = np.array([0.0, 4.0, 7.0, 12.0, 13.0, 20.0]), np.arange(0.0, 21.0, 2.0)
    fine, coarse, _ = _scene(supports, days, coarse_days, seed=4, holes=holes)
    tile = _tile(_frame(supports), fine, coarse, coarse_days, 10.0)
    fuser = TimeKriging(QUIET).survey(lambda: iter((tile,)))
    band = fuser.bands_[0]
    images = np.float32([fine[day][0] for day in days]).astype(float)
    cells = np.float32(coarse[:, 0]).astype(float)
    model = band.variogram.nugget, band.variogram.slope, band.variogram.power
    expected, _ = reference.predict(images, days, cells, coarse_days, 10.0, model, band.slopes)
    found = fuse_block(fuser, tile, 10.0)
    np.testing.assert_allclose(found.values[0], expected, rtol=2e-6, atol=2e-7)
    assert found.filled == 0


def test_slopes_are_those_of_the_plain_implementation():
    supports = _supports((6, 7))
    days, coarse_days = np.array([0.0, 4.0, 7.0, 12.0, 13.0, 20.0]), np.arange(0.0, 21.0)
    fine, coarse, _ = _scene(supports, days, coarse_days, seed=5)
    tile = _tile(_frame(supports), fine, coarse, coarse_days, 10.0)
    band = TimeKriging(QUIET).survey(lambda: iter((tile,))).bands_[0]
    model = band.variogram.nugget, band.variogram.slope, band.variogram.power
    images = np.float32([fine[day][0] for day in days]).astype(float)
    expected = reference.slopes(images, days, np.float32(coarse[:, 0]).astype(float), coarse_days, model)
    np.testing.assert_allclose(band.slopes, expected, rtol=1e-4)
    assert (band.slopes > 0.3).all()


def test_the_error_of_a_known_process_is_the_theoretical_one_and_sigma_covers_it():
    """Brownian pixels, no coarse image: between dates 8 days apart the bridge's variance is 4 x 4 / 8 per day's."""
    supports = _supports((30, 30))
    days = np.arange(0.0, 80.0, 8.0)
    rng = np.random.default_rng(6)
    # Errors four times as large in one half as in the other.
    size = np.where(np.arange(120) < 60, 0.01, 0.04)
    fields = 0.3 + np.cumsum(size * rng.standard_normal((73, 1, 120, 120)), axis=0)
    tile = Tile(_frame(supports), tuple(Pair(day, np.float32(fields[int(day)]), None) for day in days), None)
    found = fuse_image(TimeKriging(QUIET), tile, 36.0)
    error = found.values - fields[36]
    for half in (slice(0, 60), slice(60, 120)):
        theory = size[half][0] * np.sqrt(4.0 * 4.0 / 8.0)
        assert np.sqrt(np.mean(error[..., half] ** 2)) == pytest.approx(theory, rel=0.04)
        assert np.median(found.sigma[..., half]) == pytest.approx(theory, rel=0.1)
        assert 0.60 <= np.mean(np.abs(error[..., half]) <= found.sigma[..., half]) <= 0.76


def test_what_the_coarse_images_see_comes_into_the_prediction():
    supports = _supports()
    days, coarse_days = np.arange(0.0, 61.0, 6.0), np.arange(0.0, 61.0)
    fine, coarse, truth = _scene(supports, days, coarse_days, seed=7)
    tile = _tile(_frame(supports), fine, coarse, coarse_days, 33.0)
    found = fuse_image(TimeKriging(QUIET), tile, 33.0)
    line = 0.5 * (fine[30.0] + fine[36.0])
    error, before = (np.sqrt(np.mean((each - truth[33.0]) ** 2)) for each in (found.values, line))
    # The pixels' own walk stays, sd 0.01 sqrt(3 x 3 / 6); of the cells' shifts, which the coarse images see, the noise.
    walk = 0.01 * np.sqrt(3.0 * 3.0 / 6.0)
    assert before > 0.025
    assert np.sqrt(error ** 2 - walk ** 2) < 0.5 * np.sqrt(before ** 2 - walk ** 2)
    assert 0.60 <= np.mean(np.abs(found.values - truth[33.0]) <= found.sigma) <= 0.76


def test_without_a_coarse_image_of_the_day_those_around_it_serve():
    supports = _supports()
    days, coarse_days = np.arange(0.0, 61.0, 6.0), np.arange(0.0, 61.0, 1.0)
    fine, coarse, _ = _scene(supports, days, coarse_days, seed=8)
    coarse[33] = 0.5 * (coarse[32] + coarse[34])
    seen = fuse_image(TimeKriging(QUIET), _tile(_frame(supports), fine, coarse, coarse_days, 33.0), 33.0)
    unseen = fuse_image(TimeKriging(QUIET), _tile(_frame(supports), fine, coarse, coarse_days, 33.0, False), 33.0)
    np.testing.assert_allclose(unseen.values, seen.values, rtol=1e-3)


@pytest.mark.parametrize("bases, day, expected", [((0.0, 10.0), 4.0, 0.6), ((0.0, 10.0), 13.0, 0.0),
                                                  ((0.0, 10.0), -2.0, 1.0)])
def test_two_dates_without_coarse_images_give_the_straight_line(bases, day, expected):
    rng = np.random.default_rng(9)
    first, second = np.float32(rng.random((2, 2, 40, 48)))
    second[0, 3, 3] = np.nan
    first[1, 5, 5] = second[1, 5, 5] = np.nan
    tile = Tile(_frame(_supports()), (Pair(bases[0], first, None), Pair(bases[1], second, None)), None)
    found = fuse_image(TimeKriging(FusionOptions()), tile, day)
    line = expected * first + (1.0 - expected) * second
    line[0, 3, 3] = first[0, 3, 3]
    np.testing.assert_allclose(found.values, line, rtol=1e-5)
    assert np.isnan(found.values[1, 5, 5]) and np.isnan(found.sigma[1, 5, 5])
    assert np.array_equal(np.isfinite(found.sigma), np.isfinite(found.values))


def test_coarse_images_that_do_not_reach_the_day_are_left_out():
    supports = _supports()
    days, coarse_days = np.arange(0.0, 61.0, 6.0), np.arange(0.0, 31.0)
    fine, coarse, _ = _scene(supports, days, coarse_days[:1].tolist() + [60.0], seed=10)
    coarse = np.random.default_rng(0).random((31, 1, 10, 12))
    found = fuse_image(TimeKriging(QUIET), _tile(_frame(supports), fine, coarse, coarse_days, 45.0), 45.0)
    alone = fuse_image(TimeKriging(QUIET), _tile(_frame(supports), fine, coarse[:0], (), 45.0), 45.0)
    np.testing.assert_allclose(found.values, alone.values, rtol=1e-6)


def test_blocks_give_what_the_whole_image_gives():
    supports = _supports((12, 13))
    days, coarse_days = np.array([0.0, 4.0, 7.0, 12.0, 13.0, 20.0]), np.arange(0.0, 21.0)
    fine, coarse, _ = _scene(supports, days, coarse_days, seed=11, bands=2, holes=0.1)
    whole = _tile(_frame(supports), fine, coarse, coarse_days, 10.0)
    fuser = TimeKriging(FusionOptions(noise_fine=(0.001,))).survey(lambda: iter((whole,)))
    expected = fuse_block(fuser, whole, 10.0)
    reach = fuser.reach((30.0, 30.0), (120.0, 120.0))
    for inner in (((0, 17), (0, 21)), ((17, 48), (0, 21)), ((0, 17), (21, 52)), ((17, 48), (21, 52)),
                  ((20, 21), (30, 31))):
        tile = _tile(_frame(supports, inner, reach), fine, coarse, coarse_days, 10.0)
        found = fuse_block(fuser, tile, 10.0)
        (top, bottom), (left, right) = inner
        np.testing.assert_array_equal(found.values, expected.values[:, top:bottom, left:right])
        np.testing.assert_array_equal(found.sigma, expected.sigma[:, top:bottom, left:right])


def test_blocks_give_what_the_whole_image_gives_where_the_lattices_lean():
    """Cells of a frame's rectangle that lie apart from its pixels are never read."""
    fine_grid = GeoBox((110, 100), Affine(30.0, 0, 5e5, 0, -30.0, 4e6), "EPSG:32611")
    turned = Affine.translation(498_000.0, 4_000_500.0) * Affine.rotation(40.0) * Affine.scale(240.0, -240.0)
    supports = Supports(fine_grid, GeoBox((26, 30), turned, "EPSG:32611"))
    rng = np.random.default_rng(17)
    days, coarse_days = np.array([0.0, 4.0, 7.0, 12.0, 13.0, 20.0]), np.arange(0.0, 21.0, 2.0)
    fine = {day: 0.3 + 0.1 * rng.random((1, 110, 100)) for day in days}
    coarse = 0.3 + 0.1 * rng.random((coarse_days.size, 1, 26, 30))
    for values in (*fine.values(), coarse):
        values[rng.random(values.shape) < 0.1] = np.nan
    whole = _tile(_frame(supports), fine, coarse, coarse_days, 10.0)
    fuser = TimeKriging(QUIET).survey(lambda: iter((whole,)))
    assert fuser.bands_[0].slopes.all()
    expected = fuse_block(fuser, whole, 10.0)
    reach, apart = fuser.reach((30.0, 30.0), (240.0, 240.0)), 0
    for inner in [((top, min(top + 37, 110)), (left, left + 25)) for top in (0, 37, 74) for left in (0, 25, 50, 75)]:
        tile = _tile(_frame(supports, inner, reach), fine, coarse, coarse_days, 10.0)
        apart += np.count_nonzero(tile.frame.cells.coverage == 0.0)
        found = fuse_block(fuser, tile, 10.0)
        (top, bottom), (left, right) = inner
        np.testing.assert_array_equal(found.values, expected.values[:, top:bottom, left:right])
        np.testing.assert_array_equal(found.sigma, expected.sigma[:, top:bottom, left:right])
    assert apart > 0


def test_a_survey_in_tiles_learns_what_one_over_the_whole_learns():
    supports = _supports((12, 13))
    days, coarse_days = np.array([0.0, 4.0, 7.0, 12.0, 13.0, 20.0]), np.arange(0.0, 21.0)
    fine, coarse, _ = _scene(supports, days, coarse_days, seed=12, holes=0.1)
    fuser = TimeKriging(QUIET)
    reach = fuser.reach((30.0, 30.0), (120.0, 120.0))
    whole = _tile(_frame(supports), fine, coarse, coarse_days, 10.0)
    tiles = [_tile(_frame(supports, inner, reach), fine, coarse, coarse_days, 10.0)
             for inner in (((0, 19), (0, 52)), ((19, 48), (0, 23)), ((19, 48), (23, 52)))]
    expected = TimeKriging(QUIET).survey(lambda: iter((whole,))).bands_[0]
    found = fuser.survey(lambda: iter(tiles)).bands_[0]
    assert found.variogram.slope == pytest.approx(expected.variogram.slope, rel=1e-9)
    np.testing.assert_allclose(found.slopes, expected.slopes, rtol=1e-6)
    assert found.factor == pytest.approx(expected.factor, rel=0.02)


def test_results_follow_the_units():
    supports = _supports()
    days, coarse_days = np.arange(0.0, 31.0, 5.0), np.arange(0.0, 31.0)
    fine, coarse, _ = _scene(supports, days, coarse_days, seed=13, bands=2, holes=0.05)
    found = fuse_image(TimeKriging(FusionOptions(noise_fine=(0.005,))),
                       _tile(_frame(supports), fine, coarse, coarse_days, 13.0), 13.0)
    large = {day: values * 1e4 for day, values in fine.items()}
    scaled = fuse_image(TimeKriging(FusionOptions(noise_fine=(50.0,))),
                        _tile(_frame(supports), large, coarse * 1e4, coarse_days, 13.0), 13.0)
    np.testing.assert_allclose(scaled.values, found.values * 1e4, rtol=1e-4)
    np.testing.assert_allclose(scaled.sigma, found.sigma * 1e4, rtol=0.02)


def test_sensors_of_other_units_are_brought_together_by_the_slopes():
    supports = _supports()
    days, coarse_days = np.arange(0.0, 31.0, 5.0), np.arange(0.0, 31.0)
    fine, coarse, _ = _scene(supports, days, coarse_days, seed=14)
    tile = _tile(_frame(supports), fine, coarse, coarse_days, 13.0)
    other = _tile(_frame(supports), fine, coarse * 100.0 - 3.0, coarse_days, 13.0)
    np.testing.assert_allclose(fuse_image(TimeKriging(QUIET), other, 13.0).values,
                               fuse_image(TimeKriging(QUIET), tile, 13.0).values, rtol=0.01)


def test_images_that_never_change_stay_and_have_the_sensors_noise():
    supports = _supports()
    fine = {day: np.full((1, 40, 48), 0.25) for day in (0.0, 5.0, 9.0, 14.0)}
    tile = _tile(_frame(supports), fine, np.full((15, 1, 10, 12), 0.2), np.arange(15.0), 7.0)
    found = fuse_image(TimeKriging(FusionOptions(noise_fine=(0.005,))), tile, 7.0)
    np.testing.assert_array_equal(found.values, np.float32(0.25))
    # Weights 1/2 and 1/2 of the dates 5 and 9.
    np.testing.assert_allclose(found.sigma, 0.005 * np.sqrt(0.5), rtol=1e-6)


def test_dates_that_share_no_pixel_are_joined_by_lines():
    first, second = np.full((1, 40, 48), 0.2), np.full((1, 40, 48), 0.4)
    first[..., :24], second[..., 24:] = np.nan, np.nan
    tile = _tile(_frame(_supports()), {0.0: first, 5.0: second}, np.empty((0, 1, 10, 12)), (), 2.0)
    found = fuse_image(TimeKriging(FusionOptions()), tile, 2.0)
    np.testing.assert_allclose(found.values[0, :, [0, 47]], [[0.4] * 40, [0.2] * 40], rtol=1e-6)


def test_the_factor_is_the_quantile_of_the_errors():
    ratios = ErrorRatios()
    values = np.random.default_rng(15).standard_normal(100_000) * 3.0
    ratios.add(values ** 2)
    assert ratios.factor() == pytest.approx(np.quantile(np.abs(values), 0.6826894921370859), rel=0.01)
    assert ErrorRatios().factor() == 1.0


def test_salton_leave_one_date_out(data_dir):
    """16 dates, each from the 17 others that are clear: of the date only its coarse image is seen. A line between the
    dates around leaves 0.0192 (mean over the dates), 0.0202 (all pixels).
    """
    series = salton(data_dir)
    score = series.score_fuser(TimeKriging(FusionOptions()),
                               lambda day: [each for each in series.base_days if each != day])
    assert len(score.by_day) == 16 and score.count > 311_000
    assert score.mean_rmse <= 0.0182
    assert score.rmse <= 0.0187
    assert 0.60 <= score.coverage <= 0.76


def test_salton_with_its_contaminated_dates(data_dir):
    """The same 16 dates, each from all 21 other fine images: those under clouds are found, and what they hold helps."""
    series = salton(data_dir)
    score = series.score_fuser(TimeKriging(FusionOptions()),
                               lambda day: [each for each in sorted(series.fine) if each != day])
    assert score.mean_rmse <= 0.0178
    assert score.rmse <= 0.0182
    assert 0.60 <= score.coverage <= 0.76
