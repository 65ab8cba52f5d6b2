"""Downscale through processing.run: outputs, parameters, the log, styles, progress."""

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.processing.downscaled import (
    ALGORITHM,
    COLUMNS,
    PIXEL,
    RATIO,
    ROWS,
    codes,
    make_scene,
    means,
    miss,
    record,
)


@pytest.fixture
def scene(tmp_path):
    return make_scene(tmp_path)


@pytest.fixture
def parameters(scene, folder):
    return {"INPUT": scene["coarse"], "COVARIATES": [scene["other"], scene["ndvi"]], "METHOD": "linear",
            "OUTPUT": str(folder / "fine.tif")}


def test_the_fine_layer_on_the_grid_of_the_finest_covariate(run, scene, parameters, folder):
    result = run(ALGORITHM, parameters)
    values = rasters.read(folder / "fine.tif")[0]
    assert rasters.geotransform(folder / "fine.tif") == rasters.geotransform(scene["ndvi"])
    assert values.shape == scene["truth"].shape and miss(folder / "fine.tif", scene) <= 1e-6
    error, plain = (np.std(each - scene["truth"]) for each in (values, np.kron(scene["y"], np.ones((RATIO, RATIO)))))
    assert error < 0.25 * plain
    assert (result["METHOD"], result["KIND"]) == ("linear", "intensive") and result["COHERENCE"] <= 1e-6
    assert {file.name for file in folder.iterdir()} == {"fine.tif", "fine.tif.json"}
    assert "MODEL_DEPENDENT" in codes(folder)


def test_totals_by_name_and_with_limits(run, scene, parameters, folder, tmp_path):
    counts = np.random.default_rng(4).poisson(np.exp(0.3 * (scene["y"] - 285.0)) * 5.0 + 20.0).astype(float)
    parameters |= {"INPUT": str(rasters.write(tmp_path / "counts.tif", counts, pixel=PIXEL)),
                   "VARIABLE_KIND": "extensive"}
    assert run(ALGORITHM, parameters)["KIND"] == "extensive"
    values = rasters.read(folder / "fine.tif")[0]
    parts = values.reshape(ROWS, RATIO, COLUMNS, RATIO).sum(axis=(1, 3))
    assert values.min() >= 0.0 and np.allclose(parts, counts, rtol=1e-9)


@pytest.mark.parametrize("limits, expected", [
    ("283,289.5", (283.0, 289.5)), ([283.0, 289.5], (283.0, 289.5)), ("283,", (283.0, None)),
    ("None,289.5", (None, 289.5)),
    (None, (None, None)), ("", (None, None))])
def test_limits_are_read_in_every_form(run, parameters, folder, limits, expected):
    run(ALGORITHM, {**parameters, "LIMITS": limits, "COHERENT": False})
    assert record(folder)["parameters"]["limits"] == list(expected)
    values = rasters.read(folder / "fine.tif")
    assert expected[0] is None or values.min() >= expected[0]
    assert expected[1] is None or values.max() <= expected[1]


@pytest.mark.parametrize("place", ["2:1", "2", " 2 : 1 ", None])
def test_the_ndvi_is_named_by_layer_and_band_or_by_its_name(run, parameters, scene, folder, place):
    result = run(ALGORITHM, {**parameters, "METHOD": "tsharp", "NDVI_BAND": place})
    values = rasters.read(folder / "fine.tif")[0]
    assert result["METHOD"] == "tsharp"
    assert np.std(values - scene["truth"]) < 0.3 * np.std(scene["truth"])


def test_another_band_and_another_grid(run, parameters, scene, folder, tmp_path):
    """Of 60 m, in part: the extent cuts the finest covariate's grid, a resolution makes one of its own."""
    two = np.stack([np.zeros_like(scene["y"]), scene["y"]])
    parameters |= {"INPUT": str(rasters.write(tmp_path / "two.tif", two, pixel=PIXEL)), "BAND": 2}
    west, north = rasters.ORIGIN
    east, south = west + 8 * 240.0, north - 9 * 240.0
    run(ALGORITHM, {**parameters, "EXTENT": f"{west},{east},{south},{north} [{rasters.UTM}]"})
    values = rasters.read(folder / "fine.tif")[0]
    assert values.shape == (72, 64)
    assert np.abs(means(values[None])[0] - scene["y"][:9, :8]).max() <= 1e-6 * np.ptp(scene["y"])
    run(ALGORITHM, {**parameters, "TARGET_CRS": rasters.UTM, "RESOLUTION": 60})
    assert rasters.geotransform(folder / "fine.tif")[1] == 60.0


