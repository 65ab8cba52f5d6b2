"""Python peers in a process of their own, run by .venv-bench: rioxarray, exactextract, rasterio, xbatcher."""

import functools
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent))


def versions() -> dict:
    """Of the peers and of what they run on."""
    from importlib.metadata import version

    return {name: version(name) for name in ("exactextract", "rioxarray", "xarray", "xbatcher", "rasterio")}


def reproject_match(path: str, like: str, output: str, threads: int) -> None:
    """The average of a raster on the grid of another."""
    import rioxarray
    from rasterio.enums import Resampling

    with rioxarray.open_rasterio(path) as source, rioxarray.open_rasterio(like) as target:
        source.rio.reproject_match(target, resampling=Resampling.average, num_threads=threads).rio.to_raster(output)


def zonal_means(path: str, zones: str, in_memory: bool = False) -> dict:
    """Means in the polygons of a vector file, as pairs of zone number and mean.

    `in_memory`: of an array that was read before; "seconds" are then those of the means alone.
    """
    from exactextract import exact_extract

    raster = _array_source(path) if in_memory else path
    begin = time.perf_counter()
    found = exact_extract(raster, zones, ["mean"], include_cols=["cell"])
    answer = {"means": [(each["properties"]["cell"], each["properties"]["mean"]) for each in found]}
    return {**answer, "means_seconds": time.perf_counter() - begin}


def sample_points(path: str, places: str, output: str) -> None:
    """Values of a file at places (2, n), by rasterio's sample."""
    import numpy as np
    import rasterio

    with rasterio.open(path) as source:
        values = np.fromiter((each[0] for each in source.sample(np.load(places).T.tolist())), float)
    np.save(output, values)


def array_patches(shape: list[int], size: int, copies: bool) -> dict:
    """Every patch of a seeded array in memory, by xbatcher, as NumPy."""
    import xarray
    import xbatcher
    from measure import patches_met, seeded

    array = xarray.DataArray(seeded(tuple(shape)), dims=("band", "y", "x"))
    batches = xbatcher.BatchGenerator(array, {"band": shape[0], "y": size, "x": size}, preload_batch=False)
    return patches_met((batch.values for batch in batches), copies)


def window_patches(path: str, firsts: str, size: int, boundless: bool) -> dict:
    """Windows of a file that begin at `firsts` (n, 2), one read for each, of a file that stays open.

    `boundless`: masked, and beyond the file's edges too; else values alone, of windows inside.
    """
    import numpy as np
    import rasterio
    from rasterio.windows import Window

    options = {"boundless": True, "masked": True} if boundless else {}
    begin = time.process_time()
    with rasterio.open(path) as source:
        read = [source.read(window=Window(int(column), int(row), size, size), **options)
                for row, column in np.load(firsts)]
    cpu = time.process_time() - begin
    return {"cpu": cpu, "sum": sum(int(np.ma.filled(each, 0).astype(np.int64).sum()) for each in read)}


@functools.cache
def _array_source(path: str):
    from exactextract.raster import NumPyRasterSource
    from osgeo import gdal

    dataset = gdal.Open(path)
    west, width, _, north, _, height = dataset.GetGeoTransform()
    return NumPyRasterSource(dataset.ReadAsArray(), west, north + height * dataset.RasterYSize,
                             west + width * dataset.RasterXSize, north, srs_wkt=dataset.GetProjection())


def main() -> None:
    from measure import serve

    if sys.argv[1] == "rioxarray":
        import rasterio.warp  # noqa: F401
        import rioxarray  # noqa: F401
    elif sys.argv[1] == "rasterio.sample":
        import rasterio.sample  # noqa: F401
    elif sys.argv[1] == "rasterio.windows":
        import rasterio.windows  # noqa: F401
    elif sys.argv[1] == "xbatcher":
        import xarray  # noqa: F401
        import xbatcher  # noqa: F401
    elif sys.argv[1] == "exactextract":
        import exactextract  # noqa: F401
        from osgeo import gdal, ogr  # noqa: F401

        gdal.UseExceptions()
    jobs = {"reproject_match": reproject_match, "zonal_means": zonal_means, "sample_points": sample_points,
            "array_patches": array_patches, "window_patches": window_patches, "versions": versions}
    serve(lambda job, **arguments: jobs[job](**arguments))


if __name__ == "__main__":
    main()
