"""The benchmark of fusion: its scene, its arithmetic, and its worker in small."""

import numpy as np
import pytest
from osgeo import gdal

from multiscale_fusion.benchmarks import spacetime, spacetime_scene


def read(folder, kind, day):
    return gdal.Open(str(folder / spacetime_scene.name_of(kind, day))).ReadAsArray()


def test_coarse_pixels_are_means_of_the_truth_beneath(tmp_path):
    folder = spacetime_scene.write_scene(tmp_path / "scene", 100)
    assert sorted(path.name for path in folder.iterdir()) == [
        "coarse_2024-06-01.tif", "coarse_2024-06-17.tif", "coarse_2024-07-03.tif", "fine_2024-06-01.tif",
        "fine_2024-07-03.tif", "truth_2024-06-17.tif"]
    truth, coarse = read(folder, "truth", 16), read(folder, "coarse", 16)
    assert truth.shape == (3, 100, 100) and coarse.shape == (3, 7, 7)
    assert coarse[2, 3, 4] == pytest.approx(truth[2, 48:64, 64:80].mean(), rel=1e-5)
    noise = read(folder, "fine", 0) - spacetime_scene.truth(0)[:, :100, :100]
    assert noise.std() == pytest.approx(0.003, rel=0.02)


def test_a_scene_beyond_its_tile_repeats_it(tmp_path):
    side = spacetime_scene.TILE + 40
    folder = spacetime_scene.write_scene(tmp_path / "scene", side)
    truth, coarse = read(folder, "truth", 16), read(folder, "coarse", 16)
    assert truth.shape == (3, side, side) and coarse.shape == (3, -(-side // 16), -(-side // 16))
    assert np.array_equal(truth[:, -40:, -40:], truth[:, :40, :40])
    first = spacetime_scene.TILE // 16
    assert np.array_equal(coarse[:, first:, :first], coarse[:, :coarse.shape[1] - first, :first])


def test_goals_of_the_real_series_are_drawn_from_what_is_told():
    told = {"starfm": {"mean_rmse": 0.03, "within": 0.5}, "interpolation": {"mean_rmse": 0.02, "within": 0.7},
            "ratio": {"mean_rmse": 0.04, "within": 0.7}, "auto, nested": {"mean_rmse": 0.018, "within": 0.8}}
    goals = {goal.text.split(":")[0] + ("" if goal.at_least else " at most"): goal
             for goal in spacetime.salton_goals(told, "task")}
    assert not goals["RMSE of starfm (another implementation at most"].met
    over = goals["RMSE of auto, nested, over that of the best baseline at most"]
    assert over.value == pytest.approx(0.9) and over.met
    assert not goals["share within 1 sigma, starfm"].met and goals["share within 1 sigma, interpolation"].met
    assert goals["share within 1 sigma, auto, nested"].met
    assert not goals["share within 1 sigma, auto, nested at most"].met


def test_worker_predicts_a_date_of_a_scene(tmp_path):
    folder = spacetime_scene.write_scene(tmp_path / "scene", 96)
    worker = spacetime.our_worker()
    told = worker.run(job="predict", folder=str(folder), method="interpolation", pairs=2, threads=2)
    assert 20.0 < worker.close() < 2000.0
    middle = 0.5 * (read(folder, "fine", 0).astype(float) + read(folder, "fine", 32))
    error = middle - read(folder, "truth", 16)
    assert told["count"] == error.size
    assert told["rmse"] == pytest.approx(np.sqrt(np.mean(error**2)), rel=1e-4)
