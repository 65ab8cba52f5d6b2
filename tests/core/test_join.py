"""Layers of other CRSs, resolutions and kinds on one grid; the stack's statistics and its report."""

import csv
import json

import numpy as np
import pytest
from multiscale_fusion.core.aggregate import Options
from multiscale_fusion.core.aggregate.join import Layer, join_layers
from multiscale_fusion.core.aggregate.join_report import write_join_report
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.statistics.stack import stack_statistics
from multiscale_fusion.tests.core.engine import UTM, dense, grid, read, run, write
from multiscale_fusion.tests.core.reference import SINUSOIDAL

FINE = grid(UTM, 390000.0, 3760020.0, 30.0, (200, 220))
DEGREES = grid("EPSG:4326", -118.25, 34.0, 0.002, (60, 70))
COARSE = grid(UTM, 384000.0, 3764000.0, 9000.0, (2, 2))
TARGET = target_grid(FINE, crs=SINUSOIDAL, resolution=926.625433055833)


@pytest.fixture
def layers(tmp_path):
    random = np.random.default_rng(3)
    ndvi = random.uniform(0.1, 0.8, FINE.shape)
    ndvi[:40, :60] = -9999.0
    codes = random.choice([11, 42], (20, 22)).repeat(10, 0).repeat(10, 1).astype(np.uint8)
    files = {"ndvi.tif": (FINE, ndvi, -9999.0), "lst.tif": (DEGREES, random.normal(300, 5, DEGREES.shape), None),
             "land_cover.tif": (FINE, codes, 0), "smap.tif": (COARSE, np.array([[0.1, 0.2], [0.3, 0.4]]), None)}
    found = {name: Layer(RasterSource(write(tmp_path / name, where, values, nodata=nodata)))
             for name, (where, values, nodata) in files.items()}
    yield found
    for layer in found.values():   # a dataset that outlives QGIS's exit crashes the process
        layer.source.close()


def test_each_layer_is_aggregated_by_its_kind(tmp_path, layers, reporter):
    result = join_layers(list(layers.values()), TARGET, str(tmp_path / "stack.tif"), reporter=reporter)
    names = [band.name for band in result.bands]
    assert names == ["ndvi", "lst", "land_cover: Class 11", "land_cover: Class 42", "smap"]
    assert [band.kind for band in result.bands] == ["ratio", "intensive", "categorical", "categorical", "intensive"]
    stack = read(tmp_path / "stack.tif")
    for number, (name, options) in enumerate((("ndvi.tif", {}), ("lst.tif", {}),
                                              ("land_cover.tif", {"statistic": "fractions"}))):
        want = run(tmp_path / name, TARGET, tmp_path, dtype="Float32", **options)["output"]
        np.testing.assert_array_equal(stack[number:number + len(want)], want)
    with RasterSource(str(tmp_path / "stack.tif")) as source:
        assert [band.description for band in source.bands] == names
    record = json.loads((tmp_path / "stack.tif.json").read_text())
    assert [each["name"] for each in record["inputs"]] == list(layers)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_a_coarser_layer_is_carried_and_not_interpolated(tmp_path, layers, reporter):
    join_layers([layers["smap.tif"]], TARGET, str(tmp_path / "stack.tif"), reporter=reporter)
    stack = read(tmp_path / "stack.tif")[0]
    matrix = dense(COARSE, TARGET)
    want = matrix @ [0.1, 0.2, 0.3, 0.4] / matrix.sum(1)
    seen = np.isfinite(stack).ravel()
    np.testing.assert_allclose(stack.ravel()[seen], want[seen], rtol=1e-6)
    inside = np.isin(np.round(stack[np.isfinite(stack)], 6), [0.1, 0.2, 0.3, 0.4]).mean()
    assert inside > 0.5   # all but the cells across the pixels' borders
    assert any(finding.code == "CARRIED_SUPPORT" for finding in reporter.findings)
    assert any("nothing is interpolated" in info for info in reporter.infos)


def test_statistics_are_numpy_s(tmp_path):
    random = np.random.default_rng(1)
    values = random.normal(1e6, 1.0, (4, 90, 80))
    values[1] = values[0] * 0.5 + random.normal(0.0, 0.3, (90, 80))
    values[2, 20:60] = np.nan
    values[3] = 7.0
    path = write(tmp_path / "stack.tif", FINE[:90, :80], values)
    with RasterSource(path) as source:
        found = stack_statistics(source)
    flat = values.reshape(4, -1)
    np.testing.assert_allclose(found.mean, np.nanmean(flat, axis=1), rtol=1e-12)
    np.testing.assert_allclose(found.std, np.nanstd(flat, axis=1), rtol=1e-6, atol=1e-9)
    np.testing.assert_array_equal(found.low, np.nanmin(flat, axis=1))
    np.testing.assert_array_equal(found.count, np.isfinite(flat).sum(1))
    for a in range(3):
        for b in range(3):
            both = np.isfinite(flat[a]) & np.isfinite(flat[b])
            assert found.correlation[a, b] == pytest.approx(np.corrcoef(flat[a][both], flat[b][both])[0, 1], abs=1e-9)
            assert found.pairs[a, b] == both.sum()
    assert np.isnan(found.correlation[3]).all()


