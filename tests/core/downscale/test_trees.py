"""Our prediction of trees against scikit-learn's own, to the bit."""

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError

sklearn = pytest.importorskip("sklearn")

from multiscale_fusion.core.downscale.estimators import packed_trees  # noqa: E402
from multiscale_fusion.core.downscale.estimators.boosting import Boosting  # noqa: E402
from multiscale_fusion.core.downscale.estimators.forest import Forest  # noqa: E402


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(800, 6))
    X[:, 5] = rng.integers(-2, 3, 800)   # ties, and zeros of either sign beside a threshold
    return X, X[:, 0] * 2 + np.sin(3 * X[:, 1]) + (X[:, 5] > 0) + 0.3 * rng.normal(size=800)


@pytest.fixture(scope="module")
def pixels():
    rng = np.random.default_rng(2)
    X = rng.normal(0, 2, (5003, 6)).astype(np.float32)
    X[:, 5] = np.round(X[:, 5])
    X[:40, 5] = -0.0
    X[40] = np.float32(1e30)
    X[41] = -np.float32(1e30)
    return X


@pytest.mark.parametrize("leaves, fewest", [(512, 1), (16, 5), (2, 1)])
def test_forest_predicts_as_scikit_learn(samples, pixels, leaves, fewest):
    forest = Forest(trees=20, most_leaves=leaves, fewest=fewest).fit(*samples)
    assert np.array_equal(forest.predict(pixels), forest.forest_.predict(pixels))


def test_pixels_that_lie_on_thresholds_go_as_in_scikit_learn(samples):
    forest = Forest(trees=5).fit(*samples)
    thresholds = np.concatenate([tree.tree_.threshold for tree in forest.forest_.estimators_])
    at = np.repeat(thresholds.astype(np.float32)[:, None], 6, axis=1)
    for X in (at, np.nextafter(at, np.float32(-np.inf)), np.nextafter(at, np.float32(np.inf))):
        assert np.array_equal(forest.predict(X), forest.forest_.predict(X))


def test_boosting_predicts_as_scikit_learn(samples, pixels):
    boosting = Boosting(rounds=30, quantiles=False).fit(*samples)
    assert np.array_equal(boosting.predict(pixels), boosting.model_.predict(pixels))


def test_the_order_of_keys_is_that_of_numbers():
    rng = np.random.default_rng(3)
    values = np.concatenate([rng.normal(size=500) * 10.0**rng.integers(-40, 38, 500), [0.0, np.inf, -np.inf]])
    values = values.astype(np.float32)
    keys = packed_trees.sortable(values)
    assert np.array_equal(keys[:, None] < keys, values[:, None] < values)
    assert packed_trees.sortable(np.array([-0.0])) == packed_trees.sortable(np.array([0.0]))


def test_too_many_covariates_are_refused():
    stump = packed_trees.Tree(np.array([5000, 0, 0]), np.zeros(3), np.array([1, -1, -1]), np.array([2, -1, -1]), 1)
    with pytest.raises(FusionError, match="too large"):
        packed_trees.pack([stump])
