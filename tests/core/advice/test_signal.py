"""SIGNAL_LOSS against theory, against loops, and on real files."""

import math
import re

import numpy as np
import pytest
from multiscale_fusion.core.advice import Layer
from multiscale_fusion.core.advice.blocks import cell_shape
from multiscale_fusion.core.advice.rules import signal
from multiscale_fusion.core.advice.rules.signal import variance_loss
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.variable.band_sample import Window, describe_sample
from multiscale_fusion.tests.core.advice.rule_cases import box, found
from osgeo import gdal

SIDE = 512
FINE = box(30.0, SIDE, SIDE)


def noise(seed=0, shape=(SIDE, SIDE)):
    return np.random.default_rng(seed).normal(300.0, 5.0, shape)


def correlated(rho, seed=0):
    """Stationary, unit variance, correlation rho^(|dx| + |dy|): autoregressive along rows, then along columns."""
    field = np.random.default_rng(seed).normal(size=(SIDE, SIDE))
    for axis in (0, 1):
        field = np.moveaxis(field, axis, 0)
        for line in range(1, SIDE):
            field[line] = rho * field[line - 1] + math.sqrt(1.0 - rho * rho) * field[line]
        field = np.moveaxis(field, 0, axis)
    return field


def within_of_correlated(rho, side):
    """1 - mean correlation of two pixels of a cell (Journel and Huijbregts 1978, chapter II), by summing all pairs."""
    places = np.arange(side)
    return 1.0 - (rho ** np.abs(np.subtract.outer(places, places))).mean() ** 2


def share_by_loops(values, valid, side):
    """Variance around the means of whole cells over variance around the mean of them all."""
    cells = [values[row:row + side, column:column + side][valid[row:row + side, column:column + side]]
             for row in range(0, values.shape[0] - side + 1, side)
             for column in range(0, values.shape[1] - side + 1, side)]
    cells = [cell for cell in cells if 2 * cell.size >= side * side]
    within = sum(((cell - cell.mean()) ** 2).sum() for cell in cells)
    everything = np.concatenate(cells)
    return within / ((everything - everything.mean()) ** 2).sum()


def loss_of(values, side, valid=None):
    valid = np.ones(values.shape, bool) if valid is None else valid
    return variance_loss(describe_sample([Window(values, valid)]), (side, side))


@pytest.mark.parametrize("side", [2, 3, 7, 16])
def test_of_independent_pixels_all_but_one_part_is_lost(side):
    assert loss_of(noise(), side).share == pytest.approx(1.0 - 1.0 / side**2, abs=0.005)


@pytest.mark.parametrize(("rho", "side"), [(0.5, 4), (0.8, 4), (0.8, 8), (0.9, 16), (0.95, 8)])
def test_of_a_known_correlation_theory_tells_the_loss(rho, side):
    shares = [loss_of(correlated(rho, seed), side).share for seed in range(3)]
    assert np.mean(shares) == pytest.approx(within_of_correlated(rho, side), abs=0.02)


@pytest.mark.parametrize("side", [2, 5, 9])
def test_gaps_are_left_out_as_loops_leave_them_out(side):
    values = correlated(0.8, 1)
    valid = np.random.default_rng(2).random(values.shape) < 0.7
    valid[100:200, 50:300] = False
    loss = loss_of(values + 1e6, side, valid)
    assert loss.share == pytest.approx(share_by_loops(values, valid, side), rel=1e-6)


@pytest.mark.parametrize("kind", ["float32", "uint16", "int32"])
def test_no_digits_are_lost_to_a_large_mean(kind):
    values = (60000.0 + np.rint(correlated(0.8, 4) * 3)).astype(kind)
    valid = np.ones(values.shape, bool)
    assert loss_of(values, 7).share == pytest.approx(share_by_loops(values.astype(float), valid, 7), rel=1e-9)


def test_of_a_smooth_trend_nearly_nothing_is_lost():
    rows, columns = np.mgrid[:SIDE, :SIDE]
    assert loss_of(rows + 2.0 * columns, 8).share == pytest.approx((8 / SIDE) ** 2, rel=0.02)


@pytest.mark.parametrize("rho", [0.8, 0.95])
def test_the_grid_that_keeps_half_is_where_theory_has_it(rho):
    want = next(side for side in np.arange(2, 200) if within_of_correlated(rho, side) > 0.5)
    for asked in (32, 50):
        losses = [loss_of(correlated(rho, seed), asked) for seed in range(5)]
        assert min(loss.share for loss in losses) > 0.5
        assert np.mean([loss.half for loss in losses]) * asked == pytest.approx(want, rel=0.15, abs=1.0)


def test_cells_of_broken_sizes_lose_what_lies_between():
    values = correlated(0.9, 3)
    shares = [loss_of(values, side).share for side in (2, 2.4, 3, 3.5, 4)]
    assert shares == sorted(shares) and shares[1] == pytest.approx(shares[0] + 0.4 * (shares[2] - shares[0]), abs=0.02)


