"""Random fields of a known model, and simulations that are held to coarse data."""

import pickle

import numpy as np
import pytest
from multiscale_fusion.core.downscale.kriging import AreaToPointKriging, Supports, VariogramModel, gaussian_kernel
from multiscale_fusion.core.downscale.kriging.field import UnconditionalField
from multiscale_fusion.core.downscale.kriging.simulate import Realisation
from multiscale_fusion.tests.core.downscale.fields import cell_average, nested, torus_field
from scipy.sparse import csr_matrix

MODEL = VariogramModel("exponential", 4.0, 6.0)
COUNT = 150


@pytest.mark.parametrize("name", ["exponential", "spherical", "matern", "gaussian"])
@pytest.mark.parametrize("cell", [(1.0, 1.0), (2.0, 1.0)])
def test_fields_have_the_covariances_of_their_model(name, cell):
    """Averages over many fields, against the midpoint rule."""
    model = VariogramModel(name, 4.0, 8.0, 0.5)
    lags = [(0, 0), (0, 1), (1, 0), (3, 4), (0, 15)]
    found = np.zeros(len(lags))
    for number in range(12):
        values = UnconditionalField(model, cell, 1, number).values((0, 512), (0, 512))
        found += [np.mean(values[:512 - r, :512 - c] * values[r:, c:]) / 12 for r, c in lags]
    expected = [cell_average(name, 4.0, 8.0, cell, lag) + 0.5 * (lag == (0, 0)) for lag in lags]
    np.testing.assert_allclose(found, expected, atol=0.12)


def test_a_field_is_the_same_however_it_is_looked_at():
    field = UnconditionalField(MODEL, seed=3, number=1)
    size = field.tile
    whole = field.values((-size // 2, size + 40), (-30, size + 20))
    again = pickle.loads(pickle.dumps(field))
    for rows, columns in (((-10, 50), (5, 9)), ((size - 7, size + 40), (size - 1, size + 20))):
        part = whole[rows[0] + size // 2:rows[1] + size // 2, columns[0] + 30:columns[1] + 30]
        np.testing.assert_array_equal(again.values(rows, columns), part)
    assert not np.allclose(whole, UnconditionalField(MODEL, seed=3, number=2).values((-size // 2, size + 40),
                                                                                     (-30, size + 20)))


def test_tiles_join_without_a_seam():
    """Neighbouring values differ as much across an edge as anywhere."""
    field = UnconditionalField(VariogramModel("matern", 1.0, 20.0))
    step = []
    for number in range(6):
        field = UnconditionalField(VariogramModel("matern", 1.0, 20.0), number=number)
        values = field.values((0, 200), (field.tile - 100, field.tile + 100))
        step.append(np.mean(np.diff(values, axis=1) ** 2, axis=0))
    step = np.mean(step, axis=0)
    assert step[99] < 1.25 * step.mean()


@pytest.fixture(scope="module")
def scene():
    """A field of the model, 4 x 4 cells to a coarse pixel, one of which is missing."""
    truth = torus_field("exponential", 4.0, 6.0, 80, 2) + 50.0
    coarse = truth.reshape(20, 4, 20, 4).mean(axis=(1, 3))
    coarse[7, 5] = np.nan
    kriging = AreaToPointKriging(point_model=MODEL).fit(coarse, ratio=(4, 4))
    return truth, coarse, kriging, np.stack([Realisation(kriging, 9, n).values() for n in range(COUNT)])


def test_every_simulation_gives_the_coarse_data_back(scene):
    _, coarse, _, simulated = scene
    back = simulated.reshape(COUNT, 20, 4, 20, 4).mean(axis=(2, 4))
    np.testing.assert_allclose(back, np.broadcast_to(coarse, back.shape), atol=1e-9)


def test_their_mean_is_the_estimate_and_their_spread_its_sigma(scene):
    _, _, kriging, simulated = scene
    estimate, variance = kriging.predict()
    there = np.isfinite(estimate)
    score = (simulated.mean(axis=0) - estimate)[there] / np.sqrt(variance[there] / COUNT)
    assert abs(score.mean()) < 0.15 and np.mean(score**2) == pytest.approx(1.0, abs=0.12)
    ratio = simulated.var(axis=0, ddof=1)[there] / variance[there]
    assert ratio.mean() == pytest.approx(1.0, abs=0.02)
    assert ratio.std() < 1.3 * np.sqrt(2.0 / COUNT)      # the sampling error of such a variance


def test_their_variogram_is_the_truths_and_the_estimates_is_not(scene):
    truth, _, kriging, simulated = scene
    estimate = kriging.predict()[0]

    def gamma(values, lag):
        return 0.5 * np.nanmean((values[..., lag:] - values[..., :-lag]) ** 2)

    for lag in (1, 3, 8):
        exact = cell_average("exponential", 4.0, 6.0, (1.0, 1.0), (0, 0)) - cell_average(
            "exponential", 4.0, 6.0, (1.0, 1.0), (0, lag))
        assert gamma(simulated, lag) == pytest.approx(exact, rel=0.1)
        assert gamma(simulated, lag) == pytest.approx(gamma(truth, lag), rel=0.1)
    assert gamma(estimate, 1) < 0.4 * gamma(truth, 1)


def test_extremes_are_those_of_the_truth(scene):
    truth, _, kriging, simulated = scene
    there = np.isfinite(kriging.predict()[0])
    share = np.mean(simulated[:, there] > 54.0)
    assert share == pytest.approx(np.mean(truth[there] > 54.0), rel=0.25)
    assert np.mean(kriging.predict()[0][there] > 54.0) < 0.75 * share


def test_parts_of_a_simulation_are_the_whole_ones(scene):
    kriging, simulated = scene[2:]
    realisation = pickle.loads(pickle.dumps(Realisation(kriging, 9, 3).prepare()))
    np.testing.assert_array_equal(realisation.values((13, 40), (5, 80)), simulated[3, 13:40, 5:80])


def test_supports_and_stencil_simulate_alike(scene):
    _, coarse, kriging, simulated = scene
    supports = Supports.from_matrix(csr_matrix(nested((20, 20), (4, 4)).astype(float)), (80, 80), (20, 20))
    system = AreaToPointKriging(point_model=MODEL).fit(coarse, supports=supports)
    np.testing.assert_allclose(Realisation(system, 9, 3).values(), simulated[3], atol=1e-9)


def test_a_point_spread_is_simulated_through():
    """The coarse image of the field is the kernel's, also where that stands out of the raster."""
    kernel = gaussian_kernel((4, 4), (5.0, 5.0))
    slanted = kernel + 0.02 * np.outer(np.arange(len(kernel)), np.arange(len(kernel))[::-1]) * kernel
    for each in (kernel, slanted / slanted.sum()):
        kriging = AreaToPointKriging(point_model=MODEL).fit(np.zeros((6, 5)), ratio=(4, 4), kernel=each)
        realisation = Realisation(kriging, 1).prepare()
        margin = (len(each) - 4) // 2
        field = realisation.field.values((-margin, 24 + margin), (-margin, 20 + margin))
        expected = [[np.sum(each * field[4 * j:4 * j + len(each), 4 * i:4 * i + len(each)]) for i in range(5)]
                    for j in range(6)]
        np.testing.assert_allclose(-realisation._difference, expected, atol=1e-12)


def test_giving_up_between_strips(scene):
    def stopped():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Realisation(scene[2], 1).prepare(stopped)
