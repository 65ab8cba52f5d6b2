"""Without scikit-learn: methods that need it say so in one sentence with the way to get it, the others run."""

import sys

import pytest
from multiscale_fusion.tests.processing.downscaled import ALGORITHM, make_scene, miss


@pytest.fixture
def scene(tmp_path):
    return make_scene(tmp_path)


@pytest.fixture
def parameters(scene, folder):
    return {"INPUT": scene["coarse"], "COVARIATES": [scene["ndvi"], scene["other"]], "OUTPUT": str(folder / "fine.tif")}


@pytest.fixture
def without_sklearn(monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "sklearn"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "sklearn", None)


@pytest.mark.parametrize("method", ["forest", "boosting", "dms", "blend"])
def test_methods_that_need_it_say_how_to_get_it(qgis_app, without_sklearn, parameters, method):
    from qgis.core import QgsProcessingContext

    algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    good, sentence = algorithm.checkParameterValues({**parameters, "METHOD": method}, QgsProcessingContext())
    assert not good and '"scikit-learn"' in sentence and "install it" in sentence and sentence.count(". ") == 0


@pytest.mark.parametrize("method", ["auto", "linear", "tsharp", "atprk", "atpk", "bilinear"])
def test_the_others_run(run, without_sklearn, parameters, scene, folder, feedback, method):
    found = run(ALGORITHM, {**parameters, "METHOD": method}, feedback=feedback)["METHOD"]
    assert found not in ("forest", "boosting", "dms", "blend") and miss(folder / "fine.tif", scene) <= 1e-6
    untried = [line for line in feedback.infos if line.startswith("forest was not tried")]
    assert bool(untried) == (method == "auto") and all('"scikit-learn"' in line for line in untried)


def test_a_model_started_without_a_check_tells_too(run, without_sklearn, parameters, folder):
    from multiscale_fusion.core.downscale.job import downscale
    from multiscale_fusion.core.downscale.request import Options
    from multiscale_fusion.core.errors import MissingPackage
    from multiscale_fusion.core.raster import RasterSource

    with RasterSource(parameters["INPUT"]) as source, RasterSource(parameters["COVARIATES"][0]) as covariate:
        with pytest.raises(MissingPackage, match="scikit-learn"):
            downscale(source, [covariate], parameters["OUTPUT"], options=Options(method="forest", kind="intensive"))
    assert not list(folder.iterdir())
