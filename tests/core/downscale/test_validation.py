"""The scale-up test and what auto makes of it, on scenes whose answer is known and on a thermal one."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale.covariates import ArrayCovariates
from multiscale_fusion.core.downscale.field import Fields
from multiscale_fusion.core.downscale.sharpen import Scene, Settings, downscale_scene
from multiscale_fusion.core.downscale.supports import CoarseSupports
from multiscale_fusion.core.downscale.uncertainty import calibrate
from multiscale_fusion.core.downscale.validation import choose, scale_up
from multiscale_fusion.core.errors import FusionError
from odc.geo.geobox import GeoBox
from scipy.ndimage import gaussian_filter


def grids(shape, ratio):
    affine = Affine(30.0, 0, 600000.0, 0, -30.0, 3700000.0)
    return (GeoBox(shape, affine, "EPSG:32611"),
            GeoBox(tuple(n // ratio for n in shape), affine * Affine.scale(ratio), "EPSG:32611"))


def means(values, ratio):
    rows, columns = (n // ratio for n in values.shape)
    return values.reshape(rows, ratio, columns, ratio).mean(axis=(1, 3))


def scene_of(truth, covariates, ratio):
    return Scene(CoarseSupports(*grids(truth.shape, ratio)), means(truth, ratio), ArrayCovariates(covariates))


def test_the_test_measures_what_it_says():
    """Bilinear and nearest interpolation one scale up, computed here by plain algebra."""
    rng = np.random.default_rng(0)
    truth = gaussian_filter(rng.normal(size=(240, 240)), 12.0)
    trials = scale_up(scene_of(truth, rng.normal(size=(1, 240, 240)), 4), [("bilinear", "none")])
    coarse = means(truth, 4)
    assert trials.ratio == (4, 4) and trials.pixels == 60 * 60 + 2 * 56 * 60 + 56 * 56
    error = np.concatenate([(coarse[a:a + r, b:b + c] - np.kron(means(coarse[a:a + r, b:b + c], 4), np.ones((4, 4))))
                            .ravel() for a, r in ((0, 60), (2, 56)) for b, c in ((0, 60), (2, 56))])
    assert np.isclose(trials.of("nearest", coherent=False).rmse, np.sqrt(np.mean(error**2)), rtol=1e-9)
    assert trials.of("bilinear").rmse < trials.of("nearest", coherent=False).rmse


def test_interpolation_is_taken_where_covariates_say_nothing():
    rng = np.random.default_rng(1)
    truth = gaussian_filter(rng.normal(size=(160, 160)), 9.0)
    covariates = np.stack([gaussian_filter(rng.normal(size=truth.shape), 3.0) for _ in range(3)])
    choice = choose(scale_up(scene_of(truth, covariates, 4)))
    assert choice.method in ("bilinear", "atpk") and "scale-up test" in choice.why


def test_too_few_pixels_are_told():
    rng = np.random.default_rng(2)
    with pytest.raises(FusionError, match="too few for the scale-up test"):
        scale_up(scene_of(rng.normal(size=(32, 40)), rng.normal(size=(1, 32, 40)), 4))


def thermal(data_file, ratio):
    """The fine truth of the thermal band, and the scene with all other bands and the NDVI."""
    rasterio = pytest.importorskip("rasterio")
    with rasterio.open(data_file("talca_thermal/L7_Talca.tif")) as source:
        bands = source.read(masked=True).filled(np.nan).astype(float)
    rows, columns = (size // ratio * ratio for size in bands.shape[1:])
    bands = bands[:, :rows, :columns]
    truth, covariates = bands[5], np.delete(bands, 5, axis=0)
    covariates = np.concatenate([covariates, ((bands[3] - bands[2]) / (bands[3] + bands[2]))[None]])
    valid = (truth > 0) & np.isfinite(covariates).all(axis=0)
    truth, covariates = np.where(valid, truth, np.nan), np.where(valid, covariates, np.nan)
    fine, coarse = grids(truth.shape, ratio)
    stacked = truth.reshape(rows // ratio, ratio, columns // ratio, ratio)
    known = np.isfinite(stacked).sum(axis=(1, 3))
    y = np.nansum(stacked, axis=(1, 3)) / np.where(known > 0, known, np.nan)
    return truth, Scene(CoarseSupports(fine, coarse), y, ArrayCovariates(covariates),
                        settings=Settings(ndvi=len(covariates) - 1))


@pytest.mark.parametrize("ratio, plain_best", [(32, 2.89), pytest.param(8, 2.38, marks=pytest.mark.long)])
def test_auto_beats_plain_methods_on_a_thermal_scene(data_file, ratio, plain_best):
    """RMSE against the 30 m truth; `plain_best` is the best of the usual methods on this scene."""
    truth, scene = thermal(data_file, ratio)
    trials = scale_up(scene)
    choice = choose(trials)
    with Fields(None, truth.shape, 1 << 62) as fields:
        found = {each: downscale_scene(scene, *each, fields, spread=True).values.read() for each in
                 {(choice.method, choice.residual), ("linear", "kriging"), ("dms", "kriging"), ("bilinear", "none")}}
        rmse = {each[0]: np.sqrt(np.nanmean((values - truth)**2)) for each, values in found.items()}
        result = downscale_scene(scene, choice.method, choice.residual, fields, spread=True)
        assert calibrate(scene, result).tested
        error, sigma = np.abs(result.values.read() - truth), result.spread.read()
    assert rmse[choice.method] < 0.7 * plain_best and rmse[choice.method] <= 1.03 * min(rmse.values())
    covered = np.mean((error < sigma)[np.isfinite(error)])
    assert 0.5 < covered < 0.8
