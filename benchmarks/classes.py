"""Speed of class statistics: mode and all fractions of a land cover map in one pass, beside GDAL's `-r mode` alone.

In memory: the kernels on the same arrays, two threads each. Programs: from GeoTIFF to GeoTIFF, in turn with `gdalwarp
-r mode -multi -wo NUM_THREADS=ALL_CPUS`, with our start-up (interpreter, imports) and without it, for the first job of
a process (which loads the compiled kernels) and for those after it, as in a QGIS that runs. Medians, ratios of medians.
Run it with: make bench
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from affine import Affine
from kernels import SINUSOIDAL, THREADS, load_package, seconds
from odc.geo.geobox import GeoBox
from osgeo import gdal, osr

RUNS = 5
SIZE, PIXEL = 10980, 10.0
CLASSES = np.array([10, 20, 30, 40, 50, 60, 80, 90, 95, 100], np.uint8)
NODATA = 0
TARGETS = (("MODIS sinusoidal", SINUSOIDAL, 926.625433055833), ("UTM 1 km", "EPSG:32611", 1000.0))
FILES = {"DEFLATE": ["TILED=YES", "COMPRESS=DEFLATE"], "uncompressed": ["TILED=YES"]}
STRIP = 256    # rows given to the kernel at a time, as files are read
GOAL = 3.0


def land_cover():
    """A seeded map in UTM zone 11 N: regions of 1.6 km with a class of their own, fields of 200 m, single pixels."""
    random = np.random.default_rng(1)
    fields = -(-SIZE // 20)
    regions = random.choice(CLASSES, (fields // 8 + 1,) * 2).repeat(8, axis=0).repeat(8, axis=1)[:fields, :fields]
    patches = np.where(random.random((fields, fields)) < 0.3, random.choice(CLASSES, (fields, fields)), regions)
    values = patches.repeat(20, axis=0).repeat(20, axis=1)[:SIZE, :SIZE]
    single = random.random((SIZE, SIZE), np.float32) < 0.02
    values[single] = random.choice(CLASSES, np.count_nonzero(single))
    return GeoBox((SIZE, SIZE), Affine(PIXEL, 0, 399960, 0, -PIXEL, 3900000), "EPSG:32611"), values


def raster(grid, values=None, path="", options=()):
    """A dataset of bytes on a grid, in memory unless it has a path."""
    driver = gdal.GetDriverByName("GTiff" if path else "MEM")
    dataset = driver.Create(str(path), grid.shape[1], grid.shape[0], 1, gdal.GDT_Byte, list(options))
    dataset.SetGeoTransform(grid.affine.to_gdal())
    reference = osr.SpatialReference()
    reference.ImportFromWkt(grid.crs.proj.to_wkt("WKT1_GDAL"))
    dataset.SetProjection(reference.ExportToWkt())
    dataset.GetRasterBand(1).SetNoDataValue(NODATA)
    if values is not None:
        dataset.GetRasterBand(1).WriteArray(values)
    return dataset


def ours(source, target, values, valid):
    """Mode (rows, columns) and fractions (classes, rows, columns) of an array."""
    from multiscale_fusion.core import blocks
    from multiscale_fusion.core.block_shape import choose_block_shape
    from multiscale_fusion.core.class_areas import ClassAreas, mode
    from multiscale_fusion.core.reporter import Reporter
    from multiscale_fusion.core.support import SupportOperator

    operator = SupportOperator(source, target)
    shape, _ = choose_block_shape(operator, (1, 1), 8, 9, 2**30, THREADS)
    modes, fractions = np.zeros(target.shape), np.zeros((len(CLASSES), *target.shape), np.float32)

    def task(block, _stopped):
        support = operator.block(block.rows, block.columns)
        areas = ClassAreas(support, 1, "land cover")
        columns = slice(*support.window.columns)
        for row in range(*support.window.rows, STRIP):
            rows = slice(row, min(row + STRIP, support.window.rows[1]))
            areas.add(row, values[:, rows, columns], valid[:, rows, columns])
        found = areas.areas()
        total = found.sum(axis=1, keepdims=True)
        shares = np.divide(found, total, out=np.zeros_like(found), where=total > 0.0)
        return areas.classes, mode(areas.classes, found)[0][0], shares[0]

    def keep(block, result):
        classes, winning, shares = result
        rows, columns = slice(*block.rows), slice(*block.columns)
        modes[rows, columns] = winning
        fractions[np.searchsorted(CLASSES, classes), rows, columns] = shares

    blocks.run(task, blocks.cut(tuple(target.shape), shape), keep, Reporter(), threads=THREADS)
    return modes, fractions


def gdals(source, target):
    gdal.Warp(target, source, resampleAlg="mode", multithread=True, warpMemoryLimit=512,
              warpOptions=[f"NUM_THREADS={THREADS}"])
    return target.ReadAsArray()


def in_memory(source, values, targets):
    """Kernels on arrays."""
    print(f"{'in memory':<42} {'ours s':>8} {'GDAL s':>8} {'ratio':>6} {'GDAL wrong in':>14}")
    dataset, bands, valid = raster(source, values), values[None], np.broadcast_to(np.uint8(1), (1, SIZE, SIZE))
    for label, target in targets.items():
        ours(source, target, bands, valid)
        mine, peer = [], []
        for _ in range(RUNS):
            # In turn, so that a change of the machine's speed meets both.
            took, (modes, fractions) = seconds(lambda: ours(source, target, bands, valid))
            mine.append(took)
            empty = raster(target)
            took, theirs = seconds(lambda: gdals(dataset, empty))
            peer.append(took)
        inside = fractions.sum(axis=0) > 0.0
        np.testing.assert_allclose(fractions.sum(axis=0)[inside], 1.0, atol=1e-6)
        a, b = statistics.median(mine), statistics.median(peer)
        wrong = np.mean(theirs[inside] != modes[inside])
        print(f"{label:<42} {a:8.3f} {b:8.3f} {b / a:6.1f} {wrong:13.1%}")


def job(path, crs, resolution, output, statistic):
    """One aggregation from file to file; the mode beside the fractions is the class with the largest of them."""
    from multiscale_fusion.core.aggregate import Options, aggregate
    from multiscale_fusion.core.grid import target_grid
    from multiscale_fusion.core.raster import RasterSource

    with RasterSource(path) as source:
        target = target_grid(source.grid, crs=crs, resolution=float(resolution))
        result = aggregate(source, target, output, options=Options(kind="categorical", statistic=statistic))
    if statistic == "fractions":
        shares = gdal.Open(output).ReadAsArray()
        winning = np.where(np.isnan(shares[0]), NODATA, np.array(result.classes)[np.argmax(shares, axis=0)])
        raster(target, winning.astype(np.uint8), f"{output}.mode.tif")


def timed_jobs(arguments):
    """In a process of its own: the seconds of a first job and of one after it."""
    load_package()
    from multiscale_fusion.core import aggregate  # noqa: F401  an import belongs to the start-up

    gdal.UseExceptions()
    print(json.dumps([seconds(lambda: job(*arguments))[0] for _ in range(2)]))


def programs(source, values, targets):
    """Whole programs on files."""
    print(f"\n{'programs':<42} {'gdalwarp':>8} | {'whole s':>8} {'ratio':>6} | {'first s':>8} {'ratio':>6} | "
          f"{'later s':>8} {'ratio':>6} {'goal':>5}")
    with tempfile.TemporaryDirectory() as folder:
        for kind, options in FILES.items():
            path = Path(folder, f"{kind}.tif")
            raster(source, values, path, options)
            for label, target in targets.items():
                for statistic in ("fractions", "mode"):
                    compare(f"{kind}, {label}, {statistic}", path, target, statistic, Path(folder, "out.tif"))


def compare(name, path, target, statistic, output):
    """Print the times of both programs, in turn."""
    crs, resolution = target.crs.proj.to_wkt(), str(target.affine.a)
    box = target.boundingbox
    warp = ["gdalwarp", "-q", "-overwrite", "-r", "mode", "-multi", "-wo", "NUM_THREADS=ALL_CPUS", "-t_srs", crs,
            "-te", *map(str, (box.left, box.bottom, box.right, box.top)), "-tr", resolution, resolution, path, output]
    whole, first, later, peer = [], [], [], []
    for _ in range(RUNS):
        peer.append(seconds(lambda: subprocess.run(warp, check=True))[0])
        begin = time.perf_counter()
        done = subprocess.run([sys.executable, __file__, "--job", path, crs, resolution, output, statistic],
                              check=True, capture_output=True, text=True)
        both = json.loads(done.stdout.splitlines()[-1])
        whole.append(time.perf_counter() - begin - both[1])
        first.append(both[0])
        later.append(both[1])
    b = statistics.median(peer)
    told = " | ".join(f"{a:8.3f} {b / a:6.1f}" for a in map(statistics.median, (whole, first, later)))
    print(f"{name:<42} {b:8.3f} | {told} {GOAL if statistic == 'fractions' else '':>5}")


def main():
    load_package()
    from multiscale_fusion.core.grid import target_grid

    gdal.UseExceptions()
    source, values = land_cover()
    targets = {label: target_grid(source, crs=crs, resolution=size) for label, crs, size in TARGETS}
    print(f"Land cover, {SIZE} x {SIZE} bytes, {len(CLASSES)} classes; GDAL makes the mode, ours the mode and all "
          f"fractions but where it says mode; {THREADS} threads, medians of {RUNS} runs")
    in_memory(source, values, targets)
    programs(source, values, targets)


if __name__ == "__main__":
    timed_jobs(sys.argv[2:]) if sys.argv[1:2] == ["--job"] else main()
