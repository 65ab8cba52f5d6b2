"""The benchmark's own arithmetic, tables and files; its sections run in small where that takes a second."""

import json
import statistics
import sys
import xml.dom.minidom

import numpy as np
import pytest
from affine import Affine
from odc.geo.geobox import GeoBox

from multiscale_fusion.benchmarks import chart, measure, table, zones
from multiscale_fusion.benchmarks.record import Findings, Goal, Row
from multiscale_fusion.benchmarks.reference import Sample

FINDINGS = Findings(
    [Row("zones", "means <of> cells", "ours", 0.5, 3, 200.0, None, 0.00012),
     Row("zones", "means <of> cells", "a peer", 2.0, 3, 90.25, 4.0, float("nan")),
     Row("growth", "10 megapixels", "ours", 0.1, 3, 300.0), Row("growth", "100 megapixels", "ours", 1.0, 3, 310.0)],
    [Goal("zones", "times as fast", 4.0, 4.0), Goal("zones", "times as fast", 3.9, 4.0),
     Goal("growth", "peak in MB", 310.0, 1000.0, False), Goal("growth", "peak in MB", 1310.0, 1000.0, False)])


def test_goals_hold_on_the_right_side_of_their_bound():
    assert [goal.met for goal in FINDINGS.goals] == [True, False, True, False]
    lines = table.goal_lines(FINDINGS.goals).splitlines()
    assert [line.split()[0] for line in lines] == ["reached", "MISSED", "reached", "MISSED"]


def test_table_names_each_task_once_and_lines_up():
    lines = table.table(FINDINGS.rows).splitlines()
    tasks = [line for line in lines if not line.startswith(" ")]
    assert tasks == ["means <of> cells", "10 megapixels", "100 megapixels"]
    assert len({len(line) for line in lines[1:4]}) == 1
    assert lines[2].split() == ["ours", "0.500", "3", "200", "0.0120", "%"]
    assert lines[3].split() == ["a", "peer", "2.000", "3", "90", "4.00", "nan", "%"]


def test_accuracy_has_columns_of_its_own_where_there_is_any():
    lines = table.table([Row("downscale", "a band", "nearest", 1.0, 1, rmse=4.75, r=0.5789),
                         Row("downscale", "a band", "ours", 2.0, 1, rmse=1.9, r=0.947)]).splitlines()
    assert lines[1].split()[-2:] == ["RMSE", "r"] and lines[2].split()[-2:] == ["4.75", "0.579"]
    assert "RMSE" not in table.table(FINDINGS.rows)


def test_accuracy_and_coherence_of_a_scene_are_counted_by_hand(tmp_path):
    from multiscale_fusion.benchmarks import downscale, scenes

    scene = scenes.small(tmp_path)
    assert scene.truth.shape == (96, 96) and scene.megapixels == pytest.approx(0.009216)
    off = scene.truth + np.where(np.arange(96) < 48, 1.0, -1.0)
    rmse, r = downscale.compared(np.where(np.arange(96) == 7, np.nan, off), scene.truth)
    assert rmse == pytest.approx(1.0) and 0.7 < r < 1.0
    means = [[scene.truth[j:j + 8, i:i + 8].mean() for i in range(0, 96, 8)] for j in range(0, 96, 8)]
    assert downscale.incoherence(off, scene) == pytest.approx(1.0 / np.ptp(means), rel=1e-5)
    assert downscale.incoherence(scene.truth, scene) < 1e-6


def test_json_holds_rows_goals_and_machine_without_nan(tmp_path):
    table.write_json(tmp_path / "results.json", {"machine": {"cores": 2}}, FINDINGS)
    read = json.loads((tmp_path / "results.json").read_text("utf-8"), parse_constant=pytest.fail)
    assert read["machine"] == {"cores": 2}
    assert read["rows"][0]["peak_mb"] == 200.0 and read["rows"][0]["ratio"] is None
    assert read["rows"][1]["error"] is None
    assert [goal["met"] for goal in read["goals"]] == [True, False, True, False]


