"""What a file holds before any band of it is chosen: its metadata and subdatasets, and whether it knows its place."""

from typing import NamedTuple

from osgeo import gdal

from .bands import BandFacts, describe_band, describe_metadata
from .files import open_raster, short_name
from .gdal_errors import attempt


class Contents(NamedTuple):
    """Metadata items of a file, and the GDAL names of its subdatasets."""

    metadata: dict[str, str]
    subdatasets: tuple[str, ...]


def contents_of(path: str) -> Contents | None:
    """What a raster file holds, None if GDAL does not open it as one."""
    dataset, _ = attempt(gdal.OpenEx, path, gdal.OF_RASTER)
    if dataset is None:
        return None
    return Contents(describe_metadata(dataset), tuple(name for name, _ in dataset.GetSubDatasets()))


def first_band(path: str) -> BandFacts:
    """What the first band of a raster declares. Raises FusionError if it does not open."""
    return describe_band(open_raster(path), 1, short_name(path))


def has_place(path: str) -> bool:
    """Does GDAL know where the raster lies, by a geotransform and a CRS? Raises FusionError if it does not open."""
    dataset = open_raster(path)
    return dataset.GetGeoTransform(can_return_null=True) is not None and dataset.GetSpatialRef() is not None
