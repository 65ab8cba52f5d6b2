"""Our jobs in a process that stays open, as QGIS does: aggregation, reading alone, advice, sampling, patches."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))
from load_package import load_package  # noqa: E402

THREADS = 2
WINDOW = 2048    # rows and columns read at a time, whole blocks of the files


def aggregate(path: str, crs: str, resolution: float, output: str, kind: str, statistic: str) -> None:
    """One aggregation; the mode beside the fractions is the class with the largest of them."""
    import numpy as np
    from osgeo import gdal

    from multiscale_fusion.benchmarks.tiles import raster
    from multiscale_fusion.core.aggregate import Options, aggregate
    from multiscale_fusion.core.grid import target_grid
    from multiscale_fusion.core.raster import RasterSource

    with RasterSource(path) as source:
        target = target_grid(source.grid, crs=crs, resolution=resolution)
        result = aggregate(source, target, output, options=Options(kind=kind, statistic=statistic))
    if statistic == "fractions":
        shares = gdal.Open(output).ReadAsArray()
        winning = np.where(np.isnan(shares[0]), 0, np.array(result.classes)[np.argmax(shares, axis=0)])
        raster(target, winning.astype(np.uint8), 0, path=f"{output}.mode.tif")


def read(path: str, threads: int) -> None:
    """Every block of a file once, on threads, and nothing else."""
    from multiscale_fusion.core.raster import RasterSource

    with RasterSource(path) as source, ThreadPoolExecutor(threads) as pool:
        height, width = map(int, source.grid.shape)
        windows = [((row, min(row + WINDOW, height)), (column, min(column + WINDOW, width)))
                   for row in range(0, height, WINDOW) for column in range(0, width, WINDOW)]
        for _ in pool.map(lambda window: len(source.read([1], *window).values), windows):
            pass


def check_layers(paths: list[str], crs: str, resolution: float) -> dict:
    """All rules on some layers that are to be joined; tells how many findings there are."""
    from multiscale_fusion.core.advice import Layer, Question, check
    from multiscale_fusion.core.grid import target_grid

    layers = tuple(Layer(path) for path in paths)
    target = target_grid(layers[0].grid, crs=crs, resolution=resolution)
    found = check(Question(layers, target=target, purpose="stack"))
    for layer in layers:
        layer.close()
    return {"findings": len(found)}


def sample(path: str, places: str, support: str, output: str, diameter: float | None = None) -> None:
    """Values of a file at places (2, n), or means of discs there, from numbers to numbers."""
    import numpy as np

    from multiscale_fusion.core.raster import RasterSource
    from multiscale_fusion.core.sample import Footprints, Options, sample

    with RasterSource(path) as source:
        footprints = Footprints(source.grid.crs.proj, *np.load(places), diameter=diameter)
        values, = sample([source], footprints, Options(support=support, kind="intensive"), threads=THREADS).values()
    np.save(output, values)


def sample_table(path: str, count: int, diameter: float, output: str) -> None:
    """Means of discs at random places into a GeoParquet table, chunk by chunk."""
    import numpy as np

    from multiscale_fusion.core.raster import RasterSource
    from multiscale_fusion.core.sample import Footprints, Options, Sampler
    from multiscale_fusion.core.vector.geoparquet import GeoParquetWriter, TableField
    from multiscale_fusion.core.vector.points import points_as_wkb

    with RasterSource(path) as source:
        crs, box = source.grid.crs.proj, source.grid.boundingbox
        sampler = Sampler([source], Options(support="disc", kind="intensive"), memory=2**28, threads=THREADS)
        fields = [TableField(column.name, column.dtype) for column in sampler.columns]
        with GeoParquetWriter(output, fields, geometry_types=["Point"], crs=crs) as writer:
            for begin in range(0, count, sampler.chunk):
                size = min(sampler.chunk, count - begin)
                x, y = np.random.default_rng(begin).uniform((box.left, box.bottom), (box.right, box.top), (size, 2)).T
                found = sampler(Footprints(crs, x, y, diameter=diameter))
                writer.write(list(found.values()), points_as_wkb(x, y))
            writer.finish()
            writer.commit()


def downscale(source: str, covariates: list[str], output: str, method: str, coherent: bool = True,
              ndvi: int | None = None) -> dict:
    """One downscaling; tells the method that was used and by how much coherence was missed."""
    from contextlib import ExitStack

    from multiscale_fusion.core.downscale.job import downscale
    from multiscale_fusion.core.downscale.request import Options
    from multiscale_fusion.core.raster import RasterSource

    with ExitStack() as stack:
        coarse, *fine = (stack.enter_context(RasterSource(path)) for path in (source, *covariates))
        options = Options(method=method, coherent=coherent, ndvi=ndvi, kind="intensive")
        result = downscale(coarse, fine, output, options=options, threads=THREADS)
    return {"method": result.method, "coherence": result.coherence}


def array_patches(shape: list[int], size: int, copies: bool) -> dict:
    """Every patch of a seeded array in memory (bands, rows, columns), one after the other."""
    import numpy as np

    from multiscale_fusion.benchmarks.measure import patches_met, seeded
    from multiscale_fusion.core.patches.gather import array_windows

    array = seeded(tuple(shape))
    row, column = np.mgrid[0:shape[1] - size + 1:size, 0:shape[2] - size + 1:size]
    return patches_met(array_windows(array, np.stack([row.ravel(), column.ravel()], -1), (size, size)), copies)


def window_patches(path: str, firsts: str, size: int) -> dict:
    """Values and masks of the windows of a file that begin at `firsts` (n, 2), as NumPy arrays, on threads."""
    import time

    import numpy as np

    from multiscale_fusion.core.patches.gather import gather_windows
    from multiscale_fusion.core.patches.stored_blocks import BlockedRaster, BlockStore
    from multiscale_fusion.core.raster import RasterSource

    begin, first = time.process_time(), np.load(firsts)
    with RasterSource(path) as source, ThreadPoolExecutor(THREADS) as pool:
        raster = BlockedRaster("a", source, source.data_bands, BlockStore(2**28), 2**24)
        parts = list(pool.map(lambda part: gather_windows(raster, part, (size, size)),
                              np.array_split(first, max(1, len(first) // 400))))
    cpu = time.process_time() - begin
    return {"cpu": cpu, "sum": sum(int((values * mask.astype(np.int64)).sum()) for values, mask in parts)}


def extract_patches(path: str, size: int, output: str) -> dict:
    """All patches of a file side by side, from the file to a dataset."""
    import time

    import numpy as np

    from multiscale_fusion.core.patches.extract import extract_patches
    from multiscale_fusion.core.patches.request import Centres, Options, Raster
    from multiscale_fusion.core.raster import RasterSource

    begin = time.process_time()
    with RasterSource(path) as source:
        rows, columns = source.grid.shape
        row, column = np.mgrid[size // 2:rows - size // 2:size, size // 2:columns - size // 2:size]
        x, y = source.grid.affine * (column.ravel().astype(float), row.ravel().astype(float))
        extract_patches(Centres(source.grid.crs.proj, x, y), [Raster(source, "scene", kind="intensive")], output,
                        Options(patch_size=(size, size)), threads=THREADS)
    return {"cpu": time.process_time() - begin}


def main() -> None:
    load_package()
    # Imports belong to the start-up.
    from multiscale_fusion.benchmarks.measure import serve
    from multiscale_fusion.core import advice as _advice  # noqa: F401
    from multiscale_fusion.core import aggregate as _aggregate  # noqa: F401
    from multiscale_fusion.core import sample as _sample  # noqa: F401

    jobs = {"aggregate": aggregate, "read": read, "check_layers": check_layers, "sample": sample,
            "sample_table": sample_table, "downscale": downscale, "array_patches": array_patches,
            "window_patches": window_patches, "extract_patches": extract_patches}
    serve(lambda job, **arguments: jobs[job](**arguments))


if __name__ == "__main__":
    main()
