"""Intervals on made fields: relations that are strong and weak, residuals that are smooth and rough."""

import numpy as np
import pytest
from multiscale_fusion.core.downscale.field import Fields
from multiscale_fusion.core.downscale.sharpen import downscale_scene
from multiscale_fusion.core.downscale.uncertainty import calibrate
from multiscale_fusion.tests.core.downscale.fields import torus_field
from multiscale_fusion.tests.core.downscale.test_validation import scene_of, thermal

SIZE = 320


def field(name, scale, seed):
    return torus_field(name, 1.0, scale, SIZE, seed, parts=2)


def covered(scene, truth, method, residual="kriging"):
    with Fields(None, truth.shape, 1 << 62) as fields:
        result = downscale_scene(scene, method, residual, fields, spread=True)
        calibration = calibrate(scene, result)
        error, sigma = np.abs(result.values.read() - truth), result.spread.read()
    assert calibration.tested
    known = np.isfinite(error)
    return (error < sigma)[known].mean(), (error < 1.96 * sigma)[known].mean()


@pytest.mark.parametrize("share", [0.3, 1.5])
@pytest.mark.parametrize("texture, residual", [(("exponential", 20.0), ("exponential", 20.0)),
                                               (("matern", 10.0), ("exponential", 10.0))])
def test_models_cover(texture, residual, share):
    X = np.stack([field(*texture, 11), field(*texture, 12)])
    truth = 290.0 + 4.0 * X[0] - 2.0 * X[1] + 4.5 * share * field(*residual, 13)
    some, most = covered(scene_of(truth, X, 8), truth, "linear")
    assert 0.60 <= some <= 0.78 and 0.90 <= most <= 0.98


@pytest.mark.parametrize("name, scale, ratio", [("exponential", 20.0, 8), ("matern", 20.0, 8),
                                                ("exponential", 40.0, 16)])
def test_interpolation_covers(name, scale, ratio):
    truth = 5.0 * field(name, scale, 21)
    scene = scene_of(truth, np.zeros((1, SIZE, SIZE)), ratio)
    some, most = covered(scene, truth, "bilinear", "none")
    assert 0.60 <= some <= 0.79 and 0.90 <= most <= 0.985


@pytest.mark.parametrize("ratio", [4, 8, 16, 32])
def test_models_cover_on_a_thermal_scene(data_file, ratio):
    truth, scene = thermal(data_file, ratio)
    some, most = covered(scene, truth, "linear")
    # At 32 there are few coarse pixels, and the extremes are a little beyond.
    assert 0.60 <= some <= 0.78 and (0.89 if ratio == 32 else 0.90) <= most <= 0.98
