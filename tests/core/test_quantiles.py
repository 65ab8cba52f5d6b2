"""Weighted quantiles of the pixels in cells, against brute force with the operator's matrix, and against NumPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from multiscale_fusion.core.statistics.quantiles import (
    CellPixels, cell_quantiles, joined_pixels, pixels_of_cells, quantiles_in_passes,
)
from multiscale_fusion.core.support import SupportOperator
from multiscale_fusion.tests.core.engine import dense
from multiscale_fusion.tests.core.test_class_areas import CASES

ORDERS = np.array([0.0, 0.05, 0.25, 0.5, 0.9, 1.0])


def brute_force(values, weights, p):
    """The value below which the share p of the weights lies, by definition: no running sum."""
    used = weights > 0
    values, weights = values[used], weights[used]
    if not values.size:
        return np.nan
    total = weights.sum()
    candidates = np.unique(values)
    reached = np.array([weights[values <= value].sum() for value in candidates])
    at = np.flatnonzero(reached >= p * total - 1e-11 * total)[0] if p > 0 else 0
    if abs(reached[at] - p * total) < 1e-11 * total and at + 1 < candidates.size:
        return 0.5 * (candidates[at] + candidates[at + 1])
    return candidates[at]


def field(seed=0, step=None):
    values = np.random.default_rng(seed).normal(100.0, 20.0, (1, 90, 110))
    valid = (np.random.default_rng(seed + 1).random(values.shape) < 0.7).astype(np.uint8)
    valid[:, 10:40, 20:50] = 0
    return (np.round(values / step) * step if step else values).astype(np.float32), valid


def quantiles(source, target, values, valid, portion=None):
    support = SupportOperator(source, target).block()
    (r0, r1), (c0, c1) = support.window.rows, support.window.columns
    values, valid = (np.ascontiguousarray(each[:, r0:r1, c0:c1]) for each in (values, valid))
    spans = support.spans(r0, values, portion=None if portion is None else portion[:, r0:r1, c0:c1])
    return cell_quantiles(*pixels_of_cells(spans, values, valid, 0, support.cells), ORDERS)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("step", [None, 10.0])
@pytest.mark.parametrize("with_portions", [False, True])
def test_quantiles_are_those_of_brute_force(name, step, with_portions):
    source, target = CASES[name]
    values, valid = field(step=step)
    portion = np.random.default_rng(7).random(values.shape) if with_portions else None
    found = quantiles(source, target, values, valid, portion)
    matrix = dense(source, target) * (valid.ravel() if portion is None else valid.ravel() * portion.ravel())
    for cell in range(0, matrix.shape[0], 3):
        for k, p in enumerate(ORDERS):
            assert found[k, cell] == pytest.approx(brute_force(values.ravel().astype(float), matrix[cell], p),
                                                   nan_ok=True, rel=1e-12)


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=30), st.floats(0.0, 1.0))
def test_equal_weights_give_numpy_s_averaged_inverted_cdf(values, p):
    values = np.array(values, float)
    found = cell_quantiles(np.array([0, values.size]), values, np.ones(values.size), np.array([p]))[0, 0]
    near = np.abs(p * values.size - np.rint(p * values.size)) < 1e-9
    p = np.rint(p * values.size) / values.size if near else p
    if 0.0 < p < 1.0:
        assert found == pytest.approx(np.quantile(values, p, method="averaged_inverted_cdf"))


@pytest.mark.parametrize("values", [[3, 1, 2], [4, 1, 3, 2], [5], [1, 1, 9, 9]])
def test_the_median_of_equal_weights_is_the_usual_one(values):
    values = np.array(values, float)
    found = cell_quantiles(np.array([0, values.size]), values, np.full(values.size, 0.3), np.array([0.5]))
    assert found[0, 0] == np.median(values)


@given(st.lists(st.tuples(st.one_of(st.floats(-1e308, 1e308), st.integers(-3, 3).map(float)), st.floats(0.01, 2.0)),
                min_size=1, max_size=60), st.integers(1, 7))
def test_passes_over_a_cell_too_large_to_hold_give_the_same(pixels, cut):
    values, weights = (np.array(part, float) for part in zip(*pixels))

    def strips():
        for begin in range(0, values.size, cut):
            yield values[begin:begin + cut], weights[begin:begin + cut]

    found = quantiles_in_passes(strips, ORDERS)
    want = [brute_force(values, weights, p) for p in ORDERS]
    np.testing.assert_allclose(found, want, rtol=1e-15)


def test_passes_over_nothing_find_nothing():
    assert np.isnan(quantiles_in_passes(lambda: iter([(np.empty(0), np.empty(0))]), ORDERS)).all()


def test_pixels_of_several_rasters_are_joined_cell_by_cell():
    a = CellPixels(np.array([0, 2, 2, 3]), np.array([1.0, 2.0, 9.0]), np.array([0.1, 0.2, 0.9]))
    b = CellPixels(np.array([0, 1, 2, 2]), np.array([3.0, 5.0]), np.array([0.3, 0.5]))
    start, values, weights = joined_pixels([a, b])
    assert start.tolist() == [0, 3, 4, 5]
    assert values.tolist() == [1.0, 2.0, 3.0, 5.0, 9.0] and weights.tolist() == [0.1, 0.2, 0.3, 0.5, 0.9]
