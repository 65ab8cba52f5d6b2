"""Experimental variograms, fitted models, and the point variogram behind them."""

import numpy as np
import pytest
from multiscale_fusion.core.downscale.kriging import AreaToPointKriging
from multiscale_fusion.core.downscale.kriging.covariance import cell_covariances, lattice_table
from multiscale_fusion.core.downscale.kriging.deconvolution import Regularisation, deconvolve
from multiscale_fusion.core.downscale.kriging.likelihood import WindowLikelihood
from multiscale_fusion.core.downscale.kriging.models import MODELS, VariogramModel
from multiscale_fusion.core.downscale.kriging.stencil import gaussian_kernel
from multiscale_fusion.core.downscale.kriging.variogram import (
    Experimental,
    fit_model,
    lattice_variogram,
    scattered_variogram,
)
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.tests.core.downscale.fields import (
    CORRELATIONS,
    cell_average,
    lattice_covariance,
    torus_field,
)
from scipy.ndimage import gaussian_filter


@pytest.mark.parametrize("name", CORRELATIONS)
def test_models_are_their_formulas(name):
    distance = np.array([0.0, 0.5, 3.0, 8.0, 20.0])
    model = VariogramModel(name, 4.0, 7.0, 0.5)
    expected = np.where(distance == 0.0, 0.0, 0.5 + 4.0 * (1.0 - CORRELATIONS[name](distance / 7.0)))
    np.testing.assert_allclose(model.variogram(distance), expected, rtol=1e-12, atol=1e-12)
    share = model.correlation(model.practical_range)
    assert share == pytest.approx(0.0 if name == "spherical" else 0.05, abs=1e-9)


@pytest.mark.parametrize("smoothness", [0.5, 1.5, 2.5])
def test_the_matern_of_any_smoothness_meets_its_closed_forms(smoothness):
    distance = np.linspace(0.0, 5.0, 40)
    near = VariogramModel("matern", 1.0, 1.0, smoothness=smoothness + 1e-9)
    np.testing.assert_allclose(near.correlation(distance),
                               VariogramModel("matern", 1.0, 1.0, smoothness=smoothness).correlation(distance),
                               atol=1e-7)


def test_models_that_cannot_be_are_refused():
    for wrong in ({"name": "cubic"}, {"range": 0.0}, {"sill": -1.0}, {"nugget": -0.1}):
        with pytest.raises(ValueError):
            VariogramModel(**{"name": "spherical", "sill": 1.0, "range": 1.0, **wrong})


@pytest.mark.parametrize("robust", [False, True])
def test_all_pairs_with_holes(robust):
    """Against every pair in two loops."""
    rng = np.random.default_rng(4)
    values = rng.normal(size=(9, 11)).cumsum(axis=1)
    values[rng.random(values.shape) < 0.3] = np.nan
    found = lattice_variogram(values, (2.0, 3.0), most_lag=9.0, robust=robust)
    place = np.argwhere(np.isfinite(values))
    sums = {}
    for i, a in enumerate(place):
        for b in place[:i]:
            distance = np.hypot((a[0] - b[0]) * 2.0, (a[1] - b[1]) * 3.0)
            if distance <= 9.0:
                sums.setdefault(round(distance / 2.0), []).append((distance, abs(values[tuple(a)] - values[tuple(b)])))
    for k, number in enumerate(sorted(sums)):
        distance, difference = np.array(sums[number]).T
        count = len(distance)
        gamma = (np.sqrt(difference).mean() ** 4 / (0.457 + 0.494 / count) if robust else (difference**2).mean()) / 2.0
        assert found.pairs[k] == count
        assert found.distance[k] == pytest.approx(distance.mean(), rel=1e-12)
        assert found.gamma[k] == pytest.approx(gamma, rel=1e-12)
    assert len(found.pairs) == len(sums)


def test_scattered_places_give_what_the_lattice_gives():
    values = np.random.default_rng(5).normal(size=(12, 10)).cumsum(axis=0)
    values[3, 4:8] = np.nan
    lattice = lattice_variogram(values, (2.0, 2.0), most_lag=8.0)
    places = np.argwhere(np.ones(values.shape)) * 2.0
    scattered = scattered_variogram(places, values.ravel(), 2.0, most_lag=8.0)
    for name in ("distance", "gamma", "pairs", "variance"):
        np.testing.assert_allclose(getattr(scattered, name), getattr(lattice, name), rtol=1e-12)


def test_a_sample_of_pairs_is_near_all_of_them_and_the_same_each_time():
    values = gaussian_filter(np.random.default_rng(6).normal(size=(300, 200)), 1.5)
    whole = lattice_variogram(values, most_pairs=10**9)
    sample = lattice_variogram(values, most_pairs=400_000, seed=3)
    assert sample.pairs.sum() <= 1.1 * 400_000 < 0.2 * whole.pairs.sum()
    np.testing.assert_allclose(sample.gamma, whole.gamma, rtol=0.1)
    assert (lattice_variogram(values, most_pairs=400_000, seed=3).gamma == sample.gamma).all()
    places = np.argwhere(np.ones(values.shape))
    scattered = scattered_variogram(places, values.ravel(), 1.0, most_lag=8.0, most_pairs=200_000)
    near = np.interp(scattered.distance, whole.distance, whole.gamma)
    np.testing.assert_allclose(scattered.gamma, near, rtol=0.2)


