"""Kriging in time under clouds: what is learned where hardly a pixel has all dates."""

import numpy as np
import pytest
from affine import Affine
from odc.geo.geobox import GeoBox

from multiscale_fusion.core.spacetime.contract import Pair, Tile, fuse_image
from multiscale_fusion.core.spacetime.frame import Supports
from multiscale_fusion.core.spacetime.options import FusionOptions
from multiscale_fusion.core.spacetime.time_kriging import TimeKriging
from multiscale_fusion.core.spacetime.time_kriging_model import Differences, learn_variogram
from multiscale_fusion.tests.core.spacetime import time_kriging_reference as reference

QUIET = FusionOptions(noise_fine=(0.0,))


def _frame():
    corner = Affine.translation(5e5, 4e6)
    fine = GeoBox((100, 100), corner * Affine.scale(30.0, -30.0), "EPSG:32611")
    coarse = GeoBox((10, 10), corner * Affine.scale(300.0, -300.0), "EPSG:32611")
    return Supports(fine, coarse).frame(((0, 100), (0, 100)), (0, 0), (30.0, 30.0))


def _cloudy(seed):
    """Days and a band (dates, rows, columns): forest that hardly changes beside crops that do, strips of cloud."""
    rng = np.random.default_rng(seed)
    days = np.sort(rng.choice(200, int(rng.integers(4, 9)), replace=False)).astype(float)
    amplitude = np.where(np.arange(100) < 50, 0.002, 0.15)
    phase = rng.uniform(0.0, 6.0, (100, 100))
    images = np.float32([0.3 + amplitude * np.sin(day / 20.0 + phase) + 0.003 * rng.standard_normal((100, 100))
                         for day in days])
    for image in images:
        if rng.random() < 0.6:
            width = int(rng.integers(20, 90))
            first = int(rng.integers(0, 100 - width))
            image[:, first:first + width] = np.nan
    return days, images


def test_no_variogram_learned_under_clouds_is_negative():
    for seed in range(300):
        days, images = _cloudy(seed)
        differences = Differences(days)
        differences.add(images)
        found = learn_variogram(differences)
        assert found.nugget >= 0.0 and found.slope > 0.0 and all(each >= 0.0 for each in found.noise)


def test_under_clouds_every_value_has_a_sigma():
    frame = _frame()
    for seed in range(150):
        days, images = _cloudy(seed)
        held = len(days) // 2
        pairs = tuple(Pair(day, image[None], None) for day, image in zip(days, images) if day != days[held])
        found = fuse_image(TimeKriging(QUIET), Tile(frame, pairs, None), days[held])
        assert np.isfinite(found.values).any() and np.nanmin(found.sigma) > 0.0
        np.testing.assert_array_equal(np.isfinite(found.sigma), np.isfinite(found.values))


def test_errors_are_counted_on_pixels_that_have_all_the_dates():
    days, images = _cloudy(1)
    images[1, :20] = np.nan
    differences = Differences(days)
    for rows in (slice(0, 31), slice(31, 100)):
        differences.add(images[:, rows])
    checks = differences.checks()
    assert len(checks) >= 3
    for check, products in checks:
        used, day = np.flatnonzero(check.allowed), days[check.number]
        there = np.isfinite(images[[*used, check.number]]).all(axis=0)
        assert there.sum() >= 30
        weights, _ = reference.weights(days[used], day, (0.1, 1.0, 1.0))
        left = images[check.number] - sum(each * images[k] for each, k in zip(weights, used))
        assert weights @ products[np.ix_(used, used)] @ weights == pytest.approx(np.mean(left[there] ** 2), rel=1e-4)


def test_of_a_date_whose_neighbours_share_no_clear_pixel_fewer_are_taken():
    days, images = np.arange(0.0, 36.0, 4.0), np.random.default_rng(3).random((9, 40, 40), np.float32)
    images[1, :, :39], images[7, :, 1:] = np.nan, np.nan
    differences = Differences(days)
    differences.add(images)
    found = {check.number: np.flatnonzero(check.allowed).tolist() for check, _ in differences.checks()}
    # Dates 1 and 7 have a column each: no pixel has the six dates around date 4, all have the four nearest.
    assert found[4] == [2, 3, 5, 6]
    assert found[2] == [1, 3] or found[2] == [0, 1, 3, 4, 5]
    assert 1 in found and found[1] == [0, 2, 3, 4]
