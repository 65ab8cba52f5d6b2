"""Evaluation of a downscaled raster: its numbers against NumPy's, its tests, what it writes and refuses."""

import csv
import json

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale.evaluate import COLUMNS, EvaluateOptions, evaluate
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.statistics.image_agreement import structural_similarity
from multiscale_fusion.core.support import SupportOperator
from multiscale_fusion.tests.core.engine import read, write
from odc.geo.geobox import GeoBox
from pyproj import Transformer
from scipy.ndimage import gaussian_filter

RATIO = 8
SHAPE = (24 * RATIO, 30 * RATIO)
SINUSOIDAL = "+proj=sinu +R=6371007.181 +units=m"


def utm(shape, size):
    return GeoBox(shape, Affine(size, 0, 250000.0, 0, -size, 4200000.0), "EPSG:32611")


FINE, COARSE = utm(SHAPE, 100.0), utm((24, 30), 100.0 * RATIO)


def texture(seed, sigma=3.0, shape=SHAPE):
    found = gaussian_filter(np.random.default_rng(seed).normal(size=shape), sigma)
    return found / found.std()


def means(values):
    return values.reshape(24, RATIO, 30, RATIO).mean(axis=(1, 3))


@pytest.fixture
def made(tmp_path):
    """A truth, its aggregate, a good and coherent estimate of it with holes, and the 1 sigma of that."""
    truth = 290.0 + 4.0 * texture(1)
    noise = texture(2, 1.0)
    sigma = 0.2 + 0.3 * np.abs(texture(3, 8.0))
    estimate = truth + sigma * noise
    estimate += np.kron(means(truth) - means(estimate), np.ones((RATIO, RATIO)))
    estimate[40:60, 100:130] = np.nan
    paths = {"truth": write(tmp_path / "truth.tif", FINE, truth),
             "coarse": write(tmp_path / "coarse.tif", COARSE, means(truth)),
             "estimate": write(tmp_path / "estimate.tif", FINE, estimate),
             "sigma": write(tmp_path / "sigma.tif", FINE, sigma)}
    return {"arrays": (truth, estimate, sigma), "paths": paths, "folder": tmp_path}


def run(made, *names, threads=None, covariates=(), report=False, reporter=None, **options):
    opened = {name: RasterSource(made["paths"][name]) for name in names}
    if "sigma" in opened:
        opened["uncertainty"] = opened.pop("sigma")
    folder = made["folder"]
    files = {"table": str(folder / "table.csv"), "report": str(folder / "report.html") if report else None}
    if "truth" in names:
        files["error"] = str(folder / "error.tif")
    return evaluate(RasterSource(made["paths"]["estimate"]), covariates=[RasterSource(each) for each in covariates],
                    options=EvaluateOptions(**{"kind": "intensive", **options}), threads=threads, reporter=reporter,
                    **opened, **files)


def bilinear(coarse):
    """Plain bilinear interpolation of nested coarse pixels, by the lines between their middles."""
    rows, columns = ((np.arange(n * RATIO) + 0.5) / RATIO - 0.5 for n in coarse.shape)
    rows, columns = np.clip(rows, 0, coarse.shape[0] - 1), np.clip(columns, 0, coarse.shape[1] - 1)
    down = np.stack([np.interp(rows, np.arange(coarse.shape[0]), line) for line in coarse.T], axis=1)
    return np.stack([np.interp(columns, np.arange(coarse.shape[1]), line) for line in down])


def test_numbers_are_numpys(made):
    found = run(made, "truth", "coarse", "sigma")
    truth, estimate, sigma = made["arrays"]
    layers = {"downscaled": estimate, "bilinear": bilinear(means(truth)),
              "nearest": np.kron(means(truth), np.ones((RATIO, RATIO)))}
    known = np.isfinite(estimate)
    assert found.compared.names == tuple(layers)
    for errors, ssim, layer in zip(found.compared.errors, found.compared.ssim, layers.values()):
        error = (layer - truth)[known]
        assert errors.count == known.sum()
        np.testing.assert_allclose(
            [errors.rmse, errors.mae, errors.bias, errors.r],
            [np.sqrt(np.mean(error**2)), np.abs(error).mean(), error.mean(),
             np.corrcoef(layer[known], truth[known])[0, 1]], rtol=1e-6, atol=1e-7)
        span = np.ptp(truth[known])
        expected = structural_similarity(np.where(known, layer, np.nan), truth, span)
        assert ssim == pytest.approx(np.nanmean(expected), abs=1e-9)
    own, plain = found.compared.errors[:2]
    assert found.compared.skill("bilinear") == pytest.approx(1.0 - (own.rmse / plain.rmse) ** 2)
    inside = np.abs(estimate - truth)[known] / sigma[known]
    assert found.compared.intervals.within_68 == pytest.approx(np.mean(inside <= 1.0))
    assert found.compared.intervals.within_95 == pytest.approx(np.mean(inside <= 1.959964))
    assert found.compared.intervals.ratio == pytest.approx(np.sqrt(np.mean(inside**2)))


