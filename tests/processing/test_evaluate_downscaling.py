"""evaluatedownscaling through processing.run: numbers, files, styles, and what is told before anything is computed."""

import csv

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from scipy.ndimage import gaussian_filter

ALGORITHM = "multiscalefusion:evaluatedownscaling"
RATIO = 10


@pytest.fixture(scope="module")
def arrays():
    shape = (160, 200)
    smooth = [gaussian_filter(np.random.default_rng(seed).normal(size=shape), 4.0) for seed in (1, 2)]
    truth = 290.0 + 4.0 * smooth[0] / smooth[0].std()
    estimate = truth + 0.5 * smooth[1] / smooth[1].std()
    covariate = truth + 0.2 * smooth[1] / smooth[1].std()
    coarse = truth.reshape(16, RATIO, 20, RATIO).mean(axis=(1, 3))
    return {name: values.astype(np.float32) for name, values in
            (("truth", truth), ("estimate", estimate), ("coarse", coarse), ("covariate", covariate))}


@pytest.fixture
def layers(arrays, tmp_path):
    return {name: str(rasters.write(tmp_path / f"{name}.tif", values,
                                    pixel=30.0 * (RATIO if name == "coarse" else 1)))
            for name, values in arrays.items()}


def test_numbers_files_and_log(run, layers, arrays, folder, feedback):
    paths = {"REPORT": str(folder / "r.html"), "TABLE": str(folder / "t.csv"), "ERROR": str(folder / "e.tif")}
    found = run(ALGORITHM, {"INPUT": layers["estimate"], "TRUTH": layers["truth"], "COARSE": layers["coarse"],
                            "VARIABLE_KIND": "intensive", **paths}, feedback=feedback)
    error = arrays["estimate"].astype(float) - arrays["truth"]
    assert found["RMSE"] == pytest.approx(np.sqrt(np.mean(error**2)), rel=1e-6)
    assert found["BIAS"] == pytest.approx(error.mean(), abs=1e-9) and found["PIXELS"] == error.size
    assert 0.0 < found["SKILL"] < 1.0 and 0.5 < found["SSIM"] < 1.0 and found["COHERENCE"] > 1e-3
    np.testing.assert_allclose(rasters.read(folder / "e.tif")[0], error, atol=1e-5)
    rows = list(csv.DictReader((folder / "t.csv").open(encoding="utf-8")))
    assert float(rows[0]["skill_bilinear"]) == found["SKILL"]
    assert (folder / "r.html").is_file() and "INCOHERENT" in feedback.told_codes()


def test_the_scale_up_test_without_a_truth(run, layers, feedback):
    found = run(ALGORITHM, {"INPUT": layers["estimate"], "COARSE": layers["coarse"], "METHOD": "linear",
                            "COVARIATES": [layers["covariate"]], "VARIABLE_KIND": "intensive"}, feedback=feedback)
    assert found["SKILL"] > 0.3 and "SSIM" not in found
    assert any("[TESTED_ONE_SCALE_UP]" in info for info in feedback.infos)


def test_the_error_is_painted_around_zero(qgis_app, layers, run, folder):
    from multiscale_fusion.processing.styling import RampStyle, renderer_for
    from qgis.core import QgsRasterLayer

    run(ALGORITHM, {"INPUT": layers["estimate"], "TRUTH": layers["truth"], "VARIABLE_KIND": "intensive",
                    "ERROR": str(folder / "e.tif")})
    layer = QgsRasterLayer(str(folder / "e.tif"))
    renderer = renderer_for(RampStyle(diverging=True), layer)
    assert renderer.classificationMin() == -renderer.classificationMax() < 0.0
    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    assert algorithm.styles(None, {}) == {"ERROR": RampStyle(diverging=True)}


@pytest.mark.parametrize("parameters, sentence", [
    ({}, "There is nothing to evaluate against; give a fine TRUTH"),
    ({"COARSE": "coarse", "METHOD": "forest"}, "The method forest needs covariates"),
    ({"TRUTH": "nowhere.tif"}, "nowhere.tif"),
    ({"COARSE": "coarse", "METHOD": "magic"}, "METHOD must be one of auto, linear"),
    ({"COARSE": "coarse", "NDVI_BAND": "ndvi"}, "such as 2:1"),
])
def test_what_cannot_be_is_told_before_the_run(qgis_app, layers, parameters, sentence):
    from qgis.core import QgsProcessingContext

    given = {name: layers.get(value, value) for name, value in parameters.items()}
    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    good, told = algorithm.checkParameterValues({"INPUT": layers["estimate"], **given}, QgsProcessingContext())
    assert not good and sentence in told
