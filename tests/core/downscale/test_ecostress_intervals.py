"""Intervals and relations on surface temperatures of ECOSTRESS at 1 km, with covariates made from the 70 m truth."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale.covariates import ArrayCovariates
from multiscale_fusion.core.downscale.field import Fields
from multiscale_fusion.core.downscale.sharpen import Scene, Settings, downscale_scene, fit
from multiscale_fusion.core.downscale.supports import CoarseSupports
from multiscale_fusion.core.downscale.uncertainty import calibrate
from multiscale_fusion.core.raster import RasterSource
from odc.geo.geobox import GeoBox
from scipy.ndimage import gaussian_filter

FILE = "ecostress/ECOv002_L2T_LSTE_21485_013_11SPS_20220420T211350_0601_01_LST.tif"
SINUSOIDAL = "+proj=sinu +R=6371007.181 +units=m"


@pytest.fixture(scope="module")
def temperatures(data_dir):
    """LST in K and its grid."""
    path = data_dir / FILE
    if not path.exists():
        pytest.skip(f"{path} is absent")
    with RasterSource(str(path)) as source:
        pixels = source.read([1], (0, 1120), (0, 1120))
        return np.where(pixels.valid[0] > 0, pixels.values[0].astype(float), np.nan), source.grid


def part(temperatures, size):
    values, grid = temperatures
    return values[:size, :size], GeoBox((size, size), grid.affine, grid.crs)


def noise(name, shape, seed=5):
    found = np.random.default_rng(seed).normal(size=shape)
    if name == "white":
        return 0.15 * found
    found = gaussian_filter(found, {"fine texture": 2.0, "broad texture": 8.0}[name])
    return 0.2 * found / found.std()


def covariates(values, added):
    """One that is the standardised temperature plus noise, one that has nothing to do with it; K per unit of the
    first."""
    slope = float(np.nanstd(values))
    other = gaussian_filter(np.random.default_rng(6).normal(size=values.shape), 6.0)
    X = np.stack([(values - np.nanmean(values)) / slope + added, other / other.std()])
    return np.where(np.isfinite(values), X, np.nan), slope


def nested(values, grid, X, ratio, **settings):
    count = values.shape[0] // ratio
    cut = slice(0, count * ratio)
    values, X = values[cut, cut], X[:, cut, cut]
    stacked = values.reshape(count, ratio, count, ratio)
    known = np.isfinite(stacked).sum(axis=(1, 3))
    y = np.nansum(stacked, axis=(1, 3)) / np.where(known > 0, known, np.nan)
    fine = GeoBox(values.shape, grid.affine, grid.crs)
    coarse = GeoBox(y.shape, grid.affine * Affine.scale(ratio), grid.crs)
    return values, Scene(CoarseSupports(fine, coarse), y, ArrayCovariates(X), settings=Settings(**settings))


def covered(scene, truth, method):
    """Shares of the truth within 1 and 1.96 sigma, and the model."""
    model = fit(scene, method)
    with Fields(None, truth.shape, 1 << 62) as fields:
        result = downscale_scene(scene, method, "kriging", fields, spread=True, model=model)
        assert calibrate(scene, result).tested
        error, sigma = np.abs(result.values.read() - truth), result.spread.read()
    known = np.isfinite(error)
    assert known.mean() > 0.9 and (sigma[known] > 0.0).all()
    return (error < sigma)[known].mean(), (error < 1.96 * sigma)[known].mean(), model


@pytest.mark.parametrize("name, ratio", [("white", 14), ("white", 15), ("fine texture", 14), ("broad texture", 14)])
def test_intervals_cover_and_the_relation_is_recovered(temperatures, name, ratio):
    values, grid = part(temperatures, 1120)
    X, slope = covariates(values, noise(name, values.shape))
    truth, scene = nested(values, grid, X, ratio)
    some, most, model = covered(scene, truth, "linear")
    # Smooth errors are largest beside pixels without data, which the one factor of calibration does not tell: many
    # are small, so that more than 68 % lie within 1 sigma.
    assert 0.60 <= some <= (0.76 if name == "white" else 0.82) and 0.90 <= most <= 0.98
    # Ordinary least squares at the coarse scale, by plain algebra.
    count = truth.shape[0] // ratio
    with np.errstate(invalid="ignore"):
        means = np.stack([np.nanmean(each[:count * ratio, :count * ratio].reshape(count, ratio, count, ratio),
                                     axis=(1, 3)) for each in X])
    there = np.isfinite(scene.values) & np.isfinite(means).all(axis=0)
    design = np.stack([np.ones(there.sum()), *means[:, there]], axis=1)
    solved, square = np.linalg.lstsq(design, scene.values[there], rcond=None)[:2]
    error = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * square / (len(design) - 3))
    if name != "broad texture":   # which covers differences of neighbours, from which slopes are learned: they shrink
        assert model.estimator.slopes_[0] == pytest.approx(slope, rel=0.04)
    # Noise in a covariate makes its slope smaller: by its share in the variance of the means, 4 % if it is broad.
    assert abs(solved[1] - slope) < max(3.0 * error[1], (0.05 if name == "broad texture" else 0.02) * slope)
    assert abs(model.estimator.slopes_[1]) < 0.05 * slope


def test_a_forest_finds_a_bent_relation(temperatures):
    values, grid = part(temperatures, 840)
    X, slope = covariates(values, 0.0)
    scaled = X[0].copy()
    X[0] = np.tanh(scaled) + 0.1 * np.random.default_rng(8).normal(size=values.shape)
    # The blur is told: it is learned by a linear judge, to whom a bent relation looks like a blurred one.
    _, scene = nested(values, grid, X, 14, blur=0.0)
    where, means = fit(scene, "forest").estimator.partial_dependence(0)
    inner = np.abs(where) < 0.85
    expected = np.nanmean(values) + slope * np.arctanh(where[inner])
    assert np.abs(means[inner] - expected).max() < 0.25 * np.ptp(expected) and np.corrcoef(
        means[inner], expected)[0, 1] > 0.98


def test_intervals_cover_at_1_km_of_modis(temperatures):
    """Coarse pixels of the sinusoidal grid over fine ones in UTM."""
    values, grid = part(temperatures, 420)
    X, slope = covariates(values, noise("white", values.shape))
    box = grid.extent.to_crs(SINUSOIDAL).boundingbox
    size = 926.6254
    shape = int((box.top - box.bottom) // size) - 1, int((box.right - box.left) // size) - 1
    coarse = GeoBox(shape, Affine(size, 0, box.left + 0.7 * size, 0, -size, box.top - 0.4 * size), SINUSOIDAL)
    supports = CoarseSupports(grid, coarse)
    matrix, known = supports.matrix(), np.isfinite(values).ravel().astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        y = np.where(supports.coverage() * (matrix @ known) > 0.5 * matrix.sum(axis=1).A1,
                     matrix @ np.nan_to_num(values).ravel() / (matrix @ known), np.nan)
    scene = Scene(supports, y.reshape(shape), ArrayCovariates(X))
    model = fit(scene, "linear")
    with Fields(None, values.shape, 1 << 62) as fields:
        result = downscale_scene(scene, "linear", "kriging", fields, spread=True, model=model)
        assert calibrate(scene, result).tested and result.achieved.relative < 1e-6
        error, sigma = np.abs(result.values.read() - values), result.spread.read()
    known = np.isfinite(error)
    assert known.mean() > 0.7
    assert 0.60 <= (error < sigma)[known].mean() <= 0.78
    assert 0.90 <= (error < 1.96 * sigma)[known].mean() <= 0.98
    assert model.estimator.slopes_[0] == pytest.approx(slope, rel=0.03)
