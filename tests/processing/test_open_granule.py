"""opengranule through processing.run: outputs, names, dates on loaded layers, the log, what is refused."""

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal

ALGORITHM = "multiscalefusion:opengranule"
MOD11 = "modis_granules/MOD11A1.hdf"
NAME = "MOD11A1.A2019305.h14v09.006.2019306084028"


@pytest.fixture
def opengranule(run, qgis_app):
    """processing.run of our algorithm."""
    from multiscale_fusion.processing.open_granule import OpenGranule
    from qgis.core import QgsApplication

    provider = QgsApplication.processingRegistry().providerById("multiscalefusion")
    if provider.algorithm("opengranule") is None:
        provider.addAlgorithm(OpenGranule())
    return lambda parameters, **keywords: run(ALGORITHM, parameters, **keywords)


def test_bands_and_flags_in_a_folder(opengranule, data_file, folder, feedback):
    made = folder / "made"
    result = opengranule({"INPUT": str(data_file(MOD11)), "BANDS": "LST_Day_1km", "OUTPUT_FOLDER": str(made)},
                         feedback=feedback)
    assert result["BAND_COUNT"] == 2 and result["OUTPUT_FOLDER"] == str(made)
    assert result["LAYERS"] == [str(made / f"{NAME}.{band}.tif") for band in ("LST_Day_1km", "QC_Day")]
    raw = gdal.Open(f'HDF4_EOS:EOS_GRID:"{data_file(MOD11)}":MODIS_Grid_Daily_1km_LST:LST_Day_1km').ReadAsArray()
    found = rasters.read(made / f"{NAME}.LST_Day_1km.tif").reshape(raw.shape)
    assert np.array_equal(found, np.where(raw < 7500, np.nan, raw * 0.02).astype(np.float32), equal_nan=True)
    assert any("MOD11A1 2019-11-01 LST_Day_1km: value = stored * 0.02 + 0, K." in info for info in feedback.infos)
    assert feedback.progress() == 100.0


def test_loaded_layers_have_names_dates_and_classes(opengranule, data_file, folder):
    from qgis.core import Qgis, QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsRasterLayer
    from multiscale_fusion.processing.open_granule import OpenGranule

    project, context, feedback = QgsProject(), QgsProcessingContext(), QgsProcessingFeedback(False)
    context.setProject(project)
    algorithm = OpenGranule().create()
    result, done = algorithm.run({"INPUT": str(data_file(MOD11)), "BANDS": "LST_Day_1km",
                                  "OUTPUT_FOLDER": str(folder)}, context, feedback)
    assert done
    waiting = context.layersToLoadOnCompletion()
    assert set(waiting) == set(result["LAYERS"])
    heat = QgsRasterLayer(result["LAYERS"][0], "raw")
    waiting[result["LAYERS"][0]].postProcessor().postProcessLayer(heat, context, feedback)
    assert heat.name() == "MOD11A1 2019-11-01 LST_Day_1km"
    properties = heat.temporalProperties()
    span = properties.fixedTemporalRange()
    assert properties.isActive() and properties.mode() == Qgis.RasterTemporalMode.FixedTemporalRange
    assert span.begin().toUTC().toString("yyyy-MM-dd HH:mm:ss") == "2019-11-01 00:00:00"
    assert span.end().toUTC().toString("yyyy-MM-dd HH:mm:ss") == "2019-11-01 23:59:59"


def test_nothing_is_loaded_where_that_is_not_wanted(opengranule, data_file, folder):
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject
    from multiscale_fusion.processing.open_granule import OpenGranule

    context, project = QgsProcessingContext(), QgsProject()
    context.setProject(project)
    _, done = OpenGranule().create().run(
        {"INPUT": str(data_file(MOD11)), "BANDS": "QC_Night", "FORMAT": "vrt", "LOAD": False,
         "OUTPUT_FOLDER": str(folder)}, context, QgsProcessingFeedback(False))
    assert done and not context.layersToLoadOnCompletion()
    assert {each.name for each in folder.iterdir()} == {f"{NAME}.QC_Night.vrt", f"{NAME}.QC_Night.vrt.json"}


@pytest.mark.parametrize(("values", "sentence"), [
    ({"BANDS": "LST"}, "has no band LST; it has LST_Day_1km"),
    ({"INPUT": "/no/such/granule.hdf"}, "does not exist; check the path."),
    ({"FORMAT": "zarr"}, "FORMAT must be one of cog, vrt, not zarr."),
])
def test_what_cannot_be_opened_is_refused(opengranule, data_file, folder, values, sentence):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match=sentence):
        opengranule({"INPUT": str(data_file(MOD11)), "OUTPUT_FOLDER": str(folder), **values})
    assert not list(folder.iterdir())


def test_a_cancelled_run_leaves_nothing_half(opengranule, data_file, folder, feedback):
    feedback.cancel()
    assert opengranule({"INPUT": str(data_file(MOD11)), "OUTPUT_FOLDER": str(folder)}, feedback=feedback) == {}
    assert not list(folder.iterdir())
