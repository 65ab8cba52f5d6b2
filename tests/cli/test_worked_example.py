"""The worked example from search to report, in real qgis_process processes, on one month of the simulated archive."""

import csv
import json
import re
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal
from pyproj import Transformer

pytest.importorskip("pyhdf", reason="python3-hdf4, which writes the example's MOD11A1, is not installed")
pytest.importorskip("plotly")

MONTH = 5
DAYS = ("2024-05-01", "2024-05-31")
AREA = "402960,414960,3885000,3897000 [EPSG:32611]"      # that of run.sh
MODIS_CELL, MODIS_WEST, MODIS_NORTH = 926.625433055833, -20015109.354, 10007554.677


@pytest.fixture(scope="module")
def example(root):
    return root / "examples" / "hls_modis_ecostress"


@pytest.fixture(scope="module")
def archive(example, root, tmp_path_factory):
    """The folder of the simulated archive, and the environment in which its server is asked."""
    folder = tmp_path_factory.mktemp("worked") / "archive"
    subprocess.run([sys.executable, example / "simulate.py", folder, str(MONTH)], check=True, capture_output=True)
    server = subprocess.Popen([sys.executable, root / "tests/earthdata_archive/serve.py", folder],
                              stdout=subprocess.PIPE, text=True)
    try:
        # It closes its output when it listens.
        lines = re.findall(r"^export (\w+)=(.*)$", server.stdout.read(), re.MULTILINE)
        environment = {name: value.strip("'") for name, value in lines}
        assert "EARTHDATA_TOKEN" in environment
        yield folder, environment
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


@pytest.fixture(scope="module")
def ran(example, archive, qgis_env, tmp_path_factory):
    """The folder in which run.sh was run, and what it said."""
    folder = tmp_path_factory.mktemp("script") / "out"
    begun = time.monotonic()
    done = subprocess.run([example / "run.sh", folder], capture_output=True, text=True, check=False, timeout=900,
                          env={**qgis_env, **archive[1], "FIRST_DAY": DAYS[0], "LAST_DAY": DAYS[1]})
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    print(f"run.sh: {time.monotonic() - begun:.0f} s")
    return folder, done.stdout


@pytest.fixture(scope="module")
def modelled(ran, archive, qgis_process, tmp_path_factory):
    """The folder in which the model was run with the same inputs, granules included."""
    folder = tmp_path_factory.mktemp("model")
    shutil.copytree(ran[0] / "granules", folder / "granules")
    done = qgis_process(["run", "multiscalefusion:hlsmodisecostress", f"--AREA={AREA}", f"--FIRST_DAY={DAYS[0]}",
                         f"--LAST_DAY={DAYS[1]}", f"--FOLDER={folder}", f"--stack={folder}/stack.tif",
                         f"--report={folder}/report.html"], env=archive[1])
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder


