"""Planes in leaves against NumPy's least squares."""

import numpy as np
import pytest
from multiscale_fusion.core.downscale.estimators.leaf_kernel import fill_planes, ridge


def reference(design, y, weight, pull, towards):
    """Least squares with ``pull`` samples for the slopes ``towards`` at the bottom; of many solutions the shortest."""
    centre, mean = np.average(design, axis=0, weights=weight), np.average(y, weights=weight)
    inner, root = design - centre, np.sqrt(weight)
    left = np.concatenate([root[:, None] * inner, np.sqrt(pull) * np.eye(design.shape[1])])
    right = np.concatenate([root * (y - mean - inner @ towards), np.zeros(design.shape[1])])
    slopes = towards + np.linalg.lstsq(left, right, rcond=None)[0]
    return np.concatenate([[mean - centre @ slopes], slopes])


@pytest.fixture
def samples():
    rng = np.random.default_rng(0)
    design = rng.normal(size=(80, 5))
    design[:, 4] = design[:, 0] - 2.0 * design[:, 1]   # collinear
    return design, design[:, 0] + rng.normal(size=80), rng.uniform(0.5, 3.0, 80)


@pytest.mark.parametrize("pull", [5.0, 1e-3])
def test_ridge_is_least_squares(samples, pull):
    design, y, weight = samples
    towards, some = np.linspace(-1.0, 1.0, 5), np.arange(3, 60, 2)
    found = ridge(design, y, weight, some, pull, towards)
    assert np.allclose(found, reference(design[some], y[some], weight[some], pull, towards), atol=1e-9)


def test_without_pull_collinear_covariates_still_fit_as_well_as_can_be(samples):
    design, y, weight = samples
    found = ridge(design, y, weight, np.arange(80), 0.0, np.zeros(5))
    best = reference(design, y, weight, 0.0, np.zeros(5))
    fitted, wanted = (each[0] + design @ each[1:] for each in (found, best))
    assert np.isfinite(found).all() and np.allclose(fitted, wanted, atol=1e-8)


def test_leaves_get_bounds_and_planes_drawn_to_the_trunk(samples):
    design, y, weight = samples
    members, starts, nodes = np.random.default_rng(1).permutation(80)[:50], np.array([0, 12, 50]), np.array([3, 1])
    planes = np.full((5, 8), -9.0)
    fill_planes(design, y, weight, members, starts, nodes, 5.0, 0.25, planes)
    trunk = reference(design[members], y[members], weight[members], 5.0, np.zeros(5))[1:]
    for node, own in ((3, members[:12]), (1, members[12:])):
        low, high = y[own].min(), y[own].max()
        expected = [low - 0.25 * (high - low), high + 0.25 * (high - low),
                    *reference(design[own], y[own], weight[own], 5.0, trunk)]
        assert np.allclose(planes[node], expected, atol=1e-9)
    assert (planes[[0, 2, 4]] == -9.0).all()
