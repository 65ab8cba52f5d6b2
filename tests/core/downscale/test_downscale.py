"""Downscaling from files to files, against known truths, and what its parts hand on."""

import json

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale.covariates import ArrayCovariates, RasterCovariates
from multiscale_fusion.core.downscale.estimators.target_blur import blurred
from multiscale_fusion.core.downscale.job import downscale
from multiscale_fusion.core.downscale.request import Options
from multiscale_fusion.core.downscale.smoothing import Smoother
from multiscale_fusion.core.downscale.supports import CoarseSupports
from multiscale_fusion.core.downscale.training import draw_samples, spread_sample
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.engine import dense, read, write
from odc.geo.geobox import GeoBox
from scipy.ndimage import gaussian_filter

SINUSOIDAL = "+proj=sinu +R=6371007.181 +units=m"
RATIO = 8


def utm(shape, size, x=250000.0, y=4200000.0):
    return GeoBox(shape, Affine(size, 0, x, 0, -size, y), "EPSG:32611")


def texture(shape, seed, sigma=2.0):
    found = gaussian_filter(np.random.default_rng(seed).normal(size=shape), sigma)
    return found / found.std()


def aggregated(fine, coarse, values):
    """Exact area means (coarse rows, columns) over valid pixels, densely; NaN where less than half is covered."""
    matrix, valid = dense(fine, coarse), np.isfinite(values).ravel().astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = matrix @ np.nan_to_num(values).ravel() / (matrix @ valid)
    area = np.abs(coarse.affine.determinant / fine.affine.determinant)
    return np.where(matrix @ valid > 0.5 * area, means, np.nan).reshape(coarse.shape)


@pytest.fixture
def made(tmp_path):
    """A fine truth that covariates explain up to smooth noise, its aggregate, and files of both."""
    shape = (16 * RATIO, 18 * RATIO)
    fine, coarse = utm(shape, 100.0), utm((16, 18), 100.0 * RATIO)
    X = np.stack([texture(shape, seed) for seed in (1, 2)])
    truth = 290.0 + 4.0 * X[0] - 2.0 * X[1] + 0.7 * texture(shape, 3)
    y = truth.reshape(16, RATIO, 18, RATIO).mean(axis=(1, 3))
    return {"fine": fine, "coarse": coarse, "X": X, "truth": truth, "y": y, "folder": tmp_path,
            "covariates": write(tmp_path / "covariates.tif", fine, X),
            "input": write(tmp_path / "coarse.tif", coarse, y)}


def run(made, *, uncertainty=False, several=False, input=None, covariates=None, threads=None, **options):
    folder = made["folder"]
    paths = {"uncertainty": str(folder / "sigma.tif") if uncertainty else None,
             "realisations": str(folder / "several.tif") if several else None}
    given = [made["covariates"]] if covariates is None else covariates
    result = downscale(RasterSource(input or made["input"]), [RasterSource(each) for each in given],
                       str(folder / "out.tif"), options=Options(**{"kind": "intensive", **options}), threads=threads,
                       **paths)
    return result, read(folder / "out.tif")[0]


def rmse(values, truth):
    return float(np.sqrt(np.nanmean((values - truth)**2)))


def test_auto_takes_a_model_that_explains_and_stays_coherent(made):
    result, values = run(made)
    assert result.method in ("linear", "blend") and result.coherence < 1e-6
    means = values.reshape(16, RATIO, 18, RATIO).mean(axis=(1, 3))
    assert np.abs(means - made["y"]).max() < 1e-6 * np.ptp(made["y"])
    plain = run(made, method="bilinear")[1]
    assert rmse(values, made["truth"]) < 0.5 * rmse(plain, made["truth"])


def test_intervals_cover_what_they_say(made):
    _, values = run(made, uncertainty=True)
    sigma = read(made["folder"] / "sigma.tif")[0]
    error = np.abs(values - made["truth"])
    assert 0.60 <= np.mean(error < sigma) <= 0.88 and np.mean(error < 1.96 * sigma) >= 0.90


def test_covariates_that_explain_nothing_are_seen(made):
    X = np.stack([texture(made["truth"].shape, seed) for seed in (11, 12)])
    result, values = run(made, covariates=[write(made["folder"] / "noise.tif", made["fine"], X)])
    assert result.method in ("bilinear", "atpk")
    assert rmse(values, made["truth"]) <= 1.01 * rmse(run(made, method="bilinear", coherent=False)[1], made["truth"])


@pytest.mark.parametrize("method", ["linear", "tsharp", "forest", "dms", "atprk", "atpk", "blend",
                                    pytest.param("boosting", marks=pytest.mark.long)])
