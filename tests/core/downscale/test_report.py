"""The report on a downscaled layer: its numbers against the outputs, the inputs and brute force; each way it may go."""

import csv
import re

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale import report
from multiscale_fusion.core.downscale.covariates import ArrayCovariates
from multiscale_fusion.core.downscale.job import downscale
from multiscale_fusion.core.downscale.methods import METHODS, RESIDUALS, VARIOGRAMS
from multiscale_fusion.core.downscale.model_report import important, outside_share
from multiscale_fusion.core.downscale.names import METHOD_NAMES, RESIDUAL_NAMES, VARIOGRAM_NAMES, working_unit
from multiscale_fusion.core.downscale.report_parts import calibration_sentence, verdict
from multiscale_fusion.core.downscale.request import Options
from multiscale_fusion.core.downscale.sharpen import Scene, Settings, fit
from multiscale_fusion.core.downscale.supports import CoarseSupports
from multiscale_fusion.core.downscale.validation import Score, Trials
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.core.engine import write
from odc.geo.geobox import GeoBox
from scipy.ndimage import gaussian_filter

RATIO = 6


def utm(shape, size):
    return GeoBox(shape, Affine(size, 0, 250000.0, 0, -size, 4200000.0), "EPSG:32611")


def texture(shape, seed):
    found = gaussian_filter(np.random.default_rng(seed).normal(size=shape), 2.0)
    return found / found.std()


@pytest.fixture
def made(tmp_path):
    """Files of a coarse layer and of two covariates, the first of which explains most of it."""
    shape = (14 * RATIO, 15 * RATIO)
    X = np.stack([texture(shape, seed) for seed in (1, 2)])
    truth = 290.0 + 4.0 * X[0] + 0.4 * texture(shape, 3)
    y = truth.reshape(14, RATIO, 15, RATIO).mean(axis=(1, 3))

    def describe(dataset):
        dataset.GetRasterBand(1).SetUnitType("K")

    return {"coarse": write(tmp_path / "coarse.tif", utm((14, 15), 600.0), y, describe=describe),
            "fine": write(tmp_path / "fine.tif", utm(shape, 100.0), X), "y": y, "X": X, "folder": tmp_path}


@pytest.fixture
def quick(monkeypatch):
    """Without trials of methods that were not asked for."""
    monkeypatch.setattr(report, "CANDIDATES", ())


def run(made, *, covariates=True, reporter=None, threads=None, **options):
    folder = made["folder"]
    with RasterSource(made["coarse"]) as source, RasterSource(made["fine"]) as fine:
        return downscale(source, [fine] if covariates else [], str(folder / "out.tif"),
                         target=None if covariates else fine.grid,
                         options=Options(**{"kind": "intensive", **options}), uncertainty=str(folder / "sigma.tif"),
                         report=str(folder / "report.html"), threads=threads, reporter=reporter)


def page(made):
    return (made["folder"] / "report.html").read_text("utf-8")


def table(made, name):
    """Rows by the first column, each by the columns' names."""
    with open(made["folder"] / f"report_{name}.csv", encoding="utf-8") as file:
        head, *rows = list(csv.reader(file))
    return [dict(zip(head, row)) for row in rows]


def test_the_report_of_a_model_tells_all_that_it_should(made):
    result = run(made, method="linear", residual="smooth")
    text = page(made)
    assert result.report == str(made["folder"] / "report.html")
    for heading in ("Findings", "What to do with the result", "Does it beat interpolation?", "What the model leans on",
                    "Where the model extrapolates", "Residual", "Coherence", "Uncertainty", "Maps", "Sources"):
        assert f">{heading}</h2>" in text
    assert "MODEL_DEPENDENT" in text and "no measurements" in text
    assert re.search(r"Multiple linear regression: in the scale-up test its RMSE is [\d.]+, \d+ % less than", text)
    tried = {(row["Method"], row["Coherent"]): row for row in table(made, "scale_up_test")}
    own = result.trials.of("linear")
    assert float(tried["Multiple linear regression", "True"]["RMSE [K]"]) == own.rmse
    assert [row["Used"] for row in tried.values()].count("True") == 1
    assert {"Random forest", "Data mining sharpener", "Area-to-point kriging", "Nearest neighbour"} <= {
        method for method, _ in tried}
    errors = [float(row["RMSE [K]"]) for row in table(made, "scale_up_test")]
    assert errors == sorted(errors)
    crossed = {row["Method"]: float(row["RMSE [K]"]) for row in table(made, "cross_validation")}
    assert crossed["Multiple linear regression"] < 0.5 * crossed["Bilinear interpolation"]
    coherence = {row["State"]: float(row["Largest miss [K]"]) for row in table(made, "coherence")}
    assert coherence["After"] < 1e-6 * np.ptp(made["y"]) < coherence["Before"]


def test_importance_and_extrapolation_are_those_of_the_covariates(made, quick):
    run(made, method="linear")
    rows = table(made, "extrapolation")
    assert len(rows) == 2
    by_name = {row["Covariate"][-1]: row for row in rows}
    for plane, name in zip(made["X"], "12"):
        means = plane.reshape(14, RATIO, 15, RATIO).mean(axis=(1, 3))
        row = by_name[name]
        # The model may see the covariates a little blurred.
        assert float(row["Learned from"]) == pytest.approx(means.min(), abs=0.2)
        assert float(row["Learned to"]) == pytest.approx(means.max(), abs=0.2)
    assert re.search(r"Importances\.</strong> fine\.tif: 1: [2-9]", page(made))


