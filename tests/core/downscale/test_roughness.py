"""Errors of kriging expected from coarse values alone, against dense algebra and the errors on made fields."""

import numpy as np
import pytest
from multiscale_fusion.core.downscale.kriging import VariogramModel
from multiscale_fusion.core.downscale.kriging.roughness import expected_error, unit_variance
from multiscale_fusion.tests.core.downscale.fields import lattice_covariance, nested, ordinary_kriging, torus_field

RATIO = 8


def kriging_error(name, scale):
    """Mean variance in the middle of 5 x 5 pixels of 4 x 4 cells, for a sill of 1: one dense system."""
    covariance = lattice_covariance(name, 1.0, scale, 0.0, (20, 20))
    operator = nested((5, 5), (4, 4))
    return ordinary_kriging(covariance, operator, np.zeros(25))[1].reshape(20, 20)[8:12, 8:12].mean()


@pytest.mark.parametrize("name, scale", [("exponential", 6.0), ("matern", 3.0), ("gaussian", 5.0)])
def test_variances_of_kriging(name, scale):
    assert unit_variance(VariogramModel(name, 1.0, scale / 4.0), 4.0) == pytest.approx(kriging_error(name, scale),
                                                                                       rel=1e-3)


def test_cells_finer_than_are_kriged_are_added():
    """White texture at any size has all of its variance in the finest cell."""
    model = VariogramModel("exponential", 1.0, 0.01)
    assert unit_variance(model, 32.0) / unit_variance(model, 8.0) == pytest.approx(
        _square(0.01, 1 / 32) / _square(0.01, 1 / 8), rel=0.02)


def _square(scale, size):
    """Variance of an exponential field's mean over a square: the mean covariance of random pairs of places."""
    a, b = np.random.default_rng(0).uniform(0.0, size, (2, 400_000, 2))
    return np.exp(-np.hypot(*(a - b).T) / scale).mean()


@pytest.mark.parametrize("name, scale", [("exponential", 24.0), ("matern", 12.0), ("gaussian", 12.0)])
def test_expected_errors_are_those_of_the_true_variogram(name, scale):
    """With the type of the field unknown, its variance of kriging is found within a third of its root."""
    truth = torus_field(name, 4.0, scale, 512, 7, parts=2)
    coarse = truth.reshape(64, RATIO, 64, RATIO).mean(axis=(1, 3))
    expected = expected_error(coarse, float(RATIO))
    true = 2.0 * np.sqrt(kriging_error(name, scale / 2.0))   # 4 cells a pixel
    assert expected.error == pytest.approx(true, rel=0.35) and expected.rough < 0.1 and expected.reach > 2.0


def test_white_noise_is_rough_and_may_be_large():
    """Noise of 1 at fine pixels is 1 / 8 in means: nothing tells it from texture somewhat coarser."""
    coarse = np.random.default_rng(3).normal(size=(64, 64)) / RATIO
    expected = expected_error(coarse, float(RATIO))
    assert expected.rough > 0.9 and expected.reach < 1.0 and 0.4 < expected.error < 1.2


def test_missing_values_are_left_out():
    rng = np.random.default_rng(4)
    coarse = torus_field("matern", 1.0, 3.0, 64, 5, parts=1)
    whole = expected_error(coarse, 8.0).error
    assert expected_error(np.where(rng.random(coarse.shape) < 0.1, np.nan, coarse), 8.0).error == pytest.approx(
        whole, rel=0.3)
    assert expected_error(np.full((30, 30), np.nan), 8.0) is None and expected_error(np.ones((30, 30)), 8.0) is None
