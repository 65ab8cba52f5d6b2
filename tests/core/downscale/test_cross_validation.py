"""Cross-validation by spatial blocks: against folds by hand, SciPy and one dense kriging system."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale.covariates import ArrayCovariates
from multiscale_fusion.core.downscale.cross_validation import MOST_PIXELS, cross_validate
from multiscale_fusion.core.downscale.estimators.folds import spatial_folds
from multiscale_fusion.core.downscale.kriging.variogram import fit_model, lattice_variogram
from multiscale_fusion.core.downscale.sharpen import Scene, Settings
from multiscale_fusion.core.downscale.supports import CoarseSupports
from multiscale_fusion.core.errors import Cancelled
from multiscale_fusion.core.reporter import Reporter
from odc.geo.geobox import GeoBox
from scipy.interpolate import griddata
from scipy.ndimage import gaussian_filter
from scipy.spatial.distance import cdist

RATIO = 4


def scene_of(shape=(14, 16), seed=1, noise=0.3, with_covariates=True, **settings):
    """A scene whose values a covariate explains but for noise, and which has gaps."""
    rng = np.random.default_rng(seed)
    fine = gaussian_filter(rng.normal(size=(shape[0] * RATIO, shape[1] * RATIO)), 3.0)
    fine /= fine.std()
    X = np.stack([fine, rng.normal(size=fine.shape)])
    means = fine.reshape(shape[0], RATIO, shape[1], RATIO).mean(axis=(1, 3))
    y = 300.0 + 5.0 * means + noise * rng.normal(size=shape)
    y[3, 4], y[-4, 2] = np.nan, np.nan
    grids = [GeoBox((shape[0] * r, shape[1] * r), Affine(100.0 * RATIO / r, 0, 0, 0, -100.0 * RATIO / r, 0),
                    "EPSG:32611") for r in (RATIO, 1)]
    covariates = ArrayCovariates(X) if with_covariates else None
    return Scene(CoarseSupports(*grids), y, covariates, settings=Settings(blur=0.0, **settings))


def by_method(found):
    return {each.method: each for each in found.scores}


def rmse(error):
    return float(np.sqrt(np.mean(error**2)))


def test_models_and_interpolation_are_what_folds_by_hand_give():
    scene = scene_of()
    found = cross_validate(scene, ["linear", "bilinear"])
    y = scene.values
    cells = np.flatnonzero(np.isfinite(y))
    positions = np.stack(np.divmod(cells, y.shape[1]), axis=1).astype(float)
    value, folds = y.ravel()[cells], spatial_folds(cells.size, positions, 0)
    X = np.stack([scene.covariates.read((0, y.shape[0] * RATIO))[k].reshape(
        y.shape[0], RATIO, y.shape[1], RATIO).mean(axis=(1, 3)).ravel()[cells] for k in (0, 1)], axis=1)
    line, nearest, linear = np.empty((3, cells.size))
    for fold in range(5):
        out = folds == fold
        A = np.column_stack([X[~out], np.ones((~out).sum())])
        line[out] = np.column_stack([X[out], np.ones(out.sum())]) @ np.linalg.lstsq(A, value[~out], rcond=None)[0]
        near = np.argmin(cdist(positions[out], positions[~out]), axis=1)
        nearest[out] = value[~out][near]
        between = griddata(positions[~out], value[~out], positions[out], "linear")
        linear[out] = np.where(np.isnan(between), nearest[out], between)
    scores = by_method(found)
    assert found.pixels == cells.size == 222 and found.folds == 5
    assert set(scores) == {"linear", "nearest", "bilinear", "atpk"}
    assert scores["linear"].rmse == pytest.approx(rmse(line - value), rel=0.02)   # slightly regularised
    assert scores["linear"].r == pytest.approx(np.corrcoef(line, value)[0, 1], abs=0.002)
    # Which of several neighbours at one distance counts, and which diagonal a square has, is open.
    assert scores["nearest"].rmse == pytest.approx(rmse(nearest - value), rel=0.1)
    assert scores["bilinear"].rmse == pytest.approx(rmse(linear - value), rel=0.05)
    assert scores["bilinear"].mae == pytest.approx(np.abs(linear - value).mean(), rel=0.05)


def test_kriging_of_coarse_pixels_is_a_dense_system():
    """Of the 24 nearest values, with the variogram of those that were not left out."""
    scene = scene_of(shape=(7, 6))
    found = by_method(cross_validate(scene, []))["atpk"]
    y = scene.values
    cells = np.flatnonzero(np.isfinite(y))
    positions = np.stack(np.divmod(cells, 6), axis=1).astype(float)
    value, folds = y.ravel()[cells], spatial_folds(cells.size, positions, 0)
    estimate = np.empty(cells.size)
    for fold in np.unique(folds):
        out = folds == fold
        known = np.full(y.shape, np.nan)
        known[tuple(positions[~out].astype(int).T)] = value[~out]
        model = fit_model(lattice_variogram(known, (400.0, 400.0)), "auto")
        for k in np.flatnonzero(out):
            distance = 400.0 * cdist(positions[[k]], positions[~out])[0]
            near = np.argsort(distance, kind="stable")[:24]
            places = positions[~out][near]
            system = np.ones((25, 25))
            system[:24, :24], system[24, 24] = model.covariance(400.0 * cdist(places, places)), 0.0
            weights = np.linalg.solve(system, np.append(model.covariance(distance[near]), 1.0))[:24]
            estimate[k] = weights @ value[~out][near]
    # At the 24th neighbour several may be as far.
    assert found.rmse == pytest.approx(rmse(estimate - value), rel=0.05)


def test_a_covariate_that_explains_beats_interpolation_and_noise_does_not():
    scores = by_method(cross_validate(scene_of(noise=0.1), ["linear"]))
    assert scores["linear"].rmse < 0.3 * scores["bilinear"].rmse
    scores = by_method(cross_validate(scene_of(noise=10.0), ["linear"]))
    assert scores["linear"].rmse > 0.9 * 10.0


def test_without_covariates_only_the_values_themselves_are_used():
    found = cross_validate(scene_of(with_covariates=False), [])
    assert set(by_method(found)) == {"nearest", "bilinear", "atpk"} and found.failed == {}


def test_pixels_in_one_line_have_no_triangles():
    grids = [GeoBox((side, 60 * side), Affine(400.0 / side, 0, 0, 0, -400.0 / side, 0), "EPSG:32611")
             for side in (RATIO, 1)]
    values = np.sin(np.arange(60.0) / 4.0)[None]
    scores = by_method(cross_validate(Scene(CoarseSupports(*grids), values), []))
    assert scores["bilinear"].rmse == scores["nearest"].rmse > 0.0


def test_large_scenes_are_sampled_alike_every_time():
    first, second = (cross_validate(scene_of(shape=(60, 60)), ["linear"]) for _ in range(2))
    assert first == second and first.pixels == MOST_PIXELS


def test_a_method_that_cannot_be_fitted_is_told_of():
    found = cross_validate(scene_of(shape=(6, 6)), ["linear"])
    assert "coarse pixels" in found.failed["linear"] and {"nearest", "bilinear"} <= set(by_method(found))


def test_a_cancel_stops_it():
    class Cancelling(Reporter):
        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        cross_validate(scene_of(), ["linear"], Cancelling())
