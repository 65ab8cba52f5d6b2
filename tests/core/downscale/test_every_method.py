"""What holds for every method: coherence across CRSs, gaps and point spreads, totals, and the same bytes anyhow."""

import json
import subprocess
import sys

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale.covariates import ArrayCovariates
from multiscale_fusion.core.downscale.field import Fields
from multiscale_fusion.core.downscale.job import downscale
from multiscale_fusion.core.downscale.request import Options
from multiscale_fusion.core.downscale.sharpen import METHODS, MODELS, Scene, downscale_scene
from multiscale_fusion.core.downscale.supports import CoarseSupports
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.engine import dense, write
from odc.geo.geobox import GeoBox
from scipy.ndimage import gaussian_filter

SINUSOIDAL = "+proj=sinu +R=6371007.181 +units=m"
SHAPE, PIXEL, COARSE_PIXEL = (80, 90), 100.0, 926.6254
FINE = GeoBox(SHAPE, Affine(PIXEL, 0, 250000.0, 0, -PIXEL, 4200000.0), "EPSG:32611")


def sinusoidal():
    """A coarse grid that is turned against the fine one and goes beyond all its edges."""
    box = FINE.extent.to_crs(SINUSOIDAL).boundingbox
    shape = (int(np.ceil((box.top - box.bottom) / COARSE_PIXEL)) + 1,
             int(np.ceil((box.right - box.left) / COARSE_PIXEL)) + 1)
    return GeoBox(shape, Affine(COARSE_PIXEL, 0, box.left - 500.0, 0, -COARSE_PIXEL, box.top + 400.0), SINUSOIDAL)


def layers(seed=0):
    """Two covariates, and a truth that they explain in part."""
    rng = np.random.default_rng(seed)
    X = np.stack([gaussian_filter(rng.normal(size=SHAPE), sigma) for sigma in (3.0, 6.0)])
    X /= X.std(axis=(1, 2), keepdims=True)
    return X, 290.0 + 3.0 * X[0] - 2.0 * X[1] + gaussian_filter(rng.normal(size=SHAPE), 4.0) * 5.0


def run(scene, method):
    # Kriging of each method's residual would take most of the time; coherence comes after it in the same way.
    residual = "kriging" if method == "atprk" else "smooth" if method in MODELS else "none"
    with Fields(None, scene.supports.shape, 1 << 62) as fields:
        result = downscale_scene(scene, method, residual, fields)
        return result, result.values.read()


@pytest.mark.parametrize("fwhm", [None, 1100.0])
@pytest.mark.parametrize("method", METHODS)
def test_coherent_across_crss_with_nodata_on_both_sides(method, fwhm):
    coarse, (X, truth) = sinusoidal(), layers()
    supports = CoarseSupports(FINE, coarse, fwhm=fwhm)
    # Areas by the matrix of aggregation; what a point spread weighs is tested in test_coherence.py.
    matrix = dense(FINE, coarse) if fwhm is None else supports.matrix().toarray()
    whole = matrix.sum(axis=1)
    covered = whole > 0.5 * whole.max()
    y = np.where(covered, matrix @ truth.ravel() / np.where(covered, whole, 1.0), np.nan)
    y[np.flatnonzero(covered)[[20, 45]]] = np.nan
    y = y.reshape(coarse.shape)
    hole = np.zeros(SHAPE, bool)
    hole[20:40, 50:70] = hole[60, 10] = True
    scene = Scene(supports, y, ArrayCovariates(np.where(hole, np.nan, X)))
    result, values = run(scene, method)
    valid = np.isfinite(values)
    assert result.achieved.relative < 1e-6 and valid.mean() > 0.7
    if method in MODELS:
        assert not valid[hole].any()
    weight = matrix @ valid.ravel().astype(float)
    held = result.achieved.held.ravel()
    means = matrix @ np.nan_to_num(values).ravel() / np.where(held, weight, 1.0)
    assert held.sum() > 50 and np.abs(means - y.ravel())[held].max() < 1e-6 * np.nanmax(y) - 1e-6 * np.nanmin(y)
    # Nothing but pixels without a value, or with hardly any fine pixel, is left out.
    assert (held | ~np.isfinite(y.ravel()) | (weight < 0.1 * whole.max())).all()


