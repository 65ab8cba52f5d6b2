"""Run by QGIS's Python: makes a project of the files that standard input names as JSON (see project.py)."""

import json
import sys

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsColorRampShader,
    QgsProject,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
    QgsStyle,
)

RAMPS = {"NDVI": "RdYlGn", "LST": "Magma"}


def band_layer(path: str, number: int, name: str, ramp: str, bounds: tuple[float, float]) -> QgsRasterLayer:
    layer = QgsRasterLayer(path, name)
    shader = QgsColorRampShader(*bounds, QgsStyle.defaultStyle().colorRamp(ramp))
    shader.classifyColorRamp(255, number, layer.extent(), layer.dataProvider())
    raster_shader = QgsRasterShader()
    raster_shader.setRasterShaderFunction(shader)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), number, raster_shader)
    renderer.setClassificationMin(bounds[0])
    renderer.setClassificationMax(bounds[1])
    layer.setRenderer(renderer)
    return layer


def bounds_of(layer: QgsRasterLayer, number: int) -> tuple[float, float]:
    statistics = layer.dataProvider().bandStatistics(number, Qgis.RasterBandStatistic.All, layer.extent(), 250_000)
    middle, spread = statistics.mean, 2.0 * statistics.stdDev
    return max(statistics.minimumValue, middle - spread), min(statistics.maximumValue, middle + spread)


def main() -> int:
    files = json.load(sys.stdin)
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    fill(project, files["stack"], files["inputs"])
    written = project.write(files["project"])
    if not written:
        print(f"{files['project']} could not be written: {project.error()}", file=sys.stderr)
    project.clear()
    application.exitQgis()
    return 0 if written else 1


def fill(project: QgsProject, stack_path: str, inputs: list[str]) -> None:
    """Two groups: the bands of the stack, and the files they come from."""
    root = project.layerTreeRoot()
    stack = QgsRasterLayer(stack_path, "stack")
    project.setCrs(stack.crs())
    group = root.addGroup("Joined at 1 km")
    for number in range(1, stack.bandCount() + 1):
        name = stack.bandName(number).partition(": ")[2] or stack.bandName(number)
        ramp = next((ramp for word, ramp in RAMPS.items() if word in name), "Viridis")
        is_fraction = bounds_of(stack, number)[1] <= 1.0 and ramp == "Viridis"
        layer = band_layer(stack_path, number, name, ramp, (0.0, 1.0) if is_fraction else bounds_of(stack, number))
        project.addMapLayer(layer, False)
        group.addLayer(layer).setItemVisibilityChecked(number == 1)
    group = root.addGroup("Observed")
    for path in inputs:
        layer = QgsRasterLayer(path, path.rpartition("/")[2].rpartition(".")[0])
        ramp = next((ramp for word, ramp in RAMPS.items() if word in layer.name()), None)
        if ramp is not None:
            layer = band_layer(path, 1, layer.name(), ramp, bounds_of(layer, 1))
        project.addMapLayer(layer, False)
        group.addLayer(layer).setItemVisibilityChecked(False)


if __name__ == "__main__":
    sys.exit(main())
