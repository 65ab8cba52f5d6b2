"""What `auto` takes on scenes that it has not seen: made ones whose truth is known, and a thermal one."""

import numpy as np
import pytest
from multiscale_fusion.core.downscale.covariates import ArrayCovariates
from multiscale_fusion.core.downscale.estimators.target_blur import target_blur
from multiscale_fusion.core.downscale.field import Fields
from multiscale_fusion.core.downscale.findings import findings_of
from multiscale_fusion.core.downscale.mixing import mix, squares_of
from multiscale_fusion.core.downscale.sharpen import Scene, downscale_scene, fit
from multiscale_fusion.core.downscale.supports import CoarseSupports
from multiscale_fusion.core.downscale.trend import smooth_part
from multiscale_fusion.core.downscale.validation import choose, scale_up
from multiscale_fusion.tests.core.downscale.test_validation import grids, means, thermal
from scipy.ndimage import gaussian_filter
from scipy.optimize import minimize


def rough(seed, slope, size=128):
    """A field of variance 1 whose power falls with the frequency to the power of -``slope``."""
    frequency = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.fftfreq(size))
    frequency[0, 0] = np.inf
    found = np.fft.ifft2(np.fft.fft2(np.random.default_rng(seed).normal(size=(size, size)))
                         * frequency**(-slope / 2.0)).real
    return found / found.std()


def scene_of(truth, covariates, ratio):
    return Scene(CoarseSupports(*grids(truth.shape, ratio)), means(truth, ratio), ArrayCovariates(covariates))


def rmse(values, truth):
    return float(np.sqrt(np.nanmean((values - truth)**2)))


def run(truth, scene):
    """(trials, choice, RMSE of it, RMSE of plain bilinear interpolation)."""
    trials = scale_up(scene)
    choice = choose(trials)
    scene.settings = choice.settings(scene.settings)
    with Fields(None, truth.shape, 1 << 62) as fields:
        found = downscale_scene(scene, choice.method, choice.residual, fields)
        plain = downscale_scene(scene, "bilinear", "none", fields, coherent=False).values.read()
        findings = list(findings_of(scene, found, trials, None, "coarse"))
        return trials, choice, rmse(found.values.read(), truth), rmse(plain, truth), findings


def made(kind, seed):
    """Truth and covariates: strong and weak relations, none, noise, a smoothed truth, one whose detail is another."""
    first, second, other = (rough(3 * seed + k, slope, 96) for k, slope in enumerate((2.4, 2.0, 2.6)))
    X = np.stack([first, second])
    truth = {"strong": 5.0 * first - 3.0 * second + other, "weak": 1.5 * first - second + 4.0 * other,
             "none": 4.0 * other, "noise": 4.0 * other,
             "smooth": gaussian_filter(4.0 * first - 2.0 * second + 2.0 * other, 1.4),
             "vanishing": 5.0 * gaussian_filter(first, 6.0) + 4.0 * (other - gaussian_filter(other, 6.0))}[kind]
    return truth, np.random.default_rng(seed).normal(size=X.shape) if kind == "noise" else X


@pytest.mark.parametrize("kind, seed, ratio", [
    ("strong", 1, 4), ("strong", 2, 8), ("weak", 3, 4), ("weak", 4, 8), ("none", 5, 4), ("none", 6, 8), ("noise", 7, 4),
    ("noise", 8, 8), ("smooth", 9, 4), ("smooth", 10, 8), ("vanishing", 11, 4), ("vanishing", 12, 8)])
def test_auto_is_never_worse_than_bilinear_interpolation(kind, seed, ratio):
    truth, X = made(kind, seed)
    _, choice, own, plain, findings = run(truth, scene_of(truth, X, ratio))
    assert own <= (1.01 if ratio == 4 else 1.02) * plain, choice.why
    codes = {each.code for each in findings}
    if kind == "strong":
        assert choice.method not in ("atpk", "bilinear") and own < 0.5 * plain and "SHARPENING_ADDS_NOISE" not in codes
    if choice.method in ("atpk", "bilinear"):
        assert "SHARPENING_ADDS_NOISE" in codes and "does not come closer" in choice.why


