"""Area-to-point kriging from file to file: against the kriging itself, one dense system, known sums and means."""

import csv
import json

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale import sharpen
from multiscale_fusion.core.downscale.kriging import MODELS, AreaToPointKriging
from multiscale_fusion.core.downscale.kriging_job import MOST_NEIGHBOURS, KrigingOptions, krige
from multiscale_fusion.core.downscale.methods import VARIOGRAMS
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.grid import refined_grid
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.core.downscale.fields import lattice_covariance, nested, ordinary_kriging, torus_field
from multiscale_fusion.tests.core.engine import dense, read, write
from odc.geo.geobox import GeoBox

SINUSOIDAL = "+proj=sinu +R=6371007.181 +units=m"


def utm(shape, size, x=250000.0, y=4200000.0):
    return GeoBox(shape, Affine(size, 0, x, 0, -size, y), "EPSG:32611")


def coarse_values(shape, seed=3, ratio=4):
    fine = torus_field("exponential", 4.0, 6.0, max(shape) * ratio, seed, parts=1)[:shape[0] * ratio, :shape[1] * ratio]
    return 20.0 + fine.reshape(shape[0], ratio, shape[1], ratio).mean(axis=(1, 3))


def run(folder, grid, values, **given):
    path = folder / "coarse.tif"
    if not path.exists():   # its time is in the record
        write(path, grid, values, nodata=np.nan)
    parts = {name: given.pop(name) for name in ("target", "ratio", "report", "threads", "reporter") if name in given}
    options = KrigingOptions(**{"kind": "intensive", "dtype": "Float64", **given})
    with RasterSource(str(path)) as source:
        result = krige(source, str(folder / "out.tif"), options=options, sigma=str(folder / "sigma.tif"), **parts)
    return result, read(folder / "out.tif")[0], read(folder / "sigma.tif")[0]


def test_the_job_is_the_kriging_itself(tmp_path):
    y = coarse_values((14, 16))
    result, values, sigma = run(tmp_path, utm(y.shape, 800.0), y, ratio=4)
    kriging = AreaToPointKriging().fit(y, ratio=(4, 4), cell=(200.0, 200.0))
    expected, variance = kriging.predict()
    assert result.point_model == kriging.point_model_ and result.iterations == kriging.deconvolution_.iterations
    np.testing.assert_allclose(values, expected, atol=1e-9)
    np.testing.assert_allclose(sigma, np.sqrt(variance), atol=1e-9)
    assert result.coherence < 1e-9 and RasterSource(str(tmp_path / "out.tif")).grid == refined_grid(
        utm(y.shape, 800.0), 4)


@pytest.mark.parametrize("missing", [(), ((0, 2), (3, 3))])
def test_the_job_is_one_dense_system(tmp_path, missing):
    """A neighbourhood that holds all coarse pixels: every fine pixel has the same system."""
    y = coarse_values((6, 6))
    for place in missing:
        y[place] = np.nan
    result, values, sigma = run(tmp_path, utm(y.shape, 2.0), y, ratio=2, model="exponential",
                                neighbours=MOST_NEIGHBOURS)
    model = result.point_model
    covariance = lattice_covariance(model.name, model.sill, model.range, model.nugget, values.shape)
    expected, variance = ordinary_kriging(covariance, nested(y.shape, (2, 2)), y.ravel())
    hole = np.isnan(y).repeat(2, 0).repeat(2, 1)
    assert (np.isnan(values) == hole).all() and (np.isnan(sigma) == hole).all()
    scale = np.sqrt(model.variance)
    assert np.abs(values - expected.reshape(values.shape))[~hole].max() < 1e-3 * scale
    assert np.abs(sigma**2 - variance.reshape(values.shape))[~hole].max() < 1e-3 * model.variance


def test_sinusoidal_to_utm_is_one_dense_system_and_held_to_the_coarse_values(tmp_path):
    fine = GeoBox((20, 18), Affine(250.0, 0, 5e5, 0, -250.0, 4.2e6), "EPSG:32633")
    box = fine.extent.to_crs(SINUSOIDAL).boundingbox
    coarse = GeoBox((7, 7), Affine(926.6254, 0, box.left - 300.0, 0, -926.6254, box.top + 200.0), SINUSOIDAL)
    y = coarse_values(coarse.shape)
    y[3, 4] = np.nan
    options = {"target": fine, "model": "spherical", "neighbours": MOST_NEIGHBOURS}
    result, values, sigma = run(tmp_path, coarse, y, coherent=False, **options)
    matrix = dense(fine, coarse)
    touched = matrix.sum(axis=1) > 0.0
    operator = matrix[touched] / matrix[touched].sum(axis=1, keepdims=True)
    model = result.point_model
    covariance = lattice_covariance(model.name, model.sill, model.range / 250.0, model.nugget, fine.shape)
    expected, variance = ordinary_kriging(covariance, operator, y.ravel()[touched])
    known = np.isfinite(values)
    # Under the missing pixel only the fine ones that lie in others too have a value.
    assert 0 < (~known).sum() < 16 and (known == np.isfinite(sigma)).all()
    assert np.abs(values - expected.reshape(fine.shape))[known].max() < 2e-3 * np.sqrt(model.variance)
    assert np.abs(sigma**2 - variance.reshape(fine.shape))[known].max() < 2e-3 * model.variance
    assert result.coherence is None
    result, values, _ = run(tmp_path, coarse, y, **options)
    weight = matrix * np.isfinite(values).ravel()
    inner = (weight.sum(axis=1) > 0.5 * matrix.max() * 13) & np.isfinite(y).ravel()
    means = (weight @ np.nan_to_num(values).ravel())[inner] / weight.sum(axis=1)[inner]
    assert inner.sum() > 20 and np.abs(means - y.ravel()[inner]).max() < 1e-6 * np.ptp(y[np.isfinite(y)])
    assert result.coherence < 1e-6


