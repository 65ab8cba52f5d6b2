"""An aggregation keeps to its memory budget, whatever the raster's size."""

import subprocess
import sys
import textwrap

import pytest
from osgeo import gdal

SIZE = 14000   # 392 MB of pixels
SCRIPT = """
    import sys
    sys.path.append(sys.argv[1])
    from multiscale_fusion.core.aggregate import Options, aggregate
    from multiscale_fusion.core.grid import target_grid
    from multiscale_fusion.core.raster import RasterSource

    def peak():
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024

    options = Options(kind=sys.argv[5], statistic=sys.argv[4])
    for extent in ((500000, 3990000, 510000, 4000000), None):
        before = peak()
        with RasterSource(sys.argv[2]) as source:
            target = target_grid(source.grid, crs="EPSG:32611", resolution=990.0, extent=extent)
            aggregate(source, target, sys.argv[3], options=options, memory=100 * 2**20, threads=2)
    print(peak() - before)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("large") / "large.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, SIZE, SIZE, 1, gdal.GDT_UInt16,
                                                   ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1"])
    dataset.SetGeoTransform((500000.0, 30.0, 0.0, 4000000.0, 0.0, -30.0))
    dataset.SetProjection("EPSG:32611")
    dataset.GetRasterBand(1).Fill(7)
    return path


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize(("statistic", "kind"), [("mean", "intensive"), ("std", "intensive"), ("median", "intensive"),
                                                 ("mode", "categorical"), ("fractions", "categorical"),
                                                 ("mean", "decibel")])
def test_the_peak_rises_by_no_more_than_the_budget(large, tmp_path, plugin_folder, statistic, kind):
    """Over that of a small job: 100 MB for a raster of four times that size."""
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(SCRIPT), str(plugin_folder), large,
                          str(tmp_path / "out.tif"), statistic, kind], capture_output=True, text=True, check=True)
    assert float(run.stdout) < 100
