"""Five hundred scenes of 3660 x 3660 in one composite: within the memory budget, and with few open files."""

import subprocess
import sys
from datetime import date, timedelta

import numpy as np
import pytest
from multiscale_fusion.tests.core.engine import UTM, grid, write
from osgeo import gdal

pytestmark = [pytest.mark.long, pytest.mark.skipif(not sys.platform.startswith("linux"),
                                                   reason="reads its peak memory as Linux tells it")]

SCENES, FILES, SIDE = 500, 10, 3660
BUDGET = 1024   # MiB
MOST_OPEN = 256
SCRIPT = """
import resource
import sys
from multiscale_fusion.core.composite import Options, Scene, composite
from multiscale_fusion.core.dates import dates_of
from multiscale_fusion.core.raster import RasterSource

output, statistic, *paths = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_NOFILE, ({most},) * 2)
sources = []
for path in paths:
    sources.append(RasterSource(path))
    sources[-1].close()
composite([Scene(*each) for each in zip(sources, dates_of(sources))], output,
          options=Options(window="whole", statistic=statistic, kind="intensive"), memory={budget} * 2**20, threads=2)
with open("/proc/self/status") as file:
    print(next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024)
"""


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    """Ten files, and virtual rasters of them by the names of 500 days; the plane k is k + column, a tenth missing."""
    folder = tmp_path_factory.mktemp("scenes")
    place = grid(UTM, 500_000, 4_000_000, 30, (SIDE, SIDE))
    files = []
    for number in range(FILES):
        values = np.tile(np.arange(SIDE, dtype=np.float32) + number, (SIDE, 1))
        values[:, number::FILES] = np.nan
        files.append(write(folder / f"file_{number}.tif", place, values, nodata=float("nan"),
                           options=("TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1")))
    paths = []
    for number in range(SCENES):
        paths.append(folder / f"scene_{date(2023, 1, 1) + timedelta(days=number):%Y%m%d}.vrt")
        gdal.Translate(str(paths[-1]), files[number % FILES], format="VRT")
    return paths


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_five_hundred_scenes_stay_within_the_budget(scenes, tmp_path, plugin_folder, statistic):
    output = tmp_path / "out.tif"
    script = SCRIPT.replace("{most}", str(MOST_OPEN)).replace("{budget}", str(BUDGET))
    done = subprocess.run([sys.executable, "-c", script, output, statistic, *scenes],
                          env={"PYTHONPATH": str(plugin_folder), "PATH": "/usr/bin:/bin"}, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < BUDGET + 400    # the interpreter with its libraries takes some 250
    found = gdal.Open(str(output)).ReadAsArray(0, 0, SIDE, 2)
    column = np.arange(SIDE)
    kept = np.arange(FILES)[None] != column[:, None] % FILES      # of each column the files that have it
    numbers = np.where(kept, np.arange(FILES) + column[:, None].astype(float), np.nan)
    expected = (np.nanmean if statistic == "mean" else np.nanmedian)(numbers, axis=1)
    assert np.allclose(found, expected, rtol=1e-6)