def test_every_method_is_coherent_and_says_that_it_is_a_model(made, method):
    result, values = run(made, method=method, ndvi=1)
    means = values.reshape(16, RATIO, 18, RATIO).mean(axis=(1, 3))
    assert result.method == method and np.abs(means - made["y"]).max() < 1e-6 * np.ptp(made["y"])
    record = json.loads((made["folder"] / "out.tif.json").read_text("utf-8"))
    assert "MODEL_DEPENDENT" in [each["code"] for each in record["findings"]]


@pytest.mark.parametrize("fwhm", [None, 1100.0])
def test_coarse_sinusoidal_with_gaps_on_both_sides(made, fwhm):
    fine, folder = made["fine"], made["folder"]
    box = fine.extent.to_crs(SINUSOIDAL).boundingbox
    coarse = GeoBox((17, 19), Affine(926.6254, 0, box.left - 700.0, 0, -926.6254, box.top + 400.0), SINUSOIDAL)
    truth = made["truth"].copy()
    y = aggregated(fine, coarse, truth)
    y[5, 7] = np.nan
    X = made["X"].copy()
    X[0, 30:50, 60:90] = np.nan
    result, values = run(made, input=write(folder / "sinusoidal.tif", coarse, y, nodata=np.nan),
                         covariates=[write(folder / "holes.tif", fine, X, nodata=np.nan)], method="linear", fwhm=fwhm)
    assert np.isnan(values[30:50, 60:90]).all() and result.coherence < 1e-6
    assert {"COVARIATE_HOLES", "MODEL_DEPENDENT"} <= {each.code for each in result.findings}
    if fwhm is None:
        means = aggregated(fine, coarse, values)
        there = np.isfinite(means) & np.isfinite(y)
        assert there.sum() > 100 and np.abs(means - y)[there].max() < 1e-6 * np.ptp(y[there])
        assert rmse(values, truth) < 1.2


def test_totals_are_kept(made):
    counts = np.random.default_rng(4).poisson(300.0 * np.exp(0.5 * made["y"] - 145.0)).astype(float)
    path = write(made["folder"] / "counts.tif", made["coarse"], counts)
    _, values = run(made, input=path, method="linear", kind="extensive")
    parts = values.reshape(16, RATIO, 18, RATIO).sum(axis=(1, 3))
    assert values.min() >= 0.0 and np.allclose(parts, counts, rtol=1e-9, atol=1e-9)


def test_radiative_temperatures_keep_their_emission(made):
    emission = (made["truth"]**4).reshape(16, RATIO, 18, RATIO).mean(axis=(1, 3))
    path = write(made["folder"] / "kelvin.tif", made["coarse"], emission**0.25)
    _, values = run(made, input=path, method="linear", kind="radiative", uncertainty=True)
    found = (values**4).reshape(16, RATIO, 18, RATIO).mean(axis=(1, 3))**0.25
    assert np.abs(found - emission**0.25).max() < 1e-6 * np.ptp(emission**0.25)
    assert 0.1 < np.median(read(made["folder"] / "sigma.tif")) < 3.0


def test_limits_hold(made):
    low, high = np.quantile(made["truth"], [0.02, 0.98])
    _, values = run(made, method="linear", limits=(float(low), float(high)))
    assert values.min() >= low and values.max() <= high


def test_realisations_are_coherent_and_spread_as_stated(made):
    _, values = run(made, method="linear", uncertainty=True, several=True, realisations=24)
    several, sigma = read(made["folder"] / "several.tif"), read(made["folder"] / "sigma.tif")[0]
    assert several.shape[0] == 24
    means = several.reshape(24, 16, RATIO, 18, RATIO).mean(axis=(2, 4))
    assert np.abs(means - made["y"]).max() < 1e-6 * np.ptp(made["y"])
    away = several - values
    assert np.abs(away.mean(axis=0)).mean() < 0.3 * sigma.mean()
    assert 0.85 < np.sqrt((away**2).mean()) / np.sqrt((sigma**2).mean()) < 1.15


def test_threads_and_memory_change_no_byte(made):
    files = []
    for threads in (1, 3):
        run(made, threads=threads, uncertainty=True, method="forest")
        files.append([(made["folder"] / name).read_bytes() for name in ("out.tif", "sigma.tif")])
    assert files[0] == files[1]


@pytest.mark.parametrize("change, words", [
    ({"y": lambda y: np.full(y.shape, 5.0)}, "nothing to downscale"),
    ({"y": lambda y: np.where(np.arange(y.size).reshape(y.shape) < 20, y, np.nan)}, "Only 20 coarse pixels"),
    ({"kind": "categorical"}, "no regression can split"),
    ({"method": "magic"}, "unknown"),
    ({"method": "tsharp"}, "which covariate is the NDVI"),
    ({"homogeneity": 0.0}, "between 0 and 1"),
    ({"limits": (5.0, 1.0)}, "leave no range"),
])
def test_bad_input_is_told_in_a_sentence(made, change, words):
    change = {"method": "linear", **change}
    if "y" in change:
        made["input"] = write(made["folder"] / "bad.tif", made["coarse"], change.pop("y")(made["y"]), nodata=np.nan)
    with pytest.raises(FusionError, match=words):
        run(made, **change)
    assert not (made["folder"] / "out.tif").exists()


