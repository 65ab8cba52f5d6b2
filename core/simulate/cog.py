"""Cloud Optimized GeoTIFFs, as the archives in the cloud keep them."""

from pathlib import Path

from osgeo import gdal

_OPTIONS = ("COMPRESS=DEFLATE", "PREDICTOR=YES", "BLOCKSIZE=256", "OVERVIEW_RESAMPLING=NEAREST")


def make_cog(path: Path) -> Path:
    """Put a Cloud Optimized GeoTIFF in the place of a GeoTIFF: values, scale, fill and metadata stay. The path."""
    aside = path.with_name(f"{path.name}.part")
    source = gdal.Open(str(path))
    if source is None:
        raise OSError(f"{path} cannot be read")
    target = gdal.GetDriverByName("COG").CreateCopy(str(aside), source, 0, list(_OPTIONS))
    if target is None:
        raise OSError(f"{aside} cannot be written")
    target.FlushCache()
    source = target = None
    aside.replace(path)
    return path