@pytest.mark.parametrize("method, across", [*((each, True) for each in METHODS), ("forest", False), ("atprk", False)])
def test_totals_are_kept(method, across):
    X, truth = layers()
    coarse = sinusoidal() if across else GeoBox((10, 10), FINE.affine * Affine.scale(9.0, 8.0), FINE.crs)
    supports = CoarseSupports(FINE, coarse, totals=True)
    parts = supports.matrix()   # of each fine pixel, the part that lies in each coarse one
    counts = np.random.default_rng(1).poisson(40.0 * np.exp(0.15 * (truth - 290.0))).astype(float)
    y = (parts @ counts.ravel()).reshape(coarse.shape)
    whole = supports.coverage() >= 1.0
    # What lies partly beyond the fine grid counts by the share of it that does not.
    y = np.where(whole.reshape(y.shape), y, y / np.maximum(supports.coverage(), 1e-3).reshape(y.shape))
    result, values = run(Scene(supports, y, ArrayCovariates(X), limits=(0.0, None)), method)
    assert values.min() >= 0.0
    kept = parts @ values.ravel()
    assert whole.sum() > 40 and np.allclose(kept[whole], y.ravel()[whole], rtol=1e-9, atol=1e-9)
    if not across:
        assert np.isclose(values.sum(), counts.sum(), rtol=1e-9)


OUTPUTS = ("out.tif", "sigma.tif", "several.tif", "out.tif.json")
ALONE = """
import sys
from multiscale_fusion.tests.core.downscale.test_every_method import job
job(*sys.argv[1:3], threads=int(sys.argv[3]), memory=int(sys.argv[4]))
"""


def job(folder, method, *, threads, memory):
    """A job with all its layers over files that lie in ``folder``; the bytes of what it wrote."""
    with RasterSource(f"{folder}/coarse.tif") as source, RasterSource(f"{folder}/covariates.tif") as covariates:
        downscale(source, [covariates], f"{folder}/out.tif", uncertainty=f"{folder}/sigma.tif",
                  realisations=f"{folder}/several.tif", threads=threads, memory=memory,
                  options=Options(method=method, kind="intensive", realisations=2))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Coarse pixels that are nested in the fine grid, and covariates with a hole; several strips and pieces of work."""
    folder = tmp_path_factory.mktemp("files")
    rng = np.random.default_rng(2)
    shape, ratio = (1200, 1000), 50
    fine = GeoBox(shape, Affine(30.0, 0, 250000.0, 0, -30.0, 4200000.0), "EPSG:32611")
    X = np.stack([gaussian_filter(rng.normal(size=shape), sigma) for sigma in (3.0, 20.0)])
    X /= X.std(axis=(1, 2), keepdims=True)
    truth = 5.0 + X[0] + np.abs(X[1])
    X[0, 300:330, 400:450] = np.nan
    write(folder / "covariates.tif", fine, X.astype(np.float32), nodata=np.nan)
    write(folder / "coarse.tif", GeoBox((24, 20), fine.affine * Affine.scale(ratio), fine.crs),
          truth.reshape(24, ratio, 20, ratio).mean(axis=(1, 3)))
    return folder


@pytest.mark.parametrize("method", ["atpk", *(pytest.param(each, marks=pytest.mark.long)
                                              for each in ("auto", "dms", "forest"))])
def test_threads_memory_and_another_process_change_no_byte(files, method, plugin_folder, blas_settings):
    found = []
    for threads, memory in ((1, 2**30), (2, 2**30), (2, 2**24)):
        job(files, method, threads=threads, memory=memory)
        found.append([(files / name).read_bytes() for name in OUTPUTS])
    assert found[1] == found[0] and found[2] == found[0]
    for name in OUTPUTS:
        (files / name).unlink()
    done = subprocess.run([sys.executable, "-c", ALONE, str(files), method, "2", str(2**26)], capture_output=True,
                          text=True, check=False,
                          env={"PYTHONPATH": str(plugin_folder), "PATH": "/usr/bin:/bin", **blas_settings})
    assert done.returncode == 0, done.stderr
    assert [(files / name).read_bytes() for name in OUTPUTS] == found[0]
    assert json.loads(found[0][-1])["parameters"]["method"] == method
