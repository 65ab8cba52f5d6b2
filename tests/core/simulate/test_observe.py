"""Truth at coarse supports against exact overlaps; point spread, displacement, bias and noise against closed forms."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.simulate import PointSpread, Scene, SensorErrors, scene_grid, seen_on, truth_on
from multiscale_fusion.tests.core import reference
from multiscale_fusion.tests.core.engine import grid
from multiscale_fusion.tests.core.reference import SINUSOIDAL
from odc.geo.geobox import GeoBox

MODIS = 926.625433055833
# Pixels that are thirtieths of a MODIS cell: polynomials in cells have closed forms. 24 x 20 cells.
FINE = GeoBox((600, 720), Affine(MODIS / 30, 0.0, -11000 * MODIS, 0.0, -MODIS / 30, 4200 * MODIS), SINUSOIDAL)
CELLS = GeoBox((20, 24), Affine(MODIS, 0.0, -11000 * MODIS, 0.0, -MODIS, 4200 * MODIS), SINUSOIDAL)
# What pixels of a thirtieth and parts of a sixth of a cell leave of a second moment (cells squared).
STEPS = 0.005


def cell_coordinates(box):
    """Column and row of pixel centres, in cells from the north-west corner."""
    size = abs(box.affine.a) / MODIS
    return np.meshgrid((np.arange(box.shape[1]) + 0.5) * size, (np.arange(box.shape[0]) + 0.5) * size)


def test_truth_on_parallel_cells_is_the_mean_by_area(scene, date):
    part = scene.on(scene.grid[:70, :84])
    cells = GeoBox((30, 36), Affine(70.0, 0.0, part.grid.affine.c, 0.0, -70.0, part.grid.affine.f), part.grid.crs)
    values = part.ndvi(date)
    weights = reference.same_crs_fractions(part.grid, cells)
    expected = (weights @ values.ravel() / weights.sum(1)).reshape(cells.shape)
    np.testing.assert_allclose(truth_on(part, values, cells), expected, rtol=1e-6)


def test_truth_on_modis_cells_is_the_mean_by_area(scene, date):
    cells = grid(SINUSOIDAL, -11620 * MODIS, 4226 * MODIS, MODIS, (34, 80))
    found = truth_on(scene, lambda truth: truth.lst(date, 10.5), cells)
    whole = np.argwhere(np.isfinite(found))
    assert len(whole) > 300
    values = scene.lst(date, 10.5).astype(float)
    for row, column in whole[:: len(whole) // 12]:
        rows, columns, _, weights = reference.cell_weights(scene.grid, cells, row, column)
        assert found[row, column] == pytest.approx(np.average(values[rows, columns], weights=weights), abs=1e-3)


def test_arrays_and_functions_give_the_same(scene, date):
    cells = grid("EPSG:4326", -118.1, 35.2, 0.01, (20, 25))
    whole = np.stack([scene.ndvi(date), scene.clouds(date)])
    by_array = truth_on(scene, whole, cells)
    by_part = truth_on(scene, lambda truth: np.stack([truth.ndvi(date), truth.clouds(date)]), cells)
    assert by_array.shape == by_part.shape == (2, 20, 25)
    np.testing.assert_allclose(by_part, by_array, rtol=1e-5)
    np.testing.assert_array_equal(truth_on(scene, whole[0], cells), by_array[0])


def test_cells_not_wholly_in_the_scene_have_no_truth(scene):
    box = scene.grid.affine
    cells = grid("EPSG:32611", box.c - 500.0, box.f, 1000.0, (3, 3))
    found = truth_on(scene, np.ones(scene.grid.shape, np.float32), cells)
    assert np.isnan(found[:, 0]).all()
    np.testing.assert_allclose(found[:, 1:], 1.0)
    assert np.isnan(truth_on(scene, np.ones(scene.grid.shape), grid("EPSG:32611", 0.0, 0.0, 1000.0, (2, 2)))).all()


def test_weights_of_a_point_spread_function():
    for spread in (PointSpread(), PointSpread(blur=0.4), PointSpread(blur=1.0)):
        width = 2 * spread.reach + 1
        for weights, variance in zip(spread.weights(), (1.0 / 12.0, 1.0 / 6.0)):
            place = (np.arange(len(weights)) + 0.5) / len(weights) * width - 0.5 * width
            assert weights.sum() == pytest.approx(1.0)
            assert (weights >= 0.0).all()
            np.testing.assert_allclose(weights, weights[::-1], atol=1e-15)
            # Each part has a width of its own.
            assert (weights * place ** 2).sum() + 1.0 / 432.0 == pytest.approx(
                variance + spread.blur ** 2, rel=0.02, abs=STEPS)


@pytest.mark.parametrize("blur", [0.0, 0.5])
def test_a_point_spread_function_widens_as_stated(blur):
    scene, spread = Scene(0, FINE), PointSpread(blur)
    column, row = cell_coordinates(FINE)
    found = {name: seen_on(scene, values, CELLS, spread=spread) - seen_on(scene, values, CELLS)
             for name, values in {"line": 3.0 * column - row, "across": column ** 2, "along": row ** 2,
                                  "both": column * row}.items()}
    inside = np.isfinite(found["line"])
    assert inside.sum() == (20 - 2 * (spread.reach)) * (24 - 2 * spread.reach)
    # A quadratic's mean grows by the variance that the function adds to the cell's own.
    for name, expected in {"line": 0.0, "both": 0.0, "across": 1.0 / 12.0 + blur ** 2, "along": blur ** 2}.items():
        np.testing.assert_allclose(found[name][inside], expected, atol=STEPS)


def test_an_edge_through_the_triangle():
    scene = Scene(0, FINE)
    column, _ = cell_coordinates(FINE)
    found = seen_on(scene, (column > 12.0).astype(np.float32), CELLS, spread=PointSpread())[5]
    # Cells 11 and 12 have their middles half a cell from the edge: 0.5 (1 - 0.5)^2 of the triangle lies beyond it.
    np.testing.assert_allclose(found[9:15], [0.0, 0.0, 0.125, 0.875, 1.0, 1.0], atol=1e-6)


@pytest.mark.parametrize("spread", [None, PointSpread(0.3)])
def test_displacement(spread):
    scene = Scene(0, FINE)
    column, row = cell_coordinates(FINE)
    values = (2.0 * column + 5.0 * row).astype(np.float32)
    still, moved = (seen_on(scene, values, CELLS, SensorErrors(shift), spread) for shift in ((0, 0), (210.0, -85.0)))
    # What is seen 210 m further to the east was 210 m further to the west; rows count to the south.
    expected = -2.0 * 210.0 / MODIS - 5.0 * 85.0 / MODIS
    inside = np.isfinite(moved) & np.isfinite(still)
    assert inside.sum() > 250
    np.testing.assert_allclose((moved - still)[inside], expected, atol=2e-5)


def test_bias_and_noise():
    values = np.linspace(280.0, 320.0, 40_000).reshape(200, 200)
    measured = SensorErrors(gain=1.02, offset=-3.0, noise=0.8).measure(values, np.random.default_rng(0))
    error = measured - (1.02 * values - 3.0)
    assert error.mean() == pytest.approx(0.0, abs=0.02)
    assert error.std() == pytest.approx(0.8, rel=0.02)
    assert np.array_equal(SensorErrors(gain=2.0, offset=1.0).measure(values, np.random.default_rng(0)), 2 * values + 1)


def test_a_scene_may_be_small():
    small = Scene(1, scene_grid(0.09))
    assert np.isfinite(truth_on(small, lambda truth: truth.elevation, small.grid)).all()