def test_outside_shares_are_counted_as_by_hand():
    shape = (40, 48)
    X = np.stack([texture(shape, 5), texture(shape, 6)])
    X[1, 7, 9] = np.nan
    supports = CoarseSupports(utm(shape, 100.0), utm((10, 12), 400.0))
    y = X[0].reshape(10, 4, 12, 4).mean(axis=(1, 3))
    scene = Scene(supports, y, ArrayCovariates(X), settings=Settings(blur=0.0))
    found = outside_share(scene, fit(scene, "linear"), lines=40)
    means = np.nanmean(X.reshape(2, 10, 4, 12, 4), axis=(2, 4))
    low, high = means.min(axis=(1, 2)), means.max(axis=(1, 2))
    valid = np.isfinite(X).all(axis=0)
    inside = X[:, valid]
    assert found.pixels == valid.sum() == shape[0] * shape[1] - 1
    np.testing.assert_allclose(found.below, (inside < low[:, None]).mean(axis=1), atol=1e-3)
    np.testing.assert_allclose(found.above, (inside > high[:, None]).mean(axis=1), atol=1e-3)
    outside = ((inside < low[:, None]) | (inside > high[:, None])).any(axis=0)
    assert found.any == pytest.approx(outside.mean(), abs=1e-3)


def test_the_most_important_come_first():
    assert important(np.array([0.1, 3.0, -0.2, 3.0, 1.0]), 3) == [1, 3, 4]


@pytest.mark.parametrize("options, words", [
    ({"method": "atpk", "covariates": False}, "Variogram of the coarse values"),
    ({"method": "bilinear", "covariates": False}, "is interpolated"),
    ({"method": "forest", "residual": "smooth"}, "added by bilinear interpolation"),
    ({"method": "linear", "residual": "none", "coherent": False}, "was not held to the coarse values"),
    ({"method": "tsharp", "ndvi": 2}, "TsHARP (fractional cover)"),
    ({"method": "linear", "kind": "radiative"}, "(K/100)^4"),
    ({"method": "linear", "kind": "extensive"}, "K per fine pixel"),
])
def test_every_way_has_its_report(made, quick, options, words):
    run(made, **options)
    assert words in page(made) and page(made).rstrip().endswith("</html>")


def test_too_few_pixels_for_a_test_are_told(made, quick):
    made["coarse"] = write(made["folder"] / "few.tif", utm((14, 15), 600.0),
                           np.where(np.arange(210).reshape(14, 15) < 45, made["y"], np.nan), nodata=np.nan)
    result = run(made, method="linear")
    assert result.trials is None and "whether the result beats interpolation could not be tested" in page(made)


def test_threads_change_no_byte_and_no_other_site_is_asked(made, quick):
    pages = []
    for threads in (1, 2):
        run(made, method="linear", threads=threads)
        pages.append(page(made))
    assert pages[0] == pages[1]
    assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="http', pages[0])


def test_a_cancel_during_the_report_leaves_nothing(made, quick):
    class Stopping(Reporter):
        def __init__(self):
            super().__init__()
            self.stop = False

        def progress(self, fraction):
            self.stop = self.stop or fraction > 0.9
            super().progress(fraction)

        def cancelled(self):
            return self.stop

    with pytest.raises(Cancelled):
        run(made, method="linear", reporter=Stopping())
    assert {each.name for each in made["folder"].iterdir()} == {"coarse.tif", "fine.tif"}


def test_a_report_that_cannot_be_written_stops_before_the_work(made):
    with RasterSource(made["coarse"]) as source, RasterSource(made["fine"]) as fine, \
            pytest.raises(FusionError, match=r"must end in \.html"):
        downscale(source, [fine], str(made["folder"] / "out.tif"), report=str(made["folder"] / "report.pdf"))
    assert not (made["folder"] / "out.tif").exists()


def trials_of(rmse, method="forest"):
    scores = (Score(method, "kriging", True, rmse, 0.0, 0.0, 0.9, 1.0),
              Score("bilinear", "none", False, 2.0, 0.0, 0.0, 0.8))
    return Trials(scores, (4, 4), 100, {})


@pytest.mark.parametrize("rmse, words", [
    (1.5, "Random forest: in the scale-up test its RMSE is 1.5, 25 % less than the 2 of bilinear"),
    (2.2, "10 % more than"), (2.001, "about the same")])
def test_the_verdict_is_a_sentence_with_numbers(rmse, words):
    trials = trials_of(rmse)
    said = verdict(trials, trials.scores[0], "coarse.tif").replace("coarse.tif, ", "")
    assert words in said and said.endswith(".") and said.count(". ") == 0


@pytest.mark.parametrize("factor, words", [(0.5, "too cautious"), (1.01, "covers what it says"), (3.0, "too sure")])
def test_calibration_is_told(factor, words):
    assert words in calibration_sentence(factor) and f"{factor:g} times" in calibration_sentence(factor)


def test_everything_has_a_name_in_words():
    assert set(METHOD_NAMES) >= set(METHODS) and set(RESIDUAL_NAMES) >= set(RESIDUALS)
    assert set(VARIOGRAM_NAMES) == {"nugget", *VARIOGRAMS}
    assert working_unit("radiative", "K") == "(K/100)^4" and working_unit("intensive", "K") == "K"
    assert working_unit("extensive", "people") == "people per fine pixel"