def test_cells_larger_than_the_sample_lose_at_least_what_smaller_ones_do():
    loss = loss_of(noise(shape=(40, 40)), 30)
    assert loss.scale < 1.0 and 0.9 < loss.share < 1.0
    assert loss_of(noise(shape=(7, 7)), 30) is None
    assert loss_of(np.full((64, 64), 7.0), 4) is None


def test_the_finding_gives_the_figure_and_the_grid_that_keeps_half(desk):
    layer = desk.layer("a.tif", FINE, correlated(0.8).astype(np.float32))
    told, (finding,) = found(signal.RULES, [layer], box(480.0, 32, 32))
    assert told == {"a.tif": [("SIGNAL_LOSS", "warning")]}
    share = round(100.0 * within_of_correlated(0.8, 16))
    figures = re.match(r"(\d+) % of .* cells of 480 m .* cells of (\d+) m", finding.message)
    assert abs(int(figures[1]) - share) <= 3
    assert within_of_correlated(0.8, round(int(figures[2]) / 30)) == pytest.approx(0.5, abs=0.07)
    assert f"{figures[2]} m or finer" in finding.remedy


@pytest.mark.parametrize("target", [None, box(30.0, SIDE, SIDE), box(10.0, 100, 100), box(480.0, 9, 9, west=2e6)])
def test_nothing_is_said_where_nothing_is_lost(desk, target):
    layer = desk.layer("a.tif", FINE, noise().astype(np.float32))
    assert found(signal.RULES, [layer], target) == ({}, [])


def test_smooth_layers_classes_and_other_statistics_are_left_alone(desk):
    rows, columns = np.mgrid[:SIDE, :SIDE]
    smooth = desk.layer("smooth.tif", FINE, (rows + columns).astype(np.float32))
    classes = desk.layer("land_cover.tif", FINE, np.random.default_rng(0).integers(1, 9, (SIDE, SIDE)).astype("uint8"))
    rough = desk.layer("rough.tif", FINE, noise().astype(np.float32))
    target = box(480.0, 32, 32)
    assert found(signal.RULES, [smooth, classes], target) == ({}, [])
    assert found(signal.RULES, [rough], target, methods=("std",)) == ({}, [])
    assert found(signal.RULES, [rough], target, kinds=("categorical",)) == ({}, [])
    assert list(found(signal.RULES, [rough], target, methods=("average",))[0]) == ["rough.tif"]


def test_the_band_that_loses_most_speaks_for_its_layer(desk):
    bands = np.stack([correlated(0.8), noise(), correlated(0.9)]).astype(np.float32)
    told, _ = found(signal.RULES, [desk.layer("a.tif", FINE, bands)], box(480.0, 32, 32))
    assert told == {"a.tif, band 2": [("SIGNAL_LOSS", "warning")]}


def test_in_degrees_cells_are_measured_on_the_ground(desk):
    grid = box(0.001, 400, 400, west=10.0, north=60.2, crs="EPSG:4326")
    layer = desk.layer("a.tif", grid, noise(shape=(400, 400)).astype(np.float32))
    target = target_grid(grid, crs="EPSG:32632", resolution=1000.0)
    rows, columns = cell_shape(layer, target)
    assert rows == pytest.approx(1000 / 111.4, rel=0.01)
    assert columns == pytest.approx(1000 / (111.4 * math.cos(math.radians(60.0))), rel=0.02)


@pytest.mark.parametrize("name", ["2020-10-02", "2020-10-22", "2020-11-11", "2020-12-01", "2020-12-21"])
def test_the_salton_series_keeps_most_of_its_signal(desk, data_file, name):
    fine = desk.open(data_file(f"salton_series/fine/{name}_fine.tif"))
    coarse = desk.open(data_file(f"salton_series/coarse/{name}_coarse.tif"))
    assert found(signal.RULES, [fine, coarse], coarse.grid) == ({}, [])


@pytest.mark.parametrize(("file", "band", "side"), [
    ("zion/landsat_b5.tif", 1, 20), ("talca_thermal/L7_Talca.tif", 4, 32), ("zion/landsat_b4.tif", 1, 4),
    ("ecostress/ECOv002_L2T_LSTE_21485_013_11SPS_20220420T211350_0601_01_LST.tif", 1, 7)])
def test_the_sample_of_real_files_tells_what_all_pixels_tell(data_file, file, band, side):
    layer = Layer(str(data_file(file)))
    found_share = variance_loss(layer.sample(band), (side, side)).share
    layer.close()
    dataset = gdal.Open(str(data_file(file)))
    values = dataset.GetRasterBand(band).ReadAsArray().astype(float)
    valid = (dataset.GetRasterBand(band).GetMaskBand().ReadAsArray() > 0) & np.isfinite(values)
    assert found_share == pytest.approx(share_by_loops(values, valid, side), abs=0.08)


def test_talcas_thermal_band_loses_most_at_960_m(desk, data_file):
    layer = desk.open(data_file("talca_thermal/L7_Talca.tif"))
    target = target_grid(layer.grid, crs="EPSG:32719", resolution=960.0)
    told, _ = found(signal.RULES, [layer], target)
    assert told == {"L7_Talca.tif, band 6": [("SIGNAL_LOSS", "warning")]}