def test_a_grid_that_is_not_finer_is_refused(made):
    with pytest.raises(FusionError, match="as large as those"):
        run(made, covariates=[made["input"]], input=made["covariates"])


def test_covariates_of_other_grids_are_averaged_or_carried(made, tmp_path):
    fine = utm((20, 24), 90.0)
    finer, coarser = utm((64, 76), 30.0, 249990.0, 4200010.0), utm((10, 9), 333.0, 249800.0, 4200300.0)
    rng = np.random.default_rng(5)
    for number, grid in enumerate((finer, coarser)):
        values = rng.normal(size=grid.shape)
        with RasterSource(write(tmp_path / f"{number}.tif", grid, values)) as source:
            found = RasterCovariates([source], fine, kinds=["intensive"]).read((3, 17))[0]
        matrix = dense(grid, fine)
        whole = matrix.sum(axis=1) > 0.999 * matrix.sum(axis=1).max()
        expected = np.where(whole, matrix @ values.ravel() / matrix.sum(axis=1), np.nan).reshape(fine.shape)[3:17]
        assert np.isfinite(expected).sum() > 200
        assert np.allclose(found[np.isfinite(expected)], expected[np.isfinite(expected)], atol=1e-6)


def test_a_shifted_raster_is_read_as_it_is_and_classes_become_indicators(tmp_path):
    fine, other = utm((20, 24), 30.0), utm((18, 30), 30.0, 250000.0 - 60.0, 4200000.0 - 90.0)
    classes = np.random.default_rng(6).choice([1, 4, 7], size=other.shape).astype(np.uint8)
    with RasterSource(write(tmp_path / "classes.tif", other, classes)) as source:
        covariates = RasterCovariates([source], fine, kinds=["categorical"])
        found = covariates.read((0, 20))
    assert [name[-3:] for name in covariates.names] == ["= 1", "= 4", "= 7"]
    assert np.isnan(found[:, :3]).all()
    for plane, code in zip(found, (1, 4, 7)):
        assert np.array_equal(plane[3:20], classes[:17, 2:26] == code)


def test_samples_are_means_over_coarse_pixels(made):
    supports = CoarseSupports(made["fine"], made["coarse"])
    found = draw_samples(ArrayCovariates(made["X"]), supports, made["y"], (0.0, 1.5))
    means = made["X"].reshape(2, 16, RATIO, 18, RATIO).mean(axis=(2, 4)).reshape(2, -1).T
    assert np.allclose(found.designs[0.0], means) and np.array_equal(found.y, made["y"].ravel())
    smooth = np.stack([gaussian_filter(each, 1.5, mode="constant") for each in made["X"]])
    inner = (found.positions >= 2).all(axis=1) & (found.positions < [14, 16]).all(axis=1)
    blurred = smooth.reshape(2, 16, RATIO, 18, RATIO).mean(axis=(2, 4)).reshape(2, -1).T
    assert np.allclose(found.designs[1.5][inner], blurred[inner], atol=1e-9)
    assert np.allclose(found.ranges, [[each.min(), each.max()] for each in made["X"]])


def test_a_spread_sample_is_bounded_even_and_seeded():
    known = np.ones((100, 120), bool)
    known[:50, :60] = False
    cells = spread_sample(known, 900, 3)
    assert len(cells) == 900 and known.ravel()[cells].all() and len(np.unique(cells)) == 900
    assert np.array_equal(cells, spread_sample(known, 900, 3))
    assert not np.array_equal(cells, spread_sample(known, 900, 4))
    row, column = np.divmod(cells, 120)
    quarters = [np.sum((row >= 50 * a) & (row < 50 * a + 50) & (column >= 60 * b) & (column < 60 * b + 60))
                for a, b in ((0, 1), (1, 0), (1, 1))]
    assert min(quarters) > 0.85 * 300


def test_a_smoother_is_the_blur_of_each_layer():
    rng = np.random.default_rng(8)
    values, valid = rng.normal(size=(3, 30, 40)), rng.random((30, 40)) > 0.2
    for sigma in (0.0, 1.4):
        smooth = Smoother(valid, sigma)
        for plane in values:
            assert np.array_equal(smooth(plane), blurred(plane, valid, sigma), equal_nan=True)