def test_the_robust_estimator_bears_outliers():
    rng = np.random.default_rng(7)
    values = rng.normal(size=(60, 60))
    spoiled = np.where(rng.random(values.shape) < 0.01, 40.0, values)
    assert lattice_variogram(spoiled).gamma.min() > 10.0
    assert lattice_variogram(spoiled, robust=True).gamma.max() < 1.7    # 1 without them


def test_too_few_values_are_told():
    values = np.full((10, 10), np.nan)
    values[:2, :10] = 1.0
    with pytest.raises(FusionError, match="Only 20 coarse pixels"):
        lattice_variogram(values)


def of_model(gamma_of, lags=12, size=1.0):
    """An experimental variogram that is exactly a function of distance, with pairs as on a lattice."""
    vectors = np.array([(r, c) for r in range(lags + 1) for c in range(-lags, lags + 1)
                        if (r or c > 0) and np.hypot(r, c) <= lags])
    classes = np.rint(np.hypot(*vectors.T)).astype(int) - 1
    pairs = np.full(len(vectors), 500.0)
    total = np.bincount(classes, pairs)
    distance = np.bincount(classes, pairs * np.hypot(*vectors.T)) / total * size
    gamma = np.array([gamma_of(each) for each in distance])
    return Experimental(distance, gamma, total, vectors * size, classes, pairs, float(gamma.max()))


@pytest.mark.parametrize("name", CORRELATIONS)
def test_a_model_is_found_again_in_its_own_variogram(name):
    true = VariogramModel(name, 3.0, 2.5, 0.4)
    found = fit_model(of_model(lambda h: float(true.variogram(h))), name)
    assert (found.sill, found.range, found.nugget) == pytest.approx((3.0, 2.5, 0.4), rel=1e-3)


@pytest.mark.parametrize("name", ["spherical", "exponential", "matern"])
def test_auto_names_the_model_that_made_the_data(name):
    true = VariogramModel(name, 3.0, 2.0 if name != "spherical" else 6.0)
    assert fit_model(of_model(lambda h: float(true.variogram(h)))).name == name


def test_constant_data_have_a_model_without_variance():
    assert fit_model(lattice_variogram(np.full((8, 8), 3.0))).variance == 0.0


@pytest.mark.parametrize("name", CORRELATIONS)
@pytest.mark.parametrize("scale", [0.34, 1.0, 5.0, 50.0])
@pytest.mark.parametrize("cell", [(1.0, 1.0), (1.0, 2.0)])
def test_averages_over_cells_are_exact(name, scale, cell):
    lags = np.array([(0, 0), (0, 1), (1, 0), (1, 1), (-2, 0), (3, -1), (9, 4)])
    scale = scale * max(cell)
    found = cell_covariances(VariogramModel(name, 2.0, scale, 5.0), cell, lags)
    expected = [cell_average(name, 2.0, scale, cell, lag, 500) for lag in lags]
    np.testing.assert_allclose(found, expected, atol=2e-4)


def test_the_table_is_the_lags_and_the_nugget_at_none():
    model = VariogramModel("exponential", 2.0, 3.0, 0.7)
    table = lattice_table(model, (1.0, 2.0), (3, 12))
    assert table[0, 0] == pytest.approx(cell_average("exponential", 2.0, 3.0, (1.0, 2.0), (0, 0), 500) + 0.7, abs=1e-4)
    assert table[2, 11] == pytest.approx(cell_covariances(model, (1.0, 2.0), [(2, 11)])[0], rel=1e-12)


def test_supports_of_many_cells_are_regularised_as_one_large_cell():
    """A box of 4 x 4 cells, cell by cell, is the box."""
    model = VariogramModel("exponential", 2.0, 3.0)
    experimental = of_model(lambda h: h, lags=5, size=4.0)
    whole = Regularisation(np.ones((1, 1)), (4.0, 4.0), experimental)
    parts = Regularisation(np.ones((4, 4)), (1.0, 1.0), experimental)
    np.testing.assert_allclose(parts(model), whole(model), rtol=1e-4)
    assert parts.block_variance(model) == pytest.approx(cell_average("exponential", 2.0, 3.0, (4.0, 4.0), (0, 0)),
                                                        rel=1e-4)


def test_a_gaussian_support_of_a_gaussian_model_has_its_closed_form():
    """Gaussians folded: exp(-h^2/a^2) seen through a standard deviation s has variance a^2 / (a^2 + 4 s^2)."""
    experimental = of_model(lambda h: h, lags=4, size=8.0)
    kernel = gaussian_kernel((8, 8), (8.0, 8.0), reach=5.0)
    scale, spread = 20.0, 8.0 / np.sqrt(8.0 * np.log(2.0))
    wide = scale**2 + 4.0 * spread**2
    found = Regularisation(kernel, (1.0, 1.0), experimental)
    model = VariogramModel("gaussian", 1.0, scale)
    assert found.block_variance(model) == pytest.approx(scale**2 / wide, rel=3e-3)   # cells blur a little themselves
    vectors = experimental.vectors
    covariance = scale**2 / wide * np.exp(-np.sum(vectors**2, axis=1) / wide)
    expected = scale**2 / wide - np.bincount(experimental.vector_class, covariance) / np.bincount(
        experimental.vector_class)
    np.testing.assert_allclose(found(model), expected, rtol=6e-3)


