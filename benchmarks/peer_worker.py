"""Python peers in a process of their own, run by .venv-bench: rioxarray's reproject_match, exactextract, rasterio."""

import functools
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent))


def versions() -> dict:
    """Of the peers and of what they run on."""
    from importlib.metadata import version

    return {name: version(name) for name in ("exactextract", "rioxarray", "xarray", "rasterio")}


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
    elif sys.argv[1] == "exactextract":
        import exactextract  # noqa: F401
        from osgeo import gdal, ogr  # noqa: F401

        gdal.UseExceptions()
    jobs = {"reproject_match": reproject_match, "zonal_means": zonal_means, "sample_points": sample_points,
            "versions": versions}
    serve(lambda job, **arguments: jobs[job](**arguments))


if __name__ == "__main__":
    main()