def test_the_report_agrees_with_the_truth_of_the_ground(ran, archive, example):
    done = subprocess.run([sys.executable, example / "verify.py", archive[0] / "truth.json",
                           ran[0] / "report_correlation.csv", ran[0] / "report_pairs.csv"],
                          capture_output=True, text=True, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    cells = [int(row.split()[-3]) for row in done.stdout.splitlines()[1:3]]
    assert min(cells) > 150


def test_the_stack_lies_on_modis_s_own_grid_with_a_pixel_of_margin(ran):
    west, width, _, north, _, height = rasters.geotransform(ran[0] / "stack.tif")
    assert (width, -height) == pytest.approx((MODIS_CELL, MODIS_CELL))
    places = np.array([west - MODIS_WEST, MODIS_NORTH - north]) / MODIS_CELL
    np.testing.assert_allclose(places, np.rint(places), atol=1e-5)
    rows, columns = rasters.read(ran[0] / "stack.tif").shape[1:]
    # The outline of the area in MODIS's coordinates, densely: a whole cell lies around it, and no second one.
    edge = np.linspace(0.0, 1.0, 200)
    x = np.r_[402960 + 12000 * edge, np.full(200, 414960.0), 402960 + 12000 * edge, np.full(200, 402960.0)]
    y = np.r_[np.full(200, 3885000.0), 3885000 + 12000 * edge, np.full(200, 3897000.0), 3885000 + 12000 * edge]
    x, y = Transformer.from_crs("EPSG:32611", "+proj=sinu +R=6371007.181", always_xy=True).transform(x, y)
    margins = np.array([x.min() - west, west + columns * MODIS_CELL - x.max(), north - y.max(),
                        y.min() - (north - rows * MODIS_CELL)]) / MODIS_CELL
    assert (margins >= 1.0 - 1e-6).all() and (margins < 2.0 + 1e-6).all(), margins


def test_bands_and_gaps_are_what_the_chain_promises(ran):
    dataset = gdal.Open(str(ran[0] / "stack.tif"))
    names = [dataset.GetRasterBand(band).GetDescription() for band in (1, 2, 3)]
    assert names == ["ndvi", "lst_modis", "lst_ecostress"]
    ndvi, modis, station = rasters.read(ran[0] / "stack.tif")
    assert -0.1 < np.nanmin(ndvi) < np.nanmax(ndvi) < 0.95
    for lst in (modis, station):
        assert 270.0 < np.nanmin(lst) < np.nanmax(lst) < 335.0    # no cloud, whose top is far colder
    opened = gdal.Open(str(next((ran[0] / "opened/red").glob("*.B04.tif"))))
    assert "normal" in str(opened.GetMetadata().get("MASKED_BY", ""))


def test_the_difference_of_the_two_ndvi_is_told_and_true(ran):
    """By NumPy on cells of 10 x 10 pixels, where it has the sign and about the size that the log tells."""
    told = re.search(r"\[RATIO_DIFFERENCE\] red_nir.tif: the ratio of the means differs from the mean of the pixels' "
                     r"ratios by ([-.\de]+) on average over (\d+) cells, ([-.\de]+) without the sign", ran[1])
    assert told, ran[1][-2000:]
    red, nir = rasters.read(ran[0] / "red_nir.tif")
    red, nir = (band[:450, :450].reshape(15, 30, 15, 30).swapaxes(1, 2).reshape(225, 900) for band in (red, nir))
    whole = np.isfinite(red + nir).mean(axis=1) > 0.95
    red, nir = red[whole], nir[whole]
    means = (np.nanmean(nir - red, axis=1) / np.nanmean(nir + red, axis=1))
    away = means - np.nanmean((nir - red) / (nir + red), axis=1)
    assert float(told[1]) == pytest.approx(away.mean(), rel=0.25) and float(told[3]) < 0.05
    record = json.loads((ran[0] / "ndvi.tif.json").read_text("utf-8"))
    assert "RATIO_DIFFERENCE" in {each["code"] for each in record["findings"]}


def test_granules_that_are_there_are_not_downloaded_again(ran, modelled):
    """The model ran in a folder that held the script's granules."""
    for path in (ran[0] / "granules").rglob("*"):
        same = modelled / path.relative_to(ran[0])
        assert path.is_dir() or same.stat().st_mtime_ns == path.stat().st_mtime_ns, path.name
    for product in ("HLSL30", "HLSS30", "ECO_L2T_LSTE", "MOD11A1"):
        rows = list(csv.DictReader((modelled / f"{product}.csv").open(encoding="utf-8")))
        assert rows and {row["state"] for row in rows} == {"present"}


def test_the_secret_is_in_no_file(ran, modelled, archive):
    secret = archive[1]["EARTHDATA_TOKEN"].encode()
    for folder in (ran[0], modelled):
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert len(files) > 80
        assert not [path for path in files if secret in path.read_bytes()]


def test_the_model_gives_what_the_script_gives(ran, modelled):
    """Pixels to the byte, names and grid; the record but for time and checksum of the files that each has made."""
    ours, theirs = (gdal.Open(str(folder / "stack.tif")) for folder in (ran[0], modelled))
    assert ours.ReadAsArray().tobytes() == theirs.ReadAsArray().tobytes()
    assert ours.GetGeoTransform() == theirs.GetGeoTransform() and ours.GetProjection() == theirs.GetProjection()
    for band in range(1, ours.RasterCount + 1):
        assert ours.GetRasterBand(band).GetDescription() == theirs.GetRasterBand(band).GetDescription()
    records = [json.loads((folder / "stack.tif.json").read_text("utf-8")) for folder in (ran[0], modelled)]
    for record in records:
        for source in record["inputs"]:
            del source["modified"], source["sha256_first_64KiB"]
    assert records[0] == records[1]
    for table in ("report_correlation.csv", "report_pairs.csv", "report_layers.csv"):
        assert (ran[0] / table).read_bytes() == (modelled / table).read_bytes()
