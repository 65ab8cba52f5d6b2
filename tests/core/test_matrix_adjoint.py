"""The matrix is the operator written out, its transpose the adjoint; sums of rows and columns are areas and ones."""

import numpy as np
import pytest
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.support import SupportOperator
from multiscale_fusion.tests.core import reference
from multiscale_fusion.tests.core.engine import UTM, grid, moments, statistics
from multiscale_fusion.tests.core.reference import SINUSOIDAL

UTM_FINE = grid(UTM, 390000.0, 3760020.0, 30.0, (120, 150))
CASES = {
    "same CRS": (UTM_FINE, UTM, 777.0),
    "sinusoidal": (UTM_FINE, SINUSOIDAL, 926.625433055833),
    "degrees": (UTM_FINE, "EPSG:4326", 0.01),
    "degrees to degrees": (grid("EPSG:4326", 10.0, 71.0, 0.1, (80, 90)), "EPSG:4326", 1.7),
    "degrees to EASE-Grid 2.0": (grid("EPSG:4326", 10.0, 71.0, 0.1, (80, 90)), "EPSG:6933", 90000.0),
    "polar to degrees": (grid("EPSG:3413", -300000.0, -1000000.0, 5000.0, (90, 90)), "EPSG:4326", 2.0),
}


@pytest.fixture(params=CASES)
def operator(request):
    source, crs, size = CASES[request.param]
    return SupportOperator(source, target_grid(source, crs=crs, resolution=size))


def window_of(array, window):
    return array[slice(*window.rows), slice(*window.columns)]


def test_matrix_times_values_equals_the_statistics(operator):
    values = reference.field(operator.source.shape)
    valid = reference.clouds(operator.source.shape)
    matrix, window = operator.matrix()
    v, ok = window_of(values, window).ravel(), window_of(valid, window).ravel().astype(float)
    with np.errstate(invalid="ignore"):
        mean = (matrix @ (v * ok)) / (matrix @ ok)
    found = moments(operator.source, operator.target, values, valid)
    np.testing.assert_allclose(statistics(found)["mean"][0].ravel(), mean, rtol=1e-12)
    np.testing.assert_allclose(found.weight[0].ravel(), matrix @ ok, rtol=1e-11)
    np.testing.assert_allclose(found.covered[0].ravel(), matrix @ np.ones(v.size), rtol=1e-11)


def test_adjoint_identity(operator):
    random = np.random.default_rng(3)
    matrix, window = operator.matrix()
    y = random.normal(size=operator.target.shape)
    x = random.normal(size=operator.source.shape)
    spread, adjoint_window = operator.adjoint(y)
    assert adjoint_window == window
    forward = moments(operator.source, operator.target, x)
    applied = np.where(forward.weight[0] > 0, np.nan_to_num(forward.mean[0]) * forward.weight[0], 0.0)
    assert (applied * y).sum() == pytest.approx((window_of(x, window) * spread).sum(), rel=1e-9, abs=1e-9)


def test_column_sums_are_whole_pixels_when_the_target_covers(operator):
    """In units of each pixel's own ground: nothing of a pixel is lost between cells, nothing counted twice."""
    ones, window = operator.adjoint(np.ones(operator.target.shape))
    assert (window.rows, window.columns) == ((0, operator.source.shape[0]), (0, operator.source.shape[1]))
    ground = operator.ground.window(window.rows, window.columns)
    np.testing.assert_allclose(ones / ground, 1.0, rtol=1e-9)
    rows, columns = np.indices(operator.source.shape)
    exact = reference.ground_areas(operator.source, rows.ravel(), columns.ravel()).reshape(ones.shape)
    np.testing.assert_allclose(ones / ones.mean(), exact / exact.mean(), rtol=1e-4)


def test_row_sums_are_cell_areas(operator):
    """Cells that lie wholly on the source, in pixels: the area of their exact outline."""
    matrix, window = operator.matrix()
    found = moments(operator.source, operator.target, np.ones(operator.source.shape))
    inside = reference.sample_cells(operator.source, operator.target, interior=10, edge=0)
    for j, i in inside:
        polygon = reference.outline(operator.source, operator.target, j, i, steps=100)
        if polygon.bounds[0] < 0 or polygon.bounds[1] < 0 or polygon.bounds[2] > operator.source.shape[1] \
                or polygon.bounds[3] > operator.source.shape[0]:
            continue
        assert found.count[0, j, i] == pytest.approx(polygon.area, rel=2e-5)
        _, _, _, weights = reference.cell_weights(operator.source, operator.target, j, i)
        rows = matrix[j * operator.target.shape[1] + i]
        assert rows.sum() / matrix.sum() == pytest.approx(weights.sum() / _total(operator), rel=1e-4)


def _total(operator):
    rows, columns = np.indices(operator.source.shape)
    return reference.ground_areas(operator.source, rows.ravel(), columns.ravel()).sum()


def test_a_block_of_the_matrix_equals_those_rows_of_the_whole(operator):
    rows, columns = operator.target.shape
    part_rows, part_columns = (rows // 3, rows), (1, max(2, columns // 2))
    whole, window = operator.matrix()
    part, part_window = operator.matrix(part_rows, part_columns)

    def spread(matrix, window, cells):
        full = np.zeros((cells, *operator.source.shape))
        full[:, slice(*window.rows), slice(*window.columns)] = matrix.toarray().reshape(
            cells, window.rows[1] - window.rows[0], window.columns[1] - window.columns[0])
        return full

    chosen = spread(whole, window, rows * columns).reshape(rows, columns, *operator.source.shape)
    chosen = chosen[slice(*part_rows), slice(*part_columns)].reshape(-1, *operator.source.shape)
    np.testing.assert_array_equal(spread(part, part_window, len(chosen)), chosen)


@pytest.mark.parametrize("offset", [(-5000.0, 0.0), (9000.0, 0.0), (0.0, 9000.0), (9000.0, -9000.0)])
def test_cells_beside_the_source_have_no_pixels(offset):
    target = grid(UTM, 390000.0 + offset[0], 3760020.0 + offset[1], 300.0, (4, 5))
    operator = SupportOperator(UTM_FINE, target)
    matrix, window = operator.matrix()
    assert window.empty and matrix.nnz == 0 and matrix.shape[0] == 20
    assert window.rows[0] <= window.rows[1] and window.columns[0] <= window.columns[1]
    spread, _ = operator.adjoint(np.ones((4, 5)))
    assert spread.size == 0
    found = moments(UTM_FINE, target, np.ones(UTM_FINE.shape))
    assert not found.valid_fraction.any() and np.isnan(statistics(found)["mean"]).all()
