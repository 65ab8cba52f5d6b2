"""Errors below the coarse pixel from what is seen above it: its parts, against plain algebra and made fields."""

import numpy as np
import pytest
from multiscale_fusion.core.downscale.calibration import (
    coarse_side, fine_octaves, interpolation_error, model_error, octaves, white_octaves,
)
from multiscale_fusion.core.downscale.field import Field
from multiscale_fusion.core.downscale.supports import CoarseSupports
from multiscale_fusion.tests.core.downscale.fields import torus_field
from multiscale_fusion.tests.core.downscale.test_validation import grids


def test_octaves_are_variances_of_means_in_squares():
    values = np.random.default_rng(0).normal(size=(40, 46)).cumsum(axis=1)
    values[7, 9] = np.nan
    expected = []
    for side in (1, 2):
        found = []
        for down in (0, side):
            for right in (0, side):
                # Positions are shifted by one mean of the octave before.
                for r in range(down, 40 - 2 * side + 1, 2 * side):
                    for c in range(right, 46 - 2 * side + 1, 2 * side):
                        cut = values[r:r + 2 * side, c:c + 2 * side].reshape(2, side, 2, side).mean(axis=(1, 3))
                        found += [cut.var()] if np.isfinite(cut).all() else []
        expected.append(np.mean(found))
    np.testing.assert_allclose(octaves(values, 2), expected, rtol=1e-12)


def test_octaves_of_a_fine_layer_are_the_same_in_strips():
    values = np.random.default_rng(1).normal(size=(48, 64))
    values[5, 6] = np.nan
    field = Field(values.shape)
    field.write((0, 48), values)
    supports = CoarseSupports(*grids(values.shape, 8))
    assert coarse_side(supports) == 8.0
    found = fine_octaves(field, supports)
    for octave, side in enumerate((1, 2, 4)):
        cut = values.reshape(24 // side, 2, side, 32 // side, 2, side).mean(axis=(2, 5))
        variance = cut.var(axis=(1, 3))
        assert found[octave] == pytest.approx(np.nanmean(variance), rel=1e-12)


def test_white_errors_are_continued_as_white():
    """Noise of 1 in the covariate, and so in the prediction, at a ratio of 16."""
    rng = np.random.default_rng(2)
    signal = torus_field("exponential", 9.0, 120.0, 1024, 3, parts=1)
    noise = rng.normal(size=signal.shape)
    coarse = [each.reshape(64, 16, 64, 16).mean(axis=(1, 3)) for each in (noise, signal + noise)]
    field = Field(signal.shape)
    field.write((0, 1024), signal + noise)
    inner = fine_octaves(field, CoarseSupports(*grids(signal.shape, 16)))
    assert 0.8 < model_error(-coarse[0], coarse[1], inner, 16.0) < 1.25


@pytest.mark.parametrize("scale", [20.0, 60.0])
def test_interpolation_errs_as_it_is_told_to(scale):
    """An exponential field averaged over 8 x 8 pixels and kriged back by its own variogram."""
    from multiscale_fusion.core.downscale.kriging import AreaToPointKriging, VariogramModel

    truth = torus_field("exponential", 4.0, scale, 512, 4)
    coarse = truth.reshape(64, 8, 64, 8).mean(axis=(1, 3))
    estimate, variance = AreaToPointKriging(point_model=VariogramModel("exponential", 4.0, scale)).fit(
        coarse, ratio=(8, 8)).predict()
    error = np.sqrt(np.mean((estimate - truth)**2))
    assert np.sqrt(variance.mean()) == pytest.approx(error, rel=0.05)
    found = interpolation_error(coarse, 8.0, float(np.sqrt(variance.mean())))
    assert found == pytest.approx(error, rel=0.2)


def test_too_little_is_told_as_nan():
    assert np.isnan(interpolation_error(np.random.default_rng(5).normal(size=(4, 4)), 8.0, 1.0))
    assert np.isnan(interpolation_error(np.full((40, 40), 3.0), 8.0, 1.0))


@pytest.mark.parametrize("noise", [0.0, 0.4])
def test_white_noise_is_found_in_octaves(noise):
    """Deviations of white noise of 1 in squares of 2 x 2 single pixels: sqrt(3/4); a quarter of the variance above."""
    natural = 2.0 * 0.6**np.arange(4)
    white = noise * np.sqrt(0.75 * 4.0**(np.arange(4) - 3))
    np.testing.assert_allclose(white_octaves(np.hypot(natural, white)), white, atol=0.02)
    assert not white_octaves(np.array([2.0, 1.0])).any()
