"""Ten million points and footprints: no more memory than a tenth of them, and the values of single ones."""

import subprocess
import sys

import numpy as np
import pytest
from multiscale_fusion.tests.core.engine import UTM, grid, write

pytestmark = [pytest.mark.long, pytest.mark.skipif(not sys.platform.startswith("linux"),
                                                   reason="reads its peak memory as Linux tells it")]

BUDGET = 200   # MiB
SCRIPT = """
import sys
import numpy as np
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.sample import Footprints, Options, Sampler
from pyproj import CRS

path, count, support = sys.argv[1], int(float(sys.argv[2])), sys.argv[3]

def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024

with RasterSource(path) as source:
    sampler = Sampler([source], Options(support=support, kind="intensive", statistics=("mean", "valid_fraction")),
                      memory={budget} * 2**20, threads=2)
    begin, done, kept = None, 0, 0.0
    while done < count:
        size = min(sampler.chunk, count - done)
        rng = np.random.default_rng(done)
        # Away from the raster's edges, where a part of a disc lies to one side of its centre.
        x, y = rng.uniform(500_100, 559_900, size), rng.uniform(3_940_100, 3_999_900, size)
        found = sampler(Footprints(CRS.from_epsg(32611), x, y, diameter=25.0))
        values = found[sampler.columns[0].name]
        # The raster is a plane: its value at the place, to what a pixel is wide.
        missed = np.abs(values - (x - 500_000) / 10.0)
        assert np.nanmax(missed) < 0.51 and np.isfinite(values).mean() > 0.99, (np.nanmax(missed), support)
        done += size
    sampler.conclude()
print(peak())
"""


@pytest.mark.parametrize("support", ["pixel", "disc"])
def test_ten_million_points_are_flat_in_memory(tmp_path, plugin_folder, support):
    path = write(tmp_path / "plane.tif", grid(UTM, 500_000, 4_000_000, 10, (6000, 6000)),
                 np.tile(np.arange(6000, dtype="float32") + np.float32(0.5), (6000, 1)),
                 options=("TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1"))
    peaks = []
    for count in ("1e6", "1e7"):
        done = subprocess.run([sys.executable, "-c", SCRIPT.replace("{budget}", str(BUDGET)), path, count, support],
                              env={"PYTHONPATH": str(plugin_folder), "PATH": "/usr/bin:/bin"}, capture_output=True,
                              text=True, check=False)
        assert done.returncode == 0, done.stderr
        peaks.append(float(done.stdout))
    # Coordinates and columns of nine million more would be 290 MiB; what threads leave of freed memory is less.
    assert peaks[1] < peaks[0] + 80
    assert peaks[1] < BUDGET + 400
