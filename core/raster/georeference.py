"""What a raster file says of its place on Earth, also where that does not make a usable grid."""

import re
from dataclasses import dataclass

from .files import open_raster

# Attributes by which NetCDF and HDF files name a CRS that GDAL does not take from them.
_CRS_KEYS = re.compile(r"(^|#)(crs|crs_wkt|spatial_ref|proj4|proj4text|epsg|epsg_code|esri_pe_string|grid_mapping|"
                       r"projection|map_projection|coordinate_system)$", re.IGNORECASE)
_AREA_OR_POINT = {"Area": "area", "Point": "point"}


@dataclass(frozen=True)
class Georeference:
    """What of a georeference is there.

    crs_hint: attributes that name a CRS although the file has none that GDAL understands, as "key=value". geolocation:
    names of the arrays of longitudes and latitudes of a swath. pixel_is: "area", "point" or "" if the file says
    nothing.
    """

    has_crs: bool
    has_transform: bool
    crs_hint: tuple[str, ...]
    geolocation: tuple[str, ...]
    pixel_is: str


def describe_georeference(path: str) -> Georeference:
    """Read it from the header. Raises FusionError if the path is no raster."""
    dataset = open_raster(path)
    metadata = dataset.GetMetadata()
    has_crs = dataset.GetSpatialRef() is not None
    hints = () if has_crs else tuple(f"{key.rpartition('#')[2]}={value.strip()}" for key, value in metadata.items()
                                     if _CRS_KEYS.search(key) and value.strip())
    arrays = dataset.GetMetadata("GEOLOCATION")
    return Georeference(
        has_crs=has_crs,
        has_transform=dataset.GetGeoTransform(can_return_null=True) is not None,
        crs_hint=hints,
        geolocation=tuple(arrays[key] for key in ("X_DATASET", "Y_DATASET") if key in arrays),
        pixel_is=_AREA_OR_POINT.get(metadata.get("AREA_OR_POINT", ""), ""),
    )