def test_coherence_is_the_largest_miss_of_the_aggregate(made):
    truth, estimate, _ = made["arrays"]
    found = run(made, "truth", "coarse")
    assert found.coherence.pixels > 690
    blocks = estimate.reshape(24, RATIO, 30, RATIO)
    valid = np.isfinite(blocks).mean(axis=(1, 3)) >= 0.5
    with np.errstate(invalid="ignore"):
        miss = np.abs(np.nansum(blocks, axis=(1, 3)) / np.isfinite(blocks).sum(axis=(1, 3)) - means(truth))[valid]
    assert found.coherence.largest == pytest.approx(miss.max(), rel=1e-6) and miss.max() > 0.01
    assert found.coherence.rmse == pytest.approx(np.sqrt(np.mean(miss**2)), rel=1e-6)
    assert [each.code for each in found.findings].count("INCOHERENT") == 1


def test_errors_by_distance_grow_towards_the_edges_of_blocks(made, tmp_path):
    """Nearest interpolation of a slope: the error is the distance from the middle, across columns."""
    slope = np.tile(np.arange(SHAPE[1]) * 0.5, (SHAPE[0], 1))
    made["paths"].update(truth=write(tmp_path / "slope.tif", FINE, slope),
                         coarse=write(tmp_path / "slopes.tif", COARSE, means(slope)),
                         estimate=write(tmp_path / "blocks.tif", FINE, np.kron(means(slope), np.ones((RATIO, RATIO)))))
    distances = run(made, "truth", "coarse").compared.distances
    place = (np.arange(RATIO) + 0.5) / RATIO - 0.5
    away, size = np.hypot(place[:, None], place).ravel(), np.abs(0.5 * RATIO * np.broadcast_to(place, (8, 8))).ravel()
    assert distances.slope == pytest.approx(np.polyfit(away, size, 1)[0], rel=1e-6)
    assert distances.count.sum() == slope.size and (np.diff(distances.rmse[:-1]) > 0.0).all()


def test_spectra_tell_which_scales_are_real(made):
    """Of plain interpolation nothing shorter than two coarse pixels is real, of the estimate nearly all."""
    spectra = run(made, "truth", "coarse").compared.spectra
    assert spectra.resolved(2) > 1.5 * RATIO and spectra.resolved(1) < 0.8 * spectra.resolved(2)
    short = spectra.wavelength < RATIO
    assert spectra.power[2][short].sum() < 0.5 * spectra.power[0][short].sum()


def test_what_is_written(made):
    found = run(made, "truth", "coarse", "sigma", report=True)
    truth, estimate, _ = made["arrays"]
    np.testing.assert_allclose(read(made["folder"] / "error.tif")[0], estimate - truth, atol=1e-5)
    record = json.loads((made["folder"] / "error.tif.json").read_text("utf-8"))
    assert record["operation"] == "evaluatedownscaling" and record["parameters"]["kind"] == "intensive"
    rows = list(csv.DictReader((made["folder"] / "table.csv").open(encoding="utf-8")))
    assert tuple(rows[0]) == COLUMNS and [each["layer"] for each in rows] == ["downscaled", "bilinear", "nearest"]
    assert float(rows[1]["rmse"]) == found.compared.errors[1].rmse
    assert float(rows[0]["skill_bilinear"]) == found.compared.skill("bilinear")
    page = (made["folder"] / "report.html").read_text("utf-8")
    for part in ("Agreement with the truth", "Which scales are real", "Inside the coarse pixels", "Coherence", "Maps"):
        assert f"<h2>{part}</h2>" in page
    assert "better than bilinear interpolation" in page
    assert (made["folder"] / "report_spectra.csv").is_file()


def test_the_numbers_hang_neither_on_threads_nor_on_memory(made):
    texts = []
    for threads in (1, 3):
        run(made, "truth", "coarse", threads=threads)
        texts.append([(made["folder"] / name).read_bytes() for name in ("table.csv", "error.tif")])
    assert texts[0] == texts[1]


