"""Our jobs in a process that stays open, as QGIS does: aggregation from file to file, reading alone, and advice."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))
from load_package import load_package  # noqa: E402

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


def main() -> None:
    load_package()
    # Imports belong to the start-up.
    from multiscale_fusion.benchmarks.measure import serve
    from multiscale_fusion.core import advice as _advice  # noqa: F401
    from multiscale_fusion.core import aggregate as _aggregate  # noqa: F401

    jobs = {"aggregate": aggregate, "read": read, "check_layers": check_layers}
    serve(lambda job, **arguments: jobs[job](**arguments))


if __name__ == "__main__":
    main()
