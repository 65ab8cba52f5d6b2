"""Estimators against known relations, other libraries and their own promises."""

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError

sklearn = pytest.importorskip("sklearn")
from sklearn.linear_model import LinearRegression  # noqa: E402

from multiscale_fusion.core.downscale.estimators.boosting import Boosting  # noqa: E402
from multiscale_fusion.core.downscale.estimators.dms import DataMiningSharpener  # noqa: E402
from multiscale_fusion.core.downscale.estimators.folds import spatial_folds  # noqa: E402
from multiscale_fusion.core.downscale.estimators.forest import Forest  # noqa: E402
from multiscale_fusion.core.downscale.estimators.homogeneity import homogeneous, variation  # noqa: E402
from multiscale_fusion.core.downscale.estimators.linear import Linear  # noqa: E402
from multiscale_fusion.core.downscale.estimators.tsharp import TsHarp  # noqa: E402

METHODS = [Linear, TsHarp, lambda: Forest(trees=30), lambda: Boosting(rounds=60, rate=0.1),
           lambda: DataMiningSharpener(trees=10, local_trees=8)]
NAMES = ["linear", "tsharp", "forest", "boosting", "dms"]


def scene(side, seed=0, noise=0.3):
    """Covariates, value, positions: a relation that changes from west to east, and noise."""
    rng = np.random.default_rng(seed)
    positions = np.argwhere(np.ones((side, side))).astype(float)
    X = np.column_stack([rng.uniform(0, 1, side * side), rng.normal(size=(side * side, 2))])
    truth = 300.0 - 12.0 * X[:, 0] + 2.0 * X[:, 1] * (positions[:, 1] / side - 0.5)
    return X, truth + noise * rng.normal(size=truth.size), positions, truth


@pytest.mark.parametrize("method", METHODS, ids=NAMES)
def test_a_pixel_is_predicted_the_same_in_every_block(method):
    X, y, positions, _ = scene(24)
    model = method().fit(X, y, positions=positions)
    fine = X[::-1].astype(np.float32)
    whole, spread = model.predict(fine, positions), model.spread(fine, positions)
    for cut in (1, 7, 100):
        parts = [slice(0, cut), slice(cut, None)]
        assert np.array_equal(np.concatenate([model.predict(fine[p], positions[p]) for p in parts]), whole)
        assert np.array_equal(np.concatenate([model.spread(fine[p], positions[p]) for p in parts]), spread)


@pytest.mark.parametrize("method", METHODS, ids=NAMES)
def test_the_same_seed_gives_the_same_model(method):
    X, y, positions, _ = scene(20)
    one, other = (method().fit(X, y, positions=positions).predict(X, positions) for _ in range(2))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("method", METHODS, ids=NAMES)
def test_sigma_is_the_size_of_errors_on_samples_not_seen(method):
    X, y, positions, _ = scene(30, seed=1)
    model = method().fit(X, y, positions=positions)
    X, y, positions, _ = scene(30, seed=2)
    score = (model.predict(X, positions) - y) / model.spread(X, positions)
    assert 0.80 < np.sqrt(np.mean(score**2)) < 1.25
    assert 0.60 < np.mean(np.abs(score) < 1.0) < 0.80


@pytest.mark.parametrize("method", METHODS, ids=NAMES)
def test_importances_and_partial_dependence_name_what_matters(method):
    X, y, positions, _ = scene(24)
    model = method().fit(X, y, positions=positions)
    assert model.importances_.argmax() == 0
    values, means = model.partial_dependence(0)
    assert 8.0 < (means[0] - means[-1]) / (values[-1] - values[0]) < 14.0   # 12 was put in


@pytest.mark.parametrize("method", METHODS, ids=NAMES)
def test_bad_samples_are_refused(method):
    X, y, positions, _ = scene(8)
    with pytest.raises(FusionError, match="at least 30"):
        method().fit(X[:29], y[:29])
    with pytest.raises(FusionError, match="nothing to learn"):
        method().fit(X, np.full(y.size, 7.0))
    with pytest.raises(ValueError, match="NaN"):
        method().fit(X, np.where(np.arange(y.size) == 3, np.nan, y))
    with pytest.raises(ValueError, match="belong together"):
        method().fit(X[1:], y)
    with pytest.raises(ValueError, match="not the 3 covariates"):
        method().fit(X, y).predict(X[:, :2])


def test_extrapolation_is_outside_of_the_samples():
    X, y, _, _ = scene(10)
    model = Linear().fit(X, y)
    probe = np.array([X.mean(axis=0), X.max(axis=0), X.max(axis=0) + [0, 0, 1e-3], X.min(axis=0) - [1e-3, 0, 0]])
    assert model.extrapolates(probe).tolist() == [False, False, True, True]


def test_linear_is_least_squares_where_that_is_well_posed():
    X, _, _, _ = scene(12)
    y = 3.0 + X @ [1.0, -2.0, 0.5]
    weight = np.linspace(0.1, 2.0, y.size)
    model = Linear().fit(X, y, sample_weight=weight)
    other = LinearRegression().fit(X, y, weight)
    assert np.allclose(model.slopes_, other.coef_, atol=1e-9) and np.isclose(model.intercept_, other.intercept_)
    assert model.notes_ == []


