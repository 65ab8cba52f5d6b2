"""A land cover tile of 36000 x 36000 pixels to fractions on 0.05 degree cells: in bounded memory, and right.

Cells hold 600 x 600 whole pixels, so that NumPy alone can count them, strip by strip.
"""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
from multiscale_fusion.tests.core.engine import read
from multiscale_fusion.tests.core.reference import authalic
from osgeo import gdal

pytestmark = [pytest.mark.long, pytest.mark.skipif(not sys.platform.startswith("linux"),
                                                   reason="programs tell their peak memory in other units elsewhere")]

TILE = "landcover/ESA_WorldCover_10m_2020_v100_N00E006/ESA_WorldCover_10m_2020_v100_N00E006_Map.tif"
PIXELS, CELLS, NORTH, SIZE = 36000, 60, 3.0, 0.05
SIDE = PIXELS // CELLS
CLASSES = (10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100)   # of the product's legend
MOST_MEMORY = 1.5e9

# The peak of a program is told by its parent, and only if that was small itself when it started it.
MEASURE = """
import resource, subprocess, sys, time
begin = time.perf_counter()
code = subprocess.run(sys.argv[2:]).returncode
with open(sys.argv[1], "w") as file:
    print(time.perf_counter() - begin, 1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=file)
sys.exit(code)
"""
ENGINE = """
import sys
from multiscale_fusion.core.aggregate import Options, aggregate
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.raster import RasterSource

tile, output, share = sys.argv[1:]
with RasterSource(tile) as source:
    target = target_grid(source.grid, crs="EPSG:4326", resolution=0.05)
    aggregate(source, target, output, options=Options(statistic="fractions", min_valid=0.0), valid_fraction=share)
"""


@pytest.fixture(scope="module")
def tile(data_file, tmp_path_factory):
    """A copy: QGIS writes beside what it opens."""
    return shutil.copyfile(data_file(TILE), tmp_path_factory.mktemp("tile") / "worldcover.tif")


@pytest.fixture(scope="module")
def areas(tile):
    """Ground area of every class in every cell (classes, rows, columns) in units of a cell's width."""
    dataset = gdal.Open(str(tile))
    found = np.zeros((len(CLASSES), CELLS, CELLS))
    counted = 0
    for j in range(CELLS):
        strip = dataset.ReadAsArray(0, j * SIDE, PIXELS, SIDE)
        edges = authalic(NORTH - (j + np.arange(SIDE + 1) / SIDE) * SIZE)
        ground = (edges[:-1] - edges[1:]) / SIDE
        for number, value in enumerate(CLASSES):
            pixels = np.count_nonzero((strip == value).reshape(SIDE, CELLS, SIDE), axis=2)
            found[number, j] = ground @ pixels
            counted += pixels.sum()
        counted += np.count_nonzero(strip == 0)
    assert counted == PIXELS * PIXELS, "the tile holds values beside the classes of its legend"
    return found


def measured(command, environment, folder):
    """Run a program that must succeed; its seconds and its peak of resident memory in bytes."""
    report = folder / "measured.txt"
    done = subprocess.run([sys.executable, "-c", MEASURE, str(report), *map(str, command)], env=environment,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    seconds, peak = map(float, report.read_text().split())
    return seconds, peak


def tell(capsys, what, seconds, peak):
    with capsys.disabled():
        print(f"\n{what}: {seconds:.1f} s, {peak / 1e6:.0f} MB of resident memory at most")


def check(output, share, areas):
    """Every cell, and the totals of the classes over the tile."""
    bands = gdal.Open(str(output))
    values = [int(bands.GetRasterBand(n + 1).GetMetadataItem("CLASS_VALUE")) for n in range(bands.RasterCount)]
    occurring = areas.any(axis=(1, 2))
    assert values == np.array(CLASSES)[occurring].tolist()
    areas = areas[occurring]
    valid = areas.sum(axis=0)
    edges = authalic(NORTH - SIZE * np.arange(CELLS + 1))
    ground = (edges[:-1] - edges[1:])[:, None]

    fractions, share = read(output), read(share)[0]
    assert fractions.shape == areas.shape
    np.testing.assert_array_equal(np.isfinite(fractions), np.broadcast_to(valid > 0.0, areas.shape))
    fractions = np.nan_to_num(fractions)
    np.testing.assert_allclose(fractions.sum(axis=0), valid > 0.0, rtol=0.0, atol=1e-6)
    np.testing.assert_allclose(share, valid / ground, rtol=0.0, atol=1e-6)
    np.testing.assert_allclose(fractions * valid, areas, rtol=0.0, atol=1e-6 * ground.max())
    totals = (fractions * share * ground).sum(axis=(1, 2))
    np.testing.assert_allclose(totals, areas.sum(axis=(1, 2)), rtol=1e-6)


def test_the_engine_keeps_to_its_memory_and_counts_right(tile, areas, plugin_folder, tmp_path, capsys):
    output, share = tmp_path / "fractions.tif", tmp_path / "share.tif"
    seconds, peak = measured([sys.executable, "-c", ENGINE, tile, output, share],
                             {"PYTHONPATH": str(plugin_folder), "PATH": "/usr/bin:/bin"}, tmp_path)
    tell(capsys, "WorldCover to fractions, the engine", seconds, peak)
    assert peak < MOST_MEMORY
    check(output, share, areas)


def test_qgis_process_keeps_to_its_memory_and_counts_right(tile, areas, qgis_env, tmp_path, capsys):
    output, share = tmp_path / "fractions.tif", tmp_path / "share.tif"
    seconds, peak = measured(
        ["qgis_process", "run", "multiscalefusion:aggregate", f"--INPUT={tile}", "--TARGET_CRS=EPSG:4326",
         f"--RESOLUTION={SIZE}", "--STATISTIC=fractions", "--MIN_VALID=0", f"--VALID_FRACTION={share}",
         f"--OUTPUT={output}"], qgis_env, tmp_path)
    tell(capsys, "WorldCover to fractions, qgis_process", seconds, peak)
    assert peak < MOST_MEMORY
    check(output, share, areas)
    provenance = json.loads(output.with_name("fractions.tif.json").read_text())
    assert provenance["parameters"]["kind"] == "categorical"