def test_the_report_holds_the_stack_s_numbers(tmp_path, layers):
    pytest.importorskip("plotly")
    result = join_layers(list(layers.values()), TARGET, str(tmp_path / "stack.tif"))
    files = write_join_report(result, str(tmp_path / "report.html"))
    assert [name.rpartition("/")[2] for name in files] == ["report.html", "report_layers.csv", "report_correlation.csv",
                                                           "report_pairs.csv"]
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "land_cover: Class 42" in page and "CARRIED_SUPPORT" in page
    stack = read(tmp_path / "stack.tif").reshape(5, -1)
    rows = list(csv.reader((tmp_path / "report_correlation.csv").open(encoding="utf-8")))
    both = np.isfinite(stack[0]) & np.isfinite(stack[2])
    assert float(rows[1][3]) == pytest.approx(np.corrcoef(stack[0][both], stack[2][both])[0, 1], rel=1e-9)
    told = list(csv.DictReader((tmp_path / "report_layers.csv").open(encoding="utf-8")))
    assert float(told[1]["Mean"]) == pytest.approx(np.nanmean(stack[1]))
    assert int(told[1]["Valid cells"]) == np.isfinite(stack[1]).sum()


def test_names_are_used_once(tmp_path, layers):
    result = join_layers([layers["lst.tif"], layers["lst.tif"]], TARGET, str(tmp_path / "stack.tif"))
    assert [band.name for band in result.bands] == ["lst", "lst (2)"]


def test_options_of_a_layer_are_its_own(tmp_path, layers):
    some = [Layer(layers["lst.tif"].source, Options(statistic="max")),
            Layer(layers["land_cover.tif"].source, Options(statistic="mode"))]
    result = join_layers(some, TARGET, str(tmp_path / "stack.tif"))
    assert [band.statistic for band in result.bands] == ["max", "mode"]
    mode = join_layers([layers["land_cover.tif"]], TARGET, str(tmp_path / "mode.tif"), class_statistic="mode")
    assert [band.name for band in mode.bands] == ["land_cover"]


def test_bytes_do_not_depend_on_memory_and_threads(tmp_path, layers):
    found = set()
    for memory, threads in ((2**30, 1), (2**22, 3)):
        join_layers(list(layers.values()), TARGET, str(tmp_path / "stack.tif"), memory=memory, threads=threads)
        found.add((tmp_path / "stack.tif").read_bytes())
    assert len(found) == 1


def test_a_layer_that_cannot_be_joined_is_named_and_nothing_is_written(tmp_path, layers):
    away = write(tmp_path / "away.tif", grid(UTM, 900000.0, 100000.0, 30.0, (20, 20)), np.ones((20, 20)))
    with pytest.raises(FusionError, match="away.tif"):
        join_layers([layers["ndvi.tif"], Layer(RasterSource(away))], TARGET, str(tmp_path / "stack.tif"))
    assert not (tmp_path / "stack.tif").exists()
    with pytest.raises(FusionError, match="no layer to join"):
        join_layers([], TARGET, str(tmp_path / "stack.tif"))


def test_cancel(tmp_path, layers, reporter):
    reporter.cancel_at = 0.5
    with pytest.raises(Cancelled):
        join_layers(list(layers.values()), TARGET, str(tmp_path / "stack.tif"), reporter=reporter)
    assert not [path for path in tmp_path.iterdir() if "stack" in path.name]


def test_what_stops_the_last_layer_stops_the_run_at_once(tmp_path, layers, reporter):
    cloud = write(tmp_path / "cloud_fraction.tif", FINE, np.random.default_rng(1).random(FINE.shape))
    with RasterSource(cloud) as source, pytest.raises(FusionError, match="NONLINEAR_AVERAGE.*cloud_fraction.tif"):
        join_layers([layers["ndvi.tif"], Layer(source)], TARGET, str(tmp_path / "stack.tif"), reporter=reporter)
    assert max(reporter.fractions, default=0.0) == 0.0 and not (tmp_path / "stack.tif").exists()