def test_a_point_spread_is_kriged_from_and_held_to(tmp_path):
    y = coarse_values((10, 10))
    plain, values, _ = run(tmp_path, utm(y.shape, 800.0), y, ratio=4)
    seen, wide, _ = run(tmp_path, utm(y.shape, 800.0), y, ratio=4, fwhm=1000.0)
    # What was seen through a wider spread than the pixel varied more than it shows.
    assert seen.coherence < 1e-6 and wide.std() > values.std() and not np.isnan(wide).any()


@pytest.mark.parametrize("kind, forward", [("extensive", lambda x: x), ("radiative", lambda x: (x / 100.0)**4),
                                           ("decibel", lambda x: 10.0**(x / 10.0))])
def test_each_kind_keeps_what_it_conserves(tmp_path, kind, forward):
    y = {"extensive": np.exp(0.3 * coarse_values((8, 9))), "radiative": 290.0 + coarse_values((8, 9)),
         "decibel": coarse_values((8, 9)) - 30.0}[kind]
    _, values, sigma = run(tmp_path, utm(y.shape, 800.0), y, ratio=4, kind=kind)
    within = forward(values).reshape(8, 4, 9, 4)
    kept = within.sum(axis=(1, 3)) if kind == "extensive" else within.mean(axis=(1, 3))
    np.testing.assert_allclose(kept, forward(y), rtol=1e-9)
    assert (sigma > 0.0).all() and (kind != "extensive" or values.min() >= 0.0)


def test_without_deconvolution_the_coarse_variogram_stands_in(tmp_path):
    y = coarse_values((14, 14))
    found, _, sigma = run(tmp_path, utm(y.shape, 800.0), y, ratio=4, model="spherical")
    shortcut, _, flat = run(tmp_path, utm(y.shape, 800.0), y, ratio=4, model="spherical", deconvolution=False)
    assert shortcut.point_model == shortcut.block_model == found.block_model and shortcut.iterations == 0
    assert found.point_model.variance > found.block_model.variance and sigma.mean() > flat.mean()


def test_distances_on_degrees_are_metres(tmp_path):
    y = coarse_values((12, 12))
    grid = GeoBox(y.shape, Affine(0.01, 0, 11.0, 0, -0.01, 60.06), "EPSG:4326")
    result, _, _ = run(tmp_path, grid, y, ratio=4, model="spherical")
    # A pixel is 1114 m high and half as wide.
    kriging = AreaToPointKriging("spherical").fit(y, ratio=(4, 4), cell=(1114.1 / 4, 557.8 / 4))
    assert result.point_model.range == pytest.approx(kriging.point_model_.range, rel=0.01)


def test_limits_hold_and_the_record_tells(tmp_path):
    y = coarse_values((10, 10))
    low, high = float(y.min()) - 0.1, float(y.max()) + 0.1
    result, values, _ = run(tmp_path, utm(y.shape, 800.0), y, ratio=4, limits=(low, high), seed=5)
    assert values.min() >= low and values.max() <= high
    record = json.loads((tmp_path / "out.tif.json").read_text("utf-8"))
    assert record["operation"] == "areatopointkriging" and record["parameters"]["layer"] == "output"
    assert record["parameters"]["seed"] == 5 and record["parameters"]["limits"] == [low, high]
    assert record["parameters"]["point_model"]["range"] == result.point_model.range
    assert "MODEL_DEPENDENT" in [each["code"] for each in record["findings"]]


def test_threads_change_no_byte(tmp_path):
    y = coarse_values((10, 12))
    files = []
    for threads in (1, 3):
        run(tmp_path, utm(y.shape, 800.0), y, ratio=4, threads=threads, report=str(tmp_path / "report.html"))
        files.append([(tmp_path / name).read_bytes() for name in ("out.tif", "sigma.tif", "report.html")])
    assert files[0] == files[1]