def test_a_truth_on_another_grid_is_carried_by_its_overlaps(made, tmp_path):
    values = 290.0 + texture(9, 2.0, (80, 100))
    x, y = Transformer.from_crs("EPSG:32611", SINUSOIDAL, always_xy=True).transform(250000.0, 4200000.0)
    other = GeoBox((80, 100), Affine(330, 0, x - 2000, 0, -330, y + 2000), SINUSOIDAL)
    made["paths"]["truth"] = write(tmp_path / "other.tif", other, values)
    found = run(made, "truth")
    matrix, window = SupportOperator(other, FINE).matrix()
    under = values[slice(*window.rows), slice(*window.columns)]
    whole = np.asarray(matrix.sum(axis=1)).reshape(SHAPE)
    with np.errstate(invalid="ignore", divide="ignore"):
        carried = (matrix @ under.ravel()).reshape(SHAPE) / whole
    estimate = made["arrays"][1]
    known = np.isfinite(estimate) & (whole >= 0.5 * whole.max())
    error = (estimate - carried)[known]
    assert found.compared.errors[0].rmse == pytest.approx(np.sqrt(np.mean(error**2)), rel=1e-4)
    assert "TRUTH_CARRIED" in [each.code for each in found.findings]


def test_worse_than_interpolation_is_told(made, tmp_path):
    truth = made["arrays"][0]
    made["paths"]["estimate"] = write(tmp_path / "bad.tif", FINE, truth + 9.0 * texture(5))
    found = run(made, "truth", "coarse", "sigma", report=True)
    codes = [each.code for each in found.findings]
    assert "WORSE_THAN_INTERPOLATION" in codes and "SIGMA_OFF" in codes and found.compared.skill("bilinear") < 0.0
    assert "no better than bilinear interpolation" in (made["folder"] / "report.html").read_text("utf-8")


def test_without_a_truth_methods_are_tested_one_scale_up(made, tmp_path):
    truth = made["arrays"][0]
    covariate = write(tmp_path / "covariate.tif", FINE, truth + 0.3 * texture(6))
    found = run(made, "coarse", covariates=[covariate], method="linear", report=True)
    rows = list(csv.DictReader((made["folder"] / "table.csv").open(encoding="utf-8")))
    by_method = {(row["layer"], row["coherent"]): row for row in rows if row["test"] == "scale-up"}
    assert float(by_method["linear", "True"]["skill_bilinear"]) > 0.5
    assert float(by_method["bilinear", "False"]["skill_bilinear"]) == 0.0
    assert rows[-1]["test"] == "coherence" and float(rows[-1]["coherence_largest_miss"]) == found.coherence.largest
    assert "TESTED_ONE_SCALE_UP" in [each.code for each in found.findings]
    page = (made["folder"] / "report.html").read_text("utf-8")
    assert "is assumed to hold one scale down" in page and "<h2>Coherence</h2>" in page


@pytest.mark.parametrize("names, options, sentence", [
    ((), {}, "There is nothing to evaluate estimate.tif against"),
    (("truth",), {"truth_band": 3}, "truth.tif has no band 3 with data; it has 1"),
    (("coarse",), {"method": "forest"}, "needs covariates"),
    (("coarse",), {"method": "magic"}, "The method magic is unknown"),
    (("truth", "coarse"), {"kind": "categorical"}, "categorical"),
])
def test_bad_requests_are_told_in_a_sentence(made, names, options, sentence):
    with pytest.raises(FusionError, match=sentence):
        run(made, *names, **options)
    assert not (made["folder"] / "table.csv").exists() and not (made["folder"] / "error.tif").exists()


def test_rasters_that_do_not_fit_are_refused(made, tmp_path):
    away = GeoBox(SHAPE, FINE.affine * Affine.translation(5000, 0), FINE.crs)
    values = made["arrays"][0]
    paths = dict(made["paths"])
    made["paths"]["truth"] = write(tmp_path / "away.tif", away, values)
    with pytest.raises(FusionError, match="does not overlap"):
        run(made, "truth")
    made["paths"] = {**paths, "sigma": write(tmp_path / "small.tif", FINE[:50, :50], values[:50, :50])}
    with pytest.raises(FusionError, match="is not on the grid of estimate.tif"):
        run(made, "truth", "sigma")
    made["paths"] = {**paths, "truth": write(tmp_path / "empty.tif", FINE, np.full(SHAPE, np.nan))}
    with pytest.raises(FusionError, match="No pixel has a value in both"):
        run(made, "truth")


def test_a_cancel_leaves_nothing(made, reporter):
    reporter.cancel_at = 0.3
    with pytest.raises(Cancelled):
        run(made, "truth", "coarse", reporter=reporter)
    assert sorted(path.name for path in made["folder"].iterdir()) == ["coarse.tif", "estimate.tif", "sigma.tif",
                                                                      "truth.tif"]