def test_a_target_too_smooth_for_its_pixels_is_interpolated_and_that_is_told():
    """A smooth truth beside covariates that have nothing to do with it but their large gradients."""
    truth = gaussian_filter(rough(21, 3.0), 2.0) + 0.02 * np.random.default_rng(1).normal(size=(128, 128))
    X = np.stack([gaussian_filter(rough(21, 3.0), 16.0) + 0.3 * rough(22, 1.5), rough(23, 2.0)])
    _, choice, own, plain, findings = run(truth, scene_of(truth, X, 4))
    assert choice.method in ("atpk", "bilinear") and own <= plain
    assert "SHARPENING_ADDS_NOISE" in {each.code for each in findings}


def test_a_method_that_loses_is_told_of():
    truth, X = made("noise", 5)
    scene = scene_of(truth, X, 4)
    trials = scale_up(scene, [("forest", "none")])
    with Fields(None, truth.shape, 1 << 62) as fields:
        found = downscale_scene(scene, "forest", "none", fields)
        codes = {each.code for each in findings_of(scene, found, trials, None, "coarse")}
    assert "WORSE_THAN_INTERPOLATION" in codes


@pytest.mark.parametrize("ratio, plain_best", [(32, 2.89), (8, 2.38)])
def test_auto_is_ahead_on_a_thermal_scene(data_file, ratio, plain_best):
    truth, scene = thermal(data_file, ratio)
    _, choice, own, plain, _ = run(truth, scene)
    assert own <= 0.95 * plain_best and own < plain, choice.why


def test_slopes_are_not_taken_from_large_gradients():
    """A smooth disturbance with the covariate's large gradient: the slope of the detail, 2, is what is asked."""
    first = rough(31, 2.0, 256)
    truth = 2.0 * first + 6.0 * gaussian_filter(first, 24.0) + 3.0 * gaussian_filter(rough(32, 3.0, 256), 16.0)
    scene = scene_of(truth, first[None], 8)
    samples = scene.samples
    naive = np.polyfit(samples.designs[0.0][:, 0], samples.y, 1)[0]
    model = fit(scene, "linear")
    assert abs(model.estimator.slopes_[0] - 2.0) < 0.25 < 0.5 * abs(naive - 2.0)
    assert np.allclose(model.estimator.residuals_.std(), (samples.y - 2.0 * samples.designs[0.0][:, 0]).std(), rtol=0.2)


def test_the_smooth_part_of_noise_is_none():
    rng = np.random.default_rng(41)
    X, y = rng.normal(size=(400, 2)), rng.normal(size=400)
    near = np.stack([rng.permutation(400) for _ in range(8)], axis=1)
    assert smooth_part(X, y, np.ones(400), near).std() < 0.15 * y.std()


def test_blur_is_told_under_a_smooth_disturbance():
    """A truth blurred by 1.5 pixels, most of whose variance has nothing to do with the covariate."""
    first = rough(51, 2.0, 256)
    truth = gaussian_filter(first, 1.5) + 4.0 * gaussian_filter(rough(52, 3.0, 256), 12.0)
    samples = scene_of(truth, first[None], 4).samples
    found = target_blur(samples.designs, samples.y, samples.positions)
    assert abs(found.sigma - 1.5) < 0.25 and found.told_by_data


def test_weights_are_those_of_constrained_least_squares():
    """Against a general optimiser; details that are noise get none."""
    rng = np.random.default_rng(61)
    base, first, second = rng.normal(size=(3, 4000))
    truth = base + 0.5 * first + 0.3 * second + 0.2 * rng.normal(size=4000)
    square = squares_of((50, 80)).ravel()
    members = {"a": base + first, "b": base + second, "c": base + rng.normal(size=4000)}
    found = mix(truth, base, members, square)
    detail = np.stack([each - base for each in members.values()], axis=1)
    best = minimize(lambda w: ((truth - base - detail @ w)**2).mean(), [0.2] * 3, bounds=[(0.0, 1.0)] * 3,
                    constraints={"type": "ineq", "fun": lambda w: 1.0 - w.sum()}, method="SLSQP").x
    assert dict(found.weights) == pytest.approx({"a": best[0], "b": best[1]}, abs=0.02)
    assert mix(base + rng.normal(size=4000), base, members, square).weights == ()
