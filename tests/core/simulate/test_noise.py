"""Random fields: distribution, smoothness, and that no part depends on what else is asked for."""

import numpy as np
import pytest
from multiscale_fusion.core.simulate.noise import Noise, numbers
from multiscale_fusion.core.simulate.world import Place


def places(x0, y0, step, shape):
    x, y = np.meshgrid(x0 + step * np.arange(shape[1]), y0 + step * np.arange(shape[0]))
    return Place(x, y)


@pytest.mark.parametrize("octaves, roughness", [(1, 1.0), (5, 1.0), (4, 0.5)])
def test_mean_0_variance_1(octaves, roughness):
    noise = Noise(1, "test", 1000.0 * 2 ** (octaves - 1), 1000.0, roughness)
    values = noise(places(4e6, 9e6, 3177.0, (450, 450)))
    # Some (1400 km / 16 km)^2 independent values of the coarsest octave.
    assert values.mean() == pytest.approx(0.0, abs=0.05)
    assert values.std() == pytest.approx(1.0, abs=0.05)


def test_it_is_smooth_at_its_finest_distance():
    values = Noise(1, "test", 1000.0, 1000.0)(places(4e6, 9e6, 10.0, (300, 300)))
    # A B-spline blend of variance 1 has a slope of some 1.2 per node distance.
    assert np.abs(np.diff(values, axis=1)).max() < 0.06
    far = Noise(1, "test", 1000.0, 1000.0)(places(4e6, 9e6, 5000.0, (60, 60)))
    assert abs(np.corrcoef(far[:, :-1].ravel(), far[:, 1:].ravel())[0, 1]) < 0.05


def test_any_part_alone_is_the_same():
    noise = Noise(7, "test", 8000.0, 500.0)
    whole = places(1.1e7, 8e6, 130.0, (400, 500))
    part = Place(whole.x[210:300, 33:480], whole.y[210:300, 33:480])
    assert np.array_equal(noise(part), noise(whole)[210:300, 33:480])


def test_numbers_belong_to_their_integers():
    rows, columns = np.meshgrid(np.arange(-1, 150), np.arange(40, 300), indexing="ij")
    values = numbers(3, "test", rows, columns)
    assert np.array_equal(numbers(3, "test", rows[100:, 7:20], columns[100:, 7:20]), values[100:, 7:20])
    assert 0.0 <= values.min() and values.max() < 1.0
    assert values.mean() == pytest.approx(0.5, abs=0.01)
    assert len(np.unique(values)) > 0.99 * values.size
    assert not np.array_equal(numbers(3, "other", rows, columns), values)
