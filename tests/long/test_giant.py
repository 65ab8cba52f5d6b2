"""Giant rasters and grids: within the memory budget and in bounded time, or refused at once."""

import os
import subprocess
import sys
import time

import numpy as np
import pytest
from multiscale_fusion.tests.core.engine import UTM, grid, read, write
from osgeo import gdal, osr

pytestmark = [pytest.mark.long, pytest.mark.skipif(not sys.platform.startswith("linux"),
                                                   reason="reads its peak memory as Linux tells it")]

BUDGET = 256          # MiB
CACHE = 64            # MiB: GDAL's own cache, which the overviews of a large output fill (5 % of all memory as a rule)
OVERHEAD = 450        # MiB: Python, QGIS's libraries, the kernels, GDAL's cache
SPARSE = 200_000      # pixels a side: 40 GB of bytes, most of them never written
TILES, TILE = 40, 500
SCRIPT = """
import sys
from multiscale_fusion.core.aggregate import Options, aggregate
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.raster import RasterSource

path, output, resolution, extent, finer = sys.argv[1:]
try:
    with RasterSource(path) as source:
        target = target_grid(source.grid, crs="EPSG:32611", resolution=float(resolution),
                             extent=tuple(map(float, extent.split(","))) if extent else None)
        aggregate(source, target, output, options=Options(kind="intensive", min_valid=0.0), memory={budget} * 2**20,
                  threads=2, finer=bool(finer))
except FusionError as error:
    print("refused:", error)
with open("/proc/self/status") as file:
    print(next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024)
"""


def measured(capsys, what, plugin_folder, path, output, resolution, extent="", finer=""):
    """Run the engine in a child; what it said, its seconds, and its peak of resident memory in MiB."""
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", SCRIPT.replace("{budget}", str(BUDGET)),
                           *map(str, (path, output, resolution, extent, finer))],
                          env={"PYTHONPATH": str(plugin_folder), "PATH": "/usr/bin:/bin",
                               "GDAL_CACHEMAX": str(CACHE)}, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begin
    assert done.returncode == 0, done.stdout + done.stderr
    *said, peak = done.stdout.splitlines()
    with capsys.disabled():
        print(f"\n{what}: {seconds:.1f} s, {float(peak):.0f} MiB of resident memory at most {' '.join(said)}")
    return " ".join(said), seconds, float(peak)


@pytest.fixture(scope="module")
def sparse(tmp_path_factory):
    """A raster of 200,000 x 200,000 bytes at 10 m, of which nine tiles were ever written: 1 to 9, each its own number.

    What was never written reads as 0, which is a value here.
    """
    path = tmp_path_factory.mktemp("sparse") / "sparse.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(
        str(path), SPARSE, SPARSE, 1, gdal.GDT_Byte,
        ["TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "SPARSE_OK=TRUE", "BIGTIFF=YES"])
    reference = osr.SpatialReference()
    reference.SetFromUserInput(UTM)
    dataset.SetSpatialRef(reference)
    dataset.SetGeoTransform((0.0, 10.0, 0.0, 4_000_000.0, 0.0, -10.0))
    for number in range(1, 10):
        dataset.GetRasterBand(1).WriteArray(np.full((1000, 1000), number, np.uint8), *corner(number))
    dataset.FlushCache()
    assert os.stat(path).st_blocks * 512 < 100e6
    return path


def corner(number):
    """Column and row of a written part: each fills one cell of 10 km."""
    return 20_000 * number, 19_000 * number


def test_a_sparse_raster_of_40_gigapixels(sparse, plugin_folder, tmp_path, capsys):
    _, seconds, peak = measured(capsys, f"{SPARSE} x {SPARSE} bytes to 10 km", plugin_folder, sparse,
                                tmp_path / "out.tif", 10_000)
    assert peak < BUDGET + OVERHEAD
    assert seconds < 1800
    expected = np.zeros((200, 200))
    for number in range(1, 10):
        column, row = corner(number)
        expected[row // 1000, column // 1000] = number
    np.testing.assert_array_equal(read(tmp_path / "out.tif")[0], expected)


def test_a_mosaic_of_very_many_tiles(plugin_folder, tmp_path, capsys):
    """1,600 files of 500 x 500 pixels behind one VRT; a cell of the target holds exactly one of them."""
    paths = [write(tmp_path / f"{number}.tif",
                   grid(UTM, 400000.0 + 15000.0 * (number % TILES), 4400000.0 - 15000.0 * (number // TILES), 30.0,
                        (TILE, TILE)), np.full((TILE, TILE), number, np.int16), options=["COMPRESS=DEFLATE"])
             for number in range(TILES * TILES)]
    mosaic = tmp_path / "mosaic.vrt"
    assert gdal.BuildVRT(str(mosaic), paths).FlushCache() in (None, 0)
    _, seconds, peak = measured(capsys, f"a VRT of {len(paths)} files", plugin_folder, mosaic, tmp_path / "out.tif",
                                15000, "400000,3800000,1000000,4400000")
    assert peak < BUDGET + OVERHEAD
    assert seconds < 600
    np.testing.assert_array_equal(read(tmp_path / "out.tif")[0], np.arange(TILES * TILES).reshape(TILES, TILES))


def test_a_grid_of_a_thousand_million_cells_of_little_data_is_refused(plugin_folder, tmp_path, capsys):
    path = write(tmp_path / "small.tif", grid(UTM, 400000.0, 4000000.0, 30.0, (100, 100)),
                 np.ones((100, 100), np.float32))
    said, seconds, peak = measured(capsys, "10^9 cells around 100 x 100 pixels", plugin_folder, path,
                                   tmp_path / "out.tif", 30, "0,3500000,960000,4448700")
    assert said.startswith("refused: The target grid of 32,000 x 31,624 cells ")
    assert seconds < 20
    assert peak < OVERHEAD
    assert os.listdir(tmp_path) == ["small.tif"]


def test_a_grid_of_a_thousand_million_cells_is_streamed(plugin_folder, tmp_path, capsys):
    """Pixels of 600 m carried to 60 m: 33,000 x 33,000 cells, ten by ten of them in a pixel."""
    values = np.random.default_rng(0).normal(size=(3300, 3300)).astype(np.float32)
    path = write(tmp_path / "in.tif", grid(UTM, 0.0, 4_000_000.0, 600.0, values.shape), values)
    _, seconds, peak = measured(capsys, "33,000 x 33,000 cells", plugin_folder, path, tmp_path / "out.tif", 60,
                                "0,2020000,1980000,4000000", "finer")
    assert peak < BUDGET + OVERHEAD
    assert seconds < 1800
    dataset = gdal.Open(str(tmp_path / "out.tif"))
    assert dataset.RasterXSize * dataset.RasterYSize > 1e9
    for row in range(0, 33000, 3000):
        found = dataset.ReadAsArray(0, row, 33000, 10)
        np.testing.assert_allclose(found, np.broadcast_to(np.repeat(values[row // 10], 10), (10, 33000)), rtol=1e-6)
