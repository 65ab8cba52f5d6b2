"""Where a model leaves what it has learned, and fine pixels that are filled without covariates."""

import json

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale.job import downscale
from multiscale_fusion.core.downscale.request import Options
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.core.engine import read, write
from odc.geo.geobox import GeoBox
from osgeo import gdal
from scipy.ndimage import gaussian_filter

RATIO, LATTICE = 4, (24, 26)
SHAPE = tuple(RATIO * size for size in LATTICE)
FINE = GeoBox(SHAPE, Affine(30.0, 0, 250000.0, 0, -30.0, 4200000.0), "EPSG:32611")
COARSE = GeoBox(LATTICE, FINE.affine * Affine.scale(RATIO), FINE.crs)
HOLE = slice(30, 57), slice(41, 70)   # cuts coarse pixels, and holds whole ones


def texture(seed, sigma=3.0):
    found = gaussian_filter(np.random.default_rng(seed).normal(size=SHAPE), sigma)
    return found / found.std()


def means(values):
    return values.reshape(LATTICE[0], RATIO, LATTICE[1], RATIO).mean(axis=(1, 3))


@pytest.fixture
def scene(tmp_path):
    X = np.stack([texture(1), texture(2)])
    truth = 290.0 + 4.0 * X[0] - 2.0 * X[1] + 0.5 * texture(3)
    return {"X": X, "truth": truth, "y": means(truth), "folder": tmp_path}


def run(scene, X, *, y=None, **options):
    folder = scene["folder"]
    covariates = [] if X is None else [write(folder / "X.tif", FINE, X, nodata=np.nan)]
    source = write(folder / "y.tif", COARSE, scene["y"] if y is None else y, nodata=np.nan)
    reporter = Reporter()
    result = downscale(RasterSource(source), [RasterSource(each) for each in covariates], str(folder / "out.tif"),
                       target=FINE, options=Options(**{"kind": "intensive", "method": "linear", **options}),
                       uncertainty=str(folder / "sigma.tif"), extrapolation=str(folder / "marks.tif"),
                       reporter=reporter)
    codes = gdal.Open(str(folder / "marks.tif"))
    assert codes.GetRasterBand(1).DataType == gdal.GDT_Byte and codes.GetRasterBand(1).GetNoDataValue() == 255
    found = {each.code: each for each in result.findings}
    return read(folder / "out.tif")[0], read(folder / "sigma.tif")[0], codes.ReadAsArray(), found


def test_codes_tell_where_a_covariate_leaves_the_range_of_the_coarse_means(scene):
    X = scene["X"] + np.stack([texture(4, 0.7), texture(5, 0.7)])
    X[1, 5:15, 5:15] = np.nan
    _, _, codes, found = run(scene, X)
    # The model sees covariates blurred as it has learned that the target is; here they are as sharp.
    blur = json.loads((scene["folder"] / "out.tif.json").read_text("utf-8"))["parameters"]["blur"]
    valid = np.isfinite(X).all(axis=0)
    weight = gaussian_filter(valid.astype(float), blur, mode="constant", truncate=4.0) if blur else valid
    weight = np.where(valid, weight, 1.0)
    seen = np.stack([gaussian_filter(np.where(valid, each, 0.0), blur, mode="constant", truncate=4.0) / weight
                     if blur else each for each in X])
    known = valid.reshape(LATTICE[0], RATIO, LATTICE[1], RATIO).sum(axis=(1, 3))
    sums = np.where(valid, seen, 0.0).reshape(2, LATTICE[0], RATIO, LATTICE[1], RATIO).sum(axis=(2, 4))
    coarse = (sums / np.where(known > 0, known, np.nan))[:, known >= 0.5 * RATIO**2]
    outside = ((seen < coarse.min(axis=1)[:, None, None]) | (seen > coarse.max(axis=1)[:, None, None])).any(axis=0)
    assert (codes[~valid] == 255).all()
    agree = codes[valid] == outside[valid]
    # Designs are interpolated between blurs that were prepared, so that ranges differ a little.
    assert agree.mean() > 0.995 and 0.005 < outside[valid].mean() < 0.4
    share = (codes[valid] == 1).mean()
    assert float(found["EXTRAPOLATED"].message.values["percent"]) == pytest.approx(100.0 * share)
    assert (found["EXTRAPOLATED"].severity.value == "warning") == (share > 0.05)


def test_holes_stay_nodata_unless_asked(scene):
    X = scene["X"].copy()
    X[0][HOLE] = np.nan
    values, sigma, codes, found = run(scene, X)
    assert np.isnan(values[HOLE]).all() and np.isnan(sigma[HOLE]).all() and (codes[HOLE] == 255).all()
    assert "COVARIATE_HOLES" in found and "COVARIATE_FALLBACK" not in found


@pytest.mark.parametrize("method", ["linear", "forest"])
def test_a_fallback_fills_holes_coherently_and_says_so(scene, method):
    X = scene["X"].copy()
    X[0][HOLE] = np.nan
    values, sigma, codes, found = run(scene, X, method=method, fallback=True)
    filled = np.zeros(SHAPE, bool)
    filled[HOLE] = True
    assert np.array_equal(codes == 2, filled) and np.isfinite(values).all()
    assert np.abs(means(values) - scene["y"]).max() < 1e-6 * np.ptp(scene["y"])
    assert "COVARIATE_HOLES" not in found
    assert found["COVARIATE_FALLBACK"].message.values["percent"] == pytest.approx(100.0 * filled.mean())
    # Less is known where nothing but the coarse values speaks, and 1 sigma tells it.
    error = np.abs(values - scene["truth"])
    assert sigma[filled].mean() > 1.5 * sigma[~filled].mean()
    assert (error < 1.96 * sigma)[filled].mean() > 0.9
    # As good as interpolation alone, since that is what it is.
    plain = run(scene, None, method="bilinear")[0]
    own, other = (np.sqrt(np.mean((each - scene["truth"])[filled]**2)) for each in (values, plain))
    assert own < 1.1 * other


def test_a_fallback_changes_nothing_where_there_are_no_holes(scene):
    values, sigma, codes, found = run(scene, scene["X"], fallback=True)
    assert not (codes == 2).any() and "COVARIATE_FALLBACK" not in found
    again, spread, _, _ = run(scene, scene["X"])
    assert np.array_equal(values, again) and np.array_equal(sigma, spread)


def test_totals_are_kept_where_they_are_filled(scene):
    X = scene["X"].copy()
    X[0][HOLE] = np.nan
    totals = np.random.default_rng(7).poisson(50.0 * np.exp(0.3 * (scene["y"] - 290.0))).astype(float)
    values, _, codes, _ = run(scene, X, y=totals, kind="extensive", fallback=True)
    assert (codes[HOLE] == 2).all()
    assert np.allclose(RATIO**2 * means(values), totals, rtol=1e-9, atol=1e-9)


def test_without_covariates_nothing_is_left(scene):
    y = scene["y"].copy()
    y[3, 4] = np.nan
    values, _, codes, found = run(scene, None, y=y, method="bilinear")
    assert np.array_equal(codes, np.where(np.isfinite(values), 0, 255)) and "EXTRAPOLATED" not in found
