"""Kernel speed: our area-weighted mean beside GDAL's `average`, on the same arrays in memory, two threads each.

Prints medians, the ratio of medians and, for GDAL, how far its result is from the exact one. Start-up, compiling and
reading files are left out on both sides. Run it with: make bench
"""

import platform
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from affine import Affine
from odc.geo.geobox import GeoBox
from osgeo import gdal, osr

sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))
from load_package import load_package  # noqa: E402

THREADS = 2
RUNS = 7
SINUSOIDAL = "+proj=sinu +R=6371007.181 +units=m"
TILES = (("HLS 3660 x 3660 Float32", 3660, 30.0, np.float32), ("S2 10980 x 10980 UInt16", 10980, 10.0, np.uint16))
TARGETS = (("UTM 1 km", "EPSG:32611", 1000.0), ("MODIS sinusoidal", SINUSOIDAL, 926.625433055833),
           ("0.01 degree", "EPSG:4326", 0.01))
GOALS = {("HLS", "UTM 1 km"): 8.0, ("S2", "UTM 1 km"): 8.0, ("HLS", "MODIS sinusoidal"): 3.0,
         ("S2", "MODIS sinusoidal"): 5.0, ("HLS", "0.01 degree"): 2.5}


def tile(size, pixel, dtype):
    """A seeded field with structure at several scales, in UTM zone 11 N."""
    y, x = np.mgrid[:size, :size].astype(np.float32) * np.float32(pixel / 1000)
    field = 4000 + 1500 * np.sin(x / 3) * np.cos(y / 5) + 800 * np.sin(x * y / 400)
    field += np.random.default_rng(1).normal(0, 200, (size, size)).astype(np.float32)
    return GeoBox((size, size), Affine(pixel, 0, 399960, 0, -pixel, 3900000), "EPSG:32611"), field.astype(dtype)


def ours(source, target, values, valid):
    from multiscale_fusion.core import blocks
    from multiscale_fusion.core.block_shape import choose_block_shape
    from multiscale_fusion.core.reporter import Reporter
    from multiscale_fusion.core.support import SupportOperator

    operator = SupportOperator(source, target)
    shape, _ = choose_block_shape(operator, (1, 1), 8, 1, 2**30, THREADS)
    result = np.full(target.shape, np.nan)

    def task(block, _stopped):
        support = operator.block(block.rows, block.columns)
        support.start(1)
        window = support.window
        if not window.empty:
            rows = slice(*window.rows)
            support.add(window.rows[0], values[:, rows], valid[:, rows], column=0)
        moments = support.moments()
        return np.where(moments.valid_fraction >= 0.5, moments.mean, np.nan)[0]

    def keep(block, mean):
        result[slice(*block.rows), slice(*block.columns)] = mean

    blocks.run(task, blocks.cut(tuple(target.shape), shape), keep, Reporter(), threads=THREADS)
    return result


def in_memory(grid, values=None):
    code = gdal.GDT_Float32 if values is None or values.dtype == np.float32 else gdal.GDT_UInt16
    dataset = gdal.GetDriverByName("MEM").Create("", grid.shape[1], grid.shape[0], 1, code)
    dataset.SetGeoTransform(grid.affine.to_gdal())
    reference = osr.SpatialReference()
    reference.ImportFromWkt(grid.crs.proj.to_wkt("WKT1_GDAL"))
    dataset.SetProjection(reference.ExportToWkt())
    if values is not None:
        dataset.GetRasterBand(1).WriteArray(values)
    return dataset


def gdals(source, target):
    gdal.Warp(target, source, resampleAlg="average", multithread=True, warpMemoryLimit=512,
              warpOptions=[f"NUM_THREADS={THREADS}"])
    return target.ReadAsArray()


def seconds(call):
    begin = time.perf_counter()
    result = call()
    return time.perf_counter() - begin, result


def main():
    load_package()
    from multiscale_fusion.core.grid import target_grid

    gdal.UseExceptions()
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, GDAL {gdal.VersionInfo('RELEASE_NAME')}, "
          f"{platform.machine()}, {THREADS} threads, medians of {RUNS} runs")
    print(f"{'tile':<24} {'target':<17} {'ours s':>8} {'GDAL s':>8} {'ratio':>6} {'goal':>5} "
          f"{'GDAL RMS error / sd':>20}")
    for name, size, pixel, dtype in TILES:
        source, values = tile(size, pixel, dtype)
        raster = in_memory(source, values)
        bands, valid = values[None], np.broadcast_to(np.uint8(1), (1, size, size))
        for label, crs, resolution in TARGETS:
            target = target_grid(source, crs=crs, resolution=resolution)
            ours(source, target, bands, valid)
            mine, peer = [], []
            for _ in range(RUNS):
                # In turn, so that a change of the machine's speed meets both.
                took, exact = seconds(lambda: ours(source, target, bands, valid))
                mine.append(took)
                empty = in_memory(target)
                took, average = seconds(lambda: gdals(raster, empty))
                peer.append(took)
            inside = np.isfinite(exact) & (average != 0)
            error = np.sqrt(np.mean((average[inside] - exact[inside]) ** 2)) / np.std(exact[inside])
            a, b = statistics.median(mine), statistics.median(peer)
            goal = GOALS.get((name.split()[0], label))
            print(f"{name:<24} {label:<17} {a:8.3f} {b:8.3f} {b / a:6.1f} {goal or '':>5} {100 * error:19.3f}%")


if __name__ == "__main__":
    main()