def test_linear_leave_one_out_residuals_are_what_leaving_one_out_gives():
    X, y, _, _ = scene(6, noise=2.0)
    model = Linear().fit(X, y)
    scale = X.std(axis=0)
    for k in (0, 11, 35):
        kept = np.arange(y.size) != k
        # Ridge round the mean of all samples, as the shortcut has it; only the mean itself is refitted.
        inner = np.column_stack([np.ones(y.size), (X - X.mean(axis=0)) / scale])
        penalty = np.diag([0.0, *[model.ridge_ * y.size] * 3])
        solved = np.linalg.solve(inner[kept].T @ inner[kept] + penalty, inner[kept].T @ y[kept])
        assert np.isclose(model.residuals_[k], y[k] - inner[k] @ solved, rtol=1e-8)


def test_collinear_covariates_are_told_and_share_the_slope():
    X, y, _, _ = scene(12)
    plain = Linear().fit(X, y)
    doubled = Linear().fit(np.column_stack([X, X[:, 0], np.full(y.size, 4.0)]), y)
    assert doubled.rank_ == 3 and "2 of 5 covariates" in doubled.notes_[0]
    assert np.isclose(doubled.slopes_[0], doubled.slopes_[3]) and doubled.slopes_[4] == 0.0
    assert np.isclose(doubled.slopes_[0] + doubled.slopes_[3], plain.slopes_[0], rtol=1e-2)


def test_tsharp_recovers_its_own_formula():
    ndvi = np.linspace(0.1, 0.8, 50)
    cover = 1.0 - ((0.85 - ndvi) / (0.85 - 0.05))**0.625
    model = TsHarp(ndvi=1, ndvi_min=0.05, ndvi_max=0.85).fit(np.column_stack([ndvi * 0, ndvi]), 310.0 - 15.0 * cover)
    beyond = np.array([[0.0, 0.05], [0.0, 0.85], [0.0, -0.3], [0.0, 0.95]])
    assert np.allclose(model.predict(beyond), [310.0, 295.0, 310.0, 295.0], atol=1e-6)


def test_tsharp_needs_an_ndvi_that_varies():
    with pytest.raises(FusionError, match="varies"):
        TsHarp().fit(np.full((40, 1), 0.3), np.arange(40.0))


def test_forest_spread_is_wider_where_the_noise_is():
    rng = np.random.default_rng(4)
    X = rng.uniform(-1, 1, (2000, 2))
    y = X[:, 0] + np.where(X[:, 1] > 0, 1.0, 0.1) * rng.normal(size=2000)
    for model in (Forest(trees=40, fewest=10), Boosting(rounds=40)):
        spread = model.fit(X, y).spread(X)
        assert spread[X[:, 1] > 0.2].mean() > 2.5 * spread[X[:, 1] < -0.2].mean()


def test_windows_find_what_one_model_cannot():
    X, y, positions, _ = scene(45, noise=0.1)
    local = DataMiningSharpener(trees=10, local_trees=10).fit(X, y, positions=positions)
    whole = DataMiningSharpener(trees=10, window=0).fit(X, y, positions=positions)
    X, _, positions, truth = scene(45, seed=9)
    errors = [np.sqrt(np.mean((model.predict(X, positions) - truth)**2)) for model in (local, whole)]
    assert whole.local_ == [] and errors[0] < 0.7 * errors[1]


def test_windows_blend_without_seams():
    X, y, positions, _ = scene(45)
    model = DataMiningSharpener(trees=5, local_trees=5).fit(X, y, positions=positions)
    along = np.column_stack([np.full(20000, 20.0), np.linspace(-2.0, 46.0, 20000)])
    same = np.repeat(X[:1], 20000, axis=0)
    assert np.abs(np.diff(model.predict(same, along))).max() < 0.01
    shares = sum(model._windows.share(node, along) for node in model._windows.nodes())
    assert np.allclose(shares, 1.0, atol=1e-12)


def test_planes_in_leaves_follow_a_plane_that_steps_cannot():
    X, _, _, _ = scene(20)
    y = X @ [4.0, -1.0, 2.0]
    model = DataMiningSharpener(trees=5, window=0, stretch=0.5).fit(X, y)
    steps = Forest(trees=5).fit(X, y)
    other, _, _, _ = scene(20, seed=5)
    inside = ~model.extrapolates(other)
    errors = [np.abs(each.predict(other[inside]) - other[inside] @ [4.0, -1.0, 2.0]).mean() for each in (model, steps)]
    assert errors[0] < 0.02 and errors[1] > 0.2


def test_homogeneous_pixels_are_the_least_uneven():
    means = np.column_stack([np.full(100, 50.0), np.linspace(-1, 1, 100)])
    deviations = np.column_stack([np.linspace(5.0, 0.0, 100), np.zeros(100)])
    uneven = variation(means, deviations)
    assert np.allclose(uneven, np.linspace(0.1, 0.0, 100) / 2)
    assert np.flatnonzero(homogeneous(uneven, 0.8)).tolist() == list(range(20, 100))
    assert homogeneous(uneven, 0.01).sum() == 30
    assert homogeneous(uneven[:20], 0.5).sum() == 20


def test_folds_keep_neighbours_together():
    _, _, positions, _ = scene(40)
    fold = spatial_folds(positions.shape[0], positions, 0).reshape(40, 40)
    assert np.unique(fold).tolist() == [0, 1, 2, 3, 4]
    assert (fold[:, 1:] == fold[:, :-1]).mean() > 0.8
