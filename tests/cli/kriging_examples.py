"""What judges the outputs of the examples on area-to-point kriging."""

import csv
import sys
from pathlib import Path

import numpy as np
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal

sys.path.append(str(Path(__file__).resolve().parents[2] / "examples"))

from exact import ExactClipping, overlap_areas  # noqa: E402

COARSE = "demo_output/inputs/MOD11A1.A2024154.h08v05.061.LST_Day_1km.tif"


def check_areatopointkriging(folder):
    """Means of fine pixels are the coarse values: of nested ones, and by exact clipping in UTM."""
    dataset = gdal.Open(str(folder / COARSE))
    band = dataset.GetRasterBand(1)
    coarse = rasters.read(folder / COARSE)[0] * (band.GetScale() or 1.0) + (band.GetOffset() or 0.0)
    spread = np.nanstd(coarse)
    fine, sigma = (rasters.read(folder / f"demo_output/{name}.tif")[0] for name in ("lst_kriged", "lst_sigma"))
    means = fine.reshape(coarse.shape[0], 8, coarse.shape[1], 8).mean(axis=(1, 3))
    assert np.isfinite(coarse).sum() > 50
    np.testing.assert_allclose(means, coarse, atol=1e-5 * spread)
    assert (np.isfinite(sigma) == np.isfinite(fine)).all() and 0.0 < np.nanmedian(sigma) < 2.0 * spread
    page = (folder / "demo_output/lst_kriged.html").read_text(encoding="utf-8")
    with open(folder / "demo_output/lst_kriged_variogram_models.csv", encoding="utf-8") as file:
        models = list(csv.reader(file))
    assert models[2][1] in page and page.rstrip().endswith("</html>")
    compare_utm(folder / "demo_output/lst_250m.tif", coarse, dataset)


def compare_utm(path, coarse, target):
    values = rasters.read(path)[0]
    outlines = ExactClipping(gdal.Open(str(path)), target)
    compared = 0
    for row, column in np.argwhere(np.isfinite(coarse)):
        outline = outlines.outline(row, column)
        left, top, right, bottom = (int(np.floor(each)) for each in outline.bounds)
        if left < 0 or top < 0 or right >= values.shape[1] or bottom >= values.shape[0]:
            continue
        part = values[top:bottom + 1, left:right + 1]
        areas = overlap_areas(outline, top, left, part.shape) * np.isfinite(part)
        mean = np.sum(areas * np.nan_to_num(part)) / areas.sum()
        assert abs(mean - coarse[row, column]) < 1e-3 * np.nanstd(coarse)
        compared += 1
    assert compared > 30
