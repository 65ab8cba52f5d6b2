"""Overlapping footprints brought to a finer grid: the algebra, its noise, its resolution, a scene like SMAP's."""

import pickle

import numpy as np
import pytest
from multiscale_fusion.core.downscale.kriging import Supports
from multiscale_fusion.core.downscale.kriging.backus_gilbert import BackusGilbert, _area_above_half, corner
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.tests.core.downscale.fields import torus_field
from scipy.sparse import csr_matrix


def footprints(size, fwhm, step, jitter=0.0, seed=0, margin=0.0):
    """Gaussian footprints (n, cells) over a square grid, and their centres; all lengths in cells."""
    side = np.arange(margin, size - margin, step) + 0.5 * step
    centres = np.stack(np.meshgrid(side, side, indexing="ij"), -1).reshape(-1, 2)
    centres = centres + np.random.default_rng(seed).uniform(-jitter, jitter, centres.shape)
    place = np.arange(size) + 0.5
    sigma = fwhm / np.sqrt(8.0 * np.log(2.0))
    rows, columns = (np.exp(-0.5 * ((place - centres[:, k:k + 1]) / sigma) ** 2) for k in (0, 1))
    operator = rows[:, :, None] * columns[:, None, :]
    operator[operator < np.exp(-0.5 * 3.5**2)] = 0.0
    operator = operator.reshape(len(centres), -1)
    return operator / operator.sum(axis=1, keepdims=True), centres


def supports_of(operator, size):
    return Supports.from_matrix(csr_matrix(operator), (size, size))


def test_weights_are_those_of_the_dense_system_with_its_condition():
    """All observations are neighbours; Lagrange's system is written out."""
    operator, _ = footprints(18, 6.0, 4.5, 0.7)
    count = len(operator)
    values = np.random.default_rng(2).normal(size=count)
    noise = np.random.default_rng(3).uniform(0.5, 2.0, count)
    r = 0.01
    system = np.ones((count + 1, count + 1))
    share = noise / noise.mean()
    system[:count, :count] = (1 - r) * operator @ operator.T + r * np.mean(np.sum(operator**2, 1)) * np.diag(share**2)
    system[count, count] = 0.0
    known = np.vstack([(1 - r) * operator, np.ones(operator.shape[1])])
    weights = np.linalg.solve(system, known)[:count]
    found = BackusGilbert(r, neighbours=count).fit(values, supports_of(operator, 18), noise=noise).predict()
    seen = operator.sum(axis=0) > 0
    assert (np.isfinite(found.values.ravel()) == seen).all()
    np.testing.assert_allclose(found.values.ravel()[seen], (values @ weights)[seen], atol=1e-9)
    expected = np.sqrt(np.sum((weights * share[:, None]) ** 2, axis=0))
    np.testing.assert_allclose(found.noise.ravel()[seen], expected[seen], atol=1e-9)


def test_noise_is_amplified_as_told():
    operator, _ = footprints(18, 8.0, 3.0)
    supports = supports_of(operator, 18)
    method = BackusGilbert(1e-3, neighbours=16)
    rng = np.random.default_rng(4)
    runs = [method.fit(rng.normal(0.0, 2.0, len(operator)), supports).predict(resolution=False) for _ in range(150)]
    assert np.isnan(runs[0].resolution).all()
    spread = np.std([run.values for run in runs], axis=0) / 2.0
    assert np.median(spread / runs[0].noise) == pytest.approx(1.0, abs=0.04)
    assert np.std(spread / runs[0].noise) < 1.5 / np.sqrt(300)


@pytest.mark.parametrize("fwhm", [5.0, 12.0])
def test_the_width_of_a_single_footprint_is_its_own(fwhm):
    operator, _ = footprints(51, fwhm, 51.0)
    found = BackusGilbert(0.5, neighbours=1).fit(np.ones(1), supports_of(operator, 51), cell=(3.0, 3.0)).predict()
    assert found.resolution[25, 25] == pytest.approx(3.0 * fwhm, rel=0.02)
    assert found.noise[25, 25] == pytest.approx(1.0) and found.values[25, 25] == pytest.approx(1.0)


