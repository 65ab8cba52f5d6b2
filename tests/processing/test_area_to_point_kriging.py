"""Area-to-point kriging through processing.run: grids, what is kept, the report, styles, bad input, cancel."""

import json

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters

ALGORITHM = "multiscalefusion:areatopointkriging"


def smooth(shape=(12, 14), seed=4):
    from scipy.ndimage import gaussian_filter

    return (290.0 + 20.0 * gaussian_filter(np.random.default_rng(seed).normal(size=shape), 1.0)).astype(np.float64)


@pytest.fixture
def coarse(tmp_path):
    return str(rasters.write(tmp_path / "coarse.tif", smooth(), pixel=300.0, nodata=-9999.0))


def asked(coarse, folder, **more):
    return {"INPUT": coarse, "RATIO": 10, "VARIABLE_KIND": "intensive", "OUTPUT": str(folder / "out.tif"), **more}


def test_fine_pixels_average_to_the_coarse_ones(run, coarse, folder):
    result = run(ALGORITHM, asked(coarse, folder, UNCERTAINTY=str(folder / "sigma.tif"),
                                  REPORT=str(folder / "report.html")))
    fine, sigma = rasters.read(result["OUTPUT"]), rasters.read(result["UNCERTAINTY"])
    assert fine.shape == sigma.shape == (1, 120, 140)
    assert rasters.geotransform(result["OUTPUT"]) == (rasters.ORIGIN[0], 30.0, 0.0, rasters.ORIGIN[1], 0.0, -30.0)
    np.testing.assert_allclose(rasters.block_means(fine)[0], smooth(), atol=1e-6 * np.ptp(smooth()))
    assert result["KIND"] == "intensive" and result["MODEL"] in ("spherical", "exponential", "matern")
    assert result["COHERENCE"] < 1e-6 and (sigma > 0.0).all()
    assert (folder / "report_variogram.csv").exists() and "Variogram" in (folder / "report.html").read_text("utf-8")
    record = json.loads((folder / "out.tif.json").read_text("utf-8"))
    assert record["operation"] == "areatopointkriging"


def test_parameters_reach_the_engine(run, coarse, folder):
    run(ALGORITHM, asked(coarse, folder, VARIOGRAM="exponential", DECONVOLUTION=False, NEIGHBOURS=1, ROBUST=True,
                         COHERENT=False, LIMITS="285,295", SEED=3, DATA_TYPE="Float64"))
    record = json.loads((folder / "out.tif.json").read_text("utf-8"))["parameters"]
    for name, value in {"model": "exponential", "deconvolution": False, "neighbours": 1, "robust": True,
                        "coherent": False, "limits": [285.0, 295.0], "seed": 3, "dtype": "Float64"}.items():
        assert record[name] == value
    values = rasters.read(folder / "out.tif")
    assert values.min() >= 285.0 and values.max() <= 295.0


def test_an_extent_with_a_ratio_takes_whole_coarse_pixels(run, coarse, folder):
    west, north = rasters.ORIGIN
    extent = f"{west + 310},{west + 2900},{north - 2900},{north - 10}"
    run(ALGORITHM, asked(coarse, folder, EXTENT=extent))
    fine = rasters.read(folder / "out.tif")
    assert fine.shape == (1, 100, 90) and rasters.geotransform(folder / "out.tif")[0] == west + 300.0
    np.testing.assert_allclose(rasters.block_means(fine)[0], smooth()[:10, 1:10], atol=1e-6 * np.ptp(smooth()))


def test_a_target_grid_in_another_crs(run, coarse, folder):
    parameters = {**asked(coarse, folder), "TARGET_CRS": rasters.SINUSOIDAL, "RESOLUTION": 100.0}
    del parameters["RATIO"]
    result = run(ALGORITHM, parameters)
    values = rasters.read(result["OUTPUT"])
    assert result["COHERENCE"] < 1e-6 and np.isfinite(values).mean() > 0.7
    assert abs(np.nanmean(values) - smooth().mean()) < 0.5


@pytest.mark.parametrize("change, words", [
    ({"RATIO": None}, "give RATIO or a target grid"),
    ({"TARGET_CRS": rasters.UTM, "RESOLUTION": 30}, "in two ways"),
    ({"RATIO": 1}, "RATIO must be a number from 2"),
    ({"LIMITS": "a,b"}, "LIMITS must be the least and the greatest value"),
    ({"VARIABLE_KIND": "categorical"}, "VARIABLE_KIND must be one of"),
    ({"VARIOGRAM": "linear"}, "VARIOGRAM must be one of"),
    ({"NEIGHBOURS": 9}, "NEIGHBOURS must be a number from 1 to 6"),
    ({"BAND": 3}, "no band 3"),
    ({"OUTPUT": "coarse"}, "is also an input"),
])
def test_bad_input_is_told_in_a_sentence(run, coarse, folder, change, words):
    from qgis.core import QgsProcessingException

    parameters = asked(coarse, folder, **change)
    if change.get("OUTPUT"):
        parameters["OUTPUT"] = coarse
    with pytest.raises(QgsProcessingException, match=words):
        run(ALGORITHM, parameters)
    assert not (folder / "out.tif").exists()


def test_a_cancel_leaves_nothing(run, coarse, folder, feedback):
    feedback.cancel()
    assert run(ALGORITHM, asked(coarse, folder), feedback=feedback) == {}
    assert list(folder.iterdir()) == []


def test_the_most_neighbours_are_the_engine_s():
    from multiscale_fusion.core.downscale import kriging_job
    from multiscale_fusion.processing import area_to_point_kriging_parameters as parameters

    assert parameters.MOST_NEIGHBOURS == kriging_job.MOST_NEIGHBOURS


def test_outputs_look_like_the_input_and_their_size(qgis_app, coarse, folder):
    from multiscale_fusion.processing.styling import LikeInput, RampStyle
    from qgis.core import (
        QgsColorRampShader,
        QgsProcessingContext,
        QgsProject,
        QgsRasterLayer,
        QgsRasterShader,
        QgsSingleBandPseudoColorRenderer,
    )

    layer = QgsRasterLayer(coarse, "coarse")
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(QgsColorRampShader(280.0, 300.0))
    layer.setRenderer(QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader))
    QgsProject.instance().addMapLayer(layer)
    try:
        algorithm = qgis_app.processingRegistry().createAlgorithmById(ALGORITHM)
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        looks = algorithm.styles(algorithm.read({"INPUT": layer, "RATIO": 10, "BAND": 1}, context), {})
        assert isinstance(looks["OUTPUT"], LikeInput) and looks["UNCERTAINTY"] == RampStyle()
    finally:
        QgsProject.instance().clear()
