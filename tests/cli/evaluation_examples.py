"""What judges the outputs of the examples on evaluation and on enhanced resolution."""

import csv

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal
from pyproj import Transformer

SIGMA = 1.0 / np.sqrt(8.0 * np.log(2.0))   # of a Gaussian, in full widths at half maximum
CUT = np.sqrt(-2.0 * np.log(1e-3))         # standard deviations, where 99.9 % lie
MARGIN = 8                                 # cells
SAMPLED = 12


def scaled(path):
    """The first band with scale and offset applied."""
    dataset = gdal.Open(str(path))
    band = dataset.GetRasterBand(1)
    return rasters.read(path)[0] * (band.GetScale() or 1.0) + (band.GetOffset() or 0.0)


def check_evaluatedownscaling(folder):
    """The table's numbers are NumPy's, and the error is the difference."""
    truth, fine, sigma = (scaled(folder / name) for name in ("lst_70m.tif", "lst_fine.tif", "lst_sigma.tif"))
    error = rasters.read(folder / "error.tif")[0]
    known = np.isfinite(error)
    assert known.mean() > 0.3
    np.testing.assert_allclose(error[known], (fine - truth)[known], atol=1e-4)
    rows = list(csv.DictReader((folder / "evaluated.csv").open(encoding="utf-8")))
    own = rows[0]
    assert [row["layer"] for row in rows] == ["downscaled", "bilinear", "nearest"]
    assert int(own["pixels"]) == known.sum()
    assert float(own["rmse"]) == pytest.approx(np.sqrt(np.mean(error[known]**2)), rel=1e-5)
    assert float(own["r"]) == pytest.approx(np.corrcoef(fine[known], truth[known])[0, 1], abs=1e-6)
    assert float(own["within_68"]) == pytest.approx(np.mean(np.abs(error[known]) <= sigma[known]), abs=1e-3)
    assert float(own["coherence_of_range"]) < 2e-6
    page = (folder / "evaluated.html").read_text(encoding="utf-8")
    assert "<h2>Agreement with the truth</h2>" in page and page.rstrip().endswith("</html>")
    tests = {row["test"] for row in csv.DictReader((folder / "scale_up.csv").open(encoding="utf-8"))}
    assert tests == {"scale-up", "coherence"}


def check_enhanceresolution(folder):
    """Against Backus and Gilbert's system of a cell, written out on a plane; points give what the raster gives."""
    place, r = folder / "demo_output", 0.3
    fine, points, noise, width = (rasters.read(place / f"{name}.tif")[0] for name in (
        "enhanced", "from_points", "noise", "resolution"))
    np.testing.assert_allclose(points, fine, atol=1e-3)
    assert 900.0 < np.nanmedian(width) < 2100.0
    values, x, y = observed(next((place / "inputs").glob("MOD11A1*LST_Day_1km.tif")), place / "enhanced.tif")
    kernels = footprints(place / "enhanced.tif", x, y, 2000.0)
    scale = np.mean(np.sum(kernels**2, axis=(1, 2)))
    cells = np.argwhere(np.isfinite(fine))
    for row, column in np.random.default_rng(0).permutation(cells)[:SAMPLED]:
        target = kernels[:, row + MARGIN, column + MARGIN]
        owner = np.argmax(target)
        near = np.sort(np.argsort(np.hypot(x - x[owner], y - y[owner]), kind="stable")[:49])
        near = near[np.hypot(x - x[owner], y - y[owner])[near] <= 2.0 * CUT * SIGMA * 2000.0]
        flat = kernels[near].reshape(len(near), -1)
        system = np.ones((len(near) + 1, len(near) + 1))
        system[:-1, :-1] = (1.0 - r) * flat @ flat.T + r * scale * np.eye(len(near))
        system[-1, -1] = 0.0
        weights = np.linalg.solve(system, np.append((1.0 - r) * target[near], 1.0))[:-1]
        assert fine[row, column] == pytest.approx(values[near] @ weights, abs=0.03 * np.std(values))
        assert noise[row, column] == pytest.approx(np.sqrt(np.sum(weights**2)), rel=0.03)


def observed(coarse, fine):
    """Values of the valid pixels of a raster (n,), and their centres in the CRS of another one."""
    values, dataset, grid = scaled(coarse), gdal.Open(str(coarse)), gdal.Open(str(fine))
    west, width, _, north, _, height = dataset.GetGeoTransform()
    rows, columns = np.nonzero(np.isfinite(values))
    to_grid = Transformer.from_crs(dataset.GetProjection(), grid.GetProjection(), always_xy=True)
    x, y = to_grid.transform(west + (columns + 0.5) * width, north + (rows + 0.5) * height)
    return values[rows, columns], np.array(x), np.array(y)


def footprints(fine, x, y, fwhm):
    """Weights (n, rows, columns) of Gaussians in the cells of a raster and MARGIN around it, from 5 x 5 places in
    each."""
    dataset, part = gdal.Open(str(fine)), 5
    left, cell, _, top, _, down = dataset.GetGeoTransform()
    along, across = (np.arange(-MARGIN * part, (size + MARGIN) * part) + 0.5
                     for size in (dataset.RasterYSize, dataset.RasterXSize))
    place_x, place_y = left + across / part * cell, top + along / part * down
    found = []
    for centre_x, centre_y in zip(x, y):
        square = ((place_x[None] - centre_x)**2 + (place_y[:, None] - centre_y)**2) / (fwhm * SIGMA)**2
        weight = np.where(square < CUT**2, np.exp(-0.5 * square), 0.0)
        weight = weight.reshape(len(along) // part, part, len(across) // part, part).sum(axis=(1, 3))
        found.append(weight / weight.sum())
    return np.array(found)