def test_the_report_tells_the_variograms(tmp_path):
    y = coarse_values((14, 14))
    result, _, _ = run(tmp_path, utm(y.shape, 800.0), y, ratio=4, report=str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "Area-to-point kriging" in page and f"{result.iterations} iterations" in page
    with open(tmp_path / "report_variogram.csv", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0][1] == "Distance [metre]"
    lag = [float(row[1]) for row in rows[1:]]
    # Pairs side by side, by brute force.
    beside = np.concatenate([((y[1:] - y[:-1])**2).ravel(), ((y[:, 1:] - y[:, :-1])**2).ravel()])
    diagonal = np.concatenate([((y[1:, 1:] - y[:-1, :-1])**2).ravel(), ((y[1:, :-1] - y[:-1, 1:])**2).ravel()])
    first = np.concatenate([beside, diagonal])
    assert lag[0] == pytest.approx((800.0 * beside.size + 800.0 * np.sqrt(2.0) * diagonal.size) / first.size)
    assert int(rows[1][2]) == first.size and float(rows[1][3]) == pytest.approx(0.5 * first.mean())
    with open(tmp_path / "report_variogram_models.csv", encoding="utf-8") as file:
        models = list(csv.reader(file))
    assert float(models[2][4]) == result.point_model.range and float(models[2][3]) == result.point_model.sill
    with open(tmp_path / "report_scale_up_test.csv", encoding="utf-8") as file:
        tried = {row[0]: row for row in list(csv.reader(file))[1:]}
    assert {"Area-to-point kriging", "Bilinear interpolation", "Nearest neighbour"} == set(tried)


class Stopping(Reporter):
    """Cancels once the progress has come as far as told."""

    def __init__(self, at):
        super().__init__()
        self.at, self.stop = at, False

    def progress(self, fraction):
        self.stop = self.stop or fraction >= self.at
        super().progress(fraction)

    def cancelled(self):
        return self.stop


@pytest.mark.parametrize("at", [0.0, 0.5, 0.8, 0.95])
def test_a_cancel_leaves_nothing(tmp_path, at):
    y = coarse_values((10, 10))
    with pytest.raises(Cancelled):
        run(tmp_path, utm(y.shape, 800.0), y, ratio=4, report=str(tmp_path / "report.html"), reporter=Stopping(at))
    assert [each.name for each in tmp_path.iterdir()] == ["coarse.tif"]


@pytest.mark.parametrize("change, words", [
    ({"ratio": 1}, "2 pixels or more"),
    ({"ratio": None}, "not given"),
    ({"target": utm((40, 40), 200.0)}, "in two ways"),
    ({"ratio": None, "target": utm((4, 4), 2000.0)}, "as large as those"),
    ({"ratio": None, "target": utm((4, 4), 200.0, x=900000.0)}, "do not overlap"),
    ({"model": "magic"}, "variogram model magic is unknown"),
    ({"neighbours": 0}, "choose 1 to 6"),
    ({"kind": "categorical"}, "categorical"),
    ({"band": 2}, "no band 2"),
    ({"limits": (5.0, 1.0)}, "leave no range"),
    ({"fwhm": -1.0}, "must be positive"),
])
def test_bad_input_is_told_in_a_sentence(tmp_path, change, words):
    y = coarse_values((10, 10))
    with pytest.raises(FusionError, match=words):
        run(tmp_path, utm(y.shape, 800.0), y, **{"ratio": 4, **change})
    assert not (tmp_path / "out.tif").exists()


def test_too_few_values_and_too_large_grids_are_told(tmp_path, monkeypatch):
    y = coarse_values((10, 10))
    few = np.where(np.arange(100).reshape(10, 10) < 20, y, np.nan)
    with pytest.raises(FusionError, match="Only 20 coarse pixels"):
        run(tmp_path, utm(y.shape, 800.0), few, ratio=4)
    monkeypatch.setattr(sharpen, "MOST_KRIGED", 1000)
    with pytest.raises(FusionError, match="not nested is limited to 1,000 fine pixels"):
        run(tmp_path, utm(y.shape, 800.0), y, target=utm((40, 40), 190.0))
    assert not (tmp_path / "out.tif").exists()


def test_constant_values_stay_what_they_are(tmp_path):
    result, values, sigma = run(tmp_path, utm((8, 8), 800.0), np.full((8, 8), 7.0), ratio=3)
    assert (values == 7.0).all() and (sigma == 0.0).all() and result.coherence == 0.0


def test_a_single_row_is_kriged_too(tmp_path):
    y = coarse_values((60, 60))[:1]
    result, values, _ = run(tmp_path, utm(y.shape, 800.0), y, ratio=3, report=str(tmp_path / "report.html"))
    np.testing.assert_allclose(values.reshape(1, 3, 60, 3).mean(axis=(1, 3)), y, atol=1e-9)
    assert result.coherence < 1e-9


def test_the_list_of_variograms_is_the_kriging_s():
    assert set(VARIOGRAMS) | {"nugget"} == set(MODELS)


def test_a_refined_grid_has_the_same_outline():
    grid = GeoBox((3, 5), Affine(30.0, 4.0, 1000.0, 3.0, -20.0, 5000.0), "EPSG:32611")
    fine = refined_grid(grid, 4)
    assert tuple(fine.shape) == (12, 20) and np.allclose(fine.extent.boundingbox.bbox, grid.extent.boundingbox.bbox)
    with pytest.raises(FusionError, match="2 pixels or more"):
        refined_grid(grid, 1)