@pytest.mark.parametrize("name", ["spherical", "exponential", "matern"])
@pytest.mark.parametrize("scale", [0.7, 1.5, 4.0])
def test_a_known_point_model_is_recovered_from_block_averages(name, scale):
    """Regularised here by the midpoint rule; "auto" also has to find the type."""
    shape = of_model(lambda h: h, lags=8)
    own = cell_average(name, 4.0, scale, (1.0, 1.0), (0, 0))
    lagged = np.array([own - cell_average(name, 4.0, scale, (1.0, 1.0), v, 60) for v in shape.vectors])
    gamma = np.bincount(shape.vector_class, lagged) / np.bincount(shape.vector_class)
    experimental = Experimental(shape.distance, gamma, shape.pairs, shape.vectors, shape.vector_class,
                                shape.vector_pairs, own)
    found = deconvolve(experimental, Regularisation(np.ones((1, 1)), (1.0, 1.0), experimental))
    assert found.point_model.name == name
    assert (found.point_model.sill, found.point_model.range) == pytest.approx((4.0, scale), rel=0.02)
    assert found.deviation < 0.01


def test_goovaerts_iterations_alone_come_within_ten_percent():
    from multiscale_fusion.core.downscale.kriging.deconvolution import _iterate

    true = VariogramModel("exponential", 4.0, 2.0)
    shape = of_model(lambda h: h)
    regularised = Regularisation(np.ones((1, 1)), (1.0, 1.0), shape)
    experimental = Experimental(shape.distance, regularised(true), shape.pairs, shape.vectors, shape.vector_class,
                                shape.vector_pairs, 4.0)
    block = fit_model(experimental, "exponential")
    assert block.variance < 3.4 and block.range > 2.3      # what blocks show is not the point model
    found, iterations = _iterate(experimental, regularised, block)
    assert (found.sill, found.range) == pytest.approx((4.0, 2.0), rel=0.1) and iterations > 3


def test_blocks_without_any_correlation_or_variance():
    flat = of_model(lambda h: 2.0)
    found = deconvolve(flat, Regularisation(np.ones((1, 1)), (1.0, 1.0), flat, share=1 / 16), "nugget")
    assert found.point_model.nugget == pytest.approx(32.0)
    zero = of_model(lambda h: 0.0)
    assert deconvolve(zero, Regularisation(np.ones((1, 1)), (1.0, 1.0), zero)).point_model.variance == 0.0


def test_every_model_can_be_asked_for():
    values = np.random.default_rng(2).normal(size=(30, 30)).cumsum(axis=0)
    experimental = lattice_variogram(values)
    for name in MODELS:
        assert deconvolve(experimental, Regularisation(np.ones((1, 1)), (1.0, 1.0), experimental, 0.1),
                          name).point_model.name == name


@pytest.mark.parametrize("name, scale", [("exponential", 6.0), ("spherical", 12.0), ("matern", 5.0)])
def test_the_type_is_told_by_the_likelihood(name, scale):
    """Of five fields of a known type, seen as blocks of 4 x 4 cells, at least four are taken for what they are."""
    right = 0
    for seed in range(5):
        field = torus_field(name, 4.0, scale, 128, seed)
        coarse = field.reshape(32, 4, 32, 4).mean(axis=(1, 3))
        right += AreaToPointKriging().fit(coarse, ratio=(4, 4)).point_model_.name == name
    assert right >= 4


def test_the_restricted_likelihood_is_that_of_contrasts():
    """One window: the density of the differences from a first value, whose mean is 0, with the best sill."""
    values = np.random.default_rng(3).normal(size=(8, 8)).cumsum(axis=1)
    values[2, 3] = np.nan
    regularised = Regularisation(np.ones((1, 1)), (1.0, 1.0), lattice_variogram(values))
    likelihood = WindowLikelihood(values, np.eye(2), regularised)
    there = np.isfinite(values.ravel())
    contrast = values.ravel()[there][1:] - values.ravel()[there][0]
    found, expected = [], []
    for scale in (1.0, 3.0, 8.0):
        covariance = lattice_covariance("exponential", 1.0, scale, 0.0, (8, 8), nodes=100)[np.ix_(there, there)]
        difference = np.hstack([-np.ones((62, 1)), np.eye(62)])
        covariance = difference @ covariance @ difference.T
        sill = contrast @ np.linalg.solve(covariance, contrast) / 62
        expected.append(-0.5 * np.linalg.slogdet(sill * covariance)[1])
        found.append(likelihood(VariogramModel("exponential", 5.0, scale)))
    np.testing.assert_allclose(np.diff(found), np.diff(expected), rtol=1e-3)
