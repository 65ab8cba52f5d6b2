"""Realisations through the whole job: mean, spread, texture, coherence and bytes."""

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale.job import downscale
from multiscale_fusion.core.downscale.request import Options
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.downscale.fields import torus_field
from multiscale_fusion.tests.core.engine import read, write
from odc.geo.geobox import GeoBox

RATIO, SIZE, COUNT = 4, 96, 40
FINE = GeoBox((SIZE, SIZE), Affine(30.0, 0, 250000.0, 0, -30.0, 4200000.0), "EPSG:32611")
COARSE = GeoBox((SIZE // RATIO,) * 2, FINE.affine * Affine.scale(RATIO), FINE.crs)


def means(values):
    return values.reshape(*values.shape[:-2], SIZE // RATIO, RATIO, SIZE // RATIO, RATIO).mean(axis=(-3, -1))


def gamma(values, lag):
    return 0.5 * np.mean((values[..., lag:] - values[..., :-lag])**2)


@pytest.fixture(scope="module")
def made():
    X = torus_field("exponential", 9.0, 12.0, SIZE, 1)
    return X, 300.0 + X + torus_field("exponential", 4.0, 12.0, SIZE, 2)


def run(folder, made, *, y=None, threads=None, memory=2**30, count=COUNT, **options):
    X, truth = made
    y = means(truth) if y is None else y
    if not (folder / "y.tif").exists():   # the record tells when inputs were changed
        write(folder / "X.tif", FINE, X)
        write(folder / "y.tif", COARSE, y)
    downscale(RasterSource(str(folder / "y.tif")), [RasterSource(str(folder / "X.tif"))], str(folder / "out.tif"),
              options=Options(**{"kind": "intensive", "method": "linear", "realisations": count, **options}),
              uncertainty=str(folder / "sigma.tif"), realisations=str(folder / "several.tif"), threads=threads,
              memory=memory)
    values, sigma, several = (read(folder / f"{name}.tif") for name in ("out", "sigma", "several"))
    assert len(several) == count
    return values[0], sigma[0], several, y


@pytest.mark.parametrize("method", ["linear", "bilinear"])
def test_mean_spread_and_texture(tmp_path, made, method):
    values, sigma, several, y = run(tmp_path, made, method=method)
    assert np.abs(means(several) - y).max() < 1e-6 * np.ptp(y)
    score = (several.mean(axis=0) - values) / (sigma / np.sqrt(COUNT))
    assert abs(score.mean()) < 0.1 and 0.7 < np.mean(score**2) < 1.4
    assert np.sqrt(several.var(axis=0, ddof=1).mean()) == pytest.approx(np.sqrt(np.mean(sigma**2)), rel=0.15)
    truth = made[1]
    for lag in (1, 3):
        assert gamma(several, lag) == pytest.approx(gamma(truth, lag), rel=0.5)
        own, smooth = (abs(np.log(gamma(each, lag) / gamma(truth, lag))) for each in (several, values))
        assert own < smooth


def test_within_limits_and_coherent(tmp_path, made):
    low, high = np.quantile(made[1], [0.01, 0.99])
    y = np.clip(means(made[1]), low + 1.0, high - 1.0)
    _, _, several, _ = run(tmp_path, made, y=y, count=3, limits=(float(low), float(high)))
    assert several.min() >= low - 1e-6 and several.max() <= high + 1e-6
    assert np.abs(means(several) - y).max() < 1e-6 * np.ptp(y)


def test_totals_are_kept_by_each(tmp_path, made):
    y = np.random.default_rng(3).poisson(np.exp(0.2 * (means(made[1]) - 300.0) + 4.0)).astype(float)
    _, _, several, _ = run(tmp_path, made, y=y, count=3, kind="extensive")
    assert several.min() >= 0.0
    assert np.allclose(RATIO**2 * means(several), y, rtol=1e-9, atol=1e-9)


def test_threads_and_memory_change_no_byte(tmp_path, made):
    files = []
    for threads, memory in ((1, 2**30), (3, 2**25)):
        run(tmp_path, made, count=2, threads=threads, memory=memory)
        files.append([(tmp_path / f"{name}.tif").read_bytes() for name in ("out", "sigma", "several")])
    assert files[0] == files[1]
