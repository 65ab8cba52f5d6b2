"""Layers to join, a model that joins them, and a feedback that keeps the log: for the tests of joinlayers."""


import numpy as np
from affine import Affine
from multiscale_fusion.core.legend import Legend, LegendEntry
from multiscale_fusion.core.raster.writer import OutputBand
from multiscale_fusion.tests.core.written import save
from multiscale_fusion.tests.processing import rasters
from odc.geo.geobox import GeoBox

ALGORITHM = "multiscalefusion:joinlayers"
LEGEND = Legend((LegendEntry(11, "Water", (71, 107, 160, 255)), LegendEntry(42, "Forest", (28, 99, 48, 255))))
GRID = GeoBox((200, 300), Affine(30.0, 0, rasters.ORIGIN[0], 0, -30.0, rasters.ORIGIN[1]), rasters.UTM)


def class_codes():
    """Codes 11 and 42 in patches of 5 x 5 pixels: (200, 300)."""
    patches = np.random.default_rng(4).choice([11, 42], (40, 60), p=[0.3, 0.7])
    return patches.repeat(5, 0).repeat(5, 1).astype(np.uint8)


def write_classes(path):
    """Land cover of 30 m on the grid of `rasters.field`, whose file names its classes; returns the path."""
    return save(path, class_codes()[None].astype(float), GRID, "Byte", [OutputBand(legend=LEGEND)])


def write_coarse(path):
    """Soil moisture of 1800 m: 5 x 4 pixels, each of 6 x 6 cells of 300 m; returns the path."""
    return str(rasters.write(path, np.arange(20, dtype=np.float32).reshape(4, 5) / 100, pixel=1800.0))


def grid_then_join():
    """creategrid over INPUTS with a margin of one cell, then joinlayers of INPUTS and MORE to its template."""
    from qgis.core import (
        QgsProcessing,
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
        QgsProcessingModelOutput,
        QgsProcessingModelParameter,
        QgsProcessingParameterMultipleLayers,
        QgsProcessingParameterRasterLayer,
    )

    given = QgsProcessingModelChildParameterSource
    model = QgsProcessingModelAlgorithm("gridthenjoin", "tests")
    for parameter in (QgsProcessingParameterMultipleLayers("INPUTS", "Layers", QgsProcessing.TypeRaster),
                      QgsProcessingParameterRasterLayer("MORE", "One more")):
        model.addModelParameter(parameter, QgsProcessingModelParameter(parameter.name()))
    layers = [given.fromModelParameter("INPUTS"), given.fromModelParameter("MORE")]
    first = QgsProcessingModelChildAlgorithm("multiscalefusion:creategrid")
    first.setChildId("grid")
    first.addParameterSources("INPUT", layers[:1])
    first.addParameterSources("GRID_PRESET", [given.fromStaticValue("modis_1km")])
    first.addParameterSources("MARGIN", [given.fromStaticValue(1)])
    model.addChildAlgorithm(first)
    second = QgsProcessingModelChildAlgorithm(ALGORITHM)
    second.setChildId("join")
    second.addParameterSources("INPUTS", layers)
    second.addParameterSources("GRID", [given.fromChildOutput("grid", "OUTPUT")])
    output = QgsProcessingModelOutput("stack", "Stack")
    output.setChildId("join")
    output.setChildOutputName("OUTPUT")
    second.setModelOutputs({"stack": output})
    model.addChildAlgorithm(second)
    model.updateDestinationParameters()
    return model
