"""Downscaling of large scenes: within the memory budget, and cancelled at any moment within two seconds."""

import random
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.downscale.job import downscale
from multiscale_fusion.core.downscale.request import Options
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.reporter import Cancelled, Reporter
from multiscale_fusion.tests.core.engine import write
from odc.geo.geobox import GeoBox
from osgeo import gdal

pytestmark = [pytest.mark.long, pytest.mark.skipif(not sys.platform.startswith("linux"),
                                                   reason="reads its peak memory as Linux tells it")]

HLS, S2 = 3660, 10980   # pixels a side
OVERHEAD = 600          # MiB: Python, SciPy, scikit-learn, the kernels, GDAL's cache
CANCELS, PATIENCE = 20, 2.0
SCRIPT = """
import sys
from multiscale_fusion.core.downscale.job import downscale
from multiscale_fusion.core.downscale.request import Options
from multiscale_fusion.core.raster import RasterSource

coarse, output, method, budget, *covariates = sys.argv[1:]
with RasterSource(coarse) as source:
    layers = [RasterSource(path) for path in covariates]
    result = downscale(source, layers, output, options=Options(method=method, kind="intensive"),
                       memory=int(budget) * 2**20, threads=2)
print(result.coherence)
with open("/proc/self/status") as file:
    print(next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024)
"""


def scene(folder, size, pixel, ratio, count):
    """Paths of coarse means and of covariates (one file each), smooth waves with noise, made strip by strip."""
    fine = GeoBox((size, size), Affine(pixel, 0, 400000.0, 0, -pixel, 4000000.0), "EPSG:32611")
    paths = [str(folder / f"covariate-{number}.tif") for number in range(count)]
    datasets = [empty(path, fine) for path in paths]
    means, x = np.empty((size // ratio, size // ratio)), np.arange(size)
    for top in range(0, size, 4 * ratio):
        y = np.arange(top, min(size, top + 4 * ratio))[:, None]
        noise = np.random.default_rng(top).normal(0.0, 0.2, (len(y), size)).astype(np.float32)
        layers = [np.sin(x * pixel / (700.0 + 300.0 * k)) * np.cos(y * pixel / (900.0 + 200.0 * k)) + noise
                  for k in range(count)]
        for dataset, layer in zip(datasets, layers):
            dataset.GetRasterBand(1).WriteArray(layer.astype(np.float32), 0, top)
        truth = 300.0 + 5.0 * layers[0] - 3.0 * np.maximum(layers[-1], 0.0)
        rows = slice(top // ratio, top // ratio + len(y) // ratio)
        means[rows] = truth.reshape(-1, ratio, size // ratio, ratio).mean(axis=(1, 3))
    del datasets
    return write(folder / "coarse.tif", GeoBox(means.shape, fine.affine * Affine.scale(ratio), fine.crs), means), paths


def empty(path, geobox):
    dataset = gdal.GetDriverByName("GTiff").Create(path, *map(int, geobox.shape[::-1]), 1, gdal.GDT_Float32,
                                                   ["TILED=YES"])
    dataset.SetGeoTransform(geobox.affine.to_gdal())
    dataset.SetProjection(geobox.crs.proj.to_wkt("WKT1_GDAL"))
    return dataset


def measured(capsys, plugin_folder, coarse, output, method, budget, covariates):
    """Run the engine in a child: by how much it misses the coarse values, its peak of resident memory in MiB."""
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", SCRIPT, coarse, str(output), method, str(budget), *covariates],
                          env={"PYTHONPATH": str(plugin_folder), "PATH": "/usr/bin:/bin", "GDAL_CACHEMAX": "64"},
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    coherence, peak = map(float, done.stdout.split())
    with capsys.disabled():
        print(f"\n{method}, {len(covariates)} covariates, budget {budget} MiB: {time.perf_counter() - begin:.1f} s, "
              f"{peak:.0f} MiB of resident memory at most")
    return coherence, peak


def misses(coarse, output, ratio):
    """The largest miss of the coarse values by the output's means, over their range; read by GDAL, strip by strip."""
    values, fine, worst = gdal.Open(coarse).ReadAsArray(), gdal.Open(str(output)), 0.0
    for row, expected in enumerate(values):
        strip = fine.ReadAsArray(0, row * ratio, fine.RasterXSize, ratio).astype(float)
        worst = max(worst, np.abs(strip.reshape(ratio, -1, ratio).mean(axis=(0, 2)) - expected).max())
    return worst / np.ptp(values)


def test_a_forest_on_a_scene_of_13_megapixels(plugin_folder, tmp_path, capsys):
    coarse, covariates = scene(tmp_path, HLS, 30.0, 30, 6)
    coherence, peak = measured(capsys, plugin_folder, coarse, tmp_path / "out.tif", "forest", 1024, covariates)
    assert peak < 2048 and coherence < 1e-6
    assert misses(coarse, tmp_path / "out.tif", 30) < 1e-6


@pytest.mark.parametrize("method", ["linear", "atpk"])
def test_a_grid_of_120_megapixels_keeps_to_its_budget(plugin_folder, tmp_path, capsys, method):
    coarse, covariates = scene(tmp_path, S2, 10.0, 60, 2 if method == "linear" else 1)
    budget = 384
    coherence, peak = measured(capsys, plugin_folder, coarse, tmp_path / "out.tif", method, budget, covariates)
    # A field of doubles of this grid has 920 MiB.
    assert peak < budget + OVERHEAD and coherence < 1e-6
    assert misses(coarse, tmp_path / "out.tif", 60) < 1e-6


class CancelledAt(Reporter):
    """Cancels after so many seconds, and notes when."""

    def __init__(self, seconds):
        super().__init__()
        self.when, self._event = None, threading.Event()
        self._timer = threading.Timer(seconds, self._cancel)
        self._timer.daemon = True
        self._timer.start()

    def _cancel(self):
        self.when = time.perf_counter()
        self._event.set()

    def cancelled(self):
        return self._event.is_set()


@pytest.mark.parametrize("method", ["auto", "forest"])
def test_cancel_is_heard_within_two_seconds_at_any_moment(tmp_path, capsys, method):
    coarse, covariates = scene(tmp_path, HLS // 2, 30.0, 30, 4)
    before = sorted(path.name for path in tmp_path.iterdir())
    options = Options(method=method, kind="intensive", realisations=2)
    layers = {name: str(tmp_path / f"{name}.tif") for name in ("uncertainty", "realisations")}

    def job(reporter):
        with RasterSource(coarse) as source:
            downscale(source, [RasterSource(path) for path in covariates], str(tmp_path / "out.tif"), options=options,
                      reporter=reporter, memory=2**28, threads=2, **layers)

    job(Reporter())   # compiles, too
    begin = time.perf_counter()
    job(Reporter())
    duration = time.perf_counter() - begin
    written = {path.name for path in tmp_path.iterdir()} - set(before)
    for name in written:
        (tmp_path / name).unlink()
    chance, delays, late = random.Random(3), [], 0
    for number in range(CANCELS):
        reporter = CancelledAt(duration * (number + chance.random()) / CANCELS)
        try:
            job(reporter)
        except Cancelled:
            delays.append(time.perf_counter() - reporter.when)
            assert sorted(path.name for path in tmp_path.iterdir()) == before
        else:
            late += 1
            for name in written:
                (tmp_path / name).unlink()
    with capsys.disabled():
        print(f"\n{method} ({duration:.1f} s): {len(delays)} cancels heard after {np.median(delays):.2f} s in the "
              f"median, {max(delays):.2f} s at most; {late} had ended")
    assert len(delays) > 0.7 * CANCELS and max(delays) < PATIENCE