def test_areas_above_half_are_those_of_ellipses_even_at_the_edge():
    y, x = np.mgrid[-40:41, -40:41]
    kernel = np.exp(-0.5 * ((x / 6.0) ** 2 + (y / 9.0) ** 2))
    area = np.pi * 2.0 * np.log(2.0) * 54.0
    assert _area_above_half(np.ones((1, 1)), kernel[None])[0] == pytest.approx(area, rel=0.005)
    # The column in the middle is whole: half of its width belongs to the other half.
    part = area / 2 + 0.5 * 18.0 * np.sqrt(2.0 * np.log(2.0))
    assert _area_above_half(np.ones((1, 1)), kernel[None, :, 40:].copy())[0] == pytest.approx(part, rel=0.02)


def test_less_regularisation_is_sharper_and_noisier():
    operator, _ = footprints(40, 10.0, 3.0)
    supports, values = supports_of(operator, 40), np.zeros(len(operator))
    runs = [BackusGilbert(r).fit(values, supports).predict() for r in (1e-5, 1e-3, 0.1, 0.9)]
    middle = slice(14, 26), slice(14, 26)
    noise = [run.noise[middle].mean() for run in runs]
    width = [run.resolution[middle].mean() for run in runs]
    assert noise == sorted(noise, reverse=True) and noise[0] > 3 * noise[-1]
    assert width == sorted(width) and width[0] < 0.8 * 10.0 < width[-1]


def test_constant_fields_stay_and_holes_are_left_out():
    operator, _ = footprints(30, 8.0, 4.0)
    values = np.full(len(operator), 280.0)
    values[[5, 20]] = np.nan
    found = BackusGilbert().fit(values, supports_of(operator, 30)).predict()
    np.testing.assert_allclose(found.values[np.isfinite(found.values)], 280.0, atol=1e-9)
    with pytest.raises(FusionError, match="No footprint with a value"):
        BackusGilbert().fit(np.full(len(operator), np.nan), supports_of(operator, 30))


def test_parts_are_the_whole_ones():
    operator, _ = footprints(30, 8.0, 4.0, 1.0)
    method = BackusGilbert(0.01).fit(np.random.default_rng(1).normal(size=len(operator)), supports_of(operator, 30))
    whole, part = method.predict(), pickle.loads(pickle.dumps(method)).predict((7, 23), (11, 30))
    for name in ("values", "noise", "resolution"):
        np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[7:23, 11:30])


def test_a_scene_like_smaps_is_sharper_than_weighted_means_of_its_footprints():
    """36 km footprints every 9 km with noise, to 3 km cells: against inverse squared distances and the nearest one."""
    size, sigma = 84, 0.3
    truth = 270.0 + torus_field("matern", 25.0, 9.0, size, 6, parts=1)
    operator, centres = footprints(size, 12.0, 3.0, 0.5)
    values = operator @ truth.ravel() + np.random.default_rng(7).normal(0.0, sigma, len(operator))
    method = BackusGilbert().fit(values, supports_of(operator, size), cell=(3.0, 3.0))
    found = method.predict()
    place = np.stack(np.meshgrid(np.arange(size) + 0.5, np.arange(size) + 0.5, indexing="ij"), -1).reshape(-1, 1, 2)
    distance = np.hypot(*np.moveaxis(place - centres[None], -1, 0)) + 1e-6
    close = np.where(distance < 6.0, distance**-2.0, 0.0)
    weighted = (close @ values / close.sum(axis=1)).reshape(size, size)
    nearest = values[np.argmin(distance, axis=1)].reshape(size, size)
    middle = slice(18, -18), slice(18, -18)

    def rmse(image):
        return np.sqrt(np.mean((image - truth)[middle] ** 2))

    assert rmse(found.values) < 0.85 * min(rmse(weighted), rmse(nearest))
    assert 24.0 < np.median(found.resolution[middle]) < 38.0 and 0.2 < np.median(found.noise[middle]) < 2.0
    curve = method.l_curve_
    assert (np.diff(curve.noise) < 0).all() and 0 < corner(curve) < len(curve.noise) - 1
    assert method.regularisation_ == curve.regularisation[corner(curve)]