def test_charts_are_xml_and_their_bars_are_as_long_as_the_seconds(tmp_path):
    paths = chart.write(tmp_path, FINDINGS)
    assert [path.name for path in paths] == ["benchmark-zones.svg", "benchmark-growth.svg"]
    drawings = [xml.dom.minidom.parse(str(path)) for path in paths]
    ours, peer = (float(bar.getAttribute("width")) for bar in drawings[0].getElementsByTagName("rect")[1:])
    assert peer / ours == pytest.approx(4.0, rel=1e-3)
    assert len(drawings[1].getElementsByTagName("circle")) == 4


def test_runs_take_turns_and_slow_programs_run_less():
    order = []
    times = measure.in_turn({"a": lambda: order.append("a") or 1.0, "slow": lambda: order.append("slow") or 9.0},
                            3, patience=8.0)
    assert order == ["a", "slow", "a", "a"]
    assert times == {"a": [1.0, 1.0, 1.0], "slow": [9.0]}
    assert measure.medians({"a": [3.0, 1.0, 2.0]}) == {"a": statistics.median([3.0, 1.0, 2.0])}


def test_peak_is_that_of_the_program_and_not_of_the_process_that_starts_it():
    ballast = np.ones(60_000_000)    # 480 MB here
    small = measure.whole([sys.executable, "-I", "-S", "-c", "pass"])
    large = measure.whole([sys.executable, "-I", "-S", "-c", "b = bytearray(b'x') * 200_000_000"])
    assert small.peak_mb < 60.0 < ballast.nbytes / 2**20
    assert large.peak_mb - small.peak_mb == pytest.approx(200_000_000 / 2**20, rel=0.1)


def test_a_program_that_fails_is_told_with_its_own_words():
    with pytest.raises(measure.Failed, match="exit code 3.*no such thing"):
        measure.whole([sys.executable, "-c", "import sys; print('no such thing'); sys.exit(3)"])


def test_error_is_relative_to_the_spread_and_a_cell_left_out_shows():
    cells = Sample(np.array([0, 1]), np.array([1, 0]), np.array([10.0, 14.0]))
    result = np.array([[99.0, 11.0], [14.0, 99.0]])
    assert cells.error(result) == pytest.approx(np.sqrt(0.5) / 2.0)
    assert cells.wrong(result) == 0.5
    result[1, 0] = np.nan
    assert np.isnan(cells.error(result))


def test_polygons_of_zones_tile_the_target_where_it_meets_the_source():
    source = GeoBox((100, 100), Affine(10, 0, 500000, 0, -10, 3900000), "EPSG:32611")
    target = GeoBox((3, 3), Affine(500, 0, 499500, 0, -500, 3900500), "EPSG:32611")
    numbers, points = zones.outlines(source, target)
    assert numbers.tolist() == [4, 5, 7, 8]
    assert points[0].tolist() == [[500000, 3900000], [500500, 3900000], [500500, 3899500], [500000, 3899500],
                                  [500000, 3900000]]


def test_our_worker_aggregates_and_reads(tmp_path):
    from osgeo import gdal

    from multiscale_fusion.benchmarks import programs, tiles

    values = np.arange(40_000, dtype=np.float32).reshape(200, 200)
    path, output = tmp_path / "fine.tif", tmp_path / "coarse.tif"
    tiles.raster(tiles.square(200, 10.0), values, path=path).FlushCache()
    worker = programs.our_worker()
    told = worker.run(**programs.our_job(path, "UTM 1 km", output, "intensive", "mean"))
    assert worker.run(job="read", path=str(path), threads=2)["seconds"] > 0.0
    assert 20.0 < worker.close() < 2000.0 and told["seconds"] > 0.0
    coarse, transform = programs.band(output), gdal.Open(str(output)).GetGeoTransform()
    west, north = (np.array([transform[0], -transform[3]]) - [tiles.WEST, -tiles.NORTH]) / 10.0
    # The first whole cell begins at this column and row of pixels.
    column, row = int(west) % 100, int(north) % 100
    found = coarse[int((row - north) // 100), int((column - west) // 100)]
    assert found == pytest.approx(values[row:row + 100, column:column + 100].mean())
