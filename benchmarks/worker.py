"""Our jobs in a process that stays open, as QGIS does: aggregation, reading alone, advice, sampling, downscaling."""

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


def main() -> None:
    load_package()
    # Imports belong to the start-up.
    from multiscale_fusion.benchmarks.measure import serve
    from multiscale_fusion.core import advice as _advice  # noqa: F401
    from multiscale_fusion.core import aggregate as _aggregate  # noqa: F401
    from multiscale_fusion.core import sample as _sample  # noqa: F401

    jobs = {"aggregate": aggregate, "read": read, "check_layers": check_layers, "sample": sample,
            "sample_table": sample_table, "downscale": downscale}
    serve(lambda job, **arguments: jobs[job](**arguments))


if __name__ == "__main__":
    main()