def test_optional_outputs(run, parameters, scene, folder):
    run(ALGORITHM, {**parameters, "REALISATION_COUNT": 3, "UNCERTAINTY": str(folder / "sigma.tif"),
                    "REALISATIONS": str(folder / "several.tif")})
    sigma, several = rasters.read(folder / "sigma.tif")[0], rasters.read(folder / "several.tif")
    assert len(several) == 3 and np.isfinite(sigma).all() and sigma.min() >= 0.0 and sigma.mean() > 0.0
    for values in several:
        assert np.abs(means(values[None])[0] - scene["y"]).max() <= 1e-6 * np.ptp(scene["y"])
    assert len({float(values[40, 40]) for values in several}) == 3


def test_the_seed_decides_the_bytes(run, parameters, folder):
    files = []
    for number, seed in enumerate((0, 0, 1)):
        output = folder / str(number) / "fine.tif"
        output.parent.mkdir()
        run(ALGORITHM, {**parameters, "METHOD": "forest", "SEED": seed, "OUTPUT": str(output)})
        files.append(output.read_bytes())
    assert files[0] == files[1] != files[2]


def test_the_log_tells_what_was_chosen_and_why(run, parameters, feedback):
    assert run(ALGORITHM, {**parameters, "METHOD": "auto"}, feedback=feedback)["METHOD"] in ("linear", "blend")
    log = "\n".join(feedback.infos)
    assert "Variable kind intensive" in log and "scale-up test" in log and "[MODEL_DEPENDENT]" in log
    assert feedback.progress() == 100.0


def test_the_progress_moves(run, parameters, feedback):
    seen = []
    feedback.progressChanged.connect(seen.append)
    run(ALGORITHM, {**parameters, "METHOD": "auto"}, feedback=feedback)
    assert seen == sorted(seen) and np.diff([0.0, *seen, 100.0]).max() <= 25.0


def test_outputs_look_like_the_input_and_sigma_in_a_ramp(qgis_app, run, parameters, folder):
    from qgis.core import (
        QgsColorRampShader,
        QgsProcessingContext,
        QgsProcessingFeedback,
        QgsProject,
        QgsRasterLayer,
        QgsRasterShader,
        QgsSingleBandPseudoColorRenderer,
    )

    project = QgsProject.instance()
    project.clear()
    layer = QgsRasterLayer(parameters["INPUT"], "coarse")
    ramp = QgsColorRampShader(281.0, 291.0)
    ramp.setColorRampItemList([QgsColorRampShader.ColorRampItem(281.0, qt_colour("blue")),
                               QgsColorRampShader.ColorRampItem(291.0, qt_colour("red"))])
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(ramp)
    layer.setRenderer(QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader))
    project.addMapLayer(layer)
    context, algorithm = QgsProcessingContext(), qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
    context.setProject(project)
    given = {**parameters, "INPUT": layer, "UNCERTAINTY": str(folder / "sigma.tif")}
    results, done = algorithm.run(given, context, QgsProcessingFeedback())
    assert done
    styles = algorithm_styles(given, context, results)
    from multiscale_fusion.processing.styling import renderer_for

    fine, sigma = (QgsRasterLayer(str(folder / name), name) for name in ("fine.tif", "sigma.tif"))
    renderer = renderer_for(styles["OUTPUT"], fine)
    assert (renderer.classificationMin(), renderer.classificationMax()) == (281.0, 291.0)
    renderer = renderer_for(styles["UNCERTAINTY"], sigma)
    values = rasters.read(folder / "sigma.tif")
    assert values.min() <= renderer.classificationMin() < renderer.classificationMax() <= values.max()
    names = {entry.value: entry.name for entry in styles["EXTRAPOLATION"].legend.entries}
    assert set(names) == {0, 1, 2} and all(names.values())
    project.clear()


def qt_colour(name):
    from qgis.PyQt.QtGui import QColor

    return QColor(name)


def algorithm_styles(parameters, context, results):
    from multiscale_fusion.processing.downscale import Downscale

    fresh = Downscale()
    fresh.initAlgorithm()
    return fresh.styles(fresh.read(parameters, context), results)
