"""The blur of the target against one that was put in, and on a thermal scene."""

import numpy as np
import pytest

from multiscale_fusion.core.downscale.estimators.linear import Linear
from multiscale_fusion.core.downscale.estimators.target_blur import CANDIDATES, REACH, blurred, target_blur


def means(values, ratio):
    rows, columns = (size // ratio for size in values.shape)
    return np.nanmean(values[:rows * ratio, :columns * ratio].reshape(rows, ratio, columns, ratio)
                      .swapaxes(1, 2).reshape(rows, columns, -1), axis=2)


def designs(covariates, valid, ratio):
    return {sigma: np.column_stack([means(blurred(each, valid, sigma), ratio).ravel() for each in covariates])
            for sigma in CANDIDATES}


def places(shape):
    return np.argwhere(np.ones(shape))


@pytest.mark.parametrize("truth", [0.0, 1.5])
def test_the_blur_that_was_put_in_is_found(truth):
    rng = np.random.default_rng(0)
    valid = np.ones((320, 320), bool)
    covariates = rng.normal(size=(2, 320, 320))
    target = 3.0 * covariates[0] - covariates[1]
    y = means(blurred(target, valid, truth), 8)
    found = target_blur(designs(covariates, valid, 8), y.ravel() + 0.02 * rng.normal(size=y.size), places(y.shape))
    assert abs(found.sigma - truth) < 0.2 and found.told_by_data


def test_where_the_data_do_not_tell_the_prior_stands():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(100, 2))
    found = target_blur({sigma: X for sigma in CANDIDATES}, X[:, 0] + rng.normal(size=100))
    prior = np.exp(-0.5 * (np.array(CANDIDATES) / 1.5)**2)
    assert np.allclose(found.probabilities, prior / prior.sum()) and not found.told_by_data


def test_blurred_is_the_gaussian_mean_of_valid_pixels():
    rng = np.random.default_rng(2)
    values, valid = rng.normal(size=(30, 30)), rng.random((30, 30)) > 0.3
    result = blurred(np.where(valid, values, np.nan), valid, 1.3)
    row, column = np.argwhere(valid[10:20, 10:20])[30] + 10
    away = np.hypot(*np.ogrid[-row:30 - row, -column:30 - column])
    near = (np.abs(np.arange(30) - row) <= 5)[:, None] & (np.abs(np.arange(30) - column) <= 5)
    weight = np.exp(-0.5 * (away / 1.3)**2) * near * valid
    assert np.isclose(result[row, column], (weight * values).sum() / weight.sum(), rtol=1e-12)
    assert np.array_equal(np.isnan(result), ~valid)


def test_a_block_with_its_margin_is_blurred_like_the_whole():
    rng = np.random.default_rng(3)
    values, valid = rng.normal(size=(60, 60)), rng.random((60, 60)) > 0.2
    margin = int(np.ceil(REACH * 1.7))
    part = blurred(values[10:50, 10:50], valid[10:50, 10:50], 1.7)[margin:-margin, margin:-margin]
    assert np.array_equal(part, blurred(values, valid, 1.7)[10 + margin:50 - margin, 10 + margin:50 - margin],
                          equal_nan=True)


@pytest.mark.parametrize("ratio, plain_best", [(32, 2.89), (8, 2.38)])
def test_thermal_band_is_sharpened_better_than_by_sharp_covariates(data_file, ratio, plain_best):
    """RMSE against the 30 m truth; `plain_best` is the best of the usual methods on this scene."""
    rasterio = pytest.importorskip("rasterio")
    with rasterio.open(data_file("talca_thermal/L7_Talca.tif")) as source:
        bands = source.read(masked=True).filled(np.nan).astype(float)
    rows, columns = (size // ratio * ratio for size in bands.shape[1:])
    bands = bands[:, :rows, :columns]
    truth, covariates = bands[5], bands[[0, 1, 2, 3, 4, 6]]
    valid = (truth > 0) & np.isfinite(covariates).all(axis=0)
    truth = np.where(valid, truth, np.nan)
    coarse = means(truth, ratio)
    found = target_blur(designs(covariates, valid, ratio), coarse.ravel(), places(coarse.shape))
    fine = np.stack([blurred(each, valid, found.sigma) for each in covariates])
    model = Linear().fit(np.column_stack([means(each, ratio).ravel() for each in fine]), coarse.ravel())
    estimate = np.full(truth.shape, np.nan)
    estimate[valid] = model.predict(fine[:, valid].T)
    estimate += np.kron(coarse - means(estimate, ratio), np.ones((ratio, ratio)))
    assert np.sqrt(np.nanmean((estimate - truth)**2)) < 0.8 * plain_best
