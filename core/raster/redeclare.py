"""Virtual rasters (VRT) of a band that declare what the file itself leaves out or gets wrong."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from affine import Affine
from osgeo import gdal, osr

from ..destination import Destination
from ..errors import FusionError
from ..message import message
from .files import open_raster, short_name
from .gdal_errors import attempt
from .source import RasterSource

_VRT = ((".vrt",), message("virtual rasters"))


@dataclass(frozen=True)
class Declaration:
    """What the only band of a VRT says of itself: value = stored * ``scale`` + ``offset``.

    ``nodata`` and ``valid_range`` (both ends in, None where open) are in stored values. ``place``: the six numbers of
    an Affine and a PROJ text, None to keep the file's own. ``tags`` become metadata of the file, ``band_tags`` of the
    band. ``signed``: bytes are signed.
    """

    description: str
    units: str = ""
    scale: float = 1.0
    offset: float = 0.0
    nodata: float | int | None = None
    valid_range: tuple[float | int | None, float | int | None] = (None, None)
    signed: bool = False
    place: tuple[tuple[float, ...], str] | None = None
    tags: dict[str, str] = field(default_factory=dict)
    band_tags: dict[str, str] = field(default_factory=dict)


def write_declared(path: str, source: str, declared: Declaration, sidecar: str) -> None:
    """Write the VRT of what GDAL opens as ``source``, and a text "<path>.json", aside first, and rename them.

    Raises FusionError.
    """
    destination = Destination(path, *_VRT)
    try:
        part, record = destination.part(".vrt"), destination.part(".json")
        _write(part, source, declared)
        if not os.path.isfile(part):
            raise destination.failure("")
        destination.sync(part)
        destination.write_text(record, sidecar)
        destination.replace(part)
        destination.remove_companions()
        destination.replace(record, ".json")
    finally:
        destination.remove_parts()


@contextmanager
def declared_source(source: str, declared: Declaration) -> Iterator[RasterSource]:
    """What GDAL opens as ``source``, to be read as declared; the VRT lives in memory meanwhile. Raises FusionError."""
    folder = f"/vsimem/multiscale_fusion_{secrets.token_hex(8)}"
    path = f"{folder}/{short_name(source).replace(':', '_').replace('/', '_')}.vrt"
    raster = None
    try:
        _write(path, source, declared)
        raster = RasterSource(path)
        yield raster
    finally:
        if raster is not None:
            raster.close()
        attempt(gdal.RmdirRecursive, folder)


def _write(path: str, source: str, declared: Declaration) -> None:
    done, messages = attempt(_copy, open_raster(source), path, declared)
    if not done:
        raise FusionError(message("{name} cannot be described ({reason}); check the file.", name=short_name(source),
                                  reason=messages.text or message("no reason given")))


def _copy(source: gdal.Dataset, path: str, declared: Declaration) -> bool:
    copy = gdal.GetDriverByName("VRT").CreateCopy(path, source)
    if copy is None:
        return False
    if declared.place is not None:
        transform, proj = declared.place
        copy.SetGeoTransform(Affine(*transform).to_gdal())
        copy.SetSpatialRef(_reference(proj))
    copy.SetMetadata({"AREA_OR_POINT": "Area", **declared.tags})
    band = copy.GetRasterBand(1)
    band.SetDescription(declared.description)
    band.SetMetadata({**_range_tags(declared), **declared.band_tags})
    band.SetScale(declared.scale)
    band.SetOffset(declared.offset)
    band.SetUnitType(declared.units)
    if declared.signed:
        band.SetMetadataItem("PIXELTYPE", "SIGNEDBYTE", "IMAGE_STRUCTURE")
    if declared.nodata is not None:
        band.SetNoDataValue(declared.nodata)
    copy.FlushCache()
    return True


def _reference(proj: str) -> osr.SpatialReference:
    reference = osr.SpatialReference()
    reference.ImportFromProj4(proj)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def _range_tags(declared: Declaration) -> dict[str, str]:
    """In stored values, as CF and HDF-EOS have it."""
    low, high = declared.valid_range
    if low is not None and high is not None:
        return {"valid_range": f"{low:.17g}, {high:.17g}"}
    return {key: f"{value:.17g}" for key, value in (("valid_min", low), ("valid_max", high)) if value is not None}
