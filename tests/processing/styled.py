"""A small algorithm of ours whose outputs have styles, for the tests of styling in processing and in the desktop."""

import numpy as np
from multiscale_fusion.core.legend import Legend, LegendEntry
from multiscale_fusion.core.raster.writer import OutputBand, RasterWriter
from multiscale_fusion.processing.base import FusionAlgorithm
from multiscale_fusion.processing.styling import ClassStyle, LikeInput, RampStyle, read_legend, read_style
from qgis.core import (
    QgsProcessingParameterBoolean,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

LEGEND = Legend((
    LegendEntry(1, "Water", (71, 107, 160, 255)),
    LegendEntry(2, "Developed", (170, 0, 0, 255)),
    LegendEntry(4, "Forest", (104, 170, 99, 255)),
    LegendEntry(7, "Cultivated", (219, 216, 61, 255)),
))
OUTPUTS = ("CLASSES", "VALUES", "FRACTION")


class Styled(FusionAlgorithm):
    """Writes CLASSES (codes 1, 2, 4, 7), VALUES (the input's mean, two bands, the input's second one first) and
    FRACTION (0 to 1) on the input's grid; BROKEN makes the styles fail.
    """

    def name(self):
        return "styled"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return "Styled"

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        self.addParameter(QgsProcessingParameterRasterLayer("INPUT", "Input"))
        self.addParameter(QgsProcessingParameterBoolean("BROKEN", "Broken", defaultValue=False))
        for name in OUTPUTS:
            self.addParameter(
                QgsProcessingParameterRasterDestination(name, name.title(), optional=True, createByDefault=False)
            )

    def read(self, parameters, context):
        layer = self.parameterAsRasterLayer(parameters, "INPUT", context)
        return {
            "path": layer.source(), "style": read_style(layer), "legend": read_legend(layer),
            "broken": self.parameterAsBoolean(parameters, "BROKEN", context),
        }

    def read_outputs(self, parameters, context):
        paths = {name: self.parameterAsOutputLayer(parameters, name, context) for name in OUTPUTS}
        return {name: path for name, path in paths.items() if path}

    def execute(self, job, outputs, reporter):
        from multiscale_fusion.core.raster import RasterSource

        with RasterSource(job["path"]) as source:
            rows, columns = map(int, source.grid.shape)
            pixels = source.read(source.data_bands, (0, rows), (0, columns)).values.astype(float)
            grid = source.grid
        made = {
            "CLASSES": (np.array(LEGEND.values)[np.add.outer(range(rows), range(columns)) // 20 % 4][None], "Byte",
                        [OutputBand("Land cover", legend=LEGEND)]),
            "VALUES": (pixels[::-1], "Float32", [OutputBand("Second"), OutputBand("First")]),
            "FRACTION": (np.random.default_rng(0).random((1, rows, columns)), "Float32", [OutputBand("Fraction", "1")]),
        }
        for name, path in outputs.items():
            values, dtype, bands = made[name]
            with RasterWriter(path, grid, bands[:len(values)], dtype) as writer:
                writer.write(values.astype(float), 0, 0)
                writer.finish()
                writer.commit()
        return dict(outputs)

    def styles(self, job, results):
        if job["broken"]:
            raise ZeroDivisionError("a bug")
        styles = {"CLASSES": ClassStyle(job["legend"]), "FRACTION": RampStyle(0.0, 1.0)}
        if job["style"] is not None:
            styles["VALUES"] = LikeInput(job["style"], (2, 1))
        return styles
