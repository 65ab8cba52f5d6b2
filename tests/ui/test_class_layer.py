"""Outputs in the real desktop, under Xvfb: classes by name in the layer tree, the rest as the input looks."""

import shutil
from collections import Counter

import pytest
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal

pytestmark = pytest.mark.desktop


@pytest.fixture(scope="module")
def seen(desktop, data_file, tmp_path_factory):
    """What happened in the desktop with land cover and elevation of Zion, brought to MODIS's 1 km."""
    folder = tmp_path_factory.mktemp("desktop")
    (folder / "out").mkdir()
    for file in ("nlcd.tif", "nlcd.tif.aux.xml", "srtm.tif"):
        shutil.copy(data_file(f"zion/{file}"), folder / file)
    scene = {
        "values": str(folder / "srtm.tif"), "classes": str(folder / "nlcd.tif"), "crs": rasters.SINUSOIDAL,
        "folder": str(folder / "out"), "report": str(folder / "report.json"),
    }
    report = desktop("class_layer.py", scene, size=(1366, 900))
    dataset = gdal.Open(scene["classes"])
    band = dataset.GetRasterBand(1)
    colours = [band.GetColorTable().GetColorEntry(value)[:3] for value in range(9)]
    return {**report, "names": band.GetCategoryNames(), "colours": colours, "out": folder / "out"}


def test_classes_stand_by_name_in_the_layer_tree(seen):
    """Both as the output of a run and as a file added later, which QGIS paints by the attribute table."""
    assert len(seen["names"]) == 9
    for layer in ("out/Classes: Aggregated", "out/Classes: Added as a file"):
        heading, *classes = seen["legends"][layer]
        assert classes == seen["names"]
        assert heading.startswith("Band 1: levels")


def test_the_map_shows_the_colours_of_the_classes(seen, qgis_app):
    from qgis.PyQt.QtGui import QImage

    image = QImage(seen["map"])
    shown = Counter(image.pixelColor(column, row).getRgb()[:3]
                    for row in range(0, image.height(), 3) for column in range(0, image.width(), 3))
    codes = rasters.read(seen["out"] / "Classes.tif")
    present = {seen["colours"][int(code)] for code in set(codes[codes == codes])}
    assert len(present) > 3
    assert present <= set(shown)
    # The rest is edges of cells, which QGIS smooths.
    assert sum(shown[colour] for colour in {*present, (255, 255, 255)}) > 0.95 * sum(shown.values())


def test_values_look_like_the_input_and_fractions_run_from_0_to_1(seen):
    assert "default style" not in seen["log"]
    ramps = seen["ramps"]
    of_input = next(ramp for layer, ramp in ramps.items() if layer.endswith("/srtm: Values"))
    assert of_input[:2] == [1200, 2600]
    assert ramps["out/Values: Aggregated"] == of_input
    for layer in ("out/Values valid: Valid fraction", "out/Classes valid: Valid fraction"):
        low, high, *colours = ramps[layer]
        assert (low, high, colours[0], colours[-1]) == (0, 1, [0, "#440154"], [1, "#fde725"])
